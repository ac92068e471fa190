"""Where the rooms meet: text in, Article out; the only step from spans to code points."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from newsparse import record
from newsparse.entities import Entity, find_entities, mark_entities
from newsparse.errors import PipelineError
from newsparse.language import Foreign, detect_language, find_foreign
from newsparse.people import Person, find_people
from newsparse.pipeline import known_words, load_pipeline, parse, parses_whole
from newsparse.quotes import Attribution, find_attributions
from newsparse.reading import Document, printable
from newsparse.references import References, find_references
from newsparse.speakers import Speakers, find_speakers, own_accounts
from newsparse.suspicions import suspicions
from newsparse.view import View
from newsparse.words import Words

STANDING = ("pronoun", "description")  # bases of speakers whom a source stands for


class Analyzer:
    """A loaded pipeline that analyses articles."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.knows = known_words(nlp)
        self.version = version("newsparse")
        self.model = record.Model(
            name=f"{nlp.lang}_{nlp.meta['name']}", version=nlp.meta["version"]
        )

    def analyze(self, text: str, id: str = "text") -> record.Article:
        """Analyse one article; offsets in the result count code points of `text`.

        A lone surrogate, which no encoding of Unicode can hold, comes back as U+FFFD.
        """
        return next(self.stream([Document(id, text)]))

    def stream(self, documents: Iterable[Document]) -> Iterator[record.Article]:
        """Analyse documents one after the other, in their order, without holding them all."""
        views = ((View.of(printable(d.text), self.knows), d) for d in documents)
        told = ((view, find_foreign(view.text), document) for view, document in views)
        # what is foreign takes its turn as a text without words, so that the order stays
        texts = (
            ("" if is_left_out(foreign, document) else view.text, (view, foreign, document))
            for view, foreign, document in told
        )
        for doc, (view, foreign, document) in parse(self.nlp, texts):
            yield self._article(doc, document, view, foreign)

    def analyze_doc(self, doc: Doc) -> record.Article:
        """Analyse a Doc that this pipeline has parsed, as `analyze` would its text.

        The Doc stays as it is. Where its text is long or not read as it stands, or its sentences
        go on over line breaks, the text is parsed anew. Raises PipelineError where it has no parse.
        """
        if not doc.text.isspace() and len(doc) and not doc.has_annotation("DEP"):
            raise PipelineError.unparsed()
        document = Document("text", doc.text)
        if not self._is_read(doc):
            return next(self.stream([document]))
        view = View(document.text)
        foreign = find_foreign(view.text)
        left_out = is_left_out(foreign, document)
        return self._article(Doc(doc.vocab) if left_out else doc.copy(), document, view, foreign)

    def _is_read(self, doc: Doc) -> bool:
        """Tell whether a Doc's words and sentences are those that `analyze` would have parsed."""
        words = Words(doc)
        keeps_lines = bool((words.starts[1:] | ~words.breaks[:-1]).all())
        is_whole = keeps_lines and parses_whole(doc.text)
        return is_whole and View.of(doc.text, self.knows).text == doc.text

    def _article(
        self, doc: Doc, document: Document, view: View, foreign: Foreign
    ) -> record.Article:
        words = Words(doc)
        standard = detect_language(words, document.language or "nb")
        reading = read_doc(words, standard, Foreign() if document.any_language else foreign)
        ids = {entity: f"e{n}" for n, entity in enumerate(reading.entities, 1)}
        taken_up: dict[Entity, list[record.Span]] = {entity: [] for entity in reading.entities}
        for reference in reading.references.found:
            taken_up[reference.entity].append(record.Span(**_place(reference.span, view)))
        found = enumerate(zip(reading.attributions, reading.speakers, strict=True), 1)
        return record.Article(
            id=document.id,
            language=foreign.language or standard,
            warnings=suspicions(view.source, len(reading.entities), is_left_out(foreign, document)),
            title=document.title,
            published=document.published,
            url=document.url,
            section=document.section,
            byline=document.byline,
            source=document.source,
            text=view.source,
            parts=list(document.parts),
            entities=[
                _entity(e, ids[e], taken_up[e], reading.people.get(e, Person()), view)
                for e in reading.entities
            ],
            quotes=[_quote(f"q{n}", quote, _speakers(who, ids), view) for n, (quote, who) in found],
            meta=document.meta,
            sha256=document.sha256 or hashlib.sha256(view.source.encode()).hexdigest(),
            model=self.model,
            newsparse_version=self.version,
        )


@dataclass(frozen=True)
class Reading:
    """What the rooms find in a Doc; speakers: those of each attribution, in the same order."""

    entities: list[Entity]
    references: References
    attributions: list[Attribution]
    speakers: list[Speakers]
    people: dict[Entity, Person]


def is_left_out(foreign: Foreign, document: Document) -> bool:
    """Tell whether an article is not analysed, as it is in another language."""
    return foreign.language is not None and not document.any_language


def read_doc(
    words: Words, standard: record.Standard = "nb", foreign: Foreign | None = None
) -> Reading:
    """Read the words of a Doc that has a parse and entities.

    foreign: which of its paragraphs make no quotes.
    """
    entities = find_entities(words)
    mark_entities(words, entities)  # what the whole article tells of a name helps to find sources
    attributions = find_attributions(words, standard)
    if foreign is not None and foreign.stretches:
        attributions = [quote for quote in attributions if not _is_foreign(quote, foreign)]
    cited = [quote.source for quote in attributions if quote.source is not None]
    references = find_references(words, entities, cited)
    speakers = find_speakers(words, attributions, entities, references)
    twice = own_accounts(attributions, speakers)
    attributions = [quote for i, quote in enumerate(attributions) if i not in twice]
    speakers = [who for i, who in enumerate(speakers) if i not in twice]
    references.settle(
        (quote.source, who[0].entity)
        for quote, who in zip(attributions, speakers, strict=True)
        if quote.source is not None and len(who) == 1 and who[0].basis in STANDING
    )
    people = find_people(entities, references.found)
    return Reading(entities, references, attributions, speakers, people)


def _is_foreign(quote: Attribution, foreign: Foreign) -> bool:
    """Tell whether a quote lies in foreign paragraphs, with all that tells whose it is.

    A message in English stays that is signed, or that a Norwegian sentence introduces.
    """
    told = [s for s in (quote.cue, quote.source, quote.introduction) if s is not None]
    return all(foreign.holds(s.start_char, s.end_char) for s in (*quote.content, *told))


def _entity(
    entity: Entity, id: str, references: list[record.Span], person: Person, view: View
) -> record.Entity:
    return record.Entity(
        id=id,
        type=entity.type,
        name=entity.name,
        mentions=[record.Mention(**_place(m, view), label=m.label_) for m in entity.mentions],
        references=references,
        gender=person.gender,
        gender_basis=person.gender_basis,
        role=_span(person.role, view),
        party=_span(person.party, view),
    )


def _speakers(speakers: Speakers, ids: dict[Entity, str]) -> list[record.Speaker]:
    return [
        record.Speaker(
            name=speaker.name,
            entity=ids[speaker.entity] if speaker.entity is not None else None,
            basis=speaker.basis,
        )
        for speaker in speakers
    ]


def _quote(id: str, quote: Attribution, speakers: list[record.Speaker], view: View) -> record.Quote:
    return record.Quote(
        id=id,
        type=quote.type,
        construction=quote.construction,
        text=" … ".join(span.text for span in quote.content),
        content=[record.Span(**_place(span, view)) for span in quote.content],
        cue=_cue(quote, view),
        source=_span(quote.source, view),
        speakers=speakers,
        negated=quote.negated,
    )


def _cue(quote: Attribution, view: View) -> record.Cue | None:
    if quote.cue is None:
        return None
    return record.Cue(**_place(quote.cue, view), lemma=quote.lemma or quote.cue.text)


def _span(span: DocSpan | None, view: View) -> record.Span | None:
    return record.Span(**_place(span, view)) if span is not None else None


def _place(span: DocSpan, view: View) -> dict[str, Any]:
    start, end = view.place(span.start_char, span.end_char)
    return {"start": start, "end": end, "text": view.source[start:end]}


def load(model: str | None = None) -> Analyzer:
    """Load a pipeline: a spaCy package's name or a path; without one, newsparse's own.

    Raises PipelineError when it is missing or cannot be used.
    """
    return Analyzer(load_pipeline(model))
