"""The questions of which a first what-if file is made, and the check of each answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from cashflow.basics.errors import InputError, nearest
from cashflow.ledger.model import Ledger
from cashflow.measures import Reporting
from cashflow.offers.selection import Selection
from cashflow.payments.runs import CHOICES
from cashflow.schemes import SCHEMES
from cashflow.whatif_file.kinds import kind_of
from cashflow.whatif_file.read import check_whatif
from cashflow.whatif_file.tables import Key, scheme_keys
from cashflow.whatif_file.tried import missing_of, scheme_settings, tried_tables, typed_refusal
from cashflow.whatif_file.typed import example_of
from cashflow.whatif_file.written import whatif_toml

__all__ = ["NOTHING", "Question", "check_answer", "questions", "tried"]

NOTHING = "nothing"
"""The answer where suppliers get nothing for waiting."""


@frozen
class Question:
    """One question.

    Parameters
    ----------
    name
        The key that it answers, or ``scheme``.
    words
        What is asked.
    default
        What an empty answer stands for; `None`: there must be an answer.
    before
        Put before the answer to make it what is typed behind the option.
    choices
        The answers, where they are known.
    several
        Whether there may be several answers, with blanks between them.
    """

    name: str
    words: str
    default: str | None = None
    before: str = ""
    choices: tuple[str, ...] = ()
    several: bool = False


def questions(answers: Mapping[str, list[str]], columns: tuple[str, ...] = (), currencies: tuple[str, ...] = ()) -> list[Question]:
    """All questions that are asked, given the answers so far: a fiscal year, a scheme and payment runs bring their own.

    Parameters
    ----------
    answers
        By name, the texts as typed behind the option.
    columns
        Of the ledger, by which suppliers can be named.
    currencies
        Of the ledger: of several, it is asked whether they are added up.

    Examples
    --------
    >>> [q.name for q in questions({"scheme": ["price_uplift"]})][-4:]
    ['rate', 'of', 'funding_rate', 'payment_runs']
    """
    by = f", or a column: {', '.join(f'{c}=…' for c in columns[:4])}" if columns else ", or COLUMN=VALUE"
    out = [
        Question("as_of", "Day the ledger was taken, e.g. 2025-05-31 (only later payments can move)", ""),
        Question("fiscal_year_starts", "Month in which your fiscal year starts", "January"),
    ]
    if answers.get("fiscal_year_starts", ["January"])[0].casefold() not in ("january", "jan", "1"):
        words = "Which year names it: the one in which it starts, or ends"
        out.append(Question("fiscal_year_named_by", words, choices=("start", "end")))
    out += [
        Question("extend", "How much later: days (30), a date (2025-08-15), or other terms (net 90)"),
        Question("suppliers", f"Which suppliers: all, a name{by}", "all"),
        Question("scheme", "What they get for it", NOTHING, choices=(NOTHING, *SCHEMES)),
    ]
    scheme = answers.get("scheme", [""])[0]
    if scheme in SCHEMES:
        out += [_of_scheme(key) for key in scheme_keys(scheme) if key.needed]
    out.append(Question("funding_rate", "What money costs the suppliers a year, e.g. 8%, or a column of the ledger (empty: not known)", ""))
    if answers.get("funding_rate") and not _has_day_count(scheme):
        out.append(Question("funding_day_count", "On what that rate counts", choices=("ACT/360", "ACT/365F")))
    out.append(Question("payment_runs", "On which days you pay, e.g. every Thursday (empty: any business day)", "", "on="))
    if answers.get("payment_runs"):
        out.append(Question("choose", "Which of these days", choices=tuple(CHOICES), before="choose="))
    return [*out, *_of_total(answers, currencies)]


def _of_total(answers: Mapping[str, list[str]], currencies: tuple[str, ...]) -> list[Question]:
    """The currency of a total over several, and what the others are worth in it."""
    if len(currencies) < 2:
        return []
    out = [Question("reporting_currency", f"Currency in which {' and '.join(currencies)} are added up (empty: each stands alone)", "")]
    if told := answers.get("reporting_currency"):
        rates = " ".join(f"{c}=…" for c in currencies if c != told[0])
        out.append(Question("exchange_rates", f"What one unit of each other is worth in {told[0]}: {rates}", several=True))
    return out


def _of_scheme(key: Key) -> Question:
    words = key.meaning.replace("`", "").split(". ")[0].rstrip(".")
    return Question(key.name, f"{key.name}: {words} (e.g. {example_of(kind_of(key.name, key.type))})")


def _has_day_count(scheme: str) -> bool:
    found = scheme_settings().get("day_count")
    return found is not None and scheme in found.schemes


def check_answer(answers: Mapping[str, list[str]], ledger: Path, path: Path, book: Ledger | None) -> None:
    """Refuse an answer that no what-if file can hold; what was not asked yet is taken to be something that it can.

    Parameters
    ----------
    answers
        So far, the last one with them.
    ledger, path
        The ledger, and where the file will be.
    book
        The ledger as it was read, if it was: its columns are those that can be named.

    Raises
    ------
    InputError
        In the words of the options of ``cashflow try``.
    """
    given = tried(answers)
    scheme = given.get("scheme")
    if book is not None:
        for text in answers.get("suppliers", []):
            column = re.match(r"([^=]+)=", text)
            if column and column[1].strip() not in (*book.attributes, "supplier", "largest", "except"):
                reason = f"is not a column by which suppliers can be named. {nearest(column[1].strip(), [*book.attributes])}"
                raise InputError(reason, value=column[1].strip())
    if scheme in SCHEMES:
        given |= {k.name: [example_of(k.kind)] for k in missing_of(str(scheme), given)}
    given.setdefault("extend", ["30"])
    if given.get("fiscal_year_starts") and "fiscal_year_named_by" not in given:
        given["fiscal_year_named_by"] = ["start"]
    if given.get("funding_rate") and "funding_day_count" not in given and not _has_day_count(str(scheme)):
        given["funding_day_count"] = ["ACT/365F"]
    if len(given.get("payment_runs", [])) == 1:
        given["payment_runs"] = [*given["payment_runs"], "choose=last on or before due"]
    try:
        tables = tried_tables(ledger, path.parent, given, {})
        check_whatif(whatif_toml(tables), path)
    except InputError as wrong:
        raise typed_refusal(wrong, path) from None
    if book is not None and [*answers][-1:] == ["exchange_rates"]:
        Reporting.of(tables["measures"]).translation_of(book.currency.values)  # which refuses a currency without a rate
    if book is not None and [*answers][-1:] == ["suppliers"]:
        _check_occurs(tables["scenario"][0]["offer"][0].get("suppliers"), book)


def _check_occurs(suppliers: Any, book: Ledger) -> None:
    """A name, or a value of a column, that no invoice has would be an offer to nobody."""
    missing = list[str]()
    Selection(suppliers).invoices(book, missing)
    if missing:
        raise InputError(missing[0])


def tried(answers: Mapping[str, list[str]]) -> dict[str, Any]:
    """Answers as `tried_tables` takes them: a run's days and choice are one key, a scheme is one text; what says nothing is left out."""
    given: dict[str, Any] = {k: v for k, v in answers.items() if v and v != [""]}
    runs = [t for k in ("payment_runs", "choose") for t in given.pop(k, [])]
    scheme = given.pop("scheme", [NOTHING])[0]
    if given.get("suppliers") == ["all"]:
        del given["suppliers"]
    return {**given, **({"payment_runs": runs} if runs else {}), "scheme": None if scheme == NOTHING else scheme}
