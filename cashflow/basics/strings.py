"""Columns of text as Arrow holds them, bytes and where each text ends: a text is made only where it is asked for."""

from __future__ import annotations

import functools
from typing import Any, Protocol

import numpy as np
from attrs import frozen

from cashflow.basics.alike import mixed
from cashflow.basics.days import Ints, owned
from cashflow.basics.invisible import INVISIBLE, seen

__all__ = ["Strings", "Texts", "are_blank", "no_texts", "read_only", "text_hashes", "texts_of"]

_SPACES = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What `str.strip` takes away."""
_WORD = 8
_WORDS = np.dtype("<u8")
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(_WORD + 1)], np.uint64)
_BEYOND_ASCII = 0x80
_FIRST, _LAST = 0x21, 0x7E  # ASCII signs that are none of them


class Texts(Protocol):
    """A column whose texts are made when they are asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, which: Any) -> Any: ...

    def texts(self) -> np.ndarray[Any, Any]:
        """(n,), object: all of them."""
        ...


@frozen(eq=False)
class Strings:
    """Stripped texts; missing ones are empty.

    By a slice they are such a column again, by positions an array of texts.
    """

    column: Any  # pyarrow.LargeStringArray, without nulls

    @classmethod
    def of(cls, column: Any) -> Strings:
        """A column of Arrow, in one piece or several, of texts of any kind."""
        import pyarrow as pa
        import pyarrow.compute as pc

        column = column.cast(pa.large_string())
        whole = pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) and column.num_chunks else column
        whole = pa.array([], pa.large_string()) if isinstance(whole, pa.ChunkedArray) else whole
        found = cls(whole.fill_null("") if whole.null_count else whole)
        found = cls(found._without_invisible())
        return cls(pc.utf8_trim(found.column, characters=_SPACES)) if found._padded() else found

    def _without_invisible(self) -> Any:
        """The column without signs that nobody sees, where it has some."""
        import pyarrow as pa
        import pyarrow.compute as pc

        ends, data = self._ends(), self._data()
        if not len(self) or int(data[ends[0] : ends[-1]].max(initial=0)) < _BEYOND_ASCII:
            return self.column
        odd = pc.match_substring_regex(self.column, pattern=INVISIBLE)
        if not pc.any(odd).as_py():
            return self.column
        return pc.replace_with_mask(self.column, odd, pa.array(map(seen, self.column.filter(odd).to_pylist()), pa.large_string()))

    def __len__(self) -> int:
        return len(self.column)

    def __getitem__(self, which: Any) -> Any:
        if isinstance(which, slice):
            start, stop, _ = which.indices(len(self))
            return Strings(self.column.slice(start, max(0, stop - start)))
        import pyarrow as pa

        where = np.flatnonzero(which) if np.asarray(which).dtype == bool else np.asarray(which, np.int64)
        return _texts(self.column.take(pa.array(where)))

    def take(self, which: Ints) -> Strings:
        """Those at some positions, as such a column."""
        import pyarrow as pa

        return Strings(self.column.take(pa.array(which)))

    @functools.cached_property
    def _made(self) -> np.ndarray[Any, Any]:
        return owned(_texts(self.column))

    def texts(self) -> np.ndarray[Any, Any]:
        """(n,), object: all of them; made once."""
        return self._made

    def lengths(self) -> Ints:
        """(n,), int64: of each in bytes."""
        return np.diff(self._ends())

    def distinct(self) -> tuple[Ints, list[str]]:
        """Codes of the texts (int64), and the different ones in the order in which they come."""
        found = self.column.dictionary_encode()
        return found.indices.to_numpy().astype(np.int64), found.dictionary.to_pylist()

    def holding(self, sign: str) -> Ints:
        """Positions of the texts that hold an ASCII sign."""
        ends, data = self._ends(), self._data()
        at = np.flatnonzero(data[ends[0] : ends[-1]] == ord(sign)) + ends[0]
        return np.unique(np.searchsorted(ends, at, "right") - 1)

    def hashes(self) -> Ints:
        """(n,), uint64: equal texts have equal ones, and now and then others, too."""
        begins, lengths = self._ends(), self.lengths()
        data = self._data()[begins[0] : begins[-1]]
        least, most = (int(lengths.min()), int(lengths.max())) if len(self) else (0, 0)
        if least == most >= _WORD:
            return _hashes_of_even(data, len(self), most)
        data, places = np.concatenate([data, np.zeros(_WORD, np.uint8)]), begins[:-1] - begins[0]
        words = np.ndarray(len(data) - _WORD + 1, _WORDS, data, strides=(1,))  # eight bytes from each place on
        hashes = lengths.astype(np.uint64)
        for start in range(0, most, _WORD):
            left = np.minimum(np.maximum(lengths - start, 0), _WORD)
            hashes = mixed(hashes, words[np.minimum(places + start, len(words) - 1)] & _MASKS[left])
        return hashes

    def marks(self, width: int) -> tuple[Ints, Ints]:
        """(width, n), uint8: the texts byte by byte, 0 beyond their ends; and how long each is in all."""
        ends, data = self._ends(), self._data()
        lengths = np.diff(ends)
        width = min(width, int(lengths.max(initial=0)))
        places = np.arange(width)[:, None]
        out = data[np.minimum(ends[:-1] + places, max(0, len(data) - 1))] if width else np.zeros((0, len(self)), np.uint8)
        out[places >= lengths] = 0
        return out, lengths

    def _ends(self) -> Ints:
        """(n + 1,), int64: where the first begins, and each ends."""
        if not len(self):
            return np.zeros(1, np.int64)
        return np.frombuffer(self.column.buffers()[1], np.int64, len(self) + 1, 8 * self.column.offset)

    def _data(self) -> Ints:
        buffer = self.column.buffers()[2]
        return np.frombuffer(b"" if buffer is None else buffer, np.uint8)

    def _padded(self) -> bool:
        """Whether some text may begin or end with a blank."""
        ends, data = self._ends(), self._data()
        filled = np.diff(ends) > 0
        if not filled.any():
            return False
        where: Any = slice(None) if filled.all() else filled
        outer = data[ends[:-1][where]], data[ends[1:][where] - 1]
        return any(bool(((signs < _FIRST) | (signs > _LAST)).any()) for signs in outer)


def _hashes_of_even(data: Ints, rows: int, length: int) -> Ints:
    """The same of texts that are equally long, one behind the other: eight bytes of each at a time, the last eight perhaps over again."""
    hashes = np.full(rows, length, np.uint64)
    for start in (*range(0, length - _WORD, _WORD), length - _WORD):
        hashes = mixed(hashes, np.ndarray(rows, _WORDS, data, start, (length,)))
    return hashes


def texts_of(given: np.ndarray[Any, Any] | Texts) -> np.ndarray[Any, Any]:
    """(n,), object: texts that are there, or are made now."""
    return given if isinstance(given, np.ndarray) else given.texts()


def read_only(given: np.ndarray[Any, Any] | Texts) -> np.ndarray[Any, Any] | Texts:
    """The same, an array so that nobody can write to it."""
    return owned(given) if isinstance(given, np.ndarray) else given


def no_texts(rows: int) -> np.ndarray[Any, Any]:
    """(n,), object: empty texts; to be written to."""
    out = np.empty(rows, object)
    out.fill("")  # takes a quarter of the time of `np.full`
    return out


def are_blank(given: np.ndarray[Any, Any] | Strings) -> Ints:
    """(n,), bool: which of some stripped texts are empty."""
    out: Ints = given.lengths() == 0 if isinstance(given, Strings) else given == ""
    return out


def text_hashes(given: np.ndarray[Any, Any] | Strings) -> Ints:
    """(n,), uint64: equal texts have equal ones, and now and then others, too."""
    return given.hashes() if isinstance(given, Strings) else np.fromiter(map(hash, given.tolist()), np.int64, len(given)).view(np.uint64)


def _texts(column: Any) -> np.ndarray[Any, Any]:
    out: np.ndarray[Any, Any] = column.to_numpy(zero_copy_only=False)
    return out if out.dtype == object else out.astype(object)
