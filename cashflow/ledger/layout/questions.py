"""What must be told of a table before it can be read: all of it in one refusal, with the options to type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from cashflow.basics.errors import InputError, asked
from cashflow.ledger.layout.amounts import Amounts
from cashflow.ledger.layout.content import fits
from cashflow.ledger.layout.grid import Grid
from cashflow.ledger.layout.model import ROLES
from cashflow.ledger.layout.profile import Profile
from cashflow.ledger.layout.roles import Found
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.layout.unused import proposed
from cashflow.ledger.layout.words import roles_of

__all__ = ["Questions", "refuse", "refuse_headless", "what_to_ask"]

Ask = Mapping[str, Any]


@frozen
class Questions:
    """What is lacking, in words, and what is asked."""

    lacks: tuple[str, ...] = ()
    ask: tuple[Ask, ...] = field(default=())


def what_to_ask(
    grid: Grid, found: Found, amounts: Amounts | None, told: LayoutOptions, suppliers: bool, currencies: Sequence[str] | None
) -> Questions:
    """All that is lacking of a table.

    Parameters
    ----------
    grid, found, amounts, told
        Cells, columns, amounts, and what was told.
    suppliers
        Whether a column or headings name suppliers.
    currencies
        Currencies to offer; `None`: the currency is known.
    """
    at, free = found.at, _free(grid, found)
    lacks, ask = [], list(found.ask)
    contested = {str(a["choices"][0]).partition("=")[0] for a in found.ask}
    lacks += [f"more than one column may be '{role}'" for role in sorted(contested)]
    if not suppliers and "supplier" not in contested:
        lacks.append("no column names suppliers" + (f", but '{grid.names[at['customer']]}' names customers" if "customer" in at else ""))
        likely = [grid.names[at["customer"]]] if "customer" in at else _texts(grid, free)
        ask.append(_map("supplier", likely))
    if amounts is None and not {"amount", "open_amount"} & contested:
        lacks.append("no column holds amounts")
        ask.append(_map("amount", _likely(grid, "amount", free)))
    dated = {"invoice_date", "posting_date"} & {*at, *contested}
    due = {"due_date", "paid_date"} & {*at, *contested}
    if not due and not (dated and ("terms" in {*at, *contested} or told.terms)):
        lacks.append("nothing says when it is due" if dated else "no column holds dates that say when it is due")
        ask.append(
            asked("terms of all rows ([ledger] terms)", [], "--terms", "net 30")
            if dated
            else _map("due_date", _likely(grid, "due_date", free))
        )
    if currencies is not None and "currency" not in contested:
        lacks.append("nothing says the currency")
        ask.append(asked("currency of all rows ([ledger] currency)", currencies, "--currency", "EUR"))
    if amounts is not None and amounts.ask and told.sign is None:
        lacks.append("amounts stand on sides, and nothing says which is owed")
        ask += amounts.ask
    return Questions(tuple(lacks), tuple(ask))


def _free(grid: Grid, found: Found) -> list[str]:
    used = set(found.at.values())
    return [n for i, n in enumerate(grid.names) if n and i not in used]


def _texts(grid: Grid, free: Sequence[str]) -> list[str]:
    """Names of columns that may hold names of suppliers: texts, of which many stand several times."""
    near = [n for n in [proposed("supplier", free)] if n]
    texts = [n for n in free if (c := grid.cells(grid.names.index(n))) and fits("supplier", c) and not roles_of(n)]
    return list(dict.fromkeys([*near, *texts]))[:8]


def _likely(grid: Grid, role: str, free: Sequence[str]) -> list[str]:
    """Names of columns that hold what a role says, the most alike first."""
    near = [n for n in [proposed(role, free)] if n]
    good = [n for n in free if grid.cells(grid.names.index(n)) and fits(role, grid.cells(grid.names.index(n))) and "age" not in roles_of(n)]
    return list(dict.fromkeys([*near, *good]))[:8]


def _map(role: str, names: Sequence[str]) -> Ask:
    return asked(f"column that holds the {ROLES[role]} ([ledger] map)", [f"{role}={n}" for n in names], "--map", f"{role}=COLUMN")


def refuse(grid: Grid, profile: Profile, questions: Questions, source: object) -> None:
    """Refuse a table of which something must be told."""
    kind = "the table" if profile.name == "general" else f"taken for {profile.title}, the table"
    what = ", and ".join([", ".join(questions.lacks[:-1]), questions.lacks[-1]] if len(questions.lacks) > 1 else questions.lacks)
    seen = ", ".join(dict.fromkeys(n for n in grid.names if n))
    hint = f"Say {' '.join(str(a['type']) for a in questions.ask)}"
    raise InputError(
        f"{kind} can't be read yet: {what}. Its columns: {seen[:600]}", file=source, hint=hint, ask=[dict(a) for a in questions.ask]
    )


def refuse_headless(records: Sequence[Sequence[Any]], source: object) -> None:
    """Refuse a table without a row that names its columns."""
    many = max((len(r) for r in records), default=0)
    reason = f"no row of the first {len(records)} names the columns of a ledger" if many > 1 else "is no table of several columns"
    hint = "If a row names them in other words, say how many rows stand above it, and which is which: --skip-rows 0 --map supplier=COLUMN"
    raise InputError(reason, file=source, hint=hint, ask=[asked("rows above the header ([ledger] skip_rows)", ["0"], "--skip-rows")])
