"""Supplier benefit: what it gets less what it would have got, at its own funding rate, and the receivable it carries."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from attrs import evolve, field, fields, frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.groupby import by_identity, exact_sums
from cashflow.basics.rates import fraction
from cashflow.deals import NATURES, PARTIES, SUPPLIER, Deals
from cashflow.measures.effects import Effects
from cashflow.measures.exact import Exact, added, integers, quotients, scaled, times

__all__ = ["TRUTHS", "Benefit", "CreditLoss", "Ranges", "benefit", "best_option", "extra_receivable"]

Rates = tuple[Fraction, Fraction] | None
TRUTHS = np.array([False, True, None], object)
"""What the codes of `Benefit.truths` mean."""


def _chance(value: NumberGiven) -> Fraction:
    return fraction(value, "default_probability")


def _loss(value: NumberGiven) -> Fraction:
    return fraction(value, "loss_given_default")


@frozen(kw_only=True)
class CreditLoss:
    """Expected credit loss of a supplier on what the buyer owes it longer.

    Parameters
    ----------
    default_probability
        Of the buyer, in a year of 365 days.
    loss_given_default
        Share of the amount that is lost then.

    Examples
    --------
    1,000,000.00 for 73 days at 1 % a year, 60 % lost: 1,200.00.

    >>> CreditLoss(default_probability=0.01, loss_given_default=0.6).on(100_000_000 * 73)
    Fraction(120000, 1)
    """

    default_probability: Fraction = field(converter=_chance)
    loss_given_default: Fraction = field(converter=_loss)

    def on(self, amount_days: int) -> Fraction:
        """Loss on Σ amount × days; paid earlier, it is spared."""
        return self.default_probability * self.loss_given_default * amount_days / 365

    @classmethod
    def of(cls, value: CreditLossGiven) -> CreditLoss | None:
        """From an instance or ``{"default_probability": 0.01, "loss_given_default": 0.6}``."""
        if value is None or isinstance(value, CreditLoss):
            return value
        known = [f.name for f in fields(cls)]
        if not isinstance(value, dict) or set(value) != set(known):
            odd = next((k for k in value if k not in known), None) if isinstance(value, dict) else None
            hint = nearest(str(odd), known) if odd else "Write credit_loss = { default_probability = 0.01, loss_given_default = 0.6 }"
            raise InputError("must say default_probability and loss_given_default", column="credit_loss", value=value, hint=hint)
        return cls(**value)

    def __str__(self) -> str:
        chance, loss = float(self.default_probability), float(self.loss_given_default)
        return f"the buyer defaults with {chance:.4g} a year and {loss:.0%} is lost then"


CreditLossGiven = CreditLoss | dict[str, NumberGiven] | Mapping[str, NumberGiven] | None
"""A credit loss as a user gives it: ``{"default_probability": 0.01, "loss_given_default": 0.6}``."""


@frozen(eq=False, repr=False)
class Benefit(Outlined):
    """Per group; minor units, exact. Benefits and rates against usual payment (baseline day) and the contract due date.

    What nobody asks for is not worked out.
    """

    usual: _Against
    due: _Against
    ranges: Ranges
    credit_loss: Exact  # expected credit loss, in all benefits; zero unless asked for

    def take(self, which: Ints) -> Benefit:
        """Of some groups alone."""
        lost = evolve(self.credit_loss, numerator=self.credit_loss.numerator[which])
        return Benefit(self.usual.take(which), self.due.take(which), self.ranges.take(which), lost)

    @functools.cached_property
    def at_top(self) -> Exact:
        """Net benefit at the top of the funding-rate range: what a supplier chooses by; `None`: no rate."""
        return self.usual.at(self.ranges.high, self.ranges)

    @functools.cached_property
    def _ends(self) -> tuple[Exact, Exact]:
        return self.usual.worse_and_better(self.ranges)

    @functools.cached_property
    def _ends_vs_due(self) -> tuple[Exact, Exact]:
        return self.due.worse_and_better(self.ranges)

    @functools.cached_property
    def net(self) -> Exact:
        """At the end of the range that is worse for it."""
        return self._ends[0]

    @functools.cached_property
    def net_best(self) -> Exact:
        """At the end that is better for it."""
        return self._ends[1]

    @functools.cached_property
    def net_vs_due(self) -> Exact:
        """Against the contract due date, at the worse end."""
        return self._ends_vs_due[0]

    @functools.cached_property
    def break_even_rate(self) -> list[float | None]:
        """Where the net benefit is zero; `None` where no rate makes it so, or no day count is known."""
        return self.usual.break_even

    @functools.cached_property
    def break_even_rate_vs_due(self) -> list[float | None]:
        """The same against the contract due date."""
        return self.due.break_even

    @functools.cached_property
    def gains(self) -> list[str]:
        """``below`` or ``above`` the break-even rate, ``always`` or ``never``."""
        return self.usual.gains

    @functools.cached_property
    def truths(self) -> Ints:
        """(n_groups,), int8: whether each is made whole: 0 no, 1 yes, 2 unknown."""
        return self.usual.whole(*self._ends, self.ranges.known)

    @functools.cached_property
    def truths_vs_due(self) -> Ints:
        """The same against the contract due date."""
        return self.due.whole(*self._ends_vs_due, self.ranges.known)

    @functools.cached_property
    def made_whole(self) -> list[bool | None]:
        """`None`: unknown."""
        return list(TRUTHS[self.truths])

    @functools.cached_property
    def made_whole_vs_due(self) -> list[bool | None]:
        """The same against the contract due date."""
        return list(TRUTHS[self.truths_vs_due])


@frozen(eq=False)
class Ranges:
    """Funding-rate ranges of groups over one denominator: rates are few, groups are many."""

    low: Ints
    high: Ints
    per: int
    known: Ints  # bool

    def take(self, which: Ints) -> Ranges:
        """Of some groups alone."""
        return Ranges(self.low[which], self.high[which], self.per, self.known[which])

    @classmethod
    def of(cls, rates: list[Rates]) -> Ranges:
        """From the range of each group, or `None`."""
        code, kinds = by_identity(rates)
        per = math.lcm(*(end.denominator for r in kinds for end in r or ()))
        low, high = (integers([int(r[end] * per) if r else 0 for r in kinds]) for end in (0, 1))
        return cls(low[code], high[code], per, np.array([r is not None for r in kinds], bool)[code])


@frozen(eq=False)
class _Against:
    """What each group gets beside principal, and Σ principal × days that it waits (negative: is paid earlier), all over `per`."""

    income: Ints
    slack: Ints  # each rounded leg may be short by half a minor unit: that is rounding, not loss
    per: int
    wait: Ints
    basis: int | None  # None only without a funding rate

    def take(self, which: Ints) -> _Against:
        """Of some groups alone."""
        return _Against(self.income[which], self.slack[which], self.per, self.wait[which], self.basis)

    @classmethod
    def of(cls, option: Effects, wait: Ints, loss: CreditLoss | None) -> _Against:
        lost = loss.on(1) if loss else Fraction(0)
        per = 2 * lost.denominator
        income = added(scaled(option.income, per), scaled(wait, -2 * lost.numerator))
        return cls(income, scaled(option.income_legs, lost.denominator), per, wait, option.basis)

    def at(self, rates: Ints, ranges: Ranges) -> Exact:
        """Net benefit at the end of each range."""
        basis = self.basis or 1  # without one no rate is known, and nothing is read off
        got = scaled(self.income, ranges.per * basis)
        cost = scaled(times(self.wait, rates), self.per)
        return Exact(added(got, -cost), self.per * ranges.per * basis, ranges.known)

    def worse_and_better(self, ranges: Ranges) -> tuple[Exact, Exact]:
        low, high = self.at(ranges.low, ranges), self.at(ranges.high, ranges)
        least, most = np.minimum(low.numerator, high.numerator), np.maximum(low.numerator, high.numerator)
        return evolve(low, numerator=least), evolve(low, numerator=most)

    def whole(self, worse: Exact, better: Exact, known: Ints) -> Ints:
        """1 where it is true at every rate of the range, 0 at none, else 2: unknown; without a range: at every rate there is."""
        slack = scaled(self.slack, worse.per // self.per)
        always = np.where(known, added(worse.numerator, slack) >= 0, (self.wait <= 0) & self._no_loss)
        never = known & (added(better.numerator, slack) < 0)
        out: Ints = np.where(always, 1, np.where(never, 0, 2)).astype(np.int8)
        return out

    @property
    def _no_loss(self) -> Ints:
        return added(self.income, self.slack) >= 0

    @property
    def _has_break_even(self) -> Ints:
        return (self.wait != 0) & (np.sign(self.income) * np.sign(self.wait) >= 0)

    @property
    def break_even(self) -> list[float | None]:
        rates = np.full(len(self.wait), None)
        if self.basis is None:
            return list(rates)
        some = np.flatnonzero(self._has_break_even)
        rates[some] = quotients(scaled(self.income[some], self.basis), scaled(self.wait[some], self.per))
        return list(rates)

    @property
    def gains(self) -> list[str]:
        either = np.where(self.wait > 0, "below", "above")
        return list(np.where(self._has_break_even, either, np.where(self._no_loss, "always", "never")).astype(object))


def benefit(option: Effects, late: Ints, rates: list[Rates] | Ranges, credit_loss: CreditLoss | None = None) -> Benefit:
    """Judge one option for every group.

    The supplier gets interest, uplift and the like, less what it bears; it has the principal later, or earlier, than it would have
    had it, and that costs, or saves, its funding rate: simple interest on the option's `basis`. Paid earlier with a discount, it
    gains above the break-even rate; paid later with interest, below it.

    Parameters
    ----------
    option
        Effects of the option.
    late : (n_groups,)
        Σ principal × (baseline day − contract due day): what the buyer's usual payment already waits.
    rates
        Funding rate range (low, high) of each group, or `None`; or these as one, where several options are judged.
    credit_loss
        Takes the expected credit loss on the longer wait off the benefit; `None`: it is left out.

    Returns
    -------
    Benefit
    """
    usual, due = (_Against.of(option, wait, credit_loss) for wait in (option.wait, added(option.wait, late)))
    lost = credit_loss.on(1) if credit_loss else Fraction(0)
    ranges = rates if isinstance(rates, Ranges) else Ranges.of(rates)
    return Benefit(usual, due, ranges, Exact(scaled(option.wait, lost.numerator), lost.denominator))


def best_option(options: list[Benefit]) -> Ints:
    """(n_groups,): the option of highest net benefit at the top of the funding-rate range; ties, and no rate: the first."""
    tops = [b.at_top for b in options]
    per, known = math.lcm(*(t.per for t in tops)), tops[0].known
    values = [scaled(t.numerator, per // t.per) for t in tops]
    choice, most = np.zeros(len(values[0]), np.int64), values[0]
    for number, value in enumerate(values[1:], 1):
        better = (value > most) if known is None else known & (value > most)
        choice, most = np.where(better, number, choice), np.where(better, value, most)
    return choice


def extra_receivable(option: Effects, deals: Deals, ends: list[Ints]) -> tuple[list[int | None], list[int | None]]:
    """What more the buyer owes each supplier at the close of its own period ends: the most of them, and on which day.

    Only ends that its own deals touch count: what others are paid on other days says nothing of it.

    Parameters
    ----------
    option
        Its legs.
    deals
        The deals they settle.
    ends
        Period ends of each group, day numbers; none: unknown.

    Returns
    -------
    amounts, days
        Minor units (negative: it is owed less than it would have been), and day numbers. Of equal amounts the first day.
    """
    if not any(map(len, ends)):
        return [None] * len(ends), [None] * len(ends)
    days = np.unique(np.concatenate([np.asarray(e, np.int64) for e in ends]))
    legs = option.legs
    to_supplier = (legs.nature == NATURES.index("principal")) & (legs.payee == PARTIES.index(SUPPLIER))
    held, touched = [], []
    for day in days:
        due = deals.base_day <= day
        paid = to_supplier & (legs.day <= day)
        held.append(exact_sums(deals.group[due], deals.amount[due], len(ends)) - exact_sums(legs.group[paid], legs.amount[paid], len(ends)))
        waits = (due | (deals.new_day <= day)) & ~((deals.base_day < day) & (deals.new_day < day))
        own = held[-1] != 0  # a bank may pay on other days than those of the deal
        own[deals.group[waits]] = True
        touched.append(own)
    amounts: list[int | None] = []
    when: list[int | None] = []
    for g, own in enumerate(ends):
        found = [(int(held[i][g]), -int(days[i])) for i in np.searchsorted(days, own) if touched[i][g]]
        most = max(found, default=None)
        amounts.append(most[0] if most else None)
        when.append(-most[1] if most else None)
    return amounts, when
