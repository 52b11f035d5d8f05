"""The sign of a ledger: what is owed is positive; where most rows and most money are negative, it must be told, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.money import amount_text
from cashflow.ledger.asks import sign_ask
from cashflow.ledger.model import Findings, Ledger

__all__ = ["Signs", "refuse_suspect_sign", "sign_said", "sign_suspect"]

_LEAST = 3  # rows: of fewer, all must be negative, and two at least: one may be a lonely credit note


@frozen(eq=False)
class Signs:
    """How many rows are negative, and how much money by currency; adds up over the parts of a ledger."""

    negative_rows: int = 0
    negative: Mapping[str, int] = field(factory=dict)  # minor units without their sign

    @classmethod
    def of(cls, ledger: Ledger, some: Ints | None = None) -> Signs:
        """Of the rows of a ledger, or of those of a mask."""
        if not ledger.bounds.signed:
            return cls()
        rows = np.flatnonzero(ledger.amount < 0 if some is None else (ledger.amount < 0) & some)
        amount, code = ledger.amount[rows], ledger.currency.codes[rows]
        many = len(rows) if ledger.count is None else int(ledger.count[rows].sum())
        exact = ledger.bounds.largest * len(rows) >= 2**63
        sums = {}
        for number, name in enumerate(ledger.currency.values):
            mine = amount[code == number]
            if len(mine):
                sums[name] = -int(mine.astype(object).sum() if exact else mine.sum())
        return cls(many, sums)

    @classmethod
    def joined(cls, parts: list[Signs]) -> Signs:
        """The signs of several."""
        sums: dict[str, int] = {}
        for part in parts:
            for name, minor in part.negative.items():
                sums[name] = sums.get(name, 0) + minor
        return cls(sum(p.negative_rows for p in parts), dict(sorted(sums.items())))

    def suspicion(self, rows: int, accepted: Mapping[str, int]) -> str:
        """Why the sign must be told, or nothing.

        More than half of all rows, and of the money of some currency, are negative; or half of the rows are and no currency is owed on
        balance, as where as many payments stand among the invoices.

        Parameters
        ----------
        rows
            Rows accepted, of all currencies.
        accepted
            Minor units accepted by currency, the negative ones off.
        """
        if rows < (_LEAST if self.negative_rows < rows else _LEAST - 1) or 2 * self.negative_rows < rows:
            return ""
        gross = {name: accepted.get(name, 0) + 2 * minor for name, minor in self.negative.items()}
        most = [name for name, minor in self.negative.items() if 2 * minor > gross[name]]
        if not most or (2 * self.negative_rows == rows and any(net > 0 for net in accepted.values())):
            return ""
        money = " and ".join(f"{n} {_text(self.negative[n], n)} of {_text(gross[n], n)}" for n in most)
        counted = f"{self.negative_rows:,} of {rows:,} rows and {money} are negative"
        return f"{counted}, so this may be a ledger in which what is owed is negative"


def _text(minor: int, currency: str) -> str:
    whole, point, rest = amount_text(minor, currency).partition(".")
    return f"{int(whole):,}{point}{rest}"


def sign_suspect(ledger: Ledger, some: Ints | None = None) -> str:
    """Why the sign of a ledger must be told before figures are made; nothing if it need not. `some`: a mask of the rows to look at."""
    signs, many = Signs.of(ledger, some), len(ledger) if some is None else int(some.sum())
    if 2 * signs.negative_rows < many:
        return ""
    accepted = {}
    for number, name in enumerate(ledger.currency.values):
        mine = ledger.currency.codes == number
        amount = ledger.amount[mine if some is None else mine & some]
        accepted[name] = int((amount if ledger.bounds.largest * len(amount) < 2**63 else amount.astype(object)).sum())
    return signs.suspicion(many, accepted)


def sign_said(found: Findings) -> str:
    """What is said of a suspect sign, with the words to type; nothing if there is none."""
    if not found.sign_suspect:
        return ""
    return f"{found.sign_suspect}. {_HINT}"


_HINT = (
    'Say sign = "payables negative" if what is owed is negative here, or sign = "payables positive" if these are credit notes'
    " ([ledger] sign in a what-if file, sign= in Python, --sign on the command line)"
)


def refuse_suspect_sign(found: Any) -> None:
    """Refuse to make figures of a ledger whose sign is suspect and was not told."""
    if found is not None and (said := found.sign_suspect):
        raise InputError(said, column="sign", hint=_HINT, ask=sign_ask())
