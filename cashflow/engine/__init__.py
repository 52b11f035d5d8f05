"""The engine: what an offer does, in the order of the pipeline: coverage → limits → classes → row deals → choice → totals.

`choice` evaluates an offer, and is where to begin. `coverage` says which items an offer owns and where it moves them: regular invoices
are summed to `classes` before dates are looked up, all others go row by row (`row_deals`). `row_legs` brings settled payments back to
rows, for explanations. Who is paid what is the scheme's to say, dates are moved and amounts rounded in `deals`; nothing is shown here.
"""
