"""Frames, Arrow, Parquet and JSON at the door: columns keep their types, numbers stay exact."""

from __future__ import annotations

import datetime as dt
import json
import sys
from decimal import Decimal

import pandas as pd
import pytest

import cashflow as cf
from tests.sheets_made import cells, of_bytes, one, refused

# Frames, Arrow, Parquet


def test_pandas_frame_keeps_its_types():
    frame = pd.DataFrame({"supplier": ["A", "B"], "amount": [1.5, 2.0], "day": pd.to_datetime(["2026-01-02", None])}, index=[7, 9])
    sheet = one(frame)
    assert sheet.names == ("supplier", "amount", "day") and sheet.first_row == 2 and sheet.opened.kind == "frame"
    assert list(sheet.frame.dtypes) == list(frame.dtypes) and list(frame.columns) == ["supplier", "amount", "day"]
    assert list(sheet.frame.columns) == [0, 1, 2] and list(sheet.frame.index) == [0, 1]
    assert "whose columns are given" in refused(frame, separator=";")


def _arrow_sources():
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"supplier": ["A", None], "amount": pa.array([Decimal("1.50"), Decimal("2.00")], pa.decimal128(12, 2)),
                      "day": pa.array([dt.date(2026, 1, 2), None]), "tags": [["x"], []]})  # fmt: skip
    yield table
    yield table.to_reader()
    yield table.to_batches()[0]
    yield pytest.importorskip("polars").from_arrow(table)
    yield pytest.importorskip("duckdb").from_arrow(table)


def test_arrow_streams():
    for given in _arrow_sources():
        sheet = one(given)
        assert sheet.names == ("supplier", "amount", "day"), type(given)
        assert sheet.frame[1].tolist() == [Decimal("1.50"), Decimal("2.00")]
        assert sheet.frame[2].tolist()[0] == dt.date(2026, 1, 2) and sheet.frame[0].tolist()[1] == "", "texts are those of a file"
        assert sheet.dropped == {"nested column": 1} and "'tags'" in sheet.opened.why["nested"]


def test_lazy_frame_is_told_to_collect():
    pl = pytest.importorskip("polars")
    if hasattr(pl.LazyFrame, "__arrow_c_stream__"):
        pytest.skip("this polars gives a stream of a lazy frame, too")
    assert ".collect()" in refused(pl.LazyFrame({"a": [1]}))


def test_pyarrow_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert 'pip install "cashflow-terms[arrow]"' in refused(b"PAR1....PAR1")


def test_parquet_and_arrow_files(tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.feather as feather
    import pyarrow.parquet as pq

    table = pa.table({"supplier": ["A", "B"], "amount": [1, 2]})
    pq.write_table(table, tmp_path / "a.parquet")
    feather.write_feather(table, tmp_path / "a.feather")
    with pa.ipc.new_stream(tmp_path / "a.arrows", table.schema) as out:
        out.write_table(table)
    for name, kind in (("a.parquet", "parquet"), ("a.feather", "arrow"), ("a.arrows", "arrow")):
        sheet = one((tmp_path / name).rename(tmp_path / "renamed.csv"))
        assert sheet.names == ("supplier", "amount") and sheet.frame[1].tolist() == [1, 2] and sheet.opened.kind == kind


# JSON


RECORDS = [{"supplier": "A", "amount": 0.1}, {"supplier": "B", "note": None, "amount": 12345678901234567890, "paid": True}]


@pytest.mark.parametrize(
    "content", [json.dumps(RECORDS), json.dumps({"meta": {"n": 2}, "data": RECORDS}), "\n".join(map(json.dumps, RECORDS))]
)
def test_json_records(content):
    sheet = of_bytes(content.encode("utf-8-sig"))
    assert sheet.names == ("supplier", "amount", "note", "paid")
    assert cells(sheet) == [["A", Decimal("0.1"), "", ""], ["B", 12345678901234567890, "", True]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[{"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}]', "e: holds records in records, more than 4 deep"), ('[{"lines": [1]}]', "lines: holds a list"), ("[[1, 2]]", "not a list of records"),
        ("[]", "empty list"), ('[{"a": NaN}]', "not a number of JSON"), ('[{"a": 1, "a": 2}]', "appears twice"), ('{"a": 1', "not JSON"),
        ('{"a": 1}\n{"b": \n', "row 2"), ("[" * 100_000, "too deep"), ('[{"a": 1' + "0" * 5000 + "}]", "digits"),
        ('{"a": [{"x": 1}], "b": [{"y": 2}]}', "several lists"), ('[{"a": 1e99999999999999999999}]', "too large"),
    ],
)  # fmt: skip
def test_json_that_is_refused(content, words):
    assert words in refused(content.encode())


@pytest.mark.parametrize("fill", [0.0, float("nan")])
def test_sparse_columns_are_read_in_full(fill):
    rows = pd.DataFrame({"supplier": ["A", "B", "C"], "invoice": ["1", "2", "3"], "invoice_date": "2025-05-21", "currency": "EUR"})
    amounts = pd.arrays.SparseArray([1234.56, 0.0, -20.5], fill_value=fill)
    due = pd.arrays.SparseArray([30, 0, 45], fill_value=0)
    ledger = cf.read_ledger(rows.assign(terms="net 30", amount=amounts, days=due))
    assert ledger.amount.tolist() == [123456, 0, -2050] and ledger.attributes["days"].text().tolist() == ["30", "0", "45"]


def test_half_a_sign_is_shown_as_lost(tmp_path):
    """JSON can hold one half of a sign that takes two; no UTF-8 can, so no frame and no file that is written."""
    good = '{"supplier": "A\\ud800", "invoice": "1\\udc00", "invoice_date": "2025-05-01", "amount": "100.00", "currency": "EUR", %s}'
    rows = [
        good % '"terms": "net 30", "reg\\ud83d": "x\\ud801"',
        good % '"terms": "wib\\ud801ble"',
        good.replace("100.00", "1\\ud801") % '"terms": ""',
    ]
    (tmp_path / "book.json").write_text(f"[{', '.join(rows)}]")
    ledger = cf.read_ledger(tmp_path / "book.json", most_rejected=1)
    assert ledger.supplier.values == ("A�",) and ledger.invoice.tolist() == ["1�"] and ledger.attributes["reg�"].values[-1] == "x�"
    assert ledger.findings.rejected == 2 and ledger.findings.frame.to_csv().encode()
    result = cf.compare(ledger, cf.Scenario("later", cf.Offer(extend={"days": 30})))
    assert result.suppliers["supplier"].tolist() == ["A�"] and len(result.write(tmp_path / "out")) > 5
