"""Supplier benefit: what it gets less what it would have got, at its own funding rate, and the receivable it carries."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, fields, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.money import exact_sums
from cashflow.basics.rates import fraction
from cashflow.deals import NATURES, PARTIES, SUPPLIER, Deals
from cashflow.measures.effects import Effects

__all__ = ["Benefit", "CreditLoss", "benefit", "best_option", "extra_receivable"]

Rates = tuple[Fraction, Fraction] | None


def _chance(value: Any) -> Fraction:
    return fraction(value, "default_probability")


def _loss(value: Any) -> Fraction:
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
    def of(cls, value: Any) -> CreditLoss | None:
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


@frozen(eq=False)
class Benefit:
    """Per group; minor units, exact. Benefits and rates against usual payment (base day) and the contract due date."""

    at_top: list[Fraction | None]  # at the top of the funding-rate range: what a supplier chooses by; None: no rate
    net: list[Fraction | None]  # at the end of the range that is worse for it
    net_best: list[Fraction | None]  # at the end that is better for it
    net_vs_due: list[Fraction | None]  # against the contract due date, at the worse end
    break_even_rate: list[float | None]  # where the net benefit is zero; None where no rate makes it so
    break_even_rate_vs_due: list[float | None]
    gains: list[str]  # "below" or "above" the break-even rate, "always" or "never"
    made_whole: list[bool | None]
    made_whole_vs_due: list[bool | None]
    credit_loss: list[Fraction]  # expected credit loss, in all benefits; zero unless asked for


@frozen
class _One:
    """One supplier: what it gets beside principal, and Σ principal × days that it waits (negative: is paid earlier)."""

    income: Fraction
    wait: int
    basis: int
    slack: Fraction  # each rounded leg may be short by half a minor unit: that is rounding, not loss

    def at(self, rate: Fraction) -> Fraction:
        return self.income - rate * self.wait / self.basis

    def worse_and_better(self, rates: Rates) -> tuple[Fraction | None, Fraction | None]:
        if rates is None:
            return None, None
        ends = sorted((self.at(rates[0]), self.at(rates[1])))
        return ends[0], ends[1]

    def whole(self, rates: Rates) -> bool | None:
        """True at every rate of the range, false at none, else unknown; without a range: at every rate there is."""
        if rates is None:
            return True if self.wait <= 0 and self.income + self.slack >= 0 else None
        worse, better = self.worse_and_better(rates)
        assert worse is not None and better is not None
        if worse + self.slack >= 0:
            return True
        return False if better + self.slack < 0 else None

    @property
    def break_even(self) -> float | None:
        rate = self.income * self.basis / self.wait if self.wait else None
        return float(rate) if rate is not None and rate >= 0 else None

    @property
    def gains(self) -> str:
        if self.break_even is not None:
            return "below" if self.wait > 0 else "above"
        return "always" if self.income + self.slack >= 0 else "never"


def benefit(option: Effects, late: Ints, rates: list[Rates], credit_loss: CreditLoss | None = None) -> Benefit:
    """Judge one option for every group.

    The supplier gets interest, uplift and the like, less what it bears; it has the principal later, or earlier, than it would have
    had it, and that costs, or saves, its funding rate: simple interest on the option's own basis. Paid earlier with a discount, it
    gains above the break-even rate; paid later with interest, below it.

    Parameters
    ----------
    option
        Effects of the option.
    late : (n_groups,)
        Σ principal × (base day − contract due day): what the buyer's usual payment already waits.
    rates
        Funding rate range (low, high) of each group, or `None`.
    credit_loss
        Takes the expected credit loss on the longer wait off the benefit; `None`: it is left out.

    Returns
    -------
    Benefit
    """
    waits = [int(w) for w in option.wait]
    longer = [w + int(more) for w, more in zip(waits, late, strict=True)]
    usual, due = (_all(option, w, credit_loss) for w in (waits, longer))
    ends = [one.worse_and_better(r) for one, r in zip(usual, rates, strict=True)]
    return Benefit(
        at_top=[one.at(r[1]) if r else None for one, r in zip(usual, rates, strict=True)],
        net=[e[0] for e in ends],
        net_best=[e[1] for e in ends],
        net_vs_due=[one.worse_and_better(r)[0] for one, r in zip(due, rates, strict=True)],
        break_even_rate=[one.break_even for one in usual],
        break_even_rate_vs_due=[one.break_even for one in due],
        gains=[one.gains for one in usual],
        made_whole=[one.whole(r) for one, r in zip(usual, rates, strict=True)],
        made_whole_vs_due=[one.whole(r) for one, r in zip(due, rates, strict=True)],
        credit_loss=[credit_loss.on(w) if credit_loss else Fraction(0) for w in waits],
    )


def _all(option: Effects, waits: list[int], loss: CreditLoss | None) -> list[_One]:
    got = [Fraction(int(i)) - (loss.on(w) if loss else 0) for i, w in zip(option.income, waits, strict=True)]
    slack = [Fraction(int(n), 2) for n in option.income_legs]
    return [_One(i, w, option.basis, s) for i, w, s in zip(got, waits, slack, strict=True)]


def best_option(options: list[Benefit]) -> Ints:
    """(n_groups,): the option of highest net benefit at the top of the funding-rate range; ties, and no rate: the first."""
    n_groups = len(options[0].at_top)
    choice = np.zeros(n_groups, np.int64)
    for g in range(n_groups):
        values = [b.at_top[g] for b in options]
        if values[0] is not None:
            choice[g] = max(range(len(values)), key=lambda o: (values[o], -o))
    return choice


def extra_receivable(option: Effects, deals: Deals, ends: list[Ints]) -> tuple[list[int | None], list[int | None]]:
    """What more the buyer owes each supplier at the close of its own period ends: the most of them, and on which day.

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
    days = np.unique(np.concatenate([np.asarray(e, np.int64) for e in ends])) if ends else np.zeros(0, np.int64)
    legs = option.legs
    to_supplier = (legs.nature == NATURES.index("principal")) & (legs.payee == PARTIES.index(SUPPLIER))
    held = []
    for day in days:
        due = deals.base_day <= day
        paid = to_supplier & (legs.day <= day)
        held.append(exact_sums(deals.group[due], deals.amount[due], len(ends)) - exact_sums(legs.group[paid], legs.amount[paid], len(ends)))
    amounts: list[int | None] = []
    when: list[int | None] = []
    for g, own in enumerate(ends):
        found = [(int(held[i][g]), -int(days[i])) for i in np.searchsorted(days, own)]
        most = max(found, default=None)
        amounts.append(most[0] if most else None)
        when.append(-most[1] if most else None)
    return amounts, when
