"""Sweep: many scenarios at once, each equal to `compare`, with what they have in common worked out once."""

from cashflow.sweep.sweep import sweep
from cashflow.sweep.swept import Sweep

__all__ = ["Sweep", "sweep"]
