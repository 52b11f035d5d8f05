"""What a name of a column of money says of its currency, apart from what else it says: the document's, or the company's own."""

from __future__ import annotations

import functools
import re

__all__ = ["spelled_out", "without_basis"]

_AT_THE_START = re.compile(
    r"^(?:doc(?:ument)?|txn|trx|trans(?:action)?|curr?|foreign(?: currency)?|fcy?|orig(?:inal)?)[\s_.]+(?=\S{3})", re.I
)
_AT_THE_END = re.compile(r"[\s_]+(?:in[\s_]+)?[(\[]?(?:vv|bw|fcy?|tc|doc(?:ument)?(?:[\s_]?curr?(?:ency)?)?)\.?[)\]]?$", re.I)
_OWN = r"(?:acc(?:ounting)?|base|local|home|functional|company|reporting|group|ledger)"
_OWN_AT_THE_END = re.compile(
    rf"[\s_]+(?:in[\s_]+)?[(\[]?(?:{_OWN}[\s_.]*(?:curr?(?:ency)?|ccy|crcy)|lcy|bcy|lc|hw|base|home)\.?[)\]]?$", re.I
)
_OWN_AT_THE_START = re.compile(rf"^(?:{_OWN}[\s_.]*(?:curr(?:ency)?|ccy|crcy)|lcy|local|home)[\s_.]+(?=\S{{3}})", re.I)
_SHORT = {
    "amt": "amount", "bal": "balance", "inv": "invoice", "nbr": "number", "num": "number", "dt": "date", "curr": "currency",
    "cur": "currency", "pymt": "payment", "pmt": "payment", "supp": "supplier", "vend": "vendor", "outst": "outstanding",
    "orig": "original",
}  # fmt: skip
_WORD = re.compile(rf"(?i)(?<![a-z])({'|'.join(_SHORT)})(?![a-z])\.?")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@functools.lru_cache(maxsize=4096)
def without_basis(name: str) -> tuple[str, str]:
    """Whose currency a name speaks of, "document", "local" or nothing, and the rest of the name.

    Examples
    --------
    >>> without_basis("Doc Invoice Amt"), without_basis("Bedrag (VV)"), without_basis("Open Amount in Acc Curr")
    (('document', 'Invoice Amt'), ('document', 'Bedrag'), ('local', 'Open Amount'))
    >>> without_basis("Document No."), without_basis("Amount")
    (('document', 'No.'), ('', 'Amount'))
    """
    name = name.strip()
    for basis, pattern in (
        ("local", _OWN_AT_THE_END), ("local", _OWN_AT_THE_START), ("document", _AT_THE_END), ("document", _AT_THE_START),
    ):  # fmt: skip
        rest = pattern.sub("", name)
        if rest != name:
            return basis, rest
    return "", name


@functools.lru_cache(maxsize=4096)
def spelled_out(name: str) -> str:
    """A name with the usual short forms of its words written out.

    Examples
    --------
    >>> spelled_out("Inv. Amt"), spelled_out("docInvoiceBal"), spelled_out("Balance")
    ('invoice amount', 'doc Invoice balance', 'Balance')
    """
    return _WORD.sub(lambda found: _SHORT[found[1].lower()] + " ", _HUMP.sub(" ", name)).strip().replace("  ", " ")
