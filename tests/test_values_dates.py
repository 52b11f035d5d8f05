"""Dates as people and programs write them; expected days typed by hand, and what a whole column says of its order."""

import datetime as dt
import io
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.date_columns import are_serials, decide_order, likely_order, order_by_neighbors, serial_text
from cashflow.basics.date_text import read_each_date
from cashflow.basics.days import NO_DAY
from cashflow.basics.month_names import NAMES, month_of
from cashflow.ledger.asks import asks_of
from cashflow.ledger.findings import Notebook
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.values.columns import read_columns
from cashflow.ledger.values.texts import Texts

READ = """
12 Sep 2026 = 2026-09-12
Sep 12, 2026 = 2026-09-12
September 12 2026 = 2026-09-12
12-Aug-26 = 2026-08-12
12-Aug-2026 = 2026-08-12
12. September 2026 = 2026-09-12
2026/08/12 = 2026-08-12
2026.08.12 = 2026-08-12
20260812 = 2026-08-12
31.08.26 = 2026-08-31
31-08-2026 = 2026-08-31
31. 08. 2026 = 2026-08-31
01JAN2024 = 2024-01-01
1-Apr-24 = 2024-04-01
9/14/2024 = 2024-09-14
9/14/2024 12:00:00 AM = 2024-09-14
2026-08-12Z = 2026-08-12
2026-08-12+02:00 = 2026-08-12
2026-08-12-05:00 = 2026-08-12
2026-08-12T00:00:00 = 2026-08-12
5. März 2025 = 2025-03-05
5 mrt. 2025 = 2025-03-05
1er août 2026 = 2026-08-01
12 de septiembre de 2026 = 2026-09-12
3 gennaio 2025 = 2025-01-03
12 out 2025 = 2025-10-12
12 października 2026 = 2026-10-12
1 maja 2024 = 2024-05-01
2026-Aug-12 = 2026-08-12
03.03.2025 = 2025-03-03
29/02/2024 = 2024-02-29
13-Feb-69 = 1969-02-13
13-Feb-68 = 2068-02-13
"""
REFUSED = [
    ("Sep 2014", "names a month and no day"), ("09/2014", "names a month and no day"), ("2014-09", "names a month and no day"), ("août 2026", "names a month and no day"),
    ("03/04/2025", "2025-04-03 (day first: 'dmy') and 2025-03-04 (month first: 'mdy')"), ("01.02.03", "2003-02-01 (day first: 'dmy') and 2003-01-02 (month"),
    ("5/6/25", "2005-06-25 (year first: 'ymd'), 2025-06-05 (day first: 'dmy') and 2025-05-06"), ("31/08/26", "2031-08-26 (year first: 'ymd') and 2026-08-31 (day"),
    ("31.02.2025", "not a date like"), ("29/02/2023", "not a date like"), ("12 Septober 2026", "not a date like"), ("2025-13-01", "not a date like"), ("45000", "not a date like"), ("Q3 2025", "not a date like"),
    ("9/14/2024 1:00 PM", "say zone"), ("9/14/2024 13:00 PM", "not a date like"), ("2026-08-12T10:00Z", "say zone"), ("12 Sep 1899", "lies before 1900"),
]  # fmt: skip
BLANK = ["", " ", "-", "--", "N/A", "n/a", "NULL", "null", "nan", "NaT", "None"]
PLACEHOLDERS = ["0000-00-00", "00.00.0000", "00/00/0000", "00000000", "0", "9999-12-31", "31.12.9999", "12/31/9999", "01/02/9999"]


@pytest.mark.parametrize("line", READ.strip().splitlines())
def test_texts_that_are_read(line):
    text, day = line.split(" = ")
    days, reasons = read_each_date([text])
    assert (str(np.datetime64(int(days[0]), "D")), reasons[0]) == (day, "")


@pytest.mark.parametrize("text, why", REFUSED)
def test_texts_that_are_refused(text, why):
    days, reasons = read_each_date([text])
    assert days[0] == NO_DAY and why in reasons[0]


def test_texts_that_are_no_date():
    days, reasons = read_each_date(BLANK)
    assert set(days.tolist()) == {NO_DAY} and set(reasons) == {""}
    days, reasons = read_each_date(PLACEHOLDERS)
    assert set(days.tolist()) == {NO_DAY} and set(reasons) == {"is a placeholder, taken as no date"}


def test_a_months_name_means_the_same_in_every_language():
    seen = {}
    for language, names in NAMES.items():
        assert len(names.split()) == 12, language
        for number, month in enumerate(names.split(), 1):
            for name in month.split("|"):
                for written in (name, name.upper(), name.title(), name + "."):
                    assert month_of(written) == number, (language, written)
                assert seen.setdefault(name, number) == number, name
    assert month_of("mai") == 5 and month_of("lipca") == 7 and month_of("marzec") == 3 and month_of("x") is None


FORMS = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d %b %Y",
    "%b %d, %Y",
    "%d-%b-%y",
    "%d. %B %Y",
    "%d%b%Y",
    "%B %d %Y",
    "%Y-%m-%dZ",
    "%Y-%m-%d 00:00:00",
]


@given(st.dates(dt.date(1969, 1, 1), dt.date(2068, 12, 31)), st.sampled_from(FORMS))
def test_a_date_written_and_read(day, form):
    days, reasons = read_each_date([day.strftime(form)])
    assert (int(days[0]), reasons[0]) == (day.toordinal() - dt.date(1970, 1, 1).toordinal(), "")


@given(st.dates(dt.date(1969, 1, 1), dt.date(2068, 12, 31)), st.sampled_from("/.-"), st.booleans(), st.sampled_from(["dmy", "mdy"]))
def test_a_date_in_a_told_order(day, mark, short, order):
    year = f"{day.year % 100:02d}" if short else str(day.year)
    parts = [f"{day.day:02d}", f"{day.month:02d}"]
    text = mark.join([*(parts if order == "dmy" else parts[::-1]), year])
    days, _ = read_each_date([text], order)
    assert int(days[0]) == day.toordinal() - dt.date(1970, 1, 1).toordinal()
    strict, reasons = read_each_date([text])
    assert strict[0] == days[0] or "two readings" in reasons[0]


def test_the_order_by_a_day_past_12():
    found = decide_order(["03/04/2025", "31/12/2024", "13/01/2025"], [5, 2, 1])
    assert (found.order, found.words) == ("dmy", "day first: 3 dates have a day past 12")
    assert decide_order(["03/04/2025", "12/31/2024"]).words == "month first: 1 date has a day past 12"
    for undecided in (
        ["03/04/2025"],
        ["03/04/2025", "04/04/2025", "2025-12-31"],
        ["03/04/2025", "31/12/2024", "12/31/2024"],
        ["2025-01-31"],
    ):
        assert decide_order(undecided).order is None, undecided
    assert decide_order(["03/04/2025", "31.12.2024"]).order is None  # another sign between: another writer


def test_the_order_of_two_digit_years():
    assert decide_order(["12/08/26", "15/08/26", "26/08/26"]).order == "dmy"
    found = decide_order(["26/08/12", "26/08/15", "26/09/01", "26/09/28"])
    assert (found.order, found.evidence) == ("ymd", "the first number takes 1 values, the last 4")
    assert str(np.datetime64(int(read_each_date(["26/08/12"], "ymd")[0][0]), "D")) == "2026-08-12"
    for two_readings in (["15/01/24", "15/01/25", "15/01/26"], ["25-05-04"], ["25-05-04", "25-06-11"], ["14/05/25"]):
        assert decide_order(two_readings).order is None, two_readings  # both ends could be years
    assert decide_order(["05/14/25", "06/03/25"]).order == "mdy"  # no month 14


def test_a_year_of_two_digits_in_front_is_not_taken_for_a_day():
    """4 May 2025 was read as 25 May 2004, and nothing was said; due dates decide it as they decide day and month."""
    reason = read_each_date(["25-05-04"])[1][0]
    assert (
        reason
        == "has two readings, 2025-05-04 (year first: 'ymd') and 2004-05-25 (day first: 'dmy'); write the one that is meant, or say date_order"
    )
    invoices, due = ["25-05-04", "25-05-09", "25-06-03"], ["25-06-03", "25-06-08", "25-07-02"]
    assert order_by_neighbors(invoices, due)[0] == "ymd"
    assert order_by_neighbors(["04-05-25", "09-05-25", "03-06-25"], ["03-06-25", "08-06-25", "03-07-25"])[0] != "ymd"
    assert order_by_neighbors(invoices[:1], due[:1])[0] is None
    assert likely_order(invoices[:1], due[:1])[0] == "ymd"


def test_a_ledger_with_years_of_two_digits_in_front_is_asked_for(tmp_path):
    head, row = "supplier,invoice,invoice_date,due_date,amount,currency", "Acme,{0},25-05-{1},25-06-{1},100.00,EUR"
    path = tmp_path / "a.csv"
    for many in (1, 2):
        path.write_text("\n".join([head, *(row.format(n, f"{n + 2:02d}") for n in range(many))]))
        with pytest.raises(cf.InputError, match="date_order"):
            cf.read_ledger(path)
        assert str(cf.read_ledger(path, date_order="ymd").to_frame()["invoice_date"].iloc[0])[:10] == "2025-05-02"


def test_the_order_by_neighbors():
    """Net 30: month first, 1 May would be due on 31 January… by hand: only day first has all due dates after their invoices."""
    invoices = ["01/05/2025", "02/05/2025", "05/06/2025", "07/06/2025", "09/07/2025", "10/07/2025"]
    due = ["2025-05-31", "2025-06-01", "2025-07-05", "2025-07-07", "2025-08-08", "2025-08-09"]
    assert order_by_neighbors(invoices, due)[0] is None  # month first (5 January, 2 May …) they all lie before, too
    invoices = ["05/01/2025", "06/01/2025", "07/02/2025", "09/02/2025", "10/03/2025"]  # 5 January, or 1 May
    due = ["2025-02-04", "2025-02-05", "2025-03-09", "2025-03-11", "2025-04-09"]
    assert order_by_neighbors(invoices, due) == ("dmy", "only so 5 of 5 due dates lie on or after their invoice dates")
    swapped = [f"{b}/{a}/{c}" for a, b, c in (t.split("/") for t in invoices)]
    assert order_by_neighbors(swapped, due)[0] == "mdy"
    assert order_by_neighbors(invoices[:2], due[:2])[0] is None  # two rows are too few
    assert decide_order(invoices).order is None  # by itself the column decides nothing


SWAPPED = ["2024-05-03", "2024-06-03", "2024-11-02", "2024-01-04", "13/03/2024", "25/03/2024", "28/02/2024", "31/01/2024", "14/04/2024"]


def test_days_exchanged_by_a_spreadsheet():
    def swapped_by_spreadsheet(texts, counts=None):
        return decide_order(texts, counts).swapped

    why = swapped_by_spreadsheet(SWAPPED)
    assert "4 of 4 dates" in why and "none of the 5 others" in why and "date_order = 'ymd'" in why
    assert "3,302 of 3,302 dates" in swapped_by_spreadsheet(SWAPPED, [1000, 1000, 1000, 302, 1, 1, 1, 1, 1])
    assert swapped_by_spreadsheet([*SWAPPED, "03/05/2024"]) == ""  # a text with a day up to 12
    assert swapped_by_spreadsheet(["2024-05-23", "2024-06-30", "2024-11-28", *SWAPPED[4:]]) == ""  # dates with days past 12 only
    assert swapped_by_spreadsheet(["2024-05-03", "13/03/2024"]) == ""  # too few to tell
    assert swapped_by_spreadsheet([t for t in SWAPPED if "-" in t]) == "" and swapped_by_spreadsheet([]) == ""


def test_serials():
    assert serial_text(45000) == "2023-03-15" and serial_text("45000") == "2023-03-15"  # as Excel and LibreOffice show them
    assert serial_text(25569) == "1970-01-01" and serial_text(43831.0) == "2020-01-01"
    assert serial_text(45000.5) == "2023-03-15 12:00:00" and serial_text(20250630) is None and serial_text("2023") is None
    assert are_serials(["45000", "", "45001", "n/a"]) and not are_serials(["45000", "2025-01-01"]) and not are_serials([""])


def ledger_of(**columns):
    many = max(len(c) for c in columns.values())
    frame = pd.DataFrame({"supplier": "A", "invoice": [str(i) for i in range(many)], "invoice_date": "2024-01-02", "amount": "1.00", "currency": "EUR", "terms": "net 30"})  # fmt: skip
    for name, values in columns.items():
        column = np.empty(many, object)
        column[:] = values
        frame[name] = column
    return frame


def days_of(ledger):
    return [str(np.datetime64(int(d), "D")) for d in ledger.invoice_day]


def test_a_ledger_whose_dates_decide():
    ledger = cf.read_ledger(ledger_of(invoice_date=["03/04/2025", "14/04/2025"]))
    assert days_of(ledger) == ["2025-04-03", "2025-04-14"] and not len(ledger.findings.frame)
    with pytest.raises(cf.InputError, match=r"2025-04-03 \(day first: 'dmy'\) and 2025-03-04"):
        cf.read_ledger(ledger_of(invoice_date=["03/04/2025", "04/05/2025"]))
    mixed = cf.read_ledger(ledger_of(invoice_date=["03/04/2025", "14/04/2025", "04/14/2025"]))
    assert days_of(mixed) == ["2025-04-14", "2025-04-14"] and mixed.findings.rejected == 1
    by_due = cf.read_ledger(ledger_of(invoice_date=["03/04/2025", "05/06/2025"], due_date=["25/04/2025", "30/06/2025"]))
    assert days_of(by_due) == ["2025-04-03", "2025-06-05"]  # as the due dates, which have days past 12


def test_the_evidence_is_kept():
    texts = Texts(ledger_of(invoice_date=["03/04/2025", "14/04/2025"], due_date=["2025-05-01", "2025-05-02"]))
    columns = read_columns(texts, Notebook(np.array([2, 3])), ReadOptions(), {}, file=False)
    assert columns["date_evidence"] == {"invoice_date": "day first: 1 date has a day past 12"}
    told = read_columns(texts, Notebook(np.array([2, 3])), ReadOptions(date_order="dmy"), {}, file=False)
    assert told["date_evidence"] == {}


def test_exchanged_days_are_refused_and_the_others_read():
    ledger = cf.read_ledger(ledger_of(invoice_date=SWAPPED))
    assert days_of(ledger) == ["2024-03-13", "2024-03-25", "2024-02-28", "2024-01-31", "2024-04-14"]
    rejected = ledger.findings.frame.query("status == 'rejected'")
    assert rejected["row"].tolist() == [2, 3, 4, 5] and rejected["reason"].str.contains("exchanged by a spreadsheet").all()
    cells = [*(dt.datetime.fromisoformat(t) for t in SWAPPED[:4]), *SWAPPED[4:]]  # as a workbook holds them
    assert cf.read_ledger(ledger_of(invoice_date=cells)).findings.rejected == 4
    told = cf.read_ledger(ledger_of(invoice_date=SWAPPED), date_order="ymd")
    assert days_of(told)[:2] == ["2024-05-03", "2024-06-03"] and told.findings.rejected == 0


@pytest.mark.parametrize(
    "cells",
    [[45000, 45017], [45000.0, 45017.0], ["45000", "45017"], [45000, "2023-04-01"], [45000, dt.date(2023, 4, 1)], [20230315, 45017]],
)
def test_serials_in_a_ledger(cells):
    assert days_of(cf.read_ledger(ledger_of(invoice_date=cells))) == ["2023-03-15", "2023-04-01"]


def test_a_text_like_a_serial_beside_dates_is_refused():
    found = cf.read_ledger(ledger_of(invoice_date=["45000", "2023-04-01"])).findings
    assert found.rejected == 1 and found.frame["reason"].tolist() == ["is not a date like 2025-06-30"]


CASE = """supplier,invoice,invoice_date,due_date,amount,currency,terms
A,1,12-Aug-2026,11-Sep-2026,100.00,INR,
A,2,2026/08/12,2026/09/11,100.00,INR,
A,3,2026-08-12,2026-09-11,"1,28,500.00",INR,
A,4,2026-08-12,2026-09-11,"$2,000.00",USD,
A,5,2026-08-12,2026-09-11,"25,000.00 Cr",INR,
A,6,2026-08-12,0000-00-00,100.00,INR,net 30
A,7,2026-08-12,00.00.0000,100.00,INR,net 30
A,8,2026-08-12,N/A,100.00,INR,net 30
A,9,2026-08-12,9999-12-31,100.00,INR,net 30
A,10,2026-08-12,2026-08-11,100.00,INR,
"""


def test_the_case_formats():
    """1 to 4 and 6 to 9 accepted, 6 to 9 due by terms; 5 asked for, 10 due before its invoice."""
    ledger = cf.read_ledger(pd.read_csv(io.StringIO(CASE), dtype=str, keep_default_na=False))
    assert ledger.invoice.tolist() == ["1", "2", "3", "4", "6", "7", "8", "9"] and set(days_of(ledger)) == {"2026-08-12"}
    assert ledger.amount.tolist() == [10000, 10000, 12850000, 200000, 10000, 10000, 10000, 10000]
    assert [int(d) == NO_DAY for d in ledger.due_day] == [False] * 4 + [True] * 4
    why = ledger.findings.frame.query("status == 'rejected'").set_index("row")["reason"]
    assert why[6] == "has Cr beside it; say which is owed: owed = 'Cr' or 'Dr'" and "before the invoice date" in why[11]


@pytest.mark.parametrize(
    "text, readings",
    [
        ("03/04/2025", "2025-04-03 (day first: 'dmy') and 2025-03-04 (month first: 'mdy')"),
        ("03/04/05", "2003-04-05 (year first: 'ymd'), 2005-04-03 (day first: 'dmy') and 2005-03-04 (month first: 'mdy')"),
        ("05-04-05", "2005-04-05 (year first: 'ymd' or day first: 'dmy') and 2005-05-04 (month first: 'mdy')"),
    ],
)
def test_a_row_and_the_question_name_the_same_readings_in_the_same_order(text, readings):
    """The row said to write the month first, and the question below it to type the day first."""
    ledger = f"supplier,invoice,currency,amount,invoice_date,due_date\nA,1,EUR,5,2025-01-01,{text}\nA,2,EUR,5,2025-01-01,2025-08-30\n"
    found = cf.read_ledger(io.StringIO(ledger)).findings
    assert f"readings, {readings}; write the one that is meant, or say date_order" in found.frame["reason"].iloc[0]
    (ask,) = asks_of(found)
    assert ask["choices"] == [*dict.fromkeys(re.findall(r"'(\w+)'", readings))] and ask["type"] == f"--date-order {ask['choices'][0]}"
