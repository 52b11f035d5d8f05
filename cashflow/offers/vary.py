"""Grids: one scenario in plain values, varied over lists of settings into many."""

from __future__ import annotations

import itertools
import numbers
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import fields

from cashflow.basics.door import listed, one_line
from cashflow.basics.errors import InputError, nearest
from cashflow.deals import Extension
from cashflow.offers.offer import Offer
from cashflow.schemes import SCHEMES, settings_of

__all__ = ["varied"]

_EXTENDS = tuple(f.name for f in fields(Extension))
_OFFERS = tuple(f.name for f in fields(Offer) if f.name not in ("extend", "options"))
_MOST = 10_000


def varied(scenario: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Scenarios of a grid: every combination of the values in its ``vary``, the last key changing fastest.

    ``days``, ``to``, ``terms`` and ``early`` set what every offer extends by; ``acceptance`` (a number is a share) and
    every other setting of an offer belong to every offer; any other key is a setting of a scheme, changed in every option that
    has it.

    Parameters
    ----------
    scenario
        ``{"name", "offer": [{"extend", "option": [{"scheme", ...}], ...}], "vary": {"days": [30, 60], ...}}``, as in a what-if
        file. Without ``vary`` it comes back alone.

    Yields
    ------
    dict
        Named by what was set: ``June: days 30, annual_rate 0.04``.

    Raises
    ------
    InputError
        A key that no offer or option has, an empty list, or more than 10,000 combinations.

    Examples
    --------
    >>> one = {"name": "Later", "offer": [{"extend": {"days": 1}}], "vary": {"days": [30, 60]}}
    >>> [(s["name"], s["offer"][0]["extend"]) for s in varied(one)]
    [('Later: days 30', {'days': 30}), ('Later: days 60', {'days': 60})]
    """
    plain = {k: v for k, v in scenario.items() if k != "vary"}
    if "vary" not in scenario:
        yield plain
        return
    one_line(str(plain["name"]), "name")
    lists = _lists(scenario["vary"])
    for values in itertools.product(*lists.values()):
        chosen = dict(zip(lists, values, strict=True))
        said = ", ".join(f"{k} {v}" for k, v in chosen.items())
        yield {**plain, "name": f"{plain['name']}: {said}", "offer": [_offer(o, chosen) for o in _checked(plain["offer"], chosen)]}


def _lists(vary: Any) -> dict[str, list[Any]]:
    if not isinstance(vary, Mapping) or not vary:
        raise InputError("must be a table of lists", column="vary", value=vary, hint="Write vary = { days = [30, 60] }")
    many, size = {}, 1
    for key, values in vary.items():
        values = listed(values)
        if not isinstance(values, list | tuple) or not values:
            raise InputError("must be a list of values", column=f"vary.{key}", value=values, hint=f"Write vary = {{ {key} = [...] }}")
        many[key] = list(values)
        for value in values:
            one_line(str(value), f"vary.{key}")  # it becomes part of a name
        size *= len(many[key])
    if size > _MOST:
        raise InputError(f"asks for {size:,} scenarios; at most {_MOST:,} can be asked for", column="vary", hint="Shorten its lists")
    return many


def _checked(offers: Sequence[Mapping[str, Any]], chosen: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The offers, after a refusal of a key that none of their options has."""
    extends = [k for k in chosen if k in _EXTENDS]
    if len(extends) > 1:
        raise InputError("can't be varied together; an offer extends by one of them", column="vary", value=" and ".join(extends))
    options = [o for offer in offers for o in _options(offer)]
    known = [*_EXTENDS, *_OFFERS, *sorted({n for o in options for n in _settings(o)})]
    for key in chosen:
        if key not in known:
            raise InputError(f"is not a setting of these offers. {nearest(key, known)}", column="vary", value=key)
    return offers


def _options(offer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = offer.get("option", ())
    many = [given] if isinstance(given, Mapping) else given
    if not isinstance(many, list | tuple) or not all(isinstance(o, Mapping) for o in many):
        raise InputError("must be one table or more, where something is varied", column="option", value=given)
    return list(many)


def _settings(option: Mapping[str, Any]) -> list[str]:
    name = str(option.get("scheme"))
    return [f.name for f in settings_of(name)] if name in SCHEMES else []


def _offer(offer: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(offer)
    for key, value in chosen.items():
        if key in _EXTENDS:
            out["extend"] = {key: value}
        elif key == "acceptance":
            out[key] = {"share": value} if isinstance(value, numbers.Real | Decimal) else value
        elif key in _OFFERS:
            out[key] = value
    if "option" in offer:
        out["option"] = [{**o, **{k: v for k, v in chosen.items() if k in _settings(o)}} for o in _options(offer)]
    return out
