"""A table without invoice numbers is read alike whatever its columns are called: our names as they are documented, or another's."""

import io

import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main

OURS, THEIRS = "supplier,due_date,amount", "Vendor,Due date,Amount"
ROWS = "Acme,2025-06-20,100.00\nBolt,2025-06-25,200.50\nAcme,2025-07-01,50.00\n"


def both(make):
    """What is made of a table with each of the headers."""
    return make(f"{OURS}\n{ROWS}"), make(f"{THEIRS}\n{ROWS}")


def told(book):
    found = book.findings.frame
    return book.to_frame().to_dict("list"), found[["row", "column", "kind", "reason", "status"]].values.tolist()


def in_a_file(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text)
    return path


@pytest.mark.parametrize("way", ["file", "frame", "typed frame", "several files", "parquet"])
def test_a_ledger_is_the_same_with_either_header(tmp_path, way):
    """Each row is called by its number in the file, which is said once."""

    def read(text):
        frame = pd.read_csv(io.StringIO(text), dtype=str)
        if way == "frame":
            return cf.read_ledger(frame, currency="EUR")
        if way in ("typed frame", "parquet"):
            frame.isetitem(1, pd.to_datetime(frame.iloc[:, 1]))
            if way == "typed frame":
                return cf.read_ledger(frame, currency="EUR")
            frame.to_parquet(tmp_path / "a.parquet")
            return cf.read_ledger(tmp_path / "a.parquet", currency="EUR")
        path = in_a_file(tmp_path, text)
        return cf.read_ledger([path] if way == "several files" else path, currency="EUR")

    ours, theirs = both(read)
    assert told(ours) == told(theirs) and ours.invoice.tolist() == ["2", "3", "4"]
    assert ours.findings.frame["kind"].tolist() == ["row number as invoice number", "missing invoice date"]


def test_a_scan_reads_either_header(tmp_path):

    def read(text):
        found = cf.scan(in_a_file(tmp_path, text), currency="EUR")
        paid = cf.project(found, quarters=("2025-04-01", "2025-09-30")).quarters["cash_paid"]
        return found.findings.frame["kind"].tolist(), [str(p) for p in paid]

    assert both(read) == ((["row number as invoice number", "missing invoice date"], ["300.50", "50.00"]),) * 2


def test_commands_read_either_header(tmp_path):
    """The same words, but for the names of the columns; a run gives the same figures."""
    run = CliRunner().invoke

    def asked(text):
        path = in_a_file(tmp_path, text)
        (tmp_path / "w.toml").write_text(
            f'[ledger]\npath = "{path.name}"\ncurrency = "EUR"\n[calendar]\nas_of = 2025-05-31\n'
            '[[scenario]]\nname = "later"\n[[scenario.offer]]\nextend = { days = 30 }\n'
        )
        checked, answer = run(main, ["check", str(path), "--currency", "EUR"]), run(main, ["run", str(tmp_path / "w.toml"), "--full"])
        assert (checked.exit_code, answer.exit_code) == (0, 0), checked.output + answer.output
        return checked.output.partition("3 rows read")[2], answer.stdout

    ours, theirs = both(asked)
    assert ours == theirs
