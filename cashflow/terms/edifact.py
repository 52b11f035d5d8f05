"""Payment terms of EDIFACT messages: PAT segments, with the codes of UN/EDIFACT 4279, 2475, 2009 and 2151.

Only what the codes say is read; a code that leaves the date open (elective, seller to advise, before the
reference date) is refused with its name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from cashflow.basics.errors import InputError, UnknownTermsError, nearest
from cashflow.terms.discount import Discount
from cashflow.terms.model import Installment, PaymentTerms
from cashflow.terms.shares import REST, Share
from cashflow.terms.steps import BusinessDays, Days, EndOf, Months, OnDate, Step, Weeks

__all__ = ["REFERENCES", "coded_steps", "terms_of_edifact"]

REFERENCES = {
    "1": "order",
    "5": "invoice",
    "9": "receipt",
    "21": "goods receipt",
    "29": "goods receipt",
    "45": "bill of lading",
    "70": "bill of lading",
    "81": "bill of lading",
}
"""Time reference (2475) → event. 5 date of invoice, 9 invoice received, 21 goods received, 45 bill of lading …"""

_RELATIONS: dict[str, tuple[Step, ...]] = {
    "4": (EndOf("ten days"),),
    "6": (EndOf("month"),),
    "7": (Months(1), EndOf("month")),
    "8": (EndOf("quarter"),),
    "9": (EndOf("year"),),
    "10": (EndOf("week"),),
    "11": (EndOf("month"), Days(10)),
    "12": (EndOf("half year"),),
}
_OPEN = {
    "2": "before the reference date",
    "5": "end of a two-week period, whose start is not said",
    "13": "from the reference date, which some count as the first day and others do not; 3, after it, has one reading",
}
_TYPES = {"1", "3", "7", "8", "21", "22"}  # what the further composites say counts
_FIXED: dict[str, tuple[Step, ...]] = {
    "2": (EndOf("month"),),
    "10": (Days(0),),
    "12": (EndOf("month"), Days(10)),
    "17": (EndOf("month"),),
}
_UNITS = {
    "D": "days",
    "CD": "days",
    "WD": "working days",
    "W": "weeks",
    "M": "months",
    "3M": "quarters",
    "6M": "half years",
    "Y": "years",
    "10D": "ten days",
}


def coded_steps(reference: str = "5", relation: str = "3", unit: str = "D", count: int = 0) -> tuple[str, tuple[Step, ...]]:
    """Event and steps of the codes 2475, 2009, 2151 and the number 2152.

    Parameters
    ----------
    reference
        2475, a key of `REFERENCES`.
    relation
        2009: 1 on the reference date, 3 after it, 4 to 12 the end of a period that holds or follows it.
    unit
        2151: D days, WD working days, W weeks, M months, 3M, 6M, Y.
    count
        2152, how many of them.

    Returns
    -------
    anchor, steps

    Raises
    ------
    UnknownTermsError
        A code that gives no single date.

    Examples
    --------
    >>> [str(s) for s in coded_steps("5", "3", "D", 30)[1]]
    ['30 days']
    """
    if reference not in REFERENCES:
        raise _refused(f"time reference 2475 = {reference}", f"Known: {', '.join(REFERENCES)}")
    anchor = REFERENCES[reference]
    if relation in _RELATIONS:
        if count:
            raise _refused(f"relation 2009 = {relation} together with {count} {unit}", "The order of the two is not said")
        return anchor, _RELATIONS[relation]
    if relation not in ("", "1", "3"):
        raise _refused(f"relation 2009 = {relation}", _OPEN.get(relation, "This code is not supported"))
    if unit not in _UNITS:
        raise _refused(f"period 2151 = {unit}", nearest(unit, _UNITS))
    months = {"M": 1, "3M": 3, "6M": 6, "Y": 12}
    if relation == "1" and not count:
        return anchor, (Days(0),)
    if unit in months:
        return anchor, (Months(count * months[unit]),)
    if unit == "WD":
        return anchor, (BusinessDays(count),)
    return anchor, (Weeks(count),) if unit == "W" else (Days(count * (10 if unit == "10D" else 1)),)


def terms_of_edifact(text: str) -> PaymentTerms:
    """Terms of PAT segments with the DTM and PCD segments that follow them.

    Parameters
    ----------
    text
        Segments closed by ``'``, e.g. ``PAT+1++5:3:D:30'PAT+22++5:3:D:10'PCD+12:2'``. Type 22 is a discount, 21
        an installment whose share a PCD segment gives, 3 a fixed date given by ``DTM+13``.

    Returns
    -------
    PaymentTerms

    Raises
    ------
    UnknownTermsError
        A segment or code that gives no date.

    Examples
    --------
    >>> print(terms_of_edifact("PAT+1++5:3:D:30'PAT+22++5:3:D:10'PCD+12:2'"))
    2/10 net 30
    """
    groups: list[list[list[str]]] = []
    for segment in re.split(r"'\s*", text.strip()):
        if not segment:
            continue
        parts = segment.strip().split("+")
        if parts[0].upper() == "PAT":
            groups.append([parts])
        elif groups and parts[0].upper() in ("DTM", "PCD"):
            groups[-1].append(parts)
        else:
            raise _refused(f"segment {segment[:20]}", "Known: PAT, DTM, PCD")
    parts_found, discounts = [], []
    for group in groups:
        kind = group[0][1].strip() if len(group[0]) > 1 else ""
        anchor, steps = _steps(kind, group)
        percent = _percent(group)
        if kind == "22":
            if percent is None:
                raise _refused("a discount (PAT+22)", "A PCD segment must say its percentage")
            discounts.append(Discount(percent, steps, anchor))
        elif kind == "21":
            parts_found.append(Installment(REST if percent is None else Share(percent), steps, anchor))
        else:
            parts_found.append(Installment(REST, steps, anchor))
    if not parts_found:
        raise _refused("the segments", "None says when the whole is due")
    return PaymentTerms(parts_found, discounts)


def _steps(kind: str, group: Sequence[Sequence[str]]) -> tuple[str, tuple[Step, ...]]:
    dates = [e.split(":") for s in group[1:] if s[0].upper() == "DTM" for e in s[1:2]]
    for date in dates:
        if date[0] in ("12", "13", "140", "209") and len(date) > 1 and re.fullmatch(r"\d{8}", date[1]):
            return "invoice", (OnDate(f"{date[1][:4]}-{date[1][4:6]}-{date[1][6:]}"),)
    codes = group[0][3].split(":") if len(group[0]) > 3 and group[0][3] else []
    if kind in _FIXED and not codes:
        return "invoice", _FIXED[kind]
    if kind not in _TYPES and kind not in _FIXED:
        raise _refused(f"payment terms type 4279 = {kind or '(none)'}", "It gives no date by itself")
    if not codes or kind == "3":
        raise _refused(f"payment terms type 4279 = {kind}", "It needs a date (DTM+13) or a period like 5:3:D:30")
    reference, relation, unit, count = [*codes, "", "", "", ""][:4]
    if count and not count.isdigit():
        raise _refused(f"number of periods 2152 = {count}", "It must be a whole number")
    return coded_steps(reference or "5", relation or "3", unit or "D", int(count or 0))


def _percent(group: Sequence[Sequence[str]]) -> Fraction | None:
    for segment in group[1:]:
        values = segment[1].split(":") if segment[0].upper() == "PCD" and len(segment) > 1 else []
        if len(values) > 1 and re.fullmatch(r"\d{1,3}(?:[.,]\d{1,6})?", values[1]):
            return Fraction(values[1].replace(",", ".")) / 100
    return None


def _refused(what: str, why: str) -> InputError:
    return UnknownTermsError(f"{what} can't be read as a date", column="terms", hint=why)
