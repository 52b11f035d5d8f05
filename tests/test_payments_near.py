"""Payments that are nearly of an invoice, dates that are none, and invoices whose row was rejected. By hand, or by a plain loop."""

from datetime import date
from fractions import Fraction as F

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf

from . import reference_payments as slow

LEDGER = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]
PAYMENTS = ["invoice", "supplier", "paid_date", "amount"]
ACME = ("Acme", "A1", "2025-05-01", "1000.00", "EUR", "2/10 net 30")
BOLT = ("Bolt", "B1", "2025-05-01", "10000.00", "EUR", "net 30")


def read(rows, payments, columns=PAYMENTS, ledger=LEDGER, **options):
    table = pd.DataFrame(payments, columns=columns)
    return cf.read_ledger(pd.DataFrame(rows, columns=ledger), payments=table, decimal=".", **options)


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
    for found in (cf.project(memory, policy, quarters=shown), cf.project(cf.scan(tmp_path / "a.csv"), policy, quarters=shown)):
        baseline = found.to_dict()["currencies"]["EUR"]["baseline"]
        assert baseline["closing_payables"] == ["10000.00" if none else "0.00"]
    if none:
        assert "placeholder" in reason(memory, "ledger") and "the invoice is open" in reason(memory, "ledger")
    table = read([ACME, BOLT], [("B1", "Bolt", paid, "10000.00"), ("A1", "Acme", "2025-05-20", "1000.00")])
    kinds = [(2, "unreadable date", "rejected")] if none else [(2, "prepayment", "flagged")] if paid < "2025-05-01" else []
    assert said(table) == kinds and table.paid.invoice.tolist() == ([0] if none else [0, 1])
    assert not none or "placeholder" in reason(table)


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


CENT = ("Acme", "A1", "2025-05-01", "985.17", "EUR", "net 30")  # the tolerance is 0.98


@pytest.mark.parametrize(
    ("row", "payment"),
    [
        (ACME, ("A9", "Acme", "2025-04-01", "1000.00")),  # 30 days before the invoice date
        (ACME, ("A9", "Acme", "2025-04-30", "1000.00")),
        (ACME, ("A9", "Acme", "2025-07-01", "1000.00")),  # 31 days after it was due
        (ACME, ("A9", "Acme", "2027-07-01", "1000.00")),
        (ACME, ("A9", "Acme", "2025-05-20", "1000.01")),
        (ACME, ("A9", "Acme", "2025-05-20", "999.99")),
        (ACME, ("A9", "Acme", "2025-05-20", "999.00")),
        (CENT, ("A9", "Acme", "2025-05-20", "986.15")),
        (ACME, ("A9", "Acme", "2025-05-20", "980.98")),  # less its discount, and 0.1 % of that
        (ACME, ("", "ACME GmbH", "2025-08-20", "999.50")),
        (ACME, ("a1", "Zenith", "2025-08-20", "999.50")),
        (ACME, ("77", "Zenith", "2025-05-20", "1000.00")),  # nobody else is open with it
        (ACME, ("", "Bolt", "2025-05-20", "1000.00")),
        (("Acme", "A1", "2025-05-01", "-1000.00", "EUR", "net 30"), ("77", "Acme", "2025-05-20", "-1000.50")),  # a credit note
    ],
)
def test_an_open_invoice_of_nearly_that_amount_is_named(row, payment):
    book = read([row, BOLT], [payment])
    assert said(book) == [(2, "unmatched payment", "rejected")]
    assert "'A1' of 'Acme', row 2 (2025-05-01, EUR" in reason(book)
    assert book.payments_read.rejected == 1 and not len(book.payments_elsewhere) and not len(book.paid.invoice)


@pytest.mark.parametrize(
    ("row", "payment"),
    [
        (ACME, ("A9", "Acme", "2025-05-20", "1001.01")),
        (CENT, ("A9", "Acme", "2025-05-20", "986.16")),
        (ACME, ("A9", "Acme", "2025-05-20", "-1000.00")),
        (ACME, ("A9", "Acme", "2024-05-20", "1000.00")),
    ],
)
def test_another_amount_or_sign_or_year_is_elsewhere(row, payment):
    assert said(read([row, BOLT], [payment])) == [(2, "payment elsewhere", "elsewhere")]


def test_the_oldest_open_invoice_is_named_and_the_exact_amount_first():
    rows = [
        ("Acme", "A3", "2025-05-03", "1000.00", "EUR", "net 30"),
        ("Acme", "A2", "2025-05-02", "1000.00", "EUR", "net 30"),
        ("Acme", "A1", "2025-05-01", "1000.50", "EUR", "net 30"),
        ("Acme", "A0", "2025-04-01", "1000.00", "USD", "net 30"),
    ]
    columns = [*PAYMENTS, "currency"]
    for amount, day, name in (("1000.00", "2025-06-01", "A2"), ("1000.60", "2025-06-01", "A1"), ("1000.40", "2025-04-01", "A1")):
        assert f"'{name}' of 'Acme'" in reason(read(rows, [("77", "Acme", day, amount, "EUR")], columns))
    two = read(rows, [("77", "Zenith", "2025-06-01", "1000.00", "EUR")], columns)
    assert said(two) == [(2, "payment elsewhere", "elsewhere")]  # A2 and A3 have it
    only = read(rows, [("77", "Zenith", "2025-06-01", "1000.00", "USD")], columns)
    assert reason(only).startswith("has the amount of 'A0' of 'Acme', row 5 (2025-04-01, USD 1000.00), the only open invoice with it")
    closed = read(rows, [("A2", "Acme", "2025-05-31", "1000.00", "EUR"), ("77", "Acme", "2025-06-01", "1000.00", "EUR")], columns)
    assert "'A3' of 'Acme'" in reason(closed)


@pytest.mark.parametrize("number", ["10045.0", "10045.00", "1.0045E+04", "1.0045e+04", "1.00450E+04", "1,0045E+04"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_number_that_a_spreadsheet_changed_is_matched_and_flagged(number, turned):
    owed, given = (number, "10045") if turned else ("10045", number)
    book = read([("Acme", owed, *ACME[2:]), BOLT], [(given, "Acme", "2025-05-20", "300.00")])
    assert book.paid.amount.tolist() == [30_000] and book.paid.invoice.tolist() == [0]
    assert said(book) == [(2, "other spelling", "flagged")]


def test_a_number_that_stands_in_the_ledger_as_it_is_is_that():
    rows = [("Acme", n, *ACME[2:]) for n in ("10045", "10045.0", "10046")]
    paid = [
        ("10045.0", "Acme", "2025-05-20", "300.00"),
        ("10045", "Acme", "2025-05-20", "200.00"),
        ("10046.0", "Acme", "2025-05-20", "100.00"),
    ]
    book = read(rows, paid)
    assert dict(zip(book.paid.invoice.tolist(), book.paid.amount.tolist(), strict=True)) == {0: 20_000, 1: 30_000, 2: 10_000}
    both = read(rows, [("1.0045E+04", "Acme", "2025-05-20", "300.00")])
    assert said(both) == [(2, "unmatched payment", "rejected")] and "nearly the number" in reason(both)


@pytest.mark.parametrize(
    ("owed", "given"),
    [
        ("10045", "10045/2025"),
        ("10045/2025", "10045"),
        ("10045", "2025-10045"),
        ("INV-10045", "INV-2025-10045"),
        ("10045", "RE 2025/10045"),
        ("RE2025-0045", "45"),
        ("2001/7", "2025/2001/7"),
        ("2007/2025", "2007"),
        ("10000", "10.000"),
        ("510004567890", "5.10005E+11"),  # a power of ten that has lost digits
        ("5.10005E+11", "510004567890"),
        ("510004567890", "5,1E+11"),
        ("10000", "1.0E+04"),
    ],
)
def test_a_number_with_a_year_on_one_side_is_near(owed, given):
    book = read([("Acme", owed, *ACME[2:]), BOLT], [(given, "Acme", "2025-05-20", "300.00")])
    assert said(book) == [(2, "unmatched payment", "rejected")]
    assert f"is nearly the number of '{owed}' of 'Acme', row 2 (2025-05-01, EUR 1000.00)" in reason(book)


@pytest.mark.parametrize(
    ("owed", "given"),
    [
        ("10045/2024", "10045/2025"),
        ("10045", "10046/2025"),
        ("2024", "2025"),
        ("10045", "1.0046E+04"),
        ("INV-10045", "CRN-2025-10045"),
        ("510004567890", "5.10004E+11"),
        ("51000456789", "5.10005E+11"),
    ],
)
def test_other_numbers_stay_others(owed, given):
    book = read([("Acme", owed, *ACME[2:]), BOLT], [(given, "Acme", "2025-05-20", "300.00")])
    assert said(book) == [(2, "payment elsewhere", "elsewhere")]


@pytest.mark.parametrize(("supplier", "number"), [("Acme", "77"), ("ACME ", "77.0")])
def test_a_payment_of_a_rejected_row_says_so(supplier, number):
    """Row 3 of the ledger has no date that can be read; its payment is rejected for that, and waived with it."""
    rows = [
        *[("Bolt", f"B{n}", "2025-05-01", "1000.00", "EUR", "net 30") for n in range(200)],
        ("Acme", "77", "soon", "5.00", "EUR", "net 30"),
    ]
    paid = [*[(f"B{n}", "Bolt", "2025-05-31", "1000.00") for n in range(9)], (number, supplier, "2025-05-31", "5.00")]
    book = read(rows, paid)
    assert said(book) == [(11, "unreadable date", "rejected")]
    assert reason(book) == "is an invoice whose row is rejected: row 202 of the ledger (unreadable date); mend that row"
    assert book.payments_read.rejected == 1 and not len(book.payments_elsewhere)
    assert book.payments_read.amount["rejected"] == {"EUR": 500}
    with pytest.raises(cf.InputError, match="1 of 10 payments"):
        cf.project(book, cf.PaymentPolicy("terms"))
    waived = read(rows, paid, accept={"unreadable date": "closed plant, written off"})
    with pytest.warns(cf.CashflowWarning, match="closed plant"):
        assert "1 of 10 payments, EUR 5.00" in cf.project(waived, cf.PaymentPolicy("terms")).notes[0]


def test_a_number_of_a_rejected_and_an_accepted_row_is_of_the_accepted_one():
    rows = [ACME, (*ACME[:2], "soon", *ACME[3:])]
    assert said(read(rows, [("A1", "Acme", "2025-05-31", "1000.00")])) == []
    dated = [("A1", "Acme", "2025-05-31", "1000.00", "2025-04-01")]  # not the date of row 2
    assert "row 3 of the ledger" in reason(read(rows, dated, [*PAYMENTS, "invoice_date"]))


NUMBERS = {"A1": {"A-01"}, "A-01": {"A1"}, "10045": {"10045/2025", "2025-10045"}, "INV-7": {"7"}}
"""A number of the ledger, and those of payments that are nearly it; without them, none is."""
SUPPLIERS = {"Acme": {"ACME GmbH", "Acmee"}, "Bolt": {"Bolt, Inc."}}
AMOUNTS = [100_000, 100_060, 99_900, 98_000, 50_000, 50_050]


@st.composite
def books(draw):
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(list(SUPPLIERS)),
                st.sampled_from(list(NUMBERS)),
                st.integers(1, 28),
                st.sampled_from(AMOUNTS),
                st.booleans(),
            ),
            min_size=1,
            max_size=5,
            unique_by=lambda r: r[:2],
        )
    )
    suppliers = ["acme", "Bolt", "Zenith", *SUPPLIERS["Acme"], *SUPPLIERS["Bolt"]]
    numbers = ["", "99", "a1", "10045.0", *(n for near in NUMBERS.values() for n in near)]
    some = st.tuples(
        st.sampled_from(suppliers), st.sampled_from(numbers), st.integers(-40, 60), st.sampled_from([*AMOUNTS, 99_999, -50_000])
    )
    return rows, draw(st.lists(some, max_size=5))


@given(books())
def test_candidates_equal_a_plain_loop(given_books):
    """Each payment without a match is rejected if the slow reference finds a candidate, and elsewhere if not."""
    rows, payments = given_books
    first = date(2025, 5, 1).toordinal()
    ledger = [
        {
            "supplier": s,
            "invoice": n,
            "invoice_date": date(2025, 5, d),
            "amount": a,
            "currency": "EUR",
            "discounts": [(F(1, 50), [("days", 10)], 0, None)] if two else [],
        }
        for s, n, d, a, two in rows
    ]
    table = [(s, n, f"2025-05-{d:02d}", f"{a / 100:.2f}", "EUR", "2/10 net 30" if two else "net 30") for s, n, d, a, two in rows]
    paid = [(n, s, date.fromordinal(first + d).isoformat(), f"{a / 100:.2f}") for s, n, d, a in payments]
    book = read(table, paid)
    amounts = [0] * len(rows)
    for at, minor in zip(book.paid.invoice.tolist(), book.paid.amount.tolist(), strict=True):
        amounts[at] += minor
    rests = [r["amount"] - a for r, a in zip(ledger, amounts, strict=True)]
    status = {row: what for row, kind, what in said(book) if kind in ("unmatched payment", "payment elsewhere")}
    for at, (supplier, number, day, cash) in enumerate(payments):
        asked = {"supplier": supplier, "invoice": number, "day": date.fromordinal(first + day), "cash": cash}
        want = None
        if not any(slow.same(r["supplier"], supplier) and slow.same_number(r["invoice"], number) for r in ledger):
            want = "rejected" if slow.may_mean(ledger, rests, asked, NUMBERS, SUPPLIERS) else "elsewhere"
        assert status.get(at + 2) == want, (asked, said(book))
