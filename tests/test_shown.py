"""Ledgers and results show themselves in ten lines; a ledger can be shown to others."""

import nbformat
import numpy as np
import pandas as pd
import pytest

import cashflow as cf
from cashflow.report.findings import findings_dict, findings_text

from .notebooks import execute

OFFER = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.06", "ACT/360")])

LATER = cf.Scenario("later", OFFER)


@pytest.fixture(scope="module")
def book():
    rows = pd.DataFrame(
        {
            "supplier": ["Acme", "<b>Bolt</b>", "Acme"],
            "invoice": ["1", "2", "1"],
            "invoice_date": ["2025-05-21", "2025-05-22", "2025-06-01"],
            "amount": ["1000.00", "-50.00", "70"],
            "currency": ["EUR", "EUR", "GBP"],
            "terms": ["net 30", "net 60", "2/10 net 30"],
            "paid_date": ["2025-06-20", "", ""],
            "region": ["North", "South", ""],
            "IBAN": ["DE1", "DE2", "DE1"],
        }
    )
    paid = pd.DataFrame({"supplier": ["Zed AG"], "invoice": ["9"], "paid_date": ["2025-06-20"], "amount": ["5.00"]})
    return cf.read_ledger(rows, payments=paid)


def test_a_ledger_in_ten_lines(book):
    assert repr(book).splitlines() == [
        "Ledger: 3 invoices of 2 suppliers, 2025-05-21 to 2025-06-01",
        "EUR: 950.00 in 2 rows, 1 of them credit notes; of which 1,000.00 paid",
        "GBP: 70.00 in 1 row; of which 0.00 paid",
        "1 finding in rows that were kept: ledger.findings.frame",
    ]
    assert "<td>950.00</td>" in book._repr_html_()


def test_that_in_which_most_is_comes_first(tmp_path):
    """By minor units: 900.00 dollars are 90,000 cents, 1,200 yen more than 10.00 euros; of the payments, too."""
    amounts = {"EUR": "10.00", "GBP": "-11.00", "JPY": "1200", "USD": "900.00"}
    typed = [[f"A{c}", f"{c}1", "2025-05-21", a, c, "net 30"] for c, a in amounts.items()]
    rows = pd.DataFrame(typed, columns=["supplier", "invoice", "invoice_date", "amount", "currency", "terms"])
    paid = pd.DataFrame({"supplier": ["AEUR", "AUSD"], "invoice": ["EUR1", "USD1"], "paid_date": "2025-06-20", "amount": ["9.00", "5.00"]})
    book, order = cf.read_ledger(rows, payments=paid), ["USD", "JPY", "GBP", "EUR"]
    told = lambda lines: [line[:3] for line in lines if line[3:5] == ": "]  # noqa: E731
    assert told(repr(book).splitlines()) == order
    checked = findings_text(book.findings)
    assert told(checked.splitlines()) == [*order, "USD", "EUR"]
    assert list(findings_dict(book.findings)["amount_read"]) == sorted(order)
    rows.to_csv(tmp_path / "a.csv", index=False)
    found = cf.scan(tmp_path)
    assert found.findings.accepted == 4 and told(found.brief()) == order


def test_results_in_ten_lines(book):
    for result in (cf.project(book), cf.compare(book, LATER), cf.simulate(book, LATER, draws=10, currency="GBP"), cf.sweep(book, [LATER])):
        lines = repr(result).splitlines()
        assert len(lines) <= 10 and max(map(len, lines)) <= 240 and lines[0] in str(result)
        html = result._repr_html_()
        assert html.startswith("<div><p>") and "<b>" not in html and len(html) < 22_000


@pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
def test_a_scan_in_ten_lines(tmp_path):
    """Before it is read, and after: never its arrays."""
    rows = "supplier,invoice,invoice_date,amount,currency,terms\nAcme,1,2025-05-21,1000.00,EUR,net 60\nAcme,2,soon,5.00,EUR,net 60\n"
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8", newline="\n")
    found = cf.scan(tmp_path, most_rejected=0.5)
    first, then = repr(found).splitlines()
    assert first == f"Scan: 1 file, {len(rows)} bytes" and then.startswith("not read yet")
    cf.project(found)
    assert repr(found).splitlines()[1:3] == ["2 rows read = 1 accepted + 1 rejected + 0 ignored", "EUR: 1,000.00 accepted"]
    assert "EUR 5.00" in repr(found) and "1,000.00" in found._repr_html_()


def test_an_anonymous_ledger_gives_the_same_figures(book):
    other = book.anonymized(7, keep=["region"])
    pd.testing.assert_frame_equal(cf.project(other).quarters, cf.project(book).quarters)
    pd.testing.assert_frame_equal(cf.compare(other, LATER).quarters, cf.compare(book, LATER).quarters)
    assert other.attributes["region"].text().tolist() == ["North", "South", ""]
    assert len(set(other.invoice)) == 2 and other.invoice[0] == other.invoice[2]
    shown = other.to_frame().to_string() + other.findings.frame.to_string() + other.payments_elsewhere.to_string() + str(cf.project(other))
    for name in ("Acme", "Bolt", "DE1", "DE2", "Zed"):
        assert name not in shown
    assert np.array_equal(other.amount, book.amount) and other.payments_elsewhere["supplier"].tolist() == ["Other supplier 1"]
    assert book.anonymized(7).to_frame().equals(book.anonymized(7).to_frame())


def test_what_anonymized_refuses(book):
    with pytest.raises(cf.InputError, match=r"is not a further column. Did you mean 'region'\?"):
        book.anonymized(1, keep=["regionn"])
    with pytest.raises(cf.InputError, match="must be a whole number"):
        book.anonymized(-1)


def test_a_notebook_shows_the_sentence_of_a_refusal_and_the_line_that_asked(tmp_path):
    """In place of a traceback; the line is the user's own, however deep the refusal was made."""
    code = "import cashflow as cf\n\ndef look(at):\n    return cf.read_ledger(at)\n\nlook('none.csv')"
    path = tmp_path / "asks.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code, metadata={"tags": ["raises-exception"]})]), path)
    (shown,) = execute(path, tmp_path).cells[0].outputs
    assert shown["traceback"] == ["none.csv: there is no such file", "  line 4: return cf.read_ledger(at)"]


def test_a_refusal_that_was_never_raised_shows_its_sentence_alone():
    assert cf.InputError("is empty", file="book.csv")._render_traceback_() == ["book.csv: is empty"]
