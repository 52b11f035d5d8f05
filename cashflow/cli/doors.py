"""What all commands share: options, a sentence for whatever goes wrong, and text that is fit to print."""

from __future__ import annotations

import functools
import os
import signal
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from cashflow._stops import stoppable
from cashflow.basics.errors import CashflowWarning, InputError
from cashflow.basics.shown import json_text, printable
from cashflow.cli.completion import presentations
from cashflow.measures.catalog import DEFAULT_PRESENTATION, PRESENTATION_NAMES
from cashflow.report.places import FULL
from cashflow.whatif_file import read_whatif

__all__ = [
    "ACCEPT", "JSON", "LEDGER_NAMES", "OUT", "PRESENTATION", "SIGN", "Commands", "dump",
    "ledger_options", "now_writing", "read_with_bar", "refused", "say_notes", "shown", "table_options",
]  # fmt: skip

OUT = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write tables and report into this folder.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
PRESENTATION = click.option(
    "--presentation",
    help=f"How amounts a bank paid are presented: {DEFAULT_PRESENTATION} (default), {', '.join(PRESENTATION_NAMES[1:])}.",
    shell_complete=presentations,
)


def _one_or_several(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> str | tuple[str, ...] | None:
    """What is typed once as it is, so that a file which is written says it so."""
    return value[0] if len(value) == 1 else value or None


_TABLE: Mapping[str, Mapping[str, Any]] = {
    "--map": {"multiple": True, "metavar": "OURS=THEIRS", "help": "Which column is which, e.g. --map supplier=Kreditor."},
    "--payments-map": {"multiple": True, "metavar": "OURS=THEIRS", "help": "The same for the payments table, e.g. paid_date=Valuta."},
    "--types": {
        "multiple": True,
        "metavar": "TYPE=KIND",
        "help": "What a type of document is: invoice, credit note, payment, ignored; a status: paid.",
    },
    "--profile": {"help": "Kind of export, e.g. sap_line_items; found by the names of the columns."},
    "--terms": {"metavar": "TEXT", "help": "Terms of rows without terms and due date, e.g. 'net 30'."},
    "--decimal": {"type": click.Choice([".", ","]), "help": "Decimal sign, where amounts have two readings."},
    "--date-order": {"type": click.Choice(["dmy", "mdy", "ymd"]), "help": "Order of dates like 03/04/2025."},
    "--date-format": {"help": "Form of all dates, e.g. dd.mm.yyyy."},
    "--zone": {"help": "Time zone whose day counts where dates have a time, e.g. Europe/Berlin."},
    "--owed": {"type": click.Choice(["Cr", "Dr"]), "help": "Which of them is owed, where amounts end so."},
    "--round": {"is_flag": True, "default": None, "help": "Round amounts with more decimals than their currency."},
    "--encoding": {"help": "Of a text file, e.g. cp1252; found by evidence."},
    "--separator": {"help": "comma, semicolon, tab or pipe; found by evidence."},
    "--sheet": {
        "multiple": True,
        "callback": _one_or_several,
        "help": "Of a workbook; else the one that looks like a ledger. '*' for all, or some one by one.",
    },
    "--skip-rows": {"type": int, "help": "Rows above the header; else it is looked for."},
    "--files": {"multiple": True, "metavar": "NAME:KEY=VALUE", "help": "Of some files alone, e.g. --files us.csv:date_order=mdy."},
}
_SIGN: Mapping[str, Any] = {
    "metavar": "TEXT",
    "help": "'payables negative' or 'payables positive': the sign of what is owed in the ledger.",
}
_ACCEPT: Mapping[str, Any] = {
    "multiple": True,
    "metavar": "KIND=WHY",
    "help": "Rows that may be left out, by kind, and why: 'unreadable date=closed plant'.",
}
_TOLD: Mapping[str, Mapping[str, Any]] = {
    "--strict": {"is_flag": True, "default": None, "help": "Refuse a ledger with any finding."},
    "--sign": _SIGN,
    "--accept": _ACCEPT,
    "--most-rejected": {"metavar": "SHARE", "help": "Last resort: the share of the ledger that may be left out (default 0.01)."},
    **_TABLE,
}
LEDGER_NAMES = frozenset(flag.removeprefix("--").replace("-", "_") for flag in (*_TOLD, "--payments", "--dialect", "--terms-codes"))
"""Options that say how a ledger is read, as their functions get them."""
REPEATED = frozenset(flag.removeprefix("--").replace("-", "_") for flag, how in _TOLD.items() if how.get("multiple"))
"""Of these, those that are typed several times."""
SIGN = click.option("--sign", **_SIGN)
ACCEPT = click.option("--accept", **_ACCEPT)


def _with(options: Mapping[str, Mapping[str, Any]], function: Callable[..., None]) -> Callable[..., None]:
    for flag, how in reversed([*options.items()]):
        function = click.option(flag, **how)(function)
    return function


def table_options(function: Callable[..., None]) -> Callable[..., None]:
    """Options that say how a table is read."""
    return _with(_TABLE, function)


def ledger_options(function: Callable[..., None]) -> Callable[..., None]:
    """Options that beat the keys of ``[ledger]``, given to the function as `told`."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        given = {name: kwargs.pop(name) for name in (flag.lstrip("-").replace("-", "_") for flag in _TOLD)}
        told = {name: None if value is False or value == () else value for name, value in given.items()}
        function(*args, told=told, **kwargs)

    return _with(_TOLD, wrapped)


def refused(function: Callable[..., None]) -> Callable[..., None]:
    """Turn what goes wrong into a sentence on stderr, or under ``--json`` into an object on stdout, and exit 1."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CashflowWarning)  # they are printed with the result
            try:
                with stoppable():
                    function(*args, **kwargs)
                    sys.stdout.flush()
            except (click.ClickException, BrokenPipeError):
                raise
            except click.Abort:
                click.echo(f"\ncashflow: stopped; {_so_far()}", err=True)
                sys.exit(130)
            except KeyboardInterrupt as wish:
                click.echo(f"cashflow: stopped; {wish.args[0] if wish.args else _so_far()}", err=True)
                sys.exit(128 + getattr(wish, "number", signal.SIGINT))
            except Exception as wrong:
                _tell(wrong, bool(kwargs.get("as_json")) or kwargs.get("form") == "json")
                from cashflow.report.refused import write_refused

                write_refused(wrong, kwargs.get("out"))
                sys.exit(1)

    return wrapped


_WRITING = "cashflow.writing"


def now_writing() -> None:
    """Say that from here on files may have been written."""
    if (context := click.get_current_context(silent=True)) is not None:
        context.meta[_WRITING] = True


def _so_far() -> str:
    """What is true of files where a command is stopped."""
    context = click.get_current_context(silent=True)
    return "each file that was written is whole" if context is not None and context.meta.get(_WRITING) else "nothing was written"


def _tell(wrong: Exception, as_json: bool) -> None:
    from cashflow.report.command import show_command
    from cashflow.report.refusals import fitting, fitting_hint, refusal_of

    said = refusal_of(wrong, _so_far())
    if said is None:
        if os.environ.get("CASHFLOW_DEBUG"):
            raise wrong
        fault = f"{type(wrong).__name__}: {wrong}".splitlines()[0]
        hint = "Please report it with the command; CASHFLOW_DEBUG=1 before the command shows where it happened"
        said = InputError(f"internal error; your files are not the cause ({fault})", hint=hint)
    context = click.get_current_context(silent=True)
    show_command(said, context)
    ask: Sequence[Mapping[str, Any]] = said.ask
    if context is not None:
        ask = fitting(said.ask, str(context.command.name), {name for p in context.command.params for name in p.opts})
        said.hint = fitting_hint(said.hint, said.ask, ask)
    if as_json:
        try:
            click.echo(dump({**said.to_dict(), "ask": ask}))
            return
        except OSError:
            pass  # stdout itself is full: say it where it is seen
    click.echo(f"cashflow: {said.sentence()}", err=True)


def read_with_bar(whatif: Path, told: Mapping[str, Any]) -> Any:
    """A what-if file; a bar shows while a large ledger is read."""
    from cashflow.report.progress import progress_bar

    with progress_bar(whatif.name) as tell:
        return read_whatif(whatif, **told, progress=tell)


def shown(text: str) -> str:
    """Text without control characters, line breaks kept."""
    return printable(text, keep="\n")


_RESULTS = "cashflow run whatif.toml --out results"
_ELSEWHERE = {
    "sweep": "Lists under vary in a what-if file are a sweep: vary = { days = [30, 45, 60] }. Type cashflow run whatif.toml",
    "compare": "Scenarios of a what-if file are compared by cashflow run whatif.toml; one offer is typed with cashflow try",
    "letters": f"Type {_RESULTS} --offer-letters",
    "report": f"Type {_RESULTS}: it writes page, workbook and tables",
    "read": "Type cashflow check and the name of the ledger",
}
"""Words that are typed for a command, and what does it."""


class Commands(click.Group):
    """The group of all commands, listed in the order in which they are used; also its own help says so where the output is full."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were added."""
        return [*self.commands]

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Say what does it, where a word is typed that is none of them."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as wrong:
            does = _ELSEWHERE.get(args[0].casefold())
            if does is None:
                raise
            raise click.UsageError(f"{wrong.format_message()} {does}", wrong.ctx) from None

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and say what is true where stdout is full."""
        try:
            return super().main(*args, **kwargs)
        except OSError as wrong:
            if wrong.errno not in FULL:
                raise
            _tell(wrong, False)
            sys.exit(1)


def dump(value: Any) -> str:
    """One JSON object as text."""
    return json_text(value)


def say_notes(notes: Sequence[str]) -> None:
    """Print notes on stderr."""
    for note in notes:
        click.echo(f"cashflow: note: {shown(note)}", err=True)
