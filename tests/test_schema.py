"""`cashflow schema`: the reader, the page of the reference and the JSON Schema know the same keys."""

import importlib.util
import json
import tomllib

import pytest
from click.testing import CliRunner

from cashflow.cli import main
from cashflow.schemes import SCHEMES
from cashflow.whatif_file.demo import demo_files
from cashflow.whatif_file.kinds import ANYTHING, BY_NAME, kind_of
from cashflow.whatif_file.tables import KEYS, TABLES, scheme_keys
from tests.conftest import ROOT
from tests.whatif_schema import faults

EVERY = (ROOT / "docs" / "reference" / "every_key.toml").read_text(encoding="utf-8")


def pages():
    spec = importlib.util.spec_from_file_location("pages", ROOT / ".ci" / "pages.py")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_the_command_prints_the_schema():
    said = json.loads(CliRunner().invoke(main, ["schema"]).stdout)
    assert said["$schema"].endswith("2020-12/schema") and set(said["properties"]) == set(KEYS[""])
    offer = said["properties"]["scenario"]["items"]["properties"]["offer"]["items"]
    assert set(offer["properties"]) == set(KEYS["offer"])
    assert offer["properties"]["overdue"]["description"] and offer["properties"]["overdue"]["enum"] == ["not offered", "offered"]
    assert set(said["$defs"]) == {*SCHEMES, "menu"}


def test_few_keys_may_hold_anything():
    """A type that the schema does not know would make it silent."""
    anything = {(t.name, k.name) for t in TABLES for k in t.keys if kind_of(k.name, k.type) == ANYTHING}
    assert anything == {
        *(("ledger", "path"), ("ledger", "payments")),  # one or several
        *(("simulate", "scenario"), ("scenario", "offer"), ("offer", "option"), ("solve", "menu")),
        *(("solve", "selection"), ("solve", "constraints")),  # tables of their own
    }


@pytest.mark.parametrize("name", ["whatif.toml", "chances.toml", "sweep.toml", "every_key.toml"])
def test_files_that_run_are_valid(name):
    assert faults(tomllib.loads({**demo_files(), "every_key.toml": EVERY}[name])) == []


@pytest.mark.parametrize(
    "broken, told",
    [
        ("[ledgr]\npath = 'a.csv'", "ledgr"),
        ("[ledger]\npath = 'a.csv'\ncurrencies = 'EUR'", "currencies"),
        ("[ledger]\ncurrency = 'EUR'", "path"),
        ("[ledger]\npath = 'a.csv'\n[policy]\nbaseline = 'actuals'", "actuals"),
        ("[ledger]\npath = 'a.csv'\n[[scenario]]\nname = 'x'\n[[scenario.offer]]\nextends = { days = 30 }", "extends"),
        ("[ledger]\npath = 'a.csv'\n[[scenario]]\nname = 'x'\n[[scenario.offer]]\nextend = { day = 30 }", "day"),
        ("[ledger]\npath = 'a.csv'\n[simulate]\ndraws = 'many'", "many"),
        (
            "[ledger]\npath = 'a.csv'\n[[scenario]]\nname = 'x'\n[[scenario.offer]]\nextend = { days = 30 }\n[[scenario.offer.option]]\n"
            "scheme = 'later_with_interest'\nanual_rate = 0.06\nday_count = 'ACT/360'",
            "anual_rate",
        ),
    ],
)
def test_a_mistake_is_found(broken, told):
    found = faults(tomllib.loads(broken))
    assert found and told in " ".join(found)


def test_every_key_has_a_meaning():
    keys = [(t.name, key) for t in TABLES for key in t.keys] + [(name, key) for name in SCHEMES for key in scheme_keys(name)]
    assert [(table, key.name) for table, key in keys if not key.meaning] == []
    assert set(BY_NAME) <= {key.name for _, key in keys}  # nothing is said of a key that there is not


def test_the_page_is_made_of_the_classes():
    found = pages()
    assert found.PAGE.read_text(encoding="utf-8") == found.whatif_page(), "run: python .ci/pages.py"
