"""Print the lowest versions that the project promises, one pin a line: of what it needs and of its extras for users.

Where the tests need a higher one (click: its test runner), that one.
"""

import re
import tomllib
from pathlib import Path

EXTRAS = ("excel", "fast", "plot", "optimize", "einvoice", "arrow", "dask", "report")


def main() -> None:
    project = tomllib.loads((Path(__file__).resolve().parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lowest = dict(_pin(line) for line in [*project["dependencies"], *(line for name in EXTRAS for line in extras[name])])
    for name, version in map(_pin, extras["test"]):
        if name in lowest:
            lowest[name] = max(lowest[name], version, key=lambda v: [int(part) for part in v.split(".")])
    print("\n".join(f"{name}=={version}" for name, version in lowest.items()))


def _pin(line: str) -> tuple[str, str]:
    name, version = re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?>=([\w.]+)", line).groups()
    return name, version


if __name__ == "__main__":
    main()
