// An article as it is shown and corrected, and the gold that becomes of it: what
// `newsparse evaluate` reads.
import { Text } from "./text.js";

const place = ({ start, end }) => ({ start, end });
const placeOrNull = (span) => (span ? place(span) : null);

// line: the record as the server sent it
export function opened(record, line) {
  return {
    record,
    line,
    text: new Text(record.text),
    entities: record.entities.map((entity, n) => ({
      ...entity,
      key: `e${n}`, // unlike the id, no more than a letter and a number
      mentions: entity.mentions.map(({ start, end, label }) => ({ start, end, label })),
      references: entity.references.map(place),
    })),
    quotes: record.quotes.map(({ type, negated, content, cue, source, speakers }, n) => ({
      key: `q${n}`,
      type, negated, speakers,
      content: content.map(place),
      cue: placeOrNull(cue),
      source: placeOrNull(source),
      isCorrected: false,
    })),
    past: [], // what `undo` goes back to
    made: Math.max(record.entities.length, record.quotes.length), // of the next key
    isKept: true, // nothing is corrected that was not downloaded
  };
}

export const isCorrected = (article) => article.past.length > 0;

// remember an article as it is, before it is corrected
export function remember(article) {
  article.past.push(JSON.stringify([article.entities, article.quotes]));
  article.isKept = false;
}

export function undo(article) {
  [article.entities, article.quotes] = JSON.parse(article.past.pop());
  article.isKept = article.past.length === 0;
}

export function inOrder(article) {
  const first = (spans) => spans[0]?.start ?? 0;
  for (const entity of article.entities) entity.mentions.sort((a, b) => a.start - b.start);
  for (const quote of article.quotes) quote.content.sort((a, b) => a.start - b.start);
  article.quotes.sort((a, b) => first(a.content) - first(b.content));
}

// a new quote of the chosen words; the key of its form is returned
export function addQuote(article, span) {
  const key = `q${(article.made += 1)}`;
  remember(article);
  article.quotes.push({
    key, type: "direct", negated: false, speakers: [], content: [span], cue: null, source: null,
    isCorrected: true,
  });
  inOrder(article);
  return key;
}

// A new name, wherever its words stand whole and are no name yet; the chosen place in any case.
export function addName(article, type, span) {
  const name = article.text.of(span).split(/\s+/).join(" ");
  const taken = article.entities.flatMap(({ mentions }) => mentions);
  const isFree = ({ start, end }) => !taken.some((other) => other.start < end && start < other.end);
  const others = article.text
    .all(name)
    .filter((place) => place.start !== span.start && article.text.of(place) === article.text.of(span))
    .filter((place) => isFree(place) && article.text.isWhole(place));
  remember(article);
  let entity = article.entities.find((one) => one.type === type && one.name === name);
  if (!entity) {
    const key = `e${(article.made += 1)}`;
    entity = { id: key, key, type, name, mentions: [], references: [] };
    article.entities.push(entity);
  }
  const isThere = entity.mentions.some(({ start, end }) => start === span.start && end === span.end);
  entity.mentions.push(...(isThere ? [] : [{ ...span }]), ...others);
  inOrder(article);
  return entity;
}

export function goldLine({ record, entities, quotes }) {
  const gold = {
    id: record.id,
    lang: record.language,
    text: record.text,
    entities: entities
      .filter(({ mentions }) => mentions.length)
      .map(({ type, name, mentions, references }) => ({ type, name, mentions, references })),
    quotes: quotes.map(({ type, content, cue, source, speakers, negated }) => {
      // between two names it says that both spoke; in a name it would say that there are two
      const names = speakers.map(({ name }) => name.replaceAll("|", "/")).filter(Boolean);
      return {
        type,
        content,
        cue,
        source,
        speaker: names.length ? { name: names.join("|") } : null,
        ...(negated && { negated }),
        ...(names.length > 1 && { together: true }),
      };
    }),
  };
  return `${JSON.stringify(gold)}\n`;
}
