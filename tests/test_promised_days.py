"""A date is promised that is no business day: the payment is made before it, and the report says so where that undoes the offer."""

import pandas as pd
import pytest

import cashflow as cf

# 31 May 2025 is a Saturday and a quarter end here; 1 June is a Sunday, 30 May a Friday, 2 June a Monday.
FISCAL = cf.FiscalCalendar("March", named_by="end")


def ledger(currency="GBP"):
    columns = ["supplier", "invoice", "invoice_date", "terms", "amount", "currency"]
    return cf.read_ledger(pd.DataFrame([["Able", "1", "2025-04-20", "net 30", "50000.00", currency]], columns=columns))


def compared(to, verb=cf.compare, business_days=None):
    policy = cf.PaymentPolicy("terms", as_of="2025-05-16", business_days=business_days or {"GBP": "GB-ENG", "roll": "following"})
    return verb(ledger(), cf.Scenario("Over May", cf.Offer(extend={"to": to})), policy=policy, fiscal=FISCAL)


@pytest.mark.filterwarnings("ignore")
def test_promise_that_falls_back_into_the_quarter_says_why_nothing_is_gained():
    result = compared("2025-06-01")
    (note,) = result.notes
    assert note == (
        "an offer of scenario 'Over May' pays on 2025-05-30, not on 2025-06-01: that is no business day (GBP), and the last one before it "
        "lies in FY2026 Q1, which ends on 2025-05-31. Write extend = { to = 2025-06-02 } to pay after that quarter end, on the next business day"
    )
    assert note in " ".join(str(result).split())
    assert compared("2025-06-02").notes == []  # as the hint says: nothing is left to say, and the cash is there
    gained = compared("2025-06-02").quarters.query("scenario == 'Over May'")["free_cash_flow_change_trade_payable"]
    assert [str(v) for v in gained] == ["50000.00", "-50000.00"]


def test_promise_is_open_in_the_quarter_it_was_meant_for():
    result = compared("2025-06-08")  # a Sunday; Friday 6 June is in the next quarter, too
    assert result.notes == []
    assert "what is promised for 2025-06-08, no business day (GBP), is paid on 2025-06-06, the last one before it" in result.assumptions
    assert not any("promised" in said for said in compared("2025-06-06").assumptions)


@pytest.mark.filterwarnings("ignore")
def test_sweep_says_it_too():
    assert "pays on 2025-05-30, not on 2025-06-01" in compared("2025-06-01", cf.sweep).notes[0]


@pytest.mark.filterwarnings("ignore")
def test_calendar_that_ends_before_the_next_business_day_leaves_the_hint_out():
    days = {"GBP": {"weekend": ["Sat", "Sun"], "first": "2025-01-01", "last": "2025-06-01"}, "roll": "following"}
    (note,) = compared("2025-06-01", business_days=days).notes
    assert note.endswith("which ends on 2025-05-31")


def test_currency_that_no_offer_covers_is_not_named():
    both = pd.concat([ledger().to_frame(), ledger("EUR").to_frame().assign(supplier="Bel")])
    days = {"GBP": "GB-ENG", "EUR": {"weekend": ["Sun"]}, "roll": "following"}
    policy = cf.PaymentPolicy("terms", as_of="2025-05-16", business_days=days)
    offer = cf.Offer(extend={"to": "2025-08-25"}, suppliers="Bel")  # the bank holiday of England, a Monday
    result = cf.compare(cf.read_ledger(both), cf.Scenario("s", offer), policy=policy, fiscal=FISCAL)
    assert result.notes == [] and not any("promised" in said for said in result.assumptions)
