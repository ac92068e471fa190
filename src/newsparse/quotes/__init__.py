"""Find the quotes of a parsed article."""

from newsparse.quotes.according import ifolge_phrase, som_clause
from newsparse.quotes.attribution import Attribution
from newsparse.quotes.complement import object_clause
from newsparse.quotes.direct import dash_reply
from newsparse.quotes.fragments import marked_fragment
from newsparse.quotes.indirect import det_clause, noe_clause, reporting_clause_after
from newsparse.quotes.labels import claim_headline, colon_sentence, signature, transcript
from newsparse.quotes.marks import quotation_marks
from newsparse.quotes.merge import merge
from newsparse.quotes.page import Page
from newsparse.quotes.predicate import (
    equation_clause,
    noun_clause_after,
    predicate_clause,
    question_phrase,
)
from newsparse.record import Standard
from newsparse.words import Words

__all__ = ["CONSTRUCTIONS", "Attribution", "find_attributions"]

# A cue belongs to the first construction that claims it.
CONSTRUCTIONS = (
    transcript,  # first: whatever stands in a turn is its speaker's
    dash_reply,  # before the marks: what a dash sets apart is direct, whatever stands in it
    signature,  # before the marks: what they set apart in a message is part of it
    claim_headline,
    quotation_marks,  # before the indirect ones: `«Vi vant», sier Hansen` is no reported clause
    colon_sentence,  # behind the marks: what has them is theirs
    ifolge_phrase,  # before the verbs: it frames whole sentences that hold other reports
    object_clause,  # before reporting_clause_after: `…, sier Hansen at …` has its clause behind it
    som_clause,  # before reporting_clause_after: `Det er, som Hansen sier, klart`
    reporting_clause_after,
    det_clause,
    noe_clause,
    predicate_clause,
    equation_clause,
    noun_clause_after,
    question_phrase,
    marked_fragment,  # last: marked words in a reported clause are its own, and no quote
)


def find_attributions(words: Words, language: Standard = "nb") -> list[Attribution]:
    """Return the attributions of the words of a Doc that has a parse and entities, in text order.

    language: the written standard whose lemmas the cues get.
    """
    page = Page.of(words, language)
    return merge(quote for construction in CONSTRUCTIONS for quote in construction(page))
