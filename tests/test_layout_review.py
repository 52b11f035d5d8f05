"""Exports that a reader of the code found to be misread; each right value stands in the file beside it, added up by hand."""

import time

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from cashflow.ledger.layout.questions import refuse_thousands
from cashflow.ledger.values.term_codes import read_codes

SIDES = "Vendor,Invoice No,Due Date,Debit,Credit,Currency\n"


def read(folder, text, **told):
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return cf.read_ledger(folder / "a.csv", **told)


def test_a_side_that_cannot_be_read_rejects_its_row(tmp_path):
    """1,000.00 less something unreadable is no 1,000.00."""
    rows = "".join(f"A,{n},2025-05-{n % 28 + 1:02d},,10.00,EUR\n" for n in range(40))
    ledger = read(tmp_path, f"{SIDES}{rows}B,900,2025-05-30,4x0.00,1000.00,EUR\n", owed="Cr")
    said = ledger.findings.frame.query("status == 'rejected'")
    assert len(ledger) == 40 and said[["kind", "value"]].values.tolist() == [["unreadable amount", "4x0.00"]]


def test_a_side_half_of_which_cannot_be_read_is_used_all_the_same(tmp_path):
    """By hand: 10.00 and 5.00 − 1.00 are owed; 20.00 less a note is not known."""
    ledger = read(tmp_path, f"{SIDES}A,1,2025-05-01,,10.00,EUR\nA,2,2025-05-02,4x0.00,20.00,EUR\nB,3,2025-05-03,1.00,5.00,EUR\n", owed="Cr")
    assert ledger.amount.tolist() == [1_000, 400] and ledger.findings.rejected == 1


@pytest.mark.parametrize("label", ["Total for Vendor {}", ""])
def test_many_groups_are_checked_at_once(tmp_path, label):
    """8,000 vendors with a sum each; it took minutes."""
    many = 8_000
    rows = "".join(f"Vendor {n},{n},2025-05-01,10.00\n{label.format(n)},,,10.00\n" for n in range(many))
    start = time.perf_counter()
    ledger = read(tmp_path, f"Vendor,Invoice No,Due Date,Amount\n{rows}", currency="EUR")
    assert len(ledger) == many and int(ledger.amount.sum()) == many * 1_000 and time.perf_counter() - start < 10


def test_a_currency_that_is_told_beside_a_column_of_them_is_refused(tmp_path):
    text = "Vendor,Invoice No,Due Date,Amount,Curr\nA,1,2025-05-01,10.00,EUR\nTotal,,,10.00,\n"
    with pytest.raises(cf.InputError, match="has a column of currencies, 'Curr', and a currency was given too"):
        read(tmp_path, text, currency="USD")
    assert read(tmp_path, text).currency.values == ("EUR",)


def test_a_heading_that_is_also_a_word_for_a_sum(tmp_path):
    """Total, the supplier, has bills of its own; they are none of the one above."""
    rows = "Alder Metals,,,\n,1,2025-05-01,100.00\n,2,2025-05-02,50.00\nTotal,,,\n,3,2025-05-03,70.00\n,4,2025-05-04,40.00\n"
    ledger = read(tmp_path, f"Vendor,Invoice No,Due Date,Amount\n{rows}", currency="USD")
    assert ledger.to_frame().groupby("supplier")["amount"].sum().astype(str).to_dict() == {"Alder Metals": "150.00", "Total": "110.00"}


@pytest.mark.parametrize("text", ["Thousand Oaks Medical", "Million Air", "Miles de Vida", "MIO Bikes Ltd"])
def test_a_name_is_no_unit(text):
    refuse_thousands([text], "a.csv")


@pytest.mark.parametrize(
    "text", ["in thousands", "Amounts in EUR thousands", "(millions)", "T€", "TEUR", "EUR thousand", "Mio. EUR", "Beträge in Tsd."]
)
def test_units_are_refused(text):
    with pytest.raises(cf.InputError, match="in thousands or millions"):
        refuse_thousands([text], "a.csv")


def test_nothing_of_an_anonymized_ledger_names_anybody(tmp_path):
    rows = "Alder Metals,1,2025-05-01,10.00\nBirch Tools,2,2025-05-02,20.00\nTotal for Alder Metals,,,30.00\n"
    ledger = read(tmp_path, f"Vendor,Invoice No,Due Date,Amount\n{rows}", currency="USD")
    shown = ledger.anonymized(seed=1)
    assert "Total for Alder Metals" in ledger.findings.frame["reason"].str.cat() + str(ledger.findings.layout)
    told = f"{shown.findings.layout} {shown.findings.frame.to_string()} {shown.findings.sources} {shown.to_frame().to_string()} {shown!r}"
    assert not any(name in told for name in ("Alder", "Birch", "a.csv"))


def test_payments_after_the_date_explain_no_difference(tmp_path, monkeypatch):
    """20.00 open at 31 March in both; 500.00 paid elsewhere in June is not part of it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "l.csv").write_text("supplier,invoice,invoice_date,amount,currency,due_date\nA,1,2025-03-01,20.00,EUR,2025-04-01\n")
    (tmp_path / "p.csv").write_text("supplier,invoice,paid_date,amount\nZed,9,2025-06-20,500.00\n")
    words = ["check", "l.csv", "--payments", "p.csv", "--control", "20.00", "--at"]
    assert "no difference" in (found := CliRunner().invoke(main, [*words, "2025-03-31"]).stdout) and "500.00: not set off" not in found
    assert "500.00" in CliRunner().invoke(main, [*words, "2025-06-30"]).stdout
    twice = CliRunner().invoke(main, [*words[:-2], "EUR=20.00", "--control", "EUR=21.00", "--at", "2025-03-31"])
    assert twice.exit_code == 1 and "a second control total" in twice.stderr


def test_a_file_of_codes_of_another_shape(tmp_path):
    (tmp_path / "c.toml").write_text('codes = "net 30"', encoding="utf-8")
    with pytest.raises(cf.InputError, match="must be a table of codes"):
        read_codes(tmp_path / "c.toml")


def test_no_row_to_skip_beats_the_file(tmp_path):
    """`--skip-rows 0` is told, and is another thing than not told."""
    (tmp_path / "l.csv").write_text("supplier,invoice,invoice_date,amount,currency,due_date\nA,1,2025-04-01,20.00,EUR,2025-05-01\n")
    whatif = '[ledger]\npath = "l.csv"\nskip_rows = 1\n[calendar]\nquarters = { from = 2025-04-01, to = 2025-06-30 }\n'
    (tmp_path / "w.toml").write_text(whatif, encoding="utf-8")
    assert CliRunner().invoke(main, ["project", str(tmp_path / "w.toml")]).exit_code == 1
    assert CliRunner().invoke(main, ["project", str(tmp_path / "w.toml"), "--skip-rows", "0"]).exit_code == 0


def test_the_first_row_of_a_header_is_no_title(tmp_path):
    """It was listed as "title row: stands above the header", though the names are made of it."""
    text = (
        "Aging of vendors,,,,,,\n\nVendor,,Document,,Due,Amount,Cur\nNo.,Name,No.,Date,Date,open,\n"
        "70001,Alder Ltd,A1,2026-05-04,2026-06-04,100.00,EUR\n70002,Birch Ltd,B1,2026-05-05,2026-06-05,200.00,EUR\n"
    )
    found = read(tmp_path, text).findings
    said = found.frame.query("status == 'ignored'")[["row", "kind", "reason"]].values.tolist()
    assert said == [
        [1, "title row", "stands above the header"],
        [2, "blank row", "is blank"],
        [3, "header row", "is the first of the header's two rows, and stands before its names"],
    ]
    assert found.layout.columns["supplier"] == "Vendor Name"
    assert "header in rows 3 and 4" in CliRunner().invoke(main, ["check", str(tmp_path / "a.csv")]).output
