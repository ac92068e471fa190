"""CoNLL-U with NorNE entities as annotated Docs.

UD Norwegian keeps NorNE's entity tags in the MISC column (`name=B-PER`) and marks documents by
`# newdoc`. A Doc has at most `sentences` sentences, all of one document.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import conllu
from spacy.tokens import Doc
from spacy.vocab import Vocab


def read_groups(path: Path, sentences: int) -> Iterator[list[conllu.TokenList]]:
    """Yield groups of consecutive sentences of one document from a .conllu.gz file."""
    group: list[conllu.TokenList] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for sentence in conllu.parse_incr(lines):
            starts_document = "newdoc id" in sentence.metadata or "newdoc" in sentence.metadata
            if group and (starts_document or len(group) == sentences):
                yield group
                group = []
            group.append(sentence)
    if group:
        yield group


def to_doc(vocab: Vocab, group: list[conllu.TokenList]) -> Doc:
    """Build one annotated Doc; sentences are joined by a space."""
    columns: dict[str, list[Any]] = {
        key: [] for key in ("words", "spaces", "pos", "morphs", "lemmas", "heads", "deps", "ents")
    }
    for sentence in group:
        offset = len(columns["words"])
        tokens = [token for token in sentence if isinstance(token["id"], int)]
        for i, token in enumerate(tokens):
            misc = token["misc"] or {}
            feats = token["feats"] or {}
            head = token["head"]
            columns["words"].append(token["form"])
            columns["spaces"].append(misc.get("SpaceAfter") != "No" or i == len(tokens) - 1)
            columns["pos"].append(token["upos"])
            columns["morphs"].append("|".join(f"{k}={v}" for k, v in feats.items()))
            # UD Norwegian writes the lemma of punctuation as `$,`
            is_mark = token["upos"] in ("PUNCT", "SYM")
            columns["lemmas"].append(token["form"] if is_mark else token["lemma"])
            columns["heads"].append(offset + (i if head == 0 else head - 1))
            columns["deps"].append("ROOT" if head == 0 else token["deprel"])
            columns["ents"].append(misc.get("name", "O"))
    return Doc(vocab, **columns)  # type: ignore[arg-type]


def rewritten(doc: Doc, forms: list[str], lemmas: list[str]) -> Doc:
    """Return a copy with other forms and lemmas, one for each token; all else is kept."""
    return Doc(
        doc.vocab,
        words=forms,
        spaces=[bool(token.whitespace_) for token in doc],
        pos=[token.pos_ for token in doc],
        morphs=[str(token.morph) for token in doc],
        lemmas=lemmas,
        heads=[token.head.i for token in doc],
        deps=[token.dep_ for token in doc],
        ents=[f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc],
    )
