"""A what-if workbook read back: the tables that a TOML file would give, and the cell of each key."""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from attrs import Factory, field, frozen

from cashflow.basics.errors import InputError, nearest
from cashflow.ledger.opening.guard import look_through
from cashflow.report.workbook.page import at
from cashflow.whatif_file.sheets.plan import HEAD_ROW, SETTINGS, RowSheet, limit_key, row_sheets, setting_keys
from cashflow.whatif_file.sheets.values import value_of

__all__ = ["BOOKS", "Taken", "is_whatif_book", "taken"]

BOOKS = (".xlsx", ".xlsm", ".ods")
"""Endings of workbooks that may be what-if files."""
_FIRST = HEAD_ROW + 2
_NOTE = "Everything below the heads counts; put notes on a sheet of their own"


@frozen(eq=False)
class Taken:
    """Tables of a workbook, and where each key stands."""

    tables: dict[str, Any] = field(default=Factory(dict))
    places: dict[str, str] = field(default=Factory(dict))  # "scenario 1.offer 1.extend.days" → "Offers!B6"

    values: dict[str, object] = field(default=Factory(dict))  # by cell

    def place_of(self, where: str | None, value: object = None) -> str | None:
        """The cell of what a message names, or the nearest that is known; of several alike the one that holds the value."""
        asked = (where or "").split(".")
        best, found = 0, None
        for path, cell in self.places.items():
            holds = value is not None and str(self.values.get(cell)) == str(value)
            score = 2 * max(0, _alike(asked, path.split("."))) + holds
            if score > best:
                best, found = score, cell
        return found


def _alike(asked: Sequence[str], path: Sequence[str]) -> int:
    """How much two paths have in common: the parts they begin with, and most of all the key at the end."""
    start = 0
    for a, b in zip(asked, path, strict=False):
        if a != b:
            break
        start += 1
    if start == 0 and len(asked) > 1:
        return 0
    rest = [part for part in asked[start:] if any(p == part or p.startswith(f"{part} ") for p in path[start:])]
    return max(0, 2 * start + 3 * len(rest) - (0 if rest or start == len(asked) else 1))


def is_whatif_book(content: bytes) -> bool:
    """Whether a file is a workbook with our sheet of settings; nothing else is read of it."""
    if not content.startswith(b"PK"):
        return False
    try:
        return SETTINGS in _calamine("what-if").load_workbook(io.BytesIO(content)).sheet_names
    except InputError:
        raise
    except Exception:  # what calamine may raise of a broken file is said when it is read as a ledger
        return False


def _calamine(source: object) -> Any:
    try:
        return importlib.import_module("python_calamine")
    except ImportError:
        hint = 'Type pip install "cashflow-terms[excel]"'
        raise InputError("workbooks are read by the package python-calamine, which is not installed", file=source, hint=hint) from None


def taken(content: bytes, path: Path) -> Taken:
    """The tables of a workbook.

    Raises
    ------
    InputError
        A head or key that is not known, a value that can't be read, a row without its scenario: with sheet and cell.
    """
    look_through(content, path)
    book = _calamine(path).load_workbook(io.BytesIO(content))
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    found = Taken()
    try:
        _settings(found, sheets.get(SETTINGS, []))
        for plan in row_sheets():
            rows = list(_rows(found, plan, sheets.get(plan.name, [])))
            _ADD[plan.table](found, rows)
    except InputError as wrong:
        wrong.file = str(path)
        raise
    return found


def _refused(reason: str, sheet: str, row: int, column: int, value: object = None, hint: str | None = None) -> InputError:
    return InputError(reason, column=f"{sheet}!{at(row, column)}", value=value, hint=hint)


def _value(sheet: str, row: int, column: int, cell: object) -> object:
    try:
        return value_of(cell)
    except InputError as wrong:
        wrong.column = f"{sheet}!{at(row, column)}"
        raise


def _put(table: dict[str, Any], head: str, value: object, refuse: InputError) -> None:
    """Set a key, or the key of a table in a table; both, or one twice, is refused."""
    key, point, inner = head.partition(".")
    if not point:
        if key in table:
            raise refuse
        table[key] = value
        return
    within = table.setdefault(key, {})
    if not isinstance(within, dict) or inner in within:
        raise refuse
    within[inner] = value


def _settings(found: Taken, rows: Sequence[Sequence[object]]) -> None:
    known: dict[str, list[str]] = {}
    for table, key in setting_keys():
        known.setdefault(table, []).append(key.name)
    for number, row in enumerate(rows[HEAD_ROW + 1 :], HEAD_ROW + 1):
        cells = [*row, *[""] * 3][:3]
        if all(_empty(c) for c in cells):
            continue
        value = _value(SETTINGS, number, 2, cells[2])
        table, head = (str(c).strip() for c in cells[:2])
        if value is None:
            continue
        if table not in known:
            raise _refused(f"is not a table. {nearest(table, known)}", SETTINGS, number, 0, table or None, _NOTE)
        name = head.partition(".")[0]
        if name not in known[table]:
            raise _refused(f"unknown key of {table}. {nearest(name, known[table])}", SETTINGS, number, 1, head or None)
        cell = f"{SETTINGS}!{at(number, 2)}"
        twice = _refused("appears twice", SETTINGS, number, 1, head, "Keep one of them")
        top, _, group = table.partition(".")
        tables = found.tables.setdefault(top, {})
        _put(tables.setdefault(group, {}) if group else tables, head, value, twice)
        found.places[f"{table}.{head}"], found.values[cell] = cell, value


def _empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


Row = tuple[int, dict[str, Any], dict[str, str]]
"""Number of a row, its table, and the cell of each head."""


def _rows(found: Taken, plan: RowSheet, rows: Sequence[Sequence[object]]) -> Iterable[Row]:
    """The tables of a sheet."""
    if len(rows) <= HEAD_ROW:
        return
    heads = [str(h).strip() for h in rows[HEAD_ROW]]
    known = [c.head for c in plan.columns]
    for column, head in enumerate(heads):
        if head and head not in known and plan.table != "limit":
            raise _refused(f"is not a column of {plan.name}. {nearest(head, known)}", plan.name, HEAD_ROW, column, head)
        if head and head in heads[:column]:
            raise _refused("is the head of two columns", plan.name, HEAD_ROW, column, head, "Keep one of them")
    for number, row in enumerate(rows[_FIRST:], _FIRST):
        table: dict[str, Any] = {}
        cells: dict[str, str] = {}
        for column, cell in enumerate(row):
            value = _value(plan.name, number, column, cell)
            if value is None:
                continue
            head = heads[column] if column < len(heads) else ""
            if not head:
                raise _refused("stands in a column without a head", plan.name, number, column, value, _NOTE)
            twice = _refused("says what another column of the row says", plan.name, number, column, value, "Fill in one of them")
            if plan.table == "limit" and head not in known:
                table[head] = value
            else:
                _put(table, head, value, twice)
            cells[head] = f"{plan.name}!{at(number, column)}"
            found.values[cells[head]] = value
        if table:
            yield number, table, cells


def _scenario(found: Taken, table: dict[str, Any], cells: dict[str, str], number: int, sheet: str) -> str:
    name = table.pop("scenario", None)
    if name is None:
        raise _refused("says no scenario", sheet, number, 0, hint="Write its name; rows of one name belong together")
    return str(name)


def _offers(found: Taken, rows: Iterable[Row]) -> None:
    scenarios: dict[str, dict[str, Any]] = {}
    for number, table, cells in rows:
        name = _scenario(found, table, cells, number, "Offers")
        scenario = scenarios.setdefault(name, {"name": name, "offer": []})
        of_scenario = {k: table.pop(k) for k in ("stress", "vary") if k in table}
        for key, value in of_scenario.items():
            if key in scenario:
                hint = "Keep it in the first row of the scenario"
                raise InputError("is said twice of one scenario", column=cells[key], value=value, hint=hint)
            scenario[key] = value
        scenario["offer"].append(table)
        at_scenario, at_offer = list(scenarios).index(name) + 1, len(scenario["offer"])
        for head, cell in cells.items():
            found.places[f"scenario {at_scenario}.offer {at_offer}.{head}"] = cell
            if head in of_scenario or head == "scenario":
                found.places[f"scenario {at_scenario}.{'name' if head == 'scenario' else head}"] = cell
    if scenarios:
        found.tables["scenario"] = [*scenarios.values()]


def _options(found: Taken, rows: Iterable[Row]) -> None:
    scenarios = {s["name"]: (n, s) for n, s in enumerate(found.tables.get("scenario", []), 1)}
    for number, table, cells in rows:
        name = _scenario(found, table, cells, number, "Options")
        if name not in scenarios:
            raise _refused(f"is not a scenario of Offers. {nearest(name, scenarios)}", "Options", number, 0, name)
        at_scenario, scenario = scenarios[name]
        many, offer = len(scenario["offer"]), table.pop("offer", None)
        if offer is None and many == 1:
            offer = 1
        if isinstance(offer, bool) or not isinstance(offer, int) or not 1 <= offer <= many:
            said = f"'{name}' has {many} of them" if many > 1 else f"'{name}' has one"
            raise _refused(f"must be the number of an offer; {said}", "Options", number, 1, offer)
        options = scenario["offer"][offer - 1].setdefault("option", [])
        options.append(table)
        for head, cell in cells.items():
            found.places[f"scenario {at_scenario}.offer {offer}.option {len(options)}.{head}"] = cell


def _limits(found: Taken, rows: Iterable[Row]) -> None:
    name = limit_key()
    for _, table, cells in rows:
        listed = found.tables.setdefault(name, [])
        listed.append(table)
        found.places.update({f"{name} {len(listed)}.{head}": cell for head, cell in cells.items()})


def _menu(found: Taken, rows: Iterable[Row]) -> None:
    for _, table, cells in rows:
        listed = found.tables.setdefault("solve", {}).setdefault("menu", [])
        listed.append(table)
        found.places.update({f"solve.menu {len(listed)}.{head}": cell for head, cell in cells.items()})


_ADD = {"offer": _offers, "option": _options, "limit": _limits, "menu": _menu}
