"""Offer letters: figures by hand, adding up to the result; pages and workbooks that no name can turn against their reader."""

import io
from decimal import Decimal as D
from fractions import Fraction as F

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.cli import main
from cashflow.report.letters import letter_text, letter_workbook, offer_letter_files

from . import strategies as some
from .test_laws import run

UGLY = '=HYPERLINK("http://x","' + "Very long supplier name & Söhne GmbH | Co. <b>KG</b> ../../x " * 2
ROWS = [
    ["Acme", "1", "2025-05-21", "1000000.00", "2025-06-20", "0.05"],
    ["Acme", "=2+2", "2025-05-21", "-500.00", "2025-06-20", "0.05"],
    [UGLY, "3", "2025-05-21", "77.00", "2025-06-20", ""],
]


def result(*options, **extend):
    columns = ["supplier", "invoice", "invoice_date", "amount", "due_date", "rate"]
    frame = pd.DataFrame(ROWS, columns=columns).assign(currency="EUR", terms="")
    offer = cf.Offer(
        extend=extend or {"to": "2025-08-15"},
        options=list(options) or [cf.LaterWithInterest("0.065", "ACT/360"), cf.BankPaysNow("0.07", "ACT/360")],
        funding_rate="rate",
    )
    return cf.compare(cf.read_ledger(frame), cf.Scenario("June", offer), quarters=("2025-04-01", "2025-09-30"))


def acme(found):
    sheets = found.offer_letters()
    return sheets[(sheets["supplier"] == "Acme")]


def test_figures_by_hand():
    """999,500.00 for 56 days at 6.5 % on 360: 10,106.06; the cents go to the invoices by largest remainder: 10,111.11 and −5.05 (exactly …06)."""
    rows = acme(result())
    later, bank = rows[rows["option"].str.startswith("later")], rows[rows["option"] == "a bank pays you on the baseline date"]
    assert sum(later["interest"]) == D("10106.06") and sum(bank["interest"]) == 0
    assert later["days_later"].tolist() == [56, 56] and bank["days_later"].tolist() == [0, 0]
    assert {str(d)[:10] for d in later["received_date"]} == {"2025-08-15"} and {str(d)[:10] for d in bank["received_date"]} == {
        "2025-06-20"
    }
    assert {str(d)[:10] for d in later["accrual_start"]} == {"2025-06-20"} and bank["accrual_start"].isna().all()
    # 10,106.06 − 999,500 × 5 % × 56 / 360 = 10,106.06 − 7,773.89 = 2,332.17
    assert "the benefit is 2,332.17" in letter_text(rows)


def test_the_formula_and_its_value_agree():
    book = letter_workbook(acme(result()))
    formulas, values = (openpyxl.load_workbook(io.BytesIO(book), data_only=d) for d in (False, True))
    assert formulas.sheetnames == ["Option 1", "Option 2"]
    for name in formulas.sheetnames:
        sheet, cached = formulas[name], values[name]
        rate, total = sheet["D3"].value, F(0)
        for row in (6, 7):
            assert sheet[f"L{row}"].value == f"=H{row}-F{row}*$D$3*K{row}/360"
            exact = F(str(sheet[f"H{row}"].value)) - F(str(sheet[f"F{row}"].value)) * F(str(rate)) * sheet[f"K{row}"].value / 360
            assert cached[f"L{row}"].value == pytest.approx(float(exact), abs=1e-9)
            total += exact
        assert sheet["L8"].value == "=SUM(L6:L7)" and cached["L8"].value == pytest.approx(float(total), abs=1e-9)
    names = {c.value for r in formulas["Option 1"].iter_rows(min_row=6, max_row=7, max_col=1) for c in r}
    assert names == {"1", "=2+2"} and formulas["Option 1"]["A6"].data_type == formulas["Option 1"]["A7"].data_type == "s"


def test_hostile_names():
    files = offer_letter_files(result().offer_letters())
    assert len(files) == 1 + 2 * 2 and all("/" not in n and "\\" not in n and ".." not in n for n in files)
    page = next(c for n, c in files.items() if n.endswith(".md") and "Acme" not in n)
    assert "<b>" not in page.replace("\\<b\\>", "") and "\\|" in page
    assert "'=HYPERLINK" in files["offer_letters.csv"]
    book = next(c for n, c in files.items() if n.endswith(".xlsx") and "Acme" not in n)
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Option 1"]
    assert sheet["A1"].data_type == "s" and sheet["D3"].value is None
    assert files == offer_letter_files(result().offer_letters())  # same inputs, same bytes


def test_two_offers_in_the_same_words_are_two():
    """The bank's price is the buyer's, so two banks say the same to a supplier; neither table holds the other's invoices."""
    rows = acme(result(cf.BankPaysNow("0.07", "ACT/360"), cf.BankPaysNow("0.06", "ACT/360")))
    assert len(set(rows["option"])) == 1 and rows["option_number"].tolist() == [1, 1, 2, 2]
    assert letter_text(rows).count("In all 999,500.00, and in addition 0.00.") == 2
    assert openpyxl.load_workbook(io.BytesIO(letter_workbook(rows))).sheetnames == ["Option 1", "Option 2"]


def test_every_amount_fits_its_column():
    frame = pd.DataFrame(
        [["Big", "1", "2025-05-21", "12345678901.23", "2025-06-20"]], columns=["supplier", "invoice", "invoice_date", "amount", "due_date"]
    )
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360")], funding_rate=0.08)
    ledger = cf.read_ledger(frame.assign(currency="EUR", terms=""))
    rows = cf.compare(ledger, cf.Scenario("s", offer), quarters=("2025-04-01", "2025-09-30")).offer_letters()
    sheet = openpyxl.load_workbook(io.BytesIO(letter_workbook(rows)))["Option 1"]
    assert sheet.column_dimensions["F"].width > len("12,345,678,901.23")
    assert sheet.column_dimensions["L"].width > len("-28,806,584.10")


def test_a_benefit_of_nothing_has_no_sign_and_no_row_is_dropped(monkeypatch):
    rows = acme(result()).assign(amount=D("0.01"), interest=D(0))  # 0.01 for 56 days at 5 % is 0.00008
    assert "the benefit is 0.00" in letter_text(rows)
    monkeypatch.setattr("cashflow.report.letters._ROWS", 1)
    with pytest.raises(cf.InputError, match="'Acme': has 2 invoices in the offer, and a sheet holds 1"):
        letter_workbook(rows)


def test_without_xlsxwriter_pages_are_written(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    frame = result().offer_letters()
    assert {n.rsplit(".", 1)[1] for n in offer_letter_files(frame)} == {"csv", "md"}
    with pytest.raises(cf.InputError, match=r"cashflow-terms\[excel\]"):
        offer_letter_files(frame, workbooks=True)


def test_nobody_no_sheet():
    nothing = cf.compare(result().payments.ledger, cf.Scenario("s", cf.Offer(extend={"days": 0})), quarters=("2025-04-01", "2025-09-30"))
    assert list(offer_letter_files(nothing.offer_letters())) == ["offer_letters.csv"]


@pytest.mark.slow
@given(some.rows(), some.policies(), st.lists(some.offers(), min_size=1, max_size=2))
def test_sheets_add_up_to_the_result(rows, policy, offers):
    found = run(rows, policy[1], [p for _, p in offers])
    sheets, suppliers = found.offer_letters(), found.suppliers
    keys = ["scenario", "offer", "supplier", "currency", "option"]
    gains = ["interest", "uplift", "discount", "fee", "withheld_tax"]
    said = {(n, str(x)): x.to_supplier for n, o in enumerate(found.scenarios[0].scenario.offers, 1) for x in o.options}
    twice = {n for n, o in enumerate(found.scenarios[0].scenario.offers, 1) if len({x.to_supplier for x in o.options}) < len(o.options)}
    for key, mine in suppliers.groupby(keys) if len(suppliers) else ():
        if key[1] in twice:  # two options of one text are one option on paper
            continue
        some_rows = sheets[(sheets[keys] == [*key[:4], said[key[1], key[4]]]).all(axis=1)]
        assert sum(sum(some_rows[g], D(0)) for g in gains) == mine["incentive"].iloc[0]
        moved = some_rows[some_rows["new_date"] != some_rows["baseline_payment_date"]]
        assert sum(moved["amount"], D(0)) == mine["amount_moved"].iloc[0]


def test_command_line(tmp_path):
    result().payments.ledger.to_frame().to_csv(tmp_path / "l.csv", index=False)
    text = '[ledger]\npath = "l.csv"\n[calendar]\nquarters = { from = 2025-04-01, to = 2025-09-30 }\n[[scenario]]\nname = "June"\n'
    (tmp_path / "w.toml").write_text(text + "[[scenario.offer]]\nextend = { to = 2025-08-15 }\n", encoding="utf-8")
    asked = ["run", str(tmp_path / "w.toml"), "--offer-letters"]
    assert CliRunner().invoke(main, asked).exit_code == 2
    assert CliRunner().invoke(main, [*asked, "--out", str(tmp_path / "out")]).exit_code == 0
    assert len(list((tmp_path / "out" / "offer_letters").iterdir())) == 5


def test_without_a_rate_the_benefit_is_empty_until_one_is_put_in():
    files = offer_letter_files(result().offer_letters())
    book = next(c for n, c in files.items() if n.endswith(".xlsx") and "Acme" not in n)
    formula, value = (openpyxl.load_workbook(io.BytesIO(book), data_only=d)["Option 1"] for d in (False, True))
    assert formula["L6"].value == '=IF($D$3="","",H6-F6*$D$3*K6/360)' and formula["L7"].value == '=IF($D$3="","",SUM(L6:L6))'
    assert not value["L6"].value and not value["L7"].value


@pytest.mark.parametrize("extend, rate", [({"to": "2025-08-15"}, 0.09), ({"early": "immediate"}, 0.04)])
def test_the_rate_is_the_end_of_the_range_that_is_worse_for_the_supplier(extend, rate):
    """Waiting costs most at 9 %; being paid early is worth least at 4 %: as in net_benefit of the suppliers."""
    frame = pd.DataFrame([ROWS[0][:5]], columns=["supplier", "invoice", "invoice_date", "amount", "due_date"]).assign(
        currency="EUR", terms=""
    )
    offer = cf.Offer(extend=extend, funding_rate={"low": 0.04, "high": 0.09})
    found = cf.compare(cf.read_ledger(frame), cf.Scenario("s", offer), quarters=("2025-04-01", "2025-09-30"))
    sheets = found.offer_letters()
    assert sheets["funding_rate"].tolist() == [rate]
    # 1,000,000 at 9 % for 56 days on 365 days a year, or at 4 % for the 30 days from 21 May to 20 June; nothing is paid for it.
    assert found.suppliers["net_benefit"].tolist() == [D("-13808.22") if rate == 0.09 else D("3287.67")]
