"""Who is owed, and which way: sides beside amounts, types with words, accounts that are no suppliers, what is kept back. Sums by hand."""

import shlex
import time
from collections import Counter

import pytest

import cashflow as cf
from cashflow.basics.errors import InputError
from cashflow.ledger.values.sum_words import beside_sum_word


def read(tmp_path, text, **options):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    return cf.read_ledger(tmp_path / "a.csv", **options)


def open_sum(ledger):
    return int(ledger.amount.sum()) - int(ledger.paid.amount.sum())


def kinds(ledger):
    return Counter(ledger.findings.frame["kind"])


TALLY = """Party,Voucher,Vch Type,Date,Due On,Amount
Sharma Traders,P/1,Purchase,13-May-25,12-Jun-25,"1,28,500.00 Cr"
Sharma Traders,D/1,Debit Note,15-May-25,,"8,500.00 Dr"
Sharma Traders,B/9,Payment,10-Jun-25,,"50,000.00 Dr"
Gupta & Sons,P/2,Purchase,14-Jun-25,14-Jul-25,"75,000.50 Cr"
"""


def test_a_payment_with_its_side_lessens_what_is_owed(tmp_path):
    ledger = read(tmp_path, TALLY, currency="INR", owed="Cr")
    assert int(ledger.amount.sum()) == 128_500_00 - 8_500_00 + 75_000_50
    assert open_sum(ledger) == 145_000_50


BY_VENDOR = """Transaction List by Vendor
,Date,Transaction Type,Num,Posting,Account,Amount
Brosnahan Insurance,,,,,,
,04/13/2025,Bill,B-1,Yes,Accounts Payable (A/P),"2,000.00"
,05/10/2025,Bill Payment (Check),1001,Yes,Checking,"-2,000.00"
,06/13/2025,Bill,B-2,Yes,Accounts Payable (A/P),241.23
Total for Brosnahan Insurance,,,,,,$241.23
Diego's Road Warrior,,,,,,
,05/14/2025,Bill,D-9,Yes,Accounts Payable (A/P),755.00
,06/10/2025,Bill Payment (Credit Card),1,Yes,Visa,-114.09
,06/22/2025,Purchase Order,PO1,No,Accounts Payable (A/P),400.00
Total for Diego's Road Warrior,,,,,,"$1,040.91"
"""


def test_an_account_is_no_supplier(tmp_path):
    ledger = read(tmp_path, BY_VENDOR, currency="USD", terms="net 30")
    assert {ledger.supplier.values[c] for c in ledger.supplier.codes} == {"Brosnahan Insurance", "Diego's Road Warrior"}
    assert int(ledger.amount.sum()) == 2_000_00 + 241_23 + 755_00  # an order is none
    assert "open debit" not in kinds(ledger)  # both payments found bills of their supplier


def test_a_supplier_may_be_called_by_any_other_account(tmp_path):
    text = "Vendor,Bill No,Bill Date,Due Date,Amount,Currency\n" + "Checking Services Ltd,1,2025-05-13,2025-06-12,10.00,EUR\n"
    assert read(tmp_path, text).supplier.values[0] == "Checking Services Ltd"


S4 = """Supplier Name,Journal Entry,Journal Entry Type,Journal Entry Date,Net Due Date,Amount (Transaction Currency),Transaction Currency{more}
Nordwind AG,51,KR (Vendor invoice),2025-05-13,2025-06-12,-1190.00,EUR{cell}
Nordwind AG,17,KA (Vendor document),2025-05-15,2025-05-15,400.00,EUR{cell}
Nordwind AG,52,KR (Vendor invoice),2025-05-20,2025-06-19,-2380.00,USD{cell}
Nordwind AG,15,ZP (Payment posting),2025-06-12,2025-06-12,600.00,EUR{cell}
Nordwind AG,53,RE (Invoice - gross),2025-06-14,2025-07-14,-714.00,EUR{cell}
Nordwind AG,54,KG (Vendor credit memo),2025-06-15,2025-06-15,119.00,EUR{cell}
"""


def test_a_type_is_known_by_the_code_before_its_words(tmp_path):
    ledger = read(tmp_path, S4.format(more=",Amount (CC Crcy)", cell=",0.00"))
    assert ledger.findings.amount_accepted["EUR"] == 1190 - 400 + 714 - 119
    assert open_sum(ledger) == (1190 - 400 + 714 - 119 - 600 + 2380) * 100


def test_the_sign_is_asked_for_where_nothing_is_owed_on_balance(tmp_path):
    ledger = read(tmp_path, S4.format(more="", cell=""))  # three of six rows are negative
    assert "EUR 1,904.00 of 3,023.00" in ledger.findings.sign_suspect
    assert not read(tmp_path, S4.format(more="", cell=""), sign="payables negative").findings.sign_suspect


def test_credit_notes_beside_what_is_owed_are_no_doubt(tmp_path):
    head = "Vendor,Bill No,Bill Date,Due Date,Amount,Currency\n"
    lines = [
        f"Acme,{n},2025-05-1{n},2025-06-1{n},{a},{c}\n" for n, (a, c) in enumerate([(500, "EUR"), (-100, "EUR"), (-70, "USD"), (60, "GBP")])
    ]
    assert not read(tmp_path, head + "".join(lines)).findings.sign_suspect


def test_types_of_a_column_that_was_told_are_asked_for(tmp_path):
    text = "Vendor,Bill No,Posted as,Bill Date,Due Date,Amount,Currency\nAcme,1,X9,2025-05-13,2025-06-12,10.00,EUR\n"
    assert kinds(read(tmp_path, text))["unknown document type"] == 0
    assert kinds(read(tmp_path, text, map={"document_type": "Posted as"}))["unknown document type"] == 1


SIDES = """Lieferant;Rechnungs-Nr.;Datum;Fälligkeit;Saldo;S/H;WKZ
Müller KG;R1;13.05.2025;12.06.2025;1.190,00;H;EUR
Müller KG;G1;25.05.2025;24.06.2025;119,00;S;EUR
Summe;;;;{total};H;EUR
"""


@pytest.mark.parametrize(("total", "differs"), [("1.071,00", 0), ("1.309,00", 0), ("1.100,00", 1)])
def test_sums_are_compared_with_their_sides(tmp_path, total, differs):
    ledger = read(tmp_path, SIDES.format(total=total), owed="Cr")
    assert int(ledger.amount.sum()) == 1_071_00
    assert kinds(ledger)["total that differs"] == differs


@pytest.mark.parametrize("name", ["Retention", "Retainage held", "Sicherheitseinbehalt", "Retenue de garantie", "TDS"])
def test_what_is_kept_back_is_said(tmp_path, name):
    text = f"Vendor,Bill No,Bill Date,Due Date,Gross Amount,{name},Currency\nAcme,1,2025-05-13,2025-06-12,100.00,{{}},EUR\n"
    assert kinds(read(tmp_path, text.format("10.00")))["unused column"] == 1
    assert kinds(read(tmp_path, text.format("0.00")))["unused column"] == 0


def test_open_and_paid_under_other_names(tmp_path):
    polish = "Kontrahent;Nr faktury;Data wystawienia;Termin płatności;Kwota brutto;Do zapłaty;Waluta\nStal;1;13.05.2025;12.06.2025;2460,00;460,00;PLN\n"
    assert open_sum(read(tmp_path, polish)) == 460_00
    danish = (
        "Leverandør;Fakturanr;Fakturadato;Forfaldsdato;Beløb;Betalt dato;Valuta\nNordlys;1;13-05-2025;12-06-2025;10,00;12-06-2025;DKK\n"
    )
    assert read(tmp_path, danish).findings.layout.columns["paid_date"] == "Betalt dato"


NET_AND_TAX = """Vendor,Invoice No,Type,Invoice Date,Due Date,Net Amount,VAT,Currency
Alder,1,Invoice,2025-01-10,2025-02-10,100.00,20.00,EUR
Alder,2,Invoice,2025-01-11,2025-02-11,200.00,40.00,EUR
Birch,3,Invoice,2025-01-12,2025-02-12,300.00,60.00,EUR
Birch,4,Credit note,2025-01-13,2025-02-13,{credit},EUR
"""


@pytest.mark.parametrize(
    ("credit", "owed"), [("-50.00,-10.00", -60_00), ("-50.00,10.00", -60_00), ("-50.00,", -50_00), ("50.00,10.00", -60_00)]
)
def test_a_credit_note_in_two_columns_lessens_what_is_owed(tmp_path, credit, owed):
    """Its sign is seen where net and tax are added up; a tax without a sign has that of its amount."""
    ledger = read(tmp_path, NET_AND_TAX.format(credit=credit))
    assert ledger.amount.tolist() == [120_00, 240_00, 360_00, owed]
    assert ledger.findings.rejected == 0


def test_the_side_of_a_negative_amount_in_two_columns_turns_it_no_more(tmp_path):
    text = NET_AND_TAX.format(credit="-50.00,-10.00").replace("Type", "D/C").replace("Credit note", "D").replace("Invoice,", "C,")
    ledger = read(tmp_path, text, owed="Cr")
    assert ledger.amount.tolist() == [120_00, 240_00, 360_00, -60_00]


@pytest.mark.parametrize(
    "text",
    [
        "Vendor,Invoice No,Invoice Date,Due Date,Net Amount,VAT,Currency\n"
        "Alder,1,2025-01-10,2025-02-10,100.00 Dr,20.00 Dr,EUR\nAlder,2,2025-01-10,2025-02-10,50.00 Cr,10.00 Cr,EUR\n",
        "Vendor,Invoice No,Invoice Date,Due Date,Current,1-30,31-60,Currency\n"
        "Alder,1,2025-01-10,2025-02-10,100.00 Dr,20.00 Dr,,EUR\nAlder,2,2025-01-10,2025-02-10,,50.00 Cr,10.00 Cr,EUR\n",
        "Vendor,Invoice No,Invoice Date,Due Date,Open,Paid Amount,Currency\n"
        "Alder,1,2025-01-10,2025-02-10,100.00 Dr,20.00 Dr,EUR\nAlder,2,2025-01-10,2025-02-10,50.00 Cr,10.00 Cr,EUR\n",
    ],
)
@pytest.mark.parametrize("owed", ["Dr", "Cr"])
def test_amounts_that_are_worked_out_heed_which_side_is_owed(tmp_path, text, owed):
    more, less = ("Dr", "Cr") if owed == "Dr" else ("Cr", "Dr")
    ledger = read(tmp_path, text.replace("Dr", "MORE").replace("Cr", "LESS").replace("MORE", more).replace("LESS", less), owed=owed)
    assert ledger.amount.tolist() == [120_00, -60_00]


@pytest.mark.parametrize(
    ("header", "credit", "told"),
    [
        ("Type,Gross Amount", "Credit note,60.00", {}),
        ("Type,Gross Amount", "Credit note,-60.00", {}),
        ("D/C,Gross Amount", "D,60.00", {"owed": "Cr"}),
        ("Type,Gross Amount", "Invoice,60.00 Dr", {"owed": "Cr"}),
    ],
)
def test_a_tax_without_a_sign_has_that_of_its_amount(tmp_path, header, credit, told):
    first = "C,120.00" if "D/C" in header else "Invoice,120.00 Cr" if "Dr" in credit else "Invoice,120.00"
    text = f"Vendor,Invoice No,Invoice Date,Due Date,{header},VAT,Currency\n"
    text += f"Alder,1,2025-01-10,2025-02-10,{first},20.00,EUR\nBirch,2,2025-01-11,2025-02-11,{credit},10.00,EUR\n"
    ledger = read(tmp_path, text, **told)
    assert ledger.amount.tolist() == [120_00, -60_00]
    assert ledger.tax.tolist() == [20_00, -10_00]


def test_credit_notes_without_a_sign_in_columns_of_age(tmp_path):
    text = "Vendor,Invoice No,Type,Invoice Date,Due Date,Current,1-30,31-60,Currency\n"
    text += "Alder,1,Invoice,2025-01-10,2025-02-10,100.00,,,EUR\nAlder,2,Credit note,2025-01-11,2025-02-11,40.00,,,EUR\n"
    assert read(tmp_path, text).amount.tolist() == [100_00, -40_00]


def test_sums_of_suppliers_beside_net_and_tax_are_no_invoices(tmp_path):
    text = "Vendor,Invoice No,Invoice Date,Due Date,Net Amount,VAT,Currency\n"
    text += "Alder,1,2025-01-10,2025-02-10,100.00,20.00,EUR\nAlder,2,2025-01-11,2025-02-11,200.00,40.00,EUR\n"
    text += "Alder Total,,2025-02-11,,300.00,60.00,EUR\nBirch,3,2025-01-12,2025-02-12,300.00,60.00,EUR\n"
    ledger = read(tmp_path, text)
    assert ledger.amount.tolist() == [120_00, 240_00, 360_00]
    assert kinds(ledger)["total row"] == 1


def test_a_long_run_of_blanks_in_a_cell_takes_no_time(tmp_path):
    """A pattern that shares blanks out among its parts needs a minute for a thousand of them."""
    text = f"Vendor,Invoice No,Invoice Date,Due Date,Amount,Note,Currency\nAlder,1,2025-01-10,2025-02-10,120.00,1{' ' * 30_000}!,EUR\n"
    assert read(tmp_path, text).amount.tolist() == [120_00]


def test_what_to_type_of_a_type_with_an_apostrophe_can_be_typed(tmp_path):
    text = "Vendor,Invoice No,Type,Invoice Date,Due Date,Amount,Currency\nAlder,1,Invoice,2025-01-10,2025-02-10,100.00,EUR\n"
    text += "Alder,2,Nota d'acquisto,2025-01-11,2025-02-11,200.00,EUR\n"
    found = read(tmp_path, text).findings.frame
    said = found[found["kind"] == "unknown document type"]["reason"].item()
    words = shlex.split(said.partition("Say what it is: ")[2].partition(" (or")[0])
    assert words == ["--types", "Nota d'acquisto=payment"]


def test_the_cell_that_is_no_amount_is_the_one_that_is_named(tmp_path):
    text = "Vendor,Bill No,Bill Date,Due Date,Amount,Currency\nAlder,1,2025-01-10,2025-02-10,10.00,EUR\n"
    with pytest.raises(InputError, match="but holds 'n/a'"):
        read(tmp_path, text + "Birch,2,2025-01-10,2025-02-10,n/a,EUR\n")


def test_what_is_open_with_tax_beside_net_and_tax_is_in_no_other_currency(tmp_path):
    text = NET_AND_TAX.format(credit="-50.00,-10.00,-60.00").replace("VAT,", "VAT,Open Amount,")
    for tax, rest in (("20.00", "70.00"), ("40.00", "240.00"), ("60.00", "360.00")):
        text = text.replace(f",{tax},EUR", f",{tax},{rest},EUR")
    ledger = read(tmp_path, text)
    assert ledger.amount.tolist() == [120_00, 240_00, 360_00, -60_00]
    assert open_sum(ledger) == 70_00 + 240_00 + 360_00 - 60_00


@pytest.mark.parametrize("between", [" ", ": "])
def test_a_long_name_before_a_word_for_a_sum_takes_no_time(between):
    text = f"Alder{between * 50_000}"
    start = time.process_time()
    assert (
        beside_sum_word(text) == "" and beside_sum_word(f"{text}Total") == "alder" and beside_sum_word(f"Total{text[5:]}\nAlder") == "alder"
    )
    assert time.process_time() - start < 1


def test_a_sum_beside_net_and_a_tax_without_a_sign_is_what_was_read(tmp_path):
    text = NET_AND_TAX.format(credit="-50.00,10.00") + "Total,,,,,550.00,110.00,\n"
    ledger = read(tmp_path, text)
    assert int(ledger.amount.sum()) == 660_00 and ledger.findings.notes == []
    assert ledger.findings.layout.totals["Total"].startswith("the file's own total 660.00 = 4 rows read")
