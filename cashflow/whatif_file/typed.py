"""Values as they are typed behind an option, into values of a what-if file; what a key may hold says how they are read."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cashflow.basics.errors import InputError
from cashflow.whatif_file.kinds import Fragment

__all__ = ["example_of", "typed_value"]

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_PERCENT = re.compile(rf"({_NUMBER.pattern})\s*%")
_PAIR = re.compile(r"(\w[\w .-]*)=(.*)", re.S)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def typed_value(kind: Fragment, texts: Sequence[str], option: str) -> Any:
    """The value that some texts behind one option say.

    A number may be a percentage; a table is typed as one ``KEY=VALUE`` a time; a list as several values, or several of one key.
    What begins with ``{`` or ``[`` is read as TOML. A bare value for a table of which one key is given takes the key that can hold it.

    Parameters
    ----------
    kind
        What the key may hold, a fragment of `cashflow.whatif_file.schema`.
    texts
        As they were typed.
    option
        For messages, e.g. ``--extend``.

    Raises
    ------
    InputError
        Several values where one is expected, or text that no such key can hold.

    Examples
    --------
    >>> from cashflow.whatif_file.kinds import EXTEND, NUMBER, SUPPLIERS, WINDOW
    >>> typed_value(EXTEND, ["30"], "--extend"), typed_value(EXTEND, ["net 90"], "--extend"), typed_value(NUMBER, ["6.5%"], "--rate")
    ({'days': 30}, {'terms': 'net 90'}, Decimal('0.065'))
    >>> typed_value(SUPPLIERS, ["region=EU", "region=UK"], "--suppliers"), typed_value(SUPPLIERS, ["Acme", "Bolt"], "--suppliers")
    ({'region': ['EU', 'UK']}, ['Acme', 'Bolt'])
    >>> typed_value(SUPPLIERS, ["largest=30", "except=tag=small", "except=tag=critical"], "--suppliers")
    {'largest': '30', 'except': {'tag': ['small', 'critical']}}
    """
    if len(texts) == 1 and texts[0].lstrip().startswith(("{", "[")):
        return _toml_value(texts[0], option)
    kinds = _alternatives(kind)
    tables = [k for k in kinds if k.get("type") == "object"]
    pairs = [m for t in texts if (m := _PAIR.fullmatch(t.strip()))]
    if (tables or kind == {}) and len(pairs) == len(texts):
        return _table(tables, [(m[1].strip(), m[2].strip()) for m in pairs], option)
    if tables and pairs:
        hint = f"Type a KEY=VALUE behind each {option}"
        other = next(t for t in texts if not _PAIR.fullmatch(t.strip()))
        raise InputError("stands beside a KEY=VALUE and is none", column=option, value=other, hint=hint)
    if len(texts) > 1:
        lists = [k for k in kinds if k.get("type") == "array"]
        if not lists:
            hint = f"Type a KEY=VALUE behind each {option}" if any("maxProperties" not in t for t in tables) else f"Give {option} once"
            raise InputError("is given more than once", column=option, value=texts[1], hint=hint)
        return [_scalar(_alternatives(lists[0]["items"]), t, option) for t in texts]
    for table in tables:
        if table.get("maxProperties") == 1:
            name = _taker(table["properties"], texts[0])
            return {name: _scalar(_alternatives(table["properties"][name]), texts[0], option)}
    return _scalar(kinds, texts[0], option)


def example_of(kind: Fragment) -> str:
    """A value that such a key may hold, as it is typed.

    Examples
    --------
    >>> from cashflow.whatif_file.kinds import NUMBER, one_of
    >>> example_of(NUMBER), example_of(one_of("gross", "net"))
    ('6.5%', 'gross')
    """
    for one in _alternatives(kind):
        if known := one.get("enum") or one.get("examples"):
            return str(known[0])
        if "number" in one.get("type", ()):
            return "6.5%" if one.get("description", "").startswith("a number") else "25.00"
        if one.get("type") == "integer":
            return "30"
        if one.get("format") == "date":
            return "2025-06-30"
        if isinstance(one.get("additionalProperties"), Mapping) and "number" in one["additionalProperties"].get("type", ()):
            return "10=2%"
    return "TEXT"


def _alternatives(kind: Fragment) -> list[Fragment]:
    return [kind] if "anyOf" not in kind else [a for one in kind["anyOf"] for a in _alternatives(one)]


def _toml_value(text: str, option: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]
    except ValueError as wrong:
        raise InputError(f"can't be read as TOML: {wrong}", column=option, value=text, hint="Type KEY=VALUE instead") from None


def _table(tables: Sequence[Fragment], pairs: Sequence[tuple[str, str]], option: str) -> dict[str, Any]:
    """Pairs as a table; several values of a key are a list. What is a KEY=VALUE itself, where the key may hold a table, is one."""
    texts: dict[str, list[str]] = {}
    for name, text in pairs:
        texts.setdefault(name, []).append(text)
    return {name: _held(tables, name, each, option) for name, each in texts.items()}


def _held(tables: Sequence[Fragment], name: str, texts: Sequence[str], option: str) -> Any:
    """What a key of a table holds."""
    kinds = [k for t in tables for k in _alternatives(_of_key(t, name))]
    if any(k.get("type") == "object" for k in kinds) and any(map(_PAIR.fullmatch, texts)):
        return typed_value({"anyOf": kinds}, texts, f"{option} {name}=")
    if any(k.get("type") in ("object", "array") for k in kinds) and len(texts) == 1 and texts[0].startswith(("{", "[")):
        return _toml_value(texts[0], f"{option} {name}=")
    values = [_scalar(kinds, text, option) for text in texts]
    return values[0] if len(values) == 1 else values


def _of_key(table: Fragment, name: str) -> Fragment:
    others = table.get("additionalProperties")
    found: Fragment = table["properties"].get(name, others if isinstance(others, dict) else {})
    return found


def _taker(properties: Mapping[str, Fragment], text: str) -> str:
    """The key that holds a bare value: by a known word, a whole number, a date; else by text."""
    kinds = {name: _alternatives(kind) for name, kind in properties.items()}
    tests = (
        lambda k: text in k.get("enum", ()),
        lambda k: k.get("type") == "integer" and re.fullmatch(r"[+-]?\d+(\.\d+)?", text),
        lambda k: k.get("format") == "date" and _DATE.fullmatch(text),
        lambda k: k.get("type") == "string" and "format" not in k,
    )
    return next(name for test in tests for name, many in kinds.items() if any(test(k) for k in many))


def _scalar(kinds: Sequence[Fragment], text: str, option: str) -> Any:
    """One value: a number, a date or yes and no where the key may hold one; else the text as it stands."""
    types = {t for k in kinds for t in ([k["type"]] if isinstance(k.get("type"), str) else k.get("type", ()))}
    if types & {"number", "integer"} and (percent := _PERCENT.fullmatch(text)):
        return Decimal(percent[1]).scaleb(-2)
    if "integer" in types and re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    if types & {"number", "integer"} and _NUMBER.fullmatch(text):
        return Decimal(text)
    if any(k.get("format") == "date" for k in kinds) and _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise InputError("is not a date", column=option, value=text, hint="Type it as 2025-06-30") from None
    if "boolean" in types and text.casefold() in ("true", "yes", "false", "no"):
        return text.casefold() in ("true", "yes")
    return text
