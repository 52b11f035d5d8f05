"""Companies that pay on the last business day of the month: such a run never falls into the next one."""

from datetime import date

import pandas as pd
import pytest

import cashflow as cf
from cashflow.basics.days import to_date, to_day
from cashflow.payments import PaymentRuns

WEEKEND = cf.BusinessCalendar(weekend=["Sat", "Sun"])


def runs(on, roll="following"):
    days = PaymentRuns(on, "first on or after due").days(WEEKEND, roll, to_day("2025-08-01"), to_day("2025-09-30"))
    return [day for day in map(to_date, days) if date(2025, 8, 1) <= day <= date(2025, 9, 30)]


@pytest.mark.parametrize("roll", ["following", "preceding", "modified following", "none"])
@pytest.mark.parametrize("on", ["last business day", "Last working day of the month", "last business day of each month"])
def test_sunday_the_31st_is_paid_on_the_friday_before(on, roll):
    assert runs(on, roll) == [date(2025, 8, 29), date(2025, 9, 30)]


def test_last_day_of_the_month_moves_as_the_roll_says():
    assert runs("last") == [date(2025, 9, 1), date(2025, 9, 30)]  # 31 August is a Sunday: Monday 1 September


@pytest.mark.parametrize("on", ["15th and last business day", "15, last working day", "15th, and last business day of the month"])
def test_beside_other_days(on):
    assert runs(on) == [date(2025, 8, 15), date(2025, 8, 29), date(2025, 9, 15), date(2025, 9, 30)]


def test_payment_stays_in_its_quarter():
    rows = pd.DataFrame(
        [["Able", "1", "2025-08-01", "net 29", "100.00", "EUR"]],  # due Saturday 30 August; the quarter ends on Sunday 31 August
        columns=["supplier", "invoice", "invoice_date", "terms", "amount", "currency"],
    )
    fiscal = cf.FiscalCalendar("March", named_by="end")

    def paid(on):
        days = {"EUR": {"weekend": ["Sat", "Sun"]}, "roll": "following"}
        policy = cf.PaymentPolicy(payment_runs={"on": on, "choose": "last on or before due"}, business_days=days)
        found = cf.project(cf.read_ledger(rows), policy, fiscal=fiscal).quarters.set_index("quarter")["cash_paid"]
        return {quarter: str(amount) for quarter, amount in found.items() if amount}

    assert paid("last business day") == {"FY2026 Q2": "100.00"}
    assert paid("last") == {"FY2026 Q3": "100.00"}  # 1 September


@pytest.mark.parametrize("on", ["daily", "every day", "every business day", "none"])
def test_a_run_every_day_is_none(on):
    with pytest.raises(cf.InputError, match='Write payment_runs = "none"'):
        PaymentRuns(on, "first on or after due")


@pytest.mark.parametrize("on", ["", "last business week", "every last business day", "last business day and 15th of"])
def test_other_words_are_refused(on):
    with pytest.raises(cf.InputError):
        PaymentRuns(on, "first on or after due")
