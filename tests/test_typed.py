"""What a user's editor and `mypy --strict` know of the public constructors and verbs; and that values that are equal are equal."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cashflow as cf
from cashflow.measures import CreditLoss, FreeCashFlowDefinition, Reporting
from cashflow.offers import Acceptance, Extension, TermLimit
from cashflow.payments import PaymentRuns

ROOT = Path(__file__).resolve().parent.parent
CLASSES = [cf.Offer, cf.Scenario, cf.PaymentPolicy, cf.FiscalCalendar, cf.BusinessCalendar, cf.Rate, *cf.schemes.SCHEMES.values()]
CLASSES += [Extension, Acceptance, TermLimit, CreditLoss, FreeCashFlowDefinition, Reporting, PaymentRuns, cf.schemes.ReferenceRate]
VERBS = [cf.compare, cf.project, cf.sweep, cf.solve, cf.read_ledger]

SCRIPT = '''
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pandas as pd

import cashflow as cf
from cashflow.calendars import Quarters
from cashflow.errors import InputError
from cashflow.figures import unwind_bars
from cashflow.measures import Reporting, dpo
from cashflow.offers import Acceptance, TermLimit, Extension
from cashflow.rates import xirr
from cashflow.schemes import Deals, Flow, Scheme, principal
from cashflow.terms import Discount, Installment


class Bonus(Scheme):
    """1 % more."""

    needs = ("due_day",)
    earlier = False

    def flows(self, deals: Deals) -> Iterator[Flow]:
        yield principal(deals, "buyer", "supplier", deals.new_day)
        yield Flow(deals.new_day, "buyer", "supplier", "uplift", deals.amount, per=100)


ledger = cf.read_ledger("ledger.csv", currency="EUR", invoiced_to=dt.date(2025, 6, 30))
frame = cf.read_ledger(pd.DataFrame({"supplier": ["A"]}), currency="EUR")
policy = cf.PaymentPolicy(
    "terms",
    payment_runs={"on": "every Thursday", "choose": "first on or after due"},
    business_days={"EUR": "TARGET", "GBP": {"weekend": ["Sat", "Sun"], "holidays": [dt.date(2025, 5, 1)]}, "roll": "following"},
    as_of="2025-05-31",
    discounts={"hurdle_rate": 0.12, "day_count": "ACT/365F"},
)
days = {"days": 30}
tables = [{"scheme": "later_with_interest", "annual_rate": 0.06, "day_count": "ACT/360"}]
one = cf.Offer(extend=days, suppliers={"region": ["UK", "EU"], "except": {"tag": "small"}}, options=tables)
two = cf.Offer(extend={"to": dt.date(2025, 8, 15)}, options=[cf.LaterWithInterest("6.5%", "ACT/360"), Bonus()], acceptance={"share": 0.7},
               funding_rate={"low": 0.05, "high": 0.09}, funding_day_count="ACT/360", where={"amount": {"from": 10_000}},
               due={"from": "2025-06-01", "to": dt.date(2025, 6, 30)}, credit_loss={"default_probability": 0.01, "loss_given_default": 0.6})
later = cf.Offer(extend={"terms": "net 90"}, options=cf.BankPaysNow({"reference": 0.02, "margin": Decimal("0.01")}, "ACT/360"))
scenario = cf.Scenario("June", [one, two], limits=[{"days": 60, "country": "FR"}], stress=[{"rates": "+200 bp"}, {"revoke": ["A"]}])
fiscal = cf.FiscalCalendar("April", named_by="start")
result = cf.compare(ledger, [scenario], policy, fiscal, quarters=("2025-04-01", dt.date(2025, 9, 30)), reporting={"agency_days": 60})
cf.project(frame, policy, quarters=fiscal.quarters("2025-04-01", "2025-09-30"))
cf.sweep(ledger, [scenario], interest_paid="financing")
cf.solve(ledger, "3000000", by="2025-06-30", menu=[{"extend": {"days": 30}, "scheme": "later_with_interest", "annual_rate": 0.06}],
         constraints={"bank_limit": Decimal(10)}, selection={"suppliers": {"except": {"tag": "critical"}}})



def annotated(ledger: cf.Ledger | cf.Scan, scenario: cf.Scenario, quarters: Quarters) -> tuple[cf.Result, cf.Projection, cf.Sweep]:
    try:
        return cf.compare(ledger, scenario, quarters=quarters), cf.project(ledger), cf.sweep(ledger, [scenario])
    except InputError as error:
        raise SystemExit(str(error)) from None


found: cf.Solution = cf.solve(ledger, "1", by="2025-06-30", menu=[])
chance: cf.Simulation = cf.simulate(ledger, scenario)
findings: cf.Findings | None = ledger.findings
kept: tuple[Acceptance, TermLimit, Extension, Reporting, Discount, Installment] | None = None
unwind_bars(result.to_dict(), "EUR").set_title(str(dpo("countback", balance=150, months=[(31, 100)])))
xirr([0, 20], [-98, 100])
found = result  # wrong: a comparison is not a solution
cf.Offer(extend="30")  # wrong: text where a table is needed
cf.Offer(extend={"days": [30]})  # wrong: a list of days
cf.Offer(extend=days, where="steel")  # wrong
cf.Offer(extend=days, suppliers=7)  # wrong
cf.Offer(extend=days, due="2025-06")  # wrong
cf.Offer(extend=days, options=[0.06])  # wrong
cf.Offer(extend=days, options=[cf.LaterWithInterest])  # wrong: the class
cf.Offer(extned=days)  # wrong
cf.Scenario(one, "June")  # wrong
cf.Scenario("June", one, stress="+200 bp")  # wrong
cf.PaymentPolicy("due")  # wrong
cf.PaymentPolicy("terms", payment_runs="every Thursday")  # wrong
cf.PaymentPolicy("terms", as_of=20250531)  # wrong
cf.FiscalCalendar("April", named_by="year")  # wrong
cf.LaterWithInterest(0.06, 360)  # wrong
cf.compare(ledger, one)  # wrong: an offer is not a scenario
cf.compare(ledger, scenario, interest_paid="equity")  # wrong
cf.read_ledger(7)  # wrong
cf.solve(ledger, 3.5, by="2025-06-30", menu=[])  # wrong: money is never a float
Bonus().flows([1, 2])  # wrong
'''


@pytest.mark.slow
def test_a_users_script_is_checked(tmp_path):
    """Every line marked wrong is refused by `mypy --strict`, and no other one. What mypy knows of the package already is taken."""
    pytest.importorskip("mypy", reason="mypy is not installed here")
    path = tmp_path / "users_script.py"
    path.write_text(SCRIPT, encoding="utf-8")
    call = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-error-summary",
        "--config-file",
        "pyproject.toml",
        path,
    ]
    said = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    refused = {int(m[1]) for m in re.finditer(r"users_script\.py:(\d+): error", said)}
    wrong = {n for n, line in enumerate(SCRIPT.splitlines(), 1) if "# wrong" in line}
    assert refused == wrong, said


def parameters(made):
    return [(made.__name__, p.name, str(p.annotation)) for p in inspect.signature(made).parameters.values() if p.name != "options"]


@pytest.mark.parametrize("made", [*CLASSES, *VERBS], ids=lambda c: c.__name__)
def test_no_parameter_takes_anything(made):
    vague = [p for p in parameters(made) if re.search(r"\b(Any|_empty)\b", p[2]) or p[2] == "object"]
    assert not vague


def offer(**more):
    options = [cf.LaterWithInterest("0.06", "ACT/360")]
    return cf.Offer(extend={"days": 30}, suppliers={"region": ["UK"]}, where={"tag": "x"}, options=options, **more)


def policy(**more):
    days = {"EUR": "TARGET", "GBP": {"weekend": ["Sat", "Sun"], "holidays": ["2025-05-01"]}}
    return cf.PaymentPolicy("terms", payment_runs={"on": "15th and last", "choose": "last on or before due"}, business_days=days, **more)


def scenario(**more):
    return cf.Scenario("s", [offer(**more)], limits=[{"days": 60}], stress=[{"rates": "+1 bp"}])


@pytest.mark.parametrize(
    "made, other",
    [(offer, {"overdue": "offered"}), (policy, {"settlement_lag": 1}), (scenario, {"acceptance": {"share": 0.5}})],
    ids=["offer", "policy", "scenario"],
)
def test_equal_values_are_equal(made, other):
    assert made() == made() and hash(made()) == hash(made()) and {made(): 1}[made()] == 1
    assert made() != made(**other)


def test_what_a_policy_was_asked_makes_no_difference():
    """It keeps nothing of what was worked out by it: two of the same settings stay equal, and have the same answers."""
    asked, ledger = policy(as_of="2025-05-31"), cf.synthetic_ledger(100, 5)
    found = cf.project(ledger, asked)
    assert asked == policy(as_of="2025-05-31")
    assert cf.project(ledger, policy(as_of="2025-05-31")).to_dict() == found.to_dict()
    assert cf.Offer(extend={"days": 30}, suppliers="A") != cf.Offer(extend={"days": 30}, suppliers="B")
