"""What a shell completes: measures, presentations, pictures, schemes, and the names that the what-if file itself holds."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from cashflow.measures.catalog import MEASURES, PRESENTATIONS
from cashflow.schemes import SCHEMES
from cashflow.whatif_file.keys import load

__all__ = ["measures", "picture_names", "presentations", "scenarios", "schemes"]


def _items(known: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    """Those that begin so; a name with a blank is quoted where the shell does not do it."""
    is_bash = os.environ.get("_CASHFLOW_COMPLETE", "").startswith("bash")
    typed = incomplete.lstrip("'\"").casefold()
    fitting = [(name, words) for name, words in known if name.casefold().startswith(typed)]
    return [CompletionItem(shlex.quote(name) if is_bash else name, help=words or None) for name, words in fitting]


def measures(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Every measure, with what it is."""
    return _items([(name, m.words) for name, m in MEASURES.items()], incomplete)


def presentations(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Every presentation of the bank-funded amount."""
    return _items([(name, p.label) for name, p in PRESENTATIONS.items()], incomplete)


def schemes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Every scheme, with the first line on it."""
    return _items([(name, (c.__doc__ or "").strip().partition("\n")[0]) for name, c in SCHEMES.items()], incomplete)


def scenarios(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of the scenarios in the what-if file that was typed; none where it can't be read."""
    tables: dict[str, Any] = {}
    with contextlib.suppress(Exception):  # a shell that completes has nobody to tell
        tables = load(Path(ctx.params.get("whatif") or ctx.args[0]))  # the latter while an option still lacks its value
    named = tables.get("scenario", ())
    names = [s["name"] for s in named if isinstance(s, dict) and isinstance(s.get("name"), str)] if isinstance(named, list) else []
    return _items([(name, "") for name in names], incomplete)


def picture_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Every picture that a what-if file can be drawn as."""
    from cashflow.runs.pictured import picture_kinds

    return _items([(name, f"of cashflow {command}") for name, command in picture_kinds().items()], incomplete)
