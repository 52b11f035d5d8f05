"""One answer of each verb, of any small ledger of euros."""

import cashflow as cf


def one_of_each(ledger, quarters):
    """Verb → its result."""
    offer = cf.Offer(
        extend={"to": "2025-08-15"}, options=[cf.BankPaysNow("0.06", "ACT/360")], acceptance={"share": "0.5"}, funding_rate=0.05
    )
    result = cf.compare(ledger, cf.Scenario("June", offer), quarters=quarters)
    menu = [{"extend": {"days": 30}, "scheme": "later_with_interest", "annual_rate": 0.06, "day_count": "ACT/360"}]
    return {
        "compare": result,
        "project": cf.project(ledger, quarters=quarters),
        "simulate": cf.simulate(result, target="1000"),
        "solve": cf.solve(ledger, "2000", by="2025-06-30", menu=menu),
        "sweep": cf.sweep(ledger, [cf.Scenario(str(k), cf.Offer(extend={"days": k})) for k in (0, 30)], quarters=quarters),
    }
