"""What columns of credit notes are called."""

from __future__ import annotations

import re

__all__ = ["is_of_credit_notes"]

_CREDIT_NOTES = re.compile(
    r"(?:(?:supplier|vendor|purchase|total|invoice) )?(?:credit ?(?:note|memo)s?|credits? received|vendor credits?|supplier credits?)"
    r"(?: (?:amounts?|amt|total|value))?"
    r"|(?:betrag )?(?:gutschrift(?:en|s)?|rechnungskorrektur(?:en)?)(?:-?betrag)?"
    r"|(?:montant )?(?:des |de l')?avoirs?|(?:importe |total )?(?:abonos?|notas? de (?:cr[ée]dito|abono))"
    r"|(?:importo |totale )?not[ae] (?:di )?(?:credito|accredito)|(?:valor |total )?notas? de cr[ée]dito"
    r"|(?:bedrag )?credit(?:nota'?s?|facturen)(?:bedrag)?|kredit(?:nota|faktura)(?:belopp|bel[øo][bp])?|貸方票|赤伝(?:金額)?",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"[\s_]*[(\[]?\b(?:[A-Z]{3}|[€£$])[)\]]?$")


def is_of_credit_notes(name: str) -> bool:
    """Whether a column is called after credit notes, and not after their number or date.

    Examples
    --------
    >>> is_of_credit_notes("Credit note amount"), is_of_credit_notes("Gutschriftsbetrag"), is_of_credit_notes("Avoir")
    (True, True, True)
    >>> is_of_credit_notes("Credit note no."), is_of_credit_notes("Credit amount"), is_of_credit_notes("Credit limit")
    (False, False, False)
    """
    text = " ".join(name.replace("_", " ").split()).strip(" .:*")
    return bool(_CREDIT_NOTES.fullmatch(text) or _CREDIT_NOTES.fullmatch(_CURRENCY.sub("", text)))
