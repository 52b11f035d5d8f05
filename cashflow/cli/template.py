"""``cashflow template``: a what-if workbook to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cashflow.basics.folders import is_there
from cashflow.cli.doors import ledger_options, refused, shown
from cashflow.cli.help import Grouped, examples
from cashflow.cli.writing import may_write, save

__all__ = ["template"]


@click.command(
    cls=Grouped,
    short_help="A workbook to fill in, in place of a what-if file.",
    epilog=examples(
        "cashflow template what-if.xlsx --ledger ap_ledger.csv",
    ),
)
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), metavar="WHAT-IF.xlsx")
@click.option(
    "--ledger", type=click.Path(path_type=Path), help="The ledger: its suppliers, columns and currencies are listed to choose from."
)
@ledger_options
@refused
def template(path: Path, ledger: Path | None, told: Mapping[str, Any]) -> None:
    """Write a workbook to fill in, which 'cashflow run' takes in place of a TOML file."""
    from cashflow.whatif_file.sheets.template import template as made

    vain = next((name for name, value in told.items() if value is not None), None)
    if ledger is None and vain is not None:
        raise click.UsageError(f"--{vain.replace('_', '-')} says how a ledger is read; name it with --ledger, too")
    if is_there(path):
        raise click.UsageError(f"{shown(str(path))} exists; name another file, so that nothing that is filled in is lost")
    may_write(file=path)
    save(path, made(path, ledger, told), f"Fill in the yellow cells, then type: cashflow run {path}")
