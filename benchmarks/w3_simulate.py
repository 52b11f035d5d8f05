"""W3: who accepts is chance: 10,000 draws of 20,000 suppliers over 14 quarters, exact moments, the law of one quarter.

Draws of ours must be the same bytes with numpy and numba. Peers draw from other streams, so they must agree in law: every quarter's
mean within 4.5 standard errors of the closed form, standard deviations within 15 %, and the law of a quarter within 4.5 standard
errors of the share of our draws.
"""

import importlib.util

import numpy as np

from cashflow.measures.distribution import law_of, moments
from cashflow.measures.draws import draw_sums

from .run import Work

SIZES = {"small": (600, 400), "full": (20_000, 10_000)}
QUARTERS, SEED = 14, 3


def book(suppliers, seed=7):
    """Probabilities and what each acceptance adds to 14 quarters, in minor units; a few suppliers are large."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 1.5, suppliers)
    values = np.rint(size[:, None] / size.mean() * rng.uniform(0.5, 1.5, (suppliers, QUARTERS)) * 7.2e7).astype(np.int64)
    return rng.beta(2, 3, suppliers), values


def draw_by_draw(p, values, n_draws):
    rng = np.random.default_rng(SEED)
    return np.stack([values[rng.random(len(p)) < p].sum(axis=0) for _ in range(n_draws)])


def blocks(p, values, n_draws):
    """What a careful user of numpy writes: uniform numbers in blocks, one matrix product each."""
    rng, amounts = np.random.default_rng(SEED), values.astype(float)
    return np.concatenate([(rng.random((min(500, n_draws - k), len(p))) < p) @ amounts for k in range(0, n_draws, 500)])


def law_at(p, values):
    """The law of the first quarter, and the chance of its expected figure."""
    found = law_of(p, values[:, 0])
    target = int(p @ values[:, 0])
    return "law", target, *found.at_least(target)


def checker(p, values):
    mean, covariance = moments(p, values)
    spread = np.sqrt(np.diag(covariance))

    def check(ours, theirs):
        kind, drawn = theirs[0], ours[1]
        if kind == "ours":
            assert drawn.tobytes() == theirs[1].tobytes()
        if kind in ("ours", "peer"):
            off = np.abs(theirs[1].mean(axis=0) - mean) / spread * np.sqrt(len(theirs[1]))
            assert off.max() < 4.5, f"means {off.max():.1f} standard errors off"
            assert np.abs(theirs[1].std(axis=0) / spread - 1).max() < 0.15
        if kind == "moments":
            np.testing.assert_allclose(theirs[1], mean)
            np.testing.assert_allclose(theirs[2], covariance)
        if kind == "law":
            share = (drawn[:, 0] >= theirs[1]).mean()
            assert abs(share - theirs[2]) < 4.5 * np.sqrt(0.25 / len(drawn)) + theirs[3]

    return check


def work(size):
    suppliers, n_draws = SIZES[size]
    p, values = book(suppliers)
    there = importlib.util.find_spec("numba") is not None
    ours = {"draws, numpy": lambda: ("ours", draw_sums(p, values, n_draws, SEED, fast=False))}
    if there:
        ours["draws, numba"] = lambda: ("ours", draw_sums(p, values, n_draws, SEED, fast=True))
    ours["mean and covariance"] = lambda: ("moments", *moments(p, values))
    ours["law of one quarter"] = lambda: law_at(p, values)
    return Work(
        title=f"{n_draws:,} draws of who accepts, over {QUARTERS} quarters",
        rows=suppliers,
        ours=ours,
        floor=lambda: (values.sum(axis=0), p.sum()),
        peers={
            "numpy: draw by draw": lambda: ("peer", draw_by_draw(p, values, n_draws)),
            "numpy: blocks of float64": lambda: ("peer", blocks(p, values, n_draws)),
        },
        missing={} if there else {"draws, numba": 'pip install "cashflow-terms[fast]"'},
        check=checker(p, values),
        judged=tuple(n for n in ours if n.startswith("draws")),
        rounds=7,
        slow=frozenset(["numpy: draw by draw"]),
    )
