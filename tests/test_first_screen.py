"""The first screen of a terminal: what a treasurer reads first, within 80 × 24; sessions are kept in tests/sessions."""

import json
import re

import pytest
from click.testing import CliRunner

from cashflow.cli import main
from cashflow.report.first_screen import LINES, Screen, screen_lines
from cashflow.report.text_page import TextTable, cells, page_lines, wrapped

pytest.importorskip("termios")  # a terminal of a given size can't be had on Windows

from . import terminal


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    terminal.write_inputs(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", terminal.SESSIONS)
def test_a_session_is_as_it_was_kept(folder, name):
    """`python -m tests.terminal` writes them anew."""
    assert terminal.session(name) == (terminal.FOLDER / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", terminal.SESSIONS)
def test_no_kept_session_is_too_large(name):
    """A line of 24 is the shell's; elsewhere than on a terminal a page has 120 columns."""
    words, columns = terminal.SESSIONS[name]
    lines = (terminal.FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert max(map(len, lines)) <= (columns or 120)
    if columns and "--full" not in words and words.split()[0] not in ("explain", "terms"):
        assert len(lines) <= 23 and any(line.startswith("More with --full") for line in lines[-2:])


def test_the_screen_of_the_demo_says_what_the_readme_says(folder):
    """Typed by hand from the README: both headlines, whole."""
    text = " ".join((terminal.FOLDER / "demo_80.txt").read_text(encoding="utf-8").split())
    assert "June to August: GBP 130.3m more cash on 2025-06-30 (FY2025 Q1), of which only GBP 37.8m if" in text
    assert "GBP 131.7m unwinds in FY2025 Q2. It costs GBP 1.5m, 7.09% a year." in text
    assert "116 against the usual payment day, 115 against the contract due date." in text


def test_amounts_of_the_screen_are_those_of_the_json(folder):
    said = json.loads(CliRunner().invoke(main, ["run", "whatif.toml", "--json"]).stdout)
    shown = terminal.on_terminal("run whatif.toml", 80)
    for currency in ("EUR", "GBP"):
        entry = said["currencies"][currency]["scenarios"]["June to August"]
        cells = re.search(rf"^{currency} free cash flow +(.*)$", shown, re.M)[1].split()
        assert [float(c.replace(",", "")) for c in cells] == [round(float(v)) for v in entry["free_cash_flow_change"]["trade_payable"]]
        cells = re.search(rf"^{currency} cost paid +(.*)$", shown, re.M)[1].split()
        assert [float(c.replace(",", "")) for c in cells] == [round(float(v)) for v in entry["financing_cost_paid"]]
    # by hand: 1,000,000 for 56 days, 500,000 less 2,000 for 46 and 44 days, at 6.5 % on 360; 220,000 for 49 days
    assert " 220,000     -221,946 " in shown


def test_color_and_bold_on_terminals_only_and_not_where_they_are_not_wanted(folder):
    colored = terminal.on_terminal("run left_out.toml --most-rejected 0.5", 80, terminal.COLORED)
    assert "\x1b[33m\x1b[1m2 of 6 rows" in colored and "\x1b[1mJune to August: EUR 1.5m" in colored
    plain = terminal.on_terminal("run left_out.toml --most-rejected 0.5", 80)
    assert "\x1b" not in plain and re.sub(r"\x1b\[\d+m", "", colored) == plain
    dumb = terminal.on_terminal("run left_out.toml --most-rejected 0.5", 80, {**terminal.COLORED, "TERM": "dumb"})
    assert dumb == plain
    with terminal.environment(**terminal.COLORED):
        assert "\x1b" not in terminal.piped("run left_out.toml --most-rejected 0.5")


def test_the_whole_report_is_in_the_pipe_and_in_the_file_and_behind_full(folder):
    out = terminal.on_terminal("run whatif.toml --out results", 80)
    assert "More with --full or in results/report.txt: " in out
    report = (folder / "results" / "report.txt").read_text(encoding="utf-8")
    assert terminal.piped("run whatif.toml") == report == terminal.on_terminal("run whatif.toml --full", 120)
    words = lambda text: {w for w in text.split() if not set(w) <= set("─")} - {"continued"}  # noqa: E731
    narrow = terminal.on_terminal("run whatif.toml --full", 80)
    assert words(report) - {"outside"} <= words(narrow.replace(",\n", ", \n"))


def test_an_offer_that_moves_nothing_has_an_answer_and_its_reason_whole(folder):
    text = (folder / "whatif.toml").read_text(encoding="utf-8")
    (folder / "typo.toml").write_text(text.replace("extend =", 'suppliers = "Bolt AG"\nextend ='), encoding="utf-8")
    shown = terminal.on_terminal("run typo.toml", 80)
    assert shown.splitlines()[0] == "June to August: no payment moves, cash and cost stay as they are."
    assert "Did you mean 'Bolt GmbH'? Known: Acme Steel, Bolt GmbH, Cable SA)" in " ".join(shown.split())
    assert "Change in free cash flow" not in shown and len(shown.splitlines()) <= LINES
    assert terminal.piped("run typo.toml").startswith("June to August: no payment moves")


def test_full_is_of_the_text(folder):
    found = CliRunner().invoke(main, ["run", "whatif.toml", "--json", "--full"])
    assert found.exit_code == 2 and "leave out --full or the format json" in found.stderr


def test_columns_of_the_environment_beat_those_of_the_terminal(folder):
    shown = terminal.on_terminal("run whatif.toml", 200, {**terminal.PLAIN, "COLUMNS": "80"})
    assert shown == terminal.on_terminal("run whatif.toml", 80)


def test_notes_are_said_once(folder):
    """A reason for what is not known holds for both currencies of the ledger, and stands once."""
    text = terminal.piped("run whatif.toml")
    assert text.count("Not known in FY2025 Q1: open items only") == 1
    assert "Not known in FY2025 Q1 to FY2025 Q3: all invoices are in until 2025-06-02" in text and text.count("Not known in") == 2
    result = CliRunner().invoke(main, ["run", "whatif.toml"])
    assert "note:" not in result.stderr


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
@pytest.mark.parametrize("answers, rows, notes, left_out", [(1, 2, 0, 0), (2, 6, 9, 1), (9, 40, 30, 3), (0, 0, 0, 0), (12, 0, 50, 0)])
def test_whatever_there_is_to_show_fits(width, answers, rows, notes, left_out):
    table = TextTable(
        "Change", ["", *(f"FY2025 Q{q}" for q in range(1, 9))], [[f"EUR row {r}", *["-123,456,789"] * 8] for r in range(rows)]
    )
    sentence = "June to August: EUR 76.4m more cash on 2025-06-30 (FY2025 Q1). It costs EUR 832.7k.\nMade whole of 116 that accept: 116."
    screen = Screen(
        ["2 of 6 rows are left out " * 9] * left_out,
        [sentence] * answers,
        [table] if rows else [],
        2,
        ["A note. " * 30] * notes,
        ["baseline"],
    )
    lines = screen_lines(screen, width)
    assert len(lines) <= LINES and max(cells(text) for text, _ in lines) <= width
    assert any(text.startswith("More with --full") for text, _ in lines)
    said = " ".join(text.strip() for text, _ in lines)
    assert not rows or "-123,456,789" in said
    if rows == 40:
        assert int(re.search(r"… and (\d+) more row", said)[1]) + len(re.findall(r"EUR row \d+", said)) == 40
        assert width > 80 or re.search(r"… and \d+ more answer", said)
    if rows and width == 80:
        assert "FY2025 Q3" in said and "FY2025 Q1 " not in said.partition("Change")[2]  # the first quarter in which something moves stays


def test_text_is_no_wider_than_the_page():
    """東京 takes four columns; a word without a blank is not cut, so that a path can be copied."""
    text = wrapped("supplier 東京東京東京 is paid later", 16)
    assert text.split("\n") == ["supplier", "  東京東京東京", "  is paid later"] and max(map(cells, text.split("\n"))) <= 16
    assert wrapped("see /a/path/of/twenty-six/letters", 10).split("\n") == ["see", "  /a/path/of/twenty-six/letters"]
    assert wrapped("  indented words here", 14).split("\n") == ["  indented", "    words here"]
    assert [t for t, _ in page_lines(["one", "", TextTable("t", ["a", "b"], [["x", "1"]])], 40)] == [
        "one",
        "",
        "t",
        "a   b",
        "─────",
        "x   1",
    ]


def test_a_column_in_which_nothing_stands_does_not_go_below():
    table = TextTable("t", ["name", "Q1", "Q2", "outside"], [["cash", "1,000,000", "2,000,000", ""]])
    assert [len(b) for b in table.blocks(32)] == [3] and [len(b) for b in table.blocks(80)] == [4]
