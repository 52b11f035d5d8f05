"""A book in the shape of real ones: stated due dates, payments, credit notes; in memory, and as frames of others.

60 % of the invoices are paid by `AS_OF`, two in a hundred of these in part; half of the due dates are not those of the terms; 3 % are
credit notes, each on its own date. The terms, suppliers and days are those of `books`; early-payment discounts are not taken.
"""

import functools

import numpy as np
from attrs import evolve

import cashflow as cf
from cashflow.ledger.model import Paid

from . import books

AS_OF = "2024-03-31"
SHOWN = ("2022-01-01", "2025-06-30")


def policy():
    return books.policy(discounts="skip", as_of=AS_OF)


@functools.lru_cache(maxsize=1)
def columns(rows, seed=11):
    """`books.columns`, and: due (int32), of (position of each payment's invoice), paid_day, paid_amount."""
    rng, plain = np.random.default_rng(seed), books.columns(rows)
    amount = np.where(rng.random(rows) < 0.03, -plain["amount"], plain["amount"])
    due = by_terms(plain["terms"], plain["day"])
    odd = rng.random(rows) < 0.5
    due[odd] += rng.integers(1, 30, int(odd.sum())).astype(np.int32)
    day = due + rng.integers(-10, 25, rows).astype(np.int32)
    of = np.flatnonzero((day <= int(np.datetime64(AS_OF, "D").astype(int))) & (rng.random(rows) < 0.85))
    paid = amount[of].copy()
    part = rng.random(len(of)) < 0.02
    paid[part] //= 3
    some = paid != 0
    return {**plain, "amount": amount, "due": due, "of": of[some], "paid_day": day[of[some]], "paid_amount": paid[some]}


def by_terms(terms, day):
    """The last due day of each row's terms, by their words: plain numpy, none of the package."""

    def end(days):
        month = days.astype("datetime64[D]").astype("datetime64[M]")
        return (month + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - 1

    out = np.zeros(len(day), np.int64)
    for code, words in enumerate(books.TERMS):
        at = np.flatnonzero(terms == code)
        some = day[at].astype(np.int64)
        if words.startswith("end of month then"):
            out[at] = end(some) + int(words.split()[-2])
        elif words.endswith("then end of month"):
            out[at] = end(some + int(words.split()[0]))
        elif words == "1 month then on day 10":
            out[at] = end(some) + 10
        else:
            out[at] = some + (60 if code == books.SPLIT else int(words.split()[-1]))
    return out.astype(np.int32)


@functools.lru_cache(maxsize=1)
def ledger(rows, seed=11):
    """The book as a ledger in memory, with a column of funding rates: three, by supplier."""
    book = columns(rows, seed)
    rate = cf.ledger.model.Category((book["supplier"] % 3).astype(np.int32), ("0.04", "0.06", "0.09"))
    paid = Paid(book["of"].astype(np.int64), book["paid_day"].astype(np.int32), book["paid_amount"])
    return evolve(books.ledger(rows), amount=book["amount"], due_day=book["due"], paid=paid, attributes={"rate": rate})
