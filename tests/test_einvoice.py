"""E-invoices: the XRechnung test suite beside a reader of its own, small invoices for each rule, and hostile files."""

import json
import os
import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from cashflow.terms import en16931_terms

pytest.importorskip("pypdf", reason='pip install "cashflow-terms[einvoice]"')

SUITE = Path(os.environ.get("CASHFLOW_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "xrechnung"
suite = pytest.mark.skipif(not SUITE.is_dir(), reason=f"the XRechnung test suite is not at {SUITE}")


def plain(file):
    """Number, date, due date, terms, amount due of one file, by the standard library alone."""
    root = ET.parse(file).getroot()

    def all_of(*ends):
        for end in ends:
            path = end.split("/")
            found = root.findall(".//" + "/".join("{*}" + p for p in path)) if len(path) > 1 else root.findall("{*}" + path[0])
            if found:
                return [" ".join((e.text or "").split()) for e in found]
        return [""]

    def one(*ends):
        return all_of(*ends)[0]

    day = one("IssueDate", "ExchangedDocument/IssueDateTime/DateTimeString")
    due = one("DueDate", "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString")
    return {
        "invoice": one("ID", "ExchangedDocument/ID"),
        "invoice_date": date.fromisoformat(day),
        "due_date": date.fromisoformat(due) if due else None,
        "terms": one("PaymentTerms/Note", "SpecifiedTradePaymentTerms/Description"),
        "amount": D(one("LegalMonetaryTotal/PayableAmount", "SpecifiedTradeSettlementHeaderMonetarySummation/DuePayableAmount")),
    }


@pytest.fixture(scope="module")
def ledger():
    return cf.read_ledger(SUITE)


@pytest.fixture(scope="module")
def rows(ledger):
    frame = ledger.to_frame()
    return {r["file"]: r for r in frame.to_dict("records")}


@pytest.fixture(scope="module")
def files():
    return {f.relative_to(SUITE).as_posix(): plain(f) for f in sorted(SUITE.rglob("*.xml"))}


@suite
def test_nothing_is_lost(ledger, files):
    found = ledger.findings
    assert (found.rows_read, found.accepted, found.rejected, found.ignored) == (74, 67, 5, 2)
    assert len(files) == 72 and len(ledger) == 67
    assert found.amount_read == {"EUR": sum(f["amount"] for f in files.values())} == {"EUR": D("49117839.40")}
    rejected = set(found.frame.query("status == 'rejected'")["file"])
    assert found.amount_accepted == {"EUR": D("49117839.40") - sum(files[f]["amount"] for f in rejected)} == {"EUR": D("26025378.52")}
    assert set(found.frame.query("status == 'ignored'")["file"]) == {"LICENSE", "SOURCE.txt"}


@suite
def test_every_file_as_another_reader_reads_it(rows, files, ledger):
    rejected = set(ledger.findings.frame.query("status == 'rejected'")["file"])
    assert set(rows) == set(files) - rejected
    for name, row in rows.items():
        said = files[name]
        assert (row["invoice"], row["invoice_date"].date(), row["amount"]) == (said["invoice"], said["invoice_date"], said["amount"]), name
        assert (row["due_date"].date() if row["due_date"] == row["due_date"] else None) == said["due_date"], name


# Typed from the XML: why a file is rejected, or what is said of it.
SAID = {
    "extension/04.01a-INVOICE_ubl.xml": ("rejected", "counts from the receipt_date, which is missing"),
    "standard/01.02a-INVOICE_ubl.xml": ("flagged", "ignored, beside the terms: 'Das Rechnungsdatum entspricht dem Versanddatum'"),
    "standard/01.06a-INVOICE_ubl.xml": ("rejected", "[…]"),
    "standard/01.19a-INVOICE_uncefact.xml": ("flagged", "ignored, beside the terms: 'bitte die Zahlung per PayPal"),
    "standard/01.08a-INVOICE_ubl.xml": ("flagged", "the stated due date 2016-02-01 counts"),
    "standard/01.20a-INVOICE_ubl.xml": ("flagged", "the stated due date 2021-02-04 counts"),
    "standard/02.01a-INVOICE_uncefact.xml": ("flagged", "by the terms 'on 2015-01-24' it is 2015-01-24; the stated date counts"),
    "standard/02.05a-INVOICE_ubl.xml": ("flagged", "the stated due date 2019-08-29 counts"),
    "standard/03.01a-INVOICE_ubl.xml": ("flagged", "the stated due date 2019-03-14 counts"),
    "extension/05.01a-INVOICE_ubl.xml": ("flagged", "BT-112 − BT-113 + BT-114 = 336.9"),
}


@suite
@pytest.mark.parametrize("name", SAID)
def test_what_cannot_be_computed_is_said(ledger, name):
    kind, words = SAID[name]
    frame = ledger.findings.frame
    mine = frame[(frame["file"] == name) & (frame["status"] == kind)]
    assert any(words in reason for reason in mine["reason"]), list(mine["reason"])


@suite
def test_both_syntaxes_of_a_case_say_the_same(rows, ledger):
    said = {}
    for file, kind, column in ledger.findings.frame[["file", "status", "column"]].itertuples(index=False):
        if column in ("terms", "due_date"):
            said.setdefault(file, set()).add((kind, column))
    for name in [n for n in said if n.endswith("_ubl.xml") and n.startswith("standard")]:
        assert said[name] == said[name.replace("_ubl", "_uncefact")]


# File, due, and discounts as (last day, amount to pay), worked out by hand from the XML.
DUE = [
    ("standard/01.10a-INVOICE_ubl.xml", "2016-07-27", [("2016-07-04", "2542.32"), ("2016-07-11", "2568.26")]),  # 2 % / 7, 1 % / 14, 30 days
    ("standard/01.15a-INVOICE_ubl.xml", "2018-01-10", [("2017-12-25", "10472.48")]),  # 2 % / 14; due date stated
    ("standard/01.21a-INVOICE_uncefact.xml", "2020-12-27", [("2020-12-07", "226.01")]),  # 10 days 3 %, 30 days
    ("standard/01.05a-INVOICE_ubl.xml", "2015-05-08", []),  # 14 days from 24 April
    ("standard/01.01a-INVOICE_uncefact.xml", "2016-04-04", []),  # at once
    ("standard/01.13a-INVOICE_ubl.xml", "2015-01-24", []),  # by 24.01.2015
    ("extension/04.04a-INVOICE_ubl.xml", "2021-08-13", []),  # by 13.08.2021
    ("standard/01.09a-INVOICE_ubl.xml", "2016-04-20", []),  # no text, due date stated
]


@suite
@pytest.mark.parametrize(("name", "due", "discounts"), DUE, ids=lambda v: v if isinstance(v, str) else "")
def test_dates_and_discounts(files, name, due, discounts):
    said = files[name]
    text = "\n".join(p for p in said["terms"].replace("# #", "#\n#").split("\n"))
    term = en16931_terms({"BT-20": text, "BT-9": said["due_date"]})
    schedule = term.schedule(said["invoice_date"], said["amount"], "EUR")
    assert [d.isoformat() for d, _ in schedule.due] == [due]
    assert [(d.isoformat(), str(pay)) for d, pay in schedule.discounts] == discounts


@suite
def test_the_command_line():
    found = CliRunner().invoke(main, ["check", str(SUITE), "--json"])
    said = json.loads(found.stdout)
    assert (said["rows_read"], said["accepted"], said["rejected"], said["ignored"]) == (74, 67, 5, 2)
    assert all(f["file"] for f in said["findings"])
    text = CliRunner().invoke(main, ["check", str(SUITE)]).stdout
    first, rest = " ".join(text.split()), text.splitlines()[2:]
    assert first.startswith("Can't be used yet: 5 of 74 files, EUR 23,092,460.88 (47 %; 47 % of what is open), are left out: more than 1 %")
    assert rest[:2] == ["74 files read = 67 accepted + 5 rejected + 2 ignored", "EUR: 49,117,839.40 read, 26,025,378.52 accepted"]
    assert "\nextension/04.01a-INVOICE_ubl.xml\n  rejected: terms 'Zahlbar innerhalb" in text
    one = CliRunner().invoke(main, ["check", str(SUITE / "standard" / "01.21a-INVOICE_ubl.xml")]).stdout
    assert one.startswith("Can be used: nothing is left out\n1 file read = 1 accepted + 0 rejected + 0 ignored")


def ubl(
    number="A1",
    day="2025-05-21",
    due="2025-06-20",
    terms="30 Tage netto",
    amount="119.00",
    code="380",
    more="",
    root="Invoice",
    tax="19.00",
):
    what = "CreditNote" if root == "CreditNote" else "Invoice"
    due_date = f"<cbc:DueDate>{due}</cbc:DueDate>" if due and what == "Invoice" else ""
    means = f"<cac:PaymentMeans><cbc:PaymentDueDate>{due}</cbc:PaymentDueDate></cac:PaymentMeans>" if due and what == "CreditNote" else ""
    note = f"<cac:PaymentTerms><cbc:Note>{terms}</cbc:Note></cac:PaymentTerms>" if terms else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{what}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ID>{number}</cbc:ID><cbc:IssueDate>{day}</cbc:IssueDate>{due_date}
<cbc:{what}TypeCode>{code}</cbc:{what}TypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Acme &amp; Söhne</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>We</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
{means}{note}<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">{tax}</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal>{more}<cbc:PayableAmount currencyID="EUR">{amount}</cbc:PayableAmount></cac:LegalMonetaryTotal></{root}>"""


def read(folder, **files):
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content if isinstance(content, bytes) else content.encode())
    return cf.read_ledger(folder)


def test_the_fields_of_one_invoice(tmp_path):
    frame = read(tmp_path, a_xml=ubl()).to_frame()
    row = frame.iloc[0]
    assert (row["supplier"], row["buyer"], row["invoice"], row["file"]) == ("Acme & Söhne", "We", "A1", "a.xml")
    assert (row["amount"], row["tax_amount"], row["terms"]) == (D("119.00"), D("19.00"), "net 30")
    one = cf.read_ledger(tmp_path / "a.xml").to_frame()
    assert one.equals(frame)


def test_a_credit_note_is_negative(tmp_path):
    note = ubl(number="C1", code="381", root="CreditNote", amount="50.00", tax="7.98")
    ledger = read(tmp_path, a_xml=ubl(), b_xml=note, c_xml=ubl(number="C2", code="381", amount="10.00", tax="1.60"))
    assert ledger.to_frame()["amount"].tolist() == [D("119.00"), D("-50.00"), D("-10.00")]
    assert ledger.to_frame()["tax_amount"].tolist() == [D("19.00"), D("-7.98"), D("-1.60")]
    assert ledger.to_frame()["due_date"].dt.strftime("%Y-%m-%d").tolist() == ["2025-06-20"] * 3


def test_the_plus_of_a_credit_note_is_no_second_sign(tmp_path):
    ledger = read(tmp_path, c_xml=ubl(number="C1", code="381", root="CreditNote", amount="+50.00", tax="+7.98"))
    assert ledger.amount.tolist() == [-50_00] and ledger.tax.tolist() == [-7_98]


def test_what_is_prepaid_is_not_owed(tmp_path):
    amounts = '<cbc:TaxInclusiveAmount currencyID="EUR">119.00</cbc:TaxInclusiveAmount><cbc:PrepaidAmount currencyID="EUR">100.00</cbc:PrepaidAmount>'
    ledger = read(tmp_path, a_xml=ubl(amount="19.00", more=amounts), b_xml=ubl(number="A2", amount="18.00", more=amounts))
    assert ledger.to_frame()["amount"].tolist() == [D("19.00"), D("18.00")]
    (said,) = ledger.findings.frame.itertuples()
    assert said.file == "b.xml" and "= 19.00" in said.reason and said.status == "flagged"


def test_duplicates_name_the_file(tmp_path):
    ledger = read(tmp_path, a_xml=ubl(), b_xml=ubl())
    assert ledger.findings.frame["reason"].tolist() == ["looks like a duplicate of a.xml; kept"]


def test_terms_and_due_date(tmp_path):
    ledger = read(
        tmp_path,
        a_xml=ubl(number="A", terms="see contract"),  # the stated date counts
        b_xml=ubl(number="B", terms="see contract", due=""),  # nothing to go by
        c_xml=ubl(number="C", terms="", due=""),
        d_xml=ubl(number="D", terms="30 days EOM"),  # two readings, and a date
        e_xml=ubl(number="E", due="2025-06-19"),  # contradicts 30 days
        f_xml=ubl(number="F", terms=""),
    )
    kinds = dict(zip(ledger.findings.frame["file"], ledger.findings.frame["status"], strict=True))
    assert kinds == {"a.xml": "flagged", "b.xml": "rejected", "c.xml": "rejected", "d.xml": "flagged", "e.xml": "flagged"}
    assert ledger.to_frame()["due_date"].dt.day.tolist() == [20, 20, 19, 20]
    assert "3 readings" in ledger.findings.frame.query("file == 'd.xml'")["reason"].iloc[0]
    chosen = cf.read_ledger(tmp_path, dialect="days_then_eom")
    assert "it is 2025-06-30" in chosen.findings.frame.query("file == 'd.xml'")["reason"].iloc[0]
    own = cf.read_ledger(tmp_path, codes={"see contract": "net 30"})
    assert own.findings.rejected == 1


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><Invoice>&i;</Invoice>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + ubl(number="&x;").split("?>", 1)[1]
HOSTILE = {
    "bomb": (BOMB, "declares a document type"),
    "outside": (OUTSIDE, "declares a document type"),
    "remote": ('<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://localhost:9/x.dtd"><Invoice/>', "declares a document type"),
    "text": ("not XML at all", "is not XML that can be read"),
    "empty": ("", "is not XML that can be read"),
    "cut": (ubl()[:600], "is not XML that can be read"),
    "encoding": (ubl().replace("UTF-8", "UTF-8").encode("latin-1"), "is not XML that can be read"),
    "unknown": (ubl().replace('"UTF-8"', '"KLINGON"'), "is not XML that can be read"),
    "binary": (bytes(range(256)) * 10, "is not XML that can be read"),
    "other": ("<html><body>Invoice</body></html>", "is not an e-invoice that can be read"),
    "bare": ("<Invoice><ID>1</ID></Invoice>", "it is 'Invoice' without a namespace"),
    "nothing": (
        '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" '
        'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
        "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode></Invoice>",
        "it has no number, date or amount",
    ),
    "zugferd1": (
        '<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"/>',
        "is XML of ZUGFeRD 1, which is not read",
    ),
    "deep": ("<a>" * 100_000 + "</a>" * 100_000, "is not XML that can be read"),
    "date": (ubl(day="21.05.2025"), "is not a date as UBL has it (BT-2)"),
    "amount": (ubl(amount="a lot"), "is not a number"),
    "twice": (ubl().replace("<cbc:DueDate>", "<cbc:DueDate>2025-06-01</cbc:DueDate><cbc:DueDate>"), "appears 2 times (BT-9)"),
    "nocurrency": (
        ubl().replace("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", ""),
        "is missing (BT-5)",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_findings(tmp_path, name):
    content, words = HOSTILE[name]
    ledger = read(tmp_path, a_xml=ubl(), b_xml=content)
    said = ledger.findings.frame.query("file == 'b.xml'")
    assert said["status"].tolist() == ["rejected"] and words in said["reason"].iloc[0], said["reason"].tolist()
    assert (ledger.findings.rows_read, ledger.findings.accepted, ledger.findings.rejected) == (2, 1, 1)
    alone = CliRunner().invoke(main, ["check", str(tmp_path / "b.xml")])
    assert alone.exit_code == 1 and words in alone.stderr and "Traceback" not in alone.stderr and "rejected" in alone.stdout


def test_a_file_too_large(tmp_path):
    with open(tmp_path / "b.xml", "wb") as file:
        file.truncate(20_000_001)
    said = read(tmp_path, a_xml=ubl()).findings.frame
    assert said["reason"].tolist() == ["is larger than 20 MB, which no e-invoice is"]


def test_other_encodings_are_read(tmp_path):
    sixteen = ubl(number="B").replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    latin = ubl(number="C").replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode("latin-1")
    ledger = read(tmp_path, a_xml=ubl(), b_xml=sixteen, c_xml=latin)
    assert ledger.supplier.values == ("Acme & Söhne",) and len(ledger) == 3


def test_pdf(tmp_path):
    from pypdf import PdfWriter

    def pdf(**attached):
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        for name, content in attached.items():
            writer.add_attachment(name.replace("_", "."), content.encode())
        writer.write(tmp_path / "x.pdf")
        content = (tmp_path / "x.pdf").read_bytes()
        (tmp_path / "x.pdf").unlink()
        return content

    ledger = read(
        tmp_path,
        a_PDF=pdf(factur_x_xml=ubl()),
        b_pdf=pdf(),
        c_pdf=b"%PDF-1.7 broken",
        d_pdf=pdf(one_xml=ubl(), two_xml=ubl()),
        e_pdf=pdf(bomb_xml=BOMB),
        f_txt="note",
    )
    said = dict(zip(ledger.findings.frame["file"], ledger.findings.frame["reason"], strict=True))
    assert ledger.invoice.tolist() == ["A1"]
    assert "no XML attached" in said["b.pdf"] and "not a PDF that can be read" in said["c.pdf"] and "2 XML attached" in said["d.pdf"]
    assert "document type" in said["e.pdf"] and "neither .xml nor .pdf" in said["f.txt"]
    assert (ledger.findings.rows_read, ledger.findings.accepted, ledger.findings.rejected, ledger.findings.ignored) == (6, 1, 4, 1)


def test_refusals(tmp_path, monkeypatch):
    with pytest.raises(cf.InputError, match="no such file"):
        cf.read_ledger(tmp_path / "none.xml")
    with pytest.raises(cf.InputError, match="is an empty folder"):
        cf.read_ledger(tmp_path)
    (tmp_path / "a.xml").write_text(ubl(terms="see contract"), encoding="utf-8")
    with pytest.raises(cf.InputError, match="strict refuses"):
        cf.read_ledger(tmp_path, strict=True)
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    with pytest.raises(cf.InputError, match=r"cashflow-terms\[einvoice\]"):
        cf.read_ledger(tmp_path)


def test_a_folder_in_a_whatif_file(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xml").write_text(ubl(), encoding="utf-8")
    whatif = '[ledger]\npath = "in"\n[calendar]\nquarters = { from = 2025-04-01, to = 2025-09-30 }\n[[scenario]]\nname = "s"\n[[scenario.offer]]\nextend = { days = 30 }\n'
    (tmp_path / "w.toml").write_text(whatif, encoding="utf-8")
    found = CliRunner().invoke(main, ["run", str(tmp_path / "w.toml"), "--json", "--out", str(tmp_path / "out")])
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout)["currencies"]["EUR"]["baseline"]["cash_paid"] == ["119.00", "0.00"]
    assert "in/a.xml" in json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["sha256"]


def test_fields_to_terms():
    assert str(en16931_terms({"BT-20": "net 30"})) == "net 30"
    assert str(en16931_terms({"BT-9": date(2025, 7, 1)})) == "on 2025-07-01"
    both = en16931_terms({"BT-20": "#SKONTO#TAGE=7#PROZENT=3.00#\n#SKONTO#TAGE=14#PROZENT=2.00#\n", "BT-9": "2025-07-01"})
    assert str(both) == "3/7 2/14 on 2025-07-01"
    assert both.schedule("2025-06-01", "100.00", "EUR").due == [(date(2025, 7, 1), D("100.00"))]
    for fields in ({}, {"BT-20": " ", "BT-9": None}, {"BT-20": "see contract"}, {"BT-9": "soon"}):
        with pytest.raises(cf.InputError):
            en16931_terms(fields)
    with pytest.raises(cf.AmbiguousTermsError):
        en16931_terms({"BT-20": "30 days EOM"})


def test_a_discount_in_fields_of_its_own_is_told(tmp_path):
    more = "<cbc:SettlementDiscountPercent>2</cbc:SettlementDiscountPercent></cac:PaymentTerms>"
    ledger = read(tmp_path, a_xml=ubl().replace("</cac:PaymentTerms>", more))
    assert ledger.findings.frame["reason"].tolist() == [
        "states a discount in fields of its own that can't be read: it says no day until which it is given; kept without it"
    ]
