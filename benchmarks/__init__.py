"""Benchmarks: each claim is a ratio within one run, beside what a user would pick instead, results asserted equal."""
