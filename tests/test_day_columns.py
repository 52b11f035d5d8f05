"""Days of Arrow's columns: what a gap holds is never looked at, whatever part of a column it is, and between which days the others lie."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashflow.basics.days import NEVER, NO_DAY
from cashflow.scan import day_columns
from cashflow.scan.day_columns import DayColumn

INT32 = st.integers(NO_DAY, NEVER)


def dates(days, there):
    """A column of dates whose gaps hold days, too."""
    bits = np.packbits(np.array(there, bool), bitorder="little")
    buffers = [pa.py_buffer(bits.tobytes()), pa.py_buffer(np.array(days, np.int32).tobytes())]
    return pa.Array.from_buffers(pa.date32(), len(days), buffers)


@pytest.fixture(autouse=True)
def _short_blocks(monkeypatch):
    monkeypatch.setattr(day_columns, "_BLOCK", 16)


@given(st.lists(st.tuples(INT32, st.booleans()), max_size=70), st.integers(0, 20), st.integers(0, 70))
def test_gaps_have_no_day_whatever_they_hold(rows, start, stop):
    days, there = [d for d, _ in rows], [t for _, t in rows]
    found = DayColumn.of_dates(dates(days, there)[start:stop])
    some = list(zip(days, there, strict=True))[start:stop]
    known = [d for d, t in some if t]
    assert found.days.tolist() == [d if t else NO_DAY for d, t in some]
    assert found.last == max(known, default=NO_DAY)
    assert found.first == min(known, default=NEVER)
    assert found.gaps == (NO_DAY in found.days.tolist()) and found.days.dtype == np.int32


@given(st.lists(INT32, max_size=40), st.lists(st.booleans(), min_size=40, max_size=40))
def test_columns_made_of_days_know_the_same(days, mask):
    found, keep = DayColumn.of(np.array(days, np.int32)), np.array(mask[: len(days)], bool)
    known = [d for d in days if d != NO_DAY]
    assert (found.first, found.last, found.gaps) == (min(known, default=NEVER), max(known, default=NO_DAY), NO_DAY in days)
    assert found.where(keep).days.tolist() == [d for d, k in zip(days, keep, strict=True) if k]
    assert DayColumn.of_dates(pa.array(days, pa.int32()).view(pa.date32())).gaps == found.gaps


def test_part_of_a_column_has_its_own_days():
    first = date(2025, 6, 30)
    column = pa.array([first, None, first + timedelta(40)] * 30)[1:]
    found = DayColumn.of_dates(column)
    want = [NO_DAY if d is None else d.toordinal() - date(1970, 1, 1).toordinal() for d in column.to_pylist()]
    assert found.days.tolist() == want and (found.first, found.last) == (20269, 20309)
