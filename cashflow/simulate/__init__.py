"""Simulate: how sure a figure is where acceptance is uncertain.

`decisions` are what each supplier's answer adds to the figure; laws and draws of sums of them are mathematics, and stand in `measures`.
"""

from cashflow.simulate.simulate import simulate
from cashflow.simulate.simulation import Simulation

__all__ = ["Simulation", "simulate"]
