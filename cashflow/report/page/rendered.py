"""The page as one file: templates, style and script of this package, and the data of a run; nothing is fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

from attrs import fields

from cashflow.basics.columns import column
from cashflow.basics.errors import InputError
from cashflow.report.page.page_content import PageContent
from cashflow.report.svg import PALETTE

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["rendered"]

_PARTS = "cashflow.report.page"
_SCRIPTS = ("common", "exact", "chart", "figures", "suppliers", "controls", "start")


def rendered(page: PageContent) -> str:
    """The page as HTML; every text is escaped by the template. A page without data for a script has none, and allows none.

    Raises
    ------
    InputError
        The package that fills templates is not installed.
    """
    environment = _environment()
    blocks = {name: _markup(_json(value)) for name, value in page.blocks.items()}
    style, script = _part("page.css") + PALETTE, _script() if blocks else ""
    allowed = _hash(script) if script else "'none'"
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {allowed}; img-src data:; base-uri 'none'; form-action 'none'"
    shown = {f.name: column(page, f.name) for f in fields(PageContent)}
    template = environment.get_template("page.html.j2")
    return template.render(**shown, policy=policy, style=_markup(style), script=_markup(script), blocks=blocks) + "\n"


def _environment() -> Environment:
    """Everything is escaped; a name that the template misspells is an error, not an empty place."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ModuleNotFoundError:
        hint = "Install it: pip install 'cashflow-terms[report]'"
        raise InputError("needs the package jinja2, which is not installed", column="report.html", hint=hint) from None
    loader = PackageLoader(_PARTS, "parts")
    found = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    found.filters["signed"] = _signed
    found.filters["drawn"] = _markup  # charts, which escape what they write themselves
    return found


def _signed(text: str) -> str:
    """A sentence whose amounts below zero have the minus sign that tables and charts have.

    Examples
    --------
    >>> _signed("EUR -60.6m in 2025-06, at -10 basis points of X-1")
    'EUR −60.6m in 2025-06, at −10 basis points of X-1'
    """
    return re.sub(r"(?<![^\s(])-(?=\d)", "−", text)


def _markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)


def _part(name: str) -> str:
    return resources.files(_PARTS).joinpath("parts").joinpath(name).read_text(encoding="utf-8")


def _script() -> str:
    """The script's parts in order, in a scope of their own."""
    return '"use strict";\n(() => {\n' + "\n".join(_part(f"{name}.js") for name in _SCRIPTS) + "})();\n"


def _hash(text: str) -> str:
    """As a content-security policy names what may run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: Any) -> str:
    """Data that no text in it can end: a browser looks for ``</script`` and ``<!--`` before it looks at the data."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
