"""Judge: PySAL's `access`, the two-step floating catchment with the same weights."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from geodata.accessibility import e2sfca
from geodata.walking.links import Links

WEIGHTS = {30: 1.0, 60: 0.68, 120: 0.22}


@pytest.mark.parametrize("seed", range(5))
def test_accessibility_equals_pysal(seed: int) -> None:
    random = np.random.default_rng(seed)
    minutes = random.integers(1, 200, size=(40, 7)).astype(float)
    need, staff = random.uniform(1, 50, 40), random.uniform(0.5, 4, 7)
    result = e2sfca(need, Links.of_minutes(minutes, 120), staff)
    np.testing.assert_allclose(result.per_100_need, 100 * judged(need, staff, minutes))


def judged(need: np.ndarray, staff: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    cell, site = np.indices(minutes.shape)
    costs = pd.DataFrame({"origin": cell.ravel(), "dest": site.ravel(), "cost": minutes.ravel()})
    with warnings.catch_warnings():
        # The judge's own dependencies warn when they are imported, which takes a second.
        warnings.simplefilter("ignore")
        fca = pytest.importorskip("access.fca", reason="PySAL access is not installed")
        steps = pytest.importorskip("access.weights", reason="PySAL access is not installed")
        result = fca.two_stage_fca(
            pd.DataFrame({"demand": need}).rename_axis("geoid"),
            pd.DataFrame({"supply": staff}).rename_axis("geoid"),
            costs,
            max_cost=120,
            weight_fn=steps.step_fn(WEIGHTS),
        )
    return result.reindex(range(len(need))).fillna(0.0).to_numpy(float)
