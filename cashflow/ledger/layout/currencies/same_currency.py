"""Whether what is open stands in the currency of the amounts: by what the columns are called, and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cashflow.ledger.layout.amounts.with_tax import adds_tax
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.named_basis import without_basis
from cashflow.ledger.layout.cells.rough import rough
from cashflow.ledger.layout.cells.words import code_in, fold, roles_of

__all__ = ["apart", "basis_of", "local_amount", "of_one_basis"]

_DOCUMENT = re.compile(
    r"foreigncurr|transactioncurr|trxcurr|documentcurr|doccurr|invoicecurr|originalcurr|belegwahr|fremdwahr|devisepiece|devisedocument"
    r"|monedadoc|moedadoc|documentvaluta|fcy$"
)
_LOCAL = re.compile(
    r"lcy$|bcy$|(?:amount|balance|open)lc$|localcur|loccur|basecurr|companycurr|functionalcurr|homecurr|hauswahr|landeswahr|deviseinterne|monedalocal|moedainterna"
)
_MANY, _PART = 2, 0.2  # rows, and share of a currency's rows, in which more is open than was invoiced
_AT_PAR = 0.6


def basis_of(name: str) -> str:
    """The currency that the name of a column of amounts speaks of: "document", "local", a code, or nothing.

    Examples
    --------
    >>> basis_of("Amount (Foreign Currency)"), basis_of("Remaining Amt. (LCY)"), basis_of("Open (USD)"), basis_of("Amount Remaining")
    ('document', 'local', 'USD', '')
    """
    folded = fold(name)
    code = code_in(name)
    if code:
        return code
    if _DOCUMENT.search(folded):
        return "document"
    return "local" if _LOCAL.search(folded) else without_basis(name)[0]


def of_one_basis(names: Sequence[str], best: list[int], amount: int | None) -> list[int]:
    """Of columns that fit a role as well, those that speak of the currency of the amount.

    Before there is an amount, those in the document's currency, where a column says which that is; else those that speak of none.
    """
    said = any("currency" in roles_of(n) for n in names)
    wanted = basis_of(names[amount]) if amount is not None else "document" if said else ""
    mine = [i for i in best if basis_of(names[i]) == wanted]
    return mine or best


def apart(grid: Grid, at: Mapping[str, int]) -> tuple[str, list[str]]:
    """Why what is open stands in another currency than the amounts, and the currencies in which both agree; nothing where it does not.

    It does where its column is called by another currency; and where in a fifth of the rows of some currencies, two at least, more is
    open than was invoiced: nobody owes that.
    """
    if not {"amount", "open_amount", "currency"} <= set(at):
        return "", []
    whole, rest = grid.names[at["amount"]], grid.names[at["open_amount"]]
    pairs = _pairs(grid, at)
    own, other = basis_of(whole), basis_of(rest)
    if other and other not in ("document", own) and set(pairs) != {other}:
        return f"'{rest}' names another currency than '{whole}'", [] if other == "local" else [other]
    above = {code: [(w, r) for w, r in listed if r > w + 0.005] for code, listed in pairs.items()}
    mine = [code for code, rows in above.items() if rows]
    many, of = sum(len(above[c]) for c in mine), sum(len(pairs[c]) for c in mine)
    if many < _MANY or many < _PART * of:
        return "", []
    w, r = above[mine[0]][0]
    what = f"in {many:,} of {of:,} rows in {' and '.join(mine[:3])} more is open by '{rest}' than was invoiced by '{whole}'"
    return f"{what} ({r:,.2f} of {w:,.2f}), as in another currency", _agreeing(pairs)


def _pairs(grid: Grid, at: Mapping[str, int]) -> dict[str, list[tuple[float, float]]]:
    """Currency → what was invoiced, with its tax, and what is open, of each row of the sample, about and without signs."""
    out: dict[str, list[tuple[float, float]]] = {}
    tax = at["tax_amount"] if adds_tax(grid, at, {}) else None
    for row in grid.sample():
        whole, rest = rough(row[at["amount"]]), rough(row[at["open_amount"]])
        whole = whole and whole + (rough(row[tax]) or 0 if tax is not None else 0)
        code = text_of(row[at["currency"]]).upper()
        if code and whole and rest:
            out.setdefault(code, []).append((whole, rest))
    return out


def _agreeing(pairs: Mapping[str, list[tuple[float, float]]]) -> list[str]:
    """Currencies in most of whose rows all of the amount is open, and in none more: that of what is open is one of them."""
    return [
        code
        for code, listed in pairs.items()
        if all(r <= w + 0.005 for w, r in listed) and sum(abs(r - w) < 0.005 for w, r in listed) >= _AT_PAR * len(listed)
    ]


def local_amount(grid: Grid, at: Mapping[str, int]) -> int | None:
    """A column of amounts beside that of the document's currency, which speaks of no currency: it stands in that of the open balance."""
    used = set(at.values())
    free = [i for i, n in enumerate(grid.names) if i not in used and "amount" in roles_of(n) and basis_of(n) in ("", "local")]
    return free[0] if len(free) == 1 and basis_of(grid.names[at["amount"]]) == "document" else None
