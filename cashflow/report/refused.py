"""What a refused command writes: the findings for which the ledger is refused."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cashflow.basics.errors import InputError
from cashflow.basics.shown import printable
from cashflow.report.files import csv_text, write_files
from cashflow.report.findings import findings_frame, is_list

__all__ = ["write_refused"]


def write_refused(wrong: Exception, out: Path | None) -> None:
    """Write findings.csv, and nothing else, if a folder is named and a ledger is refused for what was found; say so on stderr."""
    found = wrong.findings if isinstance(wrong, InputError) else None
    if out is None or found is None:
        return
    try:
        _check_ours(out / "findings.csv")
        write_files(out, {"findings.csv": csv_text(findings_frame(found))})
    except InputError as failed:
        click.echo(f"cashflow: findings.csv was not written: {failed.sentence()}", err=True)
        return
    click.echo(printable(f"cashflow: findings.csv is in {out}; nothing else was written"), err=True)


def _check_ours(place: Path) -> None:
    """Refuse to replace a file of somebody else's, as a run that is not refused does."""
    if os.path.lexists(place) and not is_list(place):
        raise InputError("is there already, and no run of cashflow has written it", file=place, hint="Name another folder, or move it away")
