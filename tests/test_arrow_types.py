"""Types of Arrow columns that pandas, polars and DuckDB make: in memory, in a scan of all rows and in one by batches they mean the same."""

import datetime as dt
import subprocess
import sys
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import cashflow as cf

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
pq = pytest.importorskip("pyarrow.parquet")
pytestmark = pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
PLAIN = {
    "supplier": ["A", "B", "C"],
    "invoice": ["1", "2", "3"],
    "invoice_date": ["2025-05-21"] * 3,
    "amount": ["1.00", "2.00", "3.00"],
    "currency": ["EUR"] * 3,
    "terms": ["net 30"] * 3,
}


def table(**change):
    return pa.table({n: v if isinstance(v, pa.Array | pa.ChunkedArray) else pa.array(v) for n, v in (PLAIN | change).items()})


def read(given, monkeypatch):
    """Money by supplier and day, and how many rows are accepted, rejected and ignored: in memory, of all rows at once, and by batches."""
    found = [cf.read_ledger(given, most_rejected=1), cf.scan(given, most_rejected=1).ledger()]
    monkeypatch.setattr(sys.modules["cashflow.scan.streams"], "WHOLE", 0)
    found += [cf.scan(given, most_rejected=1).ledger()]
    return [said(ledger) for ledger in found]


def said(ledger):
    frame, found = ledger.to_frame(), ledger.findings
    sums = frame.groupby([frame["supplier"], frame["invoice_date"].astype(str)])["amount"].sum()
    return {key: str(amount) for key, amount in sums.items()}, found.accepted, found.rejected, found.ignored


def codes(values, kind, at=(0, 1, 0)):
    return pa.DictionaryArray.from_arrays(pa.array(at, kind), pa.array(values, pa.string()))


COLUMNS = {
    "views with a row to judge": ({"supplier": pa.array(["A", "", "C"], pa.string_view())}, "AC"),
    "codes of views": ({"supplier": pa.array(["A", "B", None], pa.string_view()).dictionary_encode()}, "AB"),
    "a missing value among the codes' values": ({"supplier": codes(["A", None], pa.int8())}, "AA"),
    "a value that has two codes": ({"supplier": codes(["A", "A"], pa.int16())}, "AAA"),
    "codes without a sign, one missing": ({"supplier": codes(["A", "B"], pa.uint16(), (0, None, 1))}, "AB"),
    "pieces with values of their own": (
        {"supplier": pa.chunked_array([codes(["A", None], pa.int8()), codes(["B", None], pa.int8(), ())])},
        "AA",
    ),
}
JSON = pa.json_(pa.string()) if hasattr(pa, "json_") else pa.string()  # from pyarrow 19
if hasattr(pa, "json_"):
    COLUMNS["JSON as an extension"] = {"supplier": pa.ExtensionArray.from_storage(JSON, pa.array(["A", "B", "C"]))}, "ABC"


@pytest.mark.parametrize("name", COLUMNS)
def test_texts_of_every_type_are_the_same(name, monkeypatch):
    change, suppliers = COLUMNS[name]
    memory, whole, batches = read(table(**change), monkeypatch)
    assert memory == whole == batches
    assert {s for s, _ in memory[0]} == set(suppliers) and memory[1:] == (len(suppliers), 3 - len(suppliers), 0)


@pytest.mark.parametrize("many", [40, 100], ids=["joint codes fit", "joint codes outgrow their width"])
def test_batches_with_codes_of_their_own_are_joined(many, monkeypatch):
    """Codes of 8 bits in each batch; what they stand for together are more values than 8 bits tell apart."""
    kind = pa.dictionary(pa.int8(), pa.string())
    parts = [
        pa.record_batch({"supplier": pa.array([f"{letter}{i}" for i in range(many)]).dictionary_encode().cast(kind)}) for letter in "AB"
    ]
    names = pa.Table.from_batches(parts).column(0)
    rest = {n: [v[0]] * len(names) for n, v in PLAIN.items() if n != "supplier"}
    memory, whole, batches = read(pa.table({"supplier": names, **rest}), monkeypatch)
    assert memory == whole == batches and len(memory[0]) == memory[1] == 2 * many


def test_a_period_of_one_day_is_that_day_and_no_number(tmp_path, monkeypatch):
    """A period holds the number of its day: 20,209 is 2025-05-01, and as the serial number of a spreadsheet it would be in 1955."""
    frame = pd.DataFrame(PLAIN | {"invoice_date": pd.PeriodIndex(["2025-05-01"] * 3, freq="D")})
    frame.to_parquet(tmp_path / "a.parquet")
    for given in (frame, pa.Table.from_pandas(frame, preserve_index=False), tmp_path / "a.parquet"):
        for sums, *rows in read(given, monkeypatch):
            assert {day for _, day in sums} == {"2025-05-01"} and rows == [3, 0, 0]
    code = "import cashflow as cf; print({str(d)[:10] for b in (cf.read_ledger(P), cf.scan(P).ledger()) for d in b.to_frame()['invoice_date']})"
    found = subprocess.run(
        [sys.executable, "-c", code.replace("P)", f"{str(tmp_path / 'a.parquet')!r})")], capture_output=True, text=True, check=True
    )
    assert found.stdout == "{'2025-05-01'}\n"  # also where pandas has not told Arrow of its types yet


def test_a_period_of_a_month_is_no_day(monkeypatch):
    monthly = pd.DataFrame(PLAIN | {"invoice_date": pd.PeriodIndex(["2025-05"] * 3, freq="M")})
    for given in (monthly, pa.Table.from_pandas(monthly, preserve_index=False)):
        for read_it in (cf.read_ledger, lambda g: cf.scan(g).ledger()):
            with pytest.raises(cf.InputError, match="invoice_date '2025-05'"):
                read_it(given)


SECONDS = pa.array([1_747_785_600, 1_747_789_200]).cast(pa.timestamp("s", "UTC"))
AFTER_ALL = pa.array([20_229, 2**31 - 1], pa.int32()).cast(pa.date32())  # 2025-05-21, and a day that no calendar has


def test_codes_of_times_in_a_zone_are_such_times():
    """Midnight in UTC is another day elsewhere: without a zone it is refused, in codes, too."""
    coded = table(invoice_date=pa.DictionaryArray.from_arrays(pa.array([0, 0, 1]), SECONDS))
    for read_it in (cf.read_ledger, lambda g, **told: cf.scan(g, **told).ledger()):
        with pytest.raises(cf.InputError, match="has a time or a zone"):
            read_it(coded)
        assert set(read_it(coded, zone="America/New_York").to_frame()["invoice_date"].astype(str)) == {"2025-05-20"}


def test_codes_of_days_and_of_floats_may_hold_odd_ones(monkeypatch):
    days = table(invoice_date=pa.DictionaryArray.from_arrays(pa.array([1, 0, 1], pa.int8()), AFTER_ALL))
    floats = table(amount=pa.DictionaryArray.from_arrays(pa.array([1, 0, 1], pa.int8()), pa.array([2.0, float("nan")])))
    for given in (days, floats):
        assert read(given, monkeypatch) == [({("B", "2025-05-21"): "2.00"}, 1, 2, 0)] * 3


def test_a_table_without_rows_says_so_whatever_its_types():
    kinds = [pa.dictionary(pa.int32(), pa.date32()), pa.dictionary(pa.int8(), pa.string()), pa.string_view(), JSON]
    for kind in kinds:
        empty = pa.schema([(n, kind if n == "invoice_date" else pa.string()) for n in PLAIN]).empty_table()
        bare = pa.table([pa.chunked_array([], f.type) for f in empty.schema], schema=empty.schema)
        for given in (empty, bare):
            for read_it in (cf.read_ledger, lambda g: cf.scan(g).ledger()):
                with pytest.raises(cf.InputError, match="has no row with an item"):
                    read_it(given)


def test_intervals_and_bytes_are_refused_in_a_sentence(monkeypatch):
    intervals = table(due_date=pa.array([(1, 2, 3)] * 3, pa.month_day_nano_interval()))
    for read_it in (cf.read_ledger, lambda g: cf.scan(g).ledger()):
        with pytest.raises(cf.InputError, match="due_date: holds a MonthDayNano; a cell must hold one value"):
            read_it(intervals)
    with pytest.raises(cf.InputError, match="supplier: is a column of bytes"):
        cf.scan(table(supplier=pa.array([b"a", b"b", b"c"], pa.binary_view()))).ledger()
    for mixed in ([b"A", "B", "C"], ["A", ["B"], "C"], [["A"], ["B"], ["C"]]):
        frame = pd.DataFrame(PLAIN | {"supplier": pd.Series(mixed, dtype=object)})
        for read_it in (cf.read_ledger, lambda g: cf.scan(g).ledger()):
            with pytest.raises(
                cf.InputError,
                match=r"supplier: (holds .*; a cell must hold|is a column of .*it must hold) one value|supplier: is a column of bytes",
            ):
                read_it(frame)


CELLS = {
    "decimals with an exponent": ([Decimal("1E+3"), "5.00", Decimal("0E-9")], ["1000.00", "5.00", "0.00"]),
    "floats that are cents": ([0.1 + 0.2, "5.00", 3.0], ["0.30", "5.00", "3.00"]),
    "floats beside decimals": ([0.1 + 0.2, Decimal("5.00"), 12.3450004], ["0.30", "5.00"]),
    "short floats": ([np.float32(37.97), "5.00", "7"], ["37.97", "5.00", "7.00"]),
    "floats of too many digits": ([2.0**60, "5.00", 1.0], ["5.00", "1.00"]),
}


@pytest.mark.parametrize("name", CELLS)
def test_cells_of_several_kinds_are_the_amounts_that_memory_takes(name, monkeypatch):
    cells, amounts = CELLS[name]
    memory, whole, batches = read(pd.DataFrame(PLAIN | {"amount": pd.Series(cells, dtype=object)}), monkeypatch)
    assert memory == whole == batches
    assert sorted(memory[0].values()) == sorted(amounts) and memory[2] == 3 - len(amounts)


def test_numbers_among_names_are_the_names_that_memory_takes(monkeypatch):
    memory, whole, batches = read(pd.DataFrame(PLAIN | {"supplier": pd.Series([7.0, "A", 7], dtype=object)}), monkeypatch)
    assert memory == whole == batches and {s: m for (s, _), m in memory[0].items()} == {"7": "4.00", "A": "2.00"}


@pytest.mark.parametrize("kind", [np.float32, "Float32", "float[pyarrow]"], ids=str)
@pytest.mark.parametrize("name", ["amount", "tax_amount"])
def test_short_floats_are_cents_as_near_as_they_can_be(kind, name, monkeypatch):
    """1,076.76 is 1,076.7600097… in 32 bits, whatever pandas calls them."""
    frame = pd.DataFrame(PLAIN | {"amount": pd.Series([5000.0, 6000.0, 1076.76]), name: pd.Series([0.5, 3.25, 1076.76], dtype=kind)})
    for given in (frame, pa.Table.from_pandas(frame, preserve_index=False)):
        memory, whole, batches = read(given, monkeypatch)
        assert memory == whole == batches and memory[0]["C", "2025-05-21"] == "1076.76" and memory[1] == 3


def test_a_zero_of_many_decimals_is_nothing_that_was_cut(monkeypatch):
    """As Dask and `str` write the decimal 0.000000000000."""
    frame = pd.DataFrame(PLAIN | {"tax_amount": ["0E-12", "0.00E+00", "0"]})
    for _, *rows in read(frame, monkeypatch):
        assert rows == [3, 0, 0]
    with pytest.raises(cf.InputError, match="digits were cut"):
        cf.read_ledger(frame.assign(tax_amount="1E-12"), most_rejected=0)


def test_a_blank_row_is_ignored_where_all_rows_are_laid_out(monkeypatch):
    """The due dates are floats, which only all rows of their column explain."""
    blank = {n: pd.Series([None, *v[1:]], dtype=object) for n, v in PLAIN.items()}
    frame = pd.DataFrame(blank | {"due_date": [np.nan, 20250630.0, 20250630.0], "amount": [np.nan, 2.5, 3.0]})
    frame["invoice_date"] = pd.Series([None, dt.date(2025, 5, 21), dt.date(2025, 5, 21)], dtype=object)
    for _, *rows in read(frame, monkeypatch):
        assert rows == [2, 0, 1]
