"""Writing a result into a folder, in every format that serves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cashflow.cli.doors import say_notes, shown

if TYPE_CHECKING:
    from cashflow.offers.letter_settings import LetterSettings
    from cashflow.report.face import Report

__all__ = ["write_result"]


def write_result(
    result: Report,
    out: Path | None,
    sha256: Mapping[str, str],
    sizes: Mapping[str, int],
    extra: Mapping[str, str | bytes] | None = None,
    more: Sequence[str] = (),
    letters: LetterSettings | None = None,
) -> None:
    """Write a result, if a folder is named.

    Parameters
    ----------
    result, out
        What is written, and where.
    sha256, sizes
        Of the inputs: hashes of what was read whole, and bytes, when they were read, of files too large to be hashed.
    extra
        Further files.
    more
        Formats that are written beside those that need not be asked for.
    letters
        What offer letters say beside their figures.
    """
    if out is None:
        return
    from cashflow.offers.letter_settings import LetterSettings
    from cashflow.report.format import Run

    settings: dict[str, Any] = {"bytes": dict(sizes)} if sizes else {}
    written = result.write(out, run=Run(sha256, settings, extra or {}, letters or LetterSettings()), more=more)
    say_notes(written.notes)
    click.echo(f"wrote {len(written)} files into {shown(str(out))}", err=True)
