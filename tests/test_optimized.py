"""Under ``python -O``, which leaves assertions out, and ``-OO``, which leaves docstrings out, too, the answers are the same."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow  # nothing is compiled for these beforehand

ASKED = """
import warnings
import pandas as pd
import cashflow as cf

warnings.simplefilter("ignore")
rows = pd.DataFrame({"supplier": list("ABCDEF"), "invoice": range(6), "invoice_date": "2025-05-21", "terms": "net 30", "currency": "EUR",
    "amount": [100, 250, 75, 900, 410, 33]})
ledger = cf.read_ledger(rows)
menu = [{"extend": {"days": 30}, "scheme": "later_with_interest", "annual_rate": 0.06, "day_count": "ACT/360"}]
for target in ("700", "5000"):
    found = cf.solve(ledger, target, by="2025-06-30", menu=menu, constraints={"max_suppliers": 3})
    print(found.to_dict()["cash_retained"], found.to_dict()["cost"])
print(found.render("json"))
offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.05", "ACT/360")])
result = cf.compare(ledger, cf.Scenario("s", offer), quarters=("2025-04-01", "2025-12-31"))
print(result.quarters.to_csv(), result.render("text"), result.render("html"), cf.simulate(result, target="100").to_dict())
"""


@pytest.mark.parametrize("flag", ["-O", "-OO"])
def test_the_answers_are_the_same(flag):
    said = [
        subprocess.run([sys.executable, *flags, "-c", ASKED], capture_output=True, text=True, check=True, timeout=200).stdout
        for flags in ([], [flag])
    ]
    assert said[0] == said[1] and len(said[0]) > 10_000


@pytest.mark.parametrize("words", [["run", "--help"], ["--version"], ["schema"], ["demo"]], ids=lambda w: w[0])
def test_commands_run_without_docstrings(words):
    done = subprocess.run([sys.executable, "-OO", "-m", "cashflow", *words], capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0 and done.stdout and "Traceback" not in done.stderr
