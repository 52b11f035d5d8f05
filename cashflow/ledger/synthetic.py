"""A seeded synthetic ledger of an automotive buyer: invented suppliers, believable sizes, terms and seasons."""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.days import Ints, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.whole_numbers import whole_number
from cashflow.ledger.model import Ledger
from cashflow.ledger.read import read_ledger
from cashflow.terms import PaymentTerms, last_due_days

__all__ = ["synthetic_frame", "synthetic_ledger"]

_FIRST = [
    "Alder",
    "Brook",
    "Calder",
    "Dale",
    "Elm",
    "Fell",
    "Garth",
    "Holm",
    "Ives",
    "Kestrel",
    "Larch",
    "Moor",
    "North",
    "Oak",
    "Penn",
    "Quarry",
    "Ridge",
    "Stour",
    "Tarn",
    "Vale",
    "Wren",
    "Arden",
    "Birk",
    "Cove",
]
_SECOND = {
    "steel": ["Steel", "Coil", "Strip"],
    "stamping": ["Pressings", "Stampings", "Formtech"],
    "electronics": ["Electronics", "Sensors", "Harness"],
    "logistics": ["Logistics", "Freight", "Haulage"],
    "temp staff": ["People", "Staffing"],
    "plastics": ["Polymers", "Mouldings"],
    "tooling": ["Tooling", "Dies"],
}
_FORM = {"GB": "Ltd", "DE": "GmbH", "FR": "SAS", "ES": "SL", "NL": "BV", "JP": "KK"}
_TERMS = ("net 30", "net 45", "net 60", "end of month then 30 days", "30 days then end of month", "end of month then 45 days")


def synthetic_frame(
    n_invoices: int = 40_000,
    n_suppliers: int = 400,
    *,
    seed: int = 2025,
    first: str = "2024-10-01",
    last: str = "2025-09-30",
    as_of: str = "2025-05-31",
) -> pd.DataFrame:
    """The synthetic ledger as a frame, columns as a user's file would have them.

    Parameters
    ----------
    n_invoices, n_suppliers
        Size; every supplier is given at least its name.
    seed
        Same seed, same rows.
    first, last
        Invoice dates, both inclusive; weekdays only. Those after `as_of` are the buyer's forecast.
    as_of
        Invoices due by then are paid, most on the Thursday run on or before the due date, some a week late.

    Returns
    -------
    DataFrame
        ``supplier, invoice, invoice_date, amount`` (text), ``currency, terms``, and the attributes ``region, country,
        category, tag, funding_rate``.
    """
    n_invoices = whole_number(n_invoices, "n_invoices", "must be a whole number, at least 1", least=1)
    n_suppliers = whole_number(n_suppliers, "n_suppliers", "must be a whole number, at least 1", least=1)
    rng = np.random.default_rng(whole_number(seed, "seed"))
    suppliers = _suppliers(n_suppliers, rng)
    size = rng.lognormal(0, 1.3, n_suppliers)
    who = rng.choice(n_suppliers, n_invoices, p=size / size.sum())
    days = np.arange(to_day(first), to_day(last) + 1)
    days = days[(days + 3) % 7 < 5]
    if not len(days):
        raise InputError("is not before the last date, or there is no weekday between them", column="first", value=first)
    season = np.where(
        (days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12 + 1) % 3 == 0, 1.25, 1.0
    )  # quarter ends run high
    when = np.sort(rng.choice(days, n_invoices, p=season / season.sum()))
    cents = np.rint(rng.lognormal(10.6, 1.15, n_invoices) * np.sqrt(size[who] / size.mean()) * 100).astype(np.int64)
    credit = rng.random(n_invoices) < 0.02
    cents[credit] = -(cents[credit] // 4)
    frame = pd.DataFrame({k: v[who] for k, v in suppliers.items()})
    frame.insert(
        1,
        "invoice",
        [f"{y}-{n:06d}" for y, n in zip(when.astype("datetime64[D]").astype("datetime64[Y]"), range(1, n_invoices + 1), strict=True)],
    )
    frame.insert(2, "invoice_date", when.astype("datetime64[D]").astype(str).astype(object))
    frame["paid_date"] = _paid(frame, when, to_day(as_of), rng)
    frame.insert(3, "amount", [f"{'-' if c < 0 else ''}{abs(c) // 100}.{abs(c) % 100:02d}" for c in cents.tolist()])
    return frame


def _paid(frame: pd.DataFrame, when: Ints, as_of: int, rng: np.random.Generator) -> Any:
    """Paid dates by the last installment's due date; empty for what is not paid by `as_of`."""
    due = np.zeros(len(frame), np.int32)
    for text in frame["terms"].unique():
        rows = np.flatnonzero(frame["terms"] == text)
        due[rows] = last_due_days(PaymentTerms.parse(text), {"invoice": when[rows].astype(np.int32)})
    run = due - due % 7  # day 0 of the epoch was a Thursday
    run = np.maximum(run, when - when % 7 + 7) + np.where(rng.random(len(due)) < 0.05, 7, 0)
    return np.where(run <= as_of, run.astype("datetime64[D]").astype(str), "").astype(object)


def _suppliers(count: int, rng: np.random.Generator) -> dict[str, Any]:
    """Columns of one row a supplier."""
    country = rng.choice(["GB", "DE", "FR", "ES", "NL", "JP"], count, p=[0.42, 0.16, 0.12, 0.18, 0.07, 0.05])
    category = rng.choice(list(_SECOND), count, p=[0.12, 0.18, 0.2, 0.14, 0.1, 0.16, 0.1])
    name = [
        f"{_FIRST[i % len(_FIRST)]} {_pick(_SECOND[c], i)} {_number(i)}{_FORM[k]}"
        for i, (c, k) in enumerate(zip(category, country, strict=True))
    ]
    region = np.where(country == "GB", "UK", np.where(country == "JP", "JP", "EU"))
    terms = rng.choice(_TERMS, count, p=[0.2, 0.16, 0.26, 0.16, 0.12, 0.1]).astype(object)
    terms[category == "tooling"] = "30% net 0, 70% net 60"
    tag = rng.choice(["", "small", "critical"], count, p=[0.74, 0.18, 0.08])
    rate = rng.integers(42, 92, count) / 1000 + np.where(tag == "small", 0.02, 0)
    columns = {
        "supplier": np.array(name, object),
        "currency": np.where(country == "GB", "GBP", "EUR").astype(object),
        "terms": terms,
        "region": region.astype(object),
        "country": country.astype(object),
        "category": category.astype(object),
        "tag": tag.astype(object),
        "funding_rate": np.array([f"{r:.3f}" for r in rate], object),
    }
    return columns


def _pick(words: list[str], number: int) -> str:
    return words[number // len(_FIRST) % len(words)]


def _number(number: int) -> str:
    """A mark that keeps names apart once first words and trades repeat."""
    turn = number // len(_FIRST)
    return f"{turn + 1} " if turn else ""


def synthetic_ledger(
    n_invoices: int = 40_000,
    n_suppliers: int = 400,
    *,
    seed: int = 2025,
    first: str = "2024-10-01",
    last: str = "2025-09-30",
    as_of: str = "2025-05-31",
) -> Ledger:
    """A seeded synthetic automotive ledger, for examples and tests; all names are invented.

    Parameters
    ----------
    n_invoices, n_suppliers
        Size.
    seed
        Same seed, same ledger.
    first, last
        Invoice dates, both inclusive.
    as_of
        The day up to which payments are known.

    Returns
    -------
    Ledger

    Examples
    --------
    >>> len(synthetic_ledger(1000, 20))
    1000
    """
    return read_ledger(synthetic_frame(n_invoices, n_suppliers, seed=seed, first=first, last=last, as_of=as_of))
