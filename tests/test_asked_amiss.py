"""Questions asked amiss from Python: each slip is told by the name that was typed, with what to write."""

import pandas as pd
import pytest

import cashflow as cf

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
