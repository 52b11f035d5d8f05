"""The worked examples of the rulings, each checked on a calendar; expected values were worked out by hand."""

from decimal import Decimal as D

import pandas as pd
import pytest

import cashflow as cf

FISCAL = cf.FiscalCalendar("April", named_by="start")
SHOWN = ("2025-04-01", "2025-09-30")
WEEKEND = {"weekend": ["Sat", "Sun"]}


def ledger(*rows, **extra):
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount", "due_date"]).assign(
        currency="EUR", terms="", **extra
    )
    return cf.read_ledger(frame)


def compare(book, *offers, **options):
    return cf.compare(book, cf.Scenario("s", list(offers)), fiscal=FISCAL, quarters=SHOWN, **options)


def entry(result):
    return result.to_dict()["currencies"]["EUR"]["scenarios"]["s"]


def thursdays(choose):
    return {"on": "every Thursday", "choose": choose}


@pytest.mark.parametrize("choose, paid", [("last on or before due", "2025-06-26"), ("first on or after due", "2025-07-03")])
def test_thursday_runs_and_a_due_date_on_the_quarter_end_monday(choose, paid):
    book = ledger(("A", "1", "2025-05-01", "10.00", "2025-06-30"))
    payments = cf.project(book, cf.PaymentPolicy(payment_runs=thursdays(choose)), FISCAL, quarters=SHOWN).payments
    assert payments["baseline_payment_date"].dt.strftime("%Y-%m-%d").tolist() == [paid]


def test_days_are_added_to_the_due_date_and_the_run_is_chosen_once():
    """Due Sat 2025-05-24 + 30 = Mon 23 June, run Thu 26 June; shifting the paid date 29 May + 30 would give 3 July."""
    book = ledger(("A", "1", "2025-05-01", "10.00", "2025-05-24"))
    policy = cf.PaymentPolicy(payment_runs=thursdays("first on or after due"), business_days=WEEKEND)
    legs = compare(book, cf.Offer(extend={"days": 30}), policy=policy).legs
    assert [str(d)[:10] for d in legs[["baseline_payment_date", "new_date"]].iloc[0]] == ["2025-05-29", "2025-06-26"]
    assert entry(compare(book, cf.Offer(extend={"days": 30}), policy=policy))["free_cash_flow_change"]["trade_payable"] == ["0.00", "0.00"]


def test_a_promise_on_a_holiday_is_kept_the_business_day_before():
    """15 August 2025 is a Friday; with it closed the payment is on Thursday the 14th, off the runs."""
    book = ledger(("A", "1", "2025-05-01", "10.00", "2025-06-20"))
    days = {**WEEKEND, "holidays": ["2025-08-15"]}
    policy = cf.PaymentPolicy(payment_runs={"on": "every Monday", "choose": "last on or before due"}, business_days={"EUR": days})
    legs = compare(book, cf.Offer(extend={"to": "2025-08-15"}), policy=policy).legs
    assert str(legs["new_date"].iloc[0])[:10] == "2025-08-14"


def case_of_100_million():
    return ledger(("Later", "1", "2025-05-01", "60000000.00", "2025-06-20"), ("Bank", "2", "2025-05-01", "40000000.00", "2025-06-20"))


def menu(rate_later="0.065", rate_bank="0.072"):
    return (
        cf.Offer(suppliers="Later", extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest(rate_later, "ACT/360")]),
        cf.Offer(suppliers="Bank", extend={"to": "2025-08-15"}, options=[cf.BankPaysNow(rate_bank, "ACT/360")]),
    )


def test_cost_paid_and_accrued():
    """56 days: 60m at 6.5 % is 606,666.67, 40m at 7.2 % is 448,000.00; eleven of the days lie in June."""
    found = entry(compare(case_of_100_million(), *menu()))
    assert found["financing_cost"] == "1054666.67"
    assert found["financing_cost_accrued"] == ["207166.67", "847500.00"]
    assert found["financing_cost_paid"] == ["0.00", "1054666.67"]
    assert found["all_in_rate"] == pytest.approx(1054666.67 * 365 / (100e6 * 56), rel=1e-9)


def test_three_presentations_of_one_case():
    """Principal by quarter, rates zero: +100/−100, +100/−60, +60/−60 million."""
    change = entry(compare(case_of_100_million(), *menu("0", "0")))["free_cash_flow_change"]
    millions = {
        presentation: [int(D(change[presentation][q])) // 10**6 for q in (0, 1)]
        for presentation in ("trade_payable", "borrowing_net", "borrowing_gross")
    }
    assert millions == {"trade_payable": [100, -100], "borrowing_net": [100, -60], "borrowing_gross": [60, -60]}


def test_cost_that_buys_nothing_at_the_quarter_end():
    """40m from 30 June to 1 July costs 7,222.22 and crosses; 60m from 10 to 25 June costs 162,500.00 and does not."""
    book = ledger(("A", "1", "2025-05-01", "40000000.00", "2025-06-30"), ("B", "2", "2025-05-01", "60000000.00", "2025-06-10"))
    rate = [cf.LaterWithInterest("0.065", "ACT/360")]
    offers = [cf.Offer(suppliers=s, extend={"to": to}, options=rate) for s, to in (("A", "2025-07-01"), ("B", "2025-06-25"))]
    found = entry(compare(book, *offers))
    assert (found["financing_cost"], found["cost_without_quarter_end_effect"]) == ("169722.22", "162500.00")
    assert "EUR 162.5k (95.7%) of the cost has no quarter-end effect" in str(compare(book, *offers))
    assert found["cash_retained"] == ["40000000.00", "0.00"]
    assert found["cost_per_cash_retained"] == [pytest.approx(169722.22 / 40e6), None]


def test_interest_paid_as_financing_is_in_no_presentation():
    change = entry(compare(case_of_100_million(), *menu(), interest_paid="financing"))["free_cash_flow_change"]
    assert change["trade_payable"] == ["100000000.00", "-100000000.00"]


def supplier(rate, option=None):
    options = [option or cf.LaterWithInterest("0.065", "ACT/360")]
    book = ledger(("A", "1", "2025-05-01", "1000000.00", "2025-06-20"))
    return compare(book, cf.Offer(extend={"to": "2025-08-15"}, options=options, funding_rate=rate)).suppliers.iloc[0]


@pytest.mark.parametrize(
    "rate, benefit, whole",
    [
        ("0.08", "-2333.33", False),  # 1m × (6.5 − 8) % × 56/360
        ("0.05", "2333.33", True),
        ("0.065", "0.00", True),  # the rounded cent is not a loss
        ({"low": "0.05", "high": "0.09"}, "-3888.89", None),
        ({"low": "0.07", "high": "0.09"}, "-3888.89", False),
        ({"low": "0.03", "high": "0.06"}, "777.78", True),
    ],
)
def test_made_whole(rate, benefit, whole):
    row = supplier(rate)
    assert (row["net_benefit"], row["made_whole"]) == (D(benefit), whole)
    assert row["incentive"] == D("10111.11")
    assert row["break_even_rate"] == pytest.approx(0.065, abs=1e-6)


def test_made_whole_is_unknown_without_a_rate_unless_the_supplier_waits_for_nothing():
    assert supplier(None)["made_whole"] is None
    assert supplier(None, cf.BankPaysNow("0.072", "ACT/360"))["made_whole"] is True


def test_the_supplier_takes_what_is_best_for_it():
    options = [cf.LaterWithInterest("0.065", "ACT/360"), cf.BankPaysNow("0.072", "ACT/360")]
    book = ledger(("A", "1", "2025-05-01", "1000000.00", "2025-06-20"))
    taken = {}
    for rate in ("0.05", "0.08", "0.065", None):
        offer = cf.Offer(extend={"to": "2025-08-15"}, options=options, funding_rate=rate)
        taken[rate] = compare(book, offer).suppliers["option"].iloc[0].split()[0]
    assert taken == {"0.05": "later", "0.08": "bank", "0.065": "bank", None: "later"}  # at 6.5 % the cent lost to rounding decides


def test_bank_pays_at_once():
    """As of 31 May the bank pays on Mon 2 June (weekend closed); interest for 74 days, and the supplier gains 18."""
    book = ledger(("A", "1", "2025-05-01", "1000000.00", "2025-06-20"))
    policy = cf.PaymentPolicy(as_of="2025-05-31", business_days=WEEKEND)
    option = cf.BankPaysNow("0.072", "ACT/360", bank_pays="immediate", fee_rate="0.001", fee_per_invoice="5.00")
    result = compare(book, cf.Offer(extend={"to": "2025-08-15"}, options=[option], funding_rate="0.08"), policy=policy)
    assert entry(result)["financing_cost"] == "15805.00"  # 14,800.00 interest, 1,000.00 and 5.00 fees
    assert result.suppliers["net_benefit"].iloc[0] == D("4000.00")
    assert sorted(result.legs["day"].dt.strftime("%m-%d").unique()) == ["06-02", "08-15"]


def test_a_share_is_an_expected_value_and_says_so():
    book = ledger(("A", "1", "2025-05-01", "0.05", "2025-06-20"))
    result = compare(book, cf.Offer(extend={"to": "2025-08-15"}, acceptance={"share": 0.7}))
    assert entry(result)["free_cash_flow_change"]["trade_payable"] == ["0.04", "-0.04"]  # 0.035, half-up
    assert entry(result)["expected_value"] is True and "expected value" in str(result)


def test_partial_payments_credits_and_prepayments():
    frame = pd.DataFrame(
        [
            ("A", "1", "2025-04-10", "100.00", "net 60"),
            ("A", "2", "2025-04-10", "-30.00", "net 60"),
            ("A", "3", "2025-04-20", "50.00", "net 30"),
        ],
        columns=["supplier", "invoice", "invoice_date", "amount", "terms"],
    )
    paid = pd.DataFrame(
        [
            ("1", "A", "2025-05-01", "40.00"),
            ("1", "A", "2025-05-08", "70.00"),
            ("3", "A", "2025-04-15", "50.00"),
            ("9", "A", "2025-05-01", "1.00"),
        ],
        columns=["invoice", "supplier", "paid_date", "amount"],
    )
    book = cf.read_ledger(frame, currency="EUR", payments=paid, most_rejected=0.5)  # two of the four payments are wrong
    reasons = dict(zip(book.findings.frame["row"], book.findings.frame["reason"], strict=True))
    assert "EUR 10.00 more than was open" in reasons[3] and "prepayment" in reasons[4] and "not an invoice of this ledger" in reasons[5]
    actual = cf.project(book, cf.PaymentPolicy("actual"), FISCAL, quarters=SHOWN)
    assert actual.quarters["closing_payables"].tolist() == [D("-30.00"), D("-30.00")]  # 100 are paid and 10 unallocated; a credit of 30
    known = cf.project(book, cf.PaymentPolicy("actual", as_of="2025-05-31"), FISCAL, quarters=SHOWN)
    assert known.quarters["cash_paid"].tolist() == [D("120.00"), D("0.00")]  # 100 + 50 − 30


def test_as_of_pays_what_is_overdue_on_the_first_run_after_it():
    book = ledger(("A", "1", "2025-04-01", "10.00", "2025-05-05"), ("A", "2", "2025-04-02", "20.00", "2025-06-02"))
    policy = cf.PaymentPolicy(as_of="2025-05-31", payment_runs=thursdays("last on or before due"))
    paid = cf.project(book, policy, FISCAL, quarters=SHOWN).payments["baseline_payment_date"].dt.strftime("%m-%d").tolist()
    assert paid == ["06-05", "06-05"]  # the run of 29 May, which the second was meant for, is past


def test_what_does_not_move_is_counted_with_the_reason():
    rows = [
        ("A", "1", "2025-04-01", "10.00", "2025-05-05"),
        ("A", "2", "2025-06-01", "20.00", "2025-09-02"),
        ("A", "3", "2025-06-01", "5.00", "2025-06-20"),
    ]
    book = ledger(*rows, paid_date=["2025-05-05", "", ""])
    result = compare(book, cf.Offer(extend={"to": "2025-08-15"}), policy=cf.PaymentPolicy(as_of="2025-05-31"))
    row = result.offers.iloc[0]
    assert (row["items"], row["items_moved"]) == (3, 1)
    assert (row["not moved: already paid by as_of"], row["not moved: new date is not later"]) == (1, 1)


def test_4_4_5_quarters():
    fiscal = cf.FiscalCalendar(quarter_ends=["2025-03-29", "2025-06-28"], first_day="2024-12-29", labels=["Q1", "Q2"])
    book = ledger(("A", "1", "2025-05-01", "10.00", "2025-06-28"), ("A", "2", "2025-05-01", "1.00", "2025-06-29"))
    baseline = cf.project(book, fiscal=fiscal, quarters=("2025-03-30", "2025-06-28")).quarters
    assert baseline["quarter"].tolist() == ["Q2"] and baseline["closing_payables"].tolist() == [D("1.00")]
    with pytest.raises(cf.CalendarRangeError, match="covers 2024-12-29 to 2025-06-28"):
        fiscal.quarters("2025-03-30", "2025-09-27")


def test_amounts_beyond_float_and_int64_products():
    """9e15 minor units at 6.5 % over 56 days: the numerator leaves int64, the answer is exact."""
    book = ledger(("A", "1", "2025-05-01", "90071992547409.93", "2025-06-20"))
    found = entry(compare(book, cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360")])))
    assert found["financing_cost"] == "910727924646.03"  # 9007199254740993 × 65/1000 × 56/360 = 91072792464603.3


@pytest.mark.parametrize("limit, debt", [(90, "1000000.00"), (132, "1000000.00"), (133, "0.00")])
def test_the_agency_presentation_counts_days_from_the_invoice(limit, debt):
    """Invoice of 20 May repaid to the bank on 30 September 2025: 11 + 30 + 31 + 31 + 30 = 133 days."""
    book = ledger(("A", "1", "2025-05-20", "1000000.00", "2025-06-20"))
    offer = cf.Offer(extend={"to": "2025-09-30"}, options=[cf.BankPaysNow("0.07", "ACT/360")])
    found = entry(compare(book, offer, reporting={"agency_days": limit}))["presentations"]["agency"]
    assert found["debt_change"] == [debt, "0.00"]
    assert found["free_cash_flow_change"][0] == ("0.00" if debt != "0.00" else "1000000.00")
