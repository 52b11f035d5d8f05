"""The page, the workbook and the files of a solution: worked by hand, out of reach, nobody, ugly names, calculated anew."""

import io
from decimal import Decimal as D

import openpyxl
import pytest

import cashflow as cf
from cashflow.solve import highs

from .office import recalculated
from .pages_made import HOSTILE, ROWS, ledger_of
from .test_page import Read, blocks, names_stay_in_place
from .test_workbook import SHEETS, cents, opened, rows
from .test_workbook_recalculated import differences

pytestmark = [
    pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning"),
    pytest.mark.skipif(not highs.available(), reason='needs the extra "optimize"'),
]
INTEREST = {"extend": {"to": "2025-08-15"}, "scheme": "later_with_interest", "annual_rate": 0.065, "day_count": "ACT/360"}
BANK = {"extend": {"to": "2025-08-15"}, "scheme": "bank_pays_now", "annual_rate": 0.072, "day_count": "ACT/360"}


def solved(target="2000", typed=ROWS, menu=(INTEREST, BANK), **more):
    asked = {"policy": cf.PaymentPolicy(as_of="2025-05-31"), "quarters": ("2025-04-01", "2025-12-31"), "currency": "EUR", **more}
    return cf.solve(ledger_of(typed), target=target, menu=list(menu), **{"by": "2025-06-30", **asked})


def nasty():
    return solved(
        "5000", [*ROWS, *([n, f"H{i}", "2025-05-01", "1000.00", "2025-06-20", "EUR", n] for i, n in enumerate(HOSTILE))], name=HOSTILE[0]
    )


def figures(sheet):
    return {r[0].value: [c.value for c in r[1:]] for r in sheet.iter_rows(min_row=7) if r[0].value}


def test_worked_by_hand():
    """Bolt alone holds 2,000.25 for 64 days at 6.5 % on 360: 23.11; Acme (1,500.50) and Cog (260.00) together do not reach 2,000."""
    found = solved()
    page = found.render("html")
    said = Read(page).texts()
    assert "EUR 2,000 of cash on 2025-06-30 (2025 Q2)" in said
    assert "EUR 2,000 on 2025-06-30 (2025 Q2): offers to 1 supplier hold EUR 2,000 and cost EUR 23.11, 6.59% a year." in said
    assert "1 supplier: paid on 2025-08-15, later with 6.5 % interest (ACT/360), EUR 2,000 for EUR 23.11." in said
    assert "Change in free cash flow 2,000 −2,023 0 −23" in said
    assert "2,000 2,000 23 1.155 %" in said  # the curve: target, cash, cost, cost / cash
    shown = [a["value"] for t, a in Read(page).tags if t == "data"]
    assert {"2000.25", "23.11", "-2023.36"} <= set(shown)
    columns = blocks(page)["suppliers"]["columns"]
    assert [(c["name"], c.get("texts") or c["values"]) for c in columns[:1] + columns[2:4]] == [
        ("Supplier", ["Bolt"]),
        ("Cash retained", ["2000.25"]),
        ("Cost", ["23.11"]),
    ]


def test_by_hand_in_the_workbook():
    book = opened(solved().render("excel"))
    assert book.sheetnames == ["Summary", "Chosen", "Curve", "Constraints", *SHEETS[1:]]
    summary = figures(book["Summary"])
    assert summary["cash retained by the offers chosen"][1] == 2000.25 and summary["cost of the offers chosen"][1] == 23.11
    assert summary["  more than the target (less, where it is not reached)"][1] == 0.25
    assert (
        summary["check: cost on Chosen less cost of all payments, nothing"][1]
        == 0
        == summary["check: cash on Chosen less cash of all payments, nothing"][1]
    )
    (bolt,) = rows(book["Chosen"])
    assert (bolt["supplier"], bolt["cash retained (EUR)"], bolt["cost (EUR)"]) == ("Bolt", 2000.25, 23.11)
    moved = rows(book["Change list"])
    assert [r["document"] for r in moved] == ["B-1"]


def test_what_binds_and_what_does_not():
    """Two suppliers at most and a bank that lends 5,000: the count binds (three would hold more), the bank is not used."""
    found = solved("3700", constraints={"max_suppliers": 3, "bank_limit": "5000"})
    said = Read(found.render("html")).texts()
    assert "What binds?" in said and "Not binding:" in said
    rows_of = figures(opened(found.render("excel"))["Constraints"])
    assert rows_of["suppliers with an offer"][:3] == [3, 3, 0]  # allowed, used, room
    assert rows_of["target"][2] == D("60.75").__float__()  # 3,760.75 held of 3,700.00


def test_tables_name_their_currency():
    """Amounts stand under a title or a head that says of what money they are, in text, page and workbook."""
    found = solved("3700", constraints={"max_suppliers": 3, "max_days": 60})
    text, page = " ".join(found.render("text").split()), Read(found.render("html")).texts()
    for title in (
        "Offers by entry of the menu (EUR)",
        "Suppliers with an offer (EUR)",
        "The target and the constraints (amounts in EUR)",
        "Excluded by rule (EUR;",
    ):
        assert title in text
    for head in (
        "Cash retained, EUR Cost, EUR Cost / cash",
        "The target and the constraints Amounts in EUR.",
        "Could be held without it, EUR",
    ):
        assert head in page
    assert "as if each accepts. Amounts in EUR." in page
    assert opened(found.render("excel"))["Constraints"]["A1"].value.endswith("(amounts in EUR)")


def test_out_of_reach_says_the_most():
    found = solved("100000")
    said = Read(found.render("html")).texts()
    assert "EUR 100.0k can't be held on 2025-06-30 (2025 Q2): the most is EUR 3,761, EUR 96.2k short" in said
    summary = figures(opened(found.render("excel"))["Summary"])
    assert cents(summary["  more than the target (less, where it is not reached)"][1]) == cents(-96_239.25)


def test_what_a_rule_leaves_is_not_called_without_any_constraint():
    """Bolt (2,000.25) would wait 64 days; Acme (1,500.50, up to 56) and Cog (260.00, 57) are left: 1,760.50."""
    first = str(solved("3000", constraints={"max_days": 57})).splitlines()[0]
    assert "What the rules leave of the menu retains EUR 1,76" in first and "'more than 57 days' it could retain EUR 3,761." in first
    assert "Without any constraint" not in first
    assert "Without any constraint the menu retains EUR 3,761 if every supplier takes its largest option." in str(solved("100000"))


@pytest.mark.parametrize("solver", [True, False])
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"funding_rate": 0.09, "constraints": {"made_whole": True, "bank_limit": "5000"}}, "What the rules leave of the menu"),
        ({"by": "2025-12-31"}, "Without any constraint the menu"),
    ],
)
def test_nothing_to_choose_from_is_no_ranking(monkeypatch, solver, asked, why):
    """6.5 % and 7.2 % make nobody whole that pays 9 %; all is paid back by December. No other selection holds more."""
    if not solver:
        monkeypatch.setattr(highs, "available", lambda: False)
    menu = [INTEREST] if "funding_rate" in asked else [INTEREST, BANK]
    found = solved(menu=menu, **asked)
    first = str(found).splitlines()[0]
    assert "can't be held" in first and ": the most is EUR 0, EUR 2,000 short; offers to 0 suppliers hold EUR 0 and cost EUR 0." in first
    assert f"{why} retains nothing on that day." in first and "optimize" not in first and "ranking" not in str(found)
    assert ("not known to be' it could retain EUR 3,761." in first) == ("funding_rate" in asked)
    said = found.to_dict()
    assert (said["method"], said["method_version"], said["cash_most"], said["cash_ceiling"]) == ("none", None, "0.00", "0.00")
    assert "EUR 2,000 can't be held" in Read(found.render("html")).texts()
    assert opened(found.render("excel"))["Summary"]["A1"].value


def test_nobody_gets_an_offer():
    found = solved("2000", constraints={"max_suppliers": 0})
    page = found.render("html")
    assert "Which offers? None." in Read(page).texts() and "<svg" not in page[: page.index('id="asked"')]
    assert figures(opened(found.render("excel"))["Summary"])["cost of the offers chosen"][1] == 0


def test_unknown_is_not_called_whole():
    """Without a funding rate nobody knows whether a supplier is made whole: not all are."""
    said = Read(solved("3700").render("html")).texts()
    both = "against the usual payment day and against the contract due date (3 not known)"
    assert f"none is known not to be made whole {both}" in said and "all are made whole" not in said


def test_no_name_gets_out_of_its_place():
    page = nasty().render("html")
    names_stay_in_place(page)
    assert len(blocks(page)) == 1
    assert nasty().render("html") == page and nasty().render("excel") == nasty().render("excel")
    for row in opened(nasty().render("excel"), values=False)["Chosen"].iter_rows(min_row=8):
        assert row[0].data_type == row[2].data_type == "s"


def test_the_files(tmp_path):
    found = solved()
    names = {str(p.relative_to(tmp_path)) for p in found.write(tmp_path)}
    assert {"report.html", "report.xlsx", "report.txt", "choices.csv", "curve.csv", "pictures/curve.svg", "run.json"} <= names
    assert found.to_html(tmp_path / "p.html") == found.render("html") + "\n"
    assert found.to_excel(tmp_path / "p.xlsx").read_bytes() == found.render("excel")


@pytest.mark.slow
@pytest.mark.libreoffice
def test_every_cell_calculated_anew_and_a_changed_rate(tmp_path):
    """At 8 % instead of 6.5 % Bolt's 64 days cost 2,000.25 × 8 % × 64 / 360 = 28.45."""
    kept = {"max_suppliers": 2, "bank_limit": "1500", "made_whole": True}
    results = {
        "plain": solved(funding_rate=0.05),
        "out": solved("100000"),
        "kept": solved("1500", constraints=kept, funding_rate=0.05),
        "gross": solved("500", presentation="borrowing_gross"),
        "nobody": solved(constraints={"max_suppliers": 0}),
        "bank": solved(menu=[BANK]),
        "nasty": nasty(),
    }
    books = {name: r.render("excel") for name, r in results.items()}
    new = openpyxl.load_workbook(io.BytesIO(books["plain"]))
    new["Offers"].cell(8, 7).value = 0.08
    out = io.BytesIO()
    new.save(out)
    again = recalculated(tmp_path, {**books, "changed": out.getvalue()})
    assert {n: d for n, data in books.items() if (d := differences(data, again[n]))} == {}
    summary = figures(again["changed"]["Summary"])
    assert cents(summary["cost of the offers chosen"][1]) == cents(28.45)
    assert cents(summary["check: cost on Chosen less cost of all payments, nothing"][1]) == 0
