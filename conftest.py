"""Runs the ```python fences of README.md and docs/*.md as tests, each page in a folder of its own."""

import importlib.util
import os

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser


def _enter(namespace):
    import tempfile

    namespace["_folder"], namespace["_before"] = tempfile.TemporaryDirectory(), os.getcwd()
    os.chdir(namespace["_folder"].name)


def _leave(namespace):
    os.chdir(namespace["_before"])
    namespace["_folder"].cleanup()


# The compiled twin has no doctests and can only be imported with the extra "fast".
collect_ignore = [] if importlib.util.find_spec("numba") else ["cashflow/basics/collapse_numba.py"]

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()], patterns=["README.md", "docs/*.md"], setup=_enter, teardown=_leave
).pytest()
