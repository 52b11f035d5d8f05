"""Runs kept in folders: the same run again, byte for byte; and what lies between two of them, cause by cause."""

import contextlib
import json
import shlex
import shutil
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from cashflow.cli import main
from cashflow.runs.between import Between, Difference, Step
from cashflow.runs.between_text import between_parts
from cashflow.runs.settings import CAUSES, changed_keys

LEDGER = """supplier,invoice,invoice_date,amount,currency,terms,region
Acme,A1,2025-05-21,1000000.00,EUR,net 30,UK
Bolt,B1,2025-05-30,500000.00,EUR,net 30,EU
Cord,C1,2025-05-28,220000.00,EUR,net 30,EU
"""
WHATIF = """[ledger]
path = "ledger.csv"
[calendar]
fiscal_year_starts = "April"
fiscal_year_named_by = "start"
quarters = { from = 2025-04-01, to = 2025-12-31 }
as_of = 2025-06-02
[[scenario]]
name = "June to August"
[[scenario.offer]]
extend = { to = 2025-08-15 }
funding_rate = 0.08
[[scenario.offer.option]]
scheme = "later_with_interest"
annual_rate = 0.065
day_count = "ACT/360"
[solve]
target = "1000000"
by = 2025-06-30
[[solve.menu]]
extend = { to = 2025-08-15 }
scheme = "later_with_interest"
annual_rate = 0.065
day_count = "ACT/360"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return filled(tmp_path)


def filled(place):
    (place / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (place / "whatif.toml").write_text(WHATIF, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def run_once(tmp_path_factory):
    """What `run whatif.toml --out` writes, not to be written to."""
    with contextlib.chdir(filled(tmp_path_factory.mktemp("run"))):
        done("run whatif.toml --out out")
        return Path("out").resolve()


@pytest.fixture
def ran(folder, run_once):
    """Puts that run into a folder of this name: the same bytes as a run of its own, as a test below shows."""
    return lambda name: shutil.copytree(run_once, folder / name)


def cashflow(words):
    return CliRunner().invoke(main, shlex.split(words))


def done(words):
    found = cashflow(words)
    assert found.exit_code == 0, (found.output, found.exception)
    return found


def refused(words):
    found = cashflow(words)
    assert found.exit_code == 1, found.output
    assert "internal" not in found.stderr and "Traceback" not in found.stderr
    return found.stderr


def changed(text, *pairs):
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    "words",
    [
        "run whatif.toml",
        "run whatif.toml --offer-letters --sign 'payables positive'",
        "project whatif.toml",
        "simulate whatif.toml --draws 200 --target 500000",
        "solve whatif.toml --target 900000",
        "try ledger.csv --extend 30",
    ],
)
def test_a_run_gives_the_same_bytes_again(folder, words):
    done(f"{words} --out deep/out")
    before = {p: p.read_bytes() for p in Path("deep").rglob("*") if p.is_file()}
    assert done("rerun deep/out/run.json").stdout == f"Same bytes: {len(before) - 1} files, and run.json.\n"
    assert before == {p: p.read_bytes() for p in Path("deep").rglob("*") if p.is_file()}  # nothing is written


def test_two_folders_keep_the_same_bytes_and_no_path_of_the_machine(folder, ran, run_once):
    """One run in a folder of its own, the other in a folder of another name in another place."""
    done("run whatif.toml --out one")
    ran("two")
    one, two = ({str(p.relative_to(name)): p.read_bytes() for p in Path(name).rglob("*") if p.is_file()} for name in ("one", "two"))
    assert one == two and len(one) > 10
    said = one["run.json"].decode("utf-8")
    assert json.loads(said)["asked"]["whatif"] == "../whatif.toml"
    assert str(folder) not in said and str(run_once.parent) not in said


def test_which_input_changed_is_said(ran):
    ran("out")
    Path("ledger.csv").write_text(LEDGER.replace("220000", "220001"), encoding="utf-8")
    said = refused("rerun out")
    assert said.startswith("cashflow: ledger.csv changed since that run: its SHA-256 was ") and said.count("\n") == 1
    Path("ledger.csv").unlink()
    assert "ledger.csv: there is no such file" in refused("rerun out")


def test_a_ledger_in_another_folder_is_looked_at_too(folder):
    Path("exports").mkdir()
    Path("whatifs").mkdir()
    Path("exports/may.csv").write_text(LEDGER, encoding="utf-8")
    Path("whatifs/w.toml").write_text(changed(WHATIF, ("ledger.csv", "../exports/may.csv")), encoding="utf-8")
    done("run whatifs/w.toml --out out")
    assert done("rerun out").exit_code == 0
    Path("exports/may.csv").write_text(LEDGER.replace("220000", "220001"), encoding="utf-8")
    assert "may.csv changed since that run" in refused("rerun out")
    assert "may.csv changed since that run" in refused("diff out out")


def test_a_whatif_file_that_was_changed_since_is_run_as_it_was(ran):
    ran("out")
    Path("whatif.toml").write_text(changed(WHATIF, ("0.065", "0.09")), encoding="utf-8")
    found = done("rerun out")
    assert "whatif.toml was changed since" in found.stderr and found.stdout.startswith("Same bytes")


def test_a_file_that_was_changed_or_is_gone_is_named(ran):
    ran("out")
    Path("out/report.txt").write_text("mine", encoding="utf-8")
    Path("out/legs.csv").unlink()
    said = refused("rerun out")
    assert "report.txt was changed in the folder after that run" in said and "legs.csv is not in the folder any more" in said


def test_other_versions_are_named_first(ran):
    ran("out")
    said = json.loads(Path("out/run.json").read_text(encoding="utf-8"))
    said["versions"]["numpy"] = "1.0.0"
    said["files"]["quarters.csv"] = "0" * 64
    Path("out/run.json").write_text(json.dumps(said), encoding="utf-8")
    lines = refused("rerun out").splitlines()
    assert lines[0].startswith("cashflow: numpy was 1.0.0, and is ") and lines[1] == "cashflow: quarters.csv would be another file now"


@pytest.mark.parametrize(
    "content, said",
    [
        (None, "there is no such file"),
        ("{", "is not the run.json of a folder that --out wrote"),
        ("[1]", "is not the run.json"),
        ('{"sha256": {}}', "does not say what was asked"),
        ('{"sha256": {}, "asked": {"command": "rm", "text": ""}}', "does not say what was asked"),
    ],
)
def test_what_is_no_run_gets_a_sentence(folder, content, said):
    Path("out").mkdir()
    if content is not None:
        Path("out/run.json").write_text(content, encoding="utf-8")
    assert said in refused("rerun out") and said in refused("diff out out")


def steps(words, currency="EUR"):
    """By cause: quarters and cost; and the two ends."""
    said = json.loads(done(f"{words} --json").stdout)
    (one,) = [p for p in said["between"] if p["currency"] == currency]
    assert [s["cause"] for s in one["steps"]] == [*CAUSES] == ["ledger", "policy", "offer", "rate", "acceptance"]
    return one, {s["cause"]: s["adds"] for s in one["steps"]}


def add_up(one):
    for key in {*one["first"], *one["second"]}:
        total = Decimal(one["first"].get(key, 0)) + sum(Decimal(s["adds"].get(key, 0)) for s in one["steps"])
        assert total == Decimal(one["second"].get(key, 0)), key


def test_each_cause_by_hand(ran):
    """Simple interest on 360 from 20, 29 and 27 June, rounded a supplier.

    First run, 6.5 % until 15 August (56, 47, 49 days): 10,111.11 + 4,243.06 + 1,946.39 = 16,300.56.
    21 days more: 13,902.78 + 6,138.89 + 2,780.56 = 22,822.23, that is 6,521.67 more.
    At 7 %: 14,972.22 + 6,611.11 + 2,994.44 = 24,577.77, 1,755.54 more. Half of it: 12,288.885, rounded half up: 12,288.88 less.
    One cent more on the ledger moves one cent.
    """
    ran("a")
    Path("june.csv").write_text(LEDGER.replace("500000.00", "500000.01"), encoding="utf-8")
    second = changed(
        WHATIF.partition("[solve]")[0],
        ("ledger.csv", "june.csv"),
        ("2025-08-15", "2025-09-05"),
        ("0.065", "0.07"),
        ("funding_rate = 0.08", "funding_rate = 0.08\nacceptance = { share = 0.5 }"),
    )
    Path("second.toml").write_text(second, encoding="utf-8")
    done("run second.toml --out b")
    one, by_cause = steps("diff a b")
    assert one["first"]["cost"] == "16300.56" and one["second"]["cost"] == "12288.89"
    assert {c: Decimal(a["cost"]) for c, a in by_cause.items()} == {
        "ledger": Decimal(0),
        "policy": Decimal(0),
        "offer": Decimal("6521.67"),
        "rate": Decimal("1755.54"),
        "acceptance": Decimal("-12288.88"),
    }
    assert by_cause["ledger"]["FY2025 Q1"] == "0.01" and by_cause["acceptance"]["FY2025 Q1"] == "-860000.00"
    add_up(one)
    text = " ".join(done("diff a b").stdout.split())
    assert "rate: scenario 1, offer 1, option 1, annual_rate: 0.065 → 0.07" in text
    assert "offer: scenario 1, offer 1, extend, to: 2025-08-15 → 2025-09-05" in text
    assert "acceptance: scenario 1, offer 1, acceptance, share: not given → 0.5" in text
    assert (
        "policy (the same) 0 0 0 rate" not in text
        and "policy (the same) 0 0 0 offer" in text
        and "ledger: ledger, path: ledger.csv → june.csv" in text
    )


def test_the_figures_at_both_ends_are_those_of_the_runs(ran):
    ran("a")
    Path("whatif.toml").write_text(
        changed(
            WHATIF,
            ("to = 2025-08-15 }\nfunding", "days = 45 }\nfunding"),
            ("[[scenario]]", '[policy]\npayment_runs = { on = "every Thursday", choose = "last on or before due" }\n[[scenario]]'),
        ),
        encoding="utf-8",
    )
    done("run whatif.toml --out b")
    one, by_cause = steps("diff a b")
    for end, name in (("first", "a"), ("second", "b")):
        entry = json.loads(Path(name, "result.json").read_text(encoding="utf-8"))["currencies"]["EUR"]["scenarios"]["June to August"]
        shown = [one[end].get(q, "0") for q in ("FY2025 Q1", "FY2025 Q2", "FY2025 Q3")]
        assert [Decimal(v) for v in shown] == [Decimal(v) for v in entry["free_cash_flow_change"]["trade_payable"]]
        assert one[end]["cost"] == entry["financing_cost"]
    assert any(Decimal(v) for v in by_cause["policy"].values()) and any(Decimal(v) for v in by_cause["offer"].values())
    assert not any(Decimal(v) for c in ("ledger", "rate", "acceptance") for v in by_cause[c].values())
    add_up(one)


BANK = """[[scenario.offer.option]]
scheme = "bank_pays_now"
annual_rate = 0.072
day_count = "ACT/360"
bank_pays = "baseline"
"""
UPLIFT = 'scheme = "price_uplift"\nrate = 0.01\nof = "gross"\nvat = "none"\n'


@pytest.mark.parametrize(
    "pairs, together",
    [
        ((('scheme = "later_with_interest"\nannual_rate = 0.065\nday_count = "ACT/360"\n[solve]', f'{BANK.partition(chr(10))[2]}[solve]'),), False),
        ((("[solve]", f"{BANK}[solve]"), ("0.065", "0.06")), False),
        ((('scheme = "later_with_interest"\nannual_rate = 0.065\nday_count = "ACT/360"\n[solve]', f"{UPLIFT}[solve]"), ("funding_rate = 0.08", 'funding_rate = 0.07\nfunding_day_count = "ACT/365F"')), True),
        ((("[[scenario.offer]]", '[[scenario.offer]]\nsuppliers = { region = "EU" }\nacceptance = "if whole"'), ("0.065", "0.09")), False),
    ],
)  # fmt: skip
def test_steps_add_up_whatever_differs(ran, pairs, together):
    """Another scheme, a further option, a setting without which a step is none: it is then counted with the next, and said."""
    ran("a")
    Path("other.toml").write_text(changed(WHATIF, *pairs), encoding="utf-8")
    done("run other.toml --out b")
    for words, turned in (("diff a b", False), ("diff b a", True)):
        one, _ = steps(words)
        add_up(one)
        assert any(s["remark"] for s in one["steps"]) == (together and not turned)
        assert Decimal(one["first"]["cost"]) != Decimal(one["second"]["cost"])


def test_a_table_in_place_of_a_word_is_one_change():
    told = {"bank": "if whole", "other": {"share": "0.5", "spread": "0.1"}}
    files = [{"scenario": [{"offer": [{"acceptance": how}]}]} for how in told.values()]
    where = "scenario 1, offer 1, acceptance"
    assert changed_keys(*files) == {"acceptance": [f"{where}: if whole → {{ share = 0.5, spread = 0.1 }}"]}
    assert changed_keys(*files[::-1]) == {"acceptance": [f"{where}: {{ share = 0.5, spread = 0.1 }} → if whole"]}
    assert changed_keys({}, files[1]) == {"acceptance": [f"{where}, share: not given → 0.5", f"{where}, spread: not given → 0.1"]}


def test_currencies_stand_as_in_the_reports(folder):
    """Most money moves in USD; sorted by name where programs read it."""
    Path("ledger.csv").write_text(LEDGER + "Dyn,D1,2025-05-21,9000000.00,USD,net 30,UK\n", encoding="utf-8")
    Path("other.toml").write_text(changed(WHATIF, ("0.065", "0.07")), encoding="utf-8")
    done("run whatif.toml --out a")
    done("run other.toml --out b")
    text = done("diff a b").stdout
    assert 0 < text.index("\nUSD ") < text.index("\nEUR ")
    assert [p["currency"] for p in json.loads(done("diff a b --json").stdout)["between"]] == ["EUR", "USD"]


def test_scenarios_are_compared_by_name_and_others_are_named(ran):
    ran("a")
    head, scenario = WHATIF.partition("[solve]")[0].split("[[scenario]]")
    two = head + "".join(f"[[scenario]]{scenario.replace('June to August', n)}" for n in ("June to August", "Other"))
    Path("two.toml").write_text(two, encoding="utf-8")
    done("run two.toml --out b")
    found = done("diff a b").stdout
    assert "Note: only the second run has 'Other'" in found and found.count("change in free cash flow by quarter") == 1


def test_the_same_run_twice_differs_in_nothing(ran):
    ran("a")
    assert done("diff a a").stdout.startswith("Nothing differs: the same ledger and the same what-if file.")


def test_only_comparisons_are_taken_apart(ran):
    ran("a")
    done("project whatif.toml --out p")
    assert "is of cashflow project" in refused("diff a p")
    assert "Did you mean 'agency'" in refused("diff a a --presentation agenc")


def test_what_is_said_of_a_step_is_said_once_whatever_the_currencies():
    # it counts the items of the whole offer: below each currency it would read as that currency's
    steps = tuple(Step(c, {}, "counted with the next: all (253)" if c == "policy" else "") for c in CAUSES)
    found = Difference({"policy": ["as_of"]}, (), [Between("June", c, {}, {}, steps) for c in ("EUR", "GBP")], ())
    parts = between_parts(found, "a", "b")
    assert [p for p in parts if isinstance(p, str)].count("policy: counted with the next: all (253)") == 1


MORE = "supplier,invoice,invoice_date,amount,currency,terms\nDorn,D1,2025-05-28,800000.00,EUR,net 30\n"


@pytest.fixture
def of_folder(folder):
    """A run over a folder of two files."""
    (folder / "exports").mkdir()
    shutil.move("ledger.csv", "exports/a.csv")
    Path("exports/b.csv").write_text(MORE.replace("D1", "B7"), encoding="utf-8")
    Path("whatif.toml").write_text(WHATIF.replace("ledger.csv", "exports"), encoding="utf-8")
    done("run whatif.toml --out may")
    return folder


def test_a_file_that_a_folder_has_more_or_less_is_named(of_folder):
    assert done("rerun may").stdout.startswith("Same bytes")
    Path("exports/c.csv").write_text(MORE, encoding="utf-8")
    Path("exports/b.csv").unlink()
    done("run whatif.toml --out june")
    said = ["exports/c.csv is new: that run did not read it", "exports/b.csv is gone: that run read it"]
    found = cashflow("rerun may")
    assert found.exit_code == 1 and found.stderr.splitlines() == [f"cashflow: {line}" for line in said]
    found = cashflow("diff may june")  # what the first run said can't be found again: no figure of it is made up
    assert found.exit_code == 1 and not found.stdout and all(line in found.stderr for line in said)


def test_files_of_a_folder_that_one_run_alone_reads_are_a_difference(of_folder):
    shutil.copytree("exports", "other/exports")
    shutil.copy("whatif.toml", "other")
    Path("other/exports/c.csv").write_text(MORE, encoding="utf-8")
    done("run other/whatif.toml --out other/june")
    found = json.loads(done("diff may other/june --json").stdout)
    assert found["differs"] == {"ledger": ["exports/c.csv: only the second run reads it"]}
    (between,) = found["between"]
    assert between["steps"][0]["adds"]["FY2025 Q1"] == "800000.00"


def test_a_table_of_limits_belongs_to_the_offer(folder):
    for name, days in (("one", 300), ("two", 30)):
        Path(name).mkdir()
        shutil.copy("ledger.csv", name)
        Path(name, "limits.csv").write_text(f"days,kind\n{days},hard\n", encoding="utf-8")
        Path(name, "whatif.toml").write_text(WHATIF + '[[limit]]\npath = "limits.csv"\n', encoding="utf-8")
        done(f"run {name}/whatif.toml --out {name}/out")
    found = json.loads(done("diff one/out two/out --json").stdout)
    assert list(found["differs"]) == ["offer"] and "limits.csv: other content" in found["differs"]["offer"][0]
    adds = {s["cause"]: s["adds"].get("FY2025 Q1", "0") for s in found["between"][0]["steps"]}
    assert Decimal(adds["offer"]) < 0 and not any(Decimal(v) for cause, v in adds.items() if cause != "offer")


@pytest.mark.parametrize("where", ["deep", "."])
def test_a_ledger_that_is_read_in_batches_is_run_again_too(folder, where):
    place = Path(where)
    place.mkdir(exist_ok=True)
    pd.read_csv("ledger.csv", dtype=str).to_parquet(place / "ledger.parquet")
    (place / "whatif.toml").write_text(WHATIF.replace("ledger.csv", "ledger.parquet"), encoding="utf-8")
    done(f"run {place}/whatif.toml --out {place}/out")
    kept = json.loads((place / "out" / "run.json").read_bytes())
    assert list(kept["bytes"]) == ["ledger.parquet"]  # as hashes are named: whatever was typed, from wherever
    assert done(f"rerun {place}/out").stdout.startswith("Same bytes")
    pd.read_csv("ledger.csv", dtype=str).head(1).to_parquet(place / "ledger.parquet")
    for words in (f"rerun {place}/out", f"diff {place}/out {place}/out"):
        found = cashflow(words)
        assert found.exit_code == 1 and not found.stdout and "ledger.parquet changed since that run: it had" in found.stderr
