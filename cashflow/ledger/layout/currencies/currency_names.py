"""Currencies that are called by their names, as ``US Dollar``: they stand for their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cashflow.basics.amount_marks import currencies_of
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.words import fold, roles_of

__all__ = ["with_codes"]

_NAMES = {
    "EUR": "Euro, Euros, евро, 欧元, ユーロ, ευρώ",
    "USD": "US Dollar, United States Dollar, American Dollar, US Dollars, Dollar US, Dólar estadounidense"
    ", 美元, 米ドル, доллар США, долл США",
    "GBP": "Pound Sterling, British Pound, UK Pound, Sterling, Pfund Sterling, Britisches Pfund, Livre sterling, STG, 英镑",
    "CHF": "Swiss Franc, Swiss Francs, Schweizer Franken, Franken, Franc suisse, Franco svizzero",
    "JPY": "Japanese Yen, Yen, 円, 日本円, 日元",
    "CAD": "Canadian Dollar, Kanadischer Dollar, Dollar canadien", "AUD": "Australian Dollar", "NZD": "New Zealand Dollar",
    "SGD": "Singapore Dollar", "HKD": "Hong Kong Dollar, 港币, 港元", "DKK": "Danish Krone, Dänische Krone, Danske kroner",
    "NOK": "Norwegian Krone, Norwegische Krone, Norske kroner", "SEK": "Swedish Krona, Schwedische Krone, Svenska kronor",
    "PLN": "Polish Zloty, Zloty, Złoty", "CZK": "Czech Koruna, Tschechische Krone, Česká koruna", "HUF": "Hungarian Forint, Forint",
    "INR": "Indian Rupee, Indian Rupees", "ILS": "NIS, Shekel", "KRW": "원", "MYR": "Ringgit", "THB": "Baht", "IDR": "Rupiah",
    "CNY": "Chinese Yuan, Chinese Renminbi, Renminbi, Chinese Yuan Renminbi, RMB, 人民币, 人民币元",
    "BRL": "Brazilian Real, Real brasileiro, Reais", "MXN": "Mexican Peso, Peso mexicano", "ZAR": "South African Rand",
    "TRY": "Turkish Lira, Türk Lirası, TL", "RUB": "руб, рубль, рубли, рублей, российский рубль, RUR, Russian Ruble",
    "UAH": "грн, гривна, гривня", "KZT": "тенге", "BYN": "бел руб, белорусский рубль",
}  # fmt: skip
"""Code → names of that currency alone; "Dollar" and "Krone" are names of several."""
_CODES = {fold(name): code for code, names in _NAMES.items() for name in names.split(", ")}
_ROLES = {"currency", "local_currency"}


def with_codes(frame: pd.DataFrame, names: Sequence[str], mapped: Mapping[str, str]) -> pd.DataFrame:
    """A frame in which columns of currencies hold codes in place of names, where most of what they hold are codes and names."""
    told = fold(mapped.get("currency", ""))
    out = frame
    for i, name in enumerate(names):
        if not name or not (_ROLES & set(roles_of(name)) or fold(name) == told):
            continue
        cells = frame.iloc[:, i]
        if cells.dtype.kind != "O":
            continue
        codes = {c: _code(c) for c in pd.unique(cells[cells.map(lambda c: isinstance(c, str))])}
        known = {c: code for c, code in codes.items() if code}
        if 2 * len(known) < sum(code != "" for code in codes.values()) or all(code == text_of(c) for c, code in known.items()):
            continue
        out = frame.copy() if out is frame else out
        column = np.empty(len(frame), object)
        column[:] = [known.get(c, c) if isinstance(c, str) else c for c in cells.tolist()]
        out.isetitem(i, column)
    return out


def _code(cell: Any) -> str | None:
    """The code of a name or sign; a code and a blank stand as they are, and what is none of them is `None`."""
    text = text_of(cell)
    if not text or text.upper() in CURRENCIES:
        return text
    meant = currencies_of(text.rstrip("."))
    return meant[0] if len(meant) == 1 else _CODES.get(fold(text))
