"""`check_scheme`: every scheme here keeps the laws, and each broken scheme is caught by the law meant for it."""

from datetime import date
from typing import ClassVar

import numpy as np
import pytest
from attrs import evolve, field, frozen

import cashflow as cf
from cashflow import schemes
from cashflow.schemes import Flow, Scheme, check_scheme, interest, principal

TABLE = schemes.ReferenceRate({"2025-01-01": "0.0215", "2026-01-01": "-0.002"}, margin="0.03", floor="-0.001")
ALL = [
    cf.LaterWithInterest("0.065", "ACT/360"),
    cf.LaterWithInterest(TABLE, "ACT/365F", withholding_tax="0.15"),
    cf.BankPaysNow("0.072", "ACT/360", fee_rate="0.001", fee_per_invoice="5.00"),
    cf.BankPaysNow(TABLE, "ACT/360", bank_pays="immediate"),
    cf.BankPaysNow("0.072", "ACT/360", bank_pays="2 days after approval", fee_rate="0.001", minimum_fee="25"),
    schemes.ReverseFactoring("0.05", "ACT/360", sold="baseline"),
    schemes.ReverseFactoring(TABLE, "ACT/360", sold="3 days after approval", discount="to_yield", subsidy="0.3"),
    schemes.ReverseFactoring("0.05", "ACT/365F", subsidy=1),
    *(schemes.PriceUplift("0.013", of=of, vat=vat) for of in ("gross", "net") for vat in ("invoice", "none", "0.2")),
    schemes.UpfrontFee("0.01", of="gross", paid="immediate", vat="0.19"),
    schemes.UpfrontFee("0.01", of="net"),
    schemes.DynamicDiscount("0.12", "ACT/360", of="gross"),
    schemes.DynamicDiscount(TABLE, "ACT/365F", of="net", vat="none"),
    schemes.DiscountSchedule({30: "0.02", 15: "0.01"}, of="gross"),
    schemes.EarlyPaymentDiscount("0.02", of="net"),
]


@pytest.mark.parametrize("scheme", ALL, ids=str)
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_every_scheme_keeps_the_laws(scheme, seed):
    found = check_scheme(scheme, seed=seed)
    assert found, str(found)
    found.raise_if_broken()
    assert "keeps all 8 laws on 60 sets of deals" in str(found)


def test_every_scheme_is_tried():
    assert {type(s) for s in ALL} == set(schemes.SCHEMES.values())


class Broken(Scheme):
    """Pays the supplier on the new day; subclasses add what is wrong."""

    needs: ClassVar[tuple[str, ...]] = ()

    def flows(self, deals):
        yield principal(deals, "buyer", "supplier", deals.new_day)
        yield from self.more(deals)

    def more(self, deals):
        return ()


def flow(deals, amount, nature="interest", payer="buyer", payee="supplier", day=None, **more):
    return Flow(deals.new_day if day is None else day, payer, payee, nature, amount, **more)


class KeepsOnePercent(Broken):
    def flows(self, deals):
        yield flow(deals, deals.amount * 99, "principal", per=100)


class PaysTwice(Broken):
    def more(self, deals):
        yield principal(deals, "bank", "supplier", deals.base_day)


class BankKeepsIt(Broken):
    def flows(self, deals):
        yield principal(deals, "buyer", "bank", deals.new_day)


class UsesFloats(Broken):
    def more(self, deals):
        yield flow(deals, deals.amount * 0.01)


class OneRowOnly(Broken):
    def more(self, deals):
        yield flow(deals, deals.amount[:1])


class UnknownParty(Broken):
    def more(self, deals):
        yield flow(deals, deals.amount, payee="insurer")


class UnknownNature(Broken):
    def more(self, deals):
        yield flow(deals, deals.amount, nature="bonus")


class ToItself(Broken):
    def more(self, deals):
        yield flow(deals, deals.amount, payer="bank", payee="bank")


class ReturnsRows(Broken):
    def flows(self, deals):
        return [("buyer", "supplier", 100)]


class PaysBefore(Broken):
    def more(self, deals):
        yield flow(deals, deals.amount, "fee", day=deals.base_day - 1)


class PaysLate(Broken):
    def flows(self, deals):
        yield principal(deals, "buyer", "supplier", deals.new_day + 1)


class FlatSum(Broken):
    def more(self, deals):
        yield flow(deals, np.full(len(deals), 100), "fee")


class CapsEach(Broken):
    def more(self, deals):
        yield flow(deals, np.minimum(np.abs(deals.amount), 1000) * np.sign(deals.amount), "fee")


class Tiers(Broken):
    """A higher rate from 100,000.00 on: not additive."""

    def more(self, deals):
        yield flow(deals, deals.amount * np.where(np.abs(deals.amount) >= 10_000_000, 2, 1), "uplift", per=100)


class NoCreditNotes(Broken):
    def more(self, deals):
        yield flow(deals, np.maximum(deals.amount, 0), "uplift", per=100)


class ShareOfAll(Broken):
    def more(self, deals):
        yield flow(deals, deals.amount * len(deals), "uplift", per=1000)


class Ranks(Broken):
    def more(self, deals):
        yield flow(deals, deals.amount * np.arange(len(deals)), "uplift", per=1000)


class ByGroup(Broken):
    def more(self, deals):
        yield flow(deals, deals.amount * deals.group, "uplift", per=1000)


class LooksElsewhere(Broken):
    def more(self, deals):
        yield flow(deals, deals.amount, "uplift", day=deals.keys["due_day"], per=100)


class Remembers(Broken):
    def __init__(self):
        self.calls = 0

    def __repr__(self):
        return "Remembers"

    def more(self, deals):
        self.calls += 1
        yield flow(deals, deals.amount * self.calls, "uplift", per=1000)


class Counts(Remembers):
    def more(self, deals):
        self.calls += 1
        return ()


class Scribbles(Broken):
    def more(self, deals):
        deals.amount[:] = 7
        return ()


class Stumbles(Broken):
    def more(self, deals):
        raise ZeroDivisionError("division by zero")


CAUGHT = {
    "principal": [KeepsOnePercent, PaysTwice, BankKeepsIt],
    "shape": [UsesFloats, OneRowOnly, UnknownParty, UnknownNature, ToItself, ReturnsRows],
    "days": [PaysBefore, PaysLate],
    "no flows for a zero amount": [FlatSum],
    "additive": [CapsEach, Tiers],
    "sign": [NoCreditNotes],
    "separate": [ShareOfAll, Ranks, ByGroup],
    "needs": [LooksElsewhere],
    "pure": [Remembers, Counts, Scribbles],
    "runs": [Stumbles],
}


@pytest.mark.parametrize("law, broken", [(law, c) for law, many in CAUGHT.items() for c in many], ids=lambda v: getattr(v, "__name__", v))
def test_each_broken_scheme_is_caught_by_its_law(law, broken):
    found = check_scheme(broken())
    assert not found
    mine = [b for b in found.broken if b.law == law]
    assert len(mine) == 1, str(found)
    assert len(mine[0].deals) <= (2 if law in ("separate", "additive") or broken is OneRowOnly else 1)
    with pytest.raises(schemes.SchemeLawError) as raised:
        found.raise_if_broken()
    assert raised.value.broken == found.broken and f"{law}: " in str(raised.value)


def test_the_message_says_what_is_wrong_on_the_smallest_example():
    said = str(check_scheme(KeepsOnePercent()))
    assert "the supplier must receive the whole principal exactly once; here it is 0.99 of 1" in said
    assert said.count("deal: ") == 1 and "amount 1, tax 0" in said
    said = str(check_scheme(LooksElsewhere()))
    assert "it looks at the key 'due_day' and does not name it in needs" in said
    assert "it must be whole numbers" in str(check_scheme(UsesFloats()))


def test_a_class_or_a_need_that_is_unknown_is_refused():
    with pytest.raises(cf.InputError, match=r"is a class and no scheme yet. Write KeepsOnePercent\("):
        check_scheme(KeepsOnePercent)

    class Needs(Broken):
        needs = ("moon_phase",)

    with pytest.raises(cf.InputError, match="nothing a scheme can need"):
        check_scheme(Needs())


def test_the_same_seed_says_the_same():
    assert str(check_scheme(Tiers(), seed=3)) == str(check_scheme(Tiers(), seed=3))


def test_a_reference_rate_outside_its_table_is_told_as_such():
    late = cf.LaterWithInterest(schemes.ReferenceRate({"2030-01-01": "0.02"}), "ACT/360")
    assert "has no rate for" in str(check_scheme(late))
    assert check_scheme(late, start=date(2030, 1, 1))


def test_a_scheme_of_ones_own_from_the_readme():
    @frozen
    class Steps(Scheme):
        """1 % more for up to 30 days, 2 % beyond; interest besides."""

        rate = field(default="0.01")

        def flows(self, deals):
            step = 1 + (deals.new_day - deals.base_day > 30)
            yield principal(deals, "buyer", "supplier", deals.new_day)
            yield flow(deals, deals.amount * step, "uplift", per=100)
            yield interest(deals, "buyer", "bank", deals.base_day, deals.new_day, TABLE, "ACT/360")

    check_scheme(Steps()).raise_if_broken()
    check_scheme(evolve(Steps(), rate="0.02")).raise_if_broken()
