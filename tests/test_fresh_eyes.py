"""Files that look right at first sight: currencies in names, words for none, invisible signs, days that stand for none, headers below."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

import cashflow as cf

OWN = "supplier,invoice,invoice_date,due_date,amount,currency\n"
OTHER = "Vendor,Invoice No.,Invoice Date,Due Date,Amount,Currency\n"
GOOD = "".join(f"S{i},I{i},2026-01-0{i},2026-02-0{i},{i}00.00,EUR\n" for i in range(1, 7))  # EUR 2,100.00
both_heads = pytest.mark.parametrize("head", [OWN, OTHER], ids=["our names", "other names"])
both_doors = pytest.mark.parametrize("door", [cf.read_ledger, cf.scan])


def write(folder, text, name="a.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def said_of(found):
    return found.findings.frame[["row", "status", "kind", "column"]].values.tolist()


# --- a currency in the name of the amounts ---

HEAD = "Supplier,Invoice,Invoice date,Due date,{},Currency\n"


def priced(folder, name, *currencies):
    rows = "".join(f"A,{i},2026-01-15,2026-02-14,{i}00.00,{c}\n" for i, c in enumerate(currencies, 1))
    return write(folder, HEAD.format(name) + rows)


@pytest.mark.parametrize("name", ["Amount EUR", "Amount (EUR)", "EUR Amount", "Amount in EUR", "amount_in_eur", "Amount €", "Betrag [EUR]"])
def test_a_currency_in_the_name_against_the_column_is_asked_for_with_both_readings(tmp_path, name):
    path = priced(tmp_path, name, "USD", "USD", "EUR")
    with pytest.raises(cf.InputError, match="says EUR, and 'Currency' says USD in 2 of 3 rows") as refused:
        cf.read_ledger(path)
    assert refused.value.ask[0]["choices"] == ["--currency EUR", "--map currency=Currency"]
    assert cf.read_ledger(path, currency="EUR").findings.amount_accepted == {"EUR": Decimal("600.00")}
    by_row = cf.read_ledger(path, map={"currency": "Currency"}).findings.amount_accepted
    assert by_row == {"EUR": Decimal("300.00"), "USD": Decimal("300.00")}
    assert cf.read_ledger(priced(tmp_path, name, "EUR", "EUR")).findings.amount_accepted == {"EUR": Decimal("300.00")}


@pytest.mark.parametrize(("names", "currency", "total"), [("Betrag,Betrag EUR", "USD", "330.00"), ("Betrag EUR,Betrag USD", "USD", "30.00"), ("Betrag EUR,Betrag USD", "EUR", "330.00")])  # fmt: skip
def test_of_two_columns_that_of_the_currencies_is_taken(tmp_path, names, currency, total):
    rows = f"A,1,2026-01-15,2026-02-14,110.00,10.00,{currency}\nB,2,2026-01-16,2026-02-15,220.00,20.00,{currency}\n"
    ledger = cf.read_ledger(write(tmp_path, HEAD.format(names) + rows))
    assert ledger.findings.amount_accepted == {currency: Decimal(total)}


@pytest.mark.parametrize("name", ["Amount LC", "Local amount", "Amount in company currency"])
def test_amounts_of_the_company_are_not_in_the_currency_of_the_document(tmp_path, name):
    with pytest.raises(cf.InputError, match="the currency is not stated"):
        cf.read_ledger(priced(tmp_path, name, "USD", "EUR"))


# --- the most that can't be read can be ---


@pytest.mark.parametrize(
    ("text", "most"), [("950.000", 950_000), ("1.234,50", 1_234.5), ("950", 950), ("12.34567", 13), ("12,34,5", 12_345), ("1,2345", 1.24)]
)
def test_what_can_not_be_read_counts_with_its_largest_reading(tmp_path, text, most):
    bad = f'B,9,2026-01-01,2026-02-01,"{text}",XXX\n'
    bounds = cf.read_ledger(write(tmp_path, OWN + GOOD + bad)).findings.rows
    assert most * 100 - 100 < bounds.bounds(["unknown currency"])["EUR"] <= most * 100


def test_a_number_in_a_cell_has_its_decimal_point_for_certain():
    good = {"supplier": "A", "invoice_date": "2026-01-01", "due_date": "2026-02-01"}
    for cells in ([100.0, 12.345], [100.0, Decimal("12.345")], ["100.00", 12.345]):
        frame = pd.DataFrame({"invoice": ["1", "2"], "amount": cells, "currency": ["EUR", "XXX"]}).assign(**good)
        assert cf.read_ledger(frame).findings.rows.bounds(["unknown currency"]) == {"EUR": 1235}


def test_a_row_with_too_many_cells_stays_bounded(tmp_path):
    found = cf.read_ledger(write(tmp_path, OWN + GOOD + "B,9,2026-01-01,2026-02-01,1.234,00,EUR\n")).findings.rows
    assert found.bounds(["broken row"]) == {"EUR": 123_400}


# --- headers further down ---


@both_heads
@both_doors
def test_a_header_further_down_puts_its_rows_in_its_own_order(tmp_path, head, door):
    one, two, *rest = head.strip().split(",")
    again = ",".join([two, one, rest[1], rest[0], *rest[2:]])
    text = head + GOOD + again + "\nJ1,X,2026-03-20,2026-01-20,55.00,EUR\n" + head + "Y,J2,2026-01-20,2026-03-20,5.00,EUR\n"
    found = door(write(tmp_path, text))
    assert found.findings.amount_accepted == {"EUR": Decimal("2160.00")} and found.findings.rejected == 0
    assert said_of(found) == [[8, "ignored", "repeated header", ""], [10, "ignored", "repeated header", ""]]
    if door is cf.read_ledger:
        assert {"X", "Y"} <= set(found.supplier.values) and found.invoice[-2:].tolist() == ["J1", "J2"]


@both_heads
@both_doors
def test_the_header_of_another_table_refuses_the_file(tmp_path, head, door):
    text = head + GOOD + ",,,,,\nCustomer,Invoice,Date,Due,Total,Cur\nX,J1,2026-01-20,2026-03-20,55.00,EUR\n"
    with pytest.raises(cf.InputError, match="row 9: holds a second table") as refused:
        door(write(tmp_path, text)).findings  # noqa: B018
    assert refused.value.row == 9


# --- numbers and names ---


@both_heads
def test_numbers_that_differ_in_case_spaces_or_zeros_may_be_the_same(tmp_path, head):
    rows = ["Acme,INV-1", "ACME,inv-1 ", "Acme,00123", "Acme,123", "Acme,INV-2", "Acme,A-7", "Acme,A-07"]
    text = head + "".join(f"{r},2026-01-05,2026-02-05,{70 if n in (2, 3, 5, 6) else 100},EUR\n" for n, r in enumerate(rows))
    ledger = cf.read_ledger(write(tmp_path, text))
    assert said_of(ledger) == [[r, "flagged", "possible duplicate", "invoice"] for r in (3, 5, 8)]
    assert "row 2, number 'INV-1'" in ledger.findings.frame["reason"].iloc[0]


@both_heads
@both_doors
def test_signs_that_nobody_sees_are_not_read(tmp_path, head, door):
    rows = [
        "Acme\u00a0GmbH,I1,2026-01-05,2026-02-05,100.00,EUR", "\ufeffAcme GmbH,I\u200b2,2026-01-05,\u200b2026-02-05,100.00,EUR",
        "Acme\u200b GmbH,I3,\ufeff2026-01-05,2026-02-05,\u200e100.00,\u2060EUR", "Acme\u00a0 GmbH,I4,2026-01-05,2026-02-05,1\u00a0100.00,EUR\u00a0",
    ]  # fmt: skip
    found = door(write(tmp_path, head + "\n".join([*rows, ""])))
    assert found.findings.accepted == 4 and not len(found.findings.frame)
    if door is cf.read_ledger:
        assert set(found.supplier.values) == {"Acme GmbH"} and found.invoice.tolist() == ["I1", "I2", "I3", "I4"]


WORDS = ["None", "nan", "NaN", "NULL", "null", "N/A", "n/a", "#N/A", "<NA>", "-"]


@both_heads
@pytest.mark.parametrize("word", WORDS)
def test_a_word_for_none_is_no_number_and_no_supplier(tmp_path, head, word):
    text = head + GOOD + f"X,{word},2026-01-05,2026-02-20,55.00,EUR\n{word},J9,2026-01-05,2026-02-20,66.00,EUR\n"
    ledger = cf.read_ledger(write(tmp_path, text))
    assert said_of(ledger) == [[8, "flagged", "missing invoice number", "invoice"], [9, "rejected", "missing supplier", "supplier"]]
    assert ledger.invoice[-1] == "" and cf.scan(write(tmp_path, text)).findings.rejected == 1


def test_a_company_may_be_called_nil(tmp_path):
    text = OWN + "NA,1,2026-01-05,2026-02-20,55.00,EUR\nNil,2,2026-01-05,2026-02-20,66.00,EUR\n"
    assert cf.read_ledger(write(tmp_path, text)).findings.accepted == 2


# --- days that stand for none ---

NO_DAYS = ["0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01", "2079-06-06", "2099-12-31", "9999-12-31"]


def dated(day):
    """Three good rows, one without an invoice date, one without a due date, one without either."""
    rows = [("2026-01-01", "2026-02-01")] * 3 + [(day, "2026-02-01"), ("2026-01-01", day), (day, day)]
    return pd.DataFrame({"supplier": "A", "invoice": [*"123456"], "amount": "1.00", "currency": "EUR"}).assign(
        invoice_date=[r[0] for r in rows], due_date=[r[1] for r in rows]
    )


@both_doors
@pytest.mark.parametrize("day", NO_DAYS)
def test_placeholders_are_no_dates(tmp_path, day, door):
    frame = dated(day)
    frame.to_csv(tmp_path / "a.csv", index=False)
    typed = frame.assign(**{n: frame[n].map(dt.date.fromisoformat) for n in ("invoice_date", "due_date")})
    typed.to_parquet(tmp_path / "a.parquet")
    for name in ("a.csv", "a.parquet"):
        found = door(tmp_path / name)
        assert (found.findings.accepted, found.findings.rejected) == (4, 2), name
        assert found.findings.counts["flagged", "placeholder date"] == 2


# --- a currency that is told for blank cells ---


@both_heads
@both_doors
def test_a_currency_that_is_told_for_blank_cells_is_said(tmp_path, head, door):
    text = head + GOOD + "X,J1,2026-01-05,2026-02-20,55.00,\nY,J2,2026-01-05,2026-02-20,66.00,\n\n"
    found = door(write(tmp_path, text), currency="EUR").findings
    assert found.amount_accepted == {"EUR": Decimal("2221.00")} and found.rejected == 0
    said = found.frame.query("kind == 'currency told'")
    assert said["reason"].tolist() == ["2 rows have no currency: EUR counts, as given (EUR 121.00)"] and said["row"].tolist() == [8]
