"""Words of discounts: in brackets, as ``2/10``, or in a list beside the net term."""

from __future__ import annotations

import re
from fractions import Fraction

from cashflow.basics.errors import UnknownTermsError
from cashflow.terms.dialects import month_end
from cashflow.terms.discount import MOST_RATE, Discount
from cashflow.terms.events import When, anchored_steps
from cashflow.terms.offers import Found
from cashflow.terms.steps import Days, Months, SetDay

__all__ = ["listed", "stated_discounts"]

_MANY = 20  # discounts; no contract has more
_SLASH = re.compile(
    r"(?!\d+/\d+ of it)(\d{1,2}(?:\.\d{1,6})?) ?(?:%? ?/ ?|% ?(?:in |within )?)(\d{1,3})(?:(?:st|nd|rd|th)(?= (?:prox|mfi)))?"
    r"(?: ?d(?:ays?)?(?! \d{1,2} to ))?"
    r"(?: (prox(?:imo)?|rog|eom|mfi))?"
    r"(?! (?:days? )?(?:then|back)\b)(?:(?: ?[,;-] ?| )(?!days\b|day(?! \d))"
    r"(?=.*(?:\d|now|receipt|eom)|(?:end|start) of |next |not before |[a-z ]{1,20}business day)|(?<=prox|.rog|.mfi|ximo)$)"
)
_COUNTED = re.compile(r"\d|now|receipt|eom")
_BRACKET = re.compile(r"\[([^\[\]]{1,600})\] ?")
_OFF = re.compile(
    r"(?:(?P<percent>\d{1,2}(?:\.\d+)?)%|(?P<part>\d{1,9}/\d{1,9}) of it|(?P<amount>\d{1,15}(?:\.\d+)?) fixed)"
    r"(?: of (?P<base>net|\d{1,15}(?:\.\d+)?))? until (?P<when>.+)"
)
_PERCENT = r"(\d{1,2}(?:\.\d+)?) ?%"
_WORD = r"(?:cash |trade |settlement |early payment )?(?:discount|off)"
_ALONE = re.compile(rf"(?:less )?{_PERCENT}(?: {_WORD})?|{_WORD} (?:of )?{_PERCENT}")
_LISTED = [
    re.compile(rf"{_PERCENT} {_WORD}(?: if paid| for payment)?(?: (?:in|within|by|until|for|at))? (?P<when>.+)"),
    re.compile(rf"(?P<when>.+?) (?:less )?{_PERCENT}(?: {_WORD})?"),
    re.compile(rf"{_PERCENT} (?:(?:in|within|for|at) )?(?P<when>.+)"),
    re.compile(rf"{_WORD} (?:of )?{_PERCENT}(?: if paid| for payment)?(?: (?:in|within|by|until|for|at))? (?P<when>.+)"),
]


def stated_discounts(text: str, dialect: str | None) -> tuple[str, list[Found]]:
    """Discounts at the start of a text, ``2/10`` or in brackets, in their order; and the rest of it."""
    found: list[Found] = []
    while True:
        before = len(found)
        for read in (_bracketed, _slashed):
            text, more = read(text, dialect)
            found += more
        if len(found) == before:
            return text, found
        if len(found) > _MANY:
            raise UnknownTermsError(f"has more than {_MANY} discounts", column="terms", value=text)


def _bracketed(text: str, dialect: str | None) -> tuple[str, list[Found]]:
    """Discounts in square brackets at the start of a text, and the rest of it."""
    found: list[Found] = []
    while len(found) <= _MANY and (match := _BRACKET.match(text)):
        off, *settings = match[1].split(", ")
        how = _OFF.fullmatch(off)
        if how is None:
            raise _unread(off)
        given = {k: m[1] for s in settings for k in ("tax", "grace", "part") if (m := re.fullmatch(rf"{k} ([a-z ]+|\d+)(?: days)?", s))}
        if len(given) != len(settings):
            raise _unread(match[1])
        when = _when(how["when"], dialect)
        rate = (how["percent"] and Fraction(how["percent"]) / 100) or how["part"]
        discount = Discount(
            rate,
            when.steps,
            when.anchor,
            amount=how["amount"],
            base=how["base"] or "gross",
            vat=given.get("tax", "if taken"),
            grace=int(given.get("grace", 0)),
            part=int(given["part"]) if "part" in given else None,
        )
        found.append(Found(discount))
        text = text[match.end() :]
    return text, found


def _slashed(text: str, dialect: str | None) -> tuple[str, list[Found]]:
    """Discounts like ``2/10`` or ``2% 10`` at the start of a text, and the rest of it."""
    found: list[Found] = []
    if re.match(r"\d+(?:/\d+){2,}|(?:1[5-9]|[2-9]\d)(?:/\d{2,3})+ days", text):  # parts, not discounts
        return text, found
    percents = sum((Fraction(p) for p in re.findall(r"(\d{1,3}(?:\.\d{1,6})?) ?%", _BRACKET.sub("", text))), Fraction(0))
    of_parts = percents == 100 or ", rest " in text  # 50% 30 days, 50% 60 days
    while len(found) <= _MANY and (match := _SLASH.match(text)) and not ("%" in match[0] and of_parts):
        rate, days = Fraction(match[1]) / 100, int(match[2])
        if not 0 < rate <= MOST_RATE or ("%" in match[0] and not (match[3] or _COUNTED.search(text, match.end()))):
            break
        found.append(Found(_slash(rate, days, match[3], dialect), "said" if match[3] else "unsaid"))
        text = text[match.end() :]
    return text, found


def _slash(rate: Fraction, days: int, word: str | None, dialect: str | None) -> Discount:
    if word == "eom":
        return Discount(rate, month_end(days, dialect))
    if word == "rog":
        return Discount(rate, (Days(days),), "goods receipt")
    if word is not None:  # prox, mfi: a day of the next month
        return Discount(rate, (Months(1), SetDay(days)))
    return Discount(rate, (Days(days),))


def listed(piece: str, dialect: str | None) -> Found | None:
    """A discount that stands beside a net term (``3% discount 10 days``), or `None`; one without days of its own is refused."""
    if match := _ALONE.fullmatch(piece):
        raise _without_days(match[1] or match[2], piece)
    for pattern in _LISTED:
        match = pattern.fullmatch(piece)
        if match is None:
            continue
        when, _ = anchored_steps(re.sub(r"^(?:in|within) (?=\d)", "", match["when"]), dialect)
        if when is None:
            continue
        rate = Fraction(match[1] if match.re is not _LISTED[1] else match[2]) / 100
        if rate > MOST_RATE:
            reason = f"{float(rate):.0%} may be a discount or a part of the invoice"
            hint = f"Write '{match[0]}, rest …' for a part, '[{float(rate) * 100:g}% until 10 days] net …' for a discount"
            raise UnknownTermsError(reason, column="terms", value=piece, hint=hint)
        if rate and re.search(r"\bnet\b|\bn ?/? ?\d", match["when"]):
            raise _without_days(f"{float(rate) * 100:g}", piece)
        start = "unsaid" if when.anchor == "invoice" else "event"
        return Found(Discount(rate, when.steps, when.anchor), start) if rate else None
    return None


def _when(words: str, dialect: str | None) -> When:
    found, _ = anchored_steps(words, dialect)
    if found is None:
        raise _unread(words)
    return found


def _without_days(percent: str, piece: str) -> UnknownTermsError:
    reason = f"names no days for its discount of {percent} %"
    return UnknownTermsError(
        reason, column="terms", value=piece, hint=f"Write e.g. '{percent}/10 net 30': {percent} % off within 10 days, due in 30"
    )


def _unread(words: str) -> UnknownTermsError:
    hint = "Write e.g. '[2% of net until 10 days from goods receipt, tax never, grace 3 days] net 60'"
    return UnknownTermsError("is not a discount that can be read", column="discount", value=words, hint=hint)
