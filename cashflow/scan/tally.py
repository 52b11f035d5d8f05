"""What was said of the rows of a scan: all counted, the first findings kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.amount_floats import float_texts
from cashflow.basics.columns import column
from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import Ints
from cashflow.basics.decimals import OWN
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.kernels.whole_memory import Totals
from cashflow.ledger.build import accepted_sums
from cashflow.ledger.clearing.paid import unsaid_entry
from cashflow.ledger.findings import MOST_LISTED
from cashflow.ledger.left_out import ACCEPTED, Sums
from cashflow.ledger.model import Findings, Ledger
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.payments_read import Unsaid, unsaid_sum
from cashflow.ledger.several import OF_PAYMENTS
from cashflow.ledger.sign import Signs
from cashflow.ledger.values.amount_columns import FLOATS, FLOATS_SAID

__all__ = ["Tallies", "Tally", "told_of_all"]

_COLUMNS = ["table", "file", "row", "column", "value", "kind", "reason", "status"]
_TOGETHER = 256
Entry = tuple[int, str, int, str, str, str, str, str]
"""A finding: file number, its name, row, column, value, kind, reason, status."""


@frozen(eq=False)
class Tally:
    """Counts of rows, money per currency (minor units, exact), and the first findings of each kind in order of files and rows."""

    rows_read: int = 0
    accepted: int = 0
    ignored: int = 0
    counts: Mapping[tuple[str, str], int] = field(factory=dict)  # of findings, by status and kind
    refused: Mapping[str, int] = field(factory=dict)  # money that was read and not accepted
    signs: Signs = field(factory=Signs)  # only where the sign was not told
    kept: tuple[Entry, ...] = ()
    rows: Sums = field(factory=Sums)  # accepted and left out, by kind
    told: Mapping[str, Any] = field(factory=dict)  # what was told of rows that are left out, as fields of `Findings`
    unsaid: Unsaid = ()  # paid dates in time for a discount of which nothing is said
    unsaid_first: tuple[int, str, int, int] | None = None  # file number, its name, row and paid day of the first of them
    floats: tuple[tuple[int, str, int, str, str], ...] = ()  # the first float of each column: file number, its name, row, column, value
    taken: frozenset[str] = frozenset()  # what was told and holds of some file: a currency, columns that are mapped
    paid_in: tuple[str, str] = ("", "")  # as in `Findings`

    @classmethod
    def clean(cls, ledger: Ledger | None) -> Tally:
        """Rows of which nothing is said."""
        return cls() if ledger is None else cls(len(ledger), len(ledger), rows=accepted_sums(ledger))

    @classmethod
    def of_totals(cls, many: int, names: Sequence[str], totals: Totals, *, asks_sign: bool) -> Tally:
        """The same of so many rows, whose money was added up by currency; `asks_sign`: with their signs, which were not told."""
        gross, left, below = (
            {n: m for n, m in zip(names, c.tolist(), strict=True) if m} for c in (totals.gross, totals.unpaid, totals.negative)
        )
        signs = Signs(totals.n_negative, below) if asks_sign else Signs()
        kept = ({(ACCEPTED, n): m for n, m in sums.items()} for sums in (gross, left))
        return cls(many, many, signs=signs, rows=Sums({ACCEPTED: many}, {}, *kept))

    @classmethod
    def unsaid_of(cls, ledger: Ledger | None, number: int, file: str, rows: Ints) -> Tally:
        """No rows, but what is not said of the discounts of some invoices; `rows`: their row numbers."""
        if ledger is None or not ledger.unsaid:
            return cls()
        at = ledger.unsaid_first
        day = int(ledger.paid.day[np.flatnonzero(ledger.paid.invoice == at)[0]])
        return cls(unsaid=ledger.unsaid, unsaid_first=(number, file, int(rows[at]), day))

    @classmethod
    def floats_of(cls, columns: Mapping[str, Any], at: Ints, first_row: int, number: int, file: str) -> Tally:
        """No rows, but the first float in each column of amounts, of the accepted rows at some positions."""
        found = []
        for name, values in columns.items():
            some = at[~np.isnan(values[at])]
            if len(some):
                first = int(some.min())
                found.append((number, file, first_row + first, name, str(float_texts(values[first : first + 1])[0])))
        return cls(floats=tuple(found))

    @classmethod
    def unused_of(cls, unused: Mapping[str, str], number: int, file: str, row: int = 1) -> Tally:
        """No rows, but the columns that look like ones of ours and are not used: name → why; `row`: that of the header."""
        kept = tuple((number, file, row, name, "", "unused column", why, "flagged") for name, why in unused.items())
        return cls(counts={("flagged", "unused column"): len(kept)} if kept else {}, kept=kept)

    @classmethod
    def taken_by(cls, options: ReadOptions) -> Tally:
        """No rows, but the currency and the map that hold of a file; `options`: as it is read."""
        return cls(taken=frozenset(told_of_all(options)))

    @classmethod
    def paid_in_file(cls, columns: Iterable[str], file: str) -> Tally:
        """No rows, but whether the columns of a file, by our names, say what was paid."""
        names, file = {*columns}, file.rpartition("/")[2]  # without its folder, as in memory
        return cls(paid_in=(file, "") if "paid_date" in names else ("", "" if names & OF_PAYMENTS else file))

    @classmethod
    def told_by(cls, options: ReadOptions, path: str | None = None) -> Tally:
        """No rows, but what was told of them; `path`: of all files."""
        told = {"accept": options.accept, "most_rejected": options.most_rejected, "flags": options.flags}
        return cls(told=told | ({} if path is None else {"sources": {"ledger": path}}))

    @classmethod
    def of(cls, found: Findings, number: int, file: str) -> Tally:
        """What the reader said of some rows of a file."""
        read, accepted = found.amount_read, found.amount_accepted
        refused = {c: _minor(OWN.subtract(a, accepted.get(c, Decimal(0))), c) for c, a in read.items()}
        frame = found.frame.sort_values("row", kind="stable")
        kept = zip(*(frame[c].tolist() for c in ("row", "column", "value", "kind", "reason", "status")), strict=True)
        rows = tuple((number, file, int(r), *said) for r, *said in kept)
        return cls(found.rows_read, found.accepted, found.ignored, found.counts, refused, kept=rows, rows=found.rows)

    @classmethod
    def joined(cls, parts: Iterable[Tally]) -> Tally:
        """The tally of several."""
        many = list(parts)
        refused: dict[str, int] = {}
        for part in many:
            for currency, minor in part.refused.items():
                refused[currency] = refused.get(currency, 0) + minor
        lists = [p.kept for p in many if p.kept]
        kept = _listed(row for some in lists for row in some) if len(lists) > 1 else next(iter(lists), ())
        read, accepted, ignored = (sum(column(p, n) for p in many) for n in ("rows_read", "accepted", "ignored"))
        counts: dict[tuple[str, str], int] = {}
        for key, n in (entry for part in many for entry in part.counts.items()):
            counts[key] = counts.get(key, 0) + n
        signs = Signs.joined([p.signs for p in many])
        sums, told = Sums.joined(p.rows for p in many), {k: v for p in many for k, v in p.told.items()}
        refused = dict(sorted(refused.items()))
        unsaid = unsaid_sum([p.unsaid for p in many])
        first = min((p.unsaid_first for p in many if p.unsaid_first), key=lambda f: (f[0], f[2]), default=None)
        floats = _firsts(f for p in many for f in p.floats)
        taken = frozenset().union(*(p.taken for p in many))
        counts = dict(sorted(counts.items()))
        says, silent = (min((p.paid_in[at] for p in many if p.paid_in[at]), default="") for at in (0, 1))
        return cls(read, accepted, ignored, counts, refused, signs, kept, sums, told, unsaid, first, floats, taken, (says, silent))

    def findings_of(self, accepted: Mapping[str, int]) -> Findings:
        """As `Findings`; `accepted` is the money accepted, in minor units."""
        kept, said = self.kept, dict(self.counts)
        if self.unsaid_first:
            number, file, row, day = self.unsaid_first
            one = (number, file, *unsaid_entry(self.unsaid, row, day))
            kept, said = _listed((*kept, one)), said | {(one[-1], one[-3]): 1}
        if self.floats:
            more = [(*f, FLOATS, FLOATS_SAID, "flagged") for f in self.floats]
            kept, said = _listed((*kept, *more)), said | {("flagged", FLOATS): len(more)}
        frame = pd.DataFrame([("ledger", *k[1:]) for k in kept], columns=_COLUMNS)
        names = sorted({*accepted, *self.refused})
        read = {c: from_minor(accepted.get(c, 0) + self.refused.get(c, 0), c) for c in names}
        taken = {c: from_minor(m, c) for c, m in sorted(accepted.items())}
        rejected = self.rows_read - self.accepted - self.ignored
        suspect = self.signs.suspicion(self.accepted, accepted)
        many, beyond = (self.rows_read, self.accepted, rejected, self.ignored), sum(said.values()) - len(frame)
        # no invoice numbers are read, so nobody looks for rows that count twice
        told = {"paid_in": self.paid_in, **self.told}
        return Findings(frame, *many, read, taken, beyond, sign_suspect=suspect, rows=self.rows, counts=said, twice=None, **told)


def _listed(kept: Iterable[Entry]) -> tuple[Entry, ...]:
    """The first of each status and kind, in order of files and rows."""
    out, seen = [], Counter[tuple[str, str]]()
    for entry in sorted(kept, key=lambda k: (k[0], k[2])):
        seen[entry[-1], entry[-3]] += 1
        if seen[entry[-1], entry[-3]] <= MOST_LISTED:
            out.append(entry)
    return tuple(out)


def _firsts(found: Iterable[tuple[int, str, int, str, str]]) -> tuple[tuple[int, str, int, str, str], ...]:
    """The first float of each column."""
    first: dict[str, tuple[int, str, int, str, str]] = {}
    for one in found:
        first[one[3]] = min(first.get(one[3], one), one, key=lambda f: (f[0], f[2]))
    return tuple(first[name] for name in sorted(first))


def _minor(amount: Decimal, currency: str) -> int:
    """Minor units, of any size: money that was not accepted is in no sum of 64 bits."""
    return int(amount.scaleb(minor_digits(currency), OWN))


def told_of_all(options: ReadOptions) -> list[str]:
    """What is told and need hold of one file alone, as `Tally.taken` has it."""
    currency = [] if options.currency is None else [f"currency {options.currency}"]
    return [*currency, *(f"map {ours}={theirs}" for ours, theirs in options.map.items())]


class Tallies:
    """Tallies of many batches, added up before they grow long."""

    def __init__(self) -> None:
        self._waiting: list[Tally] = []

    def add(self, tally: Tally) -> None:
        """One more."""
        self._waiting.append(tally)
        if len(self._waiting) > _TOGETHER:
            self._waiting = [self.total()]

    def total(self) -> Tally:
        """The tally of all."""
        return Tally.joined(self._waiting)
