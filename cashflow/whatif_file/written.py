"""A what-if as tables, written as the text of a what-if file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cashflow.basics.toml_values import toml_key, toml_value

__all__ = ["whatif_toml"]


def whatif_toml(tables: Mapping[str, Any], remark: str = "") -> str:
    """The text of a file that reads back as the same tables.

    Parameters
    ----------
    tables
        As they are read: values, tables, and lists of tables.
    remark
        What stands above them, a line or several.

    Examples
    --------
    >>> print(whatif_toml({"ledger": {"path": "l.csv"}, "scenario": [{"name": "later", "offer": [{"extend": {"days": 30}}]}]}), end="")
    [ledger]
    path = "l.csv"
    <BLANKLINE>
    [[scenario]]
    name = "later"
    <BLANKLINE>
    [[scenario.offer]]
    extend = { days = 30 }
    """
    lines = [f"# {line}" for line in remark.splitlines()]
    for name, value in tables.items():
        if not (_is_tables(value) or isinstance(value, Mapping)):  # no table at all: it is refused where it is read
            lines.append(f"{toml_key(name)} = {toml_value(value)}")
            continue
        for one in value if _is_tables(value) else [value]:
            lines += ["", *_table(name, one, is_many=_is_tables(value))]
    return "\n".join(lines).strip("\n") + "\n"


def _is_tables(value: Any) -> bool:
    """Whether it is written as tables of their own: a list of tables."""
    return isinstance(value, Sequence) and not isinstance(value, str) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _table(name: str, table: Mapping[str, Any], *, is_many: bool) -> list[str]:
    lines = [f"[[{name}]]" if is_many else f"[{name}]"]
    below = {k: v for k, v in table.items() if is_many and _is_tables(v)}  # a list of tables in a plain table stays in its line
    lines += [f"{toml_key(k)} = {toml_value(v)}" for k, v in table.items() if k not in below]
    for key, many in below.items():
        for one in many:
            lines += ["", *_table(f"{name}.{toml_key(key)}", one, is_many=True)]
    return lines
