"""Score newsparse output against gold annotations.

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

Figures, all micro-averaged over the articles:

* mentions: exact spans with the right type, per type and together
  (a trailing genitive -s or full stop is not held against a span).
* content exact: a content span counts when its edges agree, after quotation
  marks, dashes, punctuation and white space at the edges are trimmed.
  content overlap: shared characters over predicted / gold characters.
  Both follow the metrics of BBC's Citron.
* cue: exact. source: right when it overlaps the gold mention, on matched quotes.
* quotes: a predicted quote matches a gold one when their contents' characters
  overlap with intersection over union of at least 0.8 (one to one, best first).
* gender, role: of the people that gold names and the prediction found (one name's words contain
  the other's); a role is right when the words of one contain those of the other.
* attributed: a matched quote whose speaker is right too. This is the headline,
  "who said what". A name is right when one name's words contain the other's;
  where gold has no speaker, or "(journalist)", no speaker must be predicted.
  Gold may list several acceptable names separated by "|".
"""

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Record = dict[str, Any]
Counts = Counter[Any]
Error = tuple[str, str, str]

TYPES = ("person", "place", "organisation")
EDGE = " \t\n\r.,;:!?…-–—−\"'«»“”„‘’()[]"


def read(path: str | Path) -> dict[str, Record]:
    """Return the records of a file by their ids."""
    opened = gzip.open if Path(path).suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as f:
        return {r["id"]: r for r in map(json.loads, filter(str.strip, f))}


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    return start, end


def mention_key(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = trim(text, start, end)
    word = text[start:end]
    if end - start > 3 and word.endswith("s") and not word.isupper():
        end -= 1
    return start, end


def mentions(rec: Record) -> set[tuple[int, int, str]]:
    return {
        (*mention_key(rec["text"], m["start"], m["end"]), e["type"])
        for e in rec["entities"]
        if e["type"] in TYPES
        for m in e["mentions"]
    }


def chars(text: str, spans: Iterable[Record]) -> set[int]:
    return {
        i
        for s in spans
        for i in range(s["start"], s["end"])
        if not text[i].isspace() and text[i] not in EDGE
    }


def words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))


def is_nobody(name: str) -> bool:
    return not name or name == "(journalist)"


def same_speaker(gold: Record | None, pred: Record | None) -> bool:
    gold_name = (gold or {}).get("name") or ""
    pred_name = (pred or {}).get("name") or ""
    if is_nobody(gold_name):
        return is_nobody(pred_name)
    p = words(pred_name)
    return any(p and g and (p <= g or g <= p) for g in map(words, gold_name.split("|")))


def speakers(quote: Record) -> list[Record | None]:
    """The quote's speakers, in either form of the record; [None] where nobody is named."""
    if "speakers" in quote:
        return quote["speakers"] or [None]
    return [quote.get("speaker")]


def named(quote: Record) -> str | None:
    return ", ".join(s["name"] for s in speakers(quote) if s) or None


def score_persons(gold: list[Record], pred: Record, n: Counts) -> None:
    people = [(words(e["name"]), e) for e in pred["entities"] if e["type"] == "person"]
    for g in gold:
        name = words(g["name"])
        found = next((e for w, e in people if w and (w <= name or name <= w)), None)
        gender = {"f": "female", "m": "male"}.get(g.get("gender") or "")
        if found is None:
            n["gender_gold"] += gender is not None
            n["role_gold"] += bool(g.get("role"))
            continue
        n["gender_gold"] += gender is not None
        n["gender_pred"] += bool(found.get("gender"))
        n["gender_tp"] += gender is not None and found.get("gender") == gender
        role = (found.get("role") or {}).get("text") or ""
        a, b = words(g.get("role") or ""), words(role)
        n["role_gold"] += bool(a)
        n["role_pred"] += bool(b)
        n["role_tp"] += bool(a and b and (a <= b or b <= a))


def prf(tp: int, pred: int, gold: int) -> dict[str, Any]:
    p = tp / pred if pred else 0.0
    r = tp / gold if gold else 0.0
    return {"p": p, "r": r, "f": 2 * p * r / (p + r) if p + r else 0.0, "n": gold}


def score(
    gold: dict[str, Record], pred: dict[str, Record]
) -> tuple[dict[str, dict[str, Any]], list[Error]]:
    """Return the figures by name, each with precision, recall, F1 and how many gold has; errors."""
    n: Counts = Counter()
    errors: list[Error] = []
    out: dict[str, dict[str, Any]] = {}
    for key, g in gold.items():
        p = pred.get(key)
        if p is None:
            errors.append((key, "no prediction", ""))
            p = {"text": g["text"], "entities": [], "quotes": []}
        if p["text"] != g["text"]:
            sys.exit(f"{key}: the predicted text is not the gold text")
        text = g["text"]
        if "entities" in g:
            a, b = mentions(g), mentions(p)
            for t in TYPES:
                n["m_gold", t] += sum(x[2] == t for x in a)
                n["m_pred", t] += sum(x[2] == t for x in b)
                n["m_tp", t] += sum(x[2] == t for x in a & b)
            for what, found in (("missed mention", a - b), ("wrong mention", b - a)):
                errors += [(key, what, f"{x[2]}: {text[x[0] : x[1]]}") for x in sorted(found)]
        if "persons" in g:
            score_persons(g["persons"], p, n)
        if "quotes" in g:
            score_quotes(key, text, g["quotes"], p["quotes"], n, errors)
    if any(k[0] == "m_gold" for k in n if isinstance(k, tuple)):
        tot = [sum(n[k, t] for t in TYPES) for k in ("m_tp", "m_pred", "m_gold")]
        out["mentions"] = prf(*tot)
        for t in TYPES:
            out[f"mentions.{t}"] = prf(n["m_tp", t], n["m_pred", t], n["m_gold", t])
    for field in ("gender", "role"):
        if n[f"{field}_gold"]:
            out[field] = prf(n[f"{field}_tp"], n[f"{field}_pred"], n[f"{field}_gold"])
    if n["q_gold"] or n["q_pred"]:
        out["content exact"] = prf(n["c_tp"], n["c_pred"], n["c_gold"])
        out["content overlap"] = prf(n["o_tp"], n["o_pred"], n["o_gold"])
        out["cue exact"] = prf(n["cue_tp"], n["cue_pred"], n["cue_gold"])
        out["source overlap"] = prf(n["s_tp"], n["s_pred"], n["s_gold"])
        out["quotes"] = prf(n["q_tp"], n["q_pred"], n["q_gold"])
        for t in ("direct", "indirect"):
            out[f"quotes.{t}"] = prf(n["q_tp", t], n["q_pred", t], n["q_gold", t])
        out["attributed"] = prf(n["a_tp"], n["q_pred"], n["q_gold"])
        for t in ("direct", "indirect"):
            out[f"attributed.{t}"] = prf(n["a_tp", t], n["q_pred", t], n["q_gold", t])
    return out, errors


def family(quote: Record) -> str:
    return "direct" if quote["type"] == "direct" else "indirect"


def score_quotes(
    key: str, text: str, gold: list[Record], pred: list[Record], n: Counts, errors: list[Error]
) -> None:
    def snippet(q: Record) -> str:
        said = text[q["content"][0]["start"] : q["content"][-1]["end"]]
        return f"[{q['type']}] {said!r} <- {named(q)!r}"

    for side, quotes in (("gold", gold), ("pred", pred)):
        n[f"q_{side}"] += len(quotes)
        for q in quotes:
            n[f"q_{side}", family(q)] += 1
        n[f"o_{side}"] += len(set().union(*[chars(text, q["content"]) for q in quotes]))
        n[f"cue_{side}"] += sum(1 for q in quotes if q.get("cue"))
        n[f"s_{side}"] += sum(1 for q in quotes if q.get("source"))
    n["o_tp"] += len(
        set().union(*[chars(text, q["content"]) for q in gold])
        & set().union(*[chars(text, q["content"]) for q in pred])
    )
    a = Counter(trim(text, s["start"], s["end"]) for q in gold for s in q["content"])
    b = Counter(trim(text, s["start"], s["end"]) for q in pred for s in q["content"])
    n["c_gold"] += sum(a.values())
    n["c_pred"] += sum(b.values())
    n["c_tp"] += sum((a & b).values())
    cues = [
        Counter((q["cue"]["start"], q["cue"]["end"]) for q in qs if q.get("cue"))
        for qs in (gold, pred)
    ]
    n["cue_tp"] += sum((cues[0] & cues[1]).values())

    pairs = []
    for i, g in enumerate(gold):
        gc = chars(text, g["content"])
        for j, p in enumerate(pred):
            pc = chars(text, p["content"])
            iou = len(gc & pc) / len(gc | pc) if gc | pc else 0.0
            if iou >= 0.8:
                # ties (nested attributions of one content) go to the pair with the same speaker
                right = any(same_speaker(g.get("speaker"), s) for s in speakers(p))
                pairs.append((iou, right, i, j))
    pairs.sort(key=lambda x: (-x[0], not x[1]))
    used_g: set[int] = set()
    used_p: set[int] = set()
    for _, right, i, j in pairs:
        if i in used_g or j in used_p:
            continue
        used_g.add(i)
        used_p.add(j)
        g, p = gold[i], pred[j]
        n["q_tp"] += 1
        n["q_tp", family(g)] += 1
        if g.get("source") and p.get("source"):
            s, t = g["source"], p["source"]
            n["s_tp"] += max(s["start"], t["start"]) < min(s["end"], t["end"])
        if right:
            n["a_tp"] += 1
            n["a_tp", family(g)] += 1
        else:
            errors.append((key, "wrong speaker", f"{snippet(g)} but {named(p)!r}"))
    errors += [(key, "missed quote", snippet(g)) for i, g in enumerate(gold) if i not in used_g]
    errors += [(key, "wrong quote", snippet(p)) for j, p in enumerate(pred) if j not in used_p]


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
    for key, what, text in errors[: args.errors]:
        print(f"{key}\t{what}\t{text}")


if __name__ == "__main__":
    main()
