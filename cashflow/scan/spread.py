"""The same reduction on a Dask cluster: one map over the pieces, one tree of merges; a few hundred kB travel a piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cashflow.basics.errors import InputError
from cashflow.ledger.options import ReadOptions
from cashflow.payments import PaymentPolicy
from cashflow.scan.cut import Piece
from cashflow.scan.encoding import packed
from cashflow.scan.parts import added_parts, read_parts
from cashflow.scan.pieces import reduce_piece
from cashflow.scan.rows_of import Sums, joined

__all__ = ["check_client", "reduced_on"]

_AT_ONCE = 8  # sums merged by one task


def check_client(client: Any) -> None:
    """Refuse what is not a client of Dask."""
    try:
        from distributed import Client
    except ImportError:
        hint = 'Install it: pip install "cashflow-terms[dask]"'
        raise InputError("needs the package distributed, which is not installed", column="client", hint=hint) from None
    if not isinstance(client, Client):
        raise InputError("must be a dask.distributed.Client", column="client", value=type(client).__name__)


def reduced_on(client: Any, pieces: Sequence[Piece], policy: PaymentPolicy, options: ReadOptions, **settings: Any) -> Sums:
    """The sums of all pieces, by the workers of a cluster, which must see the same paths.

    What a lost worker had done is done again by another; a refusal of a row or file ends the run, and cancels what is left.
    `settings` are those of `reduce_piece`.
    """
    most_rows = settings["most_rows"]
    parts = client.map(_piece, pieces, policy=policy, options=options, **settings, pure=False)
    futures = list(parts)
    try:
        while len(parts) > 1:
            groups = [parts[i : i + _AT_ONCE] for i in range(0, len(parts), _AT_ONCE)]
            parts = [client.submit(added_parts, group, most_rows, pure=False) for group in groups]
            futures += parts
        return joined(list(read_parts([parts[0].result()])), most_rows)
    finally:
        client.cancel(futures)


def _piece(piece: Piece, policy: PaymentPolicy, options: ReadOptions, **settings: Any) -> bytes:
    return packed(reduce_piece(piece, policy, options, **settings))
