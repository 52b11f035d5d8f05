"""Runs that are kept in folders: what was asked, the same run again, and what lies between two of them."""

from cashflow.runs.answers import Answer, Asked, answer_of, record_of

__all__ = ["Answer", "Asked", "answer_of", "record_of"]
