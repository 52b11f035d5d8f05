"""What exports of more systems leave open is asked for in one sentence, with what to type, after which they read; figures by hand."""

from decimal import Decimal

import openpyxl
import pytest

import cashflow as cf
from cashflow.ledger.asks import asks_of
from tests.exports import money, refused, write
from tests.test_exports_more import FIORI
from tests.test_save_map import same_again

D = Decimal


# --- what is asked is what is likely ---


def test_of_columns_of_dates_the_later_one_is_proposed_as_due(tmp_path):
    text = "Vendor;Nr;Dtm A;Dtm B;Amount;Currency\nA;1;14.05.2026;13.06.2026;10,50;EUR\nB;2;20.05.2026;19.06.2026;20,00;EUR\n"
    path = write(tmp_path, text)
    assert refused(path).ask[0]["choices"] == ["due_date=Dtm B", "due_date=Dtm A"]
    assert [str(d)[:10] for d in cf.read_ledger(path, map={"due_date": "Dtm B"}).to_frame()["due_date"]] == ["2026-06-13", "2026-06-19"]


STATUSES = """
Unit,Voucher,Invoice,Invoice Date,Vendor,Name,Gross Amt,Currency,Due Date,Pymt Status
US001,12345,AM-881,2026-05-14,4242,Alder,1250.00,USD,2026-06-13,N
US001,12346,AM-890,2026-05-20,4242,Alder,840.50,USD,2026-06-19,N
US001,12348,77,2026-04-01,4343,Birch,600.00,USD,2026-05-01,P
"""


def test_codes_of_statuses_that_are_not_known_are_asked_for(tmp_path):
    path = write(tmp_path, STATUSES)
    ledger = cf.read_ledger(path)
    said = ledger.findings.frame.query("kind == 'unknown status'")
    assert (
        said[["row", "value"]].values.tolist() == [[2, "N"], [4, "P"]] and "1 row, 600.00 in all, taken as open" in said["reason"].iloc[1]
    )
    assert [a["type"] for a in asks_of(ledger.findings)] == ["--types P=invoice --types N=invoice"]
    told = cf.read_ledger(path, types={"P": "paid", "N": "invoice"})
    assert money(told) == ({"USD": D("2690.50")}, {"USD": D("2090.50")}) and "unknown status" not in set(told.findings.frame["kind"])
    assert money(cf.read_ledger(path, types={"P": "ignored", "N": "invoice"}))[0] == {"USD": D("2090.50")}


@pytest.mark.parametrize("change", [("P\n", "N\n"), ("Pymt Status", "Voucher Style")])
def test_statuses_that_are_all_alike_are_not_asked_for(tmp_path, change):
    assert "unknown status" not in set(cf.read_ledger(write(tmp_path, STATUSES.replace(*change))).findings.frame["kind"])


@pytest.mark.parametrize("words", [("Open", "Remitted"), ("Awaiting approval", "Transferred to bank"), ("Unpaid", "P")])
def test_a_status_beside_one_that_is_open_is_asked_for(tmp_path, words):
    """Sent to the bank, or not: it counted as open without a word."""
    ledger = cf.read_ledger(write(tmp_path, STATUSES.replace("N\n", f"{words[0]}\n").replace("P\n", f"{words[1]}\n")))
    assert ledger.findings.frame.query("kind == 'unknown status'")["value"].tolist() == [words[1]]


def test_closed_by_a_column_that_may_be_of_approvals_is_asked_for(tmp_path):
    text = STATUSES.replace("Pymt Status", "Document status").replace("N\n", "Open\n").replace("P\n", "Closed\n")
    assert "'Document status' says 'Closed' in 1 row, and nothing else says what is paid" in str(refused(write(tmp_path, text)))


def test_numbers_of_payments_in_some_rows_are_said_and_read_if_told(tmp_path):
    path = write(tmp_path, STATUSES.replace("Pymt Status", "Cheque no").replace("N\n", "\n").replace("P\n", "100045\n"))
    assert "is filled in some rows, and is not used; if these are paid, say" in " ".join(cf.read_ledger(path).findings.frame["reason"])
    assert money(cf.read_ledger(path, map={"clearing": "Cheque no"}))[1] == {"USD": D("2090.50")}


def test_codes_of_statuses_beside_what_is_open_say_nothing(tmp_path):
    lines = STATUSES.strip().splitlines()
    text = "\n".join([f"{lines[0]},Amount Due", *(f"{row},{'0.00' if row.endswith('P') else row.split(',')[6]}" for row in lines[1:])])
    ledger = cf.read_ledger(write(tmp_path, text))
    assert money(ledger)[1] == {"USD": D("2090.50")} and "unknown status" not in set(ledger.findings.frame["kind"])


# --- dates in digits alone ---

DIGITS = """
Payee;Supplier invoice number;Invoice date;Due date;Currency;Amount;Balance
Alder;AM-881;{};{};SEK;1250,00;1250,00
Alder;AM-890;{};{};SEK;840,50;340,50
Birch;CN-7;{};{};SEK;-75,00;-75,00
"""
DAYS = [("2026-05-14", "2026-06-13"), ("2026-05-20", "2026-06-19"), ("2026-05-25", "2026-05-25")]


@pytest.mark.parametrize(
    ("form", "cells", "also"),
    [
        ("yymmdd", "260514 260613 260520 260619 260525 260525", "ddmmyy"),
        ("ddmmyy", "140526 130626 200526 190626 250526 250526", "yymmdd"),
        ("mmddyy", "051426 061326 052026 061926 052526 052526", None),
        ("mmddyy", "51426 61326 52026 61926 52526 52526", None),  # a spreadsheet has dropped the zeros
        ("cyymmdd", "1260514 1260613 1260520 1260619 1260525 1260525", None),
        ("cyyddd", "126134 126164 126140 126170 126145 126145", None),
        ("yyyyddd", "2026134 2026164 2026140 2026170 2026145 2026145", None),
    ],
)
def test_dates_in_digits_are_asked_for_with_their_readings(tmp_path, form, cells, also):
    path = write(tmp_path, DIGITS.format(*cells.split()))
    error = refused(path)
    assert error.ask[0]["choices"] == [form, *([also] if also else [])] and error.ask[0]["type"] == f"--date-format {form}"
    assert f"2026-05-14 ({form})" in str(error)
    ledger = cf.read_ledger(path, date_format=form)
    frame = ledger.to_frame()
    assert [(str(a)[:10], str(b)[:10]) for a, b in zip(frame["invoice_date"], frame["due_date"], strict=True)] == DAYS
    assert money(ledger) == ({"SEK": D("2015.50")}, {"SEK": D("1515.50")})


def test_a_date_of_another_form_among_digits_rejects_its_row(tmp_path):
    rows = "".join(f"Cedar;C-{n};2605{n};2606{n};SEK;10,00;10,00\n" for n in range(10, 28))
    path = write(tmp_path, DIGITS.format("260514", "260613", "260520", "269919", "260525", "260525") + rows)
    ledger = cf.read_ledger(path, date_format="yymmdd")
    assert ledger.findings.frame.query("status == 'rejected'")[["row", "column", "value"]].values.tolist() == [[3, "due_date", "269919"]]


@pytest.mark.parametrize(
    "head", ["supplier,invoice,invoice_date,due_date,amount,currency", "Vendor,Bill no,Bill date,Due date,Amount,Currency"]
)
def test_dates_in_digits_of_our_own_names(tmp_path, head):
    path = write(tmp_path, f"{head}\nA,1,260514,260613,10.00,EUR\nB,2,260520,260619,20.00,EUR\n")
    assert [str(d)[:10] for d in cf.read_ledger(path, date_format="yymmdd").to_frame()["due_date"]] == ["2026-06-13", "2026-06-19"]


# --- headers of two rows, and suppliers that a sum names ---

AGES = [
    ["AP ageing by supplier"],
    ["Supplier", "Document", None, None, "Not due", "Overdue", None, None, "Total"],
    [None, "No.", "Date", "Due", None, "1-30", "31-60", ">60", "USD"],
    ["Alder", "AM-881", "2026-05-14", "2026-06-13", None, 1250.0, None, None, 1250.0],
    [None, "AM-890", "2026-06-20", "2026-07-20", 340.5, None, None, None, 340.5],
    ["Alder total", None, None, None, 340.5, 1250.0, None, None, 1590.5],
    ["Birch", "CN-7", "2026-05-25", "2026-05-25", None, None, -75.0, None, -75.0],
    ["Birch total", None, None, None, None, None, -75.0, None, -75.0],
    ["Grand total", None, None, None, 340.5, 1250.0, -75.0, None, 1515.5],
]


def test_ages_below_the_names_of_groups_and_suppliers_named_by_their_sums(tmp_path):
    book = openpyxl.Workbook()
    for row in AGES:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    ledger = cf.read_ledger(tmp_path / "a.xlsx")
    assert money(ledger)[0] == {"USD": D("1515.50")} and ledger.supplier.values[ledger.supplier.codes[1]] == "Alder"
    assert ledger.findings.frame.query("kind == 'supplier of the row above'")["row"].tolist() == [5]


def test_a_sum_of_another_name_names_nobody(tmp_path):
    book = openpyxl.Workbook()
    for row in AGES:
        book.active.append(["Sum of group", *row[1:]] if row[0] == "Alder total" else row)
    book.save(tmp_path / "a.xlsx")
    said = cf.read_ledger(tmp_path / "a.xlsx").findings.frame.query("status == 'rejected'")
    assert said[["row", "kind"]].values.tolist() == [[5, "missing supplier"]]


# --- currencies ---

NAMED = """
Document Number,Vendor,Date,Date Due,Currency,Amount (Foreign Currency),Amount Remaining (Foreign Currency)
AM-881,Alder,5/14/2026,6/13/2026,{0},"1,250.00","1,250.00"
AM-890,Alder,5/20/2026,6/19/2026,{1},"1,000.00",400.00
"""


@pytest.mark.parametrize("names", [("US Dollar", "Euro"), ("US Dollars", "EUR"), ("US$", "€"), ("United States Dollar", "Euros")])
def test_currencies_that_are_called_by_their_names(tmp_path, names):
    ledger = cf.read_ledger(write(tmp_path, NAMED.format(*names)))
    assert money(ledger) == ({"USD": D("1250.00"), "EUR": D("1000.00")}, {"USD": D("1250.00"), "EUR": D("400.00")})


def test_a_name_of_several_currencies_is_not_guessed(tmp_path):
    error = refused(write(tmp_path, NAMED.format("Dollar", "Euro")))
    assert "'Currency' holds 'Dollar' in 1 row, which is the code of no currency" in str(error)
    assert [a["type"] for a in error.ask] == ["--map currency=Currency"]  # one currency for all rows would count Euros as dollars


FOREIGN = """
Supplier Name,Invoice Number,Invoice Date,Due Date,Gross Amount,Open Amount,Curr Code,Base Curr,Foreign Amount,Foreign Open
Alder,AM-881,05/14/26,06/13/26,"1,250.00","1,250.00",USD,{0},{1},{1}
Alder,AM-890,05/20/26,06/19/26,840.50,340.50,USD,{0},{1},{1}
Birch,CN-7,05/25/26,05/25/26,75.00-,75.00-,USD,{0},{1},{1}
Cedar,F-12,05/26/26,06/25/26,"1,080.00",540.00,EUR,{0},"1,000.00",500.00
"""


@pytest.mark.parametrize("nothing", ["", "0.00", ".00"])
def test_foreign_amounts_that_stand_in_foreign_rows_alone(tmp_path, nothing):
    ledger = cf.read_ledger(write(tmp_path, FOREIGN.format("USD", nothing)))
    assert money(ledger) == ({"USD": D("2015.50"), "EUR": D("1000.00")}, {"USD": D("1515.50"), "EUR": D("500.00")})
    assert ledger.findings.frame.query("kind == 'amount in own currency'")["column"].tolist() == ["amount", "open_amount"]


def test_foreign_amounts_are_not_filled_where_the_company_counts_in_another_currency(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, FOREIGN.format("CAD", "")))
    assert "amount in own currency" not in set(ledger.findings.frame["kind"])


# --- sums above their rows, and what is open beside two sides ---

ITEMS_BY_PARTNER = """
Partner,Date,Reference,Due Date,Currency,Debit,Credit,Residual Amount
Alder (2),,,,,0.00,2090.50,-1590.50
Alder,2026-05-14,AM-881,2026-06-13,EUR,0.00,1250.00,-1250.00
Alder,2026-05-20,AM-890,2026-06-19,EUR,0.00,840.50,-340.50
Birch (1),,,,,75.00,0.00,75.00
Birch,2026-05-25,CN-7,2026-05-25,EUR,75.00,0.00,75.00
"""


def test_headings_with_the_sums_of_the_rows_below(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, ITEMS_BY_PARTNER), owed="Cr")
    assert money(ledger) == ({"EUR": D("2015.50")}, {"EUR": D("1515.50")}) and ledger.findings.rejected == 0
    assert ledger.findings.frame.query("kind == 'group row'")["row"].tolist() == [2, 5]


def test_a_heading_whose_sum_is_not_that_of_its_rows_is_rejected(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, ITEMS_BY_PARTNER.replace("75.00,0.00,75.00\nBirch,", "76.00,0.00,76.00\nBirch,")), owed="Cr")
    assert ledger.findings.rejected == 1


def test_what_is_open_of_both_signs_beside_sides_is_said_and_not_used(tmp_path):
    text = ITEMS_BY_PARTNER.replace("840.50,-340.50", "840.50,340.50").replace("-1590.50", "-909.50")
    ledger = cf.read_ledger(write(tmp_path, text), owed="Cr")
    assert money(ledger)[1] == {"EUR": D("2015.50")}


# --- not every table with such names is a bank statement ---


def test_a_list_of_due_dates_with_debit_and_credit_is_no_bank_statement(tmp_path):
    text = """
Cod.;Ragione sociale;Causale;Num.Doc.;Data Doc.;Data Scad.;Dare;Avere;Valuta
F001;Ontano Srl;FT ACQ;AM-881;14/05/2026;13/06/2026;;12.500,00;EUR
F002;Betulla Spa;NC ACQ;NC-7;25/05/2026;25/05/2026;75,00;;EUR
"""
    path = write(tmp_path, text)
    assert refused(path).ask[0]["type"] == "--owed Cr"
    assert money(cf.read_ledger(path, owed="Cr"))[0] == {"EUR": D("12425.00")}


def test_what_payments_lack_is_asked_with_columns_that_may_hold_it(tmp_path):
    ledger = write(tmp_path, "supplier,invoice,invoice_date,due_date,amount,currency\nAlder,AM-881,2026-05-14,2026-06-13,1250.00,EUR\n")
    text = "Execution date;Beneficiary;IBAN;Amount;Currency;Remittance information\n15.06.2026;Alder;DE00;1250,00;EUR;AM-881\n"
    payments = write(tmp_path, text, "p.csv")
    assert refused(ledger, payments=payments).ask[0]["choices"] == ["invoice=Remittance information"]
    read = cf.read_ledger(ledger, payments=payments, payments_map={"invoice": "Remittance information"})
    assert money(read)[1] == {"EUR": D("0.00")}


# --- what was found is kept, and read again ---

BASES = """
Vendor,Invoice no,Invoice date,Due date,Currency,Amount (FC),Invoice amount,Open amount
A,1,2026-03-14,2026-04-13,EUR,1250.00,1250.00,1250.00
A,2,2026-03-28,2026-04-27,EUR,840.50,840.50,340.50
B,3,2026-03-31,2026-04-30,GBP,1000.00,1190.00,1190.00
"""
SAVED = {
    "company's own amounts": (BASES, {"currency": "EUR"}),
    "company's own amounts, told": (FIORI, {"sign": "payables negative", "map": {"amount": "Amount (CoCode Crcy)"}}),
    "amounts in foreign rows alone": (FOREIGN.format("USD", ""), {}),
    "statuses": (STATUSES, {"types": {"P": "paid", "N": "invoice"}}),
    "dates in digits": (DIGITS.format("260514", "260613", "260520", "260619", "260525", "260525"), {"date_format": "yymmdd"}),
    "sums above": (ITEMS_BY_PARTNER, {"owed": "Cr"}),
    "names of currencies": (NAMED.format("US Dollar", "Euro"), {}),
}


@pytest.mark.parametrize("name", SAVED)
def test_what_is_kept_is_read_the_same_again(tmp_path, name):
    text, told = SAVED[name]
    same_again(write(tmp_path, text), tmp_path / "map.toml", **told)


# --- sections, and columns that are doubled ---

SECTIONS = """
Open items 30 June 2026;;;;
Supplier;Number;Date;Due date;Amount EUR
Alder;AM-881;14.05.2026;13.06.2026;1250,00
Birch;AM-890;20.05.2026;19.06.2026;840,50
Total invoices;;;;2090,50
{0};;;;
Supplier;Number;Date;Due date;Amount EUR
Birch;CN-7;25.05.2026;25.05.2026;75,00
Total {0};;;;75,00
Net payables;;;;2015,50
"""


@pytest.mark.parametrize("heading", ["CREDIT NOTES", "Gutschriften", "Avoirs"])
def test_rows_below_a_heading_of_credit_notes_lessen_what_is_owed(tmp_path, heading):
    ledger = cf.read_ledger(write(tmp_path, SECTIONS.format(heading)))
    assert money(ledger)[0] == {"EUR": D("2015.50")} and ledger.findings.rejected == 0


def test_rows_below_a_supplier_are_what_they_are(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, SECTIONS.format("Other suppliers").replace("Net payables;;;;2015,50\n", "")))
    assert money(ledger)[0] == {"EUR": D("2165.50")}


def test_amounts_with_their_currencies_behind_them_are_told_apart(tmp_path):
    text = """
Supplier,Document,Document date,Due date,Amount,Currency,Amount,Currency,Open,Currency
Alder,AM-881,2026-05-14,2026-06-13,1250.00,USD,1150.00,EUR,1250.00,USD
Alder,AM-890,2026-05-20,2026-06-19,840.50,EUR,840.50,EUR,340.50,EUR
Birch,CN-7,2026-05-25,2026-05-25,-75.00,EUR,-75.00,EUR,-75.00,EUR
"""
    ledger = cf.read_ledger(write(tmp_path, text))
    assert money(ledger) == ({"USD": D("1250.00"), "EUR": D("765.50")}, {"USD": D("1250.00"), "EUR": D("265.50")})


@pytest.mark.parametrize("total", ["1165.00", "1315.00"])
def test_a_total_is_compared_with_credit_notes_that_have_no_sign(tmp_path, total):
    text = f"""
Type,Vendor,Number,Date,Due date,Amount,Currency
Invoice,Alder,AM-881,2026-05-14,2026-06-13,1240.00,EUR
Credit Memo,Birch,CN-7,2026-05-25,2026-05-25,75.00,EUR
Total,,,,,{total},
"""
    ledger = cf.read_ledger(write(tmp_path, text))
    assert money(ledger)[0] == {"EUR": D("1165.00")} and "total that differs" not in set(ledger.findings.frame["kind"])


@pytest.mark.parametrize(("total", "differs"), [("15550.00", False), ("15551.00", True)])
def test_a_sum_of_the_companys_own_amounts_is_compared_though_they_are_not_used(tmp_path, total, differs):
    text = f"""
Vendor,Number,Date,Due date,Currency,Belopp,Saldo,Saldo SEK
Alen,F881,2026-05-14,2026-06-13,SEK,12500.00,12500.00,12500.00
Alen,F890,2026-05-20,2026-06-19,EUR,840.50,340.50,3800.00
Bjork,KR4,2026-05-25,2026-05-25,SEK,-750.00,-750.00,-750.00
Summa,,,,,,,{total}
"""
    ledger = cf.read_ledger(write(tmp_path, text))
    assert money(ledger)[1] == {"SEK": D("11750.00"), "EUR": D("340.50")}
    assert ("total that differs" in set(ledger.findings.frame["kind"])) is differs
