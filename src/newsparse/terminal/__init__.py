"""What is for reading in a terminal: articles, figures, a progress bar, a pager."""

from newsparse.terminal.article import legend, render
from newsparse.terminal.counts import counts_table
from newsparse.terminal.figures import figures_table, mistakes_list
from newsparse.terminal.pager import Pager
from newsparse.terminal.progress import progress_bar
from newsparse.terminal.screen import Colour, console, is_coloured

__all__ = [
    "Colour",
    "Pager",
    "console",
    "counts_table",
    "figures_table",
    "is_coloured",
    "legend",
    "mistakes_list",
    "progress_bar",
    "render",
]
