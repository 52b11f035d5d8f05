"""A simulation of a group: the chance of one target over several currencies. Expected values by hand, at 1 EUR = GBP 0.8412."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cashflow as cf

RATES = {"reporting_currency": "GBP", "exchange_rates": {"EUR": "0.8412"}, "exchange_rates_source": "plan of May"}
ROWS = [("Acme", "1", "1000000.00", "EUR"), ("Bolt", "2", "500000.00", "GBP"), ("Acme", "3", "100000.33", "GBP")]


def compared(rows=ROWS, share=0.5, reporting=RATES, rate="0.06"):
    columns = ["supplier", "invoice", "amount", "currency"]
    frame = pd.DataFrame(rows, columns=columns).assign(invoice_date="2025-05-21", terms="net 30")  # due 20 June
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest(rate, "ACT/360")], acceptance={"share": share})
    return cf.compare(cf.read_ledger(frame), cf.Scenario("June", offer), quarters=("2025-04-01", "2025-09-30"), reporting=reporting)


def test_all_currencies_together():
    found = cf.simulate(compared(), target="1000000")
    first = found.moments.iloc[0]
    assert first[["mean", "least", "most"]].tolist() == [Decimal("720600.17"), Decimal("0.00"), Decimal("1441200.33")]
    assert first["standard_deviation"] == Decimal("491837.75")  # half of √(841,200² + 500,000² + 100,000.33²)
    assert found.chance == 0.25  # both large ones, whatever the small one does
    assert found.currency == "GBP" and str(found.translation) == "1 EUR = GBP 0.8412 (plan of May)"


def test_each_decision_says_in_which_currency_it_is_owed():
    found = cf.simulate(compared())
    assert found.suppliers[["supplier", "currency", "owed_in", "adds"]].values.tolist() == [
        ["Acme", "GBP", "EUR", Decimal("841200.00")],
        ["Bolt", "GBP", "GBP", Decimal("500000.00")],
        ["Acme", "GBP", "GBP", Decimal("100000.33")],
    ]
    unknowns = found.tornado["unknown"].tolist()
    assert "acceptance of Acme (EUR)" in unknowns and "acceptance of Acme (GBP)" in unknowns and "acceptance of Bolt" in unknowns
    assert [n for n in found.notes if "several currencies" in n] == [
        "1 supplier has offers in several currencies. Each is a decision of its own here; where one answer holds for all, the spread is wider"
    ]
    assert not [n for n in cf.simulate(compared(ROWS[:2])).notes if "several currencies" in n]


def test_text_and_json_say_the_rates():
    found = cf.simulate(compared(), target="1000000")
    said = found.to_dict()
    assert said["rates"] == {"currency": "GBP", "exchange_rates": {"EUR": "0.8412"}, "exchange_rates_source": "plan of May"}
    text = str(found)
    assert text.startswith("June: change in free cash flow (trade payable presentation), 2025 Q2, all in GBP. Expected GBP 720.6k")
    assert "All in GBP: by quarter" in text and "Translated at 1 EUR = GBP 0.8412 in all quarters; source: plan of May." in text
    assert any("Acme (EUR) adds GBP 841.2k" in answer for answer in map(str, found.sentences()))


def test_one_currency_is_asked_for_by_name():
    found = cf.simulate(compared(), currency="GBP", target="500000")
    assert found.moments["most"][0] == Decimal("600000.33") and found.chance == 0.5 and found.to_dict()["rates"] is None
    assert "these are figures of GBP alone: without currency = all currencies together are simulated" in found.notes
    with pytest.raises(cf.InputError, match="without a reporting currency and exchange rates currencies are not added up"):
        cf.simulate(compared(reporting=None))


def test_a_level_is_translated_as_it_stands():
    found = cf.simulate(compared(), measure="closing_payables", quarter="2025-06-30")
    first = found.moments.iloc[0]
    assert first["least"] == Decimal("0.00") and first["most"] == Decimal("1441200.33")  # all is paid in June if all refuse


@settings(max_examples=25, deadline=None)
@given(
    amounts=st.lists(st.tuples(st.integers(1, 10**9), st.sampled_from(["EUR", "GBP", "JPY"])), min_size=2, max_size=6),
    euro=st.fractions(Fraction(1, 3), 2, max_denominator=10_000),
    measure=st.sampled_from(["free_cash_flow_change", "cash_retained", "cash_paid", "closing_payables"]),
)
def test_all_accepting_is_the_total_of_the_comparison(amounts, euro, measure):
    """Each decision is rounded by itself, the comparison by account and currency: half a minor unit each, and no more."""
    cents = lambda minor, currency: str(minor) if currency == "JPY" else f"{minor // 100}.{minor % 100:02d}"  # noqa: E731
    rows = [(f"S{n}", str(n), cents(minor, c), c) for n, (minor, c) in enumerate(amounts)] + [("Z", "z", "1.00", "EUR")]
    reporting = {"reporting_currency": "GBP", "exchange_rates": {"EUR": euro, "JPY": Fraction(1, 199)}}
    result = compared(rows, share=1, reporting=reporting)
    found = cf.simulate(result, measure=measure, draws=0)
    column = "free_cash_flow_change_trade_payable" if measure == "free_cash_flow_change" else measure
    total = result.total[result.total["scenario"] == "June"]
    most = Decimal("0.01") * (len(rows) + 5)
    for expected, told in zip(found.moments["mean"], total[column], strict=True):
        assert abs(expected - told) <= most
