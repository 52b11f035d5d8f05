"""Every date step against a scalar of its own, typed rows for what bites, and round trips through text and plain values."""

import calendar
import json
from datetime import date, timedelta
from decimal import Decimal as D
from fractions import Fraction as F

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.days import to_date, to_day
from cashflow.terms import (
    Branch,
    BusinessDay,
    BusinessDays,
    Cutoff,
    Days,
    Discount,
    EndOf,
    Installment,
    Months,
    NextDay,
    NextWeekday,
    NotBeforeAnchor,
    NotBetween,
    OnDate,
    PaymentTerms,
    Replace,
    Rounding,
    SetDay,
    Share,
    StartOf,
    Weeks,
)
from cashflow.terms.steps import apply_steps

from .examples import examples
from .reference_policy import DAY, add_months, month_last

DATES = st.dates(date(2023, 11, 1), date(2028, 3, 5))


def fitting(parts, rounding):
    """Fixed amounts made whole multiples of their rounding units; others are refused."""
    units = [(p.rounding or rounding).unit for p in parts]
    fixed = [u is not None and p.share.of == "amount" for p, u in zip(parts, units, strict=True)]
    return [evolve(p, share=Share(-(-p.share.value // u) * u, "amount")) if f else p for p, u, f in zip(parts, units, fixed, strict=True)]


def run(steps, start, cal=None):
    return to_date(apply_steps(steps, np.array([to_day(start)], np.int32), cal)[0])


def period_of(d, period):
    """First and last day of the period a day lies in, found by walking."""
    same = {
        "week": lambda x: x.isocalendar()[:2],
        "ten days": lambda x: (x.year, x.month, min((x.day - 1) // 10, 2)),
        "half month": lambda x: (x.year, x.month, x.day > 15),
        "month": lambda x: (x.year, x.month),
        "quarter": lambda x: (x.year, (x.month - 1) // 3),
        "half year": lambda x: (x.year, x.month > 6),
        "year": lambda x: x.year,
    }[period]
    first = last = d
    while same(first - DAY) == same(d):
        first -= DAY
    while same(last + DAY) == same(d):
        last += DAY
    return first, last


@given(DATES, DATES)
def test_fortnights(d, start):
    first = start
    while first > d:
        first -= 14 * DAY
    while first + 14 * DAY <= d:
        first += 14 * DAY
    assert run([StartOf("fortnight", start)], d) == first and run([EndOf("fortnight", start)], d) == first + 13 * DAY


@given(DATES, st.sampled_from(["week", "ten days", "half month", "month", "quarter", "half year", "year"]))
def test_periods(d, period):
    assert (run([StartOf(period)], d), run([EndOf(period)], d)) == period_of(d, period)


@given(DATES, st.lists(st.integers(1, 31), min_size=1, max_size=3), st.booleans(), st.booleans())
def test_next_day(d, days, inclusive, clamp):
    found = d if inclusive else d + DAY
    while True:
        last = month_last(found).day
        if found.day in [min(x, last) if clamp else x for x in days]:
            break
        found += DAY
    assert run([NextDay(days, inclusive, clamp)], d) == found


@given(DATES, st.integers(0, 6), st.booleans())
def test_next_weekday(d, weekday, inclusive):
    found = d if inclusive else d + DAY
    while found.weekday() != weekday:
        found += DAY
    assert run([NextWeekday(weekday, inclusive)], d) == found


@given(DATES, st.integers(-5, 31), st.integers(0, 3))
def test_cutoff(d, day, months):
    limit = day if day > 0 else calendar.monthrange(d.year, d.month)[1] + day
    assert run([Cutoff(day, months)], d) == (add_months(d, months) if d.day > limit else d)


@given(DATES)
def test_branch(d):
    term = [Branch([(1, 15, [EndOf("month")]), (16, 31, [Months(1), SetDay(15)])])]
    assert run(term, d) == (month_last(d) if d.day <= 15 else add_months(d, 1).replace(day=15))


@given(DATES, st.tuples(st.integers(1, 12), st.integers(1, 28)), st.tuples(st.integers(1, 12), st.integers(1, 28)))
def test_not_between(d, first, last):
    def closed(x):
        now = (x.month, x.day)
        return first <= now <= last if first <= last else (now >= first or now <= last)

    found = d
    if closed(d):
        while (found.month, found.day) != last:
            found += DAY
        found += DAY
    assert run([NotBetween(first, last)], d) == found


@pytest.mark.parametrize(
    "steps, start, due",
    [
        ([Weeks(2)], "2025-12-25", "2026-01-08"),
        ([Cutoff(25), EndOf("month")], "2025-01-25", "2025-01-31"),  # on the cut-off day counts as before
        ([Cutoff(25), EndOf("month")], "2025-01-26", "2025-02-28"),
        ([Cutoff(0)], "2025-01-31", "2025-01-31"),
        ([Cutoff(-1)], "2025-01-31", "2025-02-28"),
        ([EndOf("ten days")], "2024-02-21", "2024-02-29"),
        ([EndOf("half month")], "2025-06-15", "2025-06-15"),
        ([NextDay([31], clamp=False)], "2025-04-01", "2025-05-31"),
        ([NextDay([10, 25])], "2025-06-25", "2025-06-25"),
        ([NextDay([10, 25], inclusive=False)], "2025-06-25", "2025-07-10"),
        ([Days(30), NotBetween("08-01", "08-31"), NextDay([10])], "2025-07-10", "2025-09-10"),
        ([NotBetween("12-20", "01-06")], "2026-01-03", "2026-01-07"),
        ([Replace({"2025-12-25": "2025-12-29"})], "2025-12-25", "2025-12-29"),
        ([Replace({"2025-12-25": "2025-12-29"})], "2025-12-26", "2025-12-26"),
        ([OnDate("2025-06-30")], "2025-01-01", "2025-06-30"),
        ([SetDay(10), NotBeforeAnchor()], "2025-06-20", "2025-06-20"),
        ([SetDay(10)], "2025-06-20", "2025-06-10"),
    ],
    ids=str,
)
def test_typed_rows(steps, start, due):
    assert run(steps, date.fromisoformat(start)).isoformat() == due


@pytest.mark.parametrize(
    "direction, due",
    [
        ("following", "2025-06-02"),
        ("preceding", "2025-05-30"),
        ("modified following", "2025-05-30"),
        ("modified preceding", "2025-05-30"),
        ("nearest", "2025-05-30"),
    ],
)
def test_business_day_of_saturday_31_may(direction, due):
    weekend = cf.BusinessCalendar(weekend=["Sat", "Sun"])
    assert run([BusinessDay(direction)], date(2025, 5, 31), weekend).isoformat() == due
    assert run([BusinessDay(direction)], date(2025, 5, 31)) == date(2025, 5, 31)  # no calendar: every day is one


PLAIN_STEPS = st.one_of(
    st.integers(-40, 200).map(Days),
    st.integers(-5, 20).map(Weeks),
    st.integers(-14, 14).map(Months),
    st.builds(lambda kind, d: kind("fortnight", d), st.sampled_from([EndOf, StartOf]), st.dates(date(2025, 1, 1), date(2025, 12, 31))),
    st.integers(1, 31).map(SetDay),
    st.builds(NextDay, st.lists(st.integers(1, 31), min_size=1, max_size=3), st.booleans(), st.booleans()),
    st.builds(NextWeekday, st.integers(0, 6), st.booleans()),
    st.builds(Cutoff, st.integers(-5, 31), st.integers(0, 3)),
    st.sampled_from(["week", "ten days", "half month", "month", "quarter", "half year", "year"]).map(EndOf),
    st.sampled_from(["week", "ten days", "half month", "month", "quarter", "half year", "year"]).map(StartOf),
    st.sampled_from(["following", "preceding", "modified following", "modified preceding", "nearest"]).map(BusinessDay),
    st.builds(NotBetween, st.tuples(st.integers(1, 12), st.integers(1, 28)), st.tuples(st.integers(1, 12), st.integers(1, 28))),
    st.dates(date(2025, 1, 1), date(2025, 12, 31)).map(lambda d: Replace({d: d + timedelta(3)})),
    st.dates(date(2025, 1, 1), date(2025, 12, 31)).map(OnDate),
    st.integers(-5, 40).map(BusinessDays),
    st.just(NotBeforeAnchor()),
)
STEPS = st.one_of(PLAIN_STEPS, st.lists(PLAIN_STEPS, max_size=2).map(lambda s: Branch([(1, 15, s), (16, 31, [EndOf("month")])])))
SOME_STEPS = st.lists(STEPS, min_size=1, max_size=3)
EVENT = st.sampled_from(
    ["invoice", "invoice", "receipt", "goods receipt", "bill of lading", "order", "statement", "service", "posting", "approval", "baseline"]
)
PARTIAL = st.fractions(F(1, 40), F(1, 3), max_denominator=40)
SHARE = st.one_of(
    PARTIAL.map(Share),
    PARTIAL.map(lambda v: Share(v, "net")),
    PARTIAL.map(lambda v: Share(v, "remainder")),
    st.decimals(D("0.01"), D("5000"), places=2).map(lambda v: Share(v, "amount")),
)
ROUNDING = st.builds(Rounding, st.sampled_from(["half up", "half even", "up", "down"]), st.sampled_from([None, "0.05", "1", "100"]))
FIRST = st.builds(Installment, SHARE, SOME_STEPS, EVENT, st.one_of(st.none(), ROUNDING)).map(lambda p: fitting([p], Rounding())[0])
LAST = st.builds(Installment, st.none(), SOME_STEPS, st.one_of(EVENT, st.just("previous due date"), st.just("due date")))
DISCOUNT = st.one_of(
    st.builds(lambda r, d: Discount(r, [Days(d)]), st.sampled_from(["0.02", "0.0225", "1/30"]), st.integers(0, 60)),
    st.builds(
        lambda steps, anchor, base, grace, part: Discount("0.03", steps, anchor, base=base[0], vat=base[1], grace=grace, part=part),
        SOME_STEPS,
        EVENT,
        st.sampled_from([("gross", "if taken"), ("357.93", "if taken"), *(("net", vat) for vat in ("if taken", "always", "never"))]),
        st.integers(0, 5),
        st.sampled_from([None, 1]),
    ),
    st.builds(lambda s, a: Discount(None, s, amount=a), SOME_STEPS, st.decimals(D("0.01"), D("500"), places=2)),
)
TERMS = st.one_of(
    SOME_STEPS.map(lambda s: PaymentTerms([Installment(None, s)])),
    st.builds(
        lambda first, last, discounts, calendar, rounding: PaymentTerms(
            [*fitting(first, rounding), last], discounts, calendar=calendar, rounding=rounding
        ),
        st.lists(FIRST, min_size=1, max_size=2),
        LAST,
        st.lists(DISCOUNT, max_size=2),
        st.sampled_from([None, "TARGET", "GB-ENG"]),
        ROUNDING,
    ),
)


@given(TERMS)
@examples(300)
def test_text_and_plain_values_round_trip(term):
    assert PaymentTerms.parse(str(term)) == term, str(term)
    assert PaymentTerms.from_dict(json.loads(json.dumps(term.to_dict()))) == term


@given(TERMS, st.lists(DATES, min_size=2, max_size=5))
def test_a_table_of_days_is_each_day_alone(term, dates):
    for part in term.installments:
        together = apply_steps(part.steps, np.array([to_day(d) for d in dates], np.int32))
        assert [to_date(x) for x in together] == [run(part.steps, d) for d in dates]


@pytest.mark.parametrize(
    "table, said",
    [
        ({"dayz": 3}, "Did you mean 'days'?"),
        ({"days": "3"}, "must be"),
        ({"cutoff": 25, "month": 1}, "not a setting of the step 'cutoff'"),
        ({"end_of": "decade"}, "is not a period"),
        ({"branch": [{"from": 1, "to": 15, "steps": []}]}, "cover the days 1 to 31"),
        ({"next_weekday": "Thu"}, None),
    ],
)
def test_plain_values_that_are_no_step(table, said):
    whole = {"installments": [{"steps": [table]}]}
    if said is None:
        assert str(PaymentTerms.from_dict(whole)) == "next Thursday"
        return
    with pytest.raises(cf.InputError) as refused:
        PaymentTerms.from_dict(whole)
    assert said in str(refused.value)


def test_whole_numbers_of_numpy_are_those_of_python():
    """A step of them equals the same one of Python's numbers, and is written as JSON."""
    one = np.int64(1)
    assert [Days(30 * one), Weeks(one), Months(one), SetDay(9 * one), NextDay([9 * one]), NextWeekday(3 * one), Cutoff(one, one)] == [
        Days(30), Weeks(1), Months(1), SetDay(9), NextDay([9]), NextWeekday(3), Cutoff(1, 1)
    ]  # fmt: skip
    term = PaymentTerms(
        [Installment(None, [BusinessDays(one), Branch([(one, 31 * one, [])])])], [Discount("0.02", [Days(9)], grace=one, part=one)]
    )
    assert json.loads(json.dumps(term.to_dict())) == term.to_dict()
    assert cf.FiscalCalendar(4 * one, named_by="start") == cf.FiscalCalendar("April", named_by="start")


@pytest.mark.parametrize(
    "table, said",
    [
        ({"amount": "100", "share": "1/2"}, r"installments.share '1/2': contradicts the fixed amount"),
        ({"amount": "100", "of": "net"}, r"installments.of 'net': contradicts the fixed amount"),
        ({"of": "net"}, r"installments.of 'net': .* the part takes the rest"),
    ],
)
def test_a_part_that_says_two_things_is_refused(table, said):
    """The second one was ignored."""
    with pytest.raises(cf.InputError, match=said):
        PaymentTerms.from_dict({"installments": [table | {"steps": [{"days": 30}]}, {"steps": [{"days": 60}]}]})


@pytest.mark.parametrize("settings", [{"base": "gross"}, {"base": "1000"}, {"rate": None, "amount": "50"}])
def test_the_tax_of_a_discount_that_is_not_of_the_net_amount_is_refused(settings):
    """It changed nothing: 2 % of 119.00 took 2.38 off, and its text said that the tax stays."""
    given = {"rate": "0.02", "steps": [Days(10)], "vat": "never"} | settings
    with pytest.raises(cf.InputError, match=r"discount\.vat 'never': is for a discount of the amount net of tax"):
        Discount(**given)
    with pytest.raises(cf.InputError, match="net of tax"):
        PaymentTerms.parse("[2% until 10 days, tax never] net 30")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            "100.03 fixed now, rest net 30; rounded half up to 0.05",
            "Write '100 fixed' or '100.05 fixed', or '100.03 fixed (rounded half up)'",
        ),
        ("0.03 fixed now, rest net 30; rounded down to 0.05", "Write '0.05 fixed', or '0.03 fixed (rounded down)'"),
        ("30% now, 150 fixed (rounded up to 100) net 10, rest net 30", "Write '100 fixed' or '200 fixed', or '150 fixed (rounded up)'"),
    ],
)
def test_a_fixed_part_that_contradicts_its_rounding_unit_is_refused(text, hint):
    with pytest.raises(cf.InputError, match="is no whole multiple of the rounding unit") as refused:
        PaymentTerms.parse(text)
    assert hint in str(refused.value)
    own = text.replace(" fixed now", " fixed (rounded up) now").replace(" to 100)", ")")
    (part,) = [p for p in PaymentTerms.parse(own).installments if p.share.of == "amount"]
    due = PaymentTerms.parse(own).schedule("2025-01-01", "1000.00", "EUR").due
    assert D(str(float(part.share.value))) in [amount for _, amount in due]


def test_a_fixed_part_follows_the_currency_and_its_unit():
    terms = PaymentTerms.parse("1000.05 fixed now, rest net 30; rounded up to 0.05")
    assert [a for _, a in terms.schedule("2025-01-01", "5000.07", "EUR").due] == [D("1000.05"), D("4000.02")]
    with pytest.raises(cf.InputError, match="is not a whole number of the currency's smallest units"):
        terms.schedule("2025-01-01", "5000", "JPY")
