"""The slow reference's dates: steps of terms, business days, payment runs and payment days. Shares no code with the package.

Written from docs/conventions/dates.md, "From due date to payment date".
"""

import calendar
from datetime import date, timedelta

DAY = timedelta(days=1)


class RunUnknown(Exception):
    """A payment needs a run before the first or after the last one that is listed."""


def month_last(d):
    return d.replace(day=calendar.monthrange(d.year, d.month)[1])


def add_months(d, n):
    y, m = divmod(d.year * 12 + d.month - 1 + n, 12)
    return date(y, m + 1, min(d.day, calendar.monthrange(y, m + 1)[1]))


def step(d, s, policy=None, cur=None):
    """One step of a term; business days are those of the payer's calendar for the currency."""
    kind = s[0]
    if kind == "days":
        return d + s[1] * DAY
    if kind == "months":
        return add_months(d, s[1])
    if kind == "end_of_month":
        return month_last(d)
    if kind == "set_day":
        return d.replace(day=min(s[1], month_last(d).day))
    if kind == "next_day":
        while d.day != min(s[1], month_last(d).day):
            d += DAY
        return d
    if kind == "business_day":
        return policy.roll(d, cur, s[1])
    if kind == "business_days":
        way = 1 if s[1] > 0 else -1
        for _ in range(abs(s[1])):
            d = policy.seek(d + way * DAY, cur, way)
        return d
    raise ValueError(kind)


def walk(d, steps, policy=None, cur=None):
    for s in steps:
        d = step(d, s, policy, cur)
    return d


class Policy:
    """baseline, weekend and holidays per currency, roll, runs, choice, lag, as_of, discounts: None or (hurdle, basis).

    Runs: weekdays (0 is Monday), or ("fortnight", a run day), ("monthly", days, 31 being the last), ("dates", all of them).
    """

    discounts = None

    def __init__(self, baseline="terms", weekends=None, holidays=None, roll="following", runs=None, choose=None, lag=0, as_of=None):
        self.baseline, self.weekends, self.holidays = baseline, weekends or {}, holidays or {}
        self.known_runs = {}
        self.roll_rule, self.runs, self.choose, self.lag, self.as_of = roll, runs, choose, lag, as_of

    def open(self, d, cur):
        return d.weekday() not in self.weekends.get(cur, ()) and d not in self.holidays.get(cur, ())

    def seek(self, d, cur, way):
        while not self.open(d, cur):
            d += way * DAY
        return d

    def roll(self, d, cur, rule=None):
        rule = rule or self.roll_rule
        if rule == "none":
            return d
        if rule == "nearest":
            after, before = self.seek(d, cur, 1), self.seek(d, cur, -1)
            return after if after - d <= d - before else before
        way = 1 if rule.endswith("following") else -1
        there = self.seek(d, cur, way)
        if rule.startswith("modified") and there.month != d.month:
            there = self.seek(d, cur, -way)
        return there

    def is_nominal_run(self, d):
        kind = self.runs[0]
        if kind == "fortnight":
            return (d - self.runs[1]).days % 14 == 0
        if kind == "monthly":
            return any(d.day == min(x, month_last(d).day) for x in self.runs[1])
        return d in self.runs[1] if kind == "dates" else d.weekday() in self.runs

    def run_days(self, d, cur):
        """Run days around the month of a day; of listed dates all of them."""
        key = (d.year, d.month, cur)
        if key not in self.known_runs:  # asked for again and again
            around = self.runs[1] if self.runs[0] == "dates" else [d.replace(day=1) + k * DAY for k in range(-60, 95)]
            self.known_runs[key] = sorted({self.roll(x, cur) for x in around if self.is_nominal_run(x)})
        return self.known_runs[key]

    def run(self, d, cur, last):
        """The last run on or before a day, or the first on or after it; beyond the listed ones there may be others, nearer."""
        days = self.run_days(d, cur)
        if not days[0] <= d <= days[-1]:
            raise RunUnknown(d)
        return max(x for x in days if x <= d) if last else min(x for x in days if x >= d)

    def first_from(self, d, cur):
        if self.runs is None:
            return d if self.roll_rule == "none" else self.seek(d, cur, 1)
        return self.run(d, cur, last=False)

    def later(self, d, cur):
        for _ in range(self.lag):
            d = self.seek(d + DAY, cur, 1)
        return d

    def pay(self, due, invoice_date, cur):
        d = self.roll(due, cur)
        if self.runs is not None:
            d = self.run(d, cur, last=self.choose.startswith("last"))
        if d < invoice_date:
            d = self.first_from(invoice_date, cur)
        d = self.later(d, cur)
        if self.as_of and d <= self.as_of:
            d = self.later(self.first_from(self.as_of + DAY, cur), cur)
        return d

    def pay_by(self, last, invoice_date, cur):
        """Day cash leaves if the run is on or before `last`, as late as can be; None where none is."""
        if last < invoice_date:
            return None
        if self.runs is None:
            d = last if self.roll_rule == "none" else self.seek(last, cur, -1)
        else:
            d = self.run(last, cur, last=True)
        if d < invoice_date:
            return None
        d = self.later(d, cur)
        return None if self.as_of and d <= self.as_of else d
