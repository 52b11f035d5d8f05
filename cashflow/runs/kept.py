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
                out.append(_changed(name, was, now))
        return out

    def read_by(self) -> dict[str, Any]:
        """Hash or bytes of every file that it read beside the what-if file, by name."""
        read = {**self.record["sha256"], **self.record.get("bytes", {})}
        return {name: was for name, was in read.items() if name != self.asked.whatif.name}

    def other_inputs(self, sha256: Mapping[str, str], sizes: Mapping[str, int]) -> list[str]:
        """Sentences on what is read now and is not what the run read: a file with other content, one more (of a folder), or one less.

        Parameters
        ----------
        sha256, sizes
            Of the files that are read now, as a run records them.
        """
        was, now = self.read_by(), {**sha256, **sizes}
        own = self.record.get("files", {})  # the demo's inputs, of which it reads some
        out = [_changed(name, was[name], found) for name, found in now.items() if name in was and was[name] != found]
        out += [f"{name} is new: that run did not read it" for name in now if name not in was and name != self.asked.whatif.name]
        return out + [f"{name} is gone: that run read it" for name in was if name not in now and name not in own]

    def whatif_note(self) -> list[str]:
        """Whether the what-if file is another one by now; the run is repeated as it was asked all the same."""
        name, path = self.asked.whatif.name, self.asked.whatif
        was = self.record.get("sha256", {}).get(name)
        if was is None or not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() == was:
            return []
        return [f"{name} was changed since; what counts is how it was then, which run.json keeps"]


def _changed(name: str, was: Any, now: Any) -> str:
    """A sentence on an input by its hashes, or by its bytes."""
    if isinstance(was, int) and isinstance(now, int):
        return f"{name} changed since that run: it had {was:,} bytes, and has {now:,}"
    return f"{name} changed since that run: its SHA-256 was {str(was)[:12]}…, and is {str(now)[:12]}…"


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
