"""Stress: what changes is worked out by hand; a stress that changes nothing changes no figure."""

import json
from decimal import Decimal as D

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.cli import main
from cashflow.offers.variations import variation_of
from cashflow.report.page.live_axes import rate_steps
from cashflow.schemes import ReverseFactoring, check_scheme
from cashflow.schemes.unfunded import Unfunded

from . import strategies as some
from .test_laws import run

ROWS = [["Early", "1", "2025-05-01", "40.00", "2025-06-20"], ["Late", "2", "2025-05-01", "60.00", "2025-06-27"]]
SHOWN = ("2025-04-01", "2025-09-30")


def stressed(*stress, options=None, acceptance="all", policy=None):
    frame = pd.DataFrame(ROWS, columns=["supplier", "invoice", "invoice_date", "amount", "due_date"]).assign(currency="EUR", terms="")
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=options or [cf.LaterWithInterest("0.06", "ACT/360")], acceptance=acceptance)
    return cf.compare(cf.read_ledger(frame), cf.Scenario("s", offer, stress=stress), policy, quarters=SHOWN)


def change(result, presentation="trade_payable"):
    frame = result.stress[result.stress["stress"] != "as planned"]
    return [str(v) for v in frame[f"free_cash_flow_change_{presentation}"]]


def test_rates():
    """40 for 56 days and 60 for 49 at 8 % on 360 days: 0.4978 and 0.6533; at 6 % 0.3733 and 0.49: rounded per supplier."""
    result = stressed({"rates": "+200 bp"})
    costs = result.stress_costs.set_index("stress")
    assert costs.loc["as planned", "financing_cost"] == D("0.86") and costs.loc["rates +200 bp", "financing_cost"] == D("1.15")
    assert costs.loc["rates +200 bp", "financing_cost_difference"] == D("0.29")


def test_the_bank_withdraws_between_two_payments():
    """Paid by the bank on 20 June, so owed to it and due 15 August; the one of 27 June is paid by the buyer, on its day."""
    result = stressed({"bank_withdraws": "2025-06-25"}, options=[cf.BankPaysNow(0, "ACT/360")])
    assert change(result) == ["40.00", "-40.00"]
    assert change(result, "borrowing_gross") == ["0.00", "0.00"]
    planned = result.stress[result.stress["stress"] == "as planned"]["free_cash_flow_change_trade_payable"]
    assert [str(v) for v in planned] == ["100.00", "-100.00"]
    difference = result.stress[result.stress["stress"] != "as planned"]["difference_trade_payable"]
    assert [str(v) for v in difference] == ["-60.00", "60.00"]


def test_the_rate_after_a_withdrawal_is_that_of_what_is_still_held():
    """40 for 56 days at 6 % on 360 days is 0.37; the 60 that fall back on their old day are held for no day."""
    costs = stressed({"bank_withdraws": "2025-06-25"}, options=[cf.BankPaysNow("0.06", "ACT/360")]).stress_costs.set_index("stress")
    assert costs.loc["the bank withdraws on 2025-06-25", "financing_cost"] == D("0.37")
    assert costs.loc["the bank withdraws on 2025-06-25", "all_in_rate"] == pytest.approx(0.37 * 365 / (40 * 56))
    assert costs.loc["as planned", "all_in_rate"] == pytest.approx(0.86 * 365 / (40 * 56 + 60 * 49))


def test_nobody_foresees_a_withdrawal():
    """Subsidized in full, the sale makes suppliers whole, so they accept; when the bank then leaves, their longer terms stay."""
    frame = pd.DataFrame(ROWS, columns=["supplier", "invoice", "invoice_date", "amount", "due_date"]).assign(currency="EUR", terms="")
    sale = ReverseFactoring("0.05", "ACT/360", sold="baseline", subsidy=1)
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[sale], acceptance="if whole", funding_rate=0.08)
    scenario = cf.Scenario("s", offer, stress={"bank_withdraws": "2025-06-01"})
    found = cf.compare(cf.read_ledger(frame), scenario, quarters=SHOWN)
    assert change(found) == ["100.00", "-100.00"]
    assert found.suppliers["made_whole"].tolist() == [True, True]
    assert found.stressed[0].result.suppliers["made_whole"].tolist() == [False, False]


def test_no_stress_is_no_row():
    assert not len(cf.compare(stressed().payments.ledger, cf.Scenario("s", cf.Offer(extend={"days": 1}), stress=None)).stress)


def test_the_bank_withdraws_and_longer_terms_stay():
    """Sold at once (1 May) with terms moved to 15 August: without a bank from 1 January the suppliers wait until then."""
    plain = stressed({"bank_withdraws": "2025-01-01"}, options=[ReverseFactoring(0.05, "ACT/360", sold="immediate")])
    assert change(plain) == ["100.00", "-100.00"] and change(plain, "borrowing_gross") == ["100.00", "-100.00"]


def test_revoke_acceptance_and_runs():
    result = stressed({"revoke": ["Early"]}, {"acceptance": "halves"}, {"payment_run_slips": 1})
    # 0.86 of interest; without Early 0.49; a half of 0.86 is 0.43; a day less of interest on each: 0.36667 and 0.48.
    assert change(result) == ["60.00", "-60.49", "50.00", "-50.43", "100.00", "-100.85"]
    runs = stressed({"payment_run_slips": 3}, policy=cf.PaymentPolicy(business_days={"weekend": ["Sat", "Sun"]}))
    slipped = runs.stress[runs.stress["stress"] == "payment runs slip 3 business days"]
    assert [str(v) for v in slipped["free_cash_flow_change_trade_payable"]] == ["40.00", "-40.78"]
    # In the baseline Early slips from Fri 20 to Wed 25 June and Late from Fri 27 June to Wed 2 July: 51 and 44 days, 0.34 and 0.44.


@pytest.mark.slow
@given(some.rows(), some.policies(), st.lists(some.offers(), min_size=1, max_size=2))
def test_a_stress_that_changes_nothing_is_the_plan(rows, policy, offers):
    nothing = [{"rates": "+0 bp"}, {"bank_withdraws": "2099-01-01"}, {"acceptance": 1}, {"payment_run_slips": 0}]
    plain = run(rows, policy[1], [p for _, p in offers])
    scenario = plain.scenarios[0].scenario
    again = cf.compare(
        plain.payments.ledger, cf.Scenario("s", scenario.offers, stress=nothing), plain.payments.policy, quarters=plain.shown
    )
    frame = again.stress
    assert (frame[[c for c in frame if c.startswith("difference")]] == 0).all(axis=None)
    assert (again.stress_costs["financing_cost_difference"] == 0).all()


@pytest.mark.parametrize("scheme", [cf.BankPaysNow("0.07", "ACT/360"), ReverseFactoring("0.05", "ACT/360", sold="baseline")], ids=str)
def test_an_unfunded_scheme_keeps_the_laws(scheme):
    check_scheme(Unfunded(scheme, 20_260)).raise_if_broken()


@pytest.mark.parametrize(
    "value, said",
    [
        ({"rates": 200}, 'Write rates = "+200 bp"'),
        ({"ratez": "+1 bp"}, "Did you mean 'rates'?"),
        ({"bank_withdraws": "soon"}, "is not a date"),
        ({"acceptance": "thirds"}, 'acceptance = "halves"'),
        ({"revoke": []}, 'revoke = ["Acme"]'),
        ({"payment_run_slips": -1}, "payment_run_slips = 1"),
        ({"rates": "+1 bp", "revoke": ["A"]}, "must say one thing each"),
        ("rates", "is not a stress"),
    ],
)
def test_mistakes_are_sentences(value, said):
    with pytest.raises(cf.InputError) as refused:
        variation_of(value)
    assert said in str(refused.value)


def test_an_unknown_supplier_is_refused():
    with pytest.raises(cf.InputError, match=r"'Earlie'.*Did you mean 'Early'"):
        stressed({"revoke": ["Earlie"]})


def test_in_a_whatif_file(tmp_path):
    rows = "supplier,invoice,invoice_date,amount,currency,terms\nAcme,1,2025-05-21,1000000.00,EUR,net 30\n"
    (tmp_path / "l.csv").write_text(rows, encoding="utf-8")
    text = '[ledger]\npath = "l.csv"\n[calendar]\nquarters = { from = 2025-04-01, to = 2025-09-30 }\n[[scenario]]\nname = "June"\n'
    text += 'stress = [{ bank_withdraws = 2025-06-01 }, { rates = "+200 bp" }]\n'
    text += '[[scenario.offer]]\nextend = { to = 2025-08-15 }\n[[scenario.offer.option]]\nscheme = "bank_pays_now"\nannual_rate = 0.06\nday_count = "ACT/360"\n'
    (tmp_path / "w.toml").write_text(text, encoding="utf-8")
    said = CliRunner().invoke(main, ["run", str(tmp_path / "w.toml")]).output
    assert "change in free cash flow under stress" in said and "the bank withdraws on 2025-06-01" in said
    found = json.loads(CliRunner().invoke(main, ["run", str(tmp_path / "w.toml"), "--json"]).output)
    first = found["currencies"]["EUR"]["scenarios"]["June"]["stress"][0]
    assert first["free_cash_flow_change"]["trade_payable"] == ["0.00", "0.00"] and first["financing_cost"] == "0.00"


def test_a_slip_beyond_what_a_lag_may_be_is_told_as_such():
    with pytest.raises(cf.InputError, match=r"stress.payment_run_slips.*with 5 of the policy"):
        stressed({"payment_run_slips": 30}, policy=cf.PaymentPolicy(settlement_lag=5))


def test_an_offer_without_an_option_has_no_rate_that_moves():
    """30 days later for nothing costs nothing at 200 basis points more, too; the page has no slider of rates then. Zero as a rate moves."""
    rows = pd.DataFrame([["Acme", "1", "2025-05-21", "1000.00", "EUR", "net 30"]])
    rows.columns = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]
    ledger = cf.read_ledger(rows)

    def cost(options):
        scenario = cf.Scenario("s", cf.Offer(extend={"days": 30}, options=options), stress=[{"rates": "+200 bp"}])
        return cf.compare(ledger, scenario, quarters=("2025-04-01", "2025-09-30")).stress_costs["financing_cost"].tolist()

    assert cost([]) == [D("0.00"), D("0.00")]
    assert cost([cf.LaterWithInterest(0, "ACT/360")]) == [D("0.00"), D("1.67")]  # 1,000.00 × 2 % × 30 / 360
    assert rate_steps(cf.Scenario("s", cf.Offer(extend={"days": 30}))) == [0]
    assert len(rate_steps(cf.Scenario("s", cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest(0, "ACT/360")])))) > 1
