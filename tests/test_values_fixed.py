"""Public values can't be changed by what they hold, and a console is shown what matters of them in a few lines."""

import copy
import pickle

import attrs
import pytest

import cashflow as cf
from cashflow.offers import LetterSettings, Selection

CALENDARS = {"EUR": "TARGET", "GBP": "GB-ENG", "USD": {"weekend": ["Sat", "Sun"], "holidays": ["2025-07-04"]}, "roll": "following"}
LONGEST = 600  # letters


@pytest.fixture(scope="module")
def result():
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.BankPaysNow("0.06", "ACT/360")])
    policy = cf.PaymentPolicy("terms", business_days={"GBP": "GB-ENG", "EUR": "TARGET"})
    return cf.compare(cf.synthetic_ledger(300, 30), cf.Scenario("June", offer), policy)


def values():
    where = {"region": ["UK"], "except": {"tag": "critical"}}
    offer = cf.Offer(suppliers=where, where={"category": "steel"}, extend={"days": 30})
    letters = LetterSettings(languages={"country": {"DE": "de"}})
    policy = cf.PaymentPolicy("terms", business_days=CALENDARS)
    return [
        policy.business_days,
        offer.suppliers,
        offer.suppliers["except"],
        offer.where,
        letters.languages,
        Selection(suppliers=where).suppliers,
    ]


def test_tables_of_a_value_are_read_only(result):
    found = result.ledger.findings
    for table in (*values(), result.ledger.attributes, result.ledger.events, found.amount_read, found.accept):
        before = dict(table)
        for change in (
            lambda t: t.__setitem__("x", 1),
            lambda t: t.update(x=1),
            lambda t: t.setdefault("x", 1),
            lambda t: t.pop("x", None),
            lambda t: t.clear(),
            lambda t: t.__ior__({"x": 1}),
        ):
            with pytest.raises(TypeError, match="make another one"):
                change(table)
        assert table == before and {**table, "x": 1} == before | {"x": 1}  # and it reads like any dictionary
    for table in values():
        assert pickle.loads(pickle.dumps(table)) == copy.deepcopy(table) == copy.copy(table) == table


def lists():
    """Those that values keep, and those inside their tables."""
    table = cf.Offer(suppliers={"region": ["UK", "EU"], "except": ["Acme"]}, where={"category": ["steel"]}, extend={"days": 30})
    schedule = cf.PaymentTerms.parse("2/10 net 30").schedule("2025-06-01", "100.00", "EUR")
    inside = (table.suppliers["region"], table.suppliers["except"], table.where["category"], Selection(suppliers=["A"]).suppliers)
    return [cf.Offer(suppliers=["Acme", "Bolt"], extend={"days": 30}).suppliers, *inside, schedule.due, schedule.discounts]


def test_lists_of_a_value_are_read_only(result):
    """They read like any list, are equal to one, and copies of a value have them, too."""
    swings = cf.simulate(result, target="1000", currency="EUR").swings
    for kept in (*lists(), swings):
        before = list(kept)
        for change in (
            lambda v: v.append("x"),
            lambda v: v.extend(["x"]),
            lambda v: v.insert(0, "x"),
            lambda v: v.__setitem__(0, "x"),
            lambda v: v.__delitem__(0),
            lambda v: v.__iadd__(["x"]),
            lambda v: v.__imul__(2),
            lambda v: v.remove("x"),
            lambda v: v.sort(),
            lambda v: v.reverse(),
            lambda v: v.pop(),
            lambda v: v.clear(),
        ):
            with pytest.raises(TypeError, match="make another one"):
                change(kept)
        assert kept == before and [*kept, "x"] == [*before, "x"] and repr(kept) == repr(before)
        assert pickle.loads(pickle.dumps(kept)) == copy.deepcopy(kept) == copy.copy(kept) == before
        assert type(pickle.loads(pickle.dumps(kept))) is type(kept)


def test_a_value_does_not_follow_the_list_it_was_made_of():
    mine = ["Acme"]
    offer, names = cf.Offer(suppliers=mine, extend={"days": 30}), {"Acme"}
    of_names = cf.Offer(suppliers=names, extend={"days": 30})
    mine.append("Bolt")
    names.add("Bolt")
    assert (offer.suppliers, of_names.suppliers) == (["Acme"], {"Acme"}) and not hasattr(of_names.suppliers, "add")
    assert offer == cf.Offer(suppliers=["Acme"], extend={"days": 30})


def test_a_policy_is_equal_to_its_copies():
    policy = cf.PaymentPolicy("terms", business_days=CALENDARS, settlement_lag=1)
    for again in (pickle.loads(pickle.dumps(policy)), copy.deepcopy(policy), attrs.evolve(policy)):
        assert again == policy and hash(again) == hash(policy)
        with pytest.raises(TypeError):
            again.business_days["EUR"] = "FED"
    assert policy != attrs.evolve(policy, business_days={"EUR": "FED"})


def test_a_console_is_shown_a_few_lines(result):
    policy = cf.PaymentPolicy("terms", business_days=CALENDARS)
    assert "'EUR': 'TARGET', 'GBP': 'GB-ENG', 'USD': BusinessCalendar(weekend=(5, 6), holidays=(datetime.date(2025, 7, 4),)" in repr(policy)
    assert repr(policy.calendar("EUR")).startswith("BusinessCalendar(weekend=(5, 6), holidays=<")
    ledger, one = result.ledger, result.scenarios[0]
    of_ledger = (ledger.supplier, ledger.paid, ledger.findings, result.payments.policy, result.shown)
    for value in (policy, *of_ledger, result.baseline, one, *one.totals, *one.offers):
        assert len(repr(value)) <= LONGEST
        assert repr(value).startswith(type(value).__name__) or value is ledger.findings  # which is shown in words, as a result is
    assert repr(ledger.supplier) == f"Category(codes=<int32 ({len(ledger)},)>, values=<{len(ledger.supplier.values)} values>)"
