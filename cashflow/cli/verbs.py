"""The commands that answer a what-if file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cashflow.cli.doors import JSON, OUT, PRESENTATION, answer, dump, format_options, ledger_options, read_with_bar, refused, shown
from cashflow.cli.writing import write_result

__all__ = ["demo", "explain", "project", "run", "simulate", "solve"]


@click.command()
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
def run(whatif: Path, told: Mapping[str, Any], sheets: bool, out: Path | None, form: str) -> None:
    """Run the what-if file WHATIF.toml."""
    if sheets and out is None:
        raise click.UsageError("--offer-letters needs --out, the folder to write them into")
    read = read_with_bar(whatif, told)
    result = read.run()
    write_result(result, out, read.sha256, read.sizes, more=["offer_letters"] if sheets else [], letters=read.letters)
    answer(result, form)


@click.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@ledger_options
@OUT
@format_options("projection")
def project(whatif: Path, told: Mapping[str, Any], out: Path | None, form: str) -> None:
    """The baseline only of WHATIF.toml, without any offer: cash paid and payables by quarter.

    Its ledger may be larger than memory: Parquet, or more than 100 MB of files in a folder or pattern ("2025/*.csv") is read in batches.
    """
    from cashflow import project as projected
    from cashflow import read_ledger
    from cashflow.basics.receipts import named, receipts
    from cashflow.report.progress import progress_bar
    from cashflow.scan.files import is_scanned
    from cashflow.whatif_file.sections import read_baseline, sizes_of

    with receipts() as read:
        baseline = read_baseline(whatif, **told)
        asked: dict[str, Any] = {"fiscal": baseline.fiscal, "quarters": baseline.quarters}
        if is_scanned(baseline.source):
            with progress_bar(baseline.source.name) as tell:
                book = baseline.scan(tell)
                found, sizes = projected(book, baseline.policy, **asked), sizes_of(book)
        else:
            found, sizes = projected(read_ledger(baseline.source, **baseline.options()), baseline.policy, **asked), {}
    write_result(found, out, named(read, whatif.parent), sizes)
    answer(found, form)


@click.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@click.option("--scenario", help="Which one, if the file has several.")
@click.option("--target", help="Amount, e.g. 60000000: gives the chance of at least this much.")
@click.option("--quarter", help="Its label, or a date in it; by default the first in which something moves.")
@click.option("--measure", help="free_cash_flow_change (default), cash_retained, cash_paid, closing_payables, … : any figure by quarter.")
@PRESENTATION
@click.option("--currency", help="Needed if something moves in several.")
@click.option("--draws", type=int, help="How many draws (default 10000); 0: exact figures only.")
@click.option("--seed", type=int, help="Same seed, same draws (default 1).")
@click.option("--correlation", help="Of two suppliers' acceptances (default 0: independent).")
@ledger_options
@OUT
@format_options("simulation")
def simulate(whatif: Path, told: Mapping[str, Any], out: Path | None, form: str, **asked: Any) -> None:
    """How sure is the figure, if suppliers accept by chance? Simulate WHATIF.toml."""
    read = read_with_bar(whatif, told)
    found = read.simulate(**asked)
    write_result(found, out, read.sha256, read.sizes)
    answer(found, form)


@click.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@click.option("--target", help="Cash to hold, e.g. 60000000; overrides the file, like the next three.")
@click.option("--by", help="Last day of a fiscal quarter, e.g. 2025-06-30.")
@PRESENTATION
@click.option("--currency", help="Needed if the ledger has several.")
@ledger_options
@OUT
@format_options("solution")
def solve(whatif: Path, told: Mapping[str, Any], out: Path | None, form: str, **asked: Any) -> None:
    """Find the offers that the table [solve] of WHATIF.toml asks for: a target of cash at least cost."""
    read = read_with_bar(whatif, told)
    found = read.solve(**asked)
    write_result(found, out, read.sha256, read.sizes)
    answer(found, form)


@click.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@click.argument("measure", default="free_cash_flow_change")
@click.option("--quarter", help="Its label, e.g. 'FY2025 Q1', or a date in it; needed if several are shown.")
@PRESENTATION
@click.option("--scenario", help="Its name, if there are several; 'baseline' for the baseline's figure.")
@click.option("--currency", help="If there are several.")
@click.option("--top", default=20, show_default=True, help="How many contributions are shown one by one.")
@ledger_options
@JSON
@refused
def explain(whatif: Path, measure: str, told: Mapping[str, Any], as_json: bool, **asked: Any) -> None:
    """Take one number of the result of WHATIF.toml apart: the invoices and payments that add up to it, and what is not counted."""
    from cashflow.measures.catalog import MEASURES, PRESENTATION_NAMES
    from cashflow.report.explanation import explanation_dict, explanation_text

    asked["presentation"] = asked["presentation"] or PRESENTATION_NAMES[0]
    result = read_with_bar(whatif, told).run()
    found, counts, notes = result.explain(measure, **asked), result.payments.counts, result.payments.notes
    named = {k: v for k, v in asked.items() if v is not None and (k != "presentation" or MEASURES[measure].presented)}
    title = ", ".join([measure, *(str(v) for k, v in named.items() if k != "top")])
    if as_json:
        click.echo(dump(explanation_dict(found, {"measure": measure, **named}, counts, notes)))
    else:
        click.echo(shown(explanation_text(found, title, notes)))


@click.command()
@OUT
@format_options("comparison")
def demo(out: Path | None, form: str) -> None:
    """A Nissan-like offer on a synthetic ledger; with --out, the ledger and what-if file to start your own from."""
    from cashflow.whatif_file.demo import demo_files, run_demo

    read, result = run_demo()
    write_result(result, out, read.sha256, read.sizes, demo_files() if out else None)
    answer(result, form)
