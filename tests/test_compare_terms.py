"""Days a term is worth: against plain datetime loops, and figures that can be reckoned by hand."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from cashflow.terms import Days, Installment, PaymentTerms, compare_terms, effective_days


def _days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(k) for k in range((last - first).days + 1)]


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def test_plain_days_are_themselves():
    found = effective_days("net 45", 2024)
    assert (found.mean, found.least, found.most) == (45, 45, 45)


def test_installments_count_by_their_share():
    assert effective_days("30% net 10, 70% net 60", 2025).mean == pytest.approx(0.3 * 10 + 0.7 * 60, abs=1e-9)


@pytest.mark.parametrize("year", [2024, 2025])
def test_month_ends_against_a_datetime_loop(year):
    spans = [(_month_end(d + timedelta(45)) - d).days for d in _days_of(date(year, 1, 1), date(year, 12, 31))]
    found = effective_days("45 days then end of month", year)
    assert (found.mean, found.least, found.most) == (pytest.approx(sum(spans) / len(spans)), min(spans), max(spans))


def test_the_default_window_is_a_leap_cycle():
    spans = [(_month_end(d) - d).days for d in _days_of(date(2025, 1, 1), date(2028, 12, 31))]
    assert effective_days("end of month").mean == pytest.approx(sum(spans) / 1461)


def test_days_gained_and_quarter_ends_crossed_against_a_datetime_loop():
    found = compare_terms("net 30", "30 days then end of month", year=2025)
    due = [(d + timedelta(30), _month_end(d + timedelta(30))) for d in _days_of(date(2025, 1, 1), date(2025, 12, 31))]
    gained = [(b - a).days for a, b in due]
    assert (found.gained.mean, found.gained.least, found.gained.most) == (pytest.approx(sum(gained) / 365), 0, 30)
    assert found.crossing == 0  # to the end of the same month never leaves the quarter
    frame = found.to_frame()
    assert list(frame["due_b"].dt.date) == [b for _, b in due]
    assert frame["gained"].sum() == pytest.approx(sum(gained))


@pytest.mark.parametrize(("fiscal", "shift"), [(None, 0), (cf.FiscalCalendar("February", named_by="start"), 1)])
def test_crossing_counts_invoice_dates_whose_due_date_leaves_its_quarter(fiscal, shift):
    def quarter(day: date) -> int:
        return (day.year * 12 + day.month - 1 - shift) // 3

    days = _days_of(date(2025, 1, 1), date(2025, 12, 31))
    crossed = sum(quarter(d + timedelta(60)) > quarter(d + timedelta(30)) for d in days)
    found = cf.compare_terms("net 30", "net 60", fiscal, 2025)
    assert found.crossing == pytest.approx(crossed / 365)
    assert found.crossing_back == 0
    back = cf.compare_terms("net 60", "net 30", fiscal, 2025)
    assert (back.crossing, back.crossing_back) == (0, found.crossing)
    assert back.gained.mean == -30


def test_the_same_terms_gain_nothing_even_in_uneven_thirds():
    found = compare_terms("30/60/90", "30/60/90")
    assert (found.gained.most, found.crossing, found.crossing_back) == (0, 0, 0)


def test_a_moved_part_crosses_though_the_last_does_not():
    a = PaymentTerms.parse("50% net 10, 50% net 100")
    b = PaymentTerms.parse("50% net 40, 50% net 100")
    found = compare_terms(a, b, year=2025)
    days = _days_of(date(2025, 1, 1), date(2025, 12, 31))
    assert found.crossing == pytest.approx(sum(_quarter(d + timedelta(40)) > _quarter(d + timedelta(10)) for d in days) / 365)
    assert found.gained.mean == pytest.approx(15)


def test_fixed_amounts_need_an_example_invoice():
    terms = PaymentTerms([Installment(cf.terms.Share("1000", "amount"), [Days(0)]), Installment(None, [Days(60)])])
    with pytest.raises(cf.InputError, match="depend on the amount"):
        effective_days(terms)
    assert effective_days(terms, amount="4000", currency="EUR").mean == pytest.approx(45)


def test_skonto_without_a_net_day_has_no_days():
    with pytest.raises(cf.InputError, match="due date"):
        effective_days("#SKONTO#TAGE=14#PROZENT=2.25#")


def test_business_days_of_a_calendar():
    calendar_ = cf.BusinessCalendar(weekend=["Sat", "Sun"])
    found = effective_days("0 days then following business day", 2027, calendar=calendar_)  # 2027: 52 Saturdays and 52 Sundays
    assert found.mean == pytest.approx((52 * 2 + 52 * 1) / 365)


def test_the_command_line_says_the_days_gained():
    run = CliRunner().invoke(main, ["terms", "net 30", "2025-01-31", "--against", "net 60"])
    assert run.exit_code == 0, run.output
    assert "net 30 → net 60: 30 days gained" in run.output
