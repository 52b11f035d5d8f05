"""Dask frames say what memory says, to the cent, though a worker is killed; what a partition's rows say has its place."""

import re
import sys
from decimal import Decimal

import numpy as np
import pytest

import cashflow as cf

from .ledgers_real import AS_OF, TOLD, real_rows
from .test_scan_offers import assert_same
from .test_scan_spread import client, same, though_a_worker_is_killed  # noqa: F401
from .test_sweep import quiet

dd = pytest.importorskip("dask.dataframe", reason="dask is not installed: pip install 'cashflow-terms[dask]'")
pytestmark = pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")

POLICY = cf.PaymentPolicy("actual", as_of=AS_OF, discounts="skip")
OFFER = cf.Offer(extend={"days": 30}, where={"region": "UK"}, options=[cf.LaterWithInterest("0.065", "ACT/360")])
LATER = cf.Scenario("later", OFFER)


@pytest.mark.slow
def test_a_real_shape_says_the_same_though_workers_are_killed(client):  # noqa: F811
    """Due dates, paid dates, a day of closing, dirty rows: projection, then offers on the second reading."""
    frame = real_rows(60_000, dirty=True)
    ledger = cf.read_ledger(frame, **TOLD)
    scan = cf.scan(dd.from_pandas(frame, npartitions=40), client=client, columns=["region"], **TOLD)
    found = though_a_worker_is_killed(client, lambda: cf.project(again(scan), POLICY))
    same(found, cf.project(ledger, POLICY))
    wanted = quiet(lambda: cf.compare(ledger, LATER, POLICY))
    assert_same(though_a_worker_is_killed(client, lambda: quiet(lambda: cf.compare(again(scan), LATER, POLICY))), wanted)


def again(scan):
    """The same scan, of which nothing is kept."""
    return cf.scan(scan.rows.frame, client=scan.rows.client, columns=["region"], **TOLD)


def test_rows_are_named_by_partition_and_row():
    frame = real_rows(100)
    frame.loc[61, "invoice_date"] = "soon"
    scan = cf.scan(dd.from_pandas(frame, npartitions=4), most_rejected=0.1, **TOLD)
    same(cf.project(scan, POLICY), cf.project(cf.read_ledger(frame, most_rejected=0.1, **TOLD), POLICY))
    rejected = scan.findings.frame[scan.findings.frame["status"] == "rejected"]
    assert rejected[["file", "row", "column", "value"]].values.tolist() == [["partition 2", 13, "invoice_date", "soon"]]
    assert (scan.findings.rows_read, scan.findings.accepted, scan.findings.rejected) == (100, 99, 1)
    with pytest.raises(cf.InputError, match=r"1 of 100 rows.*are left out: more than the 0 % of most_rejected"):
        cf.project(cf.scan(dd.from_pandas(frame, npartitions=2), most_rejected=0, **TOLD), POLICY)


def test_partitions_of_objects_mean_what_they_mean_in_memory():
    frame = real_rows(60).astype(object)
    frame["amount"] = [Decimal(a) if i % 2 else a for i, a in enumerate(frame["amount"])]
    frame["supplier"] = np.where(np.arange(60) % 3 == 0, 7, frame["supplier"])
    frame.loc[:19, "due_date"] = None
    scan = cf.scan(dd.from_pandas(frame, npartitions=3), **TOLD)
    assert_same(
        *(
            quiet(lambda b=b: cf.compare(b, cf.Scenario("x", cf.Offer(extend={"days": 9})), POLICY))
            for b in (scan, cf.read_ledger(frame, **TOLD))
        )
    )


@pytest.mark.parametrize(
    "change, settings, said",
    [
        (lambda f: f.rename(columns={"supplier": "Kreditor"}), {}, "Dask frame: its columns don't say supplier"),
        (lambda f: f.rename(columns={"supplier": "Kreditor"}), {"map": {"supplier": "Kreditor"}}, None),
        (lambda f: f.assign(status="open"), {}, "leave 'status' out, or rename it"),
        (lambda f: f, {"sheet": "1"}, "is for text and workbooks, and a Dask frame has its columns already"),
        (lambda f: f, {"workers": 2}, "has its own workers and its own progress. Leave out workers"),
        (lambda f: f, {"columns": ["place"]}, "Dask frame, place: is missing"),
        (lambda f: f.assign(open_amount="1"), {}, "parts are paid"),
        (lambda f: f[:0], {}, "has no row with an item"),
        (lambda f: f.drop(columns=["terms", "due_date", "paid_date"]), {}, "don't say terms"),
    ],
)
def test_what_makes_no_sense_is_refused(change, settings, said):
    scan = lambda: cf.scan(dd.from_pandas(change(real_rows(20)), npartitions=2), **TOLD, **settings).ledger()  # noqa: E731
    if said is None:
        assert scan().count.sum() == 20
        return
    with pytest.raises(cf.InputError, match=re.escape(said)):
        scan()


def test_a_client_is_for_files_and_frames_of_dask(client):  # noqa: F811
    with pytest.raises(cf.InputError, match="client: is for files and frames of Dask"):
        cf.scan(real_rows(5), client=client)
    with pytest.raises(cf.InputError, match="must be a dask"):
        cf.scan(dd.from_pandas(real_rows(5), npartitions=1), client="here")


def test_without_pyarrow_the_extra_is_named(monkeypatch):
    frame = dd.from_pandas(real_rows(5), npartitions=1)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(cf.InputError, match=r'Dask frames are read by .* pip install "cashflow-terms\[dask\]"'):
        cf.scan(frame)
