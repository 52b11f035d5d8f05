"""Files cut into pieces: every worker has some, every row is in one piece, and the answer does not depend on the cut."""

import datetime as dt
import gc
import weakref

import numpy as np
import pytest

import cashflow as cf
from cashflow.ledger.options import ReadOptions
from cashflow.scan import on_disk, pieces, reduce, watch

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
pq = pytest.importorskip("pyarrow.parquet")
GROUP = 50


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Three files, of 1,000, 200 and 40 rows; sizes as if rows were millions."""
    monkeypatch.setattr(pieces, "WHOLE", 100)
    monkeypatch.setattr(pieces, "_FEWEST_ROWS", 60)
    monkeypatch.setattr(pieces, "_MOST_ROWS", 500)
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
    found = pieces.pieces_of(files, ReadOptions(), workers=workers)
    for number, path in enumerate(files):
        mine, meta = [p for p in found if p.number == number], pq.read_metadata(path)
        assert [g for p in mine for g in p.groups] == list(range(meta.num_row_groups))
        assert sum(p.rows for p in mine) == meta.num_rows
        assert [p.first_row for p in mine] == [2 + sum(p.rows for p in mine[:n]) for n in range(len(mine))]
    assert all(p.rows <= 500 + GROUP for p in found)


def test_more_workers_get_more_pieces(files):
    many = [len([p for p in pieces.pieces_of(files, ReadOptions(), workers=n) if p.number == 0]) for n in (1, 2, 8)]
    assert many[0] < many[1] < many[2] == 10  # at 60 rows, up to the end of a row group, there are no more


def test_a_file_of_few_rows_stays_whole(files):
    small = [p for p in pieces.pieces_of(files, ReadOptions(), workers=64) if p.path.name == "c.parquet"]
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
        for piece in pieces.pieces_of(files, ReadOptions(), keep):
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
