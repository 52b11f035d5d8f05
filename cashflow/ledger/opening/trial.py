"""A workbook read once by a process of its own, so that one that is broken can't take this one with it.

calamine reads .xlsx safely; in .xls, .xlsb and .ods a single wrong byte may make it loop for ever, or ask for more memory than there is.
"""

from __future__ import annotations

import json
import sys

from cashflow.basics.errors import InputError

__all__ = ["try_apart"]

_LARGEST = 8 << 20  # bytes; reading a larger file twice would take too long
_MEMORY = 6 << 30
_SECONDS, _BYTES_A_SECOND = 6, 200_000
_READ = f"""
import io, json, sys
sys.path[:] = json.loads(sys.argv[1])
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
except Exception:
    pass
import python_calamine
try:
    book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    for name in book.sheet_names:
        book.get_sheet_by_name(name)
except Exception:
    pass
"""


def try_apart(content: bytes, source: object) -> None:
    """Refuse a workbook that a process of its own can't read to its end; where none can be started, nothing is said.

    Errors that calamine tells are left for it to tell here.
    """
    if len(content) > _LARGEST or not sys.executable or hasattr(sys, "frozen"):
        return
    import subprocess  # only old workbooks need it

    command = [sys.executable, "-I", "-S", "-c", _READ, json.dumps(sys.path)]
    seconds = _SECONDS + len(content) / _BYTES_A_SECOND
    try:
        code = subprocess.run(command, input=content, capture_output=True, timeout=seconds, check=False).returncode
    except OSError:
        return
    except subprocess.TimeoutExpired:
        code = -1
    if code:
        hint = "Open it in a spreadsheet program, and save it as .xlsx"
        raise InputError("is a workbook that is broken, and can't be read to its end", file=source, hint=hint)
