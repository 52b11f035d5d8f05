"""What a reader may be told of a table, checked once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from cashflow.basics.errors import InputError
from cashflow.ledger.tolerance import PaymentTolerance

__all__ = ["ReadOptions"]


def _one_of(*known: str | None) -> Any:
    def check(_: object, attribute: Any, value: object) -> None:
        if value not in known:
            words = " or ".join(f"'{k}'" for k in known if k)
            raise InputError(f"must be {words}", column=attribute.name, value=value)

    return check


def _days(_: object, attribute: Any, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 365:
        raise InputError("must be a whole number of days from 0 to 365", column=attribute.name, value=value)


def _yes_or_no(_: object, attribute: Any, value: object) -> None:
    if not isinstance(value, bool):
        raise InputError("must be true or false", column=attribute.name, value=value)


def _tolerance(value: Any) -> PaymentTolerance:
    return PaymentTolerance.of(value)


@frozen(eq=False)
class ReadOptions:
    """The keywords of `read_ledger`."""

    currency: str | None = None
    payments: Any = None
    dialect: str | None = None
    codes: Mapping[str, Any] | None = None
    decimal: str | None = field(default=None, validator=_one_of(None, ".", ","))
    date_order: str | None = field(default=None, validator=_one_of(None, "dmy", "mdy"))
    strict: bool = False
    payment_tolerance: PaymentTolerance = field(default=None, converter=_tolerance)
    discount_tolerance_days: int = field(default=0, validator=_days)
    discount_by_part: bool = field(default=False, validator=_yes_or_no)
    paid_with_discount: str | None = field(default=None, validator=_one_of(None, "taken", "not taken"))
