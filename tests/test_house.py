"""Rules of the house that a script can check."""

import ast
import collections
import graphlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cashflow as cf

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "cashflow").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_outgrows_its_room(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("name", cf.__all__)
def test_public_names_are_documented(name):
    assert len(getattr(cf, name).__doc__ or "") > 40


def test_every_key_of_a_whatif_file_is_in_the_file_of_every_key():
    from cashflow.whatif_file.tables import KEYS

    every = (ROOT / "docs" / "reference" / "every_key.toml").read_text(encoding="utf-8")
    for keys in KEYS.values():
        for key in keys:
            assert re.search(rf"\b{key}\b", every), key


def test_a_scheme_is_asked_by_its_attributes():
    """`Scheme` holds every default: nothing is looked for by name, where a misspelling would silently be the default."""
    from cashflow.schemes import Scheme

    names = "|".join(n for n in vars(Scheme) if not n.startswith("_") and n != "name")
    asked = re.compile(rf"[gh][ea][ts]attr\([^()]*, \"({names}|annual_rate|vat|withholding_tax)\"")
    found = [f"{p}: {m[0]}" for p in MODULES for m in asked.finditer(p.read_text(encoding="utf-8"))]
    assert [f for f in found if 'hasattr(value, "flows"' not in f] == []  # that one is refused for it


def test_no_network_no_eval_no_pickle():
    words = re.compile(r"\b(eval|exec|pickle|urllib|requests|socket)\b\(?")
    for path in MODULES:
        assert not words.search(path.read_text(encoding="utf-8")), path


HEAVY = {
    "pandas",
    "jinja2",
    "matplotlib",
    "rich",
    "holidays",
    "ssl",
    "html.parser",
    "click",
    "numba",
    "scipy",
    "highspy",
    "numpy_financial",
    "pyarrow",
    "polars",
    "duckdb",
    "dask",
}


@pytest.mark.parametrize("what", ["import cashflow", "import cashflow as cf; str(cf.PaymentTerms.parse('2/10 net 30'))"])
def test_import_is_quick(what):
    """Neither `import cashflow` nor reading terms brings pandas, or any library that one task alone needs."""
    code = f"import sys; {what}; print(sorted({HEAVY} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


HAND_ON = {("cashflow.terms.model", "cashflow.terms.parse"), ("cashflow.terms.model", "cashflow.terms.plain")}
"""Methods of `PaymentTerms` that hand on to functions above it, and import them when they are called."""


def _imports(path, named):
    """Modules of the package that a file imports, also inside functions, but not for types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = [n for n in ast.walk(tree) if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.unparse(n.test)]
    skipped = {id(inner) for n in for_types for inner in ast.walk(n)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in skipped:
            for name in node.names:
                yield f"{node.module}.{name.name}" if f"{node.module}.{name.name}" in named else node.module
        elif isinstance(node, ast.Import) and id(node) not in skipped:
            yield from (name.name for name in node.names)


def test_no_circle_of_imports():
    """Not inside a room either, late imports included: whoever reads a module reads what it needs below it."""
    named = {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in MODULES}
    needs = {m: {n for n in _imports(p, named) if n in named and n != m and (m, n) not in HAND_ON} for m, p in named.items()}
    graphlib.TopologicalSorter(needs).prepare()  # raises CycleError, which names the modules of the circle


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "__init__.py"], ids=lambda p: p.parent.name)
def test_a_room_speaks_only_of_modules_that_are_there(path):
    """The docstring of a room is the way through it: a module that was moved or renamed is not named there any more."""
    said = re.findall(r"(?<!`)`([a-z_]+)`(?!`)", ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
    there = {p.stem for place in (path.parent, path.parent.parent, ROOT / "cashflow") for p in place.iterdir()}
    assert sorted(set(said) - there) == []


def test_no_room_outgrows_the_house():
    """A room is a folder with the files directly in it; none holds more than 18 % of the lines."""
    lines = collections.Counter()
    for path in MODULES:
        lines[path.parent] += len(path.read_text(encoding="utf-8").splitlines())
    room, most = lines.most_common(1)[0]
    assert most <= 0.18 * sum(lines.values()), (room, most)


def test_nothing_is_done_by_an_assertion():
    """Python leaves them out under -O: what they call may only look."""
    looks = {"isinstance", "len", "callable", "min", "max", "int"}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = [c.func for c in ast.walk(node) if isinstance(c, ast.Call)] if isinstance(node, ast.Assert) else []
            done = [ast.unparse(f) for f in called if (f.attr if isinstance(f, ast.Attribute) else ast.unparse(f)) not in looks]
            assert not done, f"{path}:{node.lineno}: {done}"
