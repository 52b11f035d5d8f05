"""A range that is typed as one text: the suppliers' rate takes it, as a column's cells do; where one number is due, it is refused as such."""

from fractions import Fraction as F

import pandas as pd
import pytest

import cashflow as cf

LATER = {"extend": {"days": 30}, "funding_day_count": "ACT/360"}


@pytest.mark.parametrize(
    "text", ["6% to 9%", "6%-9%", "6 – 9 %", "0.06 to 0.09", "0,06 to 0,09", ["6%", 0.09], {"low": "6%", "high": "9%"}]
)
def test_the_rate_of_the_suppliers_may_be_a_range(text):
    """In the offer as in the cells of a column."""
    assert cf.Offer(funding_rate=text, **LATER).funding_rate == (F(6, 100), F(9, 100))
    if isinstance(text, str):
        rows = {
            "supplier": ["A"],
            "invoice": ["1"],
            "invoice_date": "2025-05-01",
            "amount": ["5"],
            "terms": "net 30",
            "currency": "EUR",
            "own": text,
        }
        found = cf.compare(cf.read_ledger(pd.DataFrame(rows)), cf.Scenario("s", cf.Offer(funding_rate="own", **LATER)))
        assert found.suppliers[["funding_rate_low", "funding_rate_high"]].values.tolist() == [[0.06, 0.09]]


@pytest.mark.parametrize("name", ["own rate", "rate-2025", "2025-06", "2024-2025", "from 5 to 9"])
def test_a_name_of_a_column_is_no_range(name):
    assert cf.Offer(funding_rate=name, **LATER).funding_rate == name


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda text: cf.LaterWithInterest(text, "ACT/360"), "annual_rate"),
        (lambda text: cf.BankPaysNow("0.06", "ACT/360", fee_rate=text), "fee_rate"),
        (lambda text: cf.Offer(acceptance={"share": text}, **LATER), "acceptance.share"),
        (lambda text: cf.Offer(funding_rate={"low": text, "high": 0.2}, **LATER), "funding_rate.low"),
    ],
)
def test_where_one_number_is_due_a_range_is_told_as_one(make, named):
    """What the hint says to type is taken."""
    with pytest.raises(cf.InputError) as wrong:
        make("6% to 9%")
    assert str(wrong.value) == f"{named} '6% to 9%': is a range, where one number is due. Write {named} = 0.06, or {named} = 0.09"
    assert make("0.06") == make(0.06)


def test_a_wrong_table_of_a_rate_says_what_to_write():
    with pytest.raises(cf.InputError, match=r'Write funding_rate = 0\.08, or \{"low": 0\.05, "high": 0\.09\}, or a column'):
        cf.Offer(funding_rate={"from": 0.06, "to": 0.09}, **LATER)
