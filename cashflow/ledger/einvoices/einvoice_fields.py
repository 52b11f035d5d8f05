"""The fields of an e-invoice that a ledger needs, of UBL and CII alike; the names are those of EN 16931.

Elements are found by their names, whatever their prefix. Fields that a ledger does not need are not looked at, so a mistake in them keeps
no invoice out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from attrs import frozen

from cashflow.basics.errors import InputError
from cashflow.ledger.einvoices.einvoice_dates import cii_date, ubl_date
from cashflow.ledger.einvoices.einvoice_xml import name_of

__all__ = ["Block", "Fields", "Reduction", "fields_of"]

_PARTY_IDS = ("GlobalID", "ID", "SpecifiedLegalOrganization/ID", "SpecifiedTaxRegistration/ID", "URIUniversalCommunication/URIID")
_UBL_IDS = ("PartyIdentification/ID", "EndpointID", "PartyLegalEntity/CompanyID", "PartyTaxScheme/CompanyID")


@frozen
class Reduction:
    """A discount in fields of its own: how much, of what, and how long."""

    percent: str = ""
    amount: str = ""
    base: str = ""
    period: str = ""
    unit: str = ""
    start: dt.date | None = None
    until: dt.date | None = None


@frozen
class Block:
    """One block of payment terms."""

    text: str = ""
    due: dt.date | None = None
    part: str = ""  # an amount of money
    share: str = ""  # or a percentage
    reductions: tuple[Reduction, ...] = ()
    penalty: bool = False


@frozen
class Fields:
    """What one e-invoice says; texts as they stand."""

    number: str
    issued: dt.date | None
    type: str
    currency: str
    due: dt.date | None
    blocks: tuple[Block, ...]
    total: str  # BT-112
    prepaid: str  # BT-113
    rounding: str  # BT-114
    payable: str  # BT-115
    tax: str  # BT-110
    seller: str
    seller_id: str  # where there is no name
    buyer: str
    corrects: tuple[str, ...]  # BT-25
    is_credit_note: bool  # by its root
    other_due: dt.date | None = None  # a due date that stands beside that of the norm

    @property
    def text(self) -> str:
        """BT-20: what all blocks say in words."""
        return "\n".join(b.text for b in self.blocks if b.text)


def fields_of(root: Any) -> Fields:
    """The fields of one e-invoice.

    Raises
    ------
    InputError
        A field that must be once stands several times with different values, or a date that is none.
    """
    found = _cii(root) if name_of(root) == "CrossIndustryInvoice" else _ubl(root)
    if not (found.number or found.issued or found.total or found.payable):
        raise InputError("is not an e-invoice: it has no number, date or amount where UBL or CII have them")
    return found


def _ubl(root: Any) -> Fields:
    currency = _one(_all(root, "DocumentCurrencyCode"), "currency", "BT-5")
    sums = "LegalMonetaryTotal"
    means = {_text(_all(m, "ID")): _day(_all(m, "PaymentDueDate"), "BT-9") for m in _all(root, "PaymentMeans")}
    blocks = tuple(_ubl_block(e, means) for e in _all(root, "PaymentTerms"))
    stated = _day(_all(root, "DueDate"), "BT-9")
    beside = {d for d in means.values() if d}
    parts = any(b.part or b.share for b in blocks)
    if stated is None and len(beside) > 1 and not parts:
        raise InputError(_times(len(beside), "BT-9"), column="due_date", value=", ".join(map(str, sorted(beside))))
    by_means = next(iter(beside)) if len(beside) == 1 else None
    return Fields(
        number=_one(_all(root, "ID"), "invoice", "BT-1"),
        issued=_day(_all(root, "IssueDate"), "BT-2", "invoice_date"),
        type=_one(_all(root, f"{name_of(root)}TypeCode"), "type", "BT-3"),
        currency=currency,
        due=stated or (None if parts else by_means),
        other_due=by_means if stated and by_means != stated else None,
        blocks=blocks,
        total=_money(_all(root, f"{sums}/TaxInclusiveAmount"), currency, "BT-112"),
        prepaid=_money(_all(root, f"{sums}/PrepaidAmount"), currency, "BT-113"),
        rounding=_money(_all(root, f"{sums}/PayableRoundingAmount"), currency, "BT-114"),
        payable=_money(_all(root, f"{sums}/PayableAmount"), currency, "BT-115"),
        tax=_tax(_all(root, "TaxTotal/TaxAmount"), currency),
        **_ubl_parties(root),
        corrects=tuple(_texts(_all(root, "BillingReference/InvoiceDocumentReference/ID"))),
        is_credit_note=name_of(root) == "CreditNote",
    )


def _ubl_parties(root: Any) -> dict[str, str]:
    names = ("PartyLegalEntity/RegistrationName", "PartyName/Name")
    seller, buyer = (_all(root, f"Accounting{who}Party/Party") for who in ("Supplier", "Customer"))
    return {"seller": _first(seller, names), "seller_id": _identity(seller, _UBL_IDS), "buyer": _first(buyer, names)}


def _ubl_block(element: Any, means: dict[str, dt.date | None]) -> Block:
    percent, amount = (_text(_all(element, f"SettlementDiscount{n}")) for n in ("Percent", "Amount"))
    period = "SettlementPeriod"
    until, start = (_day(_all(element, f"{period}/{n}Date"), "BT-9") for n in ("End", "Start"))
    due = next((d for n in ("InstallmentDueDate", "PaymentDueDate") if (d := _day(_all(element, n), "BT-9"))), None)
    due = due or next((means[i] for i in _texts(_all(element, "PaymentMeansID")) if means.get(i)), None)
    measure = _all(element, f"{period}/DurationMeasure")
    reductions: tuple[Reduction, ...] = ()
    if percent or amount:
        reductions = (Reduction(percent, amount, "", _text(measure), _unit(measure), start, until),)
    return Block(
        text=_text(_all(element, "Note"), "\n"),
        due=due or (None if reductions else until),
        part=_text(_all(element, "Amount")),
        share=_text(_all(element, "PaymentPercent")),
        reductions=reductions,
        penalty=bool(_all(element, "PenaltySurchargePercent")),
    )


def _cii(root: Any) -> Fields:
    trade = "SupplyChainTradeTransaction/ApplicableHeaderTrade"
    settled = f"{trade}Settlement"
    sums = f"{settled}/SpecifiedTradeSettlementHeaderMonetarySummation"
    currency = _one(_all(root, f"{settled}/InvoiceCurrencyCode"), "currency", "BT-5")
    seller, buyer = (_all(root, f"{trade}Agreement/{who}TradeParty") for who in ("Seller", "Buyer"))
    names = ("Name", "SpecifiedLegalOrganization/TradingBusinessName")
    return Fields(
        number=_one(_all(root, "ExchangedDocument/ID"), "invoice", "BT-1"),
        issued=_day(_all(root, "ExchangedDocument/IssueDateTime"), "BT-2", "invoice_date", cii_date),
        type=_one(_all(root, "ExchangedDocument/TypeCode"), "type", "BT-3"),
        currency=currency,
        due=None,
        blocks=tuple(_cii_block(e) for e in _all(root, f"{settled}/SpecifiedTradePaymentTerms")),
        total=_money(_all(root, f"{sums}/GrandTotalAmount"), currency, "BT-112"),
        prepaid=_money(_all(root, f"{sums}/TotalPrepaidAmount"), currency, "BT-113"),
        rounding=_money(_all(root, f"{sums}/RoundingAmount"), currency, "BT-114"),
        payable=_money(_all(root, f"{sums}/DuePayableAmount"), currency, "BT-115"),
        tax=_tax(_all(root, f"{sums}/TaxTotalAmount"), currency),
        seller=_first(seller, names),
        seller_id=_identity(seller, _PARTY_IDS),
        buyer=_first(buyer, names),
        corrects=tuple(_texts(_all(root, f"{settled}/InvoiceReferencedDocument/IssuerAssignedID"))),
        is_credit_note=False,
    )


def _cii_block(element: Any) -> Block:
    return Block(
        text=_text(_all(element, "Description"), "\n"),
        due=_day(_all(element, "DueDateDateTime"), "BT-9", read=cii_date),
        part=_text(_all(element, "PartialPaymentAmount")),
        reductions=tuple(_cii_reduction(e) for e in _all(element, "ApplicableTradePaymentDiscountTerms")),
        penalty=bool(_all(element, "ApplicableTradePaymentPenaltyTerms")),
    )


def _cii_reduction(element: Any) -> Reduction:
    measure = _all(element, "BasisPeriodMeasure")
    return Reduction(
        percent=_text(_all(element, "CalculationPercent")),
        amount=_text(_all(element, "ActualDiscountAmount")),
        base=_text(_all(element, "BasisAmount")),
        period=_text(measure),
        unit=_unit(measure),
        start=_day(_all(element, "BasisDateTime"), "BasisDateTime", read=cii_date),
    )


def _all(element: Any, path: str) -> list[Any]:
    """Elements at a path of names, without regard to namespaces."""
    found = [element]
    for name in path.split("/"):
        found = [child for parent in found for child in parent.iterchildren(f"{{*}}{name}")]
    return found


def _texts(elements: Iterable[Any]) -> list[str]:
    return [text for e in elements if (text := "".join(e.itertext()).strip())]


def _text(elements: Iterable[Any], between: str = " ") -> str:
    return between.join(_texts(elements))


def _unit(elements: list[Any]) -> str:
    return str(elements[0].get("unitCode") or "").strip() if elements else ""


def _times(many: int, field: str) -> str:
    return f"appears {many} times ({field}); it must be once"


def _one(elements: list[Any], column: str, field: str) -> str:
    found = list(dict.fromkeys(_texts(elements)))
    if len(found) > 1:
        raise InputError(_times(len(found), field), column=column, value=", ".join(found[:5]))
    return found[0] if found else ""


def _day(elements: list[Any], field: str, column: str = "due_date", read: Any = ubl_date) -> dt.date | None:
    days = list(dict.fromkeys(d for e in elements if (d := read(e, field, column))))
    if len(days) > 1:
        raise InputError(_times(len(days), field), column=column, value=", ".join(map(str, days[:5])))
    return days[0] if days else None


def _money(elements: list[Any], currency: str, field: str) -> str:
    """The amount in the invoice's own currency."""
    filled = [e for e in elements if _texts([e])]
    ours = [e for e in filled if _is_in(e, currency)]
    if filled and not ours and not currency:
        raise InputError("is missing (BT-5)", column="currency")
    if filled and not ours:
        stated = f"{_text(filled[:1])} {filled[0].get('currencyID')}"
        raise InputError(f"is in another currency than the invoice, which is in {currency} ({field})", column="amount", value=stated)
    return _one(ours, "amount", field)


def _is_in(element: Any, currency: str) -> bool:
    return (element.get("currencyID") or currency).strip().upper() == currency.upper()


def _tax(elements: list[Any], currency: str) -> str:
    """The tax in the invoice's currency; beside it stands that in the currency of the tax accounts (BT-111)."""
    ours = [e for e in elements if _is_in(e, currency)]
    found = list(dict.fromkeys(_texts(ours)))
    return found[0] if len(found) == 1 else ""


def _first(parties: list[Any], paths: Iterable[str]) -> str:
    return next((t for p in parties for path in paths for t in _texts(_all(p, path))), "")


def _identity(parties: list[Any], paths: Iterable[str]) -> str:
    """What a party is known by where it has no name: a GLN (scheme 0088) first."""
    found = [(e.get("schemeID") or "", t) for p in parties for path in paths for e in _all(p, path) for t in _texts([e])]
    scheme, number = min(found, key=lambda f: f[0] != "0088", default=("", ""))
    return f"GLN {number}" if scheme == "0088" else number
