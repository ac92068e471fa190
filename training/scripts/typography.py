"""The same text in another newspaper's typography."""

import random
from typing import Any

from spacy.tokens import Doc

from newsparse.encoder.names import MARKS

DASHES = ("-", "–", "—")
QUOTES = tuple(MARKS.items())
OPENING = {"«", "“", "„"}
CLOSING = {"»"}
STRAIGHT = {'"', "”"}
BREAKS = ("\n", "\n\n")


def vary_typography(doc: Doc, rng: random.Random) -> Doc:
    """Return a copy of the Doc in another newspaper's typography, with its annotation kept."""
    dash = rng.choice(DASHES)
    quotes = rng.choice(QUOTES)
    line_break = rng.choice(BREAKS)
    break_rate = rng.choice((0.0, 0.2, 0.5))
    rows: list[dict[str, Any]] = []
    position = {}  # token of the original → index of its row
    inside = False
    sentences = list(doc.sents)
    for number, sentence in enumerate(sentences):
        last = sentence[-1]
        is_headline = not last.is_punct
        starts_reply = sentence[0].text in DASHES
        drop_stop = last.text == "." and len(sentence) < 12 and rng.random() < 0.1
        shout = is_headline and rng.random() < 0.1
        for token in sentence:
            if drop_stop and token == last and not any(t.head == token for t in doc):
                if rows:
                    rows[-1]["space"] = True
                continue
            word = token.text
            if word in DASHES and token.pos_ == "PUNCT":
                word = dash
            elif word in OPENING:
                word, inside = quotes[0], True
            elif word in CLOSING:
                word, inside = quotes[1], False
            elif word in STRAIGHT:
                inside = not inside
                word = quotes[0] if inside else quotes[1]
            position[token.i] = len(rows)
            rows.append(
                {
                    "word": word.upper() if shout else word,
                    "space": bool(token.whitespace_),
                    "pos": token.pos_,
                    "morph": str(token.morph),
                    "lemma": word if token.is_punct else token.lemma_,
                    "head": token.head.i,
                    "dep": token.dep_,
                    "ent": f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O",
                }
            )
        if number + 1 == len(sentences):
            break
        certain = (
            is_headline or drop_stop or starts_reply or sentences[number + 1][0].text in DASHES
        )
        if rng.random() < (0.9 if certain and break_rate else break_rate):
            rows[-1]["space"] = False
            rows.append(
                {
                    "word": line_break,
                    "space": False,
                    "pos": "SPACE",
                    "morph": "",
                    "lemma": line_break,
                    "head": None,
                    "dep": "dep",
                    "ent": "O",
                }
            )
    # a line break hangs on the token before it, as in spaCy's own whitespace augmentation
    heads = [i - 1 if row["head"] is None else position[row["head"]] for i, row in enumerate(rows)]
    return Doc(
        doc.vocab,
        words=[row["word"] for row in rows],
        spaces=[row["space"] for row in rows],
        pos=[row["pos"] for row in rows],
        morphs=[row["morph"] for row in rows],
        lemmas=[row["lemma"] for row in rows],
        heads=heads,
        deps=[row["dep"] for row in rows],
        ents=[row["ent"] for row in rows],
    )
