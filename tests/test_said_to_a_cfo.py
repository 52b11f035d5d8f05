"""What who reads nothing but the answer is told: why nothing moves, why a year costs more than the bank's rate, each reason once."""

import re

import pandas as pd
import pytest

import cashflow as cf
from cashflow.report.scenario import named_quarters

COLUMNS = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms", "own"]
POLICY = cf.PaymentPolicy(as_of="2025-05-31")
QUARTERS = ("2025-04-01", "2025-12-31")


def book(*rows):
    return cf.read_ledger(pd.DataFrame(rows, columns=COLUMNS))


def compared(ledger, option, policy=POLICY, **offer):
    one = cf.Offer(extend={"days": 60}, options=option, **offer)
    return cf.compare(ledger, cf.Scenario("later", one), policy, quarters=QUARTERS)


ACME = ("Acme", "1", "2025-05-21", "360000.00", "EUR", "net 30", "0.06")
BOLT = ("Bolt", "2", "2025-05-21", "360000.00", "EUR", "net 30", "")


@pytest.mark.parametrize(
    "rows, offer, why",
    [
        ([ACME], {"acceptance": "if whole", "funding_rate": "own"}, "it makes no supplier whole against the usual payment day"),
        ([BOLT], {"acceptance": "if whole", "funding_rate": "own"}, "no supplier's funding rate is known; who is not known to be"),
        (
            [ACME, BOLT],
            {"acceptance": "if whole", "funding_rate": "own"},
            "one supplier's funding rate is not known, and it makes no other supplier whole against the usual payment day; who is not",
        ),
        ([ACME], {"acceptance": {"share": 0}}, "acceptance is 0% of every supplier"),
        ([ACME, BOLT], {"acceptance": ["Bolt"], "suppliers": "Acme"}, "suppliers that are not named do not accept"),
    ],
)
@pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
def test_an_offer_that_nobody_accepts_says_why(rows, offer, why):
    result = compared(book(*rows), [cf.LaterWithInterest("0.001", "ACT/360")], **offer)
    said = [n for n in result.notes if n.startswith("nobody accepts")]
    assert len(said) == 1 and said[0].startswith(f"nobody accepts offer 1 of scenario 'later': {why}")
    moves = "1 item that could move stays on its day" if len(rows) == 1 or "suppliers" in offer else "2 items that could move stay on"
    assert moves in said[0]
    text = str(result)
    assert text.count("Made whole: nobody accepts") == 1 and "Suppliers that accept" not in text
    assert [n for n in compared(book(ACME), [cf.LaterWithInterest("0.08", "ACT/360")]).notes if "nobody accepts" in n] == []


def test_a_bank_that_pays_earlier_raises_the_rate_a_year():
    """360,000 due on 20 June, paid by a bank on 1 June and repaid on 19 August: 79 days at 7.2 %, ACT/360, are 5,688.

    Of the 60 days gained these are 5,688 × 365 / (360,000 × 60) = 9.61 % a year; the bank is 19 days early.
    """
    bank = cf.BankPaysNow("0.072", "ACT/360", bank_pays="immediate")
    result = compared(book(ACME), [bank])
    entry = result.to_dict()["currencies"]["EUR"]["scenarios"]["later"]
    assert entry["financing_cost"] == "5688.00" and f"{entry['all_in_rate']:.2%}" == "9.61%" and entry["bank_pays_days_earlier"] == 19
    (said,) = result.sentences("rate_raised")
    assert said.startswith("A bank pays suppliers 19.0 days before the usual payment day on average, and its interest runs from then. ")
    text = " ".join(str(result).split())
    assert text.count(said) == 1 and said in result.sentences("cost")[0]
    page = result.to_html(live=False)
    assert len(re.findall("A bank pays suppliers 19.0 days before the usual payment day", page)) == 2  # first page, and under the cost


def test_the_days_of_a_bank_are_of_those_who_take_it():
    """Half of Acme at 19 days and all of Bolt at 29: (360,000 × 0.5 × 19 + 360,000 × 29) / 540,000 = 25.67."""
    bank, later = cf.BankPaysNow("0.072", "ACT/360", bank_pays="immediate"), ("Bolt", "2", "2025-05-31", "360000.00", "EUR", "net 30", "")
    result = compared(book(ACME, later), [bank], acceptance={"Acme": "0.5", "Bolt": 1})
    days = result.to_dict()["currencies"]["EUR"]["scenarios"]["later"]["bank_pays_days_earlier"]
    assert days == pytest.approx((180 * 19 + 360 * 29) / 540)


@pytest.mark.parametrize(
    "option",
    [
        cf.BankPaysNow("0.072", "ACT/360"),
        cf.LaterWithInterest("0.072", "ACT/360"),
        cf.schemes.ReverseFactoring("0.05", "ACT/360", sold="immediate"),
    ],
)
def test_no_bank_with_interest_of_the_buyer_pays_earlier(option):
    result = compared(book(ACME), [option])
    assert result.to_dict()["currencies"]["EUR"]["scenarios"]["later"]["bank_pays_days_earlier"] is None
    assert list(result.sentences("rate_raised")) == [] and "its interest runs from then" not in str(result)


def test_what_is_whole_against_both_days_is_said_once():
    result = compared(book(ACME), [cf.LaterWithInterest("0.08", "ACT/360")], funding_rate="own")
    assert list(result.sentences("made_whole")) == [
        "The supplier that accepts is made whole against the usual payment day and against the contract due date."
    ]


@pytest.mark.parametrize(
    "places, said",
    [
        ([], ""),
        ([1], "Q2"),
        ([0, 1], "Q1, Q2"),
        ([0, 1, 2], "Q1 to Q3"),
        ([0, 2, 3, 4, 6], "Q1, Q3 to Q5, Q7"),
    ],
)
def test_quarters_in_a_row_are_a_range(places, said):
    assert named_quarters([f"Q{n}" for n in range(1, 8)], places) == said


def test_each_reason_is_said_once_with_its_quarters():
    """Open items only: flows of the first quarter lack what was paid, and days payable outstanding is known of no quarter."""
    result = cf.project(book(ACME), POLICY, quarters=("2025-04-01", "2026-03-31"))
    (said,) = result.sentences("unknown")
    assert said.startswith("Not known in 2025 Q2: open items only") and said.count("Not known in") == 2
    assert "Not known in 2025 Q2 to 2026 Q1: all invoices are in until 2025-05-31 (invoiced_to, taken to be as_of): days payable" in said
    assert " ".join(str(result).split()).count("days payable outstanding of a quarter that ends later") == 1
    assert "Why something is not known in 2025 Q2 to 2026 Q1: By quarter, in full." in result.to_html()
