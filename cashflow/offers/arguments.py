"""What the verbs are given from Python: each argument's kind is checked by its name, and a slip is told with what to write."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import numpy as np
from attrs import evolve

from cashflow.basics.door import checked, one_line, told
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.offers import Offer, Scenario
from cashflow.offers.term_limits import limits_of
from cashflow.payments import PaymentPolicy

__all__ = ["named", "named_once", "scenarios_of", "verb"]

F = TypeVar("F", bound=Callable[..., Any])


def verb(function: F) -> F:
    """A verb (`compare`, `project` …) whose arguments `policy`, `fiscal` and `quarters` are checked, and its names by `checked`."""
    signature = inspect.signature(function)
    known = [name for name in _CHECKS if name in signature.parameters]
    places = {name: list(signature.parameters).index(name) for name in known}

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        for name in known:
            value = kwargs.get(name, args[places[name]] if places[name] < len(args) else None)
            if value is not None:
                _CHECKS[name](value)
        return inner(*args, **kwargs)

    inner = checked(function)
    return wrapped  # type: ignore[return-value]


def _policy(value: Any) -> None:
    if isinstance(value, PaymentPolicy):
        return
    hint = "Write policy=cf.PaymentPolicy(…)"
    if isinstance(value, str):
        hint = f'Write policy=cf.PaymentPolicy("{value}")'
    elif isinstance(value, FiscalCalendar):
        hint = "Write fiscal=… before it: project(ledger, fiscal=calendar)"
    raise InputError(f"must be a PaymentPolicy, not {told(value)}", column="policy", hint=hint)


def _fiscal(value: Any) -> None:
    if isinstance(value, FiscalCalendar):
        return
    hint = "Write fiscal=cf.FiscalCalendar(…)"
    if isinstance(value, str):
        named = "" if value.strip().lower() == "january" else ', named_by="start"'
        hint = f'Write fiscal=cf.FiscalCalendar("{value}"{named})'
    elif isinstance(value, PaymentPolicy):
        hint = "Write policy=… before it"
    raise InputError(f"must be a FiscalCalendar, not {told(value)}", column="fiscal", hint=hint)


def _quarters(value: Any) -> None:
    if isinstance(value, Quarters):
        return
    if (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(isinstance(v, str | dt.date | np.datetime64) or hasattr(v, "year") for v in value)
    ):
        return
    hint = 'Write quarters=("2025-04-01", "2025-12-31")'
    raise InputError(f"must be the first and the last day to show, not {told(value)}", column="quarters", hint=hint)


_CHECKS: dict[str, Callable[[Any], None]] = {"policy": _policy, "fiscal": _fiscal, "quarters": _quarters}


def scenarios_of(given: Any) -> list[Scenario]:
    """Scenarios as a list: one, or several."""
    if isinstance(given, Scenario):
        return [given]
    if isinstance(given, str | Mapping | Offer) or not isinstance(given, Iterable):
        raise _no_scenario(given)
    many = list(given)
    for one in many:
        if not isinstance(one, Scenario):
            raise _no_scenario(one)
    return many


def _no_scenario(value: Any) -> InputError:
    hint = 'Write cf.Scenario("name", offer)' if isinstance(value, Offer) else 'Write cf.Scenario("name", cf.Offer(…))'
    return InputError(f"must be a Scenario or a list of them, not {told(value)}", column="scenarios", hint=hint)


def named(name: Any, column: str) -> str:
    """A scenario's name by which its rows are found: one line of text, and not that of the rows without any offer."""
    text = one_line(name, column)
    hint = 'Write e.g. "June to August"'
    if not text.strip():
        raise InputError("must say something: results are told by it", column=column, value=text, hint=hint)
    if text == "baseline":
        raise InputError("is what rows without any offer are called", column=column, value=text, hint=hint)
    return text


def named_once(scenarios: list[Scenario], limits: Any) -> list[Scenario]:
    """The scenarios with further limits; a refusal of names that are not unique."""
    limits = limits_of(limits)
    many = [evolve(s, limits=(*s.limits, *limits)) for s in scenarios] if limits else scenarios
    names = [named(s.name, "scenario.name") for s in many]
    if len(set(names)) < len(names):
        twice = sorted(n for n, many in Counter(names).items() if many > 1)
        raise InputError("must be unique: two scenarios have it", column="scenario.name", value=", ".join(twice[:5]))
    return many
