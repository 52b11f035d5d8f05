"""Texts that are refused on purpose: what they may mean, and how to say each."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from cashflow.basics.errors import UnknownTermsError

__all__ = ["Surcharge", "no_terms_text", "refuse_surcharge", "refuse_unclear"]

_PERIOD = r"(?:ten days|week|half month|quarter|half year|year)"
_RATE = r"((?:1?\d|20)(?:\.\d{1,6})?) ?%"
_NO_DUE_DATE = "says what may be taken off, but not when it is due otherwise"
_UNCLEAR: list[tuple[str, str, str]] = [
    (
        rf"(?:within |in )?(\d{{1,3}}) days,? {_RATE}",
        _NO_DUE_DATE,
        r"Write e.g. '\2/\1 net 30', or '\2/\1 net 0 from due date' where the invoice states the due date",
    ),
    (
        rf"{_RATE} ?(?:/ ?)?(\d{{1,3}})(?: days)?",
        _NO_DUE_DATE,
        r"Write e.g. '\1/\2 net 30', or '\1/\2 net 0 from due date' where the invoice states the due date",
    ),
    (
        r"(?:net )?(\d{1,3}) ?\+ ?(\d{1,3})(?: days)?",
        "may be two parts, or days that are added up",
        r"Write 'equal parts net \1, net \2' for two parts, or the sum as one number of days",
    ),
    (
        r"([1-5])[/-](\d{1,2})[/-](\d{2,3})(?: days)?",
        "may be a discount and a due date, or three parts",
        r"Write '\1/\2 net \3' for the first, 'equal parts net \1, net \2, net \3' for the second",
    ),
    (
        r"(?:net )?(\d{1,3}) ?- ?(\d{1,3}) days(?: .*)?",
        "may be a range of days, or two parts",
        r"Write one number of days, or 'equal parts net \1, net \2' for two parts",
    ),
    (
        r"(?:on |by |due |until )?(0?[1-9]|1[0-2])[/-](0?[1-9]|1[0-2])[/-](\d{4})",
        "may name the day first or the month first",
        r"Write it as year, month, day: 'on \3-\2-\1' or 'on \3-\1-\2'",
    ),
    (
        r"(?:within )?(\d{1,3}) werktagen?\b.*",
        "may count Saturdays (Werktage of German law do) or not",
        r"Write '\1 business days' with a calendar that says which days count, or '\1 Arbeitstage' for Monday to Friday",
    ),
    (
        r".*\beom,? (?:rog|aog)\b.*",
        "may count from the month end or from the receipt of the goods",
        "Write e.g. '[2% until end of month then 10 days from goods receipt] net 30 from goods receipt'",
    ),
    (
        r"(?:net )?end of (?:the )?month following(?: (?:the )?(?:date of )?invoice(?: date)?)?|net (?:monthly|month)|monthly",
        "may be the end of the invoice's own month or of the next one",
        "Write 'end of month' or 'end of next month'",
    ),
    (
        r"(?:net )?(\d{1,3}) days (?:(?:net )?monthly|end of (?:the )?month following.*)",
        "may be counted from the month end, or to it, or to the end of the next month",
        r"Write 'end of month then \1 days', '\1 days then end of month' or '\1 days then end of next month'",
    ),
    (
        rf"(?:net )?(\d{{1,3}}) days,? end of (?:the )?({_PERIOD})",
        "may count the days first or go to the end of the period first",
        r"Write '\1 days then end of \2' or 'end of \2 then \1 days'",
    ),
    (
        rf"end of (?:the )?({_PERIOD}),? (\d{{1,3}}) days",
        "may count the days first or go to the end of the period first",
        r"Write '\2 days then end of \1' or 'end of \1 then \2 days'",
    ),
    (r"(?:rein )?net", "says that nothing is taken off, but not when it is due", "Write e.g. 'net 30'"),
    (
        r"(?:sepa-)?lastschrift|bank transfer|direct debit|virement|bonifico|ri\.?ba\.?|transferencia|che(?:que|ck)",
        "says how it is paid, but not when",
        "Write e.g. 'net 30'",
    ),
]
_NUMBER = r"\d{1,3}(?:[.,]\d{1,6})? ?(?:%|percent\b|prozent\b)"
_PLUS = re.compile(
    r"(?:(?<![\w%])|(?<=\s))(?:\+|plus|und zusätzlich|and an additional|più|piu|más|mas|mais) ?"
    rf"(?:(?:an?|un|del?|il|el|le) )?{_NUMBER}"
)
_ADDED = re.compile(
    r"\b(?:zzgl|zuzüglich|zuzügl|\w*aufschlag|\w*zuschlag|teilzahlungszuschlag|major(?:ation|é|ée|és)|supplément(?:aire)?|maggiora(?:zione|to)|sovrapprezzo"
    r"|supplemento|recargo|recargado|suplemento|sobrecargo|incremento|incrementado|surcharged?|mark-?up|uplift|premium|extra|increased|added"
    r"|toeslag|opslag|acréscimo|sobretaxa|finance charges?)\b"
)
_SHARES = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?) ?%")
_REST = re.compile(r"\b(?:rest|restbetrag|balance|remainder|remaining|solde|saldo|resto)\b")
_PATTERNS = [(re.compile(pattern), reason, hint) for pattern, reason, hint in _UNCLEAR]


def refuse_unclear(words: str, refusal: Callable[[str, str], UnknownTermsError]) -> None:
    """Raise the refusal of words that have several readings no dialect chooses between."""
    for pattern, reason, hint in _PATTERNS:
        if match := pattern.fullmatch(words):
            raise refusal(reason, match.expand(hint))


class Surcharge(UnknownTermsError):
    """The refusal of a text that adds to the amount."""


def refuse_surcharge(words: str, text: str) -> None:
    """Raise the refusal of lower-case words that add a percentage to the amount; ``50% now + 50% net 30`` adds nothing."""
    if not (_ADDED.search(words) and re.search(_NUMBER, words)):
        parts = [words, *re.split(r"[,;](?!\d)", words)] if _PLUS.search(words) else []
        if not parts or _REST.search(words) or any("%" in p and _total(p) == 100 for p in parts):
            return
    hint = "Write the due date alone, e.g. 'net 60', and the amount with its surcharge in the invoice"
    raise Surcharge("adds a surcharge, which payment terms here can't say", column="terms", value=text, hint=hint)


def _total(words: str) -> Fraction:
    return sum((Fraction(p.replace(",", ".")) for p in _SHARES.findall(words)), Fraction(0))


def no_terms_text(value: object, longest: int) -> UnknownTermsError:
    """The refusal of what is no text, or too long a one, which is not shown."""
    reason = f"payment terms must be a text of at most {longest:,} characters"
    return UnknownTermsError(reason, column="terms", value=None if isinstance(value, str) else value, hint="Write e.g. 'net 30'")
