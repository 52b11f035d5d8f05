"""A picture: what it says in words, the table behind it, and its charts, which are drawn as SVG or with Matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from cashflow.basics.decimals import own_context
from cashflow.basics.frames import pd
from cashflow.report.svg import Chart, chart_svg, standalone

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Picture"]


@frozen(eq=False)
class Picture:
    """One picture of a result: a chart, or one a currency, with its table.

    Parameters
    ----------
    name
        As `Result.picture` and `Result.plot` call it.
    title
        What it shows.
    table
        The numbers that are drawn, amounts as Decimal in major units.
    charts
        Each with what stands above it where there are several.
    notes
        What the picture leaves out, as sentences; they stand below it.
    """

    name: str
    title: str
    table: pd.DataFrame
    charts: Sequence[tuple[str, Chart]]
    notes: Sequence[str] = ()

    def svg(self) -> str:
        """A file of its own, with its colors; the same bytes from run to run."""
        return self._standalone()

    @own_context
    def _standalone(self, *, in_text: bool = False) -> str:
        heads = [head if len(self.charts) > 1 else "" for head, _ in self.charts]
        charts = [(h, chart_svg(c)) for h, (_, c) in zip(heads, self.charts, strict=True)]
        return standalone(charts, self.title, self.notes, in_text=in_text)

    @own_context
    def markup(self, mark: str = "") -> list[str]:
        """Its charts as elements to put into a page, whose style is `cashflow.report.svg.PALETTE`.

        `mark` is put behind the names of the elements, which must be told apart where a page has a picture twice.
        """
        return [chart_svg(evolve(chart, name=f"{chart.name}{mark}")) for _, chart in self.charts]

    @own_context
    def draw(self, ax: Axes | None = None) -> Axes:
        """Draw it with Matplotlib (extra `plot`) into some axes, by default those of a new figure; they are returned.

        Several charts are drawn into panels within the axes: ``ax.child_axes``.
        """
        from cashflow.report.figures.drawn import draw  # late: needs an extra

        return draw(self.title, self.charts, self.notes, ax)

    def _repr_svg_(self) -> str:
        """A notebook shows it without Matplotlib, with letters as large as its text and no wider than its column."""
        return self._standalone(in_text=True).partition("\n")[2]

    def __repr__(self) -> str:
        return f"Picture({self.name!r}: {self.title})"
