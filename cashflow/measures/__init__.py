"""Numbers read off baseline payments and legs: quarters, payables, days payable outstanding, cost, supplier benefit, presentations."""

from cashflow.measures.baseline import BaselineMeasures, baseline_measures
from cashflow.measures.benefit import Benefit, CreditLoss, benefit
from cashflow.measures.catalog import PRESENTATION_NAMES, checked_presentation
from cashflow.measures.effects import Effects, effects
from cashflow.measures.largest_first import largest_first
from cashflow.measures.payable_days import dpo, dpo_average, dpo_closing, dpo_countback, dpo_countback_30, dpo_weighted
from cashflow.measures.reporting import FreeCashFlowDefinition, Reporting
from cashflow.measures.totals import ScenarioTotals, scenario_totals
from cashflow.measures.translated import Total
from cashflow.measures.translation import Translation

__all__ = [
    "PRESENTATION_NAMES",
    "BaselineMeasures",
    "Benefit",
    "CreditLoss",
    "Effects",
    "FreeCashFlowDefinition",
    "Reporting",
    "ScenarioTotals",
    "Total",
    "Translation",
    "baseline_measures",
    "benefit",
    "checked_presentation",
    "dpo",
    "dpo_average",
    "dpo_closing",
    "dpo_countback",
    "dpo_countback_30",
    "dpo_weighted",
    "effects",
    "largest_first",
    "scenario_totals",
]
