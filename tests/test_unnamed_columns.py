"""What columns and headings say that are not called so: sides of accounts, currencies of sections, amounts by currency; figures by hand."""

from decimal import Decimal

import pytest

import cashflow as cf
from tests.exports import money, refused, write

D = Decimal

# --- sides beside amounts without a sign ---

SIDED = """
Vendor,Invoice,Invoice date,Due date,Amount,{0},Currency
A,1,2026-05-14,2026-06-13,1250.00,{1},EUR
B,2,2026-05-20,2026-06-19,340.50,{1},EUR
C,3,2026-05-25,2026-05-25,75.00,{2},EUR
"""


@pytest.mark.parametrize(
    ("name", "owed", "less"), [("B/A", "A", "B"), ("D/A", "A", "D"), ("D/H", "H", "D"), ("Dare/Avere", "Avere", "Dare")]
)
def test_sides_of_more_languages(tmp_path, name, owed, less):
    path = write(tmp_path, SIDED.format(name, owed, less))
    assert refused(path).ask[0]["type"] == "--owed Cr"
    assert money(cf.read_ledger(path, owed="Cr"))[0] == {"EUR": D("1515.50")}


@pytest.mark.parametrize(
    ("name", "owed", "less"),
    [("Kz", "H", "S"), ("Art", "Haben", "Soll"), ("Znak", "Ma", "Wn"), ("Side", "Cr", "Dr"), ("Indicator", "C", "D")],
)
def test_sides_in_a_column_that_is_not_called_so_are_asked_for(tmp_path, name, owed, less):
    path = write(tmp_path, SIDED.format(name, owed, less))
    error = refused(path)
    assert f"'{name}' says '{owed}' in 2 and '{less}' in 1 rows" in str(error) or f"'{less}' in 1 and '{owed}' in 2" in str(error)
    assert error.ask[0]["choices"] == [
        f"--map debit_credit={name} --owed Cr",
        f"--map debit_credit={name} --owed Dr",
        "--sign 'payables positive'",
    ]
    assert money(cf.read_ledger(path, map={"debit_credit": name}, owed="Cr"))[0] == {"EUR": D("1515.50")}
    assert money(cf.read_ledger(path, sign="payables positive"))[0] == {"EUR": D("1665.50")}


def test_sides_are_no_question_where_amounts_have_signs(tmp_path):
    path = write(tmp_path, SIDED.format("Kz", "H", "S").replace(",75.00", ",-75.00"))
    assert money(cf.read_ledger(path))[0] == {"EUR": D("1515.50")}


def test_classes_of_two_letters_are_no_sides(tmp_path):
    assert money(cf.read_ledger(write(tmp_path, SIDED.format("Group", "A", "B"))))[0] == {"EUR": D("1665.50")}


# --- currencies in headings ---

SECTIONS = """
AP open items per 30.06.2026;;;;;
{0};;;;;
Supplier;Invoice;Inv. date;Due date;Amount;Open
Alder;AM-881;14.05.2026;13.06.2026;1.250,00;1.250,00
Total;;;;1.250,00;1.250,00
{1};;;;;
{2}Birch;77;20.05.2026;19.06.2026;840,50;340,50
Total;;;;840,50;340,50
"""
AGAIN = "Supplier;Invoice;Inv. date;Due date;Amount;Open\n"


@pytest.mark.parametrize("again", ["", AGAIN])
@pytest.mark.parametrize(
    ("one", "other"),
    [("Currency: EUR", "Currency: USD"), ("EUR", "USD"), ("Währung EUR - Euro", "Währung USD - Dollar"), ("Devise : EUR", "Devise : USD"), ("Document currency: EUR", "Document currency: USD")],
)  # fmt: skip
def test_each_row_is_in_the_currency_of_its_heading(tmp_path, one, other, again):
    path = write(tmp_path, SECTIONS.format(one, other, again))
    ledger = cf.read_ledger(path)
    assert money(ledger) == ({"EUR": D("1250.00"), "USD": D("840.50")}, {"EUR": D("1250.00"), "USD": D("340.50")})
    error = refused(path, currency="EUR")
    assert "has headings that say USD, and EUR was given for all rows" in str(error) and "Leave the currency out" in str(error.hint)


def test_a_currency_above_all_rows_is_asked_for(tmp_path):
    path = write(tmp_path, SECTIONS.format("Currency: GBP", "Second part", ""))
    assert refused(path).ask[0]["type"] == "--currency GBP"
    assert money(cf.read_ledger(path, currency="GBP"))[1] == {"GBP": D("1590.50")}


# --- a column of amounts for each currency ---

BY_CURRENCY = """
Vendor,Invoice,Invoice date,Due date,{0},{1}
A,1,2026-05-14,2026-06-13,1250.00,{2}
B,2,2026-05-20,2026-06-19,{3},381.36
C,3,2026-05-25,2026-05-25,-75.00,{4}
"""


@pytest.mark.parametrize(
    ("one", "other"), [("EUR", "USD"), ("Amount EUR", "Amount USD"), ("Open (EUR)", "Open (USD)"), ("Betrag €", "Betrag £")]
)
def test_amounts_of_each_currency_in_a_column_of_their_own_are_refused_by_name(tmp_path, one, other):
    error = refused(write(tmp_path, BY_CURRENCY.format(one, other, "", "", "")))
    assert f"keeps the amounts of each currency in a column of their own: '{one}' and '{other}'" in str(error)
    assert "in one column, and the currency of each in another one" in str(error.hint)


def test_amounts_in_two_currencies_are_asked_for_and_keep_that_of_their_name(tmp_path):
    path = write(tmp_path, BY_CURRENCY.format("EUR", "USD", "1400.00", "340.50", "-84.00"))
    assert refused(path).ask[0]["choices"] == ["amount=EUR", "amount=USD"]
    assert money(cf.read_ledger(path, map={"amount": "EUR"}))[0] == {"EUR": D("1515.50")}
    assert money(cf.read_ledger(path, map={"amount": "USD"}))[0] == {"USD": D("1697.36")}
    assert "says USD, and EUR was given for all rows" in str(refused(path, map={"amount": "USD"}, currency="EUR"))


def test_a_column_of_foreign_currencies_is_that_of_the_amounts_beside_it(tmp_path):
    text = """
Číslo;Var. sym.;Firma;Datum vystavení;Datum splatnosti;Celkem;K likvidaci;Cizí měna;CM celkem
260100012;881;Olše;14.05.2026;13.06.2026;31 250,00;31 250,00;EUR;1 250,00
260100013;890;Olše;20.05.2026;19.06.2026;840,50;340,50;;
260100014;7;Bříza;25.05.2026;25.05.2026;-75,00;-75,00;;
"""
    assert money(cf.read_ledger(write(tmp_path, text), currency="CZK"))[1] == {"CZK": D("31515.50")}


# --- running balances ---

RUNNING = """
Vendor,Voucher,Date,Due date,{0},{1},{2}
001,V-12,2026-05-14,2026-06-13,,1250.00,1250.00
001,V-13,2026-05-20,2026-06-19,,840.50,2090.50
001,V-20,2026-06-01,2026-06-01,500.00,,1590.50
002,V-14,2026-05-25,2026-05-25,75.00,,-75.00
002,V-15,2026-05-26,2026-06-25,,100.00,25.00
"""


@pytest.mark.parametrize(
    "names",
    [
        ("借方金额", "贷方金额", "余额"),
        ("借方", "貸方", "残高"),
        ("Дебет", "Кредит", "Остаток"),
        ("Borç", "Alacak", "Bakiye"),
        ("Debet", "Kredit", "Balanse"),
    ],
)
def test_a_running_balance_beside_sides_is_not_what_is_open(tmp_path, names):
    path = write(tmp_path, RUNNING.format(*names))
    assert money(cf.read_ledger(path, currency="EUR", owed="Cr"))[0] == {"EUR": D("1615.50")}


@pytest.mark.parametrize("name", ["Balance", "Saldo", "余额"])
def test_a_running_balance_alone_is_no_amount(tmp_path, name):
    error = refused(write(tmp_path, RUNNING.format("Mvt D", "Mvt C", name)), currency="EUR")
    assert f"'{name}' sums the rows above it up" in str(error)


def test_amounts_behind_their_currencies_are_told_apart(tmp_path):
    text = """
Vendor,Invoice,Inv Date,Due Date,Currency,Amount,Currency,Amount
Alder,AM-881,2026-05-14,2026-06-13,USD,1250.00,EUR,1136.36
Alder,AM-890,2026-05-20,2026-06-19,EUR,340.50,EUR,340.50
Alder,AM-891,2026-05-20,2026-06-19,USD,100.00,EUR,90.91
Birch,CN-7,2026-05-25,2026-05-25,EUR,-75.00,EUR,-75.00
"""
    assert money(cf.read_ledger(write(tmp_path, text)))[0] == {"USD": D("1350.00"), "EUR": D("265.50")}


# --- amounts without a sign, with types in short codes; what is overdue and what is not yet due ---

TYPED = """
Vendor,Document type,Invoice,Invoice date,Due date,Amount,Open amount,Currency
Alder,{0},AM-881,2026-05-14,2026-06-13,1250.00,1250.00,EUR
Alder,{0},AM-890,2026-05-20,2026-06-19,840.50,340.50,EUR
Birch,{1},CN-7,2026-05-25,2026-05-25,75.00,75.00,EUR
Birch,{2},P-1,2026-05-26,2026-05-26,100.00,100.00,EUR
"""


@pytest.mark.parametrize(
    ("invoice", "credit", "payment"),
    [("FT", "NC", "PAY"), ("FAC", "AVO", "RGL"), ("ER", "GU", "ZA"), ("INV", "CRN", "PMT"), ("FV", "KOR", "PAY"),
     ("采购发票", "红字发票", "付款单"), ("Leverandørfaktura", "Leverandørkreditnota", "Leverandørbetaling")],
)  # fmt: skip
def test_types_in_short_codes_lessen_what_is_owed(tmp_path, invoice, credit, payment):
    ledger = cf.read_ledger(write(tmp_path, TYPED.format(invoice, credit, payment)))
    assert money(ledger)[1] == {"EUR": D("1415.50")}  # 1,250.00 + 340.50 - 75.00 - 100.00
    assert "unknown document type" not in set(ledger.findings.frame["kind"])


def test_what_is_overdue_and_what_is_not_yet_due_add_up(tmp_path):
    text = """
Vendor,Invoice,Invoice date,Due date,Overdue amount,Not yet due,Currency
Alder,AM-881,2026-05-14,2026-06-13,1250.00,0.00,EUR
Alder,AM-890,2026-05-20,2026-07-19,0.00,340.50,EUR
Birch,CN-7,2026-05-25,2026-05-25,-75.00,0.00,EUR
"""
    assert money(cf.read_ledger(write(tmp_path, text)))[0] == {"EUR": D("1515.50")}


@pytest.mark.parametrize("name", ["Base amount", "Amount, company", "Equivalent", "Gegenwert"])
def test_the_companys_own_amounts_are_known_by_a_word_and_the_rows(tmp_path, name):
    text = f"""
Vendor;Invoice;Invoice date;Due date;Cur;Amount;{name};Paid;Balance
Alder;AM-881;2026-05-14;2026-06-13;USD;1250.00;1136.36;0.00;1250.00
Alder;AM-890;2026-05-20;2026-06-19;EUR;840.50;840.50;500.00;340.50
Birch;CN-7;2026-05-25;2026-05-25;EUR;-75.00;-75.00;0.00;-75.00
"""
    assert money(cf.read_ledger(write(tmp_path, text)))[1] == {"USD": D("1250.00"), "EUR": D("265.50")}
