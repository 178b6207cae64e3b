"""Judge: spopt's maximal covering location problem, by its objective."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from geodata.planning.proof import prove
from geodata.planning.siting import SitingRule, next_stops, question
from geodata.walking.links import Links


def judged(minutes: np.ndarray, need: np.ndarray, stops: int) -> float:
    with warnings.catch_warnings():
        # The judge's own dependencies warn when they are imported, which takes seconds.
        warnings.simplefilter("ignore")
        locate = pytest.importorskip("spopt.locate", reason="spopt is not installed")
        pulp = pytest.importorskip("pulp", reason="spopt is not installed")
        problem = locate.MCLP.from_cost_matrix(minutes, need, 60, p_facilities=stops)
        solved = problem.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0))
    return float(pulp.value(solved.problem.objective))


@pytest.mark.parametrize("seed", range(5))
def test_best_choice_covers_what_spopt_covers(seed: int) -> None:
    random = np.random.default_rng(seed)
    minutes = random.uniform(0, 300, size=(60, 20))
    need = random.integers(1, 30, 60).astype(float)
    links, nowhere = Links.of_minutes(minutes, 60), np.zeros(60, dtype=bool)
    asked = question(need, nowhere, links, ["A"] * 20, SitingRule(stops=4))
    proof = prove(asked)
    assert proof.proven
    assert proof.best.covered == pytest.approx(judged(minutes, need, 4))
    assert next_stops(asked).covered <= proof.best.covered + 1e-9
