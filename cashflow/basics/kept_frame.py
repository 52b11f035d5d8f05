"""Frames that are made once and given often: each caller has its own, and what it changes in it no other sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, overload

from cashflow.basics.frames import pd

__all__ = ["kept_frame", "own_frame"]


def own_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with the same cells, to change at will: since pandas 3 columns are copied when they are changed, before that now.

    Examples
    --------
    >>> kept = pd.DataFrame({"amount": [1, 2]})
    >>> given = own_frame(kept)
    >>> given.loc[0, "amount"] = 9
    >>> kept["amount"].tolist()
    [1, 2]
    """
    return frame.copy(deep=int(pd.__version__.split(".")[0]) < 3)


class kept_frame(property):
    """A property that is a frame: made when it is first asked for, kept in the object's ``__dict__``, given as `own_frame`.

    Examples
    --------
    >>> class Result:
    ...     @kept_frame
    ...     def quarters(self):
    ...         return pd.DataFrame({"cash_paid": [1, 2]})
    >>> result = Result()
    >>> result.quarters["more"] = 0
    >>> [*result.quarters]
    ['cash_paid']
    """

    def __init__(self, make: Callable[[Any], pd.DataFrame]) -> None:
        super().__init__(make)
        self._make, self._key = make, f"_kept_{make.__name__}"

    @overload
    def __get__(self, result: None, kind: type, /) -> kept_frame: ...
    @overload
    def __get__(self, result: object, kind: type | None = None, /) -> pd.DataFrame: ...
    def __get__(self, result: Any, kind: type | None = None, /) -> kept_frame | pd.DataFrame:
        if result is None:
            return self
        frame = result.__dict__.get(self._key)
        if frame is None:
            frame = result.__dict__.setdefault(self._key, self._make(result))
        return own_frame(frame)
