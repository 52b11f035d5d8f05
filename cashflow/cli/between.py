"""``cashflow diff``: what lies between two runs."""

from __future__ import annotations

from pathlib import Path

import click

from cashflow.cli.doors import JSON, PRESENTATION, dump, refused
from cashflow.cli.help import examples
from cashflow.cli.printing import page_width, print_lines
from cashflow.measures.catalog import DEFAULT_PRESENTATION, checked_presentation
from cashflow.report.text_page import page_lines

__all__ = ["diff"]


@click.command(
    short_help="What differs between two runs, cause by cause.",
    epilog=examples("cashflow run whatif.toml --out may", "cashflow run whatif.toml --out june", "cashflow diff may june"),
)
@click.argument("first", type=click.Path(path_type=Path), metavar="FOLDER")
@click.argument("second", type=click.Path(path_type=Path), metavar="FOLDER")
@PRESENTATION
@JSON
@refused
def diff(first: Path, second: Path, presentation: str | None, as_json: bool) -> None:
    """Say what differs between two runs, and what each cause adds: ledger, policy, offer, rate, acceptance.

    The inputs of the first run are exchanged for those of the second one by one, in that order, and each step is run: the steps add up
    to the difference, to the cent. The what-if files are those of the runs, whatever became of them; the ledgers must still be there.
    """
    from cashflow.runs.between import between
    from cashflow.runs.between_text import between_dict, between_parts
    from cashflow.runs.kept import kept_run

    asked = checked_presentation(presentation or DEFAULT_PRESENTATION)
    found = between(kept_run(first), kept_run(second), asked)
    if as_json:
        click.echo(dump(between_dict(found)))
        return
    print_lines(page_lines(between_parts(found, str(first), str(second)), page_width()))
