"""Priority: the worked scores, ranges of ranks, and what never changes a rank."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import priority
from geodata.priority import COMPONENTS, priority_score, rank_ranges, ranks

COLUMNS = [part.column for part in COMPONENTS]
WORKED = pd.DataFrame.from_dict(
    {"X": [30, 95, 0.4, 20], "Y": [18, 170, 0.8, 75], "Z": [45, 40, 0.2, 10]},
    orient="index",
    columns=COLUMNS,
).astype(float)


def test_worked_scores_and_their_order() -> None:
    scores = priority_score(WORKED)
    np.testing.assert_allclose(scores["score"], [45.2292, 60.6083, 45.8333], atol=5e-5)
    assert (scores["reason"] == "").all()
    assert ranks(scores["score"]).to_dict() == {"X": 3, "Y": 1, "Z": 2}


def test_by_unmet_need_alone_the_order_is_another() -> None:
    assert ranks(WORKED["unmet_need"]).to_dict() == {"X": 2, "Y": 3, "Z": 1}


def test_equal_weights_give_the_worked_order(monkeypatch: pytest.MonkeyPatch) -> None:
    equal = tuple(part._replace(weight=0.25) for part in COMPONENTS)
    monkeypatch.setattr(priority, "COMPONENTS", equal)
    np.testing.assert_allclose(priority_score(WORKED)["score"], [40.5, 67.5, 34.4], atol=0.05)


def test_worked_sensitivity_y_first_in_88_percent_and_x_and_z_tied() -> None:
    table = rank_ranges(WORKED, draws=10_000, top=2)
    np.testing.assert_allclose(table["chance_first"], [0.0, 0.88, 0.12], atol=0.02)
    assert table["tied"].tolist() == [True, False, True]
    assert table["lowest_rank"].tolist() == [2, 1, 1]
    assert table["highest_rank"].tolist() == [3, 2, 3]
    assert table["chance_of_top"].sum() == pytest.approx(2)


def test_a_missing_component_gives_no_score_and_says_which() -> None:
    areas = WORKED.copy()
    areas.loc["Y", ["walk_minutes", "deficit_share"]] = np.nan
    scores = priority_score(areas)
    assert np.isnan(scores.at["Y", "score"])
    assert scores.at["Y", "reason"] == "not known: walking time, staffing deficit"
    table = rank_ranges(areas)
    assert table.loc["Y"].isna().all()
    assert table["rank"].drop("Y").to_dict() == {"X": 2, "Z": 1}


def test_never_is_not_missing_and_scores_full() -> None:
    areas = WORKED.copy()
    areas.loc["X", ["walk_minutes", "days_since_visit"]] = np.inf
    full = areas.copy()
    full.loc["X", ["walk_minutes", "days_since_visit"]] = [240, 90]
    assert priority_score(areas)["score"].tolist() == priority_score(full)["score"].tolist()
    table = rank_ranges(areas, areas * 0.9, areas * 1.1)
    assert table.notna().all(axis=None)


def test_no_area_with_a_score_gives_an_empty_answer() -> None:
    assert rank_ranges(WORKED * np.nan).isna().all(axis=None)


def test_ties_go_to_the_first_area_code() -> None:
    same = pd.DataFrame([WORKED.loc["X"]] * 3, index=["C", "A", "B"])
    table = rank_ranges(same)
    assert table["rank"].to_dict() == {"C": 3, "A": 1, "B": 2}


def test_a_sure_order_is_not_tied() -> None:
    areas = pd.DataFrame([[50.0, 240, 1, 90], [0, 0, 0, 0]], index=["A", "B"], columns=COLUMNS)
    table = rank_ranges(areas)
    assert table["chance_first"].tolist() == [1, 0]
    assert not table["tied"].any()


def test_wider_inputs_make_wider_ranges() -> None:
    exact = rank_ranges(WORKED, draws=2000)
    unsure = rank_ranges(WORKED, WORKED * 0.4, WORKED * 1.6, draws=2000)
    assert unsure.at["Y", "chance_first"] < exact.at["Y", "chance_first"]
    widths = [(table["highest_rank"] - table["lowest_rank"]).sum() for table in (exact, unsure)]
    assert widths[1] >= widths[0]


def test_the_same_seed_gives_the_same_ranges_and_another_does_not() -> None:
    first, again, other = (rank_ranges(WORKED, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert first["chance_first"].tolist() != other["chance_first"].tolist()


frames = st.lists(
    st.tuples(st.floats(0, 80), st.floats(0, 300), st.floats(0, 1), st.floats(0, 120)),
    min_size=1,
    max_size=12,
).map(
    lambda rows: pd.DataFrame(
        rows, columns=COLUMNS, index=[f"A-{number:02d}" for number in range(len(rows))]
    )
)


@given(frames)
def test_scores_stay_between_0_and_100(areas: pd.DataFrame) -> None:
    assert priority_score(areas)["score"].between(0, 100 + 1e-9).all()


@given(frames, st.randoms(use_true_random=False))
def test_order_of_rows_never_changes_a_rank(areas: pd.DataFrame, random: object) -> None:
    order = list(areas.index)
    random.shuffle(order)  # type: ignore[attr-defined]
    table = rank_ranges(areas, areas * 0.8, areas * 1.2, draws=50)
    shuffled = areas.loc[order]
    other = rank_ranges(shuffled, shuffled * 0.8, shuffled * 1.2, draws=50)
    pd.testing.assert_frame_equal(other.loc[areas.index], table)


@given(frames)
def test_another_area_never_changes_a_score(areas: pd.DataFrame) -> None:
    alone = priority_score(areas.iloc[:1])["score"].iloc[0]
    assert priority_score(areas)["score"].iloc[0] == pytest.approx(alone)


@given(frames)
def test_ranks_are_each_given_once_and_lie_in_their_range(areas: pd.DataFrame) -> None:
    table = rank_ranges(areas, draws=50)
    assert sorted(table["rank"]) == list(range(1, len(areas) + 1))
    assert (table["lowest_rank"] <= table["highest_rank"]).all()
    assert table["chance_first"].sum() == pytest.approx(1)
