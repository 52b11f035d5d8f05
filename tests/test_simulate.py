"""Simulation beside every outcome compared one by one, beside `compare`, and as a treasurer reads it."""

import itertools
import json
import warnings
from decimal import Decimal as D
from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.errors import CashflowWarning
from cashflow.cli import main
from cashflow.measures.catalog import MEASURES as CATALOG
from cashflow.schemes import PriceUplift, ReverseFactoring
from cashflow.simulate.decisions import SIMULATED

SHOWN = ("2025-04-01", "2025-12-31")
NAMES = ["Acme", "Bolt", "Cogs", "Dyes"]
OPTIONS = [
    [cf.LaterWithInterest("0.065", "ACT/360")],
    [cf.BankPaysNow("0.07", "ACT/360", fee_per_invoice="3.33")],
    [cf.LaterWithInterest("0.02", "ACT/365F"), cf.BankPaysNow("0.07", "ACT/360")],
    [PriceUplift("1.3%", of="gross")],
]
PRESENTATION_NAMES = ["trade_payable", "borrowing_net", "borrowing_gross", "agency"]


@st.composite
def books(draw):
    rows = []
    for n in range(draw(st.integers(1, 9))):
        day = pd.Timestamp("2025-04-20") + pd.Timedelta(days=draw(st.integers(0, 100)))
        rows.append((draw(st.sampled_from(NAMES)), str(n), day, draw(st.integers(-(10**7), 10**9)) or 1))
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount"])
    frame["amount"] = [str(D(a).scaleb(-2)) for a in frame["amount"]]
    frame["tax_amount"] = "0.00"
    return frame.assign(currency="EUR", terms="net 30")


def offer(names, options, shares, days=45):
    return cf.Offer(
        suppliers=names, extend={"days": days}, options=options, acceptance=shares, funding_rate="0.06", funding_day_count="ACT/360"
    )


def compared(frame, scenario, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CashflowWarning)
        return cf.compare(cf.read_ledger(frame, sign="payables positive"), scenario, quarters=SHOWN, **more)


def figures(result, measure, presentation):
    presented = measure not in result.quarters
    frame = result.presentations.query("presentation == @presentation") if presented else result.quarters.query("scenario != 'baseline'")
    return [int(v.scaleb(2)) for v in frame[measure]]


ROUNDED = ("on its average day", "accrued")  # of each supplier, so that sums may differ by a unit a supplier
EXACT = [m for m in SIMULATED if CATALOG[m].timing not in ROUNDED]


def test_what_is_printed_by_quarter_can_be_simulated():
    assert {"cash_paid", "average_cash_retained", "debt_change", "net_debt_change", "financing_cost_accrued", "vat_paid"} <= set(SIMULATED)
    assert not {"invoiced", "financing_cost", "average_cash_retained_since_first_move"} & set(SIMULATED)


shares_of = st.sampled_from([F(0), F(1), F(1, 2), F(7, 10), F(1, 3)])


@pytest.mark.slow
@given(
    books(),
    st.lists(shares_of, min_size=4, max_size=4),
    st.sampled_from(OPTIONS),
    st.sampled_from(EXACT),
    st.sampled_from(PRESENTATION_NAMES),
)
def test_every_outcome_is_a_comparison(frame, shares, options, measure, presentation):
    """Each subset of suppliers that accept, compared on its own: draws, law and moments are made of nothing else."""
    presentation = presentation if CATALOG[measure].presented else PRESENTATION_NAMES[0]
    known = sorted(set(frame["supplier"]))
    p = dict(zip(NAMES, shares, strict=True))
    result = compared(frame, cf.Scenario("s", offer(known, options, {s: p[s] for s in known})))
    found = cf.simulate(result, measure=measure, presentation=presentation, draws=64, seed=5, quarter="2025 Q3", target="0")
    every = {}
    for yes in itertools.product((0, 1), repeat=len(known)):
        chance = F(1)
        for s, y in zip(known, yes, strict=True):
            chance *= p[s] if y else 1 - p[s]
        if chance:
            some = offer(known, options, {s: F(y) for s, y in zip(known, yes, strict=True)})
            every[yes] = chance, figures(compared(frame, cf.Scenario("s", some)), measure, presentation)
    mean = [sum(c * f[q] for c, f in every.values()) for q in range(3)]
    assert found.mean == pytest.approx([float(m) for m in mean], rel=1e-12, abs=1e-3)
    variance = float(sum(c * (f[1] - mean[1]) ** 2 for c, f in every.values()))
    assert found.covariance[1, 1] == pytest.approx(variance, rel=1e-9, abs=1e-3)
    assert {tuple(r) for r in found.drawn.tolist()} <= {tuple(f) for _, f in every.values()}
    for target in (0, every[max(every)][1][1], 10**6):
        found = cf.simulate(
            result, measure=measure, presentation=presentation, draws=0, quarter="2025 Q3", target=str(D(target).scaleb(-2))
        )
        assert found.chance == pytest.approx(float(sum(c for c, f in every.values() if f[1] >= target)), abs=1e-9)
    least, most = (f(v[1] for _, v in every.values()) for f in (min, max))
    assert [int(v.scaleb(2)) for v in found.moments.loc[1, ["least", "most"]]] == [least, most]


@given(books(), shares_of, st.sampled_from(OPTIONS), st.sampled_from(PRESENTATION_NAMES))
def test_the_mean_is_the_expected_value_of_compare(frame, share, options, presentation):
    result = compared(frame, cf.Scenario("s", offer("all", options, {"share": share})))
    for measure in SIMULATED:
        presented = presentation if CATALOG[measure].presented else PRESENTATION_NAMES[0]
        found = cf.simulate(result, measure=measure, presentation=presented, draws=0)
        most = (
            3.01 if measure in EXACT else 2.01 + len(set(frame["supplier"]))
        )  # accounts are rounded on running totals: one unit each at most
        assert np.abs(found.mean - figures(result, measure, presented)).max() <= most


@pytest.mark.slow
@given(books(), st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(frame, random):
    order = list(range(len(frame)))
    random.shuffle(order)
    mixed = frame.iloc[order].reset_index(drop=True)
    scenario = cf.Scenario("s", offer("all", OPTIONS[0], {"share": F(1, 3)}))
    one, two = (cf.simulate(compared(f, scenario), draws=50, seed=3, target="1000").to_dict() for f in (frame, mixed))
    assert json.dumps(one) == json.dumps(two)


def two(acceptance, rate=0.05, **more):
    rows = [("Acme", "2025-05-21", "3000000.00"), ("Bolt", "2025-05-21", "1000000.00")]
    frame = pd.DataFrame(rows, columns=["supplier", "invoice_date", "amount"]).assign(invoice=["1", "2"], currency="EUR", terms="net 30")
    june = cf.Scenario(
        "June",
        cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest(0.065, "ACT/360")], acceptance=acceptance, funding_rate=rate),
    )
    return cf.simulate(cf.read_ledger(frame), june, quarters=("2025-04-01", "2025-09-30"), **more)


def test_two_suppliers_by_hand():
    """3m with one chance in two, 1m with one in four: mean 1.75m, variance 9/4 + 3/16 = 39/16 (million²), Acme 36/39 of it."""
    found = two({"Acme": 0.5, "Bolt": 0.25}, target="3000000")
    assert found.chance == 0.5 and found.chance_error < 1e-9
    assert found.moments.loc[0, ["mean", "standard_deviation"]].tolist() == [D("1750000.00"), D("1561249.50")]
    assert found.suppliers["share_of_variance"].tolist() == pytest.approx([36 / 39, 3 / 39])
    assert found.moments.loc[0, ["least", "most"]].tolist() == [0, D("4000000.00")]
    exact = found.quantiles.query("quarter == '2025 Q2'").set_index("level")["exact"]
    assert exact[0.5] == D("1000000.00") and exact[0.95] == D("4000000.00") and exact[0.05] == 0  # 3/8, 1/8, 3/8, 1/8
    tornado = found.tornado.set_index("unknown")
    assert tornado.index[0] == "acceptance of Acme"
    row = tornado.loc["acceptance of Acme"]
    assert (row["low"], row["high"], row["chance_low"], row["chance_high"]) == (D("250000.00"), D("3250000.00"), 0, 1)
    row = tornado.loc["acceptance of all suppliers"]
    assert (row["low"], row["high"]) == (D("1350000.00"), D("2150000.00"))
    assert row["chance_low"] == pytest.approx(0.4) and row["chance_high"] == pytest.approx(0.6)


def test_the_range_of_funding_rates_is_an_unknown():
    """At 5 % both are made whole and accept, at 9 % neither: 4m or nothing."""
    row = two("if whole", {"low": 0.05, "high": 0.09}, target="1").tornado.set_index("unknown").loc["funding rate of the suppliers"]
    assert (row["low"], row["high"], row["chance_low"], row["chance_high"]) == (D("4000000.00"), 0, 1, 0)


def test_nobody_foresees_a_withdrawal_at_another_funding_rate_either():
    """Subsidized in full, the sale makes both suppliers whole at 8 and at 9 %: they accept at both ends, and the bank leaves them waiting."""
    rows = [("Acme", "1", "2025-05-21", "3000000.00"), ("Bolt", "2", "2025-05-21", "1000000.00")]
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount"]).assign(currency="EUR", terms="net 30")
    sale = ReverseFactoring("0.05", "ACT/360", sold="baseline", subsidy=1)
    terms = {"funding_rate": {"low": 0.08, "high": 0.09}, "funding_day_count": "ACT/360", "acceptance": "if whole"}
    scenario = cf.Scenario("s", cf.Offer(extend={"to": "2025-08-15"}, options=[sale], **terms), stress={"bank_withdraws": "2025-06-01"})
    result = cf.compare(cf.read_ledger(frame), scenario, quarters=SHOWN)
    for found in (cf.simulate(result), cf.simulate(result.stressed[0].result)):
        row = found.tornado.set_index("unknown").loc["funding rate of the suppliers"]
        assert [row["low"], row["high"]] == [D("4000000.00")] * 2 == [found.moments["mean"][0]] * 2


def test_seeds_and_generators():
    one, again, other = (two({"share": 0.5}, seed=s, draws=200) for s in (7, 7, 8))
    assert one.drawn.tobytes() == again.drawn.tobytes() != other.drawn.tobytes() and str(one) == str(again)
    made = two({"share": 0.5}, seed=np.random.default_rng(7), draws=200)
    assert made.seed is None and "a generator" in str(made)


def test_one_common_factor():
    """Correlation 1 and the same probability: both or neither."""
    found = two({"share": 0.5}, correlation=1, draws=2000, target="4000000")
    assert found.chance == pytest.approx(0.5) and found.drawn_chance == pytest.approx(0.5, abs=0.05)
    assert set(found.drawn[:, 0].tolist()) == {0, 400_000_000}
    assert "common factor" in str(found) and "independently" not in str(found)


def test_the_report_reads():
    text = str(two({"Acme": 0.5, "Bolt": 0.25}, target="3000000", draws=1000))
    first = text.splitlines()
    assert first[0].startswith(
        "June: change in free cash flow (trade payable presentation), 2025 Q2. Expected EUR 1.8m, standard deviation EUR 1.6m"
    )
    assert first[1].startswith("Chance of at least EUR 3.0m: 50.00% (exact")
    assert "Acme" in text and "An assumption: if they follow each other" in text and "seed 1" in text


def test_nothing_left_to_chance():
    found = two("all", target="1")
    first, second, *_ = str(found).splitlines()
    assert found.chance == 1 and first == "June: change in free cash flow (trade payable presentation), 2025 Q2. EUR 4.0m."
    assert second.startswith("Nothing is uncertain: every supplier either accepts or refuses") and "{ share = 0.7 }" in second
    assert "standard deviation" not in str(found)
    assert found.moments["standard_deviation"].tolist() == [0, 0]


@pytest.mark.parametrize(
    "more, words",
    [
        ({"measure": "profit"}, "can't be simulated"),
        ({"presentation": "net"}, "unknown presentation"),
        ({"measure": "cash_retained", "presentation": "agency"}, "changes nothing in cash_retained"),
        ({"quarter": "2031 Q1"}, "not one of the quarters shown"),
        ({"quarter": "2031-01-01"}, "not in any quarter shown"),
        ({"target": 3.5}, "not an exact amount"),
        ({"currency": "USD"}, "does not occur"),
        ({"draws": -1}, "whole number"),
        ({"seed": "x"}, "seed"),
        ({"correlation": 2}, "must not exceed 1"),
        ({"levels": [50]}, "between 0 and 1"),
    ],
)
def test_mistakes_are_sentences(more, words):
    with pytest.raises(cf.InputError, match=words):
        two({"share": 0.5}, **more)


def test_what_is_simulated_must_be_named():
    result = two({"share": 0.5}).result
    with pytest.raises(cf.InputError, match="one of the result's scenarios"):
        cf.simulate(result, "July")
    with pytest.raises(cf.InputError, match="compared already"):
        cf.simulate(result, quarters=SHOWN)
    with pytest.raises(cf.InputError, match="must be a Scenario"):
        cf.simulate(result.payments.ledger, "June")
    with pytest.raises(cf.InputError, match="result or a ledger"):
        cf.simulate("ap.csv")


WHATIF = """
[ledger]
path = "ap.csv"
[calendar]
quarters = { from = 2025-04-01, to = 2025-09-30 }
[[scenario]]
name = "June"
[[scenario.offer]]
extend = { to = 2025-08-15 }
acceptance = { logistic = { midpoint = 0, slope = 20 } }
funding_rate = { low = 0.05, high = 0.08 }
funding_source = "bank survey"
[[scenario.offer.option]]
scheme = "later_with_interest"
annual_rate = 0.065
day_count = "ACT/360"
[simulate]
target = "2000000"
draws = 500
seed = 3
correlation = 0.1
levels = [0.1, 0.9]
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "ap.csv").write_text(
        "supplier,invoice,invoice_date,amount,currency,terms\n"
        "=Acme,1,2025-05-21,3000000.00,EUR,net 30\nBolt,2,2025-05-21,1000000.00,EUR,net 30\n"
    )
    (tmp_path / "w.toml").write_text(WHATIF)
    return tmp_path


def test_the_command_line(files):
    ran = CliRunner().invoke(main, ["simulate", str(files / "w.toml"), "--json"])
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)
    assert (found["draws"], found["seed"], found["target"]) == (500, 3, "2000000.00")
    assert found["acceptance"][0].startswith("assumed") and found["correlation"] == 0.1
    assert [q["level"] for q in found["quantiles"]] == [0.1, 0.9] * 2
    again = CliRunner().invoke(main, ["simulate", str(files / "w.toml"), "--target", "1", "--seed", "4", "--out", str(files / "out")])
    assert again.exit_code == 0 and "Chance of at least EUR 0.01" not in again.output
    assert (files / "out" / "suppliers.csv").read_text().splitlines()[1].startswith("'=Acme")
    assert "bank survey" in CliRunner().invoke(main, ["run", str(files / "w.toml")]).output


def test_the_simulate_table_is_checked(files):
    (files / "w.toml").write_text(WHATIF + "sed = 3\n")
    ran = CliRunner().invoke(main, ["simulate", str(files / "w.toml")])
    assert ran.exit_code == 1 and "seed" in ran.stderr and "Traceback" not in ran.stderr
    (files / "w.toml").write_text(WHATIF.replace('"2000000"', '"two"'))
    ran = CliRunner().invoke(main, ["simulate", str(files / "w.toml")])
    assert ran.exit_code == 1 and "simulate.target 'two'" in ran.stderr and "w.toml" in ran.stderr


def test_a_level_that_is_no_number(tmp_path):
    result = cf.compare(cf.read_ledger(NAN), cf.Scenario("s", cf.Offer(extend={"days": 3})))
    for level in (D("NaN"), D("sNaN"), float("nan")):
        with pytest.raises(cf.InputError, match="must lie between 0 and 1"):
            cf.simulate(result, levels=[level])


NAN = pd.DataFrame(
    {"supplier": ["A"], "invoice": ["1"], "invoice_date": ["2025-05-21"], "amount": ["1"], "currency": ["EUR"], "terms": ["net 30"]}
)
