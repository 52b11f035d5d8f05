"""A what-if workbook to start from: a ledger's suppliers, columns and currencies to choose from, and nothing guessed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cashflow.basics.errors import InputError
from cashflow.ledger import Ledger, read_ledger
from cashflow.whatif_file.sheets.filled import Choices, filled

__all__ = ["choices_of", "template"]

_MOST_VALUES = 5_000
"""Values of a column that are listed."""
_OFFER = {"name": "Scenario 1", "offer": [{"extend": {"days": 30}}]}


def template(path: Path, ledger: Path | None, told: Mapping[str, Any]) -> bytes:
    """The workbook.

    Parameters
    ----------
    path
        Where it will stand; the ledger is named from there.
    ledger
        Read for what can be chosen; without one only the library's own words are listed.
    told
        Keys of ``[ledger]`` that it is read with; they are filled in.

    Raises
    ------
    InputError
        The path is no .xlsx; the ledger can't be read without being told more.
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError("must end in .xlsx", column="template", value=path.name, hint="Type cashflow template what-if.xlsx")
    given = {k: v for k, v in told.items() if v is not None}
    tables: dict[str, Any] = {"scenario": [_OFFER], "ledger": dict(given)}
    if ledger is None:
        return filled(tables, path.name)
    found = read_ledger(ledger, **given)
    place = os.path.relpath(ledger.resolve(), path.resolve().parent)
    tables["ledger"] = {"path": Path(place).as_posix(), **given}
    return filled(tables, path.name, choices_of(found))


def choices_of(ledger: Ledger) -> Choices:
    """Suppliers, currencies and further columns of a ledger, and the values of each column that is not a number or name of its own."""
    lists: dict[str, list[str]] = {
        "suppliers": sorted(ledger.supplier.values),
        "currencies": sorted(ledger.currency.values),
        "columns": sorted(ledger.attributes),
    }
    for name, column in sorted(ledger.attributes.items()):
        used = sorted({column.values[c] for c in np.unique(column.codes).tolist()} - {""})
        lists[f"column {name}"] = used[:_MOST_VALUES]
    return Choices({k: v for k, v in lists.items() if v})
