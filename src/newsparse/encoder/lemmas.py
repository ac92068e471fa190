"""Lemma scripts: how a form becomes its lemma, as a class that can be learnt.

A script is `CASE-N+ENDING`: write the form in that case, drop N code points at its end, add ENDING.
"""

from collections.abc import Callable

CASES: dict[str, Callable[[str], str]] = {"lower": str.lower, "keep": str, "title": str.capitalize}


def script_of(form: str, lemma: str) -> str:
    """Return the script that makes this lemma of this form, with the least rewriting.

    >>> script_of("Gikk", "gå"), script_of("Oslos", "Oslo"), script_of("NATO", "NATO")
    ('lower-3+å', 'keep-1+', 'keep-0+')
    """
    scripts = []
    for case, change in CASES.items():
        written = change(form)
        shared = 0
        while shared < min(len(written), len(lemma)) and written[shared] == lemma[shared]:
            shared += 1
        scripts.append((len(written) - shared, case, f"-{len(written) - shared}+{lemma[shared:]}"))
    # a form in small letters is the same in lower and keep: keep is for those that have capitals
    _, case, edit = min(scripts, key=lambda script: script[0])
    return case + edit


def apply_script(script: str, form: str) -> str:
    """Return the lemma of the form; a script that does not fit leaves the form.

    >>> apply_script("lower-3+å", "Gikk"), apply_script("keep-9+x", "ja")
    ('gå', 'ja')
    """
    case, _, edit = script.partition("-")
    dropped, _, ending = edit.partition("+")
    written = CASES[case](form)
    kept = len(written) - int(dropped)
    return written[:kept] + ending if kept >= 0 and kept + len(ending) else form
