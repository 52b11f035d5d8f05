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
from cashflow.ledger.clearing.folding import codes_of, sizes_of

__all__ = ["Spelled", "letter_counts", "near_pairs", "ratio"]

_LIKE_DIGITS = str.maketrans("oil", "011")
_NO_DIGIT, _PUNCTUATION = re.compile(r"\D"), re.compile(r"[^0-9a-z]")
_OTHER = "".join(chr(c) for c in range(128) if chr(c) != "\n")
_PAIRS = 1 << 20  # looked at together


def ratio(a: str, b: str) -> float:
    """How alike two texts are, 0 to 1."""
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


@frozen(eq=False)
class _Apart:
    """What numbers have that must be the same; codes are of equal texts, −1 of empty ones."""

    digits: Ints  # digits without leading zeros
    plain: Ints  # letters and digits, O, I and L as the digits they look like, without leading zeros
    first: Ints  # first sign of that: what numbers without digits have in common

    @classmethod
    def of(cls, numbers: Sequence[str]) -> _Apart:
        """Take numbers apart."""
        whole = "\n".join(numbers)
        if whole.isascii() and whole.count("\n") == len(numbers) - 1:
            text = whole.lower().encode().translate(bytes.maketrans(b"oil", b"011"))
            digits, plain = _kept(whole.encode(), "0123456789"), _kept(text, "0123456789abcdefghjkmnpqrstuvwxyz")
        else:
            digits = [_NO_DIGIT.sub("", t) for t in numbers]
            plain = [_PUNCTUATION.sub("", t.casefold()).translate(_LIKE_DIGITS) for t in numbers]
        digits, plain = ([t.lstrip("0") for t in texts] for texts in (digits, plain))
        without = np.flatnonzero(sizes_of(digits) == 0)
        first = np.full(len(numbers), -1, np.int64)
        first[without] = _codes([plain[at][:1] for at in without.tolist()])
        return cls(_codes(digits), _codes(plain), first)

    def keys(self, kind: int) -> Ints:
        """(n,): what two numbers that are nearly the same have in common: digits, or the first sign; else (kind 1) all of them."""
        return self.plain + 1 if kind else np.where(self.digits >= 0, 2 * self.digits, 2 * (self.first + 1) + 1)


@frozen(eq=False)
class Spelled:
    """Numbers whose letters are looked at, too."""

    apart: _Apart
    letters: Ints  # code of the letters; −1: none
    fold: Ints  # code of the number without case
    texts: np.ndarray[Any, Any]  # (n,), object: the letters

    @classmethod
    def of(cls, numbers: Sequence[str]) -> Spelled:
        """Take numbers apart."""
        whole = "\n".join(numbers).casefold()
        fold = whole.split("\n")
        if whole.isascii() and len(fold) == len(numbers):
            letters = _kept(whole.encode(), "abcdefghijklmnopqrstuvwxyz")
        else:
            fold = [t.casefold() for t in numbers]
            letters = ["".join(filter(str.isalpha, t)) for t in fold]
        texts: Any = np.empty(len(numbers), object)
        texts[:] = letters
        return cls(_Apart.of(numbers), _codes(letters), _codes(fold), texts)

    def near(self, one: Ints, other: Ints) -> Ints:
        """(n,), bool: whether numbers at some places are one, spelled differently."""
        digits, plain = self.apart.digits, self.apart.plain
        a, same = digits[one], digits[one] == digits[other]
        short = (self.letters[one] < 0) | (self.letters[other] < 0)
        out = np.where(same, (a >= 0) & short, (plain[one] == plain[other]) & (plain[one] >= 0))
        ask = np.flatnonzero(same & ~out)
        out[ask] = self._alike(one[ask], other[ask], np.where(a[ask] >= 0, 0.6, 0.9))
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
        texts = self.texts[one[first]].tolist(), self.texts[other[first]].tolist()
        counts = tuple(letter_counts(t) for t in texts)
        value: Any = 2 * np.minimum(*counts).sum(axis=1) / np.maximum(sizes_of(texts[0]) + sizes_of(texts[1]), 1)
        for at in np.flatnonzero(value >= 0.6).tolist():  # a bound: no ratio is above it
            value[at] = ratio(texts[0][at], texts[1][at])
        out[ask] = value[codes] >= least[ask]
        return out


def _kept(text: bytes, signs: str) -> list[str]:
    """Lines of which only some signs are kept."""
    return text.translate(None, "".join(c for c in _OTHER if c not in signs).encode()).decode().split("\n")


def _codes(texts: list[str]) -> Ints:
    return np.where(sizes_of(texts) == 0, -1, codes_of(texts))


def letter_counts(names: Sequence[str]) -> Ints:
    """(n, 64): how often each letter occurs (letters that share a place are counted together: a bound, not a count)."""
    out = np.zeros((len(names), 64), np.int16)
    letters = np.frombuffer("".join(names).encode("utf-32-le", "surrogatepass"), np.uint32) % 64
    np.add.at(out, (np.repeat(np.arange(len(names)), sizes_of(names)), letters.astype(np.int64)), 1)
    return out


def near_pairs(numbers: Sequence[str], whose: Ints, by: Ints, into: Ints, size: int) -> Ints:
    """(size,), int64: an invoice of the same owner whose number is the same or nearly, the same one first; −1: none.

    Parameters
    ----------
    numbers
        First those of the invoices, then those that are asked for.
    whose : (n_invoices,)
        The owner of each invoice.
    by, into : (n_asked,)
        An owner that a number may have, and its payment, of `size` payments.
    """
    never = np.iinfo(np.int64).max
    best = np.full(size, never, np.int64)
    n, apart = len(whose), _Apart.of(numbers)
    first = apart.keys(0)
    for kind in (0, 1):
        key = apart.keys(kind)
        group = pd.factorize(np.concatenate([whose, by]) * (int(key.max(initial=0)) + 1) + key)[0].astype(np.int64)
        many = np.bincount(group[:n], minlength=int(group.max(initial=-1)) + 1)
        asked = np.flatnonzero(many[group[n:]])
        order, begin = np.argsort(group[:n], kind="stable"), np.cumsum(many) - many
        sizes, low = many[group[n + asked]], begin[group[n + asked]]
        for some in np.split(np.arange(len(asked)), np.flatnonzero(np.diff(np.cumsum(sizes) // _PAIRS)) + 1):
            pay = np.repeat(asked[some], sizes[some])
            at = order[np.repeat(low[some] - np.cumsum(sizes[some]) + sizes[some], sizes[some]) + np.arange(len(pay))]
            if kind:  # the others were looked at
                fresh = first[at] != first[n + pay]
                pay, at = pay[fresh], at[fresh]
            used, place = np.unique(np.concatenate([at, n + pay]), return_inverse=True)
            spelled = Spelled.of([numbers[u] for u in used.tolist()])
            one, other = place[: len(at)], place[len(at) :]
            near = np.flatnonzero(spelled.near(one, other))
            same = spelled.fold[one[near]] == spelled.fold[other[near]]
            np.minimum.at(best, into[pay[near]], (np.where(same, 0, 2) + kind) * n + at[near])
    return np.where(best == never, -1, best % max(n, 1))
