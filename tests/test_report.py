"""The first line is the answer, in whichever direction it goes."""

import io
from collections import Counter

import numpy as np
import pandas as pd
import pytest

import cashflow as cf
from cashflow.report.files import csv_text, write_files
from cashflow.report.scenario import headline
from cashflow.report.text_page import table_text
from cashflow.results.suppliers import accepting

QUARTERS = [{"label": f"Q{n}", "first_day": "", "last_day": f"2025-0{3 * n}-30"} for n in (1, 2, 3)]


def entry(change, outside="0.00", gross=None, rate=0.065, whole=(0, 0, 0), whole_vs_due=(0, 0, 0)):
    presentations = {"trade_payable": change, "borrowing_gross": gross or change}
    cost = str(-sum(map(float, change)) - float(outside))
    return {
        "free_cash_flow_change": presentations,
        "free_cash_flow_change_outside": {"trade_payable": outside},
        "financing_cost": cost,
        "all_in_rate": rate,
        "held": {"first_moved_on": None, "all_back_on": None},
        "items_moved": 0 if rate is None else 1,
        "suppliers_accepting": sum(whole),
        "made_whole": dict(zip(("yes", "no", "unknown"), whole, strict=True)),
        "made_whole_vs_due": dict(zip(("yes", "no", "unknown"), whole_vs_due, strict=True)),
    }


@pytest.mark.parametrize(
    "entry, said",
    [
        (
            entry(["100000000", "-101000000", "0"]),
            "s: EUR 100.0m more cash on 2025-03-30 (Q1); EUR 101.0m unwinds in Q2. It costs EUR 1.0m, 6.50% a year.",
        ),
        (
            entry(["-5000", "5000", "0"]),
            "s: EUR 5,000 less cash on 2025-03-30 (Q1); EUR 5,000 comes back in Q2. It costs EUR 0.",
        ),
        (entry(["0", "0", "0"], rate=None), "s: no EUR payment moves, cash and cost stay as they are."),
        (entry(["0", "0", "0"]), "s: no EUR cash benefit at any quarter end shown; cost EUR 0."),
        (entry(["0", "0", "0"], "500"), "s: no EUR cash benefit at any quarter end shown; earned EUR 500."),
        (
            entry(["100000", "-20000", "-80000"]),
            "s: EUR 100.0k more cash on 2025-03-30 (Q1); EUR 20.0k unwinds in Q2, EUR 80.0k in Q3. It costs EUR 0.",
        ),
        (
            entry(["-100000", "20000", "90000"]),
            "s: EUR 100.0k less cash on 2025-03-30 (Q1); EUR 20.0k comes back in Q2, EUR 90.0k in Q3. It earns EUR 10.0k, 6.50% a year.",
        ),
        (
            entry(["0", "0", "50000"], "-51000"),
            "s: EUR 50.0k more cash on 2025-09-30 (Q3); EUR 51.0k unwinds outside the quarters shown. It costs EUR 1,000, 6.50% a year.",
        ),
        (
            entry(["9e9", "-9e9", "0"], gross=["1e9", "-1e9", "0"]),
            "s: EUR 9.0bn more cash on 2025-03-30 (Q1), of which only EUR 1.0bn if the bank-funded amount is borrowing; EUR 9.0bn unwinds in Q2. It costs EUR 0.",
        ),
        (
            entry(["5000", "-5000", "0"], gross=["0", "0", "0"]),
            "s: EUR 5,000 more cash on 2025-03-30 (Q1), of which nothing if the bank-funded amount is borrowing; EUR 5,000 unwinds in Q2. It costs EUR 0.",
        ),
        (
            entry(["-5000", "5000", "0"], gross=["0", "0", "0"]),
            "s: EUR 5,000 less cash on 2025-03-30 (Q1), but no change if the bank-funded amount is borrowing; EUR 5,000 comes back in Q2. It costs EUR 0.",
        ),
        (
            entry(["60000", "-900", "40000"], "-100000") | {"has_an_end": False, "cash_retained": ["60000", "60000", "100000"]},
            "s: EUR 60.0k more cash on 2025-03-30 (Q1); EUR 100.0k on 2025-09-30 (Q3), and the offer has no end date. It costs EUR 900, 6.50% a year.",
        ),
        (
            entry(["0", "0", "40000"], "-40000") | {"has_an_end": False, "cash_retained": ["0", "0", "40000"]},
            "s: EUR 40.0k more cash on 2025-09-30 (Q3); the offer has no end date. It costs EUR 0.",
        ),
        (
            entry(["60000", "-60000", "0"]) | {"has_an_end": False, "cash_retained": ["60000", "0", "0"]},
            "s: EUR 60.0k more cash on 2025-03-30 (Q1); EUR 60.0k unwinds in Q2. It costs EUR 0.",
        ),
    ],
)
def test_headline(entry, said):
    assert headline("s", "EUR", entry, QUARTERS) == said


@pytest.mark.parametrize(
    "whole, vs_due, said",
    [
        ((3, 0, 0), (2, 1, 0), "Made whole of 3 that accept: 3 against the usual payment day, 2 against the contract due date."),
        ((0, 1, 0), (1, 0, 0), "Made whole of 1 that accepts: 0 against the usual payment day, 1 against the contract due date."),
        ((1, 0, 2), (0, 1, 2), "Made whole of 3 that accept: 1 against the usual payment day (2 not known), 0 against the contract due date (2 not known)."),
        ((0, 0, 2), (0, 0, 2), "Made whole of 2 that accept: not known without their own funding rates."),
    ],
)  # fmt: skip
def test_the_headline_says_who_is_made_whole(whole, vs_due, said):
    text = headline("s", "EUR", entry(["5000", "-5000", "0"], whole=whole, whole_vs_due=vs_due), QUARTERS)
    assert text.splitlines()[1:] == [said]


def test_a_projection_answers_in_its_first_line():
    """Paid when due: 700 on 5 June, 800 on 26 June, 50 on 3 July, 9 in November; what was paid by 31 May is in none of it."""
    due = {"1": ("2025-05-20", "33", "2025-05-20"), "2": ("2025-06-05", "700", ""), "3": ("2025-06-26", "800", "")}
    due |= {"4": ("2025-07-03", "50", ""), "5": ("2025-11-03", "9", "")}
    rows = [{"supplier": "A", "invoice": k, "due_date": d, "amount": a, "paid_date": p} for k, (d, a, p) in due.items()]
    frame = pd.DataFrame(rows).assign(currency="EUR", invoice_date="2025-05-01", terms="")
    policy = cf.PaymentPolicy(as_of="2025-05-31")

    def first(rows, shown):
        return str(cf.project(cf.read_ledger(rows, cleared_from="none"), policy, quarters=shown)).splitlines()[0]

    head = "is paid for the items of this ledger after 2025-05-31, "
    by_quarter = "EUR 1,500 by 2025-06-30 (2025 Q2), EUR 50.00 in 2025 Q3"
    assert (
        first(frame, ("2025-04-01", "2025-12-31")) == f"EUR 1,559 {head}from 2025-06-05 to 2025-11-03: {by_quarter}, EUR 9.00 in 2025 Q4."
    )
    assert first(frame, ("2025-04-01", "2025-09-30")) == f"EUR 1,559 {head}from 2025-06-05 to 2025-11-03: {by_quarter}, EUR 9.00 later."
    assert first(frame, ("2025-10-01", "2025-12-31")) == (
        f"EUR 1,559 {head}from 2025-06-05 to 2025-11-03: EUR 1,550 before 2025-10-01, EUR 9.00 by 2025-12-31 (2025 Q4)."
    )
    assert first(frame[1:2], ("2025-04-01", "2025-06-30")) == f"EUR 700 {head}on 2025-06-05 (2025 Q2)."


def test_names_can_not_drive_the_terminal_or_the_markup():
    assert "\x1b" not in table_text("t", ["supplier"], [["\x1b[31mred [bold]x[/bold]"]])
    assert "[bold]x" in table_text("t", ["supplier"], [["[bold]x[/bold]"]])


def test_csv_has_no_formulas():
    frame = pd.DataFrame({"a": ["=1+1", "+1", "-1", "@x", "fine"], "b": [-1, 2, 3, 4, 5]})
    assert csv_text(frame).splitlines()[1:] == ["'=1+1,-1", "'+1,2", "'-1,3", "'@x,4", "fine,5"]


def test_files_are_written_whole_or_not_at_all(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "no").write_text("a file")
    with pytest.raises(cf.InputError, match="no: is a file where a folder must be; nothing was written"):
        write_files(tmp_path / "out", {"good.txt": "x", "no/such.txt": "y"})
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["no"]


def test_the_report_says_what_the_presentations_and_the_level_mean():
    """60m later and 40m through a bank over 30 June: debt 40m as borrowing, net debt lower by 100m or 60m; worked by hand."""
    rows = [["Later", "1", "2025-05-01", "60000000.00", "2025-06-20"], ["Bank", "2", "2025-05-01", "40000000.00", "2025-06-20"]]
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount", "due_date"]).assign(currency="EUR", terms="")
    offers = [
        cf.Offer(suppliers="Later", extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360")]),
        cf.Offer(suppliers="Bank", extend={"to": "2025-08-15"}, options=[cf.BankPaysNow("0.072", "ACT/360")]),
    ]
    measures = {"currency": "EUR", "net_debt": "900000000", "ebitda": "400000000", "covenant_limit": "2.1", "borrowing_rate": "0.05"}
    shown = ("2025-04-01", "2025-12-31")
    result = cf.compare(cf.read_ledger(frame), cf.Scenario("s", offers), quarters=shown, reporting=measures)
    text = str(result)
    assert (
        "EUR 40.0m is owed to a bank on 2025-06-30: as a trade payable it leaves net debt EUR 100.0m lower, as borrowing EUR 60.0m lower."
        in text
    )
    assert "Keeping payables at the 2025-06-30 level requires deferring a further EUR 100.0m by 2025-09-30." in text
    # 900 - 100 = 800 of 400; as borrowing 840 of 400. The rating-agency presentation: 106 days from 1 May to 15 August are more than 90.
    # Afterwards net debt is higher by the interest: 901,054,666.67 of 400 is 2.25, above the limit.
    ratios = [line.split(")")[1].split() for line in text.splitlines() if line.startswith("net debt / EBITDA")]
    assert ratios == [[first, "2.25", "over", "2.25", "over"] for first in ("2.00", "2.10", "2.10")]
    # 100m for 56 days at 5 % on 360 days is 777,777.78; the cost of 1,054,666.67 is 276,888.89 more.
    entry = result.to_dict()["currencies"]["EUR"]["scenarios"]["s"]
    assert (entry["borrowing_saved"], entry["cost_net_of_borrowing"]) == ("777777.78", "276888.89")
    assert "The cash saves EUR 777.8k of the buyer's own borrowing; net of that the cost is EUR 276.9k." in text
    # 1,054,666.67 x 365 / (100m x 56) = 6.8742 %; x 360 / 365; (1 + 0.0105466667) ** (365 / 56) - 1
    assert entry["all_in_rate_as"] == pytest.approx(
        {"simple, ACT/365F": 0.0687417, "simple, ACT/360": 0.0678, "effective, ACT/365F": 0.0707740}, abs=5e-7
    )
    assert "The cost as a rate a year: 6.87% simple, ACT/365F; 6.78% simple, ACT/360; 7.08% effective, ACT/365F." in text
    assert "interest and fees paid are operating; entities: those in the ledger" in text


def test_a_number_is_never_cut_for_want_of_room():
    columns = ["EUR", *(f"FY2025 Q{n}" for n in range(14))]
    text = table_text("t", columns, [["cash paid", *["-123,456,789,012"] * 14]])
    assert text.count("-123,456,789,012") == 14 and "…" not in text and text.count("cash paid") == 3
    assert max(map(len, text.splitlines())) <= 120


def test_suppliers_shown_are_the_largest_of_the_frame():
    """Of the frame those that accept, each currency's largest in turn; shown by currency; ties by scenario, offer and name."""
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "supplier": [f"S{n % 17:02d}" for n in range(120)],
            "invoice": [str(n) for n in range(120)],
            "invoice_date": "2025-05-21",
            "amount": [f"{v}" for v in rng.choice([100, 250, 5000], 120)],
            "currency": [("EUR", "JPY", "KWD")[n % 3] for n in range(120)],
            "terms": "net 30",
        }
    )
    options = [cf.LaterWithInterest(0.065, "ACT/360")]
    offers = [cf.Offer(suppliers=["S01", "S02"], extend={"days": 30}), cf.Offer(extend={"days": 40}, options=options, funding_rate="0.06")]
    scenarios = [cf.Scenario("b", offers), cf.Scenario("a", cf.Offer(extend={"days": 10}, acceptance=["S03", "S04"]))]
    found = cf.compare(cf.read_ledger(frame), scenarios, quarters=("2025-04-01", "2025-09-30"))
    wanted = found.suppliers[[a > 0 for a in found.suppliers["acceptance"]]]
    order = ["JPY", "EUR", "KWD"]  # whichever a report says
    turn = wanted["currency"].map(order.index)
    behind = wanted["amount_moved"].groupby(turn).rank("min", ascending=False)
    wanted = wanted.assign(turn=turn, behind=behind)
    for top in (1, 2, 8, 1000):
        shown = accepting(found.scenarios, found.baseline.currencies, top, order)
        names = ["supplier", "currency", "option", "amount_moved", "incentive", "net_benefit"]
        largest = wanted.sort_values(["behind", "turn"], kind="stable").head(top).sort_values("turn", kind="stable")[names]
        kept = largest.astype(object).where(largest.notna(), None)
        assert [[row[n] for n in names] for row in shown.largest] == kept.values.tolist()
        assert (shown.offered, shown.count) == (len(found.suppliers), len(wanted))
        for column in ("made_whole", "made_whole_vs_due"):
            said = Counter({True: "yes", False: "no"}.get(v, "unknown") for v in wanted[column])
            assert {word: n for word, n in shown.made_whole[column].items() if n} == said


def test_a_currency_in_which_a_scenario_moves_nothing_is_a_sentence():
    """An offer to one company's suppliers filled a table of zeros for the currency of every other."""
    lines = ["Acme,1,2025-05-20,1000.00,EUR,net 30", "Bolt,2,2025-05-22,500.00,USD,net 30"]
    ledger = cf.read_ledger(io.StringIO("\n".join(["supplier,invoice,invoice_date,amount,currency,terms", *lines])))
    offer = cf.Offer(extend={"days": 30}, suppliers={"currency": "EUR"})
    both = [cf.Scenario("One", offer), cf.Scenario("None", cf.Offer(extend={"days": 0}))]
    text = str(cf.compare(ledger, both, quarters=("2025-04-01", "2025-09-30")))
    assert "USD: One moves no payment in USD: its figures are those of the baseline." in text
    titles = [line for line in text.splitlines() if line in ("EUR: One", "USD: One", "EUR: None", "USD: None")]
    assert titles == ["EUR: One", "EUR: None", "USD: None"], "one that moves nothing at all keeps its tables"


def test_supplier_that_accepts_in_two_offers_or_currencies_is_one_supplier():
    columns = ["supplier", "invoice", "invoice_date", "terms", "amount", "currency"]
    rows = [["Iron", "1", "2025-05-10", "net 30", "100.00", "EUR"], ["Iron", "2", "2025-05-20", "net 45", "200.00", "EUR"]]
    rows += [["Iron", "3", "2025-05-20", "net 30", "300.00", "USD"], ["Jade", "4", "2025-05-20", "net 30", "400.00", "EUR"]]
    ledger = cf.read_ledger(pd.DataFrame(rows, columns=columns))
    short = cf.Offer(extend={"days": 30}, due={"to": "2025-06-30"})  # Iron in euros and dollars, Jade
    result = cf.compare(
        ledger,
        cf.Scenario("s", (short, cf.Offer(extend={"days": 20}))),  # the second one: Iron's invoice of July
        policy=cf.PaymentPolicy("terms", as_of="2025-05-31"),
        reporting={"reporting_currency": "EUR", "exchange_rates": {"USD": "0.9"}},
    )
    said = result.to_dict()
    assert [said["currencies"][c]["scenarios"]["s"]["suppliers_accepting"] for c in ("EUR", "USD")] == [2, 1]
    assert said["total"]["scenarios"]["s"]["suppliers_accepting"] == 2  # Iron and Jade
    lines = [line for line in str(result).splitlines() if line.startswith("Made whole of")]
    assert [line.partition(":")[0] for line in lines] == [
        "Made whole of 4 that accept (2 suppliers, counted in each offer and currency)",  # all in EUR
        "Made whole of 3 that accept (2 suppliers, counted in each offer and currency)",
        "Made whole of 1 that accepts",
    ]
    (whole,) = result.sentences("made_whole", currency="EUR")
    assert whole.startswith("Of 3 that accept (2 suppliers, counted in each offer and currency), none is known")
