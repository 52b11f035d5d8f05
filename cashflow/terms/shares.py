"""How much of an invoice an installment is: kinds of shares, rounding by name, and parts that always add up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.money import ROUNDINGS, round_ratios

__all__ = ["REST", "SHARE_KINDS", "Rounding", "Share", "check_shares", "decimal_text", "split_amounts", "to_fraction"]

SHARE_KINDS = ("gross", "net", "remainder", "amount", "rest")
"""Share of the gross amount; of the amount net of tax; of what the parts before leave; a fixed amount; what all others leave."""


def to_fraction(value: Any, name: str) -> Fraction:
    """Exact fraction of a Fraction, Decimal, int or text (``3/10``, ``0.3``, ``30%``); floats are refused."""
    if isinstance(value, bool | float) or not isinstance(value, Fraction | Decimal | int | str):
        raise InputError(
            "must be exact: text, Decimal, int or Fraction", column=name, value=value, hint="Write e.g. '0.3', '3/10' or '30%'"
        )
    text = str(value).strip()
    try:
        if len(text) > 60 or "e" in text.lower():
            raise ValueError
        return Fraction(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise InputError("is not a share", column=name, value=value, hint="Write e.g. '0.3', '3/10' or '30%'") from None


def decimal_text(value: Fraction) -> str | None:
    """Plain decimal text of a fraction, or `None` if it has no end."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return None
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    whole = (value * 10**places).numerator
    digits = str(abs(whole)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if whole < 0 else text


def _unit(value: Any) -> Fraction | None:
    return None if value is None else to_fraction(value, "rounding.unit")


@frozen
class Rounding:
    """How a part of an invoice is rounded; the part that takes the rest never is.

    Parameters
    ----------
    rule
        ``half up`` (half away from zero), ``half even``, ``up`` (away from zero) or ``down``.
    unit
        Parts are whole multiples of this amount, in major units: ``0.05`` for cash rounding, ``100`` for
        whole hundreds; a fixed amount that is none is refused. `None`: of the currency's smallest unit.

    Examples
    --------
    >>> print(Rounding("up", "0.05"))
    rounded up to 0.05
    """

    rule: str = field(default="half up")
    unit: Fraction | None = field(default=None, converter=_unit)

    def __attrs_post_init__(self) -> None:
        if self.rule not in ROUNDINGS:
            raise InputError(f"unknown rounding rule. {nearest(str(self.rule), ROUNDINGS)}", column="rounding", value=self.rule)
        if self.unit is not None and (self.unit <= 0 or decimal_text(self.unit) is None):
            raise InputError("must be a positive amount", column="rounding.unit", value=self.unit, hint="Write e.g. '0.05'")

    def __str__(self) -> str:
        return f"rounded {self.rule}" + ("" if self.unit is None else f" to {decimal_text(self.unit)}")

    def check(self, share: Share) -> None:
        """Refuse a fixed amount that is no whole multiple of the unit: which of the two is meant is open."""
        if share.of == "amount" and self.unit is not None and (share.value / self.unit).denominator != 1:
            at = share.value // self.unit * self.unit
            near = " or ".join(f"'{decimal_text(v)} fixed'" for v in (at, at + self.unit) if v)
            hint = f"Write {near}, or '{share} (rounded {self.rule})' if the unit is not for this part"
            raise InputError(f"is no whole multiple of the rounding unit {decimal_text(self.unit)}", column="share", value=share, hint=hint)

    def round(self, numerator: Ints, denominator: int, minor_per_major: int) -> Ints:
        """Minor units of ``numerator / denominator`` minor units, signed."""
        unit = Fraction(1) if self.unit is None else self.unit * minor_per_major
        if unit.denominator != 1:
            raise InputError("is not a whole number of the currency's smallest units", column="rounding.unit", value=self.unit)
        step = int(unit)
        return round_ratios(numerator, denominator * step, self.rule) * step


def _value(value: Any) -> Fraction:
    return to_fraction(value, "share")


@frozen
class Share:
    """How much of an invoice one installment is.

    Parameters
    ----------
    value
        A fraction of the base that `of` names, above 0; or a fixed amount in major units.
    of
        One of `SHARE_KINDS`.

    Examples
    --------
    >>> print(Share("0.3"), Share("0.5", "net"), Share("1000", "amount"), REST)
    30% 50% of net 1000 fixed rest
    """

    value: Fraction = field(converter=_value)
    of: str = "gross"

    def __attrs_post_init__(self) -> None:
        if self.of not in SHARE_KINDS:
            raise InputError(f"is not a kind of share. {nearest(str(self.of), SHARE_KINDS)}", column="share.of", value=self.of)
        if self.of != "rest" and self.value <= 0:
            raise InputError("installments must total 100 %, each above 0", column="share", value=self.value)
        if self.of in ("net", "remainder") and self.value > 1:
            raise InputError("is more than the whole", column="share", value=self.value)

    def __str__(self) -> str:
        if self.of == "rest":
            return "rest"
        if self.of == "amount":
            return f"{decimal_text(self.value) or self.value} fixed"
        percent = decimal_text(self.value * 100)
        text = f"{self.value} of it" if percent is None else f"{percent}%"
        return text if self.of == "gross" else f"{text} of {self.of}"


REST = Share(Fraction(0), "rest")
"""What all the other installments leave."""


def check_shares(shares: Sequence[Share]) -> int:
    """Position of the one installment that takes the rest; shares that can't add up are refused."""
    takers = [i for i, s in enumerate(shares) if s.of == "rest"]
    if len(takers) != 1:
        hint = "Give exactly one installment the share 'rest'"
        raise InputError(f"{len(takers)} installments take the rest; it must be one", column="installments", hint=hint)
    stated = sum((s.value for s in shares if s.of in ("gross", "net")), Fraction(0))
    if stated > 1 and all(s.of != "net" for s in shares):
        said = decimal_text(stated * 100) or f"{float(stated) * 100:g}"
        raise InputError(f"state {said} %, more than the whole, and one more takes the rest", column="installments")
    return takers[0]


def split_amounts(
    shares: Sequence[Share],
    roundings: Sequence[Rounding],
    amount: Ints,
    tax: Ints | None = None,
    minor_per_major: int = 100,
) -> list[Ints]:
    """Minor units of each installment; they add up to `amount` for every invoice.

    Parameters
    ----------
    shares, roundings
        Of each installment; one share is `REST`.
    amount : (n_invoices,), int64
        Gross minor units, signed.
    tax : (n_invoices,), int64
        Tax in them; needed for shares of the net amount.
    minor_per_major
        100 for a currency with two decimals; needed for fixed amounts and rounding units.

    Returns
    -------
    list of (n_invoices,), int64
        In their order, with the invoice's sign, and none takes more than those before it leave.

    Raises
    ------
    InputError
        A share of the net amount, and no tax is known.
    """
    amount = amount.astype(np.int64, copy=False)
    left = amount.copy()
    parts: list[Ints] = []
    for share, rounding in zip(shares, roundings, strict=True):
        part = np.zeros_like(left) if share.of == "rest" else _part(share, rounding, amount, left, tax, minor_per_major)
        part = np.sign(left) * np.clip(part * np.sign(left), 0, np.abs(left))
        parts.append(part)
        left -= part
    parts[check_shares(shares)] += left
    return parts


def _part(share: Share, rounding: Rounding, amount: Ints, left: Ints, tax: Ints | None, minor_per_major: int) -> Ints:
    value = share.value
    if share.of == "amount":
        fixed = rounding.round(np.array([value.numerator * minor_per_major], object), value.denominator, minor_per_major)[0]
        return np.sign(amount) * min(fixed, 2**62)
    if share.of == "net":
        if tax is None:
            raise InputError(
                "a share of the net amount needs the tax in the invoice",
                column="tax",
                hint="Give its tax, in a ledger a column 'tax_amount'",
            )
        base = amount - tax
    else:
        base = left if share.of == "remainder" else amount
    wide = bool(base.size) and int(np.abs(base).max()) * value.numerator >= 2**62
    return rounding.round((base.astype(object) if wide else base) * value.numerator, value.denominator, minor_per_major)
