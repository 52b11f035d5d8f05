"""What the figures mean: the definition of free cash flow, the agency's limit, the buyer's own borrowing, its covenant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, cast

from attrs import evolve, field, fields, frozen

from cashflow.basics.columns import column
from cashflow.basics.currencies import minor_digits
from cashflow.basics.door import owned, unquoted
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fractions import NumberGiven, number_of
from cashflow.basics.money import MoneyGiven, to_minor
from cashflow.basics.rates import fixed_day_count, fraction
from cashflow.basics.whole_numbers import whole_number
from cashflow.measures.translation import Translation

__all__ = ["FreeCashFlowDefinition", "Reporting"]

_LEVERAGE = ("net_debt", "ebitda", "covenant_limit")
_INTEREST: tuple[str | None, ...] = ("operating", "financing", None)
_IN_OR_OUT = ("included", "excluded", "not stated")


def _interest(_: object, __: object, value: Any) -> None:
    if value not in _INTEREST:
        raise InputError("must be 'operating' or 'financing'", column="interest_paid", value=value)


def _in_or_out(_: object, attribute: Any, value: object) -> None:
    if value not in _IN_OR_OUT:
        raise InputError("must be 'included', 'excluded' or 'not stated'", column=attribute.name, value=value)


@frozen
class FreeCashFlowDefinition:
    """Which free cash flow a change is a change of; it is printed with the number.

    Parameters
    ----------
    interest_paid
        ``"operating"``: interest and fees count in free cash flow; ``"financing"``: they do not. `None`: not stated, which counts
        as operating where nothing else states it (`compare`, `sweep` and `solve` have an argument of the same name).
    entities
        Which companies, in words.
    capital_expenditure, intercompany
        ``"included"``, ``"excluded"`` or ``"not stated"``: whether the ledger holds invoices of investments and of companies
        of the group. They are not taken out here: select them with the ledger's own columns.

    Examples
    --------
    >>> print(FreeCashFlowDefinition("financing", "UK and EU plants"))
    interest and fees paid are financing; entities: UK and EU plants; capital expenditure not stated; intercompany not stated
    """

    interest_paid: Literal["operating", "financing"] | None = field(default=None, validator=_interest)
    entities: str = "those in the ledger"
    capital_expenditure: str = field(default="not stated", validator=_in_or_out)
    intercompany: str = field(default="not stated", validator=_in_or_out)

    def __str__(self) -> str:
        capital = f"capital expenditure {self.capital_expenditure}; intercompany {self.intercompany}"
        return f"interest and fees paid are {self.interest_paid or _INTEREST[0]}; entities: {self.entities}; {capital}"


def _day_count(value: str) -> str:
    try:
        return fixed_day_count(value)
    except InputError as wrong:
        wrong.column = "borrowing_day_count"
        raise


def _rate(value: NumberGiven | None) -> Fraction | None:
    return None if value is None else fraction(value, "borrowing_rate")


def _days(value: int) -> int:
    return whole_number(value, "agency_days", "must be a whole number of days", most=3660)


def _currency(value: str | None, where: str = "reporting_currency") -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError("must be a currency, as text", column=where, value=value, hint=f'Write {where} = "GBP"')
    found = value.strip().upper()
    try:
        minor_digits(found)
    except InputError as wrong:
        wrong.column = where
        raise
    return found


_TABLE = 'Write exchange_rates = { EUR = "0.8412" }'


def _rates(value: Mapping[str, NumberGiven] | None) -> Mapping[str, Fraction] | None:
    """Each rate exact as it is written, by the code of its currency."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise InputError("must be a table of rates by currency", column="exchange_rates", value=value, hint=_TABLE)
    found: dict[str, Fraction] = {}
    for name, rate in value.items():
        if not isinstance(name, str):
            raise InputError("must be a currency, as text", column="exchange_rates", value=name, hint=_TABLE)
        code = str(_currency(name, "exchange_rates"))
        if code in found:
            raise InputError("is given more than once", column="exchange_rates", value=code, hint="Leave one of them out")
        found[code] = _exchange_rate(code, rate)
    return cast("Mapping[str, Fraction]", owned(found))


def _source(_: object, __: object, value: Any) -> None:
    if value is not None and not isinstance(value, str):
        raise InputError("must be text", column="exchange_rates_source", value=value)


def _exchange_rate(currency: str, value: Any) -> Fraction:
    where, hint = f"exchange_rates.{currency}", f'Write {currency} = "0.8412": what one {currency} is worth in the reporting currency'
    if isinstance(value, list | tuple):  # as the command line takes a key that is typed twice
        raise InputError("is given more than once", column=where, value=", ".join(map(str, value)), hint="Leave one of them out")
    try:
        number = number_of(value, where)
    except InputError as wrong:
        wrong.hint = hint
        raise
    if number <= 0:
        raise InputError("must be greater than zero", column=where, value=value, hint=hint)
    return number


@frozen(kw_only=True)
class Reporting:
    """Settings of the figures beside the quarters.

    Parameters
    ----------
    free_cash_flow
        The definition in words.
    agency_days
        In the rating-agency presentation, what a bank paid is debt if the buyer repays it more than so many days after the invoice date.
    borrowing_rate
        What the buyer pays for its marginal borrowing; gives the cost net of what the cash saves.
    borrowing_day_count
        On what that rate counts.
    currency
        Of net debt and EBITDA; the ratio of the two is then given in every presentation.
    net_debt
        Without the scenario, in major units.
    ebitda
        In major units.
    covenant_limit
        The highest ratio of net debt to EBITDA allowed.
    reporting_currency
        Of a total over all currencies of the ledger, such as ``"GBP"``; without it they are told one by one and never added.
    exchange_rates
        Of that total: what one unit of each other currency is worth in it, ``{"EUR": "0.8412"}``. One rate serves all quarters.
    exchange_rates_source
        Where these are from, and of which day; printed beside the total.

    Examples
    --------
    >>> Reporting(borrowing_rate=0.05).borrowing_day_count
    'ACT/360'
    """

    free_cash_flow: FreeCashFlowDefinition = FreeCashFlowDefinition()
    agency_days: int = field(default=90, converter=_days)
    borrowing_rate: Fraction | None = field(default=None, converter=_rate)
    borrowing_day_count: str = field(default="ACT/360", converter=_day_count)
    currency: str | None = None
    net_debt: MoneyGiven | None = None
    ebitda: MoneyGiven | None = None
    covenant_limit: NumberGiven | None = None
    reporting_currency: str | None = field(default=None, converter=_currency)
    exchange_rates: Mapping[str, Fraction] | None = field(default=None, converter=_rates, hash=False)  # a table has no hash
    exchange_rates_source: str | None = field(default=None, validator=_source)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.free_cash_flow, FreeCashFlowDefinition):
            hint = 'Write FreeCashFlowDefinition(interest_paid="financing")'
            raise InputError("must be a FreeCashFlowDefinition", column="free_cash_flow", value=unquoted(self.free_cash_flow), hint=hint)
        self._check_rates()
        given = [n for n in _LEVERAGE if column(self, n) is not None]
        if self.currency is not None:
            given.append("currency")
        if not given:
            return
        for name in ("net_debt", "ebitda"):
            if name not in given:
                raise InputError("is missing beside the other figures of the covenant", column=name)
        if self.ratio_currency is None:
            raise InputError("is missing beside the other figures of the covenant", column="currency")
        if not isinstance(self.ratio_currency, str):
            raise InputError("must be a currency, as text", column="currency", value=self.currency, hint='Write currency = "EUR"')
        if self.reporting_currency not in (None, self.ratio_currency):
            reason = f"is of net debt and EBITDA, and figures are reported in {self.reporting_currency}"
            hint = f"Give both in {self.reporting_currency} and leave currency out"
            raise InputError(reason, column="currency", value=self.currency, hint=hint)
        self.minor("net_debt"), self.limit
        if self.minor("ebitda") <= 0:
            raise InputError("must be greater than zero", column="ebitda", value=self.ebitda)

    def _check_rates(self) -> None:
        """Refuse rates without a currency, a source without rates, and a rate of the reporting currency itself that is not one."""
        if self.exchange_rates is not None and self.reporting_currency is None:
            hint = 'Add reporting_currency = "GBP", the currency in which these rates say what others are worth'
            raise InputError("is for reporting_currency, which is not given", column="exchange_rates", hint=hint)
        if self.exchange_rates_source is not None and self.exchange_rates is None:
            raise InputError("is for exchange_rates, which are not given", column="exchange_rates_source", value=self.exchange_rates_source)
        own = (self.exchange_rates or {}).get(str(self.reporting_currency), 1)
        if own != 1:
            reason, where = f"must be 1: figures are reported in {self.reporting_currency}", f"exchange_rates.{self.reporting_currency}"
            raise InputError(reason, column=where, value=float(own), hint=f"Leave {self.reporting_currency} out of exchange_rates")

    @property
    def translation(self) -> Translation | None:
        """Into which currency others are translated, at which rates; `None`: they are told one by one."""
        if self.reporting_currency is None:
            return None
        return Translation(self.reporting_currency, dict(self.exchange_rates or {}), self.exchange_rates_source)

    def translation_of(self, currencies: Sequence[str]) -> Translation | None:
        """The same for the currencies of a ledger; `None` also where all amounts are in the reporting currency.

        Raises
        ------
        InputError
            A currency without a rate.
        """
        found = self.translation
        return found.within(currencies) if found is not None and found.is_needed(currencies) else None

    @property
    def ratio_currency(self) -> str | None:
        """Of net debt and EBITDA."""
        return self.currency if self.currency is not None else self.reporting_currency

    @property
    def of_one_currency(self) -> Reporting:
        """The same without net debt and EBITDA: beside a total these are of all currencies together."""
        return evolve(self, currency=None, net_debt=None, ebitda=None, covenant_limit=None)

    def check_currencies(self, known: Sequence[str]) -> None:
        """Refuse net debt and EBITDA in a currency in which nothing is reported, and a currency without the rate that a total needs.

        Parameters
        ----------
        known
            Those of the ledger.

        Raises
        ------
        InputError
            With those of the ledger.
        """
        if self.translation_of(known) is None and self.ebitda is not None and self.ratio_currency not in known:
            reason = f"is of net debt and EBITDA, and does not occur in the ledger. Known: {', '.join(sorted(known))}"
            hint = "Give both in one of these, or leave net_debt, ebitda and currency out"
            raise InputError(reason, column="measures.currency", value=self.ratio_currency, hint=hint)

    def minor(self, name: str) -> int:
        """`net_debt` or `ebitda` in minor units."""
        try:
            return to_minor(column(self, name), str(self.ratio_currency))
        except InputError as wrong:
            wrong.column = name if wrong.column == "amount" else wrong.column
            raise

    @property
    def limit(self) -> Fraction | None:
        """The highest ratio allowed."""
        return None if self.covenant_limit is None else fraction(self.covenant_limit, "covenant_limit", highest=1000)

    @classmethod
    def of(cls, value: ReportingGiven, interest_paid: Literal["operating", "financing"] | None = None) -> Reporting:
        """From an instance, or a table of its settings and those of the definition.

        `interest_paid` counts where `value` does not state it; both may state the same. The result always states it.

        Raises
        ------
        InputError
            A setting that is not known; both state `interest_paid`, and differ.
        """
        found = value if isinstance(value, Reporting) else cls._of_table(value)
        definition = found.free_cash_flow
        stated = definition.interest_paid
        asked = FreeCashFlowDefinition(interest_paid).interest_paid
        if stated is not None and asked is not None and stated != asked:
            hint = f"Leave one of them out, or write interest_paid='{stated}' in both"
            raise InputError(f"differs from the reporting, which states '{stated}'", column="interest_paid", value=asked, hint=hint)
        return evolve(found, free_cash_flow=evolve(definition, interest_paid=stated or asked or "operating"))

    @classmethod
    def _of_table(cls, value: Any) -> Reporting:
        given = dict(value) if isinstance(value, Mapping) else {}
        if value is not None and not isinstance(value, Mapping):
            raise InputError("must be a table of settings", column="reporting", value=value)
        words = [f.name for f in fields(FreeCashFlowDefinition)]
        known = [*words, *(f.name for f in fields(cls) if f.name != "free_cash_flow")]
        for name in given:
            if name not in known:
                raise InputError(f"unknown setting. {nearest(name, known)}", column="measures", value=name)
        definition = {n: given.pop(n) for n in words if n in given}
        found = cls(free_cash_flow=FreeCashFlowDefinition(**definition), **given)
        if given.get("borrowing_day_count") is not None and found.borrowing_rate is None:
            hint = "Give borrowing_rate, too, or leave it out"
            raise InputError("is for borrowing_rate, which is not given", column="borrowing_day_count", hint=hint)
        return found


ReportingGiven = Reporting | Mapping[str, NumberGiven] | None
"""The settings as a user gives them: a table of those of `Reporting` and `FreeCashFlowDefinition`."""
