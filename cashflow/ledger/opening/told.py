"""What may be told of how to open a table."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from cashflow.basics.errors import InputError
from cashflow.ledger.opening.text import SEPARATORS

__all__ = ["OpenOptions"]


def _text(_: object, attribute: Any, value: object) -> None:
    if value is not None and not isinstance(value, str):
        raise InputError("must be text", column=attribute.name, value=value)


def _rows(_: object, attribute: Any, value: object) -> None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000):
        raise InputError("must be a whole number from 0 to 1000", column=attribute.name, value=value)


@frozen(kw_only=True)
class OpenOptions:
    """What may be told of how to open a table."""

    encoding: str | None = field(default=None, validator=_text)
    separator: str | None = field(default=None, validator=_text)
    sheet: str | None = field(default=None, validator=_text)
    skip_rows: int | None = field(default=None, validator=_rows)  # rows above the header

    def __attrs_post_init__(self) -> None:
        if self.separator is not None and self.separator not in SEPARATORS:
            raise InputError("must be comma, semicolon, tab or pipe", column="separator", value=self.separator)
