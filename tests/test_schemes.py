"""Schemes: worked figures, their tax, what they refuse. Expected values were worked out by hand."""

from decimal import Decimal as D

import pandas as pd
import pytest

import cashflow as cf
from cashflow import schemes

FISCAL = cf.FiscalCalendar("April", named_by="start")
SHOWN = ("2025-04-01", "2025-09-30")
LATER, EARLY = {"to": "2025-08-15"}, {"early": "immediate"}


def ledger(amount="12000000.00", tax=None, due="2025-06-20", invoiced="2025-05-01", **extra):
    row = {"supplier": "A", "invoice": "1", "invoice_date": invoiced, "amount": amount, "due_date": due, "currency": "EUR", "terms": ""}
    row |= extra | ({} if tax is None else {"tax_amount": tax})
    return cf.read_ledger(pd.DataFrame([row]))


def compare(book, option, extend=LATER, rate="0.08", **policy):
    offer = cf.Offer(extend=extend, options=[option], funding_rate=rate, funding_day_count="ACT/360")
    return cf.compare(book, cf.Scenario("s", offer), policy=cf.PaymentPolicy(**policy), fiscal=FISCAL, quarters=SHOWN)


def entry(result):
    return result.to_dict()["currencies"]["EUR"]["scenarios"]["s"]


def legs(result):
    """{(day, payer, payee, nature): amount}"""
    frame = result.legs
    days = frame["day"].dt.strftime("%m-%d")
    rows = zip(days, frame["payer"], frame["payee"], frame["nature"], frame["amount"], strict=True)
    return {row[:4]: str(row[4]) for row in rows}


@pytest.mark.parametrize(
    "of, vat, uplift, on_it, benefit",
    [
        ("net", "invoice", "130000.00", "26000.00", "-19333.33"),  # the worked figure: 130,000 less 12m × 8 % × 56/360 = 149,333.33
        ("gross", "invoice", "130000.00", "26000.00", "-19333.33"),  # 1.3 % of 12m is 156,000 with VAT in it
        ("net", "none", "130000.00", None, "-19333.33"),
        ("gross", "none", "156000.00", None, "6666.67"),  # what the figure would be if the VAT were the supplier's
        ("net", "0.2", "130000.00", "26000.00", "-19333.33"),
        ("gross", "0.2", "156000.00", "31200.00", "6666.67"),
    ],
)
def test_uplift_and_its_vat(of, vat, uplift, on_it, benefit):
    """10m and 20 % VAT, 1.3 %, 56 days, supplier at 8 %."""
    result = compare(ledger(tax="2000000.00"), cf.schemes.PriceUplift("0.013", of=of, vat=vat))
    assert result.suppliers["net_benefit"].tolist() == [D(benefit)]
    found = legs(result)
    assert found["08-15", "buyer", "supplier", "uplift"] == uplift
    assert found.get(("08-15", "buyer", "supplier", "vat")) == on_it
    figures = entry(result)
    assert (figures["financing_cost"], figures["vat"]) == (uplift, on_it or "0.00")
    paid = D(uplift) + D(on_it or 0)
    assert figures["free_cash_flow_change"]["trade_payable"] == ["12000000.00", str(-12000000 - paid)]
    assert figures["cash_paid"] == ["0.00", str(12000000 + paid)]


def test_withheld_tax_is_the_buyers_cost_and_not_the_suppliers_income():
    """1m, 6.5 %, 56 days: 10,111.11 of interest, of which 15 % = 1,516.67 goes to the tax authority."""
    result = compare(ledger("1000000.00"), cf.LaterWithInterest("0.065", "ACT/360", withholding_tax="0.15"))
    found = legs(result)
    assert found["08-15", "buyer", "supplier", "interest"] == "10111.11"
    assert found["08-15", "supplier", "buyer", "withheld tax"] == found["08-15", "buyer", "tax authority", "withheld tax"] == "1516.67"
    row = result.suppliers.iloc[0]
    assert (row["incentive"], row["net_benefit"]) == (D("8594.44"), D("-3850.00"))  # 8,594.44 less 12,444.44
    assert entry(result)["financing_cost"] == "10111.11"
    assert entry(result)["free_cash_flow_change"]["trade_payable"] == ["1000000.00", "-1010111.11"]
    assert "15 % is withheld from interest" in str(result)


def test_interest_as_financing_leaves_uplift_and_vat_in_operating_cash():
    offer = cf.Offer(extend=LATER, options=[schemes.PriceUplift("0.013", of="net")])
    book = ledger(tax="2000000.00")
    result = cf.compare(book, cf.Scenario("s", offer), fiscal=FISCAL, quarters=SHOWN, interest_paid="financing")
    assert entry(result)["free_cash_flow_change"]["trade_payable"] == ["12000000.00", "-12156000.00"]


def test_reverse_factoring_with_the_old_terms():
    """1.2m sold on Mon 2 June (as of 31 May, weekend closed), due Fri 20 June: 18 days at 5 % = 3,000.00; the buyer's payments stay."""
    weekend = {"weekend": ["Sat", "Sun"]}
    result = compare(
        ledger("1200000.00"), schemes.ReverseFactoring("0.05", "ACT/360"), {"days": 0}, as_of="2025-05-31", business_days=weekend
    )
    assert legs(result) == {
        ("06-02", "bank", "supplier", "principal"): "1200000.00",
        ("06-02", "supplier", "bank", "discount"): "3000.00",
        ("06-20", "buyer", "bank", "principal"): "1200000.00",
    }
    figures = entry(result)
    assert figures["free_cash_flow_change"]["trade_payable"] == ["0.00", "0.00"] and figures["financing_cost"] == "0.00"
    assert figures["free_cash_flow_change"]["borrowing_net"] == ["1200000.00", "0.00"]
    assert result.suppliers["net_benefit"].tolist() == [D("1800.00")]  # 18 days at 8 % = 4,800 less 3,000


def test_reverse_factoring_with_longer_terms_and_a_subsidy():
    """74 days from 2 June to 15 August: 12,333.33; the supplier bears 1/4, the buyer pays the bank the rest as interest."""
    option = schemes.ReverseFactoring("0.05", "ACT/360", subsidy="0.75")
    result = compare(ledger("1200000.00"), option, as_of="2025-06-01")
    assert legs(result) == {
        ("06-02", "bank", "supplier", "principal"): "1200000.00",
        ("06-02", "supplier", "bank", "discount"): "3083.33",
        ("08-15", "buyer", "bank", "principal"): "1200000.00",
        ("08-15", "buyer", "bank", "interest"): "9250.00",
    }
    figures = entry(result)
    assert figures["financing_cost"] == "9250.00"
    assert figures["financing_cost_accrued"] == ["3625.00", "5625.00"]  # 29 and 45 of 74 days
    assert figures["free_cash_flow_change"]["borrowing_gross"] == ["0.00", "-9250.00"]


def test_discount_to_yield():
    """1,000,000 for 73 days at 10 % on 365: the price is 1,000,000 / 1.02 = 980,392.16; straight it is 980,000.00."""
    book = ledger("1000000.00", due="2025-07-31", approval_date="2025-05-16")
    found = {}
    for way in ("straight", "to_yield"):
        option = schemes.ReverseFactoring("0.1", "ACT/365F", sold="3 days after approval", discount=way)
        found[way] = legs(compare(book, option, {"days": 0}))["05-19", "supplier", "bank", "discount"]
    assert found == {"straight": "20000.00", "to_yield": "19607.84"}


def test_a_reference_rate_is_that_of_the_first_day():
    """From 20 June: 2.05 % + 3 % for 56 days on 1m = 7,855.56, though the rate of July is lower; a floor on the reference."""
    table = {"2025-06-01": "0.0215", "2025-06-20": "0.0205", "2025-07-01": "0.01"}
    rate = {"reference": table, "margin": "0.03"}
    assert entry(compare(ledger("1000000.00"), cf.LaterWithInterest(rate, "ACT/360")))["financing_cost"] == "7855.56"  # 5.05 %
    floored = schemes.ReferenceRate("-0.005", margin="0.03", floor="0.001")
    assert entry(compare(ledger("1000000.00"), cf.BankPaysNow(floored, "ACT/360")))["financing_cost"] == "4822.22"  # 3.1 %
    late = schemes.ReferenceRate({"2025-06-21": "0.02"}, margin="0.03")
    with pytest.raises(cf.InputError, match=r"no rate for 2025-06-20.*its first is of 2025-06-21"):
        compare(ledger("1000000.00"), cf.LaterWithInterest(late, "ACT/360"))
    with pytest.raises(cf.InputError, match="is negative"):
        schemes.ReferenceRate("-0.02", margin="0.01")


def test_the_bank_pays_after_the_approval_and_has_a_minimum_fee():
    """Approved Fri 6 June; 3 days later is Mon 9 June: 67 days at 7.2 %. 0.1 % of 1,000.00 is less than the 25.00 an invoice."""
    option = cf.BankPaysNow("0.072", "ACT/360", bank_pays="3 days after approval", fee_rate="0.001", minimum_fee="25.00")
    rows = [("A", "1", "2025-05-01", "1000.00"), ("A", "2", "2025-05-01", "90000.00"), ("A", "3", "2025-05-01", "-500.00")]
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount"]).assign(
        currency="EUR", terms="", due_date="2025-06-20", approval_date="2025-06-06"
    )
    result = compare(cf.read_ledger(frame), option)
    frame = result.legs
    fees = frame[frame["nature"] == "fee"].set_index("invoice")["amount"].to_dict()
    assert fees == {"1": D("25.00"), "2": D("90.00"), "3": D("-0.50")}
    assert sorted(frame["day"].dt.strftime("%m-%d").unique()) == ["06-09", "08-15"]
    assert frame[frame["nature"] == "interest"]["amount"].sum() == D("1212.70")  # 90,500 × 7.2 % × 67/360


def test_the_minimum_is_once_an_invoice_of_several_parts():
    option = cf.BankPaysNow("0", "ACT/360", fee_rate="0.001", minimum_fee="25.00")
    frame = pd.DataFrame(
        {
            "supplier": ["A"],
            "invoice": ["1"],
            "invoice_date": ["2025-05-01"],
            "amount": ["10000.00"],
            "currency": ["EUR"],
            "terms": ["50% net 30, 50% net 60"],
        }
    )
    assert entry(compare(cf.read_ledger(frame), option, {"days": 30}))["financing_cost"] == "25.00"


@pytest.mark.parametrize(
    "of, vat, off, tax, cost",
    [
        ("gross", "invoice", "200000.00", "40000.00", "-200000.00"),
        ("net", "invoice", "200000.00", "40000.00", "-200000.00"),
        ("gross", "none", "240000.00", None, "-240000.00"),
        ("net", "none", "200000.00", None, "-200000.00"),
    ],
)
def test_early_payment_discount(of, vat, off, tax, cost):
    """2 % of 12m with 2m VAT in it, paid on 1 June and not on 20 June: the buyer saves, the quarter end sees no more than that."""
    result = compare(ledger(tax="2000000.00"), schemes.EarlyPaymentDiscount("0.02", of=of, vat=vat), EARLY, as_of="2025-05-31")
    found = legs(result)
    assert found["06-01", "supplier", "buyer", "discount"] == off
    assert found.get(("06-01", "supplier", "buyer", "vat")) == tax
    figures = entry(result)
    gain = D(off) + D(tax or 0)
    assert figures["free_cash_flow_change"]["trade_payable"] == [str(gain), "0.00"]
    assert figures["financing_cost"] == cost
    benefit = D("50666.67") + D(cost)  # 19 days at 8 % of 12m
    assert result.suppliers["net_benefit"].tolist() == [benefit]


def test_dynamic_discounts_count_from_the_payment_to_the_contract_due_date():
    """Due Fri 20 June; paid on 1 June: 19 days at 12 % on 360 = 0.6333 %; a usual run on 26 June changes nothing."""
    late = {"payment_runs": {"on": "every Thursday", "choose": "first on or after due"}, "as_of": "2025-05-31"}
    option = schemes.DynamicDiscount("0.12", "ACT/360", of="gross", vat="none")
    assert entry(compare(ledger("300000.00"), option, EARLY, **late))["financing_cost"] == "-1900.00"
    for steps, off in (({30: "0.03", 15: "0.01"}, "-3000.00"), ({19: "0.02"}, "-6000.00"), ({20: "0.02"}, "0.00")):
        option = schemes.DiscountSchedule(steps, of="gross", vat="none")
        assert entry(compare(ledger("300000.00"), option, EARLY, **late))["financing_cost"] == off


def test_upfront_fee():
    result = compare(ledger("1000000.00", tax="0.00"), schemes.UpfrontFee("0.01", of="gross", paid="immediate"), as_of="2025-05-31")
    assert legs(result) == {
        ("06-01", "buyer", "supplier", "fee"): "10000.00",
        ("08-15", "buyer", "supplier", "principal"): "1000000.00",
    }
    assert entry(result)["free_cash_flow_change"]["trade_payable"] == ["990000.00", "-1000000.00"]


@pytest.mark.parametrize(
    "make, words",
    [
        (
            lambda: cf.Offer(extend=EARLY, options=[cf.LaterWithInterest("0.06", "ACT/360")]),
            "pays for waiting, and this offer pays earlier",
        ),
        (lambda: cf.Offer(extend=LATER, options=[schemes.EarlyPaymentDiscount("0.02", of="gross")]), "pays for being early"),
        (lambda: schemes.PriceUplift("1.3", of="net"), "Write 0.013 for 1.3 %"),
        (lambda: schemes.PriceUplift("0.013", of="netto"), "must be 'gross'"),
        (lambda: schemes.PriceUplift("0.013", of="net", vat="full"), "must be 'invoice'"),
        (lambda: schemes.ReverseFactoring("0.05", "ACT/360", discount="yield"), "Did you mean"),
        (lambda: schemes.ReverseFactoring("0.05", "ACT/360", sold="soon"), "sold 'soon': must be 'baseline'"),
        (lambda: cf.BankPaysNow("0.05", "ACT/360", bank_pays="3 business days after approval"), "counts business days"),
        (lambda: cf.BankPaysNow("0.05", "ACT/360", minimum_fee=25.0), "must not be a float"),
        (lambda: schemes.DiscountSchedule({}, of="gross"), "has no step"),
        (lambda: schemes.DiscountSchedule(5, of="gross"), "must be steps"),
        (lambda: schemes.DiscountSchedule({15: "0.02", "15": "0.01"}, of="gross"), "the same number of days twice"),
        (lambda: schemes.PriceUplift("0.013", of="net", vat=True), "must be 'invoice'"),
        (lambda: schemes.ReferenceRate((("2025-06-01", "0.02"),)), "is not a number"),
        (lambda: schemes.ReferenceRate({}), "has no rate in it"),
        (lambda: cf.LaterWithInterest("0.05", "ACT/ACT ICMA"), "needs coupon periods"),
        (lambda: schemes.DiscountSchedule({15: "0.02", "x": "0.01"}, of="gross"), "whole number of days"),
        (lambda: cf.LaterWithInterest({"floors": "0.02"}, "ACT/360"), "Did you mean 'floor'"),
        (lambda: cf.LaterWithInterest({"margin": "0.02"}, "ACT/360"), "says no reference"),
        (lambda: compare(ledger(), schemes.PriceUplift("0.013", of="net")), "ledger states no tax"),
        (lambda: cf.Offer(extend=LATER, options=[{"scheme": "price_uplift", "rate": 0.01}]), "option.of: is missing"),
        (lambda: cf.Offer(extend=LATER, options=[{"scheme": "price_upliftt"}]), "Did you mean 'price_uplift'"),
    ],
)
def test_what_is_refused(make, words):
    with pytest.raises(cf.InputError) as refused:
        make()
    assert words in str(refused.value)


def test_an_invoice_with_a_part_that_stays_keeps_its_fee_in_a_mixed_menu():
    """A menu with a scheme for unmoved invoices: the part that moves stands for the invoice, so its fee is not lost."""
    frame = pd.DataFrame(
        {
            "supplier": ["A"],
            "invoice": ["1"],
            "invoice_date": ["2025-05-01"],
            "amount": ["100.00"],
            "currency": ["EUR"],
            "terms": ["50% net 110, 50% net 60"],
        }
    )
    options = [cf.BankPaysNow("0", "ACT/360", fee_per_invoice="5.00"), schemes.ReverseFactoring("0", "ACT/360")]
    offer = cf.Offer(extend=LATER, options=options)
    result = cf.compare(cf.read_ledger(frame), cf.Scenario("s", offer), fiscal=FISCAL, quarters=SHOWN)
    assert entry(result)["financing_cost"] == "5.00"
