"""What the memory of this machine gives, in the same run: rows read one after the other, from memory or from the cache.

A limit that hangs on this is one of the machine: no code that reads the same bytes once can be quicker.
"""

import numpy as np

BLOCK = 1 << 17  # rows read at a time, as a stream reads them


def streamed(rows, width, within=1 << 26):
    """Read `width` bytes of each of some rows once, one thread, block by block in their order, going round in so many bytes."""
    words = np.ones(min(rows * width, within) // 8, np.int64)
    step = min(len(words), BLOCK * width // 8)
    blocks = [words[i : i + step] for i in range(0, len(words), step)]
    times = max(1, round(rows * width / (8 * len(words))))

    def way():
        for _ in range(times):
            for block in blocks:
                block.sum()

    return way
