"""Overdue items: paid on the first run after as_of, moved only by an offer that says so; every path agrees.

As of Sat 2025-05-31, Thursday runs, the last on or before the due date: what is open and due by 31 May is paid on Thu 5 June.
A3 is due on Sun 1 June, whose last run (29 May) is past: also 5 June, but it is not overdue. A4 is due and paid on Thu 26 June.
"""

from decimal import Decimal as D

import pandas as pd
import pytest

import cashflow as cf

DUE = {"A1": ("2025-05-20", "100.00"), "A2": ("2025-05-31", "200.00"), "A3": ("2025-06-01", "400.00"), "A4": ("2025-06-26", "800.00")}
POLICY = cf.PaymentPolicy(as_of="2025-05-31", payment_runs={"on": "every Thursday", "choose": "last on or before due"})
SHOWN = ("2025-04-01", "2025-09-30")
TO = {"to": "2025-08-15"}


def frame(due=DUE):
    rows = [{"supplier": "Acme", "invoice": k, "invoice_date": "2025-04-01", "due_date": d, "amount": a} for k, (d, a) in due.items()]
    return pd.DataFrame(rows).assign(currency="EUR", terms="", paid_date="")


def ledger():
    return cf.read_ledger(frame())


def held(result, q=0):
    return result.quarters.query("scenario != 'baseline'")["cash_retained"].tolist()[q]


def test_an_offer_leaves_overdue_items_alone_unless_it_says_so():
    """A3 and A4 are held on 30 June: 1,200.00; with the overdue ones 1,500.00."""
    plain = cf.compare(ledger(), cf.Scenario("s", cf.Offer(extend=TO)), POLICY, quarters=SHOWN)
    assert held(plain) == D("1200.00")
    row = plain.offers.iloc[0]
    assert (row["items"], row["items_moved"], row["not moved: overdue at as_of"]) == (4, 2, 2)
    assert plain.suppliers["items"].tolist() == [2]  # what it may move: docs/conventions/frames.md
    assert "not moved: 2 overdue at as_of" in str(plain)
    asked = cf.compare(ledger(), cf.Scenario("s", cf.Offer(extend=TO, overdue="offered")), POLICY, quarters=SHOWN)
    assert held(asked) == D("1500.00") and asked.offers["not moved: overdue at as_of"].tolist() == [0]


def test_without_as_of_nothing_is_overdue():
    """Paid Thu 15 and 29 May twice, 26 June: all four cross 30 June."""
    assert held(cf.compare(ledger(), cf.Scenario("s", cf.Offer(extend=TO)), quarters=SHOWN)) == D("1500.00")


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2025-04-01", None),
        ("2025-07-02", None),  # 92 days after the last date, the invoices of 1 April
        ("2025-07-03", "as_of is 2025-07-03, 93 days after 2025-04-01, the last date in the ledger: what came in between is not in it."),
        ("2026-05-31", "as_of is 2026-05-31, 425 days after 2025-04-01, the last date in the ledger: what came in between is not in it."),
        ("2025-03-31", "as_of is 2025-03-31, before the first invoice (2025-04-01)."),
    ],
)
def test_an_as_of_far_from_the_dates_of_the_ledger_is_asked_about(as_of, said):
    found = cf.project(ledger(), cf.PaymentPolicy(as_of=as_of), quarters=SHOWN)
    far = [n for n in found.notes if n.startswith("as_of is")]
    assert far == ([] if said is None else [f"{said} Is as_of the day the ledger was taken?"])


def test_a_payment_is_a_date_of_the_ledger_too():
    paid = frame().assign(paid_date=["2026-05-20", "", "", ""])
    found = cf.project(cf.read_ledger(paid), cf.PaymentPolicy(as_of="2026-05-31"), quarters=SHOWN)
    assert not [n for n in found.notes if n.startswith("as_of is")]


def test_what_is_not_counted_says_so():
    result = cf.compare(ledger(), cf.Scenario("s", cf.Offer(extend=TO)), POLICY, quarters=SHOWN)
    found = result.explain("free_cash_flow_change", quarter="2025 Q2")
    said = found[found["kind"] == "not counted"].set_index("what")
    assert said.loc["offer 1: overdue at as_of", ["items", "principal"]].tolist() == [2, D("300.00")]
    assert found["amount"].sum() == D("1200.00")


def test_an_offer_leaves_overdue_items_to_a_later_one_that_they_are_offered():
    """Offer 1 moves A3 and A4 to 15 August, offer 2 the overdue ones to 10 July; in the other order offer 2 gets nothing."""
    first, second = cf.Offer(extend=TO), cf.Offer(extend={"to": "2025-07-10"}, overdue="offered")
    one = cf.compare(ledger(), cf.Scenario("s", [first, second]), POLICY, quarters=SHOWN)
    assert one.offers["items_moved"].tolist() == [2, 2] and one.offers["items"].tolist() == [2, 2]
    assert one.suppliers["amount_moved"].tolist() == [D("1200.00"), D("300.00")]
    with pytest.warns(cf.CashflowWarning, match="an earlier offer owns them"):
        other = cf.compare(ledger(), cf.Scenario("s", [second, first]), POLICY, quarters=SHOWN)
    assert other.offers["items_moved"].tolist() == [4, 0]


def test_an_offer_of_nothing_but_overdue_items_says_what_to_write():
    offer = cf.Offer(extend=TO, due={"to": "2025-05-31"})
    with pytest.warns(cf.CashflowWarning, match=r'2 items, was due on or before 2025-05-31; write overdue = "offered"'):
        result = cf.compare(ledger(), cf.Scenario("s", offer), POLICY, quarters=SHOWN)
    assert held(result) == 0
    with pytest.raises(cf.InputError, match='Write overdue = "offered"'):
        cf.Offer(extend=TO, overdue=True)


def test_paid_at_once_does_not_touch_them_either():
    """Early payment on Mon 2 June: A3 and A4 only."""
    early = cf.compare(ledger(), cf.Scenario("s", cf.Offer(extend={"early": "immediate"})), POLICY, quarters=SHOWN)
    assert early.offers.iloc[0][["items_moved", "not moved: overdue at as_of"]].tolist() == [2, 2]


@pytest.mark.parametrize("overdue", ["not offered", "offered"])
@pytest.mark.parametrize("extend", [{"days": 60}, TO, {"terms": "net 120"}])
def test_sums_rows_and_scans_agree(monkeypatch, tmp_path, extend, overdue):
    """60 days later or net 120 (29 July): every moved part crosses 30 June."""
    scenario = cf.Scenario("s", cf.Offer(extend=extend, overdue=overdue, options=[cf.LaterWithInterest("0.06", "ACT/360")]))
    by_terms = frame().assign(terms=["net 49", "net 60", "net 61", "net 86"], due_date="")  # the same due dates
    rows = cf.compare(cf.read_ledger(by_terms), scenario, POLICY, quarters=SHOWN)
    assert held(rows) == (D("1500.00") if overdue == "offered" else D("1200.00"))
    by_terms.to_csv(tmp_path / "ledger.csv", index=False)
    monkeypatch.setenv("CASHFLOW_SIZES", "classes=0")
    others = [cf.compare(book, scenario, POLICY, quarters=SHOWN) for book in (cf.read_ledger(by_terms), cf.scan(tmp_path / "ledger.csv"))]
    for other in others:
        pd.testing.assert_frame_equal(other.quarters, rows.quarters)
        pd.testing.assert_frame_equal(other.offers, rows.offers)


def test_a_sweep_tells_them_apart():
    grid = {"name": "s", "offer": [{"extend": TO}], "vary": {"overdue": ["not offered", "offered"]}}
    assert cf.sweep(ledger(), grid, POLICY, quarters=SHOWN).amounts("cash_retained")[:, 0].tolist() == [120000, 150000]
    for overdue, want in (("not offered", 120000), ("offered", 150000)):
        offer = cf.Offer(extend={"days": 0}, overdue=overdue)
        found = cf.sweep(ledger(), offer, POLICY, days=[[60]], quarters=SHOWN)
        assert found.amounts("cash_retained")[0, 0] == want
        assert held(cf.compare(ledger(), found.scenario("1"), POLICY, quarters=SHOWN)) == D(want) / 100


def test_a_menu_does_not_move_them_unless_it_says_so():
    """Asked for 1,500.00 the menu holds 1,200.00 at most; one entry, or the whole question, may offer them."""
    entry = {"extend": TO, "scheme": "later_with_interest", "annual_rate": "0.06", "day_count": "ACT/360"}
    ask = lambda menu, **more: cf.solve(ledger(), "1500", by="2025-06-30", menu=[menu], policy=POLICY, **more)  # noqa: E731
    plain = ask(entry)
    assert not plain.reached and plain.cash_retained == D("1200.00")
    assert "menu 1 (paid on 2025-08-15): 2 items overdue at as_of, not offered" in plain.notes
    for found in (ask({**entry, "overdue": "offered"}), ask(entry, overdue="offered")):
        assert found.reached and found.cash_retained == D("1500.00") and held(found.result) == D("1500.00")


def test_the_file_says_it(tmp_path):
    frame().to_csv(tmp_path / "ledger.csv", index=False)
    text = """
ledger = { path = "ledger.csv" }
calendar = { as_of = 2025-05-31, quarters = { from = 2025-04-01, to = 2025-09-30 } }
policy = { payment_runs = { on = "every Thursday", choose = "last on or before due" } }
[[scenario]]
name = "s"
[[scenario.offer]]
extend = { to = 2025-08-15 }
overdue = "offered"
[solve]
target = "1500"
by = 2025-06-30
overdue = "offered"
[[solve.menu]]
extend = { to = 2025-08-15 }
"""
    (tmp_path / "whatif.toml").write_text(text)
    read = cf.read_whatif(tmp_path / "whatif.toml")
    assert held(read.run()) == D("1500.00") and read.solve().reached


OFFERED, LEFT = cf.Offer(extend=TO, overdue="offered"), cf.Offer(extend=TO)
NOT = 'and no offer moves them unless it says overdue = "offered"'


@pytest.mark.parametrize(
    ("scenarios", "said"),
    [
        ([cf.Scenario("s", LEFT)], NOT),
        ([cf.Scenario("s", OFFERED)], 'but the offer says overdue = "offered" and moves those it covers'),
        (
            [cf.Scenario("a", OFFERED), cf.Scenario("b", LEFT)],
            "but in scenario 'a' an offer says overdue = \"offered\" and moves those it covers; the other offers leave them",
        ),
        (
            [cf.Scenario(n, OFFERED) for n in "abcde"],
            "but in scenarios 'a', 'b', 'c' and 2 more an offer says overdue = \"offered\" and moves those it covers",
        ),
    ],
)
def test_the_note_says_what_was_done_with_overdue_items(scenarios, said):
    found = cf.compare(ledger(), scenarios, POLICY, quarters=SHOWN)
    (note,) = [n for n in found.notes if "overdue on" in n]
    assert note.endswith(f"paid on the first run after it, by assumption, {said}")
    swept = cf.sweep(ledger(), scenarios, policy=POLICY, quarters=SHOWN)
    assert note in swept.notes


def test_the_note_of_a_sweep_by_days_and_of_a_projection():
    offer = cf.Offer(extend={"days": 0}, overdue="offered", options=[cf.LaterWithInterest("0.06", "ACT/360")])
    found = cf.sweep(ledger(), offer, policy=POLICY, quarters=SHOWN, days=[[10], [20]])
    assert any(n.endswith('but the offer says overdue = "offered" and moves those it covers') for n in found.notes)
    (note,) = [n for n in cf.project(ledger(), POLICY, quarters=SHOWN).to_dict()["notes"] if "overdue on" in n]
    assert note.endswith(NOT)
