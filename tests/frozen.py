"""The cases and their frozen parses, so that a new pipeline does not break the tests of rules."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import conllu
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

CASES = Path(__file__).parent / "cases"
BREAK = "\n\n"


@dataclass(frozen=True)
class Case:
    """A small article and the rows of its quotes; see cases/quotes.toml."""

    id: str
    text: str
    quotes: list[list[str]]
    fails: str | None
    fails_live: str | None


def read_cases() -> list[Case]:
    return [
        Case(
            f"{name}.{standard}",
            case["text"].strip("\n"),
            case["quotes"],
            case.get("fails"),
            case.get("fails_live"),
        )
        for path in sorted(CASES.glob("*.toml"))
        for name, standards in tomllib.loads(path.read_text(encoding="utf-8")).items()
        for standard, case in standards.items()
    ]


@cache
def read_parses() -> dict[str, Doc]:
    """Return the Docs of the frozen parses by case; `# newpar` stands for an empty line before."""
    groups: dict[str, list[conllu.TokenList]] = {}
    for path in sorted(CASES.glob("*.conllu")):
        for sentence in conllu.parse(path.read_text(encoding="utf-8")):
            groups.setdefault(sentence.metadata["sent_id"].rsplit("-", 1)[0], []).append(sentence)
    return {id: _to_doc(group) for id, group in groups.items()}


def _to_doc(group: list[conllu.TokenList]) -> Doc:
    keys = ("words", "spaces", "pos", "morphs", "lemmas", "heads", "deps", "ents")
    columns: dict[str, list[Any]] = {key: [] for key in keys}

    def add(*values: object) -> None:
        for key, value in zip(keys, values, strict=True):
            columns[key].append(value)

    for number, sentence in enumerate(group):
        if number and "newpar" in sentence.metadata:
            columns["spaces"][-1] = False
            add(BREAK, False, "SPACE", "", BREAK, len(columns["words"]) - 1, "dep", "O")
        offset = len(columns["words"])
        for i, token in enumerate(sentence):
            misc, feats = token["misc"] or {}, token["feats"] or {}
            add(
                token["form"],
                misc.get("SpaceAfter") != "No",
                token["upos"],
                "|".join(f"{key}={value}" for key, value in feats.items()),
                token["lemma"],
                offset + (token["head"] - 1 if token["head"] else i),
                token["deprel"] if token["head"] else "ROOT",
                misc.get("name", "O"),
            )
    columns["spaces"][-1] = False
    return Doc(vocab(), **columns)  # type: ignore[arg-type]


@cache
def vocab() -> Vocab:
    return spacy.blank("nb").vocab


def write_parse(id: str, doc: Doc) -> str:
    """Return a Doc as CoNLL-U with its entities in MISC, as UD Norwegian with NorNE has them."""
    return "".join(_lines(id, doc))


def _lines(id: str, doc: Doc) -> Iterator[str]:
    for number, sentence in enumerate(doc.sents, 1):
        tokens = [token for token in sentence if not token.is_space]
        position = {token.i: n for n, token in enumerate(tokens, 1)}
        before = doc[sentence.start - 1] if sentence.start else None
        if before is not None and before.is_space:
            yield "# newpar\n"
        yield f"# sent_id = {id}-{number}\n# text = {sentence.text.strip()}\n"
        for token in tokens:
            head = 0 if token.head == token else position[token.head.i]
            misc = [] if token.whitespace_ or token == tokens[-1] else ["SpaceAfter=No"]
            if token.ent_type_:
                misc.append(f"name={token.ent_iob_}-{token.ent_type_}")
            row = (
                position[token.i],
                token.text,
                token.lemma_,
                token.pos_,
                "_",
                str(token.morph) or "_",
                head,
                "root" if head == 0 else token.dep_,
                "_",
                "|".join(misc) or "_",
            )
            yield "\t".join(map(str, row)) + "\n"
        yield "\n"
