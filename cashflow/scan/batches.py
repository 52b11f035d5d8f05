"""Arrow batches to ledgers: rows that are good as they stand are taken as arrays; every other row is read by `ledger.read`, as text.

So a row means here what it means in `read_ledger`. Suppliers are looked at only to see that there is one, unless they are to be
kept; invoice numbers not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.arrow_columns import plain
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.kernels.whole_memory import Others
from cashflow.ledger.clearing.paid import with_paid_dates
from cashflow.ledger.column_bounds import Bounds
from cashflow.ledger.model import EVENT_COLUMNS, Category, Ledger
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.part import read_part
from cashflow.ledger.table import Table
from cashflow.ledger.values.placeholders import is_placeholder
from cashflow.ledger.values.texts import plain_text
from cashflow.scan.columns import Days, Dictionary, as_text, days_of, floats_of, is_text, listed, minor_of
from cashflow.scan.day_columns import DayColumn
from cashflow.scan.kept import FILLED, Kept, filled
from cashflow.scan.known_texts import Known
from cashflow.scan.places import refuse_types
from cashflow.scan.reduce import Numbering
from cashflow.scan.remarks import OTHER_DUE, Remark, Remarks
from cashflow.scan.rows import bare_ledger, constant
from cashflow.scan.tally import Tally
from cashflow.scan.whole import NotByBatches, undecided
from cashflow.scan.whole_rows import WholeRows, days_or_none

__all__ = ["BatchReader"]

_OTHER_DATES = ("due_date", "paid_date", *EVENT_COLUMNS)


class BatchReader:
    """Reads batches of one file, in order, whose columns have the ledger's names already.

    Nothing that it holds refers to it, so that its memory is free as soon as its file is read, and does not wait for the collector.
    """

    def __init__(
        self,
        options: ReadOptions,
        numbering: Numbering,
        file: str,
        number: int,
        keep: Sequence[str] | None = None,
        *,
        first_row: int = 0,
        whole: bool = False,
        known: Known,
    ) -> None:
        """`first_row`: with which the batches begin.

        `whole`: all rows can be read at once, where only they decide what some mean; reading by batches then stops.
        """
        self.whole, self.known = whole, known
        self.options, self.numbering, self.file, self.number = options, numbering, file, number
        self._kept = {} if keep is None else {n: Kept(blank=n != "supplier") for n in ("supplier", *keep)}  # columns whose texts are kept
        self._supplier = Dictionary(filled, shared=FILLED)
        self._days: dict[str, Days] = {}
        self._remarks = Remarks((number, first_row), file, known.listed)

    def read(self, batch: Any, first_row: int, constants: Mapping[str, str]) -> Iterator[tuple[Ledger | WholeRows | None, Tally]]:
        """A batch's accepted invoices, and what is said of its rows; of `WholeRows` they are still to be counted.

        Parameters
        ----------
        batch
            A record batch.
        first_row
            Row number of its first row.
        constants
            Columns that hold one text in all its rows, and are not in the batch.
        """
        columns = dict(zip(batch.schema.names, map(plain, batch.columns), strict=True))
        refuse_types({n: c.type for n, c in columns.items()}, self.file)  # a frame of objects knows its types no sooner
        try:
            found, odd, said = self._plain(columns, batch.num_rows, constants)
            slow = self._slowly(columns, odd, first_row, constants) if len(odd) else None
        except InputError as wrong:
            raise self._placed(wrong) from None
        except UnicodeDecodeError:
            raise self._no_text(columns) from None
        tallies = [self._remarks.tally(said, first_row)] if said else []
        ledger, floats = found if isinstance(found, Ledger) else None, float_columns(columns) if found is not None else {}
        tallies += [Tally.clean(ledger)]
        if floats or (ledger is not None and ledger.unsaid):
            good = np.setdiff1d(np.arange(batch.num_rows), odd, assume_unique=True)
            tallies += [Tally.unsaid_of(ledger, self.number, self.file, first_row + good)]
            tallies += [Tally.floats_of(floats, good, first_row, self.number, self.file)]
        yield found, Tally.joined(tallies)
        if slow is not None:
            ledger, tally = slow
            floats = float_columns(columns)
            if floats and ledger is not None:
                tally = Tally.joined([tally, Tally.floats_of(floats, ledger.row - first_row, first_row, self.number, self.file)])
            yield ledger, tally

    def _no_text(self, columns: dict[str, Any]) -> InputError:
        """Which column is not text, though it says so."""
        import pyarrow as pa

        wrong = None
        for name, column in columns.items():
            try:
                column.validate(full=True)
                if pa.types.is_dictionary(column.type):
                    column.dictionary.validate(full=True)
            except pa.ArrowInvalid:
                wrong = name
        hint = "Write the file again, with text in UTF-8"
        return InputError("holds text that is not UTF-8", file=self.file, column=wrong, hint=hint)

    def _placed(self, wrong: InputError) -> InputError:
        """The same refusal, with the file."""
        where = {"column": wrong.column, "value": wrong.value, "hint": wrong.hint, "row": wrong.row}
        return InputError(wrong.reason, file=wrong.file or self.file, **where)

    def _plain(self, columns: dict[str, Any], n: int, constants: Mapping[str, str]) -> tuple[Ledger | WholeRows | None, Ints, list[Remark]]:
        """The rows that need no judgment, the positions of the others, and what is said of the former."""
        given = constants.get("currency") if "currency" in columns else self.options.currency or constants.get("currency")
        if given is not None:
            self.numbering.admit((), [given])
        currency = constant(self.numbering.currencies.index(given), n) if given else self.known.currency.numbers(columns["currency"])
        terms = self.known.terms.numbers(columns["terms"]) if "terms" in columns else np.full(n, -1, np.int32)
        wrong = _Wrong(n)
        if given is None:
            wrong.where(currency < 0)
        if self.known.terms.least < -1:
            wrong.where(terms < -1)
        days = dict[str, DayColumn]()
        if "invoice_date" not in columns:
            return None, np.arange(n), []
        for name in ("invoice_date", *(d for d in _OTHER_DATES if d in columns)):
            try:
                days[name], bad = days_of(columns[name], self.options, self._days.setdefault(name, Days(whole=self.whole)))
            except InputError as error:
                error.column = error.column or name
                raise
            wrong.add(bad)
        money, tax = self._money(columns, currency, wrong)
        texts = {name: kept.codes(columns[name]) for name, kept in self._kept.items()}
        for codes in texts.values():
            wrong.where(codes < 0)
        if "supplier" not in texts and "supplier" in columns and not self._supplier.all_above(columns["supplier"], 0):
            wrong.where(self._supplier.numbers(columns["supplier"]) == 0)
        invoice = days["invoice_date"]
        if invoice.gaps:
            wrong.where(invoice.days == NO_DAY)
        keep, odd = wrong.good(), wrong.positions()
        found = _Columns(terms, currency, money, tax, days, texts)
        if keep is None:
            return self._checked(found, odd, None)
        return self._checked(found.where(keep), odd, np.flatnonzero(keep))

    def _money(self, columns: dict[str, Any], currency: Ints, wrong: _Wrong) -> tuple[Ints, Ints | None]:
        digits = np.array([*(CURRENCIES[c] for c in self.numbering.currencies), -1])
        used = set(digits[:-1].tolist())
        each: Ints | int = used.pop() if len(used) == 1 else digits[currency]
        name = "amount" if "amount" in columns else "amount_minor"
        money, bad = minor_of(columns[name], name, each, self.options.decimal)
        wrong.add(bad)
        money = -money if self.options.turned else money
        if "tax_amount" not in columns:
            return money, None
        tax, bad = minor_of(columns["tax_amount"], "tax_amount", each, self.options.decimal)
        wrong.add(bad)
        tax = -tax if self.options.turned else tax
        wrong.where((np.abs(tax) > np.abs(money)) | ((tax < 0) & (money > 0)) | ((tax > 0) & (money < 0)))
        return money, tax

    def _checked(self, found: _Columns, odd: Ints, at: Ints | None) -> tuple[Ledger | WholeRows | None, Ints, list[Remark]]:
        """The rows whose columns were read, less those whose dates the slow way must judge; positions of all the others.

        `at`: positions of the rows in the batch; `None`: they are all of them.
        """
        if not len(found.money):
            return None, odd, []
        whole = self._whole_rows(found, at)
        if whole is not None:
            return whole[0], odd, whole[1]
        invoice, due, paid = found.day("invoice_date"), found.day("due_date"), found.day("paid_date")
        assert invoice is not None
        judged = self.known.seen.judged(found.terms, invoice, due)
        bad, before = judged.bad, None if paid is None else _before(paid, invoice)
        if paid is not None and before is not None and (none := is_placeholder(paid, invoice)).any():
            bad = none if bad is None else bad | none
        if bad is not None:
            mine = np.flatnonzero(bad)
            odd = np.sort(np.concatenate([odd, mine if at is None else at[mine]]))
        good = None if bad is None else ~bad
        said = []
        if before is not None and paid is not None:
            said.append(Remark.prepaid(_among(before, good), invoice, paid, at))
        if judged.other is not None and due is not None and judged.by_terms is not None:
            others = _others(_among(judged.other, good))
            said.append(Remark.other_due(others, due, judged.by_terms.item, found.terms, self.numbering.terms, at))
        if bad is None:
            return self._ledger(found), odd, said
        return (None if bad.all() else self._ledger(found.where(~bad))), odd, said

    def _whole_rows(self, found: _Columns, at: Ints | None) -> tuple[WholeRows, list[Remark]] | None:
        """Rows whose dates need no judgment, and what is said of them; `None`: some do, or may have been in time for a discount.

        Of those that state another due day than that of their terms is said what they are when they have been added: `others`.
        """
        invoice, due, paid = found.day("invoice_date"), found.day("due_date"), found.day("paid_date")
        if self._kept or invoice is None or (due is None and paid is None):
            return None
        first, last = found.days["invoice_date"].first, found.days["invoice_date"].last
        days = self.known.seen.days(first, last, discounts=self.options.paid_with_discount != "not taken")
        if days is None:
            return None
        n = len(invoice)
        told = self.known.kernel.told(days, found.terms, invoice, days_or_none(due, n), days_or_none(paid, n), found.money)
        before = _before(paid, invoice) if told.n_before and paid is not None else None
        if told.n_bad or told.n_in_time:
            return None
        said = []
        if before is not None and paid is not None:
            if is_placeholder(paid, invoice).any():
                return None
            said.append(Remark.prepaid(before, invoice, paid, at))
        stated = (NO_DAY, NO_DAY) if due is None else found.days["due_date"].ends
        bounds = Bounds(first, last, max(told.most, -told.least), told.least < 0, *stated, told.least_code < 0)
        columns = found.terms, self.numbering.terms, Category(found.currency, self.numbering.currencies), invoice, due, paid, found.money
        rows = WholeRows(*columns, bounds, lambda rows: self._ledger(found if rows is None else found.where(rows)), at)
        return rows, said

    @property
    def named(self) -> int:
        """How many rows with another due day than that of their terms are still to be named."""
        return self._remarks.room(OTHER_DUE)

    def others(self, rows: WholeRows, found: Others | None, first_row: int) -> Tally:
        """No rows, but what is said of those of a batch that state another due day than that of their terms.

        `found`: which ones they are; `None`: they are still to be found.
        """
        if rows.due is None:
            return Tally()
        if found is None:
            other = self.known.seen.judged(rows.code, rows.day, rows.due).other
            found = _others(np.zeros(len(rows), bool) if other is None else other)
        by_terms = lambda n: self.known.seen.last_due(int(rows.code[n]), int(rows.day[n]))  # noqa: E731
        remark = Remark.other_due(found, rows.due, by_terms, rows.code, rows.terms, rows.at)
        return self._remarks.tally([remark], first_row)

    def _ledger(self, found: _Columns) -> Ledger:
        days, money = found.days, found.money
        texts = {k: Category(c, self._kept[k].values) for k, c in found.texts.items()}
        ledger = bare_ledger(
            days["invoice_date"].days,
            money,
            Category(found.currency, self.numbering.currencies),
            found.terms,
            self.numbering.terms,
            found.day("due_date"),
            None,
            found.tax,
            {EVENT_COLUMNS[k]: d.days for k, d in days.items() if k in EVENT_COLUMNS},
            texts.pop("supplier", None),
            texts,
        )
        paid = found.day("paid_date")
        return ledger if paid is None else with_paid_dates(ledger, paid, self.options.paid_with_discount)[0]

    def _slowly(self, columns: dict[str, Any], rows: Ints, first_row: int, constants: Mapping[str, str]) -> tuple[Ledger | None, Tally]:
        """Rows read as a file's text is read."""
        import pyarrow as pa

        at = pa.array(rows)
        frame = pd.DataFrame({n: _objects(c.take(at)) for n, c in columns.items()}, dtype=object)
        for name, value in constants.items():
            frame[name] = value
        some = frame.map(lambda v: v is not None and bool(str(v).strip()))
        filled = some.any(axis=1) if len(frame.columns) else np.zeros(len(frame), bool)
        frame["invoice"] = np.where(filled, "?", "")  # not looked at; a row without anything stays blank
        table, options = Table(frame, np.zeros(0, np.int64), None), self.options
        if "currency" in frame and not (frame["currency"].map(plain_text) == "").any():
            options = evolve(options, currency=None)  # it is told of other rows
        ledger, found = read_part(table, options, rows + first_row)
        if self.whole and undecided(table, found):
            raise NotByBatches
        tally = Tally.of(found, self.number, self.file)
        if ledger is not None and ledger.unsaid:
            tally = Tally.joined([tally, Tally.unsaid_of(ledger, self.number, self.file, ledger.row)])
        return ledger, tally


@frozen(eq=False)
class _Columns:
    """Columns as arrays, row by row."""

    terms: Ints
    currency: Ints
    money: Ints
    tax: Ints | None
    days: dict[str, DayColumn]
    texts: dict[str, Ints]  # codes of the columns whose texts are kept

    def day(self, name: str) -> Ints | None:
        """(n,), int32: a column of days; `None`: there is no such column."""
        found = self.days.get(name)
        return None if found is None else found.days

    def where(self, keep: Ints) -> _Columns:
        """Some of them."""
        days, texts = {k: c.where(keep) for k, c in self.days.items()}, {k: c[keep] for k, c in self.texts.items()}
        tax = None if self.tax is None else self.tax[keep]
        return _Columns(self.terms[keep], self.currency[keep], self.money[keep], tax, days, texts)


class _Wrong:
    """Rows that need a judgment, gathered from the columns."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.mask: Ints | None = None

    def add(self, bad: Ints | None) -> None:
        if bad is not None:
            self.mask = bad if self.mask is None else self.mask | bad

    def where(self, bad: Ints) -> None:
        if bad.any():
            self.add(bad)

    def good(self) -> Ints | None:
        return None if self.mask is None else ~self.mask

    def positions(self) -> Ints:
        return np.zeros(0, np.int64) if self.mask is None else np.flatnonzero(self.mask)


def _among(which: Ints, good: Ints | None) -> Ints:
    """(n,), bool: those of some rows that are kept."""
    return which if good is None else which & good


def _others(which: Ints) -> Others:
    rows = which.nonzero()[0]
    return Others(rows, len(rows))


def _before(paid: Ints, invoice: Ints) -> Ints | None:
    """(n,), bool: paid before the invoice date; `None`: none is."""
    before = paid < invoice
    before &= paid != NO_DAY
    return before if before.any() else None


def float_columns(columns: Mapping[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
    """The columns of amounts that are floats."""
    import pyarrow as pa

    names = ("amount" if "amount" in columns else "amount_minor", "tax_amount")
    kinds = {n: getattr(columns[n].type, "value_type", columns[n].type) for n in names if n in columns}
    return {n: floats_of(columns[n]) for n, kind in kinds.items() if pa.types.is_floating(kind)}


def _objects(column: Any) -> Any:
    """(n,), object: values as a frame of text would hold them."""
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:  # whatever its zone, in one that every machine knows
        column = column.cast(kind).cast(pa.timestamp(kind.unit, "UTC"))
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):  # as text, which has no first and no last year
        column = (column.cast(kind) if pa.types.is_dictionary(column.type) else column).cast(pa.string())
    whole = pa.types.is_integer(kind)
    values = as_text(column) if is_text(column.type) else listed(column)
    if pa.types.is_floating(kind):
        values = ["" if v != v else v for v in (list(floats_of(column)) if kind.bit_width < 64 else floats_of(column).tolist())]
    out = np.empty(len(values), object)
    out[:] = values if whole else ["" if v is None else v for v in values]
    return out
