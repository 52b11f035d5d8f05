"""Supplier finance balances: worked by hand, and laws on generated ledgers."""

from decimal import Decimal as D
from fractions import Fraction as F

import pandas as pd
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf

from . import strategies as some
from .test_laws import run

ROWS = [
    ["Bank", "1", "2025-03-20", "40.00", "2025-06-20"],  # a bank pays on 20 June, the buyer on 15 August: 148 days
    ["Bank", "2", "2025-06-01", "7.00", "2025-07-10"],  # the bank pays on 10 July, the buyer on 15 August: 75 days
    ["Later", "3", "2025-05-01", "60.00", "2025-06-20"],  # waits without a bank: moved, 106 days
    ["Free", "4", "2025-06-10", "5.00", "2025-07-20"],  # in no offer: untouched, 40 days
    ["Free", "5", "2025-06-10", "-1.00", "2025-07-01"],  # a credit note is not a payable
]


def result(**more):
    frame = pd.DataFrame(ROWS, columns=["supplier", "invoice", "invoice_date", "amount", "due_date"]).assign(currency="EUR", terms="")
    offers = [
        cf.Offer(suppliers="Bank", extend={"to": "2025-08-15"}, options=[cf.BankPaysNow(0.072, "ACT/360")], **more),
        cf.Offer(suppliers="Later", extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest(0.065, "ACT/360")]),
    ]
    return cf.compare(cf.read_ledger(frame), cf.Scenario("s", offers), quarters=("2025-01-01", "2025-09-30"))


def ranges(found, quarter="2025 Q2"):
    return [int(found.loc[quarter, f"{end}_days{group}"]) for group in ("", "_untouched", "_moved") for end in ("shortest", "longest")]


def test_worked_by_hand():
    found = result().supplier_finance.set_index("quarter")
    amounts = ["opening", "added", "paid", "closing", "of_which_suppliers_paid"]
    assert {q: [str(v) for v in row] for q, row in zip(found.index, found[amounts].values.tolist(), strict=True)} == {
        "2025 Q1": ["0.00", "40.00", "0.00", "40.00", "0.00"],
        "2025 Q2": ["40.00", "7.00", "0.00", "47.00", "40.00"],
        "2025 Q3": ["47.00", "0.00", "47.00", "0.00", "0.00"],
    }
    assert ranges(found) == [75, 148, 40, 40, 106, 106]
    text = str(result())
    assert "of which suppliers have already been paid" in text
    for group, days in (("inside", "75 to 148"), ("comparable, untouched", "40 to 40"), ("moved without a bank", "106 to 106")):
        (line,) = (line for line in text.splitlines() if line.startswith(f"days to due date, {group}"))
        assert days in line


def test_a_credit_note_counts_in_the_amounts_and_in_no_range():
    """As docs/conventions/supplier_finance.md says: 36,000.00 less 20.00. The note is of 1 June, 75 days before 15 August."""
    frame = pd.DataFrame(
        [["1", "2025-05-01", "36000.00", "2025-06-20"], ["2", "2025-06-01", "-20.00", "2025-07-20"]],
        columns=["invoice", "invoice_date", "amount", "due_date"],
    ).assign(supplier="Bank", currency="EUR", terms="")
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.BankPaysNow(0.07, "ACT/360")])
    found = cf.compare(cf.read_ledger(frame), cf.Scenario("s", offer), quarters=("2025-04-01", "2025-09-30")).supplier_finance
    row = found.set_index("quarter").loc["2025 Q2"]
    assert [str(row[k]) for k in ("added", "closing", "of_which_suppliers_paid")] == ["35980.00", "35980.00", "36000.00"]
    assert (row["shortest_days"], row["longest_days"]) == (106, 106)  # 1 May to 15 August; the credit note is in none


def test_shares_are_weighted():
    found = result(acceptance={"share": 0.5}).supplier_finance.set_index("quarter")
    assert found.loc["2025 Q2", "closing"] == D("23.50") and found.loc["2025 Q2", "of_which_suppliers_paid"] == D("20.00")


def test_what_only_a_share_accepts_is_inside_and_untouched():
    """On 30 June the half of 2 that does not accept is still due on 10 July, 39 days after its invoice: the shortest untouched."""
    found = result(acceptance={"share": 0.5}).supplier_finance.set_index("quarter")
    assert ranges(found) == [75, 148, 39, 40, 106, 106]


def test_rounded_shares_roll_forward():
    """A third of each: 40/3 = 13.33 and 7/3 = 2.33, together 15.67; running totals are rounded, so the second quarter adds 2.34."""
    found = result(acceptance={"share": F(1, 3)}).supplier_finance.set_index("quarter")
    assert [str(v) for v in found["closing"]] == ["13.33", "15.67", "0.00"]
    assert [str(v) for v in found["added"]] == ["13.33", "2.34", "0.00"] and str(found["paid"].iloc[2]) == "15.67"


def test_what_falls_back_is_no_longer_part_of_it():
    """The bank withdraws on 1 July: it has paid the 40 on 20 June; the 7, due on 10 July, are then owed to the supplier, untouched."""
    scenario = evolve(result().scenarios[0].scenario, stress=({"bank_withdraws": "2025-07-01"},))
    found = cf.compare(result().payments.ledger, scenario, quarters=("2025-01-01", "2025-09-30"))
    one = found.stressed[0].result.supplier_finance.set_index("quarter").loc["2025 Q2"]
    assert one[["closing", "of_which_suppliers_paid"]].tolist() == [D("40.00"), D("40.00")]
    assert one[["longest_days", "shortest_days_untouched", "longest_days_untouched", "longest_days_moved"]].tolist() == [148, 39, 40, 106]


def test_no_bank_no_arrangement():
    frame = pd.DataFrame(ROWS, columns=["supplier", "invoice", "invoice_date", "amount", "due_date"]).assign(currency="EUR", terms="")
    plain = cf.compare(cf.read_ledger(frame), cf.Scenario("s", cf.Offer(extend={"days": 60})), quarters=("2025-01-01", "2025-09-30"))
    assert not len(plain.supplier_finance)
    assert plain.to_dict()["currencies"]["EUR"]["scenarios"]["s"]["supplier_finance"] is None


@given(some.rows(positive=True), some.policies(), st.lists(some.offers(("days", "to")), min_size=1, max_size=2))
def test_balances_roll_forward_and_hold_the_bank_debt(rows, policy, offers):
    found = run(rows, policy[1], [p for _, p in offers])
    frame = found.supplier_finance
    for mine in (frame[frame["currency"] == c] for c in frame["currency"].unique()):
        currency = mine["currency"].iloc[0]
        assert (mine["opening"] + mine["added"] - mine["paid"] == mine["closing"]).all()
        assert mine["opening"].tolist()[1:] == mine["closing"].tolist()[:-1]
        assert (mine["of_which_suppliers_paid"] <= mine["closing"]).all() and (mine["of_which_suppliers_paid"] >= 0).all()
        assert (mine["added"] >= 0).all() and (mine["paid"] >= 0).all()
        debt = found.presentations.query(f"currency == '{currency}' and presentation == 'borrowing_gross'")["debt_change"].tolist()
        assert mine["of_which_suppliers_paid"].tolist() == debt


def test_items_that_new_terms_cut_further_are_not_left_as_untouched():
    """Hand-made: 100.00 due on 10 July, 48.00 and 32.00 on 2 and 22 July; half of each invoice by net 60, the rest by net 90.

    The bank pays on the old days, the buyer 50.00 and 40.00 in August, 50.00, 8.00 and 32.00 in September.
    """
    rows = [["A", "1", "2025-06-10", "100.00", "net 30"], ["B", "2", "2025-06-12", "80.00", "60% net 20, rest net 40"]]
    rows += [["C", "3", "2025-05-26", "7.00", "net 45"]]
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount", "terms"])
    offer = cf.Offer(suppliers=["A", "B"], extend={"terms": "50% net 60, rest net 90"}, options=[cf.BankPaysNow("0.06", "ACT/360")])
    result = cf.compare(cf.read_ledger(frame, currency="EUR"), cf.Scenario("s", [offer]), quarters=("2025-04-01", "2025-09-30"))
    first, second = result.supplier_finance.to_dict("records")
    money = ("opening", "added", "paid", "closing", "of_which_suppliers_paid")
    assert [str(first[k]) for k in money] == ["0.00", "180.00", "0.00", "180.00", "0.00"]
    assert [str(second[k]) for k in money] == ["180.00", "0.00", "180.00", "0.00", "0.00"]
    assert (first["shortest_days"], first["longest_days"]) == (60, 90)
    assert (first["shortest_days_untouched"], first["longest_days_untouched"]) == (45, 45)  # C alone, paid on the day of A
