"""Interleaved rounds, medians, ratios; and the registry of works.

A work is a module of this package with a function ``work(size) -> Work``; its name stands in `WORKS`. Every way of a work
is run once a round, in turn, and all must give the same answer: `check` compares each with ours before anything is timed.
"""

import gc
import importlib
import statistics
import time
from collections.abc import Callable
from typing import Any

from attrs import field, frozen

WORKS = {
    "W1": "w1_projection",
    "W2": "w2_sweep",
    "W3": "w3_simulate",
    "W4": "w4_stream",
    "W4B": "w4b_stream",
    "W5": "w5_small",
    "W6": "w6_rates",
    "W7": "w7_csv",
    "W8": "w8_real",
    "W9": "w9_compare",
    "W9B": "w9b_company",
    "W10": "w10_sweep",
    "W11": "w11_screen",
    "W12": "w12_reading",
    "SOLVE": "solve",
    "TERMS": "terms_table",
}
"""Name → module. Put your own work here."""


_QUICK = 0.2  # seconds: a way this quick is called once before it is timed
_SAMPLE = 0.005  # seconds: a way quicker than this is called several times a sample, as `timeit` does; ours and peers alike


@frozen
class Work:
    """What is done, by whom, and what must come out."""

    title: str
    rows: int
    ours: dict[str, Callable[[], Any]]
    floor: Callable[[], Any] | None = None
    peers: dict[str, Callable[[], Any]] = field(factory=dict)
    probes: dict[str, Callable[[], Any]] = field(factory=dict)  # what the machine gives, timed in turns with the others; see `bandwidth`
    missing: dict[str, str] = field(factory=dict)  # peers that are not installed, and what to type
    check: Callable[[Any, Any], None] | None = None  # (ours, theirs): raises AssertionError
    judged: tuple[str, ...] = ()  # which of ours the peers are compared with; all, if none is named
    against: dict[str, str] = field(factory=dict)  # peer → the one of ours it is compared with, where each does its own work
    pairs: tuple[tuple[str, str], ...] = ()  # further ratios, of ours to ours
    units: dict[str, int] = field(factory=dict)  # ways that do so many at once: their seconds are those of one
    rounds: int = 7
    slow: frozenset[str] = frozenset()  # ways that run in the first two rounds only
    facts: dict[str, Any] = field(factory=dict)  # further figures: memory, bytes


def load(name: str, size: str) -> Work:
    """A work by name, its book made."""
    return importlib.import_module(f"benchmarks.{WORKS[name]}").work(size)


def assert_equal(work: Work) -> None:
    """Every way once; all answers are the same."""
    ways = {**work.ours, **work.peers}
    first = None
    for name, way in ways.items():
        found = way()
        if first is None:
            first = found
        elif work.check is not None:
            try:
                work.check(first, found)
            except AssertionError as wrong:
                raise AssertionError(f"{work.title}: '{name}' has another answer: {wrong}") from None


def measure(work: Work, rounds: int | None = None, clock: str = "wall") -> dict[str, Any]:
    """Medians in seconds, the floor, every peer, and the ratios."""
    assert_equal(work)  # also warms everything up
    ways = {**({"floor": work.floor} if work.floor else {}), **work.probes, **work.ours, **work.peers}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds or work.rounds):
        for name, way in ways.items():
            if name in work.slow and number >= 2:
                continue
            gc.collect()
            times[name].append(sample(way, times[name], clock))
    times = {name: [t / work.units.get(name, 1) for t in some] for name, some in times.items()}
    shown = {"work": work.title, "rows": work.rows, **_figures(work, times)}
    return {**shown, **({"clock": clock} if clock != "wall" else {}), **work.facts, "not_installed": work.missing}


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}
"""Wall time; or the processor's, of all threads, for a machine on which other programs run."""


def sample(way: Callable[[], Any], before: list[float], clock: str = "wall") -> float:
    """Seconds a call of one sample, given the samples before it."""
    calls = 1
    if before and before[-1] < _QUICK:
        way()  # once for the caches, after the others emptied them
        calls = max(1, min(1000, int(_SAMPLE / before[-1])))
    now = CLOCKS[clock]
    start = now()
    for _ in range(calls):
        way()
    return max(now() - start, 1e-9) / calls


def _figures(work: Work, times: dict[str, list[float]]) -> dict[str, Any]:
    medians = {name: statistics.median(v) for name, v in times.items()}
    pairs = [(name, "floor") for name in work.ours] if work.floor else []
    pairs += [(name, probe) for probe in work.probes for name in work.ours]
    pairs += work.pairs
    for peer in work.peers:
        pairs += [(peer, name) for name in ([work.against[peer]] if peer in work.against else work.judged or work.ours)]
    return {
        "seconds": {n: medians[n] for n in work.ours},
        "floor_seconds": medians.get("floor"),
        "peer_seconds": {n: medians[n] for n in work.peers},
        **({"machine_seconds": {n: medians[n] for n in work.probes}} if work.probes else {}),
        "fastest_seconds": {name: min(v) for name, v in times.items()},
        "ratios": {f"{a} / {b}": _ratio(times[a], times[b]) for a, b in pairs},
    }


def _ratio(one: list[float], other: list[float]) -> float:
    """Median of the ratios within each round: what slows a round down slows both."""
    return statistics.median(a / b for a, b in zip(one, other, strict=False))
