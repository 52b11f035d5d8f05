"""A decimal context of our own: what the caller has set for its own decimals changes no amount here, and ours none of its."""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, DivisionByZero, InvalidOperation, Overflow, localcontext
from typing import ParamSpec, TypeVar

__all__ = ["OWN", "own_context"]

P = ParamSpec("P")
R = TypeVar("R")

OWN = Context(
    prec=100,
    rounding=ROUND_HALF_EVEN,
    Emin=-999_999,
    Emax=999_999,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""Sums, differences and shifts of amounts are exact in it. Use ``OWN.add(a, b)``, ``Decimal(text, OWN)`` …, or `own_context`."""


def own_context(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function in `OWN`: sums, quotients and roundings of decimals in it are the same whatever the caller has set.

    Examples
    --------
    >>> from decimal import Decimal, localcontext
    >>> with localcontext() as caller:
    ...     caller.prec = 3
    ...     own_context(lambda: Decimal("1234.56") + 1)()
    Decimal('1235.56')
    """

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(OWN):
            return function(*args, **kwargs)

    return wrapped
