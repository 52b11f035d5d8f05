"""How a table was opened."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

__all__ = ["Opened"]


@frozen
class Opened:
    """How a source was opened, and why; what `cashflow check` shows of it."""

    kind: str  # "text", "workbook", "frame", "parquet", "arrow", "json", "e-invoice"
    encoding: str | None = None  # of text: "utf-8", "utf-16", "cp1252", "latin-1"
    separator: str | None = None  # of text: ",", ";", "tab", "|"
    sheet: str | None = None  # of a workbook
    container: str | None = None  # "gz" or "zip", and the name inside: "zip: open items.csv"
    why: Mapping[str, str] = field(factory=dict)  # what was chosen ("encoding", "separator", "sheet") → the evidence, in words
