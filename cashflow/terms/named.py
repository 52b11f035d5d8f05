"""Refusals by name: means of payment that say no day, days of which it is open what they count, and events that no column holds."""

from __future__ import annotations

import re
from collections.abc import Callable

from cashflow.basics.errors import UnknownTermsError
from cashflow.terms.own_events import event_line

__all__ = ["refuse_named"]

_DAY = "Write when it is due, e.g. 'net 30' or 'net 0 from goods receipt'"
_EVENT = "Write the term from an event that has a column, e.g. 'net 60 from bill of lading' or 'net 60 from goods receipt'"
_NAMED: list[tuple[str, str, str]] = [
    (
        r"jours? ouvrables?|giorni feriali",
        "counts in '{0}', which may take in Saturdays or not",
        "Write so many 'business days' with a calendar that says which days count, or 'jours ouvrés' for Monday to Friday",
    ),
    (
        r"za pobraniem|pobranie|(?:onder )?rembours|contre[- ]remboursement|à cobrança|contra entrega|contra reembolso"
        r"|contrassegno|(?:per )?nachnahme|cash on delivery|cod",
        "says how it is paid ('{0}', cash on delivery), but not on what day",
        _DAY,
    ),
    (r"confirming|factoring|reverse factoring|pago confirmado", "says how it is paid ('{0}'), but not on what day", _DAY),
    (
        r"l/c|lc|letters? of credit|documentary credit|akkreditiv|lettre de crédit|crédit documentaire|lettera di credito"
        r"|credito documentario|carta de crédito"
        r"|crédito documentario|crédito documentário|accreditief|akredytyw[aąy]",
        "is paid out of a letter of credit ('{0}'), whose day no column holds",
        _EVENT,
    ),
    (
        r"d/p|d/a|cad|cash against documents|documents? against (?:payment|acceptance)|kasse gegen dokumente|contre documents"
        r"|contro documenti|contra documentos|tegen documenten",
        "is paid against documents ('{0}'), whose day no column holds",
        _EVENT,
    ),
    (
        r"arrival|ankunft|arrivée|arrivo|llegada|aankomst|chegada|przybyci[au]|shipment|shipping|dispatch|versand(?:datum)?"
        r"|verschiffung|abgang|expédition|envoi|spedizione|env[íi]o|embarque|despacho"
        r"|verzend(?:ing|datum)|verscheping|expedição|wysył(?:ki|ce)|acceptance|abnahme|annahme|acceptation|accettazione|collaudo"
        r"|aceptaci[óo]n|acceptatie|oplevering|aceitação"
        r"|akceptacji|completion|fertigstellung|achèvement|ultimazione|finalizaci[óo]n|conclusão|zakończeni[au]|sight"
        r"|sichtwechsel|order confirmation|auftragsbestätigung|contract signing|vertragsabschluss",
        "counts from '{0}', which is not an event to count from: no column holds its day",
        _EVENT,
    ),
    (
        r"che(?:que|ck)|bank transfer|wire|überweisung|lastschrift|virement|chèque|prélèvement|bonifico|ri\.?ba\.?|transferencia"
        r"|pagar[ée]|recibo|overschrijving|overboeking|incasso"
        r"|transferência|boleto|przelew(?:em)?",
        "says how it is paid ('{0}'), but not when",
        "Write e.g. 'net 30'",
    ),
]
_PATTERNS = [(re.compile(rf"(?<![\w])(?:{pattern})(?!\w)"), reason, hint) for pattern, reason, hint in _NAMED]
_NO_DAY = len(_NAMED) - 1  # the last: only where no number is said


def refuse_named(words: str, refusal: Callable[[str, str], UnknownTermsError]) -> None:
    """Raise the refusal of lower-case words that could not be read and that name what is known by its name."""
    for place, (pattern, reason, hint) in enumerate(_PATTERNS):
        if (match := pattern.search(words)) and not (place == _NO_DAY and re.search(r"\d", words)):
            own = f"{event_line(match[0])}. Else write" if hint == _EVENT else ""
            raise refusal(reason.format(match[0]), f"{own}{hint.removeprefix('Write')}" if own else hint)
