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


@pytest.fixture
def violations(chromium, tmp_path):
    """What axe-core, which the package axe-playwright-python brings, has against a page's text."""
    package = pytest.importorskip("axe_playwright_python", reason="this test needs axe-core (pip install axe-playwright-python)")

    def found(text, width, scheme):
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        seen = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
        context = chromium.new_context(**seen, bypass_csp=True)  # axe is no part of the page
        page = context.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        page.evaluate((Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
        said = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
        context.close()
        return [(v["id"], v["nodes"][0]["html"][:100]) for v in said]

    return found
