"""Print files and lists with headings of more systems: stacked headers, sums called after their group, suppliers in headings; figures by hand."""

from decimal import Decimal

import openpyxl
import pytest

import cashflow as cf
from tests.exports import money, refused, write

D = Decimal


def suppliers(ledger):
    """Supplier → sum of its amounts, as text."""
    return ledger.to_frame().groupby("supplier", observed=True)["amount"].sum().astype(str).to_dict()


def days(ledger):
    """Invoice → due date."""
    frame = ledger.to_frame()
    return {i: str(d)[:10] for i, d in zip(frame["invoice"], frame["due_date"], strict=True)}


# Oracle: two lines of header above a rule, on each page; 'Percent Unpaid' is no amount
ORACLE = """Vision Operations (USA)                                    Invoice Aging Report                                  Report Date: 30-JUN-2026 10:15
                                                                                                                Page:      1

Vendor Name  : Alder Metals                                    Vendor Number: 4242
Site: DALLAS
Invoice          Invoice     Invoice     Due         Days      Amount          Percent   --------------------- Aging Period ---------------------
Number           Type        Date        Date        Due       Remaining       Unpaid       Current       1-30 Days      31-60 Days   Over 60 Days
---------------- ----------- ----------- ----------- -------- --------------- --------- ------------- --------------- ------------- --------------
AM-881           STANDARD    14-MAY-26   13-JUN-26         17        1,250.00    100.00                      1,250.00
AM-890           STANDARD    20-MAY-26   19-JUN-26         11          340.50     40.51                        340.50
                                                              ---------------           ------------- --------------- ------------- --------------
                                              Site Total:            1,590.50                    0.00        1,590.50          0.00           0.00
                                              Vendor Total:          1,590.50                    0.00        1,590.50          0.00           0.00
\fVision Operations (USA)                                    Invoice Aging Report                                  Report Date: 30-JUN-2026 10:15
                                                                                                                Page:      2

Vendor Name  : Birch Tools                                     Vendor Number: 4343
Site: PARIS
Invoice          Invoice     Invoice     Due         Days      Amount          Percent   --------------------- Aging Period ---------------------
Number           Type        Date        Date        Due       Remaining       Unpaid       Current       1-30 Days      31-60 Days   Over 60 Days
---------------- ----------- ----------- ----------- -------- --------------- --------- ------------- --------------- ------------- --------------
AM-CM1           CREDIT      25-MAY-26   25-MAY-26         36         <75.00>    100.00                                      <75.00>
PP-1             PREPAYMENT  25-MAY-26   25-MAY-26         36        <100.00>    100.00                                     <100.00>
                                                              ---------------           ------------- --------------- ------------- --------------
                                              Site Total:           <175.00>                     0.00            0.00      <175.00>           0.00
                                              Vendor Total:         <175.00>                     0.00            0.00      <175.00>           0.00

                                              Report Total:         1,415.50                     0.00        1,590.50      <175.00>           0.00
                                                *** End of Report ***
"""
# Lawson: the header below each vendor, sums whose label stands in two columns
LAWSON = """
AP260 Date 06/30/26                 Company 100 - Example Corp                               USD    Page     1
     Time 10:15                     Vendor Payables Listing

Vendor      4242  ALDER METALS INC
                  Invoice                 Suffix  Inv Date   Due Date    Disc Date   PO Number     Gross Amount      Discount        Net Amount
                  AM-881                     0    05/14/26   06/13/26    05/24/26                      1,250.00         25.00          1,225.00
                  AM-890                     0    05/20/26   06/19/26                                    840.50           .00            840.50
                                              Vendor  4242 Totals                                      2,090.50         25.00          2,065.50
Vendor      4343  BIRCH TOOLS LLC
                  Invoice                 Suffix  Inv Date   Due Date    Disc Date   PO Number     Gross Amount      Discount        Net Amount
                  CN-7                       0    05/25/26   05/25/26                                     75.00-          .00             75.00-
                                              Vendor  4343 Totals                                        75.00-          .00             75.00-
                                              Company  100 Totals                                      2,015.50         25.00          1,990.50
"""
# Dynamics GP: a rule above the sums alone, ages in the header
GP = """
System:    6/30/2026  10:15:22 AM                   Fabrikam, Inc.                                   Page:    1
User Date: 6/30/2026                      HISTORICAL AGED TRIAL BALANCE                              User ID: sa
                                              Payables Management

Vendor ID:  ACETRAVE0001         Name:  A Travel Company                 Class ID: USA-US-M   FEIN:

Voucher/
Payment No.       Type  Document Number   Doc Date    Due Date     Document Amount    Writeoffs        Current Period    31 - 60 Days    61 - 90 Days   91 and Over
-------------------------------------------------------------------------------------------------------------------------------------------------------------------
00000000000000123 INV   AM-881            5/14/2026   6/13/2026          $1,250.00                                           $1,250.00
00000000000000124 INV   AM-890            5/20/2026   6/19/2026            $340.50                                             $340.50
00000000000000125 CRM   CN-7              5/25/2026                       ($75.00)                                             ($75.00)
                                                                       -----------                    ----------------  --------------  -------------- ------------
          Totals:                                                        $1,515.50                               $0.00       $1,515.50           $0.00        $0.00
"""
# JD Edwards: the sum of a supplier is called after it
JDE = """
R04423A,,,,Worldwide Company,,,,,6/30/2026 10:15:22,,,
,,,,Open A/P Summary / Details with Aging,,,,,Page - 1,,,
,,,,As of  06/30/2026,,,,,,,,
Document Number,Do Ty,Doc Co,Supplier Invoice Number,Invoice Date,Due Date,P S,Original Amount,Open Amount,Current,1 - 30,31 - 60,Over 60
4242,,,Alder Metals,,,,,,,,,
10001,PV,00001,AM-881,05/14/26,06/13/26,A,"1,250.00","1,250.00",,"1,250.00",,
10002,PV,00001,AM-890,05/20/26,06/19/26,A,840.50,340.50,,340.50,,
,,,Alder Metals,,,,"2,090.50","1,590.50",,"1,590.50",,
4343,,,Birch Tools,,,,,,,,,
10003,PM,00001,CN-7,05/25/26,07/25/26,H,75.00-,75.00-,75.00-,,,
,,,Birch Tools,,,,75.00-,75.00-,75.00-,,,
,,,Grand Total,,,,"2,015.50","1,515.50",75.00-,"1,590.50",,
"""
# MRI: vendors in headings of a column of their own, beside one of accounts
MRI = """
Database:   EXAMPLE,,,Open Status Report,,,,,,Page:,1
ENTITY:,100,,Example Property,,,,,,Date:,6/30/2026
,,,,All Invoices open at End of Month thru Fiscal Period 06/26,,,,,Time:,10:15 AM
Vendor,,Invoice,Invoice Date,Due Date,Expense Period,Account,Invoice Amount,Discount Amount,Net Amount,Check #
ALD001,Alder Metals,,,,,,,,,
,,AM-881,5/14/2026,6/13/2026,05/26,6110,"1,250.00",0.00,"1,250.00",
,,AM-890,5/20/2026,6/19/2026,05/26,6110,340.50,0.00,340.50,
,,,,,,Alder Metals Total:,"1,590.50",0.00,"1,590.50",
BIR001,Birch Tools,,,,,,,,,
,,CN-7,5/25/2026,5/25/2026,05/26,6120,-75.00,0.00,-75.00,
,,,,,,Birch Tools Total:,-75.00,0.00,-75.00,
,,,,,,Entity 100 Total:,"1,515.50",0.00,"1,515.50",
,,,,,,Grand Total:,"1,515.50",0.00,"1,515.50",
"""


@pytest.mark.parametrize(
    ("text", "opened", "whose"),
    [
        (ORACLE, "1415.50", {"Alder Metals": "1590.50", "Birch Tools": "-175.00"}),
        (LAWSON, "2015.50", {"ALDER METALS INC": "2090.50", "BIRCH TOOLS LLC": "-75.00"}),
        (GP, "1515.50", {"A Travel Company": "1515.50"}),
        (JDE, "1515.50", {"Alder Metals": "2090.50", "Birch Tools": "-75.00"}),
        (MRI, "1515.50", {"Alder Metals": "1590.50", "Birch Tools": "-75.00"}),
    ],
)
def test_lists_with_headings_and_sums(tmp_path, text, opened, whose):
    ledger = cf.read_ledger(write(tmp_path, text, "a.txt"), currency="USD")
    assert money(ledger)[1] == {"USD": D(opened)} and suppliers(ledger) == whose
    assert ledger.findings.rejected == 0
    due = days(ledger)
    assert (due["AM-881"], due["AM-890"]) == ("2026-06-13", "2026-06-19")


FO = [
    ["Vendor aging report"],
    ["Balance as of", "2026-06-30"],
    [
        "Vendor account",
        "Name",
        "Currency",
        "Voucher",
        "Invoice",
        "Transaction date",
        "Due date",
        "Balance",
        "Current",
        "30 days",
        "60 days",
    ],
    ["V-001", "Alder Metals", None, None, None, None, None, -1590.5, 0, -1590.5, 0],
    [None, None, "USD", "APIN-000012", "AM-881", "2026-05-14", "2026-06-13", -1250.0, 0, -1250.0, 0],
    [None, None, "EUR", "APIN-000013", "AM-890", "2026-05-20", "2026-06-19", -340.5, 0, -340.5, 0],
    ["V-002", "Birch Tools", None, None, None, None, None, 75.0, 0, 0, 75.0],
    [None, None, "USD", "APCN-000014", "CN-7", "2026-05-25", "2026-05-25", 75.0, 0, 0, 75.0],
    ["Total", None, None, None, None, None, None, -1515.5, 0, -1590.5, 75.0],
]


@pytest.mark.parametrize("named", [True, False])
def test_suppliers_with_their_sums_above_their_items(tmp_path, named):
    book = openpyxl.Workbook()
    for row in FO:
        book.active.append(row if named else [None if row[0] != "Total" and i == 1 else c for i, c in enumerate(row)])
    book.save(tmp_path / "a.xlsx")
    ledger = cf.read_ledger(tmp_path / "a.xlsx", sign="payables negative")
    assert money(ledger)[1] == {"USD": D("1175.00"), "EUR": D("340.50")} and ledger.findings.rejected == 0
    assert suppliers(ledger) == dict(
        zip(("Alder Metals", "Birch Tools") if named else ("V-001", "V-002"), ("1590.50", "-75.00"), strict=True)
    )


PERCENT = """
Vendor,Invoice,Invoice date,Due date,Amount,{0},Currency
A,1,2026-05-14,2026-06-13,1250.00,{1},EUR
B,2,2026-05-20,2026-06-19,840.50,{2},EUR
C,3,2026-05-25,2026-05-25,275.00,{1},EUR
"""


@pytest.mark.parametrize("name", ["% Unpaid", "Unpaid %", "Percent Unpaid", "Open (%)", "Balance %", "Offen %", "Solde en pourcentage"])
def test_a_share_of_what_is_open_is_no_amount(tmp_path, name):
    assert money(cf.read_ledger(write(tmp_path, PERCENT.format(name, "100.00", "40.51"))))[1] == {"EUR": D("2365.50")}


@pytest.mark.parametrize("name", ["% Paid", "Paid %", "bezahlt %"])
def test_a_share_of_what_is_paid_is_no_amount(tmp_path, name):
    assert money(cf.read_ledger(write(tmp_path, PERCENT.format(name, "0.00", "59.49"))))[1] == {"EUR": D("2365.50")}


STATUS = """
Vendor,Invoice,Invoice date,Due date,Amount,{0},Currency
A,1,2026-05-14,2026-06-13,1250.00,?,EUR
B,2,2026-05-20,2026-06-19,840.50,{1},EUR
C,3,2026-05-25,2026-05-25,275.00,?,EUR
"""


@pytest.mark.parametrize(
    ("name", "paid"),
    [("支払ステータス", "支払済み"), ("Durum", "Ödendi"), ("Tila", "Maksettu"), ("Stan płatności", "Zapłacona"), ("Betalningsstatus", "Betald"),
     ("Statut de paiement", "Payée"), ("Состояние", "Оплачен"), ("状态", "已付款"), ("Zahlstatus", "bezahlt"), ("Stato fattura", "Pagata")],
)  # fmt: skip
def test_the_status_of_payment_is_known_in_more_languages(tmp_path, name, paid):
    assert money(cf.read_ledger(write(tmp_path, STATUS.format(name, paid))))[1] == {"EUR": D("1525.00")}


@pytest.mark.parametrize(
    ("name", "paid"), [("Settlement", "Paid"), ("Payment", "paid"), ("Bemerkung", "Storniert"), ("Kommentar", "bezahlt")]
)
def test_a_column_that_says_paid_and_is_not_called_a_status_is_asked_for(tmp_path, name, paid):
    path = write(tmp_path, STATUS.format(name, paid))
    error = refused(path)
    assert f"'{name}' says '{paid}' in 1 row, and nothing else says what is paid" in str(error)
    assert error.ask[0]["choices"] == [f"--map status={name}", f"--map status={name} --types {paid}=invoice"]
    assert money(cf.read_ledger(path, map={"status": name}))[1] == {"EUR": D("1525.00")}
    assert money(cf.read_ledger(path, map={"status": name}, types={paid: "invoice"}))[1] == {"EUR": D("2365.50")}


def test_words_of_payment_in_notes_are_no_question(tmp_path):
    rows = [f"A,{n},2026-05-14,2026-06-13,10.00,{'Paid' if n == 3 else f'note {n}'},EUR" for n in range(20)]
    path = write(tmp_path, "\n".join(["Vendor,Invoice,Invoice date,Due date,Amount,Comment,Currency", *rows, ""]))
    ledger = cf.read_ledger(path)
    assert money(ledger)[1] == {"EUR": D("200.00")}
    assert ledger.findings.frame.query("kind == 'may be paid'")["row"].tolist() == [5]  # but it is said
