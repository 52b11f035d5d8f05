"""A result as a workbook that a controller checks: every total is a formula over the payments, and rates are cells to change.

One module a sheet. `leg_rows` makes the rows that all formulas count, `live_rates` says how an amount hangs on the offered rate,
`plan` where each sheet has what others refer to, `styles` what cells look like and that no text becomes a formula.
"""

from cashflow.report.workbook.book import workbook_bytes

__all__ = ["workbook_bytes"]
