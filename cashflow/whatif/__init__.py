"""What-if runs: project a ledger, compare scenarios; results as frames, text and JSON."""

from cashflow.whatif.compare import compare
from cashflow.whatif.project import Projection, project
from cashflow.whatif.result import Result
from cashflow.whatif.simulate import simulate
from cashflow.whatif.simulation import Simulation
from cashflow.whatif.solving.solve import solve
from cashflow.whatif.sweeping.outcome import Sweep
from cashflow.whatif.sweeping.sweep import sweep

__all__ = ["Projection", "Result", "Simulation", "Sweep", "compare", "project", "simulate", "solve", "sweep"]
