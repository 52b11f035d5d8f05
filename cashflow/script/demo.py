"""The demo: a synthetic ledger and a Nissan-like menu, run the way a user's own file is run."""

from __future__ import annotations

import functools
import hashlib
import tempfile
from importlib import resources
from pathlib import Path

from attrs import evolve

from cashflow.ledger.synthetic import synthetic_frame
from cashflow.scenarios.caps import example_caps
from cashflow.script.file import WhatIf, read_whatif
from cashflow.whatif.result import Result

__all__ = ["demo_files", "run_demo"]


@functools.cache
def _files() -> tuple[tuple[str, str], ...]:
    whatif = resources.files("cashflow.script").joinpath("demo.toml").read_text(encoding="utf-8")
    caps = ("caps_example.csv", example_caps())
    return caps, ("ap_ledger.csv", synthetic_frame().to_csv(index=False, lineterminator="\n")), ("whatif.toml", whatif)


def demo_files() -> dict[str, str]:
    """The demo's inputs by file name: a ledger to look at, a what-if file to change, a table of caps to take rows from."""
    return dict(_files())


def run_demo() -> tuple[WhatIf, Result]:
    """Write the inputs to a temporary folder, read them like any user's, and run."""
    with tempfile.TemporaryDirectory(prefix="cashflow-demo-") as folder:
        for name, text in _files():
            Path(folder, name).write_bytes(text.encode("utf-8"))
        read = read_whatif(Path(folder, "whatif.toml"))
        made = {name: hashlib.sha256(text.encode("utf-8")).hexdigest() for name, text in _files()}
        return evolve(read, sha256={**made, **read.sha256}), read.run()
