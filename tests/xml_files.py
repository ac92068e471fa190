"""News agencies' XML and feeds, made by hand, and what is read from them."""

from pathlib import Path

from newsparse.errors import ReadingError
from newsparse.reading import Document, Options, read, read_documents

INPUTS = Path(__file__).parent / "inputs"
NEWSML_1 = (
    "<NewsML><NewsItem><NewsComponent><ContentItem><DataContent>{}</DataContent></ContentItem>"
    "</NewsComponent></NewsItem></NewsML>"
)
ITEM = "<item><title>T</title><description>Vi vant.</description>{}</item>"


def documents(name: str) -> list[Document]:
    return list(read(str(INPUTS / name)))


def read_bytes(folder: Path, data: bytes | str, **options: str) -> list[Document | ReadingError]:
    path = folder / "a"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_documents([str(path)], Options(**options)))  # type: ignore[arg-type]


def article(folder: Path, data: bytes | str) -> Document:
    (found,) = read_bytes(folder, data)
    assert isinstance(found, Document)
    return found


def nitf(content: str, head: str = "") -> str:
    return f"<nitf>{head}<body><body.content>{content}</body.content></body></nitf>"


def newsml(contents: str, metadata: str = "", of_item: str = "") -> str:
    return (
        f"<newsItem xml:lang='nb'><itemMeta>{of_item}</itemMeta>"
        f"<contentMeta>{metadata}</contentMeta><contentSet>{contents}</contentSet></newsItem>"
    )


def feed(items: str) -> str:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    )
    return f'<rss version="2.0" {spaces}><channel><title>Avisa</title>{items}</channel></rss>'
