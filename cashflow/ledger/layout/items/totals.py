"""The sums that a file itself holds, against the rows that were read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import evolve

from cashflow.basics.days import Ints
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.money import Money, added_up, shown
from cashflow.ledger.layout.cells.words import code_in
from cashflow.ledger.layout.items.rows import Other, Rows
from cashflow.ledger.layout.model import DIFFERS
from cashflow.ledger.values.sum_words import beside_sum_word, is_sum_word, may_be_a_name

__all__ = ["checked_totals", "without_named_sums", "without_subtotals"]


def checked_totals(
    grid: Grid,
    rows: Rows,
    columns: Sequence[Sequence[int]],
    decimal: str | None,
    passed: Ints,
    less: Ints | None = None,
    currency: int | None = None,
    *,
    taxed: bool = False,
) -> dict[str, str]:
    """What the file adds up to, in words, and whether it is what was read: its last sum, and how many sums of groups agree.

    Sums are compared in the columns in which they stand, before any sign is turned, and without regard to their own sign. Where the
    last ones are of a currency each, each is compared with the rows of its currency.

    Parameters
    ----------
    grid, rows
        Cells, and which rows are items.
    columns
        Columns of amounts, those that are added up together; the first in which a sum row has a figure counts.
    decimal
        Decimal sign.
    passed : (n_rows,), bool
        Items that are ignored by their type; they are in the file's sums.
    less : (n_rows,), bool
        Rows whose side, in a column of its own, lessens what is owed: where the plain figures don't add up, they count as negative.
    currency
        The column of currencies.
    taxed
        Whether the columns that are added up are amounts without tax and their tax.
    """
    sums = [o for o in rows.others if o.kind == "total row" and not _SHARE.search(o.label)]
    for some in columns if sums else ():
        money = added_up([grid.column(i) for i in some], decimal, taxed=taxed)
        there = np.any([grid.filled(i) & grid.figured(i) for i in some], axis=0)
        listed = [(o.at, o.label) for o in sums if there[o.at] and money.good[o.at]]
        if listed:
            of = _of_currencies(grid, currency, listed, rows)
            plain = _compared_by_currency(money, listed, of, rows, passed)
            if less is None or not any(DIFFERS in words for words in plain.values()):
                return plain
            return _compared_by_currency(evolve(money, minor=np.where(less, -money.minor, money.minor)), listed, of, rows, passed)
    return {}


def _of_currencies(grid: Grid, column: int | None, listed: Sequence[tuple[int, str]], rows: Rows) -> dict[int, tuple[str, Ints]]:
    """Place of a sum → its currency, and which rows are of it; of the sums below all items, where two at least state one each.

    A sum states it in the column of currencies, or in its words: ``Total EUR``.
    """
    if column is None or not rows.item.any():
        return {}
    codes, last = grid.column(column).each(str.upper, object), int(np.flatnonzero(rows.item)[-1])
    stated = {at: str(codes[at]) or code_in(label) or "" for at, label in listed if at > last}
    found = [code for code in stated.values() if code]
    if len(found) < 2 or len(set(found)) < len(found):
        return {}
    return {at: (code, codes == code) for at, code in stated.items() if code}


def _compared_by_currency(
    money: Money, listed: Sequence[tuple[int, str]], of: Mapping[int, tuple[str, Ints]], rows: Rows, passed: Ints
) -> dict[str, str]:
    others = [(at, label) for at, label in listed if at not in of]
    out = _compared(money, others, rows, passed) if others else {}
    for at, label in (one for one in listed if one[0] in of):
        code, mine = of[at]
        found = _compared(money, [(at, label)], evolve(rows, item=rows.item & mine), passed & mine)
        out |= {f"{key}, {code}": f"{code}: {words}" for key, words in found.items()}
    return out


_SHARE = re.compile(r"(?i)per ?cent|%|prozent|pourcent|porcent|percentual")


def without_subtotals(grid: Grid, rows: Rows, money: Money | None) -> Rows:
    """Rows with an amount and neither date nor number are sums, where that is the sum of the items above or below, up to another such row.

    `money`: the amounts in the columns in which sums are looked for.
    """
    if money is None or not rows.bare.any():
        return rows
    rest = rows.item & ~rows.bare
    before = np.concatenate([[0], np.cumsum(np.where(rest, money.minor, 0))])
    labels = grid.column(next(i for i in range(len(grid.names)) if grid.filled(i)[rows.bare].any())).text()
    starts = np.unique([0, *rows.places("total row"), *rows.places("group row"), *np.flatnonzero(rows.bare).tolist()])
    found, ends = [], np.append(starts, len(grid))
    for at in np.flatnonzero(rows.bare).tolist():
        place = int(np.searchsorted(starts, at))
        last, following = starts[max(0, place - 1)], ends[int(np.searchsorted(ends, at, side="right"))]
        sums = abs(int(before[at] - before[last])), abs(int(before[following] - before[at]))
        if money.minor[at] and abs(int(money.minor[at])) in sums:  # one of the rows below stands as their heading
            found.append(Other(at, "total row" if abs(int(money.minor[at])) == sums[0] else "group row", str(labels[at])))
    item, bare = rows.item.copy(), rows.bare.copy()
    item[[o.at for o in found]] = bare[[o.at for o in found]] = False
    return evolve(rows, item=item, bare=bare, others=tuple(sorted((*rows.others, *found), key=lambda o: o.at)))


def without_named_sums(grid: Grid, at: Mapping[str, int], rows: Rows, money: Money | None) -> Rows:
    """Rows with a word for a sum in place of a supplier, though with a date or a number, are sums where they add up the items above.

    They add up all items above, or those since a sum or a heading; of a row that has a number and an invoice date, too, and of one whose
    word may be a name, two at least.
    """
    role = next((r for r in ("supplier", "supplier_number") if r in at), None)
    if role is None or money is None:
        return rows
    names = grid.column(at[role])
    worded = rows.item & names.each(lambda t: is_sum_word(t) or bool(beside_sum_word(t)))
    if not worded.any():
        return rows
    texts, rest = names.text(), rows.item & ~worded
    sums, many = (np.concatenate([[0], np.cumsum(v)]) for v in (np.where(rest, money.minor, 0), rest))
    plain, ends = np.flatnonzero(rest), sorted([*rows.places("total row"), *rows.places("group row")])
    like_items = _like_items(grid, at)
    found = list[Other]()
    for i in np.flatnonzero(worded).tolist():
        text, own = str(texts[i]), abs(int(money.minor[i]))
        last = int(np.searchsorted(plain, i)) - 1
        if last < 0 or not own or not (is_sum_word(text) or str(texts[plain[last]]).casefold().startswith(beside_sum_word(text))):
            continue
        least = 2 if like_items[i] or may_be_a_name(text) else 1
        at_end = int(np.searchsorted(ends, i))
        for first in (ends[at_end - 1] if at_end else 0, 0):
            if many[i] - many[first] >= least and abs(int(sums[i] - sums[first])) == own:
                found.append(Other(i, "total row", text))
                ends.insert(at_end, i)
                break
    item = rows.item.copy()
    item[[o.at for o in found]] = False
    return evolve(rows, item=item, bare=rows.bare & item, others=tuple(sorted((*rows.others, *found), key=lambda o: o.at)))


def _like_items(grid: Grid, at: Mapping[str, int]) -> Ints:
    """(n,), bool: rows with a number and an invoice date, as an invoice has."""
    out = grid.dated(at["invoice_date"]) if "invoice_date" in at else np.zeros(len(grid), bool)
    return out & np.any([grid.filled(at[r]) for r in ("invoice", "document") if r in at] or [np.zeros(len(grid), bool)], axis=0)


def _compared(money: Money, listed: Sequence[tuple[int, str]], rows: Rows, passed: Ints) -> dict[str, str]:
    items = rows.item | passed
    bad = int((items & ~money.good).sum())
    if bad:
        return {"total": f"not checked: {bad:,} amounts can't be read"}
    before = np.concatenate([[0], np.cumsum(np.where(items, money.minor, 0))])
    heads = sorted({*rows.places("group row"), *(at for at, _ in listed)})
    agrees, seen, next_head = {}, {0}, 0  # `seen`: what was added up at each heading above
    for at, _ in listed:
        while next_head < len(heads) and heads[next_head] < at:
            seen.add(int(before[heads[next_head]]))
            next_head += 1
        own, here = abs(int(money.minor[at])), int(before[at])
        agrees[at] = here - own in seen or here + own in seen
    (last, label), groups = listed[-1], listed[:-1]
    whole = abs(int(money.minor[last])) == abs(int(before[last]))
    if groups and not whole and agrees[last]:  # the sum of the last group, and none of all
        groups, out = listed, {}
    else:
        out = {label: _words(money, last, int(before[last]), rows, passed)}
    if groups:
        good = sum(agrees[at] for at, _ in groups)
        out["sums of groups"] = f"{good:,} of {len(groups):,} sums of groups agree with their rows"
    return out


def _words(money: Money, at: int, read: int, rows: Rows, passed: Ints) -> str:
    own = int(money.minor[at])
    head = f"the file's own total {shown(abs(own))}"
    if abs(own) != abs(read):
        return f"{head} {DIFFERS}, {shown(abs(read))}: the difference is {shown(abs(own) - abs(read))}"
    left = int(money.minor[:at][passed[:at]].sum())
    many = int(passed[:at].sum())
    also = f", {shown(left)} of it in {many:,} row{'s' if many > 1 else ''} ignored by their type" if many else ""
    read_rows = int((rows.item | passed)[:at].sum())
    return f"{head} = {read_rows:,} row{'s' if read_rows != 1 else ''} read{also}"
