"""Open bills as one program after another writes them: read without a question, and every column of it for what it is.

The same four bills of two suppliers in all of them, so that what is open is added up once, by hand: 1,250.00, 340.50 of 840.50 (500.00 is
paid), a credit note of 75.00, and 999.00 that is paid: 1,515.50 are open.
"""

import datetime as dt
from decimal import Decimal

import pytest

import cashflow as cf
from cashflow.ledger.asks import asks_of
from tests.exports import money, refused, write
from tests.layouts import LEDGERS

D = Decimal
BILLS = [  # supplier, its number, invoice, days, amounts, when it was paid
    ("Alder Ltd", "10010", "AM-881", dt.date(2025, 3, 14), dt.date(2025, 4, 13), D("1250.00"), D(0), None),
    ("Alder Ltd", "10010", "AM-890", dt.date(2025, 3, 18), dt.date(2025, 4, 17), D("840.50"), D("500.00"), None),
    ("Birch Ltd", "10020", "CN-7", dt.date(2025, 3, 20), dt.date(2025, 3, 20), D("-75.00"), D(0), None),
    ("Birch Ltd", "10020", "B-0", dt.date(2025, 1, 10), dt.date(2025, 2, 9), D("999.00"), D("999.00"), dt.date(2025, 2, 7)),
]
LAYOUTS = {  # name: days, decimal sign, header, row
    "jd edwards": ("%m/%d/%Y", ".", "Address Number;Alpha Name;Document Number;Supplier Invoice Number;Invoice Date;Due Date;Currency Code;Gross Amount;Open Amount", "{no};{name};8000{i};{invoice};{day};{due};EUR;{total};{open}"),
    "sap business one": ("%d.%m.%Y", ",", "Document;BP Code;BP Name;Vendor Ref. No.;Posting Date;Due Date;Document Date;Total;Balance Due;Currency", "30{i};{no};{name};{invoice};{day};{due};{day};{total};{open};EUR"),
    "sap business bydesign": ("%d.%m.%Y", ",", "Supplier ID;Supplier;Invoice ID;External Document ID;Invoice Date;Due Date;Gross Amount;Open Amount;Currency", "{no};{name};33{i};{invoice};{day};{due};{total};{open};EUR"),
    "workday": ("%m/%d/%Y", ".", "Invoice;Supplier;Supplier's Invoice Number;Invoice Date;Due Date;Currency;Invoice Amount;Balance Due", "Supplier Invoice: SI-10{i};{name};{invoice};{day};{due};EUR;{total};{open}"),
    "lexware": ("%d.%m.%Y", ",", "Belegdatum;Belegnummer;Externe Belegnr.;Kreditor;Name;Fällig am;Rechnungsbetrag;Bezahlt;Offener Betrag;Währung", "{day};ER{i};{invoice};{no};{name};{due};{total};{paid};{open};EUR"),
    "afas": ("%d-%m-%Y", ",", "Crediteur;Naam crediteur;Factuurnummer;Factuurdatum;Vervaldatum;Factuurbedrag;Betaald bedrag;Restant bedrag;Valuta", "{no};{name};{invoice};{day};{due};{total};{paid};{open};EUR"),
    "cegid": ("%d/%m/%Y", ",", "Compte;Intitulé;N° pièce;Réf. externe;Date pièce;Échéance;Devise;Montant TTC;Reste à payer;Mode de paiement", "401{no};{name};{i};{invoice};{day};{due};EUR;{total};{open};Virement"),
    "ebp": ("%d/%m/%Y", ",", "Code fournisseur;Nom du fournisseur;Référence;Date du document;Date d'échéance;Moyen de paiement;Montant;Déjà réglé;Solde dû;Devise", "{no};{name};{invoice};{day};{due};Virement;{total};{paid};{open};EUR"),
    "fatture in cloud": ("%d/%m/%Y", ",", "Data;Prossima scadenza;Nr. acquisto;Fornitore;Totale;Già pagato;Da saldare;Valuta", "{day};{due};{invoice};{name};{total};{paid};{open};EUR"),
    "zucchetti": ("%d/%m/%Y", ",", "Codice fornitore;Ragione sociale;Num. documento;Data documento;Data scadenza;Importo rata;Residuo;Tipo pagamento;Divisa", "{no};{name};{invoice};{day};{due};{total};{open};Bonifico;EUR"),
    "holded": ("%d/%m/%Y", ",", "Fecha;Num;Núm. factura proveedor;Contacto;Vencimiento;Total;Pagado;Pendiente;Moneda", "{day};F25{i};{invoice};{name};{due};{total};{paid};{open};EUR"),
    "optima": ("%d.%m.%Y", ",", "Kontrahent;Numer dokumentu;Numer obcy;Data wystawienia;Termin płatności;Kwota;Rozliczono;Pozostaje;Waluta", "{name};FZ/{i}/2025;{invoice};{day};{due};{total};{paid};{open};EUR"),
    "enova": ("%Y-%m-%d", ",", "Podmiot;Nr dokumentu;Data dokumentu;Termin;Kwota;Do rozliczenia;Waluta", "{name};{invoice};{day};{due};{total};{open};EUR"),
    "money s3": ("%d.%m.%Y", ",", "Číslo dokladu;Přijatý doklad;Dodavatel;Vystaveno;Splatno;Uhrazeno dne;Celkem s DPH;Zbývá uhradit;Měna", "PF{i};{invoice};{name};{day};{due};{when};{total};{open};EUR"),
    "fortnox": ("%Y-%m-%d", ",", "Löpnr;Leverantörsnr;Leverantör;Fakturanr;Fakturadatum;Förfallodatum;Valuta;Total;Saldo;Slutbetald datum", "{i};{no};{name};{invoice};{day};{due};EUR;{total};{open};{when}"),
    "1c": ("%d.%m.%Y", ",", "Контрагент;Документ;Номер вх.;Дата вх.;Срок оплаты;Валюта;Сумма;Оплачено;Остаток долга", "{name};Поступление {i};{invoice};{day};{due};EUR;{total};{paid};{open}"),
    "freee": ("%Y/%m/%d", ".", "管理番号,発生日,決済期日,取引先コード,取引先,金額,決済日,決済金額,通貨".replace(",", ";"), "{invoice};{day};{due};{no};{name};{total};{when};{paid};EUR"),
    "yonyou": ("%Y-%m-%d", ".", "供应商;发票号;开票日期;到期日;币种;原币金额;原币余额", "{name};{invoice};{day};{due};EUR;{total};{open}"),
    "quickbooks report": ("%m/%d/%Y", ".", "Date;Num;Source Name;Due Date;Amount;Open Balance;Currency", "{day};{invoice};{name};{due};{total};{open};EUR"),
    "abacus": ("%d.%m.%Y", ",", "Kreditor-Nr.;Name;Rechnungs-Nr.;Belegdatum;Fälligkeitsdatum;Währung;Kurs;Betrag;Offen;Zahlungsart", "{no};{name};{invoice};{day};{due};EUR;0,94;{total};{open};Überweisung"),
}  # fmt: skip


def export(folder, days, sign, header, row):
    def number(value):
        return f"{value:.2f}".replace(".", sign)

    lines = [header]
    for i, (name, no, invoice, day, due, total, paid, when) in enumerate(BILLS):
        sums = {"total": number(total), "paid": number(paid), "open": number(total - paid)}
        dates = {"day": day.strftime(days), "due": due.strftime(days), "when": when.strftime(days) if when else ""}
        lines.append(row.format(i=i + 1, name=name, no=no, invoice=invoice, **dates, **sums))
    return write(folder, "\n".join(lines) + "\n")


@pytest.mark.parametrize("system", LAYOUTS)
def test_an_export_is_read_without_a_question(tmp_path, system):
    ledger = cf.read_ledger(export(tmp_path, *LAYOUTS[system]))
    assert money(ledger)[1] == {"EUR": D("1515.50")}
    assert ledger.invoice.tolist() == ["AM-881", "AM-890", "CN-7", "B-0"]
    frame = ledger.to_frame()
    assert frame["supplier"].tolist() == ["Alder Ltd", "Alder Ltd", "Birch Ltd", "Birch Ltd"]
    assert [str(d)[:10] for d in frame["invoice_date"]] == ["2025-03-14", "2025-03-18", "2025-03-20", "2025-01-10"]
    assert [str(d)[:10] for d in frame["due_date"]] == ["2025-04-13", "2025-04-17", "2025-03-20", "2025-02-09"]
    assert not ledger.findings.layout.unused and {*ledger.findings.frame["kind"]} <= {"paid without date"}


FIORI = """
Supplier;Supplier Name;Journal Entry Type;Reference;Journal Entry Date;Net Due Date;Amount (Tran Crcy);Transaction Currency
200100;Alder;KR;A-100;14.03.2025;13.04.2025;-1250,00;USD
200100;Alder;KG;A-CN1;25.03.2025;25.03.2025;75,00;USD
200200;Birch;RE;B-10;05.03.2025;04.05.2025;-300,00;EUR
"""


def test_a_list_of_sap_fiori_is_negative_as_all_lists_of_sap_are(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, FIORI))
    assert money(ledger)[0] == {"USD": D("1175.00"), "EUR": D("300.00")} and not len(ledger.findings.frame)


CODES = """
Supplier;Invoice;Document Type;Invoice Date;Due Date;Currency;Amount
Alder;A-1;PV;2025-03-14;2025-04-13;EUR;1250.00
Alder;A-2;{type};2025-03-18;2025-04-17;EUR;-75.00
"""


@pytest.mark.parametrize(("type", "first"), [("PV", ["PV=invoice"]), ("PX", ["PV=invoice", "'PX=credit note'"])])
def test_an_unknown_type_is_first_offered_as_it_is_read(tmp_path, type, first):
    path = write(tmp_path, CODES.format(type=type))
    found = cf.read_ledger(path).findings
    asked = [a["type"].removeprefix("--types ") for a in asks_of(found)]
    assert asked == first
    told = dict(a.strip("'").split("=") for a in asked)
    assert money(cf.read_ledger(path, types=told))[1] == dict(found.amount_open) == {"EUR": D("1175.00")}


PRIMAVERA = """
Entidade;Nome;Tipo Doc.;Nº Doc. Externo;Data Doc.;Data Venc.;Moeda;Valor Total;Valor Pendente
F10;Amieiro Lda;VFA;AM-881;14-03-2025;13-04-2025;EUR;1250,00;1250,00
F10;Amieiro Lda;VNC;CN-7;20-03-2025;20-03-2025;EUR;-75,00;-75,00
"""


def test_types_of_primavera_are_known(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, PRIMAVERA))
    assert money(ledger)[1] == {"EUR": D("1175.00")} and not len(ledger.findings.frame)


def test_checks_and_expenses_of_quickbooks_are_money_paid():
    ledger = cf.read_ledger(LEDGERS / "quickbooks_online_flat.csv", currency="USD")
    assert money(ledger)[1] == {"USD": D("1500.00")}  # 1,190.00 - 190.00 + 500.00 of 2,000.00
    assert len(ledger) == 3 and ledger.findings.payments.count(["accepted"]) == 3 and not asks_of(ledger.findings)


PRICED = """
Vendor,Invoice,Qty,{name},Amount,Currency,Invoice date,Due date
Alder,A-1,2,50.00,100.00,EUR,2025-03-14,2025-04-13
Birch,B-2,1,75.00,75.00,EUR,2025-03-15,2025-04-14
Birch,B-3,3,10.00,30.00,EUR,2025-03-15,2025-04-14
"""


@pytest.mark.parametrize("name", ["Unit price", "Price", "Einzelpreis", "Prix unitaire", "Precio unitario", "単価", "Exchange rate"])
def test_a_price_of_one_piece_is_no_part_of_the_amount(tmp_path, name):
    """It was asked whether it is what is open, and offered so: 70.00 of the 205.00 would not have been owed."""
    ledger = cf.read_ledger(write(tmp_path, PRICED.format(name=name)))
    assert money(ledger)[1] == {"EUR": D("205.00")} and not ledger.findings.layout.unused


def test_another_price_may_be_what_is_open_and_is_asked_for(tmp_path):
    assert "'Price agreed' (135.00) is 'Amount' in 1 of 3 rows" in str(refused(write(tmp_path, PRICED.format(name="Price agreed"))))


M3 = """
Supplier;Name;Supplier invoice number;Invoice date;Due date;Currency;Foreign currency amount;Recorded amount;Rate
10010;Alder;AM-881;2025-03-14;2025-04-13;EUR;1250.00;1250.00;1.00
10030;Cedar;C-1;2025-03-23;2025-04-22;USD;100.00;92.00;0.92
10030;Cedar;C-2;2025-03-24;2025-04-23;USD;50.00;46.00;0.92
"""


def test_amounts_in_the_currency_of_the_company_are_not_offered_as_what_is_open(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, M3))
    assert money(ledger)[1] == {"EUR": D("1250.00"), "USD": D("150.00")}
    assert ledger.findings.layout.unused == {"Recorded amount": "repeats 'Foreign currency amount' in EUR, and is not used"}
