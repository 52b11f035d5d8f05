"""From a table under its own names to one under ours: columns, rows, amounts and sign; with what was found, and what must be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.amount_text import read_decimal
from cashflow.basics.errors import InputError, asked
from cashflow.basics.frames import pd
from cashflow.ledger.csv_head import Said
from cashflow.ledger.layout.amounts import Amounts, amounts_of, minor_units
from cashflow.ledger.layout.columns import Found, find_columns, proposed
from cashflow.ledger.layout.lines import bills_of_lines
from cashflow.ledger.layout.model import ROLES, Layout
from cashflow.ledger.layout.profiles import GENERAL, Profile, profile_named, recognized
from cashflow.ledger.layout.rows import Rows, sort_rows
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.layout.words import fold, roles_of
from cashflow.ledger.model import EVENT_COLUMNS
from cashflow.ledger.opening.sheet import Opened
from cashflow.ledger.table import Table

__all__ = ["LaidOut", "lay_out"]

_OURS = ("supplier", "invoice", "invoice_date", "amount", "amount_minor", "currency", "terms", "due_date", "paid_date", "tax_amount")
_MISSED = ("paid_date", "due_date", "terms", "invoice_date", "paid_amount", "open_amount")
"""What a plain table may hold under a name that is not ours."""
_WHY_IGNORED = {
    "total row": "is a sum of other rows",
    "group row": "names the rows below it",
    "repeated header": "repeats the header",
    "footer": "stands below the last item",
    "note row": "has no amount, date or number",
    "line of a bill": "is a further line of a bill whose total was read",
    "no payable": "is no payable by its document type",
}


@frozen(eq=False)
class LaidOut:
    """A table under our names, its layout, and the sign that the layout brings with it."""

    table: Table
    layout: Layout
    sign: str | None = None
    currency: str | None = None


def lay_out(table: Table, told: LayoutOptions) -> LaidOut:
    """Lay a table out.

    Parameters
    ----------
    table
        Cells under the table's own names.
    told
        What the user says.

    Raises
    ------
    InputError
        It is no ledger of payables; or something must be told, all of it in one sentence and in `InputError.ask`.
    """
    opened = table.opened or Opened("frame")
    if is_plain([*table.frame.columns]) and not told.map and told.profile is None:
        return _plain(table, opened, told)
    names = [str(c).strip() for c in table.frame.columns]
    profile = profile_named(told.profile) if told.profile is not None else recognized(names)
    if profile.refuse is not None:
        raise InputError(profile.refuse, file=table.source, hint=profile.hint)
    found = find_columns(table.frame, told.map, profile, table.source)
    rows = sort_rows(table.frame, dict(found.at), names, groups=profile.groups == "supplier")
    return _laid(table, told, profile, found, rows, opened)


def is_plain(names: Sequence[Any]) -> bool:
    """Whether a table has our own names for what every ledger needs."""
    ours = {str(n).strip().lower().replace(" ", "_") for n in names}
    return "supplier" in ours and bool({"amount", "amount_minor"} & ours) and bool({"invoice_date", "due_date", "paid_date"} & ours)


def _plain(table: Table, opened: Opened, told: LayoutOptions) -> LaidOut:
    ours = {str(n).strip().lower().replace(" ", "_") for n in table.frame.columns}
    used = {n: n for n in (*_OURS, *EVENT_COLUMNS) if n in ours}
    unused = {}
    for name in (str(n).strip() for n in table.frame.columns):
        role = next(iter(roles_of(name)), None)
        own = name.lower().replace(" ", "_") in (*_OURS, *EVENT_COLUMNS)
        if role in _MISSED and role not in ours and not own:
            unused[name] = f"looks like {ROLES[role]}, and is not used; say --map {role}='{name}', or rename it"
    layout = Layout(opened, "cashflow", header_row=table.skipped + 1, columns=used, unused=unused)
    return LaidOut(table, layout, currency=told.currency)


def _laid(table: Table, told: LayoutOptions, profile: Profile, found: Found, rows: Rows, opened: Opened) -> LaidOut:
    frame, at = table.frame, found.at
    amounts = amounts_of(frame, at, profile, told.decimal)
    ask, lacks = _questions(table, told, found, rows, amounts)
    if lacks or found.ask:
        _refuse(table, profile, found, lacks, [*found.ask, *ask])
    assert amounts is not None
    said = list(table.said)
    for kind, places in rows.kinds.items():
        said += [Said(i, "ignored", kind, "", "", _WHY_IGNORED[kind]) for i in places.tolist()]
    said += _by_type(frame, at, profile, rows, "ignore")
    out = _columns(frame, at, rows, amounts, told, table)
    said += bills_of_lines(frame, at, rows, out) if profile.lines or "line_amount" in at else []
    ignored = {s.at for s in said if s.status == "ignored"}
    sign = told.sign or amounts.sign or (profile.known_sign if profile.fits({fold(str(c)) for c in frame.columns}) else None)
    if profile.credits_at_once and "terms" in out:
        out["terms"] = _without_terms_of_credits(out, sign, told.decimal)
    totals = _totals(frame, at, rows, out, ignored, sign)
    counts: dict[str, int] = {"above the header": table.skipped} if table.skipped else {}
    for one in (s for s in said if s.status == "ignored"):
        counts[one.kind] = counts.get(one.kind, 0) + 1
    columns = {ours: str(frame.columns[i]).strip() for ours, i in at.items()}
    why = {"profile": f"{profile.title} ({profile.seen})"} | {"amount": amounts.words}
    if sign:
        why["sign"] = "told" if told.sign else "by the columns" if amounts.sign else f"by the profile {profile.name}"
    layout = Layout(
        opened,
        profile.name,
        why,
        table.skipped + 1,
        columns,
        dict(found.unused),
        sign,
        currency=told.currency,
        ignored=counts,
        totals=totals,
        ask=tuple(ask),
    )
    attributes = {str(c).strip(): frame.iloc[:, i] for i, c in enumerate(frame.columns) if str(c).strip() and i not in set(at.values())}
    extra = {n: c for n, c in attributes.items() if n not in out and n.lower().replace(" ", "_") not in out}
    laid = pd.DataFrame({**out, **extra})
    currency = told.currency if "currency" not in out else None
    return LaidOut(evolve(table, frame=laid, said=tuple(said), opened=opened), layout, None if told.sign else sign, currency)


def _by_type(frame: pd.DataFrame, at: Mapping[str, int], profile: Profile, rows: Rows, kind: str) -> list[Said]:
    if "document_type" not in at:
        return []
    column = frame.iloc[:, at["document_type"]].tolist()
    name = str(frame.columns[at["document_type"]]).strip()
    return [
        Said(i, "ignored", "no payable", name, str(column[i]), _WHY_IGNORED["no payable"])
        for i in rows.items.tolist()
        if profile.kind_of(str(column[i])) == kind
    ]


def _columns(frame: pd.DataFrame, at: Mapping[str, int], rows: Rows, amounts: Amounts, told: LayoutOptions, table: Table) -> dict[str, Any]:
    """Our columns."""
    out: dict[str, Any] = {"supplier": _supplier(frame, at, rows)}
    out["invoice"] = _filled(frame, at, "invoice", "document")
    if out["invoice"] is None:
        out["invoice"] = np.array([f"row {i + table.skipped + 2}" for i in range(len(frame))], object)
    days = _filled(frame, at, "invoice_date", "posting_date")
    if days is not None:
        out["invoice_date"] = days
    out["amount"] = amounts.cells
    for ours in ("due_date", "paid_date", "terms", "tax_amount"):
        if ours in at:
            out[ours] = frame.iloc[:, at[ours]]
    for event in EVENT_COLUMNS:
        if event in at and not (event == "posting_date" and "invoice_date" not in at):
            out[event] = frame.iloc[:, at[event]]
    currency = "local_currency" if _is_local(at) and "local_currency" in at else "currency"
    if currency in at:
        cells = frame.iloc[:, at[currency]].to_numpy(object)
        out["currency"] = np.where(_blank(cells), told.currency or "", cells)
    return out


def _without_terms_of_credits(out: Mapping[str, Any], sign: str | None, decimal: str | None) -> Any:
    """Terms, blank for credit notes: then they are due on their own date."""
    minor, good = minor_units(np.asarray(out["amount"], object), decimal)
    credit = good & ((minor > 0) if sign == "payables negative" else (minor < 0))
    return np.where(credit, "", np.asarray(out["terms"], object))


def _is_local(at: Mapping[str, int]) -> bool:
    """Whether the amounts are those in the company's own currency."""
    return not {"open_amount", "amount", "debit", "credit"} & set(at)


def _blank(cells: Any) -> Any:
    return np.array([v is None or v != v or not str(v).strip() for v in cells.tolist()], bool)


def _filled(frame: pd.DataFrame, at: Mapping[str, int], first: str, second: str) -> Any:
    """One column, and another where it is blank; `None`: there is neither."""
    if first not in at:
        return frame.iloc[:, at[second]] if second in at else None
    if second not in at or (first == "invoice_date" and second == "posting_date"):
        return frame.iloc[:, at[first]]
    cells = frame.iloc[:, at[first]].to_numpy(object)
    return np.where(_blank(cells), frame.iloc[:, at[second]].to_numpy(object), cells)


def _supplier(frame: pd.DataFrame, at: Mapping[str, int], rows: Rows) -> Any:
    cells = _filled(frame, at, "supplier", "supplier_number")
    if cells is None:
        return rows.group
    if rows.group is not None and (rows.group != "").any() and "supplier" not in at:
        cells = np.asarray(cells, object)
        return np.where(_blank(cells), rows.group, cells)
    return cells


def _questions(
    table: Table, told: LayoutOptions, found: Found, rows: Rows, amounts: Amounts | None
) -> tuple[list[Mapping[str, Any]], list[str]]:
    """What must be told, and what is lacking in words."""
    at, names = found.at, [str(c).strip() for c in table.frame.columns if str(c).strip()]
    free = [n for n in names if n not in {str(table.frame.columns[i]).strip() for i in at.values()}]
    ask: list[Mapping[str, Any]] = []
    lacks = []
    grouped = rows.group is not None and bool((rows.group[rows.items] != "").any())
    if not {"supplier", "supplier_number"} & set(at) and not grouped:
        lacks.append("a column of suppliers")
        ask.append(
            _map("supplier", [str(table.frame.columns[at["customer"]]).strip()] if "customer" in at else _likely("supplier", free), free)
        )
    if amounts is None:
        lacks.append("a column of amounts")
        ask.append(_map("amount", _likely("amount", free), free))
    dated = {"invoice_date", "posting_date"} & set(at)
    if not {"due_date", "paid_date"} & set(at) and not (dated and ("terms" in at or told.terms)):
        if dated:
            lacks.append("due dates or terms")
            ask += [asked("terms of all rows ([ledger] terms)", [], "--terms", "net 30"), _map("due_date", _likely("due_date", free), free)]
        else:
            lacks.append("dates")
            ask.append(_map("due_date", _likely("due_date", free), free))
    local = _is_local(at) and "local_currency" in at
    if "currency" not in at and not local and told.currency is None:
        lacks.append("a currency")
        ask.append(asked("currency of all rows ([ledger] currency)", _currencies(table, at), "--currency", "EUR"))
    return ask, lacks


def _likely(role: str, free: Sequence[str]) -> list[str]:
    near = proposed(role, free)
    return [near] if near else []


def _map(role: str, likely: Sequence[str], free: Sequence[str]) -> Mapping[str, Any]:
    choices = [f"{role}={n}" for n in [*likely, *(n for n in free if n not in likely)][:12]]
    return asked(f"column that holds the {ROLES[role]} ([ledger] map)", choices, "--map", f"{role}=NAME")


def _currencies(table: Table, at: Mapping[str, int]) -> list[str]:
    """Currencies that the table's own words propose; never taken unasked."""
    from cashflow.ledger.layout.hints import currencies_hinted

    return currencies_hinted(table, [at[r] for r in ("amount", "open_amount", "local_amount", "debit", "credit") if r in at])


def _refuse(table: Table, profile: Profile, found: Found, lacks: Sequence[str], ask: Sequence[Mapping[str, Any]]) -> None:
    seen = ", ".join(n for n in (str(c).strip() for c in table.frame.columns) if n) or "none"
    used = ", ".join(f"{ours} is '{str(table.frame.columns[i]).strip()}'" for ours, i in found.at.items())
    what = f"it lacks {' and '.join(lacks)}" if lacks else "a column has two readings"
    taken = f" as {profile.title}" if profile is not GENERAL else ""
    reason = f"can't be read{taken} yet: {what}. Columns: {seen[:400]}" + (f". Found: {used}" if used else "")
    more = f"Type: {' '.join(a['type'] for a in ask)}"
    raise InputError(reason, file=table.source, hint=more, ask=[dict(a) for a in ask])


def _totals(
    frame: pd.DataFrame, at: Mapping[str, int], rows: Rows, out: Mapping[str, Any], ignored: set[int], sign: str | None
) -> dict[str, str]:
    """What the file itself adds up to: its last sum against the items that were read."""
    column = next((at[r] for r in ("open_amount", "amount", "local_open_amount", "local_amount") if r in at), None)
    if column is None or not rows.totals:
        return {}
    items = [i for i in rows.items.tolist() if i not in ignored]
    own = [_value(out["amount"][i] if isinstance(out["amount"], np.ndarray) else out["amount"].iloc[i]) for i in items]
    total = sum((v for v in own if v is not None), Decimal(0))
    sums = [(words, _value(frame.iloc[i, column])) for i, words in rows.totals]
    grand = next(((w, v) for w, v in reversed(sums) if v is not None), None)
    if grand is None or None in own:
        return {}
    same = abs(grand[1]) == abs(total)  # a sum may be shown with the other sign
    words = f"the file's own total {grand[1]:,f} ('{grand[0]}')"
    return {"total": f"{words} = what was read" if same else f"{words} is not what was read: {total:,f}"}


def _value(cell: Any) -> Decimal | None:
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return Decimal(cell)
    return read_decimal(str(cell), 4)[0] if str(cell).strip() else Decimal(0)
