"""E-invoices as people have them: odd parties, currencies and encodings, envelopes, zips, PDFs with passwords, large attachments."""

import io
import zipfile
from decimal import Decimal as D

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from tests.test_einvoice import ubl
from tests.test_einvoice_dues import block, invoice

pypdf = pytest.importorskip("pypdf", reason='pip install "cashflow-terms[einvoice]"')


def read(folder, content, name="a.xml"):
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return cf.read_ledger(folder / name)


def only(ledger):
    (row,) = ledger.to_frame().to_dict("records")
    return row


def refused(folder, content, name="a.xml"):
    with pytest.raises(cf.InputError) as said:
        read(folder, content, name)
    return str(said.value)


NAME = "<cac:PartyLegalEntity><cbc:RegistrationName>Acme &amp; Söhne</cbc:RegistrationName></cac:PartyLegalEntity>"
PARTIES = [
    ('<cac:PartyName><cbc:Name>Acme</cbc:Name></cac:PartyName><cbc:EndpointID schemeID="0088">4012345000009</cbc:EndpointID>', "Acme", 0),
    ('<cbc:EndpointID schemeID="0088">4012345000009</cbc:EndpointID>', "GLN 4012345000009", 1),
    ('<cac:PartyIdentification><cbc:ID>77</cbc:ID></cac:PartyIdentification><cbc:EndpointID schemeID="0088">4012345000009</cbc:EndpointID>', "GLN 4012345000009", 1),
    ("<cac:PartyTaxScheme><cbc:CompanyID>DE123456789</cbc:CompanyID></cac:PartyTaxScheme>", "DE123456789", 1),
]  # fmt: skip


@pytest.mark.parametrize(("party", "name", "flagged"), PARTIES)
def test_a_seller_without_a_name(tmp_path, party, name, flagged):
    ledger = read(tmp_path, ubl().replace(NAME, party, 1))
    assert only(ledger)["supplier"] == name
    assert ledger.findings.frame["kind"].tolist() == ["missing seller name"] * flagged
    assert "supplier is missing" in refused(tmp_path, ubl().replace(NAME, "", 1))


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("decimal", ",", "','"),
        ("date_order", "dmy", "'dmy'"),
        ("date_format", "dd.mm.yyyy", "'dd.mm.yyyy'"),
        ("sign", "payables negative", "'payables negative'"),
        ("map", {"amount": "Betrag"}, "'amount'"),
        ("types", {"KR": "invoice"}, "'KR'"),
        ("skip_rows", 3, "'3'"),
        ("encoding", "cp1252", "'cp1252'"),
    ],
)
def test_what_is_told_of_tables_is_refused(tmp_path, name, value, shown):
    """All but the form of dates were passed over in silence; a told sign turned the payables of every file."""
    (tmp_path / "a.xml").write_text(ubl())
    with pytest.raises(cf.InputError, match=f"a.xml, {name} {shown}: was given, but e-invoices say it themselves. Leave '{name}' out"):
        cf.read_ledger(tmp_path / "a.xml", **{name: value})


def test_currencies(tmp_path):
    """The amount is in the invoice's currency; tax in the currency of the tax accounts (BT-111) is another amount."""
    other = '</cac:TaxTotal><cac:TaxTotal><cbc:TaxAmount currencyID="NOK">221.35</cbc:TaxAmount></cac:TaxTotal>'
    row = only(read(tmp_path, ubl().replace("EUR", "USD").replace("</cac:TaxTotal>", other, 1)))
    assert (row["amount"], row["currency"], row["tax_amount"]) == (D("119.00"), "USD", D("19.00"))
    assert only(read(tmp_path, ubl().replace('currencyID="EUR"', 'currencyID="eur"')))["currency"] == "EUR"
    said = refused(tmp_path, ubl().replace("Code>EUR", "Code>USD"))
    assert "amount '119.00 EUR' is in another currency than the invoice, which is in USD (BT-115)" in said
    assert "currency is missing (BT-5)" in refused(tmp_path, ubl().replace("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", ""))


def test_what_is_left_to_pay(tmp_path):
    def of(total, prepaid, payable, **more):
        sums = f"<cbc:TaxInclusiveAmount>{total}</cbc:TaxInclusiveAmount><cbc:PrepaidAmount>{prepaid}</cbc:PrepaidAmount>"
        return ubl(amount=payable, more=sums, **more)

    row = only(read(tmp_path, of("119.00", "100.00", "19.00")))
    assert (row["amount"], row["tax_amount"]) == (D("19.00"), D("0.00"))  # the tax is not of what is left
    too_much = read(tmp_path, of("529.87", "1059.74", "-529.87", terms="", due=""))
    assert only(too_much)["amount"] == D("-529.87") and too_much.findings.frame["kind"].tolist() == ["due at once"]
    assert "has nothing left to pay (BT-115 is 0)" in refused(tmp_path, of("119.00", "119.00", "0.00", terms="", due=""))
    (tmp_path / "b.xml").write_text(ubl(), encoding="utf-8")
    found = cf.read_ledger(tmp_path).findings
    assert (found.rows_read, found.accepted, found.rejected, found.ignored) == (2, 1, 0, 1)


SIGNS = [
    (ubl(amount="-119.00", tax="-19.00"), D("-119.00")),  # an invoice below zero
    (ubl(code="384", amount="-119.00", tax="-19.00"), D("-119.00")),  # a correction states the difference
    (ubl(code="386"), D("119.00")),  # a prepayment invoice
    (ubl(code="389"), D("119.00")),  # written by the buyer
    (ubl(code="381"), D("-119.00")),
    (ubl(code="261"), D("-119.00")),  # a credit note written by the buyer
    (ubl(code="", root="CreditNote"), D("-119.00")),
]


@pytest.mark.parametrize(("content", "amount"), SIGNS, ids=range(len(SIGNS)))
def test_signs(tmp_path, content, amount):
    assert only(read(tmp_path, content))["amount"] == amount


def test_signs_that_are_not_known(tmp_path):
    said = refused(tmp_path, ubl(code="381", root="CreditNote", amount="-119.00", tax="-19.00"))
    assert "amount '-119.00' is negative on a credit note" in said
    assert "type '380' is the type of an invoice (BT-3), and the document is a credit note of UBL" in refused(
        tmp_path, ubl(root="CreditNote")
    )


def test_a_corrected_invoice_beside_the_one_it_corrects(tmp_path):
    names = "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>A1</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>"
    (tmp_path / "a.xml").write_text(ubl(number="A1"), encoding="utf-8")
    corrected = ubl(number="A2", code="384", amount="100.00").replace(
        "<cac:AccountingSupplierParty>", f"{names}<cac:AccountingSupplierParty>"
    )
    ledger = read(tmp_path, corrected, "b.xml") and cf.read_ledger(tmp_path)
    (said,) = ledger.findings.frame.itertuples()
    assert (said.file, said.kind) == ("b.xml", "corrected invoice")
    assert said.reason == "corrects A1, which is in a.xml as well; both are kept. Remove that file if this one replaces it"
    (tmp_path / "a.xml").unlink()
    assert not len(cf.read_ledger(tmp_path).findings.frame)


ENCODED = [
    b"\xef\xbb\xbf" + ubl().encode(),
    b"\xef\xbb\xbf\r\n" + ubl().encode(),
    b"\n  " + ubl().encode(),
    ubl().replace("UTF-8", "UTF-16").encode("utf-16"),
    ubl().replace("UTF-8", "UTF-16").encode("utf-16-le"),
    ubl().replace("UTF-8", "utf-16").encode(),  # as programs write that keep texts in UTF-16
    ubl().partition("?>")[2].encode(),
    ubl().replace("UTF-8", "Windows-1252").encode("cp1252"),
    ubl().replace("xmlns:cbc", "xmlns:x").replace("cbc:", "x:").encode(),
    ubl().replace(' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"', "").replace("cbc:", "").encode(),
    ubl(terms="<![CDATA[30 Tage netto]]>").encode(),
]


@pytest.mark.parametrize("content", ENCODED, ids=range(len(ENCODED)))
def test_encodings_and_prefixes(tmp_path, content):
    ledger = read(tmp_path, content)
    row = only(ledger)
    assert (row["supplier"], row["amount"], row["terms"]) == ("Acme & Söhne", D("119.00"), "net 30") and not len(ledger.findings.frame)


ENVELOPE = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"


def test_the_envelope_of_peppol(tmp_path):
    head = f'<StandardBusinessDocument xmlns="{ENVELOPE}"><StandardBusinessDocumentHeader/>'
    body = ubl().partition("?>")[2]
    assert only(read(tmp_path, f"{head}{body}</StandardBusinessDocument>"))["invoice"] == "A1"
    assert "an envelope with 2 documents in it" in refused(tmp_path, f"{head}{body}{body}</StandardBusinessDocument>")
    assert "an envelope with no documents in it" in refused(tmp_path, f"{head}</StandardBusinessDocument>")


KINDS = [
    ("FatturaElettronica", "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2", "FatturaPA"),
    ("CrossIndustryDocument", "urn:ferd:CrossIndustryDocument:invoice:1p0", "ZUGFeRD 1"),
    ("SCRDMCCBDACIOMessageStructure", "urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100", "Order-X (an order)"),
    ("Order", "urn:oasis:names:specification:ubl:schema:xsd:Order-2", "UBL (an order)"),
    ("DebitNote", "urn:oasis:names:specification:ubl:schema:xsd:DebitNote-2", "UBL (a debit note)"),
    ("ApplicationResponse", "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2", "UBL (an answer to an invoice)"),
    ("Invoice", "http://www.ebinterface.at/schema/5p0/", "ebInterface"),
    ("Invoice", "http://rep.oio.dk/ubl/xml/schemas/0p71/pie/", "OIOXML"),
    ("Invoice", "urn:sfti:documents:BasicInvoice:1:0", "Svefaktura"),
    ("Faktura", "http://crd.gov.pl/wzor/2023/06/29/12648/", "the Polish KSeF"),
]


@pytest.mark.parametrize(("root", "space", "name"), KINDS)
def test_other_kinds_are_refused_by_name(tmp_path, root, space, name):
    assert f"is XML of {name}, which is not read; UBL 2 and CII are" in refused(tmp_path, f'<x:{root} xmlns:x="{space}"/>')
    assert f"is XML of {name}, which is not read" in refused(tmp_path, f'<{root} xmlns="{space}"><Header/></{root}>')


def test_an_unknown_namespace(tmp_path):
    said = refused(tmp_path, '<Invoice xmlns="urn:example:Invoice"/>')
    assert "it is 'Invoice' of the namespace 'urn:example:Invoice'; the one that is read is of 'urn:oasis" in said


def test_large_attachments(tmp_path):
    """One text of more than 10 MB, as base64 of a drawing: the parser must be asked; where entities may be declared it is not."""
    large = f"<cac:AdditionalDocumentReference><cbc:Object>{'QUJD' * 2_600_000}</cbc:Object></cac:AdditionalDocumentReference>"
    content = ubl().replace("<cac:AccountingSupplierParty>", f"{large}<cac:AccountingSupplierParty>", 1)
    assert only(read(tmp_path, content))["amount"] == D("119.00")
    assert "declares a document type" in refused(tmp_path, content.replace("?>", "?><!DOCTYPE Invoice []>", 1))


def test_entities_in_attributes_are_not_read(tmp_path):
    nested = "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    bomb = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">{nested}]><Invoice x="&i;"/>'
    assert "declares a document type" in refused(tmp_path, bomb)
    assert "declares a document type" in refused(tmp_path, bomb.encode("utf-16"))
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
    assert only(read(tmp_path, ubl(number=include)))["invoice"] == ""


def pdf(password=None, owner=None, **attached):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in attached.items():
        writer.add_attachment(name.replace("__", "-").replace("_", "."), content.encode())
    if password is not None:
        writer.encrypt(password, owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pdfs(tmp_path):
    assert only(read(tmp_path, pdf(factur__x_xml=ubl(), other_xml="<x/>"), "a.pdf"))["amount"] == D("119.00")
    assert "encrypted PDF; save it without a password" in refused(tmp_path, pdf("secret", factur__x_xml=ubl()), "a.pdf")
    assert only(read(tmp_path, pdf("", "owner", factur__x_xml=ubl()), "a.pdf"))["amount"] == D("119.00")  # opens without a password
    assert "2 XML attached" in refused(tmp_path, pdf(one_xml=ubl(), two_xml=ubl()), "a.pdf")


def zipped(folder, members, name="in.zip"):
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as file:
        for inside, content in members.items():
            file.writestr(inside, content)
    return folder / name


def test_a_zip_is_read_as_a_folder(tmp_path):
    members = {"b/2.xml": ubl(number="2"), "a/1.xml": ubl(number="1"), "c.pdf": pdf(factur__x_xml=ubl(number="3")), "note.txt": "x"}
    path = zipped(tmp_path, members | {"__MACOSX/a/._1.xml": b"\0\5\x16\7", "d/._4.xml": b"\0\5\x16\7", "broken.xml": "<x>"})
    ledger = cf.read_ledger(path)
    assert ledger.invoice.tolist() == ["1", "2", "3"] and ledger.to_frame()["file"].tolist() == ["a/1.xml", "b/2.xml", "c.pdf"]
    found = ledger.findings
    assert (found.rows_read, found.accepted, found.rejected, found.ignored) == (6, 3, 1, 2)
    text = CliRunner().invoke(main, ["check", str(path)]).stdout
    assert text.startswith("Can't be used yet: 1 of 6 files,")
    assert text.splitlines()[2] == "6 files read = 3 accepted + 1 rejected + 2 ignored"


def test_zips_that_do_harm(tmp_path):
    bomb = zipped(tmp_path, {"a.xml": ubl(), "b.xml": b"<a>" + b" " * 20_000_000})
    said = cf.read_ledger(bomb).findings.frame
    assert said["reason"].tolist() == ["is larger than 20 MB, which no e-invoice is"]
    path = zipped(tmp_path, {"../../a.xml": ubl()})
    assert only(cf.read_ledger(path))["amount"] == D("119.00") and not (tmp_path.parent / "a.xml").exists()
    (tmp_path / "cut.zip").write_bytes(path.read_bytes()[:60])
    with pytest.raises(cf.InputError):
        cf.read_ledger(tmp_path / "cut.zip")


def test_a_zip_with_one_table_is_a_table(tmp_path):
    path = zipped(tmp_path, {"a.csv": "supplier,invoice,invoice_date,amount,currency,terms\nA,1,2025-05-01,10.00,EUR,net 30\n"})
    assert only(cf.read_ledger(path))["amount"] == D("10.00")


def test_a_zip_with_tables_is_no_zip_of_e_invoices(tmp_path):
    path = zipped(tmp_path, {"a.csv": "supplier,amount\nA,1\n", "manifest.xml": "<x/>"})
    with pytest.raises(cf.InputError, match="2 files"):
        cf.read_ledger(path)


def test_a_pattern(tmp_path):
    for place, number in (("a", "1"), ("b", "2")):
        (tmp_path / place).mkdir()
        (tmp_path / place / "i.xml").write_text(ubl(number=number), encoding="utf-8")
        (tmp_path / place / "note.txt").write_text("x")
    assert cf.read_ledger(str(tmp_path / "*" / "*.xml")).to_frame()["file"].tolist() == ["a/i.xml", "b/i.xml"]
    assert cf.read_ledger(str(tmp_path / "a" / "*.xml")).to_frame()["file"].tolist() == ["i.xml"]
    with pytest.raises(cf.InputError, match="there is no file in it"):
        cf.read_ledger(str(tmp_path / "c" / "*.xml"))


WORDS = [
    ("Bitte überweisen Sie den Gesamtbetrag in Höhe von EUR 1.190,00 innerhalb von 14 Tagen ohne Abzug auf unser Konto", "1190.00", "net 14"),
    ("Wir möchten Sie bitten, die Teilnahmegebühr iHv. 120,00 € innerhalb von 14 Tagen auf das oben genannte Konto unter Angabe der Rechnungsnummer 12/78 zu überweisen.", "120.00", "net 14"),
    ("Bitte überweisen Sie den Betrag von 119,00 EUR bis zum 15.06.2025 auf unser Konto.", "119.00", "on 2025-06-15"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "amount", "terms"), WORDS)
def test_the_amount_of_the_invoice_in_its_terms(tmp_path, text, amount, terms):
    assert only(read(tmp_path, ubl(terms=text, amount=amount, due="")))["terms"] == terms
    assert text[:20] in refused(tmp_path, ubl(terms=text, amount="77.00", due=""))  # another amount is not ignored


def test_lines_of_words(tmp_path):
    """Several notes are several statements; a sentence may be wrapped; a sentence may end before the date in its field."""
    two = ubl().replace("</cbc:Note>", "</cbc:Note><cbc:Note>2% Skonto innerhalb 10 Tagen</cbc:Note>", 1)
    assert only(read(tmp_path, two))["terms"] == "2/10 net 30"
    wrapped = read(tmp_path, ubl(terms="Zahlbar innerhalb 30 Tagen\n   netto bis\n 20.06.2025"))
    assert only(wrapped)["terms"] == "net 30" and not len(wrapped.findings.frame)
    bare = read(tmp_path, invoice(block("Zahlbar ohne Abschlag bis ", "2025-05-01"), block("Zahlbar mit 2% Skonto bis", "2025-04-20")))
    found = bare.terms[0].schedule("2025-04-01", "1000.00", "EUR")
    assert [(str(d), a) for d, a in found.due] == [("2025-05-01", D("1000.00"))]
    assert [(str(d), a) for d, a in found.discounts] == [("2025-04-20", D("980.00"))]
    assert str(only(bare)["due_date"].date()) == "2025-05-01" and not len(bare.findings.frame)
