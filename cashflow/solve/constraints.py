"""Rules and constraints of the question: options that may not be chosen at all, and sums that may not be exceeded."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.columns import column
from cashflow.basics.days import Ints
from cashflow.basics.door import listed
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.money import amount_text, to_minor
from cashflow.basics.rates import fraction
from cashflow.basics.whole_numbers import whole_number
from cashflow.ledger.model import Ledger
from cashflow.offers.selection import category
from cashflow.solve.asked import Constraints, SumGiven
from cashflow.solve.choices import Options
from cashflow.solve.problem import Constraint

__all__ = ["Admitted", "admitted", "constraints", "money", "targets"]

_MEASURES = ("cash", "share", "cost", "amount", "suppliers")
_KEYS = ("column", "value", *_MEASURES)
MADE_WHOLE = "not made whole against the usual payment day, or not known to be"


def money(value: Any, name: str, currency: str) -> int:
    """Minor units of an amount, zero or more; the setting is named if it is none."""
    try:
        found = to_minor(value, currency)
    except InputError as wrong:
        raise InputError(wrong.reason, column=name, value=wrong.value, hint=wrong.hint) from None
    if found < 0:
        raise InputError("must not be negative", column=name, value=value)
    return found


def targets(curve: Any, currency: str) -> tuple[int, ...]:
    """Minor units of the targets of a curve."""
    if isinstance(curve, Mapping | str) or not isinstance(curve, Iterable):
        hint = 'Write curve = ["30000000", "60000000"]'
        raise InputError("must be a list of amounts", column="curve", value=curve, hint=hint)
    return tuple(money(c, "curve", currency) for c in curve)


def count(value: Any, name: str) -> int:
    """A whole number, zero or more."""
    return whole_number(value, name)


@frozen(eq=False)
class Admitted:
    """Options that may be chosen, and how much each rule takes away."""

    mask: Ints  # (n_suppliers, n_entries), bool
    rules: dict[str, Ints]  # rule → options it forbids, bool

    def without(self, rule: str) -> Ints:
        """The options that may be chosen if one rule did not hold."""
        others = [m for name, m in self.rules.items() if name != rule]
        return ~functools.reduce(np.logical_or, others, np.zeros(self.mask.shape, bool))


def admitted(options: Options, wanted: Constraints, target: int, currency: str) -> Admitted:
    """Which options may be chosen: those that move something, less what each rule forbids."""
    rules = {"moves nothing": options.moved == 0}
    if wanted.made_whole:
        rules[MADE_WHOLE] = (options.whole != 1) & (options.moved != 0)
    if wanted.max_days is not None:
        days = count(wanted.max_days, "max_days")
        rules[f"more than {days} days"] = options.days > days
    if wanted.smallest is not None:
        smallest = money(wanted.smallest, "smallest", currency)
        rules[f"less than {currency} {amount_text(smallest, currency)} of cash"] = (options.cash < smallest) & (options.moved != 0)
    if wanted.max_share_of_one is not None:
        largest = int(fraction(wanted.max_share_of_one, "max_share_of_one") * target)
        rules[f"more than {currency} {amount_text(largest, currency)} of cash from one supplier"] = options.cash > largest
    kept = Admitted(options.moved != 0, {k: v for k, v in rules.items() if v.any()})
    return Admitted(kept.without(""), kept.rules)


def constraints(options: Options, ledger: Ledger, wanted: Constraints, target: int, currency: str) -> list[Constraint]:
    """Sums over suppliers that may not be exceeded."""
    kept = list(_sums(options, ledger, wanted.sums, target, currency))
    if wanted.max_suppliers is not None:
        highest = count(wanted.max_suppliers, "max_suppliers")
        kept.append(Constraint("suppliers with an offer", np.ones(options.cost.shape, np.int64), highest, is_money=False))
    if wanted.bank_limit is not None:
        kept += _bank(options, money(wanted.bank_limit, "bank_limit", currency))
    return kept


def _bank(options: Options, highest: int) -> Iterator[Constraint]:
    """What the bank is owed at the close of any day: a constraint for each day on which it may peak above the highest allowed."""
    kept: list[Ints] = []
    for day in options.bank_days()[::-1]:
        owed = options.bank_owed(int(day))
        if int(owed.max(axis=1, initial=0).astype(object).sum()) > highest and not any((owed <= k).all() for k in kept):
            kept.append(owed)
    for owed in kept:
        yield Constraint("owed to the bank, any day", owed, highest)


def _sums(options: Options, ledger: Ledger, sums: Sequence[SumGiven], target: int, currency: str) -> Iterator[Constraint]:
    """Constraints of suppliers that share a value of a column, or of all suppliers.

    A supplier counts wholly under every value that its invoices carry: that is the cautious side of an upper limit.
    """
    for number, given in enumerate(sums, 1):
        where = f"constraints.sums {number}"
        if not isinstance(given, Mapping):
            raise InputError("must be a table", column=where, value=given)
        for key in given:
            if key not in _KEYS:
                raise InputError(f"unknown key. {nearest(key, _KEYS)}", column=where, value=key)
        measures = [m for m in _MEASURES if m in given]
        if len(measures) != 1:
            raise InputError(f"must say exactly one of {', '.join(_MEASURES)}", column=where)
        if "value" in given and "column" not in given:
            raise InputError("needs a column beside it", column=f"{where}.value", value=given["value"])
        coefficient, limit = _measured(options, measures[0], given[measures[0]], where, target, currency)
        for name, member in _members(options, ledger, given, where):
            words = "cash" if measures[0] == "share" else measures[0]
            yield Constraint(f"{words}{name}", coefficient * member[:, None], limit, is_money=measures[0] != "suppliers")


def _measured(options: Options, measure: str, value: Any, where: str, target: int, currency: str) -> tuple[Ints, int]:
    if measure == "suppliers":
        return np.ones(options.cost.shape, np.int64), count(value, f"{where}.suppliers")
    if measure == "share":
        return options.cash, int(fraction(value, f"{where}.share") * target)
    return column(options, measure), money(value, f"{where}.{measure}", currency)


def _members(options: Options, ledger: Ledger, given: Mapping[str, Any], where: str) -> Iterator[tuple[str, Ints]]:
    """Name and suppliers (bool) of each group a constraint is for; a column without a value: each of its values."""
    column = given.get("column")
    if column is None:
        yield " of all suppliers", np.ones(len(options.suppliers), bool)
        return
    known = category(ledger, str(column))
    carried: dict[str, set[str]] = {}
    for supplier, value in zip(*ledger.supplier.pairs(known), strict=True):
        carried.setdefault(known.values[value], set()).add(ledger.supplier.values[supplier])
    if "value" not in given:
        groups = [[v] for v in sorted(carried) if v]
    else:
        value = listed(given["value"])
        groups = [[str(v) for v in value] if isinstance(value, list | tuple | set | frozenset) else [str(value)]]
    for group in groups:
        for name in group:
            if name not in carried:
                raise InputError(
                    f"does not occur in {column}. {nearest(name, [v for v in carried if v])}", column=f"{where}.value", value=name
                )
        names = set().union(*(carried[v] for v in group))
        yield f" of {column} {', '.join(group)}", np.array([s in names for s in options.suppliers], bool)
