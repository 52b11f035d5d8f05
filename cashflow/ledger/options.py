"""What a reader may be told of a table, checked once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve, field, frozen

from cashflow.basics.columns import by_name
from cashflow.basics.date_format import format_of
from cashflow.basics.date_text import zone_of
from cashflow.basics.door import unquoted
from cashflow.basics.errors import InputError, nearest
from cashflow.ledger.clearing.payment_names import payments_map_of
from cashflow.ledger.clearing.tolerance import PaymentTolerance
from cashflow.ledger.layout.profile import profile_named
from cashflow.ledger.layout.told import LayoutOptions, map_of, pairs_of, types_of
from cashflow.ledger.left_out import accepted_kinds, most_share
from cashflow.ledger.of_files import files_of, typed_files
from cashflow.ledger.opening.options import OpenOptions, sheets_told
from cashflow.ledger.told import Told
from cashflow.ledger.values.term_codes import FileCodes, codes_of
from cashflow.terms import read_terms
from cashflow.terms.own_events import events_of

__all__ = ["OF_PAYMENTS", "SIGNS", "ReadOptions", "own_events"]

SIGNS = ("payables negative", "payables positive")
OF_PAYMENTS = ("payment_tolerance", "discount_tolerance_days", "discount_by_part")
"""What is told of payments that are matched with invoices."""
_DEFAULT = {OF_PAYMENTS[0]: PaymentTolerance(), OF_PAYMENTS[1]: 0, OF_PAYMENTS[2]: False}


def _one_of(*known: str | None) -> Any:
    def check(_: object, attribute: Any, value: object) -> None:
        if value not in known:
            words = " or ".join(f"'{k}'" for k in known if k)
            raise InputError(f"must be {words}", column=attribute.name, value=value)

    return check


def _days(_: object, attribute: Any, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 365:
        raise InputError("must be a whole number of days from 0 to 365", column=attribute.name, value=value)


def _yes_or_no(_: object, attribute: Any, value: object) -> None:
    if not isinstance(value, bool):
        raise InputError("must be true or false", column=attribute.name, value=value)


def own_events(value: Any) -> dict[str, str]:
    """Events of the user's own and their columns: a table, or texts like ``arrival=Ankunft``."""
    if value is None:
        return {}
    pairs = value if isinstance(value, Mapping) else pairs_of([value] if isinstance(value, str) else value, "events")
    for name, column in pairs.items():
        if not isinstance(column, str) or not column.strip():
            raise InputError("must be the name of a column", column=f"events {name}", value=column)
    return dict(zip(events_of(pairs), (c.strip() for c in pairs.values()), strict=True))


def _tolerance(value: Any) -> PaymentTolerance:
    return PaymentTolerance.of(value)


@frozen(eq=False)
class ReadOptions:
    """The keywords of `read_ledger`."""

    currency: str | None = None
    payments: Any = None
    dialect: str | None = None
    codes: Mapping[str, Any] | None = field(default=None, converter=codes_of)  # or the path of a file of them
    decimal: str | None = field(default=None, validator=_one_of(None, ".", ","))
    date_order: str | None = field(default=None, validator=_one_of(None, "dmy", "mdy", "ymd"))
    strict: bool = field(default=False, validator=_yes_or_no)
    sign: str | None = field(default=None, validator=_one_of(None, *SIGNS))
    zone: str | None = field(default=None)
    accept: Mapping[str, str] = field(default=None, converter=accepted_kinds, kw_only=True)  # kind → why its rows may be left out
    most_rejected: Fraction | None = field(default=None, converter=most_share, kw_only=True)
    cleared_from: Any = field(default=None, kw_only=True)
    invoiced_to: Any = field(default=None, kw_only=True)
    payment_tolerance: PaymentTolerance = field(default=None, converter=_tolerance, kw_only=True)
    discount_tolerance_days: int = field(default=0, validator=_days, kw_only=True)
    discount_by_part: bool = field(default=False, validator=_yes_or_no, kw_only=True)
    paid_with_discount: str | None = field(default=None, validator=_one_of(None, "taken", "not taken"), kw_only=True)
    owed: str | None = field(default=None, validator=_one_of(None, "Cr", "Dr"), kw_only=True)  # which is owed where amounts end so
    round: bool = field(default=False, validator=_yes_or_no, kw_only=True)  # amounts with more decimals than their currency
    map: Mapping[str, str] = field(default=None, converter=map_of, kw_only=True)  # our column → the table's
    payments_map: Mapping[str, str] = field(default=None, converter=payments_map_of, kw_only=True)  # our column → the payments table's
    types: Mapping[str, str] = field(default=None, converter=types_of, kw_only=True)  # type of a document → what it is
    profile: str | None = field(default=None, kw_only=True)
    terms: str | None = field(default=None, kw_only=True)  # of rows that state neither terms nor a due date
    events: Mapping[str, str] = field(default=None, converter=own_events, kw_only=True)  # events of the user's own → their columns
    date_format: str | None = field(default=None, kw_only=True)  # like dd.mm.yyyy
    encoding: str | None = field(default=None, kw_only=True)
    separator: str | None = field(default=None, kw_only=True)
    sheet: str | tuple[str, ...] | None = field(default=None, converter=sheets_told, kw_only=True)
    skip_rows: int | None = field(default=None, kw_only=True)
    files: Mapping[str, Mapping[str, Any]] = field(default=None, converter=files_of, kw_only=True)  # name or pattern → what is told of it
    told: Told = field(init=False)
    opening: OpenOptions = field(init=False)

    @told.default
    def _told(self) -> Told:
        return Told(self.cleared_from, self.invoiced_to)

    @opening.default
    def _opening(self) -> OpenOptions:
        return OpenOptions(encoding=self.encoding, separator=self.separator, sheet=self.sheet, skip_rows=self.skip_rows)

    def __attrs_post_init__(self) -> None:
        if self.payments_map and self.payments is None:
            raise InputError(
                "is for a payments table, and none is given", column="payments_map", hint="Leave it out, or give payments, too"
            )
        if self.date_format is not None:
            format_of(str(self.date_format))
        if self.profile is not None:
            profile_named(self.profile)
        if self.terms is not None and "invoice" not in read_terms(self.terms, self.dialect)[0].anchors:
            hint = "Write e.g. terms = 'net 30'; other dates stand in the rows"
            raise InputError("must count from the invoice date", column="terms", value=self.terms, hint=hint)
        for name, told in self.files.items():
            try:
                evolve(self, files=None, **told)
            except InputError as wrong:
                wrong.column = f"files '{name}'" + (f" {wrong.column}" if wrong.column else "")
                raise

    def of_file(self, own: Mapping[str, Any]) -> ReadOptions:
        """The options of one file: its `own`, which are told of it alone, go before what is told of all."""
        if not own:
            return self
        told = by_name(self, ("map", "types"))
        form = None if own.get("date_order") is not None else self.date_format  # the form of all dates would go before their order
        return evolve(self, files=None, **{"date_format": form, **own, **{n: {**told[n], **own[n]} for n in told if n in own}})

    def check_payments(self, source: object = None) -> None:
        """Refuse what is told of payments where there can be none: no second table, and none among the rows.

        Raises
        ------
        InputError
            With what to leave out.
        """
        if self.payments is not None:
            return
        for name in OF_PAYMENTS:
            value = getattr(self, name)
            if value != _DEFAULT[name]:
                reason = "is for payments that are matched with invoices, and this ledger has none"
                hint = f"Leave {name} out, or give payments, too"
                raise InputError(reason, file=source, column=name, value=None if name == OF_PAYMENTS[0] else value, hint=hint)

    @classmethod
    def of(cls, function: str, words: Mapping[str, Any]) -> ReadOptions:
        """The keywords of a function; one that there is not is refused with the nearest."""
        known = [a.name for a in cls.__attrs_attrs__ if a.init]
        for name in words:
            if name not in known:
                raise InputError(f"{function} takes no such argument. {nearest(name, known)}", column=name, value=unquoted(words[name]))
        return cls(**words)

    @property
    def layout(self) -> LayoutOptions:
        """What is told of the layout."""
        told = by_name(self, ("map", "types", "profile", "sign", "owed", "currency", "decimal", "date_order", "date_format", "terms"))
        return LayoutOptions(**told, payments=self.payments is not None)

    @zone.validator
    def _known(self, _: object, value: str | None) -> None:
        if value is not None:
            zone_of(str(value))

    @property
    def turned(self) -> bool:
        """Whether the amounts of what is owed are negative in the table."""
        return self.sign == "payables negative"

    @property
    def flags(self) -> Mapping[str, str | tuple[str, ...]]:
        """What was told, as flags of ``cashflow check``; nothing beside one that takes no value, several beside one that is repeated."""
        names = (
            "currency",
            "dialect",
            "decimal",
            "date_order",
            "date_format",
            "zone",
            "sign",
            "profile",
            "terms",
            "owed",
            "encoding",
            "separator",
            "skip_rows",
        )
        sheets = {"--sheet": self.sheet} if self.sheet else {}
        maps = {f"--map {k}": v for k, v in self.map.items()} | {f"--event {k}": v for k, v in self.events.items()}
        maps |= {f"--types {k}": v for k, v in self.types.items()} | {f"--payments-map {k}": v for k, v in self.payments_map.items()}
        maps |= {f"--accept {k}": v for k, v in self.accept.items()} | ({"--round": ""} if self.round else {})
        maps |= {f"--files {key}": value for key, value in typed_files(self.files).items()}
        codes = {"--terms-codes": str(self.codes.file)} if isinstance(self.codes, FileCodes) else {}
        return {f"--{n.replace('_', '-')}": str(v) for n, v in by_name(self, names).items() if v} | sheets | codes | maps
