"""Seeded books of invoices as frames."""

import numpy as np
import pandas as pd

FIRST = np.datetime64("2023-01-01")
TERMS = [f"net {d}" for d in (14, 30, 45, 60, 90)] + ["30 days then end of month", "end of month then 30 days"]


def book(rows, seed=1):
    """Frame with amounts in whole minor units, three years, seven terms, no paid dates."""
    rng = np.random.default_rng(seed)
    terms = pd.Categorical.from_codes(rng.integers(0, len(TERMS), rows), TERMS)
    return pd.DataFrame(
        {
            "supplier": pd.Categorical.from_codes(rng.integers(0, 2000, rows), [f"S{n:05d}" for n in range(2000)]),
            "invoice": np.arange(rows).astype(str),
            "invoice_date": FIRST + rng.integers(0, 1096, rows).astype("timedelta64[D]"),
            "amount_minor": np.rint(rng.lognormal(10, 1.2, rows)).astype(np.int64),
            "currency": "EUR",
            "terms": terms,
        }
    )
