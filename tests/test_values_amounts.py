"""Amounts as people and programs write them; expected values typed by hand, and what a whole column says of its decimal sign."""

from decimal import Decimal as D

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.amount_floats import float_minor, float_texts, whole_floats
from cashflow.basics.amount_marks import split_marks
from cashflow.basics.amount_text import Rounded, read_amounts, read_decimal
from cashflow.basics.decimal_sign import decide_decimal
from cashflow.ledger.findings import Notebook
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.values.amount_columns import read_amount_columns
from cashflow.ledger.values.texts import Coded, Texts

READ = [  # text; value
    ("1,28,500.00", "128500.00"), ("12,34,56,789", "123456789"), ("1'234.50", "1234.50"), ("1’234.50", "1234.50"), ("1\u2009234,50", "1234.50"), ("1\u202f234\u202f567,89", "1234567.89"),
    ("$2,000.00", "2000.00"), ("€ 1.234,50", "1234.50"), ("1.234,50 EUR", "1234.50"), ("USD 12", "12"), ("£5.00", "5.00"), ("1 234,50 zł", "1234.50"), ("CHF 1'234.50", "1234.50"),
    ("R$ 1.234,50", "1234.50"), ("5 kr", "5"), ("kr 5", "5"), ("5,00 kr.", "5.00"), ("Rs.500", "500"), ("Rs. 1,28,500.00", "128500.00"), ("US$5.00", "5.00"), ("$5.00 USD", "5.00"),
    ("($2,104.29)", "-2104.29"), ("-$5.00", "-5.00"), ("$-5.00", "-5.00"), ("$(5.00)", "-5.00"), ("(5.00) EUR", "-5.00"), ("5.00-", "-5.00"), ("- 5.00", "-5.00"), ("\u22125.00", "-5.00"), ("1.234,50- EUR", "-1234.50"),
    ("+5.00", "5.00"), ("1580.9400", "1580.94"), ("1580.940", "1580.94"), (".5", "0.5"), ("0,50", "0.50"), ("1.5E+03", "1500"), ("-1.5E+03", "-1500"), ("1,234,567", "1234567"), ("1.234.567", "1234567"),
]  # fmt: skip
REFUSED = [
    ("1,234", "1.234 and 1234"), ("$1,234", "1.234 and 1234"), ("1 234.567,8", "not a number"), ("1,23,45", "not a number"), ("12,3456,789", "not a number"), ("1,28,50.00", "not a number"),
    ("--5", "not a number"), ("-5-", "not a number"), ("(-5)", "not a number"), ("($-5)", "not a number"), ("-$-5", "not a number"), ("(5", "not a number"), ("5.00%", "not a number"), ("EUR 5 GBP", "not a number"), ("5.00 Credit", "not a number"), ("XYZ 5", "not a number"),
    ("25,000.00 Cr", "which is owed"), ("25,000.00CR", "which is owed"), ("25,000.00 Dr.", "which is owed"), ("Dr 5.00", "which is owed"), ("5.00 Crx", "not a number"),
    ("1580.9401", "more decimals"), ("1.23E+05", "digits were cut"), ("1e5", "digits were cut"), ("1.23457E+11", "digits were cut"), ("2E+05", "digits were cut"),
    ("-", "is missing"), ("", "is missing"), (" – ", "is missing"), ("--", "is missing"),
]  # fmt: skip


@pytest.mark.parametrize("text, value", READ)
def test_texts_that_are_read(text, value):
    found, reason = read_decimal(text, 2)
    assert (found, reason) == (D(value), "")
    minor, reasons = read_amounts(np.array([text], object), np.array([2]))
    assert (minor[0], reasons[0]) == (int(D(value) * 100), "")


@pytest.mark.parametrize("text, why", REFUSED)
def test_texts_that_are_refused(text, why):
    found, reason = read_decimal(text, 2)
    assert found is None and why in reason


def test_which_of_cr_and_dr_is_owed():
    assert [read_decimal("25,000.00 Cr", 2, owed=o)[0] for o in ("Cr", "Dr")] == [D("25000.00"), D("-25000.00")]
    assert [read_decimal("(5.00) Dr", 2, owed=o)[0] for o in ("Cr", "Dr")] == [D("5.00"), D("-5.00")]


def test_currencies_beside_an_amount():
    meant = [split_marks(t)[1] for t in ("€ 5,00", "1.234,50 EUR", "US$7", "5 kr", "7,00")]
    assert meant == [("EUR",), ("EUR",), ("USD",), ("SEK", "NOK", "DKK", "ISK"), ()] and split_marks("$5.00")[1][:2] == ("USD", "CAD")
    assert split_marks("zł 5")[1] == ("PLN",) and split_marks("R$ 5")[1] == ("BRL",) and split_marks("CHF 5")[1] == ("CHF",)


@pytest.mark.parametrize(
    "texts, sign",
    [
        (["1,234", "1.234,50"], ","), (["1,234", "1,234.50"], "."), (["1,234", "12.5"], "."), (["1.234", "12,5"], ","), (["1,234", "1,234,567"], "."), (["1.234", "1.234.567"], ","),
        (["1,234", "1,28,500"], "."), (["1,234", "1 234,5"], ","), (["1.234", "$1580.940"], "."), (["1.234", "0.125"], "."),
        (["1,234"], None), (["1,234", "100"], None), (["1,234", "12.5", "12,5"], None), (["1,234", "x"], None), ([], None),
    ],
)  # fmt: skip
def test_the_decimal_sign_of_a_column(texts, sign):
    found = decide_decimal(texts)
    assert found.sign == sign and bool(found.evidence) == bool(sign)


def test_the_evidence_in_words():
    assert decide_decimal(["1,234", "1.234,50"], [7, 12]).words == "decimal comma: in 12 amounts it can be nothing else, like 1.234,50"


STYLES = [  # how a whole and two digits behind it are written, by hand
    ("{:,}.{:02d}", ","), ("{:,}.{:02d} USD", ","), ("$ {:,}.{:02d}", ","), ("{:,},{:02d}", "."), ("€{:,},{:02d}", "."), ("{:,},{:02d} kr", "\u00a0"), ("{:,}.{:02d}", "'"), ("{:,}.{:02d}", "’"), ("{:,}.{:02d}", "\u202f"), ("{:,}.{:02d}00", ""), ("CHF {:,}.{:02d}", "'"),
]  # fmt: skip
SIGNS = ["-{}", "{}-", "({})", "\u2212{}", "- {}"]


@given(st.integers(0, 10**14), st.sampled_from(STYLES), st.sampled_from(["{}", *SIGNS]))
@example(123456, STYLES[1], "({})")
def test_an_amount_written_and_read(minor, style, sign):
    form, group = style
    text = sign.format(form.format(minor // 100, minor % 100).replace(",", "\0", (len(str(minor // 100)) - 1) // 3).replace("\0", group))
    wanted = minor if sign == "{}" else -minor
    for many in (1, 1200):  # one by one, and in bulk
        found, reasons = read_amounts(np.array([text] * many, object), np.full(many, 2))
        assert set(found.tolist()) == {wanted} and set(reasons) == {""}, text
    assert decide_decimal([text]).sign == (None if set(text) & {".", ","} == set() else "," if ",{" in form else ".")


@given(st.lists(st.text("019.,-()$ €", max_size=9), min_size=1, max_size=30), st.sampled_from([None, ".", ","]), st.sampled_from([0, 2, 3]))
def test_in_bulk_as_one_by_one(texts, decimal, digits):
    column = np.array([*texts, None], object)[:-1]
    many = np.tile(column, 1 + 1100 // len(texts))
    minor, reasons = read_amounts(many, np.full(len(many), digits), decimal)
    for text, got, why in zip(texts, minor.tolist(), reasons.tolist(), strict=False):
        value, reason = read_decimal(text, digits, decimal)
        assert (got, why) == (0 if value is None else int(value * 10**digits), reason), text


def test_rounding_and_what_it_takes_off():
    rounded = Rounded.empty()
    texts = np.array(["1.005", "-1.005", "2.004", "3.00", "1580.9401"], object)
    minor, reasons = read_amounts(texts, np.full(5, 2), ".", rounded=rounded)
    assert minor.tolist() == [101, -101, 200, 300, 158094] and not any(reasons)
    assert dict(zip(rounded.rows, rounded.away, strict=True)) == {0: D("-0.005"), 1: D("0.005"), 2: D("0.004"), 4: D("0.0001")}
    frame = pd.DataFrame({"amount": texts})
    out = {"currency": Coded(np.array([0, 0, 1, 0, 1]), ["EUR", "USD"])}
    read_amount_columns(Texts(frame), out, Notebook(np.arange(5)), ReadOptions(round=True))
    assert out["amount"].tolist() == [101, -101, 200, 300, 158094] and out["rounded_away"] == {"EUR": D("0.000"), "USD": D("0.0041")}
    read_amount_columns(Texts(frame), out, Notebook(np.arange(5)), ReadOptions(round=True, sign="payables negative"))
    assert out["rounded_away"]["USD"] == D("-0.0041")


FLOATS = [  # float; minor units of a currency with 2 digits, or words of the reason
    (0.1 + 0.2, 30), (1234.56, 123456), (-0.1, -10), (100.0, 10000), (1e-7, 0), (10.0000009, 1000), (10.000002, "more decimals"), (0.005, "more decimals"), (12.345, "more decimals"),
    (9999999999999.99, 999999999999999), (99999999999999.98, "more digits"), (1e15, "more digits"), (1e300, "more digits"), (float("nan"), "missing"), (float("inf"), "not a number"), (np.float64(7.5), 750),
]  # fmt: skip


@pytest.mark.parametrize("value, wanted", FLOATS, ids=[str(v) for v, _ in FLOATS])
def test_floats(value, wanted):
    minor, reasons = float_minor(np.array([value]), np.array([2]))
    if isinstance(wanted, int):
        assert (minor[0], reasons[0]) == (wanted, "")
    else:
        assert minor[0] == 0 and wanted in reasons[0]


def test_floats_of_32_bits_and_other_currencies():
    minor, reasons = float_minor(np.array([1234.56, 123456.78, 0.1], np.float32), np.array([2, 2, 2]))
    assert minor[[0, 2]].tolist() == [123456, 10] and not reasons[0]  # 1234.56 is 1234.56005859375 there, within a unit in its last place
    assert "more digits" in float_minor(np.array([1234567.9], np.float32), np.array([2]))[1][0]
    assert float_minor(np.array([7.0, 7.5]), np.array([0, 0]))[0].tolist() == [7, 0]
    assert float_minor(np.array([1.234]), np.array([3]))[0][0] == 1234
    whole, why = whole_floats(np.array([100.0, 1.5, 2.0**53, float("nan")]))
    assert whole.tolist() == [100, 0, 0, 0] and [w.split(" of")[0] for w in why] == [
        "",
        "is not a whole number",
        "has more digits than a float holds exactly; give Decimal or text",
        "is missing",
    ]
    assert float_texts(np.array([1.5, 2.0, float("nan"), 1e16])).tolist() == ["1.5", "2", "", "10000000000000000"]


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_every_amount_of_15_digits_survives_a_float(minor):
    assert float_minor(np.array([float(D(minor).scaleb(-2))]), np.array([2]))[0][0] == minor


def frame_of(amounts, currency="EUR", **columns):
    column = np.empty(len(amounts), object)
    column[:] = amounts
    many = [str(i) for i in range(len(amounts))]
    return pd.DataFrame({"supplier": "A", "invoice": many, "invoice_date": "2025-05-21", "amount": column, "currency": currency, "terms": "net 30"} | columns)  # fmt: skip


def test_a_column_decides_its_decimal_sign():
    ledger = cf.read_ledger(frame_of(["1.234", "12,50", "-"]))
    assert ledger.amount.tolist() == [123400, 1250] and ledger.findings.frame["reason"].tolist() == ["is missing"]
    assert cf.read_ledger(frame_of(["1.234", "12.50"])).amount.tolist() == [1250]  # 1.234 has more decimals than EUR
    undecided = cf.read_ledger(frame_of(["1.234", "12", "3"])).findings
    assert undecided.frame["reason"].tolist() == ["has two readings, 1.234 and 1234; say decimal = '.' or ','"]
    kuwait = cf.read_ledger(frame_of(["1.234", "1.234,500"], "KWD"))
    assert kuwait.amount.tolist() == [1234000, 1234500]  # 1.234 alone would be 1.234 KWD
    out = {"currency": Coded(np.array([0, 0]), ["EUR"])}
    read_amount_columns(Texts(pd.DataFrame({"amount": ["1.234", "12,50"]})), out, Notebook(np.arange(2)), ReadOptions())
    assert out["decimal_evidence"] == {"amount": "decimal comma: in 1 amount it can be nothing else, like 12,50"}


def test_a_sign_of_another_currency_is_refused():
    found = cf.read_ledger(frame_of(["€5.00", "$5.00", "5.00", "kr 5"], ["EUR", "EUR", "EUR", "NOK"])).findings
    assert found.accepted == 3 and found.frame["reason"].tolist() == ["is in USD or CAD or AUD by its sign, and the row is in EUR"]


def test_owed_in_a_ledger():
    assert ReadOptions(owed="Cr").owed == "Cr"
    with pytest.raises(cf.InputError, match="must be 'Cr' or 'Dr'"):
        ReadOptions(owed="cr")
    out = {"currency": Coded(np.array([0, 0, 0]), ["EUR"])}
    notes = Notebook(np.arange(3))
    read_amount_columns(Texts(pd.DataFrame({"amount": ["5.00 Cr", "2.00 DR", "1.00"]})), out, notes, ReadOptions(owed="Cr"))
    assert out["amount"].tolist() == [500, -200, 100] and not notes.rejected.any()


@pytest.mark.parametrize("kind", ["float64", "Float64", "object"])
def test_a_column_of_floats_is_said_once(kind):
    frame = frame_of([0.1, 1234.56, 12.345, None])
    frame["amount"] = frame["amount"].astype(kind)
    ledger = cf.read_ledger(frame)
    assert ledger.amount.tolist() == [10, 123456]
    said = ledger.findings.frame[["row", "value", "kind", "status"]].values.tolist()
    assert said == [
        [2, "0.1", "amounts as floats", "flagged"],
        [4, "12.345", "unreadable amount", "rejected"],
        [5, "", "unreadable amount", "rejected"],
    ]
    assert ledger.findings.rows.bound == {("unreadable amount", "EUR"): 123450}  # 12.345, in 1/10,000


def test_floats_among_other_cells_and_in_minor_units():
    ledger = cf.read_ledger(frame_of([D("1.00"), 2.5, "3,000.00", 4]))
    assert ledger.amount.tolist() == [100, 250, 300000, 400]
    assert ledger.findings.frame[["row", "kind"]].values.tolist() == [[3, "amounts as floats"]]
    frame = frame_of([1, 2]).drop(columns="amount").assign(amount_minor=[100.0, 100.5])
    ledger = cf.read_ledger(frame)
    assert ledger.amount.tolist() == [100] and "whole number of minor units" in ledger.findings.frame["reason"].iloc[1]


def test_numbers_say_themselves_where_their_decimals_are():
    """Texts beside them don't: 1.5 and Decimal("1.234") stay what they are, 1.234,50 has a decimal comma."""
    for told in (None, ","):
        ledger = cf.read_ledger(frame_of([D("1.50"), 2.5, "1.234,50", "2.345", 4, D("1000.1")]), decimal=told)
        assert ledger.amount.tolist() == [150, 250, 123450, 234500, 400, 100010]
    found = cf.read_ledger(frame_of([D("1.50"), "1,234"])).findings
    assert found.frame["reason"].tolist() == ["has two readings, 1.234 and 1234; say decimal = '.' or ','"]


def test_floats_are_rounded_if_told():
    """12.345 + 12.34 + 1.005 = 25.69; taken 12.35 + 12.34 + 1.01 = 25.70: half away from zero, of the shortest decimal of each."""
    for amounts in (np.array([12.345, 12.34, 1.005]), [12.345, D("12.34"), "1.005"]):
        out = {"currency": Coded(np.array([0, 0, 0]), ["EUR"])}
        frame = pd.DataFrame({"amount": pd.Series(amounts)})
        read_amount_columns(Texts(frame), out, Notebook(np.arange(3)), ReadOptions(round=True, decimal="."))
        assert out["amount"].tolist() == [1235, 1234, 101] and out["rounded_away"] == {"EUR": D("-0.010")}


def test_payments_with_floats_and_marks():
    ledger = frame_of(["100.00", "50.00"])
    paid = pd.DataFrame(
        {"invoice": ["0", "1"], "supplier": "A", "paid_date": ["03/04/2026", "14/04/2026"], "amount": [0.1 + 0.2 + 99.7, 50.0]}
    )
    read = cf.read_ledger(ledger, payments=paid)
    assert read.paid.amount.tolist() == [10000, 5000]
    assert [str(np.datetime64(int(d), "D")) for d in read.paid.day] == ["2026-04-03", "2026-04-14"]
    marked = paid.assign(amount=["€100.00", "$50.00"])
    assert cf.read_ledger(ledger, payments=marked).paid.amount.tolist() == [10000]
