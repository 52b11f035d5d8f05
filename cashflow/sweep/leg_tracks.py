"""Tracks: on which day the legs of each class lie and how much they are, from one extension to the next.

A payment that moves from one payment run to the next moves once in several extensions, so most classes stay where they are: a track
has the first extension whole, and then only what changes. Nothing is assumed of the rule: an extension at which most classes change is
whole again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.deals import BUYER, Flow
from cashflow.sweep.day_steps import NotShared
from cashflow.sweep.sources import Moved, Source
from cashflow.sweep.weights import Plan

__all__ = ["Change", "State", "Track", "tracks"]

_Key = tuple[str, str, str]
"""Payer, payee, nature."""


@frozen(eq=False)
class State:
    """One flow of a source at one extension."""

    source: int
    place: Ints  # (n_classes,), int64: position among the track's days
    numerator: Ints  # (n_classes,), int64: of a unit of the class, 0 where there is no leg


@frozen(eq=False)
class Change:
    """Classes of a source whose leg is another than at the extension before, (n,) each."""

    source: int
    classes: Ints
    old_place: Ints
    old_numerator: Ints
    place: Ints
    numerator: Ints


@frozen(eq=False)
class Track:
    """One kind of leg over some extensions."""

    first: int  # of the kind's columns in the table
    sign: int  # +1: the buyer pays
    days: Ints  # distinct days, rising
    per: int
    states: list[list[State]]  # by extension; by flow and source

    @property
    def largest(self) -> dict[int, int]:
        """By source, the largest numerators of its flows added up, without signs."""
        out: dict[int, int] = {}
        for at in range(len(self.states[0])):
            some = [int(np.abs(states[at].numerator).max(initial=0)) for states in self.states]
            source = self.states[0][at].source
            out[source] = out.get(source, 0) + max(some)
        return out

    def changes(self, number: int) -> list[Change] | None:
        """What changes from the extension before; `None`: so much that all of it is added up anew."""
        if not number:
            return None
        out, changed, there = [], 0, 0
        for old, new in zip(self.states[number - 1], self.states[number], strict=True):
            which = np.flatnonzero((old.numerator != new.numerator) | ((old.place != new.place) & (new.numerator != 0)))
            changed, there = changed + len(which), there + int(np.count_nonzero(new.numerator))
            if len(which):
                columns = (old.place, old.numerator, new.place, new.numerator)
                out.append(Change(new.source, which, *(c[which] for c in columns)))
        return out if 2 * changed <= there else None


def tracks(plan: Plan, days: list[int], sources: list[Source]) -> list[Track]:
    """Kinds of legs that the buyer pays or is paid, principal left out, over some extensions (rising).

    Raises
    ------
    NotShared
        A numerator or a common denominator does not fit int64; a kind of cost that the plan does not have.
    """
    found: dict[_Key, dict[tuple[int, int], list[tuple[int, Ints, Flow]]]] = {}
    for number, k in enumerate(days):
        for key, source, order, which, flow in _flows([s.at(k) for s in sources]):
            found.setdefault(key, {}).setdefault((source, order), []).append((number, which, flow))
    return [_track(plan, len(days), sources, key, flows) for key, flows in found.items()]


def _flows(moved: list[Moved]) -> Iterator[tuple[_Key, int, int, Ints, Flow]]:
    """(kind, source, how many of that kind it had before, classes, flow) of every flow that is a leg."""
    for source, some in enumerate(moved):
        seen: dict[_Key, int] = {}
        for flow in some.flows:
            if len(flow.day) and flow.nature != "principal" and BUYER in (flow.payer, flow.payee) and flow.payer != flow.payee:
                key = flow.payer, flow.payee, flow.nature
                seen[key] = seen.get(key, -1) + 1
                yield key, source, seen[key], some.which, flow


def _track(
    plan: Plan, n_extensions: int, sources: list[Source], key: _Key, flows: dict[tuple[int, int], list[tuple[int, Ints, Flow]]]
) -> Track:
    named = [*plan.natures, *(["vat"] if plan.vat else [])]
    if key[2] not in named:
        raise NotShared
    every = [f for some in flows.values() for _, _, f in some]
    per = math.lcm(*{f.per for f in every})
    days = np.unique(np.concatenate([np.unique(f.day) for f in every]))
    states: list[list[State]] = [[] for _ in range(n_extensions)]
    for (source, _), some in flows.items():
        n = len(sources[source].items.invoice)
        none = np.zeros(n, np.int64)
        there = {number: _state(source, n, days, per, which, flow) for number, which, flow in some}
        for number, at in enumerate(states):
            at.append(there.get(number) or State(source, none, none))
    common = math.gcd(per, *(int(np.gcd.reduce(s.numerator)) for at in states for s in at))
    if common > 1:
        states = [[State(s.source, s.place, s.numerator // common) for s in at] for at in states]
    if per // common >= 2**61:
        raise NotShared
    return Track(named.index(key[2]) * plan.n_periods, 1 if key[0] == BUYER else -1, days, per // common, states)


def _state(source: int, n_classes: int, days: Ints, per: int, which: Ints, flow: Flow) -> State:
    place, numerator = np.zeros(n_classes, np.int64), np.zeros(n_classes, np.int64)
    amount, factor = np.asarray(flow.amount), per // flow.per
    if factor >= 2**62 or any(abs(int(v)) * factor >= 2**62 for v in (amount.min(initial=0), amount.max(initial=0))):
        raise NotShared
    place[which] = np.searchsorted(days, flow.day)
    numerator[which] = amount.astype(np.int64) * factor
    return State(source, place, numerator)
