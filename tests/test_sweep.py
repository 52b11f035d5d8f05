"""Sweeps: every scenario of a sweep is the scenario compared on its own, to the minor unit."""

import importlib.util
import json
import warnings
from decimal import Decimal as D

import attrs
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.days import to_day
from cashflow.basics.errors import CashflowWarning
from cashflow.basics.size import sized
from cashflow.measures import PRESENTATION_NAMES
from cashflow.measures.catalog import MEASURES, in_scenario
from cashflow.offers.selection import Selection
from cashflow.offers.vary import varied
from cashflow.schemes import Flow, Scheme
from cashflow.sweep import by_supplier as grid
from cashflow.sweep import shared_work as shared
from cashflow.sweep.days_by_supplier import Asked

from . import strategies as some
from .test_laws import SHOWN, minor

COMPARED_ONLY = (
    "supplier_finance",
    "stress",
    "has_an_end",
    "bank_pays_days_earlier",
    "items_moved",
    "suppliers_accepting",
    "made_whole",
    "made_whole_vs_due",
)
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
    frame = result.quarters[result.quarters["scenario"] != "baseline"].copy()
    order = {s.name: n for n, s in enumerate(scenarios)}
    frame = frame.sort_values("scenario", key=lambda names: names.map(order), kind="stable").reset_index(drop=True)
    columns = [c for c in frame if c not in ("invoiced", "cost_per_cash_retained")]  # of the baseline only; floats are in the JSON
    floats = {c: float for c in columns if c.startswith("dpo_")}  # missing is None where all are, NaN beside the baseline's numbers
    pd.testing.assert_frame_equal(swept.quarters[columns].astype(floats), frame[columns].astype(floats), check_dtype=False)
    ours, theirs = swept.to_dict(), result.to_dict()
    for currency, found in theirs["currencies"].items():
        for name, entry in found["scenarios"].items():
            entry = {k: v for k, v in entry.items() if k not in COMPARED_ONLY}
            assert ours["currencies"][currency]["scenarios"][name] == entry, (currency, name)
        assert ours["currencies"][currency]["baseline"] == found["baseline"]
        for measure, column in (
            ("cash_retained", "cash_retained"),
            ("free_cash_flow_change", "free_cash_flow_change_agency"),
            ("cash_paid", "cash_paid"),
        ):
            want = np.array([minor(str(v), currency) for v in frame[frame["currency"] == currency][column]])
            shown = {"presentation": "agency"} if MEASURES[measure].presented else {}
            got = swept.amounts(measure, **shown, currency=currency)
            assert got.tolist() == want.reshape(got.shape).tolist()
    json.dumps(ours)
    return result


@pytest.mark.slow
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
        other = {"offered": "not offered", "not offered": "offered"}
        scenarios.append(cf.Scenario(f"s{n} other overdue", [cf.Offer(**{**o, "overdue": other[o["overdue"]]}) for o in offers]))
        if all("days" in o["extend"] for o in offers):
            scenarios.append(cf.Scenario(f"s{n} longer", [cf.Offer(**{**o, "extend": {"days": o["extend"]["days"] + 31}}) for o in offers]))
    options = {"policy": policy[1], "quarters": SHOWN, "interest_paid": interest_paid}
    with sized(classes=least):
        try:
            swept = quiet(lambda: cf.sweep(ledger, scenarios, **options))
        except cf.InputError as refused:  # then one of the scenarios is refused alone, in the same words
            with pytest.raises(cf.InputError) as alone:
                quiet(lambda: [cf.compare(ledger, s, **options) for s in scenarios])
            assert alone.value.reason == refused.reason
            return
        result = same(ledger, swept, scenarios, **options)
    assert set(swept.offer_notes) == set(result.offer_notes) and set(swept.notes) <= set(result.notes)


def test_a_grid_is_its_scenarios(monkeypatch):
    ledger = some.ledger_of([row("Acme", 1, "2025-05-21"), row("Bolt", 2, "2025-06-03"), row("Bolt", 3, "2025-04-03")])
    looked, covered = [], []
    of, real = shared.Chosen.of, shared.cover
    monkeypatch.setattr(shared.Chosen, "of", classmethod(lambda cls, *a: looked.append(1) or of(*a)))
    monkeypatch.setattr(shared, "cover", lambda *a: covered.append(1) or real(*a))
    swept = cf.sweep(ledger, GRID, quarters=SHOWN)
    assert (len(looked), len(covered), len(swept)) == (1, 3, 12)  # selected once, placed once an extension
    monkeypatch.undo()
    same(ledger, swept, [scenario_of(t) for t in varied(GRID)], quarters=SHOWN)
    # Due 20 June: held on 30 June from 11 days on. Due 3 May and 45 days more: 17 June. The 3,000.00 is the expected value of 30 %.
    assert swept.amounts("cash_retained")[:, 0].tolist() == [0] * 4 + [10_000_00, 3_000_00] * 4
    text = str(swept)
    assert text.startswith("Of 12 scenarios the most cash: Later: days 20, annual_rate 0.04, acceptance 1: EUR 10.0k held on 2025-06-30")
    least = cf.sweep(ledger, {**GRID, "vary": {k: [*reversed(v)] for k, v in GRID["vary"].items()}}, quarters=SHOWN)
    assert str(least).partition(":")[2].startswith(" Later: days 20, annual_rate 0.04, acceptance 1: EUR 10.0k")


def row(supplier, number, day, amount=10_000_00, text="net 30", currency="EUR"):
    return {
        "supplier": supplier, "invoice": str(number), "invoice_date": pd.Timestamp(day).date(), "amount": amount, "currency": currency,
        "text": text, "region": "UK", "tax": 0, "approval": pd.Timestamp(day).date(), "paid": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "scenarios, said",
    [
        ([cf.Scenario("a", cf.Offer(extend={"days": 1}))] * 2, "must be unique"),
        ([1], "must be a Scenario or a list of them"),
        ({"name": "x"}, "scenario.offer: is missing"),
        ({"name": "x", "offer": {"extend": {"days": 1}, "supliers": "A"}}, "Did you mean 'suppliers'"),
        ({"name": "x", "offer": {"extend": {"days": 1}}, "vary": {"dayz": [1]}}, "Did you mean 'days'"),
        ({"name": "x", "offer": {"extend": {"days": 1}}, "limit": []}, "scenario 'limit': unknown key. Did you mean 'limits'"),
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
        ({"presentation": "x", "currency": "EUR"}, "presentation"),
        ({"measure": "cash_retained", "presentation": "agency", "currency": "EUR"}, "changes nothing in cash_retained"),
        ({}, "currencies are not added up here"),
        ({"currency": "USD"}, "does not occur"),
    ):
        with pytest.raises(cf.InputError, match=said):
            swept.amounts(**asked)
    assert np.array_equal(swept.amounts("cash_retained", currency="EUR"), swept.amounts("cash_retained", currency="JPY"))


@pytest.mark.parametrize("turned", [1, -1])
def test_a_limit_stops_who_waits_and_not_whom_a_bank_pays(turned):
    """Net 30 of 21 May, 30 days more, against a law of 40 days: the supplier may not wait, but a bank may pay it on its old day."""
    ledger = some.ledger_of([row("Acme", 1, "2025-05-21")])
    limits = [{"name": "Law", "days": 40, "kind": "hard", "source": "made up"}]
    options = {"waits": cf.LaterWithInterest("0.06", "ACT/360"), "bank": cf.BankPaysNow("0.06", "ACT/360", bank_pays="baseline")}
    many = [cf.Scenario(name, cf.Offer(extend={"days": 30}, options=[o]), limits) for name, o in options.items()][::turned]
    swept = cf.sweep(ledger, many, quarters=SHOWN)
    same(ledger, swept, many, quarters=SHOWN)
    assert dict(zip(swept.names, swept.amounts("cash_retained")[:, 0].tolist(), strict=True)) == {"waits": 0, "bank": 10_000_00}


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


KERNELS = [
    "numpy",
    pytest.param("numba", marks=pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="the extra 'fast' (numba) is not installed")),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kernel", KERNELS)
@given(
    some.rows(max_size=14),
    some.policies(),
    some.options(),
    st.fixed_dictionaries(dict.fromkeys(("due", "invoiced", "paying"), some.windows)),
    st.lists(st.lists(st.sampled_from([-1, -1, 0, 1, 5, 30, 31, 60, 92, 200]), min_size=3, max_size=3), min_size=1, max_size=4),
    st.sampled_from(["operating", "financing"]),
    st.sampled_from([0, 10**9]),
    st.sampled_from([1, 30_000, 1 << 30]),
)
def test_supplier_by_supplier_is_the_scenario_compared(kernel, rows, policy, option, windows, days, interest_paid, least, largest):
    """Every scheme, every policy; summed or item by item; tables whole or a group at a time; numpy or compiled."""
    ledger = some.ledger_of(rows)
    offer = cf.Offer(extend={"days": 0}, options=[option[1]], **{k: {"from": v[0], "to": v[1]} for k, v in windows.items() if v})
    days = np.array(days)[:, : len(ledger.supplier.values)]
    options = {"policy": policy[1], "quarters": SHOWN, "interest_paid": interest_paid}
    with pytest.MonkeyPatch.context() as patch, sized(classes=least, table=largest):
        patch.setenv("CASHFLOW_KERNEL", kernel)
        swept = cf.sweep(ledger, offer, days=days, **options)
        scenarios = [swept.scenario(n) for n in swept.names]
        compared = same(ledger, swept, scenarios, **options)
        again = swept.again(days[:, ::-1] if days.shape[1] > 1 else days + 1)
        assert again.amounts("cash_retained", currency=ledger.currency.values[0]).shape == (len(days), 2)
    quarters, presented, said = compared.quarters, compared.presentations, compared.to_dict()["currencies"]
    for currency in swept.currencies:
        frame = quarters[(quarters["scenario"] != "baseline") & (quarters["currency"] == currency)]
        of = {n: presented[(presented["currency"] == currency) & (presented["presentation"] == n)] for n in PRESENTATION_NAMES}
        for measure in in_scenario():
            for presentation in PRESENTATION_NAMES if MEASURES[measure].presented else PRESENTATION_NAMES[:1]:
                if measure in ("financing_cost", "vat"):
                    shown = [s[measure] for s in said[currency]["scenarios"].values()]
                else:
                    shown = (frame if measure in frame else of[presentation])[measure]
                want = [minor(str(v), currency) for v in shown]
                assert swept.amounts(measure, presentation=presentation, currency=currency).ravel().tolist() == want, measure


class Alternating(Scheme):
    """Pays on even new days, and on odd ones on the baseline day: the longer, the earlier."""

    def flows(self, deals):
        yield Flow(np.where(deals.new_day % 2, deals.base_day, deals.new_day), "buyer", "supplier", "principal", deals.amount)


class PerThousand(Scheme):
    """Not additive: a fee of 1 for each full thousand of a deal."""

    def flows(self, deals):
        yield Flow(deals.new_day, "buyer", "supplier", "principal", deals.amount)
        yield Flow(deals.new_day, "buyer", "supplier", "fee", deals.amount // 1000)


class FeeAtYearEnd(Scheme):
    """A fee of one in a thousand, paid at the end of the year after the new day's."""

    def flows(self, deals):
        yield Flow(deals.new_day, "buyer", "supplier", "principal", deals.amount)
        yield Flow(np.full(len(deals), to_day("2026-12-31"), np.int32), "buyer", "supplier", "fee", deals.amount, 1000)


@pytest.mark.parametrize(
    ("amounts", "days", "last"),
    [
        (["1000.00", "1000.00"], [[20, -1], [-1, 5]], "2026 Q4"),  # the fee is paid after the last new day
        (["1000.00", "1000.00"], [[-1, -1]], "2025 Q2"),
        (["0.04", "0.04"], [[20, 150]], "2025 Q4"),  # a fee of less than half a cent is none
        (["1000.00", "0.04"], [[-1, 150], [20, -1]], "2026 Q4"),  # only the smaller number of days has a fee
    ],
)
def test_by_default_a_sweep_by_days_reaches_as_far_as_compare(amounts, days, last):
    rows = [(name, name, "2025-05-21", "2025-06-20", amount) for name, amount in zip(["Acme", "Bolt"], amounts, strict=True)]
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "due_date", "amount"]).assign(currency="EUR", terms="")
    ledger = cf.read_ledger(frame)
    swept = quiet(lambda: cf.sweep(ledger, cf.Offer(extend={"days": 0}, options=[FeeAtYearEnd()]), days=days))
    assert swept.shown.labels[-1] == last
    same(ledger, swept, [swept.scenario(name) for name in swept.names])


def test_what_cancels_out_is_not_paid_last_in_a_sweep_by_days():
    """An invoice and a credit note of one amount move to one day: nothing is paid on it."""
    rows = [("Acme", "1", "2025-05-21", "2025-06-20", "70.00"), ("Acme", "2", "2025-05-21", "2025-06-20", "-70.00")]
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "due_date", "amount"]).assign(currency="EUR", terms="")
    ledger = cf.read_ledger(frame, sign="payables positive")
    swept = quiet(lambda: cf.sweep(ledger, cf.Offer(extend={"days": 0}, options=[cf.LaterWithInterest(0, "ACT/360")]), days=[[60]]))
    assert swept.shown.labels == ("2025 Q2",)
    same(ledger, swept, [swept.scenario("1")])


@pytest.mark.parametrize(
    "scheme, step, tables",
    [
        (Alternating(), 1, True),
        (PerThousand(), 10, False),
        (cf.LaterWithInterest("0.05", "30E/360"), 10, True),
        (cf.LaterWithInterest("0.05", "30E/360"), 2, False),
    ],
)
@pytest.mark.parametrize("least", [0, 10**9])
def test_rules_of_any_shape(scheme, step, tables, least, monkeypatch):
    """Later need not be later; what is not proportional, or has a denominator for every span, is compared scenario by scenario."""
    monkeypatch.setenv("CASHFLOW_SIZES", f"classes={least}")
    days = pd.date_range("2025-05-01", periods=60).repeat(2)
    ledger = some.ledger_of([row("Acme" if n % 3 else "Bolt", n, day, 1_234_57 + n) for n, day in enumerate(days)])
    grid_of = np.array([[k, 90 - k] for k in range(0, 91, step)])
    swept = cf.sweep(ledger, cf.Offer(extend={"days": 0}, options=[scheme]), days=grid_of, quarters=SHOWN)
    same(ledger, swept, [swept.scenario(n) for n in swept.names], quarters=SHOWN)
    assert swept.grid.has(*grid.FAMILIES) is tables


def test_beyond_two_to_the_53_and_beyond_int64(monkeypatch):
    """Sums of 3 × 10**17 minor units are looked up exactly; interest on them leaves int64, which is noticed."""
    monkeypatch.setenv("CASHFLOW_SIZES", "classes=0")
    rows = [row(s, n, "2025-05-21", 10**17 + n) for n, s in enumerate(["Acme", "Bolt", "Bolt"])]
    ledger = some.ledger_of(rows)
    offer = cf.Offer(extend={"days": 0}, options=[cf.LaterWithInterest("0.0654321", "ACT/360")])
    swept = cf.sweep(ledger, offer, days=[[20, 30], [-1, 60]], quarters=SHOWN)
    assert swept.amounts("cash_retained").tolist() == [[3 * 10**17 + 3, 0], [2 * 10**17 + 3, 0]]
    assert swept.grid.has("held") and not swept.grid.has("legs")
    same(ledger, swept, [swept.scenario(n) for n in swept.names], quarters=SHOWN)


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int64, np.uint8])
@pytest.mark.parametrize("shape", [(1, 1), (3, 16), (9, 8), (49, 3), (2, 521)])
def test_answers_are_turned_whatever_their_type_and_shape(dtype, shape):
    """By hand: 0 where a supplier does not accept, else 1 + the position of its days among those known."""
    days = np.random.default_rng(5).choice([0, 5, 127] if dtype is np.uint8 else [-1, 0, 5, 127], shape).astype(dtype)
    asked = Asked(("x",) * shape[0], days, sorted({int(d) for d in days.ravel()} - {-1}))
    place = {-1: 0, 0: 1, 5: 2, 127: 3}
    assert asked.chosen([0, 5, 127]).tolist() == [[place[int(d)] for d in row] for row in days.T]
    known = list(range(300)) if shape[0] % 2 else list(range(128))
    assert asked.chosen(known).tolist() == [[int(d) + 1 for d in row] for row in days.T]


def test_days_by_name():
    """A frame names suppliers and scenarios in its own order; who is not named does not accept."""
    ledger = some.ledger_of([row(s, n, "2025-05-21", 100 * 10**n) for n, s in enumerate(["Acme", "Bolt", "Cole"])])
    offer = cf.Offer(extend={"days": 5}, suppliers=["Bolt", "Cole"], acceptance=["Acme"])
    frame = pd.DataFrame({"Cole": [20, -1], "Acme": [20, 20]}, index=["wide", "none"])
    swept = cf.sweep(ledger, offer, days=frame, quarters=SHOWN)
    assert swept.quarters[["scenario", "cash_retained"]].values.tolist() == [
        ["wide", D("100.00")],
        ["wide", D("0.00")],
        ["none", D("0.00")],
        ["none", D("0.00")],
    ]
    assert [o.suppliers for o in swept.scenario("wide").offers] == [["Cole"]]
    assert swept.again(frame.iloc[::-1] + 1).names == ("none", "wide")
    assert str(swept).startswith("Of 2 scenarios the most cash: wide: EUR 100 held on 2025-06-30")


@pytest.mark.parametrize(
    "suppliers", [{"largest": 1}, {"largest": 2, "region": "UK"}, {"except": {"largest": 1}}, {"largest": 1, "except": {"largest": 1}}]
)
def test_who_is_among_the_largest_does_not_hang_on_who_accepts(suppliers):
    """The scenario of a sweep by days took the largest of those that accept so many days: of each number others, and others than the sweep."""
    book = [row("Acme", 1, "2025-05-21", 900), row("Bolt", 2, "2025-05-21", 500), row("Core", 3, "2025-05-22", 700)]
    book += [row("Acme", 4, "2025-05-21", 10, currency="JPY"), row("Core", 5, "2025-05-21", 30, currency="JPY")]
    ledger = some.ledger_of(book)
    offer = cf.Offer(extend={"days": 0}, options=[cf.LaterWithInterest("0.06", "ACT/360")], suppliers=suppliers)
    swept = cf.sweep(ledger, offer, days=[[20, 20, 20], [-1, 20, 30], [30, 20, -1], [-1, 20, -1], [-1, -1, -1]], quarters=SHOWN)
    same(ledger, swept, [swept.scenario(n) for n in swept.names], quarters=SHOWN)


def test_the_acceptance_of_an_offer_is_not_looked_at():
    """It stayed in the scenario that a sweep by days hands to a comparison, and where that is compared one by one in the sweep, too."""
    ledger = some.ledger_of([row("Acme", 1, "2025-05-21"), row("Bolt", 2, "2025-05-21")])
    for option in (cf.LaterWithInterest("0.06", "ACT/360"), PerThousand()):
        offer = cf.Offer(extend={"days": 0}, options=[option], acceptance={"share": 0.5})
        swept = cf.sweep(ledger, offer, days=[[20, 20], [-1, 20]], quarters=SHOWN)
        assert swept.amounts("cash_retained")[:, 0].tolist() == [20_000_00, 10_000_00]
        same(ledger, swept, [swept.scenario(n) for n in swept.names], quarters=SHOWN)


@pytest.mark.parametrize(
    "days, names, said",
    [
        (None, None, "must be a Scenario or a list of them, not an Offer"),
        ([[1]], None, "a row a scenario and a column for each of the 2 suppliers"),
        ([[1.5, 2]], None, "must be whole numbers"),
        ([[-2, 1]], None, "days '-2': must lie between -1 (does not accept) and 3660"),
        ([[1, 4000]], None, "must lie between"),
        (pd.DataFrame({"Akme": [1]}), None, "Did you mean 'Acme'"),
        (pd.DataFrame([[1, 2]], columns=["Acme", "Acme"]), None, "twice"),
        ([[1, 2], [3, 4]], ["a", "a"], "names 'a': names two scenarios"),
        ([[1, 2]], ["a", "b"], "names: must be as many as the rows of days, 1, not 2"),
        ([[1, 2]], ["baseline"], "names 'baseline': is what rows without any offer are called"),
        ([[1, 2]], [" "], "names ' ': must say something"),
    ],
)
def test_mistakes_in_days_are_sentences(days, names, said):
    ledger = some.ledger_of([row("Acme", 1, "2025-05-21"), row("Bolt", 2, "2025-05-21")])
    with pytest.raises(cf.InputError) as refused:
        cf.sweep(ledger, cf.Offer(extend={"days": 1}), days=days, names=names, quarters=SHOWN)
    assert said in str(refused.value)


def test_what_a_sweep_by_days_can_not_do_is_said():
    ledger = some.ledger_of([row("Acme", 1, "2025-05-21")])
    two = [{"scheme": "later_with_interest", "annual_rate": r, "day_count": "ACT/360"} for r in ("0.04", "0.06")]
    asked = [
        (cf.Offer(extend={"days": 1}, options=two), {}, "one option"),
        (cf.Scenario("x", cf.Offer(extend={"days": 1})), {}, "one Offer"),
        (cf.Offer(extend={"early": "immediate"}), {}, "payment later"),
        (cf.Offer(extend={"days": 1}), {"limits": [{"name": "c", "days": 60}]}, "can't be tested supplier by supplier"),
    ]
    for what, options, said in asked:
        with pytest.raises(cf.InputError, match=said):
            cf.sweep(ledger, what, days=[[1]], quarters=SHOWN, **options)
    with pytest.raises(cf.InputError, match="by days"):
        cf.sweep(ledger, cf.Scenario("x", cf.Offer(extend={"days": 1})), quarters=SHOWN).again([[1]])


def test_a_refused_scenario_does_not_stop_the_others():
    rows = pd.DataFrame(
        {
            "supplier": ["Acme"],
            "invoice": ["1"],
            "invoice_date": ["2025-05-21"],
            "amount": ["1000.00"],
            "currency": "EUR",
            "terms": "net 30",
        }
    )
    ledger, asked = cf.read_ledger(rows), {"quarters": ("2025-04-01", "2025-12-31")}
    good, late = cf.Scenario("good", cf.Offer(extend={"days": 30})), cf.Scenario("past", cf.Offer(extend={"to": "2025-01-01"}))
    unknown = cf.Scenario("unknown", cf.Offer(extend={"days": 30}, suppliers={"region": "EU"}))
    with pytest.warns(cf.CashflowWarning, match="scenario 'past' is refused: extend.to"):
        found = cf.sweep(ledger, [late, good, unknown], **asked)
    assert found.names == ("good",) and found.amounts("cash_retained").tolist() == [[100000, 0, 0]]
    assert list(found.refused) == ["past", "unknown"] and "region" in found.refused["unknown"]
    assert found.to_dict()["refused"] == found.refused and "scenario 'unknown' is refused" in str(found)
    for scenario in (late, unknown):  # in the words of a comparison; alone it is an error
        with pytest.raises(cf.InputError) as alone:
            cf.compare(ledger, scenario, **asked)
        assert found.refused[scenario.name] == str(alone.value)
        with pytest.raises(cf.InputError):
            cf.sweep(ledger, [scenario], **asked)
    grid = {
        "name": "g",
        "offer": [{"extend": {"days": 5}, "option": [{"scheme": "later_with_interest", "annual_rate": "0.06", "day_count": "ACT/360"}]}],
    }
    with pytest.warns(cf.CashflowWarning, match="g: annual_rate 7' is refused"):
        found = cf.sweep(ledger, grid | {"vary": {"annual_rate": ["0.05", "7"]}}, **asked)
    assert found.names == ("g: annual_rate 0.05",)


@attrs.frozen(kw_only=True)
class OnlyFrom(cf.Offer):
    """An offer with a setting that nobody has marked: for one supplier alone, whatever else is selected."""

    alone: str | None = None

    @property
    def selection(self):
        return Selection(self.alone)


def test_a_setting_that_is_not_marked_is_never_shared():
    """Two offers that differ in a new setting alone: each has its own coverage, as compared one by one."""
    ledger = some.ledger_of([row("Acme", 1, "2025-05-21", 100_00), row("Bolt", 2, "2025-05-21", 7_00)])
    scenarios = [cf.Scenario(name, OnlyFrom(extend={"days": 60}, alone=name)) for name in ("Acme", "Bolt")]
    swept = cf.sweep(ledger, scenarios, quarters=SHOWN)
    assert swept.amounts("cash_retained")[:, 0].tolist() == [100_00, 7_00]
    same(ledger, swept, scenarios, quarters=SHOWN)


def test_every_setting_of_an_offer_has_a_role():
    """Those that select are told by having no mark; what is neither selecting nor moving is worked out again for each scenario."""
    offer = cf.Offer(extend={"days": 1})
    roles = {r: len(offer.settings(r)) for r in ("selects", "moves", "prices", "judges")}
    assert roles == {"selects": 5, "moves": 2, "prices": 1, "judges": 7} and sum(roles.values()) == len(attrs.fields(cf.Offer))


def test_a_sweep_warns_once_of_what_a_comparison_warns_of():
    """Of rows left out, and of offers that cover nobody; what is overdue is told by its notes."""
    rows = pd.DataFrame(
        {
            "supplier": ["Acme", "Bolt"],
            "invoice": ["1", "2"],
            "invoice_date": ["2025-05-01", "2025-13-01"],
            "amount": ["100", "1"],
            "currency": "EUR",
            "terms": "net 30",
        }
    )
    ledger = cf.read_ledger(rows, accept={"unreadable date": "closed"})
    scenario = cf.Scenario("s", cf.Offer(extend={"days": 30}, suppliers=["Nobody"]))
    told = []
    for verb in (cf.compare, cf.sweep):
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            found = verb(ledger, [scenario], quarters=("2025-04-01", "2025-09-30"))
        told.append([str(w.message) for w in heard])
        assert len(told[-1]) == len(set(told[-1])) == 2 and set(told[-1]) <= set(found.notes)
    assert told[0] == told[1]


@pytest.mark.parametrize("option", [cf.LaterWithInterest("0.06", "ACT/360"), cf.BankPaysNow("0.05", "ACT/360"), None])
def test_a_sweep_by_days_of_no_scenario_has_no_rows(option):
    offer = cf.Offer(extend={"days": 0}, **({} if option is None else {"options": [option]}))
    found = cf.sweep(cf.synthetic_ledger(200, 4), offer, days=np.zeros((0, 4), int), quarters=("2025-01-01", "2025-12-31"))
    assert "No scenarios." in str(found) and found.quarters.empty and found.totals.empty
    for measure in ("free_cash_flow_change", "cash_retained", "financing_cost", "net_debt_change"):
        assert len(found.amounts(measure, currency="EUR")) == 0
