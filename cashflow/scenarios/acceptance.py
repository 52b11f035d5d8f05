"""Acceptance: who says yes. A share is an expected value: effects are weighted, invoices are not split."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import frozen

from cashflow.basics.errors import InputError, nearest
from cashflow.basics.rates import fraction

__all__ = ["Acceptance"]


@frozen
class Acceptance:
    """Who accepts an offer.

    Parameters
    ----------
    kind
        ``all``, ``list``, ``share``, ``shares`` or ``if whole``.
    share
        Share of every supplier, for ``share``.
    suppliers
        Supplier → share, for ``list`` (one each) and ``shares``; suppliers that are not named do not accept.
    """

    kind: str
    share: Fraction = Fraction(1)
    suppliers: tuple[tuple[str, Fraction], ...] = ()

    @classmethod
    def of(cls, value: Any) -> Acceptance:
        """From ``"all"``, ``"if whole"``, a list of suppliers, ``{"share": 0.7}`` or ``{supplier: share}``."""
        if isinstance(value, Acceptance):
            return value
        if value in ("all", "if whole"):
            return cls(value)
        if isinstance(value, list | tuple):
            return cls("list", suppliers=tuple((str(s), Fraction(1)) for s in value))
        if isinstance(value, Mapping) and set(value) == {"share"}:
            inner = value["share"]
            if not isinstance(inner, Mapping):
                return cls("share", share=fraction(inner, "acceptance.share"))
            value = inner
        if isinstance(value, Mapping) and value:
            return cls("shares", suppliers=tuple((str(s), fraction(v, f"acceptance.{s}")) for s, v in value.items()))
        hint = 'Write "all", "if whole", a list of suppliers, { share = 0.7 } or { "Supplier" = 0.7 }'
        raise InputError("is no acceptance rule", column="acceptance", value=value, hint=hint)

    @property
    def is_expected_value(self) -> bool:
        """Whether some share lies between none and all."""
        return any(0 < s < 1 for s in (self.share, *(s for _, s in self.suppliers)))

    def weights(self, suppliers: list[str], known: tuple[str, ...], whole: list[bool | None]) -> list[Fraction]:
        """Share of each group, given its supplier and whether it is made whole by its chosen option."""
        if self.kind in ("list", "shares"):
            shares = dict(self.suppliers)
            for name in shares:
                if name not in known:
                    raise InputError(f"is no supplier of the ledger. {nearest(name, known)}", column="acceptance", value=name)
            return [shares.get(s, Fraction(0)) for s in suppliers]
        if self.kind == "if whole":
            return [Fraction(w is True) for w in whole]
        return [self.share] * len(suppliers)

    def __str__(self) -> str:
        named = f"{len(self.suppliers)} suppliers"
        words = {"all": "all accept", "if whole": "who is made whole accepts", "list": f"{named} accept", "shares": f"shares of {named}"}
        text = words.get(self.kind, f"{float(self.share):.0%} of every supplier")
        return text + (" (expected value)" if self.is_expected_value else "")
