"""cashflow solve as its user meets it."""

import json
from decimal import Decimal as D

import pytest

import cashflow as cf

from .test_cli import cashflow, refused
from .test_solve import needs_highs

LEDGER = """supplier,invoice,invoice_date,amount,currency,terms,country
Acme,A1,2025-05-21,1000000.00,EUR,net 30,FR
Bolt,B1,2025-05-22,500000.00,EUR,net 30,DE
Core,C1,2025-05-25,300000.00,EUR,net 30,FR
=HYPERLINK("x"),D1,2025-05-26,200000.00,EUR,Z1,DE
"""
QUESTION = """
[ledger]
path = "ledger.csv"
[terms.codes]
Z1 = "net 30"
Z2 = "net 75"
[calendar]
fiscal_year_starts = "April"
fiscal_year_named_by = "start"
[solve]
target = "600000"
by = 2025-06-30
funding_rate = 0.05
[solve.constraints]
made_whole = true
max_days = 60
bank_limit = "500000"
sums = [{ column = "country", value = "FR", cash = "900000" }]
[[solve.menu]]
extend = { days = 30 }
scheme = "later_with_interest"
annual_rate = 0.06
day_count = "ACT/360"
[[solve.menu]]
extend = { to = 2025-07-15 }
scheme = "bank_pays_now"
annual_rate = 0.07
day_count = "ACT/360"
[[solve.menu]]
extend = { terms = "Z2" }
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "ask.toml").write_text(QUESTION, encoding="utf-8")
    return tmp_path


@needs_highs
def test_the_answer_by_hand(folder):
    """600,000 of EUR 500,000 (DE), 200,000 (DE), and 300,000 (FR; Acme's million breaks the constraint of FR).

    30 days at 6 % on 360 cost 0.5 %. The bank, 7 % to 15 July: Bolt due 21 June 24 days 0.4667 %, Core due 24 June 21 days
    0.4083 %, the fourth due 25 June 20 days 0.3889 %; the bank may be owed 500,000. No terms alone make whole at 5 %.
    Least: bank for Core and the fourth (1,225.00 + 777.78) would hold 500,000; 600,000 needs Bolt. Bolt and the fourth
    hold 700,000: bank Bolt 2,333.33 + later 1,000.00 = 3,333.33, or later 2,500.00 + bank 777.78 = 3,277.78. Bolt and
    Core hold 800,000: later 2,500.00 + bank 1,225.00 = 3,725.00. So 3,277.78.
    """
    found = cashflow("solve", "ask.toml", "--json")
    assert found.exit_code == 0, found.output
    said = json.loads(found.stdout)
    assert (said["reached"], said["cash_retained"], said["cost"]) == (True, "700000.00", "3277.78")
    assert [(r["supplier"], r["menu"], r["cost"]) for r in said["choices"]] == [('=HYPERLINK("x")', 2, "777.78"), ("Bolt", 1, "2500.00")]
    assert said["free_cash_flow_change"]["trade_payable"] == ["700000.00", "-703277.78", "0.00"]
    assert said["question"] == {
        "target": "600000.00",
        "currency": "EUR",
        "by": "2025-06-30",
        "quarter": "FY2025 Q1",
        "presentation": "trade_payable",
        "rates": None,
    }
    assert {r["constraint"]: (r["allowed"], r["used"]) for r in said["constraints"]} == {
        "target": ("600000.00", "700000.00"),
        "cash of country FR": ("900000.00", "0.00"),
        "owed to the bank, any day": ("500000.00", "200000.00"),
    }
    assert [(r["rule"], r["suppliers"]) for r in said["left_out"]] == [
        ("not made whole against the usual payment day, or not known to be", 4)
    ]


@needs_highs
def test_text_and_files(folder):
    found = cashflow("solve", "ask.toml", "--out", "answer")
    assert found.exit_code == 0 and found.stdout.startswith("EUR 600.0k on 2025-06-30 (FY2025 Q1): offers to 2 suppliers hold EUR 700.0k")
    names = {p.name for p in (folder / "answer").iterdir()}
    tables = {"choices.csv", "curve.csv", "constraints.csv", "left_out.csv", "quarters.csv", "legs.csv"}
    assert names == tables | {"findings.csv", "result.json", "report.txt", "run.json", "report.html", "report.xlsx", "pictures"}
    assert "\"'=HYPERLINK(" in (folder / "answer" / "choices.csv").read_text()
    cashflow("solve", "ask.toml", "--out", "again")
    for path in (p for p in (folder / "answer").rglob("*") if p.is_file()):
        again = folder / "again" / path.relative_to(folder / "answer")
        assert path.read_bytes() == again.read_bytes(), path.name


@needs_highs
def test_the_file_and_python_say_the_same(folder):
    read = cf.read_whatif("ask.toml")
    assert read.solve().cost == D("3277.78") and read.scenarios == ()


@pytest.mark.parametrize(
    "old, new, sentence",
    [
        ("target =", "targets =", "ask.toml, solve 'targets': unknown key. Did you mean 'target'?"),
        ('target = "600000"\n', "", "ask.toml, solve.target: is missing. Write target ="),
        ('"600000"', "600000.555", "ask.toml, solve.target '600000.555': has more decimals than EUR has (2)"),
        ("2025-06-30", "2025-06-29", "ask.toml, solve.by '2025-06-29': is not the last day of a fiscal quarter"),
        ('scheme = "later', 'shceme = "later', "ask.toml, solve.menu 1 'shceme': stands in an entry without a scheme"),
        ("annual_rate = 0.06\n", "", "ask.toml, solve.menu 1, option.annual_rate: is missing"),
        ("2025-07-15", "2025-05-15", "ask.toml, solve.menu 2, extend.to"),
        ('"Z2" }', '"45 days EOM" }', "ask.toml"),
        ("[[solve.menu]]", "[[scenario]]", "ask.toml, scenario 1 'extend'"),
    ],
)
def test_refused_with_file_and_place(folder, old, new, sentence):
    text = QUESTION.replace(old, new)
    assert text != QUESTION
    (folder / "ask.toml").write_text(text, encoding="utf-8")
    assert sentence in refused("solve", "ask.toml")


def test_each_command_names_the_other(folder):
    assert "there is no [[scenario]]. 'cashflow solve' answers the table [solve]" in refused("run", "ask.toml")
    text = QUESTION.split("[solve]")[0] + '[[scenario]]\nname = "x"\n[[scenario.offer]]\nextend = { days = 30 }\n'
    (folder / "ask.toml").write_text(text, encoding="utf-8")
    assert "there is no table [solve]" in refused("solve", "ask.toml")


@needs_highs
def test_limits_of_the_file_hold(folder):
    """45 days in DE stop 30 days later there; a bank that pays on the usual day is no longer term. Bolt by the bank 2,333.33, Core
    later 1,500.00: the bank's 500,000 are full, and 600,000 are held by nothing cheaper."""
    limit = '[[limit]]\ndays = 45\ncountry = "DE"\n'
    (folder / "ask.toml").write_text(QUESTION.replace("[solve]", limit + "[solve]"), encoding="utf-8")
    said = json.loads(cashflow("solve", "ask.toml", "--json").stdout)
    assert [(r["supplier"], r["menu"], r["cost"]) for r in said["choices"]] == [("Bolt", 2, "2333.33"), ("Core", 1, "1500.00")]
    assert "menu 1 (30 days later): a hard limit stops 2 items" in said["notes"]
