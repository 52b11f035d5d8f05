"""The ``[solve]`` table of a what-if file: the same settings as `solve` takes, checked with the nearest known key."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from attrs import fields

from cashflow.basics.errors import InputError, nearest
from cashflow.offers.selection import Selection
from cashflow.solve.asked import Constraints
from cashflow.solve.solve import solve

__all__ = ["SOLVE_KEYS", "solve_table"]

_CODE = ("ledger", "policy", "fiscal", "quarters", "limits", "interest_paid", "reporting", "name")
"""Arguments of `solve` that the rest of the file gives."""
_GROUPS: dict[str, type] = {"selection": Selection, "constraints": Constraints}
SOLVE_KEYS = tuple(name for name in inspect.signature(solve).parameters if name not in _CODE)


def solve_table(value: Any, extend: Callable[[Any], Any]) -> dict[str, Any]:
    """Settings of a ``[solve]`` table; `extend` reads terms by the file's own codes and dialect."""
    if not isinstance(value, Mapping):
        raise InputError("must be a table", column="solve", value=value)
    for key in value:
        if key not in SOLVE_KEYS:
            group = next((name for name, cls in _GROUPS.items() if key in [f.name for f in fields(cls)]), None)
            reason = f"belongs in [solve.{group}]" if group else f"unknown key. {nearest(key, SOLVE_KEYS)}"
            raise InputError(reason, column="solve", value=key)
    for needed, example in (("target", '"60000000"'), ("by", "2025-06-30")):
        if needed not in value:
            raise InputError("is missing", column=f"solve.{needed}", hint=f"Write {needed} = {example}")
    if not isinstance(value.get("menu"), list):
        raise InputError("must be one entry or more, written [[solve.menu]]", column="solve.menu")
    read = lambda entry: {**entry, "extend": extend(entry["extend"])} if isinstance(entry, Mapping) and "extend" in entry else entry  # noqa: E731
    return {**value, "menu": [read(e) for e in value["menu"]]}
