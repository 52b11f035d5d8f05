"""Runs the ```python fences of README.md and the pages in docs, each page as one test in a folder of its own."""

from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent.parent
RULES = Sybil(parsers=[PythonCodeBlockParser(), SkipParser()], patterns=["*.md"])
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", [p for p in PAGES if "```python" in p.read_text(encoding="utf-8")], ids=lambda p: p.stem)
def test_the_code_of_a_page_runs(page, tmp_path, monkeypatch):
    """In order, with names in common; a failure names the page and the line of its block."""
    monkeypatch.chdir(tmp_path)
    for example in RULES.parse(page).examples():
        try:
            example.evaluate()
        except Exception as wrong:
            wrong.add_note(f"in the block at {page.relative_to(ROOT)}:{example.line}")
            raise


def test_there_are_pages_with_code():
    assert {"README", "terms", "schemes", "scale"} <= {p.stem for p in PAGES if "```python" in p.read_text(encoding="utf-8")}
