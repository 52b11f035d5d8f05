"""A date step: one move of a date, with its words and its plain values. A new step is one module of this package.

A step is evaluated on an array of days at once and is asked once per calendar day, never per invoice.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from attrs import frozen

from cashflow.basics.calendars import BusinessCalendar
from cashflow.basics.days import Ints
from cashflow.basics.door import told
from cashflow.basics.errors import InputError, nearest

__all__ = ["Phrase", "Setting", "Step", "apply_steps", "split_steps", "step_classes", "step_from_dict", "steps_of"]

Phrase = tuple[str, Callable[[re.Match[str]], "tuple[Step, ...] | None"]]
"""Words of a step, as a pattern of the whole of them, and the steps they make; `None`: they mean nothing after all."""


@frozen(eq=False)
class Setting:
    """What a step may look at beside the day it moves: the day its installment counts from, and a business calendar."""

    anchor: Ints
    calendar: BusinessCalendar | None = None


class Step(ABC):
    """One move of a date: `apply` for arrays of day numbers, `str` for its words, `to_dict` for its plain values.

    A step of the package is a frozen class with a `key`, the leading key of its table; `settings` are further keys, `example` is such a
    table where it is more than a number or a word, and `phrases` are the words that are read as it, its own `str` among them.
    """

    __slots__ = ()
    key: ClassVar[str]
    settings: ClassVar[tuple[str, ...]] = ()
    example: ClassVar[str] = ""

    @abstractmethod
    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number; same shape, int32."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """As a small table: ``{"days": 30}``."""

    @classmethod
    @abstractmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table, whose keys are known."""

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ()

    @property
    def uses_calendar(self) -> bool:
        """Whether it looks at business days."""
        return False


def step_classes() -> dict[str, type[Step]]:
    """Every step of the package by its key."""
    if not _CLASSES:
        for module in sorted(m.name for m in pkgutil.iter_modules(importlib.import_module(_PACKAGE).__path__)):
            found = vars(importlib.import_module(f"{_PACKAGE}.{module}")).values()
            some = [c for c in found if isinstance(c, type) and issubclass(c, Step) and "key" in vars(c)]
            _CLASSES.update({c.key: c for c in some})
    return _CLASSES


_PACKAGE, _CLASSES = __package__, dict[str, type[Step]]()


def steps_of(value: Any) -> tuple[Step, ...]:
    """Steps as an installment or a discount keeps them: one, or a list of them.

    Raises
    ------
    InputError
        Something that is no step.
    """
    steps = (value,) if isinstance(value, Step) or not isinstance(value, Iterable) else tuple(value)
    for step in steps:
        if not isinstance(step, Step):
            raise InputError(f"must be date steps, not {told(step)}", column="steps", hint="Write [Days(30), EndOf('month')]")
    return steps


def step_from_dict(table: Mapping[str, Any]) -> Step:
    """One step of a table; an unknown key is refused with the nearest known one."""
    known = step_classes()
    if not isinstance(table, Mapping) or not table:
        raise InputError("must be a table like { days = 30 }", column="steps", value=table)
    name = next((k for k in table if k in known), None)
    if name is None:
        raise InputError(f"unknown date step. {nearest(str(next(iter(table))), known)}", column="steps", value=next(iter(table)))
    for key in table:
        if key != name and key not in known[name].settings:
            further = known[name].settings
            raise InputError(f"is not a setting of the step '{name}'. {nearest(str(key), further)}", column="steps", value=key)
    try:
        return known[name].from_dict(dict(table))
    except InputError:
        raise
    except (TypeError, ValueError, KeyError, AttributeError):
        hint = f"Write {known[name].example}" if known[name].example else None
        raise InputError(f"the step '{name}' can't be read", column="steps", value=table[name], hint=hint) from None


def split_steps(text: str) -> list[str]:
    """Words of a step each: split at "then" and "+", but not inside brackets."""
    pieces, depth, start = [], 0, 0
    for match in re.finditer(r"[()]|,? then | ?\+ ?", text):
        if match[0] in "()":
            depth += 1 if match[0] == "(" else -1
        elif depth == 0:
            pieces.append(text[start : match.start()])
            start = match.end()
    return [p.strip() for p in (*pieces, text[start:])]


def apply_steps(steps: Sequence[Step], days: Ints, calendar: BusinessCalendar | None = None) -> Ints:
    """Day numbers after all steps, in the order they stand; `days` are the anchor days."""
    setting = Setting(days, calendar)
    for step in steps:
        days = step.apply(days, setting)
    return days.astype(np.int32)
