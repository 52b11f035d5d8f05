"""What a scan asks of whatever its rows come from: files, a stream of Arrow, a frame of a cluster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from attrs import frozen

from cashflow.ledger.options import ReadOptions
from cashflow.payments import PaymentPolicy
from cashflow.scan.reduce import Reduced
from cashflow.scan.suppliers import SupplierSums

__all__ = ["Asked", "Rows", "Sums", "added_up", "compact", "joined"]

Sums: TypeAlias = Reduced | SupplierSums
_TOGETHER = 16  # sums that are kept apart until they are added up


@frozen(eq=False)
class Asked:
    """What sums are asked of some rows."""

    policy: PaymentPolicy  # what it keeps, and whether it takes discounts, is all that matters
    options: ReadOptions
    keep: tuple[str, ...] | None  # by supplier and these further columns; `None`: over all suppliers
    most_rows: int  # rows that can't be summed, at most


class Rows(Protocol):
    """Where the rows of a scan come from."""

    @property
    def name(self) -> str | None:
        """What refusals call it, and a command reads it by; `None`: it has no name."""
        ...

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that it is."""
        ...

    @property
    def names(self) -> Sequence[str]:
        """Of its columns, in order."""
        ...

    @property
    def workers(self) -> int:
        """Threads on this machine."""
        ...

    def sizes(self) -> dict[Path, int]:
        """Bytes of each file."""
        ...

    def sums(self, asked: Asked) -> Sums:
        """The sums of all rows: they are read now."""
        ...


def joined(parts: Sequence[Any], most_rows: int) -> Any:
    """Sums of one kind, added up."""
    return type(parts[0]).joined(parts, most_rows)


def added_up(parts: Iterable[Sums], most_rows: int) -> Any:
    """The sums of all, a few kept apart at a time."""
    waiting: list[Sums] = []
    for part in parts:
        waiting.append(part)
        if len(waiting) >= _TOGETHER:
            waiting = [joined(waiting, most_rows)]
    return joined(waiting, most_rows)


def compact(sums: Sums) -> Sums:
    """The same sums in few bytes, to be sent."""
    return sums.compact() if isinstance(sums, SupplierSums) else sums
