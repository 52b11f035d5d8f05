"""A picture of what a what-if file answers: the command that has it is found by the picture's name."""

from __future__ import annotations

import inspect
import io
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cashflow.basics.errors import InputError, must_choose
from cashflow.basics.frames import pd
from cashflow.measures.catalog import MEASURES
from cashflow.report.pictures.by_kind import comparison_pictures, simulation_pictures, solution_pictures
from cashflow.report.pictures.picture import Picture
from cashflow.runs.answers import Asked, answer_of
from cashflow.whatif_file.keys import load

__all__ = ["FORMS", "picture_bytes", "picture_kinds", "picture_of"]

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
    any_result: Any = SimpleNamespace(quarters=pd.DataFrame(columns=[*MEASURES]), largest_first=(), payments=None)
    any_result.result = any_result
    out = dict.fromkeys(comparison_pictures(any_result), "run")
    for command, names in (("simulate", simulation_pictures(any_result)), ("solve", solution_pictures(any_result))):
        out |= {name: command for name in names if name not in out}
    return out


def picture_of(whatif: Path, name: str, told: Mapping[str, Any], options: Mapping[str, Any]) -> Picture:
    """Answer a what-if file and draw one picture of the answer.

    Parameters
    ----------
    whatif, told
        The file, and keys of ``[ledger]`` given beside it. Without a scenario it is the baseline that is drawn.
    name
        One of `picture_kinds`.
    options
        Of the picture: currency, scenario, presentation, quarter; `None` is not given.

    Raises
    ------
    InputError
        No such picture; an option that it does not have; a quarter or scenario that must be given.
    """
    known = picture_kinds()
    if name not in known:
        raise must_choose("is not a picture", "name", name, known)
    command = known[name]
    if command == "run" and "scenario" not in load(whatif):
        command = "project"
    result, given = answer_of(Asked(command, whatif, told)).result, {k: v for k, v in options.items() if v is not None}
    known_here = result.pictures()
    takes = inspect.signature(known_here[name]).parameters if name in known_here else {}
    if "scenario" in given and "scenario" not in takes and "scenarios" in takes:  # of a picture of several, one
        given["scenarios"] = given.pop("scenario")
    found: Picture = result.picture(name, **given)
    return found


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
