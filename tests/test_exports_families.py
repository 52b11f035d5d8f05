"""Exports of more families of systems, as a clerk gets them: currencies by their signs, pages of letters, words; figures by hand."""

from decimal import Decimal

import pytest

import cashflow as cf
from tests.exports import money, refused, write

D = Decimal


# --- currencies: names and signs in the column of currencies; one that is told never counts those of other rows ---

SIGNED = """
Doklad;Dodavatel;Přijatý doklad;Vystaveno;Splatno;Měna;Celkem s DPH;Uhrazeno;Zbývá uhradit
PF260012;Olše Kovy;AM-881;14.05.2026;13.06.2026;{0};1 250,00;0,00;1 250,00
PF260013;Olše Kovy;AM-890;20.05.2026;19.06.2026;{1};840,50;500,00;340,50
PF260014;Bříza Nářadí;CN-7;25.05.2026;25.05.2026;{0};-75,00;0,00;-75,00
"""


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [("Kč", "EUR", "CZK"), ("руб.", "евро", "RUB"), ("人民币", "欧元", "CNY"), ("TL", "€", "TRY"), ("zł", "EUR", "PLN"), ("RMB", "Euro", "CNY"), ("Ft", "EUR", "HUF")],
)  # fmt: skip
def test_a_column_of_currencies_may_hold_their_names_and_signs(tmp_path, one, other, code):
    ledger = cf.read_ledger(write(tmp_path, SIGNED.format(one, other)))
    assert money(ledger) == ({code: D("1175.00"), "EUR": D("840.50")}, {code: D("1175.00"), "EUR": D("340.50")})
    assert ledger.invoice.tolist() == ["AM-881", "AM-890", "CN-7"]


@pytest.mark.parametrize(("one", "other", "rows"), [("kr", "EUR", "2 rows"), ("EUR", "Kcs", "1 row"), ("$", "kr", "3 rows")])
def test_a_currency_for_all_rows_is_not_offered_where_some_say_their_own(tmp_path, one, other, rows):
    error = refused(write(tmp_path, SIGNED.format(one, other)))
    assert f"in {rows}, which is the code of no currency" in str(error)
    assert [a["type"] for a in error.ask] == ["--map 'currency=Měna'"]


def test_what_is_no_code_of_a_currency_is_left_out_row_by_row(tmp_path):
    found = cf.read_ledger(write(tmp_path, SIGNED.format("EUR", "Kcs")), map={"currency": "Měna"}).findings
    assert found.rejected == 1 and dict(found.amount_open) == {"EUR": D("1175.00")}


def test_a_sign_of_several_currencies_is_asked_for_by_its_meaning(tmp_path):
    path = write(tmp_path, SIGNED.format("$", "$"))
    assert refused(path).ask[0]["type"] == "--currency USD"
    assert money(cf.read_ledger(path, currency="CAD"))[1] == {"CAD": D("1515.50")}


BLANK = """
Proveedor;Factura;Fecha factura;Fecha vencimiento;{0};Importe
Aliso;1;14/05/2026;13/06/2026;;100,00
Abedul;2;20/05/2026;19/06/2026;USD;50,00
Abedul;3;25/05/2026;24/06/2026;;30,00
"""


@pytest.mark.parametrize("name", ["Cód. divisa", "Moneda de la línea", "Waluta płatności", "Currency of payable"])
def test_a_currency_for_all_rows_does_not_count_those_of_another(tmp_path, name):
    path = write(tmp_path, BLANK.format(name))
    if name != "Cód. divisa":  # a name that is known needs no question
        error = refused(path, currency="EUR")
        assert "says USD in some rows, and EUR was given for all" in str(error)
        assert [a["choices"] for a in error.ask] == [[f"currency={name}"]]
    told = {} if name == "Cód. divisa" else {"map": {"currency": name}}
    assert money(cf.read_ledger(path, currency="EUR", **told))[0] == {"EUR": D("130.00"), "USD": D("50.00")}


# --- dates of payment beside what is open ---

PLANNED = """
Vendor,Invoice,Invoice date,{0}Payment date,Open balance,Currency
A,1,2026-05-14,{1}2026-06-15,1250.00,EUR
B,2,2026-05-20,{2}2026-06-22,340.50,EUR
C,3,2026-05-25,{3},-75.00,EUR
"""


def test_a_date_of_payment_beside_what_is_open_is_asked_for(tmp_path):
    path = write(tmp_path, PLANNED.format("", "", "", ""))
    error = refused(path)
    assert "'Payment date' stands in 2 rows of which something is open" in str(error)
    assert error.ask[0]["choices"] == ["due_date=Payment date", "paid_date=Payment date"]
    assert money(cf.read_ledger(path, map={"due_date": "Payment date"}))[1] == {"EUR": D("1515.50")}
    assert money(cf.read_ledger(path, map={"paid_date": "Payment date"}, terms="net 30"))[1] == {"EUR": D("-75.00")}


def test_what_is_open_is_not_paid_by_a_date_beside_it(tmp_path):
    path = write(tmp_path, PLANNED.format("Due date,", "2026-06-13,", "2026-06-19,", "2026-05-25,"))
    ledger = cf.read_ledger(path)
    assert money(ledger)[1] == {"EUR": D("1515.50")}
    assert [str(d)[:10] for d in ledger.to_frame()["due_date"]] == ["2026-06-13", "2026-06-19", "2026-05-25"]
    assert "stands in 2 rows of which something is open" in ledger.findings.layout.unused["Payment date"]


# --- columns that must not stand for the amount ---


def test_an_amount_of_checks_is_not_that_of_the_bills(tmp_path):
    text = """
Vendor,Invoice No,Invoice Date,Due Date,Gross,Cheque No,Cheque Date,Cheque Amount,O/S Balance,Ccy
Alder,AM-881,14/05/2026,13/06/2026,850.00,,,,850.00,KES
Alder,AM-890,20/05/2026,19/06/2026,425.00,000123,15/06/2026,200.00,225.00,KES
Birch,77,01/04/2026,01/05/2026,570.00,000124,02/05/2026,570.00,0.00,KES
Birch,CN-7,25/05/2026,25/05/2026,-75.00,,,,-75.00,KES
"""
    assert money(cf.read_ledger(write(tmp_path, text))) == ({"KES": D("1770.00")}, {"KES": D("1000.00")})


def test_tax_is_not_offered_as_the_amount(tmp_path):
    text = """
Contact,Reference,Dated On,Due On,Currency,Worth,Sales Tax Value
Alder,AM-881,2026-05-14,2026-06-13,GBP,1250.00,208.33
Alder,AM-890,2026-05-20,2026-06-19,EUR,840.50,140.08
"""
    assert refused(write(tmp_path, text)).ask[0]["choices"] == ["amount=Worth"]


def test_a_bucket_of_age_is_not_offered_as_what_is_open(tmp_path):
    text = """
Payee Name,Invoice Date,Due Date,Invoice #,Current Owed,0-30 Owed,31-60 Owed
Alder,05/14/2026,06/13/2026,AM-881,"1,250.00","1,250.00",0.00
Alder,05/20/2026,06/19/2026,AM-890,340.50,340.50,0.00
Birch,05/25/2026,05/25/2026,CN-7,-75.00,0.00,-75.00
"""
    path = write(tmp_path, text)
    assert refused(path, currency="USD").ask[0]["type"] == "--map 'amount=Current Owed'"
    assert money(cf.read_ledger(path, currency="USD", map={"amount": "Current Owed"}))[1] == {"USD": D("1515.50")}


# --- debits and credits with what is open beside them, in letters of Turkey and Poland ---

LOGO = """
Cari Kodu;Cari Ünvanı;Fiş Türü;Fiş No;Belge No;Tarih;Vade Tarihi;Döviz;Borç;Alacak;Kalan Tutar
320.01.001;Kızılağaç Metal;Satınalma Faturası;0000012;AM-881;14.05.2026;13.06.2026;TL;;1.250,00;1.250,00
320.01.001;Kızılağaç Metal;Satınalma Faturası;0000013;AM-890;20.05.2026;19.06.2026;USD;;840,50;340,50
320.01.002;Huş Aletleri;Satınalma İade Faturası;0000014;CN-7;25.05.2026;25.05.2026;TL;75,00;;{}75,00
"""
SYMFONIA = """
Kontrahent;NIP;Numer dokumentu;Data dok.;Termin;Waluta;Winien;Ma;Pozostało;Dni po terminie
Olcha Metale;1234567890;AM-881;2026-05-14;2026-06-13;TL;;1 250,00;1 250,00;17
Olcha Metale;1234567890;AM-890;2026-05-20;2026-06-19;USD;;840,50;340,50;11
Brzoza;9876543210;CN-7;2026-05-25;2026-05-25;TL;75,00;;-75,00;36
"""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(LOGO.format(""), "cp1254"), (LOGO.format("-"), "cp1254"), (LOGO.format(""), "utf-8"), (SYMFONIA, "cp1250"), (SYMFONIA, "utf-8")],
)
def test_sides_with_what_is_open_beside_them(tmp_path, text, encoding):
    path = write(tmp_path, text, encoding=encoding)
    assert refused(path).ask[0]["type"] == "--owed Cr"
    ledger = cf.read_ledger(path, owed="Cr")
    assert money(ledger) == ({"TRY": D("1175.00"), "USD": D("840.50")}, {"TRY": D("1175.00"), "USD": D("340.50")})
    assert ledger.invoice.tolist() == ["AM-881", "AM-890", "CN-7"]
    assert ledger.findings.layout.opened.encoding == encoding


@pytest.mark.parametrize("name", ["Þórður Friðþjófsson", "Ýmir ehf;Guðrún Þórarins;Æðey"])
def test_icelandic_is_not_taken_for_turkish(tmp_path, name):
    text = f"supplier;note;invoice;invoice_date;due_date;amount;currency\n{name.split(';')[0]};{name};1;2026-03-14;2026-04-13;1,00;ISK\n"
    path = write(tmp_path, text.replace(";" + name + ";", ";" + name.replace(";", ",") + ";"), encoding="cp1252")
    assert cf.read_ledger(path).supplier.values[0] == name.split(";")[0]


# --- layouts that are clear by their words ---

WORDS = {
    "sage 200": "Account Reference;Account Name;Transaction Type;Transaction Date;Due Date;Reference;Currency;Document Value;Outstanding Value",
    "sage x3": "Tiers;Raison sociale;Type;Date pièce;Date échéance;Référence origine;Devise;Montant devise;Solde devise",
    "yonyou": "供应商编码;供应商名称;单据类型;单据日期;到期日;发票号;币种;原币金额;原币余额",
    "e-conomic": "Kreditor nr.;Kreditor;Type;Dato;Forfaldsdato;Fakturanr.;Valuta;Beløb;Rest",
    "freeagent": "Supplier id;Contact Name;Kind;Dated On;Due On;Reference;Currency;Total Value;Due Value",
    "peoplesoft": "Vendor ID;Vendor Name;Type;Invoice Date;Pymt Scheduled Due;Invoice;Currency;Gross Amt;Net Balance Amount",
    "japan": "支払先コード;支払先名;種別;請求日;支払予定日;請求書番号;通貨;支払金額（税込）;未払残高",
}
THREE = """
4242;Alder;;2026-05-14;2026-06-13;AM-881;EUR;1250.00;1250.00
4242;Alder;;2026-05-20;2026-06-19;AM-890;USD;840.50;340.50
4343;Birch;;2026-05-25;2026-05-25;CN-7;EUR;-75.00;-75.00
"""


@pytest.mark.parametrize("system", WORDS)
def test_columns_are_known_by_more_words(tmp_path, system):
    ledger = cf.read_ledger(write(tmp_path, WORDS[system].replace("Net Balance Amount", "Balance Amount") + THREE))
    assert money(ledger) == ({"EUR": D("1175.00"), "USD": D("840.50")}, {"EUR": D("1175.00"), "USD": D("340.50")})
    assert ledger.invoice.tolist() == ["AM-881", "AM-890", "CN-7"]
    assert [str(d)[:10] for d in ledger.to_frame()["due_date"]] == ["2026-06-13", "2026-06-19", "2026-05-25"]


# --- what is open in two currencies, side by side, and no amount ---

OPEN_TWICE = """
Lev.nr;Navn;Faktura nr;Bilagsdato;Forfallsdato;Valuta;{};{}
10001;Or Metall;AM-881;14.05.2026;13.06.2026;NOK;1 250,00;1 250,00
10001;Or Metall;AM-890;20.05.2026;19.06.2026;EUR;{};{}
10001;Or Metall;AM-891;20.05.2026;19.06.2026;EUR;{};{}
10002;Bjørk;CN-7;25.05.2026;25.05.2026;NOK;-75,00;-75,00
"""
THEIRS = ("340,50", "3 950,00", "100,00", "1 160,00")
OWN = ("3 950,00", "340,50", "1 160,00", "100,00")


@pytest.mark.parametrize(
    ("one", "other", "rest"),
    [("Restbeløp i valuta", "Restbeløp", THEIRS), ("Restbeløp", "Restbeløp i valuta", OWN), ("Restbeløp", "Restbeløp NOK", THEIRS),
     ("Restbeløp FW", "Restbeløp", THEIRS), ("Pozostało w walucie", "Pozostało", THEIRS), ("Saldo", "Saldo en divisa", OWN)],
)  # fmt: skip
def test_what_is_open_counts_in_the_currency_of_the_document(tmp_path, one, other, rest):
    ledger = cf.read_ledger(write(tmp_path, OPEN_TWICE.format(one, other, *rest)))
    assert money(ledger)[1] == {"NOK": D("1175.00"), "EUR": D("440.50")}


def test_what_is_open_in_two_currencies_of_no_name_is_asked_for(tmp_path):
    path = write(tmp_path, OPEN_TWICE.format("Restbeløp", "Verdi2", *OWN))
    error = refused(path)
    assert "'Restbeløp' and 'Verdi2' agree in NOK and differ in EUR (3,950.00 and 340.50)" in str(error)
    assert money(cf.read_ledger(path, currency="NOK"))[1] == {"NOK": D("6285.00")}
    assert money(cf.read_ledger(path, map={"open_amount": "Verdi2"}))[1] == {"NOK": D("1175.00"), "EUR": D("440.50")}


# --- flags of payment ---

FLAGGED = """
Vendor,Invoice,Invoice date,Due date,Amount,{0},Currency
A,1,2026-05-14,2026-06-13,1250.00,{2},EUR
B,2,2026-05-20,2026-06-19,840.50,{1},EUR
C,3,2026-05-25,2026-05-25,275.00,{2},EUR
"""


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [("Paid", "X", ""), ("Pagado", "S", "N"), ("Pago", "Sim", "Não"), ("Bezahlt", "x", ""), ("Zaplaceno", "Ano", "Ne"), ("Paid", "✓", ""),
     ("Opłacone", "T", "N"), ("Maksettu", "Kyllä", "Ei"), ("Saldata", "Sì", "No"), ("Ödendi", "Evet", "Hayır")],
)  # fmt: skip
def test_flags_of_payment_in_letters_and_crosses(tmp_path, name, yes, no):
    assert money(cf.read_ledger(write(tmp_path, FLAGGED.format(name, yes, no))))[1] == {"EUR": D("1525.00")}


def test_a_column_of_payments_with_nothing_in_it_is_no_question(tmp_path):
    assert money(cf.read_ledger(write(tmp_path, FLAGGED.format("Paid", "n/a", ""))))[1] == {"EUR": D("2365.50")}


@pytest.mark.parametrize(("name", "yes", "no"), [("Bezahlt", "erledigt", "offen"), ("Paid", "Cheque", ""), ("Ödendi", "E", "H")])
def test_a_column_called_paid_whose_words_are_not_known_is_asked_for(tmp_path, name, yes, no):
    path = write(tmp_path, FLAGGED.format(name, yes, no))
    error = refused(path)
    assert f"'{name}' may say which rows are paid, and what" in str(error)
    assert any(f"--types {yes}=paid" in c for c in error.ask[0]["choices"])
    assert money(cf.read_ledger(path, map={"status": name}, types={yes: "paid"}))[1] == {"EUR": D("1525.00")}


# --- amounts ---


def test_the_amount_is_what_is_open_and_paid_where_a_column_says_so(tmp_path):
    text = """
Supplier,Invoice Ref,Invoice Date,Due Date,Net,VAT,Gross,CIS Deducted,Retention,Amount Payable,Paid,Balance
Alder Build,AM-881,14/05/2026,13/06/2026,1000.00,200.00,1200.00,200.00,50.00,950.00,0.00,950.00
Alder Build,AM-890,20/05/2026,19/06/2026,500.00,100.00,600.00,0.00,25.00,575.00,300.00,275.00
Birch,CN-7,25/05/2026,25/05/2026,-62.50,-12.50,-75.00,0.00,0.00,-75.00,0.00,-75.00
"""
    ledger = cf.read_ledger(write(tmp_path, text), currency="GBP")
    assert money(ledger) == ({"GBP": D("1450.00")}, {"GBP": D("1150.00")}) and ledger.findings.rejected == 0


def test_the_side_of_few_amounts_among_others_without_one_lessens(tmp_path):
    text = """
Vendor,Invoice No,Invoice Date,Due Date,Amount,Ccy
Alder,AM-881,14/05/2026,13/06/2026,850.00,KES
Alder,AM-890,20/05/2026,19/06/2026,225.00,KES
Birch,CN-7,25/05/2026,25/05/2026,75.00 CR,KES
"""
    path = write(tmp_path, text)
    assert refused(path).ask[0]["type"] == "--owed Dr"
    assert money(cf.read_ledger(path, owed="Dr"))[0] == {"KES": D("1000.00")}


JDE = """
RPDOC,RPALPH,{0},{1},RPCRCD,RPVINV,RPDIVJ,RPDDJ
10001,Alder Metals,125000,125000,USD,AM-881,126134,126164
10002,Alder Metals,84050,34050,USD,AM-890,126140,126170
10003,Birch Tools,-7500,-7500,USD,CN-7,126145,126145
"""
JDE_MAP = {"supplier": "RPALPH", "invoice": "RPVINV", "invoice_date": "RPDIVJ", "due_date": "RPDDJ", "currency": "RPCRCD"}


def test_amounts_without_a_decimal_point_are_not_read_as_whole(tmp_path):
    path = write(tmp_path, JDE.format("RPAG", "RPAAP"))
    error = refused(path, map={**JDE_MAP, "amount": "RPAG", "open_amount": "RPAAP"}, date_format="cyyddd")
    assert "125000 may be in cents" in str(error) and "call the column 'RPAAP cents'" in str(error.hint)
    path = write(tmp_path, JDE.format("RPAG cents", "RPAAP cents"))
    ledger = cf.read_ledger(path, map={**JDE_MAP, "amount": "RPAG cents", "open_amount": "RPAAP cents"}, date_format="cyyddd")
    assert money(ledger) == ({"USD": D("2015.50")}, {"USD": D("1515.50")})
    assert [str(d)[:10] for d in ledger.to_frame()["due_date"]] == ["2026-06-13", "2026-06-19", "2026-05-25"]
