"""Formulas that add up rows of Legs and Baseline, as text; `Period` says between which days."""

from __future__ import annotations

from attrs import frozen

__all__ = ["Period", "base_sum", "counted_sum", "owed_sum"]


@frozen
class Period:
    """Cells with the first and the last day; an empty one bounds nothing."""

    first: str = ""
    last: str = ""

    @property
    def criteria(self) -> tuple[str, ...]:
        """Pieces of a criterion on days."""
        lower = (f'">="&{self.first}',) if self.first else ()
        return (*lower, f'"<="&{self.last}') if self.last else lower


def base_sum(column: str, currency: str, period: Period) -> str:
    """Sum of a column of Baseline."""
    days = "".join(f",base_day,{c}" for c in period.criteria)
    return f'SUMIFS(base_{column},base_currency,"{currency}"{days})'


def counted_sum(scenario: int, currency: str, period: Period, **where: str) -> str:
    """Sum of what counts of a scenario in Legs; `where`: column → text that it must hold."""
    days = "".join(f",leg_day,{c}" for c in period.criteria)
    some = "".join(f',leg_{column},"{value}"' for column, value in where.items() if value)
    return f'SUMIFS(leg_counted,leg_scenario,{scenario + 1},leg_currency,"{currency}"{some}{days})'


def owed_sum(scenario: int, currency: str, nature: str, end: str, start: str) -> str:
    """What is earned and not paid at the close of a day: a day's cost × the days since it was first earned."""
    where = f'leg_scenario,{scenario + 1},leg_currency,"{currency}",leg_nature,"{nature}",leg_since,"<="&{end},leg_day,">"&{end}'
    return f"SUMIFS(leg_a_day,{where})*({end}+1-{start})-SUMIFS(leg_a_day_offset,{where})"
