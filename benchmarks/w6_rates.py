"""W6: one annual rate for each of 20,000 suppliers: 30 dated flows, and 24 flows a month apart.

The rates are known beforehand: each first flow is minus the value of the others at a drawn rate. Every way must find them.
"""

import datetime as dt
import importlib

import numpy as np
import numpy_financial

from cashflow.basics.timevalue import xirr

from .run import Work
from .w1_projection import installed

ROWS = {"small": 300, "full": 20_000}
FLOWS, MONTHS = 30, 24
DATED, PERIODIC = "cashflow, dated", "cashflow, periodic"
FIRST = dt.date(2024, 1, 1)


def dated(rows, seed=11):
    """Days, amounts and the true effective annual rates."""
    rng = np.random.default_rng(seed)
    rates = rng.uniform(0.02, 0.6, rows)
    days = np.sort(rng.integers(1, 720, (rows, FLOWS)), axis=1)
    amounts = rng.lognormal(5, 1, (rows, FLOWS))
    days[:, 0] = amounts[:, 0] = 0
    amounts[:, 0] = -(amounts * (1 + rates[:, None]) ** (-days / 365)).sum(axis=1)
    return days, amounts, rates


def periodic(rows, seed=12):
    """Amounts and the true rates a period."""
    rng = np.random.default_rng(seed)
    rates = rng.uniform(0.002, 0.03, rows)
    amounts = rng.lognormal(5, 1, (rows, MONTHS))
    amounts[:, 0] = 0
    amounts[:, 0] = -(amounts * (1 + rates[:, None]) ** -np.arange(MONTHS)).sum(axis=1)
    return amounts, rates


def brentq_loop(brentq, days, amounts):
    out = np.empty(len(days))
    for row in range(len(days)):
        years, flows = days[row] / 365, amounts[row]
        out[row] = brentq(lambda x, a=flows, t=years: (a * np.exp(-x * t)).sum(), -0.5, 5, xtol=1e-14)
    return np.expm1(out)


def work(size):
    days, amounts, rates = dated(ROWS[size])
    monthly, monthly_rates = periodic(ROWS[size])
    truth = {"dated": rates, "periodic": monthly_rates}
    # A period of 365 days makes the annual rate the rate of a period.
    steps = np.arange(MONTHS) * 365
    peers = {"numpy_financial.irr loop": lambda: ("periodic", np.array([numpy_financial.irr(row) for row in monthly]))}
    there, missing = installed(["pyxirr", "scipy"])
    if "pyxirr" in there:
        pyxirr = importlib.import_module("pyxirr")
        lists = [[FIRST + dt.timedelta(int(day)) for day in row] for row in days]
        dates = np.datetime64(FIRST) + days.astype("timedelta64[D]")
        peers |= {
            "pyxirr.irr loop": lambda: ("periodic", np.array([pyxirr.irr(row) for row in monthly])),
            "pyxirr.xirr loop, lists of dates": lambda: (
                "dated",
                np.array([pyxirr.xirr(d, a) for d, a in zip(lists, amounts, strict=True)]),
            ),
            "pyxirr.xirr loop, numpy dates": lambda: ("dated", np.array([pyxirr.xirr(d, a) for d, a in zip(dates, amounts, strict=True)])),
        }
    if "scipy" in there:
        brentq = importlib.import_module("scipy.optimize").brentq
        peers["scipy brentq loop"] = lambda: ("dated", brentq_loop(brentq, days, amounts))

    def check(ours, theirs):
        np.testing.assert_allclose(theirs[1], truth[theirs[0]], rtol=0, atol=2e-9)

    ours = {DATED: lambda: ("dated", xirr(days, amounts)), PERIODIC: lambda: ("periodic", xirr(steps, monthly))}
    for name, way in ours.items():
        kind, found = way()
        assert np.abs(found - truth[kind]).max() <= 1e-9, name
    return Work(
        title=f"one annual rate for each supplier, {FLOWS} dated flows or {MONTHS} periodic ones",
        rows=ROWS[size],
        ours=ours,
        floor=lambda: days.sum() + amounts.sum(),
        peers=peers,
        against={peer: PERIODIC if ".irr loop" in peer else DATED for peer in peers},
        missing=missing,
        check=check,
        slow=frozenset(["numpy_financial.irr loop", "scipy brentq loop"]),
        facts={"largest_error": {name: float(np.abs(way()[1] - truth[way()[0]]).max()) for name, way in ours.items()}},
    )
