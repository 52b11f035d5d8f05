"""Layout of tables: header, columns by words and content, rows that are not items, amounts, sign; expected values typed by hand."""

import datetime as dt
import time
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from cashflow.basics.errors import InputError
from cashflow.ledger.layout.cells.words import roles_of
from cashflow.ledger.layout.lay_out import lay_out
from cashflow.ledger.layout.table.header import header_at
from cashflow.ledger.layout.told import LayoutOptions, map_of
from cashflow.ledger.opening.sheet import Opened, Sheet
from tests.layouts import items, laid, sheet_at, sheet_of

OWN = ["supplier", "invoice", "invoice_date", "due_date", "amount", "currency"]
ROW = ["Alder", "A1", "2026-06-03", "2026-07-03", "1190.00", "EUR"]


# --- the two exports of the issue ---


@pytest.mark.parametrize(
    "name, separator, told, sign, order",
    [
        ("aged_payables_detail.csv", ",", {"currency": "USD"}, "payables positive", "mdy"),
        ("fbl1n_semicolon_cp1252.csv", ";", {}, "payables negative", "dmy"),
    ],
)
def test_the_two_exports_tie_to_their_own_total(shared, name, separator, told, sign, order):
    layout, table = lay_out(sheet_at(shared / "cases" / "exports" / name, separator), LayoutOptions(**told))
    found = items(table)
    amounts = [a.strip("()-") for a in found["amount"]]
    negative = [a[0] == "(" or a[-1] == "-" for a in found["amount"]]
    plain = [Decimal(a.replace(",", "") if separator == "," else a.replace(".", "").replace(",", ".")) for a in amounts]
    total = sum(-p if n else p for p, n in zip(plain, negative, strict=True))
    assert (len(found), abs(total)) == (60, Decimal("1214913.14"))
    assert (layout.sign, layout.date_order) == (sign, order)
    assert "the file's own total 1,214,913.14 = 60 rows read" in layout.totals.values()


def test_real_files(shared):
    nav, table = lay_out(sheet_at(shared / "data" / "nav_ap" / "ap_aging.csv"), LayoutOptions(currency="USD"))
    assert nav.profile == "nav_aging" and sum(Decimal(a) for a in table.frame["amount"]) == Decimal("143399.56")
    with pytest.raises(InputError, match="is a journal"):
        lay_out(sheet_at(shared / "data" / "datev" / "EXTF_Buchungsstapel.csv", ";"), LayoutOptions())
    gla = sheet_at(shared / "data" / "gla" / "gla_all.csv")
    with pytest.raises(InputError, match="no due date is stated, and the currency is not stated") as refused:
        lay_out(gla, LayoutOptions())
    assert [a["type"] for a in refused.value.ask] == ["--terms TERMS", "--currency XXX"]
    layout, table = lay_out(gla, LayoutOptions(terms="net 30", currency="GBP"))
    assert len(items(table)) == 28_145 and layout.columns["invoice_date"] == "Date"
    for list_of_something in ("Purchasing.Suppliers.csv", "Purchasing.PurchaseOrders.csv"):
        with pytest.raises(InputError, match="is a list without amounts"):
            lay_out(sheet_at(shared / "data" / "wwi" / list_of_something), LayoutOptions())


# --- our own names ---


def test_our_own_names_pass_unchanged():
    sheet = sheet_of([OWN, ROW, ["", "", "", "", "", ""], ["TOTAL", "", "", "", "1190.00", ""]])
    layout, table = lay_out(sheet, LayoutOptions())
    assert layout.profile == "cashflow" and not layout.unused and not layout.ignored and not table.said
    assert table.frame.columns.tolist() == OWN and table.frame.iloc[0].tolist() == ROW and len(table.frame) == 3
    assert table.skipped == 0 and layout.header_row == 1


def test_our_own_names_below_blank_rows_keep_their_row_numbers():
    _, table = lay_out(sheet_of([[""], [""], OWN, ROW]), LayoutOptions())
    assert table.skipped == 2 and len(table.frame) == 1


@pytest.mark.parametrize(
    "name, role", [("payment_date", "paid_date"), ("Balance", "open_amount"), ("Payment Terms", "terms"), ("Clearing Date", "paid_date")]
)
def test_a_column_that_looks_like_ours_is_said(name, role):
    layout, table = lay_out(sheet_of([[*OWN, name], [*ROW, "2026-07-01"]]), LayoutOptions())
    assert f"did you mean --map {role}=" in layout.unused[name] and name in table.frame


def test_a_million_rows_of_our_own_take_milliseconds():
    columns = [np.full(1_000_001, c, object) for c in ROW]
    columns[OWN.index("invoice")] = np.arange(1_000_001).astype(str).astype(object)
    frame = pd.DataFrame(dict(enumerate(columns)), dtype=object)
    frame.iloc[0] = OWN
    sheet = Sheet(frame, Opened("text"))
    lay_out(sheet_of([OWN, ROW]), LayoutOptions())  # words are loaded once
    start = time.perf_counter()
    _, table = lay_out(sheet, LayoutOptions())
    assert time.perf_counter() - start < 0.1
    assert np.shares_memory(table.frame.iloc[:, 0].to_numpy(), frame.iloc[:, 0].to_numpy())


# --- the header ---


@pytest.mark.parametrize(
    "above",
    [
        [],
        [["Open items"]],
        [["Lakeside GmbH", "", ""], ["", "", ""], ["As of 30.06.2026", "", ""]],
        [["Vendor list"], ["Date", "30.06.2026"]],
    ],
)
def test_the_header_stands_below_titles(above):
    names = ["Kreditor", "Rechnungsnummer", "Belegdatum", "Fälligkeit", "Betrag", "Währung"]
    rows = [*above, names, ["Erle", "R1", "03.06.2026", "03.07.2026", "1.190,00", "EUR"]]
    assert header_at(rows) == len(above)
    layout, table = lay_out(sheet_of(rows), LayoutOptions())
    assert layout.header_row == len(above) + 1 and table.skipped == len(above)
    assert [any(row) for row in table.above] == [any(row) for row in above]


def test_no_header_of_words_that_are_known():
    assert header_at([["1", "2.50"], ["2", "3.50"]]) is None
    with pytest.raises(InputError, match="no row of the first 2 names the columns"):
        lay_out(sheet_of([["1", "2.50", "x"], ["2", "3.50", "y"]]), LayoutOptions())


def test_a_header_in_other_words_is_found_by_what_is_told():
    rows = [["Liste"], ["Wer", "Was", "Wann", "Wieviel"], ["Erle", "R1", "2026-07-03", "10.00"]]
    layout, found = laid(rows, map={"supplier": "Wer", "invoice": "Was", "due_date": "Wann", "amount": "Wieviel"}, currency="EUR")
    assert layout.header_row == 2 and found[["supplier", "invoice", "due_date", "amount"]].values.tolist() == [
        ["Erle", "R1", "2026-07-03", "10.00"]
    ]


# --- columns, in all languages ---

LANGUAGES = {
    "en": ["Vendor Name", "Invoice Number", "Invoice Date", "Due Date", "Invoice Amount", "Currency", "Payment Terms"],
    "en stars": ["*Supplier Name", "*Invoice Number", "*Invoice Date", "*Due Date", "*Invoice Amount", "*Currency Code", "*Payment Terms"],
    "en lower": ["vendor_name", "invoice_num", "invoice_date", "due_date", "invoice_amount", "currency_code", "payment_terms"],
    "de": ["Lieferant", "Rechnungsnummer", "Rechnungsdatum", "Fälligkeit", "Bruttobetrag", "Währung", "Zahlungsbedingung"],
    "de upper": ["LIEFERANTENNAME", "RECHNUNGSNR.", "RECHNUNGSDATUM", "FAELLIGKEITSDATUM", "BETRAG", "WAEHRUNG", "ZAHLUNGSZIEL"],
    "fr": ["Fournisseur", "N° facture", "Date de facturation", "Date d'échéance", "Montant TTC", "Devise", "Conditions de paiement"],
    "es": ["Proveedor", "Nº de factura", "Fecha factura", "Vencimiento", "Importe", "Divisa", "Plazo de pago"],
    "it": ["Ragione sociale", "Numero fattura", "Data documento", "Data scadenza", "Importo", "Valuta", "Termine di pagamento"],
    "pt": ["Fornecedor", "Nota Fiscal", "Data de Emissao", "Vencimento", "Valor Original", "Moeda", "Condições pgto."],
    "nl": ["Leverancier", "Factuurnummer", "Factuurdatum", "Vervaldatum", "Bedrag", "Valuta", "Betaaltermijn"],
    "pl": ["Dostawca", "Numer Faktury", "Data wystawienia", "Termin płatności", "Kwota brutto", "Waluta", "Warunki płatności"],
    "sap": ["NAME1", "XBLNR", "BLDAT", "NETDT", "WRSHB", "WAERS", "ZTERM"],
    "odoo": ["partner_id", "ref", "invoice_date", "invoice_date_due", "amount_total", "currency_id", "invoice_payment_term_id"],
    "grouped": ["Name", "Document Number", "Date", "Maximum of Due Date/Receive By", "Sum of Amount", "Currency", "Terms"],
    "bom": ["\ufeffVendor", "Bill No.", "Bill Date", "Due on", "Grand Total", "Currency", "Terms"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_languages_and_programs(language):
    cells = ["Alder", "A1", "03.06.2026", "03.07.2026", "1.190,00", "EUR", "30 Tage"]
    layout, found = laid([LANGUAGES[language], cells, ["Birch", "B1", "13.06.2026", "13.07.2026", "20,00", "EUR", "30 Tage"]])
    ours = ["supplier", "invoice", "invoice_date", "due_date", "amount", "currency", "terms"]
    assert found[ours].iloc[0].tolist() == cells
    assert [layout.columns[c] for c in ours] == [n.strip("\ufeff") for n in LANGUAGES[language]]
    assert (layout.decimal, layout.date_order, layout.sign) == (",", "dmy", None)


def test_a_word_alone_is_not_enough():
    """A due date that holds no dates is none, and is said; blank cells don't count against it."""
    head = ["Vendor Name", "Invoice No", "Invoice Date", "Due Date", "Amount", "Currency", "Terms"]
    rows = [["Alder", f"A{i}", "2026-06-03", "soon", "10.00", "EUR", "net 30"] for i in range(5)]
    layout, found = laid([head, *rows])
    assert "due_date" not in found and "holds 'soon'" in layout.unused["Due Date"]
    assert found["Due Date (file)"].tolist() == ["soon"] * 5
    rows = [["Alder", f"A{i}", "2026-06-03", "2026-07-03" if i == 3 else "", "10.00", "EUR", "net 30"] for i in range(5)]
    assert laid([head, *rows])[0].columns["due_date"] == "Due Date"


def test_of_columns_called_the_same_the_one_with_dates_is_taken():
    head = ["Vendor Name", "Reference", "DD", "Doc. Date", "DD", "Amount", "Crcy"]
    layout, found = laid([head, ["Alder", "A1", "@5C@", "03.06.2026", "03.07.2026", "10,00", "EUR"]])
    assert found["due_date"].tolist() == ["03.07.2026"] and layout.columns["due_date"] == "DD"


def test_blank_columns_between_others_are_left_out():
    head = ["", "Vendor Name", "", "Invoice No", "", "Due Date", "", "Amount", "Currency"]
    _, found = laid([head, ["", "Alder", "", "A1", "", "2026-07-03", "", "10.00", "EUR"]])
    assert found.columns.tolist() == ["supplier", "invoice", "amount", "currency", "due_date"]


def test_numbers_are_no_names():
    """'Vendor' that holds numbers is the number; beside a name it is kept under its own name."""
    head = ["Vendor", "Name 1", "Reference", "Net due date", "Amount", "Currency"]
    layout, found = laid([head, ["100001", "Alder", "A1", "2026-07-03", "10.00", "EUR"]])
    assert found["supplier"].tolist() == ["Alder"] and layout.columns["supplier_number"] == "Vendor" and "Vendor" in found
    _, found = laid([["Vendor", *head[2:]], ["100001", "A1", "2026-07-03", "10.00", "EUR"]])
    assert found["supplier"].tolist() == ["100001"]


def test_the_documents_date_and_number_go_first():
    head = ["Vendor Name", "Belegnummer", "Referenz", "Buchungsdatum", "Belegdatum", "Nettofälligkeit", "Betrag", "Währung"]
    cells = ["Alder", "1900001", "A1", "05.06.2026", "03.06.2026", "03.07.2026", "10,00", "EUR"]
    layout, found = laid([head, cells])
    assert found[["invoice", "invoice_date", "posting_date"]].values.tolist() == [["A1", "03.06.2026", "05.06.2026"]]
    del head[2], cells[2], head[3], cells[3]
    layout, found = laid([head, cells])
    assert found[["invoice", "invoice_date"]].values.tolist() == [["1900001", "05.06.2026"]]
    assert layout.why["invoice_date"] == "'Buchungsdatum' stands for it"


def test_amounts_of_the_document_go_before_the_companys_own():
    head = ["Vendor Name", "Reference", "Net due date", "Amount in doc. curr.", "Crcy", "Amount in local currency", "LCurr"]
    cells = ["Alder", "A1", "2026-07-03", "10.00-", "USD", "9.00-", "EUR"]
    assert laid([head, cells])[1][["amount", "currency"]].values.tolist() == [["10.00-", "USD"]]
    head[4], cells[4] = "Text", "x"
    assert laid([head, cells])[1][["amount", "currency"]].values.tolist() == [["9.00-", "EUR"]]


# --- questions ---


def test_two_that_fit_are_both_offered_and_none_is_taken():
    head = ["Vendor Name", "Invoice No", "Invoice Date", "Vencimento", "Vencimento Original", "Amount", "Currency"]
    cells = ["Alder", "A1", "2026-06-03", "2026-07-03", "2026-07-10", "10.00", "EUR"]
    with pytest.raises(InputError, match="more than one column may hold due dates") as refused:
        laid([head, cells])
    assert refused.value.ask[0]["choices"] == ["due_date=Vencimento", "due_date=Vencimento Original"]
    assert refused.value.ask[0]["type"] == "--map due_date=Vencimento"
    assert laid([head, cells], map={"due_date": "Vencimento Original"})[1]["due_date"].tolist() == ["2026-07-10"]
    cells[4] = cells[3]
    assert laid([head, cells])[1]["due_date"].tolist() == ["2026-07-03"]  # they say the same


def test_all_that_is_lacking_is_asked_at_once():
    head = ["customerID", "Invoice No", "InvoiceDate", "InvoiceAmount"]
    with pytest.raises(InputError) as refused:
        laid([head, ["0187-ERLSR", "A1", "1/2/2026", "55.94"], ["0187-ERLSR", "A2", "1/26/2026", "61.74"]])
    assert [a["type"] for a in refused.value.ask] == ["--map supplier=customerID", "--terms TERMS", "--currency XXX"]
    text = refused.value.sentence()
    assert (
        "no column names suppliers, but 'customerID' names customers, so it may be a list of receivables, no due date is stated, and the currency is not stated"
        in text
    )
    assert text.endswith(
        "Type: --map supplier=customerID --terms TERMS --currency XXX (XXX: the three-letter code; TERMS: for example 'net 30')"
    )
    assert str(refused.value).endswith(
        """Say map={"supplier": "customerID"}, terms="TERMS", currency="XXX" (XXX: the three-letter code; TERMS: for example 'net 30')"""
    )
    told = {"map": ["supplier=customerID"], "terms": "net 30", "currency": "EUR"}
    layout, found = laid([head, ["0187-ERLSR", "A1", "1/2/2026", "55.94"], ["0187-ERLSR", "A2", "1/26/2026", "61.74"]], **told)
    assert found["supplier"].tolist() == ["0187-ERLSR"] * 2 and layout.date_order == "mdy"


def test_a_list_without_suppliers_is_refused_by_its_name():
    head = ["Invoice No", "Invoice Date", "Due Date", "Amount", "Currency"]
    with pytest.raises(InputError, match="is a list without suppliers, not a list of payables") as refused:
        laid([head, ["A1", "2026-06-03", "2026-07-03", "10.00", "EUR"]])
    assert not refused.value.ask
    with pytest.raises(InputError, match="no column names suppliers") as refused:
        laid(
            [
                [*head, "Wer"],
                ["A1", "2026-06-03", "2026-07-03", "10.00", "EUR", "Erle"],
                ["A2", "2026-06-03", "2026-07-03", "9.00", "EUR", "Birke"],
            ]
        )
    assert refused.value.ask[0]["type"] == "--map supplier=Wer"


def test_a_name_with_a_slip_is_proposed_and_never_taken():
    head = ["Vendor Name", "Invoice No", "Invoice Date", "Duedaet", "Amount", "Currency", "Terms"]
    layout, found = laid([head, ["Alder", "A1", "2026-06-03", "2026-07-03", "10.00", "EUR", "net 30"]])
    assert "did you mean --map due_date=Duedaet" in layout.unused["Duedaet"] and "due_date" not in found


@pytest.mark.parametrize(
    "told, words",
    [
        ({"map": {"vendor": "X"}}, "is not a column that a ledger has"),
        ({"map": "supplier"}, "must name one of our columns"),
        ({"map": 3}, "must be a table"),
        ({"map": {"supplier": ""}}, "must be the name of a column"),
        ({"sign": "negative"}, "is not one of the answers"),
        ({"decimal": ";"}, "is not one of the answers"),
        ({"date_order": "dym"}, "is not one of the answers"),
        ({"owed": "credit"}, "is not one of the answers"),
        ({"currency": "XYZ"}, "unknown currency"),
        ({"terms": 30}, "must be a text"),
    ],
)
def test_what_is_told_is_checked(told, words):
    with pytest.raises(InputError, match=words):
        LayoutOptions(**told)


def test_a_map_names_a_column_that_is_there():
    assert map_of(["supplier=A=B"]) == {"supplier": "A=B"}
    with pytest.raises(InputError, match=r"is not a column of the file\. Did you mean 'Creditor'"):
        laid(
            [["Creditor", "Invoice No", "Due Date", "Amount", "Currency"], ["Alder", "A1", "2026-07-03", "1.00", "EUR"]],
            map={"supplier": "Creditro"},
        )


# --- currency ---


@pytest.mark.parametrize(
    "name, cells, currency",
    [
        ("amount_gbp", ["10.00", "5.00"], "GBP"),
        ("Amount (EUR)", ["10.00", "5.00"], "EUR"),
        ("Amount", ["€ 10.00", "€5.00"], "EUR"),
        ("Amount", ["SEK 10.00", "SEK 5.00"], "SEK"),
        ("Amount", ["$10.00", "$5.00"], None),
        ("Amount", ["€ 10.00", "5.00"], None),
    ],
)
def test_the_currency_comes_from_the_name_or_from_each_amount(name, cells, currency):
    rows = [["Vendor Name", "Invoice No", "Due Date", name], *(["Alder", f"A{i}", "2026-07-03", c] for i, c in enumerate(cells))]
    if currency is None:
        with pytest.raises(InputError, match="the currency is not stated"):
            laid(rows)
    else:
        assert laid(rows)[0].currency == currency


def test_blank_currencies_are_filled_with_what_is_told():
    head = ["Vendor Name", "Invoice No", "Due Date", "Amount", "Currency"]
    rows = [head, ["Alder", "A1", "2026-07-03", "1.00", "USD"], ["Birch", "B1", "2026-07-03", "2.00", ""]]
    with pytest.raises(InputError, match="'Currency' is blank in 1 row") as refused:
        laid(rows)
    assert refused.value.ask[0]["type"] == "--currency XXX"
    layout, found = laid([*rows, *(["Alder", f"A{i}", *rows[1][2:]] for i in range(2, 101))])  # one in a hundred is left to the checks
    assert found["currency"].tolist()[:2] == ["USD", ""] and layout.ask[0]["type"] == "--currency XXX"
    layout, found = laid(rows, currency="CHF")
    assert found["currency"].tolist() == ["USD", ""] and layout.currency is None and not layout.ask


# --- rows that are not items ---


def test_rows_that_are_no_items():
    head = ["Vendor Name", "Invoice No", "Invoice Date", "Due Date", "Amount", "Currency"]
    rows = [
        ["Lakeside Ltd"], ["Open items"], head, ["Alder", "A1", "2026-06-03", "2026-07-03", "10.00", "EUR"], [""],
        ["Lakeside Ltd"], head, ["Alder", "A2", "2026-06-04", "2026-07-04", "5.00", "EUR"], ["Subtotal", "", "", "", "15.00", "EUR"],
        ["Total Energies", "T1", "2026-06-05", "2026-07-05", "7.00", "EUR"], ["Northern division"], ["----", "----", "", "", "", ""],
        ["Birch", "B1", "2026-06-06", "2026-07-06", "1.00", "EUR"], ["", "", "", "", "23.00", ""], ["Printed by anna on 30 June 2026"],
    ]  # fmt: skip
    layout, table = lay_out(sheet_of(rows), LayoutOptions())
    kinds = {s.at + table.skipped + 2: s.kind for s in table.said}
    assert kinds == {
        5: "blank row", 6: "repeated header", 7: "repeated header", 9: "total row", 11: "group row", 12: "blank row", 14: "total row",
        15: "footer",
    }  # fmt: skip
    assert items(table)["invoice"].tolist() == ["A1", "A2", "T1", "B1"]
    assert layout.totals == {
        "23.00": "the file's own total 23.00 = 4 rows read",
        "sums of groups": "1 of 1 sums of groups agree with their rows",
    }
    assert layout.ignored == {"blank row": 2, "repeated header": 2, "total row": 2, "group row": 1, "footer": 1}


@pytest.mark.parametrize(
    "label",
    ["Total", "TOTAL", "Grand Total", "Summe", "Gesamt", "Total général", "Totale", "Totaal", "Razem", "*", "**", "Total for Alder"],
)
def test_sums_in_all_languages(label):
    rows = [
        ["Vendor Name", "Invoice No", "Due Date", "Amount", "Currency"],
        ["Alder", "A1", "2026-07-03", "10.00", "EUR"],
        [label, "", "", "10.00", "EUR"],
    ]
    layout, found = laid(rows)
    assert len(found) == 1 and layout.totals == {label: "the file's own total 10.00 = 1 row read"}


def test_a_sum_that_is_not_the_rows_is_said_with_the_difference():
    rows = [
        ["Vendor Name", "Invoice No", "Due Date", "Amount", "Currency"],
        ["Alder", "A1", "2026-07-03", "10.00", "EUR"],
        ["Total", "", "", "12.50", ""],
    ]
    assert laid(rows)[0].totals["Total"] == "the file's own total 12.50 is not what was read, 10.00: the difference is 2.50"


def test_a_row_with_a_number_and_no_date_stays_for_the_checks():
    rows = [
        ["Vendor Name", "Invoice No", "Due Date", "Amount", "Currency"],
        ["Alder", "A1", "2026-07-03", "10.00", "EUR"],
        ["Alder", "A2", "", "5.00", "EUR"],
    ]
    assert laid(rows)[1]["invoice"].tolist() == ["A1", "A2"]


def test_suppliers_in_rows_of_their_own_are_carried_down():
    head = ["Date", "Num", "Due Date", "Amount", "Currency"]
    rows = [head, ["3M Company"], ["2026-06-03", "A1", "2026-07-03", "10.00", "EUR"], ["61 - 90"], ["2026-06-03", "A2", "2026-07-03", "5.00", "EUR"],
            ["Total for 3M Company", "", "", "15.00", ""], ["2026-06-03", "X", "2026-07-03", "1.00", "EUR"], ["Birch"],
            ["2026-06-03", "B1", "2026-07-03", "2.00", "EUR"]]  # fmt: skip
    layout, found = laid(rows)
    assert found["supplier"].tolist() == ["3M Company", "3M Company", "", "Birch"]
    assert layout.why["supplier"] == "the heading above the rows"


# --- amounts and sign ---

SIDES = ["Vendor Name", "Invoice No", "Due Date", "Debit", "Credit", "Currency"]


@pytest.mark.parametrize("owed, amounts", [("Cr", ["10.00", "-3.00", "6.50"]), ("Dr", ["-10.00", "3.00", "-6.50"])])
def test_debit_and_credit_become_one_amount(owed, amounts):
    rows = [
        SIDES,
        ["Alder", "A1", "2026-07-03", "", "10.00", "EUR"],
        ["Alder", "A2", "2026-07-03", "3.00", "0.00", "EUR"],
        ["Alder", "A3", "2026-07-03", "1.00", "7.50", "EUR"],
    ]
    with pytest.raises(InputError, match="which side is owed is not stated") as refused:
        laid(rows)
    assert refused.value.ask[0]["choices"] == ["Cr", "Dr"] and refused.value.ask[0]["type"] == "--owed Cr"
    layout, found = laid(rows, owed=owed)
    assert found["amount"].tolist() == amounts and layout.sign == "payables positive"


@pytest.mark.parametrize(
    "cells, amounts, sign",
    [
        (["10,00", "3,00"], ["10,00", "-3,00"], "payables positive"),  # without a sign: the side gives it
        (["10,00-", "3,00"], ["10,00-", "3,00"], "payables negative"),  # with a sign: the sides say which is owed
        (["10,00", "3,00-"], ["10,00", "3,00-"], "payables positive"),
    ],
)
def test_an_indicator_says_the_side(cells, amounts, sign):
    head = ["Kreditor", "Referenz", "Nettofälligkeit", "Betrag in Hauswährung", "Hauswährung", "Soll/Haben-Kennz."]
    rows = [head, ["Erle", "A1", "03.07.2026", cells[0], "EUR", "H"], ["Erle", "A2", "03.07.2026", cells[1], "EUR", "S"]]
    layout, found = laid(rows)
    assert (found["amount"].tolist(), layout.sign) == (amounts, sign)


def test_document_types_give_the_sign_where_amounts_have_none():
    head = ["Vendor Name", "Document Type", "Invoice No", "Due Date", "Amount", "Currency"]
    rows = [head, ["Alder", "Invoice", "A1", "2026-07-03", "10.00", "EUR"], ["Alder", "Credit Memo", "C1", "2026-07-03", "4.00", "EUR"],
            ["Alder", "Payment", "P1", "2026-07-03", "1.00", "EUR"]]  # fmt: skip
    layout, found = laid(rows)
    assert found["amount"].tolist() == ["10.00", "-4.00", "-1.00"] and layout.sign == "payables positive"
    assert found["document_type"].tolist() == ["invoice", "credit note", "payment"]
    rows[2][4] = "-4.00"  # one has a sign: credit notes keep theirs, and a payment with the sign of the bills has none
    layout, found = laid(rows)
    assert found["amount"].tolist() == ["10.00", "-4.00", "-1.00"] and layout.sign is None


def test_what_is_open_stands_for_the_amount_or_beside_it():
    head = ["Vendor Name", "Invoice No", "Due Date", "Open Balance", "Currency"]
    layout, found = laid([head, ["Alder", "A1", "2026-07-03", "4.00", "EUR"]])
    assert found["amount"].tolist() == ["4.00"] and "amount is what is open" in layout.why["amount"]
    _, found = laid([[*head, "Amount Paid"], ["Alder", "A1", "2026-07-03", "4.00", "EUR", "6.00"]])
    assert found[["amount", "open_amount", "paid_amount"]].values.tolist() == [["10.00", "4.00", "6.00"]]
    _, found = laid([[*head, "Amount Paid", "Invoice Amount"], ["Alder", "A1", "2026-07-03", "4.00", "EUR", "6.00", "10.00"]])
    assert found[["amount", "open_amount", "paid_amount"]].values.tolist() == [["10.00", "4.00", "6.00"]]


def test_a_running_balance_is_not_what_is_open():
    head = ["Vendor Name", "Invoice No", "Due Date", "Amount", "Balance", "Currency"]
    rows = [["Alder", f"A{i}", "2026-07-03", "10.00", f"{10 * (i + 1)}.00", "EUR"] for i in range(5)]
    layout, found = laid([head, *rows])
    assert "open_amount" not in found and "Balance" in layout.unused
    rows = [["Alder", f"A{i}", "2026-07-03", "10.00", f"{i}.00", "EUR"] for i in range(5)]
    assert laid([head, *rows])[0].columns["open_amount"] == "Balance"


def test_a_bill_counts_once_where_its_lines_add_up_to_it():
    head = ["Supplier", "Invoice No", "Due Date", "Invoice Total", "Line Amount", "Currency"]
    rows = [head, ["Alder", "A1", "2026-07-03", "15.00", "10.00", "EUR"], ["Alder", "A1", "2026-07-03", "15.00", "5.00", "EUR"],
            ["Birch", "A1", "2026-07-03", "15.00", "15.00", "EUR"]]  # fmt: skip
    layout, found = laid(rows)
    assert found["supplier"].tolist() == ["Alder", "Birch"] and layout.ignored == {"line of a bill": 1}
    assert layout.why["line of a bill"] == "the amounts of the lines add up to the bill's in 1 of 1 bills of several lines"
    rows[2][4] = "6.00"
    assert len(laid(rows)[1]) == 3


def test_without_invoice_numbers_rows_have_their_own():
    rows = [
        ["Open items"],
        ["Vendor Name", "Due Date", "Amount", "Currency"],
        ["Alder", "2026-07-03", "10.00", "EUR"],
        ["Birch", "2026-07-04", "5.00", "EUR"],
    ]
    _, table = lay_out(sheet_of(rows), LayoutOptions())
    assert table.frame["invoice"].tolist() == ["3", "4"]
    assert [(s.status, s.kind, s.at) for s in table.said] == [("flagged", "row number as invoice number", 0)]


def test_typed_cells_count():
    head = ["Vendor", "Invoice No", "Invoice Date", "Due Date", "Amount", "Currency"]
    cells = [
        ["Alder", 4711, dt.datetime(2026, 6, 3), 46206, 1190.5, "EUR"],
        ["Birch", "0012", dt.date(2026, 6, 4), 46207, Decimal("-3.10"), "EUR"],
    ]
    layout, found = laid([head, *cells, ["Total", "", "", "", 1187.4, ""]])
    assert found[["invoice", "due_date", "amount"]].values.tolist() == [[4711, 46206, 1190.5], ["0012", 46207, Decimal("-3.10")]]
    assert layout.totals == {"Total": "the file's own total 1,187.40 = 2 rows read"}


def test_a_frame_with_names_of_its_own():
    frame = pd.DataFrame({0: ["Alder", "Birch"], 1: ["A1", "B1"], 2: pd.to_datetime(["2026-07-03", "2026-07-04"]), 3: [10, 5]})
    layout, table = lay_out(
        Sheet(frame, Opened("frame"), first_row=2, names=("Vendor", "Invoice No", "Due Date", "Amount")), LayoutOptions(currency="EUR")
    )
    assert table.frame["due_date"].dtype.kind == "M" and table.frame["amount"].tolist() == [10, 5]
    assert (table.skipped, layout.header_row) == (0, 1)


def test_names_are_folded():
    assert roles_of("Maximum of Due Date/Receive By") == roles_of("due date / receive by")
    assert "due_date" in roles_of("Nettofälligkeit") and "due_date" in roles_of("NETTOFALLIGKEIT") and "invoice" in roles_of("N° facture")
    assert roles_of("Tulip") == {}


def test_a_row_with_the_sum_of_those_above_and_a_name_alone_is_a_sum():
    head = ["Vendor Name", "Invoice No", "Due Date", "Amount", "Currency"]
    rows = [head, ["Alder", "A1", "2026-07-03", "10.00", "EUR"], ["Alder", "A2", "2026-07-03", "5.00", "EUR"], ["Alder", "", "", "15.00", ""],
            ["Birch", "B1", "2026-07-03", "2.00", "EUR"], ["Birch", "", "", "2.50", ""]]  # fmt: skip
    layout, found = laid(rows)
    assert found["amount"].tolist() == ["10.00", "5.00", "2.00", "2.50"] and layout.ignored == {"total row": 1}


def test_a_summary_by_age_is_refused_by_its_name():
    rows = [
        ["Aged Payables Summary"],
        ["Contact", "Current", "< 1 Month", "1 Month", "Older", "Total"],
        ["Alder", "1.00", "0.00", "0.00", "0.00", "1.00"],
    ]
    with pytest.raises(InputError, match="is a summary by age, not a list of invoices"):
        laid(rows)


def test_a_profile_that_is_told_of_another_table_gives_no_sign():
    """SAP credit memos are due on their own date, whatever their terms; our own names with positive amounts are no SAP list."""
    rows = [["supplier", "invoice", "invoice_date", "amount", "currency", "terms"], ["Acme", "INV-1", "2025-05-01", "1000.00", "EUR", "net 60"],
            ["Acme", "CM-1", "2025-05-10", "-400.00", "EUR", "net 60"]]  # fmt: skip
    layout, found = laid(rows, profile="sap")
    assert layout.profile == "sap_line_items" and layout.sign is None and found["terms"].tolist() == ["net 60", ""]


def test_a_table_with_its_header_found_before():
    rows = [["Lakeside", "", "", ""], ["", "", "", ""], ["Open items", "", "", ""], ["Vendor", "Invoice No", "Due Date", "Amount"],
            ["Alder", "A1", "2026-07-03", "5.00"], ["Total", "", "", "5.00"]]  # fmt: skip
    layout, found = lay_out(Sheet(pd.DataFrame(rows), Opened("text"), header=3), LayoutOptions(currency="EUR"))
    assert layout.header_row == 4 and found.skipped == 3 and [line[0] for line in found.above] == ["Lakeside", "", "Open items"]
    assert items(found)[["supplier", "amount"]].values.tolist() == [["Alder", "5.00"]]


def test_weak_names_stand_behind_strong_ones():
    """A list of spending: the entity is who spends, the supplier who is paid."""
    head = ["department_family", "entity", "date", "supplier", "transaction_number", "amount_gbp"]
    _, found = laid([head, ["HMT", "HM Treasury", "2025-01-03", "ACME", "5001", "30000.00"]], terms="net 30")
    assert found[["supplier", "invoice", "invoice_date"]].values.tolist() == [["ACME", "5001", "2025-01-03"]]


def test_dates_of_payment_alone_are_enough_and_terms_are_asked_for_the_others():
    head = ["Vendor Name", "Invoice No", "Invoice Date", "Paid Date", "Amount", "Currency"]
    rows = [head, ["Alder", "A1", "2026-06-03", "2026-07-03", "5.00", "EUR"], ["Alder", "A2", "2026-06-04", "", "5.00", "EUR"]]
    with pytest.raises(InputError, match="1 row has no date of payment, and their due dates are not stated") as refused:
        laid(rows)
    assert [a["type"] for a in refused.value.ask] == ["--terms TERMS"]
    assert not laid(rows[:2])[0].ask and not laid(rows, terms="net 30")[0].ask


def test_sides_beside_amounts_are_asked_for_with_all_the_rest():
    rows = [
        ["Party's Name", "Ref. No.", "Due on", "Pending Amount"],
        ["Alder", "A1", "1-Jul-26", "1,28,500.00 Cr"],
        ["Alder", "A2", "1-Jul-26", "500.00 Dr"],
    ]
    with pytest.raises(InputError) as refused:
        laid(rows)
    assert [a["type"] for a in refused.value.ask] == ["--currency XXX", "--owed Cr"]
    assert laid(rows, currency="INR", owed="Cr")[1]["amount"].tolist() == ["1,28,500.00 Cr", "500.00 Dr"]


def test_our_own_name_is_enough():
    """Rows are judged later: of a column with our own name no content is asked, nor of a table without rows."""
    layout, found = laid(
        [["supplier", "Invoice No", "Invoice Date", "due_date", "amount", "currency"], ["Acme", "1", "2025-01-01", "soon", "ten", "EUR"]]
    )
    assert found[["due_date", "amount"]].values.tolist() == [["soon", "ten"]] and layout.columns["invoice"] == "Invoice No"
    assert len(laid([["Vendor Name", "Invoice No", "Due Date", "Amount", "Currency"]])[1]) == 0


def test_which_dates_are_asked_for():
    head = ["supplier", "invoice", "seen", "amount", "currency", "terms"]
    with pytest.raises(InputError, match="no column holds invoice dates") as refused:
        laid([head, ["A", "1", "2025-01-01", "1.00", "EUR", "net 30"]])
    assert refused.value.ask[0]["type"] == "--map invoice_date=seen"


def test_a_sign_in_doubt_is_asked_for_with_all_the_rest():
    head = ["Vendor Name", "Invoice No", "Due Date", "Amount"]
    rows = [["Alder", f"A{i}", "2026-07-03", f"-{i}0.00"] for i in range(1, 4)]
    with pytest.raises(InputError) as refused:
        laid([head, *rows])
    assert [a["type"] for a in refused.value.ask] == ["--currency XXX", "--sign 'payables negative'"]
    layout, _ = laid([head, *rows], currency="EUR")  # the checks ask for it where figures are made
    assert layout.sign is None


@pytest.mark.parametrize(
    "cell", [float("inf"), float("nan"), Decimal("NaN"), Decimal("sNaN"), 10**5000, None, True, "\u00bd", "\0", [1]], ids=range(10)
)
def test_cells_beyond_all_reason_are_no_crash(cell):
    head = ["Vendor Name", "Invoice No", "Due Date", "Amount", "Currency", "Balance", "Type"]
    for column in range(len(head)):
        row = ["Alder", "A1", "2026-07-03", "10.00", "EUR", "5.00", "Invoice"]
        row[column] = cell
        try:
            layout, table = lay_out(sheet_of([head, row, row, ["Total", "", "", cell]]), LayoutOptions())
        except InputError as refused:
            assert str(refused)
        else:
            assert len(table.frame) == 3 and layout.profile == "general"
