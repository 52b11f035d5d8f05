"""The base of every incentive scheme: what the library asks of it, with the answer of one that says nothing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
from attrs import evolve

from cashflow.basics.days import Ints
from cashflow.basics.door import kind_in_words
from cashflow.basics.errors import InputError, nearest
from cashflow.deals.model import BUYER, NATURES, PARTIES, SUPPLIER, Deals, Flow

__all__ = ["Scheme", "flows_of", "scheme_given", "told_flows"]


class Scheme(ABC):
    """An incentive scheme: one small frozen class with one pure method `flows`, additive in (amount, tax, invoices).

    Everything else has a default. A scheme that differs says so by an attribute of its class (``covers_unmoved = True``), a
    field or a property of the same name. `cashflow.schemes.check_scheme` tries the laws on it.

    Parameters
    ----------
    name
        On the class: what a what-if file calls it, and where it stands in `cashflow.schemes.SCHEMES`; empty: no file knows it.

    Examples
    --------
    >>> from cashflow.schemes import check_scheme, principal
    >>> class Later(Scheme):
    ...     earlier = False
    ...     def flows(self, deals):
    ...         yield principal(deals, "buyer", "supplier", deals.new_day)
    >>> bool(check_scheme(Later(), tries=5))
    True
    """

    __slots__ = ()
    name: ClassVar[str] = ""

    @abstractmethod
    def flows(self, deals: Deals) -> Iterable[Flow]:
        """Payments that settle the deals: the full principal exactly once to the supplier and once by the buyer, plus the incentive."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys of the deals that it looks at, by which they are told apart; see `Deals`. By default none."""
        return ()

    @property
    def covers_unmoved(self) -> bool:
        """Whether it also gets deals whose day does not move: a supplier can sell those. By default they are simply paid."""
        return False

    @property
    def earlier(self) -> bool | None:
        """Whether it is for offers that pay earlier (`True`), later (`False`), or, by default, for either (`None`)."""
        return None

    @property
    def pays_supplier_by_baseline(self) -> bool:
        """Whether the supplier is paid on its usual day or before, so that no longest terms can stop it. By default not."""
        return False

    @property
    def day_count(self) -> str | None:
        """Day count of its rate, on which the suppliers' funding rate counts too, if the offer says nothing. By default none."""
        return None

    @property
    def assumes(self) -> tuple[str, ...]:
        """Sentences for the report that always hold."""
        return ()

    @property
    def to_supplier(self) -> str:
        """What the supplier is told of it; by default its text."""
        return str(self)

    @property
    def as_offered(self) -> Scheme:
        """What suppliers decide on when they accept; by default the scheme itself."""
        return self

    def assumptions(self, tax_stated: bool) -> list[str]:
        """Sentences for the report, in order; by default those it `assumes`.

        Parameters
        ----------
        tax_stated
            Whether the ledger states the tax in its amounts.
        """
        return list(self.assumes)

    def rates_moved(self, by: Fraction) -> Scheme:
        """The scheme with its annual rate moved, 0.02 being 200 basis points; by default itself, without such a rate.

        Raises
        ------
        InputError
            Some rate would leave 0 to 1.
        """
        return self


def scheme_given(value: Any, column: str) -> Scheme:
    """A scheme as such; anything else is refused, with what to write."""
    if isinstance(value, Scheme):
        return value
    if isinstance(value, type) and issubclass(value, Scheme):
        reason, hint = "is a class and no scheme yet", f"Write {value.__name__}(…)"
    elif hasattr(value, "flows"):
        reason = "is not a scheme: its class does not derive from Scheme"
        hint = f"Write class {type(value).__name__}(Scheme), after from cashflow.schemes import Scheme"
    else:
        reason = "is not a scheme"
        hint = "Give LaterWithInterest(0.065, 'ACT/360'), or your own: class Own(Scheme), after from cashflow.schemes import Scheme"
    raise InputError(reason, column=column, value=value, hint=hint)


def flows_of(scheme: Scheme, deals: Deals) -> list[Flow]:
    """Flows of a scheme; deals that do not move, and that it does not ask for, are paid on their baseline day."""
    moved = deals.new_day != deals.base_day
    if scheme.covers_unmoved or moved.all():
        return told_flows(scheme, deals)
    at = np.flatnonzero(moved)  # it never sees the others: it might know no rate for their days
    still = Flow(deals.base_day, BUYER, SUPPLIER, "principal", deals.amount * ~moved)
    return [*(_among(deals, at, f) for f in told_flows(scheme, deals.take(at))), still]


def told_flows(scheme: Scheme, deals: Deals) -> list[Flow]:
    """What a scheme says of deals; what is no flow, or between unknown parties or for an unknown reason, is refused with its name."""
    told: Any = scheme.flows(deals)
    if not isinstance(told, Iterable):
        raise _amiss(scheme, f"its flows must be a list of flows, not {kind_in_words(told)}")
    flows = list(told)
    for number, flow in enumerate(flows, 1):
        if not isinstance(flow, Flow):
            raise _amiss(scheme, f"flow {number} must be a Flow, not {kind_in_words(flow)}")
        for name, given, known in (("payer", flow.payer, PARTIES), ("payee", flow.payee, PARTIES), ("nature", flow.nature, NATURES)):
            if given not in known:
                raise _amiss(scheme, f"flow {number} has the {name} '{given}'. {nearest(str(given), known)}")
    return flows


def _amiss(scheme: Scheme, reason: str) -> InputError:
    return InputError(reason, column="scheme", value=str(scheme), hint="Try it with cashflow.schemes.check_scheme")


def _among(deals: Deals, at: Ints, flow: Flow) -> Flow:
    """A flow of the deals at some positions as one of all of them: nothing is paid in the others."""
    some = np.asarray(flow.amount)
    amount, day = np.zeros(len(deals), some.dtype), deals.base_day.copy()
    amount[at], day[at] = some, flow.day
    since = None if flow.since is None else deals.base_day.copy()
    if since is not None:
        since[at] = flow.since
    return evolve(flow, day=day, amount=amount, since=since)
