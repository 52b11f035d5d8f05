"""What is asked of every run: does it tie out, and what does it rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cashflow.basics.words import many
from cashflow.report.sentences.said_sentences import Question
from cashflow.report.tables import top_and_notes

__all__ = ["OF_ALL", "asked_of_all"]

OF_ALL = ("ties_out", "rests_on")
"""Questions that every first page answers; what was left out stands above its answer."""
_COUNTED = {"observed": "observed", "contractual": "contractual", "legal": "legal", "a plan": "planned", "assumption": "assumed"}


def asked_of_all(said: Mapping[str, Any]) -> list[Question]:
    """What is asked of a run as a whole, of what ``--json`` prints."""
    return [
        Question("left_out", "What was left out?", lambda: [("", _left_out(said))]),
        Question("ties_out", "Does it tie out?", lambda: [("", _ties_out(said))]),
        Question("rests_on", "What does it rest on?", lambda: [("", _rests_on(said))]),
    ]


def _left_out(said: Mapping[str, Any]) -> str:
    """What is said above the answer; else that nothing was left out."""
    return " ".join(top_and_notes(said)[0]) or "Nothing: every row is accepted or ignored as told."


def _ties_out(said: Mapping[str, Any]) -> str:
    """Rows read and what became of them."""
    read = said["ledger"]
    counted = " + ".join(f"{read[k]:,} {k}" for k in ("accepted", "rejected", "ignored"))
    return f"{many(read['rows_read'], 'row')} read = {counted}."


def _rests_on(said: Mapping[str, Any]) -> str:
    """How many inputs of each kind, and what is assumed."""
    kinds = dict.fromkeys(line["kind"] for line in said["inputs"])
    counted = ", ".join(f"{sum(line['kind'] == kind for line in said['inputs'])} {_COUNTED[kind]}" for kind in kinds)
    own = [line["text"] for line in said["inputs"] if line["kind"] == "assumption"]
    return f"Inputs: {counted}." + (f" Assumed: {'; '.join(own)}." if own else "")
