"""Findings: collected column by column while a table is read; a row is rejected for its first reason."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.kinds import KINDS
from cashflow.ledger.left_out import ACCEPTED, Sums
from cashflow.ledger.model import Findings

__all__ = ["MOST_LISTED", "Notebook", "first_of_each", "summary"]

MOST_LISTED = 1_000
"""Findings of a kind that are listed; the others are counted."""
COLUMNS = ["table", "row", "column", "value", "kind", "reason", "status"]


class Notebook:
    """Reasons as they are found, for the rows of one table; `row` numbers are the spreadsheet's, or count the `files`.

    Values and reasons are one text for all, or asked for by position: an array, a column that makes texts of the rows that are said alone
    (`Strings`, `CellTexts`), a mapping, or a function of positions that gives an array.
    """

    def __init__(self, rows: Ints, table: str = "ledger", files: Mapping[int, str] | None = None) -> None:
        self.rows, self.table, self.files = rows, table, files
        self.rejected = np.zeros(len(rows), bool)
        self._said: list[tuple[Ints, str, Texts, str, Texts, str]] = []
        self._by_kind: dict[str, list[Ints]] = {}
        self.counts: dict[tuple[str, str], int] = {}  # status, kind → how many were said, listed or not

    def reject(self, which: Ints, kind: str, column: str, values: Any, reasons: Any) -> None:
        """Reject the rows at positions `which` that are not rejected yet; `kind`: of `kinds.REJECTED`."""
        fresh = which[~self.rejected[which]]
        self._note(fresh, kind, column, values, reasons, "rejected")
        self.rejected[which] = True
        if len(fresh):
            self._by_kind.setdefault(kind, []).append(fresh)

    def remark(self, row: int, kind: str, column: str, reason: str) -> None:
        """Say something of the header; `kind`: of `kinds.FLAGGED`."""
        self.counts["flagged", kind] = self.counts.get(("flagged", kind), 0) + 1
        self._said.append((np.array([row]), column, "", kind, reason, "flagged"))

    @property
    def by_kind(self) -> dict[str, Ints]:
        """Positions of the rejected rows by the kind of their first reason."""
        return {kind: np.concatenate(parts) for kind, parts in self._by_kind.items()}

    def flag(self, which: Ints, kind: str, column: str, values: Any, reasons: Any, status: str = "flagged") -> None:
        """Say something of rows that are kept; `kind`: of `kinds.FLAGGED`, or of the kinds of another `status`."""
        self._note(which[~self.rejected[which]], kind, column, values, reasons, status)

    def _note(self, which: Ints, kind: str, column: str, values: Any, reasons: Any, status: str) -> None:
        if kind not in KINDS:
            raise KeyError(kind)
        if len(which):
            some = self._counted(which, kind, status)
            self._said.append((self.rows[some], column, _picked(values, some), kind, _picked(reasons, some), status))

    def _counted(self, which: Ints, kind: str, status: str) -> Ints:
        """The first of them, which are listed."""
        self.counts[status, kind] = self.counts.get((status, kind), 0) + len(which)
        return which if len(which) <= MOST_LISTED else np.sort(which)[:MOST_LISTED]

    def ignore(self, rows: Ints, kind: str, reason: str) -> None:
        """Say that rows of some numbers are no invoices at all; `kind`: of `kinds.IGNORED`."""
        if len(rows):
            self._said.append((self._counted(rows, kind, "ignored"), "", "", kind, reason, "ignored"))

    def place(self, row: int) -> str:
        """What a reader calls a row: its number, or its file."""
        return f"row {row}" if self.files is None else self.files[row]

    def frame(self) -> pd.DataFrame:
        """Findings ordered by row; with the file of each, where a row is a file."""
        if not self._said:
            return pd.DataFrame([], columns=COLUMNS if self.files is None else [COLUMNS[0], "file", *COLUMNS[1:]])
        parts = list(zip(*self._said, strict=True))
        sizes = [len(rows) for rows in parts[0]]
        row = np.concatenate(parts[0])
        order = np.argsort(row, kind="stable")
        columns = {"row": row[order].astype(np.int64)}
        for name, texts in zip(("column", "value", "kind", "reason", "status"), parts[1:], strict=True):
            columns[name] = np.concatenate([_repeated(t, n) for t, n in zip(texts, sizes, strict=True)])[order]
        frame = first_of_each(pd.DataFrame({"table": np.full(len(row), self.table, object), **columns}))
        if self.files is not None:
            frame.insert(1, "file", [self.files[r] for r in frame["row"]])
        return frame


def first_of_each(frame: pd.DataFrame) -> pd.DataFrame:
    """The findings that are listed, of some in order of rows: the first of each kind."""
    if len(frame) <= MOST_LISTED:
        return frame
    return frame[frame.groupby(["status", "kind"], sort=False).cumcount() < MOST_LISTED].reset_index(drop=True)


Texts = str | np.ndarray[Any, Any]


def _picked(texts: Any, which: Ints) -> Texts:
    """The texts of the rows at some positions."""
    if isinstance(texts, str):
        return texts
    if callable(texts):
        return texts(which)
    out: Any = np.empty(len(which), object)
    out[:] = [str(texts[at]) for at in which.tolist()] if isinstance(texts, Mapping) else list(map(str, texts[which].tolist()))
    return out


def _repeated(texts: Texts, n: int) -> np.ndarray[Any, Any]:
    return np.full(n, texts, object) if isinstance(texts, str) else texts


def summary(
    frame: pd.DataFrame, read: int, ignored: int, amounts: tuple[dict[str, Decimal], dict[str, Decimal]], rows: Sums, **told: Any
) -> Findings:
    """The findings of one ledger; rows read = accepted + rejected + ignored. `told`: further fields of `Findings`."""
    unit = "files" if "file" in frame else "rows"
    accepted = rows.count([ACCEPTED])
    counts = told.pop("counts")
    beyond = sum(counts.values()) - len(frame)
    return Findings(
        frame, read, accepted, read - accepted - ignored, ignored, *amounts, beyond, unit=unit, rows=rows, counts=counts, **told
    )


def refuse_if_strict(findings: Findings, source: object) -> None:
    """Refuse a ledger that has any rejected or flagged row."""
    bad = findings.frame[findings.frame["status"].isin(["rejected", "flagged"])]
    hint = f"strict refuses a file with findings; there are {len(bad) + findings.not_listed:,}"
    if len(bad):
        first = bad.iloc[0]
        row = None if findings.unit == "files" else int(first["row"])
        if "file" in bad:
            source = first["file"] if source is None else f"{source}/{first['file']}"
        where: dict[str, Any] = {"row": row, "column": str(first["column"]), "value": str(first["value"])}
        wrong = InputError(str(first["reason"]), file=source, **where, hint=hint)
        wrong.findings = findings
        raise wrong
    if findings.not_listed:
        wrong = InputError("has findings beyond the first ones, which are blank rows", file=source, hint=hint)
        wrong.findings = findings
        raise wrong
