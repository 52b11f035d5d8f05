"""Invoice numbers that are one, spelled differently; numbers whose digits differ are others, as in a series."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.folding import codes_of

__all__ = ["Spelled", "letter_counts", "near_number", "near_pairs", "ratio"]

_LIKE_DIGITS = str.maketrans("oil", "011")
_NO_DIGIT, _PUNCTUATION = re.compile(r"\D"), re.compile(r"[^0-9a-z]")
_OTHER = "".join(chr(c) for c in range(128) if chr(c) != "\n")
_PAIRS = 1 << 20  # looked at together


def ratio(a: str, b: str) -> float:
    """How alike two texts are, 0 to 1."""
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def near_number(one: str, other: str) -> bool:
    """Whether two invoice numbers are one, spelled differently; numbers whose digits differ are others, as in a series.

    Examples
    --------
    >>> near_number("INV-001001", "inv 1001"), near_number("1001", "INV-1001"), near_number("INV-1001", "INV-1002")
    (True, True, False)
    """
    found = Spelled.of([one, other])
    return bool(found.near(np.array([0]), np.array([1]))[0])


@frozen(eq=False)
class Spelled:
    """Numbers taken apart; codes are of equal texts, −1 of empty ones."""

    digits: Ints  # digits without leading zeros
    letters: Ints
    plain: Ints  # letters and digits, O, I and L as the digits they look like, without leading zeros
    first: Ints  # first sign of that: what numbers without digits have in common
    fold: Ints  # without case
    spelled: np.ndarray[Any, Any]  # (n,), object: the letters

    @classmethod
    def of(cls, numbers: Sequence[str]) -> Spelled:
        """Take numbers apart."""
        whole = "\n".join(numbers)
        if whole.isascii() and whole.count("\n") == len(numbers) - 1:
            text = whole.lower().encode()
            digits = _kept(text, "0123456789")
            letters = _kept(text, "abcdefghijklmnopqrstuvwxyz")
            plain = _kept(text.translate(bytes.maketrans(b"oil", b"011")), "0123456789abcdefghjkmnpqrstuvwxyz")
            fold = whole.lower().split("\n")
        else:
            fold = [t.casefold() for t in numbers]
            digits = [_NO_DIGIT.sub("", t) for t in numbers]
            letters = ["".join(c for c in t if c.isalpha()) for t in fold]
            plain = [_PUNCTUATION.sub("", t).translate(_LIKE_DIGITS) for t in fold]
        digits, plain = ([t.lstrip("0") for t in texts] for texts in (digits, plain))
        spelled: Any = np.empty(len(numbers), object)
        spelled[:] = letters
        return cls(_codes(digits), _codes(letters), _codes(plain), _codes([t[:1] for t in plain]), _codes(fold), spelled)

    def near(self, one: Ints, other: Ints) -> Ints:
        """(n,), bool: whether numbers at some places are one, spelled differently."""
        a, b = self.digits[one], self.digits[other]
        same, short = a == b, (self.letters[one] < 0) | (self.letters[other] < 0)
        out = np.where(same, (a >= 0) & short, (self.plain[one] == self.plain[other]) & (self.plain[one] >= 0))
        ask = np.flatnonzero(same & ~out)
        least = np.where(a[ask] >= 0, 0.6, 0.9)
        out[ask] = self._alike(one[ask], other[ask], least)
        return out

    def _alike(self, one: Ints, other: Ints, least: Any) -> Ints:
        """(n,), bool: whether letters are alike to some ratio; each pair of letters is looked at once."""
        a, b = self.letters[one], self.letters[other]
        out = a == b  # none on both sides, too
        ask = np.flatnonzero(~out & (a >= 0) & (b >= 0))
        size = int(self.letters.max(initial=0)) + 2
        codes, pairs = pd.factorize(a[ask] * size + b[ask])
        first: Any = np.empty(len(pairs), np.int64)
        first[codes[::-1]] = ask[::-1]
        texts = self.spelled[one[first]].tolist(), self.spelled[other[first]].tolist()
        counts = tuple(letter_counts(t) for t in texts)
        sizes = np.array([len(x) + len(y) for x, y in zip(*texts, strict=True)], np.int64)
        value = 2 * np.minimum(*counts).sum(axis=1) / np.maximum(sizes, 1) if len(pairs) else np.zeros(0)
        for at in np.flatnonzero(value >= 0.6).tolist():  # a bound: no ratio is above it
            value[at] = ratio(texts[0][at], texts[1][at])
        out[ask] = value[codes] >= least[ask]
        return out


def _kept(text: bytes, signs: str) -> list[str]:
    """Lines of which only some signs are kept."""
    return text.translate(None, "".join(c for c in _OTHER if c not in signs).encode()).decode().split("\n")


def _codes(texts: list[str]) -> Ints:
    codes = codes_of(texts)
    return np.where(np.fromiter(map(len, texts), np.int64, len(texts)) == 0, -1, codes)


def letter_counts(names: Sequence[str]) -> Ints:
    """(n, 64): how often each letter occurs (letters that share a place are counted together: a bound, not a count)."""
    out = np.zeros((len(names), 64), np.int16)
    letters = np.frombuffer("".join(names).encode("utf-32-le", "surrogatepass"), np.uint32) % 64
    owner = np.repeat(np.arange(len(names)), np.fromiter(map(len, names), np.int64, len(names)))
    np.add.at(out, (owner, letters.astype(np.int64)), 1)
    return out


def near_pairs(spelled: Spelled, invoices: Ints, whose: Ints, asked: Ints, by: Ints, into: Ints, size: int) -> Ints:
    """(size,), int64: an invoice of the same owner whose number is the same or nearly, the same one first; −1: none.

    Parameters
    ----------
    spelled
        The numbers of invoices and payments, at some places.
    invoices, whose : (n_invoices,)
        Places of the invoices' numbers, rising, and an owner of each.
    asked, by : (n_asked,)
        Places of the payments' numbers, and an owner that each may have.
    into : (n_asked,)
        The payment of each, of `size` payments.
    """
    best = np.full(size, np.iinfo(np.int64).max, np.int64)
    n = len(invoices)
    for kind in (0, 1):  # first by digits (or the first letter, where there are none), then by what looks like them
        one, other = (_keys(spelled, places, kind) for places in (invoices, asked))
        many = int(max(one.max(initial=0), other.max(initial=0))) + 1
        good, mine = np.flatnonzero(one >= 0), np.flatnonzero(other >= 0)
        key = whose[good] * many + one[good]
        order = np.argsort(key, kind="stable")
        low, high = (np.searchsorted(key[order], by[mine] * many + other[mine], side) for side in ("left", "right"))
        part = np.cumsum(high - low) // _PAIRS
        for some in np.split(np.arange(len(mine)), np.flatnonzero(np.diff(part)) + 1):
            sizes = (high - low)[some]
            pay = np.repeat(some, sizes)
            at = good[order[low[pay] + np.arange(len(pay)) - np.repeat(np.cumsum(sizes) - sizes, sizes)]]
            near = np.flatnonzero(spelled.near(invoices[at], asked[mine[pay]]))
            same = spelled.fold[invoices[at[near]]] == spelled.fold[asked[mine[pay[near]]]]
            np.minimum.at(best, into[mine[pay[near]]], (np.where(same, 0, 1) * 2 + kind) * n + at[near])
    return np.where(best == np.iinfo(np.int64).max, -1, best % max(n, 1))


def _keys(spelled: Spelled, places: Ints, kind: int) -> Ints:
    """What two numbers that are nearly the same have in common, as a code; −1: nothing."""
    if kind:
        return spelled.plain[places] + 1  # of none, too
    digits, first = spelled.digits[places], spelled.first[places]
    return np.where(digits >= 0, 2 * digits, 2 * (first + 1) + 1)
