"""Seeded draws of sums of yes-or-no amounts: exact whole minor units, the same bytes for the same seed.

One random byte decides most acceptances: below ⌊256 p⌋ yes, above no, and where it is equal a further uniform number decides
with what is left of p. So the law of every acceptance is exactly its float64 probability.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.whole_numbers import whole_number
from cashflow.kernels.accepted import CHUNK, ROWS, add_accepted
from cashflow.kernels.choose import engine, twin
from cashflow.measures.distribution import checked

__all__ = ["checked_seed", "draw_sums"]

_MOST = 1 << 28  # numbers drawn at once, of eight bytes each; what is made of them takes as much again
_BLOCK = 2**20  # acceptances of a block of draws: stays in the cache


def draw_sums(
    probabilities: Ints,
    values: Ints,
    n_draws: int,
    seed: int | np.random.Generator,
    *,
    correlation: float = 0.0,
    fast: bool | None = None,
) -> Ints:
    """Draw who accepts, and add up what that does to every quarter.

    With a `correlation` c acceptances have one common factor: each draw has a common uniform number U, and in each draw a supplier
    follows U (it accepts if U < p) with probability √c, and else decides for itself. Every supplier still accepts with its
    own p; two suppliers with the same p have correlation c, with different ones c (min(p) − p p) / √(p(1−p) p(1−p)).

    Parameters
    ----------
    probabilities : (n,), float64
        Of each supplier.
    values : (n, n_quarters), int64
        Minor units.
    n_draws
        How many; the first draws of a longer run are those of a shorter one.
    seed
        A whole number, or a numpy generator, of which four numbers are used.
    correlation
        0: independent. 1: all follow the common factor.
    fast
        Whether numba adds up, with the same results; by default as the environment variable ``CASHFLOW_KERNEL`` says (``numpy``,
        ``numba``), else where it is installed and the work is large, or it is in use already.

    Returns
    -------
    (n_draws, n_quarters), int64

    Examples
    --------
    >>> draw_sums(np.array([1.0, 0.0, 1.0]), np.array([[100], [50], [7]]), 2, seed=1).tolist()
    [[107], [107]]
    """
    p, v = checked(probabilities, values)
    n_draws = whole_number(n_draws, "draws")
    if n_draws * max(1, v.shape[1]) > _MOST:
        reason = f"are more than memory is set aside for: at most {_MOST // max(1, v.shape[1]):,} for {v.shape[1]} quarters (4 GB)"
        raise InputError(reason, column="draws", value=n_draws)
    if not 0 <= correlation <= 1:
        raise InputError("must lie between 0 and 1", column="correlation", value=correlation)
    order = np.argsort(-p, kind="stable") if correlation else np.arange(len(p))
    p, v = p[order], v[order]
    width = -len(p) % (8 if len(p) < CHUNK else CHUNK)
    p, v = np.append(p, np.zeros(width)), np.concatenate([v, np.zeros((width, v.shape[1]), np.int64)])
    out = np.zeros((n_draws, v.shape[1]), np.int64)
    if not v.size or not n_draws:
        return out
    accepted = _Acceptances(p, _seeds(seed), math.sqrt(correlation))
    asked = None if fast is None else "numba" if fast else "numpy"
    numba = engine(n_draws * len(p), asked, "accepted") == "numba"
    (twin("accepted").add_accepted if numba else add_accepted)(accepted.blocks(n_draws), v, out)
    return out


def checked_seed(seed: int | np.random.Generator | None, draws: int) -> int | np.random.Generator:
    """The seed, by default 1; one that is given where nothing is drawn is refused.

    Examples
    --------
    >>> checked_seed(None, 0), checked_seed(7, 100)
    (1, 7)
    """
    if seed is None:
        return 1
    found = seed if isinstance(seed, np.random.Generator) else whole_number(seed, "seed", most=2**128)
    if not whole_number(draws, "draws"):
        told = None if isinstance(seed, np.random.Generator) else seed
        raise InputError("changes nothing without draws", column="seed", value=told, hint="Leave seed out, or say how many draws")
    return found


def _seeds(seed: int | np.random.Generator) -> list[np.random.SFC64]:
    """Three streams: bytes, ties, the common factor."""
    if isinstance(seed, np.random.Generator):
        entropy: int | list[int] = seed.integers(0, 2**32, 4).tolist()
    else:
        entropy = seed
    return [np.random.SFC64(s) for s in np.random.SeedSequence(entropy).spawn(3)]


@frozen(eq=False)
class _Acceptances:
    """Blocks of draws: who accepts, as booleans. The streams are read row by row, whatever the block."""

    p: Ints  # (n,), a multiple of 8; falling if there is a common factor
    streams: list[np.random.SFC64]
    follows: float  # probability of following the common factor

    def blocks(self, n_draws: int) -> Iterator[tuple[int, Ints]]:
        """(first draw, accepted (n_rows, n))."""
        raw, ties, common = self.streams[0], np.random.Generator(self.streams[1]), np.random.Generator(self.streams[2])
        n = len(self.p)
        rows = ROWS * max(1, min(256, _BLOCK // n // ROWS))
        table = [_thresholds(self.p)]
        if self.follows:
            table = [_thresholds((1 - self.follows) * self.p), _thresholds(self.p + self.follows * (1 - self.p))]
        for first in range(0, n_draws, rows):
            size = min(rows, n_draws - first)
            drawn = raw.random_raw(size * n // 8).astype("<u8", copy=False).view(np.uint8).reshape(size, n)
            below, left = self._rows(table, common, size)
            accepted = drawn < below
            tied = np.flatnonzero((drawn == below).ravel())
            rest = left.ravel()[tied] if left.ndim == 2 else left[tied % n]
            accepted.ravel()[tied] = ties.random(len(tied)) < rest
            yield first, accepted

    def _rows(self, table: list[tuple[Ints, Ints]], common: np.random.Generator, size: int) -> tuple[Ints, Ints]:
        """Thresholds of some draws: one row for all, or each draw's own given its common factor."""
        if len(table) == 1:
            return table[0]
        (low, low_left), (high, high_left) = table
        reach = np.searchsorted(-self.p, -common.random(size), side="left")[:, None]  # so many suppliers have p > U
        inside = np.arange(len(self.p)) < reach
        return np.where(inside, high, low), np.where(inside, high_left, low_left)


def _thresholds(p: Ints) -> tuple[Ints, Ints]:
    """Whole 256ths (at most 255) and what is left of them."""
    whole = np.minimum(np.floor(p * 256), 255)
    return whole.astype(np.uint8), p * 256 - whole
