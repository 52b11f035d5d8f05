"""Which column is what: a column must be called so, and hold what its name says; two that fit are asked for."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from cashflow.basics.errors import InputError, asked, nearest
from cashflow.basics.frames import pd
from cashflow.ledger.layout.content import fits, sampled
from cashflow.ledger.layout.model import ROLES
from cashflow.ledger.layout.profiles import Profile
from cashflow.ledger.layout.words import fold, roles_of, words_of

__all__ = ["Found", "find_columns", "proposed"]

_ORDER = (
    "due_date", "paid_date", "invoice_date", "posting_date", "debit_credit", "debit", "credit", "open_amount", "local_open_amount",
    "paid_amount", "amount", "local_amount", "tax_amount", "currency", "local_currency", "terms", "supplier", "supplier_number", "customer",
    "document_type", "clearing", "invoice", "document", "line_amount", "company", "age",
)  # fmt: skip
_VAGUE = {
    "date", "datum", "data", "fecha", "no", "num", "number", "numero", "amount", "total", "name", "type", "typ", "tipo", "reference", "ref",
    "balance", "saldo", "open", "betrag", "importe", "montant", "importo", "valor", "bedrag", "kwota", "naam", "documento", "account",
    "konto", "cuenta", "conta", "referenz", "referencia", "contact", "due", "paid", "documentnumber", "clearing",
}  # fmt: skip
"""Names that say little: one that says more goes before them."""


@frozen(eq=False)
class Found:
    """Roles and the positions of their columns; columns that are not used, and why; what must be asked."""

    at: Mapping[str, int]
    unused: Mapping[str, str] = field(factory=dict)
    ask: tuple[Mapping[str, Any], ...] = ()

    def __contains__(self, role: str) -> bool:
        return role in self.at


def find_columns(frame: pd.DataFrame, told: Mapping[str, str], profile: Profile, source: object) -> Found:
    """The columns of a table.

    Parameters
    ----------
    frame
        Cells under the table's own names.
    told
        Role → the name of its column.
    profile
        What is known of such exports.
    source
        The file, for refusals.
    """
    names = [str(c).strip() for c in frame.columns]
    at = _told(names, told, source)
    cells = {i: sampled(frame.iloc[:, i].tolist()) for i, n in enumerate(names) if n and (roles_of(n) or i in at.values())}
    unused: dict[str, str] = {}
    ask: list[Mapping[str, Any]] = []
    for role in _ORDER:
        if role in at:
            continue
        good = [i for i in cells if role in roles_of(names[i]) and i not in at.values() and fits(role, cells[i])]
        chosen = _choose(role, good, names, cells, profile)
        if chosen is None:
            continue
        if isinstance(chosen, list):
            ask.append(asked(f"column that holds the {ROLES[role]}", [f"{role}={names[i]}" for i in chosen], "--map"))
            chosen = chosen[0]
        at[role] = chosen
        for other in (i for i in good if i != chosen and len(roles_of(names[i])) == 1):
            unused[names[other]] = f"looks like {ROLES[role]}, too; '{names[chosen]}' is used"
    for i, some in cells.items():
        if i not in at.values() and names[i] not in unused:
            role = next(iter(roles_of(names[i])))
            why = f"is called like {ROLES[role]}, but holds '{some[0]}'" if some and not fits(role, some) else f"looks like {ROLES[role]}"
            unused[names[i]] = why
    return Found(at, unused, tuple(ask))


def _told(names: Sequence[str], told: Mapping[str, str], source: object) -> dict[str, int]:
    out = {}
    for role, name in told.items():
        places = [i for i, n in enumerate(names) if n == name] or [i for i, n in enumerate(names) if n and fold(n) == fold(name)]
        if not places:
            known = [n for n in names if n]
            reason = f"is no column of it. {nearest(name, known)}. Seen: {', '.join(known[:40])}"
            raise InputError(reason, file=source, column=f"map {role}", value=name)
        out[role] = places[0]
    return out


def _choose(
    role: str, good: Sequence[int], names: Sequence[str], cells: Mapping[int, Sequence[Any]], profile: Profile
) -> int | list[int] | None:
    """The one that fits best; a list: several fit as well as each other and hold different things."""
    if role in profile.columns:
        named = [i for i in good if fold(names[i]) == fold(profile.columns[role])]
        if named:
            return named[0]
    if not good:
        return None
    plain = [i for i in good if fold(names[i]) not in _VAGUE] or list(good)
    ranked = sorted(plain, key=lambda i: (roles_of(names[i])[role], i))
    rivals = [i for i in ranked if cells[i] and (fold(names[i]) == fold(names[ranked[0]]) or fold(names[i]) not in _VAGUE)]
    differ = [i for i in rivals if cells[i] != cells[ranked[0]]]
    if role in _ONE_OF_TWO and differ:
        return [ranked[0], *differ]
    return next((i for i in ranked if cells[i]), ranked[0])


_ONE_OF_TWO = {"due_date", "invoice_date", "amount", "open_amount", "supplier", "paid_date", "currency"}
"""Roles in which another column would give other figures."""


def proposed(role: str, names: Sequence[str]) -> str | None:
    """The name that is most alike to what a role is called; only ever proposed."""
    folded = {fold(n): n for n in names if n.strip()}
    near = [(difflib.SequenceMatcher(None, word, name).ratio(), name) for word in words_of(role) for name in folded if len(word) > 3]
    best = max(near, default=(0.0, ""))
    return folded[best[1]] if best[0] >= 0.75 else None
