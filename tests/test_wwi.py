"""The main job on a ledger nobody here made. Expected figures were computed elsewhere and stand in the issue."""

import itertools
from decimal import Decimal as D

import pandas as pd
import pytest

import cashflow as cf

from .wwi import FOLDER, wwi_rows

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the WideWorldImporters tables are not at {FOLDER}")

QUARTERS = ("2013-01-01", "2016-06-30")


@pytest.fixture(scope="module")
def ledger():
    rows = pd.DataFrame(wwi_rows()).drop(columns="payment_days")
    return cf.read_ledger(rows, currency="USD")


def row(frame, scenario="baseline", quarter="2013 Q1"):
    return frame[(frame["scenario"] == scenario) & (frame["quarter"] == quarter)].iloc[0]


def later(ledger, days):
    offer = cf.Offer(extend={"days": days})
    return cf.compare(ledger, cf.Scenario("later", offer), policy=cf.PaymentPolicy("actual"), quarters=QUARTERS)


def test_rows_and_totals(ledger):
    assert (ledger.findings.rows_read, ledger.findings.accepted) == (2072, 2072)
    assert ledger.findings.amount_read == ledger.findings.amount_accepted == {"USD": D("1085993513.06")}
    baseline = later(ledger, 15).quarters.query("scenario == 'baseline'")
    assert baseline["invoiced"].sum() == D("1085993513.06")
    assert baseline["cash_paid"].sum() == D("1083271834.85")
    assert baseline["closing_payables"].iloc[-1] == D("2721678.21")


def test_first_quarter_from_actual_payments(ledger):
    baseline = row(later(ledger, 15).quarters)
    assert (baseline["closing_payables"], baseline["invoiced"], baseline["cash_paid"]) == (D("361726.52"), D("2798623.27"), D("2436896.75"))
    assert baseline["dpo_closing"] == pytest.approx(11.632644, abs=5e-7)
    assert baseline["dpo_countback"] == pytest.approx(7.535076, abs=5e-7)


@pytest.mark.parametrize("days, held", [(15, "1104833.06"), (30, "1627974.96")])
def test_every_payment_later(ledger, days, held):
    assert row(later(ledger, days).quarters, "later")["closing_payables"] == D(held)


def test_paid_by_terms(ledger):
    baseline = cf.project(ledger, cf.PaymentPolicy("terms"), quarters=QUARTERS).quarters
    assert baseline[baseline["quarter"] == "2013 Q1"]["closing_payables"].iloc[0] == D("1442102.76")


def reference_rows():
    """The same invoices for the slow reference."""
    from datetime import date

    rows = []
    for r in wwi_rows():
        row = {"supplier": r["supplier"], "invoice": r["invoice"], "invoice_date": date.fromisoformat(r["invoice_date"]), "currency": "USD"}
        row |= {"amount": int(D(r["amount"]) * 100), "terms": [(None, [("days", r["payment_days"])])], "paid": []}
        if r["paid_date"]:
            row["paid"] = [(date.fromisoformat(r["paid_date"]), row["amount"])]
        rows.append(row)
    return rows


@pytest.mark.parametrize("baseline", ["terms", "actual"])
def test_a_menu_equals_the_slow_reference(ledger, baseline):
    """Law 8 on the real ledger: two offers, both schemes, choice by funding rate, 14 quarters, every figure."""
    from datetime import date
    from fractions import Fraction as F

    from . import reference as ref
    from .reference_policy import Policy

    months = [date(y, m, 1) for y in range(2013, 2017) for m in (1, 4, 7, 10)][:15]
    quarters = [(a, b - ref.DAY) for a, b in itertools.pairwise(months)]
    window = (date(2014, 2, 1), date(2015, 11, 30))
    later = {"scheme": "later_with_interest", "annual_rate": "0.065", "day_count": "ACT/360"}
    bank = {"scheme": "bank_pays_now", "annual_rate": "0.0725", "day_count": "ACT/365F", "fee_rate": "0.0005"}
    common = {"extend": {"days": 30}, "funding_rate": {"low": "0.06", "high": "0.07"}}
    offers = [
        cf.Offer(**common, due={"from": window[0], "to": window[1]}, suppliers=["Litware, Inc."], options=[later, bank]),
        cf.Offer(**common, paying={"from": window[0], "to": window[1]}, options=[bank], acceptance={"share": "0.7"}),
    ]
    exact = [{k: F(v) if k.endswith("rate") else v for k, v in o.items()} for o in (later, bank)]
    theirs = {"extend": {"days": 30}, "funding_rate": (F("0.06"), F("0.07"))}
    reference = [
        theirs | {"due": window, "select": lambda r: r["supplier"] == "Litware, Inc.", "options": exact},
        theirs | {"paying": window, "options": exact[1:], "acceptance": {"share": F("0.7")}},
    ]
    want = ref.compare(reference_rows(), Policy(baseline), quarters, reference)[0]["USD"]["scenario"]
    result = cf.compare(ledger, cf.Scenario("menu", offers), policy=cf.PaymentPolicy(baseline), quarters=QUARTERS)
    found = result.to_dict()["currencies"]["USD"]["scenarios"]["menu"]
    minor = lambda values: [int(D(v) * 100) for v in values]  # noqa: E731
    for key in ("cash_paid", "principal_paid", "financing_cost_paid", "financing_cost_accrued", "closing_payables"):
        assert minor(found[key]) == want[key], key
    for presentation in ref.PRESENTATION_NAMES:
        assert minor(found["free_cash_flow_change"][presentation]) == want["free_cash_flow_change"][presentation]
    assert minor([found["financing_cost"]]) == [want["financing_cost"]] and want["financing_cost"] > 0
    assert found["all_in_rate"] == pytest.approx(float(want["all_in_rate"]), rel=1e-12)
    for key in ("dpo_closing", "dpo_countback"):
        assert found[key] == [None if v is None else pytest.approx(float(v), rel=1e-12) for v in want[key]]


LATER = [
    {"scheme": "later_with_interest", "annual_rate": "0.065", "day_count": "30E/360", "withholding_tax": "0.15"},
    {
        "scheme": "bank_pays_now",
        "annual_rate": "0.07",
        "day_count": "ACT/360",
        "bank_pays": "immediate",
        "fee_rate": "0.001",
        "minimum_fee": "50",
    },
    {
        "scheme": "reverse_factoring",
        "annual_rate": "0.05",
        "day_count": "ACT/360",
        "sold": "immediate",
        "discount": "to_yield",
        "subsidy": "0.3",
    },
    {"scheme": "price_uplift", "rate": "0.013", "of": "gross", "vat": "0.19"},
    {"scheme": "upfront_fee", "rate": "0.005", "of": "gross", "paid": "immediate", "vat": "none"},
]
EARLY = [
    {"scheme": "dynamic_discount", "annual_rate": "0.12", "day_count": "ACT/360", "of": "gross", "vat": "none"},
    {"scheme": "discount_schedule", "steps": {5: "0.005", 10: "0.01"}, "of": "gross", "vat": "0.19"},
    {"scheme": "early_payment_discount", "rate": "0.02", "of": "gross", "vat": "none"},
]


@pytest.mark.parametrize("option", LATER + EARLY, ids=lambda o: o["scheme"])
def test_every_scheme_equals_the_slow_reference(ledger, option):
    """Law 8 on the real ledger for each scheme by itself, and law 5 with VAT; invoices due in four months of 2014."""
    from datetime import date
    from fractions import Fraction as F

    from . import reference as ref
    from .reference_policy import Policy
    from .strategies import exact

    quarters = [(a, b - ref.DAY) for a, b in itertools.pairwise([date(2014, m, 1) for m in (1, 4, 7, 10)])]
    extend = {"early": 3} if option in EARLY else {"days": 30}
    window = (date(2014, 2, 1), date(2014, 5, 31))
    theirs = {"extend": extend, "options": [exact(option)], "due": window, "funding_rate": (F("0.08"), F("0.08"))}
    basis = None if "day_count" in option else "ACT/365F"
    theirs["funding_day_count"] = basis
    rows = [r | {"tax": 0} for r in reference_rows()]
    figures, judged = ref.compare(rows, Policy("terms", {}, {}, "following"), quarters, [theirs])
    want = figures["USD"]["scenario"]
    offer = cf.Offer(
        extend=extend, options=[option], due={"from": window[0], "to": window[1]}, funding_rate="0.08", funding_day_count=basis
    )
    result = cf.compare(ledger, cf.Scenario("s", offer), quarters=(quarters[0][0], quarters[-1][1]))
    found = result.to_dict()["currencies"]["USD"]["scenarios"]["s"]
    minor = lambda values: [int(D(v) * 100) for v in values]  # noqa: E731
    for key in ("cash_paid", "principal_paid", "financing_cost_paid", "financing_cost_accrued", "vat_paid", "closing_payables"):
        assert minor(found[key]) == want[key], key
    for presentation in ref.PRESENTATION_NAMES:
        assert minor(found["free_cash_flow_change"][presentation]) == want["free_cash_flow_change"][presentation]
    assert minor([found["financing_cost"], found["vat"]]) == [want["financing_cost"], want["vat"]] and want["financing_cost"] != 0
    total = (
        sum(minor(found["free_cash_flow_change"]["trade_payable"])) + minor([found["free_cash_flow_change_outside"]["trade_payable"]])[0]
    )
    assert total == -want["financing_cost"] - want["vat"]
    benefit = {s: int(D(v) * 100) for s, v in zip(result.suppliers["supplier"], result.suppliers["net_benefit"], strict=True)}
    assert benefit == {s: ref.half_up(v["benefit"]) for (_, s, _), v in judged.items()}


def test_limits_balances_and_stress_on_the_real_ledger(ledger):
    """A limit of 40 days from the invoice lets no later date through; balances roll forward; without its bank the offer is not an offer."""
    options = [cf.LaterWithInterest("0.065", "ACT/360"), cf.BankPaysNow("0.072", "ACT/360")]
    shown = ("2013-04-01", "2014-03-31")
    wait = cf.Scenario("wait", cf.Offer(extend={"days": 33}, options=options[:1]))
    limited = cf.compare(ledger, wait, quarters=shown, limits=[{"days": 40}])
    moved = limited.legs[limited.legs["nature"] == "principal"]
    free = cf.compare(ledger, wait, quarters=shown).legs.query("nature == 'principal'")
    beyond = (free["new_date"] - free["invoice_date"]).dt.days > 40
    assert 0 < len(moved) < len(free) and len(moved) == (~beyond).sum()
    assert ((moved["new_date"] - moved["invoice_date"]).dt.days <= 40).all()
    assert set(limited.limits["invoice"]) == set(free.loc[beyond, "invoice"]) and set(limited.limits["effect"]) == {"not moved"}

    bank = cf.Scenario(
        "bank", cf.Offer(extend={"days": 33}, options=options[1:]), stress=[{"bank_withdraws": "2000-01-01"}, {"rates": "+0 bp"}]
    )
    found = cf.compare(ledger, bank, quarters=shown)
    rows = found.supplier_finance
    assert (rows["opening"] + rows["added"] - rows["paid"] == rows["closing"]).all() and (rows["closing"] > 0).any()
    assert rows["opening"].tolist()[1:] == rows["closing"].tolist()[:-1]
    presentations = [c for c in found.stress if c.startswith("free_cash_flow_change_")]
    alone = found.stress[found.stress["stress"] == "the bank withdraws on 2000-01-01"]
    assert (alone[presentations] == 0).all(axis=None)
    same = found.stress[found.stress["stress"] == "rates +0 bp"]
    assert (same[[c for c in same if "difference" in c]] == 0).all(axis=None)
