"""Acceptance: who says yes. A share is an expected value: effects are weighted, invoices are not split."""

from __future__ import annotations

import functools
import math
import numbers
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from cashflow.basics.door import listed
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.rates import fraction

__all__ = ["Acceptance"]

_HINT = (
    'Write "all", "if whole", a list of suppliers, { share = 0.7 }, { "Supplier" = 0.5 }, { column = "probability" } '
    "or { logistic = { midpoint = 0, slope = 10 } }"
)
_ALL, _NONE = Fraction(1), Fraction(0)  # one object each: weights of thousands of suppliers are told apart by it
_DIGITS = 10**6  # a probability of the logistic curve is rounded to six decimals, so that every machine finds the same


_KINDS = ("all", "list", "share", "shares", "column", "if whole", "logistic")


def _kind(value: str) -> str:
    if value not in _KINDS:
        raise InputError(f"is not a kind of acceptance. {nearest(str(value), _KINDS)}", column="acceptance.kind", value=value, hint=_HINT)
    return value


def _share(value: NumberGiven) -> Fraction:
    return fraction(value, "acceptance.share")


def _shares(value: Iterable[tuple[str, NumberGiven]]) -> tuple[tuple[str, Fraction], ...]:
    pairs = value.items() if isinstance(value, Mapping) else value
    return tuple((str(supplier), share if share is _ALL else fraction(share, f"acceptance.{supplier}")) for supplier, share in pairs)


def _unknown(value: NumberGiven) -> Fraction:
    return fraction(value, "acceptance.unknown")


def _factor(value: NumberGiven) -> Fraction:
    return fraction(value, "acceptance.factor")


def _points(value: Any, name: str) -> Fraction:
    is_number = isinstance(value, numbers.Real | Decimal) and not isinstance(value, bool)
    if not is_number or (isinstance(value, Decimal) and value.is_nan()) or not -100_000 <= value <= 100_000:
        raise InputError("must be a number of basis points", column=f"acceptance.logistic.{name}", value=value)
    return value if isinstance(value, Fraction) else Fraction(str(value))


def _midpoint(value: NumberGiven) -> Fraction:
    return _points(value, "midpoint")


def _slope(value: NumberGiven) -> Fraction:
    slope = _points(value, "slope")
    if slope <= 0:
        raise InputError("must be greater than zero", column="acceptance.logistic.slope", value=value)
    return slope


@frozen
class Acceptance:
    """Who accepts an offer.

    Parameters
    ----------
    kind
        ``all``, ``list``, ``share``, ``shares``, ``column``, ``if whole`` or ``logistic``.
    share
        Share of every supplier, for ``share``: each accepts with that probability.
    suppliers
        Supplier → share, for ``list`` (one each) and ``shares``; suppliers that are not named do not accept.
    column
        Column of the ledger that holds each supplier's own probability.
    midpoint, slope
        Of the logistic curve, in basis points of the amount moved: net benefit at which one in two accepts, and rise in it that
        multiplies the odds by e = 2.718.
    unknown
        Probability where the benefit, or the column's value, is unknown; 0: they refuse.
    factor
        All probabilities times this; of a stress.
    revoked
        Suppliers that take their acceptance back; of a stress.
    """

    kind: str = field(converter=_kind)
    share: Fraction = field(default=_ALL, converter=_share)
    suppliers: tuple[tuple[str, Fraction], ...] = field(default=(), converter=_shares)
    column: str | None = None
    midpoint: Fraction = field(default=Fraction(0), converter=_midpoint)
    slope: Fraction = field(default=_ALL, converter=_slope)
    unknown: Fraction = field(default=_NONE, converter=_unknown)
    factor: Fraction = field(default=_ALL, converter=_factor)
    revoked: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if (self.kind == "column") != isinstance(self.column, str):
            reason = "must be given, as text, for the kind 'column' and for no other"
            raise InputError(reason, column="acceptance.column", value=self.column, hint=_HINT)

    @classmethod
    def of(cls, value: AcceptanceGiven) -> Acceptance:
        """From ``"all"``, ``"if whole"``, a list of suppliers, or a table.

        Tables: ``{"share": 0.7}``, ``{supplier: share}``, ``{"column": "probability"}``, ``{"if_whole": {"unknown": 0.5}}``,
        ``{"logistic": {"midpoint": 0, "slope": 10}}``; ``unknown`` may stand beside column, midpoint and slope.

        Examples
        --------
        >>> print(Acceptance.of({"logistic": {"midpoint": 5, "slope": 20}}))
        assumed: logistic in the net benefit, one in two at 5 basis points of the amount, odds × 2.718 for 20 more; unknown benefit: refuses
        """
        if isinstance(value, Acceptance):
            return value
        value = listed(value)
        if isinstance(value, str) and value in ("all", "if whole"):
            return cls(value)
        if isinstance(value, list | tuple | set | frozenset):
            names = sorted(map(str, value)) if isinstance(value, set | frozenset) else map(str, value)
            return cls("list", suppliers=tuple((name, _ALL) for name in names))
        if isinstance(value, Mapping) and value:
            return cls._table(value)
        raise InputError("unknown acceptance rule", column="acceptance", value=value, hint=_HINT)

    @classmethod
    def _table(cls, value: Mapping[str, Any]) -> Acceptance:
        if isinstance(value.get("column"), str):
            table = _known(value, ("column", "unknown"), "acceptance")
            return cls("column", column=table["column"], unknown=table.get("unknown", _NONE))
        if set(value) == {"if_whole"} and isinstance(value["if_whole"], Mapping):
            return cls("if whole", **_known(value["if_whole"], ("unknown",), "acceptance.if_whole"))
        if set(value) == {"logistic"} and isinstance(value["logistic"], Mapping):
            return cls._logistic(value["logistic"])
        if set(value) == {"share"}:
            if not isinstance(value["share"], Mapping):
                return cls("share", share=value["share"])
            value = value["share"]
        return cls("shares", suppliers=tuple(value.items()))

    @classmethod
    def _logistic(cls, value: Mapping[str, Any]) -> Acceptance:
        table = _known(value, ("midpoint", "slope", "unknown"), "acceptance.logistic")
        for name in ("midpoint", "slope"):
            if name not in table:
                hint = "Write { logistic = { midpoint = 0, slope = 10 } }, both in basis points of the amount"
                raise InputError("is missing; there is no default for an assumption", column=f"acceptance.logistic.{name}", hint=hint)
        return cls("logistic", **table)

    @property
    def is_expected_value(self) -> bool:
        """Whether some share lies between none and all."""
        return any(0 < s < 1 for s in (self.factor, self.share, *(s for _, s in self.suppliers)))

    @property
    def needs_rate(self) -> bool:
        """Whether it looks at the benefit, so that a funding rate must be given."""
        return self.kind in ("if whole", "logistic")

    def weights(
        self,
        suppliers: list[str],
        known: tuple[str, ...],
        whole: list[bool | None],
        points: list[Fraction | None] | None = None,
        column: list[Fraction | None] | None = None,
    ) -> list[Fraction]:
        """Probability of each group.

        Parameters
        ----------
        suppliers
            Supplier of each group.
        known
            All suppliers of the ledger.
        whole
            Whether each is made whole by the option it takes.
        points
            Its net benefit in basis points of the amount moved; for ``logistic``.
        column
            Its own probability; for ``column``.

        Returns
        -------
        list of Fraction
        """
        for column_name, names in (("acceptance", dict(self.suppliers)), ("stress.revoke", self.revoked)):
            there = frozenset(known) if names else known
            for name in names:
                if name not in there:
                    raise InputError(f"is not a supplier of the ledger. {nearest(name, known)}", column=column_name, value=name)
        plain = self._weights(suppliers, whole, points, column)
        if self.factor == 1 and not self.revoked:
            return plain
        left = frozenset(self.revoked)
        return [_NONE if s in left else w * self.factor for s, w in zip(suppliers, plain, strict=True)]

    def _weights(
        self,
        suppliers: list[str],
        whole: list[bool | None],
        points: list[Fraction | None] | None,
        column: list[Fraction | None] | None,
    ) -> list[Fraction]:
        if self.kind in ("list", "shares"):
            shares = dict(self.suppliers)
            return [shares.get(s, _NONE) for s in suppliers]
        if self.kind == "if whole":
            return [self.unknown if w is None else _ALL if w else _NONE for w in whole]
        if self.kind == "logistic":
            return [self.unknown if b is None else self.at(b) for b in points or [None] * len(suppliers)]
        if self.kind == "column":
            return [self.unknown if c is None else c for c in column or [None] * len(suppliers)]
        return [self.share] * len(suppliers)

    def at(self, points: Fraction) -> Fraction:
        """Probability of the logistic curve at a net benefit in basis points, rounded to six decimals."""
        middle, slope = self.midpoint, self.slope
        above = (points.numerator * middle.denominator - middle.numerator * points.denominator) * slope.denominator
        per = points.denominator * middle.denominator * slope.numerator  # (points − middle) / slope without reducing it on the way
        x = 40.0 if above > 40 * per else -40.0 if above < -40 * per else above / per
        return _of_digits(round(_DIGITS / (1 + math.exp(-x))))

    def __str__(self) -> str:
        named = "1 supplier" if len(self.suppliers) == 1 else f"{len(self.suppliers)} suppliers"
        accept = "accepts" if len(self.suppliers) == 1 else "accept"
        unknown = {0: "refuses", 1: "accepts"}.get(self.unknown, f"accepts with {float(self.unknown):.0%}")  # type: ignore[call-overload]
        words = {
            "all": "all accept",
            "if whole": "who is made whole against the usual payment day accepts" + (f"; unknown: {unknown}" if self.unknown else ""),
            "list": f"{named} {accept}",
            "shares": f"shares of {named}",
            "column": f"probability from column '{self.column}'; unknown: {unknown}",
            "logistic": f"assumed: logistic in the net benefit, one in two at {float(self.midpoint):g} basis points of the amount, "
            f"odds × 2.718 for {float(self.slope):g} more; unknown benefit: {unknown}",
        }
        text = words.get(self.kind, f"{float(self.share):.0%} of every supplier")
        text += f", times {float(self.factor):g}" if self.factor != 1 else ""
        text += f", without {', '.join(self.revoked[:3])}{' …' if len(self.revoked) > 3 else ''}" if self.revoked else ""
        return text + (" (expected value)" if self.is_expected_value else "")


AcceptanceGiven = Acceptance | str | Sequence[str] | Mapping[str, NumberGiven | Mapping[str, NumberGiven]]
"""Who accepts, as a user gives it; see `Acceptance.of`."""


def _known(table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> dict[str, Any]:
    for key in table:
        if key not in keys:
            raise InputError(f"unknown key. {nearest(str(key), keys)}", column=where, value=key)
    return dict(table)


@functools.lru_cache(maxsize=65_536)
def _of_digits(value: int) -> Fraction:
    return Fraction(value, _DIGITS)
