"""Exports of platforms for bills and supply chain finance, and lists kept by hand, as newcomers have them; figures by hand."""

from decimal import Decimal

import pytest

import cashflow as cf
from tests.exports import money, refused, write

D = Decimal
OPEN = {
    "approved for early payment": (
        """
Supplier,Invoice Number,Invoice Date,Due Date,Approved Amount,Currency,Early Payment Date,Discount Amount,Discount Rate (APR),Net Amount
Alder,TA-1,2026-02-03,2026-04-04,1000.00,USD,2026-02-20,7.17,6.00%,992.83
Birch,TA-2,2026-02-04,2026-04-05,500.00,USD,2026-02-20,3.67,6.00%,496.33
""",
        {"USD": "1500.00"},  # what the buyer pays on the due date, whoever has the money earlier
    ),
    "certified for financing": (
        """
Supplier ID,Supplier Name,Document Number,Document Type,Issue Date,Payment Due Date,Currency,Certified Amount
S1,Alder,PR-1,INV,2026-02-03,2026-05-05,USD,1000.00
S1,Alder,PR-2,CM,2026-02-03,2026-05-05,USD,-50.00
""",
        {"USD": "950.00"},
    ),
    "face value": (
        """
Seller,Invoice Ref,Invoice Date,Maturity Date,Face Value,Currency,Discount,Net Proceeds
Alder,O-1,2026-02-03,2026-05-04,1000.00,EUR,9.10,990.90
Birch,O-2,2026-02-04,2026-05-05,500.00,EUR,4.55,495.45
""",
        {"EUR": "1500.00"},
    ),
    "bills with a currency of each": (
        """
Payee name,Bill ref code,Bill date,Due date,Bill status,Bill currency,Bill amount,Amount due,Paid
Alder,T-1,2026-02-03,2026-03-05,Pending payment,USD,1000.00,1000.00,0.00
Birch,T-2,2026-02-04,2026-03-06,Paid,USD,500.00,0.00,500.00
Cedar,T-3,2026-02-04,2026-03-06,Pending payment,ILS,70.00,70.00,0.00
""",
        {"USD": "1000.00", "ILS": "70.00"},
    ),
    "sender company": (
        """
Document Type,Document ID,State,Sender Company,Issue Date,Due Date,Total,Currency,Paid Amount
Invoice,TS-1,ACCEPTED,Alder,2026-02-03,2026-03-05,1000.00,EUR,0.00
Credit Note,TS-2,ACCEPTED,Alder,2026-02-10,2026-03-05,100.00,EUR,0.00
""",
        {"EUR": "900.00"},
    ),
    "bon à payer": (
        """
Fournisseur;N° de pièce;Date facture;Date d'échéance;Montant TTC;Montant HT;TVA;Devise;Statut
Alder;Y-1;03/02/2026;05/03/2026;1200,00;1000,00;200,00;EUR;Bon à payer
Birch;Y-2;14/02/2026;16/03/2026;600,00;500,00;100,00;EUR;Payée
Cedar;Y-3;15/02/2026;17/03/2026;12,00;10,00;2,00;EUR;En litige
""",
        {"EUR": "1212.00"},
    ),
    "bills of carriers": (
        """
Carrier,Freight Bill No,Bill Date,Due Date,Charges,Fuel Surcharge,Total Charges,Currency
Alder Lines,FB-1,2026-02-03,2026-03-05,900.00,100.00,1000.00,USD
Birch Air,FB-2,2026-02-04,2026-03-06,450.00,50.00,500.00,EUR
""",
        {"USD": "1000.00", "EUR": "500.00"},
    ),
    "in the company's currency": (
        """
Kreditor;Kreditorname;Belegnr;Belegdatum;Nettofälligkeit;Betrag in Hauswährung;HWähr
70001;Alder Med GmbH;1900001;03.02.2026;05.03.2026;-1.190,00;EUR
70001;Alder Med GmbH;1700003;15.02.2026;15.02.2026;119,00;EUR
""",
        {"EUR": "1071.00"},
    ),
    "numbers typed as text": (
        """
Supplier;Inv no;Date;Due;Amount;Currency
't Hart;'0012;2026-02-03;'05.03.2026;'1000.50;EUR
Birch;'0013;2026-02-04;'16.03.2026;'50.00;EUR
""",
        {"EUR": "1050.50"},
    ),
    "a supplier once above each subtotal": (
        """
Supplier,Inv no,Date,Due,Amount,Currency
Alder,A-1,2026-02-03,2026-03-05,1000.00,EUR
,A-2,2026-02-13,2026-03-15,200.00,EUR
Subtotal,,,,1200.00,EUR
Birch,B-1,2026-02-04,2026-03-06,50.00,EUR
Subtotal,,,,50.00,EUR
Total,,,,1250.00,EUR
""",
        {"EUR": "1250.00"},
    ),
}


@pytest.mark.parametrize("name", OPEN)
def test_what_is_open_is_read_and_nothing_is_asked(tmp_path, name):
    text, wanted = OPEN[name]
    found = cf.read_ledger(write(tmp_path, text))
    assert money(found)[1] == {code: D(amount) for code, amount in wanted.items()}
    assert found.findings.rejected == 0 and "unknown status" not in set(found.findings.frame["kind"])


def test_the_supplier_named_once_is_that_of_the_rows_above_its_sum(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, OPEN["a supplier once above each subtotal"][0]))
    assert [ledger.supplier.values[c] for c in ledger.supplier.codes] == ["Alder", "Alder", "Birch"]


def test_an_apostrophe_of_a_name_stays_and_that_of_a_number_goes(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, OPEN["numbers typed as text"][0]))
    assert {*ledger.supplier.values} == {"'t Hart", "Birch"} and ledger.invoice.tolist() == ["0012", "0013"]


def test_a_name_that_stands_twice_above_a_sum_leaves_a_blank_supplier_missing(tmp_path):
    text = OPEN["a supplier once above each subtotal"][0].replace(
        "Subtotal,,,,1200.00,EUR\n", "Alder,A-3,2026-02-13,2026-03-15,5.00,EUR\nSubtotal,,,,1205.00,EUR\n"
    )
    found = cf.read_ledger(write(tmp_path, text.replace("1250.00", "1255.00")), most_rejected=1).findings
    assert found.frame.query("kind == 'missing supplier'")["row"].tolist() == [3]


@pytest.mark.parametrize("cell, other", [("2026-02-20", "dispute"), ("20/2", ""), ("20.2.", "")])
def test_dates_of_payment_in_a_few_rows_are_asked_for(tmp_path, cell, other):
    """One day beside a word, or a day without its year: all of it counted as open."""
    head = "Supplier,Inv no,Date,Due,Amount,Currency,Date paid\n"
    rows = f"Alder,A-1,2026-02-03,2026-03-05,1000.00,EUR,{cell}\nBirch,B-1,2026-02-04,2026-03-06,50.00,EUR,\nCedar,C-1,2026-02-04,2026-03-06,5.00,EUR,{other}\n"
    assert [a["type"] for a in refused(write(tmp_path, head + rows)).ask] == ["--map 'paid_date=Date paid'"]


def test_paid_out_by_a_column_of_progress_is_asked_for(tmp_path):
    head = "Rechnungssteller;Rechnungsnummer;Rechnungsdatum;Fälligkeitsdatum;Bruttobetrag;Währung;Bearbeitungsstatus\n"
    rows = "Alder GmbH;X-1;03.02.2026;05.03.2026;1.190,00;EUR;angeordnet\nBirch AG;X-2;14.02.2026;16.03.2026;595,00;EUR;ausgezahlt\n"
    path = write(tmp_path, head + rows)
    assert refused(path).ask[0]["choices"][0] == "--map status=Bearbeitungsstatus"
    assert money(cf.read_ledger(path, map={"status": "Bearbeitungsstatus"}))[1] == {"EUR": D("1190.00")}
