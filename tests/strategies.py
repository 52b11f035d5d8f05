"""Hypothesis strategies: small ledgers, policies, offers, as the reference and the package both read them."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction as F

import pandas as pd
from hypothesis import strategies as st

import cashflow as cf

from . import reference as ref

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
}
PLAIN = ["net 30", "net 30", "net 61", "30% net 0, 70% net 60", "30% net 0, 70% net 60", "net 30", "net 30"]
TERMS |= {text: TERMS[plain] for text, plain in zip(DISCOUNTS, PLAIN, strict=True)}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]

days = st.dates(FIRST, LAST)
amounts = st.one_of(st.integers(1, 10**7), st.integers(-(10**6), -1), st.sampled_from([1, 2, 3, 5, 10**11 + 1]))


@st.composite
def rows(draw, max_size=10, positive=False):
    out = []
    for number in range(draw(st.integers(1, max_size))):
        invoice_date = draw(days)
        amount = abs(draw(amounts)) if positive else draw(amounts)
        row = {
            "supplier": draw(st.sampled_from(["Acme", "Bolt", "Ünal & Söhne"])),
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
        out.append(row)
    return out


def ledger_of(rows):
    """The package's ledger of the reference's rows: text in, payments in a second table."""

    def major(minor, cur):
        return str(Decimal(minor).scaleb(-DIGITS[cur]))

    frame = pd.DataFrame(
        {
            "supplier": [r["supplier"] for r in rows],
            "invoice": [r["invoice"] for r in rows],
            "invoice_date": [r["invoice_date"].isoformat() for r in rows],
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
    return cf.Ledger.from_frame(frame, payments=payments, decimal=".")


@st.composite
def policies(draw, baselines=("terms", "actual")):
    """(reference policy, package policy)"""
    baseline = draw(st.sampled_from(baselines))
    weekend = draw(st.sampled_from([(), (5, 6)]))
    closed = draw(st.sets(st.dates(date(2025, 4, 1), date(2025, 9, 30)), max_size=6))
    roll = draw(st.sampled_from(["following", "preceding", "modified following", "modified preceding", "none"]))
    runs = draw(st.sampled_from([None, [3], [1, 4]]))
    choose = draw(st.sampled_from(["last on or before due", "first on or after due"]))
    lag = draw(st.sampled_from([0, 0, 1, 2]))
    as_of = draw(st.one_of(st.none(), st.dates(date(2025, 4, 15), date(2025, 6, 25))))
    discounts = draw(st.sampled_from(["skip", "take", ("0.12", "ACT/365F"), ("0.365", "ACT/360")]))
    reference = ref.Policy(baseline, {"EUR": weekend}, {"EUR": closed}, roll, runs, choose, lag, as_of)
    if discounts != "skip":
        reference.discounts = (F(0), 365) if discounts == "take" else (F(discounts[0]), int(discounts[1][4:7]))
    calendar = {"weekend": [WEEKDAYS_ALL[d] for d in weekend], "holidays": sorted(closed), "first": "2020-01-01", "last": "2030-12-31"}
    package = cf.PaymentPolicy(
        baseline,
        pay_runs=None if runs is None else {"on": "every " + " and ".join(WEEKDAYS[d] for d in runs), "choose": choose},
        business_days={"EUR": calendar, "roll": roll},
        settlement_lag=lag,
        as_of=as_of,
        discounts=discounts if isinstance(discounts, str) else {"hurdle_rate": discounts[0], "day_count": discounts[1]},
    )
    return reference, package


WEEKDAYS_ALL = [*WEEKDAYS, "Saturday", "Sunday"]
TABLE = {date(2025, 1, 1): "0.0215", date(2025, 6, 15): "-0.004", date(2025, 7, 1): "0.0105"}
days_before = st.sampled_from(["base", "at_once", "0 days after approval", "5 days after approval"])


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


@st.composite
def offers(draw, extensions=("days", "to", "terms", "early")):
    """(reference offer, package offer)"""
    kind = draw(st.sampled_from(extensions))
    if kind == "days":
        extend = ref_extend = {"days": draw(st.integers(0, 60))}
    elif kind == "to":
        extend = ref_extend = {"to": draw(st.dates(date(2025, 8, 1), date(2025, 10, 15)))}
    elif kind == "early":
        extend = ref_extend = {"early": draw(st.sampled_from(["at_once", 0, 5, 20]))}
    else:
        text = draw(st.sampled_from(sorted(TERMS)))
        extend, ref_extend = {"terms": text}, {"terms": TERMS[text]}
    pairs = draw(st.lists(options(early=kind == "early"), min_size=1, max_size=2))
    rate = draw(st.sampled_from([None, "0.05", ("0.04", "0.09")]))
    accept = draw(st.sampled_from(["all", "if whole", ["Acme"], {"share": F(7, 10)}, {"Acme": F(1, 3), "Bolt": F(1)}]))
    if accept == "if whole" and rate is None:
        accept = "all"
    region = draw(st.sampled_from([None, "UK"]))
    given_windows = {k: draw(windows) for k in ("due", "invoiced", "paying")}
    reference = {"extend": ref_extend, "options": [r for r, _ in pairs], "acceptance": accept}
    reference |= {k: v for k, v in given_windows.items() if v}
    if region:
        reference["select"] = lambda r: r["region"] == region
    overdue = draw(st.booleans())
    if overdue:
        reference["overdue"] = True
    if rate:
        low, high = rate if isinstance(rate, tuple) else (rate, rate)
        reference["funding_rate"] = (F(low), F(high))
    package = {
        "extend": extend,
        "options": [p for _, p in pairs],
        "acceptance": accept,
        "funding_rate": {"low": rate[0], "high": rate[1]} if isinstance(rate, tuple) else rate,
        "suppliers": {"region": region} if region else None,
        "overdue": "offered" if overdue else "not offered",
        **{k: {"from": v[0], "to": v[1]} for k, v in given_windows.items() if v},
    }
    return reference, package
