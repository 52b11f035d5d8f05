"""Texts whose every line stands in one pair of quotes, as a spreadsheet writes lines that were never split into cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

__all__ = ["unwrapped"]

_LEAST = 2  # lines, and separators in each
_SEPARATORS = re.compile(r"[,;\t|]")
_WHOLE = re.compile(rb'"(?:[^"]|"")*"')


def unwrapped(content: bytes, start: int, first: Sequence[bytes]) -> bytes | None:
    r"""The lines without the quotes round each; `None`: not all of the first ones have them, or they hold no cells.

    Examples
    --------
    >>> unwrapped(b'"a,b,c"\n"1,""2,0"",3"\n', 0, [b'"a,b,c"\n', b'"1,""2,0"",3"\n'])
    b'a,b,c\n1,"2,0",3\n'
    """
    some = [line for line in (record.strip() for record in first) if line]
    if len(some) < _LEAST or not all(_WHOLE.fullmatch(line) and len(_SEPARATORS.findall(line.decode("utf-8"))) >= _LEAST for line in some):
        return None
    text = io.StringIO(content[start:].decode("utf-8"), newline="")
    try:
        records = [row[0] if row else "" for row in csv.reader(text, delimiter="\x1f", strict=True)]
    except csv.Error:
        return None
    return ("\n".join(" ".join(record.splitlines()) for record in records) + "\n").encode("utf-8")
