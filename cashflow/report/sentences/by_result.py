"""The questions of each kind of result: what `result.sentences()` answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cashflow.basics.frames import pd
from cashflow.report.format import COMPARISON, PROJECTION, SIMULATION, SOLUTION, SWEEP
from cashflow.report.sentences.of_ledgers import asked_of_all
from cashflow.report.sentences.of_projections import asked_of_projection
from cashflow.report.sentences.of_scenarios import asked_of_scenario
from cashflow.report.sentences.of_simulations import asked_of_chance, asked_of_plan
from cashflow.report.sentences.of_solutions import asked_of_solution
from cashflow.report.sentences.of_sweeps import asked_of_sweep
from cashflow.report.sentences.said_sentences import Question

__all__ = ["QUESTIONS"]


def _comparison(result: Any) -> list[Question]:
    said = result.to_dict()
    return [*_scenarios(result, said), *asked_of_all(said)]


def _scenarios(result: Any, said: Mapping[str, Any]) -> list[Question]:
    def suppliers() -> pd.DataFrame:
        found: pd.DataFrame = result.suppliers
        return found

    return [q for at in range(len(result.scenarios)) for q in asked_of_scenario(result, said, suppliers, at)]


def _projection(found: Any) -> list[Question]:
    said = found.as_comparison().to_dict()
    return [*asked_of_projection(found, said), *asked_of_all(said)]


def _simulation(found: Any) -> list[Question]:
    said, of_plan = found.to_dict(), found.result.to_dict()
    mine = [q for q in _scenarios(found.result, of_plan) if q.scenario == said["scenario"]]
    return [*asked_of_chance(said), *asked_of_plan(mine, said), *asked_of_all(of_plan)]


def _solution(found: Any) -> list[Question]:
    """Its own, and of the comparison of its offers those that it does not answer itself."""
    own, of_plan = asked_of_solution(found.to_dict()), found.result.to_dict()
    known = {q.name for q in own}
    return [*own, *(q for q in _scenarios(found.result, of_plan) if q.name not in known), *asked_of_all(of_plan)]


QUESTIONS: Mapping[str, Callable[[Any], list[Question]]] = {
    COMPARISON: _comparison,
    PROJECTION: _projection,
    SIMULATION: _simulation,
    SOLUTION: _solution,
    SWEEP: asked_of_sweep,
}
"""By the kind of result."""
