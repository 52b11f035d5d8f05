"""Pieces of a text of terms: between its commas, and the calendar and rounding at its end."""

from __future__ import annotations

import re

from cashflow.basics.errors import UnknownTermsError
from cashflow.terms.shares import Rounding

__all__ = ["as_written", "pieces_of", "rounding_of", "settings_of"]

_ROUNDED = re.compile(r"rounded (half up|half even|up|down)(?: to (\d+(?:\.\d+)?))?")
_SPLIT = re.compile(r"[()]| ?[,;] ?| and (?=\d[\d.]* ?%)| ?\+ ?(?=\d[\d.]* ?%)")
_PAY_DAY_ALONE = re.compile(
    r"(?:and )?(?:(?:paid |payment |payable )(?:on )?(?:the )?|on the |next |(?:on )?(?:the )?days? ).*|(?:on )?(?:the )?\d+\w\w of .*month"
)
_DISCOUNT = re.compile(r"(?<![\d.])(?:1?\d|20)(?:\.\d+)? ?%")
_NEXT_MONTH = re.compile(r"of (?:the )?(?:next|following) month$")


def as_written(said: str, text: str) -> str:
    """Words as they stand in a text, with its capitals."""
    start = text.lower().find(said)
    return text[start : start + len(said)] if start >= 0 and len(text.lower()) == len(text) else said


def settings_of(words: str) -> tuple[str, str | None, Rounding]:
    """The calendar and the rounding at the end of a text, taken off; a calendar's name keeps its capitals."""
    calendar, rounding = None, Rounding()
    while match := re.fullmatch(r"(?s:(.*)); ?(?:(?i:calendar) ([^;,\[\]]+)|((?i:rounded) [^;]+))", words):
        words = match[1]
        if match[2]:
            calendar = match[2].strip()
        else:
            rounding = rounding_of(match[3].lower())
    return words, calendar, rounding


def rounding_of(words: str) -> Rounding:
    """The rounding that some words say."""
    match = _ROUNDED.fullmatch(words.strip())
    if match is None:
        raise UnknownTermsError("is not a rounding", column="rounding", value=words, hint="Write e.g. 'rounded up to 0.05'")
    return Rounding(match[1], match[2])


def pieces_of(words: str) -> list[str]:
    """Pieces between commas outside brackets; a payment day belongs to the piece before it."""
    pieces, depth, start = [], 0, 0
    for match in _SPLIT.finditer(words):
        if match[0] in "()":
            depth += 1 if match[0] == "(" else -1
        elif depth == 0:
            pieces.append(words[start : match.start()])
            start = match.end()
    joined: list[str] = []
    for piece in (p.strip() for p in (*pieces, words[start:])):
        own_date = joined and _DISCOUNT.search(joined[-1]) and _NEXT_MONTH.search(piece)  # "2% Skonto 10 Tage, 15th of next month"
        if joined and not own_date and _PAY_DAY_ALONE.fullmatch(piece):
            joined[-1] += f" {piece}"
        elif piece or not joined:
            joined.append(piece)
    return joined
