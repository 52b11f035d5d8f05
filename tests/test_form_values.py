"""What a web form, a frame or an array hands over: each is a right answer or a refusal in a sentence, never a guess."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pytest

import cashflow as cf
from cashflow.basics.days import to_day, to_days
from cashflow.basics.frames import pd
from cashflow.offers import Acceptance, PeriodEnds, variation_of

MOMENTS = ["2025-06-30T12:00", "2025-06-30T23:59:59.999999999", "2025-06", "2025"]


@pytest.mark.parametrize("text", MOMENTS)
def test_a_numpy_date_that_is_no_day_is_refused_as_other_dates_are(text):
    with pytest.raises(cf.InputError, match=r"has a time or a zone|is not a date") as wrong:
        to_day(np.datetime64(text), "as_of")
    assert (wrong.value.column, wrong.value.value) == ("as_of", text)
    with pytest.raises(cf.InputError, match=r"has a time or a zone|is not a date"):
        to_days(np.array([text], "datetime64"))
    with pytest.raises(cf.InputError):
        cf.PaymentPolicy(as_of=np.datetime64(text))


def test_a_numpy_week_is_no_day():
    with pytest.raises(cf.InputError, match="is not a date"):
        to_day(np.datetime64("2025-06-26", "W"))


@pytest.mark.parametrize("unit", ["D", "h", "s", "ns"])
def test_midnight_of_any_unit_is_the_day(unit):
    days = np.array(["2025-06-30", "2025-07-01"], "datetime64[D]").astype(f"datetime64[{unit}]")
    assert to_days(days).tolist() == [to_day(dt.date(2025, 6, 30)), to_day(dt.date(2025, 7, 1))]
    assert to_day(days[0]) == to_day(pd.Timestamp("2025-06-30")) == to_day("2025-06-30")


def test_one_moment_among_days_is_refused_and_named():
    days = np.array(["2025-06-30T00", "2025-07-01T06"], "datetime64[h]")
    with pytest.raises(cf.InputError, match="has a time") as wrong:
        to_days(days, "start")
    assert wrong.value.value == "2025-07-01T06"


FRAME = pd.DataFrame({"supplier": ["Acme"], "invoice": ["1"], "invoice_date": ["2025-05-20"], "amount": ["100.00"]}).assign(
    currency="EUR", terms="net 30"
)
LEDGER = cf.read_ledger(FRAME)
SHOWN = {"quarters": ("2025-04-01", "2025-12-31")}
SCENARIO = cf.Scenario("s", cf.Offer(extend={"days": 30}, acceptance={"share": 0.5}))
MENU = [{"extend": {"days": 30}, "scheme": "later_with_interest", "annual_rate": 0.06, "day_count": "ACT/360"}]
RESULT = cf.compare(LEDGER, SCENARIO, **SHOWN)
ENDS = {"quarter_ends": ["2025-06-30", "2025-09-30"], "first_day": "2025-04-01"}


def simulated(**options):
    return cf.simulate(RESULT, currency="EUR", quarter="2025-06-30", **options)


def test_whole_numbers_of_numpy_are_whole_numbers():
    thirty = np.array([30], np.uint8)[0]
    offer = cf.Offer(extend={"days": thirty})
    assert offer == cf.Offer(extend={"days": 30})
    assert hash(offer) == hash(cf.Offer(extend={"days": 30}))
    assert type(offer.extend.days) is int
    assert cf.Offer(extend={"early": thirty}) == cf.Offer(extend={"early": 30})
    assert cf.PaymentPolicy(settlement_lag=np.int64(2)) == cf.PaymentPolicy(settlement_lag=2)
    assert len(RESULT.explain(quarter="2025-06-30", top=np.int64(1))) == len(RESULT.explain(quarter="2025-06-30", top=1))
    few = simulated(draws=np.uint8(200), seed=np.int64(7), top=np.int64(1))
    assert few.seed == 7
    assert (few.drawn == simulated(draws=200, seed=7).drawn).all()
    assert cf.synthetic_ledger(np.int64(20), np.int32(2)).amount.tolist() == cf.synthetic_ledger(20, 2).amount.tolist()
    assert simulated(levels=np.array([0.25], np.float32)).levels == (0.25,)
    curve = {"logistic": {"midpoint": np.int64(5), "slope": np.float32(2.5)}}
    assert Acceptance.of(curve) == Acceptance.of({"logistic": {"midpoint": 5, "slope": Decimal("2.5")}})
    assert variation_of({"payment_run_slips": np.int64(1)}) == variation_of({"payment_run_slips": 1})
    assert PeriodEnds.of(np.datetime64("2025-06-30")) == PeriodEnds.of("2025-06-30")
    days = np.array(["2025-04-01", "2025-12-31"], "datetime64[D]")
    assert cf.compare(LEDGER, SCENARIO, quarters=tuple(days)).quarters.equals(RESULT.quarters)


@pytest.mark.parametrize(
    ("ask", "column"),
    [
        (lambda: cf.Offer(extend={"days": True}), "extend.days"),
        (lambda: cf.Offer(extend={"days": np.array([1, 2])}), "extend.days"),
        (lambda: cf.Offer(extend={"early": pd.NA}), "extend.early"),
        (lambda: cf.PaymentPolicy(settlement_lag=2.0), "settlement_lag"),
        (lambda: simulated(top="3"), "top"),
        (lambda: simulated(top=-1), "top"),
        (lambda: simulated(seed=-1), "seed"),
        (lambda: cf.synthetic_ledger("100"), "n_invoices"),
        (lambda: cf.synthetic_ledger(10, None), "n_suppliers"),
        (lambda: cf.synthetic_ledger(10, 2, seed="x"), "seed"),
        (lambda: cf.synthetic_ledger(10, 2, first="2026-01-01"), "first"),
        (lambda: cf.compare_terms("net 30", "net 60", year="2025"), "year"),
        (lambda: cf.compare_terms("net 30", "net 60", year=0), "year"),
        (lambda: cf.compare_terms("net 30", "net 60", "April"), "fiscal"),
        (lambda: cf.compare_terms("net 30", "net 60", amount="1", currency=["EUR"]), "currency"),
        (lambda: cf.solve(LEDGER, "1", by="2025-06-30", menu=MENU, constraints={"max_suppliers": 10**30}), "max_suppliers"),
        (lambda: cf.FiscalCalendar(**ENDS, labels="Q1"), "labels"),
        (lambda: cf.FiscalCalendar(**ENDS, labels=[None, 2]), "labels"),
        (lambda: cf.FiscalCalendar(**ENDS, labels=5), "labels"),
        (lambda: cf.sweep(LEDGER, cf.Offer(extend={"days": 0}), days=np.zeros((2, 1), int), names="ab"), "names"),
        (lambda: cf.sweep(LEDGER, cf.Offer(extend={"days": 0}), days=np.zeros((2, 1), int), names=5), "names"),
        (lambda: cf.sweep(LEDGER, {"name": "x", "offer": "days"}), "scenario.offer"),
        (lambda: cf.sweep(LEDGER, {"name": "x", "offer": [None]}), "scenario.offer"),
        (lambda: cf.BusinessCalendar.named(None), "name"),
        (lambda: cf.BusinessCalendar(name=5), "name"),
        (lambda: cf.PaymentTerms.parse("net 30", events=5), "events"),
        (lambda: LEDGER.anonymized(1, keep=5), "keep"),
        (lambda: cf.Scenario("s", {1: 2}), "offers"),
        (
            lambda: cf.Offer(extend={"days": 3}, acceptance={"logistic": {"midpoint": 0, "slope": Decimal("sNaN")}}),
            "acceptance.logistic.slope",
        ),
        (lambda: RESULT.explain([]), "measure"),
        (lambda: RESULT.picture([]), "picture"),
        (lambda: cf.read_ledger("\ud800.csv"), "path"),
        (lambda: cf.read_whatif("\ud800.toml"), "path"),
    ],
)
def test_what_is_no_such_value_is_refused_by_its_name(ask, column):
    with pytest.raises(cf.InputError) as wrong:
        ask()
    assert wrong.value.column == column
    assert str(wrong.value).startswith(column)


def test_a_number_given_as_text_is_told_how_to_be_written():
    with pytest.raises(cf.InputError, match="Write 30, a number and no text"):
        cf.Offer(extend={"days": " 30 "})


def test_a_comparison_of_no_scenario_has_no_page_and_says_so():
    nothing = cf.compare(LEDGER, [], **SHOWN)
    assert nothing.to_dict()["currencies"]["EUR"]["scenarios"] == {}
    with pytest.raises(cf.InputError, match="compares no scenario"):
        nothing.render("html")


def test_a_comparison_of_nothing_is_written_without_a_page(tmp_path):
    """All other files are there; the page is refused where it is asked for."""
    nothing = cf.compare(LEDGER, [], **SHOWN)
    nothing.write(tmp_path / "all")
    written = {f.name for f in (tmp_path / "all").iterdir()}
    assert {"quarters.csv", "report.txt", "report.xlsx", "result.json"} <= written and "report.html" not in written
