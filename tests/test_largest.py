"""The largest suppliers of a ledger: worked out by hand, and by plain sums of random ledgers."""

from collections import defaultdict
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.errors import CashflowWarning
from cashflow.offers.selection import Selection

COLUMNS = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms", "paid_date", "region"]
BOOK = [
    ("Acme", "1", "2025-05-01", "100.00", "EUR", "net 30", "", "UK"),
    ("Acme", "2", "2025-05-02", "-30.00", "EUR", "net 30", "", "UK"),  # 70 in all
    ("Bolt", "3", "2025-05-03", "80.00", "EUR", "net 30", "2025-05-20", "EU"),  # paid, and counts
    ("Core", "4", "2025-05-04", "70.00", "EUR", "net 30", "", "EU"),  # as much as Acme: by name
    ("Dent", "5", "2025-05-05", "-500.00", "EUR", "net 30", "", "EU"),  # nothing but a credit note
    ("Core", "6", "2025-05-06", "5.00", "GBP", "net 30", "", "EU"),
    ("Acme", "7", "2025-05-07", "4.00", "GBP", "net 30", "", "UK"),
]


def ledger(rows=BOOK):
    return cf.read_ledger(pd.DataFrame(rows, columns=COLUMNS).drop(columns=["paid_date"] * (not any(r[6] for r in rows))))


def covered(suppliers, rows=BOOK):
    book, notes = ledger(rows), []
    chosen = Selection(suppliers).invoices(book, notes)
    return [str(n) for n in np.asarray(book.invoice, object)[chosen]], notes


@pytest.mark.parametrize(
    ("suppliers", "invoices"),
    [
        ({"largest": 1}, ["3", "6"]),
        ({"largest": "2"}, ["1", "2", "3", "6", "7"]),
        ({"largest": 1, "region": "UK"}, ["1", "2", "7"]),
        ({"largest": 1, "except": ["Bolt", "Core"]}, ["1", "2", "7"]),
        ({"largest": 1, "except": {"currency": "GBP"}}, ["3"]),
        ({"except": {"largest": 1}}, ["1", "2", "4", "5", "7"]),
        ({"except": {"largest": 1, "region": "UK"}}, ["4", "5"]),
        ({"region": "EU", "except": {"largest": 1}}, ["4", "5"]),  # Bolt and, in GBP, Core are the largest of the EU
        ({"largest": 1, "except": {"largest": 1}}, ["1", "2", "7"]),  # the second: as much as Core, and before it by name
    ],
)
def test_by_hand(suppliers, invoices):
    assert covered(suppliers) == (invoices, [])


def test_fewer_than_asked_for_are_all_and_it_is_said():
    found, notes = covered({"largest": 3})
    assert found == ["1", "2", "3", "4", "6", "7"]  # Dent owes more than it is owed
    assert notes == ["largest = 3: there are only 2 suppliers in GBP to choose from"]
    found, notes = covered({"largest": 3, "region": "EU", "except": ["Bolt", "Core"]})
    assert (found, notes) == ([], ["largest = 3: there is no supplier to choose from"])


@pytest.mark.parametrize(
    ("suppliers", "key"),
    [(["Acme", {"largest": 3}], "suppliers"), ({"largest": 3, "except": ["Acme", {"region": "EU"}]}, "suppliers.except")],
)
def test_a_table_among_names_is_refused(suppliers, key):
    """It was text, a name that does not occur: an offer to nobody."""
    with pytest.raises(cf.InputError, match=rf"{key}.*: is a list of names, and holds a table.*largest"):
        covered(suppliers)


def test_what_is_left_out_by_size_says_so():
    assert covered({"except": {"largest": 3}})[1] == ["except.largest = 3: there are only 2 suppliers in GBP to choose from"]
    with pytest.raises(cf.InputError, match=r"suppliers\.except\.largest.*: must be a whole number"):
        covered({"except": {"largest": 0}})


@pytest.mark.parametrize("wanted", [0, -1, 1.5, "many", True, "", None, [1], Decimal("2.5")])
def test_what_is_no_number_of_suppliers_is_refused(wanted):
    with pytest.raises(cf.InputError, match=r"suppliers\.largest.*: must be a whole number of suppliers, 1 or more"):
        covered({"largest": wanted})


@given(
    st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["EUR", "GBP"]), st.integers(-500, 900)), min_size=1, max_size=25),
    st.integers(1, 4),
)
def test_no_supplier_that_is_left_out_has_invoiced_more(some, many):
    rows = [(s, str(n), "2025-05-01", f"{a / 100:.2f}", c, "net 30", "", "UK") for n, (s, c, a) in enumerate(some)]
    sums = defaultdict(int)
    for supplier, currency, amount in some:
        sums[currency, supplier] += amount
    wanted = set()
    for currency in {c for _, c, _ in some}:
        found = sorted((-a, s) for (c, s), a in sums.items() if c == currency and a > 0)[:many]
        wanted |= {(currency, s) for _, s in found}
    assert covered({"largest": many}, rows)[0] == [str(n) for n, (s, c, _) in enumerate(some) if (c, s) in wanted]


def test_a_comparison_a_scan_and_a_file_offer_to_the_same(tmp_path):
    pytest.importorskip("pyarrow")
    rows = [r for r in BOOK if not r[6]]
    frame = pd.DataFrame(rows, columns=COLUMNS).drop(columns="paid_date")
    frame["amount"], frame["invoice_date"] = frame["amount"].map(Decimal), pd.to_datetime(frame["invoice_date"])
    frame.to_parquet(tmp_path / "book.parquet")
    frame.to_csv(tmp_path / "book.csv", index=False)
    offer = cf.Offer(suppliers={"largest": 1}, extend={"days": 30}, options=[cf.LaterWithInterest(0, "ACT/360")])
    found = [
        cf.compare(book, cf.Scenario("s", offer), quarters=("2025-04-01", "2025-12-31")).suppliers[["supplier", "currency", "amount_moved"]]
        for book in (cf.read_ledger(frame), cf.scan(tmp_path / "book.parquet", columns=["region"]))
    ]
    assert found[0].equals(found[1])
    assert found[0].to_numpy().tolist() == [["Acme", "EUR", Decimal("70.00")], ["Core", "GBP", Decimal("5.00")]]
    text = """
        [ledger]
        path = "book.csv"
        [[scenario]]
        name = "s"
        [[scenario.offer]]
        suppliers = { largest = 1 }
        extend = { days = 30 }
        option = [{ scheme = "later_with_interest", annual_rate = 0, day_count = "ACT/360" }]
    """
    (tmp_path / "whatif.toml").write_text(text)
    asked = cf.read_whatif(tmp_path / "whatif.toml")
    assert asked.run().suppliers[["supplier", "currency", "amount_moved"]].equals(found[0])


def test_too_few_are_a_warning_of_the_comparison():
    offer = cf.Offer(suppliers={"largest": 9}, extend={"days": 30}, options=[cf.LaterWithInterest(0, "ACT/360")])
    with pytest.warns(CashflowWarning, match="there are only 3 suppliers in EUR"):
        cf.compare(ledger(), cf.Scenario("s", offer), quarters=("2025-04-01", "2025-12-31"))
