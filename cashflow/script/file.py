"""The what-if file: TOML in, ledger, policy, calendar and scenarios out; every key checked, mistakes told with the nearest key."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.ledger import Ledger, read_ledger
from cashflow.measures.reporting import Reporting
from cashflow.payments import PaymentPolicy
from cashflow.scan import scan
from cashflow.scan.files import is_scanned
from cashflow.scan.source import Scan
from cashflow.scenarios import Offer, Scenario
from cashflow.scenarios.caps import Cap, caps_of
from cashflow.scenarios.grid import varied
from cashflow.scenarios.stress import Variation, variation_of
from cashflow.terms import PaymentTerms
from cashflow.whatif.compare import compare
from cashflow.whatif.result import Result
from cashflow.whatif.simulate import simulate
from cashflow.whatif.simulation import Simulation
from cashflow.whatif.solving.solution import Solution
from cashflow.whatif.solving.solve import solve
from cashflow.whatif.solving.table import SOLVE_KEYS, solve_table

__all__ = ["Base", "WhatIf", "read_base", "read_whatif", "sizes_of"]

Progress = Callable[[int, int, int], None]

_SUPPLIER = ("funding_source", "supplier_period_ends", "credit_loss")
_KEYS: dict[str, tuple[str, ...]] = {
    "": ("cap", "ledger", "terms", "calendar", "policy", "measures", "simulate", "scenario", "solve"),
    "ledger": ("path", "payments", "currency", "decimal", "date_order", "strict", "columns"),
    "terms": ("dialect", "codes"),
    "calendar": ("fiscal_year_starts", "fiscal_year_named_by", "quarters", "as_of", "quarter_ends", "first_day", "labels"),
    "policy": ("baseline", "pay_runs", "business_days", "settlement_lag", "discounts"),
    "measures": (
        "interest_paid",
        "entities",
        "capital_expenditure",
        "intercompany",
        "agency_days",
        "borrowing_rate",
        "borrowing_day_count",
        "currency",
        "net_debt",
        "ebitda",
        "covenant_limit",
    ),
    "simulate": ("scenario", "target", "quarter", "measure", "view", "currency", "draws", "seed", "correlation", "levels"),
    "scenario": ("name", "offer", "vary", "stress"),
    "offer": ("suppliers", "due", "invoiced", "paying", "where", "extend", "acceptance", "funding_rate", "option", *_SUPPLIER),
    "solve": SOLVE_KEYS,
}


@frozen(eq=False)
class WhatIf:
    """A what-if file, read: everything `compare` and `solve` take.

    `run()` compares; `simulate()` lets suppliers accept by chance; `solve()` answers the ``[solve]`` table.
    """

    path: Path
    ledger: Ledger
    policy: PaymentPolicy
    fiscal: FiscalCalendar
    quarters: Quarters | None
    scenarios: tuple[Scenario, ...]
    reporting: Reporting
    inputs: tuple[Path, ...]  # read whole
    sizes: Mapping[str, int]  # bytes of the files of a ledger that was read in batches
    simulation: Mapping[str, Any]  # the table [simulate]
    question: dict[str, Any] | None = None

    def solve(self) -> Solution:
        """Find the offers that the ``[solve]`` table asks for."""
        if self.question is None:
            hint = "The README shows one; 'cashflow run' compares the scenarios"
            raise InputError("there is no table [solve]", file=self.path, hint=hint)
        settings: dict[str, Any] = {"policy": self.policy, "fiscal": self.fiscal, "quarters": self.quarters, "reporting": self.reporting}
        with _at(self.path, "solve"):
            return solve(self.ledger, **self.question, **settings)

    def run(self) -> Result:
        """Compare the scenarios with the base."""
        if not self.scenarios:
            raise InputError("there is no [[scenario]]", file=self.path, hint="'cashflow solve' answers the table [solve]")
        with _at(self.path, ""):
            return compare(
                self.ledger,
                self.scenarios,
                policy=self.policy,
                fiscal=self.fiscal,
                quarters=self.quarters,
                reporting=self.reporting,
            )

    def simulate(self, **asked: Any) -> Simulation:
        """Compare, and simulate as the table ``[simulate]`` says; what is given here (not `None`) beats it."""
        result = evolve(self, scenarios=tuple(evolve(s, stress=()) for s in self.scenarios)).run()  # it shows no stress
        with _at(self.path, "simulate"):
            return simulate(result, **{**self.simulation, **{k: v for k, v in asked.items() if v is not None}})


@contextlib.contextmanager
def _at(path: Path, where: str) -> Iterator[None]:
    """Add the file and the place in it to an error's message."""
    try:
        yield
    except InputError as wrong:
        if wrong.file is None:
            wrong.file = str(path)
            wrong.column = ".".join(w for w in (where, wrong.column) if w) or None
            wrong.args = (wrong._sentence(),)
        raise


def _table(value: Any, kind: str, where: str) -> dict[str, Any]:
    """A table with known keys only."""
    if not isinstance(value, Mapping):
        raise InputError("must be a table", column=where, value=value)
    for key in value:
        if key not in _KEYS[kind]:
            raise InputError(f"is no known key. {nearest(key, _KEYS[kind])}", column=where or None, value=key)
    return dict(value)


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError:
        raise InputError("there is no such file", file=path, hint="'cashflow demo --out DIR' writes an example to start from") from None
    except IsADirectoryError:
        raise InputError("is a folder, not a what-if file", file=path) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text, so it is no what-if file", file=path) from None
    except OSError as wrong:
        raise InputError(f"can't be read: {wrong.strerror}", file=path) from None
    except tomllib.TOMLDecodeError as wrong:
        raise InputError(f"is not TOML: {wrong}", file=path) from None


def read_whatif(path: str | Path, *, strict: bool = False, progress: Progress | None = None) -> WhatIf:
    """Read a what-if file and the ledger it names; one of Parquet, a pattern or a folder of files is scanned: see `cashflow.scan`.

    Parameters
    ----------
    path
        A TOML file; its keys are listed in the README. Paths in it are relative to it.
    strict
        Refuse a ledger with any finding, as ``[ledger] strict = true`` does.
    progress
        Of a scan: called with rows, bytes done and bytes in all.

    Returns
    -------
    WhatIf

    Raises
    ------
    InputError
        File, key, value, reason and what to type.
    """
    path = Path(path)
    top, base = _base(path)
    with _at(path, ""):
        if "scenario" not in top and "solve" not in top:
            raise InputError("there is no [[scenario]]", hint="'cashflow project' shows the base alone")
    dialect, codes = base.dialect, base.codes
    caps = _caps(path, top.get("cap", []))
    scenarios = _scenarios(path, top["scenario"], dialect, codes, caps) if "scenario" in top else ()
    with _at(path, ""):
        question = solve_table(top["solve"], lambda extend: _extend(extend, dialect, codes)) | {"caps": caps} if "solve" in top else None
    ledger, inputs, sizes = _ledger(base, strict, progress)
    shown = (base.fiscal, base.quarters)
    return WhatIf(path, ledger, base.policy, *shown, scenarios, base.reporting, inputs, sizes, base.tables["simulate"], question)


def _ledger(base: Base, strict: bool, progress: Progress | None) -> tuple[Ledger, tuple[Path, ...], dict[str, int]]:
    """The ledger that a what-if file names: its invoices, or of files that are read in batches its sums by supplier."""
    if not is_scanned(base.source):
        return read_ledger(base.source, **base.options(strict)), base.inputs, {}
    book = base.scan(strict, progress)
    return book.ledger(base.policy), (base.path,), sizes_of(book)


def sizes_of(book: Scan) -> dict[str, int]:
    """Bytes of each file of a scan."""
    return {str(f): f.stat().st_size for f in book.files}


@frozen(eq=False)
class Base:
    """What a what-if file says beside its scenarios; the ledger is not read yet."""

    path: Path
    tables: Mapping[str, dict[str, Any]]
    policy: PaymentPolicy
    fiscal: FiscalCalendar
    quarters: Quarters | None
    reporting: Reporting
    dialect: str | None
    codes: dict[str, PaymentTerms]

    @property
    def source(self) -> Path:
        """Where the ledger stands."""
        return self.path.parent / self.tables["ledger"]["path"]

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that were named."""
        ledger = self.tables["ledger"]
        return (self.path, *(self.path.parent / ledger[k] for k in ("path", "payments") if k in ledger))

    def scan(self, strict: bool, progress: Progress | None) -> Scan:
        """The ledger, to be read in batches."""
        return scan(self.source, **self.options(strict), columns=self.tables["ledger"].get("columns", []), progress=progress)

    def options(self, strict: bool = False) -> dict[str, Any]:
        """Keywords of `read_ledger`."""
        given = {k: v for k, v in self.tables["ledger"].items() if k not in ("path", "columns")} | ({"strict": True} if strict else {})
        if "payments" in given:
            given["payments"] = self.path.parent / given["payments"]
        return {**given, "dialect": self.dialect, "codes": self.codes or None}


def read_base(path: str | Path) -> Base:
    """Read a what-if file without its scenarios, which may be missing, and without its ledger."""
    return _base(Path(path))[1]


def _base(path: Path) -> tuple[dict[str, Any], Base]:
    """The whole file as tables, and what it says beside its scenarios."""
    top = _load(path)
    with _at(path, ""):
        top = _table(top, "", "")
        if "ledger" not in top:
            raise InputError("the table [ledger] is missing")
        tables = {k: _table(top.get(k, {}), k, k) for k in ("ledger", "terms", "calendar", "policy", "measures", "simulate")}
    calendar = tables["calendar"]
    with _at(path, "calendar"):
        fiscal, quarters = _fiscal(calendar)
    with _at(path, "measures"):
        reporting = Reporting.of(tables["measures"])
    with _at(path, "policy"):
        policy = PaymentPolicy(**tables["policy"], as_of=calendar.get("as_of"))
    with _at(path, "terms"):
        dialect, codes = tables["terms"].get("dialect"), _codes(tables["terms"])
    _check_ledger(path, tables["ledger"])
    return top, Base(path, tables, policy, fiscal, quarters, reporting, dialect, codes)


def _fiscal(calendar: dict[str, Any]) -> tuple[FiscalCalendar, Quarters | None]:
    fiscal = FiscalCalendar(
        calendar.get("fiscal_year_starts", 1),
        calendar.get("fiscal_year_named_by"),
        quarter_ends=calendar.get("quarter_ends"),
        first_day=calendar.get("first_day"),
        labels=calendar.get("labels"),
    )
    shown = calendar.get("quarters")
    if shown is None:
        return fiscal, None
    if not isinstance(shown, Mapping) or set(shown) != {"from", "to"}:
        raise InputError("must say from and to", column="quarters", hint="Write quarters = { from = 2025-04-01, to = 2025-12-31 }")
    return fiscal, fiscal.quarters(shown["from"], shown["to"])


def _codes(terms: dict[str, Any]) -> dict[str, PaymentTerms]:
    codes = terms.get("codes", {})
    if not isinstance(codes, Mapping):
        raise InputError("must be a table of codes", column="codes", hint='Write [terms.codes] and below it Z077 = "net 60"')
    out = {}
    for code, given in codes.items():
        try:
            out[code] = _own_terms(given, terms.get("dialect"))
        except InputError as wrong:
            wrong.column = f"codes.{code}"
            wrong.args = (wrong._sentence(),)
            raise
    return out


def _own_terms(given: Any, dialect: str | None) -> PaymentTerms:
    """Terms of a code: text, a list of date steps, or the whole table."""
    if isinstance(given, list):
        return PaymentTerms.from_dict({"installments": [{"steps": given}]})
    return PaymentTerms.from_dict(given) if isinstance(given, Mapping) else PaymentTerms.parse(given, dialect)


def _check_ledger(path: Path, table: dict[str, Any]) -> None:
    with _at(path, "ledger"):
        for key in ("path", "payments", "currency", "decimal", "date_order"):
            if key in table and not isinstance(table[key], str):
                raise InputError("must be text", column=key, value=table[key])
        if "path" not in table:
            raise InputError("is missing", column="path", hint='Write path = "ap_ledger.csv"')
        columns = table.get("columns", [])
        if not isinstance(columns, list) or not all(isinstance(c, str) for c in columns):
            raise InputError("must be a list of names", column="columns", value=columns, hint='Write columns = ["entity"]')
        if not isinstance(table.get("strict", False), bool):
            raise InputError("must be true or false", column="strict", value=table["strict"])


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise InputError(f"must be one or more tables, written [[{where}]]", column=where)
    return value


def _caps(path: Path, value: Any) -> tuple[Cap, ...]:
    """Caps of the [[cap]] tables: each one cap, or the path of a CSV table of them."""
    with _at(path, ""):
        if not isinstance(value, list):
            raise InputError("must be one or more tables, written [[cap]]", column="cap")
        out: list[Cap] = []
        for entry in value:
            if isinstance(entry, Mapping) and "path" in entry:
                if set(entry) != {"path"} or not isinstance(entry["path"], str):
                    hint = 'Write [[cap]] and below it path = "caps.csv"'
                    raise InputError("stands alone in its table, as text", column="cap.path", hint=hint)
                out += caps_of(path.parent / entry["path"])
            else:
                out += caps_of([entry] if isinstance(entry, Mapping) else entry)
    return tuple(out)


def _stress(value: Any) -> list[Variation]:
    if not isinstance(value, list):
        raise InputError("must be a list of tables", column="stress", value=value, hint='Write stress = [{ rates = "+200 bp" }]')
    return [variation_of(v) for v in value]


def _scenarios(path: Path, value: Any, dialect: str | None, codes: dict[str, PaymentTerms], caps: tuple[Cap, ...]) -> tuple[Scenario, ...]:
    out = []
    with _at(path, ""):
        entries = _list(value, "scenario")
    for number, entry in enumerate(entries, 1):
        where = f"scenario {number}"
        with _at(path, ""):
            table = _table(entry, "scenario", where)
            if not isinstance(table.get("name"), str) or not table["name"].strip():
                raise InputError("must be given, as text", column=f"{where}.name")
            offers = _list(table.get("offer"), "scenario.offer")
            for i, offer in enumerate(offers, 1):
                _table(offer, "offer", f"{where}.offer {i}")
        with _at(path, where):
            many = list(varied(table))
            stress = _stress(table.get("stress", []))
        for one in many:
            offers = [_offer(path, o, f"{where}.offer {i}", dialect, codes) for i, o in enumerate(one["offer"], 1)]
            out.append(Scenario(one["name"], offers, caps, stress=stress))
    return tuple(out)


def _offer(path: Path, entry: Any, where: str, dialect: str | None, codes: dict[str, PaymentTerms]) -> Offer:
    with _at(path, where):
        table = _table(entry, "offer", "")
        if "extend" not in table:
            hint = "Write extend = { days = 30 }, { to = 2025-08-15 } or { terms = 'net 90' }"
            raise InputError("is missing", column="extend", hint=hint)
        table["extend"] = _extend(table["extend"], dialect, codes)
        table["options"] = table.pop("option", ())
        return Offer(**table)


def _extend(extend: Any, dialect: str | None, codes: dict[str, PaymentTerms]) -> Any:
    """An extension with its terms read by the file's codes and dialect."""
    if not isinstance(extend, Mapping) or not isinstance(extend.get("terms"), str):
        return extend
    text = extend["terms"]
    return {**extend, "terms": codes.get(text) or PaymentTerms.parse(text, dialect)}
