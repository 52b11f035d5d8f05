"""What is stated once is used everywhere: a setting of an offer in every verb, a measure in every picture, a reading of debt in the text."""

import attrs
import pandas as pd
import pytest

import cashflow as cf
from cashflow.measures.catalog import MEASURES, PRESENTATIONS, Measure, Presentation
from cashflow.offers import Selection
from cashflow.offers.vary import varied
from cashflow.report.scenario import _DEBT
from cashflow.schemes import SCHEMES, settings_of
from cashflow.whatif_file.schema import json_schema

LATER = {"extend": {"to": "2025-07-20"}, "scheme": "later_with_interest", "annual_rate": 0.06, "day_count": "ACT/360"}


@pytest.fixture(scope="module")
def ledger():
    rows = {"supplier": ["Acme", "Acme", "Bolt"], "invoice": ["1", "2", "3"], "invoice_date": ["2025-05-20", "2025-05-25", "2025-05-21"]}
    rows |= {"amount": ["1000.00", "400.00", "3000.00"], "currency": "EUR", "terms": "net 30", "plant": ["A", "B", "A"]}
    return cf.read_ledger(pd.DataFrame(rows))


def names(cls):
    return {f.name for f in attrs.fields(cls)}


def held(ledger, entry=(), **asked):
    return str(cf.solve(ledger, "1e6", by="2025-06-30", menu=[LATER | dict(entry)], **asked).cash_retained)


def test_what_selects_is_a_setting_of_an_offer_too():
    assert names(Selection) < names(cf.Offer)


def test_a_setting_of_an_offer_is_no_setting_of_a_scheme():  # else a grid could not say which of them it varies
    assert not names(cf.Offer) & {setting.name for scheme in SCHEMES for setting in settings_of(scheme)}


# Of 1,000 and 3,000 in plant A, 400 in plant B: due on 19, 20 and 24 June, invoiced on 20, 21 and 25 May.
BY_HAND = {
    "due": ({"to": "2025-06-19"}, "1000.00"),
    "invoiced": ({"from": "2025-05-21"}, "3400.00"),
    "paying": ({"from": "2025-06-20", "to": "2025-06-20"}, "3000.00"),
    "where": ({"plant": "B"}, "400.00"),
    "suppliers": ("Acme", "1400.00"),
}


def test_every_setting_that_selects_has_its_figure_by_hand():
    assert {*BY_HAND} == names(Selection)


@pytest.mark.parametrize("name", BY_HAND)
def test_what_selects_selects_in_every_verb(ledger, name):
    given, amount = BY_HAND[name]
    offer = {"extend": LATER["extend"], name: given}
    assert next(str(v) for v in cf.compare(ledger, cf.Scenario("s", cf.Offer(**offer))).quarters["cash_retained"].dropna()) == amount
    swept = cf.sweep(ledger, cf.Scenario("s", cf.Offer(**offer)), quarters=("2025-04-01", "2025-06-30"))
    assert f"{int(swept.amounts('cash_retained')[0, 0]) / 100:.2f}" == amount
    assert held(ledger, selection={name: given}) == amount
    if name != "suppliers":  # they are said once, for the whole question
        assert held(ledger, {name: given}) == amount
    grid = list(varied({"name": "g", "offer": [{"extend": LATER["extend"]}], "vary": {name: [given]}}))
    assert [o[name] for s in grid for o in s["offer"]] == [given]


def test_an_entry_of_a_menu_takes_what_an_offer_takes(ledger):
    assert held(ledger, {"funding_source": "treasury, May"}, funding_rate=0.05) == "4400.00"
    entry = json_schema()["$defs"]["menu"]["anyOf"][0]["properties"]
    assert {*entry} == names(cf.Offer) - {"suppliers", "acceptance", "funding_rate", "funding_day_count", "credit_loss", "options"}


def test_a_slip_in_an_entry_is_told_with_the_nearest_of_both(ledger):
    with pytest.raises(
        cf.InputError, match=r"menu 1 'payin': is not a setting of an entry or of later_with_interest\. Did you mean 'paying'"
    ):
        held(ledger, {"payin": {"to": "2025-06-20"}})
    with pytest.raises(cf.InputError, match=r"menu 1 'anual_rate'.*Did you mean 'annual_rate'"):
        held(ledger, {"anual_rate": 0.05})


def test_a_measure_of_an_unknown_account_is_refused():
    with pytest.raises(cf.InputError, match="counts 'interests': is no account"):
        Measure("m", "m", "in the period", {"interests": 1})


@pytest.mark.parametrize("where", ["operating", "debt"])
def test_a_presentation_reads_principal_alone(where):
    with pytest.raises(cf.InputError, match=f"{where} 'interest': is no account of principal"):
        Presentation("p", "p", **{where: {"interest": 1}})


def test_the_text_shows_every_reading_of_debt_once():
    readings = {tuple(sorted(p.debt.items())) for p in PRESENTATIONS.values()}
    assert {tuple(sorted(PRESENTATIONS[name].debt.items())) for name in _DEBT} == readings
    assert list(_DEBT.values()) == ["trade payable", "borrowing", "agency"]


def test_every_measure_by_quarter_is_in_some_frame_and_picture(ledger):
    offer = cf.Offer(extend=LATER["extend"], options=[cf.LaterWithInterest("0.06", "ACT/360")])
    result = cf.compare(ledger, cf.Scenario("s", offer))
    shown = {m for m in MEASURES if m in result.quarters}
    assert shown <= {*result.pictures()}
    beside = {"invoiced", "paid_without_date", *(m for m in MEASURES if MEASURES[m].timing == "over the life")}
    assert {*MEASURES} - beside <= {*result.quarters} | {*result.presentations}
