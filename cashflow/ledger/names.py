"""Names of columns as ours are written."""

from __future__ import annotations

__all__ = ["tidied"]


def tidied(name: object) -> str:
    """A name as ours are written.

    Examples
    --------
    >>> tidied(" Invoice Date ")
    'invoice_date'
    """
    return str(name).strip().lower().replace(" ", "_")
