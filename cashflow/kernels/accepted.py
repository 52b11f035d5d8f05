"""The adding up of draws: who accepts, times what it is worth, by matrix products in float64 whose sums are exact there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cashflow.basics.days import Ints

__all__ = ["CHUNK", "ROWS", "add_accepted"]

ROWS, CHUNK = 32, 512
"""Draws and suppliers of one matrix product: so small that BLAS leaves it to one thread."""


def add_accepted(blocks: Iterator[tuple[int, Ints]], values: Ints, out: Ints) -> None:
    """Matrix products in float64 over chunks of suppliers whose sums are exact there, added up in int64."""
    chunk = min(CHUNK, len(values))
    limbs = _limbs(values.reshape(-1, chunk, values.shape[1]))
    held = np.zeros((0, len(values) // chunk, ROWS, chunk))
    for first, accepted in blocks:
        full = -(-len(accepted) // ROWS)
        if len(held) != full:
            held = np.zeros((full, len(values) // chunk, ROWS, chunk))
        if len(accepted) % ROWS:
            accepted = np.concatenate([accepted, np.zeros((-len(accepted) % ROWS, len(values)), bool)])
        np.copyto(held, accepted.reshape(full, ROWS, -1, chunk).transpose(0, 2, 1, 3))
        rows = out[first : first + full * ROWS]
        for shift, limb in limbs:
            sums = (held @ limb).astype(np.int64).sum(axis=1) << shift
            rows += sums.reshape(full * ROWS, -1)[: len(rows)]


def _limbs(values: Ints) -> list[tuple[int, Ints]]:
    """Values as float64 whose sums of a chunk stay below 2**53: as they are, or as low and high bits."""
    if float(np.abs(values).max()) * values.shape[1] < 2.0**53:
        return [(0, values.astype(np.float64))]
    return [(0, (values & (2**26 - 1)).astype(np.float64)), (26, (values >> 26).astype(np.float64))]
