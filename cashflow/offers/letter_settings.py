"""What an offer letter says beside its figures: who sends it, until when to answer, in which language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from attrs import Attribute, field, frozen

from cashflow.basics.days import DateGiven, to_date, to_day
from cashflow.basics.door import checked_class, owned
from cashflow.basics.errors import InputError, must_choose

__all__ = ["LANGUAGES", "LetterSettings"]

LANGUAGES = ("en", "de", "fr")
_LONGEST = 2_000


def _text(_: object, attribute: Attribute[str], value: object) -> None:
    """A text of a letter's length, as a validator."""
    column = attribute.name
    if not isinstance(value, str):
        raise InputError("must be text", column=column, value=value, hint=f'Write {column} = "…"')
    if len(value) > _LONGEST:
        raise InputError(f"has more than {_LONGEST:,} characters", column=column, value=value[:40])


def _day(value: DateGiven | None) -> dt.date | None:
    return None if value is None else to_date(to_day(value, "answer_by"))


def _yes_or_no(value: bool | None) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise InputError(
            "must be true or false", column="assignable", value=value, hint="Leave it out if the letter is to say nothing of it"
        )
    return value


def _language(value: str, column: str = "language") -> str:
    if value not in LANGUAGES:
        raise must_choose("is not a language of the letters", column, value, LANGUAGES)
    return value


def _languages(value: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    hint = 'Write languages = { country = { DE = "de", FR = "fr" } }'
    if not isinstance(value, Mapping) or len(value) > 1 or not all(isinstance(v, Mapping) for v in value.values()):
        raise InputError("must be a table of one column, and below it a language for each of its values", column="languages", hint=hint)
    checked = {column: {str(k): _language(v, f"languages.{column}.{k}") for k, v in each.items()} for column, each in value.items()}
    return owned(checked)


@checked_class
@frozen(kw_only=True)
class LetterSettings:
    """What offer letters say beside their figures. What is not told is not said; without sender or date to answer by it is a draft.

    Parameters
    ----------
    sender
        Who makes the offer: name and address, with line breaks.
    contact
        Whom to ask: a name, a telephone number, a mail address.
    answer_by
        The last day on which the offer can be accepted.
    language
        ``"en"``, ``"de"`` or ``"fr"``: of suppliers for whom `languages` says none.
    languages
        By the values of one column of the ledger: ``{"country": {"DE": "de", "FR": "fr"}}``.
    documentation
        How what is paid in addition is documented, e.g. by a credit note of the buyer.
    tax
        How it is taxed.
    assignable
        Whether the supplier may assign what it is owed, e.g. to its bank; left out: the letter does not say.

    Examples
    --------
    >>> LetterSettings(sender="Example Motors plc", answer_by="2025-06-10").answer_by
    datetime.date(2025, 6, 10)
    """

    sender: str = field(default="", validator=_text)
    contact: str = field(default="", validator=_text)
    answer_by: dt.date | None = field(default=None, converter=_day)
    language: str = field(default="en", converter=_language)
    languages: Mapping[str, Mapping[str, str]] = field(factory=dict, converter=_languages)
    documentation: str = field(default="", validator=_text)
    tax: str = field(default="", validator=_text)
    assignable: bool | None = field(default=None, converter=_yes_or_no)
