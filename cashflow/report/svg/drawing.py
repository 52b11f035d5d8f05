"""Elements as text: names and values are escaped in one place, coordinates are whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from cashflow.basics.shown import printable

__all__ = ["PALETTE", "element", "figure", "label", "standalone"]

PALETTE = """
.cf-chart { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
.cf-chart text { fill: var(--ink, #1b2733); }
.cf-chart .faint { fill: var(--faint, #5a6672); font-size: 12px; }
.cf-chart .small { font-size: 10px; }
.cf-chart .title { font-weight: 600; }
.cf-chart .grid { stroke: var(--line, #dde3e8); stroke-width: 1; }
.cf-chart .zero { stroke: var(--ink, #1b2733); stroke-width: 1; }
.cf-chart .mark { stroke: var(--faint, #5a6672); stroke-width: 1; stroke-dasharray: 4 4; }
.cf-chart .s0 { fill: var(--series-0, #0b5c8a); stroke: var(--series-0, #0b5c8a); }
.cf-chart .s1 { fill: var(--series-1, #f2d3a4); stroke: var(--series-1-edge, #a05a00); }
.cf-chart .s2 { fill: var(--series-2, #7a8794); stroke: var(--series-2, #7a8794); }
.cf-chart .area { fill: var(--series-0, #0b5c8a); fill-opacity: 0.18; stroke: none; }
.cf-chart .line { fill: none; stroke: var(--series-0, #0b5c8a); stroke-width: 2; }
"""
"""How charts look; a page may set the colors by its own properties."""
Attribute = str | int
_TITLE = 30
"""Height of a title above a chart that is a file of its own."""


def element(name: str, content: str | Iterable[str] = "", **attributes: Attribute) -> str:
    """An element; `content` is markup already. Underscores in attribute names are hyphens, one at the end is left out.

    Examples
    --------
    >>> element("rect", x=1, class_="s0", text_anchor="middle")
    '<rect x="1" class="s0" text-anchor="middle"/>'
    >>> element("g", aria_label='Acme "A" & B')
    '<g aria-label="Acme &quot;A&quot; &amp; B"/>'
    """
    said = "".join(f' {k.rstrip("_").replace("_", "-")}="{escape(printable(str(v)))}"' for k, v in attributes.items())
    inner = content if isinstance(content, str) else "".join(content)
    return f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>"


def label(text: str, x: int, y: int, class_: str = "", anchor: str = "middle") -> str:
    """Text at a place.

    Examples
    --------
    >>> label("<Q1>", 10, 20)
    '<text x="10" y="20" text-anchor="middle">&lt;Q1&gt;</text>'
    """
    more = {"class_": class_} if class_ else {}
    return element("text", escape(printable(text), quote=False), x=x, y=y, text_anchor=anchor, **more)


def figure(name: str, title: str, told: str, size: tuple[int, int], parts: Iterable[str]) -> str:
    """A whole chart: a picture with a title and, for those who do not see it, what it says."""
    words = element("title", escape(printable(title), quote=False), id=f"{name}-title") + element(
        "desc", escape(printable(told), quote=False), id=f"{name}-told"
    )
    return element(
        "svg",
        [words, *parts],
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {size[0]} {size[1]}",
        class_="cf-chart",
        role="img",
        aria_labelledby=f"{name}-title {name}-told",
    )


def standalone(chart: str, title: str = "") -> str:
    """A chart as a file of its own, with its colors, and its title above it."""
    head, _, rest = chart.partition(">")
    if title:
        width, height = (int(n) for n in head.partition('viewBox="0 0 ')[2].partition('"')[0].split())
        place = f'viewBox="0 {-_TITLE} {width} {height + _TITLE}" width="{2 * width}" height="{2 * (height + _TITLE)}"'
        head = head.replace(f'viewBox="0 0 {width} {height}"', place)
        rest = rest.removesuffix("</svg>") + label(title, 0, 18 - _TITLE, "title", "start") + "</svg>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}>{element("style", PALETTE)}{rest}\n'
