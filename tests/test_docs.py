"""The pages in docs: the tutorial as typed, the map against the layers, the reference of Python against the public names."""

import inspect
import re
import shlex
import tomllib

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from tests.conftest import ROOT
from tests.test_public_names import PACKAGES

DOCS = ROOT / "docs"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def fences(page, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), flags=re.M | re.S)


@pytest.mark.parametrize(("contract", "within"), [(0, ""), (1, "layout/")])
def test_the_map_shows_the_layers_in_their_order(contract, within):
    rooms = re.findall(rf"^\| `{within}(\w+)` \|", (DOCS / "map.md").read_text(encoding="utf-8"), flags=re.M)
    assert rooms == [room for layer in CONTRACTS[contract]["layers"] for room in re.split(r"\s*[|:]\s*", layer)]


def test_every_public_name_is_on_a_page_of_the_reference():
    top = set(re.findall(r"^   (\w+)$", "".join(fences("reference/python.md", "{eval-rst}")), flags=re.M))
    assert top | {"schemes"} == set(cf.__all__)
    pages = "".join(p.read_text(encoding="utf-8") for p in (DOCS / "reference" / "python").glob("*.md"))
    shown = re.findall(r"automodule:: ([\w.]+)", pages)
    assert sorted(shown) == sorted(PACKAGES)


@pytest.mark.slow
def test_the_first_hour_runs_as_typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = fences("tutorial.md", "text")
    (tmp_path / "export.csv").write_text(next(t for t in texts if t.startswith("Open items")), encoding="utf-8")
    (tmp_path / "offer.toml").write_text(fences("tutorial.md", "toml")[0], encoding="utf-8")
    said = ""
    for line in "".join(fences("tutorial.md", "sh")).splitlines():
        if line.startswith("cat "):
            parts = [(tmp_path / name).read_text(encoding="utf-8") for name in ("ledger.toml", "offer.toml")]
            (tmp_path / "whatif.toml").write_text("\n".join(parts), encoding="utf-8")
            continue
        found = CliRunner().invoke(main, shlex.split(line)[1:])
        assert found.exit_code == (1 if line == "cashflow check export.csv" else 0), found.output
        said += found.output
    for text in texts[2:]:
        assert " ".join(text.split()) in " ".join(said.split())


def test_fragments_of_the_changelog_have_a_kind():
    for path in (ROOT / "changelog.d").iterdir():
        assert path.name == "README.md" or re.fullmatch(r"\+[\w-]+\.(added|changed|fixed)\.md", path.name), path.name
        assert path.read_text(encoding="utf-8").strip()
    kinds = re.findall(r"^### (\w+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.M)
    assert set(kinds) == {"Added", "Changed", "Fixed"}


def test_contributing_names_files_that_are_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:cashflow|docs|tests|\.ci|changelog\.d)/[\w./]*)`", text)
    assert len(named) > 15 and all((ROOT / name).exists() for name in named)


def test_every_frame_and_picture_of_every_result_is_on_its_page_with_its_columns_and_options():
    """Not those of a comparison that are made up of a word and a presentation, or a reason."""
    ledger, policy = cf.synthetic_ledger(60, 4), cf.PaymentPolicy(as_of="2025-05-31")
    shown = {"quarters": ("2025-04-01", "2025-09-30")}
    scheme = {"scheme": "later_with_interest", "annual_rate": "0.065", "day_count": "ACT/360"}
    later = {"extend": {"days": 30}, "funding_rate": "funding_rate"}
    compared = cf.compare(ledger, cf.Scenario("later", cf.Offer(**later, options=[scheme])), policy, **shown)
    menu = [{"extend": {"days": 30}, **scheme}]
    found = {
        "comparison": compared,
        "projection": cf.project(ledger, policy, **shown),
        "simulation": cf.simulate(compared, currency="EUR"),
        "solution": cf.solve(ledger, "1000", by="2025-06-30", menu=menu, currency="EUR", policy=policy),
        "sweep": cf.sweep(
            ledger, {"name": "s", "offer": [{**later, "option": [scheme]}], "vary": {"days": [30, 60]}}, policy=policy, **shown
        ),
    }
    frames = (DOCS / "conventions" / "frames.md").read_text(encoding="utf-8").splitlines()
    pictures = (DOCS / "howto" / "pictures.md").read_text(encoding="utf-8").splitlines()
    for kind, result in found.items():
        for name in result.FRAMES:
            of = "" if kind == "comparison" else f" of a {kind}"
            (row,) = [line for line in frames if line.startswith(f"| `{name}`{of} |")]
            words = {*re.findall(r"\w+", row), "scenario", "supplier", "currency", "offer", "quarter", "first_day", "last_day", "_"}
            whole = "those of" in row or (kind == "comparison" and name in ("quarters", "stress", "offers"))
            lacks = [c for c in result.frame(name) if c not in words and re.sub("_(untouched|moved)$", "", c) not in words]
            assert whole or not lacks, (kind, name, lacks)
        for name, picture in result.pictures().items():
            rows = [line for line in pictures if line.startswith(f"| `{name}` | ")] or [
                r for r in pictures if r.startswith("| a measure, ")
            ]
            takes = set(inspect.signature(picture).parameters)
            assert takes <= set(re.findall(r"`(\w+)`", rows[0].split("|")[4])) and kind in rows[0], (kind, name)
