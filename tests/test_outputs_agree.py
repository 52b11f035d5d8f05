"""What one run says in several places is the same, in figures and in words."""

import io
import json
import re
from decimal import Decimal as D

import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.words import short_money
from cashflow.cli import main
from cashflow.report.page.explained import explained_section
from cashflow.report.solution import by_entry_table
from cashflow.report.workbook.book import workbook_bytes
from cashflow.report.workbook.page import Told
from cashflow.schemes import DynamicDiscount, PriceUplift, ReverseFactoring

SHOWN = ("2025-04-01", "2025-09-30")
INTEREST = cf.LaterWithInterest("0.065", "ACT/360")


def book(*rows):
    """Invoices due on 20 June, of supplier, amount and currency."""
    columns = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]
    made = [[who, f"N{n}", "2025-05-21", amount, currency, "net 30"] for n, (who, amount, currency) in enumerate(rows)]
    return cf.read_ledger(pd.DataFrame(made, columns=columns))


def compared(ledger, **offer):
    told = {"extend": {"to": "2025-08-15"}, "options": [INTEREST], "funding_rate": "0.05", **offer}
    more = {"quarters": SHOWN, "reporting": {"borrowing_rate": "0.055"}}
    return cf.compare(ledger, cf.Scenario("s", cf.Offer(**told)), cf.PaymentPolicy("terms", as_of="2025-05-31"), **more)


TWO = (("Acme", "1000.00", "EUR"), ("Bolt", "500.00", "EUR"))


@pytest.mark.parametrize("acceptance, moved, refused", [("all", 2, 0), (["Acme"], 1, 1), ([], 0, 2), ({"share": 0.5}, 2, 0)])
def test_what_moves_is_counted_alike(acceptance, moved, refused):
    """The table of offers counts what moves as the figures do: nothing of a supplier that refuses."""
    result = compared(book(*TWO), acceptance=acceptance)
    row = result.offers.iloc[0]
    assert (row["items"], row["items_moved"], row["not moved: not accepted"]) == (2, moved, refused)
    assert result.to_dict()["currencies"]["EUR"]["scenarios"]["s"]["items_moved"] == moved
    why = f"; not moved: {refused} not accepted" if refused else "\n"
    assert f"2 items, {moved} moved{why}" in str(result)


def test_nothing_moves_is_said_alike():
    result = compared(book(*TWO), acceptance=[])
    said = "no EUR payment moves, cash and cost stay as they are."
    assert result.sentences("answer").to_frame()["text"].tolist() == [f"s: {said}"]
    assert str(result).startswith("s: no payment moves, cash and cost stay as they are.")
    pytest.importorskip("jinja2")
    assert f"N{said[1:]}</p>" in result.to_html(live=False)


@pytest.mark.parametrize("share", ["1", "0.5"])
def test_what_stays_on_its_old_day_is_not_said_to_be_paid_anew(share):
    """Of 1,000 and 500 due in June, new terms move 1,000 into July; the supplier waits for 1 %, and sells nothing to the bank beside it.

    The 500 stay on 18 June. Workbook and bridge had them among what is no longer paid there, the formulas of the workbook had not.
    """
    pytest.importorskip("xlsxwriter")
    openpyxl = pytest.importorskip("openpyxl")
    rows = [["1", "2025-05-21", "2025-06-20", "1000.00"], ["2", "2025-03-20", "2025-06-18", "500.00"]]
    frame = pd.DataFrame(rows, columns=["invoice", "invoice_date", "due_date", "amount"]).assign(supplier="Acme", currency="EUR")
    menu = {"extend": {"terms": "net 60"}, "options": [PriceUplift("0.01", of="gross"), ReverseFactoring("0.05", "ACT/360")]}
    result = compared(cf.read_ledger(frame), **menu, funding_rate=None, acceptance={"share": share})
    moved = 1000 * float(share)
    causes = result.picture("bridge").table.set_index("cause")["amount"].astype(float)
    assert causes["No longer paid on the usual day"] == causes["Change in free cash flow"] == moved
    quarters = openpyxl.load_workbook(io.BytesIO(workbook_bytes(result, Told.of(result))), data_only=True)["Quarters"]
    shown = {row[0].value: row[-1].value for row in quarters.iter_rows(min_row=8)}
    assert shown["principal no longer paid on its old day"] == shown["principal paid by the buyer"] == moved
    assert len(result.legs) == 2  # principal and uplift of the one that moves


def test_what_is_earned_is_not_called_a_cost():
    """1,000 paid on 1 June in place of 20 June (19 days), at 12 % on 360 days: 6.33 less is paid."""
    early = {"extend": {"early": "immediate"}, "options": [DynamicDiscount("0.12", "ACT/360", of="gross")]}
    result = compared(book(TWO[0]), **early)
    text = str(result)
    assert text.startswith("s: EUR 6.33 more cash on 2025-06-30 (2025 Q2). It earns EUR 6.33, 12.16% a year.")
    assert "What it earns as a rate a year: 12.16% simple, ACT/365F" in text and "The cost as a rate" not in text
    assert "The cash that is gone costs EUR 2.90 of the buyer's own borrowing; net of that it earns EUR 3.43." in text


def test_cash_paid_early_has_no_cost_of_cash_retained():
    """Paid on 1 June in place of 4 July: less cash at the quarter end, and an income that no cash was kept for."""
    frame = pd.DataFrame({"supplier": ["Acme"], "invoice": "1", "invoice_date": "2025-05-05", "amount": "100000.00", "currency": "EUR"})
    early = {"extend": {"early": "immediate"}, "options": [DynamicDiscount("0.12", "ACT/360", of="gross")]}
    result = compared(cf.read_ledger(frame.assign(terms="net 60")), **early)
    assert "s: EUR 98.9k less cash on 2025-06-30 (2025 Q2); EUR 100.0k comes back in 2025 Q3. It earns EUR 1,100, 12.17% a year." in str(
        result
    )
    assert "of cash retained on" not in str(result)


def test_parts_of_credit_notes_have_the_sign_of_what_they_are_parts_of():
    """All that moves is one credit note, so it is all of each figure; where it comes with an invoice it takes away from what that costs."""
    alone = compared(book(("Acme", "-100000.00", "EUR"), ("Bolt", "300000.00", "EUR")), suppliers=["Acme"])
    note = next(n for n in alone.notes if "credit note" in n)
    assert "come EUR 100.0k of the EUR 100.0k less cash" in note and "EUR 1,011 of the EUR 1,011 it earns" in note
    assert "1 credit note (EUR -100.0k) of suppliers that accept comes in as cash" in note
    both = compared(book(("Acme", "-100000.00", "EUR"), ("Bolt", "300000.00", "EUR")))
    assert "EUR -1,011 of the EUR 2,022 it costs" in next(n for n in both.notes if "credit note" in n)


def test_what_a_bank_leaves_of_it_may_point_the_other_way():
    """Bolt's bank pays 300,000.00; the credit note that waits is all that is left if that is borrowing: 100,000.00 less."""
    bank = cf.BankPaysNow("0.072", "ACT/360")
    offers = [cf.Offer(extend={"to": "2025-08-15"}, options=[o], suppliers=[s]) for s, o in (("Acme", INTEREST), ("Bolt", bank))]
    ledger = book(("Acme", "-100000.00", "EUR"), ("Bolt", "300000.00", "EUR"))
    result = cf.compare(ledger, cf.Scenario("s", offers), cf.PaymentPolicy("terms", as_of="2025-05-31"), quarters=SHOWN)
    note = next(n for n in result.notes if "credit note" in n)
    assert "EUR 100.0k of the EUR 100.0k less cash if the bank-funded amount is borrowing" in note


@pytest.mark.parametrize(
    "currency, amount, shown", [("KWD", "1234.567", "1,234.567"), ("JPY", "1235", "1,235"), ("EUR", "1234.57", "1,234.57")]
)
def test_explanations_have_the_digits_of_the_currency(currency, amount, shown):
    pytest.importorskip("jinja2")
    result = compared(book(("Acme", amount, currency)))
    section = explained_section(result.to_dict(), result.explain)
    assert [row.cells[-1].text for row in section.tables[0].rows] == [shown, shown]


def test_the_list_of_suppliers_names_the_currency():
    """One currency needs no column, but a word."""
    pytest.importorskip("jinja2")
    assert "As the run has them. Amounts in EUR." in compared(book(*TWO)).to_html(live=False)
    page = compared(book(*TWO, ("Cog", "7000", "JPY"))).to_html(live=False)
    assert "Amounts in EUR" not in page and '"Currency"' in page
    assert "Amounts in" not in re.sub("Amounts in whole units", "", compared(book(*TWO), suppliers=["Nobody"]).to_html(live=False))


@pytest.mark.parametrize(
    "amount, currency, said",
    [
        ("999949.99", "EUR", "EUR 999.9k"),
        ("999950", "EUR", "EUR 1.0m"),
        ("-999999999", "EUR", "EUR -1.0bn"),
        ("9999.60", "EUR", "EUR 10,000"),
        ("99.60", "EUR", "EUR 99.60"),
        ("41", "JPY", "JPY 41"),
        ("0.004", "KWD", "KWD 0.004"),
        ("-0.004", "EUR", "EUR 0.00"),
    ],
)
def test_amounts_in_few_signs(amount, currency, said):
    assert short_money(D(amount), currency) == said


def test_a_solution_rounds_as_everything_else_does():
    """Halves away from zero, not to the even one."""
    row = {"supplier": "Acme", "menu": 1, "extend": "30 days later", "option": "later", "cash_retained": "2.50", "cost": "0.50"}
    assert by_entry_table({"choices": [row], "question": {"currency": "EUR", "rates": None}}).rows == [
        ["1", "30 days later, later", "1", "3", "1"]
    ]


def test_a_row_of_the_ledger_is_no_line_of_the_what_if_file(tmp_path):
    rows = "supplier,invoice,invoice_date,amount,currency,terms\n" + "".join(
        f"Acme,{n},2025-05-21,{9 * 10**15 if n == 5 else 10},EUR,net 30\n" for n in range(40)
    )
    (tmp_path / "led.csv").write_text(rows)
    text = '[ledger]\npath = "led.csv"\n[[scenario]]\nname = "s"\n[[scenario.offer]]\nextend = { days = 30 }\n'
    (tmp_path / "w.toml").write_text(text)
    found = CliRunner().invoke(main, ["run", str(tmp_path / "w.toml"), "--json"])
    error = json.loads(found.stdout)["error"]
    assert found.exit_code == 1 and error["row"] is None
    assert error["reason"] == "the amount in row 7 of the ledger is so large that sums might not fit"


def test_what_is_not_certain_is_nowhere_called_certain():
    """Of 6 suppliers each accepts with 9 in 10: nobody does in one case of a million, so 1,000.00 is reached in all others."""
    ledger = book(*((f"S{n}", "1000.00", "EUR") for n in range(6)))
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[INTEREST], acceptance={"share": "0.9"})
    told = {"policy": cf.PaymentPolicy("terms", as_of="2025-05-31"), "quarters": SHOWN, "draws": 100}
    chance = cf.simulate(ledger, cf.Scenario("s", offer), target="1000", **told)
    assert chance.chance == pytest.approx(1 - 1e-6)
    assert "Chance of at least EUR 1,000: over 99.99% (exact" in str(chance)
    sure = cf.simulate(ledger, cf.Scenario("s", cf.Offer(extend={"to": "2025-08-15"}, options=[INTEREST])), target="1000", **told)
    assert "Chance of at least EUR 1,000: 100.00% (exact" in str(sure)
    pytest.importorskip("jinja2")
    page = chance.to_html()
    assert "with a chance of over 99.9 %." in page and "or more: over 99%" in page
    assert "over 99.9 %</td>" in page  # where one refuses; where one accepts it is certain


@pytest.mark.parametrize("command", ["run", "project"])
def test_a_refusal_of_each_command_names_the_file(command, tmp_path):
    """Quarters that the calendar does not reach are the what-if file's fault, whichever command meets them."""
    (tmp_path / "led.csv").write_text("supplier,invoice,invoice_date,amount,currency,terms\nAcme,1,2025-05-21,10.00,EUR,net 30\n")
    text = '[ledger]\npath = "led.csv"\n[calendar]\nquarter_ends = [2025-06-28]\nfirst_day = 2025-06-01\nlabels = ["Q1"]\n'
    (tmp_path / "w.toml").write_text(text + '[[scenario]]\nname = "s"\n[[scenario.offer]]\nextend = { days = 30 }\n')
    error = json.loads(CliRunner().invoke(main, [command, str(tmp_path / "w.toml"), "--json"]).stdout)["error"]
    assert (error["file"], error["column"]) == (str(tmp_path / "w.toml"), "quarters")
