"""The keys of a what-if file, derived: tables and keys are the fields of our classes and the arguments of our functions.

The reader, the page of the reference and the JSON Schema are made from `TABLES`; a new field of `Offer` is a new key at once.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from attrs import NOTHING, Factory, fields, frozen

from cashflow.basics.fiscal import FiscalCalendar
from cashflow.ledger import read_ledger
from cashflow.ledger.options import ReadOptions
from cashflow.measures.reporting import FreeCashFlowDefinition, Reporting
from cashflow.offers import Offer, Scenario
from cashflow.offers.letter_settings import LetterSettings
from cashflow.offers.selection import Selection
from cashflow.offers.term_limits import TermLimit
from cashflow.payments import PaymentPolicy
from cashflow.schemes import SCHEMES
from cashflow.simulate.simulate import simulate
from cashflow.solve.asked import Constraints
from cashflow.solve.question import SOLVE_KEYS
from cashflow.solve.solve import solve

__all__ = ["KEYS", "TABLES", "Key", "Table", "described", "scheme_keys"]


@frozen
class Key:
    """One key of a table.

    Parameters
    ----------
    name
        As in the file.
    meaning
        From the docstring of its class or function.
    type
        Annotation of the field or argument.
    default
        As a TOML value; empty where nothing stands for it, or it must be given.
    needed
        Whether the table must have it.
    """

    name: str
    meaning: str = ""
    type: str = ""
    default: str = ""
    needed: bool = False


@frozen
class Table:
    """A table of the file, by its name in `KEYS`, and how it is written."""

    name: str
    written: str
    keys: tuple[Key, ...]


def described(thing: Any) -> dict[str, str]:
    """Name → what the section "Parameters" of a docstring says of it, in one line.

    Examples
    --------
    >>> described(Table)
    {}
    >>> described(Key)["name"]
    'As in the file.'
    """
    text = "" if thing is None else inspect.getdoc(thing) or ""
    section = re.search(r"^Parameters\n-+\n(.*?)(?:\n\n(?=\w+\n-+\n)|\Z)", text, flags=re.M | re.S)
    found: dict[str, str] = {}
    for names, body in re.findall(r"^(\S.*)\n((?:(?: {4}.*)?(?:\n|\Z))*)", section[1] if section else "", flags=re.M):
        found |= dict.fromkeys(names.split(" :")[0].split(", "), _as_in_a_file(" ".join(body.split())))
    return found


def _as_in_a_file(text: str) -> str:
    """Tables as TOML writes them, code in single backticks."""
    text = re.sub(r'"(\w+)": |("[^"{]*"|\w+): (?=["\d\[{.…])', lambda m: f"{m[1] or m[2]} = ", text) if "{" in text else text
    return re.sub(r"\{(?=[\w\"])", "{ ", re.sub(r"(?<=[^\s{])\}", " }", text.replace("``", "`")))


def _toml(default: Any) -> str:
    default = getattr(default, "words", default)  # the words of a day
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, list | tuple):
        return f"[{', '.join(map(_toml, default))}]" if default else ""
    if isinstance(default, str):
        return f'"{default}"' if default else ""
    return str(default) if isinstance(default, int | float | Fraction) else ""


def _of_fields(cls: Any, *without: str, names: Mapping[str, str] | None = None, said: Any = None) -> tuple[Key, ...]:
    """Keys of a class's fields that can be given; `names`: field → key, where the file says otherwise; `said`: what describes them, too."""
    meaning, out = described(cls) | described(said), []
    for one in fields(cls):
        if one.init and one.name not in without:
            default = "" if one.default is NOTHING or isinstance(one.default, Factory) else _toml(one.default)  # type: ignore[arg-type]
            name = (names or {}).get(one.name, one.name)
            out.append(Key(name, meaning.get(one.name, ""), str(one.type or ""), default, one.default is NOTHING))
    return tuple(out)


def _of_arguments(function: Callable[..., Any], wanted: Iterable[str]) -> tuple[Key, ...]:
    known, meaning = inspect.signature(function).parameters, described(function)
    out = []
    for name in wanted:
        given = known[name]
        needed = given.default is inspect.Parameter.empty
        out.append(Key(name, meaning.get(name, ""), str(given.annotation), "" if needed else _toml(given.default), needed))
    return tuple(out)


def _only(keys: Iterable[Key], *names: str) -> tuple[Key, ...]:
    return tuple(key for key in keys if key.name in names)


def scheme_keys(name: str) -> tuple[Key, ...]:
    """Settings of a scheme."""
    return _of_fields(SCHEMES[name])


_TERMS = ("dialect", "codes", "events")
_READ = _of_fields(ReadOptions, said=read_ledger)
_POLICY = _of_fields(PaymentPolicy)
_FISCAL = {"starts": "fiscal_year_starts", "named_by": "fiscal_year_named_by"}
# the rest is for code
_ASKED = ("scenario", "target", "quarter", "measure", "presentation", "currency", "draws", "seed", "correlation", "levels")
_SHOWN = Key(
    "quarters",
    "Whole fiscal quarters to show, `{ from = 2025-04-01, to = 2025-12-31 }`; by default all that the ledger and the offers touch.",
)
_PATH = Key(
    "path",
    "The ledger, relative to this file: a file, a folder, or a pattern such as `2025/*.csv`. Parquet is read in batches, and so is a "
    "folder or pattern of more than 100 MB.",
    needed=True,
)
_COLUMNS = Key(
    "columns",
    "Further columns to keep of a ledger that is read in batches, by default those named in this file; of others, which keep all, "
    "columns that must be there.",
)
_VARY = Key("vary", "Lists of values by setting: every combination is a scenario of its own. `{ days = [30, 60] }`.")
_LIMIT_FIELDS = {"first": "from", "last": "to"}
_LIMIT_FILE = {
    "path": "In place of all others: a file with a table of limits, as `limits_example.csv`.",
    "seen": "When the source was seen; kept in tables of limits.",
    "note": "A remark; kept in tables of limits.",
}

_LIMIT = _of_fields(TermLimit, "where", names=_LIMIT_FIELDS)
TABLES = (
    Table("ledger", "[ledger]", (_PATH, _COLUMNS, *(k for k in _READ if k.name not in _TERMS))),
    Table("terms", "[terms]", _only(_READ, *_TERMS)),
    Table("calendar", "[calendar]", (*_of_fields(FiscalCalendar, names=_FISCAL), _SHOWN, *_only(_POLICY, "as_of"))),
    Table("policy", "[policy]", tuple(k for k in _POLICY if k.name != "as_of")),
    Table("measures", "[measures]", (*_of_fields(FreeCashFlowDefinition), *_of_fields(Reporting, "free_cash_flow"))),
    Table("simulate", "[simulate]", _of_arguments(simulate, _ASKED)),
    Table("letters", "[letters]", _of_fields(LetterSettings)),
    Table("limit", "[[limit]]", (*_LIMIT, *(Key(n, _LIMIT_FILE[n], "str") for n in ("path", "seen", "note")))),
    Table("scenario", "[[scenario]]", (*_of_fields(Scenario, "limits", names={"offers": "offer"}), _VARY)),
    Table("offer", "[[scenario.offer]]", _of_fields(Offer, names={"options": "option"}, said=Selection)),
    Table("solve", "[solve]", _of_arguments(solve, SOLVE_KEYS)),
    Table("solve.selection", "[solve.selection]", _of_fields(Selection)),
    Table("solve.constraints", "[solve.constraints]", _of_fields(Constraints)),
)
"""In the order of the page of the reference."""

_TOP = ("ledger", "terms", "calendar", "policy", "measures", "simulate", "letters", "limit", "scenario", "solve")
KEYS: dict[str, tuple[str, ...]] = {"": _TOP} | {t.name: tuple(k.name for k in t.keys) for t in TABLES if t.name != "limit"}
"""Table → its keys; "": the tables of the file. A limit may have any column of the ledger beside its own keys."""
