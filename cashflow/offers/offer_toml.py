"""An offer as the what-if file writes it: text that reads back as the same offer."""

from __future__ import annotations

import calendar
from fractions import Fraction
from typing import Any

from attrs import NOTHING, Attribute, fields

from cashflow.basics.columns import column
from cashflow.basics.days import to_date
from cashflow.basics.toml_values import toml_text, toml_value
from cashflow.deals import Extension, Scheme
from cashflow.measures.benefit import CreditLoss
from cashflow.offers.acceptance import Acceptance
from cashflow.offers.offer import Offer
from cashflow.offers.period_ends import PeriodEnds
from cashflow.offers.selection import Window
from cashflow.schemes import SCHEMES, PaidOn, ReferenceRate
from cashflow.terms import PaymentTerms

__all__ = ["acceptance_toml", "extend_toml", "offer_pairs", "option_toml"]

_EVERY_DAY = -(2**31)  # of a reference rate that is one number


def extend_toml(extend: Extension) -> str:
    """What an offer extends by."""
    given = {f.name: column(extend, f.name) for f in fields(Extension)}
    return toml_value({k: str(v) if isinstance(v, PaymentTerms) else v for k, v in given.items() if v is not None})


def acceptance_toml(accepts: Acceptance) -> str:
    """Who accepts, without what a stress has changed."""
    unknown = {"unknown": accepts.unknown} if accepts.unknown else {}
    values: dict[str, Any] = {
        "share": {"share": accepts.share},
        "list": [name for name, _ in accepts.suppliers],
        "shares": {"share": dict(accepts.suppliers)},
        "column": {"column": accepts.column, **unknown},
        "if whole": {"if_whole": unknown} if unknown else "if whole",
        "logistic": {"logistic": {"midpoint": accepts.midpoint, "slope": accepts.slope, **unknown}},
    }
    return toml_value(values.get(accepts.kind, accepts.kind))


def offer_pairs(offer: Offer) -> dict[str, str]:
    """Its settings that differ from what holds if nothing is said, as they are written; without options, extension and where."""
    apart = ("options", "extend", "where", "acceptance")
    named: dict[str, Attribute[Any]] = {f.name: f for f in fields(Offer) if f.name not in apart}
    return {k: _plain(column(offer, k)) for k, f in named.items() if column(offer, k) is not None and column(offer, k) != f.default}


def _plain(value: Any) -> str:
    """A setting of an offer as it was given."""
    if isinstance(value, Window):
        ends = {"from": value.first, "to": value.last}
        return toml_value({k: to_date(d) for k, d in ends.items() if d is not None})
    if isinstance(value, PeriodEnds):
        return _period_ends(value)
    if isinstance(value, CreditLoss):
        return toml_value({f.name: column(value, f.name) for f in fields(CreditLoss)})
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, Fraction) for v in value):
        return toml_value(value[0]) if value[0] == value[1] else toml_value({"low": value[0], "high": value[1]})
    return toml_value(value)


def _period_ends(value: PeriodEnds) -> str:
    if value.column is not None:
        return toml_text(value.column)
    if value.year_ends is not None:
        return toml_value({"year_ends": calendar.month_name[value.year_ends]})
    return toml_value([to_date(d) for d in value.dates])


def option_toml(option: Scheme) -> list[str]:
    """The lines of an option; a scheme that no file knows is a remark."""
    if type(option) is not SCHEMES.get(option.name):
        return [f"# a scheme of your own, which a file can't hold: {' '.join(str(option).split())}"]
    cls: Any = type(option)
    lines = [f"scheme = {toml_text(option.name)}"]
    for one in fields(cls):
        value = column(option, one.name)
        if one.default is NOTHING or value != one.default:
            lines.append(f"{one.name} = {toml_value(_setting(value))}")
    return lines


def _setting(value: Any) -> Any:
    """A setting of a scheme in plain values."""
    if isinstance(value, PaidOn):
        return value.words
    if isinstance(value, ReferenceRate):
        once = len(value.reference) == 1 and value.reference[0][0] == _EVERY_DAY
        table = value.reference[0][1] if once else {to_date(d).isoformat(): r for d, r in value.reference}
        return {"reference": table, "margin": value.margin} | ({} if value.floor is None else {"floor": value.floor})
    if isinstance(value, tuple) and value and all(isinstance(v, tuple) for v in value):
        return [{"days_early": days, "rate": rate} for days, rate in value]
    return value
