"""What schemes assume, in words, as each says it. Printed with every result."""

from __future__ import annotations

from collections.abc import Iterable

from cashflow.deals import Scheme

__all__ = ["assumptions"]


def assumptions(schemes: Iterable[Scheme], tax_stated: bool) -> list[str]:
    """Sentences about some schemes, each once, in order.

    Parameters
    ----------
    schemes
        Options of offers.
    tax_stated
        Whether the ledger states the tax in its amounts.

    Examples
    --------
    >>> from cashflow.schemes import LaterWithInterest
    >>> assumptions([LaterWithInterest(0.065, "ACT/360")], tax_stated=True)
    ['no tax is withheld from interest paid to suppliers']
    """
    return list(dict.fromkeys(line for scheme in schemes for line in scheme.assumptions(tax_stated)))
