"""A letter as one HTML page that prints on A4: no script, nothing fetched."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cashflow.basics.shown import printable
from cashflow.offers.letter_settings import LetterSettings
from cashflow.report.html_parts import content_policy, markup, part_of, templates_of
from cashflow.report.letters.letter_model import Benefit, Letter, LetterOption, Line
from cashflow.report.letters.letter_words import Tongue, tongue

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["letter_page"]

_PACKAGE = "cashflow.report.letters"


def letter_page(letter: Letter, settings: LetterSettings, language: str = "en") -> str:
    """One supplier's letter.

    Parameters
    ----------
    letter
        From `letters_of`.
    settings
        What it says beside its figures; what is not told is not said.
    language
        One of `LANGUAGES`.

    Returns
    -------
    str
        HTML. Every name is escaped.

    Raises
    ------
    InputError
        A package that it needs is not installed.
    """
    own = tongue(language)
    template, style = _template()
    return template.render(
        language=language,
        w=own.words,
        style=markup(style),
        policy=content_policy(style),
        supplier=printable(letter.supplier),
        reference=letter.reference,
        sender=[printable(line) for line in settings.sender.splitlines()],
        draft=_draft(settings, own),
        amounts_in=own.said("amounts_in", currency=letter.currency),
        ask_until=own.said("ask_until", date=own.date(settings.answer_by)) if settings.answer_by else "",
        options=[_option(letter, option, own) for option in letter.options],
        conditions=_conditions(letter, settings, own),
        accepts=[own.said("accept", number=o.number) for o in letter.options],
    )


@functools.cache
def _template() -> tuple[Template, str]:
    """The template and the style, read once for all letters."""
    return templates_of(_PACKAGE, "offer letters").get_template("letter.html.j2"), part_of(_PACKAGE, "letter.css")


def _draft(settings: LetterSettings, own: Tongue) -> str:
    lacks = [own.words[key] for key, given in (("sender", settings.sender), ("answer_by", settings.answer_by)) if not given]
    return own.said("draft", lacks=f" {own.words['and']} ".join(lacks)) if lacks else ""


def _option(letter: Letter, option: LetterOption, own: Tongue) -> dict[str, Any]:
    baselines: dict[str, Callable[[Line], int | None]] = {"usual": lambda x: x.days_usual, "due": lambda x: x.days_due}
    against = {name: option.benefit(days_of, letter.rate) for name, days_of in baselines.items()}
    money = lambda value: own.money(value, letter.digits)  # noqa: E731
    return {
        "heading": own.said("option", number=option.number, heading=own.heading(option.scheme)),
        "heads": _heads(option, own),
        "rows": [_cells(line, option, letter, own) for line in option.lines],
        "total": [money(option.total(of)) for of in (lambda x: x.amount, lambda x: x.gain)],
        "payments": [(own.date(day), money(amount), money(gain)) for day, amount, gain in option.payments()],
        "benefits": [(own.words[name], _days(found, own), _money(found, letter, own)) for name, found in against.items()],
        "rate": own.words["no_rate"]
        if letter.rate is None
        else own.said("at_rate", rate=own.percent(letter.rate), day_count=letter.day_count),
    }


def _days(found: Benefit, own: Tongue) -> str:
    return own.words["unknown"] if found.days is None else own.number(found.days, 1)


def _money(found: Benefit, letter: Letter, own: Tongue) -> str:
    return own.words["unknown"] if found.money is None else own.money(letter.rounded(found.money), letter.digits)


_TEXTS = ("invoice", "invoice_date", "due_date", "baseline", "received")


def _columns(option: LetterOption) -> list[str]:
    """Columns of the table of invoices; those in which there is nothing are left out."""
    some = {
        "tax_in": any(line.tax is not None for line in option.lines),
        "vat": any(line.vat for line in option.lines),
        "since": any(line.since is not None for line in option.lines),
    }
    every = (*_TEXTS, "days_usual", "days_due", "amount", "tax_in", "gain", "vat", "since")
    return [name for name in every if some.get(name, True)]


def _heads(option: LetterOption, own: Tongue) -> list[tuple[str, bool]]:
    """Names of the columns, and whether each holds numbers."""
    return [(own.words[name], name not in (*_TEXTS, "since")) for name in _columns(option)]


def _cells(line: Line, option: LetterOption, letter: Letter, own: Tongue) -> Sequence[str]:
    money = lambda value: own.money(value, letter.digits)  # noqa: E731
    cells = {
        "invoice": printable(line.invoice) + (f" ({own.words['planned']})" if line.planned else ""),
        "invoice_date": own.date(line.invoice_date),
        "due_date": own.date(line.due_date),
        "baseline": own.date(line.baseline),
        "received": own.date(line.received),
        "days_usual": str(line.days_usual).replace("-", "−"),
        "days_due": "–" if line.days_due is None else str(line.days_due).replace("-", "−"),
        "amount": money(line.amount),
        "tax_in": money(line.tax),
        "gain": money(line.gain),
        "vat": money(line.vat),
        "since": own.date(line.since),
    }
    return [cells[name] for name in _columns(option)]


def _conditions(letter: Letter, settings: LetterSettings, own: Tongue) -> list[str]:
    out = [own.words["free"]]
    if any(line.planned for option in letter.options for line in option.lines):
        out.append(own.words["planned_note"])
    if settings.answer_by:
        out.append(own.said("expiry", date=own.date(settings.answer_by)))
    if any(line.since is not None for option in letter.options for line in option.lines):
        out.append(own.words["interest"])
    if any(amount < 0 for option in letter.options for _, amount, _ in option.payments()):
        out.append(own.words["below_zero"])
    out += [own.said(key, text=text) for key, text in (("documented", settings.documentation), ("taxed", settings.tax)) if text]
    if settings.assignable is not None:
        out.append(own.words["assignable" if settings.assignable else "not_assignable"])
    out += [own.words["rights"], own.said("formula", basis=letter.options[0].basis), own.words["cents"]]
    return out + ([own.said("ask", contact=printable(settings.contact))] if settings.contact else [])
