"""How newsparse's own processes start."""

import subprocess
import sys

SPACYS_CLI = """
import sys
from newsparse.startup import import_spacy

import_spacy()
import newsparse.analyzer
assert not {"weasel", "httpx", "requests", "spacy.cli"} & set(sys.modules)
import spacy
assert spacy.info(silent=True)["spacy_version"] == spacy.__version__
import spacy.cli
assert callable(spacy.cli.info)
"""


def test_spacy_without_its_command_line_until_that_is_asked_for() -> None:
    subprocess.run([sys.executable, "-c", SPACYS_CLI], check=True)
