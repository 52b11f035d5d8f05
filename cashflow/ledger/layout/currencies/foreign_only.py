"""Amounts in the document's currency that stand only where it is not the company's own: elsewhere the company's are the document's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.rough import rough
from cashflow.ledger.layout.cells.words import WEAK, fold, roles_of
from cashflow.ledger.layout.currencies.same_currency import basis_of
from cashflow.ledger.opening.csv_head import Said

__all__ = ["Completed", "completed"]

_SAMPLE = 2_000  # rows that are looked at first
_LOCAL = {"amount": "local_amount", "open_amount": "local_open_amount"}


@frozen(eq=False)
class Completed:
    """The frame with amounts of the document in all rows, and what is said of those that were lacking."""

    frame: pd.DataFrame
    said: tuple[Said, ...] = ()


def completed(frame: pd.DataFrame, names: Sequence[str], mapped: Mapping[str, str]) -> Completed:
    """Fill such columns: blank or nothing in all rows of one currency, filled in all others, where the company's own are filled in all.

    Nothing is filled where the user has told another column of an amount or of the currency, or where another column says that the
    company's own currency is another one.
    """
    says = [roles_of(n) for n in names]
    currency = [i for i, s in enumerate(says) if s.get("currency", WEAK + 1) <= WEAK and frame.dtypes.iloc[i].kind == "O"]
    if len(currency) != 1 or not _is_told_or_free("currency", names[currency[0]], mapped):
        return Completed(frame)
    codes = np.array([text_of(c).upper() for c in frame.iloc[:, currency[0]].tolist()], object)
    own = [i for i, s in enumerate(says) if "local_currency" in s]
    out, said = frame, list[Said]()
    for role, local in _LOCAL.items():
        theirs = [i for i, s in enumerate(says) if role in s and basis_of(names[i]) == "document"]
        ours = [i for i, s in enumerate(says) if (role in s or local in s) and basis_of(names[i]) != "document" and s.get(role, 0) <= WEAK]
        if len(theirs) != 1 or len(ours) != 1 or not _is_told_or_free(role, names[theirs[0]], mapped):
            continue
        step = max(1, len(frame) // _SAMPLE)
        if _lacking(frame.iloc[::step], theirs[0], ours[0], codes[::step]) is None:
            continue
        lacking = _lacking(frame, theirs[0], ours[0], codes)
        code = str(codes[lacking][0]) if lacking is not None else ""
        if lacking is None or any({text_of(c).upper() for c in frame.iloc[:, i].tolist()} - {"", code} for i in own):
            continue
        cells = np.empty(len(frame), object)
        cells[:] = frame.iloc[:, theirs[0]].tolist()
        cells[lacking] = np.array([*frame.iloc[:, ours[0]].tolist(), None], object)[:-1][lacking]
        out = out.copy() if out is frame else out
        out.isetitem(theirs[0], cells)
        many = int(lacking.sum())
        words = (
            f"{many:,} row{'s' if many > 1 else ''} in {code} ha{'ve' if many > 1 else 's'} nothing in '{names[theirs[0]]}': "
            f"'{names[ours[0]]}' counts, which is in {code} throughout"
        )
        said.append(Said(int(np.flatnonzero(lacking)[0]), "flagged", "amount in own currency", role, "", words))
    return Completed(out, tuple(said))


def _is_told_or_free(role: str, name: str, mapped: Mapping[str, str]) -> bool:
    """Whether a column was told as that of its role, or none was."""
    return role not in mapped or fold(mapped[role]) == fold(name)


def _lacking(frame: pd.DataFrame, theirs: int, ours: int, codes: Any) -> Ints | None:
    """(n,), bool: rows whose amount stands in the company's column alone; `None`: the rows don't show it."""
    there, here = (np.array([bool(rough(c)) for c in frame.iloc[:, i].tolist()], bool) for i in (theirs, ours))
    some = (codes != "") & here
    lacking = some & ~there
    blank, filled = set(codes[lacking].tolist()), set(codes[some & there].tolist())
    if len(blank) != 1 or not filled or blank & filled or ((codes != "") & there & ~here).any():
        return None
    return lacking
