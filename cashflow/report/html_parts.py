"""Pages from templates of a package: all text is escaped, and a policy in the page names by hash the only style and script it may use."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from typing import TYPE_CHECKING

from cashflow.basics.errors import InputError
from cashflow.basics.shown import printable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["content_policy", "markup", "part_of", "templates_of"]

_SPACES = "\n\t\u00a0\u2009\u202f"
"""Signs that a page may hold though they are no letters: breaks, and spaces of any width."""


def templates_of(package: str, what: str) -> Environment:
    """The templates in the folder ``parts`` of a package; a name that one misspells is an error, not an empty place.

    Parameters
    ----------
    package
        Its name.
    what
        What is made of them, for the refusal.

    Raises
    ------
    InputError
        The package that fills templates is not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ModuleNotFoundError:
        hint = "Install it: pip install 'cashflow-terms[report]'"
        raise InputError("needs the package jinja2, which is not installed", column=what, hint=hint) from None
    loader = PackageLoader(package, "parts")
    found = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_seen, trim_blocks=True, lstrip_blocks=True)
    found.filters["drawn"] = markup  # charts and styles of ours, which escape what they write themselves
    return found


def _seen(value: object) -> object:
    """A text without signs that drive a terminal or turn the direction of what stands beside it; what is HTML already stays."""
    if not isinstance(value, str) or hasattr(value, "__html__") or value.isprintable():
        return value
    return printable(value, keep=_SPACES)


def markup(text: str) -> Markup:
    """Text that is HTML already."""
    from markupsafe import Markup

    return Markup(text)


def part_of(package: str, name: str) -> str:
    """A file in the folder ``parts`` of a package, as text."""
    return resources.files(package).joinpath("parts").joinpath(name).read_text(encoding="utf-8")


def content_policy(style: str, script: str = "") -> str:
    """What a page may do: show this style and run this script; nothing is fetched, sent or embedded.

    Examples
    --------
    >>> content_policy("p { margin: 0 }").split("; ")[2]
    "script-src 'none'"
    """
    allowed = _hash(script) if script else "'none'"
    return f"default-src 'none'; style-src {_hash(style)}; script-src {allowed}; img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
