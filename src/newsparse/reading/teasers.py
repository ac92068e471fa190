"""What stands in a web page's article and is none of it: by classes, and by its words."""

import re

# elements that hold a whole page; a class of theirs says something of all of it
WHOLE = frozenset("html body main article".split())
# what a class ends in, word by word: `image-caption`, `wp-caption-text`, `bildetekst`
CAPTION = re.compile(
    r"(?:^|[-_])(?:captions?|bildetekst|credits?|tagline|photo(?:grapher)?|fotograf)(?:[-_]+text)?$"
)
SPEAKER = re.compile(r"(?:^|[-_])(?:author|cite|citation|source|kilde|sitatkilde)$")
BYLINE = re.compile(r"(?:^|[-_])bylines?$")
# dialogs that ask for consent: those of the programs that newspapers use, and their words
CONSENT = re.compile(
    r"(?:^|[-_])(?:cookies?|consent|samtykke|gdpr|onetrust|didomi|cookiebot|sp[-_]message|cmp)(?:$|[-_])"
    r"|^cybotcookiebot|^qc-cmp",
)
# links to other articles
RELATED = re.compile(
    r"(?:^|[-_])(?:related|relatert|relaterte|teasers?|les-?ogs[aå]|lesogsa|readmore|read-more"
    r"|recommend(?:ed|ation|ations)|newsletter)(?:$|[-_](?:articles?|content|links?|posts?|box|list|saker))"
)
# boxes of facts, which are set beside the article, and offers to those who do not pay
BOX = re.compile(
    r"(?:^|[-_])(?:fact-?box(?:es)?|faktaboks|faktaramme|infobox|paywall|subscribe|subscription"
    r"|abonner|abonnement)(?:$|[-_])"
)
ABOUT_ALL = re.compile(r"^(?:has|no|with|without|is|show|hide)[-_]")  # `has-caption`
# a paragraph that begins so is a link to something else, a caption or credit, or says when a press
# release came and whose it is
TEASER = re.compile(
    r"(?:(?:les|se|hør|høyr) (?:også|òg|ogso)\b|les (?:mer|meir)(?:\b[^.!?]{0,40}:| her\b|$)"
    r"|les og:|les (?:hele|heile) (?:saken|saka|artikkelen)\b"
    r"|(?:saken|saka|artikkelen) (?:fortsetter|held fram|fortset) (?:under|etter|nedanfor)\b"
    r"|annonse$|annonsørinnhold\b|vis dette innlegget på instagram"
    r"|(?:foto|bilde|bildetekst|illustrasjon) ?: "
    r"|(?:publisert|sist oppdatert|oppdatert):? (?:\d|(?:mån|man|tirs|tys|ons|tors|fre|lør|laur|søn"
    r"|sun)dag\b))"
    r"|\d\d?\.\d\d?\.\d{4} \d\d?:\d\d(?::\d\d)? [A-Z]{3,4} \|",
    re.IGNORECASE,
)
LONGEST_TEASER = 250  # code points
# what a page says that shows no more than a dialog
ASKS_FOR_CONSENT = re.compile(
    r"informasjonskapsl|cookies|samtykke|personvern|personopplysning|våre (?:\d+ )?partner(?:e|ar)",
    re.IGNORECASE,
)
MOST_CONSENT = 5  # paragraphs
ONLY_WORDS = re.compile(
    r"(?:les (?:også|òg|mer|meir)|(?:flere|fleire) saker|relaterte (?:saker|artikl[ae]r))\W*$",
    re.IGNORECASE,
)


def is_aside(tag: str, classes: str, id: str = "") -> bool:
    """Tell by its classes and id that an element is a caption, a dialog, a box, or links."""
    if tag in WHOLE:
        return False
    names = [name for name in f"{classes} {id}".lower().split() if not ABOUT_ALL.match(name)]
    return any(form.search(name) for name in names for form in (CAPTION, CONSENT, RELATED, BOX))


def is_byline(classes: str) -> bool:
    """Tell by its classes that an element says who wrote the article."""
    return any(BYLINE.search(name) for name in classes.lower().split())


def is_cite_by_class(classes: str) -> bool:
    """Tell by its classes that an element in a block quote says who is quoted."""
    return any(SPEAKER.search(name) for name in classes.lower().split())


def is_teaser(paragraph: str) -> bool:
    """Tell by its words that a paragraph points to something else.

    >>> is_teaser("LES OGSÅ: Ferja er innstilt"), is_teaser("Les og lær, sier hun.")
    (True, False)
    """
    return len(paragraph) <= LONGEST_TEASER and TEASER.match(paragraph.strip("►▶>→•* ")) is not None


def is_consent(paragraphs: list[str]) -> bool:
    """Tell that a page says nothing but that it asks for consent: most of it uses two such words.

    An article about consent has more paragraphs than that.
    """
    said = [len({word.lower() for word in ASKS_FOR_CONSENT.findall(p)}) for p in paragraphs]
    return len(said) <= MOST_CONSENT and sum(count > 1 for count in said) * 2 > len(said)


def begins_list(paragraph: str) -> bool:
    """Tell that what follows are links to other articles: `Les også:` alone."""
    return ONLY_WORDS.match(paragraph.strip()) is not None
