"""Results of all kinds for workbooks: every scheme, shares, two currencies, credit notes, names that attack, nothing at all, billions."""

import warnings

import pandas as pd

import cashflow as cf
from cashflow.report.workbook.book import workbook_bytes
from cashflow.report.workbook.page import Told
from cashflow.schemes import (
    DiscountSchedule,
    DynamicDiscount,
    EarlyPaymentDiscount,
    PriceUplift,
    ReferenceRate,
    ReverseFactoring,
    UpfrontFee,
)

ATTACK = '=HYPERLINK("http://x","pay")'
NAMES = ["Acme", ATTACK, "+1 Ltd", "-2 SA", "@SUM(A1)", "Very long supplier name & Söhne GmbH Co KG " * 4, "Ünï\u202ecode\x07", "1e5"]
QUARTERS = ("2025-04-01", "2025-12-31")


def ledger(n=40, scale=1, **columns):
    """Invoices of April to June; every seventh a credit note; odd amounts; suppliers in EUR or JPY."""
    rows = []
    for i in range(n):
        supplier = NAMES[i % len(NAMES)]
        yen = i % len(NAMES) == 7
        minor = (1_000_003 * (i + 3) % 7_654_321 + 117) * scale * (-1 if i % 7 == 6 else 1)
        amount = str(minor) if yen else f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"
        tax = str(minor // 6) if yen else f"{minor / 600:.2f}" if abs(minor) < 10**14 else "0.00"
        rate = ["0.05", "0.04 to 0.09", "0.30", ""][i % len(NAMES) % 4]
        day = f"2025-{4 + i % 3:02d}-{1 + i % 28:02d}"
        rows.append([supplier, f"{'=' if i % 5 == 0 else ''}R{i}", day, amount, tax, "JPY" if yen else "EUR", "net 30", rate])
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount", "tax_amount", "currency", "terms", "own_rate"])
    return cf.read_ledger(frame.assign(**columns))


def compared(*scenarios, of=None, **more):
    """A comparison without its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cf.CashflowWarning)
        return cf.compare(of or ledger(), list(scenarios), quarters=QUARTERS, **more)


def later(*options, **more):
    """A scenario of one offer that pays later."""
    return cf.Scenario("June", cf.Offer(**({"extend": {"days": 45}, "options": list(options)} | more)))


INTEREST, BANK = cf.LaterWithInterest("0.065", "ACT/360"), cf.BankPaysNow("0.072", "ACT/365F", fee_rate="0.001", fee_per_invoice="2.50")


def kinds():
    """Name → result."""
    funded = {"funding_rate": "own_rate"}
    reference = ReferenceRate({"2025-01-01": "0.02", "2025-06-10": "0.025"}, margin="0.03", floor=0)
    early = {"extend": {"early": 10}, "funding_day_count": "ACT/360", **funded}
    share = {"acceptance": {"share": "0.7"}}
    pounds = {"reporting_currency": "GBP", "exchange_rates": {"EUR": "0.8412", "JPY": "0.00512"}}
    return {
        "in pounds": compared(later(INTEREST, BANK, **funded, **share), reporting=pounds),
        "in yen": compared(later(INTEREST), reporting={"reporting_currency": "JPY", "exchange_rates": {"EUR": "171.35"}}),
        "choice": compared(later(INTEREST, BANK, **funded), reporting={"borrowing_rate": "0.055"}),
        "if whole": compared(later(INTEREST, acceptance="if whole", **funded)),
        "shares": compared(later(INTEREST, BANK, **funded, **share), reporting={"borrowing_rate": "0.055"}),
        "withheld": compared(later(cf.LaterWithInterest("0.07", "30E/360", withholding_tax="0.25"), **funded, **share)),
        "reference": compared(later(cf.LaterWithInterest(reference, "ACT/ACT ISDA"), funding_rate="0.06", funding_source="a survey")),
        "factoring": compared(
            later(ReverseFactoring("0.05", "ACT/360", subsidy="0.4"), **funded),
            later_two(ReverseFactoring("0.05", "ACT/360", sold="baseline")),
        ),
        "factoring mixed": compared(later(ReverseFactoring("0.05", "ACT/360"), INTEREST, **funded, **share)),
        "to yield": compared(later(ReverseFactoring("0.05", "ACT/360", discount="to_yield"), **funded)),
        "uplift": compared(later(PriceUplift("0.013", of="net"), funding_day_count="ACT/365F", **funded)),
        "uplift, VAT": compared(later(PriceUplift("0.013", of="gross", vat="0.2"), funding_day_count="ACT/365F", **funded, **share)),
        "fee": compared(later(UpfrontFee("0.01", of="gross", paid="immediate"), funding_day_count="ACT/365F", **funded)),
        "early": compared(later(DynamicDiscount("0.12", "ACT/360", of="gross"), **early)),
        "early, fixed": compared(later(EarlyPaymentDiscount("0.02", of="net"), **early, **share)),
        "early, steps": compared(later(DiscountSchedule({30: "0.02", 10: "0.01"}, of="gross"), **early)),
        "other terms": compared(later(INTEREST, extend={"terms": "50% net 60, 50% net 120"}, **funded)),
        "a loss": compared(later(INTEREST, credit_loss={"default_probability": "0.01", "loss_given_default": "0.6"}, **funded)),
        "financing": compared(later(INTEREST, BANK, **funded), interest_paid="financing"),
        "nobody": compared(later(INTEREST, acceptance=[])),
        "no offer matches": compared(later(INTEREST, suppliers=["Acme"], due={"from": "2030-01-01"})),
        "no option": compared(later()),
        "one": compared(later(INTEREST, **funded), of=ledger(1)),
        "billions": compared(later(INTEREST, **funded), of=ledger(24, scale=10**10)),
        "one day": compared(later(INTEREST, BANK, extend={"to": "2025-09-15"}, **funded, **share), of=ledger(120)),
        "two offers": compared(
            cf.Scenario(
                "two = <b>",
                [
                    cf.Offer(extend={"to": "2025-08-15"}, options=[INTEREST], suppliers=["Acme"]),
                    cf.Offer(extend={"days": 90}, options=[BANK]),
                ],
            ),
            later(INTEREST),
        ),
    }


def later_two(*options):
    """As `later`, under another name."""
    return cf.Scenario("other", cf.Offer(extend={"days": 10}, options=list(options)))


def book(result, **more):
    """Its workbook."""
    return workbook_bytes(result, Told.of(result), **more)
