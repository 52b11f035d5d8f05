"""What is said of rows of a batch that are taken as they stand: a due date that is not the terms', a payment before the invoice.

The words are those of `read_ledger`; they are made for the rows that are listed alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from attrs import frozen

from cashflow.basics.days import Ints, to_date
from cashflow.kernels.whole_memory import Others
from cashflow.ledger.findings import MOST_LISTED
from cashflow.ledger.values.row_checks import other_due_words, prepayment_words
from cashflow.scan.tally import Tally
from cashflow.terms import PaymentTerms

__all__ = ["OTHER_DUE", "Listed", "Remark", "Remarks"]

OTHER_DUE = "other due date"


@frozen(eq=False)
class Remark:
    """One kind of remark on some rows."""

    kind: str
    column: str
    rows: Ints  # int64: positions of the first of them, in order
    many: int
    value: Ints  # (n_rows,), int32: the day it is about
    words: Callable[[int], str]  # by row
    at: Ints | None = None  # (n_rows,), int64: positions of the rows in their batch; `None`: they are all of it

    @classmethod
    def prepaid(cls, which: Ints, invoice_day: Ints, paid_day: Ints, at: Ints | None) -> Remark:
        """Paid before the invoice date; `which`: a mask."""
        rows = which.nonzero()[0]
        words = lambda n: prepayment_words(int(invoice_day[n]), int(paid_day[n]))  # noqa: E731
        return cls("prepayment", "paid_date", rows, len(rows), paid_day, words, at)

    @classmethod
    def other_due(
        cls, found: Others, due_day: Ints, by_terms: Callable[[int], int], code: Ints, terms: Sequence[PaymentTerms], at: Ints | None
    ) -> Remark:
        """A stated due date that is not the terms'; `by_terms`: the day of the terms, by row; `code`: of each row's terms."""
        made = dict[tuple[int, int], str]()  # many rows are told the same

        def words(n: int) -> str:
            key = int(code[n]), by_terms(n)
            if key not in made:
                made[key] = other_due_words(str(terms[key[0]]), key[1])
            return made[key]

        return cls(OTHER_DUE, "due_date", found.first, found.many, due_day, words, at)


Place = tuple[int, int]
"""Where rows begin: the number of their file, and of the first of them."""


class Listed:
    """How many remarks of each kind are listed, piece by piece in any order: in the end only those of the first rows of all are shown."""

    def __init__(self) -> None:
        self._many = defaultdict[str, Counter[Place]](Counter)

    def room(self, kind: str, place: Place) -> int:
        """How many more of a kind are listed of the piece that begins at a place."""
        return max(0, MOST_LISTED - sum(n for other, n in self._many[kind].items() if other <= place))

    def add(self, kind: str, place: Place, many: int) -> None:
        """So many of a piece are listed."""
        if many:
            self._many[kind][place] += many


class Remarks:
    """Counts the remarks of some batches of a file, which come in order, and lists the first of each kind."""

    def __init__(self, place: Place, file: str, listed: Listed) -> None:
        """`place`: where the batches begin; `file`: its name; `listed`: with those of other files, and of other parts of this one."""
        self.place, self.file, self._listed = place, file, listed

    def room(self, kind: str) -> int:
        """How many more of a kind are listed."""
        return self._listed.room(kind, self.place)

    def tally(self, said: list[Remark], first_row: int) -> Tally:
        """No rows, but what is said of some of a batch; `first_row`: of the batch, in the file."""
        counts, kept = {}, []
        for one in said:
            if not one.many:
                continue
            counts["flagged", one.kind] = one.many
            few = one.rows[: self.room(one.kind)]
            self._listed.add(one.kind, self.place, len(few))
            rows, days = few if one.at is None else one.at[few], one.value[few].tolist()
            values = {day: str(to_date(day)) for day in set(days)}
            for n, row, day in zip(few.tolist(), (first_row + rows).tolist(), days, strict=True):
                kept.append((self.place[0], self.file, row, one.column, values[day], one.kind, one.words(n), "flagged"))
        return Tally(counts=counts, kept=tuple(sorted(kept, key=lambda entry: entry[2])))
