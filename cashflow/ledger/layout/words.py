"""What columns are called, in many languages and programs: folded words and what they stand for."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib import resources

__all__ = ["fold", "roles_of", "words_of"]

_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "đ": "d", "º": "o", "°": "o", "ª": "a"})
_PREFIX = re.compile(r"^(?:maximum|minimum|sum|count|max|min) of ")


def fold(text: str) -> str:
    """A name without case, accents, punctuation and spaces: ``Fälligkeits-Datum *`` is ``falligkeitsdatum``.

    Examples
    --------
    >>> fold("*Invoice No."), fold("Maximum of Due Date/Receive By")
    ('invoiceno', 'duedatereceiveby')
    """
    low = _PREFIX.sub("", text.strip(" \t\r\n\ufeff*").lower()).translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return "".join(c for c in bare if c.isalnum() or c in "#")


@functools.cache
def _words() -> dict[str, dict[str, int]]:
    """Role → folded word → rank; a word that stands earlier in its language is preferred."""
    text = resources.files("cashflow.ledger.layout").joinpath("words.toml").read_text(encoding="utf-8")
    out: dict[str, dict[str, int]] = {}
    for role, languages in tomllib.loads(text).items():
        ranks: dict[str, int] = {}
        for words in languages.values():
            for rank, word in enumerate(words):
                key = fold(word)
                ranks[key] = min(rank, ranks.get(key, rank))
        out[role] = ranks
    return out


@functools.cache
def _by_word() -> dict[str, tuple[tuple[str, int], ...]]:
    out: dict[str, list[tuple[str, int]]] = {}
    for role, ranks in _words().items():
        for word, rank in ranks.items():
            out.setdefault(word, []).append((role, rank))
    return {word: tuple(found) for word, found in out.items()}


def roles_of(name: str) -> dict[str, int]:
    """What a column of a name may be, and how good its word is for that (0 is best)."""
    return dict(_by_word().get(fold(name), ()))


def words_of(role: str) -> list[str]:
    """The folded words of a role."""
    return [*_words()[role]]
