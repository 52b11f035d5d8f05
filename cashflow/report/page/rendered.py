"""The page as one file: templates, style and script of this package, and the data of a run; nothing is fetched from anywhere."""

from __future__ import annotations

import json
import re
from typing import Any

from attrs import fields

from cashflow.basics.columns import column
from cashflow.report.html_parts import content_policy, markup, part_of, templates_of
from cashflow.report.page.page_content import PageContent
from cashflow.report.svg import PALETTE

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
    environment = templates_of(_PARTS, "report.html")
    environment.filters["signed"] = _signed
    blocks = {name: markup(_json(value)) for name, value in page.blocks.items()}
    style, script = part_of(_PARTS, "page.css") + PALETTE, _script() if blocks else ""
    shown = {f.name: column(page, f.name) for f in fields(PageContent)} | {"blocks": blocks}
    made = {"policy": content_policy(style, script), "style": markup(style), "script": markup(script)}
    return environment.get_template("page.html.j2").render(**shown, **made) + "\n"


def _signed(text: str) -> str:
    """A sentence whose amounts below zero have the minus sign that tables and charts have.

    Examples
    --------
    >>> _signed("EUR -60.6m in 2025-06, at -10 basis points of X-1")
    'EUR −60.6m in 2025-06, at −10 basis points of X-1'
    """
    return re.sub(r"(?<![^\s(])-(?=\d)", "−", text)


def _script() -> str:
    """The script's parts in order, in a scope of their own."""
    return '"use strict";\n(() => {\n' + "\n".join(part_of(_PARTS, f"{name}.js") for name in _SCRIPTS) + "})();\n"


def _json(value: Any) -> str:
    """Data that no text in it can end: a browser looks for ``</script`` and ``<!--`` before it looks at the data."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
