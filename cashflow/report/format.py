"""What a format is, and what it takes: a result of some kind, and what the result was made of."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, ClassVar

from attrs import field, frozen

from cashflow.basics.errors import InputError
from cashflow.offers.letter_settings import LetterSettings

__all__ = [
    "COMPARISON",
    "KINDS",
    "PROJECTION",
    "SIMULATION",
    "SOLUTION",
    "SWEEP",
    "Format",
    "Run",
]

COMPARISON, PROJECTION, SIMULATION, SOLUTION, SWEEP = KINDS = ("comparison", "projection", "simulation", "solution", "sweep")
"""Kinds of results, one a verb."""


@frozen
class Run:
    """What a result was made of."""

    sha256: Mapping[str, str] = field(factory=dict)  # of every input, by its name, taken when it was read
    settings: Mapping[str, Any] = field(factory=dict)  # what else ``run.json`` keeps
    extra: Mapping[str, str | bytes] = field(factory=dict)  # further files, such as the demo's inputs
    letters: LetterSettings = field(factory=LetterSettings)  # what offer letters say beside their figures


def _command(package: str, extra: str) -> str:
    return f'pip install "cashflow-terms[{extra}]"' if package and find_spec(package) is None else ""


class Format:
    """A form in which results are given out: derive from it in a module of `cashflow.report.formats`, and it is found by its name.

    A format of one text or one file has a `file` and `render`; one of several files has `files` of its own.
    """

    name: ClassVar[str] = ""
    """What ``--format`` and `Result.render` call it; without one it is not a format."""
    serves: ClassVar[tuple[str, ...]] = KINDS
    """The kinds of results that it can show."""
    file: ClassVar[str] = ""
    """Name of its file in a folder; none: it is several files."""
    is_text: ClassVar[bool] = False
    """Whether it can be printed."""
    on_request: ClassVar[bool] = False
    """Whether it is written only where it is asked for by name."""
    needs: ClassVar[tuple[str, str]] = ("", "")
    """A package that it imports and the extra that installs it, if a plain installation lacks it."""
    part_needs: ClassVar[tuple[str, str]] = ("", "")
    """The same for a part of its files; the others are made without it."""

    def lack(self) -> str:
        """What to type to have what it needs; nothing: it is there."""
        return _command(*self.needs)

    def part_lack(self) -> str:
        """What to type to have what a part of its files needs; nothing: it is there."""
        return _command(*self.part_needs)

    def shows(self, result: Any) -> bool:
        """Whether a result of a kind that it serves has anything for it to show; else it is left out, where nobody asks for it."""
        return True

    def notes(self, result: Any, run: Run) -> list[str]:
        """What is to be said of its files when they are written."""
        return []

    def render(self, result: Any) -> str | bytes:
        """The result as one text, or the content of one file."""
        reason = "is several files, and no text"
        raise InputError(reason, column="format", value=self.name, hint="Type result.write(folder)")

    def files(self, result: Any, run: Run) -> dict[str, str | bytes]:
        """Its files by their names in a folder; by default the one that `render` makes, a text with a line break at its end."""
        made = self.render(result)
        return {self.file: made + "\n" if isinstance(made, str) else made}
