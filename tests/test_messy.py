"""Articles out of Word, mail, a web page or a CMS say what the clean ones say."""

import html
import io
import json
import textwrap
import unicodedata
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import docx
import pytest

from newsparse.analyzer import Analyzer
from newsparse.reading import Options, read

TITLE = {"nb": "Ferja på Lenk stenges i to uker", "nn": "Ferja på Lenk er stengd i to veker"}
PARAGRAPHS = {
    "nb": [
        "Ferjeleiet på Lenk stenges fra mandag, opplyser Statens vegvesen i en pressemelding.",
        "– Dette er helt uholdbart for alle som bor på øya og skal på jobb i Bergen, sier ordfører "
        "Åse Marie Vik til Nordavisen.",
        "Hun mener at vegvesenet burde ha varslet kommunen for lenge siden. «Vi ble tatt på senga»,"
        " skriver næringssjef Jens Stoltenberg-Moe i en e-post.",
        "Ifølge prosjektleder Ola Brekke vil arbeidet ta to uker.",
    ],
    "nn": [
        "Ferjeleiet på Lenk er stengd frå måndag, opplyser Statens vegvesen i ei pressemelding.",
        "– Dette er heilt uhaldbart for alle som bur på øya og skal på jobb i Bergen, seier "
        "ordførar Åse Marie Vik til Nordavisa.",
        "Ho meiner at vegvesenet burde ha varsla kommunen for lenge sidan. «Vi vart tekne på "
        "senga», skriv næringssjef Jens Stoltenberg-Moe i ein e-post.",
        "Ifølgje prosjektleiar Ola Brekke vil arbeidet ta to veker.",
    ],
}
Form = Callable[[str, list[str]], tuple[str, bytes]]  # title and paragraphs → a file's name, bytes


def text(lines: list[str], encoding: str = "utf-8") -> tuple[str, bytes]:
    return "a.txt", "\n\n".join(lines).encode(encoding)


def odd_spaces(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    spaces = "\u00a0\u202f\u2009 \t"
    words = [line.split(" ") for line in (title, *paragraphs)]
    return text(["".join(w + spaces[i % 5] for i, w in enumerate(ws)).strip() for ws in words])


def invisible(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    lines = [
        line.replace("ten", "t\u00aden\u200b").replace("Vik", "Vi\ufeffk") for line in paragraphs
    ]
    return text([title, *lines])


def decomposed(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    return text([unicodedata.normalize("NFD", line) for line in (title, *paragraphs)])


def windows(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    name, content = text([title, *paragraphs], "cp1252")
    return name, content.replace(b"\n", b"\r\n")


def wrapped(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    return text([title, *(textwrap.fill(line, 68) for line in paragraphs)])


def hyphenated(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    lines = [
        line.replace("ordfører", "ord-\nfører").replace("ordførar", "ord-\nførar")
        for line in paragraphs
    ]
    lines = [line.replace("pressemelding", "presse-\nmelding") for line in lines]
    return text([title, *lines])


def web_page(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    body = "".join(f"<p>{html.escape(line)}</p>" for line in paragraphs)
    menu = "<nav><a href='/'>Forsiden</a> <a href='/s'>Sport</a></nav>"
    page = (
        f"<html lang='no'><head><title>{title}</title></head><body>{menu}<article><h1>{title}</h1>"
    )
    return (
        "a.html",
        f"<!doctype html>{page}{body}</article><footer>Redaktør: Per Hatt</footer>".encode(),
    )


def cms(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    body = "".join(f"<p>{line.replace(' ', '&nbsp;', 1)}</p>\n" for line in paragraphs)
    return "a.json", json.dumps({"headline": title, "body": body}).encode()


def mail(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    message = EmailMessage()
    message["From"], message["To"] = "Kari <kari@avisa.example>", "ola@avisa.example"
    message["Subject"], message["Date"] = title, "Mon, 2 Nov 2026 12:04:31 +0100"
    message.set_content(
        "\n\n".join(textwrap.fill(p, 70) for p in paragraphs), cte="quoted-printable"
    )
    return "a.eml", message.as_bytes(policy=SMTP)


def word(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    document = docx.Document()
    document.add_heading(title)
    for line in paragraphs:
        first, _, rest = line.partition(" ")
        paragraph = document.add_paragraph(f"{first} ")
        paragraph.add_run(rest).italic = True
    stream = io.BytesIO()
    document.save(stream)
    return "a.docx", stream.getvalue()


def rich_text(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    lines = r"\par\par ".join([title, *paragraphs])
    escaped = "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in lines)
    return "a.rtf", f"{{\\rtf1\\ansi\\deff0 {escaped}\\par}}".encode()


def markdown(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    lines = [
        line.replace("Åse Marie Vik", "[Åse **Marie** Vik](https://a.example)")
        for line in paragraphs
    ]
    return "a.md", "\n\n".join([f"# {title}", *lines]).encode()


def table(title: str, paragraphs: list[str]) -> tuple[str, bytes]:
    body = "\n\n".join([title, *paragraphs]).replace('"', '""')
    return "a.csv", f'id;headline;body\n1;"{title}";"{body}"\n'.encode("utf-8-sig")


FORMS: list[Form] = [
    odd_spaces,
    invisible,
    decomposed,
    windows,
    wrapped,
    hyphenated,
    web_page,
    cms,
    mail,
    word,
    rich_text,
    markdown,
    table,
]
Findings = tuple[set[tuple[str, str]], list[tuple[str, list[str]]]]


def findings(analyzer: Analyzer, path: Path) -> Findings:
    keys = "headline,body" if path.suffix == ".json" else "body"
    (article,) = analyzer.stream(read(str(path), Options(text_key=keys)))
    for entity in article.entities:
        for mention in entity.mentions:
            assert article.text[mention.start : mention.end] == mention.text
    assert article.warnings == []
    names: set[tuple[str, str]] = {(entity.name, entity.type) for entity in article.entities}
    return names, [(q.text, [speaker.name for speaker in q.speakers]) for q in article.quotes]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("standard", ["nb", "nn"])
def test_messy_articles(analyzer: Analyzer, tmp_path: Path, standard: str, form: Form) -> None:
    title, paragraphs = TITLE[standard], PARAGRAPHS[standard]
    clean = tmp_path / "clean.txt"
    clean.write_bytes(text([title, *paragraphs])[1])
    wanted = findings(analyzer, clean)
    assert {name for name, _ in wanted[0]} >= {
        "Åse Marie Vik",
        "Jens Stoltenberg-Moe",
        "Ola Brekke",
    }
    assert len(wanted[1]) == 5
    name, content = form(title, paragraphs)
    (tmp_path / name).write_bytes(content)
    assert findings(analyzer, tmp_path / name) == wanted
