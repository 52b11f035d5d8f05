"""Words that are said of numbers and of settings, as one would say them."""

import pandas as pd
import pytest

import cashflow as cf
from cashflow.basics.words import share_of


@pytest.mark.parametrize(
    ("part", "whole", "digits", "said"),
    [
        (294_680 - 963, 294_680, 0, "more than 99%"),  # 99.67 %
        (294_680, 294_680, 0, "100%"),
        (995, 1000, 0, "more than 99%"),  # half-way
        (994, 1000, 0, "99%"),
        (5, 1000, 0, "less than 1%"),
        (6, 1000, 0, "1%"),
        (0, 1000, 0, "0%"),
        (99_960, 100_000, 1, "more than 99.9%"),
        (6_373_506, 14_339_956, 1, "44.4%"),
        (1_100, 1_000, 0, "110%"),  # credit notes of the others
    ],
)
def test_a_share_is_never_all_of_something_that_lacks(part, whole, digits, said):
    assert share_of(part, whole, digits) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "every day, weekends too, since none are named, roll following"),
        ({"roll": "none"}, "every day, weekends too, since none are named, roll none"),
        ({"weekend": ["Sat", "Sun"]}, "all but Sat, Sun, roll following"),
        ({"holidays": ["2025-12-25", "2025-12-26"]}, "all but 2 holidays, roll following"),
        ({"EUR": "TARGET", "roll": "preceding"}, "EUR TARGET, roll preceding"),
        (
            {"EUR": "TARGET", "weekend": ["Fri"], "holidays": ["2025-12-25"]},
            "EUR TARGET, in other currencies all but Fri and 1 holiday, roll following",
        ),
    ],
)
def test_which_days_are_business_days(given, said):
    assert f"business days: {said}" in cf.PaymentPolicy(business_days=given).describe()


def test_a_currency_without_a_calendar_beside_others_is_named():
    policy = cf.PaymentPolicy(business_days={"EUR": "TARGET", "GBP": "GB-ENG"})
    said = "business days: EUR TARGET, GBP GB-ENG, JPY and PLN every day, weekends too, roll following"
    assert said in policy.describe(["PLN", "EUR", "JPY"])
    assert "business days: EUR TARGET, GBP GB-ENG, roll following" in policy.describe(["GBP"])
    ledger = cf.read_ledger(
        pd.DataFrame(
            [["Łoś", "1", "2025-05-01", "7.00", "PLN", "net 30"]],
            columns=["supplier", "invoice", "invoice_date", "amount", "currency", "terms"],
        )
    )
    assert any("PLN every day, weekends too" in line for line in cf.project(ledger, policy).assumptions)
