"""Texts of real invoices and their neighbours, in eight languages: read as wanted, offered with the readings, or refused by name."""

import csv
from datetime import date
from pathlib import Path

import pytest

import cashflow as cf
from cashflow.basics.errors import UnknownTermsError
from cashflow.terms import read_terms
from cashflow.terms.dated import take_dates

with open(Path(__file__).parent / "tables" / "terms_texts.csv", newline="", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


def outcome(text):
    """What a text becomes: its term, all readings offered, or nothing; every term is read back from its own words."""
    try:
        found = [read_terms(text)[0]]
    except cf.AmbiguousTermsError as refused:
        found = [term for _, term in refused.readings]
        assert len(found) > 1
    except cf.InputError:
        return []
    for term in found:
        assert cf.PaymentTerms.parse(str(term)) == term
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["text"])
def test_each_text_is_read_as_wanted(row):
    """One reading; `amb:` and all the readings to be offered; or `-`, to be refused."""
    wanted = row["wanted"].removeprefix("amb: ").split(" | ")
    assert (len(wanted) > 1) == row["wanted"].startswith("amb: ")
    terms = [] if row["wanted"] == "-" else [cf.PaymentTerms.parse(w) for w in wanted]
    found = outcome(row["text"])
    assert len(found) == len(terms) and set(found) == set(terms)


def test_every_kind_and_language_is_there():
    assert len(ROWS) > 400 and len({r["kind"] for r in ROWS}) == 10
    assert {r["language"] for r in ROWS} == {"en", "de", "fr", "it", "es", "nl", "pt", "pl"}
    assert all(r["source"] for r in ROWS) and len({r["text"] for r in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    "text",
    [
        "30 days before delivery",
        "net 30 but not later than 45 days after delivery",
        "2% if paid after 30 days, net 30",  # a surcharge in disguise, or nonsense
        "30 days or 60 days",
        "net 30 or end of month, whichever is later",
        "on the 15th of the month",
        "payment in 30 days with 2% discount",  # the days are the net term
        "net 30 (unless agreed otherwise)",
        "net 60 (30 days EOM)",
        "30 days (1 month)",
        "2/10 net 30 (no partial payments before delivery)",
        "a 30 o 60 días",
        "2 parts: 30, 60, 90 days",  # two parts, three dates
        "30% now, 60% in 30 days",
        "end of month then on the 30th",
        "10th of next month, cut-off 5 days",
        "30 dias, na entrega",
        "30 Tage netto nicht vor Lieferung",
        "net 30. Payment before the 15th of the month",
        "approx. 30 days",
        "net 30 (or COD)",
        "net 30 (against documents)",
        "net 30 D/A",
        "30 jours (hors août)",
        "net 30 (average)",
        "30 Tage netto. Monatlich",
        "net 30 per month",  # no 30 months
        "from statement 60 days from invoice date",
        "1.5% if paid by day 14; full amount due day 45",  # "due" is not an Italian number
        "End of Month 2 following Invoice Date",  # no two days
    ],
)
def test_a_word_that_has_no_place_is_never_passed_over(text):
    assert outcome(text) == []


@pytest.mark.parametrize(
    ("text", "reading", "beside"),
    [
        ("net 30 (wire transfer only)", "net 30", ["wire transfer only"]),
        ("30 Tage netto (Überweisung)", "net 30", ["Überweisung"]),
        ("14 Tage; bitte die Zahlung per PayPal durchführen", "net 14", ["bitte die Zahlung per PayPal durchführen"]),
        ("net 45 EOM (45 days after month end)", "end of month then 45 days", []),  # said twice: the bracket chooses
        ("net 30 (2% discount if paid within 10 days)", "2/10 net 30", []),
        ("30 days (from receipt of invoice)", "net 30 from receipt", []),
    ],
)
def test_what_stands_beside_is_told(text, reading, beside):
    term, notes = read_terms(text)
    assert str(term) == reading
    assert list(notes) == [f"ignored, beside the terms: '{b}'" for b in beside]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("10 jours ouvrables", "'jours ouvrables', which may take in Saturdays or not.*'jours ouvrés'"),
        ("za pobraniem", r"how it is paid \('za pobraniem', cash on delivery\), but not on what day"),
        ("confirming", r"how it is paid \('confirming'\)"),
        ("L/C at sight", r"letter of credit \('l/c'\)"),
        ("60 days after acceptance", "counts from 'acceptance', which is not an event to count from"),
        ("45 Tage nach Versand", "counts from 'versand'"),
        ("30 jours après l'arrivée du navire", "counts from 'arrivée'"),
        ("cash against documents", r"against documents \('cash against documents'\)"),
        ("przelew", "how it is paid .*, but not when"),
    ],
)
def test_a_refusal_names_what_it_is_refused_for(text, says):
    with pytest.raises(UnknownTermsError, match=says):
        cf.PaymentTerms.parse(text)


BOTH = "Zahlbar innerhalb 30 Tagen netto bis 04.04.2018, 3% Skonto innerhalb 10 Tagen bis 15.03.2018"


def test_a_date_beside_days_is_told_with_the_invoice_date_it_is_right_for():
    term, notes = read_terms(BOTH)
    assert str(term) == "3/10 net 30"
    said = "'04.04.2018' beside 30 days and '15.03.2018' beside 10 days, which is right for an invoice of 2018-03-05"
    assert notes == (f"ignored, a date beside the days: {said}",)
    with pytest.raises(UnknownTermsError, match="contradicts itself: no invoice date fits"):
        read_terms(BOTH.replace("15.03", "16.03"))
    assert take_dates("30 days (due by 03/04/2025)")[1][0].dates == (date(2025, 4, 3), date(2025, 3, 4))  # either may be meant
    assert take_dates("net 30") == ("net 30", ())


def test_a_ledger_holds_the_dates_against_each_invoice_date(tmp_path):
    rows = [
        f'A,{n},{day},100.00,EUR,"{BOTH}",{due}'
        for n, day, due in ((1, "2018-03-05", ""), (2, "2018-03-06", ""), (3, "2018-03-06", "2018-04-04"))
    ]
    path = tmp_path / "l.csv"
    path.write_text("\n".join(["supplier,invoice,invoice_date,amount,currency,terms,due_date", *rows]), encoding="utf-8")
    found = cf.read_ledger(path).findings.frame
    assert found[["row", "kind", "status"]].values.tolist() == [
        [3, "unreadable terms", "rejected"],
        [4, "terms ignored", "flagged"],
        [4, "other due date", "flagged"],
    ]
    both = "'04.04.2018' beside 30 days, which lead to 2018-04-05 and '15.03.2018' beside 10 days, which lead to 2018-03-16"
    assert (
        found["reason"][0]
        == f"states dates that its days do not lead to from the invoice date 2018-03-06: {both}. Write the days or the dates, not both"
    )
    scanned = cf.scan(path).checked().frame
    assert scanned[["row", "kind", "reason"]].values.tolist() == found[["row", "kind", "reason"]].values.tolist()
