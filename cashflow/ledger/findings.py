"""Findings: collected column by column while a table is read; a row is rejected for its first reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.ledger.kinds import KINDS
from cashflow.ledger.left_out import ACCEPTED, Sums
from cashflow.ledger.model import Findings

__all__ = ["MOST_LISTED", "Notebook", "Sources", "first_of_each", "summary"]

MOST_LISTED = 1_000
"""Findings of a kind that are listed; the others are counted."""
COLUMNS = ["table", "row", "column", "value", "kind", "reason", "status"]


class Notebook:
    """Reasons as they are found, for the rows of one table; `row` numbers are the spreadsheet's, or count the `files`.

    Values and reasons are one text for all, or asked for by position: an array, a column that makes texts of the rows that are said alone
    (`Strings`, `CellTexts`), a mapping, or a function of positions that gives an array.
    """

    def __init__(self, rows: Ints, table: str = "ledger", files: Mapping[int, str] | None = None, sources: Sources | None = None) -> None:
        self.rows, self.table, self.files, self.sources = rows, table, files, sources
        self.rejected = np.zeros(len(rows), bool)
        self._said: list[tuple[Ints, str, Texts, str, Texts, str]] = []
        self._passed: list[str] = []  # names of files that are ignored
        self._files: list[Ints] = []  # of several files, the number of that of each row in `_said`
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
            self._files += [] if self.sources is None else [self.sources.of[some]]

    def _file_names(self, file: Ints, row: Ints) -> Any:
        """(n,), object: names of files by their numbers; where a row is a file, by its row."""
        if self.sources is not None:
            return np.array([*self.sources.names, *self._passed[::-1]], object)[file]
        return np.array([(self.files or {})[r] for r in row.tolist()], object)

    def _counted(self, which: Ints, kind: str, status: str) -> Ints:
        """The first of them, which are listed."""
        self.counts[status, kind] = self.counts.get((status, kind), 0) + len(which)
        return which if len(which) <= MOST_LISTED else np.sort(which)[:MOST_LISTED]

    def pass_file(self, name: str, reason: str) -> None:
        """Say that a file beside those of the rows is ignored; its row is 0."""
        assert self.sources is not None
        self._passed.append(name)
        self._files.append(np.array([-len(self._passed)]))  # before all rows
        self.counts["ignored", "no ledger"] = self.counts.get(("ignored", "no ledger"), 0) + 1
        self._said.append((np.zeros(1, np.int64), "", "", "no ledger", reason, "ignored"))

    def ignore(self, rows: Ints, kind: str, reason: str) -> None:
        """Say that rows of some numbers are not invoices at all; `kind`: of `kinds.IGNORED`."""
        if len(rows):
            self._said.append((self._counted(rows, kind, "ignored"), "", "", kind, reason, "ignored"))

    def place(self, at: int) -> str:
        """What a reader calls the row at a position: its number, or its file, or both."""
        row = int(self.rows[at])
        if self.sources is not None:
            return f"{self.sources.names[self.sources.of[at]]}, row {row}"
        return f"row {row}" if self.files is None else self.files[row]

    @classmethod
    def joined(cls, parts: Sequence[Notebook], names: Sequence[str]) -> Notebook:
        """What was said of several tables, as of one; `names`: of their files."""
        sizes = [len(p.rows) for p in parts]
        of = np.repeat(np.arange(len(parts)), sizes)
        out = cls(np.concatenate([p.rows for p in parts]), sources=Sources(tuple(names), of))
        out.rejected = np.concatenate([p.rejected for p in parts])
        for number, (part, first) in enumerate(zip(parts, np.cumsum([0, *sizes[:-1]]).tolist(), strict=True)):
            out._said += part._said
            out._files += [np.full(len(said[0]), number) for said in part._said]
            for kind, at in part._by_kind.items():
                out._by_kind.setdefault(kind, []).extend(a + first for a in at)
            for key, many in part.counts.items():
                out.counts[key] = out.counts.get(key, 0) + many
        return out

    def frame(self) -> pd.DataFrame:
        """Findings ordered by row; with the file of each, where a row is a file or there are several."""
        by_file = self.files is not None or self.sources is not None
        if not self._said:
            names = [COLUMNS[0], "file", *COLUMNS[1:]] if by_file else COLUMNS
            return framed([], names, {**dict.fromkeys(names, "text"), "row": "whole"})
        parts = list(zip(*self._said, strict=True))
        sizes = [len(rows) for rows in parts[0]]
        row = np.concatenate(parts[0])
        file = np.zeros(len(row), np.int64) if self.sources is None else np.concatenate(self._files)
        order = np.lexsort((row, file))
        columns = {"row": row[order].astype(np.int64)}
        for name, texts in zip(("column", "value", "kind", "reason", "status"), parts[1:], strict=True):
            columns[name] = np.concatenate([_repeated(t, n) for t, n in zip(texts, sizes, strict=True)])[order]
        if by_file:
            columns = {"file": self._file_names(file[order], columns["row"]), **columns}
        frame = first_of_each(pd.DataFrame({"table": np.full(len(row), self.table, object), **columns}))
        return frame


@frozen(eq=False)
class Sources:
    """The files of a ledger of several: their names, and which of them each row is of."""

    names: tuple[str, ...]
    of: Ints  # (n,)


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
    unit = told.pop("unit", "rows")
    accepted = rows.count([ACCEPTED])
    counts = told.pop("counts")
    beyond = sum(counts.values()) - len(frame)
    return Findings(
        frame, read, accepted, read - accepted - ignored, ignored, *amounts, beyond, unit=unit, rows=rows, counts=counts, **told
    )


def refuse_if_strict(findings: Findings, source: object) -> None:
    """Refuse a ledger that has any rejected or flagged row, or beside it a sheet or file that is not read and may hold more."""
    if findings.not_read:
        name = next(iter(findings.not_read))
        hint = "strict refuses to leave them out; name what is meant"
        wrong = InputError("is not read, and rows in it may be invoices", file=name, hint=hint)
        wrong.findings = findings
        raise wrong
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
