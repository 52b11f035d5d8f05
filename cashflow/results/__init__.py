"""Results: the numbers and frames of a run."""
