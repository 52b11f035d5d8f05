"""What a ledger can't tell is said: notes, both baselines, how long cash is held, kinds of inputs, the currency that comes first."""

from decimal import Decimal as D

import pandas as pd
import pytest

import cashflow as cf
from cashflow.report.figures import break_even_table

from . import pages_made

SHOWN = ("2025-04-01", "2025-09-30")
NET = {  # tests' copy of the case "netting": invoices 1,000 and 500, credits 400 and 800
    "supplier": ["Acme", "Acme", "Bolt", "Bolt"],
    "invoice": ["INV-1", "CN-1", "INV-2", "CN-2"],
    "invoice_date": ["2025-05-01", "2025-05-10", "2025-05-01", "2025-05-10"],
    "due_date": ["2025-06-20", "2025-05-10", "2025-06-20", "2025-05-10"],
    "amount": ["1000.00", "-400.00", "500.00", "-800.00"],
}
SIX = cf.LaterWithInterest("0.06", "ACT/360")


def book(rows, **more):
    return cf.read_ledger(pd.DataFrame(rows).assign(**({"currency": "EUR", "terms": ""} | more)))


def one(due, amount="1000.00", supplier="Acme", number="1", **more):
    return {"supplier": supplier, "invoice": number, "invoice_date": "2025-05-01", "due_date": due, "amount": amount, **more}


def compare(ledger, offer, policy=None, shown=SHOWN):
    return cf.compare(ledger, cf.Scenario("s", offer), policy, quarters=shown)


# Notes


def test_overdue_count_money_and_share():
    """Open on 31 May: 100 + 300 + 600 = 1,000, of which 100 and 300 were due: 40 %. The paid one, and the one invoiced later, are not open then."""
    rows = [one("2025-05-20", "100.00"), one("2025-05-31", "300.00", number="2"), one("2025-06-01", "600.00", number="3")]
    rows += [
        one("2025-05-10", "50.00", number="4", paid_date="2025-05-12"),
        one("2025-07-20", "9.00", number="5") | {"invoice_date": "2025-06-10"},
    ]
    result = cf.project(book([{"paid_date": ""} | r for r in rows]), cf.PaymentPolicy(as_of="2025-05-31"), quarters=SHOWN)
    planned, note = result.to_dict()["notes"]
    assert planned.startswith("planned, not observed") and "EUR 9.00 (1 invoice)" in planned
    assert "overdue on 2025-05-31" in note and "2 items, EUR 400 (40.0% of what is open then)" in note
    assert "by assumption" in note and 'overdue = "offered"' in note
    assert f"Note: {note}" in str(result)


def test_nothing_overdue_no_note():
    assert not cf.project(book([one("2025-06-01")]), cf.PaymentPolicy(as_of="2025-05-31"), quarters=SHOWN).to_dict()["notes"]


def test_sums_give_the_same_note(monkeypatch, tmp_path):
    """Terms instead of due dates: 1 May + 20 and 30 days are due by 31 May, + 31 days is not. A projection of a scan has no counts."""
    rows = [one("", f"{100 * n}.00", number=str(n), terms=f"net {days}") for n, days in enumerate((20, 30, 31), 1)]
    frame = pd.DataFrame(rows).assign(currency="EUR")
    policy = cf.PaymentPolicy(as_of="2025-05-31")
    want = cf.project(cf.read_ledger(frame), policy, quarters=SHOWN).to_dict()["notes"]
    assert "2 items, EUR 300 (50.0% of what is open then)" in want[0]
    monkeypatch.setenv("CASHFLOW_SIZES", "classes=0")
    assert cf.project(cf.read_ledger(frame), policy, quarters=SHOWN).to_dict()["notes"] == want
    frame.to_csv(tmp_path / "ledger.csv", index=False)
    not_sought, note = cf.project(cf.scan(tmp_path / "ledger.csv"), policy, quarters=SHOWN).to_dict()["notes"]
    assert not_sought.startswith("not looked for: rows that may be counted twice") and note == want[0].replace("2 items, ", "")


def test_open_items_without_as_of_move_from_the_past():
    """The last date is a payment of 20 June. Open: 100 due 10 June; 40 of 100, due 15 June; 7 due 20 June is not before it."""
    rows = [
        one("2025-06-10", "100.00"),
        one("2025-06-15", "100.00", number="2"),
        one("2025-06-20", "7.00", number="3"),
        one("2025-06-01", number="4"),
    ]
    paid = pd.DataFrame(
        {"invoice": ["2", "4"], "supplier": "Acme", "paid_date": ["2025-06-15", "2025-06-20"], "amount": ["60.00", "1000.00"]}
    )
    ledger = cf.read_ledger(pd.DataFrame(rows).assign(currency="EUR", terms=""), payments=paid)
    result = compare(ledger, cf.Offer(extend={"days": 30}))
    (note,) = result.notes
    assert "before 2025-06-20, the last date in the ledger: 2 items, EUR 140." in note and "Write as_of = " in note
    assert cf.sweep(ledger, [cf.Scenario("s", cf.Offer(extend={"days": 30}))], quarters=SHOWN).notes == (note,)
    assert not compare(ledger, cf.Offer(extend={"days": 30}), cf.PaymentPolicy("actual")).notes  # open items stay open


# Credit notes


def test_nothing_of_nothing_is_not_said_of_credit_notes():
    """A bank pays all on the old day: as borrowing no cash is more in the quarter, and no credit note changes that."""
    found = pages_made.compared(pages_made.ROWS, pages_made.offer(options=[cf.BankPaysNow(0.06, "ACT/360")]))
    (note,) = (n for n in found.notes if "credit note" in n)
    assert note.startswith(
        "June to August, EUR: 1 credit note (EUR -40.00) moved; from credit notes come EUR -40.00 of the EUR 3,761 more cash"
    )
    assert "is borrowing" not in note


def test_a_bank_that_would_pay_less_than_nothing_is_said():
    """On 20 June 100.00 less 30.00; on the 21st −50.00 of Acme, −20.00 + 20.00 of Bolt; on the 22nd Bolt −5.00, of USD −1.00."""

    def day(d, amount, who, number, currency="EUR"):
        return one(f"2025-06-{d}", amount, who, number, currency=currency)

    rows = [day(20, "100.00", "Acme", "1"), day(20, "-30.00", "Acme", "2"), day(21, "-50.00", "Acme", "3")]
    rows += [day(21, "20.00", "Bolt", "4"), day(21, "-20.00", "Bolt", "5"), day(22, "-5.00", "Bolt", "6")]
    rows += [day(22, "-1.00", "Bolt", "7", currency="USD")]
    ledger = cf.read_ledger(pd.DataFrame(rows).assign(terms=""), sign="payables positive")
    told = {"extend": {"days": 30}, "funding_rate": 0.07}
    said = {
        name: [n for n in compare(ledger, cf.Offer(options=[scheme], **told)).notes if "of a bank" in n]
        for name, scheme in {"bank": cf.BankPaysNow(0.06, "ACT/360"), "later": SIX}.items()
    }
    assert said["later"] == []
    euro, dollar = said["bank"]
    assert euro.startswith("s, EUR: 2 payments of a bank to 2 suppliers are negative, EUR -55.00 in all: more credit notes than invoices")
    assert dollar.startswith("s, USD: 1 payment of a bank to 1 supplier is negative, USD -1.00 in all")
    nobody = compare(ledger, cf.Offer(options=[cf.BankPaysNow(0.06, "ACT/360")], acceptance={"share": 0}, **told))
    assert not [n for n in nobody.notes if "of a bank" in n]


def test_what_credit_notes_contribute():
    """Overdue ones offered: 1,500 stays out, 7.50 for 30 days at 6 %. The credits come in on 1 June, and would on 9 June (10 May + 30):
    8 days that save 1,200 x 6 % x 8 / 360 = 1.60, in the second quarter: 1,501.60 more cash, of which netting would leave 600."""
    offer = cf.Offer(extend={"days": 30}, options=[SIX], overdue="offered")
    result = compare(book(NET), offer, cf.PaymentPolicy(as_of="2025-05-31"))
    assert result.quarters.query("scenario == 's'")["free_cash_flow_change_trade_payable"].tolist() == [D("1501.60"), D("-1507.50")]
    note = result.notes[-1]
    assert note.startswith(
        "s, EUR: 2 credit notes (EUR -1,200) moved; from credit notes come EUR 1.60 of the EUR 1,502 more cash on 2025-06-30"
    )
    assert "EUR -1.60 of the EUR 5.90 it costs" in note and "Payment runs usually net credit notes" in note


def test_credit_notes_that_stay_are_told_where_suppliers_have_some():
    result = compare(book(NET), cf.Offer(extend={"days": 30}, options=[SIX]), cf.PaymentPolicy(as_of="2025-05-31"))
    note = result.notes[-1]
    assert "no credit note moves" in note and "2 credit notes (EUR -1,200) of suppliers that accept come in as cash in 2025 Q2" in note
    assert compare(book([one("2025-06-20")]), cf.Offer(extend={"days": 30})).notes == []


# How long the cash is held


def held(result, currency="EUR"):
    return result.to_dict()["currencies"][currency]["scenarios"]["s"]


ENDS = ("the last deferral unwinds on", "requires deferring a further EUR")
NO_END = "has no end date: new invoices take the place of those paid"


def test_a_promised_date_is_held_and_back():
    """1,000 from 21 June and 3,000 from 26 June to 15 August: 55 and 50 days, 51.25 on average. At 30 June 4,000;
    since 21 June 5 x 1,000 + 5 x 4,000 over 10 days = 2,500; over the quarter's 91 days 274.73."""
    ledger = book([one("2025-06-21"), one("2025-06-26", "3000.00", number="2")])
    entry = held(compare(ledger, cf.Offer(extend={"to": "2025-08-15"})))
    assert entry["held"] == {"average_days": 51.25, "first_moved_on": "2025-06-21", "all_back_on": "2025-08-15"} and entry["has_an_end"]
    assert (entry["average_cash_retained_since_first_move"][0], entry["above_average_since_first_move"][0]) == ("2500.00", "1500.00")
    assert entry["average_cash_retained"][0] == "274.73"
    # to 30 September: 25,000 in June and 4,000 on the 45 days to 14 August, over 102 days
    assert entry["average_cash_retained_since_first_move"][1] == "2009.80" and entry["above_average_since_first_move"][1] == "-2009.80"
    text = str(compare(ledger, cf.Offer(extend={"to": "2025-08-15"})))
    assert "made 51.2 days later on average, weighted by amount; the last deferral unwinds on 2025-08-15" in text
    assert "EUR 4,000; average since the first move (2025-06-21): EUR 2,500" in text
    assert all(words in text for words in ENDS) and NO_END not in text


def test_sixty_days_for_good_are_not_called_temporary():
    """One invoice a week, due from 5 June on, 60 days later: at 30 June four are held, since 5 June (7 x 1 + 7 x 2 + 7 x 3 + 5 x 4) / 26."""
    rows = [one(f"2025-06-{5 + 7 * n:02d}", number=str(n)) for n in range(4)]
    result = compare(book(rows), cf.Offer(extend={"days": 60}))
    entry, text = held(result), str(result)
    assert entry["has_an_end"] is False and entry["held"]["average_days"] == 60
    assert entry["average_cash_retained_since_first_move"][0] == "2384.62"
    assert NO_END in text and not any(words in text for words in ENDS)


@pytest.mark.parametrize(
    "more, ends",
    [
        ({"extend": {"days": 60}}, False),
        ({"extend": {"terms": "net 90"}, "invoiced": {"from": "2025-04-01"}}, False),
        ({"extend": {"days": 60}, "paying": {"to": "2025-06-30"}}, True),
        ({"extend": {"days": 60}, "where": {"invoice_date": {"to": "2025-06-30"}}}, True),
        ({"extend": {"to": "2025-08-15"}}, True),
        ({"extend": {"early": "immediate"}}, True),
        ({"extend": {"days": 0}}, True),  # keeps some invoices from the offers after it, and moves nothing, now or later
        ({"extend": {"days": 0}, "options": [cf.schemes.ReverseFactoring("0.05", "ACT/360")]}, False),
    ],
)
def test_what_has_an_end(more, ends):
    assert cf.Offer(**more).has_an_end is ends


def test_a_sweep_by_days_says_the_same():
    ledger = book([one("2025-06-21"), one("2025-06-26", "3000.00", supplier="Bolt", number="2")])
    found = cf.sweep(ledger, cf.Offer(extend={"days": 0}), days=[[55, -1], [55, 20], [-1, -1]], quarters=SHOWN)
    for name, want in (("1", "2025-08-15"), ("2", "2025-08-15"), ("3", None)):
        swept, compared = (
            r.to_dict()["currencies"]["EUR"]["scenarios"] for r in (found, cf.compare(ledger, found.scenario(name), quarters=SHOWN))
        )
        assert swept[name]["held"]["all_back_on"] == want
        for key in ("average_days", "first_moved_on", "all_back_on"):
            assert swept[name]["held"][key] == compared[name]["held"][key]
        assert swept[name]["above_average_since_first_move"] == compared[name]["above_average_since_first_move"]


# Made whole, against both baselines


def test_made_whole_against_both():
    """Runs on Thursdays, the first on or after: due Fri 20 June, usually paid 26 June. To 15 August at 6.5 % for 50 days a supplier at
    6.3 % is whole against the usual day (50 days), not against the due date (56 days: 56 x 6.3 > 50 x 6.5)."""
    policy = cf.PaymentPolicy(payment_runs={"on": "every Thursday", "choose": "first on or after due"})
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360")], funding_rate="0.063")
    result = compare(book([one("2025-06-20", "1000000.00")]), offer, policy)
    entry = held(result)
    assert entry["made_whole"] == {"yes": 1, "no": 0, "unknown": 0} and entry["made_whole_vs_due"] == {"yes": 0, "no": 1, "unknown": 0}
    assert "Made whole against the usual payment day: 1 yes; against the contract due date: 1 no" in str(result)
    row = next(line for line in str(result).splitlines() if line.startswith("Acme"))
    assert row.rstrip().endswith("yes / no")
    by_due = break_even_table(result.suppliers, "EUR", against="contract due date")
    assert by_due["not made whole"].tolist() == [D("1000000.00")]
    menu = [{"extend": {"to": "2025-08-15"}, "scheme": "later_with_interest", "annual_rate": "0.065", "day_count": "ACT/360"}]
    found = cf.solve(result.payments.ledger, "1000000", by="2025-06-30", menu=menu, policy=policy, funding_rate="0.063")
    assert found.choices[["made_whole", "made_whole_vs_due"]].values.tolist() == [[True, False]]
    assert "Made whole against the usual payment day: 1 yes; against the contract due date: 1 no" in str(found)
    assert found.to_dict()["choices"][0]["made_whole_vs_due"] is False


# Inputs by kind


def kinds(result, kind):
    return "; ".join(i["text"] for i in result.inputs if i["kind"] == kind)


def test_payment_dates_are_observed_only_where_some_are_paid():
    offer, policy = cf.Offer(extend={"days": 30}), cf.PaymentPolicy(as_of="2025-05-31")
    bare, later, some = (compare(book([one("2025-06-20", paid_date=d)]), offer, policy) for d in ("", "2025-06-10", "2025-05-20"))
    assert "payment dates" not in kinds(bare, "observed") + kinds(later, "observed")  # 10 June is after as_of
    assert "payment dates of paid invoices up to 2025-05-31" in kinds(some, "observed")


def test_a_payment_dated_after_as_of_is_a_plan():
    """10 June is after 31 May: by terms it is not used, and said so; under `actual` it is kept, and was never observed."""
    rows = [one("2025-06-30", paid_date="2025-07-01"), one("2025-05-20", "70.00", number="2", paid_date="2025-05-20")]
    offer, (terms, actual) = cf.Offer(extend={"days": 10}), (cf.PaymentPolicy(b, as_of="2025-05-31") for b in ("terms", "actual"))
    by_terms, kept, alone = compare(book(rows), offer, terms), compare(book(rows), offer, actual), compare(book(rows[:1]), offer, actual)
    assert "EUR 1,000.00 has payment dates after 2025-05-31, which are not used: the baseline pays by terms" in str(by_terms).replace(
        "\n  ", " "
    )
    assert "planned, not observed, and kept on their days: payments dated after 2025-05-31: EUR 1,000.00" in kept.notes
    assert "payment dates of paid invoices up to 2025-05-31" in kinds(kept, "observed") and "payment dates" not in kinds(alone, "observed")
    assert kinds(kept, "a plan") == kinds(alone, "a plan") == "payments dated after 2025-05-31: EUR 1,000.00"
    assert not [n for n in compare(book(rows[1:]), offer, actual).notes if "dated after" in n or "payment dates" in n]


def test_assumptions_have_their_owner_where_told():
    offer = cf.Offer(extend={"days": 30}, acceptance={"share": 0.5}, acceptance_source="Purchasing, June 2025", funding_rate=0.08)
    result = compare(book([one("2025-06-20")]), offer)
    said = kinds(result, "assumption")
    assert "who accepts (s, offer 1): 50% of every supplier (expected value); source: Purchasing, June 2025" in said
    assert "the suppliers' funding rate (s, offer 1): 8 % (ACT/365F); source not stated" in said
    assert "Assumption: " in str(result) and "guess" not in str(result)
    with pytest.raises(cf.InputError, match="acceptance_source"):
        cf.Offer(extend={"days": 30}, acceptance_source=" ")


# The currency that comes first


def test_the_headline_begins_where_most_money_moves():
    """Two items in GBP of 1,000,000, one in EUR of 1,000,000; with as much in both, the name decides."""
    rows = [
        one("2025-06-20", "1000000.00", currency="EUR"),
        *(one("2025-06-20", "1000000.00", number=f"G{n}", currency="GBP") for n in range(2)),
    ]
    read = lambda rows: cf.read_ledger(pd.DataFrame(rows).assign(terms=""))  # noqa: E731
    more, even = (compare(read(r), cf.Offer(extend={"days": 30})) for r in (rows, rows[:2]))
    assert str(more).startswith("s: GBP 2.0m more cash") and str(even).startswith("s: EUR 1.0m more cash")
    assert [more.to_dict()["currencies"][c]["scenarios"]["s"]["items_moved"] for c in ("EUR", "GBP")] == [1, 2]
    assert list(more.to_dict()["currencies"]) == ["EUR", "GBP"]
