"""What a program does with the package that a person does not: processes, copies, tables that go on changing, and settings of its own."""

import copy
import functools
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import pandas as pd
import pytest

import cashflow as cf
from cashflow import errors


def rows(*due):
    return pd.DataFrame({"supplier": "A", "invoice": range(len(due)), "amount": "1.00", "currency": "EUR", "due_date": due})


class Loses(cf.schemes.Scheme):
    """Pays nothing: principal is lost."""

    def flows(self, deals):
        return []


REFUSED = [
    lambda: cf.PaymentTerms.parse("30 days EOM"),
    lambda: cf.PaymentTerms.parse("wibble"),
    lambda: cf.PaymentPolicy("termz"),
    lambda: cf.PaymentPolicy(business_days={"EUR": "TARGET"}).calendar("EUR").roll([-30_000], "following"),
    lambda: cf.read_ledger(pd.DataFrame({"a": [1]})),
    lambda: cf.read_ledger(rows("31 December")),
    lambda: cf.project(cf.read_ledger(rows("31 December", "2025-05-01"))),
    lambda: cf.schemes.check_scheme(Loses(), tries=5).raise_if_broken(),
]


@functools.cache
def refusal(number):
    with pytest.raises(errors.CashflowError) as found:
        REFUSED[number]()
    return found.value


def asks(number):
    return REFUSED[number]()


def facts(wrong):
    beside = {k: str(v) if k in ("check", "broken") else v for k, v in vars(wrong).items() if k != "findings"}
    return type(wrong), str(wrong), beside, getattr(wrong, "findings", None) is None


@pytest.mark.parametrize("number", range(len(REFUSED)))
@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e)), lambda e: pickle.loads(pickle.dumps(e, 2))]
)
def test_a_refusal_is_the_same_in_another_process(number, again):
    wrong = copy.copy(refusal(number))
    wrong.hint = "completed by whoever knows more"
    assert facts(again(wrong)) == facts(wrong)


def test_every_kind_of_refusal_is_among_them():
    assert {type(refusal(n)).__name__ for n in range(len(REFUSED))} == {*errors.__all__} - {"CashflowError", "CashflowWarning"}


def test_a_pool_hands_a_refusal_over_and_lives_on():
    """A refusal that can't be read where it arrives ends the pool: every question that waits in it is lost."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        with pytest.raises(errors.AmbiguousTermsError) as found:
            pool.submit(asks, 0).result(60)
        assert [str(term) for _, term in found.value.readings] == [str(term) for _, term in refusal(0).readings]
        assert pool.submit(len, "abc").result(60) == 3


def answered(**offer):
    """A supplier in two currencies under an offer, with a policy and quarters of their own."""
    book = pd.DataFrame(
        {
            "supplier": "A",
            "invoice": ["1", "2"],
            "invoice_date": "2025-05-21",
            "amount": "100",
            "currency": ["EUR", "JPY"],
            "terms": "net 30",
        }
    )
    ledger = cf.read_ledger(book)
    policy, shown = cf.PaymentPolicy(as_of="2025-05-31"), ("2025-04-01", "2025-09-30")
    scenario = cf.Scenario("s", cf.Offer(extend={"days": 45}, **offer), limits=[{"days": 60}], stress=STRESS if offer else ())
    result = cf.compare(ledger, scenario, policy, quarters=shown)
    menu = [{"extend": {"days": 45}, "scheme": "later_with_interest", "annual_rate": "0.06", "day_count": "ACT/360"}]
    asked = {"policy": policy, "quarters": shown, "currency": "EUR", "menu": menu}
    solved = cf.solve(ledger, "50", by="2025-06-30", selection={"suppliers": offer.get("suppliers", "all")}, **asked)
    simulated = cf.simulate(result, currency="EUR", quarter="2025-06-30", draws=5)
    swept = cf.sweep(ledger, [scenario], policy, quarters=shown)
    return {
        "compare": result,
        "solve": solved,
        "simulate": simulated,
        "sweep": swept,
        "project": cf.project(ledger, policy, quarters=shown),
    }


STRESS = [{"rates": "+1 bp"}]
BANK = [cf.BankPaysNow("0.06", "ACT/360")]


@pytest.fixture(scope="module")
def answers():
    with pytest.warns(cf.CashflowWarning):
        return answered(options=BANK, acceptance={"share": 0.5}, funding_rate=0.07), answered(), answered(suppliers=["nobody"])


@pytest.mark.parametrize("verb", ["compare", "solve", "simulate", "sweep", "project"])
def test_a_frame_has_its_columns_and_kinds_whatever_is_in_it(answers, verb):
    """A program that takes a column of a frame takes it also on the day on which nothing moves."""
    full, free, none = (a[verb] for a in answers)
    for name in full.FRAMES:
        frames = [getattr(a, name) for a in (full, free, none)]
        assert len({tuple(f.columns) for f in frames}) == 1, name
        for column in frames[0].columns:
            kinds = {str(f[column].dtype) for f in frames if not len(f) or f[column].notna().any()}
            assert len(kinds) <= 1, (name, column, kinds)


def test_numbers_that_nobody_knows_are_no_objects(answers):
    """Without a funding rate there is none to show: NaN, as where one supplier of several has none."""
    suppliers = answers[1]["compare"].suppliers
    assert suppliers["funding_rate_low"].dtype == float and suppliers["funding_rate_low"].isna().all() and len(suppliers)


def test_where_an_offer_covers_nobody_its_picture_is_empty(answers):
    none = answers[2]["compare"]
    assert [len(none.picture(name).table) for name in ("break_even", "benefit")] == [0, 0]
    assert none.costs["nature"].tolist() == [] == none.suppliers["made_whole"].tolist()


def test_what_is_given_may_go_on_changing():
    """One table that a loop fills anew for each scenario is not the last one in all of them."""
    suppliers, where = {"region": ["UK"], "except": {"tag": ["small"]}}, {"amount": {"from": 1}, "category": ["steel"]}
    stress = [{"revoke": ["Acme"]}]
    scenario = cf.Scenario("s", cf.Offer(extend={"days": 30}, suppliers=suppliers, where=where), stress=stress)
    names = ["Acme"]
    named = cf.Offer(extend={"days": 30}, suppliers=names)
    for table in (suppliers["except"]["tag"], suppliers["region"], where["category"], stress[0]["revoke"], names):
        table.append("another")
    where["amount"]["from"] = 2
    (kept,) = scenario.offers
    assert kept.suppliers == {"region": ["UK"], "except": {"tag": ["small"]}} and named.suppliers == ["Acme"]
    assert kept.where == {"amount": {"from": 1}, "category": ["steel"]} and scenario.stress == ({"revoke": ["Acme"]},)


@pytest.mark.parametrize("scheme", ["later_with_interest", "bank_pays_now"])
@pytest.mark.parametrize("quarters", [None, ("2025-04-01", "2025-12-31")])
def test_amounts_beyond_int64_are_refused_by_solve_as_by_project(scheme, quarters):
    """Two of the largest amounts there are, 2 × (2^63 − 1) minor units."""
    book = pd.DataFrame({"supplier": "A", "invoice": ["1", "2"], "invoice_date": "2025-05-01", "currency": "EUR", "terms": "net 30"})
    ledger = cf.read_ledger(book.assign(amount="92233720368547758.07"))
    menu = [{"extend": {"days": 30}, "scheme": scheme, "annual_rate": "0.06", "day_count": "ACT/360"}]
    with pytest.raises(cf.InputError, match="so large that sums might not fit"):
        cf.solve(ledger, "10", by="2025-06-30", menu=menu, quarters=quarters)


def test_a_limit_of_the_bank_holds_for_the_largest_amount_there_is():
    book = pd.DataFrame({"supplier": ["A"], "invoice": "1", "invoice_date": "2025-05-01", "currency": "EUR", "terms": "net 30"})
    ledger = cf.read_ledger(book.assign(amount="92233720368547758.07"))
    menu = [{"extend": {"days": 30}, "scheme": "bank_pays_now", "annual_rate": "0.06", "day_count": "ACT/360"}]
    found = cf.solve(ledger, "10", by="2025-06-30", menu=menu, constraints={"bank_limit": "100"})
    assert found.choices.empty and found.to_dict()["cash_retained"] == "0.00"
