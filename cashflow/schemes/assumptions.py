"""What schemes assume, in words: tax and reference rates. Printed with every result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cashflow.schemes.reference_rate import ReferenceRate

__all__ = ["assumptions"]


def assumptions(schemes: Iterable[Any], tax_stated: bool) -> list[str]:
    """Sentences about some schemes, each once, in order.

    Parameters
    ----------
    schemes
        Options of offers. A scheme of the user's own may have an attribute `assumes`, a list of sentences.
    tax_stated
        Whether the ledger states the tax in its amounts.

    Examples
    --------
    >>> from cashflow.schemes import LaterWithInterest
    >>> assumptions([LaterWithInterest(0.065, "ACT/360")], tax_stated=True)
    ['no tax is withheld from interest paid to suppliers']
    """
    said = [line for scheme in schemes for line in (*_of(scheme, tax_stated), *getattr(scheme, "assumes", ()))]
    return list(dict.fromkeys(said))


def _of(scheme: Any, tax_stated: bool) -> list[str]:
    lines = []
    if (held := getattr(scheme, "withholding_tax", None)) is not None:
        lines.append(f"{f'{float(held) * 100:g} %' if held else 'no tax'} is withheld from interest paid to suppliers")
    if isinstance(getattr(scheme, "annual_rate", None), ReferenceRate):
        lines.append("a reference rate is fixed on the first day of the interest; the last one given holds on")
    vat = getattr(scheme, "vat", "none")
    if vat == "invoice" and not tax_stated:
        lines.append("the ledger states no tax, so there is no VAT in uplifts, discounts and fees")
    elif vat != "none":
        lines.append("VAT on uplifts, discounts and fees is recoverable: cash on its day, no cost, and its refund is not in the figures")
    if vat == "none" and hasattr(scheme, "vat"):
        lines.append(f"no VAT on what is paid for '{scheme}'")
    return lines
