"""The scenario as a what-if file writes it, in pieces: the script puts those of the position shown together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import evolve

from cashflow.basics.toml_values import toml_key, toml_text, toml_value
from cashflow.offers import Offer, Scenario
from cashflow.offers.offer_toml import acceptance_toml, extend_toml, offer_pairs, option_toml
from cashflow.report.page.live_axes import SHARES, DayAxis, Moved

__all__ = ["live_toml"]

_SCALED = ("all", "share")  # acceptances whose every share can be written as another share


def live_toml(scenario: Scenario, days: DayAxis, rates: Sequence[Moved]) -> dict[str, Any]:
    """Pieces by offer: lines that stay, an extension a step of days, options a step of rates, who accepts a share."""
    shifted = [days.scenario(scenario, step) for step in days.steps]
    offers = []
    for n, offer in enumerate(scenario.offers):
        offers.append(
            {
                "lines": [f"{k} = {v}" for k, v in offer_pairs(offer).items()],
                "where": [[toml_key(str(k)), toml_value(v)] for k, v in dict(offer.where or {}).items()],
                "extend": [extend_toml(s.offers[n].extend) for s in shifted],
                "options": [None if r.refused else _options(r, n) for r in rates],
                "accepts": _accepts(offer),
            }
        )
    return {"name": toml_text(scenario.name), "limits": bool(scenario.limits), "offers": offers}


def _options(moved: Moved, offer: int) -> str:
    return "\n".join(line for option in moved.options[offer] for line in ("", "[[scenario.offer.option]]", *option_toml(option)))


def _accepts(offer: Offer) -> list[str]:
    """A text a share, where a share of this acceptance is an acceptance; else one, beside which the share stands as a stress."""
    accepts = offer.acceptance
    if accepts.kind not in _SCALED:
        return [acceptance_toml(accepts)]
    return [acceptance_toml(evolve(accepts, kind="share", share=accepts.share * share)) for share in SHARES]
