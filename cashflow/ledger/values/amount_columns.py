"""Columns of amounts: text, Decimal, whole numbers, floats that are cents, or whole minor units; exact, or rejected with the reason."""

from __future__ import annotations

from decimal import Decimal
from itertools import repeat
from operator import is_
from typing import Any

import numpy as np
from attrs import define, evolve, field, frozen

from cashflow.basics.amount_floats import float_minor, float_texts, whole_floats
from cashflow.basics.amount_marks import split_marks, with_marks
from cashflow.basics.amount_text import Rounded, read_amounts
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import Ints
from cashflow.basics.decimal_sign import DECIMAL_SIGNS, DecimalSign, decide_decimal, decide_whole
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.strings import no_texts
from cashflow.ledger.findings import Notebook
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.values.exact_columns import exact_cells, exact_column
from cashflow.ledger.values.open_amounts import Stated, own_balances, paid_parts, part_of_amount, signed_as_amount, without_dashes
from cashflow.ledger.values.texts import CellTexts, Coded, Texts, as_texts

__all__ = ["FLOATS", "FLOATS_SAID", "Money", "flag_floats", "read_amount_columns", "read_money"]

FLOATS = "amounts as floats"
FLOATS_SAID = "is a float, as others in this column may be; those that are whole minor units of the currency are taken as that"
_LARGEST = 2**63 - 1
_LOOKED_AT = 10_000  # texts of currencies without decimals that may speak against the others
_TOO_LARGE = "is too large for an amount"


@frozen(eq=False)
class Money:
    """A column of amounts, read."""

    texts: Any  # as they stand: an array, or `Strings` or `CellTexts`, which make those that are asked for
    minor: Ints  # 0 where there is none
    reasons: np.ndarray[Any, Any]  # empty where it was read; "is missing"
    unread: Ints  # positions of the rows with a reason
    decimal: str | None = None  # the sign it was read with, told or decided
    evidence: str = ""  # why, in words; empty where nothing was decided
    floats: Ints = field(factory=lambda: np.zeros(0, np.int64))  # positions of the floats that were taken
    rounded: Rounded | None = None

    @property
    def missing(self) -> Ints:
        """(n,): mask of the rows without an amount."""
        return self.reasons == "is missing"


def read_amount_columns(texts: Texts, out: dict[str, Any], notes: Notebook, told: ReadOptions, *, whole: bool = True) -> None:
    """Add ``amount``, ``amount_unread`` (a mask) and, if there is such a column, ``tax_amount``; what is owed is positive in them.

    Also ``decimal_evidence`` (column → what decided its decimal sign), ``floats`` (column → `Money`) and ``rounded_away`` (currency →
    what was rounded off, with `told.round`). `whole`: all rows of the table are here, so that a column can decide.
    """
    frame, currency = texts.frame, out["currency"]
    read = {n: read_money(texts, n, currency, told, whole=whole) for n in ("open_amount", "paid_amount") if n in frame}
    name = "amount_minor" if "amount_minor" in frame and "amount" not in frame else "amount"
    if name in frame:
        read[name] = _minor_units(texts) if name == "amount_minor" else read_money(texts, "amount", currency, told, whole=whole)
    read, told = _of_one_sign(texts, read, currency, told) if whole else (read, told)
    alone = len(read) == 1
    stated, open_now, paid = (_stated(read.get(n), alone) for n in (name, "open_amount", "paid_amount"))
    part = part_of_amount(stated, open_now, paid, notes)
    out["amount_given"], out["amount_whole"], out["floats"] = part.given, name == "amount_minor", dict(read)
    out["decimal_evidence"] = {n: found.evidence for n, found in read.items() if found.evidence}
    unread = read[name].unread if alone and name in read else np.flatnonzero(part.reasons != "")
    out["amount"], out["amount_unread"] = -part.minor if told.turned else part.minor, np.zeros(len(texts), bool)
    out["amount_unread"][unread] = True
    unsure = out["amount_unread"] | currency.each(lambda c: c not in CURRENCIES, bool)
    out["amount_typed"] = _typed(texts, [n for n in read if n in (name, "open_amount")], np.flatnonzero(unsure))
    main = read.get(name) or read["open_amount"]
    out["rounded_away"] = _by_currency(main.rounded, currency, told.turned)
    said = name if name in frame else "open_amount"
    notes.reject(unread, "unreadable amount", said, part.given, part.reasons)
    if whole:
        open_now, paid = signed_as_amount(part.minor, {"open_amount": open_now, "paid_amount": paid}, notes)
    open_now, paid = without_dashes(part.minor, open_now, paid, notes)
    if "payment" in out:
        open_now, paid = own_balances(out, open_now, paid, told.turned)
    if open_now is not None or paid is not None:
        paid_parts(out, open_now, paid, told.turned, notes)
    if "tax_amount" in frame:
        tax = read_money(texts, "tax_amount", currency, told, whole=whole)
        out["tax_amount"] = np.where(tax.missing, 0, -tax.minor if told.turned else tax.minor)
        notes.reject(np.flatnonzero((tax.reasons != "") & ~tax.missing), "unreadable tax", "tax_amount", tax.texts, tax.reasons)
        beyond = (np.abs(out["tax_amount"]) > np.abs(out["amount"])) | (out["tax_amount"] * np.sign(out["amount"]) < 0)
        notes.reject(np.flatnonzero(beyond), "unreadable tax", "tax_amount", tax.texts, "is not part of the amount, which is gross")
        out["floats"]["tax_amount"] = tax


def _of_one_sign(texts: Texts, read: dict[str, Money], currency: Coded, told: ReadOptions) -> tuple[dict[str, Money], ReadOptions]:
    """The columns, those of two readings read with the decimal sign that the others prove; and what is told of further columns."""
    unsure = [n for n, found in read.items() if any("say decimal" in r for r in set(found.reasons[found.unread].tolist()))]
    if told.decimal is not None or not unsure:
        return read, told
    signs = {n: found.decimal if found.evidence else _sign_in(texts, n, found) for n, found in read.items() if n not in unsure}
    proven = {n: sign for n, sign in signs.items() if sign}
    if len({*proven.values()}) != 1:
        return read, told
    first, sign = next(iter(proven.items()))
    as_there, out = evolve(told, decimal=sign), dict(read)
    for name in unsure:
        again = read_money(texts, name, currency, as_there)
        out[name] = evolve(again, evidence=f"decimal {DECIMAL_SIGNS[sign]}: as in {first}")
    return out, as_there


def _sign_in(texts: Texts, name: str, found: Money) -> str | None:
    """The decimal sign that the texts of a column prove, where none had to be decided; numbers in cells prove nothing of texts."""
    if found.decimal is not None or not (texts.only_text(name) or texts.frame[name].dtype == object):
        return None
    some = [c for c in pd.unique(texts.frame[name]).tolist() if isinstance(c, str)]
    return decide_decimal(some).sign


def _typed(texts: Texts, names: list[str], at: Ints) -> Ints:
    """(n,), bool: which of the cells at some positions are numbers in all columns, which say themselves where their decimals are."""
    out: Ints = np.zeros(len(texts), bool)
    if len(at):
        columns = [texts.frame[n].iloc[at].tolist() for n in names]
        out[at] = [not any(isinstance(c, str) for c in cells) for cells in zip(*columns, strict=True)]
    return out


def _stated(found: Money | None, alone: bool) -> Stated | None:
    """A column as stated; one that stands `alone` is asked for no texts but those of findings."""
    return None if found is None else Stated(found.texts if alone else as_texts(found.texts), found.minor, found.reasons)


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
    column, n = texts_of.frame[name], len(texts_of)
    out = _Amounts(np.zeros(n, np.int64), no_texts(n), digits, told, Rounded.empty() if told.round else None)
    none = np.zeros(0, np.int64)
    decimal: str | None = "."
    evidence = ""
    texts: Any
    exact = exact_column(column, digits)
    if exact is not None:
        texts, odd, floats = CellTexts(column), none, none
        out.minor = exact.minor
        rest = np.flatnonzero(~exact.good)
        if len(rest):
            out.keep(out.fill(rest, texts, ".")[1])
        unread = rest[out.reasons[rest] != ""]
    elif pd.api.types.is_float_dtype(column.dtype):
        values = _floats(column)
        texts, odd = float_texts(values), none
        floats = out.of_floats(np.arange(n), values, texts)
        unread = np.flatnonzero(out.reasons != "")
    elif (strings := texts_of.strings(name)) is not None:
        texts, floats = strings, none
        odd, decimal, evidence = out.of_texts(np.arange(n), texts, told.decimal, whole)
        unread = odd[out.reasons[odd] != ""]
    else:
        words, cells, at = _kinds(texts_of, name)
        cells, plain = out.of_cells(cells, column) if len(cells) and not len(at) else (cells, False)
        texts = CellTexts(column) if plain else texts_of.text(name)
        odd, decimal, evidence = out.of_texts(words, texts, told.decimal, whole)
        out.keep(out.fill(cells, texts, ".")[1])  # numbers, which say themselves where their decimals are
        values = _as_array(column.to_numpy(object)[at].tolist()) if len(at) else none
        if len(at):
            texts = texts.copy()
            texts[at] = float_texts(values)
        floats = out.of_floats(at, values, texts) if len(at) else none
        unread = np.flatnonzero(out.reasons != "")
    other = _other_currency(texts, odd, currency, out.minor, out.reasons)
    unread = np.union1d(unread, other) if len(other) else unread
    return Money(texts, out.minor, out.reasons, unread, decimal, evidence, floats, out.rounded)


def _kinds(texts_of: Texts, name: str) -> tuple[Ints, Ints, Ints]:
    """Positions of texts, of floats, and of other cells: texts, others, floats."""
    column, none = texts_of.frame[name], np.zeros(0, np.int64)
    every = np.arange(len(column))
    if texts_of.only_text(name) or isinstance(column.dtype, pd.CategoricalDtype):
        return every, none, none
    if column.dtype != object:
        return none, every, none
    types = list(map(type, column.tolist()))
    kinds = {kind: np.fromiter(map(is_, types, repeat(kind)), bool, len(types)) for kind in set(types)}
    words = np.logical_or.reduce([np.zeros(len(types), bool), *(which for kind, which in kinds.items() if issubclass(kind, str))])
    floats = np.zeros(len(types), bool)
    if any(issubclass(kind, float | np.floating) for kind in kinds):
        floats[_float_cells(column)] = True
    return np.flatnonzero(words), np.flatnonzero(~words & ~floats), np.flatnonzero(floats)


@define(eq=False)
class _Amounts:
    """Minor units and reasons of a column, filled part by part."""

    minor: Ints
    reasons: np.ndarray[Any, Any]
    digits: Ints
    told: ReadOptions
    rounded: Rounded | None

    def fill(self, rows: Ints, texts: Any, decimal: str | None) -> tuple[Ints, Rounded | None]:
        """Read the texts of some rows; positions of those that are more than digits and signs, and what is rounded off if they stay."""
        part, odd = None if self.rounded is None else Rounded.empty(), list[Ints]()
        some, digits = (texts, self.digits) if len(rows) == len(texts) else (texts[rows], self.digits[rows])
        minor, reasons = read_amounts(some, digits, decimal, owed=self.told.owed, rounded=part, odd=odd)
        if len(rows) == len(self.minor):
            self.minor, self.reasons = minor, reasons
        else:
            self.minor[rows], self.reasons[rows] = minor, reasons
        return rows[odd[0]], part if part is None else Rounded(rows[np.array(part.rows, np.int64)].tolist(), part.away)

    def keep(self, part: Rounded | None) -> None:
        """Add what was rounded off."""
        if self.rounded is not None and part is not None:
            self.rounded.rows.extend(part.rows)
            self.rounded.away.extend(part.away)

    def of_texts(self, rows: Ints, texts: Any, decimal: str | None, whole: bool) -> tuple[Ints, str | None, str]:
        """Read texts; those that may have a currency, the decimal sign they were read with, and what decided it."""
        odd, part = self.fill(rows, texts, decimal)
        evidence = ""
        if decimal is None and whole and len(rows) and self._undecided(odd):
            found = _decided(as_texts(texts)[rows], self.digits[rows])
            if found.sign is not None:
                decimal, evidence = found.sign, found.words
                odd, part = self.fill(rows, texts, decimal)
        self.keep(part)
        return odd, decimal, evidence

    def _undecided(self, odd: Ints) -> bool:
        """Whether some amounts have two readings."""
        return any("say decimal" in r for r in set(self.reasons[odd].tolist()))

    def of_cells(self, rows: Ints, column: pd.Series[Any]) -> tuple[Ints, bool]:
        """Take whole numbers and exact decimals as they are; positions of the cells that are left, and whether these are numbers, too."""
        cells = column.to_numpy(object)[rows]
        found = exact_cells(cells, self.digits[rows])
        self.minor[rows] = found.minor
        return rows[~found.good], {*map(type, cells[~found.good].tolist())} <= {int, Decimal, type(None)}

    def of_floats(self, rows: Ints, values: Any, texts: np.ndarray[Any, Any]) -> Ints:
        """Read floats; positions of those that are taken."""
        self.minor[rows], self.reasons[rows] = float_minor(values, self.digits[rows])
        more = rows[[r.startswith("has more decimals") for r in self.reasons[rows]]] if self.rounded is not None else rows[:0]
        if len(more):
            self.keep(self.fill(more, texts, ".")[1])
        return rows[(self.reasons[rows] == "") & np.isfinite(values)]


def _decided(texts: np.ndarray[Any, Any], digits: Ints) -> DecimalSign:
    """The decimal sign of all texts, by themselves, else by those of currencies without decimals; none where these prove another one."""
    codes, distinct = pd.factorize(texts)
    found = decide_decimal(list(distinct), np.bincount(codes, minlength=len(distinct)).tolist())
    without = codes[digits == 0]
    if not len(without):
        return found
    used = np.bincount(without, minlength=len(distinct))
    some = np.flatnonzero(used)[: _LOOKED_AT if found.sign else None]
    whole = decide_whole(distinct[some], used[some])
    if found.sign is None:
        return whole
    return found if whole.sign in (None, found.sign) else DecimalSign()


def _as_array(cells: list[Any]) -> np.ndarray[Any, Any]:
    """Floats as an array of their own width."""
    return np.array(cells, cells[0].dtype if isinstance(cells[0], np.floating) and len({type(c) for c in cells}) == 1 else np.float64)


def _floats(column: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """A column of floats in their own width: short ones are cents as near as they can be."""
    kind: Any = column.dtype
    return column.to_numpy() if isinstance(kind, np.dtype) else column.to_numpy(kind.numpy_dtype, na_value=np.nan)


def _float_cells(column: pd.Series[Any]) -> Ints:
    """Positions of the floats in a column of cells of several kinds."""
    return np.flatnonzero([isinstance(v, float | np.floating) and v == v for v in column.tolist()])


def _other_currency(texts: Any, odd: Ints, currency: Coded, minor: Ints, reasons: np.ndarray[Any, Any]) -> Ints:
    """Refuse amounts whose own sign or code is of another currency than their row; `odd`: positions that may have one."""
    some = odd[reasons[odd] == ""]
    rows = some[with_marks(texts[some])] if len(some) else some
    if not len(rows):
        return rows
    codes, distinct = pd.factorize(texts[rows])
    place: dict[tuple[str, ...], int] = {}
    of_text = np.array([place.setdefault(split_marks(str(t).strip())[1], len(place)) for t in distinct], np.int64)
    pairs, which = np.unique(of_text[codes] * len(currency.values) + currency.codes[rows], return_inverse=True)
    meant, words = list(place), np.full(len(pairs), "", object)
    for at, pair in enumerate(pairs.tolist()):
        codes_meant, name = meant[pair // len(currency.values)], currency.values[pair % len(currency.values)]
        if codes_meant and name in CURRENCIES and name not in codes_meant:
            words[at] = f"is in {' or '.join(codes_meant[:3])} by its sign, and the row is in {name}"
    wrong = rows[words[which] != ""]
    minor[wrong], reasons[wrong] = 0, words[which[words[which] != ""]]
    return wrong


def _minor_units(texts: Texts) -> Money:
    """Whole minor units; missing ones, and those beyond 64 bits, are said."""
    column = texts.frame["amount_minor"]
    if texts.only_text("amount_minor") or pd.api.types.is_bool_dtype(column.dtype):
        hint = "Read the column as Int64, which may have gaps; text is not a whole number"
        raise InputError("must be a column of whole numbers (minor units)", column="amount_minor", hint=hint)
    if pd.api.types.is_float_dtype(column.dtype):
        values = _floats(column)
        minor, reasons = whole_floats(values)
        return Money(float_texts(values), minor, reasons, np.flatnonzero(reasons != ""), floats=np.flatnonzero(reasons == ""))
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "i":
        values = column.to_numpy().astype(np.int64)
        reasons = no_texts(len(values))
        beyond = np.flatnonzero(values == ~_LARGEST)
        reasons[beyond] = _TOO_LARGE
        return Money(values, values, reasons, beyond)
    given = texts.text("amount_minor")
    codes, distinct = pd.factorize(given)
    read = [_whole(v) for v in distinct]
    minor = np.array([v for v, _ in read] + [0], np.int64)[codes]
    reasons = np.array([r for _, r in read] + [""], object)[codes]
    floats = _float_cells(column) if column.dtype == object else np.zeros(0, np.int64)
    if len(floats):
        minor[floats], reasons[floats] = whole_floats(_as_array(column.to_numpy(object)[floats].tolist()))
    return Money(given, minor, reasons, np.flatnonzero(reasons != ""), floats=floats[reasons[floats] == ""])


def _whole(text: str) -> tuple[int, str]:
    if not text:
        return 0, "is missing"
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return 0, "is not a whole number of minor units"
    if len(digits) > 19 or int(digits) > _LARGEST:
        return 0, _TOO_LARGE
    return int(text), ""
