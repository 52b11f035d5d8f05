"""Tie-out: what a ledger holds as open at a date against a control total of the general ledger, and what may lie between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from cashflow.basics.brief import Brief
from cashflow.basics.columns import by_name
from cashflow.basics.currencies import CURRENCIES, minor_digits
from cashflow.basics.date_text import read_each_date
from cashflow.basics.days import NO_DAY, DateGiven, Ints, to_date, to_day
from cashflow.basics.decimals import own_context
from cashflow.basics.errors import InputError, asked, must_choose, nearest
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import MoneyGiven, from_minor, how_to_write, to_minor
from cashflow.ledger.far_day import FAR_DAYS, far_day

if TYPE_CHECKING:
    from cashflow.ledger.left_rows import LeftRows
    from cashflow.ledger.model import Ledger
    from cashflow.ledger.payments_read import Apart

__all__ = ["Between", "TieOut", "control_totals", "tie_outs", "tied_out"]

_NAMED = 10
_GROUPED, _GROUPS = re.compile(r"-?\d{1,3}(?:,\d{2,3})*,\d{3}\.\d*"), re.compile(",")
"""An amount with commas between groups and a decimal point; with the signs exchanged it is refused, with how to write it."""


@frozen
class Between:
    """Items that may lie between ledger and control total: what they are, how many, how much, and the first of them by name.

    `counts` says whether they are a part of the difference as a rule (``amount`` is then what they add to ledger less control), or only
    known to lie near the date.
    """

    what: str
    many: int
    amount: Decimal
    counts: bool
    named: tuple[str, ...] = ()


@frozen(repr=False)
class TieOut(Brief):
    """One currency: ledger − control = difference = Σ items that count + unexplained. It prints itself."""

    currency: str
    at: Any  # date
    by: str  # "posting date", "invoice date", or the one "where there is one, else" the other
    ledger: Decimal
    control: Decimal
    difference: Decimal
    between: tuple[Between, ...]
    unexplained: Decimal
    equal: tuple[str, ...]  # items whose amount is what is unexplained
    notes: tuple[str, ...] = ()  # that the ledger has no dates near the day

    def __str__(self) -> str:
        return "\n".join(self.brief())

    @own_context
    def brief(self) -> list[str]:
        """Ledger, control total and difference; what lies between, and its largest items."""
        lines = [f"Tie-out at {self.at}, by {self.by}: {self.currency} {self.ledger:,f} in the ledger, {self.control:,f} control total"]
        lines.append(f"  difference {self.difference:,f}" if self.difference else "  no difference")
        for part in self.between:
            lines.append(f"  {'of which ' if part.counts else ''}{part.what}: {part.many:,} item{'s' * (part.many != 1)}, {part.amount:,f}")
            lines += [f"    {name}" for name in part.named] if part.counts or self.unexplained else []
        if self.difference or self.unexplained:
            lines.append(f"  unexplained {self.unexplained:,f}" if self.unexplained else "  all explained")
            lines += [f"  items of just this amount: {'; '.join(self.equal)}"] if self.equal else []
        return [*lines, *(f"  Note: {note}" for note in self.notes)]

    def to_dict(self) -> dict[str, Any]:
        """As ``--json`` prints it."""
        items = [
            {"what": b.what, "items": b.many, "amount": f"{b.amount:f}", "counts": b.counts, "named": [*b.named]} for b in self.between
        ]
        money = {n: f"{v:f}" for n, v in by_name(self, ("ledger", "control", "difference", "unexplained")).items()}
        return {
            "currency": self.currency,
            "at": str(self.at),
            "by": self.by,
            **money,
            "between": items,
            "equal": [*self.equal],
            "notes": [*self.notes],
        }


def control_totals(texts: Iterable[str], currencies: Iterable[str]) -> dict[str, int]:
    """Minor units by currency of texts like ``1214913.14`` (where the ledger has one currency) or ``EUR=1214913.14``."""
    known, out = sorted(currencies), {}
    for text in texts:
        name, _, amount = text.rpartition("=")
        currency = name.strip().upper() or (known[0] if len(known) == 1 else "")
        if currency not in CURRENCIES:
            reason = "must name its currency, since the ledger has several" if not name else f"unknown currency. {nearest(currency, known)}"
            more = [asked("currency of the control total", [f"{c}={amount}" for c in known], "--control")]
            typed = " or ".join(f"--control {c}={amount}" for c in known[:_NAMED] or ["EUR"])
            raise InputError(reason, column="--control", value=text, hint=f"Write {typed}", ask=more)
        if currency in out:
            raise InputError("gives a second control total of a currency", column="--control", value=text, hint="Leave one of them out")
        try:
            out[currency] = to_minor(_GROUPS.sub("", amount.strip()) if _GROUPED.fullmatch(amount.strip()) else amount.strip(), currency)
        except InputError as wrong:
            hint = how_to_write(amount, minor_digits(currency), f"{currency}=" if name else "")
            raise InputError(wrong.reason, column="--control", value=text, hint=hint) from None
    return out


def tied_out(ledger: Ledger, control: MoneyGiven, at: DateGiven, currency: str | None) -> TieOut:
    """One currency against its control total; `Ledger.tie_out`."""
    known = sorted(set(ledger.currency.values))
    if currency is None and len(known) == 1:
        currency = known[0]
    if currency not in known:
        raise must_choose("must be given: there are several" if currency is None else "is not in the ledger", "currency", currency, known)
    try:
        minor = to_minor(control, currency)
    except InputError as wrong:
        wrong.column = "control"
        raise
    return tie_outs(ledger, {currency: minor}, at)[0]


def tie_outs(ledger: Ledger, control: Mapping[str, int], at: Any, date_order: str | None = None) -> list[TieOut]:
    """Tie a ledger out against control totals (minor units by currency), at the close of a day.

    An item counts by its posting date, where there is one, else by its invoice date; a payment by its day.
    `at` as text is read as dates of a ledger are, in the order of day and month that was told for them.
    """
    day = to_day(at, "at") if not isinstance(at, str) else _day_of(at, date_order)
    posted = ledger.events.get("posting")
    dated = ledger.invoice_day if posted is None else np.where(posted != NO_DAY, posted, ledger.invoice_day)
    return [_one(ledger, currency, minor, day, dated, posted) for currency, minor in sorted(control.items())]


def _day_of(text: str, order: str | None) -> int:
    """A day as the dates of a ledger are read; of two readings, both are said."""
    reason = ""
    for said in (order, None):  # a date of one reading is that, in whatever order the others are
        (day,), (reason,) = read_each_date([text], said)
        if day != NO_DAY:
            return int(day)
    if "two readings" in reason:
        raise InputError(reason, column="at", value=text)
    return to_day(text, "at")


def _one(ledger: Ledger, currency: str, control: int, day: int, dated: Ints, posted: Ints | None) -> TieOut:
    code = ledger.currency.values.index(currency) if currency in ledger.currency.values else -1
    mine = ledger.currency.codes == code
    paid = ledger.paid
    its = mine[paid.invoice]
    settled = exact_sums(paid.invoice[its & (paid.day <= day)], paid.amount[its & (paid.day <= day)], len(ledger))
    there = mine & (dated <= day)
    total = _sum(ledger.amount[there]) - _sum(settled[there])
    between = _left_out(ledger, currency, day) + _payments(ledger, currency, day)
    late = np.zeros(len(ledger), bool)
    if posted is not None:
        late = mine & (posted > day) & (ledger.invoice_day <= day) & (posted != NO_DAY)
        between.append(_items(ledger, late, currency, f"dated by {to_date(day)}, posted later: in neither"))
    between.append(_items(ledger, mine & (dated > day) & ~late, currency, f"dated after {to_date(day)}: in neither"))
    after = its & (paid.day > day) & there[paid.invoice]
    rows = np.unique(paid.invoice[after])
    words = f"paid after {to_date(day)}: open in both"
    between.append(Between(words, len(rows), from_minor(_sum(paid.amount[after]), currency), False, _names(ledger, rows)))
    kept = tuple(b for b in between if b.many)
    difference = total - control
    rest = difference - sum(to_minor(b.amount, currency) for b in kept if b.counts)
    same = np.flatnonzero(mine & (np.abs(ledger.amount) == abs(rest))) if rest else np.zeros(0, np.int64)
    held, said, apart, left = (from_minor(v, currency) for v in (total, control, difference, rest))
    by = _dated_by(mine, posted)
    note = _far(ledger, currency, (dated[mine & (dated != NO_DAY)], paid.day[its]), day, bool(rest))
    return TieOut(currency, to_date(day), by, held, said, apart, kept, left, _names(ledger, same), (note,) if note else ())


def _dated_by(mine: Ints, posted: Ints | None) -> str:
    """Which date the items of a currency count by: of several files, some may have no posting dates."""
    there = np.zeros(len(mine), bool) if posted is None else posted != NO_DAY
    if not (mine & there).any() and (posted is None or mine.any()):
        return "invoice date"
    return "posting date" if not (mine & ~there).any() else "posting date where there is one, else invoice date"


def _far(ledger: Ledger, currency: str, own: tuple[Ints, Ints], day: int, differs: bool) -> str:
    """Whether the ledger has nothing in the currency, or no dates near the day; where something is unexplained, that it ends earlier."""
    left = None if ledger.findings is None else ledger.findings.left
    if currency not in ledger.currency.values and (left is None or not (left.currency == currency).any()):
        return f"no row of the ledger is in {currency}; it is in {' and '.join(sorted(set(ledger.currency.values)))}"
    beside = own[0][:0] if left is None else left.day[(left.currency == currency) & (left.day != NO_DAY)]
    dates = np.concatenate([own[0], beside])
    if not len(dates):
        return ""
    last = max(int(dates.max()), int(own[1].max(initial=NO_DAY)))
    where = "the ledger" if len(ledger.currency.values) == 1 else f"the ledger in {currency}"
    name, least = "the day of the control total", 0 if differs else FAR_DAYS
    return far_day(name, day, (int(dates.min()), last), where, "the day the ledger was taken", least)


def _sum(values: Ints) -> int:
    return int(exact_sums(np.zeros(len(values), np.int64), values, 1)[0])


def _names(ledger: Ledger, rows: Ints) -> tuple[str, ...]:
    """The first of some items, the largest first, as a reader finds them."""
    some = rows[np.argsort(-np.abs(ledger.amount[rows]), kind="stable")][:_NAMED].tolist()
    text = lambda i: from_minor(int(ledger.amount[i]), ledger.currency.values[ledger.currency.codes[i]])  # noqa: E731
    file = ledger.attributes["file"] if ledger.findings is not None and ledger.findings.layouts else None  # rows of several files
    where = lambda i: f"row {ledger.row[i]}" if file is None else f"{file.values[file.codes[i]]}, row {ledger.row[i]}"  # noqa: E731
    return tuple(f"{ledger.supplier.values[ledger.supplier.codes[i]]} {ledger.invoice[i]}, {where(i)}: {text(i):,f}" for i in some)


def _items(ledger: Ledger, mask: Ints, currency: str, what: str) -> Between:
    rows = np.flatnonzero(mask)
    return Between(what, len(rows), from_minor(_sum(ledger.amount[rows]), currency), False, _names(ledger, rows))


def _left_out(ledger: Ledger, currency: str, day: int) -> list[Between]:
    """Rows that are left out: the general ledger has those that are dated by the day, as a rule. Credit notes among them lessen it."""
    left = None if ledger.findings is None else ledger.findings.left
    if left is None:
        return []
    mine, dated = left.currency == currency, left.day != NO_DAY
    return [
        _rows(left, mine & dated & (left.day <= day), currency, f"rows left out, dated by {to_date(day)}", True),
        _rows(left, mine & ~dated, currency, "rows left out, without a date that can be read: may be in the control total", False),
        _rows(left, mine & (left.day > day), currency, f"rows left out, dated after {to_date(day)}: in neither", False),
    ]


def _rows(left: LeftRows, mask: Ints, currency: str, what: str, counts: bool) -> Between:
    some = np.flatnonzero(mask)
    some = some[np.argsort(-np.abs(left.amount[some]), kind="stable")]
    named = tuple(f"{left.name(i)}: {from_minor(int(left.amount[i]), currency):,f}" for i in some[:_NAMED].tolist())
    return Between(what, len(some), from_minor((-1 if counts else 1) * _sum(left.amount[some]), currency), counts, named)


_APART = {
    "unallocated": "payments beyond what was open: not set off",
    "elsewhere": "payments of no invoice here: not set off",
    "rejected": "payments left out",
}


def _payments(ledger: Ledger, currency: str, day: int) -> list[Between]:
    """Payments by the date that settle no invoice here: the general ledger has them, as a rule.

    One whose currency is not known, or that has no date, is named, and explains nothing.
    """
    out = []
    apart = {} if ledger.payments_read is None else ledger.payments_read.apart
    for name, words in ((n, w) for n, w in _APART.items() if n in apart):
        found = apart[name]
        dated = found.day != NO_DAY
        mine, unknown = found.currency == currency, found.currency == ""
        out.append(_paid(found.some(mine & dated), day, words, True))
        out.append(_paid(found.some(mine & ~dated), day, f"{words}, without a date that can be read", False))
        out.append(_paid(found.some(unknown), day, f"{words}, in a currency that is not known", False))
    return out


def _paid(found: Apart, day: int, words: str, counts: bool) -> Between:
    frame = found.until(day)
    named = tuple(f"{r['supplier']}: {r['amount']:,f}" for r in frame.head(_NAMED).to_dict("records"))
    return Between(words, int(frame["payments"].sum()), sum(frame["amount"], Decimal(0)), counts, named)
