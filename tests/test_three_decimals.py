"""Currencies with three decimals: a single point before three figures has two readings, and another amount of the column decides.

1.234 and 1,234.567 Kuwaiti dinars by hand: alone 1.234 is asked for; beside 5.50 it is 1,234 minor; beside 1.234.567 or 1.234,500 it is one thousand and more.
"""

import pytest

import cashflow as cf

HEAD = "supplier;invoice;invoice_date;amount;currency;due_date\n"
ROWS = "A;1;2025-05-01;{};KWD;2025-06-30\nA;2;2025-05-02;{};KWD;2025-06-30\n"
CASES = [
    ("1.234", "5.50", 1_234 + 5_500),
    ("1.234", "0.500", 1_234 + 500),
    ("1.234", "1250.750", 1_234 + 1_250_750),
    ("1.234", "1.234.567", 1_234_000 + 1_234_567_000),
    ("1.234", "1.234,500", 1_234_000 + 1_234_500),
    ("1.234", "2,000.500", 1_234 + 2_000_500),
]


def write(folder, one, other):
    path = folder / "k.csv"
    path.write_text(HEAD + ROWS.format(one, other), encoding="utf-8")
    return path


@pytest.mark.parametrize(("one", "other", "minor"), CASES)
def test_read(tmp_path, one, other, minor):
    assert int(cf.read_ledger(write(tmp_path, one, other)).amount.sum()) == minor


@pytest.mark.parametrize(("one", "other", "minor"), CASES)
def test_a_scan_says_the_same(tmp_path, one, other, minor):
    quarters = cf.FiscalCalendar().quarters("2025-04-01", "2025-06-30")
    found = cf.project(cf.scan(write(tmp_path, one, other)), quarters=quarters)
    assert found.to_dict()["currencies"]["KWD"]["baseline"]["cash_paid"] == [f"{minor // 1000}.{minor % 1000:03d}"]


def test_two_readings_are_asked_for(tmp_path):
    path = write(tmp_path, "1.234", "5.500")
    with pytest.raises(cf.InputError, match=r"has two readings, 1\.234 and 1234; say decimal"):
        cf.read_ledger(path)
    assert [int(cf.read_ledger(path, decimal=d).amount.sum()) for d in ".,"] == [1_234 + 5_500, 1_234_000 + 5_500_000]
    said = cf.scan(path).findings.frame
    assert said["kind"].tolist() == ["unreadable amount"] * 2 and "5.500 and 5500" in said["reason"].iloc[1]
