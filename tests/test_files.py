"""Folders that results are written into: whole or not at all, nothing of others lost, nothing of an earlier run mixed in."""

import json
import os

import pytest

import cashflow as cf
from cashflow.basics.frames import pd
from cashflow.report import files
from cashflow.report.files import csv_text, write_files

ONE = {"quarters.csv": "a\n1\n", "letters/acme.html": "Acme", "run.json": "{}"}


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_files_of_others_stay_and_run_json_names_ours(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    written = write_files(tmp_path, ONE)
    assert names(tmp_path) == sorted([*ONE, "notes.txt"]) and not written.notes
    # sha256 of "Acme", by another program: printf Acme | sha256sum
    assert json.loads((tmp_path / "run.json").read_text())["files"]["letters/acme.html"].startswith("37036cd8f9746d33")
    assert not write_files(tmp_path, ONE).notes


def test_letters_of_an_earlier_run_are_not_mixed_with_those_of_today(tmp_path):
    write_files(tmp_path, ONE | {"letters/bolt.html": "Bolt"})
    (tmp_path / "letters" / "mine.txt").write_text("mine")
    written = write_files(tmp_path, ONE)
    assert names(tmp_path) == ["letters/acme.html", "letters/mine.txt", "quarters.csv", "run.json"]
    assert written.notes == ("1 files of an earlier run were removed, since this run does not make them",)
    only = write_files(tmp_path, {"quarters.csv": "b\n", "run.json": "{}"})
    assert "letters/acme.html" in names(tmp_path) and only.notes[0].endswith("letters is of an earlier run")


def test_a_folder_in_the_way_is_found_before_anything_is_replaced(tmp_path):
    write_files(tmp_path, ONE)
    (tmp_path / "result.json").mkdir()
    with pytest.raises(cf.InputError, match=r"result\.json: is a folder where a file must be written; nothing was written"):
        write_files(tmp_path, {"quarters.csv": "new", "result.json": "new", "run.json": "{}"})
    assert (tmp_path / "quarters.csv").read_text() == "a\n1\n" and len(names(tmp_path)) == 3


def test_a_full_disk_is_named_and_nothing_is_replaced(tmp_path, monkeypatch):
    write_files(tmp_path, ONE)
    synced = []

    def full(handle):
        synced.append(handle)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(cf.InputError, match="the disk is full; nothing was replaced"):
        write_files(tmp_path, {"quarters.csv": "new", "letters/acme.html": "new", "run.json": "{}"})
    assert (tmp_path / "quarters.csv").read_text() == "a\n1\n" and names(tmp_path) == sorted(ONE)


def test_a_run_that_was_killed_is_told_by_the_next(tmp_path, monkeypatch):
    write_files(tmp_path, ONE)
    moved, real = [], os.replace

    def killed(source, target):
        if moved:
            raise SystemExit
        moved.append(target)
        real(source, target)

    monkeypatch.setattr(files.os, "replace", killed)
    monkeypatch.setattr(files, "_remove", lambda paths: None)  # a killed process removes nothing
    with pytest.raises(SystemExit):
        write_files(tmp_path, {"quarters.csv": "new", "letters/acme.html": "new", "run.json": "{}"})
    monkeypatch.undo()
    assert len(names(tmp_path)) == 5  # two leftovers
    again = write_files(tmp_path, ONE)
    assert names(tmp_path) == sorted(ONE)
    assert "held a run that was broken off or changed afterwards: quarters.csv is not as its run.json says" in again.notes[0]


@pytest.mark.parametrize("at, said", [(0, "nothing was written"), (1, "all files were written")])
def test_an_interruption_says_what_is_true(tmp_path, monkeypatch, at, said):
    real, calls = (os.fsync, os.replace)[at], []

    def stop(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(os, ("fsync", "replace")[at], stop)
    with pytest.raises(KeyboardInterrupt) as told:
        write_files(tmp_path, ONE)
    assert told.value.args[0] == said
    assert len(names(tmp_path)) == (0, 3)[at]


def test_a_run_json_of_anybody_removes_nothing_outside(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "out").mkdir()
    for said in ({"files": {"../mine.txt": files._hash(b"mine"), "letters/../../mine.txt": files._hash(b"mine")}}, [], "x", {"files": 3}):
        (tmp_path / "out" / "run.json").write_text(json.dumps(said))
        write_files(tmp_path / "out", ONE)
    assert (tmp_path / "mine.txt").read_text() == "mine"


# cell as given; as it must stand in the file
CELLS = [
    ("=1+1", "'=1+1"),
    ("+49 30", "'+49 30"),
    ("＝1+1", "'＝1+1"),
    ("\t=1", "'�'=1"),
    ("a;=cmd()", "a;'=cmd()"),
    ('a; "=cmd()"', '"a; ""\'=cmd()"""'),
    ("A-B = C", "A-B = C"),
    ("Acme\x1b[31m", "Acme�[31m"),
    ("Acme\u202egro.exe", "Acme�gro.exe"),
    ("Acme\x9b2J", "Acme�2J"),
    ("Mu\u0308ller & Söhne", "Mu\u0308ller & Söhne"),
]


@pytest.mark.parametrize("cell, stands", CELLS)
def test_no_cell_is_a_formula_or_drives_a_terminal(cell, stands):
    assert csv_text(pd.DataFrame({"supplier": [cell], "n": [1]})).splitlines()[1:] == [f"{stands},1"]
    assert csv_text(pd.DataFrame({cell: [1], "n": [1]})).splitlines()[0] == f"{stands},n"
