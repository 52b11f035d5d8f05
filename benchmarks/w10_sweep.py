"""W10: a sweep with interest on the book of W1, every extension from 0 to 90 days asked for: what building it takes.

The floor reads the three columns of W1 once. Scenarios after the build are W2's.
"""

import numpy as np

from .books import columns, ledger, policy
from .run import Work
from .w1_projection import installed
from .w2_sweep import answers, build, reprojected_with_interest

SIZES = {"small": (20_000, 3), "full": (10_000_000, 3)}


def work(size):
    rows, scenarios = SIZES[size]
    book, how, days = ledger(rows), policy(discounts="skip"), answers(scenarios)
    there, missing = installed(["numba"])
    read, arrays = [book.invoice_day, book.terms_code, book.amount], columns(rows)
    names = ("numpy", *(["numba"] if "numba" in there else []))
    return Work(
        title="a sweep with interest over 91 extensions, built",
        rows=rows,
        ours={f"build, {name}": build(book, how, "change", name, days) for name in names},
        floor=lambda: [int(np.add.reduce(c[: len(c) // 2 * 2].view(np.int64))) for c in read],
        peers={"numpy: one re-projection with interest": lambda: reprojected_with_interest(arrays, days[0])},
        missing=missing,
        check=lambda mine, other: np.testing.assert_array_equal(mine[1][0], other[1][0]),
        rounds=3,
    )
