"""All currencies together, as text: the answer in the reporting currency, the rates it stands on, and its tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cashflow.basics.words import total_name
from cashflow.report.scenario import answers, currency_parts, is_touched
from cashflow.report.text_page import Part

__all__ = [
    "NO_TOTAL",
    "alone",
    "capital",
    "entries_in_total",
    "of_all",
    "rates_words",
    "told_in",
    "total_answers",
    "total_parts",
]

NO_TOTAL = "No total over currencies: no reporting currency with exchange rates was given (reporting_currency under [measures])."
"""What is said where amounts of several currencies stand one beside the other."""
Days = list[dict[str, str]]


def told_in(found: Mapping[str, Any]) -> str:
    """What the figures of one answer are in: a currency, or all of them together where it has `rates`."""
    return str(found["currency"]) if found["rates"] is None else total_name(found["currency"])


def alone(currency: str, total: object) -> list[str]:
    """What is said of figures of one currency where a comparison has a `total` (not `None`): it is another number.

    Examples
    --------
    >>> alone("EUR", None)
    []
    """
    if total is None:
        return []
    return [f"these are figures of {currency} alone: all currencies together are told by 'cashflow run', no exchange rate is used here"]


def capital(words: str) -> str:
    """The same at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def rates_words(total: Mapping[str, Any]) -> str:
    """At which rates, and where they are from.

    Examples
    --------
    >>> print(rates_words({"currency": "GBP", "exchange_rates": {"EUR": "0.8412"}, "exchange_rates_source": None}))
    Translated at 1 EUR = GBP 0.8412 in all quarters; source not stated.
    """
    currency, source = total["currency"], total["exchange_rates_source"]
    rates = ", ".join(f"1 {c} = {currency} {rate}" for c, rate in total["exchange_rates"].items())
    return f"Translated at {rates} in all quarters; {f'source: {source}' if source else 'source not stated'}."


def entries_in_total(said: Mapping[str, Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The reporting currency and the figures of a scenario in it; nothing where there is no total, or the scenario does nothing."""
    total = said["total"]
    entry = None if total is None else total["scenarios"][name]
    return [(total["currency"], of_all(entry))] if entry is not None and is_touched(entry) else []


def of_all(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Figures that say that they are of all currencies together, for sentences."""
    return {**entry, "all_currencies": True}


def total_answers(total: Mapping[str, Any] | None, quarters: Days) -> list[str]:
    """The answer of each scenario that does something, in all currencies together; the last one says the rates, in its first line."""
    if total is None:
        return []
    currency = total["currency"]
    named = {f"{n}, {total_name(currency)}": of_all(e) for n, e in total["scenarios"].items() if is_touched(e)}
    said = answers({currency: {**total, "scenarios": named}}, quarters)
    first, *below = said.pop().split("\n") if said else [""]
    return [*said, "\n".join([f"{first} {rates_words(total)}", *below])] if first else []


def total_parts(total: Mapping[str, Any] | None, quarters: Days, as_of: str | None = None) -> list[Part]:
    """The baseline and every scenario in all currencies together."""
    if total is None:
        return []
    name = capital(total_name(total["currency"]))
    return [rates_words(total), *currency_parts(total["currency"], total, quarters, as_of, title=name)]
