"""A total over currencies: by hand, by laws on ledgers at random, in every report, and refused where a rate is missing or makes no sense."""

import copy
import io
import json
import pickle
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import cashflow as cf
from cashflow.cli import main
from cashflow.measures.catalog import COSTS, PRESENTATION_NAMES
from cashflow.measures.reporting import Reporting

LEDGER = """Vendor,Invoice,Invoice date,Due date,Amount,Currency
Acme,A1,2025-05-02,2025-06-10,120000.00,GBP
Acme,A2,2025-05-20,2025-06-20,80000.00,GBP
Brown,B1,2025-05-11,2025-06-25,50000.00,GBP
Müller,M1,2025-05-02,2025-06-16,200000.00,EUR
Müller,M2,2025-05-28,2025-07-05,90000.00,EUR
Rossi,R1,2025-05-15,2025-06-28,30000.00,EUR
Tokyo,T1,2025-05-15,2025-06-28,9000000,JPY
"""
RATES = {"EUR": "0.8412", "JPY": 0.00512}
GBP = {"reporting_currency": "GBP", "exchange_rates": RATES, "exchange_rates_source": "planning rates of May"}
POLICY = cf.PaymentPolicy("terms", as_of="2025-05-31")
SHOWN = ("2025-04-01", "2025-09-30")
BANK = cf.BankPaysNow("0.072", "ACT/365F", fee_rate="0.001", fee_per_invoice="2.50")


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    return cf.read_ledger(tmp_path / "ledger.csv")


def compared(ledger, *options, reporting=GBP, **more):
    made = cf.Offer(
        extend={"days": 30}, options=list(options) or [cf.LaterWithInterest("0.06", "ACT/360")], **{"funding_rate": 0.05} | more
    )
    return cf.compare(ledger, cf.Scenario("June", made), policy=POLICY, quarters=SHOWN, reporting=reporting)


def test_by_hand(ledger):
    """30 days at 6 % on 360 days are 0.5 %. June: 250,000 + 230,000 × 0.8412 + 9,000,000 × 0.00512 = 250,000 + 193,476 + 46,080.

    It comes back in the next quarter with 0.5 % on all of it, on the 90,000 euros of July, too:
    251,250 + 231,600 × 0.8412 + 9,045,000 × 0.00512 = 251,250 + 194,821.92 + 46,310.40.
    """
    result = compared(ledger)
    june = result.total.query("scenario == 'June'")
    assert june["free_cash_flow_change_trade_payable"].tolist() == [Decimal("489556.00"), Decimal("-492382.32")]
    assert june["financing_cost_paid"].tolist() == [Decimal("0.00"), Decimal("2826.32")]
    assert set(result.total["currency"]) == {"GBP"}
    owed = result.total.query("scenario == 'baseline'")["closing_payables"].tolist()
    assert owed == [Decimal("75708.00"), Decimal("0.00")]  # 90,000 × 0.8412 on 30 June
    total = result.to_dict()["total"]
    assert total["exchange_rates"] == {"EUR": "0.8412", "JPY": "0.00512"} and total["currency"] == "GBP"
    assert total["scenarios"]["June"]["items_moved"] == 7
    assert total["scenarios"]["June"]["made_whole"] == {"yes": 5, "no": 0, "unknown": 0}
    assert total["scenarios"]["June"]["all_in_rate"] == pytest.approx(0.06 * 365 / 360)
    assert total["scenarios"]["June"]["held"] == {"average_days": 30.0, "first_moved_on": "2025-06-10", "all_back_on": "2025-08-04"}


def test_every_currency_stays_as_it_was(ledger):
    with_total, without = compared(ledger).to_dict(), compared(ledger, reporting=None).to_dict()
    assert with_total["currencies"] == without["currencies"] and without["total"] is None
    assert not len(compared(ledger, reporting=None).total)


def test_the_answer_says_the_rates(ledger):
    text = str(compared(ledger))
    first = text.split("\n")[0]
    assert first.startswith("June, all in GBP: GBP 489.6k more cash on 2025-06-30 (2025 Q2); GBP 492.4k unwinds in 2025 Q3.")
    assert first.endswith("Translated at 1 EUR = GBP 0.8412, 1 JPY = GBP 0.00512 in all quarters; source: planning rates of May.")
    assert "exchange rates of the total, the same in all quarters: 1 EUR = GBP 0.8412, 1 JPY = GBP 0.00512 (planning rates of May)" in text
    assert "All in GBP: baseline" in text and "All in GBP: June" in text
    said = compared(ledger).sentences("answer", currency="all in GBP")
    assert list(said) == [
        "June, all in GBP: GBP 489.6k more cash on 2025-06-30 (2025 Q2); GBP 492.4k unwinds in 2025 Q3. It costs GBP 2,826, 6.08% a year."
    ]


def test_currencies_are_told_by_what_they_are_worth(ledger):
    """Without rates a yen counts as a cent; with them 90 million yen are 460,800 pounds, at another rate 180,000, beside 269,184 of euros."""
    yen = cf.read_ledger(io.StringIO(LEDGER.replace("9000000", "90000000")))
    assert compared(yen, reporting=None).largest_first[0] == "JPY"
    assert compared(yen).largest_first == ("JPY", "EUR", "GBP")
    assert compared(yen, reporting=GBP | {"exchange_rates": RATES | {"JPY": "0.002"}}).largest_first == ("EUR", "GBP", "JPY")


@pytest.mark.parametrize("days", [None, [[30] * 5]], ids=["scenarios", "days by supplier"])
def test_a_sweep_tells_currencies_by_what_they_are_worth_and_asks_for_rates(days):
    """As a comparison: the same ledger and rates as above; without the rate of one currency nothing tells what it is worth."""
    yen = cf.read_ledger(io.StringIO(LEDGER.replace("9000000", "90000000")))
    offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.06", "ACT/360")], funding_rate=0.05)
    told = {"days": days} if days else {}
    what = offer if days else [cf.Scenario("June", offer)]
    low = GBP | {"exchange_rates": RATES | {"JPY": "0.002"}}
    assert cf.sweep(yen, what, POLICY, quarters=SHOWN, reporting=GBP, **told).largest_first == ("JPY", "EUR", "GBP")
    assert cf.sweep(yen, what, POLICY, quarters=SHOWN, reporting=low, **told).largest_first == ("EUR", "GBP", "JPY")
    with pytest.raises(cf.InputError, match="exchange_rates 'EUR': no rate is given"):
        cf.sweep(yen, what, POLICY, quarters=SHOWN, reporting=GBP | {"exchange_rates": {"JPY": "0.002"}}, **told)


def test_solve_asks_for_rates_before_it_solves(ledger):
    """Not when its result is first looked at."""
    menu = [({"days": 30}, cf.LaterWithInterest("0.06", "ACT/360"))]
    with pytest.raises(cf.InputError, match="exchange_rates 'EUR': no rate is given"):
        cf.solve(
            ledger, "1000", by="2025-06-30", menu=menu, policy=POLICY, currency="GBP", reporting=GBP | {"exchange_rates": {"JPY": "0.002"}}
        )


def test_a_covenant_is_of_all_currencies(ledger):
    """Net debt 1,000,000, less 489,556 by the end of June, over EBITDA of 500,000."""
    told = GBP | {"net_debt": "1000000", "ebitda": "500000", "covenant_limit": 2}
    found = compared(ledger, reporting=told).to_dict()
    ratios = found["total"]["scenarios"]["June"]["presentations"]["trade_payable"]
    assert ratios["net_debt_to_ebitda"] == [pytest.approx(1.020888), pytest.approx(2.00565264)]
    assert ratios["covenant_kept"] == [True, False]
    assert all("net_debt_to_ebitda" not in c["scenarios"]["June"]["presentations"]["trade_payable"] for c in found["currencies"].values())


def test_a_scenario_that_is_called_like_a_total_is_none(ledger):
    """What is denied of one currency names it, whatever the scenario is called; of all together none is named."""
    late = cf.Offer(extend={"days": 30}, paying={"from": "2025-09-01", "to": "2025-09-30"})
    none = cf.Scenario(
        "Plan, all in GBP", cf.Offer(extend={"days": 30}, suppliers=["Müller"], paying={"from": "2025-07-01", "to": "2025-07-31"})
    )
    assert "no EUR cash benefit at any quarter end shown" in str(cf.compare(ledger, none, policy=POLICY, quarters=SHOWN))
    told = str(cf.compare(ledger, none, policy=POLICY, quarters=SHOWN, reporting=GBP)).split("\n")[0]
    assert told.startswith("Plan, all in GBP, all in GBP: no cash benefit at any quarter end shown")
    assert "no payment moves" in str(cf.compare(ledger, cf.Scenario("s", late), policy=POLICY, quarters=SHOWN, reporting=GBP))


def test_stress_of_the_total(ledger):
    """Half of them accept: half of the gain, to the cent."""
    made = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.06", "ACT/360")])
    scenario = cf.Scenario("June", made, stress=[{"acceptance": "halves"}])
    entry = cf.compare(ledger, scenario, policy=POLICY, quarters=SHOWN, reporting=GBP).to_dict()["total"]["scenarios"]["June"]
    assert entry["stress"][0]["free_cash_flow_change"]["trade_payable"][0] == "244778.00"
    assert entry["stress"][0]["difference"]["trade_payable"][0] == "-244778.00"


def test_a_projection_has_one_too(ledger):
    found = cf.project(ledger, POLICY, quarters=SHOWN, reporting=GBP)
    first = str(found).split("\n")[0]
    assert first.startswith("All in GBP: GBP 565.3k is paid for the items of this ledger after 2025-05-31, from 2025-06-10 to 2025-07-05")
    assert "1 EUR = GBP 0.8412" in first
    assert found.total["closing_payables"].tolist() == [Decimal("75708.00"), Decimal("0.00")]
    assert "scenario" not in found.total and "total" in found.tables()
    assert not len(cf.project(ledger, POLICY, quarters=SHOWN).total)


@pytest.mark.parametrize("currency, told", [("GBP", {}), ("GBP", {"exchange_rates": {"EUR": "0.84"}})])
def test_one_currency_alone_is_no_total(ledger, currency, told):
    alone = cf.read_ledger(io.StringIO("\n".join(line for line in LEDGER.split("\n") if line[-3:] in ("ncy", currency))))
    result = compared(alone, reporting={"reporting_currency": currency, **told})
    assert result.in_total is None and "all in GBP" not in str(result)


REFUSED = [
    ({"reporting_currency": "GBP"}, "exchange_rates 'EUR, JPY': no rate is given, and the ledger has amounts in them"),
    ({"reporting_currency": "GBP", "exchange_rates": {"EUR": 1}}, 'Add JPY = "…" to exchange_rates: what one unit of it is worth in GBP'),
    ({"exchange_rates": RATES}, "is for reporting_currency, which is not given"),
    ({"reporting_currency": "GBP", "exchange_rates_source": "ECB"}, "is for exchange_rates, which are not given"),
    ({"reporting_currency": "EURO", "exchange_rates": RATES}, "reporting_currency 'EURO': unknown currency. Did you mean 'EUR'"),
    ({"reporting_currency": "GBP", "exchange_rates": {"ERU": 1, "JPY": 1}}, "exchange_rates 'ERU': unknown currency"),
    ({"reporting_currency": "GBP", "exchange_rates": {"EUR": 1, "eur ": 1}}, "is given more than once"),
    ({"reporting_currency": "GBP", "exchange_rates": {**RATES, "GBP": "0.9"}}, "must be 1: figures are reported in GBP"),
    ({"reporting_currency": "GBP", "exchange_rates": {**RATES, "JPY": 0}}, "exchange_rates.JPY '0': must be greater than zero"),
    ({"reporting_currency": "GBP", "exchange_rates": {**RATES, "JPY": "1,234"}}, "exchange_rates.JPY '1,234': is not a number"),
    ({"reporting_currency": "GBP", "exchange_rates": [0.84]}, "must be a table of rates by currency"),
    ({"reporting_currency": 7, "exchange_rates": RATES}, "must be a currency, as text"),
    ({"reporting_currency": "GBP", "exchange_rates": {7: 0.8}}, 'Write exchange_rates={"EUR": "0.8412"}'),
    (GBP | {"exchange_rates_source": 7}, "exchange_rates_source '7': must be text"),
    ({"reporting_currency": "GBP", "exchange_rates": {**RATES, "JPY": ["1", "2"]}}, "exchange_rates.JPY '1, 2': is given more than once"),
    (GBP | {"currency": "EUR", "net_debt": 1, "ebitda": 1}, "is of net debt and EBITDA, and figures are reported in GBP"),
]


@pytest.mark.parametrize("reporting, words", REFUSED)
def test_refused(ledger, reporting, words):
    with pytest.raises(cf.InputError) as wrong:
        compared(ledger, reporting=reporting)
    assert words in str(wrong.value)


def test_on_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    typed = ["try", "ledger.csv", "--extend", "30", "--as-of", "2025-05-31", "--reporting-currency", "gbp"]
    rates = ["--exchange-rates", "EUR=0.8412", "--exchange-rates", "JPY=0.00512"]
    lacks = CliRunner().invoke(main, typed)
    assert lacks.exit_code == 1 and "--exchange-rates 'EUR, JPY': no rate is given" in lacks.output
    assert "30 days later, all in GBP: GBP 489.6k more cash" in CliRunner().invoke(main, [*typed, *rates, "--save", "mine.toml"]).output
    assert CliRunner().invoke(main, ["run", "mine.toml", "--out", "out"]).exit_code == 0
    assert (tmp_path / "out" / "total.csv").read_text().count("30 days later,GBP,") == 2
    assert json.loads((tmp_path / "out" / "result.json").read_text())["total"]["currency"] == "GBP"
    assert "Same bytes" in CliRunner().invoke(main, ["rerun", "out"]).output
    project = CliRunner().invoke(main, ["project", "mine.toml"]).output
    assert project.startswith("All in GBP: GBP 565.3k is paid")


def test_on_the_page_and_in_the_workbook(ledger, tmp_path):
    pytest.importorskip("jinja2", reason="the page needs the extra 'report'")
    pytest.importorskip("xlsxwriter", reason="the workbook needs the extra 'excel'")
    page = compared(ledger).to_html()
    assert "All in GBP: GBP 489.6k more cash" in page and "No total over currencies" not in page
    assert page.index("All in GBP: GBP 489.6k") < page.index("EUR 230.0k more cash")
    assert "No total over currencies" in compared(ledger, reporting=None).to_html()
    book = openpyxl.load_workbook(compared(ledger).to_excel(tmp_path / "a.xlsx"), data_only=True)
    assert book.sheetnames[:3] == ["Summary", "Quarters", "Total"]
    rows = {r[0]: r for r in book["Total"].iter_rows(values_only=True) if r[0]}
    assert rows["change in free cash flow"][3:5] == (489556.0, -492382.32)
    assert rows["what one EUR is worth in GBP"][2:4] == (0.8412, 0.8412)
    assert "Total" not in openpyxl.load_workbook(compared(ledger, reporting=None).to_excel(tmp_path / "b.xlsx")).sheetnames


def test_sums_of_currencies_that_fit_one_by_one_are_refused_together():
    """10 quadrillion euros and dollars at 5 are 5e18 pence each, below 2^63 = 9.2e18; added up they would turn negative. At 4 they fit."""
    text = "supplier,invoice,invoice_date,due_date,amount,currency\n"
    text += "A,1,2025-05-02,2025-07-10,10000000000000000.00,USD\nB,2,2025-05-02,2025-07-10,10000000000000000.00,EUR\n"

    def total(rate):
        reporting = {"reporting_currency": "GBP", "exchange_rates": {"EUR": rate, "USD": rate}}
        return cf.project(cf.read_ledger(io.StringIO(text)), POLICY, quarters=SHOWN, reporting=reporting).total

    assert total("4")["closing_payables"].tolist()[0] == Decimal("80000000000000000.00")
    for rate in ("5", "1e12"):
        with pytest.raises(cf.InputError, match="exchange_rates: amounts at these rates are too large"):
            total(rate)


def test_settings_with_rates_are_values_as_before():
    mine = {"EUR": "0.8412"}
    one, other = (Reporting(reporting_currency=c, exchange_rates=r) for c, r in (("GBP", mine), ("gbp", {"eur": Decimal("0.8412")})))
    assert one == other and hash(one) == hash(other) and len({one, other}) == 1
    assert one != Reporting(reporting_currency="GBP", exchange_rates={"EUR": "0.8413"})
    mine["EUR"] = "9"
    with pytest.raises(TypeError):
        one.exchange_rates["EUR"] = 9
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one and one.exchange_rates["EUR"] == Fraction("0.8412")


def test_figures_of_one_currency_say_that_they_are_no_total(ledger):
    """Beside a total, 250,000 pounds that move in pounds alone would be read as all 489,556."""
    said = "these are figures of GBP alone: without currency = the offers of all currencies together are sought"
    alone = "these are figures of GBP alone: without currency = all currencies together are simulated"
    option, half = cf.LaterWithInterest("0.06", "ACT/360"), {"share": "0.5"}
    for reporting, count in ((GBP, 1), (None, 0)):
        made = cf.simulate(compared(ledger, option, reporting=reporting, acceptance=half), currency="GBP", draws=0)
        assert made.notes.count(alone) == made.to_dict()["notes"].count(alone) == count
        assert (alone in " ".join(str(made).split())) == bool(count)
        menu = [{"extend": {"days": 30}, "scheme": "later_with_interest", "annual_rate": "0.06", "day_count": "ACT/360"}]
        asked = {
            "menu": menu,
            "by": "2025-06-30",
            "currency": "GBP",
            "funding_rate": "0.05",
            "policy": POLICY,
            "quarters": SHOWN,
            "reporting": reporting,
        }
        assert cf.solve(ledger, "100000", **asked).notes.count(said) == count


def test_what_is_denied_of_all_is_not_of_one_currency(ledger):
    """Paid two days later within the quarter, a 3000th: 83.34 pounds + 76.67 euros × 0.8412 + 3,000 yen × 0.00512 = 163.19."""
    made = cf.Offer(extend={"days": 2}, paying={"to": "2025-06-28"}, options=[cf.LaterWithInterest("0.06", "ACT/360")])
    result = cf.compare(ledger, cf.Scenario("June", made), policy=POLICY, quarters=SHOWN, reporting=GBP)
    first, *others = str(result).split("\n")
    assert first.startswith("June, all in GBP: no cash benefit at any quarter end shown; cost GBP 163. Translated")
    assert "June: no EUR cash benefit at any quarter end shown" in "\n".join(others)
    pytest.importorskip("jinja2", reason="the page needs the extra 'report'")
    assert "All in GBP: no cash benefit at any quarter end shown" in result.to_html()


def test_what_comes_back_leaves_nothing_over():
    """100.01 and 50.01 euros at 0.73 are 73.0073 and 36.5073; both together, paid on one day, 109.5146.

    Each rounded by itself, 73.01 + 36.51 left a penny of the 109.51, for ever, and the answer spoke of the penny and not of what unwinds.
    """
    text = """supplier,invoice,invoice_date,due_date,amount,currency
A,1,2025-05-01,2025-06-10,100.01,EUR
A,2,2025-05-01,2025-07-05,50.01,EUR
B,3,2025-05-01,2025-06-10,20.00,GBP"""
    made = cf.Offer(extend={"days": 60}, options=[cf.LaterWithInterest(0, "ACT/360")])
    reporting = {"reporting_currency": "GBP", "exchange_rates": {"EUR": "0.73"}}
    result = cf.compare(cf.read_ledger(io.StringIO(text)), cf.Scenario("s", made), policy=POLICY, quarters=SHOWN, reporting=reporting)
    entry = result.to_dict()["total"]["scenarios"]["s"]
    assert entry["cash_retained"] == ["93.01", "0.00"] and entry["closing_payables"] == ["129.52", "0.00"]
    assert entry["free_cash_flow_change"]["trade_payable"] == ["93.01", "-93.01"]
    assert "GBP 93.01 unwinds in 2025 Q3. It costs GBP 0." in str(result).split("\n")[0]


def test_a_bank_is_owed_nothing_in_the_end():
    """The same 100.01 and 50.01 euros, which a bank pays in two quarters and gets back on one day."""
    text = """supplier,invoice,invoice_date,due_date,amount,currency
A,1,2025-05-01,2025-06-10,100.01,EUR
A,2,2025-05-01,2025-07-05,50.01,EUR
B,3,2025-05-01,2025-06-10,20.00,GBP"""
    made = cf.Offer(extend={"to": "2025-09-10"}, options=[cf.BankPaysNow(0, "ACT/360")], acceptance="all")
    reporting = {"reporting_currency": "GBP", "exchange_rates": {"EUR": "0.73"}}
    result = cf.compare(cf.read_ledger(io.StringIO(text)), cf.Scenario("s", made), policy=POLICY, quarters=SHOWN, reporting=reporting)
    shown = result.to_dict()["total"]["scenarios"]["s"]["presentations"]
    for name in PRESENTATION_NAMES:
        assert shown[name]["debt_change"][1] == shown[name]["net_debt_change"][1] == "0.00"


def test_two_runs_differ_by_a_rate(tmp_path, monkeypatch):
    """230,000 euros move in June at 0.8412, then at 0.86: 4,324 pounds more; 231,600 come back: 4,354.08; the cost of 1,600: 30.08."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    typed = ["try", "ledger.csv", "--extend", "30", "--as-of", "2025-05-31", "--scheme", "later_with_interest"]
    typed += ["--annual-rate", "0.06", "--day-count", "ACT/360"]
    into = ["--reporting-currency", "GBP", "--exchange-rates", "JPY=0.00512", "--exchange-rates"]
    for name, more in {"a": [*into, "EUR=0.8412"], "b": [*into, "EUR=0.86"], "c": []}.items():
        assert CliRunner().invoke(main, [*typed, *more, "--save", f"{name}.toml"]).exit_code == 0
        assert CliRunner().invoke(main, ["run", f"{name}.toml", "--out", name]).exit_code == 0
    said = json.loads(CliRunner().invoke(main, ["diff", "a", "b", "--json"]).output)
    assert said["differs"] == {"policy": ["measures, exchange_rates, EUR: 0.8412 → 0.86"]} and not said["notes"]
    one = next(p for p in said["between"] if p["currency"] == "all in GBP")
    assert one["first"] == {"2025 Q2": "489556.00", "2025 Q3": "-492382.32", "cost": "2826.32"}
    adds = {s["cause"]: s["adds"] for s in one["steps"]}
    assert adds.pop("policy") == {"2025 Q2": "4324.00", "2025 Q3": "-4354.08", "cost": "30.08"}
    assert {v for a in adds.values() for v in a.values()} == {"0.00"}
    assert one["second"] == {"2025 Q2": "493880.00", "2025 Q3": "-496736.40", "cost": "2856.40"}
    text = CliRunner().invoke(main, ["diff", "a", "b"]).output
    assert 0 < text.index("All in GBP ") < text.index("\nGBP ")
    other = CliRunner().invoke(main, ["diff", "c", "a"]).output
    assert "Note: the reporting currency differs (none → GBP), so currencies are told one by one, without a total" in other
    assert "All in GBP" not in other and "\nGBP " in other


def test_a_currency_that_only_the_second_ledger_has_is_of_the_ledger(tmp_path, monkeypatch):
    """Its rate stands in the second file alone: the euros come with the ledger, not with the policy; the yen are in neither."""
    monkeypatch.chdir(tmp_path)
    for name, currencies in {"a": ("GBP",), "b": ("GBP", "EUR")}.items():
        lines = [line for line in LEDGER.split("\n") if line[-3:] in ("ncy", *currencies)]
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
        rates = ["--exchange-rates", "EUR=0.8412"] if name == "b" else []
        typed = ["try", f"{name}.csv", "--extend", "30", "--as-of", "2025-05-31", "--reporting-currency", "GBP", *rates]
        assert CliRunner().invoke(main, [*typed, "--save", f"{name}.toml"]).exit_code == 0
        assert CliRunner().invoke(main, ["run", f"{name}.toml", "--out", name]).exit_code == 0
    said = json.loads(CliRunner().invoke(main, ["diff", "a", "b", "--json"]).output)
    one = next(p for p in said["between"] if p["currency"] == "all in GBP")
    assert one["first"]["2025 Q2"] == "250000.00" and one["second"]["2025 Q2"] == "443476.00"  # 230,000 × 0.8412 = 193,476
    assert {s["cause"]: (s["adds"]["2025 Q2"], s["remark"]) for s in one["steps"]}["ledger"] == ("193476.00", None)
    same = json.loads(CliRunner().invoke(main, ["diff", "a", "a", "--json"]).output)
    assert [p["currency"] for p in same["between"]] == ["GBP"]


pytestmark = pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
CURRENCIES = {"GBP": 2, "EUR": 2, "JPY": 0, "KWD": 3}
invoices = st.lists(
    st.tuples(st.sampled_from(sorted(CURRENCIES)), st.integers(-(10**6), 10**9), st.integers(1, 28), st.integers(0, 60)),
    min_size=2,
    max_size=12,
)
worth = st.decimals("0.0001", "20000", places=4)


@settings(max_examples=40, deadline=None)
@given(
    rows=invoices, rates=st.fixed_dictionaries({c: worth for c in CURRENCIES if c != "GBP"}), into=st.sampled_from(["GBP", "JPY", "KWD"])
)
def test_laws_of_a_total(rows, rates, into):
    """It adds up as a currency does; and each line is that of the currencies times their rates, but for half a unit an account and currency."""
    ledger = made(rows)
    rates = {c: r for c, r in {**rates, "GBP": Decimal("1.25")}.items() if c != into}
    reporting = {"reporting_currency": into, "exchange_rates": rates}
    offer = cf.Offer(extend={"days": 45}, options=[cf.LaterWithInterest("0.061", "ACT/365F"), BANK], acceptance={"share": "0.37"})
    result = cf.compare(ledger, cf.Scenario("s", offer), quarters=("2025-04-01", "2025-09-30"), reporting=reporting)
    told = result.to_dict()
    if told["total"] is None:
        assert set(told["currencies"]) == {into}
        return
    entry, unit = told["total"]["scenarios"]["s"], Decimal(1).scaleb(-CURRENCIES[into])
    for name in PRESENTATION_NAMES:
        life = sum(map(Decimal, entry["free_cash_flow_change"][name])) + Decimal(entry["free_cash_flow_change_outside"][name])
        if name == "trade_payable":
            assert life == -Decimal(entry["financing_cost"]) - Decimal(entry["vat"])
    by_nature = entry["financing_cost_by_nature"].values()
    for at in range(2):
        assert sum((Decimal(n["paid"][at]) for n in by_nature), Decimal(0)) == Decimal(entry["financing_cost_paid"][at])
        assert sum((Decimal(n["accrued"][at]) for n in by_nature), Decimal(0)) == Decimal(entry["financing_cost_accrued"][at])
    most = unit / 2 * (len(COSTS) + 6) * len(told["currencies"])
    for key in ("financing_cost_paid", "financing_cost_accrued", "cash_paid", "closing_payables", "cash_retained"):
        for at, value in enumerate(entry[key]):
            own = [Fraction(Decimal(c["scenarios"]["s"][key][at])) * Fraction(rates.get(name, 1)) for name, c in told["currencies"].items()]
            assert abs(Fraction(Decimal(value)) - sum(own)) <= Fraction(most) * 4, key  # levels are of up to four periods
    for key in ("invoiced", "closing_payables"):
        for at, value in enumerate(told["total"]["baseline"][key]):
            parts = [
                rounded(Fraction(Decimal(c["baseline"][key][at])) * Fraction(rates.get(n, 1)), unit) for n, c in told["currencies"].items()
            ]
            assert Decimal(value) == sum(parts), key


def made(rows):
    """A ledger of (currency, minor units, day of May, days until due)."""
    lines = ["supplier,invoice,invoice_date,due_date,amount,currency"]
    for number, (currency, minor, day, days) in enumerate(rows):
        due = pd.Timestamp(2025, 5, day) + pd.Timedelta(days=days)
        lines.append(
            f"S{number % 3},I{number},2025-05-{day:02d},{due:%Y-%m-%d},{Decimal(minor).scaleb(-CURRENCIES[currency]):f},{currency}"
        )
    return cf.read_ledger(io.StringIO("\n".join(lines)), sign="payables positive", decimal=".")


def rounded(exact, unit):
    """To the nearest unit, halves away from zero; an independent way."""
    whole = exact / Fraction(unit)
    digits = Decimal(whole.numerator) / Decimal(whole.denominator)
    return digits.quantize(Decimal(1), ROUND_HALF_UP) * unit


SWEPT = {
    "name": "later",
    "offer": [{"extend": {"days": 30}, "option": [{"scheme": "later_with_interest", "annual_rate": "0.06", "day_count": "30/360"}]}],
    "vary": {"days": [30, 60]},
}


def test_a_sweep_in_total_by_hand():
    """Of 100 euros, 100 pounds and 10,000 yen, due by 30 June 2025: 100 × 0.84 + 100 + 10,000 × 0.005 are held on that day.

    Interest of 6 % for a month of 30 days is half a percent: 0.50 euros, 0.50 pounds and 50 yen, 0.42 + 0.50 + 0.25 pounds together.
    60 days end on 14 August, 59 days of 360: 0.98 euros, 0.98 pounds and 98 yen, 0.82 + 0.98 + 0.49 together.
    """
    rows = pd.DataFrame(
        {
            "supplier": ["Ast", "Oak", "Kiri"],
            "invoice": ["1", "2", "3"],
            "invoice_date": "2025-05-15",
            "due_date": "2025-06-15",
            "amount": ["100.00", "100.00", "10000"],
            "currency": ["EUR", "GBP", "JPY"],
        }
    )
    told = {"reporting_currency": "GBP", "exchange_rates": {"EUR": "0.84", "JPY": "0.005"}}
    shown = ("2025-04-01", "2025-12-31")
    found = cf.sweep(cf.read_ledger(rows), SWEPT, quarters=shown, reporting=told)
    total = found.in_total
    assert total.currencies == ("GBP",) and total.in_total is None and found.rates["exchange_rates"] == {"EUR": "0.84", "JPY": "0.005"}
    assert total.totals["amount_moved"].tolist() == [Decimal("234.00")] * 2
    assert total.totals["financing_cost"].tolist() == [Decimal("1.17"), Decimal("2.29")]
    assert total.totals["most_cash_retained"].tolist() == [Decimal("234.00")] * 2
    assert total.amounts("cash_retained").tolist() == [[23_400, 0, 0]] * 2
    assert total.amounts("free_cash_flow_change")[0].tolist() == [23_400, -23_517, 0]
    quarter = found.total.query("quarter == '2025 Q2'")
    assert quarter["currency"].tolist() == ["GBP"] * 2
    assert quarter["free_cash_flow_change_trade_payable"].tolist() == [Decimal("234.00")] * 2
    said = found.to_dict()["total"]
    assert said["exchange_rates"] == {"EUR": "0.84", "JPY": "0.005"} and len(said["scenarios"]) == 2
    assert next(iter(said["scenarios"].values()))["financing_cost"] == "1.17"
    assert set(found.tables()) == {"totals", "quarters", "total"}
    first = str(found).splitlines()[0]
    assert first.startswith("All in GBP: of 2 scenarios the most cash: ")
    assert first.endswith("Translated at 1 EUR = GBP 0.84, 1 JPY = GBP 0.005 in all quarters; source not stated.")


def test_a_sweep_without_rates_has_no_total():
    found = cf.sweep(ledger_of_one(), SWEPT, quarters=("2025-04-01", "2025-12-31"))
    assert found.in_total is None and found.total.empty and found.to_dict()["total"] is None and found.rates is None
    assert set(found.tables()) == {"totals", "quarters"}


def ledger_of_one():
    row = {"supplier": "A", "invoice": "1", "invoice_date": "2025-05-15", "due_date": "2025-06-15", "amount": "1.00", "currency": "EUR"}
    return cf.read_ledger(pd.DataFrame([row]))


def test_a_sweep_says_in_total_what_compare_says():
    ledger = cf.synthetic_ledger(400, 8)
    told = {"reporting_currency": "EUR", "exchange_rates": {"GBP": "1.1888"}}
    asked = {"policy": cf.PaymentPolicy("terms"), "quarters": ("2025-01-01", "2025-12-31"), "reporting": told}
    offer = lambda days: cf.Offer(extend={"days": days}, options=[cf.LaterWithInterest("0.065", "ACT/360")])  # noqa: E731
    many = [cf.Scenario(f"{days} days", offer(days)) for days in (1, 7, 30, 45, 61, 90)]
    found = cf.sweep(ledger, many, **asked)
    for one in many:
        wanted = cf.compare(ledger, one, **asked).total.query("scenario != 'baseline'").reset_index(drop=True)
        own = found.total[found.total["scenario"] == one.name].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, wanted[own.columns])


def test_a_sweep_by_days_says_that_it_has_no_total():
    ledger = cf.synthetic_ledger(400, 8)
    told = {"reporting_currency": "EUR", "exchange_rates": {"GBP": "1.1888"}}
    found = cf.sweep(ledger, cf.Offer(extend={"days": 0}), cf.PaymentPolicy("terms"), days=[[30] * 8], reporting=told)
    assert found.in_total is None and found.rates is None and found.total.empty and found.to_dict()["total"] is None
    assert "no total over currencies: a sweep by days has none" in str(found)


@pytest.mark.parametrize("by_days", [False, True])
def test_net_debt_of_a_sweep_stands_beside_the_total_alone(by_days):
    """Given with a reporting currency, they are of all currencies together: beside one of them they would be another ratio."""
    ledger = cf.synthetic_ledger(400, 8)
    told = {"reporting_currency": "EUR", "exchange_rates": {"GBP": "1.1888"}, "net_debt": "1000000000", "ebitda": "500000000"}
    asked = {"policy": cf.PaymentPolicy("terms"), "quarters": ("2025-01-01", "2025-12-31"), "reporting": told}
    if by_days:
        found = cf.sweep(ledger, cf.Offer(extend={"days": 0}), days=[[30] * 8], **asked).to_dict()
    else:
        found = cf.sweep(ledger, [cf.Scenario("one", cf.Offer(extend={"days": 30}))], **asked).to_dict()
    wanted = cf.compare(ledger, cf.Scenario("one", cf.Offer(extend={"days": 30})), **asked).to_dict()
    keys = lambda said: {k for e in said["scenarios"].values() for k in e["presentations"]["trade_payable"]}  # noqa: E731
    for currency, entry in found["currencies"].items():
        assert keys(entry) == keys(wanted["currencies"][currency])
    if not by_days:
        assert keys(found["total"]) == keys(wanted["total"]) > keys(found["currencies"]["GBP"])
