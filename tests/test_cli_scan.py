"""Ledgers larger than memory on the command line, and what a scan holds in memory."""

import importlib
import json
import subprocess
import sys

import numpy as np
import pytest

from .test_cli import LEDGER, WHATIF, cashflow, refused

BASELINE = WHATIF.split("[[scenario]]")[0]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        importlib.import_module("cashflow.scan.files"), "MOST_BYTES", 0
    )  # small files are read in memory: see test_several.py
    head, *rows = LEDGER.splitlines()
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "parts").mkdir()
    for number, row in enumerate(rows):
        (tmp_path / "parts" / f"{number}.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    return tmp_path


def shown(folder, path, *more):
    (folder / "base.toml").write_text(BASELINE.replace("ledger.csv", path), encoding="utf-8")
    found = cashflow("project", "base.toml", *more)
    assert found.exit_code == 0, found.output
    return found.stdout


def test_project_reads_files_as_one_ledger(folder):
    """By hand: net 30 of 21 May is due 20 June, net 60 of 30 May 29 July, the credit note 2 July; a promise of nothing else."""
    whole = json.loads(shown(folder, "ledger.csv", "--json"))
    baseline = whole["currencies"]["EUR"]["baseline"]
    assert baseline["cash_paid"] == ["1000000.00", "498000.00", "0.00"] and baseline["closing_payables"] == ["498000.00", "0.00", "0.00"]
    for path in ("parts", "parts/*.csv"):
        found = json.loads(shown(folder, path, "--json"))
        assert [n.partition(",")[0] for n in found["notes"]] == ["not looked for: rows that may be counted twice"]
        assert {**found, "notes": whole["notes"]} == whole and whole["notes"] == []
    assert "cash paid" in shown(folder, "parts")


def test_project_writes_files_and_says_what_they_are_made_of(folder):
    shown(folder, "parts", "--out", "out")
    assert sorted(f.name for f in (folder / "out").iterdir()) == [
        "days.csv",
        "findings.csv",
        "pictures",
        "quarters.csv",
        "report.html",
        "report.txt",
        "report.xlsx",
        "result.json",
        "run.json",
    ]
    made = json.loads((folder / "out" / "run.json").read_text())
    assert list(made["sha256"]) == ["base.toml"] and len(made["bytes"]) == 3  # large files are not hashed
    shown(folder, "ledger.csv", "--out", "one")
    assert list(json.loads((folder / "one" / "run.json").read_text())["sha256"]) == ["base.toml", "ledger.csv"]


def test_check_lists_file_and_row(folder):
    with (folder / "parts" / "1.csv").open("a", encoding="utf-8") as file:
        file.write("Bolt,B9,2025-13-01,1.00,EUR,net 30,EU\n\n=cmd,B8,2025-05-01,x,EUR,net 30,EU\n")
    found = cashflow("check", "parts")
    assert "6 rows read = 3 accepted + 2 rejected + 1 ignored" in found.output
    assert "1.csv" in found.output and "row 3, rejected: invoice_date '2025-13-01'" in found.output
    said = json.loads(cashflow("check", "parts", "--json").stdout)
    assert [(f["row"], f["status"]) for f in said["findings"]] == [(3, "rejected"), (4, "ignored"), (5, "rejected")]
    assert "row 3" in refused("check", "parts", "--strict") and "1.csv" in refused("check", "parts", "--strict")


def test_what_is_refused(folder):
    (folder / "pay.csv").write_text("invoice,supplier,paid_date,amount\n", encoding="utf-8")
    assert "one pass" in refused("check", "parts", "--payments", "pay.csv")
    (folder / "whatif.toml").write_text(WHATIF.replace("ledger.csv", "nothing/*.parquet"), encoding="utf-8")
    assert "there is no file in it" in refused("project", "whatif.toml")
    (folder / "base.toml").write_text(BASELINE, encoding="utf-8")
    assert "cashflow project" in refused("run", "base.toml")


PARTS = ["net 30", "30% net 0, 70% net 60", "2/10 net 30"]
PLAIN = ["net 30", "net 60", "end of month then 10 days"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "terms, what, most",
    [(PARTS, "cf.project(book, cf.PaymentPolicy(discounts='take'))", 450_000), (PLAIN, "book.ledger()", 450_000)],
    ids=["sums by day", "sums by supplier and day"],
)
def test_memory_does_not_grow_with_the_rows(tmp_path, terms, what, most):
    """Eight million more rows (224 MB): the peak of a fresh process stays, within what the allocators of Arrow and numpy round up to.

    Four million fill what two threads keep for themselves.
    """
    pa = pytest.importorskip("pyarrow", reason="the extra 'arrow' is not installed")
    pq = pytest.importorskip("pyarrow.parquet")
    if sys.platform != "linux":
        pytest.skip("the peak is read from /proc")
    rng, n = np.random.default_rng(3), 400_000
    columns = {
        "supplier": pa.array(["A"] * n).dictionary_encode(),
        "invoice_date": pa.array(rng.integers(19_000, 20_000, n).astype(np.int32)).cast(pa.date32()),
        "amount_minor": rng.integers(1, 10**7, n),
        "currency": pa.array(["EUR"] * n).dictionary_encode(),
        "terms": pa.DictionaryArray.from_arrays(rng.integers(0, 3, n).astype(np.int32), terms),
        "due_date": pa.array(np.where(rng.random(n) < 0.2, 20_100, None)).cast(pa.int32()).cast(pa.date32()),
    }
    columns["terms"] = pa.DictionaryArray.from_arrays(
        pa.array(
            [None if d.is_valid else t for d, t in zip(columns["due_date"], columns["terms"].indices.to_pylist(), strict=True)], pa.int32()
        ),
        columns["terms"].dictionary,
    )
    pq.write_table(pa.table(columns), tmp_path / "00.parquet", row_group_size=100_000)
    for number in range(1, 30):
        (tmp_path / f"{number:02d}.parquet").write_bytes((tmp_path / "00.parquet").read_bytes())
    code = (
        "import sys, cashflow as cf, cashflow.scan.suppliers\n"
        "sys.modules['cashflow.scan.suppliers']._PENDING = 100_000\n"  # else all rows of this test would wait to be added up
        f"book = cf.scan(sys.argv[1], workers=2)\n{what}\n"
        "print(next(int(l.split()[1]) for l in open('/proc/self/status') if l.startswith('VmHWM')))"
    )
    peak = [
        int(subprocess.run([sys.executable, "-c", code, str(tmp_path / which)], capture_output=True, check=True, text=True).stdout)
        for which in ("0*.parquet", "*.parquet")
    ]
    assert peak[1] < peak[0] + 40_000, peak  # kB
    assert peak[1] < most, peak


def whatif(folder, path, columns=""):
    text = WHATIF.replace('"ledger.csv"', f'"{path}"\n{columns}')
    (folder / "whatif.toml").write_text(text, encoding="utf-8")


def test_run_and_simulate_read_files_as_one_ledger(folder):
    whatif(folder, "ledger.csv")
    whole = {name: json.loads(cashflow(name, "whatif.toml", "--json").stdout) for name in ("run", "simulate")}
    for path in ("parts", "parts/*.csv"):
        whatif(folder, path)
        for name, wanted in whole.items():
            found = cashflow(name, "whatif.toml", "--json")
            assert found.exit_code == 0, found.output
            said = json.loads(found.stdout)
            assert said["notes"][0].startswith("not looked for: rows that may be counted twice")
            assert {**said, "findings": 0, "notes": said["notes"][1:]} == {**wanted, "findings": 0}
    assert cashflow("run", "whatif.toml", "--out", "out").exit_code == 0
    made = json.loads((folder / "out" / "run.json").read_text())
    assert list(made["sha256"]) == ["whatif.toml"] and len(made["bytes"]) == 3
    assert "baseline payment no longer made" in cashflow("explain", "whatif.toml", "cash_retained", "--quarter", "2025-06-30").output


def test_a_column_that_was_not_kept_is_asked_for(folder):
    whatif(folder, "parts", "columns = []")
    assert "If the files have it, tell the scan to keep it: columns = ['region']" in refused("run", "whatif.toml")
    whatif(folder, "parts", 'columns = ["reg10n"]')
    assert "reg10n" in refused("run", "whatif.toml") and "is missing" in refused("run", "whatif.toml")
    whatif(folder, "parts", 'columns = "region"')
    assert 'Write columns = ["entity"]' in refused("run", "whatif.toml")


@pytest.mark.parametrize("command", ["run", "project", "simulate"])
def test_columns_of_a_ledger_that_is_read_whole_must_be_there(folder, command):
    """They were not looked at: a misspelt one passed, and was refused when the same file was read in batches."""
    plain = json.loads((whatif(folder, "ledger.csv"), cashflow(command, "whatif.toml", "--json"))[1].stdout)
    whatif(folder, "ledger.csv", 'columns = ["region"]')
    assert json.loads(cashflow(command, "whatif.toml", "--json").stdout) == plain
    whatif(folder, "ledger.csv", 'columns = ["reg10n"]')
    said = refused(command, "whatif.toml")
    assert "whatif.toml, ledger.columns 'reg10n': is not a further column of the ledger. Did you mean 'region'?" in said
    assert "leave columns out: a ledger that is not read in batches keeps all of its columns" in said
