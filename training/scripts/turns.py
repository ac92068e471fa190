"""Train who has the floor: small networks over who may say what nothing says who says."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy
import torch
import typer
from corpus import INVENTED, LABELS, NARC, READ, ROOT, read_narc, read_records
from numpy.typing import NDArray
from spacy.language import Language
from torch import Tensor, nn

from newsparse.entities import Entity, find_entities, mark_entities
from newsparse.evaluate.score import matches, same_speaker
from newsparse.pipeline import load_pipeline
from newsparse.quotes import Attribution, find_attributions
from newsparse.references import References, find_references
from newsparse.speakers.floor import Candidate
from newsparse.speakers.ranker import FILE, Ranker
from newsparse.speakers.speaker import Speakers
from newsparse.speakers.turns import Turns
from newsparse.words import Words

TALKS = ROOT / "training/talks.jsonl"  # with many replies that nothing says who says
CASES = ROOT / "tests/cases"
REPEATED = 3  # times, as there are few of these
INNER, MIDDLE = 48, 24
EPOCHS = 30
BATCH = 64  # replies
RATE, DECAY = 2e-3, 1e-2
DROPPED_INPUT, DROPPED = 0.1, 0.3
NETWORKS, IN_FOLDS = 8, 2  # those that are shipped, and those that read in training
FOLDS, READINGS = 5, 2
IMPOSSIBLE = -1e4  # score of a row that is none


@dataclass(frozen=True)
class Example:
    """A reply: what is told of each candidate, and which of them are right."""

    tells: list[dict[str, float]]
    right: list[bool]


@dataclass
class Reader:
    """An annotated article that is ready for its turns to be read."""

    file: str
    id: str
    parts: tuple[Words, list[Attribution], list[Entity], References]
    gold: dict[int, Any]  # the speaker of each quote that is annotated

    def read(self, ranker: Ranker | None) -> "Taught":
        """Go through its turns; without a ranker each reply is given to who says it."""
        taught = Taught(*self.parts, self.gold, ranker)
        taught.speakers()
        return taught


class Taught(Turns):
    """Turns that keep what there was to choose from."""

    def __init__(
        self,
        words: Words,
        quotes: list[Attribution],
        entities: list[Entity],
        references: References,
        gold: dict[int, Any],
        ranker: Ranker | None,
    ) -> None:
        super().__init__(words, quotes, entities, references)
        self.gold, self.ranker = gold, ranker
        self.examples: list[Example] = []
        self.hits: list[bool] = []

    def choose(self, i: int, candidates: Sequence[Candidate]) -> Speakers:
        tells = [candidate.tells for candidate in candidates]
        right = [is_right(self.gold.get(i), candidate.who) for candidate in candidates]
        if self.ranker is None:
            chosen = right.index(True) if i in self.gold and any(right) else 0
        else:
            weights = self.ranker.weigh(tells)
            chosen = weights.index(max(weights))
        if i in self.gold:
            self.hits.append(right[chosen])
            if any(right):
                self.examples.append(Example(tells, right))
        return candidates[chosen].who


def is_right(gold: Any, who: Speakers) -> bool:
    if not who:
        return same_speaker(gold, None)
    return any(same_speaker(gold, {"name": speaker.name}) for speaker in who)


def read_cases() -> Iterator[dict[str, Any]]:
    """Yield the small articles of the tests, which show a construction each, as annotated ones."""
    for path in sorted(CASES.glob("*.toml")):
        for name, standards in tomllib.loads(path.read_text("utf-8")).items():
            for lang, case in standards.items():
                text = case["text"].strip("\n")
                rows = [] if "fails" in case else case["quotes"]
                quotes = [*map(partial(_annotated, text), rows)]
                yield {"id": name, "lang": lang, "text": text, "quotes": quotes}


def _annotated(text: str, row: list[str]) -> dict[str, Any]:
    starts = [(text.index(part), len(part)) for part in row[2].split(" ‖ ")]
    content = [{"start": start, "end": start + length} for start, length in starts]
    speaker = {"name": row[-1].replace("; ", "|")} if row[-1] else None
    return {"content": content, "speaker": speaker}


def read_articles(file: str, records: Sequence[Any], nlp: Language) -> Iterator[Reader]:
    """Yield annotated articles, parsed and with their quotes found; file: where they are from."""
    for record, doc in zip(records, nlp.pipe(r["text"] for r in records), strict=True):
        words = Words(doc)
        entities = find_entities(words)
        mark_entities(words, entities)
        quotes = find_attributions(words, record["lang"])
        sources = [quote.source for quote in quotes if quote.source is not None]
        references = find_references(words, entities, sources)
        predicted = [{"content": _places(quote), "speakers": []} for quote in quotes]
        found = matches(record["text"], record["quotes"], predicted)
        gold = {j: record["quotes"][i].get("speaker") for i, j, _ in found}
        yield Reader(file, record["id"], (words, quotes, entities, references), gold)


def _places(quote: Attribution) -> list[dict[str, int]]:
    return [{"start": span.start_char, "end": span.end_char} for span in quote.content]


class Net(nn.Module):  # type: ignore[misc]
    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner, self.middle = nn.Linear(width, INNER), nn.Linear(INNER, MIDDLE)
        self.outer = nn.Linear(MIDDLE, 1, bias=False)
        self.input, self.dropout = nn.Dropout(DROPPED_INPUT), nn.Dropout(DROPPED)

    def forward(self, rows: Tensor, kept: Tensor) -> Tensor:
        """The logarithm of each row's probability among those of its reply."""
        inner = self.dropout(torch.relu(self.inner(self.input(rows))))
        scores = self.outer(torch.relu(self.middle(inner))).squeeze(-1)
        return scores.masked_fill(~kept, IMPOSSIBLE).log_softmax(-1)


def laid_out(examples: Sequence[Example], column: Mapping[str, int]) -> tuple[Tensor, ...]:
    """Lay replies side by side: their rows, which of these are right, and which are rows at all."""
    most = max(len(example.right) for example in examples)
    rows = torch.zeros(len(examples), most, len(column))
    right, kept = torch.zeros(2, len(examples), most, dtype=torch.bool)
    for i, example in enumerate(examples):
        right[i, : len(example.right)] = torch.tensor(example.right)
        kept[i, : len(example.right)] = True
        for j, tells in enumerate(example.tells):
            for name, value in tells.items():
                if name in column:
                    rows[i, j, column[name]] = float(value)
    return rows, right, kept


def train(examples: Sequence[Example], column: Mapping[str, int], seed: int) -> Net:
    torch.manual_seed(seed)
    net, (rows, right, kept) = Net(len(column)), laid_out(examples, column)
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(examples) // BATCH)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, steps)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(examples)).split(BATCH):
            logs = net(rows[batch], kept[batch]).masked_fill(~right[batch], IMPOSSIBLE)
            optimizer.zero_grad()
            (-logs.logsumexp(-1)).mean().backward()
            optimizer.step()
            schedule.step()
    net.eval()
    return net


def columns_of(examples: Sequence[Example]) -> dict[str, int]:
    names = {name for example in examples for tells in example.tells for name in tells}
    return {name: i for i, name in enumerate(sorted(names))}


def learn(articles: Sequence[Reader]) -> list[Example]:
    """Return the examples of several readings, and print how good each was, by file.

    First every reply is given to who says it. Then articles are read by networks that were trained
    on others, with all their mistakes, so that it is learnt how to go on from these (DAgger: Ross
    et al. 2011).
    """
    parts: list[list[Example]] = [[] for _ in range(FOLDS)]
    rankers: list[Ranker | None] = [None] * FOLDS
    for reading in range(READINGS + 1):
        hits: dict[str, list[bool]] = {}
        for article in articles:
            fold = crc32(article.id.encode()) % FOLDS
            taught = article.read(rankers[fold])
            parts[fold] += taught.examples
            hits.setdefault(article.file, []).extend(taught.hits)
        for file, right in hits.items():
            print(f"{reading} {file:24} {len(right):5} {sum(right) / len(right):.3f}", flush=True)
        if reading < READINGS:
            rankers = [ranker_of([*chain(*parts[:f], *parts[f + 1 :])]) for f in range(FOLDS)]
    return [*chain(*parts)]


def ranker_of(examples: Sequence[Example]) -> Ranker:
    column = columns_of(examples)
    return Ranker(weights_of([train(examples, column, seed) for seed in range(IN_FOLDS)], column))


def weights_of(nets: Sequence[Net], column: Mapping[str, int]) -> dict[str, NDArray[Any]]:
    """The layers as the ranker reads them, one network after the other."""
    found: dict[str, NDArray[Any]] = {"columns": numpy.array([*column])}
    for name in ("inner", "middle", "outer"):
        layers = [getattr(net, name) for net in nets]
        found[name] = numpy.stack([x.weight.detach().numpy().T for x in layers]).astype("float16")
        if layers[0].bias is not None:
            biases = numpy.stack([x.bias.detach().numpy()[None] for x in layers])
            found[f"{name}_bias"] = biases.astype("float16")
    return found


def main(assets: Path, model: Path) -> None:
    torch.set_num_threads(1)
    nlp = load_pipeline(str(model))
    files = (assets / LABELS, READ, INVENTED, TALKS)
    articles = [
        reader for path in files for reader in read_articles(path.name, read_records(path), nlp)
    ]
    quoted = [record for record in read_narc(assets / NARC) if "quotes" in record]
    articles += read_articles(NARC, quoted, nlp)
    articles += REPEATED * [*read_articles("cases", list(read_cases()), nlp)]
    examples = learn(articles)
    column = columns_of(examples)
    nets = [train(examples, column, seed) for seed in range(NETWORKS)]
    weights: dict[str, Any] = weights_of(nets, column)
    numpy.savez_compressed(model / FILE, **weights)


if __name__ == "__main__":
    typer.run(main)
