"""Runs the ```python fences of README.md and the pages in docs as tests, each page in a folder of its own."""

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


# The compiled twins have no doctests and can only be imported with the extra "fast".
_TWINS = ["cashflow/basics/collapse_numba.py", "cashflow/whatif/sweeping/kernels_numba.py"]
collect_ignore = [] if importlib.util.find_spec("numba") else _TWINS

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/decisions/*.md"],
    setup=_enter,
    teardown=_leave,
).pytest()
