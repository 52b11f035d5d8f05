"""The commands that answer a what-if file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cashflow.cli.completion import measures, scenarios
from cashflow.cli.doors import JSON, OUT, PRESENTATION, dump, ledger_options, read_with_bar, refused
from cashflow.cli.help import Grouped, examples
from cashflow.cli.printing import Printing, answer, format_options, page_width, print_lines
from cashflow.cli.writing import may_write, write_result
from cashflow.measures.catalog import DEFAULT_PRESENTATION, MEASURES
from cashflow.report.places import check_same
from cashflow.report.text_page import page_lines

__all__ = ["demo", "explain", "project", "run", "simulate", "solve"]


def _answered(
    command: str, whatif: Path, told: Mapping[str, Any], out: Path | None, how: Printing, *, more: tuple[str, ...] = (), **options: Any
) -> None:
    """Answer a question to a what-if file, write the answer if a folder is named, and print it."""
    from cashflow.runs import Asked, answer_of

    may_write(folder=out)
    asked = Asked(command, whatif, told, options, more)
    found = answer_of(asked)
    write_result(asked, found, out)
    answer(found.result, how, out)


@click.command(
    cls=Grouped,
    short_help="The answer to a what-if file.",
    epilog=examples(
        "cashflow run whatif.toml",
        "cashflow run whatif.toml --out results",
        "cashflow run whatif.toml --full",
        "cashflow run what-if.xlsx --json > answer.json",
    ),
)
@click.argument("whatif", type=click.Path(path_type=Path))
@click.option(
    "--offer-letters",
    "sheets",
    is_flag=True,
    help="With --out: a letter and a workbook for each supplier, in offer_letters; [letters] says by whom.",
)
@ledger_options
@OUT
@format_options("comparison")
def run(whatif: Path, told: Mapping[str, Any], sheets: bool, out: Path | None, how: Printing) -> None:
    """Answer WHATIF.toml: what its offers do to each quarter end, what comes back in the next one, what it costs, who is made whole.

    On a terminal its first screen; --full prints the whole report, --out writes it into a folder with its tables, page and workbook.
    """
    if sheets and out is None:
        raise click.UsageError("--offer-letters needs --out, the folder to write them into")
    _answered("run", whatif, told, out, how, more=("offer_letters",) if sheets else ())


@click.command(
    cls=Grouped,
    short_help="The baseline alone: cash paid and payables by quarter.",
    epilog=examples(
        "cashflow project whatif.toml",
        "cashflow project whatif.toml --out baseline",
    ),
)
@click.argument("whatif", type=click.Path(path_type=Path))
@ledger_options
@OUT
@format_options("projection")
def project(whatif: Path, told: Mapping[str, Any], out: Path | None, how: Printing) -> None:
    """The baseline only of WHATIF.toml, without any offer: cash paid and payables by quarter.

    Its ledger may be larger than memory: Parquet, or more than 100 MB of files in a folder or pattern ("2025/*.csv") is read in batches.
    """
    _answered("project", whatif, told, out, how)


@click.command(
    cls=Grouped,
    short_help="How sure is it, if suppliers accept by chance?",
    epilog=examples(
        "cashflow simulate chances.toml --target 60000000",
        "cashflow simulate chances.toml --measure cash_retained --quarter 2025-06-30 --currency EUR",
    ),
)
@click.argument("whatif", type=click.Path(path_type=Path))
@click.option("--scenario", help="Which one, if the file has several.", shell_complete=scenarios)
@click.option("--target", help="Amount, e.g. 60000000: gives the chance of at least this much.")
@click.option("--quarter", help="Its label, or a date in it; by default the first in which something moves.")
@click.option(
    "--measure",
    help="free_cash_flow_change (default), cash_retained, cash_paid, closing_payables, … : any figure by quarter.",
    shell_complete=measures,
)
@PRESENTATION
@click.option("--currency", help="Needed if something moves in several and there is no reporting currency.")
@click.option("--draws", type=int, help="How many draws (default 10000); 0: none, only what needs none.")
@click.option("--seed", type=int, help="Same seed, same draws (default 1).")
@click.option("--correlation", help="Of two suppliers' acceptances (default 0: independent).")
@ledger_options
@OUT
@format_options("simulation")
def simulate(whatif: Path, told: Mapping[str, Any], out: Path | None, how: Printing, **asked: Any) -> None:
    """How sure is the figure, if suppliers accept by chance? Simulate WHATIF.toml."""
    _answered("simulate", whatif, told, out, how, **asked)


@click.command(
    cls=Grouped,
    short_help="The cheapest offers that reach a cash target.",
    epilog=examples(
        "cashflow solve whatif.toml",
        "cashflow solve whatif.toml --target 40000000 --by 2025-06-30 --currency EUR --out answer",
    ),
)
@click.argument("whatif", type=click.Path(path_type=Path))
@click.option("--target", help="Cash to hold, e.g. 60000000; overrides the file, like the next three.")
@click.option("--by", help="Last day of a fiscal quarter, e.g. 2025-06-30.")
@PRESENTATION
@click.option("--currency", help="Needed if the ledger has several and there is no reporting currency.")
@ledger_options
@OUT
@format_options("solution")
def solve(whatif: Path, told: Mapping[str, Any], out: Path | None, how: Printing, **asked: Any) -> None:
    """Find the offers that the table [solve] of WHATIF.toml asks for: a target of cash at least cost."""
    _answered("solve", whatif, told, out, how, **asked)


@click.command(
    cls=Grouped,
    short_help="The invoices and payments behind one number.",
    epilog=examples(
        'cashflow explain whatif.toml free_cash_flow_change --quarter "FY2025 Q1" --currency EUR',
        'cashflow explain whatif.toml free_cash_flow_change --quarter "FY2025 Q1" --currency EUR --by region',
        "cashflow explain whatif.toml closing_payables --scenario baseline --quarter 2025-06-30 --currency EUR",
    ),
)
@click.argument("whatif", type=click.Path(path_type=Path))
@click.argument("measure", default="free_cash_flow_change", shell_complete=measures)
@click.option("--quarter", help="Its label, e.g. 'FY2025 Q1', a date in it, or 'outside'; needed if several are shown.")
@PRESENTATION
@click.option("--scenario", help="Its name, if there are several; 'baseline' for the baseline's figure.", shell_complete=scenarios)
@click.option("--currency", help="If there are several.")
@click.option("--by", metavar="COLUMN", help="By the values of a column, such as supplier, region or file, in place of single invoices.")
@click.option("--top", default=20, show_default=True, help="How many contributions are shown one by one.")
@ledger_options
@JSON
@refused
def explain(whatif: Path, measure: str, told: Mapping[str, Any], as_json: bool, **asked: Any) -> None:
    """Take one number of the result of WHATIF.toml apart: the invoices and payments that add up to it, and what is not counted."""
    from cashflow.report.explanation import explanation_dict, explanation_parts

    asked["presentation"] = asked["presentation"] or DEFAULT_PRESENTATION
    result = read_with_bar(whatif, told).run()
    found, counts, notes = result.explain(measure, **asked), result.payments.counts, result.payments.notes
    known = MEASURES[measure]
    named = {k: v for k, v in asked.items() if v is not None and (known.presented or k != "presentation")}
    when = ["over the whole life"] if known.timing == "over the life" else []
    title = ", ".join([measure, *when, *(f"by {v}" if k == "by" else str(v) for k, v in named.items() if k != "top")])
    if as_json:
        click.echo(dump(explanation_dict(found, {"measure": measure, **named}, counts, notes)))
    else:
        print_lines(page_lines(explanation_parts(found, title, notes), page_width()))


@click.command(
    cls=Grouped,
    short_help="A synthetic ledger and an offer, to look at and change.",
    epilog=examples(
        "cashflow demo",
        "cashflow demo --out start",
    ),
)
@OUT
@format_options("comparison")
def demo(out: Path | None, how: Printing) -> None:
    """A Nissan-like offer on a synthetic ledger; with --out, the ledger and what-if file to start your own from."""
    from cashflow.runs import Answer, Asked
    from cashflow.whatif_file.demo import demo_files, run_demo

    may_write(folder=out)
    if out is not None:
        check_same(out, demo_files())
    read, result = run_demo()
    asked = Asked("run", (out or Path()) / read.path.name)
    write_result(asked, Answer(result, read.sha256, read.sizes, read.text), out, demo_files() if out else None)
    answer(result, how, out)
