"""The law of a sum of independent yes-or-no amounts: mean and covariance in closed form, and the chance of reaching a target.

Pure numbers: a probability and an amount per supplier in, no ledger and no result.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError

__all__ = ["Law", "Mixture", "checked", "law", "law_of", "moments", "shares_of_variance"]

_ATOMS = 2**16  # distinct sums kept before the law is taken from its characteristic function
_TERMS = 2**20  # suppliers × frequencies worth evaluating
_SMALL = 24.0  # e**-24 = 4e-11: a characteristic function below it is left out, and counted in the error


def checked(probabilities: Ints, values: Ints) -> tuple[Ints, Ints]:
    """Probabilities as float64 within 0 and 1, values as int64 whose sums fit int64; a refusal otherwise.

    Parameters
    ----------
    probabilities : (n,)
        Of each supplier.
    values : (n, n_quarters), integers
        Minor units that an acceptance adds to each quarter.

    Returns
    -------
    probabilities, values
    """
    p = np.asarray(probabilities, np.float64)
    v = np.asarray(values)
    if v.ndim != 2 or p.shape != v.shape[:1]:
        raise InputError("must be one probability a row of values", column="probabilities", value=f"{p.shape} and {v.shape}")
    if len(p) and not ((p >= 0) & (p <= 1)).all():
        raise InputError("must lie between 0 and 1", column="probabilities", value=float(p[~((p >= 0) & (p <= 1))][0]))
    if v.dtype == object or v.dtype.kind not in "iub":
        if any(not isinstance(x, int | np.integer) for x in v.ravel()):
            raise InputError("must be whole minor units", column="values")
        _refuse_large(v.astype(object))
    v = v.astype(np.int64)
    if v.size and (v == np.iinfo(np.int64).min).any():
        raise InputError("are so large that sums might not fit", column="values", hint="Sums must stay below 9.2e18 minor units")
    if v.size and float(np.abs(v).max()) * len(v) >= 2.0**62:
        _refuse_large(v.astype(object))
    return p, v


def _refuse_large(values: Ints) -> None:
    if values.size and max(abs(values).sum(axis=0)) >= 2**63:
        raise InputError("are so large that sums might not fit", column="values", hint="Sums must stay below 9.2e18 minor units")


def moments(probabilities: Ints, values: Ints, correlation: float = 0.0) -> tuple[Ints, Ints]:
    """Mean and covariance of the sums, in closed form.

    Parameters
    ----------
    probabilities : (n,), float64
        Probability of each supplier.
    values : (n, n_quarters), int64
        What its acceptance adds to each quarter.
    correlation
        Of two acceptances of the same probability; see `cashflow.measures.draws`.

    Returns
    -------
    mean : (n_quarters,), float64
    covariance : (n_quarters, n_quarters), float64

    Examples
    --------
    Two suppliers, 100 and 50, each with one chance in two: mean 75, variance (100² + 50²) / 4.

    >>> mean, covariance = moments(np.array([0.5, 0.5]), np.array([[100], [50]]))
    >>> float(mean[0]), float(covariance[0, 0])
    (75.0, 3125.0)
    """
    v = values.astype(np.float64)
    mean = probabilities @ v
    covariance = (v * (probabilities * (1 - probabilities))[:, None]).T @ v
    if correlation:
        covariance = covariance + correlation * _common(probabilities, v, mean)
    return mean, covariance


def _common(p: Ints, v: Ints, mean: Ints) -> Ints:
    """Σ over pairs i ≠ j of (min(p) − p p) v v: what one common factor adds at correlation 1."""
    order = np.argsort(p, kind="stable")
    p, v = p[order], v[order]
    later = np.cumsum(v[::-1], axis=0)[::-1] - v  # sums of the suppliers more likely than this one
    half = (v * p[:, None]).T @ later
    return half + half.T - np.outer(mean, mean) + (v * (p * p)[:, None]).T @ v


def shares_of_variance(probabilities: Ints, values: Ints, correlation: float = 0.0) -> Ints:
    """Each supplier's part of the variance of the sum: its covariance with the sum, over the variance; adds up to 1.

    Parameters
    ----------
    probabilities : (n,), float64
    values : (n,), int64
    correlation
        As for `moments`.

    Returns
    -------
    (n,), float64
        Zeros where nothing varies.

    Examples
    --------
    >>> shares_of_variance(np.array([0.5, 0.5, 1.0]), np.array([300, 100, 999])).tolist()
    [0.9, 0.1, 0.0]
    """
    p, v = probabilities, values.astype(np.float64)
    part = p * (1 - p) * v * v
    if correlation:
        order = np.argsort(p, kind="stable")
        ranked, sorted_v = p[order], v[order]
        least = np.cumsum(ranked * sorted_v) + ranked * (np.cumsum(sorted_v[::-1])[::-1] - sorted_v)  # Σ min(p, p_j) v_j, j itself too
        common = np.empty(len(p))
        common[order] = least
        part = part + correlation * v * (common - p * float(p @ v) - p * (1 - p) * v)
    total = part.sum()
    return part / total if total > 0 else np.zeros(len(p))


@frozen(eq=False)
class Law:
    """The law of one sum of whole minor units.

    Either all its values with their chances (`values`, `chances`), or the coefficients of its characteristic function
    on a circle of `period` around `mean` (in units of `spread`). `error` of a chance bounds how far it may be off.
    """

    method: str  # "all sums" or "characteristic function"
    values: Ints  # (n_values,), int64, rising; empty for the second method
    chances: Ints  # (n_values,), float64
    mean: float = 0.0
    spread: float = 1.0
    period: float = 1.0
    coefficients: Ints = field(factory=lambda: np.zeros(0, np.complex128))  # of frequencies 1, 2, …
    degree: int = 1  # highest frequency up to which those left out are known to be negligible
    rest: float = 0.0  # bound on everything but the resolution

    def at_most(self, amounts: Ints) -> tuple[Ints, Ints]:
        """Chance of at most some whole amounts, and a bound on its error; both (n_amounts,), float64."""
        asked = np.asarray(amounts)
        if len(self.values):
            running = np.concatenate([[0.0], np.cumsum(self.chances)])
            found = running[np.searchsorted(self.values, asked, side="right")]
            return np.minimum(found, 1.0), np.full(len(asked), len(self.values) * 2.0**-50)
        return self._from_coefficients((asked.astype(np.float64) + 0.5 - self.mean) / self.spread)

    def _from_coefficients(self, z: Ints) -> tuple[Ints, Ints]:
        """Fourier series of the step, and Vaaler's bound on what its frequencies above `degree` could add.

        With ψ(x) = x − ⌊x⌋ − 1/2 the chance of (−L/2, z] on a circle of length L is z/L + 1/2 + E ψ((X − z)/L) + E ψ(−(X + L/2)/L).
        A series smoothed at N is off by at most the mean of the Fejér kernel over 2N + 2 (Vaaler 1985, theorem 18).
        """
        inside = np.clip(z, -self.period / 2, self.period / 2)
        n = np.arange(1, len(self.coefficients) + 1)
        turn = np.exp(-2j * np.pi / self.period * np.outer(inside, n))
        at_cut = np.where(n % 2, -1.0, 1.0)
        share = n / (self.degree + 1)
        smooth = np.pi * share * (1 - share) / np.tan(np.pi * share) + share
        chance = 0.5 + inside / self.period - ((turn - at_cut) * (self.coefficients * smooth / (np.pi * n))).imag.sum(axis=1)
        kernel = 2 + 2 * ((turn + at_cut) * (self.coefficients * (1 - share))).real.sum(axis=1)
        error = np.maximum(kernel, 0) / (2 * self.degree + 2) + self.rest
        beyond = np.abs(z) >= self.period / 2
        return np.where(beyond, z > 0, np.clip(chance, 0.0, 1.0)), np.where(beyond, self.rest, np.minimum(error, 1.0))


@frozen(eq=False)
class Mixture:
    """The law of a sum: one law, or several with their weights (given the common factor)."""

    parts: tuple[tuple[float, Law], ...]
    lowest: int
    highest: int

    @property
    def method(self) -> str:
        """How the law was found."""
        return "characteristic function" if any(p.method != "all sums" for _, p in self.parts) else "all sums"

    def at_most(self, amount: int) -> tuple[float, float]:
        """Chance of at most a whole amount, and a bound on its error."""
        if not self.lowest <= amount < self.highest:
            return float(amount >= self.highest), 0.0
        found = [(w, *p.at_most(np.array([amount]))) for w, p in self.parts]
        return sum(w * float(c[0]) for w, c, _ in found), sum(w * float(e[0]) for w, _, e in found)

    def at_least(self, amount: int) -> tuple[float, float]:
        """Chance of at least a whole amount, and a bound on its error."""
        chance, error = self.at_most(int(amount) - 1)
        return 1 - chance, error

    def quantile(self, level: float) -> int:
        """The smallest whole amount that is not exceeded with at least this chance."""
        low, high = self.lowest - 1, self.highest
        level = level * (1 - 2.0**-40)  # chances that add up to the level but for their rounding do reach it
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.at_most(middle)[0] >= level else (middle, high)
        return high


def law_of(probabilities: Ints, values: Ints, correlation: float = 0.0) -> Mixture | None:
    """The law of a sum, also with a common factor if there are at most a dozen different probabilities; else `None`.

    Given the common number U the suppliers are independent, and only whether U lies below each probability matters.

    Parameters
    ----------
    probabilities : (n,), float64
    values : (n,), int64
    correlation
        As for `moments`.

    Returns
    -------
    Mixture or None

    Examples
    --------
    >>> law_of(np.array([0.5, 0.5]), np.array([1, 1]), 1.0).at_least(1)[0]
    0.5
    """
    lowest, highest = (int(v) for v in (np.minimum(values, 0).sum(), np.maximum(values, 0).sum()))
    if not correlation:
        return Mixture(((1.0, law(probabilities, values)),), lowest, highest)
    edges = np.unique(np.concatenate([[0.0, 1.0], probabilities]))
    if len(edges) > 14:
        return None
    follow = math.sqrt(correlation)
    parts = []
    for low, high in itertools.pairwise(edges):
        given = np.where(probabilities >= high, probabilities + follow * (1 - probabilities), (1 - follow) * probabilities)
        parts.append((float(high - low), law(given, values)))
    return Mixture(tuple(parts), lowest, highest)


def law(probabilities: Ints, values: Ints) -> Law:
    """The law of Σ acceptance × value, acceptances being independent.

    Small books, and books of equal amounts: all sums and their chances, exact but for the rounding of float64
    chances. Others: the characteristic function at a few frequencies, with a rigorous bound on the error.

    Parameters
    ----------
    probabilities : (n,), float64
        Probability of each supplier; 0 and 1 are fine.
    values : (n,), int64
        What its acceptance adds.

    Returns
    -------
    Law

    Examples
    --------
    >>> found = law(np.array([0.5, 0.5]), np.array([100, 50]))
    >>> found.values.tolist(), found.chances.tolist()
    ([0, 50, 100, 150], [0.25, 0.25, 0.25, 0.25])
    """
    p, v = np.asarray(probabilities, np.float64), np.asarray(values, np.int64)
    sure = int(v[p == 1].sum())
    some = np.flatnonzero((p > 0) & (p < 1) & (v != 0))
    p, v = p[some], v[some]
    return _all_sums(p, v, sure) or _characteristic(p, v, sure)


def _all_sums(p: Ints, v: Ints, sure: int) -> Law | None:
    """Sums and chances supplier by supplier, equal sums put together; `None` when they become too many."""
    order = np.lexsort((p, np.abs(v)))
    sums: Ints = np.array([sure], np.int64)
    chances: Ints = np.ones(1)
    most = _ATOMS if len(p) <= 24 else _ATOMS // 8
    for chance, value in zip(p[order].tolist(), v[order].tolist(), strict=True):
        joined, where = np.unique(np.concatenate([sums, sums + value]), return_inverse=True)
        if len(joined) > most or len(joined) * len(p) > 2**22:
            return None
        chances = np.bincount(where, np.concatenate([chances * (1 - chance), chances * chance]), len(joined))
        sums = joined
    return Law("all sums", sums, chances)


def _characteristic(p: Ints, v: Ints, sure: int) -> Law:
    """Coefficients on a circle wide enough that what lies beyond it is negligible (Bernstein's inequality)."""
    mean = sure + float(p @ v.astype(np.float64))
    variance = p * (1 - p) * v.astype(np.float64) ** 2
    spread = math.sqrt(float(variance.sum()))
    a = v / spread
    third = float(np.abs(a).max()) * _SMALL / 3
    half = min(third + math.sqrt(third**2 + 2 * _SMALL), float(np.abs(a).sum()) + 1.0)  # no sum lies beyond all of them together
    step, most = math.pi / half, max(512, _TERMS // len(p))
    first, last = _negligible(np.abs(a), variance / spread**2, most * step)
    n_terms = most if first is None else math.ceil(first / step)
    degree = n_terms if first is None else max(n_terms, min(int(last / step), 10**9))
    found = _coefficients(p, a, step, n_terms)
    left_out = math.exp(-_SMALL) * (2 + math.log(degree / n_terms))
    rest = 4 * math.exp(-_SMALL) + left_out + n_terms * len(p) * 2.0**-51
    return Law("characteristic function", np.zeros(0, np.int64), np.zeros(0), mean, spread, 2 * half, found, degree, rest)


def _coefficients(p: Ints, a: Ints, step: float, n_terms: int) -> Ints:
    """Characteristic function of the centered sum at step, 2 step, …; loops over the shorter of suppliers and frequencies."""
    angles = step * np.arange(1, n_terms + 1)
    centered = np.exp(-1j * angles * float(p @ a))
    if len(p) < n_terms:
        for chance, size in zip(p.tolist(), a.tolist(), strict=True):
            centered *= 1 - chance + chance * np.exp(1j * angles * size)
        return centered
    turn, power, some = np.exp(1j * step * a), np.ones(len(a), np.complex128), np.empty(len(a), np.complex128)
    refuse = 1 - p
    for n in range(n_terms):
        power *= turn
        np.multiply(power, p, out=some)
        some += refuse
        centered[n] *= _product(some)
    return centered


def _product(values: Ints) -> complex:
    """Product by halves, in place: quicker than one after the other, and less rounding."""
    size = len(values)
    while size > 8:
        half = size // 2
        values[:half] *= values[half : 2 * half]
        if size % 2:
            values[0] *= values[size - 1]
        size = half
    return complex(np.prod(values[:size]))


def _negligible(size: Ints, variance: Ints, most: float) -> tuple[float | None, float]:
    """Frequencies (first, last) between which the characteristic function is surely below e**−24; `first` is at most `most`.

    |1 − p + p e^{iwa}|² = 1 − 4pq sin²(wa/2), and sin²(wa/2) ≥ (wa/π)² while |wa| ≤ π; so |φ(w)| ≤ exp(−2 (w/π)² s²), s² being
    the variance of the suppliers with |a| ≤ π/w. Of the stretches of frequencies where that is enough, the one that reaches furthest.
    """
    order = np.argsort(size)
    sizes, at = np.unique(size[order], return_index=True)
    running = np.cumsum(variance[order])
    s2 = running[np.append(at[1:], len(size)) - 1][::-1]  # of the suppliers up to each size, largest size first
    high = math.pi / sizes[::-1]
    low = np.concatenate([[0.0], high[:-1]])
    need = math.pi * np.sqrt(_SMALL / 2 / s2)
    weak = np.flatnonzero(need > low)
    start, stop = np.minimum(need, high)[weak], np.append(low[weak[1:]], high[-1])
    good = np.flatnonzero((start < stop) & (start <= most))
    if not len(good):
        return None, 0.0
    best = good[np.argmax(stop[good])]
    return float(start[best]), float(stop[best])
