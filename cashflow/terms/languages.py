"""Trade words of other languages put into the English ones that the grammar reads; numbers and order stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["translate"]

_AND = r"(?: (?:y|e|et|und|en) |/|, )"


def _days_of_month(match: re.Match[str]) -> str:
    return "payment on " + " and ".join(re.findall(r"\d+", match[0]))


_WORDS: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    # dates written with dots, German first
    (
        r"(?:bis(?: zum)?|(?:fällig )?zum|spätestens am) (\d{1,2})\.(\d{1,2})\.(\d{4})",
        lambda m: f"on {m[3]}-{int(m[2]):02d}-{int(m[1]):02d}",
    ),
    # German
    (
        r"(?:bei zahlung(?:en)? )?\b(?:innerhalb(?: von)?|binnen) (\d{1,3}) tagen?,? (?:mit |abzüglich )?(\d{1,2}(?:\.\d+)?) ?% skonto",
        r"\2% discount \1 days",
    ),
    (r"\b(?:zahlbar|fällig|faellig)\b,? ?", ""),
    (r"\b(?:sofort|umgehend)(?: nach erhalt)?(?:,? (?:ohne abzug|rein netto|netto(?: kasse)?))?", "now"),
    (r"\b(?:ohne abzug|rein netto|netto(?: kasse)?)\b", "net"),
    (r"\b(?:bei zahlung(?:en)?|zahlung|abzüglich|abzgl\.?|mit)\b ?", ""),
    (r"\b(?:innerhalb(?: von)?|binnen) ", "within "),
    (r"\btage?n?\b", "days"),
    (r"\bwochen?\b", "weeks"),
    (r"\bmonate?n?\b", "months"),
    (r"\bskonto\b", "discount"),
    (r"\bnach (?:erhalt der rechnung|rechnungserhalt|rechnungseingang|eingang der rechnung)", "from receipt"),
    (r" ?\b(?:nach|ab) (?:rechnungsdatum|rechnungsstellung|rechnungslegung)", ""),
    (r"\b(?:nach|ab) (?:lieferung|wareneingang|warenerhalt|erhalt der ware)", "from goods receipt"),
    (r"\b(?:zum |bis )?(?:monatsende|ende des monats|ultimo)\b", "eom"),
    (r"\bbei lieferung\b", "on delivery"),
    (r"\bbei (?:bestellung|auftragserteilung)\b", "on order"),
    (r"\b(?:der )?restbetrag\b|\brest\b", "rest"),
    # Spanish and Portuguese, before French and Italian share their letters
    (rf"\b(?:pagos?|d[ií]as? de pago)(?: (?:los|el|d[ií]as?))* \d{{1,2}}(?:{_AND}\d{{1,2}})*", _days_of_month),
    (r"\bd[ií]as?\b", "days"),
    (r" ?\b(?:(?:de )?fecha (?:de )?factura|data da fatura|(?<!\.)f\.f\b\.?)", ""),
    (r"\b(?:fin de mes|final de mes|fim do mês|fim de mês)\b", "eom"),
    (r"\b(?:al contado|contado|à vista|a la vista)\b", "now"),
    (r"\b(?:de )?(?:descuento|dto\.?|desconto)\b", "discount"),
    (r"\bcon el pedido\b", "on order"),
    (r"\ba la entrega\b", "on delivery"),
    (r"\bmes(?:es)\b", "months"),
    # French
    (r"\b(?:jours?|jrs?)\b|(?<=\d)j\b|(?<=\d )j\b", "days"),
    (r"\b(?:fin de mois|fdm)\b", "eom"),
    (r"\ble (\d{1,2})(?:er)? du mois suivant", r"\1th of next month"),
    (r"\ble (\d{1,2})(?:er)?\b", r"on the \1th"),
    (r"\bmois\b", "months"),
    (r"\bnets\b", "net"),
    (r" ?\b(?:à compter de la |de la )?date (?:de |d')?(?:facture|facturation|émission)(?: de la facture)?", ""),
    (r"(?:\bà|\ba) r[ée]ception(?: de (?:la )?facture)?|\b(?:au )?comptant\b", "now"),
    (r"(?:\bà|\ba) la commande\b", "on order"),
    (r"(?:\bà|\ba) la livraison\b", "on delivery"),
    (r"\bescompte\b", "discount"),
    (r"\b(?:sous|dans les) ", "within "),
    (r"\b(?:le )?solde\b", "rest"),
    # Italian
    (r"\b(?:giorni|gg)\b\.?", "days"),
    (r"\bd\.? ?f\.? ?f\.? ?m\b\.?|\bdata fattura fine mese\b|\bfine mese(?: data fattura)?\b|\bf\.?m\b\.?", "eom"),
    (r" ?\bdata fattura\b| ?\bd\.?f\b\.?", ""),
    (r"\b(?:vista fattura|rimessa diretta|a vista|contanti)\b", "now"),
    (r"\bmesi\b", "months"),
    (r"\bsconto\b", "discount"),
    (r"\bentro ", "within "),
    (r"\ball'ordine\b", "on order"),
    (r"\balla consegna\b", "on delivery"),
    (r"\b(?:a )?saldo\b|\bresto\b", "rest"),
    # Dutch
    (r"\bdagen\b", "days"),
    (r"\b(?:einde maand|eind van de maand)\b", "eom"),
    (r" ?\bna factuurdatum\b", ""),
    (r"\bmaand(?:en)?\b", "months"),
    (r"\bkorting\b", "discount"),
    (r"\bcontant\b", "now"),
    # what is left of "à 60 jours", "a 60 días"
    (r"(?<![a-z])(?:à|a) (?=\d)", ""),
]
_PATTERNS = [(re.compile(pattern), words) for pattern, words in _WORDS]


def translate(text: str) -> str:
    """Lower-case text of a term with the trade words of German, French, Italian, Spanish and Dutch in English."""
    for pattern, words in _PATTERNS:
        text = pattern.sub(words, text)
    return " ".join(text.replace(" ,", ",").split()).strip(" ,")
