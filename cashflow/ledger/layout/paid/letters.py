"""Statuses of one letter: read where the heading of their column explains them, as ``Open/Closed`` and ``Status (P=paid, N=new)``."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.ledger.layout.cells.content import NOTHING
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.open_words import OPEN_WORDS
from cashflow.ledger.layout.cells.words import fold, roles_of
from cashflow.ledger.layout.model import SAYS_PAID
from cashflow.ledger.layout.paid.status_words import kind_of_status

__all__ = ["Letters", "explained_letters", "may_mean"]

_EXPLAINED = re.compile(r"\b(\w{1,2})\s*[=:]\s*([^\W\d_][^=:,;/|()\[\]]*)")
_PARTED = re.compile(r"\s*(?:/|\||\\|,|;|\bor\b|\boder\b|\bou\b)\s*")
_IN_BRACKETS = re.compile(r".*[(\[](.+)[)\]]\s*")
_NOT_PAID = frozenset("nuo")
_NOT_OPEN = frozenset("pcb")
_MOST = 5  # letters


@frozen
class Letters:
    """The column of statuses, and what its letters stand for, folded; "open" among them."""

    column: int
    kinds: Mapping[str, str]


def explained_letters(grid: Grid, at: Mapping[str, int], item: Ints, words: Mapping[str, str]) -> Letters | None:
    """The column whose heading says what each of its letters means; `None` where none does, or what is paid is known otherwise.

    One whose heading is made of the letters alone is a column of statuses, too, of which none is known.

    Parameters
    ----------
    grid, at
        Cells, and the column of each role.
    item : (n_rows,), bool
        Rows that are items.
    words
        Folded statuses and what they say.
    """
    if (SAYS_PAID - {"status"}) & {*at}:
        return None
    for i, name in enumerate(grid.names):
        if not name or (i in at.values() and at.get("status") != i):
            continue
        texts = {fold(str(c)) for c in grid.cells(i)}
        if not texts or max(map(len, texts)) > 1 or len(texts) > _MOST:
            continue  # by the sample, which is quick
        column = grid.column(i)
        texts = {fold(t) for code in np.unique(column.codes[item]).tolist() if (t := column.texts[code]).lower() not in NOTHING}
        kinds = _said_in(name, words) or _initial(name, texts)
        if texts and (texts <= {*kinds} or _names_letters(name, texts)):
            return Letters(i, kinds if texts <= {*kinds} else {})
    return None


def _kind(word: str, words: Mapping[str, str]) -> str:
    return "open" if fold(word) in OPEN_WORDS else kind_of_status(word, words)


def _said_in(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """Folded letter → kind, of a heading that explains its letters, or names the words that they begin; empty where it does not."""
    found = {fold(letter): _kind(word.strip(), words) for letter, word in _EXPLAINED.findall(name)}
    if not found:
        inner = _IN_BRACKETS.fullmatch(name)
        parts = [p for p in _PARTED.split(inner[1] if inner else name) if p]
        found = {fold(p)[:1]: _kind(p, words) for p in parts} if len({fold(p)[:1] for p in parts}) == len(parts) > 1 else {}
    return found if found and all(found.values()) else {}


def _names_letters(name: str, texts: set[str]) -> bool:
    """Whether a heading is made of its letters, as ``O/C`` and ``Status (P/N)``, and they may be statuses: what they mean is asked."""
    inner = _IN_BRACKETS.fullmatch(name)
    before = name[: inner.start(1) - 1].strip() if inner else ""
    letters = {fold(p) for p in _PARTED.split(inner[1] if inner else name) if p}
    called = not before or "status" in roles_of(before) or bool({"paid_flag", "open_flag"} & {*roles_of(before)})
    return called and len(letters) > 1 and texts <= letters <= _MAY_BE_STATUSES and bool(letters & {"o", "p"})


_MAY_BE_STATUSES = frozenset("opcnuvbx")


def _initial(name: str, texts: set[str]) -> dict[str, str]:
    """The same where a column is called paid, or open, one of two letters begins that word, and the other one denies it."""
    says, first = {*roles_of(name)}, fold(name)[:1]
    rest = texts - {first}
    if first not in texts or len(rest) > 1 or "status" in says:
        return {}
    if "open_flag" in says and rest <= _NOT_OPEN:
        return {first: "open", **dict.fromkeys(rest, "paid")}
    if "paid_flag" in says and "open_flag" not in says and rest <= _NOT_PAID:
        return {first: "paid", **dict.fromkeys(rest, "open")}
    return {}


_MEANINGS = {
    "p": ("paid", "pending"), "c": ("closed", "cancelled"), "n": ("not paid", "new"), "o": ("open",), "u": ("unpaid",),
    "a": ("approved",), "s": ("settled", "scheduled"), "r": ("reconciled", "received", "rejected"), "v": ("void", "verified"),
    "f": ("fully paid", "final"), "x": ("paid", "cancelled"), "h": ("on hold",), "d": ("done", "disputed", "draft"),
}  # fmt: skip
"""What a status of one letter may stand for."""


def may_mean(letter: str) -> str:
    """What a status of one letter may stand for, in words; empty where that is not known.

    Examples
    --------
    >>> may_mean("P"), may_mean("Z")
    ('paid or pending', '')
    """
    return " or ".join(_MEANINGS.get(fold(letter), ()))
