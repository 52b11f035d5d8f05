"""Folders that results are written into: whole or not at all, nothing of others lost, nothing of an earlier run mixed in."""

import json
import os
import signal
import subprocess
import sys

import pytest

import cashflow as cf
from cashflow._stops import Stopped, stoppable
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
    assert written.notes == ("1 file of an earlier run was removed, since this run does not make it",)
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


KILLED = """
import os, signal, sys
from pathlib import Path
from cashflow.report.files import write_files
real, moved = os.replace, []
def replace(source, target):
    moved.append(target)
    if len(moved) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    real(source, target)
os.replace = replace
write_files(Path(sys.argv[1]), {"quarters.csv": "new", "letters/acme.html": "new", "run.json": "{}"})
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGKILL")
def test_a_run_that_was_killed_is_told_by_the_next(tmp_path):
    write_files(tmp_path, ONE)
    assert subprocess.run([sys.executable, "-c", KILLED, tmp_path]).returncode == -9
    assert len(names(tmp_path)) > 3  # leftovers
    again = write_files(tmp_path, ONE)
    assert names(tmp_path) == sorted(ONE)
    assert "held a run that was broken off or changed afterwards: quarters.csv is not as its run.json says" in again.notes[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("at, said", [("fsync", "nothing was written"), ("replace", "all files were written")])
def test_an_interruption_says_what_is_true(tmp_path, monkeypatch, at, said, number):
    """It is heard between two files, or when all are in their places: a folder holds all of a run or nothing of it."""
    real, calls = getattr(os, at), []

    def stop(*args):
        calls.append(args)
        if len(calls) == 2:
            signal.raise_signal(number)
        return real(*args)

    monkeypatch.setattr(os, at, stop)
    before = signal.signal(number, signal.default_int_handler)  # which a shell's background job ignores
    try:
        with stoppable(), pytest.raises(Stopped) as told:
            write_files(tmp_path / "a" / "b", ONE)
    finally:
        signal.signal(number, before)
    assert told.value.args[0] == said and told.value.number == number
    assert names(tmp_path) == ([] if at == "fsync" else [f"a/b/{n}" for n in sorted(ONE)])
    assert at == "replace" or not (tmp_path / "a").exists()


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_one_file_that_can_not_be_replaced_leaves_all_as_they_were(tmp_path, monkeypatch, at, links):
    """As on Windows, where a workbook is open in Excel; also on disks that know no second names of a file."""
    write_files(tmp_path, ONE)
    before = {n: (tmp_path / n).read_bytes() for n in names(tmp_path)}
    real, calls = os.replace, []

    def busy(source, target):
        calls.append(target)
        if len(calls) == at:
            raise PermissionError(13, "Permission denied", str(source))
        real(source, target)

    def no_links(*args, **kwargs):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "replace", busy)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(cf.InputError) as told:
        write_files(tmp_path, {"offers.csv": "new", "quarters.csv": "new", "run.json": "{}"})
    place = tmp_path / ("offers.csv", "quarters.csv", "run.json")[at - 1]
    assert str(told.value).startswith(f"{place}: can't be written: Permission denied; nothing was replaced. If another program has it open")
    assert {n: (tmp_path / n).read_bytes() for n in names(tmp_path)} == before


def test_what_can_not_be_taken_back_is_said(tmp_path, monkeypatch):
    write_files(tmp_path, ONE)
    real, calls = os.replace, []

    def gone(source, target):
        calls.append(target)
        if len(calls) > 1:
            raise OSError(5, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "replace", gone)
    with pytest.raises(cf.InputError, match="Input/output error; some files may be of this run, others of an earlier one"):
        write_files(tmp_path, ONE | {"quarters.csv": "new"})


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such rights")
def test_who_may_read_a_file_is_as_the_user_set_it(tmp_path):
    old = os.umask(0o077)
    try:
        write_files(tmp_path, ONE)
        assert (tmp_path / "quarters.csv").stat().st_mode & 0o777 == 0o600
        (tmp_path / "quarters.csv").chmod(0o640)
        write_files(tmp_path, ONE | {"quarters.csv": "new"})
        assert (tmp_path / "quarters.csv").stat().st_mode & 0o777 == 0o640
    finally:
        os.umask(old)
    (tmp_path / "quarters.csv").chmod(0o444)
    with pytest.raises(cf.InputError, match=r"quarters\.csv: is write-protected; nothing was written"):
        write_files(tmp_path, ONE)


def test_folders_that_were_made_for_nothing_are_removed(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(cf.InputError, match=r"the disk is full; nothing was replaced\. Free some space, or name another folder"):
        write_files(tmp_path / "a" / "b", ONE)
    assert not [*tmp_path.iterdir()]


def test_a_place_that_can_not_be_is_named(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for folder, said in {
        "file/out": "file: is a file where a folder must be; nothing was written",
        "link": "link: is a link to a folder that is not there; nothing was written",
        "n" * 300: "is a longer name than the disk takes; nothing was replaced. Name a shorter one",
    }.items():
        with pytest.raises(cf.InputError) as told:
            write_files(tmp_path / folder, ONE)
        assert said in str(told.value)
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize(
    "name, text", [("report.xlsx", "mine"), ("suppliers.csv", "supplier,rate\nAcme,5\n"), ("run.json", "[]"), ("run.json", "x")]
)
def test_a_file_that_no_run_wrote_is_not_replaced_by_one_of_a_run(tmp_path, name, text):
    """The working folder was named, and a table of the user's own was gone."""
    (tmp_path / name).write_text(text)
    run = {"suppliers.csv": "supplier,currency\nAcme,EUR\n", "report.xlsx": b"PK", "run.json": "{}"}
    with pytest.raises(cf.InputError, match="is there already, and no run of cashflow has written it; nothing was written"):
        write_files(tmp_path, run)
    assert (tmp_path / name).read_text() == text and names(tmp_path) == [name]
    (tmp_path / name).unlink()
    (tmp_path / "suppliers.csv").write_text("supplier,currency\nBolt,EUR\n")  # as a refused run, or a script, leaves tables
    write_files(tmp_path, run)
    write_files(tmp_path, run)


def test_a_run_json_of_anybody_removes_nothing_outside(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "out").mkdir()
    said = {"files": {"../mine.txt": files._hash(b"mine"), "letters/../../mine.txt": files._hash(b"mine")}}
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
