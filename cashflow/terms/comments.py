"""What stands beside a term and moves no date: words in brackets, a sentence of its own; and a term said twice, once in brackets."""

from __future__ import annotations

import re

from cashflow.terms.skonto import names_terms
from cashflow.terms.vocabulary import concepts

__all__ = ["Aside", "asides", "harmless"]

_HARMLESS = {"MEANS", "NET", "PAYON", "INVOICE", "AND", "OR", "TH"}
_TURNS = re.compile(  # words that may change what the term says
    r"\b(?:unless|except|excluding|only if|provided|subject|if|when|not|no|nicht|kein\w*|außer|sofern|wenn|falls|vorbehaltlich|sauf|sous réserve|si|ne|pas"
    r"|salvo|eccetto|se|non|excepto|no|niet|tenzij|indien|als|exceto|não|caso|chyba|jeśli|nie|before|vor|avant|prima|antes|voor|przed|until|bis|by"
    r"|plus|minus|less|extra|further|additional|then|danach|puis|poi|luego|cutoff|cut-off)\b"
)
_BRACKETS = re.compile(r" ?\(([^()]{1,200})\)")
_SENTENCE = re.compile(r"\n|;|(?<=[^\W\d]{2})[.!?](?= |$)|(?<=\d)[.!?] (?=[^\W\d])")
_MOST = 6

Aside = tuple[str, tuple[str, ...]]
"""A text without what stands beside it, and that."""


def asides(words: str) -> list[Aside]:
    """Ways to read a text with something beside its term: without its brackets, or one of its sentences alone."""
    found: list[Aside] = []
    inside = _BRACKETS.findall(words)
    if 0 < len(inside) <= _MOST and (rest := " ".join(_BRACKETS.sub("", words).split()).strip(" ,;")):
        found.append((rest, tuple(inside)))
        found.append(
            (
                " ".join(
                    _BRACKETS.sub(
                        lambda m: f", {m[1]}" if "%" in m[1] else f" {m[1]}" if not re.search(r"\d", m[1]) else m[0], words
                    ).split()
                ),
                (),
            )
        )
    pieces = [p.strip(" ,") for p in _SENTENCE.split(words)]
    pieces = [p for p in pieces if p]
    if 1 < len(pieces) <= _MOST:
        found += [(p, tuple(q for q in pieces if q is not p)) for p in pieces if names_terms(p) or not harmless(p)]
    return found


def harmless(words: str) -> bool:
    """Whether some words name no number, no date, no condition and nothing else that a term is made of."""
    if re.search(r"\d", words) or names_terms(words) or _TURNS.search(words):
        return False
    return {w for w in re.findall(r"\b[A-Z]+\d?\b", concepts(words))} <= _HARMLESS
