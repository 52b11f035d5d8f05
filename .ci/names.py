"""Public names of what is found in the modules of a package: schemes, term steps, functions for ERPs' terms.

``python .ci/names.py`` writes those that lack into the `__init__` of their package; a test fails as long as one lacks.
"""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cashflow.schemes import SCHEMES  # noqa: E402
from cashflow.terms.steps import step_classes  # noqa: E402


def _of(classes):
    return {c.__name__: c.__module__ for c in classes.values()}


def _of_erps():
    package = importlib.import_module("cashflow.terms.erp")
    modules = [importlib.import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)]
    return {name: module.__name__ for module in modules for name in module.__all__ if name.endswith("_terms")}


def lacking():
    """Package → {name: module to import it from} of what its `__all__` does not list."""
    steps = _of(step_classes())
    found = {
        "cashflow.schemes": _of(SCHEMES),
        "cashflow.terms.steps": steps,
        "cashflow.terms": dict.fromkeys(steps, "cashflow.terms.steps"),
        "cashflow.terms.erp": _of_erps(),
    }
    public = {package: importlib.import_module(package).__all__ for package in found}
    return {p: missing for p, names in found.items() if (missing := {n: m for n, m in names.items() if n not in public[p]})}


def with_names(text, names):
    """The text of an `__init__` with further names: imported after the other imports, and listed; ruff puts them in order."""
    imports = "".join(f"from {module} import {name}\n" for name, module in names.items())
    listed = "".join(f'"{name}", ' for name in names)
    head, found, rest = text.partition("\n__all__ = [")
    return f"{head.rstrip()}\n{imports}{found}{listed}{rest}"


def main():
    for package, names in lacking().items():
        path = ROOT / package.replace(".", "/") / "__init__.py"
        path.write_text(with_names(path.read_text(encoding="utf-8"), names), encoding="utf-8")
        subprocess.run(["ruff", "check", "--quiet", "--fix", "--select", "I,RUF022", path], check=True)
        subprocess.run(["ruff", "format", "--quiet", path], check=True)
        print(f"{package}: {', '.join(names)}")


if __name__ == "__main__":
    main()
