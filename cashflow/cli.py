"""The command line. Exit 0 done, 1 input refused (a sentence on stderr), 2 wrong usage."""

from __future__ import annotations

import functools
import io
import json
import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

__all__ = ["main"]

_OUT = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write tables and report into this folder.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def _refused(function: Callable[..., None]) -> Callable[..., None]:
    """Turn an input error into a sentence on stderr and exit 1; warnings into sentences too."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        from cashflow.basics.errors import CashflowError, CashflowWarning

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CashflowWarning)  # they are printed with the result
            try:
                function(*args, **kwargs)
            except CashflowError as wrong:
                click.echo(f"cashflow: {_printable(str(wrong))}", err=True)
                sys.exit(1)
            except (click.ClickException, BrokenPipeError):
                raise
            except Exception as fault:
                if os.environ.get("CASHFLOW_DEBUG"):
                    raise
                said = f"{type(fault).__name__}: {fault}".splitlines()[0]
                click.echo(
                    f"cashflow: a fault in cashflow itself, not in your files ({_printable(said)}). Set CASHFLOW_DEBUG=1 to see where",
                    err=True,
                )
                sys.exit(1)
            except KeyboardInterrupt:
                click.echo("cashflow: stopped; nothing was written", err=True)
                sys.exit(130)

    return wrapped


def _read(whatif: Path, strict: bool = False) -> Any:
    """A what-if file; a bar shows while a large ledger is read."""
    from cashflow.report.progress import progress_bar
    from cashflow.script import read_whatif

    with progress_bar(whatif.name) as tell:
        return read_whatif(whatif, strict=strict, progress=tell)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="cashflow-terms", prog_name="cashflow")
def main() -> None:
    """What later supplier payments do to quarter-end cash: both quarters, the cost, who is made whole."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that lacks a sign must not stop the report


@main.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Refuse a ledger with any finding.")
@click.option("--offer-sheets", "sheets", is_flag=True, help="With --out: a page and a workbook for each supplier, in offer_sheets.")
@_OUT
@_JSON
@_refused
def run(whatif: Path, strict: bool, sheets: bool, out: Path | None, as_json: bool) -> None:
    """Run the what-if file WHATIF.toml."""
    if sheets and out is None:
        raise click.UsageError("--offer-sheets needs --out, the folder to write them into")
    read = _read(whatif, strict)
    result = read.run()
    _report(result, read, out, as_json)
    if sheets and out is not None:
        from cashflow.report.files import write_files
        from cashflow.report.sheets import offer_sheet_files

        written = write_files(out / "offer_sheets", offer_sheet_files(result.offer_sheets()))
        click.echo(f"wrote {len(written)} files into {out / 'offer_sheets'}", err=True)


@main.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Refuse a ledger with any finding.")
@_OUT
@_JSON
@_refused
def project(whatif: Path, strict: bool, out: Path | None, as_json: bool) -> None:
    """The base alone of WHATIF.toml: cash paid and payables by quarter.

    Its ledger may be larger than memory: Parquet, a pattern like "2025/*.csv", or a folder of such files. These are read in batches.
    """
    from cashflow import read_ledger
    from cashflow.report.progress import progress_bar
    from cashflow.scan.files import is_scanned
    from cashflow.script.base import read_base, sizes_of
    from cashflow.whatif import project as projected

    base = read_base(whatif)
    asked: dict[str, Any] = {"fiscal": base.fiscal, "quarters": base.quarters}
    if is_scanned(base.source):
        with progress_bar(base.source.name) as tell:
            book = base.scan(strict, tell)
            found, inputs, sizes = book.project(base.policy, **asked), [whatif], sizes_of(book)
    else:
        found, inputs, sizes = projected(read_ledger(base.source, **base.options(strict)), base.policy, **asked), list(base.inputs), {}
    _write(found, dict.fromkeys(("quarters", "days"), found), inputs, out, settings=_sizes(sizes))
    click.echo(_dump(found.to_dict()) if as_json else str(found))


@main.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@click.option("--scenario", help="Which one, if the file has several.")
@click.option("--target", help="Amount, e.g. 60000000: gives the chance of at least this much.")
@click.option("--quarter", help="Its label, or a date in it; by default the first in which something moves.")
@click.option("--measure", help="free_cash_flow_change (default), cash_held, closing_payables, financing_cost_paid.")
@click.option("--view", help="trade_payable (default), borrowing_net, borrowing_gross, agency.")
@click.option("--currency", help="Needed if something moves in several.")
@click.option("--draws", type=int, help="How many draws (default 10000); 0: exact figures only.")
@click.option("--seed", type=int, help="Same seed, same draws (default 1).")
@click.option("--correlation", help="Of two suppliers' acceptances (default 0: independent).")
@_OUT
@_JSON
@_refused
def simulate(whatif: Path, out: Path | None, as_json: bool, **asked: Any) -> None:
    """How sure is the figure, if suppliers accept by chance? Simulate WHATIF.toml."""
    read = _read(whatif)
    found = read.simulate(**asked)
    if out is not None:
        from cashflow.report.files import csv_text, manifest, write_files

        files: dict[str, str | bytes] = {f"{n}.csv": csv_text(getattr(found, n)) for n in ("moments", "quantiles", "suppliers", "tornado")}
        files |= {"simulation.json": _dump(found.to_dict()) + "\n", "report.txt": str(found) + "\n"}
        files["run.json"] = manifest(list(read.inputs), {"assumptions": found.result.assumptions, **_sizes(read.sizes)})
        click.echo(f"wrote {len(write_files(out, files))} files into {out}", err=True)
    for note in found.result.notes:
        click.echo(f"cashflow: note: {_printable(note)}", err=True)
    click.echo(_dump(found.to_dict()) if as_json else str(found))


@main.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Refuse a ledger with any finding.")
@_OUT
@_JSON
@_refused
def solve(whatif: Path, strict: bool, out: Path | None, as_json: bool) -> None:
    """Find the offers that the table [solve] of WHATIF.toml asks for: a target of cash at least cost."""
    read = _read(whatif, strict)
    found = read.solve()
    said = found.to_dict()
    frames = dict.fromkeys(("choices", "curve", "limits", "left_out"), found) | dict.fromkeys(("quarters", "legs"), found.result)
    _write(found, frames, read.inputs, out, settings=_sizes(read.sizes))
    for note in said["notes"]:
        click.echo(f"cashflow: note: {_printable(note)}", err=True)
    click.echo(_dump(said) if as_json else str(found))


@main.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@click.argument("measure", default="free_cash_flow_change")
@click.option("--quarter", help="Its label, e.g. 'FY2025 Q1', or its last day; needed if several are shown.")
@click.option("--view", default="trade_payable", show_default=True, help="Also borrowing_net, borrowing_gross, agency.")
@click.option("--scenario", help="Its name, if there are several; 'base' for the base's figure.")
@click.option("--currency", help="If there are several.")
@click.option("--top", default=20, show_default=True, help="How many contributions are shown one by one.")
@_JSON
@_refused
def explain(whatif: Path, measure: str, as_json: bool, **asked: Any) -> None:
    """Take one number of the result of WHATIF.toml apart: the invoices and payments that add up to it, and what is not counted."""
    from cashflow.report.explanation import explanation_dict, explanation_text

    found = _read(whatif).run().explain(measure, **asked)
    named = {k: v for k, v in asked.items() if v is not None and (k != "view" or measure == "free_cash_flow_change")}
    title = ", ".join([measure, *(str(v) for k, v in named.items() if k != "top")])
    click.echo(_dump(explanation_dict(found, {"measure": measure, **named})) if as_json else _printable(explanation_text(found, title)))


@main.command()
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option("--currency", help="Currency of all rows, if the file has no such column.")
@click.option("--payments", type=click.Path(path_type=Path), help="Second table: invoice, supplier, paid_date, amount.")
@click.option("--dialect", help="Reading of terms that have two, e.g. days_then_eom.")
@click.option("--decimal", type=click.Choice([".", ","]), help="Decimal sign, where amounts have two readings.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="Order of dates like 03/04/2025.")
@click.option("--strict", is_flag=True, help="Refuse the file if there is any finding.")
@_JSON
@_refused
def check(ledger: Path, as_json: bool, **options: Any) -> None:
    """Read LEDGER and say what was accepted, what not, and why.

    It may be a CSV file, an e-invoice or a folder of them; Parquet, a pattern or a folder of Parquet and CSV is read in batches.
    """
    from cashflow import read_ledger, scan
    from cashflow.report.findings import findings_dict, findings_text
    from cashflow.report.progress import progress_bar
    from cashflow.scan.files import is_scanned

    if is_scanned(ledger):
        with progress_bar(ledger.name) as tell:
            found = scan(ledger, **options, progress=tell).checked()
    else:
        read = read_ledger(ledger, **options).findings
        assert read is not None
        found = read
    click.echo(_dump(findings_dict(found)) if as_json else findings_text(found))


@main.command()
@click.argument("text")
@click.argument("date")
@click.option("--amount", help="Invoice amount, e.g. 1234.50.")
@click.option("--currency", help="Its currency, e.g. EUR.")
@click.option("--tax", help="Tax in the amount, for terms that look at the net amount.")
@click.option("--event", "events", multiple=True, metavar="NAME=DATE", help='A further date, e.g. --event "goods receipt=2025-06-30".')
@click.option("--dialect", help="Which reading to take where the text has two.")
@click.option("--against", help="Another term: the days it would gain, and how many invoice dates cross a quarter end.")
@_JSON
@_refused
def terms(text: str, date: str, as_json: bool, dialect: str | None, events: tuple[str, ...], against: str | None, **money: Any) -> None:
    """Read the payment term TEXT and say when an invoice of DATE is due."""
    from cashflow.basics.errors import InputError
    from cashflow.report.terms import terms_dict, terms_text
    from cashflow.terms import PaymentTerms, compare_terms

    term = PaymentTerms.parse(text, dialect)
    dates = dict(e.partition("=")[::2] for e in events)
    if not all(dates.values()):
        raise InputError("must be a name and a date", column="--event", value=events[0], hint='Write --event "goods receipt=2025-06-30"')
    other = None if against is None else compare_terms(term, PaymentTerms.parse(against, dialect), **money)
    show = terms_dict(term, date, money["amount"], money["currency"], money["tax"], dates, other)
    click.echo(_dump(show) if as_json else terms_text(term, date, show, dates))


@main.command()
@_OUT
@_JSON
@_refused
def demo(out: Path | None, as_json: bool) -> None:
    """A Nissan-like offer on a synthetic ledger; with --out, the ledger and what-if file to start your own from."""
    from cashflow.script.demo import demo_files, run_demo

    read, result = run_demo()
    _report(result, read, out, as_json, extra=demo_files() if out else None)


def _sizes(sizes: Mapping[str, int]) -> dict[str, Any]:
    """What is said of files too large to be hashed."""
    return {"bytes": dict(sizes)} if sizes else {}


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _report(result: Any, read: Any, out: Path | None, as_json: bool, extra: dict[str, str] | None = None) -> None:
    """Print a result, and write its tables if a folder is named."""
    names = ("quarters", "suppliers", "offers", "legs", "caps", "supplier_finance", "stress", "stress_costs")
    ledger = result.payments.ledger
    frames = dict.fromkeys(names, result) | {n: ledger for n in ("payments_elsewhere", "payments_unallocated") if len(getattr(ledger, n))}
    _write(result, frames, read.inputs, out, extra, _sizes(read.sizes))
    for note in result.notes:
        click.echo(f"cashflow: note: {_printable(note)}", err=True)
    click.echo(_dump(result.to_dict()) if as_json else str(result))


def _write(
    result: Any, frames: dict[str, Any], inputs: Sequence[Path], out: Path | None, extra: dict[str, str] | None = None, settings: Any = None
) -> None:
    """Write frames (by name, of what they are an attribute of), the report and what it was made of, if a folder is named."""
    if out is None:
        return
    from cashflow.report.files import csv_text, manifest, write_files

    files: dict[str, str | bytes] = {f"{n}.csv": csv_text(getattr(owner, n)) for n, owner in frames.items()}
    said = result.to_dict()
    files |= {"result.json": _dump(said) + "\n", "report.txt": str(result) + "\n"}
    files["run.json"] = manifest(inputs, {"assumptions": said["assumptions"], **(settings or {})})
    written = write_files(out, files | (extra or {}))
    click.echo(f"wrote {len(written)} files into {out}", err=True)


if __name__ == "__main__":
    main()
