"""A bar on a terminal where work takes long: any work, and not before it does."""

import io
import sys
import time

import pytest

from cashflow.report import progress


class Watched(io.StringIO):
    def isatty(self):
        return True


def watched(monkeypatch, after=0.05):
    """A terminal in place of stderr: called in a test, since pytest puts its own there after fixtures."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "AFTER", after)
    out = Watched()
    monkeypatch.setattr(sys, "stderr", out)
    return out


def wait_for(out, text, seconds=20):
    end = time.monotonic() + seconds
    while text not in out.getvalue() and time.monotonic() < end:
        time.sleep(0.02)
    assert text in out.getvalue()


def test_it_is_two_seconds():
    assert progress.AFTER == 2.0


def test_work_that_tells_nothing_shows_how_long_it_takes(monkeypatch):
    seen = watched(monkeypatch)
    with progress.progress_bar("whatif.toml") as tell:
        assert tell is not None
        wait_for(seen, "whatif.toml")
    assert "0:00:0" in seen.getvalue()


def test_rows_are_shown_as_they_are_told(monkeypatch):
    seen = watched(monkeypatch)
    with progress.progress_bar("ledger.csv") as tell:
        tell(1_234, 10, 100)
        wait_for(seen, "1,234 rows")
        tell(5_678, 50, 100)
        wait_for(seen, "5,678 rows")


def test_what_is_done_at_once_shows_nothing(monkeypatch):
    seen = watched(monkeypatch, 60.0)
    with progress.progress_bar("ledger.csv") as tell:
        tell(1, 1, 1)
    assert seen.getvalue() == ""


def test_a_bar_is_gone_when_the_work_fails(monkeypatch):
    seen = watched(monkeypatch)
    with pytest.raises(ZeroDivisionError), progress.progress_bar("ledger.csv"):
        wait_for(seen, "ledger.csv")
        1 / 0  # noqa: B018
    length = len(seen.getvalue())
    time.sleep(0.3)
    assert len(seen.getvalue()) == length


def test_nobody_watches(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress.progress_bar("ledger.csv") as tell:
        assert tell is None


def test_writing_is_shown_too(monkeypatch, tmp_path):
    """Letters of many suppliers take a minute."""
    from cashflow.cli import writing
    from cashflow.runs import Answer

    seen = watched(monkeypatch)

    def slow(result, run, more):
        wait_for(seen, "writing")
        return {"answer.txt": b"later"}, ()

    class Asked:
        more = ()

    monkeypatch.setattr("cashflow.runs.record_of", lambda *_: {})
    monkeypatch.setattr("cashflow.cli.writing.files_of", slow)
    writing.write_result(Asked(), Answer(None, {}, {}, ""), tmp_path / "out")
    assert "wrote 1 file into" in seen.getvalue() and (tmp_path / "out" / "answer.txt").read_bytes() == b"later"
