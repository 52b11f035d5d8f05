"""numpy or numba: one chooser for all kernels. The numba twins are imported only when they are chosen; what is compiled is kept on disk."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from typing import Any, Literal

from cashflow.basics.errors import InputError
from cashflow.basics.size import sizes, taken

__all__ = ["Kernel", "engine", "twin"]

Kernel = Literal["collapse", "grids", "accepted", "owed", "looked"]

_TWINS: dict[Kernel, str] = {name: f"cashflow.kernels.{name}_numba" for name in ("collapse", "grids", "accepted", "owed", "looked")}
_CHOICES = ("auto", "numpy", "numba")


def engine(work: int, asked: str | None = None, kernel: Kernel = "collapse") -> str:
    """``numpy`` or ``numba``: which twin of a kernel does so much work.

    Parameters
    ----------
    work
        Rows to add up; for ``accepted`` the acceptances to draw.
    asked
        ``numpy``, ``numba``, or ``auto``: numba if it is installed and the work is worth its import, or it is in use already.
        By default what the environment variable ``CASHFLOW_KERNEL`` says, else ``auto``. The sums are the same.
    kernel
        Whose twins; the sizes from which the numba one pays are those of `cashflow.basics.size.Sizes`.
    """
    choice = asked or os.environ.get("CASHFLOW_KERNEL") or "auto"
    if choice not in _CHOICES:
        raise InputError("must be 'auto', 'numpy' or 'numba'", column="CASHFLOW_KERNEL", value=choice)
    if choice == "auto":
        choice = "numba" if work >= _pays(kernel) and importlib.util.find_spec("numba") is not None else "numpy"
    return taken(f"kernel {kernel}", choice)


def _pays(kernel: Kernel) -> int:
    """The work from which numba pays, imported or not."""
    if kernel == "accepted":
        return 0 if _TWINS[kernel] in sys.modules else sizes().numba_draws
    return sizes().numba_loaded if _TWINS["collapse"] in sys.modules else sizes().numba_rows


def twin(kernel: Kernel) -> Any:
    """The module of a kernel's numba twin."""
    if importlib.util.find_spec("numba") is None:
        hint = 'Type pip install "cashflow-terms[fast]", or leave CASHFLOW_KERNEL=numpy'
        raise InputError("needs the package numba, which is not installed", column="CASHFLOW_KERNEL", value="numba", hint=hint)
    return importlib.import_module(_TWINS[kernel])
