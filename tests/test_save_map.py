"""What ``cashflow check --save-map`` writes gives the same ledger again, when it is read from there."""

import gzip
import tomllib

import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from cashflow.whatif_file.sections import read_baseline
from tests.layouts import LEDGERS

EXPECTED = tomllib.loads((LEDGERS / "expected.toml").read_text(encoding="utf-8"))
FOLDERS = tomllib.loads((LEDGERS / "folders.toml").read_text(encoding="utf-8"))
OWN = "supplier,invoice,invoice_date,amount,currency,terms\n"


def flags_of(told):
    """Keywords of `read_ledger` as words to type."""
    out = []
    for name, value in told.items():
        if isinstance(value, dict):
            out += [word for k, v in value.items() for word in ("--" + name.replace("_", "-").replace("events", "event"), f"{k}={v}")]
        elif value is True:
            out.append("--" + name)
        else:
            out += ["--" + name.replace("_", "-").replace("codes", "terms-codes"), str(value)]
    return out


def facts(ledger):
    """All that figures are made of, and all that was said."""
    coded = {name: [c.values[i] for i in c.codes] for name in ("supplier", "currency") if (c := getattr(ledger, name))}
    arrays = {name: getattr(ledger, name).tolist() for name in ("row", "invoice", "invoice_day", "due_day", "amount")}
    paid = {"day": ledger.paid.day.tolist(), "paid": ledger.paid.amount.tolist()}
    terms = [str(ledger.terms[i]) if i >= 0 else "" for i in ledger.terms_code]
    found = ledger.findings
    return (
        coded
        | arrays
        | paid
        | {"terms": terms, "found": found.to_dict(), "said": found.frame.to_dict("records"), "open": found.amount_open}
    )


def same_again(path, saved, **told):
    """Check a file, and read it from what was saved: both are one ledger; with what was saved."""
    done = CliRunner().invoke(main, ["check", str(path), *flags_of(told), "--save-map", str(saved)])
    assert f"wrote {saved}" in done.stderr, done.output
    baseline = read_baseline(saved)
    assert facts(cf.read_ledger(path, **told)) == facts(cf.read_ledger(baseline.source, **baseline.options()))
    return tomllib.loads(saved.read_text(encoding="utf-8"))


NEEDED = {"quickbooks_desktop": {"date_order": "mdy"}, "coupa": {"zone": "Europe/Berlin"}}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_sample_is_read_the_same_again(name, tmp_path):
    (tmp_path / "kept").mkdir()
    same_again(LEDGERS / f"{name}.csv", tmp_path / "kept" / "map.toml", **EXPECTED[name].get("told", {}), **NEEDED.get(name, {}))


@pytest.mark.parametrize("name", [*FOLDERS, "small.xls", "small.xlsb", "small.ods"])
def test_folders_and_workbooks_are_read_the_same_again(name, tmp_path):
    told = {"terms": "net 30", "currency": "EUR"} if name.startswith("small") else {}
    same_again(LEDGERS / name, tmp_path / "map.toml", **told)


TOLD = {
    "dialect": (OWN + "A,1,2025-05-02,100.00,EUR,30 days end of month\n", {"dialect": "days_then_eom"}),
    "zone": (OWN + "A,1,2025-05-02T23:30:00+00:00,100.00,EUR,net 30\n", {"zone": "Europe/Berlin"}),
    "currency": (OWN.replace(",currency", "") + "A,1,2025-05-02,100.00,net 30\n", {"currency": "EUR"}),
    "terms": (OWN.replace(",terms", "") + "A,1,2025-05-02,100.00,EUR\n", {"terms": "net 45"}),
    "decimal": (OWN + 'A,1,2025-05-02,"1,234",KWD,net 30\n', {"decimal": ","}),
    "date_order": (OWN + "A,1,02/05/2025,100.00,EUR,net 30\n", {"date_order": "dmy"}),
    "date_format": (OWN + "A,1,02/05/2025,100.00,EUR,net 30\n", {"date_format": "dd/mm/yyyy"}),
    "sign": (OWN + "A,1,2025-05-02,-100.00,EUR,net 30\n", {"sign": "payables negative"}),
    "round": (OWN + "A,1,2025-05-02,100.0051,EUR,net 30\n", {"round": True}),
    "owed": ("Vendor,Bill,Bill Date,Due Date,Amount,Currency\nA,1,2025-05-02,2025-06-01,100.00 Cr,EUR\n", {"owed": "Cr"}),
    "map": (
        'Vendor,"Bill ""No""",Bill Date,Due Date,Amount,Total = all,Currency\nA,1,2025-05-02,2025-06-01,100.00,119.00,EUR\n',
        {"map": {"amount": "Total = all", "invoice": 'Bill "No"'}},
    ),
    "profile": (
        "Vendor,Bill,Bill Date,Due Date,Amount,Currency\n" + "A,1,2025-05-02,2025-06-01,100.00,EUR\n" * 6,
        {"profile": "bill_lines"},
    ),
    "events": (
        OWN.replace("terms", "terms,Arrived") + "A,1,2025-05-02,100.00,EUR,30 days after arrival,2025-05-09\n",
        {"events": {"arrival": "Arrived"}},
    ),
    "separator": (OWN.replace(",", ";") + "A;1;2025-05-02;100.00;EUR;net 30\n", {"separator": "semicolon"}),
    "encoding": (OWN + "Muller,1,2025-05-02,100.00,EUR,net 30\n", {"encoding": "cp1252"}),
    "skip_rows": ("Ledger of May\n" + OWN + "A,1,2025-05-02,100.00,EUR,net 30\n", {"skip_rows": 1}),
    "blank currency": (
        "Vendor,Bill,Bill Date,Due Date,Amount,Currency\nA,1,2025-05-02,2025-06-01,100.00,USD\nA,2,2025-05-02,2025-06-01,50.00,\n",
        {"currency": "EUR"},
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_was_told_is_kept(name, tmp_path):
    """Whatever was typed, in the table that has its key, as its kind of value."""
    text, told = TOLD[name]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ledger.csv").write_text(text, encoding="utf-8")
    kept = same_again(tmp_path / "in" / "ledger.csv", tmp_path / "map.toml", **told)
    assert kept["ledger"]["path"] == "in/ledger.csv"
    both = {**kept["ledger"], **kept.get("terms", {})}
    for key, value in told.items():
        assert both[key] == value or value.items() <= both[key].items()


def test_the_path_and_files_beside_it_are_kept_as_the_map_sees_them(tmp_path):
    for folder in ("in", "kept"):
        (tmp_path / folder).mkdir()
    ledger, codes, payments = (tmp_path / "in" / n for n in ("ledger.csv.gz", "codes.csv", "paid.csv"))
    ledger.write_bytes(gzip.compress((OWN + "A,1,2025-05-02,100.00,EUR,Z9\n").encode()))
    codes.write_text("code,terms\nZ9,net 75\n", encoding="utf-8")
    payments.write_text("invoice,supplier,Valuta,amount\n1,A,2025-06-30,40.00\n", encoding="utf-8")
    told = {"codes": codes, "payments": payments, "payments_map": {"paid_date": "Valuta"}}
    kept = same_again(ledger, tmp_path / "kept" / "map.toml", **told)
    assert kept["ledger"]["path"] == "../in/ledger.csv.gz" and kept["ledger"]["payments"] == "../in/paid.csv"
    assert kept["ledger"]["payments_map"] == {"paid_date": "Valuta"} and kept["terms"] == {"codes": "../in/codes.csv"}


def test_a_sign_that_toml_forbids_is_written_as_its_code(tmp_path):
    """A DEL in the name of a file is no sign of a TOML text; https://toml.io/en/v1.0.0#string asks for its code."""
    path = tmp_path / "may\x7fjune.csv"
    path.write_text(f"{OWN}Acme,1,2025-05-01,100.00,EUR,net 30\n", encoding="utf-8")
    assert same_again(path, tmp_path / "saved.toml")["ledger"]["path"] == "may\x7fjune.csv"


def test_files_that_are_read_in_batches_keep_what_was_told(tmp_path):
    (tmp_path / "in").mkdir()
    frame = pd.DataFrame(
        {"supplier": ["A"], "invoice": ["1"], "invoice_date": ["2025-05-02"], "amount": ["100.00"], "terms": ["30 days end of month"]}
    )
    frame.to_parquet(tmp_path / "in" / "a.parquet")
    words = ["check", str(tmp_path / "in" / "a.parquet"), "--currency", "EUR", "--dialect", "days_then_eom"]
    done = CliRunner().invoke(main, [*words, "--save-map", str(tmp_path / "map.toml")])
    assert done.exit_code == 0, done.output
    baseline = read_baseline(tmp_path / "map.toml")
    assert (baseline.source.resolve(), baseline.tables["ledger"]["currency"], baseline.dialect) == (
        (tmp_path / "in" / "a.parquet"),
        "EUR",
        "days_then_eom",
    )
    assert baseline.scan(None).checked().accepted == 1
