"""What a user can mend, in one sentence that does nothing to a terminal."""

# what would steer a terminal, or turn its text round, by a sign in its place
VISIBLE = {
    **{code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"},
    **dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"),
    0x7F: "\u2421",
}

VISIBLE_LINE = VISIBLE | {ord("\n"): "\u240a", ord("\t"): "\u2409"}
ESCAPED = {code: f"\\u{code:04x}" for code in VISIBLE if code > 32}  # JSON itself escapes the rest


def visible(text: str) -> str:
    """Return a text that can do nothing to a terminal, code point by code point."""
    return text.replace("\r\n", " \n").translate(VISIBLE)


def visible_line(text: str) -> str:
    """Return a text that can do nothing to a terminal, and stays on its line."""
    return text.translate(VISIBLE_LINE)


def for_terminal(json: str) -> str:
    """Return JSON in which what would steer a terminal is escaped."""
    return json.translate(ESCAPED)


class NewsparseError(Exception):
    """Something that the user can mend: `what` is wrong, and a `hint` at what to do.

    As text it is one sentence. `name` is the input that it is about, where there is one.
    """

    def __init__(self, what: str, hint: str, name: str = "") -> None:
        super().__init__(what, hint, name)  # what a worker sends back is built from these again
        self.what = what
        self.hint = hint
        self.name = name

    def __str__(self) -> str:
        sentence = f"{self.what}; {self.hint}"
        return visible_line(f"{self.name}: {sentence}" if self.name else sentence)
