"""A picture of what a what-if file answers: the command that has it is found by the picture's name."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cashflow.basics.errors import InputError, must_choose
from cashflow.basics.frames import pd
from cashflow.measures.catalog import MEASURES
from cashflow.report.pictures.by_kind import comparison_pictures, simulation_pictures, solution_pictures
from cashflow.report.pictures.picture import Picture
from cashflow.runs.answers import Asked, answer_of
from cashflow.simulate.simulate import simulate
from cashflow.solve.solve import solve
from cashflow.whatif_file.keys import load

__all__ = ["FORMS", "OPTIONS", "picture_bytes", "picture_kinds", "picture_of"]

OPTIONS = ("currency", "scenario", "quarter", "presentation")
"""What of a picture can be typed."""
FORMS = (".svg", ".png", ".pdf")
"""Endings of picture files; all but the first are drawn with Matplotlib."""


def picture_kinds() -> dict[str, str]:
    """Every picture by name, with the command whose result has it.

    Examples
    --------
    >>> kinds = picture_kinds()
    >>> kinds["unwind"], kinds["chances"], kinds["curve"], kinds["free_cash_flow_change"]
    ('run', 'simulate', 'solve', 'run')
    """
    return {name: command for name, (command, _) in _known().items()}


def _known() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every picture by name, with its command, and its options: of a verb whose result is of one currency and quarter, the verb's."""
    any_result: Any = SimpleNamespace(quarters=pd.DataFrame(columns=[*MEASURES]), largest_first=(), payments=None)
    any_result.result = any_result
    out = {name: ("run", _takes(how)) for name, how in comparison_pictures(any_result).items()}
    for command, verb, pictures in (("simulate", simulate, simulation_pictures), ("solve", solve, solution_pictures)):
        out |= {name: (command, _takes(verb)) for name in pictures(any_result) if name not in out}
    return out


def _takes(how: Callable[..., Any]) -> tuple[str, ...]:
    """The options that one can type: one scenario, where a picture shows any of them."""
    named = ["scenario" if name == "scenarios" else name for name in inspect.signature(how).parameters]
    return tuple(name for name in OPTIONS if name in named)


def picture_of(whatif: Path, name: str, told: Mapping[str, Any], options: Mapping[str, Any]) -> Picture:
    """Answer a what-if file and draw one picture of the answer.

    Parameters
    ----------
    whatif, told
        The file, and keys of ``[ledger]`` given beside it. Without a scenario it is the baseline that is drawn.
    name
        One of `picture_kinds`.
    options
        `OPTIONS`, of the picture, or of the command that simulates or solves; `None` is not given.

    Raises
    ------
    InputError
        No such picture; an option that it does not have; a quarter or scenario that must be given.
    """
    known = _known()
    if name not in known:
        raise must_choose("is not a picture", "name", name, known)
    command, takes = known[name]
    given = {k: v for k, v in options.items() if v is not None}
    for option in given:
        if option not in takes:
            raise _not_of(name, option, given[option], known)
    if command != "run":
        found: Picture = answer_of(Asked(command, whatif, told, given)).result.picture(name)
        return found
    result = answer_of(Asked(command if "scenario" in load(whatif) else "project", whatif, told)).result
    here = result.pictures()
    if name in here and "scenario" in given and "scenarios" in inspect.signature(here[name]).parameters:  # of a picture of several, one
        given["scenarios"] = given.pop("scenario")
    found = result.picture(name, **given)
    return found


def _not_of(name: str, option: str, value: Any, known: Mapping[str, tuple[str, tuple[str, ...]]]) -> InputError:
    """An option that a picture does not have: those it has, and which pictures have this one."""
    others = ", ".join(n for n, (_, takes) in known.items() if option in takes and n not in MEASURES)
    flags = " and ".join(f"--{t}" for t in known[name][1])
    reason = f"is not an option of the picture '{name}'"
    return InputError(reason, column=f"--{option}", value=value, hint=f"It has {flags}. --{option} is of {others}")


def picture_bytes(picture: Picture, ending: str) -> bytes:
    """The content of a picture's file, by the ending of its name.

    Raises
    ------
    InputError
        Another ending; Matplotlib is not installed.
    """
    if ending not in FORMS:
        raise InputError("is no picture file that can be written", column="--output", value=ending, hint=f"End it in {', '.join(FORMS)}")
    if ending == FORMS[0]:
        return picture.svg().encode("utf-8")
    out = io.BytesIO()
    figure: Any = picture.draw().figure
    when = {"CreationDate": None} if ending == ".pdf" else None  # the same bytes from run to run
    figure.savefig(out, format=ending[1:], bbox_inches="tight", metadata=when)
    return out.getvalue()
