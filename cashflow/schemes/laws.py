"""The laws of a scheme, each a function that says in words how it is broken, or `None`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.columns import column
from cashflow.basics.days import Ints, to_date
from cashflow.deals import BANK, BUYER, NATURES, PARTIES, SUPPLIER, TAX_AUTHORITY, Deals, Flow, Scheme, collapse

__all__ = ["LAWS", "Law"]

Law = Callable[[Scheme, Deals], "str | None"]
Sums = dict[tuple[Any, ...], Fraction]


class _Asked(Mapping[str, Ints]):
    """The keys a scheme asks for; another one is a `KeyError` that says so."""

    def __init__(self, keys: Mapping[str, Ints], needs: tuple[str, ...]) -> None:
        self._keys = {k: v for k, v in keys.items() if k in needs}

    def __getitem__(self, key: str) -> Ints:
        if key not in self._keys:
            raise KeyError(key)
        return self._keys[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def _flows(scheme: Scheme, deals: Deals) -> list[Flow]:
    """Flows of a copy of the deals, which holds only the keys that the scheme asks for."""
    return list(scheme.flows(_copy(scheme, deals)))


def _copy(scheme: Scheme, deals: Deals) -> Deals:
    own = deals.take(np.arange(len(deals)))
    return evolve(own, keys=_Asked(own.keys, tuple(scheme.needs)))


def _sums(deals: Deals, flows: list[Flow], sign: int = 1) -> Sums:
    """Exact amount by group, day, payer, payee and nature; zeros left out."""
    sums: Sums = defaultdict(Fraction)
    for flow in flows:
        for group, day, amount in zip(deals.group, flow.day, flow.amount, strict=True):
            sums[int(group), int(day), flow.payer, flow.payee, flow.nature] += Fraction(sign * int(amount), flow.per)
    return {k: v for k, v in sums.items() if v}


def _difference(one: Sums, other: Sums) -> str | None:
    """The first payment that differs between two sums."""
    for key in sorted(set(one) | set(other)):
        a, b = one.get(key, Fraction(0)), other.get(key, Fraction(0))
        if a != b:
            _, day, payer, payee, nature = key
            return f"{nature} of {payer} to {payee} on {to_date(day)} is {_number(a)} against {_number(b)}"
    return None


def _number(value: Fraction) -> str:
    return f"{float(value):,.4f}".rstrip("0").rstrip(".")


def shape(scheme: Scheme, deals: Deals) -> str | None:
    """It returns flows of whole numbers, a row a deal, between known parties and for known reasons."""
    for number, flow in enumerate(_flows(scheme, deals), 1):
        wrong = _wrong_flow(flow, len(deals))
        if wrong:
            return f"flow {number} {wrong}"
    return None


def _wrong_flow(flow: Any, size: int) -> str | None:
    if not isinstance(flow, Flow):
        return f"is a {type(flow).__name__}, not a Flow"
    for what, known in (("payer", PARTIES), ("payee", PARTIES), ("nature", NATURES)):
        if column(flow, what) not in known:
            return f"has the {what} '{column(flow, what)}'. Known: {', '.join(known)}"
    if flow.payer == flow.payee:
        return f"is a payment of the {flow.payer} to itself"
    if isinstance(flow.per, bool) or not isinstance(flow.per, int | np.integer) or flow.per < 1:
        return f"has per = {flow.per!r}; it must be a whole number from 1 on"
    for name in ("day", "amount", "since"):
        array = column(flow, name)
        if name == "since" and array is None:
            continue
        if not isinstance(array, np.ndarray) or array.shape != (size,):
            return f"has {name} of shape {np.shape(array)}; it must be an array of one number a deal, ({size},)"
        if array.dtype.kind not in "iu" and not (array.dtype == object and all(isinstance(v, int) for v in array)):
            return f"has {name} in {array.dtype}; it must be whole numbers: amount = numerators, per = their denominator"
    if flow.since is not None and (flow.since > flow.day).any():
        return "is earned from a day after the one it is paid on"
    return None


def pure(scheme: Scheme, deals: Deals) -> str | None:
    """It changes neither the deals nor itself, and says the same when asked again."""
    given, before = _copy(scheme, deals), _copy(scheme, deals)
    settings, one = _settings(scheme), _sums(deals, list(scheme.flows(given)))
    if any((a != b).any() for a, b in zip(_arrays(before), _arrays(given), strict=True)):
        return "it changes the deals it is given"
    again = _difference(one, _sums(deals, _flows(scheme, deals)))
    if again:
        return f"asked twice it says two things: {again}"
    return "it changes itself" if _settings(scheme) != settings else None


def _settings(scheme: Scheme) -> str:
    return f"{scheme!r} {vars(scheme) if hasattr(scheme, '__dict__') else ''!r}"


def _arrays(deals: Deals) -> list[Ints]:
    tax = [] if deals.tax is None else [deals.tax]
    return [deals.group, deals.base_day, deals.new_day, deals.amount, deals.invoices, deals.unit, *tax, *deals.keys.values()]


def conserves(scheme: Scheme, deals: Deals) -> str | None:
    """The whole principal reaches the supplier once and leaves the buyer once; nobody else keeps any."""
    flows = [f for f in _flows(scheme, deals) if f.nature == "principal"]
    for party, sign, must in (
        (SUPPLIER, 1, "the supplier must receive the whole principal exactly once"),
        (BUYER, -1, "the buyer must pay the whole principal exactly once"),
        (BANK, 0, "a bank must pay out the principal it gets"),
        (TAX_AUTHORITY, 0, "no principal goes to the tax authority"),
    ):
        for at, owed in enumerate(deals.amount):
            got = sum((Fraction(int(f.amount[at]), f.per) * ((f.payee == party) - (f.payer == party)) for f in flows), Fraction(0))
            if got != sign * int(owed):
                return f"{must}; here it is {_number(got * (sign or 1))} of {int(owed):,}"
    return None


def days(scheme: Scheme, deals: Deals) -> str | None:
    """Principal is paid by the new day, and nothing before the baseline day or a day it asks for."""
    asked = [v for k, v in deals.keys.items() if k in scheme.needs and k.partition("+")[0] in ("immediate_day", "approval_day")]
    first = np.minimum.reduce([deals.base_day, deals.new_day, *asked])
    for flow in _flows(scheme, deals):
        some = flow.amount != 0
        if (some & (flow.day < first)).any():
            at = int(np.flatnonzero(some & (flow.day < first))[0])
            return f"{flow.nature} of {flow.payer} to {flow.payee} is paid on {to_date(flow.day[at])}, before {to_date(first[at])}"
        latest = np.maximum(deals.base_day, deals.new_day) if flow.payer == BANK else deals.new_day
        if flow.nature == "principal" and (some & (flow.day > latest)).any():
            at = int(np.flatnonzero(some & (flow.day > latest))[0])
            return f"principal of {flow.payer} to {flow.payee} is paid on {to_date(flow.day[at])}, after {to_date(latest[at])}"
    return None


def nothing(scheme: Scheme, deals: Deals) -> str | None:
    """Zero amounts produce no flows."""
    none = np.zeros(len(deals), np.int64)
    empty = evolve(deals, amount=none, invoices=none, tax=None if deals.tax is None else none)
    return _difference(_sums(empty, _flows(scheme, empty)), {})


def separate(scheme: Scheme, deals: Deals) -> str | None:
    """What a deal causes does not depend on other deals, their order, or the number of its group."""
    whole = _sums(deals, _flows(scheme, deals))
    back = deals.take(np.arange(len(deals))[::-1])
    if found := _difference(_sums(back, _flows(scheme, back)), whole):
        return f"in another order of the deals {found}"
    other = evolve(deals, group=deals.group + 7)
    if found := _difference({(k[0] - 7, *k[1:]): v for k, v in _sums(other, _flows(scheme, other)).items()}, whole):
        return f"with other group numbers {found}"
    parts: Sums = defaultdict(Fraction)
    for some in _by_invoice(scheme, deals):
        for key, value in _sums(some, _flows(scheme, some)).items():
            parts[key] += value
    found = _difference(dict(parts), whole)
    return f"each deal by itself: {found} all together" if found else None


def _by_invoice(scheme: Scheme, deals: Deals) -> list[Deals]:
    """One deal each; where a scheme asks for the invoice, the deals of one invoice stay together."""
    if "invoice" not in scheme.needs:
        return [deals.take(np.array([i])) for i in range(len(deals))]
    return [deals.take(np.flatnonzero(deals.keys["invoice"] == i)) for i in np.unique(deals.keys["invoice"])]


def additive(scheme: Scheme, deals: Deals) -> str | None:
    """Deals that differ in nothing it asks for can be summed first: the flows of the sum are the sum of the flows."""
    needs = scheme.needs
    if "invoice" in needs:
        return None  # such deals are never summed
    same = evolve(deals, keys={k: v for k, v in deals.keys.items() if k in needs})
    alike = np.zeros(len(same), np.int64)
    merged = collapse(evolve(same.take(alike), amount=same.amount, invoices=same.invoices, tax=same.tax))
    rows = evolve(same.take(alike), amount=same.amount, invoices=same.invoices, tax=same.tax)
    found = _difference(_sums(rows, _flows(scheme, rows)), _sums(merged, _flows(scheme, merged)))
    return f"row by row {found} after the rows are summed (all with the days of the first)" if found else None


def signed(scheme: Scheme, deals: Deals) -> str | None:
    """What credit notes cause is the opposite of what invoices cause: minus the amount, tax and count give minus the flows."""
    if "invoice" in scheme.needs:
        return None  # such a scheme may treat a credit note in its own way
    tax = None if deals.tax is None else -deals.tax
    minus = evolve(deals, amount=-deals.amount, invoices=-deals.invoices, tax=tax)
    found = _difference(_sums(minus, _flows(scheme, minus), -1), _sums(deals, _flows(scheme, deals)))
    return f"with the sign of every deal turned {found}" if found else None


LAWS: dict[str, Law] = {
    "shape": shape,
    "pure": pure,
    "principal": conserves,
    "days": days,
    "no flows for a zero amount": nothing,
    "separate": separate,
    "additive": additive,
    "sign": signed,
}
"""The laws by name, in the order they are tried."""
