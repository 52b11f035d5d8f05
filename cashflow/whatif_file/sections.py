"""What a what-if file says beside its scenarios: ledger, terms, calendar, policy, measures; and the reading of the ledger."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from glob import escape, has_magic
from pathlib import Path
from typing import Any

from attrs import frozen

from cashflow.basics.door import path_of
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.basics.folders import is_there
from cashflow.basics.receipts import named
from cashflow.ledger import Ledger, Told, read_ledger
from cashflow.ledger.left_out import accepted_kinds, most_share
from cashflow.ledger.options import OF_PAYMENTS, ReadOptions, own_events
from cashflow.ledger.values.term_codes import FileCodes, read_codes
from cashflow.measures.reporting import Reporting
from cashflow.payments import PaymentPolicy
from cashflow.scan import scan
from cashflow.scan.files import is_scanned
from cashflow.scan.source import Scan
from cashflow.terms import PaymentTerms
from cashflow.whatif_file.keys import at, load, table_of, tables_in
from cashflow.whatif_file.tables import KEYS
from cashflow.whatif_file.written import whatif_toml

__all__ = ["OFFERS", "Baseline", "Progress", "its_keys", "ledger_of", "read_baseline", "sizes_of", "whole_baseline", "words_of"]

Progress = Callable[[int, int, int], None]


def ledger_of(baseline: Baseline, progress: Progress | None, said: list[str]) -> tuple[Ledger, tuple[Path, ...], dict[str, int]]:
    """The ledger that a what-if file names: its invoices, or of files that are read in batches its sums by supplier.

    These keep the columns that ``[ledger] columns`` names, or else all that are `said` somewhere in the file.
    """
    if not is_scanned(baseline.source):
        return baseline.read_whole(), baseline.inputs, {}
    columns = baseline.tables["ledger"].get("columns")
    if columns is None:
        columns = [c for c in baseline.scan(None).further_columns if c in said]
    book = baseline.scan(progress, columns)
    return book.ledger(baseline.policy), (baseline.path,), sizes_of(book, baseline.path.parent)


@contextlib.contextmanager
def its_keys(baseline: Baseline) -> Iterator[None]:
    """Name the file and the key of ``[ledger]`` where a refusal is of what it says; a path that leads nowhere is of it, too."""
    given = baseline.tables["ledger"]
    try:
        yield
    except InputError as wrong:
        if wrong.file is None and wrong.column and wrong.column.partition(".")[0] in given:
            wrong.file, wrong.column = str(baseline.path), f"ledger.{wrong.column}"
        paths = {str(baseline.path.parent / given[key]): key for key in ("payments", "path") if key in given}
        if wrong.column is None and wrong.row is None and str(wrong.file) in paths and not is_there(Path(str(wrong.file))):
            wrong.column = f"ledger.{paths[str(wrong.file)]}"
        raise


OFFERS = ("scenario", "solve", "limit", "letters")


def words_of(value: Any) -> Iterator[str]:
    """All keys and texts of some tables."""
    if isinstance(value, Mapping):
        yield from value
        value = list(value.values())
    if isinstance(value, str):
        yield value
    for one in value if isinstance(value, list) else ():
        yield from words_of(one)


def sizes_of(book: Scan, folder: Path) -> dict[str, int]:
    """Bytes of each file of a scan when it was read, by its name as seen from the what-if file's folder, as hashes are."""
    return named(book.sizes, folder)


@frozen(eq=False)
class Baseline:
    """What a what-if file says beside its scenarios; the ledger is not read yet."""

    path: Path
    tables: Mapping[str, dict[str, Any]]
    policy: PaymentPolicy
    fiscal: FiscalCalendar
    quarters: Quarters | None
    reporting: Reporting
    dialect: str | None
    codes: dict[str, PaymentTerms]
    events: Mapping[str, str]  # of the user's own, with their columns
    text: str = ""  # the whole file

    @property
    def source(self) -> Path:
        """Where the ledger stands; where that is a pattern, the signs in the name of the file's own folder are none of it."""
        folder, path = self.path.parent, self.tables["ledger"]["path"]
        pattern = has_magic(path) and has_magic(str(folder)) and not is_there(folder / path)
        return (Path(escape(str(folder))) if pattern else folder) / path

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that were named."""
        ledger = self.tables["ledger"]
        return (self.path, *(self.path.parent / ledger[k] for k in ("path", "payments") if k in ledger))

    def read_whole(self) -> Ledger:
        """The ledger with its invoices, which keeps all of its columns; those that ``[ledger] columns`` names must be among them."""
        found = read_ledger(self.source, **self.options())
        for name in self.tables["ledger"].get("columns", ()):
            if name not in found.attributes:
                reason = f"is not a further column of the ledger. {nearest(name, found.attributes)}"
                hint = "Correct it, or leave columns out: a ledger that is not read in batches keeps all of its columns"
                raise InputError(reason, file=self.path, column="ledger.columns", value=name, hint=hint)
        return found

    def scan(self, progress: Progress | None, columns: Sequence[str] = ()) -> Scan:
        """The ledger, to be read in batches."""
        for key in ("payments_map", *OF_PAYMENTS):
            if key in self.tables["ledger"]:
                reason = "is for a payments table, which a ledger that is read in batches has none of"
                hint = f"Leave {key} out, or give the ledger as one CSV file"
                raise InputError(reason, file=self.path, column=f"ledger.{key}", value=self.tables["ledger"][key], hint=hint)
        return scan(self.source, **self.options(), columns=columns, progress=progress)

    def options(self) -> dict[str, Any]:
        """Keywords of `read_ledger`."""
        given = {k: v for k, v in self.tables["ledger"].items() if k not in ("path", "columns")}
        if "payments" in given:
            given["payments"] = self.path.parent / given["payments"]
        return {**given, "dialect": self.dialect, "codes": self.codes or None, "events": self.events}


def read_baseline(path: str | Path, **told: Any) -> Baseline:
    """Read a what-if file without its scenarios, which may be missing, without its ledger; what is given here overrides ``[ledger]``."""
    return whole_baseline(path_of(path), told)[1]


def whole_baseline(path: Path, told: Mapping[str, Any], text: str | None = None) -> tuple[dict[str, Any], Baseline]:
    """The whole file as tables, and what it says beside its scenarios; what is given here (not `None`) overrides ``[ledger]``.

    `text`: what stands in it, where it is no file, or not any more.
    """
    top = load(path) if text is None else tables_in(text, path)
    with at(path, ""):
        top = table_of(top, "", "")
        if "ledger" not in top:
            raise InputError("the table [ledger] is missing")
        tables = {k: table_of(top.get(k, {}), k, k) for k in ("ledger", "terms", "calendar", "policy", "measures", "simulate", "letters")}
    tables["ledger"] |= {k: v for k, v in told.items() if v is not None}
    calendar = tables["calendar"]
    with at(path, "calendar"):
        fiscal, quarters = _fiscal(calendar)
        as_of = PaymentPolicy(as_of=calendar.get("as_of")).as_of
    with at(path, "measures"):
        reporting = Reporting.of(tables["measures"])
    with at(path, "policy"):
        policy = PaymentPolicy(**tables["policy"], as_of=as_of)
    with at(path, "terms"):
        dialect, events = tables["terms"].get("dialect"), own_events(tables["terms"].get("events"))
        codes = _codes(tables["terms"], path, events, kept=text is None)
    _check_ledger(path, tables["ledger"])
    given = whatif_toml(top) if text is None else text
    return top, Baseline(path, tables, policy, fiscal, quarters, reporting, dialect, codes, events, given)


def _fiscal(calendar: dict[str, Any]) -> tuple[FiscalCalendar, Quarters | None]:
    fiscal = FiscalCalendar(
        calendar.get("fiscal_year_starts", 1),
        calendar.get("fiscal_year_named_by"),
        period=calendar.get("period", "quarter"),
        quarter_ends=calendar.get("quarter_ends"),
        first_day=calendar.get("first_day"),
        labels=calendar.get("labels"),
        many_quarters=calendar.get("many_quarters", False),
    )
    shown = calendar.get("quarters")
    if shown is None:
        return fiscal, None
    if not isinstance(shown, Mapping) or set(shown) != {"from", "to"}:
        raise InputError(
            "must say from and to", column="quarters", value=shown, hint="Write quarters = { from = 2025-04-01, to = 2025-12-31 }"
        )
    return fiscal, fiscal.quarters(shown["from"], shown["to"])


def _codes(terms: dict[str, Any], path: Path, events: Mapping[str, str], *, kept: bool) -> dict[str, PaymentTerms]:
    """Codes, and the file in which they stand: another one, or the what-if file itself, if it is `kept`."""
    codes = terms.get("codes", {})
    file = path if codes and kept else None
    if isinstance(codes, str):
        _check_path("codes", codes)
        codes = read_codes(path.parent / codes)
        file = codes.file
    if not isinstance(codes, Mapping):
        raise InputError("must be a table of codes", column="codes", hint='Write [terms.codes] and below it Z077 = "net 60"')
    out = {}
    for code, given in codes.items():
        try:
            out[code] = _own_terms(given, terms.get("dialect"), events)
        except InputError as wrong:
            wrong.column = f"codes.{code}"
            raise
    return out if file is None else FileCodes(out, file)


def _own_terms(given: Any, dialect: str | None, events: Mapping[str, str]) -> PaymentTerms:
    """Terms of a code: text, a list of date steps, or the whole table."""
    if isinstance(given, PaymentTerms):
        return given
    if isinstance(given, list):
        return PaymentTerms.from_dict({"installments": [{"steps": given}]})
    return PaymentTerms.from_dict(given) if isinstance(given, Mapping) else PaymentTerms.parse(given, dialect, events)


def _check_ledger(path: Path, table: dict[str, Any]) -> None:
    with at(path, "ledger"):
        for key in ("path", "payments", "currency", "decimal", "date_order", "sign", "zone", "terms"):
            if key in table and not isinstance(table[key], str):
                raise InputError("must be text", column=key, value=table[key])
        Told(table.get("cleared_from"), table.get("invoiced_to"))
        if not table.get("path"):
            raise InputError("is missing", column="path", hint='Write path = "ap_ledger.csv"')
        for key in ("path", "payments"):
            _check_path(key, table.get(key, ""))
        columns = table.get("columns", [])
        if not isinstance(columns, list) or not all(isinstance(c, str) for c in columns):
            raise InputError("must be a list of names", column="columns", value=columns, hint='Write columns = ["entity"]')
        accepted_kinds(table.get("accept"))
        most_share(table.get("most_rejected"))
        if not isinstance(table.get("strict", False), bool):
            raise InputError("must be true or false", column="strict", value=table["strict"])
        given = [k for k in KEYS["ledger"] if k not in ("path", "columns", "currency")]
        ReadOptions(**{k: table[k] for k in given if k in table})  # refuses what is wrong before the ledger is read


def _check_path(key: str, path: str) -> None:
    if any(ord(sign) < ord(" ") for sign in path):
        hint = "Write the path in single quotes, where a backslash stands for itself"
        raise InputError("contains a character that no path can have", column=key, value=path, hint=hint)
    path_of(path, key)
