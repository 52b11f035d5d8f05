"""Files cut into pieces: every worker has some, every row is in one piece, and the answer does not depend on the cut."""

import datetime as dt
import gc
import weakref
from pathlib import Path

import numpy as np
import pytest

import cashflow as cf
from cashflow.ledger import findings
from cashflow.ledger.options import ReadOptions
from cashflow.scan import cut, on_disk, pieces, reduce, remarks, tally, watch

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
pq = pytest.importorskip("pyarrow.parquet")
GROUP = 50


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Three files, of 1,000, 200 and 40 rows; sizes as if rows were millions."""
    monkeypatch.setattr(cut, "WHOLE", 100)
    monkeypatch.setattr(cut, "_FEWEST_ROWS", 60)
    monkeypatch.setattr(cut, "_MOST_ROWS", 500)
    chance, out = np.random.default_rng(5), []
    for name, rows in (("a", 1000), ("b", 200), ("c", 40)):
        day = pa.array(chance.integers(20_000, 20_180, rows).astype(np.int32)).cast(pa.date32())
        amount = pa.array(chance.integers(1, 100_000, rows))
        table = pa.table({"supplier": ["V1"] * rows, "invoice_date": day, "amount_minor": amount, "terms": ["net 30"] * rows})
        out.append(tmp_path / f"{name}.parquet")
        pq.write_table(table.append_column("currency", pa.array(["EUR"] * rows)), out[-1], row_group_size=GROUP)
    return out


@pytest.mark.parametrize("workers", [1, 2, 8, 64])
def test_every_row_is_in_one_piece(files, workers):
    found = cut.pieces_of(files, ReadOptions(), workers=workers)
    for number, path in enumerate(files):
        mine, meta = [p for p in found if p.number == number], pq.read_metadata(path)
        assert [g for p in mine for g in p.groups] == list(range(meta.num_row_groups))
        assert sum(p.rows for p in mine) == meta.num_rows
        assert [p.first_row for p in mine] == [2 + sum(p.rows for p in mine[:n]) for n in range(len(mine))]
    assert all(p.rows <= 500 + GROUP for p in found)


def test_more_workers_get_more_pieces(files):
    many = [len([p for p in cut.pieces_of(files, ReadOptions(), workers=n) if p.number == 0]) for n in (1, 2, 8)]
    assert many[0] < many[1] < many[2] == 10  # at 60 rows, up to the end of a row group, there are no more


def test_a_file_of_few_rows_stays_whole(files):
    small = [p for p in cut.pieces_of(files, ReadOptions(), workers=64) if p.path.name == "c.parquet"]
    assert [p.whole for p in small] == [True]


def test_the_answer_does_not_depend_on_the_workers(files):
    policy = cf.PaymentPolicy()
    one, eight = (cf.project(cf.scan(files, workers=n), policy) for n in (1, 8))
    assert one.to_dict() == eight.to_dict()
    assert one.ledger.findings.rows_read == eight.ledger.findings.rows_read == 1240


def test_large_pieces_are_begun_first(files, monkeypatch):
    begun = []
    monkeypatch.setattr(on_disk, "InTurns", lambda parts: begun.extend(parts) or watch.InTurns(parts))
    cf.project(cf.scan(files, workers=2), cf.PaymentPolicy())
    assert [p.size for p in begun] == sorted((p.size for p in begun), reverse=True) and len({p.size for p in begun}) > 1


@pytest.mark.parametrize("keep", [None, ()], ids=["sums", "by supplier"])
def test_a_piece_leaves_nothing_behind(files, monkeypatch, keep):
    """Readers and kernels hold megabytes: a file of them that waited for the collector made memory grow with the files."""
    made = []

    def remembered(make):
        def wrapped(*args, **kwargs):
            one = make(*args, **kwargs)
            made.append(weakref.ref(one))
            return one

        return wrapped

    monkeypatch.setattr(pieces, "reader_for", remembered(pieces.reader_for))
    monkeypatch.setattr(pieces, "reducer_of", remembered(pieces.reducer_of))
    gc.disable()
    try:
        for piece in cut.pieces_of(files, ReadOptions(), keep):
            pieces.reduce_piece(piece, cf.PaymentPolicy(as_of="2024-12-31"), ReadOptions(), keep=keep)
        assert len(made) >= 6 and not [r for r in made if r() is not None]
    finally:
        gc.enable()


@pytest.mark.parametrize("workers", [1, 2])
def test_too_many_terms_are_refused_whoever_saw_some_of_them(tmp_path, monkeypatch, workers):
    monkeypatch.setattr(reduce, "_MOST_TERMS", 4)
    for number, terms in enumerate((["net 30", "net 31", "net 32"], ["net 40", "net 41"])):
        n = len(terms)
        table = {"supplier": ["S"] * n, "invoice_date": [dt.date(2025, 1, 1)] * n, "amount_minor": [100] * n, "terms": terms}
        pq.write_table(pa.table(table | {"currency": ["EUR"] * n}), tmp_path / f"{number}.parquet")
    with pytest.raises(cf.InputError, match="more than 4 different terms"):
        cf.project(cf.scan(tmp_path, workers=workers), cf.PaymentPolicy())
    monkeypatch.setattr(reduce, "_MOST_TERMS", 5)
    cf.project(cf.scan(tmp_path, workers=workers), cf.PaymentPolicy())


def written(path, rows, dates, due=None, **how):
    """A file of so many invoices at net 30, of 1.00 each."""
    table = {"supplier": ["S1"] * rows, "invoice_date": dates, "amount_minor": [100] * rows, "terms": ["net 30"] * rows}
    table |= {"due_date": due} if due is not None else {}
    pq.write_table(pa.table(table | {"currency": ["EUR"] * rows}), path, **how)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_small_file_whose_rows_decide_together_counts_once(tmp_path, workers, at):
    """It is given up after others were added to the same place; 25/04 says that 03/04 is the third of April."""
    for number in range(3):
        dates = ["03/04/2025", "25/04/2025"] if number == at else [dt.date(2025, 4, 3), dt.date(2025, 4, 25)]
        written(tmp_path / f"{number}.parquet", 2, dates)
    found = cf.project(cf.scan(tmp_path, workers=workers), cf.PaymentPolicy(), quarters=("2025-04-01", "2025-06-30"))
    assert found.ledger.findings.rows_read == found.ledger.findings.accepted == 6
    daily, first = found.baseline.cash_daily[0], found.baseline.first_cash_day
    paid = {str(np.datetime64(int(first + day), "D")): int(daily[day]) for day in np.flatnonzero(daily)}
    assert paid == {"2025-05-03": 300, "2025-05-25": 300}


@pytest.mark.parametrize("workers", [1, 2])
def test_the_findings_listed_are_the_first_whatever_is_read_first(tmp_path, monkeypatch, workers):
    """Files are read by their sizes, the largest first; the first rows of the first files are listed."""
    for module in (findings, remarks, tally):
        monkeypatch.setattr(module, "MOST_LISTED", 5)
    for number, rows in enumerate((2, 4, 30)):
        written(tmp_path / f"{number}.parquet", rows, [dt.date(2025, 1, 1)] * rows, [dt.date(2025, 3, 1)] * rows)
    found = cf.project(cf.scan(tmp_path, workers=workers), cf.PaymentPolicy()).ledger.findings
    said = found.frame[found.frame["kind"] == "other due date"]
    assert [(Path(file).name, row) for file, row in zip(said["file"], said["row"], strict=True)] == [
        ("0.parquet", 2), ("0.parquet", 3), ("1.parquet", 2), ("1.parquet", 3), ("1.parquet", 4),
    ]  # fmt: skip
    assert set(said["reason"]) == {"by the terms 'net 30' it is 2025-01-31; the stated date counts"}
    assert found.counts["flagged", "other due date"] == 36


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "the last first"])
def test_the_first_rows_of_a_file_are_listed_whichever_of_its_pieces_is_read_first(tmp_path, monkeypatch, turned):
    for module in (findings, remarks, tally):
        monkeypatch.setattr(module, "MOST_LISTED", 5)
    monkeypatch.setattr(cut, "WHOLE", 100)
    monkeypatch.setattr(cut, "_FEWEST_ROWS", 60)
    monkeypatch.setattr(cut, "_MOST_ROWS", 60)
    rows = 240
    written(tmp_path / "a.parquet", rows, [dt.date(2025, 1, 1)] * rows, [dt.date(2025, 3, 1)] * rows, row_group_size=60)
    mine = cut.pieces_of([tmp_path / "a.parquet"], ReadOptions())
    assert [p.first_row for p in mine] == [2, 62, 122, 182]
    settings = {"keep": None, "most_rows": 1000, "total": rows, "seen": lambda rows, size: None}
    sums = pieces.reduce_pieces(mine[::-1] if turned else mine, cf.PaymentPolicy(), ReadOptions(), **settings)
    assert [entry[2] for entry in sums.tally.kept] == [2, 3, 4, 5, 6] and sums.tally.counts["flagged", "other due date"] == rows
