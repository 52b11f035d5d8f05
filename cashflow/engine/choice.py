"""Evaluate an offer: each option's effects and benefit, what each supplier takes, with which probability."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.day_counts import DAYS_A_YEAR
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import Quarters
from cashflow.basics.fractions import range_of
from cashflow.basics.groupby import by_identity, exact_sums
from cashflow.basics.rates import fraction
from cashflow.deals import Scheme
from cashflow.engine.coverage import Covered
from cashflow.ledger.groups import Groups
from cashflow.ledger.model import Ledger
from cashflow.measures import Benefit, Effects, benefit, effects
from cashflow.measures.benefit import TRUTHS, Ranges, best_option, extra_receivable
from cashflow.measures.catalog import AT
from cashflow.offers.selection import category

__all__ = ["OfferResult", "Rates", "by_supplier", "funding_rates", "offer_result", "rejudged"]

Rates = tuple[Fraction, Fraction] | None
_NOBODY = Fraction(0)
_NO_DAYS: Ints = np.zeros(0, np.int64)
_AS_RATE = "0.065, 0,065 or 6.5% for 6.5 %"
_AS_PERIOD_END = "the month in which the supplier's year ends, March or 3, or as a day, 2025-03-31"
T = TypeVar("T")


@frozen(eq=False, repr=False)
class OfferResult(Outlined):
    """One offer: what it covers, each option's effects and benefit, what each group takes, and with which weight."""

    covered: Covered
    options: list[Effects]
    benefits: list[Benefit]
    choice: Ints  # (n_groups,): option taken
    weight: list[Fraction]  # (n_groups,): share that accepts
    suppliers: list[str]  # (n_groups,)
    rates: list[Rates]  # (n_groups,): funding rate, low and high
    quarters: Quarters
    receivables: list[tuple[list[int | None], list[int | None]]]  # per option: extra receivable at the supplier's period end, its day
    decided_on: list[Effects] | None = None  # effects of the options as they were offered; None: of `options` themselves

    @property
    def decides(self) -> Ints:
        """(n_groups,), bool: whether the option a group takes does anything for it; where nothing moves, nobody accepts anything."""
        return _touched(self.covered, self.choice)

    @property
    def late(self) -> Ints:
        """(n_groups,): Σ principal × (baseline day − contract due day) of what the option a group takes does something about."""
        return np.stack([_late(self.covered, o) for o in self.covered.offer.options])[self.choice, np.arange(len(self.choice))]

    @functools.cached_property
    def removed(self) -> Ints:
        """(n_groups, n_periods): principal by baseline day of what moves."""
        deals, n_groups, n_periods = self.covered.deals, len(self.covered.groups), len(self.quarters) + 2
        cell = deals.group * n_periods + self.quarters.period(deals.base_day)
        return exact_sums(cell, deals.amount, n_groups * n_periods).reshape(n_groups, n_periods)

    @functools.cached_property
    def accepts(self) -> Ints:
        """(n_groups,), bool: groups that accept, be it with a share."""
        code, shares = by_identity(self.weight)
        return np.array([s > 0 for s in shares], bool)[code]

    @property
    def last_leg(self) -> int:
        """The last day on which anybody pays by an option that is taken, be it to a bank; `NO_DAY`: nobody does."""
        days = [o.legs.day[(self.accepts & (self.choice == n))[o.legs.group]] for n, o in enumerate(self.options)]
        return max((int(d.max()) for d in days if len(d)), default=NO_DAY)

    def accounts(self, option: Effects, which: Ints) -> Ints:
        """(n, n_accounts, n_periods) of some groups: an option's legs, what it removes from the baseline, and what is prepaid.

        What stays on its old day counts in neither.
        """
        removed, still = self.removed[which], option.still[which]
        out = option.accounts[which].astype(np.result_type(option.accounts, removed, still), copy=False)
        out[:, AT["removed"]] = removed - still
        out[:, AT["principal"]] -= still
        level = self.covered.prepaid[which]
        out[:, AT["prepaid"], 1:] = np.diff(level, axis=1, prepend=0, append=0)
        return out


def offer_result(
    ledger: Ledger,
    covered: Covered,
    quarters: Quarters,
    known: Callable[[Scheme], Effects] | None = None,
    rates: list[Rates] | None = None,
) -> OfferResult:
    """Judge one offer: each option's effects and benefit, what each group takes, and with which weight.

    `known` gives the effects of an option on what is covered, and `rates` are the `funding_rates`, where they may be at hand.
    """
    n_groups = len(covered.groups)
    options = [_on_basis(known(o) if known else effects(covered.deals, o, quarters, n_groups), covered, o) for o in covered.offer.options]
    suppliers = _suppliers(ledger, covered)
    ends = _period_ends(ledger, covered, suppliers, options)
    receivables = [extra_receivable(o, covered.deals, ends) for o in options]
    offered, decided_on = [o.as_offered for o in covered.offer.options], None
    if any(a is not b for a, b in zip(offered, covered.offer.options, strict=True)):
        decided_on = [_on_basis(effects(covered.deals, o, quarters, n_groups), covered, o) for o in offered]
    bare = OfferResult(covered, options, [], np.zeros(n_groups, np.int64), [], suppliers, [], quarters, receivables, decided_on)
    return rejudged(ledger, bare, funding_rates(ledger, covered) if rates is None else rates)


def _on_basis(found: Effects, covered: Covered, option: Scheme) -> Effects:
    """Effects with the days a year on which the suppliers' funding rate counts."""
    basis = covered.offer.funding_basis(option)
    return evolve(found, basis=None if basis is None else DAYS_A_YEAR[basis])


def _touched(covered: Covered, choice: Ints) -> Ints:
    """(n_groups,), bool: groups of which something moves, or is sold on its old day by the option they take."""
    sells = np.array([o.covers_unmoved for o in covered.offer.options])
    some = np.zeros(len(covered.groups), bool)
    some[covered.deals.group] = True
    return (covered.moved > 0) | (some & sells[choice])


def rejudged(ledger: Ledger, offer: OfferResult, rates: list[Rates]) -> OfferResult:
    """The same offer, judged at other funding rates: benefit, choice of option and acceptance change, effects don't.

    Suppliers choose and accept by the options as they were offered; what was accepted stays accepted.
    """
    covered, acceptance = offer.covered, offer.covered.offer.acceptance
    judged = _judged(covered, offer.options, rates)
    promised = judged if offer.decided_on is None else _judged(covered, offer.decided_on, rates)
    choice = best_option(promised)
    truths = np.stack([b.truths for b in promised])[choice, np.arange(len(choice))] if acceptance.kind == "if whole" else None
    whole = [None] * len(choice) if truths is None else TRUTHS[truths].tolist()
    points = _points(covered, promised, choice) if acceptance.kind == "logistic" else None
    column = _probabilities(ledger, acceptance.column, offer.suppliers) if acceptance.column else None
    weight = acceptance.weights(offer.suppliers, ledger.supplier.values, whole, points, column)
    touched = _touched(covered, choice)
    if not touched.all():
        weight = [w if some else _NOBODY for w, some in zip(weight, touched.tolist(), strict=True)]
    return evolve(offer, benefits=judged, choice=choice, weight=weight, rates=rates)


def _judged(covered: Covered, options: list[Effects], rates: list[Rates]) -> list[Benefit]:
    ranges = Ranges.of(rates)
    both = zip(options, covered.offer.options, strict=True)
    return [benefit(found, _late(covered, o), ranges, covered.offer.credit_loss) for found, o in both]


def _late(covered: Covered, option: Scheme) -> Ints:
    """See `Covered.late`: of what an option does something about."""
    return covered.late[bool(option.covers_unmoved)]


def _points(covered: Covered, judged: list[Benefit], choice: Ints) -> list[Fraction | None]:
    """Net benefit in basis points of the amount offered; unknown where that is nothing on balance."""
    every = exact_sums(covered.deals.group, covered.deals.amount, len(covered.groups))  # what is sold on its old day, too
    offered = [(every if o.covers_unmoved else covered.amount).tolist() for o in covered.offer.options]
    nets, out = [b.net for b in judged], list[Fraction | None]()
    for group, option in enumerate(choice.tolist()):
        net, amount = nets[option], offered[option][group]
        known = bool(amount) and (net.known is None or bool(net.known[group]))
        out.append(Fraction(10_000 * int(net.numerator[group]), net.per * abs(amount)) if known else None)
    return out


def by_supplier(ledger: Ledger, column: str, suppliers: list[str], key: str, codes: Ints | None = None) -> list[str]:
    """Text of a column for each supplier (`codes`: theirs, if known), "" where it has none; a refusal where a supplier has several.

    `key` is the one that names the column.
    """
    found = category(ledger, column, key)
    texts = [v.strip() for v in found.values]
    alike = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    of, value = ledger.supplier.pairs(found)
    value = np.array([alike[t] for t in texts], np.int64)[value]
    some = value != alike.get("", -1)
    of, value = of[some], value[some]
    if len(alike) < len(texts):  # texts that differ in blanks alone are one
        of, value = divmod(np.unique(of * len(alike) + value), len(alike))
    if codes is None:
        number = {name: code for code, name in enumerate(ledger.supplier.values)}
        codes = np.array([number[s] for s in suppliers], np.int64)
    many, held = np.bincount(of, minlength=len(ledger.supplier.values)), np.full(len(ledger.supplier.values), -1)
    held[of] = value
    for at in np.flatnonzero(many[codes] > 1)[:1]:
        values = [tuple(alike)[v] for v in value[of == codes[at]]]
        reason = f"supplier '{suppliers[at]}' has {len(values)} different values: {', '.join(sorted(values)[:5])}"
        raise InputError(reason, column=column, hint="Give one value a supplier")
    known = (*alike, "")
    return [known[v] for v in held[codes].tolist()]


def _codes(ledger: Ledger, covered: Covered) -> Ints:
    return Groups.of(ledger.currency.values).supplier(covered.groups)


def _suppliers(ledger: Ledger, covered: Covered) -> list[str]:
    """(n_groups,): who each group is of."""
    names = ledger.supplier.values
    return [names[s] for s in _codes(ledger, covered).tolist()]


def funding_rates(ledger: Ledger, covered: Covered) -> list[Rates]:
    """Funding-rate range of each group: one for all, or each supplier's own from a column."""
    given, suppliers = covered.offer.funding_rate, _suppliers(ledger, covered)
    if not isinstance(given, str):
        return [given] * len(suppliers)
    texts = by_supplier(ledger, given, suppliers, "funding_rate", _codes(ledger, covered))
    return _each(ledger, given, texts, suppliers, lambda text: _rate(text, given), _AS_RATE)


def _rate(text: str, name: str) -> tuple[Fraction, Fraction]:
    low, high = range_of(text) or (text, text)
    ends = fraction(low, name), fraction(high, name)
    if ends[1] < ends[0]:
        raise InputError("ends below its start", column=name, value=text)
    return ends


def _probabilities(ledger: Ledger, column: str, suppliers: list[str]) -> list[Fraction | None]:
    texts = by_supplier(ledger, column, suppliers, "acceptance.column")
    return _each(ledger, column, texts, suppliers, lambda text: fraction(text, column), _AS_RATE)


def _each(ledger: Ledger, column: str, texts: list[str], suppliers: list[str], read: Callable[[str], T], written: str) -> list[T | None]:
    """What each supplier's text says, `None` where it is empty; one that can't be read is told with its file and row.

    `written`: how such a text is written, for that message.
    """
    known: dict[str, T | None] = {"": None}
    for text, supplier in zip(texts, suppliers, strict=True):
        if text not in known:
            try:
                known[text] = read(text)
            except InputError as wrong:
                raise _placed(wrong, ledger, column, text, supplier, written) from None
    return [known[t] for t in texts]


def _placed(wrong: InputError, ledger: Ledger, column: str, text: str, supplier: str, written: str) -> InputError:
    """The refusal with the file and the first row in which a supplier has such a text, as far as they are known."""
    found, row = category(ledger, column), None
    if ledger.count is None:  # the rows of a scan are sums
        mine = ledger.supplier.codes == ledger.supplier.values.index(supplier)
        same = np.array([v.strip() == text for v in found.values])[found.codes]
        row = int(ledger.row[np.flatnonzero(mine & same)[0]])
    file = ledger.findings.sources.get("ledger") if ledger.findings else None
    reason = f"{wrong.reason} (supplier '{supplier}')"
    return InputError(reason, file=file, row=row, column=column, value=text, hint=f"Write {column} as {written}")


def _period_ends(ledger: Ledger, covered: Covered, suppliers: list[str], options: Sequence[Effects]) -> list[Ints]:
    """Own period ends of each group within the days that any payment touches; none if they were not asked for."""
    asked, deals = covered.offer.supplier_period_ends, covered.deals
    if asked is None or not len(deals):
        return [_NO_DAYS] * len(suppliers)
    touched = [deals.base_day, deals.new_day, *(o.legs.day for o in options if len(o.legs.day))]
    first, last = min(int(d.min()) for d in touched), max(int(d.max()) for d in touched)
    if not asked.column:
        return [asked.of_supplier(None, first, last)] * len(suppliers)
    texts = by_supplier(ledger, asked.column, suppliers, "supplier_period_ends.column")
    ends = _each(ledger, asked.column, texts, suppliers, lambda text: asked.of_supplier(text, first, last), _AS_PERIOD_END)
    return [_NO_DAYS if e is None else e for e in ends]
