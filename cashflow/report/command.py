"""The command to type again where a choice was missing: what was given, and the answers that were asked for."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve, frozen

if TYPE_CHECKING:
    from cashflow.basics.errors import InputError

__all__ = ["Given", "show_command", "with_choices"]


@frozen
class Given:
    """An option or an argument of a command, with what was given for it."""

    name: str
    word: str = ""  # as it is typed; none: an argument
    values: Sequence[str] = ()
    is_flag: bool = False

    def words(self) -> list[str]:
        """As it is typed, before a shell's quotes."""
        if self.is_flag:
            return [self.word] if self.values else []
        return [w for v in self.values for w in ([self.word, v] if self.word else [v])]


def show_command(said: InputError, context: click.Context | None) -> None:
    """Where a currency, quarter, scenario … must be chosen, make the whole command the hint of the refusal."""
    if context is None or not said.ask:
        return
    command, questions = with_choices(f"cashflow {context.info_name}", _given(context), said.ask)
    said.ask = [*questions]
    said.hint = f"Write: {command}" if command else said.hint


def _given(context: click.Context) -> list[Given]:
    """All that the command takes, arguments first, with what was typed."""
    out = []
    for p in sorted(context.command.params, key=lambda p: p.param_type_name == "option"):
        name = str(p.name)
        source, value = context.get_parameter_source(name), context.params.get(name)
        typed = source is not None and source.name == "COMMANDLINE" and value is not None
        values = [] if not typed else [str(v) for v in value or ()] if isinstance(p, click.Option) and p.multiple else [str(value)]
        word = max(p.opts, key=len) if p.param_type_name == "option" else ""
        out.append(Given(name, word, values, isinstance(p, click.Option) and p.is_flag))
    return out


def with_choices(command: str, given: Iterable[Given], ask: Iterable[Mapping[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The whole command with the first choice of each question that an option of the same name answers.

    Parameters
    ----------
    command
        What it begins with.
    given
        All that the command takes, arguments first.
    ask
        Of `InputError.ask`.

    Returns
    -------
    str, list
        The command, empty where no option answers; and the questions, with the bare words to add to the command.

    Examples
    --------
    >>> ask = [{"what": "quarter", "choices": ["FY2025 Q1", "FY2025 Q2"], "type": "--quarter 'FY2025 Q1'"}]
    >>> given = [Given("whatif", "", ["my file.toml"]), Given("quarter", "--quarter", ["Q9"]), Given("strict", "--strict", ["True"], True)]
    >>> with_choices("cashflow explain", given, ask)[0]
    "cashflow explain 'my file.toml' --quarter 'FY2025 Q1' --strict"
    """
    known = {g.name: g for g in given}
    questions, answered = [], False
    for question in map(dict, ask):
        what, choices = question["what"], question["choices"]
        if what in known and choices:
            known[what] = evolve(known[what], values=[choices[0]])
            question["type"], answered = shlex.join(known[what].words()), True
        questions.append(question)
    words = [w for g in known.values() for w in g.words()]
    return (f"{command} {shlex.join(words)}" if answered else ""), questions
