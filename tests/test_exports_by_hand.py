"""Lists that people keep by hand: what a note, a word or a mark says of a row is read, said or asked for; figures by hand."""

from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import Font

import cashflow as cf
from tests.exports import money, refused, write

D = Decimal
HEAD = ["Supplier", "Invoice", "Invoice date", "Due date", "Amount GBP"]
ROWS = [
    ["Alder", "A1", "2026-04-30", "2026-05-31", 1200.00],
    ["Birch", "B1", "2026-05-30", "2026-06-29", 850.00],
    ["Cedar", "C1", "2026-05-15", "2026-06-14", 3500.00],
    ["Cedar", "C2", "2026-05-20", "2026-06-19", 400.00],
]


def book(folder, rows, name="a.xlsx"):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(folder / name)
    return folder / name


def noted(folder, title, notes):
    """The four bills, 5,950.00 in all, with a note beside each."""
    return book(folder, [[*HEAD, title], *([*row, note] for row, note in zip(ROWS, notes, strict=True))])


# --- what is noted beside a bill ---


@pytest.mark.parametrize("note", ["PAID 3/7", "paid 3 July", "Paid - BACS", "paid by card 12/06", "Bezahlt am 3.7.", "Payé le 03/07/2026", "Pagado"])  # fmt: skip
def test_a_note_that_a_bill_is_paid_is_asked_for(tmp_path, note):
    """All of it counted as open, and nothing was said."""
    path = noted(tmp_path, "Notes", [note, "call Jane re delivery of 12 pallets", note, None])
    error = refused(path)
    assert f"'Notes' says '{note}' in 2 rows, and nothing else says what is paid" in str(error)
    assert error.ask[0]["type"] == "--map status=Notes"
    assert money(cf.read_ledger(path, map={"status": "Notes"}))[1] == {"GBP": D("1250.00")}


def test_a_note_in_a_column_without_a_name_is_told_by_its_position(tmp_path):
    path = noted(tmp_path, None, [None, "PAID 3/7", None, "ring Jane"])
    error = refused(path)
    assert "column 6, which has no name, says 'PAID 3/7' in 1 row" in str(error)
    assert error.ask[0]["type"] == "--map 'status=column 6'"
    ledger = cf.read_ledger(path, map={"status": "column 6"})
    assert money(ledger)[1] == {"GBP": D("5100.00")} and "by 'column 6' 1 row is paid" in ledger.findings.layout.why["amount"]


@pytest.mark.parametrize("note", ["paid in part", "Paid 500", "unpaid since March", "to be paid 3/7", "repaid", "Paid holiday dispute"])
def test_other_notes_are_none_of_payments(tmp_path, note):
    assert money(cf.read_ledger(noted(tmp_path, "Notes", [note, None, "x", None])))[1] == {"GBP": D("5950.00")}


@pytest.mark.parametrize(
    ("word", "rest"),
    [
        ("Paid - BACS", "0.00"), ("Paid (12 June)", "0.00"), ("PAID 12 June 2026", "0.00"), ("Paid 02/06", "0.00"), ("Paid chq no 100231", "0.00"),
        ("Bezahlt 3. Juni", "0.00"), ("Void 12/6", None), ("Paid 600", "1200.00"), ("Paid 50%", "1200.00"), ("Part paid 600", "1200.00"),
    ],
)  # fmt: skip
def test_what_stands_behind_a_status(tmp_path, word, rest):
    """A day or a way of payment; an amount behind it may be all that is paid so far, which 600 of 1,200 was not taken for."""
    ledger = cf.read_ledger(noted(tmp_path, "Status", [word, "Open", "Open", "Open"]))
    assert money(ledger)[1] == {"GBP": D("4750.00") + D(rest or "0.00")}
    assert ("unknown status" in set(ledger.findings.frame["kind"])) == (word in ("Paid 600", "Paid 50%"))


# --- blocks of a list ---


def test_a_list_in_blocks_of_months_under_our_names(tmp_path):
    """Its sums and headings were taken for bills without a supplier, since the header has our own names and the last row is a note."""
    head = ["Supplier", "Invoice", "Invoice date", "Due date", "Amount"]
    rows = [
        ["Payables 2026"], ["April"], head, *ROWS[:2], [None, None, None, "April total", 2050.00], [], ["May"], head, *ROWS[2:],
        [None, None, None, "May total", 3900.00], [], [None, None, None, "TOTAL", 5950.00], ["* amounts in dispute not included"],
    ]  # fmt: skip
    found = cf.read_ledger(book(tmp_path, rows), currency="GBP").findings
    assert found.amount_open == {"GBP": D("5950.00")} and found.rejected == 0
    assert found.frame.query("kind == 'total row'")["row"].tolist() == [6, 12, 14]


def test_columns_of_payments_beside_our_names_are_said(tmp_path):
    text = "Supplier,Invoice,Invoice date,Due date,Currency,Amount,Payments\nAlder,1,2026-05-14,2026-06-13,EUR,1250.00,250.00\n"
    found = cf.read_ledger(write(tmp_path, text)).findings
    assert found.frame.query("kind == 'unused column'")["column"].tolist() == ["Payments"]


# --- what is paid, in other words ---

PAID = """
Supplier,Invoice no,Invoice date,Due date,Currency,Amount,Paid amount,{0}
Alder,A-1,2026-05-14,2026-06-13,EUR,1250.00,1225.00,25.00{1}
Birch,B-1,2026-05-20,2026-06-19,EUR,840.50,500.00,10.00{2}
Cedar,C-1,2026-05-22,2026-06-21,EUR,600.00,0.00,0.00{3}
"""


@pytest.mark.parametrize("name", ["Discount taken", "Skonto", "Escompte", "Discount"])
def test_a_discount_that_was_taken_is_not_open(tmp_path, name):
    """25.00 counted as open; beside a column of what is open, the bill was left out, as its amount is not what is open and paid."""
    path = write(tmp_path, PAID.format(name, "", "", ""))
    ledger = cf.read_ledger(path)
    assert money(ledger) == ({"EUR": D("2665.50")}, {"EUR": D("940.50")})
    assert f"less '{name}' in 1 row that it and what was paid settle" in ledger.findings.layout.why["amount"]
    path = write(tmp_path, PAID.format(f"{name},Balance", ",0.00", ",340.50", ",600.00"))
    ledger = cf.read_ledger(path)
    assert money(ledger)[1] == {"EUR": D("940.50")} and ledger.findings.rejected == 0


@pytest.mark.parametrize(
    ("name", "parts"), [("Paid %", ("100", "50", "0")), ("Paid", ("100%", "50%", "0%")), ("% paid", ("100", "50", "0"))]
)
def test_what_is_paid_in_percent_is_said(tmp_path, name, parts):
    rows = [[*HEAD, name], *([*row, part] for row, part in zip(ROWS, parts, strict=False))]
    found = cf.read_ledger(book(tmp_path, rows)).findings.frame.query("kind == 'unused column'")
    assert found["column"].tolist() == [name] and "says what part is paid or open" in found["reason"].iloc[0]


@pytest.mark.parametrize("name", ["Paid by", "Payment ref", "BACS ref", "Bezahlt per"])
def test_how_some_bills_were_paid_is_said(tmp_path, name):
    path = noted(tmp_path, name, ["BACS", None, "Card", None])
    said = cf.read_ledger(path).findings.frame.query("kind == 'unused column'")["reason"].tolist()
    assert len(said) == 1 and "is filled in some rows, and is not used; if these are paid, say --map clearing=" in said[0]
    assert money(cf.read_ledger(path, map={"clearing": name}))[1] == {"GBP": D("1250.00")}


def test_withholding_tax_is_kept_back(tmp_path):
    rows = [[*HEAD, "WHT", "Net payable"], *([*row, row[-1] / 10, row[-1] * 0.9] for row in ROWS)]
    assert refused(book(tmp_path, rows)).ask[0]["choices"] == ["amount=Net payable", "amount=Amount GBP"]


# --- rows that look as if they were not to be counted ---


def marked(folder, titles=(), hidden=(), folded=(), struck=()):
    """The four bills in a workbook, some of their rows hidden, folded away, or struck out in all or some cells: row → cells."""
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (*titles, HEAD, *ROWS, ["Total", None, None, None, 5950.00]):
        sheet.append(row)
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    for row in folded:
        sheet.row_dimensions.group(row, row, outline_level=1, hidden=True)
    for row, cells in dict(struck).items():
        for cell in sheet[row][:cells]:
            cell.font = Font(strike=True)
    made.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def of_kind(path, kind, **told):
    found = cf.read_ledger(path, **told).findings
    assert found.amount_open == {"GBP": D("5950.00")}
    return found.frame.query("kind == @kind")["row"].tolist()


def test_hidden_rows_are_said(tmp_path):
    """A list that is filtered to what is open was read whole, without a word."""
    assert of_kind(marked(tmp_path, hidden=(3, 5)), "hidden row") == [3, 5]
    assert of_kind(marked(tmp_path, titles=[["Open items"], []], hidden=(1, 3, 5, 8)), "hidden row") == [5]  # no item in the others
    assert of_kind(marked(tmp_path, titles=[["Open items"], []], hidden=(5,)), "hidden row", skip_rows=2) == [5]


def test_rows_that_are_folded_away_are_not(tmp_path):
    assert of_kind(marked(tmp_path, folded=(2, 3)), "hidden row") == []


def test_rows_that_are_struck_out_are_said(tmp_path):
    assert of_kind(marked(tmp_path, struck={2: 5, 4: 3, 5: 2}), "struck-out row") == [2, 4]  # 3 of 5 cells, not 2
    assert of_kind(marked(tmp_path), "struck-out row") == []


def test_what_is_told_of_struck_out_rows(tmp_path):
    reason = cf.read_ledger(marked(tmp_path, struck={2: 5})).findings.frame.query("kind == 'struck-out row'")["reason"].iloc[0]
    assert "if it is paid or void, delete it there, or say so in a column" in reason


# --- headings and marks of what is paid; credit notes by what they are called ---


@pytest.mark.parametrize(("open_", "paid"), [("UNPAID", "PAID"), ("Offen", "Bezahlt"), ("À payer", "Payé"), ("Pendiente", "Pagado")])
def test_bills_below_a_heading_that_says_paid(tmp_path, open_, paid):
    """They counted as open."""
    ledger = cf.read_ledger(book(tmp_path, [HEAD, [open_], *ROWS[:2], [paid], *ROWS[2:]]))
    assert money(ledger)[1] == {"GBP": D("2050.00")} and "by the heading above 2 rows are paid" in ledger.findings.layout.why["amount"]
    ledger = cf.read_ledger(book(tmp_path, [HEAD, [paid], *ROWS[:2], [f"{paid} total", None, None, None, 2050.00], *ROWS[2:]]))
    assert money(ledger)[1] == {"GBP": D("3900.00")}
    assert money(cf.read_ledger(book(tmp_path, [HEAD, ["Stores"], *ROWS[:2], ["Works"], *ROWS[2:]])))[1] == {"GBP": D("5950.00")}


@pytest.mark.parametrize("name", ["Done", "Erledigt", "Fait", "Processed"])
def test_marks_that_may_say_paid_are_asked_for(tmp_path, name):
    path = noted(tmp_path, name, ["x", None, None, "x"])
    error = refused(path)
    assert f"'{name}' marks 2 rows with 'x'" in str(error)
    mapped = {"status": name}
    assert money(cf.read_ledger(path, map=mapped, types={"x": "paid"}))[1] == {"GBP": D("4350.00")}
    assert money(cf.read_ledger(path, map=mapped, types={"x": "invoice"}))[1] == {"GBP": D("5950.00")}


@pytest.mark.parametrize("name", ["Unpaid", "Outstanding", "Unbezahlt", "Impayé"])
def test_a_mark_that_a_bill_is_not_paid(tmp_path, name):
    assert money(cf.read_ledger(noted(tmp_path, name, ["No", "Yes", "Yes", "No"])))[1] == {"GBP": D("4350.00")}


def test_due_may_be_what_is_open(tmp_path):
    """`Due` beside a due date holds money: it was taken for a date that is none, and passed over."""
    text = """
Contact,Number,Invoice Date,Due Date,Currency,Gross,Due,Status
Alder,A-1,14 May 2026,13 Jun 2026,GBP,1250.00,1250.00,Awaiting Payment
Birch,B-1,20 May 2026,19 Jun 2026,GBP,840.50,340.50,Awaiting Payment
Cedar,C-1,20 May 2026,19 Jun 2026,GBP,100.00,0.00,Paid
"""
    assert money(cf.read_ledger(write(tmp_path, text))) == ({"GBP": D("2190.50")}, {"GBP": D("1590.50")})


def test_due_may_be_days(tmp_path):
    rows = [[*HEAD[:4], "Due", HEAD[4]], *([*row[:4], days, row[4]] for row, days in zip(ROWS, [30, 30, 45, 30], strict=True))]
    assert money(cf.read_ledger(book(tmp_path, rows)))[1] == {"GBP": D("5950.00")}


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("Details", ["Steel", "CREDIT NOTE for 1001", "Wood", None]), ("Beschreibung", ["Stahl", "Gutschrift Retoure", "Holz", None]),
        ("Libellé", ["Acier", "Avoir sur facture 12", "Bois", None]),
    ],
)  # fmt: skip
def test_what_is_called_a_credit_note_is_said(tmp_path, title, texts):
    """It counted as owed without a word, in a list without signs."""
    said = cf.read_ledger(noted(tmp_path, title, texts)).findings.frame.query("kind == 'may be a credit note'")
    assert said["row"].tolist() == [3] and "1 row is taken as owed, 850.00 in all" in said["reason"].iloc[0]
    other = [[*row[:-1], -row[-1]] if row is ROWS[1] else row for row in ROWS]
    rows = [[*HEAD, title], *([*row, text] for row, text in zip(other, texts, strict=True))]
    assert "may be a credit note" not in set(cf.read_ledger(book(tmp_path, rows)).findings.frame["kind"])


@pytest.mark.parametrize(("number", "said"), [("CN-002", True), ("CRN 17", True), ("CNC-9", False), ("NC-9", False), ("CRYSTAL1", False)])
def test_what_is_numbered_as_a_credit_note_is_said(tmp_path, number, said):
    rows = [HEAD, *([row[0], number, *row[2:]] if row is ROWS[1] else row for row in ROWS)]
    assert ("may be a credit note" in set(cf.read_ledger(book(tmp_path, rows)).findings.frame["kind"])) is said


# --- what speaks of payments, and is no column of them ---


@pytest.mark.parametrize("note", ["bez. 12.6.", "überwiesen 15.6.", "ref 12, paid £500 on account", "viré le 15", "JB: settled by phone"])
def test_notes_that_speak_of_payments_are_said(tmp_path, note):
    found = cf.read_ledger(noted(tmp_path, "Remarks", [note, "call Jane", None, note])).findings
    said = found.frame.query("kind == 'may be paid'")
    assert said["row"].tolist() == [2] and "2 rows are open in full, 1,600.00 in all" in said["reason"].iloc[0]


@pytest.mark.parametrize(
    "note", ["not paid", "unpaid", "to be paid 3/7", "repaid", "noch nicht bezahlt", "non payé", "half paid", "Paidar Ltd"]
)
def test_notes_that_something_is_not_paid_are_not(tmp_path, note):
    assert "may be paid" not in set(cf.read_ledger(noted(tmp_path, "Remarks", [note, None, None, note])).findings.frame["kind"])


@pytest.mark.parametrize("column", [0, 1])
@pytest.mark.parametrize("words", [" (PAID)", " - paid 12/6", " *bezahlt*"])
def test_a_name_or_number_that_ends_with_paid_is_said(tmp_path, column, words):
    rows = [HEAD, *([*row[:column], row[column] + words, *row[column + 1 :]] if row is ROWS[1] else row for row in ROWS)]
    said = cf.read_ledger(book(tmp_path, rows)).findings.frame.query("kind == 'may be paid'")
    assert said["row"].tolist() == [3] and "1 row is open in full, 850.00 in all" in said["reason"].iloc[0]


def test_names_that_hold_the_word_are_names(tmp_path):
    rows = [HEAD, *([name, *row[1:]] for name, row in zip(["Prepaid Cards Ltd", "Paid Media Inc", "Unpaid", "Settled"], ROWS, strict=True))]
    assert "may be paid" not in set(cf.read_ledger(book(tmp_path, rows)).findings.frame["kind"])


def test_a_status_against_what_is_open_is_said(tmp_path):
    rows = [[*HEAD, "Status", "Balance"], *([*row, "Paid" if row is ROWS[1] else "Open", row[-1]] for row in ROWS)]
    ledger = cf.read_ledger(book(tmp_path, rows))
    assert money(ledger)[1] == {"GBP": D("5950.00")}
    said = ledger.findings.frame.query("kind == 'may be paid'")
    assert said["row"].tolist() == [3] and "1 row is paid by 'Status', and what is open says 850.00" in said["reason"].iloc[0]


def test_what_was_paid_may_stand_as_what_goes_off(tmp_path):
    """Each bill with a payment was left out, as -500 is no part of 850."""
    rows = [[*HEAD, "Amount paid"], *([*row, part] for row, part in zip(ROWS, [-1200, -500, 0, None], strict=True))]
    ledger = cf.read_ledger(book(tmp_path, rows))
    assert money(ledger)[1] == {"GBP": D("4250.00")} and ledger.findings.rejected == 0
    rows = [[*HEAD, "Amount paid"], *([*row, part] for row, part in zip(ROWS, [-1200, 500, 0, None], strict=True))]
    assert cf.read_ledger(book(tmp_path, rows), most_rejected=1).findings.rejected == 1


def test_a_scan_asks_what_reading_asks(tmp_path):
    """By batches the note was passed over, and all of it counted as open."""
    lines = ["Supplier,Invoice,Invoice date,Due date,Currency,Amount,Notes", *(",".join([*r[:4], "GBP", str(r[4]), ""]) for r in ROWS)]
    path = write(tmp_path, "\n".join([*lines, "Alder,A9,2026-05-02,2026-06-01,GBP,10.00,PAID 3/7", ""]))
    with pytest.raises(cf.InputError, match="'Notes' says 'PAID 3/7' in 1 row"):
        cf.project(cf.scan(path), cf.PaymentPolicy(as_of="2026-05-31"))
    assert "PAID 3/7" in str(refused(path))
