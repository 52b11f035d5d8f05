"""Payment runs: dates typed by hand and checked on a calendar of 2025, and listed runs against the slow reference."""

from collections import Counter
from datetime import date, timedelta

import pandas as pd
import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.payments import Payments

from . import strategies as some
from .examples import examples
from .reference import plain_items
from .reference_policy import RunUnknown

LAST, FIRST = "last on or before due", "first on or after due"
SHOWN = ("2025-01-01", "2025-12-31")
WEEKEND = {"weekend": ["Sat", "Sun"], "first": "2024-01-01", "last": "2026-12-31"}
MON_30_JUN, SUN_11_MAY, FRI_9_MAY, SAT_30_AUG, SUN_31_AUG = "2025-06-30", "2025-05-11", "2025-05-09", "2025-08-30", "2025-08-31"


def paid(on, choose, due, invoice="2025-02-01", *, roll="following", closed=None, lag=0, as_of=None):
    """The day cash leaves for one invoice with a due date; `closed`: holidays beside the weekend, None: every day is a business day."""
    days = {} if closed is None else {"EUR": {**WEEKEND, "holidays": closed}}
    runs = None if on is None else {"on": on, "choose": choose}
    policy = cf.PaymentPolicy(payment_runs=runs, business_days={**days, "roll": roll}, settlement_lag=lag, as_of=as_of)
    frame = pd.DataFrame({"supplier": ["A"], "invoice": ["1"], "invoice_date": [invoice], "amount": ["1.00"], "currency": ["EUR"]})
    ledger = cf.read_ledger(frame.assign(due_date=due, terms=""))
    return str(cf.project(ledger, policy, quarters=SHOWN).payments["baseline_payment_date"].iloc[0])[:10]


@pytest.mark.parametrize(
    "on, before, after",
    [
        ("every Monday", "2025-06-30", "2025-06-30"),  # the due date is a run
        ("every Tuesday", "2025-06-24", "2025-07-01"),
        ("every Wednesday", "2025-06-25", "2025-07-02"),
        ("every Thursday", "2025-06-26", "2025-07-03"),
        ("every Friday", "2025-06-27", "2025-07-04"),
        ("every Saturday", "2025-06-28", "2025-07-05"),
        ("every Sunday", "2025-06-29", "2025-07-06"),
        ("every Tuesday and Thursday", "2025-06-26", "2025-07-01"),
        ("every Wednesday, Friday and Sunday", "2025-06-29", "2025-07-02"),
        ("every second Thursday from 2025-01-02", "2025-06-19", "2025-07-03"),  # … 5 and 19 June, 3 July
        ("every second Thursday from 2025-01-09", "2025-06-26", "2025-07-10"),  # the other fortnight
        ("every second Thursday from 2026-01-01", "2025-06-19", "2025-07-03"),  # 26 fortnights after 2 January 2025; counted back
        ("every other Monday from 2025-06-16", "2025-06-30", "2025-06-30"),
        ("every other Monday from 2025-06-09", "2025-06-23", "2025-07-07"),
        ("10th and 25th", "2025-06-25", "2025-07-10"),
        ("15th and last", "2025-06-30", "2025-06-30"),  # June has 30 days
        ("last", "2025-06-30", "2025-06-30"),
        ("29th", "2025-06-29", "2025-07-29"),
        ("5th, 15th and 25th of each month", "2025-06-25", "2025-07-05"),
        (["2025-07-03", "2025-06-05", date(2025, 6, 19)], "2025-06-19", "2025-07-03"),  # in any order
    ],
)
def test_monday_30_june(on, before, after):
    assert paid(on, LAST, MON_30_JUN) == before
    assert paid(on, FIRST, MON_30_JUN) == after


@pytest.mark.parametrize(
    "on, due, roll, before, after",
    [
        # 10 May is a Saturday, 25 May a Sunday. The due date of Friday stays, that of Sunday rolls, too.
        ("10th and 25th", FRI_9_MAY, "following", "2025-04-25", "2025-05-12"),
        ("10th and 25th", SUN_11_MAY, "following", "2025-05-12", "2025-05-12"),  # due and run both roll to Monday the 12th
        ("10th and 25th", FRI_9_MAY, "preceding", "2025-05-09", "2025-05-09"),  # the run of the 10th is on the 9th
        ("10th and 25th", SUN_11_MAY, "preceding", "2025-05-09", "2025-05-09"),
        ("10th and 25th", SUN_11_MAY, "none", "2025-05-10", "2025-05-25"),  # dates stay where they fall
        # 31 August is a Sunday and a month end.
        ("15th and last", SUN_31_AUG, "following", "2025-09-01", "2025-09-01"),
        ("15th and last", SUN_31_AUG, "modified following", "2025-08-29", "2025-08-29"),  # not out of the month
        ("15th and last", SUN_31_AUG, "preceding", "2025-08-29", "2025-08-29"),
        ("15th and last", SAT_30_AUG, "none", "2025-08-15", "2025-08-31"),
        ("15th and last", "2025-02-27", "following", "2025-02-17", "2025-02-28"),  # 15 February is a Saturday; the last is the 28th
        # 1 June is a Sunday; Friday before it is in May.
        ("1st", "2025-06-03", "preceding", "2025-05-30", "2025-07-01"),
        ("1st", "2025-06-03", "modified preceding", "2025-06-02", "2025-07-01"),
        ("every Sunday", "2025-06-25", "following", "2025-06-23", "2025-06-30"),  # 22 and 29 June
        ("every Sunday", "2025-06-25", "modified following", "2025-06-23", "2025-06-30"),
        (["2025-06-07", "2025-07-05"], "2025-06-30", "following", "2025-06-09", "2025-07-07"),  # listed Saturdays
    ],
)
def test_run_days_are_moved_by_the_same_roll_and_then_chosen(on, due, roll, before, after):
    assert paid(on, LAST, due, roll=roll, closed=[]) == before
    assert paid(on, FIRST, due, roll=roll, closed=[]) == after


@pytest.mark.parametrize(
    "on, choose, due, paid_on",
    [
        ("every Thursday", LAST, "2025-05-02", "2025-05-02"),  # Thursday 1 May is closed: the run is on Friday
        ("every Thursday", FIRST, "2025-04-30", "2025-05-02"),
        ("every Thursday", LAST, "2025-04-30", "2025-04-24"),
        ("every Thursday and Friday", FIRST, "2025-05-01", "2025-05-02"),  # two runs on one day are one
        ("every second Thursday from 2025-05-01", LAST, "2025-05-14", "2025-05-02"),
        ("1st", FIRST, "2025-04-15", "2025-05-02"),
    ],
)
def test_a_run_on_a_holiday(on, choose, due, paid_on):
    assert paid(on, choose, due, closed=["2025-05-01"]) == paid_on


FRI_27_JUN, THU_26_JUN = "2025-06-27", "2025-06-26"


@pytest.mark.parametrize(
    "on, choose, invoice, due, roll, paid_on",
    [
        ("every Thursday", LAST, FRI_27_JUN, MON_30_JUN, "following", "2025-07-03"),  # 26 June lies before the invoice
        ("every Thursday", LAST, THU_26_JUN, MON_30_JUN, "following", "2025-06-26"),  # on the invoice date is not before it
        ("every second Thursday from 2025-01-02", LAST, "2025-06-20", MON_30_JUN, "following", "2025-07-03"),
        ("10th and 25th", LAST, THU_26_JUN, MON_30_JUN, "following", "2025-07-10"),
        ("15th and last", LAST, "2025-06-17", "2025-06-20", "following", "2025-06-30"),
        (["2025-06-19", "2025-07-03"], LAST, "2025-06-20", MON_30_JUN, "following", "2025-07-03"),
        (None, None, "2025-06-28", "2025-06-28", "preceding", "2025-06-30"),  # Saturday: Friday is before the invoice, Monday is not
        (None, None, "2025-05-31", "2025-05-31", "modified following", "2025-06-02"),  # turned back to 30 May, before the invoice
        (None, None, "2025-06-28", "2025-06-28", "none", "2025-06-28"),
    ],
)
def test_never_before_the_invoice(on, choose, invoice, due, roll, paid_on):
    assert paid(on, choose, due, invoice, roll=roll, closed=[]) == paid_on


@pytest.mark.parametrize(
    "lag, roll, due, on, paid_on",
    [
        (1, "following", MON_30_JUN, "every Thursday", "2025-06-27"),
        (2, "following", MON_30_JUN, "every Thursday", "2025-06-30"),  # over the weekend
        (3, "following", MON_30_JUN, "every Thursday", "2025-07-01"),  # cash leaves in the next quarter
        (2, "none", "2025-06-28", None, "2025-07-01"),  # Saturday stays; the lag counts Monday and Tuesday
        (1, "none", "2025-06-29", "every Sunday", "2025-06-30"),
        (1, "following", "2025-07-10", "10th and 25th", "2025-07-11"),
    ],
)
def test_business_days_of_settlement(lag, roll, due, on, paid_on):
    assert paid(on, LAST, due, roll=roll, closed=[], lag=lag) == paid_on


@pytest.mark.parametrize(
    "on, due, lag, as_of, paid_on",
    [
        ("every Thursday", "2025-06-20", 0, "2025-06-24", "2025-06-26"),  # overdue since Thursday 19 June
        ("every Thursday", "2025-06-26", 0, "2025-06-26", "2025-07-03"),  # a run on the day itself is over
        ("every second Thursday from 2025-01-02", "2025-06-20", 0, "2025-06-24", "2025-07-03"),
        ("10th and 25th", "2025-06-12", 0, "2025-06-25", "2025-07-10"),
        ("15th and last", "2025-06-12", 0, "2025-06-24", "2025-06-30"),
        (["2025-05-08", "2025-06-05", "2025-07-03"], "2025-06-12", 0, "2025-06-24", "2025-07-03"),
        ("every Tuesday", "2025-06-25", 2, "2025-06-25", "2025-06-26"),  # run on the 24th, cash on the 26th: after as_of
        ("every Tuesday", "2025-06-25", 2, "2025-06-26", "2025-07-03"),  # the next run is 1 July, two days more
        (None, "2025-06-20", 1, "2025-06-27", "2025-07-01"),  # Friday: Monday is the first business day after it
    ],
)
def test_overdue_items_wait_for_the_first_run_after_as_of(on, due, lag, as_of, paid_on):
    assert paid(on, LAST, due, closed=[], lag=lag, as_of=as_of) == paid_on


JUNE = ["2025-06-05", "2025-06-19", "2025-07-03"]


@pytest.mark.parametrize("choose", [LAST, FIRST])
@pytest.mark.parametrize(
    "due, invoice, needs",
    [
        ("2025-07-04", "2025-02-01", "2025-07-04"),  # after the last there may be another one on the 4th
        ("2025-06-04", "2025-02-01", "2025-06-04"),  # before the first, too
        ("2025-12-31", "2025-02-01", "2025-12-31"),
    ],
)
def test_beyond_the_listed_runs_is_refused(choose, due, invoice, needs):
    with pytest.raises(cf.CalendarRangeError) as refused:
        paid(JUNE, choose, due, invoice)
    assert f"payment runs are known for 2025-06-05 to 2025-07-03, and a payment needs one for {needs}" in str(refused.value)
    assert "List more run days" in str(refused.value)


def test_the_first_and_the_last_listed_run_are_known():
    assert [paid(JUNE, c, d) for c in (LAST, FIRST) for d in (JUNE[0], JUNE[2])] == [JUNE[0], JUNE[2]] * 2


def test_an_invoice_after_its_run_needs_the_next_one():
    assert paid(JUNE, LAST, "2025-07-02", "2025-06-20") == "2025-07-03"
    with pytest.raises(cf.CalendarRangeError, match="needs one for 2025-07-02"):
        paid([*JUNE[:2], "2025-07-01"], LAST, "2025-07-01", "2025-07-01", as_of="2025-07-01")


def test_an_offer_that_moves_a_payment_beyond_the_listed_runs_is_refused():
    frame = pd.DataFrame({"supplier": ["A"], "invoice": ["1"], "invoice_date": ["2025-05-21"], "amount": ["1.00"], "currency": ["EUR"]})
    ledger = cf.read_ledger(frame.assign(terms="net 30"))  # due Friday 20 June, paid on the 19th
    policy = cf.PaymentPolicy(payment_runs={"on": JUNE, "choose": LAST})
    free = [cf.LaterWithInterest(0, "ACT/360")]
    legs = cf.compare(ledger, cf.Scenario("s", cf.Offer(extend={"days": 13}, options=free)), policy=policy, quarters=SHOWN).legs
    assert [str(d)[:10] for d in legs[["baseline_payment_date", "new_date"]].iloc[0]] == ["2025-06-19", "2025-07-03"]
    with pytest.raises(cf.CalendarRangeError, match="needs one for 2025-07-04"):
        cf.compare(ledger, cf.Scenario("s", cf.Offer(extend={"days": 14}, options=free)), policy=policy, quarters=SHOWN)


@given(
    some.rows(),
    some.policies(runs=some.listed_runs(beyond=False)),
    st.sampled_from([False, True]),
)
def test_listed_runs_are_refused_where_the_slow_reference_does_not_know(rows, policy, stated):
    """Or both know them all and find the same days."""
    reference, package = policy[0], evolve(policy[1], discounts="skip")
    reference.discounts = None
    rows = [{**r, "due_date": r.get("due_date") if stated else None} for r in rows if abs(r["amount"]) > 9]  # no part is a zero
    assume(rows)
    try:
        wanted = [base for r in rows for _, base, _, _ in plain_items(r, reference)]
    except RunUnknown as unknown:
        with pytest.raises(cf.CalendarRangeError, match="payment runs are known for") as refused:
            cf.project(some.ledger_of(rows), package, quarters=SHOWN)
        assert "and a payment needs one for" in str(refused.value), unknown
        return
    found = cf.project(some.ledger_of(rows), package, quarters=SHOWN).payments
    assert sorted(str(d)[:10] for d in found["baseline_payment_date"].dropna()) == sorted(str(d) for d in wanted if d is not None)


@pytest.mark.slow
@pytest.mark.parametrize("choose", some.CHOICES)
@pytest.mark.parametrize("kind", some.KINDS)
@given(data=st.data())
@examples(15)
def test_every_kind_of_run_is_the_slow_reference_s_day(kind, choose, data):
    """All rolls, calendars of two currencies, lag and as_of; due on each of 70 days; by cells and row by row."""
    reference, package = data.draw(some.policies(("terms",), some.payment_runs([kind]), [choose]))
    invoice, stated = data.draw(st.dates(some.FIRST, some.LAST)), data.draw(st.booleans())
    days = [d for d in range(70) for _ in some.DIGITS]
    frame = pd.DataFrame({"supplier": "A", "invoice": map(str, range(len(days))), "invoice_date": invoice, "amount": "1"})
    frame = frame.assign(currency=[*some.DIGITS] * 70, terms="" if stated else [f"net {d}" for d in days])
    due = [invoice + timedelta(d) for d in days]
    ledger = cf.read_ledger(frame.assign(due_date=due) if stated else frame)
    assert len(Payments(ledger, package).irregular) == (len(days) if stated else 0)
    found = cf.project(ledger, package, quarters=SHOWN)
    wanted = [reference.pay(d, invoice, c) for d, c in zip(due, frame["currency"], strict=True)]
    assert [str(d)[:10] for d in found.payments["baseline_payment_date"]] == [str(d) for d in wanted]
    by_day = {(r["currency"], str(r["day"])[:10]): int(r["cash_paid"]) for r in found.days.to_dict("records") if r["cash_paid"]}
    assert by_day == Counter((c, str(d)) for c, d in zip(frame["currency"], wanted, strict=True))


def test_a_whatif_file_lists_runs(tmp_path):
    (tmp_path / "l.csv").write_text(
        "supplier,invoice,invoice_date,amount,currency,terms\nA,1,2025-05-21,1.00,EUR,net 30\n", encoding="utf-8"
    )
    text = """
[ledger]
path = "l.csv"
[policy]
payment_runs = { on = [2025-06-05, 2025-06-19, 2025-07-03], choose = "first on or after due" }
[calendar]
quarters = { from = 2025-04-01, to = 2025-09-30 }
[[scenario]]
name = "s"
[[scenario.offer]]
extend = { days = %d }
[[scenario.offer.option]]
scheme = "later_with_interest"
annual_rate = 0.0
day_count = "ACT/360"
"""
    (tmp_path / "w.toml").write_text(text % 5, encoding="utf-8")
    legs = cf.read_whatif(tmp_path / "w.toml").run().legs  # due Friday 20 June and Wednesday 25 June: both on 3 July, nothing moves
    assert not len(legs)
    (tmp_path / "w.toml").write_text((text % 5).replace("first on or after due", "last on or before due"), encoding="utf-8")
    assert not len(cf.read_whatif(tmp_path / "w.toml").run().legs)  # both on 19 June
    (tmp_path / "w.toml").write_text((text % 13).replace("first on or after due", "last on or before due"), encoding="utf-8")
    legs = cf.read_whatif(tmp_path / "w.toml").run().legs
    assert [str(d)[:10] for d in legs[["baseline_payment_date", "new_date"]].iloc[0]] == ["2025-06-19", "2025-07-03"]
    (tmp_path / "w.toml").write_text(text % 14, encoding="utf-8")
    with pytest.raises(cf.CalendarRangeError, match="needs one for 2025-07-04"):
        cf.read_whatif(tmp_path / "w.toml").run()


@pytest.mark.parametrize(
    "on, said",
    [
        ("every second Thursday", "Write 'every Thursday', 'every second Thursday from 2025-01-02'"),  # which of the two fortnights?
        ("every second Friday from 2025-01-02", "2025-01-02 is not a Friday"),
        ("every second Thursday from 2025-02-30", "is not a date"),
        ("fortnightly", "is not a list of run days that can be read"),
        ("0th", "is not a list of run days that can be read"),
        ("10th and 32nd", "is not a list of run days that can be read"),
        ("every Thursday and", "is not a list of run days that can be read"),
        ("", "is not a list of run days that can be read"),
        ([], "must be words like"),
        (["2025-06-31"], "is not a date"),
        ([5], "is not a date"),
    ],
)
def test_words_that_are_no_runs_are_refused(on, said):
    with pytest.raises(cf.InputError) as refused:
        cf.PaymentPolicy(payment_runs={"on": on, "choose": LAST})
    assert said in str(refused.value) and "payment_runs.on" in str(refused.value)
