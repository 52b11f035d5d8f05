"""Writing a result into a folder, in every format that serves it; and a what-if file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cashflow.basics.errors import InputError
from cashflow.basics.folders import is_there
from cashflow.basics.words import many
from cashflow.cli.doors import now_writing, say_notes, shown
from cashflow.report.files import write_files
from cashflow.report.format import Run
from cashflow.report.formats import files_of
from cashflow.report.places import RUN, check_writable

if TYPE_CHECKING:
    from cashflow.runs import Answer, Asked

__all__ = ["ask_to_replace", "may_write", "save", "save_again", "write_result"]


def write_result(
    asked: Asked,
    answer: Answer,
    out: Path | None,
    extra: Mapping[str, str | bytes] | None = None,
) -> None:
    """Write a result, if a folder is named.

    Parameters
    ----------
    asked, answer
        The question, and what is written.
    out
        Where.
    extra
        Further files.
    """
    if out is None:
        return
    from cashflow.report.progress import progress_bar
    from cashflow.runs import record_of

    settings: dict[str, Any] = {"bytes": dict(answer.sizes)} if answer.sizes else {}
    run = Run(answer.sha256, {**settings, **record_of(asked, answer.text, out)}, extra or {}, answer.letters)
    with progress_bar(f"writing {shown(str(out))}"):  # pages, workbooks and letters of many suppliers take a while
        files, notes = files_of(answer.result, run, more=asked.more)
        now_writing()
        written = write_files(out, files)
    say_notes((*notes, *written.notes))
    click.echo(f"wrote {many(len(written), 'file')} into {shown(str(out))}", err=True)


def may_write(*, folder: Path | None = None, file: Path | None = None) -> None:
    """Refuse a folder for the files of a run, or a file, that can't be written, before anything is read and computed."""
    if folder is not None:
        check_writable(folder / RUN)
    if file is not None:
        check_writable(file)


def ask_to_replace(path: Path) -> None:
    """Refuse to write where a file is, unless its replacement is wished, which is asked on a terminal alone."""
    if is_there(path):
        question = f"{shown(str(path))} is there already. Replace it?"
        if not sys.stdin.isatty() or not click.confirm(question, default=False, err=True):
            raise InputError("is there already, and was not replaced", file=path, hint="Name another file")


def save(path: Path, content: str | bytes, then: str = "") -> None:
    """Write a file, whole or not at all, and say so.

    Parameters
    ----------
    path, content
        Of the file.
    then
        What to do with it.
    """
    now_writing()
    write_files(path.parent, {path.name: content})
    click.echo(f"wrote {shown(str(path))}{then and '. '}{shown(then)}", err=True)


def save_again(path: Path, text: str, *, is_ours: bool) -> None:
    """Write a file that may be there from before, if it is one that the same command has written.

    Parameters
    ----------
    path, text
        Of the file.
    is_ours
        Whether what is there is such a file; it need not be there.
    """
    if is_there(path) and not is_ours:
        ask_to_replace(path)
    save(path, text)
