"""Spelling of terms: numbers in words, ordinals, abbreviations with dots, and words run together, in eight languages."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["UNITS", "spelled"]

_NUMBERS: dict[str, str] = {
    "1": "an?|one|a single|ein(?:en?|em|er|es)?|un|une|una|uno|um|uma|een|één|jed(?:en|nego)",
    "2": "two|zwei|deux|due|dos|twee|dois|duas|dw(?:a|óch|ie|u)",
    "3": "three|drei|trois|tre|tres|drie|três|trzech|trzy",
    "4": "four|vier|quatre|quattro|cuatro|quatro|czterech|cztery",
    "5": "five|fünf|cinq|cinque|cinco|vijf|pięciu?",
    "6": "six|sechs|sei|seis|zes|sześciu?",
    "7": "seven|sieben|sept|sette|siete|zeven|sete|siedmiu|siedem",
    "8": "eight|acht|huit|otto|ocho|oito|ośmiu|osiem",
    "10": "ten|zehn|dix|dieci|diez|tien|dez|dziesięciu?",
    "12": "twelve|zwölf|douze|dodici|doce|twaalf|doze|dwunastu",
    "14": "fourteen|vierzehn|quatorze|quattordici|catorce|veertien|catorze|czternastu|czternaście",
    "15": "fifteen|fünfzehn|quinze|quindici|quince|vijftien|piętnastu|piętnaście",
    "20": "twenty|zwanzig|vingt|venti|veinte|twintig|vinte|dwudziestu|dwadzieścia",
    "21": "twenty-one|einundzwanzig|ventuno|eenentwintig",
    "30": "thirty|dreißig|dreissig|trente|trenta|treinta|dertig|trinta|trzydziestu|trzydzieści",
    "45": "forty[- ]five|fünfundvierzig|quarante-cinq|quarantacinque|cuarenta y cinco|vijfenveertig|quarenta e cinco",
    "60": "sixty|sechzig|soixante|sessanta|sesenta|zestig|sessenta|sześćdziesięciu|sześćdziesiąt",
    "90": "ninety|neunzig|quatre-vingt-dix|novanta|noventa|negentig|dziewięćdziesięciu|dziewięćdziesiąt",
}
UNITS: list[tuple[str, str]] = [
    (
        "BDAYS",
        r"(?:business|working|banking|work|trading)[- ]?days?|(?:bank)?arbeitstagen?|geschäftstagen?|bankgeschäftstagen?|jours? ouvrés?"
        r"|giorn[io] (?:lavorativ[io]|feriali? bancari)|d[ií]as? (?:h[áa]bil(?:es)?|laborables?|[úu]t(?:il|eis))|(?:bank)?werkdag(?:en)?"
        r"|(?:dni|dnia|dzień) (?:robocz(?:ych|ego|y|e)|bankow(?:ych|ego))",
    ),
    (
        "DAYS",
        r"(?:calendar |consecutive |clear |full )?days?|(?:kalender)?tage?[ns]?\b|tg\b\.?|jours?(?: calendaires?)?|jrs?\b\.?"
        r"|(?<=\d )(?:j|d|t|g|dd|ddl)\b(?!/)\.?"
        r"|giorn[io](?: di calendario| solari)?|gg\b\.?|d[ií]as?(?: naturales?| corridos| de calend[áa]rio)?"
        r"|(?:kalender)?dag(?:en)?\b|dgn\b\.?|dni(?:a|ach)?(?: kalendarzow(?:ych|ego))?\b|dzień",
    ),
    ("WEEKS", r"weeks?|wochen?|semaines?|settiman[ae]|semanas?|we?ken|week|tygodni(?:a|e|u)?|tydzień|tyg\b\.?"),
    ("MONTHS", r"months?|monat(?:en?|s)?|mois|mes[ei]|mes(?:es)?\b|m[êe]s(?:es)?\b|maand(?:en)?|miesi[ąę]c(?:e|y|a|u)?|mies\b\.?"),
]
_NUMBER_OF: dict[str, str] = {
    word: number for number, words in _NUMBERS.items() for word in words.replace("[- ]", "-").split("|") if word.replace("-", "").isalpha()
}
_PREPARED: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"(?<=\d),(?=\d+ ?%)"), "."),
    (
        re.compile(
            r"(?<=\d) ?(?:percent|per cent|prozent|v\. ?h\.?|pour cent|por ciento|per cento|procent|por cento|proc\.?|pct\.?)(?!\w)"
        ),
        "%",
    ),
    (re.compile(r"(?<=\d) %"), "%"),
    (re.compile(r"[’`´]"), "'"),
    (re.compile(r" ?\./\.? ?(?=\d)"), " minus "),
    (re.compile(r"\b(?:a partire|decorrenti|a decorrere|a contare|conteggiati) da(?:l|lla|ll')?(?!\w)"), "dopo"),
    (re.compile(r"\b(?:a contar|contad[oa]s|computad[oa]s)(?: a partir)? (?:desde|del?|d[aeo])(?!\w)"), "desde"),
    (re.compile(r"\bnach ablauf(?!\w)"), "nach ende"),
    (re.compile(r"\bna afloop(?!\w)"), "na einde"),
    (re.compile(r"\b(?:[a-z]\.){2,}[a-z]?(?!\w)|\b(?:[a-z]\.)+[a-z]\b"), lambda m: m[0].replace(".", "") + " "),
    (re.compile(r"(?<![\w-])([\w-]+) \((\d{1,3})\)"), lambda m: m[2] if m[1] in _NUMBER_OF and _NUMBER_OF[m[1]] == m[2] else m[0]),
    (re.compile(r"\b(\d{1,3}) \((\w+(?:[- ]\w+)?)\)"), lambda m: m[1] if _NUMBER_OF.get(m[2]) == m[1] else m[0]),
    (re.compile(r"(\d)(?:-| )?(?=(?:day|week|month)s?\b)"), r"\1 "),
    (re.compile(r"(?<=\d)-(?=(?:tag|woch|monat|jour|giorn|d[ií]as|dag|dni)\w*)"), " "),
    (re.compile(r"\bvence(?:n|rá)?(?: (?:en|a))?(?!\w)"), ""),
    (re.compile(r"\b(?:per|pro|par|je|each|every) (?=(?:month|monat|mois|quarter|quartal|year|jahr|an)\b)"), "per_"),  # no count of them
    (re.compile(r"\bbzw\b\.?|\bbeziehungsweise\b"), "oder"),
    (re.compile(r"\b(pagos?|pagar|abono) en (?=\d)"), r"\1 "),
    (re.compile(r"\béchéances? (?:le|au|les) (?=\d)"), "jour de paiement "),
    (re.compile(r"\bo (?:zapłatę|wpłatę|płatność|uregulowanie)(?: należności)?(?!\w)"), ""),
    (re.compile(r"\bdue (?=days? \d)"), ""),  # not the Italian number
    (
        re.compile(
            r"^(?:vervaldatum|fälligkeit(?:sdatum)?|due date|date d'échéance|échéance|data (?:di )?scadenza|scadenza|fecha de vencimiento"
            r"|vencimiento|data de vencimento|vencimento|termin płatności) ?[:=] ?"
        ),
        "",
    ),
    (re.compile(r"(?<!\w)(?:two thirds|zwei drittel|deux tiers|due terzi|dos tercios|twee derde|dois terços|dwie trzecie)(?!\w)"), "2/3"),
    *(
        (re.compile(rf"(?<!\w)(?:{words})(?!\w)"), f"1/{number}")
        for number, words in (
            (3, "(?:one|a) third|(?:ein )?drittel|un tiers|un terzo|un tercio|een derde|um terço|jedna trzecia"),
            (4, "one quarter|ein viertel|un quart|un quarto|un cuarto|een kwart|um quarto|jedna czwarta"),
        )
    ),
    # ordinals
    (re.compile(r"\b(?:am|zum|au) (\d{1,2})(?=$| du mois)"), r" \1TH "),
    (
        re.compile(
            r"\b(zahl(?:ungs)?(?:tag|lauf|termin)e?n?|pay ?days?|payment days?|betaaldag(?:en)?"
            r"|d[ií]as? de pag(?:o|amento)|giorn[io] di pagamento"
            r"|jours? de paiement|(?:dni"
            r"|dzień) płatności) (\d{1,2})(?![\d/%])(?! ?(?:%|tage|days|d[ií]as|dni|dagen))\.?"
        ),
        r" payday \2TH ",
    ),
    (re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|er|°|º|ª|ème|-?go|-?ty|e|ste|de)(?!\w)"), r" \1TH "),
    (
        re.compile(
            r"\b(?:le|il|el|al|los|les|den|op de|dia|ao dia|d[ií]as|(?:el |los |al |a los |i |il )?(?:d[ií]as?|giorn[oi]|jours?)) (\d{1,2})"
            r"(?!\d| ?(?:%|gg|j\b|days?|d[ií]as?|jours?|giorni|dagen|dni|tage|/))"
        ),
        r" \1TH ",
    ),
    (
        re.compile(
            r"(?<![\d.])(\d{1,2})\.(?= ?(?:$|[,;)]|oder|und|lub|i |or |des |folge|übern|nächst|dnia|dzień|jede|monat|day|ka|nast|kol))"
        ),
        r" \1TH ",
    ),
    (re.compile(r"(?<![\d.])(\d{1,2})\.? dnia(?!\w)"), r" \1TH "),
    (re.compile(r"(?<=TH ) ?(?:dnia|dzień|dag|day|tag|dia)(?!\w)"), ""),
    (
        re.compile(
            r"(?:following|next|nächste[nr]?|folgenden|prochains?|prossim[oi]|pr[óo]xim[oa]s?|volgende|najbliższego"
            r"|siguientes?) (?= ?\d{1,2}TH)"
        ),
        " ",
    ),
    # run together
    (re.compile(r"(?<![a-z])(?:bb|rb|rd|riba)(?=\d)"), ""),
    (re.compile(r"(?<=\d)t(?:g)?n(?!\w)"), " days net"),
    (re.compile(r"(?<=\d)t(?=\d{1,2}(?:\.\d+)?%)"), " days "),
    (re.compile(r"(?<=%)(?=\d)"), " "),
    (re.compile(r"(?<=%) ?(\d{1,3})(?= ?,? ?n(?:et)? ?/? ?\d)"), r" \1 days "),
    (re.compile(r"(?<![a-z])n(?:et)? ?/ ?(?=\d)|(?<=\d)n(?=\d)|(?<![a-z])n(?=\d)"), " net "),
    (re.compile(r"(?<![a-z])(net|eom|fdm|fm|prox|dffm|df|dm)(?=\d)"), r"\1 "),
    (re.compile(r"(?<=\d)(j|t|gg|d)(?=fdm|fm|df|eom)"), r" days "),
    (re.compile(r"(?<=\d)(?=[a-z])"), " "),
    (re.compile(r"(?<=\d) (?=(?:df|dffm|fm|fdm|eom|ff)\b)"), " days "),
    (re.compile(r"(?<=[a-z])\+(?=\d{1,2}(?!\d|%))"), " + "),
    (re.compile(r"^((?:net )?(?:eom|fdm|fm|dffm)) \+? ?(\d{1,3})$"), r"\1 \2 days"),
]
_UNIT_WORDS = "|".join(p for _, p in UNITS)
_COUNTED = (
    rf"(?:{_UNIT_WORDS})(?!\w)|instal\w+|monthly|maandelijkse|parts?\b|rat(?:en?|e|ach|y)\b|teil\w+|monats\w+"
    rf"|fois\b|plazos|pagos|cuotas|termijnen"
    rf"|parcelas|presta\w+"
    r"|échéances|mensual\w+|vezes|payments|miesięcznych"
)
_EQUAL = r"(?:(?:equal|gleichen?|monthly|égales?|gelijke|iguales|iguais|równych|uguali) ){0,2}"
_NUMBER_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(f'(?P<n{n}>{w})' for n, w in _NUMBERS.items())})(?= {_EQUAL}(?:{_COUNTED}))")
_NET_NUMBER = re.compile(rf"(?<=\bnet )({'|'.join(w for w in _NUMBER_OF if len(w) > 3)})(?!\w)")


def spelled(text: str) -> str:
    """Lower-case words with numbers as digits, ordinals as `10TH`, and what is run together taken apart."""
    for pattern, words in _PREPARED:
        text = pattern.sub(words, text)
    text = re.sub(" {2,}", " ", text)
    text = _NUMBER_WORD.sub(lambda m: str(m.lastgroup)[1:], text)
    return _NET_NUMBER.sub(lambda m: _NUMBER_OF[m[1]], text)
