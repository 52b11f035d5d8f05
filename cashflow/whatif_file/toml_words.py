"""TOML's own errors in the words of somebody who writes a what-if file: the line, what it was meant to be, what to type."""

from __future__ import annotations

import re
import unicodedata

from cashflow.basics.errors import InputError

__all__ = ["refuse_deep_names", "toml_refusal"]

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_KEY_VALUE = re.compile(r"^\s*([\w.\"'-]+)\s*=\s*(.*?)\s*$")
_TOO_DEEP, _DEEPEST = "holds tables or lists inside each other, too deep to be read", 100
_DEEP = re.compile(rf"(?:[\w\"'-]{{1,60}}\s?\.\s?){{{_DEEPEST}}}")
_ODD_KEY = re.compile(r"[^=#\"'\[]*?([^\x00-\x7f])[^=\"']*=")
_BARE = r"(?<![\"'\w.])"  # not inside a word or behind a quote


def toml_refusal(wrong: Exception, text: str, path: object) -> InputError:
    """The sentence for a file that is not TOML.

    Parameters
    ----------
    wrong
        What `tomllib` raised.
    text
        The file.
    path
        Its name, for the message.

    Returns
    -------
    InputError
        `row` is the line; the hint says what to type, where the mistake is one of those that people make.
    """
    if isinstance(wrong, RecursionError):
        return InputError(_TOO_DEEP, file=path)
    lines = text.splitlines() or [""]
    place = _PLACE.search(str(wrong))
    if place is None and "digits" in str(wrong):
        return InputError("holds a number of more digits than can be read", file=path)
    if "overwrite" in str(wrong) or "twice" in str(wrong) or "redefine" in str(wrong).lower():
        return _doubled(wrong, lines, place, path)
    row = int(place[1]) if place else len(lines)
    row = min(max(row, 1), len(lines))
    found = _meant(lines[row - 1])
    if found is None and not lines[row - 1].strip() and row > 1:  # a line that breaks off is noticed on the next one
        row -= 1
        found = _meant(lines[row - 1])
    reason, hint = found or _other(wrong, lines[row - 1])
    return InputError(reason, file=path, row=row, value=_short(lines[row - 1]), hint=hint)


def refuse_deep_names(text: str, path: object) -> None:
    """Refuse names like ``a.b.c`` of hundreds of parts, which Python reads in time and memory that grow with their square."""
    for row, line in enumerate(text.splitlines(), 1):
        if line.count(".") > _DEEPEST and _DEEP.search(_outside_quotes(line)):
            raise InputError(_TOO_DEEP, file=path, row=row)


def _short(line: str) -> str | None:
    line = line.strip()
    return (line if len(line) <= 80 else f"{line[:77]}...") or None


def _doubled(wrong: Exception, lines: list[str], place: re.Match[str] | None, path: object) -> InputError:
    row = min(int(place[1]), len(lines)) if place else None
    line = _short(lines[row - 1]) if row else None
    hint = "Keep one of them, with all its keys" if line and line.startswith("[") else "Remove one of them"
    return InputError("appears twice", file=path, row=row, value=line, hint=hint)


def _outside_quotes(value: str) -> str:
    """A value without its quoted texts and without a comment, so that what remains stands bare."""
    bare = re.sub(r"\"(?:\\.|[^\"\\])*\"|'[^']*'", '""', value)
    return bare.split("#", 1)[0].strip()


def _meant(line: str) -> tuple[str, str] | None:
    """What a line was probably meant to be: why it can't be read, and what to type."""
    if any(q in line for q in "“”„‟″«»‘’‚"):
        straight = re.sub("[“”„‟″«»]", '"', re.sub("[‘’‚]", "'", line)).strip()
        return "has curly quotes", f"Write straight ones: {straight}"
    if re.match(r"^\s*(//|;|--)", line):
        return "looks like a comment", "A comment begins with #"
    if re.match(r"^\s*[\w.-]+\s*:\s*\S", line) and "=" not in line.split(":", 1)[0]:
        key, value = line.split(":", 1)
        return "has a colon where = stands", f"Write {key.strip()} = {value.strip()}"
    if (odd := _ODD_KEY.match(line)) is not None:
        letter = unicodedata.name(odd[1], "a sign without a name").lower()
        return f"has '{odd[1]}' in a key, which is no plain letter ({letter})", "Type the key anew"
    given = _KEY_VALUE.match(line)
    if not given:
        return _header(line)
    key, value = given[1], given[2]
    for ask in (_path, _percentage, _date, _number, _word):
        said = ask(key, value)
        if said:
            return said
    return None


def _header(line: str) -> tuple[str, str] | None:
    bare = line.strip()
    if bare.startswith("[") and bare.count("[") != bare.count("]"):
        return "is a table's name whose brackets don't close", "Write [ledger], or [[scenario]] where there may be several"
    if bare and "=" not in bare and not bare.startswith(("[", "#", "}", "]", '"', "'", "{")):
        return "is not a key with a value", 'Write key = value, for example currency = "EUR"'
    return None


def _path(key: str, value: str) -> tuple[str, str] | None:
    """A Windows path in double quotes, where a backslash means something else."""
    texts = re.findall(r'"([^"]*)', value)
    if any("\\" in t for t in texts):
        text = next(t for t in texts if "\\" in t)
        return "has a backslash in double quotes", f"Write the path in single quotes: {key} = '{text.strip()}'"
    return None


def _percentage(key: str, value: str) -> tuple[str, str] | None:
    found = re.search(_BARE + r"(-?\d+(?:[.,]\d+)?)\s*%", _outside_quotes(value))
    if not found:
        return None
    number = found[1].replace(",", ".")
    return "has a percentage without quotes", f'Write "{number}%" in quotes, or as a number: {_hundredth(number)}'


def _hundredth(number: str) -> str:
    from decimal import Context, Decimal

    return format(Context(prec=50).divide(Decimal(number), Decimal(100)).normalize(Context(prec=50)), "f")


def _date(key: str, value: str) -> tuple[str, str] | None:
    bare = _outside_quotes(value)
    found = re.search(_BARE + r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)", bare)
    if found:
        first, second, year = int(found[1]), int(found[2]), found[3]
        orders = dict.fromkeys([(second, first), (first, second)])
        readings = [f"{year}-{month:02d}-{day:02d}" for month, day in orders if 1 <= month <= 12 and 1 <= day <= 31]
        if readings:
            return "has a date in another form", f"Write year-month-day, without quotes: {' or '.join(readings)}"
    found = re.search(_BARE + r"(\d{4})[./](\d{1,2})[./](\d{1,2})(?!\d)|" + _BARE + r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", bare)
    if found:
        year, month, day = (g for g in found.groups() if g)
        written = f"{year}-{int(month):02d}-{int(day):02d}"
        if written == found[0]:
            return "has a date that is in no calendar", "Write a day that exists, year-month-day"
        return "has a date in another form", f"Write {written}"
    return None


def _number(key: str, value: str) -> tuple[str, str] | None:
    bare = _outside_quotes(value)
    if re.fullmatch(r"[-+]?\d{1,3}([,. '’]\d{3}){2,}(?:[.,]\d+)?|[-+]?\d{1,3}([ '’]\d{3})+", bare):
        groups = re.sub(r"[ '’]", "", bare)
        plain = re.sub(r"[,.](?=\d{3}(\D|$))", "", groups)
        return "has signs between the thousands", f"Write {key} = {plain}"
    if re.fullmatch(r"[-+]?\d+,\d+", bare):
        whole, part = bare.split(",")
        if len(part) == 3:
            hint = f"Write {key} = {whole}{part}, or {key} = {whole}.{part} if the comma is a decimal comma"
        else:
            hint = f"Write {key} = {whole}.{part}"
        return "has a comma in a number", hint
    if re.fullmatch(r"[-+]?\.\d+", bare):
        return "has a number that begins with a point", f"Write {key} = {bare.replace('.', '0.', 1)}"
    if re.fullmatch(r"[-+]?\d+\.", bare):
        return "has a number that ends with a point", f"Write {key} = {bare}0"
    if re.fullmatch(r"[-+]?0\d+", bare):
        return "has a number that begins with 0", f'Write {key} = {bare.lstrip("0") or "0"}, or in quotes if it is a name: {key} = "{bare}"'
    if re.fullmatch(r"[-+]?\d[\d.,]*\s*[A-Za-z€$£]+|[€$£]\s*\d[\d.,]*", bare):
        return "is a number with letters or signs and without quotes", f'Write a plain number, or text in quotes: {key} = "{bare}"'
    return None


def _word(key: str, value: str) -> tuple[str, str] | None:
    bare = _outside_quotes(value)
    if bare.lower() in ("true", "false"):
        return "must be true or false in small letters", f"Write {key} = {bare.lower()}"
    if bare.lower() in ("yes", "no", "on", "off"):
        return "must be true or false", f"Write {key} = {'true' if bare.lower() in ('yes', 'on') else 'false'}"
    if not bare:
        return "has no value", f'Write {key} = "…", or remove the line'
    quotes = value.count('"') - value.count('\\"')
    if quotes % 2 and '"""' not in value:
        return "has a quote that is not closed", f'Write text between two quotes: {key} = "{value.replace(chr(34), "").strip()}"'
    if bare.startswith("{") and "}" not in bare:
        return "opens a table in braces that is not closed on its line", "Write { … } on one line"
    if re.fullmatch(r"[^\W\d_][^\"'\[\]{}=]*", bare):
        return "is text without quotes", f'Write {key} = "{bare}"'
    inside = re.search(r"[=\[,{]\s*([^\W\d_][\w .&-]*?)\s*[,\]}]", bare)
    if inside and inside[1] not in ("true", "false", "inf", "nan"):
        return f"has text without quotes ({inside[1]})", f'Write "{inside[1]}"'
    return None


def _other(wrong: Exception, line: str) -> tuple[str, str]:
    said = _PLACE.sub("", str(wrong)).replace("(at end of document)", "").strip().rstrip(".")
    if "Unclosed" in said or "closed" in said.lower() or "Unterminated" in said:
        return f"is not complete ({said.lower()})", "Close each [ { and quote that is opened"
    return f"can't be read ({said[:1].lower()}{said[1:]})", "A line is key = value: text in quotes, dates as 2025-06-30, numbers as 0.065"
