"""A run as its folder keeps it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from cashflow.basics.errors import InputError
from cashflow.basics.folders import no_such_file
from cashflow.basics.receipts import read_bytes
from cashflow.report.files import RUN
from cashflow.runs.answers import ASKED, COMMANDS, Asked

__all__ = ["KeptRun", "kept_run"]


@frozen
class KeptRun:
    """What a ``run.json`` says.

    Parameters
    ----------
    path
        Of the ``run.json``.
    asked
        The question, with the what-if file as it was.
    record
        All of it.
    """

    path: Path
    asked: Asked
    record: Mapping[str, Any]

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self.path.parent

    def changed_inputs(self) -> list[str]:
        """Sentences on the inputs that are not as they were, as far as their names say where they are; not on the what-if file."""
        out = []
        for name, was in self.record.get("sha256", {}).items():
            path = self.asked.whatif.parent / name
            if path.name == self.asked.whatif.name or not path.is_file():
                continue
            if (now := hashlib.sha256(path.read_bytes()).hexdigest()) != was:
                out.append(changed(name, was, now))
        return out

    def whatif_note(self) -> list[str]:
        """Whether the what-if file is another one by now; the run is repeated as it was asked all the same."""
        name, path = self.asked.whatif.name, self.asked.whatif
        was = self.record.get("sha256", {}).get(name)
        if was is None or not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() == was:
            return []
        return [f"{name} was changed since; what counts is how it was then, which run.json keeps"]


def changed(name: str, was: str, now: str) -> str:
    """A sentence on an input by its hashes."""
    return f"{name} changed since that run: its SHA-256 was {was[:12]}…, and is {now[:12]}…"


def kept_run(path: Path) -> KeptRun:
    """Read a ``run.json``, or that of a folder.

    Raises
    ------
    InputError
        There is none, it is none of ours, or it does not say what was asked.
    """
    path = path / RUN if path.is_dir() else path
    try:
        record = json.loads(read_bytes(path))
    except FileNotFoundError:
        raise no_such_file(path, hint="Name the folder that --out wrote") from None
    except InputError:
        raise
    except (OSError, ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or not isinstance(record.get("sha256"), dict):
        raise InputError("is not the run.json of a folder that --out wrote", file=path)
    said = record.get(ASKED)
    if not isinstance(said, dict) or said.get("command") not in COMMANDS or not isinstance(said.get("text"), str):
        hint = "Run it once more with cashflow run … --out FOLDER"
        raise InputError("does not say what was asked: it was written by an earlier version, or from Python", file=path, hint=hint)
    told = {k: tuple(v) if isinstance(v, list) else v for k, v in dict(said.get("told", {})).items()}
    options, more = dict(said.get("options", {})), tuple(said.get("more", ()))
    return KeptRun(path, Asked(said["command"], path.parent / str(said.get("whatif", "")), told, options, more, said["text"]), record)
