"""The contract's own discounts as policy; dates and cents worked out by hand on the calendar of June 2025 (the 12th is a Thursday)."""

from decimal import Decimal as D

import pandas as pd
import pytest

import cashflow as cf

SHOWN = ("2025-04-01", "2025-09-30")
THURSDAYS = {"on": "every Thursday", "choose": "last on or before due"}
MONDAY_2_JUNE, FRIDAY_13_JUNE = "2025-06-02", "2025-06-13"


def book(*rows, **columns):
    """Rows of (invoice_date, amount, terms)."""
    frame = pd.DataFrame(rows, columns=["invoice_date", "amount", "terms"])
    frame = frame.assign(supplier="Acme", invoice=[str(n) for n in range(len(rows))], currency="EUR", **columns)
    return cf.read_ledger(frame)


def paid(ledger, discounts, runs=THURSDAYS, **policy):
    """[(payment date, amount, discount taken)]"""
    found = cf.project(ledger, cf.PaymentPolicy(payment_runs=runs, discounts=discounts, **policy), quarters=SHOWN).payments
    days = found["baseline_payment_date"].dt.strftime("%m-%d")
    return list(zip(days, (str(a) for a in found["amount"]), (str(o) for o in found["discount_taken"]), strict=True))


CASES = [
    ("last day Thu 12 June", MONDAY_2_JUNE, "1000.01", "2/10 net 30", ("06-12", "1000.01", "20.00")),
    ("a credit note", MONDAY_2_JUNE, "-1000.25", "2/10 net 30", ("06-12", "-1000.25", "-20.01")),
    ("last day Wed 11 June: run of the 5th", "2025-06-01", "100.00", "2/10 net 30", ("06-05", "100.00", "2.00")),
    ("one day of grace reaches the run of the 12th", "2025-06-01", "100.00", "[2% until 10 days, grace 1 days] net 30", ("06-12", "100.00", "2.00")),
    ("last day Wed 18 June, no run since Fri 13: due 13 July", FRIDAY_13_JUNE, "100.00", "2/5 net 30", ("07-10", "100.00", "0.00")),
    ("net 3 comes before the discount ends: 5 June", MONDAY_2_JUNE, "100.00", "[2% until 10 days] net 3", ("06-05", "100.00", "2.00")),
    ("3/7 has no run on or after the invoice, 2/14 has the 26th", FRIDAY_13_JUNE, "100.00", "3/3 2/14 net 30", ("06-26", "100.00", "2.00")),
    ("of two that can be taken the larger", MONDAY_2_JUNE, "100.00", "3/7 2/14 net 30", ("06-05", "100.00", "3.00")),
    ("fixed", MONDAY_2_JUNE, "100.00", "[5 fixed until 10 days] net 30", ("06-12", "100.00", "5.00")),
    ("never more than the amount", MONDAY_2_JUNE, "3.00", "[5 fixed until 10 days] net 30", ("06-12", "3.00", "3.00")),
]  # fmt: skip


@pytest.mark.parametrize("note, day, amount, terms, expected", CASES, ids=[c[0] for c in CASES])
def test_taken(note, day, amount, terms, expected):
    assert paid(book((day, amount, terms)), "take") == [expected]


def test_skipped_by_default():
    """Due Wed 2 July, run Thu 26 June."""
    assert cf.PaymentPolicy().discounts == cf.PaymentPolicy(discounts="skip").discounts
    assert paid(book((MONDAY_2_JUNE, "1000.01", "2/10 net 30")), "skip") == [("06-26", "1000.01", "0.00")]


@pytest.mark.parametrize("vat, off", [("", "2.38"), (", tax never", "2.00"), (", tax always", "2.00")])
def test_tax(vat, off):
    """119.00 with 19.00 tax: 2 % of the gross where the tax falls along, else of 100.00."""
    ledger = book((MONDAY_2_JUNE, "119.00", f"[2% of net until 10 days{vat}] net 30"), tax_amount="19.00")
    assert paid(ledger, "take") == [("06-12", "119.00", off)]


def test_whole_invoice_in_parts():
    """2 % of 100.01 is 2.00: 0.60 of the 30.00 on its own earlier day, the rest of the 70.01."""
    assert paid(book((MONDAY_2_JUNE, "100.01", "2/10 30% net 3, 70% net 60")), "take") == [
        ("06-05", "30.00", "0.60"),
        ("06-12", "70.01", "1.40"),
    ]


def test_of_one_part():
    ledger = book((MONDAY_2_JUNE, "100.01", "[2% until 10 days, part 2] 30% net 3, 70% net 60"))
    assert paid(ledger, "take") == [("06-05", "30.00", "0.00"), ("06-12", "70.01", "1.40")]


@pytest.mark.parametrize("due_date", ["", "2025-07-02"])
def test_the_only_part_is_the_whole_invoice(due_date):
    """3 % of part 1 and 1 % of the invoice are of the same 1000.00: the better one is taken, summed or row by row."""
    ledger = book((MONDAY_2_JUNE, "1000.00", "[1% until 20 days] [3% until 10 days, part 1] net 30"), due_date=due_date)
    assert paid(ledger, "take") == [("06-12", "1000.00", "30.00")]
    found = cf.project(ledger, cf.PaymentPolicy(payment_runs=THURSDAYS, discounts="take"), quarters=SHOWN)
    assert found.quarters["discount_taken"].tolist() == [D("30.00"), D("0.00")]


@pytest.mark.parametrize("rate, taken", [("0.532", True), ("0.5321", False), (0.12, True)])
def test_hurdle_rate(rate, taken):
    """12 June in place of 26 June: 2/98 × 365/14 = 0.53206 a year."""
    found = paid(book((MONDAY_2_JUNE, "1000.00", "2/10 net 30")), {"hurdle_rate": rate, "day_count": "ACT/365F"})
    assert found == [("06-12", "1000.00", "20.00") if taken else ("06-26", "1000.00", "0.00")]


@pytest.mark.parametrize("rate, day, off", [("0.1", "06-05", "30.00"), ("0.3", "06-12", "20.00"), ("0.54", "06-26", "0.00")])
def test_hurdle_chooses_between_tiers(rate, day, off):
    """3 % on 5 June or 2 % on the 12th, for a last day of 26 June: the third percent buys 7 days for 53 % a year or so.

    With 2.2 % in place of 3 % the first is 2.2/97.8 × 365/21 = 39 % a year, the second 53 %: at 30 % the second is worth more,
    7.3 − 0.3 × 0.98 × 14 = 3.18 against 8.03 − 0.3 × 0.978 × 21 = 1.87.
    """
    first = "2.2" if rate == "0.3" else "3"
    ledger = book((MONDAY_2_JUNE, "1000.00", f"{first}/7 2/14 net 30"))
    assert paid(ledger, {"hurdle_rate": rate, "day_count": "ACT/365F"}) == [(day, "1000.00", off)]


def test_as_of_is_too_late():
    """Taken on 12 June, the ledger offers the run of the 12th no more; as of the 11th it does."""
    ledger = book((MONDAY_2_JUNE, "100.00", "2/10 net 30"))
    assert paid(ledger, "take", as_of="2025-06-11") == [("06-12", "100.00", "2.00")]
    assert paid(ledger, "take", as_of="2025-06-12") == [("06-26", "100.00", "0.00")]


def test_what_is_paid_keeps_its_amount():
    ledger = book((MONDAY_2_JUNE, "100.00", "2/10 net 30"), paid_date="2025-06-09")
    assert paid(ledger, "take", baseline="actual") == [("06-09", "100.00", "0.00")]


def test_figures_and_offer():
    """Cash is less by the discount, payables by the whole; an offer does not move what was paid for its discount."""
    ledger = book((MONDAY_2_JUNE, "1000.00", "2/10 net 30"), (MONDAY_2_JUNE, "500.00", "net 25"))
    policy = cf.PaymentPolicy(payment_runs=THURSDAYS, discounts="take")
    result = cf.compare(ledger, cf.Scenario("s", cf.Offer(extend={"days": 30})), policy=policy, quarters=SHOWN)
    baseline = result.to_dict()["currencies"]["EUR"]["baseline"]
    assert [baseline[k][0] for k in ("invoiced", "cash_paid", "discount_taken", "closing_payables")] == [
        "1500.00",
        "1480.00",
        "20.00",
        "0.00",
    ]
    row = result.offers.iloc[0]
    assert (row["items"], row["items_moved"], row["not moved: discount taken"]) == (2, 1, 1)
    assert result.suppliers["amount_moved"].tolist() == [D("500.00")]
    assert "discounts taken" in str(result) and "contract discounts taken wherever" in str(result)


def test_cash_by_day():
    ledger = book((MONDAY_2_JUNE, "1000.00", "2/10 net 30"), (MONDAY_2_JUNE, "500.00", "net 25"), (MONDAY_2_JUNE, "1.00", "net 25"))
    days = cf.project(ledger, cf.PaymentPolicy(payment_runs=THURSDAYS, discounts="take"), quarters=SHOWN).days
    found = [(str(r.day)[:10], str(r.cash_paid), str(r.discount_taken)) for r in days.itertuples()]
    assert found == [("2025-06-12", "980.00", "20.00"), ("2025-06-26", "501.00", "0.00")]


@pytest.mark.parametrize(
    "value, said",
    [
        ("taken", "must be 'skip', 'take' or a hurdle rate"),
        ({"hurdle_rate": 0.12}, "discounts.day_count"),
        ({"hurdel_rate": 0.12}, "hurdle_rate"),
        ({"hurdle_rate": "x", "day_count": "ACT/360"}, "discounts.hurdle_rate"),
        ({"hurdle_rate": "3,5", "day_count": "ACT/360"}, r"must not exceed 1. Write 0.035 for 3.5 %"),
        ({"hurdle_rate": 12, "day_count": "ACT/360"}, r"must not exceed 1. Write 0.12 for 12 %"),
        (True, "must be 'skip'"),
    ],
)
def test_refused(value, said):
    with pytest.raises(cf.InputError, match=said):
        cf.PaymentPolicy(discounts=value)


def test_whatif_file(tmp_path):
    (tmp_path / "l.csv").write_text("supplier,invoice,invoice_date,amount,currency,terms\nA,1,2025-06-02,100.00,EUR,2/10 net 30\n")
    head = '[ledger]\npath = "l.csv"\n[policy]\ndiscounts = { hurdle_rate = "12%", day_count = "ACT/365F" }\n'
    (tmp_path / "w.toml").write_text(head + '[[scenario]]\nname = "s"\n[[scenario.offer]]\nextend = { days = 30 }\n')
    assert "taken where they are worth 12 % a year or more (simple, ACT/365F)" in str(cf.read_whatif(tmp_path / "w.toml").run())
