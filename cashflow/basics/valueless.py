"""Cells of a spreadsheet that hold no value and are not blank: errors like ``#N/A``, and formulas that were never worked out."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["DASHES", "WORDS_FOR_NONE", "formula_text", "may_be_nameless", "nameless", "valueless"]

WORDS_FOR_NONE = frozenset({"-", "--", "---", "–", "—", "n/a", "n.a.", "na", "null", "nan", "nat", "none", "<na>", "nil", "(blank)"})
"""Texts, without case, that programs write where they know no value."""
DASHES = frozenset({"-", "--", "–", "—", "\u2212"})
"""What spreadsheets show in place of an amount that is nothing."""
_NAMES = frozenset({"na", "nil"})  # of which a company may be called

_MARK = " (#no value)"
_LONGEST = 40
_ERROR = re.compile(r"#(?:n/a(?: n/a)?|nv|div/0!|[^\W\d]{3,12}[!?])", re.IGNORECASE)


def formula_text(formula: str) -> str:
    """What stands in place of a formula's value, where its file holds none.

    Examples
    --------
    >>> formula_text("C2+30")
    '=C2+30 (#no value)'
    """
    shown = " ".join(formula.split())
    return f"={shown[:_LONGEST]}{'…' if len(shown) > _LONGEST else ''}{_MARK}"


def nameless(text: str, *, company: bool = False) -> str:
    """Why a text is not a number of an invoice, or no name of a `company`; empty where it may be one.

    Examples
    --------
    >>> nameless("None"), nameless("NA", company=True), nameless("4711")
    ('is a word for no value', '', '')
    """
    folded = text.casefold()
    if folded in WORDS_FOR_NONE and not (company and folded in _NAMES):
        return "is a word for no value"
    return valueless(text)


def may_be_nameless(texts: Sequence[str]) -> bool:
    """Whether some of the texts may be no number or no name, by one look at all of them.

    Examples
    --------
    >>> may_be_nameless(["Acme", "Zenith"]), may_be_nameless(["Acme", "NULL"]), may_be_nameless(["#N/A"])
    (False, True, True)
    """
    return "#" in "".join(texts) or not WORDS_FOR_NONE.isdisjoint(map(str.casefold, texts))


def valueless(text: str) -> str:
    """Why a text is neither a value nor blank; empty where it is one.

    Examples
    --------
    >>> valueless("#N/A"), valueless("#4711"), valueless("N/A")
    ('is an error of the spreadsheet; mend the cell or its formula', '', '')
    """
    if text.startswith("=") and text.endswith(_MARK):
        return "is a formula whose value the file does not hold; open the file in the spreadsheet program and save it"
    error = text.startswith("#") and _ERROR.fullmatch(text) is not None
    return "is an error of the spreadsheet; mend the cell or its formula" if error else ""
