"""A ledger to show to others: the same sums, dates, terms and structure, without anybody's names and numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve

from cashflow.basics.columns import by_name
from cashflow.basics.days import Ints, frozen_ints
from cashflow.basics.door import names_of
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.frames import pd
from cashflow.basics.whole_numbers import whole_number

if TYPE_CHECKING:
    from cashflow.ledger.model import Category, Findings, Ledger
    from cashflow.ledger.payments_read import PaymentsRead

__all__ = ["anonymized"]


def anonymized(ledger: Ledger, seed: int, keep: Collection[str]) -> Ledger:
    """See `Ledger.anonymized`."""
    seed = whole_number(seed, "seed")
    names = names_of([keep] if isinstance(keep, str) else keep, "keep")
    for name in names:
        if name not in ledger.attributes:
            raise InputError(f"is not a further column. {nearest(name, [*ledger.attributes])}", column="keep", value=name)
    rng = np.random.default_rng(seed)
    supplier, new = _renamed(ledger.supplier, "Supplier", rng)
    attributes = {k: c if k in names else _renamed(c, k, rng)[0] for k, c in ledger.attributes.items()}
    return evolve(
        ledger,
        supplier=supplier,
        invoice=_renumbered(ledger.invoice, rng),
        attributes=attributes,
        findings=_bare(ledger.findings),
        payments_read=_without_names(ledger.payments_read, new, rng),
    )


def _order(many: int, rng: np.random.Generator) -> Ints:
    """A number from 1 on for each, in an order that says nothing."""
    return rng.permutation(many) + 1


def _renamed(column: Category, word: str, rng: np.random.Generator) -> tuple[Category, dict[str, str]]:
    """The column with a word and a number in place of each text, blank ones left; and which text became which."""
    width = len(str(len(column.values)))
    texts = [f"{word} {n:0{width}d}" if v else "" for v, n in zip(column.values, _order(len(column.values), rng).tolist(), strict=True)]
    by_name = sorted(range(len(texts)), key=texts.__getitem__)
    place = np.empty(len(texts), np.int32)
    place[by_name] = np.arange(len(texts))
    codes = place[column.codes] if len(texts) else column.codes
    return evolve(column, codes=frozen_ints(codes, np.int32), values=tuple(texts[i] for i in by_name)), dict(
        zip(column.values, texts, strict=True)
    )


def _renumbered(invoice: np.ndarray[Any, Any], rng: np.random.Generator) -> np.ndarray[Any, Any]:
    """Other invoice numbers; the same where they were the same, blank where they were blank."""
    codes, distinct = pd.factorize(invoice)
    if not len(distinct):
        return invoice
    width = len(str(len(distinct)))
    texts = [f"I{n:0{width}d}" if v else "" for v, n in zip(distinct.tolist(), _order(len(distinct), rng).tolist(), strict=True)]
    out = np.array(texts, object)[codes]
    out.flags.writeable = False
    return out


def _bare(found: Findings | None) -> Findings | None:
    """Findings without values, reasons, files and layout, which may hold names; all counts and sums are kept."""
    if found is None:
        return None
    hidden = {c: "" for c in ("value", "reason", "file") if c in found.frame}
    suspect = found.sign_suspect.rpartition(": ")[2]  # without the name of a file
    bare = evolve(found, frame=found.frame.assign(**hidden), sources={}, left=None, layout=None, layouts={}, sign_suspect=suspect)
    says, silent = found.paid_in
    paid_in = says and "one file", silent and "another"
    return evolve(bare, accept=dict.fromkeys(found.accept, "hidden"), paid_in=paid_in)


def _without_names(read: PaymentsRead | None, new: Mapping[str, str], rng: np.random.Generator) -> PaymentsRead | None:
    if read is None:
        return None
    others = sorted({*read.elsewhere["supplier"], *read.unallocated["supplier"]} - {*new})
    names = {**new, **{old: f"Other supplier {n}" if old else "" for old, n in zip(others, _order(len(others), rng).tolist(), strict=True)}}
    frames = {n: f.assign(supplier=f["supplier"].map(names)) for n, f in by_name(read, ("elsewhere", "unallocated")).items()}
    apart = {k: evolve(a, supplier=np.array([names.get(s, "") for s in a.supplier], object)) for k, a in read.apart.items()}
    return evolve(read, apart=apart, **frames)
