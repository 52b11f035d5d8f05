"""``cashflow rerun``: a run that a folder keeps, once more."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cashflow.cli.doors import refused, say_notes, shown
from cashflow.cli.help import examples

__all__ = ["rerun"]


@click.command(
    short_help="A run once more: the same bytes, or what changed.",
    epilog=examples("cashflow rerun results/run.json", "cashflow rerun results"),
)
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN.json")
@refused
def rerun(run: Path) -> None:
    """Run again what a folder's run.json says, and compare every byte.

    Exit 0: all files are the same. Exit 1: it says which input changed, or which file would be another one. Nothing is written.
    """
    from cashflow.runs.again import run_again
    from cashflow.runs.kept import kept_run

    found = run_again(kept_run(run))
    say_notes(found.notes)
    for sentence in found.sentences:
        click.echo(shown(sentence) if found.is_same else f"cashflow: {shown(sentence)}", err=not found.is_same)
    if not found.is_same:
        sys.exit(1)
