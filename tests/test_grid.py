"""Grids: `vary` in a what-if file is every combination, each equal to the scenario written out by hand."""

import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import cashflow as cf
from cashflow.offers import Acceptance
from cashflow.offers.vary import varied

LEDGER = "supplier,invoice,invoice_date,amount,currency,terms\nAcme,1,2025-05-21,1000000.00,EUR,net 30\n"
TOP = """
[ledger]
path = "l.csv"
[calendar]
quarters = { from = 2025-04-01, to = 2025-12-31 }
"""
GRID = (
    TOP
    + """
[[scenario]]
name = "Later"
vary = { days = [0, 20, 30, 45], annual_rate = [0.04, 0.06] }
[[scenario.offer]]
extend = { days = 1 }
[[scenario.offer.option]]
scheme = "later_with_interest"
annual_rate = 0.01
day_count = "ACT/360"
"""
)


def read(folder, text):
    (folder / "l.csv").write_text(LEDGER, encoding="utf-8")
    (folder / "w.toml").write_text(text, encoding="utf-8")
    return cf.read_whatif(folder / "w.toml")


def test_a_grid_is_its_scenarios_written_out(tmp_path):
    result = read(tmp_path, GRID).run()
    found = result.to_dict()["currencies"]["EUR"]["scenarios"]
    assert list(found) == [f"Later: days {d}, annual_rate {r}" for d in (0, 20, 30, 45) for r in ("0.04", "0.06")]
    # 1,000,000.00 for 20 days at 6 % on 360 days is 3,333.33; due 20 June, so 30 days cross the quarter end and 10 do not.
    assert found["Later: days 20, annual_rate 0.06"]["financing_cost"] == "3333.33"
    assert found["Later: days 30, annual_rate 0.04"]["free_cash_flow_change"]["trade_payable"] == ["1000000.00", "-1003333.33", "0.00"]
    assert found["Later: days 0, annual_rate 0.04"]["financing_cost"] == "0.00"
    text = str(result)
    assert text.startswith("Of 6 scenarios the most cash: ") or text.startswith("Later: days 20")
    json.dumps(result.to_dict())


def test_a_scenario_of_a_grid_is_given_to_compare():
    """1,000,000.00 from 20 June for 45 days at 6 % on 360 is 7,500.00."""
    offered = {"extend": {"days": 1}, "option": [{"scheme": "later_with_interest", "annual_rate": "0.01", "day_count": "ACT/360"}]}
    grid = {"name": "Later", "offer": [offered], "vary": {"days": [30, 45], "annual_rate": ["0.04", "0.06"]}}
    acme = {"supplier": ["Acme"], "invoice": ["1"], "invoice_date": ["2025-05-21"], "amount": ["1000000.00"], "currency": ["EUR"]}
    ledger, shown = cf.read_ledger(pd.DataFrame(acme | {"terms": ["net 30"]})), ("2025-04-01", "2025-09-30")
    found = cf.sweep(ledger, grid, quarters=shown)
    one = found.scenario("Later: days 45, annual_rate 0.06")
    taken = cf.compare(ledger, one, quarters=shown).suppliers.iloc[0]
    assert (one.name, taken["days_moved"], str(taken["financing_cost"])) == ("Later: days 45, annual_rate 0.06", 45, "7500.00")
    with pytest.raises(cf.InputError, match=r"is not a scenario of this sweep\. Did you mean 'Later: days 45, annual_rate 0\.06'"):
        found.scenario("Later: days 45, annual_rate 0.6")


def test_a_grid_of_many_is_one_table(tmp_path):
    text = str(read(tmp_path, GRID.replace("[0, 20, 30, 45]", "[20, 30, 45, 60]")).run())
    assert text.startswith("Of 8 scenarios the most cash: Later: days 20, annual_rate 0.04: EUR 1.0m more cash on 2025-06-30 (2025 Q2)")
    dear_first = GRID.replace("[0, 20, 30, 45]", "[60, 45, 30, 20]").replace("[0.04, 0.06]", "[0.06, 0.04]")
    assert str(read(tmp_path, dear_first).run()).startswith("Of 8 scenarios the most cash: Later: days 20, annual_rate 0.04: EUR 1.0m")
    assert text.count("change in free cash flow of each scenario of 'Later'") == 1
    assert "days 60, annual_rate 0.06" in text and "-1,010,000" in text


@pytest.mark.parametrize(
    "vary, said",
    [
        ("{ dayz = [1] }", "is not a setting of these offers. Did you mean 'days'?"),
        ("{ days = 30 }", "must be a list of values"),
        ("{ days = [] }", "must be a list of values"),
        ("{}", "must be a table of lists"),
        ("{ days = [30], to = [2025-08-15] }", "can't be varied together"),
        ("{ days = [1.5] }", "must be a whole number of days"),
    ],
)
def test_mistakes_in_a_grid_are_sentences(tmp_path, vary, said):
    text = GRID.replace("{ days = [0, 20, 30, 45], annual_rate = [0.04, 0.06] }", vary)
    with pytest.raises(cf.InputError) as refused:
        read(tmp_path, text)
    assert said in str(refused.value) and "w.toml" in str(refused.value)


def test_too_many_combinations_are_refused():
    with pytest.raises(cf.InputError, match="1,000,000 scenarios"):
        list(varied({"name": "x", "offer": [{"extend": {"days": 1}}], "vary": {"days": list(range(1000)), "acceptance": [0.5] * 1000}}))


def test_acceptance_and_funding_rate_can_be_varied():
    many = list(varied({"name": "x", "offer": [{"extend": {"days": 1}}], "vary": {"acceptance": [0.5, "all"], "funding_rate": [0.05]}}))
    assert [o["offer"][0]["acceptance"] for o in many] == [{"share": 0.5}, "all"]
    assert {o["offer"][0]["funding_rate"] for o in many} == {0.05}
    rules = [("Acme",), Acceptance.of("all"), Decimal("0.5"), np.float32(0.5)]  # names in a tuple were taken for a share
    many = list(varied({"name": "x", "offer": [{"extend": {"days": 1}}], "vary": {"acceptance": rules}}))
    assert [o["offer"][0]["acceptance"] for o in many] == [*rules[:2], {"share": rules[2]}, {"share": rules[3]}]
