"""Numbers read off base payments and legs: quarters, payables, days payable outstanding, cost, supplier benefit, views."""

from cashflow.measures.base import BaseMeasures, base_measures
from cashflow.measures.benefit import Benefit, CreditLoss, benefit
from cashflow.measures.catalog import VIEWS, checked_view
from cashflow.measures.effects import Effects, effects
from cashflow.measures.payable_days import dpo, dpo_average, dpo_closing, dpo_countback, dpo_countback_30, dpo_weighted
from cashflow.measures.reporting import FreeCashFlowDefinition, Reporting
from cashflow.measures.totals import ScenarioTotals, scenario_totals

__all__ = [
    "VIEWS",
    "BaseMeasures",
    "Benefit",
    "CreditLoss",
    "Effects",
    "FreeCashFlowDefinition",
    "Reporting",
    "ScenarioTotals",
    "base_measures",
    "benefit",
    "checked_view",
    "dpo",
    "dpo_average",
    "dpo_closing",
    "dpo_countback",
    "dpo_countback_30",
    "dpo_weighted",
    "effects",
    "scenario_totals",
]
