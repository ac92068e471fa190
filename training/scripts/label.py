"""Write down what the teacher thinks of the treebanks and of raw text, for its student.

For each word its opinion is kept once: its vector, and what it thinks probable. The student sees
it many times (Hinton et al. 2015; hidden states as in Jiao et al. 2020).
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import torch
import typer
from corpus import Sentence, batches, cut, raw_windows, read_docs, read_featurizer, unlabelled, vary
from network import Teacher, fast, restore
from spacy.lang.nn import NorwegianNynorsk
from train import Batch, same_sentence

WINDOW = 160  # pieces
BATCH = 16  # windows
TEXTS = 500  # of a part
PROBABLE = {"tag": 6, "lemma": 3, "entity": 8, "arc": 4}  # classes of which the opinion is kept


@torch.no_grad()
def opinion(teacher: Teacher, batch: Batch) -> Batch:
    """Add to a batch what the teacher thinks; where sentences are unknown it says them too."""
    with fast():
        words = teacher.read(batch)
        scores = teacher.score(words)
    is_word = batch["sentence"] >= 0
    guessed = (scores["start"] > 0).cumsum(1).masked_fill(~is_word, -1)
    unknown = (batch["start"] < 0).all(1, keepdim=True)
    batch = batch | {"sentence": torch.where(unknown, guessed, batch["sentence"])}
    scores["arc"] = scores["arc"].masked_fill(~same_sentence(batch), -1e4)
    result = batch | {"t_words": words.half(), "t_start": scores["start"].sigmoid().half()}
    for name, count in PROBABLE.items():
        chances, which = scores[name].softmax(-1).topk(min(count, scores[name].shape[-1]))
        result |= {f"t_{name}": chances.half(), f"i_{name}": which.short()}
    heads = scores["arc"].argmax(-1)
    result |= {
        "t_head": heads,
        "t_relation": teacher.score_relations(scores, heads).softmax(-1).half(),
    }
    return {name: tensor for name, tensor in result.items() if name not in ("ids", "first", "last")}


def main(
    assets: Path,
    taught: Annotated[Path, typer.Argument(help="the teacher's folder")],
    out: Path,
    variants: Annotated[int, typer.Option(help="of each treebank document, in typography")] = 2,
    texts: Annotated[int, typer.Option(help="raw texts, those of the news first")] = 2000,
    seed: int = 0,
    threads: int = 2,
) -> None:
    """Label with the teacher in TAUGHT; a part that stands in OUT already is not made again."""
    torch.set_num_threads(threads)
    out.mkdir(parents=True, exist_ok=True)
    featurizer = read_featurizer(taught)
    teacher = restore(Teacher, taught / "network.pt").eval()
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
        lesson = [opinion(teacher, batch) for batch in batches(list(windows), BATCH, rng)]
        torch.save(lesson, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
        words = sum(int((batch["sentence"] >= 0).sum()) for batch in lesson)
        print(f"{time.time() - began:.0f} s: {path.name}, {words} words", flush=True)


if __name__ == "__main__":
    typer.run(main)
