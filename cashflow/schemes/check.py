"""Check a scheme: deals at random, every law, the smallest example that breaks one, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import DateGiven, to_date, to_day
from cashflow.basics.errors import CashflowError, InputError
from cashflow.basics.whole_numbers import whole_number
from cashflow.deals import Deals, Scheme, scheme_given
from cashflow.schemes.laws import LAWS, Law

__all__ = ["BrokenLaw", "SchemeCheck", "SchemeLawError", "check_scheme"]


@frozen(eq=False)
class BrokenLaw:
    """A law that a scheme breaks.

    Parameters
    ----------
    law
        Its name in `LAWS`.
    reason
        How it is broken.
    deals
        The smallest deals found that show it.
    """

    law: str
    reason: str
    deals: Deals

    def __str__(self) -> str:
        rule = (LAWS[self.law].__doc__ or "").strip() if self.law in LAWS else "It runs."
        return "\n".join([f"{self.law}: {rule}", f"  {self.reason}", *(f"  deal: {line}" for line in _lines(self.deals))])


def _lines(deals: Deals) -> Iterator[str]:
    for at in range(len(deals)):
        keys = "".join(f", {k} {to_date(v[at]) if '_day' in k else int(v[at])}" for k, v in deals.keys.items())
        tax = "" if deals.tax is None else f", tax {int(deals.tax[at]):,}"
        dates = f"base {to_date(deals.base_day[at])}, new {to_date(deals.new_day[at])}"
        yield f"{dates}, amount {int(deals.amount[at]):,}{tax}, invoices {int(deals.invoices[at])}{keys}"


class SchemeLawError(CashflowError):
    """A scheme breaks a law.

    Parameters
    ----------
    check
        The whole `SchemeCheck`, which is the message.
    """

    def __init__(self, check: SchemeCheck) -> None:
        self.check, self.broken = check, check.broken
        super().__init__(str(check))


@frozen(eq=False)
class SchemeCheck:
    """What `check_scheme` found; true if no law is broken, and it prints itself.

    Parameters
    ----------
    scheme
        In words.
    broken
        One entry a law that is broken.
    tried
        How many sets of deals each law was tried on.
    """

    scheme: str
    broken: tuple[BrokenLaw, ...]
    tried: int

    def __bool__(self) -> bool:
        return not self.broken

    def raise_if_broken(self) -> None:
        """Raise `SchemeLawError` if a law is broken."""
        if self.broken:
            raise SchemeLawError(self)

    def __str__(self) -> str:
        if not self.broken:
            return f"'{self.scheme}' keeps all {len(LAWS)} laws on {self.tried} sets of deals:\n{', '.join(LAWS)}."
        head = f"'{self.scheme}' breaks {len(self.broken)} of {len(LAWS)} laws"
        return "\n".join([head, *(str(b) for b in self.broken)])

    __repr__ = __str__


def check_scheme(scheme: Scheme, *, seed: int = 0, tries: int = 60, start: DateGiven = "2025-06-02") -> SchemeCheck:
    """Try the laws of a scheme on deals made at random.

    Parameters
    ----------
    scheme
        Of a class that derives from `Scheme`. Its attributes `needs`, `covers_unmoved` and `earlier` say which deals it gets;
        without `earlier` they are paid later than usual.
    seed
        Of the random numbers; the same seed gives the same deals.
    tries
        How many sets of deals.
    start
        All days lie in the two years from here on.

    Returns
    -------
    SchemeCheck
        Says which laws are broken, each with the smallest example found. `raise_if_broken()` makes an error of it.

    Raises
    ------
    InputError
        No scheme, or it needs a key that deals never have.

    Examples
    --------
    >>> from cashflow.schemes import LaterWithInterest
    >>> print(check_scheme(LaterWithInterest(0.065, "ACT/360"), tries=20))
    'later with 6.5 % interest (ACT/360)' keeps all 8 laws on 20 sets of deals:
    shape, pure, principal, days, no flows for a zero amount, separate, additive, sign.
    """
    scheme_given(scheme, "scheme")
    whole_number(seed, "seed")
    whole_number(tries, "tries", "must be a whole number, at least 1", least=1)
    random = np.random.default_rng(seed)
    many = [_deals(scheme, random, to_day(start)) for _ in range(tries)]
    broken: list[BrokenLaw] = []
    for name, law in LAWS.items():
        found = next((b for deals in many if (b := _tried(name, law, scheme, deals))), None)
        if found:
            broken.append(found)
        if found and found.law in ("shape", "needs", "runs"):
            break  # nothing else can be said of it
    own: Any = type(scheme)
    plain = (own.__str__, own.__repr__) == (object.__str__, object.__repr__)
    return SchemeCheck(own.__name__ if plain else str(scheme), tuple(broken), tries)


def _tried(name: str, law: Law, scheme: Scheme, deals: Deals) -> BrokenLaw | None:
    """How a law is broken by some deals, on as few and as simple ones as can be found."""
    said = _said(name, law, scheme, deals)
    if said is None:
        return None
    for smaller in _smaller(deals):
        less = _said(name, law, scheme, smaller)
        if less is not None and less[0] == said[0]:
            return _tried(name, law, scheme, smaller)
    return BrokenLaw(said[0], said[1], deals)


def _said(name: str, law: Law, scheme: Scheme, deals: Deals) -> tuple[str, str] | None:
    try:
        reason = law(scheme, deals)
    except KeyError as missing:
        key = missing.args[0] if missing.args else missing
        return "needs", f"it looks at the key '{key}' and does not name it in needs"
    except Exception as wrong:
        return "runs", f"it fails with {type(wrong).__name__}: {wrong}"
    return None if reason is None else (name, reason)


def _smaller(deals: Deals) -> Iterator[Deals]:
    """Fewer deals, then simpler amounts."""
    for at in range(len(deals)):
        if len(deals) > 1:
            yield deals.take(np.delete(np.arange(len(deals)), at))
    for simple in (1, 100, 10_000, 1_000_000):
        for at in range(len(deals)):
            if abs(int(deals.amount[at])) > simple:
                amount, tax = deals.amount.copy(), None if deals.tax is None else deals.tax.copy()
                amount[at] = simple
                if tax is not None:
                    tax[at] = 0
                yield evolve(deals, amount=amount, tax=tax)


def _deals(scheme: Scheme, random: np.random.Generator, start: int) -> Deals:
    """One to six deals as the scheme would get them: invoices and credit notes, with tax, and the keys it asks for."""
    size = int(random.integers(1, 7))
    base = start + random.integers(200, 400, size)
    far = np.maximum(random.integers(1, 150, size), 1)
    moved = -np.minimum(far, 90) if scheme.earlier else far
    if scheme.covers_unmoved:
        moved = moved * random.integers(0, 2, size)
    amount = random.choice([1, 7, 100, 99_999, 12_000_000, 10**13 + 1], size) * random.choice([1, 1, 1, -1], size)
    tax = amount * random.integers(0, 26, size) // 125
    needs = tuple(scheme.needs)
    keys = {name: _key(name, base, moved, random) for name in needs}
    ones = np.ones(size, np.int64)
    new = (base + moved).astype(np.int32)
    return Deals(random.integers(0, 3, size), base.astype(np.int32), new, amount, ones, ones * 100, keys, tax)


def _key(name: str, base: Any, moved: Any, random: np.random.Generator) -> Any:
    size = len(base)
    if name == "invoice":
        return np.sort(random.integers(0, 4, size))
    if name == "due_day":
        return (base + random.integers(-20, 21, size)).astype(np.int32)
    if name == "long_tenor":
        return random.integers(0, 2, size)
    if name in ("immediate_day", "invoice_day") or re.fullmatch(r"approval_day\+\d{1,3}", name):
        return (np.minimum(base, base + moved) - random.integers(0, 60, size)).astype(np.int32)
    known = "invoice, invoice_day, due_day, immediate_day, approval_day+0, long_tenor"
    raise InputError(f"is nothing a scheme can need. Known: {known}", column="scheme.needs", value=name)
