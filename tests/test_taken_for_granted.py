"""What a file states is not asked for: a currency in its title, credit notes in a column of their own, amounts without tax; sums by hand."""

from decimal import Decimal

import pytest

import cashflow as cf
from tests.exports import money, refused, write

D = Decimal
LIST = """
Vendor,Invoice,Invoice date,Due date,Amount
Alder,A-1,2025-03-14,2025-04-13,"1,250.00"
Alder,CN-7,2025-03-20,2025-03-20,(75.00)
Birch,B-1,2025-03-21,2025-04-20,84.50
"""


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Accounts payable - all amounts in USD", "USD"),
        ("Currency: EUR", "EUR"),
        ("Währung: CHF", "CHF"),
        ("Alle Beträge sind in CHF.", "CHF"),
        ("Importes en MXN", "MXN"),
        ("Montants exprimés en EUR", "EUR"),
    ],
)
def test_the_currency_that_a_title_states_is_that_of_all_amounts(tmp_path, title, code):
    ledger = cf.read_ledger(write(tmp_path, f'"{title}",,,,\nAs of 31 March 2025,,,,\n{LIST.lstrip()}'))
    assert money(ledger)[0] == {code: D("1259.50")} and f"by the title '{title}'" in ledger.findings.layout.why["currency"]


@pytest.mark.parametrize(
    "titles",
    [
        "Company currency EUR,,,,\n",  # of the company, and not of what suppliers invoice
        "Currency: EUR,,,,\nCurrency: USD,,,,\n",
        ",,EUR,,\n",  # above one column
        "Rate: amounts in EUR at 1.08,,,,\n",
    ],
)
def test_what_may_be_another_currency_is_asked_for(tmp_path, titles):
    assert "the currency is not stated" in str(refused(write(tmp_path, titles + LIST.lstrip())))


def test_a_currency_in_a_title_yields_to_the_signs_beside_the_amounts(tmp_path):
    text = "All amounts in USD,,,,\n" + LIST.lstrip().replace('"1,250.00"', "€900.00").replace("(75.00)", "(€75.00)").replace(
        "84.50", "€84.50"
    )
    assert money(cf.read_ledger(write(tmp_path, text)))[0] == {"EUR": D("909.50")}


CREDITS = """
Supplier;Document;Date;Due date;Currency;Invoice amount;{}
Alder;AM-881;14.03.2025;13.04.2025;EUR;1.250,00;
Alder;CN-7;20.03.2025;20.03.2025;EUR;;{}
Birch;B-1;21.03.2025;20.04.2025;EUR;84,50;{}
"""


@pytest.mark.parametrize(
    "name", ["Credit note amount", "Credit notes", "Credit memo (EUR)", "Gutschriftsbetrag", "Avoirs", "Vendor credits"]
)
@pytest.mark.parametrize("credit", ["75,00", "-75,00", "(75,00)"])
def test_credit_notes_in_a_column_of_their_own_lessen_what_is_owed(tmp_path, name, credit):
    ledger = cf.read_ledger(write(tmp_path, CREDITS.format(name, credit, "")))
    assert money(ledger)[0] == {"EUR": D("1259.50")}
    assert len(ledger.findings.frame) == 0 and not ledger.findings.layout.unused


def test_credit_notes_beside_invoices_in_one_row_are_not_taken_off_and_said(tmp_path):
    path = write(tmp_path, CREDITS.format("Credit note amount", "75,00", "20,00"))
    ledger = cf.read_ledger(path, most_rejected=1)
    said = ledger.findings.layout.unused["Credit note amount"]
    assert "each amount counts in full" in said and "credit=" not in said
    assert money(ledger)[0] == {"EUR": D("1334.50")}


def test_credit_notes_of_both_signs_are_not_guessed(tmp_path):
    rows = CREDITS.format("Credit notes", "75,00", "") + "Birch;CN-9;22.03.2025;22.03.2025;EUR;;-5,00\n"
    assert "may be" not in str(cf.read_ledger(write(tmp_path, rows), most_rejected=1).findings.layout.unused)


INTACCT = """
Bill number,Vendor name,Date,Due date,Transaction currency,Total transaction amount,Total transaction amount due,Base currency,Total amount due
INV-1,Alder,03/14/2025,04/13/2025,USD,840.50,340.50,USD,340.50
B1,Birch,03/21/2025,04/20/2025,GBP,100.00,100.00,USD,129.00
B2,Birch,03/22/2025,04/21/2025,GBP,200.00,200.00,USD,258.00
"""


def test_a_transaction_amount_due_is_in_the_currency_of_the_transaction(tmp_path):
    assert money(cf.read_ledger(write(tmp_path, INTACCT)))[1] == {"USD": D("340.50"), "GBP": D("300.00")}


ODOO = """
Number,Vendor,Bill Reference,Bill Date,Due Date,{},Total,Currency,Amount Due,Payment Status
BILL/1,Azure,AZ-1,2025-03-14,2025-04-13,1000.00,1200.00,EUR,1200.00,Not Paid
BILL/2,Azure,AZ-2,2025-03-16,2025-04-15,500.00,600.00,EUR,100.00,Partially Paid
BILL/3,Wood,W-10,2025-03-22,2025-04-21,100.00,100.00,USD,100.00,Not Paid
BILL/4,Wood,W-11,2025-03-23,2025-04-22,70.00,70.00,USD,70.00,Not Paid
"""


@pytest.mark.parametrize("name", ["Untaxed Amount Signed", "Untaxed Total", "Sous-total HT", "Základ daně", "税抜金額"])
def test_amounts_without_tax_are_no_amounts_of_another_currency(tmp_path, name):
    """Bills of one currency had no tax: that looked like a rate of exchange in the others."""
    assert money(cf.read_ledger(write(tmp_path, ODOO.format(name))))[1] == {"EUR": D("1300.00"), "USD": D("170.00")}


@pytest.mark.parametrize(("title", "asked"), [("Currency: GBP", True), ("All amounts in GBP", False)])
def test_a_currency_above_the_first_of_several_parts_may_be_of_that_part_alone(tmp_path, title, asked):
    path = write(tmp_path, f"{title},,,,\n{LIST.lstrip()}Second part,,,,\nCedar,C-1,2025-03-22,2025-04-21,10.00\n")
    if asked:
        assert refused(path).ask[0]["type"] == "--currency GBP"
    else:
        assert money(cf.read_ledger(path))[0] == {"GBP": D("1269.50")}


ADVANCE = """
Vendor,Bill no,Bill date,Terms,Currency,Amount{}
Alder,A-1,2025-03-14,Net 30,USD,1250.00{}
Birch,B-1,2025-03-21,{},USD,84.50{}
Cedar,C-1,2025-03-22,{},USD,15.50{}
"""


@pytest.mark.parametrize("terms", ["prepaid", "CIA", "Cash in advance", "Vorkasse", "100% prepayment", "pago anticipado"])
def test_terms_of_payment_in_advance_may_be_paid_already_and_are_said(tmp_path, terms):
    ledger = cf.read_ledger(write(tmp_path, ADVANCE.format("", "", terms, "", terms, "")))
    said = ledger.findings.frame.query("kind == 'may be paid'")
    assert said[["row", "value"]].values.tolist() == [[3, terms]]
    assert "by 'Terms', and no column says what is paid: 2 rows are open in full, 100.00 in all" in said["reason"].iloc[0]
    assert money(ledger)[0] == {"USD": D("1350.00")}


@pytest.mark.parametrize(
    ("terms", "more"),
    [("prepaid", (",Paid amount", ",0.00", ",84.50", ",15.50")), ("Net 60", ("",) * 4), ("50% in advance, 50% net 30", ("",) * 4)],
)
def test_where_a_column_says_what_is_paid_or_terms_are_for_later_nothing_is_said(tmp_path, terms, more):
    head, one, two, three = more
    text = ADVANCE.format(head, one, f'"{terms}"', two, f'"{terms}"', three)
    assert "may be paid" not in set(cf.read_ledger(write(tmp_path, text)).findings.frame["kind"])
