"""Notes on offers that could move payments and that nobody accepts: why nothing moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from cashflow.basics.words import many
from cashflow.engine.choice import OfferResult
from cashflow.results.comparison import ScenarioResult

__all__ = ["nobody_accepts"]

_MOST_NAMED = 3
_NAMED_ALONE = ("list", "shares")


def nobody_accepts(scenarios: Iterable[ScenarioResult]) -> list[str]:
    """A note on each offer that nobody accepts though it could move items; of many one note."""
    found = list(_refused(scenarios))
    said = [f"nobody accepts {where}: {_why(offer)}; {_still(offer)}" for where, offer in found[:_MOST_NAMED]]
    more = len(found) - len(said)
    return [*said, f"nobody accepts {many(more, 'more offer')}: the table of offers has all"] if more > 0 else said


def _refused(scenarios: Iterable[ScenarioResult]) -> Iterator[tuple[str, OfferResult]]:
    for found in scenarios:
        for number, offer in enumerate(found.offers, 1):
            if offer.covered.moved.any() and not offer.covered.moved[offer.accepts].any():
                yield f"offer {number} of scenario '{found.scenario.name}'", offer


def _why(offer: OfferResult) -> str:
    acceptance = offer.covered.offer.acceptance
    if acceptance.kind in _NAMED_ALONE:
        return "suppliers that are not named do not accept"
    if acceptance.kind != "if whole":
        return f"acceptance is {acceptance}"
    could = np.flatnonzero(offer.covered.moved > 0).tolist()
    suppliers = {offer.suppliers[g] for g in could}
    unknown = {offer.suppliers[g] for g in could if offer.rates[g] is None}
    if not unknown:
        return "it makes no supplier whole against the usual payment day"
    of = "no supplier's" if unknown == suppliers else f"{len(unknown):,} suppliers'" if len(unknown) > 1 else "one supplier's"
    known = f"{of} funding rate is {'known' if unknown == suppliers else 'not known'}"
    rest = "" if unknown == suppliers else ", and it makes no other supplier whole against the usual payment day"
    return f"{known}{rest}; who is not known to be made whole does not accept"


def _still(offer: OfferResult) -> str:
    items = int(offer.covered.moved.sum())
    return f"{many(items, 'item')} that could move {'stays' if items == 1 else 'stay'} on {'its day' if items == 1 else 'their days'}"
