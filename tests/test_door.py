"""The Python door: a slip gets a sentence with what came, what was expected and what to write, in Python's grammar."""

import pickle
import time
from decimal import Decimal

import attrs
import pytest

import cashflow as cf
from cashflow.basics.frames import pd
from cashflow.offers.term_limits import limits_of
from cashflow.schemes import Scheme

FRAME = pd.DataFrame(
    {"supplier": ["Acme", "Bolt"], "invoice": ["1", "2"], "invoice_date": ["2025-05-01", "2025-05-20"], "amount": ["100.00"] * 2}
).assign(currency="EUR", terms="net 30")
LEDGER = cf.read_ledger(FRAME)
OFFER = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest(0.06, "ACT/360")], funding_rate=0.08)
SCENARIO = cf.Scenario("s", OFFER)
RESULT = cf.compare(LEDGER, SCENARIO)


def offered(**selection):
    return cf.compare(LEDGER, cf.Scenario("s", cf.Offer(extend={"days": 3}, **selection)))


# What is written; what is said of it.
SLIPS = [
    (lambda: cf.project(LEDGER, cf.FiscalCalendar()), "policy: must be a PaymentPolicy, not a FiscalCalendar. Write fiscal="),
    (
        lambda: cf.compare(LEDGER, [OFFER]),
        'scenarios: must be a Scenario or a list of them, not an Offer. Write cf.Scenario("name", offer)',
    ),
    (lambda: cf.compare(LEDGER, OFFER), 'not an Offer. Write cf.Scenario("name", offer)'),
    (lambda: cf.sweep(LEDGER, OFFER), 'not an Offer. Write cf.Scenario("name", offer)'),
    (lambda: cf.compare(LEDGER, SCENARIO, fiscal="April"), 'not \'April\'. Write fiscal=cf.FiscalCalendar("April", named_by="start")'),
    (lambda: cf.compare(LEDGER, SCENARIO, policy="terms"), "not 'terms'. Write policy=cf.PaymentPolicy(\"terms\")"),
    (lambda: cf.solve(LEDGER, "1", by="2025-06-30", menu=[], policy="terms"), "policy: must be a PaymentPolicy"),
    (lambda: cf.simulate(LEDGER, SCENARIO, polcy=1), "Did you mean 'policy'?"),
    (lambda: cf.compare(LEDGER, SCENARIO, polcy=1), "polcy '1': compare takes no such argument. Did you mean 'policy'?"),
    (lambda: cf.compare(LEDGER, SCENARIO, quarters="2025 Q2"), 'Write quarters=("2025-04-01", "2025-12-31")'),
    (lambda: cf.compare(LEDGER, SCENARIO, quarters=("a", "b", "c")), 'Write quarters=("2025-04-01", "2025-12-31")'),
    (lambda: cf.compare(FRAME, SCENARIO), "ledger 'DataFrame': must be a Ledger"),
    (lambda: cf.compare(LEDGER), "scenarios: is missing: compare needs it"),
    (lambda: cf.read_ledger(None), "path: must be a path, an open file, a DataFrame, or an object that gives an Arrow stream, not None"),
    (lambda: cf.read_ledger("a\0b"), "path 'a�b': contains a character that no path can have"),
    (lambda: cf.read_ledger("a" * 5000), "too long for a path"),
    (lambda: cf.read_ledger("x.csv", curency="EUR"), "Did you mean 'currency'?"),
    (lambda: cf.read_ledger(FRAME, curency="EUR"), "Did you mean 'currency'?"),
    (lambda: cf.scan(5), "must be a path, a pattern or a list of them, not 5"),
    (lambda: cf.scan("a\0b"), "a character that no path can have"),
    (lambda: cf.read_whatif(None), "must be a path, not None"),
    (lambda: cf.LaterWithInterest(0.06), "day_count: is missing: LaterWithInterest needs it"),
    (lambda: cf.LaterWithInterest(0.06, "ACT/360", 5, 5, 5, 5, 5, 5), "too many arguments"),
    (lambda: cf.Offer(extend=30), 'Write {"days": 30}, {"to": "2025-08-15"}'),
    (lambda: cf.Offer(extnd=30), "extnd '30': Offer takes no such argument. Did you mean 'extend'?"),
    (lambda: cf.Offer(extend={"days": 3}, due=5), 'Write due={"from": "2025-06-01", "to": "2025-06-30"}'),
    (lambda: cf.Offer(extend={"days": 3}, options=[{"scheme": {}}]), "unknown scheme"),
    (lambda: cf.Offer(extend={"days": 10**30}), "must be a whole number of days"),
    (lambda: cf.Scenario("x", None), "offers: must be an Offer or a list of them, not None"),
    (lambda: cf.Scenario(5, OFFER), "name '5': must be text"),
    (lambda: limits_of([["x"]]), 'limit 1 \'["x"]\': must be a table. Write {"days": 60'),
    (lambda: cf.PaymentPolicy("terms", pay_rns="none"), "Did you mean 'payment_runs'?"),
    (lambda: cf.FiscalCalendar("April", named="start"), "Did you mean 'named_by'?"),
    (lambda: cf.FiscalCalendar(many_quarters=1), "must be true or false"),
    (lambda: offered(where={"amount": float("inf")}), "where.amount.from 'inf': is not an amount"),
    (lambda: offered(where={"amount": float("nan")}), "is not an amount"),
    (lambda: offered(where={"amount": {"from": Decimal("1e999999")}}), "is too large or too fine for an amount"),
    (lambda: offered(where={"amount": {"from": "1e-999999"}}), "is too large or too fine for an amount"),
    (lambda: offered(suppliers=5), "must be a name, a list of names, or a table of columns"),
    (lambda: cf.simulate(RESULT, levels=0.95), "must be a list of numbers between 0 and 1"),
    (lambda: cf.simulate(RESULT, draws=2**62), "at most 134,217,728 for 2 quarters"),
    (lambda: cf.simulate(RESULT, target="6m"), "target '6m': is not an amount. Write it in full: 6000000"),
    (lambda: cf.simulate(RESULT, target="1,5 Mio"), "Write it in full: 1500000"),
    (lambda: cf.simulate(RESULT, target="60.000.000"), "target '60.000.000': is not an amount. Write 60000000"),
    (lambda: cf.simulate(RESULT, target="60,000,000.50"), "Write 60000000.50"),
    (lambda: cf.simulate(RESULT, target="60 000 000"), "Write 60000000"),
    (lambda: cf.simulate(RESULT, target="1.234,50"), "Write 1234.50"),
    (lambda: cf.simulate(RESULT, target="1234,5"), "Write 1234.5"),
    (lambda: cf.simulate(RESULT, target="60,000"), "is not an amount. Write 60000 or 60.00"),
    (lambda: cf.simulate(RESULT, target="60.000"), "target '60.000': has two readings. Write 60000 or 60.00"),
    (lambda: offered(where={"amount": {"from": "10.000,00"}}), "where.amount.from '10.000,00': is not an amount. Write 10000.00"),
    (lambda: cf.compare_terms(5, 6), "must be a text"),
]


@pytest.mark.parametrize("call, said", SLIPS, ids=[s for _, s in SLIPS])
def test_a_slip_gets_a_sentence_at_once(call, said):
    start = time.process_time()
    with pytest.raises(cf.InputError) as told:
        call()
    assert said in str(told.value)
    assert time.process_time() - start < 1  # draws of hours, sums of gigabytes are refused before they begin


def test_a_fault_of_a_callback_is_no_slip():
    """A TypeError from deeper down stays what it is: the arguments fit."""

    class Broken(Scheme):
        def flows(self, deals):
            raise TypeError("mine")

    offer = cf.Offer(extend={"days": 30}, options=[Broken()])
    with pytest.raises(TypeError, match="mine"):
        cf.compare(LEDGER, cf.Scenario("s", offer))


@pytest.mark.parametrize("written", ["6,5 %", "6.5%", "6.50 %"])
def test_a_percentage_is_read_as_it_is_written(written):
    assert cf.LaterWithInterest(written, "ACT/360") == cf.LaterWithInterest("0.065", "ACT/360")


def test_two_rows_three_centuries_apart():
    """298 years are 1,193 quarters: refused, or shown when asked for, and linear in their number."""
    frame = FRAME.assign(invoice_date=["1901-01-01", "2199-01-01"])
    ledger = cf.read_ledger(frame)
    with pytest.raises(cf.InputError, match=r"1901-01-01 to 2199-01-31 are 1,193 quarters, more than 400") as told:
        cf.project(ledger)
    assert "many_quarters" in told.value.hint
    start = time.perf_counter()
    found = cf.project(ledger, fiscal=cf.FiscalCalendar(many_quarters=True)).quarters
    assert len(found) == 1193 and time.perf_counter() - start < 5
    with pytest.raises(cf.InputError, match="more than 400"):
        cf.project(LEDGER, quarters=("2025-04-01", "9999-12-31"))


@pytest.mark.parametrize("calendar", [cf.BusinessCalendar(["Sat", "Sun"], ["2025-12-25"]), cf.BusinessCalendar.named("TARGET")])
def test_a_calendar_is_changed_as_other_values_are(calendar):
    """It was refused: what it holds of its weekend is no name. A number that a user gives has two readings, and is refused still."""
    wider = attrs.evolve(calendar, last="2060-12-31", name="wider")
    assert (wider.weekend, wider.holidays, wider.name) == (calendar.weekend, calendar.holidays, "wider")
    assert attrs.evolve(calendar) == calendar == pickle.loads(pickle.dumps(calendar))
    with pytest.raises(cf.InputError, match="is not a weekday"):
        cf.BusinessCalendar([6, 0])
