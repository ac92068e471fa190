"""Label Studio's corrected tasks as gold: the way back from `writing/labelstudio.py`.

What counts is what the labelling interface shows. A quote is a region with a type, and what
`continued` leads to; `cue` and `source` lead to its words. Who said it is told by `speaker`, which
leads to a name, to a word that `stands for` one, or else to words that are the speaker's only name;
a speaker whom no words beside the quote name is in the notes of the quote's first region (`meta`).
A relation is read alike in both directions.
"""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from newsparse.errors import GoldError, ReadingError
from newsparse.evaluate.gold import GoldArticle, GoldEntity, GoldQuote, GoldSpan, GoldSpeaker
from newsparse.evaluate.score import words
from newsparse.reading import LARGEST, name_of, open_binary

ENTITIES, QUOTES = "entities", "quotes"
TYPES = ("person", "place", "organisation")
QUOTE_TYPES = ("direct", "indirect", "mixed")
OURS = re.compile(r"e\d+")  # ids of entities in tasks of newsparse
SHOWN = 60  # code points of words in a sentence
BLANKS = str.maketrans("", "", " \t\r\n\u00a0")

Task = dict[str, Any]


@dataclass
class _Region:
    """Words with labels; `notes` is what was written beside them."""

    id: str
    start: int
    end: int
    labels: set[str]
    notes: list[str]

    @property
    def span(self) -> GoldSpan:
        return GoldSpan(start=self.start, end=self.end)

    def type_of(self, types: Iterable[str]) -> str | None:
        return next((type for type in types if type in self.labels), None)


@dataclass
class _Name:
    """A person, place or organisation by all the regions that name it."""

    type: str
    mentions: list[_Region] = field(default_factory=list)
    references: list[_Region] = field(default_factory=list)
    name: str = ""


def read_labels(path: str) -> Iterator[GoldArticle | GoldError | None]:
    """Read the tasks of an export of Label Studio (`JSON`), `-` for standard input.

    A task that cannot be gold comes back as the error that says so, one that nobody has annotated
    as None. Raises GoldError and ReadingError where the file is no such export.
    """
    name = name_of(path)
    with open_binary(path) as stream:
        content = stream.read(LARGEST)
    if len(content) >= LARGEST:
        raise ReadingError.too_large(name, LARGEST)
    try:
        tasks = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise GoldError.no_export(name, f"it is not valid JSON: {error}") from None
    if not isinstance(tasks, list):
        raise GoldError.no_export(name, "it is no list of tasks")
    ids: set[str] = set()
    for number, task in enumerate(tasks, 1):
        try:
            article = to_gold(task)
            if article is not None and article.id in ids:
                raise ValueError(f"another task has the id {article.id!r}")
        except ValueError as error:
            yield GoldError.bad_task(name, number, str(error))
        else:
            ids.update([article.id] if article is not None else [])
            yield article


def to_gold(task: Any) -> GoldArticle | None:
    """Return one corrected task as gold, None where nobody has annotated it.

    Raises ValueError, which says what is wrong with the task.
    """
    data = task.get("data") if isinstance(task, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise ValueError("it has no data with a text; export as JSON, not as JSON-MIN")
    result = _annotation(task)
    if result is None:
        return None
    text = data["text"]
    regions = _regions(result, text)
    relations = _relations(result, regions)
    names = _names(regions, relations, text, data.get("names"))
    about = {"lang": data["language"]} if isinstance(data.get("language"), str) else {}
    return GoldArticle(
        id=str(data.get("id") or task.get("id") or ""),
        **about,
        text=text,
        entities=[_entity(name) for name in names],
        quotes=_quotes(regions, relations, names, text),
    )


def _annotation(task: Task) -> list[Any] | None:
    """Return what counts of a task's annotations: ground truth, else the newest."""
    annotations = task.get("annotations")
    if not isinstance(annotations, list) or not all(isinstance(a, dict) for a in annotations):
        raise ValueError("it has no list of annotations; export as JSON, not as JSON-MIN")
    done = [a for a in annotations if not a.get("was_cancelled")]
    if not done:
        return None
    done.sort(key=lambda a: (bool(a.get("ground_truth")), str(a.get("updated_at") or "")))
    result = done[-1].get("result")
    if not isinstance(result, list) or not all(isinstance(item, dict) for item in result):
        raise ValueError("its annotation has no list of results")
    return result


def _regions(result: list[Task], text: str) -> dict[str, _Region]:
    regions: dict[str, _Region] = {}
    for item in result:
        if item.get("type") != "labels":
            continue
        value = item.get("value")
        value = value if isinstance(value, dict) else {}
        id, start, end, labels = item.get("id"), *map(value.get, ("start", "end", "labels"))
        known = (*TYPES, "reference", *QUOTE_TYPES, "negated", "cue", "source")
        if not isinstance(id, str) or not isinstance(labels, list):
            raise ValueError("it has a region without an id or labels")
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            raise ValueError(f"{start} to {end} is no place in its text")
        said = value.get("text")
        if isinstance(said, str) and _bare(said) != _bare(text[start:end]):
            there, named = textwrap.shorten(text[start:end], SHOWN), textwrap.shorten(said, SHOWN)
            raise ValueError(f"{start} to {end} is {there!r} in its text, not {named!r}")
        if unknown := [str(label) for label in labels if label not in known]:
            raise ValueError(f"it has a label {unknown[0]!r}, which newsparse does not know")
        region = regions.setdefault(id, _Region(id, start, end, set(), _notes(item)))
        region.labels.update(labels)
    return regions


def _bare(words: str) -> str:
    """Return words without blanks, which Label Studio writes in its own ways."""
    return words.replace("\\n", "").translate(BLANKS)


def _notes(item: Task) -> list[str]:
    meta = item.get("meta")
    text = meta.get("text") if isinstance(meta, dict) else None
    notes = [text] if isinstance(text, str) else text if isinstance(text, list) else []
    lines = (line.strip() for note in notes for line in str(note).splitlines())
    return [line for line in lines if line]


def _relations(
    result: list[Task], regions: dict[str, _Region]
) -> list[tuple[str, _Region, _Region]]:
    """Return the relations: label, and the two regions, that of the quote or reference first."""
    relations = []
    for item in result:
        if item.get("type") != "relation":
            continue
        ends = [regions.get(str(item.get(key))) for key in ("from_id", "to_id")]
        labels = item.get("labels")
        if ends[0] is None or ends[1] is None:
            raise ValueError("it has a relation to a region that is not there")
        first, second = ends[0], ends[1]
        if not isinstance(labels, list) or not labels:
            raise ValueError(f"the relation of {first.id} and {second.id} has no label")
        for label in labels:
            relations.append((str(label), *_turned(str(label), first, second)))
    return relations


def _turned(label: str, first: _Region, second: _Region) -> tuple[_Region, _Region]:
    """Return the quote, the reference, or what comes first in the text, before the other end."""
    if label == "continued":
        is_turned = second.start < first.start
    elif label == "stands for":
        is_turned = "reference" in second.labels and "reference" not in first.labels
    else:
        is_turned = bool(second.type_of(QUOTE_TYPES)) and not first.type_of(QUOTE_TYPES)
    return (second, first) if is_turned else (first, second)


def _names(
    regions: dict[str, _Region],
    relations: list[tuple[str, _Region, _Region]],
    text: str,
    known: Any,
) -> list[_Name]:
    """Group the regions that name the same: by the ids that newsparse gave, else by their words."""
    known = known if isinstance(known, dict) else {}
    groups: dict[tuple[str, str], _Name] = {}
    others: list[_Region] = []
    found = [region for region in regions.values() if region.type_of(TYPES)]
    found.sort(key=lambda region: (region.start, region.end))
    for region in found:
        entity, type = region.id.partition(".")[0], str(region.type_of(TYPES))
        if OURS.fullmatch(entity):
            groups.setdefault((entity, type), _Name(type)).mentions.append(region)
        else:
            others.append(region)
    for (entity, _), group in groups.items():
        group.name = _fullest(group.mentions, text, str(known.get(entity, "")))
    names = list(groups.values())
    others.sort(key=lambda region: -len(words(text[region.start : region.end])))  # full names first
    for region in others:
        name = _fullest([region], text, "")
        a = _roots(name)
        alike = [n for n in names if n.type == region.type_of(TYPES) and a <= _roots(n.name)]
        if len({n.name for n in alike}) != 1:  # nobody of that name, or two
            alike = [n for n in alike if _roots(n.name) == a] or [
                _Name(str(region.type_of(TYPES)), name=name)
            ]
            names += [n for n in alike if n not in names]
        alike[0].mentions.append(region)
    for each in names:
        each.mentions.sort(key=lambda region: region.start)
    for label, reference, target in relations:
        if label == "stands for":
            _of(target, names).references.append(reference)
    return sorted(names, key=lambda n: n.mentions[0].start)


def _fullest(mentions: list[_Region], text: str, known: str) -> str:
    """Return the form of most words; of several newsparse's own name, which has no genitive -s."""
    forms = [" ".join(text[m.start : m.end].split()) for m in mentions]
    longest = max(forms, key=lambda form: (len(words(form)), -len(form)))
    is_one = any(_roots(known) == _roots(form) for form in forms)
    return known if is_one and len(words(known)) >= len(words(longest)) else longest


def _roots(name: str) -> set[str]:
    """Return a name's words without a genitive -s."""
    return {word.removesuffix("s") for word in words(name)}


def _of(region: _Region, names: list[_Name]) -> _Name:
    for name in names:
        if any(region.id == mention.id for mention in name.mentions):
            return name
    raise ValueError(f"a reference stands for {region.id}, which is no name")


def _entity(name: _Name) -> GoldEntity:
    entity = GoldEntity(
        type=name.type, name=name.name, mentions=[region.span for region in name.mentions]
    )
    references = sorted(name.references, key=lambda region: region.start)
    if not references:
        return entity
    return entity.model_copy(update={"references": [region.span for region in references]})


def _quotes(
    regions: dict[str, _Region],
    relations: list[tuple[str, _Region, _Region]],
    names: list[_Name],
    text: str,
) -> list[GoldQuote]:
    first_of = {b.id: a.id for label, a, b in relations if label == "continued"}
    contents: dict[str, list[_Region]] = {}
    for region in sorted(regions.values(), key=lambda region: (region.start, region.end)):
        if region.type_of(QUOTE_TYPES) is None:
            continue
        first, seen = region.id, set[str]()
        while first in first_of and first not in seen:  # one may go on from the one before
            seen.add(first)
            first = first_of[first]
        contents.setdefault(first, []).append(region)
    parts = {part.id: first for first, found in contents.items() for part in found}
    owned: dict[str, dict[str, list[_Region]]] = {first: {} for first in contents}
    for label, quote, other in relations:
        if label in ("cue", "source", "speaker"):
            if quote.id not in parts:
                raise ValueError(f"the {label} {other.id} belongs to no quote")
            owned[parts[quote.id]].setdefault(label, []).append(other)
    quotes = [
        _quote(regions[first], found, owned[first], names, text)
        for first, found in contents.items()
        if first in regions
    ]
    return sorted(quotes, key=lambda quote: quote.content[0].start)


def _quote(
    first: _Region,
    content: list[_Region],
    owned: dict[str, list[_Region]],
    names: list[_Name],
    text: str,
) -> GoldQuote:
    speakers = [_speaker(region, names, text) for region in owned.get("speaker", [])]
    speakers += [note for region in content for note in region.notes]
    for label in ("cue", "source"):
        if len(owned.get(label, [])) > 1:
            raise ValueError(f"the quote {first.id} has two of the relation {label!r}")
    cue, source = (owned.get(label, []) for label in ("cue", "source"))
    # one relation between two regions is all that Label Studio draws: words that a speaker has
    # for a name, and that are labelled as a source, are both
    source = source or [r for r in owned.get("speaker", []) if "source" in r.labels]
    told: dict[str, Any] = {
        "type": first.type_of(QUOTE_TYPES),
        "content": [region.span for region in content],
        "cue": cue[0].span if cue else None,
        "source": source[0].span if source else None,
        "speaker": GoldSpeaker(name="|".join(speakers)) if speakers else None,
    }
    if any("negated" in region.labels for region in content):
        told["negated"] = True
    if len(speakers) > 1:
        told["together"] = True
    return GoldQuote(**told)


def _speaker(region: _Region, names: list[_Name], text: str) -> str:
    for name in names:
        if any(region.id == other.id for other in (*name.mentions, *name.references)):
            return name.name
    return " ".join(text[region.start : region.end].split())
