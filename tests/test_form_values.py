"""What a web form, a frame or an array hands over: each is a right answer or a refusal in a sentence, never a guess."""

import datetime as dt

import numpy as np
import pytest

import cashflow as cf
from cashflow.basics.days import to_day, to_days
from cashflow.basics.frames import pd

MOMENTS = ["2025-06-30T12:00", "2025-06-30T23:59:59.999999999", "2025-06", "2025"]


@pytest.mark.parametrize("text", MOMENTS)
def test_a_numpy_date_that_is_no_day_is_refused_as_other_dates_are(text):
    with pytest.raises(cf.InputError, match=r"has a time or a zone|is not a date") as wrong:
        to_day(np.datetime64(text), "as_of")
    assert (wrong.value.column, wrong.value.value) == ("as_of", text)
    with pytest.raises(cf.InputError, match=r"has a time or a zone|is not a date"):
        to_days(np.array([text], "datetime64"))
    with pytest.raises(cf.InputError):
        cf.PaymentPolicy(as_of=np.datetime64(text))


def test_a_numpy_week_is_no_day():
    with pytest.raises(cf.InputError, match="is not a date"):
        to_day(np.datetime64("2025-06-26", "W"))


@pytest.mark.parametrize("unit", ["D", "h", "s", "ns"])
def test_midnight_of_any_unit_is_the_day(unit):
    days = np.array(["2025-06-30", "2025-07-01"], "datetime64[D]").astype(f"datetime64[{unit}]")
    assert to_days(days).tolist() == [to_day(dt.date(2025, 6, 30)), to_day(dt.date(2025, 7, 1))]
    assert to_day(days[0]) == to_day(pd.Timestamp("2025-06-30")) == to_day("2025-06-30")


def test_one_moment_among_days_is_refused_and_named():
    days = np.array(["2025-06-30T00", "2025-07-01T06"], "datetime64[h]")
    with pytest.raises(cf.InputError, match="has a time") as wrong:
        to_days(days, "start")
    assert wrong.value.value == "2025-07-01T06"
