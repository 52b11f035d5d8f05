"""Small inputs that once went wrong, read from where they lie; the right values are those of their README."""

import os
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

import cashflow as cf

CASES = Path(os.environ.get("CASHFLOW_SHARED", Path(__file__).parents[2] / "shared")) / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"the cases are not at {CASES}")


def total(ledger):
    return len(ledger), sum(ledger.to_frame()["amount"], D(0))


def test_a_credit_note_without_terms_is_due_at_once():
    ledger = cf.read_ledger(CASES / "credit_notes" / "no_due_date.csv")
    assert total(ledger) == (2, D("609.31")) and ledger.findings.frame["kind"].tolist() == ["due at once"]


def test_an_aging_detail_with_buckets_totals_and_journals():
    """Six rows of items; the two journals cancel out and are ignored."""
    ledger = cf.read_ledger(CASES / "credit_notes" / "qb_aging_detail_shape.csv", currency="USD")
    kinds = ledger.findings.frame["kind"].tolist()
    assert total(ledger) == (4, D("2785.33")) and kinds.count("no payable") == 2
    assert (kinds.count("total row"), kinds.count("group row")) == (3, 2)


def test_days_and_the_date_they_end_on():
    pytest.importorskip("pypdf", reason='pip install "cashflow-terms[einvoice]"')
    ledger = cf.read_ledger(CASES / "einvoices" / "days_and_date.xml")
    row = ledger.to_frame().iloc[0]
    found = ledger.terms[0].schedule(row["invoice_date"].date(), row["amount"], row["currency"])
    assert [d for d, _ in found.due] == [date(2018, 4, 4)] and [d for d, _ in found.discounts] == [date(2018, 3, 15)]


def test_a_credit_note_of_an_einvoice_and_a_proforma():
    pytest.importorskip("pypdf", reason='pip install "cashflow-terms[einvoice]"')
    row = cf.read_ledger(CASES / "einvoices" / "credit_note_no_terms.xml").to_frame().iloc[0]
    assert row["amount"] < 0 and row["due_date"] == row["invoice_date"]
    folder = cf.read_ledger(CASES / "einvoices").findings
    said = folder.frame.query("file == 'proforma325.xml'")
    assert said["status"].tolist() == ["ignored"] and "325" in str(said[["value", "reason"]].to_numpy())


def test_a_paid_date_under_another_name_is_proposed():
    """It is never an attribute in silence; told, it is what the same ledger with our name holds."""
    folder = CASES / "unrecognised_paid_date"
    said = cf.read_ledger(folder / "ledger.csv").findings.frame
    assert said["kind"].tolist() == ["unused column"] and "--map paid_date=payment_date" in said["reason"].iloc[0]
    told = cf.read_ledger(folder / "ledger.csv", map={"paid_date": "payment_date"})
    ours = cf.read_ledger(folder / "ledger_paid_date.csv")
    assert told.paid.amount.tolist() == ours.paid.amount.tolist() == [100_000_000]


def test_a_sap_credit_memo_is_due_on_its_baseline_date():
    ledger = cf.read_ledger(CASES / "credit_notes" / "sap_credit_memo.csv", profile="sap")
    credit = ledger.amount < 0
    assert credit.sum() == 1 and ledger.due_day[credit].tolist() == [(date(2025, 5, 10) - date(1970, 1, 1)).days]


def test_the_sign_of_an_erp_is_asked_for():
    path = CASES / "erp_sign" / "ledger.csv"
    assert cf.read_ledger(path).findings.sign_suspect
    assert total(cf.read_ledger(path, sign="payables negative"))[1] == D("11034.56")
