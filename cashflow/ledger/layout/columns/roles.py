"""Which column is what: it must be called so and hold what its name says; of two that fit as well, none is taken and both are offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from cashflow.basics.errors import InputError, asked, nearest
from cashflow.ledger.layout.amounts.by_numbers import is_running, whole_of_parts, with_tax_column
from cashflow.ledger.layout.amounts.paid_beside import amount_of_payments
from cashflow.ledger.layout.amounts.with_tax import is_tax_in, is_tax_of, with_tax_of
from cashflow.ledger.layout.cells.content import fits, is_fraction, text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.labels import is_bucket
from cashflow.ledger.layout.cells.rough import is_part_of, rough
from cashflow.ledger.layout.cells.words import VAGUE, WEAK, fold, roles_of
from cashflow.ledger.layout.currencies.named_currency import of_the_rows
from cashflow.ledger.layout.currencies.same_currency import apart, basis_of, local_amount, of_one_basis
from cashflow.ledger.layout.currencies.two_bases import measured, two_bases
from cashflow.ledger.layout.items.repeated import repeated_totals
from cashflow.ledger.layout.profile import Profile
from cashflow.ledger.layout.unused import HOLDS, unused_columns
from cashflow.ledger.model import EVENT_COLUMNS
from cashflow.ledger.names import tidied

__all__ = ["NOUNS", "Found", "find_roles"]

_ORDER = (
    "due_date", "paid_date", "invoice_date", "posting_date", "debit_credit", "debit", "credit", "amount", "local_amount", "open_amount",
    "local_open_amount", "paid_amount", "tax_amount", "currency", "local_currency", "terms", "supplier", "supplier_number", "customer",
    "document_type", "clearing", "applied_to", "invoice", "document", "line_amount", "net_amount", "status", "approval", "void_flag",
    "paid_flag", "open_flag", "party_kind",
)  # fmt: skip
_CONTESTED = {"due_date", "paid_date", "invoice_date", "amount", "open_amount", "paid_amount", "currency", "supplier", "terms"}
"""Roles in which another column would give other figures."""
_WHO = ("supplier", "supplier_number")
_MONEY = {"amount", "open_amount", "paid_amount", "tax_amount", "debit", "credit"}
_AS_OF = ("asof", "asat", "atdate")
_DAYS_LATE = {"pastdue", "overdue", "aging", "age", "agedays", "daysoverdue", "dayspastdue", "overduebydays", "alter", "verzugstage"}
"""Columns that count days, unless they hold cents."""
NOUNS = {
    "supplier": "suppliers", "amount": "amounts", "due_date": "due dates", "invoice_date": "invoice dates", "paid_date": "paid dates",
    "open_amount": "open amounts", "paid_amount": "paid amounts", "currency": "currencies", "terms": "terms",
}  # fmt: skip
"""What their columns hold, for questions."""


@frozen(eq=False)
class Found:
    """Roles and the positions of their columns; what is not used, and why; what must be asked."""

    at: Mapping[str, int]
    unused: Mapping[str, str] = field(factory=dict)
    ask: tuple[Mapping[str, Any], ...] = ()
    ages: tuple[int, ...] = ()  # columns of buckets of age
    other_currency: str = ""  # why what is open is in another currency than the amounts, and is read instead of them
    agree: tuple[str, ...] = ()  # currencies in which it is the same as the amounts


def find_roles(grid: Grid, told: Mapping[str, str], profile: Profile, source: object) -> Found:
    """The columns of a table: first those that were told, then as the profile names them, then by the words of all languages.

    Parameters
    ----------
    grid
        Rows below the header.
    told
        Role → name of the column in the file.
    profile
        What is known of such exports.
    source
        The file, for refusals.
    """
    at = _told(grid, told, source)
    for role, words in profile.columns.items():
        if role not in at and (place := _named(grid, role, words, at)) is not None:
            at[role] = place
    contested: dict[str, list[int]] = {}
    for role in _ORDER:
        if role in at:
            continue
        best = _candidates(grid, role, at, profile)
        if role == "amount":
            best = amount_of_payments(grid, at, with_tax_of(grid, best))
        if len(best) > 1 and role in _CONTESTED:
            contested[role] = best
        elif best:
            at[role] = best[0]
    _made_of_two(grid, at, contested, told, profile)
    other, offered = _in_one_currency(grid, at, told)
    ask = [
        asked(f"column that holds {NOUNS[role]} ([ledger] map)", [f"{role}={grid.names[i]}" for i in best], "--map")
        for role, best in contested.items()
    ]
    _both_sides(grid, at)
    for name in EVENT_COLUMNS:
        own = [i for i, n in enumerate(grid.names) if tidied(n) == name and i not in at.values()]
        if name not in at and own:
            at[name] = own[0]
    ages = tuple(i for i, n in enumerate(grid.names) if i not in at.values() and _is_age(grid, i, n))
    unused = {**unused_columns(grid, at, profile), **_running(grid, at)}
    unused.update(_in_own_currency(grid, at, unused))
    return Found(at, unused, tuple(ask), ages, other, tuple(offered))


def _running(grid: Grid, at: Mapping[str, int]) -> dict[str, str]:
    """Columns that are called after what is open, and sum the rows up where no amount is known → why they are not used."""
    if {"amount", "open_amount", "local_amount", "local_open_amount"} & set(at):
        return {}
    called = [
        i for i, n in enumerate(grid.names) if "open_amount" in roles_of(n) and i not in at.values() and fits("amount", grid.cells(i))
    ]
    return {grid.names[i]: "sums the rows above it up, and is no amount of its own row" for i in called if is_running(grid, i, at)}


def _in_own_currency(grid: Grid, at: Mapping[str, int], unused: Mapping[str, str]) -> dict[str, str]:
    """The column of an unknown name that repeats the amounts in the company's own currency → so it is said, not offered as what is open."""
    seen = two_bases(grid, at) if unused else None
    if seen is None or not seen.own or not unused.get(grid.names[seen.other], "").startswith(HOLDS):
        return {}
    return {grid.names[seen.other]: f"repeats '{grid.names[seen.amount]}' in {seen.code}, and is not used"}


def _made_of_two(grid: Grid, at: dict[str, int], contested: dict[str, list[int]], told: Mapping[str, str], profile: Profile) -> None:
    """The amount, where numbers say which column repeats a bill's total on its lines, or where it is kept without tax and its tax."""
    if "amount" not in told and (pair := repeated_totals(grid, at, contested.get("amount", ()), profile.leave)) is not None:
        at["amount"], at["line_amount"], line_tax = pair
        contested.pop("amount", None)
        if line_tax is not None:
            at["line_tax"] = line_tax
            if at.get("tax_amount") == line_tax:
                del at["tax_amount"]
    net, tax = at.pop("net_amount", None), at.get("tax_amount")
    if net is not None and tax is not None and not {"amount", "local_amount"} & {*at, *contested} and is_tax_of(grid, net, tax):
        at["amount"] = net
    weak = tax is not None and "tax_amount" not in told and roles_of(grid.names[tax]).get("tax_amount", WEAK) >= WEAK
    if "amount" not in told and (gross := with_tax_column(grid, at, profile)) is not None:
        at["net_amount"], at["amount"] = at["amount"], gross
    if "amount" not in told and (payable := whole_of_parts(grid, at, profile)) is not None:
        at["amount"] = payable
    if tax is not None and weak and not is_tax_in(grid, tax, at.get("amount")):
        del at["tax_amount"]


def _in_one_currency(grid: Grid, at: dict[str, int], told: Mapping[str, str]) -> tuple[str, list[str]]:
    """Why what is open is taken for the company's own currency, if its column is not in that of the amounts; and what to offer for it."""
    if "currency" in told:
        return "", []
    if "amount" in told and "local_amount" in roles_of(grid.names[at["amount"]]):
        _of_company(at, told)
        return "", []
    both = _of_two_bases(grid, at, told)
    if both is not None or "amount" in told:
        return both or ("", [])
    _of_document(grid, at, told)
    why, agree = apart(grid, at)
    if not why:
        return "", []
    at["local_open_amount"] = at.pop("open_amount")
    if "local_amount" not in at and (whole := local_amount(grid, at)) is not None:
        at["local_amount"] = whole
    return why, agree


def _of_company(at: dict[str, int], told: Mapping[str, str]) -> None:
    """The amounts that were told are the company's own, by the name of their column: so are their currency and what is open."""
    at.pop("local_amount", None)
    if "open_amount" not in told:
        at.pop("open_amount", None)
    rest, own = at.pop("local_open_amount", None), at.pop("local_currency", None)
    at.update({"open_amount": rest} if rest is not None and "open_amount" not in told else {})
    at.pop("currency", None)
    at.update({"currency": own} if own is not None else {})


def _of_two_bases(grid: Grid, at: dict[str, int], told: Mapping[str, str]) -> tuple[str, list[str]] | None:
    """The amount in the currency of the document, where two columns hold it in two; why what is open is in the other; `None`: unseen."""
    seen = two_bases(grid, at)
    if seen is not None and measured(at) == "open_amount":
        if seen.own is not None and "open_amount" not in told:
            at["open_amount"], at["local_open_amount"] = (seen.amount, seen.other) if seen.own else (seen.other, seen.amount)
        return None if seen.own is None else ("", [])
    if seen is not None and seen.own is False and "amount" not in told:
        at["amount"], at["local_amount"] = seen.other, seen.amount
        seen = two_bases(grid, at)
    if seen is None or not (seen.own or "amount" in told) or not seen.rest_is_own or "open_amount" in told:
        return None
    at["local_amount"], at["local_open_amount"] = seen.other, at.pop("open_amount")
    return f"{seen.words(grid)}, and '{grid.names[at['local_open_amount']]}' goes with '{grid.names[seen.other]}'", [seen.code]


def _of_document(grid: Grid, at: dict[str, int], told: Mapping[str, str]) -> None:
    """The amount in the currency of the document, where what is open is in it and the other one was taken."""
    if not {"amount", "open_amount"} <= set(at) or "amount" in told or basis_of(grid.names[at["open_amount"]]) != "document":
        return
    mine = [i for i, n in enumerate(grid.names) if i not in at.values() and "amount" in roles_of(n) and basis_of(n) == "document"]
    if len(mine) == 1 and basis_of(grid.names[at["amount"]]) != "document" and _holds(grid, "amount", mine[0]):
        at["amount"] = mine[0]


def _is_age(grid: Grid, column: int, name: str) -> bool:
    """Whether a column is a bucket of age, with amounts, or one of an age by its name."""
    says, cells = "age" in roles_of(name) or fold(name).startswith(_AS_OF) or is_bucket(name.replace("_", " ")), grid.cells(column)
    if not says or (fold(name) in _DAYS_LATE and not any(map(is_fraction, cells))):
        return False
    if sum(fold(n).startswith(_AS_OF) for n in grid.names) > 1 and fold(name).startswith(_AS_OF):
        return False  # balances of several days
    return not cells or fits("amount", cells)


def _both_sides(grid: Grid, at: dict[str, int]) -> None:
    """A column that is called as the other side of one that is used is used, too: a cell of it that can't be read must reject its row."""
    for one, other in (("debit", "credit"), ("credit", "debit")):
        if one in at and other not in at:
            named = [i for i, n in enumerate(grid.names) if roles_of(n).get(other, VAGUE) < VAGUE and i not in at.values()]
            if len(named) == 1:
                at[other] = named[0]


def _told(grid: Grid, told: Mapping[str, str], source: object) -> dict[str, int]:
    out: dict[str, int] = {}
    for role, name in told.items():
        places = [i for i, n in enumerate(grid.names) if n == name.strip()]
        places = places or [i for i, n in enumerate(grid.names) if n and fold(n) == fold(name)]
        places = places or [i for i, n in enumerate(grid.names) if not n and f"column {i + 1}" == name.strip().lower()]
        if not places:
            known = [n for n in dict.fromkeys(grid.names) if n]
            raise InputError(f"is not a column of the file. {nearest(name, known)}", file=source, column=f"map {role}", value=name)
        out[role] = max(places, key=lambda i: (fits(role, grid.cells(i)), len(grid.cells(i)), -i))
    return out


def _named(grid: Grid, role: str, names: Sequence[str], at: Mapping[str, int]) -> int | None:
    """The column that a profile names; of several of one name the fullest."""
    for name in names:
        mine = [i for i, n in enumerate(grid.names) if fold(n) == name and i not in at.values() and _holds(grid, role, i)]
        mine = [i for i in mine if name or grid.cells(i)]  # a blank name says nothing of a blank column
        if mine:
            return max(mine, key=lambda i: (len(grid.cells(i)), -i))
    return None


def _candidates(grid: Grid, role: str, at: Mapping[str, int], profile: Profile) -> list[int]:
    """The columns that fit best; of those called the same, and of those that hold the same, one."""
    says = {
        i: roles_of(n)[role]
        for i, n in enumerate(grid.names)
        if role in roles_of(n) and i not in at.values() and fold(n) not in profile.leave and _holds(grid, role, i)
    }
    if role == "open_amount":
        says = _of_basis(grid.names, {i: how for i, how in says.items() if how < WEAK or _is_rest(grid, i, at)}, at)
    best = [i for i, how in says.items() if how == min(says.values())]
    if best and role in _WHO and says[best[0]] == VAGUE and _in_heads(grid, role, at):
        return []
    best = of_the_rows(grid, best) if role in _MONEY else best
    if role in ("amount", "open_amount"):
        best = of_one_basis(grid.names, best, at.get("amount") if role == "open_amount" else None)
    best.sort(key=lambda i: (-len(grid.cells(i)), i))
    out: list[int] = []
    for i in best:
        twin = any(fold(grid.names[i]) == fold(grid.names[o]) or _same(grid, i, o) for o in out)
        if not twin and (not out or grid.cells(i)):
            out.append(i)
    return sorted(out) if len(out) > 1 else out


def _in_heads(grid: Grid, role: str, at: Mapping[str, int]) -> bool:
    """Whether a column that is called after a role is filled above the items alone: their headings say it, and no account beside them."""
    return any(
        roles_of(n).get(role, VAGUE) < VAGUE and not grid.cells(i) and grid.filled(i).any()
        for i, n in enumerate(grid.names)
        if i not in at.values()
    )


def _of_basis(names: Sequence[str], says: dict[int, int], at: Mapping[str, int]) -> dict[int, int]:
    """Columns of what is open that speak of the same currency as the amounts, where these do and some do."""
    wanted = basis_of(names[at["amount"]]) if "amount" in at else ""
    return {i: how for i, how in says.items() if wanted and basis_of(names[i]) == wanted} or says


def _holds(grid: Grid, role: str, column: int) -> bool:
    """Whether a column holds what its role says; rows of a column with our own name are judged later."""
    return grid.names[column] == role or not grid.has_items() or fits(role, grid.cells(column))


def _same(grid: Grid, one: int, other: int) -> bool:
    return all(text_of(r[one]) == text_of(r[other]) for r in grid.sample())


def _is_money(grid: Grid, column: int, amounts: Sequence[int]) -> bool:
    """Whether a column has cents, or is the amount in some row."""
    same = any(rough(r[column]) and rough(r[column]) in [rough(r[i]) for i in amounts] for r in grid.sample())
    return same or any(map(is_fraction, grid.cells(column)))


def _is_rest(grid: Grid, column: int, at: Mapping[str, int]) -> bool:
    """Whether a 'balance' is what is left of the amount in its row, and no running one."""
    amounts = [at[r] for r in ("amount", "local_amount", "debit", "credit") if r in at]
    if "due_date" in roles_of(grid.names[column]) and not _is_money(grid, column, amounts):
        return False  # days
    return is_part_of(grid.sample(), column, amounts) if amounts else not is_running(grid, column, at)
