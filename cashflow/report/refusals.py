"""What goes wrong in a command as a refusal: what the user can mend, what the machine lacks, and what is a fault of ours."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from cashflow.basics.errors import InputError, to_type
from cashflow.ledger.asks import CURRENCY
from cashflow.report.places import FULL

__all__ = ["fitting", "fitting_hint", "refusal_of"]


def refusal_of(wrong: Exception, so_far: str = "nothing was written") -> InputError | None:
    """The refusal that says what went wrong; `None`: it is a fault of ours.

    Parameters
    ----------
    wrong
        What went wrong.
    so_far
        What is true of files.

    Examples
    --------
    >>> print(refusal_of(MemoryError()).reason)
    the memory of this machine is exhausted; nothing was written
    """
    if isinstance(wrong, InputError):
        return wrong
    if isinstance(wrong, MemoryError):
        hint = "Close other programs, read fewer columns or files at a time, or give the ledger as Parquet, which is read in batches"
        return InputError(f"the memory of this machine is exhausted; {so_far}", hint=hint)
    if isinstance(wrong, OSError) and wrong.errno in FULL:
        return InputError("the disk, or what the output goes to, is full", file=wrong.filename, hint="Free some space and run it again")
    return None


def fitting(ask: Iterable[Mapping[str, Any]], command: str, options: Collection[str]) -> list[dict[str, Any]]:
    """Questions with the options to add; where the command has no such option, `None`: then the key that is named answers.

    Parameters
    ----------
    ask
        Of `InputError.ask`.
    command, options
        Its name, and the options it takes.

    Examples
    --------
    >>> sign = {"what": "sign of what is owed", "choices": ["payables negative"], "type": "--sign 'payables negative'"}
    >>> fitting([sign], "run", ["--sign"]) == [sign], fitting([sign], "terms", ["--dialect"])[0]["type"]
    (True, None)
    """

    def fits(entry: Mapping[str, Any]) -> bool:
        first = entry["type"].split()[0]  # a word without dashes stands in its place on the line
        return (first in options or not first.startswith("-")) and not (entry["what"].startswith(CURRENCY) and command not in _OF_LEDGERS)

    return [{**entry, "type": entry["type"] if fits(entry) else None} for entry in ask]


def fitting_hint(hint: str | None, ask: Sequence[Mapping[str, Any]], fitted: Sequence[Mapping[str, Any]]) -> str | None:
    """A hint that says what to type, with the options that the command takes alone; for the others the key of the what-if file.

    Parameters
    ----------
    hint, ask
        Of the `InputError`.
    fitted
        `fitting` of its questions.
    """
    typed = f"Type: {to_type(ask)}"
    if not ask or hint is None or typed not in hint:
        return hint
    able = to_type(a for a in fitted if a["type"] is not None)
    keys = [
        f'{key[1]} = "{shlex.split(asked["type"])[-1]}"'
        for asked, a in zip(ask, fitted, strict=True)
        if a["type"] is None and asked["type"] and (key := _KEY.search(a["what"]))
    ]
    keys = [k for k in keys if k not in hint]
    said = [f"Type: {able}"] if able else []
    said += [f"Under [ledger] write {', '.join(keys)}"] if keys else []
    return hint.replace(typed, ". ".join(said)).strip().rstrip(".") or None


_OF_LEDGERS = ("check", "try")  # simulate and explain have a --currency that is none of the ledger's
_KEY = re.compile(r"\[ledger\] (\w+)")
