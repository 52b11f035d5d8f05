"""A what-if without a file: `cashflow try`, what it saves, and `cashflow new`."""

import json
import shlex
import subprocess
import sys
import tomllib
from decimal import Decimal

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.errors import InputError
from cashflow.cli import main
from cashflow.schemes import SCHEMES
from cashflow.whatif_file.kinds import EXTEND, FUNDING, SUPPLIERS, WINDOW
from cashflow.whatif_file.tables import scheme_keys
from cashflow.whatif_file.tried import typed_keys
from cashflow.whatif_file.typed import example_of, typed_value
from cashflow.whatif_file.written import whatif_toml

LEDGER = """supplier,invoice,invoice_date,amount,currency,terms,region
Acme,A1,2025-05-21,1000000.00,EUR,net 30,UK
Bolt,B1,2025-05-30,500000.00,EUR,net 30,EU
Cord,C1,2025-05-28,220000.00,EUR,net 30,EU
"""
ISSUE = "--extend 30 --suppliers region=EU --scheme later_with_interest --annual-rate 6.5% --day-count ACT/360 --as-of 2025-05-31"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    return tmp_path


def cashflow(words, answers=None):
    return CliRunner().invoke(main, shlex.split(words), input=answers)


def refused(words):
    found = cashflow(words)
    assert found.exit_code == 1 and found.stdout == "", (found.output, found.exception)
    assert found.stderr.startswith("cashflow: ") and "internal" not in found.stderr
    return found.stderr


def test_the_answer_is_that_of_a_file_typed_by_hand(folder):
    """720,000 for 30 days at 6.5 % on 360: 3,900.00, of which Bolt 2,708.33 and Cord 1,191.67."""
    (folder / "hand.toml").write_text(
        '[ledger]\npath = "ledger.csv"\n[calendar]\nas_of = 2025-05-31\n[[scenario]]\nname = "30 days later"\n[[scenario.offer]]\n'
        'suppliers = { region = "EU" }\nextend = { days = 30 }\n[[scenario.offer.option]]\nscheme = "later_with_interest"\n'
        'annual_rate = 0.065\nday_count = "ACT/360"\n',
        encoding="utf-8",
    )
    tried, by_hand = cashflow(f"try ledger.csv {ISSUE} --json"), cashflow("run hand.toml --json")
    assert tried.exit_code == 0 and tried.stdout == by_hand.stdout
    entry = json.loads(tried.stdout)["currencies"]["EUR"]["scenarios"]["30 days later"]
    assert entry["financing_cost"] == "3900.00" and entry["free_cash_flow_change"]["trade_payable"] == ["720000.00", "-723900.00"]


@pytest.mark.parametrize(
    "options",
    [
        ISSUE,
        "--extend 2025-08-15 --suppliers Acme --suppliers Bolt --name 'June, to August'",
        "--extend 'net 75' --paying from=2025-06-01 --paying to=2025-06-30 --funding-rate 8% --funding-day-count ACT/365F",
        "--extend 30 --acceptance share=0.7 --fiscal-year-starts April --fiscal-year-named-by start --quarters from=2025-04-01 --quarters to=2025-12-31",
        "--extend 30 --payment-runs 'on=every Thursday' --payment-runs 'choose=last on or before due' --business-days EUR=TARGET --business-days roll=following",
        "--extend early=10 --scheme discount_schedule --steps 5=1% --steps 10=2% --of gross",
        "--extend 30 --scheme price_uplift --rate 1.5% --of gross --vat 19% --where invoice=B1 --where invoice=C1 --funding-rate low=5% --funding-rate high=9% --funding-day-count ACT/360",
        "--extend 30 --scheme later_with_interest --day-count ACT/360 --annual-rate '{ reference = { 2025-01-01 = 0.02, 2025-07-01 = 0.025 }, margin = 0.01 }'",
        "--extend 30 --suppliers '{ region = [\"EU\"], except = [\"Bolt\"] }' --discounts take --terms 'net 30' --strict",
    ],
)  # fmt: skip
def test_the_file_that_is_saved_gives_the_same_answer(folder, options):
    (folder / "files").mkdir()
    tried = cashflow(f"try ledger.csv {options} --save files/w.toml --json")
    assert tried.exit_code == 0, tried.stderr
    assert "cashflow run files/w.toml" in tried.stderr
    again = cashflow("run files/w.toml --json")
    assert again.stdout == tried.stdout and json.loads(again.stdout)["currencies"]["EUR"]["scenarios"]
    assert 'path = "../ledger.csv"' in (folder / "files" / "w.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_is_asked_for_what_it_needs(folder, scheme):
    """What the sentence says to add is enough; a setting of another scheme is refused by name."""
    extend = "immediate" if getattr(SCHEMES[scheme], "earlier", None) is True else "30"
    said = refused(f"try ledger.csv --extend {extend} --scheme {scheme}")
    needed = [k for k in scheme_keys(scheme) if k.needed]
    assert needed and all(f"--{k.name.replace('_', '-')} " in said for k in needed)
    added = said.strip().partition("for example: ")[2]
    found = cashflow(f"try ledger.csv --extend {extend} --scheme {scheme} {added}")
    assert found.exit_code == 0, found.stderr
    own = {k.name for k in scheme_keys(scheme)}
    for key in typed_keys():
        if key.table == "scheme" and key.name not in own:
            other = refused(f"try ledger.csv --extend {extend} --scheme {scheme} {added} {key.flag} 1")
            assert f"{key.flag}: is not a setting of {scheme}. Leave it out" in other
            break


@pytest.mark.parametrize(
    "options, said",
    [
        ("", "--extend: say how much later, or earlier, suppliers are paid. Type --extend 30 (days)"),
        ("--extend 30.5", "--extend '30.5': must be a whole number of days"),
        ("--extend 30 --extend 40", "--extend '40': is given more than once. Give --extend once"),
        ("--extend thirty", "--extend 'thirty': is not a known payment term"),
        ("--extend 2025-02-30", "--extend '2025-02-30': is not a date. Type it as 2025-06-30"),
        ("--extend 30 --scheme later_with_intrest", "Did you mean 'later_with_interest'?"),
        ("--extend 30 --annual-rate 6%", "--annual-rate: is a setting of bank_pays_now, dynamic_discount, later_with_interest and reverse_factoring"),
        (ISSUE.replace("6.5%", "6.5"), "--annual-rate '6.5': must not exceed 1. Write 0.065 for 6.5 %"),
        (ISSUE.replace("ACT/360", "ACT/361"), "--day-count 'ACT/361': unknown day count. Did you mean 'ACT/360'?"),
        ("--extend 30 --fiscal-year-starts April", "--fiscal-year-named-by: must be given"),
        ("--extend 30 --as-of 31.5.2025", "--as-of '31.5.2025': is not a date like 2025-06-30"),
        ("--extend 30 --payment-runs Thursday", "Type --payment-runs '{ on = \"every Thursday\", choose = \"last on or before due\" }'"),
        ("--extend 30 --paying 2025-06-01", "--paying"),
        ("--extend 30 --scheme price_uplift --rate 1% --of net", "Give the ledger a column tax_amount, or --of gross"),
        ("--extend 30 --suppliers regionn=EU", "--suppliers or --where 'regionn': is not a column of the ledger. Did you mean 'region'?"),
        ("--extend 30 --suppliers '{ region = '", "--suppliers '{ region = ': can't be read as TOML"),
    ],
)  # fmt: skip
def test_a_mistake_gets_a_sentence_in_the_words_that_were_typed(folder, options, said):
    sentence = refused(f"try ledger.csv {options}")
    assert said in sentence and "scenario 1" not in sentence and "what-if.toml" not in sentence


def test_a_ledger_that_says_no_currency_is_asked_for_it(folder):
    (folder / "bare.csv").write_text(LEDGER.replace(",EUR", "").replace(",currency", ""), encoding="utf-8")
    assert "--currency XXX (the three-letter code)" in refused("try bare.csv --extend 30")
    assert cashflow("try bare.csv --extend 30 --currency EUR --save w.toml").exit_code == 0
    assert cashflow("run w.toml").exit_code == 0


def test_a_file_is_not_overwritten_unasked(folder):
    (folder / "w.toml").write_text("mine", encoding="utf-8")
    assert "w.toml: is there already, and was not replaced" in refused("try ledger.csv --extend 30 --save w.toml")
    assert "w.toml: is there already, and was not replaced" in refused("new w.toml --ledger ledger.csv")
    assert (folder / "w.toml").read_text(encoding="utf-8") == "mine"


def test_what_is_typed_is_read_by_what_the_key_may_hold():
    assert typed_value(EXTEND, ["immediate"], "--extend") == {"early": "immediate"}
    assert typed_value(EXTEND, ["early=10"], "--extend") == {"early": 10}
    assert str(typed_value(EXTEND, ["2025-08-15"], "--extend")["to"]) == "2025-08-15"
    assert typed_value(FUNDING, ["low=5%", "high=9%"], "--funding-rate") == {"low": Decimal("0.05"), "high": Decimal("0.09")}
    assert typed_value(FUNDING, ["funding_rate"], "--funding-rate") == "funding_rate"  # a column
    assert typed_value(SUPPLIERS, ["4711"], "--suppliers") == "4711"  # a name, not a number
    assert [*typed_value(WINDOW, ["from=2025-06-01"], "--paying")] == ["from"]
    for key in typed_keys():
        if key.table == "scheme":
            assert example_of(key.kind) != "TEXT", key.name


NAMES = st.text("aZ0_ é.\"'\\#=[]{}\n\x7f", min_size=1, max_size=4)
PLAIN = (
    NAMES | st.integers(-(10**6), 10**6) | st.booleans() | st.dates() | st.sampled_from([Decimal("0.065"), Decimal("-3"), Decimal("1E-7")])
)
VALUES = PLAIN | st.lists(PLAIN, max_size=2) | st.dictionaries(NAMES, PLAIN | st.lists(PLAIN, max_size=2), max_size=2)
OPTIONS = st.lists(st.dictionaries(NAMES, PLAIN, min_size=1, max_size=2), min_size=1, max_size=2)


@given(
    st.dictionaries(NAMES, VALUES, max_size=2), st.lists(st.fixed_dictionaries({"x": VALUES, "option": OPTIONS}), min_size=1, max_size=2)
)
def test_what_is_written_reads_back_as_the_same_tables(ledger, offers):
    tables = {"ledger": ledger, "scenario": [{"name": "one", "offer": offers}, {"name": "two", "offer": offers}]}
    assert tomllib.loads(whatif_toml(tables), parse_float=Decimal) == tables


ANSWERS = "ledger.csv\n2025-05-31\nApril\nstart\n30\nregionn=EU\nregion=EUR\n30 largest\nregion=EU\nlater_with_interest\n6.5\n6.5%\nACT/360\n8%\nevery Thursday\nlast on or before due\n"


def test_new_asks_and_writes_a_file_that_runs(folder):
    """A column, a value and a name that are not there and a rate of 650 % are asked for again."""
    found = cashflow("new", ANSWERS)
    assert found.exit_code == 0, found.output
    assert "region 'EUR' does not occur in the ledger. Did you mean 'EU'?" in found.stderr
    assert "supplier '30 largest' does not occur in the ledger. Known: " in found.stderr
    assert "Did you mean 'region'?" in found.stderr and "Write 0.065 for 6.5 %" in found.stderr
    said = tomllib.loads((folder / "whatif.toml").read_text(encoding="utf-8"))
    assert said["calendar"] == {"fiscal_year_starts": "April", "fiscal_year_named_by": "start", "as_of": said["calendar"]["as_of"]}
    assert said["policy"]["payment_runs"] == {"on": "every Thursday", "choose": "last on or before due"}
    offer = said["scenario"][0]["offer"][0]
    assert offer["option"] == [{"scheme": "later_with_interest", "annual_rate": 0.065, "day_count": "ACT/360"}]
    assert offer["suppliers"] == {"region": "EU"} and offer["funding_rate"] == 0.08
    assert cashflow("run whatif.toml").exit_code == 0


def test_new_asks_what_the_ledger_does_not_say(folder):
    (folder / "bare.csv").write_text(LEDGER.replace(",EUR", "").replace(",currency", ""), encoding="utf-8")
    found = cashflow("new --ledger bare.csv", "EUR\n\n\n30\n\n\n\n\n")
    assert found.exit_code == 0, found.output
    assert "currency of all rows:" in found.stderr
    said = tomllib.loads((folder / "whatif.toml").read_text(encoding="utf-8"))
    assert said == {
        "ledger": {"path": "bare.csv", "currency": "EUR"},
        "calendar": {"fiscal_year_starts": "January"},
        "scenario": [{"name": "30 days later", "offer": [{"extend": {"days": 30}}]}],
    }


def test_new_asks_of_each_file_and_of_a_total(folder):
    """Two files without a currency: each is asked for, then the currency of a total, and a rate that lacks once more."""
    (folder / "group").mkdir()
    for name in ("de", "uk"):
        bare = LEDGER.replace(",EUR", "").replace(",currency", "")
        (folder / "group" / f"{name}.csv").write_text(bare, encoding="utf-8")
    found = cashflow("new --ledger group", "EUR\nGBP\n2025-05-31\n\n30\n\n\n\n\nGBP\nUSD=0.74\nEUR=0.84 USD=0.74\n")
    assert found.exit_code == 0, found.output
    assert "currency of de.csv:" in found.stderr and "currency of uk.csv:" in found.stderr
    assert "'EUR': no rate is given, and the ledger has amounts in it" in found.stderr
    said = tomllib.loads((folder / "whatif.toml").read_text(encoding="utf-8"))
    assert said["ledger"] == {"path": "group", "files": {"de.csv": {"currency": "EUR"}, "uk.csv": {"currency": "GBP"}}}
    assert said["measures"] == {"reporting_currency": "GBP", "exchange_rates": {"EUR": 0.84, "USD": 0.74}}
    ran = cashflow("run whatif.toml")
    assert ran.exit_code == 0 and "30 days later, all in GBP" in ran.output


def test_new_takes_answers_of_several_options(folder):
    """Types that may lessen what is owed are asked for together, by options of which each is told."""
    rows = ["supplier,invoice,invoice_date,due_date,amount,currency,Document type"]
    rows += [f"A,{n},2025-05-01,2025-05-31,100.00,EUR,{kind}" for n, kind in enumerate(["Invoice", "Invoice", "Prepayment", "Retention"])]
    (folder / "types.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        cf.read_ledger(folder / "types.csv")
    choice = wrong.value.ask[0]["choices"][0]
    assert choice.count("--types ") == 2
    found = cashflow("new --ledger types.csv", f"{choice}\n\n\n30\n\n\n\n\n")
    assert found.exit_code == 0, found.output
    said = tomllib.loads((folder / "whatif.toml").read_text(encoding="utf-8"))
    assert set(said["ledger"]["types"]) == {"Prepayment", "Retention"}


def test_new_stops_when_it_is_told_to(folder):
    typed = [sys.executable, "-m", "cashflow", "new", "--ledger", "ledger.csv"]
    found = subprocess.run(typed, input="2025-05-31\n", capture_output=True, text=True, timeout=60)
    assert found.returncode == 130 and "stopped; nothing was written" in found.stderr and not (folder / "whatif.toml").exists()


def test_suppliers_by_size_without_some():
    table = typed_value(SUPPLIERS, ["largest=30", "except=Acme", "except=Bolt"], "--suppliers")
    assert table == {"largest": "30", "except": ["Acme", "Bolt"]}
    assert typed_value(SUPPLIERS, ["except=largest=5"], "--suppliers") == {"except": {"largest": "5"}}
    for texts, said in ((["largest=30", "Acme"], "--suppliers 'Acme'"), (["except=tag=a", "except=Acme"], "--suppliers except= 'Acme'")):
        with pytest.raises(InputError, match=rf"{said}: stands beside a KEY=VALUE and is none. Type a KEY=VALUE behind each"):
            typed_value(SUPPLIERS, texts, "--suppliers")
