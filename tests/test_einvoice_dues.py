"""Several blocks of payment terms in one CII invoice; the dates and amounts are those stated in the blocks, added up by hand."""

import os
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

import cashflow as cf

pytest.importorskip("pypdf", reason='pip install "cashflow-terms[einvoice]"')

NAMES = " ".join(
    f'xmlns:{short}="urn:un:unece:uncefact:{name}"'
    for short, name in (
        ("rsm", "data:standard:CrossIndustryInvoice:100"),
        ("ram", "data:standard:ReusableAggregateBusinessInformationEntity:100"),
        ("udt", "data:standard:UnqualifiedDataType:100"),
    )
)


def block(text="", due="", part="", discount=""):
    inner = f"<ram:Description>{text}</ram:Description>" if text else ""
    if due:
        inner += f'<ram:DueDateDateTime><udt:DateTimeString format="102">{due.replace("-", "")}</udt:DateTimeString></ram:DueDateDateTime>'
    inner += f"<ram:PartialPaymentAmount>{part}</ram:PartialPaymentAmount>" if part else ""
    if discount:
        percent = f"<ram:CalculationPercent>{discount}</ram:CalculationPercent>"
        inner += f"<ram:ApplicableTradePaymentDiscountTerms>{percent}</ram:ApplicableTradePaymentDiscountTerms>"
    return f"<ram:SpecifiedTradePaymentTerms>{inner}</ram:SpecifiedTradePaymentTerms>"


def invoice(*blocks, amount="1000.00"):
    sums = "".join(f"<ram:{n}Amount>{amount}</ram:{n}Amount>" for n in ("LineTotal", "TaxBasisTotal", "GrandTotal", "DuePayable"))
    return f"""<?xml version="1.0" encoding="UTF-8"?><rsm:CrossIndustryInvoice {NAMES}><rsm:ExchangedDocumentContext/>
<rsm:ExchangedDocument><ram:ID>R1</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime>
<udt:DateTimeString format="102">20250401</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty><ram:Name>Seller</ram:Name></ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Buyer</ram:Name></ram:BuyerTradeParty>
</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
{"".join(blocks)}<ram:SpecifiedTradeSettlementHeaderMonetarySummation>{sums}</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""


def row(folder, *blocks, **more):
    (folder / "a.xml").write_text(invoice(*blocks, **more), encoding="utf-8")
    return cf.read_ledger(folder / "a.xml")


def schedule(ledger):
    found = ledger.to_frame().iloc[0]
    return ledger.terms[0].schedule(found["invoice_date"].date(), found["amount"], "EUR")


def due(ledger):
    return ledger.to_frame()["due_date"].iloc[0].date()


def test_parts_with_a_date_and_an_amount_each(tmp_path):
    found = row(tmp_path, block("30 %", "2025-04-01", "300.00"), block("70 %", "2025-05-31", "700.00"))
    assert schedule(found).due == [(date(2025, 4, 1), D("300.00")), (date(2025, 5, 31), D("700.00"))]


def test_parts_no_whole_percentage_gives(tmp_path):
    parts = block("", "2025-04-11", "333.33"), block("", "2025-05-01", "333.33"), block("", "2025-05-31", "333.34")
    found = row(tmp_path, *parts)
    assert [a for _, a in schedule(found).due] == [D("333.33"), D("333.33"), D("333.34")]
    assert [d for d, _ in schedule(found).due] == [date(2025, 4, 11), date(2025, 5, 1), date(2025, 5, 31)]


@pytest.mark.parametrize("first", [{"text": "#SKONTO#TAGE=10#PROZENT=3.00#"}, {"discount": "3.0", "text": "#SKONTO#TAGE=10#PROZENT=3.00#"}])
def test_a_discount_beside_the_due_date(tmp_path, first):
    found = row(tmp_path, block(due="2025-04-11", **first), block("Bis zum 01.05.2025 ohne Abzug", "2025-05-01"))
    assert due(found) == date(2025, 5, 1)
    assert schedule(found).discounts == [(date(2025, 4, 11), D("970.00"))]


TWICE = r"appears 2 times \(BT-9\)"
WRONG = [
    (
        block("", "2025-04-01", "300.00"),
        block("", "2025-05-31", "600.00"),
        r"'300\.00 \+ 600\.00' states parts that add up to 900\.00, and the amount due is 1000\.00",
    ),
    (block("", "2025-04-01", "300.00"), block("", "2025-05-31"), "one block of terms has no amount"),
    (block("", "2025-03-01", "300.00"), block("", "2025-05-31", "700.00"), "due on 2025-03-01, before the invoice date 2025-04-01"),
    (block("", "2025-04-01", "many"), block("", "2025-05-31", "700.00"), "'many' is not an amount of money"),
    (block("", "", "300.00"), block("", "2025-05-31", "700.00"), "one of them has no date"),
    (block("", "2025-04-01", "-300.00"), block("", "2025-05-31", "1300.00"), "that are none of it"),
    (block("", "2025-04-01"), block("", "2025-05-31"), TWICE),  # two due dates and nothing that tells them apart
    (block("", "2025-06-11", discount="3.0"), block("", "2025-05-31"), TWICE),  # the discount ends behind the due date
]


@pytest.mark.parametrize(("one", "other", "words"), WRONG)
def test_dates_without_one_reading_are_refused(tmp_path, one, other, words):
    with pytest.raises(cf.InputError, match=words):
        row(tmp_path, one, other)


def test_the_files_that_went_wrong():
    folder = Path(os.environ.get("CASHFLOW_SHARED", Path(__file__).parents[2] / "shared")) / "cases" / "einvoices"
    if not folder.is_dir():
        pytest.skip(f"the cases are not at {folder}")
    parts = cf.read_ledger(folder / "installments.xml")
    assert schedule(parts).due == [(date(2025, 4, 1), D("300.00")), (date(2025, 5, 31), D("700.00"))]
    two = cf.read_ledger(folder / "two_terms.xml")
    assert (due(two), [d for d, _ in schedule(two).discounts]) == (date(2025, 11, 13), [date(2025, 10, 24)])


@pytest.mark.parametrize(
    ("root", "name"), [("FatturaElettronica", "FatturaPA"), ("CrossIndustryDocument", "ZUGFeRD 1"), ("Facturae", "Facturae")]
)
def test_invoices_of_other_kinds_are_refused_by_name(tmp_path, root, name):
    (tmp_path / "a.xml").write_text(f'<x:{root} xmlns:x="urn:some"><Header/></x:{root}>', encoding="utf-8")
    with pytest.raises(cf.InputError, match=f"is XML of {name}, which is not read"):
        cf.read_ledger(tmp_path / "a.xml")
