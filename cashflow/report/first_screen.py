"""The first screen of a terminal: what was left out, the answer, its figures by quarter, and where the rest is. It fits 80 × 24."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from cashflow.basics.words import many
from cashflow.report.text_page import Line, Said, TextTable, Tone, cells, page_lines, wrapped

__all__ = ["LINES", "Screen", "screen_lines"]

LINES = 23
"""Of a terminal of 24: the last one is the shell's."""
_LEFT_OUT, _LEAST_TABLE = 4, 4
"""Lines that what was left out may take; lines without which no table is begun: title, heads, rule, a row."""


@frozen
class Screen:
    """What may stand on a first screen, the most important first.

    Parameters
    ----------
    left_out
        What the ledger leaves out, if anything.
    answers
        A sentence each; lines below the first go first where room is short.
    tables
        Figures by quarter; in place of one a long and a short form, of which the first that fits is shown.
    since
        Place of the first quarter in which something moves: earlier ones go first where not all fit.
    notes
        Each is shown by its beginning, as many as there is room for; where there is no table, whole: they say why.
    beside
        What only the whole report shows.
    """

    left_out: Sequence[str]
    answers: Sequence[str]
    tables: Sequence[TextTable | tuple[TextTable, TextTable]]
    since: int
    notes: Sequence[str]
    beside: Sequence[str]


def screen_lines(screen: Screen, width: int, files: str = "") -> list[Line]:
    """The screen, set: never wider than `width` and at most `LINES` lines.

    Parameters
    ----------
    screen, width
        What to show, and the columns of the terminal.
    files
        The folder that holds the whole report, if it was written.
    """
    notes = [many(len(screen.notes), "note")] if screen.notes else []
    where, as_files = (f" or in {files}", "") if files else ("", ". Files: --out FOLDER")
    last = wrapped(f"More with --full{where}: {', '.join([*notes, *screen.beside])}{as_files}", width).split("\n")
    room = LINES - len(last) - 1
    out = _cut(_said(screen.left_out, width, "left out"), min(_LEFT_OUT, room), width)
    out += [_BLANK] * bool(out) + _answers(screen.answers, width, (room - len(out)) // 2 + 1)
    for table in screen.tables:
        if room - len(out) > _LEAST_TABLE:
            out += [_BLANK, *_table(_fitting(table, width, room - len(out) - 1), width, room - len(out) - 1, screen.since)]
    free = room - len(out) - 1
    if screen.notes and free > 0:
        out += [_BLANK, *_notes(screen, width, free)]
    return [*out, _BLANK, *((line, _ASIDE) for line in last)]


def _notes(screen: Screen, width: int, most: int) -> list[Line]:
    if not screen.tables:
        return _cut(_said([f"Note: {n}" for n in screen.notes], width, _ASIDE), most, width)
    return [(_first_part(f"Note: {n}", width), _ASIDE) for n in screen.notes[:most]]


_ASIDE: Tone = "aside"
_BLANK: Line = ("", "")


def _said(sentences: Sequence[str], width: int, tone: Tone) -> list[Line]:
    return [line for s in sentences for line in page_lines([Said(s, tone)], width)]


def _first_part(text: str, width: int) -> str:
    """As much of a text as one line holds."""
    line = " ".join(text.split())
    if cells(line) <= width:
        return line
    while cells(line) > width - 2:
        line = line[:-1]
    return f"{line.rstrip()} …"


def _cut(lines: list[Line], most: int, width: int) -> list[Line]:
    """At most so many lines, the last one with an ellipsis where some are gone."""
    if len(lines) <= most:
        return lines
    text, tone = lines[most - 1]
    return [*lines[: most - 1], (_first_part(text + " " * width, width), tone)] if text.strip() else lines[:most]


def _answers(answers: Sequence[str], width: int, most: int) -> list[Line]:
    """All answers; else all of their first lines; else as many of these as fit, and how many more there are."""
    for sentences in (answers, [a.split("\n")[0] for a in answers]):
        lines = _said(sentences, width, "answer")
        if len(lines) <= most:
            return lines
    out: list[Line] = []
    for at, answer in enumerate(a.split("\n")[0] for a in answers):
        more = _said([answer], width, "answer")
        if out and len(out) + len(more) > most - 1:
            return [*out, (f"… and {many(len(answers) - at, 'more answer')}", _ASIDE)]
        out += more
    return out


def _fitting(table: TextTable | tuple[TextTable, TextTable], width: int, most: int) -> TextTable:
    """The long form, if it fits."""
    if isinstance(table, TextTable):
        return table
    long, short = table
    return long if len(long.lines(width)) <= most else short


def _table(table: TextTable, width: int, most: int, since: int) -> list[Line]:
    """A table in one block of at most so many lines; what is dropped is counted."""
    narrow, gone = _narrowed(table, width, since)
    lines = page_lines([narrow], width)
    notes = [f"{many(gone, 'more column')}"] if gone else []
    over = len(lines) + bool(notes) - most
    if over > 0:
        cut = over + (not notes)
        notes = [many(min(cut, len(narrow.rows)), "more row"), *notes]
        lines = lines[: most - 1]
    return [*lines, *([(f"… and {' and '.join(notes)}", _ASIDE)] if notes else [])]


def _narrowed(table: TextTable, width: int, since: int) -> tuple[TextTable, int]:
    """The table without the columns that do not fit side by side, those before `since` first, then the last; and how many."""
    keep = list(range(len(table.columns)))
    early = [c for c in keep[table.left :] if c < table.left + since]
    while len(keep) > table.left + 1 and _is_continued(_picked(table, keep), width):
        keep.remove(early.pop(0) if early else keep[-1])
    return _picked(table, keep), len(table.columns) - len(keep)


def _picked(table: TextTable, keep: Sequence[int]) -> TextTable:
    return evolve(table, columns=[table.columns[c] for c in keep], rows=[[row[c] for c in keep] for row in table.rows])


def _is_continued(table: TextTable, width: int) -> bool:
    return len(table.blocks(width)) > 1
