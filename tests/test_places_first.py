"""Where an answer can't be written is said before anything is read: the ledger may take minutes, and here it is not even there."""

import os

import pytest
from click.testing import CliRunner

from cashflow.cli import main


def typed(*words):
    return CliRunner().invoke(main, words)


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    """A file, a folder, and a folder that may not be written into, which the user of a test may be allowed to all the same."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    (tmp_path / "folder" / "a.csv").mkdir(parents=True)
    (tmp_path / "kept").mkdir()
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, how: not (os.fspath(path).endswith("kept") and how & os.W_OK) and real(path, how))


@pytest.mark.parametrize(
    "words",
    [
        *(["run", "no.toml"], ["project", "no.toml"], ["simulate", "no.toml"], ["solve", "no.toml"], ["demo"]),
        ["try", "no.csv", "--extend", "2025-08-15"],
    ],
    ids=lambda w: w[0],
)
@pytest.mark.parametrize(
    "out, said",
    [
        ("file/deep", "file: is a file where a folder must be; nothing was written"),
        ("kept/new/deep", "kept: can't be written: Permission denied; nothing was written"),
    ],
)
def test_a_folder(words, out, said):
    found = typed(*words, "--out", out)
    assert found.exit_code == 1 and said in found.stderr and "no.csv" not in found.stderr and "no.toml" not in found.stderr


@pytest.mark.parametrize(
    "words",
    [
        *(["check", "no.csv", "--findings"], ["check", "no.csv", "--save-map"], ["picture", "no.toml", "unwind", "-o"]),
        *(["try", "no.csv", "--extend", "2025-08-15", "--save"], ["template", "--ledger", "no.csv"]),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(
    "file, said",
    [("file/a.csv", "file: is a file where a folder must be"), ("kept/a.csv", "kept: can't be written: Permission denied")],
)
def test_a_file(words, file, said):
    found = typed(*words, file)
    assert found.exit_code == 1 and said in found.stderr and "no.csv" not in found.stderr and "no.toml" not in found.stderr
