"""A row that looks like another one counts in every figure: that is said beside the figures, with how many and how much."""

import json

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from tests.exports import write

HEAD = "Fournisseur;N° facture;Date facture;Date d'échéance;Montant TTC\n"
ROWS = [
    "Dupont;F-1001;02/05/2025;31/05/2025;1 234,56 €",
    "Dupont;F-1002;30/04/2025;29/06/2025;48 925,40 €",
    "Dupont;AV-12;15/05/2025;14/06/2025;-1 250,50 €",
    "Martin;7;16/05/2025;15/06/2025;100,00 €",
    "Martin;8;16/05/2025;15/06/2025;100,00 €",  # another invoice of that day and amount
    "Martin;7;16/05/2025;15/06/2025;90,00 €",  # the number again, with another amount
    "Dupont;F-1001;02/06/2025;01/07/2025;1 234,56 €",  # the number again, of another day
]
ONE = "1 row, EUR 48,925.40, looks the same as another one and counts in every figure; the findings name it (duplicate)"
THREE = "3 rows, EUR 49,025.40 and GBP 5.00, look the same as another one and count in every figure; the findings name them (duplicate)"


def result_of(tmp_path, rows):
    (tmp_path / "export.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    ledger = cf.read_ledger(tmp_path / "export.csv")
    policy = cf.PaymentPolicy(as_of="2025-05-31")
    shown = ("2025-04-01", "2025-09-30")
    later = cf.Scenario("Later", cf.Offer(extend={"days": 30}, funding_rate="0.08"))
    return cf.project(ledger, policy, quarters=shown), cf.compare(ledger, later, policy, quarters=shown)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([ROWS[1]], ONE),
        (["Dupont;f-01002;30/04/2025;29/06/2025;48 925,40 €"], ONE),
        (["Martin;9;16/05/2025;15/06/2025;5,00 £"] * 2 + [ROWS[1], ROWS[3]], THREE),
    ],
    ids=["the same", "spelled another way", "three in two currencies"],
)
def test_it_is_said_beside_the_figures(tmp_path, more, said):
    rest = "If it is the same invoice, delete the row from the export"
    for result in result_of(tmp_path, ROWS + more):
        assert [n for n in result.notes if "twice" in n] == [f"may be counted twice: {said}. {rest}"]
        assert f"Note: may be counted twice: {said}" in " ".join(str(result).split())
        answer = str(result.sentences("ties_out"))
        rows = len(ROWS) + len(more)
        assert f"{rows} rows read = {rows} accepted + 0 rejected + 0 ignored. May be counted twice: {said}. {rest}." in answer


def test_a_number_used_again_with_another_date_or_amount_is_not(tmp_path):
    for result in result_of(tmp_path, ROWS):
        assert result.ledger.findings.frame["kind"].tolist() == ["duplicate", "duplicate"]  # flagged, and no row counts twice
        assert not any("twice" in n for n in result.notes)
        assert "twice" not in str(result.sentences("ties_out"))


def check(*args):
    return CliRunner().invoke(main, ["check", *map(str, args)], catch_exceptions=False).stdout


def test_a_scan_says_that_it_did_not_look(tmp_path):
    """It reads no invoice numbers; that is said in text, notes, JSON and page, with what to type, and what is typed finds them."""
    rows = "supplier,invoice,invoice_date,amount,currency,terms\n" + "Acme,1,2025-05-21,100.01,EUR,net 60\n" * 2
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    scan, shown = cf.scan(tmp_path / "a.csv"), ("2025-04-01", "2025-09-30")
    later = cf.Scenario("Later", cf.Offer(extend={"days": 30}, funding_rate="0.08"))
    for result in (cf.project(scan, quarters=shown), cf.compare(scan, later, quarters=shown)):
        (said,) = [n for n in result.notes if "twice" in n]
        assert said.startswith("not looked for: rows that may be counted twice") and "cf.read_ledger" in said
        assert said in result.to_dict()["notes"]
        assert said.partition(",")[0] in " ".join(str(result).split())
        assert said.partition(",")[0] in " ".join(result.to_html().split())
        assert f"{said[:1].upper()}{said[1:]}." in str(result.sentences("ties_out"))
    found = cf.read_ledger(tmp_path / "a.csv").findings
    assert found.frame["kind"].tolist() == ["duplicate"] and found.twice == {"EUR": (1, 10001)}


def test_the_first_sentence_of_check_says_what_was_found(tmp_path):
    head, one = "supplier,invoice,invoice_date,amount,currency,terms\n", "Acme,1,2025-05-21,100.01,EUR,net 60\n"
    other = one.replace("Acme,1", "Acme,2")
    for rows, first in (
        (one + other, "nothing is left out"),
        (one * 2 + other, "nothing is left out; may be counted twice: 1 row, EUR 100.01; 1 finding to look at"),
        (one + ",,,,,\n" + other, "nothing is left out; 1 row ignored"),
    ):
        (tmp_path / "a.csv").write_text(head + rows, encoding="utf-8")
        assert check(tmp_path / "a.csv").splitlines()[0] == f"Can be used: {first}"
        notes = json.loads(check(tmp_path / "a.csv", "--json"))["notes"]
        assert any(n.startswith("may be counted twice: 1 row, EUR 100.01") for n in notes) == ("twice" in first)


def test_nothing_left_out_is_not_said_without_what_is_ignored(tmp_path):
    rows = (
        "supplier,invoice,invoice_date,amount,currency,terms\nAcme,1,2025-05-21,100.01,EUR,net 60\n,,,,,\nAcme,2,2025-05-21,7,EUR,net 60\n"
    )
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    result = cf.project(cf.read_ledger(tmp_path / "a.csv"), quarters=("2025-04-01", "2025-09-30"))
    assert "Nothing: every row is accepted, or ignored for a reason that the findings say: 1 row." in str(result.sentences("left_out"))


INSTALLMENTS = """
Vendor,Invoice,Invoice date,Due date,Currency,Amount
A,1,2025-03-21,2025-05-20,EUR,400.00
A,1,2025-03-21,{due},EUR,400.00
"""


@pytest.mark.parametrize(
    ("due", "twice"), [("2025-06-19", {}), ("2025-05-20", {"EUR": (1, 40000)}), ("2025-05-21", {"EUR": (1, 40000)}), ("2025-05-27", {})]
)
def test_installments_of_an_invoice_are_not_counted_twice(tmp_path, due, twice):
    """A week between them at least: a row that is due a day later was rather entered again."""
    ledger = cf.read_ledger(write(tmp_path, INSTALLMENTS.format(due=due)))
    said = "looks like a duplicate of row 2; kept" if due == "2025-05-20" else "is in row 2 as well, with another date or amount; kept"
    assert ledger.findings.twice == twice and ledger.findings.frame["reason"].tolist() == [said]
