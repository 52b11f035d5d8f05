"""A result as a workbook that a controller checks: every total is a formula over the payments, and rates are cells to change.

One module a sheet. `leg_rows` makes the rows that all formulas count, `live_rates` says how an amount hangs on the offered rate,
`page` is what the sheets share, `styles` what cells look like and that no text becomes a formula; `book` puts all of it together.
"""
