"""``cashflow picture``: one picture of the answer, as a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cashflow.cli.completion import picture_names, scenarios
from cashflow.cli.doors import PRESENTATION, ledger_options, refused
from cashflow.cli.help import Grouped, examples
from cashflow.cli.writing import may_write, save

__all__ = ["picture"]


@click.command(
    cls=Grouped,
    short_help="One picture of the answer, as a file.",
    epilog=examples(
        "cashflow picture whatif.toml unwind -o unwind.svg",
        "cashflow picture whatif.toml bridge --currency EUR --quarter 2025-06-30 -o bridge.png",
        "cashflow picture chances.toml chances -o chances.svg",
    ),
)
@click.argument("whatif", type=click.Path(path_type=Path))
@click.argument("name", default="unwind", shell_complete=picture_names)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file: .svg, .png or .pdf; by default NAME.svg.")
@click.option("--currency", help="By default every one, a chart each; of curve, chances and tornado as the file says.")
@click.option("--scenario", help="Its name, where there are several.", shell_complete=scenarios)
@click.option("--quarter", help="Its label, or a date in it: of bridge, chances and tornado.")
@PRESENTATION
@ledger_options
@refused
def picture(whatif: Path, name: str, told: Mapping[str, Any], output: Path | None, **options: Any) -> None:
    """Draw NAME, a picture of what WHATIF.toml answers, into a file.

    NAME is unwind (the quarter end and what comes back), bridge, presentations, cash_by_day, payables_by_day, cash_retained_by_day,
    benefit, break_even, ageing; of solve curve; of simulate chances and tornado; or any measure by quarter.
    """
    from cashflow.runs.pictured import picture_bytes, picture_of

    path = output or Path(f"{name}.svg")
    may_write(file=path)
    found = picture_of(whatif, name, told, options)
    save(path, picture_bytes(found, path.suffix.lower()))
