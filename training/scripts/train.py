"""Train the teacher: the whole pretrained encoder, on the treebanks."""

import json
import math
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import numpy
import pretrained
import torch
import typer
from corpus import (
    MISSING,
    TASKS,
    Featurizer,
    Sentence,
    batches,
    classes_of,
    cut,
    read_docs,
    unlabelled,
    vary,
)
from network import Network, Sizes, Teacher, fast, load_pretrained, save
from renaming import Names, rename
from spacy.lang.nn import NorwegianNynorsk
from spacy.tokens import Doc
from torch import Tensor
from torch.nn import functional

from newsparse.encoder import Classes
from newsparse.encoder.names import best_spans, biluo_tags
from newsparse.encoder.pieces import Pieces

WINDOW = 256  # pieces
BATCH = 5  # windows
RENAMED = 0.5  # of the documents get other names
WEIGHTS = {"entity": 4.0, "tag": 1.0, "lemma": 1.0, "start": 1.0, "arc": 1.0, "relation": 1.0}
HEAD_RATE = 1e-3  # learning rate of the heads, which begin from nothing
WARM_UP = 0.06  # of the steps
ENCODER = ("words", "positions", "norm", "layers", "gates")
REPORT = 100  # steps
Batch = dict[str, Tensor]


def gold_losses(network: Network, scores: Batch, batch: Batch) -> Batch:
    """Return the mean loss over the words whose class is known, by task."""
    result = {
        name: functional.cross_entropy(
            scores[name].flatten(0, 1), batch[name].flatten(), ignore_index=MISSING
        )
        for name in TASKS
    }
    known = batch["start"] != MISSING
    result["start"] = functional.binary_cross_entropy_with_logits(
        scores["start"][known], batch["start"][known].float()
    )
    heads = batch["head"]
    arcs = scores["arc"].masked_fill(~same_sentence(batch), -1e4)
    result["arc"] = functional.cross_entropy(
        arcs.flatten(0, 1), heads.flatten(), ignore_index=MISSING
    )
    relations = network.score_relations(scores, heads.clamp(min=0))
    result["relation"] = functional.cross_entropy(
        relations.flatten(0, 1), batch["relation"].flatten(), ignore_index=MISSING
    )
    return result


def same_sentence(batch: Batch) -> Tensor:
    sentence = batch["sentence"]
    return sentence[:, :, None] == sentence[:, None, :]


@torch.no_grad()
def evaluate(network: Network, windows: list[list[Sentence]], classes: Classes) -> dict[str, float]:
    """Measure on gold words and sentences; heads are the best ones, not yet a tree."""
    network.eval()
    names = ("pos", "tag", "lemma", "uas", "las", "start")
    right = dict.fromkeys(names, 0)
    words = true = found = both = 0
    pos = numpy.array([tag.split("|")[0] for tag in classes.tag])
    for batch in batches(windows, 16, None):
        scores = network.score(network.read(batch))
        known = batch["start"] != MISSING
        words += int(known.sum())
        guess = {name: scores[name].argmax(-1) for name in TASKS}
        arcs = scores["arc"].masked_fill(~same_sentence(batch), -1e4).argmax(-1)
        relations = network.score_relations(scores, arcs).argmax(-1)
        headed = arcs == batch["head"]
        gold = batch["tag"][known].numpy()
        right["pos"] += int(
            ((pos[guess["tag"][known].numpy()] == pos[gold]) & (gold != MISSING)).sum()
        )
        hits = {name: guess[name] == batch[name] for name in ("tag", "lemma")}
        hits |= {"uas": headed, "las": headed & (relations == batch["relation"])}
        hits["start"] = (scores["start"] > 0) == (batch["start"] == 1)
        for name, hit in hits.items():
            right[name] += int(hit[known].sum())
        logits = scores["entity"][known].numpy()
        sure = functional.one_hot(batch["entity"][known].clamp(min=0), logits.shape[1]).numpy()
        a, b = (set(best_spans(s.astype("f4"), [(0, len(s))])) for s in (logits, sure * 99.0))
        found, true, both = found + len(a), true + len(b), both + len(a & b)
    network.train()
    figures = {name: value / words for name, value in right.items()}
    return figures | {"ner": 2 * both / max(1, found + true)}


def fit(
    network: Network,
    epochs: Iterable[Callable[[], Iterator[Batch]]],
    steps: int,
    rate: float,
    head_rate: float,
    losses: Callable[[Batch], Batch],
    after: Callable[[int], None],
) -> None:
    """Train for so many steps in all; `after` each epoch is called with its number."""
    encoder = [p for n, p in network.named_parameters() if n.split(".")[0] in ENCODER]
    heads = [p for n, p in network.named_parameters() if n.split(".")[0] not in ENCODER]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": rate}, {"params": heads, "lr": head_rate}],
        weight_decay=0.01,
        fused=True,
    )
    warm = WARM_UP * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: max(0.0, min(step / warm, (steps - step) / (steps - warm)))
    )
    step, began, sums = 0, time.time(), dict[str, float]()
    for number, epoch in enumerate(epochs, 1):
        network.train()
        for batch in epoch():
            with fast():
                parts = losses(batch)
            optimizer.zero_grad()
            sum(WEIGHTS[name] * part for name, part in parts.items()).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            for name, part in parts.items():
                sums[name] = sums.get(name, 0.0) + part.item()
            if step % REPORT == 0:
                shown = " ".join(f"{name} {value / REPORT:.4f}" for name, value in sums.items())
                print(f"{step}/{steps} {time.time() - began:.0f} s {shown}", flush=True)
                sums.clear()
        after(number)


def pieces_of_corpora(
    source: pretrained.Pretrained, docs: list[Doc], texts: list[Path]
) -> list[int]:
    """Return the pieces of the treebanks, and those that are not too rare in the other texts."""
    tokenizer = NorwegianNynorsk().tokenizer

    def words() -> Iterator[tuple[str, bool]]:
        for doc in [
            *docs,
            *docs,
            *(tokenizer(text) for path in texts for text in unlabelled(path)),
        ]:
            spaced = True
            for token in doc:
                if not token.is_space:
                    yield token.text, spaced
                spaced = bool(token.whitespace_) or token.is_space

    return pretrained.pieces_to_keep(source.pieces, words(), at_least=2)


def main(
    assets: Path,
    out: Path,
    epochs: int = 6,
    rate: float = 2.5e-4,
    seed: int = 0,
    threads: Annotated[int, typer.Option(help="cores to use")] = 2,
) -> None:
    """Train on the treebanks in ASSETS; what is learnt goes into OUT after every epoch."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    rng = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    vocab = NorwegianNynorsk().vocab  # one that knows white space
    docs = {
        name: read_docs(assets / f"{name}.conllu.gz", vocab)
        for name in ("nb_train", "nn_train", "nb_dev", "nn_dev")
    }
    train = docs["nb_train"] + docs["nn_train"]
    classes = classes_of(train)
    source = pretrained.read()
    texts = [assets / f"{name}_unlabelled.jsonl.gz" for name in ("news", "norec")]
    kept = pieces_of_corpora(source, train, texts)
    tokenizer = pretrained.make_tokenizer([source.pieces[i] for i in kept])
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    (out / "classes.json").write_text(json.dumps(asdict(classes), ensure_ascii=False))
    featurizer = Featurizer(Pieces(tokenizer), classes)
    sizes = Sizes(
        pieces=len(kept),
        tags=len(classes.tag),
        lemma_scripts=len(classes.lemma),
        entities=len(biluo_tags(classes.entity)),
        relations=len(classes.relation),
    )
    network = Teacher(sizes)
    load_pretrained(network, source, kept)
    dev = {
        name: [
            w for doc in docs[f"{name}_dev"] for w in cut(featurizer.sentences(doc), WINDOW, None)
        ]
        for name in ("nb", "nn")
    }

    names = Names(train)

    def windows() -> list[list[Sentence]]:
        renamed = (rename(doc, names, rng) if rng.random() < RENAMED else doc for doc in train)
        varied = (featurizer.sentences(vary(doc, rng, 0.5)) for doc in renamed)
        return [window for sentences in varied for window in cut(sentences, WINDOW, rng)]

    def losses(batch: Batch) -> Batch:
        return gold_losses(network, network.score(network.read(batch)), batch)

    def after(epoch: int) -> None:
        for name, part in dev.items():
            figures = evaluate(network, part, classes)
            print(epoch, name, {k: round(v, 4) for k, v in figures.items()}, flush=True)
        save(network, out / "network.pt", compact=True)

    steps = epochs * math.ceil(len(windows()) / BATCH)
    fit(
        network,
        [lambda: batches(windows(), BATCH, rng)] * epochs,
        steps,
        rate,
        HEAD_RATE,
        losses,
        after,
    )


if __name__ == "__main__":
    typer.run(main)
