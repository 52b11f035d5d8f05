"""`cf.sweep`: scenarios, a grid of them, or days supplier by supplier; the answers of `compare` at a fraction of the work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from attrs import evolve, fields
from numpy.typing import ArrayLike

from cashflow.basics.days import NO_DAY, DateGiven
from cashflow.basics.door import told
from cashflow.basics.errors import CashflowError, InputError, nearest, warn_of
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.ledger.model import Ledger, LedgerSource
from cashflow.measures import baseline_measures
from cashflow.measures.reporting import Reporting, ReportingGiven
from cashflow.measures.shown import quarters_of, reaching
from cashflow.offers import Offer, Scenario
from cashflow.offers.arguments import named_once, scenarios_of, verb
from cashflow.offers.term_limits import TermLimitsGiven
from cashflow.offers.vary import varied
from cashflow.payments import PaymentPolicy, Payments
from cashflow.schemes.assumptions import assumptions
from cashflow.sweep.by_supplier import Book, Grid
from cashflow.sweep.days_by_supplier import Asked, days_of
from cashflow.sweep.shared_work import Swept, sweep_scenarios
from cashflow.sweep.swept import Sweep

__all__ = ["sweep"]

_SETTINGS = tuple(f.name for f in fields(Offer))
_KEYS = ("name", "offer", "limits", "stress", "vary")


@verb
def sweep(
    ledger: Ledger | LedgerSource,
    scenarios: Iterable[Scenario] | Scenario | Mapping[str, object] | Offer,
    policy: PaymentPolicy | None = None,
    fiscal: FiscalCalendar | None = None,
    *,
    days: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    quarters: Quarters | Sequence[DateGiven] | None = None,
    interest_paid: Literal["operating", "financing"] | None = None,
    reporting: ReportingGiven = None,
    limits: TermLimitsGiven = None,
) -> Sweep:
    """Many scenarios, each equal to what `compare` says of it to the minor unit, with their common work done once.

    Parameters
    ----------
    ledger
        Supplier invoices, or a scan of them.
    scenarios
        Scenarios; or one as a table of plain values with a ``vary``, as in a what-if file: every combination is a scenario of
        its own; see `cashflow.offers.vary.varied`. Or an `Offer` with one option, beside `days`.
    days : (n_scenarios, n_suppliers), whole numbers
        For an offer: how much longer each supplier waits in each scenario, −1 where it does not accept; suppliers in the order of
        ``ledger.supplier.values``. Or a frame with suppliers as columns (those without one don't accept) and a scenario a row. The
        offer's own `extend` and `acceptance` are not looked at; `Sweep.scenario` gives a scenario as `compare` takes it.
    names
        Of the scenarios in `days`; by default the frame's index, or 1, 2, 3 …
    policy, fiscal, quarters, interest_paid, reporting, limits
        As for `compare`.

    Returns
    -------
    Sweep
        With the frames `quarters` (scenario × currency × quarter) and `totals`, and `amounts` as arrays; it prints itself.

    Raises
    ------
    InputError
        A ``vary`` that makes no sense; what `compare` would refuse, where it would refuse every scenario. One refused scenario does not
        stop the others: it stands in `Sweep.refused`, with its sentence, and in a note.

    Examples
    --------
    One payment of 1,000,000.00 due on 20 June; 20 days later it crosses the quarter end, 5 days later it does not.

    >>> import pandas as pd, cashflow as cf
    >>> rows = pd.DataFrame({"supplier": ["Acme"], "invoice": ["1"], "invoice_date": ["2025-05-21"],
    ...     "amount": ["1000000.00"], "currency": ["EUR"], "terms": ["net 30"]})
    >>> grid = {"name": "Later", "offer": [{"extend": {"days": 5}, "option": [{"scheme": "later_with_interest",
    ...     "annual_rate": "0.06", "day_count": "ACT/360"}]}], "vary": {"days": [5, 20], "annual_rate": ["0.045", "0.06"]}}
    >>> found = cf.sweep(cf.read_ledger(rows), grid, quarters=("2025-04-01", "2025-09-30"))
    >>> found.amounts("cash_retained")[:, 0]
    array([        0,         0, 100000000, 100000000])
    >>> found.totals[["scenario", "financing_cost"]].values.tolist()[-1]
    ['Later: days 20, annual_rate 0.06', Decimal('3333.33')]

    Supplier by supplier: in the first scenario Acme waits 20 days, in the second it does not accept.

    >>> offer = cf.Offer(extend={"days": 0}, options=[cf.LaterWithInterest("0.06", "ACT/360")])
    >>> found = cf.sweep(cf.read_ledger(rows), offer, days=[[20], [-1]], quarters=("2025-04-01", "2025-09-30"))
    >>> found.amounts("free_cash_flow_change")
    array([[ 100000000, -100333333],
           [         0,          0]])
    """
    settings = Reporting.of(reporting, interest_paid)
    if days is None:
        refused: dict[str, CashflowError] = {}
        many = named_once(_listed(scenarios, refused), limits)
        payments = Payments.of(ledger, policy)
        settings.check_currencies(payments.ledger.currency.values)
        found = _by_scenarios(payments, many, refused, fiscal, quarters, settings)
    else:
        payments = Payments.of(ledger, policy)
        settings.check_currencies(payments.ledger.currency.values)
        found = _by_days(payments, scenarios, fiscal, quarters, settings, limits, days_of(payments.ledger, days, names))
    warn_of((*found.payments.notes, *found.offer_notes), 4)  # above `verb` and `checked`
    return found


def _by_scenarios(
    payments: Payments,
    many: list[Scenario],
    refused: Mapping[str, CashflowError],
    fiscal: FiscalCalendar | None,
    quarters: Any,
    settings: Reporting,
) -> Sweep:
    """What a sweep finds, before it warns of anything; `refused`: those that were refused before, by name."""
    shown = quarters_of(payments, fiscal, quarters)
    every = sweep_scenarios(payments, many, shown, settings, last_legs=quarters is None)
    last = max((s.last_leg for s in every if isinstance(s, Swept)), default=NO_DAY)
    if last > shown.last[-1] and quarters is None:
        shown = reaching(shown, fiscal, last)
        every = sweep_scenarios(payments, many, shown, settings)
    refused = {**refused, **{s.name: one for s, one in zip(many, every, strict=True) if isinstance(one, CashflowError)}}
    found = [one for one in every if isinstance(one, Swept)]
    if refused and not found:
        raise next(iter(refused.values()))
    many = [s for s in many if s.name not in refused]
    said_of = [f"scenario '{name}' is refused: {wrong}" for name, wrong in refused.items()]
    said_of += [f"scenario '{s.name}' is swept without its stress; compare shows that beside it" for s in many if s.stress]
    notes = tuple(dict.fromkeys([*said_of, *(n for s in found for n in s.notes)]))
    options = [o for s in many for f in s.offers for o in f.options]
    said = tuple(dict.fromkeys([*payments.describe(), *assumptions(options, payments.ledger.tax is not None), *shown.describe()]))
    names, baseline = tuple(s.name for s in many), baseline_measures(payments, shown)
    totals, expected = [s.totals for s in found], [s.expected for s in found]
    words = {name: str(wrong) for name, wrong in refused.items()}
    return Sweep(payments, shown, baseline, settings, names, totals, expected, notes, said, offered=many, refused=words)


def _by_days(
    payments: Payments,
    offer: Any,
    fiscal: FiscalCalendar | None,
    quarters: Any,
    settings: Reporting,
    limits: Any,
    asked: Asked,
) -> Sweep:
    """One offer, supplier by supplier."""
    if not isinstance(offer, Offer) or len(offer.options) != 1 or offer.extend.early is not None:
        hint = "Give cf.Offer(extend={'days': 0}, options=[...]); acceptance is in days"
        raise InputError("must be one Offer of payment later, with one option, if days are given", column="scenarios", hint=hint)
    if limits is not None:
        hint = "Leave out by where or suppliers what a limit stops, or give scenarios"
        raise InputError("can't be tested supplier by supplier", column="limits", hint=hint)
    shown = quarters_of(payments, fiscal, quarters)
    book = Book.of(payments, offer, shown, settings, asked.values)
    grid = Grid(book, baseline_measures(payments, shown), asked.names, asked.chosen(book.days))
    if quarters is None and len(reached := _reached(grid, shown, fiscal)) > len(shown):
        shown = reached
        grid = evolve(grid, book=book.over(shown), baseline=baseline_measures(payments, shown))
    said = (*payments.describe(), *assumptions(list(offer.options), payments.ledger.tax is not None), *shown.describe())
    lines, one = tuple(dict.fromkeys(said)), [Scenario("", [offer])]
    return Sweep(payments, shown, grid.baseline, settings, asked.names, grid, [False] * len(grid), (), lines, grid, one)


def _reached(grid: Grid, shown: Quarters, fiscal: FiscalCalendar | None) -> Quarters:
    """Quarters up to the last payment of any scenario, as `compare` shows them; what may be paid last is looked at first."""
    for bound, code in grid.last_flows():
        if len(reaching(shown, fiscal, bound)) == len(shown):
            break
        shown = reaching(shown, fiscal, grid.last_leg(code))
    return shown


def _listed(scenarios: Iterable[Scenario] | Scenario | Mapping[str, Any] | Offer, refused: dict[str, CashflowError]) -> list[Scenario]:
    """The scenarios; what is wrong with some of a table's goes into `refused`, by name."""
    if not isinstance(scenarios, Mapping):
        return scenarios_of(scenarios)
    out = []
    for table in varied(_grid(scenarios)):
        try:
            out.append(_scenario(table))
        except CashflowError as wrong:
            refused[str(table["name"])] = wrong
    if refused and not out:
        raise next(iter(refused.values()))
    return out


def _grid(table: Mapping[str, Any]) -> Mapping[str, Any]:
    for key in table:
        if key not in _KEYS:
            raise InputError(f"unknown key. {nearest(str(key), _KEYS)}", column="scenario", value=key)
    for key in ("name", "offer"):
        if key not in table:
            raise InputError("is missing", column=f"scenario.{key}", hint='Write {"name": ..., "offer": [{"extend": ...}], "vary": {...}}')
    offers = table["offer"]
    listed = [offers] if isinstance(offers, Mapping) else offers
    if not isinstance(listed, list | tuple) or not all(isinstance(one, Mapping) for one in listed):
        raise InputError(
            "must be a table, or a list of tables", column="scenario.offer", value=told(offers), hint='Write "offer": [{"extend": ...}]'
        )
    return {**table, "offer": list(listed)}


def _scenario(table: Mapping[str, Any]) -> Scenario:
    """A scenario of plain values, in the words of a what-if file: ``option`` for `options`."""
    offers = []
    for offer in table["offer"]:
        given = dict(offer)
        if "option" in given:
            given["options"] = given.pop("option")
        for key in given:
            if key not in _SETTINGS:
                raise InputError(f"unknown key. {nearest(key, _SETTINGS)}", column="offer", value=key)
        offers.append(given)
    return Scenario(table["name"], offers, **{key: table[key] for key in ("limits", "stress") if key in table})
