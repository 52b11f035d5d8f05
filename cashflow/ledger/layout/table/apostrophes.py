"""Numbers that were typed as text, with the apostrophe that makes a spreadsheet take them so: ``'0012``, ``'1000.50``."""

from __future__ import annotations

import re

import numpy as np

from cashflow.basics.frames import pd

__all__ = ["without_apostrophes"]

_TYPED = re.compile(r"\s*['\u2019](?=[-+(]?\d)")
_LOOKED = 1_000  # cells of a column


def without_apostrophes(below: pd.DataFrame) -> pd.DataFrame:
    """The cells without it, in the columns in which one of the first cells has it before a figure; names keep theirs: ``'s Hof``."""
    typed = [i for i in range(below.shape[1]) if below.dtypes.iloc[i].kind == "O" and _some(below.iloc[:_LOOKED, i].tolist())]
    if not typed:
        return below
    cells = np.array(below.to_numpy(object))
    for i in typed:
        cells[:, i] = [_TYPED.sub("", c, count=1) if isinstance(c, str) and _TYPED.match(c) else c for c in cells[:, i].tolist()]
    return pd.DataFrame(cells, columns=below.columns, index=below.index)


def _some(cells: list[object]) -> bool:
    return any(isinstance(c, str) and _TYPED.match(c) is not None for c in cells)
