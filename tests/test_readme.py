"""The README as a newcomer meets it: every command as typed, in its order, in a fresh folder; the file of every key; the lists of keys."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SET_UP = "python3 -m venv .venv && .venv/bin/pip install "
ACTIVATE = 'PATH="$PWD/.venv/bin:$PATH"; export PATH\n'  # what a virtual environment's own script does


def fences(kind, page="README.md"):
    return re.findall(rf"^```{kind}\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), flags=re.M | re.S)


def test_it_is_short():
    assert len(README.splitlines()) <= 150


def commands():
    """Lines of the README's shell blocks; of those that set up, what they run once the packages are there."""
    lines = [line for block in fences("sh") for line in block.splitlines() if line.strip()]
    assert sum(line.startswith(SET_UP) for line in lines) == 2
    return [line.rsplit(" && ", 1)[1] if line.startswith(SET_UP) else line for line in lines if ".ci/check.py" not in line]


def walk(folder):
    """Run the commands in a fresh folder with an environment in which `cashflow` is this one; what each printed."""
    scripts = folder / ".venv" / "bin"
    scripts.mkdir(parents=True)
    (scripts / "activate").write_text(ACTIVATE)
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from cashflow.cli import main; main(prog_name='cashflow')"
    (scripts / "cashflow").write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{start}" "$@"\n')
    (scripts / "cashflow").chmod(0o755)
    steps = "\n".join(f"{line}\necho '=== {number} done'" for number, line in enumerate(commands()))
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "NO_COLOR": "1", "COLUMNS": "120", "PYTHONUTF8": "1"}
    found = subprocess.run(["bash", "-e", "-c", steps], cwd=folder, env=clean, capture_output=True, text=True, encoding="utf-8")
    said = re.split(r"=== \d+ done\n", found.stdout)
    assert found.returncode == 0, f"{commands()[len(said) - 1]}\n{found.stderr[-2000:]}"
    return {line.split(" #")[0].strip(): text for line, text in zip(commands(), said, strict=False)}


@pytest.mark.slow
def test_every_command_runs_as_typed(tmp_path):
    said = walk(tmp_path)
    assert len(said) == len(set(commands())) >= 12
    names = {line.split()[1] for line in said if line.startswith("cashflow ")}
    assert names | {"new"} == set(main.commands)  # every command there is; new asks questions
    assert all(
        text.strip() for line, text in said.items() if not line.startswith((".", "cashflow template", "cashflow picture"))
    )  # they speak on stderr

    headline = fences("text")[0].split()
    assert said[".venv/bin/cashflow demo"].split()[: len(headline)] == headline

    checked = said["cashflow check ap_ledger.csv --payments payments.csv"]
    assert "26 rows read = 25 accepted + 0 rejected + 1 elsewhere" in checked and "payment difference" in checked
    assert "3 files read = 3 accepted + 0 rejected + 0 ignored" in said["cashflow check invoices/"]
    assert "EUR: 1,071.00 read" in said["cashflow check invoices/"]  # 1,190.00 less a credit note of 119.00
    full = said["cashflow run whatif.toml --full"]
    assert (
        "supplier finance arrangement (the rows of IAS 7.44H and ASC 405-50)" in full
        and "of which suppliers have already been paid" in full
    )
    assert "Of 9 scenarios the most cash: " in said["cashflow run sweep.toml"]
    chance = re.search(r"Chance of at least EUR 60.0m: ([\d.]+)%", said["cashflow simulate chances.toml --target 60000000"])
    assert 5 < float(chance[1]) < 95  # something is left to chance
    assert re.match(
        r"EUR 60\.0m on 2025-06-30 \(FY2025 Q1\): offers to \d+ suppliers hold", said["cashflow solve whatif.toml --out answer"]
    )
    sheets = [p.suffix for p in (tmp_path / "start" / "results" / "offer_letters").iterdir()]
    accept = sum(int(n) for n in re.findall(r"Made whole of (\d+) that accept", fences("text")[0]))
    assert sheets.count(".xlsx") == sheets.count(".html") == accept > 0  # a page and a workbook for each supplier that accepts


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """The demo's files, and the file of every key among them."""
    from cashflow.whatif_file.demo import demo_files

    folder = tmp_path_factory.mktemp("start")
    for name, text in {
        **demo_files(),
        "every_key.toml": (ROOT / "docs" / "reference" / "every_key.toml").read_text(encoding="utf-8"),
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("command", ["run", "project", "simulate", "solve"])
def test_the_file_of_every_key_runs_as_typed(start, command):
    found = CliRunner().invoke(main, [command, str(start / "every_key.toml"), "--json"])
    assert found.exit_code == 0, found.stderr
    said = json.loads(found.stdout)
    assert said["ledger"]["accepted"] == 40_000
    if command == "solve":
        assert said["reached"] and said["choices"]
    if command == "run":
        assert float(said["currencies"]["EUR"]["scenarios"]["June deferral"]["cash_retained"][0]) > 1e6


class Keys(dict):
    """The keys of an object as the page lists them: name → what is below it, or `None`; some are optional, or more may come."""

    def __init__(self):
        self.optional, self.more = set(), False


def listed(text):
    """Read the page's shorthand: objects without values, `..` for more of the same, `?` for what may be missing."""
    tokens = re.findall(r'"[^"]*"\??|\.\.|[{}\[\]:,]', text)
    value, rest = _value(tokens)
    assert not rest, rest[:9]
    return value


def _value(tokens):
    if tokens[0] == "{":
        return _object(tokens[1:])
    assert tokens[0] == "[", tokens[:9]
    inner, rest = (None, tokens[1:]) if tokens[1] == ".." else _value(tokens[1:])
    return inner, rest[rest.index("]") + 1 :]


def _object(rest):
    keys = Keys()
    while rest[0] != "}":
        token, rest = rest[0], rest[1:]
        if token == "..":
            keys.more = True
        elif token != ",":
            name = token.strip('?"')
            keys.optional |= {name} if token.endswith("?") else set()
            keys[name], rest = _value(rest[1:]) if rest[0] == ":" else (None, rest)
    return keys, rest[1:]


def differences(keys, said, where, seen):
    """Keys that only one of the page and the product has."""
    for one in said if isinstance(said, list) else [said]:
        if not isinstance(keys, Keys) or not isinstance(one, dict):
            continue
        like = keys.more and len(keys) == 1  # one name as an example
        need = set() if like else set(keys) - keys.optional
        yield from (f"{where}: the page has {k}" for k in need - set(one))
        yield from (f"{where}: the page lacks {k}" for k in set(one) - set(keys) if not keys.more)
        for name, value in one.items():
            seen.add((where, name))
            below = keys.get(name, next(iter(keys.values())) if like else None)
            yield from differences(below, value, f"{where}.{name if name in keys else '..'}", seen)


@pytest.mark.slow
@pytest.mark.parametrize("command, fence", [("run", '{"ledger"'), ("simulate", '{"scenario"'), ("solve", '{"question"')])
def test_the_lists_of_json_keys_are_complete(start, command, fence):
    keys, seen = listed(next(f for f in fences("text", "docs/reference/json.md") if f.startswith(fence))), set()
    for file in ("whatif.toml", "every_key.toml"):
        said = getattr(cf.read_whatif(start / file), command)().to_dict()
        assert sorted(set(differences(keys, said, "", seen))) == []
    optional = {"why", "net_debt_to_ebitda", "covenant_kept", "borrowing_saved"} if command == "run" else set()
    assert optional <= {name for _, name in seen}


def test_a_list_of_keys_that_is_wrong_is_found():
    keys = listed('{"a": {"EUR": {"x", "y"?}, ..}, "b": [..]}')
    assert not list(differences(keys, {"a": {"GBP": {"x": 1}}, "b": []}, "", set()))
    assert list(differences(keys, {"a": {"GBP": {"z": 1}}, "b": []}, "", set())) == [".a...: the page has x", ".a...: the page lacks z"]
    assert list(differences(keys, {"a": {}}, "", set())) == [": the page has b"]


def test_every_demo_file_is_named_in_the_readme_and_the_same_in_every_run():
    from cashflow.whatif_file import demo

    files = demo.demo_files()
    assert set(files) == {
        *("ap_ledger.csv", "payments.csv", "limits_example.csv", "whatif.toml", "chances.toml", "sweep.toml"),
        *("invoices/ubl_invoice.xml", "invoices/cii_invoice.xml", "invoices/ubl_credit_note.xml"),
    }
    assert all(Path(name).parts[0] in README for name in files)
    demo._files.cache_clear()
    assert demo.demo_files() == files


def test_the_rates_in_comments_are_those_computed():
    """`expression  # what it gives`, as in the block on rates and days."""
    (block,) = fences("python", "docs/howto/rates.md")
    lines = [re.match(r"(?:print\((.*)\)|(.*?))  # (.*)$", line).groups() for line in block.splitlines()[3:]]
    assert len(lines) == 5
    known = {}
    exec("\n".join(block.splitlines()[:3]), known)  # what it imports
    for printed, plain, comment in lines:
        given = eval(printed or plain, known)  # ours, from the page
        if printed:
            assert str(given) in comment
        elif isinstance(given, float):
            assert round(given, 4) == float(re.match(r"[\d.]+", comment.rstrip(";"))[0])
        else:
            assert repr(given) == comment


def test_the_page_for_programs_prints_what_it_says(capsys):
    """`print(…)  # what is printed`; and what it says of threads and of copies holds in `test_threads`."""
    (block,) = fences("python", "docs/howto/program.md")
    exec(block, {})  # ours, from the page
    said = [line.partition("  # ")[2] for line in block.splitlines() if line.startswith("print(")]
    assert said and capsys.readouterr().out.splitlines() == said


def test_the_page_for_groups_says_what_comes_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (block,) = fences("python", "docs/howto/group.md")
    assert block.count("assert ") == 2
    exec(block, {})  # ours, from the page
