"""What a question is asked in, by groups: which invoices may be moved at all, and the constraints that an answer keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from attrs import field, fields, frozen

from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.money import MoneyGiven
from cashflow.offers.selection import Selection

__all__ = ["Constraints", "ConstraintsGiven", "SelectionGiven", "SumGiven", "constraints_of", "selection_of"]

SumGiven = Mapping[str, str | float | Decimal | Sequence[str]]
"""A sum that may not be exceeded: ``{"column": "country", "value": "FR", "cash": "5000000"}``."""
_Group = TypeVar("_Group")


def _sums(value: Sequence[SumGiven]) -> tuple[SumGiven, ...]:
    if isinstance(value, Mapping | str) or not isinstance(value, Sequence):
        hint = 'Write sums = [{"column": "country", "value": "FR", "cash": "5000000"}]'
        raise InputError("must be a list of tables", column="constraints.sums", hint=hint)
    return tuple(value)


def _yes_or_no(value: bool) -> bool:
    if not isinstance(value, bool):
        raise InputError("must be true or false", column="made_whole", value=value)
    return value


@frozen(kw_only=True)
class Constraints:
    """What an answer of `solve` must keep. Everything given holds at once; nothing given forbids nothing.

    Parameters
    ----------
    made_whole
        True: a supplier gets only what makes it whole for certain, against the usual payment day.
    max_days
        Longest extension: the days it says; of a date or other terms, the most that a payment of the supplier moves.
    bank_limit
        Most owed to the bank at the close of any day.
    max_suppliers
        Most suppliers with an offer.
    max_share_of_one
        Most cash of one supplier, as a share of the target.
    smallest
        Least cash an offer must hold.
    sums
        Tables ``{"column": "country", "value": "FR", "cash": "5000000"}``: a supplier counts under every value its
        invoices carry; `value` may be a list, none means each value for itself; no column means all. In place of
        ``cash``: ``share`` (of the target), ``cost``, ``amount`` (principal moved) or ``suppliers`` (how many).

    Examples
    --------
    >>> Constraints(max_days=60, bank_limit="25000000").max_days
    60
    """

    made_whole: bool = field(default=False, converter=_yes_or_no)
    max_days: int | None = None
    bank_limit: MoneyGiven | None = None
    max_suppliers: int | None = None
    max_share_of_one: NumberGiven | None = None
    smallest: MoneyGiven | None = None
    sums: tuple[SumGiven, ...] = field(default=(), converter=_sums)


ConstraintsGiven = Constraints | Mapping[str, Any] | None
"""Constraints as a user gives them: an instance, or a table of its settings."""
SelectionGiven = Selection | Mapping[str, Any] | None
"""A selection as a user gives it: an instance, or a table of its settings."""


def constraints_of(given: ConstraintsGiven) -> Constraints:
    """The constraints of an answer."""
    return _group(Constraints, given, "constraints")


def selection_of(given: SelectionGiven) -> Selection:
    """What every entry of a menu may move."""
    return _group(Selection, given, "selection")


def _group(cls: type[_Group], given: Any, name: str) -> _Group:
    if isinstance(given, cls):
        return given
    if given is not None and not isinstance(given, Mapping):
        raise InputError("must be a table of settings", column=name, value=given)
    known = [f.name for f in fields(cls)]  # type: ignore[arg-type]
    for key in given or {}:
        if key not in known:
            raise InputError(f"unknown key. {nearest(key, known)}", column=name, value=key)
    return cls(**(given or {}))
