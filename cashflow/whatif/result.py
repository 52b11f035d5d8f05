"""Result: what a comparison found, as frames, as one JSON object, and as text."""

from __future__ import annotations

import functools
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
from attrs import frozen

from cashflow.basics.days import Ints, to_date
from cashflow.basics.fiscal import Quarters
from cashflow.basics.money import amount_text, from_minor, round_ratio
from cashflow.measures import VIEWS, BaseMeasures, Benefit, Effects, ScenarioTotals
from cashflow.payments import Payments
from cashflow.report.text import result_text
from cashflow.scenarios import Scenario
from cashflow.whatif.cover import Covered
from cashflow.whatif.legs import Choices, legs_frame

__all__ = ["OfferResult", "Result", "ScenarioResult", "quarter_list"]


@frozen(eq=False)
class OfferResult:
    """One offer: what it covers, each option's effects and benefit, what each group takes, and with which weight."""

    covered: Covered
    options: list[Effects]
    benefits: list[Benefit]
    choice: Ints  # (n_groups,): option taken
    weight: list[Fraction]  # (n_groups,): share that accepts
    suppliers: list[str]  # (n_groups,)
    rates: list[tuple[Fraction, Fraction] | None]  # (n_groups,): funding rate, low and high
    removed: Ints  # (n_groups, n_periods): principal by base day of what moves


@frozen(eq=False)
class ScenarioResult:
    """One scenario: its offers, and totals per currency."""

    scenario: Scenario
    offers: list[OfferResult]
    totals: list[ScenarioTotals]

    @property
    def is_expected_value(self) -> bool:
        """Whether some supplier accepts with a share between none and all."""
        return any(0 < w < 1 for o in self.offers for w in o.weight)


def quarter_list(quarters: Quarters) -> list[dict[str, str]]:
    """Label, first and last day of each quarter."""
    ends = zip(quarters.labels, quarters.first, quarters.last, strict=True)
    return [{"label": n, "first_day": to_date(a).isoformat(), "last_day": to_date(b).isoformat()} for n, a, b in ends]


@frozen(eq=False)
class Result:
    """A comparison of scenarios with the base.

    `quarters`, `suppliers`, `offers` and `legs` are frames, amounts as Decimal in major units; `str()` is the
    report; `to_dict()` what ``--json`` prints. Columns are listed in `docs/conventions.md`.
    """

    payments: Payments
    shown: Quarters
    base: BaseMeasures
    scenarios: list[ScenarioResult]
    interest_paid: str

    @property
    def currencies(self) -> tuple[str, ...]:
        """Currencies of the ledger, in order of the alphabet."""
        return tuple(sorted(self.base.currencies))

    @property
    def notes(self) -> list[str]:
        """Warnings: offers that cover nobody, names that do not occur."""
        return [n for s in self.scenarios for o in s.offers for n in o.covered.notes]

    @functools.cached_property
    def quarters(self) -> pd.DataFrame:
        """One row a scenario (the first is ``base``), currency and quarter."""
        rows = []
        for currency in self.currencies:
            code = self.base.currencies.index(currency)
            rows += self._rows("base", currency, base_figures(self.base, code))
            for scenario in self.scenarios:
                figures = scenario_figures(self.base, code, scenario.totals[code])
                rows += self._rows(scenario.scenario.name, currency, figures)
        return pd.DataFrame(rows)

    def _rows(self, name: str, currency: str, figures: dict[str, Any]) -> list[dict[str, Any]]:
        rows = []
        for q, label in enumerate(self.shown.labels):
            row: dict[str, Any] = {"scenario": name, "currency": currency, "quarter": label}
            row |= {"first_day": pd.Timestamp(to_date(self.shown.first[q])), "last_day": pd.Timestamp(to_date(self.shown.last[q]))}
            for key, values in figures["minor"].items():
                row[key] = from_minor(int(values[q]), currency)
            for key, values in figures["numbers"].items():
                row[key] = values[q]
            rows.append(row)
        return rows

    @functools.cached_property
    def suppliers(self) -> pd.DataFrame:
        """One row a scenario, offer, supplier and currency that an offer covers, with the option taken."""
        rows = [
            self._supplier_row(s, number, offer, g)
            for s in self.scenarios
            for number, offer in enumerate(s.offers, 1)
            for g in range(len(offer.suppliers))
        ]
        frame = pd.DataFrame(rows, columns=None if rows else ["scenario", "offer", "supplier", "currency"])
        if rows:
            frame["made_whole"] = pd.Series([r["made_whole"] for r in rows], dtype=object)  # True, False or None; never numpy's
        return frame.sort_values(["scenario", "offer", "supplier", "currency"], kind="stable", ignore_index=True) if rows else frame

    def _supplier_row(self, scenario: ScenarioResult, number: int, offer: OfferResult, g: int) -> dict[str, Any]:
        covered, option = offer.covered, int(offer.choice[g])
        took, judged, rate = offer.options[option], offer.benefits[option], offer.rates[g]
        currency = self.base.currencies[int(covered.groups[g]) % len(self.base.currencies)]

        def money(minor: int | Fraction | None) -> Decimal | None:
            exact = Fraction(minor) if minor is not None else None
            return None if exact is None else from_minor(round_ratio(exact.numerator, exact.denominator), currency)

        amount, days = int(covered.amount[g]), int(covered.amount_days[g])
        return {
            "scenario": scenario.scenario.name,
            "offer": number,
            "supplier": offer.suppliers[g],
            "currency": currency,
            "option": str(covered.offer.options[option]),
            "acceptance": float(offer.weight[g]),
            "items": int(covered.items[g]),
            "items_moved": int(covered.moved[g]),
            "amount_moved": money(amount),
            "days_moved": days / amount if amount else None,
            "interest": money(int(took.income[g])),
            "financing_cost": money(int(took.cost[g].sum())),
            "funding_rate_low": float(rate[0]) if rate else None,
            "funding_rate_high": float(rate[1]) if rate else None,
            "net_benefit": money(judged.net[g]),
            "net_benefit_vs_due": money(judged.net_vs_due[g]),
            "break_even_rate": judged.break_even_rate[g],
            "made_whole": judged.made_whole[g],
        }

    @functools.cached_property
    def offers(self) -> pd.DataFrame:
        """One row a scenario and offer: items covered and moved, and why others did not move."""
        rows = []
        for s in self.scenarios:
            for number, offer in enumerate(s.offers, 1):
                covered = offer.covered
                done = covered.not_moved["already paid by as_of"]
                row = {
                    "scenario": s.scenario.name,
                    "offer": number,
                    "extend": str(covered.offer.extend),
                    "acceptance": str(covered.offer.acceptance),
                }
                row |= {
                    "suppliers": len(set(offer.suppliers)),
                    "items": int(covered.items.sum()) + done,
                    "items_moved": int(covered.moved.sum()),
                }
                rows.append(row | {f"not moved: {reason}": n for reason, n in covered.not_moved.items()})
        return pd.DataFrame(rows)

    @functools.cached_property
    def legs(self) -> pd.DataFrame:
        """One row a payment that a moved item causes: who pays whom what, when; interest and fees add up to the settled cents.

        Only suppliers that accept; `acceptance` is the weight of an expected value, which the amounts do not contain.
        """
        chosen = [(s.scenario, [Choices(o.covered.groups, o.choice, o.weight) for o in s.offers]) for s in self.scenarios]
        return legs_frame(self.payments, chosen)

    def to_dict(self) -> dict[str, Any]:
        """What ``--json`` prints: amounts as text in major units, one entry a quarter in every list, `None` where undefined."""
        found = self.payments.ledger.findings
        counts = {k: getattr(found, k) if found else len(self.payments.ledger) for k in ("rows_read", "accepted")}
        counts |= {k: getattr(found, k) if found else 0 for k in ("rejected", "ignored")}
        return {
            "ledger": counts,
            "quarters": quarter_list(self.shown),
            "currencies": {c: self._currency_dict(c) for c in self.currencies},
            "notes": self.notes,
        }

    def _currency_dict(self, currency: str) -> dict[str, Any]:
        code = self.base.currencies.index(currency)
        out: dict[str, Any] = {"base": _json(base_figures(self.base, code), currency), "scenarios": {}}
        for scenario in self.scenarios:
            totals = scenario.totals[code]
            entry = _json(scenario_figures(self.base, code, totals), currency)
            entry["free_cash_flow_change"] = {v: entry.pop(f"free_cash_flow_change_{v}") for v in VIEWS}
            entry["free_cash_flow_change_outside"] = {
                v: amount_text(int(totals.free_cash_flow_change[v][0] + totals.free_cash_flow_change[v][-1]), currency) for v in VIEWS
            }
            entry["financing_cost"] = amount_text(totals.financing_cost, currency)
            entry["all_in_rate"] = totals.all_in_rate
            entry["cost_without_quarter_end_effect"] = amount_text(totals.idle_cost, currency)
            entry["expected_value"] = scenario.is_expected_value
            out["scenarios"][scenario.scenario.name] = entry
        return out

    def __str__(self) -> str:
        return result_text(self.to_dict(), self.offers, self.suppliers, self.payments.policy.describe())

    __repr__ = __str__


def base_figures(base: BaseMeasures, currency: int) -> dict[str, dict[str, Any]]:
    """The base's figures per quarter: amounts in minor units, and numbers."""
    closing, back = base.dpo(currency, base.closing[currency])
    minor = {
        "invoiced": base.invoiced[currency, 1:-1],
        "cash_paid": base.cash_paid[currency, 1:-1],
        "closing_payables": base.closing[currency],
    }
    return {"minor": minor, "numbers": {"dpo_closing": closing, "dpo_countback": back}}


def scenario_figures(base: BaseMeasures, currency: int, totals: ScenarioTotals) -> dict[str, dict[str, Any]]:
    """A scenario's figures per quarter: amounts in minor units, and numbers."""
    principal = base.cash_paid[currency].astype(object) + totals.principal_change
    closing = base.closing[currency].astype(object) + totals.closing_change
    plain, back = base.dpo(currency, closing)
    minor: dict[str, Any] = {
        "cash_paid": (principal + totals.cost_paid)[1:-1],
        "principal_paid": principal[1:-1],
        "financing_cost_paid": totals.cost_paid[1:-1],
        "financing_cost_accrued": totals.cost_accrued[1:-1],
        "closing_payables": closing,
        "cash_held": totals.cash_held,
    }
    minor |= {f"free_cash_flow_change_{v}": totals.free_cash_flow_change[v][1:-1] for v in VIEWS}
    per_held = [totals.financing_cost / int(h) if h else None for h in totals.cash_held]
    return {"minor": minor, "numbers": {"dpo_closing": plain, "dpo_countback": back, "cost_per_cash_held": per_held}}


def _json(figures: dict[str, dict[str, Any]], currency: str) -> dict[str, Any]:
    out: dict[str, Any] = {k: [amount_text(int(v), currency) for v in values] for k, values in figures["minor"].items()}
    return out | {k: [None if v is None else float(v) for v in values] for k, values in figures["numbers"].items()}
