"use strict";
// How quotes look, in the report and on the page of `newsparse serve`. Words are shown by
// textContent alone, so that nothing of them can run.
const UNSURE = ["context", "description"]; // a speaker's basis

// words: those of the interface, in its language
function look(words) {
  function element(name, text, more = {}) {
    const made = Object.assign(document.createElement(name), more);
    if (text) made.textContent = text;
    return made;
  }
  function number(n) {
    return String(n).replace(/\B(?=(\d{3})+$)/g, words.thousands);
  }
  function count(n, name) {
    return `${number(n)} ${words[name][n === 1 ? 0 : 1]}`;
  }
  function filled(text, parts) {
    return text.replace(/\{(\w+)\}/g, (_, part) => parts[part]);
  }
  function date(written) {
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(written) || [];
    if (!words.months[month - 1]) return written;
    return filled(words.day, { day: Number(day), month: words.months[month - 1], year: Number(year) });
  }

  // speakers: [name, type, gender, role, basis] of each
  function who(speakers) {
    const line = element("div");
    speakers.forEach(([name, , gender, role, basis], n) => {
      if (n) line.append(` ${words.and} `);
      line.append(element("strong", name));
      if (UNSURE.includes(basis)) line.append(" ", element("em", `(${words[basis]})`));
      const guessed = gender && `${words[gender]} (${words.guess})`;
      const notes = [role, guessed].filter(Boolean).join(" · ");
      if (notes) line.append(" ", element("span", notes, { className: "quiet" }));
    });
    if (!speakers.length) line.append(element("strong", words.unknown_speaker));
    return line;
  }

  function said(text, negated) {
    return element("blockquote", text, { className: negated ? "rejected" : "" });
  }

  // a quote that was found by a search; href: where it stands, if that can be followed
  function result(quote, href) {
    const item = element("li");
    item.append(who(quote.speakers), said(quote.text, quote.negated));
    const where = item.appendChild(element("span", "", { className: "quiet" }));
    if (quote.published) where.append(element("time", date(quote.published)), " · ");
    where.append(href ? element("a", quote.title, { href }) : quote.title);
    where.append(` · ${words[quote.type]}`);
    if (quote.negated) where.append(" · ", element("strong", words.rejected));
    return item;
  }

  return { element, number, count, filled, date, who, said, result };
}
