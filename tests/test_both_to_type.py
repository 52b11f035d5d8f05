"""What is printed to be typed: every answer of a question with what it would mean, and a placeholder where nothing says one."""

import json

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main

HEAD = "Supplier;Invoice No;Invoice Date;{due};Currency;Amount\n"


def cashflow(*words):
    return CliRunner().invoke(main, [*map(str, words)])


def checked(path, *options):
    return cashflow("check", path, *options)


def written(folder, text):
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return folder / "a.csv"


@pytest.mark.parametrize(
    "due, rows, lines",
    [
        (
            "Due Date",
            "Acme;1;03/04/2026;05/06/2026;EUR;1000.00\n",
            ["--date-order dmy     (03/04/2026 is 3 April 2026)", "or --date-order mdy  (03/04/2026 is 4 March 2026)"],
        ),
        (
            "Due Date",
            "Acme;1;2026-04-03;2026-06-05;EUR;1,500\n",
            ["--decimal .     (1,500 is 1500)", "or --decimal ,  (1,500 is 1.500)"],
        ),
        (
            "Due Date",
            "Acme;1;2026-04-03;2026-06-05;EUR;1.500\n",
            ["--decimal .     (1.500 is 1.500)", "or --decimal ,  (1.500 is 1500)"],
        ),
        (
            "Terms",
            "Acme;1;2026-04-03;30 days end of month;EUR;1000.00\n",
            [
                "--dialect days_then_eom       ('30 days end of month' is 30 days then end of month)",
                "or --dialect eom_then_days    ('30 days end of month' is end of month then 30 days)",
                "or --dialect months_then_eom  ('30 days end of month' is 1 month then end of month)",
            ],
        ),
    ],
    ids=["dates", "decimal comma or thousands", "decimal point or thousands", "terms"],
)
def test_each_answer_stands_with_what_it_would_mean(tmp_path, due, rows, lines):
    """One of two readings stood there as if it were to be typed."""
    path = written(tmp_path, HEAD.format(due=due) + rows)
    page = checked(path).stdout
    assert "To type:\n" + "".join(f"  {line}\n" for line in lines) in page
    (ask,) = json.loads(checked(path, "--json").stdout)["ask"]
    assert [f"({words})" in line for words, line in zip(ask["means"], lines, strict=True)] == [True] * len(lines)
    assert len(ask["choices"]) == len(lines)


def test_what_is_said_of_each_date_is_what_is_read_by_it(tmp_path):
    path = written(tmp_path, HEAD.format(due="Due Date") + "Acme;1;03/04/2026;05/06/2026;EUR;1000.00\n")
    days = {o: str(cf.read_ledger(path, date_order=o).invoice_day.astype("M8[D]")[0]) for o in ("dmy", "mdy")}
    assert days == {"dmy": "2026-04-03", "mdy": "2026-03-04"}


@pytest.mark.parametrize("command", ["check", "try"])
def test_no_currency_and_no_terms_are_proposed_where_nothing_says_them(tmp_path, command):
    path = written(tmp_path, "Supplier;Invoice No;Invoice Date;Amount\nAcme;1;2026-04-03;1000.00\n")
    said = cashflow(command, path, *(["--extend", "30", "--as-of", "2026-04-01"] if command == "try" else []))
    assert said.exit_code == 1 and "EUR" not in said.stderr
    assert "Type: --terms TERMS --currency XXX (XXX: the three-letter code; TERMS: for example 'net 30')" in said.stderr


def test_the_placeholder_itself_is_refused_by_what_it_stands_for(tmp_path):
    path = written(tmp_path, "Supplier;Invoice No;Invoice Date;Due Date;Amount\nAcme;1;2026-04-03;2026-05-01;1000.00\n")
    assert "--currency XXX (the three-letter code)" in checked(path).stderr
    said = checked(path, "--currency", "XXX").stderr
    assert "stands for the three-letter code of the currency" in said and "Write the code in its place" in said
    assert checked(path, "--currency", "SEK").exit_code == 0


def test_a_status_that_is_not_known_is_asked_with_all_it_may_be(tmp_path):
    rows = "Acme;1;2026-04-03;2026-05-01;EUR;1000.00;Q\nBirch;2;2026-04-03;2026-05-01;EUR;10.00;R\n"
    path = written(tmp_path, "Supplier;Invoice No;Invoice Date;Due Date;Currency;Amount;Status\n" + rows)
    assert "To type: --types Q=invoice (or paid, ignored) --types R=invoice (or paid, ignored)" in checked(path).stdout


def test_a_side_is_asked_with_both(tmp_path):
    rows = "Acme;1;2026-04-03;2026-05-01;EUR;1000.00 Cr\nAcme;2;2026-04-03;2026-05-01;EUR;100.00 Dr\n"
    assert "Type: --owed Cr (or Dr)" in checked(written(tmp_path, HEAD.format(due="Due Date") + rows)).stderr
