"""Sums of what scenarios choose, by both kernels, against a plain loop in Python integers."""

import importlib.util

import numpy as np
import pandas as pd
import pytest

import cashflow as cf
from cashflow.basics import threads
from cashflow.kernels import grids
from cashflow.sweep.narrow_tables import narrowed

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


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("scenarios", [1, 49])
@pytest.mark.parametrize("groups", [31, 32, 33, 64, 131])
def test_small_figures_add_up_in_half_the_bytes(monkeypatch, kernel, scenarios, groups):
    """All of them as large as such a table may hold, or as small: 33 of them are more than 32 bits hold."""
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    table = np.full((groups, 3, 2), grids.SMALL - 1, np.int32) * np.array([1, -1], np.int32)
    chosen = np.random.default_rng(groups).integers(0, 3, (groups, scenarios)).astype(np.uint8)
    out = np.zeros((scenarios, 2), np.int64)
    grids.add_chosen(table, chosen, out)
    assert out.tolist() == [[groups * (2**26 - 1), -groups * (2**26 - 1)]] * scenarios


@pytest.mark.parametrize("large", [0, 1, 25, 26, 100])
def test_a_table_is_made_narrow_part_by_part(large):
    """One in four of a hundred may be large: 2**26 and the least that 64 bits hold are, one less is not."""
    rng = np.random.default_rng(large)
    table = rng.integers(-(2**26) + 1, 2**26, (100, 4, 3))
    table[rng.choice(100, large, replace=False), 2, 1] = rng.choice([2**26, -(2**26), -(2**63), 2**63 - 1], large)
    parts, found = narrowed(table), np.zeros_like(table)
    for part in parts:
        found[part.groups] += part.table
    assert (found == table).all()
    kinds = {0: ["int32"], 1: ["int32", "int64"], 25: ["int32", "int64"], 26: ["int64"], 100: ["int64"]}[large]
    assert [p.table.dtype.name for p in parts] == kinds and not any(p.as_built for p in parts)


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_sweep_that_is_asked_again_is_the_same(monkeypatch, kernel):
    """In two currencies, one supplier of five large beyond 2**26 minor units in one of them: what stays open is a sum by hand."""
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    names, sizes = ["A", "B", "C", "D", "E"], {"EUR": [7, 11, 13, 17, 2**40], "JPY": [3, 0, 5, 2, 1]}
    rows = [
        [n, f"{n}{c}", "2025-05-21", str(amount), c, "net 30"] for c in sizes for n, amount in zip(names, sizes[c], strict=True) if amount
    ]
    ledger = cf.read_ledger(pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]))
    days = np.random.default_rng(1).choice([-1, 30], (60, 5))
    swept = cf.sweep(ledger, cf.Offer(extend={"days": 0}), days=days, quarters=("2025-04-01", "2025-06-30"))
    for found in (swept, swept.again(days), swept.again(days)):
        for currency, unit in (("EUR", 100), ("JPY", 1)):
            at = [names.index(n) for n in ledger.supplier.values]
            held = [sum(unit * sizes[currency][s] for s, d in zip(at, row, strict=True) if d == 30) for row in days.tolist()]
            assert found.amounts("cash_retained", currency=currency)[:, 0].tolist() == held
    assert [p.table.dtype.name for p in swept.grid.book.tables["held"]] == ["int32", "int64"]
