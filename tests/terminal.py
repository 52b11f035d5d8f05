"""A terminal of a given size for the command line, as a user sees it; the sessions kept in tests/sessions.

``python -m tests.terminal`` writes them anew: look at the difference before you keep it.
"""

import contextlib
import fcntl
import os
import shlex
import struct
import sys
import tempfile
import termios
import threading
from pathlib import Path

import click

from cashflow.cli import main

FOLDER = Path(__file__).parent / "sessions"
COLORED = {"TERM": "xterm", "NO_COLOR": "", "COLUMNS": ""}
PLAIN = {**COLORED, "NO_COLOR": "1"}


@contextlib.contextmanager
def environment(**values):
    """Variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)


def on_terminal(words, columns, settings=PLAIN):
    """What the command prints to a terminal of so many columns and 24 lines."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    attributes = termios.tcgetattr(theirs)
    attributes[1] &= ~termios.OPOST  # line ends as they are printed
    termios.tcsetattr(theirs, termios.TCSANOW, attributes)
    got = []
    reader = threading.Thread(target=_read, args=(ours, got))
    reader.start()
    kept = sys.stdout
    try:
        with environment(**settings), open(theirs, "w", encoding="utf-8") as sys.stdout:
            _run(words)
    finally:
        sys.stdout = kept
        reader.join()
        os.close(ours)
    return b"".join(got).decode()


def _read(ours, got):
    with contextlib.suppress(OSError):  # the other end is closed
        while more := os.read(ours, 65536):
            got.append(more)


def _run(words):
    with contextlib.suppress(SystemExit):
        try:
            main(shlex.split(words), standalone_mode=False)
        except click.ClickException as wrong:
            wrong.show()


def piped(words):
    """What the command prints into a pipe."""
    read, write = os.pipe()
    kept = sys.stdout
    got = []
    reader = threading.Thread(target=_read, args=(read, got))
    reader.start()
    try:
        with open(write, "w", encoding="utf-8") as sys.stdout:
            _run(words)
    finally:
        sys.stdout = kept
        reader.join()
        os.close(read)
    return b"".join(got).decode()


HEAD = "supplier,invoice,invoice_date,amount,currency,terms,region\n"
ROWS = [
    "Acme Steel,A1,2025-05-21,1000000.00,EUR,net 30,UK",
    "Bolt GmbH,B1,2025-05-30,500000.00,EUR,net 30,EU",
    "Bolt GmbH,B2,2025-06-02,-2000.00,EUR,net 30,EU",
    "Cable SA,C1,2025-05-28,220000.00,GBP,net 30,EU",
]
CALENDAR = """[calendar]
fiscal_year_starts = "April"
fiscal_year_named_by = "start"
quarters = { from = 2025-04-01, to = 2025-12-31 }
as_of = 2025-06-02
"""
OFFER = """[[scenario.offer]]
extend = { to = 2025-08-15 }
funding_rate = 0.08
[[scenario.offer.option]]
scheme = "later_with_interest"
annual_rate = 0.065
day_count = "ACT/360"
"""
BANK = """[[scenario.offer.option]]
scheme = "bank_pays_now"
annual_rate = 0.072
day_count = "ACT/360"
bank_pays = "baseline"
"""
SOLVE = """[solve]
target = "1000000"
by = 2025-06-30
currency = "EUR"
curve = ["500000", "1000000"]
[[solve.menu]]
extend = { to = 2025-08-15 }
scheme = "later_with_interest"
annual_rate = 0.065
day_count = "ACT/360"
"""


DAYS = ("2025-07-15", "2025-07-31", "2025-08-15", "2025-08-31", "2025-09-15", "2025-09-30", "2025-10-15", "2025-10-31")


def _whatif(*scenarios, ledger="ledger.csv", calendar=CALENDAR, more=""):
    return f'[ledger]\npath = "{ledger}"\n{calendar}' + "".join(scenarios) + more


def write_inputs(folder):
    """The ledgers and what-if files that the sessions use, except the demo's."""
    june = f'[[scenario]]\nname = "June to August"\n{OFFER}'
    bad = ["Dock,D1,soon,7000.00,EUR,net 30,EU", "Dock,D2,2025-05-21,ten,EUR,net 30,EU"]
    years = CALENDAR.replace("2025-12-31", "2028-03-31")
    many = "".join(june.replace("June to August", f"until {day}").replace("2025-08-15", day) for day in DAYS)
    by_chance = june.replace("funding_rate", "acceptance = { share = 0.7 }\nfunding_rate")
    texts = {
        "ledger.csv": HEAD + "\n".join(ROWS) + "\n",
        "left_out.csv": HEAD + "\n".join([*ROWS, *bad]) + "\n",
        "whatif.toml": _whatif(june, more=SOLVE),
        "bank.toml": _whatif(june + BANK, june.replace("June to August", "Without a bank")),
        "left_out.toml": _whatif(june, ledger="left_out.csv"),
        "many.toml": _whatif(many),
        "years.toml": _whatif(june, calendar=years),
        "chance.toml": _whatif(by_chance),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


SESSIONS = {
    "run_80": ("run whatif.toml", 80),
    "run_200": ("run whatif.toml", 200),
    "run_full_80": ("run whatif.toml --full", 80),
    "run_piped": ("run whatif.toml", None),
    "run_bank_80": ("run bank.toml", 80),
    "run_left_out_80": ("run left_out.toml --most-rejected 0.5", 80),
    "run_many_80": ("run many.toml", 80),
    "run_years_80": ("run years.toml", 80),
    "project_80": ("project whatif.toml", 80),
    "simulate_80": ("simulate chance.toml --currency EUR --target 1000000", 80),
    "solve_80": ("solve whatif.toml", 80),
    "explain_80": ("explain whatif.toml free_cash_flow_change --quarter 2025-06-30 --currency EUR", 80),
    "terms_80": ("terms '30 days then end of month' 2025-01-31 --against 'net 60'", 80),
    "demo_80": ("demo", 80),
    "demo_200": ("demo", 200),
}
"""Name → what is typed, and the columns of the terminal; none: it is piped."""


def session(name):
    """What is typed, and what is printed."""
    words, columns = SESSIONS[name]
    return f"$ cashflow {words}\n{piped(words) if columns is None else on_terminal(words, columns)}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as inputs, contextlib.chdir(inputs):
        write_inputs(Path(inputs))
        for one in sys.argv[1:] or SESSIONS:
            (FOLDER / f"{one}.txt").write_text(session(one), encoding="utf-8")
