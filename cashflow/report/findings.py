"""What a ledger's check says: counts, money, and each finding with row, column, value and reason."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from cashflow.basics.currencies import most_first
from cashflow.basics.decimals import own_context
from cashflow.basics.errors import to_type
from cashflow.basics.frames import pd
from cashflow.basics.money import amount_text, in_minor
from cashflow.basics.shown import printable
from cashflow.basics.words import many
from cashflow.ledger import Findings
from cashflow.ledger.asks import asks_of
from cashflow.ledger.counted_twice import twice_notes, twice_words
from cashflow.ledger.left_out import ACCEPTED
from cashflow.ledger.not_read import not_read_words
from cashflow.ledger.sign import sign_said
from cashflow.report.layout import layouts_lines
from cashflow.report.text_page import WIDTH, table_text, wrapped

__all__ = ["findings_dict", "findings_frame", "findings_text", "is_list", "told_dict"]

_SHOWN = 30
_RUNS = 3  # of numbers of rows, in a cell
_COLUMNS = ("table", "file", "row", "column", "value", "kind", "reason", "status")


def _amounts(by_currency: Any) -> dict[str, str]:
    return {str(c): format(Decimal(a), "f") for c, a in sorted(by_currency.items())}


def findings_frame(found: Findings | None) -> pd.DataFrame:
    """Every finding with the name of its file: what ``--out`` writes as findings.csv; only a header where nothing was found."""
    frame = pd.DataFrame(columns=list(_COLUMNS)) if found is None or not len(found.frame.columns) else found.frame
    names = {} if found is None else {table: Path(path).name for table, path in found.sources.items()}
    file = frame["table"].map(lambda t: names.get(t, ""))
    frame["file"] = frame["file"].where(frame["file"].notna(), file) if "file" in frame else file
    return frame[list(_COLUMNS)]


def is_list(path: Path) -> bool:
    """Whether a file holds what `findings_frame` gives, as CSV."""
    try:
        with path.open("rb") as file:
            return file.readline(200).strip() == ",".join(_COLUMNS).encode()
    except OSError:
        return False


def told_dict(found: Findings | None) -> dict[str, Any]:
    """What was told of rows that are left out, for run.json; nothing where nothing was."""
    if found is None:
        return {}
    share = {} if found.most_rejected is None else {"most_rejected": float(found.most_rejected)}
    return ({"accept": dict(found.accept)} if found.accept else {}) | share


def findings_dict(found: Findings) -> dict[str, Any]:
    """What ``cashflow check --json`` prints."""
    columns = [c for c in _COLUMNS if c in found.frame or c == "file"]
    rows = findings_frame(found)[columns].to_dict("records")
    listed = [{k: (int(v) if k == "row" else None if v is None or v != v else str(v)) for k, v in r.items()} for r in rows]
    refusal = found.refusal()
    return {
        **found.to_dict(),
        **({"not_listed": found.not_listed} if found.not_listed else {}),
        **({"not_read": dict(found.not_read)} if found.not_read else {}),
        **({"sign_suspect": sign_said(found)} if found.sign_suspect else {}),
        "amount_read": _amounts(found.amount_read),
        "amount_accepted": _amounts(found.amount_accepted),
        **({"amount_open": _amounts(found.amount_open)} if found.amount_open is not None else {}),
        **({"layout": found.layout.to_dict()} if found.layout is not None else {}),
        **({"layouts": {n: one.to_dict() for n, one in found.layouts.items()}} if len(found.layouts) > 1 else {}),
        "ask": [dict(a) for a in asks_of(found)],
        "payments_amount_read": _payments(found, found.payments.rows),
        "payments_amount_accepted": _payments(found, [ACCEPTED]),
        "payments_without_amount": found.payments.unread(found.payments.rows),
        "notes": [*found.notes, *twice_notes(found)],
        "figures_refused": refusal.reason if refusal is not None else sign_said(found) if found.sign_suspect else None,
        "findings": listed,
    }


def _payments(found: Findings, kinds: Collection[str]) -> dict[str, str]:
    """Money of payments by currency, without its signs."""
    return {c: amount_text(m, c) for c, m in found.payments.money(kinds).items()}


@own_context
def findings_text(found: Findings) -> str:
    """What ``cashflow check`` prints."""
    said = findings_dict(found)
    unit = found.unit.removesuffix("s")
    counted = f"{many(said['rows_read'], unit)} read = {said['accepted']:,} accepted"
    named = set() if found.layout is None or len(found.layouts) > 1 else {*found.layout.unused}
    lines = [_verdict(said, found, len(named)), *layouts_lines(found)]
    lines += [f"{counted} + {said['rejected']:,} rejected + {said['ignored']:,} ignored"]
    order = most_first(in_minor(found.amount_accepted), in_minor(found.amount_read), found.payments.money(found.payments.rows))
    lines += _money(order, said["amount_read"], said["amount_accepted"], said.get("amount_open"))
    lines += [f"{many(said['rows_without_amount'], unit)} {_UNREAD}"] if said["rows_without_amount"] else []
    lines += [_to_type(said["ask"])] if said["ask"] else []
    shown = [f for f in said["findings"] if f["table"] != "payments" and not (f["kind"] == "unused column" and f["column"] in named)]
    lines += ["", *_listed(shown, found, found.not_listed, "Findings" if shown else "No findings.")]
    if said["payments_read"]:
        lines += ["", *_payment_lines(said, found, order)]
    return "\n".join(wrapped(line) for line in lines)


def _verdict(said: dict[str, Any], found: Findings, named: int) -> str:
    """Whether figures can be had of it; what is left out of them, what may be in them twice, and whether more was found."""
    if not said["accepted"]:
        return f"Can't be used yet: no {found.unit.removesuffix('s')} is accepted"
    if said["figures_refused"]:
        return f"Can't be used yet: {said['figures_refused']}"
    left = said["rejected"] + said["payments_rejected"]
    not_read = not_read_words(found.not_read)
    nothing = f"nothing is left out{' of what is read' * bool(not_read)}"
    words = [found.notes[0].partition("; findings.csv")[0] if left else nothing, not_read, twice_words(found)]
    flagged = sum(n for (status, _), n in found.counts.items() if status == "flagged") - named  # unused columns that are named
    elsewhere = said["payments_elsewhere"]
    words += [f"{many(elsewhere, 'payment')} of invoices that are not in this ledger"] if elsewhere else []
    words += [f"{many(said['ignored'], found.unit.removesuffix('s'))} ignored"] if said["ignored"] else []
    words += [f"{many(flagged, 'finding')} to look at"] if flagged else []
    return f"Can be used: {'; '.join(w for w in words if w)}"


def _to_type(ask: list[dict[str, Any]]) -> str:
    """The options to add to the command: of a question with several answers each, a line for one, with what it would mean."""
    lines = [line for one in ask for line in _answers(one)]
    whole = f"To type: {to_type(ask)}"
    return whole if len(lines) == len(ask) and len(whole) <= WIDTH else "\n  ".join(["To type:", *lines])


def _answers(one: dict[str, Any]) -> list[str]:
    """A line for each answer of which it is said what it would mean; else one for the question."""
    means = one.get("means", ())
    if len(means) < 2:
        return [to_type([one])]
    flag = str(one["type"]).partition(" ")[0]
    types = [c if c.startswith("--") else f"{flag} {shlex.quote(c)}" for c in one["choices"]]
    width = max(map(len, types))
    return [f"{'or ' if at else ''}{t:<{width + 3 * (not at)}}  ({m})" for at, (t, m) in enumerate(zip(types, means, strict=True))]


_UNREAD = "whose amount or currency can't be read"


def _money(order: Sequence[str], read: dict[str, str], accepted: dict[str, str], opened: dict[str, str] | None = None) -> list[str]:
    """What was read and accepted, and what of it is open, where that is not all; a line a currency."""
    out = []
    for c in (c for c in order if c in read):
        amount = read[c]
        good = Decimal(accepted.get(c, "0"))
        rest = good if opened is None else Decimal(opened.get(c, "0"))
        out.append(f"{c}: {Decimal(amount):,f} read, {good:,f} accepted{f', {rest:,f} of it open' if rest != good else ''}")
    return out


def _payment_lines(said: dict[str, Any], found: Findings, order: Sequence[str]) -> list[str]:
    """The second table, as a block of its own."""
    shown = [f for f in said["findings"] if f["table"] == "payments"]
    name = f" ({Path(found.sources['payments']).name})" if "payments" in found.sources else ""
    counted = f"{many(said['payments_read'], 'row')} read = {said['payments_accepted']:,} accepted"
    elsewhere = f" + {said['payments_elsewhere']:,} elsewhere" if said["payments_elsewhere"] else ""
    lines = [f"Payments{name}: {counted} + {said['payments_rejected']:,} rejected{elsewhere}"]
    lines += _money(order, said["payments_amount_read"], said["payments_amount_accepted"])
    unread = said["payments_without_amount"]
    lines += [f"{many(unread, 'row')} {_UNREAD}"] if unread else []
    title = "Findings in payments" if shown else "No findings in payments."
    return [*map(printable, lines), "", *_listed(shown, found, 0, title)]


def _listed(shown: list[dict[str, Any]], found: Findings, beyond: int, title: str) -> list[str]:
    """The first findings of a table, and how many more there are."""
    if not shown:
        return [title]
    by_file = "file" in found.frame and shown[0]["table"] != "payments"
    some = _alike(shown, ("file", *_SAID) if by_file else _SAID)[:_SHOWN]
    lines = [_by_file(some, found.unit, title) if by_file else _by_row(some, title)]
    more = len(shown) - sum(len(rows) for rows, _ in some) + beyond
    lists = f"the first {len(shown):,}" if beyond else "all"
    return lines + ([f"… and {more:,} more; --json lists {lists}"] if more else [])


_SAID = ("status", "kind", "column", "value", "reason")
Alike = tuple[list[int], dict[str, Any]]
"""Numbers of rows, and the first finding of those of which the same is said."""


def _alike(shown: list[dict[str, Any]], keys: Sequence[str]) -> list[Alike]:
    """Findings that say the same, once; in their order, which is that of a file's rows."""
    same: dict[tuple[str, ...], Alike] = {}
    for f in shown:
        same.setdefault(tuple(f[k] or "" for k in keys), ([], f))[0].append(f["row"])
    return [*same.values()]


def _by_row(listed: list[Alike], title: str) -> str:
    rows = [[_rows(numbers), *(f[k] or "" for k in _SAID)] for numbers, f in listed]
    return table_text(title, ["row", *_SAID], rows, left=6, wrap_last=True)


def _rows(numbers: list[int]) -> str:
    """Numbers of rows of which the same is said: ``3–5, 9``; of many the first, and how many."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], n]
        else:
            runs.append([n])
    text = ", ".join("–".join(map(str, run)) for run in runs[:_RUNS])
    return text if len(runs) <= _RUNS else f"{text} … ({len(numbers):,})"


def _by_file(listed: list[Alike], unit: str, title: str) -> str:
    """Each file once, and under it what was said: names of files are too long for a table."""
    lines, last = [title], None
    for numbers, f in listed:
        lines += [printable(f["file"])] if f["file"] != last else []
        last = f["file"]
        where = f"{f['column']} '{f['value']}'" if f["column"] and f["value"] else f["column"] or ""
        rows = f"row{'s' if len(numbers) > 1 else ''} {_rows(numbers)}"
        status = f["status"] if unit == "files" or not f["row"] else f"{rows}, {f['status']}"
        lines.append(printable(f"  {status}: {where + ': ' if where else ''}{f['reason']}"))
    return "\n".join(lines)
