"""What a cell or a column holds: dates, amounts, currencies, sides; looked at in a sample."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.date_text import date_text
from cashflow.basics.frames import pd
from cashflow.basics.invisible import seen
from cashflow.basics.valueless import DASHES, valueless
from cashflow.basics.weekday_names import without_weekday
from cashflow.ledger.layout.cells.open_words import OPEN_WORDS
from cashflow.ledger.layout.cells.words import fold
from cashflow.ledger.model import EVENT_COLUMNS
from cashflow.ledger.values.texts import plain_text

__all__ = [
    "FLAGS", "MARKS", "NOTHING", "SIDES", "finite", "fits", "is_amount", "is_date", "is_fraction", "is_marked", "nothing",
    "says_unpaid", "text_of",
]  # fmt: skip

NOTHING = frozenset(
    {"", "-", "--", "---", "n/a", "na", "null", "none", "nan", "nat", "0000-00-00", "00.00.0000", "00/00/0000", "00000000", "0"}
)
"""What stands for nothing in a cell of a date."""
SIDES = {
    "s": "debit", "d": "debit", "dr": "debit", "debit": "debit", "soll": "debit", "debe": "debit",
    "h": "credit", "c": "credit", "cr": "credit", "credit": "credit", "haben": "credit", "haber": "credit",
    "b": "debit", "dare": "debit", "borç": "debit", "wn": "debit", "a": "credit", "avere": "credit", "alacak": "credit", "ma": "credit",
}  # fmt: skip
"""Indicators and the side they say."""
_MONTH = r"[^\W\d_]{3,12}\.?"
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*|Z|[+-]\d\d:?\d\d)?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?: .*)?|\d{8}(?:\.0)?"
    rf"|\d{{1,2}}[ .\-/]*{_MONTH}[ .,\-/]*\d{{2,4}}|{_MONTH} \d{{1,2}},? \d{{4}}"
)
_MAY_BE_DATE = re.compile(r"\d.*(?:[^\W\d_]{3}|[年년]|\.$)|[^\W\d_]{3}.*\d")
_LONGEST_DATE = 40
MARKS = re.compile(r"[$€£¥₹₺₽]|(?<![A-Za-z])(?:[A-Z]{3}|zł|Kč|kr|Fr|R\$|R(?=[ \u00a0]?-?\d))\.?(?![A-Za-z])")
_AMOUNT = re.compile(
    r"[-+\u2212(]{0,2}\s*\d[\d.,'\u2019\u00a0\u2009\u202f\u2007 ]*\)?\s*[-+\u2212]?\)?\s*(?:cr|dr|haben|soll|s|h)?\.?"
    r"|[-+(]{0,2}[.,]\d+\)?-?",
    re.I,
)
FLAGS = {
    **dict.fromkeys(
        ("y", "yes", "true", "1", "ja", "j", "wahr", "oui", "o", "vrai", "si", "sí", "sì", "sim", "verdadero", "vero", "s", "t"), True
    ),
    **dict.fromkeys(("tak", "ano", "áno", "да", "是", "kyllä", "igen", "evet", "済"), True),
    **dict.fromkeys(("n", "no", "false", "0", "nein", "falsch", "non", "faux", "nee", "nie", "nej", "nei", "ne", "нет", "否"), False),
    **dict.fromkeys(("não", "nao", "falso", "f", "ei", "nem", "hayır", "未"), False),  # codespell:ignore
}
"""Yes and no, in words."""
_CROSS = frozenset({"x", "✓", "✔"})
_NEARLY_ALL = 0.9
_HALF = 0.5
_FEW = 3  # cells: in a short column one that is no date is a slip
_ANGLES = re.compile(r"<(.*\d.*)>")
_RUN = re.compile(r"(\s)\s+")  # of blanks, which several parts of a pattern would share out among them in all ways there are


def text_of(cell: Any) -> str:
    """A cell as stripped text; a missing one is empty."""
    if isinstance(cell, str):
        return seen(cell)
    if cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float | Decimal) and not finite(cell)):
        return ""
    return plain_text(cell)


def is_marked(text: str) -> bool:
    """Whether a cell says yes, in a word or by a cross.

    Examples
    --------
    >>> is_marked("Ja"), is_marked("X"), is_marked("N"), is_marked("")
    (True, True, False, False)
    """
    return FLAGS.get(text.lower()) is True or text.lower() in _CROSS


def says_unpaid(text: str) -> bool:
    """Whether a cell of a date of payment says that there was none.

    Examples
    --------
    >>> says_unpaid("Open"), says_unpaid("nicht bezahlt"), says_unpaid("No"), says_unpaid("VOID")
    (True, True, True, False)
    """
    return FLAGS.get(text.lower()) is False or fold(text) in OPEN_WORDS


def finite(cell: Any) -> bool:
    """Whether a number is one."""
    return cell.is_finite() if isinstance(cell, Decimal) else isinstance(cell, int) or math.isfinite(cell)


def nothing(cell: Any) -> bool:
    """Whether a cell stands for nothing where a date is expected."""
    return text_of(cell).lower() in NOTHING


def is_date(cell: Any) -> bool:
    """Whether a cell looks like a date, as text, a typed date or the number of a day."""
    if isinstance(cell, dt.date):
        return True
    if isinstance(cell, bool | Decimal):
        return False
    if isinstance(cell, int | float):
        return finite(cell) and cell == int(cell) and (20_000 <= cell <= 80_000 or 19_000_000 <= cell <= 22_000_000)
    text = without_weekday(seen(str(cell)))[0]
    return bool(_DATE.fullmatch(text)) or (text.isdigit() and len(text) == 5 and 20_000 <= int(text) <= 80_000) or _is_read(text)


def _is_read(text: str) -> bool:
    """Whether a text is a date to those that read it, though it is written as few are."""
    if len(text) > _LONGEST_DATE or not _MAY_BE_DATE.search(text):
        return False
    found = date_text(text)
    return found.date is not None or bool(found.by_order)


def is_amount(cell: Any) -> bool:
    """Whether a cell looks like an amount of money."""
    if isinstance(cell, bool):
        return False
    if isinstance(cell, int | float | Decimal):
        return finite(cell)
    text = _ANGLES.sub(r"(\1)", seen(str(cell)))
    if not any(map(str.isdigit, text)):
        return text in DASHES
    bare = _RUN.sub(r"\1", MARKS.sub("", text).strip())
    return bool(_AMOUNT.fullmatch(bare)) and (bare.isdigit() or not _DATE.fullmatch(bare))


def is_fraction(cell: Any) -> bool:
    """Whether a cell is a number with cents, as no invoice number is."""
    if isinstance(cell, int | float | Decimal):
        return finite(cell) and cell != int(cell)
    return bool(re.search(r"\d[.,]\d{2}-?[)>]?$", seen(str(cell)))) and is_amount(cell)


_Counted = list[tuple[Any, str, int]]
"""Cells that differ, each as text, too, and how often it stands there."""


def _counted(cells: Sequence[Any]) -> _Counted:
    """The cells that are not blank; of texts each once, typed cells one by one, since 1, 1.0 and True are equal."""
    each = Counter(cells).items() if {*map(type, cells)} == {str} else [(c, 1) for c in cells]
    return [(c, text, many) for c, many in each if (text := text_of(c))]


def _many(cells: _Counted) -> int:
    return sum(many for _, _, many in cells)


def _nearly(cells: _Counted, test: Callable[[Any], bool], least: float = _NEARLY_ALL) -> bool:
    return sum(many for c, _, many in cells if test(c)) >= least * _many(cells)


def _nearly_texts(cells: _Counted, test: Callable[[str], bool], least: float = _NEARLY_ALL) -> bool:
    return sum(many for _, text, many in cells if test(text)) >= least * _many(cells)


_DATES = {"invoice_date", "due_date", "paid_date", *EVENT_COLUMNS}
_AMOUNTS = {
    "amount", "open_amount", "paid_amount", "debit", "credit", "tax_amount", "local_amount", "local_open_amount", "line_amount",
    "net_amount",
}  # fmt: skip
_PARTS = {"open_amount", "local_open_amount", "paid_amount"}
"""Without them the whole of each amount would count as open: rows whose cells are no amounts are rather left out, and named.

So with due dates: without them all would be due by terms, though most rows state a day.
"""
_MAY_BE_BLANK = {"paid_date", "paid_amount", "debit", "credit", "clearing", "applied_to", "tax_amount"}


_CONTROL = re.compile(r"(?i)^(?:\d+\W*)?accounts payable\b|\(a/p\)")
"""An account of the general ledger, as in a list of postings; no supplier is called so."""


def fits(role: str, cells: Sequence[Any]) -> bool:
    """Whether a sample of a column holds what a role says; blanks and errors don't count; only some columns may be wholly blank."""
    some = _counted(cells)
    if role in _DATES:
        some = [c for c in some if c[1].lower() not in NOTHING]
    if role == "paid_date":
        some = [c for c in some if not says_unpaid(c[1])]
    if not some:
        return role in _MAY_BE_BLANK
    some = [c for c in some if not valueless(c[1])]
    if not some:
        return True  # only errors and formulas without a value: its name is believed, so that they are said
    return _holds(role, some)


def _holds(role: str, cells: _Counted) -> bool:
    """Whether cells with a value are what a role says."""
    texts = [text for _, text, _ in cells]
    if role in _DATES:
        good, all_of = sum(many for c, _, many in cells if is_date(c)), _many(cells)
        return good >= (_HALF if role == "due_date" else _NEARLY_ALL) * all_of or (all_of > _FEW and good == all_of - 1)
    if role == "open_flag":
        return all(t.lower() in FLAGS for t in texts)
    if role in ("paid_flag", "void_flag"):
        return all(t.lower() in FLAGS or is_marked(t) for t in texts)
    if role == "paid_amount" and {"0", "1"}.issuperset(texts) and _many(cells) > 2:
        return False  # a flag
    if role in _AMOUNTS:
        return _nearly(cells, is_amount, _HALF if role in _PARTS else _NEARLY_ALL)
    if role in ("currency", "local_currency"):
        return _nearly_texts(cells, lambda t: t.upper() in CURRENCIES)
    if role == "terms":
        return not _nearly(cells, is_date)
    if role == "debit_credit":
        return _nearly_texts(cells, lambda t: t.lower() in SIDES)
    if role in ("supplier", "supplier_number") and any(map(_CONTROL.search, texts)):
        return False
    if role in ("supplier", "customer"):
        return _nearly_texts(cells, lambda t: any(map(str.isalpha, t)), 0.5)
    if role in ("document_type", "status", "approval", "party_kind"):
        return not _nearly(cells, is_date, 0.5) and len({*texts}) <= 40
    if role in ("invoice", "document"):
        return not _nearly(cells, lambda c: isinstance(c, dt.date) or is_fraction(c), 0.5)
    return True
