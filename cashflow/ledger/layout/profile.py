"""Profiles: what is known of the exports of a program; one TOML file each in ``profiles/``."""

from __future__ import annotations

import copy
import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

from attrs import field, frozen

from cashflow.basics.errors import must_choose
from cashflow.ledger.layout.cells.words import WEAK, fold, roles_of
from cashflow.ledger.layout.joins import Join
from cashflow.ledger.layout.model import ROLES
from cashflow.ledger.layout.told import KINDS_OF_TYPES
from cashflow.ledger.model import EVENT_COLUMNS

__all__ = ["KINDS_OF_STATUSES", "SEEN", "Profile", "TermFields", "profile_named", "profiles", "recognized"]

KINDS_OF_STATUSES = ("paid", "partly paid", "ignored")
"""What the status of a document can stand for."""
SEEN = {
    "real": "a real export was seen",
    "code": "known from programs that read such exports",
    "documentation": "known from documentation",
    "recalled": "not confirmed by a real export or a program: no sign is taken from it",
}
"""How a profile is known, and in words."""
_SIGNS = (None, "payables negative", "payables positive")
_GROUPS = (None, "supplier", "bucket")
_OWED = (None, "credit", "debit")


def _words(given: Any) -> tuple[str, ...]:
    return tuple(fold(w) for w in given)


def _lists(given: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(_words([some] if isinstance(some, str) else some) for some in given)


def _columns(given: Any) -> dict[str, tuple[str, ...]]:
    return {role: _words([names] if isinstance(names, str) else names) for role, names in given.items()}


def _types(given: Any) -> dict[str, str]:
    return {fold(word): kind.replace("_", " ") for kind, words in given.items() for word in words}


def _joins(given: Any) -> tuple[Join, ...]:
    return tuple(one if isinstance(one, Join) else Join(**one) for one in given)


def _patterns(given: Any) -> dict[str, re.Pattern[str]]:
    return {fold(name): re.compile(pattern) for name, pattern in given.items()}


def _folded(name: str | None) -> str | None:
    return None if name is None else fold(name)


@frozen(kw_only=True)
class TermFields:
    """Fields in which a row keeps its terms.

    Parameters
    ----------
    days, percents
        Names of columns, in order: the last number of days that is not 0 is when it is due, each with a percentage a discount.
    event
        What the days count from.
    reference
        Name of a column: a credit note that is blank in it is due on the day of that event.
    """

    days: tuple[str, ...] = field(converter=_words)
    percents: tuple[str, ...] = field(default=(), converter=_words)
    event: str = "invoice"
    reference: str | None = field(default=None, converter=_folded)


@frozen(kw_only=True)
class Wide:
    """A table of an export that holds the rows of its other tables, too: told by a `column`; rows of the same `key` are the same."""

    column: str
    key: tuple[str, ...] = field(converter=tuple)


def _wide(given: Any) -> Wide | None:
    return Wide(**given) if isinstance(given, Mapping) else given


def _fields(given: Any) -> TermFields | None:
    return TermFields(**given) if isinstance(given, Mapping) else given


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
        How it is known: "real" (a file was read), "code" (a program that reads or writes it), "documentation", "recalled". Where it
        is only recalled, no sign is taken from it.
    source
        Where this is known from.
    requires
        Names of columns that tell it: of each list one must be there.
    never
        Names that it never has.
    first_cell
        What the first cell of the file says, of formats that begin so.
    sign
        "payables negative" or "payables positive": how what is owed stands in it.
    owed
        The side that is owed, "credit" or "debit", where amounts stand on sides.
    types
        Document type → "invoice", "credit note", "payment" or "ignored".
    doubtful
        Document types that may lessen what is owed or add to it: asked for where amounts have no sign.
    columns
        Role → its names, the first that is there before others; they go before the general words.
    groups
        Rows of their own: "supplier" names the supplier of the rows below, "bucket" their age.
    buckets
        Whether the amount of an item stands in one of its columns of age.
    told_only
        Whether it is taken only where it is told.
    lines
        Whether a row is a line of a bill and repeats the bill's total.
    credits_at_once
        Whether a credit note without a due date is due on its own date, whatever terms it states.
    local_blank
        Whether a blank currency is the company's own.
    added
        Role → names of columns that are added up for it, as what is overdue and what is not yet due.
    leave
        Names of columns that are never used.
    leave_why
        Why not, in words; by default they repeat the invoice's amount on each of its installments.
    statuses
        Status of a document → "paid", "partly paid", or "ignored", of drafts and voided ones.
    terms
        Fields in which a row keeps its terms.
    joins, beside
        Tables that belong to it: those that its rows get columns of, and those that are ignored.
    no_dates
        What it writes where there is no date, which then needs no word.
    wide
        A table that holds the rows of the others, too.
    others
        Name of a column → a pattern: rows whose cell is all of it are lines of other accounts than suppliers'.
    cleared
        Whether a payment with a clearing date is ignored, since what it has cleared says so itself.
    customers, suppliers
        What a row says that is a customer's, or a supplier's, in a list of both sides.
    but_items
        Whether a table with columns of suppliers, numbers and due dates is none of it, whatever else it has.
    refuse, hint
        Why it is not a ledger of payables, and what to export instead.
    """

    name: str
    title: str
    seen: str
    source: str
    requires: tuple[tuple[str, ...], ...] = field(default=(), converter=_lists)
    never: tuple[str, ...] = field(default=(), converter=_words)
    first_cell: tuple[str, ...] = field(default=(), converter=_words)
    sign: str | None = None
    owed: str | None = None
    types: Mapping[str, str] = field(default={}, converter=_types)
    doubtful: tuple[str, ...] = field(default=(), converter=_words)
    columns: Mapping[str, tuple[str, ...]] = field(default={}, converter=_columns)
    groups: str | None = None
    buckets: bool = False
    told_only: bool = False
    lines: bool = False
    credits_at_once: bool = False
    local_blank: bool = False
    added: Mapping[str, tuple[str, ...]] = field(default={}, converter=_columns)
    leave: tuple[str, ...] = field(default=(), converter=_words)
    leave_why: str = "repeats it on each installment"
    statuses: Mapping[str, str] = field(default={}, converter=_types)
    terms: TermFields | None = field(default=None, converter=_fields)
    joins: tuple[Join, ...] = field(default=(), converter=_joins)
    beside: tuple[Join, ...] = field(default=(), converter=_joins)
    no_dates: tuple[str, ...] = field(default=(), converter=tuple)
    wide: Wide | None = field(default=None, converter=_wide)
    others: Mapping[str, re.Pattern[str]] = field(default={}, converter=_patterns)
    cleared: bool = False
    customers: tuple[str, ...] = field(default=(), converter=_words)
    suppliers: tuple[str, ...] = field(default=(), converter=_words)
    but_items: bool = False
    refuse: str | None = None
    hint: str | None = None

    def __attrs_post_init__(self) -> None:
        wrong = [
            *([] if self.seen in SEEN else [f"seen = {self.seen}"]),
            *([] if self.sign in _SIGNS else [f"sign = {self.sign}"]),
            *([] if self.groups in _GROUPS else [f"groups = {self.groups}"]),
            *([] if self.owed in _OWED else [f"owed = {self.owed}"]),
            *(f"[types] {k}" for k in {*self.types.values()} - set(KINDS_OF_TYPES)),
            *(f"[statuses] {k}" for k in {*self.statuses.values()} - set(KINDS_OF_STATUSES)),
            *(f"[columns] {r}" for r in (*self.columns, *self.added) if r not in {*ROLES, *EVENT_COLUMNS}),
            *([] if self.requires or self.first_cell or self.told_only or self.name == "general" else ["requires"]),
        ]
        if wrong:
            raise ValueError(f"profile {self.name}: {', '.join(wrong)}")

    @property
    def general(self) -> bool:
        """Whether it is that of tables of no known program, with lines of bills or without."""
        return not self.requires and not self.first_cell

    @property
    def sure(self) -> bool:
        """Whether its signs may be taken: they are known by more than recollection."""
        return self.seen != "recalled"

    def in_lines(self, told: Profile) -> Profile:
        """The same export with a row for each line of a bill, under the name of the profile that says so."""
        out = copy.copy(self)  # its values are converted already
        for name, value in (("name", told.name), ("title", f"{self.title}: {told.title}"), ("lines", True)):
            object.__setattr__(out, name, value)
        return out

    def fits(self, folded: set[str]) -> int:
        """How many of its names are there; 0: it is another export."""
        if not self.requires or set(self.never) & folded or not all(set(some) & folded for some in self.requires):
            return 0
        return len(self.requires)


@functools.cache
def profiles() -> dict[str, Profile]:
    """All of them, by name."""
    folder = resources.files("cashflow.ledger.layout").joinpath("profiles")
    texts = {f.name.removesuffix(".toml"): f.read_text(encoding="utf-8") for f in folder.iterdir() if f.name.endswith(".toml")}
    return {name: Profile(name=name, **tomllib.loads(text)) for name, text in sorted(texts.items())}


def profile_named(name: str) -> Profile:
    """The profile of a name; the beginning of a name will do, where one profile or the first of a program has it (``sap``)."""
    known = profiles()
    first = {"sap": "sap_line_items", "datev": "datev_opos", "xero": "xero_bills", "odoo": "odoo_moves"}
    first |= {"quickbooks": "quickbooks_online_aging", "zoho": "zoho_bills", "netsuite": "netsuite_aging"}
    short = {n.split("_")[0]: n for n in known} | first
    if name not in known and name not in short:
        raise must_choose("unknown export profile", "profile", name, [*known])
    return known[name if name in known else short[name]]


def recognized(names: Iterable[str], first_cell: str = "") -> Profile:
    """The profile that most names of columns, or the first cell of the file, speak for; else the general one."""
    names = [*names]
    folded = {fold(n) for n in names} - {""}
    items = _has_items(names)
    known = {n: p for n, p in profiles().items() if not (items and p.but_items)}
    begins = [p for p in known.values() if fold(first_cell) in p.first_cell]
    best = begins[0] if begins else max(known.values(), key=lambda p: p.fits(folded))
    return best if begins or best.fits(folded) else known["general"]


def _has_items(names: Iterable[str]) -> bool:
    """Whether names say of suppliers, of numbers and of due dates, each in a column."""
    said = [{role for role, how in roles_of(n).items() if how <= WEAK} for n in names]
    some = {"supplier", "supplier_number"}, {"invoice", "document"}, {"due_date"}
    return all(any(roles & one for roles in said) for one in some)
