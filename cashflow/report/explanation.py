"""An explanation as text and as JSON: the number, what makes it up, and what was not counted and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cashflow.basics.decimals import own_context
from cashflow.basics.frames import pd
from cashflow.basics.words import many, share_of
from cashflow.report.text_page import Part, Said, TextTable
from cashflow.report.values_as_text import COVERAGE_WORDS, money, shortened

__all__ = ["explanation_dict", "explanation_parts"]

_SUPPLIER, _INVOICE, _VALUE = 18, 12, 40


@own_context
def explanation_dict(frame: pd.DataFrame, asked: dict[str, Any], ledger: Mapping[str, Any], notes: Sequence[str]) -> dict[str, Any]:
    """The rows of `Result.explain`, amounts as text in major units, dates as ISO text, `None` where there is nothing.

    `ledger` and `notes` are the result's: how many rows were left out, and the sentences.
    """
    rows = [{k: _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]
    said = {"coverage": frame.attrs.get("coverage", "complete"), "ledger": dict(ledger), "notes": list(notes)}
    return {"explained": asked, "number": _plain(total(frame)), **said, "rows": rows}


@own_context
def total(frame: pd.DataFrame) -> Decimal:
    """What the rows add up to."""
    return sum(frame["amount"], Decimal(0))


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return int(value) if isinstance(value, float) and value.is_integer() and value > 1 else value


@own_context
def explanation_parts(frame: pd.DataFrame, title: str, top: Sequence[str] = ()) -> list[Part]:
    """The number in the first line (under what stands at the `top`: what the ledger leaves out), then its rows."""
    title += COVERAGE_WORDS.get(frame.attrs.get("coverage", ""), "")
    number = f"{title}: {money(total(frame), _digits(frame))}"
    parts: list[Part] = [*(Said(t, "left out") for t in top), Said(number, "answer")]
    if "by" in frame.attrs:
        return [*parts, _by_value(frame)]
    counted, left = frame[frame["kind"] != "not counted"], frame[frame["kind"] == "not counted"]
    rows = [_row(r, _digits(frame)) for r in counted.to_dict("records")]
    columns = ["supplier", "invoice", "baseline → new", "what", "amount"]
    parts.append(TextTable("It is made up of", columns, rows, left=4, wrap_left=True) if rows else "No payment contributes to it.")
    rules = list(dict.fromkeys(str(r) for r in counted["rule"] if _plain(r) is not None))
    if rules:
        parts.append("\n".join(["Dates:", *(f"  {r}" for r in rules)]))
    if len(left):
        said = [f"  {r['what']}: {many(int(r['items']), 'item')}, {money(r['principal'], _digits(frame))}" for r in left.to_dict("records")]
        parts.append("\n".join(["Not counted, with their principal:", *said]))
    return parts


def _by_value(frame: pd.DataFrame) -> Part:
    """A row a value of a column, with its share where all of it has one sign."""
    if not len(frame):
        return "No payment contributes to it."
    whole, rows = total(frame), list[list[str]]()
    one_sign = whole and all(a * whole >= 0 for a in frame["amount"])
    for row in frame.to_dict("records"):
        rounding = row["kind"] == "rounding"
        name = "rounding" if rounding else shortened(str(row["value"]), _VALUE) or "(empty)"
        counts = ["" if rounding else f"{row[k]:,}" for k in ("suppliers", "items")]
        share = f"{share_of(row['amount'], whole, 1)}" if one_sign else ""
        rows.append([name, *counts, money(row["amount"], _digits(frame)), share])
    columns = [str(frame.attrs["by"]), "suppliers", "items", "amount", "share"]
    return TextTable("It is made up of", columns if one_sign else columns[:-1], rows if one_sign else [r[:-1] for r in rows])


def _digits(frame: pd.DataFrame) -> int:
    exponent = frame["amount"].iloc[0].as_tuple().exponent if len(frame) else 0
    return max(0, -int(exponent))


def _row(row: Mapping[Any, Any], digits: int) -> list[str]:
    date = lambda v: _plain(v) or "–"  # noqa: E731
    single = row["kind"] not in ("all others", "rounding")
    moved = f"{date(row['baseline_payment_date'])} → {date(row['new_date'])}" if single and row["kind"] != "baseline payment" else ""
    if row["kind"] == "baseline payment":
        moved = date(row["baseline_payment_date"])
    invoice = str(_plain(row["invoice"]) or "")
    number = invoice if len(invoice) <= _INVOICE else "…" + invoice[1 - _INVOICE :]  # numbers differ at their end
    name = shortened(str(_plain(row["supplier"]) or ""), _SUPPLIER)
    return [name, number, moved, _words(row), money(row["amount"], digits)]


def _words(row: Mapping[Any, Any]) -> str:
    if row["kind"] == "all others":
        return f"{many(int(row['items']), 'other')}: {row['what']}"
    words = str(row["what"]).replace(" pays ", " → ")
    if row["kind"] == "leg" and row["day"] != row["new_date"]:
        words += f" {_plain(row['day'])}"
    share = _plain(row["acceptance"])
    return words + (f" × {share:.3g}" if isinstance(share, float) and share < 1 else "")
