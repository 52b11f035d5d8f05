"""A table without a header: its columns go by their positions, and what they hold says what is offered for each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from cashflow.basics.errors import CURRENCY_CODE, SOME_TERMS, InputError, asked, shortened, to_type
from cashflow.ledger.layout.cells.content import fits, is_amount, is_date, is_fraction, nothing, text_of
from cashflow.ledger.layout.cells.evidence import date_order_of
from cashflow.ledger.layout.columns.roles import NOUNS
from cashflow.ledger.layout.table.header import figures_in

__all__ = ["by_position", "has_no_names", "names_by_position", "refuse_headless"]

_POSITION = re.compile(r"column [1-9]\d{0,3}", re.I)
_NEEDED = {"supplier", "supplier_number", "amount", "open_amount", "debit", "credit"}
_PARTS = re.compile(r"\d+")
_LIKE = 8  # values of a column that are shown


def by_position(told: Mapping[str, str]) -> bool:
    """Whether the columns of a table are told by position: ``supplier=column 2``; one alone, as ``status=column 6``, has only no name."""
    return bool(_NEEDED & set(told)) and all(_POSITION.fullmatch(name.strip()) for name in told.values())


def names_by_position(many: int) -> list[str]:
    """What the columns of a table without a header are called."""
    return [f"column {at}" for at in range(1, many + 1)]


def has_no_names(record: Sequence[Any]) -> bool:
    """Whether a record is one of the table's rows and no header: a third of its cells are dates or numbers, or one has cents."""
    cells = [text_of(c) for c in record if text_of(c)]
    return bool(cells) and (figures_in(cells) or any(is_fraction(c) for c in cells))


def refuse_headless(records: Sequence[Sequence[Any]], source: object) -> NoReturn:
    """Refuse a table without a row that could name its columns, with what they seem to hold as the words to type.

    Raises
    ------
    InputError
        Always.
    """
    many = max((sum(1 for c in r if text_of(c)) for r in records), default=0)
    if many < 2:
        hint = "Add a first row that names them: supplier, invoice, invoice_date, due_date, amount, currency"
        raise InputError("is not a table of several columns", file=source, hint=hint)
    offered = _offered(records)
    reason = f"no row of the first {len(records)} names the columns of a ledger"
    if not {"supplier", "amount"} <= set(offered) or not {"invoice_date", "due_date"} & set(offered):
        hint = "Add a first row that names them: supplier, invoice, invoice_date, due_date, amount, currency"
        raise InputError(reason, file=source, hint=hint)
    rows = [r for r in records if has_no_names(r)]
    first = "; ".join(f"column {at} '{text_of(c)[:30]}'" for at, c in enumerate(rows[0], 1) if text_of(c)) if rows else ""
    ask = []
    for role, (best, others) in offered.items():
        what = f"column that holds {NOUNS.get(role, f'{role}s')}, by its position ([ledger] map)"
        ask.append(asked(what, [f"{role}=column {at + 1}" for at in (best, *others)], "--map"))
    if "due_date" not in offered:
        ask.append(asked("terms of all rows ([ledger] terms)", [], "--terms", SOME_TERMS))
    if "currency" not in offered:
        ask.append(asked("currency of all rows ([ledger] currency)", [], "--currency", CURRENCY_CODE))
    raise InputError(
        f"{reason}, so say them by position. Its first row: {shortened(first)}", file=source, hint=f"Type: {to_type(ask)}", ask=ask
    )


def _offered(records: Sequence[Sequence[Any]]) -> dict[str, tuple[int, list[int]]]:
    """Role → the column that seems to hold it, and others that might; in our order."""
    rows = [r for r in records if has_no_names(r)]
    width = max(map(len, rows), default=0)
    cells = [[r[i] for r in rows if i < len(r) and text_of(r[i]) and not nothing(r[i])] for i in range(width)]
    usual = [i for i in range(width) if 2 * len(cells[i]) > len(rows)]
    dates = [i for i in usual if all(map(_is_day, cells[i]))]
    money = [i for i in usual if i not in dates and fits("amount", cells[i]) and any(map(is_fraction, cells[i]))]
    currency = [i for i in usual if i not in money and fits("currency", cells[i])]
    rest = [i for i in usual if i not in {*dates, *money, *currency}]
    names = sorted((i for i in rest if fits("supplier", cells[i])), key=lambda i: (-_letters(cells[i]), i))
    numbers = sorted((i for i in rest if i not in names[:1] and _distinct(cells[i]) > 0.9), key=lambda i: (-_distinct(cells[i]), i))
    out = {"supplier": names, "invoice": numbers, **_dates(rows, dates), "amount": money, "currency": currency}
    return {role: (found[0], found[1:_LIKE]) for role, found in out.items() if found}


def _dates(rows: Sequence[Sequence[Any]], dates: Sequence[int]) -> dict[str, list[int]]:
    """The columns of invoice and due dates: what is due comes later."""
    if len(dates) < 2:
        return {"invoice_date": [*dates]}
    order, _ = date_order_of(text_of(r[i]) for r in rows for i in dates if i < len(r))
    keys = {i: sorted(_key(text_of(r[i]), order) for r in rows if i < len(r) and text_of(r[i])) for i in dates}
    early, late = sorted(dates, key=lambda i: keys[i])[0], sorted(dates, key=lambda i: keys[i])[-1]
    return {"invoice_date": [early, *(i for i in dates if i != early)], "due_date": [late, *(i for i in dates if i != late)]}


def _key(text: str, order: str | None) -> tuple[int, ...]:
    """A date roughly, to be sorted by: year, month, day."""
    parts = [int(p) for p in _PARTS.findall(text)[:3]]
    if len(parts) < 3 or parts[0] > 31:
        return tuple(parts)
    return (parts[2], parts[0], parts[1]) if order == "mdy" else (parts[2], parts[1], parts[0])


def _is_day(cell: Any) -> bool:
    """Whether a cell is a date and no long number."""
    return is_date(cell) and not text_of(cell).isdigit()


def _letters(cells: Sequence[Any]) -> float:
    return sum(sum(s.isalpha() for s in text_of(c)) for c in cells) / max(1, len(cells))


def _distinct(cells: Sequence[Any]) -> float:
    return len({text_of(c) for c in cells if not is_amount(c) or text_of(c).isdigit()}) / max(1, len(cells))
