"""Words that stand for a sum where a supplier's name should: no company is called so, but for the shortest."""

from __future__ import annotations

import re

__all__ = ["beside_sum_word", "is_sum_word", "may_be_a_name"]

_NAMES = r"total|totale|totaal|summa|sum|suma|saldo|balance|solde|report"
_SUMS = re.compile(
    rf"(?:{_NAMES}|sub[ -]?totals?|(?:grand|page|running|net|report|overall|vendor|supplier|invoice|group|final) totals?|totals"
    r"|totals? (?:due|amount|payable|owed|outstanding|open|balance|general|général|geral|generale|generaal|of page|per page|page)"
    r"|(?:carried|brought) forward|balance (?:carried|brought) (?:forward|down)|(?:opening|closing|ending|beginning) balance"
    r"|(?:balance|amount) (?:due|outstanding)"
    r"|gesamt|gesamt(?:summe|betrag|saldo)|summen?|(?:zwischen|end|seiten|teil)summe|saldovortrag|(?:end|anfangs)saldo|übertrag|vortrag"
    r"|sous[ -]total|total (?:général|page|à payer)|à reporter|solde (?:initial|final)|somme"
    r"|total general|suma y sigue|saldo (?:inicial|final|anterior)|subtotal|importe total|total a pagar"
    r"|totale (?:generale|complessivo|pagina)|subtotale|saldo (?:iniziale|finale)|a riporto|riporto"
    r"|total geral|a transportar|transporte|subtotaal|eindtotaal|(?:begin|eind)saldo|razem|ogółem|suma częściowa|do przeniesienia"
    r"|delsumma?|i alt|celkem|mezisoučet|toplam|ara ?toplam|genel toplam)\s*[:=.]?",
    re.I,
)
_NAME = re.compile(rf"(?:{_NAMES})", re.I)
_BESIDE = re.compile(
    r"(?:(?:sub-?)?total(?:e|s)?|gesamt|summen?|totaal|razem|sous[ -]total)(?: (?:for|of|für|pour|per|voor|dla))?[\s:]+(\S.*)"
    r"|(\S.*?)[\s:]+totals?:?",
    re.I,
)


def is_sum_word(text: str) -> bool:
    """Whether a name is a word for a sum, and nothing else.

    Examples
    --------
    >>> is_sum_word("Carried forward"), is_sum_word("Summe:"), is_sum_word("Total Refining"), is_sum_word("TotalEnergies SE")
    (True, True, False, False)
    """
    return bool(_SUMS.fullmatch(" ".join(text.split())))


def may_be_a_name(text: str) -> bool:
    """Whether such a word is so short that a company may be called so, as Total."""
    return bool(_NAME.fullmatch(text.strip()))


def beside_sum_word(text: str) -> str:
    """The name that stands beside a word for a sum, in lower case; empty where none does.

    Examples
    --------
    >>> beside_sum_word("Total Alpha"), beside_sum_word("Alpha Total:"), beside_sum_word("TotalEnergies SE")
    ('alpha', 'alpha', '')
    """
    found = _BESIDE.fullmatch(text.strip())
    rest = (found[1] or found[2]).casefold() if found else ""
    return rest if len(rest) > 2 else ""
