"""Payment terms: a table typed by hand, refusals, and steps against the slow reference."""

import csv
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.days import to_date, to_day
from cashflow.terms import Days, EndOf, Months, NextDay, SetDay

from . import reference as ref

TABLE = Path(__file__).parent / "tables" / "terms_first.csv"
with open(TABLE, newline="", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['text']} {r['invoice_date']}")
def test_table(row):
    term = cf.PaymentTerms.parse(row["text"], row["dialect"] or None)
    amount = row["amount"] or None
    schedule = term.schedule(row["invoice_date"], amount, "EUR" if amount else None, tax=row["tax"] or None)
    due = schedule.due
    if row["discounts"]:
        assert " ".join(f"{day}:{pay}" for day, pay in schedule.discounts) == row["discounts"], row["remark"]
    assert " ".join(d.isoformat() for d, _ in due) == row["due"], row["remark"]
    if amount:
        assert " ".join(str(a) for _, a in due) == row["amounts"]
    assert cf.PaymentTerms.parse(str(term)) == term


@pytest.mark.parametrize("text", ["30 days EOM", "net 30 eom", "30 days end of month"])
def test_two_readings_are_refused_with_their_dates(text):
    with pytest.raises(cf.AmbiguousTermsError) as refused:
        cf.PaymentTerms.parse(text)
    dates = {name: t.schedule("2025-01-31").due[0][0] for name, t in refused.value.readings}
    assert dates == {"days_then_eom": date(2025, 3, 31), "eom_then_days": date(2025, 3, 2), "months_then_eom": date(2025, 2, 28)}
    for name, day in dates.items():
        assert name in str(refused.value) and day.isoformat() in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "30", "net", "soon", "net 30 then whenever", "30% now, 60% net 60", "on day 45", "net 99999", "2/10", "x" * 5000]
)
def test_nonsense_is_refused(text):
    with pytest.raises(cf.InputError):
        cf.PaymentTerms.parse(text)


@given(st.text(max_size=60))
def test_any_text_gives_a_term_or_a_clear_error(text):
    try:
        term = cf.PaymentTerms.parse(text)
    except cf.InputError as refused:
        assert str(refused)
    else:
        assert cf.PaymentTerms.parse(str(term)) == term


STEPS = st.one_of(
    st.integers(0, 200).map(lambda n: (Days(n), ("days", n))),
    st.integers(0, 14).map(lambda n: (Months(n), ("months", n))),
    st.just((EndOf("month"), ("end_of_month",))),
    st.integers(1, 31).map(lambda n: (SetDay(n), ("set_day", n))),
    st.integers(1, 31).map(lambda n: (NextDay([n]), ("next_day", n))),
)


@given(st.lists(STEPS, min_size=1, max_size=4), st.dates(date(2019, 12, 1), date(2029, 3, 5)))
def test_steps_equal_the_slow_reference(steps, start):
    days = np.array([to_day(start)], np.int32)
    for step, _ in steps:
        days = step.apply(days)
    assert to_date(days[0]) == ref.walk(start, [s for _, s in steps])


@given(st.integers(-(10**9), 10**9))
def test_parts_add_up(minor):
    term = cf.PaymentTerms.parse("equal parts net 10, net 20, net 30")
    due = term.schedule("2025-01-01", D(minor).scaleb(-2), "EUR").due
    assert sum(a for _, a in due) == D(minor).scaleb(-2)


def test_own_codes_as_steps(tmp_path):
    toml = """
[ledger]
path = "l.csv"
[terms.codes]
Z1 = [{ days = 60 }, { end_of = "month" }, { days = 10 }]
Z2 = { installments = [{ share = "3/10", steps = [{ days = 0 }] }, { steps = [{ days = 60 }] }] }
[calendar]
quarters = { from = 2025-01-01, to = 2025-06-30 }
[[scenario]]
name = "s"
[[scenario.offer]]
extend = { terms = "Z1" }
"""
    (tmp_path / "w.toml").write_text(toml, encoding="utf-8")
    rows = "supplier,invoice,invoice_date,amount,currency,terms\nA,1,2025-01-15,100.00,EUR,Z1\nA,2,2025-01-15,100.00,EUR,Z2\n"
    (tmp_path / "l.csv").write_text(rows, encoding="utf-8")
    result = cf.read_whatif(tmp_path / "w.toml").run()
    paid = result.quarters.query("scenario == 'baseline'")["cash_paid"]
    assert paid.tolist() == [D("100.00"), D("100.00")]  # 30 + 70 on 16 March; 10 April
    assert result.quarters.query("scenario == 's'")["cash_paid"].tolist() == [D("0.00"), D("200.00")]
    (tmp_path / "w.toml").write_text(toml.replace("{ days = 10 }", "{ dayz = 10 }"), encoding="utf-8")
    with pytest.raises(cf.InputError, match=r"codes.Z1 'dayz': unknown date step. Did you mean 'days'"):
        cf.read_whatif(tmp_path / "w.toml")
