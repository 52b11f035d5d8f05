"""Supplier numbers that a Parquet file's statistics show to be there are not read; whatever may be a word for none or for a sum is."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.valueless import WORDS_FOR_NONE
from cashflow.ledger.values import sum_words
from cashflow.ledger.values.texts import plain_text

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
from cashflow.scan.files import _all_numbered  # noqa: E402
from cashflow.scan.kept import _is_name  # noqa: E402

WORDS = sorted(sum_words._WORDS | WORDS_FOR_NONE)
PIECES = st.sampled_from(["V", "0", "7", "00", "-", "#", "=", " ", "é", "a", "z", " (#no value)", "#DIV/0!", "9", "\u200b", "Total", "٣"])
TEXTS = st.one_of(st.lists(PIECES, max_size=5).map("".join), st.sampled_from(WORDS))


@given(st.lists(TEXTS, min_size=1, max_size=6))
@example(["V0", "V9", "V5 (#no value)"])
@example(["1", "2", "1 total"])
@example(["٣", "٤"])
def test_between_two_numbers_lies_no_word(texts):
    low, high = min(texts), max(texts)
    if _all_numbered(low, high):
        assert all(_is_name(plain_text(t)) for t in texts)


@pytest.mark.parametrize(
    ("low", "high", "proved"),
    [
        ("S00000", "S19999", True),
        ("0000100234", "0000999999", True),
        ("100", "999", True),
        ("V1", "V1", True),
        ("V1a", "V1z", True),
        ("Acme", "Zenith", False),
        ("V1", "Vendor", False),  # between them lies "Vat"
        ("", "9", False),
        ("#1", "#2", False),
        ("=1", "=2", False),
        ("S", "S9", False),
        ("1", "total", False),
    ],
)
def test_what_is_proved(low, high, proved):
    assert _all_numbered(low, high) is proved


def _file(path, suppliers):
    n = len(suppliers)
    day = pa.array([dt.date(2025, 4, 1)] * n)
    columns = {
        "supplier": suppliers,
        "invoice": [*map(str, range(n))],
        "invoice_date": day,
        "terms": ["net 30"] * n,
        "currency": ["EUR"] * n,
        "amount_minor": [100] * n,
    }
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    ("suppliers", "accepted"),
    [(["V001", "V002", "V010"], 3), (["V001", "V002", None], 2), (["V001", "n/a", "V002"], 2), (["V001", "", "V002"], 2)],
)
def test_a_scan_accepts_what_a_ledger_does(tmp_path, suppliers, accepted):
    path = _file(tmp_path / "book.parquet", suppliers)
    told = {"most_rejected": 1}
    found = cf.scan(path, **told).findings
    assert (found.rows_read, found.accepted) == (3, accepted)
    assert found.accepted == cf.read_ledger(path, **told).findings.accepted


def test_no_word_holds_a_digit():
    assert not [w for w in WORDS if any(c.isdigit() for c in w)]
