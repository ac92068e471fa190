"""What looks wrong with a text, said in sentences."""

from newsparse.record import Suspect, WarningKind

SENTENCES: dict[WarningKind, tuple[str, str]] = {
    "language": ("is not in Norwegian", "--any-language has it analysed all the same"),
    "mojibake": ("looks garbled", "name its encoding with --encoding"),
    "no_names": ("names nobody in two thousand words", "check that it is an article"),
    "capitals": ("is mostly in capitals", "names and quotes are less sure in it"),
    "no_sentences": ("has no sentence ends", "check that it is an article"),
}


def suspect(id: str, kind: WarningKind) -> Suspect:
    """Return what to say of an article that looks wrong."""
    what, hint = SENTENCES[kind]
    return Suspect(id=id, warning=kind, what=what, hint=hint)


def sentence(suspect: Suspect) -> str:
    """Return it as one sentence."""
    return f"{suspect.id}: {suspect.what}; {suspect.hint}"
