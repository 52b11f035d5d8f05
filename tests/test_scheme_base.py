"""The base of schemes: its defaults, what is refused, what a stress asks of it, and that a new scheme touches one file."""

import sys
from fractions import Fraction

import pytest
from attrs import evolve, frozen

import cashflow as cf
from cashflow import schemes
from cashflow.basics.frames import pd
from cashflow.schemes import Deals, Flow, Scheme, check_scheme, interest, principal
from cashflow.schemes.unfunded import Unfunded

FRAME = {"supplier": ["Acme"], "invoice": ["1"], "invoice_date": ["2025-05-21"], "amount": ["1000000.00"], "currency": ["EUR"]}
LEDGER = cf.read_ledger(pd.DataFrame(FRAME).assign(terms="net 30"))


class Bare(Scheme):
    """Later, for nothing."""

    def flows(self, deals: Deals):
        yield principal(deals, "buyer", "supplier", deals.new_day)


@frozen
class Own(Scheme):
    """Interest that takes part in everything a scheme can say."""

    annual_rate: Fraction = Fraction("0.03")
    day_count: str = "ACT/360"
    earlier = False
    assumes = ("rates are those of the treasury",)

    def flows(self, deals: Deals):
        yield principal(deals, "buyer", "supplier", deals.new_day)
        yield interest(deals, "buyer", "supplier", deals.base_day, deals.new_day, self.annual_rate, self.day_count)

    def rates_moved(self, by):
        return evolve(self, annual_rate=self.annual_rate + by)


def compared(option, **more):
    return cf.compare(LEDGER, cf.Scenario("s", cf.Offer(extend={"to": "2025-08-15"}, options=[option]), **more))


def test_a_scheme_that_says_nothing_has_every_default():
    bare = Bare()
    said = (bare.needs, bare.covers_unmoved, bare.earlier, bare.pays_supplier_by_baseline, bare.day_count, bare.assumes, bare.name)
    assert said == ((), False, None, False, None, (), "")
    assert bare.as_offered is bare and bare.rates_moved(Fraction(1, 100)) is bare
    assert bare.assumptions(True) == bare.assumptions(False) == [] and bare.to_supplier == str(bare)
    check_scheme(bare).raise_if_broken()


def test_a_scheme_has_flows():
    with pytest.raises(TypeError, match=r"abstract method '?flows"):
        type("Nothing", (Scheme,), {})()


class Alike:
    """Has flows and derives from nothing."""

    def flows(self, deals: Deals):
        yield Flow(deals.new_day, "buyer", "supplier", "principal", deals.amount)


@pytest.mark.parametrize(
    "given, said",
    [
        (Alike(), "its class does not derive from Scheme. Write class Alike(Scheme), after from cashflow.schemes import Scheme"),
        (Bare, "is a class and no scheme yet. Write Bare(…)"),
        (7, "'7': is not a scheme. Give LaterWithInterest(0.065, 'ACT/360'), or your own: class Own(Scheme)"),
        ("later_with_interest", "is not a scheme"),
    ],
    ids=["alike", "class", "number", "text"],
)
def test_what_is_no_scheme_is_refused_with_what_to_write(given, said):
    for call in (lambda: cf.Offer(extend={"days": 30}, options=[given]), lambda: check_scheme(given)):
        with pytest.raises(cf.InputError) as refused:
            call()
        assert said in str(refused.value)


def test_a_scheme_of_ones_own_says_what_it_assumes_and_moves_its_rate():
    """56 days from 20 June on 1,000,000.00: 4,666.67 at 3 %, 7,777.78 at 5 %."""
    result = compared(Own(), stress=[{"rates": "+200 bp"}])
    assert "rates are those of the treasury" in result.assumptions
    figures = result.to_dict()["currencies"]["EUR"]["scenarios"]["s"]
    assert figures["financing_cost"] == "4666.67"
    assert [v["financing_cost"] for v in figures["stress"]] == ["7777.78"]
    result = compared(Bare(), stress=[{"rates": "+200 bp"}])
    assert [v["financing_cost"] for v in result.to_dict()["currencies"]["EUR"]["scenarios"]["s"]["stress"]] == ["0.00"]


@pytest.mark.parametrize(
    "rate, move, said",
    [
        ("0.01", "-200 bp", "stress.rates 'later with 1 % interest (ACT/360) rates -200 bp': would move the rate below 0 % or above 100 %"),
        (
            {"reference": "0.01", "margin": "0.005"},
            "-200 bp",
            "interest (ACT/360) rates -200 bp': reference rate plus margin is negative",
        ),
        (
            {"reference": {"2025-06-01": "0.01", "2025-07-01": "0.6"}, "margin": "0.4"},
            "+200 bp",
            "interest (ACT/360) rates +200 bp': reference rate plus margin exceeds 1 from 2025-07-01 on",
        ),
    ],
)
def test_a_rate_moved_too_far_names_the_scheme_and_the_stress(rate, move, said):
    with pytest.raises(cf.InputError) as refused:
        str(compared(cf.LaterWithInterest(rate, "ACT/360"), stress=[{"rates": move}]))
    assert said in str(refused.value)


def test_a_scheme_without_its_bank_answers_as_the_scheme_does():
    """Each answer that `Scheme` has a default for is passed on, so that none becomes the default without a word."""
    asked = {n for n in vars(Scheme) if not n.startswith("_")} - {"name"}
    assert asked <= set(vars(Unfunded)) | {"as_offered"}
    option = schemes.ReverseFactoring(0.05, "ACT/360", sold="3 days after approval")
    found = Unfunded(option, 20_270)
    for name in asked - {"flows", "as_offered", "assumptions", "rates_moved"}:
        assert getattr(found, name) == getattr(option, name), name
    assert found.as_offered is option and found.assumptions(True) == option.assumptions(True)
    assert found.rates_moved(Fraction(1, 100)).scheme == option.rates_moved(Fraction(1, 100)) != option


def subclasses(cls):
    for one in cls.__subclasses__():
        yield one
        yield from subclasses(one)


def test_every_scheme_of_the_package_has_a_name_of_its_own():
    here = {c for c in subclasses(Scheme) if c.__module__.startswith("cashflow.schemes.")} - {Unfunded}
    assert set(schemes.SCHEMES.values()) == {c for c in here if "ones_own" not in c.__module__}
    assert list(schemes.SCHEMES) == sorted(schemes.SCHEMES)
    assert all(name == cls.name for name, cls in schemes.SCHEMES.items())


NEW = """
from attrs import field, frozen
from cashflow.deals import BUYER, SUPPLIER, Flow, Scheme
from cashflow.schemes.flows import principal

@frozen
class Bonus(Scheme):
    name = "bonus"
    percent: int = field(converter=int)

    def flows(self, deals):
        yield principal(deals, BUYER, SUPPLIER, deals.new_day)
        yield Flow(deals.new_day, BUYER, SUPPLIER, "uplift", deals.amount * self.percent, per=100)
"""


def test_a_new_scheme_touches_one_file(tmp_path, monkeypatch):
    (tmp_path / "ones_own.py").write_text(NEW)
    monkeypatch.setattr(schemes, "__path__", [*schemes.__path__, str(tmp_path)])
    found = schemes._by_name()
    monkeypatch.delitem(sys.modules, "cashflow.schemes.ones_own")
    assert set(found) == {*schemes.SCHEMES, "bonus"}
    monkeypatch.setitem(schemes.SCHEMES, "bonus", found["bonus"])
    figures = compared({"scheme": "bonus", "percent": 2}).to_dict()["currencies"]["EUR"]["scenarios"]["s"]
    assert figures["financing_cost"] == "20000.00"
    with pytest.raises(cf.InputError, match=r"is not a setting of bonus\. Did you mean 'percent'"):
        compared({"scheme": "bonus", "percents": 2})
