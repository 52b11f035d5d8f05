"""An offer: plain values in, checked once; the same grammar in Python and in what-if files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, Self

from attrs import NOTHING, field, fields, frozen

from cashflow.basics.columns import by_name, column
from cashflow.basics.day_counts import DAYS_A_YEAR, day_count, fixed_day_count
from cashflow.basics.door import checked_class
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fractions import NumberGiven, range_of
from cashflow.basics.rates import fraction
from cashflow.deals import Extend, Extension, Scheme, scheme_given
from cashflow.measures.benefit import CreditLoss, CreditLossGiven
from cashflow.offers.acceptance import Acceptance, AcceptanceGiven
from cashflow.offers.period_ends import PeriodEnds, PeriodEndsGiven
from cashflow.offers.selection import (
    Selection,
    SuppliersGiven,
    WhereGiven,
    Window,
    due_window,
    invoiced_window,
    paying_window,
    suppliers_kept,
    where_table,
)
from cashflow.schemes import SCHEMES, LaterWithInterest, settings_of

__all__ = ["Offer"]

OptionGiven = Scheme | Mapping[str, object]
"""A scheme as a user gives it: an instance, or ``{"scheme": name, ...}`` with the settings of its class."""
FundingGiven = NumberGiven | Mapping[str, NumberGiven] | tuple[NumberGiven, NumberGiven] | None
"""The suppliers' rate as a user gives it: a number, ``{"low", "high"}``, or the name of a column."""

OVERDUE = ("not offered", "offered")
"""Whether an offer is made for what is overdue: contract due date on or before `as_of`, open then."""
_MOVES, _PRICES, _JUDGES = ({"coverage": role} for role in ("moves", "prices", "judges"))
"""What a setting is for: it moves what an offer covers, prices what has moved, or judges that. One that is not marked selects."""
_PERCENTAGE = re.compile(r"\s*[\d.,]+\s*%\s*")
_EXTEND = tuple(f.name for f in fields(Extension))


def scheme_of(value: OptionGiven) -> Scheme:
    """A scheme from an instance, or from ``{"scheme": name, ...}`` with the class's own arguments."""
    if not isinstance(value, Mapping):
        return scheme_given(value, "option")
    given = dict(value)
    name = given.pop("scheme", None)
    if not isinstance(name, str) or name not in SCHEMES:
        raise InputError(f"unknown scheme. {nearest(str(name), SCHEMES)}", column="option.scheme", value=name)
    known = [f.name for f in settings_of(name)]
    for key in given:
        if key not in known:
            raise InputError(f"is not a setting of {name}. {nearest(key, known)}", column="option", value=key)
    for setting in settings_of(name):
        if setting.default is NOTHING and setting.name not in given:
            raise InputError("is missing; there is no default", column=f"option.{setting.name}")
    return SCHEMES[name](**given)


@frozen
class _WithoutInterest(LaterWithInterest):
    """What an offer without an option is: later, and no rate that could move."""

    def rates_moved(self, by: Fraction) -> Self:
        return self


_NOTHING = _WithoutInterest(0, "ACT/365F")


def _options(value: OptionGiven | Sequence[OptionGiven]) -> tuple[Scheme, ...]:
    many: list[Any] = list(value) if isinstance(value, list | tuple) else [value]
    return tuple(scheme_of(v) for v in many) or (_NOTHING,)


def _extension(value: Extend) -> Extension:
    if isinstance(value, Extension):
        return value
    if not isinstance(value, Mapping):
        hint = "Write { days = 30 }, { to = 2025-08-15 }, { terms = 'net 90' } or { early = 'immediate' }"
        raise InputError("must say days, to, terms or early", column="extend", value=value, hint=hint)
    for key in value:
        if key not in _EXTEND:
            raise InputError(f"unknown key. {nearest(key, _EXTEND)}", column="extend", value=key)
    given: dict[str, Any] = dict(value)
    return Extension(**given)


def _funding(value: FundingGiven) -> tuple[Fraction, Fraction] | str | None:
    if value is None:
        return None
    if isinstance(value, Mapping):
        if set(value) != {"low", "high"}:
            hint = "Write funding_rate = 0.08, or { low = 0.05, high = 0.09 }, or a column's name"
            raise InputError("must be a number, { low, high } or a column's name", column="funding_rate", value=value, hint=hint)
        low, high = (fraction(value[k], f"funding_rate.{k}") for k in ("low", "high"))
        if high < low:
            raise InputError("ends below its start", column="funding_rate", value=f"{float(low)} to {float(high)}")
        return low, high
    ends = range_of(value) if isinstance(value, str) else value if isinstance(value, tuple | list) and len(value) == 2 else None
    if ends is not None:
        return _funding({"low": ends[0], "high": ends[1]})
    if isinstance(value, str) and not _PERCENTAGE.fullmatch(value):
        try:
            float(value)
        except ValueError:
            return value
    rate = fraction(value, "funding_rate")
    return rate, rate


def _day_count(value: str | None) -> str | None:
    try:
        return None if value is None else fixed_day_count(value)
    except InputError as wrong:
        wrong.column = "funding_day_count"
        raise


def _acceptance(value: AcceptanceGiven) -> Acceptance:
    return Acceptance.of(value)


def _source(value: str | None, name: str = "funding_source") -> str | None:
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise InputError("must be text", column=name, value=value)
    return value.strip() if value else None


def _acceptance_source(value: str | None) -> str | None:
    return _source(value, "acceptance_source")


def _overdue(value: Literal["not offered", "offered"] | str) -> str:
    if value not in OVERDUE:
        hint = 'Write overdue = "offered" to move what was due by as_of, too; by default it is "not offered"'
        raise InputError("unknown value", column="overdue", value=value, hint=hint)
    return str(value)


def _credit_loss(value: CreditLossGiven) -> CreditLoss | None:
    return CreditLoss.of(value)


def _period_ends(value: PeriodEndsGiven) -> PeriodEnds | None:
    return PeriodEnds.of(value)


def _where(value: WhereGiven) -> WhereGiven:
    return None if value is None else where_table(value)


@checked_class
@frozen(kw_only=True)
class Offer:
    """An offer to some suppliers: what it covers, how much later, what they get for it, who accepts.

    Parameters
    ----------
    suppliers, due, invoiced, paying, where
        What it covers; see `Selection`. Nothing given covers every invoice.
    extend
        ``{"days": 30}``, ``{"to": date}``, ``{"terms": "net 90"}`` or ``{"early": "immediate"}``.
    options
        Schemes the supplier chooses from: instances, or ``{"scheme": "later_with_interest", ...}``. None
        given: simply later, with no incentive.
    acceptance
        ``"all"``, ``"if whole"``, a list of suppliers, ``{"share": 0.7}``, ``{supplier: share}``, a column of probabilities or a
        logistic curve; see `Acceptance`.
    funding_rate
        The suppliers' own short-term rate: a number, a range (``{"low": 0.05, "high": 0.09}`` or ``"5% to 9%"``), or the name of a
        ledger column that holds it (``0.08``, or ``0.05 to 0.09``).
    funding_day_count
        ``"ACT/360"`` or ``"ACT/365F"``: on what that rate counts. By default as the option's own day count has it; needed where an
        option has none (a discount, an uplift, a fee, or a scheme of your own). Without an option: ACT/365F. Printed with the rate.
    funding_source
        Where that rate comes from: a survey, a department, a person. Printed. Without a source the rate is called an assumption.
    acceptance_source
        Who says who accepts. Printed; it is an assumption with a source, too.
    supplier_period_ends
        When the suppliers close their own books; see `PeriodEnds`. Gives the extra receivable they carry then.
    credit_loss
        ``{"default_probability": 0.01, "loss_given_default": 0.6}``: what the longer wait is expected to lose is taken off the
        benefit. By default it is left out.
    overdue
        ``"offered"``: also for items whose contract due date is on or before `as_of`. By default ``"not offered"``: they are paid
        on the first run after it (without runs: business day), and counted as such.

    Examples
    --------
    >>> offer = Offer(suppliers={"region": "UK"}, extend={"days": 30}, options=[LaterWithInterest(0.065, "ACT/360")])
    >>> str(offer.extend)
    '30 days later'
    """

    extend: Extension = field(metadata=_MOVES, converter=_extension)
    suppliers: SuppliersGiven = field(default=None, hash=False, converter=suppliers_kept)  # a table has no hash; it counts in comparisons
    due: Window | None = field(default=None, converter=due_window)
    invoiced: Window | None = field(default=None, converter=invoiced_window)
    paying: Window | None = field(default=None, converter=paying_window)
    where: WhereGiven = field(default=None, hash=False, converter=_where)
    options: tuple[Scheme, ...] = field(metadata=_PRICES, default=(), converter=_options)
    acceptance: Acceptance = field(metadata=_JUDGES, default=Acceptance("all"), converter=_acceptance)
    funding_rate: tuple[Fraction, Fraction] | str | None = field(metadata=_JUDGES, default=None, converter=_funding)
    funding_day_count: str | None = field(metadata=_JUDGES, default=None, converter=_day_count)
    funding_source: str | None = field(metadata=_JUDGES, default=None, converter=_source)
    supplier_period_ends: PeriodEnds | None = field(metadata=_JUDGES, default=None, converter=_period_ends)
    credit_loss: CreditLoss | None = field(metadata=_JUDGES, default=None, converter=_credit_loss)
    overdue: str = field(metadata=_MOVES, default="not offered", converter=_overdue)
    acceptance_source: str | None = field(metadata=_JUDGES, default=None, converter=_acceptance_source)

    def __attrs_post_init__(self) -> None:
        if self.acceptance.needs_rate and self.funding_rate is None:
            hint = "Give funding_rate = 0.08, or { low = 0.05, high = 0.09 }, or a column's name"
            raise InputError("needs the suppliers' funding_rate", column="acceptance", value=self.acceptance.kind, hint=hint)

        if self.funding_source is not None and self.funding_rate is None:
            reason, hint = "is of the suppliers' funding_rate, which is not given", "Give funding_rate, too, or leave funding_source out"
            raise InputError(reason, column="funding_source", value=self.funding_source, hint=hint)
        for option in self.options:
            self._check_direction(option)
            if self.funding_rate is not None and self.funding_basis(option) is None:
                reason = f"must be given beside funding_rate: '{option}' has no day count of its own"
                hint = 'Write funding_day_count = "ACT/365F", or "ACT/360", beside funding_rate: on what the suppliers\' rate counts'
                raise InputError(reason, column="funding_day_count", hint=hint)

    def _check_direction(self, option: Scheme) -> None:
        """A scheme says by `earlier` whether it is for payment before or after the usual day."""
        earlier, early = option.earlier, self.extend.early is not None
        if option == _NOTHING or earlier is None or earlier == early:
            return
        reason = "pays for being early, and this offer pays later" if earlier else "pays for waiting, and this offer pays earlier"
        hint = "Write extend = { early = 'immediate' }" if earlier else "Write extend = { days = 30 }, or take a discount as its option"
        raise InputError(reason, column="option", value=str(option), hint=hint)

    def funding_basis(self, option: Scheme) -> str | None:
        """Day count on which the suppliers' funding rate counts for an option, one of `DAYS_A_YEAR`; `None`: nobody has said.

        Of an option's own day count the days of its year count: 360 for those of 30/360, 365 for ACT/ACT ISDA.
        """
        if self.funding_day_count is not None:
            return self.funding_day_count
        if option.day_count is None:
            return None
        try:
            own = day_count(option.day_count)
        except InputError:
            return None
        return own if own in DAYS_A_YEAR else "ACT/365F" if own == "ACT/ACT ISDA" else "ACT/360" if own.endswith("/360") else None

    @property
    def funding_bases(self) -> str:
        """The same for all its options, in words; empty where nobody has said."""
        return " or ".join(dict.fromkeys(b for o in self.options if (b := self.funding_basis(o)) is not None))

    @property
    def priced_by(self) -> tuple[str, ...]:
        """Columns of the ledger that hold each supplier's own rate, probability or period end."""
        ends = self.supplier_period_ends
        named = (self.funding_rate if isinstance(self.funding_rate, str) else None, self.acceptance.column, ends.column if ends else None)
        return tuple(name for name in named if name is not None)

    @property
    def offers_overdue(self) -> bool:
        """Whether it moves what is overdue, too."""
        return self.overdue == "offered"

    @property
    def has_an_end(self) -> bool:
        """Whether it promises a date, pays earlier, some window closes, or nothing moves; else it changes the terms of all to come."""
        windows = [w for w in (self.due, self.invoiced, self.paying) if w is not None and w.last is not None]
        where = self.where if isinstance(self.where, Mapping) else {}
        dates = [v for k, v in where.items() if str(k).endswith("_date") and not (isinstance(v, Mapping) and v.get("to") is None)]
        idle = self.extend.days == 0 and not any(option.covers_unmoved for option in self.options)
        return idle or self.extend.to is not None or self.extend.early is not None or bool(windows or dates or "invoice" in where)

    def settings(self, role: str) -> tuple[Any, ...]:
        """Its settings of a role: those that select what it covers, ``"selects"``, or move it, ``"moves"``; see `_MOVES`."""
        return tuple(column(self, f.name) for f in fields(type(self)) if f.metadata.get("coverage", "selects") == role)

    @property
    def selection(self) -> Selection:
        """What it covers: its settings of the same names as those of `Selection`."""
        return Selection(**by_name(self, (f.name for f in fields(Selection))))
