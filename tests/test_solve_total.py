"""The cheapest way to a cash target of a group: several currencies, one target. By hand, at 1 EUR = GBP 0.8412, JPY 1,000 = GBP 5.12."""

from decimal import Decimal as D
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cashflow as cf
from cashflow.solve import highs

from .office import recalculated
from .test_workbook_recalculated import differences

pytestmark = [
    pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning"),
    pytest.mark.skipif(not highs.available(), reason='needs the extra "optimize"'),
]
RATES = {"reporting_currency": "GBP", "exchange_rates": {"EUR": "0.8412", "JPY": "0.00512"}, "exchange_rates_source": "plan of May"}
LATER = {"extend": {"days": 30}, "scheme": "later_with_interest", "annual_rate": "0.06", "day_count": "ACT/360"}
BANK = {"extend": {"to": "2025-08-15"}, "scheme": "bank_pays_now", "annual_rate": "0.07", "day_count": "ACT/360"}
ROWS = [
    ("Acme", "1", "1000000.00", "EUR"),  # GBP 841,200.00
    ("Bolt", "2", "500000.00", "GBP"),
    ("Acme", "3", "100000.33", "GBP"),
    ("Cord", "4", "100000000", "JPY"),  # GBP 512,000.00
    ("Dale", "5", "300000.00", "GBP"),
]


def solved(target, rows=ROWS, menu=(LATER,), reporting=RATES, **more):
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "amount", "currency"]).assign(invoice_date="2025-05-21", terms="net 30")
    asked = {"by": "2025-06-30", "menu": list(menu), "quarters": ("2025-04-01", "2025-09-30"), "funding_rate": "0.05", **more}
    return cf.solve(cf.read_ledger(frame), target, reporting=reporting, **asked)


def test_one_target_over_three_currencies():
    """All cost 0.5 % (30 days at 6 % on 360); 1,241,200.33 is the least sum of suppliers at or above 1.2 million."""
    found = solved("1200000")
    assert found.reached and found.cash_retained == D("1241200.33") and found.cost == D("6206.00")
    columns = ["supplier", "currency", "owed_in", "amount_moved", "cash_retained", "cost", "net_benefit"]
    assert found.choices[columns].values.tolist() == [  # net: interest less 5 % on the same 30 days
        ["Acme", "GBP", "EUR", D("841200.00"), D("841200.00"), D("4206.00"), D("701.00")],
        ["Acme", "GBP", "GBP", D("100000.33"), D("100000.33"), D("500.00"), D("83.33")],
        ["Dale", "GBP", "GBP", D("300000.00"), D("300000.00"), D("1500.00"), D("250.00")],
    ]
    total = found.result.total.set_index(["scenario", "quarter"]).loc[("solved", "2025 Q2")]
    assert total["cash_retained"] == found.cash_retained
    assert found.all_in_rate == pytest.approx(0.06 * 365 / 360, rel=1e-6)


def test_a_supplier_counts_once_and_is_made_whole_in_all_its_currencies():
    found = solved("900000", constraints={"max_suppliers": 1, "made_whole": True})
    assert found.reached and found.choices["supplier"].tolist() == ["Acme", "Acme"]
    said = found.to_dict()
    assert said["suppliers"] == 1
    assert "offers to 1 supplier hold GBP 941.2k" in str(found) and "owed in" in str(found)
    poor = solved("900000", constraints={"made_whole": True}, funding_rate="0.07")
    assert not poor.reached and poor.choices.empty


def test_limits_are_in_the_reporting_currency():
    """The bank may be owed 600,000 pounds: Bolt (500,000), or Cord (512,000), or Dale, but not Acme (941,200.33), nor two of these."""
    found = solved("500001", menu=[BANK], constraints={"bank_limit": "600000"})
    assert found.choices["supplier"].tolist() == ["Cord"] and found.cash_retained == D("512000.00")
    assert not solved("600001", menu=[BANK], constraints={"bank_limit": "600000"}).reached
    largest = solved("1000000", constraints={"sums": [{"column": "supplier", "value": "Acme", "cash": "941200.32"}]})
    assert largest.reached and "Acme" not in set(largest.choices["supplier"])


def test_text_and_json_say_the_rates():
    found = solved("1200000")
    text = str(found)
    assert text.startswith("GBP 1.2m on 2025-06-30 (2025 Q2, all in GBP): offers to 2 suppliers hold GBP 1.2m and cost GBP 6,206")
    assert "Translated at 1 EUR = GBP 0.8412, 1 JPY = GBP 0.00512 in all quarters; source: plan of May." in text
    said = found.to_dict()
    assert said["question"]["rates"]["exchange_rates"] == {"EUR": "0.8412", "JPY": "0.00512"}
    assert said["free_cash_flow_change"]["trade_payable"] == ["1241200.33", "-1247406.33"]
    page = found.render("html")
    assert "Translated at 1 EUR = GBP 0.8412" in page and "Owed in" in page


def test_one_currency_is_asked_for_by_name():
    found = solved("500000", currency="GBP")
    assert found.choices["owed_in"].unique().tolist() == ["GBP"] and found.to_dict()["question"]["rates"] is None
    assert "these are figures of GBP alone: without currency = the offers of all currencies together are sought" in found.notes
    with pytest.raises(cf.InputError, match="currency"):
        solved("500000", reporting=None)


@settings(max_examples=20, deadline=None)
@given(
    amounts=st.lists(st.tuples(st.integers(1000, 10**8), st.sampled_from(["EUR", "GBP"]), st.sampled_from("ABCD")), min_size=1, max_size=6),
    share=st.integers(1, 110),
)
def test_no_selection_of_suppliers_is_cheaper(amounts, share):
    """Every selection tried: a supplier is all its invoices, its cash translated by currency and rounded half away from zero."""
    pounds = {}
    for minor, currency, name in amounts:
        pounds.setdefault((name, currency), 0)
        pounds[name, currency] += minor
    held = {}
    for (name, currency), minor in pounds.items():
        held[name] = held.get(name, 0) + (minor if currency == "GBP" else (minor * 8412 + 5000) // 10_000)
    target = sum(held.values()) * share // 100
    rows = [(name, str(n), f"{minor // 100}.{minor % 100:02d}", currency) for n, (minor, currency, name) in enumerate(amounts)]
    found = solved(f"{target // 100}.{target % 100:02d}", [*rows, ("Z", "z", "0.01", "JPY")][: len(rows)], reporting=RATES)
    if {currency for _, currency, _ in amounts} == {"GBP"}:
        assert found.to_dict()["question"]["rates"] is None  # all is in the reporting currency
    every = [sum(v for v, taken in zip(held.values(), some, strict=True) if taken) for some in product((0, 1), repeat=len(held))]
    enough = [cash for cash in every if cash >= target]
    assert found.reached == bool(enough)
    if enough and target:
        taken = sum(held[name] for name in set(found.choices["supplier"]))
        assert taken == int(found.cash_retained * 100) and taken >= target
        cheapest = min(enough)
        assert found.cost <= D(cheapest) / 100 * D("0.005") + D("0.02") * len(held)  # each cost 0.5 %, rounded by supplier and currency


@pytest.mark.slow
@pytest.mark.libreoffice
def test_the_workbook_calculated_anew(tmp_path):
    books = {
        "plain": solved("1200000").render("excel"),
        "bank": solved("500001", menu=[LATER, BANK], constraints={"bank_limit": "600000"}).render("excel"),
        "no rate": solved("1200000", funding_rate=None).render("excel"),
        "out": solved("100000000").render("excel"),
        "nobody": solved("100", constraints={"max_suppliers": 0}).render("excel"),
    }
    again = recalculated(tmp_path, books)
    assert {n: d for n, data in books.items() if (d := differences(data, again[n]))} == {}
