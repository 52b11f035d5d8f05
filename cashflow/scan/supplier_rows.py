"""Rows of a ledger with the supplier, put together from many ledgers and added up where nothing tells them apart.

They are added up some days at a time: files mostly come by date, so that what may be alike lies close together, and fits the
processor's cache.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.columns import by_name, is_one_value, taken_of
from cashflow.basics.days import NO_DAY, Ints, owned
from cashflow.basics.errors import InputError
from cashflow.basics.groupby import distinct, once, summed
from cashflow.basics.threads import in_threads, one_by_one
from cashflow.ledger.model import Category, Ledger, Paid
from cashflow.scan.rows import constant
from cashflow.terms import PaymentTerms

__all__ = ["SupplierRows"]

_INVOICE, _DUE, _PAID = "invoice_date", "due_date", "paid_date"
_MONEY = ("amount", "count", "tax", "off")
_OWN = ("supplier", "currency", "terms", "sign")
_AT_ONCE = 1 << 17  # rows that are added up at a time
_EVERY = 1 << 9  # of so many rows one tells where to cut


@frozen(eq=False)
class SupplierRows:
    """Each stands for `count` invoices that have all texts, terms and days in common, and the sign of their amount."""

    texts: Mapping[str, tuple[str, ...]]  # supplier, currency and further columns: the text of each number
    terms: tuple[PaymentTerms, ...]
    days: tuple[str, ...]  # invoice_date; due_date, paid_date and events by name, where there are some
    numbers: Mapping[str, Ints]  # (n,) each: of texts, of terms (−1: none), the sign, days as int32
    amount: Ints  # int64
    tax: Ints | None
    count: Ints  # int64
    off: Ints | None = None  # int64: discounts that payments took; `None`: nothing

    def __len__(self) -> int:
        return len(self.amount)

    @classmethod
    def of(cls, ledger: Ledger, columns: Sequence[str]) -> SupplierRows:
        """The invoices of a ledger, with some of its further columns; a payment is one of the whole amount, as in a file."""
        for name in columns:
            if name not in ledger.attributes:
                raise InputError("is missing", column=name, hint="Leave it out of columns, which tells the scan to keep it")
        days = {_INVOICE: ledger.invoice_day, **ledger.events}
        if ledger.bounds.states_due:
            days[_DUE] = ledger.due_day
        if len(ledger.paid.invoice):
            days[_PAID] = np.full(len(ledger), NO_DAY, np.int32)
            days[_PAID][ledger.paid.invoice] = ledger.paid.day
        texts = {"supplier": ledger.supplier, "currency": ledger.currency, **{n: ledger.attributes[n] for n in columns}}
        off = _discounts(ledger)
        sign = np.sign(ledger.amount)  # one more where a discount was taken: those stay apart, for no offer moves them
        numbers = {n: c.codes for n, c in texts.items()} | {"terms": ledger.terms_code, **days}
        numbers["sign"] = (sign if off is None else sign + (off != 0)).astype(np.int8)
        names = (_INVOICE, *sorted(n for n in days if n != _INVOICE))
        values = {n: c.values for n, c in texts.items()}
        return cls(values, ledger.terms, names, numbers, ledger.amount, ledger.tax, np.broadcast_to(np.int64(1), len(ledger)), off)

    def take(self, which: Ints | slice) -> SupplierRows:
        """Some of them."""
        money: dict[str, Any] = {n: None if c is None else taken_of(c, which) for n, c in by_name(self, _MONEY).items()}
        return evolve(self, numbers={n: taken_of(c, which) for n, c in self.numbers.items()}, **money)

    @classmethod
    def added_up(cls, parts: Sequence[SupplierRows]) -> SupplierRows:
        """One row for all of several that differ in nothing but amount, tax and count; in order of what they have in common."""
        return _Long(parts).filled(_by_ranges(parts, _Common(parts), _summed))

    @classmethod
    def in_order(cls, parts: Sequence[SupplierRows]) -> SupplierRows:
        """The rows of several in an order that their values alone decide; terms and texts are matched by value."""
        return _Long(parts).filled(_by_ranges(parts, _Common(parts), _sorted))

    @classmethod
    def both(cls, sums: Sequence[SupplierRows], alone: Sequence[SupplierRows], workers: int) -> tuple[SupplierRows, int]:
        """`added_up` of some, then `in_order` of others, by so many threads; and how many there are of the former."""
        parts = [*sums, *alone]
        common, long = _Common(parts), _Long(parts)
        for rows in _by_ranges(sums, common, _summed, workers):
            long.add(rows)
        many = long.many
        return long.filled(_by_ranges(alone, common, _sorted, workers)), many

    @classmethod
    def stacked(cls, sums: list[SupplierRows], alone: Sequence[SupplierRows], workers: int) -> tuple[SupplierRows, int]:
        """As `both`, but the former as they are, in an order that their values decide part by part: rows that are alike stay apart.

        The list is emptied, each part as it is copied: if nobody else holds them, they are never in memory twice.
        """
        common, long = _Common([*sums, *alone]), _Long([*sums, *alone])
        sums.sort(key=cls._mark, reverse=True)
        while sums:
            long.add(common.renumbered(sums.pop()))
        many = long.many
        return long.filled(_by_ranges(alone, common, _sorted, workers)), many

    @classmethod
    def left_of(cls, sums: Sequence[SupplierRows]) -> float:
        """The part of the rows of several that would be left if they were added up, by those of some days in the middle."""
        many, rows_of = _ranges(sums, _Common(sums))
        rows = rows_of(many // 2)
        return len(_summed(rows)) / len(rows) if rows is not None else 0.0

    def _mark(self) -> tuple[int, ...]:
        """What tells parts of a book apart, whoever read them and when."""
        day, weighted = self.numbers[_INVOICE], self.amount[::2]
        return int(day.min(initial=0)), int(day.max(initial=0)), len(self), int(self.amount.sum()), int(weighted.sum())

    def keys(self) -> list[Ints]:
        """What rows have in common, column by column; they are ordered by the first one first."""
        days = {n: _close(self.numbers[n]) for n in self.days}
        return [
            days[self.days[0]],
            *(self.numbers[n] for n in _OWN),
            *(days[n] for n in self.days[1:]),
            *(self.numbers[n] for n in self.further),
        ]

    @property
    def further(self) -> tuple[str, ...]:
        """Columns of text that are kept beside the ledger's own."""
        return tuple(n for n in self.texts if n not in _OWN)

    def by_day(self) -> SupplierRows:
        """The same rows in order of their invoice days."""
        day = self.numbers[_INVOICE]
        if bool((day[1:] >= day[:-1]).all()):
            return self
        day = day - day.min()
        short = int(day.min()) >= 0 and int(day.max()) < 1 << 16  # days that far apart are sorted by counting
        return self.take(np.argsort(day.astype(np.uint16) if short else self.numbers[_INVOICE], kind="stable"))

    def category(self, name: str) -> Category:
        """A text column, without the texts that no row has, as those of rejected rows."""
        codes, values = self.numbers[name], self.texts[name]
        if len(values) == 1:
            return Category(owned(codes), values)
        there = np.zeros(len(values), bool)
        there[codes] = True
        if there.all():
            return Category(owned(codes), values)
        place = np.cumsum(there, dtype=np.int32) - 1
        return Category(owned(place[codes].astype(np.int32)), tuple(v for v, used in zip(values, there.tolist(), strict=True) if used))

    def ledger(self, workers: int = 1) -> Ledger:
        """A ledger of these rows, made by so many threads; what stands for an invoice number says how many invoices a row is the sum of."""
        n = len(self)
        days = {name: owned(self.numbers[name]) for name in self.days}
        none = constant(NO_DAY, n)
        paid, due = days.pop(_PAID, none), days.pop(_DUE, none)
        tasks: list[Callable[[], Any]] = [functools.partial(self._paid, paid), *(functools.partial(self.category, t) for t in self.texts)]
        whole, *texts = in_threads(workers, lambda task: task(), tasks)
        category = dict(zip(self.texts, texts, strict=True))
        return Ledger(
            supplier=category["supplier"],
            invoice=_CountWords(self.count),
            invoice_day=days.pop(_INVOICE),
            amount=owned(self.amount),
            currency=category["currency"],
            terms_code=owned(self.numbers["terms"]),
            terms=self.terms,
            due_day=due,
            events=days,
            paid=whole,
            row=np.broadcast_to(np.int64(0), n),
            tax=None if self.tax is None else owned(self.tax),
            attributes={name: category[name] for name in self.further},
            count=owned(self.count),
        )

    def _paid(self, day: Ints) -> Paid:
        """Payments of whole rows, on some days; nothing is paid on a zero."""
        some = np.flatnonzero((day != NO_DAY) & (self.amount != 0))
        off = np.zeros(len(some), np.int64) if self.off is None else self.off[some]
        return Paid(some, day[some], self.amount[some], off)


@frozen(eq=False)
class _CountWords:
    """(n,), texts: how many invoices each row is the sum of; made when they are first asked for."""

    count: Ints

    def __len__(self) -> int:
        return len(self.count)

    def __getitem__(self, which: Any) -> Any:
        return self.texts()[which]

    def texts(self) -> np.ndarray[Any, Any]:
        """(n,), object; rows of as many share one text."""
        return self._made

    @functools.cached_property
    def _made(self) -> np.ndarray[Any, Any]:
        first, number = distinct([self.count])
        return np.array([f"{m:,} invoices" if m > 1 else "1 invoice" for m in self.count[first].tolist()], object)[number]


class _Common:
    """The texts, terms and days of several, and the way from each one's numbers to theirs."""

    def __init__(self, parts: Sequence[SupplierRows]) -> None:
        if len({p.tax is None for p in parts}) > 1:
            reason = "some files have the column and others have not, so what tax is in the offers can't be known"
            raise InputError(reason, column="tax_amount", hint="Give all files the column, or none")
        self.terms = tuple(sorted(_together([p.terms for p in parts]), key=str))
        self.texts = {n: tuple(sorted(_together([p.texts[n] for p in parts]))) for n in parts[0].texts}
        self.days = (_INVOICE, *sorted({n for p in parts for n in p.days} - {_INVOICE}))
        self._took = any(p.off is not None for p in parts)
        self._maps: dict[tuple[str, int], Ints | None] = {}
        self._old = [(p.terms, p.texts) for p in parts]  # kept, since the maps know them by their places in memory

    def renumbered(self, rows: SupplierRows) -> SupplierRows:
        """Rows of one of them in their numbering; some of them, if that is what is given."""
        numbers = dict(rows.numbers)
        for name, old, new in [("terms", rows.terms, self.terms), *((n, rows.texts[n], t) for n, t in self.texts.items())]:
            if (way := self._map(name, old, new)) is not None:
                some = numbers[name]  # −1: none, which is the last one
                numbers[name] = constant(int(way[some[0]]), len(some)) if is_one_value(some) else way.take(some, mode="wrap")
        numbers |= {n: constant(NO_DAY, len(rows)) for n in self.days if n not in rows.days}
        off = np.zeros(len(rows), np.int64) if self._took and rows.off is None else rows.off
        return evolve(rows, texts=self.texts, terms=self.terms, days=self.days, numbers=numbers, off=off)

    def _map(self, name: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Ints | None:
        """The new number of each old one, and of none; `None`: they are the same."""
        key = name, id(old)
        if key not in self._maps:
            place = {} if old == new else {v: i for i, v in enumerate(new)}
            self._maps[key] = np.array([*(place[v] for v in old), -1], np.int32) if place else None
        return self._maps[key]


def _by_ranges(
    parts: Sequence[SupplierRows], common: _Common, made: Callable[[SupplierRows], SupplierRows], workers: int = 1
) -> Iterator[SupplierRows]:
    """What is made of the rows of several, some days at a time."""
    many, rows_of = _ranges(parts, common)

    def of(at: int) -> SupplierRows | None:
        rows = rows_of(at)
        return None if rows is None else made(rows)

    return (rows for rows in one_by_one(workers, of, range(many)) if rows is not None)


def _ranges(parts: Sequence[SupplierRows], common: _Common) -> tuple[int, Callable[[int], SupplierRows | None]]:
    """How many ranges of days the rows of several are cut into, and what gives the rows of one; all of a day come together."""
    ordered = [p.by_day() for p in parts]
    cuts = _cuts([p.numbers[_INVOICE] for p in ordered])
    edges = [[0, *np.searchsorted(p.numbers[_INVOICE], cuts).tolist(), len(p)] for p in ordered]

    def rows_of(at: int) -> SupplierRows | None:
        some = [p.take(slice(e[at], e[at + 1])) for p, e in zip(ordered, edges, strict=True) if e[at] < e[at + 1]]
        return _stacked([common.renumbered(s) for s in some]) if some else None

    return len(cuts) + 1, rows_of


def _cuts(days: Sequence[Ints]) -> Ints:
    """Days at which sorted rows are cut, some `_AT_ONCE` from one to the next."""
    few = np.sort(np.concatenate([np.zeros(0, np.int32), *(d[::_EVERY] for d in days)]))
    return once(few[_AT_ONCE // _EVERY :: _AT_ONCE // _EVERY])


def _columns(rows: SupplierRows) -> dict[str, Ints]:
    """All columns by name, those of money and counts first."""
    money = {n: getattr(rows, n) for n in _MONEY}
    return {n: c for n, c in money.items() if c is not None} | dict(rows.numbers)


def _stacked(parts: Sequence[SupplierRows]) -> SupplierRows:
    """Rows of one numbering, one after the other."""
    return parts[0] if len(parts) == 1 else _Long(parts).filled(parts)


class _Long:
    """Rows of one numbering, put one after the other as they come: in memory there are never all of them twice."""

    def __init__(self, parts: Sequence[SupplierRows]) -> None:
        """There are no more of them than in all of these."""
        self.many, self._most = 0, sum(map(len, parts))
        self._columns: dict[str, Ints] = {}  # one value in the memory of one, as long as all rows have it
        self._like: SupplierRows | None = None  # none of their rows

    def add(self, rows: SupplierRows) -> None:
        """Put some more at the end."""
        if self._like is None:
            self._like = rows.take(np.zeros(0, np.int64))
            self._columns = {n: np.broadcast_to(c[0], self._most) for n, c in _columns(rows).items() if is_one_value(c)}
        for name, column in _columns(rows).items():
            self._put(name, column)
        self.many += len(rows)

    def _put(self, name: str, column: Ints) -> None:
        mine = self._columns.get(name)
        if mine is not None and is_one_value(mine):
            if not len(column) or (is_one_value(column) and column[0] == mine[0]):
                return
            self._columns[name] = np.empty(self._most, mine.dtype)
            self._columns[name][: self.many] = mine[: self.many]
        elif mine is None:
            self._columns[name] = np.empty(self._most, column.dtype)
        np.copyto(self._columns[name][self.many : self.many + len(column)], column, casting="safe")

    def filled(self, more: Iterable[SupplierRows]) -> SupplierRows:
        """All of them, when these are put there, too; nothing is added afterwards."""
        for rows in more:
            self.add(rows)
        assert self._like is not None
        for name, column in self._columns.items():
            if is_one_value(column):
                self._columns[name] = column[: self.many]
            else:
                column.resize(self.many, refcheck=False)  # room that was not needed
        money: dict[str, Any] = {n: self._columns[n] for n in _MONEY if n in self._columns}
        return evolve(self._like, numbers={n: self._columns[n] for n in self._like.numbers}, **money)


def _summed(rows: SupplierRows) -> SupplierRows:
    columns = {"amount": rows.amount, "count": rows.count, "tax": rows.tax, "off": rows.off}
    there = {n: c for n, c in columns.items() if c is not None}
    at, sums = summed(rows.keys(), list(there.values()))
    more: dict[str, Any] = dict(zip(there, sums, strict=True))
    return evolve(rows, numbers={n: c[at] for n, c in rows.numbers.items()}, **more)


def _sorted(rows: SupplierRows) -> SupplierRows:
    """Rows by what they have in common; only where several have all of it in common their money is looked at."""
    first, number = distinct(rows.keys())
    many = np.bincount(number, minlength=len(first))
    order = np.repeat(first, many)
    tied = np.flatnonzero(many[number] > 1)
    more = [c[tied] for c in (rows.off, rows.tax) if c is not None]
    order[np.repeat(many, many) > 1] = tied[np.lexsort([*more, rows.amount[tied], number[tied]])]
    return rows.take(order)


def _close(day: Ints) -> Ints:
    """Days, `NO_DAY` as the one before the first that is known: so close together they are packed with others."""
    return np.maximum(day, np.int32(int(np.subtract(day, np.int32(1)).min()))) if len(day) else day  # NO_DAY − 1 is the last day there is


def _discounts(ledger: Ledger) -> Ints | None:
    """(n,), int64: what payments took off each invoice; `None`: nothing."""
    if not ledger.paid.discount.any():
        return None
    off = np.zeros(len(ledger), np.int64)
    off[ledger.paid.invoice] = ledger.paid.discount
    return off


def _together(parts: Sequence[tuple[Any, ...]]) -> set[Any]:
    """The values of several columns."""
    different = {id(p): p for p in parts}
    return {v for values in different.values() for v in values}
