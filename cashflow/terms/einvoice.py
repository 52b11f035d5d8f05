"""Payment terms of an e-invoice: the fields BT-20 and BT-9 of EN 16931."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from cashflow.basics.errors import InputError
from cashflow.terms.anchors import STATED
from cashflow.terms.model import Installment, PaymentTerms
from cashflow.terms.parse import parse_terms
from cashflow.terms.shares import REST
from cashflow.terms.steps import OnDate

__all__ = ["en16931_terms"]


def en16931_terms(fields: Mapping[str, Any], dialect: str | None = None) -> PaymentTerms:
    r"""Terms of EN 16931 fields: the text BT-20, and the due date BT-9 where the text leaves it open.

    Parameters
    ----------
    fields
        ``BT-20`` payment terms, ``BT-9`` due date (a date or ISO text); other fields are not looked at.
    dialect
        Decides where the text has two readings.

    Returns
    -------
    PaymentTerms
        Of the text; parts that are due on the stated due date are due on BT-9. Without a text: due on BT-9.

    Raises
    ------
    InputError
        Neither field is given (BR-CO-25 of the standard demands one where an amount is due), or the text can't be read.

    Notes
    -----
    A due date that contradicts the text does not change the terms; reading a ledger tells it as a finding.

    Examples
    --------
    >>> print(en16931_terms({"BT-20": "#SKONTO#TAGE=14#PROZENT=2.00#\n", "BT-9": "2025-07-01"}))
    2/14 on 2025-07-01
    >>> print(en16931_terms({"BT-9": "2025-07-01"}))
    on 2025-07-01
    """
    text, due = str(fields.get("BT-20") or "").strip(), fields.get("BT-9") or None
    if not text and due is None:
        raise InputError("neither payment terms (BT-20) nor a due date (BT-9) is stated", column="BT-20")
    stated = None if due is None else OnDate(due)
    if not text:
        assert stated is not None
        return PaymentTerms([Installment(REST, [stated])])
    terms = parse_terms(text, dialect)
    if stated is None:
        return terms
    parts = [evolve(p, anchor="invoice", steps=(stated, *p.steps)) if p.anchor == STATED else p for p in terms.installments]
    return evolve(terms, installments=[evolve(p, steps=_plain(p)) for p in parts])


def _plain(part: Installment) -> tuple[Any, ...]:
    """Steps without the "0 days" that a part on its event has."""
    kept = tuple(s for s in part.steps if str(s) != "0 days")
    return kept or part.steps
