"""Figures: what was found, held against what people annotated.

Gold and predicted records are objects of JSON in the shape that `benchmarks/gold` describes; a
predicted record may be newsparse's own. All figures are micro-averaged over the articles:

* mentions: exact spans with the right type, per type and together (a trailing genitive -s or full
  stop is not held against a span).
* content exact: a content span counts when its edges agree, after quotation marks, dashes,
  punctuation and white space at the edges are trimmed. content overlap: shared characters over
  predicted / gold characters. Both follow the metrics of BBC's Citron.
* cue: exact. source: right when it overlaps the gold mention, on matched quotes.
* quotes: a predicted quote matches a gold one when their contents' characters overlap with
  intersection over union of at least 0.8 (one to one, best first). A quote that was found counts
  under gold's type.
* gender, role: of the people that gold names and the prediction found (one name's words contain
  the other's); a role is right when the words of one contain those of the other.
* attributed: a matched quote whose speaker is right too: "who said what". A name is right when one
  name's words contain the other's; where gold has no speaker, or "(journalist)", no speaker must be
  predicted. Gold may list several acceptable names separated by "|"; of several predicted speakers
  one must be right.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

Record = dict[str, Any]
Place = tuple[int, int]  # start and end, code points

TYPES = ("person", "place", "organisation")
FAMILIES = ("direct", "indirect")  # a mixed quote is an indirect one
EDGE = " \t\n\r.,;:!?…-–—−\"'«»“”„‘’()[]"
GENDERS = {"f": "female", "m": "male"}
ALIKE = 0.8  # intersection over union of two contents that are one quote
BESIDE = 40  # code points of the text on each side of a mistake


@dataclass(frozen=True)
class Figure:
    """How many are right, of how many that were predicted and that gold has."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True)
class Mistake:
    """What is missed or wrong in an article, with the text around it.

    what: `missed name`, `wrong quote` … about: the type, or who was meant. start and end: code
    points of the article's text; `text` is what stands there, `beside` the same in `[…]` with what
    is around it, on one line.
    """

    id: str
    what: str
    about: str
    text: str
    start: int
    end: int
    beside: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Scorer:
    """Counts article after article; memory grows with the mistakes alone."""

    def __init__(self) -> None:
        self.articles = 0
        self.mistakes: list[Mistake] = []
        self._n: Counter[tuple[str, str]] = Counter()

    def add(self, gold: Record, predicted: Record | None) -> None:
        """Count one article; all of it is missed where there is no prediction of the same text.

        Only the sections that the gold record has are counted.
        """
        if predicted is None:
            predicted = {"text": gold["text"], "entities": [], "quotes": []}
        self.articles += 1
        if "entities" in gold:
            self._names(gold, predicted)
        if "persons" in gold:
            self._persons(gold, predicted)
        if "quotes" in gold:
            self._quotes(gold, predicted)

    def figures(self) -> dict[str, Figure]:
        """Return the figures by name; what neither gold nor the predictions have is left out."""
        figures = {}
        seen = {name for _, name in self._n}
        if seen & {f"mentions.{type}" for type in TYPES}:
            each = {f"mentions.{type}": self._figure(f"mentions.{type}") for type in TYPES}
            figures["mentions"] = Figure(
                sum(figure.right for figure in each.values()),
                sum(figure.predicted for figure in each.values()),
                sum(figure.gold for figure in each.values()),
            )
            figures |= each
        figures |= {
            name: figure
            for name in ("gender", "role")
            if (figure := self._figure(name)).gold  # gold without any says nothing of them
        }
        if (quotes := self._figure("quotes")).gold or quotes.predicted:
            names = ["content exact", "content overlap", "cue exact", "source overlap"]
            for name in ("quotes", "attributed"):
                names += [name, *(f"{name}.{family}" for family in FAMILIES)]
            figures |= {name: self._figure(name) for name in names}
        return figures

    def _figure(self, name: str) -> Figure:
        return Figure(*(self._n[count, name] for count in ("right", "predicted", "gold")))

    def _count(self, name: str, *, right: int = 0, predicted: int = 0, gold: int = 0) -> None:
        self._n["right", name] += right
        self._n["predicted", name] += predicted
        self._n["gold", name] += gold

    def _names(self, gold: Record, predicted: Record) -> None:
        a, b = mentions(gold), mentions(predicted)
        for type in TYPES:
            of_type = [sum(found[2] == type for found in names) for names in (a & b, b, a)]
            self._count(f"mentions.{type}", right=of_type[0], predicted=of_type[1], gold=of_type[2])
        for what, names in (("missed", a - b), ("wrong", b - a)):
            for start, end, type in sorted(names):
                self._mistake(gold, "name", (what, type), (start, end))

    def _persons(self, gold: Record, predicted: Record) -> None:
        people = [(words(e["name"]), e) for e in predicted["entities"] if e["type"] == "person"]
        for person in gold["persons"]:
            name = words(person["name"])
            found: Record = next((e for w, e in people if w and (w <= name or name <= w)), {})
            role = (found.get("role") or {}).get("text") or ""
            a, b = words(person.get("role") or ""), words(role)
            fits = bool(a and b and (a <= b or b <= a))
            self._count("role", right=fits, predicted=bool(b), gold=bool(a))
            gender, guess = GENDERS.get(person.get("gender") or ""), found.get("gender")
            agrees = gender is not None and guess == gender
            self._count("gender", right=agrees, predicted=bool(guess), gold=gender is not None)
            if not found:  # a missed name is told of where names are
                continue
            place = found["mentions"][0]["start"], found["mentions"][0]["end"]
            if (gender or guess) and not agrees:
                self._mistake(gold, "gender", _held(guess, gender), place)
            if (a or b) and not fits:
                self._mistake(gold, "role", _held(role, person.get("role")), place)

    def _quotes(self, gold: Record, predicted: Record) -> None:
        text, ours, theirs = gold["text"], gold["quotes"], predicted["quotes"]
        families = [Counter(map(family, quotes)) for quotes in (theirs, ours)]
        for figure in ("quotes", "attributed"):
            self._count(figure, predicted=len(theirs), gold=len(ours))
            for each in FAMILIES:
                self._count(f"{figure}.{each}", predicted=families[0][each], gold=families[1][each])
        for name, of in (("cue exact", _cues), ("content exact", _contents)):
            found, wanted = (Counter(of(text, quotes)) for quotes in (theirs, ours))
            right = (found & wanted).total()
            self._count(name, right=right, predicted=found.total(), gold=wanted.total())
        said, told = (
            set[int]().union(*[chars(text, q["content"]) for q in quotes])
            for quotes in (theirs, ours)
        )
        self._count("content overlap", right=len(said & told), predicted=len(said), gold=len(told))
        sources = [sum(1 for q in quotes if q.get("source")) for quotes in (theirs, ours)]
        self._count("source overlap", predicted=sources[0], gold=sources[1])
        missed, wrong = set(range(len(ours))), set(range(len(theirs)))
        for i, j, is_right in matches(text, ours, theirs):
            missed.remove(i)
            wrong.remove(j)
            g, p = ours[i], theirs[j]
            if g.get("source") and p.get("source"):
                (a, b), (c, d) = _place(g["source"]), _place(p["source"])
                self._count("source overlap", right=max(a, c) < min(b, d))
            for figure, counts in (("quotes", True), ("attributed", is_right)):
                self._count(figure, right=counts)
                self._count(f"{figure}.{family(g)}", right=counts)
            if not is_right:
                self._mistake(gold, "speaker", _held(named(p), named(g)), _whole(g))
        for what, quotes, left in (("missed", ours, missed), ("wrong", theirs, wrong)):
            for quote in (quotes[number] for number in sorted(left)):
                about = f"{quote['type']}, {named(quote) or 'nobody'}"
                self._mistake(gold, "quote", (what, about), _whole(quote))

    def _mistake(self, gold: Record, of: str, told: tuple[str, str], place: Place) -> None:
        """Note a mistake; of: a name, a quote … told: `missed` or `wrong`, and what about it."""
        what, about = f"{told[0]} {of}", told[1]
        text, (start, end) = gold["text"], place
        before = ("…" if start > BESIDE else "") + text[max(0, start - BESIDE) : start]
        behind = text[end : end + BESIDE] + ("…" if end + BESIDE < len(text) else "")
        beside = " ".join(f"{before}[{text[start:end]}]{behind}".split())
        self.mistakes.append(Mistake(gold["id"], what, about, text[start:end], start, end, beside))


def matches(
    text: str, gold: list[Record], predicted: list[Record]
) -> Iterator[tuple[int, int, bool]]:
    """Yield which predicted quote is which gold one, and whether its speaker is right."""
    pairs = []
    contents = [chars(text, q["content"]) for q in predicted]
    for i, g in enumerate(gold):
        a = chars(text, g["content"])
        for j, (p, b) in enumerate(zip(predicted, contents, strict=True)):
            alike = len(a & b) / len(a | b) if a | b else 0.0
            if alike >= ALIKE:
                # ties (nested attributions of one content) go to the pair with the same speaker
                is_right = any(same_speaker(g.get("speaker"), s) for s in speakers(p))
                pairs.append((alike, is_right, i, j))
    pairs.sort(key=lambda pair: (-pair[0], not pair[1]))
    used_gold, used = set[int](), set[int]()
    for _, is_right, i, j in pairs:
        if i not in used_gold and j not in used:
            used_gold.add(i)
            used.add(j)
            yield i, j, is_right


def trim(text: str, start: int, end: int) -> Place:
    """Return a span without the signs and blanks at its edges."""
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    return start, end


def mention_key(text: str, start: int, end: int) -> Place:
    """Return a name's span without signs at its edges and a genitive -s."""
    start, end = trim(text, start, end)
    word = text[start:end]
    if end - start > 3 and word.endswith("s") and not word.isupper():
        end -= 1
    return start, end


def mentions(record: Record) -> set[tuple[int, int, str]]:
    """Return where names stand, with their types."""
    return {
        (*mention_key(record["text"], m["start"], m["end"]), e["type"])
        for e in record["entities"]
        if e["type"] in TYPES
        for m in e["mentions"]
    }


def chars(text: str, spans: Iterable[Record]) -> set[int]:
    """Return the offsets of what is said in spans, without blanks and signs."""
    return {
        i
        for s in spans
        for i in range(s["start"], s["end"])
        if not text[i].isspace() and text[i] not in EDGE
    }


def words(name: str) -> set[str]:
    """Return a name's words, without case."""
    return set(re.findall(r"\w+", name.casefold()))


def same_speaker(gold: Record | None, predicted: Record | None) -> bool:
    """Tell whether a predicted speaker is who gold names, or nobody where it names nobody."""
    gold_name = (gold or {}).get("name") or ""
    name = (predicted or {}).get("name") or ""
    if _is_nobody(gold_name):
        return _is_nobody(name)
    p = words(name)
    return any(p and g and (p <= g or g <= p) for g in map(words, gold_name.split("|")))


def speakers(quote: Record) -> list[Record | None]:
    """Return a quote's speakers, in either form of the record; [None] where nobody is named."""
    if "speakers" in quote:
        return quote["speakers"] or [None]
    return [quote.get("speaker")]


def named(quote: Record) -> str | None:
    """Return the names of a quote's speakers."""
    return ", ".join(s["name"] for s in speakers(quote) if s) or None


def family(quote: Record) -> str:
    """`direct`, or `indirect` for what is mixed, too."""
    return "direct" if quote["type"] == "direct" else "indirect"


def _is_nobody(name: str) -> bool:
    return not name or name == "(journalist)"


def _held(found: str | None, wanted: str | None) -> tuple[str, str]:
    """Say what was found where gold has something else, or nothing."""
    if not found:
        return "missed", wanted or ""
    return "wrong", f"{found}, annotated: {wanted or 'none'}"


def _place(span: Record) -> Place:
    return span["start"], span["end"]


def _cues(text: str, quotes: list[Record]) -> list[Place]:
    return [_place(q["cue"]) for q in quotes if q.get("cue")]


def _contents(text: str, quotes: list[Record]) -> list[Place]:
    return [trim(text, *_place(span)) for q in quotes for span in q["content"]]


def _whole(quote: Record) -> Place:
    return quote["content"][0]["start"], quote["content"][-1]["end"]
