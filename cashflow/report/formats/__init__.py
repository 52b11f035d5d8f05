"""The formats: each one small module with a class that derives from `Format`, found here by its name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence

from cashflow.basics.decimals import own_context
from cashflow.basics.errors import InputError, must_choose
from cashflow.report.format import Format, Run
from cashflow.report.shown_results import Rendered

__all__ = ["FORMATS", "files_of", "format_for", "printed_as", "rendered"]


def _by_name() -> dict[str, Format]:
    """Every format of this package, in alphabetical order."""
    modules = [importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
    classes = {c for m in modules for c in vars(m).values() if isinstance(c, type) and issubclass(c, Format) and c.name}
    return {c.name: c() for c in sorted(classes, key=lambda c: c.name)}


FORMATS = _by_name()
"""Formats by the name that ``--format`` knows them by, found in the modules of this package: a new one needs a module and no list."""


def format_for(name: str, kind: str, where: str = "format") -> Format:
    """The format of a name, if it shows results of a kind.

    Raises
    ------
    InputError
        There is none, with the nearest one; or a package that it needs is not installed.
    """
    known = [n for n, f in FORMATS.items() if kind in f.serves]
    if name not in known:
        raise must_choose(f"is not a format of a {kind}", where, name, known)
    found = FORMATS[name]
    if command := found.lack():
        raise InputError(f"needs the package {found.needs[0]}, which is not installed", column=where, value=name, hint=f"Type {command}")
    return found


def printed_as(name: str, kind: str) -> str:
    """The name of a format that can be printed; asked before there is a result, which may take long."""
    known = {n: f for n, f in FORMATS.items() if kind in f.serves}
    if name not in known:
        raise must_choose(f"is not a format of a {kind} that is printed", "--format", name, [n for n, f in known.items() if f.is_text])
    found = known[name]
    if not found.is_text:
        reason = "is a file" if found.file else "is several files"
        raise InputError(f"{reason} and can't be printed", column="--format", value=name, hint="Type --out FOLDER instead")
    return format_for(name, kind, "--format").name


@own_context
def rendered(result: Rendered, name: str) -> str | bytes:
    """See `Report.render`."""
    return format_for(name, result.KIND).render(result)


@own_context
def files_of(
    result: Rendered, run: Run, names: Sequence[str] | None = None, more: Sequence[str] = ()
) -> tuple[dict[str, str | bytes], list[str]]:
    """The files of a result by name, and notes on what was left out.

    Parameters
    ----------
    result, run
        The result, and what it was made of.
    names
        Formats that are asked for; by default all that need not be asked for.
    more
        Formats that are asked for beside these.

    Raises
    ------
    InputError
        A format that is asked for serves no such result, or lacks its package.
    """
    if names is not None:
        some = [format_for(n, result.KIND) for n in names]
    else:
        some = [f for f in FORMATS.values() if result.KIND in f.serves and not f.on_request and f.shows(result)]
    some += [format_for(n, result.KIND) for n in more]
    lacks: dict[str, list[str]] = {}
    for one in some:
        if command := one.lack():
            lacks.setdefault(command, []).append(one.file or one.name)
        elif command := one.part_lack():
            lacks.setdefault(command, []).append(f"part of {one.name}")
    files: dict[str, str | bytes] = {}
    said: list[str] = []
    for one in some:
        if not one.lack():
            files |= one.files(result, run)
            said += one.notes(result, run)
    files |= run.extra
    return files, said + [f"left out: {', '.join(whose)}. Type {command}" for command, whose in lacks.items()]
