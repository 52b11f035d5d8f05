"""Limits: an offer beyond a hard limit does not move that invoice, and says so; nothing unknown is guessed."""

from decimal import Decimal as D

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.offers.term_limits import example_limits, limits_of

from . import strategies as some
from .test_laws import run

SHOWN = ("2025-04-01", "2025-12-31")
#  supplier, invoice, invoice_date, receipt_date, amount, due_date, country
ROWS = [
    ["Franc", "1", "2025-05-21", "2025-05-25", "100.00", "2025-06-20", "FR"],  # 60 days from invoice: 20 July
    ["Franc", "2", "2025-06-16", "2025-06-20", "200.00", "2025-06-20", "FR"],  # 60 days: Fri 15 August, just allowed
    ["Pol", "3", "2025-06-10", "2025-06-17", "400.00", "2025-06-20", "PL"],  # 60 days from receipt: 16 August
    ["Pol", "4", "2025-06-10", "", "800.00", "2025-06-20", "PL"],  # receipt unknown
    ["Ger", "5", "2025-05-01", "2025-05-01", "1600.00", "2025-06-20", "DE"],  # warn only: 30 June
    ["Who", "6", "2025-05-01", "2025-05-01", "3200.00", "2025-06-20", ""],  # country unknown
]
LIMITS = [
    {"name": "France", "country": "FR", "days": 60, "source": "L441-10"},
    {"country": "PL", "days": 60, "anchor": "receipt", "from": "2020-01-01"},
    {"country": "DE", "days": 60, "kind": "warn"},
    {"country": "FR", "days": 10, "to": "2008-12-31"},
]


def ledger():
    columns = ["supplier", "invoice", "invoice_date", "receipt_date", "amount", "due_date", "country"]
    return cf.read_ledger(pd.DataFrame(ROWS, columns=columns).assign(currency="EUR", terms=""))


def compare(limits, *options, **more):
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=list(options) or [cf.LaterWithInterest(0.06, "ACT/360")], **more)
    return cf.compare(ledger(), cf.Scenario("s", offer), quarters=SHOWN, limits=limits)


def test_a_hard_limit_stops_and_a_warning_lists():
    result = compare(LIMITS)
    assert set(result.legs.query("nature == 'principal'")["invoice"]) == {"2", "3", "4", "5", "6"}
    effects = result.limits.groupby("invoice")["effect"].agg(lambda e: sorted(set(e)))
    assert effects.to_dict() == {
        "1": ["not moved"],
        "4": ["not tested: receipt_date unknown"],
        "5": ["moved, listed"],
        "6": ["not tested: country unknown"],
    }
    found = result.limits.set_index("invoice")
    assert str(found.loc["1", "allowed_until"])[:10] == "2025-07-20" and found.loc["1", "source"] == "L441-10"
    offers = result.offers.iloc[0]
    assert (offers["not moved: beyond a hard limit"], offers["not moved: new date is not later"], offers["items_moved"]) == (1, 0, 5)
    held = result.quarters.query("scenario == 's'")["cash_retained"].iloc[0]
    assert held == D("6200.00")  # all but invoice 1
    assert "1 beyond a hard limit" in str(result)
    assert {(e["limit"], e["items"], e["amount"]) for e in result.to_dict()["limits"] if e["effect"] == "not moved"} == {
        ("France: 60 days from invoice (country FR)", 1, "100.00")
    }


def test_a_bank_that_pays_on_the_usual_date_makes_nobody_wait():
    assert not len(compare(LIMITS, cf.BankPaysNow(0.06, "ACT/360")).limits)
    both = compare(LIMITS, cf.BankPaysNow(0.06, "ACT/360"), cf.LaterWithInterest(0.06, "ACT/360"))
    assert "not moved" in set(both.limits["effect"])


def test_terms_as_a_limit():
    """45 days then end of month from 21 May: 5 July, then 31 July: 15 August is beyond; from 16 June: 31 July, 31 July: beyond too."""
    result = compare([{"country": "FR", "terms": "45 days then end of month"}])
    stopped = result.limits[result.limits["effect"] == "not moved"]
    assert {k: str(v)[:10] for k, v in zip(stopped["invoice"], stopped["allowed_until"], strict=True)} == {
        "1": "2025-07-31",
        "2": "2025-07-31",
    }


@pytest.mark.parametrize(
    "limit, said",
    [
        ({"country": "FR"}, 'limit: must have days or terms, one of them. Write days = 60, or terms = "45 days then end of month"'),
        ({"days": 60, "terms": "net 30"}, "limit 'days 60, terms net 30': must have days or terms, one of them"),
        ({"days": "sixty"}, "must be a whole number of days"),
        ({"days": 60, "kind": "soft"}, "must be 'hard' or 'warn'"),
        ({"days": 60, "anchor": "birthday"}, "is not an event to count from"),
        ({"days": 60, "anchor": "due date"}, "it is what is limited"),
        ({"days": 60, "from": "2025-13-01"}, "is not a date like"),
        ({"days": 60, "from": "2025-02-01", "to": "2025-01-01"}, "ends before it starts"),
        ({"terms": "30% net 10, 70% net 60"}, "must be terms of one part"),
    ],
)
def test_mistakes_are_sentences(limit, said):
    with pytest.raises(cf.InputError, match="limit 1") as refused:
        limits_of([limit])
    assert said in str(refused.value)


def test_the_example_table(tmp_path):
    (tmp_path / "limits.csv").write_text(example_limits(), encoding="utf-8")
    limits = limits_of(tmp_path / "limits.csv")
    assert len(limits) == 17 and all(c.source for c in limits) and all(c.first for c in limits)
    lines = (tmp_path / "limits.csv").read_text(encoding="utf-8").splitlines()
    assert all("2026-11-23" in line for line in lines[1:])
    result = compare(tmp_path / "limits.csv")  # the ledger has no columns sector and size
    effects = set(result.limits["effect"])
    assert "not tested: the ledger has no column size" in effects and "not moved" in effects
    (tmp_path / "bad.csv").write_text("country,days\nFR,60\nES,many\n", encoding="utf-8")
    with pytest.raises(cf.InputError, match=r"bad\.csv.*row 3.*many"):
        limits_of(tmp_path / "bad.csv")


def test_a_table_as_a_spreadsheet_saves_it(tmp_path):
    """Semicolons, cp1252, a title above; rows are those of the file."""
    head = "Zahlungsziele für Lieferanten;;\nsupplier;days;source\n"
    (tmp_path / "limits.csv").write_bytes(f"{head}Bäcker;30;Vertrag\nPol;60;Vertrag\n".encode("cp1252"))
    assert [(dict(c.where), c.days) for c in limits_of(tmp_path / "limits.csv")] == [
        ({"supplier": "Bäcker"}, 30),
        ({"supplier": "Pol"}, 60),
    ]
    (tmp_path / "bad.csv").write_bytes(f"{head}Bäcker;30;Vertrag\nPol;many;Vertrag\n".encode("cp1252"))
    with pytest.raises(cf.InputError, match=r"bad\.csv.*row 4.*many"):
        limits_of(tmp_path / "bad.csv")


def test_dates_and_days_are_read_as_those_of_a_ledger(tmp_path):
    """31.12.2008 says that dates are day first, so 03.04.2012 is 3 April; a spreadsheet in German writes 60 as 60,0."""
    (tmp_path / "limits.csv").write_text(
        "country;days;from;to\nFR;60,0;01.01.2009;\nFR;90;;31.12.2008\nPL;60.00;03.04.2012;\n", encoding="utf-8"
    )
    found = [(c.days, str(c.first or ""), str(c.last or "")) for c in limits_of(tmp_path / "limits.csv")]
    assert found == [(60, "2009-01-01", ""), (90, "", "2008-12-31"), (60, "2012-04-03", "")]
    (tmp_path / "slashes.csv").write_text("country,days,from\nFR,60,03/04/2009\nPL,60,31/12/2012\n", encoding="utf-8")
    assert str(limits_of(tmp_path / "slashes.csv")[0].first) == "2009-04-03"
    for cells, row, reason in (
        ("FR,60,03/04/2009", 2, "2009-03-04 .*; write the one that is meant$"),
        ("PL,30,\nFR,60,soon", 3, "soon"),
        ('FR,"60,000",', 2, "60,000"),
    ):
        (tmp_path / "bad.csv").write_text(f"country,days,from\n{cells}\n", encoding="utf-8")
        with pytest.raises(cf.InputError, match=rf"bad\.csv, row {row}.*{reason}"):
            limits_of(tmp_path / "bad.csv")


def test_values_in_other_letters_are_the_same_and_said():
    """fr stops what FR stops; who finds no limit is named beside it."""
    result, wanted = (
        compare([{"country": "fr", "days": 60}, {"country": "PL", "days": 10}]),
        compare([LIMITS[0], {"country": "PL", "days": 10}]),
    )
    assert set(result.limits["invoice"]) == set(wanted.limits["invoice"]) >= {"1", "3"}
    said = [n for n in result.notes if "limits name" in n or "no limit names" in n]
    assert said == [
        "limits name the country spelled otherwise than the ledger; taken as the same: 'fr' as 'FR'",
        "no limit names the country 'DE' (1 invoice): their deferral is not limited",
    ]
    assert not [n for n in wanted.notes if "other letters" in n]


def test_in_a_whatif_file(tmp_path):
    ledger().to_frame().assign(due_date=[r[5] for r in ROWS]).to_csv(tmp_path / "l.csv", index=False)
    (tmp_path / "own.csv").write_text("supplier,days,source\nPol,30,our own policy\n", encoding="utf-8")
    text = '[ledger]\npath = "l.csv"\n[calendar]\nquarters = { from = 2025-04-01, to = 2025-12-31 }\n[[limit]]\ncountry = "FR"\ndays = 60\n'
    text += '[[limit]]\npath = "own.csv"\n[[scenario]]\nname = "s"\n[[scenario.offer]]\nextend = { to = 2025-08-15 }\n'
    (tmp_path / "w.toml").write_text(text, encoding="utf-8")
    result = cf.read_whatif(tmp_path / "w.toml").run()
    assert set(result.limits.query("effect == 'not moved'")["invoice"]) == {"1", "3", "4"}
    explained = result.explain(quarter="2025 Q2")
    assert sum(explained["amount"]) == D("5000.00")
    assert "offer 1: beyond a hard limit" in set(explained["what"])


@pytest.mark.slow
@given(
    some.rows(),
    some.policies(),
    st.lists(some.offers(("days", "to")), min_size=1, max_size=2),
    st.integers(0, 90),
    st.sampled_from(["UK", "EU"]),
)
def test_no_date_beyond_a_hard_limit_gets_through(rows, policy, offers, days, region):
    result = run(rows, policy[1], [p for _, p in offers], limits=[{"region": region, "days": days}])
    waits = {n for n, (_, o) in enumerate(offers, 1) if any(p["scheme"] != "bank_pays_now" for p in o["options"])}
    legs = result.legs.merge(pd.DataFrame(rows)[["invoice", "region"]], on="invoice") if len(result.legs) else result.legs
    if len(legs):
        moved = legs[(legs["region"] == region) & (legs["new_date"] > legs["baseline_payment_date"]) & legs["offer"].isin(waits)]
        assert ((moved["new_date"] - moved["invoice_date"]).dt.days <= days).all()


def test_the_report_says_what_limits_do():
    text = str(compare(LIMITS))
    assert "  s, offer 1, France: 60 days from invoice (country FR): 1 item, EUR 100, not moved" in text
    assert "Legal: maximum payment terms: France: 60 days from invoice (country FR); source: L441-10" in text
    assert "10 days from invoice" not in text  # in force until 2008


def test_a_value_that_no_limit_names_is_said():
    """All limits look at the country; Poland is in none of them, a blank is listed as not tested, Germany is in no tested offer."""
    with pytest.warns(cf.CashflowWarning, match="no limit names the country"):
        result = compare([{"country": "FR", "days": 60}], suppliers=["Franc", "Pol", "Who"])
    assert result.notes == ["no limit names the country 'PL' (2 invoices): their deferral is not limited"]
    every = [{"country": "FR", "days": 60}, {"days": 90}]
    assert compare(every).notes == []  # the second one looks at all
    assert compare([{"country": "FR", "days": 60}], cf.BankPaysNow(0.07, "ACT/360")).notes == []  # and nothing is tested here
