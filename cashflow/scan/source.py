"""A ledger on disk, larger than memory: read when it is asked, piece by piece, and kept as sums."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from cashflow.basics.brief import Brief
from cashflow.basics.errors import EmptyLedgerError, InputError, shortened
from cashflow.basics.words import many
from cashflow.ledger.asks import asks_of
from cashflow.ledger.findings import refuse_if_strict
from cashflow.ledger.model import EVENT_COLUMNS, Findings, Ledger
from cashflow.ledger.names import tidied
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.table import no_rows
from cashflow.payments import PaymentPolicy, Payments
from cashflow.scan.book import accepted_money, payments_of
from cashflow.scan.files import files_of, is_parquet, need_arrow, parquet_names
from cashflow.scan.pieces import Piece, pieces_of, reduce_piece
from cashflow.scan.reduce import Reduced
from cashflow.scan.spread import Sums, check_client, joined, reduced_on
from cashflow.scan.tally import Tally
from cashflow.scan.text import header_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Scan", "opened"]

_TOGETHER = 16  # pieces whose sums are kept apart until they are added up


@frozen(eq=False, repr=False)
class Scan(Brief):
    """Files of invoices that are read when a projection asks for them; made by `cashflow.scan`.

    It keeps the sums of its last reading: another policy that keeps the same payments and discounts costs no second one.
    """

    files: tuple[Path, ...]
    options: ReadOptions
    progress: Callable[[int, int, int], None] | None
    workers: int
    most_rows: int
    client: Any = None  # of a Dask cluster
    columns: tuple[str, ...] = ()  # kept beside the ledger's own, where suppliers are kept
    path: str | None = None  # as it was given, if it was one
    _kept: dict[Any, tuple[Reduced, PaymentPolicy | None]] = field(factory=dict, init=False)
    _ledgers: dict[bool, Ledger] = field(factory=dict, init=False)
    _seen: dict[Path, tuple[int, int]] = field(factory=dict, init=False)  # bytes and time of change, when a file was read last

    def brief(self) -> list[str]:
        """What a console shows of it: files and bytes, and what is known of the rows that were read."""
        lines = [f"Scan: {many(len(self.files), 'file')}, {sum(self.sizes.values()):,} bytes"]
        if not self._kept and not self._ledgers:
            return [*lines, "not read yet: project, compare, sweep, simulate and solve read it, and so does .findings"]
        found = self.findings
        counts = {"accepted": found.accepted, "rejected": found.rejected, "ignored": found.ignored}
        lines.append(f"{many(found.rows_read, 'row')} read = {' + '.join(f'{n:,} {words}' for words, n in counts.items())}")
        return [*lines, *(f"{currency}: {amount:,f} accepted" for currency, amount in sorted(found.amount_accepted.items())), *found.notes]

    @property
    def sizes(self) -> dict[Path, int]:
        """Bytes of each file when it was read; of one that was not read yet, now."""
        return {f: (self._seen.get(f) or _state(f))[0] for f in self.files}

    def ledger(self, policy: PaymentPolicy | None = None) -> Ledger:
        """The ledger that `compare`, `sweep`, `simulate` and `solve` take in place of the invoices: sums by supplier.

        Invoices of a supplier that have terms, currency, dates, kept columns and sign in common are one row, and `count` says how
        many they are. Those that are rounded one by one (terms of several parts, discounts that are taken) stay as they are.

        Parameters
        ----------
        policy
            Whether discounts are taken is all that matters.

        Returns
        -------
        Ledger
            Some 60 bytes a row in memory. It is kept: the next policy that takes discounts alike reads nothing again.
        """
        takes = (policy or PaymentPolicy()).discounts.take
        if takes not in self._ledgers:
            sums = self._read(policy or PaymentPolicy(), self.columns)
            self._check(sums.findings())
            self._ledgers.clear()
            self._ledgers[takes] = evolve(sums.ledger(), told=self.options.told)
        return self._ledgers[takes]

    @property
    def further_columns(self) -> tuple[str, ...]:
        """Columns of the first file beside the ledger's own: what `columns` may keep."""
        file = self.files[0]
        names = parquet_names(file) if is_parquet(file) else header_of(file)
        own = {*_KEPT_ANYWAY, *_SINGLE, *EVENT_COLUMNS}
        return tuple(n for n in names if n and tidied(n) not in own)

    @property
    def findings(self) -> Findings:
        """What was rejected, flagged and ignored, with file and row: all counted, the first 1,000 listed."""
        for ledger in self._ledgers.values():
            assert ledger.findings is not None
            return ledger.findings
        found = next((f for f, _ in self._kept.values()), None) or self.reduced(PaymentPolicy())
        return found.tally.findings_of(accepted_money(found))

    def checked(self) -> Findings:
        """`findings`, after a refusal of files without an accepted row and, if it was asked to be strict, of any finding."""
        found = self.findings
        self._check(found)
        return found

    def _check(self, found: Findings) -> None:
        if not found.accepted:
            raise _empty(found, self.path or self.files[0])
        if self.options.strict:
            refuse_if_strict(found, None)

    def payments(self, policy: PaymentPolicy) -> Payments:
        """Baseline payments under a policy, as sums."""
        reduced = self.reduced(policy)
        self.checked()
        return payments_of(reduced, policy, self.options.told)

    def reduced(self, policy: PaymentPolicy) -> Reduced:
        """The sums that a policy needs; read now, if those of the last reading are not such."""
        needs = (policy.baseline, policy.as_of, policy.discounts.take)
        if needs in self._kept:
            found, only = self._kept[needs]
            if only is None or only is policy:
                return found
        found = self._read(policy, None)
        # terms that count the payer's business days: another policy may have other ones
        by_calendar = any(t.needs_calendar and t.calendar is None for t in found.cells.lines.terms)
        self._kept.clear()
        self._kept[needs] = (found, policy if by_calendar else None)
        return found

    def _read(self, policy: PaymentPolicy, keep: Sequence[str] | None) -> Any:
        """The sums of all files, and with them what was told of rows that are left out."""
        before = {f: _state(f) for f in self.files}
        sums = self._sums(policy, keep)
        for file, state in before.items():
            if _state(file) != state:
                raise InputError("changed while it was read", file=file, hint="Run again once it is complete")
        self._seen.update(before)
        return evolve(sums, tally=Tally.joined([sums.tally, Tally.told_by(self.options, self.path)]))

    def _sums(self, policy: PaymentPolicy, keep: Sequence[str] | None) -> Any:
        pieces = pieces_of(list(self.files), self.options, keep)
        total, size = sum(p.rows or 0 for p in pieces), sum(p.size for p in pieces)
        settings: dict[str, Any] = {"most_rows": self.most_rows, "total": total, "keep": keep}
        if self.client is not None:
            return reduced_on(self.client, pieces, policy, self.options, **settings)
        return self._read_here(pieces, policy, settings, _Watch(self.progress, size))

    def _read_here(self, pieces: Sequence[Piece], policy: PaymentPolicy, settings: dict[str, Any], watch: _Watch) -> Any:
        settings["seen"] = watch.add
        if min(self.workers, len(pieces)) <= 1:
            return _added((reduce_piece(p, policy, self.options, **settings) for p in pieces), self.most_rows)
        return _added(self._by_threads(pieces, policy, settings, watch), self.most_rows)

    def _by_threads(self, pieces: Sequence[Piece], policy: PaymentPolicy, settings: dict[str, Any], watch: _Watch) -> Iterator[Sums]:
        """A thread a piece; Arrow decodes outside Python's lock. A failure or an interrupt stops all of them."""
        from concurrent.futures import ThreadPoolExecutor, as_completed

        pool = ThreadPoolExecutor(self.workers)
        try:
            for done in as_completed([pool.submit(reduce_piece, p, policy, self.options, **settings) for p in pieces]):
                yield done.result()
        finally:
            watch.stop()
            pool.shutdown(cancel_futures=True)


def _state(file: Path) -> tuple[int, int]:
    """Bytes, and when it was changed last."""
    try:
        found = file.stat()
    except FileNotFoundError:
        raise InputError("is no longer there", file=file) from None
    return found.st_size, found.st_mtime_ns


class _Stopped(Exception):
    """Another thread has failed, or the user has interrupted."""


class _Watch:
    """Counts what all threads have done, tells it, and stops them."""

    def __init__(self, tell: Callable[[int, int, int], None] | None, size: int) -> None:
        self.tell, self.size, self.rows, self.done = tell, size, 0, 0
        self._lock, self._stop = threading.Lock(), False

    def add(self, rows: int, size: int) -> None:
        """Rows and bytes that were done."""
        if self._stop:
            raise _Stopped
        with self._lock:
            self.rows, self.done = self.rows + rows, min(self.size, self.done + size)
            if self.tell is not None:
                self.tell(self.rows, self.done, self.size)

    def stop(self) -> None:
        """All threads end at their next batch."""
        self._stop = True


def _added(parts: Iterable[Sums], most_rows: int) -> Any:
    """The sums of all, a few kept apart at a time."""
    waiting: list[Sums] = []
    for part in parts:
        waiting.append(part)
        if len(waiting) >= _TOGETHER:
            waiting = [joined(waiting, most_rows)]
    return joined(waiting, most_rows)


def _empty(found: Findings, source: object) -> InputError:
    """No row was accepted: the reason of the first."""
    rows = found.rows_read - found.ignored
    if not rows:
        return no_rows(source)
    first = found.frame.query("status == 'rejected'").iloc[0]
    value = f" '{shortened(first['value'])}'" if first["value"] else ""
    reason = f"no row could be accepted ({rows} read); the first: {first['column']}{value} {first['reason']}"
    refused = EmptyLedgerError(reason, file=first["file"], row=int(first["row"]), ask=asks_of(found))
    refused.findings = found
    return refused


def opened(
    path: str | Path | Sequence[str | Path],
    options: ReadOptions,
    progress: Any,
    workers: int | None,
    most_rows: int,
    client: Any,
    columns: Sequence[str],
) -> Scan:
    """The files of a path as a `Scan`; see `cashflow.scan`."""
    if options.payments is not None:
        reason = "can't be matched in one pass: a payment of one file may clear invoices of any other"
        raise InputError(reason, column="payments", hint="Write paid_date into the rows, or use read_ledger")
    if workers is not None and (isinstance(workers, bool) or not isinstance(workers, int) or workers < 1):
        raise InputError("must be a whole number of 1 or more", column="workers", value=workers)
    files = files_of(path)
    if any(is_parquet(f) for f in files):
        need_arrow()
    if client is not None:
        check_client(client)
        if progress is not None or workers is not None:
            raise InputError("has its own workers and its own progress", column="client", hint="Leave out progress and workers")
    one = str(path) if isinstance(path, str | Path) else None
    return Scan(tuple(files), options, progress, workers or os.cpu_count() or 1, most_rows, client, _further(columns), one)


def _further(columns: Sequence[str]) -> tuple[str, ...]:
    """Columns to keep; the ledger's own are kept anyway, but for what differs from invoice to invoice."""
    if isinstance(columns, str):
        raise InputError("must be a list of names", column="columns", value=columns, hint=f"Write columns=['{columns}']")
    for name in columns:
        if name in _SINGLE:
            raise InputError("differs from invoice to invoice, so nothing could be added up", column="columns", value=name)
        if name in (*_KEPT_ANYWAY, *EVENT_COLUMNS):
            raise InputError("is kept anyway", column="columns", value=name, hint="Leave it out")
    return tuple(dict.fromkeys(columns))


_SINGLE = ("invoice", "amount", "amount_minor")
_KEPT_ANYWAY = ("supplier", "invoice_date", "currency", "terms", "tax_amount", "due_date", "paid_date")
