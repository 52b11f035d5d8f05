"""pandas, imported when it is first used: frames are only at the edges, and it takes most of the time an import would.

Modules write ``from cashflow.basics.frames import pd`` and go on as with pandas itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["pd"]

if TYPE_CHECKING:
    import pandas as pd
else:

    class _Pandas:
        """Looks every name up in pandas."""

        def __getattr__(self, name: str) -> Any:
            import pandas

            return getattr(pandas, name)

    pd = _Pandas()
