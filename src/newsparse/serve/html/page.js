// The page: it takes texts and files, shows what was found, lets it be corrected, and gives it
// away as gold. All words are shown by textContent alone, so that nothing of an article can run.
import { paintAbout, paintBeside, paintText, selectedSpan, titleOf } from "./article.js";
import {
  addName, addQuote, goldLine, inOrder, isCorrected, opened, remember, undo,
} from "./gold.js";
import { startSearch } from "./search.js";
import { Problem, fetched, linesOf } from "./server.js";

const MOST = 200; // articles that are shown of what is given
const byId = (id) => document.getElementById(id);
const settings = (page) => JSON.parse(page.getElementById("settings").textContent);

document.documentElement.classList.add("has-script");
const ui = { words: settings(document).words };
ui.look = look(ui.words);
const articles = [];
let picked = null; // what is selected in the text
let stopping = null; // of what is being read

// the article that is shown, and what its parts do with it
const shown = {
  article: null,
  open: new Set(), // keys of the quotes and names that are being corrected
  get words() { return ui.words; },
  get look() { return ui.look; },
  places: new Map(),
  tell: (text) => byId("status").replaceChildren(...(text ? [ui.look.element("span", text)] : [])),
  render,
  changed,
  correct,
  chosen,
  copy,
};

function tellError(error) {
  if (error instanceof Problem)
    return error.detail || ui.look.filled(ui.words.odd_answer, { status: error.status });
  return error.name === "AbortError" ? ui.words.stopped : ui.words.unreachable;
}

function complain(...texts) {
  byId("error").replaceChildren(...texts.map((text) => ui.look.element("span", text)));
}

// an id for a text without one: the same for the same text (FNV-1a)
function idOf(text) {
  let hash = 0x811c9dc5;
  for (const point of text) hash = Math.imul(hash ^ point.codePointAt(0), 0x01000193);
  return `text-${(hash >>> 0).toString(16).padStart(8, "0")}`;
}

// what was read again and not corrected is replaced; else the second of an id is `id~2`
function add(record, line) {
  const same = articles.findIndex(
    (one) => one.record.id === record.id && one.record.text === record.text && !isCorrected(one),
  );
  let id = record.id;
  const isTaken = (other) => articles.some((one, n) => n !== same && one.record.id === other);
  for (let n = 2; isTaken(id); n += 1) id = `${record.id}~${n}`;
  const article = opened({ ...record, id }, line);
  if (same >= 0) articles[same] = article;
  else articles.push(article);
  return article;
}

// texts and files to be read: [what is said of it in an error, body, content type, file name]
async function readAll(given) {
  if (stopping) stopping.abort();
  const mine = (stopping = new AbortController());
  const found = [];
  const errors = [];
  complain();
  byId("working").hidden = false;
  byId("read").setAttribute("aria-busy", "true");
  shown.tell(ui.words.working);
  try {
    for (const one of given) await readOne(one, mine, found, errors);
  } catch (error) {
    if (mine === stopping) errors.push(tellError(error));
  }
  if (mine !== stopping) return;
  stopping = null;
  byId("working").hidden = true;
  byId("read").removeAttribute("aria-busy");
  if (found.length) {
    byId("new").open = false;
    choose(found[0]);
  }
  shown.tell(found.length ? summary(found) : "");
  complain(...errors);
}

async function readOne({ name, body, type }, mine, found, errors) {
  const address = name ? `analyze?name=${encodeURIComponent(name)}` : "analyze";
  const headers = { "Content-Type": type, Accept: "application/json" };
  let answer;
  try {
    answer = await fetched(address, { method: "POST", body, headers, signal: mine.signal });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const told = tellError(error);
    errors.push(told.startsWith(name) ? told : `${name}: ${told}`);
    return;
  }
  for await (const line of linesOf(answer)) {
    const record = JSON.parse(line);
    if (record.entities === undefined) {
      errors.push(`${record.id}: ${record.what}; ${record.hint}`);
      continue;
    }
    if (articles.length >= MOST) {
      errors.push(ui.look.filled(ui.words.too_many, { number: MOST }));
      mine.abort();
      return;
    }
    found.push(add(record, line));
    listArticles();
    const parts = { articles: ui.look.count(found.length, "article") };
    if (found.length > 1) shown.tell(ui.look.filled(ui.words.so_far, parts));
  }
}

function summary(found) {
  const { look, words } = ui;
  if (found.length > 1)
    return look.filled(words.done_many, { articles: look.count(found.length, "article") });
  const [{ quotes, entities }] = found;
  return look.filled(words.done, {
    quotes: look.count(quotes.length, "quote"),
    names: look.count(entities.length, "name"),
  });
}

function choose(article) {
  shown.article = article;
  shown.open.clear();
  forget();
  complain();
  render();
  byId("title").focus({ preventScroll: true });
  byId("shown").scrollIntoView();
}

function listArticles() {
  byId("list").hidden = articles.length < 2;
  const items = articles.map((article) => {
    const item = ui.look.element("li");
    const { title } = titleOf(article);
    const link = ui.look.element("a", title, { href: "#shown", lang: article.record.language });
    if (article === shown.article) link.setAttribute("aria-current", "true");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(article);
    });
    const notes = [ui.look.count(article.quotes.length, "quote")];
    if (isCorrected(article)) notes.push(ui.words.corrected);
    item.append(link, " ", ui.look.element("span", notes.join(" · "), { className: "quiet" }));
    return item;
  });
  byId("articles").replaceChildren(...items);
}

// show the article anew; what had the focus has it again
function render(focus) {
  const key = focus ?? document.activeElement?.dataset?.key;
  byId("shown").hidden = shown.article === null;
  if (!shown.article) return;
  paintAbout(shown);
  paintText(shown);
  paintBeside(shown);
  changed();
  const target = key && (byId(key) || document.querySelector(`[data-key="${CSS.escape(key)}"]`));
  if (target && target !== document.activeElement) target.focus();
}

// what depends on whether there are corrections
function changed() {
  const { article } = shown;
  const corrected = articles.filter(isCorrected);
  byId("undo").disabled = !isCorrected(article);
  byId("copy-json").hidden = !article.line;
  byId("gold-all").hidden = corrected.length < 2;
  byId("gold-all").textContent = ui.look.filled(ui.words.download_all, { number: corrected.length });
  listArticles();
}

// make a correction, and show it; focus: the key of what has the focus then
function correct(change, focus) {
  remember(shown.article);
  change();
  inOrder(shown.article);
  render(focus);
}

// the span of the words that are selected in the text, or written; null, with a word, where none is
function chosen() {
  const { text } = shown.article;
  const written = byId("chosen").value;
  const found = picked ?? text.all(written)[0];
  if (found) return { start: found.start, end: found.end };
  shown.tell("");
  complain(written.trim() ? ui.words.not_there : byId("chosen-note").textContent);
  byId("chosen").focus();
  return null;
}

function forget() {
  picked = null;
  byId("chosen").value = "";
  byId("add").classList.remove("is-picked");
}

async function copy(text) {
  let isCopied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch { // not allowed, or not a secure address
    const field = document.body.appendChild(ui.look.element("textarea", "", { value: text }));
    const before = document.activeElement;
    field.select();
    isCopied = document.execCommand("copy");
    field.remove();
    before?.focus();
  }
  shown.tell(isCopied ? ui.words.copied : ui.words.not_copied);
}

function download(chosenOnes) {
  const { id } = chosenOnes[0].record;
  const stem = chosenOnes.length > 1 ? "newsparse" : id.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(-80);
  const file = new Blob(chosenOnes.map(goldLine), { type: "application/jsonl" });
  const href = URL.createObjectURL(file);
  ui.look.element("a", "", { href, download: `${stem}.gold.jsonl` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
  for (const article of chosenOnes) article.isKept = true;
}

const UNTOLD = "application/octet-stream";
const asGiven = (file) => ({ name: file.name, body: file, type: file.type || UNTOLD });

function readText(text) {
  if (!text.trim()) {
    complain(ui.words.nothing_given);
    byId("given").focus();
    return;
  }
  const body = JSON.stringify({ id: idOf(text), text });
  readAll([{ name: "", body, type: "application/json" }]);
}

byId("give").addEventListener("submit", (event) => {
  event.preventDefault();
  readText(byId("given").value);
});
byId("file").addEventListener("change", ({ target }) => {
  if (target.files.length) readAll([...target.files].map(asGiven));
});
byId("file").addEventListener("click", ({ target }) => (target.value = "")); // the same again
byId("stop").addEventListener("click", () => stopping?.abort());
addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("is-over");
});
for (const end of ["dragleave", "drop", "dragend"])
  addEventListener(end, () => document.body.classList.remove("is-over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  const { files } = event.dataTransfer;
  if (files.length) return readAll([...files].map(asGiven));
  byId("given").value = event.dataTransfer.getData("text/plain");
  readText(byId("given").value);
});

document.addEventListener("selectionchange", () => {
  const span = shown.article && selectedSpan(shown);
  // who clicks in the text selects nothing any more; a button beside it leaves what was selected
  if (picked && !span && byId("article").contains(getSelection().anchorNode)) forget();
  if (!span) return;
  picked = span;
  byId("chosen").value = shown.article.text.of(span).split(/\s+/).join(" ");
  byId("add").classList.add("is-picked");
});
byId("chosen").addEventListener("input", () => (picked = null));

function added(kind) {
  const span = chosen();
  if (!span) return;
  complain();
  const what = shown.article.text.brief(span);
  const key = kind === "quote" ? addQuote(shown.article, span) : addName(shown.article, kind, span).key;
  shown.open.add(key);
  getSelection().removeAllRanges();
  forget();
  render(kind === "quote" ? `${key}-speaker-0` : `${key}-name`);
  shown.tell(ui.look.filled(ui.words.added, { what }));
}
byId("add").addEventListener("submit", (event) => {
  event.preventDefault();
  added("quote");
});
byId("add").addEventListener("click", ({ target }) => target.matches("button") && added(target.value));
byId("copy-json").addEventListener("click", () => copy(shown.article.line));
byId("gold").addEventListener("click", () => download([shown.article]));
byId("gold-all").addEventListener("click", () => download(articles.filter(isCorrected)));
byId("undo").addEventListener("click", () => {
  undo(shown.article);
  render(isCorrected(shown.article) ? "undo" : "gold");
  shown.tell(ui.words.undone);
});
addEventListener("beforeunload", (event) => {
  if (articles.some((article) => !article.isKept)) event.preventDefault();
});

// In another language, the words of the page are those of the page as the server writes it in that
// language; what is filled in is made anew.
function translate(ours, theirs) {
  if (ours.nodeType === Node.TEXT_NODE && theirs.nodeType === Node.TEXT_NODE) ours.data = theirs.data;
  if (!ours.attributes || !theirs.attributes || "made" in ours.dataset) return;
  for (const name of ["aria-label", "aria-current"]) {
    if (theirs.hasAttribute(name)) ours.setAttribute(name, theirs.getAttribute(name));
    else ours.removeAttribute(name);
  }
  const pairs = [...theirs.childNodes].map((their, n) => [ours.childNodes[n], their]);
  for (const [our, their] of pairs) if (our) translate(our, their);
}

async function speak(link) {
  const text = await (await fetched(link.href)).text();
  const page = new DOMParser().parseFromString(text, "text/html"); // no script in it runs
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  for (const name of ["header", "main"])
    translate(document.querySelector(name), page.querySelector(name));
  ui.words = settings(page).words;
  ui.look = look(ui.words);
  history.replaceState(null, "", link.href);
  shown.tell("");
  complain();
  render();
  search?.again();
}
byId("languages").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  speak(link).catch((error) => complain(tellError(error)));
});

async function showFound(document, quote) {
  try {
    const record = await (await fetched(`search/article?id=${encodeURIComponent(document)}`)).json();
    choose(add(record, null));
    const number = record.quotes.findIndex(({ id }) => id === quote);
    byId(`q${number}`)?.scrollIntoView({ block: "center" });
    byId(`q${number}`)?.querySelector("a").focus({ preventScroll: true });
  } catch (error) {
    complain(tellError(error));
  }
}
const ask = async (address) => (await fetched(address)).json();
const search = byId("filters") && startSearch({ ask, show: showFound, tellError }, ui);
