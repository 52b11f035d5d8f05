"""Sums as bytes are the same sums again; bytes of others, and of another version, are refused and run nothing."""

import pickle
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.projection import projection_of
from cashflow.scan.book import payments_of
from cashflow.scan.encoding import packed, unpacked
from cashflow.scan.pieces import reduce_batches
from cashflow.scan.suppliers import SupplierSums

from . import strategies as some
from .ledgers_real import AS_OF, TOLD, real_rows
from .test_scan_offers import copies, frame_with_more
from .test_sweep import quiet

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
pytestmark = pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
SHOWN = ("2025-01-01", "2025-12-31")


def sums_of(frame, policy, keep):
    return reduce_batches(iter(pa.Table.from_pandas(frame, preserve_index=False).to_batches()), policy, keep=keep, **TOLD)


def figures(sums, policy):
    ledger = sums.ledger() if isinstance(sums, SupplierSums) else None
    projected = cf.project(ledger, policy, quarters=SHOWN) if ledger else projection_of(payments_of(sums, policy), None, SHOWN)
    return projected.quarters, projected.days, sums.tally.findings_of({}).to_dict(), sums.unsaid


@given(some.rows(max_size=10), some.policies(), st.sampled_from([None, ["region"]]), st.integers(0, 10**9))
def test_sums_come_back_as_they_were(invoices, policy, keep, seed):
    frame = frame_with_more(copies(invoices, seed))
    sums = sums_of(frame, policy[1], keep)
    again = unpacked(packed(sums))
    assert packed(again) == packed(sums)
    try:
        wanted = quiet(lambda: figures(sums, policy[1]))
    except cf.InputError:
        return
    found = quiet(lambda: figures(again, policy[1]))
    for here, there in zip(found[:2], wanted[:2], strict=True):
        pd.testing.assert_frame_equal(here, there)
    assert found[2:] == wanted[2:]


def test_sums_of_a_dirty_book_with_payments_and_discounts_come_back():
    frame = real_rows(2_000, dirty=True)
    frame.loc[::7, "terms"] = "2/10 net 30"
    for keep in (None, ["region"]):
        sums = sums_of(frame, cf.PaymentPolicy("actual", as_of=AS_OF, discounts="take"), keep)
        again = unpacked(packed(sums))
        assert packed(again) == packed(sums) and again.tally.kept == sums.tally.kept and sums.tally.kept
        assert again.tally.rows.rows == sums.tally.rows.rows


def test_plain_values_come_back():
    value = {
        ("rejected", "x"): (1, -(2**70), None, True, "ä\0"),
        "share": Fraction(1, 3),
        "money": Decimal("1.10"),
        "names": frozenset({"b", "a"}),
        "list": [[], ()],
    }
    assert unpacked(packed(value)) == value
    for column in (np.arange(6, dtype=np.int32).reshape(2, 3), np.zeros(0, np.int64), np.array([True, False])):
        again = unpacked(packed(column))
        assert again.dtype == column.dtype and again.shape == column.shape and (again == column).all()
    same = unpacked(packed(np.broadcast_to(np.int32(7), 1_000_000)))
    assert same.strides == (0,) and same[-1] == 7


def test_bytes_of_others_are_refused():
    class Runs:
        def __reduce__(self):
            return (pytest.fail, ("something ran",))

    for data in (pickle.dumps(Runs()), b"", b"cashflo"):
        with pytest.raises(cf.InputError, match="are no sums of a scan"):
            unpacked(data)
    for value in (Runs(), 1.5, np.array([1.5]), np.array([object()]), {"a": b""}):
        with pytest.raises(TypeError, match="no part of sums"):
            packed(value)


def test_another_version_is_refused(monkeypatch):
    data = packed((1,))
    monkeypatch.setattr(sys.modules["cashflow"], "__version__", "99.0")
    with pytest.raises(cf.InputError, match=r"was made by cashflow .*, and this is 99\.0\. Install the same version"):
        unpacked(data)
