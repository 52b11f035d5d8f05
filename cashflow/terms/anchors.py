"""Events that a term counts from, by name."""

from __future__ import annotations

from cashflow.basics.errors import InputError, nearest

__all__ = ["ANCHORS", "EVENTS", "PREVIOUS", "STATED", "OwnEvent", "anchor_name", "anchor_words"]

EVENTS = ("invoice", "posting", "receipt", "goods receipt", "service", "order", "statement", "bill of lading", "approval", "baseline")
"""Events with a date of their own; ``receipt`` is the receipt of the invoice, ``baseline`` SAP's baseline date of the item."""
PREVIOUS = "previous due date"
"""The due date of the installment before: a chain."""
STATED = "due date"
"""The due date that the invoice states beside its terms."""
ANCHORS = (*EVENTS, PREVIOUS, STATED)

_OTHER = {"invoice receipt": "receipt", "goods": "goods receipt", "delivery": "goods receipt", "bl": "bill of lading", "previous": PREVIOUS}


class OwnEvent(str):
    """An event of the user's own, that terms may count from because it was declared."""

    __slots__ = ()


def anchor_name(name: str) -> str:
    """The event of a name, also with underscores or ``_date`` at its end: ``goods_receipt_date``; an own one as it is."""
    if isinstance(name, OwnEvent):
        return name
    words = str(name).replace("_", " ").strip().lower()
    for candidate in (words, words.removesuffix(" date")):
        found = _OTHER.get(candidate, candidate)
        if found in ANCHORS:
            return found
    raise InputError(f"is not an event to count from. {nearest(words, ANCHORS)}", column="anchor", value=name)


def anchor_words(anchor: str) -> str:
    """What follows the steps in a term's text."""
    return "" if anchor == "invoice" else f" from {anchor}"
