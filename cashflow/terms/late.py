"""What a text says of paying late (interest, fees, reminders): ignored, because it moves no due date, and told in a note."""

from __future__ import annotations

import re

__all__ = ["pass_over_late"]

_LATE = (
    r"late|overdue|past[- ]due|delinquen\w*|default interest|penalt(?:y|ies)"
    r"|verzug\w*|verzögerung\w*|\w*mahn(?:gebühr|kosten|spesen|pauschale)\w*|säumnis\w*|überfällig\w*|basiszins\w*"
    r"|retards?|pénalités?|penalites?|moratoires?|indemnité forfaitaire|taux (?:d'intérêt )?légal|intérêt légal"
    r"|mora|moratori[oae]?s?|ritard\w*|penali|demoras?|retraso|impago|penalizaci[óo]n(?:es)?"
    r"|te laat|aanmaning\w*|wettelijke rente|juros de mora|atrasos?|após o vencimento|reminder fees?|dunning (?:fees?|charges?|costs?)"
    r"|odset(?:ki|ek)(?: ustawow\w+| umown\w+)?(?: za (?:opóźnienie|zwłokę))?|opóźnieni\w*|zwłok[aię]|po terminie"
)
_PER_TIME = (
    r"(?:(?:per|a|pro|par|al|por|im|je) (?:calendar )?"
    r"(?:month|annum|year|week|day|monat|jahr|tag|mois|an|jour|mese|anno|mes|año|maand|jaar|mês|ano)"
    r"|p\. ?[am]\.?|monthly|annually|yearly|jährlich|monatlich|mensuels?|annuels?|rocznie|miesięcznie|ao (?:mês|ano))"
)
_NUMBER = r"\d{1,3}(?:[.,]\d{1,4})? ?(?:%|percent|prozent|pour cent)"
_INTEREST = rf"(?:interests?|\w*zinsen|intérêts?|interessi|inter[ée]s(?:es)?|rente|juros)\b[^,;\n]{{0,40}}?{_NUMBER} {_PER_TIME}"
_RATE = rf"{_NUMBER} ?(?:interests?|zinsen|d'intérêts?|di interessi|de inter[ée]s(?:es)?|rente|juros|fee|charge)? ?{_PER_TIME}"
_FINANCE = re.compile(r"\bfinance charges?\b")
_SAID = re.compile(rf"(?<!\w)(?:{_LATE}|finance charges?|{_INTEREST}|{_RATE})(?!\w)")
_LATENESS = re.compile(rf"(?<!\w)(?:{_LATE}|unpaid|not paid|(?:after|beyond|past) (?:the |its )?due(?: date)?)(?!\w)")
_GOES_ON = (",", "(", ")", "")
_VERZUG = re.compile(
    r"#\s?verzug\s?#\s?tage\s?=\s?\d{1,4}\s?#\s?prozent\s?=\s?[\d.,]{1,9}\s?(?:#\s?basisbetrag\s?=\s?[-\d.,]{1,20}\s?)?#?", re.I
)
_BEFORE = re.compile(
    r"(?:^|(?<=[\s('’+-]))(?:above|over|base|bank"
    r"|plus|and|with|thereafter|then|otherwise|else|subject to|after which|[+-]"
    r"|an?|any|all|the|of|on|for|at|in|case|event|if|when|we|charge|paid|rate|fees?|charges?|costs?|interests?|statutory|legal"
    r"|payments?|invoices?|amounts?|balances?|accounts?"
    r"|zzgl\.?|zuzüglich|zuzügl\.?|mit|nebst|und|sonst|danach|gesetzlichen?|der|die|das|des|im|falle?|bei|höhe|von"
    r"|zahlungs?|\w*zinsen|zinssatz"
    r"|avec|et|puis|sinon|majoration|en|cas|de|du|d|la|le|les|l|une?|toute?|intérêts?|indemnités?|paiements?"
    r"|con|più|e|poi|altrimenti|maggiorazione|caso|di|del|della|il|un|una|interessi|per|pagament[oi]"
    r"|más|y|luego|recargo|los|el|por|inter[ée]s(?:es)?|pagos?|surcharge|zuschlag"
    rf"|{_NUMBER})['’]?\s*$"
)
_BREAK = re.compile(
    r"(?i)(\n|[;()]|,(?=\s)|(?<=[^\W\d]{2})(?<!zzgl)(?<!zuzügl)(?<!abzgl)(?<!inkl)\.(?=\s)|(?<=\d)\.(?=\s)|(?<=[%\])])\.(?=\s)|\s[-–]\s)"
)
_OFF = re.compile(r"discount|skonto|escompte|sconto|descuento|\bdto\b|korting|desconto|rabatt|\bearly|anticip|vorzeitig|pronto|\boff\b")
_TERM = re.compile(
    r"\d ?(?:/|-) ?\d|\bn(?:et)?t?[ /]?\d|\bnett?o?\b|\bnets?\b|\b(?:eom|prox|rog|cod|comptant|contado|sofort|advance|deposit)\b"
    r"|end of|fin de|fine mese|monatsende|\d ?(?:days?|tagen?|jours?|giorni|gg|d[ií]as?|weeks?|wochen|months?|monaten?"
    r"|mois|mesi|meses|dagen|weken|maanden|dni|dnia|tygodni\w*|miesi\w+)\b"
)
_MONEY = re.compile(
    r"\b(?:fees?|charges?|costs?|eur|usd|gbp|chf|indemnit\w*|forfait\w*|frais|kosten|gebühr\w*|spese|gastos|recouvrement"
    r"|recovery|collection"
    r"|recupero|cobro|taux|rate|tasso|zins\w*|interest|odset\w+|multa|inter[ée]s\w*|intérêts?|interessi)\b|[€$£]"
)
_AFTERWARDS = re.compile(rf"\b(?:{_LATE}|then|thereafter|after|beyond|otherwise|danach|sonst|puis|sinon|au-delà|poi|oltre|luego|después)\b")
_LAW = re.compile(  # its number is not a number of days
    r"(?i)(?:\b(?:ai sensi del(?:l')?|secondo(?: il)?|según(?: la)?|conforme a(?: la)?|gemäß|gem\.|as per|under|pursuant to|volgens"
    r"|zgodnie z)\s+)?(?:\bd\.? ?lgs\.?|\bdecreto(?: legislativo|-lei)?|\bley|\blaw|\bloi|\blei|\bdirecti(?:ve|va)|\brichtlinie|§+"
    r"|\bart(?:icle|icolo|ículo)?\.?)\s*(?:n[°ºr.]*\s*)?[A-Z]{0,2}\.?\s?\d{1,4}(?:[/-]\d+)*(?:\s?(?:BGB|HGB|UGB|Abs\.? ?\d+))*"
)
_MOST_WORDS = 14


def pass_over_late(text: str) -> tuple[str, list[str]]:
    """The text without what it says of paying late, and those words, one entry a clause; a text that says none as it is."""
    said = [" ".join(m[0].split()) for m in _VERZUG.finditer(text)]
    text = _VERZUG.sub("\n", text)
    if not _SAID.search(text.lower()):
        return text, said
    text = _LAW.sub("", text)
    kept: list[str] = []
    inside = False  # a sentence of late payment that goes on
    pieces = _BREAK.split(text)
    for place, piece in enumerate(pieces):
        if place % 2:  # what the clauses are split at
            inside = inside and piece.strip() in _GOES_ON
            kept.append(piece)
            continue
        start = None if _from_the_first_day(piece, inside, pieces[place + 1 :]) else _starts(piece, inside)
        inside = start is not None
        kept.append(piece if start is None else piece[:start])
        said += [] if start is None or not piece[start:].strip() else [" ".join(piece[start:].split())]
    return _tidy("".join(kept)), said


def _from_the_first_day(clause: str, inside: bool, behind: list[str]) -> bool:
    """Whether a clause states a finance charge, and its sentence says nothing of paying late."""
    lower = clause.lower()
    if inside or not _FINANCE.search(lower):
        return False
    sentence = lower
    for piece in behind:
        if _BREAK.fullmatch(piece) and piece.strip() not in _GOES_ON:
            break
        sentence += piece.lower()
    return re.search(_NUMBER, sentence) is not None and not _LATENESS.search(sentence)


def _starts(clause: str, inside: bool) -> int | None:
    """Where in a clause it begins to speak of paying late, or `None`."""
    lower = clause.lower()
    if len(lower) != len(clause) or not lower.strip() or _OFF.search(lower):
        return None
    match = _SAID.search(lower)
    if match is None:
        return 0 if inside and _MONEY.search(lower) and not _TERM.search(lower) else None
    start = match.start()
    for _ in range(_MOST_WORDS):
        before = _BEFORE.search(lower, max(0, start - 40), start)
        if before is None:
            break
        start = before.start()
    if not _TERM.search(lower[:start]) and not re.search(r"\d", lower[:start]):
        start = 0
    if start and not _AFTERWARDS.search(lower):
        return None  # "net 60 at 5% interest p.a.": from the first day on
    return None if re.search(r"\bn(?:et)?[ /]?\d|\d ?/ ?\d|\bnett?o?\b", lower[start:]) else start


def _tidy(text: str) -> str:
    """Without the separators that nothing stands between any more."""
    text = re.sub(r"\(\s*\)", " ", text)
    text = re.sub(r"(?:\s*[,;:.]|\s[-–])+(?=\s*(?:[,;.\n]|$))", "", text)
    lines = [line.strip(" ,;") for line in text.split("\n")]
    return "\n".join(" ".join(line.split()) for line in lines if line.strip(" ,;:.-–()"))
