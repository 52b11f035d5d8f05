"""Exports of many programs as they are: statuses, both sides in one list, merged cells, no header, sums that differ, cents."""

import time

import pytest

import cashflow as cf
from cashflow.basics.errors import InputError
from cashflow.ledger.layout.cells.labels import is_aside
from tests.layouts import laid

NAMES = ["Vendor", "Invoice No", "Invoice Date", "Due Date", "Amount", "Currency"]


def rows(*amounts, vendor="Alder Metals"):
    """Bills of June 2026."""
    return [[vendor, f"A-{i}", f"2026-06-{i:02d}", f"2026-07-{i:02d}", a, "EUR"] for i, a in enumerate(amounts, 1)]


def written(tmp_path, table, name="list.csv"):
    """A file of rows, separated by semicolons."""
    path = tmp_path / name
    path.write_text("\n".join(";".join(r) for r in table) + "\n", encoding="utf-8")
    return path


def open_of(ledger):
    """What is open, by currency."""
    return {c: str(a) for c, a in ledger.findings.amount_open.items()}


def kinds(ledger):
    """Kinds of findings."""
    return set(ledger.findings.frame["kind"])


@pytest.mark.parametrize(
    ("name", "paid", "unpaid"), [("status", "Paid", "Unpaid"), ("Statut", "Payée", "Impayée"), ("Payment Status", "PAID", "open")]
)
def test_what_a_status_calls_paid_is_not_owed(tmp_path, name, paid, unpaid):
    bills = rows("10.00", "20.00", "40.00")
    path = written(tmp_path, [[*NAMES, name], [*bills[0], paid], [*bills[1], unpaid], [*bills[2], paid]])
    ledger = cf.read_ledger(path)
    assert len(ledger) == 3 and open_of(ledger) == {"EUR": "20.00"}
    assert "paid without date" in kinds(ledger)
    assert f"by '{name}' 2 rows are paid" in ledger.findings.layout.why["amount"]


def test_a_status_adds_nothing_where_a_paid_date_or_a_balance_says_it(tmp_path):
    bills = rows("10.00", "20.00")
    path = written(tmp_path, [[*NAMES, "Status", "Paid Date"], [*bills[0], "Paid", "2026-07-02"], [*bills[1], "Open", ""]])
    assert open_of(cf.read_ledger(path)) == {"EUR": "20.00"}
    path = written(tmp_path, [[*NAMES, "Status", "Balance"], [*bills[0], "Paid", "4.00"], [*bills[1], "Open", "20.00"]])
    assert open_of(cf.read_ledger(path)) == {"EUR": "24.00"}


def test_drafts_and_void_bills_are_passed_over():
    bills = rows("10.00", "20.00", "40.00")
    layout, found = laid([[*NAMES, "Status"], [*bills[0], "Draft"], [*bills[1], "Approved"], [*bills[2], "Voided"]])
    assert found["amount"].tolist() == ["20.00"]
    assert layout.ignored == {"no payable": 2}


def test_rows_of_customers_in_a_list_of_both_sides_are_passed_over():
    names = ["Account Type", "Partner", *NAMES[1:]]
    mine, theirs = rows("10.00", "20.00"), rows("7.00")
    layout, found = laid([names, *(["Payable", *r] for r in mine), *(["Receivable", *r] for r in theirs)])
    assert found["amount"].tolist() == ["10.00", "20.00"]
    assert layout.ignored == {"customer row": 1}
    with pytest.raises(InputError, match="is a list of receivables"):
        laid([names, *(["Receivable", *r] for r in theirs)])


def test_datev_accounts_of_debtors_are_passed_over():
    names = ["Konto", "Name", "Rechnungsnummer", "Datum", "Fälligkeit", "Sollbetrag", "Habenbetrag"]
    table = [
        names,
        ["70001", "Alder Metals", "A-1", "03.06.2026", "03.07.2026", "", "10,00"],
        ["10001", "Chestnut", "B-1", "03.06.2026", "03.07.2026", "7,00", ""],
    ]
    layout, found = laid(table, currency="EUR")
    assert found["amount"].tolist() == ["10,00"]
    assert layout.ignored == {"other account": 1}


def test_a_supplier_in_merged_cells_is_carried_down():
    bills = rows("10.00", "20.00", "40.00") + rows("5.00", "6.00", vendor="Birch Tools")
    for at in (1, 2, 4):
        bills[at][0] = ""
    layout, found = laid([NAMES, *bills])
    assert found["supplier"].tolist() == ["Alder Metals"] * 3 + ["Birch Tools"] * 2
    assert "the row above" in layout.why["supplier"]


def test_a_missing_supplier_is_no_merged_cell():
    bills = rows("10.00", "20.00", "40.00", "5.00", "6.00")
    bills[2][0] = ""
    _, found = laid([NAMES, *bills])
    assert found["supplier"].tolist() == ["Alder Metals", "Alder Metals", "", "Alder Metals", "Alder Metals"]


def test_a_heading_that_names_its_supplier_is_carried_down():
    names = ["No", "Type", "Date", "Ref", "Details", "Balance", "Future", "Current", "Period 1"]
    table = [
        names,
        ["A/C:", "1001", "Name:", "Alder Metals", "", "Contact:", "", "Tel:", "01234 567890"],
        ["1", "PI", "03/06/2026", "A-1", "Goods", "10.00", "0.00", "10.00", "0.00"],
        ["", "", "", "", "Totals:", "10.00", "0.00", "10.00", "0.00"],
        ["A/C:", "1002", "Name:", "Birch Tools", "", "Contact:", "", "Tel:", "01234 567891"],
        ["2", "PI", "13/06/2026", "B-1", "Goods", "20.00", "0.00", "20.00", "0.00"],
        ["", "", "", "", "Totals:", "20.00", "0.00", "20.00", "0.00"],
    ]
    _, found = laid(table, currency="GBP", terms="net 30")
    assert found["supplier"].tolist() == ["Alder Metals", "Birch Tools"]
    assert found["amount"].tolist() == ["10.00", "20.00"]


BARE = [
    ["70001", "Alder Metals", "A-1", "03.06.2026", "03.07.2026", "-10,50", "EUR"],
    ["70001", "Alder Metals", "A-2", "13.06.2026", "13.07.2026", "20,00", "EUR"],
    ["70002", "Birch Tools", "B-1", "23.06.2026", "23.07.2026", "40,25", "EUR"],
]


def test_a_table_without_a_header_is_asked_for_by_position(tmp_path):
    path = written(tmp_path, BARE)
    with pytest.raises(InputError, match="no row of the first 3 names the columns") as refused:
        cf.read_ledger(path)
    typed = [a["type"] for a in refused.value.ask]
    wanted = {"supplier": 2, "invoice": 3, "invoice_date": 4, "due_date": 5, "amount": 6, "currency": 7}
    assert typed == [f"--map '{role}=column {at}'" for role, at in wanted.items()]
    ledger = cf.read_ledger(path, map={role: f"column {at}" for role, at in wanted.items()})
    assert len(ledger) == 3 and open_of(ledger) == {"EUR": "49.75"}
    assert ledger.row.tolist() == [1, 2, 3]


def test_the_first_row_of_a_table_without_a_header_is_never_taken_for_one(tmp_path):
    for table in (BARE, [r[1:] for r in BARE], [[r[1], r[2], r[4], r[5]] for r in BARE]):
        with pytest.raises(InputError, match="names the columns of a ledger"):
            cf.read_ledger(written(tmp_path, table))


def test_columns_that_are_called_by_their_number_keep_their_header(tmp_path):
    path = written(tmp_path, [[f"column {i}" for i in range(1, 8)], *BARE])
    wanted = {"supplier": 2, "invoice": 3, "due_date": 5, "amount": 6, "currency": 7}
    ledger = cf.read_ledger(path, map={role: f"column {at}" for role, at in wanted.items()})
    assert len(ledger) == 3 and ledger.row.tolist() == [2, 3, 4]


def test_a_sum_of_the_file_that_differs_is_a_finding_and_a_note(tmp_path):
    path = written(tmp_path, [NAMES, *rows("10.00", "20.00"), ["Total", "", "", "", "31.00", ""]])
    ledger = cf.read_ledger(path)
    words = "the file's own total 31.00 is not what was read, 30.00: the difference is 1.00"
    assert words in ledger.findings.notes
    frame = ledger.findings.frame
    assert frame.loc[frame["kind"] == "total that differs", "reason"].tolist() == [words]
    path = written(tmp_path, [NAMES, *rows("10.00", "20.00"), ["Total", "", "", "", "30.00", ""]])
    assert not cf.read_ledger(path).findings.notes


def in_two_currencies(*below):
    """Bills of 30.00 EUR and 12.00 CHF in turns, with sums below."""
    bills = [*rows("10.00", "20.00"), *rows("5.00", "7.00", vendor="Birch Tools")]
    bills[2][5] = bills[3][5] = "CHF"
    return [NAMES, bills[0], bills[2], bills[1], bills[3], *below]


@pytest.mark.parametrize(
    "below",
    [
        [["Total", "", "", "", "30.00", "EUR"], ["Total", "", "", "", "12.00", "chf"]],
        [["Total CHF", "", "", "", "12.00", ""], ["Total EUR", "", "", "", "30.00", ""]],
    ],
    ids=["in the column of currencies", "in words"],
)
def test_a_sum_for_each_currency_is_compared_with_the_rows_of_its_currency(below):
    layout, found = laid(in_two_currencies(*below))
    assert len(found) == 4
    assert sorted(layout.totals.values()) == [
        "CHF: the file's own total 12.00 = 2 rows read",
        "EUR: the file's own total 30.00 = 2 rows read",
    ]


def test_the_sum_of_a_currency_that_differs_is_said_with_its_currency(tmp_path):
    sums = ["Total", "", "", "", "31.00", "EUR"], ["Total", "", "", "", "12.00", "CHF"], ["Total", "", "", "", "42.00", ""]
    path = written(tmp_path, in_two_currencies(*sums))
    frame = cf.read_ledger(path).findings.frame
    words = "EUR: the file's own total 31.00 is not what was read, 30.00: the difference is 1.00"
    assert frame.loc[frame["kind"] == "total that differs", "reason"].tolist() == [words]


def test_shares_and_the_sum_of_the_last_group_are_no_total_that_differs():
    layout, _ = laid([NAMES, *rows("10.00", "20.00"), ["Total", "", "", "", "30.00", ""], ["Percentage of total", "", "", "", "1.00", ""]])
    assert list(layout.totals.values()) == ["the file's own total 30.00 = 2 rows read"]
    table = [NAMES, *rows("10.00", "20.00"), ["Alder Metals", "", "", "", "30.00", ""]]
    table += [*rows("5.00", "6.00", vendor="Birch Tools"), ["Birch Tools", "", "", "", "11.00", ""]]
    layout, found = laid(table)
    assert len(found) == 4 and not layout.differs


@pytest.mark.parametrize("name", ["balanceCents", "amount_cents", "Amount (cents)", "Amount in pence"])
def test_amounts_in_cents_are_a_hundredth(name):
    layout, found = laid(
        [
            ["Vendor", "Invoice No", "Due Date", name, "Currency"],
            ["Alder", "A-1", "2026-07-01", "123456", "EUR"],
            ["Alder", "A-2", "2026-07-01", "-5", "EUR"],
        ]
    )
    assert found["amount"].tolist() == ["1234.56", "-0.05"]
    assert "in cents" in layout.why["amount"] or "open" in layout.why["amount"]
    with pytest.raises(InputError, match="is not a whole number of cents"):
        laid([["Vendor", "Invoice No", "Due Date", name, "Currency"], ["Alder", "A-1", "2026-07-01", "12.50", "EUR"]])


def test_amounts_without_tax_are_taken_last_and_said(tmp_path):
    path = written(tmp_path, [["Supplier Name", "Transaction Number", "Payment Date", "Net Amount"], ["Alder", "1", "2026-06-03", "10.00"]])
    assert "amounts without tax" in kinds(cf.read_ledger(path, currency="GBP"))
    layout, found = laid(
        [[*NAMES[:4], "Net Amount", "Gross", "Currency"], ["Alder", "A-1", "2026-06-03", "2026-07-03", "10.00", "12.00", "EUR"]]
    )
    assert found["amount"].tolist() == ["12.00"] and layout.columns["amount"] == "Gross"


@pytest.mark.parametrize(
    ("names", "cells", "words"),
    [
        (["Supplier No", "Supplier Name", "City", "IBAN"], ["S1", "Alder", "Leeds", "GB00X"], "is a list of suppliers without their invoices"),
        (["Customer No", "Customer Name", "City", "Email"], ["C1", "Alder", "Leeds", "a@example.com"], "is a list of customers, not a list of payables"),
    ],
)  # fmt: skip
def test_master_data_is_refused_by_its_name(names, cells, words):
    with pytest.raises(InputError, match=words):
        laid([names, cells, cells])


@pytest.mark.parametrize(
    ("name", "paid", "unpaid"), [("is_paid", "true", "false"), ("Paid", "1", "0"), ("Open", "No", "Yes"), ("Bezahlt", "ja", "nein")]
)
def test_a_column_of_yes_and_no_says_what_is_paid(tmp_path, name, paid, unpaid):
    bills = rows("10.00", "20.00", "40.00")
    path = written(tmp_path, [[*NAMES, name], [*bills[0], paid], [*bills[1], unpaid], [*bills[2], paid]])
    assert open_of(cf.read_ledger(path)) == {"EUR": "20.00"}


def test_a_paid_amount_is_no_flag():
    bills = rows("10.00", "20.00")
    _, found = laid([[*NAMES, "Paid"], [*bills[0], "1.50"], [*bills[1], "0"]])
    assert found["paid_amount"].tolist() == ["1.50", "0"]


def test_the_first_supplier_may_stand_above_the_header():
    names = ["DocumentNo", "Ty", "Doc. Date", "Net due dt", "Reference", "LC amnt", "LCurr"]
    table = [
        ["List of Vendor Line Items"],
        ["Vendor 70001   Alder Metals"],
        names,
        ["19001", "KR", "03.06.2026", "03.07.2026", "A-1", "10,50-", "EUR"],
        ["*", "", "", "", "", "10,50-", "EUR"],
        ["Vendor 70002   Birch Tools"],
        names,
        ["19002", "KR", "13.06.2026", "13.07.2026", "B-1", "20,00-", "EUR"],
    ]
    _, found = laid(table, sign="payables negative")
    assert found["supplier"].tolist() == ["Alder Metals", "Birch Tools"]


def test_heads_of_pages_are_passed_over():
    table = [["Page", "1"], NAMES, *rows("10.00", "20.00"), ["Page", "2"], NAMES, *rows("30.00"), ["Page", "3"], [], NAMES, *rows("5.00")]
    layout, found = laid(table)
    assert found["amount"].tolist() == ["10.00", "20.00", "30.00", "5.00"]
    assert layout.ignored == {"repeated header": 4, "blank row": 1}


def test_codes_beside_the_amounts_are_their_currencies(tmp_path):
    path = written(tmp_path, [[*NAMES[:-1]], *(r[:-1] for r in rows("EUR 10.00", "CHF 20.00", "EUR 5.50"))])
    assert open_of(cf.read_ledger(path)) == {"CHF": "20.00", "EUR": "15.50"}
    path = written(tmp_path, [[*NAMES[:-1]], *(r[:-1] for r in rows("EUR 10.00", "20.00"))])
    with pytest.raises(InputError, match="the currency is not stated"):
        cf.read_ledger(path)


def test_sums_below_a_list_with_our_names_in_other_letters_are_sums(tmp_path):
    names = ["Supplier", "Invoice", "Invoice date", "Due date", "Amount", "Currency"]
    path = written(tmp_path, [names, *rows("10.00", "20.00"), ["Total EUR", "", "", "", "30.00", "EUR"]])
    ledger = cf.read_ledger(path)
    assert len(ledger) == 2 and not ledger.findings.notes and not ledger.findings.rejected


def test_rows_that_repeat_a_bill_are_asked_for(tmp_path):
    bills = [r for r in rows("10.00", "20.00", "40.00", "80.00", "160.00", "320.00") for _ in range(2)]
    path = written(tmp_path, [[*NAMES, "Memo"], *([*r, str(i)] for i, r in enumerate(bills))])
    with pytest.raises(InputError, match="6 of 12 rows repeat the number, dates and amount of another one") as refused:
        cf.read_ledger(path)
    assert [a["type"] for a in refused.value.ask] == ["--profile bill_lines"]
    assert refused.value.ask[0]["choices"] == ["bill_lines", "general"]
    assert open_of(cf.read_ledger(path, profile="bill_lines")) == {"EUR": "630.00"}
    assert open_of(cf.read_ledger(path, profile="general")) == {"EUR": "1260.00"}


def test_few_rows_that_repeat_a_bill_are_duplicates(tmp_path):
    bills = rows("10.00", "20.00", "40.00", "80.00", "160.00", "320.00")
    ledger = cf.read_ledger(written(tmp_path, [NAMES, *bills, *bills[:4]]))
    assert len(ledger) == 10 and "duplicate" in kinds(ledger)


@pytest.mark.parametrize("name", ["payment_terms_days", "Credit Days", "Zahlungsziel (Tage)"])
def test_days_of_terms_are_terms(name):
    table = [["Vendor", "Invoice No", "Invoice Date", name, "Amount", "Currency"], ["Alder", "A-1", "2026-06-03", "30", "10.00", "EUR"]]
    _, found = laid([*table, ["Alder", "A-2", "2026-06-13", "45", "20.00", "EUR"]])
    assert found["terms"].tolist() == ["net 30", "net 45"]


GROUPED = (
    "Invoice no,Invoice date,Due date,Amount,Currency\n"
    "Alder Ltd,,,,\nA1,2025-01-01,2025-02-01,100.00,EUR\n{}A2,2025-01-02,2025-02-02,101.00,EUR\n{}"
    "Birch GmbH,,,,\nB1,2025-01-01,2025-02-01,7.00,EUR\n{}"
)


def grouped(tmp_path, *between):
    """Suppliers by row, and the kind of each row that is ignored, of a list with lines after A1, A2 and B1."""
    (tmp_path / "list.csv").write_text(GROUPED.format(*between), encoding="utf-8")
    ledger = cf.read_ledger(tmp_path / "list.csv")
    said = ledger.findings.frame.query("status == 'ignored'")
    return [ledger.supplier.values[c] for c in ledger.supplier.codes.tolist()], dict(zip(said["row"], said["kind"], strict=True))


@pytest.mark.parametrize(
    "words",
    [
        '"Note: prices with VAT"', "Hinweis: strittig", "Page 2 of 7", "Seite 2 von 7", "Page: 2/7", "*** end of list ***", "--- continued ---", "Printed 2025-06-01",
        "Printed on: 01.06.2025 12:00", "Gedruckt am 01.06.2025", "Page,2", "End of report", "(see below)",
    ],
)  # fmt: skip
def test_a_line_about_the_list_is_no_supplier(tmp_path, words):
    """It became the supplier of the rows below it."""
    line = words + "," * (4 - words.count(",") if not words.startswith('"') else 4) + "\n"
    if words == "(see below)":  # may be a name, but Alder's own sum comes below
        names, kinds = grouped(tmp_path, line, "Total Alder Ltd,,,201.00,\n", "Total Birch GmbH,,,7.00,\n")
    else:
        names, kinds = grouped(tmp_path, line, "", "")
    assert names == ["Alder Ltd", "Alder Ltd", "Birch GmbH"]
    assert kinds[4] == "note row" and kinds[2] == "group row"


@pytest.mark.parametrize("name", ["Page Supply Ltd", "Note & Sons", "Printed Matter GmbH", "3 Oaks", "Print 24: Berlin"])
def test_a_name_that_begins_like_such_a_line_is_a_supplier(tmp_path, name):
    names, kinds = grouped(tmp_path, f"{name},,,,\n", "", "")
    assert names == ["Alder Ltd", name, "Birch GmbH"] and kinds[4] == "group row"


def test_suppliers_within_a_larger_group_stay_suppliers(tmp_path):
    """The sum of the larger group, a heading right above the first supplier, tells nothing of those within."""
    text = GROUPED.format("Cork SA,,,,\n", "", "Total Trade,,,208.00,\n").replace("Alder Ltd", "Trade,,,,\nAlder Ltd")
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    ledger = cf.read_ledger(tmp_path / "list.csv")
    assert [ledger.supplier.values[c] for c in ledger.supplier.codes.tolist()] == ["Alder Ltd", "Cork SA", "Birch GmbH"]


@pytest.mark.parametrize("text", ["***a" + " " * 30_000 + "b", "printed" + " ." * 15_000, "printed on" + " on" * 10_000])
def test_a_long_cell_is_looked_at_in_no_time(text):
    """Blanks before a last sign that is missing were tried in every number: some twenty seconds for one cell."""
    start = time.process_time()
    assert not is_aside(text)
    assert time.process_time() - start < 0.5
