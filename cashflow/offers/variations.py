"""Stress: one-line variations of a scenario and its policy. Each is a pure function of the two; none touches the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve, frozen

from cashflow.basics.days import to_date, to_day
from cashflow.basics.door import listed
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.rates import fraction
from cashflow.basics.whole_numbers import is_whole_number
from cashflow.deals import Scheme
from cashflow.offers.offer import Offer
from cashflow.offers.scenarios import Scenario, StressGiven, Variation
from cashflow.payments import PaymentPolicy
from cashflow.schemes.unfunded import Unfunded

__all__ = ["AcceptanceFalls", "BankWithdraws", "PaymentRunSlips", "RatesMove", "SuppliersRevoke", "variation_of"]


def _offers(scenario: Scenario, change: Any) -> Scenario:
    return evolve(scenario, offers=tuple(change(o) for o in scenario.offers))


def _options(scenario: Scenario, change: Any) -> Scenario:
    return _offers(scenario, lambda offer: evolve(offer, options=tuple(change(o) for o in offer.options)))


@frozen
class RatesMove:
    """Every annual rate of the schemes moves by so many basis points; of a reference rate the margin. Suppliers' funding rates stay."""

    basis_points: Fraction

    def apply(self, policy: PaymentPolicy, scenario: Scenario) -> tuple[PaymentPolicy, Scenario]:
        """Other rates."""
        return policy, _options(scenario, self._moved)

    def _moved(self, option: Scheme) -> Scheme:
        try:
            return option.rates_moved(self.basis_points / 10_000)
        except InputError as wrong:
            wrong.column, wrong.value = "stress.rates", f"{option} {self}"
            raise

    def __str__(self) -> str:
        return f"rates {float(self.basis_points):+g} bp"


@frozen
class BankWithdraws:
    """No bank pays anything from a day on; what it has paid is repaid when it is due. See `Unfunded`."""

    since: int

    def apply(self, policy: PaymentPolicy, scenario: Scenario) -> tuple[PaymentPolicy, Scenario]:
        """Schemes without funding from that day on."""
        return policy, _options(scenario, lambda option: Unfunded(option, self.since))

    def __str__(self) -> str:
        return f"the bank withdraws on {to_date(self.since)}"


@frozen
class AcceptanceFalls:
    """Everybody accepts with so much of the probability that was expected."""

    factor: Fraction

    def apply(self, policy: PaymentPolicy, scenario: Scenario) -> tuple[PaymentPolicy, Scenario]:
        """A lower acceptance."""

        def change(offer: Offer) -> Offer:
            return evolve(offer, acceptance=evolve(offer.acceptance, factor=offer.acceptance.factor * self.factor))

        return policy, _offers(scenario, change)

    def __str__(self) -> str:
        return "acceptance halves" if self.factor == Fraction(1, 2) else f"acceptance × {float(self.factor):g}"


@frozen
class SuppliersRevoke:
    """Some suppliers take their acceptance back: they are paid as without the offer."""

    suppliers: tuple[str, ...]

    def apply(self, policy: PaymentPolicy, scenario: Scenario) -> tuple[PaymentPolicy, Scenario]:
        """Without them; no later offer gets them instead."""

        def change(offer: Offer) -> Offer:
            return evolve(offer, acceptance=evolve(offer.acceptance, revoked=(*offer.acceptance.revoked, *self.suppliers)))

        return policy, _offers(scenario, change)

    def __str__(self) -> str:
        few = self.suppliers[:3]
        return f"{', '.join(few)}{' …' if len(self.suppliers) > 3 else ''} revoke{'s' if len(self.suppliers) == 1 else ''}"


@frozen
class PaymentRunSlips:
    """Cash leaves so many business days later than planned, in the baseline too; promised dates are kept."""

    days: int

    def apply(self, policy: PaymentPolicy, scenario: Scenario) -> tuple[PaymentPolicy, Scenario]:
        """A longer settlement lag."""
        if policy.settlement_lag + self.days > 30:
            reason = f"makes the settlement lag longer than 30 business days, with {policy.settlement_lag} of the policy"
            raise InputError(reason, column="stress.payment_run_slips", value=self.days)
        return evolve(policy, settlement_lag=policy.settlement_lag + self.days), scenario

    def __str__(self) -> str:
        return f"payment runs slip {self.days} business day{'' if self.days == 1 else 's'}"


_HINTS = {
    "rates": 'rates = "+200 bp"',
    "bank_withdraws": "bank_withdraws = 2025-07-01",
    "acceptance": 'acceptance = "halves", or a factor such as 0.7',
    "revoke": 'revoke = ["Acme"]',
    "payment_run_slips": "payment_run_slips = 1",
}


def variation_of(value: StressGiven) -> Variation:
    """A variation from ``{"rates": "+200 bp"}``, ``{"bank_withdraws": date}``, ``{"acceptance": "halves"}``, ``{"revoke": [...]}``,
    ``{"payment_run_slips": 1}``, or an object with a method `apply`.

    Examples
    --------
    >>> print(variation_of({"rates": "+200 bp"}))
    rates +200 bp
    """  # noqa: D205
    if not isinstance(value, Mapping):
        if hasattr(value, "apply") and callable(value.apply) and not isinstance(value, type):
            return value
        raise InputError("is not a stress", column="stress", value=value, hint="Write e.g. { " + _HINTS["rates"] + " }")
    if len(value) != 1:
        raise InputError("must say one thing each", column="stress", value=dict(value), hint="Write several tables")
    kind, given = next(iter(value.items()))
    if kind not in _HINTS:
        raise InputError(f"unknown stress. {nearest(str(kind), _HINTS)}", column="stress", value=kind)
    made = _MAKERS[kind](given)
    if made is None:
        raise InputError("can't be read", column=f"stress.{kind}", value=given, hint=f"Write {_HINTS[kind]}")
    return made


def _rates(given: Any) -> Variation | None:
    match = re.fullmatch(r"([+-]?\d+(?:\.\d+)?) ?(?:bp|bps|basis points)", str(given).strip()) if isinstance(given, str) else None
    return RatesMove(Fraction(match[1])) if match else None


def _acceptance(given: Any) -> Variation | None:
    if given == "halves":
        return AcceptanceFalls(Fraction(1, 2))
    return None if isinstance(given, str) else AcceptanceFalls(fraction(given, "stress.acceptance"))


def _revoke(given: Any) -> Variation | None:
    names = [given] if isinstance(given, str) else listed(given)
    return SuppliersRevoke(tuple(str(n) for n in names)) if isinstance(names, list | tuple) and names else None


def _slips(given: Any) -> Variation | None:
    return PaymentRunSlips(int(given)) if is_whole_number(given, most=30) else None


_MAKERS = {
    "rates": _rates,
    "bank_withdraws": lambda given: BankWithdraws(to_day(given, "stress.bank_withdraws")),
    "acceptance": _acceptance,
    "revoke": _revoke,
    "payment_run_slips": _slips,
}
