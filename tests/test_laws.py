"""The laws of the design as property tests, and law 8: the package equals the slow reference to the minor unit."""

import random
import warnings
from decimal import Decimal
from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.days import NEVER
from cashflow.basics.errors import CashflowWarning
from cashflow.payments import Payments

from . import reference as ref
from . import strategies as some

SHOWN = (some.QUARTERS[0][0], some.QUARTERS[-1][1])
LISTS = ("cash_paid", "principal_paid", "financing_cost_paid", "financing_cost_accrued", "vat_paid", "closing_payables")


def run(rows, policy, offers, told=("all", None), **options):
    """The package's comparison, or None where a promise is refused because everything is paid by then."""
    ledger = some.ledger_of(rows, told)
    known = set(ledger.supplier.values)
    for offer in offers:
        if isinstance(offer["acceptance"], list):
            offer["acceptance"] = [s for s in offer["acceptance"] if s in known]
        elif isinstance(offer["acceptance"], dict) and "share" not in offer["acceptance"]:
            named = {s: v for s, v in offer["acceptance"].items() if s in known}
            offer["acceptance"] = named or {ledger.supplier.values[0]: F(0)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CashflowWarning)
        try:
            return cf.compare(ledger, cf.Scenario("s", [cf.Offer(**o) for o in offers]), policy=policy, quarters=SHOWN, **options)
        except cf.InputError as refused:
            assume("already paid by then" not in str(refused) and "leaves it open" not in str(refused))
            raise


def minor(text, currency):
    return None if text is None else int(Decimal(text).scaleb(some.DIGITS[currency]))


def same_number(ours, theirs):
    assert (ours is None) == (theirs is None)
    if ours is not None:
        assert ours == pytest.approx(float(theirs), rel=1e-12, abs=1e-12)


SELECTING = st.lists(some.offers(selecting=True), min_size=1, max_size=2)


@given(some.rows(), some.policies(), SELECTING, st.sampled_from(["operating", "financing"]), some.told())
def test_equals_the_slow_reference(rows, policy, offers, interest_paid, told):
    theirs, judged = ref.compare(rows, policy[0], some.QUARTERS, [r for r, _ in offers], interest_paid, told)
    result = run(rows, policy[1], [p for _, p in offers], told, interest_paid=interest_paid)
    ours = result.to_dict()
    assert list(ours["currencies"]) == list(theirs)
    for cur, figures in ours["currencies"].items():
        assert [{k: v for k, v in c.items() if k != "why"} for c in figures["coverage"]] == theirs[cur]["coverage"]
        assert all(("why" in c) == ("missing" in c.values()) for c in figures["coverage"])
        for key in ("invoiced", "cash_paid", "discount_taken", "payment_differences", "closing_payables"):
            assert [minor(v, cur) for v in figures["baseline"][key]] == theirs[cur][key], key
        mine, other = figures["scenarios"]["s"], theirs[cur]["scenario"]
        for key in LISTS:
            assert [minor(v, cur) for v in mine[key]] == other[key], key
        for presentation in ref.PRESENTATION_NAMES:
            assert [minor(v, cur) for v in mine["free_cash_flow_change"][presentation]] == other["free_cash_flow_change"][presentation], (
                presentation
            )
            assert minor(mine["free_cash_flow_change_outside"][presentation], cur) == other["free_cash_flow_change_outside"][presentation]
        for key in ("financing_cost", "vat", "cost_without_quarter_end_effect"):
            assert minor(mine[key], cur) == other[key], key
        same_number(mine["all_in_rate"], other["all_in_rate"])
        for key in ("dpo_closing", "dpo_countback"):
            for pair in [*zip(figures["baseline"][key], theirs[cur][key], strict=True), *zip(mine[key], other[key], strict=True)]:
                same_number(*pair)
    assert_same_costs(result, theirs)
    frame = result.suppliers
    assert len(frame) == len(judged)
    for r in frame.to_dict("records"):
        want = judged[r["offer"] - 1, r["supplier"], r["currency"]]
        assert minor(r["amount_moved"], r["currency"]) == want["moved"]
        assert minor(r["incentive"], r["currency"]) == want["income"]
        if want["weight"] is None:
            assert r["acceptance"] != r["acceptance"]  # nothing to accept
        else:
            assert r["acceptance"] == pytest.approx(float(want["weight"]))
        assert r["made_whole"] is want["whole"] or r["made_whole"] == want["whole"]
        if want["benefit"] is not None:
            assert minor(r["net_benefit"], r["currency"]) == ref.half_up(want["benefit"])


def assert_same_costs(result, theirs):
    """`Result.costs`: natures and quarters, paid and accrued; they add up to the totals."""
    found = {(r["currency"], r["nature"], r["quarter"]): r for r in result.costs.to_dict("records")}
    wanted = [(cur, nature) for cur, baseline in theirs.items() for nature in baseline["scenario"]["costs"]]
    assert sorted(found) == sorted((*key, label) for key in wanted for label in ("2025 Q2", "2025 Q3"))
    for cur, baseline in theirs.items():
        for q, label in enumerate(("2025 Q2", "2025 Q3")):
            for k, name in enumerate(("paid", "accrued")):
                mine = {n: minor(found[cur, n, label][name], cur) for c, n in wanted if c == cur}
                assert mine == {n: v[k][q] for n, v in baseline["scenario"]["costs"].items()}
                assert sum(mine.values()) == baseline["scenario"][f"financing_cost_{name}"][q]


@given(some.rows(), some.policies(), some.offers())
def test_the_gain_always_comes_back(rows, policy, offer):
    """Law 5: in the trade-payable presentation ΔFCF over all days is exactly minus the cost, and the VAT that comes back by the tax return."""
    for cur, figures in run(rows, policy[1], [offer[1]]).to_dict()["currencies"].items():
        entry = figures["scenarios"]["s"]
        total = sum(minor(v, cur) for v in entry["free_cash_flow_change"]["trade_payable"])
        cost = minor(entry["financing_cost"], cur) + minor(entry["vat"], cur)
        assert total + minor(entry["free_cash_flow_change_outside"]["trade_payable"], cur) == -cost


@given(some.rows(), some.policies())
def test_every_minor_unit_is_paid_or_open_once(rows, policy):
    """Law 1: items of an invoice add up to it."""
    ledger = some.ledger_of(rows)
    sums = np.zeros(len(ledger), np.int64)
    for items in Payments(ledger, policy[1], block=3).blocks():
        np.add.at(sums, items.invoice, items.amount)
    assert sums.tolist() == ledger.amount.tolist()


@given(some.rows(), some.policies())
def test_payables_roll_forward(rows, policy):
    """Law 2: opening + invoiced − paid − discounted + payment differences = closing, where nothing is prepaid."""
    rows = [{**r, "paid": [p for p in r["paid"] if p[0] >= r["invoice_date"]]} for r in rows]
    baseline = cf.project(some.ledger_of(rows), policy[1], quarters=SHOWN).quarters
    for _, frame in baseline.groupby("currency"):
        names = ("closing_payables", "invoiced", "cash_paid", "discount_taken", "payment_differences")
        closing, invoiced, paid, off, more = (list(frame[c]) for c in names)
        assert closing[0] + invoiced[1] - paid[1] - off[1] + more[1] == closing[1]


@given(some.rows(), some.policies(), some.offers(extensions=("days",)))
def test_zero_days_is_the_identity(rows, policy, offer):
    """Law 4. An invoice sold on its old terms costs the buyer what it subsidizes; it pays the principal as before."""
    entry = run(rows, policy[1], [{**offer[1], "extend": {"days": 0}}]).to_dict()["currencies"]
    paid = "principal_paid" if any(o["scheme"] == "reverse_factoring" for o in offer[1]["options"]) else "cash_paid"
    for figures in entry.values():
        baseline = [Decimal(v) for v in figures["baseline"]["cash_paid"]]
        if paid == "principal_paid":  # what was paid beyond invoices is cash, and no principal
            baseline = [v - Decimal(d) for v, d in zip(baseline, figures["baseline"]["payment_differences"], strict=True)]
        assert [Decimal(v) for v in figures["scenarios"]["s"][paid]] == baseline
        assert figures["scenarios"]["s"]["all_in_rate"] is None


@given(some.rows(), some.policies(), some.offers(extensions=("days", "to", "terms")))
def test_zero_rate_costs_nothing(rows, policy, offer):
    """Law 4."""
    free = [{"scheme": "later_with_interest", "annual_rate": 0, "day_count": "ACT/360"}]
    for figures in run(rows, policy[1], [{**offer[1], "options": free}]).to_dict()["currencies"].values():
        assert Decimal(figures["scenarios"]["s"]["financing_cost"]) == 0


@pytest.mark.slow
@given(some.rows(positive=True), some.policies(), some.offers(extensions=("days",)), st.integers(1, 40))
def test_longer_never_pays_more_before_a_quarter_end(rows, policy, offer, more):
    """Law 6: fixed acceptance, non-negative items."""
    plain = {**offer[1], "acceptance": "all"}
    days = plain["extend"]["days"]
    short, long = (run(rows, policy[1], [{**plain, "extend": {"days": d}}]) for d in (days, days + more))
    for cur in short.currencies:
        held = [[Decimal(v) for v in r.to_dict()["currencies"][cur]["scenarios"]["s"]["closing_payables"]] for r in (short, long)]
        assert all(a <= b for a, b in zip(*held, strict=True))


@pytest.mark.slow
@given(some.rows(), some.policies(), some.offers(), st.integers(0, 99))
def test_row_order_and_blocks_change_nothing(rows, policy, offer, seed):
    """Law 7, for results, suppliers and legs."""
    mixed = rows[:]
    random.Random(seed).shuffle(mixed)
    one, two = (run(r, policy[1], [dict(offer[1])]) for r in (rows, mixed))
    assert one.to_dict() == two.to_dict()
    pd.testing.assert_frame_equal(one.suppliers, two.suppliers)
    columns = ["supplier", "invoice", "day", "nature", "amount", "due_date", "baseline_payment_date", "new_date"]
    if len(one.legs):
        a, b = (r.legs.sort_values(columns, ignore_index=True)[columns] for r in (one, two))
        pd.testing.assert_frame_equal(a, b)


@pytest.mark.slow
@given(some.rows(), some.policies(), some.offers())
def test_legs_add_up_to_the_result(rows, policy, offer):
    """Laws 3 and 8: row legs sum to the settled totals, and principal reaches the supplier once."""
    result = run(rows, policy[1], [{**offer[1], "acceptance": "all"}])
    legs = result.legs
    for cur in result.currencies:
        mine, found = legs[legs["currency"] == cur], result.to_dict()["currencies"][cur]["scenarios"]["s"]
        vat = mine["nature"] == "vat"
        for key, some_legs in (("vat", mine[vat]), ("financing_cost", mine[~vat & (mine["nature"] != "principal")])):
            paid = some_legs[some_legs["payer"] == "buyer"]["amount"].sum() - some_legs[some_legs["payee"] == "buyer"]["amount"].sum()
            assert Decimal(paid) == Decimal(found[key]), key
    if len(legs):
        principal = legs[legs["nature"] == "principal"]
        to_supplier = principal[principal["payee"] == "supplier"]["amount"].sum()
        from_buyer = principal[principal["payer"] == "buyer"]["amount"].sum()
        assert to_supplier == from_buyer
        if not any(o["scheme"] == "reverse_factoring" for o in offer[1]["options"]):  # it deals with what does not move, too
            assert from_buyer == result.suppliers["amount_moved"].sum()


@pytest.mark.slow
@given(some.rows(), some.policies(baselines=("terms",)))
def test_projected_payments_fall_on_run_and_business_days(rows, policy):
    """Law 9, where no lag moves them off the run."""
    reference, package = policy
    assume(reference.lag == 0 and reference.roll_rule != "none")
    ledger = some.ledger_of(rows)
    for items in Payments(ledger, package).blocks():
        for invoice, day, kept in zip(items.invoice, items.base_day, items.kept, strict=True):
            if kept or day == NEVER:
                continue
            date, cur = np.datetime64(int(day), "D").item(), ledger.currency.text()[invoice]
            assert reference.open(date, cur)
            assert reference.runs is None or date in reference.run_days(date, cur)


@pytest.mark.slow
@given(some.rows())
def test_reading_what_was_written(rows):
    """Law 10 for ledgers."""
    rows = [{**r, "paid": [(d, a) for d, a in r["paid"][:1] if a == r["amount"]]} for r in rows]
    ledger = some.ledger_of(rows)
    again = cf.read_ledger(ledger.to_frame())
    pd.testing.assert_frame_equal(again.to_frame(), ledger.to_frame())


@given(st.sampled_from(sorted(some.TERMS)))
def test_terms_round_trip(text):
    """Law 10 for terms."""
    term = cf.PaymentTerms.parse(text)
    assert str(term) == text and cf.PaymentTerms.parse(str(term)) == term
