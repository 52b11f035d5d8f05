"""What a name of a column of money says of its currency, apart from what else it says: the document's, or the company's own."""

from __future__ import annotations

import functools
import re

__all__ = ["spelled_out", "without_basis"]

_CURRENCY = r"(?:curr?(?:ency)?|ccy|crcy)"
_DOC = r"(?:doc(?:ument)?|tran(?:s|saction)?|txn|trx|foreign)"
_OWN = r"(?:acc(?:ounting)?|base|local|home|functional|company(?:[\s_]code)?|co\.?co?d?e?|cc|reporting|group|ledger)"
_FOREIGN_START = r"(?:doc(?:ument)?|txn|trx|tran(?:s|saction)?|curr?(?:ency)?|foreign(?: currency)?|fcy?)"
_IN = r"(?:in|en|em|w|i|v)[\s_]+"
_OTHERS_DOC = (
    r"moneda (?:del? )?doc\w*|moeda (?:do )?doc\w*|devise (?:du )?(?:document|pi[èe]ce)|divisa (?:del )?doc\w*|document\s?valuta"
    r"|(?:beleg|fremd)w[äa]hr\w*|walucie(?: (?:dok\w*|obcej))?|md|dp"
    r"|(?:vreemde |ander[es] )?valuta|devises?|divisa|moneda extranjera|moeda estrangeira|m[ěe]n[ěe]"
)
_OTHERS_OWN = (
    r"moneda local|moeda (?:interna|local)|devise (?:interne|locale)|divisa interna|lokale valuta|(?:haus|landes)w[äa]hr\w*"
    r"|walucie kraj\w*|ml|mi|di"
)
_AT_THE_START = re.compile(rf"^(?:{_FOREIGN_START}|orig(?:inal)?)[\s_.-]+(?=\S{{3}})", re.I)
_AT_THE_END = re.compile(
    rf"[\s_]+(?:(?:in[\s_]+)?[(\[]?(?:vv|bw|fw|fcy?|tc|doc(?:ument)?|{_DOC}[\s_.]*{_CURRENCY})|{_IN}(?:{_OTHERS_DOC}))\.?[)\]]?$", re.I
)
_OWN_AT_THE_END = re.compile(
    rf"[\s_]+(?:(?:in[\s_]+)?[(\[]?(?:{_OWN}[\s_.]*{_CURRENCY}|lcy|bcy|lc|hw|base|home)|{_IN}(?:{_OTHERS_OWN}))\.?[)\]]?$", re.I
)
_OWN_AT_THE_START = re.compile(rf"^(?:{_OWN}[\s_.]*{_CURRENCY}|lcy|local|home)[\s_.]+(?=\S{{3}})", re.I)
_PART = r"(?:total|rest|open|remaining|outstanding|unpaid|paid|gross|invoiced?|due)"
_INSIDE = re.compile(rf"^({_PART}[\s_]+){_FOREIGN_START}[\s_.]+(?=(?:amount|amt|balance|value)\b)", re.I)
_OWN_INSIDE = re.compile(rf"^({_PART}[\s_]+)(?:{_OWN}(?:[\s_.]*{_CURRENCY})?|lcy)[\s_.]+(?=(?:amount|amt|balance|value)\b)", re.I)
_SHORT = {
    "amt": "amount", "bal": "balance", "inv": "invoice", "dte": "date", "nbr": "number", "num": "number", "dt": "date", "curr": "currency",
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
    >>> without_basis("Importe en MD"), without_basis("Amount (CoCode Crcy)"), without_basis("Rest curr. amount")
    (('document', 'Importe'), ('local', 'Amount'), ('document', 'Rest amount'))
    >>> without_basis("Total transaction amount due"), without_basis("Total base amount due")
    (('document', 'Total amount due'), ('local', 'Total amount due'))
    """
    name = name.strip()
    for basis, pattern, kept in (
        ("local", _OWN_AT_THE_END, ""), ("local", _OWN_AT_THE_START, ""), ("document", _AT_THE_END, ""), ("document", _AT_THE_START, ""),
        ("document", _INSIDE, r"\1"), ("local", _OWN_INSIDE, r"\1"),
    ):  # fmt: skip
        rest = pattern.sub(kept, name)
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
