"""W4b: W4 with due and paid dates: the book of W8 in Parquet files → quarters by `cf.scan`; and one offer to all suppliers.

What is paid is paid whole, on one day: a file of invoices has one column for it. The floor is Arrow reading the columns that are needed;
for the offer, which needs the suppliers, too, from the files that it is made for.
"""

import atexit
import shutil
import tempfile
from functools import partial
from pathlib import Path

import numpy as np

import cashflow as cf

from . import books, real
from .peak import peak_rss
from .run import Work
from .w1_peers import same
from .w1_projection import installed, kernel
from .w4_stream import read
from .w8_real import FROM, NOW, TO, by_kind, runs

SIZES = {"small": (2, 10_000, 1), "full": (10, 10_000_000, 2)}  # files, rows of each; files that the offer is made for
COLUMNS = ["invoice_date", "due_date", "paid_date", "terms", "amount_minor"]
DUCKDB = "DuckDB: SQL"


def write(folder, files, rows):
    """The book, once a file, suppliers and amounts turned round so that no two files are alike."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    book = real.columns(rows)
    whole = book["paid_amount"] == book["amount"][book["of"]]
    paid = np.full(rows, np.iinfo(np.int32).min, np.int32)
    paid[book["of"][whole]] = book["paid_day"][whole]
    day = lambda days: pa.array(days, mask=days == np.iinfo(np.int32).min).cast(pa.date32())  # noqa: E731
    for number in range(files):
        table = {
            "supplier": pa.DictionaryArray.from_arrays(
                np.roll(book["supplier"], 1000 * number), pa.array([f"S{n:05d}" for n in range(books.N_SUPPLIERS)])
            ),
            **{name: day(days) for name, days in (("invoice_date", book["day"]), ("due_date", book["due"]), ("paid_date", paid))},
            "terms": pa.DictionaryArray.from_arrays(book["terms"], list(books.TERMS)),
            "currency": pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), ["EUR"]),
            "amount_minor": np.roll(book["amount"], 12_345 * number),
        }
        pq.write_table(pa.table(table), folder / f"invoices_{number:02d}.parquet", row_group_size=1 << 20)
    return sorted(folder.glob("*.parquet"))


def scanned(files, name):
    with kernel(name):
        baseline = cf.project(cf.scan(files), real.policy(), quarters=real.SHOWN).baseline
    cash = np.zeros(TO - FROM, np.int64)
    cash[baseline.first_cash_day + np.arange(baseline.cash_daily.shape[1]) - FROM] = baseline.cash_daily[0]
    return cash, baseline.closing[0], baseline.invoiced[0, 1:-1]


def offered(book):
    """What one offer to all suppliers of a book changes in free cash flow, by quarter."""
    offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.065", "ACT/360")])
    found = cf.compare(book, cf.Scenario("later", offer), real.policy(), quarters=real.SHOWN).quarters
    return tuple(found.loc[found["scenario"] == "later", "free_cash_flow_change_trade_payable"])


_OFFERED = """import sys, warnings, cashflow as cf; from benchmarks import w4b_stream; warnings.simplefilter('ignore')
w4b_stream.offered(cf.scan(sys.argv[1:]))"""

_SQL = f"""
WITH cut AS (
    SELECT day, due, paid, amount, CASE WHEN terms = '{books.TERMS[books.SPLIT]}' AND due = day + 60
        THEN sign(amount) * ((abs(amount) * 30 + 50) // 100) ELSE 0 END AS first FROM files),
parts AS (
    SELECT day, day + 30 AS due, first AS open FROM cut WHERE paid IS NULL AND first <> 0
    UNION ALL SELECT day, due, amount - first FROM cut WHERE paid IS NULL)
SELECT 'later' AS what, run AS day, sum(open)::BIGINT FROM parts JOIN runs ON greatest(day, due, {NOW + 1}) = runs.at GROUP BY run
UNION ALL SELECT 'cash', paid, sum(amount)::BIGINT FROM files WHERE paid IS NOT NULL GROUP BY paid
UNION ALL SELECT 'left', greatest(paid, day), sum(amount)::BIGINT FROM files WHERE paid IS NOT NULL GROUP BY ALL
UNION ALL SELECT 'came', day, sum(amount)::BIGINT FROM files GROUP BY day
"""


def duckdb_view(files):
    import duckdb

    con, (days, run) = duckdb.connect(), runs()
    con.register("given", {"at": days, "run": run})
    con.execute("CREATE TABLE runs AS SELECT * FROM given")
    number = lambda name: f"{name} - DATE '1970-01-01'"  # noqa: E731
    con.execute(
        f"""CREATE VIEW files AS SELECT {number("invoice_date")} AS day, {number("due_date")} AS due, {number("paid_date")} AS paid, terms,
            amount_minor AS amount FROM read_parquet([{", ".join(f"'{f}'" for f in files)}])"""
    )
    return con


def in_memory(files):
    """The same files as a ledger, whose invoices need numbers."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.concat_tables([pq.read_table(f) for f in files])
    return cf.read_ledger(table.append_column("invoice", pa.array(map(str, range(len(table))))))


def check(size, few):
    """Ways that add up the book are held to the first of them; the offer, at the small size, to the same in memory."""

    def checked(mine, other):
        if len(other) == 3:
            same(mine, other)
        elif size == "small":
            assert other == offered(in_memory(few)) and any(other)

    return checked


def work(size):
    count, rows, few = SIZES[size]
    folder = Path(tempfile.mkdtemp(prefix="cashflow-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    files = write(folder, count, rows)
    real.columns.cache_clear()
    there, missing = installed(["duckdb", "numba"])
    ways = {f"cashflow, {name}": partial(scanned, files, name) for name in ("numpy", *(["numba"] if "numba" in there else []))}
    offer, others = f"one offer to all, {few} of {count} files", {}
    if "duckdb" in there:
        con = duckdb_view(files)
        others[DUCKDB] = lambda: by_kind(con.execute(_SQL).fetchnumpy())
    return Work(
        title="a real book in Parquet, streamed to cash per day and closing payables per quarter",
        rows=count * rows,
        ours={**ways, offer: lambda: offered(cf.scan(files[:few]))},
        floor=lambda: read(files, COLUMNS),
        peers=others,
        probes={f"Arrow: {few} of {count} files": lambda: read(files[:few], ["supplier", *COLUMNS])},
        missing=missing,
        check=check(size, files[:few]),
        judged=tuple(ways),
        rounds=5,
        slow=frozenset({DUCKDB, offer}),
        facts={
            "bytes": sum(f.stat().st_size for f in files),
            **({"peak_rss_bytes": {offer: peak_rss(_OFFERED, *files[:few])}} if size == "full" else {}),
        },
    )
