"""A scenario: a named set of offers, the longest terms allowed, and the variations reported beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from attrs import field, frozen

from cashflow.basics.door import checked_class, one_line, owned, told
from cashflow.basics.errors import InputError
from cashflow.offers.offer import Offer
from cashflow.offers.term_limits import TermLimit, limits_of
from cashflow.payments import PaymentPolicy

__all__ = ["OffersGiven", "Scenario", "StressGiven", "Variation"]


class Variation(Protocol):
    """A change of circumstances."""

    def apply(self, policy: PaymentPolicy, scenario: Scenario) -> tuple[PaymentPolicy, Scenario]:
        """The policy and the scenario as they would then be."""
        ...


StressGiven = Variation | Mapping[str, str | float | Decimal | Fraction | dt.date | Sequence[str]]
"""A variation as a user gives it: ``{"rates": "+200 bp"}`` …; see `variation_of`."""
OffersGiven = Offer | Mapping[str, Any] | Sequence[Offer | Mapping[str, Any]]
"""Offers as a user gives them: one or several, each an `Offer` or a table of its settings."""


def _offers(value: OffersGiven) -> tuple[Offer, ...]:
    many: list[Any] = list(value) if isinstance(value, list | tuple) else [value]
    for one in many:
        if not isinstance(one, Offer | Mapping):
            raise InputError(
                f"must be an Offer or a list of them, not {told(one)}", column="offers", hint='Write cf.Scenario("name", offer)'
            )
        for key in () if isinstance(one, Offer) else one:
            if not isinstance(key, str):
                raise InputError("is not a setting of an offer", column="offers", value=key)
    return tuple(o if isinstance(o, Offer) else Offer(**o) for o in many)


def _name(value: str) -> str:
    if not isinstance(value, str):
        raise InputError("must be text", column="name", value=value, hint='Write cf.Scenario("name", offer)')
    return one_line(value, "name")


def _stress(value: StressGiven | Sequence[StressGiven] | None) -> tuple[Any, ...]:
    many = [] if value is None else value
    return tuple(map(owned, many if isinstance(many, list | tuple) else (many,)))


@checked_class
@frozen
class Scenario:
    """A named set of offers; the first one in order that covers an installment owns it.

    Parameters
    ----------
    name
        Shown in results, so one line; unique among the scenarios compared.
    offers
        `Offer` objects, one or many.
    limits
        The maximum payment terms: what `cashflow.offers.term_limits.limits_of` takes. An item that a hard limit stops is not moved.
    stress
        Variations reported beside it: ``{"rates": "+200 bp"}`` …; see `cashflow.offers.variation_of`.
    """

    name: str = field(converter=_name)
    offers: tuple[Offer, ...] = field(converter=_offers)
    limits: tuple[TermLimit, ...] = field(default=(), converter=limits_of)
    stress: tuple[Any, ...] = field(default=(), converter=_stress, kw_only=True, hash=False)
