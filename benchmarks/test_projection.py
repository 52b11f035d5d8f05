"""1 million invoices in memory → quarter measures, beside idiomatic pandas for the same work.

Work: due dates by seven terms (both end-of-month readings among them), Saturdays and Sundays closed, next business day, then
cash paid and closing payables per calendar quarter. The pandas way is what a competent user writes: offsets per term, one
rolled column, two groupbys. Results are asserted equal.
"""

import pandas as pd
import pytest
from pandas.tseries.offsets import BDay, MonthEnd

import cashflow as cf

from .books import book

QUARTERS = ("2023-01-01", "2026-12-31")
POLICY = cf.PaymentPolicy(business_days={"weekend": ["Sat", "Sun"]})


def ours(ledger):
    base = cf.project(ledger, POLICY, quarters=QUARTERS).base
    return base.cash_paid[0, 1:-1].tolist(), base.closing[0].tolist()


def idiomatic_pandas(frame):
    due = pd.Series(frame["invoice_date"]).copy()
    for term, rows in frame.groupby("terms", observed=True).groups.items():
        dates = frame.loc[rows, "invoice_date"]
        if term == "30 days then end of month":
            due.loc[rows] = dates + pd.Timedelta(days=30) + MonthEnd(0)
        elif term == "end of month then 30 days":
            due.loc[rows] = dates + MonthEnd(0) + pd.Timedelta(days=30)
        else:
            due.loc[rows] = dates + pd.Timedelta(days=int(term.split()[1]))
    paid = due + 0 * BDay()
    quarters = pd.period_range(*QUARTERS, freq="Q")
    cash = frame.groupby(paid.dt.to_period("Q"))["amount_minor"].sum().reindex(quarters, fill_value=0)
    invoiced = frame.groupby(frame["invoice_date"].dt.to_period("Q"))["amount_minor"].sum().reindex(quarters, fill_value=0)
    return cash.tolist(), (invoiced - cash).cumsum().tolist()


@pytest.fixture(scope="module", params=[pytest.param(20_000, id="small"), pytest.param(1_000_000, id="full", marks=pytest.mark.full)])
def sized(request):
    frame = book(request.param)
    return frame, cf.Ledger.from_frame(frame)


@pytest.mark.benchmark(group="projection")
def test_ours(benchmark, sized):
    benchmark.extra_info["rows"] = len(sized[0])
    assert benchmark.pedantic(ours, (sized[1],), rounds=5, warmup_rounds=1) == idiomatic_pandas(sized[0])


@pytest.mark.benchmark(group="projection")
def test_idiomatic_pandas(benchmark, sized):
    benchmark.extra_info["rows"] = len(sized[0])
    assert benchmark.pedantic(idiomatic_pandas, (sized[0],), rounds=3, warmup_rounds=1)[0]
