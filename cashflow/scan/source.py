"""A ledger larger than memory: read when it is asked, piece by piece, and kept as sums."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from cashflow.basics.brief import Brief
from cashflow.basics.currencies import most_first
from cashflow.basics.errors import EmptyLedgerError, InputError, shortened
from cashflow.basics.money import in_minor
from cashflow.basics.one_at_a_time import OneAtATime
from cashflow.basics.words import many
from cashflow.ledger.asks import asks_of
from cashflow.ledger.findings import refuse_if_strict
from cashflow.ledger.model import EVENT_COLUMNS, Findings, Ledger
from cashflow.ledger.names import tidied
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.table import no_rows
from cashflow.payments import PaymentPolicy, Payments
from cashflow.scan.book import accepted_money, payments_of
from cashflow.scan.reduce import Reduced
from cashflow.scan.rows_of import Asked, Rows
from cashflow.scan.suppliers import ledger_of
from cashflow.scan.tally import Tally

__all__ = ["Scan", "further"]

AGAIN = "Make a new scan of it, once it is complete; where rows are drawn by chance, or in no order, store them first"


@frozen(eq=False, repr=False)
class Scan(Brief):
    """Invoices of files, streams or frames that are read when a projection asks for them; made by `cashflow.scan`.

    It keeps the sums of its last reading: another policy that keeps the same payments and discounts costs no second one.
    """

    rows: Rows
    options: ReadOptions
    most_rows: int
    columns: tuple[str, ...] = ()  # kept beside the ledger's own, where suppliers are kept
    _kept: dict[Any, tuple[Reduced, PaymentPolicy | None]] = field(factory=dict, init=False)
    _ledgers: dict[bool, Ledger] = field(factory=dict, init=False)
    _read_before: set[int] = field(factory=set, init=False)  # rows of an earlier reading
    _turn: OneAtATime = field(factory=OneAtATime, init=False)  # threads that share it read it once

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that it reads; none, where rows come from elsewhere."""
        return self.rows.files

    def brief(self) -> list[str]:
        """What a console shows of it: files and bytes, and what is known of the rows that were read."""
        where = f"{many(len(self.files), 'file')}, {sum(self.sizes.values()):,} bytes"
        lines = [f"Scan: {where}" if self.files else f"Scan: rows in no file, {many(len(self.rows.names), 'column')}"]
        if not self._kept and not self._ledgers:
            return [*lines, "not read yet: project, compare, sweep, simulate and solve read it, and so does .findings"]
        found = self.findings
        counts = {"accepted": found.accepted, "rejected": found.rejected, "ignored": found.ignored}
        lines.append(f"{many(found.rows_read, 'row')} read = {' + '.join(f'{n:,} {words}' for words, n in counts.items())}")
        money = found.amount_accepted
        return [*lines, *(f"{c}: {money[c]:,f} accepted" for c in most_first(in_minor(money))), *found.notes]

    @property
    def sizes(self) -> dict[Path, int]:
        """Bytes of each file when it was read; of one that was not read yet, now."""
        return self.rows.sizes()

    def ledger(self, policy: PaymentPolicy | None = None) -> Ledger:
        """The ledger that `compare`, `sweep`, `simulate` and `solve` take in place of the invoices: sums by supplier.

        Invoices of a supplier that have terms, currency, dates, kept columns and sign in common are one row, and `count` says how
        many they are. Those that are rounded one by one (terms of several parts, discounts that are taken) stay as they are.

        Parameters
        ----------
        policy
            Whether discounts are taken is all that matters.

        Returns
        -------
        Ledger
            Some 60 bytes a row in memory. It is kept: the next policy that takes discounts alike reads nothing again.
        """
        takes = (policy or PaymentPolicy()).discounts.take
        with self._turn:
            if takes not in self._ledgers:
                sums = [self._read(policy or PaymentPolicy(), self.columns)]
                self._check(sums[0].findings())
                self._ledgers.clear()
                self._ledgers[takes] = evolve(ledger_of(sums, self.rows.workers), told=self.options.told)
            return self._ledgers[takes]

    @property
    def further_columns(self) -> tuple[str, ...]:
        """Columns (of the first file) beside the ledger's own: what `columns` may keep."""
        own = {*_KEPT_ANYWAY, *_SINGLE, *EVENT_COLUMNS}
        return tuple(n for n in self.rows.names if n and tidied(n) not in own)

    @property
    def findings(self) -> Findings:
        """What was rejected, flagged and ignored, with file and row: all counted, the first 1,000 listed."""
        with self._turn:
            for ledger in self._ledgers.values():
                assert ledger.findings is not None
                return ledger.findings
            found = next((f for f, _ in self._kept.values()), None) or self.reduced(PaymentPolicy())
        return found.tally.findings_of(accepted_money(found))

    def checked(self) -> Findings:
        """`findings`, after a refusal of files without an accepted row and, if it was asked to be strict, of any finding."""
        found = self.findings
        self._check(found)
        return found

    def _check(self, found: Findings) -> None:
        if not found.accepted:
            raise _empty(found, self.rows.name or next(iter(self.files), None))
        if self.options.strict:
            refuse_if_strict(found, None)

    def payments(self, policy: PaymentPolicy) -> Payments:
        """Baseline payments under a policy, as sums."""
        reduced = self.reduced(policy)
        self.checked()
        return payments_of(reduced, policy, self.options.told)

    def reduced(self, policy: PaymentPolicy) -> Reduced:
        """The sums that a policy needs; read now, if those of the last reading are not such."""
        needs = (policy.baseline, policy.as_of, policy.discounts.take)
        with self._turn:
            if needs in self._kept:
                found, only = self._kept[needs]
                if only is None or only is policy:
                    return found
            found = self._read(policy, None)
            # terms that count the payer's business days: another policy may have other ones
            by_calendar = any(t.needs_calendar and t.calendar is None for t in found.cells.lines.terms)
            self._kept.clear()
            self._kept[needs] = (found, policy if by_calendar else None)
        return found

    def _read(self, policy: PaymentPolicy, keep: tuple[str, ...] | None) -> Any:
        """The sums of all rows, and with them what was told of rows that are left out."""
        sums: Any = self.rows.sums(Asked(policy, self.options, keep, self.most_rows))
        self._read_before.add(sums.tally.rows_read)
        if len(self._read_before) > 1:
            few, many = sorted(self._read_before)[:2]
            raise InputError(f"gave {few:,} rows at one reading, and {many:,} at another", column="ledger", hint=AGAIN)
        return evolve(sums, tally=Tally.joined([sums.tally, Tally.told_by(self.options, self.rows.name)]))


def _empty(found: Findings, source: object) -> InputError:
    """No row was accepted: the reason of the first."""
    rows = found.rows_read - found.ignored
    if not rows:
        return no_rows(source)
    first = found.frame.query("status == 'rejected'").iloc[0]
    value = f" '{shortened(first['value'])}'" if first["value"] else ""
    reason = f"no row could be accepted ({rows} read); the first: {first['column']}{value} {first['reason']}"
    refused = EmptyLedgerError(reason, file=first["file"], row=int(first["row"]), ask=asks_of(found))
    refused.findings = found
    return refused


def further(columns: Sequence[str]) -> tuple[str, ...]:
    """Columns to keep; the ledger's own are kept anyway, but for what differs from invoice to invoice."""
    if isinstance(columns, str):
        raise InputError("must be a list of names", column="columns", value=columns, hint=f"Write columns=['{columns}']")
    for name in columns:
        if name in _SINGLE:
            raise InputError("differs from invoice to invoice, so nothing could be added up", column="columns", value=name)
        if name in (*_KEPT_ANYWAY, *EVENT_COLUMNS):
            raise InputError("is kept anyway", column="columns", value=name, hint="Leave it out")
    return tuple(dict.fromkeys(columns))


_SINGLE = ("invoice", "amount", "amount_minor")
_KEPT_ANYWAY = ("supplier", "invoice_date", "currency", "terms", "tax_amount", "due_date", "paid_date")
