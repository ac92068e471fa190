"""python -m newsparse"""

import sys

INTERRUPTED = 130


def run() -> None:
    """Run the command; Ctrl-C ends it without a traceback while it is still being imported, too."""
    try:
        from newsparse.cli import app

        app(prog_name="newsparse")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    run()
