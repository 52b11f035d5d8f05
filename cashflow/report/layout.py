"""As what a table was read: the first block of ``cashflow check``, and the table to keep."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve

from cashflow.basics.folders import path_from
from cashflow.basics.shown import printable
from cashflow.basics.toml_values import toml_value
from cashflow.ledger import Findings
from cashflow.ledger.layout.model import Layout
from cashflow.ledger.layout.told import pairs_of
from cashflow.ledger.of_files import files_of
from cashflow.ledger.opening.options import sheets_told
from cashflow.ledger.opening.sheet import SEVERAL
from cashflow.report.text_page import WIDTH

__all__ = ["is_map", "layout_lines", "layout_toml", "layouts_lines"]

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_NAMED, _EACH = 6, 12  # files: beside each other, below each other
_OF_EACH = ("Ignored: ", "Check: ")
"""How lines begin that are of a file's rows, not of its layout."""
_SHOWN = ("joined", "supplier", "invoice", "invoice_date", "amount", "open_amount", "currency", "terms", "due_date", "paid_date")
_KEPT = ("currency", "decimal", "date_order", "sign", "profile", "encoding", "separator", "sheet")
_TERMS = ("dialect", "codes", "events")  # keys of [terms]


def layout_lines(layout: Layout | None) -> list[str]:
    """What a ledger was taken for, and why; nothing of e-invoices."""
    if layout is None:
        return []
    opened = layout.opened
    how = [
        opened.container,
        opened.encoding,
        _SEPARATORS.get(opened.separator or "", opened.separator),
        f"sheet '{opened.sheet}'" if opened.sheet else None,
    ]
    said = ", ".join(h for h in how if h)
    lines = [f"Taken for: {layout.why.get('profile', 'a table with our own column names')}; {opened.kind}{f' ({said})' if said else ''}"]
    rows = f"rows {layout.header_row - 1} and {layout.header_row}" if layout.header_of_two else f"row {layout.header_row}"
    where = f", header in {rows}" if layout.header_row else ", no header"
    lines[0] += where if opened.kind in ("text", "workbook", "HTML page") else ""
    lines += [f"  {what}: {why}" for what, why in opened.why.items() if what in ("sheet", "cells", "json")]
    lines += _packed("Columns: ", [f"{ours} = '{theirs}'" if ours != theirs else ours for ours, theirs in layout.columns.items()])
    lines += [f"  {_words(what, layout.why[what])}" for what in _SHOWN if what in layout.why and _says_more(what, layout)]
    lines += [f"  not used: '{name}' {why}" for name, why in layout.unused.items()]
    facts = {"Sign": layout.sign, "Currency": layout.currency}
    lines += [f"{name}: {value}{_why(layout.why, name.lower())}" for name, value in facts.items() if value]
    lines += [f"Dates: {_dates(layout.why['dates'])}"] if "dates" in layout.why else []
    lines += [f"{name}: {layout.why[name.lower()]}" for name in ("Decimals", "Rounded") if name.lower() in layout.why]
    passed = [f"{n:,} × {kind}{_why(layout.why, kind)}" for kind, n in layout.ignored.items()]
    lines += [f"Ignored: {', '.join(passed)}"] if passed else []
    lines += [f"Check: {words}" for words in layout.totals.values()]
    return [printable(line) for line in lines]


def _packed(head: str, parts: list[str]) -> list[str]:
    """Parts beside each other, as many as a line holds, so that none is broken."""
    lines = [head]
    for at, part in enumerate(parts):
        text = part + (", " if at < len(parts) - 1 else "")
        if len(lines[-1]) + len(text.rstrip()) > WIDTH and lines[-1].strip():
            lines.append("  ")
        lines[-1] += text
    return [line.rstrip() for line in lines]


_FIRST = re.compile(r"(\w+) (day|month|year) first: ([\d,]+) dates? ha(?:s|ve) a day past 12")


def _dates(text: str) -> str:
    """The order of the dates, said once where the columns prove the same."""
    found = [_FIRST.fullmatch(part) for part in text.split("; ")]
    sure = [f for f in found if f is not None]
    if len(sure) < len(found) or len({f[2] for f in sure}) > 1 or len(sure) == 1:
        return text
    return f"{sure[0][2]} first: {', '.join(f'{f[3]} in {f[1]}' for f in sure)} have a day past 12"


def _words(what: str, why: str) -> str:
    """What was found of a column, in words that name it once."""
    return why if why.startswith(f"{what} ") else f"{what}: {why}"


def _says_more(what: str, layout: Layout) -> bool:
    """Whether the words on a column say more than that it is used, which stands among the columns."""
    plain = [f"{ours} is '{layout.columns[ours]}'" for ours in ("amount", "open_amount", "paid_amount") if ours in layout.columns]
    if layout.why[what].endswith("stands for it"):
        return False
    return layout.why[what] != ", ".join(plain) and not (what == "currency" and layout.currency)


def layouts_lines(found: Findings) -> list[str]:
    """The same of a ledger of several files: each layout once, below the names of the files that have it; then what is of each alone."""
    if len(found.layouts) < 2:
        return layout_lines(found.layout)
    by_lines: dict[tuple[str, ...], list[str]] = {}
    own: dict[str, list[str]] = {}
    for name, layout in found.layouts.items():
        said = layout_lines(_of_any_sheet(layout)) or ["Taken for: a table with our own column names"]
        own[name] = [line for line in said if line.startswith(_OF_EACH)]
        by_lines.setdefault(tuple(line for line in said if not line.startswith(_OF_EACH)), []).append(name)
    what = "sheet" if all(one.opened.why.get("sheet") == SEVERAL for one in found.layouts.values()) else "file"
    lines = []
    for words, names in by_lines.items():
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        lines += [printable(f"{len(names):,} {what}{'s' if len(names) > 1 else ''}: {', '.join(names[:_NAMED])}{more}"), *words]
        lines += own[names[0]] if len(names) == 1 else _each(sorted(names, key=lambda n: not found.layouts[n].differs), own)
    return lines


def _each(names: Sequence[str], own: Mapping[str, list[str]]) -> list[str]:
    """What is of each file alone, where there is such; no more of them than one reads."""
    said = [f"  {printable(name)}: {'; '.join(own[name])}" for name in names if own[name]]
    return [*said[:_EACH], *([f"  and {len(said) - _EACH:,} more"] if len(said) > _EACH else [])]


def _of_any_sheet(layout: Layout) -> Layout:
    """A layout without the name of its sheet, where it is one of several, which are told apart by their names."""
    opened = layout.opened
    if opened.why.get("sheet") != SEVERAL:
        return layout
    why = {k: v for k, v in opened.why.items() if k != "sheet"}
    return evolve(layout, opened=evolve(opened, sheet=None, why=why))


def _why(why: Mapping[str, str], name: str) -> str:
    return f" ({why[name]})" if name in why else ""


def layout_toml(found: Findings, told: Mapping[str, Any], path: Path, folder: Path) -> str:
    """``[ledger]`` and ``[terms]`` with all that was found and told, to read a ledger the same again; of several files, what all share.

    `told`: the keywords of `read_ledger`; `path`: of the ledger; `folder`: where the file is kept, to which paths are relative.
    """
    given = {k: v for k, v in told.items() if v is not None and v is not False and v != ()}
    ledger: dict[str, Any] = {"path": path_from(path, folder), **_found(found, given)}
    terms: dict[str, Any] = {}
    for key, value in given.items():
        if key in ("map", "payments_map", "types", "events", "accept"):
            value = pairs_of(value, key)
        elif key == "sheet":
            value = sheets_told(value)
        elif key == "files":
            value = files_of(value)
        elif isinstance(value, Path):
            value = path_from(value, folder)
        (terms if key in _TERMS else ledger)[key] = value
    if "map" in ledger:
        ledger["map"] = {**_found(found, given).get("map", {}), **ledger["map"]}
    lines = ["[ledger]", *(f"{k} = {toml_value(_as_typed(v))}" for k, v in ledger.items())]
    lines += ["", "[terms]", *(f"{k} = {toml_value(_as_typed(v))}" for k, v in terms.items())] if terms else []
    return "\n".join(lines) + "\n"


def is_map(path: Path) -> bool:
    """Whether a file holds what `layout_toml` gives, and no question that somebody wrote."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")).keys() <= {"ledger", "terms"}
    except (OSError, ValueError, RecursionError):
        return False


def _found(found: Findings, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the layouts say, as keys of ``[ledger]``; nothing of a table with our own column names."""
    layout = found.layout
    each: list[Layout | None] = [*found.layouts.values()] or [layout]
    if layout is None or layout.profile == "cashflow":
        return {}
    said = {k: v for k, v in layout.to_dict().items() if all(one is not None and one.to_dict()[k] == v for one in each)}
    out = {key: said[key] for key in _KEPT if said.get(key) is not None}
    columns = {k: v for k, v in layout.roles.items() if all(one is not None and one.roles.get(k) == v for one in each)}
    return {**out, "map": columns} if columns else out


def _as_typed(value: Any) -> Any:
    """A value as an option has it: all but switches and counts as text, which is read as what it means."""
    if isinstance(value, list | tuple):
        return [_as_typed(v) for v in value]
    if isinstance(value, Mapping):
        return {k: _as_typed(v) for k, v in value.items()}
    return value if isinstance(value, bool | int) else str(value)
