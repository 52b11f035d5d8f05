"""What is asked of a scenario: what it does, whose debt it is, how long it lasts, what it costs, and who is made whole."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import evolve

from cashflow.basics.frames import pd
from cashflow.basics.groupby import by_identity
from cashflow.basics.money import from_minor, whole
from cashflow.basics.shown import printable
from cashflow.basics.words import largest_of, many, share_of, short_money, total_name
from cashflow.engine.totals import totals_of
from cashflow.measures import ScenarioTotals
from cashflow.report.scenario import counted_again, headline, is_touched
from cashflow.report.scenario_sentences import bank_earlier, bank_sentence, cost_sentences, level_sentences
from cashflow.report.sentences.said_sentences import Question
from cashflow.report.total import entries_in_total
from cashflow.report.values_as_text import costs
from cashflow.results.comparison import Comparison, ScenarioResult
from cashflow.results.held_by_day import held_by_supplier

__all__ = ["ON_THE_PAGE", "asked_of_scenario", "halved"]

Entry = Mapping[str, Any]
ON_THE_PAGE = ("rate_raised", "borrowing", "made_whole", "largest", "half_accept", "last_day")
"""Questions that the first page answers; its tables and sections say the others."""
_LARGEST = 10


def asked_of_scenario(found: Comparison, said: Mapping[str, Any], suppliers: Callable[[], pd.DataFrame], at: int) -> list[Question]:
    """The questions of one scenario, in every currency that it touches.

    Parameters
    ----------
    found
        The numbers.
    said
        What ``--json`` prints of them.
    suppliers
        Gives the frame of suppliers; asked where an answer needs it.
    at
        Place of the scenario.
    """
    name, quarters = found.scenarios[at].scenario.name, said["quarters"]
    entries = {c: e for c in found.largest_first if is_touched(e := said["currencies"][c]["scenarios"][name])}

    total = [(total_name(c), c, e) for c, e in entries_in_total(said, name)]

    def both(key: str, question: str, say: Callable[[str, Entry], str]) -> Question:
        """Of all currencies together, then of each."""
        return Question(key, question, lambda: [(w, say(c, e)) for w, c, e in [*total, *((c, c, e) for c, e in entries.items())]], name)

    def each(key: str, question: str, say: Callable[[str, Entry], str]) -> Question:
        def answers() -> list[tuple[str, str]]:
            return [(c, say(c, e)) for c, e in entries.items()]

        return Question(key, question, answers, name)

    def own() -> pd.DataFrame:
        frame = suppliers()
        return frame[frame["scenario"] == name] if len(frame) else frame

    half = functools.cache(lambda: halved(found, found.scenarios[at]))

    return [
        Question("answer", "What does it do?", lambda: _answers(found, name, said), name),
        both("debt", "Whose debt is it?", lambda c, e: " ".join(bank_sentence(e, c, quarters))),
        both("level", "How long does it last?", lambda c, e: " ".join(level_sentences(e, c, quarters))),
        both("cost", "What does the cost buy?", lambda c, e: " ".join(cost_sentences(e, c, quarters))),
        each("rate_raised", "What raises the rate a year?", lambda c, e: " ".join(bank_earlier(e))),
        both("borrowing", "Cheaper than borrowing?", _borrowing),
        each("made_whole", "Who is not made whole?", lambda c, e: _not_whole(c, e, own())),
        each("break_even", "At which rate of its own does a supplier gain?", lambda c, _: _break_even(c, own())),
        each("largest", "How much hangs on a few?", lambda c, _: _largest(found, at, c)),
        each("half_accept", "What if half accept?", lambda c, _: _half(found, said, c, half)),
        each("last_day", "Last day to act?", lambda c, e: _last_day(e, found.payments.policy.runs(c) is not None)),
    ]


def _answers(found: Comparison, name: str, said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The headline in every currency that is touched, without who is made whole; where none is, what it costs in each."""
    entries = {c: said["currencies"][c]["scenarios"][name] for c in found.largest_first}
    total = [(total_name(c), headline(f"{name}, {total_name(c)}", c, e, said["quarters"])) for c, e in entries_in_total(said, name)]
    some = [c for c in entries if is_touched(entries[c])] or list(entries)
    each = [*total, *((c, headline(name, c, entries[c], said["quarters"])) for c in some)]
    return [(words, text.split("\n")[0]) for words, text in each]


def _borrowing(currency: str, entry: Entry) -> str:
    """The cost against what the cash saves of the buyer's own borrowing; each said as a gain or a loss, never with a minus."""
    cost = Decimal(entry["financing_cost"])
    own = costs(cost, currency)
    if entry["borrowing_saved"] is None:
        where = "borrowing_rate under [measures]; in Python under reporting"
        return f"{own[0].upper()}{own[1:]}. Not compared with borrowing: no borrowing rate is given ({where})."
    saved, net, rate = Decimal(entry["borrowing_saved"]), Decimal(entry["cost_net_of_borrowing"]), entry["borrowing_rate"]
    if saved < 0:  # cash leaves earlier
        gone = f"the cash that is gone costs {short_money(-saved, currency)} of the buyer's own borrowing at {rate}"
        return f"{costs(net, currency, words=('Costs', 'Earns'))} net of borrowing: it {own}, and {gone}."
    verdict = "the same" if not net else f"{short_money(abs(net), currency)} {'dearer' if net > 0 else 'cheaper'} than borrowing"
    against = short_money(saved, currency)
    held = f"it {own}, and borrowing costs {against}" if cost < 0 else f"{short_money(cost, currency)} against {against}"
    return f"{verdict[0].upper()}{verdict[1:]}: {held} at {rate}."


def _not_whole(currency: str, entry: Entry, frame: pd.DataFrame) -> str:
    accept = sum(entry["made_whole"].values())
    if not accept:
        return "Nobody accepts."
    said, alone = dict[tuple[str, str], list[str]](), accept == 1
    for column, words in (("made_whole", "usual payment day"), ("made_whole_vs_due", "contract due date")):
        counts = entry[column]
        unknown = f" ({counts['unknown']:,} not known)" if counts["unknown"] and not alone else ""
        whole = _whole_alone(counts) if alone else _whole(counts)
        said.setdefault((whole, f"{unknown}{_worst(frame, currency, column)}"), []).append(f"against the {words}")
    chance, both = _open(frame, currency), [f"{whole} {' and '.join(days)}{rest}" for (whole, rest), days in said.items()]
    if alone:
        return f"The supplier that {'may accept' if chance else 'accepts'} {'; it '.join(both)}."
    again = counted_again(entry)
    of = f"{accept:,}" if again else many(accept, "supplier")
    return f"Of {of} that {'may ' if chance else ''}accept{again}, {'; '.join(both)}."


def _open(frame: pd.DataFrame, currency: str) -> bool:
    """Whether the answer of some supplier is a matter of chance."""
    some = frame[frame["currency"] == currency]["acceptance"] if len(frame) else pd.Series(dtype=float)
    return bool(((some > 0) & (some < 1)).any())


def _whole(counts: Mapping[str, int]) -> str:
    """How many are not made whole; where it is not known of some, no word that all are."""
    short = counts["no"]
    if short:
        return f"{short:,} {'is' if short == 1 else 'are'} not made whole"
    return "none is known not to be made whole" if counts["unknown"] else "all are made whole"


def _whole_alone(counts: Mapping[str, int]) -> str:
    """Whether the one that accepts is made whole."""
    return "is not made whole" if counts["no"] else "is not known to be made whole" if counts["unknown"] else "is made whole"


def _worst(frame: pd.DataFrame, currency: str, column: str) -> str:
    """The largest of those that are not made whole."""
    some = frame[(frame["currency"] == currency) & (frame["acceptance"] > 0) & frame[column].map(lambda v: v is False)]
    if not len(some):
        return ""
    names = ", ".join(some.sort_values("amount_moved", ascending=False, kind="stable")["supplier"].head(2).astype(str))
    return f": {names}" if len(some) <= 2 else f" (the largest: {names})"


def _break_even(currency: str, frame: pd.DataFrame) -> str:
    """By option: at which rate of its own money a supplier is as well off as before, and what those lose that are not."""
    if not len(frame):
        return ""
    own = frame[(frame["currency"] == currency) & (frame["items_moved"] > 0)]
    said = [_of_option(str(option), some, currency) for option, some in own.groupby("option")]
    return " ".join(s for s in said if s)


def _of_option(option: str, some: pd.DataFrame, currency: str) -> str:
    rates = some["break_even_rate"].dropna()
    if len(rates):
        sides = [("less", "below"), ("more", "above")]
        way = " or ".join(word for word, gains in sides if (some["gains"] == gains).any())
        gains = f"gains if its own money costs {way} than {float(rates.median()):.2%} a year (median of {many(len(rates), 'supplier')})"
    else:
        known = some["gains"].dropna().unique().tolist()
        words = {"always": "never loses" if some["net_benefit"].any() else "neither gains nor loses", "never": "always loses"}
        gains = words.get(known[0], "") if len(known) == 1 else ""
    short = some[some["made_whole"].map(lambda v: v is False)]
    lost = short_money(-sum(short["net_benefit"].dropna(), Decimal(0)), currency)
    loses = f"{many(len(short), 'supplier')} would lose {lost} together" if len(short) else ""
    said = "; ".join(w for w in (gains and f"a supplier {gains}", loses) if w)
    return f"'{printable(option)}': {said}." if said else ""


def _largest(found: Comparison, at: int, currency: str) -> str:
    """The share of the ten largest suppliers in the cash retained at the first quarter end that changes."""
    scenario, code = found.scenarios[at], found.baseline.code_of(currency)
    held = [int(v) for v in scenario.totals[code].figure("cash_retained")]
    quarter = next((q for q, v in enumerate(held) if v), None)
    if quarter is None:
        return "No cash is held at any quarter end shown."
    amounts = held_by_supplier(scenario, code, len(found.baseline.currencies), quarter)
    per = math.lcm(*{v.denominator for v in amounts.values()})  # over one denominator they are integers, which are quick to sort
    each = sorted(((-abs(n), name, n) for name, v in amounts.items() if v for n in [v.numerator * (per // v.denominator)]))
    top, total = (Fraction(sum(n for *_, n in some), per) for some in (each[:_LARGEST], each))
    share = f" ({share_of(top, total)})" if top * total > 0 else ""
    few = len(each) < min(len(amounts), _LARGEST + 1)  # "both" and "all" would read as all that accept
    who = many(len(each), "supplier") if few else largest_of(_LARGEST, len(each), "supplier")
    end = f"at the end of {found.shown.labels[quarter]}"
    amount_of = short_money(from_minor(whole(abs(top) if share else top), currency), currency)
    if share and total < 0:  # paid earlier
        return f"{amount_of}{share} of the cash that is gone {end} went to {who}."
    return f"{amount_of}{share} of the cash {end} comes from {who}."


def _half(found: Comparison, said: Mapping[str, Any], currency: str, totals: Callable[[], list[ScenarioTotals]]) -> str:
    """The answer if every supplier accepts with half the probability; `totals` of that are of all currencies."""
    code = found.baseline.code_of(currency)
    less = totals()[code]
    changes = [(q["label"], int(v)) for q, v in zip(said["quarters"], less.figure("free_cash_flow_change"), strict=True) if v]
    first = "; ".join(f"{short_money(from_minor(v, currency), currency).replace('-', '−')} in {label}" for label, v in changes[:2])
    cost = costs(from_minor(less.financing_cost, currency), currency, words=("cost", "earned"))
    return f"{first or 'No change in free cash flow'}; {cost}."


def halved(found: Comparison, scenario: ScenarioResult) -> list[ScenarioTotals]:
    """Totals by currency code if every supplier accepts with half the probability, as the stress ``acceptance = "halves"``."""
    less = []
    for offer in scenario.offers:
        code, shares = by_identity(offer.weight)  # suppliers are many, shares are few
        halves = [share / 2 for share in shares]
        less.append(evolve(offer, weight=[halves[n] for n in code.tolist()]))
    return totals_of(found.payments, less, found.shown, found.reporting)


def _last_day(entry: Entry, in_runs: bool) -> str:
    first = entry["held"]["first_moved_on"]
    if first is None:
        return "Nothing moves."
    what, it = ("payment run", "that run") if in_runs else ("payment", "it")
    return f"{first}, the first {what} that moves; what is agreed later leaves {it} unchanged."
