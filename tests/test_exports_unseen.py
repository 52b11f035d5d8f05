"""Exports of programs that nobody told us of: each is read, or says in one sentence what to type, after which it reads; figures by hand."""

import json
import shlex
from decimal import Decimal

import numpy as np
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from tests.exports import money, refused, write

D = Decimal


def check(path, *options):
    """`cashflow check`: exit status, and what it prints."""
    done = CliRunner().invoke(main, ["check", str(path), *options])
    return done.exit_code, " ".join(done.output.split())


# --- the document's currency and the company's own, side by side ---

ROWS = """
A,1,2026-03-14,2026-04-13,EUR,1250.00,1250.00,{0}
A,2,2026-03-28,2026-04-27,EUR,840.50,840.50,{1}
B,3,2026-03-31,2026-04-30,GBP,{2},{3}
B,4,2026-03-31,2026-04-30,EUR,-75.00,-75.00,{4}
"""


def bases(folder, names, gbp, rest=("1250.00", "340.50", "1190.00", "-75.00")):
    """Two columns of amounts and one of open amounts, which are in EUR; `gbp`: the two amounts of the row in GBP."""
    text = ROWS.format(rest[0], rest[1], ",".join(gbp), rest[2], rest[3])
    return write(folder, f"Vendor,Invoice no,Invoice date,Due date,Currency,{names}{text}")


@pytest.mark.parametrize(
    ("names", "gbp"),
    [
        ("Amount (FC),Invoice amount,Open amount", ("1000.00", "1190.00")), ("Doc Invoice Amt,Invoice Amt,Open amount", ("1000.00", "1190.00")),
        ("Invoice amount,Bedrag (VV),Open amount", ("1190.00", "1000.00")), ("Invoice amount,Amount in base currency,Open amount", ("1000.00", "1190.00")),
    ],
)  # fmt: skip
def test_what_is_open_in_the_companys_own_currency_is_seen_by_its_rows(tmp_path, names, gbp):
    path = bases(tmp_path, names, gbp)
    error = refused(path)
    assert "agree in EUR and differ in GBP" in str(error) or "1,190.00" in str(error)
    assert error.ask[-1]["type"] == "--currency EUR"
    assert money(cf.read_ledger(path, currency="EUR")) == ({"EUR": D("3205.50")}, {"EUR": D("2705.50")})


def test_the_companys_own_currency_may_stand_in_a_name(tmp_path):
    path = bases(tmp_path, "Invoice amount,Value EUR,Open amount", ("1000.00", "1190.00"))
    assert money(cf.read_ledger(path)) == ({"EUR": D("3205.50")}, {"EUR": D("2705.50")})


def test_two_columns_whose_names_say_nothing_are_asked_for(tmp_path):
    path = bases(tmp_path, "Invoice amount,Value 2,Open amount", ("1190.00", "1000.00"))
    error = refused(path)
    assert "'Invoice amount' and 'Value 2' agree in EUR and differ in GBP (1,190.00 and 1,000.00)" in str(error)
    assert error.ask[0]["choices"] == ["--currency EUR", "--map currency=Currency"]
    assert money(cf.read_ledger(path, currency="EUR"))[1] == {"EUR": D("2705.50")}
    assert money(cf.read_ledger(path, map={"currency": "Currency"}))[1] == {"EUR": D("1515.50"), "GBP": D("1190.00")}
    assert refused(path, map={"amount": "Value 2"}).ask[0]["type"] == "--currency EUR"


def test_the_open_amount_of_the_document_is_taken_with_its_amount(tmp_path):
    text = """
Vendor,Bill number,Date,Due date,Base currency,Total amount,Total amount due,Txn currency,Txn amount,Txn amount due,State
A,1,03/14/2026,04/13/2026,USD,1250.00,1250.00,USD,1250.00,1250.00,Posted
A,2,03/20/2026,04/19/2026,USD,840.50,340.50,USD,840.50,340.50,Partially Paid
B,3,03/28/2026,04/27/2026,USD,1080.00,1080.00,EUR,1000.00,1000.00,Posted
B,4,02/28/2026,03/30/2026,USD,600.00,0.00,USD,600.00,0.00,Paid
C,5,03/29/2026,04/28/2026,USD,410.00,0.00,USD,410.00,0.00,Reversed
C,5,03/29/2026,04/28/2026,USD,-410.00,0.00,USD,-410.00,0.00,Reversal
C,6,03/30/2026,04/29/2026,USD,300.00,300.00,USD,300.00,300.00,Draft
"""
    ledger = cf.read_ledger(write(tmp_path, text))
    assert money(ledger) == ({"EUR": D("1000.00"), "USD": D("2690.50")}, {"EUR": D("1000.00"), "USD": D("1590.50")})
    assert ledger.findings.ignored == 3


# --- what a column of money of an unknown name is, by its rows ---

PART = """
Vendor,Invoice no,Invoice date,Due date,Currency,Invoice amount,{}
A,1,2026-03-14,2026-04-13,EUR,1250.00,1250.00
A,2,2026-03-20,2026-04-19,EUR,840.50,340.50
B,3,2026-03-28,2026-04-27,EUR,600.00,0.00
B,4,2026-03-29,2026-04-28,EUR,-60.00,-60.00
"""


def test_a_column_that_may_be_what_is_open_or_paid_is_asked_for(tmp_path):
    path = write(tmp_path, PART.format("Value X"))
    error = refused(path)
    assert "'Value X' (1,530.50) is 'Invoice amount' in 2 of 4 rows and less in the others" in str(error)
    assert error.ask[0]["choices"] == ["open_amount=Value X", "paid_amount=Value X", "open_amount=Invoice amount"]
    open_amounts = [cf.read_ledger(path, map=dict([c.split("=")])).findings.amount_open["EUR"] for c in error.ask[0]["choices"]]
    assert open_amounts == [D("1530.50"), D("1100.00"), D("2630.50")]
    assert check(path, *shlex.split(error.ask[0]["type"]))[0] == 0


@pytest.mark.parametrize("name", ["Invoice Balance", "Invoice Bal", "Rest amount", "Valor Pendente", "Restbeløb", "Total due", "Остаток долга", "未付款金额", "Zbývá k úhradě"])  # fmt: skip
def test_it_is_not_asked_for_where_its_name_says_it(tmp_path, name):
    assert money(cf.read_ledger(write(tmp_path, PART.format(name)))) == ({"EUR": D("2630.50")}, {"EUR": D("1530.50")})


@pytest.mark.parametrize("parts", ["1250.00,700.42,600.00,-60.00", "12.50,8.40,6.00,0.60", "1041.67,700.42,500.00,-50.00"])
def test_net_amounts_and_discounts_are_no_open_amounts(tmp_path, parts):
    rows = (
        PART.format("Value X")
        .replace("1250.00\n", "{}\n")
        .replace("340.50\n", "{}\n")
        .replace(",0.00\n", ",{}\n")
        .replace("-60.00\n", "{}\n")
    )
    ledger = cf.read_ledger(write(tmp_path, rows.format(*parts.split(","))))
    assert money(ledger)[1] == {"EUR": D("2630.50")}


def test_the_column_to_which_amount_and_tax_add_up_is_the_amount(tmp_path):
    records = [
        {"VendorName": "A", "BillNo": "1", "DocumentDate": "2026-03-14T00:00:00", "DueDate": "2026-04-13T00:00:00", "CurrencyCode": "EUR",
         "TaxAmount": tax, "TotalAmount": net, "TotalSum": net + tax, "PaidAmount": paid}
        for net, tax, paid in ((1000.0, 220.0, 0.0), (500.0, 110.0, 200.0), (300.0, 0.0, 300.0))
    ]  # fmt: skip
    path = tmp_path / "a.json"
    pd.DataFrame(records).assign(BillNo=["1", "2", "3"]).to_json(path, orient="records")
    assert money(cf.read_ledger(path)) == ({"EUR": D("2130.00")}, {"EUR": D("1630.00")})


@pytest.mark.parametrize("name", ["Amount Including VAT", "Inc-Tax Amount", "Montant TTC"])
def test_amounts_with_tax_go_before_those_that_say_nothing(tmp_path, name):
    text = f"Vendor,Bill no,Date,Due date,Currency,Amount,{name}\nA,1,2026-01-05,2026-02-05,EUR,100.00,120.00\nB,2,2026-01-06,2026-02-05,EUR,50.00,50.00\n"
    assert money(cf.read_ledger(write(tmp_path, text)))[0] == {"EUR": D("170.00")}


def test_the_amount_without_what_is_kept_back_is_asked_for(tmp_path):
    text = """
Vendor,Invoice,Inv Date,Due Date,Currency,Gross Amount,Retention,Sales Tax,Net Payable,Pay Hold
A,1,03/14/2026,04/13/2026,USD,"10,000.00","1,000.00",800.00,"9,800.00",N
A,2,03/20/2026,04/19/2026,USD,"5,000.00",500.00,400.00,"4,900.00",Y
B,3,03/28/2026,04/27/2026,USD,600.00,60.00,48.00,588.00,N
B,4,03/29/2026,04/28/2026,USD,100.00-,10.00-,8.00-,98.00-,N
"""
    path = write(tmp_path, text)
    error = refused(path)
    assert "'Net Payable' is 'Gross Amount' with 'Sales Tax' without 'Retention'" in str(error)
    assert money(cf.read_ledger(path, map={"amount": "Net Payable"}))[0] == {"USD": D("15190.00")}
    assert money(cf.read_ledger(path, map={"amount": "Gross Amount"}))[0] == {"USD": D("15500.00")}


def test_net_due_may_be_money(tmp_path):
    text = """
Vendor,Name,AP Ref,Inv Date,Due Date,Curr,Gross Amt,Retainage,Net Due
1001,Alder,AM-1,03/14/2026,04/13/2026,USD,10000.00,1000.00,9000.00
1001,Alder,AM-2,03/20/2026,04/19/2026,USD,5000.00,500.00,4500.00
1002,Birch,77,03/28/2026,04/27/2026,USD,600.00,0.00,600.00
"""
    path = write(tmp_path, text)
    assert refused(path).ask[0]["choices"] == ["amount=Net Due", "amount=Gross Amt"]
    assert money(cf.read_ledger(path, map={"amount": "Net Due"}))[0] == {"USD": D("14100.00")}


# --- records in records, codes, slips ---


def test_the_name_of_a_record_in_a_record(tmp_path):
    def bill(number, supplier, currency, total, rest):
        return {"tranId": number, "entity": {"id": "7", "refName": supplier}, "tranDate": "2026-03-14", "dueDate": "2026-04-13",
                "currency": {"id": "1", "refName": currency}, "total": total, "amountRemaining": rest, "status": {"refName": "Open"}}  # fmt: skip

    bills = [
        bill("AM-1", "Alder", "USD", 1250.0, 1250.0),
        bill("AM-2", "Alder", "USD", 840.5, 340.5),
        bill("77", "Birch", "EUR", 600.0, 0.0),
    ]
    (tmp_path / "a.json").write_text(json.dumps({"items": bills, "count": 3}))
    ledger = cf.read_ledger(tmp_path / "a.json")
    assert money(ledger) == ({"EUR": D("600.00"), "USD": D("2090.50")}, {"EUR": D("0.00"), "USD": D("1590.50")})
    assert set(ledger.supplier.values) == {"Alder", "Birch"}


def test_a_column_of_codes_of_currencies_is_offered_before_one_currency(tmp_path):
    text = "Vendor,Invoice,Date,Due date,Amount,Wxyz\nA,1,2026-01-05,2026-02-05,100.00,EUR\nB,2,2026-01-06,2026-02-05,50.00,USD\n"
    path = write(tmp_path, text)
    assert refused(path).ask[0]["type"] == "--map currency=Wxyz"
    assert money(cf.read_ledger(path, map={"currency": "Wxyz"}))[0] == {"EUR": D("100.00"), "USD": D("50.00")}


def test_one_slip_in_a_short_column_of_dates_rejects_its_row_alone(tmp_path):
    text = "Supplier,Inv #,Inv date,Due,Total,Currency\n" + "".join(
        f"A,{n},1{n}/03/26,{due},{n}00.00,GBP\n" for n, due in enumerate(("13/04/26", "14/04/26", "asap", "27/04/26"), 3)
    )
    ledger = cf.read_ledger(write(tmp_path, text))
    assert money(ledger)[0] == {"GBP": D("1300.00")} and ledger.findings.frame["value"].tolist() == ["asap"]


# --- void, cancelled, refused ---

VOID = "Vendor,Invoice,Invoice date,Due date,Amount,Currency,{0}\nA,1,2026-03-14,2026-04-13,100.00,EUR,{1}\nB,2,2026-03-14,2026-04-13,50.00,EUR,{2}\n"


@pytest.mark.parametrize(
    ("name", "no", "yes"),
    [("Void", "N", "Y"), ("Is Deleted", "false", "true"), ("Makulerad", "Nej", "Ja"), ("Storniert", "", "X"), ("Cancelled", "0", "1"),
     ("Approval Status", "Approved", "Denied"), ("Approval Status", "Pending", "Rejected"), ("Bill state", "Open", "Voided")],
)  # fmt: skip
@pytest.mark.parametrize(
    "head", ["Vendor,Invoice,Invoice date,Due date,Amount,Currency", "supplier,invoice,invoice_date,due_date,amount,currency"]
)
def test_what_is_marked_as_void_is_no_payable(tmp_path, name, no, yes, head):
    text = VOID.format(name, no, yes).replace("Vendor,Invoice,Invoice date,Due date,Amount,Currency", head)
    ledger = cf.read_ledger(write(tmp_path, text))
    assert money(ledger)[0] == {"EUR": D("100.00")} and ledger.findings.ignored == 1


def test_a_payment_status_stands_beside_one_of_approval(tmp_path):
    text = """
Vendor,Invoice #,Invoice Date,Due Date,Amount,Amount Due,Payment Status,Approval Status
A,1,03/14/26,04/13/26,"$1,250.00","$1,250.00",Unpaid,Approved
A,2,03/20/26,04/19/26,$840.50,$340.50,Partially Paid,Approved
B,3,02/28/26,03/30/26,$600.00,$0.00,Paid,Approved
C,4,03/29/26,04/28/26,$410.00,$410.00,Unpaid,Denied
"""
    path = write(tmp_path, text)
    assert refused(path).ask[0]["type"].startswith("--currency USD")
    assert money(cf.read_ledger(path, currency="USD")) == ({"USD": D("2690.50")}, {"USD": D("1590.50")})


def test_what_lessens_a_bill_is_known_where_all_amounts_are_positive(tmp_path):
    text = """
Type,Reference Nbr.,Vendor,Vendor Name,Vendor Ref.,Date,Due Date,Status,Currency,Amount,Balance
Bill,001201,ALDER,Alder,AM-881,3/14/2026,4/13/2026,Open,USD,"1,250.00","1,250.00"
Debit Adj.,001203,ALDER,Alder,CR-17,3/25/2026,3/25/2026,Open,USD,150.00,150.00
Bill,001204,BIRCH,Birch,77120,2/28/2026,3/30/2026,Closed,USD,600.00,0.00
Bill,001206,CEDAR,Cedar,9001,3/29/2026,4/28/2026,Voided,USD,410.00,0.00
"""
    ledger = cf.read_ledger(write(tmp_path, text))
    assert money(ledger) == ({"USD": D("1700.00")}, {"USD": D("1100.00")})
    assert ledger.invoice.tolist() == ["AM-881", "CR-17", "77120"]


# --- rows that are written twice, and bills that are repeated for each payment ---

BILLS = [f"{n},S{n % 3},2026-03-{n + 10},2026-04-{n + 10},EUR,{n}00.00" for n in range(1, 6)]
THEIRS, OURS = "Bill no.,Vendor,Bill date,Due date,Currency,Amount", "invoice,supplier,invoice_date,due_date,currency,amount"


@pytest.mark.parametrize(("head", "each"), [(THEIRS, "general"), (OURS, "general")])
@pytest.mark.parametrize("between", [[], None])
def test_a_file_that_holds_itself_twice_is_asked_for(tmp_path, head, each, between):
    again = [head] if between is None else between
    path = write(tmp_path, "\n".join([head, *BILLS, *again, *BILLS, ""]))
    error = refused(path)
    assert (
        "5 of 10 rows repeat the number, dates and amount of another one, as in a file that holds all of it twice" in str(error)
        or between is None
    )
    assert error.ask[0]["choices"] == ["bill_lines", each] and f"(--profile {each})" in error.sentence()
    assert money(cf.read_ledger(path, profile="bill_lines"))[0] == {"EUR": D("1500.00")}
    assert money(cf.read_ledger(path, profile=each))[0] == {"EUR": D("3000.00")}


@pytest.mark.parametrize("rows", [BILLS + BILLS[:1], [*BILLS * 3, *(f"X{n},S,2026-03-01,2026-04-01,EUR,1.00" for n in range(60))]])
def test_a_few_rows_that_stand_twice_are_flagged_only(tmp_path, rows):
    ledger = cf.read_ledger(write(tmp_path, "\n".join([OURS, *rows, ""])))
    assert "duplicate" in set(ledger.findings.frame["kind"])


def test_a_large_file_that_holds_itself_twice_is_seen(tmp_path):
    many = 25_000
    one = pd.DataFrame({
        "invoice": [f"I{n}" for n in range(many)], "supplier": [f"S{n % 50}" for n in range(many)], "invoice_date": "2026-03-01",
        "due_date": "2026-04-01", "currency": "EUR", "amount": "10.00",
    })  # fmt: skip
    with pytest.raises(cf.InputError, match="25,000 of 50,000 rows repeat"):
        cf.read_ledger(pd.concat([one, one], ignore_index=True))
    assert len(cf.read_ledger(one)) == many


PAYMENTS = """
Vendor,Bill No,Bill Date,Due Date,Bill Amount,Payment Date,Payment Amount,Currency
A,1,2026-03-14,2026-04-13,1250.00,2026-04-01,500.00,USD
A,1,2026-03-14,2026-04-13,1250.00,2026-04-13,750.00,USD
A,2,2026-03-20,2026-04-19,840.50,2026-04-19,840.50,USD
B,3,2026-03-28,2026-04-27,600.00,2026-04-27,200.00,USD
B,4,2026-03-29,2026-04-28,60.25,,,USD
"""


def test_bills_that_are_repeated_for_each_payment_count_once(tmp_path):
    path = write(tmp_path, PAYMENTS)
    error = refused(path)
    assert "1 bill stands in 2 rows, each with another payment (500.00 on 2026-04-01, 750.00 on 2026-04-13)" in str(error)
    typed = shlex.split(error.ask[0]["type"])
    status, page = check(path, *typed)
    assert status == 0 and "USD: 2,750.75 read, 2,750.75 accepted, 460.25 of it open" in page and "4 accepted + 0 rejected" in page
    ledger = cf.read_ledger(path, profile="bill_lines", payments=path, payments_map={"amount": "Payment Amount"})
    assert sum(ledger.paid.amount.tolist()) == 229050


def test_a_payment_of_a_part_beside_its_bill_is_a_part(tmp_path):
    path = write(tmp_path, PAYMENTS.replace("A,1,2026-03-14,2026-04-13,1250.00,2026-04-13,750.00,USD\n", ""))
    assert money(cf.read_ledger(path)) == ({"USD": D("2750.75")}, {"USD": D("1210.25")})


def test_the_amount_of_a_check_is_not_that_of_its_invoices(tmp_path):
    text = """
Check Number,Check Date,Vendor Name,Invoice No,Invoice Date,Invoice Amount,Check Amount,Currency
1,03/14/2026,A,1,02/20/2026,"1,250.00","1,590.50",USD
1,03/14/2026,A,2,02/25/2026,340.50,"1,590.50",USD
2,03/14/2026,B,3,02/27/2026,600.00,600.00,USD
"""
    assert money(cf.read_ledger(write(tmp_path, text)))[0] == {"USD": D("2190.50")}


# --- what was owed before ---

STATEMENT = """
Supplier,Date,Document,Due date,Debit,Credit,Balance,Currency
A,2026-04-01,{},,,,{},EUR
A,2026-04-05,AM-881,2026-05-05,,1250.00,2250.00,EUR
A,2026-04-28,AM-890,2026-05-28,,340.50,2590.50,EUR
"""


@pytest.mark.parametrize(
    "label", ["Opening balance", "Balance brought forward", "Saldovortrag", "Solde initial", "Saldo anterior", "Beginsaldo"]
)
def test_an_opening_balance_in_a_running_balance_alone_is_not_lost(tmp_path, label):
    path = write(tmp_path, STATEMENT.format(label, "1000.00"))
    ledger = cf.read_ledger(path, owed="Cr")
    assert ledger.findings.frame.query("status == 'rejected'")[["row", "kind", "value"]].values.tolist() == [
        [2, "opening balance", "1000.00"]
    ]
    assert ledger.findings.amount_read == {"EUR": D("2590.50")} and money(ledger)[0] == {"EUR": D("1590.50")}
    with pytest.raises(cf.InputError, match="are left out"):
        cf.project(ledger, cf.PaymentPolicy(as_of="2026-04-30"), quarters=("2026-04-01", "2026-06-30"))
    waived = cf.read_ledger(path, owed="Cr", accept={"opening balance": "confirmed by the supplier"})
    with pytest.warns(cf.CashflowWarning, match="confirmed by the supplier"):
        assert len(cf.project(waived, cf.PaymentPolicy(as_of="2026-04-30"), quarters=("2026-04-01", "2026-06-30")).quarters) == 1


def test_an_opening_balance_of_nothing_is_a_sum(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, STATEMENT.format("Opening balance", "0.00")), owed="Cr")
    assert ledger.findings.rejected == 0 and ledger.findings.ignored == 1


# --- dates, code pages, first lines ---


def test_dates_behind_a_day_of_the_week(tmp_path):
    text = """
Invoice Number,Supplier,Invoice Date,Net Due Date,Amount,Status
1,A,"Fri, 14 Mar, 2025","Sun, 13 Apr, 2025","€1,190.00 EUR",Approved
2,A,"Thu, 20 Mar, 2025","Sat, 19 Apr, 2025",€595.00 EUR,Paid
3,B,"Fri, 28 Mar, 2025","Sun, 27 Apr, 2025",$300.50 USD,Approved
4,B,"Sat, 29 Mar, 2025","Mon, 29 Apr, 2025",$55.00 USD,Rejected
5,B,"Sat, 29 Mar, 2025","Mon, 29 Apr, 2025",$(80.00) USD,Approved
"""
    ledger = cf.read_ledger(write(tmp_path, text))
    assert money(ledger)[0] == {"EUR": D("1785.00"), "USD": D("300.50")}
    assert [str(d)[:10] for d in ledger.to_frame()["due_date"]] == ["2025-04-13", "2025-04-19", "2025-04-27"]
    said = ledger.findings.frame.query("status == 'rejected'")
    assert said["reason"].tolist() == ["is not on the day of the week that stands before it"]  # 29 April 2025 is a Tuesday


RUSSIAN = """
Контрагент;Номер;Дата;Срок оплаты;Валюта;Сумма;Оплачено;Остаток долга
ООО Ольха;УТ-881;14.03.2026;13.04.2026;RUB;125 000,00;0,00;125 000,00
ООО Ольха;УТ-890;20.03.2026;19.04.2026;RUB;84 050,00;50 000,00;34 050,00
АО Береза;77120;28.03.2026;27.04.2026;EUR;1 000,00;0,00;1 000,00
Итого;;;;;210 050,00;50 000,00;160 050,00
"""
CHINESE = """
单据编号,供应商,业务日期,到期日,币别,价税合计,已付款金额,未付款金额,单据状态
AP1,上海赤杨金属有限公司,2026-03-14,2026-04-13,CNY,"12,500.00",0.00,"12,500.00",已审核
AP2,上海赤杨金属有限公司,2026-03-20,2026-04-19,CNY,"8,405.00","5,000.00","3,405.00",已审核
AP3,苏州桦木工具,2026-03-29,2026-04-28,CNY,410.00,0.00,410.00,暂存
合计,,,,,"21,315.00","5,000.00","16,315.00",
"""


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "cp866"), (CHINESE, "gb18030")])
def test_a_code_page_by_which_columns_are_called_as_in_a_ledger_is_taken(tmp_path, text, encoding):
    path = write(tmp_path, text, encoding=encoding)
    found = cf.read_ledger(path)
    opened = found.findings.layout.opened
    assert opened.encoding == encoding and "its words are those of a ledger" in opened.why["encoding"]
    wanted = ({"EUR": D("1000.00"), "RUB": D("209050.00")}, {"EUR": D("1000.00"), "RUB": D("159050.00")})
    if text is CHINESE:
        wanted = ({"CNY": D("20905.00")}, {"CNY": D("15905.00")})
    assert money(found) == money(cf.read_ledger(path, encoding=encoding)) == wanted == money(cf.read_ledger(write(tmp_path, text, "b.csv")))


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_a_code_page_of_another_script_without_such_words_is_asked_for(tmp_path, encoding):
    text = "Фирма;Бумага;День;Платить;Деньги;Итог\n" + RUSSIAN.strip().partition("\n")[2].replace("Итого", "Всё")
    error = refused(write(tmp_path, text, encoding=encoding))
    assert error.ask[0]["type"] == f"--encoding {encoding}" and "of another script" in str(error)


@pytest.mark.parametrize("word", ["Müller", "Señor", "Réseau", "ÖÄÜ", "ÅÄÖ AB"])
def test_western_words_are_of_no_other_script(tmp_path, word):
    text = (
        f"Vendor,Invoice,Date,Due date,Amount,Currency\n{word},1,2026-01-05,2026-02-05,1.00,EUR\n{word},2,2026-01-06,2026-02-05,2.00,EUR\n"
    )
    assert set(cf.read_ledger(write(tmp_path, text, encoding="cp1252")).supplier.values) == {word}


def test_an_empty_pair_of_braces_above_the_header_is_no_json(tmp_path):
    lines = [
        "{}", "Co./Last Name\tFirst Name\tPurchase #\tDate\tSupplier Invoice #\tAmount\tInc-Tax Amount\tCurrency Code\tTerms - Payment is Due\t- Balance Due Days",
        "Alder\t\t881\t14/03/2026\tAM-881\t$1,000.00\t$1,100.00\tAUD\t2\t30", "", "Birch\t\t882\t28/03/2026\t77120\t$600.00\t$660.00\tAUD\t2\t30", "",
    ]  # fmt: skip
    path = write(tmp_path, "\r\n".join(lines), "a.txt")
    error = refused(path)
    assert error.ask[0]["type"] == "--map 'terms=- Balance Due Days'"
    ledger = cf.read_ledger(path, map={"terms": "- Balance Due Days"})
    assert money(ledger)[0] == {"AUD": D("1760.00")} and set(ledger.supplier.values) == {"Alder", "Birch"}


def test_names_in_cells_with_line_breaks(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Summary"
    book.active.append(["Payables at 30 April 2026"])
    sheet = book.create_sheet("Detail")
    sheet.append(["Example plc"])
    sheet.merge_cells("A1:G1")
    sheet.append(["Vendor\nname", "Invoice\nref.", "Invoice\ndate", "Due\ndate", "Invoice\ntotal", "Paid to\ndate", "Outstanding"])
    days = [np.datetime64(d).astype(object) for d in ("2026-03-14", "2026-04-13")]
    for row in (
        ["A", "1", *days, 1250.0, 0.0, 1250.0],
        ["A", "2", *days, 840.5, 500.0, 340.5],
        ["A total", None, None, None, 2090.5, 500.0, 1590.5],
    ):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert money(cf.read_ledger(tmp_path / "a.xlsx", currency="GBP")) == ({"GBP": D("2090.50")}, {"GBP": D("1590.50")})


@pytest.mark.parametrize(
    "head",
    [
        "Lev.nr;Leverantör;Fakturanr;Fakturadatum;Förfallodatum;Valuta;Total;Saldo",
        "Kreditornr.;Navn;Kreditors fakturanr.;Dato;Forfaldsdato;Valuta;Beløb;Restbeløb",
        "Entidade;Nome;Nº Doc.;Data Doc.;Data Venc.;Moeda;Valor Total;Valor Pendente",
        "Fornecedor;Nome Fantasia;Nº Documento;Data Emissão;Data Vencimento;Moeda;Valor Original;Valor em Aberto",
        "IČO;Dodávateľ;Číslo faktúry;Dátum vystavenia;Dátum splatnosti;Mena;Suma s DPH;Zostáva uhradiť",
        "Supp. ID;Vend. Name;Inv. Num;Inv. Dt;Due Dt;Curr.;Inv. Amt;Inv. Bal",
        "Code;Tiers;Réf. fournisseur;Date facturation;Date limite règlement;Devise;Montant TTC;Reste à payer",
    ],
)
def test_headers_of_more_programs_and_languages(tmp_path, head):
    rows = "501;Alder;AM-881;14.03.2026;13.04.2026;EUR;1250,00;1250,00\n502;Birch;77;20.03.2026;19.04.2026;EUR;840,50;340,50\n"
    ledger = cf.read_ledger(write(tmp_path, f"{head}\n{rows}"))
    assert money(ledger) == ({"EUR": D("2090.50")}, {"EUR": D("1590.50")})
    assert set(ledger.supplier.values) == {"Alder", "Birch"} and ledger.invoice.tolist() == ["AM-881", "77"]
    frame = ledger.to_frame()
    assert [str(d)[:10] for d in frame["invoice_date"]] == ["2026-03-14", "2026-03-20"]
    assert [str(d)[:10] for d in frame["due_date"]] == ["2026-04-13", "2026-04-19"]
