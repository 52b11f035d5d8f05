"""The pages of a workbook: which of them looks like a ledger, by its header and the rows below it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any

from attrs import evolve, field, frozen

from cashflow.basics.errors import InputError, must_choose
from cashflow.basics.shown import printable
from cashflow.ledger.opening.headers import HEAD_ROWS, FindHeader
from cashflow.ledger.opening.one_column import parted_head

__all__ = ["Page", "choose_page", "each_page", "items_in", "text_of"]

_NAMED = 12
_SERIALS = range(36_526, 54_789)  # days from 2000 to 2049, as spreadsheets count
_DATE = re.compile(r"\s*(?:\d{4}|\d{1,2}|[^\W\d]{3,12}\.?)\s*[-./ ]\s*(?:\d{1,2}|[^\W\d]{3,12}\.?)\s*[-./ ,]\s*\d{1,4}\b|\s*20\d{6}\s*$")
_AMOUNT = re.compile(r"[(\-−+]?\s*[^\w\s]?\s*\d[\d.,'’\s]*\s*[)\-−]?")
_MOSTLY = 0.75  # of the names of two headers


@frozen(eq=False)
class Page:
    """A sheet as it stands: rows of one width, typed."""

    name: str
    rows: list[list[Any]] = field(repr=False)
    first_row: int = 1
    before: int = 0  # blank columns left of the rows
    hidden: bool = False
    header: tuple[str, ...] = ()  # where one was found
    sure: bool = True  # of several: whether it is meant to be a ledger
    below: int = 0  # where the rows below the header begin, if one was found
    filled: int = 0  # rows that are not blank, below the header where there is one


def choose_page(pages: Iterable[Page], find_header: FindHeader, source: object) -> tuple[Page, str]:
    """The page with a header and most rows below it, and the evidence in words; hidden ones only where no other has a header.

    Raises
    ------
    InputError
        No page has a cell; or another one has the same header, so that the ledger may be in both.
    """
    judged = list[Page]()
    best: Page | None = None
    for page in pages:
        seen = _judged(page, find_header)
        if best is None or _rank(seen) > _rank(best):
            best = seen
        judged.append(evolve(seen, rows=[]))
    if best is None or not best.filled:
        raise InputError("is a workbook with only blank cells", file=source)
    twins = [p for p in judged if _alike(p.header, best.header) and p.filled and p.hidden == best.hidden]
    if len(twins) > 1:
        same = "the same" if len({p.header for p in twins}) == 1 else "nearly the same"
        what = f"has {len(twins)} sheets with {same} columns, and only one is read"
        names = [p.name for p in twins]
        said = f"Known: {', '.join(names)}; '*' means all of them, each a part of the ledger"
        refused = must_choose(what, "sheet", None, [*names, "*"], said)
        refused.file = str(source)
        raise refused
    if len(judged) == 1:
        return best, "the only one"
    others = [f"'{printable(p.name)[:40]}' has {_words(p)}" for p in judged if p.name != best.name]
    more = f", and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return best, f"it has {_words(best)}; not read: {', '.join(others[:_NAMED])}{more}"


def each_page(
    pages: Iterable[Page], find_header: FindHeader, source: object, named: Collection[str], valueless: Callable[[str], int]
) -> tuple[list[Page], dict[str, tuple[str, int]]]:
    """The pages that may be ledgers; each other with the reason and its rows that may be items; a `named` one is meant, hidden or not.

    `valueless` tells how many rows of a page without cells hold formulas without a value.

    Raises
    ------
    InputError
        There is none.
    """
    judged = [_judged(page, find_header) for page in pages]
    whys = [_no_ledger(p, _is_named(p, named)) for p in judged]
    kept = [p for p, why in zip(judged, whys, strict=True) if not why]
    left = {p.name: (why, _items(p)) for p, why in zip(judged, whys, strict=True) if why}
    for page in judged:
        if not page.filled and (rows := valueless(page.name)):
            left[page.name] = (f"has {rows:,} row{'s' * (rows > 1)} of formulas without a value", rows)
            if _is_named(page, named):
                hint = "Open the workbook in a spreadsheet program, and save it"
                raise InputError(f"'{printable(page.name)}' {left[page.name][0]}", file=str(source), column="sheet", hint=hint)
    if not kept:
        said = "; ".join(f"'{printable(name)[:40]}' {why}" for name, (why, _) in [*left.items()][:_NAMED])
        raise InputError(f"has no sheet that is a ledger: {said}", file=str(source), column="sheet")
    best = max(kept, key=_rank)
    return [evolve(p, sure=_is_named(p, named) or _alike(p.header, best.header)) for p in kept], left


def _items(page: Page) -> int:
    return page.filled if parted_head(page.rows) is not None else items_in(page.rows[page.below :])


def items_in(rows: Iterable[Sequence[Any]], *, numbered: bool = False) -> int:
    """How many rows may be invoices: some three cells of them are filled, of which one is a date, and another one an amount.

    Rates of exchange, and sums by supplier or by age, have no dates. `numbered`: a column of invoice numbers says that rows are invoices.
    """
    return sum(_may_be_item([c for c in row if c is not None and c != ""], numbered) for row in rows)


def _may_be_item(cells: Sequence[Any], numbered: bool) -> bool:
    dates, amounts = [_is_date(c) for c in cells], [_is_amount(c) for c in cells]
    return len(cells) > 2 and any(amounts) and (numbered or (any(dates) and sum(map(max, dates, amounts)) > 1))


def _is_date(cell: Any) -> bool:
    """A date, its number in a spreadsheet, or a text that is written as one."""
    serial = isinstance(cell, int | float) and not isinstance(cell, bool) and cell in _SERIALS
    return isinstance(cell, dt.date) or serial or (isinstance(cell, str) and _DATE.match(cell) is not None)


def _is_amount(cell: Any) -> bool:
    typed = isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)
    return typed or (isinstance(cell, str) and _AMOUNT.fullmatch(cell.strip()) is not None)


def _is_named(page: Page, named: Collection[str]) -> bool:
    return page.name.strip().casefold() in named


def _no_ledger(page: Page, named: bool) -> str:
    """Why a page is none; nothing where it may be one."""
    if not page.filled:
        return "has no cells below a header" if page.header else "has no cells"
    if named:
        return ""
    return "is hidden" if page.hidden else "" if page.header else "has no header of a ledger"


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two headers name the same things, but for a few: with a column of remarks more it is the same list of another month."""
    mine, theirs = ({*header} - {""} for header in (one, other))
    both = len(mine & theirs)
    return both > 0 and _MOSTLY * max(len(mine), len(theirs)) <= both


def _rank(page: Page) -> tuple[bool, bool, int]:
    return bool(page.header) and not page.hidden, bool(page.header), page.filled


def _words(page: Page) -> str:
    rows = f"{page.filled:,} row{'' if page.filled == 1 else 's'}"
    found = f"a header and {rows}" if page.header else f"no header and {rows}" if page.filled else "no cells"
    return f"{found} (hidden)" if page.hidden else found


def _judged(page: Page, find_header: FindHeader) -> Page:
    parted = parted_head(page.rows)
    head = text_of(page.rows[:HEAD_ROWS]) if parted is None else parted
    at = find_header(head) if any(c.strip() for r in head for c in r) else None
    header = () if at is None else tuple(c.strip().lower() for c in head[at])
    below = 0 if at is None else at + 1
    return evolve(page, header=header, below=below, filled=sum(map(any, page.rows[below:])))


def text_of(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    """Typed cells as text, to find a header by: whole numbers without point, dates as ISO."""
    return [[_text(c) for c in row] for row in rows]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell == cell // 1 and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
