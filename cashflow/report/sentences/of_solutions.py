"""What is asked of a solution: which offers, what binds, what more cash would cost, and whether a cheaper selection exists."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.shown import printable
from cashflow.basics.words import many, short_money
from cashflow.report.sentences.said_sentences import Question
from cashflow.report.solution import cash_line, certificate, menu_sums, solution_headline, whole_line
from cashflow.report.total import told_in
from cashflow.report.values_as_text import costs

__all__ = ["asked_of_solution"]

Said = Mapping[str, Any]


def asked_of_solution(said: Said) -> list[Question]:
    """The questions of what ``--json`` prints of a solution; it is in one currency, or in all together."""
    one = lambda name, words, say: Question(name, words, lambda: [(told_in(said["question"]), say(said))])  # noqa: E731
    return [
        one("answer", "What does it take?", solution_headline),
        one("cash", "When does the cash come and go?", cash_line),
        one("offers_made", "Which offers?", _offers_made),
        one("made_whole_counts", "How many are made whole?", lambda s: f"{whole_line(s)}." if s["choices"] else ""),
        one("binds", "What binds?", _binding),
        one("more", "What would more cost?", _more),
        one("out_of_reach", "What can't be held?", _out_of_reach),
        one("best", "Is there a cheaper one?", lambda s: certificate(s) if s["reached"] else ""),
    ]


def _money(value: Any, said: Said) -> str:
    return short_money(Decimal(value), said["question"]["currency"])


def _costs(cost: Any, said: Said, words: tuple[str, str]) -> str:
    return costs(Decimal(cost), said["question"]["currency"], words=words)


def _offers_made(said: Said) -> str:
    parts = [
        f"{many(n, 'supplier')}: {printable(words)}, {_money(cash, said)} {_costs(cost, said, ('for', 'earning'))}"
        for (_, words), (n, cash, cost) in menu_sums(said).items()
    ]
    return f"{'; '.join(parts)}." if parts else "None."


def _binding(said: Said) -> str:
    """The constraints that bind, with what one per cent more of each is worth; then those that do not."""
    if all(r["binds"] is None for r in said["constraints"]):
        return "Not known: a ranking has no prices of constraints." if said["constraints"] else ""
    tight = [_relaxed(r, said) for r in said["constraints"] if r["binds"]]
    loose = [printable(r["constraint"]) for r in said["constraints"] if not r["binds"]]
    first = "; ".join(tight) or "nothing"
    rest = f" Not binding: {', '.join(loose)}." if loose else ""
    return f"{first[:1].upper()}{first[1:]}.{rest}"


def _relaxed(row: Said, said: Said) -> str:
    """A constraint that binds, and what one per cent more of it is worth; of a count, which can't be split, what it is relaxed to."""
    gain, words = ("saves", "saves") if said["reached"] else ("holds_more", "holds")
    if row[gain] is None:
        return printable(row["constraint"])
    wider = f"to {row['relaxed_to']:,}" if isinstance(row["relaxed_to"], int) else "by 1 %"
    return f"{printable(row['constraint'])}: relaxed {wider} it {words} {_money(row[gain], said)}{'' if said['reached'] else ' more'}"


def _more(said: Said) -> str:
    """The next point of the curve above the target that can be held."""
    target = Decimal(said["question"]["target"])
    above = [r for r in said["curve"] if r["reached"] and Decimal(r["target"]) > target]
    if not above or not said["reached"]:
        return ""
    one = above[0]
    further = Decimal(one["cost"]) - Decimal(said["cost"])
    more = "more" if (further < 0) == (Decimal(one["cost"]) < 0) else "less"
    words = f"{_money(one['target'], said)} {_costs(one['cost'], said, ('would cost', 'would earn'))}, {_money(abs(further), said)} {more}"
    return f"{words}. The cost curve has every step."


def _out_of_reach(said: Said) -> str:
    """The least target of the curve that can't be held, or was not reached."""
    missed = [Decimal(r["target"]) for r in said["curve"] if not r["reached"]]
    if not missed:
        return ""
    words = "was not reached by the ranking" if said["method"] == "greedy" else "can't be held under these constraints"
    return f"{_money(min(missed), said)} {words}."
