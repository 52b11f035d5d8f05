"""Runs the ```python fences of README.md and the pages in docs as tests, each page in a folder of its own."""

import importlib.util
import os

import pytest
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

_pages = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/decisions/*.md"],
    setup=_enter,
    teardown=_leave,
).pytest()


def pytest_collect_file(file_path, parent):
    """The blocks of one page share names, so with ``--dist loadgroup`` one worker runs them all."""
    page = _pages(file_path, parent)
    if page is not None:
        page.add_marker(pytest.mark.xdist_group(str(file_path)))
    return page


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    """Where CASHFLOW_NO_SKIP is set, as in CI, a test that is skipped for want of a tool is named; `pytest_sessionfinish` fails."""
    for reason in _lacking(terminalreporter.stats):
        terminalreporter.write_line(f"skipped, and must not be where CASHFLOW_NO_SKIP is set: {reason}", red=True)


def pytest_sessionfinish(session, exitstatus):
    """Fail where such a test was skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and exitstatus == 0 and _lacking(reporter.stats):
        session.exitstatus = 1


def _lacking(stats):
    """Reasons of skips that want a tool; Spark needs Java and is in no extra yet."""
    if not os.environ.get("CASHFLOW_NO_SKIP"):
        return []
    reasons = {report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr) for report in stats.get("skipped", [])}
    return sorted(r for r in reasons if "pyspark" not in r)
