"""Sweep: many scenarios at once, each equal to `compare`, with what they have in common worked out once."""
