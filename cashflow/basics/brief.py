"""Objects that show themselves in a console and in a notebook: a few lines, and a small table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, ClassVar

from cashflow.basics.shown import printable

__all__ = ["LINES", "Brief"]

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
