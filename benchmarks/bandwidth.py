"""What the memory of this machine gives, in the same run: rows read one after the other, and lines fetched from anywhere.

A limit that hangs on these is one of the machine: no code that reads the same bytes can be quicker than this.
"""

import numpy as np

BLOCK = 1 << 17  # rows read at a time, as a stream reads them


def streamed(rows, width):
    """Read `width` bytes of each of some rows once, one thread, block by block in the order of memory."""
    words = np.ones(min(rows, 1 << 23) * width // 8, np.int64)
    step = BLOCK * width // 8
    blocks = [words[i : i + step] for i in range(0, len(words), step)]
    times = -(-rows * width // (8 * len(words)))

    def way():
        for _ in range(times):
            for block in blocks:
                block.sum()

    return way


def fetched(at, lines, words):
    """Fetch lines of so many 64-bit words at some places of a table, in their order, and add them up; compiled where numba is there."""
    table, at = np.ones((lines, words), np.int64), np.ascontiguousarray(at, np.int64)
    add = _compiled()
    if add is None:
        out = np.empty((len(at), words), np.int64)
        return lambda: np.take(table, at, axis=0, out=out, mode="clip").sum(axis=0)
    total = np.zeros(words, np.int64)
    add(table, at[:1], total)
    return lambda: add(table, at, total)


def _compiled():
    try:
        import numba
    except ModuleNotFoundError:
        return None

    @numba.njit(nogil=True)
    def add(table, at, total):
        for i in range(len(at)):
            for k in range(table.shape[1]):
                total[k] += table[at[i], k]

    return add
