"""What is typed and could change nothing, in that combination, is refused in a sentence; or it is told what it is for."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main

LEDGER = """supplier,invoice,invoice_date,amount,currency,terms
Acme,A1,2025-05-21,1000000.00,EUR,net 30
Bolt,B1,2025-05-30,500000.00,GBP,net 30
"""
WHATIF = """[ledger]
path = "ledger.csv"
[calendar]
as_of = 2025-06-02
[[scenario]]
name = "June"
[[scenario.offer]]
extend = { to = 2025-08-15 }
acceptance = { share = 0.5 }
[[scenario.offer.option]]
scheme = "bank_pays_now"
annual_rate = 0.072
day_count = "ACT/360"
[simulate]
currency = "EUR"
seed = 7
[solve]
target = "500000"
by = 2025-06-30
currency = "EUR"
[[solve.menu]]
extend = { to = 2025-08-15 }
scheme = "later_with_interest"
annual_rate = 0.065
day_count = "ACT/360"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("ledger.csv").write_text(LEDGER, encoding="utf-8")
    Path("whatif.toml").write_text(WHATIF, encoding="utf-8")
    return tmp_path


def cashflow(*typed: str) -> str:
    found = CliRunner().invoke(main, typed)
    assert found.exit_code == 0, found.output
    return found.output


def refused(*typed: str) -> str:
    found = CliRunner().invoke(main, typed)
    assert found.exit_code == 1 and "Traceback" not in found.output, found.output
    return found.output.strip()


def picture(*typed: str) -> str:
    cashflow("picture", "whatif.toml", *typed, "-o", "one.svg")
    return Path("one.svg").read_text(encoding="utf-8")


def test_a_seed_needs_draws(folder):
    """It was dropped: the exact figures are the same for every seed."""
    said = refused("simulate", "whatif.toml", "--draws", "0", "--seed", "5")
    assert said == "cashflow: whatif.toml, simulate.seed '5': changes nothing without draws. Leave seed out, or say how many draws"
    assert "seed" not in cashflow("simulate", "whatif.toml", "--draws", "0")  # the file's is of its draws, which are not asked for
    assert "seed 7" in cashflow("simulate", "whatif.toml")
    Path("whatif.toml").write_text(WHATIF.replace("seed = 7", "seed = 7\ndraws = 0"), encoding="utf-8")
    assert "simulate.seed '7': changes nothing without draws" in refused("simulate", "whatif.toml")
    result = cf.read_whatif("whatif.toml").run()
    assert cf.simulate(result, currency="EUR", draws=0).contents()["seed"] is None
    with pytest.raises(cf.InputError, match="must be a whole number"):  # whatever is drawn
        cf.simulate(result, currency="EUR", draws=0, seed=-3)


def test_pictures_of_what_is_simulated_and_solved_take_its_options(folder):
    """They were refused: "is not an option of the picture 'chances'. It has none"."""
    assert "2025 Q2, EUR: 10,000 draws" in picture("chances")
    assert "2025 Q3, GBP: 10,000 draws" in picture("chances", "--currency", "GBP", "--quarter", "2025-09-30", "--scenario", "June")
    assert "(borrowing, gross presentation), 2025 Q2, EUR" in picture(
        "tornado", "--presentation", "borrowing_gross", "--quarter", "2025 Q2"
    )
    assert "on 2025-06-30, GBP" in picture("curve", "--currency", "GBP")
    assert "on 2025-06-30 (agency presentation), EUR" in picture("curve", "--presentation", "agency")


@pytest.mark.parametrize(
    "name, option, value, has, of",
    [
        ("curve", "scenario", "June", "--currency and --presentation", "unwind, bridge"),
        ("curve", "quarter", "2025-06-30", "--currency and --presentation", "bridge, chances, tornado"),
        ("ageing", "quarter", "2025-06-30", "--currency", "bridge, chances, tornado"),
        ("bridge", "presentation", "agency", "--currency and --scenario and --quarter", "unwind, chances, tornado, curve"),
    ],
)
def test_an_option_that_a_picture_does_not_have(folder, name, option, value, has, of):
    said = refused("picture", "whatif.toml", name, f"--{option}", value, "-o", "one.svg")
    assert said.startswith(f"cashflow: --{option} '{value}': is not an option of the picture '{name}'. It has {has}. --{option} is of {of}")
    assert not Path("one.svg").exists()


OFFER = "extend = { to = 2025-08-15 }\n"


@pytest.mark.parametrize(
    "after, added, said",
    [
        (
            "[[scenario]]",
            '[measures]\nborrowing_day_count = "ACT/360"\n',
            "measures.borrowing_day_count: is for borrowing_rate, which is not",
        ),
        (
            "[[scenario]]",
            '[measures]\ncurrency = "USD"\nnet_debt = "10"\nebitda = "5"\n',
            "measures.currency 'USD': is of net debt and EBITDA, and does not occur in the ledger. Known: EUR, GBP",
        ),
        ("acceptance", 'funding_source = "a survey"\n', "scenario 1.offer 1.funding_source 'a survey': is of the suppliers' funding_rate"),
    ],
)
def test_a_setting_of_another_that_is_not_given(folder, after, added, said):
    Path("whatif.toml").write_text(WHATIF.replace(after, added + after, 1), encoding="utf-8")
    assert refused("run", "whatif.toml").startswith(f"cashflow: whatif.toml, {said}")


def test_the_covenant_is_shown_where_no_bank_pays(folder):
    """1,000,000.00 held at the end of June of a net debt of 4,000,000.00 on 1,000,000.00; then the interest is paid: 56 days, 10,111.11.

    Without a bank the ratio stood in the JSON alone, and on the page never.
    """
    measures = {"currency": "EUR", "net_debt": "4000000", "ebitda": "1000000", "covenant_limit": "4.005"}
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360")])
    shown = ("2025-04-01", "2025-09-30")
    result = cf.compare(cf.read_ledger("ledger.csv"), cf.Scenario("June", offer), quarters=shown, reporting=measures)
    assert [line.split() for line in str(result).splitlines() if line.startswith("net debt / EBITDA")] == [
        ["net", "debt", "/", "EBITDA", "at", "the", "end", "3.00", "4.01", "over"]
    ]
    assert "'over': the ratio is above the covenant's limit in that presentation." in str(result)
    assert "Net debt / EBITDA" in result.to_html() and "4.01 over" in result.to_html()
    assert "Net debt / EBITDA" not in cf.compare(cf.read_ledger("ledger.csv"), cf.Scenario("June", offer), quarters=shown).to_html()


PARQUET = "is for text and workbooks, and a Parquet file has its columns already. Leave"
MATCHED = "is for payments that are matched with invoices, and this ledger has none. Leave"


@pytest.mark.parametrize(
    "file, typed, said",
    [
        ("one.parquet", ("--encoding", "cp1252"), f"encoding 'cp1252': {PARQUET} encoding out"),
        ("one.parquet", ("--separator", "semicolon"), f"separator 'semicolon': {PARQUET} separator out"),
        ("one.parquet", ("--sheet", "X"), f"sheet 'X': {PARQUET} sheet out"),
        ("one.parquet", ("--skip-rows", "1"), f"skip_rows '1': {PARQUET} skip_rows out"),
        ("many", ("--currency", "EUR"), "many, currency 'EUR': has a currency in each of its files, and one was given too. Leave it out"),
        (
            "ledger.csv",
            ("--types", "ZE=payment"),
            "ledger.csv, types 'ZE': was told, but no column was found that holds types of documents",
        ),
    ],
)
def test_what_is_told_of_a_file_that_can_have_none_of_it(folder, file, typed, said):
    frame = pd.read_csv("ledger.csv", dtype=str)
    if file.endswith("parquet"):
        pytest.importorskip("pyarrow")
        frame.to_parquet(file)
    Path("many").mkdir()
    for n in "12":
        frame.assign(invoice=frame["invoice"] + n).to_csv(f"many/{n}.csv", index=False)
    assert refused("check", file, *typed).startswith(f"cashflow: {said}")


def test_a_currency_of_files_of_which_one_has_none(folder):
    """1,000,000.00 and 500,000.00 with their own currency, and 7.00 of the one that is told."""
    Path("many").mkdir()
    Path("many/1.csv").write_text(LEDGER, encoding="utf-8")
    Path("many/2.csv").write_text("supplier,invoice,invoice_date,amount,terms\nCole,C1,2025-05-30,7.00,net 30\n", encoding="utf-8")
    read = cf.read_ledger("many", currency="EUR")
    assert sorted(zip(read.currency.text(), read.amount.tolist(), strict=True)) == [("EUR", 700), ("EUR", 100_000_000), ("GBP", 50_000_000)]


@pytest.mark.parametrize("key, value", [("payment_tolerance", '"2.00"'), ("discount_tolerance_days", "3"), ("discount_by_part", "true")])
def test_what_is_told_of_payments_where_there_are_none(folder, key, value):
    told = WHATIF.replace("[calendar]", f"{key} = {value}\n[calendar]")
    Path("whatif.toml").write_text(told, encoding="utf-8")
    said = refused("run", "whatif.toml")
    assert f", {key}" in said and f"{MATCHED} {key} out, or give payments, too" in said
    Path("paid.csv").write_text("invoice,supplier,paid_date,amount\nA1,Acme,2025-05-30,10.00\n", encoding="utf-8")
    Path("whatif.toml").write_text(told.replace("[calendar]", 'payments = "paid.csv"\n[calendar]'), encoding="utf-8")
    cashflow("run", "whatif.toml")
    with pytest.raises(cf.InputError, match=f"^{key}.*{MATCHED}"):
        cf.scan("ledger.csv", **{key: {"payment_tolerance": "2.00", "discount_tolerance_days": 3, "discount_by_part": True}[key]})


def test_kinds_that_may_be_left_out_and_are_not_there(folder):
    """They were told as "rows left out and accepted", where no row was."""
    said = " ".join(cashflow("run", "whatif.toml", "--full", "--accept", "unreadable date=closed plant").split())
    assert 'of rows "unreadable date" that may be left out (closed plant) there is none' in said and "left out and accepted" not in said


@pytest.mark.parametrize(
    "text, more, said",
    [
        ("net 30", ("--currency", "EUR"), "cashflow: --currency 'EUR': is of the amount, which is not given. Give --amount, too"),
        ("net 30", ("--tax", "10"), "cashflow: --tax '10': is of the amount, which is not given. Give --amount, too"),
        (
            "net 30",
            ("--event", "goods receipt=2025-06-30"),
            "cashflow: --event 'goods receipt=2025-06-30': 'net 30' does not count from it. Leave it out",
        ),
    ],
)
def test_what_a_payment_term_does_not_look_at(text, more, said):
    assert refused("terms", text, "2025-01-31", *more) == said
    assert "due 2025-07-30" in cashflow("terms", "30 days after goods receipt", "2025-01-31", "--event", "Goods_Receipt=2025-06-30")


def test_how_a_ledger_is_read_beside_no_ledger(folder):
    pytest.importorskip("xlsxwriter")
    found = CliRunner().invoke(main, ["template", "w.xlsx", "--date-order", "dmy"])
    assert found.exit_code == 2 and "--date-order says how a ledger is read; name it with --ledger, too" in found.output
    assert not Path("w.xlsx").exists()
    cashflow("template", "w.xlsx", "--date-order", "dmy", "--ledger", "ledger.csv")


def test_what_is_overdue_needs_a_day(folder):
    """It was dropped: without as_of nothing is overdue, and the answer is the same."""
    told = WHATIF.replace("acceptance =", 'overdue = "offered"\nacceptance =')
    note = 'overdue = "offered" changes nothing without as_of'
    Path("whatif.toml").write_text(told, encoding="utf-8")
    assert note not in cashflow("run", "whatif.toml", "--full")
    Path("whatif.toml").write_text(told.replace("as_of = 2025-06-02\n", ""), encoding="utf-8")
    assert note in " ".join(cashflow("run", "whatif.toml", "--full").split())
