"""Print the lowest versions that the project promises, one pin a line: of what it needs and of its extras for users."""

import re
import tomllib
from pathlib import Path

FOR_USERS = ("excel", "fast", "plot", "optimize", "einvoice", "arrow", "dask")


def main() -> None:
    project = tomllib.loads((Path(__file__).resolve().parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *(line for name in FOR_USERS if name in extras for line in extras[name])]
    for line in dict.fromkeys(lines):
        name, version = re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?>=([\w.]+)", line).groups()
        print(f"{name}=={version}")


if __name__ == "__main__":
    main()
