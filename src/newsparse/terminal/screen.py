"""Where something is shown, and whether in colour."""

import os
import sys
from typing import Any, Literal

from rich.console import Console

Colour = Literal["auto", "always", "never"]


def console(colour: Colour = "auto", **options: Any) -> Console:
    """Return where to show something on standard output.

    colour: `auto` is on a terminal that knows colours, unless NO_COLOR is set. Without colour there
    is no styling at all, neither bold nor underlined.
    """
    if not is_coloured(colour):
        return Console(color_system=None, **options)
    shown = Console(force_terminal=True, no_color=False, **options)
    if shown.color_system is None:  # it was asked for, whatever the terminal says of itself
        shown = Console(force_terminal=True, no_color=False, color_system="standard", **options)
    return shown


def is_coloured(colour: Colour = "auto") -> bool:
    """Tell whether standard output is to have colours."""
    if colour != "auto":
        return colour == "always"
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    return on_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
