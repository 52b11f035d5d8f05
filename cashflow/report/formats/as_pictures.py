"""The pictures of the page as files of their own: the unwind by quarter, and cash retained by day."""

from __future__ import annotations

from typing import Any

from cashflow.report.format import COMPARISON, Format, Run
from cashflow.report.page.first_page import answers
from cashflow.report.page.further_sections import held_line
from cashflow.report.svg import days_line_svg, standalone

__all__ = ["Pictures"]


class Pictures(Format):
    """SVG files in the folder ``pictures``, by scenario and currency; the same charts as in the page."""

    name = "pictures"
    serves = (COMPARISON,)

    def files(self, result: Any, run: Run) -> dict[str, str | bytes]:
        """Two pictures a scenario and currency; scenarios are told apart by their number, as names may hold anything."""
        out: dict[str, str | bytes] = {}
        said = result.contents()
        for at in range(len(result.scenarios)):
            number = "" if len(result.scenarios) == 1 else f"scenario_{at + 1}_"
            name = result.scenarios[at].scenario.name
            for answer in answers(result, said, at):
                for picture in answer.pictures:
                    title = f"{name}: {picture.title[:1].lower()}{picture.title[1:]}"
                    out[f"pictures/{number}{picture.file}.svg"] = standalone(picture.chart, title)
                line = held_line(result, at, answer.currency)
                out[f"pictures/{number}cash_retained_{answer.currency}.svg"] = standalone(days_line_svg(line), line.title)
        return out
