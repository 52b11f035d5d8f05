"""Events of the user's own (arrival, shipment, acceptance …): a text counts from one only where it is declared.

The grammar knows no such event: an event that it knows, and that the text does not name, stands in for it while the text is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from attrs import evolve

from cashflow.basics.door import names_of
from cashflow.basics.errors import AmbiguousTermsError, InputError, UnknownTermsError
from cashflow.basics.toml_values import toml_key
from cashflow.terms.ambiguous import ambiguous
from cashflow.terms.anchors import ANCHORS, OwnEvent
from cashflow.terms.discount import Discount
from cashflow.terms.model import Installment, PaymentTerms

__all__ = ["event_line", "events_of", "from_own_events"]

Read = tuple[PaymentTerms, tuple[str, ...]]
"""Terms, and what was ignored."""

_EVENT_WORDS: Mapping[str, str] = {
    "arrival": r"arrival|ankunft|arrivée|arrivo|llegada|aankomst|przybyci[au]|chegada",
    "shipment": (
        r"shipment|shipping|dispatch|versand|verschiffung|abgang|expédition|envoi|spedizione|env[íi]o|embarque|despacho|verzending"
        r"|verscheping|expedição|wysył(?:ki|ce)"
    ),
    "acceptance": (
        r"(?:final )?acceptance|abnahme|annahme|acceptation|accettazione|collaudo|aceptaci[óo]n|acceptatie|oplevering|aceitação|akceptacji"
    ),
    "completion": r"completion|fertigstellung|achèvement|ultimazione|finalizaci[óo]n|conclusão|zakończeni[au]",
    "letter of credit": (
        r"letters? of credit|l/c|lc|akkreditiv|lettre de crédit|lettera di credito|carta de crédito|accreditief|akredytyw[yaą]"
    ),
    "sight": r"sight|sichtwechsel|sicht|vue|vista",
    "order confirmation": r"order confirmation|auftragsbestätigung|conferma d'ordine|confirmación de pedido|orderbevestiging",
    "contract": r"(?:contract signing|signing of (?:the )?contract|contract|vertragsabschluss|signature du contrat)",
    "installation": r"installation|inbetriebnahme|mise en service|instalación|installazione",
}
"""Events that people declare, with their words in eight languages, as patterns; others go by their own name."""
_OF = r"(?: (?:of|der|des|de la|de l'|du|des|della|delle|del|de|van de|van het|da|do|das) ?(?:the )?(?:goods|ware|lieferung|vessel|navire"
_OF += r"|marchandises?|merc[ei]|mercanc[íi]as?|goederen|mercadorias?|towaru|shipment|work|works|services?|nave|buque|schip)| towaru)?"
_STAND_INS = ("posting", "approval", "statement")
_NAME = re.compile(r"[^\W\d_][\w /'-]{0,39}")


def events_of(names: Collection[str]) -> tuple[OwnEvent, ...]:
    """Declared names, checked: none that the grammar has already, or that is not a name."""
    out = []
    for name in names_of([*names] if isinstance(names, Mapping) else names, "events"):
        words = " ".join(str(name).replace("_", " ").lower().split())
        if words in ANCHORS or not _NAME.fullmatch(words):
            reason = (
                "is an event that terms know already; its column has the name in docs/terms.md"
                if words in ANCHORS
                else "is not a name of an event"
            )
            raise InputError(reason, column="events", value=name, hint='Write [terms.events] and below it arrival = "arrival_date"')
        out.append(OwnEvent(words))
    return tuple(out)


def event_line(event: str) -> str:
    """What to type where terms count from an event that is not declared, in any language."""
    name = next((known for known, words in _EVENT_WORDS.items() if re.fullmatch(words, event)), event)
    return f'If a column holds its day, type under [terms.events]: {toml_key(name)} = "{name.replace(" ", "_")}_date", that column\'s name'


def from_own_events(text: str, events: Collection[str], read: Callable[[str], Read]) -> Read | None:
    """Terms of a text that counts from a declared event, and what was ignored, as `read` reads them; `None` where it doesn't."""
    words, named = _with_stand_ins(text, events_of(events))
    if not named:
        return None
    try:
        terms, notes = read(words)
    except AmbiguousTermsError as several:
        raise ambiguous(text, [(None if n == str(t) else n, _own_terms(t, named)) for n, t in several.readings]) from None
    except UnknownTermsError:
        return None  # refused in its own words
    own = _own_terms(terms, named)
    return None if own == terms else (own, notes)


def _with_stand_ins(text: str, events: Collection[OwnEvent]) -> tuple[str, dict[str, OwnEvent]]:
    """The text with known events in the places of declared ones, and which is which."""
    named: dict[str, OwnEvent] = {}
    out = text
    free = [s for s in _STAND_INS if s not in text.lower()]
    for event in events:
        words = _EVENT_WORDS.get(event, re.escape(event))
        of = rf"(?:(?:date|datum|data|fecha) (?:of|der|des|della|de|di|da|van) (?:the |la )?)?(?:{words})(?:datum| date)?{_OF}"
        found = re.compile(rf"(?<!\w)(?:{of})(?!\w)", re.IGNORECASE)
        if free and found.search(out):
            named[free[0]] = event
            out = found.sub(free.pop(0), out)
    return out, named


def _own_terms(terms: PaymentTerms, named: Mapping[str, OwnEvent]) -> PaymentTerms:
    """Terms with the declared events in the places of those that stood in for them."""

    def own(part: Installment) -> Installment:
        return evolve(part, anchor=named.get(part.anchor, part.anchor))

    def off(discount: Discount) -> Discount:
        return evolve(discount, anchor=named.get(discount.anchor, discount.anchor))

    return evolve(terms, installments=tuple(map(own, terms.installments)), discounts=tuple(map(off, terms.discounts)))
