"""A supplier of which nothing moves accepts nothing and is made whole of nothing; what a supplier gets, by nature."""

from decimal import Decimal as D

import pandas as pd
import pytest

import cashflow as cf
from cashflow import schemes

from .test_sweep import COMPARED_ONLY

SHOWN = ("2025-04-01", "2025-09-30")
BASE = {"currency": "EUR", "terms": "net 30", "country": "DE", "paid_date": ""}
LATER = {"to": "2025-08-15"}
INTEREST = cf.LaterWithInterest("0.065", "ACT/360")


def book(*rows):
    """Rows of supplier, invoice date, and what differs; 1,000,000.00 each."""
    made = [
        BASE | {"supplier": s, "invoice": str(n), "invoice_date": day, "amount": "1000000.00"} | more
        for n, (s, day, more) in enumerate(rows)
    ]
    return cf.read_ledger(pd.DataFrame(made))


def compared(ledger, offer, limits=(), **policy):
    how = cf.PaymentPolicy(policy.pop("baseline", "terms"), **policy)
    return cf.compare(ledger, cf.Scenario("s", offer, limits=list(limits)), policy=how, quarters=SHOWN)


def usual(**more):
    return cf.Offer(**{"extend": LATER, "options": [INTEREST], "funding_rate": "0.05"} | more)


LIMIT = [{"country": "FR", "days": 30}]
BOLT = ("Bolt", "2025-05-21", {})
IDLE = {
    "a hard limit stops its only item": (book(("Acme", "2025-05-21", {"country": "FR"}), BOLT), LIMIT, {}),
    "a hard limit stops all its items": (
        book(("Acme", "2025-05-21", {"country": "FR"}), ("Acme", "2025-05-22", {"country": "FR"}), BOLT),
        LIMIT,
        {},
    ),
    "its date is later already": (book(("Acme", "2025-07-20", {}), BOLT), (), {}),
    "all is open, and stays open": (
        book(("Acme", "2025-05-21", {}), ("Bolt", "2025-05-21", {"paid_date": "2025-06-20"})),
        (),
        {"baseline": "actual"},
    ),
}


@pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
@pytest.mark.parametrize("name", IDLE)
@pytest.mark.parametrize("acceptance", ["all", "if whole", ["Acme", "Bolt"], {"share": 0.7}])
def test_nothing_of_acme_moves(name, acceptance):
    ledger, limits, policy = IDLE[name]
    result = compared(ledger, cf.Offer(extend=LATER, options=[INTEREST], funding_rate="0.05", acceptance=acceptance), limits, **policy)
    acme, bolt = (result.suppliers.set_index("supplier").loc[n] for n in ("Acme", "Bolt"))
    assert acme["items_moved"] == 0 and acme["items"] > 0
    assert acme["acceptance"] != acme["acceptance"] and acme["made_whole"] is None and acme["made_whole_vs_due"] is None
    assert acme["amount_moved"] == acme["incentive"] == acme["financing_cost"] == D("0.00")
    assert bolt["acceptance"] == (0.7 if acceptance == {"share": 0.7} else 1.0) and bolt["made_whole"] is True
    text = str(result)
    assert "Made whole against the usual payment day: 1 yes; against the contract due date: 1 yes\n" in text
    assert "Acme" not in text[text.index("Suppliers that accept") :].split("\n\n")[0]
    simulated = cf.simulate(result, draws=50)
    assert simulated.suppliers["supplier"].tolist() == ["Bolt"] and "acceptance of Acme" not in str(simulated)
    assert len(cf.simulate(result, draws=50).to_dict()["suppliers"]) == 1


@pytest.mark.parametrize("extend", [LATER, {"days": 56}])
def test_nobody_accepts_where_a_limit_stops_all(extend):
    """A promised date is not blamed for what the limit stops."""
    offer = usual(acceptance={"share": 0.7}, extend=extend)
    result = compared(book(("Acme", "2025-05-21", {"country": "FR"})), offer, LIMIT)
    assert "Made whole: nobody accepts" in str(result) and "1 item, EUR 1,000,000, not moved" in str(result)
    assert not result.scenarios[0].is_expected_value and result.limits["effect"].tolist() == ["not moved"]
    assert not len(cf.simulate(result, draws=20).suppliers)
    swept = cf.sweep(result.payments.ledger, [cf.Scenario("s", offer, limits=LIMIT)], quarters=SHOWN)
    mine, theirs = (r.to_dict()["currencies"]["EUR"]["scenarios"]["s"] for r in (swept, result))
    assert {k: v for k, v in mine.items() if k not in COMPARED_ONLY} == {k: v for k, v in theirs.items() if k not in COMPARED_ONLY}


def test_zero_days_move_nothing():
    result = compared(book(BOLT), cf.Offer(extend={"days": 0}, options=[INTEREST], funding_rate="0.05"))
    assert result.suppliers["acceptance"].isna().all() and result.suppliers["made_whole"].tolist() == [None]


def test_what_is_paid_already_or_outside_the_windows_has_no_row():
    ledger = book(("Acme", "2025-04-01", {"paid_date": "2025-05-02"}), ("Cogs", "2025-06-21", {}), BOLT)
    result = compared(ledger, usual(paying={"to": "2025-06-30"}), as_of="2025-05-31")
    assert result.suppliers["supplier"].tolist() == ["Bolt"]


def test_a_sale_on_the_old_day_is_something_to_accept():
    sale = schemes.ReverseFactoring("0.05", "ACT/360")
    result = compared(book(BOLT), cf.Offer(extend={"days": 0}, options=[sale], funding_rate="0.08"), as_of="2025-05-31")
    row = result.suppliers.iloc[0]
    assert (row["items_moved"], row["acceptance"], row["made_whole"]) == (0, 1.0, True)
    # Sold on 1 June, 19 days early, at 5 %: 2,638.89 borne by the supplier.
    assert (row["incentive"], row["incentive_discount"], row["incentive_interest"]) == (D("-2638.89"), D("-2638.89"), D("0.00"))


def test_of_solve_only_who_moves_gets_an_offer():
    ledger = book(("Acme", "2025-05-21", {"country": "FR"}), BOLT, ("Cogs", "2025-05-21", {"country": "FR"}))
    with pytest.warns(cf.CashflowWarning):
        found = cf.solve(
            ledger,
            "1000000",
            by="2025-06-30",
            menu=[(LATER, INTEREST)],
            limits=LIMIT,
            funding_rate="0.05",
            constraints={"max_suppliers": 1},
        )
    assert found.choices["supplier"].tolist() == ["Bolt"] and found.reached


# 1 % of 1,000,000.00; interest for 56 days at 6.5 % on 360 days 10,111.11, of which 10 % are withheld: 1,011.11.
@pytest.mark.parametrize(
    ("option", "extend", "by_nature"),
    [
        (INTEREST, LATER, {"interest": "10111.11"}),
        (cf.LaterWithInterest("0.065", "ACT/360", withholding_tax="0.1"), LATER, {"interest": "10111.11", "withheld_tax": "-1011.11"}),
        (schemes.PriceUplift("0.01", of="gross", vat="none"), LATER, {"uplift": "10000.00"}),
        (schemes.UpfrontFee("0.01", of="gross", vat="none"), LATER, {"fee": "10000.00"}),
        (schemes.EarlyPaymentDiscount("0.01", of="gross", vat="none"), {"early": 10}, {"discount": "-10000.00"}),
        (cf.BankPaysNow("0.065", "ACT/360", fee_rate="0.001"), LATER, {}),  # what the buyer pays the bank is not the supplier's
    ],
)
def test_what_a_supplier_gets_by_nature(option, extend, by_nature):
    row = compared(book(BOLT), cf.Offer(extend=extend, options=[option])).suppliers.iloc[0]
    names = ("interest", "fee", "discount", "uplift", "withheld_tax")
    assert {n: str(row[f"incentive_{n}"]) for n in names} == dict.fromkeys(names, "0.00") | by_nature
    assert row["incentive"] == sum(map(D, by_nature.values())) and "interest" not in row
