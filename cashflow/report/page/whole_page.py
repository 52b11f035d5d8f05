"""Put the page together: what a result says, in the order in which one reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from cashflow.basics.decimals import own_context
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.shown import printable
from cashflow.basics.whole_numbers import whole_number
from cashflow.report.findings import findings_frame
from cashflow.report.page.by_file import by_file_section
from cashflow.report.page.explained import explained_section
from cashflow.report.page.first_page import answers
from cashflow.report.page.further_sections import further_sections
from cashflow.report.page.ledger_sections import noted
from cashflow.report.page.live_data import live_data
from cashflow.report.page.page_content import Asked, PageContent
from cashflow.report.page.page_tables import Section
from cashflow.report.page.rendered import rendered
from cashflow.report.page.supplier_data import supplier_list
from cashflow.report.page.words_used import WORDS
from cashflow.report.scenario import is_touched
from cashflow.report.sentences.of_ledgers import OF_ALL, asked_of_all
from cashflow.report.sentences.of_scenarios import ON_THE_PAGE, asked_of_scenario
from cashflow.report.total import NO_TOTAL
from cashflow.report.values_as_text import top_and_notes
from cashflow.results.comparison import Comparison

__all__ = ["PageSource", "page_html"]

_MOST_ANSWERED = 6  # scenarios with a headline of their own; a grid is a table


class PageSource(Protocol):
    """What the page asks of a result beside its numbers."""

    @property
    def suppliers(self) -> pd.DataFrame:
        """A row a scenario, offer, supplier and currency."""

    @property
    def offers(self) -> pd.DataFrame:
        """A row a scenario and offer."""

    def to_dict(self) -> dict[str, Any]:
        """All it says, as plain data."""

    def explain(self, measure: str) -> pd.DataFrame:
        """A figure taken apart, or by the values of a column."""


@own_context
def page_html(found: Comparison, source: PageSource, live: bool | int = True, by: str | None = None) -> str:
    """The page as one HTML file that opens without a network; the same bytes from run to run.

    Parameters
    ----------
    found
        The numbers.
    source
        The same result, for its frames and explanations.
    live
        Whether sliders are made: every step of theirs is a scenario that is worked out here; a number: so many steps at least.
    by
        The column by whose values the offer is made or not; `None`: the first that can be.
    """
    if not isinstance(live, bool):
        whole_number(live, "live", "must be true, false or the least number of steps")
    if not found.scenarios:
        hint = "Compare a scenario, or write the page of project(…): it shows the baseline"
        raise InputError("compares no scenario, so there is no page of it", column="format", value="html", hint=hint)
    said = source.to_dict()
    first = _first(said, found)
    left_out, notes = top_and_notes(said)
    asks = [*asked_of_scenario(found, said, lambda: source.suppliers, first), *asked_of_all(said)]
    several = [s for at, s in enumerate(found.scenarios) if at != first][: _MOST_ANSWERED - 1]
    live_of = live_data(found, first, by, None if live is True else live) if live else None
    page = PageContent(
        kicker="Later supplier payments: cash, cost and who bears it",
        title=printable(found.scenarios[first].scenario.name),
        subject="cash, cost and who bears it",
        as_of=said["completeness"]["as_of"],
        left_out=left_out,
        answers=answers(found, said, first),
        asked=[
            *noted(notes),
            *Asked.of(asks, (*ON_THE_PAGE, *OF_ALL)),
        ],
        sections=_sections(found, {**said, "notes": notes}, source),
        words=WORDS,
        listed=supplier_list(source.suppliers, found.largest_first),
        others=[(printable(s.scenario.name), answers(found, said, found.scenarios.index(s))) for s in several],
        more=len(found.scenarios) - 1 - len(several),
        live=live_of,
        no_total=NO_TOTAL if said["total"] is None else "",
    )
    return rendered(page)


def _first(said: Mapping[str, Any], found: Comparison) -> int:
    """The first scenario that does something."""
    names = [s.scenario.name for s in found.scenarios]
    return next((n for n, name in enumerate(names) if any(is_touched(e["scenarios"][name]) for e in said["currencies"].values())), 0)


def _sections(found: Comparison, said: Mapping[str, Any], source: PageSource) -> list[Section]:
    return [
        *further_sections(found, said, source.offers, findings_frame(found.payments.ledger.findings), source.suppliers),
        *by_file_section(said, source.explain, found.payments.ledger.files, found.in_total, found.largest_first),
        explained_section(said, source.explain),
    ]
