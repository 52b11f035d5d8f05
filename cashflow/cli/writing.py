"""Printing a result, and writing its tables into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from attrs import asdict

from cashflow.basics.columns import column
from cashflow.basics.size import paths_taken, sizes
from cashflow.cli.doors import answer, dump, say_notes, shown

__all__ = ["report_result", "sizes_said", "write_result"]


def sizes_said(sizes: Mapping[str, int]) -> dict[str, Any]:
    """What is said of files too large to be hashed: their bytes when they were read."""
    return {"bytes": dict(sizes)} if sizes else {}


def _completeness(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was told or inferred of how complete the ledger is, where a result says it."""
    return {"completeness": said["completeness"]} if "completeness" in said else {}


def report_result(result: Any, read: Any, out: Path | None, as_json: bool, extra: Mapping[str, str | bytes] | None = None) -> None:
    """Print a result, and write its tables if a folder is named."""
    names = ("quarters", "suppliers", "offers", "legs", "limits", "supplier_finance", "stress", "stress_costs")
    ledger = result.payments.ledger
    frames = dict.fromkeys(names, result) | {n: ledger for n in ("payments_elsewhere", "payments_unallocated") if len(column(ledger, n))}
    write_result(result, frames, read.sha256, out, ledger, extra, sizes_said(read.sizes))
    answer(result, result.to_dict(), result.notes, as_json)


def write_result(
    result: Any,
    frames: dict[str, Any],
    sha256: Mapping[str, str],
    out: Path | None,
    ledger: Any,
    extra: Mapping[str, str | bytes] | None = None,
    settings: Any = None,
    name: str = "result.json",
) -> None:
    """Write frames (by name, of what they are an attribute of), findings, report and what it was made of, if a folder is named."""
    if out is None:
        return
    from cashflow.report.files import csv_text, manifest, write_files
    from cashflow.report.findings import findings_frame, told_dict

    files: dict[str, str | bytes] = {f"{n}.csv": csv_text(column(owner, n)) for n, owner in frames.items()}
    said = result.to_dict()
    files |= {"findings.csv": csv_text(findings_frame(ledger.findings)), name: dump(said) + "\n"}
    files["report.txt"] = shown(str(result)) + "\n"
    told = {
        "assumptions": said.get("assumptions"),
        **_completeness(said),
        **told_dict(ledger.findings),
        **(settings or {}),
        "settings": size_settings(),
    }
    files["run.json"] = manifest(sha256, told)
    wrote(write_files(out, {**files, **(extra or {})}), out)


def size_settings() -> dict[str, Any]:
    """The ways that were taken to the figures, which all give the same, and the sizes that decided on them."""
    return {"paths": paths_taken(), "sizes": asdict(sizes())}


def wrote(written: Any, out: Path) -> None:
    say_notes(written.notes)
    click.echo(f"wrote {len(written)} files into {shown(str(out))}", err=True)
