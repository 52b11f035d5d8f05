"""The page on the command line: every session on it is what a terminal of 80 columns shows."""

import re

import pytest

from tests.conftest import ROOT

pytest.importorskip("termios")

from . import terminal

PAGE = (ROOT / "docs" / "howto" / "terminal.md").read_text(encoding="utf-8")


def fences(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, flags=re.M | re.S)


def test_the_sessions_of_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (whatif,), (ledger,) = fences("toml"), fences("csv")
    (tmp_path / "ledger.csv").write_text(ledger, encoding="utf-8")
    (tmp_path / "whatif.toml").write_text(whatif, encoding="utf-8")
    sessions = [s for s in fences("text") if s.startswith("$ cashflow ") and not s.startswith("$ cashflow new")]
    assert len(sessions) == 4
    for session in sessions:
        typed, _, shown = re.sub(r" \\\n +", " ", session).partition("\n")
        if " rerun " in typed:
            terminal.on_terminal("run whatif.toml --out may", 80)
        if " diff " in typed:
            (tmp_path / "whatif.toml").write_text(whatif.replace("2025-08-15", "2025-09-05").replace("0.065", "0.07"), encoding="utf-8")
            terminal.on_terminal("run whatif.toml --out june", 80)
        got = terminal.on_terminal(typed.removeprefix("$ cashflow "), 80)
        files = re.compile(r"\d+ files")  # as many as extras are installed
        assert files.sub("files", got) == files.sub("files", shown), typed


def test_new_asks_as_on_the_page(tmp_path, monkeypatch):
    from click.testing import CliRunner

    from cashflow.cli import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "ap_ledger.csv").write_text(fences("csv")[0], encoding="utf-8")
    found = CliRunner().invoke(main, ["new", "august.toml"], input="ap_ledger.csv\n2025-05-31\n\n30\n\n\n\n\n")
    (session,) = [s for s in fences("text") if s.startswith("$ cashflow new")]
    for line in session.splitlines()[1:]:
        assert line == "…" or line.rpartition(": ")[0] in found.stderr, line
    assert found.exit_code == 0
