"""Tables of the page: cells with what is shown and, for amounts, every digit; no markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from attrs import frozen

from cashflow.basics.shown import printable
from cashflow.basics.words import half_up
from cashflow.report.values_as_text import NOT_KNOWN, rate_text

__all__ = ["Cell", "PageTable", "Row", "Section", "amount", "on_the_day", "percent", "plain", "row_of"]

_SHORT = 14


@frozen
class Cell:
    """What is shown, the exact value where it is an amount, and how it is set: ``text``, ``number`` or ``minus``."""

    text: str
    exact: str = ""
    kind: str = "text"


@frozen
class Row:
    """A line of a table: its head, its cells, and whether it belongs to the one above (``part``) or is the ``main`` one.

    `figure` is what the script calls the line; one that is `hidden` has nothing to say of the run.
    """

    head: str
    cells: Sequence[Cell]
    kind: str = ""
    figure: str = ""
    hidden: bool = False


@frozen
class PageTable:
    """Title, heads of the columns (the first is that of the rows), lines, and a remark below."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Row]
    note: str = ""
    numbers: bool = True  # whether the columns after the first hold numbers


@frozen
class Section:
    """A part of the page below the first screen."""

    anchor: str
    title: str
    said: Sequence[str] = ()
    charts: Sequence[str] = ()  # markup, made by `cashflow.report.svg`
    tables: Sequence[PageTable] = ()


def plain(value: object) -> Cell:
    """Text, of which every sign is seen; a short one stays on its line."""
    text = printable("" if value is None else str(value))
    return Cell(text, kind="short" if len(text) <= _SHORT else "text")


def on_the_day(reason: str, as_of: str | None) -> str:
    """A reason with the ledger day in place of the name of the setting.

    Examples
    --------
    >>> on_the_day("offer 1: overdue at as_of", "2025-05-31"), on_the_day("already paid by as_of", "2025-05-31")
    ('offer 1: overdue on 2025-05-31', 'already paid by 2025-05-31')
    """
    return reason.replace("at as_of", f"on {as_of}").replace("by as_of", f"by {as_of}") if as_of else reason


def amount(value: str | Decimal | None, digits: int = 0) -> Cell:
    """An amount in whole units, with its exact value beside it.

    Examples
    --------
    >>> amount("-1234567.89")
    Cell(text='−1,234,568', exact='-1234567.89', kind='minus')
    >>> amount("0.00").text, amount("-0.30").text, amount(None).text
    ('0', '0', 'not known')
    """
    if value is None:
        return Cell(NOT_KNOWN, kind="number")
    exact = Decimal(value)
    shown = half_up(exact, digits)
    return Cell(f"{abs(shown):,}" if not shown < 0 else f"−{abs(shown):,}", format(exact, "f"), "minus" if shown < 0 else "number")


def percent(value: float | None, digits: int = 2) -> Cell:
    """A rate or a share.

    Examples
    --------
    >>> percent(0.07108).text, percent(-0.00001).text, percent(None).text
    ('7.11 %', '0.00 %', '–')
    """
    return Cell(rate_text(value, digits).replace("%", " %").replace("-", "−"), kind="number")


def row_of(head: str, values: Iterable[str | Decimal | None], kind: str = "") -> Row:
    """A line of amounts."""
    return Row(head, [amount(v) for v in values], kind)
