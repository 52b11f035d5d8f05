"""What a format is, and what it takes: a result of some kind, and what the result was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, ClassVar, Protocol

from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import Quarters
from cashflow.basics.frames import pd
from cashflow.ledger.model import Ledger
from cashflow.measures import BaselineMeasures
from cashflow.measures.distribution import Mixture
from cashflow.offers.letter_settings import LetterSettings
from cashflow.payments import Payments
from cashflow.results.comparison import Comparison, ScenarioResult

__all__ = [
    "COMPARISON",
    "KINDS",
    "PROJECTION",
    "SIMULATION",
    "SOLUTION",
    "SWEEP",
    "AtStake",
    "Compared",
    "Format",
    "Projected",
    "Rendered",
    "Run",
    "Simulated",
    "Solved",
    "Swept",
]

COMPARISON, PROJECTION, SIMULATION, SOLUTION, SWEEP = KINDS = ("comparison", "projection", "simulation", "solution", "sweep")
"""Kinds of results, one a verb."""


class Rendered(Protocol):
    """What a format can ask of every result; of its own kind it knows more."""

    @property
    def KIND(self) -> str: ...  # noqa: D102

    @property
    def ledger(self) -> Ledger: ...  # noqa: D102

    @property
    def notes(self) -> Sequence[str]: ...  # noqa: D102

    @property
    def assumptions(self) -> Sequence[str]: ...  # noqa: D102

    @property
    def completeness(self) -> Mapping[str, Any]: ...  # noqa: D102

    def contents(self) -> dict[str, Any]: ...  # noqa: D102

    def to_dict(self) -> dict[str, Any]: ...  # noqa: D102

    def tables(self) -> dict[str, pd.DataFrame]: ...  # noqa: D102


class Compared(Rendered, Protocol):
    """A comparison, as its report asks for it."""

    @property
    def offers(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def suppliers(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def scenarios(self) -> tuple[ScenarioResult, ...]: ...  # noqa: D102

    @property
    def baseline(self) -> BaselineMeasures: ...  # noqa: D102

    @property
    def quarter_days(self) -> list[dict[str, str]]: ...  # noqa: D102


class Projected(Rendered, Protocol):
    """A projection, as its report asks for it."""

    @property
    def baseline_payments(self) -> Payments: ...  # noqa: D102

    @property
    def shown(self) -> Quarters: ...  # noqa: D102

    @property
    def baseline(self) -> BaselineMeasures: ...  # noqa: D102

    @property
    def days(self) -> pd.DataFrame: ...  # noqa: D102

    def as_comparison(self) -> Compared: ...  # noqa: D102


class AtStake(Protocol):
    """Decisions of a simulation, a row each."""

    @property
    def supplier(self) -> list[str]: ...  # noqa: D102

    @property
    def offer(self) -> list[int]: ...  # noqa: D102

    @property
    def option(self) -> list[str]: ...  # noqa: D102

    @property
    def values(self) -> Ints: ...  # noqa: D102

    @property
    def baseline(self) -> Ints: ...  # noqa: D102

    @property
    def decides(self) -> list[bool]: ...  # noqa: D102

    @property
    def chances(self) -> Ints: ...  # noqa: D102


class Simulated(Rendered, Protocol):
    """A simulation, as its page and its workbook ask for it."""

    @property
    def result(self) -> Comparison: ...  # noqa: D102

    @property
    def currency(self) -> str: ...  # noqa: D102

    @property
    def measure(self) -> str: ...  # noqa: D102

    @property
    def quarter(self) -> int: ...  # noqa: D102

    @property
    def target(self) -> int | None: ...  # noqa: D102

    @property
    def chance(self) -> float | None: ...  # noqa: D102

    @property
    def drawn_chance(self) -> float | None: ...  # noqa: D102

    @property
    def drawn(self) -> Ints: ...  # noqa: D102

    @property
    def law(self) -> Mixture | None: ...  # noqa: D102

    @property
    def stakes(self) -> AtStake: ...  # noqa: D102

    @property
    def order(self) -> list[int]: ...  # noqa: D102

    @property
    def shares(self) -> Ints: ...  # noqa: D102

    @property
    def covariance(self) -> Ints: ...  # noqa: D102

    @property
    def correlation(self) -> float: ...  # noqa: D102

    @property
    def moments(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def quantiles(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def levels(self) -> tuple[float, ...]: ...  # noqa: D102

    @property
    def coverage(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def suppliers(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def tornado(self) -> pd.DataFrame: ...  # noqa: D102


class Solved(Rendered, Protocol):
    """A solution, as its page and its workbook ask for it."""

    @property
    def choices(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def curve(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def constraints(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def left_out(self) -> pd.DataFrame: ...  # noqa: D102


class Swept(Rendered, Protocol):
    """A sweep, as its report asks for it."""

    @property
    def totals(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def currencies(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def payments(self) -> Payments: ...  # noqa: D102

    @property
    def baseline(self) -> BaselineMeasures: ...  # noqa: D102

    @property
    def quarter_days(self) -> list[dict[str, str]]: ...  # noqa: D102

    def amounts(self, measure: str = ..., *, presentation: str = ..., currency: str | None = ...) -> Ints: ...  # noqa: D102


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

    def render(self, result: Any) -> str | bytes:
        """The result as one text, or the content of one file."""
        reason = "is several files, and no text"
        raise InputError(reason, column="format", value=self.name, hint="Type --out FOLDER; in Python, result.write(folder)")

    def files(self, result: Any, run: Run) -> dict[str, str | bytes]:
        """Its files by their names in a folder; by default the one that `render` makes, a text with a line break at its end."""
        made = self.render(result)
        return {self.file: made + "\n" if isinstance(made, str) else made}
