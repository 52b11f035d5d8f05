"""One column of amounts, owed positive or negative as the export has it, from the columns that an export keeps them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.amount_text import read_amounts
from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.basics.money import amount_texts
from cashflow.ledger.layout.content import SIDES
from cashflow.ledger.layout.profiles import Profile

__all__ = ["Amounts", "amounts_of", "minor_units"]

_DIGITS = 4


@frozen(eq=False)
class Amounts:
    """The amount of each row as cells, what it is made of, and the sign that comes with it (nothing: as the profile or the user says)."""

    cells: Any  # (n,), object
    words: str
    sign: str | None = None


def amounts_of(frame: pd.DataFrame, at: Mapping[str, int], profile: Profile, decimal: str | None) -> Amounts | None:
    """The amounts of a table; `None`: it has none.

    What is open goes before what was invoiced, since that is what will be paid. Debit and credit become credit less debit, so that what a
    supplier is owed is positive; so does an amount with a side beside it (S and H, D and C).
    """
    name = next((r for r in ("open_amount", "amount", "local_open_amount", "local_amount") if r in at), None)
    if name is None and {"debit", "credit"} & set(at):
        return _two_columns(frame, at, decimal)
    if name is None:
        return None
    cells = frame.iloc[:, at[name]].to_numpy(object)
    words = f"'{str(frame.columns[at[name]]).strip()}'"
    if "debit_credit" in at:
        side = _sides(frame.iloc[:, at["debit_credit"]])
        minor, good = minor_units(cells, decimal)
        if not (minor[good & (side == "debit")] < 0).any():
            return Amounts(_signed(cells, minor, good, side == "debit"), f"{words}, less where debit", "payables positive")
    if name in ("amount", "local_amount") and "paid_amount" in at:
        return _less_paid(frame, cells, at["paid_amount"], words, decimal)
    if "document_type" in at and profile.types:
        return _by_type(frame, cells, at["document_type"], words, profile, decimal)
    return Amounts(cells, words)


def minor_units(cells: Any, decimal: str | None) -> tuple[Ints, Ints]:
    """Amounts in 1/10,000, blank ones 0, and which could be read."""
    texts = np.array(["" if v is None or v != v else str(v).strip() for v in cells.tolist()], object)
    minor, reasons = read_amounts(texts, np.full(len(texts), _DIGITS), decimal)
    blank = texts == ""
    return np.where(blank, 0, minor), (reasons == "") | blank


def _text(minor: Ints) -> Any:
    texts = amount_texts(minor, np.full(len(minor), _DIGITS)).astype(object)
    return np.array([t[:-2] if t.endswith("00") else t for t in texts.tolist()], object)


def _two_columns(frame: pd.DataFrame, at: Mapping[str, int], decimal: str | None) -> Amounts:
    owed, less = np.zeros(len(frame), np.int64), np.zeros(len(frame), np.int64)
    good, out = np.ones(len(frame), bool), np.full(len(frame), "", object)
    for role in ("credit", "debit"):
        if role in at:
            cells = frame.iloc[:, at[role]].to_numpy(object)
            minor, read = minor_units(cells, decimal)
            owed, less = (owed + minor, less) if role == "credit" else (owed, less + minor)
            out[~read], good = cells[~read], good & read
    out[good] = _text((owed - less)[good])
    blank = np.array([not any(str(frame.iloc[i, at[r]]).strip() for r in ("credit", "debit") if r in at) for i in range(len(frame))])
    out[blank] = ""
    return Amounts(out, "credit less debit", "payables positive")


def _sides(column: pd.Series[Any]) -> Any:
    words = {v: SIDES.get(str(v).strip().lower(), "") for v in set(column.tolist())}
    return np.array([words[v] for v in column.tolist()], object)


def _signed(cells: Any, minor: Ints, good: Ints, negative: Ints) -> Any:
    """Cells, negative where they are said to be; a cell that can't be read stays."""
    out = cells.copy()
    turn = good & negative & (minor != 0)
    out[turn] = _text(-minor[turn])
    return out


def _less_paid(frame: pd.DataFrame, cells: Any, paid: int, words: str, decimal: str | None) -> Amounts:
    minor, good = minor_units(cells, decimal)
    off, read = minor_units(frame.iloc[:, paid].to_numpy(object), decimal)
    some = good & read & (off != 0)
    out = cells.copy()
    out[some] = _text((minor - off)[some])
    bad = good & ~read
    out[bad] = frame.iloc[:, paid].to_numpy(object)[bad]
    return Amounts(out, f"{words} less '{str(frame.columns[paid]).strip()}'")


def _by_type(frame: pd.DataFrame, cells: Any, column: int, words: str, profile: Profile, decimal: str | None) -> Amounts:
    """Credit notes and payments are negative, where all amounts of the table are without a sign."""
    kinds = np.array([profile.kind_of(str(v)) or "" for v in frame.iloc[:, column].tolist()], object)
    minor, good = minor_units(cells, decimal)
    less = (kinds == "credit") | (kinds == "payment")
    if not less.any() or (minor[good] < 0).any():
        return Amounts(cells, words)
    return Amounts(_signed(cells, minor, good, less), f"{words}, less where it is a credit note or a payment", "payables positive")
