"""Parse the cases that have no frozen parse yet; the result is then corrected by hand.

python tests/cases/freeze.py >> tests/cases/quotes.conllu
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from frozen import read_cases, read_parses, write_parse
from newsparse.pipeline import load_pipeline


def main() -> None:
    parsed = read_parses()
    nlp = load_pipeline()
    for case in read_cases():
        if case.id not in parsed:
            sys.stdout.write(write_parse(case.id, nlp(case.text)))


if __name__ == "__main__":
    main()
