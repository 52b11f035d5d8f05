"""Text to terms: what people write, read once, completely; text with several readings is refused with all of them.

The grammar: discounts, then installments, each a share, date steps and an event; then a calendar and a rounding.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Collection
from fractions import Fraction

from attrs import evolve, field, frozen

from cashflow.basics.errors import InputError, UnknownTermsError, nearest
from cashflow.terms.ambiguous import ambiguous
from cashflow.terms.anchors import ANCHORS, STATED
from cashflow.terms.dated import take_dates, told
from cashflow.terms.dialects import DIALECTS, SeveralReadings
from cashflow.terms.discount import Discount
from cashflow.terms.discount_text import listed, stated_discounts
from cashflow.terms.edifact import terms_of_edifact
from cashflow.terms.events import anchored_steps
from cashflow.terms.languages import translate
from cashflow.terms.late import pass_over_late
from cashflow.terms.model import Installment, PaymentTerms
from cashflow.terms.offers import Found, Offered, clock_readings, shares_or_days, without_dates, worded
from cashflow.terms.order import ends_after_due
from cashflow.terms.own_events import event_line, from_own_events
from cashflow.terms.pieces import as_written, pieces_of, rounding_of, settings_of
from cashflow.terms.shares import REST, Rounding, Share
from cashflow.terms.short_dates import short_dates
from cashflow.terms.skonto import names_terms, take_skonto
from cashflow.terms.steps import Days, Step
from cashflow.terms.unclear import Surcharge, no_terms_text, refuse_surcharge, refuse_unclear

__all__ = ["parse_terms", "read_terms"]

_LONGEST = 1000
_WORDS_LOOKED_AT = 8
_MOST_PIECES = 20  # of free text
_SHARE = re.compile(
    r"(?:(?P<percent>\d{1,3}(?:\.\d+)?) ?%|(?P<part>\d{1,9}/\d{1,9}) of it|(?P<amount>\d{1,15}(?:\.\d+)?) fixed"
    r"|(?P<rest>(?:the )?(?:rest|balance|remainder|remaining)))"
    r"(?: of (?P<of>net|remainder)(?= ))?(?: \((?P<rounding>rounded [^()]*)\))?(?: of it)?"
    r"(?: (?:due|in|after|within|payable)(?= \d))?,? (?P<when>.+)"
)
_INVOICE_DATE = re.compile(
    r"invoice date|date of (?:the )?invoice|(?:from|after) (?:the )?invoice(?! receipt)\b|rechnungs(?:datum|stellung|legung)|ausstellung"
    r"|date (?:de |d')?(?:la )?(?:facture|facturation|émission)|data (?:della |da )?fat+ura|\bd\.? ?f\b|\bdff\b"
    r"|fecha (?:de )?(?:la )?(?:factura|fra|emisi)|\bf\.? ?f\b|factuurdatum"
)

_UNKNOWN = re.compile("is not a known payment term|is not an event to count from")  # refused for want of words, not on purpose


@frozen
class _Reader:
    """One reading of one text: what stays the same while its pieces are read."""

    text: str
    dialect: str | None
    skonto: tuple[Discount, ...] = ()
    net: tuple[Step, ...] | None = None
    calendar: str | None = None
    rounding: Rounding = field(factory=Rounding)
    named: bool = False  # the invoice date is named as the start of a clock

    def unknown(self, at: str) -> UnknownTermsError:
        """The refusal of some words: what was understood before them, and what to write."""
        start = self.text.lower().find(at) if at else -1
        understood = self.text[:start].strip(" ,;") if start > 0 else ""
        first = self._understood(at)
        understood, at = f"{understood} {first}".strip(), at.removeprefix(first).strip()
        if at.isdigit():
            return self._refusal(f"'{at}' alone is not a payment term", f"Write 'net {at}' for {at} days after the invoice date")
        reason = "is not a known payment term"
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

    def terms(self) -> tuple[PaymentTerms, tuple[str, ...]]:
        """The whole text: its terms, and what was ignored."""
        lines = [" ".join(line.split()) for line in self.text.splitlines()]
        words = "\n".join(line for line in lines if line).rstrip(".; ")
        if words.upper().startswith("PAT+"):
            return terms_of_edifact(self.text), ()
        words, calendar, rounding = settings_of(words)
        words, late = pass_over_late(words)
        notes = [f"ignored, of late payment: '{said}'" for said in late]
        rest, skonto, net = take_skonto(words.lower().replace("–", "-"))
        if skonto or net is not None:
            rest, beside = self._beside(rest)
            notes += [f"ignored, beside Skonto lines: '{as_written(said, words)}'" for said in beside]
        if late and not rest and not skonto and net is None:
            raise self._refusal("says what happens when it is paid late, but not when it is due", "Write e.g. 'net 30'")
        own = evolve(self, skonto=tuple(skonto), net=net, calendar=calendar, rounding=rounding)
        try:
            return own._read_words(rest.replace("\n", " ")), tuple(notes)
        except Surcharge:
            raise
        except UnknownTermsError as wrong:
            found = own._without_asides(rest)
            if found is None:
                if _UNKNOWN.search(wrong.reason):
                    from cashflow.terms.named import refuse_named

                    refuse_named(rest, own._refusal)
                raise
        return found[0], (*notes, *(f"ignored, beside the terms: '{as_written(said, words)}'" for said in found[1]))

    def _without_asides(self, words: str) -> tuple[PaymentTerms, list[str]] | None:
        """Terms of a text that says something beside them which moves no date, or says them twice; `None`: it does not."""
        from cashflow.terms.comments import asides, harmless

        for rest, beside in asides(words):
            readings = self._readings(rest)
            other = [said for said in beside if not harmless(said)]
            for said in other:
                again = [t for _, t in self._readings(said)]
                readings = [(label, t) for label, t in readings if t in again]
            if readings:
                self._offer([(label, _same(t)) for label, t in readings if len(readings) > 1])
                return readings[0][1], [said for said in beside if said not in other]
        return None

    def _readings(self, words: str) -> list[tuple[str | None, PaymentTerms]]:
        """Every reading of some words; none where they are not terms."""
        try:
            return _all_readings(self, lambda reader: reader._read_words(words.replace("\n", " ")))
        except ValueError:
            return []

    def _beside(self, words: str) -> tuple[str, list[str]]:
        """Of the text beside Skonto lines what is a term, and the rest, which is ignored."""
        if not words or self._readable(words.replace("\n", " ")):
            return words, []
        pieces = [p for p in re.split(r"\n|(?<=[^\W\d]{2})[.!?] |(?<=\d)[.!?] (?=[^\W\d])", words) if p.strip(" .,;!?")]
        if len(pieces) > _MOST_PIECES:
            return words, []
        terms = [p.strip(" .,;!?") for p in pieces if self._readable(p.strip(" .,;!?"))]
        if own := [p for p in pieces if p.strip(" .,;!?") not in terms and names_terms(p)]:
            said = as_written(own[0].strip(), self.text)
            reason = f"has text beside its Skonto lines that names terms of its own, and it can't be read: '{said}'"
            raise self._refusal(reason, "Write it as a term (e.g. 'net 30') or as a Skonto line, or leave it out")
        return ", ".join(terms), [p for p in pieces if p.strip(" .,;!?") not in terms]

    def _readable(self, words: str) -> bool:
        """Whether some words are a term; so is one with several readings, or one that is refused because it adds to the amount."""
        try:
            self._read_words(words)
        except (SeveralReadings, Offered, Surcharge):
            return True
        except ValueError:
            return False
        return True

    def _read_words(self, words: str) -> PaymentTerms:
        """Terms of lower-case words: of the plain grammar, else of the readings of their concepts."""
        try:
            return self._read_plain(words)
        except Surcharge:
            raise
        except UnknownTermsError:
            from cashflow.terms.phrases import reworded  # imported late: 30 ms of patterns that only some texts need

            found = reworded(words)
            if not found:
                raise
        reader = evolve(self, named=bool(_INVOICE_DATE.search(words)))
        self._offer([(None, _reading(w)) for w in found if len(found) > 1])
        return reader._read(found[0])

    def _read_plain(self, words: str) -> PaymentTerms:
        """Terms of lower-case words, without what was taken off before."""
        refuse_surcharge(words, self.text)
        named = bool(_INVOICE_DATE.search(words))
        words = short_dates(words, self._refusal)
        words = translate(re.sub(r"(\d),(\d+) ?%", r"\1.\2%", words)).rstrip(".; ")
        if not shares_or_days(words):
            refuse_unclear(words, self._refusal)
        return evolve(self, named=named)._read(words)

    def _read(self, words: str) -> PaymentTerms:
        """Terms of English words."""
        self._offer([(None, _reading(r.words)) for r in worded(words)])
        self._offer([(r.label, _reading(r.words)) for r in shares_or_days(words)])
        words, found = stated_discounts(words, self.dialect)
        self._offer([(r.label, _finishing(r.words, found)) for r in shares_or_days(words)])
        return self._finish(words, found)

    def _finish(self, words: str, found: list[Found]) -> PaymentTerms:
        """Terms of the words behind the discounts that stand first."""
        if missing := without_dates(words):
            raise self._refusal(*missing)
        if not words and not found and not self.skonto and self.net is None:
            raise self.unknown("")
        if words:
            parts, more, net_words = self._parts(words)
            found = [*found, *more]
        else:
            parts, net_words = [Installment(REST, () if self.net is None else self.net, STATED if self.net is None else "invoice")], ""
        self._check_order(parts, found)
        readings = [] if self.named else clock_readings(parts, found, net_words)
        self._offer([(None, _making(*r)) for r in readings if len(readings) > 1])
        return self._made(*(readings[0] if readings else (parts, [f.discount for f in found])))

    def _check_order(self, parts: list[Installment], found: list[Found]) -> None:
        """Raise the refusal of a discount that ends after the due date; in brackets it is meant."""
        late = next((f.discount for f in found if f.start != "own" and ends_after_due(f.discount, parts)), None)
        if late is None:
            return
        off, due, until = late.off_words(), PaymentTerms(parts), late.steps
        net = parts[0].steps if len(parts) == 1 else ()
        swapped = ""
        if late.plain and len(net) == 1 and isinstance(net[0], Days) and isinstance(until[0], Days):
            swapped = f"'{str(late).partition('/')[0]}/{net[0].days} net {until[0].days}' if they are swapped, "
        reason = f"gives its discount of {off} until after the due date: the two may be swapped, or {off} may be a surcharge"
        raise self._refusal(reason, f"Write {swapped}'{due}' without a discount, or '{late.bracketed} {due}' if it is meant so")

    def _made(self, parts: list[Installment], discounts: list[Discount]) -> PaymentTerms:
        both = [*self.skonto, *(d for d in discounts if d not in self.skonto)]  # many write them out once more
        return PaymentTerms(parts, both, calendar=self.calendar, rounding=self.rounding)

    def _offer(self, choices: list[tuple[str | None, _How]]) -> None:
        """Raise the readings of a choice; those that are not dates are left out."""
        if not choices:
            return
        found: list[tuple[str | None, PaymentTerms]] = []
        wrong: ValueError | None = None
        for label, read in choices:
            try:
                more = _all_readings(self, read)
            except ValueError as error:
                wrong = error
                continue
            found += [(label, t) for _, t in more if t not in [known for _, known in found]]
        if len(found) < 2 and wrong is not None:
            raise wrong
        raise Offered(found)

    def _parts(self, words: str) -> tuple[list[Installment], list[Found], str]:
        """Installments, discounts that are listed beside them, and the words of the last installment."""
        if match := re.fullmatch(r"(?:net )?(\d{1,3}(?:/\d{1,3}){2,30}|(?:1[5-9]|[2-9]\d)(?:/\d{2,3})+(?= days))(?: days)?( .*)?", words):
            pieces = [f"net {d}{match[2] or ''}" for d in match[1].split("/")]
            return [self._part(Share(Fraction(1, len(pieces))), p) for p in pieces], [], pieces[-1]
        if words.startswith("equal parts "):
            pieces = words.removeprefix("equal parts ").split(", ")
            return [self._part(Share(Fraction(1, len(pieces))), p) for p in pieces], [], pieces[-1]
        pieces = pieces_of(words)
        shares = [_SHARE.fullmatch(p) for p in pieces]
        total = sum((Fraction(m["percent"]) for m in shares if m and m["percent"]), Fraction(0))
        if all(shares) and (len(pieces) > 1 or total == 100):
            self._check_total(shares, total)
            return [self._shared(m) for m in shares if m], [], pieces[-1]
        discounts, plain = [], []
        for piece in pieces:
            found = listed(piece, self.dialect)
            if found is not None and (len(pieces) > 1 or "discount" in piece):
                discounts.append(found)
            else:
                plain.append(piece)
        if not plain and discounts:
            return [Installment(REST, (), STATED)], discounts, ""
        net = ", ".join(plain)
        return [self._part(REST, net)], discounts, net

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
        rounding = rounding_of(match["rounding"]) if match["rounding"] else None
        return self._part(share, match["when"], rounding)

    def _part(self, share: Share, words: str, rounding: Rounding | None = None) -> Installment:
        found, wrong = anchored_steps(words, self.dialect)
        if found is None:
            if wrong.startswith("from "):
                event = wrong.removeprefix("from ")
                raise self._refusal(f"'{event}' is not an event to count from. {nearest(event, ANCHORS)}", event_line(event))
            raise self.unknown(wrong)
        return Installment(share, found.steps, found.anchor, rounding)


_How = Callable[[_Reader], PaymentTerms]


def _reading(words: str) -> _How:
    return lambda reader: reader._read(words)


def _finishing(words: str, found: list[Found]) -> _How:
    return lambda reader: reader._finish(words, found)


def _same(terms: PaymentTerms) -> _How:
    return lambda reader: terms


def _making(parts: list[Installment], discounts: list[Discount]) -> _How:
    return lambda reader: reader._made(parts, discounts)


def _all_readings(reader: _Reader, how: _How) -> list[tuple[str | None, PaymentTerms]]:
    """Every reading, each with the dialect that chooses it, another label, or `None`."""
    try:
        return [(reader.dialect, how(reader))]
    except Offered as several:
        return several.readings
    except SeveralReadings as several:
        names = several.names
    found: list[tuple[str | None, PaymentTerms]] = []
    for name in names:
        with contextlib.suppress(UnknownTermsError):  # 45 days are not whole months
            found += _all_readings(evolve(reader, dialect=name), how)
    return found or [(None, how(evolve(reader, dialect=names[0])))]


def read_terms(text: str, dialect: str | None = None, events: Collection[str] = ()) -> tuple[PaymentTerms, tuple[str, ...]]:
    """Read a payment term as `PaymentTerms.parse` does, and tell what was ignored.

    Words that move no due date are ignored: what a text says of paying late (interest, fees, reminders), free text
    beside Skonto lines or terms, and a date beside the days that lead to it.

    Parameters
    ----------
    text, dialect, events
        As in `PaymentTerms.parse`.

    Returns
    -------
    terms : PaymentTerms
    notes : tuple of str
        One for each clause that was ignored, with its words; empty for most texts.

    Raises
    ------
    AmbiguousTermsError, UnknownTermsError
        As `PaymentTerms.parse`.

    Examples
    --------
    >>> read_terms("net 30, 1.5% late fee per month")[1]
    ("ignored, of late payment: '1.5% late fee per month'",)
    """
    if dialect is not None and dialect not in DIALECTS:
        raise InputError(f"unknown dialect. {nearest(str(dialect), DIALECTS)}", column="dialect", value=dialect)
    if not isinstance(text, str) or len(text.lower()) > _LONGEST:  # İ grows
        raise no_terms_text(text, _LONGEST)
    return (from_own_events(text, events, lambda words: _read_text(words, dialect)) if events else None) or _read_text(text, dialect)


@functools.lru_cache(maxsize=1024)
def _read_text(text: str, dialect: str | None) -> tuple[PaymentTerms, tuple[str, ...]]:
    """Terms of a text that counts from events of the grammar; kept, since files of one book hold the same texts."""
    notes: tuple[str, ...] = ()

    def whole(reader: _Reader) -> PaymentTerms:
        nonlocal notes
        terms, notes = reader.terms()
        return terms

    kept, dates = take_dates(text)
    try:
        found = _all_readings(_Reader(kept, dialect), whole)
    except UnknownTermsError:
        raise
    except ValueError as wrong:  # a validator's word: day 45 of a month, shares beyond 100 %
        raise UnknownTermsError(str(wrong), column="terms", value=text) from None
    if len(found) > 1:
        raise ambiguous(text, found)
    return found[0][1], (*notes, *told(text, dates))


def parse_terms(text: str, dialect: str | None = None, events: Collection[str] = ()) -> PaymentTerms:
    """Read a payment term; see `PaymentTerms.parse`."""
    return read_terms(text, dialect, events)[0]
