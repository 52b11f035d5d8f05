"""Sweep: many scenarios at once, each equal to `compare`, with what they have in common worked out once.

Two ways: scenarios of any kind share coverage and effects (`shared_work`); one offer with other days a supplier is read off tables
(`by_supplier`). The tables are made of what is covered (`sources`), of what one unit of it adds (`weights`) and of legs, which are rounded
(`cost_tables`, `leg_tracks`), in steps from one extension to the next (`day_steps`). `swept` is the result.
"""

from cashflow.sweep.sweep import sweep
from cashflow.sweep.swept import Sweep

__all__ = ["Sweep", "sweep"]
