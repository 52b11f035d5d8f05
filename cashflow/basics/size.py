"""The path by size: which of several ways to the same figures is taken, decided here and told to whoever asks.

Every way gives the same integers; they differ in what they cost. The sizes at which one way begins to pay stand in `Sizes`. They can be
moved by the environment variable ``CASHFLOW_SIZES`` (``classes=0,row_cells=0``), or for some lines of Python by `sized`. What was taken
is kept by `traced`; a command writes it into ``run.json``.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Iterator
from contextvars import ContextVar

from attrs import evolve, fields, frozen

from cashflow.basics.errors import InputError, nearest

__all__ = ["Sizes", "paths_taken", "sized", "sizes", "taken", "traced"]


@frozen
class Sizes:
    """From which size on a way pays, measured on one core."""

    row_cells: int = 12_000
    """Rows up to which each is its own cell: summing them costs more than looking each of them up."""
    threads: int = 500_000
    """Invoices from which all cores look at them: so many for each."""
    uncut: int = 4_000
    """Invoices from which those of one due day, open or settled by one payment, are told from those that must be cut."""
    classes: int = 50_000
    """Invoices from which an offer is worked out by classes of like invoices, not invoice by invoice."""
    loose_sums: int = 1 << 20
    """Rows of a scan by supplier from which these are left as they are where few are alike: adding up costs more than it spares."""
    table: int = 256 << 20
    """Bytes up to which a sweep keeps a table of all suppliers; a larger one is made range by range, each time anew."""
    one_by_one: int = 48
    """Scenarios of a sweep up to which they are added up one by one."""
    numba_rows: int = 100_000_000
    """Rows from which numba saves more than its import and first call cost (0.4 s)."""
    numba_loaded: int = 100_000
    """The same once it is imported."""
    numba_draws: int = 1_000_000_000
    """Acceptances drawn from which numba pays; once it is imported, it always does."""


_USUAL = Sizes()
_ASKED: ContextVar[Sizes | None] = ContextVar("sizes", default=None)
_TRACE: ContextVar[dict[str, set[str]] | None] = ContextVar("paths", default=None)


def sizes() -> Sizes:
    """The sizes that hold now: of `sized`, else of the environment, else the usual ones."""
    return _ASKED.get() or _of_text(os.environ.get("CASHFLOW_SIZES", ""))


@functools.lru_cache(maxsize=8)
def _of_text(text: str) -> Sizes:
    """Sizes as the environment tells them."""
    known, told = [f.name for f in fields(Sizes)], dict[str, int]()
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _, value = (p.strip() for p in part.partition("="))
        if name not in known:
            raise InputError(f"names an unknown size. {nearest(name, known)}", column="CASHFLOW_SIZES", value=part)
        if not value.isdecimal():
            raise InputError("needs a whole number, 0 or more", column="CASHFLOW_SIZES", value=part, hint=f"Write {name}=0")
        told[name] = int(value)
    return evolve(_USUAL, **told) if told else _USUAL


@contextlib.contextmanager
def sized(**more: int) -> Iterator[None]:
    """Other sizes inside a block, for tests and measurements.

    Examples
    --------
    >>> with sized(classes=0):
    ...     sizes().classes
    0
    """
    token = _ASKED.set(evolve(sizes(), **more))
    try:
        yield
    finally:
        _ASKED.reset(token)


@contextlib.contextmanager
def traced() -> Iterator[dict[str, set[str]]]:
    """Keep which ways are taken inside a block.

    Yields
    ------
    dict
        What was worked out → the ways that were taken, filled on the way.

    Examples
    --------
    >>> with traced() as paths:
    ...     path = taken("cells", "one a row")
    >>> paths
    {'cells': {'one a row'}}
    """
    mine = dict[str, set[str]]()
    token = _TRACE.set(mine)
    try:
        yield mine
    finally:
        _TRACE.reset(token)
        for what, path in ((w, p) for w, some in mine.items() for p in some):
            taken(what, path)


def taken(what: str, path: str) -> str:
    """The way that was decided on, which is kept where somebody asked for it."""
    trace = _TRACE.get()
    if trace is not None:
        trace.setdefault(what, set()).add(path)
    return path


def paths_taken() -> dict[str, list[str]]:
    """What `traced` has kept so far, in a fixed order."""
    return {what: sorted(some) for what, some in sorted((_TRACE.get() or {}).items())}
