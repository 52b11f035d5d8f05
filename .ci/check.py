"""Every check, in the order that finds mistakes fastest; stops at the first failure. Run with the venv's Python."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

STEPS = [
    ("lint", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("spelling", ["codespell"]),
    ("types", ["mypy"]),
    ("layers", ["lint-imports"]),
    ("docs", ["sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "docs", "{folder}"]),
    ("tests, doctests, README and docs, notebooks", ["pytest", "-q", "-n", "auto", "-m", "not browser and not libreoffice"]),
]


def main() -> int:
    for title, command in STEPS:
        print(f"== {title}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            words = [word.format(folder=folder) for word in command[1:]]
            found = subprocess.run([str(BIN / command[0]), *words], cwd=ROOT, env=os.environ | {"PYTHONPATH": ""}, check=False)
        if found.returncode:
            print(f"== {title}: failed", flush=True)
            return found.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
