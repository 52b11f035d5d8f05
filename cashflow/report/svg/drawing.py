"""Elements as text: names and values are escaped in one place, coordinates are whole numbers."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from html import escape

from cashflow.basics.shown import printable

__all__ = ["PALETTE", "element", "figure", "label", "standalone"]

PALETTE = """
.cf-chart { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
.cf-chart .paper { fill: var(--paper, #ffffff); }
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
.cf-chart .s3 { fill: var(--series-3, #ffffff); stroke: var(--series-3-edge, #1b2733); }
.cf-chart .bar0 { fill: var(--series-0, #0b5c8a); }
.cf-chart .bar1 { fill: var(--series-2, #7a8794); }
.cf-chart .run { stroke: var(--faint, #5a6672); stroke-width: 1; }
.cf-chart .goal { stroke: var(--ink, #1b2733); stroke-width: 2; }
.cf-chart .gap { stroke: var(--series-0, #0b5c8a); stroke-width: 2; }
.cf-chart .bad { stroke-dasharray: 3 3; }
.cf-chart .range { stroke: var(--series-1-edge, #a05a00); stroke-width: 5; stroke-opacity: 0.45; }
.cf-chart .over { paint-order: stroke; stroke: var(--paper, #ffffff); stroke-width: 4px; stroke-linejoin: round; }
.cf-chart .area { fill: var(--series-0, #0b5c8a); fill-opacity: 0.18; stroke: none; }
.cf-chart .line { fill: none; stroke: var(--series-0, #0b5c8a); stroke-width: 2; }
.cf-chart .other { stroke: var(--series-2, #7a8794); stroke-dasharray: 6 3; }
"""
"""How charts look; a page may set the colors by its own properties."""
Attribute = str | int
_EDGE = 12
"""Room around a picture that is a file of its own."""
_SCALE = 3
"""Half dots of a unit: a picture file opens half as large again as in the page."""
_COLUMN = 840
"""Dots of a notebook's column: what is wider gets a scroll bar there."""


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


def standalone(charts: str | Sequence[tuple[str, str]], title: str = "", notes: Sequence[str] = (), *, in_text: bool = False) -> str:
    """A picture as a file of its own, with its colors: its title, the charts one below the other, and notes.

    Parameters
    ----------
    charts
        A chart's markup, or several, each with what stands above it.
    title
        Above all of them.
    notes
        Below.
    in_text
        Whether it stands among the text of a notebook: then it opens with letters as large as those, and no wider than the column.
    """
    each = [("", charts)] if isinstance(charts, str) else charts
    width = max(_size(chart)[0] for _, chart in each)
    parts, y = [], 0
    for line in textwrap.wrap(printable(title), max(20, (width - 2 * _EDGE) // 8)):
        parts.append(label(line, _EDGE, y + 26, "title", "start"))
        y += 20
    y += 20
    for head, chart in each:
        if head:
            parts.append(label(head, _EDGE, y + 16, "title", "start"))
            y += 26
        h = _size(chart)[1]
        parts.append(_moved(chart, _EDGE, y))
        y += h + 10
    for note in notes:
        for line in textwrap.wrap(printable(note), max(20, (width - 2 * _EDGE) // 6)):
            parts.append(label(line, _EDGE, y + 14, "faint", "start"))
            y += 17
    width, height = width + 2 * _EDGE, y + 12
    name = [element("title", escape(printable(title), quote=False))] if title else []
    over, under = (min(width, _COLUMN), width) if in_text else (_SCALE, 2)
    head = element(
        "svg",
        [*name, element("style", _plain(PALETTE)), element("rect", x=0, y=0, width=width, height=height, class_="paper"), *parts],
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=over * width // under,
        height=over * height // under,
        class_="cf-chart",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n'


def _moved(chart: str, x: int, y: int) -> str:
    """A chart as a group at a place of a picture; not every program draws a picture in a picture."""
    head, _, inner = chart.partition(">")
    kept = re.sub(r' (?:xmlns|viewBox)="[^"]*"', "", head).removeprefix("<svg")
    return f'<g transform="translate({x} {y})"{kept}>{inner.removesuffix("</svg>")}</g>'


def _plain(style: str) -> str:
    r"""The style for programs that know shapes alone: colors as they stand, no edge that is to be painted below its letters.

    Examples
    --------
    >>> _plain(".a { fill: var(--ink, #1b2733); }\n.b { paint-order: stroke; stroke: #ffffff; }\n")
    '.a { fill: #1b2733; }\n'
    """
    lines = (line for line in style.splitlines(keepends=True) if "paint-order" not in line)
    return re.sub(r"var\(--[\w-]+, (#\w+)\)", r"\1", "".join(lines))


def _size(chart: str) -> tuple[int, int]:
    """Width and height of a chart's markup."""
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', chart)
    assert found is not None
    return int(found[1]), int(found[2])
