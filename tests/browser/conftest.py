"""A Chromium that opens files, and says whatever the page complains of."""

import os
import shutil
from pathlib import Path

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="these tests need playwright (pip install playwright)")
    if CHROMIUM is None or not Path(CHROMIUM).exists():
        pytest.skip("these tests need Chromium (apt-get install chromium), or CHROMIUM=its path")
    with playwright.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, tmp_path):
    """Open a page's text from the disk; what it asks of the network, and every complaint, fails the test at its end."""
    contexts, said = [], []

    def open_(text, **how):
        path = tmp_path / f"page{len(contexts)}.html"
        path.write_text(text, encoding="utf-8")
        context = chromium.new_context(**({"viewport": {"width": 1366, "height": 768}} | how))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: said.append(m.text))
        page.on("pageerror", lambda e: said.append(str(e)))
        page.on("request", lambda r: None if r.url.startswith("file:") else said.append(f"asked for {r.url}"))
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert said == []


@pytest.fixture(scope="session")
def axe():
    """The script of axe-core, which the package axe-playwright-python brings."""
    package = pytest.importorskip("axe_playwright_python", reason="this test needs axe-core (pip install axe-playwright-python)")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
