"""Payment terms as plain values, evaluated one date at a time with `datetime` and Fractions. Shares no code with the package.

Written from docs/terms.md: a term is what `to_dict` writes.
"""

from datetime import date, timedelta
from fractions import Fraction as F

from .reference_policy import DAY, add_months, month_last

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def period(d, kind, start=None):
    """First and last day of the period a day lies in."""
    if kind == "week":
        first = d - d.weekday() * DAY
        return first, first + 6 * DAY
    if kind == "fortnight":
        first = date.fromisoformat(start)
        while first > d:
            first -= 14 * DAY
        while first + 14 * DAY <= d:
            first += 14 * DAY
        return first, first + 13 * DAY
    if kind == "ten days":
        first = d.replace(day=1 if d.day <= 10 else 11 if d.day <= 20 else 21)
        return first, month_last(d) if first.day == 21 else first + 9 * DAY
    if kind == "half month":
        return (d.replace(day=1), d.replace(day=15)) if d.day <= 15 else (d.replace(day=16), month_last(d))
    length = {"month": 1, "quarter": 3, "half year": 6, "year": 12}[kind]
    first = date(d.year, (d.month - 1) // length * length + 1, 1)
    return first, add_months(first, length) - DAY


def seek(d, open_on, way):
    while not open_on(d):
        d += way * DAY
    return d


def roll(d, rule, open_on):
    if rule == "nearest":
        later, earlier = seek(d, open_on, 1), seek(d, open_on, -1)
        return later if later - d <= d - earlier else earlier
    way = 1 if rule.endswith("following") else -1
    there = seek(d, open_on, way)
    return seek(d, open_on, -way) if rule.startswith("modified") and there.month != d.month else there


def count_business_days(d, number, open_on):
    """Each one is the next open day in that direction, as in a spreadsheet's WORKDAY; a closed day that is started from is not counted."""
    way = 1 if number > 0 else -1
    for _ in range(abs(number)):
        d = seek(d + way * DAY, open_on, way)
    return d


def in_year(year, month_day):
    month, day = (int(x) for x in month_day.split("-"))
    return min(date(year, month, 1) + (day - 1) * DAY, month_last(date(year, month, 1)))


def step(d, s, anchor, open_on):
    """One date moved by one plain step."""
    if "days" in s:
        return d + s["days"] * DAY
    if "weeks" in s:
        return d + 7 * s["weeks"] * DAY
    if "months" in s:
        return add_months(d, s["months"])
    if "end_of" in s:
        return period(d, s["end_of"], s.get("start"))[1]
    if "start_of" in s:
        return period(d, s["start_of"], s.get("start"))[0]
    if "day_of_month" in s:
        return d.replace(day=min(s["day_of_month"], month_last(d).day))
    if "next_day" in s:
        d += timedelta(0 if s["inclusive"] else 1)
        while d.day not in [min(x, month_last(d).day) if s["clamp"] else x for x in s["next_day"]]:
            d += DAY
        return d
    if "next_weekday" in s:
        d += timedelta(0 if s["inclusive"] else 1)
        while d.weekday() != WEEKDAYS.index(s["next_weekday"]):
            d += DAY
        return d
    if "cutoff" in s:
        limit = s["cutoff"] if s["cutoff"] > 0 else month_last(d).day + s["cutoff"]
        return add_months(d, s["add_months"]) if d.day > limit else d
    if "branch" in s:
        chosen = next(b for b in s["branch"] if b["from"] <= d.day <= b["to"])
        return walk(d, chosen["steps"], anchor, open_on)
    if "business_day" in s:
        return roll(d, s["business_day"], open_on)
    if "business_days" in s:
        return count_business_days(d, s["business_days"], open_on)
    if "not_between" in s:
        first, last = s["not_between"]
        for year in (d.year - 1, d.year):
            low, high = in_year(year, first), in_year(year + (last < first), last)
            if low <= d <= high:
                return high + DAY
        return d
    if "replace" in s:
        return date.fromisoformat(s["replace"].get(d.isoformat(), d.isoformat()))
    if "on_date" in s:
        return date.fromisoformat(s["on_date"])
    assert s == {"not_before": "anchor"}
    return max(d, anchor)


def walk(d, steps, anchor, open_on):
    for s in steps:
        d = step(d, s, anchor, open_on)
    return d


def due_dates(term, events, open_on=lambda d: True):
    """A date or None for each part; `events` maps names to dates."""
    out = []
    for part in term["installments"]:
        start = out[-1] if part["anchor"] == "previous due date" else events.get(part["anchor"])
        out.append(None if start is None else walk(start, part["steps"], start, open_on))
    return out


def rounded(exact, how):
    """Minor units, by rule and unit in minor units."""
    unit = F(how.get("unit", "1/100")) * 100
    x = abs(exact) / unit
    whole, rest = x // 1, x % 1
    up = {"half up": rest * 2 >= 1, "half even": rest * 2 > 1 or (rest * 2 == 1 and whole % 2 == 1), "up": rest > 0, "down": False}
    return (1 if exact >= 0 else -1) * (whole + up[how["rule"]]) * unit


def amounts(term, minor, tax):
    """Minor units of each part of an invoice in a currency of two decimals."""
    left, out = minor, []
    usual = term.get("rounding", {"rule": "half up"})
    for part in term["installments"]:
        how = part.get("rounding", usual)
        if "amount" in part:
            size = (1 if minor >= 0 else -1) * rounded(F(part["amount"]) * 100, {"rule": how["rule"]})
        elif part["share"] == "rest":
            size = 0
        else:
            base = {"gross": minor, "net": minor - tax, "remainder": left}[part.get("of", "gross")]
            size = rounded(F(part["share"]) * base, how)
        # never against the sign of what is left, never more than it
        size = min(max(size, 0), left) if left >= 0 else max(min(size, 0), left)
        out.append(int(size))
        left -= int(size)
    out[next(i for i, p in enumerate(term["installments"]) if p.get("share") == "rest")] += left
    return out
