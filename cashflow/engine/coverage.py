"""Cover: which items each offer of a scenario owns, where it moves them, and the deals that makes."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import Quarters
from cashflow.basics.groupby import RunningSums, exact_sums, highest, lowest
from cashflow.basics.money import wide
from cashflow.basics.notes import Note, first_sentence
from cashflow.basics.words import many
from cashflow.deals import Deals, Placed, collapse, place
from cashflow.engine.classes import can_be_summed, kind_sums
from cashflow.engine.covers import Covers
from cashflow.engine.limits import Stops, is_tested, limited
from cashflow.engine.promises import promise_notes
from cashflow.engine.row_deals import HARD_LIMIT, HELD, OVERDUE, PAID, group_of, owned, owned_items, row_deals
from cashflow.ledger.groups import Groups
from cashflow.ledger.model import Ledger
from cashflow.offers import Offer, Scenario
from cashflow.offers.term_limits import TermLimit, unnamed
from cashflow.payments import Items, Payments
from cashflow.payments.kinds import Kinds, kinds_of

__all__ = ["HELD", "Chosen", "Covered", "cover"]

_MOST_ROWS = 1_000_000
"""Rows of deals beyond which those alike are added up before more are made."""
NOT_MOVED = (*HELD, "stays open, never paid", "new date is not later", HARD_LIMIT)


@frozen(eq=False)
class Covered:
    """What one offer covers and moves; groups are supplier × currency, numbered as in `groups`."""

    offer: Offer
    groups: Ints  # (n_groups,), int64: as `Groups` packs them
    deals: Deals  # collapsed; `group` is a position in `groups`
    items: Ints  # (n_groups,): covered items
    moved: Ints  # (n_groups,): moved items
    amount: Ints  # (n_groups,): principal moved
    amount_days: Ints  # (n_groups,): Σ principal × days moved
    late: Mapping[bool, Ints]  # (n_groups,): Σ principal × (baseline day − contract due day) of what moves; True: of what does not, too
    prepaid: Ints  # (n_groups, n_quarters)
    first_day: Ints  # (n_groups,): first day that something moved is paid on, moved or not; `NEVER`: nothing moves
    last_day: Ints  # (n_groups,): the last one; `NO_DAY`: nothing moves
    not_moved: dict[str, int]
    notes: list[str] = field(factory=list)
    stops: list[Stops] = field(factory=list)  # what limits say


class _Sums:
    """Running sums of one offer over blocks; cells of blocks add up, because merging is collapsing."""

    def __init__(self, offer: Offer, ledger: Ledger, quarters: Quarters, agency_days: int) -> None:
        self.offer, self.quarters, self.agency_days = offer, quarters, agency_days
        self.deals: list[Deals] = []
        self.most = _MOST_ROWS
        self.size = max(1, Groups.of(ledger.currency.values).count(len(ledger.supplier.values)))
        self.covered, self.moved = (RunningSums(self.size) for _ in range(2))
        self.late = {bool(option.covers_unmoved): RunningSums(self.size) for option in offer.options}
        self.prepaid: list[tuple[Ints, list[Ints]]] = []  # group, amount by quarter
        self.not_moved = dict.fromkeys(NOT_MOVED, 0)
        self.stops: list[Stops] = []

    def add(self, payments: Payments, placed: Placed, limits: Sequence[TermLimit]) -> None:
        """Add items, block by block."""
        placed, stopped, stops = limited(placed, payments, self.offer, limits)
        items, ledger = placed.items, payments.ledger
        each = ledger.invoices_in(items.invoice)
        self.stops += stops
        self.not_moved[HARD_LIMIT] += int(each[stopped].sum())
        self.not_moved["new date is not later"] -= int(each[stopped].sum())
        which, deals = row_deals(payments, placed, self.offer, agency_days=self.agency_days)
        early = np.minimum(deals.new_day, ledger.invoice_day[items.invoice[which]])
        some = np.flatnonzero(deals.base_day < early)
        if len(some):
            base, early, amount = deals.base_day[some], early[some], deals.amount[some]
            self.prepaid.append((deals.group[some], [np.where((base <= q) & (q < early), -amount, 0) for q in self.quarters.last]))
        amount = wide(deals.amount, 36_500 * max(len(which), 1))
        late = amount * (deals.base_day - items.due_day[which].astype(np.int64))
        self.covered.add(group_of(payments, items.invoice), each)
        moves = deals.new_day != deals.base_day
        moved = each[which] * moves
        self.moved.add(deals.group, moved)
        for every, sums in self._lates():
            sums.add(deals.group, late if every else late * moves)
        self._keep(deals)
        self._count(int(moved.sum()), int(each.sum()), int(each[items.base_day == NEVER].sum()))

    def add_kinds(self, kinds: Kinds, at: Ints) -> None:
        """Add the items at some positions, each with all the rows it stands for."""
        movable = np.zeros(len(kinds.items.invoice), bool)
        movable[at] = True
        placed = place(kinds.items.take(at), kinds.payments, self.offer.extend)
        which, deals = row_deals(kinds.payments, placed, self.offer, agency_days=self.agency_days, one_each=True)
        moves = np.full(len(movable), -1)
        moves[at[which]] = np.arange(len(which))
        found = kind_sums(kinds, movable, moves, deals)
        for sums, values in ((self.covered, found.items), (self.moved, found.moved)):
            sums.add_each(values)
        for every, sums in self._lates():
            sums.add_each((found if every else kind_sums(kinds, movable, _of_moved(moves, deals), deals)).late)
        self._hold(found.deals)
        never = int(kinds.count[at[placed.items.base_day == NEVER]].sum())
        self._count(int(found.moved.sum()), int(kinds.count[at].sum()), never)  # no regular invoice is paid before its date

    def _lates(self) -> Iterator[tuple[bool, RunningSums]]:
        """(whether every deal counts, else those that move; the sums): without an option that covers others, all deals move."""
        return ((unmoved or len(self.late) == 1, sums) for unmoved, sums in self.late.items())

    def _keep(self, deals: Deals) -> None:
        self.deals.append(deals)
        if len(self.deals) > 1 and sum(map(len, self.deals)) > self.most:
            self._hold(collapse(Deals.joined(self.deals)))

    def _hold(self, deals: Deals) -> None:
        """All there is so far, of which none are alike."""
        self.deals, self.most = [deals], max(_MOST_ROWS, 2 * len(deals))

    def _count(self, moved: int, covered: int, never: int) -> None:
        """Items that move, of some that are covered, of which some stay open."""
        self.not_moved["stays open, never paid"] += never
        self.not_moved["new date is not later"] += covered - moved - never

    def done(self, notes: list[str]) -> Covered:
        groups = np.flatnonzero(self.covered.sums)
        place = np.zeros(self.size, np.int64)
        place[groups] = np.arange(len(groups))
        deals = Deals.joined(self.deals)
        deals = collapse(evolve(deals, group=place[deals.group]))
        days = deals.new_day.astype(np.int64) - deals.base_day
        by_group = lambda values: exact_sums(deals.group, values, len(groups))  # noqa: E731
        amount_days = by_group(wide(deals.amount, int(np.abs(days).max(initial=0))) * days)
        prepaid = np.zeros((len(groups), len(self.quarters)), np.int64)
        if self.prepaid:
            group, columns = np.concatenate([g for g, _ in self.prepaid]), zip(*(c for _, c in self.prepaid), strict=True)
            prepaid = np.stack([exact_sums(place[group], np.concatenate(c), len(groups)) for c in columns], axis=1)
        of = lambda sums: sums.sums[groups]  # noqa: E731
        late = {unmoved: of(sums) for unmoved, sums in self.late.items()}
        sums = (of(self.covered), of(self.moved), by_group(deals.amount * (days != 0)), amount_days, late)
        return Covered(self.offer, groups, deals, *sums, prepaid, *_ends(deals, len(groups)), self.not_moved, notes, self.stops)


def _of_moved(moves: Ints, deals: Deals) -> Ints:
    """(n_items,), int64: positions of deals, −1 for those whose day does not move."""
    return np.where(np.append(deals.new_day != deals.base_day, False)[moves], moves, -1)


def _ends(deals: Deals, n_groups: int) -> tuple[Ints, Ints]:
    """First and last day on which what moves is paid, with or without the offer, by group."""
    some = np.flatnonzero(deals.new_day != deals.base_day)
    group, both = deals.group[some], (deals.base_day[some], deals.new_day[some])
    return lowest(group, np.minimum(*both), n_groups, NEVER), highest(group, np.maximum(*both), n_groups, NO_DAY)


@frozen(eq=False)
class Chosen:
    """What the offers of a scenario select, before anything moves: the same for all that select alike."""

    payments: Payments
    scenario: Scenario
    rows: Covers
    notes: list[list[str]]

    @classmethod
    def of(cls, payments: Payments, scenario: Scenario) -> Chosen:
        """Look up the invoices of each offer."""
        notes: list[list[str]] = [[] for _ in scenario.offers]
        return cls(payments, scenario, Covers.of(payments.ledger, scenario, notes), notes)

    @property
    def apart(self) -> Ints:
        """Positions of the invoices that can't be summed."""
        return self.payments.apart

    @functools.cached_property
    def kinds(self) -> Kinds:
        """The invoices that can be summed."""
        return kinds_of(self.payments, self.rows, self.rows.union())


def cover(payments: Payments, scenario: Scenario, quarters: Quarters, agency_days: int = 90, chosen: Chosen | None = None) -> list[Covered]:
    """Cover and place every offer of a scenario.

    Parameters
    ----------
    payments
        Baseline payments.
    scenario
        Its offers, in order; the first that covers an item owns it.
    quarters
        Quarters shown.
    agency_days
        Days from invoice to repayment beyond which the rating-agency presentation calls what a bank paid debt.
    chosen
        Of a scenario whose offers select the same, if it is known.

    Returns
    -------
    list of Covered
        One an offer.
    """
    chosen = chosen or Chosen.of(payments, scenario)
    sums = [_Sums(o, payments.ledger, quarters, agency_days) for o in scenario.offers]
    blocks = _without_closed(chosen, scenario, sums) if can_be_summed(payments, scenario) else None
    for number, items, held in owned_items(payments, scenario, chosen.rows, blocks):
        for reason, count in held.items():
            sums[number].not_moved[reason] += count
        sums[number].add(payments, place(items, payments, scenario.offers[number].extend), scenario.limits)
    out = [s.done(list(n)) for s, n in zip(sums, chosen.notes, strict=True)]
    for number, covered in enumerate(out):
        _check_promise(covered)
        _say_if_overdue(covered, scenario, payments.policy.as_of)
        _say_if_nobody(covered, chosen.rows.any(number), scenario)
        currencies = payments.ledger.currency.values
        covered.notes.extend(promise_notes(payments.policy, currencies, covered.offer, covered.groups, scenario.name, quarters))
    asked = [number for number, o in enumerate(scenario.offers) if is_tested(o)]
    if asked and scenario.limits:
        out[0].notes.extend(unnamed(scenario.limits, payments.ledger, chosen.rows.union(asked)))
    return out


def _add_kinds(chosen: Chosen, scenario: Scenario, sums: list[_Sums]) -> None:
    """Add the invoices that can be summed."""
    kinds = chosen.kinds
    for number, movable, held in owned(kinds.items, chosen.payments, scenario, chosen.rows):
        for reason, which in held.items():
            sums[number].not_moved[reason] += int(kinds.count.take(which).sum())
        sums[number].add_kinds(kinds, movable)


def _without_closed(chosen: Chosen, scenario: Scenario, sums: list[_Sums]) -> Iterable[Items]:
    """Add what can be summed, and count invoices of which nothing can move any more; the items of the others."""
    _add_kinds(chosen, scenario, sums)
    payments = chosen.payments
    if any(o.due is not None or o.paying is not None for o in scenario.offers):
        return payments.blocks(chosen.apart, in_order=False)  # each is looked at, whether it lies in the window
    left = payments.closed
    for offer, covers in zip(sums, chosen.rows.all_masks(), strict=True):
        offer.not_moved[PAID] += payments.closed_items(left & covers)
        left &= ~covers  # the first that covers it owns it
    return payments.open_apart()


def _check_promise(covered: Covered) -> None:
    extend, total = covered.offer.extend, int(covered.items.sum()) + covered.not_moved[PAID]
    if covered.not_moved[HARD_LIMIT]:
        return  # the date is late enough; what stops it is listed
    if extend.to is not None and total and not len(covered.deals):
        if covered.not_moved[OVERDUE] and not covered.items.sum():
            return  # said by `_say_if_overdue`
        if covered.not_moved["stays open, never paid"] == total:
            hint = "Give as_of, so that open items are projected by their terms"
            raise InputError(
                f"every item this offer covers ({total:,}) is open, and baseline 'actual' leaves it open", column="extend.to", hint=hint
            )
        hint = "Choose a later date, or widen the offer"
        raise InputError(
            f"every item this offer covers ({total:,}) is already paid by then, so nothing moves",
            column="extend.to",
            value=extend.to,
            hint=hint,
        )


def _say_if_overdue(covered: Covered, scenario: Scenario, as_of: object) -> None:
    """Nothing is left to move but what is overdue."""
    count = covered.not_moved[OVERDUE]
    if count and not covered.items.sum():
        why = f"all that it covers and is open, {many(count, 'item')}, was due on or before {as_of}"
        hint = 'write overdue = "offered" in the offer to move what is overdue, too'
        covered.notes.append(f"an offer of scenario '{scenario.name}' moves nothing: {why}; {hint}")


def _say_if_nobody(covered: Covered, matches: bool, scenario: Scenario) -> None:
    if covered.items.sum() or any(covered.not_moved[reason] for reason in HELD):
        return
    where = (
        "no invoice matches its suppliers, where and invoiced"
        if not matches
        else "no due date or payment of the chosen invoices lies in its windows, or an earlier offer owns them"
    )
    nothing = f"an offer of scenario '{scenario.name}' covers nothing: {where}"
    whole, short = ("; ".join(said) for said in (covered.notes, map(first_sentence, covered.notes)))
    covered.notes[:] = [Note(f"{nothing} ({whole})", first=f"{nothing} ({short})") if whole else nothing]
