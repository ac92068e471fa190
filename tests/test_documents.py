"""Files that people write and send: mail, Word, RTF, PDF, Markdown."""

import io
import json
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import pytest

from newsparse.errors import ReadingError
from newsparse.reading import Document, Options, read_documents

TEXT = "Ny skole i Vik\n\n– Vi er glade, sier ordfører Kari Vik.\n\nHun smilte på Nes."


def found(tmp_path: Path, name: str, data: bytes, **options: Any) -> list[Document | ReadingError]:
    path = tmp_path / name
    path.write_bytes(data)
    return list(read_documents([str(path)], Options(**options)))


def only(tmp_path: Path, name: str, data: bytes) -> Document:
    (document,) = found(tmp_path, name, data)
    assert isinstance(document, Document), document
    return document


def refused(tmp_path: Path, name: str, data: bytes) -> str:
    (error,) = found(tmp_path, name, data)
    assert isinstance(error, ReadingError), error
    assert error.hint
    return str(error)


# ---- mail


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Kari Vik Å <kari@avisa.no>"
    message["Date"] = "Mon, 02 Nov 2026 11:04:31 +0100"
    message["Message-ID"] = "<1@avisa.no>"
    for name, value in headers.items():
        message[name] = value
    return message


BODY = "– Vi er glade, sier ordfører Kari Vik.\n\nHun smilte på Nes.\n"


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15"])
@pytest.mark.parametrize("cte", ["quoted-printable", "base64", "8bit"])
def test_mail(tmp_path: Path, charset: str, cte: str) -> None:
    message = mail(Subject="Fwd: SV: Ny skole i Vik")
    body = BODY.replace("–", "-") if charset.startswith("iso") else BODY
    message.set_content(body, charset=charset, cte=cte)
    document = only(tmp_path, "a.dat", message.as_bytes())
    expected = TEXT.replace("–", "-") if charset.startswith("iso") else TEXT
    assert document.text == expected
    assert (document.id, document.title) == ("a.dat", "Ny skole i Vik")
    assert document.published == "2026-11-02T11:04:31+01:00"
    assert document.meta == {"from": "Kari Vik Å <kari@avisa.no>", "message-id": "<1@avisa.no>"}


def test_mail_with_html_and_attachments(tmp_path: Path) -> None:
    message = mail(Subject="Ny skole i Vik")
    message.set_content(
        "<p>– Vi er glade, sier ordfører Kari Vik.</p><p>Hun smilte på Nes.", "html"
    )
    message.add_attachment("Vedlegget", filename="a.txt")
    assert only(tmp_path, "a.eml", message.as_bytes()).text == TEXT
    both = mail(Subject="Ny skole i Vik")
    both.set_content(BODY)
    both.add_alternative("<p>Annet</p>", "html")
    assert only(tmp_path, "b.eml", both.as_bytes()).text == TEXT


def test_quoted_lines_and_signatures_are_left_out(tmp_path: Path) -> None:
    message = mail()
    tail = "Den 1. nov. 2026 skrev Ola Moe <ola@avisa.no>:\n> Hei\n> du\n-- \nKari Vik\nAvisa\n"
    message.set_content(f"{BODY}\n{tail}")
    assert only(tmp_path, "a.eml", message.as_bytes()).text == BODY.strip()
    message = mail()
    message.set_content("> – Vi vant, sier Kari.\n> Hun smilte.\n")
    assert only(tmp_path, "b.eml", message.as_bytes()).text == "– Vi vant, sier Kari.\nHun smilte."


def test_flowed_lines_are_joined(tmp_path: Path) -> None:
    message = mail()
    message.set_content("Vi vant, sier \nKari Vik.\n")
    message.set_param("format", "flowed")
    assert only(tmp_path, "a.eml", message.as_bytes()).text == "Vi vant, sier Kari Vik."


def test_mbox(tmp_path: Path) -> None:
    one, two = mail(Subject="En"), mail(Subject="To")
    for message, id in ((one, "<1@x>"), (two, "")):
        message.set_content("Vi vant.\nFrom Oslo kom de.\n")
        message.replace_header("Message-ID", id)
    envelope = b"From kari@x Mon Nov  2 11:04:31 2026\n"
    data = b"\n".join(
        envelope + m.as_bytes().replace(b"\nFrom O", b"\n>From O") for m in (one, two)
    )
    documents = found(tmp_path, "a.mbox", data)
    assert [(d.id, d.text) for d in documents if isinstance(d, Document)] == [
        ("1@x", "En\n\nVi vant.\nFrom Oslo kom de."),
        ("a.mbox:2", "To\n\nVi vant.\nFrom Oslo kom de."),
    ]


@pytest.mark.parametrize(
    ("name", "heads"),
    [
        ("a.eml", "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"),
        ("a.eml", "From: a@b\nSubject: Ny skole\n\n"),
        ("a.eml", "From: a@b\nSubject: Ny skole\n"),
        ("a.txt", "From: a@b\nContent-Type: text/plain; charset=utf-8\n\n"),
        ("a.txt", "From: a@b\nTo: c@d\nSubject: Ny skole\n\n"),
    ],
)
def test_mail_with_few_headers(tmp_path: Path, name: str, heads: str) -> None:
    title = "Ny skole\n\n" if "Subject" in heads else ""
    assert (
        only(tmp_path, name, f"{heads}Vi vant på Nes.\n".encode()).text == f"{title}Vi vant på Nes."
    )


def test_mail_of_a_form_is_no_article(tmp_path: Path) -> None:
    form = {f"Felt {n}": ["Vi vant på Nes, sier Kari Vik."] for n in range(8)}
    data = f"From: a@b\nDate: Mon, 02 Nov 2026 11:04:31 +0100\n\n{json.dumps(form)}".encode()
    assert "is source code" in refused(tmp_path, "a.eml", data)


def test_texts_that_look_like_mail_are_texts(tmp_path: Path) -> None:
    for text in ("Fra: Kari\nTil: Ola\n\nVi vant.\n", "From: here to eternity\n\nFilmen er god.\n"):
        assert only(tmp_path, "a.eml", text.encode()).text == text


def test_broken_mail(tmp_path: Path) -> None:
    message = mail(Subject="Ny skole")
    message.set_content(BODY, cte="base64")
    message.add_attachment("Vedlegget", filename="a.txt")
    data = message.as_bytes()
    heads = b"From: a@b\nDate: Mon, 02 Nov 2026 11:04:31 +0100\n"
    assert "is a mail that is cut off" in refused(tmp_path, "1", data[: len(data) - 60])
    assert "is a mail that is cut off" in refused(tmp_path, "2", data[: data.index(b"base64") + 30])
    assert "without an article" in refused(tmp_path, "3", heads + b"\n")
    assert "without an article" in refused(tmp_path, "4", heads + b"Content-Type: image/png\n\nx")
    for number, (header, body) in enumerate(
        [
            ("Content-Type: text/plain; charset=klingon", "Vi vant på Nes."),
            ("Content-Type: ;;;", "Vi vant på Nes."),
            ("Subject: =?x?q?a?=", "Vi vant på Nes."),
            ("Date: i går", "Vi vant på Nes."),
            ("Content-Type: multipart/mixed", "Vi vant på Nes."),
        ]
    ):
        results = found(tmp_path, f"x{number}", heads + f"{header}\n\n{body}".encode())
        for result in results:
            text = result.text if isinstance(result, Document) else result.what
            assert text.endswith("Vi vant på Nes.") or "mail" in text


# ---- Word


def word(paragraphs: str = TEXT, **properties: str) -> bytes:
    document = docx.Document()
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    first, *others = paragraphs.split("\n\n")
    document.add_heading(first, 0)
    document.sections[0].header.paragraphs[0].text = "Topptekst"
    document.add_table(1, 1).cell(0, 0).text = "Tabell"
    for paragraph in others:
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_word(tmp_path: Path) -> None:
    document = only(tmp_path, "a.dat", word(title="Skolesaka", author="Ola Skribent"))
    assert document.text == TEXT
    assert (document.title, document.byline) == ("Skolesaka", "Ola Skribent")
    assert document.published is None
    assert document.meta["saved"]


WORD_XML = """<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:body>
<w:sdt>
<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>
<w:sdtContent><w:p><w:r><w:t>Innhold</w:t></w:r></w:p></w:sdtContent>
</w:sdt>
<w:sdt><w:sdtContent><w:p><w:r><w:t>Ny skole</w:t></w:r></w:p></w:sdtContent></w:sdt>
<w:p>
<w:r><w:t xml:space="preserve">– Vi må </w:t></w:r>
<w:del><w:r><w:delText>rive</w:delText></w:r></w:del>
<w:ins><w:r><w:t>bygge</w:t></w:r></w:ins>
<w:moveFrom><w:r><w:t>nå</w:t></w:r></w:moveFrom>
<w:r><w:t xml:space="preserve">, sier </w:t></w:r>
<w:smartTag><w:r><w:t>Kari</w:t></w:r></w:smartTag>
<w:r><w:br/></w:r>
<w:fldSimple><w:r><w:t>Vik</w:t></w:r></w:fldSimple>
<w:r><w:br w:type="page"/><w:t>.</w:t></w:r>
</w:p>
</w:body></w:document>"""


def test_word_with_tracked_changes(tmp_path: Path) -> None:
    document = only(tmp_path, "a.docx", changed(word(), "word/document.xml", WORD_XML))
    assert document.text == "Ny skole\n\n– Vi må bygge, sier Kari\nVik."


def zipped(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def changed(data: bytes, name: str, content: str) -> bytes:
    """Return a zip file with one of its files replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for item in old.namelist():
            new.writestr(item, content if item == name else old.read(item))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (word()[:-400], "cut off"),
        (word()[:200], "cut off"),
        (zipped(xl__workbook_xml="<a/>"), "is an Excel workbook"),
        (zipped(content_xml="<a/>", mimetype="x"), "is an OpenDocument file"),
        (zipped(ppt__presentation_xml="<a/>"), "is a PowerPoint file"),
        (zipped(**{"META-INF__container_xml": "<a/>"}), "is an e-book"),
        (zipped(a="b"), "is a zip file;"),
        (zipped(word__document_xml="<a/>"), "a Word document that cannot be read"),
        (changed(word(), "word/document.xml", "<a"), "cannot be read"),
        (changed(word(), "_rels/.rels", "<a/>"), "cannot be read"),
        (changed(word(), "word/document.xml", " " * (1 << 27)), "unpacks to more than 128 MB"),
        (word(""), "without an article"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "an Office file of an old kind"),
    ],
    ids=range(13),
)
def test_broken_word(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refused(tmp_path, "a.docx", data)


@pytest.mark.parametrize(
    ("module", "data"),
    [("docx", word()), ("striprtf.striprtf", b"{\\rtf1 Hei}"), ("pypdfium2", b"%PDF-1.4\n%%EOF")],
)
def test_what_is_to_be_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: str, data: bytes
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert "pip install 'newsparse[documents]'" in refused(tmp_path, "a", data)


# ---- RTF

RTF = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}}
{\info{\title Skule p\'e5 Nes}
{\author Ola Skribent}{\creatim\yr2026\mo11\dy2}}{\header Topptekst\par}
\f0\fs24 {\b Ny skole} i Vik\par
\par
\u8211? Vi er glade, sier ordf\'f8rer {\field{\*\fldinst {HYPERLINK "http://x.no"}}
{\fldrslt {\cs15 Kari Vik}}}.\par
\trowd\cellx100 A\cell B\cell\row
\pard Hun smilte\line p\'e5 Nes.\par}"""


def test_rtf(tmp_path: Path) -> None:
    document = only(tmp_path, "a.dat", RTF)
    assert document.text == TEXT.replace("smilte på", "smilte\npå")
    assert (document.title, document.byline) == ("Skule på Nes", "Ola Skribent")
    assert (document.published, document.meta) == (None, {"saved": "2026-11-02"})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (RTF[:-1], "cut off"),
        (RTF[:300], "cut off"),
        (b"{\\rtf1", "cut off"),
        (b"{\\rtf1}", "without an article"),
        (b"{\\rtf1 {\\*\\x Hei}}", "without an article"),
        (b"{\\rtf1 \\u99999999999? x}", "cannot be read"),
        (b"{\\rtf1 " + b"{" * 9 + b"}", "cut off"),
    ],
)
def test_broken_rtf(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refused(tmp_path, "a.rtf", data)


# ---- PDF


def pdf(*pages: str, title: str = "Skolesaka") -> bytes:
    """Return a PDF as simple as can be: Helvetica, a line of text a line."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        lines = "".join(f"({line}) Tj T* " for line in page.split("\n")) if page else ""
        stream = f"BT /F1 10 Tf 12 TL 50 750 Td {lines}ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>",
            f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream",
        ]
    objects.append(f"<< /Title ({title}) /Author (Ola) /CreationDate (D:20261102120000) >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    start = len(out)
    return (
        out
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\n"
            f"startxref\n{start}\n%%EOF\n"
        ).encode()
    )


def test_pdf(tmp_path: Path) -> None:
    document = only(tmp_path, "a.dat", pdf(TEXT.replace("\n\n", "\n")))
    assert document.text == TEXT.replace("\n\n", "\n")
    assert (document.title, document.byline) == ("Skolesaka", "Ola")
    assert (document.published, document.meta) == (None, {"saved": "2026-11-02"})


def test_heads_and_numbers_of_pages_are_left_out(tmp_path: Path) -> None:
    lines = [f"Dette er linje {c}\nog den går over {c}" for c in "abc"]
    pages = [f"Avisa side {n}\n{line}\n{n} av 3" for n, line in enumerate(lines, 1)]
    assert only(tmp_path, "a.pdf", pdf(*pages)).text == "\n".join(lines)


def test_hyphens_at_the_ends_of_lines_stay(tmp_path: Path) -> None:
    text = "Kommunen vil bygge ny sko-\nle i Vik og på Øst-\nlandet"
    assert only(tmp_path, "a.pdf", pdf(text)).text == text


PDF = pdf(TEXT.replace("\n\n", "\n"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PDF[:-30], "cut off"),
        (PDF[:400], "cut off"),
        (b"%PDF-1.4\n%%EOF", "cannot be read"),
        (b"%PDF-1.4\n" + b"x" * 5000 + b"%%EOF", "cannot be read"),
        (pdf(""), "without text"),
        (PDF.replace(b"/Catalog", b"/Katalog").replace(b"/Pages 2", b"/Sider 2"), "be read"),
        (
            PDF.replace(
                b"/Root",
                b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (" + b"o" * 32 + b") /U ("
                b"u" * 0 + b"u" * 32 + b") >> /ID [<00> <00>] /Root",
            ),
            "with a password",
        ),
    ],
    ids=range(7),
)
def test_broken_pdf(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refused(tmp_path, "a.pdf", data)


# ---- Markdown

MARKDOWN = """---
title: "Skolesaka"
date: 2026-11-02
author: Ola Skribent
url: https://avisa.no/1
---
# Ny skole i *Vik*

- Vi er **glade**, sier
[Kari Vik](https://x.no).

![bilde](a.jpg)

* Ett
+ To

2. november åpner den.\\
Da er det fest.

> Sitert

| a | b |
|---|---|
| 1 | 2 |

```python
x = 1
```

<div>Kari &amp; Ola</div>
"""


@pytest.mark.parametrize("name", ["a.md", "a.MARKDOWN"])
def test_markdown(tmp_path: Path, name: str) -> None:
    document = only(tmp_path, name, MARKDOWN.encode())
    assert document.text == (
        "Ny skole i Vik\n\n- Vi er glade, sier Kari Vik.\n\nEtt\n\nTo\n\n"
        "2. november åpner den.\nDa er det fest.\n\nSitert\n\nKari & Ola"
    )
    assert (document.id, document.title, document.byline) == (name, "Skolesaka", "Ola Skribent")
    assert (document.published, document.url) == ("2026-11-02", "https://avisa.no/1")


@pytest.mark.parametrize(
    "front",
    [
        '---\ntitle: "Ny skole"\ndate: 2026-11-02\n---\n{% include a.html %}\n',
        '+++\ntitle = "Ny skole"\ndate = 2026-11-02\ndraft = false\n+++\n{{< figure src="a" >}}\n',
    ],
    ids=["Jekyll", "Hugo"],
)
def test_posts_whose_front_matter_has_the_headline(tmp_path: Path, front: str) -> None:
    document = only(tmp_path, "a.md", f"{front}\nVi er *glade*.\n".encode())
    assert (document.text, document.title) == ("Ny skole\n\nVi er glade.", "Ny skole")
    assert document.published == "2026-11-02"


def test_markdown_is_known_by_its_name_alone(tmp_path: Path) -> None:
    assert only(tmp_path, "a.txt", b"# Ny *skole*\n").text == "# Ny *skole*\n"
    assert only(tmp_path, "a.md", b"# Ny *skole*\n").title == "Ny skole"


@pytest.mark.parametrize(
    ("data", "result"),
    [
        (b"---\ntitle: a\n", "title: a"),
        (b"---\ntitle: a\n---\n", "Markdown without an article"),
        (b"```\nkode\n```\n", "Markdown without an article"),
        (b"![a](b)", "Markdown without an article"),
        (b"", "holds no text"),
        (b"\0\1", "is not text"),
        ("*Åpen **stjerne".encode("cp1252"), "*Åpen **stjerne"),
        (b"[lenke](", "[lenke]("),
        (b"<p align=center>Midt</p>\n\n# Tittel", "Midt\n\nTittel"),
        (b"> > > - * 1. dypt", "dypt"),
    ],
)
def test_odd_markdown(tmp_path: Path, data: bytes, result: str) -> None:
    (got,) = found(tmp_path, "a.md", data)
    assert result in (got.text if isinstance(got, Document) else got.what)


def test_every_kind_through_the_command(tmp_path: Path) -> None:
    """What was printed, typed and sent gives the same quote."""
    message = mail(Subject="Ny skole i Vik")
    message.set_content(BODY)
    files = {"a.eml": message.as_bytes(), "a.docx": word(), "a.rtf": RTF, "a.pdf": PDF}
    for name, data in {**files, "a.md": TEXT.encode()}.items():
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-m", "newsparse", "analyze", *sorted(map(str, tmp_path.iterdir()))]
    lines = subprocess.run(command, capture_output=True, check=True).stdout.decode().splitlines()
    assert len(lines) == 5
    for line in lines:
        assert '"text":"Vi er glade"' in line
        assert '"speakers":[{"name":"Kari Vik"' in line


def test_an_encoding_that_cannot_be_one(tmp_path: Path) -> None:
    data = b"From: a@b.example\nDate: x\nMIME-Version: 1.0\n"
    data += b"Content-Type: text/plain; charset=a\0b\n\nVi vant."
    for sent in (data, data.replace(b"\0", b"klingon")):
        for result in found(tmp_path, "a.eml", sent):
            assert isinstance(result, (Document, ReadingError))
