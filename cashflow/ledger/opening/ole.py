"""Old office files (.xls and others): what they are by the names inside, and whether their chains of sectors come to an end.

A program that follows a chain that bites its tail fills the memory; so they are followed here first, all at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.errors import InputError
from cashflow.ledger.opening.kinds import refuse_kind

__all__ = ["look_through_ole"]

_NAMES = (("WordDocument", "Word document"), ("PowerPoint Document", "presentation"), ("__properties_version1.0", "mail"))
_IN_HEADER = 109  # places of the table's own sectors that the header has room for
_SECTORS = 0xFFFFFFF0  # from here on a number means no sector
_LOCKED = ("EncryptionInfo", "EncryptedPackage")


def look_through_ole(content: bytes, source: object) -> None:
    """Refuse an old office file that is not a workbook, needs a password, or whose sectors go round in a circle."""
    if all(_wide(n) in content for n in _LOCKED):
        raise InputError("is a workbook with a password", file=source, hint="Save it without the password")
    if not any(_wide(n) + b"\0\0" in content for n in ("Workbook", "Book")):
        refuse_kind(next((kind for name, kind in _NAMES if _wide(name) in content), "file of an office program"), source)
    if not _ends(content):
        reason = "is a workbook that can't be read: its parts refer to each other in a circle, or lie beyond its end"
        raise InputError(reason, file=source, hint="Export or copy it again")


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def _ends(content: bytes) -> bool:
    """Whether every chain of sectors, and of small ones, comes to an end, and no part is larger than the whole."""
    size = 1 << min(int.from_bytes(content[30:32], "little"), 20)
    if size < 128 or len(content) < 512:
        return False
    stated = [int.from_bytes(content[at : at + 4], "little") for at in (44, 64, 72)]  # sectors of the tables
    table = _table(content, size)
    if max(stated) * size > len(content) + size or table is None or not _chains_end(table):
        return False
    if not _chains_end(_chain(content, table, 60, size)):
        return False
    folder = _chain(content, table, 48, size)
    entries = folder[: len(folder) // 32 * 32].reshape(-1, 32)  # of 128 bytes each; the last 8 are the size of a part
    sizes = entries[:, 30] + (entries[:, 31] << 32 if size != 512 else 0)
    return bool((sizes[entries[:, 16] & 0xFFFF > 0] <= len(content)).all())


def _chain(content: bytes, table: np.ndarray[Any, Any], place: int, size: int) -> np.ndarray[Any, Any]:
    """What stands in the sectors that follow the one named in the header."""
    parts, at = [np.zeros(0, np.int64)], int.from_bytes(content[place : place + 4], "little")
    while at < len(table):
        parts.append(_sector(content, at, size))
        at = int(table[at])
    return np.concatenate(parts)


def _table(content: bytes, size: int) -> np.ndarray[Any, Any] | None:
    """For each sector the next one; `None`: the places of the table itself go round in a circle."""
    places = np.frombuffer(content, "<u4", _IN_HEADER, 76).tolist()
    at, seen = int.from_bytes(content[68:72], "little"), set[int]()
    while at < _SECTORS:
        found = _sector(content, at, size)
        if at in seen or not len(found):
            return None
        seen.add(at)
        places += found[:-1].tolist()
        at = int(found[-1])
    parts = [_sector(content, p, size) for p in places if p < _SECTORS]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _sector(content: bytes, at: int, size: int) -> np.ndarray[Any, Any]:
    part = content[(at + 1) * size : (at + 2) * size]
    return np.frombuffer(part[: len(part) // 4 * 4], "<u4").astype(np.int64)


def _chains_end(following: np.ndarray[Any, Any]) -> bool:
    """Whether all chains end: after as many steps as there are links, taken by doubling, none goes on."""
    many = len(following)
    step = np.append(np.where(following < many, following, many), many)
    for _ in range(many.bit_length()):
        step = step[step]
    return bool((step == many).all())
