"""Objects that show themselves in a console and in a notebook: a few lines, and a small table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any, ClassVar

from cashflow.basics.columns import column
from cashflow.basics.errors import must_choose
from cashflow.basics.shown import printable

__all__ = ["Brief", "Report"]

_LINES, _WIDTH = 10, 240


class Brief:
    """Shown in ten lines at most; in a notebook with its `brief_rows` as a table."""

    def brief(self) -> list[str]:
        """The lines, the most important first."""
        raise NotImplementedError

    def brief_rows(self) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
        """Heads and rows of a table for notebooks; nothing: no table."""
        return (), ()

    def __repr__(self) -> str:
        lines = [printable(line) for line in self.brief()]
        if len(lines) > _LINES:
            lines = [*lines[: _LINES - 1], f"… and {len(lines) - _LINES + 1:,} lines more"]
        return "\n".join(line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…" for line in lines)

    def _repr_html_(self) -> str:
        heads, rows = self.brief_rows()
        said = "".join(f"<p>{escape(printable(line))}</p>" for line in self.brief()[:_LINES])
        if not rows:
            return f"<div>{said}</div>"
        head = "".join(f"<th>{escape(printable(str(h)))}</th>" for h in heads)
        body = "".join("<tr>" + "".join(f"<td>{escape(printable(str(v)))}</td>" for v in row) + "</tr>" for row in rows[:_LINES])
        return f"<div>{said}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


class Report(Brief):
    """A result whose `str()` is a report: it shows the report's first lines, and in a notebook its frame, too."""

    def brief(self) -> list[str]:
        """The first lines of the report."""
        lines = [line for line in str(self).splitlines() if line.strip()]
        if len(lines) <= _LINES:
            return lines
        return [*lines[: _LINES - 1], f"… print() shows all {len(lines):,} lines"]

    FRAMES: ClassVar[tuple[str, ...]] = ()
    """Names of its frames, the first the one shown by default."""

    def frame(self, name: str | None = None, *, money: str = "decimal") -> Any:
        """One of its frames by name, with amounts that are exact or that plot, sort and multiply.

        Parameters
        ----------
        name
            As the attribute is called, e.g. ``"quarters"``; by default the first of `FRAMES`.
        money
            ``"decimal"``: amounts as Decimal in major units, as they are kept. ``"float"``: as float64, NaN where there is none;
            sums of floats are not exact.

        Returns
        -------
        DataFrame
            A copy.

        Raises
        ------
        InputError
            No frame of that name, with the nearest one; another word for money.
        """
        asked = self.FRAMES[0] if name is None else name
        if asked not in self.FRAMES:
            raise must_choose("is not a frame of this result", "name", asked, self.FRAMES)
        if money not in ("decimal", "float"):
            raise must_choose("unknown value", "money", money, ("decimal", "float"))
        found = column(self, asked).copy()
        if money == "float":
            for name in found.columns:
                if any(isinstance(v, Decimal) for v in found[name]):
                    found[name] = [float("nan") if v is None or v != v else float(v) for v in found[name]]
        return found

    def plots(self) -> Mapping[str, Callable[..., Any]]:
        """Its pictures by name, the first the one drawn by default; each takes ``ax`` and options of its own."""
        return {}

    def plot(self, kind: str | None = None, *, ax: Any = None, **options: Any) -> Any:
        """Draw one of its pictures (extra `plot`).

        Parameters
        ----------
        kind
            Name of the picture, one of `plots`; by default the first.
        ax
            Matplotlib axes to draw into; a new figure's by default.
        **options
            Of the picture: ``currency`` and ``scenario`` where there are several.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        InputError
            No picture of that name; a currency or scenario that must be given.
        """
        known = self.plots()
        asked = next(iter(known), "") if kind is None else kind
        if asked not in known:
            raise must_choose("is not a picture of this result", "kind", asked, tuple(known))
        return known[asked](ax=ax, **options)

    def brief_frame(self) -> Any:
        """A frame for notebooks; `None`: no table."""
        return None

    def brief_rows(self) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
        """Heads and first rows of that frame."""
        frame = self.brief_frame()
        return ((), ()) if frame is None else ([*frame.columns], frame.head(_LINES).to_numpy(object).tolist())
