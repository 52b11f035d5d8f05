"""Currencies without decimals: 84,050 yen can't be 84.05, so its sign stands before thousands; sums by hand."""

from decimal import Decimal

import pytest

import cashflow as cf
from tests.exports import money, refused, write

D = Decimal
HEAD = "supplier;invoice;invoice_date;amount;currency;due_date\n"


def lines(*cells):
    return HEAD + "".join(f"A;{n};2025-05-{n + 1:02d};{amount};{code};2025-06-30\n" for n, (amount, code) in enumerate(cells))


CASES = [
    ([("125,000", "JPY"), ("84,050", "JPY"), ("-7,500", "JPY")], {"JPY": D(201550)}),
    ([("125.000", "CLP"), ("84.050", "CLP"), ("(7.500)", "CLP")], {"CLP": D(201550)}),
    ([("¥125,000", "JPY"), ("¥84,050", "JPY"), ("950", "JPY")], {"JPY": D(210000)}),
    ([("84,050", "JPY"), ("1,234", "EUR")], {"JPY": D(84050), "EUR": D(1234)}),  # one program writes both
]


@pytest.mark.parametrize(("cells", "sums"), CASES)
def test_what_would_be_thousandths_stands_before_thousands(tmp_path, cells, sums):
    ledger = cf.read_ledger(write(tmp_path, lines(*cells)))
    assert money(ledger)[0] == sums


@pytest.mark.parametrize(("cells", "sums"), CASES)
def test_a_scan_says_the_same(tmp_path, cells, sums):
    assert dict(cf.scan(write(tmp_path, lines(*cells))).findings.amount_accepted) == sums


@pytest.mark.parametrize(
    "cells",
    [
        [("125,000", "JPY"), ("40,000", "JPY")],  # a database may write three noughts behind its decimal sign
        [("1,234", "EUR"), ("5,678", "EUR")],
        [("1,234", "KWD"), ("5,678", "KWD")],
    ],
)
def test_two_readings_are_still_asked_for(tmp_path, cells):
    assert "has two readings" in str(refused(write(tmp_path, lines(*cells))))


def test_currencies_that_prove_two_signs_are_asked_for(tmp_path):
    """By the comma of the euros 125,000 yen were 125, without a word."""
    ledger = cf.read_ledger(write(tmp_path, lines(("84,050", "JPY"), ("125,000", "JPY"), ("1.234,50", "EUR"))), most_rejected=1)
    said = ledger.findings.frame.query("status == 'rejected'")
    assert said["value"].tolist() == ["84,050", "125,000"] and said["reason"].str.startswith("has two readings").all()
    assert money(ledger)[0] == {"EUR": D("1234.50")}


PAID = """
supplier;invoice;invoice_date;amount;paid_amount;currency;due_date
A;1;2025-05-02;{};{};{};2025-06-30
A;2;2025-05-03;{};0;{};2025-06-30
"""


@pytest.mark.parametrize(
    ("amount", "paid", "other", "code", "opened"),
    [("1,250.00", "1,000", "84.50", "EUR", D("334.50")), ("1.250,00", "1.000", "84,50", "EUR", D("334.50")), ("84,050", "50,000", "7,500", "JPY", D(41550))],
)  # fmt: skip
def test_a_column_of_two_readings_is_read_as_the_others_of_the_table(tmp_path, amount, paid, other, code, opened):
    path = write(tmp_path, PAID.format(amount, paid, code, other, code))
    ledger = cf.read_ledger(path)
    assert money(ledger)[1] == {code: opened}
    assert ": as in amount" in ledger.findings.layout.why["decimals"]


def test_where_the_others_prove_each_another_sign_it_is_still_asked_for(tmp_path):
    text = "supplier;invoice;invoice_date;amount;open_amount;paid_amount;currency;due_date\nA;1;2025-05-02;1,250.00;250,00;1,000;EUR;2025-06-30\n"
    assert "'1,000' has two readings" in str(refused(write(tmp_path, text)))
