"""For tests of batch runs: what a worker does with an article that asks for trouble.

Python imports this module at its start where PYTHONPATH holds its folder.
"""

import os
import time

if os.environ.get("NEWSPARSE_TROUBLE"):
    from newsparse import reading
    from newsparse.reading import Document, Entry
    from newsparse.reading.text import read_text

    def troubled(entry: Entry) -> Document:
        """Read text; die, fail or wait where the text says so."""
        if b"KILL" in entry.content:
            os._exit(9)
        if b"FAIL" in entry.content:
            raise ZeroDivisionError("on purpose")
        if b"SLOW" in entry.content:
            time.sleep(3)
        if b"WAIT" in entry.content:
            time.sleep(60)
        return read_text(entry)

    reading.READERS["text"] = troubled
