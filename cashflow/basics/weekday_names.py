"""Names of days of the week before a date, in eight languages: ignored, and held against the date."""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata

__all__ = ["NAMES", "on_weekdays", "without_weekday"]

NAMES: dict[str, str] = {
    "en": "monday|mon tuesday|tue|tues wednesday|wed thursday|thu|thur|thurs friday|fri saturday|sat sunday|sun",
    "de": "montag|mo dienstag|di mittwoch|mi donnerstag|do freitag|fr samstag|sonnabend|sa sonntag|so",
    "fr": "lundi|lun mardi|mar mercredi|mer jeudi|jeu vendredi|ven samedi|sam dimanche|dim",
    "es": "lunes|lun martes|mar miércoles|mié jueves|jue viernes|vie sábado|sáb domingo|dom",
    "it": "lunedì|lun martedì|mar mercoledì|mer giovedì|gio venerdì|ven sabato|sab domenica|dom",
    "pt": (
        "segunda-feira|segunda|seg terça-feira|terça|ter quarta-feira|quarta|qua quinta-feira|quinta|qui sexta-feira|sexta|sex"
        " sábado|sáb domingo|dom"
    ),
    "nl": "maandag|ma dinsdag|di woensdag|wo donderdag|do vrijdag|vr zaterdag|za zondag|zo",
    "pl": "poniedziałek|pon|pn wtorek|wt środa|śr czwartek|czw piątek|pt sobota|sob niedziela|niedz|nd",
}
"""Language → the seven names from Monday on, those of one day divided by ``|`` (CLDR, wide and abbreviated)."""
_BEFORE = re.compile(r"([^\W\d_]{2,12}(?:-feira)?)\.?,? +(?=\S)")


def _bare(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(p for p in parts if not unicodedata.combining(p))


@functools.lru_cache(maxsize=1)
def _numbers() -> dict[str, frozenset[int]]:
    out: dict[str, set[int]] = {}
    for names in NAMES.values():
        for number, day in enumerate(names.split()):
            for name in day.split("|"):
                out.setdefault(_bare(name), set()).add(number)
    return {name: frozenset(days) for name, days in out.items()}


def without_weekday(text: str) -> tuple[str, frozenset[int]]:
    """A text without the day of the week before it, and which days that can be, Monday is 0; as it stands where there is none.

    Examples
    --------
    >>> without_weekday("Fri, 14 Mar, 2025")
    ('14 Mar, 2025', frozenset({4}))
    >>> without_weekday("14 Mar 2025")[0]
    '14 Mar 2025'
    """
    found = _BEFORE.match(text)
    days = _numbers().get(_bare(found[1]), frozenset()) if found else frozenset()
    return (text[found.end() :], days) if found and days else (text, frozenset())


def on_weekdays(date: dt.date, days: frozenset[int]) -> bool:
    """Whether a date is on one of some days of the week.

    Examples
    --------
    >>> import datetime as dt
    >>> on_weekdays(dt.date(2025, 3, 14), frozenset({4}))
    True
    """
    return date.weekday() in days
