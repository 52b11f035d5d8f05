"""Seeded books: 20,000 suppliers of very unequal size, twelve terms, three years; in the forms each way of working starts from."""

import functools

import numpy as np

import cashflow as cf
from cashflow.basics.days import NO_DAY
from cashflow.ledger.model import Category, Paid

FIRST, LAST = (int(np.datetime64(d, "D").astype(int)) for d in ("2022-01-01", "2024-12-31"))
N_SUPPLIERS = 20_000
TERMS = (
    "net 30", "net 45", "net 60", "net 90", "net 14", "end of month then 30 days", "end of month then 60 days",
    "45 days then end of month", "60 days then end of month", "1 month then on day 10", "30% net 30, 70% net 60", "2/10 net 30",
)  # fmt: skip
SPLIT, DISCOUNT = TERMS.index("30% net 30, 70% net 60"), TERMS.index("2/10 net 30")
QUARTERS = ("2022-01-01", "2025-12-31")


@functools.cache
def easter(year):
    """Easter Sunday, Gregorian (Meeus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + i - 7 * ((a + 11 * h + 22 * i) // 451) + 114, 31)
    return np.datetime64(f"{year}-{month:02d}-{day + 1:02d}")


def holidays():
    """New Year, Good Friday, Easter Monday, Ascension (a Thursday: it moves a payment run), 1 May, Christmas."""
    out = []
    for year in range(2021, 2029):
        out += [np.datetime64(f"{year}-{d}") for d in ("01-01", "05-01", "12-25", "12-26")]
        out += [easter(year) + np.timedelta64(d, "D") for d in (-2, 1, 39)]
    return np.array(sorted(out), "datetime64[D]")


HOLIDAYS = holidays()


def run_days():
    """Payment runs: each Thursday, moved to the next business day where it is a holiday."""
    days = np.arange("2021-06-01", "2028-06-01", dtype="datetime64[D]")
    return np.unique(np.busday_offset(days[(days.astype(int) + 3) % 7 == 3], 0, roll="following", holidays=HOLIDAYS))


RUNS = run_days()


def policy(**settings):
    """Next business day, then the first Thursday run on or after it; discounts are taken, on the last run that reaches them."""
    closed = {"weekend": ["Sat", "Sun"], "holidays": [str(d) for d in HOLIDAYS], "first": "2021-01-01", "last": "2028-12-31"}
    runs = {"on": "every Thursday", "choose": "first on or after due"}
    return cf.PaymentPolicy(payment_runs=runs, business_days={"EUR": closed}, **{"discounts": "take", **settings})


@functools.lru_cache(maxsize=2)
def columns(rows, seed=7):
    """Arrays by date: day (int32 since 1970), terms (int32 into TERMS), supplier (int32), amount (int64 cents)."""
    rng = np.random.default_rng(seed)
    weight = rng.lognormal(0.0, 1.5, N_SUPPLIERS)
    supplier = np.searchsorted(np.cumsum(weight / weight.sum()), rng.random(rows)).clip(0, N_SUPPLIERS - 1).astype(np.int32)
    terms = rng.integers(0, len(TERMS), N_SUPPLIERS).astype(np.int32)[supplier]
    other = rng.random(rows) < 0.10  # a tenth of the invoices are not on their supplier's usual terms
    terms[other] = rng.integers(0, len(TERMS), int(other.sum()))
    day = np.sort(rng.integers(FIRST, LAST + 1, rows).astype(np.int32))
    amount = np.maximum(1, (rng.lognormal(6.0, 1.6, rows) * 100).astype(np.int64))
    return {"day": day, "terms": terms, "supplier": supplier, "amount": amount}


def ledger(rows, seed=7):
    """The book as a ledger in memory. Columns that no figure here needs hold one value."""
    book = columns(rows, seed)
    one = lambda value, dtype: np.broadcast_to(np.array(value, dtype), rows)  # noqa: E731
    return cf.Ledger(
        supplier=Category(book["supplier"], tuple(f"S{n:05d}" for n in range(N_SUPPLIERS))),
        invoice=one("", object),
        invoice_day=book["day"],
        amount=book["amount"],
        currency=Category(one(0, np.int32), ("EUR",)),
        terms_code=book["terms"],
        terms=tuple(cf.PaymentTerms.parse(t) for t in TERMS),
        due_day=one(NO_DAY, np.int32),
        events={},
        paid=Paid(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64)),
        row=one(0, np.int64),
    )


def csv_text(rows, path, seed=7):
    """The book as a CSV file, as an ERP writes it: names, ISO dates, amounts with two decimals, terms as text."""
    import pandas as pd

    book = columns(rows, seed)
    frame = pd.DataFrame(
        {
            "supplier": pd.Categorical.from_codes(book["supplier"], [f"Supplier {n:05d} Ltd" for n in range(N_SUPPLIERS)]),
            "invoice": "RE-" + pd.Series(np.arange(rows)).astype(str),
            "invoice_date": book["day"].astype("datetime64[D]").astype(str),
            "amount": pd.Series(book["amount"] // 100).astype(str) + "." + pd.Series(book["amount"] % 100).astype(str).str.zfill(2),
            "currency": "EUR",
            "terms": pd.Categorical.from_codes(book["terms"], TERMS),
            "region": pd.Categorical.from_codes(book["supplier"] % 4, ["UK", "EU", "US", "JP"]),
        }
    )
    frame.to_csv(path, index=False)
