"""The command line. Exit 0 done, 1 input refused (a sentence on stderr), 2 wrong usage."""

from __future__ import annotations

import io
import sys

import click

from cashflow.basics.size import traced
from cashflow.cli.again import rerun
from cashflow.cli.attempt import attempt
from cashflow.cli.between import diff
from cashflow.cli.check import check
from cashflow.cli.doors import Commands
from cashflow.cli.new import new
from cashflow.cli.schema import schema
from cashflow.cli.template import template
from cashflow.cli.terms import terms
from cashflow.cli.verbs import demo, explain, project, run, simulate, solve

__all__ = ["main"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="cashflow-terms", prog_name="cashflow")
def main() -> None:
    """What later supplier payments do to quarter-end cash: both quarters, the cost, who is made whole."""
    click.get_current_context().with_resource(traced())  # told in run.json
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that lacks a sign must not stop the report


for _command in (attempt, new, run, project, simulate, solve, explain, rerun, diff, check, terms, schema, template, demo):
    main.add_command(_command)
