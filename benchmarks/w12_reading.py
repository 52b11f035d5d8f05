"""W12: ledgers in the files people have, read and checked; each beside the plain reader of its kind.

The floors give tables of text or of cells, nothing checked: `pandas.read_csv(dtype=str)`, calamine, pyarrow reading the columns.
"""

import atexit
import csv
import shutil
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

import cashflow as cf

from .peak import peak_rss
from .run import Work

SIZES = {"small": (3_000, 1_000), "full": (1_000_000, 100_000)}  # rows of text and Parquet, rows of the workbook
COLUMNS = ["supplier", "invoice", "invoice_date", "due_date", "paid_date", "amount", "currency", "terms"]
FIRST = date(2025, 1, 1)


def book(rows, dirty):
    """A year of invoices by the day; two of three are paid. Of a dirty one, six of seven rows have terms that cannot be read."""
    rng = np.random.default_rng(8)
    days, cents, suppliers = rng.integers(0, 365, rows), rng.integers(100, 5_000_000, rows), rng.integers(0, max(1, rows // 50), rows)
    iso = [(FIRST + timedelta(int(n))).isoformat() for n in range(365 + 60)]
    return pd.DataFrame(
        {
            "supplier": [f"Supplier {s:05d} Ltd" for s in suppliers],
            "invoice": [f"INV-{n:08d}" for n in range(rows)],
            "invoice_date": [iso[d] for d in days],
            "due_date": [iso[d + 30] for d in days],
            "paid_date": ["" if n % 3 == 0 else iso[d + 35] for n, d in enumerate(days)],
            "amount": [f"{c // 100}.{c % 100:02d}" for c in cents],
            "currency": "EUR",
            "terms": [f"as agreed in contract {n % 7}" if dirty and n % 7 else "net 30" for n in range(rows)],
        },
        columns=COLUMNS,
    )


def workbook(frame, path):
    """Dates and numbers as typed cells, as exports have them."""
    from openpyxl import Workbook

    days = [n for n, name in enumerate(COLUMNS) if name.endswith("_date")]
    sheets = Workbook(write_only=True)
    sheet = sheets.create_sheet("Payables")
    sheet.append(COLUMNS)
    for row in frame.itertuples(index=False):
        cells = [(date.fromisoformat(v) if v else None) if n in days else v for n, v in enumerate(row)]
        cells[COLUMNS.index("amount")] = float(cells[COLUMNS.index("amount")])
        sheet.append(cells)
    sheets.save(path)


def typed(frame, path):
    """Dates, exact decimals and codes in types of their own, as warehouses keep them."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    columns = {}
    for name in COLUMNS:
        if name.endswith("_date"):
            columns[name] = pa.array(pd.to_datetime(frame[name]).dt.date, pa.date32())
        elif name == "amount":
            columns[name] = pa.array(frame[name].tolist()).cast(pa.decimal128(12, 2))
        else:
            column = pa.array(frame[name].tolist())
            columns[name] = column if name == "invoice" else column.dictionary_encode()
    parquet.write_table(pa.table(columns), path)


_READ = "import sys, cashflow as cf; cf.read_ledger(sys.argv[1])"


def read(path):
    """What `cashflow` makes of a file: rows and cents."""
    ledger = cf.read_ledger(path)
    return len(ledger.amount), int(ledger.amount.sum())


def calamine(path):
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def arrow(path):
    import pyarrow.parquet as parquet

    return parquet.read_table(path, columns=COLUMNS)


def counted(found):
    """Rows and cents of what a plain reader gives."""
    if isinstance(found, tuple):
        return found
    if isinstance(found, list):
        amounts = [row[COLUMNS.index("amount")] for row in found[1:]]
        return len(amounts), sum(round(a * 100) for a in amounts)
    amounts = list(found["amount"]) if isinstance(found, pd.DataFrame) else found["amount"].to_pylist()
    return len(amounts), int(sum(Decimal(a) for a in amounts) * 100)


def checked(frame, sheet_rows):
    """Every way gives the rows and cents that were written, counted here from the texts; the workbook has the first rows."""
    cents = [int(a.replace(".", "")) for a in frame["amount"]]
    known = {(len(cents), sum(cents)), (sheet_rows, sum(cents[:sheet_rows]))}

    def check(mine, other):
        assert {counted(mine), counted(other)} <= known

    return check


def work(size):
    (rows, sheet_rows), folder = SIZES[size], Path(tempfile.mkdtemp(prefix="cashflow-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    frame = book(rows, dirty=False)
    paths = {"clean": "clean.csv", "dirty": "dirty.csv", "sheet": "book.xlsx", "parquet": "book.parquet", "typed": "typed.parquet"}
    files = SimpleNamespace(**{name: folder / file for name, file in paths.items()})
    for name, table in (("clean", frame), ("dirty", book(rows, dirty=True))):
        table.to_csv(folder / paths[name], index=False, quoting=csv.QUOTE_MINIMAL)
    workbook(frame[:sheet_rows], files.sheet)
    frame.to_parquet(files.parquet, index=False)
    typed(frame, files.typed)
    ours = {
        "CSV": lambda: read(files.clean),
        "CSV, 6 of 7 rows with a finding": lambda: read(files.dirty),
        "workbook": lambda: read(files.sheet),
        "Parquet": lambda: read(files.parquet),
        "Parquet, typed columns": lambda: read(files.typed),
    }
    floors = {
        "pandas.read_csv(dtype=str)": (lambda: pd.read_csv(files.clean, dtype=str), "CSV"),
        "pandas.read_csv(dtype=str) of the dirty one": (lambda: pd.read_csv(files.dirty, dtype=str), "CSV, 6 of 7 rows with a finding"),
        "calamine": (lambda: calamine(files.sheet), "workbook"),
        "pyarrow": (lambda: arrow(files.parquet), "Parquet"),
        "pyarrow, typed columns": (lambda: arrow(files.typed), "Parquet, typed columns"),
    }
    peaks = {"CSV": files.clean, "workbook": files.sheet, "Parquet": files.parquet} if size == "full" else {}
    return Work(
        title="ledgers read and checked",
        rows=rows,
        ours=ours,
        peers={name: way for name, (way, _) in floors.items()},
        against={name: mine for name, (_, mine) in floors.items()},
        pairs=tuple((mine, name) for name, (_, mine) in floors.items()),
        check=checked(frame, sheet_rows),
        rounds=5,
        facts={"peak_rss_bytes": {name: peak_rss(_READ, path) for name, path in peaks.items()}} if peaks else {},
    )
