"""Train the ranker that finds what pronouns and descriptions stand for.

python scripts/references.py assets ../models/nb_newsparse_sm [--folds 5]

Two sources tell which phrase stands for whom: NARC's chains, which are linked to the entities that
newsparse finds by the mentions that both have, and annotated articles (newspapers', and the
invented ones of ../benchmarks/gold) with their descriptions and the speakers of their quotes; of
some of NARC's articles the quotes are annotated too. With
--folds nothing is written: the annotated articles are cut into so many parts, each is scored by
what is trained on the others and NARC, and the shares are printed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Annotated, Any
from zlib import crc32

import numpy
import typer
from corpus import INVENTED, LABELS, NARC, READ, read_narc, read_records
from numpy.typing import NDArray
from ranking import Rows, train
from spacy.language import Language
from spacy.tokens import Doc, Span

from newsparse.entities import Entity, find_entities, mark_entities
from newsparse.language import detect_language
from newsparse.pipeline import load_pipeline, parse
from newsparse.quotes import find_attributions
from newsparse.references.features import Features
from newsparse.references.nouns import key_of
from newsparse.references.phrases import Phrase, find_phrases, phrase_of, with_cited
from newsparse.references.ranker import FILE
from newsparse.references.scene import Scene
from newsparse.sources import governor
from newsparse.words import Words

IDLE_COUNT, IDLE_SHARE = 2, 0.02  # a noun so often seen, and so seldom for somebody, is left out
NETWORKS = 3
EPOCHS = 12

Numbers = NDArray[Any]


@dataclass
class Answer:
    """Whom a phrase stands for: entities by their numbers, none for nobody."""

    entities: set[int]
    kind: str
    weight: float
    or_nobody: bool = False


@dataclass
class Example:
    """An article's phrases with their answers."""

    id: str
    words: Words
    entities: list[Entity]
    phrases: list[Phrase]
    answers: list[Answer]
    cited: list[Span]

    def without(self, idle: frozenset[int]) -> "Example":
        """Leave out what `find_phrases` will leave out, but not what is cited."""
        kept = [
            (phrase, answer)
            for phrase, answer in zip(self.phrases, self.answers, strict=True)
            if phrase.noun is None or phrase.noun.key not in idle or "source" in answer.kind
        ]
        return Example(
            self.id,
            self.words,
            self.entities,
            [phrase for phrase, _ in kept],
            [answer for _, answer in kept],
            self.cited,
        )

    def rows(self) -> Rows:
        features = Features(Scene(self.words, self.entities, self.cited), self.phrases)
        answers = [self.answers[phrase] for phrase in features.row_phrase.tolist()]
        right = [
            entity in answer.entities or (entity < 0 and (not answer.entities or answer.or_nobody))
            for entity, answer in zip(features.row_entity.tolist(), answers, strict=True)
        ]
        weights = [
            answer.weight if not answer.entities or answer.entities & set(candidates) else 0.0
            for answer, candidates in zip(self.answers, features.candidates, strict=True)
        ]
        return Rows(
            features.rows,
            features.row_phrase,
            features.row_entity,
            features.nouns,
            features.names[features.row_entity],
            numpy.array(right, "float32"),
            numpy.array(weights, "float32"),
        )


def read(records: Sequence[dict[str, Any]], nlp: Language) -> Iterator[tuple[dict[str, Any], Doc]]:
    """Yield records, each with its text parsed."""
    for doc, record in parse(nlp, ((record["text"], record) for record in records)):
        yield record, doc


def example_of_chains(record: dict[str, Any], doc: Doc) -> Example:
    """An article of NARC: a phrase in a chain stands for the entities that are named in it.

    A quote's source stands for the speaker, where the quotes are annotated.
    """
    entities, words, phrases = _read(doc)
    told = dict(_answers_of_sources(record.get("quotes", ()), _linked(record, entities), doc))
    attributions = find_attributions(words, detect_language(words))
    cited = [quote.source for quote in attributions if quote.source is not None]
    phrases = with_cited(phrases, [*told, *cited])
    owner = {governor(m).i: n for n, e in enumerate(entities) for m in e.mentions}
    owner |= {
        i: n for n, e in enumerate(entities) for m in e.mentions for i in range(m.start, m.end)
    }
    found: dict[int, set[int]] = {}
    for places in record["chains"]:
        heads = [_head(doc, place) for place in places]
        named = {owner[head] for head in heads if head in owner}
        for head in heads:
            found.setdefault(head, set()).update(named)
    of_source = {source.root.i: answer for source, answer in told.items()}
    answers = []
    for phrase in phrases:
        named = found.get(phrase.head.i, set())
        weight = 1.0 if named else 0.7 if phrase.head.i in found else 0.5 if phrase.noun else 0.3
        answers.append(of_source.get(phrase.head.i) or Answer(named, "chain", weight))
    return Example(record["id"], words, entities, phrases, answers, cited)


def example_of_labels(record: dict[str, Any], doc: Doc) -> Example:
    """An annotated article: its descriptions, and the quotes whose source is no name."""
    entities, words, phrases = _read(doc)
    by_name = _linked(record, entities)
    by_head = {phrase.head.i: phrase for phrase in phrases}
    told: dict[int, Answer] = {}
    for place in record["descriptions"]:
        head = _head(doc, place)
        named = by_name.get(place["name"], set())
        told[head] = Answer(named, "description" if named else "unlinked", 2.0)
        by_head.setdefault(head, phrase_of(_span(doc, place)))
    cited = []
    for source, answer in _answers_of_sources(record["quotes"], by_name, doc):
        cited.append(source)
        told[source.root.i] = answer
        by_head.setdefault(source.root.i, phrase_of(source))
    phrases = [
        by_head[i] for i in sorted(by_head) if not doc[i].ent_type_ and doc[i].pos_ != "PROPN"
    ]
    answers = [
        told.get(phrase.head.i)
        or (Answer(set(), "none", 0.5) if phrase.noun else Answer(set(), "unknown", 0.0))
        for phrase in phrases
    ]
    return Example(record["id"], words, entities, phrases, answers, cited)


def _answers_of_sources(
    quotes: Iterable[dict[str, Any]], by_name: dict[str, set[int]], doc: Doc
) -> Iterator[tuple[Span, Answer]]:
    for quote in quotes:
        if quote.get("source"):
            source = _span(doc, quote["source"])
            yield source, _answer_of_source(quote, by_name, source)


def _answer_of_source(quote: dict[str, Any], by_name: dict[str, set[int]], source: Span) -> Answer:
    names = ((quote.get("speaker") or {}).get("name") or "").split("|")
    named = set().union(*(by_name.get(name, set()) for name in names))
    itself = any(name.lower() == source.text.lower() for name in names)
    what = "pronoun" if phrase_of(source).noun is None else "description"
    kind = "nobody" if not named else f"either {what}" if itself else what
    return Answer(named, f"{kind} source", 3.0, itself)


def _read(doc: Doc) -> tuple[list[Entity], Words, list[Phrase]]:
    words = Words(doc)
    entities = find_entities(words)
    mark_entities(words, entities)
    return entities, words, list(find_phrases(words))


def _linked(record: dict[str, Any], entities: Sequence[Entity]) -> dict[str, set[int]]:
    """The entities that newsparse finds, by the name of the annotated one they overlap most."""
    name_at = {
        i: entity["name"]
        for entity in record.get("entities", ())
        for mention in entity["mentions"]
        for i in range(mention["start"], mention["end"])
    }
    found = defaultdict(set)
    for number, entity in enumerate(entities):
        edges = (i for m in entity.mentions for i in (m.start_char, m.end_char - 1))
        votes = Counter(name_at[i] for i in edges if i in name_at)
        found[votes.most_common(1)[0][0] if votes else entity.name].add(number)
    return found


def _span(doc: Doc, place: dict[str, int]) -> Span:
    span = doc.char_span(place["start"], place["end"], alignment_mode="expand")
    assert span is not None
    return span


def _head(doc: Doc, place: dict[str, int]) -> int:
    return _span(doc, place).root.i


def idle_nouns(examples: Sequence[Example]) -> frozenset[int]:
    """The keys of the nouns that hardly ever stand for an entity, but for people's."""
    seen: Counter[str] = Counter()
    meant: Counter[str] = Counter()
    for example in examples:
        for phrase, answer in zip(example.phrases, example.answers, strict=True):
            if phrase.noun is not None and not (phrase.noun.is_person or phrase.noun.is_medium):
                (meant if answer.entities else seen)[phrase.noun.last] += 1
    often = ((noun, count) for noun, count in seen.items() if count >= IDLE_COUNT)
    return frozenset(key_of(noun) for noun, count in often if meant[noun] <= count * IDLE_SHARE)


def evaluate(parts: Mapping[str, Sequence[Example]], narc: Rows, folds: int) -> None:
    """Print for each kind of phrase how many are right: any entity, and with nobody allowed."""
    told: Counter[tuple[str, str, str]] = Counter()
    rows = {name: [example.rows() for example in part] for name, part in parts.items()}
    fold_of = {
        name: [crc32(example.id.encode()) % folds for example in part]
        for name, part in parts.items()
    }
    for fold in range(folds):
        rest = [
            Rows.joined([r for r, f in zip(rows[name], fold_of[name], strict=True) if f != fold])
            for name in parts
        ]
        network = train([*rest, narc], EPOCHS, seed=fold)
        for name, part in parts.items():
            for example, row, of in zip(part, rows[name], fold_of[name], strict=True):
                if of == fold:
                    for kind, what, count in _right(example, row, network.weigh(row)):
                        told[name, kind, what] += count
    for name, kind in sorted({row[:2] for row in told}):
        count = told[name, kind, "all"]
        shares = (told[name, kind, "entity"] / count, told[name, kind, "right"] / count)
        typer.echo(f"{name:9} {kind:28} {count:6} {shares[0]:.3f} {shares[1]:.3f}")


def _right(example: Example, rows: Rows, probable: Numbers) -> Iterator[tuple[str, str, int]]:
    for number, answer in enumerate(example.answers):
        chosen = numpy.flatnonzero(rows.phrase == number)
        entity = chosen[:-1][probable[chosen[:-1]].argmax()] if len(chosen) > 1 else -1
        best = chosen[probable[chosen].argmax()]
        yield answer.kind, "all", 1
        yield answer.kind, "entity", int(entity >= 0 and bool(rows.right[entity]))
        yield answer.kind, "right", int(bool(rows.right[best]))


def _usable(examples: Sequence[Example], idle: frozenset[int]) -> list[Example]:
    kept = [example.without(idle) for example in examples if example.entities]
    return [example for example in kept if example.phrases]


def main(
    assets: Path,
    model: Path,
    folds: Annotated[int, typer.Option(help="measure by so many parts, write nothing")] = 0,
) -> None:
    nlp = load_pipeline(str(model))
    narc = [example_of_chains(record, doc) for record, doc in read(read_narc(assets / NARC), nlp)]
    files = {"labels": [assets / LABELS], "invented": [READ, INVENTED]}
    parts = {
        name: [
            example_of_labels(record, doc)
            for path in paths
            for record, doc in read(read_records(path), nlp)
        ]
        for name, paths in files.items()
    }
    idle = idle_nouns([*narc, *chain.from_iterable(parts.values())])
    chains = Rows.joined([example.rows() for example in _usable(narc, idle)])
    usable = {name: _usable(part, idle) for name, part in parts.items()}
    if folds:
        evaluate(usable, chains, folds)
        return
    rows = [Rows.joined([example.rows() for example in part]) for part in usable.values()]
    networks = [train([*rows, chains], EPOCHS, seed) for seed in range(NETWORKS)]
    weights: dict[str, Any] = {
        name: numpy.stack([network.weights[name] for network in networks]).astype("float16")
        for name in networks[0].weights
    }
    numpy.savez_compressed(model / FILE, idle=numpy.array(sorted(idle), "uint32"), **weights)


if __name__ == "__main__":
    typer.run(main)
