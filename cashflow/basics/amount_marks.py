"""Currency signs and codes that stand in amounts: which currencies each can mean."""

from __future__ import annotations

import functools
import re
from typing import Any

import numpy as np

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import Ints

__all__ = ["SIGNS", "currencies_of", "split_marks", "unmarked", "with_marks"]

SIGNS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₨": ("INR", "PKR", "LKR", "NPR", "MUR", "SCR"),
    "rs": ("INR", "PKR", "LKR", "NPR", "MUR", "SCR"),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS", "UYU", "NAD", "JMD", "TTD", "BBD", "BSD", "BZD"),
    "us$": ("USD",),
    "usd$": ("USD",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "cad$": ("CAD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "aud$": ("AUD",),
    "nz$": ("NZD",),
    "s$": ("SGD",),
    "hk$": ("HKD",),
    "nt$": ("TWD",),
    "mx$": ("MXN",),
    "r$": ("BRL",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "zł": ("PLN",),
    "zl": ("PLN",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "fr": ("CHF",),
    "sfr": ("CHF",),
    "lei": ("RON",),
    "лв": ("BGN",),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₴": ("UAH",),
    "₩": ("KRW",),
    "₪": ("ILS",),
    "฿": ("THB",),
    "₫": ("VND",),
    "₱": ("PHP",),
    "₦": ("NGN",),
    "rm": ("MYR",),
    "rp": ("IDR",),
    "r": ("ZAR",),
    "euro": ("EUR",),
}
"""Sign, without case and closing point → ISO 4217 codes it can mean, the most usual first; codes stand for themselves."""

_WITH_POINT = ("rs", "kr", "fr", "sfr", "rp")
_OUTER = r"[^\s\d.,()+\-\u2212'’]+"
_POINTED = rf"({'|'.join(_WITH_POINT)})\."
_FRONT = re.compile(rf"(?:{_POINTED}|({_OUTER}))\s*(?=[\d(+.,\-])", re.IGNORECASE)
_UNMARKED = re.compile(r"[\d.,()+\-\s'’]*")
_OTHER = re.compile(r"[^\d.,()+\-\u2212\s'’]")
_STARTS, _ENDS = frozenset("0123456789(+-.,"), frozenset("0123456789)-")
_BACK = re.compile(rf"(?<=[\d)\-])\s*(?:{_POINTED}|({_OUTER}))$", re.IGNORECASE)


@functools.lru_cache(maxsize=10_000)
def currencies_of(mark: str) -> tuple[str, ...]:
    """The codes that a sign or a code can mean; none: it is neither."""
    code = mark.upper()
    return (code,) if code in CURRENCIES else SIGNS.get(mark.casefold(), ())


def split_marks(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without the currency in front of or behind it, and the codes that this can mean; none of it: the text as it stands.

    Examples
    --------
    >>> split_marks("-€5.00"), split_marks("1.234,50 EUR"), split_marks("($ 5)")[0]
    (('-5.00', ('EUR',)), ('1.234,50', ('EUR',)), '(5)')
    """
    if _UNMARKED.fullmatch(text):
        return text, ()
    start = len(text) - len(text.lstrip("(+- "))
    end = len(text.rstrip(")- "))
    core, marks = text[start:end], []
    front = _FRONT.match(core)
    if front and currencies_of(front[1] or front[2]):
        marks.append(front[1] or front[2])
        core = core[front.end() :]
    back = _BACK.search(core)
    if back and currencies_of(back[1] or back[2]):
        marks.append(back[1] or back[2])
        core = core[: back.start()]
    both = tuple(c for c in currencies_of(marks[0]) if c in currencies_of(marks[-1])) if marks else ()
    return (text[:start] + core + text[end:], both) if both else (text, ())


def unmarked(texts: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], Ints]:
    """Many texts without a currency that stands once in most of them, and which texts had it; the others as they stand."""
    mark = next((m for m in map(_mark, texts[:50].tolist()) if m), "")
    out, had = texts.copy(), np.zeros(len(texts), bool)
    for at, text in enumerate(texts.tolist() if mark else ()):
        before, _, behind = text.strip().partition(mark)
        before, behind = before.rstrip(), behind.lstrip()
        front = not before.strip("(+- ") and behind[:1] in _STARTS
        if front or (before[-1:] in _ENDS and not behind.strip(")- ")):
            out[at], had[at] = before + behind, mark in text
    return out, had


def _mark(text: str) -> str:
    """The one sign or code of a text; empty where it has none, or one with a point."""
    bare = split_marks(text.strip())[0]
    found = "".join(c for c in text if c not in bare and not c.isspace())
    return found if currencies_of(found) and text.count(found) == 1 else ""


def with_marks(texts: np.ndarray[Any, Any]) -> Ints:
    """Mask of the texts that may have a currency in front or behind."""
    return np.array([_OTHER.search(str(t)) is not None for t in texts.tolist()], bool)
