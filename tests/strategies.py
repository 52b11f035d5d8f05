"""Hypothesis strategies: small ledgers, policies, offers, as the reference and the package both read them."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction as F

import pandas as pd
from hypothesis import strategies as st

import cashflow as cf

from . import reference as ref
from .reference_policy import Policy

FIRST, LAST = date(2025, 3, 1), date(2025, 7, 15)
QUARTERS = [(date(2025, 4, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 9, 30))]
DIGITS = {"EUR": 2, "JPY": 0}
TERMS = {
    "net 0": [(None, [("days", 0)])],
    "net 30": [(None, [("days", 30)])],
    "net 61": [(None, [("days", 61)])],
    "30 days then end of month": [(None, [("days", 30), ("end_of_month",)])],
    "end of month then 10 days": [(None, [("end_of_month",), ("days", 10)])],
    "1 month then on day 31": [(None, [("months", 1), ("set_day", 31)])],
    "20 days then next 15th": [(None, [("days", 20), ("next_day", 15)])],
    "10 business days": [(None, [("business_days", 10)])],
    "30 days then following business day": [(None, [("days", 30), ("business_day", "following")])],
    "45 days then nearest business day": [(None, [("days", 45), ("business_day", "nearest")])],
    "end of month then 3 business days back": [(None, [("end_of_month",), ("business_days", -3)])],
    "50% 2 business days, 50% 30 days then modified following business day": [
        (F(1, 2), [("business_days", 2)]),
        (None, [("days", 30), ("business_day", "modified following")]),
    ],
    "30% net 0, 70% net 60": [(F(3, 10), [("days", 0)]), (None, [("days", 60)])],
    "equal parts net 10, net 40, net 70": [(F(1, 3), [("days", 10)]), (F(1, 3), [("days", 40)]), (None, [("days", 70)])],
}
DISCOUNTS = {  # rate, or fixed minor units of EUR; steps; days of grace; part
    "2/10 net 30": [(F(2, 100), [("days", 10)], 0, None)],
    "3/7 2/14 net 30": [(F(3, 100), [("days", 7)], 0, None), (F(2, 100), [("days", 14)], 0, None)],
    "[1.5% until end of month then 5 days, grace 2 days] net 61": [(F(15, 1000), [("end_of_month",), ("days", 5)], 2, None)],
    "2/10 30% net 0, 70% net 60": [(F(2, 100), [("days", 10)], 0, None)],
    "[3% until 20 days, part 2] 30% net 0, 70% net 60": [(F(3, 100), [("days", 20)], 0, 2)],
    "[2% until 20 days, part 1] net 30": [(F(2, 100), [("days", 20)], 0, 1)],
    "[5 fixed until 5 days] net 30": [("fixed", [("days", 5)], 0, None)],
    "[2% until 5 business days] net 30": [(F(2, 100), [("business_days", 5)], 0, None)],
}
PLAIN = ["net 30", "net 30", "net 61", "30% net 0, 70% net 60", "30% net 0, 70% net 60", "net 30", "net 30", "net 30"]
TERMS |= {text: TERMS[plain] for text, plain in zip(DISCOUNTS, PLAIN, strict=True)}
SUPPLIERS = ["Acme", "Bolt", "Ünal & Söhne"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

days = st.dates(FIRST, LAST)
amounts = st.one_of(st.integers(1, 10**7), st.integers(-(10**6), -1), st.sampled_from([1, 2, 3, 5, 500, -1, 10**11 + 1]))


@st.composite
def rows(draw, max_size=10, positive=False):
    out = []
    for number in range(draw(st.integers(1, max_size))):
        invoice_date = draw(days)
        amount = abs(draw(amounts)) if positive else draw(amounts)
        row = {
            "supplier": draw(st.sampled_from(SUPPLIERS)),
            "invoice": f"I{number}",
            "invoice_date": invoice_date,
            "amount": amount,
            "currency": draw(st.sampled_from(["EUR", "EUR", "JPY"])),
            "text": draw(st.sampled_from(sorted(TERMS))),
            "region": draw(st.sampled_from(["UK", "EU"])),
        }
        row["terms"] = TERMS[row["text"]]
        unit = 10 ** DIGITS[row["currency"]]
        row["discounts"] = [(5 * unit if d[0] == "fixed" else d[0], *d[1:]) for d in DISCOUNTS.get(row["text"], [])]
        row["tax"] = amount * draw(st.sampled_from([0, 7, 19, 20])) // 120 if amount > 0 else -(-amount * 19 // 119)
        row["approval"] = invoice_date + timedelta(draw(st.integers(0, 20)))
        if draw(st.integers(0, 4)) == 0:
            row["due_date"] = invoice_date + timedelta(draw(st.integers(0, 90)))
        left, row["paid"] = amount, []
        for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2]))):
            part = left if draw(st.booleans()) else (abs(left) // 3) * (1 if left > 0 else -1)
            if part:
                row["paid"].append((draw(st.dates(FIRST - timedelta(5), date(2025, 10, 20))), part))
                left -= part
        if not row["paid"] and draw(st.integers(0, 2)) == 0:  # less the discount, in time or not, or a little too much
            first = row["discounts"][0][0] if row["discounts"] else -1
            off = ref.half_up(amount * first) if isinstance(first, F) else first if amount > 0 else -first
            if abs(off) < abs(amount):
                row["paid"].append((invoice_date + timedelta(draw(st.integers(0, 16))), amount - off))
        out.append(row)
    return out


def ledger_of(rows, told=("all", None)):
    """The package's ledger of the reference's rows: text in, payments in a second table."""

    def major(minor, cur):
        return str(Decimal(minor).scaleb(-DIGITS[cur]))

    frame = pd.DataFrame(
        {
            "supplier": [r["supplier"] for r in rows],
            "invoice": [r["invoice"] for r in rows],
            "invoice_date": [r["invoice_date"].isoformat() if r["invoice_date"] != ref.UNKNOWN else "" for r in rows],
            "amount": [major(r["amount"], r["currency"]) for r in rows],
            "currency": [r["currency"] for r in rows],
            "terms": [r["text"] for r in rows],
            "due_date": [r["due_date"].isoformat() if r.get("due_date") else "" for r in rows],
            "region": [r["region"] for r in rows],
            "tax_amount": [major(r["tax"], r["currency"]) for r in rows],
            "approval_date": [r["approval"].isoformat() for r in rows],
        }
    )
    paid = [(r["invoice"], r["supplier"], d.isoformat(), major(a, r["currency"])) for r in rows for d, a in r["paid"]]
    payments = pd.DataFrame(paid, columns=["invoice", "supplier", "paid_date", "amount"]) if paid else None
    return cf.read_ledger(frame, payments=payments, decimal=".", sign="payables positive", cleared_from=told[0], invoiced_to=told[1])


def ordinal(day):
    return "last" if day == 31 else f"{day}{ {1: 'st', 2: 'nd', 3: 'rd', 21: 'st', 22: 'nd', 23: 'rd'}.get(day, 'th') }"


weekday_runs = st.sets(st.integers(0, 6), min_size=1, max_size=3).map(sorted)
EARLIEST, LATEST = date(2025, 2, 1), date(2026, 6, 30)  # beyond every date that a row can reach


@st.composite
def listed_runs(draw, beyond=True):
    """Some dates; with one before and one after all that a payment can reach, so that none is refused."""
    some = draw(st.sets(st.dates(FIRST, date(2025, 11, 30)), min_size=0 if beyond else 1, max_size=12))
    runs = sorted(some | ({EARLIEST, LATEST} if beyond else set()))
    return ("dates", runs), [draw(st.sampled_from([d, d.isoformat()])) for d in draw(st.permutations(runs))]


KINDS = ["none", "weekday", "weekdays", "fortnight", "monthly", "dates"]
CHOICES = ["last on or before due", "first on or after due"]


@st.composite
def payment_runs(draw, kinds=KINDS):
    """(runs of the reference, words of the package), of every kind"""
    kind = draw(st.sampled_from(kinds))
    if kind == "none":
        return None, None
    if kind == "weekday":
        day = draw(st.integers(0, 6))
        return [day], f"every {WEEKDAYS[day]}"
    if kind == "weekdays":
        days = draw(weekday_runs)
        names = [WEEKDAYS[d] for d in days]
        return days, "every " + " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    if kind == "fortnight":
        day = draw(st.dates(date(2024, 1, 1), date(2026, 1, 1)))
        return ("fortnight", day), f"every second {WEEKDAYS[day.weekday()]} from {day}"
    if kind == "monthly":
        days = draw(st.one_of(st.sampled_from([[10, 25], [15, 31]]), st.sets(st.integers(1, 31), min_size=1, max_size=3).map(sorted)))
        return ("monthly", days), " and ".join(ordinal(d) for d in days)
    return draw(listed_runs())


calendars = st.tuples(st.sampled_from([(), (5, 6), (4, 5)]), st.sets(st.dates(date(2025, 4, 1), date(2025, 9, 30)), max_size=6))


@st.composite
def policies(draw, baselines=("terms", "actual"), runs=None, choices=CHOICES):
    """(reference policy, package policy); the two currencies have calendars of their own."""
    baseline = draw(st.sampled_from(baselines))
    closed = {c: draw(calendars) for c in DIGITS}
    roll = draw(st.sampled_from(["following", "preceding", "modified following", "modified preceding", "none"]))
    plain_runs, words = draw(payment_runs() if runs is None else runs)
    choose = draw(st.sampled_from(choices))
    lag = draw(st.sampled_from([0, 0, 1, 2]))
    as_of = draw(st.one_of(st.none(), st.dates(date(2025, 4, 15), date(2025, 6, 25))))
    discounts = draw(st.sampled_from(["skip", "take", ("0.12", "ACT/365F"), ("0.365", "ACT/360")]))
    weekends, holidays = ({c: given[k] for c, given in closed.items()} for k in (0, 1))
    reference = Policy(baseline, weekends, holidays, roll, plain_runs, choose, lag, as_of)
    if discounts != "skip":
        reference.discounts = (F(0), 365) if discounts == "take" else (F(discounts[0]), int(discounts[1][4:7]))
    known = {"first": "2020-01-01", "last": "2030-12-31"}
    tables = {c: {"weekend": [WEEKDAYS[d] for d in weekend], "holidays": sorted(days), **known} for c, (weekend, days) in closed.items()}
    package = cf.PaymentPolicy(
        baseline,
        payment_runs=None if words is None else {"on": words, "choose": choose},
        business_days={**tables, "roll": roll},
        settlement_lag=lag,
        as_of=as_of,
        discounts=discounts if isinstance(discounts, str) else {"hurdle_rate": discounts[0], "day_count": discounts[1]},
    )
    return reference, package


@st.composite
def told(draw):
    """What is told of how complete the ledger is: (cleared_from, invoiced_to), each perhaps nothing."""
    days = st.dates(date(2025, 3, 1), date(2025, 10, 31))
    return draw(st.one_of(st.none(), st.sampled_from(["all", "none"]), days)), draw(st.one_of(st.none(), days))


TABLE = {date(2025, 1, 1): "0.0215", date(2025, 6, 15): "-0.004", date(2025, 7, 1): "0.0105"}
days_before = st.sampled_from(["baseline", "immediate", "0 days after approval", "5 days after approval"])


def exact(plain):
    """The same settings for the reference: numbers as Fractions, dates as dates."""
    if isinstance(plain, dict):
        return {k: exact(v) for k, v in plain.items()}
    return F(plain) if isinstance(plain, str) and plain.replace(".", "", 1).lstrip("-").isdigit() else plain


@st.composite
def priced(draw, scheme, **more):
    vat = draw(st.sampled_from(["invoice", "invoice", "none", "0.19"]))
    return {"scheme": scheme, "of": draw(st.sampled_from(["gross", "net"])), "vat": vat} | more


@st.composite
def interest_rates(draw):
    rate = draw(st.sampled_from(["0", "0.045", "0.065", "0.0725", "0.1", "table"]))
    if rate == "table":
        rate = {"reference": TABLE, "margin": "0.03", "floor": draw(st.sampled_from(["-0.01", "0"]))}
    return {"annual_rate": rate, "day_count": draw(st.sampled_from(["ACT/360", "ACT/365F", "30E/360"]))}


@st.composite
def options(draw, early=False):
    """(reference option, package option)"""
    kind = draw(st.integers(0, 2 if early else 5))
    if early:
        steps = {7: "0.005", 15: "0.01", 40: "0.0225"}
        makers = [("early_payment_discount", {"rate": "0.02"}), ("discount_schedule", {"steps": steps})]
        plain = draw(priced("dynamic_discount")) | draw(interest_rates()) if kind == 2 else draw(priced(makers[kind][0], **makers[kind][1]))
    elif kind == 0:
        plain = {"scheme": "later_with_interest", **draw(interest_rates()), "withholding_tax": draw(st.sampled_from(["0", "0.15"]))}
    elif kind in (1, 2):
        plain = {"scheme": "bank_pays_now", **draw(interest_rates()), "bank_pays": draw(days_before)}
        fees = {"fee_rate": "0.001", "fee_per_invoice": "3", "minimum_fee": "20"}
        plain |= {k: fees[k] for k in draw(st.sets(st.sampled_from(sorted(fees))))}
    elif kind == 3:
        plain = {"scheme": "reverse_factoring", **draw(interest_rates()), "sold": draw(days_before)}
        plain |= {"discount": draw(st.sampled_from(["straight", "to_yield"])), "subsidy": draw(st.sampled_from(["0", "0.3", "1"]))}
    elif kind == 4:
        plain = draw(priced("price_uplift", rate="0.013"))
    else:
        plain = draw(priced("upfront_fee", rate="0.0075", paid=draw(days_before)))
    return exact(plain), plain


windows = st.one_of(st.none(), st.tuples(st.dates(FIRST, date(2025, 6, 1)), st.dates(date(2025, 6, 2), date(2025, 10, 1))))
shares = st.sampled_from([F(7, 10), F(1, 3), F(1)])


MONEY = ["5", 5, Decimal("0.05"), "-0.01", 0, "100000"]  # some are amounts of rows, in one of the currencies
some_suppliers = st.lists(st.sampled_from(SUPPLIERS), min_size=1, max_size=2, unique=True)
some_days = st.dates(FIRST, LAST).flatmap(lambda d: st.sampled_from([d, d.isoformat()]))


def day(value):
    return value if isinstance(value, date) else date.fromisoformat(value)


def minor_of(row, value):
    return Decimal(str(value)) * 10 ** DIGITS[row["currency"]]


def one_or_list(values, most=3):
    return st.one_of(values, st.lists(values, min_size=1, max_size=most))


def listed(value):
    return value if isinstance(value, list) else [value]


@st.composite
def ends(draw, values, key):
    """A range with one or two ends, the first not after the second."""
    low, high = sorted([draw(values), draw(values)], key=key)
    return draw(st.sampled_from([{"from": low, "to": high}, {"from": low}, {"to": high}]))


def inside(value, given, of):
    return ("from" not in given or of(given["from"]) <= value) and ("to" not in given or value <= of(given["to"]))


@st.composite
def wheres(draw, near=None):
    """(test of a row, the table `where`): by date, amount, invoice number and text columns; all that are given must hold.

    Values are often those of the row `near`, or next to them.
    """
    table, tests = {}, []
    dates, money = some_days, st.sampled_from(MONEY)
    if near is not None:
        close = st.builds(lambda k, n: near[k] + timedelta(n), st.sampled_from(["invoice_date", "approval"]), st.integers(-1, 1))
        dates = st.one_of(close, close, some_days)
        own = st.integers(-1, 1).map(lambda n: Decimal(near["amount"] + n).scaleb(-DIGITS[near["currency"]]))
        money = st.one_of(own, own.map(str), money)
    for column in draw(st.sets(st.sampled_from(["invoice_date", "approval_date", "amount", "invoice", "currency", "terms"]), max_size=2)):
        if column in ("invoice_date", "approval_date"):
            key = column.removesuffix("_date") if column == "approval_date" else column
            given = draw(st.one_of(one_or_list(dates), ends(dates, day)))
            if isinstance(given, dict):
                tests.append(lambda r, g=given, k=key: inside(r[k], g, day))
            else:
                tests.append(lambda r, g=given, k=key: r[k] in [day(v) for v in listed(g)])
        elif column == "amount":
            given = draw(st.one_of(one_or_list(money), ends(money, lambda v: Decimal(str(v)))))
            if isinstance(given, dict):
                tests.append(lambda r, g=given: inside(r["amount"], g, lambda v: minor_of(r, v)))
            else:
                tests.append(lambda r, g=given: r["amount"] in [minor_of(r, v) for v in listed(g)])
        else:
            values = {"invoice": [f"I{n}" for n in range(12)], "currency": ["EUR", "JPY"], "terms": sorted(TERMS)}[column]
            key, given = "text" if column == "terms" else column, draw(one_or_list(st.sampled_from(values), most=8))
            tests.append(lambda r, g=given, k=key: r[k] in listed(g))
        table[column] = given
    return lambda r: all(t(r) for t in tests), table


@st.composite
def chosen_suppliers(draw):
    """(test of a row, `suppliers`): names, or columns with an `except` of names or columns, which leaves out what matches any of them."""
    kind = draw(st.sampled_from(["all", "names", "columns"]))
    if kind == "all":
        return lambda r: True, draw(st.sampled_from([None, "all"]))
    if kind == "names":
        names = draw(st.one_of(st.sampled_from(SUPPLIERS), some_suppliers))
        return lambda r: r["supplier"] in listed(names), names
    table = draw(st.sampled_from([{}, {"region": "UK"}, {"region": ["UK", "EU"]}, {"currency": "EUR"}]))
    out = draw(st.sampled_from(["names", "region", "both", "amount"]))
    left = {"names": draw(st.one_of(st.sampled_from(SUPPLIERS), some_suppliers)), "region": {"region": "EU"}, "amount": {"amount": "5"}}
    left["both"] = {"supplier": left["names"], "region": "UK"}
    gone = {
        "names": lambda r: r["supplier"] in listed(left["names"]),
        "region": lambda r: r["region"] == "EU",
        "both": lambda r: r["supplier"] in listed(left["names"]) or r["region"] == "UK",
        "amount": lambda r: r["amount"] == minor_of(r, 5),
    }[out]
    return lambda r: all(r[k] in listed(v) for k, v in table.items()) and not gone(r), {**table, "except": left[out]}


@st.composite
def offers(draw, extensions=("days", "to", "terms", "early"), selecting=False):
    """(reference offer, package offer); `selecting`: by suppliers, `except` and `where`, too, which a scan refuses in part"""
    kind = draw(st.sampled_from(extensions))
    if kind == "days":
        extend = ref_extend = {"days": draw(st.integers(0, 60))}
    elif kind == "to":
        extend = ref_extend = {"to": draw(st.dates(date(2025, 8, 1), date(2025, 10, 15)))}
    elif kind == "early":
        extend = ref_extend = {"early": draw(st.sampled_from(["immediate", 0, 5, 20]))}
    else:
        text = draw(st.sampled_from(sorted(TERMS)))
        extend, ref_extend = {"terms": text}, {"terms": TERMS[text]}
    pairs = draw(st.lists(options(early=kind == "early"), min_size=1, max_size=2))
    rate = draw(st.sampled_from([None, "0.05", ("0.04", "0.09")]))
    silent = any("day_count" not in r for r, _ in pairs)  # an option without a day count of its own
    basis = draw(st.sampled_from(["ACT/360", "ACT/365F"] if silent else [None, "ACT/360", "ACT/365F"]))
    accept = draw(st.sampled_from(["all", "if whole", ["Acme"], {"share": F(7, 10)}, {"Acme": F(1, 3), "Bolt": F(1)}]))
    if accept == "if whole" and rate is None:
        accept = "all"
    region = draw(st.sampled_from([None, "UK"]))
    given_windows = {k: draw(windows) for k in ("due", "invoiced", "paying")}
    reference = {"extend": ref_extend, "options": [r for r, _ in pairs], "acceptance": accept}
    reference |= {k: v for k, v in given_windows.items() if v}
    suppliers, where = {"region": region} if region else None, {}
    if region:
        reference["select"] = lambda r: r["region"] == region
    elif selecting:
        (one, suppliers), (two, where) = draw(chosen_suppliers()), draw(wheres())
        reference["select"] = lambda r: one(r) and two(r)
    overdue = draw(st.booleans())
    if overdue:
        reference["overdue"] = True
    if rate:
        low, high = rate if isinstance(rate, tuple) else (rate, rate)
        reference["funding_rate"] = (F(low), F(high))
        reference["funding_day_count"] = basis
    package = {
        "extend": extend,
        "options": [p for _, p in pairs],
        "acceptance": accept,
        "funding_rate": {"low": rate[0], "high": rate[1]} if isinstance(rate, tuple) else rate,
        "funding_day_count": basis,
        "suppliers": suppliers,
        "where": where,
        "overdue": "offered" if overdue else "not offered",
        **{k: {"from": v[0], "to": v[1]} for k, v in given_windows.items() if v},
    }
    return reference, package
