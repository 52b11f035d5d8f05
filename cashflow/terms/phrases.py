"""Sentences of terms put together from their concepts: the readings of a text that the plain grammar does not know, as its words.

Every concept must find its place: a text with a word that is left over has no reading here.
"""

from __future__ import annotations

import re
from fractions import Fraction

from cashflow.terms.discount import MOST_RATE, may_be_turned
from cashflow.terms.vocabulary import concepts
from cashflow.terms.vocabulary_events import EVENT_OF

__all__ = ["reworded"]

_LONGEST = 250  # nobody writes a longer term, and every concept is looked for in it
_UNITS = {"DAYS": "days", "WEEKS": "weeks", "MONTHS": "months", "BDAYS": "business days"}
_UNIT = "|".join(_UNITS)
_COUNT = rf"\d{{1,4}} (?:{_UNIT})"
_EVENT = "|".join(EVENT_OF)
_FROM = rf"(?:(?: (?:FROM|AT))? (?P<event>{_EVENT}))"
_ORDINAL = r"(?:\d{1,2}TH|ORD1|ORD31)"
_DAY_LIST = rf"{_ORDINAL}(?: (?:AND |OR |, )+(?:{_ORDINAL}|EOM|\d{{1,2}}\b(?! (?:{_UNIT}))))*"
_RATE = r"\d{1,3}(?:\.\d+)?%"
_SHARE = rf"(?:{_RATE}|\d{{1,2}}/\d{{1,2}}|HALF|REST)"
_LAST = 31
_EVERY_MONTH = 28
_RANGE = re.compile(r"(?<![\d/-])\d{1,3} ?[-–] ?\d{1,3} ?(?:days?|tage?n?|jours?|dagen|dni)\b")  # in Italy and Spain 30-60 are two parts
_MOST_PARTS = 12
_MOST_SLASHED = 5  # per cent of a discount that is written as 2/10/30
_STATED = "net 0 from due date"
_SEPARATOR = re.compile(
    rf" ?(?:(?:,|ELSE|THEN) ?)+(?:OR (?=NET |{_COUNT}))?"
    rf"| (?:OR|AND) (?=(?:NET |{_COUNT}|{_RATE}|\d{{1,2}}/\d|EOM|ENDMONTH))|(?<=[A-Z]) (?=NET \d)| - "
)


def reworded(words: str) -> list[str]:
    """Readings of lower-case words, each in words of the plain grammar; empty where a word is not known or has no place."""
    if len(words) > _LONGEST or "[" in words or _RANGE.search(words):
        return []
    said = _tidy(concepts(words))
    return [] if not said or re.search(r"[^\W\d_A-Z]|[^\w\s,%/.+-]", said) else _sentence(said)


def _tidy(said: str) -> str:
    said = re.sub(r"(?:, ?)+", ", ", re.sub(r" -(?=\d+(?:\.\d+)?%)", " DISC ", said)).strip(" ,")
    said = re.sub(r"\bBARE\b", "NET", said)
    said = re.sub(r"\bAND (?=\d+ [MWQ]?PARTS\b)", "", said)
    said = re.sub(r"\bNET (\d{1,3})/(?=\d+(?:\.\d+)?% )", r"NET \1 , ", said)
    said = re.sub(rf"(?<=\bOR )({_COUNT}) (?:avec|with|met) (?={_RATE})", r"\1 ", said)
    said = re.sub(rf"({_COUNT}) (?:avec|with|met) ({_RATE}(?: DISC)?) (?=,? ?(?:OR|ELSE)\b)", r"\1 \2 ", said)
    said = re.sub(rf"({_RATE}) \( ?({_COUNT}) ?\)|({_COUNT}) \( ?({_RATE}(?: DISC)?) ?\)", r"\1\3 \2\4", said)
    said = re.sub(rf"(DAYS(?: NET)?) , (?=FROM (?:{_EVENT})$)", r"\1 ", said)
    said = re.sub(r"\bDISC , (?=\d+(?:\.\d+)?%)", "DISC ", re.sub(r"^NOW (\d{1,2}%) ,", r"\1 NOW ,", said))
    said = re.sub(r"\bEACH (?=\d{1,2}TH\b)", "", re.sub(r"\bIFPAID (?=\d{1,2}TH\b)", "PAYON ", said))
    said = re.sub(r"\( ?([^()]*\b(?:CUTOFF|ROLL|ROLLBACK)\b[^()]*) ?\)", r" , \1 ", said)
    said = re.sub(r"^(?:(?:AND|INVOICE(?! PLUS)|PAYON)(?: (?=PAYON)| (?!OR |AND )|$))+(?=.*\d)", "", said)
    said = re.sub(r"\bMEANS\b(?: AND MEANS)? ?,? ?(?=.)|(?<=.) ?,? ?\bMEANS\b", " ", said)
    said = re.sub(r"\bLC\b ?,? ?(?=.*\bLADING\b)", "", said)
    return " ".join(said.replace(" ,", ",").replace(",", " ,").split()).strip(" ,")


def _sentence(said: str) -> list[str]:
    """Parts, or discounts and a net term, or a net term; a roll and a cut-off day hold for the whole."""
    for name, words in (("ROLLBACK", "preceding"), ("ROLL", "following")):
        if re.search(rf"\b{name}\b", said):
            kept = _tidy(re.sub(rf"\b{name}\b", "", said))
            return [f"{found} then {words} business day" for found in _sentence(kept) if _one_net(found)]
    if match := re.search(r" ?,? ?(?:FROM )?(?:CUTOFF (?P<a>\d{1,2})(?:TH)?(?! (?:DAYS|%))|(?P<b>\d{1,2})(?:TH)? CUTOFF)", said):
        rest = _tidy(said[: match.start()] + " , " + said[match.end() :])
        after = f"after day {match['a'] or match['b']} add 1 month then "
        return [after + found for found in _when(rest) if re.search("month", found) and "," not in found]
    return _parts(said) or _discounted(said) or _when(said)


def _one_net(words: str) -> bool:
    """Whether what stands last is the net term alone, so that a roll behind it is the roll of all of it."""
    return (
        "," not in re.sub(r"\[[^\[\]]*\]", "", words) and not words.endswith((_STATED, "eom")) and " from " not in words.rpartition("]")[2]
    )


# --- dates


def _when(said: str) -> list[str]:
    """Readings of a date: a count, a month end, a day of a month, an event; a payment day behind one of these."""
    said = re.sub(rf"\bNET (\d{{1,4}})(?! (?:{_UNIT})|\d|TH|%|/)", r"\1 DAYS", said)
    said = _tidy(re.sub(r"\bNET\b", "", re.sub(r"^(\d{1,3}) NET$", r"\1 DAYS", said)))
    for pattern, make in _DATES:
        if (match := pattern.fullmatch(said)) and (found := make(match)):
            return found
    return []


def _count(words: str) -> str:
    number, unit = words.split()
    return f"{int(number)} {_UNITS[unit]}"


def _anchor(event: str | None) -> str:
    name = EVENT_OF[event] if event else "invoice"
    return "" if name == "invoice" else f" from {name}"


def _counted(m: re.Match[str]) -> list[str]:
    if m["event"] and m["first"] and m["event"] != m["first"]:
        return []  # counts from one of them, and it is open from which
    return [_count(m["count"]) + _anchor(m["event"] or m["first"])]


def _at_event(m: re.Match[str]) -> list[str]:
    return ["net 0" + ("" if m["event"] in ("INVOICE", "RECEIPT") else _anchor(m["event"]))]


def _after_month_end(m: re.Match[str]) -> list[str]:
    if m["how"] or m["plus"]:
        return [f"end of month then {_count(m['count'])}{_anchor(m['event'])}"]
    count = m["count"]
    return [f"{_count(count)} eom{_anchor(m['event'])}"] if count.endswith("DAYS") and "B" not in count else []


def _ahead(said: str) -> str:
    number = int(said[-1])
    return f"{number} month{'s' if number > 1 else ''}"


def _day(said: str) -> int | None:
    number = 1 if said == "ORD1" else _LAST if said in ("ORD31", "EOM") else int(said.removesuffix("TH"))
    return number if 1 <= number <= _LAST else None


def _after_end(m: re.Match[str]) -> list[str]:
    """So many days behind a month end, or a day of a month after it: up to the 28th both are one day after a month's end."""
    count, day = _count(m["count"]), int(m["day"])
    if not count.endswith(" days") or "business" in count or not 1 <= day <= _EVERY_MONTH:
        return []
    return [f"{count} eom then {_ahead(m['month'])} then on day {day}" if m["month"] else f"{count} eom then {day} days"]


def _day_of_month(m: re.Match[str]) -> list[str]:
    day = _day(m["day"])
    before = f"{_count(m['count'])} then " if m["count"] else ""
    return [f"{before}{_ahead(m['month'])} then on day {day}{_anchor(m['event'])}"] if day else []


def _pay_days(m: re.Match[str]) -> list[str]:
    days = sorted({d for w in re.findall(rf"{_ORDINAL}|EOM|\d{{1,2}}", m["days"]) if (d := _day(w))})
    if not days:
        return []
    named = " or ".join(f"{d}{'th' if 11 <= d <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(d % 10, 'th')}" for d in days)
    if not m["before"]:
        return [f"next {named}"]
    found = _when(m["before"])
    if any(f.endswith("end of month") for f in found):
        if "THEN" in m[0]:
            return []
        on = named.replace(" or ", " and ")
        return [f"{f} {'payment on' if m['pay'] else 'on the'} {on}" if "then" not in f else f"{f} then next {named}" for f in found]
    return [f"{f} then next {named}" for f in found if " from " not in f and " eom" not in f]


def _weekday(m: re.Match[str]) -> list[str]:
    return [f"{f} then next {m['day'].lower()}" for f in _when(m["before"]) if " from " not in f]


_DATES = [
    (re.compile(pattern), make)
    for pattern, make in (
        (r"NOW(?: NOW)?(?: (?:FROM|AT) (?:RECEIPT|INVOICE))?|FROM RECEIPT", lambda m: ["net 0"]),
        (rf"(?:(?:FROM )?(?P<first>{_EVENT}) ,? ?)?(?P<count>{_COUNT}){_FROM}?", _counted),
        (rf"AT (?P<event>{_EVENT})", _at_event),
        (r"EOM(?: FROM (?P<event>GOODS|INVOICE))?", lambda m: ["end of month" + _anchor(m["event"])]),
        (rf"(?P<count>{_COUNT}) (?P<how>FROM )?(?P<plus>)EOM{_FROM}?", _after_month_end),
        (rf"(?P<how>FROM )?EOM(?: (?P<plus>PLUS|THEN|AND))?(?: , THEN)? (?P<count>{_COUNT}){_FROM}?", _after_month_end),
        (rf"(?P<count>{_COUNT}){_FROM}? (?:, )?THEN EOM", lambda m: [f"{_count(m['count'])} then end of month{_anchor(m['event'])}"]),
        (rf"(?P<count>{_COUNT}){_FROM}? ,? ?(?P<how>)(?P<plus>)EOM", _after_month_end),
        (
            rf"(?P<count>{_COUNT}) EOM ,? ?(?:(?:PLUS|THEN|AND|PAYON|AT) )*(?P<day>\d{{1,2}})(?:(?:TH)? (?P<month>MONTH\d))?",
            _after_end,
        ),
        (r"(?:EOM )?ENDMONTH\d", lambda m: [f"{_ahead(m[0])} then end of month"]),
        (
            rf"(?:PAYON )?(?:FROM )?EOMF{_FROM}?",
            lambda m: [f"{when}{_anchor(m['event'])}" for when in ("1 month then end of month", "end of month")],
        ),
        (
            rf"(?P<count>{_COUNT}) FROM EOMF",
            lambda m: [f"end of month then {_count(m['count'])}", f"1 month then end of month then {_count(m['count'])}"],
        ),
        (rf"(?P<count>{_COUNT}) FROM (?P<end>ENDMONTH\d)", lambda m: [f"{_ahead(m['end'])} then end of month then {_count(m['count'])}"]),
        (
            rf"(?P<count>{_COUNT}) FROM (?:ORD1|1TH) (?P<month>MONTH\d)",
            lambda m: [f"{_ahead(m['month'])} then start of month then {_count(m['count'])}"],
        ),
        (
            rf"(?:(?P<count>{_COUNT}) (?:, )?)?(?:PAYON )?(?P<day>{_ORDINAL}"
            rf"|\d{{1,2}})(?: ,)? (?P<month>MONTH\d){_FROM}?",
            _day_of_month,
        ),
        (rf"(?P<count>)(?P<month>MONTH\d) ,? ?(?:PAYON )?(?P<day>{_ORDINAL}|\d{{1,2}})(?P<event>)", _day_of_month),
        (rf"(?P<before>)(?P<pay>)(?:PAYON )?(?P<days>{_DAY_LIST}) THISORNEXT", _pay_days),
        (
            rf"(?P<pay>PAYON )?(?P<days>{_DAY_LIST})(?: OFMONTH)? ,? ?(?:FROM )?ATLEAST (?P<before>{_COUNT}(?: FROM INVOICE)?)",
            _pay_days,
        ),
        (rf"(?P<before>.+?) (?:, )?(?:THEN |AND )?(?P<pay>(?:PAYON )+)?(?:AT )?(?P<days>{_DAY_LIST})(?: OFMONTH)?", _pay_days),
        (r"(?P<before>.+?) (?:, )?(?:THEN |AND )?(?:PAYON )*EVERY (?P<day>[A-Z]+DAY)", _weekday),
        (rf"(?:PAYON )+(?P<rest>{_COUNT}.*|EOM.*|ENDMONTH.*|\d{{1,2}}(?:TH)? MONTH\d|NOW.*|AT .*|NET .*)", lambda m: _when(m["rest"])),
        (rf"(?P<rest>{_COUNT}.*|NOW|EOM|ENDMONTH\d|\d{{1,2}}(?:TH)? MONTH\d)(?: PAYON)+", lambda m: _when(m["rest"])),
        (rf"(?P<event>{_EVENT}) PLUS (?P<count>{_COUNT})(?P<first>)", _counted),
        (rf"VALUTA (?P<count>{_COUNT})", lambda m: [_count(m["count"]), f"{_count(m['count'])} from due date"]),
    )
]


# --- discounts

_SLASHED = re.compile(
    rf"(?P<rate>\d{{1,2}}(?:\.\d+)?)%? ?/ ?(?P<count>\d{{1,3}})(?! ?(?:WEEKS|MONTHS|BDAYS)|\d|/)(?: DAYS)?(?:{_FROM}"
    rf"|(?P<eom> EOM)|(?P<aog> AOG))?"
)
_RATE_FIRST = re.compile(
    rf"(?P<said>(?:(?:DISC|IFPAID) )*)(?P<rate>{_RATE})(?P<more>(?: (?:DISC|IFPAID|AT))*) (?:(?P<count>{_COUNT})|(?P<now>NOW))"
    rf"(?P<also>(?: (?:DISC|IFPAID))*){_FROM}?(?P<eom> EOM)?"
)
_COUNT_FIRST = re.compile(
    rf"(?P<said>(?:(?:DISC|IFPAID) )*)(?:(?P<count>{_COUNT})|(?P<now>NOW)){_FROM}?(?: ,)?(?P<more>(?: (?:DISC"
    rf"|IFPAID))*) (?P<rate>{_RATE})(?! (?:DISC )*IFPAID (?:{_COUNT}|NOW))(?P<also>(?: (?:DISC|IFPAID))*)(?P<eom> EOM)?"
)


def _discounted(said: str) -> list[str]:
    """Discounts and a net term in either order; without a net term it is the invoice's due date."""
    if "%" not in said and not _SLASHED.match(said):
        return []
    discounts: list[str] = []
    net: list[str] = []
    sure = arrival = False
    rest = re.sub(r"(\d+(?:\.\d+)?%) (\d{1,2})TH EOM", r"\1 \2 DAYS EOM", said)
    rest = re.sub(rf"(?<=DAYS NET) (?={_COUNT}(?: DISC)? {_RATE})", " , ", rest)
    rest = re.sub(rf"(NET \d{{1,3}}(?: DAYS)?) (?=(?:DISC )*{_RATE} (?:DISC )*IFPAID {_COUNT})", r"\1 , ", rest)
    while rest:
        match = _SLASHED.match(rest) or _RATE_FIRST.match(rest) or _COUNT_FIRST.match(rest)
        if match and (
            match.end() == len(rest)
            or _SEPARATOR.match(rest, match.end())
            or rest[match.end() :].startswith((" NET", f" {_first_count(rest[match.end() :])}"))
        ):
            found = _discount(match)
            if found is None:
                return []
            discounts += [found] if found else []
            arrival |= match.re is _SLASHED and bool(match["aog"])
            sure |= bool(re.search("DISC|IFPAID", match[0]) or match["event"] or match["eom"] or arrival)
            rest = rest[match.end() :]
        else:
            end = _SEPARATOR.search(rest)
            stop = end.start() if end and end.start() else len(rest)
            net.append(rest[:stop])
            rest = rest[stop:]
        if gap := _SEPARATOR.match(rest):
            rest = rest[gap.end() :]
        rest = rest.strip(" ,")
    if not discounts or not (sure or net) or "%" in "".join(net) or re.search("DISC|IFPAID", " ".join(net)):
        return []
    if not net and discounts[-1].endswith(" eom"):
        return [" ".join(discounts)]
    due = _when(re.sub(r"^REST (?:PAYON )*", "", " , ".join(net))) if net else [_STATED]
    due = [re.sub(r"^end of month then (\d+ days)$", r"\1 from end of month", d) for d in due]  # a month end may start both clocks
    first = " ".join(discounts)
    more = [f"{first} {d} from goods receipt" for d in due] if arrival and net and due and " from " not in due[0] else []
    return [f"{first} {d}" for d in due] + more


def _first_count(rest: str) -> str:
    match = re.match(rf" ({_COUNT})", rest)
    return match[1] if match else "\0"


def _discount(m: re.Match[str]) -> str | None:
    """A discount in the grammar's words; empty for one of nothing, `None` for what is none."""
    rate = m["rate"].removesuffix("%")
    if not 0 < Fraction(rate) / 100 <= MOST_RATE:
        return "" if Fraction(rate) == 0 else None
    if m.re is _SLASHED:
        count = f"{m['count']} days"
        if m["aog"] or m["event"]:
            return f"[{rate}% until {count}{_anchor('GOODS' if m['aog'] else m['event'])}]"
        return f"{rate}/{m['count']}{' eom' if m['eom'] else ''}"
    count = "0 days" if m["now"] else _count(m["count"])
    if m["eom"]:
        return f"{rate}/{count.split()[0]} eom" if count.endswith(" days") and "business" not in count else None
    if m["event"] or not count.endswith(" days") or "business" in count:
        return f"[{rate}% until {count}{_anchor(m['event'])}]"
    days = int(count.split()[0])
    return f"{rate}{'%' if may_be_turned(Fraction(rate), days) else ''}/{days}"


# --- parts

_NUMBERS = r"(?P<numbers>\d{1,3}(?:(?: ?[,/-] ?| AND | , AND )\d{1,3})+)"
_IN_PARTS = re.compile(
    rf"(?:PAYON )?(?:(?:(?P<parts>\d{{1,2}}) )?PARTS|(?P<fraction>\d/\d{{1,2}}) EACH"
    rf"|EACH (?P<other>\d/\d{{1,2}}))?(?: PAYON)?(?: ,)?(?: EACH)?(?: FROM)? ?{_NUMBERS} (?P<unit>{_UNIT}){_FROM}?(?: EACH)?"
)
_IN_PARTS_BEHIND = re.compile(
    rf"{_NUMBERS} (?P<unit>{_UNIT}){_FROM}? ,? ?(?:(?P<parts>\d{{1,2}}) PARTS|(?P<fraction>\d/\d{{1,2}})(?P<other>)(?: EACH)?)"
)
_IN_PARTS_EOM = re.compile(rf"(?:PAYON )?(?P<parts>\d{{1,2}}) PARTS(?: AT| FROM| ,)* {_NUMBERS} DAYS EOM")
_EVERY = {"M": "1 MONTHS", "W": "1 WEEKS", "Q": "3 MONTHS"}
_CHAIN = re.compile(
    rf"(?:PAYON )?(?P<parts>\d{{1,2}}) (?P<each>[MWQ]?)PARTS(?: ,)?(?: (?:(?:ORD1|1TH)(?: PARTS)?(?: PAYON)?|FROM)"
    rf" (?P<first>{_COUNT}{_FROM}?|NOW|ENDMONTH\d|EOM)(?: ,)?(?: (?:THEN|AND))*)?"
    rf"(?: (?:(?:REST|PARTS|THEN) )*EVERY (?P<every>{_COUNT}|MONTHS))?"
)


def _parts(said: str) -> list[str]:
    """Equal parts after a list of counts, a chain of equal parts, or shares each with its date."""
    if match := _IN_PARTS.fullmatch(said) or _IN_PARTS_BEHIND.fullmatch(said):
        numbers = re.findall(r"\d+", match["numbers"])
        stated = match["parts"] or (match["fraction"] or match["other"] or "").rpartition("/")[2]
        if (stated and int(stated) != len(numbers)) or [int(n) for n in numbers] != sorted({int(n) for n in numbers}):
            return []
        if not stated and "/" in match["numbers"] and int(numbers[0]) <= _MOST_SLASHED:
            return []  # 2/10/60 days is a discount to some
        counts = [_count(f"{n} {match['unit']}") for n in numbers]
        return ["equal parts " + ", ".join(c + _anchor(match["event"]) for c in counts)]
    if match := _IN_PARTS_EOM.fullmatch(said):
        numbers = re.findall(r"\d+", match["numbers"])
        return [f"{'/'.join(numbers)} days eom"] if len(numbers) == int(match["parts"]) else []
    if match := _CHAIN.fullmatch(said):
        return _chain(match)
    return _shares(said)


def _chain(m: re.Match[str]) -> list[str]:
    number, every = int(m["parts"]), m["every"] or _EVERY.get(m["each"])
    if every == "MONTHS":
        every = "1 MONTHS"
    if every is None or not 1 < number <= _MOST_PARTS:
        return []
    gap, unit = every.split()
    further = [f"{_count(every)} from previous due date"] * (number - 1)
    if m["first"]:
        return ["equal parts " + ", ".join([found, *further]) for found in _when(m["first"])]
    return ["equal parts " + ", ".join(_count(f"{int(gap) * k} {unit}") for k in range(start, start + number)) for start in (1, 0)]


def _shares(said: str) -> list[str]:
    """Shares that make one whole, each with its date in front of the next one; how many there are may be said first."""
    many = re.match(r"(?:PAYON )?(\d{1,2}) PARTS ,? ?", said)
    said = said[many.end() :] if many else said
    starts = [m.start() for m in re.finditer(rf"(?<!\S){_SHARE}(?= |$)", said)]
    if len(starts) < 2 or starts[0] != 0 or (many and int(many[1]) != len(starts)):
        return []
    pieces = [said[a:b].strip(" ,") for a, b in zip(starts, [*starts[1:], len(said)], strict=True)]
    pieces = [re.sub(r"(?: (?:AND|PLUS|THEN|,))+$", "", p) for p in pieces]
    shares: list[str] = []
    dates: list[str] = []
    for piece in pieces:
        share, _, when = piece.partition(" ")
        net = when.startswith("OFNET ")
        found = _when(re.sub(r"^(?:, |PAYON |AT (?=AT )|FROM (?=\d))+", "", when.removeprefix("OFNET ")))
        if len(found) != 1 or "," in found[0] or " eom" in found[0]:
            return []
        share = "50%" if share == "HALF" else share
        shares.append("rest" if share == "REST" else f"{share} of net" if net else share)
        dates.append(found[0])
    return _joined(shares, dates)


def _joined(shares: list[str], dates: list[str]) -> list[str]:
    plain = [Fraction(s.removesuffix("%")) / (100 if "%" in s else 1) for s in shares if s != "rest" and " of " not in s]
    if shares.count("rest") > 1 or ("rest" not in shares and (len(plain) != len(shares) or sum(plain) != 1)):
        return []
    if len(plain) == len(shares) and len(set(plain)) == 1:
        return ["equal parts " + ", ".join(dates)]
    return [", ".join(f"{s if '%' in s or s == 'rest' else f'{s} of it'} {d}" for s, d in zip(shares, dates, strict=True))]
