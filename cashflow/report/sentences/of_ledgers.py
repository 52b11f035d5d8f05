"""What is asked of every run: how complete is its ledger, does it tie out, and what does it rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cashflow.basics.words import many
from cashflow.ledger.counted_twice import TWICE
from cashflow.report.sentences.said_sentences import Question
from cashflow.report.values_as_text import top_and_notes

__all__ = ["OF_ALL", "asked_of_all"]

OF_ALL = ("ties_out", "rests_on")
"""Questions that every first page answers; what was left out stands above its answer."""
_COUNTED = {"observed": "observed", "contractual": "contractual", "legal": "legal", "a plan": "planned", "assumption": "assumed"}


def asked_of_all(said: Mapping[str, Any]) -> list[Question]:
    """What is asked of a run as a whole, of what ``--json`` prints."""
    return [
        Question("complete", "How complete is it?", lambda: [("", _complete(said))]),
        Question("left_out", "What was left out?", lambda: [("", _left_out(said))]),
        Question("ties_out", "Does it tie out?", lambda: [("", _ties_out(said))]),
        Question("rests_on", "What does it rest on?", lambda: [("", _rests_on(said))]),
    ]


def _complete(said: Mapping[str, Any]) -> str:
    """From when paid items are in, and until when all invoices are."""
    words = str(said["completeness"]["said"])
    return f"{words[:1].upper()}{words[1:]}."


def _left_out(said: Mapping[str, Any]) -> str:
    """What is said above the answer; else that nothing was left out."""
    above = " ".join(line if line.endswith(".") else f"{line}." for line in top_and_notes(said)[0])
    read = said["ledger"]
    ignored = f", or ignored for a reason that the findings say: {many(read['ignored'], 'row')}" if read["ignored"] else ""
    elsewhere = f" {many(read['payments_elsewhere'], 'payment')} of invoices that are not in this ledger: in no figure." * (
        read["payments_elsewhere"] > 0
    )
    return above or f"Nothing: every row is accepted{ignored}.{elsewhere}"


def _ties_out(said: Mapping[str, Any]) -> str:
    """Rows read and what became of them; and how many of them may be there twice, or that nobody looked."""
    read = said["ledger"]
    counted = " + ".join(f"{read[k]:,} {k}" for k in ("accepted", "rejected", "ignored"))
    twice = "".join(f" {note[:1].upper()}{note[1:]}." for note in said["notes"] if note.startswith(TWICE))
    return f"{many(read['rows_read'], 'row')} read = {counted}.{twice}"


def _rests_on(said: Mapping[str, Any]) -> str:
    """How many inputs of each kind, and what is assumed."""
    kinds = dict.fromkeys(line["kind"] for line in said["inputs"])
    counted = ", ".join(f"{sum(line['kind'] == kind for line in said['inputs'])} {_COUNTED[kind]}" for kind in kinds)
    own = [line["text"] for line in said["inputs"] if line["kind"] == "assumption"]
    return f"Inputs: {counted}." + (f" Assumed: {'; '.join(own)}." if own else "")
