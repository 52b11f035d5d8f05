"""Spark frames say what memory says, to the cent; run alone, by `.ci/spark`: it takes Java and the extra "spark"."""

import datetime as dt
import re
import sys
from decimal import Decimal

import pandas as pd
import pytest

import cashflow as cf

from .ledgers_real import AS_OF, TOLD, real_rows
from .test_scan_offers import assert_same, paragraphs
from .test_scan_spread import same
from .test_sweep import quiet

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]
POLICY = cf.PaymentPolicy("actual", as_of=AS_OF, discounts="skip")
OFFER = cf.Offer(extend={"days": 30}, where={"region": "UK"}, options=[cf.LaterWithInterest("0.065", "ACT/360")])
LATER = cf.Scenario("later", OFFER)
FRAME = real_rows(3_000, dirty=True)


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)  # workers: this environment, not the system's Python
        settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "4"}
        made = SparkSession.builder.master("local[2]")
        for name, value in settings.items():
            made = made.config(name, value)
        session = made.getOrCreate()
        yield session
        session.stop()


@pytest.fixture(scope="module")
def data(spark, tmp_path_factory):
    """Parquet files with real types: dates, decimals; what can't be one is text in a second column of the same frame."""
    path = tmp_path_factory.mktemp("spark") / "ledger.parquet"
    FRAME.to_parquet(path)
    return spark.read.parquet(str(path)).repartition(5)


def test_every_figure_is_that_of_memory(data):
    ledger, scan = cf.read_ledger(FRAME, **TOLD), cf.scan(data, columns=["region"], **TOLD)
    same(cf.project(scan, POLICY), cf.project(ledger, POLICY))
    assert_same(*(quiet(lambda b=b: cf.compare(b, LATER, POLICY)) for b in (scan, ledger)))
    here, there = scan.findings, ledger.findings
    assert (here.rows_read, here.accepted, here.rejected, here.ignored) == (there.rows_read, there.accepted, there.rejected, there.ignored)
    assert here.rejected > 3 and here.amount_read == there.amount_read and here.amount_accepted == there.amount_accepted
    asked = {"policy": POLICY, "quarters": ("2025-04-01", "2025-12-31")}
    pd.testing.assert_frame_equal(*(cf.sweep(b, [LATER], **asked).quarters for b in (scan, ledger)))


def test_simulate_and_solve_take_a_frame(spark):
    frame = real_rows(300).assign(currency="EUR")
    books = cf.scan(spark.createDataFrame(frame), columns=["region"], **TOLD), cf.read_ledger(frame, **TOLD)
    uncertain = cf.Scenario("later", cf.Offer(extend={"days": 30}, options=OFFER.options, acceptance={"share": "0.6"}))
    here, there = (cf.simulate(b, uncertain, policy=POLICY, target="1000", draws=50, quarters=("2025-04-01", "2025-12-31")) for b in books)
    assert paragraphs(here) == paragraphs(there) and here.chance == there.chance
    menu = [({"days": 20}, cf.LaterWithInterest("0.06", "ACT/360"))]
    found, wanted = (cf.solve(b, "2500", by="2025-06-30", policy=POLICY, menu=menu) for b in books)
    pd.testing.assert_frame_equal(found.choices, wanted.choices)


def test_real_types_and_the_place_of_a_row(spark):
    """The second partition's third row has no amount: Spark counts rows of partitions alike."""
    from pyspark.sql import functions

    rows = [
        ("Acme `1`", dt.date(2025, 5, 21), Decimal("100.01") if i != 12 else None, "EUR", "net 30", [1], dt.datetime(2025, 1, 1))
        for i in range(20)
    ]
    schema = "supplier string, `Invoice Date` date, amount decimal(12,2), currency string, terms string, `odd``name` array<int>, loaded timestamp"
    frame = spark.createDataFrame(rows, schema).coalesce(1).repartitionByRange(2, "loaded")  # one key: one partition holds all
    scan = cf.scan(frame, most_rejected=0.1)
    assert cf.project(scan, quarters=("2025-04-01", "2025-09-30")).quarters["cash_paid"].astype(str).tolist() == ["1900.19", "0.00"]
    (place,) = scan.findings.frame[["file", "row", "column"]].values.tolist()
    ids = frame.withColumn("id", functions.monotonically_increasing_id()).where("amount is null").collect()
    number, at = divmod(ids[0]["id"], 1 << 33)
    assert place == [f"partition {number}", at + 2, "amount"]


@pytest.mark.parametrize(
    "change, settings, said",
    [
        (lambda f: f.withColumnRenamed("supplier", "Kreditor"), {}, "Say which column is which: map={'supplier': 'Kreditor'}"),
        (lambda f: f.withColumnRenamed("supplier", "Kreditor"), {"map": {"supplier": "Kreditor"}}, None),
        (lambda f: f.selectExpr("*", "'open' as status"), {}, "leave 'status' out, or rename it"),
        (lambda f: f.selectExpr("*", "array(1) as place"), {"columns": ["place"]}, "Spark frame, place: is a column of lists or records"),
        (lambda f: f, {"workers": 2}, "has its own workers and its own progress. Leave out workers"),
        (lambda f: f, {"sheet": "1"}, "is for text and workbooks, and a Spark frame has its columns already"),
        (lambda f: f, {"most_rows": 1}, "more than 1 invoices are rounded one by one"),
        (lambda f: f.where("false"), {}, "has no row with an item"),
        (lambda f: f.selectExpr("*", "raise_error('dead') as funding_rate"), {"columns": ["funding_rate"]}, "can't be read: Spark says"),
    ],
)
def test_a_refusal_is_a_sentence(data, change, settings, said):
    """Also one that an executor makes, which Spark would hide behind its own words after four attempts."""
    scan = lambda: cf.scan(change(data), **{**TOLD, **settings}).ledger()  # noqa: E731
    if said is None:
        assert scan().count.sum() == cf.read_ledger(FRAME, **TOLD).findings.accepted
        return
    with pytest.raises(cf.InputError, match=re.escape(said)):
        scan()


def test_large_sums_travel_in_several_rows(data, monkeypatch):
    """Executors take the size from the function that is sent to them."""
    from cashflow.scan import spark_frames

    rows = list(spark_frames._rows(3, b"x" * 10))
    assert [r.num_rows for r in rows] == [1]
    monkeypatch.setattr(spark_frames, "_PIECE", 4)
    pieces = [tuple(c[0].as_py() for c in r.columns) for r in spark_frames._rows(3, b"0123456789")]
    assert pieces == [(3, 0, b"0123"), (3, 1, b"4567"), (3, 2, b"89")]
    assert list(spark_frames._whole_parts([*reversed(pieces), (1, 0, b"a")])) == [b"a", b"0123456789"]


def test_a_frame_that_is_another_one_at_the_second_reading_is_refused(spark):
    drawn = "pmod(hash(invoice, cast(current_timestamp() as string)), 2) = 0"  # others at each reading
    frame = spark.createDataFrame(real_rows(200)).where(drawn)
    with pytest.raises(cf.InputError, match="rows at one reading"):
        for _ in range(9):  # two drawings are as long once in some twenty times
            scan = cf.scan(frame, columns=["region"], **TOLD)
            cf.project(scan, POLICY)
            cf.compare(scan, LATER, POLICY)
