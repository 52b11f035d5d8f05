"""The pictures of a result: a module a subject works out the table and the charts; drawing is left to `svg` and `figures`."""

from cashflow.report.pictures.picture import Picture

__all__ = ["Picture"]
