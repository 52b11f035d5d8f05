"""CSV files as people break them: quotes that don't close, line ends, blank lines; both readers say the same, and no row is lost."""

import csv
import io
import random
import sys
from decimal import Decimal as D

import pytest

import cashflow as cf
from cashflow.ledger.opening import quotes
from cashflow.scan import text

from .examples import so_many

HEAD = "supplier,invoice,invoice_date,amount,currency,terms,memo\n"
OPENS = "opens with a quote that is not closed in this row"


def row(number, memo="ok"):
    return f"S{number},{number},2025-01-02,{100 + number}.00,EUR,net 30,{memo}\n"


def both(folder, content):
    """What each reader says of a file: its findings, or its refusal."""
    file = folder / "a.csv"
    file.write_bytes(content.encode())
    said = []
    for read in (lambda: cf.read_ledger(file).findings, lambda: cf.scan(file, workers=1).findings):
        try:
            found = read()
            rows = list(found.frame[["row", "status", "kind", "column", "value", "reason"]].itertuples(index=False, name=None))
            said.append((found.rows_read, found.accepted, found.rejected, found.ignored, dict(found.amount_accepted), rows))
        except cf.InputError as refused:
            said.append(str(refused))
    assert said[0] == said[1]
    return said[0]


@pytest.fixture(params=[pytest.param(1 << 23, marks=pytest.mark.slow), 40])
def blocks(request, monkeypatch):
    """Once in large blocks, once in blocks and chunks so small that everything lies across their ends."""
    monkeypatch.setattr(quotes, "_BLOCK", request.param)
    monkeypatch.setattr(text, "CHUNK", min(request.param, 7))


SHARED = """supplier,invoice,invoice_date,amount,currency,terms,memo
A,1,2025-01-01,100.00,EUR,net 30,"see 5
B,2,2025-01-02,999999.00,EUR,net 30,ok
C,3,2025-01-03,100.00,EUR,net 30,ok
"""
MANY = "".join(row(i) for i in range(2, 900))
ALL_901 = D(901 * 100 + 901 * 902 // 2)  # 101.00 + … + 1001.00
STRAY = {  # content: rows accepted, money, (row, column) of each stray quote; no row may be lost
    "the file of the issue": (SHARED, 3, D("1000199.00"), [(2, "memo")]),
    "two far apart": (HEAD + row(1, '"see 5') + MANY + row(900, '"see 9') + row(901), 901, ALL_901, [(2, "memo"), (901, "memo")]),
    "closed by a later inch": (HEAD + row(1, '"see 5') + MANY + row(900, '3"') + row(901), 901, ALL_901, [(2, "memo")]),
    "in an amount": (HEAD + 'A,1,2025-01-02,"101.00,EUR,net 30,x\n' + row(2) + row(3), 3, D("306.00"), [(2, "amount")]),
    "in the last row": (HEAD + row(1) + row(2, '"x').rstrip("\n"), 2, D("203.00"), [(3, "memo")]),
    "below a note of two lines": (HEAD + row(1, '"a\nb"') + row(2, '"x') + row(3), 3, D("306.00"), [(3, "memo")]),
    "carriage returns alone": ((HEAD + row(1, '"x') + row(2)).replace("\n", "\r"), 2, D("203.00"), [(2, "memo")]),
    "carriage return and line feed": ((HEAD + row(1, '"x') + row(2)).replace("\n", "\r\n"), 2, D("203.00"), [(2, "memo")]),
    "after a mark of UTF-8": ("\ufeff" + HEAD + row(1, '"ü') + row(2), 2, D("203.00"), [(2, "memo")]),
}


@pytest.mark.parametrize("name", STRAY)
def test_a_quote_that_is_not_closed_swallows_no_row(tmp_path, blocks, name):
    content, accepted, money, places = STRAY[name]
    read, kept, rejected, ignored, amounts, rows = both(tmp_path, content)
    assert (read, kept, rejected, ignored, amounts) == (accepted, accepted, 0, 0, {"EUR": money})
    assert [(r, column) for r, _, _, column, _, _ in rows] == places
    assert all((s, k) == ("flagged", "stray quote") and why.startswith(OPENS) for _, s, k, _, _, why in rows)
    with pytest.raises(cf.InputError, match=f"row {places[0][0]}, {places[0][1]}"):
        cf.read_ledger(tmp_path / "a.csv", strict=True)


LEGAL = {
    "an inch in a cell": row(1, '5" pipe') + row(2, '6" x 7"') + row(3),
    "line breaks in the last cell": row(1, '"a\nb, c\n\n12 x ""q"", 3, 4"') + row(2) + row(3),
    "line breaks in the first cell": '"Acme\nLtd",1,2025-01-02,101.00,EUR,net 30,x\n' + row(2) + row(3),
    "in two cells of a row": '"Acme\nLtd",1,2025-01-02,101.00,EUR,net 30,"x\ny"\n' + row(2) + row(3),
    "everything quoted": "".join('"' + '","'.join(line.split(",")) + '"\n' for line in (row(1) + row(2) + row(3)).splitlines()),
    "empty and doubled": row(1, '""') + row(2, '""""') + row(3, '","'),
}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", LEGAL)
def test_legal_quotes_stay_legal(tmp_path, blocks, name, ends):
    assert both(tmp_path, (HEAD + LEGAL[name]).replace("\n", ends))[:5] == (3, 3, 0, 0, {"EUR": D("306.00")})


def test_text_beside_quotes_rejects_the_row(tmp_path, blocks):
    read, kept, rejected, _, amounts, rows = both(tmp_path, HEAD + row(1, '"5" pipe"') + row(2, '"a" ') + row(3))
    assert (read, kept, rejected, amounts) == (3, 2, 1, {"EUR": D("205.00")})
    assert [r[:4] for r in rows] == [(2, "rejected", "broken row", "memo")]


def test_a_stray_quote_in_a_row_that_is_too_short_rejects_it(tmp_path, blocks):
    read, kept, rejected, _, amounts, rows = both(tmp_path, HEAD + 'A,1,2025-01-02,"101.00\n' + row(2) + row(3))
    assert (read, kept, rejected, amounts) == (3, 2, 1, {"EUR": D("205.00")})
    assert rows[0][:4] == (2, "rejected", "broken row", "amount") and rows[0][5].startswith(OPENS)


@pytest.mark.parametrize("more", ["", row(3, '"x')])
def test_a_header_with_an_open_quote_is_refused(tmp_path, blocks, more):
    assert "row 1: " in both(tmp_path, HEAD.replace("memo", '"memo') + row(1) + row(2) + more)


def test_blank_lines_above_the_header_are_listed_and_rows_keep_their_numbers(tmp_path, blocks):
    read, kept, rejected, ignored, amounts, rows = both(tmp_path, "\n,,,\r\n\r\n" + HEAD + row(1) + "\n" + row(2, "x,y") + row(3))
    assert (read, kept, rejected, ignored, amounts) == (4, 2, 1, 1, {"EUR": D("204.00")})  # below the header
    assert [(r[0], r[1]) for r in rows] == [(1, "ignored"), (2, "ignored"), (3, "ignored"), (6, "ignored"), (7, "rejected")]


@pytest.mark.parametrize("content, said", [("\n,,,\n\n,;,", "has only blank cells"), ("", "is empty"), ("\n \n", "blank|empty")])
def test_nothing_but_blank_cells(tmp_path, content, said):
    file = tmp_path / "a.csv"
    file.write_text(content)
    for read in (cf.read_ledger, lambda path: cf.scan(path).findings):
        with pytest.raises(cf.InputError, match=said):
            read(file)


def slow_rows(content):
    """Rows of a well-formed file, read by the standard library's strict reader."""
    return list(csv.reader(io.StringIO(content, newline=""), strict=True))


@pytest.mark.parametrize("seed", range(so_many(150)))
def test_well_formed_files_are_never_touched(tmp_path, monkeypatch, seed):
    """Written by the standard library from cells of any kind; no line in a cell looks like a row."""
    chance = random.Random(seed)
    monkeypatch.setattr(quotes, "_BLOCK", chance.choice([16, 100, 1 << 20]))
    cell = ["", "a", 'say "x"', "two\nlines", '"', '""', "a,b", "\r\n", ',"\n",', " lead", '5" pipe', "\n\n", "ü"]
    rows = [[chance.choice(cell) for _ in range(3)] for _ in range(chance.randint(1, 12))]
    how = chance.choice([(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\n"), (csv.QUOTE_ALL, "\r")])
    out = io.StringIO(newline="")
    csv.writer(out, quoting=how[0], lineterminator=how[1]).writerows(rows)
    content = out.getvalue()
    assert slow_rows(content) == rows
    assert quotes.odd_quotes(io.BytesIO(content.encode()), 0, ",", ["invoice_date", "amount", "memo"]) == []


@pytest.mark.parametrize("seed", range(so_many(150)))
def test_every_stray_quote_is_found_in_its_row(tmp_path, monkeypatch, seed):
    """One quote a broken row, at the front of some cell; other rows are well-formed, with notes of one line or of several."""
    chance = random.Random(seed)
    monkeypatch.setattr(quotes, "_BLOCK", chance.choice([16, 100, 1 << 20]))
    monkeypatch.setattr(text, "CHUNK", chance.choice([3, 100]))
    many, ends = chance.randint(2, 12), chance.choice(["\n", "\r\n", "\r"])
    lines, wanted = [HEAD.rstrip()], []
    for number in range(1, many + 1):
        if chance.random() < 0.4 or number == 1:
            field = chance.randrange(7)
            cells = row(number).rstrip().split(",")
            cells[field] = '"' + cells[field]
            lines.append(",".join(cells))
            wanted.append((number + 1, HEAD.rstrip().split(",")[field]))
        else:
            note = chance.choice(["ok", '5" pipe', '""', '"a, b"'] + (['"two\nlines"'] if not wanted or wanted[-1][0] < number else []))
            lines.append(row(number, note).rstrip())
    found = both(tmp_path, ends.join(lines) + chance.choice(["", ends]))
    strays = [(r, column) for r, _, kind, column, _, _ in found[5] if kind == "stray quote"]
    assert found[0] == found[1] == many, found
    assert found[4] == {"EUR": D(100 * many + many * (many + 1) // 2)}
    assert strays == wanted


def test_whoever_watches_the_work_does_not_stop_it(tmp_path):
    """A profiler holds frames, and so arrays on the bytes that are looked through; Dask's workers run one."""
    path = tmp_path / "a.csv"
    rows = "".join(f'Acme,{n},2025-05-21,1.00,EUR,net 30,"a ""note"" {n}"\n' for n in range(2_000))
    path.write_text("supplier,invoice,invoice_date,amount,currency,terms,memo\n" + rows, encoding="utf-8")
    held = []
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, _: held.append(frame) if frame.f_code.co_name == "_odd_lines" and event == "return" else None)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(quotes, "_BLOCK", 1_000)
            ledger = cf.read_ledger(path)
    finally:
        sys.setprofile(before)
    assert held and len(ledger) == 2_000
