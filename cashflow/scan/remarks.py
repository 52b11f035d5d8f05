"""What is said of rows of a batch that are taken as they stand: a due date that is not the terms', a payment before the invoice.

The words are those of `read_ledger`; they are made for the rows that are listed alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints, to_date
from cashflow.ledger.findings import MOST_LISTED
from cashflow.ledger.values.row_checks import other_due_words, prepayment_words
from cashflow.scan.tally import Tally
from cashflow.terms import PaymentTerms

__all__ = ["Remark", "Remarks"]


@frozen(eq=False)
class Remark:
    """One kind of remark on some rows."""

    kind: str
    column: str
    which: Ints  # (n_rows,), bool
    value: Ints  # (n_rows,), int32: the day it is about
    words: Callable[[int], str]  # by row
    at: Ints | None = None  # (n_rows,), int64: positions of the rows in their batch; `None`: they are all of it

    @classmethod
    def prepaid(cls, which: Ints, invoice_day: Ints, paid_day: Ints) -> Remark:
        """Paid before the invoice date."""
        return cls("prepayment", "paid_date", which, paid_day, lambda n: prepayment_words(int(invoice_day[n]), int(paid_day[n])))

    @classmethod
    def other_due(cls, which: Ints, due_day: Ints, by_terms: Callable[[int], int], code: Ints, terms: Sequence[PaymentTerms]) -> Remark:
        """A stated due date that is not the terms'; `by_terms`: the day of the terms, by row; `code`: of each row's terms."""
        texts = dict[int, str]()  # each made once

        def words(n: int) -> str:
            number = int(code[n])
            return other_due_words(texts.get(number) or texts.setdefault(number, str(terms[number])), by_terms(n))

        return cls("other due date", "due_date", which, due_day, words)

    def among(self, kept: Ints | None, at: Ints | None) -> Remark:
        """The same of the rows that are kept (`None`: all), which stand at some positions of their batch (`None`: each at its own)."""
        return evolve(self, which=self.which if kept is None else self.which & kept, at=at)


class Remarks:
    """Counts the remarks of a file's batches, which come in order, and lists the first of each kind."""

    def __init__(self) -> None:
        self._listed = Counter[str]()

    def tally(self, said: list[Remark], first_row: int, number: int, file: str) -> Tally:
        """No rows, but what is said of some of a batch; `first_row`: of the batch, in the file of a number and name."""
        counts, kept = {}, []
        for one in said:
            many, room = int(np.count_nonzero(one.which)), MOST_LISTED - self._listed[one.kind]
            if not many:
                continue
            counts["flagged", one.kind] = many
            few = one.which.nonzero()[0][:room].tolist() if room else []
            self._listed[one.kind] += len(few)
            for n in few:
                value, row = str(to_date(int(one.value[n]))), first_row + (n if one.at is None else int(one.at[n]))
                kept.append((number, file, row, one.column, value, one.kind, one.words(n), "flagged"))
        return Tally(counts=counts, kept=tuple(sorted(kept, key=lambda entry: entry[2])))
