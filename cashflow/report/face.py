"""What every result can do: show itself in a console and a notebook, give frames, draw, be rendered and be written."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from cashflow.basics.brief import LINES, Brief
from cashflow.basics.columns import column
from cashflow.basics.decimals import own_context
from cashflow.basics.door import path_of
from cashflow.basics.errors import InputError, must_choose, nearest
from cashflow.basics.frames import pd
from cashflow.ledger.model import Ledger
from cashflow.measures.catalog import MEASURES
from cashflow.report.files import Written, write_files
from cashflow.report.format import Run
from cashflow.report.formats import files_of, rendered
from cashflow.report.formats.as_workbook import Excel
from cashflow.report.plain_values import plain_values
from cashflow.report.sentences import Sentences
from cashflow.report.sentences.said_sentences import chosen

__all__ = ["Filed", "Report", "page_written"]

_FIGURES = frozenset({*MEASURES, "dpo_closing", "dpo_countback"})
"""Columns that hold figures, also where none of them is known."""


class Report(Brief):
    """A result whose `str()` is a report: it shows the report's first lines, and in a notebook its frame, too."""

    KIND: ClassVar[str] = ""
    """What it is a result of; formats say which kinds they serve."""

    @property
    def ledger(self) -> Ledger:
        """The ledger that it rests on, with its findings."""
        raise NotImplementedError

    @property
    def notes(self) -> Sequence[str]:
        """What stands beside the figures, as sentences."""
        raise NotImplementedError

    @property
    def assumptions(self) -> Sequence[str]:
        """What the figures assume, as sentences."""
        raise NotImplementedError

    @property
    def completeness(self) -> Mapping[str, Any]:
        """What was told or inferred of how complete the ledger is, where the result says it."""
        return {}

    def contents(self) -> dict[str, Any]:
        """Every figure and sentence by name, amounts as Decimal in major units: what formats are made of."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """What ``--json`` prints: amounts as text in major units, one entry a quarter in every list, `None` where undefined."""
        return plain_values(self.contents())

    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames that are written into a folder, by file name without its ending."""
        return {name: column(self, name) for name in self.FRAMES}

    def render(self, name: str = "text") -> str | bytes:
        """The result in one of the formats.

        Parameters
        ----------
        name
            ``"text"``: the report; ``"json"``: what ``--json`` prints; and every other one in `cashflow.report.formats.FORMATS`
            that is one text or one file.

        Returns
        -------
        str or bytes

        Raises
        ------
        InputError
            No format of that name for this result, with the nearest one; one that is several files; one whose extra is not
            installed, with the command that installs it.
        """
        return rendered(self, name)

    def write(
        self, folder: str | Path, formats: Sequence[str] | None = None, *, more: Sequence[str] = (), run: Run | None = None
    ) -> Written:
        """Write the result into a folder, in every format that serves it: all files, or none.

        Parameters
        ----------
        folder
            Made if it does not exist; see `cashflow.report.files.write_files` for what happens to files of an earlier run.
        formats
            Names of the formats; by default all that need not be asked for and whose extra is installed.
        more
            Names of formats that are written beside these.
        run
            What the result was made of, for ``run.json``: hashes of its inputs, further files.

        Returns
        -------
        Written
            The paths. Its `notes` name the formats that were left out, each with the command that installs what it lacks.
        """
        place = path_of(folder, "folder")
        files, notes = files_of(self, run or Run(), formats, more)
        written = write_files(place, files)
        written.notes = (*notes, *written.notes)
        return written

    def __str__(self) -> str:
        return str(self.render("text"))

    def brief(self) -> list[str]:
        """The first lines of the report."""
        lines = [line for line in str(self).splitlines() if line.strip()]
        if len(lines) <= LINES:
            return lines
        return [*lines[: LINES - 1], f"… print() shows all {len(lines):,} lines"]

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
        found = column(self, asked)
        if money == "float":
            for name in found.columns:
                if name in _FIGURES or any(isinstance(v, Decimal) for v in found[name]):
                    found[name] = [float("nan") if v is None or v != v else float(v) for v in found[name]]
        return found

    def sentences(self, *names: str, scenario: str | None = None, currency: str | None = None) -> Sentences:
        """What it says in words: each question that is asked of it, and the answer.

        Parameters
        ----------
        *names
            Of questions, such as ``"answer"``, ``"level"``, ``"made_whole"``; by default all. The frame of all names them.
        scenario
            Only what is said of one scenario, and of the whole.
        currency
            Only what is said of one currency, and of all.

        Returns
        -------
        Sentences
            A sequence of texts: `print` and notebooks show it, ``to_frame()`` has name, question, scenario and currency beside each text.

        Raises
        ------
        InputError
            A name, scenario or currency that it does not have, with the nearest one.

        Examples
        --------
        >>> import cashflow as cf
        >>> found = cf.project(cf.synthetic_ledger(60, 3), cf.PaymentPolicy(as_of="2025-05-31"))
        >>> print(found.sentences("ties_out"))
        60 rows read = 60 accepted + 0 rejected + 0 ignored.
        """
        from cashflow.report.sentences.by_result import QUESTIONS  # late: made only where they are asked for

        return chosen(QUESTIONS[self.KIND](self), names, scenario, currency)

    def pictures(self) -> Mapping[str, Callable[..., Any]]:
        """Its pictures by name, the first the one drawn by default; each takes options of its own."""
        return {}

    @own_context
    def picture(self, name: str | None = None, **options: Any) -> Any:
        """One of its pictures: the table behind it, as SVG, or drawn with Matplotlib. A notebook shows it as it is.

        Parameters
        ----------
        name
            Name of the picture, one of `pictures`; by default the first.
        **options
            Of the picture: ``currency`` (by default every one, a chart each), ``scenario`` where there are several.

        Returns
        -------
        cashflow.report.pictures.Picture
            Its `table` is a frame with the numbers that are drawn, `svg()` a file of its own, `draw(ax)` Matplotlib axes.

        Raises
        ------
        InputError
            No picture of that name, with the nearest one; a scenario or day that must be given.
        """
        known = self.pictures()
        asked = next(iter(known), "") if name is None else name
        if not isinstance(asked, str) or asked not in known:
            raise must_choose("is not a picture of this result", "picture", asked, tuple(known))
        takes = list(inspect.signature(known[asked]).parameters)
        for option in options:
            if option not in takes:
                reason = f"is not an option of the picture '{asked}'. {nearest(option, takes) if takes else 'It has none'}"
                raise InputError(reason, column=option, value=options[option])
        return known[asked](**options)

    def plot(self, kind: str | None = None, *, ax: Any = None, **options: Any) -> Any:
        """Draw one of its pictures (extra `plot`); `picture` gives the same with its table, and as SVG.

        Parameters
        ----------
        kind
            Name of the picture, one of `pictures`; by default the first.
        ax
            Matplotlib axes to draw into; a new figure's by default.
        **options
            As of `picture`.

        Returns
        -------
        matplotlib.axes.Axes
            Several charts, as of several currencies, are panels within it: ``ax.child_axes``.

        Raises
        ------
        InputError
            As of `picture`.
        """
        return self.picture(kind, **options).draw(ax)

    def brief_frame(self) -> Any:
        """A frame for notebooks; `None`: no table."""
        return None

    def brief_rows(self) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
        """Heads and first rows of that frame."""
        frame = self.brief_frame()
        return ((), ()) if frame is None else ([*frame.columns], frame.head(LINES).to_numpy(object).tolist())


class Filed(Report):
    """A result that has a page and a workbook of its own."""

    def to_html(self, path: str | Path | None = None) -> str:
        """The page as one HTML file that opens without a network (extra `report`); the same result, the same bytes.

        Parameters
        ----------
        path
            Where to write it, too.

        Raises
        ------
        InputError
            jinja2 is not installed; the file can't be written.
        """
        return page_written(f"{rendered(self, 'html')!s}\n", path)

    def to_excel(self, path: str | Path, *, sha256: Mapping[str, str] | None = None) -> Path:
        """Write the workbook that a controller checks (extra `excel`): totals are formulas over the rows in it.

        Parameters
        ----------
        path
            Of the file, which is replaced if it exists.
        sha256
            Hash of each input by name, stamped on every sheet; without it that of the ledger as it was read.

        Returns
        -------
        Path

        Raises
        ------
        InputError
            XlsxWriter is not installed; the file can't be written.
        """
        place = path_of(path)
        return write_files(place.parent, {place.name: Excel().files(self, Run(sha256 or {}))[Excel.file]})[0]


def page_written(text: str, path: str | Path | None) -> str:
    """A page, which is written too where a path is named."""
    if path is not None:
        file = path_of(path)
        write_files(file.parent, {file.name: text})
    return text
