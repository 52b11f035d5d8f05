"""Text to terms: what people write, read once, completely; text with several readings is refused with all of them.

The grammar: discounts, then installments, each a share, date steps and an event; then a calendar and a rounding.
"""

from __future__ import annotations

import contextlib
import re
from fractions import Fraction

from attrs import frozen

from cashflow.basics.errors import AmbiguousTermsError, InputError, UnknownTermsError, nearest
from cashflow.terms.anchors import ANCHORS, STATED
from cashflow.terms.dialects import DIALECTS, SeveralReadings
from cashflow.terms.discount import Discount
from cashflow.terms.discount_text import listed, stated_discounts
from cashflow.terms.edifact import terms_of_edifact
from cashflow.terms.events import anchored_steps
from cashflow.terms.languages import translate
from cashflow.terms.model import Installment, PaymentTerms
from cashflow.terms.shares import REST, Rounding, Share
from cashflow.terms.skonto import take_skonto
from cashflow.terms.unclear import refuse_unclear

__all__ = ["parse_terms"]

_SAMPLE = "2025-01-31"
_LONGEST = 1000
_WORDS_LOOKED_AT = 8
_ROUNDED = re.compile(r"rounded (half up|half even|up|down)(?: to (\d+(?:\.\d+)?))?")
_SHARE = re.compile(
    r"(?:(?P<percent>\d{1,3}(?:\.\d+)?) ?%|(?P<part>\d{1,9}/\d{1,9}) of it|(?P<amount>\d{1,15}(?:\.\d+)?) fixed"
    r"|(?P<rest>(?:the )?(?:rest|balance|remainder|remaining)))"
    r"(?: of (?P<of>net|remainder)(?= ))?(?: \((?P<rounding>rounded [^()]*)\))?(?: of it)?"
    r"(?: (?:due|in|after|within|payable)(?= \d))?,? (?P<when>.+)"
)
_SPLIT = re.compile(r"[()]| ?[,;] ?| and (?=\d[\d.]* ?%)| ?\+ ?(?=\d[\d.]* ?%)")
_PAY_DAY_ALONE = re.compile(
    r"(?:and )?(?:(?:paid |payment |payable )(?:on )?(?:the )?|on the |next |(?:on )?(?:the )?days? ).*|(?:on )?(?:the )?\d+\w\w of .*month"
)


@frozen
class _Reader:
    """One reading of one text: what stays the same while its pieces are read."""

    text: str
    dialect: str | None

    def unknown(self, at: str) -> UnknownTermsError:
        """The refusal of some words: what was understood before them, and what to write."""
        start = self.text.lower().find(at) if at else -1
        understood = self.text[:start].strip(" ,;") if start > 0 else ""
        first = self._understood(at)
        understood, at = f"{understood} {first}".strip(), at.removeprefix(first).strip()
        if at.isdigit():
            return self._refusal(f"'{at}' alone is no payment term", f"Write 'net {at}' for {at} days after the invoice date")
        reason = "is not a payment term that is known here"
        reason += f" (understood: '{understood}', not: '{at}')" if understood else f" (not understood: '{at}')" if at else ""
        hint = "Write e.g. 'net 30', '30 days then end of month', 'end of month then 30 days', '30% now, 70% net 60'"
        return self._refusal(reason, hint)

    def _understood(self, words: str) -> str:
        """The longest start of some words that is a date; a term of many words is looked at so far."""
        first = words.split()[:_WORDS_LOOKED_AT]
        for count in range(len(first) - 1, 0, -1):
            start = " ".join(first[:count])
            with contextlib.suppress(InputError, ValueError):
                if not start.isdigit() and anchored_steps(start, self.dialect or "days_then_eom")[0] is not None:
                    return start
        return ""

    def _refusal(self, reason: str, hint: str | None = None) -> UnknownTermsError:
        return UnknownTermsError(reason, column="terms", value=self.text, hint=hint)

    def terms(self) -> PaymentTerms:
        """The whole text."""
        words = " ".join(self.text.replace("\u00a0", " ").split()).rstrip(".; ")
        if words.upper().startswith("PAT+"):
            return terms_of_edifact(self.text)
        words, calendar, rounding = _settings(words)
        words, discounts, net = take_skonto(words.lower().replace("–", "-"))
        words = translate(re.sub(r"(\d),(\d+) ?%", r"\1.\2%", words)).rstrip(".; ")
        refuse_unclear(words, self._refusal)
        words, found = stated_discounts(words, self.dialect)
        discounts += found
        if not words and not discounts:
            raise self.unknown("")
        if not words:
            parts = [Installment(REST, () if net is None else net, STATED if net is None else "invoice")]
        else:
            parts, more = self._parts(words)
            discounts += more
        return PaymentTerms(parts, discounts, calendar=calendar, rounding=rounding)

    def _parts(self, words: str) -> tuple[list[Installment], list[Discount]]:
        if match := re.fullmatch(r"(?:net )?(\d{1,3}(?:/\d{1,3}){2,}|(?:1[5-9]|[2-9]\d)(?:/\d{2,3})+(?= days))(?: days)?( .*)?", words):
            pieces = [f"net {d}{match[2] or ''}" for d in match[1].split("/")]
            return [self._part(Share(Fraction(1, len(pieces))), p) for p in pieces], []
        if words.startswith("equal parts "):
            pieces = words.removeprefix("equal parts ").split(", ")
            return [self._part(Share(Fraction(1, len(pieces))), p) for p in pieces], []
        pieces = _pieces(words)
        shares = [_SHARE.fullmatch(p) for p in pieces]
        total = sum((Fraction(m["percent"]) for m in shares if m and m["percent"]), Fraction(0))
        if all(shares) and (len(pieces) > 1 or total == 100):
            self._check_total(shares, total)
            return [self._shared(m) for m in shares if m], []
        discounts, plain = [], []
        for piece in pieces:
            found = listed(piece, self.dialect)
            if found is not None and (len(pieces) > 1 or "discount" in piece):
                discounts.append(found)
            else:
                plain.append(piece)
        if not plain and discounts:
            return [Installment(REST, (), STATED)], discounts
        return [self._part(REST, ", ".join(plain))], discounts

    def _check_total(self, shares: list[re.Match[str] | None], total: Fraction) -> None:
        whole = all(m and m["percent"] and not m["of"] for m in shares)
        if whole and total != 100:
            raise self._refusal(f"installments total {float(total):g} %, not 100 %")

    def _shared(self, match: re.Match[str]) -> Installment:
        if match["rest"]:
            share = REST
        elif match["amount"]:
            share = Share(match["amount"], "amount")
        else:
            value = Fraction(match["percent"]) / 100 if match["percent"] else Fraction(match["part"])
            share = Share(value, match["of"] or "gross")
        rounding = _rounding(match["rounding"]) if match["rounding"] else None
        return self._part(share, match["when"], rounding)

    def _part(self, share: Share, words: str, rounding: Rounding | None = None) -> Installment:
        found, wrong = anchored_steps(words, self.dialect)
        if found is None:
            if wrong.startswith("from "):
                event = wrong.removeprefix("from ")
                raise self._refusal(f"'{event}' is no event to count from. {nearest(event, ANCHORS)}")
            raise self.unknown(wrong)
        return Installment(share, found.steps, found.anchor, rounding)


def _settings(words: str) -> tuple[str, str | None, Rounding]:
    """The calendar and the rounding at the end of a text, taken off; a calendar's name keeps its capitals."""
    calendar, rounding = None, Rounding()
    while match := re.fullmatch(r"(.*); ?(?:(?i:calendar) ([^;,\[\]]+)|((?i:rounded) [^;]+))", words):
        words = match[1]
        if match[2]:
            calendar = match[2].strip()
        else:
            rounding = _rounding(match[3].lower())
    return words, calendar, rounding


def _rounding(words: str) -> Rounding:
    match = _ROUNDED.fullmatch(words.strip())
    if match is None:
        raise UnknownTermsError("is no rounding", column="rounding", value=words, hint="Write e.g. 'rounded up to 0.05'")
    return Rounding(match[1], match[2])


def _pieces(words: str) -> list[str]:
    """Pieces between commas outside brackets; a payment day belongs to the piece before it."""
    pieces, depth, start = [], 0, 0
    for match in _SPLIT.finditer(words):
        if match[0] in "()":
            depth += 1 if match[0] == "(" else -1
        elif depth == 0:
            pieces.append(words[start : match.start()])
            start = match.end()
    joined: list[str] = []
    for piece in (p.strip() for p in (*pieces, words[start:])):
        if joined and _PAY_DAY_ALONE.fullmatch(piece):
            joined[-1] += f" {piece}"
        elif piece or not joined:
            joined.append(piece)
    return joined


def parse_terms(text: str, dialect: str | None = None) -> PaymentTerms:
    """Read a payment term; see `PaymentTerms.parse`."""
    if dialect is not None and dialect not in DIALECTS:
        raise InputError(f"is no dialect. {nearest(str(dialect), DIALECTS)}", column="dialect", value=dialect)
    if not isinstance(text, str) or len(text.lower()) > _LONGEST:  # İ grows
        raise UnknownTermsError(f"payment terms must be a text of at most {_LONGEST:,} characters", column="terms")
    try:
        return _Reader(text, dialect).terms()
    except SeveralReadings as several:
        names = several.names
    except UnknownTermsError:
        raise
    except ValueError as wrong:  # a validator's word: day 45 of a month, shares beyond 100 %
        raise UnknownTermsError(str(wrong), column="terms", value=text) from None
    readings = [(name, parse_terms(text, name)) for name in names]
    said = "; ".join(f"{reading} ({name}): {_dates(reading)}" for name, reading in readings)
    raise AmbiguousTermsError(
        f"has {len(readings)} readings, here with the due date of an invoice of {_SAMPLE}: {said}",
        readings=readings,
        column="terms",
        value=text,
        hint="Choose one by dialect=…, or write its words",
    )


def _dates(terms: PaymentTerms) -> str:
    days = terms.schedule(_SAMPLE, dates=dict.fromkeys(ANCHORS[1:], _SAMPLE)).due
    return " and ".join(d.isoformat() if d else "pending" for d, _ in days)
