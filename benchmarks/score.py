#!/usr/bin/env python3
"""Score newsparse output, or another program's, against gold annotations.

    python benchmarks/score.py GOLD.jsonl PREDICTED.jsonl [--json] [--errors N]

Both files hold one article per line, and may be gzipped. A record is joined on `id`, and its
offsets are Unicode code points into `text`, which must be the same in both.
Only the sections that the gold record has are scored.

Gold and predicted records share this shape (a predicted record may hold more):

    {"id": str, "text": str,
     "entities": [{"type": "person|place|organisation", "name": str,
                   "mentions": [{"start": int, "end": int}, ...]}, ...],
     "quotes":   [{"type": "direct|indirect|mixed",
                   "content": [{"start": int, "end": int}, ...],
                   "cue":    {"start": int, "end": int} | null,
                   "source": {"start": int, "end": int} | null,
                   "speaker": {"name": str} | null}, ...],
     "persons":  [{"name": str, "gender": "f|m" | null, "role": str | null}, ...]}   (gold only)

A predicted quote may have "speakers": [{"name": str}, ...] in place of "speaker"; one of them must
be right. A predicted entity of type person may have "gender" ("female", "male" or null) and "role"
(a span with its "text", or null), which are scored where gold has "persons".

The figures are those of `newsparse evaluate`, which reads results of newsparse alone:
`src/newsparse/evaluate/score.py` says how each is counted. The headline is `attributed`.
"""

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import Any

from newsparse.evaluate import Mistake, Record, Scorer


def read(path: str | Path) -> dict[str, Record]:
    """Return the records of a file by their ids."""
    opened = gzip.open if Path(path).suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as f:
        return {r["id"]: r for r in map(json.loads, filter(str.strip, f))}


def score(
    gold: dict[str, Record], pred: dict[str, Record]
) -> tuple[dict[str, dict[str, Any]], list[Mistake]]:
    """Return the figures by name, each with precision, recall, F1 and how many gold has; errors."""
    scorer = Scorer()
    for key, record in gold.items():
        if key in pred and pred[key]["text"] != record["text"]:
            sys.exit(f"{key}: the predicted text is not the gold text")
        scorer.add(record, pred.get(key))
    figures = {
        name: {"p": figure.precision, "r": figure.recall, "f": figure.f1, "n": figure.gold}
        for name, figure in scorer.figures().items()
    }
    return figures, scorer.mistakes


def main() -> None:
    ap = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    ap.add_argument("gold")
    ap.add_argument("predicted")
    ap.add_argument("--json", action="store_true", help="print the figures as JSON")
    ap.add_argument(
        "--errors", type=int, default=0, metavar="N", help="print the first N errors too"
    )
    args = ap.parse_args()
    out, errors = score(read(args.gold), read(args.predicted))
    if args.json:
        print(json.dumps(out))
    else:
        print(f"{'':24}{'P':>8}{'R':>8}{'F1':>8}{'gold':>8}")
        for k, v in out.items():
            print(f"{k:24}{v['p']:8.3f}{v['r']:8.3f}{v['f']:8.3f}{v['n']:8d}")
    for error in errors[: args.errors]:
        print(f"{error.id}\t{error.what}\t{error.about}: {error.text!r}")


if __name__ == "__main__":
    main()
