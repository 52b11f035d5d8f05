"""A table of payments: how it is read, which invoice of one number a payment is of, and where it is said. By hand, or by a plain loop."""

import importlib
from datetime import date, timedelta
from decimal import Decimal as D
from decimal import localcontext

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.ledger.clearing.folding import codes_of, folded
from cashflow.ledger.clearing.near_numbers import Spelled
from cashflow.terms.erp.fields import percent

LEDGER = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]
PAYMENTS = ["invoice", "supplier", "paid_date", "amount"]
ACME = ("Acme", "A1", "2025-05-01", "1000.00", "EUR", "net 30")
CREDIT = ("Acme", "C1", "2025-05-01", "-200.00", "EUR", "net 30")


def read(rows, payments, columns=PAYMENTS, **options):
    table = pd.DataFrame(payments, columns=columns)
    return cf.read_ledger(pd.DataFrame(rows, columns=LEDGER), payments=table, decimal=".", **options)


def found(book):
    """[(row, kind)] of the payments' findings."""
    frame = book.findings.frame
    return list(frame.loc[frame["table"] == "payments", ["row", "kind"]].itertuples(index=False, name=None))


def test_a_time_of_payment_is_the_day_of_its_zone():
    """22:30 UTC is half past midnight of the next day in Berlin."""
    late = [("A1", "Acme", "2025-05-20T22:30:00Z", "1000.00")]
    assert found(read([ACME], late)) == [(2, "unreadable date")]
    told = read([ACME], late, zone="Europe/Berlin")
    assert str(date(1970, 1, 1) + timedelta(int(told.paid.day[0]))) == "2025-05-21"
    assert found(told) == [(2, "date in a zone")]
    stamps = pd.DataFrame(late, columns=PAYMENTS)
    stamps["paid_date"] = pd.to_datetime(stamps["paid_date"])
    again = cf.read_ledger(pd.DataFrame([ACME], columns=LEDGER), payments=stamps, zone="Europe/Berlin")
    assert again.paid.day.tolist() == told.paid.day.tolist()


def test_blank_lines_above_the_header_and_stray_quotes(tmp_path):
    path = tmp_path / "paid.csv"
    text = '\n\ninvoice,supplier,paid_date,amount\nA1,Acme,2025-05-20,400.00\nA1,Acme,soon,1.00\n"A1,Acme,2025-05-21,600.00\n'
    path.write_text(text)
    book = cf.read_ledger(pd.DataFrame([ACME], columns=LEDGER), payments=path)
    assert found(book) == [(5, "unreadable date"), (6, "stray quote")]
    assert book.paid.amount.tolist() == [40_000, 60_000]
    said = book.payments_read
    assert (said.rows_read, said.blank, said.accepted, said.rejected) == (5, 2, 2, 1)


@pytest.mark.parametrize(
    ("sign", "amounts", "settled", "kinds", "turned"),
    [
        ("payables negative", ["-600.00", "-400.00"], 100_000, [], 2),
        ("payables negative", ["600.00", "400.00"], 100_000, [], 0),
        ("payables negative", ["-600.00", "400.00"], 40_000, ["wrong payment"], 0),
        ("payables positive", ["-600.00", "-400.00"], 100_000, [], 2),
        (None, ["-600.00", "-400.00"], 0, ["wrong payment", "wrong payment"], 0),
    ],
)
def test_a_payments_table_of_one_sign(sign, amounts, settled, kinds, turned):
    negative = sign == "payables negative"
    rows = [(*ACME[:3], "-1000.00" if negative else "1000.00", *ACME[4:])]
    book = read(rows, [("A1", "Acme", "2025-05-20", a) for a in amounts], sign=sign)
    assert book.paid.amount.sum() == settled
    assert [k for _, k in found(book)] == kinds
    assert book.payments_read.turned == turned
    result = cf.project(book, cf.PaymentPolicy("actual"), quarters=("2025-04-01", "2025-06-30")) if not kinds else None
    assert result is None or any("2 payments" in n and "negative is taken as paid" in n for n in result.notes) is bool(turned)


def test_mixed_signs_stay_as_they_stand():
    rows = [(*ACME[:3], "-1000.00", *ACME[4:]), (*CREDIT[:3], "200.00", *CREDIT[4:])]
    paid = [("A1", "Acme", "2025-05-20", "1000.00"), ("C1", "Acme", "2025-05-20", "-200.00")]
    assert read(rows, paid, sign="payables negative").paid.amount.tolist() == [100_000, -20_000]


def test_a_scan_refuses_what_is_for_a_payments_table(tmp_path, monkeypatch):
    from cashflow.whatif_file.read import read_whatif

    monkeypatch.setattr(importlib.import_module("cashflow.scan.files"), "MOST_BYTES", 0)
    (tmp_path / "month").mkdir()
    pd.DataFrame([ACME], columns=LEDGER).to_csv(tmp_path / "month" / "a.csv", index=False)
    text = '[ledger]\npath = "month/*.csv"\n{}[policy]\nbaseline = "terms"\n[[scenario]]\nname = "s"\n[[scenario.offer]]\nextend = {{ days = 1 }}\n'
    whatif = tmp_path / "w.toml"
    for key, value in (("payment_tolerance", '"1.00"'), ("discount_tolerance_days", "1"), ("discount_by_part", "false")):
        whatif.write_text(text.format(f"{key} = {value}\n"))
        with pytest.raises(cf.InputError, match="is for a payments table") as refused:
            read_whatif(whatif)
        assert refused.value.column == f"ledger.{key}" and key in refused.value.hint
    whatif.write_text(text.format(""))
    assert len(read_whatif(whatif).ledger) == 1


def test_every_answer_says_what_payments_say():
    rows = [ACME, ("Acme", "A2", *ACME[2:])]
    book = read(rows, [("A1", "Acme", "2025-05-20", "1200.00"), ("77", "Zenith", "2025-05-20", "5.00")])
    policy, shown = cf.PaymentPolicy("actual", as_of="2025-05-20"), ("2025-04-01", "2025-09-30")
    offer = cf.Offer(extend={"days": 45}, options=[cf.LaterWithInterest("0.06", "ACT/360")])
    later = cf.Scenario("later", offer)
    want = [n for n in cf.compare(book, later, policy=policy, quarters=shown).notes if "77" in n or "Zenith" in n or "unallocated" in n]
    assert len(want) == 2
    answers = [
        cf.project(book, policy, quarters=shown),
        cf.sweep(book, [later], policy=policy, quarters=shown),
        cf.sweep(book, offer, days=[[20]], names=["Acme"], policy=policy, quarters=shown),
        cf.simulate(book, later, policy=policy, quarters=shown, draws=0),
        cf.solve(book, 100, by="2025-06-30", menu=[({"days": 45}, offer.options[0])], policy=policy, quarters=shown),
    ]
    for answer in answers:
        assert [n for n in answer.notes if n in want] == want, type(answer)
        assert [n for n in answer.to_dict()["notes"] if n in want] == want
        assert all(n in " ".join(str(answer).split()) for n in want), type(answer)


def test_a_percentage_is_exact_in_any_decimal_context():
    with localcontext() as caller:
        caller.prec = 2
        caller.clear_traps()
        assert percent("12.345%", "rate") * 100_000 == 12_345
        with pytest.raises(cf.InputError, match="percentage"):
            percent("much", "rate")
    with pytest.raises(cf.InputError, match="percentage"):
        percent("NaN", "rate")
    with pytest.raises(cf.InputError, match="percentage"):
        percent("Infinity", "rate")


def chosen(invoices, payments):
    """Which invoice of one number each payment is of (−1: not said), one payment after the other; no discounts."""
    rest = [amount for _, amount in invoices]
    most = [min(100, abs(a) // 1000) for _, a in invoices]
    out = {}
    for at in sorted(range(len(payments)), key=lambda p: payments[p][:2]):
        day, cash, dated = payments[at]

        def near(i, exactly, cash=cash):
            left = abs(rest[i]) - abs(cash)
            return left == 0 if exactly else -most[i] <= left <= 0

        among = [i for i, (d, _) in enumerate(invoices) if dated in (None, d)]
        alike = [i for i in among if (invoices[i][1] < 0) == (cash < 0)] or among
        live, later = ([i for i in alike if rest[i] and (invoices[i][0] <= day) is before] for before in (True, False))
        rules = [alike if len(alike) == 1 else []]
        rules += [[i for i in some if near(i, exactly)] for some in (live, later) for exactly in (True, False)]
        rules += [live, [i for i in alike if not rest[i] and abs(invoices[i][1]) == abs(cash)], alike]
        found = next(r for r in [*rules, among, [None]] if r)
        out[at] = found[0] if len(found) == 1 and found[0] is not None else -1
        if out[at] >= 0:
            i = out[at]
            left = 0 if near(i, False) else max(0, abs(rest[i]) - abs(cash))
            rest[i] = left if rest[i] > 0 else -left
    return [out[at] for at in range(len(payments))]


amounts = st.sampled_from([100_000, 100_050, 99_000, 70_000, 30_000, 50_000, -100_000])
invoice_rows = st.lists(st.tuples(st.integers(1, 9), amounts), min_size=2, max_size=5)
payment_rows = st.lists(st.tuples(st.integers(1, 20), amounts, st.one_of(st.none(), st.integers(1, 9))), min_size=1, max_size=7)


@given(st.lists(st.tuples(invoice_rows, payment_rows), min_size=1, max_size=4))
def test_numbers_used_again_as_a_plain_loop_chooses(groups):
    """Several numbers together: none knows of the others."""
    rows, paid, want = [], [], []
    for number, (invoices, payments) in enumerate(groups):
        start = len(rows)
        rows += [("V", f"N{number}x", f"2025-01-{d:02d}", f"{D(a).scaleb(-2)}", "EUR", "net 30") for d, a in invoices]
        for (day, cash, dated), at in zip(payments, chosen(invoices, payments), strict=True):
            given_date = f"2025-01-{dated:02d}" if dated else ""
            paid.append((f"n{number}X", "V", f"2025-01-{day:02d}", f"{D(cash).scaleb(-2)}", given_date))
            right = at >= 0 and (cash < 0) == (invoices[at][1] < 0)
            want.append(start + at if right else -1)
    book = read(rows, paid, [*PAYMENTS, "invoice_date"])
    cash = [0] * len(rows)
    for at, (*_, amount, _) in zip(want, paid, strict=True):
        if at >= 0:
            cash[at] += abs(int(D(amount) * 100))
    settled = [0] * len(rows)
    for at, minor in zip(book.paid.invoice.tolist(), book.paid.amount.tolist(), strict=True):
        settled[at] += abs(minor)
    assert settled == [min(c, abs(int(D(r[3]) * 100))) for c, r in zip(cash, rows, strict=True)]
    assert book.payments_read.accepted == sum(w >= 0 for w in want)


texts = st.text(st.sampled_from(" \t\u00a0abAßſİ1\n"), max_size=6)


@given(st.lists(texts, max_size=6))
def test_texts_are_folded_alike_together_and_alone(given_texts):
    assert folded(given_texts) == [" ".join(t.casefold().split()) for t in given_texts]
    codes = codes_of(given_texts).tolist()
    assert [given_texts.index(t) for t in given_texts] == [codes.index(c) for c in codes]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("A-01", "A1", True),
        ("RE1O5", "RE105", True),  # the letter O
        ("INV-1001", "CRN-1001", False),
        ("INV-1001", "INW-1001", True),
        ("abcdefghij", "abcdefghik", True),  # 9 of 10
        ("abcd", "abce", False),
        ("Ä-7", "7", True),
        ("A1", "A2", False),
    ],
)
def test_near_numbers(one, other, near):
    pair = Spelled.of([one, other])
    assert [bool(v) for v in pair.near(np.array([0, 1]), np.array([1, 0]))] == [near, near]


def ignored(book):
    frame = book.findings.frame.query("table == 'payments' and status == 'ignored'")
    return list(frame[["row", "kind"]].itertuples(index=False, name=None))


BOTH = [("A1", "Acme", "2025-05-20", "1000.00"), ("C1", "Acme", "2025-05-21", "-200.00")]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (("", "Total", "", "800.00"), "total row"),
        (("Grand total", "", "", "800.00"), "total row"),
        (("Summe:", "", "", "800.00"), "total row"),
        (("", "", "Total", "800.00"), "total row"),
        (("", "", "", "800.00"), "total row"),
        (("", "*** end of list ***", "", ""), "note row"),
        (("Payments of May", "", "", ""), "note row"),
        (("invoice", "supplier", "paid_date", "amount"), "repeated header"),
        (("invoice", "", "paid_date", "amount"), "repeated header"),
    ],
)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_row_that_is_no_payment_is_ignored_with_its_kind(row, kind, at):
    """It was rejected, and of three rows one is more than a hundredth: no figures were given."""
    book = read([ACME, CREDIT], [*BOTH[:at], row, *BOTH[at:]])
    assert found(book) == ignored(book) == [(at + 2, kind)]
    assert book.paid.amount.tolist() == [100000, -20000]
    assert (book.payments_read.rows_read, book.payments_read.accepted, book.payments_read.rejected) == (3, 2, 0)
    assert "left out" not in str(cf.project(book))


def test_the_header_of_other_names_stands_again():
    """With it among the cells no column was found to hold amounts."""
    names = ["Invoice no", "Vendor", "Payment date", "Paid amount"]
    book = read([ACME, CREDIT], [BOTH[0], tuple(names), BOTH[1]], columns=names)
    assert ignored(book) == [(3, "repeated header")] and book.paid.amount.tolist() == [100000, -20000]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (("A1", "Total", "", "5.00"), "missing date"),  # a supplier of that name, and its invoice
        (("Total", "Acme", "", "5.00"), "missing date"),
        (("", "Acme", "", "5.00"), "missing date"),
        (("A1", "", "", "5.00"), "missing supplier"),
        (("A1", "Acme", "soon", "5.00"), "unreadable date"),
        (("", "Acme", "2025-05-20", ""), "unreadable amount"),
    ],
)
def test_what_may_be_a_payment_is_not_ignored(row, kind):
    book = read([ACME, CREDIT], [*BOTH, row])
    assert found(book) == [(4, kind)] and not ignored(book) and book.payments_read.rejected == 1
