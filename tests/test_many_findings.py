"""Of each kind of finding the first thousand are listed, in memory as in a scan; all are counted."""

from pathlib import Path

import pandas as pd
import pytest

import cashflow as cf
from cashflow.report.findings import findings_dict, findings_text

HEAD = "supplier,invoice,invoice_date,amount,currency,terms,due_date\n"


@pytest.fixture
def book(tmp_path, monkeypatch):
    """2,500 rows due a day late by their terms, then 1,200 without a date that can be read, 1,100 duplicates and 1,300 blank ones."""
    monkeypatch.chdir(tmp_path)
    late = [f"A,n{i},2025-05-01,10.00,EUR,net 30,2025-06-01" for i in range(2500)]
    bad = [f"A,b{i},soon,10.00,EUR,net 30," for i in range(1200)]
    twice = [f"A,n{i},2025-05-01,10.00,EUR,net 30,2025-05-31" for i in range(1100)]
    Path("book.csv").write_text(HEAD + "\n".join([*late, *bad, *twice, *[",,,,,,"] * 1300]) + "\n", encoding="utf-8")
    return "book.csv"


COUNTS = {("flagged", "other due date"): 2500, ("rejected", "unreadable date"): 1200, ("ignored", "blank row"): 1300}


def kinds(found):
    return found.frame.groupby(["status", "kind"]).size().to_dict()


def test_memory_lists_the_first_thousand_of_each_kind(book):
    found = cf.read_ledger(book).findings
    assert dict(found.counts) == COUNTS | {("flagged", "duplicate"): 1100}
    assert kinds(found) == dict.fromkeys(found.counts, 1000) and found.not_listed == 1500 + 200 + 300 + 100
    assert found.frame.query("kind == 'other due date'")["row"].tolist() == list(range(2, 1002))
    said = found.frame.query("kind == 'duplicate'")["reason"]
    assert said.iloc[0] == "is in row 2 as well, with another date or amount; kept"
    assert found.frame["row"].is_monotonic_increasing and (found.rejected, found.ignored) == (1200, 1300)
    assert findings_dict(found)["not_listed"] == found.not_listed


def test_a_scan_lists_the_same(book):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
    found, wanted = cf.scan(book).findings, cf.read_ledger(book).findings
    assert dict(found.counts) == COUNTS
    some = wanted.frame.query("kind != 'duplicate'").reset_index(drop=True)
    pd.testing.assert_frame_equal(found.frame[some.columns], some)


def test_payments_are_counted_by_kind_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("book.csv").write_text(HEAD + "A,1,2025-05-01,10.00,EUR,net 30,\n", encoding="utf-8")
    rows = "".join(f"Z,x{i},2025-06-01,1{i}.50\n" for i in range(1500))
    Path("paid.csv").write_text("supplier,invoice,paid_date,amount\n" + rows, encoding="utf-8")
    found = cf.read_ledger("book.csv", payments="paid.csv").findings
    assert found.counts["elsewhere", "payment elsewhere"] == 1500 and found.not_listed == 500


@pytest.mark.parametrize("files", [1, 2])
def test_what_is_said_of_many_rows_stands_once(tmp_path, files):
    """Eighty rows say 'None' for a number; the one that looks like another, the last, is in sight and not behind them."""
    rows = [f"A,None,2025-05-01,{n}.00,EUR,net 30,2025-05-31" for n in range(1, 81)]
    twice = ["B,B-1,2025-05-01,10.00,EUR,net 30,2025-05-31"] * 2
    for n in range(files):
        (tmp_path / f"{n}.csv").write_text(HEAD + "\n".join([*rows, *(r.replace("B-1", f"B-{n}") for r in twice)]) + "\n")
    said = " ".join(findings_text(cf.read_ledger(tmp_path if files > 1 else tmp_path / "0.csv").findings).split())
    if files == 1:
        assert "2–81 flagged" in said and "looks like a duplicate of row 82; kept" in said
    else:
        assert said.count("rows 2–81, flagged: invoice 'None'") == 2 and said.count("row 83, flagged: invoice 'B-") == 2
    assert "more; --json" not in said
