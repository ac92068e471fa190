// The forms that correct a quote or a name. Every field has a label, and each edge of a span moves
// by a word at a button, so that all can be done by keyboard.
import { remember } from "./gold.js";

const TYPES = ["direct", "indirect", "mixed"];
const KINDS = ["person", "organisation", "place"];

function field(look, label, control, key) {
  const line = look.element("p");
  control.id = control.dataset.key = key;
  line.append(look.element("label", label, { htmlFor: key }), " ", control);
  return line;
}

function choice(look, options, value) {
  const made = look.element("select");
  for (const [key, text] of options)
    made.append(look.element("option", text, { value: key, selected: key === value }));
  return made;
}

// a text field that takes what is written at once; one word written is one step of `undo`
function writing(shown, value, take, refresh) {
  const made = shown.look.element("input", "", { value, autocomplete: "off" });
  let isRemembered = false;
  made.addEventListener("focus", () => (isRemembered = false));
  made.addEventListener("input", () => {
    if (!isRemembered) remember(shown.article);
    isRemembered = true;
    take(made.value);
    refresh();
  });
  return made;
}

// One span: its words, and buttons that move its edges, set it to the chosen words, or remove it.
// get, set: of the span; null where there is none. remove: null where it has to stay.
function spanRow(shown, button, { label, key, get, set, remove }) {
  const { article, words, look } = shown;
  const span = get();
  const row = look.element("div", "", { className: "span" });
  row.setAttribute("role", "group");
  const told = span ? article.text.brief(span) : "–";
  row.setAttribute("aria-label", `${label}: ${told}`);
  const line = look.element("p");
  line.append(look.element("span", `${label}: `, { className: "quiet" }));
  line.append(look.element(span ? "q" : "span", told));
  const buttons = look.element("p", "", { className: "buttons small" });
  for (const edge of span ? ["start", "end"] : []) {
    const pair = look.element("span", "", { className: "pair" });
    pair.append(look.element("span", words[edge], { className: "quiet" }));
    for (const [by, sign, direction] of [[-1, "←", "back"], [1, "→", "onward"]]) {
      const move = button(look, sign, `${key}-${edge}-${direction}`, () => {
        const moved = article.text.moved(get(), edge, by);
        shown.correct(() => set(moved));
        shown.tell(article.text.brief(moved));
      });
      move.setAttribute("aria-label", `${words[edge]} ${words[direction]}`);
      pair.append(move);
    }
    buttons.append(pair);
  }
  const put = span ? words.set_to_chosen : words.add_chosen;
  buttons.append(
    button(look, put, `${key}-set`, () => {
      const chosen = shown.chosen();
      if (chosen) shown.correct(() => set(chosen));
    }),
  );
  const takeAway = () => shown.correct(remove, `${key}-set`);
  if (span && remove) buttons.append(button(look, words.remove, `${key}-remove`, takeAway));
  row.append(line, buttons);
  return row;
}

function spanRows(shown, button, spans, label, key) {
  const several = spans.length > 1;
  return spans.map((_, n) =>
    spanRow(shown, button, {
      label: several ? `${label} ${n + 1}` : label,
      key: `${key}-${n}`,
      get: () => spans[n],
      set: (span) => Object.assign(spans[n], span),
      remove: several ? () => spans.splice(n, 1) : null,
    }),
  );
}

// Who speaks: one of the names in the article, another name, or nobody.
function speakerFields(shown, quote, number, refresh) {
  const { article, words, look } = shown;
  const OTHER = "other";
  const speaker = quote.speakers[number];
  const key = `${quote.key}-speaker-${number}`;
  const entity = article.entities.find(({ id }) => id === speaker?.entity);
  const named = KINDS.flatMap((kind) => article.entities.filter(({ type }) => type === kind));
  const options = [
    ["", words.nobody_known],
    ...named.map((one) => [one.key, one.name]),
    [OTHER, words.other_name],
  ];
  const value = entity ? entity.key : speaker ? OTHER : "";
  const select = choice(look, options, value);
  select.addEventListener("change", () => {
    const chosen = article.entities.find((one) => one.key === select.value);
    const made = chosen
      ? { name: chosen.name, entity: chosen.id, basis: "name" }
      : { name: "", entity: null, basis: "name" };
    const left = select.value ? key : `${quote.key}-speaker-${Math.max(0, number - 1)}`;
    shown.correct(() => {
      if (select.value) quote.speakers[number] = made;
      else quote.speakers.splice(number, 1);
      quote.isCorrected = true;
    }, select.value === OTHER ? `${key}-name` : left);
  });
  const label = number ? `${words.who_speaks} ${number + 1}` : words.who_speaks;
  const fields = [field(look, label, select, key)];
  if (value === OTHER) {
    const take = (name) => {
      quote.speakers[number] = { name: name.trim(), entity: null, basis: "name" };
      quote.isCorrected = true;
    };
    const input = writing(shown, speaker.name, take, refresh);
    fields.push(field(look, words.speaker_name, input, `${key}-name`));
  }
  return fields;
}

export function quoteForm(shown, quote, button, refresh) {
  const { article, words, look } = shown;
  const { key } = quote;
  const form = look.element("div", "", { className: "form" });
  const correct = (change, focus) =>
    shown.correct(() => {
      change();
      quote.isCorrected = true;
    }, focus);
  const here = { ...shown, correct };
  const count = Math.max(1, quote.speakers.length);
  for (let number = 0; number < count; number += 1)
    form.append(...speakerFields(shown, quote, number, refresh));
  if (quote.speakers.length) {
    const one = button(look, words.add_speaker, `${key}-add-speaker`, () => {
      const speaker = { name: "", entity: null, basis: "name" };
      correct(() => quote.speakers.push(speaker), `${key}-speaker-${count}`);
    });
    form.append(look.element("p"));
    form.lastChild.append(one);
  }
  const type = choice(look, TYPES.map((name) => [name, words[name]]), quote.type);
  type.addEventListener("change", () => correct(() => (quote.type = type.value)));
  form.append(field(look, words.type, type, `${key}-type`));
  const negated = look.element("input", "", { type: "checkbox", checked: quote.negated });
  negated.addEventListener("change", () => correct(() => (quote.negated = negated.checked)));
  const check = field(look, words.is_rejected, negated, `${key}-negated`);
  check.className = "check";
  check.prepend(negated, " ");
  form.append(check);
  form.append(...spanRows(here, button, quote.content, words.content, `${key}-content`));
  const add = button(look, words.add_chosen, `${key}-add-content`, () => {
    const chosen = shown.chosen();
    if (chosen) correct(() => quote.content.push(chosen));
  });
  form.append(look.element("p", "", { className: "buttons small" }));
  form.lastChild.append(add);
  for (const [name, label] of [["cue", words.cue], ["source", words.source_words]])
    form.append(
      spanRow(here, button, {
        label,
        key: `${key}-${name}`,
        get: () => quote[name],
        set: (span) => (quote[name] = span),
        remove: () => (quote[name] = null),
      }),
    );
  const remove = button(look, words.delete_quote, `${key}-delete`, () => {
    shown.correct(() => article.quotes.splice(article.quotes.indexOf(quote), 1), "quotes-title");
    shown.tell(words.deleted);
  });
  form.append(look.element("p", "", { className: "buttons" }));
  form.lastChild.append(remove);
  return form;
}

export function nameForm(shown, entity, button, refresh) {
  const { article, words, look } = shown;
  const { key } = entity;
  const form = look.element("div", "", { className: "form" });
  const take = (name) => {
    entity.name = name.trim() || entity.name;
    for (const speaker of article.quotes.flatMap(({ speakers }) => speakers))
      if (speaker.entity === entity.id) speaker.name = entity.name;
  };
  form.append(field(look, words.name_label, writing(shown, entity.name, take, refresh), `${key}-name`));
  const type = choice(look, KINDS.map((kind) => [kind, words[`key_${kind}`]]), entity.type);
  type.addEventListener("change", () => shown.correct(() => (entity.type = type.value)));
  form.append(field(look, words.what_kind, type, `${key}-type`));
  form.append(...spanRows(shown, button, entity.mentions, words.mention, `${key}-mention`));
  const add = button(look, words.add_chosen, `${key}-add-mention`, () => {
    const chosen = shown.chosen();
    if (chosen) shown.correct(() => entity.mentions.push(chosen));
  });
  const remove = button(look, words.delete_name, `${key}-delete`, () => {
    shown.correct(() => article.entities.splice(article.entities.indexOf(entity), 1), "names-title");
    shown.tell(words.deleted);
  });
  form.append(look.element("p", "", { className: "buttons" }));
  form.lastChild.append(add, remove);
  return form;
}
