"""Columns whose texts are kept, and whether a text names a supplier."""

from __future__ import annotations

import functools
from collections import deque
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.valueless import nameless
from cashflow.ledger.values.sum_words import is_sum_word
from cashflow.scan.columns import Dictionary, Shared

__all__ = ["FILLED", "Kept", "filled"]

FILLED: Shared = deque(maxlen=8)
"""What `filled` said of the last columns: files of one book name the same suppliers."""


class Kept:
    """A column whose texts are kept: each gets a number when it is first seen; where none may be missing, a missing one is −1."""

    def __init__(self, *, blank: bool) -> None:
        self._texts = _Texts(blank)
        self._column = Dictionary(self._texts.numbers)

    @property
    def values(self) -> tuple[str, ...]:
        """The texts, by their numbers."""
        return self._texts.values

    def codes(self, column: Any) -> Ints:
        """(n,), int32."""
        return self._column.numbers(column)


class _Texts:
    """Numbers of texts as they come."""

    def __init__(self, blank: bool) -> None:
        self._blank = blank
        self._place: dict[str, int] = {}
        self.values: tuple[str, ...] = ()

    def numbers(self, texts: list[str]) -> Ints:
        place = self._place
        codes = [place.setdefault(t, len(place)) if (self._blank and "\0" not in t) or _is_name(t) else -1 for t in texts]
        if len(self.values) < len(place):
            self.values = tuple(place)
        return np.array(codes, np.int32)


def filled(texts: list[str]) -> Ints:
    """(n,), int8: 1 for each text that names a supplier without a doubt."""
    return np.array([_is_name(t) for t in texts], np.int8)


@functools.lru_cache(maxsize=1 << 17)  # files of one book name the same suppliers
def _is_name(text: str) -> bool:
    """Whether a text names a supplier without a doubt."""
    return bool(text) and "\0" not in text and not is_sum_word(text) and not nameless(text, company=True)
