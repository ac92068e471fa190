// The search in all quotes, where the server was given results.
const WAIT = 200; // milliseconds after the last sign
const byId = (id) => document.getElementById(id);

// ask: fetches JSON from the server. show: opens an article of the results at a quote.
export function startSearch({ ask, show, tellError }, ui) {
  const form = byId("filters");
  let [asked, next, waiting, number] = ["", 0, 0, 0];

  async function fill() {
    const { speakers, sections, period } = await ask("search/fields");
    const { look } = ui;
    const options = (values) => values.map((value) => look.element("option", value, { value }));
    byId("speakers").replaceChildren(...options(speakers));
    byId("section").append(...options(sections));
    const [first, last] = period.map((day) => day ?? "");
    for (const name of ["from", "to"]) Object.assign(byId(name), { min: first, max: last });
  }

  function result(found) {
    const { look, words } = ui;
    const item = look.result(found, found.url);
    const button = look.element("button", words.show_article, { type: "button", className: "plain" });
    button.addEventListener("click", () => show(found.document, found.id));
    item.lastChild.append(" · ", button);
    return item;
  }

  async function find(isMore) {
    const mine = (number += 1); // an answer that another question has overtaken is not shown
    const start = isMore ? next : 0;
    try {
      const answer = await ask(`search?${asked}${asked && "&"}start=${start}`);
      if (mine !== number) return;
      const { look, words } = ui;
      const items = answer.found.map(result);
      if (isMore) byId("results").append(...items);
      else byId("results").replaceChildren(...items);
      next = start + items.length;
      byId("more").hidden = next >= answer.quotes;
      const parts = {
        quotes: look.count(answer.quotes, "quote"),
        speakers: look.count(answer.speakers, "speaker"),
      };
      byId("found").textContent = look.filled(words.found, parts);
    } catch (error) {
      if (mine === number) byId("found").textContent = tellError(error);
    }
  }

  function read() {
    const fields = [...new FormData(form)].filter(([, value]) => value.trim());
    asked = new URLSearchParams(fields).toString();
    // so that it can be sent to others; the part behind # no server sees
    history.replaceState(null, "", asked ? `#?${asked}` : location.pathname + location.search);
  }

  function fillFromAddress() {
    if (!location.hash.startsWith("#?")) return;
    for (const [name, value] of new URLSearchParams(location.hash.slice(2))) {
      const field = form.elements.namedItem(name);
      if (field?.type === "checkbox") field.checked = true;
      else if (field) field.value = value;
    }
    read();
  }

  function search() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      read();
      find(false);
    }, WAIT);
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", search);
  form.addEventListener("reset", () => setTimeout(search));
  byId("more").addEventListener("click", () => find(true));
  byId("more").hidden = true;
  const tellFailure = (error) => (byId("found").textContent = tellError(error));
  fill()
    .then(fillFromAddress)
    .then(() => find(false), tellFailure);
  return { again: () => find(false) }; // in another language
}
