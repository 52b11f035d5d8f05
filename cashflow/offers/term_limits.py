"""Limits: a dated table of the longest payment terms, by law or by the company's own rule, and which invoices they bind."""

from __future__ import annotations

import datetime as dt
import numbers
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import NEVER, NO_DAY, DateGiven, Ints, by_day, date_or_none, to_day
from cashflow.basics.door import checked_class, kind_in_words, one_line, path_of
from cashflow.basics.errors import InputError
from cashflow.ledger.model import Ledger, event_column
from cashflow.offers.limits_table import LIMIT_SETTINGS, limit_rows
from cashflow.terms import PaymentTerms
from cashflow.terms.anchors import PREVIOUS, STATED, anchor_name
from cashflow.terms.steps import apply_steps

__all__ = ["TermLimit", "Tested", "example_limits", "limits_of", "tested", "unnamed"]

_KINDS = ("hard", "warn")
_WHOLE = re.compile(r"(\d{1,4})(?:[.,]0{1,2})?", re.ASCII)  # 60,0 of a spreadsheet; three zeros would be thousands


def _days(value: int | str | None) -> int | None:
    if value is None or value == "":
        return None
    found = _WHOLE.fullmatch(str(value).strip())
    if isinstance(value, bool) or found is None or int(found[1]) > 3660:
        raise InputError("must be a whole number of days", column="days", value=value)
    return int(found[1])


def _terms(value: PaymentTerms | str | None) -> PaymentTerms | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, PaymentTerms) else PaymentTerms.parse(value)


def _anchor(value: str) -> str:
    name = anchor_name(value or "invoice")
    if name in (PREVIOUS, STATED):
        raise InputError("can't be what a limit counts from: it is what is limited", column="anchor", value=value)
    return name


def _where(value: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    table = {str(k): v for k, v in dict(value).items()}
    for column, wanted in table.items():
        if not isinstance(wanted, str | numbers.Number | dt.date | np.generic):
            hint = "Write a limit for each value: [{ days = 60, country = 'FR' }, { days = 60, country = 'DE' }]"
            raise InputError(f"must be one value, not {kind_in_words(wanted)}", column=column, value=wanted, hint=hint)
    return tuple(sorted((k, str(v)) for k, v in table.items()))


def _first(value: DateGiven | None) -> dt.date | None:
    return date_or_none(value or None, "from")


def _last(value: DateGiven | None) -> dt.date | None:
    return date_or_none(value or None, "to")


def _is_blank(value: Any) -> bool:
    """An empty cell of a table: no text, or what pandas writes for none (NaN, NaT), which equals nothing."""
    return not value.strip() if isinstance(value, str) else value is None or (getattr(value, "ndim", 0) == 0 and value != value)


@checked_class
@frozen(kw_only=True)
class TermLimit:
    """The longest term that some invoices may have.

    Parameters
    ----------
    days
        Calendar days after the anchor; or else `terms`.
    terms
        Longest terms of one part, as text, e.g. ``45 days then end of month``; in place of `days`.
    anchor
        Event it counts from, as in payment terms: ``invoice`` (default), ``receipt``, ``goods receipt``, …
    kind
        ``hard``: an item that would be paid later is not moved. ``warn``: it is moved, and listed.
    where
        Ledger column → value; all must be equal, in whatever letters. Nothing: every invoice.
    first
        First invoice date it is in force for; `None`: open.
    last
        Last invoice date it is in force for.
    name
        Printed with what it stops.
    source
        Where it is laid down; printed, too.

    Examples
    --------
    >>> str(TermLimit(days=60, anchor="receipt", where={"country": "PL"}, source="act of 8 March 2013"))
    '60 days from receipt (country PL)'
    """

    days: int | None = field(default=None, converter=_days)
    terms: PaymentTerms | None = field(default=None, converter=_terms)
    anchor: str = field(default="invoice", converter=_anchor)
    kind: str = "hard"
    where: tuple[tuple[str, str], ...] = field(default=(), converter=_where)
    first: dt.date | None = field(default=None, converter=_first)
    last: dt.date | None = field(default=None, converter=_last)
    name: str = ""
    source: str = ""

    def __attrs_post_init__(self) -> None:
        if (self.days is None) == (self.terms is None):
            both = None if self.days is None else f"days {self.days}, terms {self.terms}"
            hint = 'Write days = 60, or terms = "45 days then end of month"'
            raise InputError("must have days or terms, one of them", column="limit", value=both, hint=hint)
        one_line(self.name, "name")
        if self.kind not in _KINDS:
            raise InputError("must be 'hard' or 'warn'", column="kind", value=self.kind)
        if self.terms is not None and (len(self.terms.installments) != 1 or self.terms.needs_calendar):
            raise InputError("must be terms of one part without business days", column="terms", value=self.terms)
        if self.first and self.last and self.last < self.first:
            raise InputError("ends before it starts", column="limit", value=f"{self.first} to {self.last}")

    def __str__(self) -> str:
        length = f"{self.days} days" if self.days is not None else str(self.terms)
        start = "" if self.anchor == "invoice" and self.terms is not None else f" from {self.anchor}"
        where = " ".join(f"{k} {v}" for k, v in self.where)
        return (f"{self.name}: " if self.name else "") + length + start + (f" ({where})" if where else "")

    def last_day(self, days: Ints) -> Ints:
        """(n,), int32: the last day allowed, counted from known anchor days."""
        if self.days is not None:
            return (days.astype(np.int64) + self.days).clip(max=NEVER - 1).astype(np.int32)
        assert self.terms is not None
        steps = self.terms.installments[0].steps
        return by_day(days, lambda used: apply_steps(steps, used, None))

    @classmethod
    def of(cls, table: TermLimitGiven) -> TermLimit:
        """A limit of a table of plain values; what is not a setting is a ledger column with the value it must have."""
        given: dict[str, Any] = {str(k).strip(): None if _is_blank(v) else v for k, v in table.items()}
        where = {k: v.strip() if isinstance(v, str) else v for k, v in given.items() if k not in LIMIT_SETTINGS and v is not None}
        kind = str(given.get("kind") or "hard").strip()
        texts = {k: str(given.get(k) or "").strip() for k in ("name", "source")}
        return cls(
            days=given.get("days"),
            terms=given.get("terms"),
            anchor=given.get("anchor") or "invoice",
            kind=kind,
            where=where,
            first=given.get("from"),
            last=given.get("to"),
            **texts,
        )


TermLimitGiven = Mapping[str, str | float | Decimal | dt.date | PaymentTerms | None]
TermLimitsGiven = str | os.PathLike[str] | Iterable[TermLimit | TermLimitGiven] | None
"""Limits as a user gives them: a file, or limits and tables of their settings; see `limits_of`."""


def limits_of(value: TermLimitsGiven) -> tuple[TermLimit, ...]:
    """Limits of plain values.

    Parameters
    ----------
    value
        `None`; a list of `TermLimit` or tables ``{"days": 60, "anchor": "receipt", "country": "PL"}``; or the path of a CSV file with
        such columns (``days`` or ``terms``, ``anchor``, ``kind``, ``from``, ``to``, ``source``, …; every further column is one
        of the ledger's, an empty cell looks at nothing).

    Raises
    ------
    InputError
        File, row, column, value and reason.

    Examples
    --------
    >>> [str(c) for c in limits_of([{"days": 60, "country": "FR", "kind": "hard"}])]
    ['60 days from invoice (country FR)']
    """
    if value is None:
        return ()
    if isinstance(value, str | Path):
        return _from_table(path_of(value, "limits"))
    if isinstance(value, Mapping | TermLimit) or not isinstance(value, Iterable):
        raise InputError("must be a list of tables, or the path of a CSV file", column="limits", value=value)
    out = []
    for number, one in enumerate(value, 1):
        try:
            if not isinstance(one, TermLimit | Mapping):
                raise InputError("must be a table", value=one, hint="Write { days = 60, country = 'FR' }")
            out.append(one if isinstance(one, TermLimit) else TermLimit.of(one))
        except InputError as wrong:
            wrong.column = f"limit {number}" + (f".{wrong.column}" if wrong.column else "")
            raise
    return tuple(out)


def _from_table(path: Path) -> tuple[TermLimit, ...]:
    """A table of limits in a file of any kind that a ledger may have."""
    out = []
    for number, row in limit_rows(path):
        try:
            out.append(TermLimit.of(row))
        except InputError as wrong:
            wrong.file, wrong.row = str(path), number
            raise
    return tuple(out)


def example_limits() -> str:
    """The example table as CSV text: rules of some countries, each with its source and the day it was seen; no legal advice."""
    return resources.files("cashflow.offers").joinpath("limits_example.csv").read_text(encoding="utf-8")


def unnamed(limits: Sequence[TermLimit], ledger: Ledger, rows: Ints) -> list[str]:
    """What no limit names in a column that all of them look at, and what one names in other letters: no spelling passes in silence.

    Parameters
    ----------
    limits, ledger
        Limits, and the ledger they are for.
    rows : (n_invoices,), bool
        Invoices they are to test.
    """
    notes = []
    everywhere = set.intersection(*({k for k, _ in c.where} for c in limits)) if limits else set()
    for column in sorted({k for c in limits for k, _ in c.where}):
        known = ledger.supplier if column == "supplier" else ledger.attributes.get(column)
        if known is None:
            continue
        named = {v for c in limits for k, v in c.where if k == column}
        folded = {v.casefold(): v for v in sorted(named)}
        counts = np.bincount(known.codes[rows], minlength=len(known.values))
        there = [(v.strip(), int(n)) for v, n in zip(known.values, counts, strict=True) if n and v.strip()]
        other = [f"'{folded[v.casefold()]}' as '{v}'" for v, _ in there if v not in named and v.casefold() in folded]
        if other:
            more = f" and {len(other) - 5:,} more" if len(other) > 5 else ""
            notes.append(f"limits name the {column} spelled otherwise than the ledger; taken as the same: {', '.join(other[:5])}{more}")
        lost = [(v, n) for v, n in there if v.casefold() not in folded] if column in everywhere else []
        if lost:
            listed = ", ".join(f"'{v}' ({n:,} invoice{'' if n == 1 else 's'})" for v, n in lost[:5])
            more = f" and {len(lost) - 5:,} more" if len(lost) > 5 else ""
            notes.append(f"no limit names the {column} {listed}{more}: their deferral is not limited")
    return notes


@frozen(eq=False)
class Tested:
    """One limit against some items."""

    limit: TermLimit
    allowed: Ints  # (n_items,), int32: the last day allowed; NEVER: it does not bind the item; NO_DAY: that is not known
    unknown: list[tuple[str, Ints]]  # what is not known, and of which items; each item once


def tested(limit: TermLimit, ledger: Ledger, invoice: Ints) -> Tested:
    """The last day that a limit allows each item, given its invoice's position."""
    day = ledger.invoice_day[invoice]
    binds = (day >= (NO_DAY if limit.first is None else to_day(limit.first))) & (
        day <= (NEVER if limit.last is None else to_day(limit.last))
    )
    lacking: list[tuple[str, Ints]] = []
    if ledger.bounds.undated and (limit.first is not None or limit.last is not None) and limit.anchor != "invoice":
        lacking.append(("invoice_date unknown", day == NO_DAY))
    binds |= day == NO_DAY  # whether it binds them is not known
    for column, wanted in limit.where:
        known = ledger.supplier if column == "supplier" else ledger.attributes.get(column)
        if known is None:
            lacking.append((f"the ledger has no column {column}", np.ones(len(invoice), bool)))
            continue
        texts, codes = np.array([v.strip().casefold() for v in known.values], str), known.codes[invoice]
        blank = (texts == "")[codes]
        binds &= blank | (texts == wanted.casefold())[codes]
        lacking.append((f"{column} unknown", blank))
    start = day if limit.anchor == "invoice" else ledger.events.get(limit.anchor, np.full(len(ledger), NO_DAY, np.int32))[invoice]
    lacking.append((f"{event_column(limit.anchor)} unknown", start == NO_DAY))
    open_now, unknown = binds.copy(), []
    for what, which in lacking:
        unknown.append((what, which & open_now))
        open_now &= ~which
    allowed = np.where(binds & ~open_now, np.int32(NO_DAY), np.int32(NEVER))
    sure = np.flatnonzero(open_now)
    allowed[sure] = limit.last_day(start[sure])
    return Tested(limit, allowed, unknown)
