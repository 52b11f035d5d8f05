"""Payments that are nearly of an invoice, dates that are none, and invoices whose row was rejected. Expected values by hand."""

import pandas as pd
import pytest

import cashflow as cf

LEDGER = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]
PAYMENTS = ["invoice", "supplier", "paid_date", "amount"]
ACME = ("Acme", "A1", "2025-05-01", "1000.00", "EUR", "2/10 net 30")
BOLT = ("Bolt", "B1", "2025-05-01", "10000.00", "EUR", "net 30")


def read(rows, payments, columns=PAYMENTS, ledger=LEDGER, **options):
    table = pd.DataFrame(payments, columns=columns)
    return cf.Ledger.from_frame(pd.DataFrame(rows, columns=ledger), payments=table, decimal=".", **options)


def said(book, table="payments"):
    """[(row, kind, status)] of one table."""
    frame = book.findings.frame
    return list(frame.loc[frame["table"] == table, ["row", "kind", "status"]].itertuples(index=False, name=None))


def reason(book, table="payments"):
    frame = book.findings.frame
    return frame.loc[frame["table"] == table, "reason"].iloc[0]


@pytest.mark.parametrize(
    ("paid", "none"),
    [
        ("1900-01-01", True),
        ("1970-01-01", True),
        ("2024-04-29", True),  # 367 days before 2025-05-01
        ("2024-04-30", False),  # 366 days
        ("2025-05-09", False),
    ],
)
def test_a_placeholder_paid_date_is_none(paid, none, tmp_path):
    frame = pd.DataFrame([(*BOLT, paid)], columns=[*LEDGER, "paid_date"])
    frame.to_csv(tmp_path / "a.csv", index=False)
    policy = cf.PaymentPolicy("actual", as_of="2025-06-30")
    memory = cf.read_ledger(tmp_path / "a.csv")
    assert len(memory.paid.invoice) == (not none)
    kinds = [("placeholder date", "flagged")] if none else [("prepayment", "flagged")] if paid < "2025-05-01" else []
    assert [s[1:] for s in said(memory, "ledger")] == kinds
    shown = ("2025-04-01", "2025-06-30")
    for found in (cf.project(memory, policy, quarters=shown), cf.scan(tmp_path / "a.csv").project(policy, quarters=shown)):
        base = found.to_dict()["currencies"]["EUR"]["base"]
        assert base["closing_payables"] == ["10000.00" if none else "0.00"]
    if none:
        assert "placeholder" in reason(memory, "ledger") and "the invoice is open" in reason(memory, "ledger")
    table = read([ACME, BOLT], [("B1", "Bolt", paid, "10000.00"), ("A1", "Acme", "2025-05-20", "1000.00")])
    kinds = [(2, "unreadable date", "rejected")] if none else [(2, "prepayment", "flagged")] if paid < "2025-05-01" else []
    assert said(table) == kinds and table.paid.invoice.tolist() == ([0] if none else [0, 1])
    assert not none or ("placeholder" in reason(table) and "2025-05-01" in reason(table))


def test_a_placeholder_is_told_before_numbers_used_again_are_matched():
    """Two invoices of one number and amount: the dated payment is of the one open on its day, the placeholder of none."""
    rows = [("V", "1", "2023-01-02", "500.00", "EUR", "net 30"), ("V", "1", "2025-01-02", "500.00", "EUR", "net 30")]
    book = read(rows, [("1", "V", "1970-01-01", "500.00"), ("1", "V", "2023-02-01", "500.00")])
    assert said(book) == [(2, "unreadable date", "rejected")] and book.paid.invoice.tolist() == [0]
    dated = read(rows, [("1", "V", "2023-02-01", "500.00", "2025-01-02")], [*PAYMENTS, "invoice_date"])
    assert said(dated) == [(2, "unreadable date", "rejected")]  # 701 days before the invoice that it names
    other = read(rows, [("77", "Nobody", "1900-01-01", "500.00")])
    assert said(other) == [(2, "unreadable date", "rejected")] and "is a placeholder" in reason(other)


@pytest.mark.parametrize(
    ("terms", "day", "amount", "words"),
    [
        ("2/10 net 30", "2025-05-09", "985.00", "EUR 15.00 stay open: less than the discount of EUR 20.00 that was in time"),
        ("2/10 net 30", "2025-05-12", "980.00", "EUR 20.00 stay open: no more than the contract's discount, and none was in time"),
        ("3/7 2/14 net 30", "2025-05-09", "970.00", "EUR 30.00 stay open: more than the discount of EUR 20.00 that was in time"),
    ],
)
def test_what_a_remainder_is_said_to_be(terms, day, amount, words):
    book = read([(*ACME[:5], terms), BOLT], [("A1", "Acme", day, amount), ("B1", "Bolt", "2025-05-20", "10000.00")])
    assert said(book) == [(2, "discount remainder", "flagged")]
    assert reason(book) == words + "; no offer moves it"
    notes = cf.project(book, cf.PaymentPolicy("actual", as_of="2025-05-20"), quarters=("2025-04-01", "2025-06-30")).notes
    assert [n for n in notes if "remainders after a discount, taken late or by another amount: open" in n]
    assert not [n for n in notes if "too late" in n]


@pytest.mark.parametrize(
    ("payments", "options", "off"),
    [
        ([("2025-05-09", "980.00", "0.00")], {}, 0),
        ([("2025-05-09", "980.00", "")], {}, 2_000),
        ([("2025-05-09", "980.00", "20.00")], {}, 2_000),
        ([("2025-05-09", "490.00", "0")], {"discount_by_part": True}, 0),
        ([("2025-05-05", "500.00", "0.00"), ("2025-05-09", "480.00", "")], {}, 2_000),
        ([("2025-05-05", "500.00", ""), ("2025-05-09", "480.00", "0.00")], {}, 0),
        ([("2025-05-12", "980.00", "0.00")], {"discount_tolerance_days": 5}, 0),
    ],
)
def test_a_stated_discount_of_nothing_is_none(payments, options, off):
    book = read([ACME], [("A1", "Acme", *p) for p in payments], [*PAYMENTS, "discount"], **options)
    assert book.paid.discount.sum() == off
    cash = sum(int(p[1].replace(".", "")) for p in payments)
    assert book.paid.amount.sum() == cash + off
    assert [k for _, k, _ in said(book)] == (["discount remainder"] if cash + off == 98_000 else [])
    if payments[0] == ("2025-05-09", "980.00", "0.00"):
        assert "as much as the discount of EUR 20.00 that was in time, which the payments table does not state" in reason(book)


def test_a_stated_discount_of_nothing_chooses_no_invoice_by_its_discount():
    """980.00 fits 1,000.00 less 2 % and 980.00 exactly over two invoices of one number; with 0.00 stated only the tolerance counts."""
    rows = [ACME, ("Acme", "A1", "2025-05-01", "5000.00", "EUR", "net 30")]
    columns = [*PAYMENTS, "discount"]
    assert read(rows, [("A1", "Acme", "2025-05-09", "980.00", "")], columns).paid.invoice.tolist() == [0]
    assert said(read(rows, [("A1", "Acme", "2025-05-09", "980.00", "0.00")], columns)) == [(2, "unmatched payment", "rejected")]
