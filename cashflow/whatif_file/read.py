"""The what-if file: TOML in, ledger, policy, calendar and scenarios out; every key checked, mistakes told with the nearest key."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from cashflow.basics.door import checked, owned, path_of
from cashflow.basics.door import told as word_for
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.basics.receipts import named, receipts
from cashflow.compare.compare import compare
from cashflow.compare.result import Result
from cashflow.ledger import Ledger
from cashflow.measures.reporting import Reporting
from cashflow.offers import Offer, Scenario
from cashflow.offers.letter_settings import LetterSettings
from cashflow.offers.scenarios import Variation
from cashflow.offers.term_limits import TermLimit, limits_of
from cashflow.offers.variations import variation_of
from cashflow.offers.vary import varied
from cashflow.payments import PaymentPolicy
from cashflow.simulate.simulate import simulate
from cashflow.simulate.simulation import Simulation
from cashflow.solve.question import solve_table
from cashflow.solve.solution import Solution
from cashflow.solve.solve import solve
from cashflow.terms import PaymentTerms
from cashflow.whatif_file.keys import at, list_of, table_of
from cashflow.whatif_file.sections import OFFERS, Baseline, Progress, its_keys, ledger_of, whole_baseline, words_of
from cashflow.whatif_file.tables import KEYS

__all__ = ["WhatIf", "check_whatif", "read_whatif", "whatif_of"]

_Read = Callable[[str], PaymentTerms]


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
    sizes: Mapping[str, int] = field(converter=owned)  # bytes of the files of a ledger that was read in batches, when they were read
    simulation: Mapping[str, Any] = field(converter=owned)  # the table [simulate]
    question: dict[str, Any] | None = field(default=None, converter=owned)
    letters: LetterSettings = field(factory=LetterSettings)  # the table [letters]
    # of every file that was read whole, by its name: of the bytes that were read
    sha256: Mapping[str, str] = field(factory=dict, converter=owned)
    text: str = ""  # the whole file, as TOML

    def solve(self, **asked: Any) -> Solution:
        """Find the offers that the ``[solve]`` table asks for; what is given here (not `None`) overrides it."""
        if self.question is None:
            hint = "docs/reference/whatif_file.md shows one; 'cashflow run' compares the scenarios"
            raise InputError("there is no table [solve]", file=self.path, hint=hint)
        settings: dict[str, Any] = {"policy": self.policy, "fiscal": self.fiscal, "quarters": self.quarters, "reporting": self.reporting}
        with at(self.path, "solve"):
            return solve(self.ledger, **{**self.question, **{k: v for k, v in asked.items() if v is not None}}, **settings)

    def run(self) -> Result:
        """Compare the scenarios with the baseline."""
        if not self.scenarios:
            raise InputError("there is no [[scenario]]", file=self.path, hint="'cashflow solve' answers the table [solve]")
        with at(self.path, ""):
            return compare(
                self.ledger,
                self.scenarios,
                policy=self.policy,
                fiscal=self.fiscal,
                quarters=self.quarters,
                reporting=self.reporting,
            )

    def simulate(self, **asked: Any) -> Simulation:
        """Compare, and simulate as the table ``[simulate]`` says; what is given here (not `None`) overrides it."""
        result = evolve(self, scenarios=tuple(evolve(s, stress=()) for s in self.scenarios)).run()  # it shows no stress
        given = {k: v for k, v in asked.items() if v is not None}
        undrawn = given.get("draws") == 0  # then the file's seed means nothing, and is no mistake
        kept = {k: v for k, v in self.simulation.items() if not (undrawn and k == "seed")}
        with at(self.path, "simulate"):
            return simulate(result, **{**kept, **given})


@checked
def read_whatif(
    path: str | Path,
    *,
    progress: Progress | None = None,
    **told: Any,
) -> WhatIf:
    """Read a what-if file and the ledger it names; one of Parquet, a pattern or a folder of files is scanned: see `cashflow.scan`.

    Parameters
    ----------
    path
        A TOML file; its keys are listed in docs/reference/whatif_file.md. Paths in it are relative to it.
    progress
        Of a scan: called with rows, bytes done and bytes in all.
    **told
        As the keys of ``[ledger]``, which they beat: strict, sign, map, most_rejected …

    Returns
    -------
    WhatIf

    Raises
    ------
    InputError
        File, key, value, reason and what to type.
    """
    path = path_of(path)
    for name in told:
        if name not in KEYS["ledger"]:
            known = ["path", "progress", *KEYS["ledger"]]
            reason = f"read_whatif takes no such argument. {nearest(name, known)}"
            raise InputError(reason, column=name, value=word_for(told[name]))
    return whatif_of(None, path, told, progress)


def whatif_of(text: str | None, path: Path, told: Mapping[str, Any], progress: Progress | None = None) -> WhatIf:
    """The same of a what-if that is no file yet, or not any more.

    Parameters
    ----------
    text
        What stands in the file; `None`: it is read.
    path
        Where the file is, or would be: paths in it are relative to it.
    told, progress
        See `read_whatif`.
    """
    with receipts() as read:
        found = _read(text, path, {**told, "strict": told.get("strict") or None}, progress)
    return evolve(found, sha256=named(read, path.parent))


def check_whatif(text: str, path: Path) -> None:
    """Refuse what is wrong in the text of a what-if file, as far as that can be said without its ledger."""
    top, baseline = whole_baseline(path, {}, text)
    _scenarios(path, top.get("scenario"), _reader(baseline), _limits(path, top.get("limit", [])))


def _read(text: str | None, path: Path, told: Mapping[str, Any], progress: Progress | None) -> WhatIf:
    top, baseline = whole_baseline(path, told, text)
    with at(path, ""):
        if "scenario" not in top and "solve" not in top:
            raise InputError("there is no [[scenario]]", hint="'cashflow project' shows the baseline only")
    read = _reader(baseline)
    limits = _limits(path, top.get("limit", []))
    scenarios = _scenarios(path, top["scenario"], read, limits) if "scenario" in top else ()
    with at(path, ""):
        question = solve_table(top["solve"], lambda extend: _extend(extend, read)) | {"limits": limits} if "solve" in top else None
    with at(path, "letters"):
        letters = LetterSettings(**baseline.tables["letters"])
    said = [*words_of([top.get(k) for k in OFFERS]), *(column for limit in limits for column, _ in limit.where)]
    with its_keys(baseline) if text is None else contextlib.nullcontext():
        ledger, inputs, sizes = ledger_of(baseline, progress, said)
    shown = (baseline.fiscal, baseline.quarters)
    asked = baseline.tables["simulate"], question
    whatif = WhatIf(path, ledger, baseline.policy, *shown, scenarios, baseline.reporting, inputs, sizes, *asked, letters=letters)
    return evolve(whatif, text=baseline.text)


def _limits(path: Path, value: Any) -> tuple[TermLimit, ...]:
    """Limits of the [[limit]] tables: each one limit, or the path of a CSV table of them."""
    with at(path, ""):
        if not isinstance(value, list):
            raise InputError("must be one or more tables, written [[limit]]", column="limit")
        out: list[TermLimit] = []
        for entry in value:
            if isinstance(entry, Mapping) and "path" in entry:
                if set(entry) != {"path"} or not isinstance(entry["path"], str):
                    hint = 'Write [[limit]] and below it path = "limits.csv"'
                    raise InputError("stands alone in its table, as text", column="limit.path", hint=hint)
                out += limits_of(path.parent / entry["path"])
            else:
                out += limits_of([entry] if isinstance(entry, Mapping) else entry)
    return tuple(out)


def _stress(value: Any) -> list[Variation]:
    if not isinstance(value, list):
        raise InputError("must be a list of tables", column="stress", value=value, hint='Write stress = [{ rates = "+200 bp" }]')
    return [variation_of(v) for v in value]


def _scenarios(path: Path, value: Any, read: _Read, limits: tuple[TermLimit, ...]) -> tuple[Scenario, ...]:
    out = []
    with at(path, ""):
        entries = list_of(value, "scenario")
    for number, entry in enumerate(entries, 1):
        where = f"scenario {number}"
        with at(path, ""):
            table = table_of(entry, "scenario", where)
            if not isinstance(table.get("name"), str) or not table["name"].strip():
                raise InputError("must be given, as text", column=f"{where}.name")
            offers = list_of(table.get("offer"), "scenario.offer")
            for i, offer in enumerate(offers, 1):
                table_of(offer, "offer", f"{where}.offer {i}")
        with at(path, where):
            many = list(varied(table))
            stress = _stress(table.get("stress", []))
        for one in many:
            offers = [_offer(path, o, f"{where}.offer {i}", read) for i, o in enumerate(one["offer"], 1)]
            with at(path, where):
                out.append(Scenario(one["name"], offers, limits, stress=stress))
    return tuple(out)


def _offer(path: Path, entry: Any, where: str, read: _Read) -> Offer:
    with at(path, where):
        table = table_of(entry, "offer", "")
        if "extend" not in table:
            hint = "Write extend = { days = 30 }, { to = 2025-08-15 }, { terms = 'net 90' } or { early = 'immediate' }"
            raise InputError("is missing", column="extend", hint=hint)
        table["extend"] = _extend(table["extend"], read)
        table["options"] = table.pop("option", ())
        return Offer(**table)


def _reader(baseline: Baseline) -> _Read:
    """How the file reads terms: by its codes, its dialect and its own events."""
    return lambda text: baseline.codes.get(text) or PaymentTerms.parse(text, baseline.dialect, baseline.events)


def _extend(extend: Any, read: _Read) -> Any:
    """An extension with its terms read as the file says."""
    if not isinstance(extend, Mapping) or not isinstance(extend.get("terms"), str):
        return extend
    return {**extend, "terms": read(extend["terms"])}
