"""What is collected and run, and what CI must not skip."""

import importlib.util
import os
import zlib
from pathlib import Path

# The compiled twins have no doctests and can only be imported with the extra "fast".
_TWINS = [str(p) for p in (Path(__file__).parent / "cashflow" / "kernels").glob("*_numba.py")]
collect_ignore = [] if importlib.util.find_spec("numba") else _TWINS


def pytest_collection_modifyitems(config, items):
    """Tests of Spark are run where they are asked for: they take Java, and what starts it.

    CASHFLOW_EVERY=10 runs every tenth test; CASHFLOW_SLOW_PART=1/2 the second half of those that are marked slow (0/2: the first).
    """
    every, (part, parts) = int(os.environ.get("CASHFLOW_EVERY", "1")), map(int, os.environ.get("CASHFLOW_SLOW_PART", "0/1").split("/"))
    spark = "spark" in config.option.markexpr

    def waits(item):
        number = zlib.crc32(item.nodeid.encode())
        return number % every or (item.get_closest_marker("slow") and number % parts != part)

    apart = {item for item in items if (not spark and item.get_closest_marker("spark")) or waits(item)}
    if apart:
        config.hook.pytest_deselected(items=[item for item in items if item in apart])
        items[:] = [item for item in items if item not in apart]


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
    """Reasons of skips that want a tool."""
    if not os.environ.get("CASHFLOW_NO_SKIP"):
        return []
    return sorted(
        {report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr) for report in stats.get("skipped", [])}
    )
