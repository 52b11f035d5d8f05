"""Slips in a what-if file: the sentence names the file, the key and the value, and what to type."""

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.errors import closest
from cashflow.cli import main

LEDGER = "supplier,invoice,invoice_date,amount,currency,terms\nAcme,1,2025-05-21,1000.00,EUR,net 30\n"
WHATIF = """[ledger]
path = "l.csv"
[calendar]
as_of = 2025-05-31
quarters = { from = 2025-04-01, to = 2025-12-31 }
[policy]
baseline = "terms"
[[scenario]]
name = "Later"
[[scenario.offer]]
extend = { days = 30 }
"""
AS_OF, DAYS, OFFER = "as_of = 2025-05-31", "days = 30", "[[scenario.offer]]\n"
SHOWN = "quarters = { from = 2025-04-01, to = 2025-12-31 }"
NO_DATE = "is not a date like 2025-06-30"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "l.csv").write_text(LEDGER, encoding="utf-8")
    return tmp_path


def run(folder, text, *command):
    (folder / "w.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(main, [*(command or ("run",)), "w.toml"])


@pytest.mark.parametrize(
    "old, new, said",
    [
        (AS_OF, 'as_of = "31/05/2025"', f"calendar.as_of '31/05/2025': {NO_DATE}. Write 2025-05-31"),
        (AS_OF, 'as_of = "05/06/2025"', f"calendar.as_of '05/06/2025': {NO_DATE}. Write 2025-06-05 or 2025-05-06"),
        (AS_OF, "as_of = 20250531", f"calendar.as_of '20250531': {NO_DATE}. Write 2025-05-31"),
        (AS_OF, 'as_of = " 2025-05-31"', f"calendar.as_of ' 2025-05-31': {NO_DATE}. Write 2025-05-31"),
        (AS_OF, 'as_of = "2025-05-32"', f"calendar.as_of '2025-05-32': {NO_DATE}"),
        (SHOWN, 'quarters = "2025 Q2"', "calendar.quarters '2025 Q2': must say from and to. Write " + SHOWN),
        (AS_OF, f'{AS_OF}\nfiscal_year_starts = "April"', "Say 'start' if April 2025 opens FY2025, 'end' if it opens FY2026"),
        (DAYS, 'days = "30 days"', "extend.days '30 days': must be a whole number of days from 0 to 3660. Write 30, a number and no text"),
        (OFFER, f"{OFFER}paying = {{}}\n", "paying '{}': must say from, to or both. Write paying = { from = 2025-06-01, to = 2025-06-30 }"),
        (
            OFFER,
            f"{OFFER}where = {{ amount = {{ form = 1000 }} }}\n",
            "where.amount '{ form = 1000 }': must say from, to or both. Write where = { amount = { from = 1000, to = 50000 } }",
        ),
        ('"l.csv"', '"l.csv"\ncurrency = "eur"', "w.toml, ledger.currency 'eur': unknown currency. Did you mean 'EUR'? Known: AED"),
        ("[policy]\n", '[policy]\nbusiness_days = { eur = "TARGET" }\n', "'eur': is neither a currency nor a setting. Did you mean 'EUR'?"),
        ('"l.csv"', '"m.csv"', "m.csv, ledger.path: there is no such file. Did you mean 'l.csv'?"),
        ('"l.csv"', '"l.csv"\npayments = "p.csv"', "p.csv, ledger.payments: there is no such file. Did you mean 'l.csv'?"),
        (
            "[policy]\n",
            "[terms.codes]\nZ1 = 30\n[policy]\n",
            "terms.codes.Z1 '30': payment terms must be a text of at most 1,000 characters. Write e.g. 'net 30'",
        ),
    ],
)
def test_what_to_type(folder, old, new, said):
    assert old in WHATIF
    found = run(folder, WHATIF.replace(old, new))
    assert found.exit_code == 1 and found.stderr.startswith("cashflow: ") and found.stderr.rstrip("\n").count("\n") == 0
    assert said in found.stderr
    if not said.endswith((".", "AED")):
        assert found.stderr.endswith(f"{said}\n")


def test_an_option_of_a_command_is_no_key(folder):
    found = CliRunner().invoke(main, ["try", "m.csv", "--extend", "30"])
    assert found.exit_code == 1 and found.stderr == "cashflow: m.csv: there is no such file. Did you mean 'l.csv'?\n"
    found = CliRunner().invoke(main, ["try", "l.csv", "--extend", "30", "--currency", "eur"])
    assert found.stderr.startswith("cashflow: currency 'eur': unknown currency. Did you mean 'EUR'?")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_called_by_its_name(folder, encoding):
    assert run(folder, WHATIF.encode(encoding)).stderr == (
        "cashflow: w.toml: is not UTF-8 text, so it is not a what-if file. Save it as UTF-8\n"
    )


@pytest.mark.parametrize("year, side", [(2024, "after"), (2026, "before")])
def test_quarters_of_another_year_hold_nothing_that_moves(folder, year, side):
    """Acme is due on 20 June 2025 and paid on 20 July."""
    found = run(folder, WHATIF.replace("2025-04-01, to = 2025-12-31", f"{year}-04-01, to = {year}-12-31"))
    first = " ".join(found.stdout.split("\n\n")[0].split())
    assert first == (
        f"Later: no EUR cash benefit at any quarter end shown, since all that moves lies {side} them, from 2025-06-20 to 2025-07-20; "
        "cost EUR 0."
    )
    within = run(folder, WHATIF.replace("days = 30", "days = 5"))  # 25 June: it moves, and crosses no quarter end
    assert "no EUR cash benefit at any quarter end shown; cost EUR 0." in " ".join(within.stdout.split())


def test_large_and_small_letters_come_first():
    """Of codes no letter of which is alike, the same one in large letters is meant."""
    assert closest("eur", ["AED", "EUR", "USD"]) == "EUR" and closest(" Acme gmbh", ["Acme AG", "ACME GmbH"]) == "ACME GmbH"
    assert closest("xyz", ["AED", "EUR"]) is None


def test_the_same_in_python():
    with pytest.raises(cf.InputError, match=r"is not a date like 2025-06-30\. Write 2025-05-31") as refused:
        cf.PaymentPolicy(as_of="31.05.2025")
    assert (refused.value.column, refused.value.value) == ("as_of", "31.05.2025")
    with pytest.raises(cf.InputError, match=r"Write e\.g\. 'net 30'") as refused:
        cf.PaymentTerms.parse(30)
    assert refused.value.value == 30
