"""What a command was asked, its answer, and the record of both in ``run.json``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from cashflow.basics.folders import path_from
from cashflow.basics.receipts import named, receipts
from cashflow.offers import LetterSettings
from cashflow.projection import project
from cashflow.report.face import Report
from cashflow.report.progress import progress_bar
from cashflow.scan.files import is_scanned
from cashflow.whatif_file.keys import at
from cashflow.whatif_file.read import whatif_of
from cashflow.whatif_file.sections import Progress, sizes_of, whole_baseline

__all__ = ["ASKED", "COMMANDS", "Answer", "Asked", "answer_of", "record_of"]

ASKED = "asked"
"""Its name in ``run.json``."""
COMMANDS = ("run", "project", "simulate", "solve")


@frozen
class Asked:
    """A question to a what-if file.

    Parameters
    ----------
    command
        One of `COMMANDS`.
    whatif
        Where the file is, or would be.
    told
        Keys of ``[ledger]`` that were given beside it.
    options
        Of the command.
    more
        Formats that were asked for beside those that are always written.
    text
        What stands in the file, where it is none yet or not any more; `None`: it is read.
    """

    command: str
    whatif: Path
    told: Mapping[str, Any] = field(factory=dict)
    options: Mapping[str, Any] = field(factory=dict)
    more: tuple[str, ...] = ()
    text: str | None = None


@frozen(eq=False)
class Answer:
    """The result, what it was made of (hashes of what was read whole, bytes of the rest), and the what-if file as text."""

    result: Report
    sha256: Mapping[str, str]
    sizes: Mapping[str, int]
    text: str
    letters: LetterSettings = field(factory=LetterSettings)  # what offer letters say beside their figures


def answer_of(asked: Asked) -> Answer:
    """Read what is asked for and answer it; on a terminal a bar shows where that takes long."""
    with progress_bar(asked.whatif.name) as tell:
        if asked.command == "project":
            return _projected(asked, tell)
        read = whatif_of(asked.text, asked.whatif, asked.told, tell)
        made: dict[str, Any] = {"run": read.run, "simulate": read.simulate, "solve": read.solve}
        return Answer(made[asked.command](**asked.options), read.sha256, read.sizes, read.text, read.letters)


def _projected(asked: Asked, tell: Progress | None) -> Answer:
    with receipts() as read:
        baseline = whole_baseline(asked.whatif, asked.told, asked.text)[1]
        shown: dict[str, Any] = {"fiscal": baseline.fiscal, "quarters": baseline.quarters, "reporting": baseline.reporting}
        scanned = baseline.scan(tell) if is_scanned(baseline.source) else None
        ledger = baseline.read_whole() if scanned is None else scanned
        with at(asked.whatif, ""):
            found = project(ledger, baseline.policy, **shown)
        sizes = {} if scanned is None else sizes_of(scanned, asked.whatif.parent)
    return Answer(found, named(read, asked.whatif.parent), sizes, baseline.text)


def record_of(asked: Asked, text: str, folder: Path) -> dict[str, Any]:
    """What ``run.json`` keeps of a question: enough to ask it again.

    Parameters
    ----------
    asked
        The question.
    text
        The what-if file as text: it may be changed later.
    folder
        Of the ``run.json``, from which the what-if file is named.
    """
    given = {k: v for k, v in asked.told.items() if v is not None}
    options = {k: v for k, v in asked.options.items() if v is not None}
    where = path_from(asked.whatif.absolute(), folder.absolute())
    return {ASKED: {"command": asked.command, "whatif": where, "told": given, "options": options, "more": [*asked.more], "text": text}}
