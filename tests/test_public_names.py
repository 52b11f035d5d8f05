"""The public door: README, docs and notebooks use public names alone, and what public functions return is public, too."""

import ast
import importlib
import importlib.util
import inspect
import json
import re
import types

import pytest

import cashflow as cf
from tests.conftest import ROOT

PACKAGES = ["cashflow", *re.findall(r"``(cashflow\.[\w.]+)``", cf.__doc__)]
"""The public packages, as the docstring of `cashflow` lists them."""
NAMES = {package: set(importlib.import_module(package).__all__) for package in PACKAGES}
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


def codes(path):
    """The Python of a page or notebook; of other blocks, the lines that import."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        yield from ("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code")
        return
    for kind, block in re.findall(r"^```(\w*)[^\n]*\n(.*?)^```", text, flags=re.M | re.S):
        yield block if kind == "python" else "\n".join(re.findall(r"^(?:from|import) cashflow\b.*$", block, flags=re.M))


def not_public_in_text(text):
    """Names like `cf.compare` or `cashflow.rates.xirr` between blocks of code that no public package lists."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    for name in re.findall(r"`((?:cf|cashflow)(?:\.[a-zA-Z_]\w*)+)(?![\w/.])", text):
        parts = re.sub(r"^cf\b", "cashflow", name).split(".")
        splits = ((".".join(parts[:n]), parts[n]) for n in range(1, len(parts)))
        if ".".join(parts) not in NAMES and not any(member in NAMES.get(package, ()) for package, member in splits):
            yield name


def not_public(codes):
    """Names of `cashflow` that are imported or reached and that no public package lists."""
    known = {}  # name in the code → public package it stands for
    for tree in map(ast.parse, codes):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in (a for a in node.names if a.name.split(".")[0] == "cashflow"):
                    known[alias.asname or "cashflow"] = alias.name if alias.asname else "cashflow"
                    if alias.name not in NAMES:
                        yield alias.name
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "cashflow":
                for alias in node.names:
                    if alias.name not in NAMES.get(node.module, ()):
                        yield f"{node.module}.{alias.name}"
                    if f"{node.module}.{alias.name}" in NAMES:
                        known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            elif isinstance(node, ast.Attribute):
                yield from reached(node, known)


def reached(node, known):
    """`cf.name` and `package.name`; and whatever starts with an underscore."""
    if re.match(r"_[^_]", node.attr):
        yield node.attr
    chain = re.fullmatch(r"(\w+)((?:\.\w+)*)\.(\w+)", ast.unparse(node))
    if chain and chain[1] in known:
        package = known[chain[1]] + chain[2]
        if package in NAMES and node.attr not in NAMES[package]:
            yield f"{package}.{node.attr}"


@pytest.mark.parametrize("path", [*PAGES, *NOTEBOOKS], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_pages_and_notebooks_use_public_names_alone(path):
    assert sorted(set(not_public(codes(path)))) == []


INSIDE = ("decisions", "renamed.md", "map.md", "contributing.md")


@pytest.mark.parametrize("path", [p for p in PAGES if not {*INSIDE} & {*p.parts}], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_the_text_of_pages_names_public_names_alone(path):
    assert sorted(set(not_public_in_text(path.read_text(encoding="utf-8")))) == []


def test_what_is_not_public_is_found():
    code = """
        import cashflow as cf, cashflow.basics.days
        from cashflow import schemes as s
        from cashflow.report.figures import figure_png
        from cashflow.offers import Offer, limits_of
        cf.measures.dpo("closing"); cf.schemes.Bond; s.Bill; cf.schemes.PriceUplift(0.01); result._choices; cf.Offer.__doc__
    """
    found = set(not_public([inspect.cleandoc(code)]))
    wrong = {"cashflow.basics.days", "cashflow.report.figures.figure_png", "cashflow.offers.limits_of", "cashflow.measures"}
    assert found == wrong | {"cashflow.schemes.Bond", "cashflow.schemes.Bill", "_choices"}
    text = "`cf.compare(a)`, `cf.Result.quarters`, `cashflow.terms.erp`, `cashflow.rates.xirr`, `cashflow/rates.py`; `cf.basics`, `cashflow.rates.pv_of`"
    assert list(not_public_in_text(text)) == ["cf.basics", "cashflow.rates.pv_of"]


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_are_there_and_documented(package):
    module = importlib.import_module(package)
    named = {name: getattr(module, name) for name in module.__all__}
    assert len(module.__all__) == len(named) > 1 and module.__doc__
    assert all(inspect.getdoc(v) for v in named.values() if inspect.isclass(v) or inspect.isfunction(v))


def public_functions():
    """Public functions, and public methods and properties of public classes."""
    for package, names in NAMES.items():
        for name in names:
            value = getattr(importlib.import_module(package), name)
            members = vars(value).items() if inspect.isclass(value) else [("", value)]
            for member, found in members:
                found = getattr(found, "func", None) or getattr(found, "fget", None) or getattr(found, "__func__", found)
                if isinstance(found, types.FunctionType) and not member.startswith("_"):
                    yield f"{package}.{name}.{member}".rstrip("."), found


def test_what_public_functions_return_can_be_imported():
    """So that a script can annotate with it."""
    ours = {c for p in (ROOT / "cashflow").rglob("*.py") for c in re.findall(r"^class (\w+)", p.read_text(encoding="utf-8"), flags=re.M)}
    public = set().union(*NAMES.values())
    found = {where: set(re.findall(r"\w+", str(f.__annotations__.get("return")))) & ours - public for where, f in public_functions()}
    assert len(found) > 100 and {where: names for where, names in found.items() if names} == {}


def test_results_stand_at_the_top_level():
    verbs = (cf.compare, cf.project, cf.simulate, cf.solve, cf.sweep, cf.scan)
    assert {f.__annotations__["return"] for f in verbs} <= NAMES["cashflow"] and "Findings" in NAMES["cashflow"]
    assert len(NAMES["cashflow"]) <= 33  # small: topics have packages of their own


def names_of_ci():
    spec = importlib.util.spec_from_file_location("names", ROOT / ".ci" / "names.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_found_by_its_name_is_public():
    assert names_of_ci().lacking() == {}, "run: python .ci/names.py"


def test_a_name_that_lacks_is_written():
    text = '"""Doc."""\n\nfrom cashflow.a import B\n\n__all__ = [\n    "B",\n]\n\nX = 1\n'
    written = names_of_ci().with_names(text, {"C": "cashflow.c"})
    assert written == '"""Doc."""\n\nfrom cashflow.a import B\nfrom cashflow.c import C\n\n__all__ = ["C", \n    "B",\n]\n\nX = 1\n'
