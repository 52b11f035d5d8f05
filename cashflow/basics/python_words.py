"""What a refusal says to type, for somebody who writes Python: arguments in place of options and of keys of a what-if file."""

from __future__ import annotations

import re

__all__ = ["python_words"]

_OPTIONS = (
    "currency|terms-codes|terms|map|payments-map|payments|types|event|profile|date-order|date-format|decimal|zone|sign|owed|dialect|"
    "encoding|separator|sheet|skip-rows|most-rejected|quarter|scenario|presentation"
)
_VALUE = r"""(?:(?:[a-z_]+=)?'[^']*'(?:"'"'[^']*')*|[^\s'"]*[^\s'".,;:)])"""
_OPTION = re.compile(rf"(?<![\w'\"-])--({_OPTIONS}) ({_VALUE})")
_TABLES = ("map", "payments_map", "types", "events")
_CALLED = {"terms_codes": "codes", "event": "events"}
_NUMBERS = ("most_rejected", "skip_rows")
_ONLY_TYPED = re.compile(
    r" \(--[a-z-]+ [^()]*\)"  # after the argument itself
    r"| \([^()]*(?:under \[ledger\]|on the command line)\)"
    r"|, on the command line --[a-z-]+ \S+"
    r"|In a what-if file write [^.]* under \[ledger\], in Python [^.]*\. "
)
_SAME = re.compile(r"(\bWrite (\S.*)), or \2$")  # a key and an option that are one argument
_SEEN = re.compile(r"See them with 'cashflow check .*'(?= and mend them)")
_UNDER = re.compile(r"(type )?under \[(?:terms|ledger)\.(\w+)\](?:, as in|:) (\S+|\"[^\"]+\") = (\"[^\"]*\")")
_BELOW = re.compile(r"()\[(?:terms|ledger)\.(\w+)\] and below it (\S+|\"[^\"]+\") = (\"[^\"]*\")")


def python_words(said: str, *, tables: bool = True) -> str:
    r"""A hint or a reason in the grammar of the command line and of a what-if file, for somebody who writes Python.

    `tables`: also tables in braces; in a reason they are what came, which stays as it is.

    Examples
    --------
    >>> python_words("Write extend = { days = 30 }, { to = 2025-08-15 } or { terms = 'net 90' }")
    'Write extend={"days": 30}, {"to": "2025-08-15"} or {"terms": \'net 90\'}'
    >>> python_words('Write [ledger] accept = { "unreadable date" = "why", … }')
    'Write accept={"unreadable date": "why", …}'
    >>> python_words("Write { logistic = { midpoint = 0, slope = 10 } }")
    'Write {"logistic": {"midpoint": 0, "slope": 10}}'
    >>> python_words("Type: --map supplier=Kreditor --map 'amount=Betrag EUR' --date-order dmy")
    'Say map={"supplier": "Kreditor", "amount": "Betrag EUR"}, date_order="dmy"'
    >>> python_words('Write map = { supplier = "Kreditor" }, or --map supplier=Kreditor')
    'Write map={"supplier": "Kreditor"}'
    >>> python_words("did you mean --map open_amount='O/S Balance'")
    'did you mean map={"open_amount": "O/S Balance"}'
    >>> python_words('type its terms under [terms.codes], as in Z030 = "net 30"')
    'type its terms in codes={"Z030": "net 30"}'
    """
    return _SAME.sub(r"\1", _arguments(_keys(_tables(said) if tables else said)))


def _tables(said: str) -> str:
    """Tables in braces."""
    if "{" not in said or "=" not in said:
        return said
    made: list[str] = []  # tables in tables: the inner ones first, each kept apart by its number

    def table(found: re.Match[str]) -> str:
        inner = re.sub(r"(^|,)\s*(?:\"([^\"]+)\"|([\w-]+))\s*=\s*", r'\1 "\2\3": ', found[1]).strip()
        made.append("{" + re.sub(r"(?<![\"'\d-])(\d{4}-\d{2}-\d{2})(?![\"'\d-])", r'"\1"', inner) + "}")
        return f"\0{len(made) - 1}\0"

    before = None
    while before != said:
        before, said = said, re.sub(r"\{ ([^{}]*=[^{}]*) \}", table, said)
    for at in reversed(range(len(made))):
        said = said.replace(f"\0{at}\0", made[at])
    return re.sub(r"(\w) = (?=[\[{])", r"\1=", said)


def _keys(said: str) -> str:
    """Keys of a section, and what only a command knows."""
    if "[" in said:
        said = _UNDER.sub(lambda found: f"{'say' if found[1] else 'in'} {_table(found)}", said)
        said = _BELOW.sub(_table, said)
    said = _SEEN.sub("Look at them in findings.frame", _ONLY_TYPED.sub("", said))
    said = said.replace("'cashflow check' lists all reasons", "The findings of this error list all reasons")
    return re.sub(r"\[(?:ledger|terms)\] (?=\w)", "", re.sub(r"\[(?:ledger|terms)\.(\w+)\]", r"\1", said))


def _table(found: re.Match[str]) -> str:
    return f"{found[2]}={{{_quoted(found[3])}: {found[4]}}}"


def _arguments(said: str) -> str:
    """Options that stand beside each other become arguments; several of one table are one."""
    if "--" not in said:
        return said
    return re.sub(rf"(?:\b([Tt])ype:? )?{_OPTION.pattern}(?: {_OPTION.pattern})*", _written, said)


def _written(found: re.Match[str]) -> str:
    alone: dict[str, str] = {}
    tables: dict[str, dict[str, str]] = {}
    for option, value in _OPTION.findall(found[0]):
        name = option.replace("-", "_")
        name, text = _CALLED.get(name, name), _plain(value)
        key, _, cell = text.partition("=")
        if name in _TABLES and cell:
            tables.setdefault(name, {})[key] = cell
            alone[name] = ""
        else:
            alone[name] = text if name in _NUMBERS else _quoted(text)
    words = ", ".join(f"{n}={{{_pairs(tables[n])}}}" if n in tables else f"{n}={v}" for n, v in alone.items())
    return f"{'' if found[1] is None else 'Say ' if found[1] == 'T' else 'say '}{words}"


def _pairs(table: dict[str, str]) -> str:
    return ", ".join(f"{_quoted(k)}: {_quoted(v)}" for k, v in table.items())


def _plain(value: str) -> str:
    """A value as the shell would hand it on."""
    return "".join(part for part in re.split(r"""'|"'"(?=')""", value.replace("'\"'\"'", "\0"))).replace("\0", "'")


def _quoted(text: str) -> str:
    return text if text.startswith('"') else f'"{text}"'
