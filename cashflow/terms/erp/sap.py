"""SAP payment terms: entries of table T052, and the installments of T052S, put into date steps.

In SAP's order: the entry whose day limit is the smallest one not below the day of the month; the baseline
date, that is `zmona` months on and then day `zfael`; from it up to three tiers, each a number of days or a
day of a later month. The last tier that is filled is the net due date; each that has a percentage is a discount,
the last one, too: 10 days and 2 % alone are 2 % until day 10, due on day 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from cashflow.basics.errors import InputError
from cashflow.terms.discount import Discount
from cashflow.terms.erp.fields import known_fields, percent, whole
from cashflow.terms.model import Installment, PaymentTerms
from cashflow.terms.shares import REST, Share
from cashflow.terms.steps import Branch, Days, Months, SetDay, Step

__all__ = ["sap_terms"]

_TIERS = (1, 2, 3)
_FIELDS = ("zterm", "ztagg", "zfael", "zmona", *(f"{n}{t}" for t in _TIERS for n in ("ztag", "zprz", "zstg", "zsmn")), "ratpz", "text1")


@frozen
class _Tier:
    rate: Fraction
    steps: tuple[Step, ...]


def sap_terms(
    entries: Mapping[str, Any] | Iterable[Mapping[str, Any]],
    *,
    baseline: str = "invoice",
    installments: Iterable[Mapping[str, Any]] = (),
) -> PaymentTerms:
    """Terms of SAP's own fields.

    Parameters
    ----------
    entries
        Entries of T052 that share one ZTERM: ``ZTAGG`` day limit; ``ZFAEL`` fixed day and ``ZMONA`` additional months
        of the baseline date; ``ZTAG1`` … ``ZTAG3`` days, ``ZPRZ1`` … percent, ``ZSTG1`` … fixed day, ``ZSMN1`` …
        additional months. Names in capitals or not.
    baseline
        What the baseline date is by default: ``invoice`` (document date), ``posting``, ``receipt`` …
    installments
        Entries of T052S in their order, each with its ``RATPZ`` and the fields of the term it names; the last takes
        what rounding leaves.

    Returns
    -------
    PaymentTerms

    Raises
    ------
    InputError
        A field that is not known; day limits with different percentages (SAP picks a discount by the day, terms
        here have one); a fixed day of a tier in the baseline's own month, which may lie before the baseline date:
        what SAP then does is not documented, so it is not guessed.

    Examples
    --------
    >>> print(sap_terms({"ZTAG1": 14, "ZPRZ1": "3", "ZTAG2": 20, "ZPRZ2": "2", "ZTAG3": 30}))
    3/14 2/20 net 30
    >>> print(sap_terms({"ZTAG1": 10, "ZPRZ1": 2}))
    2/10 net 10
    >>> print(sap_terms([{"ZTAGG": 15, "ZFAEL": 31}, {"ZTAGG": 31, "ZFAEL": 15, "ZMONA": 1}]))
    day 1 to 15 (on day 31) or day 16 to 31 (1 month then on day 15)
    """
    parts = [known_fields(i, _FIELDS, "installments") for i in installments]
    table = [known_fields(e, _FIELDS, "entries") for e in ([entries] if isinstance(entries, Mapping) else entries)]
    code = str(next((e["zterm"] for e in table if e.get("zterm")), ""))
    if parts:
        shares = [Share(percent(p.get("ratpz"), "ratpz")) for p in parts]
        each = [_tiers(p) for p in parts]
        off = [Discount(t.rate, t.steps, baseline, part=n) for n, some in enumerate(each, 1) for t in some if t.rate]
        return PaymentTerms([Installment(s, some[-1].steps, baseline) for s, some in zip(shares, each, strict=True)], off, code=code)
    tiers = _by_day_limit(sorted(table, key=lambda e: whole(e.get("ztagg"), "ztagg") or 31))
    discounts = [Discount(t.rate, t.steps, baseline) for t in tiers if t.rate]
    return PaymentTerms([Installment(REST, tiers[-1].steps, baseline)], discounts, code=code)


def _tiers(entry: Mapping[str, Any]) -> list[_Tier]:
    """The tiers of one entry that are filled; without any, the baseline date itself."""
    start = _baseline(entry)
    found: list[_Tier] = []
    for tier in _TIERS:
        days, day, months = (whole(entry.get(f"{n}{tier}"), f"{n}{tier}") for n in ("ztag", "zstg", "zsmn"))
        rate = percent(entry.get(f"zprz{tier}"), f"zprz{tier}")
        if rate and found and not (days or day or months):
            hint = "Give its days (ZTAG), or a fixed day and months (ZSTG, ZSMN)"
            raise InputError("has a percentage, but no days", column=f"zprz{tier}", value=entry.get(f"zprz{tier}"), hint=hint)
        if days or day or months or rate or (tier == 1 and "ztag1" in entry):
            found.append(_Tier(rate, (*start, *_tier_steps(days, day, months, f"zstg{tier}"))))
    return found or [_Tier(Fraction(0), start or (Days(0),))]


def _baseline(entry: Mapping[str, Any]) -> tuple[Step, ...]:
    months, day = whole(entry.get("zmona"), "zmona"), whole(entry.get("zfael"), "zfael")
    return (*((Months(months),) if months else ()), *((SetDay(day),) if day else ()))


def _tier_steps(days: int, day: int, months: int, name: str) -> tuple[Step, ...]:
    if day and not months and day < 31:
        hint = "Give the additional months (ZSMN), or write the terms as steps"
        raise InputError("is a fixed day without additional months; it may lie before the baseline date", column=name, value=day, hint=hint)
    steps: tuple[Step, ...] = (Months(months),) if months else ()
    steps += (SetDay(day),) if day else ()
    return steps + ((Days(days),) if days or not steps else ())


def _by_day_limit(entries: Sequence[Mapping[str, Any]]) -> list[_Tier]:
    """Tiers of all entries: the same rates, their steps chosen by the day of the month."""
    tiers = [_tiers(e) for e in entries]
    if len(entries) == 1:
        return tiers[0]
    if len({tuple(t.rate for t in some) for some in tiers}) != 1:
        raise InputError("have other percentages for other day limits, which one term can't say", column="entries")
    limits = [whole(e.get("ztagg"), "ztagg") or 31 for e in entries]
    if len(set(limits)) != len(limits) or limits[-1] != 31:
        raise InputError("must be different, the last one 31", column="ztagg", value=limits)
    first = [1, *(limit + 1 for limit in limits[:-1])]
    return [
        _Tier(some[0].rate, (Branch([(low, high, t.steps) for low, high, t in zip(first, limits, some, strict=True)]),))
        for some in zip(*tiers, strict=True)
    ]
