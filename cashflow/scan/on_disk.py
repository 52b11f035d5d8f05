"""Files as the rows of a scan: read piece by piece, by threads here or by the workers of a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from cashflow.basics.errors import InputError
from cashflow.basics.receipts import now_read
from cashflow.ledger.of_files import settled_files
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.told_of_all import in_each_file, in_no_file
from cashflow.scan.cut import Piece, pieces_of
from cashflow.scan.files import head_of, is_parquet
from cashflow.scan.pieces import reduce_pieces
from cashflow.scan.rows_of import Asked, Sums, added_up
from cashflow.scan.spread import reduced_on
from cashflow.scan.tally import told_of_all
from cashflow.scan.text import header_of
from cashflow.scan.watch import InTurns, Tell, Watch, by_threads

__all__ = ["Files"]


@frozen(eq=False)
class Files:
    """Parquet, CSV and other tables on disk."""

    files: tuple[Path, ...]
    name: str | None  # the path as it was given, if it was one
    tell: Tell | None
    workers: int
    client: Any = None  # of a Dask cluster
    _seen: dict[Path, tuple[int, int]] = field(factory=dict, init=False)  # bytes and time of change, when a file was read last

    @property
    def names(self) -> Sequence[str]:
        """Columns of the first file."""
        file = self.files[0]
        return head_of(file).names if is_parquet(file) else header_of(file)

    def sizes(self) -> dict[Path, int]:
        """Bytes of each file when it was read; of one that was not read yet, now."""
        return {f: (self._seen.get(f) or _state(f))[0] for f in self.files}

    def sums(self, asked: Asked) -> Sums:
        """The sums of all files, which must not change meanwhile."""
        now_read(self.files)
        before = {f: _state(f) for f in self.files}
        sums = self._sums(asked)
        for file, state in before.items():
            if _state(file) != state:
                raise InputError("changed while it was read", file=file, hint="Run again once it is complete")
        self._seen.update(before)
        return sums

    def owns(self, options: ReadOptions) -> dict[Path, dict[str, Any]]:
        """What is told of each file alone."""
        return settled_files(options.files, self.files, self.name) if options.files else {}

    def _sums(self, asked: Asked) -> Any:
        pieces = pieces_of(list(self.files), asked.options, asked.keep, self._n_workers, self.owns(asked.options))
        settings: dict[str, Any] = {"most_rows": asked.most_rows, "total": sum(p.rows or 0 for p in pieces), "keep": asked.keep}
        if self.client is not None:
            sums = reduced_on(self.client, pieces, asked.policy, asked.options, **settings)
        else:
            watch = Watch(self.tell, sum(p.size for p in pieces))
            sums = added_up(self._parts(pieces, asked, watch, settings), asked.most_rows)
        if len(self.files) > 1:
            self._check_told(asked.options, sums.tally.taken)
        return sums

    def _check_told(self, options: ReadOptions, taken: frozenset[str]) -> None:
        """Refuse a currency that none of several files takes, and a column that is mapped and stands in none."""
        if options.currency is not None and told_of_all(options)[0] not in taken:
            raise in_each_file(options.currency, self.name)
        for ours, theirs in options.map.items():
            if taken.isdisjoint(told_of_all(evolve(options, currency=None, map={ours: theirs}))):
                raise in_no_file(ours, theirs, self.name)

    def _parts(self, pieces: Sequence[Piece], asked: Asked, watch: Watch, settings: dict[str, Any]) -> Iterable[Sums]:
        def work(mine: Iterable[Piece]) -> Sums:
            return reduce_pieces(mine, asked.policy, asked.options, seen=watch.add, **settings)

        workers = min(self.workers, len(pieces))
        if workers <= 1:
            return [work(pieces)]
        shared = InTurns(sorted(pieces, key=lambda p: -p.size))  # the last ones to end are small
        return by_threads(workers, work, [shared] * workers, watch)

    @property
    def _n_workers(self) -> int:
        """Threads, here or of the cluster."""
        return self.workers if self.client is None else max(1, sum(self.client.nthreads().values()))


def _state(file: Path) -> tuple[int, int]:
    """Bytes, and when it was changed last."""
    try:
        found = file.stat()
    except FileNotFoundError:
        raise InputError("is no longer there", file=file) from None
    return found.st_size, found.st_mtime_ns
