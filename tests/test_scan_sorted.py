"""Batches that are sorted out as a whole: the same sums and counts as row by row, and the same words as `read_ledger`."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.ledger import findings
from cashflow.scan import remarks
from cashflow.scan.day_grid import DayGrid
from cashflow.scan.pieces import reduce_batches

from .examples import examples
from .strategies import policies, rows
from .test_scan import frame_of, parquet

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
pq = pytest.importorskip("pyarrow.parquet")
HOW = {"decimal": ".", "sign": "payables positive"}
SAID = ("other due date", "prepayment")


def listed(sums):
    """Rows of sums by day as tuples."""
    names = [sums.currencies[c] for c in sums.currency.tolist()]
    return list(zip(names, sums.invoice_day.tolist(), sums.day.tolist(), sums.amount.tolist(), strict=True))


def plain(found):
    """All that is left of some invoices, as plain values."""
    cells = found.cells
    own = None if found.rows is None else [found.rows.invoice_day.tolist(), found.rows.amount.tolist(), found.rows.due_day.tolist()]
    seen = found.seen
    return {
        "cells": sorted(
            (str(t), c, d, a)
            for t, c, d, a in zip(
                [None if k < 0 else cells.lines.terms[k] for k in cells.lines.term_of(cells.base).tolist()],
                [cells.lines.currencies[k] for k in cells.lines.currency_of(cells.base).tolist()],
                cells.day.tolist(),
                cells.amount.tolist(),
                strict=True,
            )
        ),
        "columns": sorted(cells.columns.sum(axis=1).tolist()),
        "dated": listed(found.dated),
        "paid": listed(found.paid),
        "taken": listed(found.taken),
        "rows": own,
        "seen": (seen.due, seen.paid, seen.first_paid, dict(seen.planned), seen.undated, seen.undated_to),
        "days": (found.first_day, found.last_day, found.bound),
        "said": (dict(found.tally.counts), found.tally.kept),
    }


@examples(60)
@given(
    rows(max_size=14),
    policies(),
    st.sampled_from(["taken", "not taken", None]),
    st.lists(st.integers(-20, 40), min_size=14, max_size=14),
    st.sets(st.integers(0, 13)),
)
def test_a_batch_sorted_out_is_its_rows_one_by_one(tmp_path_factory, invoices, policy, discount, waits, paid):
    """Some more of them are paid whole, some days after the invoice date or before."""
    for number in paid & set(range(len(invoices))):
        one = invoices[number]
        one["paid"] = [(one["invoice_date"] + timedelta(waits[number]), one["amount"])]
    path = tmp_path_factory.mktemp("sorted") / "book.parquet"
    parquet(frame_of(invoices), path, 1)
    batches = pq.read_table(path).to_batches(max_chunksize=5)
    usual = plain(reduce_batches(iter(batches), policy[1], paid_with_discount=discount, **HOW))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DayGrid, "add", lambda *_: None)
        one_by_one = plain(reduce_batches(iter(batches), policy[1], paid_with_discount=discount, **HOW))
    assert usual == one_by_one


def said(found):
    frame = found.frame[found.frame["kind"].isin(SAID)].sort_values(["row", "kind"], kind="stable")
    counts = {k: n for k, n in found.counts.items() if k[1] in SAID}
    return frame[["row", "column", "value", "kind", "reason", "status"]].values.tolist(), counts


@examples(40)
@given(rows(max_size=14), st.lists(st.integers(-400, 40), min_size=14, max_size=14))
def test_the_words_are_those_of_a_ledger(tmp_path_factory, invoices, waits):
    for one, wait in zip(invoices, waits, strict=False):
        one["paid"] = [(one["invoice_date"] + timedelta(wait), one["amount"])]
    frame = frame_of(invoices)
    folder = tmp_path_factory.mktemp("words")
    parquet(frame, folder / "book.parquet", 1)
    assert said(cf.scan(folder, **HOW).findings) == said(cf.read_ledger(frame, **HOW).findings)


def test_more_than_are_listed_are_counted(tmp_path, monkeypatch):
    """Seven due dates that are not the terms', in row groups of three; the first four are listed. By hand: 21 May and 30 days is 20 June."""
    for room in (remarks, findings):
        monkeypatch.setattr(room, "MOST_LISTED", 4)
    day = date(2025, 5, 21)
    frame = pd.DataFrame(
        {
            "supplier": ["Acme"] * 8,
            "invoice": [str(n) for n in range(8)],
            "invoice_date": [day.isoformat()] * 8,
            "amount": ["100.00"] * 8,
            "currency": ["EUR"] * 8,
            "terms": ["net 30"] * 8,
            "due_date": ["2025-06-20", *["2025-06-25"] * 7],
            "paid_date": ["2025-05-20"] + [""] * 7,
            "tax_amount": ["0.00"] * 8,
        }
    )
    parquet(frame, tmp_path / "book.parquet", 1)
    rows_said, counts = said(cf.scan(tmp_path, **HOW).findings)
    reason = "by the terms 'net 30' it is 2025-06-20; the stated date counts"
    early = [2, "paid_date", "2025-05-20", "prepayment", "a prepayment, 1 days before the invoice; kept", "flagged"]
    assert rows_said == [early, *([n, "due_date", "2025-06-25", "other due date", reason, "flagged"] for n in range(3, 7))]
    assert counts == {("flagged", "prepayment"): 1, ("flagged", "other due date"): 7}
