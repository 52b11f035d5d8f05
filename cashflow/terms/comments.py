"""What stands beside a term and moves no date: words in brackets, a sentence of its own; and a term said twice, once in brackets."""

from __future__ import annotations

import re

from cashflow.terms.skonto import names_terms
from cashflow.terms.vocabulary import concepts

__all__ = ["Aside", "asides", "harmless"]

_HARMLESS = {"MEANS", "NET", "PAYON", "INVOICE", "AND", "OR", "TH"}
_TURNS = re.compile(  # words that may change what the term says
    r"\b(?:unless|except|excluding|only if|provided|subject|if|when|not|no|nicht|kein\w*|außer|sofern|wenn|falls|vorbehaltlich"
    r"|sauf|sous réserve|si|ne|pas"
    r"|salvo|eccetto|se|non|excepto|no|niet|tenzij|indien|als|exceto|não|caso|chyba|jeśli|nie|before|vor|avant|prima|antes|voor"
    r"|przed|until|bis|by"
    r"|approx(?:imately)?|about|around|circa|ca|ungefähr|etwa|environ|aproximadamente|ongeveer|około|previously|formerly|originally|bisher"
    r"|usually|normally|typically|upon|after|once|nach|après|dopo|tras|después|após|depois|completion|acceptance|arrival|shipment"
    r"|inspection|abnahme|fertigstellung|ankunft|versand|retention|deposit|instalments?|installments?|raten?|optional\w*"
    r"|earlier|later|sooner|hors|behalve|wyjątkiem|fuera|minimum|maximum|min|max|average|rolling|weighted|twice|arrears"
    r"|monthly|weekly|quarterly|yearly|annually|monatlich|mensuel\w*|mensil\w*|mensual\w*|mensal\w*|maandelijks|miesięcznie|per_\w+"
    r"|(?:per|pro|par|je) (?:month|quarter|year|monat|quartal|jahr|mois|trimestre)"
    r"|documents?|dokument\w*|documenti|documentos|documenten|d/a|d/p|cad|l/c|lc|cod|letters? of credit|akkreditiv|draft"
    r"|wechsel|traite|bill of exchange|for (?:new|other|orders|goods|services|spare)|plus|minus|less"
    r"|holidays?|weekends?|feiertag\w*|excluded|excl|extra|further|additional|then|danach|puis|poi|luego|cutoff|cut-off)\b"
)
_OR = re.compile(r" *(?:or|and|oder|und|ou|et|lub|albo|of)\b")  # another way to pay, or another term
_BRACKETS = re.compile(r" ?\(([^()]{1,200})\)")
_POLITE = "please|kindly|bitte|merci|prière|si prega|por favor|gelieve|graag|prosimy|proszę"
_SENTENCE = re.compile(
    rf"\n|;| [-–—] |,(?= (?:{_POLITE})\b)"
    r"|(?<=[^\W\d]{2})[.!?](?= |$)|(?<=\d)[.!?] (?=[^\W\d])"
)
_MOST = 5  # asides of a text
_LONGEST = 250

Aside = tuple[str, tuple[str, ...]]
"""A text without what stands beside it, and that."""


def asides(words: str) -> list[Aside]:
    """Ways to read a text with something beside its term: without its brackets, or one of its sentences alone."""
    if len(words) > _LONGEST or "[" in words:
        return []
    found: list[Aside] = []
    inside = _BRACKETS.findall(words)
    if 0 < len(inside) <= _MOST and (rest := _tidy(_BRACKETS.sub("", words))):
        found += [(rest, tuple(inside)), (_tidy(_BRACKETS.sub(_opened, words)), ())]
    pieces = [p for p in (p.strip(" ,") for p in _SENTENCE.split(words)) if p]
    if 1 < len(pieces) <= _MOST and len(other := [p for p in pieces if not harmless(p)]) == 1:
        found.append((other[0], tuple(p for p in pieces if p is not other[0])))
    return found


def _opened(match: re.Match[str]) -> str:
    """A bracket's words without it, where they say a discount or an event, and no days that would be said twice."""
    return f", {match[1]}" if "%" in match[1] else match[0] if re.search(r"\d", match[1]) else f" {match[1]}"


def _tidy(words: str) -> str:
    return " ".join(words.split()).strip(" ,;")


def harmless(words: str) -> bool:
    """Whether some words name no number, no date, no condition and nothing else that a term is made of."""
    if re.search(r"\d", words) or names_terms(words) or _TURNS.search(words) or _OR.match(words):
        return False
    return set(re.findall(r"\b[A-Z]+\d?\b", concepts(words))) <= _HARMLESS
