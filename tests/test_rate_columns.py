"""A column called "Rate": a rate of exchange in English, an installment in German; told by its numbers, said or asked for."""

from decimal import Decimal

import pytest

import cashflow as cf
from tests.exports import money, refused, write

D = Decimal
HEAD = "Lieferant;Rechnungsnummer;Rechnungsdatum;Fälligkeit;Währung;Betrag;{name}\n"


def three(name, *rates, currencies=("EUR", "EUR", "EUR"), numbers=(1, 2, 3)):
    """Three bills of 1,200.00, due a month after another."""
    rows = [
        f"Acme;{n};2026-01-13;2026-0{m}-12;{c};1200.00;{r}\n" for m, (n, c, r) in enumerate(zip(numbers, currencies, rates, strict=True), 2)
    ]
    return HEAD.format(name=name) + "".join(rows)


@pytest.mark.parametrize("name, rates, numbers", [
    ("Rate", ("400.00", "250.00", "1200.00"), (1, 2, 3)),  # within a currency no rate of exchange moves so far
    ("Rate", ("400.00", "400.00", "400.00"), (7, 7, 7)),  # they add up to the bill
    ("Ratenbetrag", ("400.00", "400.00", "400.00"), (1, 2, 3)),
    ("Installment amount", ("400.00", "400.00", "400.00"), (1, 2, 3)),
    ("Rata", ("400.00", "300.00", "400.00"), (1, 2, 3)),
])  # fmt: skip
def test_what_may_be_installments_is_asked_for(tmp_path, name, rates, numbers):
    """The whole bill counted on the day of each installment, and nothing was said."""
    path = write(tmp_path, three(name, *rates, numbers=numbers))
    error = refused(path)
    assert error.ask[0]["choices"] == [f"amount={name}", "amount=Betrag"] and "as installments are" in str(error)
    assert money(cf.read_ledger(path, map={"amount": name}))[0] == {"EUR": sum(map(D, rates))}
    assert money(cf.read_ledger(path, map={"amount": "Betrag"}))[0] == {"EUR": D("3600.00")}


@pytest.mark.parametrize("rates, currencies", [
    (("1", "1", "1"), ("EUR", "EUR", "EUR")),
    (("1.00", "0.87", "1.08"), ("EUR", "GBP", "USD")),
    (("160.25", "160.31", "1.00"), ("JPY", "JPY", "EUR")),
    (("20%", "5%", "20%"), ("EUR", "EUR", "EUR")),
    (("20.00", "5.00", "0.00"), ("EUR", "EUR", "EUR")),  # percent of tax
    (("391.120", "402.500", "398.001"), ("HUF", "HUF", "HUF")),
])  # fmt: skip
def test_rates_are_not_asked_for(tmp_path, rates, currencies):
    ledger = cf.read_ledger(write(tmp_path, three("Rate", *rates, currencies=currencies)))
    assert sum(money(ledger)[0].values()) == D("3600.00")


def test_what_may_be_either_says_what_it_is_taken_for(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, three("Rate", "391.12", "402.50", "398.00")))
    why = ledger.findings.layout.unused["Rate"]
    assert "is taken for a rate of exchange" in why and "--map amount=Rate" in why


@pytest.mark.parametrize("rates", [("1.00", "0.87", "1.08"), ("20%", "5%", "20%"), ("391.120", "402.500", "398.001")])
def test_where_it_can_be_nothing_else_nothing_is_said(tmp_path, rates):
    assert "Rate" not in cf.read_ledger(write(tmp_path, three("Rate", *rates))).findings.layout.unused
