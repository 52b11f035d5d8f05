"""The demo: a synthetic ledger and a Nissan-like menu, run the way a user's own file is run; and all that the README goes on to use."""

from __future__ import annotations

import functools
import hashlib
import tempfile
from decimal import Decimal
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from attrs import evolve

from cashflow.basics.decimals import own_context
from cashflow.basics.frames import pd
from cashflow.compare.result import Result
from cashflow.ledger.synthetic import synthetic_frame
from cashflow.offers.term_limits import example_limits
from cashflow.whatif_file.read import WhatIf, read_whatif

__all__ = ["demo_files", "run_demo"]

_RUN_BEFORE, _LAST_RUN = "2025-05-22", "2025-05-29"
_UNPOSTED = 24  # payments of the last run that stand in payments.csv alone


@functools.cache
def _files() -> tuple[tuple[str, str], ...]:
    ledger, payments = _ledger_and_payments(synthetic_frame())
    tables = {"limits_example.csv": example_limits(), "ap_ledger.csv": _csv(ledger), "payments.csv": _csv(payments)}
    return *tables.items(), *_texts(resources.files("cashflow.whatif_file").joinpath("start"))


def _texts(folder: Traversable, prefix: str = "") -> list[tuple[str, str]]:
    """What-if files and e-invoices, in order of their names."""
    out = []
    for one in sorted(folder.iterdir(), key=lambda f: f.name):
        if one.is_dir():
            out += _texts(one, f"{prefix}{one.name}/")
        elif one.name.endswith((".toml", ".xml")):
            out.append((prefix + one.name, one.read_text(encoding="utf-8")))
    return out


def _csv(frame: pd.DataFrame) -> str:
    return frame.to_csv(index=False, lineterminator="\n")


@own_context
def _ledger_and_payments(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The ledger without some payments of the last run; and these: one is 0.40 too much, one in two parts, one of no invoice here."""
    frame = frame.copy()
    rows = frame.index[(frame["paid_date"] == _LAST_RUN) & ~frame["amount"].str.startswith("-")][:_UNPOSTED]
    paid = frame.loc[rows, ["invoice", "supplier", "paid_date", "amount", "currency"]].reset_index(drop=True)
    frame.loc[rows, "paid_date"] = ""
    large = paid.index[[len(a) > len("1000.00") for a in paid["amount"]]]
    much, split = large[0], large[1]
    paid.loc[much, "amount"] = str(Decimal(paid.loc[much, "amount"]) + Decimal("0.40"))
    part = Decimal("1000.00")
    before = {**paid.loc[split], "paid_date": _RUN_BEFORE, "amount": str(part)}
    paid.loc[split, "amount"] = str(Decimal(paid.loc[split, "amount"]) - part)
    elsewhere = {**paid.loc[0], "invoice": "deposit Q2", "paid_date": _LAST_RUN, "amount": "20000.00"}
    return frame, pd.concat([pd.DataFrame([before]), paid, pd.DataFrame([elsewhere])], ignore_index=True)


def demo_files() -> dict[str, str]:
    """The demo's inputs by file name: a ledger, payments, e-invoices, what-if files to change, a table of limits to take rows from."""
    return dict(_files())


def run_demo() -> tuple[WhatIf, Result]:
    """Write the inputs to a temporary folder, read them like any user's, and run."""
    with tempfile.TemporaryDirectory(prefix="cashflow-demo-") as folder:
        for name, text in _files():
            Path(folder, name).parent.mkdir(exist_ok=True)
            Path(folder, name).write_bytes(text.encode("utf-8"))
        read = read_whatif(Path(folder, "whatif.toml"))
        made = {name: hashlib.sha256(text.encode("utf-8")).hexdigest() for name, text in _files()}
        return evolve(read, sha256={**made, **read.sha256}), read.run()
