"""``run.json``: what a result was made of, so that a reader can tell whether it is made of the same files."""

from __future__ import annotations

from typing import Any

from attrs import asdict

from cashflow.basics.size import paths_taken, sizes
from cashflow.report.files import RUN, manifest
from cashflow.report.findings import told_dict
from cashflow.report.format import Format, Run
from cashflow.report.shown_results import Rendered

__all__ = ["RunFile"]


class RunFile(Format):
    """Versions, hashes of the inputs, what was assumed and told, and how it was computed; the hash of each file is added when written."""

    name = "run"

    def files(self, result: Rendered, run: Run) -> dict[str, str | bytes]:
        """The one file."""
        completeness = result.completeness
        told = {
            "assumptions": list(result.assumptions),
            **({"completeness": dict(completeness)} if completeness else {}),
            **told_dict(result.ledger.findings),
            **run.settings,
            "settings": _size_settings(),
        }
        return {RUN: manifest(run.sha256, told)}


def _size_settings() -> dict[str, Any]:
    """The ways that were taken to the figures, which all give the same, and the sizes that decided on them."""
    return {"paths": paths_taken(), "sizes": asdict(sizes())}
