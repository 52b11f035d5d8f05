"""What the tables of a scenario do not say, in sentences: presentations that differ, how long cash is held, what the cost buys."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.words import share_of, short_money
from cashflow.report.values_as_text import costs

__all__ = ["NO_BANK", "OVER", "bank_earlier", "bank_sentence", "cost_sentences", "level_sentences", "scenario_sentences"]

Entry = Mapping[str, Any]
Days = list[dict[str, str]]
NO_BANK = "No bank pays: all presentations are the same."
"""Why one row stands for every presentation."""
OVER = "'over': the ratio is above the covenant's limit in that presentation."


def scenario_sentences(entry: Entry, currency: str, quarters: Days) -> list[str]:
    """What a table does not say: the difference between the presentations, how to hold the level, what the cost buys."""
    said = [
        *bank_sentence(entry, currency, quarters),
        *level_sentences(entry, currency, quarters),
        *cost_sentences(entry, currency, quarters),
    ]
    if any(not kept for presentation in entry["presentations"].values() for kept in presentation.get("covenant_kept", [])):
        said.append(OVER)
    return said


def bank_sentence(entry: Entry, currency: str, quarters: Days) -> list[str]:
    """What is owed to a bank where most is, and what that makes of net debt; without one, why all presentations are the same."""
    if not entry["uses_bank"]:
        return [NO_BANK] if entry["all_in_rate"] is not None else []
    presentations = entry["presentations"]
    debt = [Decimal(v) for v in presentations["borrowing_net"]["debt_change"]]
    at = max(range(len(debt)), key=lambda q: (abs(debt[q]), -q))
    nets = [Decimal(presentations[v]["net_debt_change"][at]) for v in ("trade_payable", "borrowing_net")]
    if not debt[at]:
        return ["A bank pays part of it and is owed nothing at any quarter end shown. No presentation here is 'as reported'."]
    less = [f"{short_money(abs(n), currency)} {'lower' if n < 0 else 'higher'}" if n else "unchanged" for n in nets]
    where = f"{short_money(debt[at], currency)} is owed to a bank on {quarters[at]['last_day']}"
    return [f"{where}: as a trade payable it leaves net debt {less[0]}, as borrowing {less[1]}. No presentation here is 'as reported'."]


def level_sentences(entry: Entry, currency: str, quarters: Days) -> list[str]:
    """How long cash is held, what keeping the level takes, and what of it lasts."""
    held, level = [Decimal(v) for v in entry["cash_retained"]], entry["level"]
    said = _held_sentences(entry, currency, quarters, held)
    first = next((q for q, more in enumerate(entry["to_hold_the_level"]) if more), None)
    if first is not None and entry["has_an_end"]:
        more = entry["to_hold_the_level"][first]
        again = short_money(Decimal(more["amount"]), currency)
        said.append(f"Keeping payables at the {quarters[first]['last_day']} level requires deferring a further {again} by {more['by']}.")
    if level and Decimal(level["lasting"]) and Decimal(level["run_off"]):
        lasting, gone = (short_money(Decimal(level[k]), currency) for k in ("lasting", "run_off"))
        said.append(f"Of the cash retained on {level['on']}, {lasting} remains on {level['lasting_until']} and {gone} runs off.")
    return said


def _held_sentences(entry: Entry, currency: str, quarters: Days, held: list[Decimal]) -> list[str]:
    """How long the cash is held, when it is back, and whether a quarter end stands out of the days since the first move."""
    found, said = entry["held"], []
    if found["average_days"] is not None and found["average_days"] > 0:
        days, back = f"{found['average_days']:.1f} days", found["all_back_on"]
        if entry["has_an_end"]:
            said.append(f"Deferred payments are made {days} later on average, weighted by amount; the last deferral unwinds on {back}.")
        else:
            said.append(
                f"Deferred payments are made {days} later on average, weighted by amount, and the offer has no end date: "
                f"new invoices take the place of those paid. Of the invoices in this ledger the last is paid on {back}."
            )
    top = max(range(len(held)), key=lambda q: (held[q], -q), default=None)
    if top is not None and held[top] > 0:
        average, since = Decimal(entry["average_cash_retained_since_first_move"][top]), found["first_moved_on"]
        amounts = short_money(held[top], currency), short_money(average, currency)
        said.append(f"Cash retained on {quarters[top]['last_day']}: {amounts[0]}; average since the first move ({since}): {amounts[1]}.")
    return said


def cost_sentences(entry: Entry, currency: str, quarters: Days) -> list[str]:
    """What of the cost moves no quarter end, what the rest buys, the rate a year, and what it saves of borrowing."""
    said, idle, cost = [], Decimal(entry["cost_without_quarter_end_effect"]), Decimal(entry["financing_cost"])
    if idle > 0:
        part = f" ({share_of(idle, cost, 1)})" if 0 < idle <= cost else ""
        said.append(
            f"{short_money(idle, currency)}{part} of the cost has no quarter-end effect: those payments do not cross a reporting date."
        )
    per, held = entry["cost_per_cash_retained"], entry["cash_retained"]
    at = next((q for q, p in enumerate(per) if p and p > 0 and Decimal(held[q]) > 0), None)  # cash paid early buys none
    if at is not None:
        since, until = (entry["held"][k] for k in ("first_moved_on", "all_back_on"))
        goes_on = "" if entry["has_an_end"] else " (the offer goes on)"
        said.append(
            f"Cost per {currency} 100 of cash retained on {quarters[at]['last_day']}: {currency} {100 * per[at]:.2f}. That sets the whole "
            f"cost, from {since} to {until}{goes_on}, against the cash of one day: compare offers by the rate a year."
        )
    if len(entry["all_in_rate_as"]) > 1 and cost:
        what = "The cost" if cost > 0 else "What it earns"
        said.append(f"{what} as a rate a year: " + "; ".join(f"{rate:.2%} {name}" for name, rate in entry["all_in_rate_as"].items()) + ".")
        said += bank_earlier(entry)
    if entry["borrowing_saved"] is not None:
        saved, net = (Decimal(entry[k]) for k in ("borrowing_saved", "cost_net_of_borrowing"))
        what = "The cash saves" if saved >= 0 else "The cash that is gone costs"
        after = f"the cost is {short_money(net, currency)}" if net >= 0 else f"it {costs(net, currency)}"
        said.append(f"{what} {short_money(abs(saved), currency)} of the buyer's own borrowing; net of that {after}.")
        said[-1] += f" Assumed borrowing rate: {entry['borrowing_rate']}."
    return said


def bank_earlier(entry: Entry) -> list[str]:
    """Why a year costs more than the bank's rate, where the bank pays before the supplier would have been paid."""
    days = entry.get("bank_pays_days_earlier")  # a sweep does not say
    if days is None:
        return []
    how_many = f"{days:.1f} days" if days >= 0.05 else "less than a day"
    return [
        f"A bank pays suppliers {how_many} before the usual payment day on average, and its interest runs from then. "
        "The rate a year sets all of it against the days by which the buyer pays later, which raises it."
    ]
