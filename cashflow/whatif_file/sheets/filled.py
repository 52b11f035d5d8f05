"""Tables of a what-if file as a workbook to fill in: settings, offers, options, limits, menu; with lists to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from cashflow.report.workbook.page import column_name
from cashflow.report.workbook.styles import NewBook, safe_text
from cashflow.whatif_file.kinds import YES_NO, Fragment, kind_of
from cashflow.whatif_file.sheets.plan import HEAD_ROW, LISTS, ROWS, SETTINGS, START, Column, RowSheet, limit_key, row_sheets, setting_keys
from cashflow.whatif_file.sheets.values import cell_of
from cashflow.whatif_file.tables import Key

__all__ = ["Choices", "filled"]

_FIRST = HEAD_ROW + 2
_WORDS = (
    "Fill in yellow cells; leave empty what shall stay as it is by default. Then type: cashflow run {name}",
    "Settings: ledger, calendar, policy, measures. Offers: a row an offer. Options: what each offer pays, by scenario and number.",
    'Dates are dates of the spreadsheet, rates 0.065 or 6.5%. Write a list as ["UK", "EU"], a table as { region = "UK" }.',
    "A mistake is told with its sheet and cell. Lists holds what can be chosen, and suppliers and columns of the ledger.",
    "The words are those of the TOML file. What stands on other sheets, such as notes, is ignored.",
)
_LISTED = {"suppliers": "suppliers", "currency": "currencies", "funding_rate": "columns"}
"""Keys that may hold something of the ledger, and the list of it."""


@frozen
class Choices:
    """What can be chosen: names of lists → values; those of a ledger beside the library's own."""

    of_ledger: Mapping[str, Sequence[str]] = field(factory=dict)


class _Book:
    """The workbook while it is written."""

    def __init__(self, choices: Choices) -> None:
        self.new = NewBook("what-if")
        self.start, self.settings = (self.new.book.add_worksheet(n) for n in (START, SETTINGS))
        self.rows = {s.name: self.new.book.add_worksheet(s.name) for s in row_sheets()}
        self.lists = self.new.book.add_worksheet(LISTS)
        self.columns: dict[tuple[str, ...], str] = {}
        self.place, self.choices = 0, choices
        for name, values in choices.of_ledger.items():
            self.listed(name, values)

    def listed(self, head: str, values: Sequence[str]) -> str:
        """The range of a list on its sheet, written once."""
        key = (head, *values)
        if key not in self.columns:
            column, self.place = self.place, self.place + 1
            self.lists.write_string(0, column, safe_text(head), self.new.style("head"))
            self.lists.set_column(column, column, 24)
            for row, value in enumerate(values, 1):
                self.lists.write_string(row, column, safe_text(value), self.new.style("text"))
            letters = column_name(column)
            self.columns[key] = f"={LISTS}!${letters}$2:${letters}${max(len(values), 1) + 1}"
        return self.columns[key]

    def chosen(self, sheet: Any, first: int, last: int, column: int, head: str, key: Key, kind: Fragment) -> None:
        """Offer the values that a cell may hold: only these, or these among others."""
        values, only = _offered(kind)
        listed = _LISTED.get(key.name, "")
        own = self.choices.of_ledger.get(listed, ())
        if not values and not own:
            return
        source = self.listed(listed, own) if own else self.listed(head, values)
        rule = {"validate": "list", "source": source, "error_type": "information" if own or not only else "stop", "ignore_blank": True}
        sheet.data_validation(first, column, last, column, rule)

    def write(self, sheet: Any, row: int, column: int, value: object) -> None:
        """A value in its cell."""
        found, style = cell_of(value), self.new.style("text_input")
        if isinstance(found, bool):
            sheet.write_boolean(row, column, found, style)
        elif isinstance(found, int | float):
            sheet.write_number(row, column, found, style)
        elif isinstance(found, str):
            sheet.write_string(row, column, found, style)
        else:
            sheet.write_datetime(row, column, found, self.new.style("text_input", num_format="yyyy-mm-dd"))


def _offered(kind: Fragment) -> tuple[list[str], bool]:
    """Words that a kind names, and whether there are no others."""
    if kind == YES_NO:
        return [], False
    if "enum" in kind:
        return [str(v) for v in kind["enum"]], True
    if "examples" in kind:
        return [str(v) for v in kind["examples"]], False
    return [str(v) for one in kind.get("anyOf", []) for v in one.get("enum", one.get("examples", []))], False


def filled(tables: Mapping[str, Any], name: str = "what-if.xlsx", choices: Choices | None = None) -> bytes:
    """A what-if workbook that says what some tables say; without any, one to fill in.

    Parameters
    ----------
    tables
        As a TOML file gives them.
    name
        Of the file, for its first sheet.
    choices
        What of a ledger can be chosen.
    """
    book = _Book(choices or Choices())
    _start(book, name)
    _settings(book, tables)
    limit = next(s for s in row_sheets() if s.table == "limit")
    contents = {"offer": _offers(tables), "option": _options(tables), "limit": tables.get(limit_key(), [])}
    contents["menu"] = tables.get("solve", {}).get("menu", [])
    for sheet in row_sheets():
        _row_sheet(book, sheet, contents[sheet.table], others=sheet == limit)
    return book.new.bytes()


def _start(book: _Book, name: str) -> None:
    book.start.write_string(0, 0, "A what-if to fill in", book.new.style("title"))
    for row, line in enumerate(_WORDS, 2):
        book.start.write_string(row, 0, f"{row - 1}. {line.replace('{name}', name)}", book.new.style("wrapped"))
        book.start.set_row(row, 30)
    book.start.set_column(0, 0, 120)
    book.start.hide_gridlines(2)


def _settings(book: _Book, tables: Mapping[str, Any]) -> None:
    """A row a setting; those given, with the keys of their tables, and every other one that there is."""
    sheet, row = book.settings, HEAD_ROW
    sheet.write_string(0, 0, "Settings", book.new.style("title"))
    said = "A key of a table in a table follows a point: business_days.EUR. Rows may be added, in any order."
    sheet.write_string(1, 0, said, book.new.style("note"))
    for column, head in enumerate(("table", "key", "value", "what it means", "default")):
        sheet.write_string(HEAD_ROW, column, head, book.new.style("head"))
    for table, key in setting_keys():
        kind = kind_of(key.name, key.type)
        for head, value, given in _spread(key, kind, _within(tables, table)):
            row += 1
            sheet.write_string(row, 0, table, book.new.style("text"))
            sheet.write_string(row, 1, head, book.new.style("text"))
            book.write(sheet, row, 2, value) if given else sheet.write_blank(row, 2, None, book.new.style("text_input"))
            sheet.write_string(row, 3, safe_text(key.meaning), book.new.style("wrapped"))
            sheet.write_string(row, 4, safe_text(key.default), book.new.style("stamp"))
            part = _part(kind, head.partition(".")[2])
            book.chosen(sheet, row, row, 2, head, key, part)
    for column, width in enumerate((12, 28, 42, 100, 16)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.autofilter(HEAD_ROW, 0, row, 4)


def _within(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A table by its name; ``solve.selection`` is a table in a table."""
    top, _, group = name.partition(".")
    found: Mapping[str, Any] = tables.get(top, {})
    return found.get(group, {}) if group else found


def _part(kind: Fragment, name: str) -> Fragment:
    """The kind of a key inside a table."""
    for one in kind.get("anyOf", [kind]):
        if name and name in one.get("properties", {}):
            found: Fragment = one["properties"][name]
            return found
    return {} if name else kind


def _spread(key: Key, kind: Fragment, table: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """Rows of a setting: head, value, whether it is given; a table is a row a key."""
    known = [n for one in kind.get("anyOf", [kind]) for n in one.get("properties", {})]
    value = table.get(key.name)
    if isinstance(value, Mapping) and value and all(_plain_name(k) for k in value):
        yield from ((f"{key.name}.{name}", inner, True) for name, inner in value.items())
        yield from ((f"{key.name}.{n}", None, False) for n in known if n not in value)
        return
    if key.name in table:
        yield key.name, value, True
        return
    if not known or "anyOf" in kind:
        yield key.name, None, False
    yield from ((f"{key.name}.{n}", None, False) for n in known)


def _plain_name(name: object) -> bool:
    return isinstance(name, str) and bool(name) and name == name.strip() and name.isprintable()


def _offers(tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row an offer; what belongs to its scenario stands in the first of them."""
    out = []
    for scenario in tables.get("scenario", []):
        own = {k: v for k, v in scenario.items() if k not in ("name", "offer")}
        for number, offer in enumerate(scenario["offer"]):
            row = {"scenario": scenario["name"], **{k: v for k, v in offer.items() if k != "option"}}
            out.append(row | (own if number == 0 else {}))
    return out


def _options(tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    out = []
    for scenario in tables.get("scenario", []):
        for number, offer in enumerate(scenario["offer"], 1):
            options = offer.get("option", [])
            for option in options if isinstance(options, list) else [options]:
                out.append({"scenario": scenario["name"], "offer": number, **option})
    return out


def _row_sheet(book: _Book, plan: RowSheet, rows: Sequence[Mapping[str, Any]], others: bool) -> None:
    """Heads, what they mean, and a row a table."""
    sheet = book.rows[plan.name]
    sheet.write_string(0, 0, plan.name, book.new.style("title"))
    sheet.write_string(1, 0, plan.said, book.new.style("note"))
    heads = [c.head for c in plan.columns]
    more = sorted({k for r in rows for k in r if k not in {c.key.name for c in plan.columns}}) if others else []
    for column, head in enumerate([*heads, *more]):
        sheet.write_string(HEAD_ROW, column, safe_text(head), book.new.style("head"))
    for column, one in enumerate(plan.columns):
        sheet.write_string(HEAD_ROW + 1, column, safe_text(one.key.meaning), book.new.style("wrapped", italic=True, font_size=8))
        book.chosen(sheet, _FIRST, _FIRST + max(ROWS, len(rows)), column, one.head, one.key, one.kind)
        sheet.set_column(column, column, 26 if len(one.head) > 14 or one.key.name in ("suppliers", "where") else 18)
    sheet.set_row(HEAD_ROW + 1, 110)
    for row, table in enumerate(rows, _FIRST):
        for head, value in _cells(plan.columns, table, more):
            book.write(sheet, row, [*heads, *more].index(head), value)
    sheet.freeze_panes(_FIRST, 1)


def _cells(columns: Sequence[Column], table: Mapping[str, Any], more: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Head and value of each cell: a table with a column for each of its keys is spread over them, any other is one cell."""
    heads = {c.head for c in columns} | set(more)
    for key, value in table.items():
        spread = isinstance(value, Mapping) and bool(value) and all(f"{key}.{inner}" in heads for inner in value)
        if spread:
            yield from ((f"{key}.{inner}", v) for inner, v in value.items())
        else:
            yield key, value
