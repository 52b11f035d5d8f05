"""Words for what is still to be paid: statuses of common programs, which stand in columns of statuses and in dates of payment."""

from __future__ import annotations

from cashflow.ledger.layout.cells.words import fold

__all__ = ["OPEN_WORDS"]

OPEN_WORDS = frozenset(
    fold(word)
    for word in (
        "open", "unpaid", "not paid", "not yet paid", "outstanding", "due", "not due", "overdue", "past due", "current", "active",
        "new", "approved", "authorised", "authorized", "posted", "booked", "registered", "received", "entered", "submitted",
        "invoiced", "verified", "pending", "pending approval", "pending payment", "awaiting approval", "awaiting payment",
        "for approval", "in progress", "matched", "approved for payment", "ready for payment", "ready to pay", "to pay",
        "to be paid", "scheduled", "unprocessed", "validated", "hold", "on hold", "blocked", "disputed", "in dispute", "offen",
        "fällig", "überfällig", "gebucht", "freigegeben", "geprüft", "erfasst", "unbezahlt", "nicht bezahlt", "zu zahlen",
        "bon à payer", "bonne à payer", "bon pour paiement", "en litige", "à valider",
        "gesperrt", "à payer", "impayé", "impayée", "validée", "comptabilisée", "en attente", "ouvert", "ouverte", "pendiente",
        "pendiente de pago", "aprobada", "contabilizada", "vencida", "abierta", "aperto", "aperta", "da pagare", "registrata",
        "pendente", "em aberto", "aberto", "vencido", "openstaand", "goedgekeurd", "geboekt", "otwarta", "otwarte", "nieopłacona",
        "nieopłacone", "niezapłacona", "zatwierdzona", "obetald", "öppen", "attesterad", "bokförd", "åpen", "ubetalt", "åben",
        "bokført", "avoin", "hyväksytty", "neuhrazeno", "neuhradené", "otevřeno", "не оплачен", "не оплачено", "проведен",
        "ödenmedi", "açık", "onaylandı", "fizetetlen", "未付款", "已审核", "未払い", "未払", "承認済み", "open item", "non payé",
        "non payée", "non réglé", "impagado", "no pagado", "abierto", "non pagato", "não pago", "niet betaald", "onbetaald",
        "niezapłacone", "maksamatta", "nezaplaceno", "открыто", "未付",
        "da saldare", "nierozliczona", "nierozliczone", "nierozliczono", "niezapłacony", "sin pagar", "por pagar",
        "non saldata", "non saldato", "nevyrovnáno", "neuhradená", "offenstehend", "zu bezahlen", "te betalen", "à régler",
    )
)  # fmt: skip
"""Folded; words for no alone are `FLAGS`."""
