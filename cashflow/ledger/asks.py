"""What could be told so that a ledger is read: the questions that its findings leave open, with the options to type."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cashflow.basics.date_text import ORDERS, SAY_ORDER, date_text
from cashflow.basics.errors import CURRENCY_CODE, SOME_TERMS, SOME_ZONE, asked
from cashflow.basics.frames import pd
from cashflow.ledger.of_files import pattern_of
from cashflow.terms import DIALECTS

if TYPE_CHECKING:
    from cashflow.ledger.model import Findings

__all__ = ["CURRENCY", "asks_of", "currency_ask", "sign_ask", "terms_ask"]

CURRENCY = "currency of all rows"
_DATES, _AMOUNTS = ("unreadable date",), ("unreadable amount", "unreadable tax")
_EXCHANGED = "'ymd' if the year-first dates are right"  # dates that a spreadsheet exchanged must be exported anew


def asks_of(found: Findings) -> list[dict[str, Any]]:
    """Questions whose answers would let some of the rejected rows in.

    Of files of several kinds each kind is asked what another kind may write otherwise: the order of its dates, and its decimal sign;
    the rest where more than one of them lacks it.
    """
    kinds = _kinds_of_files(found)
    if len(kinds) < 2:
        return _asks(found, found.frame)
    asked_of = [(files, _asks(found, found.frame[found.frame["file"].isin(files)])) for files in kinds]
    flags = Counter(flag for _, asks in asked_of for flag in {_flag(a) for a in asks})
    every = [name for files in kinds for name in files]
    out: list[dict[str, Any]] = []
    for files, asks in asked_of:
        for one in asks:
            alone = _flag(one) in _PER_KIND or (_flag(one) in _PER_FILE and flags[_flag(one)] > 1)
            out += [_of_files(one, name) for name in pattern_of(files, every)] if alone else [one] if one not in out else []
    return out


_PER_KIND = ("--date-order", "--decimal")
_PER_FILE = ("--currency", "--zone", "--owed", "--types", "--terms")


def _flag(ask: Mapping[str, Any]) -> str:
    return str(ask["type"]).partition(" ")[0]


def _kinds_of_files(found: Findings) -> list[list[str]]:
    """Names of files that are laid out alike; of those with our own names only such as have a finding are known."""
    kinds: dict[Any, list[str]] = {}
    for name, one in found.layouts.items():
        kinds.setdefault((one.profile, tuple(one.columns.items())), []).append(name)
    others = [n for n in found.frame["file"].unique().tolist() if n not in found.layouts] if "file" in found.frame else []
    return [*kinds.values(), *([others] if others else [])]


def _of_files(ask: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A question as one of some files alone."""
    key, example = _flag(ask).removeprefix("--").replace("-", "_"), shlex.split(str(ask["type"]))[-1]
    typed = [f"{name}:{key}{'.' if key == 'types' else '='}{c}" for c in ask["choices"] or [example]]
    what = str(ask["what"]).replace("([ledger] ", f'([ledger.files."{name}"] ')
    return asked(what, typed if ask["choices"] else [], "--files", typed[0], ask.get("means", ()))


def _asks(found: Findings, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The questions that some of the findings leave open."""
    if not len(frame):
        return sign_ask() if found.sign_suspect else []
    left = frame[frame["status"] == "rejected"]
    unknown = frame[(frame["kind"] == "unknown document type") & (not found.sign_suspect)]  # the sign first: what types are depends on it
    said: dict[str, set[str]] = {}
    for kind, reason in zip(left["kind"].tolist(), left["reason"].tolist(), strict=True):
        said.setdefault(str(kind), set()).add(str(reason))
    dates, amounts = (set().union(*(said.get(k, set()) for k in kinds)) for kinds in (_DATES, _AMOUNTS))
    out = sign_ask() if found.sign_suspect else []
    for word, reason in zip(unknown["value"].tolist(), unknown["reason"].tolist(), strict=True):
        first = ("credit note", "invoice") if "taken as credit notes by" in reason else ("invoice", "credit note")  # as it is read now
        kinds = [f"{word}={kind}" for kind in (*first, "payment", "ignored")]
        out.append(asked(f"what documents of the type '{word}' are ([ledger] types)", kinds, "--types"))
    statuses = frame[(frame["kind"] == "unknown status") & (not found.sign_suspect)]
    words = [str(w) for w in statuses["value"].tolist()]
    pair = _of_two_letters(words) if len(_kinds_of_files(found)) < 2 else None  # of files of several kinds a word may differ
    out += [pair] if pair is not None else []
    for word in words if pair is None else ():
        kinds = [f"{word}={kind}" for kind in ("invoice", "paid", "ignored")]  # the first as it is read now
        out.append(asked(f"what the status '{word}' is ([ledger] types)", kinds, "--types"))
    if "missing currency" in said:
        out += currency_ask()
    out += _order_ask(left[left["kind"].isin(_DATES)])
    if any("say zone" in r for r in dates):
        out.append(asked("time zone whose day counts ([ledger] zone)", [], "--zone", SOME_ZONE))
    if any("say decimal" in r for r in amounts):
        out.append(asked("decimal sign of amounts ([ledger] decimal)", [".", ","], "--decimal", means=_amounts_meant(left)))
    if any("say which is owed" in r for r in amounts):
        out.append(
            asked(
                "which of Cr and Dr is owed ([ledger] owed)",
                ["Cr", "Dr"],
                "--owed",
                means=_SIDES,
            )
        )
    if "missing terms" in said:
        out += terms_ask()
    if any("[terms.codes]" in r for r in said.get("unreadable terms", ())):
        out.append(asked("what your own codes of terms mean ([terms.codes]; or a file: code,terms)", [], "--terms-codes", "codes.csv"))
    unclear = [r for r in said.get("unreadable terms", ()) if r.endswith("Say dialect")]
    if unclear:
        names = [d for d in DIALECTS if any(f"({d})" in r for r in unclear)]
        means = [_terms_meant(left, d) for d in names]
        out.append(asked("reading of payment terms ([terms] dialect)", names or [*DIALECTS], "--dialect", means=means))
    return out


_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_DONE, _NOT_DONE = {"p": "paid", "c": "closed", "s": "settled"}, {"n": "not paid", "o": "open", "u": "unpaid"}
"""Letters of statuses that may say paid, and those beside them that deny it."""


def _of_two_letters(words: list[str]) -> dict[str, Any] | None:
    """The question of two statuses of one letter of which one may be paid, and the other not: all that they may mean together."""
    done = [w for w in words if w.casefold() in _DONE]
    rest = [w for w in words if w.casefold() in _NOT_DONE]
    if len(words) != 2 or len(done) != 1 or len(rest) != 1:
        return None
    one, other = done[0], rest[0]
    means = {
        "invoice": "neither says paid: all of it is open, as it is read now",
        "paid": f"{one} is {_DONE[one.casefold()]}, {other} is {_NOT_DONE[other.casefold()]}",
        **({"ignored": f"{one} is cancelled, and none of it is owed"} if one.casefold() == "c" else {}),
    }
    choices = [f"--types {shlex.quote(f'{one}={kind}')} --types {shlex.quote(f'{other}=invoice')}" for kind in means]
    what = f"what the statuses '{one}' and '{other}' are ([ledger] types)"
    return {"what": what, "choices": choices, "type": choices[0], "means": [*means.values()]}


_READINGS = re.compile(r"has two readings, (\S+) and (\S+); say decimal")


def _amounts_meant(left: pd.DataFrame) -> list[str]:
    """What the first amount with two readings is by a decimal point, and by a comma."""
    for value, reason in zip(left["value"].tolist(), left["reason"].tolist(), strict=True):
        if found := _READINGS.match(str(reason)):
            smaller_first = sorted(found.groups(), key=Decimal)
            by = smaller_first if "." in str(value) else smaller_first[::-1]  # the sign that stands in it parts the decimals of the smaller
            return [f"{value} is {one}" for one in by]
    return []


def _terms_meant(left: pd.DataFrame, dialect: str) -> str:
    """What the first terms that want a dialect are by one."""
    for value, reason in zip(left["value"].tolist(), left["reason"].tolist(), strict=True):
        if str(reason).endswith("Say dialect") and (found := re.search(rf"(?:: |; )([^:;]+) \({dialect}\): ", str(reason))):
            return f"'{value}' is {found[1]}"
    return ""


def _order_ask(left: pd.DataFrame) -> list[dict[str, Any]]:
    """The question of dates with several readings: first the order that the due dates speak for, or that the rows say to write."""
    some = left[left["reason"].str.contains(SAY_ORDER) & ~left["reason"].str.contains(_EXCHANGED, regex=False)]
    if not len(some):
        return []
    readings = [date_text(str(text)).by_order for text in pd.unique(some["value"])]
    orders = [o for o in ORDERS if all(o in known for known in readings)] or ["dmy", "mdy"]
    likely = [o for o in orders if some["reason"].str.contains(f"{SAY_ORDER} = '{o}':", regex=False).any()]
    what = "order of day, month and year" if "ymd" in orders else "order of day and month"
    choices = [*dict.fromkeys((*likely, *orders))]
    first = next((text for text, by in zip(pd.unique(some["value"]), readings, strict=True) if {*choices} <= {*by}), None)
    known = {} if first is None else date_text(str(first)).by_order
    means = [f"{first} is {known[o].day} {_MONTHS[known[o].month - 1]} {known[o].year}" for o in choices if o in known]
    return [asked(f"{what} in dates ([ledger] date_order)", choices, "--date-order", means=means)]


def currency_ask() -> list[dict[str, Any]]:
    """The question where no column holds the currency."""
    return [asked(f"{CURRENCY} ([ledger] currency)", [], "--currency", CURRENCY_CODE)]


def terms_ask() -> list[dict[str, Any]]:
    """The question where rows state neither terms nor a due date."""
    return [asked("terms of rows without terms and due date ([ledger] terms)", [], "--terms", SOME_TERMS)]


_SIDES = ("Cr is owed, Dr lessens it", "Dr is owed, Cr lessens it")
_SIGNS = ("amounts below zero are owed", "amounts above zero are owed, those below lessen it")


def sign_ask() -> list[dict[str, Any]]:
    """The question where most rows and money are negative."""
    return [asked("sign of what is owed ([ledger] sign)", ["payables negative", "payables positive"], "--sign", means=_SIGNS)]
