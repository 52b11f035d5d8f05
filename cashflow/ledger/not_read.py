"""Sheets and files that were passed over though rows in them may be invoices: said above every figure, which stands without them."""

from __future__ import annotations

from collections.abc import Mapping

from cashflow.basics.notes import Note
from cashflow.basics.shown import printable
from cashflow.basics.words import many

__all__ = ["NOT_READ", "not_read_notes", "not_read_words"]

NOT_READ = "not read, and in no figure"
"""How the note begins, by which an answer finds it."""
_NAMED = 5


def not_read_words(rows: Mapping[str, int]) -> str:
    """What was not read, those with most rows first; `rows`: by name. Empty where nothing is.

    Examples
    --------
    >>> not_read_words({"Notes": 1, "FR SAS": 1200})
    'not read, and in no figure: FR SAS (1,200 rows), Notes (1 row)'
    """
    if not rows:
        return ""
    order = sorted(rows, key=lambda name: -rows[name])
    said = [f"{printable(name)} ({many(rows[name], 'row')})" for name in order[:_NAMED]]
    rest = order[_NAMED:]
    said += [f"and {len(rest):,} more ({many(sum(rows[name] for name in rest), 'row')})"] if rest else []
    return f"{NOT_READ}: {', '.join(said)}"


def not_read_notes(rows: Mapping[str, int]) -> list[str]:
    """The same as a sentence, with what to do; none where there is nothing to say."""
    words = not_read_words(rows)
    why = "The findings say why of each (no ledger). If one of them holds payables, read it by its name: what is wrong with it is then said"
    return [Note(words, why)] if words else []
