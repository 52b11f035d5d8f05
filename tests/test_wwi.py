"""The main job on a ledger nobody here made. Expected figures were computed elsewhere and stand in the issue."""

from decimal import Decimal as D

import pandas as pd
import pytest

import cashflow as cf

from .wwi import FOLDER, wwi_rows

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the WideWorldImporters tables are not at {FOLDER}")

QUARTERS = ("2013-01-01", "2016-06-30")


@pytest.fixture(scope="module")
def ledger():
    rows = pd.DataFrame(wwi_rows()).drop(columns="payment_days")
    return cf.Ledger.from_frame(rows, currency="USD")


def row(frame, scenario="base", quarter="2013 Q1"):
    return frame[(frame["scenario"] == scenario) & (frame["quarter"] == quarter)].iloc[0]


def later(ledger, days):
    offer = cf.Offer(extend={"days": days})
    return cf.compare(ledger, cf.Scenario("later", offer), policy=cf.PaymentPolicy("actual"), quarters=QUARTERS)


def test_rows_and_totals(ledger):
    assert (ledger.findings.rows_read, ledger.findings.accepted) == (2072, 2072)
    assert ledger.findings.amount_read == ledger.findings.amount_accepted == {"USD": D("1085993513.06")}
    base = later(ledger, 15).quarters.query("scenario == 'base'")
    assert base["invoiced"].sum() == D("1085993513.06")
    assert base["cash_paid"].sum() == D("1083271834.85")
    assert base["closing_payables"].iloc[-1] == D("2721678.21")


def test_first_quarter_from_actual_payments(ledger):
    base = row(later(ledger, 15).quarters)
    assert (base["closing_payables"], base["invoiced"], base["cash_paid"]) == (D("361726.52"), D("2798623.27"), D("2436896.75"))
    assert base["dpo_closing"] == pytest.approx(11.632644, abs=5e-7)
    assert base["dpo_countback"] == pytest.approx(7.535076, abs=5e-7)


@pytest.mark.parametrize("days, held", [(15, "1104833.06"), (30, "1627974.96")])
def test_every_payment_later(ledger, days, held):
    assert row(later(ledger, days).quarters, "later")["closing_payables"] == D(held)


def test_paid_by_terms(ledger):
    base = cf.project(ledger, cf.PaymentPolicy("terms"), quarters=QUARTERS).quarters
    assert base[base["quarter"] == "2013 Q1"]["closing_payables"].iloc[0] == D("1442102.76")
