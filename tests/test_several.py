"""Several files as one ledger: folders, patterns and lists; tables of one export that belong together."""

import json
import shutil
import tomllib
from decimal import Decimal

import pandas as pd
import pytest

import cashflow as cf
from cashflow.basics.errors import InputError
from cashflow.terms import calendar_of, last_due_days
from tests.layouts import LEDGERS

from .test_cli import cashflow, refused
from .wwi import FOLDER as WWI
from .wwi import wwi_rows

FOLDERS = tomllib.loads((LEDGERS / "folders.toml").read_text(encoding="utf-8"))
OWN = "supplier,invoice,invoice_date,amount,currency,terms\n"


def due_of(ledger):
    """The contract's due date of each row, as text."""
    out = []
    for i in range(len(ledger)):
        day = ledger.due_day[i]
        if ledger.terms_code[i] >= 0:
            term = ledger.terms[ledger.terms_code[i]]
            events = {k: v[i : i + 1] for k, v in ledger.events_of(range(len(ledger))).items()}
            day = last_due_days(term, events, calendar_of(term, None))[0]
        out.append(str(day.astype("datetime64[D]")))
    return out


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_of_one_export_is_one_ledger(name):
    wanted = FOLDERS[name]
    ledger = cf.read_ledger(LEDGERS / name)
    frame, found = ledger.to_frame(), ledger.findings
    columns = (frame["file"], ledger.row.tolist(), frame["supplier"], frame["invoice"], frame["invoice_date"].astype(str), due_of(ledger))
    rows = [list(r) for r in zip(*columns, frame["amount"].astype(str), frame["currency"], strict=True)]
    assert rows == wanted["rows"]
    assert (found.rows_read, found.accepted, found.rejected) == (wanted["read"], len(rows), 0)
    assert found.rows_read == found.accepted + found.rejected + found.ignored
    assert {k: n for (status, k), n in found.counts.items() if status == "ignored"} == wanted["ignored"]
    assert {c: str(a) for c, a in found.amount_accepted.items()} == wanted["accepted"]
    assert {c: str(a) for c, a in found.amount_open.items()} == wanted["open"]
    flagged = {k for (status, k) in found.counts if status == "flagged"}
    assert flagged == set(wanted["flagged"])


def test_sap_discounts_count_from_the_baseline_date():
    ledger = cf.read_ledger(LEDGERS / "sap_open_and_cleared")
    assert str(ledger.terms[ledger.terms_code[1]]) == (
        "[3% until 14 days from baseline] [2% until 30 days from baseline] net 60 from baseline"
    )


@pytest.mark.skipif(not WWI.is_dir(), reason="the WideWorldImporters tables are not there")
def test_wide_world_importers_from_its_raw_tables():
    ledger = cf.read_ledger(WWI, currency="USD")
    frame, wanted = ledger.to_frame(), wwi_rows()
    assert (ledger.findings.rows_read, ledger.findings.accepted, ledger.findings.ignored) == (2438, 2072, 366)
    assert ledger.findings.amount_accepted == {"USD": Decimal("1085993513.06")} and ledger.findings.amount_open == {
        "USD": Decimal("2721678.21")
    }
    for name in ("supplier", "invoice", "terms"):
        assert frame[name].tolist() == [r[name] for r in wanted], name
    paid = [str(d)[:10] if d == d else "" for d in frame["paid_date"]]
    assert paid == [r["paid_date"] for r in wanted]
    baseline = cf.project(ledger, cf.PaymentPolicy("actual"), quarters=("2013-01-01", "2016-06-30")).quarters
    assert baseline["cash_paid"].sum() == Decimal("1083271834.85") and baseline["closing_payables"].iloc[0] == Decimal("361726.52")
    with pytest.raises(InputError, match=r"the currency is not stated.*currency=\"XXX\""):
        cf.read_ledger(WWI)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two months in other layouts: days first with comma and a sign of its own, months first in our own names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "may.csv").write_text(
        "Kreditor;Rechnungsnummer;Rechnungsdatum;Fälligkeit;Betrag;Währung\n"
        + "Alder;A1;13.05.2026;12.06.2026;1.190,00;EUR\nBirch;B1;05.06.2026;05.07.2026;-20,50;EUR\n",
        encoding="utf-8",
    )
    (tmp_path / "in" / "june").mkdir()
    (tmp_path / "in" / "june" / "june.csv").write_text(
        OWN + "Birch,B2,06/14/2026,300.00,USD,net 30\nBirch,B3,06/05/2026,1.50,USD,net 30\n", encoding="utf-8"
    )
    return tmp_path / "in"


def test_each_file_has_its_own_layout_and_rows_keep_their_file(folder):
    ledger = cf.read_ledger(folder)
    frame = ledger.to_frame()
    assert frame["file"].tolist() == ["june/june.csv", "june/june.csv", "may.csv", "may.csv"] and ledger.row.tolist() == [2, 3, 2, 3]
    assert frame["invoice_date"].astype(str).tolist() == ["2026-06-14", "2026-06-05", "2026-05-13", "2026-06-05"]
    assert frame["amount"].tolist() == [Decimal("300.00"), Decimal("1.50"), Decimal("1190.00"), Decimal("-20.50")]
    assert {n: one.date_order for n, one in ledger.findings.layouts.items()} == {"june/june.csv": "mdy", "may.csv": "dmy"}
    said = cashflow("check", "in").stdout
    assert "1 file: june/june.csv" in said and "1 file: may.csv" in said and "4 rows read = 4 accepted" in said
    said = json.loads(cashflow("check", "in", "--json").stdout)
    assert {n: one["date_order"] for n, one in said["layouts"].items()} == {"june/june.csv": "mdy", "may.csv": "dmy"}
    for path in ("in/*/*.csv", ["in/june/june.csv"]):
        assert len(cf.read_ledger(path)) == 2


def test_signs_are_those_of_each_file(folder):
    """Three of three rows negative in one file: its sign must be told, though most of the ledger's are positive."""
    (folder / "july.csv").write_text(OWN + "".join(f"Cedar,C{i},2026-07-0{i + 1},-5.00,EUR,net 30\n" for i in range(3)), encoding="utf-8")
    (folder / "more.csv").write_text(OWN + "".join(f"Cedar,D{i},2026-07-0{i + 1},5.00,EUR,net 30\n" for i in range(9)), encoding="utf-8")
    ledger = cf.read_ledger(folder)
    assert ledger.findings.sign_suspect.startswith("july.csv: 3 of 3 rows")
    hidden = ledger.anonymized(1)
    assert hidden.findings.sign_suspect.startswith("3 of 3 rows") and "july" not in str(hidden.findings)


def test_the_same_document_in_two_files_is_a_finding(folder):
    shutil.copy(folder / "may.csv", folder / "may (copy).csv")
    found = cf.read_ledger(folder).findings
    twice = found.frame[found.frame["kind"] == "duplicate"]
    assert [(f, r) for f, r in zip(twice["file"], twice["row"], strict=True)] == [("may.csv", 2), ("may.csv", 3)]
    assert twice["reason"].iloc[0] == "looks like a duplicate of may (copy).csv, row 2; kept"


def test_what_is_no_table_is_passed_over_by_name(folder):
    (folder / "README.txt").write_text("Exports of May and June.\nAsk Kim.\n", encoding="utf-8")
    (folder / "notes.docx").write_bytes(b"PK\3\4")
    (folder / "~$may.xlsx").write_bytes(b"\x08lock")
    (folder / ".hidden.csv").write_text("x", encoding="utf-8")
    found = cf.read_ledger(folder).findings
    assert found.accepted == 4
    assert set(found.frame[found.frame["kind"] == "no ledger"]["file"]) == {"README.txt", "notes.docx"}
    said = cashflow("check", "in").stdout
    assert "README.txt\n  ignored: " in said
    (folder / "notes.docx").unlink()
    assert "README.txt" in refused("check", "in/*")  # a pattern means its files


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("broken.xlsx", b"PK\3\4broken", "broken.xlsx"),
        ("list.csv", b"Vendor,City\nAlder,Bonn\nBirch,Rome\n", "list.csv: is a list of suppliers without their invoices"),
        ("empty.csv", b"", "empty.csv: is empty"),
    ],
)
def test_a_table_that_cant_be_read_is_refused_by_name(folder, name, content, words):
    (folder / name).write_bytes(content)
    assert words in refused("check", "in")


def test_nothing_to_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "none").mkdir()
    assert "is an empty folder" in refused("check", "none")
    assert "there is no file in it" in refused("check", "none/*.csv")
    (tmp_path / "none" / "README.md").write_text("x", encoding="utf-8")
    assert "holds no ledger; the first: README.md" in refused("check", "none")
    with pytest.raises(InputError, match="is named twice"):
        cf.read_ledger(["a.csv", "a.csv"])


def test_what_is_told_is_told_of_the_files_that_need_it(folder):
    """The currency of files that state none, and a column of the one file that has it."""
    (folder / "c.csv").write_text("Who,Number,Invoice date,Due date,Amount\nCedar,C1,2026-05-01,2026-06-01,7.00\n", encoding="utf-8")
    assert "c.csv" in refused("check", "in")
    ledger = cf.read_ledger(folder, currency="GBP", map={"supplier": "Who"})
    assert ledger.findings.amount_accepted == {"EUR": Decimal("1169.50"), "GBP": Decimal("7.00"), "USD": Decimal("301.50")}
    assert "is a column of none of the files" in refused("check", "in", "--map", "supplier=Whom", "--currency", "GBP")


def test_floats_are_said_once_at_the_first_row_that_is_kept(tmp_path):
    pytest.importorskip("pyarrow", reason="the extra 'arrow' is not installed")
    rows = {"supplier": ["A", "B"], "invoice": ["1", "2"], "invoice_date": ["soon", "2026-05-13"], "currency": "EUR", "terms": "net 30"}
    for at in range(2):
        pd.DataFrame(rows).assign(amount=[1.5, 2.5 + at]).to_parquet(tmp_path / f"{at}.parquet")
    (tmp_path / "a.csv").write_text(OWN, encoding="utf-8")
    found = cf.read_ledger(tmp_path, most_rejected=1).findings.frame.query("kind == 'amounts as floats'")
    assert found[["file", "row", "value"]].to_numpy().tolist() == [["0.parquet", 3, "2.5"]]


def test_payments_and_what_if_files_take_a_folder(folder):
    (folder.parent / "payments.csv").write_text("supplier,invoice,paid_date,amount\nAlder,A1,2026-06-20,1190.00\n", encoding="utf-8")
    found = cf.read_ledger(folder, payments="payments.csv")
    assert found.findings.amount_open == {"EUR": Decimal("-20.50"), "USD": Decimal("301.50")}
    text = '[ledger]\npath = "in"\npayments = "payments.csv"\n[calendar]\nquarters = { from = 2026-04-01, to = 2026-09-30 }\nas_of = 2026-06-30\n'
    (folder.parent / "base.toml").write_text(text, encoding="utf-8")
    said = json.loads(cashflow("project", "base.toml", "--json").stdout)
    assert said["currencies"]["EUR"]["baseline"]["cash_paid"] == ["1190.00", "-20.50"]


# --- tables that belong together ---


def sap(tmp_path, name="sap_open_and_cleared"):
    return shutil.copytree(LEDGERS / name, tmp_path / "sap")


def test_a_vendor_without_a_name_keeps_its_number(tmp_path):
    found = cf.read_ledger(LEDGERS / "sap_open_and_cleared").findings.frame.query("kind == 'no row to join'")
    assert found[["file", "row", "value"]].to_numpy().tolist() == [["BSIK.csv", 6, "0000999999"]]
    assert found["reason"].iloc[0] == "1 row has no row in LFA1 (vendors) (1 by LIFNR); kept"
    folder = sap(tmp_path)
    (folder / "LFA1.csv").unlink()
    assert set(cf.read_ledger(folder).supplier.values) == {"0000100001", "0000100002", "0000999999"}


def test_headers_that_are_missing_are_asked_for(tmp_path):
    folder = sap(tmp_path, "sap_lines_and_headers")
    (folder / "BKPF.csv").unlink()
    with pytest.raises(InputError, match=r"BSEG.csv: .*the currency is not stated.*name a folder that holds BKPF \(document headers\)"):
        cf.read_ledger(folder)


def test_names_that_differ_for_one_vendor_are_refused(tmp_path):
    folder = sap(tmp_path)
    with (folder / "LFA1.csv").open("a", encoding="utf-8") as file:
        file.write("100;100001;DE;Alder Metal;Bonn\n")
    with pytest.raises(InputError, match=r"LFA1 .vendors. has two rows of LIFNR 100001, which differ in NAME1"):
        cf.read_ledger(folder)


def test_the_same_posting_in_the_lines_and_among_the_open_items_counts_once(tmp_path):
    folder = sap(tmp_path)
    head = "MANDT;BUKRS;BELNR;GJAHR;BUZEI;KOART;LIFNR;SHKZG;WRBTR;WAERS;BLDAT;ZFBDT;ZBD1T;ZBD2T;ZBD3T;AUGDT\n"
    same = "100;1000;1900000011;2026;001;K;0000100001;H;1190.00;EUR;20260603;20260605;14;30;60;00000000\n"
    new = "100;1000;1900000099;2026;001;K;0000100001;H;9.00;EUR;20260603;20260605;14;30;60;00000000\n"
    (folder / "BSEG.csv").write_text(head + same + new, encoding="utf-8")
    found = cf.read_ledger(folder).findings
    assert found.amount_accepted["EUR"] == Decimal("1499.00") and found.counts["ignored", "same posting"] == 1
    assert found.rows_read == found.accepted + found.rejected + found.ignored == 9


def test_an_item_in_both_open_and_cleared_is_a_finding(tmp_path):
    folder = sap(tmp_path)
    lines = (folder / "BSIK.csv").read_text(encoding="utf-8").splitlines()
    with (folder / "BSAK.csv").open("a", encoding="utf-8") as file:
        file.write(lines[1].replace(";00000000;", ";20260703;") + "\n")
    found = cf.read_ledger(folder).findings.frame.query("kind == 'duplicate'")
    assert found["reason"].tolist() == ["looks like a duplicate of BSAK.csv, row 4; kept"]


def test_customers_are_not_taken_as_suppliers(tmp_path):
    found = cf.read_ledger(LEDGERS / "datev_opos.csv").findings
    assert found.counts["ignored", "other account"] == 2 and found.amount_accepted == {"EUR": Decimal("1500.00")}
    head, *rows = (LEDGERS / "datev_opos.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "d.csv").write_text("\n".join([head, *rows[-2:]]), encoding="utf-8")
    with pytest.raises(InputError, match="Kontonummer '10000': has no row of a supplier: 2 rows are of customers'"):
        cf.read_ledger(tmp_path / "d.csv")


def test_what_was_found_is_kept_of_several_files(folder, tmp_path):
    """What is the same in all files; read with it, the ledger is the same."""
    shutil.copytree(LEDGERS / "sap_open_and_cleared", folder / "sap")
    assert "wrote" in cashflow("check", "in/sap", "--save-map", "in/map.toml").stderr
    kept = tomllib.loads((folder / "map.toml").read_text(encoding="utf-8"))["ledger"]
    assert kept["map"]["supplier"] == "NAME1" and kept["profile"] == "sap_tables"
    again = cf.read_ledger(folder / kept.pop("path"), **kept)
    assert {c: str(a) for c, a in again.findings.amount_open.items()} == FOLDERS["sap_open_and_cleared"]["open"]
    shutil.rmtree(folder / "sap")
    cashflow("check", "in", "--save-map", "in/map.toml")
    kept = tomllib.loads((folder / "map.toml").read_text(encoding="utf-8"))["ledger"]
    assert kept.keys() <= {"path", "map", "encoding"} and not kept.get("map")


def test_a_payment_that_has_cleared_an_invoice_is_no_credit():
    """2,000.00 was paid on 30 June, by the invoice's clearing date; the payment's own row would take it back."""
    ledger = cf.read_ledger(LEDGERS / "sap_line_items.csv")
    baseline = cf.project(ledger, cf.PaymentPolicy("actual"), quarters=("2026-04-01", "2026-06-30")).quarters
    assert Decimal("2000.00") in baseline["cash_paid"].tolist()


def _signed_folder(tmp_path):
    """A list of SAP with what is owed positive, one of Business Central as it comes, and bills in dollars."""
    german = "Kreditor;Name;Belegart;Belegnummer;Referenz;Belegdatum;Nettofälligkeit;Betrag in Hauswährung;Hauswährung\n" + "".join(
        f"7000{n};Müller;KR;190000{n};RE{n};{n}3.05.2025;{n}3.06.2025;1.00{n},00;EUR\n" for n in range(1, 3)
    )
    (tmp_path / "de.csv").write_bytes((german + "70003;Müller;KR;1900003;RE3;14.05.2025;14.06.2025;1.003,00;EUR\n").encode("cp1252"))
    british = "Posting Date,Document Type,Document No.,External Document No.,Vendor No.,Vendor Name,Currency Code,Original Amount,Remaining Amount,Due Date\n"
    british += "".join(f"{d}/05/2025,Invoice,P{d},X{d},V1,Oak Ltd,GBP,-500.00,-500.00,{d}/06/2025\n" for d in (14, 15, 16))
    (tmp_path / "uk.csv").write_text(british)
    (tmp_path / "us.csv").write_text(
        "Vendor,Bill No,Bill Date,Due Date,Amount,Currency\n"
        + "".join(f"Elm,B{d},05/{d}/2025,06/{d}/2025,70.00,USD\n" for d in (14, 15, 16))
    )
    return tmp_path


def test_a_sign_is_told_of_the_file_that_asks_for_it(tmp_path):
    # what the message says to type must not turn the other companies' payables upside down
    folder = _signed_folder(tmp_path)
    with pytest.raises(InputError, match=r"de\.csv: taken for SAP .*Say sign=\"payables positive\""):
        cf.read_ledger(folder)
    ledger = cf.read_ledger(folder, sign="payables positive")
    assert {c: str(a) for c, a in ledger.findings.amount_accepted.items()} == {"EUR": "3006.00", "GBP": "1500.00", "USD": "210.00"}
    layouts = ledger.findings.layouts
    assert layouts["uk.csv"].sign == "payables negative" and layouts["uk.csv"].why["sign"] == "as in such exports"
    assert layouts["de.csv"].why["sign"] == layouts["us.csv"].why["sign"] == "told"


def test_a_sign_is_told_of_a_kind_of_files_whose_amounts_are_negative(tmp_path):
    # the other kind keeps its sign, and a month of credit notes alone has that of the other months of its kind
    head = "Supplier,Invoice,Invoice_Date,Due_Date,Amount,Currency\n"
    for month, amount in (("04", -500), ("05", -600)):
        (tmp_path / f"uk_{month}.csv").write_text(
            head + "".join(f"Oak,{month}{d},2025-{month}-{d},2025-06-{d},{amount},GBP\n" for d in (14, 15, 16))
        )
    (tmp_path / "uk_06.csv").write_text(head + "Oak,061,2025-06-14,2025-06-14,100,GBP\n")
    (tmp_path / "us.csv").write_text("Vendor,Bill No,Bill Date,Due Date,Amount,Currency\nElm,B1,05/14/2025,06/14/2025,70.00,USD\n")
    assert cf.read_ledger(tmp_path).findings.sign_suspect.startswith("uk_04.csv: 3 of 3 rows")
    found = cf.read_ledger(tmp_path, sign="payables negative").findings
    assert {c: str(a) for c, a in found.amount_accepted.items()} == {"GBP": "3200.00", "USD": "70.00"}
    assert not found.sign_suspect and "not of this file" in found.layouts["us.csv"].why["sign"]


@pytest.mark.parametrize("sign, total", [("payables negative", "-1100.00"), ("payables positive", "1100.00")])
def test_a_sign_is_told_of_files_that_are_all_of_one_kind(tmp_path, sign, total):
    """As of a single file: whoever says it of them means it, also where most amounts are positive."""
    head = "Supplier,Invoice,Invoice_Date,Due_Date,Amount,Currency\n"
    for month, amount in (("04", 500), ("05", 600)):
        (tmp_path / f"{month}.csv").write_text(head + f"Oak,{month},2025-{month}-14,2025-06-14,{amount},GBP\n")
    one = cf.read_ledger(tmp_path / "04.csv", sign=sign).findings.amount_accepted["GBP"]
    assert str(cf.read_ledger(tmp_path, sign=sign).findings.amount_accepted["GBP"]) == total and (one > 0) == (not total.startswith("-"))


def test_a_sum_that_differs_in_any_of_the_files_is_a_note(tmp_path):
    names = "Vendor,Invoice No,Invoice Date,Due Date,Amount,Currency\n"
    for name, total in (("a", "100.00"), ("b", "900.00")):
        (tmp_path / f"{name}.csv").write_text(f"{names}Alder,{name},2025-01-10,2025-02-10,100.00,EUR\nTotal,,,,{total},\n")
    (note,) = cf.read_ledger(tmp_path).findings.notes
    assert note.startswith("b.csv: the file's own total 900.00 is not what was read, 100.00")


@pytest.mark.parametrize("pattern", ["*.csv", "*.CSV", "[u]*.csv", "**/*.csv", "../*/*.csv"])
@pytest.mark.parametrize("door", [cf.read_ledger, cf.scan], ids=["memory", "scan"])
def test_large_letters_leave_no_file_of_a_pattern_out(tmp_path, monkeypatch, pattern, door):
    """``*.csv`` passed over ``UK.CSV`` on some systems, without a word; what is hidden, or kept of an open workbook, is no file."""
    folder = tmp_path / "exports"
    (folder / "sub").mkdir(parents=True)
    for name in ("UK.CSV", "us.csv", "sub/Uk2.Csv", ".hidden.csv", "~$us.csv", "notes.txt"):
        (folder / name).write_text(f"supplier,invoice,invoice_date,amount,currency,terms\nS,{name},2025-05-01,1.00,EUR,net 30\n")
    monkeypatch.chdir(folder)
    found = cf.project(door(pattern), quarters=("2025-04-01", "2025-06-30")).quarters["invoiced"].tolist()
    assert found == [3 if pattern.startswith("**") else 2]
