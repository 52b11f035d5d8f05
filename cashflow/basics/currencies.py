"""ISO 4217: minor-unit digits of each currency, and the last day of those withdrawn. Unknown codes are an error, never 2."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cashflow.basics.errors import CURRENCY_CODE, InputError, nearest

__all__ = ["CURRENCIES", "WITHDRAWN", "minor_digits", "most_first", "unknown_currency"]

_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
    COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD
    KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK
    NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT
    TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG ANG CUC HRK SLL ZWL
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

CURRENCIES: dict[str, int] = {code: digits for digits, codes in _DIGITS.items() for code in codes.split()}
"""Minor-unit digits by code (ISO 4217, list of 2026 and the currencies withdrawn since 2021)."""

WITHDRAWN: dict[str, dt.date] = {
    "ANG": dt.date(2025, 3, 31),
    "BGN": dt.date(2025, 12, 31),
    "CUC": dt.date(2021, 6, 30),
    "HRK": dt.date(2022, 12, 31),
    "SLL": dt.date(2024, 3, 31),
    "ZWL": dt.date(2024, 8, 31),
}
"""Last day a withdrawn currency was in use (legal tender, as far as central banks say)."""


def minor_digits(code: str) -> int:
    """Digits of a currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD.

    Parameters
    ----------
    code
        ISO 4217 code, upper case.

    Returns
    -------
    int

    Raises
    ------
    InputError
        No such currency; the nearest codes are in the message.

    Examples
    --------
    >>> minor_digits("JPY"), minor_digits("KWD")
    (0, 3)
    """
    if not isinstance(code, str) or code not in CURRENCIES:
        raise unknown_currency(str(code), column="currency")
    return CURRENCIES[code]


def unknown_currency(code: str, **where: Any) -> InputError:
    """The refusal of a text that is no currency, with those most like it; of the placeholder of a hint, what to write in its place."""
    if code == CURRENCY_CODE:
        reason = "stands for the three-letter code of the currency, and is none itself"
        return InputError(reason, value=code, hint="Write the code in its place, as EUR or USD", **where)
    return InputError(f"unknown currency. {nearest(code, sorted(CURRENCIES))}", value=code, **where)


def most_first(*minor: Mapping[str, Any]) -> tuple[str, ...]:
    """Currencies by the first of some sums, largest first and without their signs; then by the next ones; then by name.

    No rate of exchange is known, so money of two currencies is compared by minor units: a yen counts as a cent does.

    Parameters
    ----------
    minor
        Minor units by currency; what a currency has none of is 0.

    Examples
    --------
    >>> most_first({"EUR": 100, "JPY": 2000, "USD": -3000, "CHF": 100}, {"EUR": 7})
    ('USD', 'JPY', 'EUR', 'CHF')
    """
    names = {currency for sums in minor for currency in sums}
    return tuple(sorted(names, key=lambda c: (*(-abs(sums.get(c, 0)) for sums in minor), c)))
