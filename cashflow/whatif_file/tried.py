"""A what-if without a file: options as they are typed, made of the keys of a what-if file, and turned into its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import fields, frozen

from cashflow.basics.errors import InputError, nearest
from cashflow.basics.folders import path_from
from cashflow.ledger.layout.told import pairs_of
from cashflow.ledger.of_files import files_of
from cashflow.ledger.opening.options import sheets_told
from cashflow.offers import Extension, Offer
from cashflow.schemes import SCHEMES
from cashflow.whatif_file.kinds import Fragment, kind_of
from cashflow.whatif_file.tables import TABLES, scheme_keys
from cashflow.whatif_file.typed import example_of, typed_value

__all__ = ["TypedKey", "missing_of", "option_table", "scheme_settings", "tried_tables", "typed_keys", "typed_refusal"]

_NOT_TYPED = ("interest_paid", "entities", "capital_expenditure", "intercompany", "agency_days")
_TYPED = {
    "offer": ("option",),
    "calendar": (),
    "policy": (),
    "measures": (*_NOT_TYPED, "currency", "net_debt", "ebitda", "covenant_limit"),
}
"""Tables whose keys are options, and which of these are none."""
_PAIRS = ("map", "payments_map", "types", "events", "accept")
_TERMS = ("dialect",)


@frozen
class TypedKey:
    """A key of a what-if file that is an option.

    Parameters
    ----------
    name, table
        The key and its table; ``"scheme"``: a setting of some schemes.
    kind, meaning
        What it may hold, and what it is, in the words of the reference.
    schemes
        Those that have it.
    needed
        Those of them that need it.
    """

    name: str
    table: str
    kind: Fragment
    meaning: str
    schemes: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """As it is typed."""
        return f"--{self.name.replace('_', '-')}"


def typed_keys() -> list[TypedKey]:
    """All of them: what the offer is, who is covered, calendar and policy, and the settings of all schemes.

    Examples
    --------
    >>> {k.flag for k in typed_keys()} >= {"--extend", "--suppliers", "--as-of", "--payment-runs", "--annual-rate"}
    True
    """
    out = []
    for table in TABLES:
        if table.name in _TYPED:
            keys = (k for k in table.keys if k.name not in _TYPED[table.name])
            out += [TypedKey(k.name, table.name, kind_of(k.name, k.type), k.meaning) for k in keys]
    return [*out, *scheme_settings().values()]


def scheme_settings() -> dict[str, TypedKey]:
    """The settings of all schemes by name, from the classes themselves."""
    found: dict[str, TypedKey] = {}
    for scheme in SCHEMES:
        for key in scheme_keys(scheme):
            old = found.get(key.name)
            schemes = (*(old.schemes if old else ()), scheme)
            needed = (*(old.needed if old else ()), *([scheme] if key.needed else []))
            found[key.name] = TypedKey(key.name, "scheme", kind_of(key.name, key.type), key.meaning, schemes, needed)
    return found


def option_table(scheme: str | None, given: Mapping[str, Sequence[str]]) -> dict[str, Any] | None:
    """What the supplier gets, as a table of the file; `None`: nothing, it only waits.

    Raises
    ------
    InputError
        A scheme that is unknown, a setting that it does not have, or one that it needs and that is not given.
    """
    known = scheme_settings()
    mine = {name: texts for name, texts in given.items() if name in known and texts}
    if scheme is None:
        if mine:
            first = known[next(iter(mine))]
            hint = f"Add --scheme {first.schemes[0]}" if len(first.schemes) == 1 else "Add --scheme with one of them"
            raise InputError(f"is a setting of {_either(first.schemes)}, and no scheme is named", column=first.flag, hint=hint)
        return None
    if scheme not in SCHEMES:
        raise InputError(f"unknown scheme. {nearest(scheme, SCHEMES)}", column="--scheme", value=scheme)
    for name in mine:
        if scheme not in known[name].schemes:
            own = ", ".join(k.flag for k in known.values() if scheme in k.schemes)
            raise InputError(f"is not a setting of {scheme}", column=known[name].flag, hint=f"Leave it out. {scheme} takes {own}")
    if missing := missing_of(scheme, mine):
        words = " and ".join(k.name for k in missing)
        typed = " ".join(f"{k.flag} {_quoted(example_of(k.kind))}" for k in missing)
        raise InputError(f"needs {words}; there is no default", column="--scheme", value=scheme, hint=f"Add, for example: {typed}")
    return {"scheme": scheme, **{name: typed_value(known[name].kind, texts, known[name].flag) for name, texts in mine.items()}}


def missing_of(scheme: str, given: Mapping[str, Any]) -> list[TypedKey]:
    """Settings that a scheme needs and that are not given."""
    return [k for k in scheme_settings().values() if scheme in k.needed and k.name not in given]


def tried_tables(ledger: Path, folder: Path, given: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of the what-if file that some options say.

    Parameters
    ----------
    ledger, folder
        The ledger, and the folder of the file, to which paths are relative.
    given
        By the key's name, the texts typed for it; ``scheme`` and ``scenario``, its name, are one text or `None`.
    told
        Keys of ``[ledger]`` and ``[terms]``, as its options give them.

    Raises
    ------
    InputError
        See `option_table`; and where nothing says how much later.
    """
    texts = {k: v for k, v in given.items() if v and k not in ("scheme", "scenario")}
    if "extend" not in texts:
        hint = "Type --extend 30 (days), --extend 2025-08-15 (paid that day), --extend 'net 90' (other terms) or --extend immediate"
        raise InputError("say how much later, or earlier, suppliers are paid", column="--extend", hint=hint)
    values = {k.name: typed_value(k.kind, texts[k.name], k.flag) for k in typed_keys() if k.table != "scheme" and k.name in texts}
    of = {t: {k.name: values[k.name] for k in typed_keys() if k.table == t and k.name in values} for t in _TYPED}
    option = option_table(given.get("scheme"), texts)
    offer = {"extend": of["offer"].pop("extend"), **of["offer"], **({"option": [option]} if option else {})}
    name = given.get("scenario") or _name(offer["extend"])
    tables = {**_ledger(ledger, folder, told), **{t: of[t] for t in _TYPED if t != "offer"}}
    return {**{k: v for k, v in tables.items() if v}, "scenario": [{"name": name, "offer": [offer]}]}


def _ledger(ledger: Path, folder: Path, told: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {"path": path_from(ledger, folder)}
    for name, value in told.items():
        if value is not None and name not in _TERMS:
            pairs = {name: pairs_of(value, name)} if name in _PAIRS else {name: files_of(value)} if name == "files" else {}
            value = sheets_told(value) if name == "sheet" else value
            kept |= pairs or {name: path_from(value, folder) if isinstance(value, Path) else value}
    return {"ledger": kept, "terms": {k: told[k] for k in _TERMS if told.get(k) is not None}}


def _name(extend: Mapping[str, Any]) -> str:
    """What the scenario is called: what it extends by, in words."""
    return f"terms {extend['terms']}" if "terms" in extend else str(Offer(extend=extend).extend)


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\w./%=-]+", text) else f"'{text}'"


def typed_refusal(wrong: InputError, path: Path) -> InputError:
    """A refusal of tables that are no file yet: the option in place of the key, and what to type in place of what to write."""
    if wrong.file not in (None, str(path)):
        return wrong
    flags = {k.name: k.flag for k in typed_keys()} | _CALLED
    if wrong.column == "scenario 1.name":
        flags["name"] = "--name"
    words = re.split(r"[\s.]+", wrong.column or "")
    by_how_much = "--extend" if "offer" in words and words[-1] in {f.name for f in fields(Extension)} else wrong.column
    at = next((n for n in reversed(range(len(words))) if words[n] in flags), None)
    wrong.file, wrong.column = None, by_how_much if at is None else flags[words[at]]
    if at is not None and wrong.reason.startswith("is missing") and (inner := " ".join(words[at + 1 :])):
        wrong.reason = f"{inner} {wrong.reason}"
    if wrong.hint:
        wrong.hint = _WRITE.sub(lambda m: f"{m[1] and 'Type '}{flags[m[2]]} {_as_typed(m[3])}" if m[2] in flags else m[0], wrong.hint)
        if (wrong.column or "").startswith("--"):
            wrong.hint = re.sub(r"\bWrite (\{[^}]*\})", rf"Type {wrong.column} '\1'", wrong.hint)
            wrong.hint = re.sub(r"\bWrite ([A-Z]{3}|others) = (\{[^}]*\})", rf"Type {wrong.column} '\1=\2'", wrong.hint)
            wrong.hint = re.sub(r"\b\w+='(\w+)'", rf"{wrong.column} \1", wrong.hint)
    return wrong


_CALLED = {"selection": "--suppliers or --where"}
"""What refusals name that is no key of its own, and what it was typed as."""
_WRITE = re.compile(r"""\b((?:Write |Give )?)([a-z_]+) = (\{[^}]*\}|\[[^\]]*\]|"[^"]*"|'[^']*'|[\w.-]+)""")


def _as_typed(toml: str) -> str:
    """A value of a hint behind an option: a table of one line as it stands, in quotes; text without its own."""
    return f"'{toml}'" if toml[0] in "{[" else _quoted(toml.strip("\"'"))
