"""What the readers of batches have learned of texts: the same whatever file they stand in."""

from __future__ import annotations

import functools

import numpy as np

from cashflow.basics.currencies import CURRENCIES, WITHDRAWN
from cashflow.basics.days import Ints
from cashflow.kernels.whole import whole_kernel
from cashflow.ledger.options import ReadOptions
from cashflow.scan.columns import Dictionary
from cashflow.scan.reduce import Numbering
from cashflow.scan.remarks import Listed
from cashflow.scan.terms_seen import TermsSeen

__all__ = ["Known"]


class Known:
    """What texts of terms and currencies mean in one numbering, and of which files remarks are listed."""

    def __init__(self, options: ReadOptions, numbering: Numbering, engine: str) -> None:
        self.kernel, self.listed = whole_kernel(engine), Listed()
        self.seen = TermsSeen(numbering, options.dialect, options.codes)
        self.terms = Dictionary(self.seen.codes, lambda: numbering.version, taken=self.kernel.taken_at)
        self.currency = Dictionary(functools.partial(_currency_codes, numbering))


def _currency_codes(numbering: Numbering, texts: list[str]) -> Ints:
    good = [t for t in texts if t in CURRENCIES and t not in WITHDRAWN]
    numbering.admit((), good)
    return np.array([numbering.currencies.index(t) if t in good else -1 for t in texts], np.int32)
