"""What plain text may be: wires, exports of several articles, and what is no prose."""

import base64
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newsparse.errors import ReadingError
from newsparse.reading import Document, Options, read_documents
from newsparse.reading.prose import no_prose

ROOT = Path(__file__).parent.parent


def found(
    tmp_path: Path, data: bytes | str, name: str = "a.txt", **options: Any
) -> list[Document | ReadingError]:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_documents([str(path)], Options(**options)))


def texts(results: list[Document | ReadingError]) -> list[str]:
    return [r.text if isinstance(r, Document) else str(r) for r in results]


# ---- out of a mail's source

MAIL = (
    "Ferja p=C3=A5 Lenk stenges, opplyser vegvesenet i en pre=\nssemelding.=20\n\n"
    "=E2=80=93 Uholdbart, sier ordf=C3=B8rer =C3=85se Vik. Se https://a.example/?x=3D=\n4\n"
)
OF_MAIL = (
    "Ferja på Lenk stenges, opplyser vegvesenet i en pressemelding. \n\n"
    "– Uholdbart, sier ordfører Åse Vik. Se https://a.example/?x=4\n"
)


def test_codes_of_mail(tmp_path: Path) -> None:
    assert texts(found(tmp_path, MAIL)) == [OF_MAIL]
    assert texts(found(tmp_path, MAIL.replace("\n", "\r\n"))) == [OF_MAIL]
    latin = "Ferja p=E5 Lenk er stengd, seier ordf=F8rar =C5se Vik i ei pre=\nssemelding.=20\n"
    (text,) = texts(found(tmp_path, latin))
    assert text == "Ferja på Lenk er stengd, seier ordførar Åse Vik i ei pressemelding. \n"


@pytest.mark.parametrize(
    "text",
    [
        "Formelen er x=20 og y=\n3, sier læreren.",
        "Se https://a.example/?q=C3=B8&r=E2=80=99 for mer.",
        "E=mc2, sa Einstein.",
        "=\n=\n",
        "p=C3=A5",
    ],
)
def test_signs_that_are_no_codes(tmp_path: Path, text: str) -> None:
    assert texts(found(tmp_path, text)) == [text]


# ---- with leftovers of HTML


@pytest.mark.parametrize(
    "text",
    [
        "Ordfører Kari Vik.<br><br>– Vi vant, sier hun.<br>Ja.",
        "Ordfører <b>Kari Vik</b>.\n\n– Vi vant, sier <a href='x'>hun</a>.</p>\n\nJa.",
        "Ordf&oslash;rer Kari Vik.\n\n&ndash; Vi vant, sier hun.\nJa.",
        "Ordfører Kari Vik.\\n\\n– Vi vant, sier hun.\\nJa.",
    ],
)
def test_leftovers_of_html(tmp_path: Path, text: str) -> None:
    (read,) = texts(found(tmp_path, text))
    assert [line for line in read.split("\n") if line] == [
        "Ordfører Kari Vik.",
        "– Vi vant, sier hun.",
        "Ja.",
    ]


@pytest.mark.parametrize("text", ["Tom &amp; Jerry <3 Oslo", "a < b > c", "C:\\nyheter", "R&B; ja"])
def test_texts_without_leftovers(tmp_path: Path, text: str) -> None:
    assert texts(found(tmp_path, text)) == [text]


# ---- wires

ANPA = (
    "\x16\x16\x01W2870\x1fnord\r\nf l\x13\x11BC-NO--Ferje     11-02 0149\r\n\x02"
    "^BC-NO--Ferje,200<\r\n^Ferja på Lenk stenges i to uker<\r\n^NO Foto 1<\r\n"
    "^Av OLA SKRIBENT=\r\n"
    "\t   LENK – Ferja på Lenk stenges fra mandag, opplyser\r\nvegvesenet. \r\n"
    "\t   – Dette er uholdbart, sier ordfører Åse Vik. \r\n\x03\r\n"
    "\t   NO-WF-11-02-26 1104GMT<\r\n\x04"
)
IPTC = (
    "\x01nno0124 3 i 93  xyz 1888\r\n\r\nFerje/Nord/\r\nEKSTRA\r\n\x02"
    "Ferja på Lenk stenges i to uker =\r\n\r\nLENK – Ferja på Lenk stenges fra mandag, "
    "opplyser\r\nvegvesenet.\r\n\r\n– Dette er uholdbart, sier ordfører Åse Vik."
    "\r\n\r\n# Notebook\r\n- lenke\r\n\x03\r\n"
    "021104 GMT Nov 26\r\n\x04"
)
WIRED = (
    "Ferja på Lenk stenges i to uker\n\nLENK – Ferja på Lenk stenges fra mandag, opplyser\n"
    "vegvesenet.\n\n– Dette er uholdbart, sier ordfører Åse Vik."
)


@pytest.mark.parametrize("message", [ANPA, IPTC], ids=["ANPA 1312", "IPTC 7901"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_wires(tmp_path: Path, message: str, encoding: str) -> None:
    (document,) = found(tmp_path, message.encode(encoding))
    assert isinstance(document, Document)
    assert "\n".join(line.rstrip() for line in document.text.split("\n")) == WIRED
    assert document.title == "Ferja på Lenk stenges i to uker"
    assert document.published == "2026-11-02T11:04:00+00:00"
    assert document.byline == ("OLA SKRIBENT" if message is ANPA else None)
    assert (document.id, list(document.meta)) == ("a", ["header"])


def test_headlines_of_iptc_7901(tmp_path: Path) -> None:
    headline = "Ferja på Lenk stenges i to uker"
    lines = "Ferje/Nord/\n(Ny versjon)\nFerja på Lenk stenges\ni to uker\nAv Ola Skribent"
    (document,) = found(tmp_path, IPTC.replace(headline, lines))
    assert isinstance(document, Document)
    assert (document.title, document.byline) == ("Ferja på Lenk stenges i to uker", "Ola Skribent")
    assert document.text == WIRED


def test_telex(tmp_path: Path) -> None:
    lines = "Lag<!\n(Vik–Nes)=!\nBerg, Moe.\n"
    (document,) = found(tmp_path, f"ZCZC NTB012\nYY ABC\n{lines}\n\nNNNN\n")
    assert isinstance(document, Document)
    assert (document.text, document.title) == ("Lag\n(Vik–Nes)\nBerg, Moe.", None)
    assert document.meta == {"header": "ZCZC NTB012 YY ABC"}
    (error,) = found(tmp_path, f"ZCZC NTB012\n{lines}")
    assert "cut off" in str(error)


def test_several_messages_in_one_file(tmp_path: Path) -> None:
    results = found(tmp_path, IPTC + ANPA + IPTC[:200])
    assert [r.id for r in results if isinstance(r, Document)] == ["a:1", "a:2"]
    assert isinstance(results[2], ReadingError)
    assert "is a wire message that is cut off" in str(results[2])


@pytest.mark.parametrize(
    "data",
    [
        IPTC[:-40],
        IPTC[:100],
        IPTC.replace("\x02", ""),
        IPTC.replace("\x03", ""),
        "\x01\x02\x03",
        "\x01",
        "\x01\x02 \x03",
        "\x16\x16\x01abc",
        "\x01a\x02^bare hode<\x03",
        "\x01a\x02b",
    ],
    ids=range(10),
)
def test_broken_wires(tmp_path: Path, data: str) -> None:
    for result in found(tmp_path, data):
        if isinstance(result, Document):
            assert "uholdbart" in result.text
        else:
            assert result.what


# ---- exports of Retriever

DASHES, EQUALS = "-" * 78, "=" * 78
FIRST = f"""Ferja stenges
{DASHES}
Fjordavisa, 02.11.2026
Ola Skribent
Seksjon: NYHETER Side 39, del 1
Publisert på trykk.

Ferjeleiet stenges fra mandag, opplyser Statens vegvesen i en pressemelding som
kom i går.

– Dette er uholdbart, sier ordfører Åse Vik.

Bildetekst: Ferja på Lenk. (Foto: Per)© Fjordavisa

Les hele nyheten på http://ret.nu/AbCdEfGh
"""
SECOND = """Ny skole
Lenk Blad, 03.11.2026 09:31
Publisert på nett.

– Vi er glade, sier Nils Berg.
© Lenk Blad

Alle artikler er beskyttet av lov om opphavsrett til åndsverk. Artikler må ikke videreformidles
utenfor egen organisasjon uten godkjenning fra Retriever eller den enkelte utgiver.
Se webartikkelen på https://lenkblad.no/1
"""
FRONT = """Universitetet i Vik
Uttak 15.12.2026

Nyheter:

> Ferja stenges, Fjordavisa, 02.11.2026

> Ny skole, Lenk Blad, 03.11.2026


"""
EXPORT = f"{FRONT}{FIRST}{EQUALS}\n\n{SECOND}{EQUALS}\n"
CLIPPINGS = [
    "Ferja stenges\n\nFerjeleiet stenges fra mandag, opplyser Statens vegvesen i en "
    "pressemelding som\nkom i går.\n\n– Dette er uholdbart, sier ordfører Åse Vik.",
    "Ny skole\n\n– Vi er glade, sier Nils Berg.",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_exports_of_retriever(tmp_path: Path, encoding: str, ending: str) -> None:
    first, second = found(tmp_path, EXPORT.replace("\n", ending).encode(encoding))
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert [first.text, second.text] == CLIPPINGS
    assert (first.id, first.title, first.source) == ("a:1", "Ferja stenges", "Fjordavisa")
    assert (first.published, first.url) == ("2026-11-02", "http://ret.nu/AbCdEfGh")
    assert (first.section, first.byline) == ("NYHETER", "Ola Skribent")
    assert first.meta == {"medium": "trykk", "page": "39"}
    assert (second.id, second.title, second.source) == ("a:2", "Ny skole", "Lenk Blad")
    assert (second.published, second.url) == ("2026-11-03T09:31:00", "https://lenkblad.no/1")


def test_exports_of_mediearkivet(tmp_path: Path) -> None:
    tail = "©Nesposten<br>Alla artiklar är skyddade enligt upphovsrättslagen.\n\n"
    first = f"Vi vann\nNesposten, 2026-11-02 09:31\nPublicerat på webb. \n\nDet var kul.\n\n{tail}"
    second = (
        f"Ny skola\nNesposten, 2026-11-01\nSida 15\nPublicerat i print. \n\nDen är stor.\n{tail}"
    )
    parts = f"{first}Se webartikeln på http://ret.nu/a\n{EQUALS}\n\n{second}{EQUALS}\n"
    one, two = found(tmp_path, f"Universitetet\n\n> Vi vann, Nesposten, 2026-11-02\n\n\n{parts}")
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert (one.text, one.published) == ("Vi vann\n\nDet var kul.", "2026-11-02T09:31:00")
    assert (two.text, two.published) == ("Ny skola\n\nDen är stor.", "2026-11-01")
    assert (one.source, one.url, two.meta["page"]) == ("Nesposten", "http://ret.nu/a", "15")


def test_one_clipping_keeps_the_id_of_its_file(tmp_path: Path) -> None:
    (document,) = found(tmp_path, SECOND)
    assert isinstance(document, Document)
    assert (document.id, document.text) == ("a", CLIPPINGS[1])


def test_what_is_surely_no_export_stays_one_text(tmp_path: Path) -> None:
    for text in (
        f"Sak en.\n{EQUALS}\nSak to.\n",
        "Dikt\n\nPublisert på nett.\n\nVi vant.\n",
        "Møtet er i Lenk, 02.11.2026\nog går på nett.\n",
    ):
        assert texts(found(tmp_path, text)) == [text]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (EXPORT[: EXPORT.index("© Lenk")], [CLIPPINGS[0], "is the last article of an export"]),
        (EXPORT[: EXPORT.index("– Vi er")], [CLIPPINGS[0], "an export"]),
        (EXPORT.replace("Publisert på nett.", ""), [CLIPPINGS[0], "without an article's paper"]),
        (EXPORT.replace("Lenk Blad, 03.11.2026 09:31", ""), [CLIPPINGS[0], "article's paper"]),
        (
            EXPORT.replace("– Vi er glade, sier Nils Berg.", ""),
            [CLIPPINGS[0], "without an article"],
        ),
        (EXPORT.replace("Ny skole\nL", "L"), [CLIPPINGS[0], CLIPPINGS[1].partition("\n\n")[2]]),
        (EXPORT.replace("03.11.2026", "33.13.2026"), CLIPPINGS),
        (EXPORT + "\n\n" + EQUALS, CLIPPINGS),
        (EXPORT.replace("© Lenk Blad\n", ""), CLIPPINGS),
        (EXPORT.replace(FRONT, ""), CLIPPINGS),
    ],
    ids=range(10),
)
def test_broken_exports(tmp_path: Path, data: str, expected: list[str]) -> None:
    results = texts(found(tmp_path, data))
    assert len(results) == len(expected)
    assert all(part in result for part, result in zip(expected, results, strict=True))


# ---- --split


def test_split(tmp_path: Path) -> None:
    text = "Sak en.\r\nMer.\r\n***\r\nSak to på Nes.\r\n***\r\n\r\n***\r\n"
    results = found(tmp_path, text.encode("cp1252"), split=r"^\*+\s*$")
    assert texts(results) == ["Sak en.\nMer.", "Sak to på Nes."]
    assert [r.id for r in results if isinstance(r, Document)] == ["a:1", "a:2"]
    (whole,) = found(tmp_path, text.encode("cp1252"), split="^=+$")
    assert isinstance(whole, Document)
    assert (whole.id, whole.text) == ("a", text.replace("\r\n", "\n"))
    (alone,) = found(tmp_path, "Sak en.\n***\n", split=r"\*")
    assert isinstance(alone, Document)
    assert (alone.id, alone.text) == ("a", "Sak en.")
    (error,) = found(tmp_path, text, split="(")
    assert "'(' is no pattern" in str(error)


def test_split_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Vi vant.\n=====\nVi tapte.\n")
    command = [sys.executable, "-m", "newsparse", "analyze", str(tmp_path / "a.txt"), "--split"]
    process = subprocess.run([*command, "^=+$"], capture_output=True)
    assert process.stdout.count(b"\n") == 2
    process = subprocess.run([*command, "("], capture_output=True)
    assert (process.returncode, b"is no pattern" in process.stderr) == (2, True)


# ---- what is no prose

PROSE = {
    "results": "Resultater i Lenkrennet:\n1) Kari Vik, Lenk 32.45,2, 2) Ola Moe, Nes +0.12,4, 3) "
    "Åse Berg, Vik +1.02,9.\nFotball: Lenk – Nes 2–1 (1–0), Vik – Os 0–0, Berg – Dal 4–3 (2–2).\n"
    "1. Lenk   12  9  2  1  30–10  29\n2. Nes    12  8  2  2  28–12  26\n",
    "election": "\n".join(f"{p}\t{n * 3},{n}\t+{n},{n}\t{n}" for n, p in enumerate("ABCDEFGH" * 4)),
    "bars": "\n".join(f"| {p} | {n * 3},{n} % | +{n} |" for n, p in enumerate("ABCDEFGH" * 4)),
    "recipe": "Vafler\n" + "3 dl melk\n- 2 egg\n* 1/2 ts salt\n(etter smak)\n" * 8 + "Stek.",
    "poem": "Å, fjell;\nå, fjord;\nå, land;\n\n" * 20,
    "ticker": "\n".join(f"12.{n:02}: Nes scorer! 1–0 ved Vik." for n in range(30)),
    "interview": "Kari Vik: Vi må bygge.\nAvisa: Hvorfor?\n" * 20,
    "facts": "Navn: Kari Vik\nAlder: 34\nBosted: Lenk\nYrke: lege\n" * 10,
    "references": "Lenk er en by.[1] Den ble grunnlagt i 1802.[2][3] Byen er stor.[4]\n" * 10,
    "addresses": "Les på https://avisa.no/a?id=3&x=4_5 eller skriv til kari_vik@avisa.no.\n" * 9,
    "hashtags": "#nes #valg: Vi vant!\n@kari_vik: Gratulerer #lenk\n" * 20,
    "capitals": "KOMMUNEN VIL BYGGE NY SKOLE. " * 20,
    "quoted": "> Vi må bygge ny skole i bygda nå, sier ordføreren.\n" * 20,
    "shares": "\n".join(f"ABCD {n}12,40 +1,2% (+3,40)" for n in range(20)),
    "chess": "1. e4 e5 2. Sf3 Sc6 3. Lb5 a6 4. La4 Sf6 5. O-O Le7 6. Te1 b5 7. Lb3 d6 " * 4,
    "Arabic": "هذا نص طويل باللغة العربية عن الأخبار " * 20,
    "Chinese": "这是一个关于新闻的长文本没有空格的句子。" * 30,
    "mojibake": ("Ordføreren på Åsgård sier at båten må få fart. " * 9).encode().decode("latin-1"),
    "short code": "x = {}",
    "code in an article": "Feilen var at noen skrev x = f(y); i stedet for z. " + "Vi ler. " * 99,
}
random.seed(1)
NO_PROSE = {
    "C": '#include <stdio.h>\nint main(void) {\n  printf("hei\\n");\n  return 0;\n}\n' * 3,
    "SQL": "SELECT a.id FROM a JOIN b ON a.x = b.id WHERE b.y > '1' ORDER BY 1;\n" * 4,
    "CSS": "body { margin: 0; color: red }\n.a, .b { font: 12px serif }\n" * 4,
    "JavaScript": "export const f = (a) => { return a.map(x => x + 1) }\n" * 4,
    "TeX": "\\section{Hei} Dette er $x^2$ \\textbf{fet} \\cite{a}.\n" * 5,
    "a patch": "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-def f(x):\n+def f(x, y):\n  return x_y\n" * 5,
    "a traceback": 'Traceback:\n  File "/a.py", line 3, in <module>\n    main()\n  f_x(x)\n' * 5,
    "settings": "[core]\nversion = 0\nmode = true\n[remote]\nurl = git@x\n" * 6,
    "YAML": "on:\n  push:\n    branches: main\njobs:\n  test:\n    runs-on: linux\n    - run: a b\n"
    * 3,
    "a log": "2026-11-02 12:04:31,123 INFO newsparse: read one article\n" * 9,
    "a server's log": '10.0.0.1 - - [02/Nov/2026:12:04:31 +0100] "GET /a HTTP/1.1" 200 512\n' * 9,
    "a system's log": "Nov  2 12:04:31 vert kernel: eth0 link is up\n" * 9,
    "base64": base64.b64encode(random.randbytes(900)).decode(),
    "base64 in lines": base64.encodebytes(random.randbytes(900)).decode(),
    "hexadecimal": "".join(f"{n:08x}  {random.randbytes(16).hex(' ')}\n" for n in range(20)),
    "noise": "".join(chr(random.randrange(32, 127)) for _ in range(900)),
    "controls": "".join(random.choice("\x01\x02\x05abcdef ") for _ in range(600)),
}


@pytest.mark.parametrize("name", PROSE)
def test_prose_is_read(tmp_path: Path, name: str) -> None:
    assert texts(found(tmp_path, PROSE[name])) == [PROSE[name]]


@pytest.mark.parametrize("name", NO_PROSE)
def test_no_prose_is_refused(tmp_path: Path, name: str) -> None:
    (error,) = found(tmp_path, NO_PROSE[name])
    assert isinstance(error, ReadingError)
    assert "and no article" in error.what
    assert "\n" not in str(error)


@pytest.mark.parametrize("pattern", ["src/**/*.py", "tests/*.py", "**/*.css", "**/*.js"])
def test_own_code_is_refused(pattern: str) -> None:
    found = (path for path in ROOT.glob(pattern) if path.name != "__init__.py")  # lists of names
    paths = [path for path in found if path.stat().st_size > 300]
    assert [str(path) for path in paths if no_prose(path.read_text(encoding="utf-8")) is None] == []


def test_own_prose_is_read() -> None:
    seeds = list(ROOT.glob("seeds/*.txt"))
    assert seeds
    assert [path for path in seeds if no_prose(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("unit", ["a", "_a", "1-", "a-", "-", ":/", "\n", " ", "{", "ø", "a( "])
def test_long_runs_take_no_time(unit: str) -> None:
    no_prose("x " * 100 + unit * 500_000 + "!x")
