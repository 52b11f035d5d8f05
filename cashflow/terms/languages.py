"""Trade words of other languages put into the English ones that the grammar reads; numbers and order stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache

__all__ = ["translate"]

_AND = r"(?: (?:y|e|et|und|en) |/|, )"
_MONTHS = (
    "jan|janvier|gennaio|enero",
    "feb|février|febbraio|febrero",
    "mär|mar|mars|marzo",
    "apr|avril|aprile|abril",
    "mai|may|maggio|mayo",
    "jun|juin|giugno|junio",
    "jul|juillet|luglio|julio",
    "aug|août|agosto",
    "sep|septembre|settembre|septiembre",
    "okt|oct|octobre|ottobre|octubre",
    "nov|novembre|noviembre",
    "dez|dec|décembre|dicembre|diciembre",
)
_ENDING = r"(?:uar|ruar|z|il|i|e|y|ust|tember|ober|ember|uary|ruary|ch)?"
_MONTH = rf"(?P<month>(?:{'|'.join(_MONTHS)}){_ENDING})"
_NUMBERS = {
    "one|ein|eine|einen|einem|un|une|uno|una": 1,
    "two|zwei|deux|due(?= (?:mesi|settimane))|dos": 2,
    "three|drei|trois|tre|tres": 3,
    "four|vier|quatre|quattro|cuatro": 4,
    "six|sechs|sei|seis": 6,
    "seven|sieben|sept|sette|siete": 7,
    "ten|zehn|dix|dieci|diez": 10,
    "fourteen|vierzehn": 14,
    "fifteen|fünfzehn|quinze|quindici|quince": 15,
    "thirty|dreißig|trente|trenta|treinta": 30,
    "forty-five": 45,
    "sixty|sechzig|soixante|sessanta|sesenta": 60,
    "ninety|neunzig|novanta|noventa": 90,
}
_UNIT = r"(?:days?|tagen?|jours?|giorni|d[ií]as|weeks?|wochen?|semaines?|settiman[ae]|semanas?|months?|monate?n?|mois|mes[ei]?|meses)"
_MEANS = (
    r"bank transfer|wire(?: transfer)?|ach|che(?:que|ck)|direct debit|(?:sepa-)?lastschrift|überweisung"
    r"|virement(?: bancaire)?|lcr|traite|chèque|prélèvement|bonifico(?: bancario)?|b\.?b\.?|ri\.?ba\.?|r\.?b\.?|ricevuta bancaria"
    r"|rimessa diretta|giro|pagar[ée]|recibo|transferencia(?: bancaria)?|domiciliaci[óo]n|letra"
)
_MOST_OFF = 20  # per cent of a discount, which 2+10+30 may begin with
_DEPOSIT = r"(?:deposit|down ?payment|anzahlung|acompte|anticipo|acconto|advance(?: payment)?)"


def _parts(added: str) -> str:
    """Days of parts that are added up, 30+60+90, as they are written elsewhere; others stay as they are."""
    days = [int(d) for d in added.split("+")]
    return "/".join(str(d) for d in days) if days == sorted(set(days)) and days[0] > _MOST_OFF else added


def _iso(match: re.Match[str]) -> str:
    """A date of digits or with a month's name; where day and month could change places it stays as it is."""
    day, month, year = match["day"], match["month"], match["year"]
    if month.isdigit() and "." not in match[0]:
        if int(day) <= 12 < int(month) <= 31:
            day, month = month, day
        if int(day) == int(month) <= 12:
            return f"{year}-{int(month):02d}-{int(day):02d}"
    number = (
        int(month) if month.isdigit() else 1 + next(i for i, names in enumerate(_MONTHS) if re.fullmatch(f"(?:{names}){_ENDING}", month))
    )
    slashes = bool(re.search("[/-]", match[0])) and int(day) <= 12
    return match[0] if slashes or number > 12 or int(day) > 31 else f"{year}-{number:02d}-{int(day):02d}"


def _fractions(match: re.Match[str]) -> str:
    """Parts like "1/3 on order, 1/3 on delivery, 1/3 net 30", if they make one whole."""
    parts = [(int(a), int(b)) for a, b in re.findall(r"(?:^|, ?)(\d)/(\d) ", match[0])]
    whole = all(b for _, b in parts) and sum((Fraction(a, b) for a, b in parts), Fraction(0)) == 1
    return re.sub(r"(^|, ?)(\d/\d) (?!of it)", r"\1\2 of it ", match[0]) if whole else match[0]


def _days_of_month(match: re.Match[str]) -> str:
    return "payment on " + " and ".join(re.findall(r"\d+", match[0]))


_WORDS: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    # dates, numbers in words, parts as fractions
    (r"(?<![\d/-])(?P<day>\d{1,2})(?P<by>[./-])(?P<month>\d{1,2})(?P=by)(?P<year>\d{4})(?![\d/-])", _iso),
    (
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|er|st|nd|rd|th)? (?:de )?{_MONTH} (?:de )?(?P<year>\d{{4}})(?!\d)",
        _iso,
    ),
    (rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?, (?P<year>\d{{4}})(?!\d)", _iso),
    (
        r"(?:^|(?<= ))(?:bis(?: spätestens)?(?: zum)?|(?:fällig )?(?:am|zum)|spätestens am|(?:au plus tard )?le"
        r"|entro il|antes del|due|due on|due by) (?=\d{4}-\d\d-\d\d)",
        "on ",
    ),
    (r"^(?=\d{4}-\d\d-\d\d$)", "on "),
    *((rf"(?<!of )\b(?:{words})(?= {_UNIT}\b)", str(number)) for words, number in _NUMBERS.items()),
    (r"\bnet (thirty|sixty|ninety)\b", lambda m: f"net {_NUMBERS[next(k for k in _NUMBERS if k.startswith(m[1]))]}"),
    (r"^\d/\d [^,]{1,200}(?:, ?\d/\d [^,]{1,200})+$", _fractions),
    (r"^(\d{1,3}(?:, \d{1,3})*),? (?:and|y|e|et|und|en) (?=\d{1,3} )", lambda m: f"{m[1].replace(', ', '/')}/"),
    (r"^(\d{2,3})-(\d{2,3})-(\d{2,3})(?= |$)", lambda m: m[0] if max(map(int, m.groups())) < 32 else m[0].replace("-", "/")),
    # how it is paid says nothing of when
    (r"^(?:payment |zahlungs)?(?:terms|bedingungen|conditions)(?: of payment)?: ?|^(?:zahlungsziel|zahlungsbedingung(?:en)?):? ", ""),
    (rf"^(?:by |per |par |via |mit )?(?:{_MEANS})(?:[,:] ?| )(?=(?:à |a |de )?\d|vista|anticipato|à r|fin|end|net)", ""),
    # parts paid first
    (rf"(\d ?%) ?(?:d'|de |di |en )?{_DEPOSIT}(?=,|$| ?\+)", r"\1 now"),
    (rf"(\d ?%) ?(?:d'|de |di |en )?{_DEPOSIT} (?=[a-zà]|\d)", r"\1 "),
    (rf"^(?:{_DEPOSIT}) (?:de |di |von )?(\d{{1,2}} ?%)(?=,)", r"\1 now"),
    # English
    (r"\bnett\b", "net"),
    (r"\bstrictly (?:net )?", ""),
    (r"\bcalendar days\b", "days"),
    (r"^net cash$|^netto kasse$", "now"),
    (r"^pre-payment$|^(?:per )?vor(?:aus)?kasse$|^bar(?:zahlung)?$", "now"),
    (r"\bcash before (?:shipment|delivery)\b|^cbs$", "cash in advance"),
    (
        r"^(?:the )?(?:payment |invoice |amount )?(?:is )?(?:due|payable|payment)(?: and payable)? "
        r"(?=in \d|within |by |on the |on \d|net |at \d|\d)",
        "",
    ),
    (r"^(?:in|at) (?=\d)", "within "),
    (r"\bon receipt of (?:the |your )?invoice\b", "on receipt"),
    (r"(?<=days) (?:date of invoice|invoice date)\b", ""),
    (r"(?<=days) b/?l\b", " from bill of lading"),
    (r"\bor (?=\d{1,2}(?:\.\d+)? ?%)|\boder (?=innerhalb|binnen|\d)", ", "),
    (
        r"^(\d{1,2}(?:\.\d+)? ?[/%] ?\d{1,3}(?: days)?) (?:from|after) (?:the )?(?:invoice date|date of (?:the )?invoice|invoice)(?=[ ,])",
        r"\1",
    ),
    # German
    (
        r"^(?:wir (?:möchten|dürfen) sie bitten|wir bitten sie),? (?:(?:den|die) (?:betrag|summe|rechnung|\w+(?:betrag|summe|gebühr)) )?",
        "",
    ),
    (r" unter angabe (?:der|ihrer) \w*nummer(?: [\w/.-]*\d[\w/.-]*)?(?= |$)", ""),
    (r" zu (?:überweisen|bezahlen|zahlen|begleichen)\b\.?$", ""),
    (r"^bitte (?:überweisen|zahlen) sie (?:bitte )?(?:(?:den|die) (?:gesamt|rechnungs|zahl)?(?:betrag|summe) )?", ""),
    (
        r" auf (?:(?:das|unser|mein) )?(?:(?:unten|oben) ?)?(?:(?:stehende|aufgeführte|genannte|angegebene)s? )?(?:bank)?konto\b",
        "",
    ),
    (r" bei uns (?:eingehend|eingegangen)\b", ""),
    (r"\b(?:(?:bis )?zum |bis |am )?(\d{1,2})\. des (?:folge|nächsten )monats\b", r"\1th of next month"),
    (r"\b(?:zum |bis |bis zum )?(?:ende|ultimo|letzten) des (?:folge|nächsten )monats\b", "end of next month"),
    (r"(?:^|(?<= ))(?:bis zum|bis|zum|am) (\d{1,2})(?:\.(?=[ ,])|(?<!bis \d)(?<!bis \d\d)\.?$)", r"on the \1th"),
    (r"(?<=% )(\d{1,2})\.(?=,)", r"\1th"),
    (r"\b(?:kalender)tagen?\b", "days"),
    (r"\b(?:bank)?arbeitstagen?\b", "business days"),
    (r"\b(?:per )?nachnahme\b", "on delivery"),
    (
        r"(?:bei zahlung(?:en)? )?\b(?:innerhalb(?: von)?|binnen) (\d{1,3}) tagen?,? (?:mit |abzüglich )?(\d{1,2}(?:\.\d+)?) ?% skonto",
        r"\2% discount \1 days",
    ),
    (r"\b(?:zahlbar|fällig|faellig)\b,? ?", ""),
    (r"\b(?:sofort|umgehend)(?: nach erhalt)?(?:,? (?:ohne ab(?:zug|schlag)|rein netto|netto(?: kasse)?))?", "now"),
    (r"\b(?:ohne ab(?:zug|schlag)|rein netto|netto(?: kasse)?)\b", "net"),
    (r"\b(?:bei zahlung(?:en)?|zahlung|abzüglich|abzgl\.?|mit)\b ?", ""),
    (r"\b(?:innerhalb(?: von)?|binnen|innert) ", "within "),
    (r"\btage?n?\b", "days"),
    (r"\bwochen?\b", "weeks"),
    (r"\bmonate?n?\b", "months"),
    (r"\bskonto\b", "discount"),
    (r"\bnach (?:erhalt(?: der rechnung)?\b|rechnungserhalt|rechnungseingang|eingang der rechnung)", "from receipt"),
    (r" ?\b(?:nach|ab) (?:rechnungsdatum|rechnungsstellung|rechnungslegung)", ""),
    (r"\b(?:nach|ab) (?:lieferung|wareneingang|warenerhalt|erhalt der ware)", "from goods receipt"),
    (r"\b(?:zum |bis )?(?:monatsende|ende des monats|ultimo)\b", "eom"),
    (r"\bbei lieferung\b", "on delivery"),
    (r"\bbei (?:bestellung|auftragserteilung)\b", "on order"),
    (r"\b(?:der )?restbetrag\b|\brest\b", "rest"),
    # Spanish and Portuguese, before French and Italian share their letters
    (r"\b(?:pago|pagamento|bonifico|paiement) (?:por )?anticip(?:ado|ato|é)\b|^anticip(?:ado|ato)$|^in?mm?ediato$", "now"),
    (r"\bpago (?=al contado)|\bpaiement (?=à |comptant|sous|dans|\d)|\bpagamento (?=a |entro|\d)|^(?:a )?vencimiento (?:a )?(?=\d)", ""),
    (r"\b(?:contra reembolso|contrassegno)\b", "on delivery"),
    (r"(?<=\d) ?d\.?f\.?f\b\.?(?! ?m)", " days"),
    (r"(?<=\d) d[ií]as? (?:desde la |de la |a la )?(?:fecha (?:de )?)?recepci[óo]n(?: de (?:la )?)?(?: ?factura)?", " days from receipt"),
    (r"\ba la recepci[óo]n(?: de (?:la )?factura)?", "now"),
    (r"\b(?:el )?d[ií]a (\d{1,2}) del mes siguiente", r"\1th of next month"),
    (r"\bfin(?:al)? del mes siguiente", "end of next month"),
    (r"\bel (?:d[ií]a )?(\d{1,2})\b(?! ?%|[/.-]\d)", r"on the \1th"),
    (r"\bnetos?\b", "net"),
    (r"\b(?:por )?pronto pago\b|\bp\.p\.(?= )", ""),
    (rf"\b(?:pagos?|d[ií]as? de pago)(?: (?:los|el|d[ií]as?))* \d{{1,2}}(?:{_AND}\d{{1,2}})*", _days_of_month),
    (r"\bd[ií]as?\b", "days"),
    (r" ?\b(?:(?:de )?fecha (?:de )?(?:factura|fra\b\.?)|(?:da )?data da fatura|(?<!\.)f\.f\b\.?)", ""),
    (r"\b(?:fin de mes|final de mes|fim do mês|fim de mês)\b", "eom"),
    (r"\b(?:al contado|contado|à vista|a la vista)\b", "now"),
    (r"\b(?:de )?(?:descuento|dto\.?|desconto)\b", "discount"),
    (r"\bcon el pedido\b", "on order"),
    (r"\ba la entrega\b", "on delivery"),
    (r"\bmes(?:es)\b", "months"),
    (r"^(?:\d{1,3} ?\+ ?){2,30}\d{1,3}(?= ?[a-z]|$)", lambda m: _parts(m[0])),
    (r"^(\d{1,2}(?:\.\d+)?) ?% ?/ ?(\d{1,3}) ?/ ?(?:net ?|n ?)?(?=\d{1,3}$)", r"\1/\2 net "),
    # French
    (r"(?<=\d) ?(?:days|j|jrs|jours)? ?fdm ?(?=(?:0?[1-9]|1\d|2[0-8])$)", " days fdm le "),  # 45FDM15
    (r"\b(?:jours?|jrs?)\b|(?<=\d)j\b|(?<=\d )j\b", "days"),
    (r"\b(?:fin de mois|fdm)\b", "eom"),
    (r"\ble (\d{1,2})(?:er)? du mois suivant", r"\1th of next month"),
    (r"\ble (\d{1,2})(?:er)?\b", r"on the \1th"),
    (r"\bfin (?:du|de) mois suivant", "end of next month"),
    (r"\bfin de décade\b", "end of ten days"),
    (r"(?<=days)(?: net)? (?:à (?:compter de la )?)?r[ée]ception(?: (?:de |de la )?facture)?", " from receipt"),
    (r"\bmois\b", "months"),
    (r"\bnets\b", "net"),
    (r" ?\b(?:à compter de la |de la )?date (?:de |d')?(?:facture|facturation|émission)(?: de la facture)?", ""),
    (r"(?:\bà|\ba) r[ée]ception(?: de (?:la )?facture)?|\b(?:au )?comptant\b|^à vue$", "now"),
    (r"(?:\bà|\ba) la commande\b", "on order"),
    (r"(?:\bà|\ba) la livraison\b", "on delivery"),
    (r"(?:\bd')?\bescompte\b(?: de(?= \d))?", "discount"),
    (r"\b(?:sous|dans les) ", "within "),
    (r"\b(?:le )?solde\b", "rest"),
    # Italian
    (r"\b(?:giorni|gg)\b\.?|\bgg(?=d\.?f)", "days "),
    (r"\bdalla (?=data fattura)", ""),
    (r"(?<=days) *(?:dal )?ricevimento(?: della)? fattura", " from receipt"),
    (r"\bfine mese successivo\b", "end of next month"),
    (r"\bil (\d{1,2})(?=[ ,]|$)", r"on the \1th"),
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
    (r"\bnow (?:now|on delivery)\b", lambda m: m[0].split(" ", 1)[1]),
    (r"(?<=eom) ?\+ ?(\d{1,3})(?: days)?(?= |$)", r" + \1 days"),
    (r"^in (?=\d)", "within "),
    # what is left of "à 60 jours", "a 60 días"
    (r"(?<![a-z])(?:à|a) (?=\d)", ""),
]
_LONGEST = 400  # nobody writes a longer term by hand; longer ones are steps in our own words


@cache
def _patterns() -> list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]]:
    """The words compiled, once a term is read: not when the package is imported."""
    return [(re.compile(pattern), words) for pattern, words in _WORDS]


def translate(text: str) -> str:
    """Lower-case text of a term with the trade words of German, French, Italian, Spanish and Dutch in English; long texts as they are."""
    for pattern, words in _patterns() if len(text) <= _LONGEST else ():
        text = pattern.sub(words, text)
    return " ".join(text.replace(" ,", ",").split()).strip(" ,")
