"""What there is in all: counts, the period, and quotes by day."""

from collections import Counter
from datetime import date

from newsparse.writing.report.shown import ShownArticle
from newsparse.writing.report.words import day_of

VOICES = {"female": "women", "male": "men", None: "others"}


class Totals:
    """Counts over all articles; what is kept grows with the number of days alone."""

    def __init__(self) -> None:
        self.articles = self.quotes = self.unsure = self.undated = 0
        self.by_voice: Counter[str] = Counter()
        self.days: dict[date, Counter[str]] = {}

    def add(self, shown: ShownArticle) -> None:
        """Count an article."""
        day = day_of(shown.article.published)
        self.articles += 1
        self.undated += day is None
        by_voice = Counter(VOICES[quote.gender] for quote in shown.quotes)
        self.quotes += len(shown.quotes)
        self.unsure += sum(quote.is_unsure for quote in shown.quotes)
        self.by_voice += by_voice
        if day is not None:
            self.days.setdefault(day, Counter()).update(by_voice)

    @property
    def period(self) -> tuple[str, str] | None:
        """The first and the last day."""
        return (str(min(self.days)), str(max(self.days))) if self.days else None
