"""E-invoices: small ones of our own in UBL and CII, alone and in a PDF, with values, elements and bytes changed."""

import io
import os
import re

import cashflow as cf
from cashflow.report.findings import findings_text
from tests.fuzz.laws import check, tried

_UBL = """<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ID>A-1</cbc:ID><cbc:IssueDate>2025-05-21</cbc:IssueDate>{due}<cbc:{root}TypeCode>{code}</cbc:{root}TypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Seller GmbH</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Buyer GmbH</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:PaymentTerms><cbc:Note>net 30</cbc:Note></cac:PaymentTerms>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">119.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="EUR">119.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
</{root}>"""
UBL = _UBL.format(root="Invoice", code=380, due="<cbc:DueDate>2025-06-30</cbc:DueDate>")
CREDIT = _UBL.format(root="CreditNote", code=381, due="")
CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>C-1</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">20250401</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Seller GmbH</ram:Name></ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Buyer GmbH</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradePaymentTerms><ram:Description>#SKONTO#TAGE=14#PROZENT=2.25#
</ram:Description><ram:DueDateDateTime><udt:DateTimeString format="102">20250501</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>1000.00</ram:LineTotalAmount><ram:TaxBasisTotalAmount>1000.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">190.00</ram:TaxTotalAmount><ram:GrandTotalAmount>1190.00</ram:GrandTotalAmount><ram:TotalPrepaidAmount>0</ram:TotalPrepaidAmount><ram:DuePayableAmount>1190.00</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""
_BLOCKS = """<cac:PaymentTerms><cbc:Note>2% Skonto bis</cbc:Note><cbc:SettlementDiscountPercent>2</cbc:SettlementDiscountPercent><cbc:Amount currencyID="EUR">19.00</cbc:Amount><cbc:PaymentDueDate>2025-06-10</cbc:PaymentDueDate><cac:SettlementPeriod><cbc:DurationMeasure unitCode="DAY">10</cbc:DurationMeasure></cac:SettlementPeriod></cac:PaymentTerms>
<cac:PaymentTerms><cbc:PaymentPercent>50</cbc:PaymentPercent><cbc:Amount currencyID="EUR">100.00</cbc:Amount><cbc:InstallmentDueDate>2025-06-30</cbc:InstallmentDueDate></cac:PaymentTerms>
<cac:TaxTotal>"""
UBL_PARTS = UBL.replace("<cac:TaxTotal>", _BLOCKS, 1).replace("<cac:PaymentTerms><cbc:Note>net 30</cbc:Note></cac:PaymentTerms>", "")
_DISCOUNT = """<ram:ApplicableTradePaymentDiscountTerms><ram:BasisDateTime><udt:DateTimeString format="102">20250402</udt:DateTimeString></ram:BasisDateTime><ram:BasisPeriodMeasure unitCode="DAY">14</ram:BasisPeriodMeasure><ram:BasisAmount>1000.00</ram:BasisAmount><ram:CalculationPercent>2.25</ram:CalculationPercent><ram:ActualDiscountAmount>22.50</ram:ActualDiscountAmount></ram:ApplicableTradePaymentDiscountTerms></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">20250531</udt:DateTimeString></ram:DueDateDateTime><ram:PartialPaymentAmount>190.00</ram:PartialPaymentAmount></ram:SpecifiedTradePaymentTerms>"""
CII_PARTS = CII.replace("</ram:SpecifiedTradePaymentTerms>", f"<ram:PartialPaymentAmount>1000.00</ram:PartialPaymentAmount>{_DISCOUNT}", 1)
VALUES = [
    "WEE", "MON", "119.00", "1190.00", "1000", "50", "100", "-50", "0.0001", "610", "203", "2025-06-20Z", "2% Skonto bis", "30 Tage netto bis 04.04.2018", "10 Tage 3% bis 15.03.2025, 30 Tage netto bis 1.5.2025", "#SKONTO#TAGE=14#PROZENT=2.00#",
    "", " ", "x", "0", "-1", "1e999999999", "-1e999999999", "1e-999999999", "NaN", "Infinity", "sNaN", "9" * 400, "1.005", "1,00", "2025-02-30", "20250230", "0001-01-01", "9999-12-31", "99999", "EUR", "XXX",
    "eur", "325", "326", "384", "0380", "net 60", "gibberish", "2/10/30", "30 days EOM", "&#x202e;", "&#x9b;", "x" * 10_000, "&lt;b&gt;", "#SKONTO#TAGE=1#PROZENT=999#", "<x/>", "<![CDATA[net 30]]>", "２０", "1_000", "&x;",
]  # fmt: skip


def changed(chance, text):
    """An invoice with values, elements or signs changed."""
    for _ in range(chance.choice([1, 1, 2, 5])):
        leaves = list(re.finditer(r"<(\w+:)?(\w+)([^<>]*)>([^<>]*)</\1?\2>", text))
        if not leaves:
            break
        leaf, kind = chance.choice(leaves), chance.random()
        if kind < 0.6:
            text = text[: leaf.start(4)] + chance.choice(VALUES) + text[leaf.end(4) :]
        elif kind < 0.75:
            text = text[: leaf.start()] + text[leaf.end() :]
        elif kind < 0.9:
            text = text[: leaf.end()] + leaf[0] * chance.choice([1, 1, 500]) + text[leaf.end() :]
        else:
            at = chance.randint(0, len(text))
            text = (
                text[:at]
                + chance.choice(["<", ">", "&", "\x00", '"', "</x>", "<!--", "\ufffe", "<!DOCTYPE x [<!ENTITY x 'y'>]>", "<x>" * 5_000])
                + text[at:]
            )
    return text


def content_of(chance):
    """Bytes, and how such a file is called."""
    text = changed(chance, chance.choice([UBL, CREDIT, CII, UBL_PARTS, CII_PARTS]))
    content = text.encode("utf-8", "replace")
    if chance.random() < 0.1:
        at = chance.randint(0, len(content))
        content = chance.choice(
            [content[:at], text.encode("utf-16"), b"", b"\xff" + content, content[:at] + b"\xff\x00" + content[at:], b"%PDF-1.4"]
        )
    if chance.random() > 0.2:
        return content, ".xml"
    return in_pdf(chance, content), ".pdf"


def in_pdf(chance, content):
    """A PDF that has the invoice attached; now and then twice, or not at all, or broken."""
    from pypdf import PdfWriter

    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    for _ in range(chance.choice([0, 1, 1, 1, 2])):
        writer.add_attachment(chance.choice(["factur-x.xml", "x.XML", "x.txt"]), content)
    writer.write(out)
    found = out.getvalue()
    at = chance.randint(0, len(found))
    return (
        found
        if chance.random() < 0.5
        else chance.choice([found[:at], found[:at] + b"\xff" * 9 + found[at + 9 :], found[at:], found.replace(b"/", b"//", 3)])
    )


def try_one(chance, folder):
    """A folder of a good invoice and some others; how many of these were accepted."""
    inbox = folder / "in"
    inbox.mkdir()
    many = chance.randint(1, 3)
    (inbox / "good.xml").write_text(UBL, encoding="utf-8")
    for number in range(many):
        content, ending = content_of(chance)
        name = (
            os.fsencode(inbox) + b"/%d" % number + chance.choice([b"", b"", b"\xff\xfe", b"\x1b[31m", "\u202e".encode()]) + ending.encode()
        )
        with open(name, "wb") as file:
            file.write(content)
    options = {"dialect": chance.choice([None, "days_then_eom"]), "most_rejected": 1}
    ledger, refused = tried("read_ledger", lambda: cf.read_ledger(inbox, **options))
    check(ledger is not None, f"one file stopped the folder: {refused}")
    found = ledger.findings
    check(found.rows_read == many + 1 == found.accepted + found.rejected + found.ignored, f"{found.rows_read} of {many + 1} files read")
    good = [i for i, name in enumerate(ledger.attributes["file"].codes.tolist()) if ledger.attributes["file"].values[name] == "good.xml"]
    check(len(good) == 1 and int(ledger.amount[good[0]]) == 11_900, "the good invoice was not read as such")
    tried("project", lambda: str(cf.project(ledger)))
    tried("check", lambda: findings_text(found))
    return found.accepted - 1
