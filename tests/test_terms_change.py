"""Another number of days in a term: only where one count stands alone; else the sentence says what to use instead."""

import pytest

import cashflow as cf
from cashflow.terms import PaymentTerms, erp


@pytest.mark.parametrize(
    "text, said",
    [
        ("30% net 0, 70% net 60", "has several installments, so one number of days is not enough"),
        ("end of month", "has no count of days that another number could replace"),
        ("30 days, then end of month, then 10 days", "has no single count of days that another number could replace"),
    ],
)
def test_days_that_another_number_cant_replace(text, said):
    with pytest.raises(cf.InputError, match=said) as refused:
        PaymentTerms.parse(text).with_net_days(90)
    assert "extended(days=…)" in str(refused.value)


def test_fields_of_an_erp_that_cant_be():
    for fields, said in (([1], "must be a table of fields"), ({"zbd1x": 1}, "unknown field"), ({"ztag1": "ten"}, "must be a whole number")):
        with pytest.raises(cf.InputError, match=said):
            erp.sap_terms(fields)
