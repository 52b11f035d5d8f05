"""Words of month ends and of months after the invoice's, by language."""

from __future__ import annotations

__all__ = ["MONTH_WORDS"]

_THE_INVOICE = (
    r"(?:the )?(?:(?:invoice|issue|billing)(?: (?:date|month))?|date of (?:the )?(?:invoice|issue)|month of (?:the )?(?:invoice"
    r"|issue)|invoicing)"
)
_RE = r"rechnungs?(?:stellung|datum|monat|legung|ausstellung)?|fakturierung|rechnungsmonat"
_FACTURE = r"(?:date (?:de |d'))?(?:la )?(?:facturation|facture|émission(?: de (?:la )?facture)?)"
_FATTURA = r"(?:data )?(?:fattura(?:zione)?|emissione(?: (?:della )?fattura)?)"
_FACTURA = r"(?:la )?(?:fecha (?:de )?)?(?:la )?(?:factura(?:ci[óo]n)?|emisi[óo]n(?: de (?:la )?factura)?)"
_FACTUUR = r"(?:de )?(?:factuur(?:datum|maand)?|facturatie|facturering)"
_FATURA = r"(?:data (?:da |de ))?(?:fatura(?:ção|mento)?|emissão(?: da (?:fatura|nota))?|factura(?:ção)?)"
_FAKTURY = r"(?:miesiącu |dacie )?(?:wystawieni[au]|otrzymani[au])(?: faktury)?"

_NEXT = {
    "en": rf"(?:of |in )?(?:the )?(?:next|following|subsequent|ensuing) (?:calendar )?month(?: (?:after|following|from) {_THE_INVOICE})?"
    rf"|(?:of |in )?(?:the )?(?:calendar )?month (?:following|after|next after)(?: {_THE_INVOICE})?"
    r"(?! (?:the )?(?:end|eom|month|last))|prox(?:imo)?|mfi",
    "de": (
        rf"(?:des|im|der|vom|dem)? ?(?:folgemonate?s?|(?:(?:(?:auf|dem|nach) )?(?:(?:die|das|den|der"
        rf"|dem) )?(?:{_RE}) )?(?:nach|nächst)?folgenden monate?s?|nächsten monate?s?|kommenden monate?s?"
        rf"|monats (?:nach|folgend auf) (?:(?:der|dem) )?(?:{_RE}))"
    ),
    "fr": (
        rf"(?:du |au |le )?(?:mois (?:suivant|prochain|d'après|qui suit|après)(?: (?:la |le |l'|celui (?:de |d'|de la )"
        rf"|le mois de )?{_FACTURE})?|prochain mois)|m ?\+ ?1"
    ),
    "it": (
        rf"(?:del |al |il )?(?:mese (?:successivo|seguente|prossimo)(?: (?:alla |a |a quello (?:di |della )|dalla "
        rf"|all')?{_FATTURA})?|prossimo mese)"
    ),
    "es": (
        rf"(?:del? |el )?(?:mes (?:siguiente|pr[óo]ximo|posterior)|(?:pr[óo]ximo|siguiente) mes)(?: (?:a |al |de "
        rf"|desde )(?:de )?{_FACTURA})?"
    ),
    "nl": (
        rf"(?:van )?(?:de )?(?:volgende maand|maand (?:erop|erna|daarop|daarna|(?:volgend op|na) {_FACTUUR})"
        rf"|daaropvolgende maand)(?: na {_FACTUUR})?"
    ),
    "pt": (
        rf"(?:do |no )?(?:m[êe]s (?:seguinte|subsequente|pr[óo]ximo|posterior)|pr[óo]ximo m[êe]s)(?: (?:ao |à |a "
        rf"|da )(?:da )?{_FATURA})?"
    ),
    "pl": (
        rf"(?:następnego|kolejnego|przyszłego) miesiąca(?: po {_FAKTURY})?|miesiąca (?:następnego|kolejnego"
        rf"|następującego)(?: po {_FAKTURY})?|miesiąca po {_FAKTURY}"
    ),
}
_LATER = {  # of the second and third month
    "en": rf"(?:of )?(?:the )?{{0}} (?:month (?:following|after)|(?:following|subsequent|next) month)(?: {_THE_INVOICE})?",
    "de": rf"(?:des |im )?{{1}} ?(?:folge|folgenden )?monate?s(?: nach (?:(?:der|dem) )?(?:{_RE}))?",
    "fr": rf"(?:du )?{{2}} mois (?:suivant|qui suit|après)(?: (?:la |l')?{_FACTURE})?",
    "it": rf"(?:del )?{{3}} mese (?:successivo|seguente)(?: (?:alla |a )?{_FATTURA})?",
    "es": rf"(?:del )?{{4}} mes (?:siguiente|posterior)(?: (?:a |al ){_FACTURA})?",
    "nl": rf"(?:van )?(?:de )?{{5}} (?:(?:daarop)?volgende maand|maand (?:erop|erna|daarna|(?:volgend op|na) {_FACTUUR}))",
    "pt": rf"(?:do )?{{6}} m[êe]s (?:seguinte|subsequente|posterior)(?: (?:à |ao |a )(?:da )?{_FATURA})?",
    "pl": rf"{{7}} (?:kolejnego |następnego )?miesiąca(?: (?:następnego|następującego|kolejnego))?(?: po {_FAKTURY})?",
}
_ORDINALS = {
    "2": (
        "(?:second|2nd|2TH)",
        "(?:zweiten|übernächsten|zweitfolgenden|2TH)",
        "(?:deuxième|second|2e|2ème|2TH)",
        "(?:secondo|2TH)",
        "(?:segundo|2TH)",
        "(?:tweede|2TH)",
        "(?:segundo|2TH)",
        "(?:drugiego|2TH)",
    ),
    "3": (
        "(?:third|3rd|3TH)",
        "(?:dritten|3TH)",
        "(?:troisième|3TH)",
        "(?:terzo|3TH)",
        "(?:tercer|3TH)",
        "(?:derde|3TH)",
        "(?:terceiro|3TH)",
        "(?:trzeciego|3TH)",
    ),
}
_END = {
    "en": r"(?:the )?(?:(?:end|last day|close|last) of|end-of)(?: the)?",
    "de": r"(?:zum |am |bis |bis zum |per )?(?:ende|ultimo|letzte[rnm]?(?: tag)?|schluss|monatsende|monatsletzten)(?: des)?(?: auf)?",
    "fr": r"(?:à la |la |le |au )?(?:fin|dernier jour)(?: de| du)?",
    "it": r"(?:a |alla |entro )?(?:la )?(?:fine|l'ultimo giorno|ultimo giorno)(?: del| di)?",
    "es": r"(?:a |el |al )?(?:fin(?:al(?:es)?)?|[úu]ltimo d[íi]a)(?: de| del)?",
    "nl": r"(?:op |het |per |de )?(?:einde?|laatste dag|ultimo)(?: van)?(?: de)?",
    "pt": r"(?:o |no |ao )?(?:fim|final|[úu]ltimo dia)(?: do| de)?",
    "pl": r"(?:na |do |pod )?(?:koniec|końca|końcu|zakończeniu|ostatni(?:ego)? dzień|ostatniego dnia)",
}
_OWN = {  # the end of the invoice's own month
    "en": (
        rf"{_END['en']} (?:(?:the|that|this|each|its) )?(?:(?:current|calendar|invoice(?:'s)?|invoicing|billing|same"
        rf"|issue) )?month(?: (?:of|in which) (?:the )?(?:invoice(?: date)?|date of (?:the )?invoice|issue|invoicing)"
        r"(?: (?:is|was) (?:issued|dated|raised))?)?(?! (?:following|after|of (?:delivery|receipt|the)))|(?:the )?month[- ]?end|eom"
        r"|end of month"
    ),
    "de": (
        r"(?:zum |am |bis |bis zum |per |dem )?(?:ende|ultimo|letzte[rnm]?(?: tag)?|schluss) (?:des|vom) (?:(?:laufenden"
        r"|aktuellen|selben|gleichen|jeweiligen) )?(?:rechnungs|fakturierungs|ausstellungs)?monate?s"
        r"|(?:zum |am |bis |bis zum |dem |per )?(?:rechnungs)?monats(?:ende|schluss|ultimo|letzten)|(?:per |zum )?ultimo"
    ),
    "fr": (
        rf"(?:à la |la )?fin (?:de |du )(?:même )?mois(?: (?:de |d')(?:la )?{_FACTURE}| en cours| courant)?|fdm"
        rf"|(?:le )?dernier jour du mois(?: (?:de |d')(?:la )?{_FACTURE}| en cours)?"
    ),
    "it": (
        rf"(?:(?:la|alla|a) )?fine (?:del )?mese(?: (?:di |della |dalla )?{_FATTURA}| corrente| in corso)?|f ?m\b"
        rf"|(?:l')?ultimo giorno del mese(?: (?:di |della )?{_FATTURA})?|df fm|dffm|df m"
    ),
    "es": (
        rf"(?:el |la |a )?(?:fin(?:al(?:es)?)?|[úu]ltimo d[íi]a) (?:de |del )(?:mismo )?mes(?: (?:de |de la )?{_FACTURA}"
        rf"| en curso| corriente)?"
    ),
    "nl": (
        rf"(?:het |op |per |de )?maand(?:einde|ultimo)|(?:het |op |per |de )?(?:einde?|laatste dag|ultimo) (?:van )?(?:de )?(?:lopende "
        rf"|huidige )?(?:factuur)?maand(?: van {_FACTUUR})?(?! (?:erop|erna|daarop|daarna|volgend|na))"
    ),
    "pt": rf"(?:o |no |ao )?(?:fim|final|[úu]ltimo dia) (?:do |de )(?:mesmo )?m[êe]s(?: (?:da |de ){_FATURA}| corrente| em curso)?",
    "pl": (
        r"(?:na |do |pod )?(?:koniec|końca|końcu|zakończeniu|ostatni(?:ego)? dzień|ostatniego dnia) (?:bieżącego "
        r"|danego )?miesiąca(?: (?:wystawienia|fakturowania)(?: faktury)?)?(?:,? w którym wystawiono fakturę)?(?! (?:następ|kolej|po))"
    ),
}
_OF_GOODS = {
    "en": rf"{_END['en']} (?:the )?(?:month of (?:the )?(?:delivery|goods receipt|receipt of (?:the )?goods)|delivery month)",
    "de": r"(?:dem |zum )?ende des (?:liefermonats|monats der (?:an)?lieferung|monats des wareneingangs)",
    "fr": r"(?:la )?fin (?:de |du )mois de (?:la )?(?:livraison|réception de(?:s| la) marchandises?)",
    "it": r"fine (?:del )?mese (?:di |della )?(?:consegna|ricevimento merce)",
    "es": r"(?:el )?fin(?:al)? (?:de |del )mes de (?:la )?entrega",
    "nl": r"(?:het )?einde? (?:van )?(?:de )?maand van (?:de )?levering",
    "pt": r"(?:o )?(?:fim|final) do m[êe]s d[ae] entrega",
    "pl": r"(?:koniec|końca) miesiąca dostawy",
}


def _words() -> list[tuple[str, str]]:
    """Longest first: an end of a later month, a later month, an end of the own month; each with what says "counted from" before it."""
    following = rf"(?:the )?end of (?:the )?(?:invoice )?month (?:following|after)(?: (?:the )?{_THE_INVOICE})?"
    rows = [("ENDMONTH2", r"(?:the )?(?:end|last day) of (?:the )?month after next"), ("EOMF", following)]
    for number, ordinals in _ORDINALS.items():
        later = {language: pattern.format(*ordinals) for language, pattern in _LATER.items()}
        rows += [(f"ENDMONTH{number}", "|".join(rf"(?:{_END[k]} ?(?:{p}))" for k, p in later.items()))]
        rows += [(f"MONTH{number}", "|".join(later.values()))]
    rows += [("MONTH2", r"(?:of )?(?:the )?month after next")]
    rows += [
        (
            "THISORNEXT",
            r"(?:of )?(?:the )?(?:(?:current|same|this) or (?:the )?(?:next|following) month|invoice month or the next)"
            r"|(?:des )?laufenden oder (?:des )?(?:nächsten|folgenden) monats|du mois en cours ou (?:du mois )?suivant"
            r"|del mese (?:corrente|in corso) o (?:del )?(?:successivo|prossimo)|del mes en curso o (?:del )?siguiente"
            r"|van (?:deze|de lopende) of (?:de )?volgende maand|do m[êe]s corrente ou (?:do )?seguinte"
            r"|bieżącego lub następnego miesiąca",
        )
    ]
    rows += [("ENDMONTH1", "|".join(rf"(?:{_END[k]} ?(?:{p}))" for k, p in _NEXT.items()))]
    rows += [("EOM FROM GOODS", "|".join(_OF_GOODS.values()))]
    own, following = "|".join(f"(?:{p})" for p in _OWN.values()), "|".join(f"(?:{p})" for p in _NEXT.values())
    return [*rows, ("MONTH1", following), ("EOM", own)]


MONTH_WORDS: list[tuple[str, str]] = _words()
"""Concepts and their words, in the order in which they are looked for."""
