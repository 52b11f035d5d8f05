"""What the page shows, whatever it is a page of: answers with their pictures, questions, sections, a list to search, words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from cashflow.report.page.page_tables import PageTable, Section
from cashflow.report.pictures.picture import Picture
from cashflow.report.sentences import Question

__all__ = ["Answer", "Asked", "Listed", "PageContent", "PageFigure"]


@frozen
class PageFigure:
    """A chart of the first page."""

    name: str  # of its elements in the page
    chart: str  # markup, made by `cashflow.report.svg`
    title: str = ""
    note: str = ""

    @classmethod
    def all_of(cls, picture: Picture) -> list[PageFigure]:
        """The charts of a picture; what it leaves out stands below each."""
        charts = zip(picture.charts, picture.markup(), strict=True)
        return [cls(chart.name, markup, chart.title, " ".join(picture.notes)) for (_, chart), markup in charts]


@frozen
class Answer:
    """What is said first of one currency: sentences, pictures, a small table by quarter."""

    currency: str
    name: str  # of its elements in the page
    sentences: Sequence[str]
    figures: Sequence[PageFigure]
    table: PageTable
    code: int = 0
    hidden: bool = False


@frozen
class Asked:
    """A question of the first page and its answers, (currency, sentence) each."""

    anchor: str
    question: str
    answers: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, questions: Iterable[Question], names: Sequence[str] | None = None) -> list[Asked]:
        """Those of some names, that have an answer."""
        some = [q for q in questions if names is None or q.name in names]
        return [cls(q.name, q.words, answers) for q in some if (answers := q.answers)]


@frozen
class Listed:
    """A list that may be long: the page shows the lines in sight, sorted and searched by its script."""

    title: str
    note: str
    file: str  # the CSV file with the same lines
    data: Mapping[str, Any]


@frozen
class PageContent:
    """The page from top to bottom."""

    kicker: str  # the kind of question, above the title
    title: str
    subject: str  # what follows the title in the browser's tab
    as_of: str | None
    left_out: Sequence[str]
    answers: Sequence[Answer]
    asked: Sequence[Asked]
    sections: Sequence[Section]
    words: Mapping[str, str]
    listed: Listed | None = None
    others: Sequence[tuple[str, Sequence[Answer]]] = ()
    more: int = 0
    live: Mapping[str, Any] | None = None
    no_total: str = ""  # said below answers in several currencies

    @property
    def blocks(self) -> dict[str, Any]:
        """What the script reads, by the id of its element; nothing: the page needs no script."""
        data = {} if self.listed is None else {"suppliers": self.listed.data}
        return data if self.live is None else data | {"live": self.live}
