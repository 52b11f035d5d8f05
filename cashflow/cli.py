"""The command line. Exit 0 done, 1 input refused (a sentence on stderr), 2 wrong usage."""

from __future__ import annotations

import functools
import io
import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

__all__ = ["main"]

_OUT = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write tables and report into this folder.")
_SIGN = click.option("--sign", metavar="TEXT", help="'payables negative' or 'payables positive': the sign of what is owed in the ledger.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
_TOLD = (
    click.option("--strict", is_flag=True, default=None, help="Refuse a ledger with any finding."),
    _SIGN,
    click.option("--most-rejected", metavar="SHARE", help="Last resort: the share of the ledger that may be left out (default 0.01)."),
)


def _LEDGER(function: Callable[..., None]) -> Callable[..., None]:
    """Options that beat the keys of ``[ledger]``, given to the function as `told`."""

    @functools.wraps(function)
    def wrapped(*args: Any, strict: bool | None, sign: str | None, most_rejected: str | None, **kwargs: Any) -> None:
        function(*args, told={"strict": strict or None, "sign": sign, "most_rejected": most_rejected}, **kwargs)

    for option in reversed(_TOLD):
        wrapped = option(wrapped)
    return wrapped


def _refused(function: Callable[..., None]) -> Callable[..., None]:
    """Turn what goes wrong into a sentence on stderr, or under ``--json`` into an object on stdout, and exit 1."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        from cashflow.basics.errors import CashflowWarning

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CashflowWarning)  # they are printed with the result
            try:
                function(*args, **kwargs)
                sys.stdout.flush()
            except (click.ClickException, BrokenPipeError):
                raise
            except KeyboardInterrupt as wish:
                click.echo(f"cashflow: stopped; {wish.args[0] if wish.args else 'nothing was written'}", err=True)
                sys.exit(130)
            except Exception as wrong:
                _tell(wrong, bool(kwargs.get("as_json")))
                from cashflow.report.refused import write_refused

                write_refused(wrong, kwargs.get("out"))
                sys.exit(1)

    return wrapped


def _tell(wrong: Exception, as_json: bool) -> None:
    from cashflow.basics.errors import InputError
    from cashflow.report.command import show_command
    from cashflow.report.refusals import fitting, refusal_of

    said = refusal_of(wrong)
    if said is None:
        if os.environ.get("CASHFLOW_DEBUG"):
            raise wrong
        fault = f"{type(wrong).__name__}: {wrong}".splitlines()[0]
        hint = "Please report it with the command; CASHFLOW_DEBUG=1 before the command shows where it happened"
        said = InputError(f"internal error; your files are not the cause ({fault})", hint=hint)
    show_command(said, click.get_current_context(silent=True))
    if as_json:
        command = click.get_current_context().command
        ask = fitting(said.ask, str(command.name), {name for p in command.params for name in p.opts})
        try:
            click.echo(_dump({**said.to_dict(), "ask": ask}))
            return
        except OSError:
            pass  # stdout itself is full: say it where it is seen
    click.echo(f"cashflow: {said.sentence()}", err=True)


def _read(whatif: Path, told: Mapping[str, Any]) -> Any:
    """A what-if file; a bar shows while a large ledger is read."""
    from cashflow.report.progress import progress_bar
    from cashflow.script import read_whatif

    with progress_bar(whatif.name) as tell:
        return read_whatif(whatif, **told, progress=tell)


def _printable(text: str) -> str:
    from cashflow.basics.shown import printable

    return printable(text, keep="\n")


class _Commands(click.Group):
    """The group of all commands; also its own help says so where the output is full."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except OSError as wrong:
            from cashflow.report.refusals import FULL

            if wrong.errno not in FULL:
                raise
            _tell(wrong, False)
            sys.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="cashflow-terms", prog_name="cashflow")
def main() -> None:
    """What later supplier payments do to quarter-end cash: both quarters, the cost, who is made whole."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that lacks a sign must not stop the report


@main.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@click.option("--offer-sheets", "sheets", is_flag=True, help="With --out: a page and a workbook for each supplier, in offer_sheets.")
@_LEDGER
@_OUT
@_JSON
@_refused
def run(whatif: Path, told: Mapping[str, Any], sheets: bool, out: Path | None, as_json: bool) -> None:
    """Run the what-if file WHATIF.toml."""
    if sheets and out is None:
        raise click.UsageError("--offer-sheets needs --out, the folder to write them into")
    read = _read(whatif, told)
    result = read.run()
    _report(result, read, out, as_json, _sheets(result) if sheets else None)


def _sheets(result: Any) -> dict[str, str | bytes]:
    from cashflow.report.sheets import offer_sheet_files

    return {f"offer_sheets/{name}": content for name, content in offer_sheet_files(result.offer_sheets()).items()}


@main.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@_LEDGER
@_OUT
@_JSON
@_refused
def project(whatif: Path, told: Mapping[str, Any], out: Path | None, as_json: bool) -> None:
    """The base alone of WHATIF.toml: cash paid and payables by quarter.

    Its ledger may be larger than memory: Parquet, a pattern like "2025/*.csv", or a folder of such files. These are read in batches.
    """
    from cashflow import read_ledger
    from cashflow.basics.receipts import named, receipts
    from cashflow.report.progress import progress_bar
    from cashflow.scan.files import is_scanned
    from cashflow.script.base import read_base, sizes_of
    from cashflow.whatif import project as projected

    with receipts() as read:
        base = read_base(whatif, **told)
        asked: dict[str, Any] = {"fiscal": base.fiscal, "quarters": base.quarters}
        if is_scanned(base.source):
            with progress_bar(base.source.name) as tell:
                book = base.scan(tell)
                found, sizes = book.project(base.policy, **asked), sizes_of(book)
        else:
            found, sizes = projected(read_ledger(base.source, **base.options()), base.policy, **asked), {}
    ledger, settings = found.base_payments.ledger, _sizes(sizes)
    _write(found, dict.fromkeys(("quarters", "days"), found), named(read, whatif.parent), out, ledger, settings=settings)
    _say(found.notes)
    click.echo(_dump(found.to_dict()) if as_json else _printable(str(found)))


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
@_LEDGER
@_OUT
@_JSON
@_refused
def simulate(whatif: Path, told: Mapping[str, Any], out: Path | None, as_json: bool, **asked: Any) -> None:
    """How sure is the figure, if suppliers accept by chance? Simulate WHATIF.toml."""
    read = _read(whatif, told)
    found = read.simulate(**asked)
    frames = dict.fromkeys(("moments", "quantiles", "suppliers", "tornado"), found)
    settings = {"assumptions": found.result.assumptions, **_sizes(read.sizes)}
    _write(found, frames, read.sha256, out, read.ledger, settings=settings, name="simulation.json")
    _say(found.notes)
    click.echo(_dump(found.to_dict()) if as_json else _printable(str(found)))


@main.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@click.option("--target", help="Cash to hold, e.g. 60000000; beats the file, like the next three.")
@click.option("--by", help="Last day of a fiscal quarter, e.g. 2025-06-30.")
@click.option("--view", help="Whose cash: trade_payable (default), borrowing_net, borrowing_gross, agency.")
@click.option("--currency", help="Needed if the ledger has several.")
@_LEDGER
@_OUT
@_JSON
@_refused
def solve(whatif: Path, told: Mapping[str, Any], out: Path | None, as_json: bool, **asked: Any) -> None:
    """Find the offers that the table [solve] of WHATIF.toml asks for: a target of cash at least cost."""
    read = _read(whatif, told)
    found = read.solve(**asked)
    said = found.to_dict()
    frames = dict.fromkeys(("choices", "curve", "limits", "left_out"), found) | dict.fromkeys(("quarters", "legs"), found.result)
    _write(found, frames, read.sha256, out, read.ledger, settings=_sizes(read.sizes))
    _say(said["notes"])
    click.echo(_dump(said) if as_json else _printable(str(found)))


@main.command()
@click.argument("whatif", type=click.Path(path_type=Path))
@click.argument("measure", default="free_cash_flow_change")
@click.option("--quarter", help="Its label, e.g. 'FY2025 Q1', or its last day; needed if several are shown.")
@click.option("--view", default="trade_payable", show_default=True, help="Also borrowing_net, borrowing_gross, agency.")
@click.option("--scenario", help="Its name, if there are several; 'base' for the base's figure.")
@click.option("--currency", help="If there are several.")
@click.option("--top", default=20, show_default=True, help="How many contributions are shown one by one.")
@_LEDGER
@_JSON
@_refused
def explain(whatif: Path, measure: str, told: Mapping[str, Any], as_json: bool, **asked: Any) -> None:
    """Take one number of the result of WHATIF.toml apart: the invoices and payments that add up to it, and what is not counted."""
    from cashflow.report.explanation import explanation_dict, explanation_text

    result = _read(whatif, told).run()
    found, counts, notes = result.explain(measure, **asked), result.payments.counts, result.payments.notes
    named = {k: v for k, v in asked.items() if v is not None and (k != "view" or measure == "free_cash_flow_change")}
    title = ", ".join([measure, *(str(v) for k, v in named.items() if k != "top")])
    if as_json:
        click.echo(_dump(explanation_dict(found, {"measure": measure, **named}, counts, notes)))
    else:
        click.echo(_printable(explanation_text(found, title, notes)))


@main.command()
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option("--currency", help="Currency of all rows, if the file has no such column.")
@click.option("--payments", type=click.Path(path_type=Path), help="Second table: invoice, supplier, paid_date, amount.")
@click.option("--dialect", help="Reading of terms that have two, e.g. days_then_eom.")
@click.option("--terms", help="Terms of rows that state neither terms nor a due date, e.g. 'net 30'.")
@click.option("--terms-codes", "codes", type=click.Path(path_type=Path), help="File of your own codes: CSV code,terms, or TOML.")
@click.option("--decimal", type=click.Choice([".", ","]), help="Decimal sign, where amounts have two readings.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="Order of dates like 03/04/2025.")
@click.option("--zone", help="Time zone whose day counts where dates have a time, e.g. Europe/Berlin.")
@click.option("--strict", is_flag=True, help="Refuse the file if there is any finding.")
@_SIGN
@_JSON
@_refused
def check(ledger: Path, as_json: bool, **options: Any) -> None:
    """Read LEDGER and say what was accepted, what not, and why.

    It may be a CSV file, an e-invoice or a folder of them; Parquet, a pattern or a folder of Parquet and CSV is read in batches.
    """
    from cashflow import read_ledger, scan
    from cashflow.basics.errors import EmptyLedgerError
    from cashflow.report.findings import findings_dict, findings_text
    from cashflow.report.progress import progress_bar
    from cashflow.scan.files import is_scanned

    empty = None
    try:
        if is_scanned(ledger):
            with progress_bar(ledger.name) as tell:
                found: Any = scan(ledger, **options, progress=tell).checked()
        else:
            found = read_ledger(ledger, **options).findings
    except EmptyLedgerError as wrong:  # no row is good: all the more reason to show why
        empty, found = wrong, wrong.findings
    said = {} if empty is None else empty.to_dict()
    click.echo(_dump({**said, **findings_dict(found)}) if as_json else _printable(findings_text(found)))
    if empty is not None and as_json:
        sys.exit(1)
    if empty is not None:
        raise empty


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
    from cashflow.terms import PaymentTerms, compare_terms, read_terms

    term, notes = read_terms(text, dialect)
    dates = dict(e.partition("=")[::2] for e in events)
    if not all(dates.values()):
        raise InputError("must be a name and a date", column="--event", value=events[0], hint='Write --event "goods receipt=2025-06-30"')
    other = None if against is None else compare_terms(term, PaymentTerms.parse(against, dialect), **money)
    show = terms_dict(term, date, money["amount"], money["currency"], money["tax"], dates, other)
    show |= {"notes": list(notes)} if notes else {}
    click.echo(_dump(show) if as_json else _printable(terms_text(term, date, show, dates)))


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
    """What is said of files too large to be hashed: their bytes when they were read."""
    return {"bytes": dict(sizes)} if sizes else {}


def _completeness(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was told or inferred of how complete the ledger is, where a result says it."""
    return {"completeness": said["completeness"]} if "completeness" in said else {}


def _dump(value: Any) -> str:
    from cashflow.basics.shown import json_text

    return json_text(value)


def _report(result: Any, read: Any, out: Path | None, as_json: bool, extra: Mapping[str, str | bytes] | None = None) -> None:
    """Print a result, and write its tables if a folder is named."""
    names = ("quarters", "suppliers", "offers", "legs", "caps", "supplier_finance", "stress", "stress_costs")
    ledger = result.payments.ledger
    frames = dict.fromkeys(names, result) | {n: ledger for n in ("payments_elsewhere", "payments_unallocated") if len(getattr(ledger, n))}
    _write(result, frames, read.sha256, out, ledger, extra, _sizes(read.sizes))
    _say(result.notes)
    click.echo(_dump(result.to_dict()) if as_json else _printable(str(result)))


def _say(notes: Sequence[str]) -> None:
    for note in notes:
        click.echo(f"cashflow: note: {_printable(note)}", err=True)


def _write(
    result: Any,
    frames: dict[str, Any],
    sha256: Mapping[str, str],
    out: Path | None,
    ledger: Any,
    extra: Mapping[str, str | bytes] | None = None,
    settings: Any = None,
    name: str = "result.json",
) -> None:
    """Write frames (by name, of what they are an attribute of), findings, report and what it was made of, if a folder is named."""
    if out is None:
        return
    from cashflow.report.files import csv_text, manifest, write_files
    from cashflow.report.findings import findings_frame, told_dict

    files: dict[str, str | bytes] = {f"{n}.csv": csv_text(getattr(owner, n)) for n, owner in frames.items()}
    said = result.to_dict()
    files |= {"findings.csv": csv_text(findings_frame(ledger.findings)), name: _dump(said) + "\n"}
    files["report.txt"] = _printable(str(result)) + "\n"
    told = {"assumptions": said.get("assumptions"), **_completeness(said), **told_dict(ledger.findings), **(settings or {})}
    files["run.json"] = manifest(sha256, told)
    _wrote(write_files(out, {**files, **(extra or {})}), out)


def _wrote(written: Any, out: Path) -> None:
    _say(written.notes)
    click.echo(f"wrote {len(written)} files into {_printable(str(out))}", err=True)


if __name__ == "__main__":
    main()
