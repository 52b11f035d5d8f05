"""Sums of what scenarios choose, by both kernels, against a plain loop in Python integers."""

import importlib.util

import numpy as np
import pytest

from cashflow.basics import threads
from cashflow.kernels import grids

KERNELS = [
    "numpy",
    pytest.param("numba", marks=pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="the extra 'fast' (numba) is not installed")),
]  # fmt: skip


def plain_sum(table, chosen, out):
    table, chosen, out = table.tolist(), chosen.tolist(), out.tolist()
    for group, choices in zip(table, chosen, strict=True):
        for scenario, choice in enumerate(choices):
            out[scenario] = [a + b for a, b in zip(out[scenario], group[choice], strict=True)]
    return out


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("scenarios", [1, 36, 37, 48, 49, 120])  # up to 48 are added one by one; by numba, up to 36 of 300 rows
@pytest.mark.parametrize("groups", [0, 1, 2, 63, 64, 65, 131])  # 64 are brought near at a time, by numba two
def test_chosen_rows_add_up(monkeypatch, kernel, dtype, scenarios, groups):
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    rng = np.random.default_rng([groups, scenarios])
    n_extensions = 300 if dtype == np.uint16 else 5
    table = rng.integers(-(10**15), 10**15, (groups, n_extensions, 3))  # beyond what a float holds, both signs
    chosen = rng.integers(0, n_extensions, (groups, scenarios)).astype(dtype)
    out = rng.integers(-(10**15), 10**15, (scenarios, 3))  # what earlier parts have added
    wanted, before = plain_sum(table, chosen, out), (table.copy(), chosen.copy())
    grids.add_chosen(table, chosen, out)
    assert out.tolist() == wanted
    assert (table == before[0]).all() and (chosen == before[1]).all()


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_extension_can_be_chosen_the_last_too(monkeypatch, kernel):
    """70 suppliers, 60 scenarios; scenario b has everybody at extension b, so that a row that is clipped or mixed up is seen."""
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    table = np.broadcast_to((np.arange(60) ** 3)[None, :, None] + np.array([0, 10**9]), (70, 60, 2)).copy()
    chosen = np.broadcast_to(np.arange(60, dtype=np.uint8), (70, 60)).copy()
    out = np.zeros((60, 2), np.int64)
    grids.add_chosen(table, chosen, out)
    assert out.tolist() == [[70 * b**3, 70 * (b**3 + 10**9)] for b in range(60)]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("columns", [1, 8, 9, 15, 16, 17, 33])
@pytest.mark.parametrize("groups", [0, 1, 2, 7, 8, 9, 17])
@pytest.mark.parametrize("many", [1, 2, 3])
def test_threads_add_up_what_one_thread_does(monkeypatch, kernel, columns, groups, many):
    """Each has groups of its own; scenario 0 chooses the last row everywhere."""
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    monkeypatch.setattr(threads, "shares", lambda rows: many)
    rng = np.random.default_rng([columns, groups])
    table = rng.integers(-(2**58), 2**58, (groups, 7, columns))
    chosen = rng.integers(0, 7, (groups, 60), dtype=np.uint8)
    chosen[:, 0] = 6
    out = np.zeros((60, columns), np.int64)
    grids.add_chosen(table, chosen, out)
    assert out.tolist() == plain_sum(table, chosen, np.zeros_like(out))
