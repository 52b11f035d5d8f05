"""What must be told of a table before it can be read: all of it in one refusal, with the options to type."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from attrs import field, frozen

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.errors import CURRENCY_CODE, SOME_TERMS, InputError, asked, shortened, to_type
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import fits, is_fraction, text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.words import STRONG, fold, is_net, is_tax, roles_of, words_of
from cashflow.ledger.layout.columns.due_columns import due_columns, latest_first
from cashflow.ledger.layout.columns.roles import NOUNS, Found
from cashflow.ledger.layout.profile import Profile, profiles
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.layout.unused import misfit_words, proposed

__all__ = ["Questions", "refuse", "refuse_thousands", "what_to_ask"]

Ask = Mapping[str, Any]


@frozen
class Questions:
    """What is lacking, in words; what no column can stand for; why columns called so are not taken for it; and what is asked."""

    lacks: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    called: Mapping[str, str] = field(factory=dict)  # by what no column can stand for
    ask: tuple[Ask, ...] = field(default=())


class _Asking:
    """Collects questions."""

    def __init__(self, grid: Grid, found: Found) -> None:
        self.grid, self.found = grid, found
        used = set(found.at.values())
        self.free = [n for i, n in enumerate(grid.names) if n and i not in used]
        self.lacks: list[str] = []
        self.never: list[str] = []
        self.called: dict[str, str] = {}
        self.ask: list[Ask] = list(found.ask)
        self.contested = {str(a["choices"][0]).partition("=")[0] for a in found.ask}
        self.lacks += [f"more than one column may hold {NOUNS[role]}" for role in sorted(self.contested)]

    def column(self, role: str, lacks: str, names: Sequence[str]) -> None:
        """Ask for the column of a role; with none to offer, the table is not a ledger."""
        called = self.called_so(role)
        self.lacks.append(f"{lacks} ({called})" if called else lacks)
        if names:
            self.ask.append(asked(f"column that holds {NOUNS[role]} ([ledger] map)", [f"{role}={n}" for n in names], "--map"))
        else:
            self.never.append(role)
            self.called.update({role: called} if called else {})

    def called_so(self, role: str) -> str:
        """Why the columns whose names speak for a role are not taken for it; nothing where none is called so."""
        said = {}
        for name in dict.fromkeys(self.free):
            roles = {role: 0} if role == "amount" and not roles_of(name) and _says(role, name) else roles_of(name)
            says = next((r for r in _STAND_FOR.get(role, (role,)) if r in roles), None)
            why = "" if says is None else self.found.unused.get(name) or misfit_words(says, self.grid.cells(self.grid.names.index(name)))
            said.update({name: why} if why else {})
        return "; ".join(f"'{shortened(name)}' {why}" for name, why in said.items())

    def likely(self, role: str) -> list[str]:
        """Names of columns that hold what a role says, the most alike first."""
        near = [n for n in [proposed(role, self.free)] if n and fits(role, self.grid.cells(self.grid.names.index(n)))]
        good = sorted((n for n in self.free if self._may_be(role, n)), key=lambda n: (is_net(n), not _says(role, n)))
        near = [n for n in near if not (role == "amount" and (is_tax(n) or (is_net(n) and good)))]
        likely = list(dict.fromkeys([*near, *good]))[:8]
        return latest_first(self.grid, likely) if role == "due_date" else likely

    def of_codes(self) -> list[str]:
        """Unused columns that hold codes of currencies alone, and whose names say nothing."""
        cells = {n: self.grid.cells(self.grid.names.index(n)) for n in self.free if not roles_of(n)}
        return [n for n, some in cells.items() if some and all(text_of(c) in CURRENCIES for c in some)]

    def _may_be(self, role: str, name: str) -> bool:
        cells = self.grid.cells(self.grid.names.index(name))
        if not cells or not fits(role, cells) or "age" in roles_of(name):
            return False
        if role == "amount":
            return any(map(is_fraction, cells)) and "tax_amount" not in roles_of(name) and not is_tax(name)
        if role in ("due_date", "invoice_date"):
            return any(isinstance(c, dt.date) or not text_of(c).isdigit() for c in cells)
        return not roles_of(name) and not any(isinstance(c, dt.date) for c in cells) and len(set(map(text_of, cells))) > 1


_FEW = 3  # rows
_STAND_FOR = {"amount": ("amount", "open_amount"), "due_date": ("due_date", "invoice_date", "terms"), "invoice_date": ("invoice_date",)}
"""By what lacks: roles of which a column would do, as well."""


def _says(role: str, name: str) -> bool:
    """Whether a word of a role stands somewhere in a name."""
    return any(len(w) > 3 and w in fold(name) for w in words_of(role, STRONG))


def what_to_ask(
    grid: Grid,
    found: Found,
    amounts: Amounts | None,
    told: LayoutOptions,
    suppliers: bool,
    currencies: Sequence[str] | None,
    gaps: Sequence[Gap] = (),
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
    gaps
        What is blank in some rows.
    """
    at, asking = found.at, _Asking(grid, found)
    contested = asking.contested
    if not suppliers and "supplier" not in contested:
        whose = {text_of(c) for c in grid.cells(at["customer"])} if "customer" in at else set()
        customer = [grid.names[at["customer"]]] if len(whose) > 1 or (whose and len(grid) < _FEW) else []  # not the company itself
        also = f", but '{customer[0]}' names customers, so it may be a list of receivables" if customer else ""
        asking.column("supplier", f"no column names suppliers{also}", customer or asking.likely("supplier"))
    if found.other_currency and currencies is not None:
        name = grid.names[next(at[r] for r in ("local_open_amount", "local_amount") if r in at)]
        asking.lacks.append(f"{found.other_currency}; so '{name}' counts, in the company's own currency")
    if amounts is None and not {"amount", "open_amount"} & contested:
        asking.column("amount", "no column holds amounts", asking.likely("amount"))
    dated = {"invoice_date", "posting_date"} & {*at, *contested}
    due = {"due_date", "paid_date"} & {*at, *contested}
    if not due and not (dated and ("terms" in {*at, *contested} or told.terms)):
        if dated and (may := due_columns(grid, at)):
            names = " or ".join(f"'{m.partition('=')[2]}'" for m in may[:3])
            asking.lacks.append(f"no column is known to say when it is due; {names} may")
            asking.ask.append(asked("column that holds due dates or terms ([ledger] map)", may, "--map"))
        elif dated:
            called = asking.called_so("due_date")
            asking.lacks.append(f"no due date is stated ({called})" if called else "no due date is stated")
            asking.ask.append(asked("terms of all rows ([ledger] terms)", [], "--terms", SOME_TERMS))
        else:
            role = "invoice_date" if "terms" in {*at, *contested} or told.terms else "due_date"
            asking.column(role, f"no column holds {NOUNS[role]}", asking.likely(role))
    if currencies is not None and "currency" not in contested:
        called = asking.called_so("currency")
        asking.lacks.append(f"the currency is not stated ({called})" if called else "the currency is not stated")
        if coded := asking.of_codes():
            asking.ask.append(asked("column that holds currencies ([ledger] map)", [f"currency={n}" for n in coded], "--map"))
        else:
            asking.ask.append(asked("currency of all rows ([ledger] currency)", currencies, "--currency", CURRENCY_CODE))
    if amounts is not None and amounts.ask and told.sign is None:
        asking.lacks.append("amounts stand on sides, and which side is owed is not stated")
        asking.ask += amounts.ask
    for gap in gaps:
        asking.lacks += [gap.words] if gap.needed else []
        asking.ask.append(gap.ask)
    return Questions(tuple(asking.lacks), tuple(asking.never), asking.called, tuple(asking.ask))


def _is_master_data(found: Found) -> bool:
    """Whether a table names suppliers or customers, and numbers no invoice."""
    return bool({"supplier", "supplier_number", "customer"} & set(found.at)) and not {"invoice", "document"} & set(found.at)


def refuse(grid: Grid, found: Found, profile: Profile, questions: Questions, source: object) -> NoReturn:
    """Refuse a table of which something must be told, or that is not a ledger."""
    names = ", ".join(dict.fromkeys(n for n in grid.names if n))
    seen = f"Columns in the file: {shortened(names)}" if names else "It has no columns"
    if {"due_date", "invoice_date"} & {*questions.never} and len(found.ages) > 1:
        hint = "Export the detail, with a row for each invoice and its due date"
        raise InputError(f"is a summary by age, not a list of invoices. {seen}", file=source, hint=hint)
    if {"amount", "due_date"} <= {*questions.never} and not questions.called and grid.sample() and _is_master_data(found):
        whose = "suppliers" if {"supplier", "supplier_number"} & set(found.at) else "customers"
        hint = "Export the vendors' open items, with supplier, amount and due date"
        raise InputError(f"is a list of {whose} without their invoices, not a list of payables. {seen}", file=source, hint=hint)
    if questions.never:
        lacks = " and without ".join(NOUNS[role] for role in questions.never if role not in questions.called)
        kind = f"is a list without {lacks}, not a list of payables" if lacks else "can't be read as a list of payables"
        kind = "; ".join([kind, *questions.called.values()])
        typed = " ".join(f"--map {role}=COLUMN" for role in questions.never)
        hint = f"Export the vendors' open items, with supplier, amount and due date. If columns hold them, type {typed}"
        if (beside := _beside(grid)) is not None:
            hint = f"It is {beside}: name the folder that holds it and the items, and both are joined (not by cf.scan)"
        raise InputError(f"{kind}. {seen}", file=source, hint=hint)
    kind = "the table" if profile.name == "general" else f"taken for {profile.title}, the table"
    *others, last = questions.lacks
    what = f"{', '.join(others)}, and {last}" if others else last
    typed = to_type(questions.ask)
    elsewhere = (
        f"In a what-if file write currency = \"{_example(questions.ask)}\" under [ledger], in Python currency='{_example(questions.ask)}'. "
    )
    alone = [a["type"].startswith("--currency") for a in questions.ask] == [True]
    hint = f"{elsewhere if alone else ''}Type: {typed}{_or_join(grid, profile)}"
    ask = [dict(a) for a in questions.ask]
    raise InputError(f"{kind} can't be read yet: {what}. {seen}", file=source, hint=hint, ask=ask)


def _beside(grid: Grid) -> str | None:
    """What a table is that belongs to the items of an export; `None`: none that is known."""
    folded = {fold(n) for n in grid.names} - {""}
    return next((j.table for p in profiles().values() for j in p.joins if j.fits(folded)), None)


def _or_join(grid: Grid, profile: Profile) -> str:
    """What tables beside this one would give; nothing where none would."""
    names = {fold(n) for n in grid.names}
    give = [(j.table, [n for n in j.take if fold(n) not in names]) for j in profile.joins]
    said = [f"{table} ({', '.join(lacks)})" for table, lacks in give if lacks]
    return f". Or name a folder that holds {' and '.join(said)}, too" if said else ""


def _example(ask: Sequence[Ask]) -> str:
    return str(ask[0]["type"]).split()[-1]


_MANY = r"(?:thousands?|millions?|tausend|tsd\.?|mio\.?|milliers|miles de|migliaia)"
_MONEY = r"(?:(?-i:[A-Z]{3})\b|[€$£])"
_CODE = r"(?-i:\b(?:EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|HUF|CAD|AUD|CNY|INR|ZAR|BRL|MXN|TRY))"
_ZEROS = r"(?<!\d)['\u2019\u2018`]000s?(?!\d)"
_SHORT = re.compile(
    rf"(?i){_ZEROS}|(?:{_CODE} ?|[€$£] ?|\bin )000s?(?!\d)|[(\[] *(?:(?:{_CODE}|[€$£]) ?)?000s? *[)\]]|\bin k\b|\bk ?{_CODE}"
    rf"|{_CODE} ?(?:k|mn?|mm|bn)\b|(?:\bx|×) ?1[.,']?000(?!\d)"
)
"""The same in letters and noughts: EUR '000, £000, (000), in k, kEUR, EUR m."""
_THOUSANDS = re.compile(
    rf"(?i)\b(?:in|beträge in|montants en|importes en|importi in)\s+(?:{_MONEY}\s?)?{_MANY}(?!\w)|[(\[]\s*(?:{_MONEY}\s?)?{_MANY}\s*[)\]]"
    rf"|{_MONEY}\s?{_MANY}(?!\w)|\b{_MANY}\s?{_MONEY}|^{_MANY}$|(?<!\w)(?:t€|teur|keur|k€|[€$£][mk])(?!\w)"
)


def refuse_thousands(texts: Sequence[str], source: object) -> None:
    """Refuse a table whose titles or names say that its amounts are in thousands or millions."""
    for text in texts:
        if len(text) < 200 and (_THOUSANDS.search(text) or _SHORT.search(text)) and not re.search(r"(?i)limited|ltd|gmbh|inc\b", text):
            hint = "Export them in full; a payment is made to the cent"
            raise InputError("says that its amounts are in thousands or millions", file=source, value=text, hint=hint)
