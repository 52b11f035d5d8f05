"""On what the suppliers' funding rate counts: the scheme's own day count, what the offer says, or a refusal; never a silent default."""

from decimal import Decimal as D
from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest
from attrs import frozen

import cashflow as cf
from cashflow import schemes
from cashflow.report.letters import letter_files
from cashflow.schemes import SCHEMES, Flow, Scheme, principal
from cashflow.whatif_file import read_whatif

SHOWN = ("2025-04-01", "2025-09-30")
LATER, EARLY = {"to": "2025-08-15"}, {"early": "immediate"}
ROWS = {
    "supplier": ["Acme"],
    "invoice": ["1"],
    "invoice_date": ["2025-05-21"],
    "amount": ["1000000.00"],
    "currency": ["EUR"],
    "terms": ["net 30"],
}
BOOK = cf.read_ledger(pd.DataFrame(ROWS))


@frozen
class OwnScheme(Scheme):
    """1 % more, and not a word on day counts."""

    day_count: str | None = None

    def flows(self, deals):
        yield principal(deals, "buyer", "supplier", deals.new_day)
        yield Flow(deals.new_day, "buyer", "supplier", "uplift", deals.amount, per=100)


SILENT = {
    "price_uplift": (schemes.PriceUplift("0.01", of="gross", vat="none"), LATER),
    "upfront_fee": (schemes.UpfrontFee("0.01", of="gross", vat="none"), LATER),
    "discount_schedule": (schemes.DiscountSchedule({0: "0.01"}, of="gross", vat="none"), EARLY),
    "early_payment_discount": (schemes.EarlyPaymentDiscount("0.01", of="gross", vat="none"), EARLY),
    "own": (OwnScheme(), LATER),
    "own, of a day count not known here": (OwnScheme("BUS/252"), LATER),
}
SPEAKING = {"later_with_interest", "bank_pays_now", "reverse_factoring", "dynamic_discount"}


def row(offer):
    policy = cf.PaymentPolicy("terms", as_of="2025-05-31")
    return cf.compare(BOOK, cf.Scenario("s", offer), policy=policy, quarters=SHOWN).suppliers.iloc[0]


def test_every_scheme_is_one_or_the_other():
    assert SPEAKING | set(SILENT) >= set(SCHEMES) and not SPEAKING & set(SILENT)
    assert all(SILENT[name][0].day_count is None for name in SILENT if "own" not in name)
    assert all(
        SCHEMES[name](0.05, "ACT/360", **({"of": "gross"} if name == "dynamic_discount" else {})).day_count == "ACT/360"
        for name in SPEAKING
    )


@pytest.mark.parametrize("name", SILENT)
@pytest.mark.parametrize("rate", ["0.08", {"low": "0.05", "high": "0.08"}, "rate"])
def test_a_rate_beside_a_scheme_without_a_day_count_is_refused(name, rate):
    option, extend = SILENT[name]
    with pytest.raises(cf.InputError, match=r'funding_day_count: must be given beside funding_rate.*Write funding_day_count = "ACT/365F"'):
        cf.Offer(extend=extend, options=[option], funding_rate=rate)
    with pytest.raises(cf.InputError, match="funding_day_count"):
        cf.Offer(extend=extend, options=[*([cf.LaterWithInterest(0.05, "ACT/360")] if extend is LATER else []), option], funding_rate=rate)


# 1,000,000.00 waits 56 days from 20 June to 15 August at 8 %: 12,444.44 on 360 days, 12,273.97 on 365. Paid on 1 June, 19 days
# before (the first day after 31 May), the early cash is worth 4,222.22 on 360 days, 4,164.38 on 365. Incentives: 1 %, 10,000.00.
BY_HAND = {
    ("later", "ACT/360"): "-2444.44",
    ("later", "ACT/365F"): "-2273.97",
    ("early", "ACT/360"): "-5777.78",
    ("early", "ACT/365F"): "-5835.62",
}
EVEN = {
    ("later", "ACT/360"): 0.01 * 360 / 56,
    ("later", "ACT/365F"): 0.01 * 365 / 56,
    ("early", "ACT/360"): 0.01 * 360 / 19,
    ("early", "ACT/365F"): 0.01 * 365 / 19,
}


@pytest.mark.parametrize("basis", ["ACT/360", "ACT/365F"])
@pytest.mark.parametrize("name", SILENT)
def test_it_counts_on_what_is_said(name, basis):
    option, extend = SILENT[name]
    found = row(cf.Offer(extend=extend, options=[option], funding_rate="0.08", funding_day_count=basis))
    way = "later" if extend is LATER else "early"
    assert (found["net_benefit"], found["funding_day_count"]) == (D(BY_HAND[way, basis]), basis)
    assert found["break_even_rate"] == pytest.approx(EVEN[way, basis])


@pytest.mark.parametrize(
    ("own", "said", "basis"),
    [
        ("ACT/360", None, "ACT/360"),
        ("ACT/365F", None, "ACT/365F"),
        ("ACT/365F", "ACT/360", "ACT/360"),
        ("ACT/360", "actual/365 (fixed)", "ACT/365F"),
        ("30E/360", None, "ACT/360"),
        ("ACT/ACT ISDA", None, "ACT/365F"),
    ],
)
def test_a_schemes_own_day_count_holds_unless_the_offer_says_otherwise(own, said, basis):
    offer = cf.Offer(extend=LATER, options=[cf.LaterWithInterest(0, own)], funding_rate="0.08", funding_day_count=said)
    found = row(offer)
    assert found["funding_day_count"] == basis
    assert found["net_benefit"] == {"ACT/360": D("-12444.44"), "ACT/365F": D("-12273.97")}[basis]


def test_without_a_rate_nothing_is_needed_and_no_break_even_rate_is_made_up():
    offer = cf.Offer(extend=LATER, options=[SILENT["price_uplift"][0]])
    found = row(offer)
    assert pd.isna(found["break_even_rate"]) and pd.isna(found["funding_day_count"]) and found["gains"] == "below"
    told = row(cf.Offer(extend=LATER, options=[SILENT["price_uplift"][0]], funding_day_count="ACT/365F"))
    assert told["break_even_rate"] == pytest.approx(0.01 * 365 / 56)


@pytest.mark.parametrize("wrong", ["30/360", "ACT/ACT", "360", 360])
def test_a_day_count_that_counts_no_days_is_refused(wrong):
    with pytest.raises(cf.InputError, match=r"^funding_day_count '"):
        cf.Offer(extend=LATER, funding_day_count=wrong)


def test_it_is_printed_with_the_rate():
    offer = cf.Offer(
        extend=LATER,
        options=[SILENT["price_uplift"][0]],
        funding_rate={"low": 0.05, "high": 0.08},
        funding_day_count="ACT/365F",
        acceptance="if whole",
    )
    result = cf.compare(BOOK, cf.Scenario("s", offer), quarters=SHOWN)
    assert "the suppliers' funding rate (s, offer 1): 5 % to 8 % (ACT/365F); source not stated" in str(result)
    assert not any("360" in line for line in result.assumptions)
    simulated = str(cf.simulate(result, draws=0))
    assert "low end (5.000%, ACT/365F)" in simulated and "5 % to 8 % (ACT/365F)" in simulated
    (letter,) = (text for name, text in letter_files(result).items() if name.endswith(".html"))
    assert "At a rate of 8.00 % a year (ACT/365F)" in letter and "days later / 365" in letter


def test_two_options_on_their_own_day_counts_are_both_named():
    options = [cf.LaterWithInterest(0.05, "ACT/360"), cf.BankPaysNow(0.05, "ACT/365F")]
    result = cf.compare(BOOK, cf.Scenario("s", cf.Offer(extend=LATER, options=options, funding_rate="0.08")), quarters=SHOWN)
    assert "8 % (ACT/360 or ACT/365F)" in str(result)


def test_an_offer_sheet_needs_it():
    result = cf.compare(BOOK, cf.Scenario("s", cf.Offer(extend=LATER, options=[SILENT["price_uplift"][0]])), quarters=SHOWN)
    with pytest.raises(cf.InputError, match="funding_day_count: must be given for offer letters"):
        result.offer_letters()


WHATIF = """
[ledger]
path = "ledger.csv"
[calendar]
quarters = { from = 2025-04-01, to = 2025-09-30 }
[[scenario]]
name = "s"
[[scenario.offer]]
extend = { to = 2025-08-15 }
funding_rate = 0.08
funding_day_count = "ACT/365F"
[[scenario.offer.option]]
scheme = "price_uplift"
rate = 0.01
of = "gross"
vat = "none"
[solve]
target = "1000000"
by = 2025-06-30
funding_rate = 0.08
funding_day_count = "ACT/365F"
[[solve.menu]]
extend = { to = 2025-08-15 }
scheme = "price_uplift"
rate = 0.01
of = "gross"
vat = "none"
"""


def test_in_a_what_if_file(tmp_path):
    pd.DataFrame(ROWS).to_csv(tmp_path / "ledger.csv", index=False)
    path = tmp_path / "w.toml"
    path.write_text(WHATIF)
    read = read_whatif(path)
    assert read.run().suppliers["net_benefit"].tolist() == [D("-2273.97")]
    choices = read.solve().choices
    assert (choices["net_benefit"].tolist(), choices["funding_day_count"].tolist()) == ([D("-2273.97")], ["ACT/365F"])
    line = 'funding_day_count = "ACT/365F"\n'
    path.write_text(WHATIF.replace(line, "", 1))
    with pytest.raises(cf.InputError, match=r"scenario 1\.offer 1\.funding_day_count: must be given"):
        read_whatif(path)
    head, _, tail = WHATIF.rpartition(line)
    path.write_text(head + tail)
    with pytest.raises(cf.InputError, match="menu 1, funding_day_count: must be given"):
        read_whatif(path).solve()


def test_the_same_book_swept_and_varied():
    offer = {
        "extend": LATER,
        "option": [{"scheme": "price_uplift", "rate": "0.0125", "of": "gross", "vat": "none"}],
        "acceptance": "if whole",
    }
    grid = {"name": "s", "offer": [offer | {"funding_rate": "0.081"}], "vary": {"funding_day_count": ["ACT/360", "ACT/365F"]}}
    # The wait costs 12,600.00 on 360 days and 12,427.40 on 365, for 12,500.00: only on 365 it is made whole, and accepts.
    assert cf.sweep(BOOK, grid, quarters=SHOWN).amounts("cash_retained")[:, 0].tolist() == [0, 100_000_000]
    assert np.array_equal(cf.sweep(BOOK, grid, quarters=SHOWN).amounts("cash_retained")[:, 1], [0, 0])


def test_the_borrowing_rate_is_printed_with_its_day_count():
    result = cf.compare(BOOK, cf.Scenario("s", cf.Offer(extend=LATER)), quarters=SHOWN, reporting={"borrowing_rate": 0.055})
    assert "Assumed borrowing rate: 5.5 % (ACT/360)." in str(result)


@pytest.mark.parametrize("rate", ["8%", "8 %", "8,0%", "0.08"])
def test_a_rate_may_be_a_percentage_as_those_of_schemes_may(rate):
    assert cf.Offer(extend=LATER, options=[cf.LaterWithInterest("6.5%", "ACT/360")], funding_rate=rate).funding_rate == (F(2, 25), F(2, 25))
