"""Columns that look like one of a ledger's and are not used: said, never silently an attribute."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from cashflow.ledger.layout.cells.content import fits, is_date, is_fraction, nothing, text_of
from cashflow.ledger.layout.cells.credit_words import is_of_credit_notes
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.labels import is_bucket
from cashflow.ledger.layout.cells.rough import rough
from cashflow.ledger.layout.cells.words import STRONG, fold, roles_of, words_of
from cashflow.ledger.layout.model import ROLES, SAYS_PAID
from cashflow.ledger.layout.profile import Profile, profiles

__all__ = [
    "HOLDS",
    "is_bare_rate",
    "is_kept_back",
    "is_no_rate",
    "is_rate",
    "looks_like",
    "misfit_words",
    "proposed",
    "say_map",
    "unused_columns",
]

_SAID = (
    "due_date", "paid_date", "invoice_date", "amount", "open_amount", "paid_amount", "terms", "tax_amount", "currency", "supplier",
    "invoice", "debit", "credit", "debit_credit",
)  # fmt: skip
_ONLY_STRONG = {"supplier", "invoice", "currency", "tax_amount"}
_ALIKE = 0.8
HOLDS = "holds"
"""How the words on a column begin whose name says nothing."""
_KEPT_BACK = re.compile(
    r"(?i)\b(?:retention|retainage|retained|hold-?back|withh[oe]ld\w*|wht|\w*einbehalt|retenue|ritenut[ae]|retenci[oó]n|retenç[aã]o|inhouding|tds)\b"
)


_NO_PAYMENT = re.compile(r"(?i)discount|skonto|escompte|sconto|created|modified|updated|entered|imported|erstellt|geändert|créé|creado")
"""Dates that are of no payment, by their names."""

_OF_PAYMENT = re.compile(
    r"(?i)\b(?:cheque|check|chq|payment|remittance|transfer|bacs)\W*(?:no|nr|num|number|run|batch|id|ref|reference)\b"
    r"|\b(?:cheque|check|chq) ?#"
    r"|\b(?:paid (?:by|via|from|through|with|in)|bezahlt (?:mit|per|durch|über)|payée? par|pagado (?:por|con)|pagato con)\b"
)
"""Numbers and ways of payments, by their names."""
_RATE = re.compile(
    r"(?i)(?<![^\W\d_])(?:(?:exchange |conversion |currency )?rate|(?:wechsel|umrechnungs)?kurs|(?:wissel)?koers|taux|(?:tipo de )?cambio"
    r"|c[âa]mbio|tasso|kurz|курс)(?![^\W\d_])|汇率|レート"
)
"""Rates of exchange, by their names: no amounts, though they have decimals."""
_PRICE = re.compile(
    r"(?i)(?:(?:unit|list|purchase|item|piece|catalog(?:ue)?)[\s_-]*)?price(?:[\s_]*(?:/|per|each|ea)\b.*)?|unit[\s_-]*(?:cost|rate|value)"
    r"|(?:einzel|st(?:ü|ue)ck|einheits|listen)[\s_-]*preis|preis (?:je|pro) .+|prix unitaire(?: ht)?|p\.? ?u\.?(?: ht)?"
    r"|precio(?: unitario)?|prezzo(?: unitario)?|preço(?: unitário)?|(?:stuks|eenheids)?prijs|prijs per .+"
    r"|cena(?: jednostkowa| jedn\.?| za .+)?|(?:à|a|enhets|styk)[\s-]*pris|цена(?: за .+)?|单价|單價|単価"
)
"""Prices of one piece, by their names."""
_PERCENT = re.compile(r"(?i)%|\b(?:percent(?:age)?|pct|prozent|pourcentage|porcentaje|percentuale)\b")


def is_kept_back(name: str) -> bool:
    """Whether a column is called after what is kept back of an amount.

    Examples
    --------
    >>> is_kept_back("Retention"), is_kept_back("Sicherheitseinbehalt"), is_kept_back("Amount")
    (True, True, False)
    """
    return bool(_KEPT_BACK.search(name))


def is_rate(name: str) -> bool:
    """Whether a column is called after a price of one piece or a rate of exchange, which are no part of an amount.

    Examples
    --------
    >>> [is_rate(n) for n in ("Unit price", "Price per kg", "Prix unitaire", "Exchange rate", "Wechselkurs", "単価")]
    [True, True, True, True, True, True]
    >>> [is_rate(n) for n in ("Amount", "Price agreed", "Discounted price", "Separate")]
    [False, False, False, False]
    """
    return bool(_RATE.search(name) or _PRICE.fullmatch(name.strip()))


def is_bare_rate(name: str) -> bool:
    """Whether a column is called a rate and no more, which is an installment in German."""
    return name.strip().casefold() == "rate"


def is_no_rate(grid: Grid, column: int, at: Mapping[str, int]) -> bool:
    """Whether numbers are no rate of exchange and no percentage: beyond a hundred, and within a currency of other sizes."""
    sizes: dict[str, list[float]] = {}
    for row in grid.sample():
        if value := rough(row[column]):
            sizes.setdefault(text_of(row[at["currency"]]) if "currency" in at else "", []).append(value)
    return any(max(some) > _PERCENTS and max(some) > _MOST_MOVED * min(some) for some in sizes.values())


_PERCENTS, _MOST_MOVED = 100, 1.5


def say_map(role: str, name: str) -> str:
    """The words to type so that a column is used.

    Examples
    --------
    >>> say_map("due_date", "Due on")
    "--map due_date='Due on'"
    """
    return f"--map {role}={shlex.quote(name)}"


def looks_like(name: str) -> str | None:
    """The role that the name of a column speaks for, of those that change figures."""
    says = roles_of(name)
    return next((r for r in _SAID if r in says and (says[r] <= STRONG or r not in _ONLY_STRONG)), None)


def unused_columns(grid: Grid, at: Mapping[str, int], profile: Profile) -> dict[str, str]:
    """Name of the column → what it looks like, and why it is not used."""
    used = set(at.values())
    out: dict[str, str] = {}
    for i, name in enumerate(grid.names):
        if not name or i in used or name in out or any(grid.names[u] == name for u in used):
            continue
        role = looks_like(name)
        if words := _in_percent(grid, i, at):
            out[name] = words
        elif role is not None:
            out[name] = _why(grid, i, role, at, profile)
        elif is_kept_back(name):
            out[name] = _kept_back(grid, i)
        elif is_of_credit_notes(name):
            out[name] = _credited(grid, i)
    out = {name: why for name, why in out.items() if why}
    strange = [
        n
        for i, n in enumerate(grid.names)
        if n and i not in used and not roles_of(n) and not is_of_credit_notes(n) and fold(n) not in profile.leave
    ]
    out.update(_alike(grid, at, strange))
    if profile.name == profiles()["general"].name:  # a known program's other columns are known to be none of a ledger's
        out.update({n: why for n in strange if n not in out and not is_bucket(n) and (why := _unknown(grid, n, at))})
    return out


def _unknown(grid: Grid, name: str, at: Mapping[str, int]) -> str:
    """What a column of a name that says nothing holds: money with cents, or dates in the cells that are filled."""
    place = grid.names.index(name)
    cells = [c for c in grid.cells(place) if not nothing(c)]
    if _OF_PAYMENT.search(name) and cells and not grid.filled(place).all() and not SAYS_PAID & set(at):
        return f"is filled in some rows, and is not used; if these are paid, say {say_map('clearing', name)}"
    texts = [text_of(c) for c in cells]
    money = any(c in "123456789" for t in texts for c in t) and fits("amount", cells)
    if money and is_rate(name) and not (is_bare_rate(name) and is_no_rate(grid, place, at)):
        return _taken_for_rate(name, cells)
    if money and 2 * sum(map(is_fraction, cells)) >= len(cells):
        what, roles = "amounts", ("open_amount", "paid_amount")
    elif (
        cells
        and not _NO_PAYMENT.search(name)
        and fits("due_date", cells)
        and not any(t.isdigit() for t in texts)
        and all(is_date(c) for c in cells)
    ):
        what, roles = "dates", ("due_date", "paid_date")
    else:
        return ""
    free = [r for r in roles if r not in at]
    says = "; if it is ".join([f"{HOLDS} {what}, and is not used", *(f"{ROLES[r]}, say {say_map(r, name)}" for r in free)])
    return says


def _taken_for_rate(name: str, cells: Sequence[Any]) -> str:
    """What is said of a column that is called a rate and no more, where its numbers may be money, too."""
    texts = [text_of(c) for c in cells]
    if not is_bare_rate(name) or any(_FINER.search(t) for t in texts) or max((rough(c) or 0 for c in cells), default=0) <= _PERCENTS:
        return ""
    return f"is taken for a rate of exchange, and is not used; if it holds the installments that are due, say {say_map('amount', name)}"


_FINER = re.compile(r"[.,]\d{3,}$")  # more decimals than money has


def _in_percent(grid: Grid, column: int, at: Mapping[str, int]) -> str:
    """What is said of a column that says which part of each amount is paid or open, where nothing says it in money."""
    name, texts = grid.names[column], [text_of(c) for c in grid.cells(column)]
    percent = _PERCENT.search(name) or (texts and all(t.endswith("%") for t in texts))
    if not percent or SAYS_PAID & set(at) or not {"paid_amount", "open_amount"} & {*roles_of(_PERCENT.sub("", name))}:
        return ""
    return "says what part is paid or open, and is not used: all of it counts as open. Add a column of the amounts that are open"


def _are_dates(cells: Sequence[Any]) -> bool:
    return all(is_date(c) and not text_of(c).isdigit() for c in cells)


def _kept_back(grid: Grid, column: int) -> str:
    cells = grid.cells(column)
    if not fits("amount", cells) or not any(c in "123456789" for cell in cells for c in text_of(cell)):
        return ""
    return (
        "holds what is retained from the supplier, and is not used: the whole of each amount is taken to be paid on its due date. "
        "Else use the column without it, --map amount=COLUMN, and give what is paid later rows of its own"
    )


def _credited(grid: Grid, column: int) -> str:
    cells = grid.cells(column)
    if not fits("amount", cells) or not any(map(is_fraction, cells)):
        return ""
    return (
        "holds what suppliers credited, and is not used: each amount counts in full. If what is owed is the amount less this, "
        "add a column of what is left, and say --map amount=COLUMN"
    )


def _why(grid: Grid, column: int, role: str, at: Mapping[str, int], profile: Profile) -> str:
    what, cells = f"{role} ({ROLES[role]})", grid.cells(column)
    if fold(grid.names[column]) in profile.leave:
        return f"looks like {what}, but {profile.leave_why}"
    if fold(grid.names[column]) in profile.columns.get(role, ()):
        return ""  # the profile knows it, and prefers another
    dated = role in ("due_date", "invoice_date", "paid_date") and any(is_date(c) for c in cells)
    if any(not nothing(c) for c in cells) and not fits(role, cells) and roles_of(grid.names[column])[role] > STRONG and not dated:
        return ""
    if words := misfit_words(role, cells):
        return words
    if role in at:
        return f"looks like {what}, too; '{grid.names[at[role]]}' is used. Else say {say_map(role, grid.names[column])}"
    return f"looks like {what}, and is not used; did you mean {say_map(role, grid.names[column])}"


def misfit_words(role: str, cells: Sequence[Any]) -> str:
    """How a column that is called after a role does not hold it; nothing where it does."""
    if not any(not nothing(c) for c in cells):
        return f"looks like {role} ({ROLES[role]}), but is blank"
    return "" if fits(role, cells) else f"has a name like {role} ({ROLES[role]}), but holds '{_misfit(role, cells)[:40]}'"


def _misfit(role: str, cells: Sequence[Any]) -> str:
    """The first cell that is not what a role says, as text, a word for none last; the first of all where they fit one by one."""
    misfits = (c for some in (False, True) for c in cells if nothing(c) is some and not fits(role, [c]))
    return text_of(next(misfits, cells[0]))


def _alike(grid: Grid, at: Mapping[str, int], names: Sequence[str]) -> dict[str, str]:
    out = {}
    for role in (r for r in _SAID if r not in at):
        near = proposed(role, [n for n in names if n not in out])
        if near is not None and _may_be(role, grid.cells(grid.names.index(near))):
            out[near] = f"may be {role} ({ROLES[role]}); did you mean {say_map(role, near)}"
    return out


def _may_be(role: str, cells: Sequence[Any]) -> bool:
    """Whether a column may hold a role that its name only resembles; terms have a number of days, and are no money: `Virement` is none."""
    if role == "terms" and (not any(any(map(str.isdigit, text_of(c))) for c in cells) or any(map(is_fraction, cells))):
        return False
    return fits(role, cells)


def proposed(role: str, names: Sequence[str]) -> str | None:
    """The name that is most like one of a role's words; only ever proposed."""
    words = [w for w in words_of(role, STRONG) if len(w) > 3]
    best, found = _ALIKE, None
    for name in names[:60]:
        folded = fold(name)[:60]
        for near in difflib.get_close_matches(folded, words, n=1, cutoff=best) if len(folded) > 3 else ():
            ratio = difflib.SequenceMatcher(None, folded, near).ratio()
            if found is None or ratio > best:
                best, found = ratio, name
    return found
