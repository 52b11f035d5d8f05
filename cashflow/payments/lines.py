"""Lines of a table of payment days: an installment of a term in a currency is one, where its dates follow from the invoice day alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.terms import PaymentTerms
from cashflow.terms.anchors import PREVIOUS
from cashflow.terms.shares import Rounding

__all__ = ["Lines", "by_invoice_day", "rates_of"]

_PLAIN = Rounding()
_MOST_COLUMNS = 2  # with more, rounded parts may have to be cut, and are then no longer functions of the amount alone


def by_invoice_day(term: PaymentTerms, discounts: bool) -> bool:
    """Whether all dates of a term follow from invoice day and currency, and its parts from the amount, each by one rounded rate.

    With `discounts` its discounts must, too; they do if they are rates off the gross amount of an invoice that has one part.
    """
    if any(p.anchor not in ("invoice", PREVIOUS) for p in term.installments) or len(rates_of(term, False)) > _MOST_COLUMNS:
        return False
    parts = term.installments if len(term.installments) > 1 else ()
    if any(p.share.of not in ("gross", "rest") or (p.rounding or term.rounding) != _PLAIN for p in parts):
        return False
    if parts and sum(rates_of(term, False)) >= 1:
        return False  # nothing is left for the rest: parts that are all rounded up are cut
    if not discounts or not term.discounts:
        return True
    simple = all(d.of_gross and d.anchor == "invoice" for d in term.discounts)
    return simple and not parts and len(term.discounts) <= _MOST_COLUMNS


def rates_of(term: PaymentTerms, discounts: bool) -> list[Fraction]:
    """Rates whose rounded products cells hold beside the amounts: parts but the rest, or, of an invoice in one part, its discounts."""
    if len(term.installments) > 1:
        return [p.share.value for p in term.installments if p.share.of != "rest"]
    return [d.rate or Fraction(0) for d in term.discounts] if discounts else []


@frozen(eq=False)
class Lines:
    """Numbering of the lines of some terms in some currencies.

    Line ``(code + 1) * n_currencies + currency`` is the term's rest (of most terms: the whole); lines of other
    parts come after these. Code −1 (no terms) has lines that are never asked for.
    """

    terms: tuple[PaymentTerms, ...]
    currencies: tuple[str, ...]
    discounts: bool
    regular: Ints = field(init=False)  # (n_terms + 1,), bool by code + 1: `by_invoice_day`
    rates: tuple[tuple[int, list[Fraction]], ...] = field(init=False)  # (code, `rates_of`) of the terms with columns
    part_line: Ints = field(init=False)  # (n_columns, n_base): line of the part that a column of a rest holds; −1: none
    n_parts: Ints = field(init=False)  # (n_terms + 1,) by code + 1: installments of regular terms; 0 of others
    last: Ints = field(init=False)  # (n_base,): line of the last installment

    @regular.default
    def _regular(self) -> Ints:
        return np.array([False, *(by_invoice_day(t, self.discounts) for t in self.terms)])

    @rates.default
    def _rates(self) -> tuple[tuple[int, list[Fraction]], ...]:
        known = ((c, rates_of(t, self.discounts)) for c, t in enumerate(self.terms) if self.regular[c + 1])
        return tuple((c, r) for c, r in known if r)

    @part_line.default
    def _part_line(self) -> Ints:
        out, count = np.full((max((len(r) for _, r in self.rates), default=0), self.n_base), -1), self.n_base
        for code, some in self.rates:
            for column in range(len(some) if len(self.terms[code].installments) > 1 else 0):
                rests = self.rests(code)
                out[column, rests] = count + np.arange(len(rests))
                count += len(rests)
        return out

    @n_parts.default
    def _n_parts(self) -> Ints:
        return np.array([0, *(len(t.installments) if r else 0 for t, r in zip(self.terms, self.regular[1:], strict=True))])

    @last.default
    def _last(self) -> Ints:
        out = np.arange(self.n_base)
        for code, some in self.rates:
            parts = self.terms[code].installments
            if len(parts) > 1 and parts[-1].share.of != "rest":
                out[self.rests(code)] = self.part_line[len(some) - 1, self.rests(code)]
        return out

    def rests(self, code: int) -> Ints:
        """Lines of a term's rest, one a currency."""
        return np.arange(len(self.currencies)) + (code + 1) * len(self.currencies)

    @property
    def n_base(self) -> int:
        """Lines of the rests."""
        return (len(self.terms) + 1) * len(self.currencies)

    def __len__(self) -> int:
        return max(self.n_base, int(self.part_line.max(initial=-1)) + 1)

    def same(self, terms: tuple[PaymentTerms, ...], currencies: tuple[str, ...], discounts: bool) -> bool:
        """Whether they are the lines of these."""
        return self.discounts == discounts and self.currencies == currencies and (self.terms is terms or self.terms == terms)

    def base(self, code: Ints, currency: Ints | int) -> Ints:
        """(n,), int64: lines of the rests of some terms in some currencies."""
        out = code.astype(np.int64)
        out += 1
        out *= len(self.currencies)
        out += currency
        return out

    def term_of(self, base: Any) -> Any:
        """Code of the term of a rest, or of several; −1: no terms."""
        return base // max(1, len(self.currencies)) - 1

    def currency_of(self, base: Any) -> Any:
        """Code of the currency of a rest, or of several."""
        return base % max(1, len(self.currencies))

    def of(self, code: int, currency: int) -> list[int]:
        """Lines of a term in a currency, one an installment in their order."""
        rest = (code + 1) * len(self.currencies) + currency
        others = iter(self.part_line[:, rest].tolist())
        return [rest if p.share.of == "rest" else next(others) for p in self.terms[code].installments]
