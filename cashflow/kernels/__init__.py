"""Sums over millions of rows, in numpy and in numba: pairs that give the same integers, and the one place that chooses between them."""
