"""What a key of a what-if file may hold, as fragments of JSON Schema; what a key's own type says is not said here again."""

from __future__ import annotations

from typing import Any

from attrs import fields

from cashflow.basics.calendars import ROLLS
from cashflow.basics.day_counts import DAY_COUNTS
from cashflow.deals import Extension
from cashflow.ledger.kinds import REJECTED
from cashflow.ledger.layout.told import KINDS_OF_TYPES
from cashflow.ledger.of_files import OF_FILES
from cashflow.ledger.options import SIGNS
from cashflow.measures.catalog import PRESENTATION_NAMES
from cashflow.offers.letter_settings import LANGUAGES
from cashflow.offers.offer import OVERDUE
from cashflow.payments.runs import CHOICES
from cashflow.schemes import ReferenceRate
from cashflow.terms import DIALECTS

__all__ = ["ANYTHING", "kind_of", "one_of", "table"]

Fragment = dict[str, Any]
ANYTHING: Fragment = {}
TEXT: Fragment = {"type": "string"}
YES_NO: Fragment = {"type": "boolean"}
WHOLE: Fragment = {"type": "integer"}
DATE: Fragment = {"type": "string", "format": "date", "description": "a date, 2025-06-30"}
NUMBER: Fragment = {"type": ["number", "string"], "description": 'a number: 0.065, or as text "0.065" or "6.5%"'}
MONEY: Fragment = {"type": ["number", "string"], "description": 'an amount in major units, best as text: "1000000.00"'}


def one_of(*values: str) -> Fragment:
    """One of some words."""
    return {"enum": list(values)}


def either(*kinds: Fragment) -> Fragment:
    """Any of some kinds."""
    return {"anyOf": list(kinds)}


def many(kind: Fragment) -> Fragment:
    """A list."""
    return {"type": "array", "items": kind}


def table(properties: dict[str, Fragment], *needed: str, others: bool | Fragment = False) -> Fragment:
    """A table of some keys."""
    found: Fragment = {"type": "object", "properties": properties, "additionalProperties": others}
    return found | ({"required": list(needed)} if needed else {})


def columns(kind: Fragment = ANYTHING) -> Fragment:
    """A table whose keys are columns or names of the user's own."""
    return table({}, others=kind)


NAMED = columns(TEXT)
WINDOW = table({"from": DATE, "to": DATE}) | {"minProperties": 1}
SUPPLIERS = either(TEXT, many(TEXT), table({"except": either(TEXT, many(TEXT), columns())}, others=ANYTHING))
FUNDING = either(NUMBER, table({"low": NUMBER, "high": NUMBER}, "low", "high"))
CALENDAR = {
    "weekend": many(TEXT),
    "holidays": many(DATE),
}
BUSINESS_DAYS = table(
    {"roll": one_of(*ROLLS), **CALENDAR},
    others=either(TEXT, table({**CALENDAR, "first": DATE, "last": DATE, "name": TEXT})),
)
HURDLE = table({"hurdle_rate": NUMBER, "day_count": TEXT}, "hurdle_rate", "day_count")
LOGISTIC = table({"midpoint": NUMBER, "slope": NUMBER, "unknown": NUMBER}, "midpoint", "slope")
ACCEPTANCE = either(
    TEXT,
    many(TEXT),
    table({"column": TEXT, "unknown": NUMBER}, "column"),
    table({"if_whole": table({"unknown": NUMBER})}, "if_whole"),
    table({"logistic": LOGISTIC}, "logistic"),
    columns(either(NUMBER, columns(NUMBER))),
)
EXTEND_WITH = {"days": WHOLE, "to": DATE, "terms": either(TEXT, columns()), "early": either(WHOLE, one_of("immediate"))}
EXTEND = table({f.name: EXTEND_WITH.get(f.name, ANYTHING) for f in fields(Extension)}) | {"minProperties": 1, "maxProperties": 1}
RATE = either(NUMBER, table({f.name: either(NUMBER, columns(NUMBER)) for f in fields(ReferenceRate)}, "reference"))
PAID = {"type": "string", "examples": ["baseline", "immediate"], "description": '"baseline", "immediate" or "3 days after approval"'}
VAT = either(one_of("invoice", "none"), NUMBER)
LOSS = table({"default_probability": NUMBER, "loss_given_default": NUMBER}, "default_probability", "loss_given_default")
CONSTRAINT = table(
    {"column": TEXT, "value": ANYTHING, "cash": MONEY, "cost": MONEY, "amount": MONEY, "share": NUMBER, "suppliers": WHOLE},
)
STRESS = table(
    {"rates": TEXT, "bank_withdraws": DATE, "acceptance": either(NUMBER, TEXT), "revoke": many(TEXT), "payment_run_slips": WHOLE},
) | {"maxProperties": 1, "minProperties": 1}
STEPS = either(columns(NUMBER), many(table({"days_early": WHOLE, "rate": NUMBER}, "days_early", "rate")))

RUNS = table({"on": either(TEXT, many(DATE)), "choose": one_of(*CHOICES)}, "on", "choose")

BY_NAME: dict[str, Fragment] = {
    "accept": table(dict.fromkeys(REJECTED, TEXT)),
    "acceptance": ACCEPTANCE,
    "anchor": TEXT,
    "answer_by": DATE,
    "assignable": YES_NO,
    "annual_rate": RATE,
    "bank_limit": MONEY,
    "bank_pays": PAID,
    "baseline": one_of("terms", "actual"),
    "business_days": BUSINESS_DAYS,
    "by": DATE,
    "capital_expenditure": one_of("included", "excluded", "not stated"),
    "cleared_from": either(DATE, one_of("all", "none")),
    "codes": either(TEXT, columns(either(TEXT, many(ANYTHING), columns()))),
    "columns": many(TEXT),
    "correlation": NUMBER,
    "credit_loss": LOSS,
    "curve": many(MONEY),
    "date_order": one_of("dmy", "mdy", "ymd"),
    "day_count": {"type": "string", "examples": [name for name in DAY_COUNTS if name != "ACT/ACT ICMA"]},
    "decimal": one_of(".", ","),
    "dialect": {"type": "string", "examples": list(DIALECTS)},
    "discount": one_of("straight", "to_yield"),
    "discounts": either(one_of("skip", "take"), HURDLE),
    "due": WINDOW,
    "events": NAMED,
    "exchange_rates": columns(NUMBER),
    "extend": EXTEND,
    "fee_per_invoice": MONEY,
    "fee_rate": NUMBER,
    "fiscal_year_named_by": one_of("start", "end"),
    "fiscal_year_starts": either(WHOLE, TEXT),
    "from": DATE,
    "funding_rate": FUNDING,
    "intercompany": one_of("included", "excluded", "not stated"),
    "interest_paid": one_of("operating", "financing"),
    "invoiced": WINDOW,
    "invoiced_to": DATE,
    "kind": one_of("hard", "warn"),
    "labels": many(TEXT),
    "language": one_of(*LANGUAGES),
    "languages": columns(columns(one_of(*LANGUAGES))),
    "levels": many(NUMBER),
    "made_whole": YES_NO,
    "map": NAMED,
    "max_share_of_one": NUMBER,
    "minimum_fee": MONEY,
    "most_rejected": NUMBER,
    "of": one_of("gross", "net"),
    "overdue": one_of(*OVERDUE),
    "owed": one_of("Cr", "Dr"),
    "paid": PAID,
    "paid_with_discount": one_of("taken", "not taken"),
    "payment_runs": either(one_of("none"), RUNS, columns(either(one_of("none"), RUNS))),
    "payment_tolerance": either(MONEY, table({"amount": MONEY, "share": NUMBER})),
    "paying": WINDOW,
    "payments_map": NAMED,
    "period": one_of("month", "quarter", "half-year", "year"),
    "quarter": either(TEXT, DATE),
    "quarter_ends": many(DATE),
    "quarters": table({"from": DATE, "to": DATE}, "from", "to"),
    "rate": NUMBER,
    "sheet": either(TEXT, many(TEXT)),
    "sign": one_of(*SIGNS),
    "smallest": MONEY,
    "sold": PAID,
    "steps": STEPS,
    "stress": many(STRESS),
    "sums": many(CONSTRAINT),
    "subsidy": NUMBER,
    "supplier_period_ends": either(TEXT, many(DATE), table({"year_ends": either(WHOLE, TEXT)}, "year_ends")),
    "suppliers": SUPPLIERS,
    "target": MONEY,
    "terms": TEXT,
    "to": DATE,
    "types": columns(one_of(*KINDS_OF_TYPES)),
    "vary": columns(many(ANYTHING)),
    "vat": VAT,
    "presentation": one_of(*PRESENTATION_NAMES),
    "where": columns(),
    "withholding_tax": NUMBER,
}
"""By the key's name, which means the same in every table."""

_TOLD = {name: BY_NAME.get(name, TEXT) for name in OF_FILES} | {"skip_rows": WHOLE, "round": YES_NO}
BY_NAME["files"] = columns(table(_TOLD))

BY_TYPE: dict[str, Fragment] = {
    "str": TEXT,
    "bool": YES_NO,
    "int": WHOLE,
    "date": DATE,
    "dt.date": DATE,
    "Fraction": NUMBER,
    "Decimal": MONEY,
    "MoneyGiven": MONEY,
    "NumberGiven": NUMBER,
    "DateGiven": DATE,
}


def kind_of(name: str, type_: str) -> Fragment:
    """What a key may hold: by its name, else by the first word of its annotation, else anything.

    Examples
    --------
    >>> kind_of("draws", "int")
    {'type': 'integer'}
    """
    if name in BY_NAME:
        return BY_NAME[name]
    return BY_TYPE.get(type_.split(" | ")[0], ANYTHING)
