"""Several tables as one ledger: each is read as it is, then all rows are checked together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.columns import column
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.findings import Notebook
from cashflow.ledger.model import EVENT_COLUMNS, Findings, Ledger
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.part import Part, checked_part, read_values
from cashflow.ledger.table import Table
from cashflow.ledger.tables import Several
from cashflow.ledger.values.amount_columns import Money
from cashflow.ledger.values.texts import Coded, Texts, as_texts

__all__ = ["OF_PAYMENTS", "read_several"]

OF_PAYMENTS = frozenset({"paid_date", "paid_amount", "paid_flag", "open_flag", "status", "clearing", "applied_to"})
"""Columns of which one, in a file, may say that an invoice is paid."""

_EACH = ("invoice", "invoice_date", "amount", "amount_unread", "amount_typed", "due_date", "paid_date")


def read_several(given: Several, options: ReadOptions) -> tuple[Ledger | None, Findings]:
    """One ledger of several tables: the accepted invoices (`None`: there are none), and what was said, by file and row."""
    parts = []
    for name, (table, how) in zip(given.names, given.tables, strict=True):
        try:
            parts.append(read_values(table, how))
        except InputError as wrong:
            wrong.file = wrong.file or name
            raise
    part = _joined(parts, given)
    common = _common(given.tables)
    common["sign"] = options.sign or common["sign"]  # one that is told is of the payments, too, whichever files it is of
    return checked_part(part, evolve(options, **common), alone=True, whole=True)


def _common(tables: Sequence[tuple[Table, ReadOptions]]) -> dict[str, Any]:
    """What the layouts of all tables have brought alike."""
    found: dict[str, set[Any]] = {n: {column(how, n) for _, how in tables} for n in ("sign", "decimal", "currency")}
    return {name: next(iter(values)) if len(values) == 1 else None for name, values in found.items()}


def _joined(parts: Sequence[Part], given: Several) -> Part:
    """The rows of all tables below each other, with the name of its file as an attribute of each."""
    sizes = [len(p.texts) for p in parts]
    frames = [_with_file(p.texts.frame, name) for p, name in zip(parts, given.names, strict=True)]
    names = list(dict.fromkeys(str(n) for f in frames for n in f.columns))
    frame = pd.DataFrame({n: _below(frames, n, sizes) for n in names})
    notes = Notebook.joined([p.notes for p in parts], given.names)
    for one in reversed(given.passed):
        notes.pass_file(one.name, one.reason)
    layouts = {n: p.layout for n, p in zip(given.names, parts, strict=True) if p.layout is not None}
    read, ignored = (sum(column(p, n) for p in parts) for n in ("read", "ignored"))
    columns = {**_columns(parts, sizes), "terms_told": _told_terms([how.terms or "" for _, how in given.tables], sizes)}
    first, paid_in = next(iter(layouts.values()), None), _paid_in(parts, given.names)
    not_read = {one.name: one.rows for one in given.passed if one.rows}
    return Part(Texts(frame), notes, columns, ignored, read, first, given.source, layouts=layouts, paid_in=paid_in, not_read=not_read)


def _paid_in(parts: Sequence[Part], names: Sequence[str]) -> tuple[str, str]:
    """The first file that says what was paid, and the first whose columns have no place for it."""
    laid = [(n, p, {*p.layout.columns}) for n, p in zip(names, parts, strict=True) if p.layout is not None and p.read > p.ignored]
    says = [n for n, p, roles in laid if "paid_date" in roles or np.any(p.columns.get("payment", False))]
    silent = [n for n, _, roles in laid if n not in says and not OF_PAYMENTS & roles]
    first, other = ([n.rpartition("/")[2] for n in some] for some in (says, silent))
    return min(first, default=""), min(other, default="")


def _told_terms(told: Sequence[str], sizes: Sequence[int]) -> Coded:
    """The terms that are told of each row's file, for rows without."""
    values = [*dict.fromkeys(told)]
    return Coded(np.repeat([values.index(t) for t in told], sizes), values)


def _with_file(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """A frame with the name of its file as a column; one of its own that is called so gets a mark."""
    own = {c: f"{c} (column)" for c in frame.columns if str(c).strip().lower() == "file"}
    return frame.rename(columns=own).assign(file=pd.Series(np.full(len(frame), name, object), index=frame.index, dtype=object))


def _below(frames: Sequence[pd.DataFrame], name: str, sizes: Sequence[int]) -> Any:
    """(n,): a column of all frames, blank where a frame has none; of one type where all have it."""
    cells = [f[name] if name in f else pd.Series(np.full(n, "", object), dtype=object) for f, n in zip(frames, sizes, strict=True)]
    if all(isinstance(c.dtype, pd.CategoricalDtype) for c in cells):
        return pd.Series(pd.api.types.union_categoricals(cells))
    if len({str(c.dtype) for c in cells}) > 1:
        cells = [c.astype(object).where(c.notna(), "") for c in cells]
    return pd.concat(cells, ignore_index=True)


def _columns(parts: Sequence[Part], sizes: Sequence[int]) -> dict[str, Any]:
    """The columns of all parts, with what stands in a part without one: no date, no tax, nothing known to be paid."""
    each = [p.columns for p in parts]
    out: dict[str, Any] = {n: np.concatenate([np.asarray(as_texts(c[n])) for c in each]) for n in _EACH}
    out |= {n: _coded([c[n] for c in each]) for n in ("supplier", "currency")}
    out["amount_given"] = np.concatenate([np.asarray(as_texts(c["amount_given"]), object) for c in each])
    for name in EVENT_COLUMNS:
        _fill(out, each, sizes, name, np.int32(NO_DAY))
    out["own_events"] = own = each[0]["own_events"]  # every part has them all, maybe in other letters
    out |= {column: np.concatenate([c[c["own_events"][event]] for c in each]) for event, column in own.items()}
    _fill(out, each, sizes, "tax_amount", np.int64(0))
    _fill(out, each, sizes, "paid_part", np.int64(0))
    for name in ("paid_known", "payment", "payment_balance"):
        _fill(out, each, sizes, name, np.bool_(False))
    for name in ("payment_clearing", "payment_number", "payment_applied", "payment_document"):
        _fill(out, each, sizes, name, "")
    out["amount_whole"] = all(c["amount_whole"] for c in each)
    out["suspect"] = [c["suspect"] for c in each]
    firsts = np.cumsum([0, *sizes[:-1]]).tolist()
    out["floats"] = {n: _money([c["floats"].get(n) for c in each], firsts) for n in dict.fromkeys(k for c in each for k in c["floats"])}
    return out


def _fill(out: dict[str, Any], each: Sequence[dict[str, Any]], sizes: Sequence[int], name: str, blank: Any) -> None:
    if any(name in c for c in each):
        out[name] = np.concatenate([c[name] if name in c else np.full(n, blank) for c, n in zip(each, sizes, strict=True)])


def _coded(parts: Sequence[Coded]) -> Coded:
    place: dict[str, int] = {}
    codes = [np.array([place.setdefault(v, len(place)) for v in (*p.values, "")], np.int64)[p.codes] for p in parts]
    return Coded(np.concatenate(codes), list(place))


def _money(parts: Sequence[Money | None], firsts: Sequence[int]) -> Money:
    """Where the floats of a column stand, and what they were: texts of those alone that are asked for."""
    none = np.zeros(0, np.int64)
    floats = [none if m is None else m.floats + first for m, first in zip(parts, firsts, strict=True)]

    def texts(which: Ints) -> Any:
        of = np.searchsorted(firsts, which, side="right") - 1
        pairs = zip(of.tolist(), which.tolist(), strict=True)
        return np.array([str(m.texts[np.array([at - firsts[p]])][0]) for p, at in pairs if (m := parts[p]) is not None], object)

    return Money(texts, none, np.zeros(0, object), none, floats=np.concatenate(floats))
