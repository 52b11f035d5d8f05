"""Files of all offer letters: a page and a workbook for each supplier, in names that stay; and the buyer's own list of them."""

from __future__ import annotations

import re
import unicodedata
from importlib.util import find_spec

import numpy as np

from cashflow.basics.decimals import own_context
from cashflow.basics.door import kind_in_words
from cashflow.basics.errors import InputError, must_choose
from cashflow.basics.words import many
from cashflow.deals import Scheme
from cashflow.ledger.model import Ledger
from cashflow.offers.letter_settings import LetterSettings
from cashflow.report.files import csv_text
from cashflow.report.letters.letter_book import letter_book
from cashflow.report.letters.letter_model import Letter, letters_of
from cashflow.report.letters.letter_page import letter_page
from cashflow.results.comparison import Comparison
from cashflow.results.offer_letters import letters_frame

__all__ = ["FOLDER", "answered_late", "file_name", "letter_files"]

FOLDER = "offer_letters"


@own_context
def letter_files(result: Comparison, settings: LetterSettings | None = None) -> dict[str, str | bytes]:
    """Files of all letters by name; none holds two suppliers.

    Parameters
    ----------
    result
        A comparison.
    settings
        What letters say beside their figures.

    Returns
    -------
    dict
        In the folder ``offer_letters``, for each scenario, offer, supplier and currency, ``Name_EUR_3f2a9c01be.html`` and, where
        XlsxWriter is installed, the same as ``.xlsx``: the number is the letter's reference and stays from run to run. Beside the
        folder ``offer_letters.csv``, the buyer's list of all rows with the file of each: it names every supplier, so it is not to
        be sent.

    Raises
    ------
    InputError
        jinja2 or babel is not installed; `languages` names no column of the ledger, or gives a supplier two.
    """
    if settings is not None and not isinstance(settings, LetterSettings):
        hint = 'Write LetterSettings(sender="…"), after from cashflow.offers import LetterSettings'
        raise InputError(f"must be LetterSettings, not {kind_in_words(settings)}", column="settings", hint=hint)
    told, frame = settings or LetterSettings(), letters_frame([(s.rows, s.offers) for s in result.scenarios])
    spoken = _languages(result.payments.ledger, told)
    books = find_spec("xlsxwriter") is not None
    files: dict[str, str | bytes] = {}
    names: list[str] = []
    for letter in letters_of(frame, _schemes(result), result.payments.policy.as_of):
        name, language = file_name(letter), spoken.get(letter.supplier, told.language)
        files[f"{FOLDER}/{name}.html"] = letter_page(letter, told, language)
        if books:
            files[f"{FOLDER}/{name}.xlsx"] = letter_book(letter, language)
        names += [name] * sum(len(option.lines) for option in letter.options)
    return {"offer_letters.csv": csv_text(frame.assign(letter=names))} | files


def answered_late(result: Comparison, settings: LetterSettings) -> list[str]:
    """A note, where invoices are paid before the last day on which their supplier may answer; else none."""
    if settings.answer_by is None:
        return []
    frame = letters_frame([(s.rows, s.offers) for s in result.scenarios])
    by = settings.answer_by.isoformat()
    days = frame[["baseline_payment_date", "new_date"]].astype(str).min(axis=1)
    late = frame[days < by].drop_duplicates(["supplier", "currency", "invoice", "invoice_date", "due_date"])
    if not len(late):
        return []
    whom = many(late["supplier"].nunique(), "supplier")
    return [
        f"offer letters: until {by} (answer_by) an answer is in time, but {many(len(late), 'item')} of {whom} would be paid before, "
        f"the first on {days[late.index].min()}. Name an earlier day, or offer later payments alone: paying = {{ from = {by} }}"
    ]


def file_name(letter: Letter) -> str:
    """Letters, digits and dashes of a name, the currency, and the reference: no name leads out of the folder, or is taken twice."""
    plain = unicodedata.normalize("NFKD", letter.supplier).encode("ascii", "ignore").decode()
    return f"{re.sub(r'[^0-9A-Za-z]+', '-', plain).strip('-')[:40] or 'supplier'}_{letter.currency}_{letter.reference}"


def _schemes(result: Comparison) -> dict[tuple[str, int, int], Scheme]:
    return {
        (found.scenario.name, number, at): scheme
        for found in result.scenarios
        for number, offer in enumerate(found.scenario.offers, 1)
        for at, scheme in enumerate(offer.options, 1)
    }


def _languages(ledger: Ledger, settings: LetterSettings) -> dict[str, str]:
    """Supplier → language, of those for whom a column of the ledger says one."""
    found: dict[str, str] = {}
    for name, known in settings.languages.items():
        column = ledger.attributes.get(name)
        if column is None:
            raise must_choose("is not a column of the ledger", "languages", name, tuple(ledger.attributes))
        many = len(column.values) + 1
        for pair in np.unique(ledger.supplier.codes.astype(np.int64) * many + column.codes).tolist():
            supplier, said = str(ledger.supplier.values[pair // many]), known.get(str(column.values[pair % many]))
            if said is not None and found.setdefault(supplier, said) != said:
                reason = f"gives {supplier} two languages, {found[supplier]} and {said}"
                raise InputError(reason, column="languages", value=name, hint="Give each supplier one value in it, or leave languages out")
    return found
