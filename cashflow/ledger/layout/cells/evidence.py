"""What the cells of a table prove by themselves: order of day and month, currency."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from cashflow.basics.amount_marks import currencies_of as meanings
from cashflow.basics.amount_marks import split_marks

__all__ = ["currencies_of", "currency_in", "date_order_of", "proposed_currencies"]

_DAY = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](?:\d{4}|\d{2})(?!\d)")
_YEAR = re.compile(r"\d{4}[./\-]\d{1,2}[./\-]\d{1,2}")
_MARK = re.compile(r"R\$|(?<![A-Za-z])R(?=[ \u00a0]?\d)|[$€£¥₹₺]|zł|Kč|\bkr\b|(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")


def date_order_of(texts: Iterable[str]) -> tuple[str | None, str]:
    """The order of day, month and year that dates prove, with a text that proves it; `None`: nothing does, or they differ.

    Examples
    --------
    >>> date_order_of(["05/07/2026", "07/20/2026"])
    ('mdy', '07/20/2026')
    """
    proof: dict[str, str] = {}
    for text in texts:
        if found := _DAY.match(text):
            first, second = int(found[1]), int(found[2])
            if first > 12 >= second:
                proof.setdefault("dmy", text)
            elif second > 12 >= first:
                proof.setdefault("mdy", text)
            else:
                proof.setdefault("", text)
        elif _YEAR.match(text):
            proof.setdefault("ymd", text)
    sure = {k: v for k, v in proof.items() if k}
    if len(sure) != 1 or ("ymd" in sure and "" in proof):
        return None, ""
    return next(iter(sure.items()))


def currencies_of(texts: Iterable[str]) -> list[str]:
    """The currencies that marks in amounts may mean, if each amount has the same mark; one only is certain.

    Examples
    --------
    >>> currencies_of(["€ 10.00", "€ 12.00"]), currencies_of(["$5.00"])[:3], currencies_of(["5.00", "€ 1.00"])
    (['EUR'], ['USD', 'CAD', 'AUD'], [])
    """
    marks = {split_marks(t.strip())[1] for t in texts if any(c.isdigit() for c in t)}
    return [*marks.pop()] if len(marks) == 1 else []


def currency_in(text: str) -> str:
    """The one currency that the mark of an amount means; empty where it has none, or may mean several.

    Examples
    --------
    >>> currency_in("EUR 1.234,56"), currency_in("$5.00"), currency_in("5.00")
    ('EUR', '', '')
    """
    marks = [*split_marks(text.strip())[1]]
    return marks[0] if len(marks) == 1 else ""


def proposed_currencies(texts: Sequence[str]) -> list[str]:
    """Currencies that texts speak of anywhere, most frequent first; proposed, never taken.

    Examples
    --------
    >>> proposed_currencies(["ALL VENDORS", "paid in GBP"])
    ['GBP']
    """
    counts: Counter[str] = Counter()
    for text in texts:
        for mark in _MARK.findall(text):
            for at, name in enumerate(meanings(mark)[:3] if mark != "ALL" else ()):  # "ALL VENDORS" speaks of no lek
                counts[name] += 3 - at
    return [name for name, _ in counts.most_common(6)]
