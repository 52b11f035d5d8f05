"""Exports of kinds that newcomers have: each is read, or asks for all there is to type, after which it reads; typed in ledgers/kinds.toml."""

import shlex
import tomllib
from decimal import Decimal

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.errors import InputError
from cashflow.cli import main
from tests.layouts import LEDGERS

KINDS = tomllib.loads((LEDGERS / "kinds.toml").read_text(encoding="utf-8"))
SAMPLES = [(name, file) for name, kind in KINDS.items() for file in kind.get("files", [kind.get("file")])]
FOLDER = LEDGERS / "kinds"
NO_LEDGER = {
    "price": "is a price list", "price3": "is a price list", "price_fr": "is a price list", "budget2": "is a budget",
    "budget_de": "is a budget", "emp": "is a payroll", "emp_fr": "is a list of employees", "cust": "is a list of customers",
    "inv2": "is a stock list", "bank_de": "is a bank statement", "bank_es": "is a bank statement", "bank_it": "is a bank statement",
}  # fmt: skip


def check(path, *options):
    """`cashflow check`: exit status, and what it prints."""
    done = CliRunner().invoke(main, ["check", str(path), *options])
    return done.exit_code, " ".join(done.output.split())


def due_of(frame):
    """When each row is due: as it says, else by its terms."""
    if "due_date" in frame:
        return frame["due_date"]
    return [cf.PaymentTerms.parse(t).schedule(d.date()).due[-1][0] for t, d in zip(frame["terms"], frame["invoice_date"], strict=True)]


def typed(told):
    """Options as they are typed."""
    plain = [f"--{k}={v}" for k, v in told.items() if k != "map"]
    return [*plain, *(f"--map={ours}={theirs}" for ours, theirs in told.get("map", {}).items())]


def test_every_sample_is_typed():
    named = {file for _, file in SAMPLES} | {f"no_ledger_{n}.csv" for n in NO_LEDGER}
    assert {p.name for p in FOLDER.iterdir()} == named


@pytest.mark.parametrize(("name", "file"), SAMPLES)
def test_a_sample_is_read_to_the_cent(name, file):
    wanted = KINDS[name]
    ledger = cf.read_ledger(FOLDER / file, **wanted.get("told", {}))
    frame = ledger.to_frame()
    assert ledger.findings.rejected == 0
    if "rows" in wanted:
        assert frame["supplier"].tolist() == [r[0] for r in wanted["rows"]]
        assert frame["invoice"].tolist() == [r[1] for r in wanted["rows"]]
        assert frame["amount"].tolist() == [Decimal(r[2]) for r in wanted["rows"]]
        assert frame["currency"].tolist() == [r[4] for r in wanted["rows"]]
        opened = sum(Decimal(r[3] or r[2]) for r in wanted["rows"])
        assert sum(map(Decimal, ledger.findings.amount_open.values())) == opened
    if "due" in wanted:
        assert [str(d)[:10] for d in frame["invoice_date"]] == [d[0] for d in wanted["due"]]
        assert [str(d)[:10] for d in due_of(frame)] == [d[1] for d in wanted["due"]]


@pytest.mark.parametrize(("name", "file"), SAMPLES)
def test_the_page_says_it_or_all_there_is_to_type(name, file):
    wanted = KINDS[name]
    if "asks" in wanted:
        status, page = check(FOLDER / file)
        assert status == 1
        for line in wanted["asks"]:
            assert line in page
            assert "TERMS" in line or shlex.split(line)[1] in " ".join(typed(wanted["told"])).replace("--", "")
    done = CliRunner().invoke(main, ["check", str(FOLDER / file), *typed(wanted.get("told", {}))])
    assert max(map(len, done.output.split("\n"))) <= 120
    status, page = done.exit_code, " ".join(done.output.split())
    assert status == 0 and page.startswith("Can be used: nothing is left out")
    for words in wanted.get("says", ()):
        assert words in page


@pytest.mark.parametrize("name", NO_LEDGER)
def test_what_is_no_ledger_is_refused_by_its_name_and_says_why(name):
    with pytest.raises(InputError, match=NO_LEDGER[name]) as refused:
        cf.read_ledger(FOLDER / f"no_ledger_{name}.csv")
    assert "(its columns '" in str(refused.value) and not refused.value.ask


@pytest.mark.parametrize(
    "table, says, never",
    [
        (
            "Kreditor,Fällig,Betrag\nAcme,01.02.2025,hoch\nBeta,02.02.2025,tief\n",
            ["'Betrag' has a name like amount (what was invoiced, gross), but holds 'hoch'"],
            "without amounts",
        ),
        (
            "Vendor,Due,Amount type\nAcme,2025-02-01,Gross\nBeta,2025-02-02,Net\n",
            ["'Amount type' has a name like amount", "but holds 'Gross'"],
            "without amounts",
        ),
        (
            "Vendor,Due,Amount\nAcme,2025-02-01,\nBeta,2025-02-02,\n",
            ["'Amount' looks like amount (what was invoiced, gross), but is blank"],
            "without amounts",
        ),
        (
            "Kreditor,Fälligkeit,Betrag\nAcme,offen,10\nBeta,offen,20\n",
            ["'Fälligkeit' has a name like due_date (date on which it is due), but holds 'offen'"],
            "without due",
        ),
        (
            "Supplier,Amount\nAcme,tbd\nBeta,tbd\n",
            ["is a list without due dates", "'Amount' has a name like amount", "but holds 'tbd'"],
            "without their invoices",
        ),
        (
            "Kreditor,Fällig,Betrag,Zahl\nAcme,01.02.2025,hoch,10.50\nBeta,02.02.2025,tief,20.25\n",
            ["no column holds amounts ('Betrag' has a name", "Type: --map amount=Zahl"],
            "without",
        ),
        ("Vendor,Due\nAcme,2025-02-01\nBeta,2025-02-02\n", ["is a list without amounts, not a list of payables"], "has a name like"),
    ],
)
def test_a_column_that_is_called_so_and_not_taken_is_not_denied(table, says, never, tmp_path):
    """A list with a column 'Betrag' was refused as a list without amounts; why that column does not count was not said."""
    (tmp_path / "l.csv").write_text(table)
    with pytest.raises(cf.InputError) as told:
        cf.read_ledger(tmp_path / "l.csv", currency="EUR")
    said = told.value.sentence()  # as the command says it
    assert all(s in said for s in says) and never not in said, said
