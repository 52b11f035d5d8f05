"""Sweeps: every scenario of a sweep is the scenario compared on its own, to the minor unit."""

import json
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.errors import CashflowWarning
from cashflow.scenarios.grid import varied
from cashflow.whatif import cover, summed

from . import strategies as some
from .test_laws import SHOWN, minor

GRID = {
    "name": "Later",
    "offer": [{"extend": {"days": 1}, "option": [{"scheme": "later_with_interest", "annual_rate": "0.01", "day_count": "ACT/360"}]}],
    "vary": {"days": [0, 20, 45], "annual_rate": ["0.04", "0.06"], "acceptance": [1, 0.3]},
}


def scenario_of(table):
    offers = [{("options" if k == "option" else k): v for k, v in o.items()} for o in table["offer"]]
    return cf.Scenario(table["name"], [cf.Offer(**o) for o in offers])


def quiet(work):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CashflowWarning)
        return work()


def same(ledger, swept, scenarios, **options):
    """Frame, totals, JSON and arrays of the sweep, against a comparison of the same scenarios."""
    result = quiet(lambda: cf.compare(ledger, scenarios, **options))
    frame = result.quarters[result.quarters["scenario"] != "base"].copy()
    order = {s.name: n for n, s in enumerate(scenarios)}
    frame = frame.sort_values("scenario", key=lambda names: names.map(order), kind="stable").reset_index(drop=True)
    columns = [c for c in frame if c not in ("invoiced", "cost_per_cash_held")]  # of the base only; floats are in the JSON
    pd.testing.assert_frame_equal(swept.frame[columns], frame[columns], check_dtype=False)
    ours, theirs = swept.to_dict(), result.to_dict()
    for currency, found in theirs["currencies"].items():
        for name, entry in found["scenarios"].items():
            entry = {k: v for k, v in entry.items() if k not in ("supplier_finance", "stress")}
            assert ours["currencies"][currency]["scenarios"][name] == entry, (currency, name)
        assert ours["currencies"][currency]["base"] == found["base"]
        for measure, column in (
            ("cash_held", "cash_held"),
            ("free_cash_flow_change", "free_cash_flow_change_agency"),
            ("cash_paid", "cash_paid"),
        ):
            want = np.array([minor(str(v), currency) for v in frame[frame["currency"] == currency][column]])
            got = swept.amounts(measure, view="agency", currency=currency)
            assert got.tolist() == want.reshape(got.shape).tolist()
    json.dumps(ours)
    assert set(swept.notes) == set(result.notes)
    return result


@given(
    some.rows(max_size=14),
    some.policies(),
    st.lists(st.lists(some.offers(), min_size=1, max_size=2), min_size=1, max_size=3),
    st.sampled_from(["operating", "financing"]),
    st.sampled_from([0, 10**9]),
)
def test_scenarios_that_share_are_scenarios_on_their_own(rows, policy, many, interest_paid, least):
    ledger = some.ledger_of(rows)
    scenarios = []
    for n, offers in enumerate(many):
        offers = [dict(p) for _, p in offers]
        for offer in offers:
            offer["acceptance"] = (
                "all" if not isinstance(offer["acceptance"], dict) or "share" not in offer["acceptance"] else offer["acceptance"]
            )
        scenarios.append(cf.Scenario(f"s{n}", [cf.Offer(**o) for o in offers]))
        scenarios.append(
            cf.Scenario(
                f"s{n} other price", [cf.Offer(**{**o, "options": o["options"][:1], "acceptance": {"share": "0.3"}}) for o in offers]
            )
        )
        if all("days" in o["extend"] for o in offers):
            scenarios.append(cf.Scenario(f"s{n} longer", [cf.Offer(**{**o, "extend": {"days": o["extend"]["days"] + 31}}) for o in offers]))
    options = {"policy": policy[1], "quarters": SHOWN, "interest_paid": interest_paid}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(summed, "_MANY", least)
        try:
            swept = quiet(lambda: cf.sweep(ledger, scenarios, **options))
        except cf.InputError as refused:
            assume("already paid by then" not in str(refused) and "leaves it open" not in str(refused))
            raise
        same(ledger, swept, scenarios, **options)


def test_a_grid_is_its_scenarios(monkeypatch):
    ledger = some.ledger_of([row("Acme", 1, "2025-05-21"), row("Bolt", 2, "2025-06-03"), row("Bolt", 3, "2025-04-03")])
    looked, covered = [], []
    of, real = cover.Chosen.of, cf.whatif.sweeping.shared.cover
    monkeypatch.setattr(cf.whatif.sweeping.shared.Chosen, "of", classmethod(lambda cls, *a: looked.append(1) or of(*a)))
    monkeypatch.setattr(cf.whatif.sweeping.shared, "cover", lambda *a: covered.append(1) or real(*a))
    swept = cf.sweep(ledger, GRID, quarters=SHOWN)
    assert (len(looked), len(covered), len(swept)) == (1, 3, 12)  # selected once, placed once an extension
    monkeypatch.undo()
    same(ledger, swept, [scenario_of(t) for t in varied(GRID)], quarters=SHOWN)
    # Due 20 June: held on 30 June from 11 days on. Due 3 May and 45 days more: 17 June. The 3,000.00 is the expected value of 30 %.
    assert swept.amounts("cash_held")[:, 0].tolist() == [0] * 4 + [10_000_00, 3_000_00] * 4
    text = str(swept)
    assert text.startswith("Of 12 scenarios the most cash: Later: days 20, annual_rate 0.04, acceptance 1: EUR 10.0k held on 2025-06-30")


def row(supplier, number, day, amount=10_000_00, text="net 30", currency="EUR"):
    return {
        "supplier": supplier, "invoice": str(number), "invoice_date": pd.Timestamp(day).date(), "amount": amount, "currency": currency,
        "text": text, "region": "UK", "tax": 0, "approval": pd.Timestamp(day).date(), "paid": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "scenarios, said",
    [
        ([cf.Scenario("a", cf.Offer(extend={"days": 1}))] * 2, "must be unique"),
        ([1], "must be scenarios"),
        ({"name": "x"}, "scenario.offer: is missing"),
        ({"name": "x", "offer": {"extend": {"days": 1}, "supliers": "A"}}, "Did you mean 'suppliers'"),
        ({"name": "x", "offer": {"extend": {"days": 1}}, "vary": {"dayz": [1]}}, "Did you mean 'days'"),
    ],
)
def test_mistakes_are_sentences(scenarios, said):
    with pytest.raises(cf.InputError) as refused:
        cf.sweep(some.ledger_of([row("Acme", 1, "2025-05-21")]), scenarios, quarters=SHOWN)
    assert said in str(refused.value)


def test_unknown_measures_are_sentences():
    ledger = some.ledger_of([row("Acme", 1, "2025-05-21"), row("Acme", 2, "2025-05-21", currency="JPY")])
    swept = cf.sweep(ledger, GRID, quarters=SHOWN)
    for asked, said in (
        ({"measure": "cash"}, "measure"),
        ({"view": "x", "currency": "EUR"}, "view"),
        ({}, "currencies never add"),
        ({"currency": "USD"}, "does not occur"),
    ):
        with pytest.raises(cf.InputError, match=said):
            swept.amounts(**asked)
    assert np.array_equal(swept.amounts("cash_held", currency="EUR"), swept.amounts("cash_held", currency="JPY"))


@pytest.mark.parametrize("turned", [1, -1])
def test_a_cap_stops_who_waits_and_not_whom_a_bank_pays(turned):
    """Net 30 of 21 May, 30 days more, against a law of 40 days: the supplier may not wait, but a bank may pay it on its old day."""
    ledger = some.ledger_of([row("Acme", 1, "2025-05-21")])
    caps = [{"name": "Law", "days": 40, "kind": "hard", "source": "made up"}]
    options = {"waits": cf.LaterWithInterest("0.06", "ACT/360"), "bank": cf.BankPaysNow("0.06", "ACT/360", bank_pays="base")}
    many = [cf.Scenario(name, cf.Offer(extend={"days": 30}, options=[o]), caps) for name, o in options.items()][::turned]
    swept = cf.sweep(ledger, many, quarters=SHOWN)
    same(ledger, swept, many, quarters=SHOWN)
    assert dict(zip(swept.names, swept.amounts("cash_held")[:, 0].tolist(), strict=True)) == {"waits": 0, "bank": 10_000_00}


def test_more_schemes_than_are_kept():
    ledger = some.ledger_of([row("Acme", 1, "2025-05-21"), row("Bolt", 2, "2025-06-03")])
    rates = [f"0.0{n:02}" for n in range(20)]
    many = [
        cf.Scenario(f"{r} {n}", cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest(r, "ACT/360")])) for n in (1, 2) for r in rates
    ]
    swept = cf.sweep(ledger, many, quarters=SHOWN)
    same(ledger, swept, many, quarters=SHOWN)
    # two suppliers, 10,000.00 for 30 days each: at 0.1 % on 360 days 0.83, at 0.2 % 1.67
    assert [str(v) for v in swept.totals["financing_cost"][:3]] == ["0.00", "1.66", "3.34"]
