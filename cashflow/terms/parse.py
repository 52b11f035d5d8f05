"""Text to terms: what people write, read once, completely; text with two readings is refused with both.

The grammar is small and ordered: discounts, then installments, each a share and date steps.
"""

from __future__ import annotations

import re
from fractions import Fraction

from cashflow.basics.errors import AmbiguousTermsError, InputError, UnknownTermsError, nearest
from cashflow.terms.model import Discount, Installment, PaymentTerms
from cashflow.terms.periods import EndOf
from cashflow.terms.steps import Days, Months, NextDay, Step
from cashflow.terms.words import EOM_WORDS, NET_DAYS, ORDINAL, split_steps, step_of

__all__ = ["DIALECTS", "parse_terms"]

DIALECTS = ("days_then_eom", "eom_then_days", "months_then_eom")
"""Names that choose a reading of "30 days end of month"."""

_SAMPLE = "2025-01-31"
_DISCOUNT = re.compile(r"(\d{1,2}(?:\.\d+)?) ?(?:/|% ?(?:in |within )?)(\d{1,3})(?: ?d(?:ays?)?)?(?:, ?| )(?=.*(?:\d|now|receipt))")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?) ?% ?(?:of it )?(?:(?:due|in|after) (?=\d))?(.+)")


def parse_terms(text: str, dialect: str | None = None) -> PaymentTerms:
    """Read a payment term; see `PaymentTerms.parse`."""
    if dialect is not None and dialect not in DIALECTS:
        raise InputError(f"is no dialect. {nearest(dialect, DIALECTS)}", column="dialect", value=dialect)
    if not isinstance(text, str) or len(text) > 1000:
        raise UnknownTermsError("payment terms must be a text of at most 1,000 characters", column="terms")
    clean = " ".join(text.lower().replace(" ", " ").split()).rstrip(".;")
    try:
        rest, discounts = _discounts(clean)
        return PaymentTerms(_installments(rest, text, dialect, discounts), discounts)
    except (AmbiguousTermsError, UnknownTermsError):
        raise
    except ValueError as wrong:  # a validator's word: day 45 of a month, shares beyond 100 %
        raise UnknownTermsError(str(wrong), column="terms", value=text) from None


def _discounts(text: str) -> tuple[str, tuple[Discount, ...]]:
    found = []
    if re.fullmatch(r"\d+(?:/\d+){2,}", text):  # 30/60/90: equal parts, not a discount
        return text, ()
    shares = sum(Fraction(p) for p in re.findall(r"(\d+(?:\.\d+)?) ?%", text))
    while (match := _DISCOUNT.match(text)) and not ("%" in match[0] and shares == 100):  # 50% 30 days, 50% 60 days are parts
        rate = Fraction(match[1]) / 100
        if rate <= 0 or rate >= 1:
            break
        found.append(Discount(rate, (Days(int(match[2])),)))
        text = text[match.end() :]
    return text, tuple(found)


def _installments(rest: str, text: str, dialect: str | None, discounts: tuple[Discount, ...]) -> tuple[Installment, ...]:
    if re.fullmatch(r"\d{1,4}(?:/\d{1,4}){2,}", rest):
        parts = [(Days(int(d)),) for d in rest.split("/")]
        return tuple(Installment(Fraction(1, len(parts)) if i < len(parts) - 1 else None, p) for i, p in enumerate(parts))
    if rest.startswith("equal parts "):
        pieces = rest.removeprefix("equal parts ").split(", ")
        shares: list[Fraction] = [Fraction(1, len(pieces))] * len(pieces)
    elif "%" in rest:
        matches = [_SHARE.fullmatch(p) for p in re.split(r" ?[,;+] ?(?=\d[\d.]* ?%)", rest)]
        if not all(matches):
            raise _unknown(text, rest)
        shares = [Fraction(m[1]) / 100 for m in matches if m]
        pieces = [m[2] for m in matches if m]
        if sum(shares) != 1:
            raise UnknownTermsError(f"installments total {float(sum(shares)) * 100:g} %, not 100 %", column="terms", value=text)
    else:
        return (_installment(None, rest, text, dialect, discounts),)
    last = len(pieces) - 1
    return tuple(
        _installment(None if i == last else s, p, text, dialect, discounts) for i, (s, p) in enumerate(zip(shares, pieces, strict=True))
    )


def _installment(share: Fraction | None, piece: str, text: str, dialect: str | None, discounts: tuple[Discount, ...]) -> Installment:
    piece, _, anchor = piece.partition(" from ")
    anchor = re.sub(r"^(?:the )?(?:invoice )?|(?: date)$", "", anchor) or "invoice"
    if anchor not in ("invoice", "receipt", "posting"):
        raise UnknownTermsError(
            f"'{anchor}' is no event to count from. {nearest(anchor, ('invoice', 'receipt', 'posting'))}", column="terms", value=text
        )
    if match := re.fullmatch(rf"{NET_DAYS}(?:,)? (?:from |after )?{EOM_WORDS}", piece):
        return Installment(share, _month_end(int(match[1]), text, dialect, share, anchor, discounts), anchor)
    if match := re.fullmatch(rf"{NET_DAYS},? (?:on |next )?(?:the )?(?:day {ORDINAL}|{ORDINAL} of (?:the|that) month)", piece):
        return Installment(share, (Days(int(match[1])), NextDay([int(match[2] or match[3])])), anchor)
    steps: list[Step] = []
    for word in split_steps(piece):
        found = step_of(word)
        if found is None:
            raise _unknown(text, word)
        steps += found
    return Installment(share, tuple(steps), anchor)


def _unknown(text: str, at: str) -> UnknownTermsError:
    start = text.lower().find(at)
    understood = text[:start].strip() if start > 0 else ""
    if at.isdigit():
        reason, hint = f"'{at}' alone is no payment term", f"Write 'net {at}' for {at} days after the invoice date"
    else:
        reason = (
            f"is not a payment term that is known here (understood: '{understood}', not: '{at}')"
            if understood
            else "is not a payment term that is known here"
        )
        hint = "Write e.g. 'net 30', '30 days then end of month', 'end of month then 30 days', '30% now, 70% net 60'"
    return UnknownTermsError(reason, column="terms", value=text, hint=hint)


def _month_end(
    days: int, text: str, dialect: str | None, share: Fraction | None, anchor: str, discounts: tuple[Discount, ...]
) -> tuple[Step, ...]:
    """Steps of "30 days end of month" in the dialect asked for, or a refusal that shows all readings."""
    readings: dict[str, tuple[Step, ...]] = {
        "days_then_eom": (Days(days), EndOf("month")),
        "eom_then_days": (EndOf("month"), Days(days)),
    }
    if days % 30 == 0 and days:
        readings["months_then_eom"] = (Months(days // 30), EndOf("month"))
    if dialect in readings:
        return readings[dialect]
    if dialect is not None:
        raise UnknownTermsError(f"{days} days are no whole months, so dialect '{dialect}' does not fit", column="terms", value=text)
    terms = [(name, PaymentTerms((Installment(None, steps, anchor),), discounts)) for name, steps in readings.items()]
    said = "; ".join(f"{' then '.join(str(s) for s in t.installments[0].steps)} ({name}): {_sample(t)}" for name, t in terms)
    part = "" if share is None else " (in one of its parts)"
    raise AmbiguousTermsError(
        f"has {len(terms)} readings{part}, here with the due date of an invoice of {_SAMPLE}: {said}",
        readings=terms,
        column="terms",
        value=text,
        hint="Choose one by dialect=…, or write its words",
    )


def _sample(terms: PaymentTerms) -> str:
    day = terms.schedule(_SAMPLE, dates={"receipt": _SAMPLE, "posting": _SAMPLE}).due[0][0]
    return day.isoformat() if day else "pending"
