"""The command line. Exit 0 done, 1 input refused (a sentence on stderr), 2 wrong usage.

A module a command, or commands alike; `doors`, `help`, `printing` and `writing` are what they share. Functions import late only what
``import cashflow`` has not loaded and few commands need: what runs of folders, pages, workbooks to fill in and questions are made of.
"""

from __future__ import annotations

import io
import os
import sys

import click

from cashflow.basics.size import traced
from cashflow.cli.again import rerun
from cashflow.cli.attempt import attempt
from cashflow.cli.between import diff
from cashflow.cli.check import check
from cashflow.cli.doors import Commands
from cashflow.cli.help import examples
from cashflow.cli.new import new
from cashflow.cli.picture import picture
from cashflow.cli.schema import schema
from cashflow.cli.template import template
from cashflow.cli.terms import terms
from cashflow.cli.verbs import demo, explain, project, run, simulate, solve

__all__ = ["main"]

_EXAMPLES = examples(
    "cashflow demo --out start               a ledger and a what-if file to start from",
    "cashflow check export.csv               as what your export is read, and what is left out",
    "cashflow try export.csv --extend 30     what if everybody were paid 30 days later",
    "cashflow new whatif.toml                a what-if file, from a few questions",
    "cashflow run whatif.toml --out results  the answer, and its tables as files",
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}, epilog=_EXAMPLES)
@click.version_option(package_name="cashflow-terms", prog_name="cashflow")
def main() -> None:
    """What later supplier payments do to quarter-end cash: both quarters, the cost, who is made whole."""
    click.get_current_context().with_resource(traced())  # told in run.json
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()  # closed by the shell: nobody wants to read it
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that lacks a sign must not stop the report


def _nowhere() -> io.TextIOWrapper:
    return open(os.devnull, "w", encoding="utf-8")


for _command in (check, attempt, new, run, project, simulate, solve, explain, picture, rerun, diff, terms, template, schema, demo):
    main.add_command(_command)
