"""Forms of invoice numbers: what a spreadsheet makes of one, and numbers with a year beside the same without it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.money import round_ratio
from cashflow.ledger.clearing.folding import codes_of, sizes_of
from cashflow.ledger.clearing.near_numbers import near_pairs

__all__ = ["near_invoices", "plain_codes", "plain_number"]

_FLOAT, _POWER = r"(\d+)[.,]0{1,2}", r"(\d)[.,](\d+)e\+?0*(\d{1,2})"
_CHANGED = re.compile(f"^(?:{_FLOAT}|{_POWER})$", re.IGNORECASE | re.MULTILINE)
_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_FIRST_YEAR, _LAST_YEAR = re.compile(f"^(.*?){_YEAR}", re.MULTILINE), re.compile(f"{_YEAR}(?!.*{_YEAR})")
_LOST = re.compile(_POWER, re.IGNORECASE)
_DIGIT = re.compile(r"\d")

_Asked = tuple[Ints, list[str], Ints, list[str]]  # invoices and payments that are compared, each by its numbers as they are to be read


def plain_number(text: str) -> str:
    """A number as it was before a spreadsheet took it for an amount; powers of ten with digits lost stay as they are.

    Examples
    --------
    >>> [plain_number(t) for t in ("10045.0", "1.0045E+04", "1.00450e+04", "1.0E+04", "A1")]
    ['10045', '10045', '10045', '1.0E+04', 'A1']
    """
    match = _CHANGED.fullmatch(text)
    if match is None:
        return text
    if match[1]:
        return match[1]
    many, digits = int(match[4]), match[3]
    exact = len(digits) >= many > 0 and not digits[many:].strip("0")
    return match[2] + digits[:many] if exact else text


def plain_codes(texts: Sequence[str], codes: Ints) -> Ints:
    """(n,), int64: codes of texts as they were before a spreadsheet had them; `codes`: those of `codes_of`, which may be the answer."""
    if not _CHANGED.search("\n".join(texts)):
        return codes
    values = [plain_number(texts[at]) for at in np.unique(codes, return_index=True)[1].tolist()]
    return codes_of(values)[codes]


def near_invoices(numbers: Sequence[str], whose: Ints, by: Ints, into: Ints, size: int) -> Ints:
    """`near_pairs`, also of numbers that a spreadsheet has changed, or that have a year on one side only."""
    whole = "\n".join(numbers)
    if whole.count("\n") >= len(numbers):  # lines within a number
        numbers = [" ".join(t.split()) for t in numbers]
        whole = "\n".join(numbers)
    changed = _CHANGED.search(whole) is not None
    plain = [plain_number(t) for t in numbers] if changed else list(numbers)
    found, n = near_pairs(plain, whose, by, into, size), len(whose)
    invoices, payments = np.arange(n), np.arange(n, len(plain))
    asked: list[_Asked] = []
    for less in _without_year(whole):
        some = np.flatnonzero(sizes_of(less) != sizes_of(numbers))
        some = some[[bool(_DIGIT.search(less[at])) for at in some.tolist()]]
        asked += [(invoices, plain, some[some >= n], less), (some[some < n], less, payments, plain)]
    for less, lost, full in _rounded(plain) if changed else ():
        asked += [(full[full < n], less, lost[lost >= n], less), (lost[lost < n], less, full[full >= n], less)]
    for one, said, other, given in (a for a in asked if len(a[0]) and len(a[2])):
        texts = [*(said[at] for at in one.tolist()), *(given[at] for at in other.tolist())]
        more = near_pairs(texts, whose[one], by[other - n], into[other - n], size)
        found = np.where((found < 0) & (more >= 0), one[more], found)
    return found


def _without_year(whole: str) -> Iterator[list[str]]:
    """Lines without their last year, and without their first one where some have two."""
    last = _LAST_YEAR.sub(" ", whole)
    if last != whole:
        yield last.split("\n")
        if _FIRST_YEAR.search(last):
            yield _FIRST_YEAR.sub(r"\1 ", whole).split("\n")


def _rounded(plain: list[str]) -> Iterator[tuple[list[str], Ints, Ints]]:
    """By powers of ten that have lost digits: numbers with as many as are left, positions of those powers, and of numbers in full."""
    shapes: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for at, text in enumerate(plain):
        if (match := _LOST.fullmatch(text)) and int(match[3]) > len(match[2]):
            shapes.setdefault((len(match[2]), int(match[3])), []).append((at, match[1] + match[2]))
    for (decimals, power), lost in shapes.items():
        left, per = list(plain), 10 ** (power - decimals)
        full = [at for at, t in enumerate(plain) if len(t) == power + 1 and t.isdecimal()]
        for at, text in (*lost, *((at, str(round_ratio(int(plain[at]), per))) for at in full)):
            left[at] = text
        yield left, np.array([at for at, _ in lost], np.int64), np.array(full, np.int64)
