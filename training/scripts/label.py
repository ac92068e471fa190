"""Write down what the teachers think of the treebanks and of raw text, for their student.

For each word their opinion is kept once: the first one's vector, and what they think probable in
the mean. The student sees it many times (Hinton et al. 2015; hidden states as in Jiao et al. 2020).
"""

import random
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import torch
import typer
from corpus import Sentence, batches, cut, raw_windows, read_docs, read_featurizer, unlabelled, vary
from network import Teacher, fast, restore
from spacy.lang.nn import NorwegianNynorsk
from torch import Tensor
from train import Batch, same_sentence

WINDOW = 160  # pieces
BATCH = 16  # windows
TEXTS = 500  # of a part
PROBABLE = {"tag": 6, "lemma": 3, "entity": 8, "arc": 4}  # classes of which the opinion is kept


@torch.no_grad()
def opinion(teachers: list[Teacher], batch: Batch) -> Batch:
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
    result = batch | {"t_words": words[0].half(), "t_start": starts.half()}
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
    return torch.stack(list(chances)).mean(0)


def main(
    assets: Path,
    out: Path,
    taught: Annotated[list[Path], typer.Argument(help="the teachers' folders")],
    variants: Annotated[int, typer.Option(help="of each treebank document, in typography")] = 3,
    texts: Annotated[int, typer.Option(help="raw texts, those of the news first")] = 6000,
    seed: int = 0,
    threads: int = 2,
) -> None:
    """Label with the teachers in TAUGHT; a part that stands in OUT already is not made again."""
    torch.set_num_threads(threads)
    out.mkdir(parents=True, exist_ok=True)
    featurizer = read_featurizer(taught[0])
    teachers = [restore(Teacher, folder / "network.pt").eval() for folder in taught]
    nlp = NorwegianNynorsk()
    raw = [
        text
        for name in ("news", "norec")
        for text in unlabelled(assets / f"{name}_unlabelled.jsonl.gz")
    ][:texts]

    def treebanks(rng: random.Random) -> Iterator[list[Sentence]]:
        for name in ("nb_train", "nn_train"):
            for doc in read_docs(assets / f"{name}.conllu.gz", nlp.vocab):
                yield from cut(featurizer.sentences(vary(doc, rng, 0.5)), WINDOW, rng)

    def texts_from(start: int) -> Iterator[list[Sentence]]:
        for text in raw[start : start + TEXTS]:
            yield from raw_windows(nlp.tokenizer(text), featurizer.pieces)

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
