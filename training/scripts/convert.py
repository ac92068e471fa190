"""Turn CoNLL-U with NorNE entities into spaCy's binary training format.

UD Norwegian keeps NorNE's entity tags in the MISC column (`name=B-PER`) and marks documents by
`# newdoc`. Sentences are grouped into Docs of at most `sentences` sentences that never cross a
document border, so that the models see sentence boundaries and context.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import conllu
import typer
from spacy.tokens import Doc, DocBin
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


def main(
    source: Annotated[Path, typer.Argument(help="a .conllu.gz file")],
    target: Annotated[Path, typer.Argument(help="the .spacy file to write")],
    sentences: Annotated[int, typer.Option(help="sentences in one Doc at most")] = 10,
) -> None:
    """Convert SOURCE to TARGET."""
    vocab = Vocab()
    docs = DocBin(
        attrs=["POS", "MORPH", "LEMMA", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE", "SENT_START"]
    )
    for group in read_groups(source, sentences):
        docs.add(to_doc(vocab, group))
    target.parent.mkdir(parents=True, exist_ok=True)
    docs.to_disk(target)
    print(f"{target}: {len(docs)} docs")


if __name__ == "__main__":
    typer.run(main)
