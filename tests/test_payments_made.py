"""Payments made: matching, too much, discounts. Expected values by hand, from the cases, or from the slow reference."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal as D
from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.ledger.kinds import ELSEWHERE

from . import reference as ref
from . import reference_payments as slow
from . import strategies as some

LEDGER = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]
PAYMENTS = ["invoice", "supplier", "paid_date", "amount"]
SHOWN = ("2025-04-01", "2025-09-30")


def read(rows, payments, columns=PAYMENTS, **options):
    table = pd.DataFrame(payments, columns=columns)
    return cf.read_ledger(pd.DataFrame(rows, columns=LEDGER), payments=table, decimal=".", **options)


def said(book, status=None):
    """[(row, kind, status)] of the payments."""
    frame = book.findings.frame
    frame = frame[(frame["table"] == "payments") & ((frame["status"] == status) if status else True)]
    return list(frame[["row", "kind"]].itertuples(index=False, name=None))


def reason(book, at=0):
    return book.findings.frame[book.findings.frame["table"] == "payments"]["reason"].iloc[at]


def settled(book):
    """[(invoice, settled, discount, difference)] in minor units."""
    p = book.paid
    return list(zip(book.invoice[p.invoice], p.amount.tolist(), p.discount.tolist(), p.difference.tolist(), strict=True))


ACME = ("Acme", "A1", "2025-05-01", "1000.00", "EUR", "2/10 net 30")  # discount until 2025-05-11, due 2025-05-31
BOLT = ("Bolt", "B1", "2025-05-01", "10000.00", "EUR", "net 30")


def test_a_number_used_again_is_paid_by_amount_and_day():
    """Case number_reuse: 1,700 of 2,000 is paid, 300 open."""
    rows = [
        ("Small Vendor", "1", "2019-11-15", "1000.00", "EUR", "net 30"),
        ("Small Vendor", "1", "2020-01-15", "700.00", "EUR", "net 30"),
        ("Small Vendor", "2", "2020-01-20", "300.00", "EUR", "net 30"),
    ]
    paid = [("1", "Small Vendor", "2019-12-14", "1000.00"), ("1", "Small Vendor", "2020-02-14", "700.00")]
    book = read(rows, paid)
    assert book.paid.invoice.tolist() == [0, 1] and book.paid.amount.sum() == 170_000
    assert cf.project(book, cf.PaymentPolicy("actual")).quarters["closing_payables"].tolist() == [D("0.00"), D("300.00")]
    dated = read(rows, [(*paid[1], "2019-11-15")], [*PAYMENTS, "invoice_date"])
    assert dated.paid.invoice.tolist() == [0]  # the date beats the amount
    same = [rows[0], ("Small Vendor", "1", "2019-11-20", "1000.00", "EUR", "net 30")]
    both = read(same, paid[:1])
    assert said(both) == [(2, "unmatched payment")]
    assert "row 2 (2019-11-15, EUR 1000.00), row 3 (2019-11-20, EUR 1000.00)" in reason(both)
    assert settled(read(same, [paid[0], ("1", "Small Vendor", "2019-11-17", "1000.00")])) == [("1", 100_000, 0, 0)] * 2


def test_spelling_is_folded_and_flagged():
    book = read([("Acme  Ltd", "INV 7", *ACME[2:])], [("inv  7 ", " ACME ltd", "2025-05-31", "1000.00")])
    assert settled(book) == [("INV 7", 100_000, 0, 0)]
    assert said(book) == [(2, "other spelling"), (2, "other spelling")]


@pytest.mark.parametrize(
    ("payment", "words"),
    [
        (("A9", "Acme", "2025-05-20", "1000.00"), "open amount of 'A1' of 'Acme'"),
        (("A9", "Acme", "2025-05-09", "980.00"), "open amount of 'A1'"),  # less its discount
        (("", "Acme", "2025-05-20", "1000.00"), "open amount"),
        (("A-01", "Acme", "2025-05-20", "300.00"), "nearly the number of 'A1'"),
        (("A1", "Acme GmbH", "2025-05-20", "300.00"), "nearly the supplier"),
        (("X7", "Acmee", "2025-05-20", "1000.00"), "nearly the supplier, and has the open amount"),
        (("A1", "Zenith", "2025-05-20", "1000.00"), "number and the open amount"),
    ],
)
def test_a_payment_that_nearly_fits_is_rejected_with_its_candidate(payment, words):
    book = read([ACME, BOLT], [payment])
    assert said(book) == [(2, "unmatched payment")]
    assert words in reason(book) and "row 2 (2025-05-01, EUR 1000.00)" in reason(book)
    assert not len(book.payments_elsewhere)


@pytest.mark.parametrize(
    "payment",
    [
        ("A2", "Acme", "2025-05-20", "300.00"),  # the next number of the series
        ("A9", "Acme", "2025-03-31", "1000.00"),  # 31 days before the invoice was there
        ("A9", "Acme", "2025-07-01", "998.99"),  # beyond the tolerance of 1.00
        ("", "Acme", "2025-05-20", "300.00"),  # on account
        ("77", "Zenith", "2025-05-20", "999.99"),  # of another supplier only the exact amount says something
        ("77", "Zenith", "2025-03-31", "1000.00"),
    ],
)
def test_payments_of_other_invoices_are_elsewhere(payment):
    book = read([ACME, BOLT], [payment, ("B1", "Bolt", "2025-05-31", "10000.00")])
    assert said(book) == [(2, "payment elsewhere")] and list(ELSEWHERE) == ["payment elsewhere"]
    row = book.payments_elsewhere.iloc[0]
    assert (row["supplier"], row["currency"], row["payments"], row["amount"]) == (payment[1], "EUR", 1, D(payment[3]))
    assert book.payments_read.rejected == 0 and book.payments_read.accepted == 1
    found = cf.project(book, cf.PaymentPolicy("actual"), quarters=SHOWN).to_dict()
    assert found["payments_elsewhere"][0]["amount"] == payment[3] and "not in this ledger" in found["notes"][0]


def test_too_little_more_closes_and_more_is_unallocated():
    """Case rejected_payment: 0.01 is a difference on its own line, in cash paid; 1.01 on 10,000 is above min(1.00, 10.00)."""
    book = read([BOLT], [("B1", "Bolt", "2025-05-09", "10000.01")])
    assert settled(book) == [("B1", 1_000_000, 0, 1)]
    baseline = cf.project(book, cf.PaymentPolicy("actual"), quarters=SHOWN)
    row = baseline.quarters.iloc[0]
    assert (row["cash_paid"], row["payment_differences"], row["closing_payables"]) == (D("10000.01"), D("0.01"), D("0.00"))
    assert "of which payment differences" in str(baseline) and "0.01" in str(baseline)
    much = read([BOLT], [("B1", "Bolt", "2025-05-09", "10001.01")])
    assert settled(much) == [("B1", 1_000_000, 0, 0)]
    assert much.payments_unallocated[["supplier", "amount", "possible_duplicates"]].values.tolist() == [["Bolt", D("1.01"), 0]]
    assert cf.project(much, cf.PaymentPolicy("actual"), quarters=SHOWN).quarters["cash_paid"].iloc[0] == D("10000.00")
    twice = read([BOLT], [("B1", "Bolt", "2025-05-09", "10000.00"), ("B1", "Bolt", "2025-05-19", "10000.00")])
    assert settled(twice) == [("B1", 1_000_000, 0, 0)] and said(twice) == [(3, "unallocated")]
    assert "possible duplicate" in reason(twice) and twice.payments_unallocated["possible_duplicates"].tolist() == [1]
    assert any("unallocated" in n and "Bolt EUR 10,000.00" in n for n in cf.project(twice, quarters=SHOWN).to_dict()["notes"])


@pytest.mark.parametrize(
    ("tolerance", "difference"),
    [("0.50", 0), ("2", 101), ({"amount": "5", "share": "0.0001"}, 0), ({"share": 0.001}, 101), (0, 0)],
)
def test_the_tolerance_can_be_told(tolerance, difference):
    book = read([BOLT], [("B1", "Bolt", "2025-05-09", "10001.01")], payment_tolerance=tolerance)
    assert settled(book) == [("B1", 1_000_000, 0, difference)]


@pytest.mark.parametrize("wrong", [{"payment_tolerance": "x"}, {"payment_tolerance": {"part": 1}}, {"payment_tolerance": -1}, {"discount_tolerance_days": 1.5}, {"discount_by_part": "yes"}, {"paid_with_discount": "maybe"}])  # fmt: skip
def test_settings_are_checked(wrong):
    with pytest.raises(cf.InputError) as refused:
        read([BOLT], [("B1", "Bolt", "2025-05-09", "1.00")], **wrong)
    assert refused.value.column.startswith(next(iter(wrong)))


@pytest.mark.parametrize(
    ("payments", "options", "want", "rest", "kinds"),
    [
        ([("2025-05-11", "980.00")], {}, [(100_000, 2_000, 0)], 0, []),
        ([("2025-05-12", "980.00")], {}, [(98_000, 0, 0)], 2_000, ["discount remainder"]),
        ([("2025-05-12", "980.00")], {"discount_tolerance_days": 1}, [(100_000, 2_000, 0)], 0, ["unearned discount"]),
        ([("2025-05-05", "490.00"), ("2025-05-11", "490.00")], {}, [(49_000, 0, 0), (51_000, 2_000, 0)], 0, []),
        ([("2025-05-05", "490.00"), ("2025-05-12", "490.00")], {}, [(49_000, 0, 0), (49_000, 0, 0)], 2_000, ["discount remainder"]),
        ([("2025-05-05", "490.00")], {"discount_by_part": True}, [(50_000, 1_000, 0)], 50_000, []),
        ([("2025-05-05", "490.00")], {}, [(49_000, 0, 0)], 51_000, []),
        ([("2025-05-05", "980.00"), ("2025-05-20", "20.00")], {}, [(98_000, 0, 0), (2_000, 0, 0)], 0, []),  # the whole after all
        ([("2025-05-05", "980.00"), ("2025-05-06", "980.00")], {}, [(100_000, 2_000, 0)], 0, ["unallocated"]),
        ([("2025-05-05", "980.40")], {}, [(100_000, 2_000, 40)], 0, ["payment difference"]),
    ],
)
def test_discounts_by_amount(payments, options, want, rest, kinds):
    book = read([ACME], [("A1", "Acme", *p) for p in payments], **options)
    assert [s[1:] for s in settled(book)] == want
    assert 100_000 - book.paid.amount.sum() == rest
    assert [k for _, k in said(book)] == kinds
    assert bool(book.remainder[0]) is ("discount remainder" in kinds)


def test_the_tier_is_the_one_that_is_still_open():
    row = ("Acme", "A1", "2025-05-01", "1000.00", "EUR", "3/7 2/14 net 30")
    for day, amount, off in (("2025-05-08", "970.00", 3_000), ("2025-05-15", "980.00", 2_000), ("2025-05-05", "980.00", 2_000)):
        assert settled(read([row], [("A1", "Acme", day, amount)])) == [("A1", 100_000, off, 0)]
    assert settled(read([row], [("A1", "Acme", "2025-05-09", "970.00")])) == [("A1", 97_000, 0, 0)]


def test_a_discount_that_the_table_states():
    columns = [*PAYMENTS, "discount"]
    assert said(read([ACME], [("A1", "Acme", "2025-05-09", "980.00", "20.00")], columns)) == []
    for day, off, cash in (("2025-06-20", "20.00", "980.00"), ("2025-05-09", "50.00", "950.00")):
        book = read([ACME], [("A1", "Acme", day, cash, off)], columns)
        assert settled(book) == [("A1", 100_000, int(D(off) * 100), 0)] and said(book) == [(2, "unearned discount")]
    assert said(read([ACME], [("A1", "Acme", "2025-05-09", "1000.00", "20.00")], columns)) == [(2, "wrong payment")]


def test_a_currency_must_be_the_invoices():
    columns = [*PAYMENTS, "currency"]
    assert said(read([ACME], [("A1", "Acme", "2025-05-31", "1000.00", "eur")], columns)) == []
    assert said(read([ACME], [("A1", "Acme", "2025-05-31", "1000.00", "USD")], columns)) == [(2, "wrong payment")]
    assert said(read([ACME], [("A7", "Acme", "2025-05-31", "1000.00", "USD")], columns)) == [(2, "payment elsewhere")]


@pytest.mark.parametrize("stated", [False, True])
@pytest.mark.parametrize("baseline", ["actual", "terms"])
def test_case_discount_taken(stated, baseline):
    """Cash paid 980.00, discount taken 20.00, nothing open, with and without the column."""
    columns, more = ([*PAYMENTS, "discount"], ("20.00",)) if stated else (PAYMENTS, ())
    book = read([("Acme", "1", *ACME[2:])], [("1", "Acme", "2025-05-09", "980.00", *more)], columns)
    policy = cf.PaymentPolicy(baseline, as_of="2025-05-20", discounts="take")
    row = cf.project(book, policy, quarters=SHOWN).quarters.iloc[0]
    assert (row["cash_paid"], row["discount_taken"], row["closing_payables"]) == (D("980.00"), D("20.00"), D("0.00"))


def test_no_offer_moves_a_remainder():
    book = read([ACME, BOLT], [("A1", "Acme", "2025-05-15", "980.00")])
    offer = cf.Offer(extend={"days": 45})
    result = cf.compare(book, cf.Scenario("later", offer), policy=cf.PaymentPolicy("actual", as_of="2025-05-20"), quarters=SHOWN)
    row = result.offers.iloc[0]
    assert (row["items"], row["items_moved"]) == (3, 1)
    assert row["not moved: remainder after a discount"] == 1
    assert result.explain("cash_paid", scenario="baseline", quarter="2025 Q2")["amount"].sum() == D("11000.00")


@pytest.mark.parametrize(
    ("how", "cash", "off"), [("taken", "1978.00", "20.00"), ("not taken", "1998.00", "0.00"), (None, "1998.00", "0.00")]
)
def test_paid_dates_in_time_for_a_discount(how, cash, off, tmp_path):
    """1,000 paid on the last day of its discount, 998 the day after; in memory and scanned."""
    frame = pd.DataFrame([ACME, ("Acme", "A2", *ACME[2:3], "998.00", *ACME[4:])], columns=LEDGER)
    frame["paid_date"] = ["2025-05-11", "2025-05-12"]
    frame.to_csv(tmp_path / "a.csv", index=False)
    policy = cf.PaymentPolicy("actual", as_of="2025-05-20")
    memory = cf.read_ledger(frame, paid_with_discount=how)
    book = cf.scan(tmp_path / "a.csv", paid_with_discount=how)
    offer = cf.Scenario("later", cf.Offer(extend={"days": 45}))
    for found in (
        cf.project(memory, policy, quarters=SHOWN),
        cf.project(book, policy, quarters=SHOWN),
        cf.compare(book, offer, policy=policy, quarters=SHOWN),
    ):
        baseline = found.to_dict()["currencies"]["EUR"]["baseline"]
        assert (baseline["cash_paid"][0], baseline["discount_taken"][0], baseline["closing_payables"][0]) == (cash, off, "0.00")
        notes = found.to_dict()["notes"]
        said = "1 invoice paid by paid_date in time for a discount, EUR 20.00 of it in all, counts as paid in full; say paid_with_discount = 'taken'"
        assert any(n.startswith(said) for n in notes) is (how is None)
    kinds = memory.findings.frame["kind"].tolist()
    assert kinds == (["discount not said"] if how is None else [])


def test_the_what_if_file_takes_the_keys(tmp_path):
    pd.DataFrame([ACME], columns=LEDGER).to_csv(tmp_path / "ledger.csv", index=False)
    pd.DataFrame([("A1", "Acme", "2025-05-12", "980.00")], columns=PAYMENTS).to_csv(tmp_path / "paid.csv", index=False)
    text = '[ledger]\npath = "ledger.csv"\npayments = "paid.csv"\npayment_tolerance = {}\ndiscount_tolerance_days = 1\ndiscount_by_part = false\n'
    text += 'paid_with_discount = "taken"\n[policy]\nbaseline = "actual"\n[[scenario]]\nname = "s"\n[[scenario.offer]]\nextend = {{ days = 1 }}\n'
    from cashflow.whatif_file.read import read_whatif

    (tmp_path / "w.toml").write_text(text.format('{ amount = "1.00", share = 0.001 }'))
    assert settled(read_whatif(tmp_path / "w.toml").ledger) == [("A1", 100_000, 2_000, 0)]
    (tmp_path / "w.toml").write_text(text.format('"much"'))
    with pytest.raises(cf.InputError, match="payment_tolerance"):
        read_whatif(tmp_path / "w.toml")


@st.composite
def tables(draw):
    """Rows of the reference, and payments of them and of others: (row or None, day, cash, said, spelling)."""
    rows, payments = draw(some.rows(max_size=6)), []
    for row in rows:
        row.pop("paid")
        size = abs(row["amount"])
        offs = [t[4] for t in slow.tiers(row)]
        for _ in range(draw(st.integers(0, 3))):
            off = draw(st.sampled_from([0, *offs]))
            cash = draw(
                st.sampled_from([size - off, size - off + 1, (size - off) // 2, size // 3, size + 500, size - off + slow.tolerance(row)])
            )
            stated = draw(st.sampled_from([None, None, None, 0, off]))
            if cash:
                payments.append(
                    (row, row["invoice_date"] + timedelta(draw(st.integers(0, 25))), cash if row["amount"] > 0 else -cash, stated)
                )
    for number in range(draw(st.integers(0, 3))):  # more than any invoice, since an amount that only one has names that one
        payments.append((None, draw(some.days), draw(st.integers(10**12, 10**13)), f"Z{number}"))
    return rows, draw(st.permutations(payments))


@given(tables(), st.sampled_from([0, 3]), st.booleans())
def test_payments_equal_the_slow_reference(given_tables, days, by_part):
    rows, payments = given_tables

    def major(minor, cur):
        return str(D(minor).scaleb(-some.DIGITS[cur]))

    table = [
        (
            r["invoice"].lower(),
            r["supplier"].upper() if n % 2 else r["supplier"],
            d.isoformat(),
            major(c, r["currency"]),
            major(s, r["currency"]) if s is not None else "",
        )
        if r
        else (s, "Nobody at all", d.isoformat(), str(c), "")
        for n, (r, d, c, s) in enumerate(payments)
    ]
    frame = pd.DataFrame(table, columns=[*PAYMENTS, "discount"])
    ledger = some.ledger_of([{**r, "paid": []} for r in rows]).to_frame()
    book = cf.read_ledger(ledger, payments=frame, discount_tolerance_days=days, discount_by_part=by_part, decimal=".")
    got = defaultdict(int)
    for at, day, *money in zip(
        *(getattr(book.paid, n).tolist() for n in ("invoice", "day", "amount", "discount", "difference")), strict=True
    ):
        for name, value in zip(("amount", "off", "more"), money, strict=True):
            got[at, day, name] += value
    want, over, refused = defaultdict(int), defaultdict(int), 0
    for at, row in enumerate(rows):
        mine = [(d, c, s) for r, d, c, s in payments if r is row]
        made, _, lost = slow.settle(row, mine, None, days, by_part)
        assert bool(book.remainder[at]) is lost
        for p in made:
            day = (p["day"] - ref.date(1970, 1, 1)).days
            for name in ("amount", "off", "more"):
                want[at, day, name] += p[name]
            over[row["currency"]] += p["over"]
            refused += p["refused"]
    assert {k: v for k, v in got.items() if v} == {k: v for k, v in want.items() if v}
    found = book.payments_read
    others = sum(r is None for r, *_ in payments)
    assert (found.rejected, found.elsewhere_rows, found.accepted) == (refused, others, len(payments) - refused - others)
    assert found.rows_read == found.accepted + found.rejected + found.elsewhere_rows + found.blank
    assert {c: m for c, m in over.items() if m} == dict(found.amount["unallocated"])
    total = defaultdict(int)
    for row, _, cash, _ in payments:
        if row:
            total[row["currency"]] += cash
    for cur, cash in total.items():  # all money is somewhere
        parts = {k: found.amount[k].get(cur, 0) for k in found.amount if k != "elsewhere"}
        assert sum(parts.values()) == cash, parts
    assert sum(np.count_nonzero(book.findings.frame.eval("table == 'payments' and status == 'rejected'")) for _ in range(1)) == refused


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 40), st.sampled_from([1000, 700, 300, 980])), max_size=8), st.randoms())
def test_row_order_changes_nothing(given_payments, random):
    rows = [
        ("V", "1", "2025-01-01", "10.00", "EUR", "2/10 net 30"),
        ("V", "1", "2025-01-15", "7.00", "EUR", "net 30"),
        ("V", "2", "2025-01-20", "3.00", "EUR", "net 30"),
    ]
    table = [("2" if n == 3 else "1", "V", f"2025-{1 + d // 28:02d}-{1 + d % 28:02d}", f"{a / 100:.2f}") for n, d, a in given_payments]
    turned = list(table)
    random.shuffle(turned)
    one, other = (read(rows, t) for t in (table, turned))
    assert settled(one) == settled(other)
    assert one.payments_read.amount == other.payments_read.amount
    assert F(one.payments_read.accepted + one.payments_read.rejected + one.payments_read.elsewhere_rows) == len(table)
