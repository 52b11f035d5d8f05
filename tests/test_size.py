"""The path by size: chosen in one place, moved by a switch, told; the figures are the same."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.size import paths_taken, sized, sizes, traced
from cashflow.cli import main
from cashflow.kernels.choose import engine


def test_the_environment_moves_sizes(monkeypatch):
    assert sizes().classes == 50_000 and sizes().row_cells == 12_000
    monkeypatch.setenv("CASHFLOW_SIZES", "classes=0, table=1000")
    assert (sizes().classes, sizes().table, sizes().row_cells) == (0, 1000, 12_000)
    with sized(row_cells=5):
        assert (sizes().classes, sizes().row_cells) == (0, 5)
    assert sizes().row_cells == 12_000


@pytest.mark.parametrize(
    "text, said", [("class=0", "Did you mean 'classes'"), ("classes=few", "Write classes=0"), ("classes", "Write classes=0")]
)
def test_a_misspelt_size_is_refused(monkeypatch, text, said):
    monkeypatch.setenv("CASHFLOW_SIZES", text)
    with pytest.raises(cf.InputError, match=said):
        sizes()


def test_what_is_traced_inside_is_known_outside():
    with traced() as outer:
        with traced() as inner:
            engine(100, "numpy")
        assert inner == {"kernel collapse": {"numpy"}} and paths_taken() == {"kernel collapse": ["numpy"]}
    assert outer == inner and paths_taken() == {}


WHATIF = """
[ledger]
path = "ledger.csv"
currency = "EUR"
[calendar]
quarters = { from = 2025-04-01, to = 2025-09-30 }
[[scenario]]
name = "June"
[[scenario.offer]]
extend = { days = 45 }
option = [{ scheme = "later_with_interest", annual_rate = "0.065", day_count = "ACT/360" }]
"""


def test_run_json_tells_which_way_was_taken(tmp_path, monkeypatch):
    """An offer invoice by invoice or by class, cells one a row or summed: the same figures to the byte."""
    rows = [f"S{n % 7},{n},2025-05-{n % 28 + 1:02d},{n}.{n % 100:02d},net {n % 3 * 15}" for n in range(1, 200)]
    (tmp_path / "ledger.csv").write_text("\n".join(["supplier,invoice,invoice_date,amount,terms", *rows]), encoding="utf-8")
    (tmp_path / "whatif.toml").write_text(WHATIF, encoding="utf-8")
    told, figures = [], []
    for number, text in enumerate(("row_cells=0", "", "classes=0,row_cells=0")):
        monkeypatch.setenv("CASHFLOW_SIZES", text)
        found = CliRunner().invoke(main, ["run", str(tmp_path / "whatif.toml"), "--out", str(tmp_path / f"out{number}")])
        assert found.exit_code == 0, found.output
        told.append(json.loads((tmp_path / f"out{number}" / "run.json").read_text(encoding="utf-8"))["settings"])
        figures.append((tmp_path / f"out{number}" / "result.json").read_bytes())
    assert figures[0] == figures[1] == figures[2]
    assert [t["paths"]["cells"] for t in told] == [["summed"], ["one a row"], ["summed"]]
    assert [t["paths"]["offers"] for t in told] == [["invoice by invoice"], ["invoice by invoice"], ["by class"]]
    assert [t["sizes"]["classes"] for t in told] == [50_000, 50_000, 0] and "kernel collapse" in told[0]["paths"]


def test_halves_go_away_from_zero_wherever_they_are_rounded():
    """One rule for Python integers, fractions, arrays of int64, of Python integers, and in place."""
    from fractions import Fraction

    from cashflow.basics.money import round_each, round_in_place, round_ratio, round_ratios, whole

    tops = [-7, -5, -3, -1, 0, 1, 3, 5, 7, 10**15 + 1]
    for per in (2, 3, 4, 10):
        want = [int(abs(Fraction(t, per)) + Fraction(1, 2)) * (-1 if t < 0 else 1) for t in tops]
        some = np.array(tops)
        assert [round_ratio(t, per) for t in tops] == want == [whole(Fraction(t, per)) for t in tops]
        assert round_ratios(some, per).tolist() == want == round_each(some, per).tolist()
        assert round_each(-some.astype(object), np.full(len(tops), -per)).tolist() == want
        round_in_place(some, per)
        assert some.tolist() == want
        size = np.abs(np.array(tops))
        round_in_place(size, per, signed=False)
        assert size.tolist() == [abs(w) for w in want]
    assert round_each(np.array([2**62 + 1], object), np.array([2**62 - 1])).tolist() == [1]
