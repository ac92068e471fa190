"""Words as the encoder reads them: pieces of a fixed vocabulary, at most UNIT for each word."""

from tokenizers import Tokenizer

LONGEST_WORD = 40  # code points of a word that are looked at
MOST_PIECES = 12  # of one word; no Norwegian word needs as many
UNIT = 4  # pieces of a word that the network sees

START, PADDING, BREAK, UNKNOWN = 0, 1, 2, 3  # `</s>` stands for a paragraph break and for the end


class Pieces:
    """Turns words into the ids of their pieces."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def of(self, word: str, spaced: bool) -> tuple[int, ...]:
        """Return the ids of a word's pieces, at least one; spaced: white space stands before it."""
        text = word[:LONGEST_WORD]
        ids = self._tokenizer.encode(" " + text if spaced else text).ids
        return tuple(ids[:MOST_PIECES]) or (UNKNOWN,)

    def is_one(self, word: str) -> bool:
        """Tell whether the vocabulary has the word whole, as it has the frequent ones."""
        return len(self._tokenizer.encode(" " + word).ids) == 1


def unit_of(pieces: tuple[int, ...]) -> tuple[int, ...]:
    """Return UNIT ids: the first piece, the last of several, then those between.

    >>> unit_of((7,)), unit_of((7, 8)), unit_of((7, 8, 9, 10, 11))
    ((7, 1, 1, 1), (7, 8, 1, 1), (7, 11, 8, 9))
    """
    ends = pieces[:1] + pieces[1:][-1:]
    return (*ends, *pieces[1:-1], *(PADDING,) * UNIT)[:UNIT]
