"""Skonto lines of XRechnung: ``#SKONTO#TAGE=14#PROZENT=2.25#``, read leniently and written strictly.

The rule is BR-DE-18 of the XRechnung standard: capital letters, whole days, two decimals after a dot, an
optional base amount, and each line closed by a line break.
"""

from __future__ import annotations

import re
from fractions import Fraction

from cashflow.basics.errors import InputError, UnknownTermsError
from cashflow.terms.discount import Discount
from cashflow.terms.shares import decimal_text
from cashflow.terms.steps import Days, Step

__all__ = ["names_terms", "skonto_text", "take_skonto"]

_BROKEN = re.compile(r"#\s?(?:skonto|tage|prozent|basisbetrag)|skonto\s?#")
_LINE = re.compile(
    r"#\s?skonto\s?#\s?tage\s?=\s?(?P<days>\d{1,4})\s?#\s?prozent\s?=\s?(?P<rate>\d{1,3}(?:[.,]\d{1,6})?)\s?%?\s?"
    r"(?:#\s?basisbetrag\s?=\s?-?(?P<base>\d{1,15}(?:[.,]\d{1,4})?)\s?)?#?"
)
_NAMES_TERMS = re.compile(
    r"\d ?(?:%|(?:prozent|percent|per cent|pour cent|per cento|por ciento|procent|v\.? ?h\.)(?!\w)"
    r"|(?:(?:werk|arbeits|bank|kalender|business |working |calendar )?(?:tage?n?|days?)|jours?|giorni|gg|d[ií]as?|dagen"
    r"|wochen?|weeks?|semaines?|settiman[ae]|semanas?|we?ken|monate?n?|months?|mois|mes[ei]s?|maand(?:en)?)\b)"
    r"|\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{1,2}\.\d{1,2}\.(?!\d)|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}(?:\.|er|st|nd|rd|th)? (?:de )?(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|janv|févr|avr|juin"
    r"|juil|août|déc|gen|mag|giu|lug|ago|set|ott|dic|ene|abr)[a-zéû]*\b"
    r"|\bn(?:et)?t?o? ?/? ?\d{1,3}\b"
)


def names_terms(words: str) -> bool:
    """Whether lower-case words name a percentage, a number of days or a date, and so terms, even where they can't be read."""
    return _NAMES_TERMS.search(words) is not None


def take_skonto(text: str) -> tuple[str, list[Discount], tuple[Step, ...] | None]:
    """Skonto lines in a lower-case text: the rest of it, the discounts, and the steps of a line of 0 % (the net term).

    A base amount below 0 (of a credit note) counts without its sign: a discount has the sign of its invoice.
    """
    if "#" not in text:
        return text, [], None
    found, net = [], None
    for match in _LINE.finditer(text):
        rate, days = Fraction(match["rate"].replace(",", ".")) / 100, (Days(int(match["days"])),)
        if rate:
            base = match["base"].replace(",", ".") if match["base"] else "gross"
            found.append(Discount(rate, days, base=base))
        else:
            net = days
    rest = _LINE.sub("\n", text)
    if _BROKEN.search(rest) or ("#" in rest and not found and net is None):
        hint = "Write #SKONTO#TAGE=14#PROZENT=2.25#"
        raise UnknownTermsError("is not a Skonto line that can be read", column="terms", value=rest.strip(), hint=hint)
    return "\n".join(line.strip() for line in rest.split("\n") if line.strip()), found, net


def skonto_text(discounts: tuple[Discount, ...]) -> str:
    r"""Skonto lines of discounts, as XRechnung (BR-DE-18) demands them, each with its line break.

    Parameters
    ----------
    discounts
        Rates off the gross or a stated amount, so many days after the invoice date.

    Returns
    -------
    str
        Empty without discounts.

    Raises
    ------
    InputError
        A discount that such a line can't say: another event or step, a fixed amount, more than two decimals.

    Examples
    --------
    >>> from cashflow.terms import PaymentTerms
    >>> skonto_text(PaymentTerms.parse("2.25/14 net 30").discounts)
    '#SKONTO#TAGE=14#PROZENT=2.25#\n'
    """
    return "".join(_line(d) for d in discounts)


def _line(discount: Discount) -> str:
    days = discount.steps[0] if len(discount.steps) == 1 else None
    plain = isinstance(days, Days) and days.days >= 0 and discount.anchor == "invoice" and discount.part is None
    hundredths = None if discount.rate is None else discount.rate * 10_000
    if not plain or hundredths is None or hundredths.denominator != 1 or discount.base == "net":
        raise InputError("can't be said in a Skonto line", column="discount", value=discount, hint="It says days and percent, no more")
    assert isinstance(days, Days)
    base = "" if isinstance(discount.base, str) else f"BASISBETRAG={_two(discount.base)}#"
    return f"#SKONTO#TAGE={days.days}#PROZENT={_two(hundredths / 100)}#{base}\n"


def _two(value: Fraction) -> str:
    text = decimal_text(value)
    if text is None or len(text.partition(".")[2]) > 2:
        raise InputError("has more than two decimals", column="discount", value=value)
    whole, _, places = text.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"
