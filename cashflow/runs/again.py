"""The same run again: the same bytes, or what is different."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from attrs import frozen

from cashflow.basics.errors import InputError
from cashflow.basics.words import many
from cashflow.report.files import RUN, as_written
from cashflow.report.format import Run
from cashflow.report.formats import files_of
from cashflow.runs.answers import answer_of, record_of
from cashflow.runs.kept import KeptRun

__all__ = ["Again", "run_again"]


@frozen
class Again:
    """What came of running again.

    Parameters
    ----------
    is_same
        Whether every byte is the same.
    sentences
        Why not; or how many files are the same.
    notes
        What is beside it.
    """

    is_same: bool
    sentences: tuple[str, ...]
    notes: tuple[str, ...] = ()


def run_again(kept: KeptRun) -> Again:
    """Run what a ``run.json`` says once more, and compare every file that it names; nothing is written.

    Parameters
    ----------
    kept
        The run.

    Returns
    -------
    Again
        Changed inputs are named first: with another ledger another result is no surprise.
    """
    notes = tuple(kept.whatif_note())
    if inputs := kept.changed_inputs():
        return Again(False, tuple(inputs), notes)
    try:
        answer = answer_of(kept.asked)
    except InputError as wrong:
        return Again(False, (f"it can't be run again: {wrong.sentence()}",), notes)
    if read := kept.other_inputs(answer.sha256, answer.sizes):
        return Again(False, tuple(read), notes)
    settings = {**({"bytes": dict(answer.sizes)} if answer.sizes else {}), **record_of(kept.asked, answer.text, kept.folder)}
    made, lacking = files_of(answer.result, Run(kept.record["sha256"], settings, letters=answer.letters), None, kept.asked.more)
    return _compared(kept, as_written(made), (*notes, *lacking))


def _compared(kept: KeptRun, made: Mapping[str, bytes], notes: tuple[str, ...]) -> Again:
    """Files made now against those that ``run.json`` names, and against what is in the folder."""
    named = kept.record.get("files", {})
    said = []
    for name, was in named.items():
        on_disk = kept.folder / name
        if name in made and hashlib.sha256(made[name]).hexdigest() != was:
            said.append(f"{name} would be another file now")
        elif not on_disk.is_file():
            said.append(f"{name} is not in the folder any more")
        elif hashlib.sha256(on_disk.read_bytes()).hexdigest() != was:
            said.append(f"{name} was changed in the folder after that run")
    now = json.loads(made[RUN])
    said = [*_versions(kept.record.get("versions", {}), now["versions"]), *said]
    if not said and {**now, "files": named} != kept.record:
        keys = sorted(k for k in {*now, *kept.record} - {"files"} if now.get(k) != kept.record.get(k))
        said.append(f"run.json would say something else now: {', '.join(keys)}")
    if said:
        return Again(False, tuple(said), notes)
    return Again(True, (f"Same bytes: {many(len(named), 'file')}, and run.json.",), notes)


def _versions(was: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [f"{name} was {was.get(name)}, and is {version}" for name, version in now.items() if was.get(name) != version]
