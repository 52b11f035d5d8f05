"""A question, its answers, and a choice of them that shows itself as text, as HTML and as a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import groupby
from typing import overload

from attrs import asdict, frozen

from cashflow.basics.brief import Brief
from cashflow.basics.decimals import own_context
from cashflow.basics.errors import InputError, must_choose, nearest
from cashflow.basics.frames import pd
from cashflow.basics.shown import printable

__all__ = ["Question", "Sentence", "Sentences", "chosen"]


@frozen(eq=False)
class Question:
    """What is asked of a result; the answer is worked out when it is read."""

    name: str
    words: str
    say: Callable[[], Sequence[tuple[str, str]]]
    scenario: str = ""  # nothing: the question is of the whole result

    @property
    def answers(self) -> list[tuple[str, str]]:
        """(currency, sentence) each; one that is the same in all currencies names none, and one without words is none."""
        said = [(currency, words) for currency, words in self.say() if words]
        return [("", said[0][1])] if len(said) > 1 and len({words for _, words in said}) == 1 else said


@frozen
class Sentence:
    """One answer to one question."""

    name: str
    question: str
    scenario: str
    currency: str
    text: str


class Sentences(Brief, Sequence[str]):
    """Answers in words: a sequence of texts that prints as lines and shows itself in a notebook, each with its question.

    Parameters
    ----------
    said
        The answers in order.

    Examples
    --------
    >>> said = Sentences([Sentence("level", "How long does it last?", "June", "EUR", "All of it is back on 15 August.")])
    >>> print(said)
    All of it is back on 15 August.
    >>> said.to_frame()["question"].tolist()
    ['How long does it last?']
    """

    WIDEST = None

    def __init__(self, said: Iterable[Sentence]) -> None:
        self.said = tuple(said)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        return [s.text for s in self.said][at]

    def __len__(self) -> int:
        return len(self.said)

    def __str__(self) -> str:
        return "\n".join(self.brief())

    def brief(self) -> list[str]:
        """A line each; scenario and currency stand before it where there are several, and above it its question."""
        if not self._several("name"):
            return [self._labelled(s) for s in self.said]
        return [line for asked, texts in self._by_question() for line in (asked, *(f"  {text}" for text in texts))]

    def _by_question(self) -> list[tuple[str, list[str]]]:
        """Each question that is asked, once, and the answers that follow it."""
        grouped = groupby(self.said, lambda s: (s.name, s.question))
        return [(question, [self._labelled(s) for s in some]) for (_, question), some in grouped]

    def _several(self, name: str) -> bool:
        return len({v for s in self.said if (v := str(asdict(s)[name]))}) > 1

    def _labelled(self, said: Sentence) -> str:
        """The text, with its scenario and currency where it does not name them itself."""
        scenario = said.scenario if self._several("scenario") and not said.text.startswith(said.scenario) else ""
        currency = said.currency if self._several("currency") and f"{said.currency} " not in said.text else ""
        before = [w for w in (scenario, currency) if w]
        return printable(f"{', '.join(before)}: {said.text}" if before else said.text)

    def _repr_html_(self) -> str:
        """Paragraphs alone: what a notebook's own style does to a list of questions can't be relied on."""
        if not self._several("name"):
            return f"<div>{''.join(f'<p>{escape(self._labelled(s))}</p>' for s in self.said)}</div>"
        asked = (
            f"<p><strong>{escape(question)}</strong><br>{'<br>'.join(map(escape, texts))}</p>" for question, texts in self._by_question()
        )
        return f"<div>{''.join(asked)}</div>"

    def to_frame(self) -> pd.DataFrame:
        """One row a sentence: name, question, scenario, currency, text."""
        return pd.DataFrame([asdict(s) for s in self.said], columns=["name", "question", "scenario", "currency", "text"])


@own_context
def chosen(questions: Sequence[Question], names: Sequence[str], scenario: str | None, currency: str | None) -> Sentences:
    """The answers to some questions, of a scenario and in a currency; nothing given: all.

    Raises
    ------
    InputError
        A name, scenario or currency that no question has, with the nearest one.
    """
    known = list(dict.fromkeys(q.name for q in questions))
    for name in names:
        if name not in known:
            raise InputError(f"is not a question of this result. {nearest(name, known)}", column="sentences", value=name)
    scenarios = list(dict.fromkeys(q.scenario for q in questions if q.scenario))
    if scenario is not None and scenario not in scenarios:
        raise must_choose("is not a scenario of this result", "scenario", scenario, scenarios)
    asked = [q for q in questions if (not names or q.name in names) and (scenario is None or q.scenario in ("", scenario))]
    ordered = sorted(asked, key=lambda q: names.index(q.name)) if names else asked
    said = [Sentence(q.name, q.words, q.scenario, c, text) for q in ordered for c, text in q.answers]
    currencies = sorted({s.currency for s in said if s.currency})
    if currency is not None and currencies and currency not in currencies:
        raise must_choose("is not a currency of these answers", "currency", currency, currencies)
    return Sentences(s for s in said if currency is None or s.currency in ("", currency))
