"""The command line as its user meets it: what is printed, what is written, what bad input gets."""

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main

LEDGER = """supplier,invoice,invoice_date,amount,currency,terms,region
Acme,A1,2025-05-21,1000000.00,EUR,net 30,UK
Bolt,B1,2025-05-30,500000.00,EUR,net 60,EU
Bolt,B2,2025-06-02,-2000.00,EUR,net 30,EU
"""
WHATIF = """
[ledger]
path = "ledger.csv"
[calendar]
fiscal_year_starts = "April"
fiscal_year_named_by = "start"
quarters = { from = 2025-04-01, to = 2025-12-31 }
[[scenario]]
name = "June"
[[scenario.offer]]
suppliers = { region = "UK" }
extend = { to = 2025-08-15 }
funding_rate = 0.08
[[scenario.offer.option]]
scheme = "later_with_interest"
annual_rate = 0.065
day_count = "ACT/360"
"""
NONE_LEFT_OUT = {
    "payments_read": 0,
    "payments_accepted": 0,
    "payments_rejected": 0,
    "payments_elsewhere": 0,
    "amount_left_out": {},
    "rows_without_amount": 0,
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "whatif.toml").write_text(WHATIF, encoding="utf-8")
    return tmp_path


def cashflow(*args):
    return CliRunner().invoke(main, list(args))


@pytest.mark.parametrize(
    ("typed", "said"),
    [("sweep", "vary = { days = [30, 45, 60] }"), ("Compare", "cashflow try"), ("letters", "--offer-letters"), ("report", "--out results")],
)
def test_a_word_that_is_no_command_is_told_what_does_it(typed, said):
    found = cashflow(typed, "whatif.toml")
    assert found.exit_code == 2 and f"No such command '{typed}'" in found.stderr and said in found.stderr
    assert "cashflow try" not in cashflow("swep").stderr


def refused_as_json(*args):
    """The one object on stdout of a run that is refused under --json: exit status 1, nothing on stderr."""
    found = cashflow(*args)
    assert found.exit_code == 1 and not found.stderr, (found.output, found.exception)
    said = json.loads(found.stdout)
    assert set(said) == {"error", "ask"} and set(said["error"]) == {"file", "row", "column", "value", "reason", "hint"}
    return said


def refused(*args):
    """The sentence on stderr of a run that is refused with exit status 1 and prints nothing else."""
    found = cashflow(*args)
    assert found.exit_code == 1, (found.output, found.exception)
    assert found.stdout == ""
    assert "Traceback" not in found.stderr and found.stderr.startswith("cashflow: ")
    return found.stderr


def test_run_json(folder):
    found = cashflow("run", "whatif.toml", "--json")
    assert found.exit_code == 0
    said = json.loads(found.stdout)
    assert said["ledger"] == {"rows_read": 3, "accepted": 3, "rejected": 0, "ignored": 0} | NONE_LEFT_OUT
    assert said["quarters"][0] == {"label": "FY2025 Q1", "first_day": "2025-04-01", "last_day": "2025-06-30"}
    june = said["currencies"]["EUR"]["scenarios"]["June"]
    # due 20 June, paid 15 August: 56 days at 6.5 % on 360 = 10,111.11; 11 days of it by 30 June = 1,986.11
    assert june["free_cash_flow_change"]["trade_payable"] == ["1000000.00", "-1010111.11", "0.00"]
    assert june["financing_cost_accrued"] == ["1986.11", "8125.00", "0.00"]
    assert june["financing_cost_paid"] == ["0.00", "10111.11", "0.00"]
    assert june["all_in_rate"] == pytest.approx(10111.11 * 365 / (1e6 * 56))
    assert june["closing_payables"][0] == "1498000.00"


def test_run_writes_tables(folder):
    found = cashflow("run", "whatif.toml", "--out", "results")
    assert found.exit_code == 0 and found.stdout.startswith("June: EUR 1.0m more cash on 2025-06-30")
    names = {p.name for p in (folder / "results").iterdir()}
    tables = {"quarters", "suppliers", "offers", "legs", "limits", "supplier_finance", "stress", "stress_costs", "findings"}
    assert names == {"result.json", "report.txt", "run.json", "report.xlsx", "pictures", "report.html", *(f"{t}.csv" for t in tables)}
    assert json.loads((folder / "results" / "run.json").read_text())["sha256"].keys() == {"whatif.toml", "ledger.csv"}
    legs = (folder / "results" / "legs.csv").read_text().splitlines()
    assert len(legs) == 3 and "2025-08-15,buyer,supplier,interest,10111.11" in legs[1] + legs[2]


def test_same_inputs_same_bytes(folder):
    for name in ("one", "two"):
        assert cashflow("run", "whatif.toml", "--out", name).exit_code == 0
    for path in (p for p in (folder / "one").rglob("*") if p.is_file()):
        assert path.read_bytes() == (folder / "two" / path.relative_to(folder / "one")).read_bytes(), path.name


def test_a_name_that_is_a_formula_stays_text(folder):
    (folder / "ledger.csv").write_text(LEDGER.replace("Acme", "=cmd|' /C calc'!A0"), encoding="utf-8")
    assert cashflow("run", "whatif.toml", "--out", "results").exit_code == 0
    assert "\n" + "June,1,'=cmd" in (folder / "results" / "suppliers.csv").read_text()


@pytest.mark.parametrize(
    "old, new, said",
    [
        ('path = "ledger.csv"', 'path = "no.csv"', "there is no such file"),
        ('path = "ledger.csv"', 'pfad = "ledger.csv"', "ledger 'pfad': unknown key. Known: path"),
        ('path = "ledger.csv"', 'file = "ledger.csv"', "ledger 'file': is called 'path'"),
        (
            '[ledger]\npath = "ledger.csv"',
            'ledger = "ledger.csv"',
            "ledger 'ledger.csv': must be a table. Write [ledger] on a line of its own, and below it path = \"ledger.csv\"",
        ),
        ("[[scenario.offer]]", "[[scenario.ofer]]", "'ofer': unknown key. Did you mean 'offer'?"),
        ('path = "ledger.csv"', 'path = "ledger.csv"\nas_of = 2025-05-31', "ledger 'as_of': unknown key. It belongs in [calendar]"),
        ('path = "ledger.csv"', 'path = "ledger.csv"\nacceptance = "all"', "'acceptance': unknown key. It belongs in [[scenario.offer]]"),
        ("[[scenario]]", "[measure]\nagency_days = 60\n[[scenario]]", "'measure': unknown key. Did you mean 'measures'?"),
        ("[[scenario]]", "[[cap]]\ndays = 60\n[[scenario]]", "'cap': is now called 'limit'"),
        ('"later_with_interest"', '"later_with_intrest"', "Did you mean 'later_with_interest'?"),
        ("annual_rate = 0.065", "annual_rate = -0.065", "must not be negative"),
        ("annual_rate = 0.065", "annual_rate = 6.5", "Write 0.065 for 6.5 %"),
        ("annual_rate = 0.065", "anual_rate = 0.065", "Did you mean 'annual_rate'?"),
        ("annual_rate = 0.065\n", "", "option.annual_rate: is missing"),
        ('"ACT/360"', '"ACT/361"', "Did you mean 'ACT/360'?"),
        ("extend = { to = 2025-08-15 }", "extend = { days = 30.5 }", "must be a whole number of days"),
        ("extend = { to = 2025-08-15 }", "extend = { days = -3 }", "must be a whole number of days"),
        ("extend = { to = 2025-08-15 }", "extend = { days = 3, to = 2025-08-15 }", "exactly one of days, to, terms"),
        ("extend = { to = 2025-08-15 }", "extend = { to = 2025-06-01 }", "is already paid by then"),
        ("extend = { to = 2025-08-15 }", 'extend = { terms = "net 30 EOM" }', "days_then_eom"),
        ('region = "UK"', 'regoin = "UK"', "Did you mean 'region'?"),
        ("from = 2025-04-01", "from = 2025-04-02", "Whole quarters around it: from 2025-04-01 to 2025-12-31"),
        ('fiscal_year_named_by = "start"\n', "", "fiscal_year_named_by"),
        ('"April"', '"Aprill"', "Did you mean 'April'?"),
        ("[[scenario]]", '[policy]\nbusiness_days = { EUR = "TARGT" }\n[[scenario]]', "Did you mean 'TARGET'?"),
        (
            "[[scenario]]",
            '[policy]\npayment_runs = { on = "every Thursday" }\n[[scenario]]',
            "policy.payment_runs.choose: is missing; there is no default",
        ),
        ("[[scenario]]", '[policy]\nsettlement_lag = "2"\n[[scenario]]', "whole number of business days"),
        ("funding_rate = 0.08", 'acceptance = "if whole"', "needs the suppliers' funding_rate"),
        ("funding_rate = 0.08", 'acceptance = ["Acmee"]', "Did you mean 'Acme'?"),
        ("funding_rate = 0.08", 'funding_rate = "rate"', "funding_rate 'rate': is not a column of the ledger"),
        (
            "[[scenario]]",
            '[measures]\nborrowing_day_count = "ACT360"\n[[scenario]]',
            "measures.borrowing_day_count 'ACT360': unknown day count",
        ),
        ("[ledger]", "[ledger", "line 2 '[ledger': is a table's name whose brackets don't close"),
    ],
)
def test_a_mistake_in_the_whatif_file_gets_a_sentence(folder, old, new, said):
    assert old in WHATIF
    (folder / "whatif.toml").write_text(WHATIF.replace(old, new, 1), encoding="utf-8")
    assert said in refused("run", "whatif.toml", "--out", "results")
    assert not (folder / "results").exists()


def test_calendar_range_is_refused_only_when_reached(folder):
    calendar = '[policy]\nbusiness_days = { EUR = { weekend = ["Sat", "Sun"], holidays = [2025-05-01], last = 2025-08-10 } }\n[[scenario]]'
    (folder / "whatif.toml").write_text(WHATIF.replace("[[scenario]]", calendar, 1), encoding="utf-8")
    assert "a payment reaches 2025-08-15" in refused("run", "whatif.toml")


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "is empty"),
        (b"PK\x03\x04\0\0", "begins like a zip or an .xlsx, but is broken or cut off"),
        (b"supplier,invoice\xff\xfe\n", "is a list without amounts and without due dates, not a list of payables"),
        (b"just words\nand more\n", "is a list without suppliers and without amounts and without due dates"),
        (
            b"supplier,invoice,invoice_date,amount,currency\nA,1,2025-01-01,1,EUR\n",
            "the table can't be read yet: no due date is stated. Columns in the file: supplier, invoice",
        ),
        (
            b"supplier,invoice,seen,amount,currency,terms\nA,1,2025-01-01,1,EUR,net 3\n",
            "the table can't be read yet: no column holds invoice dates",
        ),
        (b"supplier,invoice,invoice_date,amount,amount,currency,terms\n", "appears more than once"),
        (
            b"supplier,invoice,invoice_date,amount,currency,terms\n",
            "names its columns, and has no row with an item below them",
        ),
        (b"supplier,invoice,invoice_date,amount,currency,terms\nA,1,soon,1,EUR,net 3\n", "no row could be accepted"),
    ],
)
def test_a_file_that_is_no_ledger(folder, content, said):
    (folder / "bad.csv").write_bytes(content)
    found = cashflow("check", "bad.csv")
    assert found.exit_code == 1 and said in found.stderr
    assert ("Findings" in found.stdout) == ("no row could be accepted" in said)  # all the more reason to show why
    told = json.loads(cashflow("check", "bad.csv", "--json").stdout)
    assert said.split(":")[0] in str(told["error"]) and told["error"]["file"] == "bad.csv" and "ask" in told


def test_what_stands_in_the_place_of_another_is_called_by_its_name(folder):
    """A ledger where a what-if file is wanted, a what-if file where a ledger is, a folder where a file is."""
    (folder / "plain").write_bytes((folder / "ledger.csv").read_bytes())
    (folder / "book.xlsx").write_bytes(b"PK\x03\x04\0\0\xff")
    for name in ("ledger.csv", "plain", "book.xlsx"):
        for command in ("run", "project", "simulate", "solve", "explain"):
            said = refused(command, name)
            assert f"{name}: is a ledger, not a what-if file" in said and f"cashflow check {name}" in said
            assert f'path = "{name}" under [ledger]' in said
    for words in (["whatif.toml"], ["ledger.csv", "--payments", "whatif.toml"]):
        said = refused("check", *words)
        assert "whatif.toml: is a what-if file, not a table" in said and said.endswith("cashflow check ledger.csv\n")
    (folder / "sub").mkdir()
    (folder / "sub" / "w.toml").write_bytes((folder / "whatif.toml").read_bytes())
    assert f"In it: {Path('sub', 'w.toml')}" in refused("run", "sub")
    for words in (["--payments", "sub"], ["--terms-codes", "sub"]):
        assert "is a folder" in refused("check", "ledger.csv", *words)
    (folder / "broken.toml").write_text("[ledger\n", encoding="utf-8")
    assert "brackets don't close" in refused("run", "broken.toml")  # a what-if file with a mistake stays one


def test_a_name_that_is_not_there_brings_the_nearest_one(folder):
    (folder / "payments.csv").write_text("supplier,invoice,paid_date,amount\n", encoding="utf-8")
    for near, *words in (
        ("ledger.csv", "check", "Leger.csv"),
        ("payments.csv", "check", "ledger.csv", "--payments", "payment.csv"),
        ("ledger.csv", "check", "ledger.csv", "--terms-codes", "ledgers.csv"),
        ("whatif.toml", "run", "what-if.toml"),
    ):
        assert refused(*words).endswith(f"there is no such file. Did you mean '{near}'?\n")
    (folder / "w.toml").write_text(WHATIF.replace('"ledger.csv"', '"ledgre.csv"', 1), encoding="utf-8")
    assert refused("run", "w.toml").endswith("ledgre.csv, ledger.path: there is no such file. Did you mean 'ledger.csv'?\n")
    (folder / "w.toml").write_text(f'{WHATIF}\n[[limit]]\npath = "payment.csv"\n', encoding="utf-8")
    assert "Did you mean 'payments.csv'?" in refused("run", "w.toml")
    assert "there is no folder 'nowhere'" in refused("check", "nowhere/ledger.csv")
    assert "Did you mean" not in refused("check", "zzz.csv")


def test_check_tells_every_bad_row(folder):
    rows = [
        "Acme,A1,2025-05-21,100.00,EUR,net 30",
        "Acme,A2,03/04/2025,100.00,EUR,net 30",
        "Acme,A3,2025-02-30,100.00,EUR,net 30",
        'Acme,A4,2025-05-21,"1,234",EUR,net 30',
        "Acme,A5,2025-05-21,ten,EUR,net 30",
        "Acme,A6,2025-05-21,100.00,EUX,net 30",
        "Acme,A7,2025-05-21,100.00,EUR,net soon",
        "Acme,A8,2025-05-21,100.00,EUR,net 30 EOM",
        ",,,,,",
        "Acme,A1,2025-05-21,100.00,EUR,net 30",
        "Acme,A9,2025-05-21,0.005,EUR,net 30",
    ]
    (folder / "bad.csv").write_text("supplier,invoice,invoice_date,amount,currency,terms\n" + "\n".join(rows) + "\n", encoding="utf-8")
    found = cashflow("check", "bad.csv", "--json")
    said = json.loads(found.stdout)
    assert (said["rows_read"], said["accepted"], said["rejected"], said["ignored"]) == (11, 3, 7, 1)
    assert said["amount_accepted"] == {"EUR": "1434.00"} and said["amount_read"] == {"EUR": "1834.00"}
    by_row = {f["row"]: f for f in said["findings"]}
    assert (
        "2025-04-03 (day first: 'dmy') and 2025-03-04 (month first: 'mdy')" in by_row[3]["reason"] and by_row[3]["column"] == "invoice_date"
    )
    assert by_row[4]["value"] == "2025-02-30"
    assert 5 not in by_row  # 1234.00: other amounts of the column have two digits behind a point
    assert by_row[6]["value"] == "ten"
    assert "EUR" in by_row[7]["reason"] and by_row[7]["column"] == "currency"
    assert "net 30" in by_row[8]["reason"]
    assert "days_then_eom" in by_row[9]["reason"] and "eom_then_days" in by_row[9]["reason"]
    assert by_row[10]["status"] == "ignored"
    assert by_row[11]["status"] == "flagged" and "duplicate of row 2" in by_row[11]["reason"]
    assert "more decimals" in by_row[12]["reason"]
    assert "rejected" in cashflow("check", "bad.csv").stdout
    assert "strict" in refused("check", "bad.csv", "--strict")


def test_check_says_first_whether_a_file_can_be_used(folder):
    """1 of 101 rows is less than 1 %, 1 of 100 is not more than that, 2 of 100 are; of none accepted nothing can be made."""
    header = "supplier,invoice,invoice_date,amount,currency,terms\n"
    good, bad = "Acme,A{},2025-05-21,100.00,EUR,net 30\n", "Acme,B{},soon,100.00,EUR,net 30\n"
    for goods, bads, first in (
        (100, 0, "Can be used: nothing is left out"),
        (99, 1, "Can be used: 1 of 100 rows, EUR 100.00 (1 %; 1 % of what is open), are left out"),
        (98, 2, "Can't be used yet: 2 of 100 rows, EUR 200.00 (2 %; 2 % of what is open), are left out: more than 1 %"),
        (0, 1, "Can't be used yet: no row is accepted"),
    ):
        rows = [good.format(i) for i in range(goods)] + [bad.format(i) for i in range(bads)]
        (folder / "l.csv").write_text(header + "".join(rows), encoding="utf-8")
        head, _, rest = " ".join(cashflow("check", "l.csv").stdout.split()).partition(
            " Taken for: "
        )  # the first sentence may take two lines
        assert head.startswith(first) and rest.startswith("a table with our own column names; text (utf-8, comma)")


def test_a_row_with_too_many_fields_is_a_finding(folder):
    (folder / "bad.csv").write_text(LEDGER.replace("Acme,A1", "Acme, Ltd,A1"), encoding="utf-8")
    said = json.loads(cashflow("check", "bad.csv", "--json").stdout)
    assert (said["rows_read"], said["accepted"], said["rejected"]) == (3, 2, 1)
    assert said["findings"][0]["row"] == 2 and "more fields than the header" in said["findings"][0]["reason"]
    assert said["amount_read"] == {"EUR": "498000.00"}


def test_terms(folder):
    said = json.loads(cashflow("terms", "2/10 net 30", "2025-06-01", "--amount", "100", "--currency", "EUR", "--json").stdout)
    assert said["term"] == "2/10 net 30" and said["due"] == [{"date": "2025-07-01", "amount": "100.00"}]
    assert said["discounts"] == [{"last_day": "2025-06-11", "off": "2%", "rate": 0.02, "pay": "98.00"}]
    assert said["steps"]["installments"] == [{"share": "rest", "anchor": "invoice", "steps": [{"days": 30}]}]
    pending = json.loads(cashflow("terms", "15 ROG", "2025-06-01", "--json").stdout)
    known = json.loads(cashflow("terms", "15 ROG", "2025-06-01", "--event", "goods receipt=2025-06-20", "--json").stdout)
    assert pending["due"] == [{"date": None, "amount": None}] and known["due"][0]["date"] == "2025-07-05"
    assert "--event" in refused("terms", "15 ROG", "2025-06-01", "--event", "goods receipt")
    own = cashflow("terms", "30 days after arrival", "2025-06-01", "--event", "Arrival=2025-06-05", "--against", "60 days after arrival")
    assert "arrival date Thu 2025-06-05 → 30 days: Sat 2025-07-05\ndue 2025-07-05\n" in own.stdout and "30 days gained" in own.stdout
    typo = refused("terms", "15 ROG", "2025-06-01", "--event", "good receipt=2025-06-20")
    assert "Did you mean 'goods receipt'" in typo
    assert "Add, for example: --currency EUR" in refused("terms", "net 30", "2025-06-01", "--amount", "5")
    net = refused("terms", "30% of net now, rest net 60", "2025-06-01", "--amount", "119", "--currency", "EUR")
    off = refused("terms", "[2% of net until 10 days, tax never] net 30", "2025-06-01", "--amount", "119", "--currency", "EUR")
    gained = refused("terms", "1000 fixed now, rest net 30", "2025-06-01", "--against", "net 60")
    assert "Give its tax" in net and "Give its tax" in off and "Give the amount and currency of a typical invoice" in gained
    shown = cashflow("terms", "30 days then end of month", "2025-01-31").stdout
    assert "Fri 2025-01-31 → 30 days: Sun 2025-03-02 → end of month: Mon 2025-03-31" in shown
    sentence = refused("terms", "30 days EOM", "2025-01-31")
    for date in ("2025-03-31", "2025-03-02", "2025-02-28"):
        assert date in sentence
    assert "is not a date" in refused("terms", "net 30", "31.1.2025")
    assert "currency" in refused("terms", "net 30", "2025-01-31", "--amount", "5")


def test_an_offer_that_covers_nobody_is_a_note(folder):
    (folder / "whatif.toml").write_text(WHATIF.replace('region = "UK"', 'region = "JP"'), encoding="utf-8")
    found = cashflow("run", "whatif.toml", "--json")
    assert found.exit_code == 0
    assert "covers nothing" in json.loads(found.stdout)["notes"][0] and "'JP' does not occur" in found.stderr


def test_wrong_usage():
    assert cashflow("run").exit_code == 2
    assert cashflow("check", "x.csv", "--nonsense").exit_code == 2
    assert cashflow("--help").exit_code == 0


def test_demo(demo):
    folder, said = demo
    euro = said["currencies"]["EUR"]["scenarios"]["June to August"]
    again = cashflow("run", str(folder / "whatif.toml"), "--json")
    assert json.loads(again.stdout)["currencies"]["EUR"]["scenarios"]["June to August"] == euro


def test_strict_refuses_a_ledger_with_findings(folder):
    (folder / "ledger.csv").write_text(LEDGER.replace("A1,2025-05-21,1000000.00,EUR", "A1,2025-05-21,1000000.00,eur"), encoding="utf-8")
    assert cashflow("run", "whatif.toml").exit_code == 0
    assert "row 2, currency 'eur': was read as upper case" in refused("run", "whatif.toml", "--strict")


def test_a_fault_of_ours_is_a_sentence_too(folder, monkeypatch):
    from cashflow.runs import answers

    monkeypatch.setattr(answers, "whatif_of", lambda *a, **k: 1 / 0)
    assert "internal error; your files are not the cause (ZeroDivisionError" in refused("run", "whatif.toml")
    assert "internal error" in refused_as_json("run", "whatif.toml", "--json")["error"]["reason"]


def typed(sentence):
    """The command that a refusal ends with, as a shell splits it."""
    return shlex.split(sentence.strip().rpartition("Write: cashflow ")[2])


SEVERAL = WHATIF.replace('"ledger.csv"', '"our ledger.csv"') + WHATIF.partition("[[scenario]]")[2].join(["[[scenario]]", ""]).replace(
    '"June"', '"June, again"'
)
QUESTION = SEVERAL + '[solve]\ntarget = "1000"\nby = 2025-06-29\n[[solve.menu]]\nextend = { days = 30 }\n'


@pytest.mark.parametrize(
    "args, told",
    [
        (("simulate", "what if.toml", "--target", "1000000", "--sign", "payables positive"), {"--scenario": ["June", "June, again"], "--currency": ["EUR", "GBP"]}),
        (("simulate", "what if.toml", "--scenario", "July", "--currency", "GBP"), {"--scenario": ["June", "June, again"]}),
        (("simulate", "what if.toml", "--scenario", "June", "--currency", "EUR", "--presentation", "agent"), {"--presentation": ["agency", "trade_payable"]}),
        (("simulate", "what if.toml", "--scenario", "June", "--currency", "EUR", "--quarter", "2026-05-01"), {"--quarter": ["FY2025 Q3", "FY2025 Q2", "FY2025 Q1"]}),
        (("explain", "what if.toml"), {"--scenario": ["June", "June, again"], "--currency": ["EUR", "GBP"], "--quarter": ["FY2025 Q1", "FY2025 Q2", "FY2025 Q3"]}),
        (("explain", "what if.toml", "cash_pad", "--scenario", "June", "--quarter", "FY2025 Q1", "--currency", "EUR"), {"cash_paid": ["cash_paid"]}),
        (("explain", "what if.toml", "invoiced", "--quarter=Q2", "--currency=usd"), {"--currency": ["EUR", "GBP"], "--quarter": ["FY2025 Q2"]}),
        (("solve", "what if.toml", "--strict"), {"--currency": ["EUR", "GBP"], "--by": ["2025-06-30", "2025-03-31"]}),
    ],
)  # fmt: skip
def test_where_a_choice_is_missing_the_sentence_holds_the_whole_command(folder, args, told):
    (folder / "our ledger.csv").write_text(LEDGER + "Cole,C1,2025-05-21,700000.00,GBP,net 30,UK\n", encoding="utf-8")
    (folder / "what if.toml").write_text(QUESTION, encoding="utf-8")
    again = typed(refused(*args))
    assert again[:2] == list(args[:2])
    found = cashflow(*again)
    assert found.exit_code == 0, found.stderr  # it can be typed as it stands

    ask = refused_as_json(*args, "--json")["ask"]
    assert [a["type"].split()[0] for a in ask] == list(told)
    for entry, choices in zip(ask, told.values(), strict=True):
        assert entry["choices"][: len(choices)] == choices
        assert shlex.split(entry["type"])[-1] == choices[0]
        assert shlex.split(entry["type"])[-1] in again
    words = [w for given in args[2:] for w in given.split("=", 1)]
    asked = {f"--{a['what']}" for a in ask}
    wrong = [at for at, w in enumerate(words) if w in asked or (at and words[at - 1] in asked) or (w == "cash_pad" and "cash_paid" in told)]
    kept = [w for at, w in enumerate(words) if at not in wrong]
    assert all(w in again for w in kept)  # what was given and not refused is kept
    assert not any(words[at] in again for at in wrong if not words[at].startswith("-"))  # what was refused is not


def test_in_python_a_choice_names_what_to_say(folder):
    (folder / "ledger.csv").write_text(LEDGER + "Cole,C1,2025-05-21,700000.00,GBP,net 30,UK\n", encoding="utf-8")
    result = cf.read_whatif("whatif.toml").run()
    with pytest.raises(cf.InputError) as refused:
        result.explain("cash_paid")
    assert str(refused.value).endswith('Say currency="EUR", quarter="FY2025 Q1"')
    assert [a["what"] for a in refused.value.ask] == ["currency", "quarter"]
    with pytest.raises(cf.InputError, match='Say currency="EUR"'):
        cf.simulate(result)


def test_an_option_that_says_nothing_of_a_figure_is_refused(folder):
    """1,000,000 for 56 days at 6.5 % on 360 days: the cost over the life is of no quarter."""
    found = cashflow("explain", "whatif.toml", "financing_cost")
    assert found.stdout.splitlines()[0] == "financing_cost, over the whole life: 10,111.11"
    said = json.loads(cashflow("explain", "whatif.toml", "financing_cost", "--json").stdout)
    assert said["explained"] == {"measure": "financing_cost", "top": 20} and said["number"] == "10111.11"
    assert "Leave quarter out" in refused("explain", "whatif.toml", "financing_cost", "--quarter", "FY2025 Q1")
    for command, measure in (("explain", "closing_payables"), ("simulate", "--measure=cash_retained")):
        said = refused(command, "whatif.toml", measure, "--quarter", "FY2025 Q1", "--presentation", "borrowing_gross")
        assert "presentation 'borrowing_gross': changes nothing in" in said and "presented are free_cash_flow_change" in said


@pytest.mark.parametrize("name", ["unwind", "closing_payables", "bridge"])
def test_a_scenario_is_picked_for_every_picture_that_shows_some(folder, name):
    Path("whatif.toml").write_text(WHATIF + WHATIF[WHATIF.index("[[scenario]]") :].replace('"June"', '"July"'), encoding="utf-8")
    found = cashflow("picture", "whatif.toml", name, "--scenario", "July", "-o", "one.svg")
    assert found.exit_code == 0, found.stderr
    assert "July" in Path("one.svg").read_text(encoding="utf-8") and "June" not in Path("one.svg").read_text(encoding="utf-8")


def test_a_format_that_can_be_printed_is_proposed(folder):
    said = cashflow("project", "whatif.toml", "--format", "cvs").stderr
    assert "Known: findings, html, json, text." in said and "csv" not in said


def test_the_event_that_lacks_its_date_is_named():
    typed = ("--event", "goods receipt=2025-06-30", "--event", "arrival")
    assert "--event 'arrival'" in cashflow("terms", "net 30", "2025-06-01", *typed).stderr


def test_a_refused_run_replaces_no_list_of_somebody_else(folder):
    Path("ledger.csv").write_text(LEDGER.replace("2025-05-21", "soon"), encoding="utf-8")
    Path("out").mkdir()
    Path("out/findings.csv").write_text("my own\n", encoding="utf-8")
    found = cashflow("run", "whatif.toml", "--out", "out")
    assert found.exit_code == 1 and "findings.csv was not written" in found.stderr and "no run of cashflow has written it" in found.stderr
    assert Path("out/findings.csv").read_text(encoding="utf-8") == "my own\n"
    Path("out/findings.csv").unlink()
    for _ in range(2):  # its own is replaced
        assert "findings.csv is in out; nothing else was written" in cashflow("run", "whatif.toml", "--out", "out").stderr


@pytest.mark.parametrize("name", ["cash_by_day", "payables_by_day", "cash_paid"])
def test_a_picture_of_the_baseline_has_no_scenario(folder, name):
    """By day the name of any scenario was dropped, and the baseline drawn."""
    (folder / "base.toml").write_text(WHATIF.split("[[scenario]]")[0], encoding="utf-8")
    assert cashflow("picture", "base.toml", name, "-o", "one.svg").exit_code == 0
    assert "scenario" in refused("picture", "base.toml", name, "--scenario", "July", "-o", "two.svg")
    assert not (folder / "two.svg").exists()


def test_a_figure_that_no_row_has_is_no_picture(folder):
    """It broke off: "internal error; your files are not the cause (KeyError: 'paid_without_date')"."""
    said = refused("picture", "whatif.toml", "paid_without_date", "-o", "one.svg")
    assert "picture 'paid_without_date': is not a picture of this result" in said
