"""Simulate: how sure a figure is where acceptance is uncertain."""

from cashflow.simulate.simulate import simulate
from cashflow.simulate.simulation import Simulation

__all__ = ["Simulation", "simulate"]
