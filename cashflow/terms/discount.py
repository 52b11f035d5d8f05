"""Discounts for early payment: until when, of what, and what VAT does with it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.money import round_ratios, wide
from cashflow.basics.whole_numbers import whole_number
from cashflow.terms.anchors import anchor_name, anchor_words
from cashflow.terms.shares import decimal_text, to_fraction
from cashflow.terms.steps import Days, Step, steps_of
from cashflow.terms.steps.spelling import upto

__all__ = ["MOST_RATE", "VAT_MODES", "Discount", "may_be_turned"]

MOST_RATE = Fraction(1, 5)
"""The largest rate that is written and read like ``2/10``: "50/50 net 30" speaks of two halves, not of 50 % off."""

_MOST_TURNED = 5  # per cent; 20/10 is 20 % off


def may_be_turned(percent: Fraction | int, days: int) -> bool:
    """Whether a discount written like ``14/2`` may have its days first, as German ones have ("14 Tage 2 %"): fewer than its per cent.

    Examples
    --------
    >>> may_be_turned(14, 2), may_be_turned(2, 14), may_be_turned(20, 10), may_be_turned(2, 0)
    (True, False, False, False)
    """
    return 0 < days < percent and days <= _MOST_TURNED


VAT_MODES = ("if taken", "always", "never")
"""Whether the tax shrinks with the discount: only if it is taken; it already stands on the reduced base; it never does."""


def _steps(value: Step | Iterable[Step]) -> tuple[Step, ...]:
    return steps_of(value) or (Days(0),)


def _optional(value: Any) -> Fraction | None:
    return None if value is None else to_fraction(value, "discount")


def _grace(value: int) -> int:
    return upto(value, 365, name="discount.grace")


def _part(value: Any) -> int | None:
    return None if value is None else whole_number(value, "discount.part", "must be an installment's number, from 1", least=1)


def _base(value: Any) -> str | Fraction:
    return value if value in ("gross", "net") else to_fraction(value, "discount.base")


@frozen
class Discount:
    """Less to pay if paid by a day, that day included.

    Parameters
    ----------
    rate
        Part of the base, above 0 and below 1; `None` if `amount` is given.
    steps, anchor
        Date steps to the last day, and the event they start from.
    amount
        A fixed discount in major units, instead of `rate`.
    base
        What the rate is of: ``gross``, ``net`` (of tax), or a stated amount in major units.
    vat
        For a base net of tax, one of `VAT_MODES`. ``if taken``: the tax falls with the discount. ``always``: the
        invoice's tax was computed on the reduced base and stays, taken or not. ``never``: the tax stays in full.
    grace
        Days beyond the last one on which the discount is still taken; the last day stays what the contract says.
    part
        The installment it belongs to, counted from 1; `None`: the whole invoice.

    Examples
    --------
    >>> print(Discount("0.02", [Days(10)]))
    2/10
    >>> print(Discount("0.02", [Days(10)], "goods receipt", base="net", vat="never"))
    [2% of net until 10 days from goods receipt, tax never]
    """

    rate: Fraction | None = field(converter=_optional)
    steps: tuple[Step, ...] = field(converter=_steps)
    anchor: str = field(default="invoice", converter=anchor_name)
    amount: Fraction | None = field(default=None, converter=_optional, kw_only=True)
    base: str | Fraction = field(default="gross", converter=_base, kw_only=True)
    vat: str = field(default="if taken", kw_only=True)
    grace: int = field(default=0, converter=_grace, kw_only=True)
    part: int | None = field(default=None, converter=_part, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if (self.rate is None) == (self.amount is None):
            raise InputError("must have a rate or an amount, not both", column="discount")
        if self.rate is not None and not 0 < self.rate < 1:
            raise InputError("must be above 0 % and below 100 %", column="discount", value=self.rate)
        if self.amount is not None and self.amount <= 0:
            raise InputError("must be above 0", column="discount", value=self.amount)
        if self.vat not in VAT_MODES:
            raise InputError(f"is not a VAT mode. {nearest(str(self.vat), VAT_MODES)}", column="discount.vat", value=self.vat)
        if self.vat != "if taken" and self.base != "net":
            hint = "Say that it is of the net amount, or leave its tax out"
            raise InputError(
                "is for a discount of the amount net of tax; in any other the tax falls along",
                column="discount.vat",
                value=self.vat,
                hint=hint,
            )

    @property
    def plain(self) -> bool:
        """Whether it is a rate off the gross amount so many days after the invoice that people write like ``2/10``, and read so."""
        if self.rate is None or self.rate > MOST_RATE or decimal_text(self.rate * 100) is None or self != Discount(self.rate, self.steps):
            return False
        days = self.steps[0].days if len(self.steps) == 1 and isinstance(self.steps[0], Days) else -1
        return 0 <= days < 1000 and not may_be_turned(self.rate * 100, days)

    def __str__(self) -> str:
        if self.plain:
            assert self.rate is not None and isinstance(self.steps[0], Days)
            return f"{decimal_text(self.rate * 100)}/{self.steps[0].days}"
        return self.bracketed

    @property
    def bracketed(self) -> str:
        """Its words in brackets, also where ``2/10`` would do."""
        words = [f"{self.off_words()} until {' then '.join(str(s) for s in self.steps)}{anchor_words(self.anchor)}"]
        words += [f"tax {self.vat}"] if self.vat != "if taken" else []
        words += [f"grace {self.grace} days"] if self.grace else []
        words += [f"part {self.part}"] if self.part else []
        return f"[{', '.join(words)}]"

    def off_words(self) -> str:
        """What is taken off: ``2%``, ``2% of net``, ``50 fixed``."""
        if self.amount is not None:
            return f"{decimal_text(self.amount) or self.amount} fixed"
        assert self.rate is not None
        percent = decimal_text(self.rate * 100)
        rate = f"{self.rate} of it" if percent is None else f"{percent}%"
        if self.base == "gross":
            return rate
        return f"{rate} of {self.base if isinstance(self.base, str) else decimal_text(self.base) or self.base}"

    @property
    def of_gross(self) -> bool:
        """Whether it is a rate off the gross amount, whatever it is stated of: the tax falls along, so it is the same money."""
        return self.rate is not None and (self.base == "gross" or (self.base == "net" and self.vat == "if taken"))

    def off(self, amount: int, tax: int | None, minor_per_major: int) -> int:
        """Minor units taken off an amount, rounded half up; signed as the amount, never more than it."""
        taxes = None if tax is None else np.array([tax], object)
        exact, per = self.exact_offs(np.array([amount], object), taxes, minor_per_major)
        return int(round_ratios(exact, per)[0])

    def exact_offs(self, amount: Ints, tax: Ints | None, minor_per_major: int) -> tuple[Ints, int]:
        """What is taken off amounts, unrounded: numerators (n,), signed as the amounts and never more than them, and their denominator."""
        sign = np.sign(amount)
        if self.of_gross:
            assert self.rate is not None
            return wide(amount, self.rate.numerator) * self.rate.numerator, self.rate.denominator
        if self.rate is None or isinstance(self.base, Fraction):
            exact = minor_per_major * (self.amount or Fraction(0) if self.rate is None else self.rate * Fraction(self.base))
            off, per = sign.astype(object) * exact.numerator, exact.denominator
        elif tax is None:
            raise InputError("a discount of the net amount needs the tax in the invoice", column="tax", hint="Give its tax")
        else:
            net = amount - tax
            off, per = wide(net, self.rate.numerator) * self.rate.numerator, self.rate.denominator
        most = np.abs(wide(amount, per)) * per
        return sign * np.clip(off * sign, 0, most), per
