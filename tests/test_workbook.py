"""The workbook: its values are the library's to the cent, its texts never formulas, its lists complete, its bytes the same."""

import importlib
import io
import re
from decimal import Decimal as D

import openpyxl
import pandas as pd
import pytest

import cashflow as cf
from cashflow.report.workbook import page as pages
from cashflow.report.workbook.leg_rows import KINDS, NO_LONGER, leg_rows
from cashflow.report.workbook.live_rates import offered_rate
from cashflow.report.workbook.sample_sheet import drawn
from cashflow.report.workbook.styles import LETTERS, money_format, safe_text
from cashflow.schemes import SCHEMES

from .workbooks import ATTACK, BANK, INTEREST, book, compared, kinds, later

SHEETS = [
    "Summary", "Quarters", "Presentations", "Suppliers", "Offers", "Baseline", "Legs", "Completeness and findings", "Change list",
    "Turn back", "Audit sample", "Assumptions", "How to check",
]  # fmt: skip


@pytest.fixture(scope="module")
def results():
    return kinds()


def opened(data, values=True):
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def rows(sheet, head=7):
    """Rows below the heads, as dicts by head."""
    heads = [c.value for c in sheet[head]]
    return [dict(zip(heads, (c.value for c in row), strict=True)) for row in sheet.iter_rows(min_row=head + 1) if row[0].value is not None]


def block(sheet, title):
    """Label → values of a block of Quarters or Presentations, up to the next empty label."""
    found, on = {}, False
    for row in sheet.iter_rows(min_row=8):
        if row[0].value == title:
            on = True
        elif on and row[0].value is None:
            break
        elif on:
            found[row[0].value] = [c.value for c in row[2:]]
    return found


def cents(value, digits=2):
    return None if value in (None, "not known") else D(repr(float(value))).quantize(D(1).scaleb(-digits))


FRAMES = {
    "change in free cash flow (trade payable)": "free_cash_flow_change_trade_payable",
    "change in free cash flow (borrowing, net)": "free_cash_flow_change_borrowing_net",
    "change in free cash flow (borrowing, gross)": "free_cash_flow_change_borrowing_gross",
    "change in free cash flow (agency)": "free_cash_flow_change_agency",
    "cost paid": "financing_cost_paid",
    "cost accrued": "financing_cost_accrued",
    "cash retained at the end because of the offer": "cash_retained",
    "payables at the end": "closing_payables",
}


@pytest.mark.parametrize("name", ["choice", "shares", "factoring mixed", "uplift, VAT", "early, fixed", "financing", "two offers"])
def test_quarters_are_those_of_the_result(results, name):
    """To the cent, for every scenario and currency; the columns are before, the quarters, after, in all."""
    result = results[name]
    sheet = opened(book(result))["Quarters"]
    for scenario in result.quarters["scenario"].unique():
        for currency in result.currencies:
            mine = result.quarters[(result.quarters["scenario"] == scenario) & (result.quarters["currency"] == currency)]
            digits = 0 if currency == "JPY" else 2
            if scenario == "baseline":
                shown = block(sheet, f"{currency}: baseline, without an offer")
                words = {"invoiced": "invoiced", "cash paid": "cash_paid", "payables at the end": "closing_payables"}
            else:
                titles = [c[0].value for c in sheet.iter_rows() if str(c[0].value).startswith(f"{currency}: {scenario}")]
                shown, words = block(sheet, titles[0]), FRAMES
            for label, column in words.items():
                if "change in free cash flow" in shown:  # no bank: one row for all presentations
                    label = label.partition(" (")[0]
                got = [cents(v, digits) for v in shown[label][1 : 1 + len(mine)]]
                assert got == [None if v is None else D(v) for v in mine[column]], (scenario, currency, label)


def test_figures_by_hand():
    """1,000,000.00 due 20 June for 56 days at 6.5 % on 360: 10,111.11; earned by 30 June 11 of 56 days: 1,986.11."""
    import pandas as pd

    frame = pd.DataFrame(
        [["Acme", "1", "2025-05-21", "1000000.00", "EUR", "net 30"]],
        columns=["supplier", "invoice", "invoice_date", "amount", "currency", "terms"],
    )
    result = compared(later(INTEREST, extend={"to": "2025-08-15"}, funding_rate="0.05"), of=cf.read_ledger(frame))
    found = opened(book(result))
    shown = block(found["Quarters"], "EUR: June")
    assert shown["change in free cash flow"][1:3] == [1_000_000, -1_010_111.11]
    assert shown["cost accrued"][1:3] == [1_986.11, 8_125.00]
    legs = rows(found["Legs"])
    (interest,) = [r for r in legs if r["nature"] == "interest"]
    assert (interest["days, by the option's day count"], interest["days of its year"]) == (56, 360)
    formula = next(
        c.value for row in opened(book(result), values=False)["Legs"].iter_rows(min_row=8) for c in row if "offered_rate_1" in str(c.value)
    )
    assert re.fullmatch(r"=\w+\d+\*\w+\d+/\w+\d+\*offered_rate_1", formula)
    (acme,) = rows(found["Suppliers"])
    assert acme["net benefit, at the worse rate"] == 2_333.33  # 10,111.11 − 1,000,000 × 5 % × 56 / 360 = 7,777.78
    assert acme["made whole against the usual day"] == "yes"


def test_suppliers_stand_as_on_the_page():
    """Most money first, a currency after the other; as much by name, credit notes last. 1,007 yen are less than 145,000 cents."""
    import pandas as pd

    names = {
        "Acme": (300, "EUR"),
        "Bolt": (900, "EUR"),
        "Core": (300, "EUR"),
        "Dent": (-50, "EUR"),
        "Ends": (7, "JPY"),
        "Far": (1000, "JPY"),
    }
    frame = pd.DataFrame(
        [[name, name, "2025-05-21", f"{amount}", currency, "net 30"] for name, (amount, currency) in names.items()],
        columns=["supplier", "invoice", "invoice_date", "amount", "currency", "terms"],
    )
    scenarios = [cf.Scenario(f"{days} days", cf.Offer(extend={"days": days}, options=[INTEREST])) for days in (30, 45)]
    found = rows(opened(book(compared(*scenarios, of=cf.read_ledger(frame))))["Suppliers"])
    one = [("Bolt", "EUR"), ("Acme", "EUR"), ("Core", "EUR"), ("Dent", "EUR"), ("Far", "JPY"), ("Ends", "JPY")]
    assert [(r["scenario, number"], r["supplier"], r["currency"]) for r in found] == [(n, *each) for n in (1, 2) for each in one]
    assert [r["amount moved"] for r in found[:6]] == [900, 300, 300, -50, 1000, 7]


def test_nothing_is_cut_on_paper():
    """With two quarters the chart of the unwind ends inside what is printed, why something is not known is in lines, words stand as numbers do."""
    import pandas as pd

    frame = pd.DataFrame(
        [["Acme", "1", "2025-05-21", "100.00", "EUR", "net 30"]],
        columns=["supplier", "invoice", "invoice_date", "amount", "currency", "terms"],
    )
    policy = cf.PaymentPolicy(as_of="2025-05-31")
    offer = cf.Scenario("June", cf.Offer(extend={"days": 30}))
    result = cf.compare(cf.read_ledger(frame), offer, policy, quarters=("2025-04-01", "2025-09-30"))
    found = opened(book(result))
    summary = found["Summary"]
    last = openpyxl.utils.range_boundaries(summary.print_area.split("!")[-1].replace("$", ""))[2]  # 1 is A
    assert [chart.anchor.to.col + 1 <= last for chart in summary._charts] == [True]
    (why, *_) = [c for (c,) in found["Quarters"].iter_rows(max_col=1) if str(c.value).startswith("Not known in")]
    assert why.alignment.wrap_text and found["Quarters"].row_dimensions[why.row].height >= 28
    heads = {c.value: c.column for c in found["Suppliers"][7]}
    cells = [found["Suppliers"].cell(8, heads[head]) for head in ("net benefit, at the worse rate", "break-even rate")]
    assert cells[0].value == "unknown" and [c.alignment.horizontal for c in cells] == ["right", "right"]


def test_no_text_is_a_formula():
    """Names that begin with = + - @, in suppliers, documents, scenarios: cells of text, whole."""
    result = compared(cf.Scenario('=1+1"', cf.Offer(extend={"days": 45}, options=[INTEREST], funding_rate="own_rate")))
    raw = opened(book(result), values=False)
    known = re.compile(r"=-?\(?(ROUND|SUM|SUMIFS|COUNTIFS|IF|Quarters!|[A-Z]{1,2}\d+|0\b|-?SUM)")
    for sheet in raw:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert known.match(cell.value) and "HYPERLINK" not in cell.value and "1+1" not in cell.value, (sheet.title, cell.value)
    suppliers = {r["supplier"] for r in rows(raw["Legs"])}
    assert ATTACK in suppliers and {"+1 Ltd", "-2 SA", "@SUM(A1)", "1e5"} <= suppliers
    assert not any("\u202e" in s or "\x07" in s for s in suppliers)
    assert {str(r["document"])[0] for r in rows(raw["Change list"])} == {"=", "R"}


def test_every_payment_is_in_legs(results):
    """Sums by nature are those of `Result.legs`, and what is no longer paid is what moves; a shorter list has the same sums."""
    result = results["one day"]
    for most in (10_000, 60):
        legs = leg_rows(result, most).legs
        sums = {kind: int(legs.amount[legs.kind == n].sum()) for n, kind in enumerate(KINDS)}
        frame = result.legs
        yen = frame["currency"] == "JPY"
        for nature in ("principal", "interest", "fee"):
            some = frame["nature"] == nature
            assert sums[nature] == sum(frame["amount"][some & ~yen] * 100) + sum(frame["amount"][some & yen])
        moved = result.suppliers[result.suppliers["acceptance"] > 0]
        assert sums[NO_LONGER] == sum(m * (1 if c == "JPY" else 100) for m, c in zip(moved["amount_moved"], moved["currency"], strict=True))
    assert (legs.invoice < 0).any() and int(legs.items.sum()) == int(leg_rows(result, 10_000).legs.items.sum())
    assert "rows one by one" in opened(book(result, most_legs=60))["Legs"]["A6"].value


def test_sheets_names_and_looks(results):
    raw = opened(book(results["choice"]), values=False)
    assert raw.sheetnames == SHEETS and all(len(n) <= 31 for n in raw.sheetnames)
    stamp = raw["Summary"]["A2"].value
    assert re.fullmatch(r"No ledger day \(as_of\) · cashflow \d+\.\d+\.\d+ · inputs [0-9a-f]{16} \(in full on Assumptions\)", stamp)
    for sheet in raw:
        assert sheet["A2"].value == stamp and "Reviewed by" in sheet["A3"].value
        assert sheet.print_area and sheet.page_setup.fitToHeight == 0
    for name in ("Suppliers", "Legs", "Baseline", "Change list", "Audit sample"):
        assert raw[name].freeze_panes and raw[name].auto_filter.ref
    assert {"leg_counted", "leg_a_day", "base_left", "offered_rate_1", "offered_rate_2", "borrowing_rate", "supplier_whole"} <= {
        *raw.defined_names
    }
    assert len(raw["Summary"]._charts) + len(raw["Presentations"]._charts) == 4  # one a currency each
    assert money_format(2) == '#,##0.00;[Red]-#,##0.00;"–"'
    assert "(in the currency of the row)" in raw["Legs"]["M7"].value


def test_hashes_of_inputs_stand_on_assumptions(results):
    found = opened(book(results["one"], sha256={"ledger.csv": "ab" * 32}))
    cells = [[c.value for c in row[:2]] for row in found["Assumptions"].iter_rows()]
    assert ["ledger.csv", "ab" * 32] in cells
    (whole,) = [value for name, value in cells if name == "inputs"]
    assert whole[:16] in found["Legs"]["A2"].value
    assert opened(book(results["one"]))["Legs"]["A2"].value != opened(book(results["choice"]))["Legs"]["A2"].value  # of the ledger itself


def test_the_same_bytes(results):
    assert book(results["choice"]) == book(kinds()["choice"])


def test_nothing_moves(results):
    for name in ("nobody", "no offer matches", "no option"):
        found = opened(book(results[name]))
        assert [c.value for c in found["Quarters"][7]][1] == "unit"
    assert "nothing to draw" in opened(book(results["no offer matches"]))["Audit sample"]["A8"].value
    assert rows(opened(book(results["no offer matches"]))["Suppliers"]) == []


def test_change_list_and_the_way_back(results):
    """Every item that moves, with the new day; turned back to its own due date; what goes to a bank says so."""
    result = results["choice"]
    found = opened(book(result))
    change, back = rows(found["Change list"]), rows(found["Turn back"])
    assert len(change) == len(back) == int(result.suppliers["items_moved"].sum())
    for there, again in zip(change, back, strict=True):
        assert (
            there["due date new"]
            == there["block for payment until"]
            == again["due date now"]
            == again["paid on now"]
            > there["paid on now"]
        )
        assert again["due date new"] == there["due date now"] and again["block for payment until"] is None
        assert ("bank" in there["what to do"]) == (there["to whom"] == "bank")
    frame = result.legs
    banked = {*frame["invoice"][frame["payer"] == "bank"]}
    assert {r["document"] for r in change if r["to whom"] == "bank"} == banked != set()


def controlled():
    """A ledger of the end of May with an installment, a credit note, a rejected row, an item paid before and one planned after."""
    lines = """supplier,invoice,invoice_date,amount,currency,terms,paid_date
Acme,A1,2025-05-12,1000.00,EUR,"30% net 0, 70% net 30",
Acme,A2,2025-05-20,-50.25,EUR,net 30,
Acme,A3,2025-04-01,400.00,EUR,net 30,2025-05-01
Birk,B1,2025-05-16,2000.00,EUR,net 30,
Birk,B2,2025-06-10,300.00,EUR,net 30,
Birk,B3,never,7.00,EUR,net 30,
"""
    told = {"unreadable date": "a test row"}
    found = cf.read_ledger(io.StringIO(lines), accept=told)
    return compared(later(INTEREST), of=found, policy=cf.PaymentPolicy(as_of="2025-05-31", baseline="terms"))


@pytest.fixture(scope="module")
def checked():
    return controlled()


def test_completeness_ties_out(checked):
    """Typed by hand: 1,000 − 50.25 + 2,000 of A1, A2, B1 are open at the end of May; B3 is rejected; B2 comes later, A3 is paid."""
    data = book(checked)
    sheet, formulas = opened(data)["Completeness and findings"], opened(data, values=False)["Completeness and findings"]
    values = [[c.value for c in row] for row in sheet.iter_rows(min_row=7)]
    assert values[1][:5] == ["ledger", 6, 5, 1, 0] and values[1][6] == 0
    assert values[3][0] == "money of the ledger's rows"
    assert values[4][:6] == ["EUR", 3649.75, 3649.75, 0, 3750.25, 7]
    assert values[6][:2] == ["payables to agree with the general ledger, 2025-05-31", "by Baseline"]
    assert values[7][:4] == ["EUR", 2949.75, None, "not typed"]
    assert [str(formulas.cell(11, c).value)[:7] for c in (3, 4)] == ["=ROUND(", "=ROUND("]
    assert str(formulas["B14"].value).startswith("=ROUND(SUMIFS(base_invoiced") and "C14" in str(formulas["D14"].value)


def test_an_installment_is_a_part_of_its_document(checked):
    """A1: 700 of 1,000 moves, and the list says that the rest of the document does not."""
    for name in ("Change list", "Turn back"):
        listed = {r["document"]: r for r in rows(opened(book(checked))[name])}
        parts = {d: (r["amount (in the currency of the row)"], r["of a document of (the same)"]) for d, r in listed.items()}
        assert parts["A1"] == (700, 1000) and parts["B1"] == (2000, 2000) and parts["A2"] == (-50.25, -50.25)
        assert [d for d, r in listed.items() if r["what to do"].endswith("; only this part of the document")] == ["A1"]


def test_one_rate_is_changed_in_one_cell(results):
    """The high end of a supplier's rate follows the low one, unless it is a number of its own: 4 to 9 %."""
    sheet = opened(book(results["choice"]), values=False)["Suppliers"]
    listed = [(r["own funding rate, low (change it)"], str(r["own funding rate, high (change it)"])) for r in rows(sheet)]
    high = {low: text.partition("(")[0] for low, text in listed}
    assert high == {0.05: "=IF", 0.04: "0.09", 0.3: "=IF", None: "=IF"}


def test_the_sample_is_drawn_by_money():
    assert drawn([100] * 100, size=10) == drawn([100] * 100, size=10)
    assert len(drawn([100] * 100, size=10)) == 10 and drawn([100] * 100, size=10, seed=2) != drawn([100] * 100, size=10)
    assert drawn([1, -1_000_000, 1], size=3) == [1] and drawn([0, 0]) == []
    hits = sum(1 in drawn([10, 90], size=1, seed=s) for s in range(400))
    assert 330 <= hits <= 385  # nine in ten


def test_a_draw_leads_to_its_row(results):
    """File row, row of Legs and document agree."""
    result = results["choice"]
    found = opened(book(result))
    for draw in rows(found["Audit sample"]):
        leg = found["Legs"][int(draw["row of Legs"])]
        assert leg[4].value == draw["document"] and leg[2].value == draw["supplier"]
        at = result.payments.ledger.invoice.tolist().index(draw["document"])
        assert result.payments.ledger.row[at] == draw["row of the file"]


def test_amounts_of_more_than_15_digits_are_said_in_full(results):
    """A cell keeps 15 digits; what it lacks is listed with the cell."""
    found = opened(book(results["billions"]))
    texts = [str(c[0].value) for c in found["Completeness and findings"].iter_rows()]
    head = next(t for t in texts if "more than 15 digits" in t)
    listed = [t for t in texts if re.match(r"(Legs|Quarters|Suppliers|Baseline|Summary|Change list) [A-Z]+\d+: (EUR|JPY) -?[\d,.]+$", t)]
    assert listed and int(head.split()[0].replace(",", "")) >= len(listed)
    sheet, cell, _, amount = re.match(r"(.*) ([A-Z]+\d+): (\w+) (\S+)$", next(t for t in listed if t.startswith("Legs"))).groups()
    assert float(amount.replace(",", "")) == pytest.approx(found[sheet][cell].value, rel=1e-14)
    assert not any("15 digits" in str(c[0].value) for c in opened(book(results["choice"]))["Completeness and findings"].iter_rows())


def test_texts_fit_their_cells():
    assert safe_text("a" * 40_000).endswith("… [cut]") and len(safe_text("a" * 40_000)) == LETTERS


def test_rates_of_schemes():
    """Each scheme's own rate may be changed, but where there is none, or the price is not a straight line of it."""
    assert str(offered_rate(INTEREST).at(offered_rate(INTEREST).value)) == str(INTEREST)
    assert offered_rate(BANK).label == "rate a year"
    without = [n for n, cls in SCHEMES.items() if not {f.name for f in cls.__attrs_attrs__} & {"annual_rate", "rate"}]
    assert without == ["discount_schedule"]


def test_what_does_not_follow_the_rate_says_so(results):
    for name, words in (("to yield", "stays as run"), ("early, steps", "no rate"), ("choice", "rate a year")):
        assert words in opened(book(results[name]))["Offers"]["F8"].value


def test_without_its_package(results, monkeypatch):
    def lacks(name, *rest):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", lacks)
    with pytest.raises(cf.InputError, match=r'pip install "cashflow-terms\[excel\]"'):
        book(results["one"])


def test_column_names():
    assert [pages.column_name(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert [pages.at(0, 1, f) for f in ("", "row", "column", "both")] == ["B1", "B$1", "$B1", "$B$1"]


def test_a_ledger_of_several_files_names_the_file_of_each_item(tmp_path):
    """Two exports, each with a row 2: the number alone finds neither document."""
    for name, supplier in (("a.csv", "Acme"), ("b.csv", "Bolt")):
        row = f"{supplier},{supplier}-1,2025-05-02,2025-06-16,1000.00,EUR\n"
        (tmp_path / name).write_text(f"supplier,invoice,invoice_date,due_date,amount,currency\n{row}", encoding="utf-8")
    ledger, policy = cf.read_ledger(tmp_path), cf.PaymentPolicy(as_of="2025-05-31")
    compared = cf.compare(ledger, cf.Scenario("later", cf.Offer(extend={"days": 30})), policy, quarters=("2025-04-01", "2025-12-31"))
    where = [("Acme-1", "a.csv", 2), ("Bolt-1", "b.csv", 2)]
    for found, sheet in ((compared, "Audit sample"), (cf.project(ledger, policy), "Payments")):
        some = rows(opened(found.render("excel"))[sheet])
        assert [(r["document"], r["file"], r["row of the file"]) for r in some] == where


def test_a_long_sentence_of_the_summary_goes_on_below_and_is_not_cut_on_paper():
    rows_ = [["Acme", "1", "2025-05-02", "2025-06-16", "1000.00", "EUR"]]
    columns = ["supplier", "invoice", "invoice_date", "due_date", "amount", "currency"]
    ledger, name = cf.read_ledger(pd.DataFrame(rows_, columns=columns)), "a name " * 30
    found = cf.compare(ledger, cf.Scenario(name, cf.Offer(extend={"days": 30})), quarters=("2025-04-01", "2025-12-31"))
    sheet = opened(found.render("excel"))["Summary"]
    assert sheet["A7"].value.startswith(name) and sheet["A7"].alignment.wrap_text and sheet.row_dimensions[7].height >= 28
    assert "A7:F7" in [str(r) for r in sheet.merged_cells.ranges]
