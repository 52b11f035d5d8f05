"""Profiles: what is known of the exports of a program; one TOML file each."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

from attrs import field, frozen

from cashflow.basics.errors import must_choose
from cashflow.ledger.layout.words import fold

__all__ = ["GENERAL", "Profile", "profile_named", "profiles", "recognized"]

_SEEN = ("real", "code", "documentation", "recalled")
_KINDS = ("invoice", "credit", "payment", "ignore")


@frozen(kw_only=True)
class Profile:
    """What is known of an export.

    Parameters
    ----------
    name
        As ``--profile`` names it.
    title
        In words.
    seen
        How it is known: "real" (a file was read), "code" (a program that reads or writes it), "documentation", "recalled". Of a layout that
        is only recalled no sign is taken.
    all_of, any_of
        Names of columns by which it is recognized: every one of `all_of`, and one of each list in `any_of`.
    none_of
        Names that it never has.
    sign
        "payables negative" or "payables positive", where its amounts are signed.
    types
        Document type → invoice, credit, payment or ignore.
    columns
        Role → its name, where the words leave a choice.
    groups
        "supplier": rows of their own name the supplier of the rows below; "bucket": they name an age.
    lines
        Whether a row is a line of a bill that repeats the bill's total.
    credits_at_once
        Whether a credit note is due on its own date, whatever terms it states.
    refuse
        Why it is no ledger of payables; nothing: it is one.
    hint
        What to export instead.
    source
        Where this is known from.
    """

    name: str
    title: str
    seen: str
    all_of: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    none_of: tuple[str, ...] = ()
    sign: str | None = None
    types: Mapping[str, str] = field(factory=dict)
    columns: Mapping[str, str] = field(factory=dict)
    groups: str | None = None
    lines: bool = False
    credits_at_once: bool = False
    refuse: str | None = None
    hint: str | None = None
    source: str = ""

    def __attrs_post_init__(self) -> None:
        if self.seen not in _SEEN or not set(self.types.values()) <= set(_KINDS) or self.groups not in (None, "supplier", "bucket"):
            raise ValueError(self.name)

    @property
    def known_sign(self) -> str | None:
        """The sign, where it is known by more than recollection."""
        return None if self.seen == "recalled" else self.sign

    def fits(self, folded: set[str]) -> int:
        """How many names recognize it; 0: it is another one."""
        if not set(self.all_of) <= folded or set(self.none_of) & folded or not all(set(some) & folded for some in self.any_of):
            return 0
        return len(self.all_of) + len(self.any_of)

    def kind_of(self, text: str) -> str | None:
        """What a document type is, if that is known."""
        return self.types.get(fold(text))


GENERAL = Profile(name="general", title="a table of payables", seen="documentation")


def _read(name: str, given: dict[str, Any]) -> Profile:
    for key in ("all_of", "none_of"):
        given[key] = tuple(fold(w) for w in given.get(key, ()))
    given["any_of"] = tuple(tuple(fold(w) for w in some) for some in given.get("any_of", ()))
    given["types"] = {fold(word): kind for kind, words in given.get("types", {}).items() for word in words}
    return Profile(name=name, **given)


@functools.cache
def profiles() -> dict[str, Profile]:
    """All of them, by name."""
    folder = resources.files("cashflow.ledger.layout").joinpath("profiles")
    found = {f.name.removesuffix(".toml"): f.read_text(encoding="utf-8") for f in folder.iterdir() if f.name.endswith(".toml")}
    return {"general": GENERAL} | {name: _read(name, tomllib.loads(text)) for name, text in sorted(found.items())}


def profile_named(name: str) -> Profile:
    """The profile of a name; ``sap`` stands for the first whose name begins so."""
    known = profiles()
    if name in known:
        return known[name]
    near = [n for n in known if n.split("_")[0] == name]
    if len(near) == 1 or (near and name == "sap"):
        return known[near[0]]
    raise must_choose("is no profile", "kind of export", name, known)


def recognized(names: Iterable[str]) -> Profile:
    """The profile that most of some names of columns speak for."""
    folded = {fold(n) for n in names} - {""}
    best = max(profiles().values(), key=lambda p: p.fits(folded))
    return best if best.fits(folded) else GENERAL
