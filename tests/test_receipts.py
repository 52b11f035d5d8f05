"""`run.json` attests the bytes that were read, whatever becomes of the files while it runs."""

import hashlib
import json

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.receipts import named, read_bytes, receipts
from cashflow.basics.size import traced
from cashflow.cli import main
from cashflow.whatif_file import read_whatif

LEDGER = "supplier,invoice,invoice_date,amount,currency,terms\nAcme,1,2025-05-21,1000000.00,EUR,net 30\n"
PAID = "invoice,supplier,paid_date,amount\n1,Acme,2025-06-02,1000.00\n"
LIMITS = "country,days,kind\n,120,hard\n"
WHATIF = """
[ledger]
path = "data/ledger.csv"
payments = "../paid/ledger.csv"
[calendar]
quarters = { from = 2025-04-01, to = 2025-09-30 }
[[limit]]
path = "limits.csv"
[[scenario]]
name = "June"
[[scenario.offer]]
extend = { days = 30 }
[solve]
target = "1000"
by = 2025-06-30
[[solve.menu]]
extend = { days = 30 }
"""


def sha(text):
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


@pytest.fixture
def folder(tmp_path):
    top = tmp_path / "case"
    files = {"case/whatif.toml": WHATIF, "case/data/ledger.csv": LEDGER, "paid/ledger.csv": PAID, "case/limits.csv": LIMITS}
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return top


HASHES = {"whatif.toml": sha(WHATIF), "limits.csv": sha(LIMITS), "data/ledger.csv": sha(LEDGER), "../paid/ledger.csv": sha(PAID)}


@pytest.mark.parametrize("change", ["rewritten", "removed"])
@pytest.mark.parametrize("command", ["run", "simulate", "solve", "project"])
def test_the_hash_is_of_the_bytes_that_were_read(folder, monkeypatch, command, change):
    """All inputs change as soon as the figures are there, before anything is written."""
    import cashflow.report.files as files

    write = files.manifest

    def changed(*given):
        for path in (*folder.rglob("*"), *(folder.parent / "paid").iterdir()):
            if path.suffix in (".csv", ".toml") and "out" not in path.parts:
                path.unlink() if change == "removed" else path.write_text("something else\n")
        return write(*given)

    monkeypatch.setattr(files, "manifest", changed)
    found = CliRunner().invoke(main, [command, str(folder / "whatif.toml"), "--out", str(folder / "out")])
    assert found.exit_code == 0, found.output
    hashes = json.loads((folder / "out" / "run.json").read_text())["sha256"]
    assert hashes == {k: v for k, v in HASHES.items() if command != "project" or k != "limits.csv"}


def test_a_what_if_file_carries_the_hashes(folder):
    read = read_whatif(folder / "whatif.toml")
    (folder / "data" / "ledger.csv").unlink()
    assert read.sha256 == HASHES and len(read.run().quarters)


def test_e_invoices_are_hashed_as_they_were_read(tmp_path):
    pytest.importorskip("pypdf")
    from tests.test_einvoice import ubl

    invoices = tmp_path / "invoices"
    invoices.mkdir()
    (invoices / "a.xml").write_bytes(ubl().encode())
    (invoices / "note.txt").write_text("not read")
    with receipts() as kept:
        cf.read_ledger(invoices)
    (invoices / "a.xml").unlink()
    assert named(kept, tmp_path) == {"invoices/a.xml": sha(ubl())}


def test_a_file_that_changes_between_two_readings_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("1")
    with receipts() as kept:
        assert read_bytes(path) == b"1" and read_bytes(path) == b"1"
        path.write_text("2")
        with pytest.raises(cf.InputError, match="changed while it was read"):
            read_bytes(path)
    assert kept == {path: sha("1")}
    assert read_bytes(path) == b"2"  # nobody keeps a record: no hash is taken


def test_names_hold_no_more_of_the_path_than_needed(tmp_path):
    kept = {tmp_path / "top" / "x.csv": "a", tmp_path / "one" / "x.csv": "b", tmp_path / "two" / "y.csv": "c"}
    assert named(kept, tmp_path / "top") == {"x.csv": "a", "one/x.csv": "b", "y.csv": "c"}


@pytest.mark.parametrize("workers", [1, 2])
def test_files_that_threads_read_whole_are_hashed_and_their_ways_told(tmp_path, workers):
    """However many threads: with several, nothing of what they read was kept."""
    texts = {
        f"{m}.csv": f"Vendor,Number,Document date,Amount,Currency,Terms\nAcme,{m},2025-{m}-21,100.00,EUR,net 60\n" for m in ("05", "06")
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    with receipts() as kept, traced() as paths:
        cf.project(cf.scan(tmp_path, workers=workers), quarters=("2025-04-01", "2025-09-30"))
    assert named(kept, tmp_path) == {name: sha(text) for name, text in texts.items()}
    assert [*named(dict(reversed(kept.items())), tmp_path)] == [*texts]
    assert "kernel collapse" in paths


def test_files_read_in_batches_are_sized_when_they_are_read(tmp_path):
    (tmp_path / "a.csv").write_text(LEDGER)
    (tmp_path / "b.csv").write_text(LEDGER.replace("Acme", "Bolt"))
    book = cf.scan(tmp_path)
    cf.project(book)
    (tmp_path / "a.csv").unlink()
    (tmp_path / "b.csv").write_text("x")
    assert book.sizes == {tmp_path / "a.csv": len(LEDGER), tmp_path / "b.csv": len(LEDGER)}


def test_a_file_that_changes_while_it_is_read_in_batches_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(LEDGER)

    def grow(*_):
        with path.open("a") as file:
            file.write("Bolt,2,2025-05-21,5.00,EUR,net 30\n")

    with pytest.raises(cf.InputError, match=r"a\.csv: changed while it was read"):
        cf.project(cf.scan(path, progress=grow, workers=1))


def test_the_demo_attests_what_it_made(demo):
    folder, _ = demo
    hashes = json.loads((folder / "run.json").read_text())["sha256"]
    assert {"whatif.toml", "ap_ledger.csv", "limits_example.csv"} <= set(hashes)
    assert hashes == {name: sha((folder / name).read_bytes()) for name in hashes}
