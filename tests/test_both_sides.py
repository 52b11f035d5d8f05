"""Lists of suppliers and customers together: a customer's item is never owed; what leaves it open is asked for; figures by hand."""

from decimal import Decimal

import pytest

import cashflow as cf
from tests.exports import money, refused, write

D = Decimal
BOTH = """
{0},Name,Invoice no,Date,Due date,Currency,Balance
{1},Alder,1001,2026-05-14,2026-06-13,EUR,1250.00
{2},Birch,1002,2026-05-20,2026-06-20,EUR,840.50
{1},Cedar,1003,2026-05-22,2026-06-21,EUR,600.00
"""


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("Kind", "Supplier", "Customer"), ("Ledger", "Purchase ledger", "Sales ledger"), ("Direction", "Payable", "Receivable"),
        ("Book", "AP", "AR"), ("Group", "Trade creditors", "Trade debtors"), ("Art", "Kreditor", "Debitor"), ("Konto", "Lieferanten", "Kunden"),
        ("Categoría", "Proveedores", "Clientes"), ("Compte", "Fournisseurs", "Clients"), ("Typ", "Dostawca", "Odbiorca"),
    ],
)  # fmt: skip
def test_a_column_of_both_sides_is_known_by_its_words(tmp_path, name, ours, theirs):
    """Its name was not known, and what customers owe was counted as owed to suppliers: 2,690.50."""
    ledger = cf.read_ledger(write(tmp_path, BOTH.format(name, ours, theirs)))
    assert money(ledger)[1] == {"EUR": D("1850.00")}
    assert ledger.findings.frame.query("kind == 'customer row'")["row"].tolist() == [3]


@pytest.mark.parametrize("words", [("Supplier", "Branch"), ("North", "South"), ("Supplier", "Supplier"), ("Payable", "")])
def test_other_words_say_nothing_of_it(tmp_path, words):
    assert money(cf.read_ledger(write(tmp_path, BOTH.format("Kind", *words))))[1] == {"EUR": D("2690.50")}


def test_a_list_of_customers_alone_is_refused(tmp_path):
    rows = BOTH.format("Account type", "Customer", "Customer")
    assert "is a list of receivables" in str(refused(write(tmp_path, rows)))


@pytest.mark.parametrize(
    "word", ["Sales invoice", "AR Invoice", "Customer credit note", "Ausgangsrechnung", "Facture client", "Fattura di vendita"]
)
def test_sales_among_bills_are_not_owed(tmp_path, word):
    ledger = cf.read_ledger(write(tmp_path, BOTH.format("Type", "Bill", word)))
    assert money(ledger)[1] == {"EUR": D("1850.00")} and ledger.findings.ignored == 1


SECTIONS = """
Name,Number,Date,Due date,Currency,Amount
{0},,,,,
Alder,1001,2026-05-14,2026-06-13,EUR,1250.00
Cedar,1003,2026-05-22,2026-06-21,EUR,600.00
Total {0},,,,,1850.00
{1},,,,,
Birch,1002,2026-05-20,2026-06-20,EUR,840.50
Total {1},,,,,840.50
"""


@pytest.mark.parametrize(
    "names", [("CREDITORS", "DEBTORS"), ("Suppliers", "Customers"), ("Kreditoren", "Debitoren"), ("Payables", "Receivables")]
)
def test_rows_below_a_heading_of_customers_are_theirs(tmp_path, names):
    assert money(cf.read_ledger(write(tmp_path, SECTIONS.format(*names))))[1] == {"EUR": D("1850.00")}
    assert money(cf.read_ledger(write(tmp_path, SECTIONS.format("Stores", "Works"))))[1] == {"EUR": D("2690.50")}


@pytest.mark.parametrize("words", [("In", "Out"), ("incoming", "outgoing"), ("Eingang", "Ausgang"), ("Purchase", "Sales")])
def test_in_and_out_are_asked_for(tmp_path, words):
    path = write(tmp_path, BOTH.format("In/Out", *words))
    error = refused(path)
    assert f"'In/Out' says '{words[0]}' and '{words[1]}', and which of them are suppliers' bills is not stated" in str(error)
    rest = [
        money(cf.read_ledger(path, map={"document_type": "In/Out"}, types={words[0]: a, words[1]: b}))[1]["EUR"]
        for a, b in (("invoice", "ignored"), ("ignored", "invoice"), ("invoice", "invoice"))
    ]
    assert rest == [D("1850.00"), D("840.50"), D("2690.50")] and len(error.ask[0]["choices"]) == 3
