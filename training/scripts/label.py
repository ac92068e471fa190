"""Write down what the teachers think of the treebanks and of raw text, for their student.

The teachers are the pretrained encoder that was trained, and the student as it was before: they
err differently, and their mean errs less. For each word it is kept once what they think probable;
the student sees it many times (Hinton et al. 2015; a network that teaches its next generation: Born
Again Networks, Furlanello et al. 2018).
"""

import random
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import spacy
import torch
import typer
from corpus import Sentence, batches, cut, raw_windows, read_docs, read_featurizer, unlabelled, vary
from export import read_student
from network import Network, Teacher, fast, restore
from nynorsk import Nynorsk
from renaming import Names, rename
from torch import Tensor
from train import RENAMED, Batch, same_sentence

WINDOW = 160  # pieces: about as many words as the student reads at once
BATCH = 16  # windows
TEXTS = 500  # of a part
TRUST = (2, 1)  # in the teacher that was trained, and in the student as it was
PROBABLE = {"tag": 6, "lemma": 3, "entity": 8, "arc": 4}  # classes of which the opinion is kept


@torch.no_grad()
def opinion(teachers: list[Network], batch: Batch) -> Batch:
    """Add to a batch what the teachers think; where sentences are unknown they say them too."""
    with fast():
        words = [teacher.read(batch) for teacher in teachers]
        pairs = zip(teachers, words, strict=True)
        scores = [teacher.score(vectors) for teacher, vectors in pairs]
    starts = mean(each["start"].sigmoid() for each in scores)
    is_word = batch["sentence"] >= 0
    guessed = (starts > 0.5).cumsum(1).masked_fill(~is_word, -1)
    unknown = (batch["start"] < 0).all(1, keepdim=True)
    batch = batch | {"sentence": torch.where(unknown, guessed, batch["sentence"])}
    for each in scores:
        each["arc"] = each["arc"].masked_fill(~same_sentence(batch), -1e4)
    result = batch | {"t_start": starts.half()}
    for name, count in PROBABLE.items():
        chances = mean(each[name].softmax(-1) for each in scores)
        best, which = chances.topk(min(count, chances.shape[-1]))
        result |= {f"t_{name}": best.half(), f"i_{name}": which.short()}
    heads = result["i_arc"][..., 0].long()
    pairs = zip(teachers, scores, strict=True)
    relations = mean(one.score_relations(each, heads).softmax(-1) for one, each in pairs)
    result |= {"t_head": heads, "t_relation": relations.half()}
    return {name: tensor for name, tensor in result.items() if name not in ("ids", "first", "last")}


def mean(chances: Iterable[Tensor]) -> Tensor:
    """Return the mean of what each of them thinks, by how far it is trusted."""
    parts = [trust * part for trust, part in zip(TRUST, chances, strict=True)]
    return torch.stack(parts).sum(0) / sum(TRUST)


def main(
    assets: Path,
    taught: Annotated[Path, typer.Argument(help="the teacher's folder")],
    before: Annotated[Path, typer.Argument(help="the pipeline with the student as it was")],
    out: Path,
    variants: Annotated[int, typer.Option(help="of each treebank document")] = 3,
    texts: Annotated[int, typer.Option(help="raw texts, those of the news first")] = 2000,
    seed: int = 0,
    threads: int = 2,
) -> None:
    """Label into OUT; a part that stands there already is not made again.

    Every other raw text is written in Nynorsk first.
    """
    torch.set_num_threads(threads)
    out.mkdir(parents=True, exist_ok=True)
    featurizer = read_featurizer(taught)
    nlp = spacy.load(before)
    teachers = [restore(Teacher, taught / "network.pt"), read_student(before)]
    docs = [
        doc
        for name in ("nb_train", "nn_train")
        for doc in read_docs(assets / f"{name}.conllu.gz", nlp.vocab)
    ]
    names, nynorsk = Names(docs), Nynorsk(docs)
    news, reviews = (
        list(unlabelled(assets / f"{name}_unlabelled.jsonl.gz")) for name in ("news", "norec")
    )
    raw = [text for text in news for _ in range(2)] + reviews  # the news in both standards
    raw = raw[:texts]

    def treebanks(rng: random.Random) -> Iterator[list[Sentence]]:
        for doc in docs:
            renamed = rename(doc, names, rng) if rng.random() < RENAMED else doc
            yield from cut(featurizer.sentences(vary(renamed, rng, 0.5)), WINDOW, rng)

    def texts_from(start: int) -> Iterator[list[Sentence]]:
        for number, text in enumerate(raw[start : start + TEXTS]):
            written = nynorsk.of(nlp(text)) if number % 2 else text
            yield from raw_windows(nlp.tokenizer(written), featurizer.pieces)

    began = time.time()
    for number in range(variants + -(-len(raw) // TEXTS)):
        path = out / f"{number:03}.pt"
        if path.exists():
            continue
        rng = random.Random(seed + number)
        windows = treebanks(rng) if number < variants else texts_from((number - variants) * TEXTS)
        lesson = [opinion(teachers, batch) for batch in batches(list(windows), BATCH, rng)]
        torch.save(lesson, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
        words = sum(int((batch["sentence"] >= 0).sum()) for batch in lesson)
        print(f"{time.time() - began:.0f} s: {path.name}, {words} words", flush=True)


if __name__ == "__main__":
    typer.run(main)
