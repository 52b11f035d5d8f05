"""The exceptions of `cashflow`: a sentence for the reader, the same facts as attributes for the program."""

from __future__ import annotations

import copyreg
import difflib
import heapq
import itertools
import os
import re
import shlex
import traceback
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from cashflow.basics.python_words import python_words
from cashflow.basics.shown import common_start, printable
from cashflow.basics.toml_values import toml_value

_LONGEST, _LONGEST_HINT, _IN_ALL = 200, 800, 1_950  # letters: so much a sentence can bear
_MANY = 300
"""Names beyond which not each is compared with a word, letter by letter."""
_MANY_VALUES = (Mapping, list, tuple, set, frozenset)

_PACKAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")

__all__ = [
    "CURRENCY_CODE",
    "SOME_TERMS",
    "SOME_ZONE",
    "AmbiguousTermsError",
    "CalendarRangeError",
    "CashflowError",
    "CashflowWarning",
    "EmptyLedgerError",
    "InputError",
    "UnknownTermsError",
    "asked",
    "closest",
    "every_choice",
    "first_line",
    "is_foreign_fault",
    "must_choose",
    "nearest",
    "shortened",
    "to_type",
    "warn_of",
]


class CashflowError(Exception):
    """Base of all errors that `cashflow` raises on purpose; a notebook shows its sentence and the line that asked, no traceback."""

    def __reduce__(self) -> tuple[Any, ...]:  # a copy, or what another process reads: the attributes as they are, without `__init__`
        return copyreg.__newobj__, (type(self), *self.args), vars(self)  # type: ignore[attr-defined]

    def _render_traceback_(self) -> list[str]:  # IPython asks for it by this name
        frames = traceback.extract_tb(self.__traceback__)
        own = itertools.takewhile(lambda f: not f.filename.startswith(_PACKAGE), frames)
        line = next((f"  line {f.lineno}: {f.line}" for f in reversed([*own]) if f.line), "")
        return [str(self), *([line] if line else [])]


class CashflowWarning(UserWarning):
    """Something was done as asked, and is probably not what was meant."""


def warn_of(notes: Iterable[str], above: int) -> None:
    """Warn of each note once, at the line that is as many calls above the caller as `warnings.warn` would count from it."""
    for note in dict.fromkeys(notes):
        warnings.warn(note, CashflowWarning, stacklevel=above + 1)


class InputError(CashflowError, ValueError):
    """An input that can't be used; the message says where, what, why and what to do.

    Parameters
    ----------
    reason
        What is wrong, one clause.
    file, row, column, value
        Where it stands and what stands there, as far as known. `row` counts as a spreadsheet does; in a text file it is the line.
    hint
        What to type instead, or do.
    ask
        Choices that would mend it, as plain tables ``{"what", "choices", "type"}``: what is asked, the answers known, and the
        bare options to add to the command.

    Notes
    -----
    All are attributes and may be completed by whoever knows more: the message is made of them when it is read.
    """

    findings: Any = None  # what was said of a ledger that is refused for it

    def __init__(
        self,
        reason: str,
        *,
        file: object = None,
        row: int | None = None,
        column: str | None = None,
        value: Any = None,
        hint: str | None = None,
        ask: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.reason, self.file, self.row = reason, None if file is None else str(file), row
        self.column, self.value, self.hint, self.ask = column, value, hint, list(ask)
        super().__init__(reason)

    def __str__(self) -> str:
        in_file = self.file is not None and self.file.endswith(".toml")
        return self.sentence(python=not in_file)

    def sentence(self, *, python: bool = False) -> str:
        """The message; it is written in the grammar of commands and what-if files, and turned into Python's where that is meant."""
        where = [_end(printable(self.file))] if self.file else []
        where += [f"{'line' if self.file and self.file.endswith('.toml') else 'row'} {self.row}"] if self.row is not None else []
        where += [shortened(self.column)] if self.column else []
        head = ", ".join(where)
        if self.value is not None:
            head = f"{head} '{shortened(self.value, python=python)}'".strip()
        hint = python_words(self.hint) if self.hint and python and "(Python" not in self.hint else self.hint
        hint = _cut(hint, _LONGEST_HINT) if hint else ""
        reason = python_words(self.reason, tables=False) if python else self.reason
        reason = _cut(reason, _IN_ALL - len(head) - len(hint))
        text = f"{head}: {reason}" if head else reason
        return printable(f"{text}. {hint}" if hint else text, keep="\n")

    def to_dict(self) -> dict[str, Any]:
        """What ``--json`` prints of a refusal: ``{"error": {file, row, column, value, reason, hint}, "ask": [...]}``."""
        value = self.value if self.value is None or isinstance(self.value, bool | str) else shortened(self.value)
        error = {"file": self.file, "row": self.row, "column": self.column, "value": value, "reason": self.reason, "hint": self.hint}
        return {"error": error, "ask": self.ask}


def asked(what: str, choices: Iterable[Any], option: str, example: str = "", means: Sequence[str] = ()) -> dict[str, Any]:
    """An entry of `InputError.ask`: what is asked, the answers known, and the options to add to the command for the first of them.

    `means`: what each answer would mean, in its order; left out where nothing is to be said.

    Examples
    --------
    >>> asked("sign of what is owed", ["payables negative", "payables positive"], "--sign")["type"]
    "--sign 'payables negative'"
    """
    known = [str(c) for c in choices]
    first = known[0] if known else example
    typed = shlex.quote(first)
    typed = f"'{typed}'" if typed.endswith(".") and len(typed) > 1 else typed  # not taken for the end of a sentence
    return {"what": what, "choices": known, "type": f"{option} {typed}", **({"means": [*means]} if any(means) else {})}


CURRENCY_CODE, SOME_TERMS, SOME_ZONE = "XXX", "TERMS", "ZONE"
"""What is written in the place of a currency, terms and a time zone where nothing in the file says them: no answer, and refused as one."""
_PLACEHOLDERS = {CURRENCY_CODE: "the three-letter code", SOME_TERMS: "for example 'net 30'", SOME_ZONE: "for example Europe/Berlin"}
_NAMED = 3  # other answers


def to_type(ask: Iterable[Mapping[str, Any]]) -> str:
    """What to type for some questions, on one line: of each the first answer, the others behind it; for a placeholder what it stands for.

    Examples
    --------
    >>> to_type([asked("decimal sign", [".", ","], "--decimal"), asked("currency", [], "--currency", CURRENCY_CODE)])
    '--decimal . (or ,) --currency XXX (the three-letter code)'
    >>> to_type([asked("type", ["N=invoice", "N=paid", "N=ignored"], "--types")])
    '--types N=invoice (or paid, ignored)'
    """
    typed = [_one_to_type(entry) for entry in ask]
    named = [n for n in _PLACEHOLDERS if any(_ends_with(n, t) for t in typed)]
    alone = len(named) == 1 and _ends_with(named[0], typed[-1])
    said = "; ".join(_PLACEHOLDERS[n] if alone else f"{n}: {_PLACEHOLDERS[n]}" for n in named)
    return " ".join([*typed, *([f"({said})"] if said else [])])


def _ends_with(placeholder: str, typed: str) -> bool:
    return bool(re.search(rf"[ =]{placeholder}'?$", typed))


def _one_to_type(entry: Mapping[str, Any]) -> str:
    typed, choices = str(entry["type"]), [str(c) for c in entry["choices"]]
    others = choices[1:]
    if not others:
        return typed
    key = choices[0][: choices[0].rfind("=") + 1]
    if choices[0].startswith("--"):
        named = others
    elif key and all(c.startswith(key) for c in others):
        named = [shlex.quote(c.removeprefix(key)) for c in others]
    else:
        named = [shlex.quote(c) for c in others]
    return f"{typed} (or {', '.join(named[:_NAMED])}{' …' * (len(named) > _NAMED)})"


def must_choose(reason: str, what: str, value: Any, known: Iterable[Any], said: str | None = None) -> InputError:
    """The refusal where one of several known answers must be chosen, or another one was given; it asks for one of them.

    The most alike is proposed; where it is `said` in other words which there are, the first.

    Examples
    --------
    >>> print(must_choose("must be given: there are several", "currency", None, ["EUR", "GBP"]))
    currency: must be given: there are several. Known: EUR, GBP. Say currency="EUR"
    >>> print(must_choose("is not one of the quarters shown", "quarter", "Q2", ["FY2025 Q1", "FY2025 Q2"]).ask[0]["choices"])
    ['FY2025 Q2', 'FY2025 Q1']
    """
    names = [str(k) for k in known]
    choices = names if value is None or said else _most_alike_first(str(value)[:_LONGEST].casefold(), names)
    hint = f'Say {what}="{choices[0]}"' if choices else None
    said = said or nearest("" if value is None else str(value), names)
    return InputError(f"{reason}. {said}", column=what, value=value, hint=hint, ask=[asked(what, choices, f"--{what}")] if choices else ())


def _most_alike_first(value: str, names: list[str]) -> list[str]:
    """The names, the one that is most like a value first; ties and strangers change nothing."""
    alike = [difflib.SequenceMatcher(None, value, n[:_LONGEST].casefold()).ratio() for n in names]
    most = max(alike, default=0.0)
    first = names[alike.index(most) : alike.index(most) + 1] if most > 0.34 else []
    return [*first, *(n for n in names if n not in first)]


def every_choice(*checks: Callable[[], Any]) -> list[Any]:
    """What some checks give; where several are refused, the first refusal, that asks for the choices of all.

    Examples
    --------
    >>> def refuse(what, known):
    ...     raise must_choose("which", what, None, known)
    >>> try:
    ...     every_choice(lambda: refuse("currency", ["EUR", "GBP"]), lambda: 1, lambda: refuse("presentation", ["net", "gross"]))
    ... except InputError as wrong:
    ...     print(wrong)
    currency: which. Known: EUR, GBP; presentation: which. Known: net, gross. Say currency="EUR", presentation="net"
    """
    out, wrong = [], []
    for check in checks:
        try:
            out.append(check())
        except InputError as refused:
            wrong.append(refused)
    if not wrong:
        return out
    first, *others = wrong
    others = [o for o in others if o.ask]
    if first.ask and others:
        also = [f"{o.column}{'' if o.value is None else f' {shortened(o.value)!r}'}: {o.reason}" for o in others]
        first.reason = "; ".join([first.reason, *also])
        first.hint = ", ".join([str(first.hint), *(str(o.hint).removeprefix("Say ") for o in others)])
        first.ask += [a for o in others for a in o.ask]
    raise first


def is_foreign_fault(wrong: BaseException) -> bool:
    """Whether what another package raised is told in a sentence: an error, or a panic of its Rust, which Python takes for no error."""
    return isinstance(wrong, Exception) or type(wrong).__name__ == "PanicException"


def first_line(wrong: BaseException) -> str:
    r"""What another package says of a fault, in one line; its kind where it says nothing.

    Examples
    --------
    >>> first_line(OSError("cut off\nat byte 7")), first_line(OSError())
    ('cut off', 'OSError')
    """
    lines = str(wrong).strip().splitlines()
    return lines[0][:120] if lines else type(wrong).__name__


def shortened(value: Any, *, python: bool = False) -> str:
    """A value as it is shown in a sentence: one line, not longer than one can bear; a table or list as a what-if file writes it.

    Examples
    --------
    >>> import datetime as dt
    >>> given = {"from": dt.date(2025, 6, 1)}
    >>> shortened(given), shortened(given, python=True), shortened(True)
    ('{ from = 2025-06-01 }', '{"from": "2025-06-01"}', 'true')
    """
    try:
        if python:
            text = python_words(toml_value(value)) if isinstance(value, _MANY_VALUES) else str(value)
        else:
            text = toml_value(value) if isinstance(value, (bool, *_MANY_VALUES)) else str(value)
    except ValueError:  # a whole number of more digits than Python writes
        return "a number of thousands of digits"
    except RecursionError:
        return "tables and lists inside each other"
    return printable(_cut(text, _LONGEST))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _end(path: str) -> str:
    """A path; of a long one the end, which tells it from others."""
    return path if len(path) <= _LONGEST else f"…{path[-_LONGEST:]}"


class EmptyLedgerError(InputError):
    """A ledger of which no row could be accepted; `findings` say why, row by row."""

    findings: Any = None


class CalendarRangeError(InputError):
    """A date outside the range that a business or fiscal calendar is good for."""


class UnknownTermsError(InputError):
    """Text that is not a payment term; says what was understood and from where on it was not."""


class AmbiguousTermsError(UnknownTermsError):
    """Text with more than one reading.

    Parameters
    ----------
    reason
        The sentence shown: every reading in words, with its dates for a sample invoice.
    readings
        A list of ``(name, PaymentTerms)``: what chooses a reading, that is a dialect, or the reading's own words where no
        dialect does; and the reading. A name with ``…`` in it is a pattern: something is missing in its places.
    """

    def __init__(self, reason: str, *, readings: list[tuple[str, Any]], **where: Any) -> None:
        self.readings = readings
        super().__init__(reason, **where)


def nearest(word: str, known: Iterable[str]) -> str:
    """Say the known words, the nearest first as a suggestion."""
    names = [shortened(k) for k in known]
    close = closest(word, names)
    listed = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    return (f"Did you mean '{close}'? " if close else "") + f"Known: {listed or 'none'}"


def closest(word: str, names: Sequence[str]) -> str | None:
    """The one of some names that is most like a word; `None`: none is like it. Of many only those that begin and end alike are compared."""
    word = str(word)[:_LONGEST]
    folded = word.strip().casefold()
    if alike := [name for name in names if name.strip().casefold() == folded]:
        return alike[0]
    if len(names) > _MANY:
        back = word[::-1]
        names = heapq.nlargest(_MANY, names, key=lambda name: common_start(word, name) + common_start(back, name[::-1]))
    found = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return found[0] if found else None
