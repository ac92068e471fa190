"""Articles as a web page for reading: one file, or a front page with several beside it.

All is there without script, which only searches. The marks in the text carry their speakers as
words, and so does what a reader must not take for sure: whom only the context tells, and content
that its speakers reject. The templates escape all that comes from outside, and the pages' policy
lets nothing run but the one script of ours.
"""

from newsparse.writing.report.pages import PAGE, write_report
from newsparse.writing.report.words import Language

__all__ = ["PAGE", "Language", "write_report"]
