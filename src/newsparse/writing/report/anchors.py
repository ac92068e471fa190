"""Anchors that stay: made of an article's id and a quote's words, not of their numbers."""

from hashlib import blake2b

from newsparse.record import Article, Quote

SIZE = 6  # bytes; two of 27,000 quotes are alike once in 700,000 reports


class Anchors:
    """The anchors of one page, on which each is there once.

    Where an article comes twice, or somebody says the same again, the second has `-2` behind it.
    """

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def article(self, article: Article) -> str:
        """Return the anchor of an article: `a4f2c06d1e9b3`."""
        return self._once(f"a{_hash(article.id)}")

    def quote(self, article: Article, quote: Quote) -> str:
        """Return the anchor of a quote: `q0b1d77a3c25e`."""
        return self._once(f"q{_hash(article.id, ' '.join(quote.text.casefold().split()))}")

    def _once(self, anchor: str) -> str:
        number = self._given[anchor] = self._given.get(anchor, 0) + 1
        return anchor if number == 1 else f"{anchor}-{number}"


def _hash(*words: str) -> str:
    return blake2b("\0".join(words).encode(), digest_size=SIZE).hexdigest()
