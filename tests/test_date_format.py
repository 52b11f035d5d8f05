"""A told form of dates reads just that form."""

import pandas as pd
import pytest

import cashflow as cf
from cashflow.basics.date_format import format_of


def book(dates, **told):
    rows = pd.DataFrame(
        {"supplier": "A", "invoice": [str(i) for i in range(len(dates))], "invoice_date": dates, "amount": "1", "terms": "net 30"}
    )
    return cf.read_ledger(rows, currency="EUR", **told)


@pytest.mark.parametrize(
    ("form", "text", "date"),
    [("dd.mm.yyyy", "03.04.2025", "2025-04-03"), ("mm/dd/yy", "03/04/25", "2025-03-04"), ("%Y%m%d", "20250403", "2025-04-03"), ("TT.MM.JJJJ", "03.04.2025", "2025-04-03")],
)  # fmt: skip
def test_forms(form, text, date):
    found = book([text, "3 April 2025", "", "00.00.0000"], date_format=form)
    assert [str(d.date()) for d in found.to_frame()["invoice_date"]] == [date]
    said = found.findings.frame.query("row == 3")["reason"].iloc[0]
    assert said == f"is not a date of the form {form}"


@pytest.mark.parametrize("form", ["dd.mm", "%H:%M", "yyyy-mm-dd-x", ""])
def test_what_is_no_form(form):
    with pytest.raises(cf.InputError, match="is not a form of a date"):
        format_of(form)
