"""Columns of amounts: text, Decimal, whole numbers, floats that are cents, or whole minor units; exact, or rejected with the reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.amount_floats import float_minor, float_texts, whole_floats
from cashflow.basics.amount_marks import split_marks, with_marks
from cashflow.basics.amount_text import Rounded, read_amounts
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import Ints
from cashflow.basics.decimal_sign import DecimalSign, decide_decimal
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.findings import Notebook
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.texts import Coded, Texts

__all__ = ["FLOATS", "FLOATS_SAID", "Money", "flag_floats", "read_amount_columns", "read_money"]

FLOATS = "amounts as floats"
FLOATS_SAID = "is a float, as others in this column may be; those that are whole minor units of the currency are taken as that"
_LARGEST = 2**63 - 1
_TOO_LARGE = "is too large for an amount"


@frozen(eq=False)
class Money:
    """A column of amounts, read."""

    texts: np.ndarray[Any, Any]  # as they stand
    minor: Ints  # 0 where there is none
    reasons: np.ndarray[Any, Any]  # empty where it was read; "is missing"
    decimal: str | None = None  # the sign it was read with, told or decided
    evidence: str = ""  # why, in words; empty where nothing was decided
    floats: Ints = field(factory=lambda: np.zeros(0, np.int64))  # positions of the floats that were taken
    rounded: Rounded | None = None

    @property
    def missing(self) -> Ints:
        """(n,): mask of the rows without an amount."""
        return self.reasons == "is missing"


def read_amount_columns(texts: Texts, out: dict[str, Any], notes: Notebook, told: ReadOptions, *, whole: bool = True) -> None:
    """Add ``amount``, ``amount_reason`` and, if there is such a column, ``tax_amount``; what is owed is positive in them.

    Also ``decimal_evidence`` (column → what decided its decimal sign), ``floats`` (column → `Money`) and ``rounded_away`` (currency →
    what was rounded off, with `told.round`). `whole`: all rows of the table are here, so that a column can decide.
    """
    frame, currency = texts.frame, out["currency_coded"]
    if "amount_minor" in frame and "amount" not in frame:
        name, found = "amount_minor", _minor_units(texts)
    else:
        name, found = "amount", read_money(texts, "amount", currency, told, whole=whole)
    out["amount_given"], out["amount_whole"], out["floats"] = found.texts, name == "amount_minor", {name: found}
    out["decimal_evidence"] = {name: found.evidence} if found.evidence else {}
    out["amount"], out["amount_reason"] = -found.minor if told.turned else found.minor, found.reasons
    out["rounded_away"] = _by_currency(found.rounded, currency, told.turned)
    notes.reject(np.flatnonzero(found.reasons != ""), "unreadable amount", name, found.texts, found.reasons)
    if "tax_amount" in frame:
        tax = read_money(texts, "tax_amount", currency, told, whole=whole)
        out["tax_amount"] = np.where(tax.missing, 0, -tax.minor if told.turned else tax.minor)
        notes.reject(np.flatnonzero((tax.reasons != "") & ~tax.missing), "unreadable tax", "tax_amount", tax.texts, tax.reasons)
        beyond = (np.abs(out["tax_amount"]) > np.abs(out["amount"])) | (out["tax_amount"] * np.sign(out["amount"]) < 0)
        notes.reject(np.flatnonzero(beyond), "unreadable tax", "tax_amount", tax.texts, "is no part of the amount, which is gross")
        out["floats"]["tax_amount"] = tax


def flag_floats(columns: dict[str, Any], notes: Notebook) -> None:
    """Say once a column, at the first row that is accepted and has one, that there are floats."""
    for name, found in columns["floats"].items():
        some = found.floats[~notes.rejected[found.floats]]
        notes.flag(some[:1], FLOATS, name, found.texts, FLOATS_SAID)


def _by_currency(rounded: Rounded | None, currency: Coded, turned: bool) -> dict[str, Decimal]:
    """Sums of what was rounded off; exact, whatever the caller's decimal context."""
    out: dict[str, int] = {}
    most = max((-int(a.as_tuple().exponent) for a in rounded.away), default=0) if rounded else 0
    for at, away in zip(rounded.rows, rounded.away, strict=True) if rounded else ():
        name = currency.values[int(currency.codes[at])]
        sign, figures, exponent = away.as_tuple()
        whole = int("".join(map(str, figures))) * 10 ** (most + int(exponent)) * (-1 if bool(sign) != turned else 1)
        out[name] = out.get(name, 0) + whole
    return {n: Decimal((int(w < 0), tuple(map(int, str(abs(w)))), -most)) for n, w in sorted(out.items())}


def read_money(texts_of: Texts, name: str, currency: Coded, told: ReadOptions, *, whole: bool = True, digits: Ints | None = None) -> Money:
    """An amount column of major units.

    Parameters
    ----------
    texts_of, name
        The table, and the column.
    currency
        Of each row; one that is unknown has no minor digits.
    told
        As told: `decimal`, `owed`, `round`.
    whole
        Whether its texts may decide the decimal sign, where none was told.
    digits : (n,), optional
        Minor digits of each row, where they are not those of `currency`.
    """
    digits = currency.each(lambda c: CURRENCIES.get(c, -1), np.int64) if digits is None else digits
    column = texts_of.frame[name]
    if pd.api.types.is_float_dtype(column.dtype):
        return _of_floats(column, digits)
    texts, decimal, evidence = texts_of.text(name), told.decimal, ""
    typed = not (texts_of.is_text(name) or isinstance(column.dtype, pd.StringDtype | pd.CategoricalDtype))
    floats = _float_cells(column) if typed and column.dtype == object else np.zeros(0, np.int64)
    if typed and decimal is None and len(column) and any(not isinstance(v, str) for v in column.head(50)):
        decimal = "."
    rounded = Rounded.empty() if told.round else None
    minor, reasons = read_amounts(texts, digits, decimal, owed=told.owed, rounded=rounded)
    if decimal is None and whole and _undecided(texts, digits, reasons):
        found = _decided(texts)
        if found.sign is not None:
            decimal, evidence = found.sign, found.words
            rounded = Rounded.empty() if told.round else None
            minor, reasons = read_amounts(texts, digits, decimal, owed=told.owed, rounded=rounded)
    if len(floats):
        values = _as_array([column.iloc[at] for at in floats.tolist()])
        minor[floats], reasons[floats] = float_minor(values, digits[floats])
        texts = texts.copy()
        texts[floats] = float_texts(values)
        rounded = None if rounded is None else _without(rounded, floats)
    _other_currency(texts, currency, minor, reasons)
    return Money(texts, minor, reasons, decimal, evidence, floats[reasons[floats] == ""], rounded)


def _undecided(texts: np.ndarray[Any, Any], digits: Ints, reasons: np.ndarray[Any, Any]) -> bool:
    """Whether some amounts have two readings, or would have without the rule for currencies of three decimals."""
    if len(digits) and int(digits.max()) >= 3 and any("," in t for t in texts.tolist()):
        return True
    return any("say decimal" in r for r in set(reasons[reasons != ""].tolist()))


def _decided(texts: np.ndarray[Any, Any]) -> DecimalSign:
    codes, distinct = pd.factorize(texts)
    return decide_decimal(list(distinct), np.bincount(codes, minlength=len(distinct)).tolist())


def _without(rounded: Rounded, rows: Ints) -> Rounded:
    """What was rounded, but of some rows."""
    kept = [(r, a) for r, a in zip(rounded.rows, rounded.away, strict=True) if r not in {*rows.tolist()}]
    return Rounded([r for r, _ in kept], [a for _, a in kept])


def _of_floats(column: pd.Series[Any], digits: Ints) -> Money:
    values = column.to_numpy() if isinstance(column.dtype, np.dtype) else column.to_numpy(np.float64, na_value=np.nan)
    minor, reasons = float_minor(values, digits)
    return Money(float_texts(values), minor, reasons, ".", "", np.flatnonzero((reasons == "") & np.isfinite(values)))


def _as_array(cells: list[Any]) -> np.ndarray[Any, Any]:
    """Floats as an array of their own width."""
    return np.array(cells, cells[0].dtype if isinstance(cells[0], np.floating) and len({type(c) for c in cells}) == 1 else np.float64)


def _float_cells(column: pd.Series[Any]) -> Ints:
    """Positions of the floats in a column of cells of several kinds."""
    return np.flatnonzero([isinstance(v, float | np.floating) and v == v for v in column.tolist()])


def _other_currency(texts: np.ndarray[Any, Any], currency: Coded, minor: Ints, reasons: np.ndarray[Any, Any]) -> None:
    """Refuse amounts whose own sign or code is of another currency than their row."""
    mask = with_marks(texts)
    rows = np.flatnonzero(mask & (reasons == "")) if mask is not None else np.zeros(0, np.int64)
    if not len(rows):
        return
    codes, distinct = pd.factorize(texts[rows])
    meant = [split_marks(str(t).strip())[1] for t in distinct]
    for number, name in enumerate(currency.values):
        wrong = np.array([bool(m) and name in CURRENCIES and name not in m for m in meant], bool)
        some = rows[(currency.codes[rows] == number) & wrong[codes]] if wrong.any() else rows[:0]
        for at in some.tolist():
            reasons[at] = f"is in {' or '.join(split_marks(texts[at])[1][:3])} by its sign, and the row is in {name}"
        minor[some] = 0


def _minor_units(texts: Texts) -> Money:
    """Whole minor units; missing ones, and those beyond 64 bits, are said."""
    column = texts.frame["amount_minor"]
    if isinstance(column.dtype, pd.StringDtype) or texts.is_text("amount_minor") or pd.api.types.is_bool_dtype(column.dtype):
        hint = "Read the column as Int64, which may have gaps; text is no whole number"
        raise InputError("must be a column of whole numbers (minor units)", column="amount_minor", hint=hint)
    if pd.api.types.is_float_dtype(column.dtype):
        values = column.to_numpy() if isinstance(column.dtype, np.dtype) else column.to_numpy(np.float64, na_value=np.nan)
        minor, reasons = whole_floats(values)
        return Money(float_texts(values), minor, reasons, floats=np.flatnonzero(reasons == ""))
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "i":
        values = column.to_numpy().astype(np.int64)
        reasons = np.full(len(values), "", object)
        reasons[values == ~_LARGEST] = _TOO_LARGE
        return Money(values, values, reasons)
    given = texts.text("amount_minor")
    codes, distinct = pd.factorize(given)
    read = [_whole(v) for v in distinct]
    minor = np.array([v for v, _ in read] + [0], np.int64)[codes]
    reasons = np.array([r for _, r in read] + [""], object)[codes]
    floats = _float_cells(column) if column.dtype == object else np.zeros(0, np.int64)
    if len(floats):
        minor[floats], reasons[floats] = whole_floats(_as_array([column.iloc[at] for at in floats.tolist()]))
    return Money(given, minor, reasons, floats=floats[reasons[floats] == ""])


def _whole(text: str) -> tuple[int, str]:
    if not text:
        return 0, "is missing"
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return 0, "is no whole number of minor units"
    if len(digits) > 19 or int(digits) > _LARGEST:
        return 0, _TOO_LARGE
    return int(text), ""
