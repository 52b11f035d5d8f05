"""What `read_ledger` says of a file, `cf.scan` says, too: the same dirty files through both doors, as text and as Parquet.

Forty invoices of EUR 100.00, 200.00 … 4,000.00, EUR 82,000.00 in all, dated day by day from 2026-01-01, due 31 days later.
"""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

import cashflow as cf
from cashflow.scan import cut

pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
MANY = 40
DAYS = [dt.date(2026, 1, 1) + dt.timedelta(n) for n in range(MANY)]
BASE = pd.DataFrame(
    {
        "supplier": [f"S{n % 5}" for n in range(MANY)],
        "invoice": [f"I{n}" for n in range(MANY)],
        "invoice_date": [str(d) for d in DAYS],
        "due_date": [str(d + dt.timedelta(31)) for d in DAYS],
        "amount": [f"{n}00.00" for n in range(1, MANY + 1)],
        "currency": "EUR",
    }
)
WHOLE = {"EUR": "82000.00"}


def dates(name, form):
    return BASE.assign(**{name: [d.strftime(form) for d in DAYS]})


def first(name, value):
    return BASE.assign(**{name: [value, *BASE[name][1:]]})


SIDES = ["S", "H"] * (MANY // 2)  # 100.00 is on the side S, 200.00 on H: H less S is 42,000.00 less 40,000.00
KIND = ["Invoice", "Credit Memo"] * (MANY // 2)
EXCHANGED = [d.strftime("%Y-%d-%m" if d.day <= 12 else "%d/%m/%Y") for d in DAYS]  # as a spreadsheet that expects months first leaves it
FILES = {  # frame, options, rows accepted, money accepted, findings by kind
    "clean": (BASE, {}, 40, WHOLE, {}),
    "days up to 12 exchanged": (BASE.assign(invoice_date=EXCHANGED), {}, 21, {"EUR": "45200.00"}, {"unreadable date": 19}),
    "day first": (dates("invoice_date", "%d/%m/%Y"), {}, 40, WHOLE, {}),
    "day first without signs": (dates("invoice_date", "%d%m%Y"), {}, 40, WHOLE, {}),
    "names of months": (dates("invoice_date", "%d %b %Y"), {}, 40, WHOLE, {}),
    "serial numbers": (BASE.assign(invoice_date=[str(46023 + n) for n in range(MANY)]), {}, 40, WHOLE, {}),
    "a column that is not used": (BASE.assign(payment_date=BASE["due_date"]), {}, 40, WHOLE, {"unused column": 1}),
    "another one": (BASE.assign(**{"Net due date": BASE["due_date"]}), {}, 40, WHOLE, {"unused column": 1}),
    "sides with signs": (BASE.assign(amount=["-" * (n % 2) + a for n, a in enumerate(BASE["amount"])], **{"S/H": SIDES}), {}, 40, {"EUR": "-2000.00"}, {"unused column": 1}),
    "sides, told": (BASE.assign(**{"D/C": SIDES}), {"owed": "Cr"}, 40, {"EUR": "2000.00"}, {}),
    "types": (BASE.assign(**{"Document Type": KIND}), {}, 40, {"EUR": "-2000.00"}, {}),
    "a sum": (first("supplier", "Total"), {}, 40, WHOLE, {"name like a total": 1}),
    "a word for none": (first("supplier", "None"), {}, 39, {"EUR": "81900.00"}, {"missing supplier": 1}),
    "an error": (first("supplier", "#REF!"), {}, 39, {"EUR": "81900.00"}, {"missing supplier": 1}),
    "a currency that is told": (BASE.assign(currency=[""] * 3 + ["EUR"] * 37), {"currency": "EUR"}, 40, WHOLE, {"currency told": 1}),
    "codes of terms": (BASE.assign(terms="Z030"), {}, 40, WHOLE, {"terms inferred": 1}),
    "no-break spaces": (BASE.assign(supplier="A\u00a0B", currency="EUR\u200b"), {}, 40, WHOLE, {}),
    "three decimals": (BASE.assign(currency="KWD", amount=["1.234", *(f"{n}.50" for n in range(2, MANY + 1))]), {}, 40, {"KWD": "839.734"}, {}),
    "a group or decimals": (first("amount", "1,234").assign(amount=lambda f: f["amount"].str.removesuffix(".00")), {}, 39, {"EUR": "81900.00"}, {"unreadable amount": 1}),
    "no invoice dates": (BASE.drop(columns="invoice_date"), {}, 40, WHOLE, {"missing invoice date": 1}),
    "a placeholder": (first("invoice_date", "2099-12-31"), {}, 40, WHOLE, {"missing invoice date": 1, "placeholder date": 1}),
}  # fmt: skip


def found_by(door, folder, form, frame, options):
    path = folder / f"a.{form}"
    if form == "csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_parquet(path)
    return door(path, **options).findings


forms = pytest.mark.parametrize("form", ["csv", "parquet"])
doors = pytest.mark.parametrize("door", [cf.read_ledger, cf.scan])


@forms
@doors
@pytest.mark.parametrize("name", FILES)
def test_both_doors_say_the_same(tmp_path, name, door, form):
    frame, options, accepted, money, kinds = FILES[name]
    found = found_by(door, tmp_path, form, frame, options)
    assert (found.rows_read, found.accepted, found.rejected) == (40, accepted, 40 - accepted)
    assert found.amount_accepted == {c: Decimal(m) for c, m in money.items()}
    assert {kind: n for (_, kind), n in found.counts.items()} == kinds


ASKED = {
    "--owed Cr": (BASE.assign(**{"D/C": SIDES}), {}),
    "--currency EUR": (BASE.rename(columns={"amount": "Amount EUR"}).assign(currency="USD"), {}),
    "Leave one of them out": (BASE, {"currency": "EUR"}),
}


@forms
@doors
@pytest.mark.parametrize("words", ASKED)
def test_both_doors_ask_the_same(tmp_path, words, door, form):
    with pytest.raises(cf.InputError) as refused:
        found_by(door, tmp_path, form, *ASKED[words])
    assert words in refused.value.sentence()  # as the command says it


def test_a_file_too_large_to_be_asked_as_a_whole_is_not_misread(tmp_path, monkeypatch):
    monkeypatch.setattr(cut, "WHOLE", 10)
    with pytest.raises(cf.InputError, match="holds dates of two forms, 2026-01-01 and 13/01/2026"):
        found_by(cf.scan, tmp_path, "parquet", *FILES["days up to 12 exchanged"][:2])
