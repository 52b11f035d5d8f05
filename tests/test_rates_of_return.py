"""Rates of return of dated legs: against numpy_financial where periods are equal, against each other where a fee comes first."""

import numpy_financial as npf
import pandas as pd
import pytest

import cashflow as cf
from cashflow.schemes import UpfrontFee

QUARTERS = ("2025-04-01", "2026-12-31")


def rates(offer, rows=(("Acme", "1", "2025-05-02", "1000000.00"),), **more):
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount"]).assign(currency="EUR", terms="net 30")
    found = cf.compare(cf.read_ledger(frame), cf.Scenario("s", offer), quarters=QUARTERS, **more).rates
    whole = found[found["supplier"].isna()].iloc[0]
    return whole, found[found["supplier"].notna()]


def test_interest_at_the_end_of_a_year_is_its_rate():
    """365 days at 6 %: 1,000,000 kept on 1 June 2025, 1,060,000 paid on 1 June 2026."""
    whole, suppliers = rates(cf.Offer(extend={"days": 365}, options=[cf.LaterWithInterest("0.06", "ACT/365F")], funding_rate=0.05))
    assert whole["simple_rate"] == pytest.approx(0.06) and whole["internal_rate"] == pytest.approx(npf.irr([1_000_000, -1_060_000]))
    assert suppliers[["simple_rate", "internal_rate"]].iloc[0].tolist() == pytest.approx([0.06, 0.06])


def test_a_fee_at_the_start_is_dearer_than_interest_at_the_end():
    """6 % of 1,000,000 paid at once for 365 days: 940,000 kept for a year, 1,000,000 paid."""
    fee = UpfrontFee("0.06", of="gross", vat="none", paid="baseline")
    whole, suppliers = rates(cf.Offer(extend={"days": 365}, options=[fee], funding_rate=0.05, funding_day_count="ACT/365F"))
    assert whole["simple_rate"] == pytest.approx(0.06)
    assert whole["internal_rate"] == pytest.approx(npf.irr([940_000, -1_000_000])) == pytest.approx(0.0638297872)
    assert suppliers["internal_rate"].iloc[0] == pytest.approx(0.0638297872)


def test_half_a_year_compounds():
    """73 days at 5 % ACT/365F: 1 % in a fifth of a year."""
    whole, _ = rates(cf.Offer(extend={"days": 73}, options=[cf.LaterWithInterest("0.05", "ACT/365F")]))
    assert whole["internal_rate"] == pytest.approx(1.01**5 - 1)


def test_nothing_moved_has_no_rate_and_a_bank_pays_the_supplier_as_before():
    whole, suppliers = rates(cf.Offer(extend={"days": 0}))
    assert whole["internal_rate"] is None or (pd.isna(whole["internal_rate"]) and suppliers.empty)
    bank = cf.BankPaysNow("0.06", "ACT/365F")
    whole, suppliers = rates(cf.Offer(extend={"days": 365}, options=[bank], funding_rate=0.05))
    assert whole["internal_rate"] == pytest.approx(0.06) and pd.isna(suppliers["internal_rate"].iloc[0])


def test_many_suppliers_at_once_and_what_a_share_accepts():
    rows = [(f"S{n}", str(n), f"2025-05-{n + 1:02}", f"{(n + 1) * 1000}.00") for n in range(20)]
    offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.06", "ACT/360")], acceptance={"share": "0.3"}, funding_rate=0.05)
    whole, suppliers = rates(offer, rows)
    assert len(suppliers) == 20 and suppliers["internal_rate"].between(0.0625, 0.0627).all()
    assert whole["internal_rate"] == pytest.approx((1 + 0.06 * 30 / 360) ** (365 / 30) - 1, abs=2e-5)


def test_a_rate_is_of_the_supplier_alone():
    """A fee of 0.75 % on 9 May for a wait from 8 June to 7 August, whenever others are paid. It was unknown beside Old."""
    fee = UpfrontFee("0.0075", of="gross", vat="none", paid="immediate")
    offer = cf.Offer(extend={"days": 60}, options=[fee], funding_rate=0.05, funding_day_count="ACT/360")
    acme, old = ("Acme", "1", "2025-05-09", "709.00"), ("Old", "2", "2014-04-01", "-64.58")
    _, alone = rates(offer, [acme])
    _, both = rates(offer, [acme, old])
    (rate,) = alone["internal_rate"]
    assert both.set_index("supplier")["internal_rate"]["Acme"] == pytest.approx(rate)
    paid = {0: 5.32, 30: -709.0, 90: 709.0}  # days from 9 May; due 30 days later, 8 June
    assert sum(a / (1 + rate) ** (d / 365) for d, a in paid.items()) == pytest.approx(0, abs=1e-6)
