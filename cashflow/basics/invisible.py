"""Signs in texts that nobody sees: without a width, or a space that is not a usual one; two texts that look the same are the same."""

from __future__ import annotations

import re

__all__ = ["INVISIBLE", "seen", "seen_each"]

_NO_WIDTH = "\u00ad\u200b\u200e\u200f\u2060\ufeff" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_SPACES = "\u00a0\u2007\u202f"
_JOINERS = "\u200c\u200d"  # part of the writing in scripts like Persian and Hindi
_OTHER_SCRIPTS = re.compile("[\u0600-\u1fff\u2c00-\ud7ff\uf900-\ufdff\ufe00-\ufefe]|[^\u0000-\uffff]")
INVISIBLE = f"[{_NO_WIDTH}{_JOINERS}{_SPACES}]"
"""As a regular expression."""
_ANY = re.compile(f"[{INVISIBLE[1:-1]}\ud800-\udfff]")
_RUNS = re.compile(" {2,}")  # of a usual space beside a no-break one
_HALVES = range(0xD800, 0xE000)  # halves of a sign, as JSON may hold one alone: no file and no frame can
_TABLE = {**dict.fromkeys(map(ord, _NO_WIDTH)), **dict.fromkeys(map(ord, _SPACES), " "), **dict.fromkeys(_HALVES, "\ufffd")}


def seen(text: str) -> str:
    r"""A text stripped, without signs of no width, with usual spaces for no-break ones, and with ``�`` for half a sign.

    Examples
    --------
    >>> seen("\ufeffAcme\u00a0GmbH\u200b "), seen("Acme"), seen("Acm\ud800")
    ('Acme GmbH', 'Acme', 'Acm�')
    """
    if text.isascii() or not _ANY.search(text):
        return text.strip()
    bare = text.translate(_TABLE)
    if not _OTHER_SCRIPTS.search(bare):
        bare = bare.replace("\u200c", "").replace("\u200d", "")
    return _RUNS.sub(" ", bare).strip()


def seen_each(texts: list[str]) -> list[str]:
    r"""The same of each; quick where nothing is to be done.

    Examples
    --------
    >>> seen_each([" a", "b\u200b"])
    ['a', 'b']
    """
    return list(map(str.strip if "".join(texts).isascii() else seen, texts))
