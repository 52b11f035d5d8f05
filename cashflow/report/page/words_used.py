"""The words that the page uses, each in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["WORDS", "words_of"]

WORDS = {
    "Baseline": "What is paid, and when, if nothing is offered.",
    "Change in free cash flow": "Baseline cash less cash with the offer, in a quarter: what the offer changes, not the whole.",
    "As trade payables, as borrowing": "How a payment by a bank is read: as a payable to a supplier, or as money borrowed and repaid.",
    "Unwind": "What falls back later: the deferred payments are made, and the cost.",
    "Cost paid, cost accrued": "Interest, fees and uplifts less discounts, by the day they are paid, and by the days they are earned.",
    "A year": "The cost as a simple rate on what moves for as long as it moves, on 365 days, unless another convention is named.",
    "Change in payables": "What is owed at a quarter end because of the offer. The level is only that of the invoices in the ledger.",
    "Cash retained": "Principal that would have left by a day and has not.",
    "Made whole": "What the offer pays a supplier covers what waiting costs it at its own funding rate.",
    "Usual payment day, contract due date": "Where a supplier's wait starts: when the buyer would have paid, and when it had to.",
    "Acceptance": "Which suppliers take the offer: assumed until they sign. With shares, figures are expected.",
    "Payment-term limit": "The longest term allowed for some invoices. A hard one stops a move, one that warns lists it.",
    "Supplier finance arrangement": "A bank pays suppliers and the buyer pays the bank later, as IAS 7.44G and ASC 405-50 define it.",
    "Tie-out": "What was read is what was accepted, rejected and ignored; and the ledger held against the general ledger.",
}
"""Word → what it means here, in the order of the page."""

_MORE = {
    "Cash paid": "What leaves the bank for the items of this ledger: amounts less discounts taken, on the day of payment.",
    "Payables at the end": "What is owed at the close of the last day of a quarter, of the invoices counted.",
    "Days payable outstanding": "Payables at the end / invoiced in the quarter × its days; count-back takes off month by month.",
    "Planned invoices": "Invoices dated after the day the ledger was taken: a plan, and no observation.",
    "Expected": "The mean over all that can happen, each weighted with its probability.",
    "Standard deviation": "How far a figure strays from what is expected, typically.",
    "5 % below": "In 5 of 100 cases the figure is smaller; likewise for the other shares.",
    "Share of variance": "How much of what is uncertain in the quarter hangs on the answer of one supplier.",
    "Draws": "Cases in which each supplier accepts or refuses by its probability; the same seed gives the same cases.",
    "Constraint": "What the choice of offers must keep to: how many suppliers, a bank's limit, a share. One that binds costs something.",
    "Binds": "Relaxing it would save, at the margin. No supplier is split, so some of what is allowed may stay unused.",
    "Of the last unit": "What the last unit of cash costs: the price at which more of it is to be had, at the margin.",
    "Gap": "How much dearer the offers are than the best possible, at most, as a share of their cost.",
    "Not known": "The ledger does not hold what the figure needs; it is left open, not guessed.",
}


def words_of(some: Iterable[str]) -> dict[str, str]:
    """Some of the words, for a page that uses no others."""
    return {word: (WORDS | _MORE)[word] for word in some}
