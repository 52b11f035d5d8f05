"""Lists as SAP writes them "unconverted": lines of cells between bars, rules of dashes above and below them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints

__all__ = ["Unruled", "is_ruled", "unruled"]

_RULE = re.compile(rb"^[ \t]*[|+]?[-=_+|]{4,}[ \t]*\r?$", re.M)
_LINE = re.compile(rb"^[ \t]*\|(.*?)\|?[ \t]*\r?$", re.M)
_LEAST = 2  # lines of cells


@frozen(eq=False)
class Unruled:
    """Lines without rules, and without the bars at their ends."""

    content: bytes
    rows: Ints  # number of each line in the file
    rules: int  # that were dropped


def is_ruled(lines: Sequence[bytes]) -> bool:
    """Whether some lines are such a list: more lines between bars than others, and a rule, or bars at both ends of all."""
    filled = [line.strip() for line in lines if line.strip()]
    rules = sum(1 for line in filled if _RULE.match(line))
    barred = [line for line in filled if line.startswith(b"|") and not _RULE.match(line)]
    cells = [line for line in barred if line.count(b"|") > 2]
    if len(cells) < _LEAST:
        return False
    even = len({line.count(b"|") for line in cells}) == 1
    return bool(rules) or (even and all(line.endswith(b"|") for line in cells) and 2 * len(cells) > len(filled))


def unruled(content: bytes) -> Unruled:
    """A list as lines separated by bars; rules are dropped, lines keep their numbers."""
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n")
    ends = np.flatnonzero(np.frombuffer(content, np.uint8) == ord("\n"))
    rules = np.array([m.start() for m in _RULE.finditer(content) if m.end() > m.start()], np.int64)
    at = np.searchsorted(ends, rules)
    rows = np.delete(np.arange(1, len(ends) + 2), at)
    kept = re.sub(rb"^[ \t]*[|+]?[-=_+|]{4,}[ \t]*(\n|\Z)", b"", content, flags=re.M)
    return Unruled(_LINE.sub(rb"\1", kept), rows, len(rules))
