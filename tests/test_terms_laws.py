"""Laws of terms, on generated ones: dates and amounts as the slow reference has them, day tables, round trips, plain values."""

import json
import tomllib
from datetime import date, timedelta
from decimal import Decimal as D

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.days import to_date
from cashflow.payments import payment_table
from cashflow.terms import ANCHORS, BusinessDay, BusinessDays, Installment, PaymentTerms, day_table, installment_amounts
from cashflow.terms.shares import REST

from . import terms_reference as slow
from .examples import examples
from .reference_policy import Policy
from .test_steps import DISCOUNT, EVENT, FIRST, LAST, ROUNDING, SOME_STEPS, TERMS, fitting

DATES = st.dates(date(2023, 11, 1), date(2028, 3, 5))
HOLIDAYS = st.sets(st.dates(date(2024, 1, 1), date(2028, 12, 31)), max_size=30)
WHOLE = st.builds(
    lambda first, last, discounts, rounding: PaymentTerms(
        [*fitting(first, rounding), last], discounts, rounding=rounding, code="Z1", label="a label"
    ),
    st.lists(FIRST, min_size=1, max_size=2),
    LAST,
    st.lists(DISCOUNT, max_size=2),
    ROUNDING,
)
LAST_FIRST = st.builds(
    lambda steps, first, anchor: PaymentTerms([Installment(REST, steps, anchor), *first]), SOME_STEPS, st.lists(FIRST, max_size=2), EVENT
)
ANY_TERMS = st.one_of(TERMS, LAST_FIRST)


def toml(value):
    """TOML of plain values, by hand; only what a term is made of."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + " }"
    return "[" + ", ".join(map(toml, value)) + "]" if isinstance(value, list) else json.dumps(value)


@given(ANY_TERMS)
@examples(200)
def test_every_term_is_read_back_from_text_json_and_toml(term):
    assert PaymentTerms.parse(str(term)) == term, str(term)
    plain = term.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert tomllib.loads(f"t = {toml(plain)}")["t"] == plain
    assert PaymentTerms.from_dict(plain) == term and PaymentTerms.from_dict(plain).to_dict() == plain
    assert hash(PaymentTerms.from_dict(plain)) == hash(term)


@given(WHOLE)
def test_code_and_label_survive_and_make_no_difference(term):
    again = PaymentTerms.from_dict(term.to_dict())
    assert (again.code, again.label) == ("Z1", "a label") and again == PaymentTerms.parse(str(term))


@given(
    ANY_TERMS, DATES, st.dictionaries(st.sampled_from([a for a in ANCHORS if a not in ("invoice", "previous due date")]), DATES), HOLIDAYS
)
@examples(200)
def test_dates_are_the_slow_reference_s(term, invoice, others, holidays):
    def open_on(d):
        return d.weekday() < 5 and d not in holidays

    weekend = cf.BusinessCalendar(weekend=["Sat", "Sun"], holidays=sorted(holidays), first="1990-01-01", last="2060-12-31")
    found = term.schedule(invoice, dates=others, calendar=weekend)
    events = {"invoice": invoice, **others}
    assert [d for d, _ in found.due] == slow.due_dates(term.to_dict(), events, open_on)
    parts = [{"anchor": "invoice", **d} for d in term.to_dict().get("discounts", [])]
    assert [d for d, _ in found.discounts] == slow.due_dates({"installments": parts}, events, open_on)


MINOR = st.one_of(st.integers(-(10**9), 10**9), st.sampled_from([0, 1, -1, 2, -2, 3, 10000, 10001, -10000, 10**13 + 1]))


@given(ANY_TERMS, MINOR, st.fractions(0, 1, max_denominator=50))
@examples(200)
def test_parts_are_the_slow_reference_s_and_add_up(term, minor, share):
    tax = int(minor * share)
    parts = installment_amounts(term, np.array([minor], np.int64), np.array([tax], np.int64), "EUR")
    found = [int(p[0]) for p in parts]
    assert found == slow.amounts(term.to_dict(), minor, tax)
    assert sum(found) == minor
    assert all(p * minor >= 0 and abs(p) <= abs(minor) for p in found)
    due = term.schedule("2025-01-31", D(minor).scaleb(-2), "EUR", tax=D(tax).scaleb(-2)).due
    assert sum(a for _, a in due) == D(minor).scaleb(-2)


@given(st.lists(ANY_TERMS, min_size=1, max_size=4), DATES)
@examples(40)
def test_a_day_table_is_each_line_and_day_alone(terms, first):
    last = first + timedelta(60)
    weekend = cf.BusinessCalendar(weekend=["Sat", "Sun"])
    named = {t.calendar: cf.BusinessCalendar.named(t.calendar) for t in terms if t.calendar}
    lines, table = day_table(terms, first, last, weekend)
    assert lines == [(i, j) for i, t in enumerate(terms) for j in range(len(t.installments))]
    days = [first + timedelta(k) for k in range(61)]
    expected = []
    for term in terms:
        calendar = named.get(term.calendar, weekend)
        cells = [slow.due_dates(term.to_dict(), dict.fromkeys(ANCHORS, d), calendar.is_business_day) for d in days]
        expected += [list(column) for column in zip(*cells, strict=True)]
    assert [[to_date(d) for d in line] for line in table] == expected


@given(
    st.lists(TERMS, min_size=1, max_size=3),
    st.dates(date(2025, 1, 1), date(2026, 6, 30)),
    st.sampled_from(["following", "preceding", "modified following", "modified preceding"]),
)
@examples(25)
def test_a_payment_table_is_each_due_day_paid_alone(terms, first, rule):
    runs = {"on": "every Tuesday and Friday", "choose": "last on or before due"}
    policy = cf.PaymentPolicy(payment_runs=runs, business_days={"weekend": ["Sat", "Sun"], "roll": rule}, settlement_lag=1)
    _, due, paid = payment_table(terms, policy, "EUR", first, first + timedelta(20))
    plain = Policy("terms", {"EUR": (5, 6)}, {}, rule, [1, 4], "last on or before due", 1, None)
    for line, cash in zip(due, paid, strict=True):
        for k, (day, found) in enumerate(zip(line, cash, strict=True)):
            assert to_date(found) == plain.pay(to_date(day), first + timedelta(k), "EUR")


@given(
    SOME_STEPS,
    DATES,
    HOLIDAYS,
    st.sampled_from(["following", "preceding", "modified following", "modified preceding", "nearest"]),
    st.integers(1, 20),
)
def test_adjusted_dates_are_business_days(steps, start, holidays, rule, count):
    calendar = cf.BusinessCalendar(weekend=["Sat", "Sun"], holidays=sorted(holidays), first="1990-01-01", last="2060-12-31")
    for last in (BusinessDay(rule), BusinessDays(count), BusinessDays(-count)):
        term = PaymentTerms([Installment(None, [*steps, last])])
        day = term.schedule(start, calendar=calendar).due[0][0]
        assert calendar.is_business_day(day)
        again = PaymentTerms([Installment(None, [*steps, last, BusinessDay(rule)])])
        assert again.schedule(start, calendar=calendar).due[0][0] == day  # adjusting twice is adjusting once


@given(TERMS, DATES)
def test_describe_and_explain_say_every_part(term, start):
    said = term.describe()
    assert said.endswith(".") and len(said.split("; ")) >= len(term.installments) + len(term.discounts)
    lines = term.explain(start, dates=dict.fromkeys(ANCHORS[1:], start), calendar=cf.BusinessCalendar(weekend=["Sat", "Sun"]))
    due = [
        d
        for d, _ in term.schedule(start, dates=dict.fromkeys(ANCHORS[1:], start), calendar=cf.BusinessCalendar(weekend=["Sat", "Sun"])).due
    ]
    for line, day in zip(lines, due, strict=False):
        assert line.endswith(f"{day:%a %Y-%m-%d}")
