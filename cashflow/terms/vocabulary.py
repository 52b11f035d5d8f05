"""Words of terms in eight languages, as data: each concept is one capital word that `phrases` puts together.

English, German, French, Italian, Spanish, Dutch, Portuguese and Polish. A concept is known by its words alone; what no word
of a language is stays in small letters, and a text with such a rest is not read.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from cashflow.terms.vocabulary_events import ARTICLES, name_events
from cashflow.terms.vocabulary_months import MONTH_WORDS
from cashflow.terms.vocabulary_spelling import UNITS, spelled

__all__ = ["concepts"]

_WEEKDAYS: dict[str, str] = {
    "MONDAY": r"mondays?|montags?|lundis?|luned[ìi]|lunes|maandags?|segundas?-feiras?|poniedział(?:ek|ki)",
    "TUESDAY": r"tuesdays?|dienstags?|mardis?|marted[ìi]|martes|dinsdags?|terças?-feiras?|wtor(?:ek|ki)",
    "WEDNESDAY": r"wednesdays?|mittwochs?|mercredis?|mercoled[ìi]|mi[ée]rcoles|woensdags?|quartas?-feiras?|środ(?:a|ę|y)",
    "THURSDAY": r"thursdays?|donnerstags?|jeudis?|gioved[ìi]|jueves|donderdags?|quintas?-feiras?|czwart(?:ek|ki)",
    "FRIDAY": r"fridays?|freitags?|vendredis?|venerd[ìi]|viernes|vrijdags?|sextas?-feiras?|piąt(?:ek|ki)",
}
_EVERY = (
    r"every|each|on|next|nächste[rn]?|às|nas|eerstvolgende|najbliższy|pr[óo]xim[oa]|prossimo|prochain|following"
    r"|(?:am )?(?:nächsten|folgenden|jeden|jeweils)|chaque|tous les|le|ogni|cada"
    r"|todos los|todas as|elke|iedere|(?:w )?każdy"
)
_BDAY_WORDS = (
    r"(?:(?:next|following|subsequent|first) (?:(?:business|working|banking|work)[- ]?day)(?: (?:after|thereafter))?"
    r"|(?:nächste[nrm]?|folgende[nrm]?) (?:werk|arbeits|bankarbeits|geschäfts)tag|(?:jour ouvr(?:é|able)) suivant|(?:premier"
    r"|prochain) jour ouvré(?: suivant)?"
    r"|(?:primo |al )?giorno (?:lavorativo|feriale) (?:successivo|seguente)|(?:siguiente|pr[óo]ximo) d[ií]a h[áa]bil"
    r"|d[ií]a (?:h[áa]bil|laborable) siguiente"
    r"|(?:eerst)?volgende werkdag|(?:pr[óo]ximo dia [úu]til|dia [úu]til seguinte)|(?:następny|kolejny|najbliższy) dzień roboczy)"
)
_BDAY_BEFORE = (
    r"(?:(?:previous|preceding|prior|last) (?:business|working|banking) ?day|(?:vorherigen?|vorangehenden?|letzten) (?:werk"
    r"|arbeits|bankarbeits)tag"
    r"|jour ouvr(?:é|able) précédent|giorno lavorativo precedente|d[ií]a h[áa]bil anterior|voorgaande werkdag"
    r"|dia [úu]til anterior|poprzedni dzień roboczy)"
)
_ON_WEEKEND = (
    r"(?:(?:if|when|where) (?:it |this |that |the |due |date |day |payment |is |falls? |falling |lands? |on |an? |saturday,? "
    r"|sunday,? |weekend,? |or |public |bank |holiday,? |non-(?:business|working) ){1,9}"
    r"|(?:roll(?:s|ed|ing)? ?(?:over|forward)?(?: on)?|moved|adjusted|shift(?:s|ed)) (?:to )?(?:the )?(?=next|following"
    r"|subsequent|previous|preceding|prior)"
    r"|weekend (?:due )?dates? (?:are |is )?(?:move[sd]?|roll(?:s|ed)?|paid|payable) (?:to |on )?(?:the )?"
    r"|(?:falls|wenn|fällt) (?:dies(?:er|es)? |der |die |das |tag |fälligkeit(?:stag|sdatum)? |auf |ein(?:en)? |am |samstag |sonntag,? "
    r"|wochenende,? |oder |feiertag,? |fällt,? |gilt |so |dann |ist ){1,12}"
    r"|s[i']? ?(?:il |elle |l'échéance |tombe |un |le |jour |week-end,? |samedi |dimanche,? |férié,? |ou ){1,9}"
    r"|se (?:cade |di |il |sabato |domenica,? |festivo,? |in |un |giorno |o ){1,9}|si (?:cae |es |en |un |d[ií]a "
    r"|fin de semana,? |s[áa]bado |domingo,? |festivo,? |o ){1,9}"
    r"|als (?:dit |de |vervaldag |in |het |een |weekend,? |valt |op |of ){1,9}|se (?:cair |for |ao |em |um |no |fim de semana "
    r"|s[áa]bado |domingo,? |feriado,? |ou ){1,9}"
    r"|jeśli (?:przypada |wypada |w |weekend,? |sobotę |niedzielę |lub ){1,9})?"
)

_WORDS: list[tuple[str, str]] = [
    # no discount: taken off before the discount's own words
    (
        ",",
        r"(?:with )?(?:(?:no|without|ohne|kein(?:en|em|e)?|sans|aucun|pas (?:d[e'’]|de l')|senza|nessuno?|sin|geen|zonder|sem|nenhum|bez"
        r"|brak) ?(?:(?:early|prompt|cash|settlement|abzug|von|jeden|jegliche[nr]?)[ -]?(?:payment )?)*"
        r"(?:discount|deductions?|abz(?:ug|üge)|skont[oia]|escompte|sconto(?: cassa)?|descuento|dto\.?"
        r"|(?:betalings|contant)?korting(?:en)?|desconto|rabatu|skonta)"
        r"(?:abzug)?(?: (?:for|pour|per|por|bei|voor|za) (?:early|prompt|paiement|règlement|pagamento|pago|zahlung|vroegtijdige|vervroegde"
        r"|wcześniejszą) ?(?:payment|anticipé|antecipado|anticipato|anticipado|betaling|płatność|settlement)?)?"
        r"(?: (?:is |est |wird |è |se )?(?:offered|given|granted|allowed|available|consentie?|accordée?|gewährt|concesso|ofrece|verleend))?"
        r"|skonto (?:wird nicht|kann nicht) gewährt(?: werden)?|skontofrei|ohne ab(?:zug|schlag)(?: von skonto)?"
        r"|(?:escompte|skonto|sconto|discount) (?:pour paiement anticipé )?:? ?(?:néant|nul|keines?"
        r"|none|nil|0 ?%))",
    ),
    ("BARE", r"rein netto|strictly net"),
    (
        "OFNET",
        r"of (?:the )?net(?: (?:amount|value|price|total|sum))?(?! \d)|(?:des|vom) netto(?:betrag(?:e?s)?|werts?"
        r"|preis(?:es)?)?(?! \d)|du (?:montant )?(?:ht|hors taxes?)|du montant net|dell'imponibile|del netto"
        r"|del importe neto|de la base imponible|van het netto(?:bedrag)?|do valor líquido|kwoty netto",
    ),
    ("AOG", r"aog|arrival of (?:the )?goods"),
    ("FROM EOM", r"fora (?:o )?m[êe]s"),
    ("VALUTA", r"valuta|value date"),
    (
        "LC",
        r"(?:by |against |irrevocable |confirmed |documentary |unwiderrufliche[sr]? |per )*(?:l/c|lc|letters? of credit"
        r"|documentary credit|akkreditiv|lettre de crédit|crédit documentaire|lettera di credito|credito documentario"
        r"|carta de crédito|crédito documentario|accreditief|akredytyw[aąy])",
    ),
    (
        "MEANS",
        r"(?:by |per |par |via |mit |con |per |przez |por |met |als )?(?:(?:sepa )?(?:bank|wire|telegraphic) ?transfers?|wire|t/t"
        r"|ach|bacs|che(?:que|ck)s?|(?:sepa[- ])?direct debit|(?:sepa-?)?lastschrift(?:einzug)?|(?:bank)?überweisung"
        r"|virement(?: bancaire)?"
        r"|lcr|traite|chèque|prélèvement(?: automatique)?|bonifico(?: bancario)?|ri\.?ba\.?|ricevuta bancaria|rimessa diretta"
        r"|giro|pagar[ée]s?|recibo(?: domiciliado)?|transferencia(?: bancaria)?|domiciliaci[óo]n(?: bancaria)?|bankoverschrijving"
        r"|overschrijving|overboeking|automatische incasso|transferência(?: bancária)?|boleto(?: bancário)?|débito direto"
        r"|przelew(?:em)?(?: bankowy(?:m)?)?|confirming)",
    ),
    (
        "ROLL",
        rf"(?:,? ?\(?(?:or )?{_ON_WEEKEND}(?:then |dann |alors |payment |zahlung |zahlbar |is |due |paid |payable |on |the |am |le |il "
        rf"|el |al |op |de |w |na |no |to |zum |au |o ){{0,4}}{_BDAY_WORDS}"
        rf"(?: if (?:that|it|this|(?:the )?due date) (?:is|falls(?: on)?) (?:an? |the )?"
        r"(?:weekend|holiday|saturday or sunday|non-business day))?\)?)",
    ),
    (
        "ROLLBACK",
        rf"(?:,? ?\(?{_ON_WEEKEND}(?:then |payment |is |due |paid |payable |on |the |am |le |il |el |al |op |de |to |zum |au "
        rf"|o ){{0,4}}{_BDAY_BEFORE}\)?)",
    ),
    (
        "CUTOFF",
        r"(?:the )?(?:statement |invoice |monthly )?(?:cut-? ?off|closing|close(?! of (?:the |each |that )?month))"
        r"(?: (?:date|day|is|on|at|by|of|the))*|stichtag"
        r"|annahmeschluss|(?:rechnungs|monats)?abschluss|clôture|arrêtée?s?|chiusura|(?:fecha de )?(?:corte|cierre)|afsluit(?:ing"
        r"|datum)|fecho|fechamento|zamknięci[ea]",
    ),
    *MONTH_WORDS,
    (
        "OFMONTH",
        r"(?:day )?(?:of|in) (?:the|each|every|that|a) month|(?:des|jeden) monats|du mois|de chaque mois|del mese|di ogni mese"
        r"|del? (?:cada )?mes|do m[êe]s|de cada m[êe]s|van (?:de|elke) maand|(?:każdego )?miesiąca",
    ),
    (
        "ORD31",
        r"(?:the )?last(?: day)?(?: of (?:the |each |every |that )?month)?|letzten(?: des monats)?|dernier(?: jour)?(?: du mois)?"
        r"|ultimo(?: giorno)?(?: del mese)?|[úu]ltimo(?: d[ií]a)?(?: d[eo]l? m[eê]s)?|laatste(?: dag)?(?: van de maand)?"
        r"|ostatni(?:ego)?(?: dnia| dzień)?(?: miesiąca)?",
    ),
    (
        "ORD1",
        r"first(?: day)?(?: of)?|ersten|erster|premier(?: jour)?|primo(?: giorno)?|primer(?: d[ií]a)?|primeiro(?: dia)?"
        r"|eerste(?: dag)?|pierwszego(?: dnia)?",
    ),
]
_DISCOUNT_WORDS: list[tuple[str, str]] = [
    (
        "ELSE",
        r"(?:or )?(?:otherwise|else|failing which|if not|thereafter|afterwards)|(?:an)?sonsten|sonst|andernfalls|danach|sinon"
        r"|autrement|à défaut|altrimenti|diversamente"
        r"|oppure|de lo contrario|en caso contrario|si no|anders|zoniet|caso contrário|senão|w przeciwnym razie|inaczej",
    ),
    (
        "IFPAID",
        r"(?:applies |is (?:granted|given|allowed|available) |allowed |may be (?:taken|deducted) |can be (?:taken|deducted) |available )?"
        r"(?:(?:if|when|where) (?:the )?(?:payment |invoice |bill |it |you )?(?:is )?(?:made |to be )?(?:paid|pay|settled"
        r"|received|made)|(?:for|on|upon|with) (?:early |prompt )?(?:payment|settlement)(?: (?:is )?(?:made|received))?"
        r"|if (?:payment |invoice |full )*is received)"
        r"|(?:bei|für) (?:bar|früh|sofort)?zahlung(?:en)?|wenn (?:gezahlt|bezahlt)|(?:bei )?zahlungseingang"
        r"|pour (?:tout )?(?:paiement|règlement)(?: anticipé)?|(?:en cas de|si) (?:paiement|règlement)(?: (?:est )?(?:effectué"
        r"|anticipé))?"
        r"|si (?:le |la )?(?:paiement|règlement|facture)(?: (?:est |intervient |a lieu ))?(?:effectuée?|payée?|réglée?|reçue?)?"
        r"|si pay[ée]e?|si réglée?|(?:per|in caso di|con) pagamento(?: anticipato)?|se pagat[oa]"
        r"|se (?:il )?pagamento(?: (?:è |viene |avviene |for ))?(?:effettuato|ricevuto|efetuado|feito)?"
        r"|(?:if|when) paying|(?:wenn|sofern|falls) (?:die |ihre |der )?(?:zahlung|betrag|rechnung)"
        r"|si (?:el )?pago (?:se )?(?:realiza|efectúa|efectua|hace|recibe)"
        r"|por (?:pronto )?pago(?: anticipado)?|(?:si|en caso de) (?:se paga|pago)|si pagad[oa]|si (?:se )?pagas?|(?:por|para"
        r"|em caso de) pagamento(?: antecipado)?|se pago|se paga"
        r"|(?:bij|voor) (?:vroegtijdige |vervroegde |snelle )?betaling|indien betaald|(?:przy|za|w przypadku) (?:wcześniejsz(?:ej"
        r"|ą) )?(?:płatności|płatność|zapłaty|zapłacie|zapłatę)|jeśli zapłacono",
    ),
    (
        "DISC",
        r"(?:a |early[- ]payment |prompt[- ]payment |early |prompt |cash |settlement |trade )*discounts?(?: of)?|disc\.?"
        r"|cash off|off\b|rebate(?: of)?"
        r"|(?:mit )?(?:bar)?skonto(?: von)?|skonti|sk\.|(?:abzgl\.?|abzüglich|unter abzug von)"
        r"|(?:un |d'|avec )?(?:escompte|remise)(?: de)?|(?:uno )?sconto(?: cassa)?(?: del?| di)?|(?:con )?(?:un )?(?:descuento"
        r"|dto\.?|dcto\.?)(?: de[l]?)?(?: (?:por )?pronto pago)?"
        r"|(?:betalings)?korting(?: van)?|(?:contant)?korting|(?:com )?desconto(?: (?:por |de )?pronto pagamento| de)?"
        r"|skont(?:o|a|em)|rabat(?:u|em)?"
        r"|(?:por )?pronto pago|less|minus|abzug",
    ),
]
_INSTALLMENTS = r"(?:instal?lments?|payments|parts?|raten|zahlungen)"
_OTHER: list[tuple[str, str]] = [
    (
        "NOW",
        r"(?:due |payable )?(?:immediate(?:ly)?(?: payment)?|at once|now|straight away|up ?front|(?:paid |payable )?in advance"
        r"|on the spot|due on presentation)"
        r"|(?:pre-?pa(?:id|y(?:ment)?)|advance payment|payment in advance|deposit|down ?payment|cash in advance)|(?:due "
        r"|payable )?(?:up)?on receipt(?: of (?:the |this |your |our )?(?:invoice|bill))?|(?:payable |due )?(?:at|on"
        r"|upon) (?:sight|presentation|invoicing)"
        r"|sofort(?:ige zahlung)?|umgehend|unverzüglich|(?:per |gegen |als )?(?:vor(?:aus)?(?:kasse|zahlung)|anzahlung)"
        r"|(?:fällig )?(?:bei|nach) (?:erhalt|rechnungserhalt|eingang|zugang|vorlage)(?: der rechnung)?(?! der ware)"
        r"|immédiat(?:ement|e)?|(?:paiement |payable )?(?:d'avance|à l'avance|par avance)|acompte|prépaiement|(?:au )?comptant"
        r"|à (?:la )?réception(?: de (?:la )?(?:facture))?"
        r"|(?:pagamento )?immediat[oa](?:mente)?|anticipat[oa]|acconto|anticipo|(?:a )?vista fattura|a vista|(?:a"
        r"|al) ricevimento fattura|inmediat[oa](?:mente)?|(?:por )?(?:adelantado|anticipado)|prepago|al contado|a la vista"
        r"|a la recepci[óo]n de (?:la )?factura"
        r"|vooruit(?:betaling|betaald)?|vooraf|aanbetaling|direct|per direct|onmiddellijk|meteen|contant(?:e betaling)?"
        r"|bij ontvangst(?: (?:van )?(?:de )?factuur)?|à vista|a pronto|pronto pagamento|antecipado|adiantado|adiantamento|sinal"
        r"|imediat[oa](?:mente)?"
        r"|przedpłat[ay]|z góry|zaliczk[ai]|natychmiast(?:owa)?|got[óo]wk[ąa]|płatne natychmiast",
    ),
    (
        "REST",
        r"(?:the )?(?:rest|balance|remainder|remaining(?: amount| balance)?|outstanding)|rest(?:betrag|zahlung|lichen?)?|(?:le "
        r"|du )?(?:solde|reste|restant)|(?:il |a )?(?:saldo|restante|resto|rimanente)|(?:el |o )?resto|(?:het )?(?:restant|saldo"
        r"|overige)|reszt[ay]|pozostał[aey](?: kwota| część)?",
    ),
    (
        "HALF",
        r"(?:one )?half(?: of (?:the )?(?:amount|it|invoice))?|(?:die )?hälfte|(?:la )?moitié|(?:la )?met[àa]|(?:la )?mitad"
        r"|(?:a )?metade|(?:de )?helft|połow[ay]",
    ),
    ("EACH", r"each|jeweils|je\b|chacune?|ciascun[oa]|cada un[oa]|elk|cada|każda|apiece"),
    ("WPARTS", rf"(?:equal |gleichen? )*(?:weekly|wöchentlichen?) {_INSTALLMENTS}|wochenraten|(?:paiements|versements) hebdomadaires"),
    ("QPARTS", rf"(?:equal |gleichen? )*(?:quarterly|vierteljährlichen?) {_INSTALLMENTS}|quartalsraten|versements trimestriels"),
    (
        "MPARTS",
        r"(?:equal |gleichen? |gleich hohen? |égales? |gelijke |równych |równe )*(?:monthly (?:instal?lments?|payments?|parts?)"
        r"|monats(?:raten?|beträgen?)|monatlichen? raten|mensualités(?: égales)?|(?:échéances|versements) mensuel(?:le)?s"
        r"|rate mensili(?: uguali)?|(?:cuotas|pagos|plazos)(?: iguales)? mensuales(?: iguales)?|mensualidades(?: iguales)?"
        r"|maandelijkse (?:termijnen|betalingen)|maandtermijnen|(?:prestações|parcelas)(?: iguais)? mensais(?: iguais)?"
        r"|mensalidades(?: iguais)?"
        r"|(?:miesięcznych|miesięczne) rat(?:ach|y)?|rat(?:ach|y)? miesięczn(?:ych|e)?)",
    ),
    (
        "PARTS",
        r"(?:equal |gleichen? |égales? |uguali |iguales |iguais |gelijke |równych |równe |same "
        r"|ratenweise )*(?:monthly )?(?:instal?lments?|parts?|payments|portions?|(?:teil|monats)?raten?|teilzahlungen"
        r"|teilbeträgen?|teile?n?|fois|échéances|mensualités|versements|tranches|rat[ea]|soluzioni|versamenti|plazos|cuotas|pagos"
        r"|pagamentos|termijnen|delen|parcelas|prestaç(?:ões|oes)|vezes|ratach?|raty|częściach|części)"
        r"(?: (?:equal|égales?|égaux|uguali|iguales|iguais|mensuelles|mensili|mensuales|mensais))*",
    ),
    (
        "ATLEAST",
        r"(?:(?:but )?(?:at least|not (?:less|earlier|sooner) than|a minimum of|minimum))|mindestens|frühestens|au moins"
        r"|au minimum|almeno|al menos|como m[íi]nimo|minstens|tenminste|pelo menos|no mínimo|co najmniej",
    ),
    (
        "PAYON",
        r"(?:next |following |nächste[rnm]? |eerstvolgende |prochains? |prossimo )?pay(?:ment)?[ -]?(?:days?|runs?|dates?)"
        r"|(?:to be |and )?(?:paid|payable|payments?|due)(?: is| are| made)?"
        r"|(?:nächste[rnm]? )?(?:zahl(?:ungs)?(?:tage?n?|lauf|läufe|termine?))|zahlung(?:en)?|zahlbar|fällig"
        r"|(?:jours? de )?(?:paiements?|échéances?|règlements?)|(?:giorn[oi] di )?(?:pagament[oi]|scadenz[ae])"
        r"|(?:con )?d[ií]as? fijos?(?: de pago)?|(?:d[ií]as? de )?(?:pagos?|vencimientos?)"
        r"|(?:dias? de )?pagamentos?|vencimentos?|(?:betaal)?(?:dag|betaling(?:en)?)"
        r"|te betalen|betaald|betaalbaar|(?:dzień |dni |termin )?płatnoś(?:ć|ci)|płatn[aey]|płatny",
    ),
    ("THEN", r"and then|then|puis|dann|poi|luego|daarna|depois|następnie|potem"),
    ("PLUS", r"\+|plus|zuzüglich|más|più|mais|oraz"),
    ("EVERY", r"every|alle|tous les|toutes les|ogni|cada|a cada|elke|iedere|co"),
    (
        "FROM",
        r"from|after|following|past|beyond|counting from|as (?:of|from)|since|starting|beginning|thereafter|nach|ab|seit|vom"
        r"|après|suivant|à (?:compter|partir) d[eu]s?|dès|dopo|(?:a )?(?:partire|decorrere) da(?:l|lla)?|dal(?:la)?|desde|tras"
        r"|despu[ée]s del?|a (?:partir|contar) del?|na|vanaf|após|a (?:contar|partir) d[aeo]|od|po",
    ),
    ("AND", r"and|und|&|et|e|ed|y|(?<!IFPAID )(?<!IFPAID  )en|i|a także"),
    ("OR", r"or|oder|ou|o|of|lub|albo"),
    ("NET", r"(?:rein )?nett?[oia]?s?(?: kasse)?|nets|líquid[oa]s?"),
]
_FILLER = (
    r"payments?|terms?|conditions?|invoices?|amounts?|full|total|in full|due|dated?|payable|paid|must|shall|should|will|is|are|be"
    r"|to|made|make|please|our|your|we|credit|accounts?|the|of|by|within|in|at|on|for|up|not later than|no later than|latest|any"
    r"|all|settlement|settled|period|basis|strictly|a|pay|get|required|take|deduct|you|may|can|us dollars|bill"
    r"|kindly|remit|remittance|settle|wir|bitten|erbitten|um|ihre[rn]?|überweisung|ausgleich|begleichung|überweisen|innert"
    r"|merci|veuillez|prière|remercions|votre|si prega|preghiamo|effettuare|provvedere|rogamos|abonar|agradecemos|solicitamos"
    r"|gelieve|verzoeken|vriendelijk|verschuldigde|bedrag|over te maken|prosimy|uregulowanie|wpłat[ęy]"
    r"|zahlungs(?:ziel|bedingung(?:en)?|frist|konditionen|termin)|zahlbar|fällig|bitte|zu|zahlen|zahlung|begleichen|innerhalb"
    r"|binnen|von|der|die|das|den|dem|des|bis|zum|spätestens|am|im|in|ziel|rechnung(?:en)?|beträge|rechnungsbetrag|mit|per|sind"
    r"|ist|ein|eine|gesamtbetrag|gewähren|wir|wird|erhalten|sie|gewährt"
    r"|conditions? de (?:paiement|règlement)|délai(?: de (?:paiement|règlement))?|paiement|règlement|payables?|réglé|régler|à|a"
    r"|au|sous|dans|les|le|la|l'|un|une|d'|de|du|des|en|par|net à payer|échéance|un délai"
    r"|condizioni(?: di pagamento)?|pagamento|scadenza|entro|il|lo|i|gli|di|del|della|dal|da|al|alla|con|termini|per|termine"
    r"|condiciones(?: de pago)?|pago|plazo(?: de)?|vencimiento|el|los|las|un|por|forma de pago|factura|pagar|fecha|se|en|dentro"
    r"|betal(?:ing|ingstermijn|ingsconditie|ingsvoorwaarden|en)|te|binnen|het|van|voldoen|uiterlijk|op|per|een|de|factuur|termijn"
    r"|condiç(?:ões|ao|ão)(?: de pagamento)?|prazo(?: de)?|vencimento|o|os|as|no|na|nos|nas|às|em|até|dentro|ao|aos|do|da|com|líquido"
    r"|termin|płatności|płatność|płatne|płatny|zapłata|zapłaty|przelew(?:em)?|w|ciągu|terminie|do|z|na|ze|przy|warunki|dnia"
)


def _compiled(rows: list[tuple[str, str]]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(rf"(?<![\w]){'(?:' + pattern + ')'}(?![\w])"), f" {name} ") for name, pattern in rows]


@cache
def _patterns() -> tuple[list[tuple[re.Pattern[str], str]], ...]:
    """Concepts before and behind the events, in the order in which they are looked for; made when a text needs them, for they are many."""
    days = [(f"EVERY {day}", rf"(?:(?:{_EVERY}) )?(?:{words})") for day, words in _WEEKDAYS.items()]
    return _compiled(_WORDS), _compiled([*_DISCOUNT_WORDS, *UNITS, *days, *_OTHER])


_ARTICLE_WORDS = re.compile(rf"(?<![\w'])(?:{_FILLER}|{ARTICLES})(?![\w])'?")


@lru_cache(maxsize=1024)
def concepts(text: str) -> str:
    """Lower-case words as concepts in capitals, numbers and commas; words that are none of these stay as they are."""
    text = spelled(text)
    first, further = _patterns()
    for pattern, name in first:
        text = pattern.sub(name, text)
    text = name_events(text)
    for pattern, name in further:
        text = pattern.sub(name, text)
    text = re.sub(r"[;:]| [-–—] |\.(?=\s|$)|\n", " , ", text)
    text = _ARTICLE_WORDS.sub(" ", text)
    return " ".join(re.sub(r"(?<!\d)/|/(?!\d)", " , ", text.replace(",", " , ")).split())
