"""Sheets and columns of a what-if workbook, made of the keys of the file: a new setting of a class has its column at once."""

from __future__ import annotations

from attrs import frozen

from cashflow.schemes import SCHEMES
from cashflow.solve.menu import OWN
from cashflow.whatif_file.kinds import Fragment, kind_of
from cashflow.whatif_file.tables import TABLES, Key, scheme_keys

__all__ = ["HEAD_ROW", "LISTS", "ROWS", "SETTINGS", "START", "Column", "RowSheet", "limit_key", "row_sheets", "setting_keys"]

START, SETTINGS, LISTS = "Start", "Settings", "Lists"
HEAD_ROW = 3
"""Row of the heads (0 is the first), below a title and two lines of words."""
ROWS = 200
"""Rows with lists to choose from."""
_SINGLE = ("ledger", "terms", "calendar", "policy", "measures", "simulate", "letters", "solve", "solve.selection", "solve.constraints")
_ELSEWHERE = {("solve", "menu"), ("solve", "selection"), ("solve", "constraints")}  # sheets and tables of their own
_SPREAD = 8  # a table of at most so many known keys has a column each


@frozen
class Column:
    """A column of a row sheet: its head is a key, or a key and the key of a table in it, ``extend.days``."""

    head: str
    key: Key
    kind: Fragment


@frozen
class RowSheet:
    """A sheet with a row a table: limits, offers, options, menu."""

    name: str
    table: str
    said: str
    columns: tuple[Column, ...]


def setting_keys() -> list[tuple[str, Key]]:
    """Table and key of every setting that stands once in a file."""
    return [(t.name, k) for t in TABLES if t.name in _SINGLE for k in t.keys if (t.name, k.name) not in _ELSEWHERE]


def row_sheets() -> tuple[RowSheet, ...]:
    """The sheets with rows, in the order of reading."""
    tables = {t.name: t for t in TABLES}
    scenario = [k for k in tables["scenario"].keys if k.name not in ("offer", "name")]
    number = Key("offer", "Number of the offer in its scenario: 1, 2 …; the first that covers an installment owns it.", "int")
    named = Key("scenario", "Name of the scenario; rows of one name are offers of one scenario.", "str", needed=True)
    offer = [k for k in tables["offer"].keys if k.name != "option"]
    limits = list(tables[limit_key()].keys)
    rows = (
        ("Offers", "offer", "A row an offer: whom it covers, what it changes, who accepts.", [named, *offer, *scenario]),
        ("Options", "option", "A row an option of an offer. The supplier takes the one that is best for it.", [named, number, *_schemes()]),
        ("Limits", "limit", "A row a limit on terms. Columns of the ledger may be added on the right.", limits),
        ("Menu", "menu", "For 'cashflow solve': a row an entry, an extension with one scheme.", [*_menu_keys(offer), *_schemes()]),
    )
    return tuple(RowSheet(name, table, said, _columns(keys)) for name, table, said, keys in rows)


def limit_key() -> str:
    """The name of the tables of limits on terms in a file."""
    return next(t.name for t in TABLES if t.written.startswith("[[") and t.name not in ("scenario", "offer"))


def _menu_keys(offer: list[Key]) -> list[Key]:
    return [k for k in offer if k.name in ("extend", *OWN)]


def _schemes() -> list[Key]:
    """The scheme, and every setting that some scheme has."""
    about = "Which scheme: " + ", ".join(SCHEMES) + "."
    found = {"scheme": Key("scheme", about, "str")}
    for name in SCHEMES:
        for key in scheme_keys(name):
            found.setdefault(key.name, Key(key.name, key.meaning, key.type))
    return [*found.values()]


def _columns(keys: list[Key]) -> tuple[Column, ...]:
    out: list[Column] = []
    for key in keys:
        kind = {"enum": list(SCHEMES)} if key.name == "scheme" else kind_of(key.name, key.type)
        known = _known(kind)
        if known:
            out += [Column(f"{key.name}.{name}", key, one) for name, one in known.items()]
        if len(known) == 0 or "anyOf" in kind:
            out.append(Column(key.name, key, kind))
    return tuple(out)


def _known(kind: Fragment) -> dict[str, Fragment]:
    """Keys of a table that has only known ones; of several kinds, those of the first such table."""
    for one in kind.get("anyOf", [kind]):
        found = one.get("properties", {}) if one.get("type") == "object" and one.get("additionalProperties") is False else {}
        if 0 < len(found) <= _SPREAD:
            return dict(found)
    return {}
