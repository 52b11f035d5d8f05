"""A setting that can be stated in two places: the one that states it counts, and two that differ are refused."""

from decimal import Decimal as D

import pandas as pd
import pytest

import cashflow as cf
from cashflow.measures.reporting import FreeCashFlowDefinition, Reporting

BOOK = cf.read_ledger(
    pd.DataFrame(
        {
            "supplier": ["Acme"],
            "invoice": ["1"],
            "invoice_date": ["2025-05-21"],
            "amount": ["1000000.00"],
            "currency": ["EUR"],
            "terms": ["net 30"],
        }
    )
)
# 1,000,000.00 at 6.5 % for the 56 days from 20 June to 15 August on ACT/360: 10,111.11.
OPERATING, FINANCING = D("-1010111.11"), D("-1000000.00")
OFFER = {"extend": {"to": "2025-08-15"}, "option": [{"scheme": "later_with_interest", "annual_rate": "0.065", "day_count": "ACT/360"}]}
SCENARIO = cf.Scenario("June", cf.Offer(extend=OFFER["extend"], options=OFFER["option"]))
SHOWN = ("2025-04-01", "2025-09-30")


def unwind(**settings):
    frame = cf.compare(BOOK, SCENARIO, quarters=SHOWN, **settings).quarters
    return frame.query("scenario == 'June'")["free_cash_flow_change_trade_payable"].tolist()[1]


def stated(words):
    return Reporting(free_cash_flow=FreeCashFlowDefinition(words))


@pytest.mark.parametrize(
    ("settings", "right"),
    [
        ({}, OPERATING),
        ({"reporting": Reporting()}, OPERATING),
        ({"reporting": {}}, OPERATING),
        ({"interest_paid": "financing"}, FINANCING),
        ({"interest_paid": "financing", "reporting": Reporting(borrowing_rate=0.05)}, FINANCING),
        ({"interest_paid": "financing", "reporting": Reporting(free_cash_flow=FreeCashFlowDefinition(entities="UK"))}, FINANCING),
        ({"interest_paid": "financing", "reporting": {"agency_days": 60}}, FINANCING),
        ({"interest_paid": "financing", "reporting": stated("financing")}, FINANCING),
        ({"interest_paid": "operating", "reporting": Reporting()}, OPERATING),
        ({"reporting": stated("financing")}, FINANCING),
        ({"reporting": {"interest_paid": "financing"}}, FINANCING),
    ],
)
def test_the_argument_counts_where_the_reporting_states_nothing(settings, right):
    assert unwind(**settings) == right
    swept = cf.sweep(BOOK, [SCENARIO], quarters=SHOWN, **settings)
    assert D(int(swept.amounts("free_cash_flow_change")[0, 1])) / 100 == right
    simulated = cf.simulate(BOOK, SCENARIO, quarters=SHOWN, draws=0, **settings)
    assert simulated.moments["mean"].tolist()[1] == right
    menu = [(OFFER["extend"], cf.LaterWithInterest("0.065", "ACT/360"))]
    solved = cf.solve(BOOK, "1000000", by="2025-06-30", menu=menu, quarters=SHOWN, **settings)
    assert D(solved.to_dict()["free_cash_flow_change"]["trade_payable"][1]) == right


@pytest.mark.parametrize(
    ("argument", "reporting"),
    [
        ("financing", stated("operating")),
        ("operating", stated("financing")),
        ("operating", {"interest_paid": "financing"}),
        ("financing", {"interest_paid": "operating"}),
    ],
)
@pytest.mark.parametrize("verb", ["compare", "sweep", "simulate", "solve"])
def test_two_that_differ_are_refused(verb, argument, reporting):
    settings = {"interest_paid": argument, "reporting": reporting, "quarters": SHOWN}
    asked = {
        "compare": lambda: cf.compare(BOOK, SCENARIO, **settings),
        "sweep": lambda: cf.sweep(BOOK, [SCENARIO], **settings),
        "simulate": lambda: cf.simulate(BOOK, SCENARIO, **settings),
        "solve": lambda: cf.solve(BOOK, "1000", by="2025-06-30", menu=[{"extend": {"days": 30}}], **settings),
    }
    with pytest.raises(cf.InputError, match=r"interest_paid '.*': differs from the reporting, which states '.*Leave one of them out"):
        asked[verb]()


def test_an_argument_that_is_no_choice_is_refused_beside_any_reporting():
    with pytest.raises(cf.InputError, match="must be 'operating' or 'financing'"):
        unwind(interest_paid="investing", reporting=Reporting())


def test_a_result_says_which_one_counts():
    assert cf.compare(BOOK, SCENARIO, quarters=SHOWN).reporting.free_cash_flow.interest_paid == "operating"
    said = cf.compare(BOOK, SCENARIO, quarters=SHOWN, interest_paid="financing", reporting=Reporting()).to_dict()["free_cash_flow"]
    assert said.startswith("interest and fees paid are financing")
    assert str(FreeCashFlowDefinition()).startswith("interest and fees paid are operating")


def test_quarters_and_a_fiscal_calendar_that_differ_are_refused():
    april = cf.FiscalCalendar("April", named_by="start")
    shown = april.quarters(*SHOWN)
    assert cf.compare(BOOK, SCENARIO, fiscal=april, quarters=shown).shown is shown
    assert cf.compare(BOOK, SCENARIO, quarters=shown).shown is shown
    for verb in (
        lambda **k: cf.compare(BOOK, SCENARIO, **k),
        lambda **k: cf.project(BOOK, **k),
        lambda **k: cf.sweep(BOOK, [SCENARIO], **k),
    ):
        with pytest.raises(cf.InputError, match="quarters: are not quarters of the fiscal calendar"):
            verb(fiscal=cf.FiscalCalendar("April", named_by="end"), quarters=shown)


def test_a_calendar_says_its_quarters_once():
    ends = ["2025-06-28", "2025-09-27"]
    with pytest.raises(cf.InputError, match="fiscal_year_starts: contradicts"):
        cf.FiscalCalendar("April", named_by="start", quarter_ends=ends, first_day="2025-03-30")
    with pytest.raises(cf.InputError, match="first_day: applies to quarter_ends"):
        cf.FiscalCalendar(first_day="2025-03-30")
    with pytest.raises(cf.InputError, match="labels: applies to quarter_ends"):
        cf.FiscalCalendar(labels=["Q1"])


def test_a_currency_among_the_suppliers_must_be_the_questions():
    menu = [{"extend": {"days": 30}}]
    with pytest.raises(cf.InputError, match=r"suppliers\.currency 'GBP': is another than the question's, 'EUR'"):
        cf.solve(BOOK, "1000", by="2025-06-30", menu=menu, selection={"suppliers": {"currency": "GBP"}}, currency="EUR")
    assert cf.solve(BOOK, "1000", by="2025-06-30", menu=menu, selection={"suppliers": {"currency": "EUR"}}).reached


def test_a_scenario_of_the_same_name_with_other_offers_is_not_simulated():
    result = cf.compare(BOOK, SCENARIO, quarters=SHOWN)
    assert cf.simulate(result, SCENARIO, draws=0).scenario is result.scenarios[0]
    with pytest.raises(cf.InputError, match="scenario 'June': has other offers"):
        cf.simulate(result, cf.Scenario("June", cf.Offer(extend={"days": 5})), draws=0)
