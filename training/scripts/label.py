"""Write down what the network thinks of the treebanks and of annotated articles.

For each word it is kept once what the network thinks probable. Learning from that beside the gold
classes it keeps what it knows (Born Again Networks; Furlanello et al. 2018). Of the articles only
the names are gold.
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import spacy
import torch
import typer
from corpus import (
    LABELS,
    MISSING,
    Sentence,
    batches,
    cut,
    read_articles,
    read_docs,
    read_featurizer,
    vary,
)
from export import read_network
from network import Batch, Network, fast, same_sentence
from nynorsk import Nynorsk
from renaming import Names, rename
from spacy.tokens import Doc

WINDOW = 160  # pieces: about as many words as the network reads at once
BATCH = 16  # windows
RENAMED = {"treebanks": 0.5, "articles": 0.3}  # share of the documents that get other names
VARIED = 0.5  # share of the documents that get another typography
SURE = 0.9  # weight of an article's name against what the network thinks
PROBABLE = {"tag": 6, "lemma": 3, "entity": 8, "arc": 4}  # classes of which the opinion is kept
GOLD = ("tag", "lemma", "entity", "head", "relation", "start")


@torch.no_grad()
def opinion(network: Network, batch: Batch) -> Batch:
    """Add to a batch what the network thinks."""
    with fast():
        scores = network.score(network.read(batch["units"]))
    scores["arc"] = scores["arc"].masked_fill(~same_sentence(batch), -1e4)
    result = batch | {"t_start": scores["start"].sigmoid().half()}
    for name, count in PROBABLE.items():
        best, which = scores[name].softmax(-1).topk(min(count, scores[name].shape[-1]))
        result |= {f"t_{name}": best.half(), f"i_{name}": which.short()}
    heads = result["i_arc"][..., 0].long()
    relations = network.score_relations(scores, heads).softmax(-1)
    return result | {"t_head": heads, "t_relation": relations.half()}


def of_names_alone(batch: Batch) -> Batch:
    """Put gold names into the opinion, and leave out what else would pass for gold."""
    known = (batch["entity"] != MISSING)[..., None]
    gold = batch["entity"].clamp(min=0)[..., None]
    share = torch.where(known, SURE, 0.0)
    chances = torch.cat([batch["t_entity"] * (1 - share), share], -1)
    which = torch.cat([batch["i_entity"], gold], -1)
    nothing = {name: torch.full_like(batch[name], MISSING) for name in GOLD}
    return batch | {"t_entity": chances.half(), "i_entity": which.short()} | nothing


def main(
    assets: Path,
    pipeline: Annotated[Path, typer.Argument(help="the pipeline with the network as it is")],
    out: Path,
    treebanks: Annotated[int, typer.Option(help="variants of each treebank document")] = 1,
    articles: Annotated[int, typer.Option(help="variants of each article")] = 4,
    seed: int = 0,
    threads: int = 2,
) -> None:
    """Label into OUT; a part that stands there already is not made again.

    Every other variant of an article is in Nynorsk's words.
    """
    torch.set_num_threads(threads)
    out.mkdir(parents=True, exist_ok=True)
    featurizer, network = read_featurizer(pipeline), read_network(pipeline)
    nlp = spacy.load(pipeline)
    docs = {
        "treebanks": [
            doc
            for name in ("nb_train", "nn_train")
            for doc in read_docs(assets / f"{name}.conllu.gz", nlp.vocab)
        ],
        "articles": list(read_articles(assets / LABELS, nlp)),
    }
    names, nynorsk = Names(docs["treebanks"]), Nynorsk(docs["treebanks"])

    def windows(kind: str, translated: bool, rng: random.Random) -> Iterator[list[Sentence]]:
        def other(doc: Doc) -> Doc:
            doc = nynorsk.of(doc) if translated else doc
            return vary(
                rename(doc, names, rng) if rng.random() < RENAMED[kind] else doc, rng, VARIED
            )

        for doc in docs[kind]:
            yield from cut(featurizer.sentences(other(doc)), WINDOW, rng)

    parts = [("treebanks", False)] * treebanks + [("articles", n % 2 == 1) for n in range(articles)]
    began = time.time()
    for number, (kind, translated) in enumerate(parts):
        path = out / f"{number:03}.pt"
        if path.exists():
            continue
        rng = random.Random(seed + number)
        read = batches(list(windows(kind, translated, rng)), BATCH, rng)
        lesson = [opinion(network, batch) for batch in read]
        if kind == "articles":
            lesson = [of_names_alone(batch) for batch in lesson]
        torch.save(lesson, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
        words = sum(int((batch["sentence"] >= 0).sum()) for batch in lesson)
        print(f"{time.time() - began:.0f} s: {path.name}, {words} words", flush=True)


if __name__ == "__main__":
    typer.run(main)
