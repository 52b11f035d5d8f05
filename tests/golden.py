"""Figures of many results as they were before the house was moved: `python -m tests.golden FILE` writes them, the test compares."""

import hashlib
import json
import random
import sys
import warnings
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd

import cashflow as cf
from cashflow.whatif_file.demo import run_demo

from .wwi import FOLDER, wwi_rows

FILE = Path(__file__).parent / "tables" / "golden.json"
BOOKS = 200
SHOWN = ("2025-04-01", "2025-12-31")
TERMS = ["net 0", "net 30", "net 45", "net 60", "30% net 0, 70% net 60", "2/10 net 30", "end of month then 10 days", "10 business days"]
SCHEMES = [
    lambda r: {
        "scheme": "later_with_interest",
        "annual_rate": r.choice(["0.045", "0.0725"]),
        "day_count": r.choice(["ACT/360", "30E/360"]),
    },
    lambda r: {"scheme": "bank_pays_now", "annual_rate": "0.06", "day_count": "ACT/360", "bank_pays": r.choice(["baseline", "immediate"])},
    lambda r: {"scheme": "bank_pays_now", "annual_rate": "0.05", "day_count": "ACT/365F", "bank_pays": "baseline", "fee_rate": "0.001"},
    lambda r: {
        "scheme": "reverse_factoring",
        "annual_rate": "0.055",
        "day_count": "ACT/360",
        "sold": "baseline",
        "discount": "straight",
        "subsidy": "0.3",
    },
    lambda r: {"scheme": "price_uplift", "rate": "0.013", "of": "gross", "vat": r.choice(["none", "0.19"])},
    lambda r: {"scheme": "upfront_fee", "rate": "0.0075", "of": "gross", "vat": "none", "paid": "baseline"},
]
RUNS = [None, "every Thursday", "10th and 25th", "15th and last", "every second Tuesday from 2025-01-07"]


def book(number):
    """A ledger, a policy and two scenarios, from a seed."""
    r = random.Random(number)
    rows = []
    for n in range(r.choice([1, 4, 12, 30, 80])):
        invoiced = date(2025, 2, 1) + timedelta(r.randrange(200))
        cents = r.choice([r.randrange(1, 10**7), r.randrange(1, 10**9), -r.randrange(1, 10**6)])
        currency = r.choice(["EUR", "EUR", "USD"])
        due = invoiced + timedelta(r.randrange(90)) if r.random() < 0.3 else None
        paid = invoiced + timedelta(r.randrange(10, 70)) if r.random() < 0.4 else None
        paid = paid if paid and paid <= date(2025, 5, 31) else None
        rows.append(
            {
                "supplier": r.choice(["Acme", "Bolt", "Cord", "Ünal & Söhne", "Delta"]),
                "invoice": f"I{n}",
                "invoice_date": invoiced.isoformat(),
                "amount": str(Decimal(cents).scaleb(-2)),
                "currency": currency,
                "terms": r.choice(TERMS),
                "due_date": due.isoformat() if due else "",
                "paid_date": paid.isoformat() if paid else "",
                "region": r.choice(["UK", "EU"]),
            }
        )
    ledger = cf.read_ledger(pd.DataFrame(rows), decimal=".", sign="payables positive", cleared_from="all")
    runs = r.choice(RUNS)
    policy = cf.PaymentPolicy(
        r.choice(["terms", "actual"]),
        payment_runs=None if runs is None else {"on": runs, "choose": r.choice(["last on or before due", "first on or after due"])},
        business_days={"weekend": ["Saturday", "Sunday"], "roll": "following"},
        as_of=r.choice([None, "2025-05-31"]),
        discounts=r.choice(["skip", "take"]),
    )
    return ledger, policy, [scenario(r, f"s{k}") for k in range(2)]


def scenario(r, name):
    """One with one or two offers; shares, chosen suppliers and menus occur."""
    offers = []
    for region in r.choice([[None], ["UK", "EU"]]):
        extend = r.choice([{"days": r.choice([0, 10, 30, 61])}, {"days": 45}, {"to": "2025-08-15"}, {"terms": "net 90"}])
        options = [s(r) for s in r.sample(SCHEMES, r.choice([1, 1, 2]))]
        offer = {"extend": extend, "options": options, "acceptance": {"share": r.choice(["1", "0.7", "0.333"])}}
        offer["funding_rate"] = r.choice(["0.05", "0.02", {"low": "0.04", "high": "0.09"}])
        offer["funding_day_count"] = "ACT/365F"
        if region:
            offer["suppliers"] = {"region": region}
        offers.append(offer)
    return cf.Scenario(name, offers)


def books():
    """Books from seeds, and the WideWorldImporters ledger where it lies here."""
    for number in range(BOOKS):
        yield f"book {number}", *book(number), SHOWN
    if FOLDER.is_dir():
        ledger = cf.read_ledger(pd.DataFrame(wwi_rows()).drop(columns="payment_days"), currency="USD")
        yield "wwi", ledger, cf.PaymentPolicy("actual"), WWI, ("2013-01-01", "2016-06-30")


WWI = [
    cf.Scenario("later", cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.065", "ACT/360")])),
    cf.Scenario(
        "bank",
        cf.Offer(extend={"days": 60}, options=[cf.BankPaysNow("0.05", "ACT/360", bank_pays="baseline")], acceptance={"share": "0.6"}),
    ),
]


def figures(result):
    """Name → value as text: every figure of the frames `quarters`, `costs`, `suppliers` and `offers`, and the sum of the legs."""
    out = {}
    for name, keys in (("quarters", ["scenario", "currency", "quarter"]), ("suppliers", ["scenario", "supplier", "currency"])):
        for row in getattr(result, name).to_dict("records"):
            where = "|".join(str(row.pop(k)) for k in keys)
            out |= {
                f"{name}|{where}|{k}": text(v) for k, v in row.items() if isinstance(v, int | float | Decimal) or v is None or v is pd.NaT
            }
    legs, sums = result.legs, defaultdict(Decimal)
    for *keys, amount in zip(*(legs[k] for k in ["scenario", "currency", "day", "payer", "payee", "nature", "amount"]), strict=True):
        sums["legs|" + "|".join(map(str, keys))] += amount
    return out | {name: text(amount) for name, amount in sums.items()}


def text(value):
    if value is None or value != value:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def all_figures():
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found["demo"] = figures(run_demo()[1])
        for name, ledger, policy, scenarios, shown in books():
            try:
                found[name] = figures(cf.compare(ledger, scenarios, policy, quarters=shown))
            except cf.InputError as wrong:
                found[name] = {"refused": str(wrong)[:40]}
    return found


def digests(found):
    """Of each book one hash, and one of each measure over all books, so that a difference is found."""
    of_book = {name: _hash(sorted(some.items())) for name, some in found.items()}
    of_measure = {}
    for name, some in found.items():
        for key, value in some.items():
            kind, _, last = key.partition("|")
            of_measure.setdefault(f"{kind}: {last.rpartition('|')[2]}" if kind != "legs" else kind, []).append((name, key, value))
    return {"books": of_book, "measures": {k: _hash(sorted(v)) for k, v in sorted(of_measure.items()) if k != "refused"}}


def _hash(value):
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:16]


if __name__ == "__main__":
    everything = all_figures()
    Path(sys.argv[1]).write_text(json.dumps(everything, indent=0, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    refused = [n for n, some in everything.items() if "refused" in some]
    print(
        f"{sum(map(len, everything.values())):,} figures of {len(everything)} books, {len(refused)} refused: {refused[:5]}", file=sys.stderr
    )
    if "--keep" in sys.argv:
        FILE.write_text(json.dumps(digests(everything), indent=1) + "\n", encoding="utf-8")
