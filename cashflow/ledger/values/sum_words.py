"""Words that stand for a sum where a supplier's name should: no company is called so, but for the shortest."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["beside_sum_word", "is_sum_word", "may_be_a_name", "sum_words"]

_NAMES = frozenset({"total", "totale", "totaal", "summa", "sum", "suma", "saldo", "balance", "solde", "report"})
_OF_WHAT = ("grand", "page", "running", "net", "report", "overall", "vendor", "supplier", "invoice", "group", "final")
_WHICH = (
    "due", "amount", "payable", "owed", "outstanding", "open", "balance", "general", "général", "geral", "generale", "generaal",
    "of page", "per page", "page",
)  # fmt: skip
_OTHERS = """
    totals|sub total|sub-total|subtotal|sub totals|sub-totals|subtotals|carried forward|brought forward|balance carried forward
    |balance brought forward|balance carried down|balance brought down|opening balance|closing balance|ending balance|beginning balance
    |balance due|balance outstanding|amount due|amount outstanding
    |gesamt|gesamtsumme|gesamtbetrag|gesamtsaldo|summe|summen|zwischensumme|endsumme|seitensumme|teilsumme|saldovortrag|endsaldo
    |anfangssaldo|übertrag|vortrag
    |sous total|sous-total|total page|total à payer|à reporter|solde initial|solde final|somme
    |suma y sigue|saldo inicial|saldo final|saldo anterior|importe total|total a pagar
    |totale generale|totale complessivo|totale pagina|subtotale|saldo iniziale|saldo finale|a riporto|riporto
    |a transportar|transporte|subtotaal|eindtotaal|beginsaldo|eindsaldo|razem|ogółem|suma częściowa|do przeniesienia
    |delsumm|delsumma|i alt|celkem|mezisoučet|toplam|ara toplam|aratoplam|genel toplam
    |итого|всего|合计|总计|小计|合計|総計|小計|spolu
"""
_WORDS = frozenset(
    {
        *_NAMES,
        *(word.strip() for word in _OTHERS.split("|")),
        *(f"{what} total{s}" for what in _OF_WHAT for s in ("", "s")),
        *(f"total{s} {which}" for which in _WHICH for s in ("", "s")),
    }
)
"""In lower case."""
_SIGNS = (":", "=", ".")
_BESIDE = re.compile(
    r"(?:(?:sub-?)?total(?:e|s)?|gesamt|summen?|totaal|razem|sous[ -]total)(?: (?:for|of|für|pour|per|voor|dla))?[\s:]++(\S.*)"
    r"|(\S.*)[\s:]totals?:?",
    re.I,
)
"""Of many blanks or colons before the word the pattern takes all but one with the name, which is quick."""


def is_sum_word(text: str) -> bool:
    """Whether a name is a word for a sum, and nothing else.

    Examples
    --------
    >>> is_sum_word("Carried forward"), is_sum_word("Summe:"), is_sum_word("Total Refining"), is_sum_word("TotalEnergies SE")
    (True, True, False, False)
    """
    bare = " ".join(text.split()).casefold()
    return (bare[:-1].rstrip() if bare.endswith(_SIGNS) else bare) in _WORDS


def sum_words(texts: Sequence[str]) -> set[str]:
    r"""Those of some names that are a word for a sum; all are looked through at once, since most ledgers have none.

    Examples
    --------
    >>> sum_words(["Acme", "Carried  forward", "Acme\nTotal"])
    {'Carried  forward'}
    """
    lines = "\n".join(texts)
    words = lines.casefold().split("\n")
    if len(words) != len(texts) or "  " in lines or not lines.replace("\n", "").isprintable():
        return {t for t in texts if is_sum_word(t)}
    return {t for t, w in zip(texts, words, strict=True) if (w in _WORDS or w.endswith(_SIGNS)) and is_sum_word(t)}


def may_be_a_name(text: str) -> bool:
    """Whether such a word is so short that a company may be called so, as Total."""
    return text.strip().casefold() in _NAMES


def beside_sum_word(text: str) -> str:
    """The name that stands beside a word for a sum, in lower case; empty where none does.

    Examples
    --------
    >>> beside_sum_word("Total Alpha"), beside_sum_word("Alpha Total:"), beside_sum_word("TotalEnergies SE")
    ('alpha', 'alpha', '')
    """
    found = _BESIDE.fullmatch(text.strip())
    rest = (found[1] or found[2].rstrip(": \t\n")).casefold() if found else ""
    return rest if len(rest) > 2 else ""
