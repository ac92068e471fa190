// An article's text by code points, as the record counts: a string of JavaScript counts UTF-16
// units, of which 🎉 has two.
const WORD = /[\p{L}\p{N}]+(?:[-'’.,:/][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu;
// what would turn or break the text, by a sign in its place: code point for code point
const TURNS = /[\u0080-\u009f\u202a-\u202e\u2066-\u2069]/g;
const STEERS = /[\u0000-\u0008\u000b-\u001f]/g;

export const lengthOf = (string) => [...string].length;

export function visible(string) {
  return string
    .replace(/\r\n/g, " \n")
    .replace(STEERS, (sign) => String.fromCodePoint(0x2400 + sign.codePointAt(0)))
    .replace(/\u007f/g, "\u2421")
    .replace(TURNS, "\ufffd");
}

export class Text {
  constructor(string) {
    this.string = string;
    this.points = [...string];
    this.words = []; // where each begins and ends, with signs as words of their own
    let [units, at] = [0, 0];
    for (const { 0: word, index } of string.matchAll(WORD)) {
      at += lengthOf(string.slice(units, index));
      this.words.push({ start: at, end: at + lengthOf(word) });
      [units, at] = [index + word.length, at + lengthOf(word)];
    }
  }

  of({ start, end }) {
    return this.points.slice(start, end).join("");
  }

  // a span's words on one line; of a long one, the first and the last
  brief(span, most = 60) {
    const line = visible(this.of(span)).split(/\s+/).join(" ").trim();
    const points = [...line];
    if (points.length <= most) return line;
    return `${points.slice(0, most / 2).join("")} … ${points.slice(-most / 2).join("")}`;
  }

  // the span with one edge moved by a word; the same where there is no further word
  moved(span, edge, by) {
    const places = this.words.map((word) => word[edge]);
    const isNext = by > 0 ? (at) => at > span[edge] : (at) => at < span[edge];
    const next = by > 0 ? places.find(isNext) : places.findLast(isNext);
    const moved = { ...span, [edge]: next ?? span[edge] };
    return moved.start < moved.end ? moved : span;
  }

  // the span without blanks at its edges; null where nothing else is in it
  trimmed({ start, end }) {
    while (start < end && !this.points[start].trim()) start += 1;
    while (end > start && !this.points[end - 1].trim()) end -= 1;
    return start < end ? { start, end } : null;
  }

  // where words stand, however their lines are broken: with the same case if there is such a place
  all(written) {
    const escape = (word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    const words = written.trim().split(/\s+/).map(escape);
    if (!words[0]) return [];
    for (const flags of ["gu", "giu"]) {
      const found = [...this.string.matchAll(new RegExp(words.join("\\s+"), flags))].map((match) => {
        const start = lengthOf(this.string.slice(0, match.index));
        return { start, end: start + lengthOf(match[0]) };
      });
      if (found.length) return found;
    }
    return [];
  }

  // whether a span begins and ends where words do
  isWhole({ start, end }) {
    const isLetter = (at) => /[\p{L}\p{N}]/u.test(this.points[at] ?? " ");
    return !(isLetter(start - 1) && isLetter(start)) && !(isLetter(end - 1) && isLetter(end));
  }
}
