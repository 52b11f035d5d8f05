"""How much more than is open a payment may be and still close its invoice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, nearest

__all__ = ["PaymentTolerance"]

_HINT = 'Write payment_tolerance = "0.50", or { amount = "1.00", share = 0.001 }'


@frozen
class PaymentTolerance:
    """The smaller of an amount in major units and a share of the invoice; one that is `None` sets no limit.

    Examples
    --------
    >>> PaymentTolerance.of("0.50").amount, PaymentTolerance.of(None).share
    (Fraction(1, 2), Fraction(1, 1000))
    """

    amount: Fraction | None = Fraction(1)
    share: Fraction | None = Fraction(1, 1000)

    @classmethod
    def of(cls, value: Any) -> PaymentTolerance:
        """From `None` (the default), an amount, or ``{"amount": "1.00", "share": 0.001}``."""
        if isinstance(value, PaymentTolerance):
            return value
        if value is None:
            return cls()
        if not isinstance(value, Mapping):
            return cls(_number(value, "payment_tolerance"), None)
        for key in value:
            if key not in ("amount", "share"):
                raise InputError(f"unknown key. {nearest(str(key), ('amount', 'share'))}", column="payment_tolerance", value=key)
        if not value:
            raise InputError("says neither amount nor share", column="payment_tolerance", value=dict(value), hint=_HINT)
        found = {k: _number(v, f"payment_tolerance.{k}") for k, v in value.items()}
        if found.get("share", Fraction(0)) >= 1:
            raise InputError("must be below 1: 0.001 is 0.1 %", column="payment_tolerance.share", value=value["share"])
        return cls(found.get("amount"), found.get("share"))

    def most(self, size: Ints, digits: Ints) -> Ints:
        """(n,), int64: minor units that may be paid beyond invoices of some sizes (minor units, positive) and minor digits."""
        out = np.full(len(size), 2**62, np.int64)
        if self.amount is not None:
            out = np.array([min(2**62, int(self.amount * 10 ** int(d))) for d in range(8)], np.int64)[digits]
        if self.share is not None:
            top, per = self.share.numerator, self.share.denominator
            wide = size.astype(object) if int(size.max(initial=0)) * top >= 2**62 else size
            out = np.minimum(out, (wide * top // per).astype(np.int64))
        return out


def _number(value: Any, name: str) -> Fraction:
    """A number from 0, exactly; of a float what it prints as."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal | Fraction):
        raise InputError("must be an amount", column=name, value=value, hint=_HINT)
    try:
        found = value if isinstance(value, Fraction) else Fraction(str(value).strip())
    except (ValueError, ZeroDivisionError):
        raise InputError("is not a number like 0.50", column=name, value=value, hint=_HINT) from None
    if found < 0:
        raise InputError("must be 0 or more", column=name, value=value, hint=_HINT)
    return found
