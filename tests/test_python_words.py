"""A refusal that Python meets names Python's arguments, not options of the command or keys of a what-if file."""

import re

import pandas as pd
import pytest

import cashflow as cf
from cashflow.basics.python_words import python_words

OTHER_GRAMMAR = re.compile(r"--[a-z]|\[ledger|\[terms|what-if file|command line|'cashflow ")
GOOD = {
    "supplier": ["Acme", "Bolt"],
    "invoice": ["1", "2"],
    "invoice_date": ["2025-05-21", "2025-05-22"],
    "amount": ["100.00", "200.00"],
    "currency": ["EUR", "EUR"],
    "terms": ["net 30", "net 30"],
}
CASES = {  # what is wrong with the table → what Python is told
    "two orders of dates": ({"invoice_date": ["03/04/2025", "05/06/2025"]}, "or say date_order"),
    "no currency": ({"currency": None}, 'Say currency="XXX" (the three-letter code)'),
    "a currency is missing": ({"currency": ["EUR", ""]}, 'accept={"missing currency": "why"}. Last resort: most_rejected = 0.67'),
    "no terms": ({"terms": None}, """Say terms="TERMS" (for example 'net 30')"""),
    "no supplier": ({"supplier": None}, 'say map={"supplier": "COLUMN"}'),
    "no dates": ({"invoice_date": None}, 'say map={"invoice_date": "COLUMN"}'),
    "all negative": ({"amount": ["-1.00", "-2.00"]}, 'sign = "payables positive" if these are credit notes'),
    "codes": ({"terms": ["Z030", "ZX99"]}, 'its terms in codes={"Z030": "net 30"}'),
    "two readings": ({"terms": ["30 days end of month"] * 2}, "Say dialect"),
    "an event": ({"terms": ["30 days after arrival"] * 2}, 'say events={"arrival": "arrival_date"}'),
    "two amounts": (
        {"amount": None, "currency": ["EUR", "USD"], "Amount USD": ["1.00", "2.00"], "Amount EUR": ["3.00", "4.00"]},
        'Say map={"amount": "Amount ',
    ),
    "sides": ({"amount": ["100.00 Cr", "20.00 Dr"]}, "owed = 'Cr' or 'Dr'"),
}


def table(changed):
    return pd.DataFrame({name: cells for name, cells in (GOOD | changed).items() if cells is not None})


@pytest.mark.filterwarnings("ignore::cashflow.errors.CashflowWarning")
@pytest.mark.parametrize("case", CASES)
def test_python_is_told_in_its_own_grammar(case, tmp_path):
    changed, expected = CASES[case]
    frame = table(changed)
    frame.to_csv(tmp_path / "my bills.csv", index=False)
    for door in (
        lambda: cf.project(cf.read_ledger(frame)),
        lambda: cf.project(cf.scan(frame)),
        lambda: cf.project(cf.scan(tmp_path / "my bills.csv")),
        lambda: cf.project(cf.read_ledger(tmp_path / "my bills.csv")),
    ):
        with pytest.raises(cf.InputError) as refused:
            door()
        assert expected in str(refused.value)
        assert not OTHER_GRAMMAR.search(str(refused.value))
        assert refused.value.to_dict()["error"]["reason"] == refused.value.reason  # for programs, as the command has it


def test_what_is_typed_becomes_arguments():
    assert python_words("Type: --map 'amount=Mike'\"'\"'s bill' --skip-rows 3") == 'Say map={"amount": "Mike\'s bill"}, skip_rows=3'
    assert python_words("Type: --terms net 30. Else") == 'Say terms="net" 30. Else'  # only a value in quotes has blanks
    said = "row 2: terms '--map a=b' is not a payment term, nor is { days = 30 }"
    assert python_words(said, tables=False) == said  # what stands in a cell stays as it is
