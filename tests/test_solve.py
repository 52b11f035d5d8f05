"""The inverse question on ledgers: what is solved is what compare says, constraints are kept, reasons are given."""

import itertools
from decimal import Decimal as D

import attrs
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.schemes import Flow, Scheme
from cashflow.solve import Constraints, highs
from cashflow.solve.frames import curve_frame
from cashflow.solve.problem import Answer

from .examples import examples
from .strategies import ledger_of, policies, rows
from .wwi import FOLDER, wwi_rows

needs_highs = pytest.mark.skipif(not highs.available(), reason='needs the extra "optimize"')
INTEREST = {"scheme": "later_with_interest", "annual_rate": "0.06", "day_count": "ACT/360"}
BANK = {"scheme": "bank_pays_now", "annual_rate": "0.072", "day_count": "ACT/360"}
MENU = [
    {"extend": {"days": 30}, **INTEREST},
    {"extend": {"to": "2025-08-15"}, **BANK},
    ({"to": "2025-07-10"}, cf.LaterWithInterest("0.09", "ACT/360")),
]
FISCAL = cf.FiscalCalendar("April", named_by="start")
POLICY = cf.PaymentPolicy(
    as_of="2025-05-31",
    payment_runs={"on": "every Thursday", "choose": "last on or before due"},
    business_days={"EUR": "TARGET", "GBP": "GB-ENG", "roll": "following"},
)


@pytest.fixture(scope="module")
def synthetic():
    return cf.synthetic_ledger(3_000, 60)


@pytest.fixture
def without_highs(monkeypatch):
    def missing(name, *more):
        if name == "highspy":
            raise ImportError(name)
        return real(name, *more)

    real = highs.importlib.import_module
    monkeypatch.setattr(highs.importlib, "import_module", missing)


KEPT = [f.name for f in attrs.fields(Constraints)]


def ask(ledger, target, **more):
    """`solve` with the constraints given one by one."""
    kept = {name: more.pop(name) for name in KEPT if name in more}
    given = {"constraints": kept} | {
        "by": "2025-06-30",
        "menu": MENU,
        "policy": POLICY,
        "fiscal": FISCAL,
        "currency": "EUR",
        "funding_rate": "funding_rate",
    }
    return cf.solve(ledger, target, **given | more)


def agrees(solution, **settings):
    """What compare says of the scenario found is what was solved, to the minor unit."""
    setting = solution.setting
    result = cf.compare(setting.payments.ledger, solution.scenario, quarters=setting.shown, reporting=setting.reporting, **settings)
    said = result.to_dict()["currencies"][setting.currency]["scenarios"]["solved"]
    at = [q["label"] for q in result.to_dict()["quarters"]].index(setting.quarter)
    assert D(said["cash_retained"][at]) == solution.cash_retained
    assert D(said["financing_cost"]) == solution.cost
    assert said["all_in_rate"] == solution.all_in_rate
    assert sorted(result.suppliers["supplier"]) == sorted(solution.choices["supplier"]) if len(solution.choices) else True
    return result


@needs_highs
@pytest.mark.parametrize("target", ["2000000", "6000000.01", "50000000"])
def test_compare_says_the_same(synthetic, target):
    found = ask(synthetic, target, made_whole=True, bank_limit="1500000", selection={"suppliers": {"except": {"tag": "critical"}}})
    assert found.reached == (D(target) < 50_000_000) and found.method == "HiGHS"
    result = agrees(found, policy=POLICY)
    assert found.choices["made_whole"].tolist() == [True] * len(found.choices)
    assert found.choices["cash_retained"].sum() == found.cash_retained and found.choices["cost"].sum() == found.cost
    critical = synthetic.to_frame().query("tag == 'critical'")
    assert not set(result.legs["invoice"]) & set(critical["invoice"])
    if found.reached:
        assert found.cash_retained >= D(target) and found.bound <= found.cost and found.gap < 1e-4


def bank_peak(legs):
    """Most owed to the bank at the close of any day, from the legs of compare."""
    principal = legs[(legs["nature"] == "principal") & ((legs["payer"] == "bank") | (legs["payee"] == "bank"))]
    signed = principal["amount"].where(principal["payer"] == "bank", -principal["amount"])
    return max(signed.groupby(principal["day"]).sum().cumsum(), default=D(0))


@pytest.mark.slow
@needs_highs
def test_the_bank_is_never_owed_more_than_its_limit(synthetic):
    menu = [{"extend": {"days": d}, **BANK} for d in (20, 40)]
    menu += [
        {"extend": {"to": "2025-07-20"}, **BANK, "bank_pays": "immediate"},
        {"extend": {"days": 30}, **INTEREST, "annual_rate": "0.09"},
    ]
    free = ask(synthetic, "5000000", menu=menu)
    peak = bank_peak(free.result.legs)
    tight = ask(synthetic, "5000000", menu=menu, bank_limit=peak - 50_000)
    assert tight.reached and 0 < bank_peak(tight.result.legs) <= peak - 50_000 and tight.cost > free.cost
    used = tight.constraints.set_index("constraint")["used"]["owed to the bank, any day"]
    assert used == bank_peak(tight.result.legs)
    none = ask(synthetic, "5000000", menu=menu[:3], bank_limit="0")
    assert not none.reached and none.cash_retained == 0 and len(none.choices) == 0 and none.scenario.offers == ()
    assert "Stopped by the constraint 'owed to the bank, any day'" in str(none).splitlines()[0]


@needs_highs
def test_limits_of_a_column_of_size_and_of_number(synthetic):
    constraints = [
        {"column": "region", "value": "EU", "cash": "3000000"},
        {"column": "region", "value": ["UK", "JP"], "share": "0.5"},
        {"column": "country", "suppliers": 6},
        {"cost": "45000"},
    ]
    found = ask(synthetic, "6000000", sums=constraints, max_suppliers=14, smallest="20000", max_share_of_one="0.3")
    region = synthetic.to_frame().groupby("supplier")["region"].first()
    country = synthetic.to_frame().groupby("supplier")["country"].first()
    by_region = found.choices.groupby(found.choices["supplier"].map(region))["cash_retained"].sum()
    assert by_region.get("EU", 0) <= 3_000_000 and by_region.get("UK", 0) + by_region.get("JP", 0) <= 3_000_000
    assert found.choices["supplier"].map(country).value_counts().max() <= 6
    assert len(found.choices) <= 14 and found.cost <= 45_000
    assert found.choices["cash_retained"].min() >= 20_000 and found.choices["cash_retained"].max() <= 1_800_000
    agrees(found, policy=POLICY)


@needs_highs
def test_more_limits_never_cost_less(synthetic):
    costs = [ask(synthetic, "5000000", **more).cost for more in ({}, {"max_suppliers": 12}, {"max_suppliers": 12, "max_days": 35})]
    assert costs == sorted(costs)


@needs_highs
def test_the_curve_rises_and_limits_say_what_they_save(synthetic):
    found = ask(synthetic, "5000000", max_suppliers=7, overdue="offered")
    assert found.reached
    curve = found.curve[found.curve["reached"]]
    assert curve["cost"].is_monotonic_increasing and (curve["cash_retained"] >= curve["target"]).all()
    row = found.constraints.set_index("constraint").loc["suppliers with an offer"]
    again = ask(synthetic, "5000000", max_suppliers=8, overdue="offered")
    assert (row["allowed"], row["used"], row["relaxed_to"], row["binds"]) == (7, 7, 8, True)
    assert row["saves"] == found.cost - again.cost > 0
    target = found.constraints.set_index("constraint").loc["target"]
    assert target["saves"] == found.cost - ask(synthetic, "4950000", max_suppliers=7, overdue="offered").cost


@needs_highs
def test_out_of_reach_says_the_most_and_why(synthetic):
    found = ask(synthetic, "500000000", sums=[{"column": "region", "value": "EU", "cash": "1000000"}], max_days=29)
    first = str(found).splitlines()[0]
    assert first.startswith("EUR 500.0m can't be held on 2025-06-30 (FY2025 Q1): the most is EUR ")
    assert (
        "Stopped by the constraint 'cash of region EU'." in first and "Without the rule 'more than 29 days' it could retain EUR " in first
    )
    said = found.to_dict()
    assert said["reached"] is False and said["stopped_by"] == ["cash of region EU"] and said["gap"] is None
    assert D(said["cash_ceiling"]) >= D(said["cash_most"]) >= found.cash_retained >= D(said["cash_most"]) * D("0.9989")
    assert D(said["cash_most"]) >= D(said["cash_ceiling"]) * D("0.999")
    row = found.constraints.set_index("constraint").loc["cash of region EU"]
    wider = ask(synthetic, "500000000", sums=[{"column": "region", "value": "EU", "cash": "1010000"}], max_days=29)
    assert abs(row["holds_more"] - (D(wider.to_dict()["cash_most"]) - D(said["cash_most"]))) <= 1 and 5_000 < row["holds_more"] < 15_000
    agrees(found, policy=POLICY)


@needs_highs
def test_what_a_hard_limit_stops_is_moved_by_no_entry(synthetic):
    limits = [{"name": "45 days in the EU", "days": 45, "region": "EU", "kind": "hard", "source": "a test"}]
    free, limited = ask(synthetic, "6000000"), ask(synthetic, "6000000", limits=limits)
    agrees(limited, policy=POLICY)
    legs = limited.result.legs.merge(synthetic.to_frame()[["supplier", "invoice", "region"]], on=["supplier", "invoice"])
    beyond = legs[(legs["region"] == "EU") & (legs["payer"] == "buyer") & (legs["payee"] == "supplier")]
    assert ((beyond["new_date"] - beyond["invoice_date"]).dt.days <= 45).all() and limited.cost > free.cost
    assert any("(30 days later): a hard limit stops " in n for n in limited.notes)
    assert limited.to_dict()["limits"] == limited.result.to_dict()["limits"]


@needs_highs
def test_row_order_changes_nothing(synthetic):
    frame = synthetic.to_frame()
    shuffled = cf.read_ledger(frame.sample(frac=1, random_state=3).reset_index(drop=True))
    one, other = ask(synthetic, "5000000", made_whole=True), ask(shuffled, "5000000", made_whole=True)
    assert one.to_dict()["choices"] == other.to_dict()["choices"]
    assert str(one) == str(other) == str(ask(synthetic, "5000000", made_whole=True))


@pytest.mark.parametrize("presentation", ["trade_payable", "borrowing_net", "borrowing_gross", "agency"])
def test_presentations(synthetic, presentation):
    """What is held in a presentation is the running change in free cash flow in it, before the cost paid so far."""
    found = ask(synthetic, "3000000", presentation=presentation, reporting={"agency_days": 100})
    result = found.result
    quarter = result.quarters.query(f"scenario == 'solved' and currency == 'EUR' and quarter == '{found.setting.quarter}'").iloc[0]
    assert quarter[f"free_cash_flow_change_{presentation}"] + quarter["financing_cost_paid"] == found.cash_retained >= 3_000_000
    if presentation == "borrowing_gross":
        assert 2 not in set(found.choices["menu"])  # a bank that pays on the usual day holds nothing in this presentation


def test_without_the_extra_a_ranking_that_says_so(synthetic, without_highs):
    found = ask(synthetic, "5000000", made_whole=True)
    first = str(found).splitlines()[0]
    assert found.method == found.to_dict()["method"] == "greedy" and found.reached
    assert "a ranking by cost per unit of cash, not an optimum" in first and 'pip install "cashflow-terms[optimize]"' in first
    assert found.bound <= found.cost and found.constraints["saves"].isna().all()
    agrees(found, policy=POLICY)
    short = ask(synthetic, "500000000")
    assert (
        "was not reached by a ranking" in str(short).splitlines()[0] and "another selection may retain more" in str(short).splitlines()[0]
    )


@needs_highs
def test_the_ranking_is_never_cheaper_than_the_optimum(synthetic, monkeypatch):
    best = ask(synthetic, "5000000")
    monkeypatch.setattr(highs, "available", lambda: False)
    ranked = cf.solve(synthetic, "5000000", by="2025-06-30", menu=MENU, policy=POLICY, fiscal=FISCAL, currency="EUR")
    assert ranked.method == "HiGHS" or ranked.cost >= best.cost >= ranked.bound


def brute_force(ledger, policy, menu, target, by, quarters, first_days):
    """Least cost of all choices, each compared as a scenario; offers as the solution says its windows are."""
    names = sorted(set(ledger.supplier.values))
    least = None
    for choice in itertools.product(range(-1, len(menu)), repeat=len(names)):
        offers = []
        for m, entry in enumerate(menu):
            some = [n for n, o in zip(names, choice, strict=True) if o == m]
            if some and first_days[m]:
                extend, scheme = entry
                window = {"from": first_days[m], "to": by}
                offers.append(cf.Offer(suppliers={"supplier": some, "currency": "EUR"}, paying=window, extend=extend, options=[scheme]))
        result = cf.compare(ledger, cf.Scenario("all", offers), policy=policy, quarters=quarters)
        row = result.quarters.query("scenario == 'all' and currency == 'EUR'").iloc[0]
        cost = D(result.to_dict()["currencies"]["EUR"]["scenarios"]["all"]["financing_cost"])
        if row["cash_retained"] >= target and (least is None or cost < least):
            least = cost
    return least


@pytest.mark.slow
@needs_highs
@examples(12)
@given(rows(max_size=6), policies(), st.integers(1, 120_000))
def test_least_of_all_scenarios(drawn, policy, target):
    """Small ledgers: every choice is compared as a scenario of its own, and none that holds the target costs less."""
    ledger = ledger_of(drawn)
    if "EUR" not in ledger.currency.values:
        return
    menu = [
        ({"days": 30}, cf.LaterWithInterest("0.08", "ACT/360")),
        ({"to": "2025-08-01"}, cf.BankPaysNow("0.05", "ACT/365F", fee_rate="0.001")),
    ]
    quarters = ("2025-04-01", "2025-09-30")
    try:
        found = cf.solve(ledger, D(target), by="2025-06-30", menu=menu, policy=policy[1], quarters=quarters, currency="EUR")
    except cf.InputError as refused:
        assert refused.column == "menu 2, extend.to"  # everything a promise covers is paid by then
        return
    firsts = [o.paying.first for o in found.options.offers]
    firsts = [None if f is None else str(np.datetime64(f, "D")) for f in firsts]
    least = brute_force(ledger, policy[1], menu, D(target), "2025-06-30", quarters, firsts)
    assert found.reached == (least is not None)
    assert not found.reached or found.cost == least


REFUSED = [
    ({"by": "2025-06-29"}, "by '2025-06-29': is not the last day of a fiscal quarter. The nearest are 2025-03-31 and 2025-06-30"),
    ({"target": "60m"}, "target '60m': is not an amount"),
    ({"target": 6e7}, "target '60000000.0': is a float"),
    ({"target": "-1"}, "target '-1': must not be negative"),
    ({"currency": None}, "currency: must be given: currencies are not added up here. Known: EUR, GBP"),
    ({"currency": "USD"}, "currency 'USD': does not occur in the ledger"),
    ({"presentation": "net"}, "presentation 'net': unknown presentation"),
    ({"menu": []}, "menu: must be a list of one entry or more"),
    ({"menu": [{"extend": {"days": 30}, "scheme": "later_with_intrest"}]}, "menu 1, option.scheme 'later_with_intrest': unknown scheme. Did you mean 'later_with_interest'?"),
    ({"menu": [{"extend": {"days": 30}, "shceme": "x"}]}, "menu 1 'shceme': stands in an entry without a scheme. Did you mean 'scheme'?"),
    ({"menu": [{"scheme": "later_with_interest"}]}, "menu 1, extend: is missing"),
    ({"menu": [{"extend": {"early": "immediate"}}]}, "menu 1, extend: pays earlier, and holds no cash at the quarter end"),
    ({"menu": [{"extend": {"days": 30}, "funding_rate": 0.1}]}, "menu 1 'funding_rate': does not belong in a menu entry"),
    ({"made_whole": True, "funding_rate": None}, "made_whole: needs the suppliers' funding_rate. Give funding_rate = 0.08"),
    ({"made_whole": "yes"}, "made_whole 'yes': must be true or false"),
    ({"max_days": -1}, "max_days '-1': must be a whole number, 0 or more"),
    ({"bank_limit": 1.5}, "bank_limit '1.5': is a float"),
    ({"sums": {"column": "region"}}, "constraints.sums: must be a list of tables"),
    ({"sums": [{"column": "region", "values": "EU", "cash": "1"}]}, "constraints.sums 1 'values': unknown key. Did you mean 'value'?"),
    ({"sums": [{"column": "region", "value": "EU"}]}, "constraints.sums 1: must say exactly one of cash, share, cost, amount, suppliers"),
    ({"sums": [{"column": "region", "value": "EUR", "cash": "1"}]}, "constraints.sums 1.value 'EUR': does not occur in region. Did you mean 'EU'?"),
    ({"sums": [{"column": "regions", "value": "EU", "cash": "1"}]}, "selection 'regions': is not a column of the ledger. Did you mean 'region'?"),
    ({"sums": [{"value": "EU", "cash": "1"}]}, "constraints.sums 1.value 'EU': needs a column beside it"),
    ({"max_share_of_one": 2}, "max_share_of_one '2': must not exceed 1"),
    ({"selection": {"supplier": "Acme"}}, "selection 'supplier': unknown key. Did you mean 'suppliers'?"),
    ({"selection": ["Acme"]}, """selection '["Acme"]': must be a table of settings"""),
    ({"quarters": ("2025-07-01", "2025-12-31")}, "by '2025-06-30': ends none of the quarters shown"),
]  # fmt: skip


@pytest.mark.parametrize("given, sentence", REFUSED, ids=[str(n) for n in range(len(REFUSED))])
def test_refused_in_a_sentence(synthetic, given, sentence):
    with pytest.raises(cf.InputError) as refused:
        ask(synthetic, given.pop("target", "1000000"), **given)
    assert str(refused.value).startswith(sentence)


def test_nothing_to_hold(synthetic):
    found = ask(synthetic, 0)
    assert found.reached and found.cost == 0 and len(found.choices) == 0


def test_an_entry_that_crosses_nothing_is_said(synthetic):
    found = ask(synthetic, "1000000", menu=[*MENU, {"extend": {"days": 0}}])
    assert any(n.startswith("menu 4 (same date) holds no cash on 2025-06-30") for n in found.notes)


def test_windows_begin_where_the_quarter_end_is_crossed():
    """Net 30, paid on 1, 11, 21 and 30 June; 10 days more take only the last two over the end: 21 June + 10 = 1 July."""
    frame = pd.DataFrame({"supplier": list("ABCD"), "invoice": list("1234"), "amount": "100.00", "currency": "EUR", "terms": "net 30"})
    frame["invoice_date"] = ["2025-05-02", "2025-05-12", "2025-05-22", "2025-05-31"]
    found = cf.solve(cf.read_ledger(frame), 150, by="2025-06-30", menu=[({"days": 10}, cf.LaterWithInterest(0.06, "ACT/360"))])
    assert found.choices["supplier"].tolist() == ["C", "D"]
    # 100.00 for 10 days at 6 % on 360: 0.1667 each, rounded to 0.17 a supplier
    assert (found.cash_retained, found.cost) == (D("200.00"), D("0.34"))
    assert found.scenario.offers[0].paying.first == 20260  # 2025-06-21


class Halves(Scheme):
    """Half on the usual day, half later, and 1 % of all."""

    def flows(self, deals):
        half = deals.amount // 2
        yield Flow(deals.base_day, "buyer", "supplier", "principal", deals.amount - half)
        yield Flow(deals.new_day, "buyer", "supplier", "principal", half)
        yield Flow(deals.new_day, "buyer", "supplier", "fee", deals.amount, 100)


def test_a_rate_is_of_the_days_until_the_buyer_pays():
    """It was of the days that the offer says, half of what it costs where half of the amount is paid on its usual day."""
    rows = pd.DataFrame({"supplier": ["Acme"], "invoice": ["1"], "invoice_date": "2025-05-21", "amount": "4000.00", "currency": "EUR"})
    found = cf.solve(cf.read_ledger(rows.assign(terms="net 30")), 100, by="2025-06-30", menu=[({"days": 30}, Halves())])
    assert (found.cash_retained, found.cost) == (D("2000.00"), D("40.00"))
    assert found.all_in_rate == agrees(found).scenarios[0].totals[0].all_in_rate == pytest.approx(40 * 365 / (2000 * 30))


def test_what_is_proven_of_a_target_is_not_said_of_a_lower_one():
    """Where the offers of a higher target are cheaper, the curve takes them; their bound is of the higher target, and may be above the least."""
    choice = np.zeros(1, np.int64)
    answers = {200: Answer(choice, 100, 200, (), bound=100, proven=True, price=2.0), 100: Answer(choice, 120, 100, (), bound=60, price=0.7)}

    class Known:
        def least(self, target):
            return answers.get(target)

    frame = curve_frame(Known(), [50, 100, 200], {}, "EUR")
    assert frame["cost"].tolist() == [D("1.00")] * 3
    assert frame["gap"].fillna(-1).tolist() == [-1, 0.4, 0.0]  # nothing is known of the first; the second may cost 0.60
    assert frame["price"].fillna(-1).tolist() == [-1, 0.7, 2.0]


@pytest.mark.parametrize("suppliers", [{"largest": 2}, {"except": {"largest": 1}}])
def test_who_is_among_the_largest_does_not_hang_on_who_gets_an_offer(suppliers):
    """The offers found left the largest out of those that got one, and so out of the cash: Bolt was the largest of Bolt alone."""
    frame = pd.DataFrame({"supplier": ["Acme", "Bolt", "Core"], "invoice": list("123"), "amount": ["900.00", "500.00", "300.00"]})
    frame = frame.assign(invoice_date="2025-05-21", currency="EUR", terms="net 30")
    menu = [({"days": 30}, cf.LaterWithInterest(0.06, "ACT/360"))]
    found = cf.solve(cf.read_ledger(frame), 400, by="2025-06-30", menu=menu, selection={"suppliers": suppliers})
    assert (found.choices["supplier"].tolist(), found.cash_retained) == (["Bolt"], D("500.00"))
    assert not [n for n in agrees(found).notes if "largest" in n or "covers nothing" in n]


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the WideWorldImporters tables are not at {FOLDER}")
@needs_highs
def test_on_a_ledger_nobody_here_made():
    ledger = cf.read_ledger(pd.DataFrame(wwi_rows()).drop(columns="payment_days"), currency="USD")
    menu = [
        {"extend": {"days": d}, "scheme": "later_with_interest", "annual_rate": r, "day_count": "ACT/360"}
        for d, r in ((15, "0.05"), (30, "0.07"), (45, "0.065"))
    ]
    menu.append({"extend": {"to": "2014-08-01"}, **BANK})
    policy = cf.PaymentPolicy("actual")
    kept = {"made_whole": True, "bank_limit": "1000000"}
    found = cf.solve(ledger, "4000000", by="2014-06-30", menu=menu, policy=policy, funding_rate=0.06, constraints=kept)
    agrees(found, policy=policy)
    assert found.reached and found.gap == 0.0
    assert set(found.choices["menu"]) <= {2, 3, 4}  # 5 % does not make whole at 6 %


def test_what_a_supplier_moves_may_add_up_to_nothing_and_hold_cash():
    """A credit note as large as an invoice moves along inside the quarter, and the invoice over its end: 1,000 held for nothing."""
    rows = [("Acme", "2025-05-21", "1000.00"), ("Acme", "2025-04-21", "-1000.00"), ("Bolt", "2025-05-21", "1000.00")]
    frame = pd.DataFrame(rows, columns=["supplier", "invoice_date", "amount"]).assign(currency="EUR", terms="net 30", invoice=list("123"))
    ledger = cf.read_ledger(frame, sign="payables positive")
    asked = {"by": "2025-06-30", "menu": MENU[:1], "selection": {"paying": {"from": "2025-05-01", "to": "2025-06-30"}}}
    found = cf.solve(ledger, "1000", **asked)
    assert (found.choices["supplier"].tolist(), found.cash_retained, found.cost) == (["Acme"], D("1000.00"), D("0.00"))
    found = cf.solve(ledger, "2000", **asked)
    assert (found.reached, found.choices["supplier"].tolist(), found.cost) == (True, ["Acme", "Bolt"], D("5.00"))
    assert str(found.result.quarters.query("scenario == 'solved'")["cash_retained"].iloc[0]) == "2000.00"
