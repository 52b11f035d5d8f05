"""Ledgers of any size, on disk, in streams or on clusters: batches are summed, and sums of files, workers and machines add up.

`scan` is what most users need; the other names are for those who spread the work themselves, on Ray for instance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cashflow.basics.door import checked
from cashflow.basics.errors import InputError
from cashflow.ledger.options import ReadOptions
from cashflow.scan.book import payments_of
from cashflow.scan.encoding import packed, unpacked
from cashflow.scan.given import ScanGiven, check_count, rows_given
from cashflow.scan.pieces import reduce_batches
from cashflow.scan.reduce import Reduced
from cashflow.scan.source import Scan, further
from cashflow.scan.suppliers import SupplierSums

__all__ = ["Reduced", "Scan", "SupplierSums", "packed", "payments_of", "reduce_batches", "scan", "unpacked"]


@checked
def scan(
    path: ScanGiven,
    *,
    payments: Any = None,
    progress: Callable[[int, int, int], None] | None = None,
    workers: int | None = None,
    most_rows: int = 2_000_000,
    client: Any = None,
    columns: Sequence[str] = (),
    **options: Any,
) -> Scan:
    r"""A ledger of any size: files, streams of Arrow, frames of Dask and Spark, read batch by batch and kept as sums.

    A row means here what it means in `read_ledger`, and a projection says the same to the cent. Memory does not grow with the rows.

    Parameters
    ----------
    path
        A file, a folder (all Parquet and CSV files in it, at any depth), a pattern like ``ledger/2025-*.parquet``, or a list of such.
        A frame of Spark, Dask, polars (lazy, too) or pandas; a relation of DuckDB; a data set, scanner, table or reader of pyarrow; any
        object with ``__arrow_c_stream__``; or a function that makes such a one at each reading, where it can be read only once.
        Columns as for `read_ledger`. In all but CSV ``invoice`` may be missing, dates may be dates, timestamps or text; amounts decimals,
        text, whole numbers, floats that are cents, or whole minor units in a column ``amount_minor``.
    **options
        As for `read_ledger`; a file that is not a plain table of our own columns is laid out in memory first, and so is a stream of up
        to 2 million rows. Larger ones and frames of clusters are read by names, ours or those of ``map``. What is told of how text or a
        workbook is opened is refused of all else, and so is what is told of payments.
    payments
        Refused: a payment of one file may clear invoices of any other, and one pass sees no invoice twice. Write ``paid_date``
        into the rows where invoices were paid in full.
    progress
        Called as ``progress(rows, bytes_done, bytes_in_all)`` after each batch (of a stream ``bytes_in_all`` is 0: it is not known); an
        exception in it stops the scan. Clusters show their own.
    workers
        Threads; by default one a processor. Clusters have their own.
    most_rows
        Most invoices that must be kept one by one (discounts of parts, of several tiers, fixed, or net of tax); 60 bytes each.
    client
        A `dask.distributed.Client`: its workers read files, which they must all see, one piece a task, or partitions of a frame of Dask,
        and merge in a tree.
    columns
        Further columns that offers select by or look up (``["entity", "funding_rate"]``); every file must have them.

    Returns
    -------
    Scan
        Nothing is read yet but the list of files, or the names of columns. `cashflow.project` and the other verbs read it;
        ``.findings`` tells what was found.
        `compare`, `sweep`, `simulate` and `solve` take it in place of a ledger, and work on its sums by supplier: see `Scan.ledger`.

    Raises
    ------
    InputError
        No such file; a file that is neither Parquet nor CSV; pyarrow is not installed and there is Parquet, a stream or a frame; a setting
        that makes no sense. When it is read: a stream that can be read once is read again, or one that gives other rows than before.

    Notes
    -----
    Not known of one pass, and so not done: invoice numbers that stand twice are not looked for. Of offers to a scan, what looks at
    single invoices is refused: a selection by amount or invoice number, a minimum fee an invoice, new terms of several parts.

    Examples
    --------
    >>> import pathlib, tempfile, cashflow as cf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for month in ("05", "06"):
    ...         text = f"supplier,invoice,invoice_date,amount,currency,terms\nAcme,1,2025-{month}-21,100.00,EUR,net 60\n"
    ...         _ = pathlib.Path(folder, f"{month}.csv").write_text(text)
    ...     cf.project(cf.scan(folder)).quarters["closing_payables"].tolist()
    [Decimal('200.00'), Decimal('0.00')]
    """
    how = ReadOptions.of("scan", {**options, "payments": payments})
    if how.events:
        reason = "are not known in a ledger that is read in batches"
        raise InputError(reason, column="events", value=", ".join(how.events), hint="Read the file with read_ledger, or give due dates")
    if how.payments is not None:
        reason = "can't be matched in one pass: a payment of one file may clear invoices of any other"
        raise InputError(reason, column="payments", hint="Write paid_date into the rows, or use read_ledger")
    how.check_payments()
    check_count("most_rows", most_rows)
    return Scan(rows_given(path, how, progress, workers, client), how, most_rows, further(columns))
