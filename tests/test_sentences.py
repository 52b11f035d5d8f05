"""Results in words: answers worked by hand, chosen by question, scenario and currency, and shown as text, HTML and a frame."""

import re
from itertools import pairwise

import pandas as pd
import pytest

import cashflow as cf
from cashflow.report.sentences.by_result import QUESTIONS
from cashflow.report.sentences.of_solutions import asked_of_solution
from cashflow.schemes import DynamicDiscount
from tests.conftest import ROOT

COLUMNS = ["supplier", "invoice", "invoice_date", "amount", "due_date", "currency", "rate"]
ROWS = [  # 46 days from 30 June to 15 August
    ["Acme", "A-1", "2025-05-01", "900000.00", "2025-06-30", "EUR", "0.05"],
    ["Bolt", "B-1", "2025-05-01", "100000.00", "2025-06-30", "EUR", "0.09"],
    ["Dyn", "D-1", "2025-05-05", "360000.00", "2025-06-30", "USD", "0.04"],
    ["Late", "L-1", "2025-05-05", "5000.00", "2025-07-10", "EUR", "0.04"],
]
TOLD = {"policy": cf.PaymentPolicy(as_of="2025-05-31"), "quarters": ("2025-04-01", "2025-09-30")}
WAIT, BANK = cf.LaterWithInterest("0.06", "ACT/360"), cf.BankPaysNow("0.072", "ACT/360")


def ledger_of(rows=ROWS):
    return cf.read_ledger(pd.DataFrame(rows, columns=COLUMNS).assign(terms=""))


def offer(*options, **more):
    june = {"paying": {"from": "2025-06-01", "to": "2025-06-30"}, "extend": {"to": "2025-08-15"}, "funding_rate": "rate"}
    return cf.Offer(**june, options=list(options) or [WAIT], **more)


@pytest.fixture(scope="module")
def result():
    scenarios = [cf.Scenario("June", offer()), cf.Scenario("Bank", offer(BANK))]
    return cf.compare(ledger_of(), scenarios, **TOLD, reporting={"borrowing_rate": "0.05"})


@pytest.fixture(scope="module")
def others():
    chance = cf.Scenario("maybe", offer(acceptance={"share": 0.5}))
    menu = [{"extend": {"to": "2025-08-15"}, "scheme": "later_with_interest", "annual_rate": "0.06", "day_count": "ACT/360"}]
    return [
        cf.project(ledger_of(), **TOLD),
        cf.simulate(ledger_of(), chance, **TOLD, currency="EUR", target=900_000),
        cf.sweep(ledger_of(), [chance, cf.Scenario("all", offer())], **TOLD),
        cf.solve(ledger_of(), target=800_000, by="2025-06-30", menu=menu, currency="EUR", policy=TOLD["policy"], funding_rate="rate"),
    ]


def test_answers_worked_by_hand(result):
    """EUR 1,000,000 x 6 % x 46 / 360 = 7,666.67; simple a year on 365 days: 6 % x 365 / 360 = 6.08 %."""
    june = {"scenario": "June", "currency": "EUR"}
    assert list(result.sentences("answer", **june)) == [
        "June: EUR 1.0m more cash on 2025-06-30 (2025 Q2); EUR 1.0m unwinds in 2025 Q3. It costs EUR 7,667, 6.08% a year."
    ]
    (level,) = result.sentences("level", **june)
    assert "46.0 days later on average" in level and "the last deferral unwinds on 2025-08-15" in level
    # Bolt pays 9 %: 100,000 x (6 % - 9 %) x 46 / 360 = -383.33
    (break_even,) = result.sentences("break_even", **june)
    assert (
        "gains if its own money costs less than 6.00% a year (median of 2 suppliers); 1 supplier would lose EUR 383 together" in break_even
    )
    (whole,) = result.sentences("made_whole", **june)
    assert whole == (
        "Of 2 suppliers that accept, 1 is not made whole against the usual payment day and against the contract due date: Bolt."
    )
    (last,) = result.sentences("last_day", **june)
    assert last == "2025-06-30, the first payment that moves; what is agreed later leaves it unchanged."  # no payment runs are told
    # 1,000,000 at 5 % for 46 days, ACT/360 as the scheme's: 6,388.89
    (borrowing,) = result.sentences("borrowing", **june)
    assert borrowing == "EUR 1,278 dearer than borrowing: EUR 7,667 against EUR 6,389 at 5 % (ACT/360)."


def test_of_many_that_are_not_made_whole_the_largest_are_named():
    rows = [[f"S{n}", f"I-{n}", "2025-05-01", f"{n}000.00", "2025-06-30", "EUR", "0.09"] for n in (1, 2, 3)]
    found = cf.compare(ledger_of(rows), cf.Scenario("June", offer()), **TOLD)
    (said,) = found.sentences("made_whole")
    both = "against the usual payment day and against the contract due date"
    assert said == f"Of 3 suppliers that accept, 3 are not made whole {both} (the largest: S3, S2)."


EARLY = {"extend": {"early": "immediate"}, "options": [DynamicDiscount("0.12", "ACT/360", of="gross")]}


def test_what_earns_is_never_a_negative_cost():
    """USD 360,000 paid 29 days early: at 12 % on 360 days 3,480.00 are earned; at 5 % the cash costs 1,450.00, at 20 % 5,800.00."""
    early, usd = cf.Scenario("Early", cf.Offer(**EARLY)), {"currency": "USD"}
    told = {
        rate: cf.compare(ledger_of(), early, **TOLD, reporting={"borrowing_rate": rate} if rate else {}) for rate in ("0.05", "0.20", "")
    }
    says = {rate: found.sentences("borrowing", **usd)[0] for rate, found in told.items()}
    gone = "of the buyer's own borrowing at"
    assert (
        says["0.05"]
        == f"Earns USD 2,030 net of borrowing: it earns USD 3,480, and the cash that is gone costs USD 1,450 {gone} 5 % (ACT/360)."
    )
    assert (
        says["0.20"]
        == f"Costs USD 2,320 net of borrowing: it earns USD 3,480, and the cash that is gone costs USD 5,800 {gone} 20 % (ACT/360)."
    )
    assert says[""].startswith("Earns USD 3,480. Not compared")
    assert list(told[""].sentences("half_accept", **usd)) == ["USD 1,740 in 2025 Q2; earned USD 1,740."]


def test_what_is_paid_earlier_is_gone_and_not_held():
    """EUR 5,000 due 10 July is paid on 1 June, 39 days earlier; the rest of the ledger is paid earlier within its quarter."""
    policy = cf.PaymentPolicy(as_of="2025-05-31", payment_runs={"on": "every Monday", "choose": "last on or before due"})
    found = cf.compare(ledger_of(), cf.Scenario("Early", cf.Offer(**EARLY, suppliers="Late")), policy, quarters=TOLD["quarters"])
    assert list(found.sentences("largest")) == ["EUR 5,000 (100%) of the cash that is gone at the end of 2025 Q2 went to one supplier."]
    assert list(found.sentences("last_day")) == [
        "2025-06-01, the first payment run that moves; what is agreed later leaves that run unchanged."
    ]
    said = " ".join(re.sub("<[^>]+>", " ", found.to_html(live=False)).split())
    assert "Early, EUR: paid earlier, cash is gone from 2025-06-01 until 2025-07-07, 36.0 days on average." in said
    assert "Early, EUR: held" not in said


def test_what_earns_and_holds_cash_saves_borrowing_too():
    """EUR 1,000,000 for nothing 46 days later, 5,000 39 days early at 12 %: 65.00 earned; 5 % on what is held is 6,388.89 - 27.08."""
    july = cf.Offer(**EARLY, paying={"from": "2025-07-01", "to": "2025-07-31"})
    both = cf.Scenario("Both", [offer(cf.LaterWithInterest("0", "ACT/360")), july])
    found = cf.compare(ledger_of(), both, **TOLD, reporting={"borrowing_rate": "0.05"})
    assert list(found.sentences("borrowing", currency="EUR")) == [
        "EUR 6,427 cheaper than borrowing: it earns EUR 65.00, and borrowing costs EUR 6,362 at 5 % (ACT/360)."
    ]


def test_a_solution_that_earns(others):
    """The words alone: of the schemes here none holds cash and earns."""
    said = others[-1].to_dict()
    more = {**said["curve"][0], "target": "900000", "reached": True, "cost": "-30.00"}
    gains = {**said, "cost": "-50.00", "all_in_rate": -0.01, "choices": [{**c, "cost": "-50.00"} for c in said["choices"]], "curve": [more]}
    told = {q.name: q.say()[0][1] for q in asked_of_solution(gains)}
    assert "hold EUR 900.0k and earn EUR 50.00, 1.00% a year." in told["answer"]
    assert told["offers_made"].endswith("EUR 900.0k earning EUR 50.00.")
    assert told["more"].startswith("EUR 900.0k would earn EUR 30.00, EUR 20.00 less.")


def test_a_bank_makes_a_debt_and_nothing_else_does(result):
    assert list(result.sentences("debt", scenario="June")) == ["No bank pays: all presentations are the same."]
    euro, dollar = result.sentences("debt", scenario="Bank")
    assert euro.startswith(
        "EUR 1.0m is owed to a bank on 2025-06-30: as a trade payable it leaves net debt EUR 1.0m lower, as borrowing unchanged."
    )
    assert dollar.startswith("USD 360.0k is owed to a bank")


def test_what_holds_for_all_is_said_once(result):
    said = result.sentences("ties_out", "left_out", "last_day", scenario="June")
    assert [s.name for s in said.said] == ["ties_out", "left_out", "last_day"], "in the order asked"
    assert said[0] == "4 rows read = 4 accepted + 0 rejected + 0 ignored." and said[1].startswith("Nothing")
    assert {s.currency for s in said.said} == {""}, "the last day is the same in both currencies"


def test_rows_that_are_left_out_are_said():
    rows = [*ROWS, ["Acme", "A-9", "2025-05-01", "abc", "2025-06-20", "EUR", "0.05"]]
    with pytest.warns(cf.CashflowWarning):
        found = cf.project(cf.read_ledger(pd.DataFrame(rows, columns=COLUMNS).assign(terms=""), most_rejected=1), **TOLD)
    assert "1 of 5 rows" in found.sentences("left_out")[0] and found.sentences("left_out")[0].endswith(".")
    assert "1 rejected" in found.sentences("ties_out")[0]


def test_print_html_and_frame_have_the_same_answers(result):
    said = result.sentences()
    text, html, frame = str(said), said._repr_html_(), said.to_frame()
    assert len(said) == len(frame) > 20 and list(frame.columns) == ["name", "question", "scenario", "currency", "text"]
    for row in frame.to_dict("records"):
        assert row["text"] in text and row["question"] in text
    assert repr(said).splitlines()[0] == "What does it do?"
    asked = re.findall(r"<p><strong>(.*?)</strong>", html)
    assert len(asked) == html.count("<p>") and [q for q, after in pairwise(asked) if q == after] == []
    assert html.count("<br>") == len(said), "an answer each, under its question"
    assert max(map(len, repr(result.sentences("level")).splitlines())) > 240, "no sentence is cut"
    two = str(result.sentences("made_whole", scenario="June"))
    assert [line.split(":")[0] for line in two.splitlines()] == ["EUR", "USD"], "currencies are named where the text does not"


def test_names_are_shown_and_never_run():
    rows = [["<b>&'\u202e", *ROWS[1][1:]], *ROWS[2:]]
    found = cf.compare(ledger_of(rows), cf.Scenario("<script>x</script>", offer()), **TOLD)
    html = found.sentences()._repr_html_()
    assert "<script>" not in html and "<b>" not in html and "&lt;script&gt;" in html and "\u202e" not in html
    assert "\u202e" not in str(found.sentences()), "nor on a terminal"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((("levels",), {}), "sentences 'levels'.*Did you mean 'level'"),
        (((), {"scenario": "Jun"}), "scenario 'Jun'.*June"),
        (((), {"currency": "EURO"}), "currency 'EURO'.*EUR"),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest(result, asked, said):
    with pytest.raises(cf.InputError, match=said):
        result.sentences(*asked[0], **asked[1])


def test_each_kind_of_result_answers(others):
    projection, simulation, sweep, solution = others
    assert projection.sentences("owed", currency="EUR")[0] == (
        "EUR 5,000 is owed to suppliers on 2025-06-30 (2025 Q2), of the invoices in the ledger."
    )
    # Acme and Bolt each with one half: both or Acme alone reach 900,000, so the chance is one half
    assert simulation.sentences("chance")[0].startswith("Chance of at least EUR 900.0k: 50.00% (exact")
    assert simulation.sentences("reach")[0].startswith("EUR 0 at the least and EUR 1.0m at the most")
    assert sweep.sentences("answer", currency="EUR")[0].startswith("Of 2 scenarios the most cash: all: EUR 1.0m held on 2025-06-30.")
    assert sweep.sentences("cheapest", currency="EUR")[0].startswith("The lowest rate a year: ")
    # Acme alone: 900,000 x 6 % x days / 360 by its extension to 15 August
    assert solution.sentences("answer")[0].startswith(
        "EUR 800.0k on 2025-06-30 (2025 Q2): offers to 1 supplier hold EUR 900.0k and cost EUR 6,900"
    )
    assert "1 supplier: paid on 2025-08-15" in solution.sentences("offers_made")[0]
    assert {str(found.sentences("complete")) for found in (projection, simulation, solution)} == {str(projection.sentences("complete"))}
    for found in others:
        assert len(found.sentences()) > 1 and found.sentences()._repr_html_().startswith("<div><p><strong>")


def test_the_page_lists_every_question(result, others):
    page = (ROOT / "docs/howto/sentences.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `(\w+)` \|", page, re.M))
    known = {q.name for found in (result, *others) for q in QUESTIONS[found.KIND](found)}
    assert listed == known


def test_a_count_that_binds_is_relaxed_to_the_next():
    """One supplier holds 900,000 at the most, two the whole million. Of a count there is no one per cent."""
    menu = [{"extend": {"to": "2025-08-15"}, "scheme": "later_with_interest", "annual_rate": "0.06", "day_count": "ACT/360"}]
    asked = {"by": "2025-06-30", "menu": menu, "currency": "EUR", "policy": TOLD["policy"], "funding_rate": "rate"}
    found = cf.solve(ledger_of(), target=950_000, constraints={"max_suppliers": 1}, **asked)
    assert list(found.sentences("binds")) == ["Suppliers with an offer: relaxed to 2 it holds EUR 100.0k more."]


def test_figures_that_are_not_known_are_numbers_in_float():
    """Days payable outstanding of invoices that are not all there: NaN, not None, so that they plot and sort."""
    frame = cf.project(ledger_of(), **TOLD).frame("quarters", money="float")
    assert frame["dpo_closing"].dtype == frame["cash_paid"].dtype == "float64" and frame["dpo_closing"].isna().any()
