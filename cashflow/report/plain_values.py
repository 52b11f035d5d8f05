"""Values as JSON knows them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

__all__ = ["plain_values"]


def plain_values(value: Any) -> Any:
    """A value with every amount in it as text, all digits kept.

    Examples
    --------
    >>> plain_values({"cost": Decimal("1E+3"), "by": [Decimal("-0.50"), None]})
    {'cost': '1000', 'by': ['-0.50', None]}
    """
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {k: plain_values(v) for k, v in value.items()}
    return [plain_values(v) for v in value] if isinstance(value, list | tuple) else value
