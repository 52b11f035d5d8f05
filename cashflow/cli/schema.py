"""``cashflow schema``: the JSON Schema of what-if files."""

from __future__ import annotations

import json

import click

from cashflow.cli.help import Grouped, examples

__all__ = ["schema"]


@click.command(
    cls=Grouped,
    short_help="The JSON Schema of what-if files, for editors.",
    epilog=examples(
        "cashflow schema > whatif.schema.json",
    ),
)
def schema() -> None:
    """Print the JSON Schema of what-if files: an editor completes keys by it, and underlines mistakes."""
    from cashflow.whatif_file.schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
