"""Questions asked amiss from Python: each slip is told by the name that was typed, with what to write."""

import pandas as pd
import pytest

import cashflow as cf
from cashflow.figures import break_even_table, discount_table, unwind_bars
from cashflow.measures import Reporting
from cashflow.schemes import Flow, Scheme, check_scheme, principal

QUARTERS = ("2025-04-01", "2025-09-30")
ROWS = {
    "supplier": ["A", "B"],
    "invoice": ["1", "2"],
    "invoice_date": ["2025-05-01", "2025-05-10"],
    "due_date": ["2025-06-20", "2025-06-28"],
    "amount": ["1000.00", "200.00"],
    "currency": ["eur", "EUR"],
    "terms": "",
}
LEDGER = cf.read_ledger(pd.DataFrame(ROWS))
OFFER = cf.Offer(extend={"days": 30}, acceptance={"share": 0.5})
RESULT = cf.compare(LEDGER, cf.Scenario("s", OFFER), quarters=QUARTERS)
MENU = [{"extend": {"days": 30}}]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (
            lambda: cf.simulate(LEDGER, cf.Scenario("s", OFFER), targt="1"),
            "targt '1': simulate takes no such argument. Did you mean 'target'",
        ),
        (lambda: cf.simulate(RESULT, targt="1"), "targt '1': simulate takes no such argument. Did you mean 'target'"),
        (lambda: cf.simulate(RESULT, polcy=1), "polcy '1': simulate takes no such argument. Did you mean 'policy'"),
        (lambda: cf.simulate(RESULT, policy=cf.PaymentPolicy()), "policy: is for a ledger; a result has been compared already"),
        (lambda: cf.simulate(RESULT, levels=["x"]), "levels 'x': is not a number"),
        (lambda: cf.simulate(RESULT, levels=["200%"]), "levels '2': must lie between 0 and 1"),
        (lambda: cf.compare(LEDGER, cf.Scenario(" ", OFFER)), "scenario.name ' ': must say something"),
        (lambda: cf.compare(LEDGER, cf.Scenario("baseline", OFFER)), "scenario.name 'baseline': is what rows without any offer are called"),
        (lambda: cf.compare(LEDGER, [cf.Scenario("s", OFFER)] * 2), "scenario.name 's': must be unique"),
        (lambda: cf.solve(LEDGER, "1", by="2025-06-30", menu=MENU, name="baseline"), "name 'baseline': is what rows without any offer"),
        (lambda: cf.solve(LEDGER, "1", by="2025-06-30", menu=MENU, name=""), "name '': must say something"),
        (
            lambda: RESULT.explain("free_cash_flow_change_agency", quarter="2025 Q2"),
            "names a measure and its presentation, as columns do. Ask for measure free_cash_flow_change in presentation agency",
        ),
        (lambda: cf.read_ledger(pd.DataFrame(ROWS), payments=3), "payments: must be a path"),
        (lambda: cf.read_ledger(pd.DataFrame(ROWS), strict="yes"), "strict 'yes': must be true or false"),
        (lambda: cf.read_ledger(ROWS), "not a table. Make a table of it: pandas.DataFrame(…)"),
        (lambda: cf.read_ledger([ROWS]), "path: must be paths, not rows. Make a table of them: pandas.DataFrame(…)"),
    ],
)
def test_a_slip_is_told_by_the_name_that_was_typed(ask, words):
    with pytest.raises(cf.InputError) as refused:
        ask()
    assert words in str(refused.value)


def test_levels_are_typed_as_other_shares_are():
    assert cf.simulate(RESULT, levels=["5%", "0.5", 0.95]).levels == (0.05, 0.5, 0.95)


def test_findings_are_shown_as_a_reader_asks():
    assert repr(LEDGER.findings).splitlines() == [
        "2 rows read = 2 accepted + 0 rejected + 0 ignored",
        "EUR: 1,200.00 read, 1,200.00 accepted",
        "flagged: lower case currency (1)",
        "row by row: findings.frame",
    ]
    assert "<td>lower case currency</td><td>1</td>" in LEDGER.findings._repr_html_()
    one = cf.read_ledger(pd.DataFrame(ROWS).iloc[1:]).findings
    assert str(one).splitlines() == ["1 row read = 1 accepted + 0 rejected + 0 ignored", "EUR: 200.00 read, 200.00 accepted"]


class Own(Scheme):
    """A scheme whose flows are given."""

    def __init__(self, *flows):
        self.given = flows

    def flows(self, deals):
        return [f(deals) if callable(f) else f for f in self.given] if self.given else None


def whole(deals):
    return principal(deals, "buyer", "supplier", deals.new_day)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (Own(), "its flows must be a list of flows, not a NoneType"),
        (Own(3), "flow 1 must be a Flow, not an int"),
        (Own(lambda d: Flow(d.new_day, "byer", "supplier", "principal", d.amount)), "flow 1 has the payer 'byer'. Did you mean 'buyer'"),
        (
            Own(whole, lambda d: Flow(d.new_day, "buyer", "suplier", "fee", d.amount)),
            "flow 2 has the payee 'suplier'. Did you mean 'supplier'",
        ),
        (Own(whole, lambda d: Flow(d.new_day, "buyer", "supplier", "bonus", d.amount)), "flow 2 has the nature 'bonus'. Known: principal"),
    ],
)
def test_a_scheme_of_ones_own_that_says_no_flows_is_told_with_what_to_try(own, words):
    with pytest.raises(cf.InputError) as refused:
        cf.compare(LEDGER, cf.Scenario("s", cf.Offer(extend={"days": 30}, options=[own])), quarters=QUARTERS)
    assert words in str(refused.value) and "cashflow.schemes.check_scheme" in refused.value.hint and refused.value.column == "scheme"


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: check_scheme(cf.LaterWithInterest(0.05, "ACT/360"), tries=0), "tries '0': must be a whole number, at least 1"),
        (lambda: check_scheme(cf.LaterWithInterest(0.05, "ACT/360"), seed="x"), "seed 'x': must be a whole number"),
        (lambda: unwind_bars(RESULT, "EUR"), "result: must be what a result's to_dict() gives, not a Result. Write result.to_dict()"),
        (lambda: unwind_bars(RESULT.to_dict(), "USD"), "currency 'USD': is not in this result. Known: EUR"),
        (lambda: unwind_bars(RESULT.to_dict(), "EUR", scenarios=["x"]), "scenarios 'x': is not in this result. Known: s"),
        (lambda: unwind_bars(RESULT.to_dict(), "EUR", presentation="x"), "presentation 'x': unknown presentation"),
        (lambda: break_even_table(RESULT.suppliers, "EUR", step=0), "step '0': must be greater than zero"),
        (lambda: break_even_table(RESULT.suppliers, "EUR", step=5), "step '5': must not exceed 1. Write 0.05 for 5 %"),
        (
            lambda: break_even_table(RESULT.suppliers, "EUR", step=1e-9),
            "step '1e-09': is less than a basis point, 0.0001. Write step=0.005",
        ),
        (lambda: RESULT.picture("unwind", scenarios=5), "scenario '5': is not a scenario of this result. Known: s"),
        (lambda: RESULT.picture("break_even", step="wide"), "step 'wide': is not a number"),
        (lambda: discount_table("2%", "10", [30]), "discount_day '10': must be a whole number, 0 or more. Write 10"),
        (lambda: discount_table("2%", 10, "30"), "paid_days '30': must be a list of days"),
        (lambda: cf.BankPaysNow(0.05, "ACT/360", fee_per_invoice=float("nan")), 'must not be a float. Write "25.00" or a Decimal'),
        (lambda: RESULT.write(3), "folder: must be a path, not 3"),
        (lambda: RESULT.letters({"sender": "x"}), 'settings: must be LetterSettings, not a table. Write LetterSettings(sender="…")'),
        (lambda: RESULT.to_html(live="x"), "live 'x': must be true, false or the least number of steps"),
        (lambda: Reporting(free_cash_flow="financing"), "free_cash_flow 'financing': must be a FreeCashFlowDefinition"),
    ],
)
def test_checks_and_figures_tell_what_does_not_fit(ask, words):
    with pytest.raises(cf.InputError) as refused:
        ask()
    assert words in str(refused.value)


@pytest.mark.parametrize("most", [-1, 0, True, "many", 1.5])
def test_most_rows_of_a_scan_is_a_number_of_rows(most):
    with pytest.raises(cf.InputError, match=r"most_rows .*must be a whole number of 1 or more"):
        cf.scan(pd.DataFrame(ROWS), most_rows=most)


def test_a_frame_without_columns_says_so_and_a_map_proposes_one_thing():
    with pytest.raises(cf.InputError, match=r"not a list of payables\. It has no columns\. Export"):
        cf.read_ledger(pd.DataFrame())
    with pytest.raises(cf.InputError, match=r'Write map=\{"supplier": "Kreditor"\}$'):
        cf.read_ledger(pd.DataFrame(ROWS), map=["supplier"])
