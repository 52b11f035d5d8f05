"""Which cause a key of a what-if file belongs to, and which keys of two files differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, fields

from cashflow.basics.columns import column
from cashflow.deals import Scheme
from cashflow.offers import Offer, Scenario
from cashflow.whatif_file.tried import scheme_settings

__all__ = ["CAUSES", "changed_keys", "with_terms_of"]

CAUSES = ("ledger", "policy", "offer", "rate", "acceptance")
"""In the order in which the inputs of one run are exchanged for those of the other."""
_TABLES = {"ledger": "ledger", "terms": "ledger", "calendar": "policy", "policy": "policy", "measures": "policy", "limit": "offer"}
_RATES = ("funding_rate", "funding_day_count", "funding_source")
_ACCEPTS = ("acceptance", "acceptance_source", "credit_loss", "supplier_period_ends")
_BESIDE = ("simulate", "solve")  # no part of a comparison


def _is_rate(name: str) -> bool:
    """Whether a setting of a scheme says what something costs: it may be a number, or says how its days count."""
    found = scheme_settings().get(name)
    return name == "day_count" or (found is not None and "number" in str(found.kind) and name != "vat")


def cause_of(path: tuple[str, ...]) -> str:
    """The cause that a key belongs to."""
    if path[0] in _TABLES:
        return _TABLES[path[0]]
    names = [p for p in path if not p.isdecimal()]
    if any(n in _ACCEPTS for n in names):
        return "acceptance"
    return "rate" if any(n in _RATES or _is_rate(n) for n in names[1:]) else "offer"


def _flat(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, (*path, str(key)))
    elif isinstance(value, list) and value and all(isinstance(v, Mapping) for v in value):
        for number, inner in enumerate(value, 1):
            yield from _flat(inner, (*path, str(number)))
    else:
        yield path, value


def changed_keys(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, list[str]]:
    """By cause, the keys that differ, each with both values.

    Examples
    --------
    >>> a = {"scenario": [{"name": "x", "offer": [{"option": [{"annual_rate": "0.065"}]}]}]}
    >>> b = {"scenario": [{"name": "x", "offer": [{"option": [{"annual_rate": "0.07"}]}]}]}
    >>> changed_keys(a, b)
    {'rate': ['scenario 1, offer 1, option 1, annual_rate: 0.065 → 0.07']}

    A word in the place of which a table stands is one change, not one of each key:

    >>> changed_keys({"scenario": [{"acceptance": "if whole"}]}, {"scenario": [{"acceptance": {"share": "0.5"}}]})
    {'acceptance': ['scenario 1, acceptance: if whole → { share = 0.5 }']}
    """
    one, two = dict(_flat(first)), dict(_flat(second))
    out: dict[str, list[str]] = {}
    for path in dict.fromkeys([*one, *two]):
        if any(path[:n] in found for found in (one, two) for n in range(1, len(path))):
            continue  # said with the word that the other file has in place of the table
        was, now = (_said(d, path) for d in (one, two))
        if was != now and path[0] not in _BESIDE:
            out.setdefault(cause_of(path), []).append(f"{_words(path)}: {was} → {now}")
    return {cause: out[cause] for cause in CAUSES if cause in out}


def _said(found: Mapping[tuple[str, ...], Any], path: tuple[str, ...]) -> str:
    """The value at a path; that of a table key by key."""
    if path in found:
        return str(found[path])
    inner = [f"{_words(key[len(path) :])} = {value}" for key, value in found.items() if key[: len(path)] == path]
    return f"{{ {', '.join(inner)} }}" if inner else "not given"


def _words(path: tuple[str, ...]) -> str:
    words: list[str] = []
    for part in path:
        words = [*words[:-1], f"{words[-1]} {part}"] if part.isdecimal() and words else [*words, part]
    return ", ".join(words)


def with_terms_of(scenario: Scenario, other: Scenario, *causes: str) -> Scenario:
    """A scenario with the rates, or with who accepts, of another one, offer by offer and option by option as they stand in order.

    What has no counterpart there keeps its own: a new option's rate is part of the new option.

    Parameters
    ----------
    scenario, other
        The one that is changed, and the one whose terms it takes.
    causes
        ``"rate"`` and ``"acceptance"``, or one of them.
    """
    pairs = zip(scenario.offers, other.offers, strict=False)
    offers = [_offer(mine, theirs, causes) for mine, theirs in pairs]
    return evolve(scenario, offers=(*offers, *scenario.offers[len(offers) :]))


def _offer(mine: Offer, theirs: Offer, causes: tuple[str, ...]) -> Offer:
    names = [*(_RATES if "rate" in causes else ()), *(_ACCEPTS if "acceptance" in causes else ())]
    taken = {name: column(theirs, name) for name in names}
    if "rate" in causes:
        pairs = zip(mine.options, theirs.options, strict=False)
        options = [_priced(a, b) for a, b in pairs]
        taken["options"] = (*options, *mine.options[len(options) :])
    return evolve(mine, **taken)


def _priced(mine: Scheme, theirs: Scheme) -> Scheme:
    """An option at the rates of another one of its kind."""
    if type(mine) is not type(theirs):
        return mine
    cls: Any = type(mine)
    return evolve(mine, **{f.name: column(theirs, f.name) for f in fields(cls) if _is_rate(f.name)})  # type: ignore[misc]
