"""The JSON Schema of a what-if file, for editors: made of the same keys as the reader and the page of the reference."""

from __future__ import annotations

from typing import Any

from cashflow.schemes import SCHEMES
from cashflow.solve.menu import OWN
from cashflow.whatif_file.kinds import Fragment, either, kind_of, many, table
from cashflow.whatif_file.tables import TABLES, Key, Table, scheme_keys

__all__ = ["DRAFT", "json_schema"]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_MANY = ("limit", "scenario")


def _said(key: Key) -> Fragment:
    """A key's kind with what it means, which an editor shows."""
    kind = kind_of(key.name, key.type)
    return kind | {"description": key.meaning} if key.meaning else dict(kind)


def _table(given: Table) -> Fragment:
    return table({k.name: _said(k) for k in given.keys}, *(k.name for k in given.keys if k.needed))


def _scheme(name: str, beside: dict[str, Fragment], *needed: str) -> Fragment:
    keys = scheme_keys(name)
    about = (SCHEMES[name].__doc__ or "").strip().splitlines()
    settings = {"scheme": {"const": name, "description": about[0] if about else name}} | {k.name: _said(k) for k in keys} | beside
    return table(settings, "scheme", *(k.name for k in keys if k.needed), *needed)


def json_schema() -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) of the what-if file; dates of TOML count as text in ISO form.

    Examples
    --------
    >>> json_schema()["properties"]["ledger"]["required"]
    ['path']
    """
    found = {t.name: _table(t) for t in TABLES}
    option = either(*({"$ref": f"#/$defs/{name}"} for name in SCHEMES))
    found["offer"]["properties"]["option"] = either(option, many(option))
    found["offer"]["required"] = ["extend"]
    found["scenario"]["properties"]["offer"] = many(found.pop("offer")) | {"minItems": 1}
    found["scenario"]["required"] = ["name", "offer"]
    for group in ("selection", "constraints"):
        found["solve"]["properties"][group] = found.pop(f"solve.{group}")
    found["solve"]["properties"]["menu"] = many({"$ref": "#/$defs/menu"}) | {"minItems": 1}
    found["limit"] |= {"additionalProperties": {"type": ["string", "number", "boolean"], "description": "a column of the ledger"}}
    entry = {k.name: _said(k) for t in TABLES if t.name == "offer" for k in t.keys if k.name in ("extend", *OWN)}
    menu = either(table(entry, "extend"), *(_scheme(name, entry, "extend") for name in SCHEMES))
    tables = {name: many(kind) if name in _MANY else kind for name, kind in found.items()}
    return {
        "$schema": DRAFT,
        "title": "A what-if file of cashflow",
        **table(tables, "ledger"),
        "$defs": {name: _scheme(name, {}) for name in SCHEMES} | {"menu": menu},
    }
