"""Statuses of one letter: read where the heading or another column says what they mean; else asked with all that they may mean."""

import json
import shlex
from decimal import Decimal

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from tests.exports import money, write

D = Decimal
HEAD = "Supplier;Invoice No;Invoice Date;Due Date;Currency;Amount;{name}\n"


def listed(name, first, second):
    """A bill of 1,000.00 and one of 500.00."""
    rows = f"Acme;1001;2026-01-13;2026-02-12;EUR;1000.00;{first}\nBeta;1002;2026-01-14;2026-02-13;EUR;500.00;{second}\n"
    return HEAD.format(name=name) + rows


@pytest.mark.parametrize("name, letters, open_", [
    ("Open/Closed", "OC", "1000.00"),
    ("Status (Open/Closed)", "CO", "500.00"),
    ("Status (P=paid, N=not paid)", "PN", "500.00"),
    ("P=Paid / U=Unpaid", "UP", "1000.00"),
    ("Paid/Unpaid", "PU", "500.00"),
    ("offen/bezahlt", "OB", "1000.00"),
    ("Paid", "PN", "500.00"),
    ("Paid", "UP", "1000.00"),
    ("Bezahlt", "BN", "500.00"),
    ("Offen", "OB", "1000.00"),
    ("Paid?", "YN", "500.00"),
])  # fmt: skip
def test_letters_are_read_where_their_heading_says_what_they_mean(tmp_path, name, letters, open_):
    """Under "Open/Closed" all counted as open, and nothing was said; under "Paid" P and N were asked for."""
    ledger = cf.read_ledger(write(tmp_path, listed(name, *letters)))
    assert money(ledger) == ({"EUR": D("1500.00")}, {"EUR": D(open_)})
    assert "unknown status" not in set(ledger.findings.frame["kind"])


def test_a_void_letter_is_left_out(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, listed("Status (Open/Closed/Void)", "O", "V")))
    assert money(ledger)[0] == {"EUR": D("1000.00")}


@pytest.mark.parametrize("name", ["Status", "O/C", "Status (O/C)"])
def test_letters_that_nothing_explains_are_asked_with_all_they_may_mean(tmp_path, name):
    """Under "O/C" nothing was said; under "Status" what is to be typed had one reading."""
    path = write(tmp_path, listed(name, "O", "C"))
    (ask,) = json.loads(CliRunner().invoke(main, ["check", str(path), "--json"]).stdout)["ask"]
    opened = {}
    for typed, means in zip(ask["choices"], ask["means"], strict=True):
        said = json.loads(CliRunner().invoke(main, ["check", str(path), "--json", *shlex.split(typed)]).stdout)
        opened[means] = said.get("amount_open", said["amount_accepted"])["EUR"]
    assert opened == {
        "neither says paid: all of it is open, as it is read now": "1500.00",
        "C is closed, O is open": "1000.00",
        "C is cancelled, and none of it is owed": "1000.00",
    }


@pytest.mark.parametrize("name, letters", [("D/C", "DC"), ("S/H", "SH"), ("Approved Y/N", "YN"), ("Class", "PN"), ("Type (O/P)", "OP")])
def test_other_letters_are_no_statuses(tmp_path, name, letters):
    path = write(tmp_path, listed(name, *letters))
    said = CliRunner().invoke(main, ["check", str(path)])
    assert "unknown status" not in said.output and "is paid" not in said.output


@pytest.mark.parametrize("more, values", [("Balance", ("0.00", "500.00")), ("Paid Date", ("2026-02-12", ""))])
def test_another_column_that_says_what_is_paid_is_enough(tmp_path, more, values):
    head, one, two = listed("Status", "P", "N").splitlines()
    ledger = cf.read_ledger(write(tmp_path, f"{head};{more}\n{one};{values[0]}\n{two};{values[1]}\n"))
    assert money(ledger)[1] == {"EUR": D("500.00")} and "unknown status" not in set(ledger.findings.frame["kind"])
