"""What is kept comes back the same; what is broken or another's is made again."""

from __future__ import annotations

import io
from dataclasses import asdict, fields, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from geodata import store as store_module
from geodata.findings import note, warning
from geodata.grid import Grid
from geodata.ground.layers import GroundLayers
from geodata.store import Store
from geodata.terrain import Season
from geodata.travel import NOT_REACHED, TravelTables, WalkTimes
from geodata.walking.surfaces import Direction
from geodata.ways import Way

SHAPE = (2, 3)
FINDINGS = (
    note("moved_to_walkable", "sites.csv", None, "latitude", "Ha 'Mé", "Moved.", ""),
    warning("not_placed", "sites.csv", 4, "latitude", "S2", "Far.", "Check."),
)
PROGRAMME = SimpleNamespace(grid=SimpleNamespace(shape=SHAPE), outreach_stops=["T1", "T2", "T3"])


def a_grid() -> Grid:
    cells = np.arange(6).reshape(SHAPE)
    return Grid(
        crs="EPSG:32735",
        west_m=400_000.0,
        north_m=6_700_000.5,
        cell_m=500.0,
        births=cells / 7,
        zone=cells.astype(np.uint8),
        elevation_m=np.where(cells == 2, np.nan, cells).astype(np.float32),
        district=(cells - 1).astype(np.int16),
        area=(cells - 1).astype(np.int32),
        river=cells == 4,
    )


def some_tables(first: int = 0) -> TravelTables:
    seconds = np.array([[first, 1, 2], [3, 4, NOT_REACHED]], np.int32)
    nearest = np.array([[0, 1, 1], [0, 0, -1]], np.int16)
    reach = (np.array([1, 4]), np.array([60, 4800], np.int32))
    nowhere = (np.zeros(0, np.int64), np.zeros(0, np.int32))
    return TravelTables(
        facility=WalkTimes(seconds, nearest),
        community=WalkTimes(seconds + np.int32(0), nearest[::-1].copy()),
        stops=[reach, nowhere, reach],
        moved=FINDINGS,
        births_on_closed_ground=2.5,
    )


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Season]:
    """Count how often tables are worked out, and have it done at once."""
    seasons: list[Season] = []

    def work_out(_: object, season: Season, _way: Way) -> TravelTables:
        seasons.append(season)
        return some_tables(len(seasons))

    monkeypatch.setattr(store_module, "travel_tables", work_out)
    return seasons


def first_time(tables: TravelTables) -> int:
    return int(tables.facility.seconds[0, 0])


def kept_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


LAYERS = GroundLayers(
    heights_m=np.full(SHAPE, 1500, np.float32),
    cover=np.full(SHAPE, 3, np.uint8),
    friction=np.full(SHAPE, 0.012),
    friction_includes_slope=False,
)


@pytest.mark.parametrize("layers", [GroundLayers(), LAYERS])
def test_a_grid_comes_back_the_same_and_is_read_once(tmp_path: Path, layers: GroundLayers) -> None:
    store, grid = Store(tmp_path, "abc"), replace(a_grid(), layers=layers)
    assert store.grid(lambda: grid) is grid
    back = store.grid(lambda: pytest.fail("read again"))
    layers = asdict(back.layers)
    for name, layer in asdict(grid.layers).items():
        np.testing.assert_array_equal(layers.pop(name), layer)
    assert not layers
    for field in fields(Grid):
        if field.name == "layers":
            continue
        kept, made_first = getattr(back, field.name), getattr(grid, field.name)
        np.testing.assert_array_equal(kept, made_first)
        assert type(kept) is type(made_first)


def test_tables_come_back_the_same_and_are_worked_out_once(
    tmp_path: Path, made: list[Season]
) -> None:
    store = Store(tmp_path, "abc")
    first = store.travel_tables(PROGRAMME, Season.WET)
    back = store.travel_tables(PROGRAMME, Season.WET)
    assert made == [Season.WET]
    for platform in ("facility", "community"):
        for part in ("seconds", "nearest"):
            kept = getattr(getattr(back, platform), part)
            worked_out = getattr(getattr(first, platform), part)
            np.testing.assert_array_equal(kept, worked_out)
            assert kept.dtype == worked_out.dtype
    stops = [[part.tolist() for part in reach] for reach in back.stops]
    assert stops == [[[1, 4], [60, 4800]], [[], []], [[1, 4], [60, 4800]]]
    assert back.moved == FINDINGS
    assert back.births_on_closed_ground == 2.5


def test_no_stops_come_back_as_no_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = SimpleNamespace(grid=PROGRAMME.grid, outreach_stops=[])
    times = some_tables().facility
    tables = TravelTables(times, times, [])
    monkeypatch.setattr(store_module, "travel_tables", lambda *_: tables)
    for _ in range(2):
        assert Store(tmp_path, "abc").travel_tables(bare, Season.DRY).stops == []
        monkeypatch.setattr(store_module, "travel_tables", lambda *_: pytest.fail("made again"))


def test_ways_of_travelling_are_kept_apart(tmp_path: Path, made: list[Season]) -> None:
    store, home = Store(tmp_path, "abc"), Way(Direction.HOME)
    for way, first in ((None, 1), (home, 2), (None, 1), (Way(), 1), (home, 2)):
        assert first_time(store.travel_tables(PROGRAMME, Season.DRY, way)) == first
    assert len(made) == 2


def test_seasons_and_datasets_are_kept_apart(tmp_path: Path, made: list[Season]) -> None:
    for content in ("abc", "abd"):
        for season in Season:
            Store(tmp_path, content).travel_tables(PROGRAMME, season)
    assert len(made) == 6
    assert len(list(tmp_path.iterdir())) == 6


def test_new_code_makes_everything_again(
    tmp_path: Path, made: list[Season], monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(tmp_path, "abc").travel_tables(PROGRAMME, Season.DRY)
    monkeypatch.setattr(store_module, "_code_hash", lambda: "another")
    Store(tmp_path, "abc").travel_tables(PROGRAMME, Season.DRY)
    assert len(made) == 2


def an_array() -> bytes:
    file = io.BytesIO()
    np.save(file, np.arange(3))
    return file.getvalue()


def damaged(content: bytes) -> dict[str, bytes]:
    middle = len(content) // 2
    return {
        "empty": b"",
        "cut short": content[:middle],
        "end missing": content[:-1],
        "one bit turned": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "text": b"not an archive",
        "an array alone": an_array(),
        "start of an array": an_array()[:9],
    }


@pytest.mark.parametrize("fault", damaged(b"x" * 8))
def test_a_damaged_file_is_made_again(tmp_path: Path, made: list[Season], fault: str) -> None:
    store = Store(tmp_path, "abc")
    store.travel_tables(PROGRAMME, Season.DRY)
    file = kept_file(tmp_path)
    file.write_bytes(damaged(file.read_bytes())[fault])
    assert first_time(store.travel_tables(PROGRAMME, Season.DRY)) == 2
    assert first_time(store.travel_tables(PROGRAMME, Season.DRY)) == 2, "and is whole again"
    assert len(made) == 2


@pytest.mark.usefixtures("made")
def test_a_file_of_another_dataset_under_this_name_is_made_again(tmp_path: Path) -> None:
    Store(tmp_path / "one", "abc").travel_tables(PROGRAMME, Season.DRY)
    Store(tmp_path / "two", "abd").travel_tables(PROGRAMME, Season.DRY)
    kept_file(tmp_path / "two").replace(kept_file(tmp_path / "one"))
    assert first_time(Store(tmp_path / "one", "abc").travel_tables(PROGRAMME, Season.DRY)) == 3


@pytest.mark.parametrize(
    "other",
    [
        SimpleNamespace(grid=SimpleNamespace(shape=(3, 2)), outreach_stops=["T1", "T2", "T3"]),
        SimpleNamespace(grid=PROGRAMME.grid, outreach_stops=["T1"]),
    ],
)
def test_tables_that_do_not_fit_the_programme_are_made_again(
    tmp_path: Path, made: list[Season], other: object
) -> None:
    store = Store(tmp_path, "abc")
    store.travel_tables(PROGRAMME, Season.DRY)
    store.travel_tables(other, Season.DRY)
    assert len(made) == 2


@pytest.mark.usefixtures("made")
def test_a_file_with_objects_in_it_is_never_opened(tmp_path: Path) -> None:
    store = Store(tmp_path, "abc")
    store.travel_tables(PROGRAMME, Season.DRY)
    with kept_file(tmp_path).open("wb") as file:
        np.savez(file, key=np.array([print], dtype=object))
    assert first_time(store.travel_tables(PROGRAMME, Season.DRY)) == 2


def test_findings_come_back_the_same(tmp_path: Path) -> None:
    store = Store(tmp_path, "abc")
    assert store.findings() is None
    store.keep_findings(FINDINGS)
    assert store.findings() == FINDINGS
    assert Store(tmp_path, "abd").findings() is None


def test_a_clean_folder_is_not_the_same_as_one_never_checked(tmp_path: Path) -> None:
    store = Store(tmp_path, "abc")
    store.keep_findings(())
    assert store.findings() == ()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"key": 1}', '{"key": "K", "findings": [{"rule": "r"}]}']
)
def test_broken_findings_count_as_none(tmp_path: Path, text: str) -> None:
    store = Store(tmp_path, "abc")
    store.keep_findings(FINDINGS)
    key = store._key("findings").replace("\n", "\\n")
    kept_file(tmp_path).write_text(text.replace("K", key), "utf-8")
    assert store.findings() is None


def test_a_folder_that_cannot_be_written_only_costs_time(
    tmp_path: Path, made: list[Season]
) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "cache", "abc")
    store.travel_tables(PROGRAMME, Season.DRY)
    store.travel_tables(PROGRAMME, Season.DRY)
    store.keep_findings(FINDINGS)
    assert store.findings() is None
    assert len(made) == 2


def test_a_write_that_fails_half_way_leaves_the_old_file_and_no_rest(
    tmp_path: Path, made: list[Season], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path, "abc")
    store.travel_tables(PROGRAMME, Season.DRY)

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    store.travel_tables(PROGRAMME, Season.WET)
    assert len(made) == 2
    assert kept_file(tmp_path).name.startswith("travel-dry")
