"""Refresh what is committed and made by code: notebook outputs, the README's picture, the page of the what-if file."""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import nbformat  # noqa: E402
from pages import GALLERY, PAGE, gallery, whatif_page  # noqa: E402

from cashflow.figures import figure_png, unwind_bars  # noqa: E402
from cashflow.whatif_file.demo import run_demo  # noqa: E402
from tests.notebooks import EXAMPLES, execute  # noqa: E402


def main() -> None:
    PAGE.write_text(whatif_page(), encoding="utf-8")
    for path in sorted(EXAMPLES.glob("*.ipynb")):
        with tempfile.TemporaryDirectory() as folder:
            notebook = execute(path, folder)
        for cell in notebook.cells:
            cell.metadata = {}
        notebook.metadata = {k: notebook.metadata[k] for k in ("kernelspec",)}
        nbformat.write(notebook, path)
    picture = ROOT / "docs" / "images" / "unwind.png"
    picture.parent.mkdir(exist_ok=True)
    result = run_demo()[1]
    picture.write_bytes(figure_png(unwind_bars(result.to_dict(), "EUR")))
    for name, text in gallery(result).items():
        GALLERY.mkdir(exist_ok=True)
        (GALLERY / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
