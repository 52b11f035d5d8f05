"""Words of the events that terms count from, by language: what stands before them, their articles and their names."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["ARTICLES", "EVENT_OF", "name_events"]

EVENT_OF = {
    "RECEIPT": "receipt",
    "GOODS": "goods receipt",
    "SERVICE": "service",
    "ORDER": "order",
    "STATEMENT": "statement",
    "LADING": "bill of lading",
    "APPROVAL": "approval",
    "POSTING": "posting",
    "INVOICE": "invoice",
}
"""The event of each concept, as `ANCHORS` names it; where two fit, the first is tried first."""

_ARTICLES = {
    "en": "the|a|an|our|your|each|valid|supplier's|vendor's",
    "de": "der|dem|des|den|die|das|einer|eines|ihrer|unserer|ordnungsgemäßen|vollständigen",
    "fr": "la|le|les|l'|votre|notre|une",
    "it": "la|il|lo|l'|della|vostra",
    "es": "la|el|los|las|su",
    "nl": "de|het|uw|onze|een",
    "pt": "a|o|as|os",
    "pl": "dnia|daty",
}
_ALIKE = {"es": ("pt",), "pt": ("es",), "en": ("fr", "nl"), "fr": ("en",)}  # languages that share names of events
ARTICLES = "|".join(sorted({a for words in _ARTICLES.values() for a in words.split("|")}, key=len, reverse=True))
_AFTER = {
    "en": (
        "from|after|following|of|since|as (?:of|from)|counting from|calculated from|starting (?:on|from|with)"
        "|beginning (?:on|from|with)|post"
    ),
    "de": "nach|ab|seit|vom|von|gerechnet (?:ab|vom)|beginnend (?:mit|ab)|des",
    "fr": "à (?:compter|partir|dater) (?:de|du|des|d')|après|dès|suivant|depuis|de|d'|du",
    "it": "da|dal|dalla|dall'|dopo|a (?:partire|decorrere|contare) (?:da|dal|dalla|dall')|decorrenza|di|della|del",
    "es": "desde|a (?:partir|contar|computar) (?:de|del|desde)|contados desde|tras|despu[ée]s (?:de|del)|siguientes a|de|del",
    "nl": "na|vanaf|te rekenen vanaf|gerekend vanaf|volgend op|van",
    "pt": "ap[óo]s|a (?:partir|contar) (?:da|do|de)|contados (?:da|do|de)|depois (?:da|do|de)|desde|da|do|de",
    "pl": "od|po|licząc od|liczone od|liczony od|od momentu",
}
_AT = {
    "en": "on|upon|at|against|with",
    "de": "bei|mit|gegen|zum|zur",
    "fr": "à|lors de|au|contre",
    "it": "a|al|alla|all'|contro",
    "es": "a|al|con|contra|en",
    "nl": "bij|op|tegen",
    "pt": "na|no|com|à|ao|contra",
    "pl": "przy|w dniu|na|w momencie",
}
_NAMES: dict[str, dict[str, str]] = {
    "en": {
        "RECEIPT": (
            r"(?:date of )?receipt of (?:(?:an?|the|your|our|valid|correct|proper|undisputed|supplier's) )*(?:invoices?"
            r"|bill)(?: date)?|invoice receipt(?: date)?|(?:date of )?invoice received|receipt(?: date)?(?! of)"
            r"|receiving (?:(?:an?|the|your|our) )?invoice|invoice (?:is|was|has been) received"
        ),
        "GOODS": (
            r"(?:date of )?(?:the )?(?:receipt|delivery) of (?:(?:the|all) )?(?:goods|merchandise|materials?|products?"
            r"|items)|goods receipt(?: date)?|(?:date of )?(?:the )?delivery(?: date)?|receipt and acceptance of goods"
            r"|goods (?:being |are |have been |were )?received|proof of delivery|rog"
        ),
        "SERVICE": (
            r"(?:date of )?(?:completion|performance|rendering|provision|delivery) of (?:the )?services?|services? (?:date"
            r"|rendered|performed|performance|completion|provided)|date of (?:the )?services?|service(?! fait)"
        ),
        "ORDER": (
            r"(?:date of )?(?:placing |placement of )?(?:an? |the )?(?:purchase )?order(?: date)?(?! confirmation)|po date"
            r"|signing of order"
        ),
        "STATEMENT": r"(?:date of )?(?:the )?(?:monthly )?statement(?: date)?",
        "LADING": r"(?:date of )?(?:the )?(?:bill of lading|b/l|bl\b)(?: date)?",
        "APPROVAL": r"(?:date of )?(?:the )?(?:invoice )?approval(?: of (?:the )?invoice)?(?: date)?",
        "POSTING": r"posting(?: date)?",
        "INVOICE": (
            r"(?:date of )?(?:the )?(?:(?:supplier|vendor)'?s? )?(?:tax )?(?:invoices?|bill)(?: issue)?(?: date)?"
            r"|invoice date|date of (?:issue|invoicing|billing)(?: of (?:the )?invoice)?|(?:invoice )?issu(?:e"
            r"|ance)(?: date)?(?: of (?:the )?invoice)?|invoicing(?: date)?|billing(?: date)?"
        ),
    },
    "de": {
        "RECEIPT": (
            r"(?:erhalt|eingang|zugang|empfang) (?:(?:der|ihrer|unserer|einer|ordnungsgemäßen|prüffähigen"
            r"|vollständigen) )+rechnung|rechnungs-?(?:erhalt|eingang|empfang|zugang)"
        ),
        "GOODS": (
            r"(?:erhalt|eingang|empfang|lieferung|anlieferung|übergabe) (?:(?:der|des|von) )?(?:ware[n]?|lieferung|güter"
            r"|produkte|materials)|waren-?(?:eingang|erhalt|empfang|lieferung|übergabe|annahme)|(?:an|ab|aus)?lieferung"
            r"|lieferdatum|liefertermin"
        ),
        "SERVICE": (
            r"leistungs(?:erbringung|datum|abschluss|ende)|(?:erbringung|abschluss|ausführung"
            r"|ende) der (?:dienst)?leistung(?:en)?|(?:dienst)?leistung"
        ),
        "ORDER": r"bestell(?:ung|datum)|auftrags(?:erteilung|eingang|datum|vergabe)|auftrag",
        "LADING": r"konnossement(?:sdatum)?|b/l(?:-datum)?",
        "APPROVAL": r"(?:rechnungs)?freigabe(?: der rechnung)?",
        "INVOICE": (
            r"rechnungs-?(?:datum|stellung|legung|ausgang|ausstellung|erstellung)|ausstellung(?:sdatum)?(?: der rechnung)?"
            r"|datum der rechnung|faktura(?:datum)?|fakturierung|fakturadatum|re\.?-?datum|rg\.?-?datum|rechnung"
        ),
    },
    "fr": {
        "RECEIPT": r"(?:(?:la )?date de )?(?:la )?r[ée]ception (?:de |d'une )?(?:la |votre |cette )?facture|r[ée]ception(?! (?:de|du|des))",
        "GOODS": (
            r"(?:(?:la )?date de )?(?:la )?(?:livraison|r[ée]ception (?:de |des |de la |du )(?:la )?(?:marchandises?"
            r"|matériel|produits?|commande|biens))(?: (?:de la |des |de )?(?:marchandises?|produits?))?"
        ),
        "SERVICE": (
            r"service fait|(?:la )?(?:exécution|réalisation|achèvement|fin) (?:de la |des |de |du )(?:prestations?|services?"
            r"|travaux)|prestation|constatation du service fait"
        ),
        "ORDER": r"(?:(?:la )?date de )?(?:la )?commande",
        "LADING": r"(?:la date (?:de|du) )?connaissement|b/l",
        "INVOICE": (
            r"(?:(?:la )?date (?:de |d'))?(?:la |l')?(?:factures?|facturation|émission(?: (?:de la |de )?facture)?"
            r"|établissement de la facture)"
        ),
    },
    "it": {
        "RECEIPT": r"(?:data )?(?:di )?(?:ricevimento|ricezione)(?: della| vostra| di)* (?:fattura|fatt\b\.?)",
        "GOODS": (
            r"(?:data )?(?:di )?(?:(?:ricevimento|ricezione|arrivo|consegna|ritiro)(?: della| delle| dei| del)? (?:merc[ei]"
            r"|beni|materiale|prodotti)|consegna)"
        ),
        "SERVICE": r"(?:esecuzione|completamento|fine|data)(?: del| della| dei| delle)? (?:servizi[o]?|prestazion[ei]|lavori)|prestazione",
        "ORDER": r"(?:data )?(?:di )?ordine",
        "INVOICE": r"(?:data )?(?:di )?(?:della )?(?:fattura|fatt\b\.?|ft\b\.?|fatturazione|emissione(?: della)?(?: fattura)?)|d ?f\b|df\b",
    },
    "es": {
        "RECEIPT": r"(?:la )?(?:fecha (?:de )?)?(?:la )?recepci[óo]n (?:de )?(?:la |su |nuestra )?(?:factura|fra\b\.?)",
        "GOODS": (
            r"(?:la )?(?:fecha (?:de )?)?(?:la )?(?:entrega|recepci[óo]n)(?: (?:de |del )(?:la |las |los )?(?:mercanc[íi]as?"
            r"|mercader[íi]as?|material|bienes|productos?|g[ée]nero|pedido))|(?:la )?(?:fecha (?:de )?)?(?:la )?entrega"
        ),
        "SERVICE": r"(?:la )?(?:prestaci[óo]n|realizaci[óo]n|finalizaci[óo]n|ejecuci[óo]n) (?:del?|de los) servicios?",
        "ORDER": r"(?:la )?(?:fecha (?:de|del) )?pedido|orden de compra",
        "INVOICE": (
            r"(?:la )?(?:fecha (?:de )?)?(?:la )?(?:factura|fra\b\.?|facturaci[óo]n|emisi[óo]n(?: de (?:la )?factura)?"
            r"|expedici[óo]n(?: de la factura)?)|ff\b"
        ),
    },
    "nl": {
        "RECEIPT": (
            r"(?:de )?(?:datum )?(?:van )?ontvangst (?:van )?(?:de |uw |onze )?factuur|factuurontvangst"
            r"|ontvangst(?! (?:van )?(?:de )?(?:goederen|zending|producten))"
        ),
        "GOODS": (
            r"(?:de )?(?:(?:datum )?(?:van )?(?:af)?levering(?:sdatum)?|leverdatum|goederenontvangst"
            r"|ontvangst (?:van )?(?:de )?(?:goederen|zending|producten|bestelling))(?: van de goederen)?"
        ),
        "SERVICE": r"(?:uitvoering|voltooiing|afronding) van de (?:diensten?|werkzaamheden)",
        "ORDER": r"opdracht(?:bevestiging)?(?!bevestiging)|bestelling|besteldatum|order(?:datum)?",
        "INVOICE": r"factuur-?(?:datum|datering)?|(?:de )?datum (?:van )?(?:de )?factuur|factur(?:atie|ering)"
        r"|dagtekening(?: (?:van )?(?:de )?factuur)?",
    },
    "pt": {
        "RECEIPT": r"(?:data (?:de |da |do )?)?(?:rece[pç]?[çc][ãa]o|recebimento) (?:da |de )(?:fatura|factura|nota(?: fiscal)?|nf)",
        "GOODS": (
            r"(?:data (?:de |da |do )?)?(?:entrega|(?:rece[pç]?[çc][ãa]o|recebimento) (?:da |das |dos |de "
            r"|do )(?:mercadorias?|produtos?|material|bens|encomenda))(?: (?:da |das |dos )(?:mercadorias?|produtos?"
            r"|encomenda))?"
        ),
        "SERVICE": r"(?:data (?:de |da |do )?)?(?:prestação|execução|conclusão) (?:do|dos) serviços?",
        "ORDER": r"(?:data (?:de |da |do )?)?(?:encomenda|pedido)",
        "INVOICE": (
            r"(?:data (?:de |da )?)?(?:emiss[ãa]o(?: da (?:fatura|factura|nota(?: fiscal)?|nf))?|faturação|faturamento"
            r"|facturação|fatura|factura|nota fiscal|nf)"
        ),
    },
    "pl": {
        "RECEIPT": r"(?:daty )?(?:otrzymani[au]|doręczeni[au]|wpływu|wpłynięcia|wpłynięciu) (?:prawidłowo wystawionej )?faktury",
        "GOODS": (
            r"(?:daty )?(?:dostaw(?:y|ie)|odbior(?:u|ze)(?: towaru)?|(?:otrzymani[au]|dostarczeni[au]) (?:towaru|towarów"
            r"|dostawy)|dostarczeni[au])(?: towarów?| towaru)?"
        ),
        "SERVICE": r"(?:daty )?(?:wykonani[au]|zakończeni[au]) (?:usługi|usług)",
        "ORDER": r"(?:daty )?(?:złożeni[au] )?zamówieni[au]",
        "INVOICE": r"(?:daty )?(?:wystawieni[au])(?: faktury)?|(?:daty )?(?:faktury|fakturowania)|data wystawienia",
    },
}


def _names(event: str) -> re.Pattern[str]:
    groups = "|".join(f"(?P<{language}>{names[event]})(?!\\w)" for language, names in reversed(_NAMES.items()) if event in names)
    return re.compile(rf"(?<!\w)(?:{groups})(?!\w)")


@cache
def _patterns() -> tuple[list[tuple[str, re.Pattern[str]]], re.Pattern[str]]:
    """The names of each event, and what stands before one."""
    before = "|".join(f"(?:{words})" for words in (*_AFTER.values(), *_AT.values()))
    start = rf"(?<!\w)(?P<before>{before})(?:\s+|(?<='))(?:(?:{ARTICLES})(?:\s+|(?<='))){{0,3}}"
    return [(event, _names(event)) for event in EVENT_OF], re.compile(rf"{start}\s*(?P<event>{'|'.join(EVENT_OF)})_(?P<language>[a-z]+)")


@cache
def _known(before: str, language: str) -> str:
    """Whether some words count from an event or stand for its day, first in its own language, then in any."""
    order = [language, *(_ALIKE.get(language, ())), *(k for k in _AFTER if k != language)]
    for key in order:
        if re.fullmatch(_AFTER[key], before):
            return "FROM "
        if re.fullmatch(_AT[key], before):
            return "AT "
    return ""


def name_events(text: str) -> str:
    """Lower-case words with the names of events as concepts, and what stands before them."""
    names, before = _patterns()
    for event, pattern in names:
        text = pattern.sub(lambda m, event=event: f" {event}_{m.lastgroup} ", text)  # type: ignore[misc]
    text = before.sub(lambda m: f" {_known(m['before'], m['language'])}{m['event']} ", text)
    return re.sub(rf"({'|'.join(EVENT_OF)})_[a-z]+", r"\1", text)
