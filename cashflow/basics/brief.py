"""Objects that show themselves in a console and in a notebook: a few lines, and a small table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, ClassVar

import numpy as np
from attrs import fields

from cashflow.basics.columns import by_name
from cashflow.basics.shown import printable

__all__ = ["LINES", "Brief", "Outlined"]

LINES = 10


class Brief:
    """Shown in ten lines at most; in a notebook with its `brief_rows` as a table."""

    WIDEST: ClassVar[int | None] = 240
    """Letters of a line that are shown; nothing: all, where a sentence without its end says something else."""

    def brief(self) -> list[str]:
        """The lines, the most important first."""
        raise NotImplementedError

    def brief_rows(self) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
        """Heads and rows of a table for notebooks; nothing: no table."""
        return (), ()

    def __repr__(self) -> str:
        lines = [printable(line) for line in self.brief()]
        if len(lines) > LINES:
            lines = [*lines[: LINES - 1], f"… and {len(lines) - LINES + 1:,} lines more"]
        most = self.WIDEST
        return "\n".join(line if most is None or len(line) <= most else line[: most - 1] + "…" for line in lines)

    def _repr_html_(self) -> str:
        heads, rows = self.brief_rows()
        said = "".join(f"<p>{escape(printable(line))}</p>" for line in self.brief()[:LINES])
        if not rows:
            return f"<div>{said}</div>"
        head = "".join(f"<th>{escape(printable(str(h)))}</th>" for h in heads)
        body = "".join("<tr>" + "".join(f"<td>{escape(printable(str(v)))}</td>" for v in row) + "</tr>" for row in rows[:LINES])
        return f"<div>{said}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


class Outlined:
    """Values of columns, as `attrs` makes them: a console is shown of each column how long it is, not what is in it."""

    __slots__ = ()

    def __repr__(self) -> str:
        kind: Any = type(self)
        shown = by_name(self, [f.name for f in fields(kind) if f.repr])
        return f"{kind.__name__}({', '.join(f'{name}={_outline(value)}' for name, value in shown.items())})"


def _outline(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"<{value.dtype} {value.shape}>"
    if isinstance(value, tuple | list | Mapping) and len(value) > _FEW:
        return f"<{len(value):,} values>"
    text = " ".join(repr(value).split())
    return text if len(text) <= _LONGEST else f"<{type(value).__name__}>"


_FEW, _LONGEST = 3, 80
