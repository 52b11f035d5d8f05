"""Texts that were misread: each read as stated, refused, or refused with all readings offered; what is ignored is told."""

import csv
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.cli import main
from cashflow.terms import DIALECTS, read_terms
from cashflow.terms.erp import odoo16_terms, odoo17_terms, sap_terms

from .examples import examples
from .test_terms_fuzz import DISCOUNTS, GRAMMAR, JOINED, TEXTS, mutated

TABLES = Path(__file__).parent / "tables"


def table(name):
    with open(TABLES / name, newline="", encoding="utf-8") as file:
        return [{k: v.replace("\\n", "\n") for k, v in row.items()} for row in csv.DictReader(file)]


def offered(text, dialect=None):
    with pytest.raises(cf.AmbiguousTermsError) as refused:
        cf.PaymentTerms.parse(text, dialect)
    for name, term in refused.value.readings:
        assert name in str(refused.value)
        assert cf.PaymentTerms.parse(str(term)) == term
        if "…" not in name:  # a pattern: dates are missing
            assert cf.PaymentTerms.parse(*((text, name) if name in DIALECTS else (name,))) == term
    return [name for name, _ in refused.value.readings]


def holds(text, expected):
    kind, _, readings = expected.partition("offered: ")
    if readings:
        assert offered(text) == readings.split(" | ")
    elif kind == "refused":
        with pytest.raises(cf.InputError) as refused:
            cf.PaymentTerms.parse(text)
        assert not isinstance(refused.value, cf.AmbiguousTermsError)
    else:
        assert str(cf.PaymentTerms.parse(text)) == expected


@pytest.mark.parametrize("row", [*table("terms_misread.csv"), *table("terms_misread_dates.csv")], ids=lambda r: r["text"])
def test_texts_that_were_misread_and_their_neighbours(row):
    """Judged one by one; "offered" lists every reading, each by what to type or the dialect that chooses it."""
    holds(row["text"], row["read as"])


WANTED = {  # the table's own words, as what a reader may get
    "2% 10th, net 30": {"[2% until 1 month then on day 10] net 30"},
    "2/10 net 30 prox": {"[2% until end of month then 10 days] end of month then 30 days", "2/10 1 month then on day 30"},
    "2/10, n/30, EOM": {"[2% until end of month then 10 days] end of month then 30 days", "2/10 end of month then 30 days"},
    "2% 10 EOM": {"[2% until end of month then 10 days] net 0 from due date", "2/10 end of month"},
    "30/40/30": {"equal parts net 30, net 40, net 30", "30% net 0 from due date, 40% net 0 from due date, 30% net 0 from due date"},
}


@pytest.mark.parametrize("row", table("terms_misread_reported.csv"), ids=lambda r: r["text"])
def test_the_reported_texts(row):
    text, wanted = row["text"], row["wanted"]
    try:
        got = {str(cf.PaymentTerms.parse(text))}
    except cf.AmbiguousTermsError as refused:
        got = {str(term) for _, term in refused.readings}
        assert len(got) > 1
    except cf.InputError:
        got = {"refused"}
    assert WANTED.get(text, set()) <= got
    if wanted.startswith(("refuse: ", "refuse or")):
        assert got == {"refused"}
    if "offer" in wanted and "refuse" not in wanted:
        assert len(got) > 1
    if wanted.startswith(("[2%", "2/14", "net 30", "on ")) and "refuse" not in wanted:
        assert got == {wanted.partition(" (")[0].partition(";")[0]}


@pytest.mark.parametrize(
    ("text", "invoice", "due"),
    [
        ("fin de mois le 30", "2025-04-10", "2025-05-30"),  # not 30 April
        ("fin de mois le 30", "2025-01-31", "2025-02-28"),
        ("fin de mois le 31", "2025-03-31", "2025-04-30"),
        ("end of month on the 30th", "2025-04-10", "2025-05-30"),
        ("fine mese il 30", "2025-04-30", "2025-05-30"),
        ("fin de mes el día 28", "2025-02-10", "2025-03-28"),  # February ends on the 28th
        ("Monatsende am 30.", "2025-06-01", "2025-07-30"),
        ("fin de mois le 15", "2025-04-10", "2025-05-15"),
        ("due 03/13/2025", "2025-01-31", "2025-03-13"),
    ],
)
def test_dates_of_what_is_read(text, invoice, due):
    assert cf.PaymentTerms.parse(text).schedule(invoice).due == [(date.fromisoformat(due), None)]


def test_a_message_shows_what_tells_the_readings_apart():
    with pytest.raises(cf.AmbiguousTermsError) as refused:
        cf.PaymentTerms.parse("2/10 net 30 from receipt")
    said = str(refused.value)
    assert "[2% until 10 days] net 30 from receipt: 2025-03-07, 2% off until 2025-02-10" in said
    assert "[2% until 10 days from receipt] net 30 from receipt: 2025-03-07, 2% off until 2025-02-15" in said  # received on 5 February
    with pytest.raises(cf.AmbiguousTermsError, match=r"shares of the amount whose dates are missing.*'50% net …, 30% net …, 20% net …'"):
        cf.PaymentTerms.parse("50-30-20")
    with pytest.raises(cf.InputError, match="surcharge"):
        cf.PaymentTerms.parse("+2% 60 days")
    with pytest.raises(cf.InputError, match=r"names no days for its discount of 2 %. Write e.g. '2/10 net 30'"):
        cf.PaymentTerms.parse("30 Tage netto 2% Skonto")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "03/04/25",
            "4 readings.*'on 2025-03-04' for a date, 'on 2025-04-03' for a date, '3/4 net 25' .*, or 'equal parts net 3, net 4, net 25'",
        ),
        ("net 60 with 2% finance charge", "adds a surcharge"),
        ("#SKONTO#TAGE=14#PROZENT=2.00#\nNach 60 Tagen fällig", "names terms of its own, and it can't be read: 'Nach 60 Tagen fällig'"),
        ("3% 60 days net 30", r"may be swapped.*surcharge.*'3/30 net 60' if .*'net 30' without .*'\[3% until 60 days\] net 30'"),
        ("1% 10, n/60 prox", "names day 60 of a month, which no month has. Write 'end of month then 60 days'"),
    ],
)
def test_a_refusal_names_its_readings(text, says):
    with pytest.raises(cf.InputError, match=says):
        cf.PaymentTerms.parse(text)


def test_a_dialect_decides_the_month_end_and_not_the_discount():
    text = "2% escompte 10 jours, 30 jours fin de mois"
    assert str(cf.PaymentTerms.parse(text, "days_then_eom")) == "2/10 30 days then end of month"
    assert offered(text, "eom_then_days") == [
        "2/10 end of month then 30 days",
        "[2% until end of month then 10 days] end of month then 30 days",
    ]


@pytest.mark.parametrize("row", table("terms_late.csv"), ids=lambda r: r["text"])
def test_what_is_passed_over_is_told(row):
    holds(row["text"], row["read as"])
    if row["read as"] != "refused" and "offered" not in row["read as"]:
        term, notes = read_terms(row["text"])
        assert term == cf.PaymentTerms.parse(row["text"])
        assert [n.partition(": '")[2][:-1] for n in notes] == [p for p in row["ignored"].split(" | ") if p]


LEDGER = """supplier,invoice,invoice_date,amount,currency,terms
A,1,2025-01-31,100.00,EUR,"net 30, 1.5% late fee per month"
A,2,2025-01-31,200.00,EUR,net 30
A,3,2025-01-31,300.00,EUR,30/40/30
"""


def test_a_ledger_flags_what_its_terms_pass_over(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text(LEDGER, encoding="utf-8")
    ledger = cf.read_ledger(path)
    found = ledger.findings.frame
    assert found[["row", "column", "status"]].values.tolist() == [[2, "terms", "flagged"], [4, "terms", "rejected"]]
    assert found["reason"][0] == "ignored, of late payment: '1.5% late fee per month'"
    assert "Give it the words of one in [terms.codes]" in found["reason"][1] and ledger.findings.accepted == 2
    scanned = cf.scan(path).checked().frame
    assert scanned[["row", "column", "kind", "reason"]].values.tolist() == found[["row", "column", "kind", "reason"]].values.tolist()
    own = {"30/40/30": "equal parts net 30, net 40, net 30"}
    assert cf.read_ledger(path, codes=own).findings.accepted == 3


def test_the_command_line_tells_it():
    result = CliRunner().invoke(main, ["terms", "net 30, 1.5% late fee per month", "2025-01-31"])
    assert "due 2025-03-02\nnote: ignored, of late payment: '1.5% late fee per month'" in result.output


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"ZTAG1": 10, "ZPRZ1": 2}, "2/10 net 10"),
        ({"ZTAG1": 14, "ZPRZ1": 3, "ZTAG2": 30, "ZPRZ2": 2}, "3/14 2/30 net 30"),
        ({"ZTAG1": 0, "ZPRZ1": 3}, "3/0 net 0"),
        ({"ZPRZ1": "3.000", "ZTAG1": "0", "ZTAG2": "0", "ZPRZ2": "0.000", "ZTAG3": "0"}, "3/0 net 0"),
        ({"ZTAG1": 14, "ZPRZ1": 3, "ZTAG2": 30, "ZPRZ2": 2, "ZTAG3": 60}, "3/14 2/30 net 60"),
        ({"ZTAG1": 14, "ZPRZ1": 3, "ZTAG3": 60}, "3/14 net 60"),
        ({"ZTAG2": 30, "ZPRZ2": 2}, "2/30 net 30"),
        ({"ZSTG1": 10, "ZSMN1": 1, "ZPRZ1": 2}, "[2% until 1 month then on day 10] 1 month then on day 10"),
        (
            {"ZSTG1": 15, "ZSMN1": 1, "ZPRZ1": 3, "ZSTG2": 31, "ZSMN2": 1, "ZPRZ2": 2},
            "[3% until 1 month then on day 15] [2% until 1 month then on day 31] 1 month then on day 31",
        ),
        ({"ZFAEL": 31, "ZTAG1": 10, "ZPRZ1": 2}, "[2% until on day 31 then 10 days] on day 31 then 10 days"),
    ],
)
def test_sap_tiers_keep_their_last_percentage(fields, text):
    term = sap_terms(fields)
    assert str(term) == text and cf.PaymentTerms.parse(text) == term


def test_sap_tiers_by_day_limit_and_in_installments():
    limits = sap_terms([{"ZTAGG": 15, "ZTAG1": 10, "ZPRZ1": 2}, {"ZTAGG": 31, "ZTAG1": 20, "ZPRZ1": 2}])
    early, later = limits.schedule("2025-06-15", "100.00", "EUR"), limits.schedule("2025-06-16", "100.00", "EUR")
    assert early.discounts == [(date(2025, 6, 25), D("98.00"))] and early.due[0][0] == date(2025, 6, 25)
    assert later.discounts == [(date(2025, 7, 6), D("98.00"))] and later.due[0][0] == date(2025, 7, 6)
    parts = sap_terms({"ZTERM": "X"}, installments=[{"RATPZ": 50, "ZTAG1": 10, "ZPRZ1": 2}, {"RATPZ": 50, "ZTAG1": 40}])
    assert str(parts) == "[2% until 10 days, part 1] 50% net 10, 50% net 40"
    with pytest.raises(cf.InputError, match=r"zprz2 '2': has a percentage, but no days"):
        sap_terms({"ZTAG1": 14, "ZPRZ1": 3, "ZPRZ2": 2})


def percent(value, days):
    return {"value": "percent", "value_amount": value, "nb_days": days}


def fixed(value, days):
    return {"value": "fixed", "value_amount": value, "nb_days": days}


@pytest.mark.parametrize(
    ("lines", "amount", "currency", "parts"),
    [
        ([percent(50, 0), percent(50, 30), fixed("0.045", 60)], "0.090", "TND", "0.045 0.045 0.000"),
        ([percent(50, 0), percent(50, 30), fixed("0.045", 60)], "-0.090", "TND", "-0.045 -0.045 0.000"),
        ([percent(50, 0), percent(50, 30), fixed("5", 60)], "0.01", "EUR", "0.01 0.00 0.00"),  # half a cent goes up; nothing is left
        ([percent(50, 0), percent(50, 30), fixed("5", 60)], "0.00", "EUR", "0.00 0.00 0.00"),
        ([percent(100, 0), fixed("5", 60)], "90.00", "EUR", "90.00 0.00"),
        ([fixed("100", 0), percent(50, 30), percent(50, 60)], "90.00", "EUR", "90.00 0.00 0.00"),  # never more than what is left
        ([fixed("10", 0), percent(50, 30), percent(50, 60)], "90.00", "EUR", "10.00 45.00 35.00"),
    ],
)
def test_odoo_s_last_line_takes_what_is_left(lines, amount, currency, parts):
    term = odoo17_terms(lines)
    assert [str(part) for _, part in term.schedule("2025-01-01", amount, currency).due] == parts.split()
    assert cf.PaymentTerms.parse(str(term)) == term


def test_odoo_lines_beyond_the_whole():
    halves = [{"value": "percent", "value_amount": 50}, {"value": "percent", "value_amount": 50, "days": 30}]
    term = odoo16_terms([*halves, {"value": "balance", "days": 60}])
    assert [str(part) for _, part in term.schedule("2025-01-01", "0.03", "EUR").due] == ["0.02", "0.01", "0.00"]
    with pytest.raises(cf.InputError, match="state 110 %, more than the whole, and one more takes the rest"):
        odoo17_terms([percent(60, 0), percent(50, 30), fixed("5", 60)])


LINE = st.builds(
    lambda days, rate, base: f"#SKONTO#TAGE={days}#PROZENT={rate}#{base}\n",
    st.one_of(st.integers(0, 60), st.sampled_from([99, 365, 999, 1000, 3660, 9999])),
    st.one_of(st.decimals(0, 100, places=2), st.sampled_from(["2", "2,25", "0.000001", "66.666667", "100.00"])),
    st.sampled_from(["", "BASISBETRAG=1000.00#", "BASISBETRAG=-1000.00#", "BASISBETRAG=0#", "BASISBETRAG=999999999999999.9999#"]),
)
BESIDE = st.one_of(
    st.just(""), st.sampled_from([*TEXTS, *(r["text"] for r in table("terms_misread.csv"))]), GRAMMAR, JOINED, DISCOUNTS, mutated()
)
LATE = st.sampled_from(
    ["", ", 1.5% late fee per month", "; zzgl. Verzugszinsen", "\nVielen Dank", " pénalités de retard", ". Interessi di mora 8%"]
)
SKONTO = st.builds(lambda lines, rest, more: "".join(lines) + rest + more, st.lists(LINE, max_size=3), BESIDE, LATE)


@given(SKONTO)
@examples(300)
def test_every_term_that_parses_is_read_back_from_its_own_text(text):
    for dialect in (None, "eom_then_days"):
        try:
            found = [read_terms(text, dialect)]
        except cf.AmbiguousTermsError as refused:
            assert len(refused.readings) > 1
            found = [(term, ()) for _, term in refused.readings]
        except cf.InputError:
            continue
        for term, _ in found:
            again, notes = read_terms(str(term))
            assert again == term and str(again) == str(term) and not notes


def test_a_base_amount_has_the_sign_of_the_invoice():
    term = cf.PaymentTerms.parse("#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=-1000.00#\n30 days net")
    assert term.schedule("2025-06-01", "-1190.00", "EUR").discounts == [(date(2025, 6, 15), D("-1170.00"))]
    assert cf.PaymentTerms.parse(str(term)) == term
