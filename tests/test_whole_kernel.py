"""The kernel of invoices that are paid whole or not at all is a loop over the rows: by numpy and numba, in blocks of any size."""

import numpy as np
import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from cashflow.basics.days import NEVER, NO_DAY
from cashflow.kernels import whole
from cashflow.kernels import whole_marks as mark
from cashflow.kernels.memory import Layout
from cashflow.kernels.whole import whole_kernel
from cashflow.kernels.whole_memory import TermDays, WholeRules, WholeSums

from .examples import examples
from .test_cells import KERNELS

FIRST, N_DAYS, N_CODES = 20_000, 8, 3
DAYS = st.integers(FIRST, FIRST + N_DAYS - 1)
OTHER = st.one_of(st.just(NO_DAY), st.integers(FIRST - 6, FIRST + 20))
MARKS = st.sampled_from(
    [
        0,
        1,
        2,
        mark.APART_BY_TERMS | 1,
        mark.APART_STATED | 2,
        mark.APART_BY_TERMS | mark.APART_STATED | mark.CUT | mark.BY_ROW,
        mark.APART_BY_TERMS | mark.UNTOLD,
        mark.CUT,
    ]
)


@st.composite
def books(draw):
    """Rows as tuples, and what they are looked up in."""
    n_inner = draw(st.integers(1, 2))
    amount = st.sampled_from([0, 1, 5, -5, 7, 100, -333, 2**61])
    row = st.tuples(st.integers(-1, N_CODES - 1), st.integers(0, n_inner - 1), DAYS, OTHER, OTHER, amount)
    rows = draw(st.lists(row, max_size=12))
    size = (N_CODES + 1) * n_inner * N_DAYS
    of_code = draw(st.lists(MARKS, min_size=N_CODES + 1, max_size=N_CODES + 1))
    rules = WholeRules(
        Layout(N_CODES, n_inner, FIRST, N_DAYS),
        draw(st.integers(-4, 0)),
        draw(st.integers(1, 12)),
        np.array(draw(st.lists(OTHER, min_size=size, max_size=size)), np.int32),
        np.repeat(np.array(of_code, np.int16), n_inner * N_DAYS),
        np.array(draw(st.lists(st.sampled_from([0, 0, 5]), min_size=N_CODES + 1, max_size=N_CODES + 1)), np.int64),
        draw(st.sampled_from([NO_DAY, FIRST + 4])),
        draw(st.sampled_from([NO_DAY, FIRST + 5, NEVER])),
        draw(st.sampled_from([FIRST + 5, FIRST + 30])),
        2,
    )
    return rows, n_inner, rules


def by_row(rows, rules):
    """Sums by place, counts, rows that are not added and why, rows that must be cut, and rows with another due day than that of their terms."""
    layout = rules.layout
    amount, counts, apart, cut, others = np.zeros(rules.nowhere + 1, np.int64), [0, 0, NEVER], [], [], []
    for n, (code, inner, day, due, paid, money) in enumerate(rows):
        cell = inner * N_DAYS + day - FIRST
        by_terms = (code + 1) * layout.stride + cell
        marks = int(rules.told[by_terms])
        stated = due not in (NO_DAY, rules.last[by_terms])
        kept, in_time = paid != NO_DAY and paid <= rules.upto, paid != NO_DAY and paid <= rules.as_of
        place, wait = by_terms, (paid if kept else due) - day - rules.low
        if kept or stated:
            place = (rules.paid_from if kept else rules.stated_from) + cell * rules.n_apart + wait
            place = place if 0 <= wait < rules.n_apart else rules.nowhere
        if not kept and marks & (mark.APART_STATED if stated else mark.APART_BY_TERMS):
            place = rules.nowhere
        amount[place] += money
        by_row = marks & (mark.APART_STATED if stated else mark.BY_ROW)
        why = mark.PAID if kept else mark.ROW if by_row else mark.DATED if stated else mark.ROUNDED
        apart += [(n, why)] if place == rules.nowhere else []
        others += [n] if stated and rules.last[by_terms] != NO_DAY and not marks & mark.UNTOLD else []
        if rules.before == NO_DAY or not money:
            counts[2] = min(counts[2], paid) if in_time and money and rules.before > NO_DAY else counts[2]
            continue
        counts[2] = min(counts[2], paid) if in_time else counts[2]
        if marks & mark.CUT or (not stated and abs(money) <= rules.least[code + 1]):
            cut.append(n)
            continue
        items = int(due < rules.before and day < rules.before) if stated else marks & mark.ITEMS
        counts[0], counts[1] = counts[0] + items, counts[1] + items * in_time
    amount[rules.nowhere] = 0
    return amount.tolist(), counts, apart, cut, others


def columns(rows, n_inner):
    code, inner, day, due, paid = (np.array([r[n] for r in rows], np.int32) for n in range(5))
    return code, None if n_inner == 1 else inner, day, due, paid, np.array([r[5] for r in rows], np.int64)


@pytest.fixture(params=KERNELS)
def kernel(request, monkeypatch):
    monkeypatch.setattr(whole, "_BLOCK", 5)
    if request.param == "numba":
        monkeypatch.setattr(whole_kernel("numba"), "_TILE", 5)
    return whole_kernel(request.param)


@examples(120)
@given(books(), st.integers(0, 12))
def test_each_row_goes_to_its_place(kernel, book, named):
    rows, n_inner, rules = book
    sums = WholeSums(rules)
    found = kernel.add(sums, *columns(rows, n_inner), named)
    sums.amount[rules.nowhere] = 0
    *want, others = by_row(rows, rules)
    apart = list(zip(found.apart.tolist(), found.why.tolist(), strict=True))
    assert [sums.amount.tolist(), sums.counts.tolist(), apart, sorted(found.cut.tolist())] == want
    assert (found.others.many, found.others.first.tolist()) == (len(others), others[:named])


@examples(60)
@given(books())
def test_rows_that_are_not_paid_are_counted_by_their_terms(kernel, book):
    rows, n_inner, rules = book
    rules, rows = evolve(rules, before=FIRST + 4), [(*r[:3], NO_DAY, NO_DAY, r[5]) for r in rows]
    sums, (code, inner, day, _, _, amount) = WholeSums(rules), columns(rows, n_inner)
    cut = kernel.count(sums, code, inner, day, amount)
    _, counts, _, must, _ = by_row(rows, rules)
    assert (sums.counts.tolist(), sorted(cut.tolist())) == (counts, must) and not sums.amount.any()


@examples(60)
@given(books(), st.booleans(), st.booleans())
def test_what_rows_say_of_their_dates(kernel, book, discounts, early):
    rows, _, rules = book
    assume(rows)
    last = rules.last[: (N_CODES + 1) * N_DAYS].copy()
    last[:N_DAYS] = NO_DAY  # of who has no terms
    if not early:
        last = np.where(last < np.tile(np.arange(FIRST, FIRST + N_DAYS), N_CODES + 1), NO_DAY, last).astype(np.int32)
    discount = last[::-1].copy() if discounts else None
    n_bad, n_before, n_in_time = 0, 0, 0
    for code, _, day, due, paid, _ in rows:
        place = (code + 1) * N_DAYS + day - FIRST
        known = last[place] if due == NO_DAY else due
        n_bad += known < day and (known != NO_DAY or code == -1)
        n_before += paid != NO_DAY and paid < day
        n_in_time += discounts and paid != NO_DAY and paid <= discount[place]
    code, _, day, due, paid, amount = columns(rows, 1)
    told = kernel.told(TermDays(FIRST, N_DAYS, last, early, discount), code, day, due, paid, amount)
    assert (told.n_bad, told.n_before, told.n_in_time) == (n_bad, n_before, n_in_time)
    assert (told.least, told.most, told.least_code) == (min(amount), max(amount), min(code))


@examples(60)
@given(books())
def test_money_by_currency(kernel, book):
    rows, n_inner, rules = book
    rows = [(*r[:5], r[5] % 1000 - 500) for r in rows]
    found = kernel.add(WholeSums(rules), *columns(rows, n_inner)).totals
    for c in range(n_inner):
        mine = [r for r in rows if r[1] == c]
        assert found.gross[c] == sum(abs(r[5]) for r in mine)
        assert found.unpaid[c] == sum(abs(r[5]) for r in mine if r[4] == NO_DAY)
        assert found.negative[c] == -sum(min(0, r[5]) for r in mine)
    assert found.n_negative == sum(r[5] < 0 for r in rows)


@given(st.lists(st.integers(-2, 40), min_size=1, max_size=9).flatmap(lambda v: st.tuples(st.just(v), st.lists(st.integers(0, len(v) - 1)))))
def test_values_are_looked_up(kernel, given):
    values, index = given
    assert kernel.taken_at(np.array(values, np.int32), np.array(index, np.int32)).tolist() == [values[i] for i in index]
