"""A seeded fuzzer of every door: ledger files, what-if files, terms, Parquet, e-invoices, the command line.

``python -m tests.fuzz --seconds 3600`` runs it for an hour, `tests/test_fuzz.py` for some seconds. A case is told by its door and its
number: ``python -m tests.fuzz --door ledgers --seed 1 --only 4711`` runs it again.
"""
