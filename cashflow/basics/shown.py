"""Text that is safe to show: no sign in it drives a terminal, turns the direction of writing, or breaks out of its line."""

from __future__ import annotations

import json
import os
import unicodedata
from typing import Any

__all__ = ["common_start", "file_name", "json_text", "printable"]

_LOST = "�"


def printable(text: str, keep: str = "") -> str:
    r"""A text whose every sign is seen: spaces of any width become plain ones, what drives a terminal or is not seen becomes ``�``.

    Parameters
    ----------
    text
        Anything a file, a name or a path may hold.
    keep
        Signs that stay as they are, e.g. line breaks.

    Examples
    --------
    >>> printable("Acme\x1b[31m\u202e\u00a0AG")
    'Acme�[31m� AG'
    """
    if text.isprintable():
        return text
    odd = [c for c in set(text) if not (c.isprintable() or c in keep)]
    return text.translate({ord(c): " " if unicodedata.category(c) == "Zs" else _LOST for c in odd})


def common_start(one: str, other: str) -> int:
    """How many letters two texts begin with in common.

    Examples
    --------
    >>> common_start("V0001", "V0100"), common_start("V1", "V12")
    (2, 2)
    """
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def file_name(path: str | os.PathLike[str]) -> str:
    r"""A path as text that every table and file can hold: bytes of a name that are no UTF-8 become ``�``, folders are separated by ``/``.

    Examples
    --------
    >>> file_name("in/\udcffmay.xml")
    'in/�may.xml'
    """
    text = os.fspath(path)
    text = text.replace(os.sep, "/")
    return text if text.isascii() else os.fsencode(text).decode("utf-8", "replace")


def json_text(value: Any) -> str:
    r"""A value as JSON for people and programs: letters of all languages as they are, signs that are not seen as ``\uXXXX``.

    Examples
    --------
    >>> print(json_text({"name": "Müller\u202e\x9b"}))
    {
      "name": "Müller\u202e\u009b"
    }
    """
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    if text.replace("\n", "").isprintable():
        return text
    # Outside its texts JSON has no such sign but the line break, and inside them it is escaped already.
    return "".join(c if c.isprintable() or c in "\n" or unicodedata.category(c) == "Zs" else _escaped(c) for c in text)


def _escaped(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
