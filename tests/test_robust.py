"""What the fuzzer found, and what a machine or a user may do to a run: each is told in a sentence, at the place where it is."""

import errno
import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.shown import file_name
from cashflow.cli import main
from cashflow.report.letters import letter_files
from cashflow.whatif_file import read_whatif
from tests.fuzz.whatifs import LEDGER

TEMPLATE = (Path(__file__).parent / "fuzz" / "june.toml").read_text(encoding="utf-8")
HEAD = "supplier,invoice,invoice_date,amount,currency,terms\n"
ROW = "Acme,1,2025-05-21,100.00,EUR,net 30\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ap_ledger.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "whatif.toml").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def asked(*words):
    """What a refusal under --json asks for."""
    found = CliRunner().invoke(main, [words[0], "--json", *map(str, words[1:])])
    assert found.exit_code == 1 and not found.stderr
    return {a["what"].split(" (")[0]: (a["choices"], a["type"]) for a in json.loads(found.stdout)["ask"]}


def written(folder, rows, head=HEAD):
    (folder / "a.csv").write_text(head + rows, encoding="utf-8")
    return folder / "a.csv"


def test_a_refusal_asks_for_what_would_mend_it(tmp_path):
    no_currency = written(tmp_path, "Acme,1,2025-05-21,100.00,net 30\n", HEAD.replace("currency,", ""))
    assert asked("check", no_currency) == {"currency of all rows": ([], "--currency XXX")}
    assert CliRunner().invoke(main, ["check", str(no_currency), "--currency", "EUR"]).exit_code == 0
    dates = written(tmp_path, 'Acme,1,03/04/2025,"1,234",EUR,30 days EOM\n')
    assert asked("check", dates) == {"order of day and month in dates": (["dmy", "mdy"], "--date-order dmy")}
    year_first = written(tmp_path, "Acme,1,25-06-05,100.00,EUR,net 30\nAcme,2,25-06-13,100.00,EUR,net 30\n")  # no month has 25 days
    assert asked("check", year_first) == {"order of day, month and year in dates": (["ymd", "dmy"], "--date-order ymd")}
    with_dues = "Acme,1,05/03/2025,06/02/2025,1.00,EUR\nAcme,2,06/04/2025,07/04/2025,1.00,EUR\n"  # day first the first is due in February
    by_dues = written(tmp_path, with_dues, HEAD.replace("invoice_date,", "invoice_date,due_date,").replace(",terms", ""))
    assert asked("check", by_dues) == {"order of day and month in dates": (["mdy", "dmy"], "--date-order mdy")}
    amounts = written(tmp_path, 'Acme,1,2025-05-21,"1,234",EUR,net 30\n')
    assert asked("check", amounts) == {"decimal sign of amounts": ([".", ","], "--decimal .")}
    terms = written(tmp_path, "Acme,1,2025-05-21,100.00,EUR,30 days EOM\n")
    readings = ["days_then_eom", "eom_then_days", "months_then_eom"]
    assert asked("check", terms) == {"reading of payment terms": (readings, "--dialect days_then_eom")}
    assert asked("terms", "30 days EOM", "2025-01-31") == {"reading of the payment terms": (readings, "--dialect days_then_eom")}


def test_a_what_if_file_is_asked_for_what_its_command_takes(folder):
    assert asked("explain", folder / "whatif.toml") == {"quarter": (["FY2025 Q1", "FY2025 Q2", "FY2025 Q3"], "--quarter 'FY2025 Q1'")}
    rows = "".join(f"Acme,{n},2025-05-21,-100.00,EUR,net 30\n" for n in range(4))
    (folder / "ap_ledger.csv").write_text(HEAD + rows)
    whatif = TEMPLATE.replace('region = ["UK", "EU"], except = { tag = ["small", "critical"] }', 'supplier = "Acme"').replace(
        '"funding_rate"', "0.08"
    )
    (folder / "whatif.toml").write_text(whatif)
    signs = ["payables negative", "payables positive"]
    assert asked("run", folder / "whatif.toml") == {"sign of what is owed": (signs, "--sign 'payables negative'")}
    assert CliRunner().invoke(main, ["run", str(folder / "whatif.toml"), "--sign", "payables negative"]).exit_code == 0
    (folder / "ap_ledger.csv").write_text((HEAD + rows).replace("currency,", "").replace("EUR,", ""))
    both = {"currency of all rows": ([], None), "sign of what is owed": (signs, "--sign 'payables negative'")}
    assert asked("simulate", folder / "whatif.toml") == both  # its --currency is another


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("as_of = 2025-05-31", 'as_of = "May"', "calendar.as_of 'May'"),
        ("settlement_lag = 0", "settlement_lag = 1e" + "9" * 30, "too large or too fine to be read"),
        ("[calendar]", "x." * 20_000 + "y = 1\n[calendar]", "too deep to be read"),
        ("funding_rate", "funding_day_count = 'x'\nfunding_rate", "funding_day_count 'x'"),
        ("[calendar]", '[measures]\ncurrency = "EUR"\nnet_debt = "1"\nebitda = "1"\ncovenant_limit = { x = inf }\n[calendar]', "covenant_limit"),
        ("[[scenario]]", "[[scenario]]\nvary = { days = [30] }", "2025-06-30"),
    ],
)  # fmt: skip
def test_a_slip_in_a_what_if_file_is_called_by_its_place(folder, old, new, said):
    text = TEMPLATE.replace(old, new, 1)
    if said == "2025-06-30":  # options that are not tables
        text, said = text.split("[[scenario.offer.option]]")[0] + "option = 2025-06-30\n", "must be"
    (folder / "whatif.toml").write_text(text)
    with pytest.raises(cf.InputError, match=said):
        read_whatif(folder / "whatif.toml")


def test_a_file_is_called_what_it_is(tmp_path):
    with pytest.raises(cf.InputError, match="is an empty folder"):
        cf.read_ledger(tmp_path)
    with pytest.raises(cf.InputError, match="is an empty folder"):
        cf.scan(tmp_path)
    (tmp_path / "a.csv").write_bytes(b"PAR1\x15\x04\x15PAR1")
    with pytest.raises(cf.InputError, match="is not a Parquet file that can be read"):
        cf.read_ledger(tmp_path / "a.csv")
    with pytest.raises(cf.InputError, match=r'Say currency="XXX" \(the three-letter code\)$') as refused:
        cf.read_ledger(written(tmp_path, ROW.replace("EUR,", ""), HEAD.replace("currency,", "")))
    assert "Rename" not in str(refused.value)


@pytest.mark.parametrize(
    "content, said",
    [
        (HEAD.encode() + b"Acme,1,2025-05-21,1\xff,EUR,x\n", "no row could be accepted (1 read); the first: amount '1ÿ'"),
        (b'a,"b\xff\nc', "the header has a quote that is not closed"),
        (b"\xff", "is a list without suppliers and without amounts"),
        (b"\n\n", "has only blank cells"),
        (b"", "is empty"),
    ],
)
def test_a_scan_refuses_a_file_in_the_same_words(tmp_path, content, said):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(cf.InputError) as whole:
        cf.read_ledger(path)
    with pytest.raises(cf.InputError) as batches:
        cf.scan(path).checked()
    assert whole.value.reason == batches.value.reason and said in whole.value.reason


def test_a_scan_says_of_which_discounts_nothing_is_said(tmp_path):
    rows = "".join(f"Acme,{n},2025-05-21,100.00,EUR,2/10 net 30,2025-05-{n}\n" for n in (25, 28, 31))
    path = written(tmp_path, rows, HEAD.replace("terms", "terms,paid_date"))
    frames = [f.frame[["row", "kind", "value", "reason"]].values.tolist() for f in (cf.read_ledger(path).findings, cf.scan(path).findings)]
    said = "3 invoices paid in time for a discount, EUR 6.00 in all; taken as paid in full. Say paid_with_discount = 'taken' or 'not taken'"
    assert frames == [[[2, "discount not said", "2025-05-25", said]]] * 2


def test_a_name_that_is_no_utf8_is_read_and_shown(tmp_path):
    assert file_name("in/\udcffmay.xml") == "in/�may.xml"
    place = os.fsencode(tmp_path) + b"/\xff.csv"
    with open(place, "w") as file:
        file.write(HEAD + ROW + "Bolt,2,x,1.00,EUR,net 30\n")
    assert cf.read_ledger(os.fsdecode(place)).findings.accepted == 1
    assert cf.scan(os.fsdecode(place)).findings.frame["file"].tolist() == [f"{tmp_path}/�.csv"]


def test_no_message_is_too_long_for_a_reader(tmp_path):
    for column in ("x" * 50_000, "y"):
        wrong = cf.InputError("is " + "long " * 5_000, file="f" * 4_000, column=column, value="v" * 9_000, hint="h" * 9_000)
        assert len(str(wrong)) < 2_000
    path = written(tmp_path, f"Acme,1,2025-05-21,1{'0' * 5_000}x,EUR,net 30\n")
    with pytest.raises(cf.InputError) as refused:
        cf.read_ledger(path)
    assert len(str(refused.value)) < 1_000


def test_a_result_drives_no_terminal(tmp_path):
    book = cf.read_ledger(written(tmp_path, "A\x9b\u202ecme,1,2025-05-21,100.00,EUR,net 30\n"))
    more = cf.compare(book, cf.Scenario("s", cf.Offer(extend={"days": 30}, acceptance_source="\x1b[31mred")))
    for shown in (str(cf.project(book)), str(more), repr(more)):
        assert shown.replace("\n", "").isprintable()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
def test_a_full_output_is_named(tmp_path):
    """By help, by a text and by JSON: one process for all three, as it takes longer to start than they do."""
    written(tmp_path, ROW)
    asked = [["--help"], ["check", "a.csv"], ["check", "--json", "a.csv"]]
    code = (
        "import sys; from cashflow.cli import main\n"
        f"for words in {asked}:\n"
        "    try:\n        main(words)\n"
        "    except SystemExit as left:\n        print(left.code, file=sys.stderr)\n"
        "sys.exit(1)"
    )
    with open("/dev/full", "w") as full:
        found = subprocess.run([sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp_path, check=False)
    said = "cashflow: the disk, or what the output goes to, is full. Free some space and run it again\n"
    assert found.stderr == f"{said}1\n" * len(asked)
    assert found.returncode == 1


def test_a_full_disk_is_named(folder, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    found = CliRunner().invoke(main, ["run", str(folder / "whatif.toml"), "--out", str(folder / "out")])
    assert found.exit_code == 1 and "the disk is full; nothing was replaced" in found.stderr
    assert not (folder / "out").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is bounded by the system's own means")
def test_exhausted_memory_is_named(tmp_path):
    path = written(tmp_path, ROW * 2_000_000)
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (600_000_000, 600_000_000))  # noqa: E731
    words = [sys.executable, "-m", "cashflow", "check", str(path)]
    found = subprocess.run(
        words, preexec_fn=limit, capture_output=True, text=True, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"}, check=False
    )
    assert found.returncode == 1 and "the memory of this machine is exhausted; nothing was written" in found.stderr


def test_a_cell_of_a_workbook_is_cut_with_a_mark():
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    row = {
        "supplier": "S" * 40_000,
        "invoice": "9" * 40_000,
        "invoice_date": "2025-05-21",
        "amount": "1.00",
        "currency": "EUR",
        "terms": "net 30",
    }
    offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.065", "ACT/360")], funding_rate=0.05)
    found = cf.compare(cf.read_ledger(pd.DataFrame([row])), cf.Scenario("June", offer), quarters=("2025-04-01", "2025-09-30"))
    (book,) = (data for name, data in letter_files(found).items() if name.endswith(".xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Option 1"]
    for cell in ("A1", "A8"):
        assert len(sheet[cell].value) == 32_767 and sheet[cell].value.endswith("… [cut]")
    notes = [c.value for c in sheet["A"] if c.value and "longer than the 32,767 letters" in str(c.value)]
    assert len(notes) == 1
