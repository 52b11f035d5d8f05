"""Without `quarters`, a comparison reaches to the last payment of an offer; amounts by hand."""

from decimal import Decimal

import pandas as pd
import pytest

import cashflow as cf

ROWS = pd.DataFrame(
    {"supplier": ["Acme"], "invoice": ["1"], "invoice_date": ["2025-05-21"], "amount": ["1000.00"], "currency": ["EUR"], "terms": ["net 30"]}
)  # fmt: skip


def changes(offer, **more):
    """Quarter → what the offer adds to the trade-payable free cash flow."""
    result = cf.compare(cf.read_ledger(ROWS), cf.Scenario("Later", offer), **more)
    mine = result.quarters.query("scenario == 'Later'")
    return dict(zip(mine["quarter"], mine["free_cash_flow_change_trade_payable"], strict=True))


def test_the_quarter_in_which_a_payment_falls_back_is_shown():
    # due 20 June, paid 15 August with interest for 56 days: 1000 × 6 % × 56 / 360 = 9.33
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.06", "ACT/360")])
    assert changes(offer) == {"2025 Q2": Decimal("1000.00"), "2025 Q3": Decimal("-1009.33")}


def test_quarters_between_are_shown_too():
    offer = cf.Offer(extend={"to": "2026-02-10"}, options=[cf.LaterWithInterest("0", "ACT/360")])
    assert changes(offer) == {"2025 Q2": 1000, "2025 Q3": 0, "2025 Q4": 0, "2026 Q1": -1000}


def test_a_repayment_to_a_bank_is_reached():
    offer = cf.Offer(extend={"days": 100}, options=[cf.BankPaysNow("0.06", "ACT/360")])
    result = cf.compare(cf.read_ledger(ROWS), cf.Scenario("Bank", offer))
    legs = result.legs
    last = max(pd.to_datetime(legs["day"]))
    assert str(last)[:10] == "2025-09-28" and result.quarters["quarter"].unique().tolist() == ["2025 Q2", "2025 Q3"]


def test_what_nobody_takes_adds_no_quarter():
    offer = cf.Offer(extend={"to": "2026-02-10"}, options=[cf.LaterWithInterest("0", "ACT/360")], acceptance={"Acme": 0.0})
    assert list(changes(offer)) == ["2025 Q2"]


def test_quarters_that_are_given_stay():
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.06", "ACT/360")])
    assert list(changes(offer, quarters=("2025-04-01", "2025-06-30"))) == ["2025 Q2"]


@pytest.mark.parametrize("ends", [["2025-06-28", "2025-09-27"]])
def test_a_fiscal_calendar_that_ends_before_is_no_error(ends):
    fiscal = cf.FiscalCalendar(first_day="2025-03-30", quarter_ends=ends)
    offer = cf.Offer(extend={"to": "2026-02-10"}, options=[cf.LaterWithInterest("0", "ACT/360")])
    assert len(changes(offer, fiscal=fiscal)) == 2


@pytest.mark.parametrize("option", [cf.LaterWithInterest("0.06", "ACT/360"), cf.BankPaysNow("0.06", "ACT/360", bank_pays="immediate")])
def test_a_sweep_reaches_as_far_as_a_comparison(option):
    """It showed the gain, and not the quarter in which it falls back."""
    ledger, near, far = (
        cf.read_ledger(ROWS),
        cf.Offer(extend={"days": 20}, options=[option]),
        cf.Offer(extend={"days": 200}, options=[option]),
    )
    scenarios = [cf.Scenario("near", near), cf.Scenario("far", far)]
    compared = cf.compare(ledger, scenarios)
    assert compared.shown.labels == ("2025 Q2", "2025 Q3", "2025 Q4", "2026 Q1")
    wanted = [[int(v) for v in s.totals[0].figure("free_cash_flow_change")] for s in compared.scenarios]
    for swept in (
        cf.sweep(ledger, scenarios),
        cf.sweep(ledger, near, days=[[20], [200]]),
        cf.sweep(ledger, near, days=[[20], [-1], [200]]),
    ):
        assert swept.shown.labels == compared.shown.labels
        amounts = swept.amounts().tolist()
        assert (amounts[0], amounts[-1]) == tuple(wanted)
    given = {"quarters": ("2025-04-01", "2025-06-30")}
    assert cf.sweep(ledger, scenarios, **given).shown.labels == cf.sweep(ledger, near, days=[[200]], **given).shown.labels == ("2025 Q2",)
    assert cf.sweep(ledger, near, days=[[-1]]).shown.labels == ("2025 Q2",)
