"""What frames of clusters have in common as the rows of a scan: columns, and neither a name nor files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

__all__ = ["ClusterFrame"]


@frozen(eq=False)
class ClusterFrame:
    """A frame whose partitions lie on the machines of a cluster."""

    frame: Any
    name: str | None = field(default=None, init=False)
    files: tuple[Path, ...] = field(default=(), init=False)
    workers: int = field(default=1, init=False)  # here: the others are the cluster's

    @property
    def names(self) -> Sequence[str]:
        """Its columns."""
        return [str(n) for n in self.frame.columns]

    def sizes(self) -> dict[Path, int]:
        """There are no files."""
        return {}
