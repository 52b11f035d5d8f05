"""How a result is printed: on a terminal its first screen, no wider than that, in color if wanted; elsewhere the whole report."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from cashflow.cli.doors import JSON, refused, say_notes, shown
from cashflow.report.formats import printed_as
from cashflow.report.formats.as_text import Text
from cashflow.report.text_page import WIDTH

if TYPE_CHECKING:
    from cashflow.report.text_page import Line

__all__ = ["Printing", "answer", "format_options", "page_width", "print_lines"]

_FORMAT = click.option("--format", "form", metavar="NAME", help="Print in this format, e.g. text (default) or json, and nothing else.")
_FULL = click.option("--full", "is_full", is_flag=True, help="On a terminal: the whole report, not its first screen alone.")
_STYLES: dict[str, dict[str, Any]] = {
    "answer": {"bold": True},
    "left out": {"bold": True, "fg": "yellow"},
    "title": {"bold": True},
    "aside": {"dim": True},
}


@frozen
class Printing:
    """The format that was asked for, and whether the whole of it."""

    form: str = "text"
    is_full: bool = False


def format_options(kind: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Options that say how a result of a kind is printed, given to the function as `how`; the format is one that is known."""

    def decorated(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def wrapped(*args: Any, as_json: bool, form: str | None, is_full: bool, **kwargs: Any) -> None:
            if as_json and form not in (None, "json"):
                raise click.UsageError("--json and --format name two formats; give one of them")
            name = printed_as("json" if as_json else form or "text", kind)
            if is_full and name != "text":
                raise click.UsageError(f"--full is for the report as text; leave out --full or the format {name}")
            function(*args, how=Printing(name, is_full), **kwargs)

        return _FULL(_FORMAT(JSON(refused(wrapped))))

    return decorated


def answer(result: Any, how: Printing, out: Path | None = None) -> None:
    """Print a result: its report, which holds the notes; or in another format, with the notes beside it on stderr.

    Parameters
    ----------
    result, how
        What is printed, and how.
    out
        The folder it was written into, if any: the first screen says so.
    """
    if how.form != "text":
        say_notes(result.notes)
        click.echo(result.render(how.form))
        return
    width = _terminal_width()
    is_full = how.is_full or width is None
    folder = "" if out is None else shown(str(out / Text.file))
    print_lines(Text.lines(result, width or WIDTH, is_full=is_full, folder=folder))


def print_lines(lines: Sequence[Line]) -> None:
    """Print lines; on a terminal by their tone, unless ``NO_COLOR`` is set or the terminal is a dumb one."""
    is_plain = _terminal_width() is None or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    for text, tone in lines:
        click.echo(text if is_plain or tone not in _STYLES or not text else click.style(text, **_STYLES[tone]))


def page_width() -> int:
    """Columns to print into: those of the terminal, or of a page."""
    return _terminal_width() or WIDTH


def _terminal_width() -> int | None:
    """Columns of the terminal that is printed to; `None`: it is none."""
    if not sys.stdout.isatty():
        return None
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError):  # a console that does not tell
        return None
