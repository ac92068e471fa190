"""Web pages in the shapes that Norwegian papers give them; all content is invented."""

TITLE = "Ferja på Lenk stenges i to uker"
LEAD = "Ferjeleiet på Lenk stenges fra mandag. Nå fortviler folk på begge sider av fjorden."
PARAGRAPHS = (
    "Statens vegvesen opplyser at ferjeleiet må stenges for reparasjoner, og at arbeidet tar to "
    "uker. I mellomtiden må alle som skal til byen, kjøre rundt fjorden.",
    "– Dette er uholdbart for alle som bor her, sier ordfører Åse Vik.",
    "Hun mener at vegvesenet må sette inn en reserveferje så lenge arbeidet pågår, og viser til "
    "at skolebarna ellers må sitte tre timer i buss hver dag.",
    "– Vi har ikke flere ferjer, svarer avdelingsdirektør Per Dal i vegvesenet.",
)
SHORT = ("Arbeiderpartiet vant valget i Vik.", "– Vi er glade, sier ordfører Kari Vik.")
HEAD = (
    '<!DOCTYPE html><html lang="nb"><head><meta charset="utf-8"><title>{0} – Fjordavisa</title>'
    '<meta property="og:title" content="{0}"><meta property="og:site_name" content="Fjordavisa">'
    '<meta property="article:published_time" content="2026-11-02T08:00:00+01:00">'
    '<meta name="author" content="Kari Skribent"></head><body class="{1}">'
)
MENU = (
    '<header class="site-header"><nav><ul><li><a href="/">Forsiden</a></li><li><a href="/sport">'
    'Sport</a></li><li><a href="/abonner">Bli abonnent</a></li></ul></nav></header>'
)
FOOT = (
    "<footer><p>Ansvarlig redaktør: Per Redaktør. Arbeider etter Vær varsom-plakaten.</p></footer>"
)


def page(body: str, title: str = TITLE, classes: str = "") -> str:
    """Return a page with menu and foot."""
    return f"{HEAD.format(title, classes)}{MENU}{body}{FOOT}</body></html>"


def paragraphs(template: str = "<p>{}</p>", between: str = "") -> str:
    """Return the article's paragraphs, with something between the second and the third."""
    done = [template.format(text) for text in PARAGRAPHS]
    return "".join([*done[:2], between, *done[2:]])


def text(*, lead: bool = True, extra: tuple[str, ...] = ()) -> str:
    """Return what is to be read."""
    first = (TITLE, LEAD) if lead else (TITLE,)
    return "\n\n".join((*first, *PARAGRAPHS[:2], *extra, *PARAGRAPHS[2:]))


LABRADOR = page(
    '<main class="pageWidth"><article class="column articleHeader"><div class="articleHeader">'
    f'<h1 class="headline mainTitle">{TITLE}</h1><p class="subtitle" itemprop="description">{LEAD}'
    '</p><figure class="bs-image"><img src="a.jpg"><figcaption itemprop="caption" class="caption">'
    'Ferja. <span class="byline">Foto: Ola Fotograf</span></figcaption></figure></div>'
    '<div class="bylines"><div class="byline" itemprop="author"><span itemprop="name">Kari Skribent'
    '</span></div></div><div class="bodytext large-12 small-12">'
    + paragraphs(
        between='<div class="column articlesByTag"><h3>Les også</h3><ul><li><a href="/1">Ferja '
        "innstilt igjen</a></li><li><a href='/2'>Venter på ny bru</a></li></ul></div>"
    )
    + "</div></article></main>"
)
POLARIS = page(
    f'<div id="main"><article class="article-entity"><h1 class="article-title">{TITLE}</h1>'
    f'<p class="article-lead">{LEAD}</p><figure><img src="a.jpg"><figcaption>Ferja ligger til kai.'
    '<span class="credit">Foto: Ola Fotograf</span></figcaption></figure>'
    + paragraphs(
        '<p class="body-text">{}</p>',
        '<p class="body-text"><a href="/1">Les også: Ferja innstilt igjen</a></p>'
        '<div class="teaser-box"><a href="/2"><h3>Venter på ny bru</h3></a></div>',
    )
    + "</article></div>"
)
AMEDIA = page(
    '<div id="cookie-consent-banner" class="cookie-banner"><p>Vi bruker informasjonskapsler for å '
    "gi deg en bedre opplevelse, og deler data med våre 120 partnere når du trykker på Godta.</p>"
    "<button>Godta alle</button></div>"
    f'<main><article><amedia-header><h1 itemprop="headline">{TITLE}</h1></amedia-header>'
    f'<p class="lead" itemprop="description">{LEAD}</p><div itemprop="articleBody">'
    + paragraphs(between='<p class="image-caption">Ferja på Lenk. Foto: Ola Fotograf</p>')
    + "</div></article></main>"
)
NRK = page(
    f'<main><div class="article-content"><h1 class="title">{TITLE}</h1><div class="article-lead">'
    f'<p>{LEAD}</p></div><figure class="image-reference"><img src="a.jpg"><figcaption class="'
    'figure-caption">Ferja. <small>Foto: Ola / Avis</small></figcaption></figure>'
    '<div class="article-body">'
    + paragraphs(
        between='<section class="reference"><h2>Les også</h2><a href="/1">Ferja innstilt igjen</a>'
        "</section><blockquote><p>Jeg har aldri sett noe slikt på Lenk.</p><cite>Nils Berg, "
        "pensjonist</cite></blockquote>"
    )
    + "</div></div></main>"
)
WORDPRESS = page(
    '<div class="site-content"><article class="post type-post">'
    f'<h1 class="entry-title">{TITLE}</h1>'
    f'<div class="entry-content"><p><strong>{LEAD}</strong></p><div class="wp-caption"><img src="'
    'a.jpg"><p class="wp-caption-text">Ferja. Foto: Ola Fotograf</p></div>'
    + paragraphs(
        between='<figure class="wp-block-pullquote"><blockquote><p>Jeg har aldri sett noe slikt på '
        "Lenk.</p><cite>Nils Berg</cite></blockquote></figure>"
    )
    + '<div class="related-posts"><h3>Relaterte saker</h3><ul><li><a href="/1">Ferja innstilt igjen'
    '</a></li></ul></div></div></article><div class="widget newsletter"><p>Meld deg på vårt '
    "nyhetsbrev</p></div></div>",
    classes="post-template single has-cookie-banner",
)
WORDS_IN_MARKS = page(
    f"<article><h1>{TITLE}</h1><p>{LEAD}</p>"
    + paragraphs(between="<p>Hun kaller det <q>en skandale</q> for bygda og hele kommunen.</p>")
    + "</article>"
)
CONSENT_AT_THE_END = page(
    f'<div id="app"><div class="article"><h1>{TITLE}</h1><div class="ingress">{LEAD}</div>'
    + paragraphs("<div class='paragraph'><p>{}</p></div>", "<p>Saken fortsetter under bildet.</p>")
    + '</div></div><div id="onetrust-consent-sdk"><div class="ot-sdk-container"><h2>Vi bryr oss om '
    "personvernet ditt</h2><p>Vi og våre partnere lagrer informasjon på enheten din og behandler "
    "personopplysninger når du samtykker til det.</p></div></div>"
)
TABLE = page(
    "<main><article><h1>Valget i Vik</h1>"
    + "".join(f"<p>{one}</p>" for one in SHORT)
    + "<table><tr><th>Parti</th><th>Prosent</th></tr><tr><td>Ap</td><td>34,1</td></tr>"
    "<tr><td>Høyre</td><td>22,0</td></tr></table></article></main>",
    "Valget i Vik",
)
FACTS = page(
    f"<main><article><header><h1>{TITLE}</h1><p>{LEAD}</p></header>"
    + paragraphs(
        between="<aside class='factbox'><h3>Fakta</h3><ul><li>Bygd i 1962</li></ul></aside>"
        "<p><strong>LES OGSÅ:</strong> <a href='/1'>Ferja innstilt igjen</a></p>"
    )
    + "<p>Les mer: <a href='/2'>Alt om ferjer</a></p></article></main>"
)
OLD = page(
    "<table width='100%'><tr><td>"
    f"<h1>{TITLE}</h1><p class='ingress'>{LEAD}</p>" + paragraphs() + "</td></tr></table>"
)
SPOKEN = "«Jeg har aldri sett noe slikt på Lenk.» – Nils Berg"
PAGES = {  # what the page shows, and what is to be read
    "labrador": (LABRADOR, text()),
    "polaris": (POLARIS, text()),
    "amedia": (AMEDIA, text()),
    "nrk": (NRK, text(extra=(f"{SPOKEN}, pensjonist",))),
    "wordpress": (WORDPRESS, text(extra=(SPOKEN,))),
    "words in marks": (
        WORDS_IN_MARKS,
        text(extra=("Hun kaller det «en skandale» for bygda og hele kommunen.",)),
    ),
    "consent at the end": (CONSENT_AT_THE_END, text()),
    "table": (TABLE, "\n\n".join(("Valget i Vik", *SHORT))),
    "facts": (FACTS, text()),
    "old": (OLD, text()),
}
