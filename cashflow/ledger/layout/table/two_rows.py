"""Headers of two rows: names of groups above the names of columns, as ``Vendor`` above ``No.`` and ``Name``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cashflow.ledger.layout.cells.content import is_amount, is_date
from cashflow.ledger.layout.cells.labels import is_bucket
from cashflow.ledger.layout.cells.words import STRONG, WEAK, roles_of

__all__ = ["with_groups"]

_LONGEST = 40  # letters of a name
_LEAST = 2  # names of groups; one may be a title
_RULED = re.compile(r"^[-_=*~ ]{3,}|[-_=*~ ]{3,}$")  # drawn beside the name of a group: '------ Aging Period ------'
_COUNTS = re.compile(
    r"(?i)percent(?:age)?|%|pct\.?|days|tage|jours|d[ií]as|giorni|dagen|dni"
)  # above a name that is then no money and no day


def with_groups(rows: Sequence[Sequence[str]], at: int) -> tuple[int, list[str]]:
    """The position of a header's last row, and its names with those of groups before them, where these say more.

    Parameters
    ----------
    rows
        Rows down to the one below the header.
    at
        The position of the header; where only the row below it completes the names, that is its last row.

    Examples
    --------
    >>> with_groups([["Vendor", "", "Due"], ["No.", "Name", "Date"], ["70001", "Alder", "2026-05-04"]], 1)
    (1, ['Vendor No.', 'Vendor Name', 'Due Date'])
    >>> with_groups([["A/P Aging", "", ""], ["Vendor", "Due Date", "Amount"], ["Alder", "2026-05-04", "10.00"]], 1)
    (1, ['Vendor', 'Due Date', 'Amount'])
    """
    rows = [[_RULED.sub("", c) for c in row] for row in rows]
    own = [*rows[at]]
    below = [*rows[at + 1]] if at + 1 < len(rows) else []
    if _are_names(below) and (joined := _joined(own, below)) is not None and _known(joined) > max(_known(own), _known(below)):
        return at + 1, joined
    if at and _are_names(rows[at - 1]) and (joined := _joined([*rows[at - 1]], own)) is not None and _known(joined) > _known(own):
        return at, joined
    return at, own


def _are_names(row: Sequence[str]) -> bool:
    """Whether some cells of a row are filled, and all with words."""
    filled = [c for c in row if c]
    words = all(
        is_bucket(c) or (len(c) <= _LONGEST and any(s.isalpha() for s in c) and not is_amount(c) and not is_date(c)) for c in filled
    )
    return len(filled) >= _LEAST and words and not any(c.endswith(":") for c in filled)


def _joined(groups: Sequence[str], names: Sequence[str]) -> list[str] | None:
    """Names with their group before them, where both together say more or the name appears twice; `None`: nowhere.

    A group holds up to the next one, over the blank cells beside its name, as of merged cells.
    """
    many, out, group = Counter(names), [], ""
    for above, name in zip(groups, names, strict=True):
        group = above or group
        both = f"{group} {name}".strip() if name else above
        more = _says(both) < _says(name) or (many[name] > 1 and above and _says(both) <= WEAK)
        more = more or bool(name and _COUNTS.fullmatch(above)) or (_says(both) <= STRONG and {*roles_of(both)} != {*roles_of(name)})
        out.append(both if group and more else name or above)
    return out if out != [*names] else None


def _says(name: str) -> int:
    return min(roles_of(name).values(), default=STRONG + 9)


def _known(names: Sequence[str]) -> int:
    """How many different things names say well; a thing that is said twice counts once."""
    return len({min(says, key=lambda r: says[r]) for n in names if (says := roles_of(n)) and min(says.values()) <= WEAK})
