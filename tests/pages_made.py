"""Results for tests of the page: ordinary and ugly ones, made from ledgers typed here."""

import pandas as pd

import cashflow as cf

COLUMNS = ["supplier", "invoice", "invoice_date", "amount", "due_date", "currency", "region"]
ROWS = [
    ["Acme", "A-1", "2025-05-01", "1000.00", "2025-06-20", "EUR", "UK"],
    ["Acme", "A-2", "2025-05-10", "500.50", "2025-06-27", "EUR", "UK"],
    ["Bolt", "B-1", "2025-05-02", "2000.25", "2025-06-12", "EUR", "EU"],
    ["Cog", "C-1", "2025-05-03", "300.00", "2025-06-19", "EUR", "EU"],
    ["Cog", "C-2", "2025-05-04", "-40.00", "2025-06-19", "EUR", "EU"],
    ["Dyn", "D-1", "2025-05-05", "700.00", "2025-06-25", "USD", "UK"],
    ["Dyn", "D-2", "2025-06-05", "900.00", "2025-07-25", "USD", "UK"],
]
HOSTILE = [
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror='window.hacked=1'>",
    '" onmouseover="window.hacked=1',
    "<!--<script>",
    "{{ 7 * 7 }}{% raw %}",
    "]]></style><svg onload=window.hacked=1>",
    "javascript:window.hacked=1",
    "\u2028\u202e evil & Söhne '\"`",
]
"""Names that would inject markup, script, style or template code, were they not escaped."""


def ledger_of(rows):
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(terms="")
    return cf.read_ledger(frame)


def offer(**more):
    told = {"paying": {"from": "2025-06-01", "to": "2025-06-30"}, "extend": {"to": "2025-08-15"}, "funding_rate": 0.07}
    told["options"] = [cf.LaterWithInterest(0.065, "ACT/360"), cf.BankPaysNow(0.072, "ACT/360")]
    return cf.Offer(**{**told, **more})


def compared(rows=ROWS, *offers, name="June to August", **more):
    scenario = more.pop("scenarios", None) or cf.Scenario(name, list(offers) or [offer()])
    told = {"quarters": ("2025-04-01", "2025-12-31"), "reporting": {"borrowing_rate": "0.055"}}
    return cf.compare(ledger_of(rows), scenario, cf.PaymentPolicy(as_of="2025-05-31"), **{**told, **more})


def hostile():
    rows = [[name, f"H-{name}", "2025-05-01", "1000.00", "2025-06-20", "EUR", name] for name in HOSTILE]
    return compared([*ROWS, *rows], name=HOSTILE[0])


def many(n):
    """`n` suppliers with an invoice each."""
    rows = [
        [
            f"Supplier {i:05d} of a rather long name Ltd",
            f"I-{i}",
            "2025-05-01",
            f"{i * 7919 % 99991 + 10}.{i % 100:02d}",
            "2025-06-20",
            "EUR",
            ("UK", "EU", "US")[i % 3],
        ]
        for i in range(n)
    ]
    return compared(rows)
