"""The words of a letter in one language, with its numbers and dates, and what each kind of offer is called."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from importlib import import_module, resources
from typing import Any, cast

from attrs import asdict, frozen

from cashflow.basics.errors import InputError
from cashflow.basics.money import whole
from cashflow.deals import Scheme
from cashflow.schemes import SCHEMES, ReferenceRate
from cashflow.schemes.inputs import PaidOn

__all__ = ["Tongue", "tongue"]

AFTER_APPROVAL = "approval_day+"


@frozen
class Tongue:
    """A language: its words by key, and its locale for numbers and dates (Babel has those of all)."""

    words: Mapping[str, str]

    def said(self, key: str, **filled: object) -> str:
        """A sentence with its places filled in."""
        return self.words[key].format(**filled)

    def money(self, amount: Decimal | None, digits: int) -> str:
        """An amount with all its decimals; nothing is a dash."""
        if amount is None:
            return "–"
        places = "#,##0" + ("." + "0" * digits if digits else "")
        return str(_babel("numbers").format_decimal(amount, places, locale=self.words["locale"])).replace("-", "−")

    def number(self, value: Fraction, digits: int) -> str:
        """A fraction, rounded half away from zero."""
        return self.money(Decimal(whole(value * 10**digits)).scaleb(-digits), digits)

    def percent(self, rate: Fraction) -> str:
        """A rate with at least two decimals, and as many as it has up to six."""
        value = Decimal(rate.numerator) * 100 / Decimal(rate.denominator)
        return str(_babel("numbers").format_decimal(value, "0.00####", locale=self.words["locale"])) + " %"

    def date(self, day: dt.date | None) -> str:
        """A day with its month as a word, so that no order of numbers can be mistaken."""
        return "–" if day is None else str(_babel("dates").format_date(day, self.words["date"], locale=self.words["locale"]))

    def heading(self, scheme: Scheme) -> str:
        """What an option is called, with what is taken off or borne; of a scheme of the user's own, what it says to suppliers."""
        if SCHEMES.get(scheme.name) is not type(scheme):
            return scheme.to_supplier
        offer = self.said(scheme.name, **self._settings(scheme))
        for key, setting in (("tax_withheld", "withholding_tax"), ("borne", "subsidy")):
            if share := getattr(scheme, setting, None):
                offer = self.said(key, offer=offer, share=self.percent(share))
        return offer

    def _settings(self, scheme: Scheme) -> dict[str, str]:
        """Settings of a scheme that its heading may name, in words."""
        known = asdict(cast(Any, scheme), recurse=False)
        out = {name: str(value) for name, value in known.items()}
        for name in ("annual_rate", "rate"):
            if name in known:
                out["rate"] = self._rate(known[name])
        for value in known.values():
            if isinstance(value, PaidOn):
                out["when"] = self._when(value)
        if "of" in known:
            out["of"] = self.words[known["of"]]
        if "steps" in known:
            out["steps"] = ", ".join(self.said("step", rate=self._rate(rate), days=days) for days, rate in known["steps"])
        return out

    def _rate(self, rate: Fraction | ReferenceRate) -> str:
        if isinstance(rate, Fraction):
            return self.percent(rate)
        base = self.words["fixed"] if len(rate.reference) > 1 else self.percent(rate.reference[0][1])
        if rate.floor is not None:
            base = self.said("floored", reference=base, floor=self.percent(rate.floor))
        return f"{base} + {self.percent(rate.margin)}"

    def _when(self, day: PaidOn) -> str:
        if not day.key.startswith(AFTER_APPROVAL):
            return self.words[f"at_{day.words}"]
        days = int(day.key.removeprefix(AFTER_APPROVAL))
        return self.words["after_approval_one"] if days == 1 else self.said("after_approval", days=days)


def _babel(module: str) -> Any:
    try:
        return import_module(f"babel.{module}")
    except ModuleNotFoundError:
        hint = "Install it: pip install 'cashflow-terms[report]'"
        raise InputError("need the package babel, which is not installed", column="offer letters", hint=hint) from None


@functools.cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("cashflow.report.letters").joinpath("words.toml").read_text(encoding="utf-8"))


def tongue(language: str) -> Tongue:
    """The words of one of `LANGUAGES`."""
    return Tongue(_tables()[language])
