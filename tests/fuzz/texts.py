"""Terms as text: words of all languages put together at random, valid texts with signs changed, and signs of any kind."""

import csv
import functools
from pathlib import Path

import cashflow as cf
from cashflow.terms.languages import __dict__ as languages
from tests.fuzz.laws import check, tried

TABLES = Path(__file__).parents[1] / "tables"
SIGNS = [
    "",
    " ",
    "\n",
    "\t",
    ",",
    ";",
    ".",
    "/",
    "%",
    "(",
    ")",
    "[",
    "]",
    "#",
    "+",
    "-",
    "–",
    "'",
    ":",
    "0",
    "1",
    "30",
    "31",
    "99",
    "9999",
    "10" * 40,
    "²",
    "٣",
    "½",
    "\x00",
    "\u202e",
    "é",
    "ß",
    "日",
    "2025-06-30",
    "30.06.2025",
]
JOINTS = [" ", " ", " ", ", ", " then ", "; ", " / ", "\n", "", " or ", " und "]


@functools.cache
def spelled():
    """Texts that people write."""
    out = []
    for name in ("terms_spellings.csv", "terms_misread.csv", "terms_first.csv", "terms_peers.csv", "terms_late.csv"):
        with open(TABLES / name, newline="", encoding="utf-8") as file:
            out += [r.get("text") or r.get("terms") or "" for r in csv.DictReader(file)]
    return [t for t in dict.fromkeys(out) if t]


@functools.cache
def words():
    """Words of people's texts and of the library's languages."""
    found = {w for t in spelled() for w in t.split()}

    def strings(value):
        if isinstance(value, str) and len(value) < 40:
            found.update(value.replace("|", " ").split())
        elif isinstance(value, dict):
            for k, v in value.items():
                strings(k), strings(v)
        elif isinstance(value, list | tuple | set | frozenset):
            for v in value:
                strings(v)

    for name, value in languages.items():
        if not name.startswith("__"):
            strings(value)
    return sorted(found)


def text_of(chance):
    kind = chance.random()
    if kind < 0.35:
        return "".join(
            chance.choice([chance.choice(words()), chance.choice(SIGNS)]) + chance.choice(JOINTS) for _ in range(chance.randint(1, 14))
        )
    if kind < 0.75:
        text = list(chance.choice(spelled()))
        for _ in range(chance.randint(1, 4)):
            at = chance.randint(0, len(text))
            text[at : at + chance.randint(0, 2)] = chance.choice([chance.choice(SIGNS), chance.choice(words()), ""])
        return "".join(text)
    if kind < 0.9:
        return chance.choice(JOINTS).join(chance.choice(spelled()) for _ in range(chance.randint(2, 4)))
    if kind < 0.98:
        return "".join(
            chr(chance.choice([chance.randrange(32, 127), chance.randrange(0x250), chance.randrange(0xD800)]))
            for _ in range(chance.randint(0, 60))
        )
    return chance.choice([*SIGNS, *words()]) * chance.choice([10, 300, 20_000])


def try_one(chance, folder):
    """A hundred texts; how many were read."""
    read = 0
    for _ in range(100):
        text = text_of(chance)
        dialect = chance.choice([None, None, "days_then_eom", "eom_then_days", "sap"])
        try:
            term, refused = tried("terms", lambda text=text, dialect=dialect: cf.PaymentTerms.parse(text, dialect))
            if term is None:
                continue
            read += 1
            said = str(term)
            again, refused = tried("its own text", lambda said=said: cf.PaymentTerms.parse(said))
            check(again == term, f"reads back as {again or refused}")
        except Exception as wrong:
            wrong.args = (f"{text[:300]!r} ({dialect}): {wrong.args[0] if wrong.args else ''}",)
            raise
    return read
