"""What a status says, with the day or the way of payment that stands behind its word: ``Paid 02/06``, ``Paid - BACS``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cashflow.basics.month_names import month_of
from cashflow.ledger.layout.cells.words import fold

__all__ = ["kind_of_status"]

_END_OF_WORD = re.compile(r"[\s:;,(\[/|*!–—-]+")
_MOST_WORDS = 5
_LONGEST = 60  # letters of a status with what stands behind it
_NAME = r"([^\W\d_]{3,12})\.?"
_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](?:\d{4}|\d{2}))?\.?")
_YEAR_FIRST = re.compile(r"\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_NAMED = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)?\.?[ -]?(?:de )?{_NAME}(?:,?[ -]?(?:de )?(?:\d{{4}}|\d{{2}}))?"
    rf"|{_NAME}(?: \d{{1,2}}(?:st|nd|rd|th)?)?(?:,? (?:\d{{4}}|'?\d{{2}}))?"
)
_DAYS_OF_A_MONTH = 31
_BEFORE = re.compile(r"(?:on|in|by|via|with|per|am|im|mit|le|en|par|el|por|con|il|em|op|met|dnia|den|d\.)\s+", re.I)
_WAY = re.compile(
    r"(?:bacs|chaps|(?:credit |debit )?card|cc|cheque|check|chq|ck|dd|direct debit|(?:bank |wire )?transfer|bank|wire|eft|ach|cash|sepa"
    r"|paypal|online|visa|amex|mastercard|stripe|wise|bank(?:überweisung|einzug)|überweisung|lastschrift|karte|bar|virement|prélèvement|chèque|cb|carte"
    r"|transferencia|tarjeta|efectivo|bonifico|assegno|contanti|carta|transferência|boleto|pix|overboeking|incasso|przelew|gotówka|karta)"
    r"\b\.?(?:\s*(?:no|nr|number|ref|run)\b\.?)?[\s#:;,(.-]*(?:\d{3,12})?[\s;,()-]*",
    re.I,
)
_SIGN_OF_NUMBER = re.compile(r"[#№]\s*\d{1,12}")


def kind_of_status(text: str, words: Mapping[str, str]) -> str:
    """What a status says; nothing where it is not known.

    Behind its word a day or a way of payment may stand. An amount may not: what is paid so far is not all of it.

    Examples
    --------
    >>> words = {"paid": "paid", "partpaid": "partly paid"}
    >>> [kind_of_status(t, words) for t in ("PAID", "Paid 02/06", "paid 3 July", "Paid (12 June 2026)", "Paid - BACS", "Part paid 500")]
    ['paid', 'paid', 'paid', 'paid', 'paid', 'partly paid']
    >>> [kind_of_status(t, words) for t in ("Paid 500", "Paid 50%", "paid in part", "Paid to be confirmed")]
    ['', '', '', '']
    """
    if (whole := words.get(fold(text))) is not None:
        return whole
    if len(text) > _LONGEST:
        return ""
    ends = [*_END_OF_WORD.finditer(text)][:_MOST_WORDS]
    for end in reversed(ends):
        kind = words.get(fold(text[: end.start()]))
        if kind is not None:
            return kind if kind == "partly paid" or _says_when_or_how(text[end.end() :]) else ""
    return ""


def _says_when_or_how(rest: str) -> bool:
    """Whether what stands behind a status is a day, a way of payment, both, or nothing that has letters or figures."""
    rest = rest.strip(" ()[]*!.,;:-–—")
    rest = _BEFORE.sub("", rest, count=1)
    if (way := _WAY.match(rest)) is not None:
        rest = _BEFORE.sub("", rest[way.end() :].strip(" ()[]*!.,;:-–—"), count=1)
    return not rest or _is_day(rest) or bool(_SIGN_OF_NUMBER.fullmatch(rest))


def _is_day(text: str) -> bool:
    """Whether a text is a day, with or without its year, or a month."""
    if (found := _NUMBERS.fullmatch(text)) is not None:
        return max(int(found[1]), int(found[2])) <= _DAYS_OF_A_MONTH
    if _YEAR_FIRST.fullmatch(text):
        return True
    named = _NAMED.fullmatch(text)
    return named is not None and month_of(named[1] or named[2]) is not None
