"""Explain: one number of a result, down to invoices and legs that add up to it exactly, and what was not counted and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from cashflow.basics.days import NEVER, NO_DAY, Ints, to_date, to_day
from cashflow.basics.decimals import own_context
from cashflow.basics.errors import InputError, every_choice, must_choose
from cashflow.basics.frames import pd
from cashflow.basics.money import exact_total, from_minor
from cashflow.basics.whole_numbers import whole_number
from cashflow.deals import NATURES, PARTIES
from cashflow.explain.by_value import by_value, column_by
from cashflow.explain.contributions import ACCRUED, BASELINE, REMOVED, Asked, Pieces, baseline_pieces, scenario_pieces
from cashflow.explain.excluded import not_counted
from cashflow.measures import checked_presentation
from cashflow.measures.catalog import MEASURES, measure_of
from cashflow.measures.shown import currency_at, quarter_at
from cashflow.payments import Payments
from cashflow.results.comparison import Comparison, ScenarioResult
from cashflow.results.figures import scenario_figure

__all__ = ["COLUMNS", "explain"]

COLUMNS = (
    "kind",
    "supplier",
    "invoice",
    "invoice_date",
    "due_date",
    "baseline_payment_date",
    "new_date",
    "day",
    "what",
    "rule",
    "acceptance",
    "items",
    "principal",
    "amount",
)
_OUTSIDE = "outside"
_ADDED = ("in the period", "accrued")
"""Timings of measures that add up over periods: what falls outside the quarters shown is a sum, too."""


@own_context
def explain(
    result: Comparison,
    measure: str,
    *,
    quarter: Any,
    presentation: str,
    scenario: str | None,
    currency: str | None,
    by: str | None,
    top: int,
) -> pd.DataFrame:
    """See `Result.explain`."""
    column = None if by is None else column_by(result.payments.ledger, by)
    found, code, at, presentation = every_choice(
        lambda: _scenario(result, measure, scenario),
        lambda: currency_at(result.baseline.currencies, currency),
        lambda: _quarter(result, measure, quarter),
        lambda: checked_presentation(presentation, measure),
    )
    first = None if found is None else found.totals[code].first_moved
    asked = Asked(MEASURES[measure], result.shown, at, presentation, result.reporting.free_cash_flow.interest_paid, code, first)
    top = whole_number(top, "top")
    result.baseline.coverage.refuse(measure, asked.quarter)
    number = _number(result, found, asked)
    name = result.baseline.currencies[code]
    parts = list(_pieces(result, found, asked))
    coverage = result.baseline.coverage.status(measure)[asked.quarter]
    if column is not None:
        frame = by_value(result.payments.ledger, parts, column, number, name, top)
        frame.attrs |= {"coverage": coverage, "by": by}
        return frame
    values = [p.counted for p in parts]
    largest = _largest(result.payments, parts, values, top)
    shown = [(p, int(i)) for p, some in enumerate(largest) for i in some]
    shown.sort(key=lambda at: _rank(result.payments, parts[at[0]], at[1], int(values[at[0]][at[1]])))
    rows = [_row(result.payments, found, parts[p], i, values[p][i], name) for p, i in shown]
    rows += _others(result.payments, parts, values, largest, name)
    left = number - sum(exact_total(v) for v in values)
    if left:
        rows.append(_plain("rounding", "the total is rounded once, its parts one by one", left, name))
    if found is not None and asked.measure.in_scenario:
        seen = [(p.offer, p.invoice, p.base_day, p.new_day) for p in parts]
        left_out = not_counted(result.payments, found, seen, code)
        rows += [_plain("not counted", reason, 0, name, many, total) for reason, (many, total) in left_out.items() if many]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame.attrs["coverage"] = coverage
    return frame


def _scenario(result: Comparison, measure: str, name: str | None) -> ScenarioResult | None:
    asked = measure_of(measure)
    of_baseline, of_scenario = asked.baseline is not None, bool(asked.counts or asked.presented)
    names = [s.scenario.name for s in result.scenarios]
    if name is None and of_baseline and (not of_scenario or not names):
        name = "baseline"
    if name is None and len(names) == 1:
        name = names[0]
    if name == "baseline":
        if not of_baseline:
            raise InputError("is a figure of a scenario, and the baseline has none", column="measure", value=measure)
        return None
    if name in names and not asked.in_scenario:
        hint = "Leave scenario out, or say scenario='baseline'"
        raise InputError("is a figure of the baseline, and no offer changes it", column="measure", value=measure, hint=hint)
    if name not in names:
        if not names:
            raise InputError("is not a scenario of this result", column="scenario", value=name, hint="Compare a scenario first")
        reason = "must be given: there are several" if name is None else "is not a scenario of this result"
        raise must_choose(reason, "scenario", name, names)
    return result.scenarios[names.index(name)]


def _quarter(result: Comparison, measure: str, quarter: Any) -> int:
    asked = MEASURES.get(measure) if isinstance(measure, str) else None
    if asked is not None and asked.timing == "over the life":
        if quarter is not None:
            by_quarter = f"{measure}_paid" if f"{measure}_paid" in MEASURES else "a figure by quarter"
            hint = f"Leave quarter out, or ask for {by_quarter}"
            raise InputError(f"is none of {measure}, which is over the whole life", column="quarter", value=quarter, hint=hint)
        return -1
    if quarter == _OUTSIDE and asked is not None:
        added = [m.name for m in MEASURES.values() if m.timing in _ADDED and m.baseline is None]
        if measure in added:
            return -1
        reason = f"is for what an offer adds in periods ({', '.join(added)}), not for {measure}"
        raise must_choose(reason, "quarter", quarter, result.shown.labels)
    return quarter_at(result.shown, quarter)


def _number(result: Comparison, found: ScenarioResult | None, asked: Asked) -> int:
    """The figure of the result, in minor units."""
    name, at = asked.measure.name, asked.quarter
    if found is None:
        return int(result.baseline.figure(name, asked.currency)[at])
    totals = found.totals[asked.currency]
    if asked.measure.timing == "over the life":
        return int(totals.figure(name)[0])
    if at < 0:
        return totals.outside(name, asked.presentation)
    return int(scenario_figure(result.baseline, asked.currency, totals, name, asked.presentation)[at])


def _pieces(result: Comparison, found: ScenarioResult | None, asked: Asked) -> Iterator[Pieces]:
    if asked.measure.baseline is not None:
        yield from baseline_pieces(result.payments, asked)
    if found is not None and (asked.measure.counts or asked.measure.presented):
        yield from scenario_pieces(found, found.rows.of_all(), asked)


def _largest(payments: Payments, parts: list[Pieces], values: list[Ints], top: int) -> list[Ints]:
    """Per part the positions of the largest contributions, `top` in all; ties go by supplier, invoice and dates."""
    sizes = np.concatenate([np.zeros(0), *(np.abs(v).astype(np.float64) for v in values)])
    if top >= len(sizes):
        return [np.arange(len(v)) for v in values]
    least = np.partition(sizes, len(sizes) - top)[len(sizes) - top] if top else np.inf
    start = np.cumsum([0, *(len(v) for v in values)])
    likely = [(int(p), int(i - start[p])) for i in np.flatnonzero(sizes >= least) for p in [np.searchsorted(start, i, side="right") - 1]]
    chosen = sorted(likely, key=lambda at: _rank(payments, parts[at[0]], at[1], int(values[at[0]][at[1]])))[:top]
    return [np.array([i for p, i in chosen if p == number], np.int64) for number in range(len(parts))]


def _rank(payments: Payments, pieces: Pieces, i: int, value: int) -> tuple[Any, ...]:
    at = int(pieces.invoice[i])
    names = str(payments.ledger.supplier.values[payments.ledger.supplier.codes[at]]), str(payments.ledger.invoice[at])
    return -abs(value), *names, int(pieces.base_day[i]), int(pieces.day[i]), pieces.kind, int(pieces.nature[i]), value


def _row(payments: Payments, found: ScenarioResult | None, pieces: Pieces, i: int, value: int, currency: str) -> dict[str, Any]:
    ledger, at = payments.ledger, int(pieces.invoice[i])
    baseline, new = int(pieces.base_day[i]), int(pieces.new_day[i])
    return {
        "kind": ("baseline payment", "baseline payment no longer made", "leg", "accrual")[pieces.kind],
        "supplier": ledger.supplier.values[ledger.supplier.codes[at]],
        "invoice": ledger.invoice[at],
        "invoice_date": _date(int(ledger.invoice_day[at])),
        "due_date": _date(int(pieces.due_day[i])),
        "baseline_payment_date": _date(baseline),
        "new_date": _date(new),
        "day": _date(int(pieces.day[i])),
        "what": _what(pieces, i),
        "rule": _part(payments, pieces, i, currency) + _rule(payments, found, pieces, i, currency),
        "acceptance": float(pieces.shares[pieces.share[i]]),
        "items": int(ledger.invoices_in(np.array([at]))[0]),
        "principal": None,
        "amount": from_minor(int(value), currency),
    }


def _date(day: int) -> pd.Timestamp | None:
    return None if day in (NO_DAY, NEVER) else pd.Timestamp(to_date(day))


def _what(pieces: Pieces, i: int) -> str:
    if pieces.kind == BASELINE:
        return "baseline payment" if pieces.base_day[i] != NEVER else "stays open"
    if pieces.kind == REMOVED:
        return "baseline payment no longer made"
    payer, payee, nature = PARTIES[pieces.payer[i]], PARTIES[pieces.payee[i]], NATURES[pieces.nature[i]]
    return f"{'accrued ' if pieces.kind == ACCRUED else ''}{nature}: {payer} pays {payee}"


def _part(payments: Payments, pieces: Pieces, i: int, currency: str) -> str:
    """What part of its invoice an item is: by installments, or because some of it is paid already."""
    at = int(pieces.invoice[i])
    items = next(payments.blocks(np.array([at], np.int64)))
    if len(items.invoice) < 2:
        return ""
    whole = f"of an invoice of {currency} {from_minor(int(payments.ledger.amount[at]), currency):,}"
    mine = items.amount[(items.due_day == pieces.due_day[i]) & (items.base_day == pieces.base_day[i])]
    if len(mine) != 1:
        return f"one of {len(items.invoice)} parts {whole}; "
    return f"a part, {currency} {from_minor(int(mine[0]), currency):,} {whole}; "


def _rule(payments: Payments, found: ScenarioResult | None, pieces: Pieces, i: int, currency: str) -> str:
    """How the baseline date came about, and what moved it."""
    policy, due, baseline = payments.policy, int(pieces.due_day[i]), int(pieces.base_day[i])
    told = policy.runs(currency)
    runs = f"business day, {policy.roll}" if told is None else f"payment run {told.on}, the {told.choose}"
    if pieces.kept[i] and baseline == NO_DAY:
        words = f"baseline: paid before {policy.as_of}, date not in the ledger"
    elif pieces.kept[i]:
        words = "baseline: the payment's own date"
    elif baseline == NEVER:
        words = "baseline: open, without a payment date"
    elif policy.as_of is not None and due <= to_day(policy.as_of) < baseline:
        words = f"baseline: overdue on {policy.as_of}, so the first day after it ({runs})"
    else:
        words = "baseline: the contract due date" if baseline == due else f"baseline: from the contract due date by {runs}"
    if pieces.kind == BASELINE or found is None:
        return words
    extend = found.scenario.offers[pieces.offer].extend
    then = f", then {runs}" if extend.to is None and extend.early is None and int(pieces.new_day[i]) != baseline else ""
    return f"{words}; offer {pieces.offer + 1}: {extend}{then}"


def _plain(kind: str, what: str, amount: int, currency: str, items: int | None = None, principal: int | None = None) -> dict[str, Any]:
    money = None if principal is None else from_minor(principal, currency)
    return {"kind": kind, "what": what, "items": items, "principal": money, "amount": from_minor(amount, currency)}


def _others(payments: Payments, parts: list[Pieces], values: list[Ints], largest: list[Ints], currency: str) -> list[dict[str, Any]]:
    words = ("baseline payments", "baseline payments no longer made", "payments because of the offer", "accruals")
    sums: dict[int, tuple[int, int]] = {}
    for pieces, some, shown in zip(parts, values, largest, strict=True):
        many, total = sums.get(pieces.kind, (0, 0))
        items = payments.ledger.invoices_in(pieces.invoice)
        sums[pieces.kind] = (many + int(items.sum() - items[shown].sum()), total + exact_total(some) - exact_total(some[shown]))
    return [_plain("all others", words[k], total, currency, items=many) for k, (many, total) in sorted(sums.items()) if many]
