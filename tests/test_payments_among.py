"""Payments that stand as rows among the bills of one export; what is wanted of each sample is typed in ledgers/payments/expected.toml."""

import datetime as dt
import json
import tomllib
from decimal import Decimal

import numpy as np
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.days import NO_DAY, to_date
from cashflow.basics.money import amount_text
from cashflow.cli import main
from cashflow.ledger.tie_out import control_totals, tie_outs
from tests.layouts import LEDGERS

SAMPLES = LEDGERS / "payments"
EXPECTED = tomllib.loads((SAMPLES / "expected.toml").read_text(encoding="utf-8"))
HEAD = "Supplier,Type,Invoice No,Date,Due Date,Amount,Currency\n"


def read(tmp_path, rows, head=HEAD, **options):
    path = tmp_path / "bills.csv"
    path.write_text(head + rows, encoding="utf-8")
    return cf.read_ledger(path, **options)


def items(ledger):
    """[number, amount, what is open of it] of each row."""
    rest = ledger.amount.copy()
    np.subtract.at(rest, ledger.paid.invoice, ledger.paid.amount)
    currency = ledger.currency.text()
    return [
        [n, amount_text(int(a), c), amount_text(int(r), c)]
        for n, a, r, c in zip(ledger.invoice, ledger.amount, rest, currency, strict=True)
    ]


def paid(ledger):
    """[number, day, amount] of each payment, in order of rows and days."""
    p, currency = ledger.paid, ledger.currency.text()
    days = ["" if d == NO_DAY else str(to_date(int(d))) for d in p.day]
    return [[ledger.invoice[i], d, amount_text(int(a), currency[i])] for i, d, a in zip(p.invoice, days, p.amount, strict=True)]


def said(ledger, table="payments"):
    frame = ledger.findings.frame
    return frame[frame["table"] == table]


def test_each_sample_is_tried():
    assert {p.stem for p in SAMPLES.glob("*.csv")} == {*EXPECTED}


@pytest.mark.parametrize("name", EXPECTED)
def test_sample(name):
    wanted = EXPECTED[name]
    ledger = cf.read_ledger(SAMPLES / f"{name}.csv", **wanted.get("told", {}))
    found = ledger.findings
    assert items(ledger) == wanted["items"]
    assert paid(ledger) == wanted["paid"]
    counts = found.to_dict()
    assert [counts[f"payments_{k}"] for k in ("accepted", "rejected", "elsewhere")] == wanted["payments"]
    money = found.payments.money(found.payments.rows)
    assert {c: amount_text(m, c) for c, m in money.items()} == wanted["money"]
    assert found.rows_read == found.accepted + found.rejected + found.ignored and found.accepted == len(ledger)
    assert found.layout.ignored.get("payment row") == wanted["ignored"]
    listed = said(ledger).drop_duplicates("kind")
    told = dict(zip(listed["kind"], listed["reason"], strict=True))
    assert told.keys() == wanted["said"].keys()
    assert all(told[kind].startswith(words) for kind, words in wanted["said"].items())
    opened = {
        c: sum(Decimal(i[2]) for i, x in zip(items(ledger), ledger.currency.text(), strict=True) if x == c) for c in ledger.currency.values
    }
    assert opened == found.amount_open


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_reads_the_same_again(name):
    """A debit item that is left is one, and no payment once more."""
    ledger = cf.read_ledger(SAMPLES / f"{name}.csv", **EXPECTED[name].get("told", {}))
    assert cf.read_ledger(ledger.to_frame()).amount.tolist() == ledger.amount.tolist()


def test_what_was_inferred_stands_beside_the_headline(tmp_path):
    rows = "A,Bill,1,2026-05-01,2026-05-31,1000.00,EUR\nA,Bill,2,2026-05-02,2026-06-01,234.00,EUR\n"
    rows += "".join(f"A,Payment,,2026-06-0{d},,{a},EUR\n" for d, a in ((1, "1000.00"), (2, "200.00"), (3, "34.00")))
    ledger = read(tmp_path, rows)
    found = cf.project(ledger, cf.PaymentPolicy(as_of="2026-06-30"), quarters=("2026-04-01", "2026-06-30"))
    assert any("EUR 1,234.00 of 3 payments without reference was set off against the oldest invoices" in n for n in found.notes)
    text = CliRunner().invoke(main, ["check", str(tmp_path / "bills.csv")]).stdout
    assert "EUR 1,234.00 of 3 payments" in " ".join(text.split()) and "Payments: 3 rows read = 3 accepted" in text


def test_bills_that_say_themselves_to_be_paid_take_payments_first(tmp_path):
    """Bill 1 has a paid date: the payment of 300.00 is of it, and 50.00 of the next payment of 80.00 are left for bill 2."""
    head = "Supplier,Type,Invoice No,Date,Due Date,Payment Date,Amount,Currency\n"
    rows = "A,Bill,1,2026-05-01,2026-05-31,2026-05-20,330.00,EUR\nA,Bill,2,2026-05-02,2026-06-01,,500.00,EUR\n"
    rows += "A,Payment,,2026-05-20,,,-300.00,EUR\nA,Payment,,2026-06-10,,,-80.00,EUR\n"
    ledger = read(tmp_path, rows, head)
    assert paid(ledger) == [["1", "2026-05-20", "330.00"], ["2", "2026-06-10", "50.00"]]
    assert len(ledger) == 2 and ledger.findings.amount_open == {"EUR": Decimal("450.00")}


def test_a_payment_that_names_a_paid_bill_counts_once(tmp_path):
    head = "Supplier,Type,Invoice No,Date,Due Date,Payment Date,Amount,Currency\n"
    rows = "A,Bill,1,2026-05-01,2026-05-31,2026-05-20,330.00,EUR\nA,Payment,1,2026-05-20,,,-330.00,EUR\n"
    ledger = read(tmp_path, rows + "A,Bill,2,2026-05-02,2026-06-01,,500.00,EUR\n", head)
    assert paid(ledger) == [["1", "2026-05-20", "330.00"]] and ledger.findings.amount_open == {"EUR": Decimal(500)}


def test_a_payment_of_a_rejected_bill_is_rejected_with_it(tmp_path):
    rows = "A,Bill,1,soon,,330.00,EUR\nA,Bill,2,2026-05-02,2026-06-01,500.00,EUR\nA,Payment,1,2026-05-20,,330.00,EUR\n"
    rows += "".join(f"A,Bill,{n},2026-05-0{n},2026-06-01,1.00,EUR\n" for n in range(3, 10))
    ledger = read(tmp_path, rows)
    assert [i[2] for i in items(ledger)] == ["500.00", *["1.00"] * 7]
    assert said(ledger)[["row", "status", "kind"]].values.tolist() == [[4, "rejected", "unreadable date"]]


def test_a_payment_before_any_bill_goes_on_the_next_one(tmp_path):
    ledger = read(tmp_path, "A,Bill,1,2026-05-10,2026-06-09,500.00,EUR\nA,Payment,,2026-05-01,,200.00,EUR\n")
    assert paid(ledger) == [["1", "2026-05-01", "200.00"]]
    assert "prepayment" in said(ledger)["kind"].tolist()


def test_a_refund_goes_on_credit_notes(tmp_path):
    rows = "A,Bill,1,2026-05-10,2026-06-09,500.00,EUR\nA,Credit Note,2,2026-05-11,,-90.00,EUR\n"
    rows += "A,Payment,,2026-06-01,,-500.00,EUR\nA,Payment,,2026-06-02,,90.00,EUR\n"
    assert [i[2] for i in items(read(tmp_path, rows))] == ["0.00", "0.00"]


def test_a_discount_that_a_payment_takes_closes_its_bill(tmp_path):
    head = "Supplier,Type,Invoice No,Date,Terms,Amount,Currency\n"
    ledger = read(tmp_path, "A,Bill,1,2026-05-10,2/10 net 30,500.00,EUR\nA,Payment,1,2026-05-18,,490.00,EUR\n", head)
    assert items(ledger) == [["1", "500.00", "0.00"]] and ledger.paid.discount.tolist() == [1000]


def test_two_payments_and_a_reversal_of_one_clearing(tmp_path):
    """100.00 are paid, taken back, and paid again."""
    head = "Vendor Name;Document type;Reference;Document Date;Net due date;Amount in doc. curr.;Document currency;Clearing Document\n"
    rows = "A;RE;1;2026-05-01;2026-05-31;-100.00;EUR;7\nA;KZ;;2026-06-01;;100.00;EUR;7\nA;KZ;;2026-06-02;;-100.00;EUR;7\nA;KZ;;2026-06-03;;100.00;EUR;7\n"
    ledger = read(tmp_path, rows, head)
    assert [i[2] for i in items(ledger)] == ["0.00"] and [p[2] for p in paid(ledger)] == ["100.00"]


def test_a_second_table_beside_payments_among_the_bills_is_refused(tmp_path):
    (tmp_path / "p.csv").write_text("supplier,invoice,paid_date,amount\nA,1,2026-06-01,5.00\n", encoding="utf-8")
    with pytest.raises(cf.InputError, match="1 row is a payment among the bills, and a table of payments is given, too"):
        read(tmp_path, "A,Bill,1,2026-05-10,2026-06-09,5.00,EUR\nA,Payment,,2026-05-01,,2.00,EUR\n", payments=tmp_path / "p.csv")


def test_several_files_are_set_off_together(tmp_path):
    (tmp_path / "a.csv").write_text(
        HEAD + "A,Bill,1,2026-05-10,2026-06-09,500.00,EUR\nA,Payment,,2026-05-12,,20.00,EUR\n", encoding="utf-8"
    )
    (tmp_path / "b.csv").write_text(HEAD + "A,Bill,2,2026-04-10,2026-05-09,30.00,EUR\nB,Payment,,2026-05-12,,7.00,EUR\n", encoding="utf-8")
    ledger = cf.read_ledger(tmp_path)
    assert paid(ledger) == [["2", "2026-05-12", "20.00"]]
    assert items(ledger) == [["1", "500.00", "500.00"], ["2", "30.00", "10.00"], ["", "-7.00", "-7.00"]]
    assert said(ledger)[["file", "row", "kind"]].values.tolist() == [["a.csv", 3, "set off by age"], ["b.csv", 3, "open debit"]]


def test_a_scan_refuses_what_it_does_not_set_off(tmp_path):
    (tmp_path / "a.csv").write_text(
        HEAD + "A,Bill,1,2026-05-10,2026-06-09,500.00,EUR\nA,Payment,,2026-05-12,,20.00,EUR\n", encoding="utf-8"
    )
    with pytest.raises(cf.InputError, match="has 1 row that is a payment among the bills, which a scan does not set off"):
        cf.scan(tmp_path / "a.csv").findings  # noqa: B018


def test_an_unknown_type_is_asked_for(tmp_path):
    rows = "A,Bill,1,2026-05-10,2026-06-09,500.00,EUR\nA,ZE,9,2026-05-12,,-20.00,EUR\n"
    ledger = read(tmp_path, rows)
    assert items(ledger)[1] == ["9", "-20.00", "-20.00"]
    assert said(ledger, "ledger")["kind"].tolist() == ["unknown document type", "due at once"]
    shown = json.loads(CliRunner().invoke(main, ["check", str(tmp_path / "bills.csv"), "--json"]).stdout)
    (ask,) = shown["ask"]
    assert ask["choices"] == ["ZE=credit note", "ZE=invoice", "ZE=payment", "ZE=ignored"] and ask["type"] == "--types 'ZE=credit note'"
    assert paid(read(tmp_path, rows, types={"ZE": "payment"})) == [["1", "2026-05-12", "20.00"]]
    assert len(read(tmp_path, rows, types={"ZE": "ignored"})) == 1
    assert "unknown document type" not in said(read(tmp_path, rows, types={"ZE": "credit note"}), "ledger")["kind"].tolist()
    with pytest.raises(cf.InputError, match="is not a kind of document"):
        read(tmp_path, rows, types={"ZE": "cheque"})
    again = CliRunner().invoke(main, ["check", str(tmp_path / "bills.csv"), "--types", "ZE=payment"]).stdout
    assert "Payments: 1 row read = 1 accepted" in again


def test_types_told_in_a_whatif_file(tmp_path):
    (tmp_path / "bills.csv").write_text(
        HEAD + "A,Bill,1,2026-05-10,2026-06-09,500.00,EUR\nA,ZE,9,2026-05-12,,-20.00,EUR\n", encoding="utf-8"
    )
    whatif = '[ledger]\npath = "bills.csv"\ntypes = { ZE = "payment" }\n[calendar]\nas_of = 2026-05-31\n'
    (tmp_path / "w.toml").write_text(whatif + "quarters = { from = 2026-04-01, to = 2026-06-30 }\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["project", str(tmp_path / "w.toml")])
    assert done.exit_code == 0 and "EUR 20.00 of 1 payment without reference" in " ".join(done.output.split())


def test_a_negative_row_as_large_as_a_bill_may_be_a_payment(tmp_path):
    head = "Supplier,Invoice No,Date,Due Date,Amount,Currency\n"
    ledger = read(tmp_path, "A,1,2026-05-10,2026-06-09,500.00,EUR\nA,2,2026-05-12,,-500.00,EUR\nA,3,2026-05-12,,-20.00,EUR\n", head)
    (row,) = said(ledger, "ledger").query("kind == 'may be a payment'").to_dict("records")
    assert row["row"] == 3 and "(EUR 500.00): taken as credit notes" in row["reason"]
    assert ledger.findings.amount_open == {"EUR": Decimal(-20)}


@pytest.mark.parametrize("word", ["Partially paid", "Teilweise bezahlt", "Partiellement payée", "partial"])
def test_partly_paid_is_not_paid(tmp_path, word):
    """1,000.00 is paid on 1 June; of 800.00 some is, and nothing says how much."""
    head = "Supplier,Invoice No,Invoice Date,Due Date,Amount,Currency,Status,Payment Date\n"
    rows = f"A,1,2026-05-01,2026-05-31,1000.00,EUR,Paid,2026-06-01\nA,2,2026-05-02,2026-06-01,800.00,EUR,{word},2026-06-01\n"
    ledger = read(tmp_path, rows, head)
    assert items(ledger) == [["1", "1000.00", "0.00"], ["2", "800.00", "800.00"]]
    (row,) = said(ledger, "ledger").to_dict("records")
    assert row["kind"] == "part paid, not how much" and "1 row is partly paid by 'Status', 800.00 in all" in row["reason"]
    known = read(tmp_path, rows.replace("Paid,2026-06-01", "Paid,2026-06-01,0.00", 1).replace(f"{word},2026-06-01", f"{word},2026-06-01,300.00"),
                 head.replace("Payment Date", "Payment Date,Amount Due"))  # fmt: skip
    assert items(known) == [["1", "1000.00", "0.00"], ["2", "800.00", "300.00"]] and not len(said(known, "ledger"))


def test_a_payments_table_with_partly_paid_invoices(tmp_path):
    (tmp_path / "p.csv").write_text("supplier,invoice,paid_date,amount,status\nA,1,2026-06-01,500.00,Partially paid\n", encoding="utf-8")
    (tmp_path / "l.csv").write_text(
        "supplier,invoice,invoice_date,amount,currency,due_date\nA,1,2026-05-01,500.00,EUR,2026-05-31\n", encoding="utf-8"
    )
    ledger = cf.read_ledger(tmp_path / "l.csv", payments=tmp_path / "p.csv")
    assert items(ledger) == [["1", "500.00", "500.00"]] and said(ledger)["kind"].tolist() == ["wrong payment"]
    told = cf.read_ledger(tmp_path / "l.csv", payments=tmp_path / "p.csv", payments_map={"amount": "amount"})
    assert items(told) == [["1", "500.00", "0.00"]]


BOOK = """supplier,invoice,invoice_date,amount,currency,due_date
Acme,A,2026-05-01,1000.00,EUR,2026-05-31
Bolt,B,2026-05-02,70.00,USD,2026-06-01
Etna,E,2026-05-03,99.00,EUR,soon
Etna,F,2026-07-03,11.00,EUR,soon
Fuji,G,soon,13.00,EUR,2026-06-01
"""


def ties(tmp_path, payments, control):
    (tmp_path / "l.csv").write_text(BOOK, encoding="utf-8")
    (tmp_path / "p.csv").write_text("supplier,invoice,paid_date,amount\n" + payments, encoding="utf-8")
    book = cf.read_ledger(tmp_path / "l.csv", payments=tmp_path / "p.csv")
    (found,) = tie_outs(book, control_totals([control], book.currency.values), dt.date(2026, 6, 30))
    return found, {b.what: (b.many, b.amount, b.counts, b.named) for b in found.between}


def test_rows_left_out_count_by_their_date_and_are_named(tmp_path):
    """E is in the control total of 1,099.00, F is dated later, and of G nobody knows."""
    found, lines = ties(tmp_path, "Acme,A,2026-07-05,1000.00\n", "EUR=1099.00")
    assert found.difference == -99 and found.unexplained == 0
    assert lines["rows left out, dated by 2026-06-30"] == (1, -99, True, ("Etna E, row 4: 99.00",))
    assert lines["rows left out, dated after 2026-06-30: in neither"] == (1, 11, False, ("Etna F, row 5: 11.00",))
    assert lines["rows left out, without a date that can be read: may be in the control total"][:3] == (1, 13, False)


def test_a_payment_of_a_rejected_row_is_set_against_it(tmp_path):
    """The general ledger has E of 99.00 and its payment of 40.00: 1,059.00."""
    found, lines = ties(tmp_path, "Etna,E,2026-06-05,40.00\n", "EUR=1059.00")
    assert (found.difference, found.unexplained) == (-59, 0)
    assert lines["payments left out"] == (1, 40, True, ("Etna: 40.00",))


def test_a_payment_of_no_invoice_in_a_ledger_of_two_currencies_is_named(tmp_path):
    """Etna's rows are euros, though none is accepted; of Zed nothing is known."""
    found, lines = ties(tmp_path, "Etna,E9,2026-06-05,5.00\nZed,Z,2026-06-06,7.00\n", "EUR=1094.00")
    assert found.unexplained == 0
    assert lines["payments of no invoice here: not set off"] == (1, 5, True, ("Etna: 5.00",))
    assert lines["payments of no invoice here: not set off, in a currency that is not known"] == (1, 7, False, ("Zed: 7.00",))


def test_a_clearing_whose_items_are_more_than_its_payments(tmp_path):
    """150.00 − 20.00 are cleared by 100.00: the credit note counts, and 30.00 stay open."""
    head = "Vendor Name;Document type;Reference;Document Date;Net due date;Amount in doc. curr.;Document currency;Clearing Document\n"
    rows = "A;RE;1;2026-05-01;2026-05-31;-100.00;EUR;7\nA;RE;2;2026-05-01;2026-06-30;-50.00;EUR;7\nA;KG;3;2026-05-02;;20.00;EUR;7\nA;KZ;;2026-06-01;;100.00;EUR;7\n"
    ledger = read(tmp_path, rows, head)
    assert [i[2] for i in items(ledger)] == ["0.00", "30.00", "0.00"]
    (row,) = said(ledger).to_dict("records")
    assert row["kind"] == "clearing that differs" and row["reason"].startswith("EUR 30.00 of 1 payment less than the items")


def test_a_payment_of_nothing_clears_a_credit_note_against_its_bill(tmp_path):
    """A run that nets 50.00 − 50.00 pays 0.00; without a credit note beside it, a payment of 0.00 leaves its bill open."""
    head = "Vendor,Document Type,Document No.,Document Date,Net due date,Amount,Currency,Clearing Document\n"
    netted = (
        "A,Invoice,3,2025-04-03,2025-05-03,50.00,EUR,78\nA,Credit memo,C3,2025-04-03,,-50.00,EUR,78\nA,Payment,P3,2025-05-03,,0.00,EUR,78\n"
    )
    alone = "A,Invoice,1,2025-04-01,2025-05-01,100.00,EUR,77\nA,Payment,P1,2025-05-01,,0.00,EUR,77\n"
    ledger = read(tmp_path, alone + netted + "A,Invoice,2,2025-04-02,2025-05-02,60.00,EUR,\nA,Payment,P2,2025-05-02,,-40.00,EUR,\n", head)
    assert [i[2] for i in items(ledger)] == ["60.00", "0.00", "0.00", "60.00"]  # P2 goes on the oldest
    assert said(ledger)["kind"].tolist() == ["clearing that differs", "set off by age"]


def test_a_payment_of_a_bill_that_its_clearing_has_closed_goes_to_what_is_open(tmp_path):
    """B1 is paid by its clearing; 30.00 more names it, and there is nothing of it to pay: it pays the open B2, 80.00 less 30.00."""
    head = "Vendor,Document Type,Document No.,Document Date,Net due date,Amount,Currency,Clearing Document\n"
    rows = "Acme,Invoice,B1,2025-01-10,2025-02-09,100.00,EUR,C9\nAcme,Payment,B1,2025-02-10,,-100.00,EUR,C9\n"
    rows += "Acme,Payment,B1,2025-02-20,,-30.00,EUR,\nAcme,Invoice,B2,2025-01-20,2025-02-19,80.00,EUR,\n"
    ledger = read(tmp_path, rows, head)
    assert items(ledger) == [["B1", "100.00", "0.00"], ["B2", "80.00", "50.00"]]
    assert paid(ledger) == [["B1", "2025-02-10", "100.00"], ["B2", "2025-02-20", "30.00"]]
