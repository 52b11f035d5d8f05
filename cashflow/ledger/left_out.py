"""What a ledger leaves out: counted in rows and money, said above every figure, and refused above one per cent.

`read_ledger`, `scan` and `check` refuse nothing, so that findings can be seen; figures do, where baseline payments
are made (`payments.Payments`).
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from cashflow.basics.columns import by_name
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.errors import InputError, asked, nearest, to_type
from cashflow.basics.fractions import fraction
from cashflow.basics.money import amount_text, from_minor
from cashflow.basics.notes import Note
from cashflow.ledger.asks import asks_of
from cashflow.ledger.kinds import REJECTED

if TYPE_CHECKING:
    from cashflow.ledger.model import Findings

__all__ = [
    "ACCEPTED",
    "ELSEWHERE",
    "MINOR",
    "MOST_REJECTED",
    "Sums",
    "accepted_kinds",
    "counts_dict",
    "most_share",
    "refusal",
    "sentence",
    "told_lines",
]

ACCEPTED, ELSEWHERE = "accepted", "elsewhere"
MINOR = "minor"
"""In place of a currency: minor units of one that is not known."""
_ENDLESS = 10**30
_NAMED = 2  # kinds and questions in a hint
MOST_REJECTED = Fraction(1, 100)
"""Of the rows, of the gross money of any currency, of the payments and of their money."""


@frozen
class Sums:
    """Rows of a table by kind (`ACCEPTED`, `ELSEWHERE`, or why they are rejected), and their money by kind and currency.

    Money is gross: amounts without their signs, in minor units. `open` is what of it is not paid yet.
    """

    rows: Mapping[str, int] = field(factory=dict)
    without: Mapping[str, int] = field(factory=dict)  # rows without a readable amount, or without a known currency
    gross: Mapping[tuple[str, str], int] = field(factory=dict)
    open: Mapping[tuple[str, str], int] = field(factory=dict)
    bound: Mapping[tuple[str, str], int] = field(factory=dict)  # most that `without` can be, in 1/10,000; currency "": not known

    @classmethod
    def joined(cls, parts: Iterable[Sums]) -> Sums:
        """The sums of several."""
        sums: tuple[dict[Any, int], ...] = ({}, {}, {}, {}, {})
        for part in parts:
            tables: tuple[Mapping[Any, int], ...] = (part.rows, part.without, part.gross, part.open, part.bound)
            for total, own in zip(sums, tables, strict=True):
                for key, value in own.items():
                    total[key] = total.get(key, 0) + value
        return cls(*(dict(sorted(total.items())) for total in sums))

    @property
    def kinds(self) -> tuple[str, ...]:
        """Why rows are rejected."""
        return tuple(k for k, n in self.rows.items() if n and k not in (ACCEPTED, ELSEWHERE))

    def count(self, kinds: Collection[str]) -> int:
        """Rows of some kinds."""
        return sum(self.rows.get(k, 0) for k in kinds)

    def unread(self, kinds: Collection[str]) -> int:
        """Rows of some kinds without a readable amount."""
        return sum(self.without.get(k, 0) for k in kinds)

    def money(self, kinds: Collection[str], *, unpaid: bool = False) -> dict[str, int]:
        """Gross money of some kinds by currency, in minor units; of currencies that occur in them."""
        out: dict[str, int] = {}
        for (kind, currency), minor in (self.open if unpaid else self.gross).items():
            if kind in kinds:
                out[currency] = out.get(currency, 0) + minor
        return dict(sorted(out.items()))

    def bounds(self, kinds: Collection[str]) -> dict[str, int]:
        """The most that rows without a readable amount or currency can be, in minor units; of no known currency: in each accepted one."""
        used = {c for (kind, c), minor in self.gross.items() if kind == ACCEPTED and minor}
        out: dict[str, int] = {}
        for (kind, currency), most in self.bound.items():
            for c in (used if currency in ("", MINOR) else {currency}) if kind in kinds else ():
                unit = 10_000 if currency == MINOR else 10 ** CURRENCIES[c]
                out[c] = out.get(c, 0) + most * unit
        return {c: -(-most // 10_000) for c, most in sorted(out.items())}


def accepted_kinds(value: object) -> dict[str, str]:
    """Waivers: kind → why its rows may be left out; unknown kinds and empty reasons are refused."""
    if value is None:
        return {}
    example = 'Write accept = { "unreadable date" = "closed plant, written off" } (--accept "unreadable date=closed plant")'
    given = value if isinstance(value, Mapping) else _kinds_typed(value, example)
    for kind, reason in given.items():
        if kind not in REJECTED:
            raise InputError(f"is not a kind of rows that are left out. {nearest(str(kind), REJECTED)}", column="accept", value=kind)
        if not isinstance(reason, str) or not reason.strip():
            raise InputError("needs a reason, in words", column=f"accept.{kind}", value=reason, hint=example)
    return {k: " ".join(reason.split()) for k, reason in sorted(given.items())}


def _kinds_typed(value: object, example: str) -> dict[str, str]:
    """The same of texts like ``unreadable date=closed plant``."""
    out: dict[str, str] = {}
    for one in value if isinstance(value, list | tuple) else [value]:
        kind, equals, reason = one.partition("=") if isinstance(one, str) else ("", "", "")
        if not equals:
            raise InputError("must name kinds of findings, each with a reason", column="accept", value=one, hint=example)
        out[kind.strip()] = reason
    return out


def most_share(value: object) -> Fraction | None:
    """The share that may be rejected, as told; 0 to 1."""
    return None if value is None else fraction(value, "most_rejected")


def sentence(found: Findings) -> str:
    """What is left out, in rows and money; empty where nothing was rejected."""
    parts = _parts(found)
    if not parts:
        return ""
    listed = len(found.frame)
    lists = f"the first {listed:,} findings, and {found.not_listed:,} more are not listed" if found.not_listed else "them"
    text = f"{', and '.join(parts)}, are left out; the findings list {lists}"
    there = {*found.rows.kinds, *found.payments.kinds}
    waived = [f'"{kind}": {reason}' for kind, reason in found.accept.items() if kind in there]
    more = [f"Accepted: {'; '.join(waived)}"] if waived else []
    more += [] if found.most_rejected is None else [f"Up to {_percent(found.most_rejected)} may be left out (most_rejected)"]
    return Note(text, *more)


def told_lines(found: Findings) -> list[str]:
    """What was told about rows that are left out, for the assumptions."""
    there = {*found.rows.kinds, *found.payments.kinds}
    used, unused = ({k: why for k, why in found.accept.items() if (k in there) == is_there} for is_there in (True, False))
    lines = [f'rows left out and accepted: "{kind}" ({reason})' for kind, reason in used.items()]
    lines += [f'of rows "{kind}" that may be left out ({reason}) there is none' for kind, reason in unused.items()]
    return lines + ([] if found.most_rejected is None else [f"up to {_percent(found.most_rejected)} of the ledger may be left out"])


def _parts(found: Findings) -> list[str]:
    rows, payments = found.rows, found.payments
    parts = []
    if rows.kinds:
        open_left, open_all = rows.money(rows.kinds, unpaid=True), rows.money(rows.rows, unpaid=True)
        gross = rows.money(rows.rows)
        money = [
            f"{c} {from_minor(m, c):,f}{_shares((m, gross[c]), (open_left.get(c, 0), open_all.get(c, 0)))}"
            for c, m in rows.money(rows.kinds).items()
        ]
        parts.append(_counted(rows, found.rows_read, found.unit, money))
    if payments.kinds:
        money = [f"{c} {from_minor(m, c):,f}" for c, m in payments.money(payments.kinds).items()]
        parts.append(_counted(payments, payments.count(payments.rows), "payments", money))
    return parts


def _counted(sums: Sums, of: int, unit: str, money: list[str]) -> str:
    unread = sums.unread(sums.kinds)
    one = unit.removesuffix("s")
    most = " or ".join(f"{c} {from_minor(m, c):,f}" if m < _ENDLESS else f"any amount of {c}" for c, m in sums.bounds(sums.kinds).items())
    upto = f" (up to {most})" if most else ""
    said = [f"{unread:,} {one if unread == 1 else unit} whose amount or currency can't be read{upto}"] if unread else []
    return ", ".join([f"{sums.count(sums.kinds):,} of {of:,} {unit}", *money, *said])


def _shares(left: tuple[int, int], unpaid: tuple[int, int]) -> str:
    """Shares for display; none of nothing."""
    said = [_percent(Fraction(*left))] if left[1] else []
    said += [f"{_percent(Fraction(*unpaid))} of what is open"] if unpaid[1] else []
    return f" ({'; '.join(said)})" if said else ""


def _percent(share: Fraction) -> str:
    """A share for display: whole per cents, below ten with up to two digits; never 0 % of something, nor 100 % of less."""
    per_cent = share * 100
    if 0 < per_cent < Fraction(1, 100):
        return "less than 0.01 %"
    if 99 < per_cent < 100:
        return "more than 99 %"
    digits = 0 if per_cent >= 10 else 2
    scaled = int(per_cent * 10**digits + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**digits)
    return f"{whole}.{rest:0{digits}d}".rstrip("0").rstrip(".") + " %" if digits else f"{whole} %"


def refusal(found: Findings) -> InputError | None:
    """Why figures are refused, with what to type; `None` where no more is left out than may be."""
    most = MOST_REJECTED if found.most_rejected is None else found.most_rejected
    worst, of_what = max(_left_shares(found), key=lambda s: s[0], default=(Fraction(0), ""))
    if worst <= most:
        return None
    beyond = f"more than the {_percent(most)} of most_rejected" if found.most_rejected is not None else "more than 1 %"
    waived = {*found.accept} & {*found.rows.kinds, *found.payments.kinds}
    beyond += f" ({of_what}, {_percent(worst)})"
    beyond += ", not counting what was accepted" if waived else ""
    reason = f"{', and '.join(_parts(found))}, are left out: {beyond}, so no figures are given"
    last = asked("share that may be left out, as a last resort ([ledger] most_rejected)", [_enough(worst)], "--most-rejected")
    wrong = InputError(reason, file=found.sources.get("ledger"), hint=_way_on(found, worst), ask=[*asks_of(found), last])
    wrong.findings = found
    return wrong


def _left_shares(found: Findings) -> list[tuple[Fraction, str]]:
    """Every share that is judged, and what it is of: of the rows and of the money of each currency, of the ledger and of its payments.

    Rows of an accepted kind and payments of invoices elsewhere are in no share, above or below the line.
    """
    shares = []
    for sums, unit in ((found.rows, found.unit), (found.payments, "payments")):
        counted = [k for k in sums.kinds if k not in found.accept]
        all_kinds = [k for k in sums.rows if k != ELSEWHERE and k not in found.accept]
        gross, left = sums.money(all_kinds), sums.money(counted)
        for c, most in sums.bounds(counted).items():
            gross[c], left[c] = gross.get(c, 0) + most, left.get(c, 0) + most
        many, of = sums.count(counted), sums.count(all_kinds)
        shares += [(Fraction(many, of), f"{many:,} of {of:,} {unit}")] if counted else []
        for c, minor in left.items():
            if minor >= _ENDLESS:
                shares.append((Fraction(minor, gross[c]), f"any amount of {c}"))
            elif gross[c]:
                shares.append((Fraction(minor, gross[c]), f"{c} {from_minor(minor, c):,f} of {c} {from_minor(gross[c], c):,f}"))
    return shares


def _way_on(found: Findings, worst: Fraction) -> str:
    """What to type, short: the entries of `ask` have every choice, and the findings every kind."""
    kinds = [k for k in dict.fromkeys([*found.rows.kinds, *found.payments.kinds]) if k not in found.accept]
    named = ", ".join([*(f'"{k}" = "why"' for k in kinds[:_NAMED]), *["…"] * (len(kinds) > _NAMED)])
    typed = f' (--accept "{kinds[0]}=why")' if kinds else ""
    return (
        f"{_asked(found)}{_look(found)} and mend them. Or accept them: [ledger] accept = {{ {named} }}{typed}. "
        f"Last resort: most_rejected = {_enough(worst)} (--most-rejected {_enough(worst)})"
    )


def _asked(found: Findings) -> str:
    """The answers that would let rows in, one with its choices; first of all, for then nothing need be mended."""
    ask = asks_of(found)
    if len(ask) > 1:
        more = f" and {len(ask) - _NAMED} more" if len(ask) > _NAMED else ""
        return f"Type {to_type(ask[:_NAMED])}{more}. "
    said = [f"{a['what']}{': ' if a['choices'] else ''}{', '.join(a['choices'])}" for a in ask]
    return f"Say what is asked: {said[0]}. " if said else ""


def _enough(worst: Fraction) -> str:
    """A share to type that is not below another."""
    return f"{-(-worst * 100 // 1) / 100:.2f}"


def _look(found: Findings) -> str:
    """How the findings are seen."""
    path = found.sources.get("ledger")
    if path is None:
        return "Look at them in ledger.findings.frame"
    second = found.sources.get("payments")
    given = {"--payments": second, **found.flags}
    told = {flag: value for flag, value in given.items() if value is not None and (second or not flag.startswith("--payments"))}
    flags = [word for flag, value in told.items() for word in _typed(flag, value)]
    return f"See them with '{_command(['cashflow', 'check', path, *flags])}'"


def _command(words: Sequence[str]) -> str:
    """A command to type, without the quotes in which it stands itself: double ones, which every shell has, hold what is plain."""
    typed = shlex.join(words)
    return typed if any(c in typed for c in '"$`!\\') else typed.replace("'", '"')


def _typed(flag: str, value: str | tuple[str, ...]) -> tuple[str, ...]:
    """A flag as it is typed: ``--currency EUR``, ``--map supplier=Kreditor`` of the flag ``--map supplier``, and ``--round`` alone."""
    name, _, ours = flag.partition(" ")
    if isinstance(value, tuple):
        return tuple(word for one in value for word in (name, one))
    return (name, f"{ours}={value}" if ours else value) if value else (name,)


def counts_dict(found: Findings) -> dict[str, Any]:
    """Counts of rows and payments, and the money left out, as ``--json`` prints them."""
    rows, payments = found.rows, found.payments
    counts: dict[str, Any] = {n: int(v) for n, v in by_name(found, ("rows_read", "accepted", "rejected", "ignored")).items()}
    counts |= {
        "payments_read": payments.count(payments.rows),
        "payments_accepted": payments.count([ACCEPTED]),
        "payments_rejected": payments.count(payments.kinds),
        "payments_elsewhere": payments.count([ELSEWHERE]),
        "amount_left_out": {c: amount_text(m, c) for c, m in rows.money(rows.kinds).items()},
        "rows_without_amount": rows.unread(rows.kinds),
    }
    return counts
