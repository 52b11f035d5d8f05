"""Values of topic packages, made by hand: what a user writes is taken, or refused in a sentence; never a silent other figure."""

import copy
import pickle
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import cashflow as cf
from cashflow.measures import dpo
from cashflow.offers import Acceptance, PeriodEnds, Selection, TermLimit, Window
from cashflow.terms import Days, Discount, Installment, NotBetween, PaymentTerms

QUARTERS = ("2025-04-01", "2025-09-30")
LEDGER = cf.read_ledger(
    pd.DataFrame(
        {
            "supplier": ["A", "B", "C"],
            "invoice": ["1", "2", "3"],
            "invoice_date": ["2025-05-01", "2025-05-10", "2025-05-20"],
            "due_date": ["2025-06-20", "2025-06-28", "2025-06-30"],
            "amount": ["1000.00", "200.00", "500.55"],
            "currency": "EUR",
            "terms": "",
            "region": ["EU", "UK", "EU"],
        }
    )
)


def held(**offer):
    """What every payment 30 days later holds on 30 June, in cents; no note stands beside it."""
    result = cf.compare(LEDGER, cf.Scenario("s", cf.Offer(extend={"days": 30}, **offer)), quarters=QUARTERS)
    assert not result.notes
    quarters = result.quarters
    return int(quarters[quarters["scenario"] == "s"]["cash_retained"].iloc[0] * 100)


NAMES = [
    ["A"],
    ("A",),
    {"A"},
    np.array(["A"]),
    pd.Series(["A"]),
    pd.Index(["A"]),
    pd.Series(["A"]).unique(),
    {"A": 1}.keys(),
    pd.Categorical(["A"]),
    (name for name in ["A"]),
]


@pytest.mark.parametrize("names", NAMES, ids=lambda n: type(n).__name__)
def test_names_come_in_any_row(names):
    names = [*names] if hasattr(names, "__next__") else names  # what is used up is asked once
    assert held(suppliers=names) == 100_000
    assert held(suppliers={"except": names}) == 70_055
    assert held(acceptance=names) == 100_000


def test_values_of_columns_come_in_any_row():
    for values in (["EU"], np.array(["EU"]), pd.Series(["EU"]), pd.Index(["EU"]), (v for v in ["EU"])):
        assert held(suppliers={"region": values}) == 150_055
    for values in (["UK"], np.array(["UK"]), pd.Series(["UK"])):
        assert held(where={"region": values}) == 20_000
        assert held(suppliers={"except": {"region": values}}) == 150_055
    assert held(where={"amount": np.array([1000, 200])}) == 120_000
    assert held(where={"amount": {"from": np.int64(300)}}) == 150_055


@pytest.mark.parametrize("given", [{"suppliers": {"region": pd.DataFrame({"a": ["EU"]})}}, {"where": {"region": object()}}])
def test_what_is_no_value_is_refused_and_matches_not_nothing(given):
    with pytest.raises(cf.InputError, match="must be a value or a list of values, not a") as refused:
        cf.Offer(extend={"days": 30}, **given)
    assert refused.value.column == f"{next(iter(given))}.region"


def test_a_window_takes_dates():
    assert held(due=Window("2025-06-01", pd.Timestamp("2025-06-28"))) == held(due={"from": "2025-06-01", "to": "2025-06-28"}) == 120_000
    with pytest.raises(cf.InputError, match="window '2025-06-28 to 2025-06-01': ends before it starts"):
        Window("2025-06-28", "2025-06-01")
    with pytest.raises(cf.InputError, match="last 'x': is not a date"):
        Window(None, "x")
    with pytest.raises(cf.InputError, match="due '2025-06-28 to 2025-06-01': ends before it starts"):
        cf.Offer(extend={"days": 30}, due={"from": "2025-06-28", "to": "2025-06-01"})


def test_an_acceptance_is_a_share_of_one_and_of_a_known_kind():
    assert Acceptance("share", share=0.5) == Acceptance.of({"share": "50%"}) == Acceptance("share", share=Fraction(1, 2))
    assert held(acceptance=Acceptance("share", share="0.5")) == 85_028  # half of 1,700.55
    assert held(acceptance=Acceptance("shares", suppliers={"A": 0.5, "B": 1})) == 70_000
    for make, words in (
        (lambda: Acceptance("share", share=7), "acceptance.share '7': must not exceed 1. Write 0.07 for 7 %"),
        (lambda: Acceptance("shares", suppliers=[("A", 5)]), "acceptance.A '5': must not exceed 1"),
        (lambda: Acceptance("some"), "acceptance.kind 'some': is not a kind of acceptance"),
        (lambda: Acceptance("logistic", slope=0), "acceptance.logistic.slope '0': must be greater than zero"),
        (lambda: Acceptance("if whole", unknown=2), "acceptance.unknown '2': must not exceed 1"),
        (lambda: Acceptance("column"), "acceptance.column: must be given, as text"),
        (lambda: Acceptance("all", column="probability"), "acceptance.column 'probability': must be given, as text"),
    ):
        with pytest.raises(cf.InputError) as refused:
            make()
        assert words in str(refused.value)


def test_period_ends_take_what_a_user_writes():
    assert PeriodEnds(year_ends="March") == PeriodEnds.of({"year_ends": "March"}) == PeriodEnds(year_ends=3)
    assert PeriodEnds(dates=["2025-06-30"]) == PeriodEnds.of(pd.to_datetime(["2025-06-30"])) == PeriodEnds.of("2025-06-30")
    for make in (PeriodEnds, lambda: PeriodEnds(dates=["2025-06-30"], year_ends=3)):
        with pytest.raises(cf.InputError, match="must be dates, the month a year ends in or a column, one of them"):
            make()


def test_selections_are_equal_when_made_alike():
    one, other = (Selection(suppliers={"region": ["EU"]}, due={"from": "2025-06-01"}, where={"amount": {"from": 10}}) for _ in range(2))
    assert one == other and hash(one) == hash(other) and one == pickle.loads(pickle.dumps(one)) == copy.deepcopy(one)
    assert one != Selection(suppliers={"region": ["UK"]}, due={"from": "2025-06-01"}, where={"amount": {"from": 10}})


def test_a_limit_has_one_value_a_column():
    """A list was taken as its text, which no invoice has: nothing was limited."""
    for where in (["EU", "UK"], np.array(["EU"]), pd.Series(["EU"])):
        for limit in (lambda where=where: {"days": 50, "region": where}, lambda where=where: TermLimit(days=50, where={"region": where})):
            with pytest.raises(cf.InputError, match=r"must be one value, not a .*Write a limit for each value") as refused:
                cf.compare(LEDGER, cf.Scenario("s", cf.Offer(extend={"days": 30})), quarters=QUARTERS, limits=[limit()])
            assert str(refused.value.column).endswith("region")


def test_limits_come_from_the_rows_of_a_frame():
    """Blank cells of pandas are NaN; each was a value that no invoice has, or no number of days."""
    frame = pd.DataFrame(
        {
            "days": [60.0, float("nan")],
            "terms": [None, "net 85"],
            "region": ["UK", float("nan")],
            "from": [pd.NaT, pd.Timestamp("2025-01-01")],
        }
    )
    offer = cf.Scenario("s", cf.Offer(extend={"days": 30}))
    result = cf.compare(LEDGER, offer, quarters=QUARTERS, limits=frame.to_dict("records"))
    # A: 1 May + 85 = 25 July, asked 20 July; B: 10 May + 60 = 9 July, asked 28 July; C: 20 May + 85 = 13 August, asked 30 July
    assert result.limits["supplier"].tolist() == ["B"] and str(result.limits["allowed_until"].iloc[0].date()) == "2025-07-09"


def test_a_grid_takes_a_range():
    grid = {"name": "L", "offer": [{"extend": {"days": 1}}]}
    sweeps = [
        cf.sweep(LEDGER, {**grid, "vary": {"days": days}}, quarters=QUARTERS) for days in ([30, 45], range(30, 60, 15), np.array([30, 45]))
    ]
    assert {s.names for s in sweeps} == {("L: days 30", "L: days 45")}
    assert [s.amounts("cash_retained").tolist() for s in sweeps] == [[[170_055, 0], [170_055, 0]]] * 3


@pytest.mark.parametrize(
    ("make", "column", "words"),
    [
        (lambda: PaymentTerms(3), "installments", "must be a list, not 3"),
        (lambda: PaymentTerms([3]), "installments", "must hold values of Installment, not 3"),
        (lambda: PaymentTerms([Installment(None, [Days(30)])], 3), "discounts", "must be a list, not 3"),
        (lambda: PaymentTerms([Installment(None, [Days(30)])], [Days(3)]), "discounts", "must hold values of Discount, not a Days"),
        (lambda: Installment(None, [30]), "steps", "must be date steps, not 30"),
        (lambda: Discount("2%", "10"), "steps", "must be date steps, not '1'"),
        (lambda: PaymentTerms.from_dict({"installments": [{"steps": [{"days": 30}]}], "discounts": 3}), "discounts", "must be a list like"),
        (lambda: NotBetween("x", "y"), "not_between", "'x': is not a month and a day"),
        (lambda: NotBetween("02-30", "03-01"), "not_between", "'02-30': is not a month and a day"),
        (lambda: cf.BusinessCalendar(first="2025-12-01", last="2025-01-01"), "first", "'2025-12-01 to 2025-01-01': ends before it starts"),
        (lambda: four_four_five("Q1", "Q1"), "labels", "'Q1': names two quarters"),
        (lambda: dpo("countback", balance=150, months=[31, 100]), "months", "must be (days, invoiced) each, not 31"),
        (lambda: dpo("countback", balance=150, months=None), "months", "must be a list, not None"),
        (lambda: dpo("countback_30", balance=150, invoiced=100), "invoiced", "must be a list, not 100"),
        (lambda: dpo("average", balances=3, invoiced=1, days=90), "balances", "must be a list, not 3"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(make, column, words):
    with pytest.raises(cf.InputError) as refused:
        make()
    assert refused.value.column == column and words in str(refused.value)


def four_four_five(*labels):
    return cf.FiscalCalendar(quarter_ends=["2025-06-28", "2025-09-27"], first_day="2025-03-30", labels=labels)


def test_one_step_needs_no_list():
    assert Installment("0.3", Days(30)) == Installment("0.3", [Days(30)]) and four_four_five("Q1", "Q2").labels == ("Q1", "Q2")
