"""Types of documents in lists without signs: known by their words, or asked for; a credit note or an advance is never taken as owed unsaid."""

import shlex
from decimal import Decimal

import pytest

import cashflow as cf
from tests.exports import money, refused, write
from tests.test_save_map import same_again

D = Decimal
LIST = """
Vendor,{head},Number,Date,Due date,Currency,Amount
Alder Metals,Invoice,AM-881,2026-05-14,2026-06-13,EUR,1250.00
Birch Ltd,Invoice,B-77,2026-05-20,2026-06-19,EUR,840.50
Birch Ltd,{word},X-1,2026-05-25,2026-05-25,EUR,{amount}
"""


def listed(folder, word, amount="200.00", head="Type", more=""):
    """Two bills of 2,090.50 in all, and a third row."""
    return write(folder, LIST.format(word=word, amount=amount, head=head) + more)


@pytest.mark.parametrize(
    "word",
    [
        "Credit", "Prepayment", "Down payment", "Vendor deposit", "Advance", "Retention", "Refund", "Debit memo", "Debit Note", "Journal", "Adjustment",
        "Check", "Wire transfer", "Opening balance", "Anzahlung", "Lastschrift", "Acompte", "Note de débit", "Anticipo", "Nota de débito",
        "Acconto", "Nota di debito", "Adiantamento", "Voorschot", "Zaliczka", "Förskott", "Záloha", "Előleg", "Avans", "Аванс", "预付款", "前払金",
    ],
)  # fmt: skip
def test_what_may_lessen_what_is_owed_is_asked_for(tmp_path, word):
    """It counted as owed: 2,290.50."""
    path = listed(tmp_path, word)
    error = refused(path)
    assert f"'{word}' (1 row, 200.00) in 'Type' may lessen what is owed or add to it" in str(error)
    kinds = [c.partition("=")[2] for c in error.ask[0]["choices"]]
    assert sorted(kinds) == ["credit note", "ignored", "invoice", "payment"]
    rest = {kind: money(cf.read_ledger(path, types={word: kind}))[1]["EUR"] for kind in kinds}
    assert rest == {"credit note": D("1890.50"), "payment": D("1890.50"), "ignored": D("2090.50"), "invoice": D("2290.50")}


def test_an_advance_is_likely_a_payment_and_a_debit_note_likely_a_credit(tmp_path):
    likely = {w: refused(listed(tmp_path, w)).ask[0]["choices"][0] for w in ("Prepayment", "Debit Note", "Virement", "Retenue")}
    assert likely == {
        "Prepayment": "Prepayment=payment", "Debit Note": "Debit Note=credit note", "Virement": "Virement=payment",
        "Retenue": "Retenue=credit note",
    }  # fmt: skip


def test_several_types_are_asked_for_at_once(tmp_path):
    path = listed(tmp_path, "Prepayment", more="Alder Metals,Journal,J-1,2026-05-26,2026-05-26,EUR,50.00\n")
    error = refused(path)
    assert shlex.split(error.ask[0]["type"]) == ["--types", "Prepayment=payment", "--types", "Journal=credit note"]
    told = {"Prepayment": "payment", "Journal": "invoice"}
    assert money(cf.read_ledger(path, types=told))[1] == {"EUR": D("1940.50")}
    same_again(path, tmp_path / "map.toml", types=told)


def test_our_own_names_are_no_reason_not_to_ask(tmp_path):
    text = "supplier,type,invoice,invoice_date,due_date,currency,amount\nA,invoice,1,2026-05-14,2026-06-13,EUR,10.00\nA,prepayment,2,2026-05-14,2026-06-13,EUR,4.00\n"
    assert "'prepayment' (1 row, 4.00)" in str(refused(write(tmp_path, text)))


@pytest.mark.parametrize("word", ["Prepayment", "Ristourne fournisseur", "Frobnication"])
def test_a_sign_says_what_a_type_is(tmp_path, word):
    """The sign of the row itself, or that others have one."""
    credit = "Birch Ltd,Credit Note,CN-1,2026-05-25,2026-05-25,EUR,-90.50\n"
    assert money(cf.read_ledger(listed(tmp_path, word, "-200.00", more=credit)))[1] == {"EUR": D("1800.00")}
    ledger = cf.read_ledger(listed(tmp_path, word, "200.00", more=credit))
    assert money(ledger)[1] == {"EUR": D("2200.00")} and "unknown document type" in set(ledger.findings.frame["kind"])


def test_where_credit_notes_have_no_sign_other_types_have_none_either(tmp_path):
    credit = "Birch Ltd,Credit Note,CN-1,2026-05-25,2026-05-25,EUR,90.50\n"
    assert refused(listed(tmp_path, "Frobnication", more=credit)).ask[0]["choices"][0] == "Frobnication=credit note"
    for word in ("Utility bill", "Rechnung Ausland", "Facture EDF", "Standard"):
        assert money(cf.read_ledger(listed(tmp_path, word, more=credit)))[1] == {"EUR": D("2200.00")}


@pytest.mark.parametrize(
    "word",
    [
        "AP Credit Memo", "A/P Credit Memo", "Supplier credit note", "Purchase Credit", "Avoir fournisseur", "Rechnungskorrektur",
        "Lieferantengutschrift", "Nota credito", "Factura rectificativa", "Abono proveedor", "Creditfactuur", "Faktura korygująca", "Dobropis",
        "Hyvityslasku", "Jóváíró számla", "İade Faturası", "贷项凭单", "381", "TD04", "KG - Credit memo", "ABO",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["Type", "Document type"])
def test_words_for_credit_notes(tmp_path, word, head):
    assert money(cf.read_ledger(listed(tmp_path, word, head=head)))[1] == {"EUR": D("1890.50")}


@pytest.mark.parametrize(
    "word", ["Unapplied payment", "Bank Payment", "AP Payment", "Paiement fournisseur", "Płatność", "Utbetalning", "Оплата"]
)
def test_words_for_payments(tmp_path, word):
    """Set off against the supplier's oldest bill: 640.50 of 840.50 is left."""
    ledger = cf.read_ledger(listed(tmp_path, word))
    assert money(ledger)[1] == {"EUR": D("1890.50")} and len(ledger) == 2


@pytest.mark.parametrize("head", ["Tipo documento", "Type code", "Invoice type code", "Type of document"])
def test_names_of_columns_of_types(tmp_path, head):
    assert money(cf.read_ledger(listed(tmp_path, "Credit Note", head=head)))[1] == {"EUR": D("1890.50")}


@pytest.mark.parametrize("name", ["Services", "Goods", "Deposit"])
def test_a_column_of_types_of_something_else_is_none(tmp_path, name):
    path = write(tmp_path, LIST.replace("Invoice", "Rent").format(word=name, amount="200.00", head="Type"))
    assert money(cf.read_ledger(path))[1] == {"EUR": D("2290.50")}


@pytest.mark.parametrize(
    ("head", "yes", "no"),
    [("Is credit note", "Y", "N"), ("Credit memo?", "Yes", "No"), ("Gutschrift", "x", ""), ("Sign", "-", "+"), ("+/-", "-1", "1")],
)
def test_a_mark_says_which_rows_are_credit_notes(tmp_path, head, yes, no):
    """It was passed over, and the credit note counted as owed."""
    path = write(tmp_path, LIST.replace("Invoice", no).format(word=yes, amount="200.00", head=head))
    assert money(cf.read_ledger(path))[1] == {"EUR": D("1890.50")}


@pytest.mark.parametrize("words", [("Cash", "Credit"), ("Laptop", "PC"), ("Check", "Wire")])
def test_ways_of_buying_and_paying_are_no_types(tmp_path, words):
    path = write(tmp_path, LIST.replace("Invoice", words[0]).format(word=words[1], amount="200.00", head="Type"))
    assert money(cf.read_ledger(path))[1] == {"EUR": D("2290.50")}


def test_sides_in_a_column_of_types_are_asked_for_as_sides(tmp_path):
    path = write(tmp_path, LIST.replace("Invoice", "Credit").format(word="Debit", amount="200.00", head="Transaction type"))
    assert [a["type"] for a in refused(path).ask] == ["--map 'debit_credit=Transaction type' --owed Cr"]
    assert money(cf.read_ledger(path, map={"debit_credit": "Transaction type"}, owed="Cr"))[1] == {"EUR": D("1890.50")}
