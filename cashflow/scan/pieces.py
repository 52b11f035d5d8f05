"""Pieces of a scan, each reduced by itself, on any thread, process or machine."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve

from cashflow.basics.arrow_columns import know_extensions
from cashflow.basics.errors import InputError, first_line
from cashflow.basics.shown import file_name
from cashflow.ledger.layout.table.plain import unused_names
from cashflow.ledger.model import Findings, Ledger
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.part import read_part
from cashflow.ledger.sign import Signs
from cashflow.ledger.told_of_all import states_currency
from cashflow.ledger.values.columns import two_currencies
from cashflow.payments import PaymentPolicy
from cashflow.scan.batches import BatchReader
from cashflow.scan.cut import FIRST_ROW, Piece
from cashflow.scan.files import TEXTS, Parquet
from cashflow.scan.known_texts import Known
from cashflow.scan.places import refuse_parts
from cashflow.scan.reduce import MOST_ROWS, Reduced, Reducer
from cashflow.scan.rows_of import Sums, added_up
from cashflow.scan.suppliers import SupplierReducer, SupplierSums
from cashflow.scan.tally import Tally
from cashflow.scan.text import NotText, read_chunks
from cashflow.scan.whole import NotByBatches, check_plain, read_whole, starts_as_text, undecided
from cashflow.scan.whole_rows import WholeRows

__all__ = [
    "reader_for",
    "reduce_batch",
    "reduce_batches",
    "reduce_piece",
    "reduce_pieces",
    "reducer_of",
    "say_whole",
]

BATCH = 1 << 20
"""Rows at a time: enough that what is done once a batch does not show."""


def reduce_piece(
    piece: Piece,
    policy: PaymentPolicy,
    options: ReadOptions,
    *,
    keep: Sequence[str] | None = None,
    most_rows: int = MOST_ROWS,
    total: int = 0,
    seen: Callable[[int, int], None] | None = None,
    few_alike: bool = False,
) -> Sums:
    """The sums of one piece.

    Parameters
    ----------
    piece
        Of `pieces_of`.
    policy, options
        How the buyer pays (only what it keeps, and whether it takes discounts, matters here), and how texts are read.
    keep
        Sum by supplier, and by these further columns; `None`: over all suppliers.
    most_rows
        Rows that can't be summed, at most.
    total
        Rows of the whole scan: chooses the kernel.
    seen
        Called with rows and bytes as they are done; raising in it stops the work.
    few_alike
        Of the pieces before, few invoices had all in common that is kept.
    """
    reducer, how = reducer_of(policy, keep, most_rows, total, few_alike=few_alike), options.of_file(piece.own)
    step = seen or (lambda rows, size: None)
    try:
        if piece.groups:
            _reduce_groups(piece, reducer, how, step, keep)
        else:
            _reduce_chunks(piece, reducer, how, step)
    except NotByBatches:
        reducer = reducer_of(policy, keep, most_rows, total, few_alike=few_alike)
        of_all = (options, piece.own) if piece.several else (how,)
        ledger, found, rows, how = read_whole(piece.path, *of_all)
        _say(piece, reducer, ledger, found, how)
        if found.layout is not None and len(rows):
            reducer.say(Tally.paid_in_file(found.layout.columns, file_name(piece.path)))
        reducer.say(Tally.taken_by(how))
        step(len(rows), piece.size)
    return reducer.result()


def reduce_pieces(pieces: Iterable[Piece], policy: PaymentPolicy, options: ReadOptions, **settings: Any) -> Sums:
    """The sums of some pieces, one after the other; `settings` are those of `reduce_piece`.

    What is added up over all suppliers goes to one place, which is made once, and texts are read once; pieces that may be begun anew,
    and sums by supplier, of which too many would come together, have one each.
    """
    return added_up(_sums_of(pieces, policy, options, **settings), settings["most_rows"])


def _sums_of(
    pieces: Iterable[Piece],
    policy: PaymentPolicy,
    options: ReadOptions,
    *,
    keep: Sequence[str] | None,
    most_rows: int,
    total: int,
    seen: Callable[[int, int], None],
) -> Iterator[Sums]:
    reducer, few_alike = reducer_of(policy, keep, most_rows, total), False
    known = known_to(reducer, options)
    for piece in pieces:
        if keep is None and piece.groups and _added(piece, reducer, options, seen, known):
            continue
        sums = reduce_piece(piece, policy, options, keep=keep, most_rows=most_rows, total=total, seen=seen, few_alike=few_alike)
        few_alike = isinstance(sums, SupplierSums) and sums.few_alike
        yield sums
    yield reducer.result()


def _added(piece: Piece, reducer: Reducer | SupplierReducer, options: ReadOptions, step: Callable[[int, int], None], known: Known) -> bool:
    """Add a piece to what others were added to; `False`, and nothing was added: it may have to be begun anew.

    A small file is read by one batch before anything of it is added; then it can be told whether its rows decide only as a whole.
    """
    if piece.whole and (len(piece.groups) > 1 or (piece.rows or 0) > BATCH):
        return False
    try:
        _reduce_groups(piece, reducer, options.of_file(piece.own), step, None, known)
    except NotByBatches:
        return False
    return True


def _reduce_chunks(piece: Piece, reducer: Reducer | SupplierReducer, options: ReadOptions, step: Callable[[int, int], None]) -> None:
    """A plain CSV file, some rows at a time; stops where it must be laid out as a whole.

    As long as each row states its currency, one that is told is none of theirs: a single row without may still come.
    """
    if piece.path.suffix.lower() not in TEXTS or not starts_as_text(piece.path):
        raise NotByBatches
    try:
        chunks = read_chunks(piece.path)
        try:
            first = next(chunks, None)
        except InputError:  # what is wrong with its head is told where it is looked at as a whole
            raise NotByBatches from None
        own, stated = options if options.currency is None else evolve(options, currency=None), False
        for table, rows, size in () if first is None else itertools.chain([first], chunks):
            check_plain([str(c) for c in table.frame.columns], options)
            refuse_parts(table.frame.columns, piece.path)
            if len(rows) and rows[0] == table.skipped + FIRST_ROW:
                unused = unused_names([str(c) for c in table.frame.columns])
                reducer.say(Tally.unused_of(unused, piece.number, file_name(piece.path), table.skipped + 1))
            states = states_currency(table, options)
            if states is False:
                raise NotByBatches
            stated |= states is True
            how = own if states else options
            ledger, found = read_part(table, how, rows)
            if undecided(table, found):
                raise NotByBatches
            _say(piece, reducer, ledger, found, how)
            reducer.say(Tally.paid_in_file([str(c) for c in table.frame.columns], file_name(piece.path)))
            step(len(rows), size)
        if stated and (not piece.several or "currency" in piece.own):
            raise two_currencies(piece.path)
        reducer.say(Tally.taken_by(own if stated else options))
    except NotText:
        raise NotByBatches from None


def _say(piece: Piece, reducer: Reducer | SupplierReducer, ledger: Ledger | None, found: Findings, options: ReadOptions) -> None:
    say_whole(reducer, ledger, found, options, piece.number, file_name(piece.path))


def say_whole(
    reducer: Reducer | SupplierReducer, ledger: Ledger | None, found: Findings, options: ReadOptions, number: int, name: str
) -> None:
    """Add invoices that were read as a table, and what was said of its rows; `number`, `name`: of where they stand."""
    if ledger is not None:
        _add(reducer, ledger, options, name)
        reducer.say(Tally.unsaid_of(ledger, number, name, ledger.row))
    reducer.say(Tally.of(found, number, name))


def reducer_of(
    policy: PaymentPolicy, keep: Sequence[str] | None, most_rows: int, total: int, *, few_alike: bool = False
) -> Reducer | SupplierReducer:
    """What adds invoices up, over all suppliers (`keep`: `None`) or by supplier; `total`: rows of the whole scan."""
    if keep is None:
        return Reducer(policy, most_rows=most_rows, rows=total)
    return SupplierReducer(policy, keep, most_rows, few_alike=few_alike)


def known_to(reducer: Reducer | SupplierReducer, options: ReadOptions) -> Known:
    """What the readers of a reducer know of the texts they have read."""
    return Known(options, reducer.numbering, reducer.kernel if isinstance(reducer, Reducer) else "numpy")


def reader_for(
    reducer: Reducer | SupplierReducer,
    options: ReadOptions,
    file: str,
    number: int,
    keep: Sequence[str] | None,
    *,
    first_row: int = 0,
    whole: bool = False,
    known: Known | None = None,
) -> BatchReader:
    """What reads the batches of a file for a reducer; see `BatchReader`. `known`: to those of other pieces; `None`: there are none."""
    known = known or known_to(reducer, options)
    return BatchReader(options, reducer.numbering, file, number, keep, first_row=first_row, whole=whole, known=known)


def _reduce_groups(
    piece: Piece,
    reducer: Reducer | SupplierReducer,
    options: ReadOptions,
    step: Callable[[int, int], None],
    keep: Sequence[str] | None,
    known: Known | None = None,
) -> None:
    """Add the row groups of a piece; `known`: to the readers of other pieces, in which case nothing of one that is given up is added."""
    import pyarrow.parquet as pq

    know_extensions()  # a worker may read a part of which it has not seen the header
    name = file_name(piece.path)
    reader = reader_for(reducer, options, name, piece.number, keep, first_row=piece.first_row, whole=piece.whole, known=known)
    row, places = piece.first_row, dict(piece.names)
    coded = [places[n] for n in ("supplier", "currency", "terms") if n in places]
    with pq.ParquetFile(piece.path, read_dictionary=coded) as source:
        file = Parquet(piece.path, places, source.metadata, keep is not None)
        for group in piece.groups:
            names, constants = file.columns_of(group)
            inside = [file.names[n] for n in names]
            about = file.meta.row_group(group)
            each = about.total_byte_size / max(1, about.num_rows)
            batches: Iterable[Any] = _batches(source, group, inside, piece.path)
            if known is not None and piece.whole:
                batches = list(batches)
                if len(batches) > 1:
                    raise NotByBatches
            for batch in batches:
                by_name = {batch.schema.names[i]: i for i in range(batch.num_columns)}
                ordered = batch.select([by_name[n] for n in inside]).rename_columns(names)
                reduce_batch(reader, reducer, ordered, row, constants)
                row += batch.num_rows
                step(batch.num_rows, int(batch.num_rows * each))
    reducer.say(Tally.unused_of(dict(piece.unused), piece.number, name))
    if row > piece.first_row:
        reducer.say(Tally.paid_in_file(places, name))
    reducer.say(Tally.taken_by(options))


def _batches(source: Any, group: int, columns: list[str], path: Path) -> Iterator[Any]:
    """Batches of a row group; a file that breaks off is told as such."""
    import pyarrow as pa

    try:
        yield from source.iter_batches(BATCH, row_groups=[group], columns=columns, use_threads=False)
    except (pa.ArrowException, OSError) as wrong:
        raise InputError(f"can't be read to its end: {first_line(wrong)}", file=path) from None


def reduce_batch(reader: BatchReader, reducer: Reducer | SupplierReducer, batch: Any, row: int, constants: dict[str, str]) -> None:
    """Read a batch and add it up; `row`: number of its first row; `constants`: columns that hold one text, and are not in it."""
    for rows, tally in reader.read(batch, row, constants):
        if isinstance(rows, WholeRows):
            _add_whole(reader, reducer, rows, row)
        elif rows is not None:
            _add(reducer, rows, reader.options, reader.file)
        reducer.say(tally)


def _add_whole(reader: BatchReader, reducer: Reducer | SupplierReducer, rows: WholeRows, row: int) -> None:
    """Add rows up as they are; where they don't fit, as a ledger."""
    others = None
    if isinstance(reducer, Reducer):
        with _of_file(reader.file):
            others = reducer.add_whole(rows, asks_sign=reader.options.sign is None, named=reader.named)
    reducer.say(reader.others(rows, others, row))
    if others is None:
        ledger = rows.ledger_of(None)
        reducer.say(Tally.clean(ledger))
        _add(reducer, ledger, reader.options, reader.file)


def _add(reducer: Reducer | SupplierReducer, ledger: Ledger, options: ReadOptions, file: str) -> None:
    if options.sign is None and ledger.bounds.signed:
        reducer.say(Tally(signs=Signs.of(ledger)))
    with _of_file(file):
        reducer.add(ledger)


@contextlib.contextmanager
def _of_file(file: str) -> Iterator[None]:
    """A refusal names the file: too large, too many kinds, or without a column."""
    try:
        yield
    except InputError as wrong:
        wrong.file = wrong.file or file
        raise


def reduce_batches(
    batches: Iterator[Any],
    policy: PaymentPolicy | None = None,
    *,
    file: str = "batches",
    keep: Sequence[str] | None = None,
    most_rows: int = MOST_ROWS,
    **options: Any,
) -> Reduced | SupplierSums:
    """Arrow record batches in, sums out: what a worker of another engine runs on its part.

    Parameters
    ----------
    batches
        `pyarrow.RecordBatch` with the ledger's columns by name: ``supplier, invoice_date, amount`` (or ``amount_minor``),
        ``currency, terms`` …; others are left out.
    policy
        As for `Reduced`: what matters is which payments are kept, and whether discounts are taken.
    file
        What findings call the place.
    keep, most_rows
        As for `reduce_piece`.
    **options
        As for `read_ledger`: currency, dialect, codes, decimal, date_order, sign, zone, accept, most_rejected.
    """
    how, reducer = ReadOptions(**options), reducer_of(policy or PaymentPolicy(), keep, most_rows, 0)
    reducer.say(Tally.told_by(how))
    reader, row = reader_for(reducer, how, file, 0, keep), 2
    for batch in batches:
        if row == FIRST_ROW:
            reducer.say(Tally.unused_of(unused_names([str(n).strip() for n in batch.schema.names]), 0, file))
        refuse_parts(batch.schema.names, Path(file))
        reduce_batch(reader, reducer, batch, row, {})
        row += batch.num_rows
    return reducer.result()
