// One article as it is shown: its text with marks, and beside it who said what and who is named.
import { nameForm, quoteForm } from "./editor.js";
import { lengthOf, visible } from "./text.js";

const GROUPS = ["person", "organisation", "place"];
const LONGEST_TITLE = 90;
const byId = (id) => document.getElementById(id);

const inLine = (string) => visible(string.split(/\s+/).join(" ").trim());

// a line of whole words that is not too long
function shortened(line) {
  if (lengthOf(line) <= LONGEST_TITLE) return line;
  const begun = [...line].slice(0, LONGEST_TITLE - 1).join("");
  return `${begun.slice(0, begun.lastIndexOf(" ")) || begun} …`;
}

// the headline, and which part of the text it is, if it begins it: as in the report
export function titleOf({ record, text }) {
  const string = record.text;
  const start = string.length - string.trimStart().length;
  const [line] = string.slice(start).split("\n", 1);
  const title = inLine(record.title || shortened(inLine(line))) || record.id;
  const isAll = !string.slice(start + line.length).trim();  // then it is no headline
  if (isAll || title !== inLine(line)) return { title, span: null, body: 0 };
  const from = lengthOf(string.slice(0, start));
  const to = from + lengthOf(line);
  const isBlank = (at) => !text.points[at].trim();
  let body = to;
  while (body < text.points.length && isBlank(body)) body += 1;
  return { title, span: { start: from, end: to }, body };
}

export function speakerRows(article, quote) {
  const known = new Map(article.entities.map((entity) => [entity.id, entity]));
  return quote.speakers.map(({ name, entity, basis }) => {
    const who = known.get(entity);
    const party = who?.party ? `(${who.party.text})` : "";
    const role = inLine(`${who?.role?.text ?? ""} ${party}`);
    return [inLine(name) || "?", who?.type ?? "other", "", role, basis];
  });
}

// what is said, in one line: the parts of the text, joined as in the record
export function saidOf(article, quote) {
  return quote.content.map((span) => inLine(article.text.of(span))).join(" … ");
}

// a quote with its attribution, for pasting: `«Vi vant» – Kari Vik, ordfører`
export function attributed(article, quote, words) {
  const rows = speakerRows(article, quote);
  const names = rows.map(([name, , , role]) => (role ? `${name}, ${role}` : name));
  const who = names.join(` ${words.and} `) || words.unknown_speaker;
  const { title, published, source, url } = article.record;
  const from = [source, title, published?.slice(0, 10), url].filter(Boolean).map(inLine).join(", ");
  const said = saidOf(article, quote);
  const line = quote.negated
    ? `${who} ${words.rejects}: ${said}`
    : quote.type === "direct" ? `«${said}» – ${who}` : `${who}: ${said}`;
  return from ? `${line} (${from})` : line;
}

function label(article, quote, words, look) {
  const rows = speakerRows(article, quote);
  const names = rows.map(([name]) => name).join(` ${words.and} `) || words.unknown_speaker;
  const isUnsure = rows.some((row) => UNSURE.includes(row[4]));
  const notes = [isUnsure && words.unsure, quote.negated && words.rejected];
  const told = notes.filter(Boolean).join(", ");
  return told ? `${names} (${told})` : names;
}

function marksOf({ article, words, look, open }) {
  const marks = article.entities.flatMap(({ type, mentions }) =>
    mentions.map(({ start, end }) => ({ start, end, kind: type })),
  );
  for (const quote of article.quotes)
    quote.content.forEach(({ start, end }, n) => {
      const told = n ? "…" : label(article, quote, words, look);
      const id = n ? null : quote.key;
      marks.push({ start, end, kind: "quote", label: told, id, isOpen: open.has(quote.key) });
    });
  return marks.sort(
    (a, b) => a.start - b.start || b.end - a.end || (b.kind === "quote") - (a.kind === "quote"),
  );
}

// Text from `from` to `to` with its marks, properly nested: one that crosses another's end is
// closed there and opened again, then without its label. A part has its label where it begins.
function paint(shown, target, from, to) {
  const { article, look, places } = shown;
  const marks = marksOf(shown).filter((mark) => mark.start < to && mark.end > from);
  const cut = (at) => Math.min(Math.max(at, from), to);
  const ends = marks.flatMap((mark) => [cut(mark.start), cut(mark.end)]);
  const edges = [...new Set([from, to, ...ends])].sort((a, b) => a - b);
  target.replaceChildren();
  let inside = []; // [mark, element], the outermost first
  let next = 0;
  const begin = (mark, isBegun) => {
    const parent = inside.at(-1)?.[1] ?? target;
    const className = mark.isOpen ? `${mark.kind} is-open` : mark.kind;
    const element = parent.appendChild(look.element("mark", "", { className }));
    inside.push([mark, element]);
    if (isBegun || !mark.label || mark.start < from) return;
    const small = look.element("small");
    if (mark.id) {
      element.id = mark.id;
      small.append(look.element("a", `${mark.label}:`, { href: `#${mark.id}-said` }));
    } else small.append(mark.label);
    small.append(" "); // no part of the text: it is neither selected nor copied
    element.append(small);
  };
  edges.slice(0, -1).forEach((start, n) => {
    const end = edges[n + 1];
    const first = inside.findIndex(([mark]) => mark.end <= start);
    const again = first < 0 ? [] : inside.splice(first).filter(([mark]) => mark.end > start);
    for (const [mark] of again) begin(mark, true);
    for (; next < marks.length && marks[next].start <= start; next += 1) begin(marks[next], false);
    const node = document.createTextNode(visible(article.text.of({ start, end })));
    (inside.at(-1)?.[1] ?? target).append(node);
    places.set(node, start);
  });
}

export function paintText(shown) {
  const { article } = shown;
  const { title, span, body } = titleOf(article);
  shown.places = new Map();
  if (span) paint(shown, byId("title"), span.start, span.end);
  else byId("title").textContent = title;
  paint(shown, byId("text"), body, article.text.points.length);
}

// the place in the text where a selection begins or ends
function placeIn(places, node, offset) {
  if (places.has(node)) return places.get(node) + lengthOf(node.data.slice(0, offset));
  const range = new Range();
  range.setStart(node, offset); // beside the text or in a label: the text that comes next
  const following = [...places].find(([text]) => range.comparePoint(text, 0) >= 0);
  return following?.[1] ?? null;
}

// the span that is selected in the text; null where none is
export function selectedSpan({ article, places }) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!byId("article").contains(range.commonAncestorContainer)) return null;
  const start = placeIn(places, range.startContainer, range.startOffset);
  const end = placeIn(places, range.endContainer, range.endOffset) ?? article.text.points.length;
  return start === null ? null : article.text.trimmed({ start, end });
}

function button(look, text, key, act, more = {}) {
  const made = look.element("button", text, { type: "button", ...more });
  made.dataset.key = key;
  made.addEventListener("click", act);
  return made;
}

function opener(shown, key) {
  const { words, look, open } = shown;
  const isOpen = open.has(key);
  const made = button(look, isOpen ? words.ready : words.correct, `${key}-open`, () => {
    if (!open.delete(key)) open.add(key);
    shown.render();
  });
  made.setAttribute("aria-expanded", String(isOpen));
  return made;
}

// what a card says of a quote: what stands above its buttons, and beside them
function quoteHead(shown, quote) {
  const { article, words, look } = shown;
  const head = look.element("div");
  const who = look.who(speakerRows(article, quote));
  if (quote.negated) who.append(" ", look.element("em", words.rejects));
  const said = look.said(saidOf(article, quote), quote.negated);
  said.lang = article.record.language;
  const names = quote.speakers.map(({ name }) => name);
  const source = quote.source && article.text.brief(quote.source);
  const told = [quote.cue && article.text.brief(quote.cue), names.includes(source) ? null : source];
  const isCorrected = quote.isCorrected && words.corrected;
  const notes = [words[quote.type], told.filter(Boolean).join(", "), isCorrected];
  const note = look.element("span", notes.filter(Boolean).join(" · "), { className: "quiet" });
  note.append(" · ", look.element("a", words.in_text, { href: `#${quote.key}` }));
  head.append(who, said);
  return [head, note];
}

function nameHead(shown, entity) {
  const { article, words, look } = shown;
  const head = look.element("div");
  head.append(look.element("mark", inLine(entity.name), { className: entity.type }), " ");
  const party = entity.party ? `(${entity.party.text})` : "";
  const number = entity.mentions.length;
  const notes = [
    words[`key_${entity.type}`],
    inLine(`${entity.role?.text ?? ""} ${party}`),
    number === 1 ? words.once : look.filled(words.times, { number }),
  ];
  const note = look.element("span", notes.filter(Boolean).join(" · "), { className: "quiet" });
  return [head, note];
}

// a card: what is said of a quote or a name, its buttons, and the form to correct it where it is open
function card(shown, item, makeHead, makeForm, buttons) {
  const { look, open } = shown;
  const made = look.element("li", "", { id: `${item.key}-said`, tabIndex: -1 });
  let [head, note] = makeHead(shown, item);
  const line = look.element("p", "", { className: "buttons small" });
  line.append(note, ...buttons, opener(shown, item.key));
  made.append(head, line);
  if (open.has(item.key)) {
    // while somebody writes in the form, it stays as it is, and what it is about is shown anew
    const refresh = () => {
      const [freshHead, freshNote] = makeHead(shown, item);
      head.replaceWith(freshHead);
      note.replaceWith(freshNote);
      [head, note] = [freshHead, freshNote];
      paintText(shown);
      shown.changed();
    };
    made.append(makeForm(shown, item, button, refresh));
  }
  return made;
}

export function paintBeside(shown) {
  const { article, words, look } = shown;
  const quotes = article.quotes.map((quote) => {
    const copy = button(look, words.copy, `${quote.key}-copy`, () =>
      shown.copy(attributed(article, quote, words)),
    );
    return card(shown, quote, quoteHead, quoteForm, [copy]);
  });
  byId("quotes").replaceChildren(...quotes);
  if (!quotes.length) byId("quotes").append(look.element("li", words.no_quotes, { className: "note" }));
  const names = GROUPS.flatMap((type) => article.entities.filter((entity) => entity.type === type));
  byId("names").replaceChildren(...names.map((name) => card(shown, name, nameHead, nameForm, [])));
}

export function paintAbout({ article, words, look }) {
  const { record } = article;
  const standards = { nb: words.bokmal, nn: words.nynorsk };
  const other = look.filled(words.other_language, { code: record.language });
  const told = [record.source, record.section, record.byline, standards[record.language] ?? other];
  const line = [...told, record.id].filter(Boolean).map(inLine).join(" · ");
  byId("about").replaceChildren(
    ...(record.published ? [look.element("time", look.date(record.published)), " · "] : []),
    line,
  );
  if (/^https?:\/\/[^\s/]/i.test(record.url ?? ""))
    byId("about").append(
      " · ",
      look.element("a", words.original, { href: record.url, rel: "noopener noreferrer" }),
    );
  const warnings = record.warnings ?? [];
  byId("warnings").replaceChildren(
    ...warnings.map((name) => look.element("p", words[`warning_${name}`], { className: "warning" })),
  );
  for (const id of ["title", "text"]) byId(id).lang = record.language;
}
