"""The page, the workbook and the picture of a simulation: worked by hand, exact without draws, with ugly names, calculated anew."""

import io
import re
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from cashflow.report.workbook import decisions_sheets

from .office import recalculated
from .pages_made import HOSTILE, ROWS, ledger_of, offer
from .test_cli import LEDGER, WHATIF
from .test_page import Read, blocks, names_stay_in_place
from .test_workbook import cents, opened, rows
from .test_workbook_recalculated import differences

pytestmark = pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
SHEETS = ["Summary", "Quarters", "Decisions", "Draws", "What matters", "Completeness and findings", "Assumptions", "How to check"]


def two(**more):
    """Two suppliers of 1,000,000.00 each, paid 56 days later, without interest; three in four accept."""
    typed = pd.DataFrame(
        {
            "supplier": ["Acme", "Bolt"],
            "invoice": ["1", "2"],
            "invoice_date": ["2025-05-21"] * 2,
            "amount": ["1000000.00"] * 2,
            "currency": "EUR",
            "terms": "net 30",
        }
    )
    june = cf.Scenario("June", cf.Offer(extend={"to": "2025-08-15"}, acceptance={"share": 0.75}))
    return cf.simulate(cf.read_ledger(typed), june, quarters=("2025-04-01", "2025-09-30"), **{"target": "2000000", "draws": 400, **more})


def simulated(typed=ROWS, name="June to August", acceptance=None, **more):
    scenario = cf.Scenario(name, offer(acceptance=acceptance or {"share": "0.5"}))
    result = cf.compare(ledger_of(typed), scenario, cf.PaymentPolicy(as_of="2025-05-31"), quarters=("2025-04-01", "2025-12-31"))
    return cf.simulate(result, currency="EUR", **{"draws": 200, **more})


def test_credit_notes_of_another_currency_or_scenario_are_not_told():
    """Acme's 40.00 in euros and Dyn's 30.00 in dollars are due in June and would move; what is simulated is June, in euros."""
    due = {"Acme": "100.00", "Dyn": "300.00"}
    typed = [[n, f"{n} {a}", "2025-05-01", a, "2025-06-20", "EUR" if n == "Acme" else "USD", "UK"] for n, a in due.items()]
    typed += [
        ["Acme", "A-9", "2025-05-01", "-40.00", "2025-06-20", "EUR", "UK"],
        ["Dyn", "D-9", "2025-05-01", "-30.00", "2025-06-20", "USD", "UK"],
    ]
    both = [cf.Scenario(name, offer(acceptance={"share": "0.5"})) for name in ("June", "Other")]
    found = cf.compare(ledger_of(typed), both, cf.PaymentPolicy(as_of="2025-05-31"), quarters=("2025-04-01", "2025-12-31"))
    told = lambda notes: [n.split(" (")[0] for n in notes if "credit note" in n]  # noqa: E731
    each = [f"{name}, {currency}: 1 credit note" for name in ("June", "Other") for currency in ("USD", "EUR")]
    assert told(found.notes) == each
    assert told(cf.simulate(found, scenario="June", currency="EUR", draws=200).notes) == ["June, EUR: 1 credit note"]


def test_no_correlation_passes_one():
    """A quarter varies exactly as it does itself; what is held in one is paid back in the next, with interest: all but -1."""
    book = (("Acme", 20, "100000.00"), ("Bolt", 27, "200000.00"), ("Cog", 30, "50000.00"), ("Dyn", 10, "80000.00"))
    typed = [[name, name, "2025-05-01", amount, f"2025-06-{day}", "EUR", "UK"] for name, day, amount in book]
    found = simulated(typed, acceptance={"share": "0.7"}).to_dict()["correlations"]
    (first, between, _), (again, second, _), third = found
    assert first == second == 1 and third == [None] * 3
    assert between == again and -1 <= between < -0.999


def nasty():
    return simulated(
        [*ROWS, *([n, f"H{i}", "2025-05-01", "1000.00", "2025-06-20", "EUR", n] for i, n in enumerate(HOSTILE))], name=HOSTILE[0]
    )


def figures(book, sheet="Quarters"):
    return {r[0].value: [c.value for c in r[2:]] for r in book[sheet].iter_rows(min_row=8) if r[0].value}


def test_tables_name_their_currency():
    """Amounts stand under a title or a head that says of what money they are, in text and page."""
    found = two(draws=0)
    text, page = " ".join(found.render("text").split()), Read(found.render("html")).texts()
    assert "Whose answer matters most (EUR) supplier adds" in text
    assert "Which assumption matters most, other things being equal (EUR) unknown" in text
    assert "Unknown At Expected, EUR Chance At Expected, EUR Chance" in page
    assert "largest share of the variance first. Amounts in EUR." in page


def test_worked_by_hand():
    """Both accept in 9 of 16 cases: 56.25 %; expected 1,500,000; standard deviation √(2 × 3/4 × 1/4) × 1,000,000 = 612,372.44."""
    said = Read(two().render("html")).texts()
    assert "Change in free cash flow (trade payable presentation), 2025 Q2: at least EUR 2.0m with a chance of 56.2 %." in said
    assert "Expected 1,500,000 −1,500,000 Standard deviation 612,372 612,372 Least possible 0 −2,000,000" in said
    assert "EUR 0 or more in 95% of cases, in 2025 Q2." in said  # nobody accepts in 1 of 16 cases, which is more than 5 %
    assert "EUR 0 at the least and EUR 2.0m at the most" in said
    each = "adds EUR 1.0m, accepts with a chance of 75%, makes 50% of the variance"
    assert f"Acme {each}; Bolt {each}." in said
    assert "Acceptance of Acme: refuses EUR 750.0k, accepts EUR 1.8m." in said
    assert "2025 Q2 1.00 −1.00 2025 Q3 −1.00 1.00" in said


def test_what_it_is_expected_to_cost_and_who_loses():
    """1,000,000.00 for 56 days at 6.5 % on 360 days is 10,111.11, one in two accepts: 5,055.56; at 7 % waiting costs it more."""
    rows = [
        ["Acme", "1", "2025-05-21", "1000000.00", "2025-06-20", "EUR", "UK"],
        ["Dyn", "2", "2025-05-21", "70.00", "2025-06-20", "USD", "UK"],
    ]
    later = offer(acceptance={"share": "0.5"}, options=[cf.LaterWithInterest(0.065, "ACT/360")])
    found = cf.compare(
        ledger_of(rows), cf.Scenario("s", later), cf.PaymentPolicy(as_of="2025-05-31"), quarters=("2025-04-01", "2025-12-31")
    )
    said = Read(cf.simulate(found, currency="EUR", draws=20).render("html")).texts()
    assert "What is it expected to cost? Costs EUR 5,056." in said
    assert "may accept is not made whole against the usual payment day and against the contract due date: Acme." in said
    assert "Last day to act? 2025-06-20, the first payment that moves" in said and "Dyn" not in said


def test_levels_and_chances_are_never_said_as_certain():
    """99 of 100 accept: 0.99² in all; the levels are those that were asked for, in every format."""
    june = cf.Scenario("June", cf.Offer(extend={"to": "2025-08-15"}, acceptance={"share": "0.996"}))
    found = cf.simulate(two().result.payments.ledger, june, quarters=("2025-04-01", "2025-09-30"), draws=400, levels=[0.005, 0.975])
    text, page, book = str(found), Read(found.render("html")).texts(), opened(found.render("excel"))
    assert " in 97% of cases" in text and "0.5% of draws at most" in text and "97.5% of draws at most" in text
    assert "over 99%" in text and "Acme   1,000,000      100%" not in text
    assert "or more in 99.5% of cases" in page and "0.5 % of draws at most" in page and "accepts with a chance of over 99%" in page
    assert {"0.5 % of draws at most", "97.5 % of draws at most"} <= set(figures(book))


def test_by_hand_in_the_workbook():
    book = opened(two().render("excel"))
    assert book.sheetnames == SHEETS
    found = figures(book)
    assert (found["expected"], found["standard deviation"], found["most possible"]) == (
        [1_500_000, -1_500_000],
        [612_372.44, 612_372.44],
        [2_000_000, 0],
    )
    assert [r["probability (change it)"] for r in rows(book["Decisions"])] == [0.75, 0.75]
    summary = figures(book, "Summary")
    assert summary["target (change it)"][0] == 2_000_000 and summary["chance of at least the target of the run, as run"][0] == 0.5625
    assert summary["share of draws that reach the target"][0] == two().drawn_chance


def test_half_a_cent_is_rounded_as_amounts_are():
    """One in two of 0.01 is expected to be half a cent: 0.01, as every amount is rounded."""
    typed = [["Acme", "1", "2025-05-01", "1000.01", "2025-06-20", "EUR", "x"]]
    plain = offer(options=[], acceptance={"share": "0.5"})
    found = cf.simulate(cf.compare(ledger_of(typed), cf.Scenario("s", plain), cf.PaymentPolicy(as_of="2025-05-31")), draws=0)
    assert str(found.moments["mean"][0]) == "500.01"


def test_without_draws_the_exact_law_is_drawn():
    exact = simulated(draws=0, target="1000")
    page = exact.render("html")
    bars = ElementTree.fromstring(re.search(r"<svg.*?</svg>", page, re.S)[0]).iter("{http://www.w3.org/2000/svg}rect")
    assert len(list(bars)) > 5
    assert "no draws" in [c.value for r in opened(exact.render("excel"))["Summary"].iter_rows() for c in r]
    unknown = simulated(draws=0, correlation=0.3, acceptance={"Acme": "0.1", "Bolt": "0.2", "Cog": "0.3"})
    assert ("<svg" in unknown.render("html")) == (unknown.law is not None)


def test_nothing_open_says_so():
    said = Read(simulated(acceptance="all", draws=5).render("html")).texts()
    assert "2025 Q2: EUR 3,761." in said and "Nothing is uncertain" in said and "What can be counted on?" not in said
    assert "No supplier has anything to accept." in simulated(
        typed=ROWS[5:6] + ROWS[:1], acceptance="all", draws=0, measure="cash_retained"
    ).render("html")


def test_no_name_gets_out_of_its_place():
    page = nasty().render("html")
    names_stay_in_place(page)
    assert len(blocks(page)) == 1
    assert {HOSTILE[1], HOSTILE[4]} <= set(blocks(page)["suppliers"]["columns"][0]["texts"])
    for row in opened(nasty().render("excel"), values=False)["Decisions"].iter_rows(min_row=8):
        assert row[0].data_type == "s" and row[2].data_type == "s"


def test_the_same_bytes_and_files(tmp_path, monkeypatch):
    assert nasty().render("html") == nasty().render("html") and nasty().render("excel") == nasty().render("excel")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "whatif.toml").write_text(WHATIF, encoding="utf-8")
    found = CliRunner().invoke(main, ["simulate", "whatif.toml", "--out", "out", "--draws", "50"])
    assert found.exit_code == 0, found.output
    names = {str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert {"report.html", "report.xlsx", "report.txt", "moments.csv", "suppliers.csv", "simulation.json", "run.json"} <= names


def test_a_level_that_is_not_known_stays_open(tmp_path):
    """Payables before the list of open items was taken are in no file: neither page nor workbook names a number."""
    result = cf.compare(
        ledger_of(ROWS),
        cf.Scenario("s", offer(acceptance={"share": "0.5"})),
        cf.PaymentPolicy(as_of="2025-07-10"),
        quarters=("2025-01-01", "2025-12-31"),
    )
    found = cf.simulate(result, currency="EUR", measure="cash_paid", quarter="2025-12-31", draws=20)
    assert found.coverage[0] == "missing" and found.moments["mean"][0] is None
    assert "Expected not known" in Read(found.render("html")).texts()
    book = opened(found.render("excel"))
    shown = figures(book)
    for label in ("if all refuse", "expected", "least possible", "50 % of draws at most"):
        assert shown[label][0] == "not known", label
    assert book["Draws"]["B7"].value == "2025 Q1 (EUR), the change alone: the level is not known"


def test_draws_that_are_too_many_stay_outside(monkeypatch):
    monkeypatch.setattr(decisions_sheets, "MOST_DRAWS", 100)
    book = opened(two().render("excel"))
    assert "400 draws are too many" in book["Draws"]["A6"].value and book["Draws"]["A8"].value is None
    assert figures(book)["50 % of draws at most"] == figures(opened(two(draws=400).render("excel")))["50 % of draws at most"]


@pytest.mark.slow
@pytest.mark.libreoffice
def test_every_cell_calculated_anew_and_a_changed_probability(tmp_path):
    """At one in two each: 1,000,000 expected, standard deviation √(2 × 1/4) × 1,000,000 = 707,106.78; 0 or more is certain."""
    results = {
        "two": two(),
        "nasty": nasty(),
        "common": simulated(correlation=0.3, target="500"),
        "held": simulated(measure="cash_retained", draws=0),
        "sure": simulated(acceptance="all"),
    }
    books = {name: r.render("excel") for name, r in results.items()}
    new = openpyxl.load_workbook(io.BytesIO(books["two"]))
    for row in (8, 9):
        new["Decisions"].cell(row, 4).value = 0.5
    target = next(r[0].row for r in new["Summary"].iter_rows() if r[0].value == "target (change it)")
    new["Summary"].cell(target, 3).value = 0
    out = io.BytesIO()
    new.save(out)
    again = recalculated(tmp_path, {**books, "changed": out.getvalue()})
    assert {n: d for n, data in books.items() if (d := differences(data, again[n]))} == {}
    found, summary = figures(again["changed"]), figures(again["changed"], "Summary")
    assert [cents(v) for v in found["expected"]] == [cents(1_000_000), cents(-1_000_000)]
    assert [cents(v) for v in found["standard deviation"]] == [cents(707_106.78)] * 2
    assert (
        summary["share of draws that reach the target"][0] == 1 and summary["chance of at least the target of the run, as run"][0] == 0.5625
    )
