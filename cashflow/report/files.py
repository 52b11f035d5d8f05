"""Tables to files: whole or not at all, and safe to open in a spreadsheet."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd

__all__ = ["csv_text", "manifest", "write_files"]


def _safe(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe."""
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as CSV: ISO dates, amounts with all their digits, text that can't become a formula.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"supplier": ["=1+1"], "amount": [-5]})).splitlines()
    ['supplier,amount', "'=1+1,-5"]
    """
    out = frame.copy()
    for name in out.columns:
        if isinstance(out[name].dtype, pd.CategoricalDtype) or pd.api.types.is_string_dtype(out[name].dtype) or out[name].dtype == object:
            out[name] = out[name].astype(object).map(_safe)
    return out.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")


def manifest(sha256: Mapping[str, str], settings: Mapping[str, Any]) -> str:
    """What a run was made of: versions, and a hash of each input, as JSON. No clock, no machine.

    Parameters
    ----------
    sha256
        Hashes by name, taken when the inputs were read: a file that is looked at later may be another one by then.
    settings
        What else is kept.
    """
    from importlib.metadata import version  # imported late: 10 ms that only files pay

    versions = {name: version(name) for name in ("cashflow-terms", "numpy", "pandas", "holidays")}
    return json.dumps({"versions": versions, "sha256": dict(sha256), **settings}, indent=2, ensure_ascii=False, default=str) + "\n"


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Write files into a folder: each is first written beside its place, then moved into it.

    Parameters
    ----------
    folder
        Made if it does not exist.
    files
        Name → content.

    Returns
    -------
    list of Path
        In the order given.

    Raises
    ------
    InputError
        The folder can't be made or written.
    """
    done: list[tuple[str, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            for name, content in files.items():
                handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
                done.append((temporary, folder / name))
                with os.fdopen(handle, "wb") as file:
                    file.write(content.encode("utf-8") if isinstance(content, str) else content)
                os.chmod(temporary, 0o644)
            for temporary, place in done:
                os.replace(temporary, place)
        finally:
            for temporary, _ in done:
                if os.path.exists(temporary):
                    os.unlink(temporary)
    except OSError as wrong:
        raise InputError(f"can't be written: {wrong.strerror}", file=folder, hint="Name another folder with --out") from None
    return [place for _, place in done]
