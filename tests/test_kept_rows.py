"""Credit notes without terms, and due dates beside terms that can't be read, are the same in every form of a ledger, in memory and in a scan."""

import pandas as pd
import pytest

import cashflow as cf

HEAD = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms", "due_date"]
ROWS = [
    ("Acme", "1", "2025-05-01", "100.00", "EUR", "net 30", ""),  # due 31 May
    ("Acme", "C1", "2025-05-05", "-40.00", "EUR", "", ""),  # a credit note: due at once
    ("Bolt", "2", "2025-05-02", "200.00", "EUR", "as agreed", "2025-06-30"),
    ("Bolt", "3", "2025-05-03", "50.00", "EUR", "30 days EOM", "2025-07-20"),  # several readings: the stated date counts
]
SAID = [[3, "due at once", "flagged"], [4, "unreadable terms", "flagged"], [5, "unreadable terms", "flagged"]]
WRITE = {
    "csv": lambda frame, path: frame.to_csv(path, index=False),
    "xlsx": lambda frame, path: frame.to_excel(path, index=False),
    "parquet": lambda frame, path: frame.to_parquet(path),
}


@pytest.mark.parametrize("form", WRITE)
def test_they_are_kept(tmp_path, form):
    for name in {"xlsx": ("openpyxl", "python_calamine"), "parquet": ("pyarrow",)}.get(form, ()):
        pytest.importorskip(name)
    folder = tmp_path / "ledgers"
    folder.mkdir()
    WRITE[form](pd.DataFrame(ROWS, columns=HEAD), folder / f"ledger.{form}")
    ledger = cf.read_ledger(folder / f"ledger.{form}")
    assert ledger.findings.frame[["row", "kind", "status"]].values.tolist() == SAID
    found = cf.project(ledger, quarters=("2025-04-01", "2025-09-30"))
    due = [str(d)[:10] for d in found.payments["due_date"]]
    assert due == ["2025-05-31", "2025-05-05", "2025-06-30", "2025-07-20"]
    assert [str(a) for a in found.quarters["cash_paid"]] == ["260.00", "50.00"]
    if form == "xlsx":
        return
    book = cf.scan(folder)
    assert book.checked().frame[["row", "kind", "status"]].values.tolist() == SAID
    assert cf.project(book, quarters=("2025-04-01", "2025-09-30")).quarters["cash_paid"].tolist() == found.quarters["cash_paid"].tolist()
