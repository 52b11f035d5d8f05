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
    return notebook
