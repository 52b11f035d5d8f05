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
