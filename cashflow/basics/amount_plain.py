"""Amount texts in bulk: plain machine decimals, and those in groups of three that have one reading, character by character."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.strings import Strings

__all__ = ["grouped_minor", "grouped_signs", "plain_minor"]

_WIDTH = 22  # bytes; a plain amount has at most 21 characters


def _marks(texts: np.ndarray[Any, Any]) -> Ints | None:
    """(width, n): the texts character by character; `None`: some are not plain text."""
    try:
        listed = texts.tolist()
        try:
            raw = np.array(listed, f"S{_WIDTH}")
        except UnicodeEncodeError:  # a sign that is not ASCII makes one text odd, and not the others
            raw = np.array([t.encode("ascii", "replace") for t in listed], f"S{_WIDTH}")
        if "\0" in "".join(listed):  # numpy ends a text there
            return None
    except (ValueError, TypeError, AttributeError):
        return None
    marks = np.ascontiguousarray(raw.view(np.uint8).reshape(len(texts), _WIDTH).T)
    return marks[: 1 + int(np.flatnonzero(marks.any(axis=1))[-1]) if marks.any() else 0]


def plain_minor(texts: np.ndarray[Any, Any] | Strings, digits: Ints, *, sure: bool) -> tuple[Ints, Ints]:
    """Minor units of texts like ``-1234.56``, and which texts are so plain: up to 15 digits, then at most the currency's decimals.

    `sure`: the point is the decimal sign; else ``1.234`` of a currency with three decimals has two readings, and is left.
    """
    n = len(texts)
    if isinstance(texts, Strings):
        marks, length = texts.marks(_WIDTH)
    else:
        found = _marks(texts)
        if found is None:
            return np.zeros(n, np.int64), np.zeros(n, bool)
        marks, length = found, (found != 0).sum(axis=0, dtype=np.int8)
    figure, point = marks - np.uint8(48), marks == ord(".")
    is_figure = figure < 10
    figures, points = (m.sum(axis=0, dtype=np.int8) for m in (is_figure, point))
    negative = marks[0] == ord("-") if len(marks) else np.zeros(n, bool)
    value, decimals = np.zeros(n, np.int64), np.zeros(n, np.int8)
    seen = np.zeros(n, bool)
    for number, row in enumerate(is_figure):
        value = np.where(row, value * 10 + figure[number], value)
        decimals += row & seen
        seen |= point[number]
    plain = (figures + points + negative == length) & (points <= 1) & (length < _WIDTH) & (decimals >= points) & (decimals <= digits)
    whole = figures - decimals
    plain &= (whole >= 1) & (whole <= 15) & (whole + digits <= 18)
    if not sure and bool((digits >= 3).any()):
        lead = np.where(negative, marks[min(1, len(marks) - 1)], marks[0]) if len(marks) else np.zeros(n, np.uint8)
        plain &= ~((decimals == 3) & (whole <= 3) & (lead != ord("0")))
    return _scaled(value, plain, decimals, digits, negative), plain


def _scaled(value: Ints, good: Ints, decimals: Ints, digits: Ints, negative: Ints) -> Ints:
    scale = 10 ** np.where(good, digits - decimals, 0).astype(np.int64)
    return np.where(good, np.where(negative, -value, value) * scale, 0)


@frozen(eq=False)
class _Groups:
    """Texts of digits with commas and points, row by row."""

    value: Ints  # all digits as one number
    good: Ints  # bool: has one reading, as a number with a decimal sign or with groups alone
    figures: Ints
    decimals: Ints
    negative: Ints
    sign: Ints  # int8: 1 the point is the decimal sign, −1 the comma, 0 it says nothing
    seen: Ints  # bool: `sign` is sure


def grouped_minor(texts: np.ndarray[Any, Any], digits: Ints, decimal: str | None) -> tuple[Ints, Ints]:
    """Minor units of texts like ``-1,234.56``, ``1.234,56-`` or ``(1,234,567)``, and which have one reading of that kind.

    Up to 15 digits, then at most the currency's decimals; a text that can be read in two ways, or in another only, is left.
    """
    found = _groups(texts, decimal)
    if found is None:
        return np.zeros(len(texts), np.int64), np.zeros(len(texts), bool)
    whole = found.figures - found.decimals
    good = found.good & (found.decimals <= digits) & (whole >= 1) & (whole <= 15) & (whole + digits <= 18)
    return _scaled(found.value, good, found.decimals, digits, found.negative), good


def grouped_signs(texts: np.ndarray[Any, Any]) -> tuple[Ints, Ints]:
    """Which decimal sign each text proves (1: point, −1: comma, 0: none), and which texts are of a kind that is looked at here."""
    found = _groups(texts, None)
    if found is None:
        return np.zeros(len(texts), np.int8), np.zeros(len(texts), bool)
    return found.sign, found.seen


def _groups(texts: np.ndarray[Any, Any], decimal: str | None) -> _Groups | None:
    """The one reading of each text that has one, with a decimal sign that was told or not."""
    n = len(texts)
    marks = _marks(texts)
    if marks is None or not len(marks):
        return None
    figure = marks - np.uint8(48)
    is_figure, is_comma, is_point = figure < 10, marks == ord(","), marks == ord(".")
    length = (marks != 0).sum(axis=0, dtype=np.int64)
    last = np.take_along_axis(marks, np.maximum(length - 1, 0)[None], axis=0)[0]
    minus = (marks[0] == ord("-")).astype(np.int8) + ((last == ord("-")) & (length > 1))
    bracket = (marks[0] == ord("(")) & (last == ord(")"))
    figures, commas, points = (m.sum(axis=0, dtype=np.int8) for m in (is_figure, is_comma, is_point))
    outer = minus + 2 * bracket
    number = (figures + commas + points + outer == length) & (length < _WIDTH) & (minus + bracket <= 1)
    good = number & (commas + points >= 1)
    value, run, head = np.zeros(n, np.int64), np.zeros(n, np.int8), np.full(n, -1, np.int8)
    by_point = np.zeros(n, bool)  # the last separator
    for at, row in enumerate(is_figure):
        value = np.where(row, value * 10 + figure[at], value)
        sign = is_comma[at] | is_point[at]
        good &= ~(sign & (head >= 0) & (run != 3))  # every block between two signs
        head = np.where(sign & (head < 0), run, head)
        run = np.where(sign, 0, run + row).astype(np.int8)
        by_point = np.where(sign, is_point[at], by_point)
    lead = np.where(outer - (last == ord("-")) > 0, marks[min(1, len(marks) - 1)], marks[0])
    strict = (head >= 1) & (head <= 3) & (lead != ord("0"))  # the first block could be one of a group
    one, same = commas + points == 1, (commas == 0) | (points == 0)
    ends = np.where(by_point, points, commas) == 1  # the last sign stands once
    told = {None: np.zeros(n, bool), ".": by_point, ",": ~by_point}[decimal]  # the last sign is told to be the decimal one
    other = (decimal is not None) & ~told
    # either the last sign is the decimal one, or all are groups
    as_decimal = ends & (run >= 1) & (one & ((run != 3) | ~strict | told) | ~same & strict) & ~other & (head >= 1)
    as_groups = same & strict & (run == 3) & np.where(one, other, ~told)
    good &= as_decimal | as_groups
    decimals = np.where(as_decimal, run, 0).astype(np.int8)
    proved = np.where(as_decimal == by_point, 1, -1)  # groups of commas leave the point
    seen = good | number & ((commas + points == 0) | one & strict & (run == 3))
    return _Groups(value, good, figures, decimals, (minus > 0) | bracket, np.where(good, proved, 0).astype(np.int8), seen)
