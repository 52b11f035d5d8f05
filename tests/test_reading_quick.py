"""What is read quickly says the same as what is read slowly: cells by Arrow and by pandas, typed columns and their texts."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from attrs import evolve

import cashflow as cf
from cashflow.basics.alike import repeated
from cashflow.basics.invisible import seen as without_invisible
from cashflow.basics.strings import Strings
from cashflow.ledger.opening import cells
from cashflow.ledger.opening.guard import _signs
from cashflow.ledger.values.texts import Texts

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
HEAD = "supplier,invoice,invoice_date,due_date,amount,currency,terms"
ROWS = {
    "plain": 'Acme,{n},2025-05-01,2025-05-31,{n}.50,EUR,net 30',
    "padded": ' Acme\t, {n} ,2025-05-01 ,2025-05-31,\u00a0{n}.50 ,EUR , net 30',
    "quoted": '"Acme, ""the best""","n\n{n}","2025-05-01",,"1,{n:03d}.00","EUR","2/10 net 30"',
    "quotes inside": 'Pipes 5" Ltd,{n},2025-05-01,,{n}.50,EUR,net 30',
    "unreadable": "Acme,{n},soon,,{n}.50 x,EURO,gibberish",
    "blank": ",,,,,,",
    "not ASCII": "Müller & Söhne,№{n},1. Mai 2025,,{n}.50 €,EUR,30 Tage netto",
    "early": "Acme,7,2025-05-01,2025-04-30,12.345,EUR,",
}  # fmt: skip


def seen(ledger):
    """All that a ledger and its findings say."""
    said = ledger.findings
    return ledger.to_frame().to_csv(), said.frame.to_csv(), dict(said.counts), said.rows, said.amount_read, said.layout.to_dict()


def tried(path, **options):
    try:
        return seen(cf.read_ledger(path, **options))
    except cf.InputError as refused:
        return str(refused)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "kinds", [[*ROWS], ["plain"], ["plain", "padded"], ["plain", "quoted"], ["plain", "quotes inside"], ["plain", "blank"]]
)
def test_cells_read_by_arrow_are_those_read_by_pandas(kinds, end, tmp_path, monkeypatch):
    rows = [ROWS[kinds[n % len(kinds)]].format(n=n) for n in range(300)]
    (tmp_path / "a.csv").write_bytes(end.join([HEAD, *rows, ""]).encode())
    slow = tried(tmp_path / "a.csv")
    used = []
    kept = cells._by_arrow
    monkeypatch.setattr(cells, "_LARGE", 0)
    monkeypatch.setattr(cells, "_by_arrow", lambda *given: used.append(kept(*given)) or used[-1])
    assert tried(tmp_path / "a.csv") == slow and len(slow) == 6
    assert any(frame is not None for frame in used) == (end != "\r")


@pytest.mark.parametrize("row", ["Acme,1,2025-05-01,,1.00,EUR", "Acme,1,2025-05-01,,1.00,EUR,net 30,x,y", ""])
def test_rows_of_another_width_are_said_as_before(row, tmp_path, monkeypatch):
    rows = [ROWS["plain"].format(n=n) for n in range(100)]
    (tmp_path / "a.csv").write_text("\n".join([HEAD, *rows, row, *rows]), encoding="utf-8")
    slow = tried(tmp_path / "a.csv")
    monkeypatch.setattr(cells, "_LARGE", 0)
    assert tried(tmp_path / "a.csv") == slow


AMOUNTS = ["0.00", "-0.05", "12.30", "1234567890123.45", "-99999.99", None]


@pytest.mark.parametrize("kind", [pa.decimal128(15, 2), pa.decimal128(38, 2), pa.decimal128(30, 6), pa.decimal256(40, 2)])
def test_decimals_of_arrow_are_their_texts(kind):
    given = [None if a is None else Decimal(a) for a in AMOUNTS]
    assert minor(pa.array(given, kind)) == minor(pa.array(AMOUNTS, pa.string())) == ([0, -5, 1230, 123456789012345, -9999999], ["6"])


def test_what_is_too_fine_or_too_large_is_said_of_each():
    fine, large = Decimal("1.005"), Decimal("92233720368547758.08")
    ledger = read(pa.array([Decimal("1.000"), fine, large, -large, Decimal("92233720368547758.070")], pa.decimal128(38, 3)))
    assert ledger.amount.tolist() == [100, 2**63 - 1]
    said = ledger.findings.frame[["value", "reason"]].values.tolist()
    assert said == [
        ["1.005", "has more decimals than the currency has (2)"],
        ["92233720368547758.080", "is too large for an amount"],
        ["-92233720368547758.080", "is too large for an amount"],
    ]


@pytest.mark.parametrize("kind", [pa.int8(), pa.int64(), pa.uint64()])
def test_whole_numbers_are_major_units(kind):
    ledger = read(pa.array([1, 100, None], kind))
    assert ledger.amount.tolist() == [100, 10_000] and ledger.findings.frame["reason"].tolist() == ["is missing"]


@pytest.mark.parametrize("kind", ["Int64", "int64", "UInt64", "int64[pyarrow]"])
def test_whole_numbers_of_pandas_too(kind):
    frame = table(pa.array([1, 100, 7])).to_pandas()
    assert cf.read_ledger(frame.astype({"amount": kind})).amount.tolist() == [100, 10_000, 700]


@pytest.mark.parametrize("kind", [pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("ns"), pa.string()])
def test_dates_of_any_type_are_the_same_days(kind):
    days = [dt.date(2025, 5, 1) + dt.timedelta(n) for n in range(3)]
    given = pa.array([d.isoformat() for d in days]) if kind == pa.string() else pa.array(days, pa.date32()).cast(kind)
    ledger = cf.read_ledger(table(pa.array(["1.00"] * 3), invoice_date=given))
    assert (ledger.invoice_day - ledger.invoice_day[0]).tolist() == [0, 1, 2] and ledger.findings.frame.empty


@pytest.mark.parametrize("frame", ["str", "object", "category", "string[pyarrow]"])
def test_texts_of_any_type_are_the_same(frame):
    values = [f" n{n % 40} \u3000" if n % 3 else "" for n in range(200)]
    texts = Texts(pd.DataFrame({"a": pd.Series(values, dtype=frame)}))
    wanted = [v.strip() for v in values]
    coded = texts.coded("a")
    assert [coded.values[c] for c in coded.codes.tolist()] == wanted == Texts(texts.frame).text("a").tolist()
    assert coded.at(np.array([3, 4, 199])).tolist() == [wanted[3], wanted[4], wanted[199]]


def test_strings_are_stripped_as_python_strips():
    signs = [chr(n) for n in (*range(1, 0x3000), 0x3000, 0xFEFF)]
    given = [f"{s}a{s}" for s in signs]
    found = Strings.of(pa.array([*given, None]))
    assert found.texts().tolist() == [*(without_invisible(g.strip()) for g in given), ""]
    assert found[np.array([0, 31])].tolist() == [given[0].strip(), "a"] and found[5:7].texts().tolist() == [g.strip() for g in given[5:7]]
    assert found.texts()[0x200B - 1] == "a"  # a space of no width is none


@pytest.mark.parametrize("form", ["{}", "INV-{:09d}", "{:036d}"])
def test_numbers_that_stand_twice_are_found_among_many(form):
    one = pa.array([form.format(n) for n in range(3000)])
    assert not len(repeated(Strings.of(one).hashes()))
    assert repeated(Strings.of(pa.concat_arrays([one, one[-1:]])).hashes()).tolist() == [2999, 3000]


def test_texts_that_begin_alike_differ():
    assert not len(repeated(Strings.of(pa.array(["", "a", "a\0", "a\0\0", "12345678", "12345678\0", "123456789", "é"])).hashes()))
    assert not len(repeated(Strings.of(pa.array([], pa.string())).hashes()))


def test_numbers_of_other_kinds_in_a_column_of_objects_are_read_each_as_they_are():
    cells = [1, Decimal("2.50"), "3,50", 4.25, None, True, Decimal("NaN"), 10**400, Decimal("1.005"), Decimal("9999999999999.99"), "-"]
    frame = table(pa.array(["0"] * len(cells))).to_pandas().assign(amount=pd.Series(cells, dtype=object))
    ledger = cf.read_ledger(frame)
    assert dict(zip(ledger.invoice, ledger.amount.tolist(), strict=True)) == {"1": 100, "2": 250, "3": 350, "4": 425, "10": 999999999999999}
    exact = cf.read_ledger(frame[frame["invoice"].isin(["1", "2", "9", "10"])])
    assert exact.amount.tolist() == [100, 250, 999999999999999]
    assert exact.findings.frame[["value", "reason"]].values.tolist() == [["1.005", "has more decimals than the currency has (2)"]]


def test_bytes_among_amounts_are_refused_beside_numbers():
    frame = table(pa.array(["0"] * 3)).to_pandas().assign(amount=pd.Series([1, b"2", Decimal(3)], dtype=object))
    with pytest.raises(cf.InputError, match="holds bytes"):
        cf.read_ledger(frame)


def test_days_as_spreadsheets_count_them_stand_beside_dates_and_texts():
    cells = [45798, 45798.0, dt.date(2025, 5, 21), "2025-05-21", pd.Timestamp("2025-05-21").date()]
    frame = table(pa.array(["1.00"] * 5)).to_pandas().assign(invoice_date=pd.Series(cells, dtype=object))
    assert len(set(cf.read_ledger(frame).invoice_day.tolist())) == 1


@pytest.mark.parametrize("coded", [True, False])
def test_codes_of_a_parquet_file_are_its_texts(coded, tmp_path):
    import pyarrow.parquet as pq

    n = 400
    given = table(
        pa.array([f"{i}.00" for i in range(n)]),
        terms=pa.array(["net 30", "net 60", None, "net 30 "] * (n // 4)),
        due_date=["2025-06-30"] * n,
    )
    pq.write_table(given, tmp_path / "a.parquet", use_dictionary=coded, row_group_size=150)
    ledger = cf.read_ledger(tmp_path / "a.parquet")
    assert (
        [str(t) for t in ledger.terms] == ["net 30", "net 60"] and ledger.terms_code[:5].tolist() == [0, 1, -1, 0, 0] and len(ledger) == n
    )


def test_categories_that_no_row_has_say_nothing():
    terms = pd.Categorical(["net 30"] * 3, ["gibberish", "net 30"])
    ledger = cf.read_ledger(table(pa.array(["1.00"] * 3)).to_pandas().assign(terms=terms))
    assert [str(t) for t in ledger.terms] == ["net 30"] and ledger.findings.frame.empty


def table(amount, **columns):
    n = len(amount)
    own = {"supplier": ["A"] * n, "invoice": [str(i + 1) for i in range(n)], "invoice_date": ["2025-05-01"] * n, "amount": amount}
    return pa.table({**own, "currency": ["EUR"] * n, "terms": ["net 30"] * n, **columns})


def read(amount):
    return cf.read_ledger(table(amount))


def minor(amount):
    """What was read, and the numbers of the invoices that were rejected."""
    ledger = read(amount)
    return ledger.amount.tolist(), sorted({str(n + 1) for n in range(len(amount))} - set(ledger.invoice.tolist()))


def test_invoice_numbers_are_texts_when_asked_for():
    """Of 4 rows one is rejected; the others have their numbers, and a ledger made of it has the same ones."""
    frame = pd.DataFrame(
        {
            "supplier": ["Acme", "Acme", "", "Bolt"],
            "invoice": ["A-1", "A-2", "A-3", "A-1"],
            "due_date": "2025-05-31",
            "amount": "1.00",
            "currency": "EUR",
        }
    )
    ledger = cf.read_ledger(pa.Table.from_pandas(frame))
    assert ledger.invoice.tolist() == ["A-1", "A-2", "A-1"] and ledger.invoice is ledger.invoice
    assert evolve(ledger, told=ledger.told).invoice is ledger.invoice


def test_numbers_are_duplicates_of_one_supplier_alone():
    """A-1 stands with two suppliers, which is no duplicate; twice with one, which is."""
    rows = {"supplier": ["Acme", "Bolt", "Acme"], "invoice": ["A-1"] * 3, "amount": ["1.00", "2.00", "3.00"]}
    frame = pd.DataFrame(rows | {"invoice_date": "2025-05-01", "due_date": "2025-05-31", "currency": "EUR"})
    for given in (frame, pa.Table.from_pandas(frame)):
        said = cf.read_ledger(given).findings.frame
        assert said.loc[said["kind"] == "duplicate", ["row", "reason"]].values.tolist() == [
            [4, "is in row 2 as well, with another date or amount; kept"]
        ]


@pytest.mark.parametrize("days", [["2025-05-31", None, "2024-02-29"], ["1850-01-01", "9999-12-31", "2025-05-31"], [None] * 3])
def test_days_of_arrow_are_read_as_their_texts(days):
    rows = {"supplier": ["Acme"] * 3, "invoice": ["1", "2", "3"], "invoice_date": ["2024-01-01"] * 3, "terms": ["net 30"] * 3}
    rows |= {"amount": ["1.00", "2.00", "3.00"], "currency": ["EUR"] * 3}
    typed = pa.array([d and dt.date.fromisoformat(d) for d in days], pa.date32())
    one, other = (cf.read_ledger(pa.table(rows | {"paid_date": column})) for column in (typed, pa.array(days, pa.string())))
    assert one.paid.day.tolist() == other.paid.day.tolist() and one.paid.invoice.tolist() == other.paid.invoice.tolist()
    assert one.findings.frame.equals(other.findings.frame)


@pytest.mark.parametrize(
    ("part", "wide", "odd"),
    [
        (b'<c r="A1" s="1"><v>12</v></c>', False, False),
        (b'<c r="AA1" s="1"><v>12</v></c>', True, False),
        (b'<c r="B7" t="e"><v>#N/A</v></c>', False, True),
        (b'<c r="B7"><f>A1+1</f><v>2</v></c>', False, True),
        (b'<x:c r="B7"><x:f>A1</x:f><x:v>2</x:v></x:c>', False, True),
        (b'<c r="XFD1"><is><t>of fee</t></is></c>', True, False),
    ],
)
def test_far_columns_errors_and_formulas_are_seen_by_their_signs(part, wide, odd):
    assert _signs(part) == (wide, odd)
