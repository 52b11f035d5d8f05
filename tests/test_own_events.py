"""Events of the user's own: terms count from them only where they are declared with their column; each row by its own date. By a calendar."""

from datetime import date
from decimal import Decimal as D

import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.errors import UnknownTermsError
from cashflow.cli import main

EVENTS = {"arrival": "Ankunft"}
HEAD = "supplier,invoice,invoice_date,amount,currency,terms,Ankunft"
ROWS = [
    "Acme,1,2025-01-10,100.00,EUR,30 days after arrival,2025-03-15",  # due 14 April
    "Acme,2,2025-01-10,200.00,EUR,30 Tage nach Ankunft der Ware,2025-03-31",  # due 30 April
    "Bolt,3,2025-01-10,400.00,EUR,net 90,",  # due 10 April
]


def book(tmp_path, *more):
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join([HEAD, *ROWS, *more]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("30 days after arrival of the goods", "net 30 from arrival"),
        ("30 Tage nach Ankunft", "net 30 from arrival"),
        ("30 jours après l'arrivée du navire", "net 30 from arrival"),
        ("30 gg dall'arrivo della nave", "net 30 from arrival"),
        ("30 días desde la llegada", "net 30 from arrival"),
        ("30 dagen na aankomst", "net 30 from arrival"),
        ("30 dias após a chegada", "net 30 from arrival"),
        ("30 dni od przybycia towaru", "net 30 from arrival"),
        ("10th of the month following arrival", "1 month then on day 10 from arrival"),
        ("2% 10 days after arrival, net 60 from arrival", "[2% until 10 days from arrival] net 60 from arrival"),
        ("30% at shipment, 70% 30 days after arrival", "30% net 0 from shipment, 70% net 30 from arrival"),
        ("net 45 from customs clearance", "net 45 from customs clearance"),
    ],
)
def test_a_declared_event_is_counted_from(text, reading):
    events = ["arrival", "shipment", "customs clearance"]
    term = cf.PaymentTerms.parse(text, events=events)
    assert str(term) == reading and cf.PaymentTerms.parse(reading, events=events) == term
    with pytest.raises(UnknownTermsError):
        cf.PaymentTerms.parse(text)


def test_a_text_with_two_readings_offers_them_with_the_event():
    with pytest.raises(cf.AmbiguousTermsError) as several:
        cf.PaymentTerms.parse("30 days EOM from arrival", events=["arrival"])
    assert [str(t) for _, t in several.value.readings][:2] == [
        "30 days then end of month from arrival",
        "end of month then 30 days from arrival",
    ]
    assert "posting" not in str(several.value)


def test_an_event_that_is_not_declared_is_refused_with_the_line_to_type(tmp_path):
    with pytest.raises(UnknownTermsError, match=r'say events={"arrival": "arrival_date"}'):
        cf.PaymentTerms.parse("30 days after arrival", events=["shipment"])
    found = cf.read_ledger(book(tmp_path)).findings.frame
    assert found["kind"].tolist() == ["unreadable terms"] * 2
    assert all('type under [terms.events]: arrival = "arrival_date"' in reason for reason in found["reason"])
    assert not any("[terms.codes]" in reason for reason in found["reason"])


def test_each_row_counts_from_its_own_date(tmp_path):
    ledger = cf.read_ledger(book(tmp_path), events=EVENTS)
    assert not len(ledger.findings.frame) and "Ankunft" not in ledger.attributes
    due = cf.project(ledger, quarters=("2025-04-01", "2025-06-30")).payments.set_index("invoice")["due_date"]
    assert [str(d)[:10] for d in due[["1", "2", "3"]]] == ["2025-04-14", "2025-04-30", "2025-04-10"]
    again = cf.read_ledger(ledger.to_frame(), events={"arrival": "arrival_date"})
    assert again.events["arrival"].tolist() == ledger.events["arrival"].tolist()


def test_a_row_without_the_date_is_rejected_or_flagged(tmp_path):
    more = ["Acme,4,2025-01-10,100.00,EUR,30 days after arrival,", "Acme,5,2025-01-10,100.00,EUR,net 30,soon"]
    frame = cf.read_ledger(book(tmp_path, *more), events=EVENTS).findings.frame
    assert sorted(frame[["row", "column", "kind", "status"]].values.tolist()) == [
        [5, "terms", "missing event date", "rejected"],
        [6, "Ankunft", "unreadable date", "rejected"],
    ]
    assert "Ankunft, which is missing" in frame.set_index("row")["reason"][5]
    stated = pd.DataFrame([(*r.split(","), "2025-06-30") for r in more[:1]], columns=[*HEAD.split(","), "due_date"])
    kept = cf.read_ledger(stated, events=EVENTS)
    assert len(kept) == 1 and kept.due_day[0] > 0


def test_a_what_if_file_and_the_command_declare_it(tmp_path):
    path = book(tmp_path)
    text = f"""
[ledger]
path = '{path}'
[terms.events]
arrival = "Ankunft"
[calendar]
quarters = {{ from = 2025-04-01, to = 2025-06-30 }}
[[scenario]]
name = "later"
[[scenario.offer]]
suppliers = ["Acme"]
extend = {{ terms = "net 100 from arrival" }}
"""
    whatif = tmp_path / "what.toml"
    whatif.write_text(text, encoding="utf-8")
    result = cf.read_whatif(whatif).run()
    assert result.offers[["items", "items_moved"]].values.tolist() == [[2, 2]]
    held = result.quarters.query("scenario == 'later'")["cash_retained"]
    assert held.tolist() == [D("200.00")]  # 15 March and 100 days are 23 June; 31 March and 100 days 9 July
    flags = ["check", str(path), "--json"]
    assert '"rejected": 2' in CliRunner().invoke(main, flags).output
    assert '"rejected": 0' in CliRunner().invoke(main, [*flags, "--event", "arrival=Ankunft"]).output


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ({"arrival": "Ankunf"}, "is not a column of the ledger. Did you mean 'ankunft'"),
        ({"arrival": "amount"}, "is a column with a meaning of its own"),
        ({"receipt": "Ankunft"}, "is an event that terms know already"),
        ({"30": "Ankunft"}, "is not a name of an event"),
        ({"arrival": ""}, "must be the name of a column"),
    ],
)
def test_what_can_not_be_declared_is_refused(tmp_path, events, says):
    with pytest.raises(cf.InputError) as refused:
        cf.read_ledger(book(tmp_path), events=events)
    assert says in str(refused.value)


def test_several_files_are_one_ledger(tmp_path):
    first = book(tmp_path)
    second = tmp_path / "second.csv"
    second.write_text(HEAD.lower() + "\nCole,9,2025-01-10,50.00,EUR,30 days after arrival,2025-03-20\n", encoding="utf-8")
    ledger = cf.read_ledger([first, second], events=EVENTS)
    due = cf.project(ledger, quarters=("2025-04-01", "2025-06-30")).payments.set_index("invoice")["due_date"]
    assert [str(d)[:10] for d in due[["1", "9"]]] == ["2025-04-14", "2025-04-19"]


def test_a_scan_refuses_it(tmp_path):
    book(tmp_path)
    with pytest.raises(cf.InputError, match="not known in a ledger that is read in batches"):
        cf.scan(tmp_path, events=EVENTS)


def test_the_schedule_of_one_invoice_takes_its_date():
    term = cf.PaymentTerms.parse("30 days after arrival", events=["arrival"])
    assert term.schedule("2025-01-10", dates={"arrival": "2025-03-15"}).due == [(date(2025, 4, 14), None)]
    assert term.schedule("2025-01-10", D("5.00"), "EUR").due == [(None, D("5.00"))]
