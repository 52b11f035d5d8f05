"""Lists whose columns stand one below the other, separated by spaces alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from attrs import frozen

__all__ = ["Spaced", "spaced"]

_GAP = re.compile(r"\S {2,}(?=\S)")
_RULE = re.compile(r"\s*[-=_*+ ]*[-=_]{3,}[-=_*+ ]*")
_BREAK = re.compile(r"\r\n|\r|\n")
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

    Columns are separated where at least two places are blank in all lines of several cells; the first such line, the header, has no other
    character that separates cells.
    """
    head = content[: 1 << 16].decode("utf-8", "replace").splitlines()[:_LOOKED]
    if not _may_be(head):
        return None
    lines = [line.expandtabs().rstrip() for line in _BREAK.split(content.decode("utf-8").replace("\f", ""))]
    some = [line for line in lines if _is_line(line)]
    if any(len(line) > _LONGEST for line in lines):
        return None
    starts = _starts(some)
    if len(starts) < _LEAST:
        return None
    out = ["" if _RULE.fullmatch(line) else "\t".join(_parts(line, starts)) for line in lines]
    return Spaced("\n".join(out).encode("utf-8"), len(starts), len(some))


def _parts(line: str, starts: Sequence[int]) -> list[str]:
    """The cells of a line; what stands across the beginning of a column, as a larger sum does, is not cut."""
    at = [0]
    for start in starts[1:]:
        while start > at[-1] and start < len(line) and line[start - 1] != " " and line[start] != " ":
            start -= 1
        at.append(start)
    return [line[a:b].strip() for a, b in zip(at, [*at[1:], _LONGEST], strict=True)]


def _is_line(line: str) -> bool:
    return len(_GAP.findall(line)) >= _LEAST - 1


def _may_be(head: Sequence[str]) -> bool:
    """Whether most lines of the head have cells with spaces between them, and the first has no other character that separates cells."""
    filled = [line for line in head if line.strip() and not _RULE.fullmatch(line)]
    some = [line for line in filled if _is_line(line.rstrip())]
    return len(some) > _LEAST and 3 * len(some) >= 2 * len(filled) and not _OTHERS.search(some[0])


def _starts(lines: Sequence[str]) -> list[int]:
    """Where columns begin: after two places or more that are blank in all lines."""
    width = max(map(len, lines))
    places = np.array(lines, f"U{width}").view("U1").reshape(len(lines), width)
    filled = ((places != " ") & (places != "")).any(axis=0)
    before = np.concatenate([[False, False], filled])
    return [at for at in range(width) if filled[at] and not before[at] and not before[at + 1]]
