"""What is asked of a simulation: what is expected, what can be counted on, and whose answer and which assumption matters most."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import evolve

from cashflow.basics.shown import printable
from cashflow.basics.words import short_money
from cashflow.report.sentences.said_sentences import Question
from cashflow.report.simulation import chance_sentence, expected_sentence, how_found, is_certain, simulated_words
from cashflow.report.total import told_in
from cashflow.report.values_as_text import chance_text, level_text

__all__ = ["OF_CHANCE", "OF_PLAN", "asked_of_chance", "asked_of_plan"]

Said = Mapping[str, Any]
OF_CHANCE = ("count_on", "reach", "matters", "assumption")
"""Questions that the first page answers beside its first sentences."""
_FEW = 3
OF_PLAN = {"borrowing": "What is it expected to cost?", "made_whole": "", "last_day": ""}
"""Questions of the scenario, and what they are called where its answer is one of chance."""


def asked_of_chance(said: Said) -> list[Question]:
    """The questions of what ``--json`` prints of a simulation; it is in one currency, or in all together."""

    def one(name: str, words: str, say: Callable[[Said], str]) -> Question:
        return Question(name, words, lambda: [(told_in(said), say(said))], str(said["scenario"]))

    open_ = [] if is_certain(said) else [
        one("chance", "How likely is the target?", chance_sentence),
        one("count_on", "What can be counted on?", _count_on),
        one("reach", "How low, how high?", _reach),
        one("matters", "Whose answer matters most?", _matters),
        one("assumption", "Which assumption matters most?", _assumption),
    ]  # fmt: skip
    return [
        one("answer", "What is expected?", _expected),
        *open_,
        one("how_found", "How was it found?", lambda s: how_found(s).replace("\n", " ")),
    ]


def asked_of_plan(questions: Sequence[Question], said: Said) -> list[Question]:
    """Of the questions of its scenario: what it is expected to cost, who is not made whole, and the last day to act."""
    own = {q.name: q for q in questions}
    return [_in(evolve(own[name], words=words or own[name].words), said) for name, words in OF_PLAN.items()]


def _in(question: Question, said: Said) -> Question:
    """The same, answered in what was simulated; by currency, where there is no answer in total."""

    def say() -> Sequence[tuple[str, str]]:
        answers = [*question.say()]
        mine = [(told_in(said), words) for of, words in answers if of in ("", told_in(said))]
        return answers if said["rates"] is not None and not mine else mine

    return evolve(question, say=say)


def _expected(said: Said) -> str:
    words, expected = simulated_words(said), expected_sentence(said)
    first = f"{words[:1].upper()}{words[1:]}"
    return f"{first}: {expected.replace('Expected', 'expected', 1)}".replace("\n", " ")


def _count_on(said: Said) -> str:
    """The lowest quantile of the quarter asked for: exact where the law is known, else drawn."""
    mine = [(q["level"], q["drawn"] if q["exact"] is None else q["exact"]) for q in said["quantiles"] if q["quarter"] == said["quarter"]]
    known = [(level, value) for level, value in mine if value is not None]
    if not known:
        return ""
    level, value = min(known)
    return f"{short_money(Decimal(value), said['currency'])} or more in {level_text(1 - level)} of cases, in {said['quarter']}."


def _reach(said: Said) -> str:
    at = [q["label"] for q in said["quarters"]].index(said["quarter"])
    least, most = (short_money(Decimal(said["moments"][k][at]), said["currency"]) for k in ("least", "most"))
    return f"{least} at the least and {most} at the most, whoever of those whose answer is open accepts."


def _matters(said: Said) -> str:
    open_ = [s for s in said["suppliers"] if 0 < s["acceptance"] < 1 and Decimal(s["adds"])]
    each = [
        f"{printable(s['supplier'])}{_owed_in(said, s)} adds {short_money(Decimal(s['adds']), said['currency'])}, accepts with a "
        f"chance of {chance_text(s['acceptance'], 0)}, makes {chance_text(s['share_of_variance'], 0)} of the variance"
        for s in open_[:_FEW]
    ]
    return f"{'; '.join(each)}." if each else f"Nobody whose answer is open adds anything in {said['quarter']}."


def _owed_in(said: Said, decision: Said) -> str:
    """In which currency a decision is owed, where several stand together."""
    return "" if said["rates"] is None else f" ({decision['owed_in']})"


def _assumption(said: Said) -> str:
    if not said["tornado"]:
        return ""
    most, currency = said["tornado"][0], said["currency"]
    low, high = (short_money(Decimal(most[k]), currency) for k in ("low", "high"))
    unknown = printable(most["unknown"])
    return f"{unknown[:1].upper()}{unknown[1:]}: {most['low_setting']} {low}, {most['high_setting']} {high}."
