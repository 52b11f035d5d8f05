"""Cells of a spreadsheet that hold no value and are not blank: errors like ``#N/A``, and formulas that were never worked out."""

from __future__ import annotations

import re

__all__ = ["formula_text", "valueless"]

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


def valueless(text: str) -> str:
    """Why a text is neither a value nor blank; empty where it is one.

    Examples
    --------
    >>> valueless("#N/A"), valueless("#4711"), valueless("N/A")
    ('is an error of the spreadsheet; mend the cell or its formula', '', '')
    """
    if text.endswith(_MARK):
        return "is a formula whose value the file does not hold; open the file in the spreadsheet program and save it"
    return "is an error of the spreadsheet; mend the cell or its formula" if _ERROR.fullmatch(text) else ""
