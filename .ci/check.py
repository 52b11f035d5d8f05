"""Every check, in the order that finds mistakes fastest; stops at the first failure. Run with the venv's Python.

Types, layers and docs take one core each and run at once; the tests take all.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

STEPS = [
    [("lint", ["ruff", "check", "."])],
    [("format", ["ruff", "format", "--check", "."])],
    [("spelling", ["codespell"])],
    [
        ("types", ["mypy"]),
        ("layers", ["lint-imports"]),
        ("docs", ["sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "docs", "{folder}"]),
    ],
    [
        (
            "tests, doctests, README and docs, notebooks",
            ["pytest", "-q", "-n", "auto", "--dist", "worksteal", "-m", "not browser and not libreoffice"],
        )
    ],
]


def main() -> int:
    started = time.monotonic()
    for step in STEPS:
        with tempfile.TemporaryDirectory() as folder:
            print("== " + "; ".join(title for title, _ in step), flush=True)
            running = [(title, _start([word.format(folder=folder) for word in command], quiet=len(step) > 1)) for title, command in step]
            if failed := [title for title, run in running if not _well(run)]:
                print(f"== {', '.join(failed)}: failed", flush=True)
                return 1
    print(f"== all well, after {time.monotonic() - started:.0f} s", flush=True)
    return 0


def _start(command: list[str], quiet: bool) -> subprocess.Popen[str]:
    """A check; where several run at once, what each says is kept until it has ended. What Python compiles is kept, for the next one."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPATH": ""}
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"} if quiet else {}
    return subprocess.Popen([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment, **said)


def _well(run: subprocess.Popen[str]) -> bool:
    said, _ = run.communicate()
    print(said or "", end="", flush=True)
    return run.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
