"""The what-if file: TOML in, ledger, policy, calendar and scenarios out; every key checked, mistakes told with the nearest key."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import frozen

from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.ledger import Ledger, read_ledger
from cashflow.measures.reporting import Reporting
from cashflow.payments import PaymentPolicy
from cashflow.scenarios import Offer, Scenario
from cashflow.scenarios.grid import varied
from cashflow.terms import PaymentTerms
from cashflow.whatif.compare import compare
from cashflow.whatif.result import Result

__all__ = ["WhatIf", "read_whatif"]

_SUPPLIER = ("funding_source", "supplier_period_ends", "credit_loss")
_KEYS: dict[str, tuple[str, ...]] = {
    "": ("ledger", "terms", "calendar", "policy", "measures", "scenario"),
    "ledger": ("path", "payments", "currency", "decimal", "date_order", "strict"),
    "terms": ("dialect", "codes"),
    "calendar": ("fiscal_year_starts", "fiscal_year_named_by", "quarters", "as_of", "quarter_ends", "first_day", "labels"),
    "policy": ("baseline", "pay_runs", "business_days", "settlement_lag", "discounts"),
    "measures": (
        "interest_paid",
        "entities",
        "capital_expenditure",
        "intercompany",
        "agency_days",
        "borrowing_rate",
        "borrowing_day_count",
        "currency",
        "net_debt",
        "ebitda",
        "covenant_limit",
    ),
    "scenario": ("name", "offer", "vary"),
    "offer": ("suppliers", "due", "invoiced", "paying", "where", "extend", "acceptance", "funding_rate", "option", *_SUPPLIER),
