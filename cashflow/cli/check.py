"""``cashflow check``: what a ledger was read as, what was accepted, what not, and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from cashflow.basics.errors import EmptyLedgerError, InputError
from cashflow.cli.doors import ACCEPT, JSON, SIGN, dump, refused, shown, table_options
from cashflow.cli.help import Grouped, examples
from cashflow.cli.writing import may_write, save_again
from cashflow.ledger.tie_out import control_totals, tie_outs
from cashflow.report.files import csv_text
from cashflow.report.findings import findings_dict, findings_frame, findings_text, is_list
from cashflow.report.layout import is_map, layout_toml
from cashflow.scan.files import is_scanned

__all__ = ["check"]


@click.command(
    cls=Grouped,
    short_help="As what a ledger is read, what is accepted, what not, why.",
    epilog=examples(
        "cashflow check export.csv",
        'cashflow check "our export.xlsx" --currency EUR --map supplier=Kreditor --save-map ledger.toml',
        "cashflow check ap_ledger.csv --control 1214913.14 --at 2025-06-30",
    ),
)
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option("--currency", help="Currency of all rows, if the file has no such column.")
@click.option("--payments", type=click.Path(path_type=Path), help="Second table: invoice, supplier, paid_date, amount.")
@click.option("--dialect", help="Reading of terms that have two, e.g. days_then_eom.")
@table_options
@click.option("--terms-codes", "codes", type=click.Path(path_type=Path), help="File of your own codes: CSV code,terms, or TOML.")
@click.option(
    "--event", "events", multiple=True, metavar="EVENT=COLUMN", help="Own event that terms count from, e.g. arrival=arrival_date."
)
@click.option("--strict", is_flag=True, help="Refuse the file if there is any finding.")
@SIGN
@ACCEPT
@click.option("--control", multiple=True, metavar="TOTAL", help="Control total of the general ledger, e.g. 1214913.14 or EUR=1214913.14.")
@click.option("--at", help="Date of the control total, e.g. 2025-06-30 or 30.06.2025.")
@click.option(
    "--save-map", "saved", type=click.Path(path_type=Path, dir_okay=False), help="Write the layout that was found as a table to keep."
)
@click.option("--findings", "listed", type=click.Path(path_type=Path, dir_okay=False), help="Write all that is listed into this CSV file.")
@JSON
@refused
def check(
    ledger: Path, as_json: bool, control: tuple[str, ...], at: str | None, listed: Path | None, saved: Path | None, **options: Any
) -> None:
    """Read LEDGER and say as what it was read, what was accepted, what not, and why.

    It may be an export as it is: text, a workbook, JSON, an e-invoice; a folder of them or a pattern in quotes ("exports/*.csv"), whose
    files are one ledger. Parquet, and a folder or pattern of more than 100 MB, is read in batches.
    """
    if bool(control) != bool(at):
        raise click.UsageError("--control, the total, and --at, its date, need each other")
    options["round"] = bool(options["round"])
    for file in (listed, saved):
        may_write(file=file)
    book, found, empty = _looked_at(ledger, options)
    if saved is not None:
        _save_map(found, options, ledger, saved)
    if listed is not None:
        _write_findings(found, listed)
    ties, said = _tied(book, ledger, control, at, options["date_order"]) if control and empty is None else [], findings_dict(found)
    if as_json:
        tied = {"tie_out": [t.to_dict() for t in ties]} if ties else {}
        click.echo(dump({**(empty.to_dict() if empty else {}), **said, **tied}))
        if empty is not None:
            sys.exit(1)
        _exit_refused(said)
        return
    click.echo(shown(findings_text(found)))
    if ties:
        click.echo("\n" + shown("\n\n".join(map(str, ties))))
    if empty is not None:
        raise empty
    _exit_refused(said)


def _exit_refused(said: dict[str, Any]) -> None:
    """Exit 1 where no figures can be had yet: a script must not go on with it."""
    if said["figures_refused"]:
        sys.exit(1)


def _looked_at(ledger: Path, options: dict[str, Any]) -> tuple[Any, Any, Any]:
    """The ledger, if it is in memory; what was found; and the refusal where no row is good: all the more reason to show why."""
    from cashflow import read_ledger, scan
    from cashflow.report.progress import progress_bar

    try:
        with progress_bar(ledger.name) as tell:
            if is_scanned(ledger):
                return None, scan(ledger, **options, progress=tell).checked(), None
            book = read_ledger(ledger, **options)
            return book, book.findings, None
    except EmptyLedgerError as wrong:
        return None, wrong.findings, wrong


def _tied(book: Any, path: Path, control: tuple[str, ...], at: str | None, order: str | None) -> list[Any]:
    if book is None:
        reason = "can't be tied out: files that are read in batches are kept as sums"
        raise InputError(reason, file=path, column="--control", hint="Give one CSV file")
    return tie_outs(book, control_totals(control, book.currency.values), at, order)


def _save_map(found: Any, options: dict[str, Any], ledger: Path, path: Path) -> None:
    save_again(path, layout_toml(found, options, ledger, path.parent), is_ours=is_map(path))


def _write_findings(found: Any, path: Path) -> None:
    save_again(path, csv_text(findings_frame(found)), is_ours=is_list(path))
