"""The amounts of a table under our names, from the columns that an export keeps them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.decimal_sign import decide_decimal
from cashflow.basics.errors import asked
from cashflow.ledger.layout.amounts.with_tax import adds_tax
from cashflow.ledger.layout.cells.content import SIDES
from cashflow.ledger.layout.cells.grid import Column, Grid
from cashflow.ledger.layout.cells.money import FIGURE, Money, added_up, has_side, is_negative, money_of, side_of, turned, turned_at, written
from cashflow.ledger.layout.cells.words import fold, says_cents
from cashflow.ledger.layout.profile import Profile
from cashflow.ledger.layout.told import LayoutOptions

__all__ = ["Amounts", "amounts_of", "chosen_roles"]

_POSITIVE, _NEGATIVE = "payables positive", "payables negative"


@frozen(eq=False)
class Amounts:
    """Columns of amounts, which columns they are made of, and the sign that is in them by their making or by their sides."""

    columns: Mapping[str, Any]  # "amount", "open_amount", "paid_amount" → (n,) cells
    from_: tuple[int, ...]  # columns of the file; a sum is checked in the first
    words: str
    sign: str | None = None
    decimal: str | None = None
    ask: tuple[Mapping[str, Any], ...] = ()
    unused: Mapping[int, str] = field(factory=dict)
    added: tuple[int, ...] = ()  # columns of the file that are added up for the amount
    made: tuple[str, ...] = ()  # those of `columns` that are worked out from several of the file
    taxed: bool = False  # `added` are the amount without its tax, and the tax
    owed: str | None = None  # of Cr and Dr beside amounts, the one that is owed, as told

    def read(self, grid: Grid) -> list[Column]:
        """Columns of amounts as they stand in the file, and those that are worked out: together they have all the signs there are."""
        return [*(grid.column(i) for i in self.from_), *(Column.of(np.asarray(self.columns[n], object)) for n in self.made)]

    def summed(self, grid: Grid) -> Money | None:
        """The amounts in the columns of the file in which its own sums stand; `None`: there are none."""
        places = self.from_[:1] or self.added
        return added_up([grid.column(i) for i in places], self.decimal, self.owed, taxed=self.taxed) if places else None


def chosen_roles(at: Mapping[str, int], currency: str | None) -> dict[str, str]:
    """Which columns give the amount, the open and the paid amount and the currency: those of the document before the company's own.

    Where nothing says the currency of the document's amounts, and the company's own is there with its currency, that is taken.
    """
    document = {"amount", "open_amount", "debit", "credit"} & set(at)
    known = "currency" in at or currency is not None
    local = {"local_amount", "local_open_amount"} & set(at)
    rest = "open_amount" in at or "local_open_amount" not in at  # what is open is known in the company's own currency alone
    if not local or (document and rest and (known or "local_currency" not in at)):
        return {r: r for r in ("amount", "open_amount", "paid_amount", "currency") if r in at}
    pairs = {"amount": "local_amount", "open_amount": "local_open_amount", "currency": "local_currency"}
    return {ours: role for ours, role in pairs.items() if role in at}


def amounts_of(
    grid: Grid, at: Mapping[str, int], ages: Sequence[int], item: Ints, profile: Profile, types: Ints | None, told: LayoutOptions
) -> Amounts | None:
    """The amounts of a table; `None`: no column holds any.

    Parameters
    ----------
    grid, at, ages
        Cells, the column of each role, and columns of buckets of age.
    item : (n_rows,), bool
        Rows that are items.
    profile, told
        What is known of such exports, and what the user says.
    types : (n_rows,), object
        What each row is by its document type.
    """
    roles = chosen_roles(at, told.currency)
    places = {ours: at[role] for ours, role in roles.items() if ours != "currency"}
    sides = {"debit", "credit"} <= set(at)
    if "amount" in places or ("open_amount" in places and (not sides or "debit_credit" in at)):
        found = _added(grid, _plain(grid, places, told), profile)
        if places.get("amount") == at.get("amount") and adds_tax(grid, at, told.map):
            found = _with_tax(grid, found, at["amount"], at["tax_amount"])
    elif {"debit", "credit"} & set(at):
        return _by_columns(grid, at, item, profile, told)
    elif len(ages) > 1 or (profile.buckets and ages):
        found = _by_age(grid, ages, told)
    else:
        return None
    if "debit_credit" in at:
        return _by_indicator(grid, found, at["debit_credit"], item, profile, told)
    return _by_type(grid, found, item, types, profile.sign is not None) if types is not None and profile.sure else found


def _decimal(grid: Grid, columns: Sequence[int], told: LayoutOptions) -> str | None:
    step = max(1, len(grid) // 20_000)
    return told.decimal or decide_decimal([c for i in columns for c in grid.raw(i)[::step].tolist() if isinstance(c, str)]).sign


def _plain(grid: Grid, places: Mapping[str, int], told: LayoutOptions) -> Amounts:
    columns = {ours: grid.raw(i) for ours, i in places.items()}
    sides = told.owed is None and any(has_side(c) for i in places.values() for c in grid.cells(i))
    ask = _ask_owed(_marked(grid, places)) if sides else ()
    decimal = _decimal(grid, [*places.values()], told)
    words = ", ".join(f"{ours} is '{grid.names[i]}'{', in cents' * says_cents(grid.names[i])}" for ours, i in places.items())
    order = tuple(places[r] for r in ("open_amount", "amount", "paid_amount") if r in places)
    if "amount" in columns:
        if "open_amount" in columns:
            columns["amount"] = _where_nothing(grid, places, columns, decimal)
        return Amounts(columns, order, words, decimal=decimal, ask=ask, owed=told.owed)
    if "paid_amount" in columns:
        rest, paid = (money_of(grid.column(places[r]), decimal, told.owed) for r in ("open_amount", "paid_amount"))
        whole = columns["open_amount"].copy()
        some = np.flatnonzero(rest.good & paid.good & (paid.minor != 0))
        whole[some] = written(rest.minor[some] + paid.minor[some], decimal)
        words = f"{words}; amount is what is open and what is paid"
        return Amounts({"amount": whole, **columns}, order, words, decimal=decimal, ask=ask, made=("amount",), owed=told.owed)
    return Amounts(
        {"amount": columns["open_amount"]},
        order,
        f"amount is what is open, '{grid.names[places['open_amount']]}'",
        decimal=decimal,
        ask=ask,
        owed=told.owed,
    )


def _added(grid: Grid, found: Amounts, profile: Profile) -> Amounts:
    """The amounts, where the profile keeps one in two columns, as what is overdue and what is not yet due: added up."""
    columns, words, from_, made = dict(found.columns), found.words, found.from_, [*found.made]
    for role, names in profile.added.items():
        places = [i for i, n in enumerate(grid.names) if fold(n) in names]
        if role not in columns or len(places) < 2:
            continue
        each = [money_of(grid.column(i), found.decimal, found.owed) for i in places]
        columns[role] = np.array(written(np.sum([m.minor for m in each], axis=0), found.decimal), object)
        made.append(role)
        for i, money in zip(places, each, strict=True):
            _keep_unreadable(columns[role], grid, i, ~money.good)
        from_ = tuple(i for i in from_ if i not in places)
        blank = ~np.any([grid.filled(i) for i in places], axis=0)
        columns[role][blank] = ""
        words = f"{words}; {role} is {' and '.join(repr(grid.names[i]) for i in places)} together"
    return evolve(found, columns=columns, words=words, from_=from_, made=tuple(dict.fromkeys(made)))


def _with_tax(grid: Grid, found: Amounts, net: int, tax: int) -> Amounts:
    """Amounts without tax and the tax beside them, added up; a tax without a sign has that of its amount."""
    both = [grid.column(i) for i in (net, tax)]
    each = [money_of(c, found.decimal, found.owed) for c in both]
    whole = np.array(written(added_up(both, found.decimal, found.owed, taxed=True).minor, found.decimal), object)
    whole[~grid.filled(net)] = ""
    for i, money in zip((net, tax), each, strict=True):
        _keep_unreadable(whole, grid, i, ~money.good)
    words = f"amount is '{grid.names[net]}' and '{grid.names[tax]}' added up: no column has it with tax"
    rest = found.words.partition(f"amount is '{grid.names[net]}'")[2]
    from_ = tuple(i for i in found.from_ if i != net)
    made = tuple(dict.fromkeys((*found.made, "amount")))
    return evolve(
        found, columns={**found.columns, "amount": whole}, words=words + rest, from_=from_, added=(net, tax), made=made, taxed=True
    )


def _where_nothing(grid: Grid, places: Mapping[str, int], columns: Mapping[str, Any], decimal: str | None) -> Any:
    """The amounts; where nothing was invoiced and something is open, as of a debit note, what is open."""
    whole, rest = (money_of(grid.column(places[r]), decimal) for r in ("amount", "open_amount"))
    bare = whole.good & rest.good & (whole.minor == 0) & (rest.minor != 0)
    if not bare.any():
        return columns["amount"]
    out = columns["amount"].copy()
    out[bare] = columns["open_amount"][bare]
    return out


def _below(grid: Grid, found: Amounts) -> Ints:
    """(n_rows,), bool: rows in which some amount is negative."""
    return np.logical_or.reduce([np.zeros(len(grid), bool), *(c.each_cell(is_negative) for c in found.read(grid))])


def _by_type(grid: Grid, found: Amounts, item: Ints, types: Ints, by_profile: bool) -> Amounts:
    """Credit notes and payments are negative where no amount has a sign; payments also where all have the sign of the invoices.

    Cr and Dr beside the amounts are signs.
    """
    if any(has_side(c) for i in (*found.from_, *found.added) for c in grid.cells(i)):
        return found
    paid = item & (types == "payment")
    less = paid | (item & (types == "credit note"))
    below = _below(grid, found) & item
    if below.any() and not by_profile:
        signed_so = _sign_by_type(found, item, below, types == "invoice", less)
        if signed_so is not found:
            return signed_so
    if not less.any():
        return found
    if not (below & item).any():
        columns = {ours: turned_at(cells, less) for ours, cells in found.columns.items()}
        words = f"{found.words}; without a sign, so credit notes and payments count as negative"
        return evolve(found, columns=columns, words=words, sign=_POSITIVE)
    owed = item & ~less & found.read(grid)[0].each(lambda t: any(map(str.isdigit, t)))
    signed = (below & paid).any() or 2 * int((below & owed).sum()) > int(owed.sum())
    if not paid.any() or not owed.any() or "open_amount" in found.columns or signed:
        return found
    columns = {ours: turned_at(cells, paid) for ours, cells in found.columns.items()}
    return evolve(found, columns=columns, words=f"{found.words}; payments have no sign of their own, so they count as negative")


def _sign_by_type(found: Amounts, item: Ints, below: Ints, invoices: Ints, less: Ints) -> Amounts:
    """The sign by the types of what is negative: of all items, credit notes and payments, or nine of ten invoices and few of those."""
    if below.sum() == item.sum() and not (below & ~less).any():
        return evolve(found, words=f"{found.words}; what is negative is a credit note or a payment by its type", sign=_POSITIVE)
    invoices = item & invoices
    many = int((below & invoices).sum())
    if not invoices.any() or 10 * many < 9 * int(invoices.sum()) or 10 * int((below & less).sum()) > int(less.sum()):
        return found
    words = f"{found.words}; {many:,} of {int(invoices.sum()):,} invoices by their type are negative, so what is owed is"
    return evolve(found, words=words, sign=_NEGATIVE)


def _owed(profile: Profile, told: LayoutOptions) -> str | None:
    """The side that is owed, told or by the profile."""
    if told.owed:
        return {"Cr": "credit", "Dr": "debit"}[told.owed]
    return profile.owed if profile.sure else None


def _ask_owed(first: str = "Cr") -> tuple[Mapping[str, Any], ...]:
    choices = ["Cr", "Dr"] if first == "Cr" else ["Dr", "Cr"]
    return (asked("side that is owed, Cr (credit, Haben) or Dr (debit, Soll) ([ledger] owed)", choices, "--owed"),)


def _marked(grid: Grid, places: Mapping[str, int]) -> str:
    """The side to offer first: Dr where few amounts have a side, all of them Cr, as credit notes have among invoices without one."""
    cells = [c for i in places.values() for c in grid.cells(i)]
    sides = [side_of(c) for c in cells if has_side(c)]
    return "Dr" if 2 * len(sides) < len(cells) and {*sides} == {"Cr"} else "Cr"


def _by_indicator(grid: Grid, found: Amounts, side: int, item: Ints, profile: Profile, told: LayoutOptions) -> Amounts:
    """Amounts with a side beside them: without a sign of their own they get it; with one, the sides say which sign is owed."""
    sides = grid.column(side).each(lambda t: SIDES.get(t.lower(), ""), object)
    owed = _owed(profile, told)
    debit, credit = item & (sides == "debit"), item & (sides == "credit")
    below = _below(grid, found) & item
    if owed is None and (debit.any() or credit.any()):
        return found if told.sign and below.any() else evolve(found, ask=_ask_owed())
    less, more = (debit, credit) if owed == "credit" else (credit, debit)
    name = grid.names[side]
    if not below.any():
        columns = {ours: turned_at(cells, less) for ours, cells in found.columns.items()}
        return evolve(found, columns=columns, words=f"{found.words}; '{name}' says the side, {owed} is owed", sign=_POSITIVE)
    if 10 * int((below & more).sum()) >= 9 * int(more.sum()) and 10 * int((below & less).sum()) <= int(less.sum()):
        return evolve(found, words=f"{found.words}; {owed} by '{name}' is negative and owed", sign=_NEGATIVE)
    if 10 * int((below & less).sum()) >= 9 * int(less.sum()) and 10 * int((below & more).sum()) <= int(more.sum()):
        return evolve(found, words=f"{found.words}; {owed} by '{name}' is positive and owed", sign=_POSITIVE)
    return found


def _by_columns(grid: Grid, at: Mapping[str, int], item: Ints, profile: Profile, told: LayoutOptions) -> Amounts:
    """One column of debits and one of credits: what is owed less what lessens it."""
    owed = _owed(profile, told)
    both = [at[r] for r in ("credit", "debit") if r in at]
    decimal = _decimal(grid, both, told)
    plus = at.get(owed or "credit")
    minus = at.get("debit" if (owed or "credit") == "credit" else "credit")
    out = np.full(len(grid), "", object)
    filled = {i: grid.filled(i) & grid.figured(i) for i in both}
    zero = {i: ~grid.column(i).each(FIGURE.search, object).astype(bool) for i in both}
    if plus is not None:
        out[filled[plus]] = grid.raw(plus)[filled[plus]]
    if minus is not None:
        only = filled[minus] & ((zero[plus] & ~zero[minus]) | ~filled[plus] if plus is not None else True)
        out[only] = [turned(c) for c in grid.raw(minus)[only].tolist()]
        if plus is not None:
            pair = np.flatnonzero(~zero[plus] & ~zero[minus] & item)
            more, less = money_of(grid.column(plus), decimal), money_of(grid.column(minus), decimal)
            pair = pair[more.good[pair] & less.good[pair]]
            out[pair] = written(more.minor[pair] - less.minor[pair], decimal)
            for column, money in ((plus, more), (minus, less)):
                _keep_unreadable(out, grid, column, item & ~money.good)
    names = " less ".join(f"'{grid.names[i]}'" for i in (plus, minus) if i is not None)
    ask = () if owed else _ask_owed()
    if owed and (opened := _rest_beside(grid, at, out, item, decimal)) is not None:
        words = f"amount is {names}, open_amount is '{grid.names[at['open_amount']]}', on the side of its amount"
        columns, order = {"amount": out, "open_amount": opened}, (at["open_amount"], *both)
        return Amounts(columns, order, words, _POSITIVE, decimal, ask, made=("amount",))
    rest = {at["open_amount"]: f"looks like open_amount, but stands beside {names} without a side"} if "open_amount" in at else {}
    return Amounts({"amount": out}, tuple(both), f"amount is {names}", _POSITIVE if owed else None, decimal, ask, rest)


def _rest_beside(grid: Grid, at: Mapping[str, int], amounts: Any, item: Ints, decimal: str | None) -> Any:
    """What is open beside two columns of sides, with the signs of the amounts; `None`: the rows don't show its side.

    They do where it is never more than its amount, and always of the same sign, or always of the other one; or has none of its own, and
    is the whole of its amount in half of the rows on either side.
    """
    if "open_amount" not in at or not item.any():
        return None
    whole, rest = money_of(Column.of(amounts[item]), decimal), money_of(Column.of(grid.raw(at["open_amount"])[item]), decimal)
    read = whole.good & rest.good
    if not read.any() or (np.abs(rest.minor) > np.abs(whole.minor))[read].any():
        return None
    signs = (np.sign(rest.minor) * np.sign(whole.minor))[read]
    cells, rows = grid.raw(at["open_amount"]).copy(), np.flatnonzero(item)
    if (signs > 0).any() != (signs < 0).any():
        return turned_at(cells, rows) if (signs < 0).any() else cells
    all_of = (np.abs(rest.minor) == np.abs(whole.minor))[read]
    halves = [2 * int(all_of[signs == side].sum()) >= int((signs == side).sum()) for side in (-1, 1)]
    if not signs.any() or (rest.minor < 0).any() or not all(halves):
        return None
    return turned_at(cells, rows[whole.minor < 0])


def _keep_unreadable(out: Any, grid: Grid, column: int, bad: Ints) -> None:
    """Where a part of an amount can't be read, its text stands for the amount, so that the row is rejected with it."""
    out[bad] = grid.raw(column)[bad]


def _by_age(grid: Grid, ages: Sequence[int], told: LayoutOptions) -> Amounts:
    """The amount stands in the column of its age; in several, it is their sum."""
    decimal = _decimal(grid, ages, told)
    out, many = np.full(len(grid), "", object), np.zeros(len(grid), np.int64)
    for i in ages:
        some = grid.column(i).each(FIGURE.search, object).astype(bool)
        out[some] = grid.raw(i)[some]
        many += some
    several = np.flatnonzero(many > 1)
    if len(several):
        each = [money_of(grid.column(i), decimal, told.owed) for i in ages]
        good = several[np.all([m.good[several] for m in each], axis=0)]
        out[good] = written(np.sum([m.minor[good] for m in each], axis=0), decimal)
        for i, money in zip(ages, each, strict=True):
            bad = np.zeros(len(grid), bool)
            bad[several] = ~money.good[several]
            _keep_unreadable(out, grid, i, bad)
    names = ", ".join(f"'{grid.names[i]}'" for i in ages)
    several_rows = f"; {len(several):,} row{'s are' if len(several) != 1 else ' is'} spread over several" if len(several) else ""
    words = f"amount is what is open, the sum of the columns of its age: {names}{several_rows}"
    return Amounts({"amount": out}, (), words, decimal=decimal, added=tuple(ages), made=("amount",), owed=told.owed)
