"""A scan of whatever hands on Arrow batches says what memory says, to the cent; what can be read once says so."""

import copy
import pickle
import re
import sys
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import cashflow as cf

from .ledgers_real import AS_OF, TOLD, real_rows
from .test_scan_dirty import BAD, DAY, GOOD, SAID
from .test_scan_offers import assert_same, paragraphs
from .test_sweep import quiet

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
ds = pytest.importorskip("pyarrow.dataset")
pl = pytest.importorskip("polars", reason="polars is not installed: pip install 'cashflow-terms[bench]'")
duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: pip install 'cashflow-terms[bench]'")
pytestmark = pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")

POLICY = cf.PaymentPolicy("actual", as_of=AS_OF, discounts="skip")
LATER = cf.Scenario("later", cf.Offer(extend={"days": 30}, where={"region": "UK"}, options=[cf.LaterWithInterest("0.065", "ACT/360")]))
FRAME = real_rows(3_000, dirty=True)


def table_of(frame):
    return pa.Table.from_pandas(frame, preserve_index=False)


def reader_of(frame, rows=700):
    table = table_of(frame)
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=rows))


CONNECTIONS = []  # kept open: DuckDB 1.2 closes one of which only a relation is left


def relation_of(frame):
    con = duckdb.connect()
    CONNECTIONS.append(con)
    con.register("ledger", table_of(frame))
    return con.sql("select * from ledger")


class Foreign:
    """What another Arrow program hands on: nothing but its stream."""

    def __init__(self, frame):
        self.frame = frame

    def __arrow_c_stream__(self, requested_schema=None):
        return reader_of(self.frame).__arrow_c_stream__(requested_schema)


KINDS = {
    "table": table_of,
    "dataset": lambda f: ds.dataset(table_of(f)),
    "scanner": lambda f: ds.dataset(table_of(f)).scanner(batch_size=400),
    "relation": relation_of,
    "polars": lambda f: pl.from_arrow(table_of(f)),
    "polars, lazy": lambda f: pl.from_arrow(table_of(f)).lazy(),
    "polars, categories": lambda f: pl.from_arrow(table_of(f)).with_columns(pl.col("supplier", "terms", "currency").cast(pl.Categorical)),
    "pandas": lambda f: f,
    "foreign": Foreign,
    "function": lambda f: lambda: reader_of(f),
    "function of a relation": lambda f: lambda: relation_of(f),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_is_that_of_memory(kind):
    """Projection and offers: two readings. Rows are counted, and rejected ones named by the rows of the frame."""
    ledger = cf.read_ledger(FRAME, **TOLD)
    scan = cf.scan(KINDS[kind](FRAME), columns=["region"], **TOLD)
    found, wanted = cf.project(scan, POLICY), cf.project(ledger, POLICY)
    pd.testing.assert_frame_equal(found.quarters, wanted.quarters)
    pd.testing.assert_frame_equal(found.days, wanted.days)
    assert_same(*(quiet(lambda b=b: cf.compare(b, LATER, POLICY)) for b in (scan, ledger)))
    here, there = scan.findings, ledger.findings
    assert (here.rows_read, here.accepted, here.rejected, here.ignored) == (there.rows_read, there.accepted, there.rejected, there.ignored)
    assert here.rejected > 3 and here.amount_read == there.amount_read and here.amount_accepted == there.amount_accepted
    said = ["row", "column", "value", "kind", "status"]
    rejected = lambda f: f.frame[f.frame["status"] == "rejected"][said].sort_values(said[:2]).reset_index(drop=True)  # noqa: E731
    pd.testing.assert_frame_equal(rejected(here), rejected(there))


@pytest.mark.parametrize("kind", ["table", "polars", "polars, lazy", "pandas", "files"])
@pytest.mark.parametrize("again", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))], ids=["copied", "pickled"])
def test_rows_that_can_be_pickled_can_be_so_in_a_scan(kind, again, tmp_path):
    """For other processes, before and after it was read: 30.00 of two invoices due by 20 June are held by 30 days more."""
    two = {"supplier": ["Ast", "Oak"], "invoice": ["1", "2"], "invoice_date": "2025-05-21", "amount": ["10.00", "20.00"]}
    rows = pd.DataFrame(two | {"currency": "EUR", "terms": "net 30"})
    rows.to_parquet(tmp_path / "rows.parquet")
    scan = cf.scan(ds.dataset(tmp_path / "rows.parquet") if kind == "files" else KINDS[kind](rows))
    for given in (again(scan), scan, again(scan)):
        offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.065", "ACT/360")])
        held = cf.compare(given, cf.Scenario("later", offer), quarters=("2025-04-01", "2025-09-30")).quarters["cash_retained"]
        assert held.dropna().tolist() == [Decimal("30.00"), Decimal("0.00")]


def test_sweep_simulate_and_solve_take_a_stream():
    """Three readings of one scan, each by supplier, with a column kept."""
    frame = real_rows(400).assign(currency="EUR")
    books = cf.scan(lambda: reader_of(frame), columns=["region"], **TOLD), cf.read_ledger(frame, **TOLD)
    asked = {"policy": POLICY, "quarters": ("2025-04-01", "2025-12-31")}
    found, wanted = (cf.sweep(b, [LATER], **asked) for b in books)
    pd.testing.assert_frame_equal(found.quarters, wanted.quarters)
    offer = cf.Offer(extend={"days": 30}, where={"region": "UK"}, options=LATER.offers[0].options, acceptance={"share": "0.6"})
    here, there = (cf.simulate(b, cf.Scenario("later", offer), target="1000", draws=50, **asked) for b in books)
    assert paragraphs(here) == paragraphs(there) and here.chance == there.chance
    menu = [({"days": 20}, cf.LaterWithInterest("0.06", "ACT/360"))]
    found, wanted = (cf.solve(b, "2500", by="2025-06-30", policy=POLICY, menu=menu) for b in books)
    pd.testing.assert_frame_equal(found.choices, wanted.choices)


def test_batches_of_a_large_stream_are_shared_by_threads(monkeypatch):
    """Of more rows than are kept until all are seen, batches are small, and so threads meet."""
    monkeypatch.setattr(sys.modules["cashflow.scan.streams"], "WHOLE", 500)
    monkeypatch.setattr(sys.modules["cashflow.scan.batching"].grouped, "__defaults__", (100,))
    wanted, told = cf.project(cf.read_ledger(FRAME, **TOLD), POLICY), []
    for workers in (1, 4):
        scan = cf.scan(reader_of(FRAME), workers=workers, progress=lambda *done: told.append(done), **TOLD)
        pd.testing.assert_frame_equal(cf.project(scan, POLICY).days, wanted.days)
        assert told[-1][0] == len(FRAME) and told[-1][1] > 0 == told[-1][2]


def test_what_only_all_rows_say_is_asked_of_a_small_stream_only(monkeypatch):
    """3/13 says that months come first, and so how 1/2 is read."""
    frame = pd.DataFrame({"supplier": "Acme", "invoice_date": ["1/2/2025", "3/13/2025"], "amount": "1.00", "currency": "EUR"})
    frame["terms"] = "net 10"
    assert cf.scan(table_of(frame)).ledger().to_frame()["invoice_date"].astype(str).tolist() == ["2025-01-02", "2025-03-13"]
    monkeypatch.setattr(sys.modules["cashflow.scan.streams"], "WHOLE", 1)
    assert "say date_order" in cf.scan(table_of(frame)).findings.frame["reason"].iloc[0]
    assert cf.scan(table_of(frame), date_order="mdy").findings.accepted == 2


def test_other_names_are_recognized_in_a_small_stream_and_told_of_a_large_one(monkeypatch):
    names = {"supplier": "Kreditor", "invoice_date": "Belegdatum", "amount": "Betrag", "currency": "Währung"}
    frame = real_rows(50).drop(columns=["paid_date", "invoice"])
    theirs = frame.rename(columns=names)
    wanted = cf.scan(table_of(frame), **TOLD).ledger().to_frame()
    pd.testing.assert_frame_equal(cf.scan(table_of(theirs), **TOLD).ledger().to_frame()[list(wanted)], wanted)
    monkeypatch.setattr(sys.modules["cashflow.scan.streams"], "WHOLE", 10)
    with pytest.raises(cf.InputError, match=r"don't say supplier.*Say which column is which: map={'supplier': 'Kreditor', 'invoice_date':"):
        cf.scan(table_of(theirs), **TOLD).ledger()
    pd.testing.assert_frame_equal(cf.scan(table_of(theirs), map=names, **TOLD).ledger().to_frame()[list(wanted)], wanted)
    with pytest.raises(cf.InputError, match=r"map.supplier 'Kreditoren': is not a column.*Kreditor"):
        cf.scan(table_of(theirs), map={"supplier": "Kreditoren"}).ledger()


def test_what_may_say_that_a_row_is_no_invoice_is_refused_of_a_large_stream(monkeypatch):
    frame = real_rows(50).assign(status="open")
    assert cf.scan(table_of(frame), **TOLD).ledger().count.sum() == 50
    monkeypatch.setattr(sys.modules["cashflow.scan.streams"], "WHOLE", 10)
    with pytest.raises(cf.InputError, match=r"a row is no invoice, is paid or is of the other side: 'status'.*leave 'status' out"):
        cf.scan(table_of(frame), **TOLD).ledger()
    with pytest.raises(cf.InputError, match=r"types .*needs the whole table in memory, and this table is larger"):
        cf.scan(table_of(real_rows(50)), types={"ZE": "payment"}, **TOLD).ledger()


def test_a_reader_is_read_once():
    scan = cf.scan(reader_of(FRAME), columns=["region"], **TOLD)
    found = quiet(lambda: cf.compare(scan, LATER, POLICY))  # one reading
    assert_same(found, quiet(lambda: cf.compare(cf.read_ledger(FRAME, **TOLD), LATER, POLICY)))
    with pytest.raises(cf.InputError, match=r"a reader that can be read once, and was read already\. Give a function that makes a new one"):
        cf.project(scan, POLICY)
    wanted = cf.project(cf.read_ledger(FRAME, **TOLD), POLICY)
    pd.testing.assert_frame_equal(cf.project(scan.ledger(POLICY), POLICY).quarters, wanted.quarters)


def test_a_stream_that_changes_between_two_readings_is_refused():
    lengths = iter([30, 20])
    scan = cf.scan(lambda: reader_of(FRAME[: next(lengths)]), columns=["region"], **TOLD)
    cf.project(scan, POLICY)
    with pytest.raises(cf.InputError, match=r"gave 20 rows at one reading, and 30 at another. Make a new scan"):
        cf.compare(scan, LATER, POLICY)


def test_what_its_maker_says_of_a_failure_is_told():
    def broken():
        def batches():
            yield from table_of(FRAME[:10]).to_batches()
            raise OSError("the line is dead\nand more")

        return pa.RecordBatchReader.from_batches(table_of(FRAME).schema, batches())

    with pytest.raises(cf.InputError, match=r"is a reader that can't be read to its end: .*the line is dead"):
        cf.project(cf.scan(broken), POLICY)
    with pytest.raises(cf.InputError, match="can't be opened as a stream of Arrow: no such table"):
        cf.scan(lambda: (_ for _ in ()).throw(OSError("no such table")))


@pytest.mark.parametrize("change", GOOD, ids=[f"{i} {', '.join(c)}" for i, c in enumerate(GOOD)])
def test_types_that_are_taken(change):
    scan = cf.scan(typed(change))
    assert cf.project(scan, quarters=("2025-04-01", "2025-09-30")).quarters["cash_paid"].astype(str).tolist() == ["3.00", "0.00"]
    assert scan.findings.accepted == 2 and scan.findings.rejected == 0
    assert scan.findings.frame["kind"].tolist() == [kind for kind, which in SAID.items() if change in which]


@pytest.mark.parametrize("change, said", BAD, ids=[said for _, said in BAD])
def test_types_that_are_refused(change, said):
    with pytest.raises(cf.InputError, match=said):
        cf.project(cf.scan(typed(change)), quarters=("2025-04-01", "2025-09-30"))


def typed(change):
    columns = {
        "supplier": ["A", "B"],
        "invoice_date": [DAY] * 2,
        "amount": ["1.00", "2.00"],
        "currency": ["EUR"] * 2,
        "terms": ["net 30"] * 2,
    }
    return pa.table({k: v for k, v in {**columns, **change}.items() if v is not None})


@pytest.mark.parametrize(
    "given, settings, said",
    [
        (
            lambda: reader_of(FRAME),
            {"sheet": "1"},
            "sheet '1': is for text and workbooks, and a reader has its columns already. Leave sheet out",
        ),
        (lambda: reader_of(FRAME), {"encoding": "utf-8"}, "is for text and workbooks"),
        (lambda: reader_of(FRAME), {"workers": 0}, "whole number of 1 or more"),
        (lambda: reader_of(FRAME), {"payments": "p.csv"}, "can't be matched in one pass"),
        (lambda: reader_of(FRAME), {"columns": ["place"]}, "place: is missing"),
        (lambda: reader_of(FRAME.drop(columns="currency")), {}, "currency"),
        (lambda: reader_of(FRAME), {"currency": "EUR"}, "a currency was given too"),
        (lambda: reader_of(FRAME[:0]), {}, "has no row with an item"),
        (lambda: reader_of(FRAME.assign(open_amount="1.00")), {}, "parts are paid, which a scan does not keep"),
        (lambda: duckdb.connect(), {}, "is a connection of DuckDB, not rows of it. Give the relation"),
        (lambda: lambda: 5, {}, "gave no reader of Arrow, but 5"),
        (lambda: lambda: lambda: 5, {}, "gave no reader of Arrow"),
        (lambda: pl.Series([1]), {}, "is no frame"),
        (
            lambda: iter(table_of(FRAME).to_batches()),
            {},
            "a list of them, not a RecordBatch. Make a reader of batches: pyarrow.RecordBatchReader",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(given, settings, said):
    with pytest.raises(cf.InputError, match=re.escape(said)):
        cf.scan(given(), **{**TOLD, **settings}).ledger()


def test_columns_of_mixed_values_mean_what_they_mean_in_memory():
    """A pandas column of dates, texts and numbers has no Arrow type."""
    frame = pd.DataFrame({"supplier": ["A", 7, "C", None], "invoice": list("1234"), "currency": "EUR", "terms": "net 30"})
    frame["invoice_date"] = pd.Series([date(2025, 5, 1), "2025-05-02", datetime(2025, 5, 3), "2025-05-04"], dtype=object)
    frame["amount"] = pd.Series([Decimal("1.10"), "2.20", 3, None], dtype=object)
    scan = cf.scan(frame, most_rejected=0.5)
    assert cf.project(scan).quarters["cash_paid"].astype(str).tolist()[0] == "6.30"
    assert (scan.findings.accepted, scan.findings.rejected) == (3, 1)


def mixed(**columns):
    frame = pd.DataFrame({"supplier": "A", "invoice": list("1234"), "invoice_date": "2025-04-01", "currency": "EUR", "terms": "net 30"})
    frame["amount"] = ["1.00", "2.00", "3.00", "4.00"]
    return frame.assign(**{name: pd.Series(cells, dtype=object) for name, cells in columns.items()})


@pytest.mark.parametrize(
    "frame",
    [
        mixed(invoice_date=[45748, "2025-04-02", "2025-04-03", 45750.5]),
        mixed(invoice_date=[date(2025, 4, 1), datetime(2025, 4, 2, 13), pd.NaT, datetime(2025, 4, 3)]),
        mixed(amount=["1.10", 2.5, 3, Decimal("4.00")], **{"net amount": ["1.00", 2.0, 3, "4"]}),
        mixed(amount=["1.10", np.float32(2.3), 3, None]),
        mixed(tax_amount=[0.1, "0.20", 0, None]),
    ],
    ids=["days by number", "a time among dates", "floats, and a column that is not used", "floats of 32 bits", "taxes"],
)
def test_cells_of_several_kinds_are_judged_as_in_memory(frame):
    """As texts they don't tell whether they were numbers, floats or times; so the whole frame is read."""
    told = {"most_rejected": 1, "sign": "payables positive"}
    scan, ledger = cf.scan(frame, **told), cf.read_ledger(frame, **told)
    assert scan.ledger().amount.sum() == ledger.amount.sum()
    columns = ["status", "kind", "row", "column", "value", "reason"]
    assert scan.findings.frame[columns].values.tolist() == ledger.findings.frame[columns].values.tolist()
    assert scan.findings.accepted == ledger.findings.accepted > 0


@pytest.mark.parametrize("coded", [False, True], ids=["plain", "coded"])
@pytest.mark.parametrize("most", [2_000_000, 0], ids=["small", "large"])
def test_days_in_milliseconds_are_those_of_memory_and_no_time_is_cut_off(monkeypatch, most, coded):
    """Of a batch or of the second one; −1 ms is a day before 1970, and no midnight."""
    monkeypatch.setattr(sys.modules["cashflow.scan.streams"], "WHOLE", most)
    day, hour = 86_400_000, 3_600_000
    held = [pa.array(some, pa.int64()).view(pa.date64()) for some in ([20_180 * day, -day, None], [20_181 * day, 20_180 * day + hour, -1])]
    held = [h.dictionary_encode() for h in held] if coded else held
    rest = {"supplier": ["A", "B", "C"], "invoice_date": ["1960-01-01"] * 3, "amount": ["1.00", "2.00", "4.00"], "currency": ["EUR"] * 3}
    parts = [pa.table({**rest, "invoice": [f"{at}{i}" for i in range(3)], "due_date": h, "posted": h}) for at, h in enumerate(held)]
    for table in (parts[0], pa.concat_tables(parts)):
        read = [
            given(table, most_rejected=1, sign="payables positive") for given in (cf.read_ledger, lambda t, **o: cf.scan(t, **o).ledger())
        ]
        accepted, found = read[0], [b.findings.frame for b in read]
        assert read[1].amount.sum() == accepted.amount.sum() == (300 if table is parts[0] else 400)
        assert accepted.to_frame()["due_date"].astype(str).tolist()[:2] == ["2025-04-02", "1969-12-31"]
        assert found[0][["status", "kind", "row"]].values.tolist() == found[1][["status", "kind", "row"]].values.tolist()


def test_a_panic_of_rust_is_told_in_a_sentence():
    class Panics:
        def __arrow_c_stream__(self, requested_schema=None):
            raise pl.exceptions.PanicException("assertion failed: *precision >= 1")

    with pytest.raises(cf.InputError, match=r"can't be opened as a stream of Arrow: assertion failed: \*precision >= 1"):
        cf.scan(Panics())
    with pytest.raises(cf.InputError, match="is a reader that can't be read to its end: assertion failed"):
        scan = cf.scan(PanicsLater(), **TOLD)
        cf.project(scan, POLICY), cf.compare(scan, LATER, POLICY)
    with pytest.raises(cf.InputError, match="is a stream of Arrow that can't be read: assertion failed"):
        cf.read_ledger(Panics())


class PanicsLater(Foreign):
    """Shows its columns and its rows once; then Rust panics."""

    def __init__(self):
        super().__init__(FRAME)
        self.times = 0

    def __arrow_c_stream__(self, requested_schema=None):
        self.times += 1
        if self.times > 1:
            raise pl.exceptions.PanicException("assertion failed: *precision >= 1")
        return super().__arrow_c_stream__(requested_schema)


def test_without_pyarrow_the_extra_is_named(monkeypatch):
    relation, lazy = relation_of(FRAME), pl.DataFrame({"supplier": ["A"]}).lazy()
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    for given in (relation, lazy, FRAME):
        with pytest.raises(cf.InputError, match=r'Streams and frames are read by .* pip install "cashflow-terms\[arrow\]"'):
            cf.scan(given)


@pytest.mark.parametrize("most", [2_000_000, 0], ids=["small", "large"])
def test_a_form_of_dates_that_is_told_is_the_only_one(tmp_path, monkeypatch, most):
    """Also of texts that can be read without it: 13/02 is no month, and no date of another form is taken beside."""
    monkeypatch.setattr(sys.modules["cashflow.scan.streams"], "WHOLE", most)
    frame = pd.DataFrame({"supplier": "Acme", "invoice": list("1234"), "amount": "1.00", "currency": "EUR", "terms": "net 30"})
    frame["invoice_date"] = ["01/02/2025", "13/02/2025", "2025-02-01", "12/31/2025"]
    frame.to_parquet(tmp_path / "a.parquet")
    for given in (table_of(frame), tmp_path, frame):
        scan = cf.scan(given, date_format="mm/dd/yyyy", most_rejected=1)
        assert scan.ledger().to_frame()["invoice_date"].astype(str).tolist() == ["2025-01-02", "2025-12-31"]
        assert scan.findings.rejected == 2 and "is not a date of the form mm/dd/yyyy" in scan.findings.frame["reason"].iloc[0]


def test_amounts_are_rounded_where_that_is_told(monkeypatch):
    monkeypatch.setattr(sys.modules["cashflow.scan.streams"], "WHOLE", 0)
    frame = real_rows(20).assign(amount="1.005")
    assert cf.scan(table_of(frame), round=True, decimal=".", sign="payables positive").ledger().amount.sum() == 20 * 101
