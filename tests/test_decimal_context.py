"""What the caller has set for its own decimals changes no amount, and what is done here changes nothing of the caller's."""

import decimal
import json
from decimal import Decimal as D
from decimal import Inexact, localcontext

import pandas as pd
import pytest

import cashflow as cf
from cashflow.basics.amount_text import read_decimal
from cashflow.basics.money import from_minor, to_minor
from cashflow.basics.rates import rate_of_discount
from cashflow.report.explanation import explanation_dict, explanation_parts
from cashflow.report.findings import findings_dict, findings_text
from cashflow.report.letters import letter_files
from cashflow.report.text_page import page_text
from cashflow.schemes import EarlyPaymentDiscount, PriceUplift, ReferenceRate

LEDGER = """supplier,invoice,invoice_date,amount,currency,terms,region,approval_date
Acme,1,2025-05-21,"1,234,567.89",EUR,net 30,UK,2025-05-22
Acme,2,2025-05-22,987654.32,EUR,30% in 10 days; 70% in 30 days,UK,2025-05-23
Bolt,3,2025-05-23,12345678.91,EUR,2/10 net 30,EU,2025-05-24
Bolt,4,2025-05-24,-4567.89,EUR,net 30,EU,2025-05-25
Cogs,5,2025-05-25,77777.777,KWD,net 30,EU,2025-05-26
Cogs,6,2025-05-25,77777.7771,KWD,net 30,EU,2025-05-26
Dyes,7,2025-05-26,abc,EUR,net 30,EU,2025-05-27
Dyes,8,2025-05-26,99999,JPY,net 30,EU,2025-05-27
"""
PAID = "invoice,supplier,paid_date,amount\n1,Acme,2025-05-26,234567.89\n3,Bolt,2025-05-28,345678.91\n"
SHOWN = ("2025-04-01", "2025-12-31")


def everything(folder):
    """All main paths, as text."""
    said = []
    ledger = cf.read_ledger(folder / "ledger.csv", payments=folder / "paid.csv", decimal=".", most_rejected=1)
    again = cf.read_ledger(ledger.to_frame())
    said += [
        findings_text(ledger.findings),
        json.dumps(findings_dict(ledger.findings)),
        ledger.to_frame().to_csv(),
        again.to_frame().to_csv(),
    ]
    policy = cf.PaymentPolicy("terms", as_of="2025-05-31", discounts={"hurdle_rate": 0.12, "day_count": "ACT/365F"})
    projected = cf.project(ledger, policy, quarters=SHOWN)
    said += [str(projected), projected.days.to_csv()]
    options = [
        cf.LaterWithInterest(ReferenceRate({"2025-06-01": D("0.0215")}, margin=D("0.0435"), floor=D("-0.001234567")), "ACT/360"),
        cf.BankPaysNow("0.0721234", "ACT/365F", fee_per_invoice="12.34", minimum_fee=D("55.55")),
        PriceUplift("1.31%", of="gross", vat="0.19"),
    ]
    offer = cf.Offer(
        extend={"days": 47},
        options=options,
        where={"amount": {"from": D("-5000.005"), "to": "12345678.915"}},
        acceptance={"share": 0.7},
        funding_rate={"low": "0.0512345", "high": D("0.0987654")},
        funding_day_count="ACT/365F",
        credit_loss={"default_probability": 0.012345, "loss_given_default": 0.61},
    )
    scenario = cf.Scenario("later", offer, stress=[{"rates": "+200 bp"}])
    reporting = {
        "borrowing_rate": "0.0551234",
        "currency": "EUR",
        "net_debt": "900000000.55",
        "ebitda": "400000000",
        "covenant_limit": "2.25",
    }
    result = cf.compare(ledger, scenario, policy=policy, quarters=SHOWN, reporting=reporting)
    said += [str(result), json.dumps(result.to_dict())]
    frames = ("quarters", "suppliers", "offers", "legs", "presentations", "costs", "supplier_finance", "stress", "stress_costs")
    said += [getattr(result, name).to_csv() for name in frames]
    explained = result.explain(quarter="2025 Q2", currency="EUR")
    said += [page_text(explanation_parts(explained, "x")), json.dumps(explanation_dict(explained, {}, {}, ()))]
    said += [str(v) for name, v in letter_files(result).items() if name.endswith(".html")]
    found = cf.simulate(result, currency="EUR", target="1000000.01", draws=200)
    said += [str(found), json.dumps(found.to_dict())]
    menu = [({"days": 47}, cf.LaterWithInterest("0.0651234", "ACT/360"))]
    solved = cf.solve(ledger, "1000000.01", by="2025-06-30", menu=menu, policy=policy, currency="EUR", funding_rate="0.0512345")
    said += [str(solved), json.dumps(solved.to_dict())]
    swept = cf.sweep(ledger, [cf.Scenario("a", cf.Offer(extend={"days": 47}))], policy=policy, quarters=SHOWN)
    said += [str(swept), json.dumps(swept.to_dict()), swept.quarters.to_csv(), swept.totals.to_csv()]
    book = cf.scan(folder / "ledger.csv", workers=1, most_rejected=1)
    said += [str(cf.project(book, quarters=SHOWN)), findings_text(book.findings)]
    for answer in (projected, result, found, solved, swept):
        said += [*answer.sentences(), repr(answer), answer._repr_html_()]
        said += [answer.picture(name, **({"currency": "EUR"} if name == "setting" else {})).svg() for name in answer.pictures()]
    said += [answer.to_html() for answer in (projected, result, found, solved)]
    said.append(str(cf.compare(ledger, cf.Scenario("early", EARLY), policy=policy, quarters=SHOWN).suppliers.to_csv()))
    return said + list(map(str, small()))


EARLY = cf.Offer(extend={"early": "immediate"}, options=[EarlyPaymentDiscount("2.0512%", of="gross")])


def small():
    """Rates, terms and amounts alone."""
    term = cf.PaymentTerms.parse("30% in 10 days; 33.335% in 20 days; rest in 30 days")
    yield term.schedule("2025-05-21", "1234567.89", "EUR")
    yield cf.PaymentTerms.parse("2.25/10 net 30").schedule("2025-05-21", D("9876543.21"), "EUR")
    rate = cf.Rate("6.54321%", "ACT/360")
    yield rate.to("effective", "ACT/365F", days=56)
    yield rate.interest("60000000.01", "2025-06-20", "2025-08-15", "EUR")
    yield rate_of_discount("2.0512%", 20, "ACT/365F", "effective")
    yield cf.measures.dpo("countback", balance=D("150000.55"), months=[(31, D("100000.11")), (28, "100000.22")])
    yield from (from_minor(10**k + 1, "EUR") for k in (3, 12, 24, 26, 40))
    yield to_minor("1234567890123.45", "EUR"), to_minor(D("-1234567890123.45"), "EUR")
    yield from (read_decimal(text, 2) for text in ("1.234.567,89-", "(1,234,567.89)", "1234.567", "1." + "0" * 28 + "1", "nan", "1e5"))
    yield from (refused(lambda t=text: to_minor(t, "EUR")) for text in ("abc", "1.234", "Infinity", "1e99"))
    yield refused(lambda: cf.Rate("abc", "ACT/360")), refused(lambda: cf.Offer(extend={"days": 1}, funding_rate="six %"))


def refused(what):
    try:
        return str(what())
    except cf.InputError as wrong:
        return str(wrong)


ALL = [decimal.Inexact, decimal.Rounded, decimal.Subnormal, decimal.Underflow, decimal.FloatOperation, decimal.Clamped]
CONTEXTS = {
    "three digits": decimal.Context(prec=3),
    "every trap": decimal.Context(prec=3, traps=[*ALL, decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]),
    "no trap, rounded up": decimal.Context(prec=5, rounding=decimal.ROUND_UP, traps=[]),
    "small exponents": decimal.Context(prec=6, Emin=-1, Emax=2, clamp=1, capitals=0, traps=[]),
    "rounded down": decimal.Context(prec=28, rounding=decimal.ROUND_DOWN),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("decimals")
    (where / "ledger.csv").write_text(LEDGER)
    (where / "paid.csv").write_text(PAID)
    return where


@pytest.fixture(scope="module")
def plainly(folder):
    with localcontext(decimal.Context(prec=28, rounding=decimal.ROUND_HALF_EVEN)):
        return everything(folder)


@pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
@pytest.mark.parametrize("name", CONTEXTS)
def test_the_callers_context_changes_nothing(folder, plainly, name):
    with localcontext(CONTEXTS[name]) as mine:
        found = everything(folder)
        own = CONTEXTS[name]
        assert (mine.prec, mine.rounding, mine.traps, mine.Emax) == (own.prec, own.rounding, own.traps, own.Emax)
    assert len(found) == len(plainly)
    for ours, theirs in zip(found, plainly, strict=True):
        assert ours == theirs


def test_amounts_by_hand_under_three_digits():
    with localcontext(prec=3, traps=[Inexact]):
        assert to_minor("1234.56", "EUR") == 123456
        assert str(from_minor(123456789, "EUR")) == "1234567.89"
        assert read_decimal("1.234,56-", 2) == (D("-1234.56"), "")
        # 60,000,000.01 at 6.5 % for 56 days on ACT/360: 606,666.6667…
        assert str(cf.Rate("6.5%", "ACT/360").interest("60000000.01", "2025-06-20", "2025-08-15", "EUR")) == "606666.67"


def test_a_long_amount_is_not_rounded_to_fit():
    """1.000…01 with 29 decimals has more decimals than EUR; in 28 digits it is 1."""
    assert read_decimal("1." + "0" * 28 + "1", 2) == (None, "has more decimals than the currency has (2)")


@pytest.mark.parametrize(
    ("low", "high", "kept"),
    [
        ("100.00", "200.00", [10000, 20000]),
        ("100.005", "199.995", []),
        (D("1E+2"), D("1E+2"), [10000]),
        (-5, None, [10000, 20000]),
        (0.1, 150, [10000]),
    ],
)
def test_amounts_from_and_to_are_compared_exactly(low, high, kept):
    rows = pd.DataFrame(
        {"supplier": "A", "invoice": ["1", "2"], "invoice_date": "2025-05-21", "amount": ["100.00", "200.00"], "currency": "EUR"}
    )
    ledger = cf.read_ledger(rows.assign(terms="net 30"))
    wanted = {k: v for k, v in (("from", low), ("to", high)) if v is not None}
    offer = cf.Offer(extend={"days": 30}, where={"amount": wanted})
    with localcontext(prec=3):
        found = offer.selection.invoices(ledger, [])
    assert ledger.amount[found].tolist() == kept


@pytest.mark.parametrize("value", ["x", "nan", D("nan"), D("inf"), "1e99"])
def test_no_amount_is_refused(value):
    rows = pd.DataFrame(
        {"supplier": ["A"], "invoice": "1", "invoice_date": "2025-05-21", "amount": "100.00", "currency": "EUR", "terms": "net 30"}
    )
    offer = cf.Offer(extend={"days": 30}, where={"amount": {"from": value}})
    with pytest.raises(cf.InputError, match=r"where\.amount\.from.*(is not an amount|too large)"):
        offer.selection.invoices(cf.read_ledger(rows), [])
