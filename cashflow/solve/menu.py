"""The menu: what a supplier may be offered, each entry one extension with one scheme, and the offer it makes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import field, fields, frozen

from cashflow.basics.days import to_date
from cashflow.basics.errors import InputError, nearest
from cashflow.deals import Extend
from cashflow.offers import Offer
from cashflow.offers.offer import OptionGiven
from cashflow.offers.selection import SuppliersGiven
from cashflow.schemes import SCHEMES, settings_of

__all__ = ["OWN", "Entry", "at_entry", "entries", "supplier_table"]

_ONCE = ("suppliers", "acceptance", "funding_rate", "funding_day_count", "credit_loss", "option", "options")
"""Settings of an offer that are given once, for the whole question."""
OWN = tuple(f.name for f in fields(Offer) if f.name not in (*_ONCE, "extend"))
"""Those that an entry may have of its own: all others."""


@frozen(eq=False)
class Entry:
    """One entry of the menu.

    Parameters
    ----------
    number
        From 1 on, as listed.
    offer
        Extension, scheme, selection; covers every supplier that may be offered it.
    own_window
        Whether the caller gave a window of payment dates; else it begins at the first payment that crosses the day.
    """

    number: int
    offer: dict[str, Any] = field(repr=False)
    own_window: bool

    def made(self, suppliers: SuppliersGiven, first: int | None = None, last: int | None = None) -> Offer:
        """The offer to some suppliers; payments from `first` to `last`, unless the caller gave a window of its own."""
        table = dict(self.offer, suppliers=suppliers)
        if not self.own_window:
            table["paying"] = {"from": None if first is None else to_date(first), "to": None if last is None else to_date(last)}
        return Offer(**table)


def supplier_table(suppliers: Any, currency: str | None) -> dict[str, Any]:
    """Suppliers as one table of attributes; in one currency, or in all."""
    if suppliers is None or suppliers == "all":
        table: dict[str, Any] = {}
    else:
        table = dict(suppliers) if isinstance(suppliers, Mapping) else {"supplier": suppliers}
    if currency is None:
        return table
    said = table.get("currency", currency)
    if (list(said) if isinstance(said, list | tuple | set | frozenset) else [said]) != [currency]:
        hint = f"Leave it out of suppliers, or write currency = '{said}' for the whole question" if isinstance(said, str) else None
        raise InputError(f"is another than the question's, '{currency}'", column="suppliers.currency", value=said, hint=hint)
    return table | {"currency": currency}


MenuGiven = Sequence[Mapping[str, object] | tuple[Extend, OptionGiven]] | Mapping[str, object]
"""A menu as a user gives it: tables of an extension and a scheme's settings, or pairs of the two."""


def entries(menu: MenuGiven, common: Mapping[str, Any], own: Mapping[str, Any]) -> list[Entry]:
    """Entries of a menu: tables of an extension and a scheme's settings, or pairs of the two.

    Parameters
    ----------
    menu
        ``[{"extend": {"days": 30}, "scheme": "later_with_interest", "annual_rate": 0.05, "day_count": "ACT/360"}, ...]``
        or ``[({"days": 30}, LaterWithInterest(0.05, "ACT/360")), ...]``. An entry may have settings of an
        offer of its own, such as ``paying``, ``where`` and ``overdue``; no scheme is simply later.
    common
        Selection of every entry that does not give its own.
    own
        The suppliers' own rate and credit loss, as in an offer.
    """
    if isinstance(menu, Mapping) or not isinstance(menu, Sequence) or isinstance(menu, str) or not menu:
        hint = 'Write menu = [{"extend": {"days": 30}, "scheme": "later_with_interest", "annual_rate": 0.05, "day_count": "ACT/360"}]'
        raise InputError("must be a list of one entry or more", column="menu", hint=hint)
    out = []
    for number, given in enumerate(menu, 1):
        with at_entry(number):
            out.append(_entry(number, given, common, own))
    return out


@contextlib.contextmanager
def at_entry(number: int) -> Iterator[None]:
    """Add the entry's number to an error's message."""
    try:
        yield
    except InputError as wrong:
        wrong.column = f"menu {number}" + (f", {wrong.column}" if wrong.column else "")
        raise


def _entry(number: int, given: Any, common: Mapping[str, Any], own: Mapping[str, Any]) -> Entry:
    table = {k: v for k, v in {**common, **own}.items() if v is not None}
    if isinstance(given, Mapping):
        rest = dict(given)
        for key in _ONCE:
            if key in rest:
                raise InputError("does not belong in a menu entry; it is given once, for the whole question", value=key)
        extend = rest.pop("extend", None)
        settings = {k: rest.pop(k) for k in OWN if k in rest}
        _check_keys(rest)
        options: list[Any] = [rest] if rest else []
    elif isinstance(given, tuple | list) and len(given) == 2:
        extend, settings, options = given[0], {}, [given[1]]
    else:
        raise InputError("must be a table, or a pair of an extension and a scheme", value=given)
    if extend is None:
        raise InputError("is missing", column="extend", hint="Write extend = { days = 30 }, { to = 2025-08-15 } or { terms = 'net 90' }")
    table |= settings | {"extend": extend, "options": options}
    offer = Offer(**table)
    if offer.extend.early is not None:
        raise InputError("pays earlier, and holds no cash at the quarter end", column="extend", hint="Leave it out of the menu")
    return Entry(number, dict(table, extend=offer.extend, options=list(offer.options)), table.get("paying") is not None)


def _check_keys(rest: Mapping[str, Any]) -> None:
    """Refuse what is neither a setting of an entry nor one of its scheme, with the nearest of both."""
    name = rest.get("scheme")
    mine = [f.name for f in settings_of(name)] if isinstance(name, str) and name in SCHEMES else []
    for key in rest:
        if name is None:
            raise InputError(f"stands in an entry without a scheme. {nearest(str(key), ('extend', 'scheme', *OWN))}", value=key)
        if mine and key not in ("scheme", *mine):
            reason = f"is not a setting of an entry or of {name}. {nearest(str(key), ('extend', *OWN, *mine))}"
            raise InputError(reason, value=key)
