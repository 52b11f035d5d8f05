"""What a reader may be told of a table, checked once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from cashflow.basics.errors import InputError
from cashflow.ledger.told import Told

__all__ = ["ReadOptions"]


def _one_of(*known: str | None) -> Any:
    def check(_: object, attribute: Any, value: object) -> None:
        if value not in known:
            words = " or ".join(f"'{k}'" for k in known if k)
            raise InputError(f"must be {words}", column=attribute.name, value=value)

    return check


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
    cleared_from: Any = None
    invoiced_to: Any = None
    told: Told = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "told", Told(self.cleared_from, self.invoiced_to))
