"""A book in the shape of real ones, as text: stated due dates, whole payments, credit notes, and rows that can't be read."""

import numpy as np
import pandas as pd

AS_OF = "2025-06-30"
TERMS = np.array(["net 30", "net 60", "end of month then 45 days", "30% net 30, 70% net 60"], object)
TOLD = {"decimal": ".", "sign": "payables positive"}


def days(start, after):
    return np.datetime_as_string(np.datetime64(start) + np.asarray(after))


def real_rows(n, seed=5, *, dirty=False):
    """Half of the due dates are stated, six in ten invoices are paid, 3 % are credit notes; `dirty`: one row in 400 can't be read."""
    rng = np.random.default_rng(seed)
    sent = rng.integers(0, 270, n)
    minor = rng.integers(1, 10**7, n) * np.where(rng.random(n) < 0.03, -1, 1)
    due, paid = days("2025-01-01", sent + rng.integers(20, 90, n)), days("2025-01-01", sent + rng.integers(10, 110, n))
    frame = pd.DataFrame(
        {
            "supplier": np.array([f"Supplier {i}" for i in range(40)], object)[rng.integers(0, 40, n)],
            "invoice": [f"I{i}" for i in range(n)],
            "invoice_date": days("2025-01-01", sent),
            "amount": [f"{'-' if m < 0 else ''}{abs(m) // 100}.{abs(m) % 100:02d}" for m in minor.tolist()],
            "currency": np.array(["EUR", "GBP"], object)[rng.integers(0, 2, n)],
            "terms": np.where(rng.random(n) < 0.5, "net 30", TERMS[rng.integers(0, 4, n)]),
            "due_date": np.where(rng.random(n) < 0.5, due, ""),
            "paid_date": np.where((rng.random(n) < 0.6) & (paid <= AS_OF), paid, ""),
            "region": np.array(["UK", "EU", "US"], object)[rng.integers(0, 3, n)],
        }
    )
    if dirty:
        for column, text in (("amount", "1,2,3"), ("invoice_date", "soon"), ("currency", "Euro?"), ("supplier", "")):
            frame.loc[rng.integers(0, n, max(1, n // 1_600)), column] = text
    return frame.astype(object)
