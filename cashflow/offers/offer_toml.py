"""An offer as the what-if file writes it: text that reads back as the same offer."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import NOTHING, Attribute, fields

from cashflow.basics.columns import column
from cashflow.basics.days import to_date
from cashflow.basics.decimals import OWN
from cashflow.deals import Extension, Scheme
from cashflow.measures.benefit import CreditLoss
from cashflow.offers.acceptance import Acceptance
from cashflow.offers.offer import Offer
from cashflow.offers.period_ends import PeriodEnds
from cashflow.offers.selection import Window
from cashflow.schemes import SCHEMES, PaidOn, ReferenceRate
from cashflow.terms import PaymentTerms

__all__ = ["acceptance_toml", "extend_toml", "offer_pairs", "option_toml", "toml_key", "toml_text", "toml_value"]

_EVERY_DAY = -(2**31)  # of a reference rate that is one number


def toml_text(text: str) -> str:
    r"""Text in quotes.

    Examples
    --------
    >>> print(toml_text('Acme "A" \x7f'))
    "Acme \"A\" \u007f"
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(name: str) -> str:
    """A key, in quotes where it must be."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_text(name)


def toml_value(value: Any) -> str:
    """A value of a selection, a scheme or a rate.

    Examples
    --------
    >>> toml_value({"region": ["UK", "EU"], "except": {"tag": "small"}}), toml_value(Fraction(13, 200))
    ('{ region = ["UK", "EU"], except = { tag = "small" } }', '0.065')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return _number(value)
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text if "." in text else f"{text}.0"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{toml_key(str(k))} = {toml_value(v)}' for k, v in value.items())} }}"
    if isinstance(value, Collection) and not isinstance(value, str):
        return f"[{', '.join(toml_value(v) for v in (sorted(value, key=str) if isinstance(value, set | frozenset) else value))}]"
    return toml_text(str(value))


def _number(value: Fraction) -> str:
    """Exactly, where it has an end; a file can hold no other number."""
    with_end = OWN.divide(Decimal(value.numerator), Decimal(value.denominator))
    text = format(with_end.normalize(OWN), "f")
    return text if "." in text else f"{text}.0"


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
