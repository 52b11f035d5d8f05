"""The Python door: what functions and classes are given is checked where it comes in, and told in Python's grammar."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from cashflow.basics.errors import CashflowError, InputError, nearest, shortened
from cashflow.basics.whole_numbers import is_whole_number

__all__ = [
    "KeptList",
    "KeptTable",
    "checked",
    "checked_class",
    "kind_in_words",
    "listed",
    "names_of",
    "one_line",
    "owned",
    "path_of",
    "told",
    "unquoted",
]

_LONGEST_PATH, _LONGEST_NAME = 4_000, 255

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C", bound=type)


def checked(function: F) -> F:
    """A function whose misspelt, missing or surplus arguments are told as an `InputError`; a call that fits pays nothing."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except (TypeError, ValueError) as wrong:
            _explain(wrong, function, function.__name__, args, kwargs)
            raise

    return wrapped  # type: ignore[return-value]


def checked_class(cls: C) -> C:
    """A class whose constructor is `checked`."""
    made = cls.__init__  # type: ignore[misc]

    @functools.wraps(made)
    def wrapped(self: Any, *args: Any, **kwargs: Any) -> None:
        try:
            made(self, *args, **kwargs)
        except (TypeError, ValueError) as wrong:
            _explain(wrong, made, cls.__name__, (self, *args), kwargs, skip=1)
            raise

    cls.__init__ = wrapped  # type: ignore[misc]
    return cls


_NO_ONE_VALUE = re.compile("truth value of an? |boolean value of NA|unhashable type")
_TABLES = re.compile("Frame|Series|Array|ndarray|Ints|Any|Ledger")
"""What is said of parameters that may be tables or arrays."""


def _explain(
    wrong: Exception, function: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any], skip: int = 0
) -> None:
    """Refuse arguments that don't fit, or an array where one value is due; return if there are none, so that the fault lies elsewhere."""
    if isinstance(wrong, TypeError):
        _check(function, name, args, kwargs, skip)
    if isinstance(wrong, CashflowError) or not _NO_ONE_VALUE.search(str(wrong)):
        return
    signature = inspect.signature(function)
    for key, given in signature.bind(*args, **kwargs).arguments.items():
        parameter = signature.parameters[key]
        if _TABLES.search(str(parameter.annotation)) and parameter.kind is not parameter.VAR_KEYWORD:
            continue
        inner = given.items() if isinstance(given, Mapping) else ()
        for where, value in ((key, given), *((k if parameter.kind is parameter.VAR_KEYWORD else f"{key}.{k}", v) for k, v in inner)):
            if getattr(value, "ndim", 0) or type(value).__name__ == "NAType":
                raise InputError(f"must be one value, not {told(value)}", column=where) from None


def _check(function: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any], skip: int = 0) -> None:
    """Refuse arguments that do not fit; return if they do, so that the fault lies elsewhere."""
    signature = inspect.signature(function)
    try:
        signature.bind(*args, **kwargs)
        return
    except TypeError as wrong:
        said = str(wrong)
    known = list(signature.parameters)[skip:]
    unknown = [k for k in kwargs if k not in known]
    if unknown:
        reason = f"{name} takes no such argument. {nearest(unknown[0], known)}"
        raise InputError(reason, column=unknown[0], value=unquoted(kwargs[unknown[0]])) from None
    if "missing" in said:
        lost = said.split("'")[1]
        raise InputError(f"is missing: {name} needs it", column=lost, hint=f"Write {name}(…, {lost}=…)") from None
    listed = ", ".join(known)
    raise InputError(f"{name} was given too many arguments, or one twice ({said})", hint=f"Its arguments are: {listed}") from None


def path_of(value: Any, name: str = "path") -> Path:
    """A path as such; what can be none is refused before the system is asked.

    Raises
    ------
    InputError
        Neither text nor a path, a NUL in it, or longer than any system takes.
    """
    if not isinstance(value, str | os.PathLike) or not isinstance(os.fspath(value), str):
        raise InputError(f"must be a path, not {told(value)}", column=name)
    text = os.fspath(value)
    if "\0" in text or not _is_writable(text):
        raise InputError("contains a character that no path can have", column=name, value=text)
    if len(text) > _LONGEST_PATH or any(len(part.encode("utf-8", "surrogateescape")) > _LONGEST_NAME for part in Path(text).parts):
        raise InputError(f"is too long for a path ({len(text):,} letters)", column=name, value=text)
    return Path(text)


def _is_writable(text: str) -> bool:
    try:
        os.fsencode(text)
    except UnicodeEncodeError:  # half of a character that takes two
        return False
    return True


def names_of(values: Any, name: str) -> tuple[str, ...]:
    """Texts of a list of names, a whole number being one; one text, of which each letter would be a name, is refused, and so is all else.

    Examples
    --------
    >>> names_of(["Q1", 2], "labels")
    ('Q1', '2')
    """
    hint = f'Write {name}=["…", "…"]'
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise InputError("must be a list of names", column=name, value=unquoted(values), hint=hint)
    listed = tuple(values)
    for value in listed:
        if not isinstance(value, str) and not is_whole_number(value):
            raise InputError("must be text", column=name, value=unquoted(value), hint=hint)
    return tuple(map(str, listed))


_JOINERS = "\u200c\u200d"
"""Signs that are not seen and yet belong to words (Persian) and to pictures of several parts."""


def one_line(text: str, name: str) -> str:
    r"""A name as it is, which must fit into one line of a report: without line breaks and other signs that are not seen.

    Spaces of any width, letters of all languages and any length are right.

    Raises
    ------
    InputError
        No text; a line break, tab, sign that drives a terminal or turns the text, or half of a character.

    Examples
    --------
    >>> one_line("=Été 2025 \u3000夏", "name") == "=Été 2025 \u3000夏"
    True
    >>> one_line("June\n2025", "name")
    Traceback (most recent call last):
        ...
    cashflow.basics.errors.InputError: name 'June�2025': must be one line of letters that are seen; U+000A stands after 'June'. ...
    """
    if not isinstance(text, str):
        raise InputError("must be text", column=name, value=unquoted(text))
    if text.isprintable():
        return text
    for at, sign in enumerate(text):
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") and sign not in _JOINERS:
            after = f"after '{shortened(text[max(0, at - 20) : at])}'" if at else "first"
            reason = f"must be one line of letters that are seen; U+{ord(sign):04X} stands {after}"
            raise InputError(reason, column=name, value=text, hint="Write it on one line, with spaces alone between the words")
    return text


def _refused(self: Any, *_: Any, **__: Any) -> NoReturn:
    raise TypeError("belongs to a value that can't be changed; make another one, e.g. with attrs.evolve")


class KeptTable(dict[Any, Any]):
    """A table that a value keeps: a dictionary that can't be changed.

    Examples
    --------
    >>> KeptTable(region="UK")["region"] = "EU"
    Traceback (most recent call last):
    TypeError: belongs to a value that can't be changed; make another one, e.g. with attrs.evolve
    """

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = _refused

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    def __deepcopy__(self, _: Any) -> KeptTable:
        return self


class KeptList(list[Any]):
    """The same of a list.

    Examples
    --------
    >>> KeptList(["Acme"]) == ["Acme"], [*KeptList(["Acme"]), "Bolt"]
    (True, ['Acme', 'Bolt'])
    >>> KeptList(["Acme"]).append("Bolt")
    Traceback (most recent call last):
    TypeError: belongs to a value that can't be changed; make another one, e.g. with attrs.evolve
    """

    __setitem__ = __delitem__ = __iadd__ = __imul__ = append = extend = insert = pop = remove = clear = sort = reverse = _refused

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (list(self),)

    def __deepcopy__(self, _: Any) -> KeptList:
        return self


def listed(value: Any) -> Any:
    """Values that come in a column, an array, the keys of a table or any other row as a list of them; all else as it is.

    Examples
    --------
    >>> import numpy as np
    >>> listed(np.array(["UK", "EU"])) == ["UK", "EU"], listed({"UK": 1}.keys()), listed("UK"), listed({"region": "UK"})
    (True, ['UK'], 'UK', {'region': 'UK'})
    """
    if isinstance(value, str | bytes | Mapping | list | tuple | set | frozenset) or not isinstance(value, Iterable):
        return value
    return list(value) if getattr(value, "ndim", 1) == 1 else value


def owned(value: Any) -> Any:
    """Tables and lists as a value keeps them: copies that nobody changes, also when the caller goes on with its own.

    Examples
    --------
    >>> mine = {"region": ["UK"]}
    >>> kept = owned(mine)
    >>> mine["region"].append("EU")
    >>> kept
    {'region': ['UK']}
    """
    if isinstance(value, Mapping):
        return KeptTable({key: owned(inner) for key, inner in value.items()})
    for kind, kept in ((list, KeptList), (tuple, tuple), (set | frozenset, frozenset)):
        if isinstance(value, kind):
            return kept(map(owned, value))
    return value


def told(value: Any) -> str:
    """What came, short enough for a sentence: a plain value as it is written, anything else by its kind."""
    if isinstance(value, str | int | float | bool) or value is None:
        return repr(value)[:80]
    if isinstance(value, dt.date | dt.time | Decimal):
        return str(value)[:80]
    if isinstance(value, list | tuple | dict | set) and len(repr(value)) <= 80:
        return shortened(value, python=True)
    return kind_in_words(value)


def kind_in_words(value: Any) -> str:
    """What a value is, for somebody who may not know Python: ``a list``, ``a date``; of what no file can hold its kind's own name.

    Examples
    --------
    >>> kind_in_words({}), kind_in_words(("a",)), kind_in_words(0.5), kind_in_words(object())
    ('a table', 'a list', 'a float', 'an object')
    """
    known = {bool: "true or false", Mapping: "a table", list | tuple | set: "a list", dt.date: "a date", dt.time: "a time", str: "text"}
    named = isinstance(value, tuple) and type(value) is not tuple  # one value in parts, as an interval
    word = None if named else next((word for kind, word in known.items() if isinstance(value, kind)), None)
    kind = type(value).__name__
    return word or f"{'an' if kind[:1] in 'AEIOUaeiou' else 'a'} {kind}"


def unquoted(value: Any) -> str:
    """The same for a refusal, which puts quotes round it."""
    return value[:80] if isinstance(value, str) else told(value)
