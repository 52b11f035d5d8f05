"""Zeros of sums of exponentials Σ a·exp(−x·t), many rows at once: the machine room of `timevalue`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["all_roots", "one_root"]

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

_LOW, _HIGH = -36.0, 700.0
"""Range of x = ln(1 + rate): below, a float can't tell the rate from −1; above, it can't hold it."""
_TOUCH = 1e-13
"""A curve this near to zero, as a share of its terms, touches it."""
_MOST_CHANGES, _STEPS = 16, 128
"""Changes of sign up to which all zeros are found by theorem; steps to each side of zero by which they are looked for beyond."""


def one_root(time: Floats, flows: Floats) -> Floats:
    """Rate of each row whose flows change sign once; (n_rows,), NaN outside the range of a float.

    Newton on ln(received) − ln(paid) from x = 0: nearly a straight line, so some three steps. A row that has not settled by
    then (extreme rates) is bracketed.
    """
    gains, costs = np.maximum(flows, 0.0), np.maximum(-flows, 0.0)
    gains_time, costs_time = gains * time, costs * time
    if not gains_time.any():  # the other sign has the same root
        gains, costs, gains_time, costs_time = costs, gains, costs_time, gains_time
    at_once = not costs_time.any()  # paid on the first day: worth the same at every rate
    x = np.zeros(len(flows))
    left = np.ones(len(flows), bool)
    gained, gained_time, cost, cost_time = (a.sum(axis=1) for a in (gains, gains_time, costs, costs_time))
    factor = np.empty_like(flows)
    with np.errstate(all="ignore"):
        for step in range(8):
            if step:
                np.exp(np.multiply(time, -x[:, None], out=factor), out=factor)
                gained, gained_time = np.einsum("ij,ij->i", gains, factor), np.einsum("ij,ij->i", gains_time, factor)
                if not at_once:
                    cost, cost_time = np.einsum("ij,ij->i", costs, factor), np.einsum("ij,ij->i", costs_time, factor)
            move = np.log(gained / cost) / (cost_time / cost - gained_time / gained)
            x -= np.where(left, move, 0.0)
            left &= ~(np.abs(move) <= 1e-8)  # the error after the step is the square of it
            if not left.any():
                break
    wild = np.flatnonzero(left | ~(np.abs(x) < -_LOW))
    if len(wild):
        low, high = np.full(len(wild), _LOW), np.full(len(wild), _HIGH)
        x[wild] = _bracketed(time[wild], flows[wild], low, high)
    return np.expm1(x)


def _value(time: Floats, flows: Floats, x: Floats) -> tuple[Floats, Floats]:
    """ln(received / paid) at x, and its slope; both sums are scaled so that the largest term is its amount."""
    with np.errstate(all="ignore"):
        power = np.where(flows != 0, -x[:, None] * time, -np.inf)  # a zero pads a row, on any day: it must not set the scale
        factor = np.exp(power - power.max(axis=1, keepdims=True))
        gains, costs = np.maximum(flows, 0.0) * factor, np.maximum(-flows, 0.0) * factor
        gained, cost = gains.sum(axis=1), costs.sum(axis=1)
        slope = (costs * time).sum(axis=1) / cost - (gains * time).sum(axis=1) / gained
        return np.log(gained) - np.log(cost), slope


def _bracketed(time: Floats, flows: Floats, low: Floats, high: Floats) -> Floats:
    """Zero of each row between `low` and `high`, where the row changes sign once; NaN if it doesn't.

    Newton inside a bracket that shrinks; every third step halves it.
    """
    at_low, at_high = _value(time, flows, low)[0], _value(time, flows, high)[0]
    falls = at_low > at_high
    out = np.where(at_low == 0, low, np.where(at_high == 0, high, np.nan))
    rows = np.flatnonzero((at_low * at_high < 0) & np.isnan(out))
    low, high = low[rows], high[rows]
    x = np.clip(np.zeros(len(rows)), low, high)
    x = np.where((x > low) & (x < high), x, (low + high) / 2)
    for step in range(200):
        if not len(rows):
            break
        value, slope = _value(time[rows], flows[rows], x)
        right = (value > 0) == falls[rows]  # the zero lies to the right of x
        low, high = np.where(right, x, low), np.where(right, high, x)
        with np.errstate(all="ignore"):
            guess = x - value / slope
        good = (guess > low) & (guess < high) & (step % 3 != 2)
        new = np.where(good, guess, (low + high) / 2)
        done = (value == 0) | (np.abs(new - x) <= 1e-14 * np.maximum(1.0, np.abs(x)))
        out[rows[done]] = np.where(value == 0, x, new)[done]
        x, low, high, rows = new[~done], low[~done], high[~done], rows[~done]
    out[rows] = x
    return out


def all_roots(time: Floats, flows: Floats) -> tuple[Floats, list[tuple[Rows, Floats]]]:
    """Rates of rows whatever their signs.

    Returns
    -------
    rates : (n_rows,)
        Of each row the one nearest to zero in x = ln(1 + rate), the positive one of two as near; NaN where there is none.
    several
        Positions of rows that have more than one, with all their rates, (n, most): ascending, then NaN. Of a row that changes sign
        more than `_MOST_CHANGES` times two rates that lie close together may both be missing.
    """
    time, flows = _by_day(time, flows)
    sign = np.sign(flows)
    before = np.zeros(len(flows))
    changes = np.zeros(flows.shape, bool)
    for column in range(flows.shape[1]):  # over flows, not rows
        changes[:, column] = (sign[:, column] != 0) & (before != 0) & (sign[:, column] != before)
        before = np.where(sign[:, column] != 0, sign[:, column], before)
    number = changes.sum(axis=1)
    out = np.full(len(flows), np.nan)
    several: list[tuple[Rows, Floats]] = []
    once = number == 1
    out[once] = one_root(time[once], flows[once])
    for count in np.unique(number[number > 1]).tolist():
        rows = np.flatnonzero(number == count)
        some = time[rows], flows[rows]
        zeros = _apart(*some, _isolated(*some, changes[rows], count) if count <= _MOST_CHANGES else _looked_for(*some))
        out[rows] = _nearest_to_zero(zeros)
        many = np.flatnonzero(~np.isnan(zeros[:, 1]))
        several += [(rows[many], np.expm1(zeros[many]))] if len(many) else []
    return out, several


def _apart(time: Floats, flows: Floats, x: Floats) -> Floats:
    """Zeros of each row ascending, each once; NaN for the others, which come last.

    Two between which the curve does not leave zero but for rounding are one.
    """
    x = np.sort(x, axis=1)
    again = np.zeros(x.shape, bool)
    for column in range(1, x.shape[1]):
        some = np.flatnonzero(~np.isnan(x[:, column]))
        middle = (x[some, column - 1] + x[some, column]) / 2
        again[some, column] = np.abs(_value(time[some], flows[some], middle)[0]) <= _TOUCH
    return np.sort(np.where(again, np.nan, x), axis=1)


def _by_day(time: Floats, flows: Floats) -> tuple[Floats, Floats]:
    """Rows in order of time, the flows of a day added into its first; a sum that cancels is zero."""
    order = np.argsort(np.where(flows != 0, time, np.inf), axis=1, kind="stable")
    time, flows = np.take_along_axis(time, order, 1), np.take_along_axis(flows, order, 1)
    size = np.abs(flows)
    for column in range(flows.shape[1] - 1, 0, -1):
        same = (time[:, column] == time[:, column - 1]) & (flows[:, column] != 0)
        for part in (flows, size):
            part[:, column - 1] += np.where(same, part[:, column], 0.0)
            part[:, column] = np.where(same, 0.0, part[:, column])
    flows[np.abs(flows) <= 4 * np.finfo(float).eps * size] = 0.0
    return time, flows


def _isolated(time: Floats, flows: Floats, changes: npt.NDArray[np.bool_], count: int) -> Floats:
    """All zeros of rows that change sign `count` times; (n_rows, ≤ 2 × count), NaN for none.

    f(x)·exp(x·s), with s between the flows of a change of sign, has a derivative with one change less, whose zeros are the
    only places where it turns. So the zeros are found level by level, from one change of sign up.
    """
    n_rows = len(flows)
    column = np.where(changes)[1].reshape(n_rows, count)
    at = np.arange(n_rows)[:, None]
    seen = np.where(flows != 0, np.arange(flows.shape[1]), -1)
    earlier = np.maximum.accumulate(seen, axis=1)[at, column - 1]
    middle = (time[at, column] + time[at, earlier]) / 2
    turns = np.empty((n_rows, 0))
    for level in range(1, count + 1):
        sums = flows.copy()
        for change in range(count - level):
            sums *= time - middle[:, change, None]
        sums /= np.abs(sums).max(axis=1, keepdims=True)
        low, high = _range(time, sums)
        edges = np.column_stack([low, np.clip(turns, low[:, None], high[:, None]), high])
        edges = np.sort(np.where(np.isnan(edges), high[:, None], edges), axis=1)
        zeros = np.column_stack([_bracketed(time, sums, a, b) for a, b in zip(edges[:, :-1].T, edges[:, 1:].T, strict=True)])
        zeros = np.column_stack([zeros, _touching(time, sums, turns)])
        turns = np.sort(zeros, axis=1)  # NaN last
    return turns


def _looked_for(time: Floats, flows: Floats) -> Floats:
    """Zeros of rows that change sign many times, such as of years of invoices: step by step, the closer the nearer to zero."""
    low, high = _range(time, flows)
    part = (np.arange(1, _STEPS + 1) / _STEPS) ** 3
    at = np.column_stack([low[:, None] * part[::-1], np.zeros(len(low)), high[:, None] * part])
    at = np.sort(np.clip(at, low[:, None], high[:, None]), axis=1)
    value = np.column_stack([_value(time, flows, x)[0] for x in at.T])
    zeros = [np.full((len(low), 2), np.nan)]
    for step in range(at.shape[1] - 1):
        rows = np.flatnonzero((value[:, step] * value[:, step + 1] <= 0) & (at[:, step] < at[:, step + 1]))
        if len(rows):
            found = np.full(len(low), np.nan)
            found[rows] = _bracketed(time[rows], flows[rows], at[rows, step], at[rows, step + 1])
            zeros.append(found[:, None])
    return np.column_stack(zeros)


def _range(time: Floats, flows: Floats) -> tuple[Floats, Floats]:
    """Where zeros can be: beyond, the first (or last) flow outweighs all the others together."""
    used = flows != 0
    n_flows = flows.shape[1]
    first, last = used.argmax(axis=1), n_flows - 1 - used[:, ::-1].argmax(axis=1)
    rows, size, column = np.arange(len(flows)), np.abs(flows), np.arange(n_flows)
    total = size.sum(axis=1)
    out = []
    for at, later in ((last, False), (first, True)):
        others = np.where(used & (column != at[:, None]), np.abs(time - time[rows, at][:, None]), np.inf).min(axis=1)
        with np.errstate(divide="ignore"):
            bound = np.log1p((total - size[rows, at]) / size[rows, at]) / others
        out.append(np.minimum(bound + 1e-9, _HIGH) if later else np.maximum(-bound - 1e-9, _LOW))
    return out[0], out[1]


def _touching(time: Floats, flows: Floats, turns: Floats) -> Floats:
    """Those of the turning points at which the curve is zero but for rounding; NaN for the others."""
    out = np.full(turns.shape, np.nan)
    for column, x in enumerate(turns.T):
        value = np.abs(_value(time, flows, np.where(np.isnan(x), 0.0, x))[0])
        out[:, column] = np.where(~np.isnan(x) & (value <= _TOUCH), x, np.nan)
    return out


def _nearest_to_zero(x: Floats) -> Floats:
    """Rate of the zero of each row that is nearest to x = 0, the positive one of two as near; NaN of none."""
    size = np.where(np.isnan(x), np.inf, np.abs(x) - 1e-12 * (x > 0))
    return np.expm1(x[np.arange(len(x)), size.argmin(axis=1)])
