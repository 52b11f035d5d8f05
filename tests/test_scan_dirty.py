"""Dirty rows mean in a scan what they mean in memory: the same rows accepted, the same findings row by row, the same cents; and odd types."""

import collections
import datetime as dt
import random
from decimal import Decimal

import pandas as pd
import pytest

import cashflow as cf
from cashflow.ledger import part
from cashflow.scan import pieces, text

from .examples import so_many
from .test_sweep import quiet

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
pq = pytest.importorskip("pyarrow.parquet")
READ = part.read_columns
SHOWN = ("2025-04-01", "2025-09-30")
VALUES = {
    "supplier": ["Acme", "Bolt", " ", "", "\u00a0", "Ünal", "=cmd", 'say "A"', "two\nlines"],
    "invoice": ["1", "2", "3"],
    "invoice_date": [
        "2025-05-21",
        "2025-05-30T10:00",
        "20250601",
        "",
        "31/12/2024",
        "03/04/2025",
        "2025-13-01",
        "9999-12-31",
        "1899-01-01",
        "0001-01-01",
        "2025-06-30T22:00:00Z",
        "2025-06-01 00:00:00",
        "2025-06-30 22:00:00+02:00",
        "31/12/2024 10:00",
        "2025-06-30T25:00",
    ],
    "amount": [
        "1.00",
        "1000.10",
        "-2.5",
        "0",
        "",
        "x",
        "1,234",
        "1,234.50",
        "(5.00)",
        "5.00-",
        "1.005",
        "1e3",
        " 7 ",
        "\u22123",
        "1\0002",
        "9\0",
        "1." + 27 * "0" + "1",
        "9" * 30,
    ],
    "currency": ["EUR", "JPY", "eur", "", "XXX", "BHD", "DEM", "USD"],
    "terms": [
        "net 30",
        "30% net 0, 70% net 60",
        "2/10 net 30",
        "",
        "30 days EOM",
        "gibberish",
        "on day 1",
        "net 30 from receipt",
        " net 30",
    ],
    "due_date": ["", "", "2025-06-20", "2025-06-29", "2025-01-01", "9999-12-31", "bad", "2025-07-20"],
    "paid_date": ["", "", "", "2025-06-20", "2020-01-01", "bad", "9999-12-31"],
    "tax_amount": ["", "0", "0.10", "-1", "99999", "bad"],
    "receipt_date": ["", "2025-05-22", "2025-06-30", "bad"],
}


def dirty(chance):
    """Rows of which some, or most, have something wrong; now and then a blank one, or a column less."""
    share, many = chance.random(), chance.randint(1, 12)
    made = {k: [v[0] if chance.random() < share else chance.choice(v) for _ in range(many)] for k, v in VALUES.items()}
    frame = pd.DataFrame({k: v for k, v in made.items() if k in list(VALUES)[:6] or chance.random() < 0.6}, dtype=object)
    if chance.random() < 0.3:
        frame.iloc[chance.randrange(many)] = ""
    return frame


def written(frame, folder, chance):
    if chance.random() < 0.3 and not frame.map(lambda v: "\0" in v).any(axis=None):  # which no text file holds
        frame.to_csv(folder / "a.csv", index=False)
        return
    columns = {}
    for name in frame:
        column = pa.array([v if v or chance.random() < 0.5 else None for v in frame[name]], pa.string())
        columns[name] = chance.choice([column, column.cast(pa.large_string()), column.dictionary_encode()])
    pq.write_table(pa.table(columns), folder / "a.parquet", row_group_size=chance.choice([2, 100]))


def told(findings):
    """How often each thing is said of each row; what names other rows or terms of the file is cut off."""
    frame = findings.frame[findings.frame["kind"] != "discount not said"]  # of the whole: a scan says it in a note, not of a row
    of = frame[["row", "column", "reason", "kind"]].itertuples(index=False)
    return collections.Counter((r, c, why.split(". Known")[0], k) for r, c, why, k in of if not why.startswith(("looks like", "is in ")))


def sums(rows):
    """What is counted and added up, without what is zero."""
    return [{k: v for k, v in getattr(rows, name).items() if v} for name in ("rows", "without", "gross", "open", "bound")]


@pytest.mark.parametrize("seed", range(so_many(120)))
def test_a_row_means_what_it_means_in_memory(tmp_path, monkeypatch, seed):
    chance = random.Random(seed)
    frame = dirty(chance)
    written(frame, tmp_path, chance)
    monkeypatch.setattr(pieces, "BATCH", chance.choice([3, 1 << 18]))
    monkeypatch.setattr(text, "CHUNK", chance.choice([3, 1000]))
    options = {"decimal": chance.choice([None, ".", ","]), "date_order": chance.choice([None, "dmy", "mdy"])}
    options |= {"zone": chance.choice([None, "Europe/Berlin"]), "sign": chance.choice([None, "payables negative", "payables positive"])}
    options["most_rejected"] = 1  # what is left out is the same in both, and most of these ledgers leave out a lot
    monkeypatch.setattr(part, "read_columns", lambda *a, **k: READ(*a, **{**k, "whole": False}))  # a scan decides nothing by column
    policy = cf.PaymentPolicy(
        chance.choice(["terms", "actual"]), as_of=chance.choice([None, "2025-06-15"]), discounts=chance.choice(["skip", "take"])
    )
    scan = cf.scan(tmp_path, workers=1, **options)
    try:
        ledger = cf.read_ledger(frame, **options)
    except cf.InputError as refused:
        if "repeat the number, dates and amount" in refused.reason:  # a scan, which sees the rows by batches, flags them
            return
        assert "no row" in refused.reason
        with pytest.raises(cf.InputError, match="no row"):
            cf.project(scan, policy, quarters=SHOWN)
        return
    assert scan.findings.sign_suspect == ledger.findings.sign_suspect
    if ledger.findings.sign_suspect:
        for book in (scan, ledger):
            with pytest.raises(cf.InputError, match='Say sign = "payables negative"'):
                cf.project(book, policy, quarters=SHOWN)
        return
    found, wanted = cf.project(scan, policy, quarters=SHOWN), cf.project(ledger, policy, quarters=SHOWN)
    pd.testing.assert_frame_equal(found.quarters, wanted.quarters)
    pd.testing.assert_frame_equal(found.days, wanted.days)
    offered = cf.scan(tmp_path, workers=1, **options)
    later = cf.Scenario("later", cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.065", "ACT/360")]))
    found, wanted = (quiet(lambda b=b: cf.compare(b, later, policy, quarters=SHOWN)) for b in (offered, ledger))
    pd.testing.assert_frame_equal(found.quarters, wanted.quarters)
    pd.testing.assert_frame_equal(found.suppliers, wanted.suppliers)
    for here, there in ((scan.findings, ledger.findings), (offered.findings, ledger.findings)):
        for name in ("rows_read", "accepted", "rejected", "ignored", "amount_read", "amount_accepted"):
            assert getattr(here, name) == getattr(there, name), name
        assert sums(here.rows) == sums(there.rows) and here.to_dict() == there.to_dict()
        assert told(here) == told(there)


DAY = dt.date(2025, 5, 21)
TIMES = [dt.datetime(2025, 5, 21, 23), dt.datetime(2025, 5, 21)]
GOOD = [
    {"invoice_date": pa.array([TIMES[1]] * 2, pa.timestamp("us"))},
    {"invoice_date": pa.array([TIMES[1]] * 2, pa.timestamp("ns")).dictionary_encode()},
    {"invoice_date": pa.array([DAY, DAY], pa.date64())},
    {"invoice_date": [20250521, 20250521]},
    {"invoice_date": pa.array([DAY, DAY]).dictionary_encode()},
    {"amount": pa.array([1, 2], pa.int8())},
    {"amount": [1.0, 2.0]},
    {"amount": pa.array([1.0, 2.0], pa.float32())},
    {"amount": pa.array([1.0, 2.0], pa.float64()).dictionary_encode()},
    {"amount": None, "amount_minor": [100.0, 200.0]},
    {"amount": pa.array([Decimal("1.00"), Decimal("2.00")], pa.decimal256(50, 3))},
    {"amount": pa.array([Decimal("1"), Decimal("2")], pa.decimal128(5, 0))},
    {"amount": None, "amount_minor": pa.array([100, 200], pa.uint16())},
    {"terms": pa.DictionaryArray.from_arrays(pa.array([0, 0], pa.uint64()), ["net 30"])},
    {"supplier": [1, 2]},
    {"supplier": None, " Supplier ": ["A", "B"], "notes": [["any"], []]},
    {"currency": [" EUR", "EUR "]},
    {"due_date": pa.array([None, dt.date(9999, 12, 31)])},
]
SAID = {"amounts as floats": GOOD[6:10], "placeholder date": GOOD[-1:]}
"""What is said of them; of all others nothing."""
BAD = [
    ({"invoice_date": pa.array(TIMES, pa.timestamp("us", "America/New_York"))}, "say zone"),
    ({"invoice_date": pa.array(TIMES, pa.timestamp("us", "UTC"))}, "say zone"),
    ({"supplier": pa.array([b"A", b"B"])}, "bytes, not of text"),
    ({"amount": pa.array([None, None], pa.float32())}, "no row could be accepted"),
    ({"amount": None, "amount_minor": ["1", "2"]}, "whole numbers"),
    ({"terms": [["net 30"], ["net 60"]]}, "lists or records"),
    ({"Terms": ["net 30", "net 30"]}, "more than once"),
    ({"currency": None}, "the currency is not stated"),
    ({"invoice_date": [True, False]}, "not a date like"),
]


def file_of(folder, change):
    columns = {
        "supplier": ["A", "B"],
        "invoice_date": [DAY, DAY],
        "amount": ["1.00", "2.00"],
        "currency": ["EUR"] * 2,
        "terms": ["net 30"] * 2,
    }
    columns = {k: v for k, v in {**columns, **change}.items() if v is not None}
    pq.write_table(pa.table(columns), folder / "a.parquet")
    return cf.scan(folder)


@pytest.mark.parametrize("change", GOOD, ids=[f"{i} {', '.join(c)}" for i, c in enumerate(GOOD)])
def test_types_that_are_taken(tmp_path, change):
    """Both invoices are due on 20 June, whatever their columns are made of."""
    scan = file_of(tmp_path, change)
    assert cf.project(scan, quarters=SHOWN).quarters["cash_paid"].tolist() == [Decimal("3.00"), Decimal("0.00")]
    assert scan.findings.accepted == 2 and scan.findings.rejected == 0
    assert scan.findings.frame["kind"].tolist() == [kind for kind, which in SAID.items() if change in which]


@pytest.mark.parametrize("change, said", BAD, ids=[said for _, said in BAD])
def test_types_that_are_refused(tmp_path, change, said):
    with pytest.raises(cf.InputError, match=said):
        cf.project(file_of(tmp_path, change), quarters=SHOWN)


def test_a_broken_file_is_named(tmp_path):
    file_of(tmp_path, {})
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    pages = len(content) - 8 - int.from_bytes(content[-8:-4], "little")  # then the footer, its length and the mark
    content[4:pages] = bytes(pages - 4)
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(cf.InputError, match=r"a\.parquet: can't be read"):
        cf.project(cf.scan(tmp_path))
