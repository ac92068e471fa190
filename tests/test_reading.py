"""Bytes to text: the encoding rule, and one clear sentence for what is no article."""

from pathlib import Path

import pytest

from newsparse.errors import ReadingError
from newsparse.reading import read
from newsparse.reading.text import decode

TEXT = "– Blåbærsyltetøy på Ærøy, sier Åse.\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8 BOM", "utf-16", "utf-16-be BOM", "cp1252", "CRLF"],
)
def test_encodings_that_need_no_option(data: bytes) -> None:
    assert decode(data, "a.txt") == TEXT


def test_encoding_overrides() -> None:
    assert decode(TEXT.encode("latin-1", "replace"), "a.txt", "latin-1").endswith("sier Åse.\n")
    assert decode(TEXT.encode("mac-roman"), "a.txt", "mac-roman") == TEXT


def test_lone_carriage_returns_stay() -> None:
    assert decode(b"a\rb", "a.txt") == "a\rb"


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"", None, "holds no text"),
        (b" \n\n ", None, "holds no text"),
        (b"\xef\xbb\xbf", None, "holds no text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", None, "is not text"),
        (b"abc\x00def", None, "is not text"),
        (b"\xff\xfe\x00", None, "is not"),
        (b"\xe6\xf8\xe5", "utf-8", "is not utf-8 text"),
        (b"abc", "klingon", "unknown encoding"),
        (b"abc", "base64", "unknown encoding"),
    ],
)
def test_what_is_no_text(data: bytes, encoding: str | None, words: str) -> None:
    with pytest.raises(ReadingError, match=words):
        decode(data, "a.txt", encoding)


def test_ids_are_stems(tmp_path: Path) -> None:
    path = tmp_path / "lavrov.blinken.txt"
    path.write_text(TEXT, encoding="utf-8")
    (document,) = read(str(path))
    assert document.id == "lavrov.blinken"


@pytest.mark.parametrize(
    ("name", "words"),
    [("nothing.txt", "no such file"), (".", "is a directory"), ("a\0b", "cannot")],
)
def test_paths_that_cannot_be_read(name: str, words: str) -> None:
    with pytest.raises(ReadingError, match=words):
        list(read(name))
