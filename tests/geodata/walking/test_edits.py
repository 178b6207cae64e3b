"""Sites that come, go and move: after every edit the result is that of a full solve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.travel import WalkTimes, times_of_keys
from geodata.walking import edits, engine, plain
from geodata.walking.edits import EditableWalks
from geodata.walking.graph import walk_graph
from geodata.walking.times import MOST_SITES
from tests.geodata.grounds import Ground, grounds

ROW = walk_graph(np.ones((1, 5)), 100)


@pytest.fixture(params=["compiled", "plain"], autouse=True)
def chosen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run every test with both engines."""
    if request.param == "plain":
        monkeypatch.setattr(edits, "solver_for", lambda _graph: None)
        monkeypatch.setattr(engine, "is_ready", lambda: False)
    else:
        pytest.importorskip("numba", reason="numba is not installed: only the plain engine serves")
        assert engine.compile_kernel()
    return str(request.param)


def shown(times: WalkTimes) -> tuple[list, list]:
    return times.seconds.tolist(), times.nearest.tolist()


def solved(ground: Ground, cells: np.ndarray) -> tuple[list, list]:
    """Everything from the start, by the plain engine."""
    return shown(times_of_keys(plain.nearest_keys(ground.graph, cells), ground.graph.shape))


# One site in five is taken away, the others go anywhere, closed ground and cells in use too.
EDITS = st.lists(st.tuples(st.integers(0, 7), st.integers(-20, 80)), min_size=1, max_size=8)


# The fixture picks an engine for the whole test, so it need not be set up anew for each example.
many_edits = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@many_edits
@given(grounds(), EDITS)
def test_every_edit_equals_a_full_solve(ground: Ground, changes: list[tuple[int, int]]) -> None:
    walks = EditableWalks(ground.graph, ground.sites)
    for number, cell in changes:
        sites, before = len(walks.source_cells), shown(walks.times())
        if cell >= 0:
            changed = walks.place(number % (sites + 1), cell % ground.pace.size)
        elif sites:
            changed = walks.remove(number % sites)
        else:
            continue
        after = shown(walks.times())
        assert after == solved(ground, walks.source_cells)
        for old, new in zip(before, after, strict=True):
            differs = np.flatnonzero(np.ravel(old) != np.ravel(new))
            assert np.isin(differs, changed).all()
        assert (np.diff(changed) > 0).all(), "in row order, each once"


def test_a_site_that_is_added_takes_only_what_is_nearer_to_it() -> None:
    walks = EditableWalks(ROW, np.array([0]))
    assert walks.place(1, 4).tolist() == [3, 4]
    assert shown(walks.times()) == ([[0, 100, 200, 100, 0]], [[0, 0, 0, 1, 1]])


def test_a_site_that_is_removed_leaves_its_catchment_to_the_others() -> None:
    walks = EditableWalks(ROW, np.array([4, 0]))
    assert walks.remove(0).tolist() == [2, 3, 4]
    assert shown(walks.times()) == ([[0, 100, 200, 300, 400]], [[1, 1, 1, 1, 1]])


def test_a_site_that_moves_keeps_its_position() -> None:
    walks = EditableWalks(ROW, np.array([0, 4]))
    walks.place(0, 3)
    assert shown(walks.times()) == ([[300, 200, 100, 0, 0]], [[0, 0, 0, 0, 1]])
    assert walks.source_cells.tolist() == [3, 4]


def test_of_two_sites_in_one_cell_the_other_takes_over() -> None:
    walks = EditableWalks(ROW, np.array([2, 2]))
    assert walks.remove(1).tolist() == [], "it was nearest to nobody"
    walks.place(1, 2)
    assert walks.remove(0).tolist() == [0, 1, 2, 3, 4]
    assert walks.times().nearest.tolist() == [[1, 1, 1, 1, 1]]


def test_removing_the_last_site_leaves_nobody_within_reach() -> None:
    walks = EditableWalks(ROW, np.array([2]))
    walks.remove(0)
    assert walks.times().nearest.tolist() == [[-1] * 5]
    assert walks.remove(0).tolist() == [], "it is gone already"


def test_times_taken_before_an_edit_do_not_change() -> None:
    walks = EditableWalks(ROW, np.array([2]))
    before = walks.times()
    walks.remove(0)
    assert before.seconds.tolist() == [[200, 100, 0, 100, 200]]


@pytest.mark.parametrize("position", [-1, 2])
def test_a_position_past_the_next_free_one_is_refused(position: int) -> None:
    walks = EditableWalks(ROW, np.array([2]))
    with pytest.raises(ValueError, match="with 1 sites"):
        walks.place(position, 0)
    with pytest.raises(ValueError, match="with 1 sites"):
        walks.remove(position)


def test_more_sites_than_positions_are_refused() -> None:
    walks = EditableWalks(ROW, np.full(MOST_SITES, -1))
    with pytest.raises(ValueError, match="32767 sites"):
        walks.place(MOST_SITES, 0)
    with pytest.raises(ValueError, match="at most 32767"):
        EditableWalks(ROW, np.full(MOST_SITES + 1, -1))
