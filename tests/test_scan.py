"""A scan says what a ledger in memory says, to the cent, however the rows are split; everything it can't know it refuses."""

import builtins
import random
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.projection import projection_of
from cashflow.scan.book import payments_of
from cashflow.scan.pieces import reduce_batches
from cashflow.scan.reduce import Reduced

from .examples import examples
from .reference import UNKNOWN
from .strategies import DIGITS, policies, rows
from .test_cells import KERNELS

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
pq = pytest.importorskip("pyarrow.parquet")
SHOWN = (date(2025, 4, 1), date(2025, 9, 30))


def frame_of(invoices):
    """Text, as a CSV file would hold it; one payment of the whole amount where the first payment is a whole one."""

    def major(minor, currency):
        return str(Decimal(minor).scaleb(-DIGITS[currency]))

    def paid(row):
        return row["paid"][0][0].isoformat() if row["paid"] and row["paid"][0][1] == row["amount"] else ""

    made = [
        {
            "supplier": r["supplier"],
            "invoice": r["invoice"],
            "invoice_date": "" if r["invoice_date"] == UNKNOWN else r["invoice_date"].isoformat(),
            "amount": major(r["amount"], r["currency"]),
            "currency": r["currency"],
            "terms": r["text"],
            "due_date": r["due_date"].isoformat() if r.get("due_date") else "",
            "paid_date": paid(r),
            "tax_amount": major(r["tax"], r["currency"]),
        }
        for r in invoices
    ]
    return pd.DataFrame(made)


def parquet(frame, path, how):
    """A Parquet file, its columns typed as one would find them: 0 text, 1 dates and decimals, 2 timestamps and minor units."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    if how:
        kind = pa.date32() if how == 1 else pa.timestamp("us")
        for name in ("invoice_date", "due_date", "paid_date"):
            days = [None if not v else date.fromisoformat(v) for v in frame[name]]
            table = table.set_column(table.schema.get_field_index(name), name, pa.array(days, pa.date32()).cast(kind))
        money = [Decimal(v) for v in frame["amount"]]
        if how == 1:
            table = table.set_column(table.schema.get_field_index("amount"), "amount", pa.array(money, pa.decimal128(20, 2)))
        else:
            minor = [int(m.scaleb(DIGITS[c])) for m, c in zip(money, frame["currency"], strict=True)]
            table = table.set_column(table.schema.get_field_index("amount"), "amount_minor", pa.array(minor, pa.int64()))
        table = table.set_column(
            table.schema.get_field_index("tax_amount"),
            "tax_amount",
            pa.array([Decimal(v) for v in frame["tax_amount"]], pa.decimal128(20, 2)),
        )
    pq.write_table(table, path, row_group_size=3)


def split(frame, folder, seed):
    """The rows in several files, of several kinds, in any order."""
    chance = random.Random(seed)
    order = list(range(len(frame)))
    chance.shuffle(order)
    number = 0
    while order:
        many = chance.randint(1, len(order))
        part, order = frame.iloc[order[:many]], order[many:]
        kind = chance.choice(["csv", "csv", 0, 1, 2])
        if kind == "csv":
            part.to_csv(folder / f"{number}.csv", index=False, sep=chance.choice([",", ";"]))
        else:
            parquet(part, folder / f"{number}.parquet", kind)
        number += 1


def same(found, wanted):
    pd.testing.assert_frame_equal(found.quarters, wanted.quarters)
    pd.testing.assert_frame_equal(found.days, wanted.days)


@pytest.mark.slow
@examples(50)
@given(rows(max_size=14), policies(), st.integers(0, 10**9))
def test_any_split_says_what_memory_says(tmp_path_factory, invoices, policy, seed):
    folder = tmp_path_factory.mktemp("scan")
    frame = frame_of(invoices)
    split(frame, folder, seed)
    ledger = cf.read_ledger(frame, decimal=".", sign="payables positive")
    scan = cf.scan(folder, decimal=".", sign="payables positive", workers=1 + seed % 2)
    same(cf.project(scan, policy[1], quarters=SHOWN), cf.project(ledger, policy[1], quarters=SHOWN))
    same(cf.project(scan, policy[1]), cf.project(ledger, policy[1]))
    here, there = scan.findings, ledger.findings
    assert (here.rows_read, here.accepted, here.rejected, here.ignored) == (there.rows_read, there.accepted, there.rejected, there.ignored)
    assert (here.amount_read, here.amount_accepted) == (there.amount_read, there.amount_accepted)


@examples(20)
@given(rows(max_size=12), policies(), st.integers(0, 10**9))
def test_sums_of_batches_add_up_in_any_grouping(invoices, policy, seed):
    frame, chance, parts = frame_of(invoices), random.Random(seed), []
    at = 0
    while at < len(frame):
        many = chance.randint(1, 4)
        parts.append(
            reduce_batches(iter(pa.Table.from_pandas(frame[at : at + many]).to_batches()), policy[1], decimal=".", sign="payables positive")
        )
        at += many
    once = Reduced.joined(parts)
    chance.shuffle(parts)
    twice = Reduced.joined(
        [Reduced.joined(parts[: len(parts) // 2]), Reduced.joined(parts[len(parts) // 2 :])] if len(parts) > 1 else parts
    )
    for found in (once, twice):
        payments = payments_of(found, policy[1])
        wanted = cf.project(cf.read_ledger(frame, decimal=".", sign="payables positive"), policy[1])
        same(projection_of(payments, None, None), wanted)


GOOD = "supplier,invoice,invoice_date,amount,currency,terms\n"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_row_is_counted_with_file_and_row(tmp_path, kind):
    frame = pd.DataFrame(
        {
            "supplier": ["Acme", "", "Bolt", "", "Acme", "Acme"],
            "invoice": ["1", "2", "3", "", "5", "6"],
            "invoice_date": ["2025-05-21", "2025-05-21", "2025-13-01", "", "2025-05-22", "2025-05-23"],
            "amount": ["100.00", "50.00", "25.00", "", "abc", "7.005"],
            "currency": ["EUR", "EUR", "EUR", "", "EUR", "EUR"],
            "terms": ["net 60", "net 60", "net 60", "", "net 60", "net 60"],
        }
    )
    path = tmp_path / f"july.{kind}"
    frame.to_csv(path, index=False) if kind == "csv" else pq.write_table(pa.Table.from_pandas(frame), path)
    scan = cf.scan(tmp_path, decimal=".", most_rejected=0.8)  # four of five rows; a scan does not decide a column's decimal sign
    cf.project(scan)
    found, wanted = scan.findings, cf.read_ledger(frame, decimal=".").findings
    assert (found.rows_read, found.accepted, found.rejected, found.ignored) == (6, 1, 4, 1)  # by hand
    assert found.rows_read == found.accepted + found.rejected + found.ignored
    assert found.amount_read == wanted.amount_read and found.amount_accepted == {"EUR": Decimal("100.00")}
    assert set(found.frame["file"]) == {str(path)}
    assert sorted(zip(found.frame["row"], found.frame["column"], found.frame["reason"], strict=True)) == sorted(
        zip(wanted.frame["row"], wanted.frame["column"], wanted.frame["reason"], strict=True)
    )
    with pytest.raises(cf.InputError, match="finding"):
        cf.project(cf.scan(tmp_path, strict=True))


def book(folder, files=4, each=50):
    for number in range(files):
        lines = [f"S{i % 7},{number}-{i},2025-0{1 + i % 6}-15,{i}.25,EUR,net {30 + i % 3 * 15}" for i in range(1, each + 1)]
        (folder / f"{number}.csv").write_text(GOOD + "\n".join(lines) + "\n")
    return folder


def test_findings_beyond_the_list_are_counted(tmp_path):
    (tmp_path / "a.csv").write_text(
        GOOD + "A,1,2025-05-21,1.00,EUR,net 30\n" + "".join(f"A,{n},never,1.00,EUR,net 30\n" for n in range(2, 1502))
    )
    scan = cf.scan(tmp_path)
    found = scan.findings
    assert (found.rejected, len(found.frame), found.not_listed) == (1500, 1000, 500)
    assert found.frame["row"].tolist() == list(range(3, 1003))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_leaves_nothing_half_done(tmp_path, workers):
    told = []

    def progress(rows, done, size):
        told.append((rows, done, size))
        if len(told) == 2:
            raise KeyboardInterrupt

    scan = cf.scan(book(tmp_path), progress=progress, workers=workers)
    with pytest.raises(KeyboardInterrupt):
        cf.project(scan)
    assert not scan._kept
    same(cf.project(scan), cf.project(cf.scan(tmp_path, workers=1)))
    size = sum(f.stat().st_size for f in tmp_path.iterdir())
    assert told[-1] == (200, size, size)


def test_another_policy_that_keeps_the_same_payments_reads_nothing(tmp_path):
    reads = []
    scan = cf.scan(book(tmp_path), progress=lambda *now: reads.append(now), workers=1)
    cf.project(scan, cf.PaymentPolicy())
    many = len(reads)
    runs = cf.PaymentPolicy(payment_runs={"on": "every Thursday", "choose": "first on or after due"})
    found = cf.project(scan, runs)
    assert len(reads) == many
    same(found, cf.project(cf.scan(tmp_path), runs))
    cf.project(scan, cf.PaymentPolicy(discounts="take"))
    assert len(reads) > many


def test_what_one_pass_does_not_know_is_refused_with_the_reason(tmp_path):
    folder = book(tmp_path)
    with pytest.raises(cf.InputError, match="may clear invoices of any other"):
        cf.scan(folder, payments="payments.csv")
    with pytest.raises(cf.InputError, match="not kept by a scan"):
        cf.project(cf.scan(folder)).payments  # noqa: B018
    for what in (folder, [1], None):
        with pytest.raises(cf.InputError, match="must be a Ledger, or a scan of one"):
            cf.compare(what, cf.Scenario("late", cf.Offer(extend={"days": 30})))


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_calendar_of_a_paid_invoice_is_not_asked_where_its_due_date_is_stated(tmp_path, monkeypatch, kernel):
    """As in memory: of 2020, which the calendar does not know, nothing is projected. The open invoice is due on Tuesday 4 March."""
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    head = "supplier,invoice,invoice_date,amount,currency,terms,due_date,paid_date\n"
    rows = "A,1,2020-01-10,5.00,EUR,10 business days,2020-01-27,2020-02-03\nA,2,2025-02-18,7.00,EUR,10 business days,,\n"
    (tmp_path / "a.csv").write_text(head + rows)
    closed = {"weekend": ["Sat", "Sun"], "holidays": [], "first": "2025-01-01", "last": "2026-12-31"}
    policy = cf.PaymentPolicy(as_of="2025-03-01", business_days={"EUR": closed})
    for book in (cf.scan(tmp_path, cleared_from="all"), cf.read_ledger(tmp_path / "a.csv", cleared_from="all")):
        days = cf.project(book, policy).days
        assert [(str(d.date()), str(v)) for d, v in zip(days["day"], days["cash_paid"], strict=True)] == [
            ("2020-02-03", "5.00"),
            ("2025-03-04", "7.00"),
        ]


def test_files_that_are_none(tmp_path):
    for path, reason in ((tmp_path, "is an empty folder"), (tmp_path / "x", "no such file"), (tmp_path / "*.csv", "there is no file")):
        with pytest.raises(cf.InputError, match=reason):
            cf.scan(path)
    (tmp_path / "note.md").write_text("hello")
    with pytest.raises(cf.InputError, match="neither Parquet nor CSV"):
        cf.scan(tmp_path)
    (tmp_path / "note.md").unlink()
    (tmp_path / "a.parquet").write_text("PAR1 no")
    with pytest.raises(cf.InputError, match="not a Parquet file that can be read"):
        cf.project(cf.scan(tmp_path))
    with pytest.raises(cf.InputError, match="twice"):
        cf.scan([tmp_path, tmp_path / "a.parquet"])
    (tmp_path / "a.parquet").unlink()
    (tmp_path / "a.csv").write_text(GOOD + "A,1,never,1.00,EUR,net 30\n")
    with pytest.raises(cf.InputError, match="no row could be accepted"):
        cf.project(cf.scan(tmp_path))


def test_floats_that_are_cents_are_taken_as_in_memory(tmp_path):
    """0.1 + 0.2 is 30 cents; 0.123 is none, and a row without an amount has none. It is said once, in the first accepted row."""
    amounts = [None, 0.1 + 0.2, 0.123, 1e15, -7.0]
    frame = pd.DataFrame({"supplier": "A", "invoice": list("12345"), "invoice_date": "2025-05-21", "amount": amounts, "currency": "EUR", "terms": "net 30"})  # fmt: skip
    pq.write_table(pa.Table.from_pandas(frame), tmp_path / "a.parquet")
    scan = cf.scan(tmp_path, most_rejected=1, sign="payables positive")
    paid = cf.project(scan, quarters=SHOWN).quarters["cash_paid"]
    found, wanted = scan.findings, cf.read_ledger(frame).findings
    assert paid.sum() == Decimal("-6.70") == wanted.amount_accepted["EUR"] and found.accepted == 2
    columns = ["row", "column", "value", "kind", "reason", "status"]
    assert found.frame[columns].values.tolist() == wanted.frame[columns].values.tolist()
    assert [(row, kind) for row, kind, status in wanted.frame[["row", "kind", "status"]].values if status == "flagged"] == [
        (3, "amounts as floats")
    ]


def test_without_pyarrow_csv_works_and_parquet_says_what_to_install(tmp_path, monkeypatch):
    real = builtins.__import__

    def no_arrow(name, inside=None, *rest, **more):
        if name.startswith("pyarrow") and (inside or {}).get("__name__", "").startswith("cashflow"):  # pandas has loaded it already
            raise ImportError(name)
        return real(name, inside, *rest, **more)

    book(tmp_path)
    monkeypatch.setattr(builtins, "__import__", no_arrow)
    assert len(cf.project(cf.scan(tmp_path / "*.csv"), quarters=SHOWN).quarters) == 2
    (tmp_path / "a.parquet").write_bytes(b"")
    with pytest.raises(cf.InputError, match=r'pip install "cashflow-terms\[arrow\]"'):
        cf.scan(tmp_path)


def test_sums_beyond_int64_are_refused_and_beyond_doubles_are_exact(tmp_path):
    large = 2**53 + 1
    table = {"supplier": ["A"] * 3, "invoice_date": [date(2025, 5, 21)] * 3, "currency": ["EUR"] * 3, "terms": ["net 30"] * 3}
    pq.write_table(pa.table({**table, "amount_minor": pa.array([large] * 3, pa.int64())}), tmp_path / "a.parquet")
    found = cf.project(cf.scan(tmp_path))
    assert found.quarters["cash_paid"].sum() == Decimal(3 * large).scaleb(-2)  # a float would lose the last cent
    pq.write_table(pa.table({**table, "amount_minor": pa.array([2**62] * 3, pa.int64())}), tmp_path / "b.parquet")
    with pytest.raises(cf.InputError, match="so large that sums might not fit"):
        cf.project(cf.scan(tmp_path))
