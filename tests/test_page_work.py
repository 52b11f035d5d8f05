"""What the page of many suppliers does once: work is counted, not timed, so that a busy machine can't hide it."""

import importlib

import numpy as np
import pytest

import cashflow as cf
from cashflow.engine import choice
from cashflow.engine.rates_at_once import judged_with
from cashflow.report.page.live_data import live_data
from cashflow.report.sentences import of_scenarios
from cashflow.results import suppliers as at_suppliers

from .pages_made import ROWS, compared, many, offer

at_effects = importlib.import_module("cashflow.measures.effects")  # the package has a function of that name


def test_steps_add_up_legs_before_accounts_are_made(monkeypatch):
    result, sizes = many(300), []
    made = at_effects._accounts

    def counted(deals, flows, legs, quarters, n_groups):
        sizes.append(n_groups)
        return made(deals, flows, legs, quarters, n_groups)

    monkeypatch.setattr(at_effects, "_accounts", counted)
    told = live_data(result, 0)
    rates, values = len(told["rates"]["labels"]), len(told["by"]["values"])
    assert sizes
    assert max(sizes) <= rates * values + 1  # and not rates × 300 suppliers


def test_a_step_of_many_rates_keeps_the_principal_of_its_deals():
    result = compared()
    covered = result.scenarios[0].offers[0].covered
    judged = judged_with(result.payments.ledger, covered, [covered.offer.options] * 3, result.shown)
    for option in judged.options:
        paid = [f for f in option.flows if f.nature == "principal"]
        assert paid
        assert all(f.amount is option.deals.amount for f in paid)


def test_rates_are_read_once_an_offer_and_not_once_an_option(monkeypatch):
    calls, made = [], choice.Ranges.of.__func__

    def counted(cls, rates):
        calls.append(len(rates))
        return made(cls, rates)

    monkeypatch.setattr(choice.Ranges, "of", classmethod(counted))
    compared()  # one offer, two options
    assert calls == [4]


def test_half_of_the_probability_is_worked_out_once_for_all_currencies(monkeypatch):
    result, calls = compared(ROWS, offer(acceptance={"share": 0.6})), []
    made = of_scenarios.halved

    def counted(found, scenario):
        calls.append(scenario)
        return made(found, scenario)

    monkeypatch.setattr(of_scenarios, "halved", counted)
    said = result.sentences("half_accept")
    assert {s.currency for s in said.said} == {"EUR", "USD"}
    assert len(calls) == 1


def test_half_of_one_share_is_one_share(monkeypatch):
    result, weights = many(50), []
    monkeypatch.setattr(of_scenarios, "totals_of", lambda _, offers, *__: weights.extend(offers[0].weight))
    of_scenarios.halved(result, result.scenarios[0])
    assert len(weights) == 50
    assert len({id(w) for w in weights}) == 1


@pytest.mark.parametrize("suppliers", [3, 60])
def test_amounts_of_the_supplier_frame_are_made_a_column_at_a_time(suppliers, monkeypatch):
    result, sizes = many(suppliers), []
    made = at_suppliers.from_minors

    def counted(minor, digits):
        sizes.append(len(minor))
        return made(minor, digits)

    monkeypatch.setattr(at_suppliers, "from_minors", counted)
    assert len(result.suppliers) == suppliers
    options = len(np.unique(result.scenarios[0].offers[0].choice))
    assert len(sizes) <= 16 * options  # columns, however many suppliers there are


def test_sums_of_all_suppliers_may_be_larger_than_those_of_each():
    """Sums that leave int64 on the way are Python integers: each supplier's fit, all of them together are as the sweep has them."""
    rows = [[f"S{i}", f"I-{i}", "2025-05-01", "9000000000000000.00", "2025-06-20", "EUR", "UK"] for i in range(9)]
    result = compared(rows, offer(options=[cf.LaterWithInterest(0.065, "ACT/360")]))
    told = live_data(result, 0)
    at = told["days"]["at"] * len(told["rates"]["labels"]) + told["rates"]["at"]
    record = told["records"][told["steps"][at][0]]
    first = told["pool"][record[3 + told["accounts"].index("removed")]]
    assert sum(map(int, first.split(","))) == 9 * 900_000_000_000_000_000
