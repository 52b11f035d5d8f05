"""Results: the numbers of a run, and frames of them. What a figure counts is said in `measures`; how it is worded, in `report`.

`comparison` is what a comparison found; `figures` are its numbers by quarter, as minor units and by name. A module a frame or a block of
the JSON besides: `suppliers`, `offers`, `rates`, `offer_letters`, `supplier_finance` (with `arrangement`, what is owed through a bank).
`completeness`, `provenance` and `ledger_notes` say what the figures rest on.
"""
