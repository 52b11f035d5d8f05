"""What may be told of a table's layout, checked once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from cashflow.basics.currencies import CURRENCIES, unknown_currency
from cashflow.basics.errors import InputError, must_choose, nearest
from cashflow.ledger.model import EVENT_COLUMNS
from cashflow.ledger.names import OWN_COLUMNS

__all__ = ["KINDS_OF_TYPES", "TOLD", "LayoutOptions", "map_of", "pairs_of", "types_of"]

TOLD = (
    *(n for n in OWN_COLUMNS if n != "amount_minor"), *EVENT_COLUMNS,
    "supplier_number", "document", "debit", "credit", "debit_credit", "document_type", "clearing", "applied_to",
    "status",
)  # fmt: skip
"""What `map` can name."""
_SIGNS = ("payables negative", "payables positive")


def map_of(given: Any, known: Sequence[str] = TOLD, what: str = "map") -> dict[str, str]:
    """``{"supplier": "Kreditor"}``, or texts like ``supplier=Kreditor``, as a table; a name may hold ``=``.

    `known`: what may be named; `what`: the option.

    Examples
    --------
    >>> map_of(["supplier=Kreditor", "paid_date=Clearing Date"])
    {'supplier': 'Kreditor', 'paid_date': 'Clearing Date'}
    """
    if given is None:
        return {}
    pairs = given
    if isinstance(given, str):
        pairs = [given]
    if not isinstance(pairs, Mapping):
        pairs = pairs_of(pairs, what)
    for ours, theirs in pairs.items():
        if ours not in known:
            table = "a ledger" if what == "map" else "a payments table"
            raise InputError(f"is not a column that {table} has. {nearest(str(ours), known)}", column=what, value=ours)
        if not isinstance(theirs, str) or not theirs.strip():
            raise InputError("must be the name of a column of the file", column=f"{what} {ours}", value=theirs)
    return dict(pairs)


def pairs_of(given: Any, what: str) -> dict[str, str]:
    """Texts like ``supplier=Kreditor`` as a table."""
    hint = f'Write {what} = {{ supplier = "Kreditor" }}, or --{what.replace("_", "-")} supplier=Kreditor'
    if not isinstance(given, Iterable):
        raise InputError("must be a table of our columns and the file's", column=what, value=given, hint=hint)
    out: dict[str, str] = {}
    for one in given:
        ours, equals, theirs = one.partition("=") if isinstance(one, str) else ("", "", "")
        if not equals or not theirs.strip():
            raise InputError("must name one of our columns and one of the file's", column=what, value=one, hint=hint)
        if ours.strip() in out:
            raise InputError("is mapped twice", column=what, value=ours.strip(), hint=hint)
        out[ours.strip()] = theirs.strip()
    return out


KINDS_OF_TYPES = ("invoice", "credit note", "payment", "ignored", "paid")
"""What a document type can stand for; the last also what a status can: a bill that is paid in full, on no stated day."""


def types_of(given: Any) -> dict[str, str]:
    """What types of documents, and statuses, are: ``{"ZE": "payment"}``, or texts like ``ZE=payment``.

    Examples
    --------
    >>> types_of(["ZE=payment", "GS=credit note"])
    {'ZE': 'payment', 'GS': 'credit note'}
    """
    if given is None:
        return {}
    pairs = given if isinstance(given, Mapping) else pairs_of([given] if isinstance(given, str) else given, "types")
    for word, kind in pairs.items():
        if kind not in KINDS_OF_TYPES:
            raise must_choose("is not a kind of document", f"types {word}", kind, KINDS_OF_TYPES)
    return {str(word).strip(): kind for word, kind in pairs.items()}


def _one_of(*known: str) -> Any:
    def check(_: object, attribute: Any, value: object) -> None:
        if value is not None and value not in known:
            raise must_choose("is not one of the answers", attribute.name, value, known)

    return check


def _currency(_: object, attribute: Any, value: object) -> None:
    if value is not None and value not in CURRENCIES:
        raise unknown_currency(str(value), column=attribute.name)


def _text(_: object, attribute: Any, value: object) -> None:
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise InputError("must be a text", column=attribute.name, value=value)


@frozen(kw_only=True)
class LayoutOptions:
    """What the user says of a table's layout; whatever is not told is found, or asked for."""

    map: Mapping[str, str] = field(default=None, converter=map_of)  # ours → the file's
    types: Mapping[str, str] = field(default=None, converter=types_of)  # type of a document → what it is
    profile: str | None = field(default=None, validator=_text)
    sign: str | None = field(default=None, validator=_one_of(*_SIGNS))
    owed: str | None = field(default=None, validator=_one_of("Cr", "Dr"))  # the side that is owed, of debit and credit
    currency: str | None = field(default=None, validator=_currency)
    decimal: str | None = field(default=None, validator=_one_of(".", ","))
    date_order: str | None = field(default=None, validator=_one_of("dmy", "mdy", "ymd"))
    date_format: str | None = None
    terms: str | None = field(default=None, validator=_text)  # of rows that state neither terms nor a due date
    payments: bool = False  # a second table says what was paid
