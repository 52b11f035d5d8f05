"""A reporting currency: into which currency amounts of others are translated, and at which rates. No rate is known here, each is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.errors import InputError

__all__ = ["Translation", "rate_words"]


@frozen
class Translation:
    """Into which currency, at which rates.

    Parameters
    ----------
    currency
        The reporting currency.
    rates
        Currency → what one unit of it is worth in the reporting currency.
    source
        Where the rates are from, and of which day.

    Examples
    --------
    >>> print(Translation("GBP", {"EUR": Fraction("0.8412"), "JPY": Fraction("0.00512")}, "ECB, 30 May 2025"))
    1 EUR = GBP 0.8412, 1 JPY = GBP 0.00512 (ECB, 30 May 2025)
    """

    currency: str
    rates: Mapping[str, Fraction]
    source: str | None = None

    def __str__(self) -> str:
        rates = ", ".join(f"1 {c} = {self.currency} {rate_words(r)}" for c, r in self.rates.items() if c != self.currency)
        return f"{rates} ({self.source or 'source not stated'})"

    def within(self, currencies: Sequence[str]) -> Translation:
        """The same with the rates of some currencies alone.

        Raises
        ------
        InputError
            One of them has no rate.
        """
        missing = [c for c in currencies if c not in self.rates and c != self.currency]
        if missing:
            pairs = ", ".join(f'{c} = "…"' for c in missing)
            each = "one unit of it" if len(missing) == 1 else "one unit of each"
            raise InputError(
                f"no rate is given, and the ledger has amounts in {'it' if len(missing) == 1 else 'them'}",
                column="exchange_rates",
                value=", ".join(missing),
                hint=f"Add {pairs} to exchange_rates: what {each} is worth in {self.currency}",
            )
        return evolve(self, rates={c: self.rates.get(c, Fraction(1)) for c in currencies})

    def minor_rate(self, currency: str) -> Fraction:
        """What one minor unit of a currency is worth in those of the reporting currency."""
        return self.rates[currency] * Fraction(10) ** (minor_digits(self.currency) - minor_digits(currency))

    def is_needed(self, currencies: Sequence[str]) -> bool:
        """Whether some amounts are in another currency than the reporting currency."""
        return any(c != self.currency for c in currencies)


def rate_words(rate: Fraction) -> str:
    """A rate as it is told: all its decimals, or six digits of one that has no end.

    Examples
    --------
    >>> rate_words(Fraction("0.00512")), rate_words(Fraction(1, 3)), rate_words(Fraction("17600"))
    ('0.00512', 'about 0.333333', '17600')
    """
    digits = next((d for d in range(31) if 10**d % rate.denominator == 0), None)
    if digits is None:
        return f"about {float(rate):.6g}"
    return f"{Decimal(rate.numerator * (10**digits // rate.denominator)).scaleb(-digits):f}"
