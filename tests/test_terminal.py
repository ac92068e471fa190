"""What `newsparse show` prints."""

from rich.console import Console

from articles import article
from newsparse.record import Article, Speaker
from newsparse.terminal import render


def shown(article: Article) -> str:
    console = Console(width=120, color_system=None)
    with console.capture() as capture:
        console.print(render(article))
    return " ".join(capture.get().split())


def test_what_is_rejected_or_unsure_says_so() -> None:
    text = shown(article())
    assert "De tror ikke at [q3 rejected: planen holder]." in text
    assert "│ q3 │ Kari Vik and naboen? │ rejected: planen holder │ indirect │ tror │" in text
    assert "│ q2 │ ? │ Skole i Bergen │ indirect │ │" in text
    assert "│ e2 │ Kari Vik │ person │ 1 │ 1 │" in text


def test_many_speakers_are_one_list() -> None:
    made = article()
    parties = [
        Speaker(name=name, entity=None, basis="name") for name in ("Høgre", "Venstre", "KrF")
    ]
    quote = made.quotes[0].model_copy(update={"speakers": parties})
    assert "Høgre, Venstre and KrF" in shown(made.model_copy(update={"quotes": [quote]}))
