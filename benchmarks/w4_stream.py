"""W4: invoices in Parquet files → cash per day and closing payables per quarter, streamed by `cf.scan`.

The files are as a warehouse exports them: supplier, invoice date, terms and currency as text or dates, amounts in cents, in order of
date, snappy; they lie in a temporary folder and are read from the page cache. The floor is Arrow reading the three columns that are
needed, by all its threads, and dropping them.
"""

import atexit
import shutil
import tempfile
from pathlib import Path

import numpy as np

import cashflow as cf

from . import bandwidth
from . import w1_peers as peers
from .books import DISCOUNT, N_SUPPLIERS, QUARTERS, SPLIT, TERMS, columns, policy
from .peak import peak_rss
from .run import Work
from .w1_projection import installed, kernel

SIZES = {"small": (2, 10_000), "full": (10, 10_000_000)}  # files, rows of each
COLUMNS = ["invoice_date", "terms", "amount_minor"]
DECODED = "memory: the decoded columns, once"
OF_TERMS = "CASE terms " + " ".join(f"WHEN '{t}' THEN {code}" for code, t in enumerate(TERMS)) + " END"


def write(folder, files, rows):
    """The book of W1, once a file, suppliers and amounts turned round so that no two files are alike."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    book = columns(rows)
    names = pa.array([f"S{n:05d}" for n in range(N_SUPPLIERS)])
    for number in range(files):
        table = {
            "supplier": pa.DictionaryArray.from_arrays(np.roll(book["supplier"], 1000 * number), names),
            "invoice_date": pa.array(book["day"]).cast(pa.date32()),
            "terms": pa.DictionaryArray.from_arrays(book["terms"], list(TERMS)),
            "currency": pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), ["EUR"]),
            "amount_minor": np.roll(book["amount"], 12_345 * number),
        }
        pq.write_table(pa.table(table), folder / f"invoices_{number:02d}.parquet", row_group_size=1 << 20)
    return sorted(folder.glob("*.parquet"))


def read(files, columns=COLUMNS):
    """Every value of the columns decoded once, by Arrow as it is used: a dataset, its own threads."""
    import pyarrow.dataset as ds

    form = ds.ParquetFileFormat(read_options=ds.ParquetReadOptions(dictionary_columns=["supplier", "terms"]))
    return sum(batch.num_rows for batch in ds.dataset(files, format=form).to_batches(columns=columns, batch_size=1 << 17))


def read_by_threads(files):
    """The same by two threads, a file each: the quickest way found to decode."""
    from concurrent.futures import ThreadPoolExecutor

    import pyarrow.parquet as pq

    def one(file):
        with pq.ParquetFile(file, read_dictionary=["terms"]) as source:
            return sum(b.num_rows for b in source.iter_batches(1 << 17, columns=COLUMNS, use_threads=False))

    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(one, files))


def scanned(folder, how, name):
    """`cf.project(cf.scan(folder), ...)`, as cash per day and closing payables."""

    def way():
        with kernel(name):
            baseline = cf.project(cf.scan(folder), how, quarters=QUARTERS).baseline
        out = np.zeros(peers.TO - peers.FROM, np.int64)
        out[baseline.first_cash_day + np.arange(baseline.cash_daily.shape[1]) - peers.FROM] = baseline.cash_daily[0]
        return out, baseline.closing[0]

    return way


def duckdb_view(files):
    """DuckDB over the files; `invoices` has the names of W1's peers."""
    con = peers.duckdb_table({k: v[:0] for k, v in columns(1).items()})
    con.execute("DROP TABLE invoices")
    listed = ", ".join(f"'{f}'" for f in files)
    con.execute(
        "CREATE TABLE names AS SELECT * FROM (VALUES " + ", ".join(f"('{t}', {c})" for c, t in enumerate(TERMS)) + ") t(name, code)"
    )
    con.execute(
        f"""CREATE VIEW invoices AS SELECT invoice_date AS date, names.code AS terms, amount_minor AS amount
            FROM read_parquet([{listed}]) files JOIN names ON files.terms = names.name"""
    )
    con.execute(f"CREATE VIEW files AS SELECT invoice_date AS date, terms, amount_minor AS amount FROM read_parquet([{listed}])")
    return con


def duckdb_cells(con):
    """Sums by terms and date first, terms as they stand; the first installment or the discount rounded row by row."""
    part = f"CASE terms WHEN '{TERMS[SPLIT]}' THEN {peers.PART} WHEN '{TERMS[DISCOUNT]}' THEN {peers.OFF} ELSE 0 END"
    sums = f"SELECT terms, date, sum(amount)::BIGINT AS amount, sum({part})::BIGINT AS part FROM files GROUP BY ALL"
    return peers.from_cells(*peers.numbers(con, f"SELECT {OF_TERMS} AS terms, date, amount, part FROM ({sums})"))


def polars_cells(files):
    import polars as pl

    amount, terms = pl.col("amount_minor"), pl.col("terms")
    first, off = (amount * 30 + 50) // 100, (amount * 2 + 50) // 100
    part = pl.when(terms == TERMS[SPLIT]).then(first).when(terms == TERMS[DISCOUNT]).then(off).otherwise(0)
    sums = (
        pl.scan_parquet(files)
        .with_columns(terms=terms.cast(pl.String))
        .group_by("terms", "invoice_date")
        .agg(amount.sum(), part.sum().alias("part"))
        .collect(engine="streaming")
    )
    code = np.array([TERMS.index(t) for t in sums["terms"]])
    return peers.from_cells(code, *(sums[c].to_physical().to_numpy() for c in ("invoice_date", "amount_minor", "part")))


_SCAN = """import sys, cashflow as cf; from benchmarks import books
cf.project(cf.scan(sys.argv[1:]), books.policy(), quarters=books.QUARTERS)"""


def work(size):
    count, rows = SIZES[size]
    folder = Path(tempfile.mkdtemp(prefix="cashflow-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    files, how = write(folder, count, rows), policy()
    columns.cache_clear()
    there, missing = installed(["polars", "duckdb", "numba"])
    ways = {"cashflow, numpy": scanned(folder, how, "numpy")}
    ways |= {"cashflow, numba": scanned(folder, how, "numba")} if "numba" in there else {}
    others = {"polars: cells first": lambda: polars_cells(files)} if "polars" in there else {}
    if "duckdb" in there:
        con = duckdb_view(files)
        others |= {"DuckDB: cells first": lambda: duckdb_cells(con), "DuckDB: SQL": lambda: peers.duckdb_sql(con)}
    facts = {"bytes": sum(f.stat().st_size for f in files)}
    if size == "full":
        facts |= {"peak_rss_bytes": {f"{n} of {count} files": peak_rss(_SCAN, *files[:n]) for n in (3, count)}}
    return Work(
        title="invoices in Parquet, streamed to cash per day and closing payables per quarter",
        rows=count * rows,
        ours=ways,
        floor=lambda: read(files),
        peers=others,
        probes={DECODED: bandwidth.streamed(count * rows, 16)},
        missing=missing,
        check=peers.same,
        rounds=5,
        slow=frozenset({"DuckDB: SQL"}),
        facts=facts,
    )
