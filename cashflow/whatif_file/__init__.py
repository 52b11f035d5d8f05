"""Scripted runs: the what-if file (TOML), and the demo that is run like any user's file.

The room stands above `scan`, since a file may name a ledger larger than memory.
"""

from cashflow.whatif_file.read import WhatIf, read_whatif

__all__ = ["WhatIf", "read_whatif"]
