"""Pictures as files, what a shell completes, and help that can be read and typed."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from cashflow.cli import main
from cashflow.measures.catalog import MEASURES, PRESENTATION_NAMES
from cashflow.runs.pictured import picture_kinds
from cashflow.schemes import SCHEMES

from .test_runs import WHATIF, folder  # noqa: F401

SVG_START = '<?xml version="1.0" encoding="UTF-8"?>\n<svg '


def cashflow(words):
    return CliRunner().invoke(main, shlex.split(words))


def completed(*words):
    """What comes for the last word, which is not finished."""
    return [item.value for item in ShellComplete(main, {}, "cashflow", "_CASHFLOW_COMPLETE").get_completions([*words[:-1]], words[-1])]


def test_a_picture_is_a_file(folder):  # noqa: F811
    assert cashflow("picture whatif.toml unwind -o deep/u.svg").exit_code == 0
    assert (folder / "deep" / "u.svg").read_text(encoding="utf-8").startswith(SVG_START)
    assert cashflow("picture whatif.toml").exit_code == 0
    assert (folder / "unwind.svg").read_bytes() == (folder / "deep" / "u.svg").read_bytes()
    assert "1,720,000" in (folder / "unwind.svg").read_text(encoding="utf-8") or "1.7m" in (folder / "unwind.svg").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    "name, options", [("bridge", "--quarter 2025-06-30"), ("curve", ""), ("cash_retained", "--currency EUR"), ("ageing", "")]
)
def test_pictures_of_other_commands_are_found_by_their_names(folder, name, options):  # noqa: F811
    found = cashflow(f"picture whatif.toml {name} {options} -o p.svg")
    assert found.exit_code == 0, found.stderr
    assert (folder / "p.svg").read_text(encoding="utf-8").startswith(SVG_START)


def test_without_a_scenario_the_baseline_is_drawn(folder):  # noqa: F811
    (folder / "base.toml").write_text(WHATIF.partition("[[scenario]]")[0], encoding="utf-8")
    found = cashflow("picture base.toml cash_by_day -o p.svg")
    assert found.exit_code == 0, found.stderr


def test_png_and_pdf_by_matplotlib(folder):  # noqa: F811
    pytest.importorskip("matplotlib")
    for ending, start in ((".png", b"\x89PNG"), (".pdf", b"%PDF")):
        for name in ("a", "b"):
            assert cashflow(f"picture whatif.toml unwind -o {name}{ending}").exit_code == 0
        assert (folder / f"a{ending}").read_bytes().startswith(start)
        assert (folder / f"a{ending}").read_bytes() == (folder / f"b{ending}").read_bytes()


@pytest.mark.parametrize(
    "words, said",
    [
        ("picture whatif.toml unwnd", "Write: cashflow picture whatif.toml unwind"),
        ("picture whatif.toml unwind -o u.jpg", "End it in .svg, .png, .pdf"),
        ("picture whatif.toml ageing --quarter 2025-06-30", "is not an option of the picture 'ageing'"),
        ("picture ledger.csv unwind", "is a ledger, not a what-if file"),
        ("picture nope.toml unwind", "there is no such file"),
    ],
)
def test_a_picture_that_can_not_be_had_gets_a_sentence(folder, words, said):  # noqa: F811
    found = cashflow(words)
    assert found.exit_code == 1 and said in found.stderr and "internal" not in found.stderr, found.output


def test_measures_presentations_pictures_and_schemes_are_completed(folder):  # noqa: F811
    assert completed("explain", "whatif.toml", "free_cash") == [m for m in MEASURES if m.startswith("free_cash")] != []
    assert completed("simulate", "whatif.toml", "--measure", "") == [*MEASURES]
    for command in ("explain", "simulate", "solve", "picture"):
        assert completed(command, "whatif.toml", "--presentation", "") == [*PRESENTATION_NAMES]
    assert completed("picture", "whatif.toml", "unw") == ["unwind"]
    assert completed("picture", "whatif.toml", "") == [*picture_kinds()]
    assert completed("try", "ledger.csv", "--extend", "30", "--scheme", "") == [*SCHEMES]
    assert "--annual-rate" in completed("try", "ledger.csv", "--ann")


def test_scenario_names_come_from_the_file_that_was_typed(folder):  # noqa: F811
    for command in ("explain", "simulate", "picture"):
        assert completed(command, "whatif.toml", "--scenario", "") == ["June to August"]
        assert completed(command, "whatif.toml", "--scenario", "ju") == ["June to August"]
        assert completed(command, "whatif.toml", "--scenario", "x") == []
        assert completed(command, "ledger.csv", "--scenario", "") == completed(command, "nope.toml", "--scenario", "") == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_gets_a_name_with_blanks_in_quotes(folder):  # noqa: F811
    """As the script that click writes for bash calls it."""
    told = {"_CASHFLOW_COMPLETE": "bash_complete", "COMP_WORDS": "cashflow explain whatif.toml --scenario Ju", "COMP_CWORD": "4"}
    code = "from cashflow.cli import main; main(prog_name='cashflow')"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **told})
    assert out.stdout == "plain,'June to August'\n"


def every_command():
    return [*main.commands]


@pytest.mark.parametrize("name", every_command())
def test_every_command_has_an_example_and_says_all_in_its_line(name):
    text = cashflow(f"{name} --help").stdout
    example = text.partition("Examples:\n")[2]
    assert f"cashflow {name} " in f"{example} ".replace("\n", " "), name
    line = re.search(rf"^  {name} +(.*)$", cashflow("--help").stdout, re.M)[1]
    assert not line.endswith("...") and max(map(len, text.splitlines())) <= 110


def test_options_that_read_the_ledger_stand_last_and_apart():
    text = cashflow("run --help").stdout
    assert text.index("--out DIRECTORY") < text.index("How the ledger is read:") < text.index("--date-order")
    text = cashflow("try --help").stdout
    titles = ["The offer:", "What suppliers get", "Calendar:", "How the buyer pays:", "The answer:", "How the ledger is read:", "Examples:"]
    assert [text.index(t) for t in titles] == sorted(text.index(t) for t in titles)
    for name in SCHEMES:
        assert name in text


def test_examples_of_try_can_be_typed(folder):  # noqa: F811
    text = cashflow("try --help").stdout.partition("Examples:\n")[2]
    lines = re.sub(r"\n\s+--", " --", text).splitlines()
    for line in filter(None, map(str.strip, lines)):
        found = CliRunner().invoke(main, shlex.split(line)[1:])
        assert found.exit_code == 0, (line, found.stderr)


def test_the_defaults_that_help_names_are_those_of_the_settings():
    """Of `sold` it named the baseline day; invoices are sold at once."""
    from cashflow.cli.attempt import _IN_SHORT
    from cashflow.offers import Offer
    from cashflow.schemes import settings_of

    fields = {f.name: f for f in (*(f for name in SCHEMES for f in settings_of(name)), *Offer.__attrs_attrs__)}
    named = {key: found[1] for key, words in _IN_SHORT.items() if (found := re.search(r"(\w+) \(default\)", words))}
    assert {"sold": "immediate", "bank_pays": "baseline"}.items() <= named.items()
    for key, word in named.items():
        default = fields[key].default
        assert word == getattr(default, "words", None) or word in str(default), (key, default)
