"""Payments tables as programs export them: their own column names, and a decimal sign of their own."""

from decimal import Decimal as D

import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.days import to_day
from cashflow.cli import main
from cashflow.whatif_file.sections import read_baseline

LEDGER = """Kreditor;Rechnungsnummer;Rechnungsdatum;Fälligkeit;Betrag;Währung
Acme GmbH;A1;31.03.2025;30.04.2025;1.000,00;EUR
Bolt AG;B1;14.04.2025;14.05.2025;500,00;EUR
"""
NAMES = [
    ("Kreditor;Rechnungsnummer;Zahlungsdatum;Betrag", "Acme GmbH;A1;30.04.2025;1.000,00"),
    ("Vendor,Invoice Number,Payment Date,Amount", "Acme GmbH,A1,2025-04-30,1000.00"),
    ("Vendor,Invoice Number,Date Paid,Amount Paid,Currency", 'Acme GmbH,A1,2025-04-30,"1,000.00",EUR'),
    ("Fournisseur;Numero facture;Date de paiement;Montant", "Acme GmbH;A1;30.04.2025;1000,00"),
    ("supplier,invoice,paid_date,amount", "Acme GmbH,A1,2025-04-30,1000.00"),
]


def read(folder, header, *rows, ledger=LEDGER, **told):
    (folder / "l.csv").write_text(ledger, encoding="utf-8")
    (folder / "p.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return cf.read_ledger(folder / "l.csv", payments=folder / "p.csv", **told)


@pytest.mark.parametrize(("header", "row"), NAMES)
def test_payments_are_read_under_the_names_of_programs(tmp_path, header, row):
    ledger = read(tmp_path, header, row)
    assert ledger.paid.amount.tolist() == [100_000]
    said = ledger.findings.frame.query("kind == 'other column name'")
    assert dict(zip(said["value"], said["column"], strict=True)) == {
        n: o
        for n, o in zip(header.replace(";", ",").split(","), ("supplier", "invoice", "paid_date", "amount", "currency"), strict=False)
        if n.lower() != o
    }


def test_a_discount_under_another_name_is_read(tmp_path):
    """980.00 and 20.00 off settle 1,000.00; the discount is stated, whatever its column is called."""
    ledger = read(tmp_path, "Vendor,Invoice Number,Payment Date,Amount,Discount taken", "Acme GmbH,A1,2025-04-30,980.00,20.00")
    assert ledger.payments_read.discount["taken"] == {"EUR": 2_000} and ledger.findings.amount_open["EUR"] == D("500.00")


def test_cells_decide_what_a_name_means(tmp_path):
    """Valuta is a currency in the north and the south, and a day of value in Germany."""
    with pytest.raises(cf.InputError, match="the column is missing: paid_date"):
        read(tmp_path, "Kreditor;Rechnungsnummer;Valuta;Zahlbetrag", "Acme GmbH;A1;30.04.2025;1.000,00")
    ledger = read(tmp_path, "Kreditor;Rechnungsnummer;Valuta;Zahlungstag;Zahlbetrag", "Acme GmbH;A1;EUR;30.04.2025;1.000,00")
    assert ledger.paid.amount.tolist() == [100_000]


def test_two_names_for_one_column_are_asked_for(tmp_path):
    with pytest.raises(cf.InputError, match="may be one of several columns: Payment Date, Paid on") as wrong:
        read(tmp_path, "Vendor,Invoice Number,Payment Date,Paid on,Amount", "Acme GmbH,A1,2025-04-30,2025-05-01,1000.00")
    assert wrong.value.column == "paid_date" and wrong.value.hint == "Type: --payments-map 'paid_date=Payment Date' (or 'Paid on')"
    assert wrong.value.ask[0]["choices"] == ["paid_date=Payment Date", "paid_date=Paid on"]
    told = {"paid_date": "Paid on"}
    header, row = "Vendor,Invoice Number,Payment Date,Paid on,Amount", "Acme GmbH,A1,2025-04-30,2025-05-01,1000.00"
    assert read(tmp_path, header, row, payments_map=told).paid.day.tolist() == [to_day("2025-05-01")]


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(cf.InputError, match="the column is missing: paid_date"):
        read(tmp_path, "Vendor,Invoice Number,Amount", "Acme GmbH,A1,1000.00")


STRANGE = ("Lieferant,Foo,Bar,Baz", "Acme GmbH,A1,2025-04-30,1000.00")
TOLD = {"invoice": "Foo", "paid_date": "Bar", "amount": "baz"}  # in whatever letters


def test_all_that_is_missing_is_named_at_once_with_their_names_and_what_to_type(tmp_path):
    with pytest.raises(
        cf.InputError, match=r"the columns are missing: invoice, paid_date, amount\. Seen: Lieferant, Foo, Bar, Baz"
    ) as wrong:
        read(tmp_path, *STRANGE)
    assert wrong.value.hint == "Type: --payments-map invoice=Foo --payments-map paid_date=Bar --payments-map amount=Baz"


def test_columns_of_payments_are_told_in_python_file_and_command(tmp_path):
    ledger = read(tmp_path, *STRANGE, payments_map=TOLD)
    assert ledger.paid.amount.tolist() == [100_000]
    assert ledger.findings.frame["column"].tolist() == ["supplier"]  # what is told needs no finding
    pairs = ", ".join(f'{ours} = "{theirs}"' for ours, theirs in TOLD.items())
    (tmp_path / "w.toml").write_text(f'[ledger]\npath = "l.csv"\npayments = "p.csv"\npayments_map = {{ {pairs} }}\n', encoding="utf-8")
    assert read_baseline(tmp_path / "w.toml").options()["payments_map"] == TOLD
    flags = [word for ours, theirs in TOLD.items() for word in ("--payments-map", f"{ours}={theirs}")]
    done = CliRunner().invoke(main, ["check", str(tmp_path / "l.csv"), "--payments", str(tmp_path / "p.csv"), *flags])
    assert done.exit_code == 0 and "1 row read = 1 accepted + 0 rejected" in done.stdout


def test_what_is_told_beats_a_column_under_our_name(tmp_path):
    header, row = "supplier,invoice,paid_date,amount,gross", "Acme GmbH,A1,2025-04-30,999.00,1000.00"
    assert read(tmp_path, header, row).paid.amount.tolist() == [99_900]
    assert read(tmp_path, header, row, payments_map={"amount": "gross"}).paid.amount.tolist() == [100_000]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"invoice": "Fo"}, "p.csv, payments_map invoice 'Fo': is not a column of the payments. Did you mean 'Foo'"),
        ({"terms": "Foo"}, "payments_map 'terms': is not a column that a payments table has"),
        ({"invoice": "Foo", "amount": "Foo"}, "p.csv, payments_map amount 'Foo': is given as invoice, too"),
        ("invoice", "payments_map 'invoice': must name one of our columns"),
    ],
)
def test_what_can_t_be_told(tmp_path, told, reason):
    with pytest.raises(cf.InputError, match=reason):
        read(tmp_path, *STRANGE, payments_map=told)


def test_a_map_without_payments_is_refused(tmp_path):
    (tmp_path / "l.csv").write_text(LEDGER, encoding="utf-8")
    with pytest.raises(cf.InputError, match="payments_map: is for a payments table, and none is given"):
        cf.read_ledger(tmp_path / "l.csv", payments_map=TOLD)


def test_a_table_without_rows(tmp_path):
    assert read(tmp_path, "Vendor,Invoice Number,Payment Date,Amount").payments_read.rows_read == 0


def test_two_readings_are_those_of_the_ledger(tmp_path):
    """1.000 is a thousand beside a ledger with decimal commas, and is refused beside one that decides nothing."""
    header, row = "supplier,invoice,paid_date,amount", "Acme GmbH,A1,2025-04-30,1.000"
    assert read(tmp_path, header, row).paid.amount.tolist() == [100_000]
    plain = "supplier,invoice,invoice_date,amount,currency,due_date\nAcme GmbH,A1,2025-03-31,1000,EUR,2025-04-30\n"
    assert "two readings" in read(tmp_path, header, row, ledger=plain).findings.frame["reason"].iloc[0]


def test_a_decimal_sign_that_is_told_holds_for_both(tmp_path):
    found = read(tmp_path, "supplier,invoice,paid_date,amount", "Acme GmbH,A1,2025-04-30,1000.00", decimal=",")
    assert found.findings.frame["kind"].tolist() == ["unreadable amount"]


def test_frames_too(tmp_path):
    (tmp_path / "l.csv").write_text(LEDGER, encoding="utf-8")
    frame = pd.DataFrame({"Vendor": ["Acme GmbH"], "Invoice No": ["A1"], "Payment Date": ["2025-04-30"], "Amount": [D("1000.00")]})
    assert cf.read_ledger(tmp_path / "l.csv", payments=frame).paid.amount.tolist() == [100_000]
