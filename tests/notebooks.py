"""Run notebooks in a kernel over IPC (no port is opened)."""

import os
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def execute(path, folder):
    """The executed notebook; raises at the first cell that fails."""
    notebook = nbformat.read(path, as_version=4)
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    # Socket names must be short and absolute: the kernel runs in another folder.
    with tempfile.TemporaryDirectory(prefix="nb") as sockets:
        manager = AsyncKernelManager(transport="ipc", ip=f"{sockets}/s", kernel_name="python3")
        NotebookClient(notebook, timeout=300, km=manager, resources={"metadata": {"path": str(folder)}}).execute()
    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = joined(cell.outputs)
    return notebook


def joined(outputs):
    """What is printed is one output, however often the kernel sent a part of it."""
    out = []
    for one in outputs:
        if out and one.output_type == "stream" and one.output_type == out[-1].output_type and one.name == out[-1].name:
            out[-1].text += one.text
        else:
            out.append(one)
    return out
