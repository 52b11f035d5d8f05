"""The pictures of the page as files of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cashflow.report.format import COMPARISON, PROJECTION, SIMULATION, Format, Run
from cashflow.report.page.first_page import answers
from cashflow.report.page.further_sections import held_line
from cashflow.report.page.page_content import Answer, Picture
from cashflow.report.page.projection_page import projection_answers
from cashflow.report.page.simulation_page import simulation_answers
from cashflow.report.svg import days_line_svg, standalone

__all__ = ["Pictures"]


class Pictures(Format):
    """SVG files in the folder ``pictures``; the same charts as in the page."""

    name = "pictures"
    serves = (COMPARISON, PROJECTION, SIMULATION)

    def files(self, result: Any, run: Run) -> dict[str, str | bytes]:
        """A file a picture, with its title above it."""
        return {f"pictures/{p.file}.svg": standalone(p.chart, p.title) for p in _PICTURES[result.KIND](result)}


def _of_comparison(result: Any) -> Iterator[Picture]:
    """The unwind and cash retained, by scenario and currency; scenarios are told apart by number, as names may hold anything."""
    said = result.contents()
    for at, found in enumerate(result.scenarios):
        number = "" if len(result.scenarios) == 1 else f"scenario_{at + 1}_"
        for answer in answers(result, said, at):
            for picture in answer.pictures:
                title = f"{found.scenario.name}: {picture.title[:1].lower()}{picture.title[1:]}"
                yield Picture(picture.name, f"{number}{picture.file}", title, picture.chart)
            line = held_line(result, at, answer.currency)
            yield Picture(line.name, f"{number}cash_retained_{answer.currency}", line.title, days_line_svg(line))


def _of_answers(made: Callable[[Any], Iterable[Answer]]) -> Callable[[Any], Iterator[Picture]]:
    """Those of the first page."""
    return lambda result: (picture for answer in made(result) for picture in answer.pictures)


_PICTURES: Mapping[str, Callable[[Any], Iterator[Picture]]] = {
    COMPARISON: _of_comparison,
    PROJECTION: _of_answers(projection_answers),
    SIMULATION: _of_answers(simulation_answers),
}
