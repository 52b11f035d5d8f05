"""What-if runs: project a ledger, compare scenarios, read what-if files; results as frames, text and JSON."""

from cashflow.whatif.compare import compare
from cashflow.whatif.project import Projection, project
from cashflow.whatif.result import Result
from cashflow.whatif.simulate import simulate
from cashflow.whatif.simulation import Simulation
from cashflow.whatif.solving.solve import solve
from cashflow.whatif.sweeping.outcome import Sweep
from cashflow.whatif.sweeping.sweep import sweep
from cashflow.whatif.toml import WhatIf, read_whatif

__all__ = ["Projection", "Result", "Simulation", "Sweep", "WhatIf", "compare", "project", "read_whatif", "simulate", "solve", "sweep"]
