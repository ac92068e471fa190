// The search of the report, over the rows that the page itself holds.
document.documentElement.classList.add("has-script");
addEventListener("DOMContentLoaded", () => {
const SHOWN = 50; // results, and as many more at a click
const NAMES = 500; // that the field for a person proposes
// what a spreadsheet takes for a formula, also behind what nobody sees: as in the tables of CSV
const FORMULA =
  /^[\s\p{Cc}\p{Cf}\p{Z}\p{Mn}\u115f\u1160\u3164\uffa0]*['=+\-@＝＋－＠﹢﹣﹦﹫]|^[\t\r\n]/u;
const ANCHOR = /^[aq][0-9a-f]{12}(-\d+)?$/;
const byId = (id) => document.getElementById(id);
const read = (id) => (byId(id) ? JSON.parse(byId(id).textContent) : null);
const settings = read("settings");
const words = settings.words;

const { element, count, filled, result } = look(words);
function fold(text) {
  return text.normalize().toLowerCase();
}

// what a link leads to is opened; where it is no longer on this page, the search may find it
function lookForTarget() {
  const id = location.hash.slice(1);
  const target = byId(id);
  for (let part = target; part; part = part.parentElement) if (part.matches("details")) part.open = true;
  if (target) target.scrollIntoView();
  const moved = byId("moved");
  if (!moved) return;
  moved.hidden = !settings.search || !ANCHOR.test(id) || target !== null;
  if (moved.hidden) return;
  const link = moved.querySelector("a");
  link.href = `${settings.search}#${id}`;
  link.textContent = id;
  moved.scrollIntoView();
}
addEventListener("hashchange", lookForTarget);
lookForTarget();

const toSearch = byId("to-search");
if (toSearch)
  toSearch.addEventListener("submit", (event) => {
    event.preventDefault();
    location.href = `${settings.search}#?${new URLSearchParams(new FormData(toSearch))}`;
  });

const articles = read("rows");
const form = byId("filters");
if (!articles || !form) return;

const quotes = [];
for (const [id, title, published, section, source, url, page, anchor, said] of articles)
  for (const [mark, type, negated, text, speakers] of said) {
    const names = speakers.map((speaker) => speaker[0]);
    const genders = new Set(speakers.map((speaker) => speaker[2]));
    quotes.push({
      id, title, published, section, source, url, page, anchor, mark, type, negated, text, speakers,
      names: names.map(fold),
      gender: genders.size === 1 ? [...genders][0] : "",
      roles: fold(speakers.map((speaker) => speaker[3]).join("\n")),
      isUnsure: speakers.some((speaker) => UNSURE.includes(speaker[4])),
      words: fold([text, title, ...names].join("\n")),
    });
  }
quotes.sort((a, b) => (a.published < b.published ? 1 : a.published > b.published ? -1 : 0));

function fill(list, values) {
  list.append(...values.map((value) => element("option", value, { value })));
}
const counted = new Map();
for (const quote of quotes)
  for (const [name] of quote.speakers) counted.set(name, (counted.get(name) || 0) + 1);
fill(byId("speakers"), [...counted].sort((a, b) => b[1] - a[1]).slice(0, NAMES).map(([name]) => name));
fill(byId("section"), [...new Set(quotes.map((quote) => quote.section).filter(Boolean))].sort());
const allNames = new Set(quotes.flatMap((quote) => quote.names));

let found = [];
let shown = 0;

// which quotes are asked for: each part of the question is a test
function tests(asked) {
  const all = [];
  for (const [, phrase, word] of fold(asked.q || "").matchAll(/"([^"]+)"|(\S+)/g)) {
    const part = phrase || word;
    all.push((quote) => quote.words.includes(part));
  }
  const person = fold(asked.person || "").trim();
  if (person && allNames.has(person)) all.push((quote) => quote.names.includes(person));
  else if (person) all.push((quote) => quote.names.some((name) => name.includes(person)));
  const role = fold(asked.role || "").trim();
  if (role) all.push((quote) => quote.roles.includes(role));
  if (asked.gender) all.push((quote) => (quote.gender || "none") === asked.gender);
  if (asked.type) all.push((quote) => quote.type === asked.type);
  if (asked.section) all.push((quote) => quote.section === asked.section);
  if (asked.from) all.push((quote) => quote.published.slice(0, 10) >= asked.from);
  if (asked.to)
    all.push((quote) => quote.published && quote.published.slice(0, 10) <= asked.to);
  if (asked.unsure) all.push((quote) => quote.isUnsure);
  if (asked.mark) all.push((quote) => quote.mark === asked.mark || quote.anchor === asked.mark);
  return all;
}

function showMore() {
  const next = found.slice(shown, shown + SHOWN);
  byId("results").append(
    ...next.map((quote) => result(quote, `${settings.links[quote.page]}#${quote.mark}`)),
  );
  shown += next.length;
  byId("more").hidden = shown >= found.length;
}

function sentence() {
  const speakers = new Set(found.flatMap((quote) => quote.names)).size;
  const voices = { female: 0, male: 0, "": 0 };
  for (const quote of found) voices[quote.gender] += 1;
  const parts = { quotes: count(found.length, "quote"), speakers: count(speakers, "speaker") };
  const told = [filled(words.found, parts)];
  const known = voices.female + voices.male;
  const share = `${known && Math.round((100 * voices.female) / known)}${words.percent}`;
  if (known && !form.elements.gender.value)
    told.push(words.found_women.replace("{share}", () => share));
  return told.join(" ");
}

function asked() {
  const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
  return byMark ? { ...fields, mark: byMark } : fields;
}

// on the page of the search, a link may ask for one quote, or for those of one article
let byMark = "";
let isBegun = false;
function search() {
  isBegun = true;
  const question = asked();
  const all = tests(question);
  found = quotes.filter((quote) => all.every((test) => test(quote)));
  shown = 0;
  byId("results").replaceChildren();
  byId("found").textContent = sentence();
  document.documentElement.classList.toggle("is-searching", all.length > 0);
  showMore();
  return question;
}

let waiting = 0;
function searchAndRemember() {
  byMark = "";
  const question = new URLSearchParams(search()).toString();
  clearTimeout(waiting);
  // the question can be kept and sent as a link
  waiting = setTimeout(() => history.replaceState(null, "", question ? `#?${question}` : "#search"), 400);
}

function fromLink() {
  const hash = location.hash.slice(1);
  const isQuestion = hash.startsWith("?");
  byMark = !byId("articles") && ANCHOR.test(hash) ? hash : "";
  if (!isQuestion && !byMark && isBegun) return;
  const question = new URLSearchParams(isQuestion ? hash.slice(1) : "");
  for (const field of form.elements) {
    if (!field.name) continue;
    const value = question.get(field.name) || "";
    if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = value;
  }
  search();
  if (isQuestion) byId("search").scrollIntoView();
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", searchAndRemember);
form.addEventListener("reset", () => setTimeout(searchAndRemember));
byId("more").addEventListener("click", showMore);
addEventListener("hashchange", fromLink);
fromLink();

// the columns are named as in `newsparse export --to csv`
const COLUMNS = {
  document: (q) => q.id,
  speaker: (q) => q.speakers.map((s) => s[0]).join("; "),
  role: (q) => q.speakers.map((s) => s[3]).filter(Boolean).join("; "),
  gender: (q) => q.speakers.map((s) => s[2]).filter(Boolean).join("; "),
  basis: (q) => [...new Set(q.speakers.map((s) => s[4]))].join("; "),
  negated: (q) => q.negated,
  text: (q) => q.text,
  type: (q) => q.type,
  document_title: (q) => q.title,
  document_published: (q) => q.published,
  document_url: (q) => q.url,
  document_section: (q) => q.section,
  document_source: (q) => q.source,
  link: (q) => new URL(`${settings.links[q.page]}#${q.mark}`, location.href).href,
};
function cell(value) {
  const text = FORMULA.test(String(value)) ? `'${value}` : String(value);
  return /["\r\n;,\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
byId("download").addEventListener("click", () => {
  const lines = [Object.keys(COLUMNS), ...found.map((q) => Object.values(COLUMNS).map((of) => of(q)))];
  const text = lines.map((line) => line.map(cell).join(words.delimiter)).join("\r\n");
  const file = new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" });
  const link = element("a", "", { href: URL.createObjectURL(file), download: "newsparse.csv" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
});
});
