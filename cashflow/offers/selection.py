"""Selection: which invoices an offer covers, by supplier, attribute, any column and date windows."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import NEVER, NO_DAY, DateGiven, Ints, to_date, to_day
from cashflow.basics.decimals import OWN
from cashflow.basics.door import kind_in_words, listed, owned
from cashflow.basics.errors import InputError, closest, nearest, shortened
from cashflow.basics.money import how_to_write
from cashflow.basics.notes import Note
from cashflow.ledger.model import EVENT_COLUMNS, Category, Ledger
from cashflow.offers.largest import largest_of
from cashflow.payments import Items

__all__ = ["Selection", "Window", "looks_at_size", "to_some"]

_LARGEST = 40  # digits
_MOST_NAMED = 3  # of names that do not occur
_DATES = ("invoice_date", *EVENT_COLUMNS)


def _first(value: DateGiven | int | None) -> int | None:
    return value if value is None or type(value) is int else to_day(value, "first")


def _last(value: DateGiven | int | None) -> int | None:
    return value if value is None or type(value) is int else to_day(value, "last")


@frozen
class Window:
    """Days from `first` to `last`, both inclusive, as dates or day numbers; an open end is `None`.

    Examples
    --------
    >>> Window("2025-06-01", "2025-06-30") == Window.of({"from": "2025-06-01", "to": "2025-06-30"}, "due")
    True
    """

    first: int | None = field(default=None, converter=_first)
    last: int | None = field(default=None, converter=_last)

    def __attrs_post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise InputError("ends before it starts", column="window", value=f"{to_date(self.first)} to {to_date(self.last)}")

    @classmethod
    def of(cls, value: WindowGiven, name: str) -> Window | None:
        """A window from ``{"from": date, "to": date}``, either of which may be missing."""
        if value is None or isinstance(value, Window):
            return value
        if not isinstance(value, Mapping) or not value or set(value) - {"from", "to"}:
            raise InputError(
                "must say from, to or both", column=name, value=value, hint=f"Write {name} = {{ from = 2025-06-01, to = 2025-06-30 }}"
            )
        ends = [None if value.get(k) is None else to_day(value[k], f"{name}.{k}") for k in ("from", "to")]
        try:
            return cls(*ends)
        except InputError as wrong:
            wrong.column = name
            raise

    def holds(self, days: Ints) -> Ints:
        """(n,), bool."""
        low, high = NO_DAY + 1 if self.first is None else self.first, NEVER if self.last is None else self.last
        return (days >= low) & (days <= high)


WindowGiven = Window | Mapping[str, DateGiven | None] | None
"""A window of days as a user gives it: ``{"from": date, "to": date}``, either of which may be missing."""
Wanted = str | float | Decimal | dt.date
SuppliersGiven = str | Collection[str] | Mapping[str, Wanted | Collection[Wanted] | Mapping[str, Wanted | Collection[Wanted]]] | None
"""Suppliers as a user gives them: ``"all"``, a name, names, or columns and what they hold, also under ``except``."""
WhereGiven = Mapping[str, Wanted | Collection[Wanted] | Mapping[str, DateGiven | float | Decimal]] | None
"""Columns and what they hold: a value, values, or ``{"from", "to"}`` of an amount or date."""


def due_window(value: WindowGiven) -> Window | None:
    """Window of contract due dates."""
    return Window.of(value, "due")


def invoiced_window(value: WindowGiven) -> Window | None:
    """Window of invoice dates."""
    return Window.of(value, "invoiced")


def paying_window(value: WindowGiven) -> Window | None:
    """Window of baseline payment dates."""
    return Window.of(value, "paying")


def _in_lists(value: Any) -> Any:
    return {key: _in_lists(inner) for key, inner in value.items()} if isinstance(value, Mapping) else listed(value)


def where_table(value: WhereGiven) -> dict[str, Any]:
    """Columns and what they hold, as a table; anything else is refused."""
    if value is not None and not isinstance(value, Mapping):
        raise InputError("must be a table of columns", column="where", value=value, hint='Write where = { category = "steel" }')
    kept: dict[str, Any] = owned(_in_lists(value or {}))
    for column, wanted in kept.items():
        _check_values(wanted, f"where.{column}")
    return kept


def _check_values(wanted: Any, name: str) -> None:
    """Refuse what is no value, no list of values and no table of them: as text it would match nothing, and say so in a note alone."""
    if isinstance(wanted, Mapping):
        for key, inner in wanted.items():
            _check_values(inner, f"{name}.{key}")
        return
    for value in wanted if isinstance(wanted, list | tuple | frozenset) else [wanted]:
        if value is not None and not isinstance(value, str | numbers.Number | dt.date | np.generic):
            hint = f'Write {name} = ["…", "…"]'
            raise InputError(f"must be a value or a list of values, not {kind_in_words(value)}", column=name, hint=hint)


def suppliers_kept(value: SuppliersGiven) -> SuppliersGiven:
    """Suppliers as a value keeps them; what names none is refused, a table among names, too."""
    value = owned(_in_lists(value))
    if value is not None and not isinstance(value, str | Mapping | list | tuple | set | frozenset):
        hint = 'Write suppliers = { region = "UK" }, a name, or a list of names'
        raise InputError("must be a name, a list of names, or a table of columns", column="suppliers", value=value, hint=hint)
    left_out = value.get("except") if isinstance(value, Mapping) else None
    for key, names in (("suppliers", value), ("suppliers.except", left_out)):
        inside = [n for n in names if isinstance(n, Mapping | list | tuple)] if isinstance(names, list | tuple) else []
        tables = [n for n in inside if isinstance(n, Mapping)]
        if inside and not tables:
            hint = 'Write suppliers = ["Acme", "Bolt"]'
            raise InputError("is a list of names, and holds a list", column=key, value=names, hint=hint)
        if tables:
            hint = 'Write suppliers = { supplier = ["Acme"], region = "UK", largest = 30, except = ["Bolt"] }'
            raise InputError("is a list of names, and holds a table", column=key, value=dict(tables[0]), hint=hint)
    _check_values(value, "suppliers")
    return value


def looks_at_size(suppliers: SuppliersGiven) -> bool:
    """Whether a selection takes, or leaves out, the largest suppliers, which depends on who else is selected."""
    left_out = suppliers.get("except") if isinstance(suppliers, Mapping) else None
    return isinstance(suppliers, Mapping) and ("largest" in suppliers or (isinstance(left_out, Mapping) and "largest" in left_out))


def to_some(suppliers: SuppliersGiven, names: list[str], currency: str | None = None) -> SuppliersGiven:
    """A selection to some of the suppliers, in all their currencies or in one.

    Who is among the largest is settled by then: asked again among these alone, others would be.
    """
    table = suppliers if isinstance(suppliers, Mapping) else {} if suppliers is None or suppliers == "all" else {"supplier": suppliers}
    kept: dict[str, Any] = {k: v for k, v in table.items() if k != "largest"}
    if isinstance(left_out := kept.get("except"), Mapping):
        kept["except"] = {k: v for k, v in left_out.items() if k != "largest"}
    if (given := kept.pop("supplier", None)) is not None:
        own = {str(v) for v in given} if isinstance(given, list | tuple | set | frozenset) else {str(given)}
        names = [n for n in names if n in own]
    if currency is not None:
        kept["currency"] = currency
    return {**kept, "supplier": names} if kept else names


@frozen
class Selection:
    """What an offer covers. Everything that is given must hold; nothing given covers everything.

    Parameters
    ----------
    suppliers
        ``"all"``, a name, a list of names, or a table of attributes: ``{"region": ["UK", "EU"], "except": {"tag": "small"}}``.
        ``except`` is a list of suppliers or a table of attributes, and leaves out whole rows that match any of them.
        ``{"largest": 30}`` are the suppliers that have invoiced most in this ledger, in each currency, of those that the other keys leave:
        one that ``except`` leaves out is not counted among them. ``{"except": {"largest": 5}}`` are all but the five largest.
    due
        Window of contract due dates, before any roll: ``{"from": …, "to": …}``, both ends inclusive; one may be left out.
    invoiced
        Window of invoice dates.
    paying
        Window of baseline payment dates.
    where
        Table of any column: a value, a list of values, or ``{"from": …, "to": …}`` for ``amount`` and dates.
    """

    suppliers: SuppliersGiven = field(default=None, hash=False, converter=suppliers_kept)  # a table has no hash; it counts in comparisons
    due: Window | None = field(default=None, converter=due_window)
    invoiced: Window | None = field(default=None, converter=invoiced_window)
    paying: Window | None = field(default=None, converter=paying_window)
    where: Mapping[str, Any] = field(factory=dict, hash=False, converter=where_table)

    def invoices(self, ledger: Ledger, notes: list[str]) -> Ints:
        """(n_invoices,), bool: rows covered as far as the invoice alone tells; remarks are added to `notes`."""
        chosen = self._suppliers(ledger, notes)
        for column, wanted in self.where.items():
            chosen &= _matches(ledger, column, wanted, notes)
        if self.invoiced is not None:
            inside = self.invoiced.holds(ledger.invoice_day)
            _say_if_none(chosen, inside, "invoiced window", ledger.invoice_day, notes)
            _say_if_undated(chosen, ledger, notes)
            chosen &= inside
        return chosen

    def _suppliers(self, ledger: Ledger, notes: list[str]) -> Ints:
        given = self.suppliers
        if given is None or given == "all":
            return np.ones(len(ledger), bool)
        if not isinstance(given, Mapping):
            return _matches(ledger, "supplier", given, notes)
        chosen = np.ones(len(ledger), bool)
        for column, wanted in given.items():
            if column not in ("except", "largest"):
                chosen &= _matches(ledger, column, wanted, notes)
        named, left_out = chosen.copy(), given.get("except")
        if not isinstance(left_out, Mapping):
            left_out = {} if left_out is None else {"supplier": left_out}
        for column, wanted in left_out.items():
            largest = column == "largest"
            chosen &= ~(largest_of(ledger, named, wanted, notes, "except.largest") if largest else _matches(ledger, column, wanted, notes))
        return largest_of(ledger, chosen, given["largest"], notes) if "largest" in given else chosen

    def items(self, items: Items) -> Ints:
        """(n_items,), bool: items inside the due and paying windows."""
        chosen = np.ones(len(items.invoice), bool)
        if self.due is not None:
            chosen &= self.due.holds(items.due_day)
        if self.paying is not None:
            chosen &= self.paying.holds(items.base_day) & (items.base_day != NEVER)
        return chosen


def _say_if_none(chosen: Ints, inside: Ints, what: str, days: Ints, notes: list[str]) -> None:
    chosen = chosen & (days != NO_DAY)
    if chosen.any() and not (chosen & inside).any():
        low, high = to_date(int(days[chosen].min())), to_date(int(days[chosen].max()))
        notes.append(f"no selected row lies in the {what}; theirs run from {low} to {high}")


def _say_if_undated(chosen: Ints, ledger: Ledger, notes: list[str]) -> None:
    if ledger.bounds.undated and (many := int(ledger.invoices_in(np.flatnonzero(chosen & (ledger.invoice_day == NO_DAY))).sum())):
        said = "selected row has no invoice date, and lies" if many == 1 else "selected rows have no invoice date, and lie"
        notes.append(f"{many:,} {said} in no invoiced window")


def category(ledger: Ledger, column: str, key: str = "selection") -> Category:
    """A text column by name, or a refusal that names the known ones, and the key that asks for it."""
    if column in ("supplier", "currency"):
        return ledger.supplier if column == "supplier" else ledger.currency
    if column == "terms":
        return Category(ledger.terms_code + 1, ("", *(str(t) for t in ledger.terms)))
    if column in ledger.attributes:
        return ledger.attributes[column]
    if (role := _role_of(ledger, column)) in ("supplier", "currency", "terms"):
        raise InputError(f"is the file's name of what is read as {role}", column=key, value=column, hint=f"Write {role}")
    known = ["supplier", "currency", "terms", "invoice", "amount", *_DATES, *ledger.attributes]
    hint = "Use the windows due = { from, to } or paying = { from, to }" if column in ("due_date", "paid_date") else None
    if hint is None and ledger.count is not None:
        hint = f"If the files have it, tell the scan to keep it: columns = ['{column}']"
    raise InputError(f"is not a column of the ledger. {nearest(column, known)}", column=key, value=column, hint=hint)


def _matches(ledger: Ledger, column: str, wanted: object, notes: list[str]) -> Ints:
    """(n_invoices,), bool: rows whose column is one of the wanted values, or in the wanted range."""
    if column in ("invoice", "amount") and ledger.count is not None:
        hint = "Read the file with read_ledger, or select by supplier, terms, dates or a column that the scan keeps"
        raise InputError("is not known of single invoices, which a scan adds up by supplier and day", column=f"where.{column}", hint=hint)
    if isinstance(wanted, Mapping):
        return _in_range(ledger, column, wanted)
    values = list(wanted) if isinstance(wanted, list | tuple | set | frozenset) else [wanted]
    if column in _DATES or column == "amount":
        some = [_in_range(ledger, column, {"from": v, "to": v}) for v in values]
        return np.logical_or.reduce(some) if some else np.zeros(len(ledger), bool)
    texts = [str(v) for v in values]
    if column == "invoice":
        return np.isin(ledger.invoice.astype(str), texts)
    known = category(ledger, column)
    place = {value: code for code, value in enumerate(known.values)}
    missing = [t for t in dict.fromkeys(texts) if t not in place]
    if missing:
        notes.append(_not_there(column, missing, len(set(texts)), [v for v in known.values if v]))
    table = np.zeros(len(place), bool)
    table[[place[t] for t in texts if t in place]] = True
    return table.take(known.codes) if len(table) else np.zeros(len(ledger), bool)


def _not_there(column: str, missing: list[str], named: int, known: list[str]) -> str:
    """Values that are named and do not occur: the first few, each with the one that may be meant, and how many they are."""
    if len(missing) == 1:
        return Note(f"{column} '{shortened(missing[0])}' does not occur in the ledger", nearest(missing[0], known))
    known = [*map(shortened, known)]  # names are hostile input: long ones take long to compare
    shown = [(shortened(name), closest(name, known)) for name in missing[:_MOST_NAMED]]
    words = [f"'{name}'" + (f" (did you mean '{like}'?)" if like else "") for name, like in shown]
    listed, rest = ", ".join(words), len(missing) - len(words)
    what = "suppliers" if column == "supplier" else f"values of {column}"
    said = f"{len(missing):,} of the {named:,} {what} that are named do not occur in the ledger: {listed}"
    return Note(f"{said}{f' and {rest:,} more' if rest else ''}", "A name counts as the ledger writes it")


def _in_range(ledger: Ledger, column: str, wanted: Mapping[str, Any]) -> Ints:
    if column in _DATES:
        nowhere = np.full(len(ledger), NO_DAY, np.int32)
        days = ledger.invoice_day if column == "invoice_date" else ledger.events.get(EVENT_COLUMNS[column], nowhere)
        window = Window.of(wanted, column)
        return (days != NO_DAY) & window.holds(days) if window else np.ones(len(ledger), bool)
    if column != "amount":
        category(ledger, column)
        raise InputError("takes a value or a list; a range is for amount and dates", column=f"where.{column}", value=dict(wanted))
    if not wanted or set(wanted) - {"from", "to"}:
        hint = "Write where = { amount = { from = 1000, to = 50000 } }"
        raise InputError("must say from, to or both", column="where.amount", value=dict(wanted), hint=hint)
    inside = np.ones(len(ledger), bool)
    for code, currency in enumerate(ledger.currency.values):
        mine = ledger.currency.codes == code
        scale = 10 ** minor_digits(currency)
        for key, value in wanted.items():
            edge = _money(value, f"where.amount.{key}") * scale
            inside &= ~mine | ((ledger.amount >= math.ceil(edge)) if key == "from" else (ledger.amount <= math.floor(edge)))
    return inside


def _money(value: object, name: str) -> Fraction:
    if isinstance(value, bool | dt.date) or not isinstance(value, numbers.Integral | Decimal | str | float):
        raise InputError("is not an amount", column=name, value=value)
    try:
        number = Decimal(str(value), OWN)
    except ArithmeticError:
        raise InputError("is not an amount", column=name, value=value, hint=how_to_write(str(value))) from None
    if not number.is_finite():
        raise InputError("is not an amount", column=name, value=value)
    if abs(number.adjusted()) > _LARGEST or len(number.as_tuple().digits) > _LARGEST:
        raise InputError("is too large or too fine for an amount", column=name, value=value)
    return Fraction(number)


def _role_of(ledger: Ledger, column: str) -> str | None:
    """As what the file's column of a name was read."""
    layout = None if ledger.findings is None else ledger.findings.layout
    return None if layout is None else next((role for role, name in layout.columns.items() if name == column), None)
