"""``cashflow new``: a first what-if file, from the answers to a few questions."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cashflow.basics.errors import InputError
from cashflow.cli.doors import REPEATED, refused, shown
from cashflow.cli.help import examples
from cashflow.cli.writing import ask_to_replace, may_write, save
from cashflow.scan.files import is_scanned
from cashflow.whatif_file.written import whatif_toml

if TYPE_CHECKING:
    from cashflow.ledger.model import Ledger
    from cashflow.whatif_file.questions import Question

__all__ = ["new"]


@click.command(
    short_help="A what-if file, from your answers to a few questions.",
    epilog=examples("cashflow new", "cashflow new august.toml --ledger ap_ledger.csv"),
)
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default="whatif.toml", metavar="[WHATIF.toml]")
@click.option("--ledger", type=click.Path(path_type=Path), help="The ledger; else it is the first question.")
@refused
def new(path: Path, ledger: Path | None) -> None:
    """Write a what-if file from your answers to a few questions.

    Each answer is checked at once. What the ledger itself does not say, such as its currency, is asked, too.
    """
    from cashflow.whatif_file.questions import tried
    from cashflow.whatif_file.tried import tried_tables

    may_write(file=path)
    ask_to_replace(path)
    ledger = ledger or Path(click.prompt("Your ledger, a file or folder", err=True))
    told, book = _ledger(ledger)
    answers = _answers(ledger, path, book)
    save(path, whatif_toml(tried_tables(ledger, path.parent, tried(answers), told)), f"For the answer: cashflow run {path}")


def _ledger(path: Path) -> tuple[Mapping[str, Any], Ledger | None]:
    """What must be told so that the ledger can be read, and the ledger; one that is read in batches is not read now."""
    from cashflow import read_ledger

    told: dict[str, Any] = {}
    heard = set[str]()
    while not is_scanned(path):
        try:
            return told, read_ledger(path, **told)
        except InputError as wrong:
            asked = [a for a in wrong.ask if a["what"] not in heard]
            if not asked:
                raise
            for ask in asked:
                heard.add(ask["what"])
                for key, value in _answered(ask):
                    told[key] = (*told.get(key, ()), value) if key in REPEATED else value
    return told, None


def _answered(ask: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Keys of the ledger and their values: as the options that are to be typed have them, with what is answered in their place."""
    choices = [str(c) for c in ask["choices"]]
    kind = click.Choice(choices) if choices else str
    answer = str(click.prompt(shown(ask["what"]).partition(" ([")[0], type=kind, err=True))
    flag, example = shlex.split(str(ask["type"]))[:2]
    words = [flag, answer if choices else example[: example.rfind("=") + 1] + answer]  # of a file alone its name stands before
    words = shlex.split(answer) if answer.startswith("--") else words  # a choice that names its options
    return [(name.removeprefix("--").replace("-", "_"), value) for name, value in zip(words[::2], words[1::2], strict=True)]


def _answers(ledger: Path, path: Path, book: Ledger | None) -> dict[str, list[str]]:
    """The answers to all questions, by name; each question is asked until its answer can be used."""
    from cashflow.whatif_file.questions import questions

    columns, currencies = ((), ()) if book is None else (tuple(book.attributes), book.currency.values)
    answers: dict[str, list[str]] = {}
    while left := [q for q in questions(answers, columns, currencies) if q.name not in answers]:
        answers[left[0].name] = _answer(left[0], answers, ledger, path, book)
    return answers


def _answer(question: Question, answers: dict[str, list[str]], ledger: Path, path: Path, book: Ledger | None) -> list[str]:
    from cashflow.whatif_file.questions import check_answer

    kind = click.Choice(question.choices) if question.choices else str
    while True:
        text = str(click.prompt(question.words, default=question.default, show_default=bool(question.default), type=kind, err=True)).strip()
        found = [question.before + one for one in (text.split() if question.several else [text] if text else [])]
        try:
            check_answer({**answers, question.name: found}, ledger, path, book)
        except InputError as wrong:
            click.echo(f"  {shown(wrong.sentence())}", err=True)
            continue
        return found
