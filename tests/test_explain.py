"""Explanations add up to their number, exactly, for every measure, quarter and presentation; and say what was not counted."""

import json
from decimal import Decimal as D

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.cli import main

from . import strategies as some
from .examples import examples
from .test_laws import run
from .wwi import FOLDER, wwi_rows

PRESENTATION_NAMES = ("trade_payable", "borrowing_net", "borrowing_gross", "agency")
PRESENTED = ("free_cash_flow_change", "free_cash_flow_change_cumulative", "cash_change", "debt_change", "net_debt_change")
MEASURES = (
    "cash_retained",
    "cash_paid",
    "principal_paid",
    "discount_taken",
    "payment_differences",
    "vat_paid",
    "closing_payables",
    "financing_cost_paid",
    "financing_cost_accrued",
    "average_cash_retained",
    "average_cash_retained_since_first_move",
    "above_average_since_first_move",
)


def check_all(result, scenario, top):
    """Every number of a result, against the sum of its explanation."""
    fixed = all(w in (0, 1) for s in result.scenarios for o in s.offers for w in o.weight)
    for currency in result.currencies:
        frame = result.quarters.query("currency == @currency").set_index(["scenario", "quarter"])
        entry = result.to_dict()["currencies"][currency]["scenarios"][scenario]
        presentations = result.presentations.query("currency == @currency").set_index(["scenario", "presentation", "quarter"])
        for quarter in result.shown.labels:
            for presentation in PRESENTATION_NAMES:
                for measure in PRESENTED:
                    parts = result.explain(measure, quarter=quarter, presentation=presentation, currency=currency, top=top)
                    assert sum(parts["amount"]) == presentations.loc[(scenario, presentation, quarter)][measure], (measure, presentation)
            for measure in MEASURES:
                parts = result.explain(measure, quarter=quarter, currency=currency, scenario=scenario, top=top)
                assert sum(parts["amount"]) == frame.loc[scenario, quarter][measure], measure
                rounds = "average" in measure
                assert rounds or not (fixed and (parts["kind"] == "rounding").any()), measure
            for measure in ("invoiced", "cash_paid", "discount_taken", "closing_payables"):
                parts = result.explain(measure, quarter=quarter, currency=currency, scenario="baseline", top=top)
                assert sum(parts["amount"]) == frame.loc["baseline", quarter][measure], measure
        for presentation in PRESENTATION_NAMES:
            parts = result.explain(quarter="outside", presentation=presentation, currency=currency, top=top)
            assert sum(parts["amount"]) == D(entry["free_cash_flow_change_outside"][presentation])
        for part, measure in (("financing_cost_paid", "financing_cost"), ("financing_cost_accrued", "financing_cost"), ("vat_paid", "vat")):
            parts = result.explain(part, quarter="outside", currency=currency, top=top)
            assert sum(parts["amount"]) == D(entry[measure]) - sum(map(D, entry[part])), part
            assert not (fixed and (parts["kind"] == "rounding").any())
        for measure in ("financing_cost", "vat"):
            parts = result.explain(measure, currency=currency, top=top)
            assert sum(parts["amount"]) == D(entry[measure])
            assert not (fixed and (parts["kind"] == "rounding").any())


@pytest.mark.slow
@examples(24)  # each explains some hundred figures
@given(some.rows(), some.policies(), st.lists(some.offers(), min_size=1, max_size=2), st.sampled_from([0, 1, 3, 100]))
def test_explanations_add_up(rows, policy, offers, top):
    check_all(run(rows, policy[1], [p for _, p in offers]), "s", top)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared WideWorldImporters data are not there")
def test_explanations_add_up_on_a_real_ledger():
    ledger = cf.read_ledger(pd.DataFrame(wwi_rows()).drop(columns="payment_days"), currency="USD")
    offer = cf.Offer(
        extend={"days": 30},
        options=[cf.LaterWithInterest(0.065, "ACT/360"), cf.BankPaysNow(0.072, "ACT/360")],
        acceptance={"share": 0.7},
        funding_rate=0.08,
    )
    result = cf.compare(ledger, cf.Scenario("s", offer), quarters=("2013-04-01", "2013-12-31"))
    check_all(result, "s", 5)


@pytest.mark.slow
@given(some.rows(), some.policies(), st.lists(some.offers(), min_size=1, max_size=3))
def test_every_item_is_counted_or_said(rows, policy, offers):
    """In a quarter in which nothing is paid nothing is counted, so the principal of what is not counted is the whole ledger."""
    shown = run(rows, policy[1], [p for _, p in offers])
    payments = shown.payments
    far = cf.compare(payments.ledger, shown.scenarios[0].scenario, payments.policy, quarters=("2040-01-01", "2040-03-31"))
    frame = payments.to_frame()
    for currency in far.currencies:
        found = far.explain(quarter="2040 Q1", currency=currency)
        assert (found["kind"] == "not counted").all()
        assert sum(found["principal"]) == sum(frame.loc[frame["currency"] == currency, "amount"])


def compared(rows, **offer):
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount", "terms"]).assign(currency="EUR")
    scenario = cf.Scenario("s", cf.Offer(**offer))
    return cf.compare(cf.read_ledger(frame), scenario, quarters=("2025-04-01", "2025-09-30"))


TWO = [["Acme", "1", "2025-05-21", "1000.00", "net 30"], ["Bolt", "2", "2025-05-01", "90.00", "net 75"]]


def test_accrued_cost():
    """Acme, 20 June to 15 August: 20 to 30 June are 11 of its 56 days, 1.99 of 10.11. Bolt, 15 July to 15 August: 0.50, none of it in June."""
    found = compared(TWO, extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360")])
    spring = found.explain("financing_cost_accrued", quarter="2025 Q2")
    assert spring.loc[spring["kind"] == "accrual", ["invoice", "amount"]].values.tolist() == [["1", D("1.99")]]
    summer = found.explain("financing_cost_accrued", quarter="2025 Q3")
    assert summer[["kind", "invoice", "amount"]].values.tolist() == [
        ["leg", "1", D("10.11")],
        ["accrual", "1", D("-1.99")],
        ["leg", "2", D("0.50")],
    ]


def test_cost_outside_the_quarters_shown():
    """Of Acme's 10.11 over 56 days 45 lie after June: 8.12 accrued, 10.11 paid. Of July to September it is what June had: 1.99."""
    later = cf.Scenario("s", cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360")]))
    ledger = compared(TWO[:1], extend={"to": "2025-08-15"}).payments.ledger

    def outside(measure, *quarters):
        return cf.compare(ledger, later, quarters=quarters).explain(measure, quarter="outside")[["kind", "amount"]].values.tolist()

    june, summer = ("2025-04-01", "2025-06-30"), ("2025-07-01", "2025-09-30")
    assert outside("financing_cost_accrued", *june) == [["leg", D("10.11")], ["accrual", D("-1.99")]]
    assert outside("financing_cost_paid", *june) == [["leg", D("10.11")]]
    assert outside("financing_cost_accrued", *summer)[0] == ["accrual", D("1.99")]


def test_a_level_is_nothing_outside_the_quarters_shown():
    found = compared(TWO, extend={"to": "2025-08-15"})
    added = "financing_cost_paid, financing_cost_accrued, vat_paid, free_cash_flow_change"
    for measure in ("closing_payables", "cash_paid", "net_debt_change"):
        with pytest.raises(cf.InputError, match="quarter 'outside'") as refused:
            found.explain(measure, quarter="outside")
        assert f"is for what an offer adds in periods ({added}), not for {measure}. Known: 2025 Q2, 2025 Q3" in str(refused.value)


def test_what_is_sold_on_its_old_day_is_counted():
    """A bank buys both invoices at once; only the one due in June is paid in that quarter. Gross, both payments of the bank count."""
    sold = compared(TWO, extend={"days": 0}, options=[cf.schemes.ReverseFactoring("0.05", "ACT/360", sold="immediate")])
    for presentation, left in (
        ("trade_payable", [["offer 1: sold on its old day, without effect on this number", D("90.00")]]),
        ("borrowing_gross", []),
    ):
        rows = sold.explain(quarter="2025 Q2", presentation=presentation).query("kind == 'not counted'")
        assert rows[["what", "principal"]].values.tolist() == left


def test_what_terms_cut_is_counted_once():
    """Half in 30 days, half in 90. Of 1 the first half stays (500.00), the second moves over June. Of 2, which has 75 days, the
    first half stays (45.00) and the second moves from 15 to 30 July, which is nothing to June.
    """
    cut = compared(TWO, extend={"terms": "50% 30 days, 50% 90 days"}).explain(quarter="2025 Q2")
    assert cut.loc[cut["kind"] != "not counted", "amount"].tolist() == [D("500.00")]
    left = cut[cut["kind"] == "not counted"].set_index("what")
    assert {k: (int(v["items"]), v["principal"]) for k, v in left.to_dict("index").items()} == {
        "offer 1: its date does not move": (2, D("545.00")),
        "offer 1: moved, without effect on this number": (1, D("45.00")),
    }


ROWS = [
    ["Acme", "1", "2025-05-21", "1000000.00", "2025-06-20"],
    ["Acme", "2", "2025-05-21", "500.00", "2025-06-22"],
    ["Bolt", "3", "2025-05-25", "2000.00", "2025-06-24"],
    ["Cold", "4", "2025-05-25", "70.00", "2025-06-24"],
    ["Bolt", "5", "2025-03-01", "40.00", "2025-04-01"],
]


def result():
    frame = pd.DataFrame(ROWS, columns=["supplier", "invoice", "invoice_date", "amount", "due_date"]).assign(currency="EUR", terms="")
    frame["paid_date"] = ["", "", "", "", "2025-04-01"]
    offer = cf.Offer(
        suppliers=["Acme", "Bolt"], extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest(0.065, "ACT/360")], acceptance=["Acme"]
    )
    policy = cf.PaymentPolicy(as_of="2025-05-31")
    return cf.compare(cf.read_ledger(frame), cf.Scenario("June", offer), policy, quarters=("2025-04-01", "2025-12-31"))


def test_what_is_not_counted_is_said():
    """By hand: 3 is refused by its supplier, 4 is in no offer, 5 was paid on 1 April, before 31 May."""
    found = result().explain(quarter="2025-06-30")
    assert found.loc[found["kind"] != "not counted", ["invoice", "amount"]].values.tolist() == [["1", D("1000000.00")], ["2", D("500.00")]]
    left = found[found["kind"] == "not counted"].set_index("what")
    assert {k: (int(v["items"]), v["principal"]) for k, v in left.to_dict("index").items()} == {
        "offer 1: already paid by as_of": (1, D("40.00")),
        "offer 1: the supplier does not accept": (1, D("2000.00")),
        "in no offer of the scenario": (1, D("70.00")),
    }
    assert found["rule"].iloc[0] == "baseline: the contract due date; offer 1: paid on 2025-08-15"


def test_all_others_and_dates():
    """Interest by hand: 1,000,000.00 for 56 days and 500.00 for 54 at 6.5 % on 360 days: 10,111.11 and 4.88, rounded together."""
    found = result().explain(quarter="2025 Q3", top=1)
    assert [str(a) for a in found["amount"] if a] == ["-1000000.00", "-10615.99"]
    others = found[found["kind"] == "all others"].iloc[0]
    assert (others["items"], others["what"]) == (3, "payments because of the offer")
    assert str(found["day"].iloc[0])[:10] == "2025-08-15" and str(found["baseline_payment_date"].iloc[0])[:10] == "2025-06-20"


def test_a_part_of_an_invoice_is_said():
    """By hand: 30 % of 1,000.01 is 300.00; the rest, 700.01, is due 60 days after 1 May 2025, on 30 June."""
    frame = pd.DataFrame(
        [["Acme", "1", "2025-05-01", "1000.01", "EUR", "30% net 0, 70% net 60"], ["Acme", "2", "2025-05-01", "50.00", "EUR", "net 60"]],
        columns=["supplier", "invoice", "invoice_date", "amount", "currency", "terms"],
    )
    moved = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest(0.065, "ACT/360")], acceptance="all")
    policy = cf.PaymentPolicy(as_of="2025-05-31")
    found = cf.compare(cf.read_ledger(frame), cf.Scenario("June", moved), policy, quarters=("2025-04-01", "2025-12-31"))
    rules = found.explain(quarter="2025-06-30").set_index("invoice")["rule"]
    assert rules["1"].startswith("a part, EUR 700.01 of an invoice of EUR 1,000.01; baseline: the contract due date")
    assert rules["2"].startswith("baseline: the contract due date")


@pytest.mark.parametrize(
    "asked, said",
    [
        ({"measure": "free_cashflow_change"}, "Did you mean 'free_cash_flow_change'?"),
        ({"quarter": "2025 Q5"}, "is not one of the quarters shown. Did you mean '2025 Q"),
        ({}, "must be given: there are several"),
        ({"quarter": "2025 Q2", "presentation": "gross"}, "unknown presentation. Known: trade_payable"),
        ({"quarter": "2025 Q2", "scenario": "July"}, "is not a scenario of this result"),
        ({"quarter": "2025 Q2", "currency": "USD"}, "does not occur in the ledger"),
        ({"quarter": "2025 Q2", "scenario": "baseline"}, "the baseline has none"),
        ({"quarter": "2025 Q2", "top": -1}, "must be a whole number"),
        (
            {"measure": "closing_payables", "quarter": "2025 Q2", "presentation": "agency"},
            "presentation 'agency': changes nothing in closing_payables; the measures that are presented are free_cash_flow_change, "
            "free_cash_flow_change_cumulative, cash_change, debt_change, net_debt_change. Leave presentation out, or ask for one of them",
        ),
        (
            {"measure": "financing_cost", "quarter": "2025 Q2"},
            "quarter '2025 Q2': is none of financing_cost, which is over the whole life. Leave quarter out, or ask for financing_cost_paid",
        ),
        ({"measure": "vat", "quarter": "outside"}, "Leave quarter out, or ask for vat_paid"),
        ({"measure": "invoiced", "quarter": "2025 Q2", "scenario": "June"}, "measure 'invoiced': is a figure of the baseline"),
    ],
)
def test_mistakes_are_sentences(asked, said):
    with pytest.raises(cf.InputError) as refused:
        result().explain(**asked)
    assert said in str(refused.value)


def test_command_line(tmp_path):
    rows = "supplier,invoice,invoice_date,amount,currency,terms\n\x1b[31mAcme,=1,2025-05-21,1000000.00,EUR,net 30\n"
    (tmp_path / "l.csv").write_text(rows, encoding="utf-8")
    text = '[ledger]\npath = "l.csv"\n[calendar]\nquarters = { from = 2025-04-01, to = 2025-09-30 }\n[[scenario]]\nname = "June"\n'
    text += '[[scenario.offer]]\nextend = { to = 2025-08-15 }\n[[scenario.offer.option]]\nscheme = "bank_pays_now"\nannual_rate = 0.06\nday_count = "ACT/360"\n'
    (tmp_path / "w.toml").write_text(text, encoding="utf-8")
    asked = ["explain", str(tmp_path / "w.toml"), "--quarter", "2025 Q2", "--presentation", "borrowing_gross"]
    said = CliRunner().invoke(main, asked)
    assert said.exit_code == 0 and said.output.startswith("free_cash_flow_change, 2025 Q2, borrowing_gross: 0.00"), said.output
    assert "principal: bank → supplier 2025-06-20" in said.output and "\x1b" not in said.output
    found = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)
    assert sum(D(r["amount"]) for r in found["rows"]) == D(found["number"]) == 0
    assert CliRunner().invoke(main, [*asked[:2], "nonsense"]).exit_code == 1
