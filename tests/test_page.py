"""The page: what stands on it, that its figures are the result's, and that no name gets out of its place."""

import base64
import copy
import hashlib
import html
import json
import pickle
import re
import xml.etree.ElementTree as ET
from bisect import bisect_right
from decimal import Decimal as D
from html.parser import HTMLParser

import pandas as pd
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.notes import Note, first_sentence
from cashflow.report.page.ledger_sections import noted
from cashflow.report.page.quarters_since import first_shown
from cashflow.report.svg import AmountAxis, Bars, bars_svg, standalone
from cashflow.results.held_by_day import held_by_day, held_by_supplier

from .pages_made import HOSTILE, ROWS, compared, hostile, many, offer

pytest.importorskip("jinja2", reason="the page needs the extra 'report'")


class Read(HTMLParser):
    """Tags that are open and close again, texts by element, attributes."""

    VOID = ("meta", "input", "br", "link")

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.said = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if not {"script", "style"} & set(self.open):
            self.said.append(text)

    def texts(self):
        return " ".join(" ".join(self.said).split())


def blocks(page):
    return {n: json.loads(t) for n, t in re.findall(r'<script type="application/json" id="data-(\w+)">(.*?)</script>', page, re.S)}


def names_stay_in_place(page):
    """No name has become a tag, an attribute or a script; the page forbids what is not its own."""
    read = Read(page)
    assert [t for t, _ in read.tags].count("script") == 1 + len(blocks(page))
    assert {t for t, _ in read.tags}.isdisjoint({"img", "iframe", "object", "embed", "link", "base", "form"})
    assert not [a for _, attributes in read.tags for a in attributes if a.startswith("on") or a == "style"]
    assert not [v for _, attributes in read.tags for a, v in attributes.items() if a in ("href", "src") and not v.startswith("#")]
    assert "default-src 'none'" in html.unescape(page)


@pytest.fixture(scope="module")
def result():
    return compared()


@pytest.fixture(scope="module")
def page(result):
    return result.to_html(live=False)


def test_the_first_page_says_what_the_result_says(result, page):
    read = Read(page)
    said = read.texts()
    for currency, found in result.to_dict()["currencies"].items():
        entry = found["scenarios"]["June to August"]
        shown = [a["value"] for t, a in read.tags if t == "data"]
        for key in ("trade_payable", "borrowing_gross"):
            assert all(v in shown for v in entry["free_cash_flow_change"][key]), currency
        assert all(v in shown for v in entry["financing_cost_accrued"])
        assert entry["financing_cost"] in shown
    for question in ("Cheaper than borrowing?", "Who is not made whole?", "How much hangs on a few?", "What if half accept?"):
        assert question in said
    assert "2025-06-12, the first payment that moves" in said
    assert "7 rows read = 7 accepted + 0 rejected + 0 ignored." in said
    assert "No total over currencies" in said


def test_worked_by_hand_two_suppliers():
    """1,000.00 due on 20 June and 3,000.00 due on 21 June are paid on 15 August: 56 and 55 days at 6.5 %, ACT/360."""
    rows = [
        ["Acme", "1", "2025-05-01", "1000.00", "2025-06-20", "EUR", ""],
        ["Bolt", "2", "2025-05-01", "3000.00", "2025-06-21", "EUR", ""],
    ]
    plain = offer(options=[cf.LaterWithInterest(0.065, "ACT/360")], funding_rate=0.07)
    said = Read(compared(rows, plain).to_html(live=False)).texts()
    assert "EUR 6.14 dearer than borrowing: EUR 39.90 against EUR 33.76 at 5.5 % (ACT/360)." in said
    assert "Change in free cash flow 4,000 −4,040 0 −40" in said
    assert (
        "Of 2 suppliers that accept, 2 are not made whole against the usual payment day and against the contract due date: Bolt, Acme"
        in said
    )
    assert "EUR 4,000 (100%) of the cash at the end of 2025 Q2 comes from both suppliers." in said


def test_a_supplier_that_holds_nothing_at_the_quarter_end_is_not_among_those_the_cash_comes_from():
    """Cole is due on 20 July and paid on 15 August: it moves, and adds nothing to the 4,000.00 of the end of June."""
    rows = [
        ["Acme", "1", "2025-05-01", "1000.00", "2025-06-20", "EUR", ""],
        ["Bolt", "2", "2025-05-01", "3000.00", "2025-06-21", "EUR", ""],
        ["Cole", "3", "2025-05-20", "500.00", "2025-07-20", "EUR", ""],
    ]
    plain = offer(paying={"from": "2025-06-01"}, options=[cf.LaterWithInterest(0.065, "ACT/360")], funding_rate=0.07)
    said = Read(compared(rows, plain).to_html(live=False)).texts()
    assert "Of 3 suppliers that accept" in said  # "both" would say that there are two
    assert "EUR 4,000 (100%) of the cash at the end of 2025 Q2 comes from 2 suppliers." in said


def test_where_nobody_accepts_no_section_is_empty():
    """Each section of what moves says that nothing does; a heading above nothing looks like a fault of the page."""
    nobody = offer(options=[cf.LaterWithInterest(0.01, "ACT/360")], funding_rate=0.07, acceptance="if whole")
    said = Read(compared([["Acme", "1", "2025-05-01", "1000.00", "2025-06-20", "EUR", ""]], nobody).to_html(live=False)).texts()
    assert "Cost, paid and accrued Nothing moves. Cash retained by day, and until when Nothing moves. Cash out and" in said


def test_if_half_accept_is_the_stress_of_that_name():
    halves = compared(ROWS, scenarios=cf.Scenario("s", [offer()], stress=[{"acceptance": "halves"}]))
    said = Read(halves.to_html(live=False)).texts()
    for currency in ("EUR", "USD"):
        entry = halves.to_dict()["currencies"][currency]["scenarios"]["s"]["stress"][0]
        first = D(entry["free_cash_flow_change"]["trade_payable"][0])
        assert f"{currency} {first:,.0f} in 2025 Q2" in said
    assert "acceptance halves" in said


def test_what_was_left_out_stands_above_the_answer():
    rows = [*ROWS, ["Odd", "X", "2025-05-01", "1", "", "EUR", ""]] + [
        ["Fine", f"F{i}", "2025-05-01", "10.00", "2025-06-20", "EUR", ""] for i in range(200)
    ]
    page = compared(rows).to_html(live=False)
    assert page.index('class="left-out"') < page.index('id="answer"')
    assert "1 of 208 rows, EUR 1.00" in html.unescape(page[page.index('class="left-out"') : page.index('id="answer"')])


def test_no_name_gets_out_of_its_place():
    page = hostile().to_html(live=False)
    read = Read(page)
    names_stay_in_place(page)
    assert HOSTILE[1] in read.texts()  # as text, whole
    assert "49" not in re.findall(r"\{\{.*?\}\}|49", read.texts())
    names = next(c for c in blocks(page)["suppliers"]["columns"] if c["name"] == "Supplier")["texts"]
    assert HOSTILE[0] in names
    assert "\u202e" not in page


def test_the_page_allows_nothing_but_its_own_style_and_script(page):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    rules = dict(p.strip().split(" ", 1) for p in html.unescape(policy).split(";"))
    assert rules["default-src"] == "'none'"
    for kind, tag in (("style-src", "style"), ("script-src", "script")):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.S)[1]
        assert rules[kind] == f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page


def test_the_same_bytes_from_run_to_run(page, tmp_path):
    again = compared()
    assert again.to_html(tmp_path / "report.html", live=False) == page
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page


def test_explanations_add_up_to_the_figures(result, page):
    titles = re.findall(r"<caption>(June to August: (?:change|cost)[^<]*)</caption>(.*?)</table>", page, re.S)
    assert len(titles) == 2 * 2 + 2
    for title, table in titles:
        parts = [D(v) for v in re.findall(r'<data value="([^"]*)"', table)]
        assert sum(parts[:-1]) == parts[-1] == D(title.rpartition(" ")[2].replace(",", "").replace("−", "-"))


def test_what_is_paid_twice_over_is_not_counted_as_items():
    """By hand: of 13 invoices of 1,000, 8 are shown by their principal; 5 principals and 13 of interest are the other payments."""
    rows = [["Acme", f"A-{i}", "2025-05-01", "1000.00", "2025-06-20", "EUR", "UK"] for i in range(13)]
    later = offer(options=[cf.LaterWithInterest(0.065, "ACT/360")])
    page = compared(rows, later).to_html(live=False)
    assert "all others, 18 payments" in page and "payments because of the offer" in page and "all others, 5 items" in page
    assert "<td" in page and ">legs<" not in page


def test_a_sentence_has_the_minus_sign_of_the_tables(page):
    """A figure below zero looks the same in a caption as in its table; dates, day counts and document numbers are left as they are."""
    title = re.search(r"<caption>(June to August: change in free cash flow, 2025 Q3, EUR [^<]*)</caption>", page)[1]
    assert " −" in title and " -" not in title
    assert "2025-08-15" in page and "A-1" in page


def test_the_currency_is_said_once(page):
    assert not re.search(r"<b>(EUR|USD):?</b> (EUR|USD) ", page)


@pytest.mark.parametrize("empty", ["nothing is covered", "one supplier"])
def test_ugly_results_have_a_page(empty):
    if empty == "one supplier":
        assert "one supplier" in compared(ROWS[:1]).to_html(live=False)
        return
    with pytest.warns(cf.CashflowWarning):
        page = compared(ROWS, offer(suppliers={"region": ["Mars"]})).to_html(live=False)
    said = Read(page).texts()
    assert "No payment moves, in any currency. Why: the notes under 'Findings in the ledger'." in said
    assert "no invoice matches its suppliers" in said.partition("Findings in the ledger")[2]


def test_the_currency_in_which_most_moves_comes_first_as_on_the_terminal():
    """Five items in USD, one in AUD."""
    result = compared([[*row[:5], {"EUR": "USD", "USD": "AUD"}[row[5]], row[6]] for row in ROWS])
    said = Read(result.to_html(live=False)).texts()
    heads = [said.index(words) for words in ("USD 3,761 more cash on 2025-06-30", "AUD 700 more cash on 2025-06-30")]
    assert heads == sorted(heads) and str(result).index("USD 3,761") < str(result).index("AUD 700")
    assert result.sentences("answer", "half_accept").to_frame()["currency"].tolist() == ["USD", "AUD"] * 2


def test_years_of_history_do_not_push_the_answer_aside():
    """Ten quarters are shown, the ledger day is in the ninth; before it nothing can change. To the cent what ten columns said."""
    old = [[f"Old {n}", f"O-{n}", f"2023-{n:02d}-01", "10", f"2023-{n:02d}-28", "EUR", ""] for n in (5, 8)]
    found = compared([*old, *ROWS], quarters=("2023-04-01", "2025-09-30"))
    page = found.to_html()
    heads = [re.findall(r'<th scope="col">(.*?)</th>', table) for table in re.findall(r"<table.*?</table>", page, re.S)]
    assert ["EUR", "2025 Q2", "2025 Q3", "Total"] in heads and not [h for h in heads if {"2023 Q2", "2025 Q1"} & set(h)]
    (lines,) = [t for t in re.findall(r"<article.*?</article>", page, re.S) if 'aria-label="EUR"' in t]
    cells = re.findall(r'data-figure="free_cash_flow_change.trade_payable".*?</tr>', lines, re.S)[0]
    quarters = found.quarters[found.quarters["currency"].eq("EUR") & found.quarters["scenario"].ne("baseline")]
    change = [str(v) for v in quarters["free_cash_flow_change_trade_payable"]]
    assert change[:8] == ["0.00"] * 8 and change[8] == "3760.75"  # B-1, C-1 less C-2
    assert re.findall(r'<data value="([^"]*)"', cells)[:2] == change[8:]
    assert page.count("No offer changes a quarter before 2025 Q2, the ledger day&#39;s; quarters.csv has them.") == 2  # EUR, USD
    assert blocks(page)["live"]["since"] == 8


@pytest.mark.parametrize(
    ("quarters", "since"), [(("2024-07-01", "2025-12-31"), 0), (("2024-01-01", "2025-09-30"), 5), (("2023-01-01", "2025-03-31"), 0)]
)
def test_from_which_quarter_on(quarters, since):
    """Six quarters have room; the ledger day is 31 May 2025, which is after all quarters of the third."""
    assert first_shown(compared(quarters=quarters)) == since


def test_findings_are_not_said_to_be_none(tmp_path):
    """A file that is no ledger is a finding of the file, not of a row; there is no other note."""
    (tmp_path / "a.csv").write_text(
        "\n".join(map(",".join, [["supplier", "invoice", "invoice_date", "amount", "due_date", "currency", "region"], *ROWS[:4]]))
    )
    (tmp_path / "LICENSE").write_text("Use it as you like")
    book = cf.read_ledger(tmp_path)
    found = cf.compare(book, cf.Scenario("June", offer()), cf.PaymentPolicy(as_of="2025-05-31"), quarters=("2025-04-01", "2025-12-31"))
    said = Read(found.to_html(live=False)).texts().rpartition("Findings in the ledger")[2].partition("What the figures rest on")[0]
    assert said.split()[:7] == ["Row", "File", "Column", "Value", "Status", "Reason", "–"] and "LICENSE" in said and "None." not in said
    assert "Findings in the ledger None." in Read(compared(ROWS[:4]).to_html(live=False)).texts()


def test_notes_are_said_on_the_first_page():
    """D-2 is planned, Cog's credit note moves, both are said beside the answer, by the first sentence of their notes."""
    told = Read(compared().to_html(live=False)).texts().partition("What is to be noted?")[2].partition("Cheaper than borrowing?")[0]
    assert "Planned, not observed, and counted apart: invoices dated after 2025-05-31: USD 900.00 (1 invoice)." in told
    assert "1 credit note (EUR −40.00) moved; " in told and "Payment runs usually net" not in told
    assert told.endswith("In full: Findings in the ledger. ")
    assert "What is to be noted?" not in Read(compared(ROWS[:4]).to_html(live=False)).texts()


def test_of_many_notes_the_first_are_said():
    """Five beside what may be there twice, which another line tells."""
    notes = ["may be counted twice: 1 row", *(Note(f"note {n} has so much", "And more") for n in range(5))]
    (asked,) = noted(notes)
    assert [words for _, words in asked.answers][:2] == ["Note 0 has so much.", "Note 1 has so much."]
    assert asked.answers[2][1] == "Note 2 has so much. 2 more, and all in full: Findings in the ledger." and noted(notes[:1]) == []


def test_a_name_with_a_full_stop_does_not_end_a_note():
    """Of the scenario's name and of suppliers that payments of other invoices went to; the second sentence still stays away."""
    columns = ["supplier", "invoice", "invoice_date", "amount", "due_date", "currency", "region"]
    paid = {"supplier": ["St. Gobain", "Moor Inc. Ltd"], "invoice": ["Z-1", "Z-2"], "amount": ["90.00", "70.00"]}
    payments = pd.DataFrame({**paid, "paid_date": "2025-05-20", "currency": "EUR"})
    book = cf.read_ledger(pd.DataFrame(ROWS, columns=columns), payments=payments)
    result = cf.compare(
        book, cf.Scenario("Moor Inc. Ltd", offer()), cf.PaymentPolicy(as_of="2025-05-31"), quarters=("2025-04-01", "2025-12-31")
    )
    told = Read(result.to_html(live=False)).texts().partition("What is to be noted?")[2].partition("Cheaper than borrowing?")[0]
    assert "in no figure: St. Gobain EUR 90.00 (1); Moor Inc. Ltd EUR 70.00 (1)." in told
    assert "Moor Inc. Ltd, EUR: 1 credit note (EUR −40.00) moved; from credit notes come" in told and "Payment runs usually net" not in told


def test_a_note_of_a_copy_knows_its_first_sentence():
    """A result may be pickled; a name that does not occur is asked about within a sentence of its own."""
    result = compared(ROWS, offer(suppliers=["No. 1 Ltd"]))
    note = next(n for n in result.notes if "covers nothing" in n)
    for one in (note, pickle.loads(pickle.dumps(note)), copy.deepcopy(note), result.to_dict()["notes"][result.notes.index(note)]):
        assert first_sentence(one).endswith("(supplier 'No. 1 Ltd' does not occur in the ledger)") and "Known: " in one


def test_yen_do_not_stand_above_euros_of_more_worth():
    """Each currency by itself, the first that in which most moves: cents and yen are compared as they are."""
    result = compared([["Yen", "J-1", "2025-05-01", "90000", "2025-06-20", "JPY", ""], *(r for r in ROWS if r[5] == "EUR")])
    listed = {c["name"]: c for c in blocks(result.to_html(live=False))["suppliers"]["columns"]}
    names = [listed["Currency"]["texts"][code] for code in listed["Currency"]["codes"]]
    assert names == ["EUR"] * (len(names) - 1) + ["JPY"] and float(listed["Moved"]["values"][-1]) > float(listed["Moved"]["values"][0])


def test_what_is_to_be_disclosed_of_a_bank_has_the_ranges_of_due_dates():
    """By hand: of EUR the bank holds A-1 (1 May), A-2 (10 May), B-1 (2 May) and C (3 and 4 May), all due on 15 August: 97 to 106 days."""
    bank = offer(options=[cf.BankPaysNow(0.072, "ACT/360")])
    said = Read(compared(ROWS, bank).to_html(live=False)).texts().partition("The rows that IAS 7.44H and ASC 405-50 ask for.")[2]
    assert "Days to due date, inside 97 to 106 –" in said and "Days to due date, comparable, untouched" in said
    alone = Read(compared(ROWS, offer(options=[cf.LaterWithInterest(0.065, "ACT/360")])).to_html(live=False)).texts()
    assert "there are no rows for IAS 7.44H and ASC 405-50" in alone


def test_many_scenarios_are_not_all_told():
    many_of = [cf.Scenario(f"s{i}", [offer(extend={"days": 20 + i})]) for i in range(9)]
    page = compared(ROWS, scenarios=many_of).to_html(live=False)
    assert "And 3 more" in page
    assert page.count('class="answer"') == 6 * 2


@pytest.mark.slow
def test_twenty_thousand_suppliers_fit():
    page = many(20_000).to_html(live=False)
    assert len(page.encode()) < 5_000_000
    assert blocks(page)["suppliers"]["rows"] == 20_000


def test_supplier_data_are_the_frame(result, page):
    found = {c["name"]: c for c in blocks(page)["suppliers"]["columns"]}
    frame = result.suppliers.sort_values("amount_moved", ascending=False, kind="stable")
    frame = frame.loc[[at for currency in result.largest_first for at in frame.index[frame["currency"] == currency]]]
    assert frame["currency"].nunique() == 2
    assert [found["Supplier"]["texts"][c] for c in found["Supplier"]["codes"]] == frame["supplier"].tolist()
    assert [D(v) for v in found["Moved"]["values"]] == frame["amount_moved"].tolist()
    assert [None if v is None else D(v) for v in found["Net benefit"]["values"]] == frame["net_benefit"].tolist()


@pytest.mark.parametrize("share", [None, "0.37"])
def test_cash_by_day_and_by_supplier_is_that_of_the_quarter_ends(share):
    more = {} if share is None else {"acceptance": {"share": share}}
    result = compared(ROWS, offer(**more))
    for scenario in result.scenarios:
        for code in range(2):
            days, values = held_by_day(scenario, code, 2)
            held = scenario.totals[code].figure("cash_retained")
            for q, last in enumerate(result.shown.last):
                at = bisect_right(days, int(last)) - 1
                assert (values[at] if at >= 0 else 0) == held[q]
                by = held_by_supplier(scenario, code, 2, q)
                assert abs(sum(by.values()) - held[q]) <= 1


def test_jinja_is_named_where_it_is_missing(result, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    with pytest.raises(cf.InputError, match=r"pip install 'cashflow-terms\[report\]'"):
        result.to_html(live=False)


@given(st.lists(st.integers(-(10**16), 10**16), max_size=8))
def test_the_axis_holds_every_amount_and_zero(values):
    axis = AmountAxis.of(values, "EUR", 10, 200)
    assert axis.low <= min([0, *values]) and axis.high >= max([0, *values])
    assert 1 <= len(axis.ticks) <= 7 and 0 in [v for v, _ in axis.ticks]
    assert all(10 <= axis.y(v) <= 210 for v in values)


def test_a_picture_is_a_file_of_its_own_and_says_itself_in_words():
    picture = Bars("u", "Unwind <of> 'it'", "USD", ["Q1 & Q2", "</svg>"], [("as trade payables", [200_000_000_000, -5])])
    text = standalone(bars_svg(picture))
    root = ET.fromstring(text.encode())
    texts = [t.text for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "2.0bn" in texts and "</svg>" in texts and "−0.05" in texts
    assert "Q1 & Q2 USD 2.0bn" in next(root.iter("{http://www.w3.org/2000/svg}desc")).text
    assert text == standalone(bars_svg(evolve(picture)))


def test_each_scenario_has_pictures_below(result, page):
    """A figure a currency: bridge, cash and payables by day, rates of suppliers; every element of the page has a name of its own."""
    for anchor, figures in (("presentations", 2), ("days", 4), ("benefit", 2)):
        section = re.search(rf'<section id="{anchor}".*?</section>', page, re.S)[0]
        assert section.count('<p class="drawn">') == section.count("<svg ") == figures, anchor
    names = re.findall(r'<(?:title|desc) id="([^"]+)"', page)
    assert len(names) == len(set(names))
    bridge = result.picture("bridge", currency="EUR").table
    total = bridge[(bridge["cause"] == "Change in free cash flow") & (bridge["presentation"] == "borrowing_gross")]["amount"].iloc[0]
    shown = re.search(r'<section id="presentations".*?</section>', page, re.S)[0]
    assert f'value="{total}"' in shown  # the table below the picture has the picture's total


def test_figures_that_are_not_taken_apart_are_counted():
    """Three currencies, two scenarios, two quarters each: twelve figures of cash, and six costs."""
    rows = [["Acme", c, "2025-05-01", "1000.00", "2025-06-20", c, ""] for c in ("EUR", "USD", "GBP")]
    some = [cf.Scenario(name, [offer()]) for name in ("one", "two")]
    said = Read(compared(rows, scenarios=some).to_html(live=False)).texts()
    assert "These are the first 12 of 18 figures: the command 'cashflow explain' takes each of them apart." in said
