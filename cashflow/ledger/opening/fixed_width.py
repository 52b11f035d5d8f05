"""Lists whose columns stand one below the other, separated by spaces alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from attrs import frozen

__all__ = ["Spaced", "spaced"]

_GAP = re.compile(r"\S {2,}(?=\S)")
_RULE = re.compile(r"\s*[-=_*+ ]*[-=_]{3,}[-=_*+ ]*")
_PARTED_RULE = re.compile(r" *([-=_])\1+(?: +\1+){2,}")
_BREAK = re.compile(r"\r\n|\r|\n")
_DATE = re.compile(r"\b\d{1,4}[./-](?:\d{1,2}|[^\W\d_]{3})[./-]\d{2,4}\b")
_CENTS = re.compile(r"\d[.,]\d{2}(?=[-)>]?(?:\s|$))")
_SUM = re.compile(r"(?i)(?<![^\W\d_])(?:(?:sub-?)?totals?|summe|somme|total[ei]|totaal|razem|celkem|summa)\b\s*:?(?=\s|$)")
_AGES = re.compile(r"(?i)\d+ ?(?:-|to) ?\d+|(?:over|>|<) ?\d+|\d+ (?:days|and (?:over|above)|or more)|\d+ ?\+|period \d")
_CELLS = re.compile(r" {2,}")
_LEAST = 3  # columns, and lines of them
_LOOKED = 200
_LONGEST = 1_000
_OTHERS = re.compile(r"[;|\t]|,\S")


@frozen(eq=False)
class Spaced:
    """Lines separated by tabs in place of spaces, as many as there were, and how many columns they have."""

    content: bytes
    columns: int
    lines: int


def spaced(content: bytes) -> Spaced | None:
    """A list with its columns separated by tabs; `None`: its lines are not such columns.

    A rule that is drawn below each name (``------  -------  ----``) says where columns begin; else they are separated where at least two
    places are blank in all lines of several cells. The header, the line above the rule or else the first line of several cells, has no
    other character that separates cells.
    """
    head = content[: 1 << 16].decode("utf-8", "replace").splitlines()[:_LOOKED]
    if not _may_be(head):
        return None
    lines = [line.expandtabs().rstrip() for line in _BREAK.split(content.decode("utf-8").replace("\f", ""))]
    some = [line for line in lines if _is_line(line)]
    if any(len(line) > _LONGEST for line in lines):
        return None
    rule = _rule_at(lines)
    starts, gaps = _ruled(lines[rule]) if rule else (_starts_of(lines, some), [])
    gaps = gaps or [2] * len(starts)
    if len(starts) < _LEAST:
        return None
    whole = [2] * len(starts)  # of a sum the label is one, though a column begins within it
    out = ["" if _RULE.fullmatch(line) else "\t".join(_parts(line, starts, whole if _SUM.search(line) else gaps)) for line in lines]
    return Spaced("\n".join(out).encode("utf-8"), len(starts), len(some))


def _parts(line: str, starts: Sequence[int], gaps: Sequence[int]) -> list[str]:
    """The cells of a line; what stands across the beginning of a column, as a larger sum or a label does, is not cut.

    `gaps`: blanks that part the cell at each beginning from the one before.
    """
    at = [0]
    for start, gap in zip(starts[1:], gaps[1:], strict=True):
        if start < len(line) and line[start] != " ":
            while start > at[-1] and line[max(0, start - gap) : start].strip():
                start -= 1
        at.append(start)
    return [line[a:b].strip() for a, b in zip(at, [*at[1:], _LONGEST], strict=True)]


def _ruled(rule: str) -> tuple[list[int], list[int]]:
    """Where the parts of a rule begin, and how many blanks are before each, two at most."""
    found = [*re.finditer(r"\S+", rule)]
    return [part.start() for part in found], [0, *(min(2, b.start() - a.end()) for a, b in pairwise(found))]


def _rule_at(lines: Sequence[str]) -> int:
    """Where a rule is drawn below names, and not below amounts that it sums up; 0: nowhere."""
    rules = (at for at, line in enumerate(lines) if at and _PARTED_RULE.fullmatch(line.rstrip()))
    return next((at for at in rules if not _CENTS.search(lines[at - 1])), 0)


def _is_line(line: str) -> bool:
    return len(_GAP.findall(line)) >= _LEAST - 1


def _may_be(head: Sequence[str]) -> bool:
    """Whether most lines of the head have cells with spaces between them, and the first has no other character that separates cells."""
    filled = [line for line in head if line.strip() and not _RULE.fullmatch(line)]
    some = [line for line in filled if _is_line(line.rstrip())]
    rule = _rule_at(head)
    first = head[rule - 1] if rule else some[0] if some else ""
    return len(some) > _LEAST and 3 * len(some) >= 2 * len(filled) and not _OTHERS.search(first)


def _starts_of(lines: Sequence[str], some: Sequence[str]) -> list[int]:
    """Where columns begin by all lines of several cells; if the header has more, as below heads of pages, by items and their headers."""
    starts = _starts(some)
    items = [i for i, line in enumerate(lines) if _DATE.search(line) and _CENTS.search(line) and _is_line(line)]
    if len(items) < _LEAST:
        return starts
    above = [line for line in lines[: items[0]] if _is_line(line) and not _RULE.fullmatch(line)]
    if not above or any(map(str.isdigit, _AGES.sub("", above[-1]))) or len(starts) >= len(_CELLS.split(above[-1].strip())):
        return starts
    return _starts([above[-1], *(lines[i] for i in items)])


def _starts(lines: Sequence[str]) -> list[int]:
    """Where columns begin: after two places or more that are blank in all lines."""
    width = max(map(len, lines))
    places = np.array(lines, f"U{width}").view("U1").reshape(len(lines), width)
    filled = ((places != " ") & (places != "")).any(axis=0)
    before = np.concatenate([[False, False], filled])
    return [at for at in range(width) if filled[at] and not before[at] and not before[at + 1]]
