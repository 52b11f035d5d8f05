"""The page, the workbook and the pictures of a projection: worked by hand, with ugly ledgers, and calculated anew."""

import html
import re
import sys
from decimal import Decimal as D
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from cashflow.report import format as one_format
from cashflow.report.screens import SCREENS
from cashflow.report.workbook import payments_sheet

from .office import recalculated
from .pages_made import HOSTILE, ROWS, ledger_of, offer
from .test_cli import LEDGER, WHATIF
from .test_page import Read
from .test_workbook import block, cents, opened, rows
from .test_workbook_recalculated import differences

pytestmark = pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
AS_OF = cf.PaymentPolicy(as_of="2025-05-31")
SHOWN = ("2025-04-01", "2025-09-30")
SHEETS = ["Summary", "Quarters", "Payments", "Baseline", "Completeness and findings", "Assumptions", "How to check"]


def projected(typed=ROWS, policy=AS_OF, quarters=SHOWN):
    return cf.project(ledger_of(typed), policy, quarters=quarters)


def nasty():
    """Names that attack, credit notes that outweigh what is owed, two currencies."""
    return projected(
        [*ROWS, *([n, f"H{i}", "2025-05-01", "-1500.00" if i < 3 else "10.00", "2025-06-20", "EUR", n] for i, n in enumerate(HOSTILE))]
    )


def many_years():
    """Twenty quarters, some with nothing."""
    days = [(2021 + i % 4, 1 + i % 12, 1 + i % 28) for i in range(60)]
    made = [
        [f"S{i % 5}", f"I{i}", f"{y}-{m:02d}-{d:02d}", f"{i * 7919 % 9973 + 10}.11", f"{y + 1}-{m:02d}-{d:02d}", "EUR", "x"]
        for i, (y, m, d) in enumerate(days)
    ]
    return projected(made, cf.PaymentPolicy(), None)


def test_the_currency_in_which_most_is_paid_comes_first_everywhere():
    """In minor units: 90,000.00 CHF, 1,000,000 JPY, which are as many units as 10,000.00, and eight items of 5.00 AUD; by name CHF is second."""
    typed = [[f"A{n}", f"A{n}", "2025-05-01", "5.00", "2025-06-20", "AUD", ""] for n in range(8)]
    typed += [["Jo", "J", "2025-05-01", "1000000", "2025-06-20", "JPY", ""], ["Ch", "C", "2025-05-01", "90000.00", "2025-07-20", "CHF", ""]]
    found, order = projected(typed), ["CHF", "JPY", "AUD"]
    page, screen, sheets = Read(found.render("html")).texts(), SCREENS[found.KIND](found), opened(found.render("excel"))
    for text in ("\n".join(screen.answers), found.render("text"), page, str(found.sentences())):
        places = [text.index(f"{c} {much} is paid") for c, much in zip(order, ("90.0k", "1.0m", "40.00"), strict=True)]
        assert places == sorted(places)
    assert [row[0][:3] for row in screen.tables[0].rows] == [c for c in order for _ in range(3)]
    begun = [
        str(row[0])
        for name in ("Summary", "Quarters")
        for row in sheets[name].iter_rows(values_only=True)
        if "without an offer" in str(row[0])
    ]
    assert [words[:3] for words in begun] == order * 2
    assert found.sentences("answer", "owed", "largest", "peaks").to_frame()["currency"].tolist() == order * 4
    assert re.findall(r"(\w{3}) 2025 Q2 2025 Q3 Invoiced", page) == order  # the table by quarter, in full
    assert [p for p, _ in found.picture("cash_by_day").charts] == order
    assert (
        list(dict.fromkeys(found.quarters["currency"])) == sorted(order) == list(dict.fromkeys(found.days["currency"]))
    )  # frames: by name


def test_worked_by_hand():
    """Due 12, 19, 20, 27 June in EUR, 2,000.25 + 260.00 + 1,000.00 + 500.50 = 3,760.75; in USD 700.00 in June and 900.00 in July."""
    page = projected().render("html")
    said = Read(page).texts()
    assert "EUR 3,761 is paid for the items of this ledger after 2025-05-31, from 2025-06-12 to 2025-06-27 (2025 Q2)." in said
    assert (
        "USD 1,600 is paid for the items of this ledger after 2025-05-31, from 2025-06-25 to 2025-07-25: USD 700 by 2025-06-30 (2025 Q2), USD 900 in 2025 Q3."
        in said
    )
    assert "USD 900 is owed to suppliers on 2025-06-30 (2025 Q2), of the invoices in the ledger." in said
    assert "2025-06-12: EUR 2,000, 2025-06-20: EUR 1,000, 2025-06-27: EUR 501, 2025-06-19: EUR 260. Together 100% of what is paid." in said
    assert "EUR 3,761 (100%) goes to all 3 suppliers; Bolt alone EUR 2,000." in said
    assert "of which after 2025-05-31 3,761 0" in said  # cash by then is not in a list of open items, what comes is
    assert "Cash paid not known 0" in said
    assert "2025-06 3,761 700 2025-07 0 900" in said
    assert "7 rows read = 7 accepted + 0 rejected + 0 ignored." in said
    shown = [a["value"] for t, a in Read(page).tags if t == "data"]
    assert {"3760.75", "2000.25", "260.00", "900.00"} <= set(shown)


def test_one_supplier_and_none():
    assert "EUR 1,000 goes to one supplier: Acme." in Read(projected(ROWS[:1]).render("html")).texts()
    past = projected(ROWS, cf.PaymentPolicy("actual"))
    said = Read(past.render("html")).texts()
    assert "No EUR is paid for the items of this ledger." in said and "No payment is to come." in said
    workbook = opened(past.render("excel"))
    assert workbook["Summary"]["A7"].value == "No payment is to come."


def test_what_is_paid_before_the_quarters_shown_is_in_the_sum():
    """Acme gets 1,000.00 + 500.50 in June; the quarters shown begin in July."""
    said = Read(projected(quarters=("2025-07-01", "2025-12-31")).render("html")).texts()
    assert "Supplier Before 2025 Q3 2025 Q4 Later In all Bolt 2,000 0 0 0 2,000 Acme 1,501 0 0 0 1,501" in said


def test_what_was_paid_after_the_quarters_shown_and_by_the_ledger_day_is_not_to_come():
    """2,000.00 was paid in July, after the quarter shown and before the ledger day; 4,000.00 is to come."""
    typed = [["Bolt", "1", "2025-06-03", "2000.00", "2025-07-18", "EUR", "2025-07-18"],
             ["Cable", "2", "2025-08-02", "4000.00", "2025-10-20", "EUR", ""]]  # fmt: skip
    columns = ["supplier", "invoice", "invoice_date", "amount", "due_date", "currency", "paid_date"]
    ledger = cf.read_ledger(pd.DataFrame(typed, columns=columns))
    found = cf.project(ledger, cf.PaymentPolicy(as_of="2025-08-31"), quarters=("2025-04-01", "2025-06-30"))
    said = Read(found.render("html")).texts()
    assert "6,000 of which after 2025-08-31 0 4,000 Payables" in said


def test_what_comes_back_is_said_to_come_back():
    said = Read(nasty().render("html")).texts()
    assert "EUR 689 comes back, net of what is paid, for the items of this ledger" in said  # 3,760.75 + 50.00 − 4,500.00


def test_no_name_gets_out_of_its_place_and_no_script_runs():
    page = nasty().render("html")
    read = Read(page)
    assert [t for t, _ in read.tags].count("script") == 0 and "script-src 'none'" in html.unescape(page)
    assert {t for t, _ in read.tags}.isdisjoint({"img", "iframe", "object", "embed", "link", "base", "form"})
    assert not [a for _, attributes in read.tags for a in attributes if a.startswith("on") or a == "style"]
    assert HOSTILE[1] in read.texts()


def test_left_out_stands_above():
    typed = [
        *ROWS,
        ["Odd", "X", "2025-05-01", "1", "", "EUR", ""],
        *(["Fine", f"F{i}", "2025-05-01", "10.00", "2025-06-20", "EUR", ""] for i in range(200)),
    ]
    page = projected(typed).render("html")
    assert page.index('class="left-out"') < page.index('id="answer"')


def test_the_same_bytes_and_a_file(tmp_path):
    one, two = projected(), projected()
    assert one.to_html(tmp_path / "p.html") == two.to_html() == (tmp_path / "p.html").read_text(encoding="utf-8")
    assert one.to_excel(tmp_path / "p.xlsx").read_bytes() == two.render("excel")


def test_months_add_up_to_the_days():
    result = many_years()
    page = result.render("html")
    cells = re.findall(r'<data value="([^"]+)"', page[page.index('id="months"') : page.index('id="suppliers"')])
    assert result.days["cash_paid"].sum() == sum(map(D, cells))


def test_the_command_writes_all(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "whatif.toml").write_text(WHATIF, encoding="utf-8")
    found = CliRunner().invoke(main, ["project", "whatif.toml", "--out", "out"])
    assert found.exit_code == 0, found.output
    names = {str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert {"report.html", "report.xlsx", "report.txt", "quarters.csv", "days.csv", "run.json", "findings.csv"} <= names
    assert {"pictures/cash_by_day.svg", "pictures/payables_by_day.svg"} <= names
    assert "inputs" in opened((tmp_path / "out" / "report.xlsx").read_bytes())["Summary"]["A2"].value


def test_what_lacks_its_extra_is_named_once_and_the_rest_is_written(tmp_path, monkeypatch):
    """Of a projection, a simulation and a solution alike: a sentence a command, with what to type."""
    monkeypatch.setattr(one_format, "find_spec", lambda name: None if name in ("xlsxwriter", "jinja2") else find_spec(name))
    for name in ("xlsxwriter", "jinja2"):
        monkeypatch.setitem(sys.modules, name, None)
    plain = cf.compare(ledger_of(ROWS), cf.Scenario("s", offer()), AS_OF, quarters=SHOWN)
    menu = [{"extend": {"days": 30}, "scheme": "later_with_interest", "annual_rate": 0.065, "day_count": "ACT/360"}]
    solved = cf.solve(ledger_of(ROWS), target="2000", by="2025-06-30", menu=menu, currency="EUR", policy=AS_OF, quarters=SHOWN)
    for number, result in enumerate((projected(), cf.simulate(plain, currency="EUR", draws=20), solved)):
        written = result.write(tmp_path / str(number))
        assert sorted(written.notes) == [
            'left out: report.html. Type pip install "cashflow-terms[report]"',
            'left out: report.xlsx. Type pip install "cashflow-terms[excel]"',
        ]
        assert {"report.txt", "run.json"} <= {p.name for p in written}
        with pytest.raises(cf.InputError, match="jinja2"):
            result.to_html()
        with pytest.raises(cf.InputError, match=r"cashflow-terms\[excel\]"):
            result.to_excel(tmp_path / "x.xlsx")


def test_the_workbook_has_the_figures():
    """Summary and Quarters to the cent; items add up to the days; no text is a formula."""
    result = nasty()
    book = opened(result.render("excel"))
    assert book.sheetnames == SHEETS
    for currency in ("EUR", "USD"):
        mine = result.quarters[result.quarters["currency"] == currency]
        shown = block(book["Quarters"], f"{currency}: baseline, without an offer")
        for label, column in {"invoiced": "invoiced", "cash paid": "cash_paid", "payables at the end": "closing_payables"}.items():
            assert [cents(v) for v in shown[label][1:3]] == [None if v is None else D(v) for v in mine[column]]
    items = rows(book["Payments"])
    assert sum(cents(r["cash paid (in the currency of the row)"]) for r in items if r["currency"] == "EUR") == D("-689.25")
    assert {r["document"] for r in items} == {r[1] for r in ROWS} | {f"H{i}" for i in range(len(HOSTILE))}
    summary = block(book["Summary"], "EUR: without an offer")
    assert summary["  of which after the ledger day"][1:3] == [-689.25, 0]
    formulas = opened(result.render("excel"), values=False)
    assert all(c.data_type != "f" for row in formulas["Payments"].iter_rows(min_row=8) for c in row)


@pytest.mark.parametrize(("most", "by"), [(14, "supplier, day and due date"), (13, "supplier and day"), (6, "day")])
def test_items_beyond_the_most_are_summed(monkeypatch, most, by):
    """Fifteen items; Acme's two bills of one day fall due on two days, as they move to the Monday after; six days in all."""
    typed = [["Acme", f"A{n}", "2025-05-01", "10.00", f"2025-06-{d:02d}", "EUR", "UK"] for n, d in enumerate((14, 15, 14))]
    typed += [[f"S{n}", f"B{n}", "2025-05-01", "100.00", f"2025-06-{3 + n % 4:02d}", "EUR", "UK"] for n in range(11)]
    typed += [["Dyn", "D", "2025-05-01", "7.00", "2025-06-20", "USD", "UK"]]
    result = projected(typed, cf.PaymentPolicy(as_of="2025-05-31", business_days={"EUR": "TARGET", "USD": "TARGET", "roll": "following"}))
    whole = rows(opened(result.render("excel"))["Payments"])
    monkeypatch.setattr(payments_sheet, "MOST_ROWS", most)
    sheet = opened(result.render("excel"))["Payments"]
    short = rows(sheet)
    assert len(short) == most < len(whole) == 15 and not any(r["document"] for r in short)
    assert sheet["A6"].value == f"15 items, summed by {by}, so that every sum holds."
    cash = "cash paid (in the currency of the row)"
    for currency, total in (("EUR", "1130.00"), ("USD", "7.00")):
        assert {sum(cents(r[cash]) for r in some if r["currency"] == currency) for some in (whole, short)} == {D(total)}


def test_a_scan_has_its_days_only(tmp_path):
    (tmp_path / "l.csv").write_text(
        pd.DataFrame(ROWS, columns=["supplier", "invoice", "invoice_date", "amount", "due_date", "currency", "region"]).to_csv(index=False)
    )
    result = cf.project(cf.scan(tmp_path / "l.csv"), AS_OF, quarters=SHOWN)
    assert "Who is paid most" not in result.render("html")
    book = opened(result.render("excel"))
    assert "no single documents" in book["Payments"]["A6"].value
    assert block(book["Summary"], "EUR: without an offer")["  of which after the ledger day"][1] == 3760.75


@pytest.mark.slow
@pytest.mark.libreoffice
def test_every_cell_calculated_anew(tmp_path):
    results = {
        "plain": projected(),
        "nasty": nasty(),
        "years": many_years(),
        "no day": projected(policy=cf.PaymentPolicy()),
        "one": projected(ROWS[:1]),
    }
    books = {name: r.render("excel") for name, r in results.items()}
    again = recalculated(tmp_path, books)
    assert {n: d for n, data in books.items() if (d := differences(data, again[n]))} == {}
    assert np.isclose(block(again["nasty"]["Summary"], "EUR: without an offer")["  of which after the ledger day"][1], -689.25)


def test_a_projection_has_no_columns_of_scenarios(tmp_path):
    """Thirteen empty ones stood in its quarters.csv, as cash_retained, and each had a picture with nothing in it."""
    found = cf.project(cf.synthetic_ledger(50, 5), cf.PaymentPolicy(as_of="2025-05-31"), quarters=("2025-04-01", "2025-09-30"))
    figures = ["invoiced", "cash_paid", "discount_taken", "payment_differences", "closing_payables", "dpo_closing", "dpo_countback"]
    coverage = [f"coverage_{c}" for c in ("invoiced", "cash_paid", "closing_payables", "dpo", "why")]
    assert list(found.quarters) == ["currency", "quarter", "first_day", "last_day", *figures, *coverage]
    assert not any(found.picture(name).table.empty for name in found.pictures())
    with pytest.raises(cf.InputError, match="picture 'cash_retained'"):
        found.picture("cash_retained")
