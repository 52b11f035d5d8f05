"""Commands that are stopped, whose output is closed, or that would write over what they read: a sentence, and no file is lost."""

import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from cashflow.cli import main, verbs
from cashflow.report.formats.as_workbook import Excel

LEDGER = "supplier,invoice,currency,amount,invoice_date,due_date\nAcme,1,EUR,1000.00,2025-03-01,2025-05-20\nBeta,2,EUR,2500.50,2025-03-02,2025-06-03\n"
WHATIF = (
    '[ledger]\npath = "{}"\n[calendar]\nas_of = 2025-05-01\n[[scenario]]\nname = "later"\n[[scenario.offer]]\nextend = {{ days = 30 }}\n'
)
STARTING = """
import signal, sys
from importlib.abc import MetaPathFinder
sys.argv = [sys.argv[1]]
class Stop(MetaPathFinder):
    def find_spec(self, name, *_):
        if name == "cashflow.basics":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Stop())
import cashflow
"""


def typed(*words):
    return CliRunner().invoke(main, [str(w) for w in words])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "l.csv").write_text(LEDGER)
    (tmp_path / "w.toml").write_text(WHATIF.format("l.csv"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process in other ways")
def test_who_stops_the_command_line_while_it_starts_sees_no_traceback():
    """A second passes until all modules are there, in which many a typing mistake is seen. A script of the user's hears Ctrl-C as ever."""
    found = [subprocess.run([sys.executable, "-c", STARTING, name], capture_output=True, text=True) for name in ("/bin/cashflow", "my.py")]
    assert (found[0].returncode, found[0].stderr) == (130, "cashflow: stopped\n")
    assert found[1].returncode == -signal.SIGINT and found[1].stderr.endswith("KeyboardInterrupt\n")


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_command_that_is_stopped_says_what_is_true_of_its_files(folder, monkeypatch, number, code):
    before = signal.getsignal(number)
    real = verbs.answer
    monkeypatch.setattr(verbs, "answer", lambda *_: signal.raise_signal(number))
    found = typed("run", "w.toml")
    assert (found.exit_code, found.stderr) == (code, "cashflow: stopped; nothing was written\n")
    found = typed("run", "w.toml", "--out", "out")  # it said that nothing was written, below what it had written
    assert (found.exit_code, found.stderr.splitlines()[-1]) == (code, "cashflow: stopped; each file that was written is whole")
    assert (folder / "out" / "run.json").exists() and signal.getsignal(number) == before
    monkeypatch.setattr(verbs, "answer", real)
    monkeypatch.setattr(Excel, "files", lambda *_: signal.raise_signal(number))  # the longest part comes before the first file
    found = typed("run", "w.toml", "--out", "other")
    assert (found.exit_code, found.stderr) == (code, "cashflow: stopped; nothing was written\n") and not (folder / "other").exists()
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    assert typed("run", "w.toml", "--out", "out").exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="a shell of another kind")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_output_that_the_shell_closed_is_not_written_and_the_work_is_done(folder, closed):
    """They ended in an internal error, or in exit 1 without a word."""
    found = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m cashflow check l.csv --findings f.csv {closed}"], capture_output=True, text=True
    )
    assert found.returncode == 0 and "error" not in found.stderr
    assert (folder / "f.csv").read_text().startswith("table,file,row")


@pytest.mark.parametrize(
    "words, file, said",
    [
        (["check", "l.csv", "--findings", "l.csv"], "l.csv", "is there already, and was not replaced"),
        (["check", "l.csv", "--save-map", "l.csv"], "l.csv", "is there already, and was not replaced"),
        (["check", "l.csv", "--save-map", "w.toml"], "w.toml", "is there already, and was not replaced"),
        (["check", "l.csv", "--findings", "w.toml"], "w.toml", "is there already, and was not replaced"),
        (["run", "own.toml", "--out", "."], "findings.csv", "is one of the files that were read, and would be written over"),
        (["run", "own.toml", "--out", "../{}"], "findings.csv", "is one of the files that were read, and would be written over"),
    ],
)
def test_no_command_writes_over_what_it_read_or_what_others_wrote(folder, words, file, said):
    """A ledger, a what-if file were gone, without a question."""
    (folder / "findings.csv").write_text(LEDGER)
    (folder / "own.toml").write_text(WHATIF.format("findings.csv"))
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    found = typed(*(w.format(folder.name) for w in words))
    assert found.exit_code == 1 and file in found.stderr and said in found.stderr
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_what_a_command_wrote_it_writes_again(folder):
    for _ in range(2):
        assert typed("check", "l.csv", "--findings", "f.csv", "--save-map", "map.toml").exit_code == 0


def test_the_demo_does_not_replace_files_that_were_changed(folder):
    """Its what-if files are there to be changed: an hour's work was gone when it was called again."""
    (folder / "start").mkdir()
    (folder / "start" / "whatif.toml").write_text("# mine\n")
    found = typed("demo", "--out", "start")
    assert found.exit_code == 1 and "whatif.toml: is there already, with another content; nothing was written" in found.stderr
    assert [p.name for p in (folder / "start").iterdir()] == ["whatif.toml"]
