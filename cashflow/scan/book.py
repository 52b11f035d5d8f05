"""What a projection needs of reduced invoices: cells, and a small ledger whose rows are sums (or rows that can't be summed)."""

from __future__ import annotations

import numpy as np
from attrs import evolve

from cashflow.basics.columns import stacked
from cashflow.basics.days import NO_DAY, Ints
from cashflow.ledger.model import Category, Ledger, Paid
from cashflow.ledger.sign import refuse_suspect_sign
from cashflow.ledger.told import Told
from cashflow.payments import PaymentPolicy, Payments
from cashflow.payments.items import Summed
from cashflow.payments.lines import Lines
from cashflow.scan.reduce import Reduced, in_order
from cashflow.scan.rows import bare_ledger

__all__ = ["accepted_money", "payments_of"]


def payments_of(reduced: Reduced, policy: PaymentPolicy, told: Told | None = None) -> Payments:
    """Baseline payments of reduced invoices; the findings of their ledger are those of the scan.

    Parameters
    ----------
    reduced
        Made with a policy that keeps the same payments and takes discounts as this one does: calendars, runs and hurdle rates may differ.
    policy
        How the buyer pays.
    told
        What the user says of how complete the invoices are.

    Returns
    -------
    Payments
        Of sums: its rows are not invoices, its totals are exact.
    """
    lines, own = reduced.cells.lines, reduced.rows
    terms = in_order((*lines.terms, *(() if own is None else own.terms)))
    names = tuple(sorted(reduced.currencies))
    ledger = _ledger(reduced, terms, names)
    cells = reduced.cells.renumbered(Lines(terms, names, lines.discounts))
    found = reduced.tally.findings_of(accepted_money(reduced))
    refuse_suspect_sign(found)
    summed = Summed(cells, reduced.first_day, reduced.last_day, reduced.seen)
    return Payments(evolve(ledger, findings=found, told=told or Told(), unsaid=reduced.unsaid), policy, summed=summed)


def _ledger(reduced: Reduced, terms: tuple, names: tuple[str, ...]) -> Ledger:  # type: ignore[type-arg]
    dated, paid, taken, own = reduced.dated, reduced.paid, reduced.taken, reduced.rows
    # a discount is a row of its own, which is settled without cash
    paid_day, paid_amount, invoiced = stacked((paid, taken), ("day", "amount", "invoice_day"))
    n_own, n_paid = 0 if own is None else len(own), len(paid) + len(taken)
    n = n_own + len(dated) + n_paid

    def column(mine: Ints | None, of_dated: Ints, of_paid: Ints) -> Ints:
        return np.concatenate([np.zeros(0, of_dated.dtype) if mine is None else mine, of_dated, of_paid])

    def filled(values: Ints, by: int) -> Ints:
        return np.concatenate([values, np.full(n - n_own, by, values.dtype)])

    code = np.full(n, -1, np.int32)
    if own is not None:
        code[:n_own] = np.array([-1, *(terms.index(t) for t in own.terms)], np.int32)[own.terms_code + 1]
    currency = column(
        None if own is None else _placed(own.currency.codes, own.currency.values, names),
        _placed(dated.currency, dated.currencies, names),
        np.concatenate([_placed(p.currency, p.currencies, names) for p in (paid, taken)]),
    )
    return bare_ledger(
        column(None if own is None else own.invoice_day, dated.invoice_day, invoiced),
        column(None if own is None else own.amount, dated.amount, paid_amount),
        Category(currency, names),
        code,
        terms,
        column(None if own is None else own.due_day, dated.day, paid_day),
        Paid(np.arange(n - n_paid, n), paid_day, paid_amount, np.concatenate([np.zeros(len(paid), np.int64), taken.amount])),
        None if own is None or own.tax is None else filled(own.tax, 0),
        {} if own is None else {k: filled(d, NO_DAY) for k, d in own.events.items()},
    )


def _placed(codes: Ints, values: tuple[str, ...], names: tuple[str, ...]) -> Ints:
    place = {name: i for i, name in enumerate(names)}  # what is not in it has no row
    return np.array([place.get(v, -1) for v in values], np.int32)[codes] if len(codes) else np.zeros(0, np.int32)


def accepted_money(reduced: Reduced) -> dict[str, int]:
    """Minor units accepted, by currency."""
    out = dict.fromkeys(sorted(reduced.currencies), 0)
    cells, rows = reduced.cells, reduced.rows
    parts = [(cells.lines.currencies, cells.lines.currency_of(cells.base), cells.amount)]
    parts += [(s.currencies, s.currency, s.amount) for s in (reduced.dated, reduced.paid, reduced.taken)]
    parts += [] if rows is None else [(rows.currency.values, rows.currency.codes, rows.amount)]
    for names, codes, amounts in parts:
        sums = np.zeros(max(1, len(names)), np.int64)
        np.add.at(sums, codes, amounts)
        for name, total in zip(names, sums.tolist(), strict=False):
            if name in out:
                out[name] += total
    return out
