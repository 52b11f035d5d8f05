"""Every example notebook runs, and the outputs that stand in it are the ones it makes."""

import pytest

from .notebooks import EXAMPLES, execute


def texts(notebook):
    return [
        o.get("text") or o.get("data", {}).get("text/plain")
        for c in notebook.cells
        for o in c.get("outputs", [])
        if "image/png" not in o.get("data", {})
    ]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda p: p.stem)
def test_notebook(path, tmp_path, monkeypatch):
    import nbformat

    monkeypatch.chdir(tmp_path)
    ran = execute(path, tmp_path)
    assert texts(ran) == texts(nbformat.read(path, as_version=4)), "outputs are stale: run python .ci/refresh.py"
