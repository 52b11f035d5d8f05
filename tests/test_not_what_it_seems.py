"""Cells, rows and columns that are not what they seem: sums with a date, formulas without a value, a sign that the data speak against."""

import io
import re
import zipfile

import pandas as pd
import pytest

import cashflow as cf

HEAD = "Vendor Name,Invoice No.,Invoice Date,Due Date,Amount,Currency\n"
SAP = "Vendor,Reference,Document Date,Net due date,Amount in doc. curr.,Currency,Payment terms,Document Type\n"


def rows(*amounts, name="Acme", start=1):
    return [f"{name},{n},2025-01-{n:02},2025-02-{n:02},{a},EUR" for n, a in enumerate(amounts, start)]


def read(tmp_path, text, **options):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    return cf.read_ledger(tmp_path / "a.csv", **options)


def total(ledger):
    return int(ledger.amount.sum())


SUMS = ["Sum,,2025-01-10,2025-02-10", "Summe,,2025-01-10,2025-02-10", "Total Due,12,,2025-06-30", "Page total,,2025-01-10,"]


@pytest.mark.parametrize("cells", SUMS)
def test_a_sum_with_a_date_or_a_number_is_a_sum_where_it_adds_up(tmp_path, cells):
    ledger = read(tmp_path, HEAD + "\n".join([*rows("10.00", "20.00", "30.00"), f"{cells},60.00,EUR", ""]))
    assert total(ledger) == 6000 and ledger.findings.ignored == 1


def test_a_word_for_a_sum_that_adds_up_nothing_is_no_supplier(tmp_path):
    lines = [f"Acme,{n},2025-01-{n % 28 + 1:02},2025-02-{n % 28 + 1:02},10.00,EUR" for n in range(200)]
    ledger = read(tmp_path, HEAD + "\n".join([*lines, "Carried forward,,2025-01-10,2025-02-10,7.77,EUR", ""]))
    said = ledger.findings.frame.query("status == 'rejected'")
    assert said["kind"].tolist()[-1] == "may be a total"


@pytest.mark.parametrize("sign", ["", "-"])
def test_the_sign_of_a_profile_is_held_against_the_data(tmp_path, sign):
    lines = [f"4711,{n},2025-01-{n:02},2025-02-{n:02},{sign}{n}00.00,EUR,Z030,KR" for n in range(1, 10)]
    text = SAP + "\n".join([*lines, ""])
    if sign:
        assert total(read(tmp_path, text)) == 450000
        return
    with pytest.raises(cf.InputError, match="is positive") as refused:
        read(tmp_path, text)
    assert refused.value.ask[-1]["type"] == "--sign 'payables positive'"
    assert total(read(tmp_path, text, sign="payables positive")) == 450000


@pytest.mark.parametrize(
    "header", ["supplier,invoice,invoice_date,due_date,amount,currency,Status", "Vendor,Bill,Date,Due date,Amount,Currency,Status"]
)
def test_a_status_counts_whatever_the_other_columns_are_called(tmp_path, header):
    states = ["Open", "Paid", "Void", "Open"]
    lines = [f"Acme,{n},2025-01-{n:02},2025-02-{n:02},100.00,EUR,{s}" for n, s in enumerate(states, 1)]
    ledger = read(tmp_path, "\n".join([header, *lines, ""]))
    shown = cf.project(ledger, cf.PaymentPolicy(as_of="2025-01-15"), quarters=("2025-01-01", "2025-06-30")).quarters
    assert shown["cash_paid"].iloc[0] is None or shown["closing_payables"].iloc[-1] == 0
    assert sum(a for a, paid in zip(ledger.amount.tolist(), _paid(ledger), strict=True) if not paid) == 20000


def _paid(ledger):
    return [n in set(ledger.paid.invoice.tolist()) for n in range(len(ledger))]


def book(tmp_path, change):
    """A workbook whose sheet is changed as bytes; formulas have no value, as programs write them."""
    frame = pd.DataFrame(
        {"Vendor": ["Acme"] * 3, "Invoice": ["A1", "A2", "A3"], "Invoice date": pd.to_datetime(["2025-01-03"] * 3), "Due date": [45700, 45701, 45702],
         "Amount": [10.0, 20.0, 30.0], "Currency": ["EUR"] * 3}
    )  # fmt: skip
    raw = io.BytesIO()
    frame.to_excel(raw, index=False, engine="openpyxl")
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return path


def test_a_formula_without_a_value_and_an_error_are_not_blank(tmp_path):
    def changed(cell):
        return lambda name, content: content.replace(b'<c r="D3" t="n"><v>45701</v></c>', cell) if name.endswith("sheet1.xml") else content

    for cell, words in (
        (b'<c r="D3"><f>C3+30</f></c>', "is a formula whose value"),
        (b'<c r="D3" t="e"><v>#N/A</v></c>', "is an error of the"),
    ):
        path = book(tmp_path, changed(cell))
        ledger = cf.read_ledger(path, terms="net 60")
        assert len(ledger) == 2
        bad = ledger.findings.frame.query("status == 'rejected'")
        assert bad[["row", "column"]].values.tolist() == [[3, "due_date"]] and words in bad["reason"].iloc[0]
    assert len(cf.read_ledger(book(tmp_path, lambda name, content: content))) == 3


def test_numbers_shown_with_leading_zeros_by_their_format(tmp_path):
    """The zeros are part of the number that is printed on the invoice."""
    openpyxl = pytest.importorskip("openpyxl")
    path = book(tmp_path, lambda name, content: content)
    work = openpyxl.load_workbook(path)
    work.active["B3"], work.active["B3"].number_format = 17, "000000"
    work.active["B4"], work.active["B4"].number_format = 18, '"R-"0000'
    work.save(path)
    assert cf.read_ledger(path).invoice.tolist() == ["A1", "000017", "R-0018"]


@pytest.mark.parametrize(("cell", "kind"), [("A3", "missing supplier"), ("B3", "missing invoice number")])
def test_an_error_is_no_supplier_and_no_number(tmp_path, cell, kind):
    error = f'<c r="{cell}" t="e"><v>#REF!</v></c>'.encode()

    def change(name, content):
        return re.sub(rf'<c r="{cell}"[^>]*>.*?</c>'.encode(), error, content) if name.endswith("sheet1.xml") else content

    ledger = cf.read_ledger(book(tmp_path, change))
    said = ledger.findings.frame
    assert said["kind"].tolist() == [kind] and said["value"].tolist() == ["#REF!"] and said["row"].tolist() == [3]
    assert "#REF!" not in [*ledger.supplier.values, *ledger.invoice.tolist()]


def test_a_zero_that_no_program_has_worked_out(tmp_path):
    """A workbook that asks to be worked out when it is opened: its zeros of formulas are of the program that wrote it."""

    def change(flag):
        def changed(name, content):
            if name == "xl/workbook.xml":
                return re.sub(rb"<calcPr[^>]*/>", b'<calcPr calcId="1"' + flag + b"/>", content)
            return (
                re.sub(rb'<c r="E3"[^>]*>.*?</c>', b'<c r="E3"><f>D3*2</f><v>0</v></c>', content)
                if name.endswith("sheet1.xml")
                else content
            )

        return changed

    unsure = cf.read_ledger(book(tmp_path, change(b' fullCalcOnLoad="1"'))).findings
    assert unsure.rejected == 1 and "is a formula whose value" in unsure.frame["reason"].iloc[0]
    assert cf.read_ledger(book(tmp_path, change(b""))).findings.rejected == 0


def test_days_counted_from_1904(tmp_path):
    def since_1904(name, content):
        return content.replace(b"<workbookPr", b'<workbookPr date1904="1"') if name == "xl/workbook.xml" else content

    plain, later = (cf.read_ledger(book(tmp_path, change)) for change in (lambda name, content: content, since_1904))
    assert (later.due_day - plain.due_day).tolist() == [1462] * 3
