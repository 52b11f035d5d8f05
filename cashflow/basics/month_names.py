"""Names of months, in full and for short, in English, German, French, Spanish, Italian, Portuguese, Dutch and Polish."""

from __future__ import annotations

import functools
import unicodedata

__all__ = ["NAMES", "month_of"]

NAMES: dict[str, str] = {
    "en": "january february march april may june july august september october november december",
    "en short": "jan feb mar apr may jun jul aug sep|sept oct nov dec",
    "de": "januar|jänner februar|feber märz|maerz april mai juni juli august september oktober november dezember",
    "de short": "jan|jän feb mär|mrz|mae apr mai jun jul aug sep|sept okt nov dez",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "fr short": "janv|jan févr|fév mars avr mai juin juil aoû|août sept oct nov déc",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre",
    "es short": "ene feb mar abr may jun jul ago sept|sep|set oct nov dic",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "it short": "gen feb mar apr mag giu lug ago set|sett ott nov dic",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pt short": "jan fev mar abr mai jun jul ago set out nov dez",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "nl short": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "pl": "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "pl of": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "pl short": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
}
"""Language and form → the twelve names, those of one month divided by ``|`` (CLDR, wide and abbreviated, and what programs write)."""


def _bare(name: str) -> str:
    """Without case, accents and a closing point."""
    parts = unicodedata.normalize("NFKD", name.strip().rstrip(".").casefold())
    return "".join(p for p in parts if not unicodedata.combining(p))


@functools.lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {_bare(n): number for names in NAMES.values() for number, month in enumerate(names.split(), 1) for n in month.split("|")}


def month_of(name: str) -> int | None:
    """The number of a month by its name in any of the languages; `None`: it is none.

    Examples
    --------
    >>> month_of("Sept."), month_of("märz"), month_of("AOUT"), month_of("Octember")
    (9, 3, 8, None)
    """
    return _numbers().get(_bare(name))
