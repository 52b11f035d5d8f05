"""Currencies with three decimals: a single point is the decimal sign, unless another amount of the column shows that it parts groups.

1.234 and 1,234.567 Kuwaiti dinars by hand: alone 1.234 is 1,234 minor; beside 1.234.567 or 1.234,500 it is one thousand and more.
"""

import pytest

import cashflow as cf

HEAD = "supplier;invoice;invoice_date;amount;currency;due_date\n"
ROWS = "A;1;2025-05-01;{};KWD;2025-06-30\nA;2;2025-05-02;{};KWD;2025-06-30\n"
CASES = [
    ("1.234", "5.500", 1_234 + 5_500),
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
