from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hypothesis_numpy

from geodata.errors import GeodataError, NoCrsError, UnreadableFileError
from geodata.reading.rasters import read_raster

CORNER = Affine(1000, 0, 560_000, 0, -1000, 6_740_000)
BANDS = np.arange(12, dtype="float32").reshape(1, 3, 4)
VALUES = hypothesis_numpy.arrays(
    "float32", (3, 4), elements=st.floats(0, 1e6, width=32, allow_subnormal=False)
)


def write(path: Path, bands: np.ndarray, **changes: object) -> Path:
    profile = {
        "driver": "GTiff",
        "height": bands.shape[-2],
        "width": bands.shape[-1],
        "count": len(bands),
        "dtype": bands.dtype,
        "crs": "EPSG:32735",
        "transform": CORNER,
    }
    with rasterio.open(path, "w", **(profile | changes)) as raster:
        raster.write(bands)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_raster(path)
    assert caught.value.finding.remedy
    return caught.value.finding.rule


@settings(max_examples=40, deadline=None)
@given(values=VALUES)
def test_what_is_written_is_read_back(values: np.ndarray) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raster = read_raster(write(Path(folder) / "a.tif", values[None]))
    np.testing.assert_array_equal(raster.values, values)
    assert raster.bounds == (560_000, 6_737_000, 564_000, 6_740_000)


@settings(max_examples=60, deadline=None)
@given(raw=st.binary(max_size=200), start=st.sampled_from([b"", b"II*\0", b"MM\0*", b"II+\0"]))
def test_any_bytes_give_a_raster_or_a_refusal(raw: bytes, start: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.tif"
        path.write_bytes(start + raw)
        with pytest.raises(GeodataError):
            read_raster(path)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_raster_gives_values_or_a_refusal(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "a.tif", np.ones((1, 3, 4), "float32"))
        raw = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 6))):
            raw[data.draw(st.integers(4, len(raw) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(bytes(raw))
        with suppress(GeodataError):
            assert read_raster(path).values.ndim == 2


def test_no_data_is_missing_declared_or_not(tmp_path: Path) -> None:
    values = np.array([[[1, -9999, -3.4028235e38, 0]]], "float32")
    declared = read_raster(write(tmp_path / "a.tif", values, nodata=-9999.0))
    assert np.isnan(declared.values).tolist() == [[False, True, True, False]]
    assert declared.findings == ()
    guessed = read_raster(write(tmp_path / "b.tif", values))
    assert np.isnan(guessed.values).tolist() == [[False, True, True, False]]
    assert [finding.rule for finding in guessed.findings] == ["undeclared_no_data"]
    assert guessed.values[0, 3] == 0


def test_a_raster_without_a_place_on_the_earth_is_refused(tmp_path: Path) -> None:
    values = np.ones((1, 2, 2), "float32")
    with pytest.raises(NoCrsError, match="no position"):
        read_raster(write(tmp_path / "a.tif", values, crs=None))
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        path = write(tmp_path / "b.tif", values, transform=Affine.identity())
    with pytest.raises(NoCrsError, match="no position"):
        read_raster(path)


def test_a_picture_is_no_data(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "a.tif", np.ones((3, 2, 2), "uint8"))) == "picture"
    assert refusal(write(tmp_path / "b.tif", np.ones((2, 2, 2), "float32"))) == "several_bands"


def test_a_raster_far_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geodata.reading.rasters.MOST_CELLS", 3)
    assert refusal(write(tmp_path / "a.tif", np.ones((1, 2, 2), "float32"))) == "too_large"


@pytest.mark.parametrize(
    ("raw", "rule"),
    [(b"", "empty_file"), (b"\x89PNG", "unknown_format"), (b"II*\0 cut off", "damaged_file")],
)
def test_what_is_no_raster_is_refused_in_words(raw: bytes, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(raw)
    assert refusal(path) == rule


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.tif") == "missing_file"


def test_edges_in_degrees(tmp_path: Path) -> None:
    west, south, east, north = read_raster(
        write(tmp_path / "a.tif", np.ones((1, 3, 4), "float32"))
    ).bounds_in_degrees
    assert (west, south, east, north) == pytest.approx((27.619, -29.492, 27.661, -29.464), abs=5e-3)


def test_a_raster_with_the_south_on_top_is_turned(tmp_path: Path) -> None:
    upright = read_raster(write(tmp_path / "a.tif", BANDS))
    south_up = Affine(CORNER.a, 0, CORNER.c, 0, -CORNER.e, CORNER.f + 3 * CORNER.e)
    turned = read_raster(write(tmp_path / "b.tif", BANDS[:, ::-1], transform=south_up))
    np.testing.assert_array_equal(turned.values, upright.values)
    assert turned.bounds == upright.bounds


def test_a_rotated_raster_keeps_its_cells_and_says_where_they_lie(tmp_path: Path) -> None:
    rotated = Affine(900, 100, CORNER.c, 100, -900, CORNER.f)
    raster = read_raster(write(tmp_path / "a.tif", BANDS, transform=rotated))
    np.testing.assert_array_equal(raster.values, BANDS[0])
    assert raster.place == rotated
    # The corners by hand: 4 columns to the east, 3 rows down.
    assert raster.bounds == (560_000, 6_737_300, 563_900, 6_740_400)


def test_a_quarter_turn_is_a_rotation(tmp_path: Path) -> None:
    turned = Affine(0, 1000, CORNER.c, 1000, 0, CORNER.f)
    raster = read_raster(write(tmp_path / "a.tif", BANDS, transform=turned))
    assert raster.place @ (0.5, 0.5) == (560_500, 6_740_500)
    assert raster.bounds == (560_000, 6_740_000, 563_000, 6_744_000)


def test_rows_that_climb_by_a_hair_are_no_rotation(tmp_path: Path) -> None:
    hair = Affine(1000, 1e-9, CORNER.c, 1e-9, -1000, CORNER.f)
    assert read_raster(write(tmp_path / "a.tif", BANDS, transform=hair)).rotated is None


def test_cells_without_a_size_are_refused(tmp_path: Path) -> None:
    flat = Affine(1000, 500, CORNER.c, 1000, 500, CORNER.f)
    assert refusal(write(tmp_path / "a.tif", BANDS, transform=flat)) == "damaged_file"


@pytest.mark.parametrize("degrees", [0.0, 30.0, 90.0, -135.0])
def test_a_cell_has_the_same_size_however_it_is_turned(tmp_path: Path, degrees: float) -> None:
    turned = Affine.translation(560_000, 6_740_000) @ Affine.rotation(degrees)
    path = write(tmp_path / "a.tif", BANDS, transform=turned @ Affine.scale(100, -60))
    assert read_raster(path).cell_m == pytest.approx(100, rel=0.01)


def test_what_a_turned_raster_covers_is_no_box(tmp_path: Path) -> None:
    diamond = Affine.translation(560_000, 6_740_000) @ Affine.rotation(45) @ Affine.scale(1000)
    values = np.ones((1, 4, 4), "float32")
    raster = read_raster(write(tmp_path / "a.tif", values, transform=diamond))
    box = shapely.box(*raster.bounds_in_degrees)
    assert raster.outline_in_degrees.area == pytest.approx(box.area / 2, rel=0.02)


def test_scale_and_offset_give_the_numbers_that_are_meant(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.array([[[1, 2], [3, 255]]], "uint8"), nodata=255)
    with rasterio.open(path, "r+") as raster:
        raster.scales, raster.offsets = (0.5,), (10,)
    np.testing.assert_array_equal(read_raster(path).values, [[10.5, 11], [11.5, np.nan]])


def test_a_raster_in_a_local_system_is_refused_in_words(tmp_path: Path) -> None:
    local = 'LOCAL_CS["site grid",LOCAL_DATUM["site",0],UNIT["metre",1],AXIS["X",EAST]]'
    path = write(tmp_path / "a.tif", BANDS, crs=local, transform=Affine(1, 0, 5, 0, -1, 9))
    with pytest.raises(NoCrsError, match="local"):
        read_raster(path)


def test_a_raster_whose_corner_is_off_the_earth_is_refused_in_words(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", BANDS, transform=Affine(1000, 0, 1e12, 0, -1000, 1e12))
    with pytest.raises(NoCrsError):
        read_raster(path)
