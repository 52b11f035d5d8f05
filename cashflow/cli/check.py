"""``cashflow check``: what a ledger was read as, what was accepted, what not, and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from cashflow.cli.doors import JSON, SIGN, dump, refused, shown

__all__ = ["check"]


@click.command()
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option("--currency", help="Currency of all rows, if the file has no such column.")
@click.option("--payments", type=click.Path(path_type=Path), help="Second table: invoice, supplier, paid_date, amount.")
@click.option("--dialect", help="Reading of terms that have two, e.g. days_then_eom.")
@click.option("--decimal", type=click.Choice([".", ","]), help="Decimal sign, where amounts have two readings.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="Order of dates like 03/04/2025.")
@click.option("--zone", help="Time zone whose day counts where dates have a time, e.g. Europe/Berlin.")
@click.option("--strict", is_flag=True, help="Refuse the file if there is any finding.")
@SIGN
@JSON
@refused
def check(ledger: Path, as_json: bool, **options: Any) -> None:
    """Read LEDGER and say what was accepted, what not, and why.

    It may be a CSV file, an e-invoice or a folder of them; Parquet, a pattern or a folder of Parquet and CSV is read in batches.
    """
    from cashflow import read_ledger, scan
    from cashflow.basics.errors import EmptyLedgerError
    from cashflow.report.findings import findings_dict, findings_text
    from cashflow.report.progress import progress_bar
    from cashflow.scan.files import is_scanned

    empty = None
    try:
        if is_scanned(ledger):
            with progress_bar(ledger.name) as tell:
                found: Any = scan(ledger, **options, progress=tell).checked()
        else:
            found = read_ledger(ledger, **options).findings
    except EmptyLedgerError as wrong:  # no row is good: all the more reason to show why
        empty, found = wrong, wrong.findings
    if not as_json:
        click.echo(shown(findings_text(found)))
    elif empty is None:
        click.echo(dump(findings_dict(found)))
    else:
        click.echo(dump({**empty.to_dict(), **findings_dict(found)}))
        sys.exit(1)
    if empty is not None:
        raise empty
