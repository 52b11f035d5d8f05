"""What lies between two runs: the inputs of one are exchanged for those of the other, cause by cause, and each step is run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import evolve, field, frozen

from cashflow.basics.decimals import own_context
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import Quarters
from cashflow.basics.words import total_name
from cashflow.compare.compare import compare
from cashflow.ledger.clearing.payment_names import payments_map_of
from cashflow.ledger.layout.told import map_of, types_of
from cashflow.ledger.left_out import accepted_kinds
from cashflow.ledger.of_files import files_of
from cashflow.measures.catalog import DEFAULT_PRESENTATION
from cashflow.measures.reporting import Reporting
from cashflow.offers import Scenario
from cashflow.runs.kept import KeptRun
from cashflow.runs.settings import CAUSES, changed_keys, with_terms_of
from cashflow.whatif_file.keys import tables_in
from cashflow.whatif_file.read import WhatIf, whatif_of
from cashflow.whatif_file.sections import words_of

__all__ = ["Between", "Step", "between"]

Amounts = dict[str, Decimal]
"""By the label of a quarter, and ``cost``: the change in free cash flow, and the cost over the offers' whole life."""
COST = "cost"
_WHILE_THERE = "A run can be taken apart only while its inputs are there: give each export a name of its own"


@frozen
class Step:
    """What one cause adds, in one currency.

    Parameters
    ----------
    cause
        One of `CAUSES`.
    adds
        By quarter, and the cost.
    remark
        Why it stands with the next cause; empty: it stands for itself.
    """

    cause: str
    adds: Amounts
    remark: str = ""


@frozen
class Between:
    """Two runs of a scenario in one currency, and the steps between them, which add up exactly.

    Parameters
    ----------
    scenario, currency
        Which; where the names differ, both. All currencies together are called as in reports: ``all in GBP``.
    first, second
        The figures of both runs.
    steps
        In the order of `CAUSES`.
    """

    scenario: str
    currency: str
    first: Amounts
    second: Amounts
    steps: tuple[Step, ...]


@frozen
class Difference:
    """All that is said of two runs: which inputs and keys differ, and the figures.

    Parameters
    ----------
    keys
        By cause, what differs.
    quarters
        Labels, in order.
    parts
        One a scenario and currency, the latter as reports tell them.
    notes
        Scenarios that only one run has.
    """

    keys: Mapping[str, Sequence[str]]
    quarters: tuple[str, ...]
    parts: tuple[Between, ...]
    notes: tuple[str, ...] = field(default=())


@frozen(eq=False)
class _Inputs:
    """The inputs of one step."""

    ledger: Any
    policy: WhatIf
    scenario: Scenario


@own_context
def between(one: KeptRun, two: KeptRun, presentation: str = DEFAULT_PRESENTATION) -> Difference:
    """What differs between two runs, by cause.

    Starting with the first run, its ledger is exchanged for the second one's, then its policy (with calendar and measures), its offer
    (who, how much later, which options, limits), its rates, and who accepts; after each the scenario is run, and what the figures
    change by is put down to that cause. The steps add up to the difference to the cent, because each begins where the one before ended.
    What two causes do together is with the later one. All currencies together are told where both runs report in the same one; a
    currency that only the second ledger has counts at the second run's exchange rate from the beginning.

    Parameters
    ----------
    one, two
        Runs of ``cashflow run``, whose inputs are still there.
    presentation
        Of the bank-funded amount.

    Returns
    -------
    Difference

    Raises
    ------
    InputError
        A run is of another command, or an input is not what it was.
    """
    reads = [_read(kept) for kept in (one, two)]
    first, second = reads
    tables = [_tables(kept) for kept in (one, two)]
    keys = changed_keys(*tables)
    files = _files(one, two, tables)
    keys = {cause: lines for cause in CAUSES if (lines := [*files.get(cause, []), *keys.get(cause, [])])}
    pairs, notes = _pairs(first, second)
    (first, second), untold = _reported_alike(first, second)
    parts: list[Between] = []
    days: dict[str, str] = {}
    for a, b in pairs:
        parts += _steps(first, second, a, b, presentation, days)
    notes += untold if len({p.currency for p in parts}) > 1 else []
    return Difference(keys, tuple(sorted(days, key=days.__getitem__)), tuple(parts), tuple(notes))


def _tables(kept: KeptRun) -> dict[str, Any]:
    """What the file says, with what was typed beside it, which goes before its ``[ledger]``."""
    tables, told = tables_in(kept.asked.text or "", kept.path), kept.asked.told
    written = {k: _AS_TABLES[k](v) if k in _AS_TABLES else v for k, v in told.items() if v is not None}
    return {**tables, "ledger": {**tables.get("ledger", {}), **written}}


_AS_TABLES = {"map": map_of, "payments_map": payments_map_of, "types": types_of, "accept": accepted_kinds, "files": files_of}


def _read(kept: KeptRun) -> WhatIf:
    if kept.asked.command != "run":
        reason = f"is of cashflow {kept.asked.command}, and two results of cashflow run are compared"
        raise InputError(reason, file=kept.path, hint="Name two folders that cashflow run wrote")
    if changed := kept.changed_inputs():
        raise InputError("; ".join(changed), file=kept.path, hint=_WHILE_THERE)
    read = whatif_of(kept.asked.text, kept.asked.whatif, kept.asked.told)
    if other := kept.other_inputs(read.sha256, read.sizes):
        raise InputError("; ".join(other), file=kept.path, hint=_WHILE_THERE)
    return read


def _files(one: KeptRun, two: KeptRun, tables: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """By cause, files whose content differs, by their hashes or bytes; and those that one run alone reads, of a folder of the same name.

    The what-if file is told key by key, and so is a file that it names.
    """
    first, second = one.read_by(), two.read_by()
    limits, told = {*words_of([t.get("limit") for t in tables])}, {*words_of([*tables])}
    other_path = len({str(t["ledger"].get("path")) for t in tables}) > 1
    out: dict[str, list[str]] = {}
    for name in dict.fromkeys([*first, *second]):
        was, now = first.get(name), second.get(name)
        if was == now:
            continue
        if was is not None and now is not None:
            words = f"{was:,} → {now:,} bytes" if isinstance(was, int) else f"other content (SHA-256 {was[:12]}… → {now[:12]}…)"
        elif other_path or name in told or name in (one if now is None else two).record.get("files", {}):
            continue
        else:
            words = f"only the {'first' if now is None else 'second'} run reads it"
        out.setdefault("offer" if name in limits else "ledger", []).append(f"{name}: {words}")
    return out


def _pairs(first: WhatIf, second: WhatIf) -> tuple[list[tuple[Scenario, Scenario]], list[str]]:
    """Scenarios of the same name; one alone is compared with one alone whatever they are called."""
    if len(first.scenarios) == len(second.scenarios) == 1:
        return [(first.scenarios[0], second.scenarios[0])], []
    theirs = {s.name: s for s in second.scenarios}
    mine = {s.name for s in first.scenarios}
    only = [f"only the first run has '{n}'" for n in mine - theirs.keys()] + [
        f"only the second run has '{n}'" for n in theirs.keys() - mine
    ]
    return [(s, theirs[s.name]) for s in first.scenarios if s.name in theirs], sorted(only)


def _reported_alike(first: WhatIf, second: WhatIf) -> tuple[tuple[WhatIf, WhatIf], list[str]]:
    """Both with rates into the same currency, or both without any, and what is said then; no covenant, of which nothing is told here."""
    one, two = (of.reporting.of_one_currency for of in (first, second))
    if one.reporting_currency == two.reporting_currency:
        one = evolve(one, exchange_rates={**(two.exchange_rates or {}), **(one.exchange_rates or {})} or None)
        return (evolve(first, reporting=one), evolve(second, reporting=two)), []
    words = [r.reporting_currency or "none" for r in (one, two)]
    plain = [_by_currency(r) for r in (one, two)]
    said = f"the reporting currency differs ({words[0]} → {words[1]}), so currencies are told one by one, without a total"
    return (evolve(first, reporting=plain[0]), evolve(second, reporting=plain[1])), [said]


def _by_currency(reporting: Reporting) -> Reporting:
    return evolve(reporting, reporting_currency=None, exchange_rates=None, exchange_rates_source=None)


def _steps(first: WhatIf, second: WhatIf, a: Scenario, b: Scenario, presentation: str, days: dict[str, str]) -> list[Between]:
    """The figures after each exchange, as what each adds; all in the calendar of the second run, whose quarters go into `days`.

    Currencies stand in the order in which the second run's report tells them.
    """
    name = a.name if a.name == b.name else f"{a.name} → {b.name}"
    plain = [Scenario(name, s.offers, s.limits) for s in (a, b)]
    inputs = [
        _Inputs(first.ledger, first, plain[0]),
        _Inputs(second.ledger, first, plain[0]),
        _Inputs(second.ledger, second, plain[0]),
        None,  # offer
        None,  # rate
        _Inputs(second.ledger, second, plain[1]),
    ]
    makers = {3: ("rate", "acceptance"), 4: ("acceptance",)}
    shown = _shown(first, second)
    runs: list[dict[str, Amounts]] = []
    remarks = [""] * len(inputs)
    for at, given in enumerate(inputs):
        try:
            made = given or _Inputs(second.ledger, second, with_terms_of(plain[1], plain[0], *makers[at]))
            found = _figures(made, second, shown, presentation, days)
        except InputError as wrong:
            if at in (0, len(inputs) - 1):
                raise
            found, remarks[at] = runs[-1], f"counted with the next: {wrong.reason}"
        runs.append(found)
    return [_between(name, currency, runs, remarks) for currency in _currencies(runs, second.reporting.reporting_currency)]


def _currencies(runs: Sequence[Mapping[str, Amounts]], into: str | None) -> list[str]:
    """As reports tell them; all together first, unless every run has amounts in the reporting currency alone."""
    found = dict.fromkeys(c for r in reversed(runs) for c in r)
    total = "" if into is None else total_name(into)
    return [c for c in found if c != total or found.keys() != {total, into}]


def _between(name: str, currency: str, runs: Sequence[Mapping[str, Amounts]], remarks: Sequence[str]) -> Between:
    at = [run.get(currency, {}) for run in runs]
    steps = [Step(cause, _minus(at[n + 1], at[n]), remarks[n + 1]) for n, cause in enumerate(CAUSES)]
    return Between(name, currency, dict(at[0]), dict(at[-1]), tuple(steps))


def _minus(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> Amounts:
    return {k: one.get(k, Decimal(0)) - other.get(k, Decimal(0)) for k in dict.fromkeys([*one, *other])}


def _shown(first: WhatIf, second: WhatIf) -> Quarters | None:
    """Quarters that both runs show, in the calendar of the second; `None`: all that are touched."""
    if first.quarters is None or second.quarters is None:
        return None
    low = min(int(q.first[0]) for q in (first.quarters, second.quarters))
    return second.fiscal.covering(low, max(int(q.last[-1]) for q in (first.quarters, second.quarters)))


def _figures(given: _Inputs, second: WhatIf, shown: Quarters | None, presentation: str, days: dict[str, str]) -> dict[str, Amounts]:
    whatif = given.policy
    result = compare(given.ledger, [given.scenario], policy=whatif.policy, fiscal=second.fiscal, quarters=shown, reporting=whatif.reporting)
    found = result.contents()
    labels, out = [q["label"] for q in found["quarters"]], dict[str, Amounts]()
    entries, into = {c: found["currencies"][c] for c in result.largest_first}, whatif.reporting.reporting_currency
    if into is not None:  # a ledger in that currency alone has no total: it is one
        entries = {total_name(into): found["total"] or entries[into], **entries}
    for currency, of in entries.items():
        entry = of["scenarios"][given.scenario.name]
        change = dict(zip(labels, map(Decimal, entry["free_cash_flow_change"][presentation]), strict=True))
        out[currency] = {**change, COST: Decimal(entry["financing_cost"])}
    days.update({q["label"]: q["first_day"] for q in found["quarters"]})
    return out
