"""Every example notebook runs, the outputs that stand in it are the ones it makes, and it starts with the answer that it computes."""

import nbformat
import pytest

from .notebooks import EXAMPLES, execute


def texts(notebook):
    """Outputs in words; of pictures, that there is one."""
    shown = [o for c in notebook.cells for o in c.get("outputs", [])]
    return [o.get("text") or o["data"].get("text/markdown") or o["data"]["text/plain"] for o in shown]


def words(text):
    return " ".join(text.split())


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda p: p.stem)
def test_notebook(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = execute(path, tmp_path)
    assert texts(ran) == texts(nbformat.read(path, as_version=4)), "outputs are stale: run python .ci/refresh.py"
    answer = ran.cells[-1].outputs[0]["text"]  # the last cell asserts, and prints the answer
    assert "assert " in ran.cells[-1].source and len(answer) > 100
    assert words(answer) in words(ran.cells[0].source), "the answer at the top is not the one computed"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda p: p.stem)
def test_what_is_committed_holds_no_complaint(path):
    """A warning would name a file of the machine on which it was run, and another one each time."""
    cells = nbformat.read(path, as_version=4).cells
    assert not [one for cell in cells for one in cell.get("outputs", []) if one.get("name") == "stderr" or one.output_type == "error"]
